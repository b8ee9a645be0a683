import { useState, type ReactElement } from 'react'
import { clockWords } from '../../views/text/duration.ts'
import { setCursor } from '../state/actions.ts'
import { durationOf } from '../state/draft.ts'
import { useStore } from '../state/store.ts'
import { advance } from '../timeline/curtain.ts'
import { askAnswer } from './control.ts'
import { usePin } from './pin.ts'
import { setProgress } from './progress.ts'
import { useSession, type OpenQuestion } from './session.ts'

const NOTHING = 'It does not happen in this run.'

/** A question before the picture: a pin on the time, or one of a few answers; Reveal plays what really happens. */
export function Predict({ question, n }: { question: OpenQuestion; n: number }): ReactElement {
  const answer = useSession((session) => session.progress.answers[n] ?? null)
  const isFirst = useSession(({ progress }) => Array.from({ length: n }, (_, i) => i).every((i) => (progress.answers[i] ?? null) !== null))
  const [guess, setGuess] = useState<string>('')
  const [right, setRight] = useState<number | string | null | undefined>(undefined)
  const reveal = async (): Promise<void> => {
    const value = question.choose ? guess : Number(guess)
    const found = await askAnswer(n)
    if (typeof found === 'number') await playTo(found)
    setRight(found)
    const { answers } = useSession.getState().progress
    setProgress({ answers: Array.from({ length: Math.max(answers.length, n + 1) }, (_, i) => (i === n ? value : (answers[i] ?? null))) })
  }
  return (
    <fieldset className="predict" aria-label={question.ask} disabled={!isFirst}>
      <legend>{question.ask}</legend>
      {answer === null ? (
        <>
          {question.choose ? (
            question.choose.map((one) => (
              <label key={one}>
                <input type="radio" name={`predict-${n}`} value={one} checked={guess === one} onChange={() => setGuess(one)} /> {one}
              </label>
            ))
          ) : (
            <Pin guess={guess} setGuess={setGuess} />
          )}
          <button type="button" className="primary" disabled={guess === ''} onClick={() => void reveal()}>
            Reveal
          </button>
        </>
      ) : (
        <Outcome question={question} answer={answer} right={right} n={n} />
      )}
    </fieldset>
  )
}

function Pin({ guess, setGuess }: { guess: string; setGuess: (guess: string) => void }): ReactElement {
  const end = useStore((state) => durationOf(state.draft))
  return (
    <>
      <input
        type="range"
        aria-label="Your pin"
        aria-valuetext={guess === '' ? 'not set' : clockWords(Number(guess))}
        min={0}
        max={end}
        step={1}
        value={guess === '' ? 0 : guess}
        onChange={(event) => {
          setGuess(event.target.value)
          usePin.setState({ at: Number(event.target.value) })
        }}
      />{' '}
      <b>{guess === '' ? 'drag the pin' : clockWords(Number(guess))}</b>
    </>
  )
}

interface OutcomeProps {
  question: OpenQuestion
  answer: number | string
  right: number | string | null | undefined
  n: number
}

function Outcome({ question, answer, right: told, n }: OutcomeProps): ReactElement {
  const [late, setLate] = useState<number | string | null | undefined>(undefined)
  const right = told === undefined ? late : told
  if (right === undefined) void askAnswer(n).then(setLate, () => undefined)
  if (right === undefined) return <p>…</p>
  if (right === null) return <p>{NOTHING}</p>
  if (typeof right === 'string' || typeof answer === 'string') {
    const isRight = String(right) === String(answer)
    return (
      <p data-right={isRight || undefined}>
        {isRight ? `Right: ${String(right)}.` : `You said ${String(answer)}; it is ${String(right)}.`}
      </p>
    )
  }
  const off = Math.abs(right - answer)
  const isRight = off <= (question.tolerance ?? 0)
  return (
    <p data-right={isRight || undefined}>
      {isRight ? 'Right: ' : 'Not quite: '}it is {clockWords(right)}
      {off < 1 ? ', to the second.' : `; your pin was ${clockWords(answer)}, ${clockWords(off)} ${answer < right ? 'early' : 'late'}.`}
    </p>
  )
}

const PLAY_MS = 1600

/** The cursor runs to a moment, and the curtain before it. */
async function playTo(at: number): Promise<void> {
  const from = Math.min(useStore.getState().cursor, at)
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches
  const begin = performance.now()
  const go = (t: number): void => {
    advance(t)
    setCursor(t)
  }
  for (let part = 0; !isStill && part < 1;) {
    const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve))
    part = Math.min(1, (now - begin) / PLAY_MS)
    go(from + (at - from) * part)
  }
  go(at)
}
