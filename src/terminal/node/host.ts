import { own } from '../../manifest/own.ts'
import type { Action } from '../../sim/scenario/inputs.ts'
import { calendar, journalTime } from '../../sim/clock.ts'
import { JOURNAL_FORMATS, journalLines, journalText, OTHER_UNITS } from './journal-lines.ts'
import { changesFile, hostPath, inDirectory, MANIFEST_DIRECTORY } from '../../sim/node/file-changes.ts'
import { filesAt, type Moment } from '../../sim/trace/moment.ts'
import { type CommandContext, done, fails, notHere, type Output } from '../shell/output.ts'
import { absolute, isDirectory, isFile, lists, noText, pathsAt, textAt, HOST_FILES } from '../shell/paths.ts'
import { linesIn } from '../shell/filter-tools.ts'
import { globPattern, pattern } from '../text/regex.ts'
import { socketTable } from './sockets.ts'
import { BEFORE_SECONDS } from './kubelet-process.ts'
import { normalDiff, unifiedDiff } from '../../views/text/line-diff.ts'
import { option, type Options, optionTable, parseOptions } from '../../sim/kubectl/command-line.ts'

const JOURNAL: Options = optionTable(
  '-u --unit=, -n --lines=, -S --since=, -U --until=, -o --output=, -r --reverse, -f --follow, --no-pager, -e, -x, -b --boot, -p --priority=, -k --dmesg, -l --full, -a, --utc, -q',
)
const UNITS: Readonly<Record<string, number>> = { s: 1, sec: 1, second: 1, m: 60, min: 60, minute: 60, h: 3600, hour: 3600 }
/** A real kubelet writes more. */
const NO_LINES = '(Of what a kubelet writes, its lines about files, probes, kills and back-off are simulated.)\n'
/** By their numbers, from 0. */
const PRIORITIES: readonly string[] = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug']
const INFO = PRIORITIES.indexOf('info')
/** What writes something, and whose lines are not simulated. */
const OTHER_WRITERS: ReadonlySet<string> = new Set([...OTHER_UNITS, 'containerd', 'docker', 'cri-dockerd', 'init'])
/** A person reads on for so many lines. */
const MOST_FOLLOWED = 500

/**
 * `journalctl -u kubelet`: its own lines. With `-f` it shows the last ten, and what comes as the clock goes on.
 *
 * Errors: returned, in journalctl's words.
 * Follows: systemd 252, journalctl.c.
 */
