import { memo, type ReactElement, type PointerEvent as ReactPointerEvent, useEffect, useMemo, useRef, useState } from 'react'
import { isProof, type LaneDraft } from '../../share/payload.ts'
import { axisUnit, type Frame, gutterOf, ticksOf, timeScale } from '../../views/picture/layout.ts'
import { clockDigits, clockTime } from '../../views/text/duration-words.ts'
import { PROCESSES } from '../../views/text/words.ts'
import { explains } from '../cards/Term.tsx'
import { ActionCard, ActionLine, Actions } from '../faults/InTimeline.tsx'
import { edit, openMenu, usePress } from '../faults/open.ts'
import { DialogButton, Menu } from '../kit/Menu.tsx'
import { Dropdown } from '../kit/Select.tsx'
import { part, useHadPicture, useMedia, useWidth } from '../kit/hooks.ts'
import { fileOf, fit, pan, selectLane, setCursor, showSpan, zoom } from '../state/actions.ts'
import { mode, usePage } from '../state/page.ts'
import { useNamedLanes, useVisibleLanes } from '../state/results.ts'
import { useHidden } from '../state/session.ts'
import { useStore } from '../state/store.ts'
import { LaneView } from './LaneView.tsx'
import { Legend, useInk } from './Legend.tsx'
import { chosenLane } from '../state/draft.ts'

const Twin = part(() => import('./Twin.tsx'), 'Twin')

/**
 * The timeline as a table, which comes once there is a picture: beside the timeline where it is seen, and behind the panels for a screen
 * reader, who would have to go through it on the way there.
 */
export function LateTwin({ isSeen }: { isSeen: boolean }): ReactElement | null {
  const isHere = useStore((state) => state.table) === isSeen
  return useHadPicture() && isHere ? <Twin /> : null
}

const AddLaneDialog = part(() => import('../own/AddLaneDialog.tsx'), 'AddLaneDialog')

/** What can be added: a lane beside the others, and what happens at the cursor's time. */
function AddMenu(): ReactElement {
  const at = useStore((state) => Math.round(state.cursor * 10) / 10)
  const lane = useStore((state) => chosenLane(state).id)
  const file = useStore((state) => fileOf(chosenLane(state), state.file))
  const hasEditor = !useHidden('editor')
  return (
    <Menu className="quiet icon" label="+" name="Add" title="A lane, or something that happens  X" id="fault">
      <DialogButton label="Add lane" says="to compare" Dialog={AddLaneDialog} />
      <button type="button" aria-haspopup="dialog" onClick={() => openMenu()} {...explains('fault-at')}>
        Fault at {clockTime(at)} <small aria-hidden="true">something breaks</small>
      </button>
      {hasEditor && file !== PROCESSES && (
        <button type="button" aria-haspopup="dialog" onClick={() => edit({ lane, at, file })} {...explains('edit-at')}>
          Edit at {clockTime(at)} <small aria-hidden="true">a file is saved</small>
        </button>
      )}
    </Menu>
  )
}

const Curtain = part(
  () => import('../exercise/Curtain.tsx'),
  'Curtain',
  ({ frame }) => <div className="curtain" style={{ left: frame.gutter }} />,
)

