import { containerIn } from '../../manifest/types.ts'
import { childrenOf, nodeRoom, podNeeds } from '../../sim/node/node-size.ts'
import { unixDate } from '../../sim/clock.ts'
import { fields } from '../../sim/apiserver/objects/json.ts'
import { isCritical } from '../../sim/kubelet/admission.ts'
import { qosClass } from '../../sim/apiserver/objects/pod-object.ts'
import { option, optionTable, parseOptions } from '../../sim/kubectl/command-line.ts'
import { type Release, releaseFor } from '../../sim/release/release.ts'
import { specAt } from '../../sim/scenario/specs.ts'
import { behaviourOf } from '../../sim/node/assumed.ts'
import { entriesUntil, type Moment } from '../../sim/trace/moment.ts'
import { type ProcessEntry, isEnd } from '../../sim/trace/trace.ts'
import { type CommandContext, done, notHere, type Output } from '../shell/output.ts'
import { livesOf, runtimeContainers } from './crictl.ts'
import { bootedAt } from './kubelet-process.ts'

const KIB = 1024
const NOT_TOLD = 'not simulated here: what else the kernel writes; of a killed program its whole size and its page tables are left out.\n'

/**
 * `dmesg`: whom the kernel has killed for its cgroup's memory since the machine was started.
 *
 * Errors: returned, in whyrestart's own voice.
 * Follows: Linux 6.1, mm/oom_kill.c, dump_header and __oom_kill_process; mm/memcontrol.c, mem_cgroup_print_oom_meminfo; util-linux, dmesg.
 */
export function dmesg(context: CommandContext, args: readonly string[]): Output {
  const parsed = parseOptions(args, optionTable('-T --ctime, -k --kernel, -H --human, -w --follow, --nopager'))
  if (parsed.unknown !== undefined || parsed.rest.length > 0)
    return notHere(`dmesg ${parsed.unknown ?? parsed.rest[0]}`, 'This terminal knows: dmesg [-T] [-k]')
  const { trace, at, inputs } = context
  const booted = bootedAt(context)
  const isDated = option(parsed, 'ctime') !== undefined
  const head = (t: number): string =>
    isDated ? `[${unixDate(inputs.clock, t).replace(/ UTC/, '')}] ` : `[${(t - booted).toFixed(6).padStart(12)}] `
  const killed = entriesUntil(trace, at).filter(
    (entry): entry is ProcessEntry => isEnd(entry) && entry.reason === 'OOMKilled' && entry.t >= booted,
  )
  const lives = livesOf(context)
  const lines = killed.flatMap((exit) => killLines(context, lives, exit).map((line) => `${head(exit.t)}${line}\n`))
  return { ...done(lines.join('')), stderr: NOT_TOLD }
}

function killLines(moment: Moment, lives: ReturnType<typeof livesOf>, exit: ProcessEntry): string[] {
  const { inputs } = moment
  const { pod = '', container, uid = '', attempt, t } = exit
  const spec = specAt({ inputs, at: t }, pod)!
  const found = containerIn(spec, container)!
  // one that needs too much from the start is killed at the very moment at which it is started
  const { pid, id } = lives
    .get(uid)!
    .get(container!)!
    .find((life) => life.attempt === attempt && life.exit?.t === t)!
  const task = (found.command[0] ?? container).split('/').at(-1)!.slice(0, 15)
  const limit = Math.floor((found.memoryLimit ?? 0) / KIB)
  const user = found.securityContext.runAsUser ?? 0
  const all = [...childrenOf(spec.raw, 'containers'), ...childrenOf(spec.raw, 'initContainers')]
  const qos = qosClass(fields(fields(spec.raw)['spec']))
  const own = all.filter(({ name }) => name === container)
  const release = releaseFor(inputs)
  const isOfNode = fields(fields(spec.raw)['spec'])['priorityClassName'] === 'system-node-critical'
  const isLast = release.nodeCriticalLast ? isOfNode : release.criticalLast && isCritical(spec, release)
  const adj = isLast
    ? release.lastScore
    : scoreOf(release, qos, podNeeds({ spec: { containers: own } }, 'memory'), nodeRoom(inputs.node).memory)
  const { group, scope } = cgroupOf(moment, { qos, uid, id })
  return [
    `${task} invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=${adj}`,
    `memory: usage ${limit}kB, limit ${limit}kB, failcnt 0`,
    `oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=${scope},mems_allowed=0,oom_memcg=${group}/${scope},task_memcg=${group}/${scope},task=${task},pid=${pid},uid=${user}`,
    `Memory cgroup out of memory: Killed process ${pid} (${task}) anon-rss:${limit}kB, file-rss:0kB, shmem-rss:0kB, UID:${user} oom_score_adj:${adj}`,
  ]
}

