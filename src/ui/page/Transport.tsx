import { type ReactElement, useEffect } from 'react'
import { stateAt } from '../../views/lanes/lanes.ts'
import { clockDigits, clockWords } from '../../views/text/duration-words.ts'
import { counted } from '../../views/text/words.ts'
import { explains } from '../cards/Term.tsx'
import { Menu } from '../kit/Menu.tsx'
import { Dropdown } from '../kit/Select.tsx'
import { fit, setCursor, step, togglePlay, zoom } from '../state/actions.ts'
import { draw, advance as goOn, horizon, lift, results } from '../state/results.ts'
import { durationOf } from '../state/draft.ts'
import { mode, usePage } from '../state/page.ts'
import { useHidden, useSession } from '../state/session.ts'
import { useStore } from '../state/store.ts'

/** `7 min`: whole seconds, for a screen reader that reads every change. */
export function spoken(t: number): string {
  return clockWords(t + 1e-6)
}

const SPEEDS = [1, 2, 5, 10, 30, 60, 120, 300, 600]

export function Transport(): ReactElement {
  const playing = useStore((state) => state.playing)
  const speed = useSpeed()
  const table = useStore((state) => state.table)
  const hasMirror = usePage((state) => state.wantsMirror)
  usePlayback(playing)
  return (
    <fieldset className="transport" aria-label="Playback">
      <button type="button" className="icon" aria-label="Previous mark" title="Previous mark  ," onClick={() => step(-1)}>
        ◂
      </button>
      <button type="button" onClick={togglePlay} style={{ minWidth: '5em' }} title={`${playing ? 'Pause' : 'Play'}  space`}>
        {playing ? 'Pause' : 'Play'}
      </button>
      <button type="button" className="icon" aria-label="Next mark" title="Next mark  ." onClick={() => step(1)}>
        ▸
      </button>
      <Dropdown
        name="Speed"
        title={`${speed} seconds of the cluster in one second`}
        value={speed}
        options={SPEEDS.map((value) => [value, `×${value}`])}
        set={setSpeed}
      />
      <Now />
      <Slider />
      <Menu label={<span className="menu-label">View</span>} title="What is shown of the run">
        <button type="button" onClick={fit} title="Show the whole run">
          Fit <kbd aria-hidden="true">F</kbd>
        </button>
        <button type="button" data-stays onClick={() => zoom(1 / 1.5)}>
          Zoom in <kbd aria-hidden="true">+</kbd>
        </button>
        <button type="button" data-stays onClick={() => zoom(1.5)}>
          Zoom out <kbd aria-hidden="true">−</kbd>
        </button>
        <button type="button" aria-pressed={table} onClick={() => useStore.setState({ table: !table })} title="The timeline as a table">
          Table
        </button>
        <button
          type="button"
          aria-pressed={hasMirror}
          onClick={() => usePage.setState({ wantsMirror: !hasMirror })}
          {...explains('mirror')}
        >
          Mirror pods
        </button>
        {!mode.embedded && <CurtainButton />}
      </Menu>
    </fieldset>
  )
}

/** An incident has its own, and leaves the reader's as it was. */
function useSpeed(): number {
  const own = useSession((session) => session.speed)
  const common = useStore((state) => state.speed)
  return own ?? common
}

const setSpeed = (speed: number): void =>
  useSession.getState().speed === undefined ? useStore.setState({ speed }) : useSession.setState({ speed })

/** Play from here without seeing what comes: for guessing first. */
function CurtainButton(): ReactElement | null {
  const isDrawn = usePage((state) => state.seen !== null)
  const isAsked = useHidden('future')
  if (isAsked) return null
  return (
    <button
      type="button"
      aria-pressed={isDrawn}
      {...explains('curtain')}
      onClick={() => (isDrawn ? lift() : draw(useStore.getState().cursor))}
    >
      Hide what comes
    </button>
  )
}

function Now(): ReactElement {
  const cursor = useStore((state) => state.cursor)
  const end = useStore((state) => durationOf(state.draft))
  return (
    <span className="now" data-end={clockDigits(end)}>
      {clockDigits(cursor)}
    </span>
  )
}

function Slider(): ReactElement {
  const cursor = useStore((state) => state.cursor)
  const end = useStore((state) => durationOf(state.draft))
  const lane = useStore((state) => state.lane)
  const drawing = results((state) => state.lanes[lane]?.drawing)
  const restarts = drawing ? stateAt(drawing, cursor).restarts : 0
  return (
    <input
      type="range"
      aria-label="Time"
      aria-valuetext={`${spoken(cursor)}: ${counted(restarts, 'restart')}`}
      min={0}
      max={end}
      step="any"
      value={cursor}
      onChange={(event) => setCursor(Number(event.target.value))}
      onKeyDown={(event) => {
        const page = { PageUp: 30, PageDown: -30 }[event.key]
        if (!page) return
        event.preventDefault()
        setCursor(cursor + page)
      }}
    />
  )
}

/** A gap between two frames longer than this is a sleeping tab, not time to make up for. */
const LONGEST_FRAME_MS = 500
/** With reduced motion the cursor steps, four times a second. */
const CALM_FRAME_MS = 250

function usePlayback(playing: boolean): void {
  useEffect(() => {
    if (!playing) return
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches
    let last = performance.now()
    let frame = requestAnimationFrame(function advance(nowMs) {
      frame = requestAnimationFrame(advance)
      const spentMs = nowMs - last
      if (isCalm && spentMs < CALM_FRAME_MS) return
      last = nowMs
      if (spentMs <= 0 || spentMs > LONGEST_FRAME_MS) return
      const { cursor, speed, draft } = useStore.getState()
      const session = useSession.getState()
      if (session.isHeld) return
      const end = durationOf(draft)
      const next = cursor + (spentMs / 1000) * (session.speed ?? speed)
      goOn(Math.min(end, next))
      setCursor(Math.min(end, next))
      if (next >= end || next > horizon()) useStore.setState({ playing: false })
    })
    return () => cancelAnimationFrame(frame)
  }, [playing])
}
