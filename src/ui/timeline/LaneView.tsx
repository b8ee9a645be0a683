import {
  memo,
  type ReactElement,
  type PointerEvent as ReactPointerEvent,
  type RefObject,
  useDeferredValue,
  useEffect,
  useLayoutEffect,
  useMemo,
  useReducer,
  useRef,
  useState,
} from 'react'
import { flushSync } from 'react-dom'
import type { LaneDraft } from '../../share/payload.ts'
import type { LaneDrawing } from '../../views/lanes/lanes.ts'
import { type Frame, layoutOf } from '../../views/picture/layout.ts'
import { paint } from '../../views/picture/paint.ts'
import { PROCESSES } from '../../views/text/words.ts'
import { onPaper } from '../kit/hooks.ts'
import { Term } from '../cards/Term.tsx'
import { usePress } from '../faults/open.ts'
import { useFormTroubles } from '../own/kept-forms.ts'
import { pan, selectEntry, selectLane, setCursor } from '../state/actions.ts'
import { useDrawing, results } from '../state/results.ts'
import { textOf } from '../state/draft.ts'
import { useStore } from '../state/store.ts'
import { usePage } from '../state/page.ts'
import { LaneHead } from './LaneHead.tsx'
import { type Hit, hitOf } from './hit.ts'

/** From one height of a lane to another, in pixels. */
interface PixelSpan {
  from: number
  to: number
}

/** None of a lane is to be seen. */
const NOTHING: PixelSpan = { from: 0, to: 0 }

/** So far out of sight a lane is drawn already, in pixels. */
const NEAR = 600

/** Of one that is higher than the screen as much is drawn as is seen, and so far around it. */
const AROUND = 256

/** What of a lane's picture is in sight, or about to be; in steps, so that a little scrolling draws nothing anew. */
function spanInSight(canvas: HTMLCanvasElement, height: number): PixelSpan {
  const holder = canvas.parentElement!
  const { top, width } = holder.getBoundingClientRect()
  // of one that is folded only its head is there
  if (width === 0) return NOTHING
  // a frame in somebody else's page has no pane
  const pane = holder.closest('.pane')?.getBoundingClientRect() ?? { top: 0, bottom: innerHeight }
  const within = (y: number): number => Math.min(height, Math.max(0, y))
  const first = Math.max(0, pane.top) - top - AROUND
  const last = Math.min(innerHeight, pane.bottom) - top + AROUND
  return { from: within(Math.floor(first / AROUND) * AROUND), to: within(Math.ceil(last / AROUND) * AROUND) }
}

/** Another number whenever another part of a high lane has come into sight. */
function useMoved(canvas: RefObject<HTMLCanvasElement | null>, height: number, drawn: RefObject<PixelSpan>): number {
  const [moves, setMoves] = useState(0)
  useEffect(() => {
    if (height <= innerHeight) return
    const follow = (): void => {
      const { from, to } = spanInSight(canvas.current!, height)
      if (from !== drawn.current.from || to !== drawn.current.to) setMoves((count) => count + 1)
    }
    const observer = new ResizeObserver(follow)
    const pane = canvas.current!.closest('.pane')
    if (pane) observer.observe(pane)
    // another lane that has become higher moves this one
    observer.observe(canvas.current!.closest('.lane')!.parentElement!)
    addEventListener('scroll', follow, { capture: true, passive: true })
    addEventListener('resize', follow)
    return () => {
      observer.disconnect()
      removeEventListener('scroll', follow, { capture: true })
      removeEventListener('resize', follow)
    }
  }, [canvas, height, drawn])
  return moves
}

/** Whether a picture is in sight, or about to be; on paper all are. Undefined before the browser has said so. */
function useIsSeen(canvas: RefObject<HTMLCanvasElement | null>): boolean | 'on paper' | undefined {
  const [isSeen, setSeen] = useState<boolean | 'on paper'>()
  useEffect(() => {
    const observer = new IntersectionObserver((entries) => setSeen(entries.at(-1)!.isIntersecting), { rootMargin: `${NEAR}px` })
    observer.observe(canvas.current!.parentElement!)
    const stop = onPaper(() => flushSync(() => setSeen('on paper')))
    return () => {
      observer.disconnect()
      stop()
    }
  }, [canvas])
  return isSeen
}

interface Props {
  lane: LaneDraft
  frame: Frame
  width: number
  /** Its head alone is shown. */
  isFolded: boolean
}

