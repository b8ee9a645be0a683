import { focusLane, isText, useWindowEvent } from '../kit/hooks.ts'
import { type ReactElement, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import { PANELS } from '../../sim/scenario/panels.ts'
import type { StoryStep } from '../../sim/scenario/steps.ts'
import { Flags } from '../kit/Flags.tsx'
import { togglePlay } from '../state/actions.ts'
import { draw, lift } from '../state/results.ts'
import { isSingle } from '../state/given.ts'
import { isHidden, isOutOfSight, useSession } from '../state/session.ts'
import { listenForItsEnd, setLocked, togglePresent, wholeScreen } from '../state/stage.ts'
import { usePage } from '../state/page.ts'
import { useStore } from '../state/store.ts'
import { StepsDialog, stepShown, stepsNow, stepsOf } from './StepsDialog.tsx'
import { channelOf, type ToNotes, type ToStage, wayOf } from './notes-channel.ts'
import { show } from './show.ts'
import './stage.css'
import { isExerciseSlot } from '../state/slot.ts'
import { counted } from '../../views/text/words.ts'

/** A second window is another page of the same address, which a file on a disk has not. */
const HAS_NOTES = !isSingle && location.protocol !== 'file:'

/** A ring around the mouse that is seen from the last row. */
function Pointer(): ReactElement {
  const ring = useRef<HTMLDivElement>(null)
  useWindowEvent('pointermove', ({ clientX, clientY }) => {
    const element = ring.current
    if (!element) return
    element.style.transform = `translate(${clientX}px, ${clientY}px)`
    element.dataset['seen'] = ''
  })
  return <div ref={ring} className="stage-pointer" aria-hidden="true" />
}

/** What a speaker does, by the keys of a remote and of the keyboard; and the words of the step for who listens. */
export function Stage(): ReactElement {
  const draft = useStore((state) => state.draft)
  const slot = useStore((state) => state.slot)
  const steps = useMemo(() => stepsOf(draft, slot), [draft, slot])
  const [at, setAt] = useState({ slot, n: 0 })
  const n = at.slot === slot ? Math.min(at.n, steps.length) : 0
  const [isPointing, setPointing] = useState(false)
  const [isBlack, setBlack] = useState(false)
  const [isWriting, setWriting] = useState(false)
  const goTo = (next: number): void => {
    const step = stepsNow()[next - 1]
    if (!step) return
    setAt({ slot: useStore.getState().slot, n: next })
    show(step)
    if (step.panel) usePage.setState({ onStage: 'panel' })
  }
  const go = (by: 1 | -1): void => goTo(n + by)
  useEffect(() => {
    // who presents what is shown is at its step already; an exercise begins with its task
    if (!isExerciseSlot(slot)) goTo(stepShown(stepsNow()))
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once for what is open
  }, [slot])
  const notes = useNotes(steps, n, go)
  const acts: Readonly<Record<string, () => void>> = {
    ...(HAS_NOTES ? { n: notes.toggle } : {}),
    c: toggleCurtain,
    l: () => setPointing((before) => !before),
    b: () => setBlack((before) => !before),
    u: () => setLocked(!usePage.getState().isLocked),
    e: () => setWriting(true),
  }
  useKeys(acts, steps.length > 0 ? go : undefined, () => setBlack(false))
  const bar = useRef<HTMLElement>(null)
  useEffect(() => {
    const isFocusLost = (): boolean => document.activeElement === document.body
    // what led here may be gone; the keys of the stage go on from its bar
    if (isFocusLost()) bar.current!.focus()
    const end = new AbortController()
    listenForItsEnd(end.signal)
    return () => {
      end.abort()
      setTimeout(() => isFocusLost() && focusLane())
    }
  }, [])
  return (
    <section aria-label="Stage" className="wrap stage-bar" tabIndex={-1} ref={bar}>
      <Words steps={steps} n={n} go={go} />
      <Tools {...{ acts, isPointing, isBlack, areNotesOpen: notes.isOpen }} />
      <output className="aside">{notes.says}</output>
      {isPointing && <Pointer />}
      {isBlack && <Black end={() => setBlack(false)} />}
      {isWriting && <StepsDialog steps={steps} n={n} show={goTo} added={() => setAt({ slot, n: n + 1 })} close={() => setWriting(false)} />}
    </section>
  )
}

function Words({ steps, n, go }: { steps: readonly StoryStep[]; n: number; go(by: 1 | -1): void }): ReactElement {
  const title = useStore((state) => String(state.draft.common.title))
  if (steps.length === 0)
    return (
      <p className="stage-words">
        <Flags of={title} />
      </p>
    )
  return (
    <>
      <button type="button" className="icon" aria-label="Previous step" title="Page up, ←" disabled={n <= 1} onClick={() => go(-1)}>
        ◂
      </button>
      <button type="button" className="icon" aria-label="Next step" title="Page down, →" disabled={n >= steps.length} onClick={() => go(1)}>
        ▸
      </button>
      <small className="stage-count unbroken">{n === 0 ? counted(steps.length, 'step') : `${n} of ${steps.length}`}</small>
      <p className="stage-words" aria-live="polite">
        <Flags of={steps[n - 1]?.says ?? title} />
      </p>
    </>
  )
}

interface ToolsProps {
  acts: Readonly<Record<string, () => void>>
  isPointing: boolean
  isBlack: boolean
  areNotesOpen: boolean
}

function Tools({ acts, isPointing, isBlack, areNotesOpen }: ToolsProps): ReactElement {
  const isLocked = usePage((state) => state.isLocked)
  const hasCurtain = usePage((state) => state.seen !== null)
  const isPlaying = useStore((state) => state.playing)
  const tools: [key: string, name: string, does: string, isOn?: boolean][] = [
    ['n', 'Notes', 'Opens your notes in a second window', areNotesOpen],
    ['c', 'Hide what comes', 'Hides what comes after the cursor', hasCurtain],
    ['l', 'Pointer', 'Puts a ring around the mouse pointer', isPointing],
    ['b', 'Black screen', 'Shows nothing while you speak; the next step shows the page again', isBlack],
    ['u', 'Block changes', 'Keeps keys and clicks from changing the scenario', isLocked],
    ['e', 'Steps', 'Writes what is shown at each step, with your words'],
  ]
  return (
    <div className="stage-tools" role="toolbar" aria-label="On stage">
      {isLocked && (
        <button type="button" className="quiet" title="Lets the time go on" onClick={togglePlay} aria-keyshortcuts="Space">
          {isPlaying ? 'Pause' : 'Play'} <kbd aria-hidden="true">Space</kbd>
        </button>
      )}
      {tools.map(
        ([key, name, does, isOn]) =>
          acts[key] && (
            <button
              key={key}
              type="button"
              className="quiet"
              title={does}
              aria-pressed={isOn}
              onClick={acts[key]}
              aria-keyshortcuts={key.toUpperCase()}
            >
              {name} <kbd aria-hidden="true">{key.toUpperCase()}</kbd>
            </button>
          ),
      )}
      <button type="button" className="quiet" onClick={wholeScreen}>
        Whole screen
      </button>
      <button type="button" className="quiet" onClick={togglePresent} aria-keyshortcuts="Escape P">
        End <kbd aria-hidden="true">Esc</kbd>
      </button>
    </div>
  )
}

/** Nothing to see, while somebody speaks. */
function Black({ end }: { end: () => void }): ReactElement {
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => button.current?.focus(), [])
  return (
    <button ref={button} type="button" className="stage-black" onClick={end}>
      <span className="hidden-text">The screen is black. Press to see the page again.</span>
    </button>
  )
}

