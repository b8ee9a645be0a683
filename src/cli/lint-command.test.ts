import { expect, it } from 'vitest'
import { kubeadmManifest } from '../cases/kubeadm-manifest.ts'
import { kubeadmPlane } from '../cases/kubeadm-plane.ts'
import { readLink } from '../share/payload.ts'
import { parseScenario } from '../sim/scenario/scenario.ts'
import { simulate } from '../sim/simulate.ts'
import { restartsAt } from '../views/lanes/summary.ts'
import { RULE_IDS, RULES } from '../views/lint/lint-rules.ts'
import { lint } from './lint-command.ts'
import { scenarioText } from './sources.ts'

const DEPLOYMENT = `apiVersion: v1
kind: Service
metadata: {name: web}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  template:
    spec:
      containers:
      - name: web
        image: shop/web:1
        ports: [{containerPort: 8080}]
        livenessProbe:
          httpGet: {path: /healthz, port: 8080}
          initialDelaySeconds: 5
          periodSecond: 10
      - name: cache
        image: shop/cache:1
        livenessProbe:
          exec: {command: [redis-cli, ping]}
`
const POD = (probe: string): string => `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: web:1
    ports: [{containerPort: 80}]
${probe}`

function run(argv: readonly string[], files: Readonly<Record<string, string>>) {
  let [out, err] = ['', '']
  const written = new Map<string, string>()
  const all = new Map(Object.entries(files))
  const code = lint(argv, {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    read: (file) => {
      const text = all.get(file)
      if (text === undefined) throw new Error(`ENOENT: ${file}`)
      return text
    },
    write: (file, contents) => {
      if (file.startsWith('no/')) throw new Error('EACCES')
      written.set(file, String(contents))
    },
    filesAt: (path) => {
      const found = [...all.keys()].filter((file) => file === path || file.startsWith(`${path}/`))
      if (found.length === 0) throw new Error(`ENOENT: ${path}`)
      return found
    },
  })
  return { code, out, err, written }
}

interface Found {
  file: string
  rule: string
  severity: string
  line: number
  message: string
  proof: string
}
const findings = (argv: readonly string[], files: Readonly<Record<string, string>>): Found[] =>
  (JSON.parse(run([...argv, '--format', 'json'], files).out) as { findings: Found[] }).findings

it('tells of each pod what trial runs show, at its line in the file, and passes over what has none', () => {
  const { code, out, err } = run(['k8s', '--release', '1.30'], { 'k8s/web.yaml': DEPLOYMENT, 'k8s/notes.txt': 'no: {manifest' })
  expect([code, err]).toEqual([1, ''])
  expect(out).toMatch(/^k8s\/web\.yaml:20: warning: Probe has no field periodSecond; .* \[dropped-field\]\n {2}Deployment shop\/web\n/)
  expect(out).toMatch(
    /^k8s\/web\.yaml:17: note: A start that takes 35 s is killed before it is up, and one of 25 s may be, by when a probe falls\. With the longer one: \d+ restarts of web in 30 minutes, the first at 30 s: .* \[slow-start-killed\]$/m,
  )
  expect(out).toMatch(
    /^k8s\/web\.yaml:23: note: Where the image has no redis-cli, the liveness probe errs \d+ times .* \[exec-looks-healthy\]$/m,
  )
  expect(out).toMatch(/\n1 pod in 1 file, tried on Kubernetes 1\.30: 0 errors, 1 warning, 3 notes\n$/)
  expect(out).not.toContain('Now it waits')
})

it('finds a hang that nobody notices, a pod that is never calm, and a text that is refused', () => {
  const item = (probe: string) => findings(['a.yaml'], { 'a.yaml': POD(probe) }).map(({ rule, line }) => [rule, line])
  expect(item('')).toEqual([['hang-unnoticed', 6]])
  expect(item('    livenessProbe: {httpGet: {port: 81, host: 192.0.2.7}, timeoutSeconds: 1}\n').map(([rule]) => rule)).toContain(
    'restarts-when-calm',
  )
  expect(item('    livenessProbe: {httpGet: {port: 80}, periodSeconds: -1}\n').map(([rule]) => rule)).toEqual(['refused'])
})

it('warns of a limit below what a start usually takes, and of a hang that a probe does not see; what may be meant so is a note', () => {
  const severities = (probes: string) => findings(['a.yaml'], { 'a.yaml': POD(probes) }).map(({ rule, severity }) => [rule, severity])
  const http = (type: string, more: string): string => `    ${type}Probe: {httpGet: {port: 80}, ${more}}\n`
  expect(severities('')).toEqual([['hang-unnoticed', 'note']])
  expect(severities(http('liveness', 'periodSeconds: 5, failureThreshold: 2'))).toContainEqual(['slow-start-killed', 'warning'])
  expect(severities(http('liveness', 'periodSeconds: 10, failureThreshold: 3'))).toContainEqual(['slow-start-killed', 'note'])
  expect(severities(http('startup', 'periodSeconds: 10, failureThreshold: 2'))).toContainEqual(['slow-start-killed', 'warning'])
  expect(severities(http('startup', 'periodSeconds: 10, failureThreshold: 6'))).toContainEqual(['slow-start-killed', 'note'])
})

