import type { Container, Pod } from '../../manifest/types.ts'
import type { Release } from '../release/release.ts'
import type { Inputs } from '../scenario/inputs.ts'
import type { Image } from '../scenario/scenario-programs.ts'

/** An image's name without its tag and digest. */
export const withoutTag = (image: string): string => image.replace(/@.*$/, '').replace(/:[^/:]*$/, '')

/** Where a program is looked for by its bare name. */
const PATH = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']
/** An image of Kubernetes itself holds one program, what starts it, and at most the tools of a small shell. */
const OFFICIAL = /(^|\/)(kube-(?:apiserver|controller-manager|scheduler|proxy)|etcd)(?:-(?:amd64|arm|arm64|ppc64le|s390x))?$/
const SMALL_TOOLS = [
  'go-runner',
  'sh',
  'ash',
  'bash',
  'busybox',
  'cat',
  'sleep',
  'env',
  'ls',
  'tail',
  'tee',
  'true',
  'false',
  'date',
  'etcdctl',
]

/** What the scenario says of an image, under its own name, one that means the same, or the beginning of it, `registry/*`; else undefined. */
export function imageOf({ images }: Pick<Inputs, 'images'>, name: string): Image | undefined {
  if (Object.hasOwn(images, name)) return images[name]
  const names = Object.keys(images)
  if (names.length === 0) return undefined
  const whole = wholeName(name)
  const same =
    names.find((other) => wholeName(other) === whole) ?? names.find((other) => other.endsWith('*') && whole.startsWith(other.slice(0, -1)))
  return same === undefined ? undefined : images[same]
}

/** Images whose own Dockerfile has no `USER`: the program gives root up by itself, if it does. */
const OF_ROOT =
  /^docker\.io\/library\/(alpine|busybox|debian|fedora|golang|httpd|mariadb|mysql|nginx|node|postgres|python|redis|ubuntu)[:@]/

/** Whom an image's program runs as: what the scenario says, or else root for an official one. Errors: undefined where nobody knows. */
export const userOf = (inputs: Pick<Inputs, 'images'>, image: string): string | number | undefined =>
  imageOf(inputs, image)?.user ?? (OF_ROOT.test(wholeName(image)) ? 'root' : undefined)

/**
 * Whether nobody knows if a container, which must not run as root, would: neither its user nor its image's is said.
 *
 * Follows: security_context_others.go, verifyRunAsNonRoot, for the rest.
 */
export function isUserAssumed(inputs: Pick<Inputs, 'images'>, { spec }: Pod, { image, securityContext: own }: Container): boolean {
  const { runAsNonRoot, runAsUser } = { ...spec.securityContext, ...own }
  return runAsNonRoot === true && runAsUser === undefined && userOf(inputs, image) === undefined
}

/**
 * An image's whole name: `nginx` is `docker.io/library/nginx:latest`.
 *
 * Follows: distribution/reference, ParseDockerRef; pkg/util/parsers/parsers.go.
 */
export function wholeName(name: string): string {
  const [first = '', ...rest] = name.split('/')
  const hasRegistry = rest.length > 0 && (/[.:]|^localhost$/.test(first) || hasCapitals(first))
  const registry = hasRegistry && first !== 'index.docker.io' ? first : HUB
  const repository = hasRegistry ? rest.join('/') : name
  const path = `${registry}/${registry === HUB && !repository.includes('/') ? 'library/' : ''}${repository}`
  return /@|:[^/]*$/.test(path.slice(path.indexOf('/'))) ? path : `${path}:latest`
}

const HUB = 'docker.io'
const hasCapitals = (text: string): boolean => text !== text.toLowerCase()

/** What is mounted at a program's path; 'image' where nothing is. */
export type ProgramSeen = 'there' | 'not there' | 'directory' | 'not executable' | 'image'

interface Mounted {
  program(path: string): ProgramSeen
}

/** Why a container does not get as far as its program: none is named, or it cannot be started; in the runtime's words. */
export type NoProgram = { is: 'none named' } | { is: 'cannot be started'; why: string }

/**
 * Why a container's program cannot be started: it is not in the image, or a mount hides it; what is mounted there is no program, or
 * may not be run. Undefined where it can, or where nobody knows.
 *
 * Follows: Go's os/exec, LookPath (Go 1.26); runc's own words.
 */
export function noProgram(
  inputs: Pick<Inputs, 'images'>,
  image: string,
  { command, args }: { command: readonly string[]; args: readonly string[] },
  files: Mounted | undefined,
): NoProgram | undefined {
  const said = imageOf(inputs, image)
  const words = command.length > 0 ? command : said?.entrypoint && [...said.entrypoint, ...args]
  const program = words?.[0]
  if (program === undefined) return words ? { is: 'none named' } : undefined
  const why = problemOf(program, { programs: said?.programs ?? officialPrograms(image), files: said?.files ?? [] }, files)
  return why === undefined ? undefined : { is: 'cannot be started', why: `exec: "${program}": ${why}` }
}

const NOT_FOUND = 'executable file not found in $PATH'

/** What is in an image; `programs` undefined where nobody knows. */
interface Held {
  programs: readonly string[] | undefined
  files: readonly string[]
}

