import type { ProbeType } from '../../manifest/types.ts'
import { type EventFacts, probeFailure } from '../facts.ts'
import { type Failures, failuresOf, isPodStop, isProbeKill, isRepeated, outputWords, windowWords } from '../failures.ts'
import { type Finding, type Fix, RULES } from './finding.ts'
import { lastWordsOf } from './last-words.ts'
import { short } from './meaning.ts'
import { ofServer } from './plane.ts'
import { restartsOf, type Subject } from './subjects.ts'

/** A probe for which the kubelet kills, or a readiness probe where nothing worse is told. */
export function probed(subject: Subject): Finding | undefined {
  const { events, spec, state, lastState, row } = subject
  const failures = failuresOf(spec ?? { probes: {} }, events)
  const kills = events.filter(isProbeKill)
  const isErrored = ({ events: own }: Failures): boolean => own.every(({ message }) => /^\w+ probe errored/.test(message))
  const named = kills.map(({ message }) => /failed (startup|liveness) probe/.exec(message)?.[1]).find(Boolean)
  const killing = failures.filter(
    (item) => (named === undefined ? item.probe !== 'readiness' : item.probe === named) && (kills.length > 0 || !isErrored(item)),
  )
  const heaviest = killing.toSorted((a, b) => b.count - a.count)[0]
  const backsOff = events.some(({ reason, message }) => reason === 'BackOff' && !/pulling/.test(message))
  const restarts = restartsOf(subject) ?? 0
  const ended = [state, lastState].find((stateFacts) => stateFacts?.is === 'terminated' && stateFacts.exitCode !== undefined)
  const isOwnEnd = ended !== undefined && ![0, 2, 137, 143].includes(ended.exitCode!) && kills.length === 0
  const again = heaviest && startedAfter(events, heaviest.events)
  const isRestarting = backsOff || restarts > 0 || again !== undefined || (row !== undefined && /CrashLoop/.test(row.status))
  if (kills.length > 0 || (heaviest && !isOwnEnd && isRestarting))
    return forProbe(subject, kills, heaviest, (named ?? 'liveness') as ProbeType, kills.length > 0 ? undefined : again)
  if (heaviest && restarts === 0 && !backsOff && ended === undefined) return failsOnly(subject, heaviest)
  const errored = failures.find((item) => item.probe !== 'readiness' && isErrored(item))
  if (errored && !heaviest && !isRestarting && ended === undefined) return erroredOnly(errored)
  const readiness = failures.find(({ probe }) => probe === 'readiness')
  if (!readiness || isRestarting || ended !== undefined) return undefined
  const { text, fix } = outputWords(readiness.output, 'readiness')
  const other = readiness.events.find(({ message }) => outputIn(message) !== readiness.output)
  const logged = loggedOf(subject)
  const otherWords =
    other === undefined ? '' : `, and ${outputWords(outputIn(other.message), 'readiness').text}${timesWords(sameAs(readiness, other))}`
  return {
    is: 'well',
    text: `${text}${timesWords(sameAs(readiness))}${otherWords === `, and ${text}` ? '' : otherWords}: it gets no traffic meanwhile, and a readiness probe ends nothing${logged.text}`,
    lines: [sameAs(readiness)[0]!.line, ...(other ? [other.line] : []), ...logged.lines],
    fix: logged.fix ?? fix,
  }
}

/** A start that is certainly later than the first failure: it is not the container’s first. */
function startedAfter(events: readonly EventFacts[], failures: readonly EventFacts[]): EventFacts | undefined {
  const failed = Math.min(...failures.map(({ first, within }) => first + within))
  return events.findLast(({ reason, first }) => reason === 'Started' && first > failed)
}

function forProbe(
  subject: Subject,
  kills: readonly EventFacts[],
  heaviest: Failures | undefined,
  named: ProbeType,
  again?: EventFacts,
): Finding {
  const { probe = named, output = '' } = heaviest ?? {}
  const is = heaviest ? outputWords(output, probe) : { text: `its ${probe} probe fails; how is not in the text`, fix: undefined }
  const own = subject.spec?.probes[probe]
  const logged = loggedOf(subject)
  const threshold = own
    ? ` (failureThreshold ${own.failures}, each ${own.period} s${own.delay > 0 ? `, the first after ${own.delay} s` : ''}, time-out ${own.timeout} s)`
    : ''
  const server = ofServer(subject, output)
  const fix = server?.fix ?? portFix(subject, probe, output) ?? is.fix
  const last = heaviest && sameAs(heaviest).at(-1)
  return {
    is: 'restarts',
    ...(heaviest ? { behaviour: outputWords(output, probe).is } : {}),
    text: `${is.text}${heaviest ? timesWords(sameAs(heaviest)) : ''}, and the kubelet kills and restarts the container for it${killWords(kills)}${threshold}${server ? `; ${server.means}` : ''}${logged.text}`,
    ...(kills.length > 0 ? {} : { certainty: 'concluded' }),
    lines: [...(last ? [last.line] : []), ...[...kills.slice(-1), ...(again ? [again] : [])].map(({ line }) => line), ...logged.lines],
    rules: [RULES.probeKill, RULES.restart],
    ...(fix ? { fix } : {}),
    assumed: kills.length > 0 ? [] : ['That the kubelet killed it for that probe: no text has the kill itself.'],
    help:
      server?.help !== undefined
        ? [server.help]
        : !heaviest
          ? ['kubectl describe pod has the probe’s own words (Unhealthy).']
          : /refused/.test(output) && subject.logs.length === 0
            ? ['Why nobody listens there: kubectl logs POD --previous.']
            : [],
  }
}

