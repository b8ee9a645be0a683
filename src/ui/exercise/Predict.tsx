import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactElement } from 'react'
import { clockWords } from '../../views/text/duration-words.ts'
import { setCursor, showSpan } from '../state/actions.ts'
import { durationOf } from '../state/draft.ts'
import { useStore } from '../state/store.ts'
import { notCome } from '../kit/hooks.ts'
import { advance, horizon } from '../state/results.ts'
import { askAnswer } from './control.ts'
import { setProgress } from './course/progress.ts'
import { movePin, openQuestion, useSession, type OpenQuestion } from '../state/session.ts'
import { explains } from '../cards/Term.tsx'

const NOTHING = 'It does not happen in this run.'

/** Something was answered on this page, and what came of it is to be seen; and the button that was pressed for it goes. */
let [hasRevealed, hasPressed] = [false, false]

/** What all questions have come to: a part of the story then. */
export function Answered(): ReactElement | null {
  const exercise = useSession((session) => session.exercise)
  const open = useSession(openQuestion)
  const isSkipped = useSession((session) => session.progress.isSkipped === true)
  if (exercise === null || exercise.questions.length === 0 || open >= 0) return null
  return (
    <div className="questions" data-skipped={isSkipped || undefined}>
      {exercise.questions.map((question, n) => (
        <Predict key={`${exercise.id}/${n}`} question={question} n={n} />
      ))}
    </div>
  )
}

/** The questions as long as one is open: what came of the one before, it, and that more come. All outcomes stand in the story later. */
export function Questions(): ReactElement | null {
  const exercise = useSession((session) => session.exercise)
  const open = useSession(openQuestion)
  const list = useRef<HTMLDivElement>(null)
  const isTime = exercise?.questions[open] !== undefined && exercise.questions[open].choose === undefined
  const [refused, setRefused] = useState(-1)
  // all that may be seen has been played: what comes is asked for
  useEffect(
    () =>
      open < 0
        ? undefined
        : useStore.subscribe((state, before) => {
            if (state.playing !== before.playing && state.cursor >= horizon()) setRefused(open)
          }),
    [open],
  )
  useEffect(() => {
    useSession.setState({ asksPin: isTime })
    const box = list.current
    // the last outcome stays in sight above the question
    box?.scrollTo({ top: box.scrollHeight })
    if (hasPressed) goOn()
    hasPressed = false
    return () => useSession.setState({ pin: null, asksPin: false })
  }, [exercise?.id, open, isTime])
  if (!exercise || open < 0) return null
  const left = exercise.questions.length - 1 - open
  return (
    // Outcomes are scrolled with the keys.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="questions" ref={list} tabIndex={open > 1 ? 0 : undefined} data-open>
      {exercise.questions.map((question, n) =>
        n > open || n < open - 1 ? null : <Predict key={`${exercise.id}/${n}`} question={question} n={n} />,
      )}
      {refused === open && <output className="refused">Answer first: Play goes on when the question is answered.</output>}
      <p className="aside">{whatFollows(left, exercise.goals.length > 0)}</p>
    </div>
  )
}

/** The goals wait: what is asked first is to be read first. */
export function whatFollows(left: number, hasGoals: boolean): string {
  if (left === 0) return hasGoals ? 'Then the task, with its goals.' : ''
  const more = left === 1 ? 'One more question follows' : `${left} more questions follow`
  return `${more}${hasGoals ? ', then the task' : ''}.`
}

/** A question before the timeline: a pin on the time, or one of a few answers; Reveal plays what really happens. */
function Predict({ question, n }: { question: OpenQuestion; n: number }): ReactElement {
  const isLast = useSession(({ exercise }) => exercise?.questions.length === n + 1)
  const answer = useSession((session) => session.progress.answers[n] ?? null)
  const pin = useSession((session) => session.pin)
  const [choice, setChoice] = useState('')
  const [isPlaying, setPlaying] = useState(false)
  const [right, setRight] = useState<PredictAnswer>()
  const hint = useId()
  const isSet = question.choose ? choice !== '' : pin !== null
  const reveal = async (): Promise<void> => {
    const value = question.choose ? choice : pin!
    setPlaying(true)
    const found = await askAnswer(n).catch(notCome)
    // the guess stays, to be revealed later
    if (found === undefined) return setPlaying(false)
    if (typeof found === 'number') await playTo(found)
    // once nothing is open any more, all that was counted is to be seen
    else if (isLast && question.until !== undefined) {
      showSpan(0, question.until)
      advance(question.until, true)
      setCursor(question.until)
    }
    setRight(found)
    hasRevealed = hasPressed = true
    const { answers } = useSession.getState().progress
    setProgress({ answers: Array.from({ length: Math.max(answers.length, n + 1) }, (_, i) => (i === n ? value : (answers[i] ?? null))) })
  }
  const isSkipped = useSession((session) => session.progress.isSkipped === true)
  const isOver = answer !== null || isSkipped
  const isUnknown = right === undefined
  useEffect(() => {
    if (isOver && isUnknown) void askAnswer(n).then(setRight, notCome)
  }, [isOver, isUnknown, n])
  if (isOver) {
    return (
      <fieldset className="predict" aria-label={question.ask} data-answered>
        <legend>{question.ask}</legend>
        <Outcome {...{ question, answer, right, isLast }} />
      </fieldset>
    )
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !isSet || !(event.target instanceof HTMLInputElement)) return
    event.preventDefault()
    void reveal()
  }
  return (
    // Enter in a field is Reveal, as in any form.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <fieldset className="predict" aria-label={question.ask} disabled={isPlaying} onKeyDown={onKeyDown}>
      <legend>{question.ask}</legend>
      {question.choose ? (
        <div className="wrap predict-choices">
          {question.choose.map((text) => (
            <label key={text}>
              <input type="radio" name={`predict-${n}`} value={text} checked={choice === text} onChange={() => setChoice(text)} /> {text}
            </label>
          ))}
        </div>
      ) : (
        <PinInputs />
      )}
      <div className="reveal">
        <button
          type="button"
          className="primary"
          disabled={!isSet}
          aria-describedby={hint}
          {...explains('reveal')}
          onClick={() => void reveal()}
        >
          Reveal
        </button>
        <small id={hint}>
          {isSet
            ? `Reveal shows what really happens${question.choose ? '' : ', and how near you were'}.`
            : question.choose
              ? 'Choose an answer first.'
              : 'Drag the pin on the timeline, or here, or type the seconds, and press Enter.'}
          {!question.choose && <> {within(question)} counts as right.</>}
        </small>
      </div>
    </fieldset>
  )
}

