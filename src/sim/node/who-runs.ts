import type { Container } from '../../manifest/types.ts'
import type { Inputs } from '../scenario/inputs.ts'
import { imageOf, withoutTag } from './images.ts'
import { statementsOf } from './shell-words.ts'

/** Programs that are simulated by themselves; all others do what `processes` says. */
export type KnownProgram = 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler' | 'etcd'

/** What a container runs, as far as its command, its arguments and its image tell. */
export interface Running {
  program: KnownProgram | undefined
  /** Why it is taken for that, as the end of a sentence: `its command is kube-apiserver`. */
  because: string
  /** Neither the command's first word nor the image says it, or they say different things. */
  isHidden: boolean
  /** Its arguments, without the program itself. */
  args: readonly string[]
  /** Where each of them stands, below the container: `command[3]`; and the program's own word, where it has one. */
  places: readonly string[]
  programPlace: string | undefined
}

/** What `processes` and `images` say of it. */
export type ScenarioPrograms = Partial<Pick<Inputs, 'processes' | 'images'>>

interface PlacedWord {
  text: string
  place: string
}

const KNOWN: ReadonlySet<string> = new Set(['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'etcd'])
const SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'ash', 'dash'])
/** Names of its parts that hyperkube knew beside their own; it was made up to 1.18. */
const PARTS: ReadonlyMap<string, string> = new Map([
  ['apiserver', 'kube-apiserver'],
  ['controller-manager', 'kube-controller-manager'],
  ['scheduler', 'kube-scheduler'],
])
/** A wrapper in a wrapper in … is not followed for ever. */
const MOST_WRAPPERS = 8

/**
 * What runs in a container: from its command and arguments, through what only starts another program; without a command from its
 * image's entry point, or its name. Variables are those of `env`; what `processes` describes is what that says.
 *
 * Follows: cmd/kube-apiserver and the like; build/go-runner, cmd/hyperkube (v1.18) for what they start.
 */
export function runningIn(
  pod: string,
  container: Container,
  said: ScenarioPrograms = {},
  env: ReadonlyMap<string, string> = new Map(),
): Running {
  const image = imageName(container.image)
  const scripts = said.processes ?? {}
  const key = [`${pod}/${container.name}`, container.name].find((name) => Object.hasOwn(scripts, name))
  const entrypoint = said.images && imageOf({ images: said.images }, container.image)?.entrypoint
  const own = container.command.map((text, i): PlacedWord => ({ text, place: `command[${i}]` }))
  const entry = container.command.length > 0 ? own : (entrypoint ?? []).map((text): PlacedWord => ({ text, place: 'image' }))
  const words = [...entry, ...container.args.map((text, i): PlacedWord => ({ text, place: `args[${i}]` }))]
  if (key !== undefined) return plain(words, `processes.${key} says what it does`)
  const found = unwrapped(words, env)
  const first = words[0]
  if (found) {
    const isFirst = found.program === first
    return {
      program: found.name,
      because: isFirst
        ? `its ${first.place.startsWith('args') ? 'first argument' : 'command'} is ${first.text}`
        : `its command starts ${found.program.text}`,
      isHidden: !isFirst || image !== found.name,
      args: found.args.map(({ text }) => text),
      places: found.args.map(({ place }) => place),
      programPlace: found.program.place,
    }
  }
  if (entry.length > 0) return { ...plain(words, `its command is ${first!.text}`), isHidden: image !== undefined }
  if (image === undefined) return plain(words, `its image is ${container.image}`)
  return {
    program: image,
    because: `its image is ${container.image}, and it has no command`,
    isHidden: true,
    args: words.map(({ text }) => text),
    places: words.map(({ place }) => place),
    programPlace: undefined,
  }
}

function plain(words: readonly PlacedWord[], because: string): Running {
  return {
    program: undefined,
    because,
    isHidden: false,
    args: words.slice(1).map(({ text }) => text),
    places: words.slice(1).map(({ place }) => place),
    programPlace: words[0]?.place,
  }
}

/** `kube-apiserver` of `gcr.io/google_containers/kube-apiserver-amd64:v1.9.6`: an image of one of the programs. */
function imageName(image: string): KnownProgram | undefined {
  const last = withoutTag(image).split('/').at(-1)!
  const name = last.replace(/-(amd64|arm|arm64|ppc64le|s390x)$/, '')
  return KNOWN.has(name) ? (name as KnownProgram) : undefined
}

interface FoundProgram {
  name: KnownProgram
  program: PlacedWord
  args: readonly PlacedWord[]
}

/** What a program is started with, with the variables of its container. */
function unwrapped(all: readonly PlacedWord[], env: ReadonlyMap<string, string>): FoundProgram | undefined {
  let words = all
  for (let n = 0; n < MOST_WRAPPERS; n++) {
    const [first, ...rest] = words
    if (!first) return undefined
    const base = first.text.split('/').at(-1)!
    if (KNOWN.has(base)) return { name: base as KnownProgram, program: first, args: rest }
    if (base === 'hyperkube') {
      const part = PARTS.get(rest[0]?.text ?? '') ?? rest[0]?.text ?? ''
      return KNOWN.has(part) ? { name: part as KnownProgram, program: rest[0]!, args: rest.slice(1) } : undefined
    }
    if (SHELLS.has(base)) return inShell(rest, env)
    const inner = startedBy(base, rest)
    if (!inner) return undefined
    words = inner
  }
  return undefined
}

/** What a program that only starts another is given to start. */
function startedBy(base: string, rest: readonly PlacedWord[]): readonly PlacedWord[] | undefined {
  const dashes = rest.findIndex(({ text }) => text === '--')
  switch (base) {
    case 'go-runner':
    case 'nohup':
    case 'exec':
      return rest.slice(firstAt(rest, ({ text }) => !text.startsWith('-')))
    case 'env':
      return rest.slice(firstAt(rest, ({ text }) => !text.startsWith('-') && !text.includes('=')))
    case 'tini':
    case 'dumb-init':
      return dashes >= 0 ? rest.slice(dashes + 1) : rest.slice(firstAt(rest, ({ text }) => !text.startsWith('-')))
    case 'watch-termination':
      return dashes >= 0 ? rest.slice(dashes + 1) : undefined
    default:
      return undefined
  }
}

function firstAt(words: readonly PlacedWord[], is: (word: PlacedWord) => boolean): number {
  const at = words.findIndex(is)
  return at < 0 ? words.length : at
}

/** `sh -c SCRIPT`: the statement that starts a program which is known. */
function inShell(rest: readonly PlacedWord[], env: ReadonlyMap<string, string>): FoundProgram | undefined {
  const option = rest.findIndex(({ text }) => /^-[a-z]*c[a-z]*$/.test(text))
  const script = option < 0 ? undefined : rest[option + 1]
  if (!script) return undefined
  for (const statement of statementsOf(script.text, env)) {
    const found = unwrapped(
      statement.map((text) => ({ text, place: script.place })),
      env,
    )
    if (found) return found
  }
  return undefined
}
