import { staticPodName } from '../../../manifest/names.ts'
import { hexNano } from '../../clock.ts'
import { type ApiEvent, apiEvents } from '../../kubelet/events.ts'
import type { Moment } from '../../trace/moment.ts'
import { mirrorPods } from '../../trace/pods.ts'
import { releaseOf } from '../../release/release.ts'
import { type Fields, time, uuid } from './json.ts'

/**
 * An Event as the API has it.
 *
 * Units: `at` in seconds on the simulated clock.
 * Follows: staging/src/k8s.io/client-go/tools/record/event.go, makeEvent (v1.37.2).
 */
export function eventObject(moment: Moment, event: ApiEvent & { name: string; namespace: string }): Fields {
  const { inputs } = moment
  const { eventTime, eventReporter } = releaseOf(inputs.kubernetes)
  const path = fieldPath(event)
  const name = eventName(moment, event)
  const source = { component: 'kubelet', host: inputs.node.name }
  return {
    apiVersion: 'v1',
    count: event.count,
    ...(eventTime ? { eventTime: null } : {}),
    firstTimestamp: time(moment, event.first),
    involvedObject: {
      apiVersion: 'v1',
      ...(path ? { fieldPath: path } : {}),
      kind: 'Pod',
      name: event.name,
      namespace: event.namespace,
      uid: event.uid,
    },
    kind: 'Event',
    lastTimestamp: time(moment, event.last),
    message: event.message,
    metadata: {
      creationTimestamp: time(moment, event.first),
      name,
      namespace: event.namespace,
      resourceVersion: String(300 + event.entry),
      uid: uuid(`event/${event.namespace}/${name}`),
    },
    reason: event.reason,
    ...(eventTime ? { reportingComponent: eventReporter ? 'kubelet' : '', reportingInstance: eventReporter ? inputs.node.name : '' } : {}),
    source,
    type: event.type,
  }
}

/**
 * An Event's own name: its pod's, and when it was first told; those of one moment of the simulated clock are a nanosecond apart.
 *
 * Follows: staging/src/k8s.io/client-go/tools/record/event.go, makeEvent (v1.37.2).
 */
export function eventName({ inputs }: Pick<Moment, 'inputs'>, { name, first, nth }: Pick<NamedEvent, 'name' | 'first' | 'nth'>): string {
  return `${name}.${hexNano(inputs.clock, first + nth * 1e-9)}`
}

/**
 * The same Event as the group events.k8s.io shows it.
 *
 * Units: `at` in seconds on the simulated clock.
 * Follows: pkg/apis/events/v1/conversion.go (v1.37.2).
 */
export function eventsV1Object(moment: Moment, event: NamedEvent): Fields {
  const {
    metadata,
    reason,
    type,
    involvedObject,
    message,
    source,
    count,
    firstTimestamp,
    lastTimestamp,
    reportingComponent = '',
    reportingInstance = '',
  } = eventObject(moment, event)
  return {
    metadata: metadata!,
    eventTime: null,
    reportingController: reportingComponent,
    reportingInstance,
    reason: reason!,
    regarding: involvedObject!,
    note: message!,
    type: type!,
    deprecatedSource: source!,
    deprecatedFirstTimestamp: firstTimestamp!,
    deprecatedLastTimestamp: lastTimestamp!,
    deprecatedCount: count!,
  }
}

/**
 * `spec.containers{main}`, where an Event is about a container.
 *
 * Empty for one about the pod.
 * Follows: pkg/kubelet/container/ref.go, fieldPath (v1.37.2).
 */
export function fieldPath(event: Pick<ApiEvent, 'container' | 'init'>): string {
  return event.container === undefined ? '' : `spec.${event.init ? 'initContainers' : 'containers'}{${event.container}}`
}

/** An Event with its pod's name and namespace. */
export type NamedEvent = ApiEvent & { name: string; namespace: string }

/**
 * The Events that the API has, with their pod's name and namespace.
 *
 * Events of a pod that the API does not know are in kube-system.
 */
export function namedEvents(moment: Moment): NamedEvent[] {
  const pods = new Map(mirrorPods(moment).map((pod) => [pod.base, pod]))
  return apiEvents(moment).map((event) => {
    const pod = pods.get(event.pod)
    return {
      ...event,
      name: pod?.name ?? staticPodName(event.pod, moment.inputs.node.name),
      namespace: pod?.namespace ?? 'kube-system',
    }
  })
}
