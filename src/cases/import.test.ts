import fc from 'fast-check'
import { expect, it } from 'vitest'
import { workedMs } from '../worked-fixture.ts'
import { parseScenario } from '../sim/scenario/scenario.ts'
import { simulate } from '../sim/simulate.ts'
import { summarize } from '../views/lanes/summary.ts'
import { importTexts } from './import.ts'
import { kubeadmManifest } from './kubeadm-manifest.ts'
import { ownPod } from './own-pod.ts'
import { NEWEST } from '../sim/release/releases.ts'

const POD = `# mine
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: main
    image: x
    ports: [{name: http, containerPort: 8080}]
    livenessProbe: {httpGet: {port: http, path: /}}
`
const workload = (kind: string, name: string) => `apiVersion: apps/v1
kind: ${kind}
metadata: {name: ${name}}
spec:
  template:
    spec:
      containers:
      - {name: ${name}, image: x, readinessProbe: {httpGet: {port: 8443, scheme: HTTPS}}, livenessProbe: {exec: {command: [/bin/check, "1"]}}}
`
const imported = (...texts: (string | [name: string, text: string])[]) =>
  importTexts(
    texts.map((text) => (typeof text === 'string' ? { text: text } : { name: text[0], text: text[1] })),
    '1.37',
  )

it('a Pod is taken letter by letter', () => {
  expect(imported(['my pod.yml', POD])).toEqual({
    manifests: { 'my-pod.yaml': POD },
    files: {},
    processes: { main: { listens: [{ port: 8080 }], answers: [{ from: '0s', status: 200 }], onTerm: { after: '0s', code: 143 } } },
    title: 'web',
    node: {},
    says: [
      'my pod.yml is a Pod: it runs as a static pod named web.',
      'Assumed: main listens on 8080 and answers 200, and on SIGTERM ends at once with code 143, as most programs do. Change that under “behaviour”.',
    ],
    unread: [],
  })
})

it('of many programs the first few are told of, and each is described as a person would', () => {
  const script = (words: string): string => `command: [sh, -c, ${JSON.stringify(words)}]`
  const containers = [
    ['a', script('sleep 3; exit 4')],
    ['b', 'args: [serve]\n    ports: [{containerPort: 80}]'],
    ['c', `${script('sleep 7; touch /ready; sleep 1d')}\n    readinessProbe: {exec: {command: [test, -f, /ready]}}`],
    ['d', script('exec frob')],
    ['e', 'args: [serve]'],
  ].map(([name, more]) => `  - name: ${name}\n    image: busybox\n    ${more}\n`)
  const { processes, says } = imported(`apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n${containers.join('')}`)
  const check = { command: ['test', '-f', '/ready'] }
  expect(processes).toEqual({
    a: { exits: { after: '3s', code: 4 }, onTerm: 'ignore' },
    b: { listens: [{ port: 80 }], answers: [{ from: '0s', status: 200 }], onTerm: { after: '0s', code: 143 } },
    c: {
      execs: [
        { ...check, code: 1 },
        { ...check, from: '7s', code: 0 },
      ],
      exits: { after: '86407s', code: 0 },
      onTerm: 'ignore',
    },
    d: { onTerm: { after: '0s', code: 143 } },
    e: { onTerm: { after: '0s', code: 143 } },
  })
  const shell = 'on SIGTERM does nothing, as a shell does that is PID 1 and has no handler: SIGKILL ends it, after the grace'
  const most = 'on SIGTERM ends at once with code 143, as most programs do'
  expect(says[1]).toBe(
    `Assumed: a runs its script, which ends after 3 s with code 4, and ${shell}; b listens on 80 and answers 200, and ${most}; c runs its script, which makes /ready after 7 s, ends after 86407 s with code 0, and ${shell} and 2 more. Change that under “behaviour”.`,
  )
})

it.each(['Deployment', 'DaemonSet', 'StatefulSet', 'ReplicaSet'])('a %s is taken by its pod template, and that is said', (kind) => {
  const { manifests, processes, says } = imported(['web.yaml', workload(kind, 'shop')])
  expect(Object.keys(manifests)).toEqual(['web.yaml'])
  expect(processes).toEqual({
    shop: {
      listens: [{ port: 8443, tls: true }],
      answers: [{ from: '0s', status: 200 }],
      execs: [{ command: ['/bin/check', '1'], code: 0 }],
      onTerm: { after: '0s', code: 143 },
    },
  })
  expect(says).toEqual([
    `web.yaml is a ${kind}: its pod template runs as a static pod named shop.`,
    'Assumed: shop listens on 8443 and answers 200, has commands that succeed, and on SIGTERM ends at once with code 143, as most programs do. Change that under “behaviour”.',
  ])
})

