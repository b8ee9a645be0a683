import { lengthWords } from '../../views/text/duration.ts'
import type { RuntimeWord, StateFacts } from '../facts.ts'
import { type Finding, RULES } from './finding.ts'
import { type LastWords, lastWordsOf, linesOf, saidOf } from './last-words.ts'
import { short } from './meaning.ts'
import { type Subject, restartsOf } from './subjects.ts'

/** Where the last words of a life are that is over. */
export const PREVIOUS = 'kubectl logs POD --previous has its last words.'

const SIGNALS: Readonly<Record<number, string>> = {
  129: 'SIGHUP',
  130: 'SIGINT, as Ctrl C sends it',
  132: 'SIGILL: an instruction that the node’s processor does not know',
  133: 'SIGTRAP',
  134: 'SIGABRT: the program gave up by itself (abort)',
  135: 'SIGBUS',
  136: 'SIGFPE: a division by zero',
  139: 'SIGSEGV: a segmentation fault of the program',
  141: 'SIGPIPE',
}

/** How its last process ended, and what it said. */
interface End {
  subject: Subject
  last: StateFacts | undefined
  /** Undefined where no text has it: a command that is done tells as much. */
  code: number | undefined
  /** How long it lived; seconds. */
  life: number | undefined
  after: string
  said: LastWords | undefined
  /** Its words say why. */
  isSaid: boolean
  /** They are its termination message, say that it ends, or have a known meaning: nothing is concluded. */
  isToldSo: boolean
  saidWords: string
  base: Pick<Finding, 'lines' | 'rules' | 'fix'> & { is: 'restarts' }
}

/** Every way in which a process ends by itself, or is ended by nobody that the texts name; the first that fits. */
const ENDS: readonly ((end: End) => Finding | undefined)[] = [sleeps, isDone, killed, lost, restsSo, likelyProbed]

/** Its process ends without the kubelet’s doing. */
export function endsItself(subject: Subject): Finding | undefined {
  const end = endOf(subject)
  if (!end) return undefined
  for (const way of ENDS) {
    const finding = way(end)
    if (finding) return finding
  }
  return failed(end)
}

/** Undefined where nothing says that it ended, and for a Job's pod, which may end. */
function endOf(subject: Subject): End | undefined {
  const { state, lastState, row, logs, restartPolicy } = subject
  const last = [state, lastState].find((stateFacts) => stateFacts?.is === 'terminated')
  const code = last?.exitCode ?? (last?.signal === undefined ? undefined : 128 + last.signal) ?? row?.code ?? codeOf(row?.status)
  const hasRestarts = (restartsOf(subject) ?? 0) > 0
  if (code === 0 && last === undefined && !hasRestarts) return undefined
  if (code === undefined && !(sleepOf(subject) && (hasRestarts || isWaiting(subject)))) return undefined
  const logged = lastWordsOf(logs)
  const said = logged ?? messageOf(last)
  const isSaid = said !== undefined && (said.isFatal || said.means !== undefined)
  const life = lifeOf(last)
  return {
    subject,
    last,
    code,
    life,
    after: afterWords(life),
    said,
    isSaid,
    isToldSo: said !== undefined && (said.means !== undefined || logged === undefined || (said.isEnd && !said.isLast)),
    saidWords: said === undefined ? '' : isSaid ? `: ${saidOf(said)}` : `; its log ends with “${short(said.text)}”`,
    base: {
      is: 'restarts',
      lines: [last?.line ?? row?.line ?? subject.line ?? 0, ...linesOf(said)],
      rules: restartPolicy === 'Always' ? [RULES.restart] : [],
      ...(said?.fix ? { fix: said.fix } : {}),
    },
  }
}

function lifeOf({ startedAt = NaN, finishedAt = NaN }: Partial<StateFacts> = {}): number | undefined {
  return finishedAt >= startedAt ? finishedAt - startedAt : undefined
}

const isWaiting = ({ state, row, events }: Subject): boolean =>
  /CrashLoopBackOff|Completed|Error/.test(`${state?.reason ?? ''} ${row?.status ?? ''}`) ||
  events.some(({ reason, message }) => reason === 'BackOff' && /restarting/.test(message))

/** Its command is nothing but a sleep. */
function sleeps({ subject, code, base }: End): Finding | undefined {
  const sleep = sleepOf(subject)
  if (sleep === undefined || (code !== undefined && code !== 0)) return undefined
  return {
    ...base,
    text: `its command is “${sleep.text}”: it is done ${sleep.words} after its start and ends with 0, and restartPolicy ${subject.restartPolicy} starts it again`,
    lines: [subject.line ?? subject.row?.line ?? 0],
    fix: {
      text: 'Give it a command that does not end, or a Job, which may end',
      change: 'command, or kind: Job with restartPolicy: OnFailure',
      price: 'nothing',
    },
  }
}

