import { defined } from '../../manifest/own.ts'
import type { ProbeType } from '../../manifest/types.ts'
import { type EventFacts, probeFailure, totalOf } from '../facts.ts'
import {
  type Failures,
  failuresOf,
  graceAfter,
  isPodStop,
  isProbeKill,
  isRepeated,
  isRestartBackOff,
  outputWords,
  windowWords,
} from '../failures.ts'
import { counted } from '../../views/text/words.ts'
import { short, type Fix } from '../sentence-template.ts'
import { type ClusterFinding, finding, fixOf, meansOf } from './finding.ts'
import { lastWordsOf } from './last-words.ts'
import { ofServer } from './plane.ts'
import { isRestarted, restartsOf, type ContainerTexts } from './subjects.ts'

/** A probe for which the kubelet kills, or a readiness probe where nothing worse is told. */
export function probed(subject: ContainerTexts): ClusterFinding | undefined {
  const { events, spec, state, lastState, row } = subject
  const failures = failuresOf(spec ?? { probes: {} }, events)
  const kills = events.filter(isProbeKill)
  const named = kills.map(({ message }) => /failed (startup|liveness) probe/.exec(message)?.[1]).find(Boolean)
  const killing = failures.filter(
    (item) => (named === undefined ? item.probe !== 'readiness' : item.probe === named) && (kills.length > 0 || !isErrored(item)),
  )
  const heaviest = killing.toSorted((a, b) => b.count - a.count)[0]
  const backsOff = events.some(isRestartBackOff)
  const ended = [state, lastState].find((stateFacts) => stateFacts?.is === 'terminated' && stateFacts.exitCode !== undefined)
  const again = heaviest && startedAfter(events, heaviest.events)
  const isRestarting =
    backsOff ||
    isRestarted(subject) ||
    lastState !== undefined ||
    again !== undefined ||
    (row !== undefined && /CrashLoop/.test(row.status))
  if (kills.length > 0 || (heaviest && graceOf(events, heaviest)))
    return forProbe(subject, kills, heaviest, (named ?? 'liveness') as ProbeType)
  if (heaviest && isRestarting && !isTooFew(heaviest) && (ended === undefined || [0, 2, 137, 143].includes(ended.exitCode!)))
    return forProbe(subject, kills, heaviest, 'liveness', again)
  if (heaviest && !isRestarted(subject) && !backsOff && ended === undefined) return failsOnly(subject, heaviest)
  return isRestarting || ended !== undefined ? undefined : endsNothing(subject, failures, heaviest === undefined)
}

/** Fewer than its threshold, of Events that count: no kill comes of these. */
const isTooFew = ({ spec, events, count }: Failures): boolean =>
  spec !== undefined && count < spec.failures && events.every(({ source, isUncounted }) => source !== 'journal' && !isUncounted)

/** What such failures mean, where something else is told to be why. */
export function tooFewWords({ spec, events }: ContainerTexts): string[] {
  const few = failuresOf(spec ?? { probes: {} }, events).find((item) => item.probe !== 'readiness' && isTooFew(item))
  return few === undefined || events.some(isProbeKill)
    ? []
    : [
        `Its ${few.probe} probe is told to have failed ${counted(few.count, 'time')} (“${short(few.output, 160)}”), and its failureThreshold is ${few.spec!.failures}: no kill comes of that alone.`,
      ]
}

const isErrored = ({ events }: Failures): boolean => events.every(({ message }) => /^\w+ probe errored/.test(message))

