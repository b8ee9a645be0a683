import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { compareWithReal } from '../compare.ts'
import { incidentOf } from '../cluster-incident.ts'
import { held } from '../../runs-fixture.ts'
import { answerLines, laneLines } from '../own-texts-fixture.ts'
import { readCluster } from '../read.ts'
import { answerOf } from './why-answer.ts'
import { answerText, runsOf } from './say.ts'

/** What real people pasted, each with what is true of it; the folder's README says where they are from. */
const RECORDED = 'src/cluster/recorded'
const names = readdirSync(RECORDED).filter((name) => !name.includes('.'))

interface Truth {
  says: { must: string[]; mustNot: string[] }
  restarts: number | null
  certain: boolean
}

it('sees the texts', () => expect(names.length).toBe(22))

const filesOf = (name: string): string[] => ['input.txt', 'manifest.yaml'].filter((file) => existsSync(`${RECORDED}/${name}/${file}`))
const read = (name: string): string[] => filesOf(name).map((file) => readFileSync(`${RECORDED}/${name}/${file}`, 'utf8'))

/** All that is said of each, and that comes of its lanes. */
const SAID = names.map((name): [string, string] => {
  const facts = readCluster(read(name))
  return [name, [...answerLines(facts), ...laneLines(facts)].join('\n')]
})

it.each(held(RECORDED, 'said.txt', SAID))('says of %s no more and no less', (_, expected, text) => expect(text).toBe(expected))

it.each(names)('says why of %s, and nothing that is not so', (name) => {
  const files = filesOf(name)
  const answer = answerOf(read(name))
  const truth = JSON.parse(readFileSync(`${RECORDED}/${name}/truth.json`, 'utf8')) as Truth
  const text = answerText(answer, files)
  for (const words of truth.says.must) expect(text).toMatch(new RegExp(words, 'im'))
  for (const words of truth.says.mustNot) expect(text).not.toMatch(new RegExp(words, 'im'))
  expect(answer.restarts).toBe(truth.restarts)
  expect(answer.cause?.isCertain ?? true).toBe(truth.certain)
  expect(answer.is).toBe(truth.restarts === 0 ? 'nothing restarts' : 'known')
})

const CRASH = `NAME      READY   STATUS             RESTARTS      AGE
price-0   0/1     CrashLoopBackOff   3 (30s ago)   2m
$ kubectl logs price-0 --previous
#
# A fatal error has been detected by the Java Runtime Environment:
#
#  SIGSEGV (0xb) at pc=0x00007f8c4a1b2c3d, pid=1, tid=14
#
# Problematic frame:
# C  [libfast.so+0x1a2c3d]
#
`
const VERSION = 'I0309 07:12:20.105731       1 server.go:142] Version: v1.31.4\n'
const LEASES =
  'F0309 07:12:40.699315       1 instance.go:225] Error creating leases: error creating storage factory: context deadline exceeded\n'

it('takes no # of a crashed Java machine for a prompt, and names its frame', () =>
  expect(answerOf([CRASH]).sentence).toMatch(/^price-0 has 3 restarts: .*SIGSEGV in native code: C +\[libfast\.so\+0x1a2c3d\]/))

it('takes the release from the log of a program of the control plane, and from no other’s', () => {
  expect(answerOf([VERSION + LEASES]).release).toMatchObject({ from: '1.31', to: '1.31' })
  expect(answerOf([VERSION]).release.from).not.toBe('1.31')
})

const UNHEALTHY = '  Warning  Unhealthy  90s (x300 over 26m)   kubelet  Readiness probe failed: HTTP probe failed with statuscode: 503\n'
const NO_PORTS =
  "  Warning  FailedScheduling  3m  default-scheduler  0/2 nodes are available: 2 node(s) didn't have free ports for the requested pod ports.\n"
const DOCKERS =
  '3f9a2b1c0d4e   acme/search   "java -jar"   2 minutes ago   Exited (1) 2 minutes ago   k8s_search_search-0_prod_1d2c3b4a_14\n'
const OOM_SAMPLES = `kube_pod_container_status_last_terminated_reason{namespace="etl",pod="ingest-0",container="ingest",reason="OOMKilled"} 1
kube_pod_container_status_restarts_total{namespace="etl",pod="ingest-0",container="ingest"} 17
`

it('advises a readiness probe without a word of a liveness probe', () =>
  expect(JSON.stringify(answerOf([UNHEALTHY]).fix)).not.toMatch(/liveness|stuck/))

