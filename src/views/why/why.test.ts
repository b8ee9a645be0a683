import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { READY_LANES, refusal } from '../../cases/ready-lanes.ts'
import { theStrangeCase } from '../../cases/the-strange-case.ts'
import { recordings } from '../../cli/replay.ts'
import { drawn, SEED } from '../../drawn-fixture.ts'
import { podInputs } from '../../sim/fixture.ts'
import { parseScenario } from '../../sim/scenario/scenario.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { simulate } from '../../sim/simulate.ts'
import type { Entry, EntryOf, Trace } from '../../sim/trace/trace.ts'
import { sourceAddress } from './why-source.ts'
import { why, whyText } from './why.ts'

const HANG = { actions: [{ at: '600s', hang: 'kube-apiserver' }] }

function lane(release: string, n: number, more: object = {}): Inputs {
  const { scenario, diagnostics } = parseScenario(JSON.stringify({ ...theStrangeCase(release), ...more }))
  expect(diagnostics).toBeUndefined()
  return scenario!.lanes[n]!.inputs
}

const off = { '1.9': simulate(lane('1.9', 1)), '1.37': simulate(lane('1.37', 1)) }

/** The chain of the first entry of a kind that a test takes. */
function chain<K extends Entry['kind']>(trace: Trace, kind: K, test: (entry: EntryOf<K>) => boolean = () => true): string {
  return whyText(why(trace, trace.find((entry) => entry.kind === kind && test(entry as EntryOf<K>))!.id))
}

const KILL = (entry: EntryOf<'event'>) => entry.reason === 'Killing'
const AGAIN = (number: number) => (entry: EntryOf<'process'>) => entry.op === 'started' && entry.attempt === number

it('1.9: a failed probe', () => {
  expect(chain(off['1.9'], 'probe', (entry) => entry.resultRun === 3)).toMatchInlineSnapshot(`
    "The liveness probe failed (3 of 8 in a row), GET https://127.0.0.1:6443/healthz: HTTP probe failed with statuscode: 401. [line 41: livenessProbe: httpGet]
      = The kubelet asks without credentials: no certificate, no token. Anonymous requests are off: whoever shows no credentials gets 401 Unauthorized, even for a health check.
    ← kube-apiserver.yaml, line 39: --anonymous-auth=false
    "
  `)
})

it('1.9: a kill, which that release tells of when it is done', () => {
  expect(chain(off['1.9'], 'event', KILL)).toMatchInlineSnapshot(`
    "The kubelet kills kube-apiserver: its liveness probe failed 8 times. (Event Killing: Killing container with id docker://kube-apiserver:Container failed liveness probe.. Container will be killed and recreated.)
    ← 8 of 8 failures in a row: the liveness probe counts as failed. [line 42: failureThreshold: 8]
    ← The liveness probe failed (8 of 8 in a row), GET https://127.0.0.1:6443/healthz: HTTP probe failed with statuscode: 401. [line 41: livenessProbe: httpGet]
      = The kubelet asks without credentials: no certificate, no token. Anonymous requests are off: whoever shows no credentials gets 401 Unauthorized, even for a health check.
    ← kube-apiserver.yaml, line 39: --anonymous-auth=false
    "
  `)
})

it('1.9: a start, with the back-off’s word', () => {
  expect(chain(off['1.9'], 'process', AGAIN(3))).toMatchInlineSnapshot(`
    "kube-apiserver starts again: restart 3. [default: restartPolicy: Always]
      + Back-off 10 s, and the last exit was 80 s ago: start at once. The next one is 20 s.
    ← kube-apiserver ends 0.2 s after the kill began: exit code 0.
    ← 8 of 8 failures in a row, 1 from the life before: the liveness probe counts as failed. [line 42: failureThreshold: 8]
    ← The liveness probe failed (8 of 8 in a row), GET https://127.0.0.1:6443/healthz: HTTP probe failed with statuscode: 401. [line 41: livenessProbe: httpGet]
      = The kubelet asks without credentials: no certificate, no token. Anonymous requests are off: whoever shows no credentials gets 401 Unauthorized, even for a health check.
    ← kube-apiserver.yaml, line 39: --anonymous-auth=false
    "
  `)
})

