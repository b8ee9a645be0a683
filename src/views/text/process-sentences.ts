import { lastBefore } from '../lanes/ends.ts'
import { lengthWords } from './duration-words.ts'
import { defined } from '../../manifest/own.ts'
import { causesIn, firstCause } from '../../sim/trace/moment.ts'
import {
  type BackOffEntry,
  type Entry,
  type EventEntry,
  type ManifestEntry,
  type ProbeEntry,
  type ProcessEntry,
  type ResultEntry,
  type Trace,
  isStart,
  POD_ENDED,
} from '../../sim/trace/trace.ts'
import { ended, round, shortened } from './words.ts'
import rules from '../../texts/entry-rules.tsv?raw'
import { readTable } from '../../texts/text-table.ts'

/** What a probe came to. */
export function tellProbe(entry: ProbeEntry): Telling {
  const { probe: type, result: how, threshold, target, output } = entry
  const took = round(entry.t - entry.startedAt)
  // Go's error begins with the request once more
  const answer = output ? `: ${shortened(output.trim().replace(/^Get "?\S+?"?: /, ''), 200)}` : ''
  const waited = how !== 'success' && took >= 0.5 ? `, after ${lengthWords(took)}` : ''
  const isCounted = entry.resultRun > 0 || how === 'unknown'
  return telling(
    ended(`The ${type} probe ${PROBED[how]}${isCounted ? ` (${runWords(entry)})` : ''}${target ? `, ${target}` : ''}${answer}${waited}`),
    `probe ${how === 'warning' ? 'success' : how}`,
    { probe: type, ...(isCounted ? { inARow: entry.resultRun, threshold } : {}), seconds: took },
  )
}

/** How often in a row a probe has had its result, and how often it takes. */
export function runWords({ result: how, resultRun, threshold }: ProbeEntry): string {
  if (how === 'unknown') return 'an error, which does not count'
  if (threshold === 1) return resultRun === 1 ? '1 is enough' : `${resultRun} in a row; 1 is enough`
  return resultRun <= threshold ? `${resultRun} of ${threshold} in a row` : `${resultRun} in a row; ${threshold} are enough`
}

/** What the stored result of a probe has become. */
export function tellResult(trace: Trace, entry: ResultEntry): Telling {
  const causes = causesIn(trace, entry)
  const probes = causes.filter((cause): cause is ProbeEntry => cause?.kind === 'probe')
  const newest = probes[0]
  const rule = entry.onHold ? 'result on hold' : 'result'
  if (!newest) {
    const over = causes[0]?.kind === 'process' && causes[0].op === 'exited'
    const sentence = over
      ? `${entry.container} has ended: until there is a new container its ${entry.probe} counts as failed.`
      : BEGINS[entry.probe]
    return telling(sentence, rule)
  }
  // a text tells that it failed, and not how often in a row
  if (newest.resultRun === 0) return telling(`The ${entry.probe} probe counts as failed.`, rule)
  const kept = newest.resultRun - probes.length
  const failed = entry.value === 'Failure'
  const old = failed && kept > 0 ? `, ${kept} from the life before` : ''
  const sentence = `${enough(newest, failed)}${old}: the ${entry.probe} probe counts as ${failed ? 'failed' : 'passed'}.`
  return telling(sentence, rule, { inARow: newest.resultRun, threshold: newest.threshold, probes: probes.length })
}

/** Whom the kubelet kills, and what for. */
export function tellKill(trace: Trace, entry: EventEntry): string {
  const kills = `The kubelet kills ${entry.container ?? 'the container'}`
  const cause = firstCause(trace, entry)
  if (cause?.kind === 'result') {
    const times = causesIn(trace, cause).find((other) => other?.kind === 'probe')?.resultRun ?? 0
    return `${kills}: its ${cause.probe} probe failed${times > 1 ? ` ${times} times` : ''}.`
  }
  if (cause?.kind === 'sync') return `${kills}: its pod’s file is gone or has changed.`
  const reason = cause?.kind === 'event' ? KILLED_FOR.get(cause.reason) : undefined
  return `${kills}${reason === undefined ? '' : `: ${reason}`}.`
}

/** By the reason of the Event that the kill follows. */
const KILLED_FOR: ReadonlyMap<string, string> = new Map([
  ['FailedPostStartHook', 'its postStart hook failed'],
  ['DeadlineExceeded', 'its pod has run longer than activeDeadlineSeconds allows'],
  ['SandboxChanged', 'its pod’s sandbox is made anew'],
])

function enough({ resultRun, threshold }: ProbeEntry, failed: boolean): string {
  if (threshold === 1) return failed ? 'One failure is enough' : 'One success is enough'
  return `${resultRun} of ${threshold} ${failed ? 'failures' : 'successes'} in a row`
}

const PROBED = { success: 'passed', failure: 'failed', warning: 'passed with a warning', unknown: 'could not be made' } as const

/** What is stored of a new container. */
const BEGINS = {
  liveness: 'A new container counts as alive until its liveness probe fails.',
  readiness: 'A new container counts as not ready until its readiness probe passes.',
  startup: 'Of a new container nobody knows yet whether it has started.',
} as const

