import * as v from 'valibot'
import type { FrameHears, FrameSays } from '../../component/why-restart.ts'
import { PANELS } from '../../sim/scenario/panels.ts'
import { nextStop } from '../../views/lanes/lanes.ts'
import { visitLineEffects } from '../state/why-subject.ts'
import { results } from '../state/results.ts'
import { fileOf, selectLane, setCursor } from '../state/actions.ts'
import { openAddress } from '../page/follow-address.ts'
import { useStore } from '../state/store.ts'
import { usePage } from '../state/page.ts'
import type { EmbedParams } from '../state/params.ts'
import { laneById } from '../state/draft.ts'

/** More is no link. */
const MAX_LINK = 100_000

const message = v.variant('kind', [
  v.object({ kind: v.picklist(['play', 'pause']) }),
  v.object({ kind: v.literal('seek'), t: v.pipe(v.number(), v.finite()) }),
  v.object({ kind: v.literal('lane'), name: v.string() }),
  v.object({ kind: v.literal('panel'), name: v.picklist(PANELS) }),
  v.object({ kind: v.literal('theme'), name: v.picklist(['system', 'light', 'dark']) }),
  v.object({ kind: v.literal('load'), link: v.pipe(v.string(), v.maxLength(MAX_LINK)) }),
])

/** Anything else is not for this frame. */
export function maybeMessage(data: unknown): FrameHears | undefined {
  const parsed = v.safeParse(message, data)
  return parsed.success && (data as { whyrestart?: unknown }).whyrestart === 1 ? parsed.output : undefined
}

/**
 * Talks with the page around, if there is one: it may move the time, choose what is shown and open something else, and learns how high
 * the frame wants to be. `begin` starts what waits for a press.
 */
export function talkWithHost(begin: () => void): void {
  const host = window.parent
  if (host === window) return
  // where the browser says who is around, nobody else is heard or told; nothing secret is in what is said
  const around = (location.ancestorOrigins as DOMStringList | undefined)?.[0]
  const target = around === undefined || around === 'null' ? '*' : around
  const tell = (message: FrameSays): void => host.postMessage(message, target)
  window.addEventListener('message', (event) => {
    if (event.source !== host || (around !== undefined && event.origin !== around)) return
    const message = maybeMessage(event.data)
    if (message) queue(message)
  })
  const queue = queueByFrame((message) => follow(message, begin))
  let isReady = false
  const sayReady = (): void => {
    if (isReady || results.getState().phase !== 'ready') return
    isReady = true
    tell({ whyrestart: 1, kind: 'ready' })
    sayTime()
    tellGoals(tell)
  }
  const sayTime = (): void => {
    const { cursor, lane, draft } = useStore.getState()
    // undo takes a lane away before another one is chosen
    tell({ whyrestart: 1, kind: 'time', t: cursor, lane: laneById(draft, lane)?.name ?? '' })
  }
  results.subscribe(sayReady)
  useStore.subscribe((state, before) => {
    if (isReady && (state.cursor !== before.cursor || state.lane !== before.lane)) sayTime()
  })
  tellHeight(tell)
  sayReady()
}

/** A frame that is not drawn, out of sight, is not waited for longer. */
const UNDRAWN_MS = 100

/** Messages are followed once a frame, and of each kind the last alone: a page that sends thousands does not stop this one. */
function queueByFrame(act: (message: FrameHears) => void): (message: FrameHears) => void {
  const latest = new Map<FrameHears['kind'], FrameHears>()
  let frame = 0
  let timer: ReturnType<typeof setTimeout>
  const drain = (): void => {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
    const messages = [...latest.values()]
    latest.clear()
    messages.forEach(act)
  }
  return (message) => {
    if (latest.size === 0) {
      frame = requestAnimationFrame(drain)
      timer = setTimeout(drain, UNDRAWN_MS)
    }
    // in the order in which they came last
    latest.delete(message.kind)
    latest.set(message.kind, message)
  }
}

/** Only of an exercise. */
function tellGoals(tell: (message: FrameSays) => void): void {
  const isExercise = (): boolean => useStore.getState().draft.common['exercise'] !== undefined
  const watch = (): Promise<void> =>
    import('./framed-exercise.ts').then(
      (goals) => goals.watchGoals((goal) => tell({ whyrestart: 1, kind: 'goal-reached', ...goal })),
      () => undefined,
    )
  if (isExercise()) return void watch()
  const stop = useStore.subscribe(() => {
    if (!isExercise()) return
    stop()
    void watch()
  })
}