export function journalctl(moment: Moment, args: readonly string[]): Output {
  const parsed = parseOptions(args, JOURNAL)
  const help =
    'This terminal knows: journalctl -u kubelet [-n LINES] [--since "5 min ago"] [--until …] [-o short|short-iso|cat] [-p PRIORITY] [-r] [-f]'
  if (parsed.unknown) return notHere(`journalctl ${parsed.unknown}`, help)
  const [match] = parsed.rest
  if (match !== undefined) return notHere(`journalctl ${match}`, help)
  if (parsed.lacks) return fails(`journalctl: option requires an argument -- '${parsed.lacks.replace(/^-+/, '')}'`)
  const unit = option(parsed, 'unit') ?? 'kubelet'
  const of = unit.replace(/\.service$/, '')
  if (OTHER_WRITERS.has(of)) return notHere(`what ${of} writes`, help)
  if (of !== 'kubelet') return done('-- No entries --\n')
  if (option(parsed, 'dmesg') !== undefined) return notHere('what the kernel writes', help)
  const priority = option(parsed, 'priority')
  const level = PRIORITIES.findIndex((name, n) => [name, String(n)].includes(priority?.replace(/^.*\.\./, '') ?? ''))
  if (priority !== undefined && level < 0) return fails(`Unknown log level ${priority}`)
  // whatever klog says of a line, the journal has all that the kubelet writes as info
  if (priority !== undefined && level < INFO)
    return {
      ...done('-- No entries --\n'),
      stderr:
        '(The journal has every line of the kubelet as priority info, its errors too: journalctl -u kubelet | grep " E[0-9]" finds those.)\n',
    }
  const follows = option(parsed, 'follow') !== undefined
  const lines = option(parsed, 'lines') ?? (follows ? '10' : 'all')
  if (lines !== 'all' && !/^\d+$/.test(lines)) return fails(`Failed to parse lines '${lines}'`)
  const [since, until] = (['since', 'until'] as const).map((name) => {
    const wanted = option(parsed, name)
    return wanted === undefined ? (name === 'since' ? -Infinity : moment.at) : sinceOf(moment, wanted)
  })
  if (since === undefined || until === undefined)
    return fails(
      `Failed to parse timestamp: ${option(parsed, since === undefined ? 'since' : 'until')}\nThis terminal knows times such as "5 min ago", -90s, 14:20:00`,
    )
  const format = JOURNAL_FORMATS.find((journalFormat) => journalFormat === (option(parsed, 'output') ?? 'short'))
  if (!format) return notHere(`journalctl -o ${option(parsed, 'output')}`, `This terminal knows: -o ${JOURNAL_FORMATS.join(', ')}`)
  const all = journalLines(moment, since, Math.min(until, moment.at)).map((line) => journalText(moment, line, format))
  const shown = lines === 'all' ? all : Number(lines) === 0 ? [] : all.slice(-Number(lines))
  const text = (option(parsed, 'reverse') === undefined ? shown : shown.toReversed()).join('')
  if (!follows) return text ? done(text) : { ...done('-- No entries --\n'), stderr: NO_LINES }
  return {
    ...done(text),
    later: journalLines(moment, moment.at, Infinity)
      .filter(({ t }) => t > moment.at)
      .slice(0, MOST_FOLLOWED)
      .map((line) => ({ at: line.t, text: journalText(moment, line, format) })),
  }
}

function sinceOf({ inputs, at }: Moment, text: string): number | undefined {
  const ago = /^-?(\d+) ?([a-z]+?)s?(?: ago)?$/.exec(text.trim())
  const unit = ago ? own(UNITS, ago[2]!) : undefined
  if (unit !== undefined) return at - Number(ago![1]) * unit
  const clock = /^(?:\d{4}-\d\d-\d\d )?(\d\d):(\d\d)(?::(\d\d))?$/.exec(text.trim())
  if (clock) {
    const start = calendar(inputs.clock, 0)
    return (Number(clock[1]) - start.hour) * 3600 + (Number(clock[2]) - start.minute) * 60 + Number(clock[3] ?? 0) - start.second
  }
  return text === 'today' || text === 'yesterday' ? -Infinity : undefined
}

/**
 * `ss -ltn`, with `-p` who listens; with `-u` too, and no UDP socket is there.
 *
 * Errors: returned. Follows: iproute2, misc/ss.c.
 */
export function ss(moment: Moment, args: readonly string[]): Output {
  const letters = args.filter((arg) => arg.startsWith('-')).join('')
  const words = args.filter((arg) => !arg.startsWith('-')).join(' ')
  const filter = /^(?:\( ?)?sport (?:=|==|eq) :(\d+)(?: ?\))?$/.exec(words)
  // sockets that are connected have no model
  if (!/^(-[lntupaH46]+)*$/.test(letters) || !letters.includes('l') || (words !== '' && !filter))
    return notHere(['ss', ...args].join(' '), "This terminal knows: ss -ltn, ss -ltnp, ss -tulpn, ss -ltnp 'sport = :PORT'")
  const table = socketTable(moment, letters.includes('p'), letters.includes('u'), filter ? Number(filter[1]) : undefined)
  return done(letters.includes('H') ? table.slice(table.indexOf('\n') + 1) : table)
}

/**
 * `cat FILE…`, with `-n` numbered; without a file what stands before it in the pipe.
 *
 * Errors: returned, in cat's words. Follows: GNU coreutils.
 */