/** Whether a container had to wait. */
export function tellBackOff(trace: Trace, entry: BackOffEntry): Telling {
  const { backOffSeconds, sinceExitSeconds: since = 0, nextSeconds } = entry
  const values = { backOffSeconds, sinceExitSeconds: round(since), waitSeconds: round(endOfWait(entry) - entry.t), nextSeconds }
  const tell = (sentence: string): Telling => telling(sentence, 'backoff', values)
  if (causesIn(trace, entry).some((cause) => cause?.kind === 'evidence'))
    return telling(`${entry.container} is not started again before its back-off is over.`, 'backoff')
  if (entry.blocked) {
    const end = endOfWait(lastOfWait(trace, entry))
    // the next sync knows of the exit that this one caused, and counts from there
    if (end > endOfWait(entry) + 1)
      return tell(
        `Back-off ${backOffSeconds} s, but the last exit that this sync knew of was only ${lengthWords(since)} ago: wait. The next sync counts from the newest exit, so ${lengthWords(end - entry.t)} more.`,
      )
    return tell(
      `Back-off ${backOffSeconds} s, but the last exit was only ${lengthWords(since)} ago: wait ${lengthWords(values.waitSeconds)} more.`,
    )
  }
  if (backOffSeconds === 0) return tell(`No back-off yet: start at once. The next one is ${nextSeconds} s.`)
  return tell(
    `Back-off ${backOffSeconds} s, and the last exit was ${lengthWords(since)} ago: start at once. The next one is ${nextSeconds} s.`,
  )
}

const endOfWait = ({ t, until = t }: BackOffEntry): number => until

/** The last time that the same wait was asked about: none lies behind the container's next start. */
function lastOfWait(trace: Trace, entry: BackOffEntry): BackOffEntry {
  let last = entry
  for (let i = entry.id + 1; i < trace.length; i++) {
    const other = trace[i]!
    if (other.pod !== entry.pod || other.container !== entry.container) continue
    if (isStart(other)) break
    if (other.kind === 'backoff' && other.blocked) last = other
  }
  return last
}

/** What a container’s process has done. */
export function tellProcess(trace: Trace, entry: ProcessEntry): Telling {
  const values = { attempt: entry.attempt, ...defined({ code: entry.code }) }
  if (entry.op === 'started') {
    const sentence =
      entry.attempt === 0 ? `${entry.container} starts for the first time.` : `${entry.container} starts again: restart ${entry.attempt}.`
    return telling(sentence, 'process started', values)
  }
  if (entry.op !== 'exited') return telling(`${entry.container} is ${entry.op}.`, '', values)
  return telling(exit(trace, entry), killOf(trace, entry) ? 'process killed' : 'process exited', values)
}

/** The entry with which the kubelet began to stop a process; up to 1.14 the Killing event comes after the stop: there the result. */
function killOf(trace: Trace, entry: ProcessEntry): Entry | undefined {
  const cause = firstCause(trace, entry)
  return (cause?.kind === 'event' && cause.reason !== 'Created') || cause?.kind === 'result' || cause?.kind === 'sync' ? cause : undefined
}

function exit(trace: Trace, entry: ProcessEntry): string {
  const { container, code = 0, signal } = entry
  const kill = killOf(trace, entry)
  const causes = causesIn(trace, entry)
  const grace = causes.find((cause) => cause?.kind === 'manifest' && /terminationGracePeriodSeconds$/.test(cause.path)) as
    | ManifestEntry
    | undefined
  if (kill?.kind === 'event' && POD_ENDED.has(kill.reason))
    return `${container} ends with its pod${entry.code === undefined ? '' : `: exit code ${code}`}.`
  if (kill && grace)
    return `${container} has not ended within its grace of ${String(grace.value)} s and gets SIGKILL, ${lengthWords(entry.t - kill.t)} after the kill began: exit code ${code}.`
  if (kill)
    return `${container} ends ${entry.t - kill.t < 0.1 ? 'right' : lengthWords(entry.t - kill.t)} after the kill began${entry.code === undefined ? '' : `: exit code ${code}`}.`
  if (causes[0]?.kind === 'action') return `${container} ends${signal ? ` by ${signal}` : ''}: exit code ${code}.`
  if (causes[0]?.kind === 'node')
    return `${container} ends as ${causes[0].part === 'node' ? 'the node goes down' : 'its runtime is restarted'}: exit code ${code}.`
  const start = lastBefore(trace, entry, isStart)
  const after = start ? `, ${lengthWords(entry.t - start.t)} after its start` : ''
  if (causes[0]?.kind === 'evidence' && entry.code === undefined)
    return `${container} ends${after}: the text does not say with which exit code.`
  if (causes[0]?.kind === 'evidence' && entry.reason !== 'OOMKilled' && (code === 137 || code === 143))
    return `${container} is killed${after}: exit code ${code}. The text does not say by whom.`
  if (entry.reason !== 'OOMKilled') return `${container} ends by itself${after}: exit code ${code}.`
  return signal
    ? `The kernel kills ${container} for its memory (OOMKilled)${after}: exit code ${code}.`
    : `${container} ends by itself${after}, for the kernel has killed one of its own for its memory (OOMKilled): exit code ${code}.`
}

/** What happened in a sentence of our own, the rule behind it, and where upstream has it. */
export interface Telling {
  sentence: string
  /** Kubernetes' own words for the same: the proof of the sentence. */
  proof?: string
  rule: string
  source: string
  /** The numbers that went in. */
  values: Readonly<Record<string, string | number>>
}

const RULES = new Map(readTable(rules, 'entry', 'rule', 'source').map((row) => [row.entry, row]))

/** A sentence, with the rule that the table of rules has for such an entry; without one where it has none. */
export function telling(sentence: string, entry: string, values: Telling['values'] = {}): Telling {
  const { rule = '', source = '' } = RULES.get(entry) ?? {}
  return { sentence, rule, source, values }
}

/** Whether the table of rules has a row for such an entry. */
export const hasRule = (entry: string): boolean => RULES.has(entry)