it('1.9: a back-off that holds a start back', () => {
  expect(chain(off['1.9'], 'backoff', (entry) => entry.blocked)).toMatchInlineSnapshot(`
    "Back-off 160 s, but the last exit that this sync knew of was only 80 s ago: wait. The next sync counts from the newest exit, so 160 s more.
      + kube-apiserver ends 0.2 s after the kill began: exit code 0.
    ← kube-apiserver ends 0.2 s after the kill began: exit code 0.
    ← 8 of 8 failures in a row, 1 from the life before: the liveness probe counts as failed. [line 42: failureThreshold: 8]
    ← The liveness probe failed (8 of 8 in a row), GET https://127.0.0.1:6443/healthz: HTTP probe failed with statuscode: 401. [line 41: livenessProbe: httpGet]
      = The kubelet asks without credentials: no certificate, no token. Anonymous requests are off: whoever shows no credentials gets 401 Unauthorized, even for a health check.
    ← kube-apiserver.yaml, line 39: --anonymous-auth=false
    "
  `)
  expect(chain(off['1.9'], 'backoff', (entry) => entry.blocked && (entry.sinceExitSeconds ?? 0) > 85)).toMatchInlineSnapshot(`
    "Back-off 160 s, but the last exit was only 96 s ago: wait 64 s more.
    ← kube-apiserver ends 0.2 s after the kill began: exit code 0.
    ← 8 of 8 failures in a row, 1 from the life before: the liveness probe counts as failed. [line 42: failureThreshold: 8]
    ← The liveness probe failed (8 of 8 in a row), GET https://127.0.0.1:6443/healthz: HTTP probe failed with statuscode: 401. [line 41: livenessProbe: httpGet]
      = The kubelet asks without credentials: no certificate, no token. Anonymous requests are off: whoever shows no credentials gets 401 Unauthorized, even for a health check.
    ← kube-apiserver.yaml, line 39: --anonymous-auth=false
    "
  `)
})

it('1.9: the mirror pod, which the next sync after the API’s start makes', () => {
  expect(chain(off['1.9'], 'mirror')).toMatchInlineSnapshot(`
    "The mirror pod is created: kubectl counts AGE from here.
      + The kube-apiserver serves, 3.5 s after its start.
    ← Each pod is synced again every 60 to 90 s.
    "
  `)
})

it('1.9: a server’s state', () => {
  expect(chain(off['1.9'], 'server', (entry) => entry.state === 'serving')).toMatchInlineSnapshot(`
    "The kube-apiserver serves, 3.5 s after its start.
    ← kube-apiserver starts for the first time.
    ← The kubelet finds kube-apiserver in its directory and takes it up.
    ← kube-apiserver.yaml: the pod kube-apiserver.
    "
  `)
})

it('1.37: a failed probe', () => {
  expect(chain(off['1.37'], 'probe', (entry) => entry.probe === 'startup')).toMatchInlineSnapshot(`
    "The startup probe failed (1 of 24 in a row), GET https://192.168.1.100:6443/livez: HTTP probe failed with statuscode: 401. [line 72: startupProbe: httpGet] [line 79: initialDelaySeconds: 10]
      = The kubelet asks without credentials: no certificate, no token. Anonymous requests are off: whoever shows no credentials gets 401 Unauthorized, even for a health check.
    ← kube-apiserver.yaml, line 42: --anonymous-auth=false
    "
  `)
})

it('1.37: a kill', () => {
  expect(chain(off['1.37'], 'event', KILL)).toMatchInlineSnapshot(`
    "The kubelet kills kube-apiserver: its startup probe failed 24 times. (Event Killing: Container kube-apiserver failed startup probe, will be restarted)
    ← 24 of 24 failures in a row: the startup probe counts as failed. [line 73: failureThreshold: 24]
    ← The startup probe failed (24 of 24 in a row), GET https://192.168.1.100:6443/livez: HTTP probe failed with statuscode: 401. [line 72: startupProbe: httpGet]
      = The kubelet asks without credentials: no certificate, no token. Anonymous requests are off: whoever shows no credentials gets 401 Unauthorized, even for a health check.
    ← kube-apiserver.yaml, line 42: --anonymous-auth=false
    "
  `)
})