it('goes on behind a colon in lower case', () => expect(answerOf([NO_PORTS]).sentence).toMatch(/^Nothing restarts: the container /))

it('bounds no release by Docker’s containers: cri-dockerd has them after 1.23', () =>
  expect(answerOf([DOCKERS]).release.to).toBe(answerOf([UNHEALTHY]).release.to))

it('says neither an exit code nor a limit that no sample has', () => {
  const { sentence } = answerOf([OOM_SAMPLES])
  expect(sentence).toMatch(/^ingest in ingest-0 has 17 restarts: it runs out of memory \(OOMKilled\)/)
  expect(sentence).not.toMatch(/137|limit/)
})

const JOURNAL_LINE = (at: string): string =>
  `Mar 09 07:12:${at} cp1 kubelet[812]: E0309 07:12:${at}.583715     812 pod_workers.go:191] Error syncing pod 58559ae51deca84cd181529bc44866d9 ("web-cp1_shop(58559ae51deca84cd181529bc44866d9)"), skipping: failed to "StartContainer" for "web" with CrashLoopBackOff: "back-off 1m20s restarting failed container=web pod=web-cp1_shop(58559ae51deca84cd181529bc44866d9)"`

/** As `fold -s` does it, which leaves the space above, or an editor, which leaves none. */
const between = (width: number, space: string) => (line: string) =>
  line.replaceAll(new RegExp(`(.{1,${width - 1}}) |(\\S{${width}})`, 'g'), (_, words, cut) =>
    cut === undefined ? `${words}${space}\n` : `${cut}\n`,
  )

it.each([
  [72, ' '],
  [72, ''],
  [90, ' '],
] as const)('puts a journal together that was broken between words at %i', (width, space) => {
  const text = ['21', '33', '45'].map(JOURNAL_LINE).map(between(width, space)).join('\n')
  expect(text.split('\n').length).toBeGreaterThan(12)
  expect(answerOf([text]).sentence).toMatch(/^web in web-cp1 is restarted: .*a back-off of 80 s follows 4 restarts/)
})

it('does not say that nothing restarts where it could not put lines together', () => {
  const rows = ['web-7d9f', 'db-6c8d', 'api-5b7c'].map(
    (name) => `${name}b4-x2x9k   1/1\n     Running   0    \n      3d   10.244.1.7\n   node-2   <none>   <none>`,
  )
  const answer = answerOf([`NAME   READY   STATUS   RESTARTS   AGE\nok-7d9fb4-x2x9k   1/1   Running   0   3d\n${rows.join('\n')}\n`])
  expect([answer.is, answer.sentence]).toEqual([
    'not known',
    expect.stringMatching(/^Whether anything restarts is not known: \d+ of \d+ lines/),
  ])
})

it('names the line of a message, and the command as it is typed for that container', () => {
  const answer = answerOf([
    `Name:         shop
Namespace:    shop
Init Containers:
  setup:
    Image:          shop/setup:1
    State:          Waiting
      Reason:       CrashLoopBackOff
    Last State:     Terminated
      Reason:       Error
      Message:      Failed to fetch /etc/shop.yml. statusCode=403
      Exit Code:    1
    Ready:          False
    Restart Count:  16
`,
  ])
  expect(answer.chain.map(({ line }) => line?.number)).toEqual([8, 10, undefined])
  expect(answer.help).toEqual(['kubectl logs shop -c setup --previous has its last words.'])
})

it('asks the runtime, and not kubectl, for the last words of a kube-apiserver', () => {
  const table =
    'NAME                 READY   STATUS             RESTARTS   AGE\nkube-apiserver-cp1   0/1     CrashLoopBackOff   7          1h\n'
  const events =
    '  Warning  BackOff  2m (x37 over 1h)  kubelet  Back-off restarting failed container kube-apiserver in pod kube-apiserver-cp1_kube-system(5c2f)\n'
  expect(answerOf([`${table}\nEvents:\n${events}`]).help[0]).toMatch(/^crictl ps -a --name kube-apiserver, then crictl logs ID/)
})

it('draws who is ready as running, and the same in the simulated lane', () => {
  const incident = incidentOf(
    [
      'Last State:     Terminated\n  Reason:       OOMKilled\n  Exit Code:    137\n  Started:      Mon, 09 Mar 2026 07:00:00 +0000\n  Finished:     Mon, 09 Mar 2026 07:00:26 +0000\nReady:          True\nRestart Count:  1\nLimits:\n  memory:  90Mi\n',
    ],
    '1.34',
  )
  const happened = incident.document?.lanes[0]?.['happened'] as { is: string }[]
  expect(happened.map(({ is }) => is)).toEqual(['added', 'started', 'ready', 'ended', 'started', 'ready'])
  expect(compareWithReal(incident, 1).text).toBe('The simulated lane shows as many: 1 restart.')
  expect(compareWithReal(incident, 4).text).toBe('')
})

