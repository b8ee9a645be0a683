import { reporting } from '../views/experiment.ts'
import { defined } from '../manifest/own.ts'
import { simulateWhole } from '../sim/simulate.ts'
import type { Inputs } from '../sim/scenario/inputs.ts'
import type { Trace } from '../sim/trace/trace.ts'
import { lastStatuses, restartsAt, summarize } from '../views/lanes/summary.ts'
import { clockWords, lengthWords } from '../views/text/duration-words.ts'
import { restartOf, whatIf } from '../views/what-if/what-if.ts'
import { why } from '../views/why/why.ts'
import { changed, type LaneTexts, textsOf } from './change.ts'
import { type ExerciseAnswer, check, inputsOf, startOf } from './check-exercise.ts'
import { goalReasons } from './judge-goals.ts'
import { faultOf } from './incident.ts'
import type { Lesson } from './parse-exercise.ts'
import { counted } from '../views/text/words.ts'

/** What is said of an exercise once it is solved. */
export interface Debrief {
  /** What the learner has shown: from the run. */
  shown: string
  /** Of an incident: what had been changed. */
  fault?: string
  /** The author's own words, as Markdown; where there are none, what else would have worked, found by trying. */
  text?: string
  others: readonly OtherAnswer[]
  /** What a real cluster prints of it, and the line that says it. */
  cluster?: { command: string; line: string }
  /** The rule behind it, and where upstream has it. */
  rule?: { text: string; source: string }
}

/** Another answer: what it is, and what it costs. */
interface OtherAnswer {
  name: string
  works: boolean
  price: string
}

/** What a shell on the node prints for a command. */
export type Print = (command: string, moment: { inputs: Inputs; trace: Trace; at: number; simulate: (inputs: Inputs) => Trace }) => string

/** So many of each kind: what is read after the work is short. */
const MOST_OTHERS = 2

/**
 * What there is to say after an exercise is solved, in steps, as `whatIf`.
 *
 * Errors: as `simulateWhole`.
 */
export function* debriefOf(lesson: Lesson, answer: ExerciseAnswer, print: Print): Generator<string, Debrief> {
  const { exercise } = lesson
  const by = defined({ seed: answer.seed })
  const start = startOf(lesson, by)
  const own = inputsOf(lesson, answer)
  const trace = simulateWhole(start)
  const cluster = exercise.incident ? undefined : clusterOf(start, trace, print)
  const rule = ruleOf(start, trace)
  const text = exercise.debrief
  return {
    shown: shownIn(lesson, start, own, trace),
    ...(exercise.incident ? { fault: faultOf(exercise.incident, own.seed).name } : {}),
    ...defined({ text }),
    others: text === undefined && !exercise.incident ? yield* othersOf(lesson, start, textsOf(own), trace) : [],
    // an author who shows it has shown it
    ...(cluster && !text?.includes('```') ? { cluster } : {}),
    ...(rule && !text?.includes('https://') ? { rule } : {}),
  }
}

/** What was so, what is so now, and what was done to it. */
function shownIn({ exercise }: Lesson, start: Inputs, own: Inputs, trace: Trace): string {
  const before = restartsAt(trace, start.duration)
  const now = restartsAt(simulateWhole(own), own.duration)
  // a number that is less, or was wanted, shows nothing
  const isCalm = now === 0 && before > 0 && !exercise.incident
  const counts = isCalm ? `${counted(before, 'restart')} in ${lengthWords(start.duration)} ${before === 1 ? 'has' : 'have'} become 0. ` : ''
  const reasons = goalReasons(exercise, own)
  // what a trial has come to is said with what was tried
  const tried = exercise.goals.flatMap(({ text, when, kind }, i) =>
    when.length > 0 || kind === 'restarted' ? `${text.replace(/\.$/, '')}${triedAt(when)}: ${lowerFirst(reasons[i]!)}` : [],
  )
  return `${counts}${tried.join(' ')}`.trim() || `${exercise.goals.map(({ text }) => text.replace(/\.$/, '')).join('. ')}.`
}

/** The picture has nothing of what was tried: when it was is said. */
function triedAt(when: readonly { at: number }[]): string {
  const at = Math.max(...when.map((action) => action.at))
  return at > 0 ? ` (tried at ${clockWords(at)})` : ''
}

