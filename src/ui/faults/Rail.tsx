import { useEffect, useMemo, useRef, type KeyboardEvent, type PointerEvent, type ReactElement } from 'react'
import { bandsOf, marksIn, scheduled, type Band, type Scheduled, actionSentence, actionWords } from '../../views/lanes/scheduled.ts'
import { moveAction, removeAction, showSpan } from '../state/actions.ts'
import { mode, usePage } from '../state/page.ts'
import type { Draft } from '../../share/payload.ts'
import { durationOf } from '../state/draft.ts'
import { useStore } from '../state/store.ts'
import { type Frame, pointed, type TimeScale } from '../../views/picture/layout.ts'
import { Glyph, shapeOf } from './Glyph.tsx'
import { choose, usePress } from './open.ts'

/** All actions of the scenario, in order of time. */
function actionsOf({ common, lanes }: Draft): Scheduled[] {
  return scheduled([
    { lane: '', actions: common['actions'] },
    ...lanes.flatMap(({ id, fields }) => (fields['actions'] === undefined ? [] : [{ lane: id, actions: fields['actions'] }])),
  ])
}

/** What happens to all lanes, on their common axis: a mark each, and a band for what lasts. */
export function Rail({ frame }: { frame: Frame }): ReactElement {
  const draft = useStore((state) => state.draft)
  const order = usePage((state) => state.markOrder)
  const actions = useMemo(() => actionsOf(draft), [draft])
  const needed = usePage((state) => state.chosenAction ?? state.freshAction)
  const end = durationOf(draft)
  const { scale, gutter } = frame
  const shown = useMemo(() => marksIn(actions, scale, MOST_MARKS, ({ key }) => key === needed), [actions, scale, needed])
  const inOrder = order ? shown.toSorted((a, b) => order.indexOf(a.key) - order.indexOf(b.key)) : shown
  const menu = usePress(frame)
  const seen = shown.filter((item) => isInSight(item, scale))
  const places = new Map(seen.map((item, place) => [item, place]))
  return (
    // The button named Fault and the key X open the menu for the keyboard.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className="rail" {...menu}>
      {stripesOf(bandsOf(actions, end), scale).map(({ key, left, right }) => (
        <span key={key} className="band" style={{ left: gutter + left, width: right - left }} />
      ))}
      <ol aria-label="Actions of the scenario">
        {inOrder.map((item) => {
          const place = places.get(item) ?? -1
          const [before, next] = [seen[place - 1], seen[place + 1]]
          const room = (next ? scale.x(next.at) : scale.width) - scale.x(item.at)
          // a label to the left leaves the mark before it as much as its own label may take
          const left = before ? (scale.x(item.at) - scale.x(before.at)) / 2 : gutter + scale.x(item.at)
          return (
            <li
              key={item.key}
              className={places.has(item) ? undefined : 'hidden-text'}
              style={{ left: gutter + Math.min(scale.x(item.at), scale.width - HALF * frame.ink.scale) }}
            >
              <Marker one={item} frame={frame} room={room} left={left} end={end} />
            </li>
          )
        })}
      </ol>
      {shown.length < actions.length && (
        <p className="hidden-text">
          {shown.length} of {actions.length} actions are marked here; a closer look at a time has all of that time.
        </p>
      )}
    </div>
  )
}

export const isInSight = ({ at }: Scheduled, { from, to }: TimeScale): boolean => at >= from && at <= to

/** More than a picture has room for are no help. */
const MOST_MARKS = 300

/** Bands in sight, in pixels; those that touch are one. */
export function stripesOf(bands: readonly Band[], scale: TimeScale): { key: string; left: number; right: number }[] {
  const stripes: { key: string; left: number; right: number }[] = []
  for (const { from, to, key } of bands) {
    const [left, right] = [Math.max(0, scale.x(from)), Math.min(scale.width, scale.x(to))]
    if (left > right) continue
    const last = stripes.at(-1)
    if (last && left <= last.right + 1) last.right = Math.max(last.right, right)
    else stripes.push({ key, left, right })
  }
  return stripes
}

/** What a letter of a label takes, and the glyph before it. */
const LETTER = 7
const GLYPH = 26
/** What of a glyph stands right of its time: at the right edge it is moved by that, and seen whole. */
const HALF = 11

