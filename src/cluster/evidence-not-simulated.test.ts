import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parseScenarioJson } from '../sim/scenario/strict.ts'
import { simulate } from '../sim/simulate.ts'
import { summarize } from '../views/lanes/summary.ts'
import { compareWithReal } from './compare.ts'
import { incidentOf } from './cluster-incident.ts'
import { REAL_LANE, SIMULATED_LANE } from './lanes-of.ts'

/** What kubectl describes of a pod with one container, and these events. */
const described = (state: string, events: readonly string[]): string => `Name:             shop-0
Namespace:        default
Node:             node-1/10.0.3.17
Start Time:       Mon, 09 Mar 2026 07:12:04 +0000
Status:           Pending
IP:
Containers:
  shop:
    Image:          registry.example.com/shop:2
    Port:           8080/TCP
${state}
    Readiness:      http-get http://:8080/ready delay=0s timeout=1s period=10s #success=1 #failure=3
Events:
  Type     Reason     Age                From               Message
  ----     ------     ----               ----               -------
  Normal   Scheduled  5m10s              default-scheduler  Successfully assigned default/shop-0 to node-1
${events.map((event) => `  ${event}`).join('\n')}
`

const waiting = (reason: string): string => `    State:          Waiting
      Reason:       ${reason}
    Ready:          False
    Restart Count:  0`

function read(text: string) {
  const incident = incidentOf([text], '1.34')
  const comparison = compareWithReal(incident)
  const { lanes } = parseScenarioJson(JSON.stringify(incident.document)).scenario!
  const summaryOf = (name: string): string | undefined => {
    const inputs = lanes.find((lane) => lane.name === name)?.inputs
    return inputs && summarize(simulate(inputs), inputs.duration).text
  }
  return { incident, comparison, real: summaryOf(REAL_LANE)!, simulated: summaryOf(SIMULATED_LANE) }
}

it.each([
  [
    'FailedMount',
    'ContainerCreating',
    'MountVolume.SetUp failed for volume "conf" : configmap "shop-conf" not found',
    'waits for a volume',
  ],
  [
    'FailedMount',
    'ContainerCreating',
    'Unable to attach or mount volumes: unmounted volumes=[data]: timed out waiting for the condition',
    'waits for a volume',
  ],
  [
    'FailedAttachVolume',
    'ContainerCreating',
    'Multi-Attach error for volume "pvc-1" Volume is already used by pod(s) shop-1',
    'waits for a volume',
  ],
  [
    'FailedCreatePodSandBox',
    'ContainerCreating',
    'Failed to create pod sandbox: plugin type="bridge" failed (add): no address is left',
    'waits for its sandbox',
  ],
  ['Failed', 'CreateContainerConfigError', 'Error: secret "shop-db" not found', 'waits, CreateContainerConfigError'],
])('says in the headline what has held a pod up, %s with %s, and simulates nothing', (reason, state, message, words) => {
  const { comparison, real, simulated } = read(described(waiting(state), [`Warning  ${reason}  10s (x9 over 5m9s)  kubelet  ${message}`]))
  expect(real).toContain(words)
  expect(real).toContain(message)
  expect(comparison.text).toContain(message)
  expect(comparison.text).not.toContain('the same')
  expect(simulated).toBeUndefined()
})

it('simulates no pod that is Pending, of which no text says what it waits for', () => {
  const { incident, comparison, simulated } = read(
    'NAME    READY   STATUS    RESTARTS   AGE\nshop-1  0/1     Pending   0          5m\nweb-1   1/1     Running   0          7m\n',
  )
  expect(comparison.text).toContain('Not simulated: Pending of shop-1: no text says what it waits for.')
  expect(Object.keys(incident.document!.lanes[1]!['manifests'] as object)).toEqual(['web-1.yaml'])
  expect(simulated).toMatch(/^No restart/)
})

it('counts of a program that cannot be started the restarts that its lane shows', () => {
  const { comparison, simulated } = read(readFileSync('src/cluster/recorded/misspelt-program-whole-describe/input.txt', 'utf8'))
  expect(comparison.text).toBe('The simulated lane shows 5 restarts, where there were 4.')
  expect(simulated).toMatch(/^5 restarts/)
})

const RUNNING = `    State:          Running
      Started:      Mon, 09 Mar 2026 07:12:06 +0000
    Ready:          True
    Restart Count:  0`

