import { defined } from '../../manifest/own.ts'
import { lengthWords } from '../../views/text/duration-words.ts'
import { endIn, isDone, type RuntimeWord, type StateFacts } from '../facts.ts'
import { isRestartBackOff } from '../failures.ts'
import { sleepOf } from '../pod-specs.ts'
import { short } from '../sentence-template.ts'
import { type ClusterFinding, finding, lineOf, rulesOf } from './finding.ts'
import { isReason, type LastWords, lastWordsOf, linesOf, saidOf } from './last-words.ts'
import { type ContainerTexts, isLooping, isRestarted } from './subjects.ts'

const windowsCode = (code: number, means: string): Record<number, string> => {
  const text = `0x${code.toString(16).toUpperCase()}: ${means}`
  return { [code]: text, [code - 0x1_0000_0000]: text }
}

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
  // of Windows, as some runtimes print them with a sign
  ...windowsCode(0xc0000135, 'it lacks a DLL'),
  ...windowsCode(0xc0000005, 'it used memory that is not its own'),
  ...windowsCode(0xc000013a, 'it was told to end, as by Ctrl C'),
}

/** How its last process ended, and what it said. */
interface ProcessEnd {
  subject: ContainerTexts
  last: StateFacts | undefined
  code: number
  /** How long it lived; seconds. */
  life: number | undefined
  after: string
  said: LastWords | undefined
  /** Its words say why. */
  isSaid: boolean
  /** They are its termination message, say that it ends, or have a known meaning: nothing is concluded. */
  isToldSo: boolean
  saidWords: string
  lines: readonly number[]
  /** What follows from its restartPolicy, and the fix that its words name. */
  more: Pick<ClusterFinding, 'rules' | 'fix'>
}

/** Every way in which a process ends by itself, or is ended by nobody that the texts name; the first that fits. */
const ENDS: readonly ((end: ProcessEnd) => ClusterFinding | undefined)[] = [endsWith0, lost, killed, restsSo, likelyProbed]

/** Its newest row; of one that waits in its back-off that which says how it had ended. */
function rowOfEnd({ row, rows }: ContainerTexts): ContainerTexts['row'] {
  if (row?.status !== 'CrashLoopBackOff') return row
  return rows.findLast(({ status, restarts }) => restarts === row.restarts && codeOf(status) !== undefined) ?? row
}

/** Its process ends without the kubelet’s doing. */
export function endsItself(whole: ContainerTexts): ClusterFinding | undefined {
  const subject = { ...whole, ...defined({ row: rowOfEnd(whole) }) }
  const last = endIn(subject)
  const { row } = subject
  const code = last?.exitCode ?? (last?.signal === undefined ? undefined : 128 + last.signal) ?? row?.code ?? codeOf(row?.status)
  // an init container is to end so, and a Job's pod may
  if (code === 0 && (isDone(subject) || ((last === undefined || subject.isInit) && !isRestarted(subject)))) return undefined
  // a pod is Succeeded once all have ended with 0 and none is to be started again
  if (code === 0 && subject.podPhase === 'Succeeded' && !isRestarted(subject)) return undefined
  // kubectl says so of a pod in which one has ended and another runs. Follows: pkg/printers/internalversion/printers.go, printPod
  if (row?.status === 'NotReady' && row.ready > 0 && (code === 0 || subject.state === undefined) && !isRestarted(subject))
    return finding('done beside others', {}, [lineOf(row)])
  const { beside, state, hasPolicy } = subject
  if (beside && code === 0 && state?.is === 'terminated' && !hasPolicy && !isRestarted(subject))
    return finding('done beside others', { own: 'it', beside: beside.name }, [lineOf(state), lineOf(beside)])
  const slept = sleeps(subject, code)
  if (slept || code === undefined) return slept
  const end = endOf(subject, last, code)
  for (const way of ENDS) {
    const own = way(end)
    if (own) return own
  }
  return failed(end)
}

