import { entriesUntil } from '../../sim/trace/moment.ts'
import { nearestName } from '../../manifest/nearest.ts'
import { defined } from '../../manifest/own.ts'
import { PROBES, type ProbeType } from '../../manifest/types.ts'
import { type Check, name, object, oneOf, optional, string, whole } from '../../sim/scenario/check-value.ts'
import { moment, REQUEST_FIELDS } from '../../sim/scenario/scenario-fields.ts'
import type { ScenarioRequest } from '../../sim/scenario/inputs.ts'
import { closer, describe, schemaOf } from '../../sim/scenario/scenario-schema.ts'
import type { ContainerState, Entry, ProbeEntry, ProbeResult, ResponseEntry } from '../../sim/trace/trace.ts'
import { clockWords } from '../../views/text/duration-words.ts'
import { shortened } from '../../views/text/words.ts'
import { cellText, QUESTIONS, type VerdictCell, type Proof, type QuestionId } from '../../views/verdicts/questions.ts'
import { checkSoundly, type GoalKind, type GoalLook, several, soundly, url } from './goal-kind.ts'
import { type Bounds, BOUNDS, checkBounds, counted, restarted, restarts, starts } from './restarts-goal.ts'
import { ready } from './ready.ts'
import { containersAt, isAbout, nobody } from './goal-subjects.ts'

/** The answer to a request is as wanted. */
interface RequestGoal {
  request: ScenarioRequest
  /** Empty: any answer. */
  status: readonly (number | 'none')[]
  /** Text that the answer contains. */
  body?: string
}

const { body: _ofTheQuestion, ...FIELDS } = REQUEST_FIELDS
const QUESTION = { ...FIELDS, at: moment, url }
const [LEAST, HIGHEST] = [100, 599]
const code = whole(LEAST, HIGHEST)
const status: Check<number | 'none'> = describe(
  () => ({ anyOf: [schemaOf(code), { const: 'none' }, { type: 'string', pattern: '^[1-5][0-9][0-9]$' }] }),
  (value, at) => {
    if (value === 'none') return 'none'
    const number = typeof value === 'string' && /^[1-5]\d\d$/.test(value) ? Number(value) : value
    if (typeof number === 'number' && Number.isInteger(number) && number >= LEAST && number <= HIGHEST) return number
    at.wrong(
      typeof value === 'string' || typeof value === 'number' ? 'VALUE' : 'TYPE',
      value,
      `a status from ${LEAST} to ${HIGHEST}, or none`,
    )
    return 'none'
  },
)
const MOST_STATUSES = 20
const requestFields = object({
  ...QUESTION,
  status: optional(several(status, MOST_STATUSES, 'a status, or none')),
  body: optional(string('a text that the answer contains')),
})

/** Patience of whoever asks: a hung server answers nobody. */
const ANSWER_SECONDS = 60

const request: GoalKind<RequestGoal> = {
  spec: closer(requestFields, (value, at) => {
    const { found, isSound } = checkSoundly(requestFields, value, at)
    const { status: wanted = [], body, ...question } = found
    if (isSound && wanted.length === 0 && body === undefined)
      at.wrong('VALUE', value, 'what the answer is wanted to be: status, body or both')
    return { request: question as ScenarioRequest, status: wanted, ...defined({ body }) }
  }),
  last: (spec) => spec.request.at + ANSWER_SECONDS,
  judge: ({ request: asked, status: wanted, body }, look) => {
    const { response, proof } = look.ask(asked)
    const is = response?.status ?? 'none'
    const fits = wanted.length === 0 ? is !== 'none' : wanted.includes(is)
    const says = body === undefined || (response?.body ?? '').includes(body)
    const question = `${asked.method} ${asked.url} from ${FROM[asked.from]}`
    const lacks = fits && !says ? `, without the text ${JSON.stringify(shortened(body!, 60))}` : ''
    const wants = fits ? '' : `; wanted: ${wanted.join(' or ') || 'an answer'}`
    const [begin, end] = [`${question} at ${clockWords(asked.at)}`, `${lacks}${wants}.`]
    const why = `${begin} ${answerWords(response)}${end}`
    const seen = `${begin} ${is === 'none' ? 'gets no answer' : `is answered ${is}`}${end}`
    return { holds: fits && says, at: response?.t ?? asked.at, why, seen, proof, ...(response ? { entry: response.id } : {}) }
  },
}

const FROM = { node: 'the node', pod: 'a pod', outside: 'outside' } as const

function answerWords(response: ResponseEntry | undefined): string {
  if (!response) return 'gets no answer'
  if (response.status === null) return `reaches nobody (${shortened(response.error ?? '', 120)})`
  const step = response.steps.findLast(({ verdict }) => verdict === 'refused')
  return `is answered ${response.status}${step ? ` (${step.step}: ${shortened(step.reason.replace(/\.$/, ''), 160)})` : ''}`
}

