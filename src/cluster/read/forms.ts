import { count, HAS_KUBELET, IS_KUBELET, type PastedLine, WEBHOOK_FAILS } from '../facts.ts'
import {
  conditionRow,
  DESCRIBED_EVENT,
  describedEvent,
  eventRow,
  HEADER,
  header,
  isTopRow,
  nodeRow,
  oldestEvent,
  ownRow,
  POD_ROW,
  podRow,
} from './table.ts'
import {
  alert,
  alertLabels,
  aloneWords,
  backOff,
  consoleEvent,
  crashingPod,
  eviction,
  k8sgpt,
  ocStatus,
  podMessage,
  saidOfPod,
  storedEvent,
  tabbed,
  testsEvent,
  waitingToStart,
  workflowStep,
} from './tableless.ts'
import { indentOf } from './clean.ts'
import { DESCRIBE_START, DescribedPod } from './describe.ts'
import { inKlog, isKubelets, JOURNAL, journalLine, KLOG, KLOG_JSON, nodeAlone, nodeLine, SERVICE_LINE, withValue } from './journal.ts'
import { continueLog, defaulted, isInReport, LOG_LINE, logLine, OF_ETCD, SAYS_LOG } from './log.ts'
import { sampleRow, takeRelease } from './object.ts'
import { execSync, kernelLine, kernelWords, RUNTIME_LINE, runtimeWord, taskOom, UNIT, unitLine } from './read-node.ts'
import { goMap, json, yaml } from './object-lines.ts'
import { closeDescription, either, type Form, lineForm, type TextReading } from './reading.ts'
import { toolLine, talosService, talosState, talosRow } from './tools.ts'
import { CRICTL_ROW, DOCKER_ROW, dockerEvent, runtimeRow } from './runtime-tables.ts'

const VERSION =
  /^\s*(?:Server Version|serverVersion|Kubernetes|Server|gitVersion|kubelet version|k8s(?: version)?|kubernetesVersion)\b.{0,80}?\b(v?1\.\d{1,2}(?:\.\d+)?)\b/i
/** The same in a sentence of a person. */
const SAYS_VERSION =
  /\b(?:Kubernetes|K8s|k8s|k3s|rke2|RKE2?|EKS|GKE|AKS|OKE|[Kk]ube[ -]?(?:[Pp]roxy|let) [Vv]ersion)\b[^\n,.;]{0,30}?\bv?(1\.\d{1,2})(?:\.\d+)?\b/

/** What the command itself could not do: no log of anything. */
const OF_KUBECTL =
  /^\s*(?:Error from server|The connection to the server|Unable to connect to the server|error: (?:Error executing|unable to (?!load |read certificate)|container |You must|the server|no matches|timed out|previous |Metrics |Internal error occurred)|Defaulted container|Defaulting container|No resources found)/

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

/**
 * How a container ended, in one line: of Lens, GitLab's runner, Airflow, Spark.
 *
 * Follows: gitlab-runner, executors/kubernetes/container_entrypoint.go; airflow, kubernetes_executor_utils.py; spark, ExecutorPodsLifecycleManager.scala.
 */