export function cat(context: CommandContext, args: readonly string[]): Output {
  const files = filesAt(context)
  const names = args.filter((arg) => !/^-[nu]+$/.test(arg))
  const odd = names.find((arg) => /^-./.test(arg))
  if (odd !== undefined) return notHere(`cat ${odd}`, 'This terminal knows: cat [-n] [FILE…]')
  if (names.length === 0 && context.input === undefined)
    return fails(`This terminal knows: cat FILE, of ${[...files.keys()].join(' ') || 'which there is none'}`)
  const out = { stdout: '', stderr: '', exit: 0 }
  for (const name of names.length > 0 ? names : ['-']) {
    const text = name === '-' ? context.input : textAt(context, name)
    if (text !== undefined) out.stdout += text
    else {
      out.stderr += isDirectory(context, name)
        ? `cat: ${name}: Is a directory\n`
        : `${noText(context, name, `cat: ${name}: No such file or directory`)}\n`
      out.exit = 1
    }
    context.budget.write(text?.length ?? 0)
  }
  if (!args.some((arg) => /^-u*n/.test(arg))) return out
  return {
    ...out,
    stdout: linesIn(out.stdout)
      .map((line, i) => `${String(i + 1).padStart(6)}\t${line}`)
      .join(''),
  }
}

/** As kubeadm's files are, roughly; what they hold is not simulated. */
const SIZES: readonly (readonly [RegExp, number])[] = [
  [/\.crt$/, 1155],
  [/\.key$/, 1679],
  [/\.pub$/, 451],
  [/\.pem$/, 2826],
  [/./, 5650],
]

/** Units: characters; a directory takes a block. */
export function sizeOf(context: CommandContext, path: string): number {
  return isFile(context, path) ? (textAt(context, path)?.length ?? SIZES.find(([like]) => like.test(path))![1]) : 4096
}

/** Who may do what with it: anybody reads what is public of a key. */
export function modeOf(context: CommandContext, path: string): { digits: string; letters: string } {
  if (!isFile(context, path)) return { digits: '0755', letters: 'drwxr-xr-x' }
  return /\.(crt|pub)$/.test(path) ? { digits: '0644', letters: '-rw-r--r--' } : { digits: '0600', letters: '-rw-------' }
}

/** When a file was written last. */
export function writtenAt({ inputs, at }: CommandContext, path: string): number {
  const last = inputs.actions.findLast((action) => changesFile(action) && action.at <= at && hostPath(written(action)) === path)
  return last?.at ?? -BEFORE_SECONDS
}

/** The file that an action leaves behind. */
function written(action: Action): string {
  if ('write' in action) return action.write
  if ('copy' in action) return action.to
  if ('edit' in action) return action.edit
  return 'spoil' in action ? action.spoil : ''
}

/**
 * `ls [-l] [-a] [PATH…]`; without a path, where the shell is.
 *
 * Errors: returned, in ls's words. Follows: GNU coreutils.
 */
export function ls(context: CommandContext, args: readonly string[]): Output {
  const letters = args
    .filter((arg) => arg.startsWith('-'))
    .join('')
    .replaceAll('-', '')
  if (/[^latrh1dF]/.test(letters))
    return notHere(`ls ${args.find((arg) => /^-.*[^latrh1dF]/.test(arg))}`, 'This terminal knows: ls [-l] [-a] [-t] [-r] [-d] [PATH…]', 2)
  const given = args.filter((arg) => !arg.startsWith('-'))
  const all = pathsAt(context)
  const row = (path: string, name: string): string => {
    if (!letters.includes('l')) return `${name}\n`
    const time = journalTime(context.inputs.clock, writtenAt(context, path)).replace(
      /^(\w+) 0?(\d+) (\d+:\d+).*$/,
      (_, month: string, day: string, clock: string) => `${month} ${day.padStart(2)} ${clock}`,
    )
    return `${modeOf(context, path).letters} ${isFile(context, path) ? 1 : 2} root root ${String(sizeOf(context, path)).padStart(5)} ${time} ${name}\n`
  }
  const out = { stdout: '', stderr: '', exit: 0 }
  const order = (paths: readonly string[]): string[] => {
    const sorted = letters.includes('t') ? paths.toSorted((a, b) => writtenAt(context, b) - writtenAt(context, a)) : paths.toSorted()
    return letters.includes('r') ? sorted.toReversed() : sorted
  }
  const named = given.length > 0 ? given : ['.']
  for (const name of named) {
    const path = absolute(context, name)
    if (!all.has(path)) {
      out.stderr += `${noText(context, name, `ls: cannot access '${name}': No such file or directory`)}\n`
      out.exit = 2
    } else if (isFile(context, path) || letters.includes('d')) out.stdout += row(path, name)
    else {
      const inside = order([...all].filter((text) => text !== '/' && text.slice(0, text.lastIndexOf('/')) === (path === '/' ? '' : path)))
      if (named.length > 1) out.stdout += `${out.stdout ? '\n' : ''}${name}:\n`
      if (letters.includes('l')) out.stdout += `total ${4 * inside.length}\n`
      if (letters.includes('a')) out.stdout += row(path, '.') + row(path, '..')
      out.stdout += inside.map((text) => row(text, text.slice(text.lastIndexOf('/') + 1))).join('')
      out.stderr += lists(path)
    }
  }
  return out
}

