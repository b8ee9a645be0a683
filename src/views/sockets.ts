import type { ServerEntry } from '../sim/trace.ts'
import { flag } from './flags.ts'
import { countUntil, etcdAt, type Moment, serverAt, takenPorts } from '../sim/moment.ts'
import { kubeletPods } from '../sim/pods.ts'

export interface Socket {
  /** `*` for all addresses. */
  address: string
  port: number
}

const LISTENING: readonly ServerEntry['state'][] = ['accepting', 'forbidding', 'unready', 'serving', 'hung']

/**
 * The TCP sockets of the node that listen: the kubelet's, etcd's, the kube-apiserver's, and those of scripted programs with the
 * host's network.
 *
 * Units: `at` in seconds on the simulated clock. Errors: none. Follows: nothing upstream.
 */
export function sockets(moment: Moment): Socket[] {
  const { inputs } = moment
  const out: Socket[] = [{ address: '127.0.0.1', port: 10248 }, { address: '*', port: 10250 }]
  if (inputs.kubelet.readOnlyPort > 0) out.push({ address: '*', port: inputs.kubelet.readOnlyPort })
  if (etcdAt(moment) !== 'down' && inputs.cluster.attached) out.push({ address: '127.0.0.1', port: 2379 }, { address: '127.0.0.1', port: 2380 })
  for (const port of takenPorts(moment.trace, moment.at)) out.push({ address: '*', port })
  const started = runningSince(moment)
  for (const pod of kubeletPods(moment)) {
    if (!pod.spec.spec.hostNetwork) continue
    for (const c of [...pod.spec.spec.containers, ...pod.spec.spec.initContainers]) {
      const since = started.get(`${pod.base}/${c.name}`)
      if (since === undefined) continue
      const script = inputs.processes[`${pod.base}/${c.name}`] ?? inputs.processes[c.name]
      if (/(^|\/)kube-apiserver[^/]*$/.test(c.image)) out.push(...serverSockets(moment, [...c.command, ...c.args]))
      else for (const { port, after } of script?.listens ?? []) if (since + after <= moment.at) out.push({ address: '*', port })
    }
  }
  return out.toSorted((a, b) => (a.address === b.address ? a.port - b.port : a.address < b.address ? 1 : -1))
}

/**
 * The table of `ss -ltn`.
 *
 * Units: `at` in seconds on the simulated clock. Errors: none. Follows: iproute2, misc/ss.c.
 */
export function socketTable(moment: Moment, processes = false): string {
  const lines = sockets(moment).map(({ address, port }) => {
    const peer = address === '*' ? '*' : '0.0.0.0'
    return `LISTEN 0      4096   ${address.padStart(13)}:${String(port).padEnd(6)}${peer.padStart(12)}:*    ${processes ? owner(moment, port) : '      '}\n`
  })
  return `State  Recv-Q Send-Q Local Address:Port  Peer Address:PortProcess\n${lines.join('')}`
}

/** As `-p` names it. */
function owner({ inputs, trace, at }: Moment, port: number): string {
  const name = takenPorts(trace, at).has(port) ? 'nc' : [10248, 10250, inputs.kubelet.readOnlyPort].includes(port) ? 'kubelet' : [2379, 2380].includes(port) ? 'etcd' : port === 6443 || port === 8080 || /apiserver/.test(Object.keys(inputs.manifests).join()) ? 'kube-apiserver' : 'main'
  const pid = { kubelet: 1201, etcd: 1502, 'kube-apiserver': 2000, main: 2100, nc: 3001 }[name]
  return `users:((${JSON.stringify(name)},pid=${pid},fd=7))`
}

function serverSockets(moment: Moment, args: readonly string[]): Socket[] {
  const server = serverAt(moment.trace, moment.at)
  const open = server && (LISTENING.includes(server.state) || (server.state === 'shutting-down' && etcdAt(moment) !== 'up'))
  if (!open) return []
  const bind = flag(args, 'bind-address') ?? '0.0.0.0'
  const all: Socket[] = [{ address: bind === '0.0.0.0' || bind === '::' ? '*' : bind, port: Number(flag(args, 'secure-port') ?? 6443) }]
  const insecure = Number(flag(args, 'insecure-port') ?? 8080)
  const minor = Number(moment.inputs.kubernetes.slice(2))
  if (insecure > 0 && minor < 20) all.push({ address: flag(args, 'insecure-bind-address') ?? '127.0.0.1', port: insecure })
  return all
}

/** Since when each container's process runs. */
function runningSince({ trace, at }: Moment): Map<string, number> {
  const out = new Map<string, number>()
  const end = countUntil(trace, at)
  for (let i = 0; i < end; i++) {
    const entry = trace[i]!
    if (entry.kind !== 'process') continue
    if (entry.op === 'started') out.set(`${entry.pod}/${entry.container}`, entry.t)
    if (entry.op === 'exited') out.delete(`${entry.pod}/${entry.container}`)
  }
  return out
}
