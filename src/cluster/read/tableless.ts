// What a cluster has said of a pod in no table of kubectl's: in a line of a log store, a console, a chat, an alert, or by itself.

import { defined, own } from '../../manifest/own.ts'
import { addListed, count, ownWords } from '../facts.ts'
import { apiTime } from '../time.ts'
import { saidIn } from './journal.ts'
import { either, type Form, lineForm, type TextReading } from './reading.ts'
import { AGE, NAME, takeEvent, type TableRow } from './table.ts'

/** Of an event that is in no table neither its age nor how often it came is told. */
const take = (said: Partial<TableRow>, i: number, reading: TextReading): boolean =>
  takeEvent(
    { namespace: '', object: '', kind: '', type: 'Warning', reason: '', message: '', ...said, last: '<unknown>', isUncounted: true },
    i,
    reading,
    'table',
  )

/** What the kubelet says, without the row that it stood in. */
const ALONE =
  /^\s*["'“`_]?(?:(?:Unhealthy|BackOff|Killing|SandboxChanged|Failed\w*)\b:?\s+(?=[A-Z0-9]))?(?:(?:Liveness|Readiness|Startup) [Pp]robe (?:failed|errored)|Back-off restarting failed container|CrashLoopBackOff: back-off |Container "?[a-z0-9-]+"? failed (?:liveness|startup) probe|Killing container with id \w+:\/\/|Error syncing pod |CreatePodSandbox for pod "|Error: failed to (?:start|create) container|Failed (?:to )?create pod sandbox|(?:Error: )?(?:Unm|M)ountVolume\.\w+ failed for volume|Failed to pull image |Back-off pulling image |Pod sandbox changed, it will be killed|Error: (?:secrets?|configmaps?) "|(?:Error: )?couldn't find key \S+ in (?:Secret|ConfigMap) |(?:secret|configmap) "[^"]+" not found\s*$|\d+\/\d+ nodes are available: |failed to \\?"(?:StartContainer|CreatePodSandbox)\\?" for |(?<=Hook:?\s+)Exec lifecycle hook \(\[|Error: (?:ErrImage\w+|ImagePullBackOff|InvalidImageName)\s*$|(?:Error: )?(?:container has runAsNonRoot and image |failed to prepare subPath for volumeMount |cannot find volume "\S+" to mount into container |services have not yet been read at least once)|Error: Error response from daemon: Conflict\. The container name "\/k8s_|Multi-Attach error for volume|AttachVolume\.Attach failed for volume|Unable to (?:attach or )?mount volumes(?: for pod|:)|\(combined from similar events\): |Error creating: pods? "|create Pod \S+ in \w+ \S+ failed error: |Failed to apply default image tag "|Container image "\S+" is not present with pull policy of Never|[Nn]etworkPlugin \w+ failed to set up pod ")/

/** A message of a pod or of its Job, or the runtime's of a pull, without its event; and its reason. */
const STATUS_WORDS: readonly (readonly [RegExp, string])[] = [
  [/^(?:Pod was rejected: )?Node didn't have enough resource: ([\w./-]*\w)/, 'OutOf{1}'],
  [/^(?:Pod was rejected: |Pod )Predicate (NodeAffinity|NodePorts|MatchNodeSelector) failed/, '{1}'],
  [/^(?:Pod was rejected: )?(?:Pod )?(?:Node is shutting|Pod was rejected as the node is shutting|the node is shutting)/, 'NodeShutdown'],
  [/^Pod was terminated in response to imminent node shutdown/, 'Terminated'],
  [/^Pod was rejected: (?:Pod )?Allocate failed due to /, 'UnexpectedAdmissionError'],
  [
    /^(?:(?:Pod was rejected: |Pod )?The node (?:was low on resource|had condition): |Pod ephemeral local storage usage exceeds the total limit|Usage of EmptyDir volume "|Container \S+ exceeded its local ephemeral)/,
    'Evicted',
  ],
  [/^(?:Job was active longer than specified deadline|Pod was active on the node longer than)/, 'DeadlineExceeded'],
  [/^(?:[Pp]od has unbound immediate PersistentVolumeClaims|persistentvolumeclaim "[^"]+" not found\s*$)/, 'FailedScheduling'],
  [/^(?:rpc error: code = \w+ desc = )?failed to pull and unpack image "/, 'Failed'],
  [/^(?:Error: )?trying and failing to pull image/, 'ErrImagePull'],
]
const OF_STATUS = /^\s*(?:[Mm]essage: +)?["'“`]?/
const STATUS_ALONE = new RegExp(`${OF_STATUS.source}(?:${STATUS_WORDS.map(([{ source }]) => source.slice(1)).join('|')})`)

/** What a pod's status says, where nothing else of it is there. */
export const podMessage = lineForm('event', 'a pod’s message', STATUS_ALONE, ({ input }, i, reading) => {
  if (reading.isLog || reading.log || reading.described || reading.more) return false
  const message = input
    .replace(OF_STATUS, '')
    .replace(/["'”`],?\s*$/, '')
    .trim()
  const [pattern, reason] = STATUS_WORDS.find(([words]) => words.test(message))!
  return take({ reason: reason.replace('{1}', pattern.exec(message)![1] ?? ''), message }, i, reading) && untilClosed(input, reading)
})

/** YAML ends a message where its quote is closed. */
function untilClosed(input: string, reading: TextReading): true {
  const [, quote, said = ''] = /^\s*message: +(["'])(.*)$/.exec(input) ?? []
  const { more } = reading
  if (quote === undefined || !more) return true
  const isClosed = (text: string): boolean => text.trimEnd().endsWith(quote)
  const goOn = (text: string): void => {
    more(isClosed(text) ? text.trimEnd().slice(0, -1) : text)
    if (isClosed(text)) reading.more = undefined
  }
  reading.more = isClosed(said) ? undefined : goOn
  return true
}

const ALONE_REASONS: readonly (readonly [RegExp, string])[] = [
  [/^(?:Liveness|Readiness|Startup) [Pp]robe/, 'Unhealthy'],
  [/^(?:CrashLoopBackOff: b|B)ack-off/, 'BackOff'],
  [/^Container image/, 'ErrImageNeverPull'],
  [/^Failed to apply default image tag/, 'InspectFailed'],
  [/^(?:Container|Killing)/, 'Killing'],
  [/^Pod sandbox/, 'SandboxChanged'],
  [/^(?:Failed (?:to )?create pod sandbox|[Nn]etworkPlugin)/, 'FailedCreatePodSandBox'],
  [/^(?:Multi-Attach|AttachVolume)/, 'FailedAttachVolume'],
  [/^(?:MountVolume|Unable to (?:attach or )?mount)/, 'FailedMount'],
  [/^(?:Error creating|create Pod)/, 'FailedCreate'],
  [/^(?:Error: )?UnmountVolume/, 'FailedUnMount'],
  [/^\d+\/\d+ nodes/, 'FailedScheduling'],
]

/** Where an event's words alone were put together with others like it. */
const COMBINED = /^\(combined from similar events\): /
const reasonOf = (message: string): string =>
  ALONE_REASONS.find(([pattern]) => pattern.test(message.replace(COMBINED, '')))?.[1] ?? 'Failed'
const typeOf = (reason: string): string => (/Killing|Sandbox|NotTriggerScaleUp/.test(reason) ? 'Normal' : 'Warning')

/** A kubelet's words within a line of a log store: its pod stands beside. */
const STORED_EVENT =
  /"(?:textPayload|message|msg|note|m)": ?"((?:(?:Liveness|Readiness|Startup) probe (?:failed|errored)|Container \S+ failed (?:liveness|startup) probe|Back-off restarting failed container)(?:[^"\\]|\\.)*)"/

export const storedEvent = lineForm('event', 'an event of a log store', STORED_EVENT, ({ input: text, 1: said = '' }, i, reading) => {
  // an Event as the API has it is read as one
  if (/"involvedObject"|"regarding"/.test(text)) return false
  const message = said.replaceAll('\\"', '"')
  const valueOf = (keys: string): string => new RegExp(`"(?:${keys})": ?"([a-z0-9][a-z0-9.-]*)"`).exec(text)?.[1] ?? ''
  const path = /"(spec\.\w+\{[^}"]+\})"/.exec(text)?.[1]
  const reason = reasonOf(message)
  const [namespace, object] = [valueOf('namespace_name|namespace'), valueOf('pod_name|podName|pod|n')]
  return take({ namespace, object, type: typeOf(reason), reason, message, ...defined({ path }) }, i, reading)
})

/** As a web console shows them, or without an age: `5:26:57 PM | Warning | Unhealthy | Readiness probe failed: …`. */
const CONSOLE_EVENT =
  /^\W*\d{1,2}:\d\d(?::\d\d)?(?: ?[AP]M)?\s*\|\s*(Normal|Warning)\s*\|\s*([A-Z]\w+)\s*\|\s*(\S.*)$|^\s*(Normal|Warning)\s+(Unhealthy|BackOff|Killing|Failed\w*|Started|Created|Pull(?:ed|ing)|Scheduled|SandboxChanged|Evicted|Preempt\w*)(?: +(?!\d)|\t+| - |: )(\S.*)$/

/** The same as Google's has it: the message first, its times last. */
const CONSOLE_ROW =
  /^\s*(?<message>[A-Z\d]\S* .*?)(?:\t| {2,})(?<reason>[A-Z][a-z]+(?:[A-Z]\w+)?)(?:\t| {2,})[A-Z][a-z]{2} \d{1,2}, \d{4},? \d{1,2}:\d\d:\d\d\s?[AP]M\b/

/** Who has sent it, where its author cut its age alone. */
const SENDER = /^(?:kubelet(?:, \S+)?|default-scheduler|attachdetach-controller) {2,}/

export const consoleEvent = lineForm(
  'event',
  'an event of a console',
  either(CONSOLE_EVENT, CONSOLE_ROW),
  ({ input: text }, i, reading) => {
    const own = CONSOLE_ROW.exec(text)?.groups
    if (own) return take({ type: typeOf(own['reason']!), reason: own['reason']!, message: own['message']! }, i, reading)
    const [, ...parts] = CONSOLE_EVENT.exec(text)!
    const [type = '', reason = '', message = ''] = parts.filter(Boolean)
    return take({ type, reason, message: message.replace(SENDER, '').replace(/`\s*$/, '') }, i, reading)
  },
)

/** As Kubernetes' own tests print them: `At 2026-05-04 13:26:32 -0800 PST - event for web-0: {kubelet node-1} Started: …`. */
const E2E_EVENT = new RegExp(
  `\\bAt (\\d{4}-\\d\\d-\\d\\d) (\\d\\d:\\d\\d:\\d\\d)(?:\\.\\d+)? ([+-]\\d\\d)(\\d\\d)(?: \\S+)? - event for (${NAME}): \\{(kubelet|default-scheduler) ?[^}]*\\} ([A-Z]\\w+): (.*)$`,
)

export const testsEvent = lineForm(
  'event',
  'an event of a test',
  E2E_EVENT,
  ([, date, time, hours, minutes, pod = '', from = '', reason = '', message = ''], i, { facts }) => {
    const at = apiTime(`${date}T${time}${hours}:${minutes}`)
    if (at === undefined) return false
    facts.events.push({
      source: 'table',
      namespace: '',
      pod,
      ...ownWords(message),
      type: /^(?:BackOff|Unhealthy|Evicted|Failed\w*)$/.test(reason) ? 'Warning' : 'Normal',
      reason,
      first: at,
      last: at,
      count: 1,
      within: 1,
      lastWithin: 1,
      from,
      line: i,
    })
    count(facts.seen, 'table')
    return true
  },
)

/** A row or a line of one's own choice about a pod that was evicted: its name, where it has one, and why. */
const EVICTION = new RegExp(
  `^\\s*(?:(?!${AGE}\\s)(${NAME})\\s+(?:\\S+\\s+)*?)?(?:Status: +\\w+, +)?Evicted\\b.*?\\b(The node (?:was low on resource|had condition).*)$`,
)

export const eviction = lineForm('row', 'a row of one that was evicted', EVICTION, ([, object = '', message = ''], i, reading) =>
  take({ object, reason: 'Evicted', message }, i, reading),
)

/** A step of a workflow of Argo's: its pod, and how that ended; in its table, and in its controller's log. */
const STEP = [
  new RegExp(`\\s(?<name>${NAME})\\s+${AGE}\\s+(?<status>OOMKilled|Error) \\(exit code (?<code>\\d{1,3})\\)`),
  new RegExp(
    `\\bmsg="Pod failed: (?<status>[A-Z]\\w+) \\(exit code (?<code>\\d{1,3})\\)(?:: (?<message>(?:[^"\\\\]|\\\\.)*))?" .*?\\bpod=(?<name>${NAME})`,
  ),
]

export const workflowStep = lineForm('row', 'a step of a workflow', either(...STEP), ({ input }, i, reading) => {
  const { name = '', status = '', code, message } = STEP.map((shape) => shape.exec(input)?.groups).find(Boolean)!
  if (message) take({ object: name, reason: 'Failed', message: `Error: ${message}` }, i, reading)
  return addListed(reading.facts, { name, status, code: Number(code), line: i })
})

/** Prometheus' alert of kube-state-metrics' rules. */
const ALERT =
  /^\W*(?:(?:description|message|summary)\W+)?Pod ([a-z0-9-]+)\/([a-z0-9.-]+) \(([a-z0-9-]+)\) is (?:restarting|in waiting state)\b.*$/i

export const alert = lineForm('row', 'an alert', ALERT, ([message, namespace = '', object = '', container = ''], i, reading) =>
  take({ namespace, object, reason: 'Restarting', message: message.trim(), path: `spec.containers{${container}}` }, i, reading),
)

/** The labels of an alert of kube-state-metrics' rules, in one line or a line each. */
const LABELS = /(?:^|[\s[{("'])alertname["']?\s*[:=]\s*["']?Kube(?:Pod|Container)[A-Z]\w+/
const LABEL = /(?:^|[\s[{("',])([a-z_]+)["']?\s*[:=]\s*["']?([\w./:-]+)/g
const LABEL_LINE = /^\W*[a-z_]+["']?\s*[:=]\s*["']?[^\s"',]+["']?,?$/
const MOST_LABELS = 24

export const alertLabels: Form = { kind: 'row', label: 'an alert’s labels', sign: LABELS, take: takeLabels }

function takeLabels(text: string, i: number, reading: TextReading): number {
  if (!LABELS.test(text)) return 0
  const lines = reading.lines.slice(i, i + MOST_LABELS)
  const end = lines.findIndex((line, n) => n > 0 && line.is !== 'dots' && !(line.is === 'text' && LABEL_LINE.test(line.text)))
  const labelled = end < 0 ? lines : lines.slice(0, end)
  const of = new Map(
    labelled.flatMap((line) => [...line.text.matchAll(LABEL)].map(([, name = '', value = '']): [string, string] => [name, value])),
  )
  const [name = '', namespace = '', container] = ['pod', 'namespace', 'container'].map((label) => of.get(label))
  const status = of.get('reason') ?? own(STATUS_OF_ALERT, of.get('alertname') ?? '')
  if (name !== '' && status === 'CrashLoopBackOff') {
    take({ namespace, object: name, reason: 'Restarting', message: text.trim(), ...ofPath(container) }, i, reading)
  } else if (name !== '' && status !== undefined) addListed(reading.facts, { namespace, name, status, line: i, ...defined({ container }) })
  return labelled.length
}

/** Where a container stands in its pod's spec. */
const ofPath = (container: string | undefined): { path?: string } =>
  container === undefined ? {} : { path: `spec.containers{${container}}` }

/** What an alert says of a pod by its name alone; others leave it open. */
const STATUS_OF_ALERT: Readonly<Record<string, string>> = {
  KubePodCrashLooping: 'CrashLoopBackOff',
  KubeContainerOOMKilled: 'OOMKilled',
}

/**
 * What `oc status` says of a pod.
 *
 * Follows: openshift/oc, pkg/helpers/graph/kubegraph/analysis/pod.go, FindRestartingPods.
 */
const OC_STATUS =
  /^\W*(?:container "(?<container>[a-z0-9-]+)" in )?pods?\/(?<name>[a-z0-9][a-z0-9.-]*) (?:(?<loops>is crash-looping)|has restarted (?:(?<times>\d{1,7}) times|within the last .*))\s*$/

export const ocStatus = lineForm('row', 'what oc status says of a pod', OC_STATUS, ({ input, groups = {} }, i, reading) => {
  const { container, name = '', loops, times = '1' } = groups
  if (loops === undefined)
    return addListed(reading.facts, { name, status: 'Running', restarts: Number(times), line: i, ...defined({ container }) })
  return take({ object: name, reason: 'Restarting', message: input.trim(), ...ofPath(container) }, i, reading)
})

/** The head of what k8sgpt found of an object, and its own words below it, which are no program's. */
const K8SGPT = new RegExp(`^\\s*\\d+:? (?:\\w+ )?${NAME}\\/${NAME}\\((?:\\w+\\/${NAME})?\\)\\s*$`)
const OF_K8SGPT = /^\s*(?:- )?(?:Error|Solution): /

export const k8sgpt: Form = {
  kind: 'row',
  label: 'what k8sgpt says',
  sign: K8SGPT,
  take: (text, _, reading) => {
    if (K8SGPT.test(text)) reading.command = { verb: 'k8sgpt', resource: '', names: [], namespace: '', container: '', isPrevious: false }
    else if (reading.command?.verb !== 'k8sgpt' || !OF_K8SGPT.test(text) || BACK_OFF.test(text)) return 0
    return { lines: 1, use: 'unused' }
  },
}

/** A monitor of Datadog's. */
const DATADOG = new RegExp(
  `\\b[Pp]od (?<name>${NAME}) is in (?<status>CrashLoopBackOff|ImagePullBackOff|ErrImagePull) (?:on|in) namespace (?<namespace>${NAME})`,
)
/**
 * What Jenkins logs of an agent's container, and Skaffold of one that it has deployed.
 *
 * Follows: jenkinsci/kubernetes-plugin, Reaper.java, TerminateAgentOnContainerTerminated; skaffold, pkg/diag/validator/pod.go.
 */
const TERMINATED = new RegExp(
  `^\\W*(?!deployment\\/)(?:${NAME}\\/)?(?<name>${NAME}):?\\s+[Cc]ontainer \\[?(?<container>[a-z0-9-]+)\\]? (?:was )?terminated (?:\\[(?<reason>\\w+)\\] exit code (?<code>\\d{1,3})|\\(Exit Code: (?<code2>\\d{1,3}), Reason: (?<reason2>\\w+)\\)|with exit code (?<code3>\\d{1,3})\\s*$)`,
)

export const saidOfPod = lineForm('row', 'a message about a pod', either(DATADOG, TERMINATED), ({ input: text }, i, { facts }) => {
  const groups = (DATADOG.exec(text) ?? TERMINATED.exec(text))!.groups!
  const { name = '', namespace, status, container, reason, reason2, code, code2, code3 } = groups
  const exit = code ?? code2 ?? code3
  return addListed(facts, {
    name,
    status: status ?? reason ?? reason2 ?? 'Error',
    line: i,
    ...defined({ namespace, container, code: exit === undefined ? undefined : Number(exit) }),
  })
})

/** What Robusta posts of a pod in a chat: its head, and below it how often each container was restarted. */
const CRASHING = new RegExp(`(?:^|\\s)Crashing pod (${NAME}) in namespace (${NAME})\\s*$`)
const RESTARTS_BELOW = /^\W*([a-z0-9][a-z0-9-]*)\W+(?:restart count|restarts)\W+(\d{1,7})\s*$/
const MOST_BELOW = 8

export const crashingPod: Form = { kind: 'row', label: 'a message about a pod that crashes', sign: CRASHING, take: takeCrashing }

function takeCrashing(text: string, i: number, { facts, lines }: TextReading): number {
  const [, name, namespace = ''] = CRASHING.exec(text) ?? []
  if (name === undefined) return 0
  const below = lines.slice(i + 1, i + 1 + MOST_BELOW).map((line) => RESTARTS_BELOW.exec(line.text))
  const at = below.findIndex(Boolean)
  const [, container, restarts] = below[at] ?? []
  addListed(facts, {
    namespace,
    name,
    status: 'CrashLoopBackOff',
    restarts: Number(restarts ?? 0),
    line: at < 0 ? i : i + 1 + at,
    ...defined({ container }),
  })
  return at + 2
}

/** A back-off's words name its container and its pod, whatever stands around them. */
const BACK_OFF = /\b[Bb]ack-off \w+ restarting failed container=\S+ pod=[a-z0-9][a-z0-9.-]*_[a-z0-9-]+\(\S*/

export const backOff: Form = {
  kind: 'event',
  label: 'a back-off’s words',
  take: (text, i, reading) => {
    const words = reading.isLog ? undefined : BACK_OFF.exec(text)?.[0]
    if (words === undefined || !takeAlone(words, i, reading)) return 0
    // what stands around them goes on with nothing
    reading.more = undefined
    return 1
  },
}

/** A line of OpenShift's monitor: `… ns/prod pod/web-0 node/n1 - reason/Unhealthy Readiness probe failed: …`. */
const MONITORED = new RegExp(
  `\\bns\\/(?<namespace>${NAME}) pod\\/(?<name>${NAME}) (?:(?:node|uid|container|reason)\\/\\S+ |- )*(?<message>[A-Z].*)$`,
)
/** A row whose cells are parted by tabs, as a page gives it, with a kubelet's message in one of them. */
const TABBED = new RegExp(`^(?:[^\\t\\n]*\\t){0,20}?(?:Pod\\t(?<name>${NAME})\\t)(?:[^\\t\\n]*\\t){0,20}?(?<message>[A-Z][^\\t\\n]{20,})`)

export const tabbed = lineForm('event', 'a row of a page', either(TABBED, MONITORED), ({ input }, i, reading) => {
  const { namespace = '', name = '', message: whole = '' } = (TABBED.exec(input) ?? MONITORED.exec(input))?.groups ?? {}
  const message = whole.trim().replace(/ \(\d+ times\)$/, '')
  if (reading.isLog || !ALONE.test(message)) return false
  const reason = reasonOf(message)
  const isTaken = take({ type: typeOf(reason), reason, message, namespace, object: name }, i, reading)
  reading.more = undefined
  return isTaken
})

/** The reason that may stand before it, and the pod that its words name. */
const REASON = /^(?:Unhealthy|BackOff|Killing|SandboxChanged|Failed\w*)(?=\b:?\s+[A-Z0-9])/
const IN_POD = /\b(?:in Pod|for pod) "([a-z0-9][a-z0-9.-]*)_([a-z0-9-]+)\(/

export const aloneWords = lineForm(
  'event',
  'an event’s message',
  ALONE,
  ({ input }, i, reading) => !reading.isLog && takeAlone(input, i, reading),
)

/** The next cell of an event's row: its type, its reason or its date; a program's own words may have bars too. */
const CELL = / \| (?=(?:Normal|Warning|Unhealthy|BackOff|Killing|SandboxChanged|Failed\w*) \||[A-Z][a-z]{2} \d{1,2}, \d{4})/

const QUOTED = /^\s*["'“].*["'”]\s*$/

function takeAlone(text: string, i: number, reading: TextReading): boolean {
  const whole = text.trim().replace(/^["'“`_](.*?)["'”`_]?$/, '$1')
  const named = REASON.exec(whole)?.[0]
  // what stands behind a bar is another cell
  const message = whole
    .slice(named?.length ?? 0)
    .replace(/^:?\s+/, '')
    .split(CELL, 1)[0]!
    .replace(/^(\w+) Probe (failed|errored):? /, '$1 probe $2: ')
  const reason = named ?? reasonOf(message)
  const [, inPod = '', inNamespace = ''] = IN_POD.exec(message) ?? []
  const { namespace, pod, ...said } = saidIn(message, reading.facts) ?? { namespace: inNamespace, pod: inPod }
  const isTaken = take({ type: typeOf(reason), reason, message, ...said, namespace, object: pod }, i, reading)
  // nothing goes on with what is in quotes
  if (QUOTED.test(text)) reading.more = undefined
  return isTaken
}

/** `container "app" in pod "web-0" is waiting to start: trying and failing to pull image`. */
const WAITING_TO_START = /container "?([a-z0-9-]+)"? in pod "?([a-z0-9][a-z0-9.-]*)"? is waiting to start: (.+)$/

export const waitingToStart = lineForm(
  'kubectl',
  'what kubectl says of a container that waits',
  WAITING_TO_START,
  ([, container = '', name = '', why = ''], i, { facts, command }) => {
    const status = /pull/.test(why) ? 'ImagePullBackOff' : why.trim()
    return addListed(facts, { namespace: command?.namespace ?? '', name, container, status, line: i })
  },
)
