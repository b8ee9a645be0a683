import { lengthWords } from '../../views/text/duration.ts'
import { arithmeticOf } from './arithmetic.ts'
import { type Finding, RULES } from './finding.ts'
import { type LastWords, lastWordsOf, linesOf, saidOf, short } from './last-words.ts'
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

/** Its process ends without the kubelet’s doing. */
export function endsItself(subject: Subject): Finding | undefined {
  const { state, lastState, row, command, logs, restartPolicy, spec } = subject
  const last = [state, lastState].find((stateFacts) => stateFacts?.is === 'terminated')
  const code = last?.exitCode ?? row?.code ?? codeOf(row?.status)
  const words = lastWordsOf(logs)
  const message = last?.message ? meaningOfMessage(last.message, last.line ?? 0) : undefined
  const said = words ?? message
  const life =
    last?.startedAt !== undefined && last.finishedAt !== undefined && last.finishedAt >= last.startedAt
      ? last.finishedAt - last.startedAt
      : undefined
  const after = life === undefined ? '' : `, ${lengthWords(Math.round(life))} after its start`
  const sleep = command === undefined ? undefined : sleepOf(command)
  const isWaiting =
    /CrashLoopBackOff|Completed|Error/.test(`${state?.reason ?? ''} ${row?.status ?? ''}`) ||
    subject.events.some(({ reason, message: of }) => reason === 'BackOff' && /restarting/.test(of))
  // a Job's pod may end
  if (code === 0 && last === undefined && (restartsOf(subject) ?? 0) === 0) return undefined
  if (code === undefined && !(sleep !== undefined && (isWaiting || (restartsOf(subject) ?? 0) > 0))) return undefined
  const lines = [last?.line ?? row?.line ?? subject.line ?? 0, ...linesOf(said)]
  const base = {
    is: 'restarts' as const,
    lines,
    rules: restartPolicy === 'Always' ? [RULES.restart] : [],
    ...(said?.fix ? { fix: said.fix } : {}),
  }
  const isWords = said !== undefined && (said.isFatal || said.means !== undefined)
  const saidWords = said === undefined ? '' : isWords ? `: ${saidOf(said)}` : `; its log ends with “${short(said.text)}”`
  if (sleep !== undefined && (code === undefined || code === 0))
    return {
      ...base,
      text: `its command is “${sleep.text}”: it is done ${sleep.words} after its start and ends with 0, and restartPolicy ${restartPolicy} starts it again`,
      isCertain: true,
      isKnown: true,
      lines: [subject.line ?? row?.line ?? 0],
      fix: {
        text: 'Give it a command that does not end, or a Job, which may end',
        change: 'command, or kind: Job with restartPolicy: OnFailure',
        price: 'nothing',
      },
    }
  if (code === 0)
    return {
      ...base,
      text: `its program ends by itself with exit code 0${last?.reason === 'Completed' || row?.status === 'Completed' ? ' (Completed)' : ''}${after}: it has nothing more to do, and restartPolicy ${restartPolicy} starts it again${saidWords}`,
      isCertain: true,
      isKnown: true,
      fix: said?.fix ?? {
        text: 'Give it a command that stays in the foreground, or a Job, which may end',
        change: 'command, or kind: Job',
        price: 'nothing',
      },
    }
  if (code === 137 || code === 143 || last?.signal !== undefined) return killed(subject, code ?? 128 + last!.signal!, life, said, base)
  if (code === 255 && last?.reason === 'Unknown')
    return {
      ...base,
      text: 'its process was lost with its node or runtime (Unknown, exit code 255), as after a reboot',
      isCertain: true,
      isKnown: true,
    }
  const signal = SIGNALS[code!]
  if (restartPolicy === 'Never')
    return {
      ...base,
      is: 'over',
      text: `its program ended by itself with exit code ${code}${after}${saidWords}`,
      isCertain: true,
      isKnown: said !== undefined,
      help: said === undefined ? ['kubectl logs POD has its last words.'] : [],
    }
  const fits = spec && life !== undefined && said === undefined && signal === undefined ? arithmeticOf(subject, life) : undefined
  if (fits)
    return {
      ...base,
      text: fits.text,
      isCertain: false,
      isKnown: true,
      rules: [RULES.probeKill, RULES.restart],
      assumed: [fits.assumed],
      help: [PREVIOUS],
    }
  return {
    ...base,
    text: `its program ends by itself with exit code ${code}${signal === undefined ? '' : ` (${signal})`}${after}${saidWords === '' && signal === undefined ? '; why, its log would say' : saidWords}`,
    isCertain: said?.means !== undefined || signal !== undefined,
    isKnown: isWords || signal !== undefined,
    help: said === undefined ? [PREVIOUS] : [],
  }
}

/** The exit code that a table's status has: `Completed`, `ExitCode:1`, `Signal:9`. */
function codeOf(status: string | undefined): number | undefined {
  const [, is, number = '0'] = /^(?:(ExitCode|Signal):(\d+)|Completed)$/.exec(status ?? '') ?? []
  return status === undefined || (is === undefined && status !== 'Completed') ? undefined : Number(number) + (is === 'Signal' ? 128 : 0)
}

/** A termination message is what the program wrote, or the end of its log. */
function meaningOfMessage(text: string, line: number): LastWords | undefined {
  const rows = text.split('\n').filter((line) => line.trim() !== '')
  return lastWordsOf([{ namespace: '', pod: '', container: '', isPrevious: true, lines: rows.map((row) => ({ text: row, line })) }])
}

/** By whom a process was killed that ended with 137 or 143. */
function killed(
  subject: Subject,
  code: number,
  life: number | undefined,
  said: LastWords | undefined,
  base: Pick<Finding, 'lines' | 'rules' | 'fix'>,
): Finding {
  const fits = life === undefined ? undefined : arithmeticOf(subject, life)
  const signal = code === 143 ? 'SIGTERM' : code === 137 ? 'SIGKILL' : `signal ${code - 128}`
  if (fits)
    return {
      ...base,
      is: 'restarts',
      text: fits.text,
      isCertain: false,
      isKnown: true,
      rules: [RULES.probeKill, ...(code === 137 ? [RULES.grace] : []), RULES.restart],
      assumed: [fits.assumed],
      help: ['kubectl describe pod, or get events, says whether the probe failed then.'],
    }
  const after = life === undefined ? '' : `, ${lengthWords(Math.round(life))} after its start`
  const isTold = said?.means !== undefined
  return {
    ...base,
    is: 'restarts',
    text: `its process was ended by ${signal} (exit code ${code})${after}${isTold ? `: ${saidOf(said)}` : '; the text does not say who sent it'}`,
    isCertain: false,
    isKnown: isTold,
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
function sleepOf(command: readonly string[]): { text: string; words: string } | undefined {
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
  const isEnd = words.isEnd || isRestarting || subject.logs.some(({ isPrevious }) => isPrevious)
  if (subject.row && subject.row.restarts === 0 && !isRestarting) return undefined
  return {
    is: 'restarts',
    ...(isEnd ? {} : { verb: NO_END }),
    text: isEnd ? `its last words are ${saidOf(words, 260)}` : saidOf(words, 260),
    isCertain: words.means !== undefined && isEnd,
    isKnown: isEnd,
    lines: linesOf(words),
    ...(words.fix ? { fix: words.fix } : {}),
    rules: isRestarting ? [RULES.restart] : [],
    help: isRestarting ? [] : ['How often it was restarted: kubectl get pods says it.'],
  }
}
