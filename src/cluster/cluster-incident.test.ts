import { assert, property, string, stringMatching, oneof, array, constantFrom } from 'fast-check'
import { expect, it } from 'vitest'
import { defined } from '../manifest/own.ts'
import { workedMs } from '../worked-fixture.ts'
import { parseScenarioJson } from '../sim/scenario/strict.ts'
import { simulate } from '../sim/simulate.ts'
import { drawingOf } from '../views/lanes/drawing-of.ts'
import { summarize } from '../views/lanes/summary.ts'
import { timelineRows } from '../views/lanes/timeline-rows.ts'
import { labelsOf } from '../views/picture/legend.ts'
import { compareWithReal, scenarioText, secretsWords, usedWords } from './compare.ts'
import { incidentOf } from './cluster-incident.ts'
import { answerText } from './why/say.ts'
import { answerOf } from './why/why-answer.ts'
import { looksLikeCluster } from './looks.ts'
import { REAL_LANE, SIMULATED_LANE } from './lanes-of.ts'

const POD = (more: { status?: string; probe?: string; limits?: string } = {}): string => `apiVersion: v1
kind: Pod
metadata:
  name: web-7d9f-x2x9k
  namespace: shop
  uid: 0b1d5c3c-0f7d-4a0a-8f3f-5a4c2f7b0d3c
  creationTimestamp: "2026-03-09T07:12:04Z"
  managedFields:
  - manager: kubelet
spec:
  containers:
  - name: web
    image: registry.example.com/shop/web:3
    imagePullPolicy: IfNotPresent
    env:
    - {name: DB_PASSWORD, value: hunter2}
    ports:
    - containerPort: 8080
${more.probe ?? ''}${more.limits ?? ''}    terminationMessagePath: /dev/termination-log
    volumeMounts:
    - {name: kube-api-access-abcde, mountPath: /var/run/secrets/kubernetes.io/serviceaccount, readOnly: true}
  nodeName: node-1
  dnsPolicy: ClusterFirst
  volumes:
  - name: kube-api-access-abcde
    projected: {sources: []}
status:
  phase: Running
  hostIP: 10.0.3.17
  startTime: "2026-03-09T07:12:04Z"
${more.status ?? ''}`

const LIVENESS = `    livenessProbe:
      httpGet: {path: /healthz, port: 8080}
      periodSeconds: 10
      failureThreshold: 3
`

const running = (restarts: number, last: string): string => `  containerStatuses:
  - name: web
    restartCount: ${restarts}
    ready: true
    state:
      running:
        startedAt: "${last}"
`

interface Told {
  reason: string
  message: string
  first: string
  last?: string
  count?: number
  type?: string
}

const events = (list: readonly Told[], by = 0): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'List',
    items: list.map(({ reason, message, first, last = first, count = 1, type = 'Normal' }) => ({
      apiVersion: 'v1',
      kind: 'Event',
      involvedObject: { kind: 'Pod', name: 'web-7d9f-x2x9k', namespace: 'shop', fieldPath: 'spec.containers{web}' },
      reason,
      message,
      type,
      count,
      firstTimestamp: at(first, by),
      lastTimestamp: at(last, by),
      source: { component: 'kubelet' },
    })),
  })

/** `07:12:05` of that day, by so many seconds later. */
const at = (time: string, by = 0): string => {
  const [h = 0, m = 0, s = 0] = time.split(':').map(Number)
  const all = h * 3600 + m * 60 + s + by
  const two = (value: number): string => String(value).padStart(2, '0')
  return `2026-03-09T${two(Math.floor(all / 3600))}:${two(Math.floor(all / 60) % 60)}:${two(all % 60)}Z`
}

const KILLED: readonly Told[] = [
  { reason: 'Started', message: 'Started container web', first: '07:12:05', last: '07:14:35', count: 6 },
  {
    reason: 'Unhealthy',
    message: 'Liveness probe failed: HTTP probe failed with statuscode: 500',
    first: '07:12:15',
    last: '07:14:35',
    count: 15,
    type: 'Warning',
  },
  { reason: 'Killing', message: 'Container web failed liveness probe, will be restarted', first: '07:12:35', last: '07:14:35', count: 5 },
]

const lanesOf = (document: unknown) => parseScenarioJson(JSON.stringify(document)).scenario!.lanes
const summaryOf = (document: unknown, lane: number): string => {
  const { inputs } = lanesOf(document)[lane]!
  return summarize(simulate(inputs), inputs.duration).text
}

it('makes two lanes of a pod and its events: what happened, and a simulation of it', () => {
  const incident = incidentOf([POD({ probe: LIVENESS, status: running(5, '2026-03-09T07:14:35Z') }), events(KILLED)], '1.34')
  expect(lanesOf(incident.document).map(({ name }) => name)).toEqual([REAL_LANE, SIMULATED_LANE])
  expect(summaryOf(incident.document, 0)).toMatch(/^5 restarts/)
  expect(incident.understood.join('\n')).toContain('web of web-7d9f-x2x9k: 5 restarts; it answers /healthz with 500')
  // the sixth start is early for the back-off’s rules: what is told is shown, whatever a kubelet’s rules are
  expect(incident.untold.join('\n')).toContain('only their number is told')
})

