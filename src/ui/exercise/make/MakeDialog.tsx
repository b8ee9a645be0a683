import { type ReactElement, useEffect, useState } from 'react'
import type { Candidate, CandidateQuestion, ExerciseTrial } from '../../../lessons/candidates.ts'
import { isRecord } from '../../../manifest/own.ts'
import { copy } from '../../kit/Dialogs.tsx'
import { saveFile, slug } from '../../kit/save-file.ts'
import { useSettled } from '../../kit/hooks.ts'
import { Choices } from '../../own/Choices.tsx'
import type { LaneDraft } from '../../../share/payload.ts'
import type { Texts } from '../../../lessons/change.ts'
import { attemptAt } from '../../state/actions.ts'
import { useSession } from '../../state/session.ts'
import { keep } from '../../state/storage.ts'
import { useStore } from '../../state/store.ts'
import { textsOfLane } from '../../state/draft.ts'
import { askTask, openText, rememberLesson, startOver } from '../control.ts'
import { allProgress, beginAgain } from '../course/progress.ts'
import { askCandidates, askFile, askQuestions, askTrial } from '../exercise-client.ts'
import { sha256 } from '../sha256.ts'
import { isSolved } from '../solved.ts'
import {
  besideForm,
  chosenOf,
  exerciseDocument,
  exerciseLink,
  formOf,
  idOf,
  ownLane,
  SOLUTIONS,
  textOf,
  type Wanted,
  withOwn,
  type Written,
} from './make.ts'
import '../course/course.css'

/** What a trainer has written about what is open, by its slot: closing the form, or the page, loses none of it. */
const RECORD = 'whyrestart-make:'

/** The word itself stays in the page: on a device that learners share only its hash is kept. */
const words = new Map<string, string>()

/** What was filled in before; `otherwise`, and all that it lacks, where nothing was. */
function keptForm(slot: string, otherwise: Wanted): Wanted {
  try {
    const read: unknown = JSON.parse(keep.read(RECORD + slot) ?? 'null')
    return isRecord(read) && isForm({ ...otherwise, ...read }, otherwise)
      ? { ...otherwise, ...read, word: words.get(slot) ?? '' }
      : otherwise
  } catch {
    return otherwise
  }
}

const isFormKept = (slot: string): boolean => keep.read(RECORD + slot) !== null

function keepForm(slot: string, { word, ...wanted }: Wanted): void {
  words.set(slot, word)
  keep.write(RECORD + slot, JSON.stringify(word === '' ? wanted : { ...wanted, code: sha256(word) }))
}

function forgetForm(slot: string): void {
  words.delete(slot)
  keep.remove(RECORD + slot)
}

/** Each field is of the kind that the form has. */
function isForm(read: Readonly<Record<string, unknown>>, like: Wanted): boolean {
  return Object.entries(like).every(([field, value]) => {
    const found = read[field]
    return Array.isArray(value) ? Array.isArray(found) && found.every((item) => typeof item === 'string') : typeof found === typeof value
  })
}

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
function freshForm(before: Written | undefined): Wanted {
  const { draft, start, lane } = useStore.getState()
  const title = String(draft.common.title)
  // what solves it is no task
  if (before) return { ...formOf(before, { title, lanes: draft.lanes }), isAsGiven: draft !== start && isSolved(useSession.getState()) }
  const hide = draft.lanes.length > 1 ? ['what-if', 'verdicts', 'lanes'] : ['what-if', 'verdicts']
  return {
    title,
    minutes: 10,
    lane,
    story: '',
    goals: [],
    hints: '',
    hide,
    ask: [],
    debrief: '',
    wrong: [],
    solution: '',
    word: '',
    code: '',
    isAsGiven: false,
  }
}

