import { readYaml } from '../manifest/yaml/read-yaml.ts'
import { rfc3339 } from '../sim/clock.ts'
import type { Inputs } from '../sim/scenario/inputs.ts'
import type { ContainerState, StatusEntry } from '../sim/trace/trace.ts'
import { type Recorded, recordedTrace } from '../views/lanes/recorded-lane.ts'

/** For tests: what kubectl would have printed at the end of a recorded run. */
interface Printed {
  /** `kubectl get pod -o yaml`, as JSON. */
  pods: string
  /** `kubectl get events -o json`: Events of one text are merged, as the API's recorder does. */
  events: string
}

interface MergedEvent {
  type: string
  reason: string
  message: string
  container: string | undefined
  first: number
  last: number
  count: number
}

/** `merge` false: each Event by itself, as `kubectl get events --watch` shows them. */
export function printedOf(inputs: Inputs, recorded: readonly Recorded[], merge = true): Printed {
  const clock = inputs.clock
  const time = (t: number): string => rfc3339(clock, t)
  const object = { value: undefined, ...readYaml(Object.values(inputs.manifests)[0]!, { yamlScannerLine: 'exact' }) }.value as unknown as {
    metadata: { name: string; namespace?: string }
    spec: object
  }
  const name = `${object.metadata.name}-${inputs.node.name}`
  const namespace = object.metadata.namespace ?? 'default'
  const events = eventsOf(recorded, merge).map((event) => ({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${name}.${event.first}`, namespace },
    involvedObject: {
      kind: 'Pod',
      name,
      namespace,
      ...(event.container === undefined ? {} : { fieldPath: `spec.containers{${event.container}}` }),
    },
    reason: event.reason,
    message: event.message,
    type: event.type,
    count: event.count,
    firstTimestamp: time(event.first),
    lastTimestamp: time(event.last),
    source: { component: 'kubelet', host: inputs.node.name },
  }))
  const status = recorded.findLast((entry): entry is Recorded & StatusEntry => entry.kind === 'status')
  const trace = recordedTrace(recorded, object.metadata.name)
  const whole = (state: ContainerState | undefined, container: string, attempt: number): object | undefined => {
    if (!state) return undefined
    const find = (op: string): number | undefined =>
      trace.find((entry) => entry.kind === 'process' && entry.op === op && entry.container === container && entry.attempt === attempt)?.t
    const [started, finished] = [find('started'), find('exited')]
    const { is, ...rest } = state
    return {
      [is]: {
        ...rest,
        ...(is === 'waiting' || started === undefined ? {} : { startedAt: time(started) }),
        ...(is !== 'terminated' || finished === undefined ? {} : { finishedAt: time(finished) }),
      },
    }
  }
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...object.metadata,
      name,
      namespace,
      uid: 'f5a4b6e0-0000-4000-8000-000000000001',
      resourceVersion: '1234',
      creationTimestamp: time(1),
      annotations: {
        'kubernetes.io/config.source': 'file',
        'kubernetes.io/config.mirror': 'abc',
        'kubernetes.io/config.seen': rfc3339(clock, 0, true),
      },
    },
    spec: { ...object.spec, nodeName: inputs.node.name, dnsPolicy: 'ClusterFirst', schedulerName: 'default-scheduler' },
    status: {
      phase: status?.phase ?? 'Pending',
      startTime: time(0),
      hostIP: inputs.node.ip,
      containerStatuses: (status?.containers ?? []).map(({ name: container, restartCount, ready, state, lastState }) => ({
        name: container,
        restartCount,
        ready,
        state: whole(state, container, restartCount),
        lastState: whole(lastState, container, state.is === 'waiting' ? restartCount : restartCount - 1) ?? {},
      })),
    },
  }
  return { pods: JSON.stringify(pod, null, 1), events: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: events }, null, 1) }
}

function eventsOf(recorded: readonly Recorded[], merge: boolean): MergedEvent[] {
  const all: MergedEvent[] = []
  for (const entry of recorded) {
    if (entry.kind !== 'event') continue
    const { t, type, reason, message, container } = entry
    const same = merge
      ? all.find((other) => other.reason === reason && other.message === message && other.container === container)
      : undefined
    if (same) {
      same.last = t
      same.count += 1
    } else all.push({ type, reason, message, container, first: t, last: t, count: 1 })
  }
  return all
}
