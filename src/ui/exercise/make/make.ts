import type { GoalCandidate, CandidateQuestion, CandidateWrong } from '../../../lessons/candidates.ts'
import type { LaneTexts } from '../../../lessons/change.ts'
import { defined, isRecord, listOf } from '../../../manifest/own.ts'
import { type Document, documentOf, type Draft, draftOf, linkOf } from '../../../share/payload.ts'
import { slug } from '../../kit/save-file.ts'
import { pageAddress } from '../../state/given.ts'
import { keepText, putAway, tell } from '../../state/slot-actions.ts'
import { jsonIn, keep } from '../../state/storage.ts'
import { sha256 } from '../sha256.ts'
import { laneById, laneNamed, textsOfLane } from '../../state/draft.ts'

/** What a trainer has filled in. */
export interface WantedExercise {
  title: string
  minutes: number
  /** The id of the lane that the learner works in. */
  lane: string
  story: string
  /** The texts of the goals, in their order. */
  goals: readonly string[]
  /** A hint a line. */
  hints: string
  hide: readonly string[]
  /** The questions to be asked first, by their texts. */
  ask: readonly string[]
  /** Markdown, for after it is solved; empty: the run tells it. */
  debrief: string
  /** Wrong answers that the simulator has found, by their names. */
  wrong: readonly string[]
  /** The id of the lane whose texts solve it, or one of `SOLUTIONS`; empty: none. */
  solution: string
  /** The trainer's word, which shows what is hidden; empty: being solved does. */
  word: string
  /** The hash of a word that was given before, which nobody knows any more; another word takes its place. */
  code: string
  /** Of an exercise that somebody has worked in: it begins as it was given, and not as it stands. */
  isAsGiven: boolean
}

/** Solutions that are no other lane's: the one that the exercise has, and what its learner's lane says now, or said when it was tried. */
export const SOLUTIONS = { before: ':before', now: ':now' } as const

/** By this title an exercise is known. */
export const idOf = (title: string): string => slug(title, 'exercise')

/** What an exercise has, as its file writes it. */
export type ExerciseFields = Readonly<Record<string, unknown>>

/** What an exercise is made of, beside what the form says. */
export interface ExerciseParts {
  /** All goals that could be chosen. */
  candidates: readonly Pick<GoalCandidate, 'goal'>[]
  /** The exercise that is open: what the form does not have is taken from it. */
  before?: ExerciseFields | undefined
  /** What the learner's lane says now, or said when it was tried. */
  now?: LaneTexts | undefined
  /** All questions that could be asked first. */
  questions?: readonly Pick<CandidateQuestion, 'question'>[]
  /** Wrong answers that could be named. */
  wrongs?: readonly CandidateWrong[]
}

type Offered = Pick<GoalCandidate, 'goal'> & { holds?: boolean }

/** What a goal asks, whatever it is called, and on however many releases. */
function askedBy({ text: _name, pod: _pod, container: _of, kubernetes: _on, seed: _with, ...asked }: GoalCandidate['goal']): string {
  return JSON.stringify(asked)
}

/** The goals that the exercise has, where the lane is its own, as it says them, before those that could be asked for beside them. */
export function withOwn(tried: readonly GoalCandidate[], before: ExerciseFields | undefined, isOwnLane: boolean): readonly Offered[] {
  const goals = isOwnLane ? ((before?.['goals'] ?? []) as GoalCandidate['goal'][]) : []
  const own = goals.map((goal): Offered => ({ ...tried.find((candidate) => candidate.goal.text === goal.text), goal }))
  const isOwn = ({ goal }: GoalCandidate): boolean => goals.some((item) => item.text === goal.text || askedBy(item) === askedBy(goal))
  return [...own, ...tried.filter((candidate) => !isOwn(candidate))]
}

/** The goals that are chosen, as far as they are offered. */
export const chosenOf = ({ goals }: WantedExercise, candidates: ExerciseParts['candidates']): GoalCandidate['goal'][] =>
  goals.flatMap((text) => candidates.find(({ goal }) => goal.text === text)?.goal ?? [])

/** The scenario with the task in it, as a file has it; the lane of the solution is not shown to the learner. */
export function exerciseDocument(
  draft: Draft,
  wanted: WantedExercise,
  { candidates, before, now, questions = [], wrongs = [] }: ExerciseParts,
): object {
  const { title, minutes, story, hints, hide, solution, word, code } = wanted
  const lane = laneById(draft, wanted.lane)!
  const model = laneById(draft, solution)
  const { title: _before, ...document } = documentOf({ ...draft, lanes: draft.lanes.filter((lane) => lane !== model) })
  const goals = chosenOf(wanted, candidates)
  const { goals: goalsBefore, solution: solutionBefore, hide: _hidden, wrong, predict: asked, debrief: _told, ...others } = before ?? {}
  const answer = model
    ? textsOfLane(draft, model)
    : solution === SOLUTIONS.before
      ? solutionBefore
      : solution === SOLUTIONS.now
        ? now
        : undefined
  // a wrong answer names the goals that it fails by their numbers
  const fits = JSON.stringify(goals) === JSON.stringify(goalsBefore)
  const namesOfWrong = listOf(wrong).map((answer) => (isRecord(answer) ? answer['name'] : ''))
  const found = wrongs.filter(({ name, fails }) => wanted.wrong.includes(name) && fails.length > 0 && !namesOfWrong.includes(name))
  const allWrong = [...(fits ? listOf(wrong) : []), ...found]
  const predict = [
    ...listOf(asked).filter((question) => wanted.ask.includes(textOf(question))),
    ...questions.flatMap(({ question }) =>
      wanted.ask.includes(question.ask) && !listOf(asked).some((item) => textOf(item) === question.ask) ? question : [],
    ),
  ]
  const until = word === '' ? (code === '' ? 'solved' : { code }) : { code: sha256(word) }
  return {
    ...document,
    title,
    exercise: {
      ...others,
      id: idOf(title),
      minutes,
      lane: lane.name,
      story,
      goals,
      hints: hints
        .split('\n')
        .map((hint) => hint.trim())
        .filter(Boolean),
      ...defined({ solution: answer }),
      ...(allWrong.length > 0 ? { wrong: allWrong } : {}),
      ...(predict.length > 0 ? { predict } : {}),
      ...(wanted.debrief.trim() === '' ? {} : { debrief: wanted.debrief }),
      ...(hide.length > 0 ? { hide: { parts: hide, until } } : {}),
    },
  }
}

