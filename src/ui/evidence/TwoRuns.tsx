import { useEffect, useLayoutEffect, useMemo, useRef, useState, type ReactElement } from 'react'
import type { Trace } from '../../sim/trace/trace.ts'
import { stateAt, type LaneDrawing } from '../../views/lanes/lanes.ts'
import { timelineRows } from '../../views/lanes/timeline-rows.ts'
import { indexOf, type TraceIndex } from '../../views/lanes/mark-words.ts'
import { useWidth } from '../kit/hooks.ts'
import { Columns } from '../kit/Columns.tsx'
import { Select } from '../kit/Select.tsx'
import { useTheme } from '../kit/theme.ts'
import { hitOf } from '../timeline/hit.ts'
import { Legend, useInk } from '../timeline/Legend.tsx'
import { axisUnit, type Frame, gutterOf, layoutOf, ticksOf, timeScale } from '../../views/picture/layout.ts'
import { paint } from '../../views/picture/paint.ts'
import { timeText } from '../../views/text/duration-words.ts'
import { counted } from '../../views/text/words.ts'

export interface ShownRun {
  label: string
  drawing: LaneDrawing
  trace: Trace
}

const WINDOWS: readonly (readonly [seconds: number, words: string])[] = [
  [Infinity, 'the whole run'],
  [600, '10 minutes'],
  [300, '5 minutes'],
  [120, '2 minutes'],
  [30, '30 seconds'],
]

/** Runs above each other on one axis, drawn as the page draws its lanes; a pointer reads both at one time. */
export function TwoRuns({ runs, end }: { runs: readonly ShownRun[]; end: number }): ReactElement {
  const look = useTheme()
  const box = useRef<HTMLDivElement>(null)
  const width = useWidth(box)
  const [span, setSpan] = useState(Infinity)
  const [start, setStart] = useState(0)
  const [pointer, setPointer] = useState<number | null>(null)
  const ink = useInk(look)
  const gutter = gutterOf(ink.scale)
  const length = Math.min(span, end)
  const from = Math.max(0, Math.min(start, end - length))
  const frame = useMemo<Frame>(() => {
    const scale = timeScale(from, from + length, Math.max(1, width - gutter))
    return { scale, ticks: ticksOf(scale, 76 * ink.scale), gutter, ink }
  }, [from, length, width, gutter, ink])
  return (
    <div className="two-runs">
      <div className="wrap two-runs-bar">
        <Select label="Show" value={span} options={WINDOWS.filter(([seconds]) => seconds === Infinity || seconds < end)} set={setSpan} />
        {length < end && (
          <label className="two-runs-from">
            from <span className="two-runs-at">{timeText(from)}</span>
            <input
              type="range"
              min={0}
              max={Math.floor(end - length)}
              step={1}
              value={Math.floor(from)}
              aria-valuetext={timeText(from)}
              onChange={(event) => setStart(Number(event.target.value))}
            />
          </label>
        )}
      </div>
      <div
        className="two-runs-box"
        ref={box}
        onPointerMove={(event) => {
          const x = event.clientX - event.currentTarget.getBoundingClientRect().left - gutter
          setPointer(x >= 0 && x <= frame.scale.width ? frame.scale.t(x) : null)
        }}
        onPointerLeave={() => setPointer(null)}
      >
        <div className="two-runs-axis" aria-hidden="true">
          <small className="axis-unit" style={{ width: gutter - 2 }}>
            {axisUnit(frame.scale)}
          </small>
          {width > 0 &&
            frame.ticks.map(({ t, label }) => (
              <span key={t} className="tick" style={{ left: gutter + frame.scale.x(t) }}>
                {label}
              </span>
            ))}
        </div>
        {width > 0 && runs.map((run) => <Picture key={run.label} run={run} frame={frame} width={width} pointer={pointer} />)}
      </div>
      <Legend look={look} ink={ink} />
      <Twin runs={runs} />
    </div>
  )
}

