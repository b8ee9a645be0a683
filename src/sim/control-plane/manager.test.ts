import { describe, expect, it } from 'vitest'
import { kubeadmPlane } from '../../cases/kubeadm-plane.ts'
import { ask } from '../../terminal/terminal.ts'
import { parseScenario } from '../scenario/scenario.ts'
import { simulate } from '../simulate.ts'
import type { EntryOf, Trace } from '../trace/trace.ts'

interface Case {
  release?: string
  flags?: readonly string[]
  edit?: Readonly<Record<string, (text: string) => string>>
  actions?: readonly object[]
  requests?: readonly object[]
  seconds?: number
  seed?: number
  host?: Readonly<Record<string, string>>
}

/** kubeadm's four static pods. */
function run({ release = '1.37', flags = [], edit = {}, seconds = 300, host = {}, ...rest }: Case = {}): Trace {
  const plane = kubeadmPlane(release, { flags })
  const manifests = Object.fromEntries(Object.entries(plane).map(([file, text]) => [file, (edit[file] ?? String)(text)]))
  const { scenario, diagnostics } = parseScenario(
    JSON.stringify({ whyrestart: 1, kubernetes: release, duration: `${seconds}s`, manifests, files: host, ...rest }),
  )
  expect(diagnostics).toBeUndefined()
  return simulate(scenario!.lanes[0]!.inputs)
}

const MANAGERS = ['kube-controller-manager', 'kube-scheduler'] as const
const FIVE = ['1.9', '1.14', '1.19', '1.28', '1.37'] as const
const exits = (trace: Trace, container: string) =>
  trace.filter((e): e is EntryOf<'process'> => e.kind === 'process' && e.op === 'exited' && e.container === container)
const logs = (trace: Trace, source: string) => trace.flatMap((e) => (e.kind === 'log' && e.source === source ? [e.text] : []))
const last = (trace: Trace, name: string) =>
  trace.findLast((e): e is EntryOf<'status'> => e.kind === 'status' && e.pod === name)?.containers[0]
const answers = (trace: Trace) => trace.filter((e): e is EntryOf<'response'> => e.kind === 'response').toSorted((a, b) => a.n - b.n)

/** The longest time in which nobody could write, in seconds. */
function longestAbsence(serves: readonly EntryOf<'server'>[]): number {
  let longest = 0
  // the first start does not count: nobody leads yet
  let since = Number.NaN
  for (const { t, state } of serves) {
    if (state === 'unready') {
      if (t - since > longest) longest = t - since
      since = Infinity
    } else if (state !== 'serving') since = Math.min(since, t)
  }
  return longest
}

describe('a whole control plane, as kubeadm writes it', () => {
  it.each([
    '1.9',
    '1.10',
    '1.12',
    '1.14',
    '1.16',
    '1.17',
    '1.19',
    '1.20',
    '1.21',
    '1.23',
    '1.24',
    '1.25',
    '1.28',
    '1.31',
    '1.32',
    '1.34',
    '1.35',
    '1.36',
    '1.37',
  ])('%s: nobody restarts, all are ready, and both hold their leases', (release) => {
    const trace = run({ release })
    for (const name of ['etcd', 'kube-apiserver', ...MANAGERS]) {
      expect(exits(trace, name)).toEqual([])
      expect(last(trace, name)).toMatchObject({ ready: true, restartCount: 0 })
      const probes = trace.filter((e): e is EntryOf<'probe'> => e.kind === 'probe' && e.container === name && e.t > 30)
      expect(probes.length).toBeGreaterThan(5)
      expect(probes.filter(({ result }) => result !== 'success')).toEqual([])
    }
    for (const name of MANAGERS) expect(logs(trace, name).filter((line) => /uccessfully acquired lease/.test(line))).toHaveLength(1)
    expect(trace.filter((e) => e.kind === 'warning')).toEqual([])
  })
})

/** With which code a manager ends that has lost its lease: kube-scheduler by its error until 1.15, by a Fatalf until 1.21. */
const lostWith = (name: string, minor: number): number =>
  name === 'kube-scheduler' ? (minor >= 16 && minor < 22 ? 255 : 1) : minor < 24 ? 255 : 1