/** All lanes on one axis, under one cursor. `look` changes with the theme. */
export function Timeline({ look }: { look: string }): ReactElement {
  const from = useStore((state) => state.from)
  const to = useStore((state) => state.to)
  const selectedLane = useStore((state) => state.lane)
  const oneAtATime = useMedia('(max-width: 479.98px)')
  const track = useRef<HTMLDivElement>(null)
  const all = useRef<HTMLDivElement>(null)
  const width = useWidth(track)
  const ink = useInk(look)
  const gutter = gutterOf(ink.scale)
  const frame = useMemo<Frame>(() => {
    const scale = timeScale(from, to, Math.max(1, width - gutter))
    return { scale, ticks: ticksOf(scale, 76 * ink.scale), gutter, ink }
  }, [from, to, width, gutter, ink])

  useZoom(all, frame)

  const isAsked = useHidden('future')
  const hasCurtain = usePage((state) => state.seen !== null) || isAsked
  const lanes = useVisibleLanes()
  const drawn = oneAtATime ? drawnOf(lanes, selectedLane) : lanes
  const isPicked = oneAtATime && lanes.length > (mode.embedded ? DRAWN : IN_SIGHT)
  // a row of its own over a small screen's lanes would keep their first marks out of sight
  const isBelow = oneAtATime && !isPicked
  const head = (
    <div className="axis-head">
      {isPicked && <LanePicker />}
      {!mode.readonly && <AddMenu />}
      <Menu className="quiet icon" label="?" name="Legend" title="What the marks mean" isForm>
        <Legend look={look} ink={ink} />
      </Menu>
    </div>
  )
  return (
    // a press on a frame's lanes brings the keys to them
    <div className="lanes" ref={all} tabIndex={mode.embedded ? -1 : undefined}>
      <div className="lanes-content">
        <div className="axis">
          {!isBelow && head}
          <Axis frame={frame} trackRef={track} />
          {width > 0 && <Actions frame={frame} />}
        </div>
        <div style={{ position: 'relative' }}>
          {width > 0 &&
            lanes.map((lane) => <LaneView key={lane.id} lane={lane} frame={frame} width={width} isFolded={!drawn.includes(lane)} />)}
          <div className="over">
            <ActionLine frame={frame} />
            <CursorLine frame={frame} />
            {hasCurtain && <Curtain frame={frame} />}
          </div>
        </div>
        {isBelow && head}
        <div className="lanes-foot">
          <ActionCard />
        </div>
      </div>
    </div>
  )
}

/** So many heads stand below one another on a small screen, and a press on one chooses it. */
const IN_SIGHT = 5
/** A frame may be too low for the heads of the others. */
const DRAWN = 2

/**
 * On a small screen two are drawn: the selected one, and the first, which is what all others differ from, in the editor too. Beside the
 * first itself it is the next. The others are heads.
 */
export function drawnOf(lanes: readonly LaneDraft[], selected: string): readonly LaneDraft[] {
  // the selected one may be none of those that are shown
  const at = Math.max(
    0,
    lanes.findIndex(({ id }) => id === selected),
  )
  const beside = at > 0 ? 0 : 1
  // a run that is drawn beside it is there to be compared
  return lanes.filter((lane, n) => n === at || n === beside || (lane.isShown && isProof(lane.id)))
}

function LanePicker(): ReactElement {
  const lanes = useNamedLanes()
  const selected = useStore((state) => state.lane)
  const place = lanes.findIndex((lane) => lane.id === selected)
  return (
    <div className="one-lane">
      <button
        type="button"
        className="icon"
        aria-label="Previous lane"
        disabled={place <= 0}
        onClick={() => selectLane(lanes[place - 1]!.id)}
      >
        ‹
      </button>
      <Dropdown name="Lane" value={selected} options={lanes.map(({ id, name }) => [id, name])} set={selectLane} />
      <button
        type="button"
        className="icon"
        aria-label="Next lane"
        disabled={place >= lanes.length - 1}
        onClick={() => selectLane(lanes[place + 1]!.id)}
      >
        ›
      </button>
    </div>
  )
}