it('offers the port that the command names, where the probe asks at another', () => {
  const manifest = `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
  - name: shop
    image: shop:1
    args: ["--port=8080"]
    livenessProbe:
      httpGet: {path: /healthz, port: 8081}
---
`
  const events = `$ kubectl describe pod shop
Events:
  Warning  Unhealthy  4m (x9 over 8m)  kubelet  Liveness probe failed: Get "http://10.42.1.17:8081/healthz": dial tcp 10.42.1.17:8081: connect: connection refused
  Normal   Killing    4m (x3 over 8m)  kubelet  Container shop failed liveness probe, will be restarted
`
  expect(answerOf([manifest + events]).fix?.change).toBe('livenessProbe port: 8080')
})

const STOPPED_ALONE = `4s   Normal    Killing     pod/jobs-0    Stopping container jobs
9s   Warning   Unhealthy   pod/jobs-0    Liveness probe failed: Get "https://10.244.67.12:8443/stats": net/http: odd answer
`

it('says of a stop with its pod that it is none for the probe, and of no HTTP probe that it runs a command', () => {
  const { assumed, fix } = { assumed: [], ...answerOf([STOPPED_ALONE]).cause, fix: answerOf([STOPPED_ALONE]).fix }
  expect(assumed.join()).toMatch(/Stopping container jobs.*for no probe/)
  expect(JSON.stringify(fix)).not.toMatch(/command/)
})

const DONE_BEFORE = `  Normal   Created    6m5s                   kubelet, node3     Created container enable-disks
  Normal   Started    6m5s                   kubelet, node3     Started container enable-disks
  Warning  BackOff    4m42s (x7 over 5m56s)  kubelet, node3     Back-off restarting failed container
  Normal   Created    4m28s (x5 over 6m4s)   kubelet, node3     Created container engine
  Warning  Failed     4m27s (x5 over 6m4s)   kubelet, node3     Error: failed to start container "engine": Error response from daemon: OCI runtime create failed: no space left
`

it('gives a back-off that names nobody to the container that is made again and again, not to one that is done', () =>
  expect(answerOf([DONE_BEFORE]).also).toEqual([]))

const EVICTED = 'NAME     READY   STATUS    RESTARTS   AGE\nshop-0   0/1     Evicted   0          13m\n'
const REFUSED = 'shop-0   0/1     CreateContainerConfigError   0          8m49s\n'
const AS_ROOT = `Warning  Failed  7m (x8 over 9m)  kubelet  Error: container has runAsNonRoot and image will run as root (pod: "shop-0_prod(d5a40aa3-e8d8-468c-bd9a-f2ac98136058)", container: shop)\n`

it('names no resource to request where no text has the one that was short', () => {
  expect(answerOf([EVICTED]).fix).toBeUndefined()
  expect(answerOf([EVICTED]).help[0]).toMatch(/^kubectl describe pod shop-0 has the kubelet’s words/)
})

it('takes a container that may not run as root for none whose Secret is missing', () => {
  expect(answerOf([REFUSED]).sentence).toMatch(/\(CreateContainerConfigError\); why is not in the text\.$/)
  expect(answerOf([REFUSED]).chain.map(({ source }) => source)).toEqual([undefined])
  const { chain, fix } = answerOf([REFUSED + AS_ROOT])
  expect(chain.at(-1)?.source).toMatch(/verifyRunAsNonRoot/)
  expect(fix?.price).toMatch(/^files of the image/)
})

const STATE = `Name:  shop\nContainers:\n  web:\n    Last State:     Terminated\n      Reason:       OOMKilled\n      Exit Code:    137\n    Restart Count:  1\n`

it('shows of a state more than its head, and says nothing of a release that no word tells', () => {
  const answer = answerOf([STATE])
  expect(answer.chain[0]?.text).toBe('Last State: Terminated, Reason: OOMKilled, Exit Code: 137')
  expect(answerText(answer, ['a'])).not.toMatch(/Release/)
})