/** What a question asks. */
export const textOf = (question: unknown): string => (isRecord(question) ? String(question['ask'] ?? '') : '')

/** The form of an exercise that is there already. */
export function formOf(before: ExerciseFields, { title, lanes }: { title: string; lanes: Draft['lanes'] }): WantedExercise {
  const { minutes, story, goals, hints, hide, solution, predict, debrief } = before
  const { parts, until } = isRecord(hide) ? hide : {}
  return {
    title,
    minutes: typeof minutes === 'number' ? minutes : 10,
    lane: laneNamed({ lanes }, before['lane']).id,
    story: typeof story === 'string' ? story.trimEnd() : '',
    goals: listOf(goals).flatMap((goal) => (isRecord(goal) && typeof goal['text'] === 'string' ? goal['text'] : [])),
    hints: listOf(hints)
      .map((hint) => String(hint).trim().replaceAll(/\s+/g, ' '))
      .join('\n'),
    hide: listOf(parts).map(String),
    ask: listOf(predict).map(textOf),
    debrief: typeof debrief === 'string' ? debrief.trimEnd() : '',
    wrong: [],
    solution: solution === undefined ? '' : SOLUTIONS.before,
    word: '',
    code: isRecord(until) && typeof until['code'] === 'string' ? until['code'] : '',
    isAsGiven: false,
  }
}

/** What an exercise has that the form has not, in words. */
export function besideForm(before: ExerciseFields | undefined): string[] {
  const words: readonly (readonly [string, string])[] = [
    ['keep', 'what is to be kept'],
    ['wrong', 'its wrong answers'],
    ['incident', 'what breaks in it'],
  ]
  return words.flatMap(([field, says]) => (before?.[field] === undefined ? [] : says))
}

/** An address that opens it anywhere: all of it stands in the fragment. Undefined where it is too large. */
export function exerciseLink(document: object): string | undefined {
  const fragment = linkOf(draftOf(document as Document), {})
  return fragment && `${pageAddress()}#${fragment}`
}

/** What a trainer has written about what is open, by its slot: closing the form, or the page, loses none of it. */
const RECORD = 'whyrestart-make:'
const UNKEPT = 'This browser has no room for the form of the exercise: what you fill in is lost on reload. Save it as a file, by the form.'

const THEIRS =
  'Another tab, or another version of the page, has filled in this form too. Yours takes its place: keep what it had as a file.'

/** The word itself stays in the page: on a device that learners share only its hash is kept. */
const words = new Map<string, string>()

/** The texts of forms as this page has left or found them. */
const known = new Map<string, string>()

/** What was filled in before; `otherwise`, and all that it lacks, where nothing was. */
export function keptForm(slot: string, otherwise: WantedExercise): WantedExercise {
  const text = keep.read(RECORD + slot)
  if (text === null) return otherwise
  const form = formIn(text, otherwise)
  if (form) known.set(slot, text)
  else putAway(RECORD + slot, 'the form of an exercise in it is of another version, or damaged')
  return form ? { ...form, word: words.get(slot) ?? '' } : otherwise
}

function formIn(text: string, otherwise: WantedExercise): WantedExercise | undefined {
  const read = jsonIn(text)
  return isRecord(read) && isForm({ ...otherwise, ...read }, otherwise) ? { ...otherwise, ...read } : undefined
}

export const isFormKept = (slot: string): boolean => keep.read(RECORD + slot) !== null

export function keepForm(slot: string, { word, ...wanted }: WantedExercise): void {
  words.set(slot, word)
  const before = keep.read(RECORD + slot)
  if (before !== null && before !== known.get(slot)) tell({ cause: 'aside', text: THEIRS, file: { name: 'form.json', text: before } })
  const text = JSON.stringify(word === '' ? wanted : { ...wanted, code: sha256(word) })
  known.set(slot, text)
  keepText(RECORD + slot, text, UNKEPT)
}

export function forgetForm(slot: string): void {
  words.delete(slot)
  keep.remove(RECORD + slot)
}

/** Each field is of the kind that the form has. */
function isForm(read: Readonly<Record<string, unknown>>, like: WantedExercise): boolean {
  return Object.entries(like).every(([field, value]) => {
    const found = read[field]
    return Array.isArray(value) ? Array.isArray(found) && found.every((item) => typeof item === 'string') : typeof found === typeof value
  })
}