it('a Job ends', () => {
  const job =
    'apiVersion: batch/v1\nkind: Job\nmetadata: {name: once}\nspec: {template: {spec: {restartPolicy: Never, initContainers: [{name: before, image: x}], containers: [{name: main, image: x}]}}}\n'
  expect(imported(job).processes).toMatchObject({ before: { exits: { after: '1s', code: 0 } }, main: { exits: { after: '30s', code: 0 } } })
})

it('several documents and files become several files, and what has no pods is left out with a sentence', () => {
  const many = `---\n# first\n${POD}---\n${workload('Deployment', 'shop')}--- # the last\napiVersion: v1\nkind: Service\nmetadata: {name: web}\n`
  const { manifests, says, processes } = imported(['all.yaml', many], ['all.yaml', POD], POD)
  expect(Object.keys(manifests)).toEqual(['web.yaml', 'shop.yaml', 'all.yaml', 'web-2.yaml'])
  expect(says.slice(0, 3)).toEqual([
    'all.yaml is a Deployment: its pod template runs as a static pod named shop.',
    'all.yaml has an object without pods, which is left out: a Service.',
    'all.yaml is a Pod: it runs as a static pod named web.',
  ])
  expect(Object.keys(processes)).toEqual(['web/main', 'shop'])
})

it('a List is taken item by item', () => {
  const item = (name: string) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers: [{ name, image: 'x' }] } })
  const { manifests, processes } = imported(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [item('a'), item('b')] }))
  expect(Object.keys(manifests)).toEqual(['a.yaml', 'b.yaml'])
  expect(processes).toEqual({ a: { onTerm: { after: '0s', code: 143 } }, b: { onTerm: { after: '0s', code: 143 } } })
})

it('an installation is taken whole, however much of it has no pods', () => {
  const rest = '---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n'.repeat(60)
  const { manifests, says } = imported(['all.yaml', `${POD}${rest}---\n${workload('Deployment', 'shop')}`])
  expect(Object.keys(manifests)).toEqual(['web.yaml', 'shop.yaml'])
  expect(says).toContain('all.yaml has 60 objects without pods, which are left out: 60 of kind ConfigMap.')
})

it.each([
  [1, 'is a Pod: it runs as a static pod named p0.'],
  [2, 'has 2 Pods: they run as static pods named p0, p1.'],
  [4, 'has 4 Pods: they run as static pods named p0, p1, p2, p3.'],
  [5, 'has 5 Pods: they run as static pods named p0, p1, p2, p3 and 1 more.'],
])('of %d pods the first four are named, and the rest is counted', (count, words) => {
  const pods = Array.from({ length: count }, (_, n) => POD.replace('name: web', `name: p${n}`))
  expect(imported(pods.join('---\n')).says[0]).toBe(`What was pasted ${words}`)
})

it('a List of too many items says so, and a list of the API is one too', () => {
  const items = Array.from({ length: 60 }, (_, n) => ({
    metadata: { name: `p${n}` },
    spec: { containers: [{ name: 'main', image: 'x' }] },
  }))
  const { manifests, says } = imported(JSON.stringify({ apiVersion: 'v1', kind: 'PodList', items }))
  expect(Object.keys(manifests)).toHaveLength(50)
  expect(says.slice(0, 2)).toEqual([
    'What was pasted has 60 items: the first 50 are taken.',
    'What was pasted has 50 Pods: they run as static pods named p0, p1, p2, p3 and 46 more.',
  ])
})

it.each([
  ['lines that end as on Windows', POD.replaceAll('\n', '\r\n'), 1],
  ['a byte order mark', `\uFEFF${POD}`, 1],
  ['a directive', `%YAML 1.1\n---\n${POD}`, 1],
  ['several documents, ended as on Windows', `${POD}---\n${POD}`.replaceAll('\n', '\r\n'), 2],
  ['JSON after JSON', `{"kind": "Pod", "metadata": {"name": "a"},\n"spec": {}}\n`.repeat(2), 2],
])('%s is taken', (_, text, count) => {
  const { manifests, says } = imported(text)
  expect(Object.keys(manifests)).toHaveLength(count)
  expect(says.join(' ')).not.toContain('cannot be read')
})

it('a workload without a template is told what it lacks', () => {
  expect(imported('kind: CronJob\nspec: {}\n').says).toEqual([
    'What was pasted is a CronJob without a pod template, spec.jobTemplate.spec.template: there is nothing to run.',
  ])
})

it('a template is told to be one', () => {
  const { says } = imported(POD.replace('image: ', 'image: {{ .Values.image }} # '))
  expect(says[0]).toMatch(
    /line \d+ is of a template: what it renders to is needed, such as what “helm template” prints; the editor takes it as it is\.$/,
  )
})