it('of a port that a probe names the number stands in the message, with the name behind', () => {
  const named = POD('    livenessProbe: {tcpSocket: {port: web}}\n').replace('{containerPort: 80}', '{name: web, containerPort: 8080}')
  const [hang] = findings(['a.yaml'], { 'a.yaml': named }).filter(({ rule }) => rule === 'hang-unnoticed')
  expect([hang!.severity, hang!.message]).toEqual(['warning', expect.stringMatching(/\(tcp [\d.]+:8080 \(port web\)\)\.$/)])
})

it('tells from which release on a kube-apiserver’s manifest breaks, and that its probe asks etcd', () => {
  const old = kubeadmManifest('1.19').replace('--secure-port=6443', '--secure-port=6443\n    - --insecure-port=8080')
  const found = findings(['a.yaml', '--release=1.30', '--from=1.19'], { 'a.yaml': old })
  expect(found.find(({ rule }) => rule === 'breaks-on-release')?.message).toMatch(/^It runs calmly on 1\.19 and breaks from 1\.20 on: /)
  const own = findings(['a.yaml', '--release=1.19'], { 'a.yaml': kubeadmManifest('1.19').replaceAll('/livez', '/healthz') })
  expect(own.filter(({ rule }) => rule === 'etcd-restarts').length).toBeGreaterThan(0)
})

it('names a run for each finding, which shows it when it is opened', () => {
  const { written } = run(['web.yaml', '--release', '1.30', '--proofs', 'out/'], { 'web.yaml': DEPLOYMENT })
  expect([...written.keys()]).toEqual([
    'out/01-dropped-field.json',
    'out/02-slow-start-killed.json',
    'out/03-slow-start-killed.json',
    'out/04-exec-looks-healthy.json',
  ])
  const { scenario } = parseScenario(written.get('out/02-slow-start-killed.json')!)
  expect(restartsAt(simulate(scenario!.lanes[0]!.inputs), 1800)).toBeGreaterThan(3)
  const [, slow] = findings(['web.yaml', '--release', '1.30', '--site', 'https://why.example/'], { 'web.yaml': DEPLOYMENT })
  expect(readLink(slow!.proof)).toMatchObject({ value: { draft: { common: { title: expect.stringContaining('Deployment shop/web') } } } })
})

it('writes SARIF and JUnit that hold every finding', () => {
  const files = { 'a b/web.yaml': DEPLOYMENT }
  const log = JSON.parse(run(['a b', '--format=sarif'], files).out) as {
    runs: {
      tool: { driver: { rules: { id: string }[] } }
      results: {
        ruleId: string
        ruleIndex: number
        locations: { physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number } } }[]
      }[]
    }[]
  }
  const [{ tool, results }] = log.runs as [(typeof log.runs)[number]]
  expect(results).toHaveLength(4)
  for (const { ruleId, ruleIndex, locations } of results) {
    expect(tool.driver.rules[ruleIndex]!.id).toBe(ruleId)
    expect(locations[0]!.physicalLocation.artifactLocation.uri).toBe('a%20b/web.yaml')
    expect(locations[0]!.physicalLocation.region.startLine).toBeGreaterThan(1)
  }
  const junit = run(['a b', '--format', 'junit'], files).out
  expect(junit.match(/<testcase /g)).toHaveLength(4)
  expect(junit).toContain('tests="4" failures="1"')
})

it('follows a configuration file, and options over it', () => {
  const config = 'release: "1.30"\nfailOn: warning\nignore: [old/]\nrules:\n  exec-looks-healthy: off\n  slow-start-killed: error\n'
  const files = { '.whyrestart.yaml': config, 'k8s/web.yaml': DEPLOYMENT }
  const found = run(['k8s'], files)
  expect([found.code, found.out.match(/\[[\w-]+\]$/gm)]).toEqual([1, ['[dropped-field]', '[slow-start-killed]', '[slow-start-killed]']])
  expect(found.out).toContain('Kubernetes 1.30: 2 errors, 1 warning, 0 notes')
  expect(run(['k8s', '--fail-on', 'never', '--release=1.20'], files)).toMatchObject({
    code: 0,
    out: expect.stringContaining('Kubernetes 1.20'),
  })
})

