import { useEffect, useRef, type KeyboardEvent, type PointerEvent, type ReactElement } from 'react'
import { clockWords } from '../../views/text/duration-words.ts'
import { advance, draw, lift } from '../state/results.ts'
import { usePage } from '../state/page.ts'
import { untilOf } from '../../views/lanes/until.ts'
import type { Frame } from '../../views/picture/layout.ts'
import { setCursor } from '../state/actions.ts'
import { durationOf } from '../state/draft.ts'
import { useStore } from '../state/store.ts'
import { movePin, openQuestion, useHidden, useSession } from '../state/session.ts'

usePage.setState({ cut: untilOf })

/** What lies right of the cursor is not seen yet, where an exercise or a person wants it so; and the learner's pin on it. */
export function Curtain({ frame }: { frame: Frame }): ReactElement | null {
  const seen = usePage((state) => state.seen)
  useExercisesCurtain()
  const asks = useSession((session) => session.asksPin)
  const place = useRef<HTMLDivElement>(null)
  if (seen === null) return null
  const { scale, gutter } = frame
  const left = gutter + Math.max(0, Math.min(scale.width, scale.x(seen)))
  const set = (event: PointerEvent): void => {
    const box = place.current?.parentElement?.getBoundingClientRect()
    if (box) movePin(scale.t(Math.max(0, Math.min(scale.width, event.clientX - box.left - gutter))))
  }
  const drag = {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0) return
      event.stopPropagation()
      event.currentTarget.setPointerCapture(event.pointerId)
      set(event)
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => event.currentTarget.hasPointerCapture(event.pointerId) && set(event),
  }
  return (
    <>
      <div className="curtain" data-asks={asks || undefined} style={{ left: left + 1 }} ref={place} {...(asks ? drag : {})}>
        <Why />
      </div>
      {asks && <Pin frame={frame} drag={drag} />}
    </>
  )
}

/** Why nothing is seen, and what opens it. */
function Why(): ReactElement {
  const isHidden = useHidden('future')
  const isAsked = useSession((session) => openQuestion(session) >= 0)
  const asksTime = useSession((session) => session.asksPin)
  const isOnStage = usePage((state) => state.isOnStage)
  return (
    <p>
      {asksTime
        ? 'Hidden until you guess: put the pin there, then press Reveal.'
        : isAsked
          ? 'Hidden until the question is answered.'
          : isHidden
            ? 'Not yet: press Play, and the clock runs on.'
            : `Play goes on behind this; “Hide what comes”, ${isOnStage ? 'below' : 'in View'}, shows all again.`}
    </p>
  )
}

/** The same where the timeline itself is hidden: what comes is no nearer for that. */
export function UnseenCurtain(): null {
  useExercisesCurtain()
  return null
}

/** Draws the exercise's own curtain, and moves it on from question to question. */
function useExercisesCurtain(): void {
  const isWanted = useHidden('future')
  const id = useSession((session) => session.exercise?.id)
  const question = useSession(openQuestion)
  const isOpen = useStore((state) => state.slot === `exercise:${id}`)
  useOneWay(useSession((session) => session.exercise?.isIncident === true) && isWanted && isOpen)
  useEffect(() => {
    if (!isWanted) return
    const session = useSession.getState()
    const asked = session.exercise?.questions[openQuestion(session)]
    const { cursor } = useStore.getState()
    // an incident goes on where its clock stood; before it is open the cursor is another thing's
    draw(!isOpen ? 0 : asked ? asked.seen : cursor)
    if (isOpen) setCursor(cursor)
    useStore.setState({ playing: false, selected: null })
    return lift
  }, [isWanted, id, isOpen])
  useEffect(() => {
    const asked = useSession.getState().exercise?.questions[question]
    if (!isWanted || !isOpen || !asked) return
    advance(asked.seen, true)
    setCursor(asked.seen)
    usePage.setState({ isAsked: true })
    return () => usePage.setState({ isAsked: false })
  }, [isWanted, isOpen, question])
}

/** A cursor is cut to hundredths, and may lie so much before what was seen last. */
const CUT = 0.01

/** An incident's clock runs on and never back: a fix before the fault would be none. Start over alone begins it anew. */
function useOneWay(isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return
    return useStore.subscribe(({ cursor }) => {
      const { seen } = usePage.getState()
      if (seen !== null && cursor < seen - CUT) useStore.setState({ cursor: seen })
    })
  }, [isOn])
}

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 30, PageDown: -30 }

interface PinProps {
  frame: Frame
  drag: object
}

/** On the timeline itself: dragged, or moved by the arrows. */
function Pin({ frame: { scale, gutter }, drag }: PinProps): ReactElement | null {
  const at = useSession((session) => session.pin)
  const end = useStore((state) => durationOf(state.draft))
  const seen = usePage((state) => state.seen) ?? 0
  // before anybody has moved it it stands where it is seen, and says nothing
  const shown = at ?? Math.max(seen, scale.from) + (scale.to - Math.max(seen, scale.from)) / 2
  if (shown < scale.from || shown > scale.to) return null
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = STEPS[event.key]
    const to = { Home: 0, End: end }[event.key] ?? (step === undefined ? undefined : shown + step * (event.shiftKey ? 10 : 1))
    if (to === undefined) return
    event.preventDefault()
    event.stopPropagation()
    movePin(Math.max(0, Math.min(end, to)))
  }
  return (
    // An input of that kind has its own place for the thumb.
    <div
      className="pin"
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
      role="slider"
      tabIndex={0}
      aria-label="Your pin on the timeline"
      aria-valuemin={0}
      aria-valuemax={end}
      aria-valuenow={Math.round(shown)}
      aria-valuetext={at === null ? 'not set' : clockWords(at)}
      data-set={at !== null || undefined}
      style={{ left: gutter + scale.x(shown) }}
      onKeyDown={onKeyDown}
      {...drag}
    >
      <span>{at === null ? 'drag me' : clockWords(at)}</span>
    </div>
  )
}