/** Follows: pkg/kubelet/qos/policy.go, GetContainerOOMScoreAdjust (v1.37.2), as does the score of what is critical. */
function scoreOf({ lastScore }: Release, qos: string, request: number, capacity: number): number {
  if (qos === 'Guaranteed') return lastScore
  if (qos === 'BestEffort') return 1000
  return Math.min(999, Math.max(1000 + lastScore, 1000 - Math.floor((1000 * request) / capacity)))
}

/** With systemd's cgroups, as kubeadm has containerd; Docker's are the kubelet's own. */
function cgroupOf(moment: Moment, { qos, uid, id }: { qos: string; uid: string; id: string }): { group: string; scope: string } {
  const kind = qos === 'Guaranteed' ? '' : qos.toLowerCase()
  if (releaseFor(moment.inputs).runtime === 'docker') return { group: `/kubepods${kind && `/${kind}`}/pod${uid}`, scope: id }
  const slice = `kubepods${kind && `-${kind}`}`
  const within = kind === '' ? '' : `/${slice}.slice`
  return { group: `/kubepods.slice${within}/${slice}-pod${uid.replaceAll('-', '_')}.slice`, scope: `cri-containerd-${id}.scope` }
}

const UNITS: Readonly<Record<string, number>> = { bytes: 1, kibi: KIB, mebi: KIB ** 2, gibi: KIB ** 3 }

/**
 * `free`: the node's memory, and what of it the programs hold whose memory is known.
 *
 * Errors: returned, in whyrestart's own voice. Follows: procps 4.0, src/free.c.
 */
export function free(context: CommandContext, args: readonly string[]): Output {
  const parsed = parseOptions(args, optionTable('-b --bytes, -k --kibi, -m --mebi, -g --gibi, -h --human'))
  if (parsed.unknown !== undefined || parsed.rest.length > 0)
    return notHere(`free ${parsed.unknown ?? parsed.rest[0]}`, 'This terminal knows: free [-b] [-k] [-m] [-g] [-h]')
  const unit = Object.entries(UNITS).find(([name]) => option(parsed, name) !== undefined)?.[1] ?? KIB
  const total = nodeRoom(context.inputs.node).memory
  const used = Math.min(total, heldAt(context))
  const text = option(parsed, 'human') === undefined ? (bytes: number): string => String(Math.floor(bytes / unit)) : human
  const row = (name: string, values: readonly number[]): string =>
    `${name.padEnd(9)}${values.map((value) => text(value).padStart(11)).join(' ')}\n`
  const head = '               total        used        free      shared  buff/cache   available\n'
  return {
    ...done(`${head}${row('Mem:', [total, used, total - used, 0, 0, total - used])}${row('Swap:', [0, 0, 0])}`),
    stderr: 'not simulated here: what else than the programs whose memory the scenario says takes any; buffers and caches.\n',
  }
}

/** What the programs that run hold, in bytes. */
function heldAt(moment: Moment): number {
  const { inputs, at } = moment
  return runtimeContainers(moment)
    .filter(({ running }) => running)
    .reduce((sum, { pod, name, createdAt }) => {
      const container = containerIn(pod.spec, name)
      const memory = container && behaviourOf(inputs, pod.spec, container).memory
      return sum + (memory?.findLast(({ from }) => createdAt + from <= at)?.mib ?? 0) * KIB ** 2
    }, 0)
}

/** Follows: procps 4.0, src/free.c, scale_size: three digits, with a point below ten. */
function human(bytes: number): string {
  let [value, place] = [bytes, 0]
  while (value >= KIB) [value, place] = [value / KIB, place + 1]
  const unit = ['B', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'][place]!
  return place === 0 ? `${value}B` : `${value < 10 ? (Math.floor(value * 10) / 10).toFixed(1) : Math.floor(value)}${unit}`
}
