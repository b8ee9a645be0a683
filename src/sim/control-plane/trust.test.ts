import { describe, expect, it } from 'vitest'
import { kubeadmPlane } from '../../cases/kubeadm-plane.ts'
import { ask } from '../../terminal/terminal.ts'
import { parseScenario } from '../scenario/scenario.ts'
import { simulate } from '../simulate.ts'
import type { EntryOf, Trace } from '../trace/trace.ts'

const CLOCK = '2026-11-24T14:15:00.000Z'
/** Two minutes after the start. */
const AFTER_TWO = '2026-11-24T14:17:00Z'
const BEFORE = '2026-11-24T14:00:00Z'
const PODS = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler']

interface Case {
  release?: string
  certificates: object
  actions?: readonly object[]
  requests?: readonly object[]
  seconds?: number
}

function run({ release = '1.37', certificates, seconds = 400, ...rest }: Case) {
  const { scenario, diagnostics } = parseScenario(
    JSON.stringify({
      whyrestart: 1,
      kubernetes: release,
      clock: CLOCK,
      duration: `${seconds}s`,
      manifests: kubeadmPlane(release),
      cluster: { certificates },
      ...rest,
    }),
  )
  expect(diagnostics).toBeUndefined()
  const { inputs } = scenario!.lanes[0]!
  const trace = simulate(inputs)
  return { trace, type: (line: string, at = seconds) => ask(line, { inputs, trace, at, simulate }) }
}

const exits = (trace: Trace, container: string) =>
  trace.filter((e): e is EntryOf<'process'> => e.kind === 'process' && e.op === 'exited' && e.container === container)
const restarted = (trace: Trace) => PODS.filter((name) => exits(trace, name).length > 0)
const logs = (trace: Trace, source: string) => trace.flatMap((e) => (e.kind === 'log' && e.source === source ? [e.text] : []))
const EXPIRED = /x509: certificate has expired or is not yet valid: current time 2026-11-24T14:\d\d:\d\dZ is after 2026-11-24T14:17:00Z/

describe('the kube-apiserver’s serving certificate', () => {
  it('that runs out troubles nobody who is connected, and everybody who connects anew; its own probes do not look', () => {
    const { trace, type } = run({ certificates: { apiserver: { notAfter: AFTER_TWO } } })
    expect(restarted(trace)).toEqual([])
    expect(type('kubectl get nodes', 100).exit).toBe(0)
    const { stderr, exit } = type('kubectl get nodes')
    expect(stderr).toMatch(
      /^Unable to connect to the server: tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-11-24T14:21:40Z is after 2026-11-24T14:17:00Z\n$/,
    )
    expect(exit).toBe(1)
    expect(trace.filter((e) => e.kind === 'probe' && e.result === 'failure' && e.t > 30)).toEqual([])
  })

  it('costs the others their lease once the kube-apiserver is restarted, and then they wait in silence', () => {
    const { trace } = run({ certificates: { apiserver: { notAfter: AFTER_TWO } }, actions: [{ at: '150s', kill: 'kube-apiserver' }] })
    expect(restarted(trace)).toEqual(['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'])
    for (const name of ['kube-controller-manager', 'kube-scheduler']) {
      expect(exits(trace, name)).toHaveLength(1)
      expect(logs(trace, name).at(-1)).toMatch(EXPIRED)
      const last = trace.findLast((e): e is EntryOf<'status'> => e.kind === 'status' && e.pod === name)!
      // a kube-scheduler that has read nothing is not ready
      expect(last.containers[0]).toMatchObject({ ready: name === 'kube-controller-manager', restartCount: 1, state: { is: 'running' } })
    }
    expect(exits(trace, 'kube-apiserver')).toHaveLength(1)
    // the kubelet has no way to tell the API any more
    expect(logs(trace, 'kubelet').join('\n')).toMatch(EXPIRED)
    expect(trace.filter((e) => e.kind === 'mirror' && e.t > 155)).toEqual([])
  })

  it('is told as it is at each try: the time in the kubelet’s words goes on, and a certificate whose time comes lets it in', () => {
    const late = run({ certificates: { apiserver: { notAfter: AFTER_TWO } }, actions: [{ at: '150s', restart: 'kubelet' }], seconds: 220 })
    const times = late.trace.flatMap((e) => {
      const told = e.kind === 'log' && e.source === 'kubelet' ? /current time 2026-11-24T14:(\d\d):(\d\d)Z/.exec(e.text) : null
      return told ? [[Number(told[1]) * 60 + Number(told[2]) - 900, Math.floor(e.t)]] : []
    })
    expect(times.length).toBeGreaterThan(3)
    expect(times.every(([told, t]) => told === t)).toBe(true)
    const early = run({ certificates: { apiserver: { notBefore: AFTER_TWO } }, seconds: 220 })
    const refused = early.trace.filter(
      (e) => e.kind === 'log' && e.source === 'kubelet' && e.text.includes('is before 2026-11-24T14:17:00Z'),
    )
    expect(refused.length).toBeGreaterThan(3)
    expect(refused.every(({ t }) => t < 120)).toBe(true)
  })

  it.each([
    ['1.9', 'x509: certificate has expired or is not yet valid'],
    ['1.19', 'x509: certificate has expired or is not yet valid: current time 2026-11-24T14:15:50Z is after 2026-11-24T14:00:00Z'],
    [
      '1.28',
      'tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-11-24T14:15:50Z is after 2026-11-24T14:00:00Z',
    ],
  ])('%s: %s', (release, says) => {
    const { type } = run({ release, certificates: { apiserver: { notAfter: BEFORE } }, seconds: 60 })
    expect(type('kubectl get nodes', 50).stderr).toBe(`Unable to connect to the server: ${says}\n`)
  })
})

