import { type ReactElement, type ReactNode, useState } from 'react'
import type { CandidateQuestion, ExerciseTrial } from '../../../lessons/candidates.ts'
import { listOf } from '../../../manifest/own.ts'
import { copy } from '../../kit/Dialogs.tsx'
import { saveFile } from '../../kit/save-file.ts'
import { useResult, useSettled } from '../../kit/hooks.ts'
import { Select } from '../../kit/Select.tsx'
import { Choices } from '../../kit/Choices.tsx'
import type { LaneDraft } from '../../../share/payload.ts'
import type { LaneTexts } from '../../../lessons/change.ts'
import { attemptAt } from '../../state/slot-actions.ts'
import { useSession } from '../../state/session.ts'
import { useStore } from '../../state/store.ts'
import { chosenLane, laneById, laneNamed, textsOfLane } from '../../state/draft.ts'
import { askTask, openText, rememberLesson, startOver } from '../control.ts'
import { allProgress, beginAgain } from '../course/progress.ts'
import { askFile, askOffered, askTrial } from '../exercise-client.ts'
import { isSolved } from '../solved.ts'
import {
  besideForm,
  chosenOf,
  exerciseDocument,
  exerciseLink,
  forgetForm,
  formOf,
  idOf,
  isFormKept,
  keepForm,
  keptForm,
  SOLUTIONS,
  textOf,
  type WantedExercise,
  withOwn,
  type ExerciseFields,
} from './make.ts'
import '../course/course.css'
import { isExerciseSlot } from '../../state/slot.ts'

/** What may be hidden, and what it would tell. */
const PARTS = [
  ['why', 'Why: the chain of causes, down to the line'],
  ['what-if', 'What if: changes that would have helped'],
  ['verdicts', 'Verdicts: the table of what each lane costs'],
  ['lanes', 'The other lanes: they may show the answer'],
  ['request', 'Request: who gets which answer'],
  ['events', 'Events'],
  ['terminal', 'Terminal'],
  ['future', 'What comes after the cursor: the clock runs by Play'],
] as const

/** The form before anything is filled in. */
function freshForm(before: ExerciseFields | undefined): WantedExercise {
  const { draft, start, lane } = useStore.getState()
  const title = String(draft.common.title)
  // what solves it is no task
  if (before) return { ...formOf(before, { title, lanes: draft.lanes }), isAsGiven: draft !== start && isSolved(useSession.getState()) }
  const hide = draft.lanes.length > 1 ? ['what-if', 'verdicts', 'lanes'] : ['what-if', 'verdicts']
  return { ...formOf({}, { title, lanes: draft.lanes }), lane, hide }
}

/** A task out of the scenario that is open: its words, what must hold, what helps, what is hidden; tried at once, saved as a file. */
export function MakeDialog({ close }: { close: () => void }): ReactElement {
  const [slot] = useState(() => useStore.getState().slot)
  const isExercise = isExerciseSlot(slot)
  const task = useResult(isExercise ? slot : '', () => askTask().catch(() => null))
  const [turn, setTurn] = useState(0)
  return (
    <Choices title="Make an exercise of this" close={close}>
      {isExercise && !task ? (
        <p>The exercise is being read …</p>
      ) : (
        <Form
          key={turn}
          slot={slot}
          before={task?.result ?? undefined}
          anew={() => {
            forgetForm(slot)
            setTurn(turn + 1)
          }}
          close={close}
        />
      )}
    </Choices>
  )
}

interface FormProps {
  slot: string
  /** Of the exercise that is open. */
  before: ExerciseFields | undefined
  anew: () => void
  close: () => void
}

