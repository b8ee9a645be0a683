import { describe, expect, it } from 'vitest'
import { kubeadmManifest } from '../../cases/kubeadm-manifest.ts'
import { readManifest } from '../../manifest/parse.ts'
import { fileChange } from './file-changes.ts'
import { httpGet, tryPod } from '../fixture.ts'
import { releaseOf } from '../release/release.ts'
import { parseScenario } from '../scenario/scenario.ts'
import type { Action } from '../scenario/inputs.ts'
import { simulate } from '../simulate.ts'
import type { Entry, EntryOf, Trace } from '../trace/trace.ts'
import { why } from '../../views/why/why.ts'

const NAME = 'kube-apiserver'
const FILE = `${NAME}.yaml`

/** kubeadm's own apiserver on an attached kubelet, and what the scenario does to it. */
function run(release: string, actions: readonly object[], seconds = 600): Trace {
  const { scenario, diagnostics } = parseScenario(
    JSON.stringify({ whyrestart: 1, kubernetes: release, duration: seconds, manifests: { [FILE]: kubeadmManifest(release) }, actions }),
  )
  expect(diagnostics).toBeUndefined()
  return simulate(scenario!)
}

const of = <K extends Entry['kind']>(trace: Trace, kind: K): EntryOf<K>[] => trace.filter((e): e is EntryOf<K> => e.kind === kind)
const lives = (trace: Trace) =>
  of(trace, 'process').flatMap((e) =>
    e.op === 'started' || e.op === 'exited' ? [`${Math.floor(e.t)} ${e.op}${e.code === undefined ? '' : ` ${e.code}`}`] : [],
  )
const syncs = (trace: Trace) => of(trace, 'sync').map((e) => `${Math.floor(e.t)} ${e.op}`)
const notes = (trace: Trace) => of(trace, 'action').map((e) => e.note)
const failures = (trace: Trace) => [
  ...new Set(of(trace, 'probe').flatMap((e) => (e.result === 'failure' ? [e.output.replace(/^Get "?\S+"?: /, '')] : []))),
]
const lastState = (trace: Trace) => of(trace, 'status').at(-1)?.containers[0]?.lastState

/** Whether an entry goes back to the n-th action. */
function comesOf(trace: Trace, entry: Entry, n = 0): boolean {
  const wanted = of(trace, 'action')[n]
  const seen = new Set([entry.id])
  for (const id of seen) for (const cause of [trace[id]?.cause ?? []].flat()) seen.add(cause)
  return wanted !== undefined && seen.has(wanted.id)
}

it.each([
  ['main', ['web', 'db']],
  ['web/main', ['web']],
  ['db/main', ['db']],
  ['other/main', []],
  ['db', []],
])('what is done to %s is done to the container of %j', (target, pods) => {
  const pod = (name: string): string =>
    JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers: [{ name: 'main', image: 'a' }] } })
  const { scenario } = parseScenario(
    JSON.stringify({
      whyrestart: 1,
      duration: '2m',
      manifests: { 'a.yaml': pod('web'), 'b.yaml': pod('db') },
      actions: [{ at: '1m', kill: target }],
    }),
  )
  const trace = simulate(scenario!)
  expect(of(trace, 'process').flatMap(({ op, pod: name }) => (op === 'exited' ? [name] : []))).toEqual(pods)
  expect(notes(trace)).toEqual([pods.length > 0 ? undefined : `No container ${target} is running.`])
})

describe('slow', () => {
  it.each(['1.9', '1.37'])('%s: an answer that comes within the probe’s time-out passes, one that comes later does not', (release) => {
    expect(lives(run(release, [{ at: 100, slow: NAME, by: 14 }]))).toHaveLength(1)
    const trace = run(release, [{ at: 100, slow: NAME, by: 16 }])
    const [failed] = of(trace, 'probe').filter((e) => e.result === 'failure')
    expect(failed?.output).toMatch(/\(Client\.Timeout exceeded while awaiting headers\)$/)
    expect(comesOf(trace, failed!)).toBe(true)
    expect(of(trace, 'event').filter((e) => e.reason === 'Killing')).toHaveLength(1)
  })

  it('goes with the process, and 0s undoes it', () => {
    const slow = run('1.37', [{ at: 100, slow: NAME, by: 16 }], 1800)
    expect(lives(slow).filter((life) => life.includes('started'))).toHaveLength(2)
    expect(
      lives(
        run('1.37', [
          { at: 100, slow: NAME, by: 16 },
          { at: 170, slow: NAME, by: 0 },
        ]),
      ),
    ).toHaveLength(1)
  })

  it('holds for a scripted program too', () => {
    const pod = (by: number) =>
      tryPod({ containers: [{ liveness: httpGet('timeoutSeconds: 2') }], inputs: { actions: [{ at: 30, slow: 'main', by }] } })
    expect(pod(1.9).restarts()).toBe(0)
    expect(pod(2.1).restarts()).toBe(1)
  })

  it('that changes nothing says so', () => {
    const trace = run(
      '1.37',
      [0, 5, 5, 0].map((by, i) => ({ at: 100 + 10 * i, slow: NAME, by })),
    )
    expect(notes(trace)).toEqual([
      `The program in ${NAME} is not slow.`,
      undefined,
      `The program in ${NAME} is as slow already.`,
      undefined,
    ])
  })
})