function Marker({
  one: item,
  frame: { scale, ink },
  room,
  left,
  end,
}: {
  one: Scheduled
  frame: Frame
  room: number
  left: number
  end: number
}): ReactElement {
  const isChosen = usePage((state) => state.chosenAction === item.key)
  const press = useRef<{ x: number; from: number } | null>(null)
  const hasMoved = useRef(false)
  const button = useRef<HTMLButtonElement>(null)
  const isFresh = usePage((state) => state.freshAction === item.key)
  useEffect(() => {
    if (!isFresh) return
    button.current?.focus({ preventScroll: true })
    usePage.setState({ freshAction: null })
  }, [isFresh])
  const { label } = actionWords(item.told)
  const takes = (GLYPH + label.length * LETTER) * ink.scale
  const side = room > takes ? 'right' : left > takes ? 'left' : undefined
  const move = (at: number): void => moveOnce(item, Math.min(end, Math.max(0, at)))
  const onKeyDown = (event: KeyboardEvent): void => {
    const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (event.key === 'Escape' && press.current) {
      move(press.current.from)
      release()
    } else if (event.key === 'Delete' || event.key === 'Backspace') remove(item)
    else if (event.key === 'Escape' && isChosen) choose(null)
    else if (event.key === 'Tab' && !event.shiftKey && isChosen) enterCard()
    else if (direction && !event.altKey && !event.ctrlKey && !event.metaKey) move(item.at + direction * (event.shiftKey ? 10 : 1))
    else return
    event.preventDefault()
  }
  const onPointerMove = (event: PointerEvent): void => {
    const pressed = press.current
    if (!pressed) return
    if (Math.abs(event.clientX - pressed.x) > 3) hasMoved.current = true
    if (!hasMoved.current) return
    const at = pressed.from + ((event.clientX - pressed.x) / scale.width) * (scale.to - scale.from)
    move(pointed(scale, at))
  }
  const release = (): void => {
    press.current = null
  }
  return (
    <button
      type="button"
      className="marker"
      ref={button}
      aria-label={actionSentence(item.at, item.told)}
      aria-expanded={isChosen}
      aria-haspopup="dialog"
      title={isChosen ? undefined : actionSentence(item.at, item.told)}
      data-key={item.key}
      data-side={side}
      onFocus={() => {
        const half = (scale.to - scale.from) / 2
        if (!isInSight(item, scale)) showSpan(item.at - half, item.at + half)
      }}
      onClick={() => hasMoved.current || choose(isChosen ? null : item.key)}
      {...(mode.readonly
        ? {}
        : {
            onKeyDown,
            onPointerDown: (event: PointerEvent) => {
              if (event.button !== 0) return
              event.currentTarget.setPointerCapture(event.pointerId)
              press.current = { x: event.clientX, from: item.at }
              hasMoved.current = false
            },
            onPointerMove,
            onPointerUp: release,
            onPointerCancel: release,
          })}
    >
      <Glyph shape={shapeOf(item.told)} />
      {side && <span>{label}</span>}
    </button>
  )
}

/** A drag, or a key that is held, is one step for undo: what came before it is kept, what comes on the way is not. */
function moveOnce({ places, at }: Scheduled, to: number): void {
  if (to === at) return
  moveAction(places, to)
  const { isTracking, pause, resume } = useStore.temporal.getState()
  if (!isTracking) return
  pause()
  usePage.setState({ markOrder: marks().map((mark) => mark.dataset['key'] ?? '') })
  const over = new AbortController()
  for (const end of ['keyup', 'pointerup', 'pointercancel', 'blur'])
    addEventListener(
      end,
      () => {
        resume()
        usePage.setState({ markOrder: null })
        over.abort()
      },
      { capture: true, signal: over.signal },
    )
}

/** The card's fields are the next ones after its mark, although it lies elsewhere. */
const enterCard = (): void => document.querySelector<HTMLElement>('.fault-card :is(input, button)')?.focus()

const marks = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('.marker')]

/** The next mark has the focus then, or the button where there is none. */
export function remove(item: Scheduled): void {
  const place = marks().findIndex((mark) => mark.dataset['key'] === item.key)
  removeAction(item.places)
  choose(null)
  requestAnimationFrame(() => {
    const left = marks()
    ;(left[Math.min(place, left.length - 1)] ?? document.querySelector<HTMLElement>('#fault'))?.focus()
  })
}

/** The chosen action's line through all lanes; the others are drawn in each. */
export function ChosenLine({ frame: { scale, gutter } }: { frame: Frame }): ReactElement | null {
  const { one: item } = useChosen()
  if (!item || !isInSight(item, scale)) return null
  return <div className="chosen-line" style={{ left: gutter + scale.x(item.at) }} />
}

/** The action that is looked at, and the run's end. */
export function useChosen(): { one: Scheduled | undefined; end: number } {
  const draft = useStore((state) => state.draft)
  const chosen = usePage((state) => state.chosenAction)
  return useMemo(() => ({ one: actionsOf(draft).find(({ key }) => key === chosen), end: durationOf(draft) }), [draft, chosen])
}
