import type { LogFacts } from '../facts.ts'
import { REPORT } from '../read/log.ts'
import { short, type Fix } from '../sentence-template.ts'
import { type Meaning, meaningIn } from './finding.ts'

/** A line with which a program ended, and what it usually means. */
export interface LastWords {
  /** As the program wrote it, without time and place. */
  text: string
  line: number
  /** An earlier line that it follows from. */
  before?: { text: string; line: number }
  /** What it means, as the rest of a sentence: `port 9100 of the node is in use already`. */
  means?: string
  fix?: Fix
  /** It is no mere warning. */
  isFatal: boolean
  /** Its words say that it ends, or nothing comes after it. */
  isEnd: boolean
  /** That it is the last line is all that says so. */
  isLast: boolean
  /** Its words are those of a command, too, or of what goes on. */
  isLittle: boolean
}

const FATAL =
  /\bFATAL\b|\[FATAL\]|"level":"(?:fatal|panic)"|level=(?:fatal|panic)|^F\d{4} |^panic: |^fatal error: |\bCRITICAL\b|\bemerg\b|^\s*\[ALERT\]|Exception in thread "main"|exec user process caused|panicked at |Unhandled|Uncaught|^Traceback|terminated abnormally|"command failed" err=|^\s*#\s+SIG[A-Z]+ \(0x|[Tt]erminating due to java\.lang|[Ff]ailed to (?:start|listen|run)|^ERROR! Config provider|^(?:init terminating in|Kernel pid terminated) |^SIG[A-Z]+: |[Cc]annot start|[Uu]nable to start|leaderelection lost|npm (?:ERR!|error)|^Process terminated\. |problem running manager|Shutdown broker because|APPLICATION FAILED TO START|[Ee]xiting|[Ss]hutting down/
const ERROR =
  /\bERROR\b|\bERR\b|"level":"error"|level=error|^E\d{4} |^[Ee]rror\b|\bSEVERE\b|Error:|Exception|Caused by:|[Ff]ailed|[Cc]annot|[Uu]nable|refused|denied|[Cc]an't|[Cc]ould ?n[o']t|[Aa]borting|[Nn]o such|[Nn]ot found|[Ii]nvalid/
const WARNING =
  /\bWARN(?:ING)?\b|"level":"warn|"s":"W"|level=warn|^W\d{4} |\bDEBUG\b|"level":"(?:info|debug)"|level=(?:info|debug)|^I\d{4} |\bINFO\b|^\s*\d{4}-\d\d-\d\d [\d:.]+ [DINW] \| /

/** A row of events, or what stands above them: no program's own words, whatever stands before it. */
const EVENT =
  /^\s*(?:-{3,}[ -]*$|Events:\s*$|Type +Reason +Age\b)|^(?:Liveness|Readiness|Startup) probe (?:failed|errored)|^\W*(?:[\d:.,TZ-]+ +)?(?:Normal|Warning) +[A-Z]\w+ +(?:<unknown>|(?:\d+[smhdy])+)\b/

/** What the control plane of 1.13 to 1.16 logs at each start, and lives on. */
const NOISE = /duplicate metrics collector registration attempted|in-cluster kubeconfig for delegated auth/