describe('between the kube-apiserver and etcd', () => {
  it.each([
    ['etcd-server', 'kube-apiserver'],
    ['apiserver-etcd-client', 'etcd'],
  ])(
    '%s: nobody minds until the kube-apiserver is restarted; then it waits 20 s for etcd, over and over, and %s says why',
    (name, source) => {
      const certificates = { [name]: { notAfter: AFTER_TWO } }
      expect(restarted(run({ certificates }).trace)).toEqual([])
      const { trace } = run({ certificates, actions: [{ at: '150s', kill: 'kube-apiserver' }] })
      const ends = exits(trace, 'kube-apiserver')
      expect(ends.length).toBeGreaterThan(2)
      expect(ends.slice(1).every(({ code }) => code === 1)).toBe(true)
      expect(exits(trace, 'etcd')).toEqual([])
      expect(logs(trace, 'kube-apiserver')).toContain(
        'E run.go:72] "command failed" err="error creating storage factory: context deadline exceeded"',
      )
      expect(logs(trace, source).some((line) => EXPIRED.test(line))).toBe(true)
    },
  )

  it('an etcd that is probed by etcdctl is killed for its own certificate', () => {
    const certificates = { 'etcd-healthcheck-client': { notAfter: AFTER_TWO } }
    const { trace } = run({ release: '1.13', certificates })
    expect(exits(trace, 'etcd').length).toBeGreaterThan(0)
    expect(trace.some((e) => e.kind === 'event' && e.container === 'etcd' && e.reason === 'Killing')).toBe(true)
    // whose probe asks a plain port does not care
    expect(exits(run({ certificates }).trace, 'etcd')).toEqual([])
  })
})

describe('the kubelet’s client certificate', () => {
  it('that runs out restarts nothing: the API hears no more of the node, and the kube-apiserver says why', () => {
    const { trace } = run({ certificates: { kubelet: { notAfter: AFTER_TWO } }, actions: [{ at: '200s', kill: 'kube-scheduler' }] })
    expect(restarted(trace)).toEqual(['kube-scheduler'])
    expect(trace.filter((e) => e.kind === 'mirror' && e.t > 121)).toEqual([])
    expect(logs(trace, 'kubelet').some((line) => line.endsWith('Unauthorized"'))).toBe(true)
    expect(logs(trace, 'kube-apiserver').some((line) => line.includes('Unable to authenticate the request') && EXPIRED.test(line))).toBe(
      true,
    )
  })

  it('keeps a kubelet from starting: the containers run on, and nobody looks after them', () => {
    const { trace } = run({
      certificates: { kubelet: { notAfter: AFTER_TWO } },
      actions: [
        { at: '150s', restart: 'kubelet' },
        { at: '200s', kill: 'kube-scheduler' },
      ],
    })
    expect(logs(trace, 'kubelet').filter((line) => line.includes('unable to load bootstrap kubeconfig')).length).toBeGreaterThan(10)
    expect(trace.filter((e) => e.kind === 'probe' && e.t > 152)).toEqual([])
    expect(exits(trace, 'kube-scheduler')).toHaveLength(1)
    expect(trace.filter((e) => e.kind === 'process' && e.op === 'started' && e.t > 150)).toEqual([])
    expect(exits(trace, 'etcd')).toEqual([])
  })
})

it('a client’s: it is refused at once, on a connection that stands too', () => {
  const { trace, type } = run({ certificates: { 'scheduler.conf': { notAfter: AFTER_TWO }, 'admin.conf': { notAfter: AFTER_TWO } } })
  expect(restarted(trace)).toEqual(['kube-scheduler'])
  expect(exits(trace, 'kube-scheduler')).toHaveLength(1)
  expect(exits(trace, 'kube-scheduler')[0]!.t).toBeGreaterThan(129)
  expect(logs(trace, 'kube-scheduler').at(-1)).toContain('Unauthorized')
  expect(type('kubectl get nodes').stderr).toContain('error: You must be logged in to the server (Unauthorized)')
})

it('a CA takes all that it has signed with it', () => {
  const { type } = run({ certificates: { ca: { notAfter: AFTER_TWO } } })
  expect(type('kubectl get nodes').stderr).toMatch(EXPIRED)
})

