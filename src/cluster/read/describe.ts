import { defined } from '../../manifest/own.ts'
import type { ObjectTree } from '../../manifest/tree.ts'
import { newObject } from '../../manifest/yaml/decode-yaml.ts'
import type { Json } from '../../manifest/yaml/resolve.ts'
import { count, type ClusterFacts, type PodFacts } from '../facts.ts'
import { describeTime } from '../time.ts'
import { indentOf } from './clean.ts'
import { Builder, type DescribedLine, OF_A_CONTAINER, OF_A_STATE } from './described-container.ts'
import { takeCondition, takeRelease } from './object.ts'
import { namedBy, NAMELESS, type TextReading } from './reading.ts'

function lineOf(text: string, line: number): DescribedLine {
  const colon = text.indexOf(':')
  const key = (colon < 0 ? text : text.slice(0, colon)).trim()
  return { indent: indentOf(text), key, value: colon < 0 ? '' : text.slice(colon + 1).trim(), text, line }
}

/** What a description, or any section of it alone, begins with. */
export const DESCRIBE_START = new RegExp(
  [
    String.raw`Name:(?: {2,}|\t+)\S`,
    String.raw`(?:Init |Ephemeral )?Containers:\s*$`,
    String.raw`(?:Last )?State: +(?:Waiting|Running|Terminated)\b`,
    String.raw`Restart Count: +\d`,
    String.raw`(?:Liveness|Readiness|Startup): +(?:http-get|tcp-socket|exec|grpc) `,
    String.raw`(?:Limits|Requests):\s*$`,
    String.raw`(?:Namespace|Priority|Node|Annotations|Labels|Controlled By|Node-Selectors|QoS Class|Start Time|Service Account|Priority Class Name|IPs?): {2,}\S`,
    String.raw`IPs?:\s*$`,
    String.raw`Conditions:\s*$`,
    String.raw`Events:(?:\s*$| +<none>)`,
    String.raw`Container ID: +\w+://`,
    String.raw`Exit Code: +\d`,
    String.raw`Reason: {2,}[A-Z]\w+$`,
    String.raw`Message: {2,}\S`,
    String.raw`Status: {2,}(?:Running|Pending|Failed|Succeeded|Unknown|Terminating)\b`,
    String.raw`(?:Capacity|Allocatable|Allocated resources|Addresses|System Info|Volumes|Mounts):\s*$`,
    String.raw`Non-terminated Pods: +\(`,
  ]
    .map((form) => `^\\s*${form}`)
    .join('|'),
)

/** Keys at the top of a description; anything else below it at that place is of its own section, or no description. */
const TOP =
  /^(?:Name|Namespace|Priority|Priority Class Name|Service Account|Node|Start Time|Labels|Annotations|Status|Reason|Message|IPs?|Controlled By|Replicas|Selector|Init Containers|Containers|Ephemeral Containers|Conditions|Volumes|QoS Class|Node-Selectors|Tolerations|Topology Spread Constraints|Events|Roles|CreationTimestamp|Taints|Unschedulable|Lease|Addresses|Capacity|Allocatable|System Info|Non-terminated Pods|Allocated resources|PodCIDRs?|ProviderID|SeccompProfile|Security Context|Created By|Deletion.*|Termination Grace Period|Nominated.*|Pod Template|Strategy\w*|Min\w*|OldReplicaSets|NewReplicaSet|RollingUpdate\w*|External IDs?|Image Manager|Readiness Gates|Parallelism|Completions|Completion Mode|Completed At|Duration|Pods? Statuses|Backoff Limit|Suspend|Schedule|Concurrency Policy|Active Jobs|Last Schedule Time)$/

const STATE_REASON =
  /^(?:OOMKilled|Error|Completed|ContainerCannotRun|StartError|CrashLoopBackOff|RunContainerError|CreateContainerError|CreateContainerConfigError|ErrImagePull|ImagePullBackOff|ContainerCreating|ContainerStatusUnknown|PostStartHookError)$/

const isOfContainer = ({ key, value }: DescribedLine): boolean =>
  OF_A_CONTAINER.test(key) ||
  OF_A_STATE.test(key) ||
  (/^(?:cpu|memory|ephemeral-storage|hugepages-\S+|nvidia.com\/gpu)$/.test(key) && value !== '')