/** An error of a probe itself, which the kubelet throws away, or a readiness probe that fails. */
function endsNothing(subject: ContainerTexts, failures: readonly Failures[], isAlone: boolean): ClusterFinding | undefined {
  const errored = failures.find((item) => item.probe !== 'readiness' && isErrored(item))
  if (errored && isAlone) {
    const { probe, output, events } = errored
    const values = { probe, words: short(output, 200), times: timesWords(events) }
    return finding('probe errs', values, [events.at(-1)!.line], { fix: outputWords(output, probe).fix })
  }
  const readiness = failures.find(({ probe }) => probe === 'readiness')
  if (!readiness) return undefined
  const { text, fix } = outputWords(readiness.output, 'readiness')
  const other = readiness.events.find(({ message }) => outputIn(message) !== readiness.output)
  const logged = answerOf(subject, readiness.output, 'readiness') ?? lastLogged(subject, readiness.output, true)
  const same = sameAs(readiness)
  const otherWords = other && `${outputWords(outputIn(other.message), 'readiness').text}${timesWords(sameAs(readiness, other))}`
  const values = { output: text, times: timesWords(same), other: otherWords === text ? undefined : otherWords, logged: logged.text }
  const lines = [same[0]!.line, ...(other ? [other.line] : []), ...logged.lines]
  const isOver =
    subject.isReady === true && readiness.events.every(({ isAge, last, lastWithin }) => isAge && -last - lastWithin >= OVER_SECONDS)
  return isOver ? finding('was not ready', values, lines) : finding('not ready', values, lines, { fix: logged.fix ?? fix })
}

/** What failed longer ago than the longest usual period, of a container that is ready, is over. */
const OVER_SECONDS = 60

/** A start that is certainly later than the first failure: it is not the container’s first. */
function startedAfter(events: readonly EventFacts[], failures: readonly EventFacts[]): EventFacts | undefined {
  const failed = Math.min(...failures.map(({ first, within }) => first + within))
  return events.findLast(({ reason, first }) => reason === 'Started' && first > failed)
}

/** Such a kill after the last of them. */
const graceOf = (events: readonly EventFacts[], { events: failures }: Failures): EventFacts | undefined =>
  graceAfter(events, Math.max(...failures.map((event) => event.last)))

/** A line that is cut may not say how long. */
function graceWords(message: string): string {
  const [seconds] = /\d+/.exec(message) ?? []
  return seconds === undefined ? ', with its grace period' : `, with ${seconds} s of grace`
}

function forProbe(
  subject: ContainerTexts,
  kills: readonly EventFacts[],
  heaviest: Failures | undefined,
  named: ProbeType,
  again?: EventFacts,
): ClusterFinding {
  const { probe = named, output = '' } = heaviest ?? {}
  const own = subject.spec?.probes[probe]
  const is = heaviest && outputWords(output, probe, own)
  const grace = heaviest && kills.length === 0 ? graceOf(subject.events, heaviest) : undefined
  const answer = answerOf(subject, output, probe)
  const logged = answer ?? lastLogged(subject, output)
  const server = ofServer(subject, output)
  const fix = server?.fix ?? portFix(subject, probe, output) ?? answer?.fix ?? is?.fix
  const same = heaviest ? sameAs(heaviest) : []
  const hook = subject.events.findLast(({ reason }) => reason === 'FailedPreStopHook')
  const values = {
    probe,
    output: is?.text,
    times: timesWords(same),
    kills: grace ? graceWords(grace.message) : killWords(kills),
    threshold: own
      ? ` (failureThreshold ${own.failures}, each ${own.period} s${own.delay > 0 ? `, the first after ${own.delay} s` : ''}, time-out ${own.timeout} s)`
      : '',
    server: server?.means,
    logged: logged.text,
    hook: hook && (/not completed/.test(hook.message) ? 'does not end, so that each stop takes its whole time of grace' : 'fails'),
  }
  const lines = [...same.slice(-1), ...kills.slice(-1), ...(grace ? [grace] : []), ...(again ? [again] : []), ...(hook ? [hook] : [])].map(
    ({ line }) => line,
  )
  const isSilent = heaviest && /refused/.test(output) && subject.logs.length === 0
  const assumed = [
    ...(kills.length > 0
      ? []
      : grace
        ? ['That the kill is for that probe: its line names no reason, and comes at once after the failure.']
        : ['That the kubelet killed it for that probe: no text has the kill itself.']),
    ...(server?.assumed === undefined ? [] : [server.assumed]),
  ]
  return finding(is ? 'probe fails' : 'probe fails, untold', values, [...lines, ...(server?.lines ?? []), ...logged.lines], {
    ...defined({ behaviour: is?.is, fix, assumed: assumed.length > 0 ? assumed : undefined }),
    ...(kills.length > 0 || grace ? {} : { certainty: 'concluded' }),
    ...(server?.help !== undefined
      ? { help: [server.help] }
      : isSilent
        ? { help: ['Why nobody listens there: kubectl logs POD --previous.'] }
        : {}),
  })
}