it('strips what the API server has put in, and keeps the rest', () => {
  const { document } = incidentOf([POD({ status: running(0, '2026-03-09T07:12:05Z') })], '1.34')
  const [text] = Object.values(document!.lanes[1]!.manifests!)
  expect(text).not.toMatch(/managedFields|status|uid|kube-api-access|terminationMessagePath|dnsPolicy|nodeName/)
  expect(text).toMatch(/name: web-7d9f-x2x9k/)
})

it('draws the failures between a merged Event’s first and last as estimated, and says so at each', () => {
  const { document } = incidentOf([POD({ probe: LIVENESS, status: running(5, '2026-03-09T07:14:35Z') }), events(KILLED)], '1.34')
  const failed = lanesOf(document)[0]!.inputs.happened!.filter(({ is }) => is === 'failed')
  expect(failed.length).toBe(15)
  expect(failed.filter(({ estimated }) => estimated === undefined).length).toBe(2)
  expect(failed[5]!.estimated).toBe(
    'One of 15 that one Event tells of, from 07:12:15 to 07:14:35 UTC: only the first and the last have a time.',
  )
})

it('draws what is estimated apart from what is told, and has it in the legend and in the table', () => {
  const { document } = incidentOf([POD({ probe: LIVENESS, status: running(5, '2026-03-09T07:14:35Z') }), events(KILLED)], '1.34')
  const { inputs } = lanesOf(document)[0]!
  const trace = simulate(inputs)
  const drawing = drawingOf(trace, inputs.duration)
  const [liveness] = drawing.tracks[0]!.probes
  expect([...liveness!.ids].filter((id) => !drawing.estimated!.has(id)).length).toBe(2)
  expect(labelsOf(drawing)).toContain('time estimated')
  const rows = timelineRows(drawing, trace)
  expect(rows.filter(({ what }) => what === 'liveness probe failed').length).toBe(2)
  expect(rows.filter(({ what }) => what === 'liveness probe failed, time estimated').length).toBe(13)
  const told = drawingOf(simulate(lanesOf(document)[1]!.inputs), inputs.duration)
  expect(told.estimated).toBeUndefined()
  expect(labelsOf(told)).not.toContain('time estimated')
})

it('reads x8 over 70s of a description', () => {
  const text = `Name:             web
Namespace:        default
Node:             node-1/10.0.3.17
Start Time:       Mon, 09 Mar 2026 08:12:04 +0100
Status:           Running
IP:               10.0.3.211
Containers:
  web:
    Image:          nginx:1
    State:          Running
      Started:      Mon, 09 Mar 2026 08:12:05 +0100
    Ready:          False
    Restart Count:  0
    Readiness:      http-get http://:80/ready delay=0s timeout=1s period=10s #success=1 #failure=3
Events:
  Type     Reason     Age                From     Message
  ----     ------     ----               ----     -------
  Normal   Started    80s                kubelet  Started container web
  Warning  Unhealthy  5s (x8 over 75s)   kubelet  Readiness probe failed: HTTP probe failed with statuscode: 503
`
  const incident = incidentOf([text], '1.34')
  const failed = lanesOf(incident.document)[0]!.inputs.happened!.filter(({ is }) => is === 'failed')
  expect(failed.map(({ at: t }) => Math.round(t)).slice(0, 1)).toEqual([6])
  expect(Math.round(failed.at(-1)!.at)).toBe(76)
  expect(failed.length).toBe(8)
  const comparison = compareWithReal(incident)
  expect(comparison.text).toContain('shows as many: 0 restarts')
})

it('lets a program run out of memory at its limit, when it did', () => {
  const status = `  containerStatuses:
  - name: web
    restartCount: 1
    ready: true
    state: {running: {startedAt: "2026-03-09T07:22:06Z"}}
    lastState:
      terminated: {exitCode: 137, reason: OOMKilled, startedAt: "2026-03-09T07:12:05Z", finishedAt: "2026-03-09T07:22:05Z"}
`
  const incident = incidentOf([POD({ status, limits: '    resources: {limits: {memory: 256Mi}}\n' })], '1.34')
  compareWithReal(incident)
  expect(summaryOf(incident.document, 1)).toMatch(/^1 restart, at 10 min [0-3] s: the kernel killed the process for its memory .*256Mi/)
})

