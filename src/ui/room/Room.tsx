import { type ReactElement, useEffect, useMemo, useRef, useState } from 'react'
import type { Histogram } from '../../lessons/room/histogram.ts'
import { csvHeader, csvRow, noted, type Noted, type RoomRow, waysOf } from '../../lessons/room/room.ts'
import { linkOf } from '../../share/payload.ts'
import { clockWords } from '../../views/text/duration-words.ts'
import { FullPage } from '../evidence/FullPage.tsx'
import { goOn } from '../state/route.ts'
import { Confirm } from '../kit/Confirm.tsx'
import { useResult } from '../kit/hooks.ts'
import { Check, Select } from '../kit/Select.tsx'
import { saveFile } from '../kit/save-file.ts'
import { openSlot, visit } from '../state/slot-actions.ts'
import { durationOf } from '../state/draft.ts'
import { placeOf as placeIn } from '../state/address.ts'
import type { Slot } from '../state/slot.ts'
import { useStore } from '../state/store.ts'
import { AddLinks } from './AddLinks.tsx'
import { placeOf, RoomTable } from './RoomTable.tsx'
import type { RoomExercise } from './room-tasks.ts'
import { askDraft, askHistograms, emptyRoom, judge, keyOf, look, useRoom } from './room-store.ts'
import './room.css'
import { counted } from '../../views/text/words.ts'