it('simulates a pod that has got over it', () => {
  const { comparison, simulated } = read(
    described(RUNNING, [
      'Warning  FailedMount  5m9s  kubelet  MountVolume.SetUp failed for volume "conf" : failed to sync configmap cache',
      'Normal   Started      5m8s  kubelet  Started container shop',
    ]),
  )
  expect(comparison.text).toContain('The simulated lane shows as many: 0 restarts')
  expect(simulated).toMatch(/^No restart/)
})

it('shows an evicted pod as evicted, with the kubelet’s words', () => {
  const { comparison, real, simulated } = read(
    described(RUNNING, [
      'Normal   Started  5m8s  kubelet  Started container shop',
      'Warning  Evicted  10s   kubelet  The node was low on resource: memory. Threshold quantity: 100Mi, available: 91Mi.',
      'Normal   Killing  10s   kubelet  Stopping container shop',
    ]),
  )
  expect(real).toContain('shop-0 was driven from its node for good, Evicted: The node was low on resource: memory')
  expect(comparison.text).toMatch(/^Not simulated: Evicted of shop-0, .*low on resource: memory/)
  expect(simulated).toBeUndefined()
})

const ended = (code: number, restarts: number, more = ''): string => `    State:          Running
      Started:      Mon, 09 Mar 2026 07:16:34 +0000
    Last State:     Terminated
      Reason:       Error
${more}      Exit Code:    ${code}
      Started:      Mon, 09 Mar 2026 07:15:04 +0000
      Finished:     Mon, 09 Mar 2026 07:16:34 +0000
    Ready:          True
    Restart Count:  ${restarts}`

it('takes signals for kills: by a probe where an Event tells of so many, else by whom is not told', () => {
  const killing = (count: number): string =>
    `Normal   Killing    70s (x${count} over 3m40s)  kubelet  Container shop failed liveness probe, will be restarted`
  const all = read(described(ended(137, 3), [killing(3)]))
  expect(all.real).toMatch(/^3 restarts, the first at .*: the kubelet killed it for its failed liveness probe\.$/)
  const none = read(described(ended(137, 3), []))
  expect(none.real).toContain('the process was killed (exit code 137, SIGKILL); the text does not say by whom')
  expect(none.incident.understood.join(' ')).toContain('is killed (exit code 137; the text does not say by whom)')
  expect(read(described(ended(3, 3), [])).real).toContain('the process ended by itself with exit code 3')
})

it('tells the termination message with the end that it is of', () => {
  const { real } = read(described(ended(1, 2, '      Message:      cannot read /etc/shop.yaml\n'), []))
  expect(real).toContain('exit code 1, saying: cannot read /etc/shop.yaml')
})

it('does not make up how a life ended of which only a table of pods tells', () => {
  const { real, incident } = read(
    'NAME     READY   STATUS             RESTARTS      AGE\nshop-0   0/1     CrashLoopBackOff   4 (10s ago)   3m10s\n',
  )
  expect(real).toMatch(/^4 restarts, .*: the process ended; the text does not say with which exit code\./)
  expect(incident.untold).toContain('With which exit code main ended: 1 is assumed.')
})

it('does not end on SIGTERM later than its grace period is long', () => {
  const { incident } = read(
    described(ended(143, 3), [
      'Normal   Started  90s (x2 over 4m30s)  kubelet  Started container shop',
      'Normal   Killing    3m  kubelet  Container shop failed liveness probe, will be restarted',
    ]),
  )
  expect(incident.understood.join(' ')).not.toMatch(/ends on SIGTERM with code 143, \d/)
})

it('shows a failed postStart hook: never ready, killed for it, and simulated', () => {
  const { real, simulated, incident } = read(
    described(
      `    State:          Waiting
      Reason:       PostStartHookError
    Last State:     Terminated
      Reason:       Completed
      Exit Code:    0
      Started:      Mon, 09 Mar 2026 07:12:26 +0000
      Finished:     Mon, 09 Mar 2026 07:12:26 +0000
    Ready:          False
    Restart Count:  1`,
      [
        'Normal   Started              4m48s (x2 over 5m8s)  kubelet  Started container shop',
        'Warning  FailedPostStartHook  4m48s (x2 over 5m8s)  kubelet  PostStartHook failed',
        'Normal   Killing              4m48s (x2 over 5m8s)  kubelet  FailedPostStartHook',
      ],
    ),
  )
  expect(real).toMatch(/^1 restart, at 2[12] s: its postStart hook failed, and the kubelet killed it \(exit code 0\)/)
  expect(simulated).toContain('its postStart hook failed')
  expect(incident.document!.lanes[0]!['happened']).not.toContainEqual(expect.objectContaining({ is: 'ready' }))
  expect(incident.untold.join(' ')).toContain('What the postStart hook of shop does')
})

