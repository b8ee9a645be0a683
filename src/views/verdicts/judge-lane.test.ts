import { describe, expect, it } from 'vitest'
import { drawn, SEED } from '../../drawn-fixture.ts'
import type { LaneDocument } from '../../cases/own-pod.ts'
import { READY_LANES } from '../../cases/ready-lanes.ts'
import { theStrangeCase } from '../../cases/the-strange-case.ts'
import { defined } from '../../manifest/own.ts'
import { podInputs, httpGet } from '../../sim/fixture.ts'
import { parseScenario } from '../../sim/scenario/scenario.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { simulate } from '../../sim/simulate.ts'
import type { EntryOf, Trace } from '../../sim/trace/trace.ts'
import { finished } from '../experiment.ts'
import { QUESTIONS, type VerdictCell, type QuestionId } from './questions.ts'
import { judge, judgeTrials } from './judge-lane.ts'
import { trialsOf } from './trials.ts'

/** Each verdict is held against a scenario of its own, written here as a person would, and read off its trace in another way. */

it('has a line of src/texts/questions.tsv for each question, and no other', () => {
  const faults = { calm: 0, hang: 0, etcd: 0, etcdHung: 0, crash: 0, edit: 0 }
  const callers = { outside: 0, pod: 0, node: 0, account: 0, kubelet: 0, admin: 0, secrets: 0 }
  const ids: Record<QuestionId, number> = { ...faults, ...callers, starts: 0, passes: 0 }
  expect(QUESTIONS.map(({ id }) => id)).toEqual(Object.keys(ids))
})

const RELEASES = ['1.9', '1.37'] as const
const LANES = theStrangeCase('1.9').lanes.map(({ name }) => name)

/** A lane of the case as a scenario file, with more YAML of the test's own. */
function scenario(release: string, lane: string, more = '', runs = release, duration = '30m'): Inputs {
  const { lanes, clock, seed, node, kubelet } = theStrangeCase(release)
  const { manifests, firewall } = lanes.find(({ name }) => name === lane)!
  const manifest = manifests!['kube-apiserver.yaml']!.replace(/^/gm, '    ')
  const text = `whyrestart: 1
kubernetes: "${runs}"
clock: ${clock}
seed: ${seed}
duration: ${duration}
node: ${JSON.stringify(node)}
kubelet: ${JSON.stringify(kubelet)}
firewall: ${JSON.stringify(firewall ?? [])}
manifests:
  kube-apiserver.yaml: |
${manifest}
${more}
`
  const { scenario: parsed, diagnostics } = parseScenario(text)
  if (!parsed) throw new Error(JSON.stringify(diagnostics))
  return parsed.lanes[0]!.inputs
}

const traceOf = (...args: Parameters<typeof scenario>): Trace => simulate(scenario(...args))
const statuses = (trace: Trace): EntryOf<'status'>[] => trace.filter((entry) => entry.kind === 'status')
const lastStatus = (trace: Trace, until = Infinity): EntryOf<'status'> | undefined => statuses(trace).findLast(({ t }) => t <= until)
const restarts = (trace: Trace, until?: number): number => lastStatus(trace, until)?.containers[0]?.restartCount ?? 0
const started = (trace: Trace, after: number): number | undefined =>
  trace.find((entry) => entry.kind === 'event' && entry.reason === 'Started' && entry.t > after)?.t
const words = (seconds: number): string => (seconds < 10 ? `${Math.round(seconds * 10) / 10} s` : `${Math.round(seconds)} s`)

/** Seconds from an action until an administrator's GET /healthz, asked ten times a second, is answered with 200 for good. */
function healthyAfter(release: string, lane: string, at: number, action: string, within: number): number {
  const admin = '{certificate: {cn: kubernetes-admin, o: [system:masters], ca: cluster}}'
  const asks = Array.from(
    { length: within * 10 },
    (_, i) => `- {at: ${(at + i / 10).toFixed(1)}s, url: "https://192.168.1.100:6443/healthz", caller: ${admin}}`,
  ).join('\n')
  const trace = traceOf(release, lane, `actions:\n- {at: ${at}s, ${action}}\nrequests:\n${asks}`, release, `${at + within + 15}s`)
  const bad = trace.flatMap((entry) => (entry.kind === 'response' && entry.status !== 200 ? [entry.n] : []))
  return (Math.max(...bad) + 1) / 10
}

/** A lane's answers, each found where a test looks at it. */
function verdictsOf(inputs: Inputs): Record<QuestionId, VerdictCell> {
  const trials = finished(trialsOf(inputs))
  const answer = (id: QuestionId) => finished(judgeTrials(trials, [id]))[id]
  return Object.defineProperties(
    {},
    Object.fromEntries(QUESTIONS.map(({ id }) => [id, { get: () => answer(id), enumerable: true }])),
  ) as Record<QuestionId, VerdictCell>
}

const judged = new Map<string, ReturnType<typeof verdictsOf>>()
/** Each lane is judged once, and one that is not looked at never. */
function verdicts(release: (typeof RELEASES)[number], lane: string): ReturnType<typeof verdictsOf> {
  const key = `${release} ${lane}`
  const known = judged.get(key) ?? verdictsOf(scenario(release, lane))
  judged.set(key, known)
  return known
}
const cell = (release: (typeof RELEASES)[number], lane: string, id: QuestionId): VerdictCell => verdicts(release, lane)[id]

