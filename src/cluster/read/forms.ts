import { count, HAS_KUBELET, IS_KUBELET, type PastedLine, WEBHOOK_FAILS } from '../facts.ts'
import {
  CONDITION_ROW,
  conditionRow,
  DESCRIBED_EVENT,
  describedEvent,
  EVENT_ROW,
  eventRow,
  HEADER,
  header,
  isTopRow,
  nodeRow,
  OLD_DESCRIBED_EVENT,
  OLD_EVENT_ROW,
  ownRow,
  POD_ROW,
  podRow,
} from './table.ts'
import {
  ALERT,
  alert,
  ALONE,
  alertLabels,
  BACK_OFF,
  K8SGPT,
  LABELS,
  OF_K8SGPT,
  aloneWords,
  backOff,
  CONSOLE_EVENT,
  CONSOLE_ROW,
  CRASHING,
  crashingPod,
  consoleEvent,
  EVICTION,
  eviction,
  OC_STATUS,
  ocStatus,
  SAID_OF_POD,
  STATUS_ALONE,
  statusWords,
  saidOfPod,
  STEP,
  stepRow,
  STORED_EVENT,
  storedEvent,
  TABBED,
  tabbed,
  WAITING_TO_START,
  waitingToStart,
} from './tableless.ts'
import { indentOf } from './clean.ts'
import { DESCRIBE_START, DescribedPod } from './describe.ts'
import { inKlog, isKubelets, JOURNAL, journalLine, KLOG, KLOG_JSON, nodeAlone, NODE_ALONE, nodeLine } from './journal.ts'
import { continueLog, defaulted, isInReport, LOG_LINE, logLine, SAYS_LOG } from './log.ts'
import { SAMPLE, sampleRow, takeRelease } from './object.ts'
import { EXEC_SYNC, execSync, kernelLine, kernelWords, RUNTIME_LINE, runtimeWord, taskOom, UNIT, unitLine } from './read-node.ts'
import { GO_MAP, goMap, json, JSON_START, yaml, YAML_START } from './object-lines.ts'
import { closeDescription, either, type Form, type TextReading } from './reading.ts'
import { TOOL, toolLine } from './tools.ts'
import {
  COMPOSE_END,
  CRICTL_ROW,
  DOCKER_CUT_ROW,
  DOCKER_EVENT,
  DOCKER_OWN_ROW,
  DOCKER_ROW,
  dockerEvent,
  runtimeRow,
} from './runtime-tables.ts'

const VERSION =
  /^\s*(?:Server Version|serverVersion|Kubernetes|Server|gitVersion|kubelet version|k8s(?: version)?|kubernetesVersion)\b.{0,80}?\b(v?1\.\d{1,2}(?:\.\d+)?)\b/i
/** The same in a sentence of a person. */
const SAYS_VERSION =
  /\b(?:Kubernetes|K8s|k8s|k3s|rke2|RKE2?|EKS|GKE|AKS|OKE|[Kk]ube[ -]?(?:[Pp]roxy|let) [Vv]ersion)\b[^\n,.;]{0,30}?\bv?(1\.\d{1,2})(?:\.\d+)?\b/

/** What the command itself could not do: no log of anything. */
const OF_KUBECTL =
  /^\s*(?:Error from server|The connection to the server|Unable to connect to the server|error: (?:Error executing|unable to |container |You must|the server|no matches|timed out|previous |Metrics |Internal error occurred)|Defaulted container|Defaulting container|No resources found)/

const SERVERS_CERTIFICATE = /^\s*Unable to connect to the server: .*x509: certificate has expired/
const REFUSED_FOR_WEBHOOK = new RegExp(`^\\s*Error(?: from server|:).*Internal error occurred: ${WEBHOOK_FAILS.source}`)

/** What a container may refer to, as the kube-apiserver calls it. */
const REFERRED_TO: Readonly<Record<string, string>> = { secrets: 'Secret', configmaps: 'ConfigMap', persistentvolumeclaims: 'claim' }
const NOT_FOUND = /^\s*Error from server \(NotFound\): (secrets|configmaps|persistentvolumeclaims) "([^"]+)" not found/

/** What `/livez?verbose` answers. Follows: apiserver/pkg/server/healthz/healthz.go, handleRootHealth. */
const CHECK = /^\s*(?:\[\+\][\w./-]+ (?:ok|excluded: ok)|\[-\][\w./-]+ failed(?::.*)?|(?:livez|readyz|healthz) check (?:passed|failed))\s*$/

