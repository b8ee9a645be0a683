import { grouped } from '../manifest/own.ts'
import { PROBES, type ProbeType } from '../manifest/types.ts'
import rows from '../texts/probe-words.tsv?raw'
import { readPatterns } from '../texts/text-table.ts'
import { lengthWords } from '../views/text/duration-words.ts'
import { type ContainerFacts, type EventFacts, momentsIn, probeFailure, totalOf } from './facts.ts'
import type { ContainerSpec, ProbeSpec } from './pod-specs.ts'
import { ageWords } from './time.ts'
import { filled, filledFix, type Fix } from './sentence-template.ts'

/** What a failed probe's output says of the program that it asked; `network`: it is no matter of the program, but of a name or a route. */
export type BehaviourKind = 'status' | 'refuse' | 'hang' | 'reset' | 'missing' | 'grpc' | 'code' | 'network'

/** All failures of one probe that are told of. */
export interface Failures {
  probe: ProbeType
  spec: ProbeSpec | undefined
  behaviour: BehaviourKind
  /** The words that weigh most. */
  output: string
  /** Those with a time, ascending; seconds since 1970. */
  exact: number[]
  events: EventFacts[]
  count: number
}

/** Of each probe that failed, in the order startup, readiness, liveness. */
export function failuresOf({ probes }: Pick<ContainerSpec, 'probes'>, events: readonly EventFacts[]): Failures[] {
  const said = events.flatMap((event) => {
    const failure = probeFailure(event.message)
    return failure && failure.is !== 'warning' ? [{ event, ...failure }] : []
  })
  const byProbe = grouped(said, ({ probe }) => probe)
  return PROBES.flatMap((probe) => {
    const all = byProbe.get(probe)
    if (!all) return []
    // while a program comes up it refuses; what it says later weighs more
    const weightOf = ({ event, output }: { event: EventFacts; output: string }): number =>
      event.count * (/connection refused/.test(output) && all.some((item) => !/connection refused/.test(item.output)) ? 0.5 : 1)
    // of equal ones the newest
    const isOver = (a: (typeof all)[number], b: (typeof all)[number]): boolean =>
      weightOf(a) > weightOf(b) || (weightOf(a) === weightOf(b) && a.event.last > b.event.last)
    const heaviest = all.reduce((best, item) => (isOver(item, best) ? item : best))
    const spec = probes[probe]
    const own = all.map(({ event }) => event)
    return [
      {
        probe,
        spec,
        behaviour: behaviourOf(heaviest.output, spec, heaviest.is === 'errored'),
        output: heaviest.output,
        exact: own.flatMap(momentsIn).toSorted((a, b) => a - b),
        events: own,
        count: totalOf(own),
      },
    ]
  })
}

/** The kills of a container that its Events tell. */
export interface ToldKills {
  exact: number[]
  /** How many there were in all. */
  count: number
  /** How long after its kill the last one ended, where that is told. */
  took: number | undefined
  /** There may have been more: a table without counts tells of them. */
  isOpen: boolean
}

/** That a probe has failed is why. */
const BY_PROBE =
  /failed (liveness|startup) probe|Container .*unhealthy|will be restarted|killed and re-created|will be killed and recreated|resize requires restart/i

/** Whether the kubelet waits before it starts a container again; it waits in the same words before it pulls an image. */
export const isRestartBackOff = ({ reason, message }: Pick<EventFacts, 'reason' | 'message'>): boolean =>
  reason === 'BackOff' && !/pulling/.test(message)

/** Whether an Event tells that a probe led to a kill. */
export const isProbeKill = ({ reason, message }: Pick<EventFacts, 'reason' | 'message'>): boolean =>
  reason === 'Killing' && BY_PROBE.test(message)

/**
 * Whether an Event tells that the kubelet stopped a container with its pod or its sandbox: the message of a kill without a reason.
 *
 * Follows: pkg/kubelet/kuberuntime/kuberuntime_container.go, killContainer; up to 1.13 `Need to kill Pod`.
 */