function toggleCurtain(): void {
  if (isHidden(useSession.getState(), 'future')) return
  if (usePage.getState().seen === null) draw(useStore.getState().cursor)
  else lift()
}

/** What a key on its own does on a stage comes before what it does on the page: 1 to 7 are panels here, not moments. */
function useKeys(acts: Readonly<Record<string, () => void>>, go: ((by: 1 | -1) => void) | undefined, wake: () => void): void {
  const act = (event: KeyboardEvent): boolean => {
    const way = wayOf(event)
    if (way !== undefined && go) {
      wake()
      go(way)
      return true
    }
    if (event.key === 'Escape') {
      if (document.querySelector('.stage-black')) wake()
      // what is open over the page is closed first
      else if (usePage.getState().chosenAction !== null || document.querySelector(':popover-open')) return false
      else togglePresent()
      return true
    }
    if (/^[0-7]$/.test(event.key)) return choose(Number(event.key))
    const found = event.shiftKey ? undefined : acts[event.key.toLowerCase()]
    found?.()
    return found !== undefined
  }
  const onKey = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement
    const isField = isText(target) && !target.matches('[readonly]') && !target.closest('.monaco')
    if (target.closest('dialog[open], .menu') || event.ctrlKey || event.metaKey || event.altKey) return
    if ((isField || (target.closest('.monaco, textarea') && !usePage.getState().isLocked)) && !/^Page/.test(event.key)) return
    if (act(event)) {
      event.preventDefault()
      event.stopPropagation()
    }
  }
  useWindowEvent('keydown', onKey, true)
}