it.each([
  [[], {}, 'lint: which files? Name a directory, or files\n'],
  [['a.yaml', '--release', '2'], {}, 'lint: release "2" is none; allowed: 1.9 to 1.37\n'],
  [['a.yaml', '--format', 'xml'], {}, 'lint: format "xml" is none; allowed: text, json, sarif, junit\n'],
  [
    ['a.yaml', '--colour'],
    {},
    'lint: unknown option --colour; known are --release, --from, --format, --fail-on, --config, --site, --proofs, --rules, --help\n',
  ],
  [
    ['a.yaml', '--constructor', 'x'],
    {},
    'lint: unknown option --constructor; known are --release, --from, --format, --fail-on, --config, --site, --proofs, --rules, --help\n',
  ],
  [['a.yaml', '--from', '1.30', '--release', '1.20'], {}, 'lint: --from 1.30 is not before --release 1.20\n'],
  [['a.yaml', '--from', '1.30', '--release', '1.30'], {}, 'lint: --from 1.30 is not before --release 1.30\n'],
  [['a.yaml', '--fail-on', 'never!'], {}, 'lint: fail-on "never!" is none; allowed: error, warning, note, never\n'],
  [['a.yaml', '--config', 'gone.cfg'], {}, 'lint: cannot read gone.cfg: ENOENT: gone.cfg\n'],
  [['a.yaml', '--config', 'a.cfg', '--config', 'gone.cfg'], { 'a.cfg': '' }, 'lint: cannot read gone.cfg: ENOENT: gone.cfg\n'],
  [['gone.yaml'], {}, 'lint: cannot read gone.yaml: ENOENT: gone.yaml\n'],
  [['k8s'], { 'k8s/a.yaml': 'kind: Service\n' }, 'lint: no pod and no workload with a pod template in k8s\n'],
  [['a.yaml'], { 'a.yaml': 'kind: Pod\n  x: [\n' }, 'a.yaml:2: yaml: line 2: mapping values are not allowed in this context\n'],
  [['a.yaml'], { '.whyrestart.yaml': 'release: 1.30\n' }, 'lint: .whyrestart.yaml: release is no text; write it in quotes\n'],
  [
    ['a.yaml'],
    { '.whyrestart.yaml': 'rules: {constructor: off}\n' },
    `lint: .whyrestart.yaml: rule "constructor" is none; allowed: ${RULE_IDS.join(', ')}\n`,
  ],
])('refuses %j in a sentence', (argv, files, sentence) => {
  expect(run(argv, files)).toMatchObject({ code: 2, err: sentence })
})

it.each([
  ['a: [', ':1: yaml: line 1: did not find expected node content\n'],
  ['- 1', ': found no object; allowed: release, from, failOn, site, ignore, rules\n'],
  ['colour: red', ': found a field "colour"; allowed: release, from, failOn, site, ignore, rules\n'],
  ['ignore: a', ': ignore is no list of paths\n'],
  ['ignore: [a, 5]', ': ignore is no list of paths\n'],
  ['from: "2"', ': from "2" is none; allowed: 1.9 to 1.37\n'],
  ['rules: []', ': rules is no object of rules and severities\n'],
  ['rules:', ': rules is no object of rules and severities\n'],
  ['rules: {image-tag: bad}', ': rules.image-tag "bad" is none; allowed: error, warning, note, off\n'],
])('refuses a configuration of %s in a sentence', (config, sentence) => {
  expect(run(['a.yaml'], { '.whyrestart.yaml': config })).toMatchObject({ code: 2, err: `lint: .whyrestart.yaml${sentence}` })
})

it('prints its usage, and takes an empty configuration for none', () => {
  expect(run(['--help'], {})).toMatchObject({ code: 0, out: expect.stringMatching(/^usage: lint DIR\|FILE/), err: '' })
  expect(run(['a.yaml'], { '.whyrestart.yaml': '# later\n', 'a.yaml': POD('') })).toMatchObject({ code: 0, err: '' })
})

it('reads the first 2,000 documents of a file, and passes over YAML that is none of Kubernetes’', () => {
  const documents = (n: number) => ({ 'a.yaml': `${POD('')}${'---\n'.repeat(n - 1)}` })
  expect(run(['a.yaml'], documents(2000))).toMatchObject({ code: 0, err: '' })
  expect(run(['a.yaml'], documents(2001))).toMatchObject({
    code: 2,
    out: expect.stringContaining('1 pod in 1 file'),
    err: 'a.yaml: has 2001 documents, of which the first 2000 are tried\n',
  })
  for (const other of ['x: [\n', '- a\n', 'just words\n'])
    expect(run(['a.yaml'], { 'a.yaml': `${other}---\n${POD('')}` })).toMatchObject({ code: 0, err: '' })
})

it('reads a file once, whoever names it, and none below a path that is ignored', () => {
  const files = { 'k8s/web.yaml': POD(''), 'k8s/old/web.yaml': POD(''), '.whyrestart.yaml': 'ignore: [k8s/old]\n' }
  expect(run(['k8s', 'k8s/web.yaml'], files).out).toContain('1 pod in 1 file')
  expect(run(['k8s/old'], files).err).toBe('lint: no pod and no workload with a pod template in k8s/old\n')
})