describe('anonymous requests off at the kube-apiserver', () => {
  it.each(FIVE)('%s: the others’ probes do not care; whether they lose their lease, the length of its absence decides', (release) => {
    const trace = run({ release, flags: ['--anonymous-auth=false'], seconds: 1200 })
    expect(exits(trace, 'kube-apiserver').length).toBeGreaterThan(2)
    expect(exits(trace, 'etcd')).toEqual([])
    const serves = trace.filter((e): e is EntryOf<'server'> => e.kind === 'server')
    for (const name of MANAGERS) {
      const probes = trace.filter((e): e is EntryOf<'probe'> => e.kind === 'probe' && e.container === name)
      // no answer is ever a refusal; only a program that has just begun does not answer
      expect(probes.filter(({ output }) => /statuscode: 40[13]/.test(output))).toEqual([])
      expect(trace.some((e) => e.kind === 'event' && e.reason === 'Killing' && e.container === name)).toBe(false)
      for (const end of exits(trace, name)) {
        expect(end.code).toBe(lostWith(name, Number(release.slice(2))))
        expect(logs(trace, name).some((line) => /leaderelection lost|lost master/i.test(line))).toBe(true)
        // the kube-apiserver has not answered for ten seconds by then
        const before = serves.findLast((e) => e.t < end.t && (e.state === 'serving' || e.state === 'unready'))!
        const gone = serves.find((e) => e.id > before.id)!
        expect(end.t - gone.t).toBeGreaterThan(9)
        expect(end.t - gone.t).toBeLessThan(15)
      }
      expect(exits(trace, name).length > 0).toBe(longestAbsence(serves) > 12)
      expect(last(trace, name)!.restartCount).toBe(exits(trace, name).length)
    }
  })

  it('names the kube-apiserver as the cause', () => {
    const trace = run({ flags: ['--anonymous-auth=false'], seconds: 700 })
    const end = exits(trace, 'kube-controller-manager')[0]!
    const roots: string[] = []
    const seen = new Set<number>()
    const walk = (id: number): void => {
      if (seen.has(id)) return
      seen.add(id)
      const entry = trace[id]!
      if (entry.kind === 'manifest') roots.push(String(entry.value))
      for (const cause of entry.cause === undefined ? [] : [entry.cause].flat()) walk(cause)
    }
    walk(end.id)
    expect(roots).toContain('--anonymous-auth=false')
  })
})

describe('leader election', () => {
  it('outlives a kube-apiserver that is away for less than the renew deadline', () => {
    const trace = run({ actions: [{ at: '100s', kill: 'kube-apiserver' }] })
    expect(exits(trace, 'kube-apiserver')).toHaveLength(1)
    for (const name of MANAGERS) expect(exits(trace, name)).toEqual([])
  })

  it('is lost to one that hangs for longer, and not to one that hangs for less', () => {
    const hang = (seconds: number) =>
      run({
        actions: [
          { at: '100s', hang: 'kube-apiserver' },
          { at: `${100 + seconds}s`, resume: 'kube-apiserver' },
        ],
        seconds: 200,
      })
    for (const name of MANAGERS) {
      expect(exits(hang(5), name)).toEqual([])
      const [end, ...more] = exits(hang(25), name)
      expect(more).toEqual([])
      expect(end).toMatchObject({ code: 1 })
      expect(end!.t).toBeGreaterThan(109)
      expect(end!.t).toBeLessThan(118)
    }
  })

  it.each([
    ['hangs', { hang: 'kube-apiserver' }, 15],
    ['is away', { remove: 'kube-apiserver.yaml' }, 10],
    ['waits for etcd', { etcd: 'hang' }, 15],
  ])(
    'costs a manager ten seconds’ renewing where the kube-apiserver %s, and a scheduler a try to give the lease back',
    (_, fault, most) => {
      const trace = run({ actions: [{ at: '100s', ...fault }], seconds: 125 })
      const [manager, scheduler] = MANAGERS.map((name) => exits(trace, name)[0]!.t - 100)
      // the last renewal was up to two seconds before
      expect(manager).toBeGreaterThan(10)
      expect(manager).toBeLessThan(12.2)
      expect(scheduler).toBeGreaterThan(most)
      expect(scheduler).toBeLessThan(most + 2.2)
    },
  )

  it('takes the lease again only when that of its last life has run out; 1.9 takes up its own', () => {
    const taken = (release: string) => {
      const trace = run({ release, actions: [{ at: '100s', kill: 'kube-controller-manager' }], seconds: 150 })
      const start = trace.findLast((e) => e.kind === 'process' && e.op === 'started' && e.container === 'kube-controller-manager')!
      const line = trace.findLast((e) => e.kind === 'log' && e.source === 'kube-controller-manager' && e.text.includes('cquired lease'))!
      return line.t - start.t
    }
    expect(taken('1.37')).toBeGreaterThan(15)
    expect(taken('1.37')).toBeLessThan(23)
    expect(taken('1.9')).toBeLessThan(3)
  })

  it('is lost when etcd is gone, for the lease lies there', () => {
    const trace = run({ actions: [{ at: '100s', remove: 'etcd.yaml' }], seconds: 140 })
    for (const name of MANAGERS) expect(exits(trace, name)[0]).toMatchObject({ code: 1 })
  })

  it('follows its own flags, and is none where --leader-elect=false', () => {
    const kcm = (text: string) =>
      text.replace(
        '--leader-elect=true',
        '--leader-elect=true\n    - --leader-elect-renew-deadline=40s\n    - --leader-elect-lease-duration=60s',
      )
    const none = (text: string) => text.replace('--leader-elect=true', '--leader-elect=false')
    const trace = run({
      edit: { 'kube-controller-manager.yaml': kcm, 'kube-scheduler.yaml': none },
      actions: [
        { at: '100s', hang: 'kube-apiserver' },
        { at: '125s', resume: 'kube-apiserver' },
      ],
      seconds: 200,
    })
    for (const name of MANAGERS) expect(exits(trace, name)).toEqual([])
  })
})