/** A logger’s level of an error: what goes on writes it too. */
const LEVEL = /"level": ?"error"|\blevel=error|^\s*\[ERROR\]|^\s*\[?\d{4}[-/]\d\d[-/]\d\d\S*(?: \S+){0,3} \[?ERROR\b/

/** Says that it ends, and not why. */
const EMPTY =
  /^\W*(?:\d+ )?(?:\[?ERROR\]? )?(?:\[[\w-]+\] ){0,3}(?:Aborting|Exiting|Shutting down|exit status \d+|exited.{0,20}|[Ee]rror|[Ff]atal)\W*$/

/**
 * What a program writes only as it ends, whatever it has said: a command its flags, below the error.
 *
 * Follows: Node.js, src/node_errors.cc, TriggerUncaughtException; spf13/cobra, command.go, ExecuteC; Elasticsearch, BootstrapChecks; flannel, main.go; MongoDB, assert_util.cpp; PostgreSQL, initdb; Fluent Bit, fluent-bit.c.
 */
const SAYS_END =
  /^Node\.js v\d+\.\d+\.\d+$|^Usage:\s*$|bootstrap checks failed|^Stopping shutdownHandler|aborting after fassert\(\) failure|^Terminating\.: |^initdb: error: |\. Aborting\.?$/

/** Without its time, its level and its place in a source. */
const bare = (text: string): string =>
  fieldWords(jsonWords(text))
    .trim()
    .replace(/^\d\d:\d\d:\d\d[.,]\d+ +/, '')
    .replace(/^[a-z][\w-]* \d\d:\d\d:\d\d\.\d\d (?=[A-Z]+ +==>)/, '')
    .replace(/^(?:INFO|WARN|ERROR|DEBUG) +==> /, '')
    .replace(/^\d{1,2}\/\d{1,2}\/\d{4} \d{1,2}:\d\d:\d\d [AP]M/, '')
    .replace(/^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+\s+\d+ \S+\.go:\d+\] ?/, '')
    .replace(/^(?:\[?\d{4}[-/]\d\d[-/]\d\d(?:T|,? )?[\d:.,]*(?:Z| ?[+-]\d\d:?\d\d| [A-Z]{3,4}(?=\]))?\]?\s*)/, '')
    .replace(/^[A-Z][a-z]{2} \d{1,2}, \d{4} @ [\d:.]{8,15}\s+/, '')
    .replace(/^\[\d+\] (?=\[[A-Z]+\])/, '')
    .replace(/^(?:UTC|GMT) (?:\[\d+\] )?/, '')
    .replace(/^[CEWNID] \| /, '')
    .replace(/^\d+:[CMSX] \d\d [A-Z][a-z]{2} \d{4} [\d:.]+ [*#.-] /, '')
    .replace(/^\d+ (?=\[(?:ERROR|FATAL|Note|Warning)\])/, '')
    .replace(/^(?:\[(?:FATAL|ERROR|CRITICAL|PANIC)\]|FATAL|ERROR|CRITICAL|PANIC)[:!]? */, (level) =>
      /FATAL|PANIC/.test(level) ? level : '',
    )

/** What a program writes as fields says its message and its error. */
function fieldWords(text: string): string {
  if (!/(?:^| )(?:level|lvl)=\w+/.test(text)) return text
  const valueOf = (key: string): string | undefined =>
    new RegExp(`(?:^| )${key}=(?:"((?:[^"\\\\]|\\\\.)*)(?:"|$)|(\\S+))`).exec(text)?.slice(1).find(Boolean)
  const said = ['msg', 'message', 'err', 'error'].flatMap((key) => valueOf(key)?.replaceAll('\\"', '"') ?? [])
  return said.length === 0 ? text : said.join(': ')
}

function jsonWords(text: string): string {
  const message =
    /^\{.*?"(?:msg|message|m)": ?"((?:[^"\\]|\\.)*)"/.exec(text.trim())?.[1] ??
    /^\{.*?"(?:error|err)": ?"((?:[^"\\]|\\.)*)"/.exec(text.trim())?.[1]
  if (message === undefined) return text
  const more = [...text.matchAll(/"(?:error|err|signal|reason)": ?"((?:[^"\\]|\\.)*)"/g)]
    .map(([, said]) => said!)
    .filter((said) => said !== message)
  return [message, ...more].join(': ').replaceAll('\\"', '"').replaceAll('\\n', ' ')
}

/** Whether it may say why something ended: it is an error, or its meaning is known. */
export const isReason = (words: LastWords): boolean => words.isFatal || words.means !== undefined

/**
 * The line with which a log ends a program: the last one that says so, else the last that fits a meaning, else the last error. The first
 * warning of many is none of them.
 */
export function lastWordsOf(logs: readonly LogFacts[]): LastWords | undefined {
  const all = logs
    .toSorted((a, b) => Number(b.isPrevious) - Number(a.isPrevious))
    .map((log) => ofLog(log))
    .filter((words) => words !== undefined)
  return all.find(({ isFatal, means }) => isFatal && means !== undefined) ?? all.find(({ isFatal }) => isFatal) ?? all[0]
}

/** Rust writes what its panic says below the place of it. */
const withPanics = (lines: LogFacts['lines']): LogFacts['lines'] =>
  lines.map((line, i) =>
    RUST_PANIC.test(line.text) && lines[i + 1] ? { ...line, text: `${line.text.trim()} ${lines[i + 1]!.text.trim()}` } : line,
  )
const RUST_PANIC = /^\s*thread '.*' panicked at \S+:\d+:\d+:\s*$/

/** Spring Boot’s report of a start that failed says why below `Description:`. */
function withReport(lines: LogFacts['lines']): LogFacts['lines'] {
  const at = lines.findLastIndex(({ text }) => REPORT.test(text))
  const head = lines.findIndex(({ text }, i) => i > at && /^\s*Description:\s*$/.test(text))
  const why = at < 0 || head < 0 ? undefined : lines[head + 1]
  return why ? [...lines.slice(0, at), { ...why, text: `APPLICATION FAILED TO START: ${why.text.trim()}` }] : lines
}