it('a configuration file goes to its place on the host', () => {
  const text = 'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n'
  expect(imported(['k.yaml', text])).toMatchObject({
    files: { '/var/lib/kubelet/config.yaml': text },
    manifests: {},
    says: ['k.yaml is a KubeletConfiguration: it stands at /var/lib/kubelet/config.yaml.'],
  })
})

it('a kube-apiserver needs no script', () => {
  expect(
    imported(
      'apiVersion: v1\nkind: Pod\nmetadata: {name: api}\nspec: {containers: [{name: kube-apiserver, image: "registry.k8s.io/kube-apiserver:v1.37.2"}]}\n',
    ).processes,
  ).toEqual({})
})

it('a kube-apiserver’s manifest tells its release, and its node’s address', () => {
  expect(imported(kubeadmManifest('1.30', { ip: '10.1.2.3' }))).toMatchObject({ release: '1.30', node: { ip: '10.1.2.3' } })
  const old = kubeadmManifest('1.30', { ip: '10.1.2.3' })
    .replace(':v1.30.14', ':v1.5.2')
    .replace(/.*--advertise-address.*\n/, '')
  expect(imported(old)).toMatchObject({ node: {} })
  expect(imported(old)).not.toHaveProperty('release')
})

it('a scenario opens as it is, with its defaults filled in', () => {
  const document = ownPod('1.30')
  expect(imported(['s.yaml', JSON.stringify(document)]).scenario).toMatchObject({ ...document, duration: '1800s' })
  const { scenario, says } = imported('whyrestart: 1\ntitle: Short\nmanifests: {a.yaml: ""}\n')
  expect(scenario).toMatchObject({
    title: 'Short',
    kubernetes: `1.${NEWEST}`,
    duration: '1800s',
    manifests: { 'a.yaml': '' },
    lanes: [{ name: 'main' }],
  })
  expect(says).toEqual(['What was pasted is a scenario: Short.'])
})

it('what a page has left when it failed opens too', () => {
  const { lanes, ...common } = ownPod('1.37')
  const left = JSON.stringify({ ...common, lanes: [{ ...lanes[0], processes: 'web: {onTerm: ignore}' }] }, null, 1)
  expect(imported(['scenario.json', left]).scenario?.lanes[0]?.['processes']).toEqual({ web: { onTerm: 'ignore' } })
})

it.each([
  ['nothing', '', /^What was pasted is empty\.$/],
  ['a comment', '# no more\n---\n', /^What was pasted is empty\.$/],
  ['an open bracket', 'a: [', /^What was pasted cannot be read: yaml: line 1: /],
  ['a word', 'hello', /^What was pasted is no Kubernetes object: a Pod, /],
  ['an object without a kind', 'a: b', /^What was pasted has no kind/],
  [
    'a spoiled scenario',
    'whyrestart: 1\ndurations: 3m\n',
    /^What was pasted is a scenario that cannot be read: line 2, durations: found a field "durations"/,
  ],
  ['a scenario from the future', 'whyrestart: 2\n', /which whyrestart 2 or newer reads/],
])('%s gets one sentence', (_, text, sentence) => {
  const { says, manifests } = imported(text)
  expect([says, manifests]).toEqual([[expect.stringMatching(sentence)], {}])
})

it('a manifest that cannot be read is there to be mended', () => {
  const broken = POD.replace('  containers:', '\tcontainers:')
  expect(imported(['web.yaml', broken])).toMatchObject({
    manifests: { 'web.yaml': broken },
    says: [
      'web.yaml cannot be read: yaml: line 6: found character that cannot start any token; line 6 is indented with a tab, and YAML allows spaces alone; the editor takes it as it is.',
    ],
  })
})

it.each([
  [
    'kind: Pod\nmetadata: [\n',
    'yaml: line 2: did not find expected node content; the [ that opens in line 2 is never closed; the editor takes it as it is',
  ],
  // what is no manifest has no line to mend
  ['a: [', 'yaml: line 1: did not find expected node content.'],
])('of %j it says what YAML says, and where a manifest is to be mended', (text, says) => {
  const made = imported(text)
  expect(made.says.join(' ')).toContain(`What was pasted cannot be read: ${says}`)
  expect(made.unread).toEqual(made.says)
})

it.each([
  ['../../etc/passwd', 'passwd.yaml'],
  ['C:\\pods\\web.yaml', 'web.yaml'],
  ['.hidden.yaml', 'hidden.yaml'],
  ['my pod (2).yml', 'my-pod-2-.yaml'],
  ['…', 'pod.yaml'],
  [`${'x'.repeat(300)}.yaml`, `${'x'.repeat(60)}.yaml`],
])('the file name %j is made safe', (name, safe) => {
  expect(Object.keys(imported([name, POD]).manifests)).toEqual([safe])
})