function endOf(subject: ContainerTexts, last: StateFacts | undefined, code: number): ProcessEnd {
  const { row, logs, restartPolicy } = subject
  const logged = lastWordsOf(logs)
  const said = logged ?? messageOf(last)
  const isSaid = said !== undefined && isReason(said)
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
    lines: [lineOf(last, row, subject), ...linesOf(said)],
    more: { rules: restartPolicy === 'Always' ? rulesOf('restart') : [], ...(said?.fix ? { fix: said.fix } : {}) },
  }
}

function lifeOf({ startedAt = NaN, finishedAt = NaN }: Partial<StateFacts> = {}): number | undefined {
  return finishedAt >= startedAt ? finishedAt - startedAt : undefined
}

const isWaiting = ({ state, row, events }: ContainerTexts): boolean =>
  /CrashLoopBackOff|Completed|Error/.test(`${state?.reason ?? ''} ${row?.status ?? ''}`) || events.some(isRestartBackOff)

/** Its command is nothing but a sleep: that it is done with that tells as much as an exit code. */
function sleeps(subject: ContainerTexts, code: number | undefined): ClusterFinding | undefined {
  const sleep = sleepOf(subject.command)
  const isOver = code === undefined ? isRestarted(subject) || isWaiting(subject) : code === 0
  if (sleep === undefined || !isOver) return undefined
  const values = { command: sleep.text, length: lengthWords(sleep.seconds), policy: subject.restartPolicy }
  return finding('sleeps', values, [lineOf(subject, subject.row)], { rules: rulesOf('restart') })
}

/** It ends with 0; where no text has a restart, or its restartPolicy, whether it is started again is left open. */
function endsWith0(end: ProcessEnd): ClusterFinding | undefined {
  const { subject, last, code, life, after, said, saidWords: words, lines, more } = end
  if (code !== 0) return undefined
  const { row, hasPolicy, restartPolicy: policy } = subject
  const completed = last?.reason === 'Completed' || row?.status === 'Completed' ? ' (Completed)' : ''
  // who shuts down in good order ends with 0 when its probe has failed, too
  const { startup, liveness } = subject.spec?.probes ?? {}
  if ((startup ?? liveness) && isRestarted(subject) && !subject.isInit && said === undefined && tooShort(subject, life) === '') {
    const fits = life === undefined ? undefined : arithmeticOf(subject, life)
    return fits
      ? finding('SIGTERM after the life of a failing probe', fits, lines, { assumed: [fits.assumed] })
      : finding('is done, or was told to', { completed, after, probe: liveness ? 'liveness' : 'startup', words }, lines)
  }
  const values = { completed, after, policy, words }
  return !hasPolicy && !isRestarted(subject) && !isLooping(subject)
    ? finding('is done once', values, lines, { ...more, rules: [] })
    : finding('is done', values, lines, more)
}

/** Its node or its runtime went away under it. */
function lost({ code, last, lines, more }: ProcessEnd): ClusterFinding | undefined {
  const reason = last?.reason ?? ''
  return (code === 255 && reason === 'Unknown') || reason === 'ContainerStatusUnknown'
    ? finding(`lost, ${reason}`, { code }, lines, more)
    : undefined
}

/** It ended, and stays so. */
function restsSo({ subject, code, after, said, saidWords: words, lines, more }: ProcessEnd): ClusterFinding | undefined {
  if (subject.restartPolicy !== 'Never') return undefined
  return finding('stays ended', { code, after, words }, lines, {
    ...more,
    ...certaintyOf(said !== undefined, true),
    ...(said === undefined ? {} : { help: [] }),
  })
}

/** It lived as long as one of its probes lets it that never passes. */
function likelyProbed({ subject, code, life, said, lines, more }: ProcessEnd): ClusterFinding | undefined {
  const fits = life === undefined || said !== undefined || SIGNALS[code] !== undefined ? undefined : arithmeticOf(subject, life)
  return fits && finding('life of a failing probe', fits, lines, { ...defined({ fix: more.fix }), assumed: [fits.assumed] })
}