/**
 * What `kubectl describe pod` prints, of any release, whole or any of its sections alone: the pod's times, each container's state, last
 * state, probes and limits. Its events are rows of their own.
 *
 * Units: times in seconds since 1970. Errors: what is not understood is said to be unused.
 * Follows: staging/src/k8s.io/kubectl/pkg/describe/describe.go, describePod, describeContainers, DescribeProbe.
 */
export class DescribedPod {
  name: string
  namespace: string
  kind = ''
  private readonly top = new Map<string, string>()
  private readonly pod: PodFacts
  private readonly lists = { initContainers: [] as Json[], containers: [] as Json[] }
  private readonly builders: Builder[] = []
  private readonly volumes = new Volumes()
  private readonly facts: ClusterFacts
  private readonly lines: TextReading['lines']
  private section = ''
  private open: Builder | undefined
  private isStatic = false
  private last = -1
  /** How far its first line stands in. */
  private base = 0

  constructor(reading: TextReading, line: number) {
    this.facts = reading.facts
    this.lines = reading.lines
    this.name = namedBy(reading)
    this.namespace = reading.command?.namespace ?? ''
    this.pod = { namespace: this.namespace, name: this.name, containers: new Map(), source: 'describe', line }
    if (reading.command?.resource === 'node') {
      this.kind = 'Node'
      this.name = reading.command.names[0] ?? ''
    }
  }

  /** The scheduler has said its name. */
  rename(name: string, namespace: string): void {
    this.name = name
    this.pod.name = name
    if (namespace !== '') this.namespace = this.pod.namespace = namespace
  }

  /** Whether its Events have begun: they are its last section. */
  hasEvents(): boolean {
    return this.top.has('events')
  }

  /** Whether the next line, whatever it looks like, is of a list that is open: an argument, a mount. */
  wants(text: string): boolean {
    return this.open?.wantsAny(indentOf(text) - this.base) === true
  }

  /** How a line is used; undefined where it is none of a description. */
  take(text: string, line: number): 'used' | 'unused' | undefined {
    const own = lineOf(text, line)
    if (this.last < 0)
      this.base = TOP.test(own.key) && !OF_A_CONTAINER.test(own.key) && !/^(?:Reason|Message)$/.test(own.key) ? own.indent : 0
    own.indent -= this.base
    const used = this.takeIn(own)
    if (used !== undefined) this.last = line
    return used
  }

  private takeIn(own: DescribedLine): 'used' | 'unused' | undefined {
    if (this.isTop(own)) {
      this.section = own.key.toLowerCase()
      if (own.key === 'Containers' && this.builders.length === 1 && this.open?.facts.name === NAMELESS && this.goesOn(own.line))
        this.makeInit()
      this.open = undefined
      if (!this.top.has(this.section)) this.top.set(this.section, own.value)
      this.note(own)
      return USED_TOP.has(this.section) || this.kind === 'Node' ? 'used' : 'unused'
    }
    if (this.kind !== '' && this.kind !== 'Pod') return this.ofNode(own)
    if (this.isContainer(own)) {
      this.begin(own.key, this.section === 'init containers', own.indent)
      return 'used'
    }
    if (this.open?.wantsAny(own.indent)) return this.open.take(own) ? 'used' : 'unused'
    return isOfContainer(own) ? this.ofContainer(own) : this.ofSection(own)
  }

  private isTop({ key, value, indent }: DescribedLine): boolean {
    if (indent > 0 || !TOP.test(key)) return false
    // of a state that was cut out, and of no pod
    const isOfState = OF_A_STATE.test(key) && !this.top.has('status') && (key !== 'Reason' || STATE_REASON.test(value))
    return !isOfState && !(this.open && OF_A_STATE.test(key) && this.open.isInState())
  }

  private isInContainers(): boolean {
    return this.section === 'init containers' || this.section === 'containers'
  }

  /** A container's name. */
  private isContainer({ indent, text, line }: DescribedLine): boolean {
    const isCutOut = this.section === '' && this.isHead(line)
    if (!(this.isInContainers() || isCutOut) || indent > 4 || !/^[a-z0-9][a-z0-9-]*:\s*$/.test(text.trim())) return false
    return indent > 0 ? !this.open || indent <= this.open.place : this.isHead(line)
  }