it('names an image that cannot be pulled, out of a table of events alone', () => {
  const table = `LAST SEEN   TYPE      REASON      OBJECT                MESSAGE
2m10s       Normal    Scheduled   pod/web-7d9f-x2x9k    Successfully assigned shop/web-7d9f-x2x9k to node-1
45s         Normal    Pulling     pod/web-7d9f-x2x9k    Pulling image "registry.example.com/shop/web:4"
44s         Warning   Failed      pod/web-7d9f-x2x9k    Failed to pull image "registry.example.com/shop/web:4": rpc error: code = NotFound desc = failed to pull and unpack image "registry.example.com/shop/web:4": not found
44s         Warning   Failed      pod/web-7d9f-x2x9k    Error: ErrImagePull
5s          Normal    BackOff     pod/web-7d9f-x2x9k    Back-off pulling image "registry.example.com/shop/web:4"
`
  const incident = incidentOf([table], '1.34')
  expect(JSON.stringify(incident.document!.lanes[1]!['images'])).toBe(
    '{"registry.example.com/shop/web:4":{"present":false,"pull":"notFound"}}',
  )
  expect(incident.untold.join('\n')).toContain('No text says a time of day')
  expect(summaryOf(incident.document, 1)).toMatch(/No restart/)
})

it('moves Events whose clock is ahead of the node’s, and says by how much', () => {
  const list = [
    { reason: 'Started', message: 'Started container web', first: '07:12:05', last: '07:13:20', count: 2 },
    { reason: 'BackOff', message: 'Back-off restarting failed container web', first: '07:13:10', type: 'Warning' },
  ]
  const status = `  containerStatuses:
  - name: web
    restartCount: 1
    ready: true
    state: {running: {startedAt: "2026-03-09T07:13:20Z"}}
    lastState: {terminated: {exitCode: 2, reason: Error, startedAt: "2026-03-09T07:12:05Z", finishedAt: "2026-03-09T07:13:05Z"}}
`
  const skewed = incidentOf([events(list, 37), POD({ status })], '1.34')
  expect(skewed.understood.join('\n')).toContain('The clock of the Events is 37 s ahead of the node’s')
  const straight = incidentOf([events(list), POD({ status })], '1.34')
  expect(straight.understood.join('\n')).not.toContain('clock')
  expect(skewed.document!.lanes[0]!['happened']).toEqual(straight.document!.lanes[0]!['happened'])
})

it('takes a journal of another zone, and both of its formats', () => {
  const journal = `Mar 09 08:12:05 node-1 kubelet[1234]: I0309 08:12:05.400000    1234 kubelet.go:2419] "SyncLoop ADD" source="api" pods=["shop/web-7d9f-x2x9k"]
Mar 09 08:12:35 node-1 kubelet[1234]: I0309 08:12:35.120000    1234 prober.go:107] "Probe failed" probeType="Liveness" pod="shop/web-7d9f-x2x9k" podUID="0b1d" containerName="web" probeResult="failure" output="HTTP probe failed with statuscode: 500"
Mar 09 08:12:35 node-1 kubelet[1234]: I0309 08:12:35.130000    1234 kuberuntime_manager.go:1080] "Message for Container of pod" containerName="web" containerStatusID="containerd://1" pod="shop/web-7d9f-x2x9k" containerMessage="Container web failed liveness probe, will be restarted"
I0309 08:12:25.120000    1234 prober.go:111] Liveness probe for "web-7d9f-x2x9k_shop(0b1d):web" failed (failure): HTTP probe failed with statuscode: 500
Mar 09 08:12:36 node-1 systemd[1]: Started something else.
`
  const list = [{ reason: 'Killing', message: 'Container web failed liveness probe, will be restarted', first: '07:12:35' }]
  const incident = incidentOf([journal, POD({ probe: LIVENESS, status: running(1, '2026-03-09T07:12:36Z') }), events(list)], '1.34')
  expect(incident.understood.join('\n')).toContain('The journal’s clock is of another zone, by 1 h')
  const failed = lanesOf(incident.document)[0]!.inputs.happened!.filter(({ is }) => is === 'failed')
  expect(failed.map(({ at: t }) => Math.round(t))).toEqual([21, 31])
  expect(incident.lines.unused).toBeGreaterThan(0)
})

it('begins late where a pod is older than a run may be long, and counts on', () => {
  const status = `  containerStatuses:
  - name: web
    restartCount: 312
    ready: false
    state: {waiting: {reason: CrashLoopBackOff, message: back-off 5m0s restarting failed container=web}}
    lastState: {terminated: {exitCode: 1, reason: Error, startedAt: "2026-03-12T07:13:20Z", finishedAt: "2026-03-12T07:13:25Z"}}
`
  const incident = incidentOf([POD({ status })], '1.34')
  expect(incident.untold.join('\n')).toContain('the pod is older than a run may be long')
  expect(lanesOf(incident.document)[0]!.inputs.duration).toBeLessThan(86_400)
  expect(summaryOf(incident.document, 0)).toMatch(/^312 restarts/)
})

