import type { Container } from '../../manifest/types.ts'
import type { ProcessScript } from '../scenario/programs.ts'
import { scriptOf } from './assumed-commands.ts'
import { startWords, waiting } from './assumed-shell.ts'
import { wholeName, withoutTag } from './images.ts'
import { statementsOf } from './shell-words.ts'

interface Term {
  onTerm: ProcessScript['onTerm']
  says: string
}

/** As PID 1 these have no handler of their own, and the kernel does not end a PID 1 that has none. */
const DEAF: ReadonlyMap<string, string> = new Map([
  ...['sh', 'bash', 'ash', 'dash', 'zsh', 'ksh'].map((name) => [name, 'a shell'] as const),
  ...['python', 'python2', 'python3', 'pypy'].map((name) => [name, 'Python'] as const),
  ...['node', 'nodejs', 'npm', 'yarn', 'deno', 'bun'].map((name) => [name, 'Node'] as const),
  ...['sleep', 'tail', 'cat', 'yes', 'watch', 'perl', 'php'].map((name) => [name, `a program such as ${name}`] as const),
])
const JAVA: ReadonlySet<string> = new Set([
  'java',
  'openjdk',
  'jre',
  'jdk',
  'tomcat',
  'temurin',
  'corretto',
  'eclipse-temurin',
  'amazoncorretto',
])
/** Whose images are programs in Go, nearly all of them. */
const GO_IMAGES =
  /^(registry\.k8s\.io|k8s\.gcr\.io|gcr\.io\/google[_-]containers|quay\.io\/(prometheus|coreos|jetstack|cilium|argoproj))\/|\/(etcd|coredns|traefik|golang|caddy|minio|prometheus|alertmanager|kube-[a-z-]+|[a-z-]+-controller(-manager)?|manager)$/
const GO_PROGRAMS =
  /^(etcd|coredns|traefik|caddy|minio|prometheus|alertmanager|kube-[a-z-]+|cloud-controller-manager|manager|controller|operator)$/

/**
 * Servers that stop in order on their image's stop signal, and on SIGTERM, and end with 0. Looked up: nginx (SIGQUIT), httpd (SIGWINCH),
 * redis (SIGTERM), postgres (SIGINT). By image of those that their makers publish.
 */
const IN_ORDER: ReadonlyMap<string, string> = new Map(
  Object.entries({
    nginx: 'nginx',
    httpd: 'httpd',
    'httpd-foreground': 'httpd',
    'redis-server': 'redis',
    redis: 'redis',
    postgres: 'postgres',
  }),
)
const IN_ORDER_IMAGES = /^docker\.io\/(?:library\/(nginx|httpd|redis|postgres)|nginxinc\/(nginx)-unprivileged)[:@]/

const AT_ONCE = { after: 0 }

/**
 * What a program does on SIGTERM where nothing says it, from its command or else its image: a shell, Python or Node that runs as
 * PID 1 without a handler never hears it; Go's and Java's run-times end at once, with 2 and with 143.
 *
 * Errors: none. Follows: the images' Dockerfiles (STOPSIGNAL); signal(7), pid_namespaces(7); Go's runtime, sighandler; Java's Shutdown: 128 + 15.
 */
export function assumedTerm(container: Container): Term {
  const words = startWords(container)
  const image = withoutTag(container.image)
  const program = words.length > 0 ? mainProgram(words) : ''
  const named = image.split('/').at(-1) ?? ''
  const deaf = words.length > 0 ? DEAF.get(program.replace(/[\d.]+$/, '')) : waiting(image)
  if (deaf !== undefined)
    return {
      onTerm: 'ignore',
      says: `on SIGTERM does nothing, as ${deaf} does that is PID 1 and has no handler: SIGKILL ends it, after the grace`,
    }
  const [, official, unprivileged] = IN_ORDER_IMAGES.exec(wholeName(container.image)) ?? []
  const server = words.length > 0 ? IN_ORDER.get(program) : (official ?? unprivileged)
  if (server !== undefined)
    return { onTerm: { ...AT_ONCE, code: 0 }, says: `on SIGTERM ends at once with code 0, as ${server} does without open connections` }
  if (JAVA.has(words.length > 0 ? program : named))
    return { onTerm: { ...AT_ONCE, code: 143 }, says: 'on SIGTERM ends at once with code 143, as Java does' }
  if (words.length > 0 ? GO_PROGRAMS.test(program) || GO_IMAGES.test(image) : GO_IMAGES.test(image))
    return { onTerm: { ...AT_ONCE, code: 2 }, says: 'on SIGTERM ends at once with code 2, as a program in Go does without a handler' }
  return { onTerm: { ...AT_ONCE, code: 143 }, says: 'on SIGTERM ends at once with code 143, as most programs do' }
}

/** A shell that ends in `exec PROGRAM` is that program from then on. */
function mainProgram(words: readonly string[]): string {
  const base = words[0]!.split('/').at(-1)!
  const script = scriptOf(words)
  if (script === undefined || !/(^|[;&|\n{(]|\bthen)\s*exec\s/.test(script)) return base
  const last = statementsOf(script, new Map()).at(-1)
  return last?.[0]?.split('/').at(-1) ?? base
}