  private ofContainer(own: DescribedLine): 'used' | 'unused' | undefined {
    // one that kubectl debug has put beside the others is never started again
    if (this.section === 'ephemeral containers') return 'unused'
    if (!this.isInContainers() && this.section !== '' && own.indent <= 0 && !OF_A_CONTAINER.test(own.key)) return undefined
    // a section that is cut out of a container
    if (!this.open) this.begin(NAMELESS, false, -1)
    return this.open!.take(own) ? 'used' : 'unused'
  }

  /** What goes on with a section that is none of a container's. */
  private ofSection(own: DescribedLine): 'used' | 'unused' | undefined {
    const { section } = this
    const { indent, text } = own
    if (section === 'volumes' && indent > 0) {
      this.volumes.take(own)
      return 'used'
    }
    if ((section === 'annotations' || section === 'labels') && indent > 0) {
      this.note(own)
      return 'used'
    }
    if (section === 'conditions' && /^\s*\w+\s+(?:True|False|Unknown)\b/.test(text)) {
      // no pod has such a condition
      if (/^\s*\w+Pressure\b/.test(text)) this.kind = 'Node'
      // of which kind its description does not say
      if (this.pod.reason === undefined && /^\s*DisruptionTarget\s+True\b/.test(text))
        Object.assign(this.pod, { reason: 'DisruptionTarget', reasonLine: own.line })
      return this.kind === 'Node' ? this.ofNode(own) : 'used'
    }
    if (indent > 0 && section !== '' && section !== 'events' && /^\s*\S.*[:=]|^\s+\S+(?:\s+from\s|$)/.test(text)) return 'unused'
    return undefined
  }

  /** A web page may have taken all indentation: what stands below tells a container's name. */
  private isHead(line: number): boolean {
    return /^\s*(?:Container ID|Image):/.test(this.lines[line + 1]?.text ?? '')
  }

  /** Nothing but blank lines stands between what was taken last and this line: neither is of another excerpt. */
  private goesOn(line: number): boolean {
    return this.lines.slice(this.last + 1, line).every(({ is }) => is === 'blank')
  }

  /** What stands above the containers, its own head cut off, is an init container. */
  private makeInit(): void {
    this.open!.facts.isInit = true
    this.lists.initContainers.push(...this.lists.containers.splice(0))
  }

  private begin(name: string, isInit: boolean, place: number): void {
    const before = this.builders.find(({ facts }) => facts.name === name)
    if (before) return void (this.open = before)
    this.open = new Builder(name, isInit, place)
    this.builders.push(this.open)
    this.pod.containers.set(name, this.open.facts)
    this.lists[isInit ? 'initContainers' : 'containers'].push(this.open.spec)
  }

  /** What the top of a description says of the pod. */
  private note({ key, value, text, line }: DescribedLine): void {
    const { pod } = this
    if (/kubernetes\.io\/config\.(?:source|mirror)/.test(text)) this.isStatic = true
    if (key === 'Name') this.name = pod.name = value.split(/\s/)[0]!
    if (key === 'Namespace') this.namespace = pod.namespace = value
    if (/^(?:Roles|Capacity|Allocatable|Taints|System Info|Non-terminated Pods|Allocated resources|Lease|Unschedulable)$/.test(key))
      this.kind = 'Node'
    if (/^(?:Replicas|Selector|Pod Template|Strategy\w*|OldReplicaSets|Parallelism|Completions|Pods? Statuses|Schedule)$/.test(key))
      this.kind = 'Other'
    const start = key === 'Start Time' ? describeTime(value) : undefined
    if (start !== undefined) pod.startTime = start
    if (key === 'Status' && value !== '') pod.phase = value.split(/\s/)[0]!
    if (key === 'Reason' && value !== '') Object.assign(pod, { reason: value, reasonLine: line })
    // it says more
    if (key === 'Message' && value !== '') Object.assign(pod, { message: value, reasonLine: line })
    // a mirror pod is its node's
    if (key === 'Controlled By' && value.startsWith('Node/')) pod.node ??= value.slice('Node/'.length)
    if (key === 'Node' && value !== '' && value !== '<none>') {
      const [node = '', ip = ''] = value.split('/')
      pod.node = node
      if (ip !== '') this.facts.node ??= { name: node, ip }
    }
  }

