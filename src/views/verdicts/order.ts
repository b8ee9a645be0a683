import { QUESTIONS, type VerdictCell, NEVER, type QuestionId, type Tone } from './questions.ts'
import { listed } from '../text/words.ts'
import type { FileProblem } from '../lanes/problems.ts'

/** How much each question matters to a person; what is left out does not. */
export type Weights = Readonly<Partial<Record<QuestionId, number>>>

/** A matter may count once, or twice. */
export const MOST_WEIGHT = 2

export interface OrderedRow {
  name: string
  cells: Readonly<Partial<Record<QuestionId, VerdictCell>>>
}

export interface Ordered {
  /** Places in the rows given, the best first. */
  order: readonly number[]
  /** Of each row, in the order given; empty where nothing matters, or not all is known yet. */
  points: readonly number[]
  /** The most that there is to have. */
  most: number
  /** Why the first one is first; empty where nothing matters. */
  why: string
  /** What else would come first, if something else mattered. */
  depends: string
}

/** What each tone is worth. What has no answer earns nothing, and loses to what has one. */
export const POINTS: Readonly<Record<Tone, number>> = { good: 2, costs: 1, bad: 0, 'not asked': 0 }

const isAsked = ({ cells }: OrderedRow, id: QuestionId): boolean => cells[id]!.tone !== 'not asked'
/** Of equal points, the smaller number comes first. */
const sortOf = (row: OrderedRow, id: QuestionId): number => (isAsked(row, id) ? row.cells[id]!.sort : 2 * NEVER)

/**
 * Orders lanes by what matters: the sum of weight times points, then the smaller numbers, then their own order.
 *
 * While a cell that matters is not known yet, the rows keep their own order.
 */
export function orderBy(rows: readonly OrderedRow[], weights: Weights): Ordered {
  const matters = mattersOf(weights)
  const most = matters.reduce((sum, { weight }) => sum + weight * POINTS.good, 0)
  const order = ranked(rows, matters)
  if (!order) return { order: rows.map((_, place) => place), points: [], most, why: '', depends: '' }
  const points = rows.map((row) => pointsOf(row, matters))
  return { order, points, most, why: whyFirst(rows, order, matters, most), depends: dependsOn(rows, weights, order) }
}

/** Their places, the best first; undefined where nothing matters, or not all of it is known yet. */
function ranked(rows: readonly OrderedRow[], matters: readonly Matter[]): number[] | undefined {
  if (matters.length === 0 || rows.some(({ cells }) => matters.some(({ id }) => !cells[id]))) return undefined
  return rows.map((_, place) => place).toSorted((a, b) => compare(rows[a]!, rows[b]!, matters) || a - b)
}

interface Matter {
  id: QuestionId
  words: string
  weight: number
}

/** The heaviest first. */
function mattersOf(weights: Weights): Matter[] {
  return QUESTIONS.flatMap(({ id, matters }) => (weights[id] ? [{ id, words: matters, weight: weights[id] }] : [])).toSorted(
    (a, b) => b.weight - a.weight,
  )
}

function pointsOf({ cells }: OrderedRow, matters: readonly Matter[]): number {
  return matters.reduce((sum, { id, weight }) => sum + weight * POINTS[cells[id]!.tone], 0)
}

function compare(a: OrderedRow, b: OrderedRow, matters: readonly Matter[]): number {
  const byPoints = pointsOf(b, matters) - pointsOf(a, matters)
  if (byPoints !== 0) return byPoints
  return matters.map(({ id }) => sortOf(a, id) - sortOf(b, id)).find((difference) => difference !== 0) ?? 0
}

function whyFirst(rows: readonly OrderedRow[], order: readonly number[], matters: readonly Matter[], most: number): string {
  const [first, second] = order.map((place) => rows[place]!)
  const points = pointsOf(first!, matters)
  const head = `“${first!.name}” comes first with ${points} of ${most} points`
  const lost = matters
    .filter(({ id }) => isAsked(first!, id) && POINTS[first!.cells[id]!.tone] < POINTS.good)
    .map(({ id, words }) => `“${words}” (${first!.cells[id]!.value})`)
  const price = `${lost.length ? ` It still loses some on ${listed(lost)}.` : ''}${unanswered(rows, matters)}`
  if (!second) return `${head}.${price}`
  const behind = pointsOf(second, matters)
  if (compare(first!, second, matters) === 0) {
    const alike = order.filter((place) => compare(first!, rows[place]!, matters) === 0).map((place) => `“${rows[place]!.name}”`)
    return `${listed(alike)} come first alike with ${points} of ${most} points: what you chose does not tell them apart.${price}`
  }
  const better = matters.filter(
    ({ id, weight }) =>
      weight * (POINTS[first!.cells[id]!.tone] - POINTS[second.cells[id]!.tone]) > 0 ||
      (behind === points && sortOf(first!, id) < sortOf(second, id)),
  )
  const by = better.map(
    ({ id, words }) =>
      `“${words}” (${first!.cells[id]!.value}, ${isAsked(second, id) ? 'not' : 'where the other is'} ${second.cells[id]!.value})`,
  )
  return `${head}${behind === points ? ', as many as' : ', before'} “${second.name}”${behind === points ? '' : ` with ${behind}`}, for ${listed(by)}.${price}`
}

/** Said openly: such a question is neither good nor bad, and earns nothing. */
function unanswered(rows: readonly OrderedRow[], matters: readonly Matter[]): string {
  return matters
    .flatMap(({ id, words }) => {
      const open = rows.filter((row) => !isAsked(row, id)).map(({ name }) => `“${name}”`)
      return open.length
        ? [` “${words}” has no answer for ${open.length === rows.length ? 'any lane' : listed(open)}, and earns nothing there.`]
        : []
    })
    .join('')
}

/** One matter more, or one less, that brings another lane to the front: the second one, if it can be. */
function dependsOn(rows: readonly OrderedRow[], weights: Weights, [winner, second]: readonly number[]): string {
  const turns = QUESTIONS.flatMap(({ id, matters }) => {
    const weight = weights[id] ?? 0
    const other = ranked(rows, mattersOf({ ...weights, [id]: weight ? 0 : MOST_WEIGHT }))?.[0]
    // what one of the two was not asked tells nothing about them
    if (other === undefined || other === winner || [other, winner].some((place) => place === undefined || !isAsked(rows[place]!, id)))
      return []
    const words = weight
      ? `Without “${matters}”, it would be “${rows[other]!.name}”.`
      : `If “${matters}” mattered much, it would be “${rows[other]!.name}”.`
    return [{ other, words }]
  })
  return (turns.find(({ other }) => other === second) ?? turns[0])?.words ?? ''
}

/** What stands in a lane's files and is not simulated. */
export interface LeftOut {
  file: string
  /** From 1. */
  line: number
  message: string
}

/** Those of a lane's problems that say what no run and no verdict takes into account. */
export function leftOutOf(problems: readonly Pick<FileProblem, 'code' | 'file' | 'range' | 'message'>[]): LeftOut[] {
  return problems.flatMap(({ code, file, range, message }) => (code === 'NOT_SIMULATED' ? [{ file, line: range.start.line, message }] : []))
}