it('says where a proof cannot be written', () => {
  expect(run(['a.yaml', '--proofs', 'no'], { 'a.yaml': POD('') })).toMatchObject({
    code: 2,
    err: 'lint: cannot write no/01-hang-unnoticed.json: EACCES\n',
  })
})

it('explains every rule', () => {
  const { code, out } = run(['--rules'], {})
  expect(code).toBe(0)
  for (const id of RULE_IDS) expect(out).toContain(`${id} (${RULES[id].severity}): ${RULES[id].title}\n  ${RULES[id].explanation}\n`)
})

const SCENARIO = `whyrestart: 1
kubernetes: "1.30"
manifests:
  web.yaml: |
    apiVersion: v1
    kind: Pod
    metadata: {name: web}
    spec:
      containers:
      - name: web
        image: web:1
        ports: [{containerPort: 80}]
        livenessProbe: {httpGet: {port: 80}, periodSecond: 3}
lanes:
- name: good
- name: broken
  processes:
    web: {listens: [{port: 80}], answers: [{from: 60s, status: 500}]}
`

it('of a scenario each lane is tried, with what it says of its programs', () => {
  const found = findings(['case.yaml'], { 'case.yaml': SCENARIO })
  expect(found.map(({ rule, line }) => [rule, line])).toEqual(
    expect.arrayContaining([
      ['dropped-field', 15],
      ['dropped-field', 16],
      ['restarts-when-calm', 16],
    ]),
  )
  expect(found.some(({ rule, line }) => rule === 'restarts-when-calm' && line === 15)).toBe(false)
  expect(found[0]!.message).toMatch(/^web\.yaml:9: Probe has no field periodSecond/)
  const proof = found.find(({ rule }) => rule === 'restarts-when-calm')!.proof
  expect(proof).not.toBe('')
})

it('a program is the same one under its container’s name and with its pod’s before it', () => {
  const slow = (key: string): unknown => {
    const text = SCENARIO.replace(
      'web: {listens: [{port: 80}], answers: [{from: 60s, status: 500}]}',
      `${key}: {listens: [{port: 80}], answers: [{status: 200}]}`,
    )
    return findings(['case.yaml'], { 'case.yaml': text }).flatMap(({ rule, line }) => (rule === 'slow-start-killed' ? [line] : []))
  }
  expect(slow('web')).toEqual([15, 16])
  expect(slow('web/web')).toEqual([15, 16])
})

it('a scenario that is refused is refused with its errors', () => {
  const { code, err } = run(['case.yaml'], { 'case.yaml': SCENARIO.replace('listens', 'listen') })
  expect(code).toBe(2)
  expect(err).toMatch(/^case\.yaml:18:\d+: lanes\[1\]\.processes\.web\.listen: found a field "listen"/)
})

it('of an image whose user nobody knows runAsNonRoot is a note, and an error of one that runs as root', () => {
  const of = (image: string) =>
    findings(['a.yaml'], { 'a.yaml': POD('').replace(/image: .*/, `image: ${image}\n    securityContext: {runAsNonRoot: true}`) })
      .filter(({ message }) => /run(s)? as/.test(message))
      .map(({ rule, severity }) => `${severity} ${rule}`)
  expect(of('quay.io/argoproj/argocd:v3.0.0')).toEqual(['note user-assumed'])
  expect(of('nginx:1.27')[0]).toMatch(/^error /)
})

it('of pods of one name in a directory it says which one a kubelet takes: that of the last file, byte by byte', () => {
  const elsewhere = POD('').replace('{name: web}', '{name: web, namespace: shop}')
  const files = {
    'm/B.yaml': POD(''),
    'm/a.yaml': `# first\n${POD('')}`,
    'm/A.yaml': POD(''),
    'm/z.yaml': elsewhere,
    'other/c.yaml': POD(''),
  }
  const named = (more: Readonly<Record<string, string>>) =>
    findings(['m', 'other'], { ...files, ...more }).flatMap(({ rule, severity, file, line, message }) =>
      rule === 'same-name'
        ? [`${severity} ${file}:${line} ${/: (\S+) has a pod of the same name, (\S+),/.exec(message)!.slice(1).join(' ')}`]
        : [],
    )
  expect(named({})).toEqual(['warning m/B.yaml:3 m/a.yaml default/web', 'warning m/A.yaml:3 m/a.yaml default/web'])
  const others = { 'm/a.yaml': '', 'm/z.yaml': '', 'other/c.yaml': '', 'm/A.yaml': `${POD('')}---\n${POD('')}` }
  expect(named({ ...others, '.whyrestart.yaml': 'rules: {same-name: error}' })).toEqual([
    'error m/A.yaml:3 m/B.yaml default/web',
    'error m/A.yaml:12 m/B.yaml default/web',
  ])
  expect(named({ ...others, 'm/B.yaml': '' })).toEqual([])
  expect(named({ ...others, 'm/A.yaml': POD(''), '.whyrestart.yaml': 'rules: {same-name: off}' })).toEqual([])
})