/** What a log says of how its program is to be asked, by the output of a probe that asks it otherwise, and its row in `texts/causes.tsv`. */
const ANSWERS: readonly { output: RegExp; words: RegExp; cause: string }[] = [
  {
    output: /statuscode: ?400/,
    words:
      /client sent an HTTP request to an HTTPS server|[Tt]he plain HTTP request was sent to HTTPS port|combination of host and port requires TLS/,
    cause: 'speaks HTTPS',
  },
  {
    output: /^(?!.*(?:\b127\.\d|\[::1\]|localhost)).*connection refused/,
    words:
      /Starting in local only mode|(?:[Ll]isten|[Ss]erving|[Rr]unning|[Ss]tarted|[Bb]ound)[^\n]{0,60}(?:\b127\.\d+\.\d+\.\d+|\blocalhost|\[::1\])"?(?:(?::|, port )(\d{2,5}))?/,
    cause: 'listens on the loopback address',
  },
]

/** A clause about what a log says. */
interface Logged {
  text: string
  lines: number[]
  fix?: Fix
}
const NO_WORDS: Logged = { text: '', lines: [] }

function answerOf({ logs }: ContainerTexts, output: string, probe: ProbeType): Logged | undefined {
  const port = /dial tcp \S+?:(\d{2,5}):? /.exec(output)?.[1]
  const lines = logs.flatMap((log) => log.lines)
  const logged = (cause: string, words: string, line: number, own?: string): Logged => ({
    text: `; its log says “${short(words, 160)}”, which means that ${meansOf(cause, { port: own })}`,
    lines: [line],
    fix: fixOf(cause, { probe, port: own }),
  })
  for (const { words, cause } of ANSWERS.filter((row) => row.output.test(output)))
    for (const { text, line } of lines) {
      const match = words.exec(text)
      if (match && (match[1] === undefined || port === undefined || match[1] === port)) return logged(cause, match[0], line)
    }
  const listens = lines.flatMap(({ text, line }) => {
    const [words, own] = (BESIDE.test(text) ? null : LISTENS.exec(text)) ?? []
    return words === undefined ? [] : [{ words, own, line }]
  })
  const [first] = listens
  const isElsewhere = port !== undefined && first?.own !== port && listens.every(({ own }) => own === first?.own)
  return first && isElsewhere && /refused/.test(output) ? logged('logs another port', first.words, first.line, first.own) : undefined
}

/** Where a program says that it listens, and what is no service of it that a probe would ask. */
const LISTENS = /\b(?:[Ll]isten(?:s|ing)|[Ss]erving|[Ss]tarted|[Rr]unning)\b[^\n]{0,60}?(?::|\b[Pp]ort:? )(80|\d{3,5})\b/
const BESIDE = /metric|prometheus|pprof|debug|admin|profil/i

/** What its log says for its end, or of a program that does not listen at all, where that has a known meaning. */
function lastLogged({ logs }: ContainerTexts, output: string, isWaiting = false): Logged {
  const words = lastWordsOf(logs)
  if (words?.means === undefined || !(words.isFatal || isWaiting || /refused/.test(output))) return NO_WORDS
  return {
    text: `; its log says “${short(words.text, 160)}”, which means that ${words.means}`,
    lines: [words.line],
    ...(words.fix ? { fix: words.fix } : {}),
  }
}