it('1.37: an end by SIGKILL, and the start after it', () => {
  expect(chain(off['1.37'], 'process', AGAIN(2))).toMatchInlineSnapshot(`
    "kube-apiserver starts again: restart 2. [default: restartPolicy: Always]
      + No back-off yet: start at once. The next one is 10 s.
    ← kube-apiserver has not ended within its grace of 30 s and gets SIGKILL, 30 s after the kill began: exit code 137. [default: terminationGracePeriodSeconds: 30]
    ← The kubelet kills kube-apiserver: its startup probe failed 24 times. (Event Killing: Container kube-apiserver failed startup probe, will be restarted)
    ← 24 of 24 failures in a row: the startup probe counts as failed. [line 73: failureThreshold: 24]
    ← The startup probe failed (24 of 24 in a row), GET https://192.168.1.100:6443/livez: HTTP probe failed with statuscode: 401. [line 72: startupProbe: httpGet]
      = The kubelet asks without credentials: no certificate, no token. Anonymous requests are off: whoever shows no credentials gets 401 Unauthorized, even for a health check.
    ← kube-apiserver.yaml, line 42: --anonymous-auth=false
    "
  `)
})

it('1.37: a pod that becomes ready, and one that no longer is', () => {
  const trace = simulate(lane('1.37', 0, HANG))
  expect(chain(trace, 'status', ({ ready }) => ready)).toMatchInlineSnapshot(`
    "The pod’s status is now Running, ready: kube-apiserver running, 0 restarts.
    ← One success is enough: the readiness probe counts as passed. [default: successThreshold: 1]
    ← The readiness probe passed (1 is enough), GET https://192.168.1.100:6443/readyz. [line 59: readinessProbe: httpGet] [line 17: --authorization-mode=Node,RBAC]
    ← The kube-apiserver serves, 4.3 s after its start.
    ← kube-apiserver starts for the first time.
    ← The kubelet finds kube-apiserver in its directory and takes it up.
    ← kube-apiserver.yaml: the pod kube-apiserver.
    "
  `)
  expect(chain(trace, 'status', ({ ready, t }) => !ready && t > 600)).toMatchInlineSnapshot(`
    "The pod’s status is now Running, not ready: kube-apiserver running, 0 restarts.
    ← 3 of 3 failures in a row: the readiness probe counts as failed. [line 60: failureThreshold: 3]
    ← The readiness probe failed (3 of 3 in a row), GET https://192.168.1.100:6443/readyz: net/http: TLS handshake timeout, after 10 s. [line 59: readinessProbe: httpGet]
    ← The kube-apiserver hangs (stopped by SIGSTOP: the kernel still accepts connections, nothing answers).
    ← At 10 min the scenario lets kube-apiserver hang (SIGSTOP).
    "
  `)
})

it('1.37: the mirror pod, and a server’s state', () => {
  expect(chain(off['1.37'], 'mirror')).toMatchInlineSnapshot(`
    "The mirror pod is created: kubectl counts AGE from here.
    ← The kube-apiserver serves, 4.3 s after its start.
    ← kube-apiserver starts for the first time.
    ← The kubelet finds kube-apiserver in its directory and takes it up.
    ← kube-apiserver.yaml: the pod kube-apiserver.
    "
  `)
  expect(chain(off['1.37'], 'server', (entry) => entry.state === 'shutting-down')).toMatchInlineSnapshot(`
    "The kube-apiserver shuts down.
    ← The kubelet kills kube-apiserver: its startup probe failed 24 times. (Event Killing: Container kube-apiserver failed startup probe, will be restarted)
    ← 24 of 24 failures in a row: the startup probe counts as failed. [line 73: failureThreshold: 24]
    ← The startup probe failed (24 of 24 in a row), GET https://192.168.1.100:6443/livez: HTTP probe failed with statuscode: 401. [line 72: startupProbe: httpGet]
      = The kubelet asks without credentials: no certificate, no token. Anonymous requests are off: whoever shows no credentials gets 401 Unauthorized, even for a health check.
    ← kube-apiserver.yaml, line 42: --anonymous-auth=false
    "
  `)
})