it('are good as kubeadm makes them, and openssl tells their dates', () => {
  const { trace, type } = run({ certificates: { 'front-proxy-client': { notAfter: AFTER_TWO } } })
  expect(restarted(trace)).toEqual([])
  expect(type('openssl x509 -in /etc/kubernetes/pki/front-proxy-client.crt -noout -dates').stdout).toBe(
    'notBefore=Nov 24 14:05:00 2026 GMT\nnotAfter=Nov 24 14:17:00 2026 GMT\n',
  )
  expect(type('openssl x509 -in /etc/kubernetes/pki/apiserver.crt -noout -enddate').stdout).toBe('notAfter=Nov 24 14:05:00 2027 GMT\n')
})

it('refuses what is none, in a sentence', () => {
  const errors = (certificates: object) =>
    parseScenario(JSON.stringify({ whyrestart: 1, cluster: { certificates } })).diagnostics?.map(
      ({ path, message }) => `${path}: ${message}`,
    )
  expect(errors({ apisever: {} })![0]).toMatch(/^cluster\.certificates\.apisever: found a field "apisever"; .*perhaps apiserver$/)
  expect(errors({ apiserver: { notAfter: 'tomorrow' } })).toEqual([
    'cluster.certificates.apiserver.notAfter: found "tomorrow"; allowed: a moment such as 2026-11-24T14:15:00.000Z',
  ])
  expect(errors({ apiserver: { notBefore: AFTER_TWO, notAfter: BEFORE } })![0]).toContain('not before notBefore')
})

describe('the front proxy', () => {
  const asking = (certificates: object, cn = 'front-proxy-client', seconds = 200) =>
    run({
      certificates,
      seconds,
      requests: [100, 150].map((at) => ({
        at: `${at}s`,
        url: 'https://192.168.1.100:6443/api/v1/nodes',
        caller: { certificate: { cn, ca: 'front-proxy' } },
        headers: { 'X-Remote-User': 'alice', 'X-Remote-Group': 'system:masters' },
      })),
    })
  const statuses = ({ trace }: { trace: Trace }) => trace.flatMap((e) => (e.kind === 'response' ? [e.status] : []))

  it.each(['front-proxy-client', 'front-proxy-ca'])('is not believed any more once %s has expired; nothing is restarted', (name) => {
    const seen = asking({ [name]: { notAfter: AFTER_TWO } })
    expect(statuses(seen)).toEqual([200, 401])
    const last = seen.trace.findLast((e): e is EntryOf<'response'> => e.kind === 'response')!
    expect(last.steps.find(({ step }) => step.includes('front proxy'))?.reason).toMatch(EXPIRED)
    expect(logs(seen.trace, 'kube-apiserver').some((line) => EXPIRED.test(line))).toBe(true)
    expect(restarted(seen.trace)).toEqual([])
  })

  it('another certificate of its CA goes with that CA, not with the cluster’s', () => {
    const allowed = { ca: { notAfter: '2026-11-24T15:17:00Z' }, 'front-proxy-ca': { notAfter: AFTER_TWO } }
    expect(statuses(asking(allowed, 'another'))).toEqual([401, 401])
    const steps = asking(allowed, 'another').trace.flatMap((e) => (e.kind === 'response' ? [e.steps] : []))
    const reasons = steps.map((item) => item.find(({ step }) => step.includes('front proxy'))?.reason ?? '')
    expect(reasons[0]).toContain('--requestheader-allowed-names')
    expect(reasons[1]).toMatch(EXPIRED)
  })
})

it.each([
  ['1.19', /err="?\[?x509: certificate has expired[^,]*$|: x509: certificate has expired/],
  [
    '1.37',
    /err="\[x509: certificate has expired or is not yet valid: current time .*, verifying certificate SN=\d+, SKID=, AKID=(?:[0-9A-F]{2}:){19}[0-9A-F]{2} failed: x509: certificate has expired/,
  ],
])('%s: a client whose own certificate has expired is told so by each who looks, as Go looks', (release, line) => {
  const { trace } = run({ release, certificates: { 'scheduler.conf': { notAfter: AFTER_TWO } }, seconds: 200 })
  const lines = logs(trace, 'kube-apiserver').filter((log) => log.includes('expired'))
  expect(lines[0]).toMatch(line)
  expect(lines[0]).not.toContain('unknown authority')
})

it('a kubelet looks at the dates of who asks it, too', () => {
  const caller = { certificate: { cn: 'kube-apiserver-kubelet-client', o: ['system:masters'], ca: 'cluster' } }
  const { trace } = run({
    certificates: { 'apiserver-kubelet-client': { notAfter: AFTER_TWO } },
    requests: [100, 150].map((at) => ({ at: `${at}s`, url: 'https://192.168.1.100:10250/healthz', caller })),
    seconds: 200,
  })
  expect(trace.flatMap((e) => (e.kind === 'response' ? [e.status] : []))).toEqual([200, 401])
})
