import { officialPrograms } from './images.ts'

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