it('finds a pod in a list, and in the middle of a text that is broken elsewhere, at its own line', () => {
  const list = `apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: Service, metadata: {name: web}}
- apiVersion: apps/v1
  kind: Deployment
  metadata: {name: web}
  spec:
    template:
      spec:
        containers:
        - name: web
          image: web:1
          ports: [{containerPort: 80}]
`
  expect(findings(['a.yaml'], { 'a.yaml': list }).map(({ rule, line }) => [rule, line])).toEqual([['hang-unnoticed', 12]])
  const broken = `kind: Pod\n  x: [\n---\n${POD('')}---\n{{ if .Values.on }}\nkind: Pod\n`
  const { code, out, err } = run(['a.yaml', '--fail-on', 'note'], { 'a.yaml': broken })
  expect([code, out.split('\n')[0]]).toEqual([2, expect.stringMatching(/^a\.yaml:9: note: .*\[hang-unnoticed\]$/)])
  expect(err.trimEnd().split('\n')).toEqual([
    'a.yaml:2: yaml: line 2: mapping values are not allowed in this context',
    expect.stringMatching(
      /^a\.yaml:\d+: yaml: .* \(a template of Helm is read once it is rendered: helm template CHART \| whyrestart lint -\)$/,
    ),
  ])
})

it('reads the standard input, and takes files without a pod for what a hook is called with', () => {
  expect(run(['-'], { '-': POD('') })).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/^stdin:6: note: /) })
  const files = { 'service.yaml': 'apiVersion: v1\nkind: Service\n', 'values.yaml': 'a: !secret b\n', 'empty.yaml': '' }
  expect(run(Object.keys(files), files)).toMatchObject({ code: 0, err: '', out: expect.stringContaining('0 pods in 0 files') })
})

it('claims nothing of a hang that a command is to notice, but tells how slow a start it lets come up', () => {
  const probe = '    livenessProbe: {exec: {command: [pg_isready]}, initialDelaySeconds: 30}\n'
  const found = findings(['a.yaml'], { 'a.yaml': POD(probe) })
  expect(found.map(({ rule }) => rule)).toEqual(['slow-start-killed', 'exec-looks-healthy'])
  expect(found[0]!.message).toMatch(/^A start that takes 60 s is killed before it is up, and one of 50 s may be, /)
})

it.each([
  ['shop/web:1', '', '[/bin/check]', true],
  ['shop/web:1', '[bash, -c, run]', '[/bin/bash, -c, check]', false],
  ['registry:5000/mysql:8', '', '[mysqladmin, ping]', false],
  ['redis@sha256:0000000000000000000000000000000000000000000000000000000000000000', '', '[/usr/bin/redis-cli, ping]', false],
])('of %s, run by %s, a probe by %s may not be in the image: %s', (image, command, probe, may) => {
  const text = POD(`    livenessProbe: {exec: {command: ${probe}}}\n${command && `    command: ${command}\n`}`).replace('web:1', image)
  expect(findings(['a.yaml'], { 'a.yaml': text }).some(({ rule }) => rule === 'exec-looks-healthy')).toBe(may)
})

it('does not take it for a field of the pod that is left out where an etcd keeps nothing', () => {
  const text =
    'kind: Pod\napiVersion: v1\nmetadata: {name: db}\nspec:\n  containers:\n  - {name: etcd, image: "registry.k8s.io/etcd:3.5.1-0"}\n'
  expect(findings(['a.yaml'], { 'a.yaml': text }).filter(({ rule }) => rule === 'not-simulated')).toEqual([])
})

it('tells of a secret in any pod, and leaves what only refers to one', () => {
  const env = (value: string): string =>
    POD(`    env: [{name: DB_PASSWORD, ${value}}]\n    livenessProbe: {tcpSocket: {port: 80}, failureThreshold: 9}\n`)
  const found = (value: string) => findings(['a.yaml'], { 'a.yaml': env(value) }).filter(({ rule }) => rule === 'secret-in-spec')
  expect(found('value: hunter2-hunter2')).toMatchObject([
    { line: 9, message: expect.stringContaining('whoever may read the pod reads it') },
  ])
  expect(found('valueFrom: {secretKeyRef: {name: db, key: password}}')).toEqual([])
  expect(found('value: "<your password>"')).toEqual([])
  // MYSQL_ALLOW_EMPTY_PASSWORD is a switch
  expect(found('value: "1"')).toEqual([])
  expect(
    findings(['a.yaml'], { 'a.yaml': env('value: kubernetes').replace('DB_PASSWORD', 'SECRET_SOURCE') }).map(({ rule }) => rule),
  ).not.toContain('secret-in-spec')
})