/**
 * `find [PATH…] [-name PATTERN] [-type f|d]`.
 *
 * Errors: returned, in find's words. Follows: GNU findutils.
 */
export function find(context: CommandContext, args: readonly string[]): Output {
  const first = args.findIndex((arg) => arg.startsWith('-'))
  const roots = first < 0 ? args : args.slice(0, first)
  const tests = first < 0 ? [] : args.slice(first)
  const value = (name: string): string | undefined => (tests.includes(name) ? tests[tests.indexOf(name) + 1] : undefined)
  const unknown = tests.find((word) => word.startsWith('-') && word !== '-name' && word !== '-type')
  if (unknown !== undefined) return notHere(`find ${unknown}`, 'This terminal knows: find [PATH…] [-name PATTERN] [-type f|d]')
  const made = pattern(`^${globPattern(value('-name') ?? '*')}$`, true, false)
  if ('error' in made) return fails(`find: ${made.error}`)
  const type = value('-type')
  const out = { stdout: '', stderr: '', exit: 0 }
  for (const root of roots.length > 0 ? roots : ['.']) {
    const path = absolute(context, root)
    if (!pathsAt(context).has(path)) {
      out.stderr += `${noText(context, root, `find: '${root}': No such file or directory`)}\n`
      out.exit = 1
      continue
    }
    const all = [...pathsAt(context)].filter((text) => text === path || text.startsWith(path === '/' ? '/' : `${path}/`)).toSorted()
    out.stderr += lists(path)
    for (const text of all)
      if (
        made.find(text.slice(text.lastIndexOf('/') + 1), context.budget) &&
        (type === undefined || (type === 'd') === isDirectory(context, text))
      )
        out.stdout += `${root === '/' ? text : root + text.slice(path.length)}\n`
  }
  return out
}

/**
 * `diff A B`, with `-u` unified; with one file, also unified, what the scenario's actions have changed in it since t = 0.
 *
 * Errors: returned, in diff's words; exit 1 where the two differ.
 * Follows: GNU diffutils.
 */
export function diff(moment: CommandContext, args: readonly string[]): Output {
  const names = args.filter((arg) => !arg.startsWith('-'))
  const unknown = args.find((arg) => arg.startsWith('-') && arg !== '-u')
  if (unknown || !names.length || names.length > 2)
    return fails(
      `${unknown ? `not simulated here: diff ${unknown}.\n` : ''}This terminal knows: diff [-u] FILE FILE, and diff FILE for what has changed in it since the start`,
      2,
    )
  const now = filesAt(moment)
  const [first = '', second] = names
  const before = second === undefined ? filesAt({ ...moment, at: -1 }).get(absolute(moment, first)) : now.get(absolute(moment, first))
  const after = now.get(absolute(moment, second ?? first))
  for (const [name, text] of [
    [first, before],
    [second ?? first, after],
  ] as const)
    if (text === undefined) return fails(noText(moment, name, `diff: ${name}: No such file or directory`), 2)
  const isNormal = second !== undefined && !args.includes('-u')
  const text = isNormal
    ? normalDiff(before!, after!)
    : unifiedDiff(before!, after!, second === undefined ? `${first} (at the start)` : first, second ?? first)
  return { stdout: text, stderr: '', exit: text ? 1 : 0 }
}

