import { useEffect, useState, type ReactElement } from 'react'
import type { Histogram } from '../../lessons/room/histogram.ts'
import type { Noted } from '../../lessons/room/room.ts'
import { clockWords } from '../../views/text/duration.ts'
import type { RoomExercise } from './messages.ts'
import { askHistograms } from './room-store.ts'

/** What the room has said to each question before the picture was shown; what is right is found by the run. */
export function Histograms({
  exercise: { id, questions },
  rows,
  isJudging,
}: {
  exercise: RoomExercise
  rows: readonly Noted[]
  isJudging: boolean
}): ReactElement | null {
  const [found, setFound] = useState<readonly Histogram[]>([])
  const [isRevealed, setRevealed] = useState(false)
  const answers = JSON.stringify(rows.map(({ row }) => row.answers))
  useEffect(() => {
    if (isJudging || questions === 0) return
    let isOver = false
    void askHistograms(id, JSON.parse(answers) as never).then(
      (all) => isOver || setFound(all),
      () => undefined,
    )
    return () => {
      isOver = true
    }
  }, [id, questions, answers, isJudging])
  const asked = found.filter(({ answered }) => answered > 0)
  if (asked.length === 0) return null
  return (
    <section aria-label="Questions" className="room-questions">
      <h4>
        What was predicted{' '}
        <button type="button" className="quiet" aria-pressed={isRevealed} onClick={() => setRevealed(!isRevealed)}>
          Show what is right
        </button>
      </h4>
      {asked.map((histogram) => (
        <Chart key={histogram.ask} of={histogram} isRevealed={isRevealed} />
      ))}
    </section>
  )
}

function Chart({ of: { ask, bars, answered, hits, right }, isRevealed }: { of: Histogram; isRevealed: boolean }): ReactElement {
  const most = Math.max(1, ...bars.map(({ count }) => count))
  const rightWords = right === undefined ? 'It does not happen' : typeof right === 'number' ? clockWords(right) : right
  return (
    <figure className="room-histogram">
      <figcaption>
        {ask}{' '}
        <small>
          {answered} {answered === 1 ? 'answer' : 'answers'}
          {isRevealed ? `, ${hits} right: ${rightWords}` : ''}
        </small>
      </figcaption>
      <ul aria-label={ask}>
        {bars.map(({ label, count, isRight, to }) => (
          <li key={label} data-right={(isRevealed && isRight) || undefined}>
            <span className="room-column" aria-hidden="true" style={{ height: `${(100 * count) / most}%` }} />
            <b>{count}</b>
            <span className="room-label">
              {label}
              {to === undefined ? '' : <span className="hidden-text"> to {clockWords(to)}</span>}
              {isRevealed && isRight && <span className="hidden-text">, right</span>}
            </span>
          </li>
        ))}
      </ul>
    </figure>
  )
}