it('names the file’s own line of what a run says, and does not tell one end three times', () => {
  const texts = (flag: string, release: string) =>
    findings(['dir/a.yaml', '--release', release], { 'dir/a.yaml': `# first\n---\n${kubeadmManifest('1.34', { flags: [flag] })}` })
  const [anonymous] = texts('--anonymous-auth=false', '1.34')
  expect(anonymous).toMatchObject({ rule: 'restarts-when-calm', message: expect.stringMatching(/\(dir\/a\.yaml:4\d\)/) })
  expect(texts('--insecure-port=8080', '1.34').filter(({ severity }) => severity === 'error')).toMatchObject([{ rule: 'refused' }])
})

it('tells a deprecated flag from a dropped field, and a probe that asks another machine', () => {
  const flag = kubeadmManifest('1.13', { flags: ['--insecure-port=8080'] })
  const rules = (text: string, release: string) => findings(['a.yaml', '--release', release], { 'a.yaml': text }).map(({ rule }) => rule)
  expect(rules(flag, '1.13')).toContain('flag-note')
  expect(rules(flag, '1.13')).not.toContain('dropped-field')
  expect(rules(POD('    readinessProbe: {tcpSocket: {port: 80, host: 192.0.2.7}}\n'), '1.34')).toContain('asks-elsewhere')
})

it.each([
  ['a probe that names the node', 'livenessProbe: {tcpSocket: {port: 80, host: 127.0.0.1}, failureThreshold: 9}', '1.34', 1],
  ['a probe of an older release', 'livenessProbe: {tcpSocket: {port: 80, host: 127.0.0.1}, failureThreshold: 9}', '1.33', 0],
  ['a probe without a host', 'livenessProbe: {tcpSocket: {port: 80}, failureThreshold: 9}', '1.34', 0],
  ['a hook', 'lifecycle: {preStop: {httpGet: {port: 80, host: localhost}}}', '1.37', 1],
])('notes %s where Baseline forbids its host', (_, field, release, notes) => {
  const found = findings(['a.yaml', '--release', release], { 'a.yaml': POD(`    ${field}\n`) }).filter(({ rule }) => rule === 'probe-host')
  expect(found.map(({ severity }) => severity)).toEqual(Array.from({ length: notes }, () => 'note'))
})

it.each(['1.9', '1.13', '1.19', '1.24', '1.34', '1.37'])('has no error for any of kubeadm’s own four manifests of %s', (release) => {
  const files = kubeadmPlane(release)
  const { code, out, err } = run([...Object.keys(files), '--fail-on', 'error', '--release', release], files)
  expect([code, err]).toEqual([0, ''])
  expect(out).toMatch(/^4 pods in 4 files, .*: 0 errors, /m)
})

it.each([
  ['sarif', 'lint.sarif'],
  ['junit', 'lint.xml'],
  ['json', 'lint.json'],
  ['text', 'lint.txt'],
])('writes %s as it has always been', async (format, golden) => {
  const refused = POD('    livenessProbe: {tcpSocket: {port: 80}, periodSeconds: -1}\n')
  const files = { 'k8s/refused & "odd".yaml': refused, 'k8s/web.yaml': DEPLOYMENT }
  const { out } = run(['k8s', '--release', '1.30', '--format', format, '--site', 'https://why.example/'], files)
  await expect(out).toMatchFileSnapshot(`golden/${golden}`)
})