/** A drag on the axis shows what it covers; a click moves the cursor; a double click shows everything. */
const Axis = memo(function Axis({ frame, trackRef }: { frame: Frame; trackRef: React.RefObject<HTMLDivElement | null> }): ReactElement {
  const [brush, setBrush] = useState<{ start: number; now: number } | null>(null)
  const cursor = useStore((state) => state.cursor)
  const { scale, gutter } = frame
  const menu = usePress(frame)
  const placeOf = (event: ReactPointerEvent): number => {
    const box = event.currentTarget.getBoundingClientRect()
    return Math.min(scale.width, Math.max(0, event.clientX - box.left - gutter))
  }
  return (
    // The slider named Time is the way for the keyboard; this is the mouse's.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className="axis-track"
      ref={trackRef}
      title="Drag to zoom in, double-click to see everything"
      onDoubleClick={fit}
      {...menu}
      onPointerDown={(event) => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        const x = placeOf(event)
        setBrush({ start: x, now: x })
      }}
      onPointerMove={(event) => brush && setBrush({ ...brush, now: placeOf(event) })}
      onPointerCancel={() => setBrush(null)}
      onPointerUp={() => {
        if (!brush) return
        if (Math.abs(brush.now - brush.start) < 5) setCursor(scale.t(brush.now))
        else showSpan(scale.t(brush.start), scale.t(brush.now))
        setBrush(null)
      }}
    >
      <span className="axis-unit" style={{ width: gutter }}>
        {axisUnit(scale)}
      </span>
      {frame.ticks.map(({ t, label }) => (
        <span className="tick" key={t} style={{ left: gutter + scale.x(t) }}>
          {/* a label that the flag would half cover is not there */}
          {isUnder(scale.x(t) / frame.ink.scale, scale.x(cursor) / frame.ink.scale) ? '' : label}
        </span>
      ))}
      {brush && (
        <span className="brush" style={{ left: gutter + Math.min(brush.start, brush.now), width: Math.abs(brush.now - brush.start) }} />
      )}
      {cursor >= scale.from && cursor <= scale.to && (
        <span className="flag" style={{ left: gutter + Math.min(scale.width - 34, Math.max(FLAG * frame.ink.scale, scale.x(cursor))) }}>
          {clockDigits(cursor)}
        </span>
      )}
    </div>
  )
})

/** Half the flag's width, and a label's. */
const FLAG = 26
const LABEL = 46

export const isUnder = (tick: number, cursor: number): boolean => tick < cursor + FLAG && tick + LABEL > cursor - FLAG

/** Moves without React: it follows the pointer at the screen's own pace. */
function CursorLine({ frame }: { frame: Frame }): ReactElement {
  const line = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const { style } = line.current!
    const place = (): void => {
      const { cursor } = useStore.getState()
      const x = frame.gutter + frame.scale.x(cursor)
      const isSeen = cursor >= frame.scale.from && cursor <= frame.scale.to
      style.transform = `translateX(${Math.round(x * 2) / 2 - 0.75}px)`
      style.visibility = isSeen ? 'visible' : 'hidden'
    }
    place()
    return useStore.subscribe((state, before) => {
      if (state.cursor !== before.cursor) place()
    })
  }, [frame])
  return <div className="cursor-line" ref={line} />
}

/** The wheel zooms on the axis, and with Ctrl, or by a pinch, anywhere; Shift and the wheel pan; the wheel alone scrolls as everywhere. */
function useZoom(ref: React.RefObject<HTMLDivElement | null>, { scale, gutter }: Frame): void {
  useEffect(() => {
    const element = ref.current!
    const onWheel = (event: WheelEvent): void => {
      const track = (event.target as Element).closest('.lane-track, .axis-track')
      if (!track) return
      const isOnAxis = track.matches('.axis-track') && !event.shiftKey && event.deltaX === 0 && !mode.embedded
      if (event.ctrlKey || event.metaKey || isOnAxis) {
        event.preventDefault()
        const x = event.clientX - track.getBoundingClientRect().left - gutter
        zoom(event.deltaY > 0 ? 1.15 : 1 / 1.15, scale.t(x))
      } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        event.preventDefault()
        pan(((event.deltaX || event.deltaY) / scale.width) * (scale.to - scale.from))
      }
    }
    let apart = 0
    const onTouch = (event: TouchEvent): void => {
      const [a, b] = event.touches
      const track = (event.target as Element).closest('.lane-track, .axis-track')
      if (!b || !track) return void (apart = 0)
      event.preventDefault()
      const now = Math.max(1, Math.abs(a!.clientX - b.clientX))
      const middle = (a!.clientX + b.clientX) / 2 - track.getBoundingClientRect().left - gutter
      if (event.type === 'touchmove' && apart > 0) zoom(apart / now, scale.t(middle))
      apart = now
    }
    element.addEventListener('wheel', onWheel, { passive: false })
    for (const type of ['touchstart', 'touchmove', 'touchend'] as const) element.addEventListener(type, onTouch, { passive: false })
    return () => {
      element.removeEventListener('wheel', onWheel)
      for (const type of ['touchstart', 'touchmove', 'touchend'] as const) element.removeEventListener(type, onTouch)
    }
  }, [ref, scale, gutter])
}
