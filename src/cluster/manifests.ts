import { isRecord } from '../manifest/own.ts'
import { stringify } from 'yaml'
import { plain } from '../manifest/go/go-json.ts'
import { podTemplateOf } from '../manifest/pod-template.ts'
import { child, children, number, text as textOf, type ObjectTree } from '../manifest/tree.ts'
import { type Pod, PROBE_DEFAULTS, PROBE_FIELDS, PROBES, type ProbeType } from '../manifest/types.ts'
import { newObject } from '../manifest/yaml/decode-yaml.ts'
import type { Json } from '../manifest/yaml/resolve.ts'
import { readArguments } from '../sim/control-plane/command-arguments.ts'
import { ANYWHERE, filesOf, runningOf } from '../sim/kubelet/running.ts'
import type { HostFiles } from '../sim/node/host-paths.ts'
import { type ContainerFacts, type EventFacts, mainsOf, type PodFacts, portIn, probeFailure } from './facts.ts'
import { scenarioName } from './pod-specs.ts'

/**
 * A container whose probes ask a port by its name, with that name at a port: before kubectl 1.34 describe prints ports without their
 * names. What the kubelet dialled is in the words of a failed probe; else the only port has the name, or the first one is assumed to.
 *
 * `untold` gets what was assumed. Follows: kubectl/pkg/describe/describe.go, describeContainerPorts.
 */
function withPortNames(container: ObjectTree, events: readonly EventFacts[], untold: string[]): ObjectTree {
  const own = textOf(container, 'name')
  let ports = children(container, 'ports')
  for (const probe of PROBES) {
    const name = askedName(container, probe)
    if (name === undefined || ports.some((port) => textOf(port, 'name') === name)) continue
    const free = ports.filter((port) => textOf(port, 'name') === '' && textOf(port, 'protocol') !== 'UDP')
    const dialled = dialledPort(events, probe, own)
    const chosen = dialled ?? (free[0] && number(free[0], 'containerPort'))
    if (chosen === undefined) {
      untold.push(`Which port of ${own} is called ${name}: the description lists none.`)
      continue
    }
    if (dialled === undefined && free.length > 1)
      untold.push(`Which of the ${free.length} ports of ${own} is called ${name}: the description has no names, and ${chosen} is assumed.`)
    const known = free.find((port) => number(port, 'containerPort') === chosen)
    ports = known
      ? ports.map((port) => (port === known ? ({ ...port, name } as ObjectTree) : port))
      : [...ports, { containerPort: chosen, name } as unknown as ObjectTree]
  }
  return ports.length === 0 ? container : ({ ...container, ports } as ObjectTree)
}

/** The name of the port that a probe asks; undefined where it has its number. */
function askedName(container: ObjectTree, probe: ProbeType): string | undefined {
  const own = child(container, `${probe}Probe`) ?? ({} as ObjectTree)
  const port = (child(own, 'httpGet') ?? child(own, 'tcpSocket'))?.['port']
  return typeof port === 'string' && !/^\d+$/.test(port) ? port : undefined
}

/** At which port a probe of that container has failed. */
function dialledPort(events: readonly EventFacts[], probe: ProbeType, container: string): number | undefined {
  for (const { message, container: own } of events) {
    const said = own === undefined || own === container ? probeFailure(message) : undefined
    const port = said?.probe === probe ? portIn(said.output) : undefined
    if (port !== undefined) return Number(port)
  }
  return undefined
}

/** Nobody says which one it is. */
const UNTOLD_HOOK = ['/bin/false']

/**
 * What a description leaves out of a spec and events tell of: names of ports, and that there is a postStart hook.
 *
 * `untold` says what was assumed.
 */