/** A Java machine that crashes names the frame some lines below the signal. */
function withFrames(lines: LogFacts['lines']): LogFacts['lines'] {
  const at = lines.findIndex(({ text }) => /^\s*#\s+Problematic frame:/.test(text))
  const frame = at < 0 ? undefined : /^\s*#\s+(\S.*)$/.exec(lines[at + 1]?.text ?? '')?.[1]
  if (frame === undefined) return lines
  return lines.map((line) =>
    /^\s*#\s+SIG[A-Z]+ \(0x/.test(line.text) ? { ...line, text: `${line.text}; problematic frame: ${frame}` } : line,
  )
}

/** A line of a log, without what stands before its words. */
interface LastLine {
  text: string
  raw: string
  line: number
  meaning: Meaning | undefined
  /** Node.js ended with it, below the piece of the source that threw it. */
  isThrown: boolean
}

const isFatalLine = ({ raw, text, isThrown, meaning }: LastLine): boolean =>
  isThrown ||
  /failed to renew lease|stopped leading/.test(raw) ||
  ((FATAL.test(raw) || FATAL.test(text)) &&
    !/^(?:alive|slow)$/.test(meaning?.kind ?? '') &&
    !/^I\d{4} |"s":"W"|"level":"(?:info|debug)"|\bINFO\b|\blevel=debug\b/.test(raw))

/** What a program writes once it was told to end is no cause of that. */
function untilTold(said: readonly LastLine[]): readonly LastLine[] {
  const at = said.findIndex(
    ({ meaning }, i) => i >= said.length - MOST_OF_AN_END && meaning?.means.startsWith('it was told to end') === true,
  )
  return at < 0 ? said : said.slice(0, at + 1)
}
const MOST_OF_AN_END = 20

function ofLog({ lines }: LogFacts): LastWords | undefined {
  const all = withoutOvercome(
    withoutSource(
      withFrames(withPanics(withReport(lines)))
        .map(({ text, line }): LastLine => ({ text: bare(text), raw: text, line, meaning: meaningIn(bare(text)), isThrown: false }))
        .filter(({ text }) => text !== '' && !EVENT.test(text) && !NOISE.test(text)),
    ),
  )
  const said = untilTold(all)
  const fatal = said.findLast(({ isThrown }) => isThrown) ?? said.findLast(isFatalLine)
  const understood = said.findLast(({ raw, meaning }) => meaning && (meaning.kind === 'end' || !WARNING.test(raw) || FATAL.test(raw)))
  const error = said.findLast(({ raw }) => ERROR.test(raw) && !WARNING.test(raw))
  // of a log that ends without an error its last line is shown, and nothing is concluded
  const chosen = (fatal && (causeIn(fatal, said) ?? fatal)) ?? understood ?? error ?? said.findLast(({ meaning }) => meaning) ?? said.at(-1)
  if (!chosen) return undefined
  const [above, below] = [said.slice(0, said.indexOf(chosen)), said.slice(said.indexOf(chosen) + 1)]
  const before = lineAbove(chosen, above)
  const explained = before?.meaning ?? chosen.meaning
  const saysEnd =
    (fatal !== undefined && chosen.meaning?.kind !== 'alive') ||
    explained?.kind === 'end' ||
    // a later line says only that
    below.some(({ raw, text }) => EMPTY.test(text) && /ERROR|FATAL|Abort/.test(raw)) ||
    said.some(({ text }) => SAYS_END.test(text))
  const isLast =
    below.length === 0 &&
    !/^(?:alive|slow|writes)$/.test(explained?.kind ?? '') &&
    !/^E\d{4} /.test(chosen.raw) &&
    !(explained === undefined && LEVEL.test(chosen.raw)) &&
    (error !== undefined || understood === chosen)
  return {
    text: chosen.text.slice(0, 300),
    line: chosen.line,
    ...(before ? { before: { text: before.text.slice(0, 300), line: before.line } } : {}),
    isEnd: saysEnd || isLast,
    isLast: isLast && !saysEnd,
    isLittle: explained === undefined || explained.kind === 'weak' || /^\W*(?:tls: .*)?x509: /.test(chosen.text),
    isFatal: fatal !== undefined || chosen === understood || error !== undefined,
    ...(explained ? { means: explained.means, fix: explained.fix } : {}),
  }
}

/** Carets below a line of a source point at a place in it. */
const CARETS = /^[~^]+$/
/** Where Node.js stopped: `node:events:495`. */
const PLACE = /^\S+:\d+$/
/** What Node.js prints of an error below its words. */
const OF_ERROR = /^\s*(?:at |\[?\w+\]?: .*,?$|\}|Node\.js v\d)/

