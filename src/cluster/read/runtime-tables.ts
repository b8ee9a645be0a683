import { defined } from '../../manifest/own.ts'
import { child, number, text as textOf, textMap, type ObjectTree } from '../../manifest/tree.ts'
import { count, type ClusterFacts, MOST_COUNTED, type RuntimeFacts } from '../facts.ts'
import { type Age, apiTime } from '../time.ts'
import { either, type Find, lineForm } from './reading.ts'

const AGO = String.raw`((?:\d+|About an?|Less than a) \w+|\d+ \w+) ago`
/** A row of `crictl ps -a`; POD since 1.24, NAMESPACE since 1.32. */
export const CRICTL_ROW = new RegExp(
  `^\\s*([0-9a-f]{12,64})\\s+(\\S+)\\s+${AGO}\\s+(Running|Exited|Created|Unknown)\\s+(\\S+)\\s+(\\d+)\\s+([0-9a-f]{12,64})(?:\\s+([a-z0-9][\\w.-]*))?(?:\\s+([a-z0-9][\\w-]*))?\\s*$`,
)
/** A row of `docker ps -a`. */
export const DOCKER_ROW = new RegExp(
  `^\\s*([0-9a-f]{12,64})\\s+(\\S+)\\s+(?:"[^"]*"|\\S+(?: \\S+)*)\\s+${AGO}\\s+(Up [^]*?|Exited \\(-?\\d+\\) [^]*? ago|Created|Dead|Restarting \\(-?\\d+\\) [^]*? ago|Removal In Progress)\\s*(?:\\s{2,}(\\S.*?))?\\s+(\\S+)\\s*$`,
)
/** What is left of one whose other columns were cut out: its command, and what became of it. */
const DOCKER_CUT_ROW = new RegExp(`^\\s*"([a-z][\\w./-]*)[^"]*"\\s+${AGO}\\s+(Up .*?|Exited \\(-?\\d+\\) .*? ago)\\s*$`)
/** A row of columns that somebody chose, with a state and a name that the kubelet has given. */
const DOCKER_OWN_ROW =
  /^\s*(?:([0-9a-f]{12,64})\s+)?(?:(\S+)\s+)?(Up .*?|Exited \(-?\d+\) .*? ago|Created|Dead|Restarting \(-?\d+\) .*? ago)\s+(k8s_\S+)\s*$/