describe('crash', () => {
  it.each(['1.9', '1.19', '1.37'])('%s: the program ends by itself, is Terminated with Error, and backs off', (release) => {
    const trace = run(
      release,
      [
        { at: 100, crash: NAME },
        { at: 110, crash: NAME, code: 1 },
      ],
      115,
    )
    expect(lives(trace)).toEqual(['0 started', '100 exited 2', '100 started', '110 exited 1'])
    expect(of(trace, 'event').some((e) => e.reason === 'BackOff')).toBe(true)
    const states = of(trace, 'status').map((e) => e.containers[0]?.state)
    expect(states).toContainEqual(expect.objectContaining({ is: 'terminated', reason: 'Error', exitCode: 1 }))
    expect(
      of(trace, 'process')
        .filter((e) => e.op === 'exited')
        .every((e, n) => comesOf(trace, e, n)),
    ).toBe(true)
  })

  it('is not a kill, which is SIGKILL', () => {
    expect(lastState(run('1.37', [{ at: 100, crash: NAME }], 130))).toMatchObject({ exitCode: 2, reason: 'Error' })
    const killed = run('1.37', [{ at: 100, kill: NAME }], 130)
    expect(lastState(killed)).toMatchObject({ exitCode: 137, reason: 'Error' })
    expect(of(killed, 'process').find((e) => e.op === 'exited')?.signal).toBe('SIGKILL')
  })

  it('finds nothing to end where the process is stopped, or is none', () => {
    const trace = run(
      '1.37',
      [
        { at: 50, hang: NAME },
        { at: 51, crash: NAME },
        { at: 52, crash: 'other' },
      ],
      60,
    )
    expect(notes(trace)).toEqual([
      undefined,
      'The program in kube-apiserver is stopped (SIGSTOP): it cannot end by itself.',
      'No container other is running.',
    ])
    expect(lives(trace)).toHaveLength(1)
  })
})

describe('hang and resume', () => {
  it('does later what fell due while it was stopped', () => {
    const script = { exits: { after: 20, code: 3 } }
    expect(
      tryPod({
        containers: [{ script }],
        duration: 60,
        inputs: {
          actions: [
            { at: 10, hang: 'main' },
            { at: 50, resume: 'main' },
          ],
        },
      }).trace.find((e) => e.kind === 'process' && e.op === 'exited')?.t,
    ).toBe(50)
  })

  it('takes SIGTERM once it goes on', () => {
    const script = { onTerm: { after: 0, code: 5 } }
    const actions = [
      { at: 10, hang: 'main' },
      { at: 20, remove: 'web.yaml' },
      { at: 25, resume: 'main' },
    ]
    expect(lives(tryPod({ containers: [{ script }], duration: 60, inputs: { actions } }).trace)).toEqual(['0 started', '25 exited 5'])
  })

  it('takes it no second time when it is stopped again and goes on', () => {
    const script = { onTerm: { after: 0, code: 5 }, deafUntil: 40 }
    const actions = [
      { at: 10, hang: 'main' },
      { at: 20, remove: 'web.yaml' },
      { at: 25, resume: 'main' },
      { at: 30, hang: 'main' },
      { at: 45, resume: 'main' },
    ]
    expect(lives(tryPod({ containers: [{ script }], duration: 60, inputs: { actions } }).trace)).toEqual(['0 started', '50 exited 137'])
  })
})