/** A container's state, or the one before it. */
interface StateGoal {
  is?: ContainerState['is']
  reason?: string
  exitCode?: number
  at?: number
}

const stateFields: Check<StateGoal> = object({
  is: optional(oneOf(['waiting', 'running', 'terminated'])),
  reason: optional(name('a reason, such as CrashLoopBackOff, Completed, Error, OOMKilled')),
  exitCode: optional(whole(0, 255)),
  at: optional(moment),
})

function kindOf(field: 'state' | 'lastState', words: string): GoalKind<StateGoal> {
  return {
    spec: soundly(stateFields, ({ is, reason, exitCode }, at, value) => {
      if ((is ?? reason ?? exitCode) === undefined) at.wrong('VALUE', value, 'an object with is, reason, exitCode or several of them')
    }),
    last: ({ at }, end) => at ?? end,
    judge: ({ at: moment, ...wanted }, look) => {
      const at = moment ?? look.end
      const containers = containersAt(look, at, 'running')
      if (containers.length === 0) return nobody(look, at)
      const other = containers.find(({ container }) => !fits(container[field], wanted))
      const item = other ?? containers[0]!
      const wants = other ? `; wanted: ${stateWords(wanted)}` : ''
      const now = item.container[field]
      const is = now ? `${item.name}${words} is ${stateWords(now)}` : `${item.name} has not ended before`
      const why = `${is} at ${clockWords(at)}${wants}.`
      return { holds: !other, at, why, entry: item.status.id }
    },
  }
}

const state = kindOf('state', '')
const lastState = kindOf('lastState', '’s last state')

function fits(found: ContainerState | undefined, { is, reason, exitCode }: StateGoal): boolean {
  return (
    found !== undefined &&
    (is === undefined || found.is === is) &&
    (reason === undefined || found.reason === reason) &&
    (exitCode === undefined || found.exitCode === exitCode)
  )
}

function stateWords(found: StateGoal | ContainerState): string {
  const parts = [found.reason, found.exitCode === undefined ? undefined : `exit code ${found.exitCode}`].filter(
    (part) => part !== undefined,
  )
  if (found.is === undefined) return parts.join(', ')
  return parts.length > 0 ? `${found.is} (${parts.join(', ')})` : found.is
}

/** So many lines of a log that contain a text. */
interface LogGoal extends Bounds {
  /** `kubelet`, or a container. */
  source: string
  message: string
}

const logFields: Check<LogGoal> = object({
  source: name('whose log: kubelet, or a container’s name'),
  message: name('a text that the line contains'),
  ...BOUNDS,
})

/** So many entries of a kind. */
const countedKind = <T extends Bounds>(
  check: Check<T>,
  wordsOf: (spec: T, entry: Entry, look: GoalLook) => string | undefined,
  what: (spec: T) => string,
): GoalKind<T> => ({
  spec: soundly(check, checkBounds),
  last: ({ until }, end) => until ?? end,
  judge: (spec, look) => {
    const at = spec.until ?? look.end
    const trace = look.until(at)
    const found = entriesUntil(trace, at).flatMap((entry) => {
      const words = wordsOf(spec, entry, look)
      return words === undefined ? [] : [{ id: entry.id, t: entry.t, words }]
    })
    return counted(found, what(spec), spec, at)
  },
})

const log = countedKind(
  logFields,
  ({ source, message }, entry) =>
    entry.kind === 'log' && entry.source === source && entry.text.includes(message) ? entry.text.split('\n')[0]! : undefined,
  ({ source, message }) => `The line ${JSON.stringify(shortened(message, 60))} in the log of ${source}`,
)

/** A cell of the verdicts' table is one of these. */
interface VerdictGoal {
  question: QuestionId
  /** Tones, or values as the cell has them, with or without their note. */
  best: readonly string[]
}

/** No value of a cell is as near to one of them as a slip of the hand. */
const TONES: readonly string[] = ['good', 'costs', 'bad']
const WORDS = 'good, costs, bad, or a value that the cell may have'
const word: Check<string> = describe(
  () => ({ anyOf: [{ type: 'string', minLength: 1 }, { type: 'number' }] }),
  (value, at) => {
    const near = typeof value === 'string' && !TONES.includes(value.toLowerCase()) ? nearestName(value, TONES) : undefined
    if (near !== undefined) at.wrong('VALUE', value, `${WORDS}, perhaps ${near}`, near)
    if ((typeof value === 'string' && value !== '') || typeof value === 'number') return String(value)
    at.wrong('TYPE', value, WORDS)
    return ''
  },
)
const MOST_WORDS = 20