it('gives the same for the same texts in any order, in one text or in several', () => {
  const parts = [POD({ probe: LIVENESS, status: running(5, '2026-03-09T07:14:35Z') }), events(KILLED), 'Server Version: v1.29.3\n']
  const incident = incidentOf(parts, '1.34')
  expect(incident.release).toBe('1.29')
  for (const other of [
    [...parts].reverse(),
    [parts.join('\n---\n')],
    [`$ kubectl get events -o json\n${parts[1]!}\n$ kubectl get pod -o yaml\n${parts[0]!}\n${parts[2]!}`],
  ])
    expect(incidentOf(other, '1.34').document).toEqual(incident.document)
})

it('takes a kube-apiserver by its own flags', () => {
  const pod = POD({ status: running(0, '2026-03-09T07:12:05Z') })
    .replaceAll('web-7d9f-x2x9k', 'kube-apiserver-node-1')
    .replace(
      'image: registry.example.com/shop/web:3',
      'image: registry.k8s.io/kube-apiserver:v1.31.2\n    command: [kube-apiserver, --secure-port=6443]',
    )
  const incident = incidentOf([pod], '1.34')
  expect(incident.release).toBe('1.31')
  expect(incident.document!.lanes[1]!['processes']).toBeUndefined()
})

it('hints at what may be a secret', () => {
  expect(incidentOf([POD({ status: running(0, '2026-03-09T07:12:05Z') })], '1.34').secrets).toEqual(['DB_PASSWORD'])
})

it.each([
  ['', 'Nothing of a cluster was found: no Pod, no Event, no description and no line of a kubelet’s journal.'],
  ['hello', 'Nothing of a cluster was found: no Pod, no Event, no description and no line of a kubelet’s journal.'],
  ['{"kind": "Pod",', 'The JSON from line 1 on cannot be read'],
  ['kind: Pod\nmetadata:\n  name: [', 'The YAML from line 1 on cannot be read'],
  ['apiVersion: v1\nkind: Service\nmetadata: {name: a}\n', 'Nothing of a cluster was found'],
])('says in a sentence what is wrong with %j', (text, sentence) => {
  const { document, troubles } = incidentOf([text], '1.34')
  expect(document).toBeUndefined()
  expect(troubles.join(' ')).toContain(sentence)
})

const whole = [POD({ probe: LIVENESS, status: running(5, '2026-03-09T07:14:35Z') }), events(KILLED)].join('\n---\n')
const WORDS = [
  'Name:  web',
  'Events:',
  '  Warning  Unhealthy  5s (x8 over 75s)  kubelet  Liveness probe failed: ',
  'apiVersion: v1',
  'kind: Pod',
  'items:',
  '{',
  '}',
  'LAST SEEN   TYPE   REASON   OBJECT   MESSAGE',
  'Mar 09 08:12:05 node-1 kubelet[1]: I0309 08:12:05.4 1 a.go:1] "Probe failed" pod="a/b"',
  'status:',
  '---',
  '  State:  Waiting',
  'Containers:',
  '  web:',
]

