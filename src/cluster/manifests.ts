import { stringify } from 'yaml'
import { child, children, text as textOf, type Tree } from '../manifest/tree.ts'
import { podTemplateOf } from '../manifest/pod-template.ts'
import { newObject } from '../manifest/yaml/decode.ts'
import type { Json } from '../manifest/yaml/resolve.ts'
import { isList, isObject } from '../manifest/go/go-json.ts'
import { hasFailedHook, UNTOLD_HOOK } from './described-spec.ts'
import { type EventFacts, type PodFacts, probeFailure } from './facts.ts'

/** What the API server fills in, and what says nothing more: by field, the value that is its default. */
const POD_DEFAULTS: Readonly<Record<string, Json>> = {
  dnsPolicy: 'ClusterFirst',
  enableServiceLinks: true,
  preemptionPolicy: 'PreemptLowerPriority',
  priority: 0,
  restartPolicy: 'Always',
  schedulerName: 'default-scheduler',
  terminationGracePeriodSeconds: 30,
}
const CONTAINER_DEFAULTS: Readonly<Record<string, Json>> = {
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
}
const PROBE_DEFAULTS: Readonly<Record<string, Json>> = { failureThreshold: 3, periodSeconds: 10, successThreshold: 1, timeoutSeconds: 1 }
/** Of the cluster that it ran in, and nothing to a static pod. */
const OF_THE_CLUSTER = new Set([
  'serviceAccount',
  'serviceAccountName',
  'tolerations',
  'priorityClassName',
  'nodeSelector',
  'affinity',
  'imagePullSecrets',
  'hostIP',
])
const TOKEN = /^kube-api-access-|^default-token-|-token-[a-z0-9]{5}$/

/** A pod's manifest as a person would have written it: without status, managed fields, defaults and what the cluster has put in. */
export function manifestOf(pod: PodFacts, events: readonly EventFacts[]): { text: string; name: string; note: string } {
  const object = pod.object ?? pod.described ?? skeleton(pod, events)
  const spec = child(object, 'spec') ?? newObject()
  const meta = child(object, 'metadata') ?? newObject()
  const annotations = Object.fromEntries(
    Object.entries(child(meta, 'annotations') ?? {}).filter(([key]) => key !== 'kubectl.kubernetes.io/last-applied-configuration'),
  )
  const kept = {
    ...object,
    metadata: { ...meta, uid: textOf(meta, 'uid') || 'described', annotations },
    spec: withoutDefaults(pod.object ? spec : withImages(spec)),
  }
  delete (kept as Record<string, unknown>)['status']
  // a uid and a status are what tells a live pod from a file
  const text = stringify({ ...(plain(kept as unknown as Json) as object), status: {} }, { version: '1.1', lineWidth: 0 })
  const made = podTemplateOf(text)
  if (made) return { text: made.text, name: made.name, note: pod.object ? made.note : '' }
  return { text, name: pod.name, note: '' }
}

/** A part of a description may have none, and no kubelet starts a container without. */
function withImages(spec: Tree): Tree {
  const lists = Object.entries(spec).map(([key, value]): [string, unknown] => [
    key,
    /^(?:initC|c)ontainers$/.test(key) && Array.isArray(value)
      ? children(spec, key).map((container) => (textOf(container, 'image') === '' ? { ...container, image: 'unknown' } : container))
      : value,
  ])
  return Object.assign(newObject(), Object.fromEntries(lists)) as Tree
}

/** A Pod of which only events or a journal tell. */
function skeleton(pod: PodFacts, events: readonly EventFacts[]): Tree {
  const names = [...pod.containers.keys()]
  const image = events.map(({ message }) => /[Ii]mage "([^"]{1,200})"/.exec(message)?.[1]).find(Boolean)
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: pod.name, namespace: pod.namespace },
    spec: {
      containers: (names.length > 0 ? names : ['main']).map((name) => ({
        name,
        image: image ?? 'unknown',
        ...(hasFailedHook(events, name) ? { lifecycle: { postStart: { exec: { command: UNTOLD_HOOK } } } } : {}),
        ...probesIn(events.filter(({ container }) => container === undefined || container === name)).probes,
      })),
    },
  } as unknown as Tree
}

/** Where no text says what a probe asks. */
const UNTOLD_HTTP = { path: '/healthz', port: 8080 }
const UNTOLD_EXEC = ['/bin/check']

