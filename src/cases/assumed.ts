import type { Container, Pod, Probe } from '../manifest/types.ts'
import { ANYWHERE, isApiserver } from '../sim/kubelet/running.ts'

interface Script {
  listens?: { port: number; tls?: true }[]
  answers?: { from: string; status: number }[]
  exits?: { after: string; code: number }
  execs?: { command: readonly string[]; code: number }[]
}

/**
 * How the programs of pods behave where nothing says it: they listen where the manifest says so and answer 200, their commands
 * succeed, what has to end ends. A pod without that would only fail.
 *
 * Units: none. Errors: none. Follows: nothing upstream.
 */
export function assumedProcesses(pods: readonly Pod[]): { processes: Record<string, Script>; says: string[] } {
  const processes: Record<string, Script> = {}
  const told: string[] = []
  const names = pods.flatMap((pod) => containersOf(pod).map(({ container }) => container.name))
  for (const pod of pods) {
    for (const { container, ends } of containersOf(pod)) {
      if (isApiserver(pod, container, ANYWHERE)) continue
      const script = assumed(container, ends)
      const isShared = names.filter((name) => name === container.name).length > 1
      processes[isShared ? `${pod.metadata.name}/${container.name}` : container.name] = script
      told.push(`${container.name} ${words(script)}`)
    }
  }
  return {
    processes,
    says:
      told.length === 0
        ? []
        : [
            `Assumed: ${told.slice(0, MOST_TOLD).join('; ')}${told.length > MOST_TOLD ? ` and ${told.length - MOST_TOLD} more` : ''}. Change that under “programs”.`,
          ],
  }
}

const MOST_TOLD = 3

function containersOf({ spec }: Pod): { container: Container; ends: string | undefined }[] {
  const ends = spec.restartPolicy === 'Always' ? undefined : '30s'
  return [
    ...spec.initContainers.map((container) => ({ container, ends: container.restartPolicy === 'Always' ? undefined : '1s' })),
    ...spec.containers.map((container) => ({ container, ends })),
  ]
}

function assumed(container: Container, ends: string | undefined): Script {
  const probes = [container.livenessProbe, container.readinessProbe, container.startupProbe].filter((probe) => probe !== undefined)
  const ports = new Map<number, boolean>()
  for (const { containerPort } of container.ports) ports.set(containerPort, false)
  for (const probe of probes) {
    const port = portOf(probe, container)
    if (port !== undefined) ports.set(port, probe.httpGet?.scheme === 'HTTPS' || ports.get(port) === true)
  }
  const hooks = [container.lifecycle?.postStart?.exec, container.lifecycle?.preStop?.exec]
  const commands = [...probes.map((probe) => probe.exec), ...hooks].flatMap((exec) => (exec ? [exec.command] : []))
  const once = [...new Map(commands.map((command) => [JSON.stringify(command), command])).values()]
  return {
    ...(ports.size > 0
      ? { listens: [...ports].map(([port, tls]) => ({ port, ...(tls ? { tls } : {}) })), answers: [{ from: '0s', status: 200 }] }
      : {}),
    ...(ends === undefined ? {} : { exits: { after: ends, code: 0 } }),
    ...(once.length > 0 ? { execs: once.map((command) => ({ command, code: 0 })) } : {}),
  }
}

/** A name is looked up among the container's own ports. */
function portOf(probe: Probe, container: Container): number | undefined {
  const port = probe.httpGet?.port ?? probe.tcpSocket?.port ?? probe.grpc?.port
  if (port === undefined || typeof port === 'number') return port
  return container.ports.find(({ name }) => name === port)?.containerPort ?? (/^\d+$/.test(port) ? Number(port) : undefined)
}

function words({ listens = [], exits, execs = [] }: Script): string {
  const parts = [
    ...(listens.length > 0 ? [`listens on ${listens.map(({ port }) => port).join(', ')} and answers 200`] : []),
    ...(execs.length > 0 ? ['has commands that succeed'] : []),
    ...(exits ? [`ends after ${exits.after} with code 0`] : []),
  ]
  return parts.length === 0 ? 'runs for ever and listens on nothing' : parts.join(', ')
}
