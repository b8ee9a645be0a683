import { defined } from '../../manifest/own.ts'
import { type ClusterFacts, HAS_KUBELET, IS_KUBELET, type OomFacts, type RuntimeWord, type UnitFacts } from '../facts.ts'
import { JOURNAL, KLOG, reservedIn } from './journal.ts'
import { lineForm, type TextReading } from './reading.ts'

/** What a kernel writes: behind journald's or syslog's prefix, or dmesg's. */
const DMESG = /^\s*\[\s*(?:\d+\.\d+|[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]?\d [\d: ]+)\]\s*(.*)$/
const OOM =
  /invoked oom-killer|killed as a result of limit of|^memory(?:\+swap)?: usage|^oom-kill:|[Oo]ut of memory: Kill(?:ed)? process|Memory cgroup out of memory|^Killed process \d+|Memory cgroup stats for|^oom_reaper|^\[ *pid *\]|^Tasks state|^kmem: usage|memory cgroup out of memory|\bmem_cgroup_(?:out_of_memory|oom_synchronize)\b/

/** A kernel's words without what the log has before them; undefined where the line is no kernel's. */
export function kernelWords(text: string): string | undefined {
  const journal = JOURNAL.exec(text)
  if (journal) return journal[3] === 'kernel' ? journal[4]!.replace(/^\[\s*\d+\.\d+\]\s*/, '') : undefined
  const own = DMESG.exec(text)?.[1] ?? text.replace(/^kernel: /, '')
  return DMESG.test(text) || OOM.test(own) ? own : undefined
}

const isOpen = new WeakSet<OomFacts>()
/** The last line that was of it. */
const seenAt = new WeakMap<OomFacts, number>()

/** Whose a cgroup is, by its path. */
function ofCgroup(path: string): Pick<OomFacts, 'podUid' | 'containerID'> {
  const podUid = /pod([0-9a-f]{8}(?:[-_][0-9a-f]{4}){3}[-_][0-9a-f]{12})/.exec(path)?.[1]?.replaceAll('_', '-')
  const containerID =
    /(?:[-/]|^)([0-9a-f]{64})(?:\.scope)?$/.exec(path)?.[1] ?? /(?:docker|cri-containerd|crio)-([0-9a-f]{12,64})/.exec(path)?.[1]
  return defined({ podUid, containerID })
}

/** The same in containerd's words, or a kubelet's. */
export function taskOom(text: string, line: number, facts: ClusterFacts): boolean {
  const cgroup = /Created an OOM event in container "?(\/kubepods\S*?)"? at/.exec(text)?.[1]
  const containerID = /TaskOOM event.{0,40}(?:ContainerID:|container_id:\W{0,3})([0-9a-f]{12,64})/.exec(text)?.[1]
  if (cgroup === undefined && containerID === undefined) return false
  facts.ooms.push({
    isOfNode: false,
    isOfLimit: true,
    ...(cgroup === undefined ? {} : ofCgroup(cgroup)),
    ...defined({ containerID }),
    line,
  })
  return true
}

/** A line of the kernel's about a process that it kills for memory. */
export function kernelLine(words: string, line: number, facts: ClusterFacts): boolean {
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
  if (cgroup !== undefined) Object.assign(last, { ...ofCgroup(cgroup), ...last })
  const limit = /^memory: usage \d+kB, limit (\d+)kB/.exec(words)?.[1]
  if (limit !== undefined) last.limitKiB = Number(limit)
  if (named !== undefined) last.process = named
  if (/constraint=CONSTRAINT_NONE|^Out of memory: Kill/.test(words) && last.podUid === undefined && last.limitKiB === undefined)
    last.isOfNode = true
  if (/global_oom/.test(words)) last.isOfNode = true
  if (cgroup !== undefined || limit !== undefined || /[Mm]emory cgroup out of memory|mem_cgroup_|CONSTRAINT_MEMCG/.test(words))
    last.isOfLimit = true
  if (/Kill(?:ed)? process \d+/.test(words)) isOpen.delete(last)
  return true
}

const NEAR_LINES = 3

const processIn = (words: string): string | undefined =>
  /task=([^,]+),pid=/.exec(words)?.[1] ??
  /Kill(?:ed)? process \d+,? \(([^)]+)\)/.exec(words)?.[1] ??
  /Kill(?:ed)? process \d+, UID \d+, \(([^)]+)\)/.exec(words)?.[1] ??
  /^oom_reaper: reaped process \d+ \(([^)]+)\)/.exec(words)?.[1]