describe.each(RELEASES)(`on %s (TEST_SEED=${SEED})`, (release) => {
  /** When a fault comes: at 10:00, or as soon after it as a calm run says that the server serves; undefined where it never does. */
  const faultAt = (lane: string): number | undefined => {
    const { proof, value } = cell(release, lane, 'hang')
    const states = traceOf(release, lane).filter((entry) => entry.kind === 'server')
    const stateAt = (at: number): string | undefined => states.findLast(({ t }) => t <= at)?.state
    if (proof?.kind !== 'run' || value === '–') {
      expect(states.some(({ t, state }) => t > 600 && state === 'serving') || stateAt(600) === 'serving').toBe(false)
      return undefined
    }
    const { from } = proof
    expect(stateAt(from)).toBe('serving')
    const isLate = from > 600 && stateAt(600) !== 'serving' && stateAt(from - 2) !== 'serving'
    expect([from, isLate || from === 600]).toEqual([from, true])
    return from
  }

  it.each(drawn(LANES, 2))('%s, calm: as many restarts as the last status of a calm run counts', (lane) => {
    const trace = traceOf(release, lane)
    const { value, note, tone } = cell(release, lane, 'calm')
    const ready = lastStatus(trace)!.ready
    expect([value, note]).toEqual([String(restarts(trace)), ready ? 'ready' : 'not ready'])
    expect(tone).toBe(ready && restarts(trace) === 0 ? 'good' : 'bad')
  })

  it.each(drawn(LANES, 2))('%s, hang: the time until the kubelet tells of a start', (lane) => {
    const at = faultAt(lane)
    const again =
      at === undefined
        ? undefined
        : started(traceOf(release, lane, `actions:\n- {at: ${at}s, hang: kube-apiserver}`, release, `${at + 1200}s`), at)
    const calm = at === undefined ? undefined : started(traceOf(release, lane, '', release, `${at + 1200}s`), at)
    const { value, note, tone } = cell(release, lane, 'hang')
    expect(value).toBe(at === undefined ? '–' : again === undefined ? 'never' : words(again - at))
    // no credit for a restart that comes without it as soon
    const isAnyway = again !== undefined && calm !== undefined && calm <= again + 1
    expect([note?.includes('restarts anyway') ?? false, isAnyway && tone === 'good']).toEqual([isAnyway, false])
  })

  it.each([
    ['etcd', 'kill'],
    ['etcdHung', 'hang'],
  ] as const)('%s: the time until the first restart, and how many in ten minutes, beside those of a calm run', (id, how) => {
    const run = (lane: string, at: number, actions = ''): { starts: readonly number[]; stays: boolean } => {
      const trace = traceOf(release, lane, actions, release, `${at + 600}s`)
      const starts = trace.flatMap((entry) => (entry.kind === 'event' && entry.reason === 'Started' && entry.t > at ? [entry.t] : []))
      return { starts, stays: lastStatus(trace, at)!.ready && statuses(trace).every(({ t, ready }) => t <= at || ready) }
    }
    const read = (lane: string): (string | undefined)[] => {
      const at = faultAt(lane)
      if (at === undefined) return [lane, '–', 'never up', 'bad']
      const { starts, stays } = run(lane, at, `actions:\n- {at: ${at}s, etcd: ${how}}`)
      if (starts.length === 0) return [lane, 'never', stays ? 'stays ready' : 'not ready', 'good']
      const more = starts.length > run(lane, at).starts.length
      return [lane, words(starts[0]! - at), more ? `${starts.length} restart${starts.length > 1 ? 's' : ''}` : 'restarts anyway', 'costs']
    }
    const told = LANES.map((lane) => cell(release, lane, id)).map(({ value, note, tone }, i) => [LANES[i], value, note, tone])
    expect(told).toEqual(LANES.map(read))
  })

  it.each(drawn(LANES, 2))('%s, a pod’s account: what its token opens, by a token that the administrator asked for', (lane) => {
    const told = cell(release, lane, 'account')
    const served = faultAt(lane) !== undefined
    expect(told.value).toBe(served ? 'health, version, API' : '–')
    if (!served) return
    const { at } = told.proof!
    const admin = 'caller: {certificate: {cn: kubernetes-admin, o: [system:masters], ca: cluster}}'
    const account = 'https://192.168.1.100:6443/api/v1/namespaces/default'
    const body = '{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{}}'
    const asks = [
      `{at: ${at}s, method: POST, url: "${account}/serviceaccounts/default/token", body: '${body}', headers: {content-type: application/json}, ${admin}}`,
      `{at: ${at}s, url: "${account}/secrets", ${admin}}`,
    ]
    const [issued, secrets] = traceOf(release, lane, `requests:\n${asks.map((ask) => `- ${ask}\n`).join('')}`, release, '3m').flatMap(
      (entry) => (entry.kind === 'response' ? [JSON.parse(entry.body)] : []),
    )
    const token: string = issued.status.token ?? atob(secrets.items[0].data.token)
    const paths = ['/version', '/api', '/api/v1/pods', '/api/v1/secrets']
    const trace = traceOf(
      release,
      lane,
      `requests:\n${paths.map((path) => `- {at: ${at}s, from: pod, url: "https://192.168.1.100:6443${path}", caller: {bearer: ${token}}}\n`).join('')}`,
      release,
      '3m',
    )
    expect(trace.flatMap((entry) => (entry.kind === 'response' ? [entry.status] : []))).toEqual([200, 200, 403, 403])
    expect(told).toMatchObject({
      tone: 'good',
      proof: { kind: 'request', request: { from: 'pod', caller: { serviceAccount: 'default/default' } } },
    })
  })

  it.each(drawn(LANES, 2))('%s, the kubelet’s ports, those of an administrator, and secrets: by requests and by eye', (lane) => {
    const froms = ['outside', 'pod', 'node'] as const
    const at = Math.max(120, cell(release, lane, 'kubelet').proof!.at)
    const doors = [
      'https://HOST:6443/api/v1/secrets',
      ...(release === '1.9' ? ['http://HOST:8888/api/v1/secrets'] : []),
      'https://HOST:10250/pods',
      'http://HOST:10255/pods',
      'https://HOST:10250/healthz',
      'http://HOST:10255/healthz',
      'POST https://HOST:10250/run/kube-system/kube-apiserver-master/kube-apiserver?cmd=true',
    ]
    const asks = froms.flatMap((from) =>
      doors.map((door) => ({
        from,
        door,
        url: door.replace('HOST', from === 'node' && door.includes('8888') ? '127.0.0.1' : '192.168.1.100'),
      })),
    )
    const trace = traceOf(
      release,
      lane,
      `requests:\n${asks.map(({ from, url }) => `- {at: ${at}s, from: ${from}, ${url.startsWith('POST ') ? 'method: POST, ' : ''}url: "${url.replace('POST ', '')}"}`).join('\n')}`,
      release,
      `${at + 30}s`,
    )
    const open = asks.filter((_, n) => trace.some((entry) => entry.kind === 'response' && entry.n === n && entry.status === 200))
    const far = { outside: 'from anywhere', pod: 'from inside', node: 'node only' }
    const kubelet = open.filter(({ door }) => door.includes(':102'))
    const widest = froms.find((from) => kubelet.some((item) => item.from === from))
    const word = kubelet.some(({ door }) => door.includes('/run/'))
      ? 'everything'
      : kubelet.some(({ door }) => door.includes('/pods'))
        ? 'pods'
        : kubelet.length > 0
          ? 'health'
          : 'nothing'
    expect([cell(release, lane, 'kubelet').value, cell(release, lane, 'kubelet').note]).toEqual([word, widest && far[widest]])
    const admin = open.filter(({ door }) => /secrets|run/.test(door))
    const ports = [...new Set(admin.map(({ door }) => /:(\d+)/.exec(door)![1]))]
    const served = faultAt(lane) !== undefined
    expect([cell(release, lane, 'admin').value, cell(release, lane, 'admin').note]).toEqual([
      ports.join(', ') || 'none',
      ports.length > 0 ? far[froms.find((from) => admin.some((item) => item.from === from))!] : served ? undefined : 'never up',
    ])
    expect(cell(release, lane, 'secrets').value).toBe(
      /Bearer|Basic|password|token=[^/]/i.test(scenario(release, lane).manifests['kube-apiserver.yaml']!) ? '1' : 'none',
    )
  })

  it.each(drawn(LANES, 2))('%s, crash and edit: until /healthz is answered with 200 again', (lane) => {
    const at = faultAt(lane)
    const manifest = theStrangeCase(release).lanes.find(({ name }) => name === lane)!.manifests!['kube-apiserver.yaml']!
    const edited = JSON.stringify(manifest.replace('  annotations:\n', '  annotations:\n    whyrestart/edited: "yes"\n'))
    const actions = { crash: 'crash: kube-apiserver, code: 1', edit: `write: kube-apiserver.yaml, content: ${edited}` }
    for (const id of ['crash', 'edit'] as const) {
      const { sort, value } = cell(release, lane, id)
      const after = at === undefined ? sort : healthyAfter(release, lane, at, actions[id], Math.ceil(sort + 20))
      expect([id, Math.abs(sort - after) < 0.2, value]).toEqual([id, true, at === undefined ? '–' : words(sort)])
    }
  })

  it.each(drawn(LANES, 2))('%s, what callers without credentials read', (lane) => {
    const served = traceOf(release, lane).some((entry) => entry.kind === 'server' && entry.state === 'serving')
    const insecure = { '1.9': 'http://HOST:8888', '1.37': '' }[release]
    const read = (from: 'outside' | 'pod' | 'node'): string[] => {
      if (!served) return [from, '–', 'bad']
      const host = from === 'node' ? '127.0.0.1' : '192.168.1.100'
      const urls = ['https://192.168.1.100:6443', ...(insecure ? [insecure.replace('HOST', host)] : [])].flatMap((base) =>
        ['/healthz', '/livez', '/version', '/api', '/metrics', '/api/v1/pods', '/api/v1/secrets'].map((path) => base + path),
      )
      const trace = traceOf(
        release,
        lane,
        `requests:\n${urls.map((url) => `- {at: 2m, from: ${from}, url: "${url}"}`).join('\n')}`,
        release,
        '3m',
      )
      const got = urls
        .filter((_, n) => trace.some((entry) => entry.kind === 'response' && entry.n === n && entry.status === 200))
        .map((url) => url.replace(/^.*?:\d+/, ''))
      if (got.includes('/api/v1/secrets')) return [from, 'everything', 'bad']
      if (got.length === 0) return [from, 'nothing', 'good']
      return [
        from,
        [
          ['health', '/healthz'],
          ['version', '/version'],
          ['API', '/api'],
        ]
          .filter(([, path]) => got.includes(path!))
          .map(([word]) => word)
          .join(', '),
        'costs',
      ]
    }
    const froms = ['outside', 'pod', 'node'] as const
    expect(froms.map((from) => [from, cell(release, lane, from).value, cell(release, lane, from).tone])).toEqual(froms.map(read))
  })

  it.each(drawn(LANES, 2))('%s, the releases on which it starts, and its probes pass: a run each', (lane) => {
    const starts: number[] = []
    const passes: number[] = []
    for (let minor = 9; minor <= 37; minor++) {
      const trace = traceOf(release, lane, '', `1.${minor}`, '6m')
      const status = lastStatus(trace)
      const up = status?.containers[0]?.state.is === 'running' && restarts(trace) === 0
      if (trace.some((entry) => entry.kind === 'server' && entry.state === 'serving')) starts.push(minor)
      if (!up) continue
      const results = new Map(trace.flatMap((entry) => (entry.kind === 'probe' ? [[entry.probe, entry.result]] : [])))
      if (status.ready && [...results.values()].every((result) => result === 'success')) passes.push(minor)
    }
    expect(minorsOf(cell(release, lane, 'starts').value)).toEqual(starts)
    expect(minorsOf(cell(release, lane, 'passes').value)).toEqual(passes)
    // where it ends: the first release behind the last on which it goes well, else the last before it begins
    const decisive = ([first, ...more]: readonly number[]): number => {
      const last = more.at(-1) ?? first
      return last === undefined ? Number(release.slice(2)) : last < 37 ? last + 1 : Math.max(9, first! - 1)
    }
    const wholeFrom = (good: readonly number[]): boolean =>
      good.every((minor, i) => minor === good[0]! + i && (good[0] !== 9 || good.at(-1)! < 37))
    for (const [id, good] of [['starts', starts] as const, ['passes', passes] as const].filter(([, minors]) => wholeFrom(minors))) {
      const { proof } = cell(release, lane, id)
      expect([id, proof?.kind === 'run' && (proof.trial.fields.kubernetes ?? release)]).toEqual([id, `1.${decisive(good)}`])
    }
  })

  it.each(drawn(LANES, 2))('%s: each proof is an entry of the run that it names', (lane) => {
    const inputs = scenario(release, lane)
    for (const [id, { proof }] of Object.entries(verdicts(release, lane))) {
      expect([id, proof?.kind]).not.toEqual([id, undefined])
      if (proof?.kind !== 'run') continue
      const trace = simulate({ ...inputs, ...proof.trial.fields, duration: Math.max(1800, proof.at + 1) })
      const entry = trace[proof.entry]!
      expect([id, entry.t <= proof.at, entry.t >= proof.from]).toEqual([id, true, true])
    }
  })
})

