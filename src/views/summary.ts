import type { Entry, ManifestEntry, ProbeEntry, ProcessEntry, StatusEntry, Trace } from '../sim/trace.ts'
import { actionWords } from './action-words.ts'
import { clockWords } from './duration.ts'
import { causesOf, countUntil } from '../sim/moment.ts'

/** What a lane has come to at a time. */
export interface Summary {
  /** As kubectl would count them if it could ask the kubelet. */
  restarts: number
  /** When the first restart's process started. */
  firstAt?: number
  /** One sentence. */
  text: string
  /** The entry that the sentence explains. */
  entry?: number
}

/**
 * How often the lane's containers have been started again: the sum of the restart counts in the pods' last statuses.
 *
 * Units: `at` in seconds on the simulated clock. Errors: none. Follows: nothing upstream.
 */
export function restartsAt(trace: Trace, at: number): number {
  let sum = 0
  for (const status of lastStatuses(trace, at).values()) for (const c of status.containers) sum += c.restartCount
  return sum
}

/**
 * A lane in one sentence at a time: how many restarts, since when, and why.
 *
 * Units: `at` in seconds on the simulated clock. Errors: none. Follows: nothing upstream.
 */
export function summarize(trace: Trace, at: number): Summary {
  const restarts = restartsAt(trace, at)
  const first = firstRestart(trace, at)
  const count = restarts === 1 ? '1 restart' : `${restarts} restarts`
  if (restarts === 0 || !first) return { restarts, text: `${restarts === 0 ? 'No restart' : count}${quiet(trace, at)}.` }
  const cause = restartReason(trace, first)
  const when = restarts === 1 ? `at ${clockWords(first.t)}` : `the first at ${clockWords(first.t)}`
  const waits = blockedUntil(trace, at)
  const now = waits === undefined ? '' : ` Now it waits for its back-off, until ${clockWords(waits)}.`
  return { restarts, firstAt: first.t, text: `${count}, ${when}${cause ? `: ${cause}` : ''}.${now}`, entry: first.id }
}

/**
 * Why a container had to be started again, as half a sentence: what ended the life before.
 *
 * Units: none. Errors: undefined where the trace has no life before it. Follows: nothing upstream.
 */
export function restartReason(trace: Trace, start: ProcessEntry): string | undefined {
  const exited = exitBefore(trace, start)
  return exited && reasonOf(trace, exited)
}

/**
 * The last status of each pod that there is, by its name.
 *
 * Units: `at` in seconds on the simulated clock. Errors: none. Follows: nothing upstream.
 */
export function lastStatuses(trace: Trace, at: number): Map<string, StatusEntry> {
  const out = new Map<string, StatusEntry>()
  const end = countUntil(trace, at)
  for (let i = 0; i < end; i++) {
    const entry = trace[i]!
    if (entry.kind === 'status') out.set(entry.pod ?? '', entry)
    else if (entry.kind === 'sync' && entry.op !== 'UPDATE') out.delete(entry.pod ?? '')
  }
  return out
}

function firstRestart(trace: Trace, at: number): ProcessEntry | undefined {
  const end = countUntil(trace, at)
  for (let i = 0; i < end; i++) {
    const entry = trace[i]!
    if (entry.kind === 'process' && entry.op === 'started' && entry.attempt > 0) return entry
  }
  return undefined
}

function exitBefore(trace: Trace, start: ProcessEntry): ProcessEntry | undefined {
  for (let i = start.id - 1; i >= 0; i--) {
    const entry = trace[i]!
    if (entry.kind === 'process' && entry.op === 'exited' && entry.container === start.container && entry.pod === start.pod) return entry
  }
  return undefined
}

/** Why a process ended, as half a sentence. */
function reasonOf(trace: Trace, exited: ProcessEntry): string {
  const root = flagOf(trace, exited)
  const because = root ? `, because of ${String(root.value)} (${root.file}, line ${root.line})` : ''
  const chain = mainChain(trace, exited)
  const action = chain.find((entry) => entry.kind === 'action')
  const probe = chain.find((entry): entry is ProbeEntry => entry.kind === 'probe')
  if (probe) {
    const etcd = causesOf(probe).some((id) => trace[id]?.kind === 'etcd')
    const output = probe.output.trim().split('\n')[0] ?? ''
    const answer = output ? ` (${output.slice(0, 120)})` : ''
    return `${probe.resultRun} of ${probe.threshold} ${probe.probe} probes failed in a row${answer}${because || (etcd ? ', because etcd is gone' : '')}`
  }
  if (action?.kind === 'action') return `the scenario ${actionWords(action).does}`
  const log = causesOf(exited).map((id) => trace[id]).find((entry) => entry?.kind === 'log') ?? trace.slice(0, exited.id).findLast((entry) => entry.kind === 'log' && entry.source === exited.container && !entry.text.startsWith('I '))
  const said = log?.kind === 'log' && exited.code !== 0 && exited.t - log.t < 30 ? `, saying: ${log.text.split('\n')[0]!.slice(0, 160)}` : ''
  const lost = log && causesOf(log).some((id) => trace[id]?.kind === 'etcd') ? ', because etcd is gone' : ''
  return `the process ended by itself with exit code ${exited.code ?? 0}${said}${lost}`
}

function mainChain(trace: Trace, from: Entry): Entry[] {
  const out: Entry[] = []
  const seen = new Set<number>()
  for (let entry: Entry | undefined = from; entry && !seen.has(entry.id); entry = trace[causesOf(entry)[0] ?? -1]) {
    seen.add(entry.id)
    out.push(entry)
    if (entry.kind === 'log' || (entry.kind === 'process' && entry !== from)) break
  }
  return out
}

/** The command's flag, or the file's line, that the first probe in the chain was answered by. */
function flagOf(trace: Trace, exited: ProcessEntry): ManifestEntry | undefined {
  const probe = mainChain(trace, exited).find((entry) => entry.kind === 'probe')
  const cause = probe && trace[causesOf(probe)[0] ?? -1]
  return cause?.kind === 'manifest' && (cause.file.startsWith('/') || /\.(command|args)\[\d+\]$/.test(cause.path)) ? cause : undefined
}

/** What there is to say of a lane without a restart. */
function quiet(trace: Trace, at: number): string {
  const end = countUntil(trace, at)
  let failed = 0
  for (let i = 0; i < end; i++) {
    const entry = trace[i]!
    if (entry.kind === 'probe' && entry.result === 'failure') failed++
  }
  const statuses = [...lastStatuses(trace, at).values()]
  if (!statuses.length) return trace.some((entry) => entry.kind === 'sync') ? '' : '; no manifest could be read'
  const unready = statuses.filter((status) => !status.ready).length
  const probes = failed ? `; ${failed === 1 ? '1 probe has' : `${failed} probes have`} failed` : ''
  return `${probes}${unready ? `; ${unready === statuses.length ? 'not ready' : `${unready} of ${statuses.length} pods not ready`}` : ''}`
}

function blockedUntil(trace: Trace, at: number): number | undefined {
  const end = countUntil(trace, at)
  for (let i = end - 1; i >= 0; i--) {
    const entry = trace[i]!
    if (entry.kind === 'process' && entry.op === 'started') return undefined
    if (entry.kind === 'backoff') return entry.blocked && entry.until !== undefined && entry.until > at ? entry.until : undefined
  }
  return undefined
}
