import { parseQuantity } from '../../manifest/quantity.ts'
import type { Pod } from '../../manifest/types.ts'
import { option, optionTable, type ParsedOptions, parseOptions } from '../../sim/kubectl/command-line.ts'
import { nodeRoom } from '../../sim/node/node-size.ts'
import { releaseFor } from '../../sim/release/release.ts'
import { hexId } from '../../sim/trace/ids.ts'
import { lastOf, type Moment } from '../../sim/trace/moment.ts'
import { type CommandContext, notHere, type Output } from '../shell/output.ts'
import { absolute, noText, pathsAt } from '../shell/paths.ts'
import { runtimeContainers, sandboxes } from './crictl.ts'
import { BEFORE_SECONDS } from './kubelet-process.ts'

/** Units: KiB, inodes. */
interface FileSystem {
  source: string
  type: string
  at: string
  size: number
  used: number
  /** What somebody who is not root may still write. */
  free: number
  inodes: number
  inodesUsed: number
}

const KIB = 1024
/** A disk of 40 GiB with an ext4, of which 5 % are root's; how much of it is used is assumed too. */
const DISK = { size: 41_151_808, used: 6_488_064, reserved: 2_057_590, inodes: 2_621_440, inodesUsed: 118_205 } as const
const SHM_KIB = 65_536
const NOT_TOLD =
  'not simulated here: how large the disk is, and what is written to it and to volumes: 40 GiB are assumed, a sixth of it used, until fullDisk leaves no room.\n'
const KNOWS = 'This terminal knows: df [-h] [-i] [-T] [-k] [-m] [-l] [-t TYPE] [-x TYPE] [FILE…]'
const OPTIONS = optionTable(
  '-h --human-readable, -i --inodes, -T --print-type, -k, -m, -l --local, -a --all, -t --type=, -x --exclude-type=, -P --portability',
)

/**
 * `df`: the node's disk, and what is mounted for its pods: a sandbox's shared memory, each container's own file system, volumes in memory.
 *
 * Errors: returned, in df's words, or in whyrestart's own voice. Follows: GNU coreutils 9.1, src/df.c and lib/human.c.
 */
export function df(context: CommandContext, args: readonly string[]): Output {
  const parsed = parseOptions(args, OPTIONS)
  if (parsed.unknown !== undefined || option(parsed, 'portability') !== undefined) return notHere(`df ${parsed.unknown ?? '-P'}`, KNOWS)
  const all = mountedAt(context)
  const out = { stdout: '', stderr: '', exit: 0 }
  const asked = parsed.rest.flatMap((name) => {
    const path = absolute(context, name)
    if (all.some(({ at }) => at === path) || pathsAt(context).has(path)) return [holderOf(all, path)]
    out.stderr += `${noText(context, name, `df: ${name}: No such file or directory`)}\n`
    out.exit = 1
    return []
  })
  if (parsed.rest.length > 0 && asked.length === 0) return out
  const [only, not] = ['type', 'exclude-type'].map((name) => parsed.options.get(name) ?? [])
  const shown = (parsed.rest.length > 0 ? asked : all).filter(
    ({ type }) => (only!.length === 0 || only!.includes(type)) && !not!.includes(type),
  )
  if (shown.length === 0) return { ...out, stderr: `${out.stderr}df: no file systems processed\n`, exit: 1 }
  return { ...out, stdout: tableOf(shown, parsed), stderr: `${out.stderr}${NOT_TOLD}` }
}

/** The file system that a path lies in: the one that is mounted nearest above it. */
const holderOf = (all: readonly FileSystem[], path: string): FileSystem =>
  all.filter(({ at }) => at === '/' || path === at || path.startsWith(`${at}/`)).toSorted((a, b) => b.at.length - a.at.length)[0]!

function tableOf(shown: readonly FileSystem[], parsed: ParsedOptions): string {
  const has = (name: string): boolean => option(parsed, name) !== undefined
  const isInodes = has('inodes')
  const isHuman = has('human-readable')
  const text = isHuman ? human : (kib: number): string => String(isInodes ? kib / KIB : has('m') ? Math.ceil(kib / KIB) : kib)
  const numbers = isInodes
    ? ['Inodes', 'IUsed', 'IFree', 'IUse%']
    : [isHuman ? 'Size' : has('m') ? '1M-blocks' : '1K-blocks', 'Used', isHuman ? 'Avail' : 'Available', 'Use%']
  const rows = shown.map(({ source, type, at, size, used, free, inodes, inodesUsed }) => [
    source,
    ...(has('print-type') ? [type] : []),
    // an inode is written as a block of one byte would be
    ...(isInodes
      ? [inodes, inodesUsed, inodes - inodesUsed].map((count) => text(count * (isHuman ? 1 / KIB : KIB)))
      : [size, used, free].map(text)),
    isInodes ? percent(inodesUsed, inodes - inodesUsed) : percent(used, free),
    at,
  ])
  const head = ['Filesystem', ...(has('print-type') ? ['Type'] : []), ...numbers, 'Mounted on']
  const least = [14, ...(has('print-type') ? [4] : []), 5, 5, 5, 4, 0]
  const widths = least.map((width, i) => Math.max(width, ...[head, ...rows].map((row) => row[i]!.length)))
  const isLeft = (i: number): boolean => i < (has('print-type') ? 2 : 1)
  return [head, ...rows]
    .map(
      (row) =>
        `${row.map((cell, i) => (i === row.length - 1 ? cell : isLeft(i) ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(' ')}\n`,
    )
    .join('')
}

const percent = (used: number, free: number): string => `${Math.ceil((100 * used) / (used + free))}%`