/** `1.9–1.13, 1.16` as numbers. */
function minorsOf(value: string): number[] {
  return [...value.matchAll(/1\.(\d+)(?:–1\.(\d+))?/g)].flatMap(([, from, to]) =>
    Array.from({ length: Number(to ?? from) - Number(from) + 1 }, (_, i) => Number(from) + i),
  )
}

describe('the story, as it is told', () => {
  const story = (id: QuestionId): string[] =>
    LANES.map((lane) => `${cell('1.9', lane, id).value}${cell('1.9', lane, id).note ? `, ${cell('1.9', lane, id).note}` : ''}`)

  it('only the flag alone restarts without need', () => {
    expect(story('calm').map((value) => value.startsWith('0, ready'))).toEqual([true, false, true, true, true])
  })

  it('only the TCP probe never notices a hang, and never restarts for etcd', () => {
    expect(story('hang').map((value) => value === 'never')).toEqual([false, false, false, true, false])
    expect(story('etcd').map((value) => value === 'never, stays ready')).toEqual([false, false, false, true, false])
  })

  it('the insecure port makes anybody on the node admin; the firewall lets nothing out', () => {
    expect(story('admin')).toEqual(['none', 'none', '8888, node only', 'none', 'none'])
    expect(story('outside')[4]).toBe('nothing')
    expect(story('node')[2]).toBe('everything')
    expect(story('kubelet')).toEqual([
      'pods, from anywhere',
      'pods, from anywhere',
      'pods, from anywhere',
      'pods, from anywhere',
      'pods, from inside',
    ])
    expect(cell('1.9', LANES[0]!, 'kubelet').proof).toMatchObject({ request: { from: 'outside', url: 'http://192.168.1.100:10255/pods' } })
    expect(story('secrets')).toEqual(['none', 'none', 'none', 'none', 'none'])
  })
})