it('what comes in is a scenario that runs and does not restart', () => {
  const { manifests, processes } = imported(POD, workload('Deployment', 'shop'))
  const { scenario } = parseScenario(JSON.stringify({ whyrestart: 1, manifests, processes }))
  const trace = simulate(scenario!.lanes[0]!.inputs)
  const ready = trace.flatMap((entry) => (entry.kind === 'status' && entry.ready ? [entry.pod] : []))
  expect(new Set(ready)).toEqual(new Set(['web', 'shop']))
  expect(trace.filter((entry) => entry.kind === 'process' && entry.op === 'exited')).toEqual([])
})

it('never throws, whatever is brought (seed 1)', () => {
  const base = `${POD}---\n${workload('Deployment', 'shop')}`
  const mutated = fc
    .tuple(fc.nat(base.length), fc.nat(30), fc.string({ unit: fc.constantFrom(...':-{}[]&*!|>\'"%@`,?# \n\tab1\\') }))
    .map(([at, cut, put]) => base.slice(0, at) + put + base.slice(at + cut))
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), mutated), { maxLength: 3 }), (texts) => {
      const { manifests, processes, says } = imported(...texts)
      expect(says.length).toBeGreaterThanOrEqual(texts.length)
      expect(parseScenario(JSON.stringify({ whyrestart: 1, manifests, processes })).diagnostics).toBeUndefined()
    }),
    { seed: 1, numRuns: 1000 },
  )
})

it('passes over a megabyte of empty lines at once, whatever stands behind them', () => {
  const before = workedMs()
  expect(imported(['web.yaml', `${POD}${'\n'.repeat(1_000_000)}# the end`]).manifests).toHaveProperty('web.yaml')
  expect(imported(['none.yaml', `${'\n'.repeat(1_000_000)}# the end`]).manifests).toEqual({})
  expect(workedMs() - before).toBeLessThan(8000)
})

const container = (more: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: main\n    image: registry.k8s.io/${more}\n`

it.each([
  [
    'the manual’s exec probe',
    `busybox:1.27.2
    args: [/bin/sh, -c, "touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600"]
    livenessProbe: {exec: {command: [cat, /tmp/healthy]}, initialDelaySeconds: 5, periodSeconds: 5}`,
  ],
  [
    'the manual’s HTTP probe',
    `liveness:1.1
    args: [/server]
    livenessProbe: {httpGet: {path: /healthz, port: 8080}, initialDelaySeconds: 3, periodSeconds: 3}`,
  ],
  ['a script that fails', 'busybox\n    command: [sh, -c, "sleep 3; exit 4"]'],
  [
    'a file that comes late',
    'busybox\n    command: [sh, -c, "sleep 7; touch /ready; sleep 1d"]\n    readinessProbe: {exec: {command: [test, -f, /ready]}}',
  ],
  ['a gRPC server', 'grpc-demo:1\n    ports: [{containerPort: 9000}]\n    livenessProbe: {grpc: {port: 9000}}'],
])('what the page assumes of %s is what a run without it assumes, and the two go the same way', (_, more) => {
  const text = container(more)
  const { processes } = importTexts([{ text }], '1.37')
  const run = (fields: object) => {
    const { scenario, diagnostics } = parseScenario(
      JSON.stringify({
        whyrestart: 1,
        kubernetes: `1.${NEWEST}`,
        duration: '5m',

        manifests: { 'web.yaml': text },
        ...fields,
      }),
    )
    expect(diagnostics).toBeUndefined()
    return simulate(scenario!.lanes[0]!.inputs).flatMap((entry) => {
      if (entry.kind === 'process') return [`${entry.t} ${entry.op} ${entry.code ?? ''}`]
      return entry.kind === 'probe' ? [`${entry.t} ${entry.probe} ${entry.result} ${entry.output}`] : []
    })
  }
  const bare = run({})
  expect(run({ processes })).toEqual(bare)
  expect(bare.length).toBeGreaterThan(3)
})

it('what is assumed of a program is written down, and the lane’s sentence rests on it until somebody says otherwise', () => {
  const text =
    'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - {name: web, image: "shop/web:1", livenessProbe: {httpGet: {port: 80}}}\n'
  const { manifests, processes } = importTexts([{ text }], '1.37')
  const says = (scripts: object): [string, boolean | undefined] => {
    const { scenario } = parseScenario(JSON.stringify({ whyrestart: 1, duration: '5m', manifests, processes: scripts }))
    const { inputs } = scenario!.lanes[0]!
    const { text: sentence, isAssumed } = summarize(simulate(inputs), 300, inputs)
    return [sentence, isAssumed]
  }
  expect(says(processes)).toEqual(['No restart in 5 min, if its program answers 200 on port 80 from the start.', true])
  expect(says({})).toEqual(['No restart in 5 min, if its program answers 200 on port 80 from the start.', true])
  expect(says({ web: { listens: [{ port: 80 }], answers: [{ status: 200 }] } })).toEqual(['No restart in 5 min.', undefined])
})