describe('a kube-scheduler that is started while the kube-apiserver', () => {
  const readiness = (trace: Trace, from: number) =>
    trace.filter(
      (e): e is EntryOf<'probe'> => e.kind === 'probe' && e.container === 'kube-scheduler' && e.probe === 'readiness' && e.t > from,
    )
  const started = (trace: Trace) =>
    trace.findLast((e): e is EntryOf<'process'> => e.kind === 'process' && e.op === 'started' && e.container === 'kube-scheduler')!.t

  it('is away is not ready: it has read nothing of what it watches, and says so by 500', () => {
    const file = 'kube-apiserver.yaml'
    const trace = run({
      actions: [
        { at: '60s', remove: file },
        { at: '160s', write: file, content: kubeadmPlane('1.37')[file]! },
      ],
    })
    const answered = readiness(trace, started(trace) + 2)
    expect(answered.find((e) => e.t < 160)).toMatchObject({ result: 'failure', output: 'HTTP probe failed with statuscode: 500' })
    // what it waits for grows to 30 s, and by chance to twice that
    const ready = answered.find((e) => e.result === 'success')!
    expect(ready.t).toBeGreaterThan(165)
    expect(ready.t).toBeLessThan(230)
    expect(last(trace, 'kube-scheduler')).toMatchObject({ ready: true, restartCount: 1 })
  })

  it('hangs has its port at once, and serves when it has asked twice whom to trust, ten seconds each', () => {
    const trace = run({ actions: [{ at: '60s', hang: 'kube-apiserver' }], seconds: 130 })
    const requests = [5, 15, 25].map((after) => ({
      at: started(trace) + after,
      from: 'node',
      method: 'GET',
      url: 'https://127.0.0.1:10259/livez',
    }))
    const asked = run({ actions: [{ at: '60s', hang: 'kube-apiserver' }], seconds: 130, requests })
    expect(answers(asked).map(({ status }) => status)).toEqual([null, null, 200])
    const manager = { at: started(trace) + 5, from: 'node', method: 'GET', url: 'https://127.0.0.1:10257/healthz' }
    expect(answers(run({ actions: [{ at: '60s', hang: 'kube-apiserver' }], seconds: 130, requests: [manager] }))[0]!.status).toBe(200)
  })
})

it('etcd that is asked to end gives its clients seven seconds, and takes none any more; without clients it ends at once', () => {
  const [end] = exits(run({ actions: [{ at: '100s', remove: 'etcd.yaml' }], seconds: 120 }), 'etcd')
  expect(end!.t).toBeCloseTo(107, 1)
  const alone = run({
    actions: [
      { at: '60s', remove: 'kube-apiserver.yaml' },
      { at: '100s', remove: 'etcd.yaml' },
    ],
    seconds: 120,
  })
  expect(exits(alone, 'etcd')[0]!.t).toBeLessThan(101)
})