/** Within a sentence; a name or an abbreviation stays. */
const lowerFirst = (sentence: string): string => sentence.replace(/^(A|Nothing|It)\b/, (word) => word.toLowerCase())

/** What the simulator finds by single changes and holds every goal, and the wrong answers with what they fail. */
function* othersOf(lesson: Lesson, start: Inputs, texts: LaneTexts, trace: Trace): Generator<string, OtherAnswer[]> {
  const others: OtherAnswer[] = []
  const { exercise } = lesson
  const { entry } = summarize(trace, start.duration)
  if (entry !== undefined && restartOf(trace, entry)) {
    const { file, best } = (yield* reporting(whatIf(start, trace, entry), () => 'what else would have worked'))!
    for (const { title, text, prices } of best) {
      // what the learner has done is nothing else
      if (hasChange(texts[file]!, textsOf(start)[file]!, text) || others.length >= MOST_OTHERS) continue
      const answer = { ...textsOf(start), [file]: text }
      if (check(lesson, { texts: answer }).solved)
        others.push({ name: title, works: true, price: prices.join(' ') || 'It costs nothing here.' })
    }
  }
  for (const { name, change } of exercise.wrong.slice(0, MOST_OTHERS)) {
    yield name
    const { goals, kept } = check(lesson, { texts: changed(textsOf(start), change).texts })
    const failed = [...goals, ...kept].find(({ holds }) => !holds)!
    others.push({ name, works: false, price: failed.why! })
  }
  return others
}

/** Whether a text has the change already: the lines that it takes away are gone, and those that it adds are there. */
function hasChange(own: string, before: string, after: string): boolean {
  const [has, had, wants] = [own, before, after].map((text) => new Set(text.split('\n').map((line) => line.trim())))
  return [...had!].every((line) => wants!.has(line) || !has!.has(line)) && [...wants!].every((line) => had!.has(line) || has!.has(line))
}

/** Lines that tell why, the plainest first. */
const TELLING = [
  /^\s+Warning\s+(?:Unhealthy|Failed|FailedMount|FailedCreate\w*)\b.*/m,
  /^\s+Reason:\s+(?!Completed)\w+.*/m,
  /^\s+Warning\s+.*/m,
]

/** What says why, where nobody has killed it. */
const LAST_STATE = /^\s+Last State:.*\n\s+Reason:.*\n\s+Exit Code:.*/m

/** The last of the moments at which kubectl describes a pod that restarts, or any; a kube-apiserver that is away describes none. */
function clusterOf(inputs: Inputs, trace: Trace, print: Print): Debrief['cluster'] {
  const isKilled = trace.some((entry) => entry.kind === 'event' && entry.reason === 'Killing')
  for (const part of [1, 0.9, 0.75, 0.6, 0.45, 0.3]) {
    const at = inputs.duration * part
    const statuses = [...lastStatuses(trace, at).values()]
    const { pod } = statuses.find(({ containers }) => containers.some(({ restartCount }) => restartCount > 0)) ?? statuses[0] ?? {}
    if (pod === undefined) continue
    const name = pod.endsWith(`-${inputs.node.name}`) ? pod : `${pod}-${inputs.node.name}`
    for (const command of [`kubectl describe pod ${name}`, `kubectl describe pod ${name} -n kube-system`]) {
      const stdout = print(command, { inputs, trace, at, simulate: simulateWhole })
      const line = (isKilled ? TELLING : [LAST_STATE, ...TELLING])
        .map((pattern) => pattern.exec(stdout)?.[0].trim())
        .find((found) => found !== undefined)
      if (line !== undefined) return { command, line: line.replace(/ {3,}/g, '  ') }
    }
  }
  return undefined
}

/** The rule that the chain of what happened comes to first. */
function ruleOf(inputs: Inputs, trace: Trace): Debrief['rule'] {
  const { entry } = summarize(trace, inputs.duration)
  const chain = (entry === undefined ? [] : why(trace, entry)).filter(({ rule, source }) => rule !== '' && source !== '')
  // that what has ended is started again is no news
  const link = chain.find(({ kind }) => kind === 'result' || kind === 'probe' || kind === 'backoff') ?? chain.at(-1)
  return link && { text: link.rule, source: link.source }
}