describe('doors and secrets', () => {
  const base = (more: string): Inputs => scenario('1.37', 'As kubeadm writes it', more)

  it('a kubelet that allows everything is an admin port for everybody, by its own answer to a command', () => {
    const open = {
      ...base(''),
      kubelet: { authentication: { anonymous: { enabled: true } }, authorization: { mode: 'AlwaysAllow' as const }, readOnlyPort: 10255 },
    }
    const asks = { at: 120, from: 'outside' as const, caller: {}, userAgent: 'curl', headers: {} }
    const url = 'https://192.168.1.100:10250/run/kube-system/kube-apiserver-master/kube-apiserver?cmd=kube-apiserver%20--version'
    const [ran] = simulate({ ...open, duration: 130, requests: [{ ...asks, method: 'POST', url }] }).filter(
      (entry) => entry.kind === 'response',
    )
    expect(ran!.body).toBe('Kubernetes v1.37.2\n')
    const { admin, kubelet } = verdictsOf(open)
    expect([admin.value, admin.note, admin.tone]).toEqual(['10250', 'from anywhere', 'bad'])
    expect([kubelet.value, kubelet.note, kubelet.tone]).toEqual(['everything', 'from anywhere', 'bad'])
    expect(admin.proof).toMatchObject({ kind: 'request', at: 120, request: { from: 'outside', method: 'POST', url } })
    // the doors that are open from farthest away are named, and no other
    const closed = {
      ...open,
      firewall: [
        { block: 10250, from: 'outside' as const },
        { block: 10250, from: 'pod' as const },
      ],
    }
    expect(verdictsOf(closed).kubelet.reason).toBe(
      'Without credentials, from anywhere, the kubelet’s port 10255 shows /healthz, /metrics, /stats/summary, /pods.',
    )
  })

  it('a token in httpHeaders is found once, and a request with it is accepted', () => {
    const ready = READY_LANES.find(({ name }) => name === 'Bearer token in the probe')!.make({
      release: '1.37',
      ip: '192.168.1.100',
      clock: base('').clock,
    }) as LaneDocument
    const inputs = { ...base(''), manifests: ready.manifests!, files: ready.files! }
    const token = /Bearer (\w+)/.exec(ready.manifests!['kube-apiserver.yaml']!)![1]!
    const asked = {
      at: 120,
      from: 'node' as const,
      method: 'GET',
      url: 'https://192.168.1.100:6443/version',
      userAgent: 'curl',
      headers: {},
    }
    const statusesOf = [token, 'another'].map(
      (bearer) =>
        simulate({ ...inputs, duration: 130, requests: [{ ...asked, caller: { bearer } }] }).find((entry) => entry.kind === 'response')!
          .status,
    )
    expect(statusesOf).toEqual([200, 401])
    expect(verdictsOf(inputs).secrets).toMatchObject({ value: '1', note: 'accepted', tone: 'bad' })
    expect(verdictsOf({ ...inputs, files: {} }).starts.tone).toBe('bad')
  })

  it('the kubelet is asked where its configuration file has it listen, and no farther away', () => {
    const config = (more: string): Partial<Inputs> => ({
      files: {
        '/var/lib/kubelet/config.yaml': `apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nport: 10350\n${more}authentication: {anonymous: {enabled: true}}\nauthorization: {mode: AlwaysAllow}\n`,
      },
    })
    expect(verdictsOf({ ...base(''), ...config('') }).admin).toMatchObject({
      value: '10350',
      note: 'from anywhere',
      tone: 'bad',
      proof: { request: { url: expect.stringContaining('https://192.168.1.100:10350/run/') } },
    })
    const near = verdictsOf({ ...base(''), ...config('address: 127.0.0.1\n') })
    expect([near.admin, near.kubelet].map(({ value, note, tone }) => [value, note, tone])).toEqual([
      ['10350', 'node only', 'costs'],
      ['everything', 'node only', 'costs'],
    ])
  })

  it('what a role lets anybody read is named, of the kubelet by the page that tells most; what nobody answers too', () => {
    const role = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: metrics}
rules: [{apiGroups: [""], resources: [nodes/metrics, pods], verbs: [get, list]}, {nonResourceURLs: [/metrics], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: metrics}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: metrics}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: "system:anonymous"}]
`
    const { outside, kubelet } = verdictsOf({
      ...base(''),
      files: { '/root/role.yaml': role },
      // what the questions ask of begins with an etcd that is up
      cluster: { ...base('').cluster, etcd: 'down', objects: ['/root/role.yaml'] },
      kubelet: { authentication: { anonymous: { enabled: true } }, authorization: { mode: 'Webhook' }, readOnlyPort: 0 },
    })
    expect(outside).toMatchObject({ value: 'health, version, metrics, pods', tone: 'bad' })
    expect(kubelet).toMatchObject({
      value: 'metrics',
      reason: 'Without credentials, from anywhere, the kubelet’s port 10250 shows /metrics.',
    })
    const near = 'kind: KubeletConfiguration\naddress: 127.0.0.1\nauthentication: {anonymous: {enabled: false}}\n'
    const files = { '/var/lib/kubelet/config.yaml': `apiVersion: kubelet.config.k8s.io/v1beta1\n${near}` }
    expect(verdictsOf({ ...base(''), files }).kubelet).toMatchObject({
      value: 'nothing',
      reason: 'Without credentials, the kubelet shows nothing: Nobody listens on port 10250.',
    })
  })

  it('without its secure port a kube-apiserver takes no token, and what is empty is none', () => {
    const old = scenario('1.9', LANES[0]!)
    const env = '    env: [{name: DB_PASSWORD, value: ""}, {name: TOKEN, value: abcdefgh}]\n    image:'
    const manifest = old.manifests['kube-apiserver.yaml']!.replace('--secure-port=6443', '--secure-port=0')
      .replace('--insecure-port=0', '--insecure-port=8080')
      .replace('    image:', env)
    const { account, node, secrets } = verdictsOf({ ...old, manifests: { 'kube-apiserver.yaml': manifest } })
    expect(account).toMatchObject({
      value: 'not asked',
      reason: 'Pods of the service account default/default have no token, or there is no secure port that takes it.',
    })
    expect(node).toMatchObject({ value: 'everything' })
    expect(secrets).toMatchObject({ value: '1', note: 'not accepted' })
  })

  it('where the kube-apiserver never serves, the kubelet and the spec are judged all the same', () => {
    const manifest = base('')
      .manifests['kube-apiserver.yaml']!.replace('    - --secure-port=6443', '    - --secure-port=6443\n    - --no-such-flag')
      .replace('    image:', '    env:\n    - name: DB_PASSWORD\n      value: sesame\n    image:')
    const inputs = {
      ...base(''),
      manifests: { 'kube-apiserver.yaml': manifest },
      kubelet: { authentication: { anonymous: { enabled: true } }, authorization: { mode: 'AlwaysAllow' as const }, readOnlyPort: 0 },
    }
    const { outside, kubelet, admin, secrets } = verdictsOf(inputs)
    expect(outside).toMatchObject({ value: '–', note: 'never up' })
    expect([kubelet, admin, secrets].map(({ value, note, tone }) => [value, note, tone])).toEqual([
      ['everything', 'from anywhere', 'bad'],
      ['10250', 'from anywhere', 'bad'],
      ['1', 'not tried', 'costs'],
    ])
    expect(verdictsOf({ ...inputs, kubelet: base('').kubelet }).admin).toMatchObject({ value: 'none', note: 'never up', tone: 'costs' })
  })

  it('a pod’s token is one whether or not the administrator gets through', () => {
    const account = (from: string, to: string, firewall: Inputs['firewall'] = []): VerdictCell =>
      verdictsOf({
        ...base(''),
        firewall,
        manifests: { 'kube-apiserver.yaml': base('').manifests['kube-apiserver.yaml']!.replace(from, to) },
      }).account
    expect(account('    - --client-ca-file=/etc/kubernetes/pki/ca.crt\n', '')).toMatchObject({
      value: 'health, version, API',
      tone: 'good',
    })
    // where nothing is read, /version says why
    expect(account('', '', [{ block: 6443, from: 'pod' }])).toMatchObject({
      value: 'nothing',
      tone: 'good',
      reason: expect.stringContaining('firewall'),
      proof: { request: { from: 'pod', url: expect.stringMatching(/:6443\/version$/) } },
    })
    expect(account('    - --secure-port=6443', '    - --secure-port=6443\n    - --bind-address=127.0.0.1')).toMatchObject({
      value: 'nothing',
      tone: 'good',
    })
  })

  const withEnv = (
    release: string,
    env: Record<string, string>,
    files: Record<string, string> = {},
    flags = '',
    args = '',
  ): VerdictCell => {
    const inputs = scenario(release, 'As kubeadm writes it')
    const list = Object.entries(env)
      .map(([name, value]) => `    - {name: ${name}, value: "${value}"}\n`)
      .join('')
    const manifest = inputs.manifests['kube-apiserver.yaml']!.replace(
      '    - --secure-port=6443',
      `    - --secure-port=6443${flags && `\n    - ${flags}`}`,
    )
    const side = `  - name: side\n    image: example.org/side:1\n${list && `    env:\n${list}`}${args && `    args: ${args}\n`}`
    return verdictsOf({
      ...inputs,
      files: { ...inputs.files, ...files },
      manifests: { 'kube-apiserver.yaml': manifest.replace('  hostNetwork:', `${side}  hostNetwork:`) },
    }).secrets
  }

  it('what is let in without it is no accepted credential', () => {
    expect(withEnv('1.37', { AUTH: 'Basic YWRtaW46YWRtaW4=' })).toMatchObject({ value: '1', note: 'not accepted', tone: 'costs' })
    expect(withEnv('1.37', { API_TOKEN: 'sesame' })).toMatchObject({ value: '1', note: 'not accepted', tone: 'costs' })
  })

  it('names that say where a secret is, or how it is made, are none; a path and a reference neither', () => {
    expect(
      withEnv('1.37', {
        TOKEN_FILE: 'token.txt',
        TOKEN_TTL: '24h',
        SECRET_NAME: 'web',
        PASSWORD_LENGTH: '12',
        tokenUrl: 'x',
        API_TOKEN: '$(OTHER)',
        DB_PASSWORD: '/run/pw',
      }),
    ).toMatchObject({ value: 'none', tone: 'good' })
    expect(withEnv('1.37', { DB_PASSWORD: '12345', API_KEY: 'a/b+c', CLIENT_SECRET: 'sesame' })).toMatchObject({
      value: '3',
      tone: 'costs',
    })
  })

  it('what the server takes is a credential whatever it is called, also as the word behind its option', () => {
    const tokens = { '/etc/kubernetes/pki/tokens.csv': 'sesame,jo,1\n' }
    const flag = '--token-auth-file=/etc/kubernetes/pki/tokens.csv'
    expect(withEnv('1.37', { GREETING: 'sesame' }, tokens, flag)).toMatchObject({ value: '1', note: 'accepted', tone: 'bad' })
    expect(withEnv('1.37', { GREETING: 'hello' }, tokens, flag)).toMatchObject({ value: 'none' })
    expect(withEnv('1.37', {}, {}, '', '[run, --token, sesame]')).toMatchObject({
      value: '1',
      note: 'not accepted',
      reason: expect.stringContaining('args[2]'),
    })
    expect(withEnv('1.37', {}, {}, '', '[sh, -c, "run --token sesame"]')).toMatchObject({ value: '1', note: 'not accepted' })
    expect(withEnv('1.37', {}, {}, '', '[run, sesame, --token, sesame]').reason).toMatch(
      /^The token in spec\.containers\[1\]\.args\[3\] of kube-apiserver is named/,
    )
    expect(
      withEnv(
        '1.9',
        { USER: 'jo:sesame' },
        { '/etc/kubernetes/pki/users.csv': 'sesame,jo,1\n' },
        '--basic-auth-file=/etc/kubernetes/pki/users.csv',
      ),
    ).toMatchObject({ value: '1', note: 'accepted', tone: 'bad' })
  })

  /** kubeadm's own, with a liveness probe of the test's. */
  const probed = (liveness: string, more: (manifest: string) => string = (same) => same): Inputs => ({
    ...base(''),
    manifests: {
      'kube-apiserver.yaml': more(
        base('').manifests['kube-apiserver.yaml']!.replace(/ {4}livenessProbe:\n(?: {6}.*\n)+/, `    livenessProbe: ${liveness}\n`),
      ),
    },
  })

  it('all probes after a fault are read, not the first alone', () => {
    const side = '  - name: side\n    image: example.org/side:1\n'
    const inputs: Inputs = {
      ...probed('{httpGet: {host: 127.0.0.1, port: 9000, path: /}, failureThreshold: 8}', (manifest) =>
        manifest.replace('  hostNetwork:', `${side}  hostNetwork:`),
      ),
      processes: {
        side: {
          listens: [{ port: 9000, tls: false, after: 0 }],
          answers: [
            { from: 0, status: 200 },
            { from: 700, status: 500 },
            { from: 725, status: 200 },
          ],
          onTerm: { after: 0, code: 0 },
          execs: [],
        },
      },
    }
    expect(verdictsOf(inputs).etcd.reason).toMatch(
      /^Nothing is restarted\. [23] of its (59|60) liveness probes fail, at most [23] in a row; it takes 8\. The pod is not ready from /,
    )
  })

  it('a server that is killed for good when etcd is lost is bad', () => {
    const inputs = probed('{httpGet: {host: 192.168.1.100, scheme: HTTPS, port: 6443, path: /livez}, timeoutSeconds: 15}', (manifest) =>
      manifest.replace('  hostNetwork:', '  restartPolicy: Never\n  hostNetwork:'),
    )
    expect(verdictsOf(inputs).etcd).toMatchObject({
      value: 'never',
      note: 'killed for good',
      tone: 'bad',
      reason: expect.stringMatching(/^Killed \d+ s after the loss of etcd: .* It is not started again: restartPolicy is Never\.$/),
    })
  })

  it('a probe that has not asked yet is told from none', () => {
    const late = verdictsOf(
      probed('{httpGet: {host: 192.168.1.100, scheme: HTTPS, port: 6443, path: /livez}, initialDelaySeconds: 600}', (manifest) =>
        manifest.replace(/ {4}(readiness|startup)Probe:\n(?: {6}.*\n)+/g, ''),
      ),
    ).passes
    expect(late).toMatchObject({
      value: 'not known',
      tone: 'costs',
      reason: 'Its liveness probe has not asked within 6 minutes: initialDelaySeconds is 600, periodSeconds 10.',
    })
    expect(
      verdictsOf(probed('null', (manifest) => manifest.replace(/ {4}(readiness|startup)Probe:\n(?: {6}.*\n)+/g, ''))).passes.value,
    ).toBe('no probes')
  })

  it('a server that is started late, behind an init container, runs', () => {
    const init = '  initContainers:\n  - name: wait\n    image: example.org/wait:1\n'
    const inputs: Inputs = {
      ...probed('null', (manifest) => manifest.replace('  hostNetwork:', `${init}  hostNetwork:`)),
      processes: { wait: { listens: [], answers: [], exits: { after: 45, code: 0 }, onTerm: { after: 0, code: 0 }, execs: [] } },
    }
    const { value } = verdictsOf(probed('null')).starts
    expect(verdictsOf(inputs).starts.value).toBe(value)
    // the port is open before the server serves
    const tcp = probed('{tcpSocket: {host: 192.168.1.100, port: 6443}, periodSeconds: 1}', (manifest) =>
      manifest.replace(/ {4}(readiness|startup)Probe:\n(?: {6}.*\n)+/g, ''),
    )
    expect(verdictsOf(tcp).starts.value).toBe(value)
  })

  it('as many paths are asked for as the definitions say', () => {
    const definition = (id: QuestionId): string => QUESTIONS.find((question) => question.id === id)!.definition
    const { outside, kubelet } = verdictsOf(base(''))
    expect(definition('outside')).toContain(`of ${outside.list!.length} paths`)
    expect(definition('kubelet')).toContain(`of ${kubelet.list!.length / 3} paths`)
  })

  it('a password in the environment that no server takes is told as such', () => {
    const manifest = base('').manifests['kube-apiserver.yaml']!.replace(
      '    image:',
      '    env:\n    - name: DB_PASSWORD\n      value: sesame\n    image:',
    )
    expect(verdictsOf({ ...base(''), manifests: { 'kube-apiserver.yaml': manifest } }).secrets).toMatchObject({
      value: '1',
      note: 'not accepted',
      tone: 'costs',
    })
  })
})

describe('a pod of one’s own', () => {
  const notAsked = (cells: Record<QuestionId, VerdictCell>): string[] =>
    QUESTIONS.flatMap(({ id }) => (cells[id].tone === 'not asked' ? [id] : []))

  it('is asked what makes sense, and nothing about a server', () => {
    const inputs = podInputs({ containers: [{ liveness: httpGet('periodSeconds: 10, timeoutSeconds: 1'), readiness: httpGet() }] })
    const cells = verdictsOf(inputs)
    expect(notAsked(cells)).toEqual(QUESTIONS.filter(({ server }) => server).map(({ id }) => id))
    const hung = simulate({ ...inputs, duration: 1800, actions: [{ at: 600, hang: 'main' }] })
    expect(cells.hang.value).toBe(words(started(hung, 600)! - 600))
    expect([cells.calm.value, cells.calm.note, cells.hang.tone, cells.crash.tone, cells.edit.tone]).toEqual([
      '0',
      'ready',
      'good',
      'good',
      'good',
    ])
  })

  const policy = (restartPolicy: string): string => `  restartPolicy: ${restartPolicy}\n`
  const told = (cells: Record<QuestionId, VerdictCell>, ...ids: QuestionId[]): (string | undefined)[][] =>
    ids.map((id) => [cells[id].value, cells[id].note, cells[id].tone])

  it.each(['Never', 'OnFailure'])(
    'with restartPolicy %s, what is killed for good is bad, whatever its exit code; it is not completed',
    (name) => {
      const calm = verdictsOf(podInputs({ spec: policy(name), containers: [{ liveness: httpGet(), answers: { 0: 200, 60: 500 } }] }))
      // with OnFailure a kill and the start after it are one sync; where the start is held back, the exit code 0 stands
      expect(told(calm, 'calm')).toEqual([[name === 'Never' ? '0' : '6', 'killed for good', 'bad']])
      expect(calm.calm.reason).toMatch(
        /main is killed at (?:\d+ min )?\d+ s: 3 of 3 liveness probes failed in a row .*It is not started again: restartPolicy is /,
      )
      const hung = verdictsOf(
        podInputs({ spec: policy(name), containers: [{ liveness: httpGet(), script: { onTerm: { after: 0, code: 0 } } }] }),
      )
      // a hung process ignores SIGTERM, and ends by SIGKILL: with another code than 0
      expect(told(hung, 'hang', 'crash')).toEqual(
        name === 'Never'
          ? [
              ['never', 'killed for good', 'bad'],
              ['never', undefined, 'bad'],
            ]
          : [
              [hung.hang.value, undefined, 'good'],
              [hung.crash.value, undefined, 'good'],
            ],
      )
      expect(hung.crash.reason).toContain(name === 'Never' ? 'It is not started again: restartPolicy is Never.' : 'Started again')
    },
  )

  it('what has done its work is completed, and nothing is left to be tried on it', () => {
    const cells = verdictsOf(podInputs({ spec: policy('OnFailure'), containers: [{ script: { exits: { after: 90, code: 0 } } }] }))
    expect(told(cells, 'calm', 'hang', 'crash', 'edit')).toEqual([
      ['0', 'completed', 'good'],
      ...['hang', 'crash', 'edit'].map(() => ['not asked', undefined, 'not asked']),
    ])
    expect(cells.hang.reason).toBe('main has done its work before 10 min, and nothing is left to be tried.')
    expect(
      told(verdictsOf(podInputs({ spec: policy('Never'), containers: [{ script: { exits: { after: 90, code: 1 } } }] })), 'calm', 'hang'),
    ).toEqual([
      ['0', 'not ready', 'bad'],
      ['–', 'never up', 'bad'],
    ])
  })

  it('an edit on an old kubelet: the new pod may be there before the old one has ended', () => {
    const slow = { onTerm: { after: 20, code: 0 } }
    const own = podInputs({
      kubernetes: '1.21',
      containers: [{ liveness: httpGet(), readiness: httpGet('periodSeconds: 1'), script: slow }],
    })
    const apart = {
      ...own,
      manifests: { 'web.yaml': own.manifests['web.yaml']!.replace('  hostNetwork: true\n', '').replaceAll('host: 127.0.0.1, ', '') },
    }
    const side = verdictsOf(apart).edit
    expect([
      side.note,
      side.tone,
      side.sort < 3,
      side.reason.includes('the old one is still there then, so that somebody is all the while'),
    ]).toEqual(['none down', 'good', true, true])
    // with one port for both the new one fails until the old one, 20 s later, has ended
    const trace = simulate({
      ...own,
      duration: 700,
      actions: [{ at: 600, edit: 'web.yaml', find: 'metadata:\n  ', replace: 'metadata:\n  annotations: {whyrestart/edited: "yes"}\n  ' }],
    })
    const ready = statuses(trace).find(({ t, ready: is }) => t > 620 && is)!.t
    const end = trace.findLast((entry) => entry.kind === 'process' && entry.op === 'exited')!.t
    expect(end).toBeGreaterThan(619)
    expect([verdictsOf(own).edit.value, verdictsOf(own).edit.note]).toEqual([words(ready - 600), `${words(ready - end)} down`])
  })

  it('why nobody notices a hang: no probe, one that does not ask in time, one whose threshold is far away', () => {
    const reason = (liveness?: string): string => verdictsOf(podInputs({ containers: [defined({ liveness })] })).hang.reason
    expect(reason()).toBe('No liveness probe asks, so nobody notices a hang.')
    expect(verdictsOf(podInputs({ containers: [{ readiness: httpGet() }] })).hang.reason).toBe(
      'No liveness probe asks: of a hang only the readiness probe takes notice, and nobody restarts it.',
    )
    expect(reason(httpGet('initialDelaySeconds: 3600'))).toBe(
      'Its liveness probe does not ask in this time: initialDelaySeconds is 3600, periodSeconds 10.',
    )
    expect(reason(httpGet('failureThreshold: 500'))).toMatch(
      /^(1[12]\d) of its \1 liveness probes fail, at most \1 in a row; it takes 500\.$/,
    )
    expect(reason('{exec: {command: [curl]}}')).toContain('cannot be made')
    const fails = {
      listens: [{ port: 8080, tls: false, after: 0 }],
      answers: [{ from: 0, status: 500 }],
      onTerm: { after: 0, code: 0 },
      execs: [],
    }
    const failing = { processes: { main: fails } }
    expect(verdictsOf(podInputs({ containers: [{ liveness: httpGet('failureThreshold: 3000') }], inputs: failing })).hang.reason).toMatch(
      /^(1[12]\d) of its \1 liveness probes fail, 1[78]\d in a row with those before; it takes 3000\.$/,
    )
  })

  it('what the scenario itself does is left out', () => {
    const inputs = podInputs({
      containers: [{ liveness: httpGet() }],
      inputs: {
        actions: [
          { at: 60, crash: 'main', code: 3 },
          { at: 90, hang: 'main' },
        ],
      },
    })
    expect(verdictsOf(inputs).calm).toMatchObject({ value: '0', note: 'ready', tone: 'good' })
  })

  it('an edit finds its place in block style, in flow style, in JSON, and beside annotations', () => {
    const block = podInputs({})
    const file = block.manifests['web.yaml']!
    const texts = [
      file,
      file.replace('metadata:\n  name: web', 'metadata: {name: web}'),
      file.replace('metadata:\n', 'metadata: # of it\n  annotations: # too\n    a: b\n'),
      file.replace('metadata:\n', 'metadata: # of it\n'),
      file.replace('metadata:\n', 'metadata:\n  annotations: {a: b}\n'),
      '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": {"hostNetwork": true, "containers": [{"name": "main", "image": "docker.io/lab/target:1"}]}}',
    ]
    for (const text of texts) {
      const { edit } = verdictsOf({ ...block, manifests: { 'web.yaml': text } })
      expect([text, edit.tone, edit.proof?.kind]).toEqual([text, 'good', 'run'])
    }
    const tagged = file.replace('metadata:\n  name: web', 'metadata: !!map {name: web}')
    expect(verdictsOf({ ...block, manifests: { 'web.yaml': tagged } }).edit).toMatchObject({
      value: 'not asked',
      reason: 'No harmless change of this manifest was found: metadata is not written out in it.',
    })
  })

  it('what is ready only after more than five minutes costs', () => {
    const slow = {
      readiness: httpGet('periodSeconds: 1'),
      answers: { 0: 500, 320: 200 },
      startup: httpGet('failureThreshold: 60'),
    } as const
    const { edit, crash } = verdictsOf(podInputs({ containers: [{ liveness: httpGet(), ...slow }] }))
    expect([edit, crash].map(({ tone, reason }) => [tone, reason])).toEqual([
      ['costs', 'The new pod is ready 5 min 41 s after the edit; nobody runs for 5 min 41 s of them.'],
      ['costs', 'Started again after 0.4 s, and it is ready after 5 min 30 s.'],
    ])
  })

  it('a file that cannot be read leaves nothing to try, and breaks nothing', () => {
    const cells = verdictsOf({ ...podInputs({}), manifests: { 'web.yaml': 'metadata: [' } })
    expect(cells.calm).toMatchObject({ value: '0', note: 'no pod', tone: 'bad' })
    expect(cells.hang).toMatchObject({ value: '–', tone: 'bad', reason: 'No container of this lane ever starts.', proof: { kind: 'run' } })
    expect(cells.starts.tone).toBe('not asked')
  })
})

it('every question is defined in one sentence, with its times', () => {
  for (const { definition, head, matters } of QUESTIONS) {
    expect(definition).toMatch(/\.$/)
    expect(definition).not.toMatch(/\. /)
    expect(definition).toMatch(/\d+ min(utes)?\b/)
    expect(head.length + matters.length).toBeLessThan(70)
  }
})

it.each([
  ['as long as the calm run', '', '30m'],
  ['longer', '', '50m'],
  ['too short', '', '5m'],
  ['in which something is done', 'actions: [{at: 5m, crash: kube-apiserver, code: 1}]', '30m'],
])('comes to the same beside the run of its lane, one that is %s', (_, more, duration) => {
  const inputs = scenario('1.9', LANES[1]!, more, '1.9', duration)
  const questions = ['calm', 'hang', 'etcd', 'outside'] as const
  expect(finished(judge(inputs, questions, simulate(inputs)))).toEqual(finished(judge(inputs, questions)))
})

it.each([
  [0.3, '–', 'main does not run at any time from 10 min to 30 min.', 0],
  [0.8, 'never', 'No liveness probe asks, so nobody notices a hang.', 640.269],
  [3, 'never', 'No liveness probe asks, so nobody notices a hang.', 663],
  [900, 'never', 'No liveness probe asks, so nobody notices a hang.', 600],
])('a program that is up for %d s at a time is hung while it is up', (after, value, reason, from) => {
  const { hang } = verdictsOf(podInputs({ containers: [{ script: { exits: { after, code: 1 } } }] }))
  expect(hang).toMatchObject({ value, reason, proof: { from } })
})