describe('a kubeconfig that is not there', () => {
  it.each([
    ['1.9', 'stat /etc/kubernetes/nobody.conf: no such file or directory'],
    ['1.19', 'stat /etc/kubernetes/nobody.conf: no such file or directory'],
    ['1.28', 'E run.go:74] "command failed" err="stat /etc/kubernetes/nobody.conf: no such file or directory"'],
    ['1.37', 'E run.go:74] "command failed" err="stat /etc/kubernetes/nobody.conf: no such file or directory"'],
  ])('%s: %s, exit 1, crash loop', (release, says) => {
    for (const [name, own] of [
      ['kube-controller-manager', 'controller-manager'],
      ['kube-scheduler', 'scheduler'],
    ] as const) {
      const trace = run({
        release,
        edit: {
          [`${name}.yaml`]: (text) => text.replace(`--kubeconfig=/etc/kubernetes/${own}.conf`, '--kubeconfig=/etc/kubernetes/nobody.conf'),
        },
      })
      expect(exits(trace, name).length).toBeGreaterThan(3)
      expect(exits(trace, name).every(({ code }) => code === 1)).toBe(true)
      expect(logs(trace, name)[0]).toBe(says)
      expect(last(trace, name)).toMatchObject({ state: { is: 'waiting', reason: 'CrashLoopBackOff' } })
      const log = trace.find((e) => e.kind === 'log' && e.source === name)!
      expect(trace[[log.cause].flat()[0]!]).toMatchObject({ kind: 'manifest', value: '--kubeconfig=/etc/kubernetes/nobody.conf' })
    }
  })

  it('ends it also where a probe asks in the moment before it ends', () => {
    // without a startup probe the others ask at once
    const eager = (text: string): string =>
      text
        .replace('--kubeconfig=/etc/kubernetes/scheduler.conf', '--kubeconfig=/etc/kubernetes/nobody.conf')
        .replace('startupProbe:', 'none:')
    const asked = Array.from({ length: 12 }, (_, seed) => run({ edit: { 'kube-scheduler.yaml': eager }, seed, seconds: 1200 })).flatMap(
      (trace) => trace.filter((e) => e.kind === 'probe' && e.container === 'kube-scheduler'),
    )
    expect(asked.length).toBeGreaterThan(0)
    expect(asked.map((probe) => probe.kind === 'probe' && probe.result)).toEqual(asked.map(() => 'failure'))
  })

  it('is one that lies on the host and is not mounted, too', () => {
    const trace = run({
      host: { '/root/mine.conf': 'clusters: [{cluster: {server: "https://192.168.1.100:6443"}}]\n' },
      edit: {
        'kube-scheduler.yaml': (text) => text.replace('--kubeconfig=/etc/kubernetes/scheduler.conf', '--kubeconfig=/root/mine.conf'),
      },
    })
    expect(logs(trace, 'kube-scheduler')[0]).toContain('stat /root/mine.conf: no such file or directory')
  })

  it('says where the kube-apiserver is', () => {
    const conf = (port: number) => ({
      '/etc/kubernetes/scheduler.conf': `clusters: [{cluster: {server: "https://192.168.1.100:${port}"}}]\n`,
    })
    const trace = run({ host: conf(7443), seconds: 60 })
    expect(exits(trace, 'kube-scheduler')).toEqual([])
    expect(logs(trace, 'kube-scheduler').join()).toContain('dial tcp 192.168.1.100:7443: connect: connection refused')
    expect(logs(trace, 'kube-scheduler').join()).not.toContain('cquired lease')
    expect(logs(run({ host: conf(6443), seconds: 60 }), 'kube-scheduler').join()).toContain('cquired lease')
  })
})