  /** `describe node` tells a release, what the node lacks, and how much it has. */
  private ofNode({ key, value, text, line }: DescribedLine): 'used' | 'unused' | undefined {
    if (key === 'Kubelet Version') takeRelease(value, 'describe says its kubelet is', this.facts)
    const [, condition = '', status = '', rest = ''] = /^\s*(\w+)\s+(True|False|Unknown)\s+(.*)$/.exec(text) ?? []
    if (/^(?:\w*Pressure|Ready|NetworkUnavailable)$/.test(condition)) {
      const message = rest.replace(/^(?:\w{3}, .{20,28}\s+){1,2}/, '')
      takeCondition({ node: this.name, reason: condition, message, line }, status, this.facts)
      return 'used'
    }
    return /:|%|\s{2}/.test(text) ? 'unused' : undefined
  }

  /** Puts it among the facts. */
  close(): void {
    const { pod, top, facts } = this
    if (this.kind !== '') {
      if (this.kind === 'Other') count(facts.passedOver, 'a description of something that is no Pod')
      return
    }
    const isTold = ['name', 'node', 'status', 'reason'].some((field) => top.has(field))
    if (!isTold && this.builders.length === 0 && pod.startTime === undefined) return
    const ip = facts.node?.name === pod.node ? (facts.node?.ip ?? '') : ''
    const known = this.volumes.known()
    for (const { spec, mounts } of this.builders) {
      spec['volumeMounts'] = mounts.filter(({ name }) => known.some((volume) => volume['name'] === name))
    }
    const lists = {
      ...this.lists,
      containers: this.lists.containers.length > 0 ? this.lists.containers : [{ name: 'main', image: 'unknown' }],
    }
    pod.tree = described(pod, lists, known, { isStatic: this.isStatic, isOfNode: ip !== '' && top.get('ip') === ip })
    facts.pods.push(pod)
    count(facts.seen, 'describe')
  }
}

const USED_TOP: ReadonlySet<string> = new Set([
  'name',
  'namespace',
  'node',
  'start time',
  'status',
  'containers',
  'init containers',
  'events',
  'reason',
  'message',
  'annotations',
  'labels',
  'volumes',
  'conditions',
])

/** The section of volumes: those of the node, and empty ones; what comes from the API a static pod has not. */
class Volumes {
  private all: { name: string; fields: Map<string, string> }[] = []

  take({ indent, key, value }: DescribedLine): void {
    if (indent <= 2) this.all.push({ name: key, fields: new Map() })
    else this.all.at(-1)?.fields.set(key, value)
  }

  known(): Record<string, Json>[] {
    return this.all.flatMap(({ name, fields }): Record<string, Json>[] => {
      const type = fields.get('Type') ?? ''
      const [path = '', of = ''] = [fields.get('Path'), fields.get('HostPathType')]
      if (type.startsWith('HostPath') && path !== '') return [{ name, hostPath: { path, ...(of === '' ? {} : { type: of }) } }]
      return type.startsWith('EmptyDir') ? [{ name, emptyDir: newObject() }] : []
    })
  }
}

/** A pod that has what the description says of it. */
function described(
  pod: PodFacts,
  { initContainers, containers }: { initContainers: Json[]; containers: Json[] },
  volumes: readonly Json[],
  // a pod with its node's address is in its node's network
  { isStatic, isOfNode }: { isStatic: boolean; isOfNode: boolean },
): ObjectTree {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: pod.name,
      namespace: pod.namespace || 'default',
      ...(isStatic ? { annotations: { 'kubernetes.io/config.mirror': 'described' } } : {}),
    },
    spec: {
      ...(isStatic || isOfNode ? { hostNetwork: true } : {}),
      ...defined({ nodeName: pod.node }),
      ...(initContainers.length > 0 ? { initContainers } : {}),
      containers,
      ...(volumes.length > 0 ? { volumes: [...volumes] } : {}),
    },
  }
}
