import type { Container } from '../../manifest/types.ts'
import type { ProcessScript, ScriptedExec } from '../scenario/programs.ts'
import { type Around, BUILT_IN, outcomeOf, scriptOf, secondsOf, SHELL } from './assumed-commands.ts'
import { withoutTag } from './images.ts'
import { statementsOf } from './shell-words.ts'

/** What a small script of a shell comes to: which files are there from when on, and how it ends. */
interface Course {
  /** By path, in the order of time: from when on it is there, or is not. */
  files: ReadonlyMap<string, readonly { from: number; isThere: boolean }[]>
  exits?: { after: number; code: number }
  /** When the program runs that its last step starts; until then a shell does, which does not hear SIGTERM. */
  startsAt?: number
  /** What it does from then on nobody knows. */
  isOpen?: boolean
  /** Its steps in words: `makes /tmp/healthy, removes it after 30s`. */
  words: string
}

/** Whatever is more than one step after another is not followed. */
const MORE = /[|`()]|(^|[^&>])&([^&]|$)|\$\(|\b(while|until|for|if|case|trap|wait|function|select)\b/
/** What stands last may be a loop without an end. */
const ENDLESS = /(^|;|\n|&&)\s*while\s+(?:true|:|\[ 1 \])\s*[;\n]\s*do\s([^]*)[;\n]\s*done\s*;?\s*$/

/** The words with which a container starts, as far as its manifest says them. */
export function startWords({ image, command, args }: Container): readonly string[] {
  if (command.length > 0) return [...command, ...args]
  // an image whose own program is a shell, or that has none, is given the whole of it
  return SHELL.test(args[0] ?? '') || runsShell(image) ? args : []
}

/**
 * Follows a script such as `touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600`, step by step; `hasProgram` says what its image
 * may have.
 *
 * Units: seconds from its start. Errors: undefined for a script that does anything else. Follows: POSIX, Shell Command Language.
 */
export function courseOf(container: Container, hasProgram: (program: string) => boolean): Course | undefined {
  const whole = scriptOf(startWords(container))
  return whole === undefined ? undefined : follow(whole, hasProgram)
}

function follow(whole: string, hasProgram: (program: string) => boolean): Course | undefined {
  const loop = ENDLESS.exec(whole)
  if (loop && !doesNothing(loop[2]!)) return undefined
  const script = masked(loop ? whole.slice(0, loop.index) : whole)
  const files = new Map<string, { from: number; isThere: boolean }[]>()
  const said: string[] = []
  let at = 0
  const set = (path: string, isThere: boolean): void => {
    files.set(path, [...(files.get(path) ?? []), { from: at, isThere }])
    said.push(`${isThere ? 'makes' : 'removes'} ${path}${at > 0 ? ` after ${at} s` : ''}`)
  }
  const steps = stepsOf(script)
  let code = 0
  for (const [i, { step, joint }] of steps.entries()) {
    if ((joint === '&&' && code !== 0) || (joint === '||' && code === 0)) continue
    const [statement, ...others] = statementsOf(unmasked(step), new Map())
    if (MORE.test(step) || others.length > 0) return open(files, said, at, statement)
    code = 0
    for (const target of step.matchAll(/(?:^|[^<>\d])>{1,2}\s*([^\s&>]+)/g)) if (!target[1]!.startsWith('/dev/')) set(target[1]!, true)
    if (!statement) continue
    const [name = '', ...given] = statement
    const operands = given.filter((word) => !word.startsWith('-'))
    switch (name.split('/').at(-1)) {
      case 'touch':
        operands.forEach((path) => set(path, true))
        break
      case 'rm':
        operands.forEach((path) => set(path, false))
        break
      case 'sleep': {
        const seconds = secondsOf(operands[0])
        if (seconds === undefined) return open(files, said, at, statement)
        if (seconds === Infinity) return { files, words: wordsOf([...said, 'runs for ever']) }
        at += seconds
        break
      }
      case 'mv':
        if (operands.length !== 2) return open(files, said, at, statement)
        set(operands[0]!, false)
        set(operands[1]!, true)
        break
      case 'false':
        code = 1
        break
      case 'exit':
        return ended(files, said, at, Number(operands[0] ?? 0) & 255)
      default: {
        if (BUILT_IN.test(name)) break
        // a shell whose last program is not there ends with 127
        const isLast = (i === steps.length - 1 && !loop) || /^\s*exec\s/.test(step)
        if (!isLast) return open(files, said, at, statement)
        if (hasProgram(name))
          return files.size + at === 0
            ? undefined
            : { files, startsAt: at, isOpen: true, words: wordsOf([...said, `then starts ${name}${at > 0 ? ` after ${at} s` : ''}`]) }
        return ended(files, [...said, `does not find ${name}`], at, 127)
      }
    }
  }
  return loop ? { files, words: wordsOf([...said, 'runs for ever']) } : ended(files, said, at, code)
}

/** A script whose next step is more than is followed here. */
function open(files: Course['files'], said: readonly string[], at: number, [name = 'a step'] = [] as readonly string[]): Course {
  const from = at > 0 ? `from ${at} s on` : 'from there'
  return { files, isOpen: true, words: wordsOf([...said, `is not followed ${from} (${name})`]) }
}

const OPERATORS = ';&|()<>`\n'
const PRIVATE = 0xe000
/** What stands in quotes is no operator. */
const masked = (script: string): string =>
  script.replaceAll(/'[^']*'|"(?:[^"\\`$]|\\.|\$(?!\())*"/g, (quoted) =>
    quoted.replaceAll(/[;&|()<>`\n]/g, (text) => String.fromCodePoint(PRIVATE + OPERATORS.indexOf(text))),
  )
const unmasked = (step: string): string => step.replaceAll(/[\uE000-\uE007]/g, (text) => OPERATORS[text.codePointAt(0)! - PRIVATE]!)

/** The steps of a script, each with what stands before it. */
function stepsOf(script: string): { step: string; joint: string }[] {
  const steps: { step: string; joint: string }[] = []
  let joint = ';'
  for (const part of script.split(/(&&|\|\||;|\n)/)) {
    if (/^(&&|\|\||;|\n)$/.test(part)) {
      if (part.length === 2 || joint.length === 1) joint = part
    } else if (part.trim() !== '') {
      steps.push({ step: part, joint })
      joint = ';'
    }
  }
  return steps
}

/** A loop's body without consequences for anybody else. */
function doesNothing(body: string): boolean {
  return (
    !MORE.test(body) &&
    !/>/.test(body.replace(/>+\s*\/dev\/\S+/g, '')) &&
    statementsOf(body, new Map()).every(([name = '']) => /^(:|true|date|echo|printf|sleep|uptime)$/.test(name))
  )
}

/** Images that wait for words, in a shell or an interpreter, where nothing says what they are to run: `calico/node` is none. */
const WAITING =
  /^(?:(?:docker\.io\/)?(?:library\/)?|.*\/library\/)(?:(python|pypy)|(node))$|(?:^|\/)(?:busybox|alpine|bash|debian|ubuntu|centos|fedora|rockylinux|almalinux|amazonlinux)$/

/** What an image that nobody gives a program runs: `a shell`, `Python`, `Node`. Errors: undefined for any other. */
export function waiting(image: string): string | undefined {
  const found = WAITING.exec(withoutTag(image))
  return found ? (found[1] ? 'Python' : found[2] ? 'Node' : 'a shell') : undefined
}

const runsShell = (image: string): boolean => waiting(image) === 'a shell'

/** A shell to which nobody speaks reads its end at once. */
export function silentShell(container: Container): Course | undefined {
  const { image, command, args, stdin } = container
  const isOfficial = /^(docker\.io\/)?(library\/)?[^/]+$|\/busybox\b/.test(image)
  const kind = command.length + args.length > 0 || stdin || !isOfficial ? undefined : waiting(image)
  return kind === undefined
    ? undefined
    : {
        files: new Map(),
        exits: { after: 0, code: 0 },
        words: `is ${kind} without anything to read or to run, which ends at once with code 0`,
      }
}

/** How much memory `stress` takes. Units: MiB. Errors: undefined where it takes none. Follows: stress(1). */
export function stressed({ command, args }: Container): number | undefined {
  const [, workers, number, unit = ''] = /(?:--vm|-m)[ =]?(\d+).* --vm-bytes[ =](\d+)([kmg])/i.exec([...command, ...args].join(' ')) ?? []
  return workers === undefined ? undefined : Math.ceil(Number(workers) * Number(number) * 1024 ** ('kmg'.indexOf(unit.toLowerCase()) - 1))
}

function ended(files: Course['files'], said: readonly string[], after: number, code: number): Course {
  return { files, exits: { after, code }, words: wordsOf([...said, `ends after ${after} s with code ${code}`]) }
}

function wordsOf(parts: readonly string[]): string {
  return `runs its script, which ${parts.join(', ')}`
}

/**
 * What a command finds while a container runs: from each moment on at which a file comes or goes.
 *
 * Errors: undefined where its words do not tell.
 */
export function foundBy(
  command: readonly string[],
  { container, course, has }: { container: Container; course: Course | undefined; has: Around['has'] },
): ScriptedExec[] | undefined {
  const hooks = [container.lifecycle?.postStart, container.lifecycle?.preStop].flatMap((hook) => hook?.exec?.command ?? [])
  const isThere = (path: string, at: number): boolean | undefined => {
    const states = course?.files.get(path)
    if (states) return states.findLast(({ from }) => from <= at)?.isThere ?? false
    // nobody else writes where nothing is mounted and no hook does
    const isOwn = course && !course.isOpen && path.startsWith('/tmp/') && !hooks.some((word) => word.includes(path))
    return isOwn && !container.volumeMounts.some(({ mountPath }) => path.startsWith(mountPath)) ? false : undefined
  }
  const around: Around = { has, isThere, missing: (program, path) => missingWords(program, path, container.image) }
  const times = [0, ...[...(course?.files.values() ?? [])].flat().map(({ from }) => from)]
  const found = [...new Set(times)].toSorted((a, b) => a - b).map((from) => ({ from, outcome: outcomeOf(command, from, around) }))
  const kept: ScriptedExec[] = []
  for (const { from, outcome } of found) {
    if (!outcome) return undefined
    const last = kept.at(-1)
    if (last?.code === outcome.code && last.output === outcome.output && last.missing === outcome.missing) continue
    kept.push({ ...(from > 0 ? { from } : {}), command, ...outcome })
  }
  return kept
}

/** As busybox says it, or GNU. */
function missingWords(program: string, path: string, image: string): string {
  const [busybox, gnu] = { cat: [`can't open '${path}'`, path], ls: [path, `cannot access '${path}'`] }[program] ?? [
    `can't stat '${path}'`,
    `cannot statx '${path}'`,
  ]
  return `${program}: ${/(^|\/)(busybox|alpine)(:|@|$)/.test(image) ? busybox : gnu}: No such file or directory\n`
}

/** Test images of Kubernetes that the manual's examples run, and what they do. Errors: undefined for any other. */
export function manualProgram({ image, command, args }: Container): Pick<ProcessScript, 'listens' | 'answers'> | undefined {
  const words = [...command, ...args]
  const name = withoutTag(image).split('/').at(-1)
  const isLiveness = (name === 'agnhost' && words.some((word) => word === 'liveness')) || (name === 'liveness' && words[0] === '/server')
  if (!isLiveness) return undefined
  return {
    listens: [{ port: 8080, tls: false, after: 0 }],
    answers: [
      { from: 0, status: 200, body: 'ok' },
      { from: 10, path: '/healthz', status: 500 },
    ],
  }
}
