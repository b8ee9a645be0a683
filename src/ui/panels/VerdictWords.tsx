import type { ReactElement } from 'react'
import { POINTS, type Ordered, type OrderedRow } from '../../views/verdicts/order.ts'
import { TONES, type VerdictQuestion, type VerdictCell } from '../../views/verdicts/questions.ts'
import { orderLanes } from '../state/actions.ts'
import type { LaneDraft } from '../../share/payload.ts'

/** What the pointer or the keyboard is on: a head, or a lane's cell. */
export interface Looked {
  lane?: string
  question: VerdictQuestion
}

/** Always there, so that nothing moves: the cell that is looked at, else why the first lane is first. */
export function Foot({
  lanes,
  rows,
  looked,
  ordered,
  busy,
}: {
  lanes: readonly LaneDraft[]
  rows: readonly OrderedRow[]
  looked: Looked | null
  ordered: Ordered
  busy: string
}): ReactElement {
  const isOrdered = ordered.points.length > 0
  const wanted = ordered.order.map((place) => lanes[place]!.id)
  const isSame = wanted.every((id, place) => lanes[place]!.id === id)
  const row = looked && rows[lanes.findIndex(({ id }) => id === looked.lane)]
  const cell = looked && row?.cells[looked.question.id]
  const list = cell?.list
  const isHint = !isOrdered && !looked
  return (
    <div className="wrap verdict-foot">
      <div className="words">
        {looked && (cell || !isOrdered) ? (
          <LookedAt question={looked.question} lane={row?.name} cell={cell ?? undefined} />
        ) : isOrdered ? (
          <Why ordered={ordered} />
        ) : (
          HINT
        )}
      </div>
      {busy && <div className={isHint ? 'busy' : 'busy beside'}>{busy}</div>}
      {list && (
        <details>
          <summary>All {list.length} tries</summary>
          {/* A long list is scrolled with the keys. */}
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <ul className="mono" tabIndex={0} aria-label="All tries">
            {list.map((line, n) => (
              // two may be alike
              // oxlint-disable-next-line react/no-array-index-key
              <li key={n}>{line}</li>
            ))}
          </ul>
        </details>
      )}
      {isOrdered && (
        <button type="button" disabled={isSame} onClick={() => orderLanes(wanted)}>
          Order the lanes like this
        </button>
      )}
    </div>
  )
}

const HINT = 'Press an answer to see the run, or the request, that shows it. A star orders the lanes by what matters to you.'

function Why({ ordered: { why, depends } }: { ordered: Ordered }): ReactElement {
  return (
    <>
      <b>{why}</b> {depends && `It depends. ${depends}`}
    </>
  )
}

interface LookedAtProps {
  lane: string | undefined
  question: VerdictQuestion
  cell: VerdictCell | undefined
}

function LookedAt({ lane, question, cell }: LookedAtProps): ReactElement {
  if (!cell) return <>{`“${question.matters}”: ${question.definition}`}</>
  return (
    <>
      <b>
        {lane}, {question.head}:
      </b>{' '}
      {cell.reason}
    </>
  )
}

export function openDefinitions(): void {
  const dialog = document.querySelector<HTMLDialogElement>('#verdicts-help')
  dialog?.showModal()
  // its only control stands at the end
  dialog?.scrollTo(0, 0)
}

/** What is asked, word for word, and how the points come about. */
export function Definitions({ questions }: { questions: readonly VerdictQuestion[] }): ReactElement {
  return (
    <dialog id="verdicts-help" aria-labelledby="verdicts-mean">
      <h2 id="verdicts-mean">What the verdicts mean</h2>
      <p>
        Each is found by running the lane again, with one thing done to it, or by asking its servers: no number is written down. A press on
        a cell shows the run or the request. What matters to you counts {POINTS.good} points where it is {TONES.good.mark} good,{' '}
        {POINTS.costs} where it {TONES.costs.mark} costs, {POINTS.bad} where it is {TONES.bad.mark} bad, and twice as many where it matters
        twice; what has no answer for a lane earns nothing there, and that is said. Lanes with equal points are ordered by the smaller
        numbers.
      </p>
      <dl>
        {questions.map(({ id, head, matters, definition }) => (
          <div key={id}>
            <dt>
              {head} <span>{matters}</span>
            </dt>
            <dd>{definition}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog" className="row">
        <button>Close</button>
      </form>
    </dialog>
  )
}
