import type { Container } from '../../manifest/types.ts'
import type { ProcessScript, ScriptedExec } from '../scenario/scenario-programs.ts'
import { LazyPart } from '../part.ts'
import { type Around, outcomeOf, scriptOf, SHELL } from './assumed-commands.ts'
import { expand } from './expansion.ts'
import { withoutTag } from './images.ts'

/** What a small script of a shell comes to: which files are there from when on, and how it ends. */
export interface AssumedCourse {
  /** By path, in the order of time: from when on it is there, or is not. */
  files: ReadonlyMap<string, readonly { from: number; isThere: boolean }[]>
  exits?: { after: number; code: number }
  /** When the program runs that it starts. */
  startsAt?: number
  /** What its trap makes of SIGTERM. */
  onTerm?: { after: number; code: number }
  /** What has to be so for that: `nc -z db 5432 succeeds at once`. */
  ifs?: readonly string[]
  /** What it does from then on nobody knows. */
  isOpen?: boolean
  /** It does not come to an end by itself. */
  isEndless?: true
  /** Its steps in words: `makes /tmp/healthy, removes it after 30s`. */
  words: string
}

/** The words with which a container starts, as far as its manifest says them. */
export function startWords({ image, command, args }: Container): readonly string[] {
  if (command.length > 0) return [...command, ...args]
  // an image whose own program is a shell, or that has none, is given the whole of it
  return SHELL.test(args[0] ?? '') || runsShell(image) ? args : []
}

/** What follows a shell’s script: most pods have none. */
export const COURSES = new LazyPart<{
  followed(script: string, hasProgram: (program: string) => boolean): AssumedCourse | undefined
  stressed(container: Container): number | undefined
}>('shell scripts')

/** Programs that come to the same with a shell and without one. */
const PLAIN = /^(?:\/(?:usr\/)?bin\/)?(sleep|true|false|echo|printf|date)$/

/**
 * What a container’s own script comes to, or a command such as `sleep 30`, with the variables in it that the manifest gives a value;
 * `hasProgram` says what its image may have.
 *
 * Errors: undefined for any other program.
 */
export function courseOf(container: Container, hasProgram: (program: string) => boolean): AssumedCourse | undefined {
  const values = new Map(container.env.map(({ name, value }) => [name, value || undefined]))
  const [program = '', ...given] = startWords(container).map((word) => expand(word, (name) => values.get(name)))
  const plain = PLAIN.exec(program)?.[1]
  const script = plain === undefined ? scriptOf([program, ...given]) : [plain, ...given.map(quoted)].join(' ')
  const course = script === undefined ? undefined : COURSES.get().followed(script, hasProgram)
  return plain === undefined || !course ? course : { ...course, words: course.words.replace('its script', plain) }
}

const quoted = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`

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
export function silentShell(container: Container): AssumedCourse | undefined {
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

/**
 * What a command finds while a container runs: from each moment on at which a file comes or goes.
 *
 * Errors: undefined where its words do not tell.
 */
export function foundBy(
  command: readonly string[],
  { container, course, has }: { container: Container; course: AssumedCourse | undefined; has: Around['has'] },
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