function problemOf(program: string, { programs, files: data }: Held, files: Mounted | undefined): string | undefined {
  if (!program.includes('/')) {
    if (program === '' || program.startsWith('-')) return NOT_FOUND
    // no program on anybody's PATH has a space in its name: it is a command that was not taken apart
    if (!programs) return /\s/.test(program) ? NOT_FOUND : undefined
    const isHidden = (path: string): boolean => path.includes('/') && files?.program(path) === 'not there'
    return hasProgram(
      programs.filter((program) => !isHidden(program)),
      program,
    )
      ? undefined
      : NOT_FOUND
  }
  const seen = files?.program(program) ?? 'image'
  if (seen === 'directory') return 'is a directory'
  if (seen === 'not executable') return 'permission denied'
  if (seen === 'image' && data.includes(program)) return 'permission denied'
  const within = `${program.replace(/\/+$/, '')}/`
  if (seen === 'image' && [...(programs ?? []), ...data].some((path) => path.startsWith(within))) return 'is a directory'
  const isThere = seen === 'there' || (seen === 'image' && (programs ? hasProgram(programs, program) : true))
  return isThere ? undefined : `stat ${program}: no such file or directory`
}

/** Whether an image has a program; undefined where nobody knows what it has. */
export function programsIn(inputs: Pick<Inputs, 'images'>, image: string): ((program: string) => boolean) | undefined {
  const programs = programsOf(inputs, image)
  return programs && ((program) => hasProgram(programs, program))
}

/** What can be started in an image; undefined where nobody knows. */
export const programsOf = (inputs: Pick<Inputs, 'images'>, image: string): readonly string[] | undefined =>
  imageOf(inputs, image)?.programs ?? officialPrograms(image)

/** What Kubernetes' own images hold; undefined for any other. */
export function officialPrograms(image: string): readonly string[] | undefined {
  const name = OFFICIAL.exec(withoutTag(image))?.[2]
  return name === undefined ? undefined : [name, ...SMALL_TOOLS]
}

/** A program of a bare name is on PATH, so below any of its directories too. */
function hasProgram(programs: readonly string[], program: string): boolean {
  const base = program.split('/').at(-1)!
  return programs.some((text) => {
    if (text === program) return true
    if (!text.includes('/'))
      return text === base && (!program.includes('/') || program === `/${text}` || PATH.includes(program.slice(0, -base.length - 1)))
    return !program.includes('/') && PATH.some((directory) => `${directory}/${program}` === text)
  })
}

/**
 * Why a name is none of an image, as the parser says it.
 *
 * Undefined for a good name. Follows: distribution/reference, ParseNormalizedNamed and its grammar (v0.6).
 */
export function imageNameProblem(
  name: string,
  { capitalsText, capitalHosts }: Pick<Release, 'capitalsText' | 'capitalHosts'>,
): string | undefined {
  if (/^[0-9a-f]{64}$/.test(name)) return 'invalid repository name (' + name + '), cannot specify 64-byte hexadecimal strings'
  const whole = wholeName(name)
  const [, path = ''] = /^[^/]*\/(.*)$/.exec(whole)!
  const first = name.slice(0, name.indexOf('/') + 1)
  const isHost = capitalHosts || /[.:]/.test(first) || !hasCapitals(first)
  const repository = (isHost ? path : name).replace(/@.*$/, '').replace(/:[^/]*$/, '')
  if (hasCapitals(repository)) return capitalsText(repository)
  return REFERENCE.test(whole) ? undefined : 'invalid reference format'
}

const PATH_COMPONENT = '[a-z0-9]+(?:(?:[.]|_|__|-+)[a-z0-9]+)*'
const DOMAIN_COMPONENT = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])'
const REFERENCE = new RegExp(
  `^(?:${DOMAIN_COMPONENT}(?:[.]${DOMAIN_COMPONENT})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?/${PATH_COMPONENT}(?:/${PATH_COMPONENT})*` +
    `(?::[\\w][\\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$`,
)

/** What any distribution has, busybox' too; shorter names are too many to know. */
const TOOLS =
  'basename chmod chown dirname false getent hostname killall mkdir netstat nslookup pgrep pidof pkill printf sleep timeout touch uptime which xargs'
/** What is not in busybox' own. */
const MORE = /^(bash|curl|git|perl|python3?|openssl|apt|nginx|redis-\w+|pg_\w+|psql|apache\w+)$/
const NAMES_KNOWN = 5

/**
 * Whether an image is known to have a program, or not to have it: of Docker's official images what their distributions bring, of a
 * distroless one that it brings nothing.
 *
 * Errors: undefined where nobody knows, as for any path that is none of the system's. Follows: the images' own Dockerfiles.
 */
export function imageHas(image: string, program: string): boolean | undefined {
  const tool = program.split('/').at(-1)!
  if (/\/distroless\/(?!.*debug)/.test(image)) return program === tool ? false : undefined
  const known = /^(?:docker\.io\/)?(?:library\/)?(?:(busybox|alpine)|ubuntu|debian|nginx|httpd|redis|postgres)(?:[:@]|$)/.exec(image)
  if (!known || officialPrograms(image) || !/^(\/(usr\/)?(local\/)?s?bin\/)?[^/]+$/.test(program)) return undefined
  if (MORE.test(tool)) return known[1] === undefined
  return tool.length < NAMES_KNOWN || ` ${TOOLS} `.includes(` ${tool} `)
}