/** Fonts that take longer are not waited for. */
const FONTS_MS = 1500
/** Changes of less come of rounding. */
const LEAST_PX = 2

/**
 * What all of it takes: what stands above the panel, and the panel's own steady room, however much it holds. The height that the frame
 * has does not go in, so that a page which follows cannot go round in a ring. While it plays it only grows.
 */
function tellHeight(tell: (message: FrameSays) => void): void {
  const root = document.querySelector('#root')!
  let last = 0
  let isSettled = false
  const measure = (): void => {
    // what stands there before the lanes and the fonts are is of another height
    if (!isSettled || (results.getState().phase === 'running' && !root.querySelector('.alone'))) return
    const px = Math.ceil(wantedHeight(root))
    if (px === 0 || Math.abs(px - last) < LEAST_PX || (px < last && useStore.getState().playing)) return
    last = px
    tell({ whyrestart: 1, kind: 'height', px })
  }
  const sizes = new ResizeObserver(measure)
  const parts = new MutationObserver(() => observe())
  const observe = (): void => {
    sizes.disconnect()
    parts.disconnect()
    for (const within of [root, ...root.querySelectorAll('.embedded, .embedded > main, .lanes')]) {
      parts.observe(within, { childList: true })
      for (const part of within.children) sizes.observe(part)
    }
    measure()
  }
  useStore.subscribe((state, before) => {
    if (state.playing !== before.playing) measure()
  })
  results.subscribe(() => requestAnimationFrame(measure))
  observe()
  void Promise.race([document.fonts.ready, new Promise((resolve) => setTimeout(resolve, FONTS_MS))]).then(() => {
    isSettled = true
    measure()
  })
}

function wantedHeight(root: Element): number {
  const page = root.querySelector('.embedded')
  if (!page) return 0
  if (page.matches('.alone')) return page.getBoundingClientRect().height
  return [...page.querySelectorAll(':scope > :not(main), :scope > main > *')].reduce((px, part) => {
    const style = getComputedStyle(part)
    if (style.display === 'none' || style.position === 'absolute' || style.position === 'fixed') return px
    const room = part.matches('.place:not([data-whole])') ? parseFloat(style.getPropertyValue('--room')) : NaN
    return px + (room || (part.matches('.lanes') ? lanesHeight(part) : part.getBoundingClientRect().height))
  }, 0)
}

/** However low the frame is that they scroll in, and without the heads that stand there in a high one alone. */
function lanesHeight(lanes: Element): number {
  const heightOf = (selector: string): number =>
    [...lanes.querySelectorAll(selector)].reduce((px, part) => px + part.getBoundingClientRect().height, 0)
  const isPhone = matchMedia('(max-width: 479.98px)').matches
  return heightOf(':scope > *') - (isPhone ? heightOf('.lane[data-folded]') : 0)
}

function follow(message: FrameHears, begin: () => void): void {
  const { draft } = useStore.getState()
  switch (message.kind) {
    case 'seek':
      return setCursor(message.t)
    case 'lane': {
      const found = draft.lanes.find(({ name }) => name === message.name)
      if (found) selectLane(found.id)
      return undefined
    }
    case 'panel':
      usePage.setState({ hasPanel: true })
      return useStore.setState({ panel: message.name })
    case 'theme':
      return useStore.setState({ theme: message.name })
    case 'load':
      void openAddress(message.link.includes('#') ? message.link.slice(message.link.indexOf('#')) : `#${message.link}`)
      return begin()
    default:
      useStore.setState({ playing: message.kind === 'play' })
      return message.kind === 'play' ? begin() : undefined
  }
}

/** Once the lanes are there: the mark or the line that the address names. */
export function showNamed({ t, select, line, file }: EmbedParams): void {
  const show = (): boolean => {
    const { draft, lane } = useStore.getState()
    const drawing = results.getState().lanes[lane]?.drawing
    if (!drawing || results.getState().phase === 'running') return false
    const found = select === undefined ? undefined : nextStop(drawing, select + 1e-3, -1)
    if (found) useStore.setState({ selected: { lane, id: found.id }, ...(t === undefined ? { cursor: found.t } : {}) })
    const of = laneById(draft, lane)
    if (line !== undefined && of) visitLineEffects({ lane, file: fileOf(of, file ?? useStore.getState().file), line, at: 0 }, false)
    return true
  }
  if (show()) return
  const stop = results.subscribe(() => {
    if (show()) stop()
  })
}