const verdict: GoalKind<VerdictGoal> = {
  ownTrials: true,
  spec: object({ question: oneOf(QUESTIONS.map(({ id }) => id)), best: several(word, MOST_WORDS, WORDS) }),
  last: (_, end) => end,
  judge: ({ question, best }, look) => {
    const cell = look.verdict(question)
    const { head } = QUESTIONS.find(({ id }) => id === question)!
    const holds = best.some((text) => isCell(cell, text))
    const seen = `${head}: ${cellText(cell)}${holds ? '' : `; wanted: ${best.join(' or ')}`}.`
    return {
      holds,
      at: cell.proof?.at ?? 0,
      why: `${seen} ${cell.reason}`,
      seen,
      ...(cell.proof ? { proof: within(cell.proof, look) } : {}),
    }
  },
}

/** The verdict's own trial on the release and for the seed of the goal's. */
function within(proof: Proof, look: GoalLook): Proof {
  const { trial } = look.show(0, 0)
  const name = [proof.trial.name, trial.name].filter((part, i, all) => part !== '' && all.indexOf(part) === i).join(', ')
  return { ...proof, trial: { name, fields: { ...trial.fields, ...proof.trial.fields } } }
}

function isCell(cell: VerdictCell, wanted: string): boolean {
  const word = wanted.toLowerCase()
  return [cell.tone, cell.value, cellText(cell), cell.note ?? cell.value].some((text) => text.toLowerCase().replace(/\s/g, ' ') === word)
}

/** The last probe of a type before a moment went so. */
interface ProbeGoal {
  type: ProbeType
  result: ProbeResult
  at?: number
}

const spec: Check<ProbeGoal> = object({
  type: oneOf(PROBES),
  result: oneOf(['success', 'warning', 'failure', 'unknown']),
  at: optional(moment),
})

const probe: GoalKind<ProbeGoal> = {
  spec,
  last: ({ at }, end) => at ?? end,
  judge: ({ type, result, at: moment }, look) => {
    const at = moment ?? look.end
    const probes = lastProbes(look, type, at)
    if (probes.length === 0) {
      const absent = nobody(look, at)
      if (containersAt(look, at, 'all').length === 0) return absent
      return { ...absent, why: `No ${type} probe has asked before ${clockWords(at)}.` }
    }
    const other = probes.find((probe) => probe.result !== result)
    const probe = other ?? probes[0]!
    const output = shortened(probe.output.trim().split('\n')[0]!, 120)
    const wanted = other ? `; wanted: ${result}` : ''
    const seen = `The last ${type} probe of ${probe.container} before ${clockWords(at)} came to ${probe.result}`
    const why = `${seen}${output ? ` (${output})` : ''}${wanted}.`
    return { holds: !other, at: probe.t, why, seen: `${seen}${wanted}.`, entry: probe.id }
  },
}

function lastProbes(look: GoalLook, type: ProbeType, at: number): ProbeEntry[] {
  const trace = look.until(at)
  const last = new Map<string, ProbeEntry>()
  for (const entry of entriesUntil(trace, at))
    if (entry.kind === 'probe' && entry.probe === type && isAbout(look, entry)) last.set(`${entry.pod}/${entry.container}`, entry)
  return [...last.values()]
}

/** So many Events of a reason, as the kubelet sends them, before any are counted as one. */
interface EventGoal extends Bounds {
  reason: string
  message?: string
}

const eventFields: Check<EventGoal> = object({
  reason: name('an Event’s reason, such as Unhealthy, Killing, BackOff'),
  message: optional(string('a text that the message contains')),
  ...BOUNDS,
})

const event = countedKind(
  eventFields,
  ({ reason, message = '' }, entry, look) =>
    entry.kind === 'event' && entry.reason === reason && isAbout(look, entry) && entry.message.includes(message)
      ? entry.message
      : undefined,
  ({ reason, message }) => `The Event ${reason}${message ? ` with ${JSON.stringify(shortened(message, 60))}` : ''}`,
)

/** What a goal can ask for. */
export type KindName =
  | 'restarts'
  | 'ready'
  | 'restarted'
  | 'request'
  | 'probe'
  | 'event'
  | 'log'
  | 'state'
  | 'lastState'
  | 'starts'
  | 'verdict'

/** Every kind of goal by the field that it is written as; in the order in which they are described. `not` is in goal.ts. */
const KINDS: Readonly<Record<KindName, unknown>> = {
  restarts,
  ready,
  restarted,
  request,
  probe,
  event,
  log,
  state,
  lastState,
  starts,
  verdict,
}

/** What is known of a goal's spec stays with its kind: each judges only what its own check has made. */
export const GOAL_KINDS = KINDS as Readonly<Record<KindName, GoalKind<unknown>>>