describe('take and free', () => {
  it.each<[string, RegExp]>([
    ['1.9', /^failed to create listener: .* bind: address already in use$/],
    ['1.19', /^Error: failed to create listener: .* bind: address already in use$/],
    ['1.37', /"command failed" err="failed to create listener: .* bind: address already in use"$/],
  ])('%s: another program waits for the port, and gets it before the server that starts again', (release, words) => {
    const trace = run(release, [
      { at: 100, take: 6443 },
      { at: 120, crash: NAME },
      { at: 200, free: 6443 },
    ])
    expect(notes(trace)).toEqual(['Port 6443 is in use: the other program waits until it is free.', undefined, undefined])
    expect(of(trace, 'port').map((e) => [e.t, e.taken])).toEqual([
      [120, true],
      [200, false],
    ])
    const log = of(trace, 'log').find((e) => words.test(e.text))
    expect(comesOf(trace, log!)).toBe(true)
    const causes = [log!.cause ?? []].flat().map((id) => trace[id]!)
    expect(causes.map((e) => (e.kind === 'manifest' ? e.value : e.kind))).toEqual(['port', '--secure-port=6443', 'process'])
    expect(lives(trace).slice(1, 6)).toEqual([
      '120 exited 2',
      '120 started',
      '120 exited 1',
      expect.stringMatching(/started$/),
      expect.stringMatching(/exited 1$/),
    ])
    expect(of(trace, 'server').at(-1)?.state).toBe('serving')
  })

  it('a program that finds its port taken ends with 1', () => {
    const trace = tryPod({ duration: 60, inputs: { actions: [{ at: 0, take: 7001 }] } }).trace
    expect(lives(trace).slice(0, 2)).toEqual(['0 started', '0 exited 1'])
  })

  it('a probe of the taken port talks to a program that never answers: a handshake times out, a connect succeeds', () => {
    const port = (liveness: string, actions: readonly { at: number; take: number }[]) =>
      tryPod({ containers: [{ liveness }], inputs: { actions } })
    const https = '{httpGet: {host: 127.0.0.1, port: 9000, scheme: HTTPS}, timeoutSeconds: 15, failureThreshold: 9}'
    expect(failures(port(https, []).trace)).toEqual(['dial tcp 127.0.0.1:9000: connect: connection refused'])
    const taken = port(https, [{ at: 15, take: 9000 }]).trace
    expect(failures(taken)).toEqual(['dial tcp 127.0.0.1:9000: connect: connection refused', 'net/http: TLS handshake timeout'])
    expect(comesOf(taken, of(taken, 'probe').at(-1)!)).toBe(true)
    expect(port('{tcpSocket: {host: 127.0.0.1, port: 9000}}', [{ at: 0.005, take: 9000 }]).restarts()).toBe(0)
  })

  it('says what has no effect', () => {
    const trace = run(
      '1.37',
      [
        { at: 1, free: 9000 },
        { at: 2, take: 9000 },
        { at: 3, take: 9000 },
        { at: 10, take: 6443 },
        { at: 11, take: 6443 },
        { at: 12, free: 6443 },
        { at: 20, crash: NAME },
      ],
      60,
    )
    expect(notes(trace)).toEqual([
      'No other program has port 9000.',
      undefined,
      'Another program has port 9000 already.',
      'Port 6443 is in use: the other program waits until it is free.',
      'Another program waits for port 6443 already.',
      undefined,
      undefined,
    ])
    expect(lives(trace)).toHaveLength(3)
  })
})

describe('startDelay', () => {
  it.each(['1.9', '1.37'])('%s: each start is done so much later, until 0s', (release) => {
    const trace = run(
      release,
      [
        { at: 90, startDelay: 8 },
        { at: 100, crash: NAME },
        { at: 700, startDelay: 0 },
        { at: 760, crash: NAME },
      ],
      800,
    )
    expect(lives(trace)).toEqual(['0 started', '100 exited 2', '108 started', '760 exited 2', '760 started'])
    expect(
      comesOf(
        trace,
        of(trace, 'process').find((e) => e.op === 'started' && e.attempt === 1)!,
      ),
    ).toBe(true)
  })

  it('is told of as a cause of a late start, and of no other', () => {
    const trace = run(
      '1.37',
      [
        { at: 90, startDelay: 8 },
        { at: 100, crash: NAME },
        { at: 300, startDelay: 0 },
        { at: 310, crash: NAME },
      ],
      400,
    )
    const told = of(trace, 'process').flatMap((e) =>
      e.op === 'started' ? [why(trace, e.id).flatMap((link) => (link.kind === 'action' ? [link.sentence] : []))] : [],
    )
    expect(told.map((sentences) => sentences.some((sentence) => sentence.includes('each container starts 8 s later')))).toEqual([
      false,
      true,
      false,
    ])
    expect(told.flat().some((sentence) => sentence.includes('as fast as before'))).toBe(false)
  })
})