it('names the container in the command for a pod that has two', () => {
  const rows = ['agent', 'proxy'].map((name) => `  Normal   Started  19m  kubelet  Started container ${name}\n`).join('')
  const back = '  Warning  BackOff  4m53s (x72 over 20m)  kubelet  Back-off restarting failed container '
  const [one, two] = [`${rows}${back}agent in pod shop-0_prod(5c2f)\n`, `${back}agent in pod shop-0_prod(5c2f)\n`].map((text) =>
    answerOf([text]),
  )
  expect(one!.help[0]).toBe('kubectl logs shop-0 -c agent --previous has its last words.')
  expect(two!.help[0]).toBe('kubectl logs shop-0 --previous has its last words.')
})

it('says what to look at where a sandbox was made anew, and names no fix for once', () => {
  const [once, often] = ['', ' (x9 over 3m)'].map((times) =>
    answerOf([`  Normal   SandboxChanged  57s${times}  kubelet  Pod sandbox changed, it will be killed and re-created.\n`]),
  )
  expect(once!.fix).toBeUndefined()
  expect(once!.help[0]).toMatch(/cgroup driver/)
  expect(often!.fix?.text).toMatch(/cgroup drivers/)
})

const EVICTED_STATUS = `status:
  message: 'The node was low on resource: ephemeral-storage. Container worker
    was using 73712Ki, which exceeds its request of 0. '
  phase: Failed
  reason: Evicted
  startTime: "2026-03-09T07:18:59Z"
`

it.each(['', 'kind: Pod\n'])('reads why a pod is gone from its status alone, behind %j', (head) =>
  expect(answerOf([head + EVICTED_STATUS]).sentence).toMatch(/was ended: the kubelet evicted the pod, .*ephemeral-storage/),
)

const CUT_DOCKER = `"kube-apiserver --..."   3 minutes ago       Exited (255) About a minute ago
"etcd --advertise-..."   5 minutes ago       Exited (1) 5 minutes ago

$ docker logs k8s_kube-apiserver_kube-apiserver-cp1_kube-system_ef53071b938efe93be17b4ce068489ce_8
I0330 13:15:59.270569       1 server.go:146] Version: v1.14.0
E0330 13:16:01.361899       1 prometheus.go:138] failed to register depth metric admission_quota_controller: duplicate metrics collector registration attempted
`

it('reads rows of Docker’s whose other columns are cut out, and passes over what 1.14 logs at each start', () => {
  const answer = answerOf([CUT_DOCKER])
  expect(answer.sentence).toMatch(/^etcd has ended: .*exit code 1;/)
  expect(JSON.stringify([answer.sentence, answer.also])).not.toMatch(/duplicate metrics/)
})

it('knows a line of Apache’s without its time', () =>
  expect(answerOf(['[mpm_event:notice] [pid 1] AH00491: caught SIGTERM, shutting down\n']).sentence).toMatch(/told to end from outside/))

/** A pod that ended so often in so long a time: the least after the waits of 10, 20, 40, 80 and 160 s, and then 300 s each. */
const restarted = (restarts: number, age: string): string =>
  `NAME    READY   STATUS             RESTARTS   AGE\nweb-0   0/1     CrashLoopBackOff   ${restarts}          ${age}\n`

it.each([
  ['69s', 5, undefined],
  ['69s', 6, 4],
  ['2m28s', 6, 4],
  ['2m29s', 6, undefined],
  ['2m29s', 7, 5],
  ['5m9s', 7, undefined],
  ['5m9s', 8, 6],
  ['10m', 9, 7],
  ['10m', 8, undefined],
  ['20m', 10, undefined],
  ['20m', 11, 9],
  ['69s', 4, undefined],
] as const)('in %s %i restarts are more than the back-off lets through: %s', (age, restarts, most) => {
  const said = answerOf([restarted(restarts, age)]).help.find((text) => text.includes('more than the back-off'))
  expect(/lets through \((\d+)\)/.exec(said ?? '')?.[1]).toBe(most?.toString())
})

it.each([
  ['web-0', 10, '100s', 'one in 10 s, over 100 s'],
  ['web-0', 24, '14m', 'one in about 35 s, over about 14 min'],
  ['web-0', 20, '30m', 'one in about 90 s, over about 30 min'],
  ['web-0', 13, '3h', 'one in about 14 min, over about 3 h'],
  ['web-0', 10, '40h', 'one in about 4 h, over about 40 h'],
] as const)('%s with %i restarts in %s: %s', (_, restarts, age, words) =>
  expect(answerOf([restarted(restarts, age)]).sentence).toContain(`That is ${words}.`),
)