/** Rows of `ss -ltnp`, `netstat -ltnp` and `lsof -i`. */
const SOCKETS = [
  /^\s*LISTEN\s.*?:(?<port>\d+)\s.*users:\(\("(?<program>[^"]+)",pid=(?<pid>\d+)/,
  /^\s*tcp6?\s.*?:(?<port>\d+)\s+\S+\s+LISTEN\s+(?<pid>\d+)\/(?<program>\S+)/,
  /^\s*(?<program>\S+)\s+(?<pid>\d+)\s.*\bTCP \S*:(?<port>\d+) \(LISTEN\)/,
]

/** A container’s state as Lens has it. */
const OF_LENS = /^\s*Reason: (\w+) - exit code: (\d{1,3})\s*$/
/** The same of OpenShift's console, which has a field's value on a line of its own. */
const ON_CONSOLE = /^\s*(?:(?<state>Waiting|Terminated)(?: at [^()]{8,40}?)? \((?<reason>[A-Z]\w+)\)|(?<count>Restart Count):)\s*$/
/** A container's states whose lines a page has put into one. */
const IN_ONE_LINE = /(?:^|\s)State: +\w+ .*\b(?:Exit Code|Reason|Started): /
const OF_CONTAINER = '(?:Last )?State|Ready|Restart Count|Limits|Requests|Liveness|Readiness|Startup|Environment|Mounts'
const FIELDS = new RegExp(`(?<!Last)\\s+(?=(?:${OF_CONTAINER}|Reason|Message|Exit Code|Signal|Started|Finished|cpu|memory):)`)
const BEGINS_FIELD = new RegExp(`^(?:${OF_CONTAINER}):`)

const row =
  (take: (text: string, i: number, reading: TextReading) => boolean): Form['take'] =>
  (text, i, reading) =>
    take(text, i, reading) ? 1 : 0

/**
 * Every shape that is read, in the order in which a line is held against them: a line is of the first that takes it.
 *
 * A form that begins something longer takes all of its lines; one that goes on with what is open says by `take` alone whether it does.
 */