it('an action without effect says so', () => {
  const actions = [
    { at: 50, resume: NAME },
    { at: 51, hang: NAME },
    { at: 52, hang: NAME },
    { at: 53, resume: NAME },
    { at: 54, startDelay: 0 },
    { at: 60, etcd: 'resume' },
    { at: 61, etcd: 'start' },
    { at: 62, etcd: 'hang' },
    { at: 63, etcd: 'start' },
    { at: 64, etcd: 'kill' },
    { at: 65, etcd: 'resume' },
    { at: 66, etcd: 'hang' },
  ]
  const trace = run('1.37', actions, 70)
  expect(notes(trace)).toEqual([
    'The program in kube-apiserver is not stopped.',
    undefined,
    'The program in kube-apiserver is stopped (SIGSTOP) already.',
    undefined,
    'No start is delayed.',
    'etcd runs: there is nothing to do.',
    'etcd runs: there is nothing to do.',
    undefined,
    'etcd is stopped (SIGSTOP): there is nothing to do.',
    undefined,
    'etcd does not run: there is nothing to do.',
    'etcd does not run: there is nothing to do.',
  ])
  expect(of(trace, 'etcd').map((e) => e.state)).toEqual(['hung', 'down'])
})

it('a file in a subdirectory of the manifest directory is no pod', () => {
  const to = 'sub/kube-apiserver.yaml'
  expect(
    syncs(
      run('1.37', [
        { at: 100, copy: FILE, to },
        { at: 110, edit: to, find: 'failureThreshold: 8', replace: 'failureThreshold: 2' },
        { at: 150, copy: to, to: FILE },
      ]),
    ),
  ).toEqual(['0 ADD', '150 REMOVE', '150 ADD'])
})