export function completed(described: ObjectTree, events: readonly EventFacts[]): { tree: ObjectTree; untold: string[] } {
  const [untold, hooks]: [string[], string[]] = [[], []]
  const spec = child(described, 'spec') ?? ({} as ObjectTree)
  const withHook = (container: ObjectTree): ObjectTree => {
    const name = textOf(container, 'name')
    if (!hasFailedHook(events, name)) return container
    hooks.push(`What the postStart hook of ${name} does: no text has it, and a command that fails is assumed.`)
    return { ...container, lifecycle: { postStart: { exec: { command: UNTOLD_HOOK } } } } as unknown as ObjectTree
  }
  const lists = (['initContainers', 'containers'] as const).flatMap((list) => {
    const named = children(spec, list).map((container) => withPortNames(container, events, untold))
    return spec[list] === undefined ? [] : [[list, list === 'containers' ? named.map(withHook) : named]]
  })
  return { tree: { ...described, spec: { ...spec, ...Object.fromEntries(lists) } } as unknown as ObjectTree, untold: [...untold, ...hooks] }
}

/** Of a container whose name no Event has it is the only one’s. */
function hasFailedHook(events: readonly EventFacts[], name: string): boolean {
  const named = events.find(({ container }) => container !== undefined)?.container
  return events.some(({ reason, container }) => reason === 'FailedPostStartHook' && (container ?? named ?? name) === name)
}

/** Flags of the control plane whose files decide what a server does; of certificates and keys kubeadm's are taken to be there. */
const DECIDE: ReadonlySet<string> = new Set([
  'authentication-config',
  'authorization-config',
  'authorization-policy-file',
  'authorization-webhook-config-file',
  'authentication-token-webhook-config-file',
  'admission-control-config-file',
  'encryption-provider-config',
  'egress-selector-config-file',
  'tracing-config-file',
  'audit-policy-file',
  'audit-webhook-config-file',
  'token-auth-file',
  'basic-auth-file',
  'config',
  'config-file',
])

/** A node of whose files nothing is said. */
const BARE: HostFiles = {
  files: new Map(),
  madeDirectories: new Set(),
  release: { runtime: 'containerd' },
  inputs: { cluster: ANYWHERE.cluster },
}

/**
 * The files that flags of a control plane's programs name and that decide what they do, as sentences: nobody can have pasted them, for
 * kubectl prints none.
 */
export function missingFiles(pod: Pod): string[] {
  return pod.spec.containers.flatMap((container) => {
    const { program, args } = runningOf(pod, container, ANYWHERE)
    if (program === undefined) return []
    const files = filesOf(pod, container, ANYWHERE, BARE)
    return [...readArguments(args).flags].flatMap(([flag, { value }]) => {
      if (!DECIDE.has(flag) || !value.startsWith('/')) return []
      const seen = files.read(value)
      const here =
        'error' in seen
          ? `in the simulation there is none (${seen.error}), so that ${container.name} cannot start with it`
          : 'in the simulation it is there, and sets nothing'
      return [
        `The file ${value}, which --${flag} of ${container.name} names: it is on the node, and in none of these texts; ${here}. Add it to the simulated lane’s files: it decides what is simulated.`,
      ]
    })
  })
}

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
  const object = pod.tree ?? skeleton(pod, events)
  const spec = child(object, 'spec') ?? newObject()
  const meta = child(object, 'metadata') ?? newObject()
  const annotations = Object.fromEntries(
    Object.entries(child(meta, 'annotations') ?? {}).filter(([key]) => key !== 'kubectl.kubernetes.io/last-applied-configuration'),
  )
  const policy = isCompleted(pod) ? { restartPolicy: COMPLETED_POLICY } : {}
  const kept = {
    ...object,
    metadata: { ...meta, name: scenarioName(pod.name), uid: textOf(meta, 'uid') || 'described', annotations },
    spec: { ...withoutDefaults(pod.isWhole ? spec : withImages(spec)), ...policy },
  }
  delete (kept as Record<string, unknown>)['status']
  // a uid and a status are what tells a live pod from a file
  const text = stringify({ ...(plain(kept as unknown as Json) as object), status: {} }, { version: '1.1', lineWidth: 0 })
  const made = podTemplateOf(text)
  if (made) return { text: made.text, name: made.name, note: pod.isWhole ? made.note : '' }
  return { text, name: scenarioName(pod.name), note: '' }
}

