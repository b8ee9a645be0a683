import type { Inputs } from '../sim/scenario/inputs.ts'
import { simulate } from '../sim/simulate.ts'
import { drawingOf } from '../views/lanes/drawing-of.ts'
import type { LaneDrawing } from '../views/lanes/lanes.ts'
import { startOf } from './check-exercise.ts'
import type { Lesson } from './parse-exercise.ts'
import { timeOf, answerOf, type PredictQuestion } from './predict.ts'

/** Where an exercise is looked at first, so that it shows what it is about and answers nothing. */
export interface FirstLook {
  /** The cursor's first place. */
  at: number
  /** Of each question: how far the picture may be seen while it is open. */
  questions: readonly number[]
  /** How far the picture reaches, so that each time that is asked for lies in it with room on both sides. */
  until: number
}

/** A picture that ends before what is asked for ends so long before it. */
const BEFORE_SECONDS = 1
/** An incident begins so long before the first fault. */
const CALM_SECONDS = 30
/** Where nothing ends by itself. */
const SOME_TIME_SECONDS = 300

/**
 * Of an exercise as it begins: before the answer of its first question, before an incident's fault, after the first restart else.
 *
 * A run without a container is looked at from its beginning.
 */
export function firstLook(lesson: Lesson): FirstLook {
  const { incident, predict, evidence } = lesson.exercise
  const inputs = startOf(lesson)
  const drawing = drawingOf(simulate(inputs), inputs.duration)
  const first = Math.min(inputs.duration, ...drawing.tracks.flatMap(({ lives }) => lives.slice(0, 1).map(({ from }) => from)))
  const begin = first === inputs.duration ? 0 : upwards(first + BEFORE_SECONDS)
  const each = predict.map((question) => {
    const seen = seenBefore(question, inputs, drawing) ?? begin
    const isFirstOfAll = 'time' in question && question.time.start === 1
    return isFirstOfAll ? 0 : Math.max(begin, seen)
  })
  // what answers a later question is not seen while an earlier one is open
  const questions = each.map((_, n) => Math.min(...each.slice(n)))
  const until = spanFor(predict, inputs)
  if (questions.length > 0) return { at: questions[0]!, questions, until }
  if (evidence) return { at: evidence.at, questions, until: Math.min(inputs.duration, Math.max(until, evidence.at * 1.25)) }
  if (incident) {
    const fault = Math.min(...incident.faults.flatMap(({ actions }) => actions.map(({ at }) => at)))
    return { at: Math.max(begin, fault - CALM_SECONDS), questions, until }
  }
  const restarts = drawing.tracks.flatMap(({ lives }) => lives.slice(1, 2).map(({ from }) => from))
  const ends = drawing.tracks.flatMap(({ kills, lives }) => [
    ...kills.slice(0, 1).map(({ t }) => t),
    ...lives
      .filter(({ end }) => end !== 'running')
      .slice(0, 1)
      .map(({ to }) => to),
  ])
  const [shown] = [restarts, ends].find((times) => times.length > 0)?.toSorted((a, b) => a - b) ?? []
  return { at: upwards(Math.min(inputs.duration, shown ?? SOME_TIME_SECONDS)), questions, until }
}

/** Round lengths, so that the scale does not tell the answer. */
const SPANS = [120, 300, 600, 900, 1800, 3600]
const ROOM = 1.3
/** Where no time is asked for. */
const SPAN_SECONDS = 720

function spanFor(questions: readonly PredictQuestion[], inputs: Inputs): number {
  const times = questions.flatMap((question) => ('time' in question ? Number(answerOf(question, inputs) ?? 0) : []))
  const last = Math.max(...times) * ROOM
  return times.length === 0 ? SPAN_SECONDS : Math.min(inputs.duration, SPANS.find((span) => span >= last) ?? inputs.duration)
}

/** As a cursor has it, to the hundredth, and never before the moment itself. */
const upwards = (t: number): number => Math.ceil(t * 100) / 100

/** How far the picture may be seen while a question is open; undefined: no farther than where it begins. */
function seenBefore(question: PredictQuestion, inputs: Inputs, drawing: LaneDrawing): number | undefined {
  if ('time' in question) {
    const before = timeOf(question.time, drawing, (question.time.kill ?? question.time.start)! - 1)
    return before && upwards(before)
  }
  const { right } = question
  if (typeof right === 'string') return undefined
  if ('request' in right) return right.request.at - BEFORE_SECONDS
  const [asked] = Object.values(right) as [{ of: string; at?: number }]
  const at = asked.at ?? inputs.duration
  const done = inputs.actions.findLast((action) => action.at <= at)
  if (done) return done.at
  const { lives = [], kills = [] } = drawing.tracks.find(({ container }) => container === asked.of) ?? {}
  // one restart shows how it goes; how it goes on is the question
  if ('restarts' in right) return lives[1] && upwards(lives[1].from)
  const ends = lives.filter(({ end }) => end !== 'running').map(({ to }) => to)
  const changes = 'exitCode' in right ? ends : [...ends, ...lives.map(({ from }) => from), ...kills.map(({ t }) => t)]
  return Math.max(...changes.filter((t) => t <= at)) - BEFORE_SECONDS
}
