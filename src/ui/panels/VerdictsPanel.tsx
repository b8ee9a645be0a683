import { Fragment, useEffect, useState, type KeyboardEvent, type ReactElement } from 'react'
import type { Cells } from '../../views/verdicts/judge-lane.ts'
import { MOST_WEIGHT, orderBy, POINTS, type Ordered, type OrderedRow, leftOutOf } from '../../views/verdicts/order.ts'
import { GROUPS, QUESTIONS, TONES, type VerdictQuestion, type VerdictCell, type Proof } from '../../views/verdicts/questions.ts'
import { selectLane } from '../state/actions.ts'
import { hasHappened } from '../state/draft.ts'
import { openProof } from '../simulator/open-proof.ts'
import { hasServer, results, useNamedLanes } from '../state/results.ts'
import { isProof, type LaneDraft } from '../../share/payload.ts'
import { useStore } from '../state/store.ts'
import { keepJudging, shownCells, verdictKey } from '../simulator/verdicts.ts'
import { fillIn } from '../simulator/typed.ts'
import { Definitions, Foot, openDefinitions, type Looked } from './VerdictWords.tsx'
import './verdicts.css'

/** Lanes × questions, each cell found by trial runs and requests; ordered by what matters to the person. */
export function VerdictsPanel(): ReactElement {
  useEffect(keepJudging, [])
  const weights = useStore((state) => state.weights)
  const lanes = useNamedLanes()
  // of what really happened there is nothing to try
  const judged = lanes.filter((lane) => !isProof(lane.id) && !hasHappened(lane))
  const own = judged.length > 0 ? judged : lanes
  const rows = useRows(own)
  const withServer = results((state) => hasServer(state.lanes))
  const questions = QUESTIONS.filter((question) => withServer || !question.server)
  const ordered = orderBy(rows, Object.fromEntries(questions.map(({ id }) => [id, weights[id] ?? 0])))
  const [looked, setLooked] = useState<Looked | null>(null)
  const done = rows.reduce((sum, { fresh }) => sum + questions.filter(({ id }) => fresh[id]).length, 0)
  const all = rows.length * questions.length
  const now = results((state) => state.judging)
  const busy =
    now && done < all
      ? `${QUESTIONS.find(({ id }) => id === now.question)!.head}, ${rows.find(({ key }) => key === now.key)?.name ?? ''}: ${done} of ${all}`
      : ''
  return (
    <div className="verdicts">
      <div className="verdict-table">
        <Table lanes={own} rows={rows} questions={questions} ordered={ordered} look={setLooked} />
      </div>
      <Definitions questions={questions} />
      <Foot lanes={own} rows={rows} looked={looked} ordered={ordered} busy={busy} />
      <NotSimulated lanes={own} />
      <output className="hidden-text">{done < all ? 'Trial runs are under way.' : `All ${all} verdicts are there. ${ordered.why}`}</output>
      {!withServer && (
        <p className="aside">
          {QUESTIONS.length - questions.length} more questions, about etcd, callers, ports, secrets and releases, are asked where a lane has
          a kube-apiserver.
        </p>
      )}
    </div>
  )
}

/** What stands in the lanes' files and is in none of the verdicts. */
function NotSimulated({ lanes }: { lanes: readonly LaneDraft[] }): ReactElement | null {
  const found = results((state) => state.lanes)
  const notes = lanes.flatMap(({ id, name }) => leftOutOf(found[id]?.problems ?? []).map((note) => ({ name, ...note })))
  if (notes.length === 0) return null
  return (
    <details className="aside">
      <summary>Not simulated, and so in no verdict: {notes.length}</summary>
      <ul>
        {notes.map(({ name, file, line, message }) => (
          <li key={`${name}/${file}/${line}/${message}`}>
            {lanes.length > 1 && `${name}, `}
            {file}, line {line}: {message}
          </li>
        ))}
      </ul>
    </details>
  )
}

interface VerdictRow extends OrderedRow {
  /** The present inputs' own; others are from before, until the new ones are there. */
  fresh: Cells
  /** What they depend on. */
  key: string | undefined
}

const NO_CELLS: Cells = {}

