import { memo, type ReactElement, useEffect, useMemo, useState } from 'react'
import { flushSync } from 'react-dom'
import { ROW_KINDS, type RowKind } from '../../views/lanes/timeline-rows.ts'
import { timeText } from '../../views/text/duration-words.ts'
import { onPaper, useAtRest, useResult, useSettled } from '../kit/hooks.ts'
import { Dropdown } from '../kit/Select.tsx'
import { Columns } from '../kit/Columns.tsx'
import { askRows, NO_ROWS } from '../simulator/ask-lane.ts'
import type { FoundRows, RowsWanted } from '../simulator/simulator-messages.ts'
import { fit, selectEntry, setCursor } from '../state/actions.ts'
import { usePage } from '../state/page.ts'
import { results, type Results, useVisibleLanes } from '../state/results.ts'
import { useStore } from '../state/store.ts'

/** On paper nobody can scroll: the axis goes to the run's end, whatever part of it was looked at, and that part is seen again after. */
function keepWholeOnPaper(): () => void {
  let before: { from: number; to: number } | undefined
  return onPaper(
    () => {
      const { from, to } = useStore.getState()
      before ??= { from, to }
      flushSync(fit)
    },
    () => {
      if (before) useStore.setState(before)
      before = undefined
    },
  )
}

const MOST = 200
const KINDS: Readonly<Record<RowKind, string>> = {
  main: 'all but passed probes',
  all: 'everything',
  lives: 'starts, ends, kills, back-off',
  trouble: 'probes that did not pass',
  servers: 'servers, readiness, mirror pod',
  actions: 'actions',
}
/** The cursor is at rest for so long before the table follows it. */
const REST_MS = 400

/** The timeline for those who read it. Always there for a screen reader, and seen when asked for. */
export function Twin(): ReactElement {
  // comes with it: what is printed is read as well
  useEffect(keepWholeOnPaper, [])
  const isShown = useStore((state) => state.table)
  const lanes = useVisibleLanes()
  const seen = usePage((state) => state.seen ?? Infinity)
  // who sees it sees what is typed; who hears it hears it once it stands
  const all = useAtRest(results, lanesOf, isShown ? 0 : REST_MS)
  const [chosen, setChosen] = useState('')
  const lane = lanes.some(({ id }) => id === chosen) ? chosen : ''
  const [kind, setKind] = useState<RowKind>('main')
  const [words, setWords] = useState('')
  const until = useSettled(seen, REST_MS)
  // one that was turned to stays until the cursor moves on
  const [turned, setTurned] = useState<{ at: readonly number[]; from: number } | null>(null)
  const cursor = useAtRest(useStore, cursorOf, REST_MS)
  const place = turned?.at.includes(cursor) ? turned.from : null
  // where the cursor comes to rest only now is no moving on
  const turn = (from: number): void => setTurned({ at: [cursor, useStore.getState().cursor], from })
  const wanted = useMemo((): RowsWanted => {
    const shown = lanes.flatMap(({ id, name }) => (all[id] && (!lane || id === lane) ? [{ id, name, key: all[id].key }] : []))
    return { lanes: shown, until, of: kind, words, most: MOST, from: place ?? { at: cursor } }
  }, [lanes, all, until, lane, kind, words, place, cursor])
  // they are found in the web worker
  const found = useResult('rows', () => askRows(wanted), wanted)?.result ?? NO_ROWS
  // what lies behind the curtain is in no table either
  const rows = useMemo(() => (seen === Infinity ? found.rows : found.rows.filter(({ t }) => t <= seen)), [found, seen])
  const total = seen === Infinity ? found.total : rows.length
  return (
    <div className={isShown ? 'twin' : 'hidden-text'}>
      {isShown && (
        <div className="wrap twin-filter">
          <Dropdown
            name="Rows of lane"
            value={lane}
            options={[['', 'all lanes'], ...lanes.map(({ id, name }) => [id, name] as const)]}
            set={setChosen}
          />
          <Dropdown name="Kind of rows" value={kind} options={ROW_KINDS.map((rowKind) => [rowKind, KINDS[rowKind]])} set={setKind} />
          <input
            type="search"
            aria-label="Rows with the words"
            placeholder="filter"
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
          <span>{total > MOST ? `rows ${found.from + 1} to ${found.from + rows.length} of ${total}` : `${total} rows`}</span>
          {total > MOST && (
            <>
              <button type="button" disabled={found.from === 0} onClick={() => turn(found.from - MOST)}>
                Earlier rows
              </button>
              <button type="button" disabled={found.from + rows.length >= total} onClick={() => turn(found.from + MOST)}>
                Later rows
              </button>
            </>
          )}
        </div>
      )}
      <table aria-label="Timeline as a table">
        <Columns names={['Time', 'Lane', 'What', 'Text']} />
        <Rows rows={rows} isShown={isShown} />
      </table>
    </div>
  )
}

const lanesOf = ({ lanes }: Results): Results['lanes'] => lanes
const cursorOf = ({ cursor }: { cursor: number }): number => cursor

const Rows = memo(function Rows({ rows, isShown }: { rows: FoundRows['rows']; isShown: boolean }): ReactElement {
  return (
    <tbody>
      {rows.map((row) => (
        <tr key={`${row.lane}/${row.id}/${row.what}`}>
          <td>
            {isShown ? (
              <button
                type="button"
                className="quiet"
                onClick={() => {
                  setCursor(row.t)
                  useStore.setState({ cursor: row.t })
                  selectEntry(row.lane, row.id)
                }}
              >
                {timeText(row.t)}
              </button>
            ) : (
              timeText(row.t)
            )}
          </td>
          <td>{row.name}</td>
          <td>{row.what}</td>
          <td>{row.text}</td>
        </tr>
      ))}
    </tbody>
  )
})