/** The probes whose failures are told of, as far as their words say what was asked; and what they do not say, as half sentences. */
export function probesIn(events: readonly EventFacts[]): { probes: Record<string, Json>; assumed: Map<string, string> } {
  const probes: Record<string, Json> = {}
  const assumed = new Map<string, string>()
  const take = (probe: string, handler: Json, guessed?: string): void => {
    const field = `${probe}Probe`
    if (probes[field] !== undefined && (guessed !== undefined || !assumed.has(probe))) return
    probes[field] = handler
    if (guessed === undefined) assumed.delete(probe)
    else assumed.set(probe, guessed)
  }
  for (const { reason, message } of events) {
    const said = reason === 'Unhealthy' ? probeFailure(message) : undefined
    if (!said || said.is === 'warning') continue
    const { probe, output } = said
    const url = /Get "?(https?):\/\/[^\s"]*?:(\d{1,5})(\/[^\s":]*)?(?:[":\s]|$)/.exec(output)
    const dial = /dial tcp [^\s]*?:(\d{1,5}):/.exec(output)
    const command = /^command "([^"]{1,300})" timed out|command timed out: "([^"]{1,300})" timed out/.exec(output)
    if (url) take(probe, { httpGet: { path: url[3] ?? '/', port: Number(url[2]), ...(url[1] === 'https' ? { scheme: 'HTTPS' } : {}) } })
    else if (/HTTP probe failed/.test(output)) take(probe, { httpGet: UNTOLD_HTTP }, `GET ${UNTOLD_HTTP.path} at port ${UNTOLD_HTTP.port}`)
    else if (dial) take(probe, { tcpSocket: { port: Number(dial[1]) } })
    else if (command) take(probe, { exec: { command: (command[1] ?? command[2])!.split(' ').filter((word) => word !== '') } })
    else take(probe, { exec: { command: UNTOLD_EXEC } }, `a command, ${UNTOLD_EXEC[0]!},`)
  }
  return { probes, assumed }
}

function withoutDefaults(spec: Tree): Tree {
  const tokens = new Set(
    children(spec, 'volumes')
      .map((value) => textOf(value, 'name'))
      .filter((name) => TOKEN.test(name)),
  )
  const kept = without(spec, POD_DEFAULTS, OF_THE_CLUSTER)
  const volumes = children(spec, 'volumes').filter((value) => !tokens.has(textOf(value, 'name')))
  if (volumes.length > 0) kept['volumes'] = volumes
  else delete kept['volumes']
  for (const list of ['initContainers', 'containers'])
    if (kept[list] !== undefined) kept[list] = children(spec, list).map((value) => containerOf(value, tokens))
  return kept
}

function containerOf(container: Tree, tokens: ReadonlySet<string>): Tree {
  const kept = without(container, CONTAINER_DEFAULTS)
  const mounts = children(container, 'volumeMounts').filter((value) => !tokens.has(textOf(value, 'name')))
  if (mounts.length > 0) kept['volumeMounts'] = mounts
  else delete kept['volumeMounts']
  for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    const own = child(kept, probe)
    if (!own) continue
    const made = without(own, PROBE_DEFAULTS)
    const http = child(made, 'httpGet')
    if (http) made['httpGet'] = without(http, { scheme: 'HTTP' })
    kept[probe] = made
  }
  return kept
}

/** Without fields at their defaults, named ones, and empty objects. */
function without(of: Tree, defaults: Readonly<Record<string, Json>>, names: ReadonlySet<string> = new Set()): Tree {
  const kept = Object.entries(of).filter(
    ([field, value]) => !names.has(field) && !(Object.hasOwn(defaults, field) && defaults[field] === value) && !isEmpty(value),
  )
  return Object.fromEntries(kept) as Tree
}

const isEmpty = (value: Json): boolean => isObject(value) && Object.keys(value).length === 0

/** What `yaml` writes: objects that have a prototype, and no number too long. */
function plain(value: Json): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (isList(value)) return value.map(plain)
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)])) : value
}

/** Names of variables that are likely to hold what should not be shown to others, of those with a value. */
export function secretsIn(pod: PodFacts): string[] {
  const spec = pod.object && child(pod.object, 'spec')
  if (!spec) return []
  return ['initContainers', 'containers'].flatMap((list) =>
    children(spec, list).flatMap((container) =>
      children(container, 'env')
        .filter((value) => textOf(value, 'value') !== '' && SECRET.test(textOf(value, 'name')))
        .map((value) => textOf(value, 'name')),
    ),
  )
}

const SECRET = /PASS|SECRET|TOKEN|API_?KEY|PRIVATE|CREDENTIAL|ACCESS_KEY|DSN|DATABASE_URL|CONNECTION_STRING/i