describe('edit, spoil, copy', () => {
  const gone = (trace: Trace) =>
    of(trace, 'process').filter((e) => e.op === 'started').length - of(trace, 'process').filter((e) => e.op === 'exited').length

  it('an edit is a new pod, and one that finds no text says so', () => {
    const trace = run(
      '1.37',
      [
        { at: 100, edit: FILE, find: 'failureThreshold: 8', replace: 'failureThreshold: 2' },
        { at: 200, edit: FILE, find: 'nonsense', replace: '' },
        { at: 201, edit: 'other.yaml', find: 'a', replace: '' },
      ],
      300,
    )
    expect(syncs(trace)).toEqual(['0 ADD', '100 REMOVE', '100 ADD'])
    expect(notes(trace)).toEqual([undefined, 'The text is not there.', 'There is no such file.'])
    expect(of(trace, 'probe').findLast((e) => e.probe === 'liveness')?.threshold).toBe(1)
  })

  it('a spoiled file keeps its pod until the directory is listed again, which 1.9 never does', () => {
    expect(syncs(run('1.9', [{ at: 100, spoil: FILE }]))).toEqual(['0 ADD'])
    const trace = run('1.37', [{ at: 100, spoil: FILE }])
    expect(syncs(trace)).toEqual(['0 ADD', '105 REMOVE'])
    expect(gone(trace)).toBe(0)
    expect(of(trace, 'log').filter((e) => e.source === 'kubelet' && comesOf(trace, e))[0]?.text).toMatch(/Unable to process watch event/)
  })

  it('of a text without lists and objects half is lost', () => {
    expect(fileChange({ spoil: '/x' }, () => 'abcdefg')).toEqual({ file: '/x', text: 'abc' })
  })

  it('an edit is of the first place, be that the very beginning', () => {
    expect(fileChange({ edit: '/x', find: 'ab', replace: 'x' }, () => 'abcab')).toEqual({ file: '/x', text: 'xcab' })
  })

  it.each(['1.9', '1.19', '1.30', '1.37'])('%s: no manifest can be read once it is spoiled', (release) => {
    const read = (text: string) => readManifest(text, { file: FILE, nodeName: 'n', release: releaseOf(release) }).pod
    const text = kubeadmManifest(release)
    expect(read(text)).toBeDefined()
    for (const good of [text, JSON.stringify(read(text)!.raw), JSON.stringify(read(text)!.raw, null, 2)]) {
      const spoiled = fileChange({ spoil: FILE }, () => good)
      expect(spoiled.note === undefined && read(spoiled.text!)).toBeUndefined()
    }
  })

  it('1.9: a copy is the same pod, and taking it away takes the pod for good', () => {
    const trace = run('1.9', [
      { at: 100, copy: FILE, to: `${FILE}.bak` },
      { at: 200, remove: `${FILE}.bak` },
    ])
    expect(syncs(trace)).toEqual(['0 ADD', '200 REMOVE'])
    expect(gone(trace)).toBe(0)
  })

  it.each<[string, string[]]>([
    ['1.21', ['0 started', '104 exited 0', '114 started', '304 exited 0', '305 started']],
    ['1.37', ['0 started', '130 exited 137', '140 started', '330 exited 137', '334 started']],
  ])('%s: a copy is a pod of its own in place of the first, and without it the list brings that back', (release, expected) => {
    const trace = run(release, [
      { at: 100, copy: FILE, to: `${FILE}.bak` },
      { at: 300, remove: `${FILE}.bak` },
    ])
    expect(syncs(trace)).toEqual(['0 ADD', '100 REMOVE', '100 ADD', '300 REMOVE', '305 ADD'])
    expect(lives(trace)).toEqual(expected)
  })

  it.each(['1.17', '1.20'])('%s: a copy is the same pod, and without it the list brings that back', (release) => {
    const trace = run(release, [
      { at: 100, copy: FILE, to: `${FILE}.bak` },
      { at: 300, remove: `${FILE}.bak` },
    ])
    expect(syncs(trace)).toEqual(['0 ADD', '300 REMOVE', '305 ADD'])
  })

  it.each(['1.21', '1.37'])('%s: beside its copy an edit holds until the directory is listed again', (release) => {
    const trace = run(release, [
      { at: 100, copy: FILE, to: `${FILE}.bak` },
      { at: 200, edit: FILE, find: 'cpu: 250m', replace: 'cpu: 300m' },
    ])
    expect(syncs(trace).slice(3)).toEqual(['200 REMOVE', '200 ADD', '205 REMOVE', '205 ADD'])
    expect(gone(trace)).toBe(1)
  })

  it('a copy that nobody reads changes nothing', () => {
    for (const to of ['.kube-apiserver.yaml.swp', '/root/kube-apiserver.yaml'])
      expect(syncs(run('1.37', [{ at: 100, copy: FILE, to }], 200))).toEqual(['0 ADD'])
  })

  it.each<[string, string[]]>([
    // each of them starts beside the one before, which is being stopped, and ends sooner
    ['1.17', ['0 started', '100 exited 0', '100 started', '102 exited 0', '103 started']],
    // the old process is stopped all the same, and started again as the same pod
    ['1.19', ['0 started', '104 exited 0', '104 started']],
    // the old one ends first, then housekeeping begins the pod anew
    ['1.37', ['0 started', '130 exited 137', '132 started']],
  ])('%s: an edit that is taken back while the old pod is being stopped leaves one process', (release, expected) => {
    const there = { find: 'failureThreshold: 8', replace: 'failureThreshold: 2' }
    const trace = run(release, [
      { at: 100, edit: FILE, ...there },
      { at: 102.8, edit: FILE, find: there.replace, replace: there.find },
    ])
    expect(syncs(trace)).toEqual(['0 ADD', '100 REMOVE', '100 ADD', '102 REMOVE', '102 ADD'])
    expect(lives(trace)).toEqual(expected)
    expect(of(trace, 'server').at(-1)?.state).toBe('serving')
  })
})

it('an answer that stays the same names what it comes of now: an etcd that hangs, and then is killed', () => {
  const trace = run(
    '1.37',
    [
      { at: 100, etcd: 'hang' },
      { at: 140, etcd: 'kill' },
    ],
    170,
  )
  const failed = of(trace, 'probe').filter((e) => e.probe === 'liveness' && e.output.includes('500'))
  expect(failed.map((e) => [e.startedAt > 140, comesOf(trace, e, 0), comesOf(trace, e, 1)])).toEqual(
    failed.map((e) => [e.startedAt > 140, e.startedAt < 140, e.startedAt > 140]),
  )
  expect(new Set(failed.map((e) => e.startedAt > 140)).size).toBe(2)
})