/** A container that containerd has made, as its journal says it. Follows: containerd, internal/cri/instrument, CreateContainer. */
const CONTAINERD_MADE =
  /CreateContainer within sandbox .* for (?:container )?&ContainerMetadata\{Name:([^,}]+),Attempt:(\d+),\}(?:"| returns container id)/
/** What Docker Compose says below the logs. */
const COMPOSE_END = /^\s*(?:container )?([a-z0-9][\w.-]*[-_]\d+) exited with code (\d{1,3})( \(restarting\))?\s*$/
/** A container's name as the kubelet gives it to Docker: its container, pod, namespace, uid and attempt, as far as a terminal has not cut it; behind a hash, as before 1.6, a chance number. */
const K8S_NAME = /^\/?k8s_([^_.]+)(\.[0-9a-f]+)?_(?:([^_]+)_)?(?:([^_]+)_)?(?:[^_]+_(\d+|[0-9a-f]{8}))?[^_]*$/

const UNIT: Readonly<Record<string, number>> = {
  second: 1,
  minute: 60,
  hour: 3600,
  day: 86_400,
  week: 604_800,
  month: 2_592_000,
  year: 31_536_000,
}

/** `39 seconds`, `About a minute`. */
function agoOf(text: string): Age | undefined {
  const [, amount = '', unit = ''] = /^(\d+|About an?|Less than an?|an?) (\w+?)s?(?: ago)?$/.exec(text.trim()) ?? []
  const seconds = UNIT[unit]
  if (seconds === undefined) return undefined
  const times = /^\d+$/.test(amount) ? Number(amount) : amount.startsWith('Less') ? 0 : 1
  return { seconds: times * seconds, within: seconds }
}

const attemptOf = (text: string): number => Math.min(MOST_COUNTED, Number(text))

/** What a container's name says that the kubelet has given to Docker; nothing for any other. */
function namedByKubelet(name: string): Partial<Pick<RuntimeFacts, 'container' | 'pod' | 'namespace' | 'attempt' | 'isCounted'>> {
  const [, container, hash, pod, namespace, last = ''] = K8S_NAME.exec(name) ?? []
  const isCounted = hash === undefined && /^\d+$/.test(last)
  return { ...defined({ container, pod, namespace }), ...(isCounted ? { attempt: attemptOf(last), isCounted } : {}) }
}

const RESTARTING = 'Restarting'
/** Follows: pkg/kubelet/kubelet_pods.go, convertToAPIContainerStatuses: what is only made waits. */
const NOT_STARTED = { waits: 'ContainerCreating' } as const

function addRuntime(facts: ClusterFacts, row: Partial<RuntimeFacts> & Pick<RuntimeFacts, 'container' | 'isRunning' | 'line'>): true {
  // the sandbox has a container of its own, and is none of the pod's
  if (row.container !== 'POD')
    facts.runtime.push({ id: '', image: '', pod: '', namespace: '', ...row, attempt: Math.min(MOST_COUNTED, row.attempt ?? 0) })
  count(facts.seen, 'runtime')
  return true
}

/** A container of the node's runtime, as its table of them has it. */
const ROW = either(CRICTL_ROW, DOCKER_ROW, DOCKER_CUT_ROW, DOCKER_OWN_ROW, COMPOSE_END, CONTAINERD_MADE)
export const runtimeRow = lineForm('node', 'a container of the runtime', ROW, ({ input: text }, line, { facts }) => {
  const cri = CRICTL_ROW.exec(text)
  if (cri) {
    const [, id = '', image = '', made = '', state = '', container = '', attempt = '0', , pod = '', namespace = ''] = cri
    const isRunning = state === 'Running'
    const begun = state === 'Created' ? NOT_STARTED : isRunning || state === 'Exited' ? defined({ created: agoOf(made) }) : {}
    return addRuntime(facts, { id, image, container, pod, namespace, attempt: Number(attempt), isCounted: true, isRunning, ...begun, line })
  }
  const made = CONTAINERD_MADE.exec(text)
  if (made) return addRuntime(facts, { container: made[1]!, attempt: attemptOf(made[2]!), isCounted: true, isRunning: true, line })
  const [, composed = '', exit, loops] = COMPOSE_END.exec(text) ?? []
  if (composed !== '')
    return addRuntime(facts, {
      container: composed,
      isRunning: false,
      ...(loops === undefined ? {} : { waits: RESTARTING }),
      code: Number(exit),
      line,
    })
  const docker = DOCKER_ROW.exec(text) ?? uncut(DOCKER_CUT_ROW.exec(text)) ?? ownColumns(DOCKER_OWN_ROW.exec(text)!)
  const [, id = '', image = '', created = '', status = '', , container = ''] = docker
  const named = { container, ...namedByKubelet(container) }
  const [, code, ended = ''] = /^(?:Exited|Restarting) \((-?\d+)\) (.*) ago$/.exec(status) ?? []
  const isRunning = status.startsWith('Up')
  const end = code === undefined ? {} : { code: Number(code), ...defined({ ended: agoOf(ended) }) }
  return addRuntime(facts, {
    id,
    image,
    ...named,
    isRunning,
    ...(status.startsWith('Restarting') ? { waits: RESTARTING } : status === 'Created' ? NOT_STARTED : {}),
    ...(isRunning || code !== undefined ? defined({ created: agoOf(created) }) : {}),
    ...end,
    line,
  })
})

/** As a whole row: of what has no id, and is called by its program. */
const uncut = (row: RegExpExecArray | null): readonly (string | undefined)[] | undefined =>
  row ? [row[0], '-', '', row[2], row[3], undefined, row[1]!.split('/').at(-1)] : undefined

const ownColumns = (row: RegExpExecArray): readonly (string | undefined)[] => [row[0], row[1], row[2], undefined, row[3], undefined, row[4]]

/** A line of `docker events`: `container die ID (exitCode=1, io.kubernetes.pod.name=web-0, …)`. */
const DOCKER_EVENT = /^\s*\S+ container (oom|die|kill|start|stop|create|destroy) ([0-9a-f]{12,64}) \((.*)$/

export const dockerEvent = lineForm('event', 'an event of Docker', DOCKER_EVENT, ([, what, id = '', inner = ''], line, { facts }) => {
  const value = (key: string): string => new RegExp(`(?:^|, )${key.replaceAll('.', '\\.')}=([^,)]*)`).exec(inner)?.[1] ?? ''
  const named = {
    container: value('io.kubernetes.container.name'),
    pod: value('io.kubernetes.pod.name'),
    namespace: value('io.kubernetes.pod.namespace'),
    attempt: attemptOf(value('annotation.io.kubernetes.container.restartCount') || '-1'),
    ...namedByKubelet(value('name')),
  }
  if (named.container === 'POD' || (what !== 'oom' && what !== 'die')) return true
  let row = facts.runtime.find((own) => own.id === id)
  if (!row) facts.runtime.push((row = { id, image: value('image'), ...named, isRunning: false, line }))
  if (what === 'oom') row.reason = 'OOMKilled'
  else row.code = Number(value('exitCode'))
  count(facts.seen, 'runtime')
  return true
})

/** What `docker inspect` or `crictl inspect` has of a container. */
export function inspected(object: ObjectTree, find: Find, facts: ClusterFacts): boolean {
  // with a format of one's own the state stands alone
  const docker = child(object, 'State') ?? (object['ExitCode'] !== undefined && object['Status'] !== undefined ? object : undefined)
  if (docker) {
    const name = textOf(object, 'Name')
    const isRunning = docker['Running'] === true
    const isOOM = docker['OOMKilled']
    return addRuntime(facts, {
      id: textOf(object, 'Id'),
      image: textOf(child(object, 'Config') ?? {}, 'Image'),
      container: (name || (textOf(object, 'Path').split('/').at(-1) ?? '')).replace(/^\//, ''),
      attempt: object['RestartCount'] === undefined ? -1 : number(object, 'RestartCount'),
      ...namedByKubelet(name),
      isRunning,
      ...(isOOM === false && !isRunning ? { isNotOOM: true } : {}),
      ...defined({
        code: isRunning ? undefined : number(docker, 'ExitCode'),
        reason: isOOM === true ? 'OOMKilled' : undefined,
        message: textOf(docker, 'Error') || undefined,
        startedAt: apiTime(docker['StartedAt']),
        finishedAt: apiTime(docker['FinishedAt']),
      }),
      line: find('ExitCode'),
    })
  }
  // jq leaves the status alone
  const status = child(object, 'status') ?? object
  const meta = child(status, 'metadata')
  if (!meta || !/^CONTAINER_/.test(textOf(status, 'state'))) return false
  const labels = textMap(status, 'labels')
  const isRunning = textOf(status, 'state') === 'CONTAINER_RUNNING'
  return addRuntime(facts, {
    id: textOf(status, 'id'),
    image: textOf(child(status, 'image') ?? {}, 'image'),
    container: textOf(meta, 'name'),
    pod: labels['io.kubernetes.pod.name'] ?? '',
    namespace: labels['io.kubernetes.pod.namespace'] ?? '',
    attempt: number(meta, 'attempt'),
    isRunning,
    ...defined({
      code: isRunning ? undefined : number(status, 'exitCode'),
      reason: textOf(status, 'reason') || undefined,
      message: textOf(status, 'message') || undefined,
      startedAt: apiTime(status['startedAt']),
      finishedAt: apiTime(status['finishedAt']),
    }),
    line: find('exitCode'),
  })
}