/** Its command names another port than the probe asks at. */
function portFix({ command = [], spec }: ContainerTexts, probe: ProbeType, output: string): Fix | undefined {
  const ports = new Set(command.flatMap((word) => /^--port=(\d{2,5})$/.exec(word)?.[1] ?? []))
  const [port, asked] = [[...ports][0], spec?.probes[probe]?.port]
  if (ports.size !== 1 || asked === undefined || String(asked) === port || !/refused/.test(output)) return undefined
  return fixOf('listens elsewhere', { port, probe })
}

/** Of a probe that fails, where no text has a restart. */
export const NOT_YET = 'is not restarted yet as far as the text goes'

/** No text has a kill yet. */
function failsOnly(subject: ContainerTexts, failures: Failures): ClusterFinding {
  const { spec, row, state, events } = subject
  const { probe, output, count } = failures
  const stop = events.findLast(isPodStop)
  const grace = events.findLast(({ reason }) => reason === 'KillingGrace')
  const server = ofServer(subject, output)
  const own = spec?.probes[probe]
  const { is: behaviour, text, fix } = outputWords(output, probe, own)
  const logged = answerOf(subject, output, probe) ?? NO_WORDS
  const threshold = own?.failures
  // a few in a day are seldom that many in a row
  const [first, last] = [Math.min(...failures.events.map((event) => event.first)), Math.max(...failures.events.map((event) => event.last))]
  const isSoon = count >= (threshold ?? USUAL_FAILURES[probe]) && (last - first) / count < 3 * (own?.period ?? 10)
  const starts = events.filter(({ reason }) => reason === 'Started')
  // a table without counts may have more
  const isFirst = starts.length === 1 && starts[0]!.count === 1 && !starts[0]!.isUncounted
  const isUp = (row?.restarts === 0 && /^Running$/.test(row.status)) || state?.is === 'running'
  const same = sameAs(failures)
  const values = { output: text, times: timesWords(same), threshold, server: server?.means, logged: logged.text }
  return finding('probe fails only', values, [same.at(-1)!.line, ...(server?.lines ?? []), ...logged.lines], {
    ...(isSoon || !isUp ? {} : { is: 'well' }),
    ...(grace && !stop
      ? { verb: 'is killed, and for what no text says' }
      : isSoon && !isFirst && restartsOf(subject) !== 0
        ? {}
        : { verb: NOT_YET }),
    behaviour,
    fix: server?.fix ?? logged.fix ?? fix,
    assumed: [
      stop
        ? `That it is killed for that: the kill that the texts have (“${stop.message}”) is of its pod or its sandbox, and for no probe.`
        : grace
          ? `That it is killed for that: the kill that the texts have (“${grace.message}”) names no reason, and does not follow a failure at once.`
          : 'That it is killed: no text has a kill yet.',
    ],
  })
}

/** A default of 3; who writes a startup probe does it for more. */
const USUAL_FAILURES = { startup: 30, liveness: 3, readiness: 3 } as const

const outputIn = (message: string): string => probeFailure(message)!.output

/** Its failures that mean the same as an event's, or as the heaviest. */
function sameAs({ probe, output, events }: Failures, as?: EventFacts): EventFacts[] {
  const textOf = (said: string): string => outputWords(said, probe).text
  const text = textOf(as ? outputIn(as.message) : output)
  return events.filter(({ message }) => textOf(outputIn(message)) === text)
}

/** ` (100 times over 1 h)`. */
function timesWords(events: readonly EventFacts[]): string {
  const count = totalOf(events)
  return count <= 1 ? '' : ` (${count} times${windowWords(events)})`
}

function killWords(kills: readonly EventFacts[]): string {
  const count = totalOf(kills)
  if (kills.some(isRepeated)) return `; it has tried that ${count} times${windowWords(kills)}, so the runtime does not end the container`
  return count < 2 ? '' : `, ${count} times${windowWords(kills)}`
}