it('starts nothing that could not be started: StartError', () => {
  const words = 'failed to create containerd task: exec: "/app/shopp": stat /app/shopp: no such file or directory: unknown'
  const { real, comparison, incident } = read(
    described(
      `    State:          Waiting
      Reason:       CrashLoopBackOff
    Last State:     Terminated
      Reason:       StartError
      Message:      ${words}
      Exit Code:    128
      Started:      Thu, 01 Jan 1970 00:00:00 +0000
      Finished:     Mon, 09 Mar 2026 07:17:01 +0000
    Ready:          False
    Restart Count:  5`,
      [`Warning  Failed  13s (x6 over 5m9s)  kubelet  Error: ${words}`],
    ).replace('    State:', '    Command:\n      /app/shopp\n    State:'),
  )
  expect(real).toMatch(/^5 restarts\. Container shop cannot be started, StartError 128: failed to create containerd task/)
  expect(incident.document!.lanes[0]!['happened']).not.toContainEqual(expect.objectContaining({ is: 'started' }))
  expect(comparison.text).toContain('as many: 5 restarts')
})

it('keeps why an image could not be pulled when only the back-off is said again', () => {
  const { real } = read(
    described(waiting('ImagePullBackOff'), [
      'Warning  Failed   3m (x4 over 5m)    kubelet  Failed to pull image "registry.example.com/shop:2": rpc error: code = NotFound desc = not found',
      'Warning  Failed   3m (x4 over 5m)    kubelet  Error: ErrImagePull',
      'Normal   BackOff  10s (x19 over 5m)  kubelet  Back-off pulling image "registry.example.com/shop:2"',
      'Warning  Failed   10s (x19 over 5m)  kubelet  Error: ImagePullBackOff',
    ]),
  )
  expect(real).toMatch(/^No restart\. Container shop waits, ImagePullBackOff: Failed to pull image .* not found\.$/)
})

it('lets a program work in the last life, where its probe has passed since', () => {
  const slow = described(ended(137, 1), [
    'Warning  Unhealthy  70s (x3 over 90s)  kubelet  Liveness probe failed: Get "http://10.0.3.9:8080/live": dial tcp 10.0.3.9:8080: connect: connection refused',
    'Normal   Killing    70s                kubelet  Container shop failed liveness probe, will be restarted',
  ]).replace(
    '    Readiness:',
    '    Liveness:       http-get http://:8080/live delay=20s timeout=1s period=10s #success=1 #failure=3\n    Readiness:',
  )
  const { comparison, incident, simulated } = read(slow)
  expect(comparison.containers[0]!.restarts).toEqual([1, 1])
  expect(simulated).toContain('connection refused')
  expect(incident.understood.join(' ')).toContain('refuses connections to port 8080 from 35 s after its start on, but in its last life')
})

it('answers as events alone tell it, and says what it takes a probe to ask', () => {
  const table = `LAST SEEN   TYPE      REASON      OBJECT       MESSAGE
2m10s       Warning   Unhealthy   pod/shop-0   Liveness probe failed: HTTP probe failed with statuscode: 503
90s         Normal    Killing     pod/shop-0   Container shop failed liveness probe, will be restarted
`
  const { incident, real, simulated, comparison } = read(table)
  expect(real).toMatch(/^1 restart/)
  expect(simulated).toMatch(/^[1-9] restarts?, .*statuscode: 503/)
  expect(comparison.text).toMatch(/as many: 1 restart|at least 1/)
  expect(incident.untold).toContain('What the liveness probe of shop asks: no text says it, and GET /healthz at port 8080 is assumed.')
})

it.each([
  ['10s', 1],
  ['40s', 3],
  ['5m0s', 6],
])('counts by the back-off that a journal names: %s comes after %i restarts', (length, restarts) => {
  const journal = `Mar 09 07:12:43 node-1 kubelet[9]: E0309 07:12:43.130500    9 pod_workers.go:1301] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"shop\\" with CrashLoopBackOff: \\"back-off ${length} restarting failed container=shop pod=shop-0_default(aa)\\"" pod="default/shop-0" podUID="aa"\n`
  expect(read(journal).incident.real).toMatchObject([{ container: 'shop', restarts }])
})