export const isPodStop = ({ reason, message }: Pick<EventFacts, 'reason' | 'message'>): boolean =>
  reason === 'Killing' && /^Stopping container |:Need to kill Pod/.test(message)

/** The runtime's words, where it cannot start a container. */
export const START_FAILURE =
  /failed to (?:start container|create (?:containerd|shim) task)|OCI runtime (?:create|start) failed|Error response from daemon|failed to create (?:shim )?task|unable to start container process|starting container process caused|exec format error|exec user process/

const NOT_STARTED = /^(?:StartError|ContainerCannotRun|RunContainerError|CreateContainerError)$/
/** Whether a state's or a row's words say that its program could not be started; a hook's own command is another. */
export const saysNotStarted = ({ reason = '', message = '' }: { [K in 'reason' | 'message']?: string | undefined }): boolean =>
  NOT_STARTED.test(reason) || (reason !== 'PostStartHookError' && START_FAILURE.test(message))

const FASTEST_SECONDS = 20

/** An Event that tells of so many kills in so short a time that no container can have been started between: the kubelet tries again and again. */
export function isRepeated({ count, first, last, within }: EventFacts): boolean {
  return count > 20 && (last - first + within) / count < FASTEST_SECONDS
}

/** The kills that a container’s Events tell. */
export function killsOf(events: readonly EventFacts[], facts: ContainerFacts, { graceSeconds }: ContainerSpec): ToldKills {
  const kills = events.filter(isProbeKill)
  const exact = kills.flatMap(momentsIn).toSorted((a, b) => a - b)
  return {
    exact,
    took: graceTaken(facts, exact, graceSeconds),
    isOpen: kills.some(({ isUncounted }) => isUncounted),
    count: totalOf(kills),
  }
}

/** How long after its kill the last one ended: what took longer than its grace period has ended otherwise. */
function graceTaken({ lastState, state }: ContainerFacts, exact: readonly number[], grace: number): number | undefined {
  const finished = state?.is === 'terminated' ? state.finishedAt : lastState?.finishedAt
  const kill = finished === undefined ? undefined : exact.findLast((at) => at <= finished + 1)
  const took = finished === undefined || kill === undefined ? Infinity : Math.max(0, finished - kill)
  return took <= grace + AFTER_GRACE ? took : undefined
}

/** The kubelet's own time, and whole seconds in the texts. */
export const AFTER_GRACE = 3

/** Ascending; what another text has within a breath is the same. */
export function distinct(times: readonly number[], others: readonly number[]): number[] {
  const more = others.filter((other) => !times.some((at) => Math.abs(at - other) <= SAME_SECONDS))
  return [...times, ...more].toSorted((a, b) => a - b)
}

export const SAME_SECONDS = 2.5

/** So soon after the last failure the kubelet begins to kill. */
const MOST_TO_KILL = 2

/** A kill that the journal tells without its reason, at once after a probe has failed. Follows: kuberuntime_container.go, killContainer. */
export const graceAfter = (events: readonly EventFacts[], failed: number): EventFacts | undefined =>
  events.some(isPodStop)
    ? undefined
    : events.find(({ reason, first }) => reason === 'KillingGrace' && first >= failed && first - failed < MOST_TO_KILL)

const RESTARTING = /[Bb]ack-off (?:(\d+)m)?(?:(\d+)s)? ?restarting failed container/
export const BACK_OFF_FIRST = 10

/** How long a back-off is of which an Event or a journal tells, 0 where it does not say it; undefined for other words. */
export function backOffIn(message: string): number | undefined {
  const [said, minutes = '0', seconds = '0'] = RESTARTING.exec(message) ?? []
  return said === undefined ? undefined : Number(minutes) * 60 + Number(seconds)
}

/**
 * How many restarts a back-off tells of that an Event or a journal names, how long the longest is, and when one was told last: it is 10 s
 * before the second start, and doubles.
 */