/** Of a pod that has completed, where no text has its restartPolicy. */
export const COMPLETED_POLICY = 'OnFailure'

/** It was never restarted, and all of it has ended well: with a restartPolicy of Always, which no text names, that is not for longer than a moment. */
export function isCompleted({ tree, containers }: PodFacts): boolean {
  const mains = mainsOf({ containers })
  if (tree && child(tree, 'spec')?.['restartPolicy'] !== undefined) return false
  return mains.length > 0 && mains.every(({ restarts = 0, state }) => restarts === 0 && state?.reason === 'Completed')
}

export const UNTOLD_IMAGE = 'unknown'

/** A part of a description may have none, and no kubelet starts a container without. */
function withImages(spec: ObjectTree): ObjectTree {
  const lists = Object.entries(spec).map(([key, value]): [string, unknown] => [
    key,
    /^(?:initC|c)ontainers$/.test(key) && Array.isArray(value)
      ? children(spec, key).map((container) => (textOf(container, 'image') === '' ? { ...container, image: UNTOLD_IMAGE } : container))
      : value,
  ])
  return Object.assign(newObject(), Object.fromEntries(lists)) as ObjectTree
}

/** A Pod of which only events or a journal tell. */
function skeleton(pod: PodFacts, events: readonly EventFacts[]): ObjectTree {
  const image = events.map(({ message }) => /[Ii]mage "([^"]{1,200})"/.exec(message)?.[1]).find(Boolean)
  const containerOf = ({ name, image: own = image, state }: Pick<ContainerFacts, 'name' | 'image' | 'state'>): object => ({
    name,
    // what cannot be pulled is no other pod's
    image: own ?? (/Image/.test(state?.reason ?? '') ? `${UNTOLD_IMAGE}-${pod.name}` : UNTOLD_IMAGE),
    ...(hasFailedHook(events, name) ? { lifecycle: { postStart: { exec: { command: UNTOLD_HOOK } } } } : {}),
    ...probesIn(events.filter(({ container }) => container === undefined || container === name)).probes,
  })
  const inits = [...pod.containers.values()].filter(({ isInit }) => isInit)
  const mains = mainsOf(pod)
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: pod.name, namespace: pod.namespace },
    spec: {
      ...(inits.length > 0 ? { initContainers: inits.map(containerOf) } : {}),
      containers: (mains.length > 0 ? mains : [{ name: 'main' }]).map(containerOf),
    },
  } as unknown as ObjectTree
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
  for (const { message } of events) {
    const said = probeFailure(message)
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

function withoutDefaults(spec: ObjectTree): ObjectTree {
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

function containerOf(container: ObjectTree, tokens: ReadonlySet<string>): ObjectTree {
  const kept = without(container, CONTAINER_DEFAULTS)
  const mounts = children(container, 'volumeMounts').filter((value) => !tokens.has(textOf(value, 'name')))
  if (mounts.length > 0) kept['volumeMounts'] = mounts
  else delete kept['volumeMounts']
  for (const probe of PROBE_FIELDS) {
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
function without(of: ObjectTree, defaults: Readonly<Record<string, Json>>, names: ReadonlySet<string> = new Set()): ObjectTree {
  const kept = Object.entries(of).filter(
    ([field, value]) => !names.has(field) && !(Object.hasOwn(defaults, field) && defaults[field] === value) && !isEmpty(value),
  )
  return Object.fromEntries(kept) as ObjectTree
}

const isEmpty = (value: Json): boolean => isRecord(value) && Object.keys(value).length === 0

/** Names of variables that are likely to hold what should not be shown to others, of those with a value. */
export function secretsIn(pod: PodFacts): string[] {
  const spec = pod.isWhole && child(pod.tree!, 'spec')
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