/** It ends with 0; where no text has a restart, or its restartPolicy, whether it is started again is left open. */
function isDone({ subject, last, code, after, said, saidWords, base }: End): Finding | undefined {
  if (code !== 0) return undefined
  const { state, row, hasPolicy, restartPolicy } = subject
  const completed = last?.reason === 'Completed' || row?.status === 'Completed' ? ' (Completed)' : ''
  const isLoop = /CrashLoopBackOff/.test(`${state?.reason ?? ''} ${row?.status ?? ''}`)
  if (!hasPolicy && (restartsOf(subject) ?? 0) === 0 && !isLoop)
    return {
      ...base,
      text: `its program ended by itself with exit code 0${completed}${after}; where its restartPolicy is Always, as by default, it is started again${saidWords}`,
      rules: [],
    }
  return {
    ...base,
    text: `its program ends by itself with exit code 0${completed}${after}: it has nothing more to do, and restartPolicy ${restartPolicy} starts it again${saidWords}`,
    fix: said?.fix ?? {
      text: 'Give it a command that stays in the foreground, or a Job, which may end',
      change: 'command, or kind: Job',
      price: 'nothing',
    },
  }
}

/** Its node or its runtime went away under it. */
function lost({ code, last, base }: End): Finding | undefined {
  if (code !== 255 || last?.reason !== 'Unknown') return undefined
  return { ...base, text: 'its process was lost with its node or runtime (Unknown, exit code 255), as after a reboot' }
}

/** It ended, and stays so. */
function restsSo({ subject, code, after, said, saidWords, base }: End): Finding | undefined {
  if (subject.restartPolicy !== 'Never') return undefined
  return {
    ...base,
    is: 'over',
    text: `its program ended by itself with exit code ${code}${after}${saidWords}`,
    ...certaintyOf(said !== undefined, true),
    help: said === undefined ? ['kubectl logs POD has its last words.'] : [],
  }
}

/** It lived as long as one of its probes lets it that never passes. */
function likelyProbed({ subject, code, life, said, base }: End): Finding | undefined {
  const fits = life === undefined || said !== undefined || SIGNALS[code!] !== undefined ? undefined : arithmeticOf(subject, life)
  if (!fits) return undefined
  return {
    ...base,
    text: fits.text,
    certainty: 'concluded',
    rules: [RULES.probeKill, RULES.restart],
    assumed: [fits.assumed],
    help: [PREVIOUS],
  }
}

/** It ends with an error of its own. */
function failed({ subject, code, after, said, isSaid, isToldSo, saidWords, base }: End): Finding {
  const signal = SIGNALS[code!]
  return {
    ...base,
    text: `its program ends by itself with exit code ${code}${signal === undefined ? '' : ` (${signal})`}${after}${saidWords === '' && signal === undefined ? '; why, its log would say' : saidWords}`,
    ...certaintyOf(isSaid || signal !== undefined, isToldSo || signal !== undefined),
    help: said === undefined || (said.means === undefined && subject.logs.length === 0) ? [PREVIOUS] : [],
  }
}

/** `, 12 s after its start`. */
function afterWords(life: number | undefined): string {
  if (life === undefined) return ''
  if (life < 1) return ', in its first second'
  const days = Math.round(life / 86_400)
  return `, ${days >= 3 ? `${days} days` : lengthWords(Math.round(life))} after its start`
}

export const certaintyOf = (isKnown: boolean, isCertain: boolean): Pick<Finding, 'certainty'> =>
  isKnown ? (isCertain ? {} : { certainty: 'concluded' }) : { certainty: 'unknown' }

/** The exit code that a table's status has: `Completed`, `ExitCode:1`, `Signal:9`. */
function codeOf(status: string | undefined): number | undefined {
  const [, is, number = '0'] = /^(?:(ExitCode|Signal):(\d+)|Completed)$/.exec(status ?? '') ?? []
  return status === undefined || (is === undefined && status !== 'Completed') ? undefined : Number(number) + (is === 'Signal' ? 128 : 0)
}

/** A termination message is what the program wrote, or the end of its log. */
function messageOf({ message = '', messageLine, line = 0 }: Partial<StateFacts> = {}): LastWords | undefined {
  const lines = message.split('\n').flatMap((text) => (text.trim() === '' ? [] : [{ text, line: messageLine ?? line }]))
  return lines.length === 0 ? undefined : lastWordsOf([{ namespace: '', pod: '', container: '', isPrevious: true, lines }])
}