export const FORMS: readonly Form[] = [
  {
    kind: 'description',
    label: 'an argument in a description',
    take: (text, i, reading) => (reading.described?.wants(text) ? described(text, i, reading) : 0),
  },
  { kind: 'kubectl', label: 'what kubectl says of a container that waits', sign: WAITING_TO_START, take: row(waitingToStart) },
  {
    kind: 'kubectl',
    label: 'what kubectl says of the server’s certificate',
    sign: SERVERS_CERTIFICATE,
    take: row((text, i, { facts, isLog }) => {
      if (isLog || !SERVERS_CERTIFICATE.test(text)) return false
      facts.nodeWords.push({ node: '', reason: 'ServerCertificate', message: text.trim(), line: i })
      return true
    }),
  },
  {
    kind: 'kubectl',
    label: 'what the kube-apiserver says of a webhook',
    sign: REFUSED_FOR_WEBHOOK,
    take: row((text, i, { facts, isLog }) => {
      if (isLog || !REFUSED_FOR_WEBHOOK.test(text)) return false
      const node = /error when \w+ "([^"]+)"/.exec(text)?.[1] ?? ''
      facts.nodeWords.push({ node, reason: 'FailedCreate', message: text.trim(), line: i })
      return true
    }),
  },
  { kind: 'kubectl', label: 'what a command says of its failure', sign: TOOL, take: row(toolLine) },
  {
    kind: 'kubectl',
    label: 'what kubectl does not find',
    sign: NOT_FOUND,
    take: row((text, i, { facts }) => {
      const [, kind = '', name] = NOT_FOUND.exec(text) ?? []
      if (name === undefined) return false
      facts.nodeWords.push({ node: '', reason: 'NotFound', message: `${REFERRED_TO[kind]!} ${name}`, line: i })
      return true
    }),
  },
  {
    kind: 'node',
    label: 'a port of the node and who listens on it',
    sign: either(...SOCKETS),
    take: row((text, i, { facts }) => {
      const { port, program, pid } = SOCKETS.map((shape) => shape.exec(text)?.groups).find(Boolean) ?? {}
      if (port === undefined) return false
      facts.nodeWords.push({ node: '', reason: `Port ${port}`, message: `${program} (pid ${pid})`, line: i })
      return true
    }),
  },
  { kind: 'log', label: 'what kubectl says of whose log it is', take: row(defaulted) },
  {
    kind: 'kubectl',
    label: 'an error of kubectl',
    sign: OF_KUBECTL,
    take: (text, _, reading) => {
      if (!OF_KUBECTL.test(text)) return 0
      // nothing of a log comes after it
      if (/^\s*Error from server/.test(text)) reading.isLog = false
      return { lines: 1, use: 'unused' }
    },
  },
  { kind: 'header', label: 'a header', sign: HEADER, take: (text, _, reading) => (header(text, reading) ? { lines: 1, use: 'frame' } : 0) },
  { kind: 'event', label: 'an event of a log store', sign: STORED_EVENT, take: row(storedEvent) },
  {
    kind: 'log',
    label: 'a line of a log',
    take: (text, i, reading) => {
      if (
        !reading.isLog ||
        (!reading.lines[i]!.isFenced && isProse(text) && (reading.command === undefined || reading.lines[i - 1]?.is === 'blank')) ||
        (reading.lines[i + 1]?.is === 'fence' && SAYS_LOG.test(text)) ||
        DESCRIBE_START.test(text) ||
        isOfNode(JOURNAL.exec(text)?.[3] ?? '') ||
        (reading.command?.verb !== 'logs' && isKubelets(inKlog(text))) ||
        POD_ROW.test(text) ||
        CRICTL_ROW.test(text) ||
        DOCKER_ROW.test(text) ||
        DESCRIBED_EVENT.test(text)
      )
        return 0
      logLine(text, i, reading)
      return 1
    },
  },
  { kind: 'description', label: 'a map of Go', sign: GO_MAP, take: goMap },
  { kind: 'object', label: 'JSON', sign: JSON_START, take: json },
  { kind: 'object', label: 'YAML', sign: YAML_START, take: yaml },
  { kind: 'row', label: 'a row of a table of pods', sign: POD_ROW, take: row(podRow) },
  { kind: 'event', label: 'a row of events', sign: either(EVENT_ROW, OLD_EVENT_ROW), take: row(eventRow) },
  { kind: 'event', label: 'an event of a description', sign: either(DESCRIBED_EVENT, OLD_DESCRIBED_EVENT), take: row(describedEvent) },
  {
    kind: 'node',
    label: 'a container of the runtime',
    sign: either(CRICTL_ROW, DOCKER_ROW, DOCKER_CUT_ROW, DOCKER_OWN_ROW, COMPOSE_END),
    take: row(runtimeRow),
  },
  { kind: 'event', label: 'an event of Docker', sign: DOCKER_EVENT, take: row(dockerEvent) },
  { kind: 'node', label: 'a sample of a metric', sign: SAMPLE, take: row(sampleRow) },
  { kind: 'node', label: 'a node', take: row(nodeRow) },
  { kind: 'node', label: 'a condition of a node', sign: CONDITION_ROW, take: row(conditionRow) },
  { kind: 'node', label: 'a pod’s use of memory', take: row(isTopRow) },
  { kind: 'row', label: 'a row of a table', take: row(ownRow) },
  {
    kind: 'node',
    label: 'a line of the kernel',
    sign: /\boom-killer\b|killed as a result of limit of|oom-kill:constraint|Memory cgroup out of memory|Out of memory: Kill/,
    take: (text, i, { facts }) => {
      const words = kernelWords(text)
      if (words === undefined) return 0
      return { lines: 1, use: kernelLine(words, i, facts) ? 'used' : 'unused' }
    },
  },
  { kind: 'node', label: 'a service of the node', sign: UNIT, take: row(unitLine) },
  {
    kind: 'journal',
    label: 'a command in a container',
    sign: EXEC_SYNC,
    take: row((text, i, { facts, isLog }) => !isLog && execSync(text, i, facts)),
  },
  {
    kind: 'journal',
    label: 'a line of a runtime’s journal',
    sign: RUNTIME_LINE,
    take: (text, i, { facts, isLog }) => ((!isLog || JOURNAL.test(text)) && runtimeWord(text, i, facts) ? 1 : 0),
  },
  {
    kind: 'log',
    label: 'a line of a service’s log',
    take: (text, i, reading) => {
      const by = JOURNAL.exec(text)?.[3] ?? ''
      if (!/^(?:kube-(?:apiserver|controller-manager|scheduler|proxy)|etcd)$/.test(by)) return 0
      logLine(text, i, reading, by)
      return 1
    },
  },
  {
    kind: 'journal',
    label: 'a line of a kubelet’s journal',
    sign: either(JOURNAL, KLOG, KLOG_JSON),
    take: (own, i, reading) => {
      const text = inKlog(own)
      if (taskOom(text, i, reading.facts) || nodeLine(text, i, reading.facts)) return 1
      const whole = { text }
      const later = journalLine(whole, i, reading.facts)
      if (later) {
        reading.later.push(later)
        reading.more = (rest) => void (whole.text = `${whole.text} ${rest.trim()}`)
        return 1
      }
      // klog of process 1 is a container's own
      const by = JOURNAL.exec(text)?.[3]
      if (by === undefined && isKubelets(text)) return { lines: 1, use: 'unused' }
      return by !== undefined &&
        (IS_KUBELET.test(by) || HAS_KUBELET.test(by) || /^(?:systemd|containerd|dockerd|crio|conmon)$/.test(by)) &&
        !/\bfatal\b|panic:/.test(text)
        ? { lines: 1, use: 'unused' }
        : 0
    },
  },
  { kind: 'event', label: 'an event of a console', sign: either(CONSOLE_EVENT, CONSOLE_ROW), take: row(consoleEvent) },
  { kind: 'row', label: 'a row of one that was evicted', sign: EVICTION, take: row(eviction) },
  { kind: 'row', label: 'a step of a workflow', sign: STEP, take: row(stepRow) },
  { kind: 'row', label: 'an alert', sign: ALERT, take: row(alert) },
  { kind: 'row', label: 'an alert’s labels', sign: LABELS, take: alertLabels },
  {
    kind: 'row',
    label: 'what k8sgpt says',
    sign: K8SGPT,
    take: (text, _, reading) => {
      if (K8SGPT.test(text)) reading.command = { verb: 'k8sgpt', resource: '', names: [], namespace: '', container: '', isPrevious: false }
      else if (reading.command?.verb !== 'k8sgpt' || !OF_K8SGPT.test(text) || BACK_OFF.test(text)) return 0
      return { lines: 1, use: 'unused' }
    },
  },
  { kind: 'row', label: 'what oc status says of a pod', sign: OC_STATUS, take: row(ocStatus) },
  { kind: 'row', label: 'a message about a pod', sign: SAID_OF_POD, take: row(saidOfPod) },
  { kind: 'row', label: 'a message about a pod that crashes', sign: CRASHING, take: crashingPod },
  { kind: 'event', label: 'a row of a page', sign: TABBED, take: row(tabbed) },
  { kind: 'node', label: 'a kubelet’s words of its node', sign: NODE_ALONE, take: row(nodeAlone) },
  {
    kind: 'event',
    label: 'an event’s message',
    sign: ALONE,
    take: row((text, i, reading) => ALONE.test(text) && !reading.isLog && aloneWords(text, i, reading)),
  },
  { kind: 'event', label: 'a back-off’s words', take: row(backOff) },
  { kind: 'event', label: 'a pod’s message', sign: STATUS_ALONE, take: row(statusWords) },
  {
    kind: 'description',
    label: 'a state of a container',
    sign: OF_LENS,
    take: row((text, i, reading) => {
      const [, reason, code] = OF_LENS.exec(text) ?? []
      if (code === undefined) return false
      const isLast = reading.lines.slice(Math.max(0, i - 3), i).some((above) => /^\s*Last Status\b/.test(above.text))
      for (const line of [`    ${isLast ? 'Last State' : 'State'}:  Terminated`, `      Reason:  ${reason}`, `      Exit Code:  ${code}`])
        described(line, i, reading)
      return true
    }),
  },
  {
    kind: 'description',
    label: 'a state of a container on a console',
    sign: ON_CONSOLE,
    take: (text, i, reading) => {
      const { state, reason = '', count } = ON_CONSOLE.exec(text)?.groups ?? {}
      const next = reading.lines[i + 1]?.text.trim() ?? ''
      if (count !== undefined) {
        if (!/^\d{1,7}$/.test(next) || reading.described?.name) return 0
        described(`    Restart Count:  ${next}`, i, reading)
        return 2
      }
      if (state === undefined || reading.isLog) return 0
      const isLast = reading.lines.slice(Math.max(0, i - 2), i).some((above) => /^\s*Last State\b/.test(above.text))
      for (const line of [`    ${isLast ? 'Last State' : 'State'}:  ${state}`, `      Reason:  ${reason}`]) described(line, i, reading)
      return 1
    },
  },
  {
    kind: 'description',
    label: 'a description in one line',
    sign: IN_ONE_LINE,
    take: (text, i, reading) => {
      if (!IN_ONE_LINE.test(text)) return 0
      for (const part of text.trim().split(FIELDS)) described(`${BEGINS_FIELD.test(part) ? '    ' : '      '}${part}`, i, reading)
      return 1
    },
  },
  {
    kind: 'description',
    label: 'a description',
    sign: DESCRIBE_START,
    take: (text, i, reading) =>
      reading.described || DESCRIBE_START.test(text) || isPressedHead(text, i, reading) || isContainersHead(text, i, reading)
        ? described(text, i, reading)
        : 0,
  },
  {
    kind: 'release',
    label: 'a release',
    sign: VERSION,
    take: (text, _, { facts }) => {
      const version = VERSION.exec(text)?.[1]
      if (version === undefined || /^\s*(?:Client Version)/i.test(text)) return 0
      takeRelease(version, 'kubectl version says its server is', facts)
      return 1
    },
  },
  {
    kind: 'kubectl',
    label: 'a check of a server’s health',
    sign: CHECK,
    take: row((text, i, { facts, isLog, log }) => {
      if (isLog || log || !CHECK.test(text)) return false
      if (/^\s*\[-\]/.test(text)) facts.nodeWords.push({ node: '', reason: 'CheckFails', message: text.trim(), line: i })
      return true
    }),
  },
  {
    kind: 'log',
    label: 'a line of a log',
    sign: LOG_LINE,
    take: (text, i, reading) => {
      if (!LOG_LINE.test(text) || (reading.more && i > 0 && reading.lines[i - 1]!.is === 'text')) return 0
      logLine(text, i, reading)
      return 1
    },
  },
  {
    kind: 'rest',
    label: 'the rest of a message',
    take: (text, i, reading) => {
      const isBelow = i > 0 && reading.lines[i - 1]!.is === 'text'
      if (!isInReport(reading) && (!isBelow || isProse(text) || CUT_ROW.test(text))) return 0
      if (reading.more) reading.more(text)
      else if (reading.log) continueLog(text, i, reading)
      else return 0
      return 1
    },
  },
]

