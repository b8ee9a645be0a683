import { byCharacter } from '../../manifest/own.ts'
import { containerIn, type Pod } from '../../manifest/types.ts'
import { readArguments } from '../../sim/control-plane/command-arguments.ts'
import { kubeletSettings } from '../../sim/kubelet/configuration.ts'
import { runningOf } from '../../sim/kubelet/running.ts'
import { isEverywhere } from '../../sim/node/network.ts'
import { releaseOf } from '../../sim/release/release.ts'
import { describedScript } from '../../sim/scenario/scenario-programs.ts'
import { type ServerSocket, listeningAt } from '../../sim/apiserver/objects/object-storage.ts'
import { etcdAt, lastOf, type Moment, serverAt, takenPorts } from '../../sim/trace/moment.ts'
import { podsOf } from '../../sim/scenario/specs.ts'
import type { ServerEntry } from '../../sim/trace/trace.ts'
import { runtimeContainers } from './crictl.ts'
import { kubeletProcess } from './kubelet-process.ts'

interface SocketRow {
  /** `*` for all addresses. */
  address: string
  port: number
  /** Who has it, as `-p` names it. */
  process: string
  pid: number
}

/** As the node's init started it. */
export const ETCD_PID = 1502

const LISTENING: readonly ServerEntry['state'][] = ['accepting', 'forbidding', 'unready', 'serving', 'hung']

/**
 * The TCP sockets of the node that listen: the kubelet's, etcd's, the kube-apiserver's, and those of scripted programs with the
 * host's network.
 */
export function sockets(moment: Moment): SocketRow[] {
  const { inputs } = moment
  const settings = kubeletSettings(inputs)
  const { pid } = kubeletProcess(moment)
  const isUp = lastOf(moment.trace, moment.at, 'node', ({ part }) => part === 'kubelet' || part === 'node')?.up ?? true
  const kubelet = (bind: string, port: number): SocketRow[] =>
    port > 0 && isUp ? [{ address: anywhere(bind), port, process: 'kubelet', pid }] : []
  const out: SocketRow[] = [
    ...kubelet(settings.healthzBindAddress, settings.healthzPort),
    ...kubelet(settings.address, settings.port),
    ...kubelet(settings.address, settings.readOnlyPort),
  ]
  const open = listeningAt(moment)
  if (hasOutsideEtcd(moment, open))
    for (const port of [2379, 2380]) out.push({ address: '127.0.0.1', port, process: 'etcd', pid: ETCD_PID })
  for (const port of takenPorts(moment.trace, moment.at)) out.push({ address: '*', port, process: 'nc', pid: 3001 })
  // a pod whose file has changed is another to the kubelet, and runs as it was until it is stopped
  for (const { pod, name, pid: own, createdAt: since } of runtimeContainers(moment).filter(({ running }) => running)) {
    if (!pod.spec.spec.hostNetwork) continue
    const script = describedScript(inputs.processes, pod.base, name)
    const { program, args } = runningOf(pod.spec, containerIn(pod.spec, name)!, inputs)
    for (const { bind, port } of open.filter((listening) => listening.uid === pod.uid && listening.container === name))
      out.push({ address: anywhere(bind), port, process: program!, pid: own })
    if (program === 'kube-apiserver') out.push(...serverSockets(moment, args, own))
    else
      for (const { port, after, address = '0.0.0.0' } of script?.listens ?? [])
        if (since + after <= moment.at) out.push({ address: anywhere(address), port, process: name, pid: own })
  }
  return out.toSorted((a, b) => byCharacter(b.address, a.address) || a.port - b.port)
}

/**
 * The table of `ss -ltn`; beside UDP sockets each line names its kind. `own` is the one port that is asked for.
 *
 * Follows: iproute2, misc/ss.c.
 */
export function socketTable(moment: Moment, processes: boolean, kinds: boolean, own?: number): string {
  const shown = sockets(moment).filter(({ port }) => own === undefined || port === own)
  const lines = shown.map(({ address, port, process, pid }) => {
    const peer = address === '*' ? '*' : '0.0.0.0'
    return `${kinds ? 'tcp   ' : ''}LISTEN 0      4096   ${address.padStart(13)}:${String(port).padEnd(6)}${peer.padStart(12)}:*    ${processes ? `users:((${JSON.stringify(process)},pid=${pid},fd=7))` : '      '}\n`
  })
  return `${kinds ? 'Netid ' : ''}State  Recv-Q Send-Q Local Address:Port  Peer Address:PortProcess\n${lines.join('')}`
}

function anywhere(bind: string): string {
  return isEverywhere(bind) ? '*' : bind
}

/** etcd runs, and as none of the node's pods. */
export function hasOutsideEtcd(moment: Moment, open: readonly ServerSocket[] = listeningAt(moment)): boolean {
  return moment.inputs.cluster.attached && etcdAt(moment) !== 'down' && !open.some(({ container }) => container === 'etcd')
}

/** That has TLS, unless it is asked without it and without a certificate, as in `control-plane/etcd-link.ts`. */
export function outsideEtcdScheme({ inputs }: Moment): 'http' | 'https' {
  const isPlain = (pod: Pod): boolean =>
    pod.spec.containers.some((container) => {
      const { program, args } = runningOf(pod, container, inputs)
      const { flags } = readArguments(args)
      const hasCertificate = flags.has('etcd-cafile') || flags.has('etcd-certfile')
      return program === 'kube-apiserver' && flags.get('etcd-servers')?.value.startsWith('http:') === true && !hasCertificate
    })
  return podsOf(inputs).some(isPlain) ? 'http' : 'https'
}

function serverSockets(moment: Moment, args: readonly string[], pid: number): SocketRow[] {
  const server = serverAt(moment.trace, moment.at)
  const open = server && (LISTENING.includes(server.state) || (server.state === 'shutting-down' && etcdAt(moment) !== 'up'))
  if (!open) return []
  const of = { process: 'kube-apiserver', pid }
  const { flags } = readArguments(args)
  const flag = (name: string): string | undefined => flags.get(name)?.value
  const all: SocketRow[] = [{ address: anywhere(flag('bind-address') ?? '0.0.0.0'), port: Number(flag('secure-port') ?? 6443), ...of }]
  const insecure = Number(flag('insecure-port') ?? 8080)
  const works = ['works', 'deprecated'].includes(releaseOf(moment.inputs.kubernetes).insecurePort)
  if (insecure > 0 && works) all.push({ address: anywhere(flag('insecure-bind-address') ?? '127.0.0.1'), port: insecure, ...of })
  return all
}