/** A task out of the scenario that is open: its words, what must hold, what helps, what is hidden; tried at once, saved as a file. */
export function MakeDialog({ close }: { close: () => void }): ReactElement {
  const [slot] = useState(() => useStore.getState().slot)
  const [before, setBefore] = useState<Written | 'none' | null>(() => (slot.startsWith('exercise:') ? null : 'none'))
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    if (before !== null) return
    void askTask().then(
      (task) => setBefore(task ?? 'none'),
      () => setBefore('none'),
    )
  }, [before])
  return (
    <Choices title="Make an exercise of this" close={close}>
      {before === null ? (
        <p>The exercise is being read …</p>
      ) : (
        <Form
          key={turn}
          slot={slot}
          before={before === 'none' ? undefined : before}
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
  before: Written | undefined
  anew: () => void
  close: () => void
}

function Form({ slot, before, anew, close }: FormProps): ReactElement {
  const [{ draft: stands, start }] = useState(() => useStore.getState())
  const [wanted, setWanted] = useState<Wanted>(() => {
    const kept = keptForm(slot, freshForm(before))
    const lane = stands.lanes.find(({ id }) => id === kept.lane) ?? stands.lanes[0]!
    return { ...kept, lane: lane.id }
  })
  const [isKept, setKept] = useState(() => isFormKept(slot))
  const [answer, setAnswer] = useState<{ of: string; found: readonly Candidate[] } | null>(null)
  const [says, setSays] = useState('')
  const set = (change: Partial<Wanted>): void => {
    const next = { ...wanted, ...change }
    setWanted(next)
    keepForm(slot, next)
    setKept(true)
  }
  const { lane, isAsGiven } = wanted
  const isChanged = before !== undefined && stands !== start
  const draft = isChanged && isAsGiven ? start : stands
  const of = `${isAsGiven} ${lane}`
  useEffect(() => {
    let isOver = false
    const take = (found: readonly Candidate[]): void => {
      if (!isOver) setAnswer({ of, found })
    }
    void askCandidates(draft, lane).then(take, () => take([]))
    return () => {
      isOver = true
    }
  }, [draft, lane, of])
  const [offered, setOffered] = useState<readonly CandidateQuestion[]>([])
  useEffect(() => {
    void askQuestions(draft, lane).then(setOffered, () => setOffered([]))
  }, [draft, lane])
  const questions = [
    ...listOf(before?.['predict']).flatMap((question) =>
      offered.some((candidateQuestion) => candidateQuestion.question.ask === textOf(question)) ? [] : { question, answer: '' },
    ),
    ...offered,
  ] as readonly CandidateQuestion[]
  const tried = answer?.of === of ? answer.found : null
  const candidates = tried && withOwn(tried, before, before !== undefined && ownLane(before, stands.lanes)?.id === lane)
  const [tryout, setTryout] = useState<{ of: string; found: ExerciseTrial } | null>(null)
  const isReady = candidates !== null && chosenOf(wanted, candidates).length > 0
  // what it asks, and what answers it: whatever else is filled in makes no difference to it
  const asked = isReady ? JSON.stringify([of, wanted.goals, wanted.solution]) : ''
  // the goals' numbers in it are those of the goals that are chosen
  const trial = tryout?.of === asked ? tryout.found : null
  const learners = stands.lanes.find(({ id }) => id === lane)
  const solved = before === undefined && learners ? solvedTexts(idOf(wanted.title), learners) : undefined
  const now = isChanged && isAsGiven && learners ? textsOfLane(stands, learners) : solved
  const made = (): object =>
    exerciseDocument(draft, wanted, { candidates: candidates ?? [], before, now, questions: offered, wrongs: trial?.wrong ?? [] })
  const handedOut = (): object => {
    const document = made() as { exercise: { id: string } }
    rememberLesson(document.exercise.id, JSON.stringify(document))
    return document
  }
  const toggle = <T,>(list: readonly T[], item: T): T[] => (list.includes(item) ? list.filter((other) => other !== item) : [...list, item])
  const stays = besideForm(before)
  const settled = useSettled(asked, TRY_MS)
  useEffect(() => {
    if (settled === '') return
    let isOver = false
    const take = (found: ExerciseTrial | null): void => {
      if (!isOver) setTryout(found && { of: settled, found })
    }
    void askTrial(JSON.stringify(made())).then(take, () => take(null))
    return () => {
      isOver = true
    }
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- it is tried anew with what is asked alone
  }, [settled])
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
      <label>
        The learner works in{' '}
        <select value={lane} onChange={(event) => set({ lane: event.target.value, goals: [] })}>
          {draft.lanes.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {isChanged && (
        <label>
          The learner begins with{' '}
          <select
            value={isAsGiven ? 'given' : 'now'}
            onChange={({ target }) =>
              set({
                isAsGiven: target.value === 'given',
                ...(wanted.solution === SOLUTIONS.now ? { solution: '' } : {}),
              })
            }
          >
            <option value="given">the exercise as it was given</option>
            <option value="now">the exercise as it stands, with what was changed in it</option>
          </select>
        </label>
      )}
      <label>
        The task, in your words (Markdown)
        <textarea
          rows={4}
          value={wanted.story}
          placeholder="What has happened, and what is to be done."
          onChange={(event) => set({ story: event.target.value })}
        />
      </label>
      <fieldset>
        <legend>What must hold at the end</legend>
        {candidates === null && <p>Trying what could be asked for …</p>}
        {candidates?.length === 0 && <p>No pod of this lane can be read, so nothing can be asked of it.</p>}
        {candidates?.map(({ goal: { text }, holds }) => (
          <label key={text} className="check">
            <input type="checkbox" checked={wanted.goals.includes(text)} onChange={() => set({ goals: toggle(wanted.goals, text) })} />{' '}
            {text}{' '}
            <small>
              {holds === undefined
                ? 'as the exercise has it'
                : holds
                  ? 'holds already: a fix must keep it'
                  : 'does not hold yet: to be reached'}
            </small>
          </label>
        ))}
      </fieldset>
      {questions.length > 0 && (
        <fieldset>
          <legend>Ask first</legend>
          <p className="aside">Answered before the picture is shown. The simulator knows the answers.</p>
          {questions.map(({ question: { ask }, answer: is }) => (
            <label key={ask} className="check">
              <input type="checkbox" checked={wanted.ask.includes(ask)} onChange={() => set({ ask: toggle(wanted.ask, ask) })} /> {ask}{' '}
              <small>{is === '' ? 'as the exercise has it' : is}</small>
            </label>
          ))}
        </fieldset>
      )}
      <label>
        Hints, one a line, the gentlest first
        <textarea rows={3} value={wanted.hints} onChange={(event) => set({ hints: event.target.value })} />
      </label>
      <fieldset>
        <legend>Hidden until it is solved</legend>
        <p className="aside">What would tell the answer. What is ticked is hidden from the learner, and the task says so.</p>
        {PARTS.map(([part, tells]) => (
          <label key={part} className="check">
            <input type="checkbox" checked={wanted.hide.includes(part)} onChange={() => set({ hide: toggle(wanted.hide, part) })} /> {tells}
          </label>
        ))}
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
      </fieldset>
      <label>
        The solution{' '}
        <select value={wanted.solution} onChange={(event) => set({ solution: event.target.value })}>
          <option value="">none is given</option>
          {before?.['solution'] !== undefined && <option value={SOLUTIONS.before}>as the exercise has it</option>}
          {now && (
            <option value={SOLUTIONS.now}>
              {now === solved ? 'as you solved it when you tried it' : 'as it stands now, with what was changed in it'}
            </option>
          )}
          {draft.lanes
            .filter(({ id }) => id !== lane)
            .map(({ id, name }) => (
              <option key={id} value={id}>
                as in “{name}”
              </option>
            ))}
        </select>
      </label>
      <label>
        Told afterwards, in your words (Markdown)
        <textarea
          rows={3}
          value={wanted.debrief}
          placeholder="Left empty, the run tells what was shown, what else works, and the rule."
          onChange={(event) => set({ debrief: event.target.value })}
        />
      </label>
      {trial && trial.wrong.length > 0 && (
        <fieldset>
          <legend>Wrong answers that must not pass</legend>
          <p className="aside">Tried by the simulator. What is ticked stands in the file, and the proof holds it.</p>
          {trial.wrong.map(({ name, fails }) => (
            <label key={name} className="check">
              <input
                type="checkbox"
                disabled={fails.length === 0}
                checked={fails.length > 0 && wanted.wrong.includes(name)}
                onChange={() => set({ wrong: toggle(wanted.wrong, name) })}
              />{' '}
              {name} <small>{fails.length === 0 ? 'solves it, too: is that meant?' : `fails ${failsWords(fails)}`}</small>
            </label>
          ))}
        </fieldset>
      )}
      {stays.length > 0 && <p className="aside">What this form does not have stays as the exercise has it: {stays.join(', ')}.</p>}
      <div className="wrap exercise-buttons">
        <button
          type="button"
          className="primary"
          disabled={!isReady}
          onClick={() =>
            void tryIt(JSON.stringify(made())).then(
              (why) => (why === undefined ? close() : setSays(why)),
              () => setSays('It could not be opened: a part of the page did not come. Try again.'),
            )
          }
        >
          Try it
        </button>
        <button
          type="button"
          disabled={!isReady}
          onClick={() => {
            const link = exerciseLink(handedOut())
            if (link === undefined) return setSays('This is too much for a link: save it as a file.')
            void copy(link).then((worked) =>
              setSays(worked ? `Copied: a link of ${link.length.toLocaleString('en')} characters, with the whole exercise in it.` : link),
            )
          }}
        >
          Copy a link
        </button>
        <button
          type="button"
          disabled={!isReady}
          onClick={() =>
            void askFile(handedOut()).then(
              (text) => saveFile(`${slug(wanted.title, 'exercise')}.yaml`, text),
              () => setSays('It could not be written: a part of the page did not come. Try again.'),
            )
          }
        >
          Save as a file
        </button>
        {isKept && (
          <button type="button" className="quiet" onClick={anew}>
            Fill in anew
          </button>
        )}
        {isReady && trial && <small className="tried">{triedWords(trial, solved !== undefined)}</small>}
        <output>
          {says ||
            (candidates !== null && !isReady
              ? 'Choose at least one thing that must hold.'
              : isReady && wanted.story.trim() === ''
                ? 'No task is written: a learner sees the goals alone.'
                : '')}
        </output>
      </div>
    </form>
  )
}

const TRY_MS = 600

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as readonly unknown[]) : [])

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
function solvedTexts(id: string, of: LaneDraft): Texts | undefined {
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