/** Rounded up: one digit behind the point below ten. */
function human(kib: number): string {
  let [value, place] = [kib * KIB, 0]
  while (value >= KIB) [value, place] = [value / KIB, place + 1]
  const tenths = Math.ceil(value * 10) / 10
  const whole = Math.ceil(value)
  if (whole >= KIB) return `1.0${'KMGTPE'[place]}`
  if (place === 0) return String(whole)
  return `${tenths < 10 ? tenths.toFixed(1) : whole}${'KMGTPE'[place - 1]}`
}

/** What is mounted, in the order of time. */
function mountedAt(moment: Moment): FileSystem[] {
  const { inputs, trace, at } = moment
  const memory = Math.floor(nodeRoom(inputs.node).memory / KIB)
  const isFull = lastOf(trace, at, 'action', ({ action }) => action === 'fullDisk' || action === 'freeDisk')?.action === 'fullDisk'
  const disk = isFull
    ? { size: DISK.size, used: DISK.size, free: 0 }
    : { size: DISK.size, used: DISK.used, free: DISK.size - DISK.used - DISK.reserved }
  const onDisk = { ...disk, inodes: DISK.inodes, inodesUsed: DISK.inodesUsed }
  const inMemory = (source: string, path: string, size: number, used = 0): FileSystem => ({
    ...{ source, type: 'tmpfs', at: path, size, used, free: size - used },
    ...{ inodes: Math.floor(memory / 8), inodesUsed: 1 },
  })
  const own: { t: number; fs: FileSystem }[] = [
    inMemory('tmpfs', '/run', Math.floor(memory / 10), 1_284),
    { source: '/dev/vda1', type: 'ext4', at: '/', ...onDisk },
    inMemory('tmpfs', '/dev/shm', Math.floor(memory / 2)),
    inMemory('tmpfs', '/run/lock', 5_120),
  ].map((fs) => ({ t: -BEFORE_SECONDS, fs }))
  const isDocker = releaseFor(inputs).runtime === 'docker'
  const root = (id: string): FileSystem => ({
    ...{ source: 'overlay', type: 'overlay', ...onDisk },
    at: isDocker
      ? `/var/lib/docker/overlay2/${hexId(`overlay ${id}`)}/merged`
      : `/run/containerd/io.containerd.runtime.v2.task/k8s.io/${id}/rootfs`,
  })
  const running = runtimeContainers(moment).filter((container) => container.running)
  const ready = sandboxes(moment).filter((sandbox) => sandbox.ready)
  const ofPods = ready.flatMap(({ id, pod, madeAt: t }) => [
    ...volumesOf(pod.spec, moment).map(({ name, plugin, size, used }) => ({
      t,
      fs: inMemory('tmpfs', `/var/lib/kubelet/pods/${pod.uid}/volumes/kubernetes.io~${plugin}/${name}`, size, used),
    })),
    {
      t,
      fs: inMemory(
        'shm',
        isDocker ? `/var/lib/docker/containers/${id}/mounts/shm` : `/run/containerd/io.containerd.grpc.v1.cri/sandboxes/${id}/shm`,
        SHM_KIB,
      ),
    },
    { t, fs: root(id) },
  ])
  const ofContainers = running.map(({ id, createdAt: t }) => ({ t, fs: root(id) }))
  return [...own, ...ofPods, ...ofContainers].toSorted((a, b) => a.t - b.t).map(({ fs }) => fs)
}

/** Kinds of volumes that lie in the node's memory, by their field, with their plugin's name. */
const IN_MEMORY = { emptyDir: 'empty-dir', secret: 'secret', projected: 'projected', downwardAPI: 'downward-api' } as const
/** Before, each may grow to half of the node's memory. */
const SIZED_SINCE = 22
/** A small file takes a page, and tmpfs has whole ones. */
const PAGE_KIB = 4

/**
 * A pod's volumes in memory, and how large each may become: as its sizeLimit says, no more than its containers' limits together, nor than the node has.
 *
 * Follows: pkg/volume/emptydir/empty_dir.go, calculateEmptyDirMemorySize (v1.37.2); secret, projected and downward-api wrap one.
 */
function volumesOf({ raw, spec }: Pod, { inputs }: Moment): { name: string; plugin: string; size: number; used: number }[] {
  const memory = Math.floor(nodeRoom(inputs.node).memory / KIB)
  const limits = spec.containers.map(({ memoryLimit }) => memoryLimit)
  const podLimit = limits.every((limit) => limit !== undefined) ? limits.reduce((sum, limit) => sum + limit, 0) / KIB : memory
  const volumes = (raw['spec'] as { volumes?: readonly Record<string, unknown>[] } | undefined)?.volumes ?? []
  return volumes.flatMap((volume) => {
    const [field] = Object.entries(IN_MEMORY).filter(([name]) => volume[name] !== undefined)
    const empty = volume['emptyDir'] as { medium?: string; sizeLimit?: string | number } | undefined
    if (!field || (empty && empty.medium !== 'Memory')) return []
    const quantity = empty?.sizeLimit === undefined ? undefined : parseQuantity(String(empty.sizeLimit))
    const wanted = quantity && 'value' in quantity && quantity.value > 0 ? quantity.value / KIB : memory
    const room = releaseFor(inputs).minor < SIZED_SINCE ? memory / 2 : Math.min(wanted, podLimit, memory)
    const size = Math.ceil(room / PAGE_KIB) * PAGE_KIB
    return [{ name: String(volume['name']), plugin: field[1], size, used: empty ? 0 : PAGE_KIB }]
  })
}
