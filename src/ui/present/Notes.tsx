import { useEffect, useRef, useState, type ReactElement } from 'react'
import { createRoot } from 'react-dom/client'
import { useWindowEvent } from '../kit/hooks.ts'
import { clockWords } from '../../views/text/duration-words.ts'
import { channelOf, type ToNotes, type ToStage, wayOf } from './notes-channel.ts'
import './notes.css'

/** The speaker's window: the words of this step, what comes next, the time. It shows what the stage says, and keeps nothing. */
export function openNotes(id: string): void {
  document.title = 'Notes: whyrestart'
  document.documentElement.dataset['state'] = 'ready'
  createRoot(document.querySelector('#root')!).render(<Notes id={id} />)
}

type NotesStep = Extract<ToNotes, { kind: 'step' }>

function Notes({ id }: { id: string }): ReactElement {
  const [step, setStep] = useState<NotesStep | null>(null)
  const [isOver, setOver] = useState(false)
  const wire = useRef<BroadcastChannel | null>(null)
  const post = (message: ToStage): void => wire.current?.postMessage(message)
  const go = (by: 1 | -1): void => post({ kind: 'go', by })
  useEffect(() => {
    const channel = channelOf(id)
    wire.current = channel
    channel.onmessage = ({ data }: MessageEvent<ToNotes>) => {
      if (data.kind === 'step') return setStep(data)
      setOver(true)
      // a window that somebody has opened by its address stays
      window.close()
    }
    channel.postMessage({ kind: 'hello' } satisfies ToStage)
    return () => channel.close()
  }, [id])
  useWindowEvent('pagehide', () => post({ kind: 'closed' }))
  useWindowEvent('keydown', (event) => {
    const way = wayOf(event)
    if (way === undefined) return
    event.preventDefault()
    go(way)
  })
  if (isOver) return <main className="notes">The presentation is over. This window can be closed.</main>
  if (!step) return <main className="notes">Waiting for the page that presents …</main>
  return (
    <main className="notes">
      <header>
        <h1>{step.title}</h1>
        <p>
          <b>
            {step.n === 0 ? 'Before the first step' : `Step ${step.n}`} of {step.of}
          </b>{' '}
          <Clock sinceMs={step.sinceMs} />
        </p>
      </header>
      <section aria-label="This step" aria-live="polite">
        <p className="notes-says">{step.says || 'No words for what is shown.'}</p>
        {step.notes && <p className="notes-own">{step.notes}</p>}
        <p className="aside">On the page it is {clockWords(step.at)}.</p>
      </section>
      <section aria-label="Next step">
        <h2>Next</h2>
        <p>{step.next || 'That was the last one.'}</p>
      </section>
      <p>
        <button type="button" disabled={step.n <= 1} onClick={() => go(-1)}>
          Back
        </button>{' '}
        <button type="button" className="primary" disabled={step.n >= step.of} onClick={() => go(1)}>
          Next step
        </button>
      </p>
    </main>
  )
}

const SECOND_MS = 1000

/** The time of day, and how long it has gone on. */
function Clock({ sinceMs }: { sinceMs: number }): ReactElement {
  const [nowMs, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), SECOND_MS)
    return () => clearInterval(timer)
  }, [])
  const minutes = Math.max(0, Math.floor((nowMs - sinceMs) / 60_000))
  const seconds = Math.max(0, Math.floor((nowMs - sinceMs) / SECOND_MS) % 60)
  return (
    <span className="notes-clock" role="timer" aria-label="Clock">
      {new Date(nowMs).toTimeString().slice(0, 5)}, for {minutes}:{String(seconds).padStart(2, '0')}
    </span>
  )
}