function useRows(lanes: readonly LaneDraft[]): VerdictRow[] {
  const found = results((state) => state.lanes)
  const byKey = results((state) => state.verdicts)
  return lanes.map(({ id, name }) => {
    const inputs = found[id]?.inputs
    const key = inputs && verdictKey(inputs)
    const fresh = (key !== undefined && byKey.get(key)) || NO_CELLS
    return { name, fresh, key, cells: shownCells(id, fresh) }
  })
}

interface TableProps {
  lanes: readonly LaneDraft[]
  rows: readonly VerdictRow[]
  questions: readonly VerdictQuestion[]
  ordered: Ordered
  look: (looked: Looked | null) => void
}

function Table({ lanes, rows, questions, ordered, look }: TableProps): ReactElement {
  const selected = useStore((state) => state.lane)
  const columns = ordered.order.map((place) => ({ lane: lanes[place]!, row: rows[place]!, points: ordered.points[place] }))
  // on a phone there is room for one
  const shown = lanes.some(({ id }) => id === selected) ? selected : lanes[0]?.id
  return (
    // A grid is a table in which the arrows go from cell to cell.
    <table
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-to-interactive-role
      role="grid"
      aria-label="What each lane costs"
      onKeyDown={move}
      onPointerLeave={(event) => event.currentTarget.contains(document.activeElement) || look(null)}
    >
      <thead>
        <tr>
          <td>
            <span className="muted">★ What matters to you?</span>{' '}
            <button
              type="button"
              className="quiet icon small"
              aria-label="What the verdicts mean"
              title="What the verdicts mean"
              onClick={openDefinitions}
            >
              ?
            </button>
          </td>
          {columns.map(({ lane, row: { name, cells }, points }, rank) => (
            <th
              key={lane.id}
              scope="col"
              data-shown={lane.id === shown || undefined}
              data-first={(points !== undefined && rank === 0) || undefined}
            >
              <button
                type="button"
                className="quiet"
                tabIndex={-1}
                aria-current={lane.id === selected || undefined}
                onClick={() => selectLane(lane.id)}
              >
                {name}
              </button>
              {points !== undefined && (
                <span className="points" title={pointsWords(questions, cells)}>
                  <b>{points}</b>/{ordered.most}
                  <span className="hidden-text"> points</span>
                </span>
              )}
            </th>
          ))}
        </tr>
      </thead>
      {Object.entries(GROUPS).map(([group, title]) => {
        const asked = questions.filter((question) => question.group === group)
        return asked.length === 0 ? null : (
          <tbody key={group}>
            <tr>
              <th colSpan={columns.length + 1} scope="rowgroup" className="group">
                {title}
              </th>
            </tr>
            {asked.map((question) => (
              <tr key={question.id}>
                <Question question={question} isFirst={question === questions[0]} look={look} shown={shown} columns={columns} />
                {columns.map(({ lane, row: { cells, fresh } }) => (
                  <Verdict
                    key={lane.id}
                    lane={lane}
                    isShown={lane.id === shown}
                    question={question}
                    cell={cells[question.id]}
                    isFresh={fresh[question.id] !== undefined}
                    look={look}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        )
      })}
    </table>
  )
}

/** How the points come about, a line each. */
function pointsWords(questions: readonly VerdictQuestion[], cells: Cells): string {
  const { weights } = useStore.getState()
  return questions
    .flatMap(({ id, matters }) =>
      weights[id]
        ? [`${matters}: ${TONES[cells[id]!.tone].word}, ${POINTS[cells[id]!.tone]}${weights[id] > 1 ? ` × ${weights[id]}` : ''}`]
        : [],
    )
    .join('\n')
}

const WEIGHTS = ['does not matter', 'matters', 'matters twice']
const STARS = ['☆', '★', '★★']

interface QuestionProps {
  question: VerdictQuestion
  isFirst: boolean
  look: TableProps['look']
  /** The lane whose proof it opens. */
  shown: string | undefined
  columns: readonly { lane: LaneDraft; row: VerdictRow }[]
}

/** At the head of its row: the question opens the proof for the selected lane; its star says how much it matters. */
function Question({ question, isFirst, look, shown, columns }: QuestionProps): ReactElement {
  const { id, head, matters, definition } = question
  const weight = useStore((state) => state.weights[id] ?? 0)
  const proof = columns.find(({ lane }) => lane.id === shown)?.row.cells[id]?.proof
  return (
    <th scope="row" data-weight={weight}>
      <button
        type="button"
        className="quiet star"
        tabIndex={-1}
        aria-pressed={weight > 0}
        aria-label={`${matters}: ${WEIGHTS[weight]}`}
        title={`${matters}: ${WEIGHTS[weight]}`}
        onClick={() => useStore.setState(({ weights }) => ({ weights: { ...weights, [id]: (weight + 1) % (MOST_WEIGHT + 1) } }))}
      >
        {STARS[weight]}
      </button>
      <button
        type="button"
        className="quiet"
        tabIndex={isFirst ? 0 : -1}
        aria-describedby={`what-${id}`}
        title={definition}
        onClick={() => shown !== undefined && proof && open(shown, proof)}
        onPointerEnter={() => look({ question })}
        onFocus={() => look({ question })}
      >
        {head}
      </button>
      <span id={`what-${id}`} hidden>
        {definition}
      </span>
    </th>
  )
}

interface VerdictProps {
  lane: LaneDraft
  /** Where there is room for one lane it is this one. */
  isShown: boolean
  question: VerdictQuestion
  cell: VerdictCell | undefined
  isFresh: boolean
  look: TableProps['look']
}

export function Verdict({ lane, isShown, question, cell, isFresh, look }: VerdictProps): ReactElement {
  if (!cell) {
    return (
      <td data-head={question.head} data-lane={lane.name} data-shown={isShown || undefined}>
        <span className="pending" aria-label="under way">
          …
        </span>
      </td>
    )
  }
  const { proof, tone, value, note, reason, list } = cell
  const see = (): void => look({ lane: lane.id, question })
  return (
    <td
      data-head={question.head}
      data-lane={lane.name}
      data-shown={isShown || undefined}
      data-tone={tone}
      data-stale={isFresh ? undefined : ''}
    >
      <button
        type="button"
        className="quiet"
        tabIndex={-1}
        aria-disabled={!proof || undefined}
        title={[reason, ...(list ?? [])].join('\n')}
        onClick={() => proof && open(lane.id, proof)}
        onPointerEnter={see}
        onFocus={see}
      >
        <span className="tone" aria-hidden="true">
          {TONES[tone].mark}
        </span>
        <span>
          {partsOf(value).map((part) => (
            <Fragment key={part}>
              <span className="part">{part}</span>
              <wbr />
            </Fragment>
          ))}
          {note !== undefined && (
            <>
              <span className="hidden-text">,</span> <small>{note}</small>
            </>
          )}
        </span>
        {tone !== 'not asked' && <span className="hidden-text">: {TONES[tone].word}</span>}
      </button>
    </td>
  )
}

function open(lane: string, proof: Proof): void {
  openProof(lane, proof)
  if (proof.kind !== 'request') return
  fillIn(proof.request)
  useStore.setState({ panel: 'request' })
}

/** From control to control by the arrows, as they are seen; Home and End to the row's ends. One of them is in the tab order at a time. */
function move(event: KeyboardEvent<HTMLTableElement>): void {
  const step = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0], Home: [0, -Infinity], End: [0, Infinity] }[
    event.key
  ]
  if (!step || event.altKey || event.ctrlKey || event.metaKey) return
  const places = [...event.currentTarget.rows]
    .map((row) => [...row.querySelectorAll<HTMLButtonElement>('button')].filter((button) => button.checkVisibility()))
    .filter((buttons) => buttons.length > 0)
  const row = places.findIndex((buttons) => buttons.includes(document.activeElement as HTMLButtonElement))
  event.preventDefault()
  event.stopPropagation()
  const column = places[row]!.indexOf(document.activeElement as HTMLButtonElement)
  const clamp = (value: number, most: number): number => Math.min(most, Math.max(0, value))
  const next = places[clamp(row + step[0]!, places.length - 1)]!
  const to = next[clamp(column + step[1]!, next.length - 1)]!
  for (const button of places.flat()) button.tabIndex = -1
  to.tabIndex = 0
  to.focus()
}

/** A long list may break before its last item: a number and its unit, a range, a pair stay together. */
export function partsOf(value: string): string[] {
  const cut = value.lastIndexOf(', ') + 1
  return cut > 0 && value.length > 16 ? [value.slice(0, cut + 1), value.slice(cut + 1)] : [value]
}
