import { type LaneDrawing } from '../views/lanes/lanes.ts'
import { type Check, list, name, object, optional, whole, withDefault } from '../sim/scenario/check-value.ts'
import { isRecord } from '../manifest/own.ts'
import { describe, schemaOf } from '../sim/scenario/scenario-schema.ts'
import { REQUEST_FIELDS, moment } from '../sim/scenario/scenario-fields.ts'
import type { Inputs, ScenarioRequest } from '../sim/scenario/inputs.ts'
import { simulate } from '../sim/simulate.ts'
import type { ContainerStatus } from '../sim/trace/trace.ts'
import { lastStatuses } from '../views/lanes/summary.ts'
import { drawingOf } from '../views/lanes/drawing-of.ts'
import { checkSoundly, soundly, url } from './goals/goal-kind.ts'

/** A question to answer before the picture is shown. */
export type PredictQuestion = TimeQuestion | ChoiceQuestion

/** When something happens for the N-th time. */
export interface TimeQuestion {
  ask: string
  /** Why the answer is what it is, in a sentence; told with it. */
  because?: string
  time: { kill?: number; start?: number; of: string; pod?: string }
  /** Seconds by which an answer may be off. */
  tolerance: number
}

/** Which of these it is: written down, or found by the run. */
export interface ChoiceQuestion {
  ask: string
  because?: string
  choose: readonly string[]
  right: string | RightAnswer
}

/** What the run itself answers. */
export type RightAnswer =
  | { request: ScenarioRequest }
  | { restarts: { of: string; at?: number } }
  | { exitCode: { of: string; at?: number } }
  | { reason: { of: string; at?: number } }

const MOST = 1000
const nth = optional(whole(1, MOST))
const { body: _ofTheAnswer, ...FIELDS } = REQUEST_FIELDS
const ASKED = { ...FIELDS, at: moment, url }
const of = name('a container')
const at = object({ of, at: optional(moment) })
const TEXT = name('a text')
const choice: Check<string> = describe(
  () => ({ anyOf: [schemaOf(TEXT), { type: 'number' }] }),
  (value, here) => (typeof value === 'number' ? String(value) : TEXT(value, here)),
)

const times = object({ kill: nth, start: nth, of, pod: optional(name('a pod')) })
const time = soundly(times, ({ kill, start }, here, value) => {
  if ((kill === undefined) === (start === undefined))
    here.wrong('VALUE', kill === undefined ? undefined : value, 'kill: N or start: N, and of: the container')
})

const asked = object({ request: optional(object(ASKED)), restarts: optional(at), exitCode: optional(at), reason: optional(at) })
const RIGHT = 'the answer, or an object with one of request, restarts, exitCode, reason'
const right: Check<string | RightAnswer> = describe(
  () => ({ anyOf: [schemaOf(choice), schemaOf(asked)] }),
  (value, here) => {
    if (!isRecord(value)) {
      if (typeof value === 'number' || (typeof value === 'string' && value !== '')) return choice(value, here)
      here.wrong('TYPE', value, RIGHT)
      return ''
    }
    const { found, isSound } = checkSoundly(asked, value, here)
    if (isSound && Object.keys(found).length !== 1) here.wrong('VALUE', value, RIGHT)
    return found as RightAnswer
  },
)

const because = optional(name('a sentence'))
const timeQuestion = object({ ask: name('a question'), time, tolerance: withDefault(moment, 10), because })
const choiceQuestion = object({ ask: name('a question'), choose: list(choice), right, because })

/** In the place of what is neither kind. */
const NO_QUESTION: PredictQuestion = { ask: '', choose: [], right: '' }

/** A question as it is written. */
export const question: Check<PredictQuestion> = describe(
  () => ({ anyOf: [schemaOf(timeQuestion), schemaOf(choiceQuestion)] }),
  (value, here) => {
    const isTime = isRecord(value) && value['time'] !== undefined
    const isChoice = isRecord(value) && value['choose'] !== undefined
    if (isRecord(value) && isTime === isChoice) {
      here.wrong('VALUE', isTime ? value : undefined, 'time and tolerance, or choose and right')
      return NO_QUESTION
    }
    if (isTime) return timeQuestion(value, here) as TimeQuestion
    const { found: made, isSound } = checkSoundly(choiceQuestion, value, here)
    if (!isSound) return made
    const { choose, right: is } = made
    const twice = choose.findIndex((text, i) => choose.indexOf(text) < i)
    if (choose.length < 2) here.into('choose').wrong('VALUE', choose, 'at least two answers to choose from')
    else if (twice !== -1) here.into('choose').into(twice).wrong('VALUE', choose[twice], 'each answer once')
    else if (typeof is === 'string' && !choose.includes(is)) here.into('right').wrong('VALUE', is, choose.join(', '))
    return made
  },
)

/**
 * The right answer, found by the lane's run.
 *
 * Units: seconds on the simulated clock for a time.
 * Errors: undefined where it does not happen in the run.
 */
export function answerOf(asked: PredictQuestion, inputs: Inputs): number | string | undefined {
  if ('time' in asked) return timeOf(asked.time, drawingOf(simulate(inputs), inputs.duration))
  const { right: answer } = asked
  if (typeof answer === 'string') return answer
  if ('request' in answer) return statusOf(answer.request, inputs)
  if ('restarts' in answer) return containerAt(inputs, answer.restarts, ({ restartCount }) => String(restartCount))
  if ('exitCode' in answer)
    return containerAt(inputs, answer.exitCode, ({ state, lastState }) => {
      const code = state.exitCode ?? lastState?.exitCode
      return code === undefined ? undefined : String(code)
    })
  return containerAt(inputs, answer.reason, ({ state }) => state.reason ?? state.is)
}

/** The `n`th time, from 1, of what a question asks for. */
export function timeOf(
  { kill, start, of: container, pod }: TimeQuestion['time'],
  { tracks }: LaneDrawing,
  n = kill ?? start!,
): number | undefined {
  const track = tracks.find((track) => track.container === container && (pod === undefined || track.pod === pod))
  return kill === undefined ? track?.lives[n - 1]?.from : track?.kills[n - 1]?.t
}

function statusOf(request: ScenarioRequest, inputs: Inputs): string {
  const requests = [...inputs.requests, request]
  const trace = simulate({ ...inputs, requests, duration: Math.max(inputs.duration, request.at + 60) })
  const response = trace.find((entry) => entry.kind === 'response' && entry.n === requests.length - 1)
  return String((response?.kind === 'response' ? response.status : null) ?? 'none')
}

function containerAt(
  inputs: Inputs,
  { of: container, at: moment = inputs.duration }: { of: string; at?: number },
  tell: (told: ContainerStatus) => string | undefined,
): string | undefined {
  const trace = simulate({ ...inputs, duration: Math.max(inputs.duration, moment) })
  const told = [...lastStatuses(trace, moment).values()]
    .flatMap(({ containers }) => containers)
    .find(({ name: text }) => text === container)
  return told && tell(told)
}