it('1.37: an action, and the kill that it led to', () => {
  const trace = simulate(lane('1.37', 0, HANG))
  expect(chain(trace, 'action')).toMatchInlineSnapshot(`
    "At 10 min the scenario lets kube-apiserver hang (SIGSTOP).
    "
  `)
  expect(chain(trace, 'event', KILL)).toMatchInlineSnapshot(`
    "The kubelet kills kube-apiserver: its liveness probe failed 8 times. (Event Killing: Container kube-apiserver failed liveness probe, will be restarted)
    ← 8 of 8 failures in a row: the liveness probe counts as failed. [line 45: failureThreshold: 8]
    ← The liveness probe failed (8 of 8 in a row), GET https://192.168.1.100:6443/livez: net/http: TLS handshake timeout, after 10 s. [line 44: livenessProbe: httpGet]
    ← The kube-apiserver hangs (stopped by SIGSTOP: the kernel still accepts connections, nothing answers).
    ← At 10 min the scenario lets kube-apiserver hang (SIGSTOP).
    "
  `)
})

it('1.37: a flag that the release does not know', () => {
  expect(chain(simulate(lane('1.37', 2)), 'process', ({ op }) => op === 'exited')).toMatchInlineSnapshot(`
    "kube-apiserver ends by itself, 0.1 s after its start: exit code 1.
    ← kube-apiserver logs: Error: unknown flag: --insecure-port
    ← kube-apiserver.yaml, line 42: --insecure-port=8888
    "
  `)
})

it('1.37: an answer that etcd decides', () => {
  const trace = simulate(lane('1.37', 0, { actions: [{ at: '100s', etcd: 'kill' }] }))
  expect(chain(trace, 'probe', ({ probe, result }) => probe === 'liveness' && result === 'failure')).toMatchInlineSnapshot(`
    "The liveness probe failed (1 of 8 in a row), GET https://192.168.1.100:6443/livez: HTTP probe failed with statuscode: 500, after 2 s. [line 44: livenessProbe: httpGet]
    ← etcd is down.
    ← At 1 min 40 s the scenario kills etcd (SIGKILL).
    "
  `)
})

it('does not go through the lives before', () => {
  const restart = off['1.9'].findLast((entry) => entry.kind === 'process' && entry.op === 'started')!
  const state = off['1.9'].find((entry) => entry.id > restart.id && entry.kind === 'server')!
  expect(chain(off['1.9'], 'server', ({ id }) => id === state.id)).toMatchInlineSnapshot(`
    "The kube-apiserver starts.
    ← kube-apiserver starts again: restart 11. [default: restartPolicy: Always]
    ← kube-apiserver.yaml says nothing of restartPolicy in spec: Always is the default.
    "
  `)
})

it('has no chain for an entry that is not there', () => {
  expect(why(off['1.9'], -1)).toEqual([])
})

// Every entry has a reason

const ROOTS: readonly Entry['kind'][] = ['manifest', 'action', 'release', 'script']