describe('a tcpSocket probe of the kube-apiserver', () => {
  const tcp = (release: string) =>
    kubeadmManifest(release)
      .replaceAll('httpGet:', 'tcpSocket:')
      .replace(/ +(path: \/(healthz|livez|readyz)|scheme: HTTPS)\n/g, '')
  const told = (release: string, actions: readonly object[] = []) => {
    const { scenario } = parseScenario(
      JSON.stringify({ whyrestart: 1, kubernetes: release, duration: 120, manifests: { [FILE]: tcp(release) }, actions }),
    )
    return of(simulate(scenario!), 'log').filter(({ text }) => text.includes('TLS handshake error'))
  }
  it('is told of in its log each time, up to 1.19', () => {
    expect(told('1.9').map(({ text }) => text.replace(/:\d+: EOF$/, ':PORT: EOF'))).toEqual(
      Array.from({ length: told('1.9').length }, () => 'I logs.go:41] http: TLS handshake error from 192.168.1.100:PORT: EOF'),
    )
    expect(told('1.9').length).toBeGreaterThan(8)
    expect(told('1.20')).toEqual([])
  })
  it('is told of later where it is stopped', () => {
    const lines = told('1.9', [
      { at: 60, hang: NAME },
      { at: 100, resume: NAME },
    ])
    expect(lines.filter(({ t }) => t > 60 && t < 100)).toEqual([])
    expect(lines.filter(({ t }) => t === 100).length).toBeGreaterThan(2)
  })
})

it('--livez-grace-period lets /livez pass before the hooks are done, and not /readyz', () => {
  const requests = ['livez', 'readyz', 'livez/poststarthook/rbac/bootstrap-roles'].map((path) => ({
    at: 3.8,
    url: `https://192.168.1.100:6443/${path}`,
    caller: { certificate: { cn: 'x', o: ['system:masters'], ca: 'cluster' } },
  }))
  const statuses = (flags: string[]) => {
    const { scenario } = parseScenario(
      JSON.stringify({
        whyrestart: 1,
        kubernetes: '1.37',
        duration: 10,
        manifests: { [FILE]: kubeadmManifest('1.37', { flags }) },
        requests,
      }),
    )
    return of(simulate(scenario!), 'response').map(({ status }) => status)
  }
  expect(statuses([])).toEqual([500, 500, 500])
  expect(statuses(['--livez-grace-period=60s'])).toEqual([200, 500, 200])
})

describe('cpu', () => {
  const script = { listens: [{ port: 7001, tls: false, after: 4 }], answers: [{ from: 0, after: 0.5, status: 200 }] }
  const LIVENESS = { liveness: httpGet('initialDelaySeconds: 5, timeoutSeconds: 1'), script }
  const tried = (...actions: Action[]) => tryPod({ duration: 200, containers: [LIVENESS], inputs: { actions } })

  it.each<[string, Action[], number]>([
    ['all of it', [], 0],
    ['less, but enough', [{ at: 0, cpu: 'main', times: 1.5 }], 0],
    ['so little that answers come too late', [{ at: 50, cpu: 'main', times: 4 }], 1],
    ['of one pod alone', [{ at: 50, cpu: 'web/main', times: 4 }], 1],
    ['of another pod', [{ at: 50, cpu: 'db/main', times: 4 }], 0],
    [
      'back in time',
      [
        { at: 50, cpu: 'main', times: 4 },
        { at: 65, cpu: 'main', times: 1 },
      ],
      0,
    ],
  ])('%s', (_, actions, restarts) => {
    expect(Math.min(1, tried(...actions).restarts())).toBe(restarts)
  })

  it('a start takes so many times as long, in each life, and Why leads to the action', () => {
    const { trace, probes } = tried({ at: 20, cpu: 'main', times: 20 })
    const [started] = trace.filter((e) => e.kind === 'process' && e.op === 'started' && e.attempt === 1)
    const refused = probes('liveness').find((e) => e.t > started!.t)
    expect(refused?.output).toMatch(/connection refused/)
    expect([refused!.cause].flat().map((id) => trace[id!]?.kind)).toContain('action')
    expect(trace.some((e) => e.kind === 'process' && e.op === 'listening' && e.attempt === 1)).toBe(false)
  })

  it('what is simulated by itself is as fast as ever, and that is said', () => {
    const trace = run(
      '1.37',
      [
        { at: 100, cpu: NAME, times: 4 },
        { at: 110, cpu: 'nobody', times: 1 },
      ],
      120,
    )
    expect(trace.flatMap((e) => (e.kind === 'action' ? [e.note] : []))).toEqual([
      `The program in ${NAME} is simulated by itself: how fast it is does not change.`,
      'The program in nobody has all its CPU already.',
    ])
  })
})
