import type { ReactElement } from 'react'
import { stateAt, type LaneDrawing } from '../../views/lanes.ts'
import { timeText } from '../../views/timeline-rows.ts'
import { results } from '../results.ts'
import { durationOf, useStore } from '../store.ts'

/** What each lane comes to in this very run. */
export function VerdictsPanel(): ReactElement {
  const draft = useStore((state) => state.draft)
  const lanes = results((state) => state.lanes)
  const cursor = useStore((state) => state.cursor)
  const end = durationOf(draft)
  return (
    <div className="scrolls">
    <table>
      <caption className="hidden-text">What each lane comes to</caption>
      <thead>
        <tr>
          <th scope="col">Lane</th>
          <th scope="col">Restarts by {timeText(cursor)}</th>
          <th scope="col">Restarts in {timeText(end)}</th>
          <th scope="col">First kill</th>
          <th scope="col">Longest wait to restart</th>
          <th scope="col">Running</th>
          <th scope="col">Failed probes</th>
        </tr>
      </thead>
      <tbody>
        {draft.lanes.map((lane) => {
          const drawing = lanes[lane.id]?.drawing
          return (
            <tr key={lane.id}>
              <th scope="row">{lane.name}</th>
              {drawing && <Cells drawing={drawing} cursor={cursor} end={end} />}
            </tr>
          )
        })}
      </tbody>
    </table>
    </div>
  )
}

function Cells({ drawing, cursor, end }: { drawing: LaneDrawing; cursor: number; end: number }): ReactElement {
  const kill = drawing.tracks.flatMap((track) => track.kills).toSorted((a, b) => a.t - b.t)[0]
  const wait = Math.max(0, ...drawing.tracks.flatMap((track) => track.waits).map((span) => span.to - span.from))
  const up = drawing.tracks.flatMap((track) => track.lives).reduce((sum, life) => sum + life.to - life.from, 0)
  const failed = drawing.tracks.flatMap((track) => track.probes).reduce((sum, row) => sum + row.results.filter((result) => result === 1).length, 0)
  return (
    <>
      <td className="number">{stateAt(drawing, cursor).restarts}</td>
      <td className="number">{stateAt(drawing, end).restarts}</td>
      <td className="number">{kill ? timeText(kill.t) : 'never'}</td>
      <td className="number">{wait ? timeText(wait) : 'none'}</td>
      <td className="number">{drawing.tracks.length ? `${Math.floor((up / end / drawing.tracks.length) * 1000) / 10} %` : 'never'}</td>
      <td className="number">{failed}</td>
    </>
  )
}
