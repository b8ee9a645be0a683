import { useDeferredValue, useMemo, useState, type ReactElement } from 'react'
import { timelineRows, timeText, type TimelineRow } from '../../views/lanes/timeline-rows.ts'
import { selectEntry, setCursor } from '../state/actions.ts'
import { results } from '../simulator/results.ts'
import { useStore } from '../state/store.ts'

const MOST = 200
const KINDS: readonly [string, (row: TimelineRow) => boolean][] = [
  ['all but passed probes', (row) => row.kind !== 'passed'],
  ['everything', () => true],
  ['starts, ends, kills, back-off', (row) => ['start', 'end', 'kill', 'back-off'].includes(row.kind)],
  ['probes that did not pass', (row) => row.kind === 'probe'],
  ['servers, readiness, mirror pod', (row) => ['server', 'ready', 'mirror'].includes(row.kind)],
  ['actions', (row) => row.kind === 'action'],
]

/** The timeline for those who read it. Always there for a screen reader, and seen when asked for. */
export function Twin(): ReactElement {
  const isShown = useStore((state) => state.table)
  const lanes = useStore((state) => state.draft.lanes)
  const all = useDeferredValue(results((state) => state.lanes))
  const [lane, setLane] = useState('')
  const [kind, setKind] = useState(0)
  const [words, setWords] = useState('')
  const rows = useMemo(() => {
    const wanted = words.trim().toLowerCase()
    return lanes
      .filter((candidate) => !lane || candidate.id === lane)
      .flatMap(({ id, name }) => {
        const result = all[id]
        if (!result) return []
        return timelineRows(result.drawing, result.trace).flatMap((row) => (KINDS[kind]![1](row) ? [{ ...row, lane: id, name }] : []))
      })
      .filter((row) => !wanted || `${row.name} ${row.what} ${row.text}`.toLowerCase().includes(wanted))
      .sort((a, b) => a.t - b.t)
  }, [lanes, all, lane, kind, words])
  return (
    <div className={isShown ? 'twin' : 'hidden-text'}>
      {isShown && (
        <div className="twin-filter">
          <select aria-label="Rows of lane" value={lane} onChange={(event) => setLane(event.target.value)}>
            <option value="">all lanes</option>
            {lanes.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
          <select aria-label="Kind of rows" value={kind} onChange={(event) => setKind(Number(event.target.value))}>
            {KINDS.map(([label], n) => (
              <option key={label} value={n}>
                {label}
              </option>
            ))}
          </select>
          <input
            type="search"
            aria-label="Rows with the words"
            placeholder="filter"
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
          <span>{rows.length > MOST ? `the first ${MOST} of ${rows.length} rows` : `${rows.length} rows`}</span>
        </div>
      )}
      <table aria-label="Timeline as a table">
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Lane</th>
            <th scope="col">What</th>
            <th scope="col">Text</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MOST).map((row) => (
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
      </table>
    </div>
  )
}