export const LaneView = memo(function LaneView({ lane, frame, width, isFolded }: Props): ReactElement {
  const result = results((state) => state.lanes[lane.id])
  const selected = useStore((state) => state.lane === lane.id)
  const isOnStage = usePage((state) => state.isOnStage)
  const drawing = useDrawing(lane.id)
  const wantsMirror = usePage((state) => state.wantsMirror)
  const hasMirror = !isOnStage && (wantsMirror || hasMirrorNews(drawing))
  const layout = useMemo(
    () => layoutOf(drawing, frame.ink.scale, { isDense: isOnStage, hasMirror }),
    [drawing, frame.ink.scale, isOnStage, hasMirror],
  )
  const hasOwn = Object.keys(lane.fields.manifests ?? {}).length > 0
  const isEmpty = useStore((state) => !hasOwn && Object.keys((state.draft.common['manifests'] as object | undefined) ?? {}).length === 0)
  const chosen = usePage(({ caused }) => (caused?.lane === lane.id ? caused.ids : null))
  const canvas = useRef<HTMLCanvasElement>(null)
  const isSeen = useIsSeen(canvas)
  const fontsCome = useFonts()
  const section = useRef<HTMLElement>(null)
  useArrival(section, lane.id)
  const text = useStore((state) => textOf(state.draft, lane, PROCESSES))
  const hasWrongForm = useFormTroubles(lane.id, text).length > 0
  const stale =
    result?.stale || (hasWrongForm ? 'How its programs behave has a problem in the form. What you see is the last good run.' : '')

  const drawn = useRef<PixelSpan>(NOTHING)
  const moved = useMoved(canvas, layout.height, drawn)
  /** What was the same when it was asked what is in sight: a zoom moves no lane. */
  const placed = useRef<{ layout: typeof layout; isSeen: typeof isSeen; moved: number }>(null)

  useLayoutEffect(() => {
    const element = canvas.current!
    // what nobody sees takes no time and no memory
    // where it is known what is in sight, asking for places would lay the page out once more
    const isPlain = isSeen === 'on paper' || (isSeen !== undefined && layout.height <= innerHeight)
    const whole = { from: 0, to: layout.height }
    const isWhereItWas = placed.current?.layout === layout && placed.current.isSeen === isSeen && placed.current.moved === moved
    placed.current = { layout, isSeen, moved }
    const span = isPlain ? (isSeen ? whole : NOTHING) : isWhereItWas ? drawn.current : spanInSight(element, layout.height)
    drawn.current = span
    const ctx = span.to > span.from ? element.getContext('2d') : null
    if (!ctx) {
      element.width = element.height = 0
      return
    }
    const ratio = devicePixelRatio
    const wide = Math.round(width * ratio)
    const high = Math.round((span.to - span.from) * ratio)
    if (element.width !== wide) element.width = wide
    if (element.height !== high) element.height = high
    element.style.height = `${span.to - span.from}px`
    element.style.transform = span.from > 0 ? `translateY(${span.from}px)` : ''
    ctx.setTransform(ratio, 0, 0, ratio, 0, -span.from * ratio)
    ctx.clearRect(0, span.from, width, span.to - span.from)
    if (drawing) paint(ctx, { drawing, layout, chosen, within: span }, frame)
  }, [drawing, layout, frame, width, chosen, isSeen, moved, fontsCome])
  // hundreds of names are no part of the picture: they follow it
  const named = useDeferredValue(useMemo(() => (drawing && isSeen ? { drawing, layout } : null), [drawing, isSeen, layout]))
  const undrawn = (drawing?.tracks.length ?? 0) - layout.tracks.length

  return (
    <section
      className="lane"
      ref={section}
      aria-label={lane.name}
      data-selected={selected || undefined}
      data-stale={stale ? '' : undefined}
      data-muted={lane.muted || undefined}
      data-folded={isFolded || undefined}
    >
      <LaneHead lane={lane} selected={selected} />
      <Track lane={lane} drawing={drawing} frame={frame} layout={layout}>
        <div style={{ height: layout.height }}>
          <canvas ref={canvas} aria-hidden="true" />
        </div>
        {named && <RowNames {...named} gutter={frame.gutter} />}
        {stale && <p className="lane-note">{stale}</p>}
        {!stale && undrawn > 0 && <p className="lane-note">{undrawn} more containers are not drawn; the table has them.</p>}
        {isEmpty && !drawing?.tracks.length && (
          <p className="lane-note">No manifest yet: paste one, drop a file here, or write one in the editor.</p>
        )}
      </Track>
    </section>
  )
})

/** The rows' names are drawn; what they mean is asked here. Hundreds of them, which no zoom changes. */
const RowNames = memo(function RowNames({
  drawing,
  layout,
  gutter,
}: {
  drawing: LaneDrawing
  layout: ReturnType<typeof layoutOf>
  gutter: number
}): ReactElement {
  const rows = layout.tracks.flatMap(({ track, rows: tops }) => track.probes.map(({ probe }, n) => ({ term: probe, top: tops[n]! })))
  const all: { term: 'startup' | 'readiness' | 'liveness' | 'mirror'; top: number }[] =
    drawing.mirror.length && layout.mirror > 0 ? [...rows, { term: 'mirror', top: layout.mirror }] : rows
  const targets = targetsOf(all.map(({ top }) => top))
  return (
    <>
      {all.map(({ term, top }, n) => (
        <Term key={top} id={term} name={ROW_TITLES[term]} style={{ ...targets[n]!, left: 0, width: gutter - 4 }}>
          {' '}
        </Term>
      ))}
    </>
  )
})

