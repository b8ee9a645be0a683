import type { Facts, OomFacts } from '../facts.ts'
import { JOURNAL } from './journal.ts'

/** What a kernel writes: behind journald's or syslog's prefix, or dmesg's. */
const DMESG = /^\s*\[\s*(?:\d+\.\d+|[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]?\d [\d: ]+)\]\s*(.*)$/
const OOM =
  /invoked oom-killer|killed as a result of limit of|^memory(?:\+swap)?: usage|^oom-kill:|[Oo]ut of memory: Kill(?:ed)? process|Memory cgroup out of memory|^Killed process \d+|Memory cgroup stats for|^oom_reaper|^\[ *pid *\]|^Tasks state|^kmem: usage|memory cgroup out of memory/

/** A kernel's words without what the log has before them; undefined where the line is no kernel's. */
export function kernelWords(text: string): string | undefined {
  const journal = JOURNAL.exec(text)
  if (journal) return journal[3] === 'kernel' ? journal[4]!.replace(/^\[\s*\d+\.\d+\]\s*/, '') : undefined
  const own = DMESG.exec(text)?.[1] ?? text.replace(/^kernel: /, '')
  return DMESG.test(text) || OOM.test(own) ? own : undefined
}

const isOpen = new WeakSet<OomFacts>()

/** containerd's word of the same. */
export function taskOom(text: string, line: number, facts: Facts): boolean {
  const id = /TaskOOM event.{0,40}ContainerID:([0-9a-f]{12,64})/.exec(text)?.[1]
  if (id === undefined) return false
  facts.ooms.push({ isOfNode: false, containerID: id, line })
  return true
}

/** A line of the kernel's about a process that it kills for memory. */
export function kernelLine(words: string, line: number, facts: Facts): boolean {
  if (/^\[ *\d+\]|^\[ *pid *\]/.test(words)) return facts.ooms.length > 0
  if (!OOM.test(words)) return false
  let last = facts.ooms.at(-1)
  const named = processIn(words)
  // journald does not keep the order of one second
  const isSame = last !== undefined && named !== undefined && last.process === named && line - last.line <= NEAR_LINES
  if (!last || (!isOpen.has(last) && !isSame) || (/invoked oom-killer/.test(words) && last.process !== undefined)) {
    last = { isOfNode: false, line }
    facts.ooms.push(last)
    isOpen.add(last)
  }
  const cgroup =
    /(?:task_memcg=|Task in )(\S+?)(?:,| killed)/.exec(words)?.[1] ??
    /(?:as a result of limit of|stats for|oom_memcg=)\s*([^\s:,]+)/.exec(words)?.[1]
  if (cgroup !== undefined) {
    const uid = /pod([0-9a-f]{8}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{12})/.exec(cgroup)?.[1]?.replaceAll('_', '-')
    if (uid !== undefined) last.podUid ??= uid
    const id =
      /(?:[-/]|^)([0-9a-f]{64})(?:\.scope)?$/.exec(cgroup)?.[1] ?? /(?:docker|cri-containerd|crio)-([0-9a-f]{12,64})/.exec(cgroup)?.[1]
    if (id !== undefined) last.containerID ??= id
  }
  const [, usage, limit] = /^memory: usage (\d+)kB, limit (\d+)kB/.exec(words) ?? []
  if (usage !== undefined) {
    last.usageKiB = Number(usage)
    last.limitKiB = Number(limit)
  }
  if (named !== undefined) last.process = named
  if (/constraint=CONSTRAINT_NONE|^Out of memory: Kill/.test(words) && last.podUid === undefined && last.limitKiB === undefined)
    last.isOfNode = true
  if (/global_oom/.test(words)) last.isOfNode = true
  if (/Kill(?:ed)? process \d+/.test(words)) isOpen.delete(last)
  return true
}

const NEAR_LINES = 3

const processIn = (words: string): string | undefined =>
  /task=([^,]+),pid=/.exec(words)?.[1] ??
  /Kill(?:ed)? process \d+,? \(([^)]+)\)/.exec(words)?.[1] ??
  /Kill(?:ed)? process \d+, UID \d+, \(([^)]+)\)/.exec(words)?.[1]