/** By whom a process was killed that ended with a signal. */
function killed({ subject, last, code = 0, life, after, said, base }: End): Finding | undefined {
  if (code !== 137 && code !== 143 && last?.signal === undefined) return undefined
  const fits = life === undefined ? undefined : arithmeticOf(subject, life)
  const signal = code === 143 ? 'SIGTERM' : code === 137 ? 'SIGKILL' : `signal ${code - 128}`
  if (fits)
    return {
      ...base,
      text: fits.text,
      certainty: 'concluded',
      rules: [RULES.probeKill, ...(code === 137 ? [RULES.grace] : []), RULES.restart],
      assumed: [fits.assumed],
      help: ['kubectl describe pod, or get events, says whether the probe failed then.'],
    }
  const isTold = said?.means !== undefined
  return {
    ...base,
    text: `its process was ended by ${signal} (exit code ${code})${after}${isTold ? `: ${saidOf(said)}` : `${subject.state?.isNotOOM || subject.lastState?.isNotOOM ? '; Docker says that it was not for memory (OOMKilled: false)' : ''}; the text does not say who sent it${tooShort(subject, life)}`}`,
    certainty: isTold ? 'concluded' : 'unknown',
    help: isTold
      ? []
      : [
          code === 137
            ? 'Whose SIGKILL it was: the kubelet’s, after a failed liveness probe and the grace period, stands in kubectl describe pod (Killing); the kernel’s, for memory, in journalctl -k.'
            : 'Whose SIGTERM it was: kubectl describe pod has a Killing event where it was the kubelet’s; journalctl -u containerd where the runtime was restarted.',
        ],
  }
}

/** `sleep 30s`, alone or at the end of a shell’s command. */
function sleepOf({ command = [] }: Subject): { text: string; words: string } | undefined {
  const whole = command.join(' ')
  const [, text = '', amount = '', unit = 's'] = /((?:\/\S*\/)?sleep (\d{1,6})([smhd])?)\s*"?$/.exec(whole) ?? []
  if (text === '' || command.length > 4) return undefined
  const seconds = Number(amount) * ({ s: 1, m: 60, h: 3600, d: 86_400 }[unit] ?? 1)
  return { text: command.length <= 2 ? whole : text, words: lengthWords(seconds) }
}

/** Of a log that does not say that its program ends. */
export const NO_END = 'has an error in its log, and whether it ends the text does not say'

/** Nothing of it is there but what it wrote. */
export function onlyLog(subject: Subject): Finding | undefined {
  const words = lastWordsOf(subject.logs)
  if (!words || (!words.isFatal && words.means === undefined)) return undefined
  const isRestarting =
    (restartsOf(subject) ?? 0) > 0 ||
    /CrashLoopBackOff|Error/.test(subject.row?.status ?? '') ||
    subject.events.some(({ reason }) => reason === 'BackOff')
  if (subject.isInit && subject.state?.is === 'running' && !isRestarting)
    return {
      is: 'held',
      verb: 'has not ended yet, and all others wait for it',
      text: `its log ends with ${saidOf(words, 260)}`,
      lines: linesOf(words),
      ...(words.fix ? { fix: words.fix } : {}),
    }
  const isEnd = words.isEnd || isRestarting || subject.logs.some(({ isPrevious }) => isPrevious)
  if (subject.row && subject.row.restarts === 0 && !isRestarting) return undefined
  return {
    is: 'restarts',
    ...(isEnd ? {} : { verb: NO_END }),
    text: isEnd ? `its last words are ${saidOf(words, 260)}` : saidOf(words, 260),
    ...certaintyOf(isEnd, words.means !== undefined && isEnd),
    lines: linesOf(words),
    ...(words.fix ? { fix: words.fix } : {}),
    rules: isRestarting ? [RULES.restart] : [],
    help: isRestarting ? [] : ['How often it was restarted: kubectl get pods says it.'],
  }
}

/** Whole seconds in the texts, and the kubelet's own time. */
const NEAR_SECONDS = 2.5

/**
 * A container that was killed for a probe which never passed lived for initialDelaySeconds and failureThreshold − 1 periods; where it did
 * not end on SIGTERM its grace period more. A life of that length names the probe: as a clause, and what is assumed with it.
 *
 * Units: seconds. Follows: pkg/kubelet/prober/worker.go, run and doProbe.
 */