/** A piece of a source is no word of the program; behind the one that Node.js ends with stands the error, and what belongs to it. */
function withoutSource(said: readonly LastLine[]): LastLine[] {
  const isSource = ({ text }: LastLine, i: number): boolean => CARETS.test(text) || CARETS.test(said[i + 1]?.text ?? '')
  const thrownAt = said.findLastIndex((_, i) => CARETS.test(said[i - 1]?.text ?? '') && PLACE.test(said[i - 3]?.text ?? ''))
  return said.flatMap((item, i) => {
    if (i === thrownAt) return [{ ...item, isThrown: true }]
    return isSource(item, i) || (thrownAt >= 0 && i > thrownAt && OF_ERROR.test(item.text)) ? [] : [item]
  })
}

/** It serves: what it warned of before was there in the end. */
const SERVES =
  /\b[Ss]erving (?:securely|insecurely|on)\b|\b[Ll]istening (?:on|at)\b|\b[Ss]tarted \w+ in [\d.]+ ?(?:s|ms)|\b[Rr]eady to (?:accept|serve)\b/
const CONNECTS = /\b(?:[Rr]e)?[Cc]onnected (?:successfully )?to (\S+)|\b[Cc]onnection (?:to (\S+) )?(?:re-?)?established/
const NOT_REACHED =
  /refused|time(?:d )?-?out|deadline exceeded|no route to host|[Uu]nreachable|(?:[Ff]ailed|[Uu]nable|[Cc]annot|could not) (?:to )?connect/

/** What was not reached, and then was, is no cause. */
function withoutOvercome(said: readonly LastLine[]): LastLine[] {
  const isOvercome = (item: LastLine, i: number): boolean =>
    NOT_REACHED.test(item.text) &&
    !isFatalLine(item) &&
    said.slice(i + 1).some(({ text, raw, meaning }) => {
      if (meaning || (ERROR.test(raw) && !WARNING.test(raw))) return false
      const match = CONNECTS.exec(text)
      const target = (match?.[1] ?? match?.[2])?.replaceAll(/[^\w.:[\]-]/g, '')
      return (SERVES.test(text) && WARNING.test(item.raw)) || (match !== null && (target === undefined || item.text.includes(target)))
    })
  return said.filter((item, i) => !isOvercome(item, i))
}

/** The error that a stack ends with. */
const causeIn = (fatal: LastLine, said: readonly LastLine[]): LastLine | undefined =>
  /^(?:panic|fatal error|Traceback|Exception|Config provider)/.test(fatal.text)
    ? said.slice(said.indexOf(fatal)).findLast(({ raw }) => /Caused by:|^[\w.]+(?:Error|Exception):|^\*\* \(\w+\) /.test(raw.trim()))
    : undefined

/** The line that ends a log may say less than one above, which it follows from: that one. */
function lineAbove({ text, meaning: own }: LastLine, above: readonly LastLine[]): LastLine | undefined {
  // why the handshake fails says more than that it does
  const refused = own?.kind === 'etcd' ? above.findLast((item) => item.meaning && /x509|certificate/.test(item.text)) : undefined
  if (refused) return refused
  const isNameless = own?.means.endsWith(' what it asks') === true
  const isOpen =
    isNameless || own === undefined || own.kind === 'weak' || own.kind === 'lease' || (own.kind === 'etcd' && !/\d:\d/.test(own.means))
  const isMore = ({ kind, means }: Meaning): boolean => {
    if (isNameless) return /^it does not reach (?!what it asks)/.test(means)
    return own?.kind === 'lease' ? kind === 'writes' : kind !== 'weak' && (own === undefined || own.kind === 'weak' || kind === 'etcd')
  }
  const more = isOpen ? above.findLast(({ meaning }) => meaning && isMore(meaning)) : undefined
  return more ?? (EMPTY.test(text) ? above.findLast((item) => ERROR.test(item.raw) && !EMPTY.test(item.text)) : undefined)
}

/** A log's last words, and what they mean. */
export const saidOf = (words: LastWords, most = 220): string =>
  `“${short(words.text, most)}”${words.before ? `, after “${short(words.before.text, most)}”` : ''}${words.means ? `, which means that ${words.means}` : ''}`

export const linesOf = (words: LastWords | undefined): number[] => (words ? [...(words.before ? [words.before.line] : []), words.line] : [])