/** It ends with an error of its own. */
function failed({ subject, last, code, after, said, isSaid, isToldSo, saidWords, lines, more }: ProcessEnd): ClusterFinding {
  const { row } = subject
  const isDockers =
    last?.reason === undefined
      ? row?.code === 255
      : (subject.id === undefined && last?.reason === 'Error') || /^docker:/.test(subject.id ?? '')
  if (code === 255 && said === undefined && isDockers) return finding('fails with 255', { after }, lines, more)
  const signal = SIGNALS[code]
  const words = saidWords === '' && signal === undefined ? '; why, its log would say' : saidWords
  const isOpen = said === undefined || (said.means === undefined && subject.logs.length === 0)
  return finding('fails', { code, signal: signal && ` (${signal})`, after, words }, lines, {
    ...more,
    ...certaintyOf(isSaid || signal !== undefined, isToldSo || signal !== undefined),
    ...(isOpen ? {} : { help: [] }),
  })
}

/** `, 12 s after its start`. */
function afterWords(life: number | undefined): string {
  if (life === undefined) return ''
  if (life < 1) return ', in its first second'
  const days = Math.round(life / 86_400)
  return `, ${days >= 3 ? `${days} days` : lengthWords(Math.round(life))} after its start`
}

export const certaintyOf = (isKnown: boolean, isCertain: boolean): Pick<ClusterFinding, 'certainty'> =>
  isKnown ? (isCertain ? {} : { certainty: 'concluded' }) : { certainty: 'unknown' }

/** The exit code that a table's status has: `Completed`, `ExitCode:1`, `Signal:9`. */
function codeOf(status: string | undefined): number | undefined {
  const [, is, number = '0'] = /^(?:(ExitCode|Signal):(\d+)|Completed)$/.exec(status ?? '') ?? []
  return status === undefined || (is === undefined && status !== 'Completed') ? undefined : Number(number) + (is === 'Signal' ? 128 : 0)
}

/** A termination message is what the program wrote, or the end of its log. */
function messageOf({ message = '', messageLine: line = 0 }: Partial<StateFacts> = {}): LastWords | undefined {
  const lines = message.split('\n').flatMap((text) => (text.trim() === '' ? [] : [{ text, line }]))
  return lines.length === 0 ? undefined : lastWordsOf([{ pod: '', container: '', isPrevious: true, lines }])
}

/** By whom a process was killed that ended with a signal. */
function killed({ subject, last, code, life, after, said, lines, more }: ProcessEnd): ClusterFinding | undefined {
  if (code !== 137 && code !== 143 && last?.signal === undefined) return undefined
  const fits = life === undefined ? undefined : arithmeticOf(subject, life)
  const signal = code === 143 ? 'SIGTERM' : code === 137 ? 'SIGKILL' : `signal ${last?.signal}`
  const likely = `${code === 137 ? 'SIGKILL' : 'SIGTERM'} after the life of a failing probe`
  if (fits) return finding(likely, fits, lines, { ...defined({ fix: more.fix }), assumed: [fits.assumed] })
  const values = { signal, code, after }
  if (said?.means !== undefined) return finding('ended by a signal, told', { ...values, words: saidOf(said) }, lines, more)
  const isNotOOM = subject.state?.isNotOOM || subject.lastState?.isNotOOM
  const docker = isNotOOM ? '; Docker says that it was not for memory (OOMKilled: false)' : ''
  const name = code === 137 ? 'ended by SIGKILL' : 'ended by a signal'
  return finding(name, { ...values, docker, short: tooShort(subject, life) }, lines, more)
}

/** Nothing of it is there but what it wrote. */
export function onlyLog(subject: ContainerTexts): ClusterFinding | undefined {
  const words = lastWordsOf(subject.logs)
  if (!words || !isReason(words)) return undefined
  const isRestarting =
    isRestarted(subject) ||
    /CrashLoopBackOff|Error/.test(subject.row?.status ?? '') ||
    subject.events.some(({ reason }) => reason === 'BackOff')
  const values = { words: saidOf(words, 260) }
  const lines = linesOf(words)
  const fix = defined({ fix: words.fix })
  if (subject.isInit && subject.state?.is === 'running' && !isRestarting) return finding('init container logs', values, lines, fix)
  const isEnd =
    (words.isEnd && !(words.isLast && subject.isBesideEnded)) || isRestarting || subject.logs.some(({ isPrevious }) => isPrevious)
  const isRunning = subject.restarts === 0 && subject.state?.is === 'running'
  if ((isRunning || subject.row?.restarts === 0) && !isRestarting)
    return words.means === undefined ? undefined : finding('lives on with an error', values, lines, fix)
  return finding(isEnd ? 'last words' : 'error in its log', values, lines, {
    ...certaintyOf(isEnd, words.means !== undefined && isEnd),
    ...fix,
    rules: isRestarting ? rulesOf('restart') : [],
    help: isRestarting ? [] : ['How often it was restarted: kubectl get pods says it.'],
  })
}

