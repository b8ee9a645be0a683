import { defined } from '../manifest/own.ts'
import { messageOf } from '../manifest/thrown.ts'
import { type Io, REFUSED, refusalOf } from './io.ts'
import { readOptions } from './options.ts'
import { DEFAULT_PORT } from './serve.ts'
import { linkOfTexts, tell } from './why.ts'

const USAGE = `usage: kubectl whyrestart [POD] [-n NAMESPACE] [-A] [--node NODE] [--context NAME] [--json | --link | --report] [--site URL]
  POD                one pod; else those of the namespace, of all with -A, of a node with --node: the worst first
  --json, --link, --report, --site URL     as whyrestart why has them
Asks the cluster by kubectl (get, logs, version; nothing is changed), and says in one sentence why it restarts. Nothing is sent anywhere.
Exit 0: nothing restarts; 1: it does, and why is known; 3: why is not known; 2: the cluster cannot be asked.
`

const refuse = refusalOf('kubectl whyrestart')

/** Runs kubectl with these words; its output, or what it said as it failed. */
export type Kubectl = (words: readonly string[]) => { stdout: string; stderr: string; isGood: boolean }

/** Of so many pods the last words are asked for: a log may be long. */
const MOST_LOGS = 5
const LOG_LINES = 200

/** The part of a Pod that decides what else is asked for. */
interface PodShape {
  metadata: { name: string; namespace?: string; ownerReferences?: { kind: string; name: string }[] }
  spec: { nodeName?: string }
  status?: { containerStatuses?: StatusShape[]; initContainerStatuses?: StatusShape[] }
}
interface StatusShape {
  name: string
  restartCount: number
  lastState?: { terminated?: unknown }
  state?: { waiting?: { reason?: string }; terminated?: unknown }
}

/**
 * The kubectl plugin: asks the cluster for what tells why, and prints as `whyrestart why` does. Returns the exit code.
 *
 * Errors: written, one a line; exit 2 where kubectl fails, with its own words.
 */
export function plugin(argv: readonly string[], io: Io, kubectl: Kubectl): number {
  const words = argv.flatMap((word) => (word === '-n' ? ['--namespace'] : word === '-A' ? ['--all-namespaces'] : [word]))
  const read = readOptions(words, {
    namespace: 'value',
    'all-namespaces': 'nothing',
    node: 'value',
    context: 'value',
    json: 'nothing',
    link: 'nothing',
    report: 'nothing',
    site: 'value',
  })
  if (typeof read === 'string') return refuse(io, read)
  if (read.help) {
    io.out(USAGE)
    return 0
  }
  const value = (name: string): string | undefined => read.options.find((option) => option.name === name)?.value
  const ways = read.options.map(({ name }) => name).filter((name) => name === 'json' || name === 'link' || name === 'report')
  const [said, ...others] = read.words
  if (others.length > 0) return refuse(io, `one pod at a time: ${read.words.slice(0, 2).join(', ')}`)
  if (ways.length > 1) return refuse(io, `--${ways[0]} and --${ways[1]} do not go together`)
  const pod = said?.replace(/^pods?\//, '')
  const isAll = value('all-namespaces') !== undefined || value('node') !== undefined
  if (pod !== undefined && isAll) return refuse(io, 'a pod is of one namespace: -A and --node go without POD')
  const context = value('context')
  const of = [...(context === undefined ? [] : ['--context', context])]
  const where = isAll ? ['--all-namespaces'] : value('namespace') === undefined ? [] : ['--namespace', value('namespace')!]
  const node = value('node')
  const texts: string[] = []
  const names: string[] = []
  const take = (...words: readonly string[]): string | undefined => {
    const { stdout, isGood } = kubectl([...words, ...of])
    if (!isGood || stdout.trim() === '') return undefined
    texts.push(stdout)
    names.push(`kubectl ${words.join(' ')}`)
    return stdout
  }
  const pods =
    pod === undefined
      ? ['get', 'pods', ...where, ...(node === undefined ? [] : ['--field-selector', `spec.nodeName=${node}`])]
      : ['get', 'pod', pod, ...where]
  const first = kubectl([...pods, '-o', 'json', ...of])
  if (!first.isGood) return refuse(io, first.stderr.trim() || 'kubectl failed without a word')
  texts.push(first.stdout)
  names.push(`kubectl ${pods.join(' ')} -o json`)
  let shapes: PodShape[]
  try {
    const object = JSON.parse(first.stdout) as PodShape & { items?: PodShape[] }
    shapes = object.items ?? [object]
  } catch (error) {
    return refuse(io, `what kubectl get printed is no JSON: ${messageOf(error)}`)
  }
  if (shapes.length === 0) {
    io.out('Nothing restarts: there is no pod.\n')
    return 0
  }
  take('get', 'events', ...where, ...(pod === undefined ? [] : ['--field-selector', `involvedObject.name=${pod}`]), '-o', 'json')
  const troubled = shapes
    .map((shape) => ({
      shape,
      statuses: [...(shape.status?.initContainerStatuses ?? []), ...(shape.status?.containerStatuses ?? [])].filter(hasEnded),
    }))
    .filter(({ statuses }) => statuses.length > 0)
    .toSorted((a, b) => sumOf(b.statuses) - sumOf(a.statuses))
    .slice(0, MOST_LOGS)
  for (const { shape, statuses } of troubled)
    for (const { name } of statuses) {
      const own = shape.metadata.namespace === undefined ? where : ['--namespace', shape.metadata.namespace]
      const log = kubectl(['logs', shape.metadata.name, ...own, '--container', name, '--previous', `--tail=${LOG_LINES}`, ...of])
      if (!log.isGood || log.stdout.trim() === '') continue
      // whose it is stands above it, as a person would have typed it
      texts.push(`$ kubectl logs ${shape.metadata.name} -n ${shape.metadata.namespace ?? 'default'} -c ${name} --previous\n${log.stdout}`)
      names.push(`kubectl logs ${shape.metadata.name} -c ${name} --previous`)
    }
  // a static pod is its node’s
  const owner = node ?? (pod === undefined ? undefined : shapes[0]!.metadata.ownerReferences?.find(({ kind }) => kind === 'Node')?.name)
  if (owner !== undefined) take('get', 'node', owner, '-o', 'json')
  take('version', '-o', 'json')
  const site = value('site')
  const exit = tell(texts, names, { way: ways[0], ...defined({ site }) }, io)
  if (ways.length === 0 && exit !== REFUSED) {
    const link = linkOfTexts(texts, site ?? `http://127.0.0.1:${DEFAULT_PORT}/`)
    if (link !== undefined) io.out(`\nOpen${site === undefined ? ' (npx whyrestart serve)' : ''}\n  ${link}\n`)
  }
  return exit
}

const hasEnded = ({ restartCount, lastState, state }: StatusShape): boolean =>
  restartCount > 0 || lastState?.terminated !== undefined || state?.terminated !== undefined

const sumOf = (statuses: readonly StatusShape[]): number => statuses.reduce((sum, { restartCount }) => sum + restartCount, 0)
