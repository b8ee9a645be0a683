import { count, type Facts, type Line, type OomFacts, type UnitFacts } from '../facts.ts'
import { DESCRIBE_START, Described } from './describe.ts'
import { isKubelets, JOURNAL, journalLine, KLOG, nodeLine } from './journal.ts'
import { continueLog, LOG_LINE, logLine } from './log.ts'
import { readObjects, SAMPLE, sampleRow, takeRelease } from './object.ts'
import { type Find, type Form, namedBy, NAMELESS, type Reading } from './reading.ts'
import { CRICTL_ROW, DOCKER_ROW, runtimeRow } from './runtime.ts'
import {
  ALONE,
  aloneWords,
  CONSOLE_EVENT,
  consoleEvent,
  DESCRIBED_EVENT,
  describedEvent,
  EVENT_ROW,
  eventRow,
  HEADER,
  header,
  nodeRow,
  OLD_DESCRIBED_EVENT,
  OLD_EVENT_ROW,
  ownRow,
  POD_ROW,
  podRow,
  topRow,
  WAITING_TO_START,
  waitingToStart,
} from './table.ts'

/** What a kernel writes: behind journald's or syslog's prefix, or dmesg's. */
const DMESG = /^\s*\[\s*(?:\d+\.\d+|[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]?\d [\d: ]+)\]\s*(.*)$/
const OOM =
  /invoked oom-killer|killed as a result of limit of|^memory(?:\+swap)?: usage|^oom-kill:|[Oo]ut of memory: Kill(?:ed)? process|Memory cgroup out of memory|^Killed process \d+|Memory cgroup stats for|^oom_reaper|^\[ *pid *\]|^Tasks state|^kmem: usage|memory cgroup out of memory/

/** A kernel's words without what the log has before them; undefined where the line is no kernel's. */
function kernelWords(text: string): string | undefined {
  const journal = JOURNAL.exec(text)
  if (journal) return journal[3] === 'kernel' ? journal[4]!.replace(/^\[\s*\d+\.\d+\]\s*/, '') : undefined
  const own = DMESG.exec(text)?.[1] ?? text.replace(/^kernel: /, '')
  return DMESG.test(text) || OOM.test(own) ? own : undefined
}

const isOpen = new WeakSet<OomFacts>()
/** The last line that was of it. */
const seenAt = new WeakMap<OomFacts, number>()

/** containerd's word of the same. */
function taskOom(text: string, line: number, facts: Facts): boolean {
  const id = /TaskOOM event.{0,40}ContainerID:([0-9a-f]{12,64})/.exec(text)?.[1]
  if (id === undefined) return false
  facts.ooms.push({ isOfNode: false, containerID: id, line })
  return true
}

/** A line of the kernel's about a process that it kills for memory. */
function kernelLine(words: string, line: number, facts: Facts): boolean {
  if (/^\[ *\d+\]|^\[ *pid *\]/.test(words)) return facts.ooms.length > 0
  if (!OOM.test(words)) return false
  let last = facts.ooms.at(-1)
  const named = processIn(words)
  // journald does not keep the order of one second
  const isSame = last !== undefined && named !== undefined && last.process === named && line - (seenAt.get(last) ?? last.line) <= NEAR_LINES
  if (!last || (!isOpen.has(last) && !isSame) || (/invoked oom-killer/.test(words) && last.process !== undefined)) {
    last = { isOfNode: false, line }
    facts.ooms.push(last)
    isOpen.add(last)
  }
  seenAt.set(last, line)
  const cgroup =
    /(?:task_memcg=|Task in )(\S+?)(?:,| killed)/.exec(words)?.[1] ??
    /(?:as a result of limit of|stats for|oom_memcg=)\s*([^\s:,]+)/.exec(words)?.[1]
  if (cgroup !== undefined) {
    const uid = /pod([0-9a-f]{8}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{12})/.exec(cgroup)?.[1]?.replaceAll('_', '-')
    if (uid !== undefined) last.podUid ??= uid
    const id =
      /(?:[-/]|^)([0-9a-f]{64})(?:\.scope)?$/.exec(cgroup)?.[1] ?? /(?:docker|cri-containerd|crio)-([0-9a-f]{12,64})/.exec(cgroup)?.[1]
    if (id !== undefined) last.containerID ??= id
  }
  const [, usage, limit] = /^memory: usage (\d+)kB, limit (\d+)kB/.exec(words) ?? []
  if (usage !== undefined) {
    last.usageKiB = Number(usage)
    last.limitKiB = Number(limit)
  }
  if (named !== undefined) last.process = named
  if (/constraint=CONSTRAINT_NONE|^Out of memory: Kill/.test(words) && last.podUid === undefined && last.limitKiB === undefined)
    last.isOfNode = true
  if (/global_oom/.test(words)) last.isOfNode = true
  if (/Kill(?:ed)? process \d+/.test(words)) isOpen.delete(last)
  return true
}