export function backOffsIn(events: readonly EventFacts[]): { restarts: number; length: number; last: number } {
  let [longest, latest] = [0, -Infinity]
  for (const { message, last } of events) {
    const length = backOffIn(message)
    if (length === undefined) continue
    latest = Math.max(latest, last)
    longest = Math.max(longest, length)
  }
  const restarts = longest < BACK_OFF_FIRST ? 0 : Math.ceil(Math.log2(longest / BACK_OFF_FIRST) - 1e-9) + 1
  return { restarts, length: longest, last: latest }
}

const ROWS = readPatterns(rows, 'is', 'words', 'text', 'fix', 'change', 'price', 'of').map((row) => ({
  ...row,
  is: row.is as BehaviourKind,
}))

/** What it is, without its words; a command that writes nothing may have been ended for its time-out. Follows: pkg/probe/http, tcp, exec, grpc. */
export function behaviourOf(output: string, spec: ProbeSpec | undefined, isError = false): BehaviourKind {
  const isCommand = spec?.handler === 'exec'
  const own = isCommand ? ROWS.filter(({ is }) => is === 'hang' || is === 'missing' || is === 'code') : ROWS
  const { is } = own.find(({ words }) => words.test(output))!
  if (isCommand && is === 'hang') {
    const isTold = isError || /^command .* timed out$/.test(output) || /timed out after/.test(output)
    return isTold ? 'hang' : 'code'
  }
  // what answers, and not as a probe expects it, is taken as refusing
  return is === 'code' && spec && !isCommand ? 'refuse' : is
}

/** As a clause that begins with the probe, and what helps. */
export function outputWords(output: string, probe: ProbeType, spec?: ProbeSpec): { is: BehaviourKind; text: string; fix: Fix } {
  const row = ROWS.find(({ words, of }) => (of === '' || of === probe) && words.test(output))!
  const match = row.words.exec(output)!
  const [, scheme = 'http', where = '', path = ''] = /Get "?(https?):\/\/((?:<[^<>"]{1,40}>|[^\s"/<])+)(\/[^\s":]*)?/.exec(output) ?? []
  const dialled = where === '' ? (/dial tcp (\S+?):? /.exec(output)?.[1] ?? '') : where
  const values = {
    probe,
    seconds: spec && `${spec.timeout} s now`,
    allows: spec && `${spec.failures} × ${spec.period} s now`,
    place: where !== '' ? ` at ${where}${path}` : dialled === '' ? '' : ` at ${dialled.replace(/:$/, '')}`,
    // a URL without a port has its scheme's; any other text names it, or does not
    port: /:(\d{2,5}):?$/.exec(dialled)?.[1] ?? (where === '' ? undefined : scheme === 'https' ? '443' : '80'),
    telling: (output.split('\n').find((line) => /error|refused|denied|fail|exception|not /i.test(line)) ?? output)
      .replaceAll(/\s+/g, ' ')
      .trim()
      .slice(0, 300),
  }
  const text = row.is === 'hang' && /^command /.test(output) ? 'runs a command that does not end in time ({1})' : row.text
  return { is: row.is, text: `its ${probe} probe ${filled(text, match, values)}`, fix: filledFix(row, match, values) }
}

/** ` over 2 min 6 s`, as kubectl has it: since the first of them; ` from 91 s to 84 s ago` where the last of them is long over too. */
export function windowWords(events: readonly EventFacts[]): string {
  const first = events.reduce((best, event) => (event.first < best.first ? event : best))
  const last = events.reduce((best, event) => (event.last > best.last ? event : best))
  if (!first.isAge) return last.last - first.first > 1 ? ` over ${lengthWords(Math.round(last.last - first.first))}` : ''
  const begun = { seconds: -first.first - first.within, within: first.within }
  const ended = { seconds: -last.last - last.lastWithin, within: last.lastWithin }
  if (begun.seconds <= 1) return ''
  const [from, to] = [ageWords(begun), ageWords(ended)]
  if (ended.seconds < begun.seconds * LONG_OVER) return ` over ${from}`
  return from === to ? ` ${to} ago` : ` from ${from} to ${to} ago`
}

/** The part of the time since the first of them. */
const LONG_OVER = 0.5