describe('the files that they read', () => {
  const CONF = (more: string) => `apiVersion: kubescheduler.config.k8s.io/v1\nkind: KubeSchedulerConfiguration\n${more}`
  const configured = (text: string) =>
    text
      .replace('    - --kubeconfig=/etc/kubernetes/scheduler.conf\n', '    - --config=/etc/kubernetes/sched/config.yaml\n')
      .replace('    volumeMounts:\n', '    volumeMounts:\n    - {mountPath: /etc/kubernetes/sched, name: own}\n')
      .replace('  volumes:\n', '  volumes:\n  - {name: own, hostPath: {path: /srv/sched}}\n')
  const CONNECTION = 'clientConnection: {kubeconfig: /etc/kubernetes/scheduler.conf}\n'

  it('a kube-scheduler’s configuration says where the kube-apiserver is, and how it elects', () => {
    const edit = { 'kube-scheduler.yaml': (text: string) => configured(text).replace('    - --leader-elect=true\n', '') }
    const well = run({ edit, host: { '/srv/sched/config.yaml': CONF(CONNECTION) }, seconds: 60 })
    expect(exits(well, 'kube-scheduler')).toEqual([])
    expect(logs(well, 'kube-scheduler').join()).toContain('cquired lease')
    const host = { '/srv/sched/config.yaml': CONF(`${CONNECTION}leaderElection: {leaderElect: false}\n`) }
    expect(logs(run({ edit, host, seconds: 60 }), 'kube-scheduler').join()).not.toContain('lease')
    const slow = { '/srv/sched/config.yaml': CONF(`${CONNECTION}leaderElection: {renewDeadline: 40s, leaseDuration: 60s}\n`) }
    const hang = [
      { at: '100s', hang: 'kube-apiserver' },
      { at: '125s', resume: 'kube-apiserver' },
    ]
    expect(exits(run({ edit, host: slow, actions: hang, seconds: 150 }), 'kube-scheduler')).toEqual([])
    // a flag of leader election comes before it
    const flagged = {
      'kube-scheduler.yaml': (text: string) =>
        configured(text).replace('--leader-elect=true', '--leader-elect-renew-deadline=5s\n    - --leader-elect-lease-duration=8s'),
    }
    expect(exits(run({ edit: flagged, host: slow, actions: hang, seconds: 150 }), 'kube-scheduler')).toHaveLength(1)
  })

  it.each([
    ['is not there', {}, 'open /etc/kubernetes/sched/config.yaml: no such file or directory'],
    [
      'is of another kind',
      { '/srv/sched/config.yaml': 'apiVersion: v1\nkind: Pod\n' },
      'no kind "Pod" is registered for version "v1" in scheme "pkg/scheduler/apis/config/scheme/scheme.go:30"',
    ],
    [
      'says nothing of it',
      { '/srv/sched/config.yaml': CONF('') },
      'invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable',
    ],
  ])('ends where its configuration %s', (_, host, error) => {
    const trace = run({ edit: { 'kube-scheduler.yaml': configured }, host, seconds: 100 })
    expect(exits(trace, 'kube-scheduler')[0]).toMatchObject({ code: 1 })
    expect(logs(trace, 'kube-scheduler')[0]).toBe(`E run.go:74] "command failed" err=${JSON.stringify(error)}`)
    const log = trace.find((e) => e.kind === 'log' && e.source === 'kube-scheduler')!
    expect(trace[[log.cause].flat()[0]!]).toMatchObject({ value: '--config=/etc/kubernetes/sched/config.yaml' })
  })

  it('--master leads to the insecure port of old, without a kubeconfig', () => {
    const edit = {
      'kube-scheduler.yaml': (text: string) =>
        text.replace('--kubeconfig=/etc/kubernetes/scheduler.conf', '--master=http://127.0.0.1:8080'),
      'kube-apiserver.yaml': (text: string) => text.replace('--insecure-port=0', '--insecure-port=8080'),
    }
    const trace = run({ release: '1.12', edit, seconds: 60 })
    expect(exits(trace, 'kube-scheduler')).toEqual([])
    expect(logs(trace, 'kube-scheduler').join()).toContain('cquired lease')
    const closed = run({ release: '1.12', edit: { 'kube-scheduler.yaml': edit['kube-scheduler.yaml'] }, seconds: 60 })
    expect(exits(closed, 'kube-scheduler')).toEqual([])
    expect(logs(closed, 'kube-scheduler').at(-1)).toContain('dial tcp 127.0.0.1:8080: ')
  })

  it.each([
    ['1.9', 'invalid configuration: no configuration has been provided'],
    ['1.22', 'invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable'],
  ])('%s: says that nothing says where the kube-apiserver is', (release, says) => {
    const edit = { 'kube-scheduler.yaml': (text: string) => text.replace('    - --kubeconfig=/etc/kubernetes/scheduler.conf\n', '') }
    expect(logs(run({ release, edit, seconds: 30 }), 'kube-scheduler')[0]).toBe(says)
  })

  const GONE = '/etc/kubernetes/gone'
  const OPEN = `open ${GONE}: no such file or directory`
  const STAT = `stat ${GONE}: no such file or directory`
  const twice = (what: string) => `failed to get delegated ${what} kubeconfig: failed to get delegated ${what} kubeconfig: ${STAT}`
  it.each([
    ['1.20', 'client-ca-file', `unable to load client CA file "${GONE}": ${OPEN}`],
    ['1.24', 'client-ca-file', `unable to load client CA provider: ${OPEN}`],
    ['1.37', 'client-ca-file', `E run.go:74] "command failed" err="unable to load client CA provider: ${OPEN}"`],
    ['1.24', 'requestheader-client-ca-file', `unable to create request header authentication config: ${OPEN}`],
    ['1.24', 'authentication-kubeconfig', twice('authentication')],
    ['1.24', 'authorization-kubeconfig', twice('authorization')],
  ])('%s: a --%s of its server that is not there ends it with 1', (release, flag, says) => {
    const edit = { 'kube-controller-manager.yaml': (text: string) => text.replace(new RegExp(`--${flag}=\\S+`), `--${flag}=${GONE}`) }
    const trace = run({ release, edit, seconds: 60 })
    expect(exits(trace, 'kube-controller-manager')[0]).toMatchObject({ code: 1 })
    expect(logs(trace, 'kube-controller-manager')[0]).toBe(says)
  })

  it.each([
    [
      '1.9',
      'service-account-private-key-file',
      'F controllermanager.go:155] error starting controllers: error reading key for service account token controller: ',
    ],
    ['1.22', 'root-ca-file', `F controllermanager.go:226] error starting controllers: error parsing root-ca-file at ${GONE}: `],
    ['1.37', 'root-ca-file', `E controllermanager.go:296] "Error building controllers" err="error parsing root-ca-file at ${GONE}: `],
  ])('%s: a --%s that is not there ends it once it leads', (release, flag, says) => {
    const edit = { 'kube-controller-manager.yaml': (text: string) => text.replace(new RegExp(`--${flag}=\\S+`), `--${flag}=${GONE}`) }
    const trace = run({ release, edit, seconds: 200 })
    const ends = exits(trace, 'kube-controller-manager')
    expect(ends.length).toBeGreaterThan(0)
    expect(ends.every(({ code }) => code !== 0)).toBe(true)
    const lines = logs(trace, 'kube-controller-manager')
    expect(lines.findIndex((line) => line.includes('cquired lease'))).toBeLessThan(lines.findIndex((line) => line.startsWith(says + OPEN)))
    expect(last(trace, 'kube-controller-manager')!.restartCount).toBeGreaterThan(0)
  })

  it.each([
    ['1.24', true],
    ['1.37', false],
  ])('%s: a kube-scheduler of which nothing is mounted names the kubeconfig of its server first: %s', (release, served) => {
    const edit = { 'kube-scheduler.yaml': (text: string) => text.replace(/mountPath: \S+/, 'mountPath: /elsewhere') }
    const line = logs(run({ release, edit, seconds: 30 }), 'kube-scheduler')[0]!
    expect(line.includes('delegated authentication kubeconfig')).toBe(served)
    expect(line).toContain('stat /etc/kubernetes/scheduler.conf: no such file or directory')
  })
})

