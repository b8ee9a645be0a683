import { messageOf } from '../manifest/own.ts'
import { type Io, refusalOf } from './io.ts'
import { readOptions } from './arguments.ts'
import { DEFAULT_PORT } from './serve.ts'
import { outputOf, tell, WAYS, type WhyOutput } from './why-command.ts'

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
  const query = readQuery(argv)
  if (typeof query === 'string') return refuse(io, query)
  if (query.help) {
    io.out(USAGE)
    return 0
  }
  const answers = collect(query, kubectl)
  if (typeof answers === 'string') return refuse(io, answers)
  if (answers.length === 0) {
    io.out('Nothing restarts: there is no pod.\n')
    return 0
  }
  const texts = answers.map(({ text }) => text)
  const names = answers.map(({ name }) => name)
  return tell(texts, names, query.output, io, `http://127.0.0.1:${DEFAULT_PORT}/`)
}

/** What a command line is about. */
interface Query {
  help: boolean
  pod: string | undefined
  /** The namespace, or all, as kubectl has it. */
  where: readonly string[]
  node: string | undefined
  context: string | undefined
  output: WhyOutput
}

/** Errors: a sentence. */
function readQuery(argv: readonly string[]): Query | string {
  const words = argv.flatMap((word) => (word === '-n' ? ['--namespace'] : word === '-A' ? ['--all-namespaces'] : [word]))
  const read = readOptions(words, {
    namespace: 'value',
    'all-namespaces': 'nothing',
    node: 'value',
    context: 'value',
    ...WAYS,
  })
  if (typeof read === 'string') return read
  const value = (name: string): string | undefined => read.options.find((option) => option.name === name)?.value
  if (read.words.length > 1) return `one pod at a time: ${read.words.slice(0, 2).join(', ')}`
  const output = outputOf(read.options)
  if (typeof output === 'string') return output
  const pod = read.words[0]?.replace(/^pods?\//, '')
  const [node, namespace] = [value('node'), value('namespace')]
  const isAll = value('all-namespaces') !== undefined || node !== undefined
  if (pod !== undefined && isAll) return 'a pod is of one namespace: -A and --node go without POD'
  const where = isAll ? ['--all-namespaces'] : namespace === undefined ? [] : ['--namespace', namespace]
  return { help: read.help, pod, where, node, context: value('context'), output }
}

/** What kubectl printed, and by which command. */
interface KubectlOutput {
  text: string
  name: string
}

/** Asks for pods, their events, the last words of those that ended, the node, and the release. Errors: a sentence; none where there is no pod. */
function collect({ pod, where, node, context }: Query, kubectl: Kubectl): readonly KubectlOutput[] | string {
  const of = context === undefined ? [] : ['--context', context]
  const ask = (...words: readonly string[]): KubectlOutput[] => {
    const { stdout, isGood } = kubectl([...words, ...of])
    return isGood && stdout.trim() !== '' ? [{ text: stdout, name: `kubectl ${words.join(' ')}` }] : []
  }
  const nodeField = node === undefined ? [] : ['--field-selector', `spec.nodeName=${node}`]
  const pods = [...(pod === undefined ? ['get', 'pods', ...where, ...nodeField] : ['get', 'pod', pod, ...where]), '-o', 'json']
  const first = kubectl([...pods, ...of])
  if (!first.isGood) return first.stderr.trim() || 'kubectl failed without a word'
  let shapes: PodShape[]
  try {
    const object = JSON.parse(first.stdout) as PodShape & { items?: PodShape[] }
    shapes = object.items ?? [object]
  } catch (error) {
    return `what kubectl get printed is no JSON: ${messageOf(error)}`
  }
  if (shapes.length === 0) return []
  const ofPod = pod === undefined ? [] : ['--field-selector', `involvedObject.name=${pod}`]
  const events = ask('get', 'events', ...where, ...ofPod, '-o', 'json')
  const logs = endedContainers(shapes).flatMap(({ metadata: { name, namespace }, container }) => {
    const own = namespace === undefined ? where : ['--namespace', namespace]
    const log = ask('logs', name, ...own, '--container', container, '--previous', `--tail=${LOG_LINES}`)
    // whose it is stands above it, as a person would have typed it
    return log.map(({ text }) => ({
      text: `$ kubectl logs ${name} -n ${namespace ?? 'default'} -c ${container} --previous\n${text}`,
      name: `kubectl logs ${name} -c ${container} --previous`,
    }))
  })
  // a static pod is its node’s
  const owner = node ?? (pod === undefined ? undefined : shapes[0]!.metadata.ownerReferences?.find(({ kind }) => kind === 'Node')?.name)
  return [
    { text: first.stdout, name: `kubectl ${pods.join(' ')}` },
    ...events,
    ...logs,
    ...(owner === undefined ? [] : ask('get', 'node', owner, '-o', 'json')),
    ...ask('version', '-o', 'json'),
  ]
}

/** Those of the pods that ended most often. */
function endedContainers(shapes: readonly PodShape[]): { metadata: PodShape['metadata']; container: string }[] {
  return shapes
    .map(({ metadata, status }) => ({
      metadata,
      statuses: [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].filter(hasEnded),
    }))
    .filter(({ statuses }) => statuses.length > 0)
    .toSorted((a, b) => sumOf(b.statuses) - sumOf(a.statuses))
    .slice(0, MOST_LOGS)
    .flatMap(({ metadata, statuses }) => statuses.map(({ name }) => ({ metadata, container: name })))
}

const hasEnded = ({ restartCount, lastState, state }: StatusShape): boolean =>
  restartCount > 0 || lastState?.terminated !== undefined || state?.terminated !== undefined

const sumOf = (statuses: readonly StatusShape[]): number => statuses.reduce((sum, { restartCount }) => sum + restartCount, 0)