/** Whole seconds in the texts, and the kubelet's own time. */
const NEAR_SECONDS = 2.5

/**
 * A container that was killed for a probe which never passed lived for initialDelaySeconds and failureThreshold − 1 periods; where it did
 * not end on SIGTERM its grace period more. A life of that length names the probe: as a clause, and what is assumed with it.
 *
 * Follows: pkg/kubelet/prober/worker.go, run and doProbe.
 */
function arithmeticOf(subject: ContainerTexts, life: number): { lived: string; fit: string; assumed: string } | undefined {
  const { spec } = subject
  if (!spec) return undefined
  const code = endIn(subject)?.exitCode
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
    lived,
    fit,
    assumed: `That the ${best.name} probe failed: no text says so, only the length of its life, which is ${best.range ? 'within that time' : best.off < 1 ? 'the same' : `${Math.round(best.off)} s off`}.${other ? ` The ${other.name} probe would fit as well (${other.sum}).` : ''}`,
  }
}

/** Why no probe can have ended a life so short. */
function tooShort({ spec }: ContainerTexts, life: number | undefined): string {
  const liveness = spec?.probes.liveness ?? spec?.probes.startup
  if (!liveness || life === undefined) return ''
  const least = liveness.delay + (liveness.failures - 1) * liveness.period
  return least - life > NEAR_SECONDS
    ? `; its ${spec?.probes.liveness ? 'liveness' : 'startup'} probe cannot have ended it before ${lengthWords(least)}`
    : ''
}

/** How often a container can be started again in so long a time, if it ended at once each time. */
export function mostRestarts(seconds: number): number {
  let [restarts, left] = [0, seconds]
  for (const wait of [0, 10, 20, 40, 80, 160]) {
    if (left < wait) return restarts
    left -= wait
    restarts++
  }
  return restarts + Math.floor(left / 300)
}

/** Of what a runtime’s journal says of containers the words that tell most. */
export const mostTelling = (words: readonly RuntimeWord[]): RuntimeWord[] =>
  (['forced', 'asked to stop', 'ended'] as const).map((is) => words.filter((word) => word.is === is)).find((all) => all.length > 0) ?? []

/** The runtime says that it has ended it. */
export function stopped(subject: ContainerTexts): ClusterFinding | undefined {
  const words = mostTelling(subject.runtimeWords)
  const code = endIn(subject)?.exitCode
  if (words.length === 0 || (code !== undefined && code !== 137 && code !== 143)) return undefined
  return { ...runtimeFinding(words, true), is: 'restarts' }
}

/** What a runtime’s words say of a container, or of several. */
export function runtimeFinding(words: readonly RuntimeWord[], isOne: boolean): ClusterFinding {
  const { is, by } = words[0]!
  const seconds = words.find((word) => word.seconds !== undefined)?.seconds
  const lines = words.slice(0, 3).map(({ line }) => line)
  const codes = new Set(words.flatMap(({ code }) => (code === 137 ? '137 (SIGKILL)' : (code ?? []))))
  const [it, them, processes] = isOne ? ['it', 'it', 'its process is'] : ['they', 'them', 'their processes are']
  if (is === 'forced')
    return finding('forced by the runtime', { it, them, by, within: seconds === undefined ? 'on' : `within ${seconds} s of` }, lines)
  if (is === 'asked to stop')
    return finding('stopped by the runtime', { by, them, grace: seconds === undefined ? '' : `, with ${seconds} s of grace` }, lines)
  return finding('gone from the runtime', { processes, code: [...codes].join(' and ') || undefined }, lines)
}