export function Form({ slot, before, anew, close }: FormProps): ReactElement {
  const [{ draft: stands, start }] = useState(() => useStore.getState())
  const [wanted, setWanted] = useState<WantedExercise>(() => {
    const kept = keptForm(slot, freshForm(before))
    return { ...kept, lane: chosenLane({ draft: stands, lane: kept.lane }).id }
  })
  const [isKept, setKept] = useState(() => isFormKept(slot))
  const set = (change: Partial<WantedExercise>): void => {
    const next = { ...wanted, ...change }
    setWanted(next)
    keepForm(slot, next)
    setKept(true)
  }
  const { lane, isAsGiven } = wanted
  const isChanged = before !== undefined && stands !== start
  const draft = isChanged && isAsGiven ? start : stands
  const of = `${isAsGiven} ${lane}`
  const answer = useResult(of, () => askOffered(draft, lane).catch(() => ({ goals: [], questions: [] })))
  const offered = answer?.result.questions ?? []
  const questions = [...questionsBeside(before, offered), ...offered]
  const tried = answer?.of === of ? answer.result.goals : null
  const candidates = tried && withOwn(tried, before, before !== undefined && laneNamed(stands, before['lane']).id === lane)
  const goals = candidates ?? []
  const isReady = chosenOf(wanted, goals).length > 0
  // what it asks, and what answers it: whatever else is filled in makes no difference to it
  const task = isReady ? JSON.stringify([of, wanted.goals, wanted.solution]) : ''
  const learners = laneById(stands, lane)
  const solved = before === undefined && learners ? solvedTexts(idOf(wanted.title), learners) : undefined
  const now = isChanged && isAsGiven && learners ? textsOfLane(stands, learners) : solved
  const documentWith = (wrongs: ExerciseTrial['wrong']): object =>
    exerciseDocument(draft, wanted, { candidates: goals, before, now, questions: offered, wrongs })
  const tryout = useResult(useSettled(task, TRY_MS), () => askTrial(JSON.stringify(documentWith([]))))
  // the goals' numbers in it are those of the goals that are chosen
  const trial = tryout?.of === task ? tryout.result : null
  const others = draft.lanes.filter(({ id }) => id !== lane)
  const stays = besideForm(before)
  return (
    <form className="make" onSubmit={(event) => event.preventDefault()}>
      <label>
        Title <input value={wanted.title} maxLength={200} onChange={(event) => set({ title: event.target.value })} />
      </label>
      <label>
        Minutes{' '}
        <input
          type="number"
          min={1}
          max={240}
          value={wanted.minutes}
          onChange={(event) => set({ minutes: Number(event.target.value) || 1 })}
        />
      </label>
      {draft.lanes.length > 1 && (
        <Select
          label="The learner works in"
          value={lane}
          options={draft.lanes.map(({ id, name }) => [id, name])}
          set={(chosen) => set({ lane: chosen, goals: [] })}
        />
      )}
      {isChanged && (
        <Select
          label="The learner begins with"
          value={isAsGiven ? 'given' : 'now'}
          options={[
            ['given', 'the exercise as it was given'],
            ['now', 'the exercise as it stands, with what was changed in it'],
          ]}
          set={(start) => set({ isAsGiven: start === 'given', ...(wanted.solution === SOLUTIONS.now ? { solution: '' } : {}) })}
        />
      )}
      <TextField
        label="The task, in your words (Markdown)"
        rows={4}
        value={wanted.story}
        placeholder="What has happened, and what is to be done."
        set={(story) => set({ story })}
      />
      <Checks
        legend="What must hold at the end"
        choices={goals.map(({ goal: { text }, holds }) => ({ text, note: HOLDS[String(holds)]! }))}
        ticked={wanted.goals}
        set={(chosen) => set({ goals: chosen })}
      >
        {candidates === null && <p>Trying what could be asked for …</p>}
        {candidates?.length === 0 && <p>No pod of this lane can be read, so nothing can be asked of it.</p>}
      </Checks>
      {questions.length > 0 && (
        <Checks
          legend="Ask first"
          aside="Answered before the timeline is shown. The simulator knows the answers."
          choices={questions.map(({ question: { ask }, answer }) => ({
            text: ask,
            note: answer === '' ? 'as the exercise has it' : answer,
          }))}
          ticked={wanted.ask}
          set={(ask) => set({ ask })}
        />
      )}
      <TextField label="Hints, one a line, the gentlest first" rows={3} value={wanted.hints} set={(hints) => set({ hints })} />
      <Checks
        legend="Hidden until it is solved"
        aside="What would tell the answer. What is ticked is hidden from the learner, and the task says so."
        choices={PARTS.map(([text, label]) => ({ text, label }))}
        ticked={wanted.hide}
        set={(hide) => set({ hide })}
      >
        <label>
          A word of yours that shows it all before{' '}
          <input
            value={wanted.word}
            maxLength={60}
            autoComplete="off"
            placeholder={wanted.code === '' ? undefined : 'the same word as before'}
            onChange={(event) => set({ word: event.target.value.trim() })}
          />
        </label>
        <p className="aside">
          Only its hash is in the file.{' '}
          {wanted.code === '' ? (
            'Left empty, being solved alone shows it.'
          ) : (
            <button type="button" className="quiet" onClick={() => set({ word: '', code: '' })}>
              Do without a word
            </button>
          )}
        </p>
      </Checks>
      <Select
        label="The solution"
        value={wanted.solution}
        options={[...solutionsOf(before, now, now === solved), ...others.map(({ id, name }) => [id, `as in “${name}”`] as const)]}
        set={(solution) => set({ solution })}
      />
      <TextField
        label="Told afterwards, in your words (Markdown)"
        rows={3}
        value={wanted.debrief}
        placeholder="Left empty, the run tells what was shown, what else works, and the rule."
        set={(debrief) => set({ debrief })}
      />
      {trial && trial.wrong.length > 0 && (
        <Checks
          legend="Wrong answers that must not pass"
          aside="Tried by the simulator. What is ticked stands in the file, and the proof holds it."
          choices={trial.wrong.map(({ name, fails }) => ({
            text: name,
            isOff: fails.length === 0,
            note: fails.length === 0 ? 'solves it, too: is that meant?' : `fails ${failsWords(fails)}`,
          }))}
          ticked={wanted.wrong}
          set={(wrong) => set({ wrong })}
        />
      )}
      {stays.length > 0 && <p className="aside">What this form does not have stays as the exercise has it: {stays.join(', ')}.</p>}
      <Buttons
        title={wanted.title}
        isReady={isReady}
        made={() => documentWith(trial?.wrong ?? [])}
        close={close}
        hint={hintOf(candidates !== null, isReady, wanted)}
      >
        {isKept && (
          <button type="button" className="quiet" onClick={anew}>
            Fill in anew
          </button>
        )}
        {isReady && trial && <small className="tried">{triedWords(trial, solved !== undefined)}</small>}
      </Buttons>
    </form>
  )
}

