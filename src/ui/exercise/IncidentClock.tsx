import { type ReactElement, useEffect } from 'react'
import { useSession } from '../state/session.ts'
import { useStore } from '../state/store.ts'
import { durationOf } from '../state/draft.ts'
import { results } from '../state/results.ts'
import { learnersLane } from './solved.ts'
import { clockWords } from '../../views/text/duration-words.ts'

/** In an incident time is what it is about: it runs by Play alone, and waits for who types. */
export function Clock(): ReactElement | null {
  const isIncident = useSession((session) => session.exercise?.isIncident === true && session.progress.solved === undefined)
  const playing = useStore((state) => state.playing)
  const isHeld = useSession((session) => session.isHeld === true)
  const speed = useSession((session) => session.speed ?? 1)
  useEffect(() => (isIncident && playing ? holdWhileTyping() : undefined), [isIncident, playing])
  const cursor = useStore((state) => Math.floor(state.cursor))
  const end = useStore((state) => durationOf(state.draft))
  if (!isIncident) return null
  return (
    <p className="clock-says">
      {cursor >= end ? (
        <>The clock has come to its end, {clockWords(end)}. Start over begins the same incident anew.</>
      ) : playing ? (
        isHeld ? (
          <>The clock waits while you type.</>
        ) : (
          <>The clock runs, {speed} s in one second. It waits while you type. Pause stops it, and your own time too.</>
        )
      ) : (
        <>
          Paused at {clockWords(cursor)}: both clocks stand, the cluster’s and yours. <b>Press Play</b> and they run on, {speed} s of the
          cluster in one second, and never back. A command happens at the time that the clock shows.
        </>
      )}
    </p>
  )
}

/** What was typed last is typed on, for so long. */
const TYPING_MS = 2000

const LOOK_MS = 150

/** An incident's clock stands while a command or a text is being typed. The function given back ends it. */
function holdWhileTyping(): () => void {
  let typedMs = -Infinity
  const hear = ({ target }: KeyboardEvent): void => {
    if (target instanceof Element && target.closest('.editor, dialog')) typedMs = performance.now()
  }
  const look = (): void => {
    const { activeElement } = document
    const isCommand = activeElement instanceof HTMLInputElement && activeElement.id === 'command' && activeElement.value !== ''
    const isHeld = isCommand || performance.now() - typedMs < TYPING_MS
    if (isHeld !== useSession.getState().isHeld) useSession.setState({ isHeld })
  }
  const timer = setInterval(look, LOOK_MS)
  addEventListener('keydown', hear, true)
  return () => {
    clearInterval(timer)
    removeEventListener('keydown', hear, true)
    useSession.setState({ isHeld: false })
  }
}

/** The score of an incident so far: seconds of the cluster's clock. */
export function Outage(): ReactElement | null {
  const outage = useSession((session) => session.outage)
  const at = useSession((session) => session.progress.solved?.at)
  const cursor = useStore((state) => state.cursor)
  const since = useReadySince()
  if (outage === undefined) return null
  return (
    <p className="aside">
      Out of service for {outage} s by {clockWords(Math.max(cursor, at ?? 0))}
      {since === undefined || at !== undefined ? '' : `; all ready again since ${clockWords(since)}`}.
    </p>
  )
}

/** Since when all containers have been ready again, up to now. Seconds. */
function useReadySince(): number | undefined {
  const begin = useSession((session) => session.exercise?.begin ?? 0)
  const tracks = results((state) => state.lanes[learnersLane()]?.drawing.tracks)
  return useStore(({ cursor }) => {
    const begins = (tracks ?? []).map(({ ready }) => ready.find(({ from, to }) => from <= cursor && cursor < to)?.from)
    const latest = Math.max(...begins.map((from) => from ?? Infinity))
    return latest > begin && latest < Infinity ? Math.floor(latest) : undefined
  })
}