it('never throws, whatever the text (seed 17)', () => {
  const cut = string().map((s) => whole.slice(0, (s.length * 97) % whole.length) + s + whole.slice((s.length * 151) % whole.length))
  const lines = array(oneof(constantFrom(...WORDS), string(), stringMatching(/^[ -]{0,6}\w{0,8}: ?[\w"{[]{0,9}$/)), { maxLength: 30 }).map(
    (all) => all.join('\n'),
  )
  assert(
    property(oneof(cut, lines, string()), (text) => {
      const incident = incidentOf([text], '1.34')
      expect(Array.isArray(incident.troubles)).toBe(true)
      // what is made can be opened
      const opened = incident.document && parseScenarioJson(JSON.stringify(incident.document))
      expect(opened?.diagnostics).toBeUndefined()
    }),
    { seed: 17, numRuns: 300 },
  )
})

it('makes lanes of an end, whose next start is a guess beside the starts that an event counts', () => {
  const { document } = incidentOf(
    [
      `      Exit Code:    137
      Finished:     Mon, 31 Aug 2020 16:33:08 -0500
    Ready:          True
  Normal  Started                7m (x2 over 25m)  kubelet, minikube  Started container`,
    ],
    '1.34',
  )
  const lives = lanesOf(document)[0]!.inputs.happened!.flatMap((happening) => (happening.is === 'started' ? [happening.life] : []))
  expect(lives).toEqual([1, 2, 3])
})

it.each([
  [1, 1],
  [255, 255],
  [256, 255],
  [3221225786, 255],
])('a program that ended with code %i ends with %i in its own run', (told, code) => {
  const text = `Name: job
Containers:
  job:
    Image: registry.example.com/job:1
    State: Running
      Started: Mon, 09 Mar 2026 07:14:06 +0000
    Last State: Terminated
      Reason: Error
      Exit Code: ${told}
      Started: Mon, 09 Mar 2026 07:13:05 +0000
      Finished: Mon, 09 Mar 2026 07:13:45 +0000
    Restart Count: 1
`
  const lanes = lanesOf(incidentOf([text], '1.34').document)
  expect(Object.values(lanes[1]!.inputs.processes ?? {}).map(({ exits }) => exits)).toEqual([{ after: 40, code }])
})

/** What 1.9 and 1.37 print of one pod, 7 minutes old, whose container ended last 2 min 5 s before. */
const LISTED = {
  old: `NAME                    READY     STATUS    RESTARTS   AGE
kube-apiserver-master   1/1       Running   6          7m
`,
  wide: `NAMESPACE     NAME                    READY   STATUS             RESTARTS       AGE     IP          NODE     NOMINATED NODE   READINESS GATES
kube-system   kube-apiserver-master   0/1     CrashLoopBackOff   6 (2m5s ago)   9m30s   10.0.3.17   master   <none>           <none>
`,
}

it('reads a table of pods of 1.9: how often it was restarted, how old it is, and that nobody says when', () => {
  const incident = incidentOf([LISTED.old], '1.9')
  expect(incident.troubles).toEqual([])
  expect(incident.understood).toContain('Read: 1 row of a table of pods.')
  expect(incident.real).toMatchObject([{ pod: 'kube-apiserver-master', container: 'main', restarts: 6 }])
  const text = incident.untold.join(' ')
  expect(text).toContain('before 1.22 the table of pods says only how often, 6 times')
  expect(text).toContain('The table of pods has no time of day')
  expect(text).toContain('main is assumed')
  const { scenario, diagnostics } = parseScenarioJson(JSON.stringify(incident.document))
  expect(diagnostics).toBeUndefined()
  const [lane] = scenario!.lanes
  expect(summarize(simulate(lane!.inputs), lane!.inputs.duration).text).toMatch(/^6 restarts/)
})

it('reads one of 1.37 with -o wide: when the last life ended, that it waits now, and on which node', () => {
  const incident = incidentOf([LISTED.wide], '1.37')
  const [lane] = parseScenarioJson(JSON.stringify(incident.document)).scenario!.lanes
  const { inputs } = lane!
  expect(inputs.node.name).toBe('master')
  // 9 min 30 s of the pod, and the second in which it was printed
  expect(inputs.duration).toBeGreaterThanOrEqual(570)
  expect(inputs.duration).toBeLessThanOrEqual(573)
  const ends = inputs.happened!.filter(({ is }) => is === 'ended').map(({ at }) => at)
  expect(inputs.duration - ends.at(-1)!).toBeGreaterThan(122)
  expect(inputs.duration - ends.at(-1)!).toBeLessThan(129)
  expect(incident.untold.join(' ')).toContain('says only when')
})

it('a table of pods that is newer than an object has the count, and is put on its clock', () => {
  const object = POD({ probe: LIVENESS, status: running(3, '2026-03-09T07:20:00Z') })
  const table = `NAME             READY   STATUS    RESTARTS       AGE
web-7d9f-x2x9k   1/1     Running   5 (3m ago)     18m
other-pod        2/2     Running   0              18m
`
  const incident = incidentOf([object, table], '1.34')
  expect(incident.real.find(({ pod }) => pod === 'web-7d9f-x2x9k')).toMatchObject({ container: 'web', restarts: 5 })
  expect(incident.untold.join(' ')).not.toContain('What the container of web-7d9f-x2x9k is called')
})

it('a row of a table of pods with several containers says that it has only their sum', () => {
  const table = `NAME   READY   STATUS   RESTARTS      AGE\nduo    1/2     Error    4 (10s ago)   5m10s\n`
  const incident = incidentOf([table], '1.34')
  expect(incident.untold.join(' ')).toContain('Which of the 2 containers of duo was restarted')
})

it.each(Object.entries(LISTED))('a table of pods (%s) that is pasted on the page is taken for a cluster’s text', (_, table) => {
  expect(looksLikeCluster(table)).toBe(true)
})

it('a table whose rows are no pods of it is counted as not used', () => {
  const incident = incidentOf(['NAME   READY   STATUS   RESTARTS   AGE\nWeb!   x   Running   many   5m\n'], '1.34')
  expect(incident.lines).toEqual({ used: 0, unused: 1, frame: 1 })
})

it('counts all the lines that were pasted, by whose numbers they are cited: blank ones, prompts and what a terminal has wrapped', () => {
  const pasted = `$ kubectl get pods

NAME   READY   STATUS             RESTARTS      AGE
web    0/1     CrashLoopBackOff   7 (12s ago)   12m
who has seen this before
`
  expect(usedWords(incidentOf([pasted], '1.34').lines)).toBe(
    'Of 5 lines 1 is used, 1 is not, and 3 are blank or a frame, such as a prompt.',
  )
})

/** Up to kubectl 1.18 the events of a description name their node; a port’s name is not in it before 1.34. */
const DESCRIBED = (more: { from?: string; ports?: string; event?: string; prefix?: string } = {}): string => `Name:         shop-0
Namespace:    default
Node:         node-7.example.com/10.0.3.17
Start Time:   Mon, 09 Mar 2026 07:12:04 +0000
Status:       Running
IP:           10.0.3.211
Containers:
  shop:
    Image:          registry.example.com/shop:2
    ${more.ports ?? 'Port:           8080/TCP'}
    State:          Running
      Started:      Mon, 09 Mar 2026 07:14:06 +0000
    Last State:     Terminated
      Reason:       Error
      Exit Code:    143
      Started:      Mon, 09 Mar 2026 07:13:05 +0000
      Finished:     Mon, 09 Mar 2026 07:14:06 +0000
    Ready:          True
    Restart Count:  2
    Liveness:       http-get http://:web/healthz delay=30s timeout=1s period=10s #success=1 #failure=3
Events:
  Type     Reason     Age                From               Message
  ----     ------     ----               ----               -------
  Normal   Started    14s (x3 over 2m15s)  ${more.from ?? 'kubelet'}  ${more.prefix ?? ''}Started container shop
  Warning  Unhealthy  15s (x6 over 96s)  ${more.from ?? 'kubelet'}  ${more.prefix ?? ''}${more.event ?? 'Liveness probe failed: Get "http://10.0.3.211:8080/healthz": dial tcp 10.0.3.211:8080: connect: connection refused'}
  Normal   Killing    15s (x2 over 76s)  ${more.from ?? 'kubelet'}  ${more.prefix ?? ''}Container shop failed liveness probe, will be restarted
`

it.each([
  ['a kubectl up to 1.18, with the node', { from: 'kubelet, node-7.example.com' }],
  ['one of 1.36, with the container in front', { prefix: 'spec.containers{shop}: ' }],
  ['an API server that has put similar ones together', { prefix: '(combined from similar events): ' }],
])('reads the same out of the events of %s', (_, more) => {
  const plain = incidentOf([DESCRIBED()], '1.34', true)
  expect(plain.real).toMatchObject([{ restarts: 2, failures: [{ probe: 'liveness', count: 6 }] }])
  const { document, real, untold } = incidentOf([DESCRIBED(more)], '1.34', true)
  expect([document, real, untold]).toEqual([plain.document, plain.real, plain.untold])
})

it.each([
  ['the event’s address has', 'Ports:          9090/TCP, 8080/TCP', undefined, 8080],
  ['the only port has', 'Port:           8080/TCP', 'Liveness probe failed: HTTP probe failed with statuscode: 500', 8080],
  [
    'kubectl 1.34 prints',
    'Ports:          9090/TCP (metrics), 8080/TCP (web)',
    'Liveness probe failed: HTTP probe failed with statuscode: 500',
    8080,
  ],
])('finds the port by its name that %s', (_, ports, event, port) => {
  const incident = incidentOf([DESCRIBED({ ports, ...defined({ event }) })], '1.34')
  const [text] = Object.values(incident.document!.lanes[1]!.manifests!)
  expect(text).toMatch(new RegExp(`containerPort: ${port}\\n +protocol: TCP\\n +name: web`))
  expect(incident.untold.join(' ')).not.toContain('is called web')
  expect(summaryOf(incident.document, 1)).not.toContain('not found')
})

it('says which port it takes where nothing tells it', () => {
  const event = 'Liveness probe failed: HTTP probe failed with statuscode: 500'
  const incident = incidentOf([DESCRIBED({ ports: 'Ports:          9090/TCP, 8080/TCP', event })], '1.34')
  expect(incident.untold).toContain('Which of the 2 ports of shop is called web: the description has no names, and 9090 is assumed.')
})

it('reads a description that begins at its containers, and says what is missing', () => {
  const fragment = DESCRIBED().replace(/^[^]*?(?=Containers:)/, '')
  expect(looksLikeCluster(fragment)).toBe(true)
  const incident = incidentOf([fragment], '1.34')
  expect(incident.troubles).toEqual([])
  expect(incident.real).toMatchObject([{ container: 'shop', restarts: 2 }])
  expect(incident.untold.join(' ')).toContain('(Name:, Node:, Start Time:), and pod is assumed')
})

it('reads events in columns of one’s own, whose pod the scheduler’s words name', () => {
  const table = (assigned: string): string => `TIME                   REASON      MSG
<nil>                  Scheduled   ${assigned}
2026-03-09T07:12:05Z   Started     Started container web
2026-03-09T07:12:35Z   Unhealthy   Liveness probe failed: HTTP probe failed with statuscode: 500
2026-03-09T07:12:35Z   Killing     Container web failed liveness probe, will be restarted
2026-03-09T07:12:37Z   Started     Started container web
`
  const text = table('Successfully assigned shop/web-7d9f to node-1')
  expect(looksLikeCluster(text)).toBe(true)
  expect(incidentOf([text], '1.34').real).toMatchObject([{ pod: 'web-7d9f', container: 'web', restarts: 1 }])
  expect(incidentOf([table('nothing')], '1.34').untold.join(' ')).toContain('What the pod is called')
})

it('reads rows of tables that have lost their header', () => {
  const rows = 'web-0   0/1   CrashLoopBackOff   5 (2m53s ago)   23m\n'
  const header = 'NAME    READY   STATUS   RESTARTS        AGE\n'
  expect(looksLikeCluster(rows)).toBe(true)
  expect(incidentOf([rows], '1.34').document).toEqual(incidentOf([header + rows], '1.34').document)
  const event = '16m   Normal   Killing   pod/web-0   Container web failed liveness probe, will be restarted\n'
  expect(looksLikeCluster(event)).toBe(true)
  expect(incidentOf([event, rows], '1.34').real).toMatchObject([{ container: 'web', restarts: 5 }])
})

it('takes a journal whose lines have no process id for a cluster’s text, and one that is too long for no other', () => {
  const line =
    'Jun  7 23:08:31 node01 kubelet: I0607 23:08:31.135527    2388 prober.go:116] Liveness probe for "web_shop(fc13):web" failed (failure): HTTP probe failed with statuscode: 503\n'
  expect(looksLikeCluster(line)).toBe(true)
  expect(incidentOf([line.repeat(60_000)], '1.34').troubles).toEqual([
    `The texts have ${(line.length * 60_000).toLocaleString('en')} characters; allowed: 8,000,000. Leave other pods out, as kubectl does with a name.`,
  ])
})

it('looks at a long text for what a cluster prints without being held up by it', () => {
  const many = 'Name:  shop\n'.repeat(200_000)
  const before = workedMs()
  expect(looksLikeCluster(many)).toBe(false)
  expect(workedMs() - before).toBeLessThan(2000)
  expect(looksLikeCluster(events(KILLED))).toBe(true)
})

const collected = (count: number): string =>
  JSON.stringify({
    events: Array.from({ length: count }, (_, i) => ({
      log: `line ${i} of what a program says ${'x'.repeat(60)}`,
      kubernetes: { pod_name: 'web-0', container_name: 'web' },
    })),
  })

it.each([
  ['prompts', '$ kubectl describe pod '.repeat(40_000)],
  ['a kubelet’s records', '{"ts":1700000000000,"caller":"a/b.go:1","msg":"x"},'.repeat(8000)],
  ['spaces', `dockerd[1]: Container creation error: a${' '.repeat(90_000)}b`],
  ['marks of bold text', `${'**a'.repeat(33_000)}b`],
  ['commas', `unknown flag: ${','.repeat(90_000)}b`],
  ['quotes', "'".repeat(90_000)],
  ['cells of a table', 'Pod\ta\t'.repeat(20_000)],
  ['names of a program', 'etcd[1]: '.repeat(11_000)],
  ['entries of a collector', collected(3500)],
  ['lists in each other', `{"jsonPayload":{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}}`],
  ['JSON that is cut off deep inside', `{"apiVersion":"v1","kind":"Pod","items":[${'{"a":["b",{"c":'.repeat(15_000)}`],
])('reads a long line of %s without being held up by it', (_, line) => {
  const before = workedMs()
  incidentOf([line], '1.34')
  expect(workedMs() - before).toBeLessThan(5000)
})

it('reads what kubectl get pods -w has printed all day without being held up by it', () => {
  const rows = Array.from({ length: 8000 }, (_, i) => `web-0   0/1   CrashLoopBackOff   ${i}   ${i % 59}m\n`)
  const before = workedMs()
  incidentOf([`NAME    READY   STATUS             RESTARTS   AGE\n${rows.join('')}`], '1.34')
  expect(workedMs() - before).toBeLessThan(5000)
})

it.each([
  ['of no init container', '0/0', ''],
  ['beside a log of a container that is called as the main one is taken to be', '0/1', '$ kubectl logs web-0 -c main\npanic: no config\n'],
])('takes a row that initializes %s', (_, progress, log) => {
  const { document } = incidentOf(
    [`NAME    READY   STATUS     RESTARTS   AGE\nweb-0   0/1     Init:${progress}   0          5m\n${log}`],
    '1.34',
  )
  expect(JSON.stringify(document)).toMatch(/"pod":"web-0"/)
})

it('takes the chance number at the end of a name that a kubelet before 1.6 gave to Docker for no count of restarts', () => {
  const row = (name: string): string => `3a1b2c3d4e5f   nginx:1.9   "nginx"   2 minutes ago   Exited (1) 2 minutes ago   ${name}\n`
  const uid = '0b1c2d3e-aaaa-bbbb-cccc-000000000000'
  const names = [`k8s_web.a1b2c3d4_web-0_default_${uid}_12345678`, `k8s_web_web-0_default_${uid}_3`]
  expect(names.map((name) => answerOf([row(name)]).restarts)).toEqual([0, 3])
})

it('takes a flag’s letter out of its quotes', () => {
  expect(answerText(answerOf(["Error: unknown shorthand flag: 'x' in -x\n"]), ['pasted'])).toContain('does not know the flag x.')
})

it('keeps the bars of a program’s own words', () => {
  expect(answerText(answerOf(['Liveness probe failed: INFO | Checking | ERROR: no database\n']), ['pasted'])).toMatch(
    /^[^\n]*“INFO \| Checking \| ERROR: no database”/,
  )
})

it('takes a manifest with anything of a cluster beside it for what a cluster printed, and a manifest alone not', () => {
  const manifest = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: web:1\n'
  const row = '  Warning  Unhealthy  4m (x9 over 8m)  kubelet  Liveness probe failed: HTTP probe failed with statuscode: 503\n'
  expect([manifest, `${manifest}---\nEvents:\n${row}`, `${manifest}\n$ kubectl describe pod web\n${row}`].map(looksLikeCluster)).toEqual([
    false,
    true,
    true,
  ])
})

it('looks for what a cluster prints in what a person wrote for this page only at the beginning of a line', () => {
  const row = '10s   Warning   BackOff   pod/web-0   Back-off restarting failed container\n'
  const scenario = 'whyrestart: 1\nactions: []\n'
  expect([scenario, `${scenario}  ${row}`, scenario + row, 'nothing of it\n', 'Name: shop\n', `> - ${row}`].map(looksLikeCluster)).toEqual([
    false,
    false,
    true,
    false,
    false,
    true,
  ])
})

it('writes above a scenario how near it comes, what was understood and assumed, and which values may be secrets', () => {
  const incident = incidentOf([POD({ status: running(1, '2026-03-09T07:15:00Z') })], '1.34')
  const [text = ''] = scenarioText(incident, compareWithReal(incident)).split('\nwhyrestart:')
  expect(text.split('\n').filter((line) => !line.startsWith('# - '))).toEqual([
    '# The simulated lane shows as many: 1 restart. The one start that a text has the time of is 87 s off at most.',
    '#',
    '# What is otherwise:',
    '#',
    '# What was understood:',
    '#',
    '# What the evidence does not tell, and what is assumed:',
    '#',
    '# The manifest has values that may be secrets (DB_PASSWORD): take them out before you share it.',
    '#',
    '# Of 37 lines 37 are used, 0 are not.',
  ])
  const bare = incidentOf([LISTED.wide], '1.34')
  const [plain = ''] = scenarioText(bare, compareWithReal(bare)).split('\nwhyrestart:')
  expect(plain).not.toMatch(/secrets|^#\n#\n/m)
})

it('names five of the values that may be secrets, and how many more there are', () => {
  expect(secretsWords(['A', 'B', 'C', 'D', 'E'])).toContain('(A, B, C, D, E)')
  expect(secretsWords(['A', 'B', 'C', 'D', 'E', 'F'])).toContain('(A, B, C, D, E and 1 more)')
})

it('leaves the number of restarts to the sentence beside it where that has another', () => {
  const incident = incidentOf([POD({ status: running(0, '2026-03-09T07:12:05Z') })], '1.34')
  expect([undefined, null, 0, 1].map((headline) => compareWithReal(incident, headline).text)).toEqual([
    'The simulated lane shows as many: 0 restarts.',
    '',
    'The simulated lane shows as many: 0 restarts.',
    '',
  ])
})

it('compares the restarts of several pods pod by pod, and no sum of them', () => {
  const row = (pod: string, restarts: number): string => `${pod}   0/1   CrashLoopBackOff   ${restarts} (5m ago)   20m\n`
  const table = `NAME    READY   STATUS             RESTARTS     AGE\n${row('web-0', 2)}${row('web-1', 3)}idle-0   1/1   Running   0   20m\n`
  const { text } = compareWithReal(incidentOf([table], '1.34'))
  expect(text).toMatch(/^The simulated lane shows .+ of web-1[:,] .+; .+ of web-0[:,] .+\.$/)
  expect(text).not.toMatch(/idle-0|\b5 restarts/)
})

it('says why a scenario cannot be simulated', () => {
  const incident = incidentOf([POD({ status: running(1, '2026-03-09T07:12:05Z') })], '1.34')
  const document = incident.document!
  const words = [
    { ...document, node: { ...document.node, name: '' } },
    { ...document, lanes: document.lanes.slice(0, 1) },
  ].map((changed) => compareWithReal({ ...incident, document: changed }).text)
  expect(words).toEqual([
    'The scenario cannot be simulated: found ""; allowed: the node’s name.',
    'The scenario cannot be simulated: it has no such lane.',
  ])
})