const NEAR_LINES = 3

const processIn = (words: string): string | undefined =>
  /task=([^,]+),pid=/.exec(words)?.[1] ??
  /Kill(?:ed)? process \d+,? \(([^)]+)\)/.exec(words)?.[1] ??
  /Kill(?:ed)? process \d+, UID \d+, \(([^)]+)\)/.exec(words)?.[1]

const SERVICE = String.raw`(kubelet|kube-(?:apiserver|controller-manager|scheduler|proxy)|containerd|docker|crio|cri-o|etcd|k3s(?:-agent)?|rke2-\w+|snap\.microk8s\S*)`
const STATUS_HEAD = new RegExp(`^\\s*[●○×*] ${SERVICE}(?:\\.service)?\\b`)
const STATUS_KEYS =
  /^\s*(?:Loaded|Drop-In|Active|Docs|Process|Main PID|Tasks|Memory|CPU|CGroup|Status|Duration|TriggeredBy|Invocation): |^\s*[└├]─/
const ENDS =
  /entered failed state|Main process exited|main process exited|Failed with result|^\S+\.service failed|Scheduled restart job|holdoff time over|Start request repeated too quickly|Failed to start|Unit \S+ entered failed/
/** What a kubelet alone writes as it gives up. */
const KUBELET_GIVES_UP =
  /failed to run [Kk]ubelet|"Failed to run kubelet"|failed to load [Kk]ubelet config|running with swap on|validate service connection|failed to construct kubelet|failed to parse kubelet flag|Failed to start ContainerManager|unable to load bootstrap kubeconfig/
/** The same of every program of Kubernetes: whose it is its journal or its command says. */
const GIVES_UP = /command failed|unknown flag|cannot use|flag provided/