it.each([
  [12, 'line 23: word 12 of no cluster', undefined],
  [13, 'line 23: word 12 of no cluster', 'and 1 lines more'],
  [15, 'line 23: word 12 of no cluster', 'and 3 lines more'],
])('lists twelve places of %i that it did not use, and says how many more there are', (count, last, more) => {
  const text = Array.from({ length: count }, (_, i) => `word ${i + 1} of no cluster\n\n`).join('')
  const [, unused = ''] = answerText(answerOf([text]), ['a.txt']).split('Not used\n')
  const lines = unused
    .trimEnd()
    .split('\n')
    .map((line) => line.trim())
  expect(lines.slice(11)).toEqual([last, ...(more === undefined ? [] : [more])])
})

it('names the file of a line where there are several', () => {
  const text = answerText(answerOf(['nothing of it\n', restarted(3, '5m')]), ['a.txt', 'b.txt'])
  expect(text).toContain('  b.txt:2: web-0 0/1 CrashLoopBackOff 3 5m')
  expect(text).toContain('  a.txt:1: nothing of it')
})

it('says what each line was taken for, those in a row together that were taken for the same', () => {
  const text = `$ kubectl get pods
$ kubectl get pods -n shop
${restarted(3, '5m')}web-1   0/1     Error              2          5m
nothing of it

nor this
`
  expect(runsOf(readCluster([text]).lines).map(({ from, to, use, as }) => `${from} to ${to}: ${use} ${as}`.trimEnd())).toEqual([
    '1 to 2: frame',
    '3 to 3: frame a header',
    '4 to 5: used a row of a table of pods',
    '6 to 6: unused',
    '7 to 7: frame',
    '8 to 8: unused',
  ])
})

const FAILS = '  Warning  Unhealthy  2m (x6 over 8m)  kubelet  Liveness probe failed: HTTP probe failed with statuscode: 500\n'
const RUNS = '    State:          Running\n'
const AGAIN = `${RUNS}    Restart Count:  1\n`
const startedOf = (name: string, count: number): string =>
  `  Normal   Started    2m (x${count} over 8m)  kubelet  Started container ${name}\n`
const twoOf = (web: string, side: string): string => `Name:         shop
Namespace:    shop
Containers:
  web:
    Image:          web:1
${web}  side:
    Image:          side:1
${side}Events:
`

// a probe's Event names no container
it.each([
  ['was restarted', twoOf(`${RUNS}    Restart Count:  0\n`, AGAIN), 'side'],
  ['was restarted, the first', twoOf(AGAIN, RUNS), 'web'],
  [
    'has a last state',
    twoOf(RUNS, `${RUNS}    Last State:     Terminated\n      Reason:       Error\n      Exit Code:    137\n`) + startedOf('web', 3),
    'side',
  ],
  ['waits', twoOf(RUNS, '    State:          Waiting\n      Reason:       CrashLoopBackOff\n') + startedOf('web', 3), 'side'],
  ['was started most often, where none is in trouble', twoOf(RUNS, RUNS) + startedOf('web', 1) + startedOf('side', 3), 'side'],
  ['was restarted, not of who was started most often', twoOf(RUNS, AGAIN) + startedOf('web', 3), 'side'],
  [
    'was restarted, beside an Event of a container that is not described',
    twoOf(RUNS, AGAIN) + startedOf('api', 3) + startedOf('web', 1),
    'side',
  ],
  ['is not described, where the Events name no other', twoOf(RUNS, AGAIN) + startedOf('api', 3), 'api'],
  ['was started most often, where none is described', `Name:         shop\nEvents:\n${startedOf('web', 1)}${startedOf('side', 3)}`, 'side'],
])('takes a failed probe for that of the container that %s', (_, text, container) => {
  const { sentence, also } = answerOf([text + FAILS])
  expect([sentence, ...also].filter((line) => line.includes('liveness probe is answered with 500'))).toEqual([
    expect.stringMatching(new RegExp(`^${container} in shop `)),
  ])
})

// an init container that a node's restart ran twice has ended, and nothing asks it any more
it('takes a failed probe without a container for none of an init container that has done its work', () => {
  const { sentence, also } = answerOf([
    `Name:         shop
Namespace:    shop
Init Containers:
  setup:
    Image:          setup:1
    State:          Terminated
      Reason:       Completed
      Exit Code:    0
    Restart Count:  1
Containers:
  web:
    Image:          web:1
${AGAIN}Events:
${FAILS}`,
  ])
  expect([sentence, ...also].filter((line) => line.includes('liveness probe is answered with 500'))).toEqual([
    expect.stringMatching(/^web in shop /),
  ])
})