it.each([
  ['1.20', 14, 30],
  ['1.37', 0, 3],
])('%s: a kube-scheduler that is asked to end makes the next one wait %i to %i s for the lease', (release, least, most) => {
  const content = kubeadmPlane(release)['kube-scheduler.yaml']
  const actions = [
    { at: '100s', remove: 'kube-scheduler.yaml' },
    { at: '105s', write: 'kube-scheduler.yaml', content },
  ]
  const trace = run({ release, actions, seconds: 160 })
  const start = trace.findLast((e) => e.kind === 'process' && e.op === 'started' && e.container === 'kube-scheduler')!
  const line = trace.findLast((e) => e.kind === 'log' && e.source === 'kube-scheduler' && e.text.includes('cquired lease'))!
  expect(line.t - start.t).toBeGreaterThan(least)
  expect(line.t - start.t).toBeLessThan(most)
})

describe('their ports', () => {
  const ask = (url: string, more: object = {}) => ({ at: '60s', url, ...more })
  const admin = { caller: { certificate: { cn: 'root', o: ['system:masters'], ca: 'cluster' } } }

  it('answer /healthz to anybody; who asks for more is looked up at the kube-apiserver', () => {
    const trace = run({
      requests: [
        ask('https://127.0.0.1:10257/healthz'),
        ask('https://127.0.0.1:10259/livez'),
        ask('https://127.0.0.1:10257/metrics'),
        ask('https://127.0.0.1:10257/metrics', admin),
        ask('https://127.0.0.1:10257/metrics', { caller: { bearer: 'nonsense' } }),
        ask('https://192.168.1.100:10257/healthz'),
        ask('http://127.0.0.1:10257/healthz'),
        ask('http://127.0.0.1:10252/healthz'),
      ],
      seconds: 90,
    })
    const [healthz, livez, metrics, root, nonsense, outside, plain, old] = answers(trace)
    expect([healthz!.status, healthz!.body]).toEqual([200, 'ok'])
    expect([livez!.status, livez!.body]).toEqual([200, 'ok'])
    expect(metrics!.status).toBe(403)
    expect(metrics!.body).toContain('forbidden: User \\"system:anonymous\\" cannot get path \\"/metrics\\"')
    expect(root!.status).toBe(200)
    expect(nonsense!.status).toBe(401)
    expect(outside!.status).toBeNull()
    expect([plain!.status, plain!.body]).toEqual([400, 'Client sent an HTTP request to an HTTPS server.\n'])
    expect(old!.status).toBeNull()
  })

  const TOKENS = '/etc/kubernetes/pki/tokens.csv'
  const cert = (cn: string, ca = 'cluster') => ({ caller: { certificate: { cn, o: [], ca } } })
  const NOT_FOUND = '404 page not found\n'

  it.each<[string, number, string, object, number, string]>([
    ['1.37', 10257, '/healthz', {}, 200, 'ok'],
    ['1.37', 10257, '/livez', {}, 404, NOT_FOUND],
    ['1.37', 10259, '/livez', {}, 200, 'ok'],
    ['1.37', 10259, '/readyz', {}, 200, 'ok'],
    ['1.28', 10259, '/healthz', {}, 200, 'ok'],
    ['1.28', 10259, '/readyz', {}, 404, NOT_FOUND],
    ['1.37', 10257, '/x', {}, 403, 'forbidden: User \\"system:anonymous\\" cannot get path \\"/x\\"'],
    ['1.37', 10257, '/x', admin, 404, NOT_FOUND],
    ['1.37', 10257, '/metrics', admin, 200, '# TYPE leader_election_master_status gauge\n'],
    ['1.37', 10257, '/metrics', cert('jane'), 403, 'forbidden: User \\"jane\\" cannot get path \\"/metrics\\"'],
    ['1.37', 10257, '/metrics', { ...cert('jane'), method: 'POST' }, 403, 'User \\"jane\\" cannot post path \\"/metrics\\"'],
    ['1.37', 10257, '/metrics', cert('root', 'stranger'), 403, 'User \\"system:anonymous\\" cannot get path \\"/metrics\\"'],
    ['1.37', 10257, '/metrics', { caller: { bearer: 'roots' } }, 200, '# TYPE'],
    ['1.37', 10257, '/metrics', { caller: { bearer: 'bobs' } }, 403, 'User \\"bob\\" cannot get path \\"/metrics\\"'],
    ['1.37', 10257, '/metrics', { caller: { bearer: 'nobodys' } }, 401, 'Unauthorized'],
    ['1.37', 10259, '/open/x', {}, 404, NOT_FOUND],
    ['1.37', 10259, '/only', {}, 404, NOT_FOUND],
    ['1.37', 10259, '/only/x', {}, 403, 'cannot get path \\"/only/x\\"'],
    ['1.37', 10259, '/ope', {}, 403, 'cannot get path \\"/ope\\"'],
  ])('on %s %i%s, asked as %j: %i %s', (release, port, path, more, status, body) => {
    const always = (text: string) =>
      text.replace(
        '--leader-elect=true',
        '--leader-elect=true\n    - --authorization-always-allow-paths=/healthz,/livez,/readyz,/open/*,/only',
      )
    const trace = run({
      release,
      flags: [`--token-auth-file=${TOKENS}`],
      host: { [TOKENS]: 'bobs,bob,1\nroots,root,2,system:masters\n' },
      edit: { 'kube-scheduler.yaml': always },
      requests: [ask(`https://127.0.0.1:${port}${path}`, more)],
      seconds: 62,
    })
    const [found] = answers(trace)
    expect([found!.status, found!.body]).toEqual([status, expect.stringContaining(body)])
  })

  it('cannot look anybody up while the kube-apiserver is away, and /healthz does not mind', () => {
    const trace = run({
      actions: [{ at: '50s', remove: 'kube-apiserver.yaml' }],
      requests: [ask('https://127.0.0.1:10259/healthz', { at: '52s' }), ask('https://127.0.0.1:10259/metrics', { at: '52s' })],
      seconds: 60,
    })
    const [healthz, metrics] = answers(trace)
    expect(healthz!.status).toBe(200)
    expect(metrics).toMatchObject({
      status: 500,
      body: expect.stringMatching(/^Internal Server Error: "\/metrics": Post "https:\/\/192.168.1.100:6443.*connection refused/) as string,
    })
  })

  it('depend on the kube-apiserver where --authorization-always-allow-paths leaves /healthz out', () => {
    const closed = (text: string) =>
      text.replace('--leader-elect=true', '--leader-elect=false\n    - --authorization-always-allow-paths=/nothing')
    const trace = run({
      edit: { 'kube-controller-manager.yaml': closed, 'kube-scheduler.yaml': (text) => text.replace('elect=true', 'elect=false') },
      actions: [{ at: '100s', remove: 'kube-apiserver.yaml' }],
      seconds: 300,
    })
    const failed = trace.filter((e): e is EntryOf<'probe'> => e.kind === 'probe' && e.result === 'failure' && e.t > 60)
    expect(
      new Set(failed.filter(({ container }) => container !== 'kube-apiserver').map(({ container, output }) => `${container}: ${output}`)),
    ).toContain('kube-controller-manager: HTTP probe failed with statuscode: 500')
    expect(exits(trace, 'kube-controller-manager').length).toBeGreaterThan(0)
    expect(exits(trace, 'kube-scheduler')).toEqual([])
  })

  it('are plain ones up to 1.11, and cannot be had twice', () => {
    const [answer] = answers(run({ release: '1.10', requests: [ask('http://127.0.0.1:10252/healthz')], seconds: 90 }))
    expect([answer!.status, answer!.body]).toEqual([200, 'ok'])
    const trace = run({ actions: [{ at: '0s', take: 10259 }], seconds: 60 })
    expect(exits(trace, 'kube-scheduler')[0]).toMatchObject({ code: 1 })
    expect(logs(trace, 'kube-scheduler')[0]).toContain('bind: address already in use')
  })
})

it.each(['1.9', '1.19', '1.37'])('%s: an address that the node has not ends whoever is to listen there, over and over', (release) => {
  const names =
    release === '1.9' ? (['kube-apiserver'] as const) : (['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'] as const)
  const elsewhere = (text: string) =>
    /--bind-address=/.test(text)
      ? text.replace(/--bind-address=\S+/, '--bind-address=10.9.9.9')
      : text.replace('    - kube-apiserver\n', '    - kube-apiserver\n    - --bind-address=10.9.9.9\n')
  for (const name of names) {
    const trace = run({ release, edit: { [`${name}.yaml`]: elsewhere }, seconds: 120 })
    expect(exits(trace, name).length).toBeGreaterThan(2)
    expect(exits(trace, name).every(({ code }) => code === 1)).toBe(true)
    expect(logs(trace, name).join('\n')).toMatch(/listen tcp 10\.9\.9\.9:\d+: bind: cannot assign requested address/)
  }
})

it('a flag that there is not ends them, and one that nobody has read does not', () => {
  const flag = (name: string) => ({
    'kube-scheduler.yaml': (text: string) => text.replace('--leader-elect=true', `--leader-elect=true\n    - --${name}`),
  })
  const trace = run({ edit: flag('leader-elct=true'), seconds: 60 })
  expect(exits(trace, 'kube-scheduler')[0]).toMatchObject({ code: 1 })
  expect(logs(trace, 'kube-scheduler')[0]).toBe('E run.go:74] "command failed" err="unknown flag: --leader-elct"')
  expect(exits(run({ edit: flag('something-of-next-year=1'), seconds: 60 }), 'kube-scheduler')).toEqual([])
})

it.each([
  ['1.19', 2, 2],
  ['1.28', 2, 0],
  ['1.37', 0, 0],
])('%s: SIGTERM ends kube-controller-manager with %i, kube-scheduler with %i', (release, kcm, scheduler) => {
  const trace = run({ release, actions: MANAGERS.map((name) => ({ at: '60s', remove: `${name}.yaml` })), seconds: 90 })
  expect(exits(trace, 'kube-controller-manager')[0]!.code).toBe(kcm)
  expect(exits(trace, 'kube-scheduler')[0]!.code).toBe(scheduler)
})

it('is seen by the terminal: whose ports they are, once each, and how the components fare', () => {
  const { scenario } = parseScenario(JSON.stringify({ whyrestart: 1, duration: '60s', manifests: kubeadmPlane('1.37') }))
  const { inputs } = scenario!.lanes[0]!
  const trace = simulate(inputs)
  const type = (line: string) => ask(line, { inputs, trace, at: 60, simulate }).stdout
  const sockets = type('ss -ltnp')
  for (const [port, name] of [
    [2379, 'etcd'],
    [2381, 'etcd'],
    [10257, 'kube-controller-manager'],
    [10259, 'kube-scheduler'],
    [6443, 'kube-apiserver'],
  ])
    expect(sockets).toMatch(new RegExp(`:${port} .*"${name}"`))
  expect(sockets.match(/127\.0\.0\.1:2379/g)).toHaveLength(1)
  expect(type('ps aux').match(/ etcd --/g)).toHaveLength(1)
  const pids = [...type('ps aux').matchAll(/^root +(\d+) /gm)].map(([, pid]) => pid)
  expect(new Set(pids).size).toBe(pids.length)
  expect(type('kubectl get cs | grep -c Healthy')).toBe('3\n')
})

describe('flags that a release has no more, and files that they name', () => {
  const with_ = (file: string, flag: string) => ({
    [file]: (text: string) => text.replace(/( *- --leader-elect=true\n)/, `$1    - ${flag}\n`),
  })

  it.each([
    ['1.23', 'kube-scheduler', '--port=0', false],
    ['1.24', 'kube-scheduler', '--port=0', true],
    ['1.24', 'kube-controller-manager', '--address=127.0.0.1', true],
    ['1.26', 'kube-controller-manager', '--pod-eviction-timeout=1m', false],
    ['1.27', 'kube-controller-manager', '--pod-eviction-timeout=1m', true],
    ['1.26', 'kube-scheduler', '--logtostderr=true', true],
  ])('on %s %s with %s ends: %s', (release, name, flag, ends) => {
    const trace = run({ release, edit: with_(`${name}.yaml`, flag), seconds: 60 })
    expect(exits(trace, name).length > 0).toBe(ends)
    expect(logs(trace, name).some((line) => line.includes(`unknown flag: ${flag.split('=')[0]!}`))).toBe(ends)
  })

  it.each([
    ['1.18', 'failed to start'],
    ['1.34', 'failed to start'],
    ['1.37', 'failed to init'],
  ])('on %s a kube-controller-manager whose signing key is not there ends as soon as it leads', (release, words) => {
    const edit = {
      'kube-controller-manager.yaml': (text: string) =>
        text.replace('--cluster-signing-key-file=/etc/kubernetes/pki/ca.key', '--cluster-signing-key-file=/etc/kubernetes/pki/no.key'),
    }
    const trace = run({ release, edit, seconds: 100 })
    const says = `${words} kubernetes.io/kubelet-serving certificate controller: error reading CA cert file`
    expect(
      logs(trace, 'kube-controller-manager').some((line) => line.includes(says) && line.includes('open /etc/kubernetes/pki/no.key')),
    ).toBe(true)
    expect(exits(trace, 'kube-controller-manager').length).toBeGreaterThan(0)
    expect(exits(trace, 'kube-scheduler')).toEqual([])
  })
})
