import { describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { kubeadmManifest } from '../../../cases/kubeadm-manifest.ts'
import { parseScenario } from '../../scenario/scenario.ts'
import { simulate } from '../../simulate.ts'
import type { EntryOf, Trace } from '../../trace/trace.ts'

interface Case {
  release?: string
  flags?: readonly string[]
  actions?: readonly object[]
  requests?: readonly object[]
  grace?: number
}

const ADMIN = { certificate: { cn: 'root', o: ['system:masters'], ca: 'cluster' } }
const MASTER = 'https://192.168.1.100:6443'

/** kubeadm's kube-apiserver, which nobody probes. */
function run({ release = '1.37', flags = [], actions = [], requests = [], grace = 30 }: Case): Trace {
  const pod = parse(kubeadmManifest(release, { flags })) as {
    spec: { containers: Record<string, unknown>[]; terminationGracePeriodSeconds?: number }
  }
  pod.spec.terminationGracePeriodSeconds = grace
  for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe']) delete pod.spec.containers[0]![probe]
  const { scenario, diagnostics } = parseScenario(
    JSON.stringify({
      whyrestart: 1,
      kubernetes: release,
      duration: '200s',
      manifests: { 'kube-apiserver.yaml': stringify(pod) },
      actions,
      requests: requests.map((request) => ({ caller: ADMIN, ...request })),
    }),
  )
  expect(diagnostics).toBeUndefined()
  return simulate(scenario!.lanes[0]!.inputs)
}

const answers = (trace: Trace) => trace.filter((e): e is EntryOf<'response'> => e.kind === 'response').toSorted((a, b) => a.n - b.n)
/** Asked every so often from 100 s on, with etcd lost at 100.2 s: what came, and how long it took. */
const often = (every: number, path: string, more: Case = {}, times = 8) => {
  const requests = Array.from({ length: times }, (_, i) => ({ at: 100 + i * every, url: `${MASTER}${path}` }))
  return answers(run({ actions: [{ at: 100.2, etcd: 'kill' }], ...more, requests })).map(
    ({ status, t }, i) => `${status} after ${Math.round((t - 100 - i * every) * 10) / 10}`,
  )
}

describe('a lost etcd', () => {
  const fatal = (error: string) => `F storage_decorator.go:57] Unable to create storage backend: config (…), err (${error})`
  it.each([
    ['1.10', 'kill', fatal('dial tcp 127.0.0.1:2379: getsockopt: connection refused'), 255, 20.04],
    ['1.11', 'kill', fatal('dial tcp 127.0.0.1:2379: connect: connection refused'), 255, 20.04],
    ['1.11', 'hang', fatal('context deadline exceeded'), 255, 20.04],
    ['1.15', 'kill', fatal('dial tcp 127.0.0.1:2379: connect: connection refused'), 255, 20.04],
    ['1.16', 'kill', 'panic: context deadline exceeded', 2, 20.04],
    ['1.18', 'hang', 'panic: context deadline exceeded', 2, 20.04],
    ['1.19', 'kill', 'Error: context deadline exceeded', 1, 20.04],
    ['1.27', 'hang', 'E run.go:74] "command failed" err="context deadline exceeded"', 1, 20.04],
    ['1.28', 'kill', 'F instance.go:…] Error creating leases: error creating storage factory: context deadline exceeded', 255, 20.04],
    ['1.35', 'hang', 'F instance.go:…] Error creating leases: error creating storage factory: context deadline exceeded', 255, 20.04],
    ['1.36', 'hang', 'E run.go:72] "command failed" err="error creating storage factory: context deadline exceeded"', 1, 20.04],
    ['1.37', 'kill', 'E run.go:72] "command failed" err="error creating storage factory: context deadline exceeded"', 1, 20.04],
  ])('on %s, where it was lost by a %s, ends a start with: %s', (release, etcd, text, exitCode, seconds) => {
    const trace = run({ release, actions: [{ at: 0, etcd }] })
    const said = trace.find((e) => e.kind === 'log' && e.text === text)
    const [started, exited] = ['started', 'exited'].map((op) =>
      trace.find((e): e is EntryOf<'process'> => e.kind === 'process' && e.op === op),
    )
    expect(said).toBeDefined()
    expect(exited).toMatchObject({ code: exitCode, cause: expect.anything() as unknown })
    expect(exited!.t - started!.t).toBeCloseTo(seconds, 1)
  })

  it.each([
    // [grace, SIGTERM at, how long it lives, what it says]
    ['nobody ends it', undefined, 123.5, 'rbac/bootstrap-roles" failed: unable to initialize roles'],
    ['SIGTERM in the first minute', 40, 63.5, 'rbac/bootstrap-roles" failed: unable to initialize roles'],
    ['SIGTERM while the namespace is written', 85, 93.5, 'ca-registration" failed: unable to initialize client CA configmap'],
    ['SIGTERM after that', 110, 123.5, 'rbac/bootstrap-roles" failed: unable to initialize roles'],
  ])('does not keep a 1.9 from serving, until its hooks give up: %s', (_, at, seconds, says) => {
    const actions = [{ at: 0, etcd: 'kill' }, ...(at === undefined ? [] : [{ at, remove: 'kube-apiserver.yaml' }])]
    const trace = run({ release: '1.9', actions, grace: 60 })
    const [started, exited] = ['started', 'exited'].map((op) =>
      trace.find((e): e is EntryOf<'process'> => e.kind === 'process' && e.op === op),
    )
    expect(exited).toMatchObject({ code: 255 })
    expect(exited!.t - started!.t).toBeCloseTo(seconds, 1)
    expect(trace.find((e) => e.kind === 'log' && e.t === exited!.t)).toMatchObject({
      text: expect.stringContaining(`F hooks.go:188] PostStartHook "${says}`) as unknown,
    })
  })

  it('leaves a 1.9 that is asked to end 30 s, and SIGKILL, where that is its grace', () => {
    const trace = run({
      release: '1.9',
      actions: [
        { at: 0, etcd: 'kill' },
        { at: 20, remove: 'kube-apiserver.yaml' },
      ],
    })
    const exited = trace.find((e): e is EntryOf<'process'> => e.kind === 'process' && e.op === 'exited')
    expect(exited).toMatchObject({ code: 137 })
    expect(exited!.t).toBeCloseTo(50, 0)
  })

  it('lets a 1.9 answer what needs no role, and the rest once it has found etcd', () => {
    const ask = (at: number, path: string, caller: object = {}) => ({ at, url: `${MASTER}${path}`, caller })
    const requests = [
      ask(20, '/healthz'),
      ask(20, '/version', ADMIN),
      ask(20, '/healthz', ADMIN),
      ask(49, '/healthz'),
      ask(60, '/healthz'),
      ask(61, '/api/v1/nodes', ADMIN),
    ]
    const trace = run({
      release: '1.9',
      actions: [
        { at: 0, etcd: 'kill' },
        { at: 40, etcd: 'start' },
      ],
      requests,
    })
    expect(answers(trace).map(({ status }) => status)).toEqual([403, 200, 500, 403, 200, 200])
    expect(answers(trace)[2]!.body.match(/\[-\]\S+/g)).toEqual([
      '[-]etcd',
      '[-]poststarthook/bootstrap-controller',
      '[-]poststarthook/rbac/bootstrap-roles',
      '[-]poststarthook/ca-registration',
      '[-]autoregister-completion',
    ])
    const off = run({
      release: '1.9',
      flags: ['--anonymous-auth=false'],
      actions: [{ at: 0, etcd: 'kill' }],
      requests: [ask(20, '/healthz')],
    })
    expect(answers(off)[0]!.status).toBe(401)
  })

  it.each([
    ['1.9', null],
    ['1.24', null],
    ['1.25', 500],
  ])('%s, asked to end after that, answers: %s', (release, told) => {
    const actions = [
      { at: 100, etcd: 'kill' },
      { at: 110, remove: 'kube-apiserver.yaml' },
    ]
    const [answer] = answers(run({ release, actions, requests: [{ at: 115, url: `${MASTER}/healthz` }] }))
    expect(answer!.status).toBe(told)
  })

  it('is noticed by frequent probes: what comes in between is told the last result', () => {
    expect(often(1, '/livez')).toEqual(['200 after 0', ...Array.from({ length: 7 }, () => '500 after 2')])
    expect(often(0.5, '/livez')).toEqual([
      '200 after 0',
      '200 after 0',
      '500 after 2',
      '200 after 0',
      '500 after 2',
      '200 after 0',
      '500 after 2',
      '500 after 0',
    ])
    expect(often(0.5, '/livez', { release: '1.25' })).toEqual(['200 after 0', ...Array.from({ length: 7 }, () => '500 after 2')])
  })

  it('is waited for as long as the flags say, and once for each check', () => {
    const [alive, ready] = [
      often(5, '/livez', { flags: ['--etcd-healthcheck-timeout=5s'] }, 2),
      often(5, '/readyz', { flags: ['--etcd-healthcheck-timeout=5s', '--etcd-readycheck-timeout=1s'] }, 2),
    ]
    expect([alive![1], ready![1]]).toEqual(['500 after 5', '500 after 6'])
    expect(often(5, '/readyz?exclude=etcd', {}, 2)[1]).toBe('500 after 2')
    expect(often(5, '/readyz/etcd-readiness', {}, 2)[1]).toBe('500 after 2')
    expect(often(5, '/livez?exclude=etcd', {}, 2)[1]).toBe('200 after 0')
    expect(often(5, '/readyz', { release: '1.24' }, 2)[1]).toBe('500 after 2')
  })

  it.each([
    ['1.9', 'kill', '500 after 0', 'internal server error: etcd failed\n'],
    ['1.9', 'hang', '200 after 0', 'ok'],
    ['1.13', 'hang', '500 after 2', 'internal server error: error listing etcd members: context deadline exceeded\n'],
    ['1.37', 'hang', '500 after 2', 'internal server error: error getting data from etcd: context deadline exceeded\n'],
  ])('%s: %s', (release, etcd, told, body) => {
    const more = { release, actions: [{ at: 100.2, etcd }] }
    expect(often(5, '/healthz/etcd', more, 2)[1]).toBe(told)
    expect(answers(run({ ...more, requests: [{ at: 110, url: `${MASTER}/healthz/etcd` }] }))[0]!.body).toBe(body)
  })
})

describe('a stopped server', () => {
  const hang = { at: 100, hang: 'kube-apiserver' }
  const resume = { at: 150, resume: 'kube-apiserver' }

  it('answers nothing when etcd comes back, and goes on when it is resumed', () => {
    const actions = [{ at: 90, etcd: 'hang' }, hang, { at: 110, etcd: 'resume' }, resume]
    const [answer] = answers(run({ actions, requests: [{ at: 95, url: `${MASTER}/api/v1/nodes` }] }))
    expect([answer!.status, answer!.t]).toEqual([200, 150])
  })

  it('neither starts to serve nor gives up', () => {
    const trace = run({ actions: [{ at: 0, etcd: 'kill' }, { at: 5, hang: 'kube-apiserver' }, { at: 50, etcd: 'start' }, resume] })
    expect(trace.filter(({ kind, t }) => (kind === 'server' || kind === 'log') && t > 5.1 && t < 149)).toEqual([])
    expect(trace.some((e) => e.kind === 'process' && e.op === 'exited')).toBe(true)
  })
})

describe('a service account’s token while etcd is lost', () => {
  const requests = [{ at: 100, url: `${MASTER}/version`, from: 'pod', caller: { serviceAccount: 'default/default' } }]
  it('counts for 10 s after it was looked up, whatever has come meanwhile', () => {
    const many = [88, 95, 97.9, 98.1, 105].map((at) => ({ ...requests[0], at }))
    expect(answers(run({ release: '1.9', actions: [{ at: 90, etcd: 'kill' }], requests: many })).map(({ status }) => status)).toEqual([
      200, 200, 200, 401, 401,
    ])
    expect(
      answers(run({ release: '1.20', actions: [{ at: 90, kubectl: 'delete serviceaccount default' }], requests: many })).map(
        ({ status }) => status,
      ),
    ).toEqual([200, 200, 200, 401, 401])
  })

  it.each<[string, readonly string[], number]>([
    ['1.9', [], 401],
    ['1.13', [], 401],
    ['1.13', ['--service-account-lookup=false'], 200],
    ['1.14', [], 200],
    ['1.37', [], 200],
  ])('%s %s', (release, flags, status) => {
    const lost = run({ release, flags, actions: [{ at: 90, etcd: 'kill' }], requests })
    expect(answers(lost)[0]).toMatchObject({ status, t: 100 })
  })
})