const ENDED = [
  /^\s*Reason: (?<reason>\w+) - exit code: (?<code>\d{1,3})\s*$/,
  /\bError in container (?<name>[a-z0-9-]+): exit code: (?<code>\d{1,3}), reason: '(?<reason>\w+)'/,
  /\bcontainer_reason: (?<reason>[A-Z]\w+), container_message: .{0,400}?\bexit_code: (?<code>\d{1,3})\b/,
  /\bterminated=ContainerStateTerminated\(.{0,300}?\bexitCode=(?<code>\d{1,3}),.{0,400}?\breason=(?<reason>[A-Z]\w+),/,
]
/** Why it waits, or how it ended, where that one word is all of a text. */
const STATE_ALONE =
  /^\W*(?:Init:)?(?:(CrashLoopBackOff|(?:ErrI|I)magePull(?:BackOff)?|InvalidImageName|ErrImageNeverPull|CreateContainer(?:Config)?Error|RunContainerError|PostStartHookError)|(OOMKilled|ContainerCannotRun|StartError|ContainerStatusUnknown))\W*$/
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
  waitingToStart,
  lineForm('kubectl', 'what kubectl says of the server’s certificate', SERVERS_CERTIFICATE, ({ input }, i, { facts, isLog }) => {
    if (!isLog) facts.nodeWords.push({ node: '', reason: 'ServerCertificate', message: input.trim(), line: i })
    return !isLog
  }),
  lineForm('kubectl', 'what the kube-apiserver says of a webhook', REFUSED_FOR_WEBHOOK, ({ input }, i, { facts, isLog }) => {
    const node = /error when \w+ "([^"]+)"/.exec(input)?.[1] ?? ''
    if (!isLog) facts.nodeWords.push({ node, reason: 'FailedCreate', message: input.trim(), line: i })
    return !isLog
  }),
  toolLine,
  talosState,
  talosRow,
  talosService,
  {
    kind: 'kubectl',
    label: 'an error of a command',
    take: (text, _, { command, isLog }) =>
      !isLog && /^(?:etcdctl|openssl|curl|nsenter)$/.test(command?.verb ?? '') && /^\s*(?:Error|error|FATA\[\d+\])\b/.test(text)
        ? { lines: 1, use: 'unused' }
        : 0,
  },
  lineForm('kubectl', 'what kubectl does not find', NOT_FOUND, ([, kind = '', name], i, { facts }) => {
    facts.nodeWords.push({ node: '', reason: 'NotFound', message: `${REFERRED_TO[kind]!} ${name}`, line: i })
    return true
  }),
  lineForm('node', 'a port of the node and who listens on it', either(...SOCKETS), ({ input }, i, { facts }) => {
    const { port, program, pid } = SOCKETS.map((shape) => shape.exec(input)?.groups).find(Boolean)!
    facts.nodeWords.push({ node: '', reason: `Port ${port}`, message: `${program} (pid ${pid})`, line: i })
    return true
  }),
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
  storedEvent,
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
  goMap,
  json,
  yaml,
  podRow,
  oldestEvent,
  eventRow,
  describedEvent,
  runtimeRow,
  dockerEvent,
  sampleRow,
  { kind: 'node', label: 'a node', take: row(nodeRow) },
  conditionRow,
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
  { kind: 'node', label: 'a service of the node', sign: UNIT, take: row((text, i, reading) => unitLine(inKlog(text), i, reading)) },
  execSync,
  {
    kind: 'journal',
    label: 'a line of a runtime’s journal',
    sign: RUNTIME_LINE,
    take: (text, i, { facts, isLog }) => ((!isLog || JOURNAL.test(text)) && runtimeWord(text, i, facts) ? 1 : 0),
  },
  {
    kind: 'log',
    label: 'a line of a service’s log',
    sign: either(SERVICE_LINE),
    take: (text, i, reading) => {
      const { by = JOURNAL.exec(text)?.[3] ?? '', own = text } = SERVICE_LINE.exec(text)?.groups ?? {}
      if (!/^(?:kube-(?:apiserver|controller-manager|scheduler|proxy)|etcd)$/.test(by)) return 0
      logLine(own, i, reading, by)
      return 1
    },
  },
  {
    kind: 'journal',
    label: 'a line of a kubelet’s journal',
    sign: either(JOURNAL, KLOG, KLOG_JSON),
    take: (own, i, reading) => {
      const { text, lines } = withValue(inKlog(own), i, reading.lines)
      if (taskOom(text, i, reading.facts) || nodeLine(text, i, reading.facts)) return lines
      const whole = { text }
      const later = journalLine(whole, i, reading.facts)
      if (later) {
        reading.later.push(later)
        reading.more = (rest) => void (whole.text = `${whole.text} ${rest.trim()}`)
        return lines
      }
      const [, , , by, words = ''] = JOURNAL.exec(text) ?? []
      // its own etcd writes into it too
      if (HAS_KUBELET.test(by ?? '') && OF_ETCD.test(words)) {
        logLine(words, i, reading, 'etcd')
        return 1
      }
      // klog of process 1 is a container's own
      if (by === undefined && isKubelets(text)) return { lines: 1, use: 'unused' }
      return by !== undefined &&
        (IS_KUBELET.test(by) || HAS_KUBELET.test(by) || /^(?:systemd|containerd|dockerd|crio|conmon)$/.test(by)) &&
        !/\bfatal\b|panic:/.test(text)
        ? { lines: 1, use: 'unused' }
        : 0
    },
  },
  testsEvent,
  consoleEvent,
  eviction,
  workflowStep,
  alert,
  alertLabels,
  k8sgpt,
  ocStatus,
  saidOfPod,
  crashingPod,
  tabbed,
  nodeAlone,
  aloneWords,
  backOff,
  podMessage,
  lineForm('description', 'a state of a container', STATE_ALONE, ([, held, ended], i, reading) => {
    if (reading.lines.some(({ is }, n) => n !== i && is === 'text')) return false
    for (const line of [`    State:  ${held === undefined ? 'Terminated' : 'Waiting'}`, `      Reason:  ${held ?? ended}`])
      described(line, i, reading)
    return true
  }),
  lineForm('description', 'a state of a container', either(...ENDED), ({ input }, i, reading) => {
    const { name, reason, code } = ENDED.map((shape) => shape.exec(input)?.groups).find(Boolean)!
    const isLast = reading.lines.slice(Math.max(0, i - 3), i).some((above) => /^\s*Last Status\b/.test(above.text))
    if (name !== undefined) for (const line of ['Containers:', `  ${name}:`]) described(line, i, reading)
    for (const line of [`    ${isLast ? 'Last State' : 'State'}:  Terminated`, `      Reason:  ${reason}`, `      Exit Code:  ${code}`])
      described(line, i, reading)
    return true
  }),
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
  lineForm('description', 'a description in one line', IN_ONE_LINE, ({ input }, i, reading) => {
    for (const part of input.trim().split(FIELDS)) described(`${BEGINS_FIELD.test(part) ? '    ' : '      '}${part}`, i, reading)
    return true
  }),
  {
    kind: 'description',
    label: 'a description',
    sign: DESCRIBE_START,
    take: (text, i, reading) =>
      reading.described || DESCRIBE_START.test(text) || isPressedHead(text, i, reading) || isContainersHead(text, i, reading)
        ? described(text, i, reading)
        : 0,
  },
  lineForm('release', 'a release', VERSION, ([, version = ''], _, { facts }) => {
    takeRelease(version, 'kubectl version says its server is', facts)
    return true
  }),
  lineForm('kubectl', 'a check of a server’s health', CHECK, ({ input }, i, { facts, log }) => {
    if (log) return false
    if (/^\s*\[-\]/.test(input)) facts.nodeWords.push({ node: '', reason: 'CheckFails', message: input.trim(), line: i })
    return true
  }),
  lineForm('log', 'a line of a log', LOG_LINE, ({ input }, i, reading) => {
    const above = reading.lines[i - 1]
    if (reading.more && above?.is === 'text' && !(KLOG.test(input) && KLOG.test(above.text))) return false
    logLine(input, i, reading)
    return true
  }),
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
  const isOthersEvents = /^\s*Events:\s*$/.test(text) && reading.described?.hasEvents() === true
  if ((isNext && indentOf(text) <= 1) || isOthersEvents) closeDescription(reading)
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