/** 1 to 5 a panel, 6 the manifest, 7 the task, 0 the lanes alone. */
function choose(key: number): boolean {
  const panel = PANELS[key - 1]
  if (panel && !isOutOfSight(useSession.getState(), panel, usePage.getState().seen !== null)) useStore.setState({ panel })
  usePage.setState({ onStage: key === 0 ? 'nothing' : key === 6 ? 'manifest' : key === 7 ? 'task' : 'panel' })
  return true
}

/** By getRandomValues, which a page that came without https has too. */
const freshName = (): string => [...crypto.getRandomValues(new Uint32Array(4))].map((word) => word.toString(36)).join('')

/** The speaker's window. */
function useNotes(steps: readonly StoryStep[], n: number, go: (by: 1 | -1) => void): { isOpen: boolean; says: string; toggle(): void } {
  const [says, setSays] = useState('')
  const [isOpen, setOpen] = useState(false)
  const [sinceMs] = useState(() => Date.now())
  const notes = useRef<Window | null>(null)
  const [id] = useState(freshName)
  const title = useStore((state) => state.draft.common.title)
  const cursor = useStore((state) => Math.round(state.cursor))
  const step = steps[n - 1]
  const message: ToNotes = {
    kind: 'step',
    title,
    n,
    of: steps.length,
    says: step?.says ?? '',
    notes: step?.notes ?? '',
    next: steps[n]?.says ?? '',
    at: cursor,
    sinceMs,
  }
  const channel = useRef<BroadcastChannel | null>(null)
  useEffect(() => channel.current?.postMessage(message))
  const hear = useEffectEvent(({ data }: MessageEvent<ToStage>) => {
    if (data.kind === 'go') return go(data.by)
    setOpen(data.kind === 'hello')
    if (data.kind === 'hello') channel.current?.postMessage(message)
  })
  const over = (): void => channel.current?.postMessage({ kind: 'over' } satisfies ToNotes)
  useWindowEvent('pagehide', over)
  useEffect(() => {
    const made = channelOf(id)
    channel.current = made
    made.onmessage = (event) => hear(event)
    return () => {
      over()
      made.close()
      channel.current = null
    }
  }, [id])
  const toggle = (): void => {
    if (isOpen) {
      over()
      setOpen(false)
      notes.current?.close()
      return
    }
    notes.current = window.open(`${location.pathname}?notes=${id}`, `whyrestart-notes-${id}`, 'popup,width=720,height=640')
    setSays(notes.current ? '' : 'The browser did not let a second window open: allow it for this page, and press N again.')
  }
  return { isOpen, says, toggle }
}