/** What is pressed is so high, in pixels; where four names stand close together a little less, so that each has its own name in it. */
const TARGET = 24
const CLOSE_TARGET = 22

/** Rows stand closer than that: their targets are spread around where they are. */
export function targetsOf(middles: readonly number[]): { top: number; height: number }[] {
  const groups: number[][] = []
  for (const middle of middles) {
    const group = groups.at(-1)
    if (group && middle - group.at(-1)! < TARGET) group.push(middle)
    else groups.push([middle])
  }
  return groups.flatMap((group) => {
    const height = group.length > 3 ? CLOSE_TARGET : TARGET
    const top = (group[0]! + group.at(-1)! - group.length * height) / 2
    return group.map((_, n) => ({ top: top + n * height, height }))
  })
}

const ROW_TITLES = {
  startup: 'startup probe',
  readiness: 'readiness probe',
  liveness: 'live: liveness probe',
  mirror: 'mirror pod',
} as const

/** A lane that is added, and selected, is brought into view: as it comes, and when its run has given it its height. */
function useArrival(section: RefObject<HTMLElement | null>, id: string): void {
  const hasRun = results((state) => state.lanes[id] !== undefined)
  const [isAdded] = useState(() => !hasRun && Object.keys(results.getState().lanes).length > 0)
  useLayoutEffect(() => {
    if (isAdded && useStore.getState().lane === id) section.current?.scrollIntoView({ block: 'nearest' })
  }, [section, id, isAdded, hasRun])
}

/** How often fonts have come: a canvas is drawn anew with them. */
function useFonts(): number {
  const [times, count] = useReducer((before: number) => before + 1, 0)
  useEffect(() => {
    document.fonts.addEventListener('loadingdone', count)
    return () => document.fonts.removeEventListener('loadingdone', count)
  }, [])
  return times
}

interface TrackProps {
  lane: LaneDraft
  drawing: LaneDrawing | undefined
  frame: Frame
  layout: ReturnType<typeof layoutOf>
  children: React.ReactNode
}

/** A drag moves the cursor, with Alt it moves the picture; a click on a mark asks why. */
function Track({ lane, drawing, frame, layout, children }: TrackProps): ReactElement {
  const [tip, setTip] = useState<{ hit: Hit; x: number; y: number } | null>(null)
  const press = useRef<{ x: number; moved: boolean; pan: boolean } | null>(null)
  const { scale, gutter } = frame
  const menu = usePress(frame)
  const at = (event: ReactPointerEvent): { x: number; y: number } => {
    const box = event.currentTarget.getBoundingClientRect()
    return { x: event.clientX - box.left - gutter, y: event.clientY - box.top }
  }
  const hit = (event: ReactPointerEvent): Hit | undefined => {
    const { x, y } = at(event)
    return drawing && x >= 0 ? hitOf(drawing, results.getState().lanes[lane.id]!.index, layout, scale, x, y) : undefined
  }
  return (
    // Everything here can also be done by the slider, the keys and the table.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className="lane-track"
      style={{ cursor: tip ? 'pointer' : 'default' }}
      {...menu}
      onPointerDown={(event) => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        press.current = { x: event.clientX, moved: false, pan: event.altKey }
        setTip(null)
      }}
      onPointerMove={(event) => {
        const pressed = press.current
        if (!pressed) {
          const found = event.pointerType === 'mouse' ? hit(event) : undefined
          if (found || tip) setTip(found ? { hit: found, x: event.clientX, y: event.clientY } : null)
          return
        }
        if (Math.abs(event.clientX - pressed.x) > 3) pressed.moved = true
        if (!pressed.moved) return
        if (pressed.pan) {
          pan(((pressed.x - event.clientX) / scale.width) * (scale.to - scale.from))
          pressed.x = event.clientX
        } else setCursor(Math.min(scale.to, Math.max(scale.from, scale.t(at(event).x))))
      }}
      onPointerUp={(event) => {
        const pressed = press.current
        press.current = null
        if (!pressed || pressed.moved) return
        const found = hit(event)
        selectLane(lane.id)
        if (found) {
          setCursor(found.t)
          useStore.setState({ cursor: Math.max(found.t, useStore.getState().cursor) })
          selectEntry(lane.id, found.id)
        } else if (at(event).x >= 0) setCursor(scale.t(at(event).x))
      }}
      onPointerCancel={() => {
        press.current = null
      }}
      onPointerLeave={() => setTip(null)}
    >
      {children}
      {tip && (
        <div
          className="tip"
          style={tip.x > innerWidth / 2 ? { right: innerWidth - tip.x + 12, top: tip.y + 14 } : { left: tip.x + 12, top: tip.y + 14 }}
        >
          {tip.hit.text}
        </div>
      )}
    </div>
  )
}

/** Where a mirror pod was deleted or made anew it is a part of what happened. */
const hasMirrorNews = (drawing: LaneDrawing | undefined): boolean =>
  drawing !== undefined && (drawing.mirror.length > 1 || drawing.mirror.some(({ to }) => to < drawing.end))
