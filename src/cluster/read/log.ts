import programWords from '../../texts/program-words.tsv?raw'
import { readPatterns } from '../../texts/text-table.ts'
import type { LogFacts } from '../facts.ts'
import { JOURNAL, KLOG, SERVICE_LINE } from './journal.ts'
import type { TextReading } from './reading.ts'

/** stern: the pod of a Deployment and its container. */
const STERN = /^\s*([a-z0-9][a-z0-9-]*-[a-z0-9]{8,10}-[a-z0-9]{5}) ([a-z0-9][a-z0-9-]*) (?=\S|\s{2})(.*)$/
/** `kubectl logs --prefix`. */
const PREFIX = /^\s*\[pod\/([a-z0-9][a-z0-9.-]*)\/([a-z0-9][a-z0-9-]*)\] ?(.*)$/
/** Docker Compose, which writes a service's number behind its name. */
const COMPOSE = /^\s*(?=([a-z0-9][\w.-]*[-_]\d+) )(\S+) +\| ([^|]*)$/
/** What a log's line begins with: a time, a level, a program's own. */
const BEGINS =
  /^\s*(?:\[?\d{4}[-/]\d\d[-/]\d\d[T ,]|\[?\d\d[:.]\d\d[:.]\d\d|\[?(?:DEBUG|INFO|WARN(?:ING)?|ERROR|ERR|FATAL|CRIT(?:ICAL)?|PANIC|SEVERE|NOTICE|TRACE)\b[\]: ]|(?:time|ts|level|lvl|t)=\S|\{ *"(?:type": ?"\w+", *"timestamp|level|ts|time|timestamp|msg|message|severity|@timestamp|log|t)":|\d{10}(?:\.\d+)? |\[\d{4}|\[\w+:(?:trace\d|debug|info|notice|warn|error|crit|alert|emerg)\] \[pid \d|[A-Z][a-z]{2} \d\d?,? \d{4}|\[Nest\] \d+ |\d+:[CMSX] \d\d [A-Z][a-z]{2} \d{4} |\d{2}-[A-Z][a-z]{2}-\d{4}|\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d [\d:.]{8,15} \d{4}\] \[|[a-z][\w-]* \d\d:\d\d:\d\d\.\d\d (?:INFO|WARN|ERROR|DEBUG) +==>|\S+\.[cm]?js:\d+\s*$|\S+ (?:\S+ )?- - \[\d\d\/[A-Z][a-z]{2}\/\d{4}:)/
/** What ends programs, and is written by no person about them. */
const FATAL =
  /^\s*(?:panic:|fatal error:|goroutine \d+ \[|Traceback \(most recent call last\)|Exception in thread|Caused by:|\tat |\s+at [\w$.]+\(|standard_init_linux\.go|log: exiting because of error|exec(?: user process| \S+|lp)?.*: exec format error|npm ERR!|Error: |error: |ERROR: |FATAL: |nginx: \[|(?:chown|chmod|mkdir|cp|mv|ln|rm|touch|cat|ls|initdb|chroot|mount|exec): |sh: |bash: |\/bin\/\w+: |\/\S+: line \d+: |node:internal|thread '.*' panicked|\S+Error: |\S+Exception(?::|$)|Segmentation fault|Killed$|terminate called|java\.lang\.|Terminating due to java\.lang|#\s+A fatal error has been detected|#\s+SIG[A-Z]+ \(0x|(?:tls: failed to verify certificate: )?x509: (?:certificate (?:has expired|signed by|is valid for|relies on)|cannot validate)|Unhandled|Uncaught|flag provided but not defined|unknown flag|Usage of |exit status \d|npm error |\*{6,}$|APPLICATION FAILED TO START|\S+: (?:line \d+: )?fork: |\S+:\d+ - Error during parsing|Process terminated\. |You must install or update \.NET|The command could not be loaded|ERROR! |\*\* \(\w+\) |\{"(?:init terminating|Kernel pid terminated)|(?:init terminating in|Kernel pid terminated) |runtime\/cgo: |SIG(?:ABRT|SEGV|ILL|BUS): |Calico node failed to start|(?:\/usr\/bin\/)?env: '|exec \/\S+: |Illegal instruction\b|tini: |[a-z][\w-]*: \[(?:error|fatal|alert|crit|emerg)\] |\[ALERT\] |(?:pg_ctl|postgres|mysqld|mongod|redis-server|java|node|ruby|perl|gunicorn|supervisord|gosu|su-exec|su|tar|wget|curl|tee|find|install): |(?:\/\S+\/)?python[\d.]*: can't open file)|address already in use|\bError: connect E[A-Z]+ \S+:\d+\s*$|version [`'"]?GLIBC\w*_[\d.]+['"]? not found|^\s*no main manifest attribute|^\s*A server is already running|^\s*plugin\/\w+: |^\s*etcdserver: |^\s*\[[+-]\]\w+|^\s*(?:failed to initialize admission: |[Uu]nknown admission plugin: |error (?:opening|while parsing) encryption provider |[Ii]nvalid [Aa]uthentication [Cc]onfig: )/
export const LOG_LINE = new RegExp(
  `${BEGINS.source}|${FATAL.source}|${PREFIX.source}|${COMPOSE.source}|${STERN.source}|${/^\s*[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+\s+\d+ \S+\.go:\d+\]/.source}`,
)

/** Above a log that nobody has a command for. */
export const SAYS_LOG =
  /^\W{0,80}(?:[\w’',-]+ ){0,6}(?:logs?|output|stack ?trace|traceback)\b[^.]{0,60}:?\W{0,80}$|^\W{0,80}(?:[\w’',:-]+ ){0,16}(?:logs?|output|errors?|messages?|result)\b[^.]{0,40}:\W{0,80}$/i

/** What kubectl writes above a log whose container nobody named. */
const DEFAULTED = /^\s*Default(?:ed|ing) container (?:name to )?"?([a-z0-9][a-z0-9-]*)"?/

/** Whose log comes below, as kubectl says. */
export function defaulted(text: string, _: number, reading: TextReading): boolean {
  const container = DEFAULTED.exec(text)?.[1]
  if (container === undefined || reading.command?.verb !== 'logs') return false
  reading.command = { ...reading.command, container }
  return true
}

/** A line of a log: of the one that goes on, or of a new one. */
export function logLine(text: string, line: number, reading: TextReading, by = ''): void {
  const [, pod = '', container = '', rest] = PREFIX.exec(text) ?? STERN.exec(text) ?? COMPOSE.exec(text) ?? []
  const own = rest ?? withoutJournal(text)
  const { command, facts } = reading
  const isOfCommand = rest === undefined && command !== undefined && command.verb === 'logs'
  const of = {
    pod: isOfCommand ? (command.names[0] ?? '') : pod,
    container: isOfCommand ? (command.container !== '' ? command.container : (command.names[1] ?? '')) : by || container,
    isPrevious: isOfCommand && command.isPrevious,
    ...(isOfCommand && command.namespace !== '' ? { namespace: command.namespace } : {}),
  }
  const last = reading.log
  if (!last || last.pod !== of.pod || last.container !== of.container || last.namespace !== of.namespace) {
    reading.log = { ...of, lines: [], ...(reading.heading === undefined ? {} : { heading: reading.heading }) }
    facts.logs.push(reading.log)
  }
  reading.log!.lines.push({ text: own, line })
}

/** Of `kubectl logs --timestamps`, to the nanosecond. */
const OF_TIMESTAMPS = /^\s*\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7,9}(?:Z|[+-]\d\d:\d\d) ?/

/** What a program wrote, behind what a node's log of it has. */
function withoutJournal(whole: string): string {
  const text = whole.replace(/^\s*\d{4}-\d\d-\d\dT\S+ (?:stdout|stderr) [FP] /, '').replace(OF_TIMESTAMPS, '')
  const own = JOURNAL.exec(text)?.[4] ?? SERVICE_LINE.exec(text)?.groups?.['own']
  if (own !== undefined) return own
  const logged = /^\s*\{"log":"((?:[^"\\]|\\.)*)/.exec(text)?.[1]
  if (logged !== undefined) return unescaped(logged)
  return KLOG.test(text) ? text.trim() : text
}

/** A string of Docker’s file of a log. */
const unescaped = (text: string): string =>
  text
    .replaceAll(/\\(?:u([0-9a-f]{4})|(.))/g, (_, code: string | undefined, c: string) =>
      code === undefined ? ({ n: '\n', t: '\t', r: '' }[c] ?? c) : String.fromCharCode(Number.parseInt(code, 16)),
    )
    .trimEnd()

/** What Spring Boot writes above the report of a start that failed, and how many lines that has at most. */
export const REPORT = /\bAPPLICATION FAILED TO START\b/
const MOST_OF_A_REPORT = 30

/** Its lines look like anything, and have blank ones between. */
export const isInReport = ({ log }: TextReading): boolean =>
  log?.lines.slice(-MOST_OF_A_REPORT).some(({ text }) => REPORT.test(text)) === true

/** What goes on with a log that is open; of a line of klog’s that was broken its rest. */
export function continueLog(text: string, line: number, { log }: TextReading): void {
  const last = log!.lines.at(-1)!
  const isRest = KLOG.test(last.text) && /^(?!goroutine|panic|created by|main\.|k8s\.io|runtime\.|vendor\/|failed to )[a-z]/.test(text)
  if (isRest) last.text += text.trimEnd()
  else log!.lines.push({ text: withoutJournal(text), line })
}

/** A program's own words that name it, where no command and no table does. */
const PROGRAMS = readPatterns(programWords, 'words', 'program')

/** How etcd alone writes its lines, and how others do that are pasted beside it. */
export const OF_ETCD =
  /^\s*(?:\d{4}-\d\d-\d\d [\d:.]+ [CDEINW] \| |\{"level":.*"caller":"(?:etcdmain|osutil|embed|etcdserver|rafthttp|mvcc|wal))/
const OF_OTHERS = /^\s*(?:[IWEF]\d{4} \d\d:\d\d:\d\d|time="|level=)/

/** A log that nobody names with lines of etcd's and of another program's in it is two. */
export function withoutEtcd(log: LogFacts): LogFacts[] {
  const isEtcd = log.lines.map(({ text }) => OF_ETCD.test(text))
  if (log.pod !== '' || log.container !== '' || !isEtcd.includes(true) || !log.lines.some(({ text }) => OF_OTHERS.test(text))) return [log]
  return [false, true].map((of) => ({ ...log, lines: log.lines.filter((_, i) => isEtcd[i] === of) }))
}

/** The program that wrote a log, by its own words. */
export const programOf = ({ lines }: Pick<LogFacts, 'lines'>): string | undefined =>
  PROGRAMS.find(({ words }) => lines.some(({ text }) => words.test(text.trimStart())))?.program