/** What the room has said to each question before the timeline was shown; what is right is found by the run. */
function Histograms({ exercise: { id, questions }, rows }: { exercise: RoomExercise; rows: readonly Noted[] }): ReactElement | null {
  const isJudging = useRoom((room) => room.isJudging)
  const [isRevealed, setRevealed] = useState(false)
  const answers = JSON.stringify(rows.map(({ row }) => row.answers))
  const given = useResult(isJudging || questions === 0 ? '' : id + answers, () => askHistograms(id, JSON.parse(answers) as never))
  const asked = (given?.result ?? []).filter(({ answered }) => answered > 0)
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

export function Chart({ of: { ask, bars, answered, hits, right }, isRevealed }: { of: Histogram; isRevealed: boolean }): ReactElement {
  const most = Math.max(1, ...bars.map(({ count }) => count))
  const rightWords = right === undefined ? 'It does not happen' : typeof right === 'number' ? clockWords(right) : right
  return (
    <figure className="room-histogram">
      <figcaption>
        {ask}{' '}
        <small>
          {counted(answered, 'answer')}
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

/** What learners have handed in as links: who solved it, and in which way. Kept on this device alone. */
export function Room(): ReactElement {
  const place = useRef<HTMLElement>(null)
  const [projected] = useState(() => useRoom.getState().projected)
  useEffect(() => {
    if (projected === undefined) return void judge()
    // as it was left: the rows are there, and so is the place among them
    useRoom.setState({ projected: undefined })
    place.current?.querySelector<HTMLElement>(`[data-projects="${CSS.escape(projected)}"]`)?.focus()
  }, [projected])
  return (
    <FullPage title="The room">
      <section aria-label="The room" className="room" ref={place}>
        <AddLinks />
        <Progress />
        <Refused />
        <Found />
      </section>
    </FullPage>
  )
}

function Progress(): ReactElement {
  const { done, handed, isJudging, says } = useRoom()
  return (
    <p className="wrap room-says">
      <output aria-label="Result of adding">{says}</output>
      {isJudging && (
        <span>
          Judging {done} of {handed.length} <progress aria-label="Attempts judged" value={done} max={handed.length} />
        </span>
      )}
    </p>
  )
}

/** Why, once for all that it holds of; each with its line, so that whoever sent it can be asked. */
function Refused(): ReactElement | null {
  const { refused, rows, handed, isJudging } = useRoom()
  const reasons = [...new Set(refused.map(({ why }) => why))]
  return (
    <>
      {reasons.length > 0 && (
        <ul aria-label="Links that are left out">
          {reasons.map((reason) => (
            <li key={reason}>
              Left out:{' '}
              {refused
                .filter(({ why }) => why === reason)
                .map(({ source, line, name }) => `line ${line} of ${source}${name ? `, ${name}` : ''}`)
                .join('; ')}
              : {reason}.
            </li>
          ))}
        </ul>
      )}
      {rows.length === 0 && handed.length > 0 && !isJudging && (
        <div>
          <Empty />
        </div>
      )}
    </>
  )
}

function Found(): ReactElement | null {
  const rows = useRoom((room) => room.rows)
  const exercises = useRoom((room) => room.exercises)
  const wanted = useRoom((room) => room.look.exercise)
  if (rows.length === 0) return null
  const ids = [...new Set(rows.map(({ exercise }) => exercise))]
  const id = ids.includes(wanted) ? wanted : mostOf(rows)
  const exercise = exercises.find((exercise) => exercise.id === id) ?? {
    id,
    title: id,
    goals: rows.find((row) => row.exercise === id)!.goals.map(({ text }) => text),
    questions: 0,
  }
  return (
    <>
      {ids.length > 1 && (
        <Select
          label="Exercise"
          value={id}
          options={ids.map((id) => [
            id,
            `${exercises.find((known) => known.id === id)?.title ?? id} (${rows.filter((row) => row.exercise === id).length})`,
          ])}
          set={(exercise) => look({ exercise, way: '' })}
        />
      )}
      <OfExercise exercise={exercise} rows={rows} />
    </>
  )
}

/** The exercise that most attempts are of. */
function mostOf(rows: readonly RoomRow[]): string {
  const counts = new Map<string, number>()
  for (const { exercise } of rows) counts.set(exercise, (counts.get(exercise) ?? 0) + 1)
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? ''
}

function OfExercise({ exercise, rows }: { exercise: RoomExercise; rows: readonly RoomRow[] }): ReactElement {
  const { way, isNameless, marked } = useRoom((room) => room.look)
  const all = useMemo(() => {
    const own = rows.filter((row) => row.exercise === exercise.id)
    return noted(own, isNameless ? (row) => `${own.indexOf(row) + 1}` : undefined)
  }, [rows, exercise.id, isNameless])
  const toProject = all.filter(({ row }) => marked.has(keyOf(row)))
  const counted = all.filter(({ counts }) => counts)
  const solved = counted.filter(({ row }) => row.solved).length
  const shown = way === '' ? all : all.filter(({ row }) => row.way === way)
  const nameOf = ({ row }: Noted, n: number): string => (isNameless ? `${n + 1}` : row.name || `Attempt ${n + 1}`)
  return (
    <>
      <h3 className="wrap room-title">
        {exercise.title}
        <span data-solved>
          {solved} of {counted.length} solved
        </span>
      </h3>
      <div className="room-figures columns">
        <Goals exercise={exercise} rows={counted} />
        <Ways rows={all} />
        <Histograms exercise={exercise} rows={counted} />
      </div>
      <div className="wrap room-buttons">
        <button
          type="button"
          data-projects="marked"
          disabled={toProject.length === 0}
          onClick={() => void project(toProject, isNameless, 'marked')}
        >
          Open {toProject.length === 0 ? 'the marked ones' : `the ${toProject.length} marked`} on the projector
        </button>
        <button type="button" onClick={() => saveFile(`${exercise.id}.csv`, csvOf(all, exercise))}>
          CSV
        </button>
        <Check label="Without names" value={isNameless} set={(isNameless) => look({ isNameless })} />
        <Empty />
      </div>
      <RoomTable
        exercise={exercise}
        rows={shown.map((item) => ({ item, name: nameOf(item, all.indexOf(item)), isMarked: marked.has(keyOf(item.row)) }))}
        open={openAttempt}
      />
      <p className="aside">
        Goals, the way and the run are worked out here from the texts of each attempt. Hints, minutes and answers stand in the link, and are
        what it claims.
      </p>
    </>
  )
}

/** As the shell writes it. */
function csvOf(rows: readonly Noted[], { goals }: RoomExercise): string {
  const columns = { goals: goals.length }
  const lines = [csvHeader(columns), ...rows.map((row) => csvRow(row, columns))]
  return `${lines.join('\n')}\n`
}

/** Attempts as lanes beside each other, on the whole page; the end of the stage, and Back, lead to the room as it was left. */
async function project(rows: readonly Noted[], isNameless: boolean, projected: string): Promise<void> {
  const picks = rows.map(({ row: { fragment, name } }, i) => ({ fragment, name: isNameless ? `Attempt ${i + 1}` : name }))
  try {
    const draft = await askDraft(picks)
    if ('error' in draft) return useRoom.setState({ says: draft.error })
    const fragment = linkOf(draft, {})
    if (fragment === undefined) return useRoom.setState({ says: 'That is too much for one timeline: mark fewer attempts.' })
    const before = useStore.getState().slot
    goOn(fragment)
    visit(draft, { fragment })
    useRoom.setState({ projected, says: '' })
    const own = draft.lanes.at(-picks.length) ?? draft.lanes[0]!
    // what came of it is to be seen, and not how it begins
    const to = durationOf(draft)
    useStore.setState({ presenting: true, lane: own.id, cursor: to, from: 0, to, selected: null })
    returnFromStage(before)
  } catch {
    useRoom.setState({ says: 'The attempt could not be opened.' })
  }
}

const openAttempt = (item: Noted): void => void project([item], useRoom.getState().look.isNameless, placeOf(item.row))

/** What was open before the attempt is open again under the room: nothing of the attempt is left to be left. */
function returnFromStage(before: Slot): void {
  const { slot: projected } = useStore.getState()
  const onBack = (): void => {
    stop()
    if (placeIn(location.hash)?.page !== 'room') return
    useStore.setState({ presenting: false })
    openSlot(before)
  }
  const unsubscribe = useStore.subscribe(({ presenting, slot }) => {
    if (slot !== projected) stop()
    else if (!presenting) history.back()
  })
  const stop = (): void => {
    unsubscribe()
    removeEventListener('popstate', onBack)
  }
  addEventListener('popstate', onBack)
}

/** Which goals hold in how many attempts. */
function Goals({ exercise, rows }: { exercise: RoomExercise; rows: readonly Noted[] }): ReactElement | null {
  if (exercise.goals.length === 0) return null
  return (
    <section aria-label="Goals">
      <h4>Goals</h4>
      <ol className="room-bars">
        {exercise.goals.map((text, n) => {
          const held = rows.filter(({ row }) => row.goals[n]?.holds).length
          return (
            <li key={text}>
              <Bar part={held} whole={rows.length} />
              <b>
                {held} of {rows.length}
              </b>{' '}
              {text}
            </li>
          )
        })}
      </ol>
    </section>
  )
}

function Bar({ part, whole }: { part: number; whole: number }): ReactElement {
  return (
    <span className="room-bar" aria-hidden="true">
      <span style={{ width: `${(100 * part) / Math.max(1, whole)}%` }} />
    </span>
  )
}

/** By what the change does: pressed, the table shows those alone. */
function Ways({ rows }: { rows: readonly Noted[] }): ReactElement {
  const { way: chosen, isNameless } = useRoom((room) => room.look)
  const ways = useMemo(() => waysOf(rows), [rows])
  const most = Math.max(...ways.map(({ names }) => names.length))
  return (
    <section aria-label="Ways">
      <h4>The way it was fixed</h4>
      <ul className="room-bars">
        {ways.map(({ way, names, solved }) => (
          <li key={way}>
            <Bar part={names.length} whole={most} />
            <button
              type="button"
              className="quiet long"
              aria-pressed={way === chosen}
              title={isNameless ? undefined : names.filter(Boolean).join(', ')}
              onClick={() => look({ way: way === chosen ? '' : way })}
            >
              <b>{names.length}</b> {way}, <small>{solved === names.length ? 'solved' : `${solved} of ${names.length} solved`}</small>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Empty(): ReactElement {
  return (
    <Confirm label="Empty the room" yes="Yes, empty it" act={emptyRoom}>
      All attempts are gone then.
    </Confirm>
  )
}
