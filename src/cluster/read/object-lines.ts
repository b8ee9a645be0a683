import { Facts } from '../facts.ts'
import { DESCRIBE_START } from './describe.ts'
import { LOG_LINE } from './log.ts'
import { marksIn, readObjects } from './object.ts'
import { readPieces } from './pieces.ts'
import { closeDescription, type Find, type Form, namedBy, NAMELESS, type Reading } from './reading.ts'
import { DESCRIBED_EVENT, EVENT_ROW, HEADER, POD_ROW } from './table.ts'

/** Fields that none but a Pod's status has. */
const OF_A_STATUS =
  'lastState|state|containerStatuses|initContainerStatuses|terminated|waiting|restartCount|exitCode|startedAt|finishedAt|imageID|containerID'
export const YAML_START = new RegExp(
  String.raw`^\s*(?:- )?(?:apiVersion|kind): *\S|^(?:items|metadata|status|spec): *$|^\s*(?:- )?(?:${OF_A_STATUS}|allocatedResources|involvedObject): *\S*|^\s*(?:livenessProbe|readinessProbe|startupProbe): *$`,
)
/** What goes on with an object in YAML: a field, a member, a comment, a line of a text that stands further in. */
const YAML_MORE = /^\s*(?:- |#|["']?[\w./-]+["']?:(?:\s|$)|[}\]])/
/** What none but a description has, which goes on below. */
const DESCRIBED_FIELD = /^\s*(?:Exit Code|Last State|Restart Count|Started|Finished|Events): {2,}\S|^\s*Events:\s*$/
/** A field of a Pod's as the API spells it; a description has capitals. */
const YAML_FIELD = /^\s*(?:- )*["']?[a-z][\w./-]*["']?:(?:\s|$)/
export const JSON_START = new RegExp(
  String.raw`^\s*(?:\{\s*$|\[\s*$|\{\s*"|\[\s*\{|"(?:State|status|involvedObject)": *\{|"(?:${OF_A_STATUS})": *[\d"{[])|"(?:containerStatuses|lastState|restartCount|exitCode|involvedObject)": ?[\d[{]`,
)
/** What goes on with one in JSON, or with a string of it that was broken. */
const JSON_MORE = /^\s*(?:["{}[\],]|-?\d[\d.]*,?$|(?:true|false|null),?$)|^\s*$|"[,:}\]]/
/** A program's own line, whatever is in it. */
const JSON_LOG = /^\s*\{ *"(?:level|ts|time|timestamp|msg|message|severity|@timestamp|log)":/

/** An object in JSON, from the brace that opens it to the one that closes it; of fields that are cut out of one, all that follow. */
export function json(text: string, i: number, reading: Reading): ReturnType<Form['take']> {
  if (!JSON_START.test(text) || JSON_LOG.test(text)) return 0
  const { lines } = reading
  const isEnd = (n: number): boolean => lines[n]!.is === 'command' || lines[n]!.is === 'fence' || lines[n]!.file !== lines[i]!.file
  const closed = /^\s*[{[]/.test(text) ? jsonEnd(lines, i) : undefined
  let to = closed ?? i
  if (closed === undefined) while (to + 1 < lines.length && !isEnd(to + 1) && JSON_MORE.test(lines[to + 1]!.text)) to++
  for (let n = i + 1; n <= to; n++) if (isEnd(n)) to = n - 1
  while (to > i && lines[to]!.is !== 'text') to--
  const whole = textOf(lines, i, to)
  // one line of a program's log is an object too
  if (to === i && LOG_LINE.test(text) && !/"(?:kind|apiVersion|data|items|containerStatuses)":/.test(text)) return 0
  return objects('json', /^\s*[{[]/.test(text) ? whole : `{${whole.trim().replace(/,$/, '')}}`, i, to, reading)
}

/** A container's state as Go prints a map. */
export const GO_MAP = /\bmap\[(?:terminated|waiting|running):map\[/

export function goMap(text: string, i: number, reading: Reading): ReturnType<Form['take']> {
  if (!GO_MAP.test(text)) return 0
  const before = reading.facts.pods.length
  const isUsed = readPieces(text.slice(GO_MAP.exec(text)!.index), () => i, reading.facts)
  for (const pod of reading.facts.pods.slice(before)) if (pod.name === NAMELESS) pod.name = namedBy(reading)
  return { lines: 1, use: isUsed ? 'used' : 'unused' }
}

/** An object in YAML, or a part of one, as far as its lines go on with it. */
export function yaml(text: string, i: number, reading: Reading): ReturnType<Form['take']> {
  if (!YAML_START.test(text) || reading.described?.wants(text)) return 0
  const { lines } = reading
  const base = text.length - text.trimStart().length
  const isPiece = !/^\s*(?:- )?(?:apiVersion|kind|items|metadata|spec|\w+Probe):/.test(text)
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
    const isOut = indent < base && !(isPiece && YAML_FIELD.test(own))
    if (n > i && (!isMore || isOut || (indent === 0 && isOther(own)) || DESCRIBED_FIELD.test(own))) break
    if (/[:-] *[|>][+-]?\d?\s*$/.test(own)) isLiteral = indent
    to = n
  }
  while (to > i && lines[to]!.is !== 'text') to--
  const cut = lines.slice(i, to + 1).filter(({ is }) => is === 'text' || is === 'blank')
  const whole = cut
    .map((line) => (line.is === 'blank' ? '' : line.text.slice(Math.min(base, line.text.length - line.text.trimStart().length))))
    .join('\n')
  return objects('yaml', whole, i, to, reading)
}

const isOther = (text: string): boolean =>
  POD_ROW.test(text) || HEADER.test(text) || DESCRIBED_EVENT.test(text) || EVENT_ROW.test(text) || DESCRIBE_START.test(text)

function objects(is: 'json' | 'yaml', text: string, from: number, to: number, reading: Reading): ReturnType<Form['take']> {
  closeDescription(reading)
  const { facts } = reading
  const [pods, events] = [facts.pods.length, facts.events.length]
  const find = finder(reading.lines, from, to)
  const { isUsed, problem } = readWhat(is, text, find, facts)
  const name = namedBy(reading)
  for (const pod of facts.pods.slice(pods)) if (pod.name === NAMELESS) pod.name = name
  if (problem !== undefined && facts.pods.length === pods && facts.events.length === events) {
    if (LOG_LINE.test(reading.lines[from]!.text)) return 0
    facts.troubles.push(
      `The ${is === 'json' ? 'JSON' : 'YAML'} from line ${reading.lines[from]!.number} on cannot be read: ${problem}; allowed: what kubectl get prints with -o yaml or -o json, whole.`,
    )
  }
  return { lines: to - from + 1, use: isUsed ? 'used' : 'unused' }
}

/** Read as an object; where its pieces tell more, for a line that held it together is gone, by them. */
function readWhat(is: 'json' | 'yaml', text: string, find: Find, facts: Facts): ReturnType<typeof readObjects> {
  const [asObject, asPieces] = [new Facts(), new Facts()]
  const { isCut = true, isUsed } = readObjects(is, text, () => 0, asObject)
  const tellMore = readPieces(text, () => 0, asPieces) && weightOf(asPieces) > weightOf(asObject)
  const whole = tellMore && (isCut || !isUsed) ? { isUsed: false } : readObjects(is, text, find, facts)
  return tellMore ? { isUsed: readPieces(text, find, facts) } : whole
}

/** How much was told of containers, and how many events. */
const weightOf = ({ pods, events, runtime, nodeWords }: Facts): number =>
  events.length +
  runtime.length +
  nodeWords.length +
  pods
    .flatMap(({ containers }) => [...containers.values()])
    .reduce((sum, { restarts, state, lastState }) => sum + [restarts, state, lastState].filter((fact) => fact !== undefined).length, 0)

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

/** The line on which the braces that open on one are closed; undefined where they never are. */
function jsonEnd(lines: Reading['lines'], from: number): number | undefined {
  let depth = 0
  for (const [mark, n] of marksIn(ofFile(lines, from))) {
    if (mark === '{' || mark === '[') depth++
    else if (mark !== ',' && --depth === 0) return from + n
  }
  return undefined
}

/** The texts of a file's lines from one on; empty for what is no text. */
function* ofFile(lines: Reading['lines'], from: number): Generator<string> {
  for (let i = from; lines[i]?.file === lines[from]!.file; i++) yield lines[i]!.is === 'text' ? lines[i]!.text : ''
}