/** Those whose chain ends anywhere but in a root, or has a link without words. */
function unexplained(trace: Trace): string[] {
  return trace.flatMap((entry) => {
    const links = why(trace, entry.id)
    const last = links.findLast(({ isBeside }) => !isBeside)!
    const told = links.every(({ sentence }) => /\S.*\S$/s.test(sentence) && !/undefined|NaN|\[object/.test(sentence))
    return ROOTS.includes(last.kind) && told ? [] : [whyText(links)]
  })
}

const FAULTS = {
  actions: [
    { at: '100s', etcd: 'hang' },
    { at: '200s', etcd: 'resume' },
    { at: '300s', hang: 'kube-apiserver' },
    { at: '700s', kill: 'kube-apiserver' },
    { at: '900s', remove: 'kube-apiserver.yaml' },
  ],
}

it.each(['1.9', '1.19', '1.37'])('%s: every entry of the case goes back to a line, an action or a rule', (release) => {
  for (let n = 0; n < 5; n++) for (const more of [{}, FAULTS]) expect(unexplained(simulate(lane(release, n, more)))).toEqual([])
})

it('goes back to a line, an action or a rule for every entry of every recorded scenario', () => {
  const names = recordings()
  expect(names.length).toBeGreaterThan(100)
  for (const name of drawn(names, 60)) {
    const { scenario } = parseScenario(readFileSync(join(import.meta.dirname, '../../sim/recorded', `${name}.scenario.yaml`), 'utf8'))
    expect([name, unexplained(simulate(scenario!.lanes[0]!.inputs))], `TEST_SEED=${SEED}`).toEqual([name, []])
  }
})

it('explains the answers to requests, and their absence', () => {
  const request = { from: 'node' as const, method: 'GET', caller: {}, userAgent: 'curl', headers: {} }
  const inputs = lane('1.37', 1)
  const urls = ['https://192.168.1.100:6443/healthz', 'http://127.0.0.1:9/', 'nonsense']
  const trace = simulate({ ...inputs, requests: urls.map((url) => ({ ...request, at: 60, url })) })
  expect(trace.filter(({ kind }) => kind === 'response').map(({ id }) => whyText(why(trace, id)))).toMatchInlineSnapshot(`
    [
      "The answer is 401.
    ← kube-apiserver.yaml, line 42: --anonymous-auth=false
    ",
      "No answer: curl: (7) Failed to connect to 127.0.0.1 port 9 after 0 ms: Couldn't connect to server
    ← At 1 min the scenario asks GET http://127.0.0.1:9/.
    ",
      "No answer: curl: (3) URL using bad/illegal format or missing URL
    ← At 1 min the scenario asks GET nonsense.
    ",
    ]
  `)
  expect(unexplained(trace)).toEqual([])
})

it('says with which number a default held', () => {
  const trace = simulate(podInputs({ containers: [{ liveness: '{httpGet: {port: PORT, host: 127.0.0.1}}', answers: { 0: 500 } }] }))
  expect(chain(trace, 'result', (entry) => entry.value === 'Failure')).toMatchInlineSnapshot(`
    "3 of 3 failures in a row: the liveness probe counts as failed. [default: failureThreshold: 3]
    ← The liveness probe failed (3 of 3 in a row), GET http://127.0.0.1:7001/: HTTP probe failed with statuscode: 500. [line 10: livenessProbe: httpGet]
    ← As the scenario describes it, the program in main answers 500 from its start on.
    "
  `)
})

it('reads upstream’s files at the release that is simulated', () => {
  expect(sourceAddress('1.9', 'pkg/kubelet/prober/worker.go')).toBe(
    'https://github.com/kubernetes/kubernetes/blob/v1.9.6/pkg/kubelet/prober/worker.go',
  )
  expect(sourceAddress('1.37', 'pkg/kubelet/prober/worker.go')).toBe(
    'https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/kubelet/prober/worker.go',
  )
  expect(sourceAddress('1.37', '')).toBeUndefined()
})

/** The last line that the chain of a server's first end comes to, with a flag more, or without one. */
function blamed(release: string, { more = [], without = /^$/ }: { more?: readonly string[]; without?: RegExp }): string[] {
  const inputs = lane(release, 0)
  const text = inputs.manifests['kube-apiserver.yaml']!.split('\n')
    .filter((line) => !without.test(line))
    .join('\n')
  const changed = text.replace('    image:', `${more.map((flag) => `    - ${flag}\n`).join('')}    image:`)
  const trace = simulate({ ...inputs, duration: 60, manifests: { 'kube-apiserver.yaml': changed } })
  const links = why(trace, trace.find((entry) => entry.kind === 'process' && entry.op === 'exited')!.id)
  return links.flatMap(({ lines }) => lines.map(({ value }) => String(value)))
}

it.each<[release: string, flags: string[]]>([
  ['1.19', ['--admission-control=Initializers']],
  ['1.37', ['--disable-admission-plugins=Nonsense']],
  ['1.37', ['--storage-backend=etcd2']],
  ['1.37', ['--max-requests-inflight=-1']],
  ['1.37', ['--goaway-chance=1']],
  ['1.37', ['--kubernetes-service-node-port=7', '--service-node-port-range=30000-32767']],
  ['1.37', ['--audit-log-path=-', '--audit-log-mode=nonsense']],
  ['1.37', ['--audit-webhook-config-file=/nowhere', '--audit-webhook-mode=nonsense']],
  ['1.37', ['--oidc-username-claim=sub']],
  ['1.37', ['--authorization-mode=Nonsense']],
  ['1.37', ['--authorization-policy-file=/etc/kubernetes/pki/ca.crt']],
  ['1.37', ['--secure-port=0']],
  ['1.37', ['--feature-gates=Nonsense=true']],
  ['1.37', ['--client-ca-file=/nowhere']],
  ['1.37', ['--audit-policy-file=/nowhere']],
  ['1.37', ['--authentication-config=/nowhere']],
  ['1.37', ['--nonsense']],
  ['1.37', ['--anonymous-auth=maybe']],
  ['1.37', ['nonsense']],
  ['1.9', ['--insecure-port=70000']],
  ['1.9', ['--insecure-port=6443']],
  ['1.9', ['--apiserver-count=0']],
  ['1.19', ['--service-cluster-ip-range=nonsense']],
])('%s: a refusal of %j goes back to the flag’s own line', (release, more) => {
  expect(blamed(release, { more })).toEqual(expect.arrayContaining(more))
})

it('a flag that is missing leaves the command’s own line, which lacks it', () => {
  expect(blamed('1.37', { without: /--etcd-servers=/ })).toEqual(['kube-apiserver'])
})

it('1.9’s manifest on 1.19: the plugin’s flag, which that release no longer has', () => {
  const inputs = lane('1.9', 0)
  expect(chain(simulate({ ...inputs, kubernetes: '1.19' }), 'process', ({ op }) => op === 'exited')).toMatchInlineSnapshot(`
    "kube-apiserver ends by itself, 0.1 s after its start: exit code 1.
    ← kube-apiserver logs: Error: admission-control plugin "Initializers" is unknown
    ← kube-apiserver.yaml, line 26: --admission-control=Initializers,NamespaceLifecycle,LimitRanger,ServiceAccount,DefaultStorageClass,DefaultTolerationSeconds,NodeRestriction,MutatingAdmissionWebhook,ValidatingAdmissionWebhook,ResourceQuota
    "
  `)
})

it('1.37: the first start of the pod that an edit made, and its probe’s answer while etcd is not there', () => {
  const edited = simulate(
    lane('1.37', 1, { actions: [{ at: '600s', edit: 'kube-apiserver.yaml', find: '    - --anonymous-auth=false\n', replace: '' }] }),
  )
  expect(chain(edited, 'process', ({ op, t }) => op === 'started' && t > 600)).toMatchInlineSnapshot(`
    "kube-apiserver starts for the first time.
    ← The kubelet finds kube-apiserver in its directory and takes it up.
    ← At 10 min the scenario edits kube-apiserver.yaml: “- --anonymous-auth=false” becomes nothing.
    "
  `)
  const without = simulate(lane('1.37', 0, { cluster: { etcd: 'down' } }))
  expect(chain(without, 'probe', ({ result }) => result === 'failure')).toMatchInlineSnapshot(`
    "The startup probe failed (1 of 24 in a row), GET https://192.168.1.100:6443/livez: read tcp 192.168.1.100:48466->192.168.1.100:6443: read: connection reset by peer. [line 71: startupProbe: httpGet] [line 78: initialDelaySeconds: 10]
    ← etcd is down.
    ← At 0 s the scenario has no etcd. From the start.
    "
  `)
})

it('1.11: a probe that meets nobody, since the program has just ended', () => {
  const trace = simulate(lane('1.11', 0, { cluster: { etcd: 'down' } }))
  expect(chain(trace, 'probe', ({ output }) => output.includes('connection refused'))).toMatchInlineSnapshot(`
    "The liveness probe failed (5 of 8 in a row), GET https://192.168.1.100:6443/healthz: dial tcp 192.168.1.100:6443: connect: connection refused. [line 44: livenessProbe: httpGet] [line 51: initialDelaySeconds: 15]
    ← kube-apiserver ends by itself, 20 s after its start: exit code 255.
    ← kube-apiserver logs: F storage_decorator.go:57] Unable to create storage backend: config (…), err (dial tcp 127.0.0.1:2379: connect: connection refused)
    ← etcd is down.
    ← At 0 s the scenario has no etcd. From the start.
    "
  `)
})

it('1.37: what takes a pod down is no probe', () => {
  const trace = simulate(lane('1.37', 0, { actions: [{ at: '100s', spoil: 'kube-apiserver.yaml' }] }))
  const [kill] = why(trace, trace.find((entry) => entry.kind === 'event' && KILL(entry))!.id)
  expect(kill!.rule).toBe('A pod that is no longer in the directory as it was is stopped, all its containers at once.')
})

it('1.37: why each lane that can be added is as it is: its first kill, else its last probe', () => {
  const { clock } = lane('1.37', 0)
  const said = READY_LANES.filter((readyLane) => refusal(readyLane, '1.37') === undefined).map((readyLane) => {
    const { scenario } = parseScenario(
      JSON.stringify({
        ...theStrangeCase('1.37'),
        lanes: [{ name: 'one', ...readyLane.make({ release: '1.37', ip: '192.168.1.100', clock }) }],
      }),
    )
    const trace = simulate(scenario!.lanes[0]!.inputs)
    const mark = trace.find((entry) => entry.kind === 'event' && KILL(entry)) ?? trace.findLast((entry) => entry.kind === 'probe')
    return `${readyLane.name}\n${mark ? whyText(why(trace, mark.id)) : 'no probe\n'}`
  })
  expect(said.join('\n')).toMatchInlineSnapshot(`
    "Anonymous on health paths only
    The readiness probe passed (1780 in a row; 1 is enough), GET https://192.168.1.100:6443/readyz. [line 60: readinessProbe: httpGet] [line 5: conditions: conditions:] [line 42: --authentication-config=/etc/kubernetes/authentication.yaml] [line 17: --authorization-mode=Node,RBAC]
    ← The kube-apiserver serves, 4.3 s after its start.
    ← kube-apiserver starts for the first time.
    ← The kubelet finds kube-apiserver in its directory and takes it up.
    ← kube-apiserver.yaml: the pod kube-apiserver.

    Bearer token in the probe
    The readiness probe passed (1780 in a row; 1 is enough), GET https://192.168.1.100:6443/readyz. [line 64: readinessProbe: httpGet] [line 42: --token-auth-file=/etc/kubernetes/pki/probe-tokens.csv] [line 17: --authorization-mode=Node,RBAC]
    ← The kube-apiserver serves, 4.3 s after its start.
    ← kube-apiserver starts for the first time.
    ← The kubelet finds kube-apiserver in its directory and takes it up.
    ← kube-apiserver.yaml: the pod kube-apiserver.

    Token of a service account
    The kubelet kills kube-apiserver: its liveness probe failed 8 times. (Event Killing: Container kube-apiserver failed liveness probe, will be restarted)
    ← 8 of 8 failures in a row: the liveness probe counts as failed. [line 46: failureThreshold: 8]
    ← The liveness probe failed (8 of 8 in a row), GET https://192.168.1.100:6443/livez: HTTP probe failed with statuscode: 401. [line 45: livenessProbe: httpGet] [line 49: httpHeaders]
      = The kubelet sends the credentials that httpHeaders says, and the token has expired. Wrong credentials are not taken for none: the answer is 401 Unauthorized.
      + kube-apiserver logs: E authentication.go:75] "Unable to authenticate the request" err="[invalid bearer token, service account token has expired]"
    ← kube-apiserver.yaml, line 51: value: Bearer … jY2ZjVkNjdiOWRkZTg4NWY4MmEyMDg1ODhiMQ

    Side-car with a certificate
    The readiness probe passed (1780 in a row; 1 is enough), GET http://127.0.0.1:7080/livez. [line 60: readinessProbe: httpGet] [line 18: --client-ca-file=/etc/kubernetes/pki/ca.crt] [line 17: --authorization-mode=Node,RBAC]
    ← The kube-apiserver serves, 4.3 s after its start.
    ← kube-apiserver starts for the first time.
    ← The kubelet finds kube-apiserver in its directory and takes it up.
    ← kube-apiserver.yaml: the pod kube-apiserver.

    Exec probe with curl
    The startup probe could not be made (an error, which does not count), exec curl --fail --cacert=/etc/kubernetes/pki/ca.crt --cert=/etc/kubernetes/pki/health-probe.crt --key=/etc/kubernetes/pki/health-probe.key https://127.0.0.1:6443/livez: rpc error: code = Unknown desc = failed to exec in container: failed to start … exec failed: exec failed: unable to start container process: exec: "curl": executable file not found in $PATH: unknown.
    ← kube-apiserver.yaml, line 78: startupProbe: exec

    TCP, all probes
    The readiness probe passed (1780 in a row; 1 is enough), tcp 192.168.1.100:6443 (port probe-port).
    ← kube-apiserver.yaml, line 58: readinessProbe: tcpSocket

    TCP, liveness probe alone
    The kubelet kills kube-apiserver: its startup probe failed 24 times. (Event Killing: Container kube-apiserver failed startup probe, will be restarted)
    ← 24 of 24 failures in a row: the startup probe counts as failed. [line 71: failureThreshold: 24]
    ← The startup probe failed (24 of 24 in a row), GET https://192.168.1.100:6443/livez: HTTP probe failed with statuscode: 401. [line 70: startupProbe: httpGet]
      = The kubelet asks without credentials: no certificate, no token. Anonymous requests are off: whoever shows no credentials gets 401 Unauthorized, even for a health check.
    ← kube-apiserver.yaml, line 42: --anonymous-auth=false

    Anonymous off, nothing else
    The kubelet kills kube-apiserver: its startup probe failed 24 times. (Event Killing: Container kube-apiserver failed startup probe, will be restarted)
    ← 24 of 24 failures in a row: the startup probe counts as failed. [line 73: failureThreshold: 24]
    ← The startup probe failed (24 of 24 in a row), GET https://192.168.1.100:6443/livez: HTTP probe failed with statuscode: 401. [line 72: startupProbe: httpGet]
      = The kubelet asks without credentials: no certificate, no token. Anonymous requests are off: whoever shows no credentials gets 401 Unauthorized, even for a health check.
    ← kube-apiserver.yaml, line 42: --anonymous-auth=false

    No probes at all
    no probe
    "
  `)
})

it('1.37: a token that has expired is the reason, with its times', () => {
  const setting = { release: '1.37', ip: '192.168.1.100', clock: '2026-11-24T14:15:43.491Z' }
  const made = READY_LANES.find(({ name }) => name === 'Token of a service account')!.make(setting)
  const trace = simulate(lane('1.37', 0, { lanes: [{ name: 'token', ...made }] }))
  const kill = trace.find((entry) => entry.kind === 'event' && KILL(entry))!
  const root = why(trace, kill.id).at(-1)!
  expect(root.rule).toBe(
    'A token of system:serviceaccount:kube-system:default: it expires at 14:25:43 UTC, 10 min after it was issued; the server lets it pass for one minute more.',
  )
  // as long as it passes the server's flag, and what it does, count
  const passed = trace.findLast((entry) => entry.kind === 'probe' && entry.result === 'success')!
  expect(why(trace, passed.id).at(-1)!.rule).toBe('')
})