it('writes SARIF with all that its schema requires, and what code hosts ask for', () => {
  const log = JSON.parse(run(['k8s', '--format', 'sarif'], { 'k8s/web.yaml': DEPLOYMENT }).out) as Record<string, unknown>
  expect(log).toMatchObject({ version: '2.1.0', $schema: expect.stringMatching(/^https:.*sarif.*2\.1\.0.*\.json$/) })
  const [first, ...others] = log['runs'] as {
    tool: { driver: { name: string; rules: Record<string, unknown>[] } }
    results: Record<string, unknown>[]
  }[]
  expect(others).toEqual([])
  const { driver } = first!.tool
  expect(driver.name).toBe('whyrestart')
  for (const rule of driver.rules)
    expect(rule).toMatchObject({
      id: expect.stringMatching(/^[a-z-]+$/),
      shortDescription: { text: expect.any(String) },
      fullDescription: { text: expect.any(String) },
      defaultConfiguration: { level: expect.stringMatching(/^(error|warning|note)$/) },
    })
  expect(first!.results.length).toBeGreaterThan(0)
  for (const result of first!.results)
    expect(result).toMatchObject({
      ruleId: expect.any(String),
      level: expect.stringMatching(/^(error|warning|note)$/),
      message: { text: expect.stringMatching(/./) },
      locations: [
        {
          physicalLocation: { artifactLocation: { uri: expect.not.stringMatching(/^\/|[ "]/) }, region: { startLine: expect.any(Number) } },
        },
      ],
    })
})

it('a file that is no text cannot be used, wherever it is named', () => {
  expect(run(['a.bin'], { 'a.bin': '\u0000\uFFFDx' })).toMatchObject({ code: 2, err: 'lint: cannot read a.bin: it is no text\n' })
})

it.each([
  ['a pod', POD('    livenessProbe: {exec: {command: ["false"]}}\n')],
  ['a workload among other objects', DEPLOYMENT.replace('[redis-cli, ping]', '["false"]')],
])('%s runs as `simulate` runs it, chance and all', (_, text) => {
  const { written } = run(['dir/a.yaml', '--proofs', 'out/'], { 'dir/a.yaml': text })
  const proof = [...written].find(([file]) => file.endsWith('restarts-when-calm.json'))![1]
  const probes = (scenario: string) =>
    simulate(parseScenario(scenario).scenario!.lanes[0]!.inputs).flatMap(({ kind, t }) => (kind === 'probe' ? [t] : []))
  expect(probes(proof).length).toBeGreaterThan(20)
  expect(probes(scenarioText('dir/a.yaml', text).text)).toEqual(probes(proof))
})

it.each<[what: string, pod: string, says: string]>([
  [
    'a service account',
    POD('').replace('spec:', 'spec:\n  serviceAccountName: robot'),
    'its service account, which refers to other objects of the API: no pod is made where its service account is missing, and no trial shows that.',
  ],
  [
    'variables',
    POD('').replace('    image', '    envFrom: [{secretRef: {name: nope}}]\n    image'),
    'its variables, which refer to other objects of the API: a missing object keeps a container from starting (CreateContainerConfigError, FailedMount), and no trial shows that.',
  ],
  [
    'both, and volumes',
    POD('')
      .replace('    image', '    envFrom: [{secretRef: {name: nope}}]\n    image')
      .replace('spec:', 'spec:\n  serviceAccountName: robot\n  volumes: [{name: a, secret: {secretName: b}}]'),
    'its service account, variables and volumes, which refer to other objects of the API: no pod is made where its service account is missing, a missing object keeps a container from starting (CreateContainerConfigError, FailedMount), and no trial shows that.',
  ],
])('notes what of a pod refers to other objects, and so is in no trial: %s', (_, pod, says) => {
  const found = findings(['a.yaml'], { 'a.yaml': pod }).filter(({ rule }) => rule === 'not-simulated')
  expect(found.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([`note: It is tried without ${says}`])
})

it.each(['text', 'sarif', 'junit'])('what is not simulated is one line for all pods in %s, and each field in json', (format) => {
  const pod = POD('    securityContext: {readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}\n').replace(
    'spec:',
    'spec:\n  dnsConfig: {}',
  )
  const files = { 'k8s/a.yaml': pod, 'k8s/b.yaml': pod.replace('{name: web}', '{name: b}').replace('  dnsConfig: {}\n', '') }
  const each = findings(['k8s'], files).filter(({ rule }) => rule === 'not-simulated')
  expect(each.map(({ line }) => line > 1)).toEqual(Array.from({ length: 5 }, () => true))
  const { out } = run(['k8s', '--format', format], files)
  const line =
    'Not simulated, and so in no trial: 5 fields of 2 pods: securityContext.capabilities (2), securityContext.readOnlyRootFilesystem (2), spec.dnsConfig.'
  expect(out.split(line)).toHaveLength(2)
  expect(out).not.toMatch(/(DNS within the pod|cannot write) is not simulated/)
  // whoever gives it a weight of its own has each at its line
  const weighty = run(['k8s', '--format', format], { ...files, '.whyrestart.yaml': 'rules: {not-simulated: warning}\n' }).out
  expect(weighty.match(/is not simulated/g)!.length).toBeGreaterThanOrEqual(5)
  expect(weighty).not.toContain('Not simulated, and so in no trial')
})

it.each([
  [5, /spec\.runtimeClassName, spec\.shareProcessNamespace\. --format/],
  [6, / and 1 more\. --format/],
])('of %d fields that are not simulated five are named', (count, end) => {
  const fields = [
    'dnsConfig: {}',
    'hostPID: true',
    'shareProcessNamespace: true',
    'runtimeClassName: a',
    'nodeSelector: {a: b}',
    'hostUsers: false',
  ].slice(0, count)
  const pod = POD('').replace('spec:', `spec:\n${fields.map((field) => `  ${field}\n`).join('')}`)
  expect(run(['a.yaml'], { 'a.yaml': pod }).out).toMatch(end)
})

it('exits with 1 for a warning, with 0 for a note, and for either as --fail-on says', () => {
  const note = { 'a.yaml': POD('') }
  const warning = { 'a.yaml': POD('    livenessProbe: {httpGet: {port: 80}, failureThreshold: 1, periodSeconds: 1}') }
  expect(findings(['a.yaml'], note).map(({ severity }) => severity)).toEqual(['note'])
  expect(findings(['a.yaml'], warning).map(({ severity }) => severity)).toEqual(['warning'])
  const exit = (files: Readonly<Record<string, string>>, ...options: string[]): number => run(['a.yaml', ...options], files).code
  expect([exit(note), exit(warning)]).toEqual([0, 1])
  expect([exit(note, '--fail-on', 'note'), exit(warning, '--fail-on', 'error')]).toEqual([1, 0])
})

const probed = (live: string, more = ''): string =>
  POD(`    livenessProbe: ${live}\n    readinessProbe: {httpGet: {port: 80, path: /ready}}${more}`)

it.each<[string, string, string, RegExp | undefined]>([
  [
    'a port that it does not declare',
    probed('{httpGet: {port: 8081}}'),
    'liveness-port',
    /^note The liveness probe asks 8081.*declares \(80\)/,
  ],
  ['a port that it declares', probed('{httpGet: {port: 80}}'), 'liveness-port', undefined],
  ['the same as readiness', probed('{httpGet: {port: 80, path: /ready}}'), 'same-probes', /^note Liveness and readiness are the same/],
  ['the same with more patience', probed('{httpGet: {port: 80, path: /ready}, failureThreshold: 10}'), 'same-probes', undefined],
  [
    'an image without a tag',
    POD('').replace('image: web:1', 'image: web'),
    'image-tag',
    /^note The image of web, web, has no tag: each start asks its registry/,
  ],
  ['an image with a tag', probed('{httpGet: {port: 80}}'), 'image-tag', undefined],
  [
    'a database elsewhere',
    probed('{exec: {command: [pg_isready, -h, db]}}'),
    'asks-dependency',
    /^warning The liveness probe asks db,.* away for ten minutes this container is restarted 8 times, which/,
  ],
  ['a URL elsewhere', probed('{exec: {command: [sh, -c, "curl -f http://api.shop:80/healthz"]}}'), 'asks-dependency', /asks api\.shop/],
  ['a port elsewhere', probed('{exec: {command: [nc, -z, redis, "6379"]}}'), 'asks-dependency', /asks redis/],
  ['its own database', probed('{exec: {command: [pg_isready, -h, 127.0.0.1]}}'), 'asks-dependency', undefined],
  ['its own URL', probed('{exec: {command: [wget, -qO-, "http://localhost:80/"]}}'), 'asks-dependency', undefined],
  ['a command with a flag of help', probed('{exec: {command: [check, -h, something]}}'), 'asks-dependency', undefined],
  [
    'another container of its pod, which may notice its hang',
    probed('{httpGet: {port: 9121}}', '\n  - name: exporter\n    image: exporter:1\n    ports: [{containerPort: 9121}]'),
    'hang-unnoticed',
    undefined,
  ],
])('a liveness probe that asks %s', (_, text, rule, says) => {
  const { out } = run(['a.yaml', '--format', 'json', '--release', '1.34'], { 'a.yaml': text })
  const { findings } = JSON.parse(out) as { findings: Found[] }
  const found = findings.filter((finding) => finding.rule === rule).map(({ severity, message }) => `${severity} ${message}`)
  expect(found.join('\n') || 'nothing').toMatch(says ?? /^nothing$/)
})

it.each<[string, string, string]>([
  ['command: [java, -Xmx1g, -jar, a.jar]', '1Gi', ''],
  [
    'command: [java, -Xmx1g, -jar, a.jar]',
    '512Mi',
    'warning: -Xmx1g lets the heap of web grow beyond its memory limit of 512 MiB: the kernel kills it before the heap is full (OOMKilled).',
  ],
  ['env: [{name: JAVA_TOOL_OPTIONS, value: "-Xms1m -Xmx600M"}]', '512Mi', 'warning: -Xmx600M lets the heap of web'],
  ['env: [{name: JAVA_OPTS, value: -Xmx1g}]\n    args: [-Xmx300m]', '512Mi', ''],
  ['env: [{name: JAVA_OPTS, value: -Xmx1g}]', '', ''],
])('a heap of %s under a memory limit of %s', (java, memory, says) => {
  const limit = memory && `\n    resources: {limits: {memory: ${memory}}}`
  const found = run(['a.yaml', '--release', '1.34'], { 'a.yaml': POD(`    ${java}${limit}`) }).out
  expect(found.split('\n').find((line) => line.endsWith('[heap-above-limit]')) ?? '').toContain(says)
  expect(found.includes('[heap-above-limit]')).toBe(says !== '')
})
