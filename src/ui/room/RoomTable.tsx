import { memo, type ReactElement } from 'react'
import type { LanePicture } from '../../lessons/room/judge-attempt.ts'
import type { Noted, RoomRow } from '../../lessons/room/room.ts'
import { clockDigits, clockWords } from '../../views/text/duration-words.ts'
import type { RoomExercise } from './room-tasks.ts'
import { keyOf, mark, removeRow } from './room-store.ts'
import { counted } from '../../views/text/words.ts'

interface ShownRow {
  item: Noted
  name: string
  isMarked: boolean
}

interface Props {
  exercise: RoomExercise
  rows: readonly ShownRow[]
  open(item: Noted): void
}

/** Where an attempt stands in what was pasted. */
export const placeOf = ({ source, line }: RoomRow): string => `${source}:${line}`

/** A row an attempt, its run beside it, all on one axis. */
export function RoomTable({ exercise, rows, open }: Props): ReactElement {
  const end = rows[0]?.item.row.picture.end ?? 0
  const hasKept = rows.some(({ item }) => item.row.kept.length > 0)
  const hasOutage = rows.some(({ item }) => item.row.outage !== undefined)
  return (
    // A wide table is scrolled with the keys.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="room-scroll" aria-label="Attempts" tabIndex={0}>
      <table className="room-table">
        <thead>
          <tr>
            <th scope="col">
              <span className="hidden-text">Marked</span>
            </th>
            <th scope="col">Name</th>
            {exercise.goals.map((text, n) => (
              <th scope="col" key={text} title={text}>
                <span className="hidden-text">Goal </span>
                {n + 1}
              </th>
            ))}
            {hasKept && <th scope="col">What must stay</th>}
            {hasOutage && <th scope="col">Outage</th>}
            <th scope="col" className="claimed" title="As the link claims">
              Hints <small>claimed</small>
            </th>
            <th scope="col" className="claimed" title="As the link claims">
              Minutes <small>claimed</small>
            </th>
            <th scope="col">The way</th>
            <th scope="col" className="room-lane" aria-label={`The run, up to ${clockDigits(end)}`}>
              <span className="room-axis">
                <span>0:00</span>
                <span>{clockDigits(end)}</span>
              </span>
            </th>
            <th scope="col">
              <span className="hidden-text">Open</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ item, name, isMarked }) => (
            <AttemptRow
              key={keyOf(item.row)}
              row={item.row}
              note={item.note}
              counts={item.counts}
              {...{ name, isMarked, hasKept, hasOutage, open }}
            />
          ))}
        </tbody>
      </table>
    </section>
  )
}

interface RowProps {
  row: RoomRow
  note: string
  counts: boolean
  name: string
  isMarked: boolean
  hasKept: boolean
  hasOutage: boolean
  open: Props['open']
}

/** Drawn anew where something of it has changed: of forty rows the one that is marked. */
const AttemptRow = memo(function AttemptRow({ row, note, counts, name, isMarked, hasKept, hasOutage, open }: RowProps): ReactElement {
  const broken = row.kept.filter(({ holds }) => !holds)
  return (
    <tr data-solved={row.solved || undefined} data-aside={!counts || undefined}>
      <td>
        <input type="checkbox" aria-label={`Mark ${name}`} checked={isMarked} onChange={(event) => mark(row, event.target.checked)} />
      </td>
      <th scope="row">
        {name}
        {note && <small>{note}</small>}
      </th>
      {row.goals.map(({ n, holds, why }) => (
        <td key={n} className="goal" title={why}>
          <Tick holds={holds} />
        </td>
      ))}
      {hasKept && (
        <td className="goal" title={broken.map(({ text }) => text).join('; ')}>
          <Tick holds={broken.length === 0} />
        </td>
      )}
      {hasOutage && <td className="figure">{row.outage} s</td>}
      <td className="figure claimed">{row.hints}</td>
      <td className="figure claimed">{row.minutes}</td>
      <td className="way">{row.way}</td>
      <td className="room-lane">
        <Run picture={row.picture} />
      </td>
      <td className="acts">
        <button
          type="button"
          aria-label={`Open ${name} on the projector`}
          data-projects={placeOf(row)}
          onClick={() => open({ row, note, counts })}
        >
          Open
        </button>
        <button
          type="button"
          className="quiet icon"
          aria-label={`Remove ${name}`}
          title="Out of the room"
          onClick={(event) => {
            // what is removed takes the focus with it
            const own = event.currentTarget.closest('tr')!
            const beside = (own.nextElementSibling ?? own.previousElementSibling)?.querySelector<HTMLElement>('td.acts :last-child')
            removeRow(row)
            beside?.focus()
          }}
        >
          ✕
        </button>
      </td>
    </tr>
  )
})

function Tick({ holds }: { holds: boolean }): ReactElement {
  return (
    <svg
      viewBox="0 0 16 16"
      width="16"
      height="16"
      role="img"
      aria-label={holds ? 'holds' : 'does not hold'}
      data-holds={holds || undefined}
    >
      {holds ? <path d="M2.5 8.5 6.5 12.5 13.5 4" /> : <path d="M4 8h8" />}
    </svg>
  )
}

/** Lives as bars, a kill as a stroke, waits for the back-off as a thin line. */
function Run({ picture: { end, container, restarts, lives, kills, waits, ready } }: { picture: LanePicture }): ReactElement {
  const spans = (list: LanePicture['lives'], y: number, height: number): string =>
    list.map(([from, to]) => `M${from} ${y}h${Math.max(0.1, to - from)}v${height}h${-Math.max(0.1, to - from)}z`).join('')
  const first = kills[0] === undefined ? '' : `, the first kill at ${clockWords(kills[0])}`
  const says = `${container || 'no container'}: ${counted(restarts, 'restart')}${first}`
  return (
    <span className="room-run">
      <svg viewBox={`0 0 ${end || 1} 20`} preserveAspectRatio="none" role="img" aria-label={says}>
        <path className="life" d={spans(lives, 3, 14)} />
        <path className="ready" d={spans(ready, 14, 3)} />
        <path className="wait" d={spans(waits, 9, 2)} />
        <path className="kill" d={kills.map((t) => `M${t} 1v18`).join('')} />
      </svg>
      <b aria-hidden="true">{restarts}</b>
    </span>
  )
}
