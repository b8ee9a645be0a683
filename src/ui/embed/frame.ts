import { results } from '../simulator/results.ts'
import { selectLane, setCursor } from '../state/actions.ts'
import { useStore } from '../state/store.ts'

/** What this frame tells the page around it. Version 1; fields are added, never changed. */
type ToHost =
  | { whyrestart: 1; kind: 'ready' }
  | { whyrestart: 1; kind: 'height'; px: number }
  | { whyrestart: 1; kind: 'time'; t: number; lane: string }

/** What that page may ask. */
type FromHost = { kind: 'seek'; t: number } | { kind: 'play' | 'pause' } | { kind: 'lane'; name: string }

/** Anything else is not for this frame. */
function maybeAsked(data: unknown): FromHost | undefined {
  const { whyrestart, kind, t, name } = (typeof data === 'object' && data !== null ? data : {}) as Readonly<Record<string, unknown>>
  if (whyrestart !== 1) return undefined
  if (kind === 'seek' && typeof t === 'number' && Number.isFinite(t)) return { kind, t }
  if (kind === 'lane' && typeof name === 'string') return { kind, name }
  return kind === 'play' || kind === 'pause' ? { kind } : undefined
}

/** Talks with the page around, if there is one: it may move the time and choose a lane, and learns how high the frame wants to be. */
export function talkWithHost(): void {
  const host = window.parent
  if (host === window) return
  // nothing secret is in these, and who embeds is not known
  const tell = (message: ToHost): void => host.postMessage(message, '*')
  window.addEventListener('message', (event) => {
    if (event.source !== host) return
    const asked = maybeAsked(event.data)
    if (asked) follow(asked)
  })
  let isReady = false
  results.subscribe(({ phase }) => {
    if (phase === 'ready' && !isReady) tell({ whyrestart: 1, kind: 'ready' })
    isReady ||= phase === 'ready'
  })
  useStore.subscribe((state, before) => {
    if (state.cursor !== before.cursor || state.lane !== before.lane)
      tell({ whyrestart: 1, kind: 'time', t: state.cursor, lane: nameOf(state.lane) })
  })
  let px = 0
  new ResizeObserver(() => {
    const next = Math.ceil(document.querySelector('#root')?.firstElementChild?.getBoundingClientRect().height ?? 0)
    if (next === px) return
    px = next
    tell({ whyrestart: 1, kind: 'height', px })
  }).observe(document.querySelector('#root')!)
}

function follow(asked: FromHost): void {
  if (asked.kind === 'seek') setCursor(asked.t)
  else if (asked.kind === 'lane') {
    const lane = useStore.getState().draft.lanes.find(({ name }) => name === asked.name)
    if (lane) selectLane(lane.id)
  } else useStore.setState({ playing: asked.kind === 'play' })
}

function nameOf(id: string): string {
  return useStore.getState().draft.lanes.find((lane) => lane.id === id)?.name ?? ''
}