/** What a goal is now, by whether it holds; undefined: it was not tried. */
const HOLDS: Readonly<Record<string, string>> = {
  undefined: 'as the exercise has it',
  true: 'holds already: a fix must keep it',
  false: 'does not hold yet: to be reached',
}

/** The questions that the exercise has, and that are not among those offered. */
const questionsBeside = (before: ExerciseFields | undefined, offered: readonly CandidateQuestion[]): CandidateQuestion[] =>
  listOf(before?.['predict'])
    .filter((question) => !offered.some((other) => other.question.ask === textOf(question)))
    .map((question) => ({ question, answer: '' }) as CandidateQuestion)

function hintOf(isTried: boolean, isReady: boolean, { story }: WantedExercise): string {
  if (isTried && !isReady) return 'Choose at least one thing that must hold.'
  return isReady && story.trim() === '' ? 'No task is written: a learner sees the goals alone.' : ''
}

interface TextFieldProps {
  label: string
  rows: number
  value: string
  placeholder?: string
  set: (value: string) => void
}

function TextField({ label, rows, value, placeholder, set }: TextFieldProps): ReactElement {
  return (
    <label>
      {label}
      <textarea rows={rows} value={value} placeholder={placeholder} onChange={(event) => set(event.target.value)} />
    </label>
  )
}

interface ChecksProps {
  legend: string
  aside?: string
  choices: readonly { text: string; label?: string; note?: string; isOff?: boolean }[]
  ticked: readonly string[]
  set: (ticked: readonly string[]) => void
  children?: ReactNode
}

function Checks({ legend, aside, choices, ticked, set, children }: ChecksProps): ReactElement {
  const toggle = (text: string): void => set(ticked.includes(text) ? ticked.filter((other) => other !== text) : [...ticked, text])
  return (
    <fieldset>
      <legend>{legend}</legend>
      {aside !== undefined && <p className="aside">{aside}</p>}
      {choices.map(({ text, label = text, note, isOff = false }) => (
        <label key={text} className="check">
          <input type="checkbox" disabled={isOff} checked={!isOff && ticked.includes(text)} onChange={() => toggle(text)} /> {label}{' '}
          {note !== undefined && <small>{note}</small>}
        </label>
      ))}
      {children}
    </fieldset>
  )
}

