import type { Inputs } from '../../sim/scenario/inputs.ts'
import { answerOf, type PredictQuestion } from '../predict.ts'
import { clockDigits } from '../../views/text/duration-words.ts'

/** What a room has answered to a question, and what is right. */
export interface Histogram {
  ask: string
  /** As a time in seconds, or one of the choices; undefined where it does not happen. */
  right: number | string | undefined
  bars: readonly Bar[]
  answered: number
  /** So many were right. */
  hits: number
}

interface Bar {
  label: string
  count: number
  isRight: boolean
  /** Of a time: from when to when, in seconds. */
  from?: number
  to?: number
}

const MOST_BARS = 12
/** Widths of a bar that a person can read off, in seconds. */
const WIDTHS = [5, 10, 15, 30, 60, 120, 300, 600, 1200, 3600, 7200] as const

/** The answers to a question of an exercise; what is right is found by the run. */
export function histogramOf(question: PredictQuestion, answers: readonly (number | string | null | undefined)[], start: Inputs): Histogram {
  const right = answerOf(question, start)
  if ('choose' in question) {
    const given = answers.filter((answer) => answer !== null && answer !== undefined).map(String)
    const others = [...new Set(given)].filter((text) => !question.choose.includes(text))
    const bars = [...question.choose, ...others].map((label) => ({
      label,
      count: given.filter((text) => text === label).length,
      isRight: label === String(right),
    }))
    return { ask: question.ask, right, bars, answered: given.length, hits: given.filter((text) => text === String(right)).length }
  }
  const times = answers.filter((answer): answer is number => typeof answer === 'number' && Number.isFinite(answer) && answer >= 0)
  const within = (t: number): boolean => typeof right === 'number' && Math.abs(t - right) <= question.tolerance
  const end = Math.max(...times, typeof right === 'number' ? right : 0, 1)
  const width = WIDTHS.find((width) => end / width < MOST_BARS) ?? Math.ceil(end / MOST_BARS)
  const bars = Array.from({ length: Math.floor(end / width) + 1 }, (_, i): Bar => {
    const [from, to] = [i * width, (i + 1) * width]
    return {
      label: clockDigits(from),
      from,
      to,
      count: times.filter((t) => t >= from && t < to).length,
      isRight: typeof right === 'number' && right >= from && right < to,
    }
  })
  return { ask: question.ask, right, bars, answered: times.length, hits: times.filter(within).length }
}