/** The button that was pressed is gone: the keys go on with the next question, or with what may be done then. */
function goOn(): void {
  const { activeElement } = document
  if (activeElement !== document.body && activeElement !== null) return
  const next = document.querySelector<HTMLElement>('.predict:not([data-answered]) input, .exercise-buttons .primary')
  next?.focus({ preventScroll: true })
}

/** By a thumb. Seconds. */
const PIN_STEP = 5

/** The same pin as on the timeline, for the keys and for a number. */
function PinInputs(): ReactElement {
  // the scale is the timeline's
  const end = useStore((state) => Math.round(Math.min(durationOf(state.draft), state.to)))
  const at = useSession((session) => session.pin)
  const seen = useStore((state) => state.cursor)
  const step = (by: number): void => movePin(Math.max(0, (at ?? Math.round(seen)) + by))
  return (
    <div className="wrap pin-inputs">
      <input
        type="range"
        aria-label="Your pin"
        aria-valuetext={at === null ? 'not set' : clockWords(at)}
        min={0}
        max={end}
        step={1}
        value={at ?? 0}
        onChange={(event) => movePin(Number(event.target.value))}
      />
      <button type="button" className="icon" aria-label="Earlier" onClick={() => step(-PIN_STEP)}>
        −
      </button>
      <label>
        <input
          type="number"
          aria-label="Seconds"
          min={0}
          step={1}
          value={at ?? ''}
          onChange={(event) => {
            if (event.target.value === '') useSession.setState({ pin: null })
            else movePin(Math.max(0, Number(event.target.value)))
          }}
        />{' '}
        s
      </label>
      <button type="button" className="icon" aria-label="Later" onClick={() => step(PIN_STEP)}>
        +
      </button>
      <b>{at === null ? 'not set' : clockWords(at)}</b>
    </div>
  )
}

const within = ({ tolerance = 0 }: Pick<OpenQuestion, 'tolerance'>): string => `Within ${clockWords(tolerance)}`

type PredictAnswer = number | string | null

interface OutcomeProps {
  question: OpenQuestion
  /** Null where it was skipped. */
  answer: PredictAnswer
  /** What the run says; null where it does not happen, undefined before that is known. */
  right: PredictAnswer | undefined
  /** Of all questions: it stands in the story, and comes into sight once it was revealed. */
  isLast: boolean
}

/** What came of an answer, and why it is so. */
function Outcome({ question, answer, right, isLast }: OutcomeProps): ReactElement {
  const verdict = useRef<HTMLParagraphElement>(null)
  const isThere = right !== undefined && right !== null
  useEffect(() => {
    if (!isLast || !isThere) return
    if (hasRevealed) verdict.current?.scrollIntoView({ block: 'start' })
    hasRevealed = false
  }, [isLast, isThere])
  if (!isThere) return <p>{right === null ? NOTHING : '…'}</p>
  const { isRight, says } = outcomeOf(question, answer, right)
  return (
    <>
      <p data-right={isRight || undefined} ref={verdict}>
        {says}
      </p>
      {question.because !== undefined && <p className="because">{question.because}</p>}
    </>
  )
}

/** How near an answer was; null: none was given. */
export function outcomeOf(
  question: Pick<OpenQuestion, 'tolerance'>,
  answer: PredictAnswer,
  right: number | string,
): { isRight: boolean; says: string } {
  if (answer === null) return { isRight: false, says: `It is ${typeof right === 'number' ? clockWords(Math.round(right)) : right}.` }
  if (typeof right === 'string' || typeof answer === 'string') {
    const isRight = String(right) === String(answer)
    return { isRight, says: isRight ? `Right: ${right}.` : `You said ${answer}; it is ${right}.` }
  }
  // what is said is in whole seconds, and adds up
  const [is, pin] = [Math.round(right), Math.round(answer)]
  const off = Math.abs(is - pin)
  const isRight = off <= (question.tolerance ?? 0)
  const near =
    off === 0
      ? ', to the second.'
      : `; your pin, at ${clockWords(pin)}, was ${clockWords(off)} ${pin < is ? 'early' : 'late'}. ${within(question)} counts as right.`
  return { isRight, says: `${isRight ? 'Right: ' : 'Not quite: '}it is ${clockWords(is)}${near}` }
}

const PLAY_MS = 1600

/** The cursor runs to a moment, and the curtain before it. */
async function playTo(at: number): Promise<void> {
  const from = Math.min(useStore.getState().cursor, at)
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches
  const begin = performance.now()
  const go = (t: number): void => {
    advance(t, true)
    setCursor(t)
  }
  for (let part = 0; !isStill && part < 1;) {
    const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve))
    part = Math.min(1, (now - begin) / PLAY_MS)
    go(from + (at - from) * part)
  }
  go(at)
}