interface ButtonsProps {
  title: string
  isReady: boolean
  /** The scenario with the task in it. */
  made: () => object
  close: () => void
  /** What is said while nothing else is. */
  hint: string
  children: ReactNode
}

/** What is done with the exercise. */
function Buttons({ title, isReady, made, close, hint, children }: ButtonsProps): ReactElement {
  const [says, setSays] = useState('')
  /** What nobody could open is handed to nobody. */
  const handOut = (given: (document: object, text: string) => void): void => {
    const document = made()
    void askFile(document).then(
      (file) => {
        if ('error' in file) return setSays(file.error)
        rememberLesson(idOf(title), JSON.stringify(document))
        given(document, file.text)
      },
      () => setSays('It could not be written: a part of the page did not come. Try again.'),
    )
  }
  const copyLink = (): void =>
    handOut((document) => {
      const link = exerciseLink(document)
      if (link === undefined) return setSays('This is too much for a link: save it as a file.')
      void copy(link).then((worked) =>
        setSays(worked ? `Copied: a link of ${link.length.toLocaleString('en')} characters, with the whole exercise in it.` : link),
      )
    })
  const save = (): void =>
    handOut((_, text) => {
      setSays('')
      saveFile(`${idOf(title)}.yaml`, text)
    })
  const open = (): void =>
    void tryIt(JSON.stringify(made())).then(
      (why) => {
        if (why !== undefined) return setSays(why)
        close()
        setTimeout(() => document.querySelector<HTMLElement>('.exercise h2')?.focus())
      },
      () => setSays('It could not be opened: a part of the page did not come. Try again.'),
    )
  return (
    <div className="wrap exercise-buttons">
      <button type="button" className="primary" disabled={!isReady} onClick={open}>
        Try it
      </button>
      <button type="button" disabled={!isReady} onClick={copyLink}>
        Copy a link
      </button>
      <button type="button" disabled={!isReady} onClick={save}>
        Save as a file
      </button>
      {children}
      <output>{says || hint}</output>
    </div>
  )
}

const TRY_MS = 600

/** What may solve it beside the other lanes; `isTried`: the texts are those that solved it when it was tried. */
function solutionsOf(before: ExerciseFields | undefined, now: LaneTexts | undefined, isTried: boolean): (readonly [string, string])[] {
  const nowText = isTried ? 'as you solved it when you tried it' : 'as it stands now, with what was changed in it'
  return [
    ['', 'none is given'],
    ...(before?.['solution'] === undefined ? [] : ([[SOLUTIONS.before, 'as the exercise has it']] as const)),
    ...(now ? ([[SOLUTIONS.now, nowText]] as const) : []),
  ]
}

const failsWords = (fails: readonly (number | 'keep')[]): string =>
  fails.map((goal) => (goal === 'keep' ? 'what is to be kept' : `goal ${goal}`)).join(' and ')

/** Whether anything solves it. */
function triedWords({ isEmpty, solution }: ExerciseTrial, isSolvedByTrying: boolean): string {
  if (isEmpty) return 'It is solved from the start: ask for something that does not hold yet.'
  if (solution === undefined)
    return isSolvedByTrying
      ? 'You have solved it when you tried it: “The solution” can be that.'
      : 'No manifest has solved this yet: try it.'
  return solution === '' ? 'Its solution solves it.' : `Its solution does not: ${solution}`
}

/** What solved the exercise of that id when it was tried, where it is of the lane that it is made of. */
function solvedTexts(id: string, of: LaneDraft): LaneTexts | undefined {
  const attempt = allProgress().get(id)?.solved && attemptAt(id)
  const tried = attempt && attempt.lanes.find(({ name }) => name === of.name)
  if (!attempt || !tried) return undefined
  return textsOfLane(attempt, tried)
}

/** As a learner finds it: from its start, with nothing done yet. Gives a sentence where it cannot be opened. */
async function tryIt(text: string): Promise<string | undefined> {
  const why = await openText(text)
  if (why !== undefined) return why
  // what was filled in stands in the exercise now
  forgetForm(useStore.getState().slot)
  const { progress } = useSession.getState()
  if (progress.solved || progress.before || progress.edits > 0 || progress.hints > 0) beginAgain()
  const { draft, start } = useStore.getState()
  if (draft !== start) startOver()
  return undefined
}
