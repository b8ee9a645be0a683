import { child, children, number, text as textOf, type Tree } from '../manifest/tree.ts'
import { type Pod, PROBES, type ProbeType } from '../manifest/types.ts'
import { readArguments } from '../sim/control-plane/arguments.ts'
import { ANYWHERE, filesOf, runningOf } from '../sim/kubelet/running.ts'
import type { HostFiles } from '../sim/node/host-paths.ts'
import { type EventFacts, probeFailure } from './facts.ts'

/**
 * A description whose probes ask a port by its name, with that name at a port: before kubectl 1.34 describe prints ports without their
 * names. What the kubelet dialled is in the words of a failed probe; else the only port has the name, or the first one is assumed to.
 *
 * `untold` says what was assumed. Follows: kubectl/pkg/describe/describe.go, describeContainerPorts.
 */
function withPortNames(described: Tree, events: readonly EventFacts[]): { tree: Tree; untold: string[] } {
  const untold: string[] = []
  const spec = child(described, 'spec') ?? ({} as Tree)
  const named = (container: Tree): Tree => {
    let ports = children(container, 'ports')
    for (const probe of PROBES) {
      const name = askedName(container, probe)
      if (name === undefined || ports.some((port) => textOf(port, 'name') === name)) continue
      const free = ports.filter((port) => textOf(port, 'name') === '' && textOf(port, 'protocol') !== 'UDP')
      const dialled = dialledPort(events, probe, textOf(container, 'name'))
      const chosen = dialled ?? (free[0] && number(free[0], 'containerPort'))
      if (chosen === undefined) {
        untold.push(`Which port of ${textOf(container, 'name')} is called ${name}: the description lists none.`)
        continue
      }
      if (dialled === undefined && free.length > 1)
        untold.push(
          `Which of the ${free.length} ports of ${textOf(container, 'name')} is called ${name}: the description has no names, and ${chosen} is assumed.`,
        )
      const known = free.find((port) => number(port, 'containerPort') === chosen)
      ports = known
        ? ports.map((port) => (port === known ? ({ ...port, name } as Tree) : port))
        : [...ports, { containerPort: chosen, name } as unknown as Tree]
    }
    return ports.length === 0 ? container : ({ ...container, ports } as Tree)
  }
  const lists = Object.fromEntries(
    ['initContainers', 'containers'].flatMap((list) => (spec[list] === undefined ? [] : [[list, children(spec, list).map(named)]])),
  )
  return { tree: { ...described, spec: { ...spec, ...lists } } as unknown as Tree, untold }
}

/** The name of the port that a probe asks; undefined where it has its number. */
function askedName(container: Tree, probe: ProbeType): string | undefined {
  const own = child(container, `${probe}Probe`) ?? ({} as Tree)
  const port = (child(own, 'httpGet') ?? child(own, 'tcpSocket'))?.['port']
  return typeof port === 'string' && !/^\d+$/.test(port) ? port : undefined
}

/** `Get "http://10.0.3.17:8080/ready": dial tcp 10.0.3.17:8080: …`. */
function dialledPort(events: readonly EventFacts[], probe: ProbeType, container: string): number | undefined {
  for (const { reason, message, container: own } of events) {
    const said = reason === 'Unhealthy' && (own === undefined || own === container) ? probeFailure(message) : undefined
    const port = said?.probe === probe ? /(?:\/\/|dial tcp )[^\s/"]*?:(\d{1,5})[/":\s]/.exec(said.output)?.[1] : undefined
    if (port !== undefined) return Number(port)
  }
  return undefined
}

/** Nobody says which one it is. */
export const UNTOLD_HOOK = ['/bin/false']

/**
 * What a description leaves out of a spec and events tell of: names of ports, and that there is a postStart hook.
 *
 * `untold` says what was assumed.
 */
export function completed(described: Tree, events: readonly EventFacts[]): { tree: Tree; untold: string[] } {
  const { tree, untold } = withPortNames(described, events)
  const spec = child(tree, 'spec') ?? ({} as Tree)
  const hooked = children(spec, 'containers').filter((container) => hasFailedHook(events, textOf(container, 'name')))
  if (hooked.length === 0) return { tree, untold }
  const containers = children(spec, 'containers').map((container) =>
    hooked.includes(container)
      ? ({ ...container, lifecycle: { postStart: { exec: { command: UNTOLD_HOOK } } } } as unknown as Tree)
      : container,
  )
  return {
    tree: { ...tree, spec: { ...spec, containers } } as unknown as Tree,
    untold: [
      ...untold,
      ...hooked.map(
        (value) => `What the postStart hook of ${textOf(value, 'name')} does: no text has it, and a command that fails is assumed.`,
      ),
    ],
  }
}

/** Of a container whose name no Event has it is the only one’s. */
export function hasFailedHook(events: readonly EventFacts[], name: string): boolean {
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
    return [...readArguments(args, () => false).flags].flatMap(([flag, { value }]) => {
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