function Picture({ run, frame, width, pointer }: { run: ShownRun; frame: Frame; width: number; pointer: number | null }): ReactElement {
  const canvas = useRef<HTMLCanvasElement>(null)
  const { drawing, label } = run
  const layout = useMemo(() => layoutOf(drawing, frame.ink.scale), [drawing, frame.ink.scale])
  const [fonts, setFonts] = useState(document.fonts.status)
  useEffect(() => void document.fonts.ready.then(() => setFonts('loaded')), [])
  useLayoutEffect(() => {
    const element = canvas.current!
    const ctx = element.getContext('2d')!
    const ratio = devicePixelRatio
    element.width = Math.round(width * ratio)
    element.height = Math.round(layout.height * ratio)
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0)
    paint(ctx, { drawing, layout }, frame)
  }, [drawing, layout, frame, width, fonts])
  const index = useMemo(() => indexOf(run.trace), [run.trace])
  const near = pointer === null ? undefined : nearest(drawing, index, layout, frame, pointer)
  const counts = wordsOf(drawing)
  return (
    <figure className="run">
      <figcaption>
        <b>{label}</b> <span>{counts}</span>
        <output className="cut" aria-live="off">
          {pointer === null ? '' : (near ?? `${timeText(pointer)}: ${stateAt(drawing, pointer).word || 'nothing yet'}`)}
        </output>
      </figcaption>
      {/* In words it is the caption, and the table below. */}
      <canvas ref={canvas} style={{ height: layout.height }} aria-hidden="true" />
      {pointer !== null && <span className="cursor-line" style={{ left: frame.gutter + frame.scale.x(pointer) }} />}
    </figure>
  )
}

/** What lies under the pointer's time: of the rows from the top, the first that has something. */
function nearest(
  drawing: LaneDrawing,
  index: TraceIndex,
  layout: ReturnType<typeof layoutOf>,
  frame: Frame,
  t: number,
): string | undefined {
  const x = frame.scale.x(t)
  const heights = layout.tracks.flatMap((place) => [...place.rows, place.bar + layout.bar / 2])
  const found = heights.flatMap((y) => hitOf(drawing, index, layout, frame.scale, x, y) ?? [])
  return found.toSorted((a, b) => Math.abs(a.t - t) - Math.abs(b.t - t))[0]?.text
}

function wordsOf({ tracks }: LaneDrawing): string {
  const count = (of: (track: LaneDrawing['tracks'][number]) => number, text: string): string =>
    counted(
      tracks.reduce((all, track) => all + of(track), 0),
      text,
    )
  const restarts = count(({ lives }) => lives.filter(({ number }) => number > 1).length, 'restart')
  const probes = count((track) => track.probes.reduce((all, row) => all + row.times.length, 0), 'probe')
  return [restarts, count(({ kills }) => kills.length, 'kill'), probes].join(', ')
}

/** The pictures for those who read them: one table, a column a run. */
function Twin({ runs }: { runs: readonly ShownRun[] }): ReactElement {
  const [open, setOpen] = useState(false)
  return (
    <details className="run-twin" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{runs.length > 1 ? 'Both as a table' : 'As a table'}</summary>
      {open && <TwinTable runs={runs} />}
    </details>
  )
}

const MOST_ROWS = 400

function TwinTable({ runs }: { runs: readonly ShownRun[] }): ReactElement {
  const rows = useMemo(
    () =>
      runs
        .flatMap(({ label, drawing, trace }) => timelineRows(drawing, trace).map((row) => ({ ...row, label })))
        .toSorted((a, b) => a.t - b.t),
    [runs],
  )
  return (
    <>
      <table>
        <Columns names={['Time', 'Run', 'What', 'Text']} />
        <tbody>
          {rows.slice(0, MOST_ROWS).map((row) => (
            <tr key={`${row.label} ${row.kind} ${row.id} ${row.t} ${row.what}`}>
              <td>{timeText(row.t)}</td>
              <td>{row.label}</td>
              <td>{row.what}</td>
              <td className="mono">{row.text}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > MOST_ROWS && (
        <p className="aside">
          The first {MOST_ROWS} of {rows.length.toLocaleString('en')} rows.
        </p>
      )}
    </>
  )
}