const SERVICE = String.raw`(kubelet|kube-(?:apiserver|controller-manager|scheduler|proxy)|containerd|docker|crio|cri-o|etcd|k3s(?:-agent)?|rke2-\w+|snap\.microk8s\S*)`
const STATUS_HEAD = new RegExp(`^\\s*(?:[●○×*] ${SERVICE}(?:\\.service)?\\b|${SERVICE}\\.service - \\S)`)
/** The same of a service that is none of these. */
const OTHER_HEAD = /^\s*(?:[●○×] \S+\.(?:service|socket|timer|mount|slice|target)\b|\S+\.service - \S)/
const STATUS_KEYS =
  /^\s*(?:Loaded|Drop-In|Active|Docs|Process|Main PID|Tasks|Memory|CPU|CGroup|Status|Duration|TriggeredBy|Invocation): |^\s*[└├]─/
const ENDS =
  /entered failed state|Main process exited|main process exited|Failed with result|^\S+\.service failed|Scheduled restart job|holdoff time over|[Ss]tart request repeated too quickly|Failed to start|Unit \S+ entered failed/
const STARTED = /^Started\b/
const GIVEN_UP = /[Ss]tart request repeated too quickly/
/** What a kubelet alone writes as it gives up. */
const KUBELET_GIVES_UP =
  /failed to (?:run|create|construct) [Kk]ubelet|"Failed to run kubelet"|failed to load [Kk]ubelet config|running with swap on|validate service connection|failed to parse kubelet flag|Failed to start ContainerManager|unable to load bootstrap kubeconfig/