/** What begins something of a service by itself. */
const UNIT = /^\s*[●○×] \S+\.service\b|\bsystemd\[1\]: |^\s*Process: \d+ ExecStart=\S*\/(?:kubelet|containerd|dockerd|etcd) .*\(code=exited/
const FAILING = /activating \(auto-restart\)|failed \(Result|\(code=exited, status=(?!0)/

function unitFor(name: string, line: number, facts: Facts): UnitFacts {
  const before = facts.units.find((unit) => unit.name === name)
  if (before) return before
  const unit: UnitFacts = { name, isFailing: false, line }
  facts.units.push(unit)
  return unit
}

/** A line of `systemctl status`, of systemd about a service of the node, or of that service as it gives up. */
function unitLine(text: string, line: number, { facts, command }: Reading): boolean {
  const head = STATUS_HEAD.exec(text)?.[1]
  if (head !== undefined) {
    unitFor(head, line, facts)
    return true
  }
  const program = /^\s*Process: \d+ ExecStart=\S*\/(kubelet|containerd|dockerd|etcd)\b/.exec(text)?.[1]
  if (program !== undefined && facts.units.length === 0) unitFor(program, line, facts)
  const open = facts.units.at(-1)
  if (open && STATUS_KEYS.test(text)) {
    if (FAILING.test(text)) open.isFailing = true
    return true
  }
  const [, , , by = '', words = ''] = JOURNAL.exec(text) ?? []
  if (by === 'systemd') {
    const name = new RegExp(`\\b${SERVICE}\\.service|\\bUnit ${SERVICE}\\b|\\b(?:Started|Stopped|Starting|Failed to start) (${SERVICE})`)
      .exec(words)
      ?.slice(1)
      .find(Boolean)
    const isKubelet = name ?? (/kubelet: The Kubernetes Node Agent|kubelet/.test(words) ? 'kubelet' : undefined)
    if (isKubelet === undefined) return false
    const unit = unitFor(isKubelet, line, facts)
    if (ENDS.test(words)) unit.isFailing = true
    const count = /restart counter is at (\d+)/.exec(words)?.[1]
    if (count !== undefined) unit.restarts = Number(count)
    if (/status=203\/EXEC/.test(words)) unit.fatal ??= { text: words.trim(), line }
    return true
  }
  const isUnits = by === 'kubelet' || (by === '' && command?.verb === 'journalctl' && command.names.some((name) => /^kubelet/.test(name)))
  const isKlog = by === '' && /^\s*[IWEF]\d{4} .*\b(?:server|run|kubelet)\.go:\d+\]/.test(text)
  if (!isUnits && !isKlog) return false
  const said = KLOG.exec(by === '' ? text : words)?.[7] ?? (by === '' ? text : words)
  const level = KLOG.exec(by === '' ? text : words)?.[1]
  if (!KUBELET_GIVES_UP.test(said) && !(isUnits && (GIVES_UP.test(said) || level === 'F'))) return false
  const unit = unitFor('kubelet', line, facts)
  // the longer one is not cut off by systemctl
  const isCut = /\.{3}\S{0,12}$|…$/.test(said.trim())
  if (!unit.fatal || !isCut) unit.fatal = { text: said.trim(), line }
  unit.isFailing = true
  return true
}

const either = (...signs: readonly RegExp[]): RegExp => new RegExp(signs.map(({ source }) => source).join('|'))
const YAML_START =
  /^\s*(?:- )?(?:apiVersion|kind): *\S|^(?:items|metadata|status|spec|containerStatuses|initContainerStatuses): *$|^\s*(?:- )?(?:lastState|state|containerStatuses|initContainerStatuses|containerID|terminated|waiting|restartCount|allocatedResources): *\S*|^\s*(?:livenessProbe|readinessProbe|startupProbe): *$/
/** What goes on with an object in YAML: a field, a member, a comment, a line of a text that stands further in. */
const YAML_MORE = /^\s*(?:- |#|["']?[\w./-]+["']?:(?:\s|$)|[}\]])/
const JSON_START = /^\s*(?:\{\s*$|\[\s*$|\{\s*"|\[\s*\{|"(?:State|lastState|state|containerStatuses|status|terminated)": *\{)/
const VERSION =
  /^\s*(?:Server Version|serverVersion|Kubernetes|Server|gitVersion|kubelet version|k8s(?: version)?|kubernetesVersion)\b.{0,80}?\b(v?1\.\d{1,2}(?:\.\d+)?)\b/i

/** What the command itself could not do: no log of anything. */
const OF_KUBECTL =
  /^\s*(?:Error from server|The connection to the server|Unable to connect to the server|error: (?:Error executing|unable to |container |You must|the server|no matches|timed out|previous )|Defaulted container|Defaulting container|No resources found)/

const SERVERS_CERTIFICATE = /^\s*Unable to connect to the server: .*x509: certificate has expired/

/** The same in a sentence of a person. */
const SAYS_VERSION = /\b(?:Kubernetes|K8s|k8s|k3s|rke2|RKE2?|EKS|GKE|AKS|OKE)\b[^\n,.;]{0,30}?\bv?(1\.\d{1,2})(?:\.\d+)?\b/

const row =
  (take: (text: string, i: number, reading: Reading) => boolean): Form['take'] =>
  (text, i, reading) =>
    take(text, i, reading) ? 1 : 0

/**
 * Every shape that is read, in the order in which a line is held against them: a line is of the first that takes it.
 *
 * A form that begins something longer takes all of its lines; one that goes on with what is open says by `take` alone whether it does.
 */
export const FORMS: readonly Form[] = [
  { name: 'an argument in a description', take: (text, i, reading) => (reading.described?.wants(text) ? described(text, i, reading) : 0) },
  { name: 'what kubectl says of a container that waits', sign: WAITING_TO_START, take: row(waitingToStart) },
  {
    name: 'what kubectl says of the server’s certificate',
    sign: SERVERS_CERTIFICATE,
    take: row((text, i, { facts, isLog }) => {
      if (isLog || !SERVERS_CERTIFICATE.test(text)) return false
      facts.nodeWords.push({ node: '', reason: 'ServerCertificate', message: text.trim(), line: i })
      return true
    }),
  },
  { name: 'an error of kubectl', sign: OF_KUBECTL, take: (text) => (OF_KUBECTL.test(text) ? { lines: 1, use: 'unused' } : 0) },
  { name: 'a header', sign: HEADER, take: (text, _, reading) => (header(text, reading) ? { lines: 1, use: 'frame' } : 0) },
  {
    name: 'a line of a log',
    take: (text, i, reading) => {
      if (
        !reading.isLog ||
        (reading.command === undefined && !reading.lines[i]!.isFenced && isProse(text)) ||
        DESCRIBE_START.test(text) ||
        POD_ROW.test(text) ||
        DESCRIBED_EVENT.test(text)
      )
        return 0
      logLine(text, i, reading)
      return 1
    },
  },
  { name: 'JSON', sign: JSON_START, take: json },
  { name: 'YAML', sign: YAML_START, take: yaml },
  { name: 'a row of a table of pods', sign: POD_ROW, take: row(podRow) },
  { name: 'a row of events', sign: either(EVENT_ROW, OLD_EVENT_ROW), take: row(eventRow) },
  { name: 'an event of a description', sign: either(DESCRIBED_EVENT, OLD_DESCRIBED_EVENT), take: row(describedEvent) },
  {
    name: 'a container of the runtime',
    sign: either(CRICTL_ROW, DOCKER_ROW),
    take: (text, i, { facts }) => (runtimeRow(text, i, facts) ? 1 : 0),
  },
  { name: 'a sample of a metric', sign: SAMPLE, take: (text, i, { facts }) => (sampleRow(text, i, facts) ? 1 : 0) },
  { name: 'a node', take: row(nodeRow) },
  { name: 'a pod’s use of memory', take: (text, _, reading) => (topRow(text, reading) ? 1 : 0) },
  { name: 'a row of a table', take: row(ownRow) },
  {
    name: 'a line of the kernel',
    sign: /\boom-killer\b|killed as a result of limit of|oom-kill:constraint|Memory cgroup out of memory|Out of memory: Kill/,
    take: (text, i, { facts }) => {
      const words = kernelWords(text)
      if (words === undefined) return 0
      return { lines: 1, use: kernelLine(words, i, facts) ? 'used' : 'unused' }
    },
  },
  {
    name: 'a service of the node',
    sign: UNIT,
    take: row(unitLine),
  },
  {
    name: 'a line of a service’s log',
    take: (text, i, reading) => {
      const by = JOURNAL.exec(text)?.[3] ?? ''
      if (!/^(?:kube-(?:apiserver|controller-manager|scheduler|proxy)|etcd)$/.test(by)) return 0
      logLine(text, i, reading, by)
      return 1
    },
  },
  {
    name: 'a line of a kubelet’s journal',
    sign: either(JOURNAL, KLOG),
    take: (text, i, reading) => {
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
      return by !== undefined && /^(?:kubelet|systemd|containerd|dockerd|crio|k3s)$/.test(by) && !/\bfatal\b|panic:/.test(text)
        ? { lines: 1, use: 'unused' }
        : 0
    },
  },
  { name: 'an event of a console', sign: CONSOLE_EVENT, take: row(consoleEvent) },
  {
    name: 'an event’s message',
    sign: ALONE,
    take: row((text, i, reading) => ALONE.test(text) && !reading.isLog && aloneWords(text, i, reading)),
  },
  {
    name: 'a description',
    sign: DESCRIBE_START,
    take: (text, i, reading) =>
      reading.described || DESCRIBE_START.test(text) || isPressedHead(text, i, reading) ? described(text, i, reading) : 0,
  },
  {
    name: 'a release',
    sign: VERSION,
    take: (text, _, { facts }) => {
      const version = VERSION.exec(text)?.[1]
      if (version === undefined || /^\s*(?:Client Version)/i.test(text)) return 0
      takeRelease(version, 'kubectl version says its server is', facts)
      return 1
    },
  },
  {
    name: 'a line of a log',
    sign: LOG_LINE,
    take: (text, i, reading) => {
      if (!LOG_LINE.test(text) || (reading.more && i > 0 && reading.lines[i - 1]!.is === 'text')) return 0
      logLine(text, i, reading)
      return 1
    },
  },
  {
    name: 'the rest of a message',
    take: (text, i, reading) => {
      const isBelow = i > 0 && reading.lines[i - 1]!.is === 'text'
      if (!isBelow || isProse(text)) return 0
      if (reading.more) reading.more(text)
      else if (reading.log) continueLog(text, i, reading)
      else return 0
      return 1
    },
  },
]

/** What a person writes between what a cluster prints. */
const isProse = (text: string): boolean =>
  (/^\s*[A-Z][a-z’']*(?: [\w’',()`"-]+){2,}[.:?!]?\s*$/.test(text) || /^\s*[a-z]+(?: [\w’',()`"-]+){3,}[.?!]\s*$/.test(text)) &&
  !/[=/\\{}[\]<>]|\d{3}|: /.test(text)

/** A description whose columns were pressed to one space. */
const isPressedHead = (text: string, i: number, { lines }: Reading): boolean =>
  /^\s*Name: [a-z0-9][\w.-]*$/.test(text) && /^\s*(?:Namespace|Priority|Node): \S/.test(lines[i + 1]?.text ?? '')

function described(text: string, i: number, reading: Reading): ReturnType<Form['take']> {
  const isNext = /^\s*Name: {2,}\S/.test(text) && reading.described !== undefined && reading.described.name !== ''
  if (isNext && text.length - text.trimStart().length <= 1) closeDescription(reading)
  reading.described ??= new Described(reading, i)
  const use = reading.described.take(text, i)
  if (use !== undefined) return { lines: 1, use }
  return 0
}

export function closeDescription(reading: Reading): void {
  reading.described?.close()
  reading.described = undefined
}

/** An object in JSON, from the brace that opens it to the one that closes it; of fields that are cut out of one, all that follow. */
function json(text: string, i: number, reading: Reading): ReturnType<Form['take']> {
  if (!JSON_START.test(text)) return 0
  const { lines, facts } = reading
  const isPart = /^\s*"/.test(text)
  const isEnd = (n: number): boolean => lines[n]!.is === 'command' || lines[n]!.is === 'fence' || lines[n]!.file !== lines[i]!.file
  let to = i
  if (isPart) while (to + 1 < lines.length && !isEnd(to + 1) && /^\s*["{}[\]]|^$/.test(lines[to + 1]!.text)) to++
  else {
    to = jsonEnd(lines, i)
    for (let n = i + 1; n <= to; n++) if (isEnd(n)) to = n - 1
  }
  const whole = textOf(lines, i, to)
  // one line of a program's log is an object too
  if (to === i && LOG_LINE.test(text) && !/"(?:kind|apiVersion|data|items)":/.test(text)) return 0
  return objects('json', isPart ? `{${whole.trim().replace(/,$/, '')}}` : whole, i, to, reading, facts)
}

function objects(
  is: 'json' | 'yaml',
  text: string,
  from: number,
  to: number,
  reading: Reading,
  facts: Reading['facts'],
): ReturnType<Form['take']> {
  closeDescription(reading)
  const known = facts.pods.length
  const { isUsed, problem } = readObjects(is, text, finder(reading.lines, from, to), facts)
  const name = namedBy(reading)
  for (const pod of facts.pods.slice(known)) if (pod.name === NAMELESS) pod.name = name
  if (problem !== undefined) {
    if (LOG_LINE.test(reading.lines[from]!.text)) return 0
    facts.troubles.push(
      `The ${is === 'json' ? 'JSON' : 'YAML'} from line ${reading.lines[from]!.number} on cannot be read: ${problem}; allowed: what kubectl get prints with -o yaml or -o json, whole.`,
    )
  }
  return { lines: to - from + 1, use: isUsed ? 'used' : 'unused' }
}

function finder(lines: Reading['lines'], from: number, to: number): Find {
  let cursor = from
  return (...words) => {
    const wanted = words.filter((word) => word !== '').flatMap((word) => [word, JSON.stringify(word).slice(1, -1)])
    for (let n = 0; n <= to - from && wanted.length > 0; n++) {
      const i = from + ((cursor - from + n) % (to - from + 1))
      if (!wanted.some((word) => lines[i]!.text.includes(word))) continue
      cursor = i
      return i
    }
    return from
  }
}

const textOf = (lines: Reading['lines'], from: number, to: number): string =>
  lines
    .slice(from, to + 1)
    .filter(({ is }) => is === 'text' || is === 'blank')
    .map(({ text }) => text)
    .join('\n')

/** The line on which the braces that open on one are closed; the last one where they never are. */
function jsonEnd(lines: Reading['lines'], from: number): number {
  let depth = 0
  let isString = false
  for (let i = from; i < lines.length; i++) {
    if (lines[i]!.is !== 'text') continue
    const line = lines[i]!.text
    for (let n = 0; n < line.length; n++) {
      const c = line.charCodeAt(n)
      if (isString) {
        if (c === 92) n++
        else if (c === 34) isString = false
      } else if (c === 34) isString = true
      else if (c === 123 || c === 91) depth++
      else if (c === 125 || c === 93) {
        depth--
        if (depth === 0) return i
      }
    }
  }
  return lines.length - 1
}

/** An object in YAML, or a part of one, as far as its lines go on with it. */
function yaml(text: string, i: number, reading: Reading): ReturnType<Form['take']> {
  if (!YAML_START.test(text) || reading.described?.wants(text)) return 0
  const { lines, facts } = reading
  const base = text.length - text.trimStart().length
  let to = i
  let isLiteral = -1
  let hasVersion = false
  for (let n = i; n < lines.length; n++) {
    const line = lines[n]!
    if (line.file !== lines[i]!.file || line.is === 'command' || (line.is === 'fence' && n > i) || /^---\s*(?:#.*)?$/.test(line.raw)) break
    if (line.is !== 'text') continue
    const own = line.text
    const indent = own.length - own.trimStart().length
    if (isLiteral >= 0 && indent > isLiteral) {
      to = n
      continue
    }
    isLiteral = -1
    if (/^apiVersion:/.test(own)) {
      if (hasVersion) break
      hasVersion = true
    }
    const isMore = YAML_MORE.test(own) || indent > base
    if (n > i && (!isMore || indent < base || (indent === 0 && isOther(own)))) break
    if (/[:-] *[|>][+-]?\d?\s*$/.test(own)) isLiteral = indent
    to = n
  }
  while (to > i && lines[to]!.is !== 'text') to--
  const cut = lines.slice(i, to + 1).filter(({ is }) => is === 'text' || is === 'blank')
  const whole = cut
    .map((line) => (line.is === 'blank' ? '' : line.text.slice(Math.min(base, line.text.length - line.text.trimStart().length))))
    .join('\n')
  return objects('yaml', whole, i, to, reading, facts)
}

const isOther = (text: string): boolean =>
  POD_ROW.test(text) || HEADER.test(text) || DESCRIBED_EVENT.test(text) || EVENT_ROW.test(text) || /^Name: {2,}\S/.test(text)

/** What a line looks like by itself: the form whose sign it has. */
export const signOf = (text: string): Form | undefined => FORMS.find(({ sign }) => sign?.test(text) === true)

/** What was not understood is counted by what it is. */
export function passOver(line: Line, reading: Reading): void {
  line.use = 'unused'
  const version = SAYS_VERSION.exec(line.text)?.[1]
  if (version !== undefined) takeRelease(version, 'the text says that it is', reading.facts)
  count(reading.facts.passedOver, 'a line that is none of the texts')
}