function arithmeticOf({ spec, state, lastState }: Subject, life: number): { text: string; assumed: string } | undefined {
  if (!spec) return undefined
  const code = [state, lastState].find((stateFacts) => stateFacts?.is === 'terminated')?.exitCode
  const grace = code === 137 ? spec.graceSeconds : 0
  const isSignalled = code === 137 || code === 143
  const fits = (['startup', 'liveness'] as const).flatMap((name) => {
    const probe = spec.probes[name]
    if (!probe) return []
    const { delay, period, failures, timeout } = probe
    const shortest = delay + (failures - 1) * period + grace
    const off = life - shortest
    // a probe that hangs fails at its time-out; the first may come a moment after the start
    const isNear = off <= timeout + NEAR_SECONDS
    // the ticks go on from the life before: the first probe comes up to a period later; so wide a fit is taken for what a signal has ended
    if (off < -NEAR_SECONDS || !(isNear || (isSignalled && off <= period + timeout))) return []
    const sum = `${delay > 0 ? `${delay} s initialDelaySeconds + ` : ''}${failures - 1} × ${period} s${grace > 0 ? ` + ${grace} s grace` : ''} = ${shortest} s`
    return [{ name, off: Math.abs(off), sum, range: isNear ? undefined : [shortest, shortest + period] }]
  })
  const [best, other] = fits.toSorted((a, b) => a.off - b.off)
  if (!best) return undefined
  const lived = `its last life of ${lengthWords(Math.round(life))}`
  const fit = best.range
    ? `fits its ${best.name} probe, which ends it, if it never passes, between ${best.range.map((seconds) => lengthWords(seconds)).join(' and ')} after its start (${best.sum}, and up to a period more, for the ticks go on from the life before)`
    : `is as long as its ${best.name} probe lets it live that never passes (${best.sum})`
  return {
    text: `${lived} ${fit}: the kubelet is likely to have killed it for that probe`,
    assumed: `That the ${best.name} probe failed: no text says so, only the length of its life, which is ${best.range ? 'within that time' : best.off < 1 ? 'the same' : `${Math.round(best.off)} s off`}.${other ? ` The ${other.name} probe would fit as well (${other.sum}).` : ''}`,
  }
}

/** Why no probe can have ended a life so short. */
function tooShort({ spec }: Subject, life: number | undefined): string {
  const liveness = spec?.probes.liveness ?? spec?.probes.startup
  if (!liveness || life === undefined) return ''
  const least = liveness.delay + (liveness.failures - 1) * liveness.period
  return least - life > NEAR_SECONDS
    ? `; its ${spec?.probes.liveness ? 'liveness' : 'startup'} probe cannot have ended it before ${lengthWords(least)}`
    : ''
}

/** How often a container can be started again in so long a time, if it ended at once each time. */
export function mostRestarts(seconds: number): number {
  let [restarts, left, wait] = [0, seconds, 0]
  while (left >= wait && restarts < 100_000) {
    left -= wait
    restarts++
    wait = wait === 0 ? 10 : Math.min(300, wait * 2)
    if (wait === 300 && left > 300) return restarts + Math.floor(left / 300)
  }
  return restarts
}

/** Of what a runtime’s journal says of containers the words that tell most. */
export const mostTelling = (words: readonly RuntimeWord[]): RuntimeWord[] =>
  (['forced', 'asked to stop', 'ended'] as const).map((is) => words.filter((word) => word.is === is)).find((all) => all.length > 0) ?? []

/** The runtime says that it has ended it. */
export function stopped({ runtimeWords, state, lastState }: Subject): Finding | undefined {
  const words = mostTelling(runtimeWords)
  const code = [state, lastState].find((stateFacts) => stateFacts?.is === 'terminated')?.exitCode
  if (words.length === 0 || (code !== undefined && code !== 137 && code !== 143)) return undefined
  return { is: 'restarts', ...runtimeFinding(words, true) }
}

/** What a runtime’s words say of a container, or of several. */
export function runtimeFinding(
  words: readonly RuntimeWord[],
  isOne: boolean,
): Pick<Finding, 'text' | 'certainty' | 'lines' | 'rules' | 'help'> {
  const { is, by } = words[0]!
  const seconds = words.find((word) => word.seconds !== undefined)?.seconds
  const lines = words.slice(0, 3).map(({ line }) => line)
  const code = words.find((word) => word.code !== undefined)?.code
  const who = ['Who asked for it, and why: kubectl describe pod (Killing), or journalctl -u kubelet of that second.']
  if (is === 'forced')
    return {
      text: `${isOne ? 'it' : 'they'} did not end ${seconds === undefined ? 'on' : `within ${seconds} s of`} SIGTERM, and ${by} killed ${isOne ? 'it' : 'them'} with SIGKILL (exit code 137); who asked for that the text does not say`,
      certainty: 'unknown',
      lines,
      rules: [RULES.grace],
      help: who,
    }
  if (is === 'asked to stop')
    return {
      text: `${by} was asked to stop ${isOne ? 'it' : 'them'}${seconds === undefined ? '' : `, with ${seconds} s of grace`}, as a kubelet asks for a failed liveness probe, a deletion, an eviction or a changed spec; for which the text does not say`,
      certainty: 'unknown',
      lines,
      help: who,
    }
  return {
    text: `${isOne ? 'its process is' : 'their processes are'} gone${code === undefined ? '' : `, with exit code ${code}`}${code === 137 ? ' (SIGKILL)' : ''}; why is not in the text`,
    certainty: 'unknown',
    lines,
    help: ['kubectl describe pod has its last state, kubectl logs POD --previous its last words.'],
  }
}