/** The same wherever they stand: in the log of a program that it is a part of, or in a sentence. */
const ALONE = /(?:failed to (?:run|create) [Kk]ubelet|failed to parse kubelet flag|failed to load [Kk]ubelet config[^:]{0,80}): [^`]+/
/** The last quote where it is the end of what began before. */
const ODD_QUOTE = /^((?:[^"]|"[^"]*")*)"$/
/** It goes on, where it has a bootstrap kubeconfig. Follows: pkg/kubelet/certificate/bootstrap/bootstrap.go, isClientConfigStillValid. */
const EXPIRED = /[Pp]art of the existing bootstrap client certificate .*is expired/
/** From which a lost lease of k3s follows. */
const FULL = /database or disk is full|no space left on device/
/** The same of every program of Kubernetes: whose it is its journal or its command says. */
const GIVES_UP = /command failed|unknown flag|cannot use|flag provided/

/** What begins something of a service by itself. */
export const UNIT =
  /^\s*[●○×] \S+\.service\b|^\s*\S+\.service - \S|\bsystemd\[1\]: |^\s*Process: \d+ ExecStart=\S*\/(?:kubelet|containerd|dockerd|etcd) .*\(code=exited/
const FAILING = /activating \(auto-restart\)|failed \(Result|\(code=exited, status=(?!0)/

/** systemd cannot run its program. */
const NOT_RUN = /status=203\/EXEC/

/** A service of the node, made where it is not there yet. */
export function unitFor(name: string, line: number, facts: ClusterFacts): UnitFacts {
  // rke2 writes its journal under the first part of its unit's name
  const before = facts.units.find((unit) => unit.name === name || name.startsWith(`${unit.name}-`))
  if (before) return Object.assign(before, { name })
  const unit: UnitFacts = { name, isFailing: false, line }
  facts.units.push(unit)
  return unit
}

/** Those of which a status says whether they run: it is newer than the lines of the journal below it. */
const hasStatus = new WeakSet<UnitFacts>()

/** A line of `systemctl status`, of systemd about a service of the node, or of that service as it gives up. */
export function unitLine(text: string, line: number, reading: TextReading): boolean {
  const { facts, command } = reading
  const head = STATUS_HEAD.exec(text)?.slice(1).find(Boolean)
  if (head !== undefined) {
    reading.unit = Object.assign(unitFor(head, line, facts), { keeper: 'systemd' as const })
    return true
  }
  if (OTHER_HEAD.test(text)) {
    reading.unit = null
    return false
  }
  const program = /^\s*Process: \d+ ExecStart=\S*\/(kubelet|containerd|dockerd|etcd)\b/.exec(text)?.[1]
  if (program !== undefined && facts.units.length === 0) unitFor(program, line, facts).keeper = 'systemd'
  const open = reading.unit === undefined ? facts.units.at(-1) : reading.unit
  if (open && STATUS_KEYS.test(text)) {
    if (FAILING.test(text)) open.isFailing = true
    if (/^\s*Active: /.test(text)) {
      open.isDown = /: failed /.test(text)
      const [node, reason] = [`${open.name.startsWith('kube') ? 'The ' : ''}${open.name}`, 'service not running']
      // its last status holds
      facts.nodeWords = facts.nodeWords.filter((word) => word.node !== node || word.reason !== reason)
      if (/: inactive \(dead\)/.test(text)) facts.nodeWords.push({ node, reason, message: text.trim(), line })
      hasStatus.add(open)
    }
    const notRun = NOT_RUN.exec(text)?.[0]
    if (notRun !== undefined) open.fatal ??= { text: notRun, line }
    return true
  }
  const [, , host = '', by = '', words = ''] = JOURNAL.exec(text) ?? []
  if (/^(?:containerd|dockerd|crio)$/.test(by) && CRASHES.test(words)) {
    Object.assign(unitFor(by, line, facts), { isFailing: true, fatal: { text: words.trim(), line } })
    return true
  }
  return by === 'systemd' ? systemdLine(words, host, line, facts) : kubeletsEnd(text, { host, by, words }, line, facts, command)
}

/** What Go writes as a program crashes. */
const CRASHES = /^(?:fatal error|panic): /

/** A runtime's unit, as systemd describes it. */
const RUNTIME_UNIT =
  /^Stopping (?:\S+ - )?(containerd container runtime|Docker Application Container Engine|Container Runtime Interface for OCI \(CRI-O\))/

/** What systemd says of a service. */
function systemdLine(words: string, host: string, line: number, facts: ClusterFacts): boolean {
  const name = new RegExp(`\\b${SERVICE}\\.service|\\bUnit ${SERVICE}\\b|\\b(?:Started|Stopped|Starting|Failed to start) (${SERVICE})`)
    .exec(words)
    ?.slice(1)
    .find(Boolean)
  const runtime = RUNTIME_UNIT.exec(words)
  if (runtime) {
    const by = /Docker/.test(runtime[1]!) ? 'dockerd' : /containerd/.test(runtime[1]!) ? 'containerd' : 'crio'
    facts.runtimeWords.push({ is: 'daemon stopped', by, host, line })
    return true
  }
  if (name === undefined && !/kubelet/.test(words)) return false
  const unit = Object.assign(unitFor(name ?? 'kubelet', line, facts), { keeper: 'systemd' as const })
  if (ENDS.test(words)) Object.assign(unit, { isFailing: true, isBegunAnew: false })
  if (GIVEN_UP.test(words) && !hasStatus.has(unit)) unit.isDown = true
  if (unit.isDown && STARTED.test(words) && !hasStatus.has(unit)) Object.assign(unit, { isDown: false, isBegunAnew: true })
  const count = /restart counter is at (\d+)/.exec(words)?.[1]
  if (count !== undefined) unit.restarts = Number(count)
  if (NOT_RUN.test(words)) unit.fatal = { text: words.trim(), line }
  return true
}

/** A kubelet’s own line as it gives up: of its journal, or klog’s alone. */
function kubeletsEnd(
  text: string,
  { host, by, words }: Readonly<Record<'host' | 'by' | 'words', string>>,
  line: number,
  facts: ClusterFacts,
  command: TextReading['command'],
): boolean {
  const isFull = FULL.test(words)
  const [, severity, , , , , , message = words] = KLOG.exec(/(?<=Observed a panic: )F\d{4} .*/.exec(words)?.[0] ?? words) ?? []
  const snap = /^(?:snap\.)?(microk8s\.daemon-kube(?:let|lite))$/.exec(by)?.[1]
  const service = snap === undefined ? (HAS_KUBELET.test(by) ? by : 'kubelet') : `snap.${snap}`
  const itsUnit = (): UnitFacts => facts.units.find(({ name }) => name.startsWith(service)) ?? unitFor(service, line, facts)
  if (HAS_KUBELET.test(by) && (isFull || severity === 'F' || /\blevel=fatal\b|"leaderelection lost"/.test(words))) {
    const unit = itsUnit()
    unit[isFull ? 'before' : 'fatal'] = { text: (LOGRUS.exec(message)?.[1] ?? message).replaceAll('\\"', '"'), line }
    unit.isFailing ||= !isFull
    return true
  }
  const isAsked = /^(?:journalctl|talosctl)$/.test(command?.verb ?? '') && command!.names.some((name) => /^kubelet/.test(name))
  const isUnits = IS_KUBELET.test(by) || snap !== undefined || (by === '' && isAsked)
  const isKlog = by === '' && /^\s*[IWEF]\d{4} .*\b(?:server|run|kubelet|bootstrap)\.go:\d+\]/.test(text)
  const alone = isUnits || isKlog ? undefined : ALONE.exec(text)?.[0].replace(ODD_QUOTE, '$1')
  if (!isUnits && !isKlog && alone === undefined) return false
  const whole = alone ?? (by === '' ? text : words)
  const [, level, , , , , , said = whole] = KLOG.exec(whole) ?? []
  if (EXPIRED.test(said)) {
    itsUnit().before = { text: said.trim(), line }
    return true
  }
  if (!KUBELET_GIVES_UP.test(said) && !(isUnits && (GIVES_UP.test(said) || level === 'F'))) return false
  const unit = itsUnit()
  // it has ended before, on the same node
  if (unit.fatal && by !== '' && unit.endedOn === host) unit.keeper ??= 'systemd'
  unit.endedOn = host
  // the longer one is not cut off by systemctl
  const isCut = /\.{3}\S{0,12}$|…$/.test(said.trim())
  if (!unit.fatal || !isCut) unit.fatal = { text: said.trim(), line }
  Object.assign(unit, { isFailing: true, isBegunAnew: false })
  return true
}

/** `time="…" level=info msg="…" id=…`, or as containerd writes it on a terminal. */
const LOGRUS = /\bmsg="((?:[^"\\]|\\.)*)(?:"(.*)|$)|^\s*(?:INFO|WARN|ERRO|DEBU)\[[^\]]+\] (.*)$/
/**
 * What a kubelet ran in a container for a probe or a hook, and the runtime did not end.
 *
 * Follows: staging/src/k8s.io/cri-client/pkg/remote_runtime.go, ExecSync; containerd, internal/cri/server/container_execsync.go.
 */
const EXEC_SYNC =
  /\bExecSync (?:cmd from runtime service failed" err="(?<err>(?:[^"\\]|\\.)*)|(?<old>[0-9a-f]{12,64}) '(?<run>.*)' from runtime service failed: (?<why>.*)|for \\?"(?<id>[0-9a-f]{12,64})\\?" failed" error="(?<error>(?:[^"\\]|\\.)*))/

export const execSync = lineForm('journal', 'a command in a container', EXEC_SYNC, ({ input: text, groups = {} }, line, { facts }) => {
  const { err = '', old, run, why = err, id = old, error = why } = groups
  const of = id ?? /\bcontainerID="?([0-9a-f]{12,64})/.exec(text)?.[1]
  const command = run ?? /\bcmd=(\[.*?\])(?: \w+=|\s*$)/.exec(text)?.[1]
  const words = error.replaceAll('\\"', '"').replace(/^rpc error: code = \w+ desc = /, '')
  facts.nodeWords.push({
    node: of === undefined ? '' : `The container ${of.slice(0, 12)}`,
    reason: /deadline exceeded|time(?:d )?-?out/i.test(words) ? 'exec late' : 'exec fails',
    message: command === undefined ? words : `${command}: ${words}`,
    line,
  })
  return true
})

/** How a line of it begins. */
export const RUNTIME_LINE =
  /^\s*(?:\S.{0,80} (?:dockerd(?:-current)?|containerd|docker|crio)\[\d+\]: |time="\d|(?:INFO|WARN|ERRO|DEBU)\[\d{4})/
/** What a runtime alone writes. */
const RUNTIME_WORDS =
  /failed to (?:exit|stop) within \d+ ?s\S* of (?:signal 15|kill)|StopContainer for \\?"|Stop container \\?"|Kill container \\?"|shim disconnected|shim reaped|TaskExit event|Processing signal '(?:terminated|interrupt)'|msg="(?:starting containerd|Starting up|Stop CRI service|containerd successfully booted)|(?:RunPod[Ss]andbox|StartContainer|CreateContainer) (?:for|within)|Handler for POST \S*\/start returned error|Creation of container \S+ not yet finished|msg="Container creation error: /

const ID = /\b(?:container_id:|ContainerID:|container=|id=|[Cc]ontainer |for )\W{0,3}([0-9a-f]{12,64})\b/

/** A line of dockerd’s or containerd’s: of a container that it ends or that has ended, or of itself. */
export function runtimeWord(text: string, line: number, facts: ClusterFacts): boolean {
  const [, , host = '', by = '', rest = text] = JOURNAL.exec(text) ?? []
  if (!/^(?:dockerd(?:-current)?|containerd|docker|crio)?$/.test(by) || !RUNTIME_WORDS.test(text)) return false
  const [, quoted, fields = '', plain = rest] = LOGRUS.exec(rest) ?? []
  const words = `${(quoted ?? plain).replaceAll('\\"', '"')} ${fields}`
  const daemon =
    by === '' ? (/dockerd|Docker|using the force|shim reaped/.test(text) ? 'dockerd' : 'containerd') : by.replace(/-current$/, '')
  const id = ID.exec(words)?.[1]
  const base = { by: daemon, host, line, ...defined({ id }) }
  const forced = /failed to (?:exit|stop) within (\d+) ?s\S* of (signal 15|kill)/.exec(words)
  const push = (word: Pick<RuntimeWord, 'is' | 'seconds' | 'code'>): true => Boolean(facts.runtimeWords.push({ ...base, ...word })) as true
  if (forced) return push({ is: 'forced', ...(forced[2] === 'kill' ? {} : { seconds: Number(forced[1]) }) })
  const asked = /StopContainer for \S+ with timeout (\d+)/.exec(words)
  if (asked) return push({ is: 'asked to stop', seconds: Number(asked[1]) })
  if (/^Stop container /.test(words)) return push({ is: 'asked to stop' })
  if (/^Kill container /.test(words)) return push({ is: 'forced' })
  const code = /(?:exit_status|ExitStatus):(\d+)/.exec(words)?.[1]
  if (/TaskExit event/.test(words) || /shim (?:disconnected|reaped)/.test(words))
    return id === undefined || push({ is: 'ended', ...(code === undefined ? {} : { code: Number(code) }) })
  if (/Processing signal|Stop CRI service/.test(words)) return push({ is: 'daemon stopped' })
  if (/starting containerd|Starting up|successfully booted/.test(words)) return push({ is: 'daemon started' })
  const [, pod = '', namespace = ''] = /PodSandboxMetadata\{Name:([^,]+),Uid:[^,]*,Namespace:([^,]+),/.exec(words) ?? []
  const why = /returned error: (.*)$/.exec(words)?.[1] ?? /\berror="((?:[^"\\]|\\.)*)/.exec(fields)?.[1]
  const refused = /^Container creation error: (.*)$/
    .exec(words)?.[1]
    ?.replace(/^.*\bmsg="/, '')
    .split(/\bid=/, 1)[0]
  if (refused !== undefined) {
    facts.events.push({
      ...untimed(daemon, line),
      namespace: '',
      pod: '',
      reason: 'Failed',
      message: `Error: ${refused
        .trimEnd()
        .replace(/"?(?:\\n)?$/, '')
        .replaceAll('\\', '')}`,
    })
    return true
  }
  const slow = /Creation of container \S+ not yet finished[^.]*\. Currently at stage [\w ]+/.exec(words)?.[0]
  if (slow !== undefined) {
    facts.events.push({ ...untimed(daemon, line), ...reservedIn(slow), reason: 'Failed', message: slow })
    return true
  }
  // the kubelet asks for it once more
  const isAgain = /Metadata\{Name:[^}]*,Attempt:[1-9]\d*,\}$/.test((quoted ?? plain).trim())
  if (why === undefined && isAgain && pod !== '') {
    const message = 'Pod sandbox changed, it will be killed and re-created.'
    facts.events.push({ ...untimed(daemon, line), type: 'Normal', namespace, pod, reason: 'SandboxChanged', message })
  }
  if (why === undefined) return id !== undefined || pod !== ''
  const isSandbox = /RunPodSandbox/.test(words)
  facts.events.push({
    ...untimed(daemon, line),
    namespace,
    pod,
    reason: isSandbox ? 'FailedCreatePodSandBox' : 'Failed',
    message: `${isSandbox ? 'Failed to create pod sandbox' : 'Error: failed to start container'}: ${why.replaceAll('\\"', '"')}`,
  })
  return true
}

/** What a runtime writes has no age beside other texts. */
const untimed = (from: string, line: number) => ({
  source: 'journal' as const,
  type: 'Warning' as const,
  first: 0,
  last: 0,
  count: 1,
  isUncounted: true as const,
  within: 3600,
  lastWithin: 3600,
  isAge: true as const,
  from,
  line,
})