/**
 * `vi FILE`: whoever runs this opens an editor; a file that is not there is a new one.
 *
 * Errors: returned.
 */
export function vi(moment: CommandContext, args: readonly string[]): Output {
  const names = args.filter((arg) => !/^[-+]/.test(arg))
  const files = filesAt(moment)
  if (names.length !== 1)
    return fails(
      `This terminal knows: vi FILE, of ${[...files.keys()].join(' ') || `which there is none yet; a new one goes below ${MANIFEST_DIRECTORY}`}`,
    )
  const file = absolute(moment, names[0]!)
  if (HOST_FILES.includes(file) && !files.has(file)) return fails(`${file} is not part of the scenario: it is as kubeadm left it.`)
  return { ...done(''), edit: { file, text: files.get(file) ?? '' } }
}

/**
 * `rm`, `cp` and `mv` of the scenario's files: actions, which whoever runs this adds to the scenario.
 *
 * Errors: returned, in coreutils' words. Follows: GNU coreutils.
 */
export function move(verb: 'rm' | 'cp' | 'mv', moment: CommandContext, args: readonly string[]): Output {
  const names = args.filter((arg) => !/^-[rfvpi]+$/.test(arg))
  const unknown = names.find((name) => name.startsWith('-'))
  if (unknown) return notHere(`${verb} ${unknown}`, `This terminal knows: ${verb} ${verb === 'rm' ? 'FILE' : 'FILE FILE|DIRECTORY'}`)
  const files = filesAt(moment)
  const { at } = moment
  const missing = (name: string): Output =>
    fails(noText(moment, name, `${verb}: cannot ${verb === 'rm' ? 'remove' : 'stat'} '${name}': No such file or directory`))
  const remove = (path: string): Action => ({ at, remove: inDirectory(path) })
  if (verb === 'rm') {
    if (!names.length) return fails('rm: missing operand')
    const forced = args.some((arg) => /^-[a-z]*f/.test(arg))
    const isThere = (name: string): boolean => files.has(absolute(moment, name))
    const lost = forced ? [] : names.filter((name) => !isThere(name))
    const actions = names.filter(isThere).map((name) => remove(absolute(moment, name)))
    const stderr = lost.map((name) => missing(name).stderr).join('')
    return { stdout: '', stderr, exit: stderr === '' ? 0 : 1, actions }
  }
  const [from, to] = [names.slice(0, -1), names.at(-1) ?? '']
  if (from.length === 0)
    return fails(`${verb}: missing ${names.length === 0 ? 'file operand' : `destination file operand after '${names[0]}'`}`)
  const intoDirectory = to.endsWith('/') || isDirectory(moment, to)
  if (from.length > 1 && !intoDirectory) return fails(`${verb}: target '${to}' is not a directory`)
  const actions: Action[] = []
  for (const name of from) {
    const source = absolute(moment, name)
    const text = files.get(source)
    if (text === undefined)
      return HOST_FILES.includes(source)
        ? fails(`${verb}: '${name}' is not part of the scenario: it is as kubeadm left it.`)
        : isDirectory(moment, name)
          ? fails(
              `${verb}: ${verb === 'cp' ? `-r not specified; omitting directory '${name}'` : `'${name}' is a directory, and this terminal moves files`}`,
            )
          : missing(name)
    const target = intoDirectory ? absolute(moment, `${to}/${source.slice(source.lastIndexOf('/') + 1)}`) : absolute(moment, to)
    if (target === source) return fails(`${verb}: '${name}' and '${to}' are the same file`)
    // the kubelet is told of the old name first
    if (verb === 'cp') actions.push({ at, copy: inDirectory(source), to: inDirectory(target) })
    else actions.push(remove(source), { at, write: inDirectory(target), content: text })
  }
  return { ...done(''), actions }
}