/** An event whose end its author cut off: it goes on with no other. */
const CUT_ROW = /^\s*(?:Normal|Warning)\s+[A-Z]\w+\s+\d/

/** Who writes to a node's journal, and is no container's program. */
const isOfNode = (by: string): boolean => /^(?:kubelet|containerd|dockerd|kernel|systemd)$/.test(by) || HAS_KUBELET.test(by)

/** What a person writes between what a cluster prints. */
const isProse = (text: string): boolean =>
  ((/^\s*[A-Z][a-z’']*(?: [\w’',()`"-]+[.?!]?){2,}[.:?!]?\s*$/.test(text) || /^\s*[a-z]+(?: [\w’',()`"-]+){3,}[.?!]\s*$/.test(text)) &&
    !/[=/\\{}[\]<>]|\d{3}|: /.test(text)) ||
  // a person’s, in an alphabet that no program logs in
  /^\s*[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Cyrillic}][^=]*$/u.test(text)

/** A description whose columns were pressed to one space. */
const isPressedHead = (text: string, i: number, { lines }: TextReading): boolean =>
  /^\s*Name: [a-z0-9][\w.-]*$/.test(text) && /^\s*(?:Namespace|Priority|Node): \S/.test(lines[i + 1]?.text ?? '')

/** A container of a description without the line above its containers, as grep leaves it. */
const isContainersHead = (text: string, i: number, { lines }: TextReading): boolean =>
  /^\s*[a-z0-9][a-z0-9-]*:$/.test(text) && /^\s*(?:Container ID: +\S|Image: {2,}\S)/.test(lines[i + 1]?.text ?? '')

function described(text: string, i: number, reading: TextReading): ReturnType<Form['take']> {
  const isNext = /^\s*Name: {2,}\S/.test(text) && reading.described !== undefined && reading.described.name !== ''
  if (isNext && indentOf(text) <= 1) closeDescription(reading)
  reading.described ??= new DescribedPod(reading, i)
  const use = reading.described.take(text, i)
  if (use !== undefined) return { lines: 1, use }
  return 0
}

/** What a line looks like by itself: the form whose sign it has. */
export const signOf = (text: string): Form | undefined => FORMS.find(({ sign }) => sign?.test(text) === true)

/** What was not understood is counted by what it is. */
export function passOver(line: PastedLine, reading: TextReading): void {
  line.use = 'unused'
  const version = SAYS_VERSION.exec(line.text)?.[1]
  if (version !== undefined) takeRelease(version, 'the text says that it is', reading.facts)
  count(reading.facts.passedOver, 'a line that is none of the texts')
}
