import { toBytes } from '../../manifest/utf8.ts'
import { count, type PastedLine } from '../facts.ts'
import { type Piece, uncollected } from './collected.ts'

/** A command as it was typed before its output; what it names tells whose the output is. */
export interface TypedCommand {
  /** `get`, `describe`, `logs`, `events`, `top`, `ps`, `inspect`; or the program itself, such as `journalctl`. */
  verb: string
  /** `pod`, `node`; lower case, without its plural. */
  resource: string
  names: string[]
  namespace: string
  container: string
  isPrevious: boolean
}

/** A line, and what it says of those after it. */
export interface Cleaned extends PastedLine {
  is: 'text' | 'blank' | 'command' | 'fence' | 'dots'
  command?: TypedCommand
  /** It stands between fences: no person wrote it among the others. */
  isFenced: boolean
  rests: PastedLine[]
}

/** A line that is longer is none of kubectl's, but an object in one line is. */
const MOST_LINE = 100_000
/** Colours and titles, as terminals write them, and what nobody sees. */
const COLOURS = new RegExp(
  String.raw`\u001B\[[0-9;?]*[ -/]*[@-~]|\u001B\][^\u0007\u001B]*(?:\u0007|\u001B\\)?|[\u0000-\u0008\u000B\u000C\u000E-\u001F\u200B\uFEFF]`,
  'g',
)
const FENCE =
  /^\s*(?:```+|~~~+)\s*[\w+#.-]*\s*$|^\s*`\s*$|^\s*(?:\{(?:code|noformat)(?::\w+)?\}|<\/?(?:pre|code|details|summary)[^>]*>)\s*$/
const DOTS =
  /^\s*(?:#\s*)?(?:[([<]?\s*(?:\.{2,}|…|snip(?:ped)?|truncated|omitted|skipped|output omitted|cut)\s*[)\]>]?)(?:\s*(?:\.{2,}|…))?\s*$/i
const RULER = /^\s*(?:-{4,}|={3,}|\*{4,}|_{4,}|-{3})\s*$/
const HINT =
  /^Hint: Some lines were ellipsized|^To see the stack trace of this error execute with --v=|^-- (?:Logs begin|Journal begins|No entries|Reboot|Boot)|^lines \d+-\d+/

/**
 * A text's lines without what stands around what a cluster printed: quotes, fences, prompts, colours, Windows' ends, indentation;
 * and joined again where a terminal has wrapped them at its width.
 *
 * `isStart`: whether a line begins something by itself: it is no rest of the line above then. `isRow`: whether it is a row, a header or
 * a description: no program's log has these.
 */
export function clean(text: string, file: number, isStart: (text: string) => boolean, isRow: (text: string) => boolean): Cleaned[] {
  const whole = text.split(/\r\n|\n|\r/)
  if (whole.length > 1 && whole.at(-1) === '') whole.pop()
  const pieces = uncollected(whole).flatMap((piece): Piece[] =>
    piece.own === undefined ? unglued(cut(piece.raw)).map((raw, _, all) => ({ ...piece, raw: all.length > 1 ? raw : piece.raw })) : [piece],
  )
  let plain = pieces.map(({ raw, own = raw }) => cut(own).replaceAll(COLOURS, '').replaceAll('\u00A0', ' ').trimEnd())
  // as Kubernetes wrote it up to 1.0; a column stays where it is
  plain = plain.map((line) => line.replaceAll(/\bOOM Killed\b/g, 'OOMKilled '))
  if (plain.some((line) => BENT.test(line))) plain = plain.map((line) => line.replaceAll(/[“”]/g, '"'))
  if (plain.some((line) => /&lt;|&quot;|&#39;/.test(line))) plain = plain.map(withoutEntities)
  plain = withoutPrefix(dedented(unquoted(plain)), isRow).map((line) => withoutEdges(withoutBars(line)))
  const isFence = plain.map((line) => FENCE.test(line))
  plain = dedentedBlocks(plain, isFence)
  let isOpen = false
  const lines = plain.map((line, i): Cleaned => {
    if (isFence[i]) isOpen = !isOpen
    const { raw, number } = pieces[i]!
    const own = { file, raw, number, use: 'unused' as const, rests: [], isFenced: isOpen }
    if (line.trim() === '') return { ...own, text: '', is: 'blank', use: 'frame' }
    if (isFence[i]) return { ...own, text: '', is: 'fence', use: 'frame' }
    if (DOTS.test(line)) return { ...own, text: '', is: 'dots', use: 'frame' }
    if (RULER.test(line) || HINT.test(line)) return { ...own, text: '', is: 'dots', use: 'frame' }
    const bare = withoutMarks(line, isStart)
    const command = isComment(plain, i) ? undefined : commandOf(bare)
    if (command) return { ...own, text: bare, is: 'command', command, use: 'frame' }
    return { ...own, text: inCell(inCode(bare, isStart), isStart), is: 'text' }
  })
  return joined(lines, isStart)
}

const cut = (raw: string): string => (raw.length > MOST_LINE && !/^\s*[[{]/.test(raw) ? raw.slice(0, MOST_LINE) : raw)

/** Quotes of a journal’s field that an editor has bent. */
const BENT = /\b(?:pod|probeType|containerName|err|output|msg|level)=“/

const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&', '&#39;': "'" }
const withoutEntities = (line: string): string => line.replaceAll(/&(?:lt|gt|quot|amp|#39);/g, (entity) => ENTITIES[entity]!)

/** `> ` of mails and issues, where several lines in a row have it; a prompt's `>` stands alone. */
function unquoted(lines: readonly string[]): string[] {
  const isQuoted = lines.map((line) => /^\s*>/.test(line))
  return lines.map((line, i) =>
    isQuoted[i] && (isQuoted[i - 1] || isQuoted[i + 1] || !/^\s*>\s*(?:kubectl|oc|k|docker|crictl)\s/.test(line))
      ? line.replace(/^\s*(?:> ?)+/, '')
      : line,
  )
}

const TIME = String.raw`(?:(?:\d{4}[-/]\d\d[-/]\d\d|\d{1,2}[/.]\d{1,2}[/.]\d{4},?)[T ])?\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z| ?[+-]\d\d:?\d\d)?`
/** What a recorder, a pipeline or a chat writes before each line: a time, at times a level and who it was. */
const TIMED = new RegExp(
  String.raw`^\s*(?:\[${TIME}\]|${TIME})(?:\s+\[?(?:DEBUG|INFO|WARN(?:ING)?|ERROR|NOTICE)\]?)?(?:\s+\[?[\w./-]+\]?:)?(?: |$)`,
)
/** A wrapped line has it once. */
const MANY_OF_LINES = 0.3

/** A header whose first column is a time: what its rows begin with is a cell. */
const OF_TIMES = /^\W*(?:LAST|FIRST|TIME|DATE|WHEN|SEEN|CREATED)[A-Z_]*\s{2,}[A-Z]/
const COLUMNS = /^\s*(?:Type +Reason +Age|LAST SEEN +|NAME +READY +|NAMESPACE +)/

/** Without a time before each line where many lines have one of the same shape, and rows or a description are behind it. */
function withoutPrefix(lines: readonly string[], isRow: (text: string) => boolean): string[] {
  const shapeOf = (line: string): string | undefined =>
    TIMED.exec(line)?.[0]
      .trim()
      .replaceAll(/\d/g, '0')
      .replace(/\s+\[?[A-Z]{4,7}\]?/, '')
      .replace(/ .*:$/, '')
  const shapes = new Map<string, number>()
  for (const shape of lines.map(shapeOf)) if (shape !== undefined) count(shapes, shape)
  const [shape, times] = [...shapes].toSorted((a, b) => b[1] - a[1])[0] ?? ['', 0]
  const isColumn = lines.some((line) => OF_TIMES.test(line))
  if (isColumn || times === 0 || times < MANY_OF_LINES * lines.filter((line) => line.trim() !== '').length) return [...lines]
  const bare = lines.map((line) => (shapeOf(line) === shape ? line.replace(TIMED, '') : line))
  const rows = bare.filter((line, i) => line !== lines[i] && isRow(line) && !isRow(lines[i]!)).length
  return rows >= Math.min(2, times) || bare.some((line, i) => line !== lines[i] && COLUMNS.test(line)) ? bare : [...lines]
}

/** A row of a console's screen that came without its edges: the mark of a port that is forwarded tells it. */
export const MARKED_ROW = /^\s*`?(?:[a-z0-9-]+\s+)?[a-z0-9][\w.-]*\s+[●○]\s+\d+\/\d+\s+(?:[A-Z]\S*\s+\d+|\d+\s+[A-Z]\S*)(?:\s|$)/

/** A row of a console's screen, such as k9s': without its edges and marks, and what stands between a pod's restarts and its age. */
const withoutEdges = (line: string): string =>
  /^\s*[│┃].*[│┃]\s*$/.test(line) || MARKED_ROW.test(line)
    ? line
        .replaceAll(/[│┃●○↑↓]/g, ' ')
        .trimEnd()
        // some have restarts before the status
        .replace(/(\s\d+\/\d+\s+)(\d+)(\s+)([A-Z][\w:/]*)/, '$1$4$3$2')
        .replace(/^(\s*\S+(?:\s+\S+)?\s+\d+\/\d+\s+[A-Z]\S*\s+\d+)\s+\S.*\s(\d[\dydhms]*)$/, '$1   $2')
    : line

/** A row of a table in Markdown: its cells, two spaces apart. */
function withoutBars(line: string): string {
  if (!/^\s*\|.*\|\s*$/.test(line)) return line
  const cells = line
    .trim()
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim())
  return cells.every((cell) => /^:?-{2,}:?$/.test(cell)) ? '----' : cells.join('   ')
}

/** How far a line stands in. */
export const indentOf = (line: string): number => line.length - line.trimStart().length

/** Without the indentation that all lines share. */
function dedented(lines: readonly string[]): string[] {
  const expanded = lines.map((line) => (/^ *\t/.test(line) ? line.replace(/^[ \t]+/, (white) => white.replaceAll('\t', '        ')) : line))
  const least = expanded.reduce((min, line) => (line.trim() === '' ? min : Math.min(min, indentOf(line))), Infinity)
  return expanded.map((line) => line.slice(least))
}

/** Each fence's lines by themselves: a fence in a list is indented, and what is around it is not. */
function dedentedBlocks(lines: readonly string[], isFence: readonly boolean[]): string[] {
  const blocks: string[][] = [[]]
  lines.forEach((line, i) => (isFence[i] ? blocks.push([line], []) : blocks.at(-1)!.push(line)))
  return blocks.flatMap((block, i) => (i % 2 === 0 ? dedented(block) : block))
}

/** A fence or a mark of code that is glued to a line, a line in bold, a line behind a comment's sign or a box's edge. */
function withoutMarks(line: string, isStart: (text: string) => boolean): string {
  const glued = line
    // minikube, before a line of the kubelet's, or of its own screen
    .replace(/^\s*[IWEF]\d{4} \S+ +\d+ (?:logs\.go:\d+\] Found kubelet problem:|out\.go:\d+\]) /, '')
    .replace(/^\s*```(?:(?:bash|sh|shell|console|te?xt|ya?ml|json|logs?|plaintext|ini|output)\s+)?(?=\s*\S)/, '')
    .replace(/(?:(?<!\s)\s+)?```\s*$/, '')
  const whole = /^\s*`([^`]+)`[.:]?\s*$/.exec(glued)?.[1]
  if (whole !== undefined) return whole
  const open = /^\s*`(?=[^`]+$)/.test(glued) ? glued.replace('`', '') : glued.replace(/^([^`]+)`\s*$/, '$1')
  const bold = withoutBold(/^\s*(?:\*\*|__)(?!\*)(.+?)(?<!\*)(?:\*\*|__)\s*$/.exec(open)?.[1] ?? open, isStart)
  const inner =
    /^\s*(?:#|\/\/|[-+*•│┃|])\s+(\S.*?)\s*[│┃|]?\s*$/.exec(bold)?.[1] ??
    // the number that grep -n or an editor writes before a line
    /^\s*(?:[Ll]ine )?\d{1,7}: ?([A-Z]\S.*)$/.exec(bold)?.[1] ??
    // a person’s words, or a page’s, before the kubelet’s
    /^\s*(?:[A-Z][\w ]+ |[A-Za-z][\w ,’']*: )((?:Error: failed to (?:start|create) container|(?:Liveness|Startup) probe failed: |Back-off (?:restarting|pulling) |Failed to pull image "|MountVolume\.\w+ failed for volume|Failed to create pod sandbox: |\(combined from similar events\): |Error creating: ).*)$/.exec(
      bold,
    )?.[1] ??
    /^\s*<(td|li|p)>\s*(.*?)\s*<\/\1>\s*$/.exec(bold)?.[2]
  return inner !== undefined && isStart(inner) && !isStart(bold) ? inner : bold
}

/** Without the marks of a bold cell of a row, or of a bold passage of several lines, and its quotes. */
function withoutBold(line: string, isStart: (text: string) => boolean): string {
  const plain = line.replaceAll('**', '')
  if (plain !== line && !isStart(line) && isStart(plain)) return plain
  // one that both begins and ends there has been looked at
  if (line.indexOf('**') !== line.lastIndexOf('**')) return line
  const bare = line.replace(/^\s*\*\*"?/, '').replace(/"?\*\*\s*$/, '')
  return isStart(bare) ? bare : line
}

/** `Log only shows: `…`` : what stands between the marks, where that is what a cluster prints. */
function inCode(line: string, isStart: (text: string) => boolean): string {
  const quoted = IN_A_SENTENCE.exec(line)?.[1]
  const marked = [...line.matchAll(/`([^`]{12,})`|\*\*_?([^*]{12,}?)_?\*\*/g)].map(([, code, bold]) => (code ?? bold)!)
  const spans = quoted === undefined || isStart(line) ? marked : [...marked, quoted]
  return spans.find((inner) => isStart(inner) && commandOf(inner) === undefined) ?? line
}

/** `The error that it shows is: "Error: …"`. */
const IN_A_SENTENCE = /^\s*[A-Z]\w*(?: [\w’'(),-]{1,40}){1,15}: ?["“]([^"“”]{12,})["”][.,]?\s*$/

/** Of a row whose cells are parted by bars the one that a cluster prints by itself. */
function inCell(line: string, isStart: (text: string) => boolean): string {
  const cells = line.split(' | ')
  return cells.length < LEAST_CELLS || isStart(line) ? line : (cells.find((cell) => isStart(cell)) ?? line)
}
const LEAST_CELLS = 3

const PROGRAMS =
  'kubectl|oc|k|k3s|microk8s\\.kubectl|microk8s|minikube|docker|podman|nerdctl|crictl|ctr|journalctl|systemctl|talosctl|dmesg|cat|tail|head|less|more|grep|egrep|zgrep|curl|helm|watch|ls|ps|free|df|top|sudo|stern|kubeadm|jq|promtool|ssh|vi|vim|nano|sed|awk|echo|uname|date|etcdctl|openssl|netstat|ss|lsof|nsenter'
/** A prompt ends with one of these, or begins with the arrow of a zsh; without one only what nobody writes in a sentence is a command. */
const PROMPT = new RegExp(
  `^\\s*(?:[-*] )?(?:\\([\\w.-]+\\)\\s*|\\\\?\\[[\\d:. -]{4,24}\\]\\s*)?(?:PS )?(?:(?:\\[[^\\]]{1,80}\\]|[\\w.@~:/\\\\+ -]{0,80}?|[\\w.@-]+:\\S{0,80}(?: \\w+)?|[➜→] +\\S+(?: git:\\(\\S+\\))?(?: ✗)?)\\s*(?:[$#%❯➜›»λ]|>(?!>))|➜ +\\S+(?: git:\\(\\S+\\))?(?: ✗)?(?= ))\\s*(?:sudo\\s+)?(?:[A-Z][A-Z_]+=\\S+\\s+)*(?:\\.?/(?:[\\w./-]+/)?)?((?:${PROGRAMS})\\b.*)$`,
)
const BARE =
  /^\s*(?:[-*+] )?(?:sudo )?(?:\.?\/(?:\S+\/)?)?((?:kubectl|oc|k|microk8s\.kubectl|microk8s kubectl|minikube kubectl --|k3s kubectl|docker|podman|nerdctl|crictl|ctr|journalctl|systemctl|dmesg)(?: -{1,2}\S+(?: \S+)?)*(?: (?:get|describe|logs?|events|top|ps|inspect|status|apply|create|delete|edit|scale|rollout|set|version|exec|run|container|images?|debug)\b.*| -[a-z]\b.*|\s*\|.*)?)$/
const EMPTY_PROMPT = /^\s*(?:\[[^\]]{1,60}\]|[\w.-]+@[\w.-]+(?::\S+)?(?: \S+)?)?\s*[$#❯➜]\s*$/

/** A `#` alone above or below a line of a comment is no prompt. */
const isComment = (lines: readonly string[], i: number): boolean =>
  /^\s*#\s*$/.test(lines[i]!) && [lines[i - 1], lines[i + 1]].some((line = '') => /^\s*#\s+\S/.test(line) && commandOf(line) === undefined)

/** Words of a person before a command of whose output the next lines are. */
const SAID =
  /^\s*(?:(?:and|then|also|with|from|the|output|of|running|using|here|is|I|ran|run|by|so|now)\b[ ,:]*){1,5}(?=(?:kubectl|oc|crictl|docker) )/i

/** The command of a line that has a prompt, or that is nothing but one. */
function commandOf(line: string): TypedCommand | undefined {
  if (line.length > 2000) return undefined
  const typed =
    PROMPT.exec(line)?.[1] ?? BARE.exec(line)?.[1] ?? BARE.exec(SAID.test(line) ? line.replace(SAID, '').replace(/[:.]\s*$/, '') : '')?.[1]
  if (typed === undefined) return EMPTY_PROMPT.test(line) ? commandIn('') : undefined
  return commandIn(typed)
}

const WITH_VALUE = new Set([
  '-n',
  '--namespace',
  '-c',
  '--container',
  '-o',
  '--output',
  '-l',
  '--selector',
  '--context',
  '--field-selector',
  '--tail',
  '--since',
  '-u',
  '--unit',
  '--sort-by',
  '--kubeconfig',
  '-f',
  '--filename',
])

/** What a command is given by another: `$(crictl ps -a --name etcd -q | head -1)`. */
const BY_ANOTHER = /\$\((?:[^()]|\([^()]*\))*\)?/
/** Words of a sentence, and no names. */
const OF_A_SENTENCE = /^(?:of|the|for|from|in|on|at|a|an|and|with|is|are|shows?|says?|my|this|that)$/

function commandIn(typed: string): TypedCommand {
  const other = BY_ANOTHER.exec(typed)?.[0] ?? ''
  const words = typed.replaceAll(new RegExp(BY_ANOTHER, 'g'), ' ').split('|')[0]!.trim().split(/\s+/)
  const { program, rest, options } = optionsIn(words)
  const valueOf = (...names: readonly string[]): string => options.findLast(([name]) => names.includes(name))?.[1] ?? ''
  const made: TypedCommand = {
    verb: program,
    resource: '',
    names: [
      ...options.flatMap(([name, value]) => (name === '-u' || name === '--unit' ? [value] : [])),
      ...options.flatMap(([, value]) => /involvedObject\.name==?([a-z0-9][a-z0-9.-]+)/.exec(value)?.[1] ?? []),
    ],
    namespace: valueOf('-n', '--namespace'),
    container: valueOf('-c', '--container') || (/--name[= ]\^?([a-z0-9-]+)/.exec(other)?.[1] ?? ''),
    isPrevious: options.some(([name]) => name === '-p' || name === '--previous'),
  }
  const isCluster = /^(?:kubectl|oc|k|microk8s\.kubectl)$/.test(program)
  if (!isCluster && !/^(?:docker|podman|nerdctl|crictl)$/.test(program)) return { ...made, names: [...made.names, ...rest] }
  const [verb = '', ...after] = rest[0] === 'container' ? rest.slice(1) : rest
  const [kind = ''] = after
  const isOfKind = isCluster && /^(?:get|describe|top|delete|edit|scale|rollout|set)$/.test(verb)
  const [resource = '', name] = isOfKind ? kind.split('/') : []
  const named = isOfKind ? (name === undefined ? after.slice(1) : [name]) : after.map((word) => word.replace(/^pods?\//, ''))
  const names = [...made.names, ...named].map((word) => word.replace(/:$/, ''))
  return {
    ...made,
    verb: verb === 'log' ? 'logs' : verb,
    resource: singular(resource),
    names: names.some((word) => OF_A_SENTENCE.test(word)) ? [] : names.filter((word) => /^[a-z0-9][a-z0-9.-]*$/i.test(word)),
  }
}

/** The words of a command: its program, its options with their values, and all others. */
function optionsIn(words: readonly string[]): { program: string; rest: string[]; options: [name: string, value: string][] } {
  const [rest, options]: [string[], [string, string][]] = [[], []]
  let program = ''
  for (let i = 0; i < words.length; i++) {
    const [word = '', glued] = words[i]!.startsWith('-') ? words[i]!.split(/=(.*)/s) : [words[i]]
    if (program === '') {
      if (!/^(?:sudo|watch|k3s|microk8s|minikube|--|-\w+)$/.test(word)) program = word
    } else if (!word.startsWith('-')) rest.push(word)
    else {
      const takes = WITH_VALUE.has(word) && !(word === '-f' && rest[0]?.startsWith('log')) && !(word === '-l' && program === 'ls')
      options.push([word, glued ?? (takes ? (words[++i] ?? '') : '')])
    }
  }
  return { program, rest, options }
}

const singular = (resource: string): string =>
  /^(?:po|pods?)$/i.test(resource) ? 'pod' : /^(?:no|nodes?)$/i.test(resource) ? 'node' : resource.toLowerCase().replace(/s$/, '')

/** Lines that a terminal broke at its width, or their author with a backslash. */
function joined(lines: readonly Cleaned[], isStart: (text: string) => boolean): Cleaned[] {
  const { most, width, isSure } = widthOf(lines)
  const isBetweenWords = areWordsWrapped(lines, most, isStart)
  const out: Cleaned[] = []
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!
    const above = out.at(-1)
    if (above?.is === 'text' && line.is === 'text' && /\s\\$/.test(above.raw.trimEnd()) && !isStart(line.text)) {
      above.text = `${above.text.replace(/\s*\\$/, '')} ${line.text.trim()}`
      above.rests.push(line)
      continue
    }
    if (isBetweenWords && line.is === 'text' && begins(line.text, isStart)) {
      const rests = wordRestsOf(lines, i, most, isStart)
      const text = rests.reduce((all, rest, n) => all + joint([line, ...rests][n]!, most) + rest.text.trimStart(), line.text)
      out.push({ ...line, text: withoutMarks(text, isStart), rests })
      i += rests.length
      continue
    }
    const rests = line.is === 'text' ? restsOf(lines, i, width, isStart) : []
    // a piece may end in the spaces between two columns
    const whole = [line, ...rests].map((piece) => piece.text + ' '.repeat(piece.raw.length - piece.raw.trimEnd().length))
    const text = whole.join('').trimEnd()
    const isOne = rests.length > 0 && (isOpen(line.text) || (isSure && (isStart(line.text) || isStart(text))))
    out.push(isOne ? { ...line, text, rests } : line)
    if (isOne) i += rests.length
  }
  return out
}

/** Pieces of the line at that place, all as wide as the terminal but the last one; none begins anything by itself. */
function restsOf(lines: readonly Cleaned[], at: number, width: number, isStart: (text: string) => boolean): Cleaned[] {
  const rests: Cleaned[] = []
  for (let i = at; lines[i] && isFull(lines[i]!, width); i++) {
    const next = lines[i + 1]
    if (next?.is !== 'text' || next.raw.length > width) break
    const isQuoted = (): boolean => isOpen([lines[at]!, ...rests].map(({ text }) => text).join(''))
    if (CUT_POD_ROW.test(next.text) || (isStart(next.text) && (STAMPED.test(next.text) || !isQuoted()))) break
    rests.push(next)
  }
  return rests
}

/** A row of pods whose end its author cut off: no rest of the row above. */
const CUT_POD_ROW = /^\s*(?:[a-z0-9-]+\s+)?[a-z0-9][\w.-]*\s+\d+\/\d+(?:\s+[A-Z]\w*)?\s*$/

/** Some programs cut after so many bytes: `…` has three. */
const isFull = ({ raw }: Cleaned, width: number): boolean => raw.length === width || (raw.length < width && toBytes(raw).length === width)

/** Lines below one that begins something, each of which begins with a word that had no room on the line above. */
function wordRestsOf(lines: readonly Cleaned[], at: number, width: number, isStart: (text: string) => boolean): Cleaned[] {
  const rests: Cleaned[] = []
  for (let i = at + 1; lines[i]?.is === 'text' && !begins(lines[i]!.text, isStart) && hadNoRoom(lines[i - 1]!, lines[i]!, width); i++)
    rests.push(lines[i]!)
  return rests
}

/** `fold` leaves the space at the end of the line above, and counts it with the word before it. */
function hadNoRoom({ raw }: Cleaned, next: Cleaned, width: number): boolean {
  const [word] = /\S+/.exec(next.raw)!
  return Math.max(raw.length, raw.trimEnd().length + 1) + word.length >= width
}

/** A word that fills its line was cut itself; else a space stood there. */
const joint = ({ raw }: Cleaned, width: number): string => (raw.trim().length >= width && !/\s/.test(raw.trim()) ? '' : ' ')

/** A mail or an editor breaks lines before the word that has no room: every line that begins nothing, below one that does, shows it. */
function areWordsWrapped(lines: readonly Cleaned[], width: number, isStart: (text: string) => boolean): boolean {
  if (width < LEAST_WIDTH || width > MOST_WORD_WRAP) return false
  const isBegin = lines.map(({ is, text }) => is === 'text' && begins(text, isStart))
  let [isInside, fits, full, all] = [false, 0, 0, 0]
  for (let i = 0; i < lines.length; i++) {
    if (isInside && lines[i]!.is === 'text' && !isBegin[i]) {
      all++
      // a line that is full was broken inside a word
      if (hadNoRoom(lines[i - 1]!, lines[i]!, width)) {
        if (isFull(lines[i - 1]!, width)) full++
        else fits++
      }
    } else isInside = isBegin[i]!
  }
  return fits >= LEAST_WORD_WRAPS && fits > full && fits + full >= all * 0.9
}

const STAMPED = /^\s*[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ \S+: /
/** A journal's or klog's time: what stands behind it may be on the next line. */
const STAMP = /^\s*(?:[-*•] )?(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ |[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+)/
const begins = (text: string, isStart: (text: string) => boolean): boolean => isStart(text) || STAMP.test(text)

/** Of mails and editors. */
const LEAST_WIDTH = 60
const MOST_WORD_WRAP = 132
const LEAST_WORD_WRAPS = 3

/** A quote that is not closed on its own line. */
const isOpen = (text: string): boolean => (text.match(/(?<!\\)"/g)?.length ?? 0) % 2 === 1 || /: '[^']*$/.test(text)

/** Of terminals. */
const USUAL_WIDTHS = new Set([80, 100, 120, 132])

/** The width at which a terminal broke lines: none is longer, and at least two are as long, else that is not sure. */
function widthOf(lines: readonly Cleaned[]): { most: number; width: number; isSure: boolean } {
  const lengths = lines.map(({ raw }) => raw.length)
  const most = lengths.reduce((max, length) => Math.max(max, length), 0)
  const isSure = USUAL_WIDTHS.has(most) || lengths.filter((length) => length === most).length >= 2
  return { most, width: most >= 72 && most <= 400 ? most : Infinity, isSure }
}

/** Rows of `kubectl get pods` one space apart, as a page without line ends gives them. */
const POD = String.raw`(?:[a-z0-9][\w-]* )?[a-z0-9][\w.-]* \d{1,3}\/\d{1,3} [A-Z][\w:]* \d{1,7}(?: \([\dydhms]+ ago\))? \d[\dydhms]*`
const PODS = new RegExp(`^(.*?)((?:NAMESPACE )?NAME READY STATUS RESTARTS AGE) ((?:${POD}(?: |$))+)(.*)$`)
const EACH_POD = new RegExp(POD, 'g')

/** Events of a description, and of `kubectl get events`. */
const EVENTS =
  /^(.*?)(Type Reason Age From Message|LAST SEEN TYPE REASON OBJECT MESSAGE)(?: -{4} -{6} -{3,4} -{4} -{7})? ((?:\d\w* )?(?:Normal|Warning) [A-Z]\w+ (?:\d|<|\w+\/).*)$/
const EACH_EVENT =
  / (?=(?:Normal|Warning) [A-Z]\w+ (?:\d{1,6}[smhdy]|<unknown>)|(?:\d{1,6}[ydhms]\w{0,12}|<unknown>) (?:Normal|Warning) [A-Z]\w+ \w+\/)/

/** What Ansible prints of a task: all that its command said is in one line of JSON. */
const TASK = /^\s*(?:\w+: )?\[[^\]]{1,80}\].{0,200}=> \{/
const TOLD = /"(?:msg|stderr|stdout)": ?"((?:[^"\\]|\\.)*)/g

/** Fields of a description that a prompt, or each other, has before them. */
const EACH_FIELD = / (?=(?:Name|Namespace|Node|Status|Events): ?)/

/** The head of a description, right behind its prompt. */
const HEAD = /(?<=[a-z0-9])Name: {4,}\S/
const DESCRIBE = /\b(?:kubectl|oc|k) describe \S/

/** The lines of one in which a page has put a table behind its prompt, or Ansible what a command said; any other line as it is. */
function unglued(line: string): string[] {
  if (TASK.test(line)) {
    // its error comes after what it said before
    const told = [...line.matchAll(TOLD)].toReversed().flatMap(([, text = '']) => text.split('\\n'))
    return [line, ...told.map((text) => text.replaceAll('\\t', '\t').replaceAll('\\"', '"'))].filter((part) => part.trim() !== '')
  }
  const pods = PODS.exec(line)
  if (pods) {
    const [, before = '', header = '', rows = '', after = ''] = pods
    return [before, header, ...(rows.match(EACH_POD) ?? []), after].filter((part) => part.trim() !== '')
  }
  const head = line.search(HEAD)
  if (head > 0 && DESCRIBE.test(line.slice(0, head))) return [line.slice(0, head), line.slice(head)]
  const events = EVENTS.exec(line)
  if (!events) return [line]
  const [, before = '', header = '', rows = ''] = events
  return [...before.split(EACH_FIELD), header, ...rows.split(EACH_EVENT)].filter((part) => part.trim() !== '')
}
