import type { Image } from '../scenario/programs.ts'
import type { Inputs } from '../scenario/inputs.ts'

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

/** What the scenario says of an image, under its own name or one that means the same. Errors: undefined where it says nothing. */
export function imageOf({ images }: Pick<Inputs, 'images'>, name: string): Image | undefined {
  if (Object.hasOwn(images, name)) return images[name]
  const whole = wholeName(name)
  const same = Object.keys(images).find((other) => wholeName(other) === whole)
  return same === undefined ? undefined : images[same]
}

/**
 * An image's whole name: `nginx` is `docker.io/library/nginx:latest`.
 *
 * Errors: none. Follows: distribution/reference, ParseDockerRef; pkg/util/parsers/parsers.go.
 */
export function wholeName(name: string): string {
  const [first = '', ...rest] = name.split('/')
  const hasRegistry = rest.length > 0 && /[.:]|^localhost$/.test(first)
  const path = hasRegistry ? name : rest.length > 0 ? `docker.io/${name}` : `docker.io/library/${name}`
  return /@|:[^/]*$/.test(path.slice(path.indexOf('/'))) ? path : `${path}:latest`
}

/**
 * Why a program cannot be started in an image, as the container runtime says it: it is not there. Undefined where it is, or where
 * nobody knows.
 *
 * Errors: none. Follows: Go's os/exec, LookPath; runc's own words.
 */
export function missingProgram(inputs: Pick<Inputs, 'images'>, image: string, command: readonly string[]): string | undefined {
  const said = imageOf(inputs, image)
  const [program = ''] = command.length > 0 ? command : (said?.entrypoint ?? [])
  if (program === '' && command.length === 0) return undefined
  const programs = said?.programs ?? officialPrograms(image)
  const isThere = programs ? hasProgram(programs, program) : !program.startsWith('-') && program !== ''
  if (isThere) return undefined
  return `exec: "${program}": ${program.includes('/') ? `stat ${program}: no such file or directory` : 'executable file not found in $PATH'}`
}

function officialPrograms(image: string): readonly string[] | undefined {
  const name = OFFICIAL.exec(image.replace(/@.*$/, '').replace(/:[^/:]*$/, ''))?.[2]
  return name === undefined ? undefined : [name, ...SMALL_TOOLS]
}

/** A program of a bare name is on PATH, so below any of its directories too. */
function hasProgram(programs: readonly string[], program: string): boolean {
  const base = program.split('/').at(-1)!
  return programs.some((one) => {
    if (one === program) return true
    if (!one.includes('/'))
      return one === base && (!program.includes('/') || program === `/${one}` || PATH.includes(program.slice(0, -base.length - 1)))
    return !program.includes('/') && PATH.some((directory) => `${directory}/${program}` === one)
  })
}