/** What its log says that has a known meaning. */
function loggedOf({ logs }: Subject): { text: string; lines: number[]; fix?: Fix } {
  const words = lastWordsOf(logs)
  if (words?.means === undefined || !words.isFatal) return { text: '', lines: [] }
  return {
    text: `; its log says “${short(words.text, 160)}”, which means that ${words.means}`,
    lines: [words.line],
    ...(words.fix ? { fix: words.fix } : {}),
  }
}

/** Its command names another port than the probe asks at. */
function portFix({ command = [], spec }: Subject, probe: ProbeType, output: string): Fix | undefined {
  const ports = new Set(command.flatMap((word) => /^--port=(\d{2,5})$/.exec(word)?.[1] ?? []))
  const [port, asked] = [[...ports][0], spec?.probes[probe]?.port]
  if (ports.size !== 1 || asked === undefined || String(asked) === port || !/refused/.test(output)) return undefined
  return {
    text: `Ask at port ${port}, on which its command has it listen (--port=${port})`,
    change: `${probe}Probe port: ${port}`,
    price: 'nothing',
  }
}

/** An error of the probe itself is no result: the kubelet throws it away, and nothing is killed for it. */
const erroredOnly = (failures: Failures): Finding => ({
  is: 'well',
  text: `its ${failures.probe} probe ends in an error of its own, “${short(failures.output, 200)}”${timesWords(failures.events)}; that is no failure, and no container is killed or restarted for it`,
  lines: [failures.events.at(-1)!.line],
  rules: [RULES.probeError],
  fix: outputWords(failures.output, failures.probe).fix,
})

/** Of a probe that fails, where no text has a restart. */
export const NOT_YET = 'is not restarted yet as far as the text goes'

/** No text has a kill yet. */
function failsOnly(subject: Subject, failures: Failures): Finding {
  const { spec, row, state, events } = subject
  const { probe, output, count } = failures
  const stop = events.findLast(isPodStop)
  const server = ofServer(subject, output)
  const { is: behaviour, text, fix } = outputWords(output, probe)
  const threshold = spec?.probes[probe]?.failures
  // a few in a day are seldom that many in a row
  const [first, last] = [Math.min(...failures.events.map((event) => event.first)), Math.max(...failures.events.map((event) => event.last))]
  const isSoon = count >= (threshold ?? 3) && (last - first) / count < 3 * (spec?.probes[probe]?.period ?? 10)
  const isUp = (row?.restarts === 0 && /^Running$/.test(row.status)) || state?.is === 'running'
  return {
    is: isSoon || !isUp ? 'restarts' : 'well',
    ...(isSoon && restartsOf(subject) !== 0 ? {} : { verb: NOT_YET }),
    behaviour,
    text: `${text}${timesWords(sameAs(failures))}; after failureThreshold failures in a row (${threshold ?? '3 where none is named'}) the kubelet kills and restarts the container for it${server ? `; ${server.means}` : ''}`,
    certainty: 'concluded',
    lines: [sameAs(failures).at(-1)!.line],
    rules: [RULES.probeKill],
    fix: server?.fix ?? fix,
    assumed: [
      stop
        ? `That it is killed for that: the kill that the texts have (“${stop.message}”) is of its pod or its sandbox, and for no probe.`
        : 'That it is killed: no text has a kill yet.',
    ],
  }
}

const outputIn = (message: string): string => probeFailure(message)?.output ?? ''

/** Its failures that mean the same as an event's, or as the heaviest. */
function sameAs({ probe, output, events }: Failures, as?: EventFacts): EventFacts[] {
  const textOf = (said: string): string => outputWords(said, probe).text
  const text = textOf(as ? outputIn(as.message) : output)
  return events.filter(({ message }) => textOf(outputIn(message)) === text)
}

/** ` (100 times over 1 h)`. */
function timesWords(events: readonly EventFacts[]): string {
  const count = events.reduce((sum, event) => sum + event.count, 0)
  return count <= 1 ? '' : ` (${count} times${windowWords(events)})`
}

function killWords(kills: readonly EventFacts[]): string {
  const count = kills.reduce((sum, kill) => sum + kill.count, 0)
  if (kills.some(isRepeated)) return `; it has tried that ${count} times${windowWords(kills)}, so the runtime does not end the container`
  return count < 2 ? '' : `, ${count} times${windowWords(kills)}`
}
