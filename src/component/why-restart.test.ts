// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { WhyRestart } from './why-restart.ts'

const LINK = 'https://why.example/play/#2abc'

let sights: { root: string; see: (...seen: boolean[]) => void; isOver: boolean }[]
let sent: [message: unknown, to: string][]

beforeEach(async () => {
  vi.useFakeTimers()
  sights = []
  sent = []
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      readonly sight
      constructor(callback: (entries: { isIntersecting: boolean }[]) => void, { rootMargin }: { rootMargin: string }) {
        this.sight = {
          root: rootMargin,
          see: (...seen: boolean[]) => callback(seen.map((isIntersecting) => ({ isIntersecting }))),
          isOver: false,
        }
      }
      observe(): void {
        sights.push(this.sight)
      }
      disconnect(): void {
        this.sight.isOver = true
      }
    },
  )
  // no frame is loaded here: where it would come from, and what is said to it, is written down
  const create = document.createElement.bind(document)
  vi.spyOn(document, 'createElement').mockImplementation((name: string) => {
    if (name !== 'iframe') return create(name)
    const contentWindow = { postMessage: (message: unknown, to: string) => sent.push([message, to]) }
    return Object.assign(create('div'), { src: '', contentWindow, tabIndex: 0 })
  })
  await import('./why-restart.ts')
})

afterEach(() => {
  document.body.replaceChildren()
  document.documentElement.removeAttribute('data-theme')
  document.body.removeAttribute('class')
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

function put(attributes: Readonly<Record<string, string>>): WhyRestart {
  const made = document.createElement('why-restart')
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  made.textContent = 'A picture of it.'
  document.body.append(made)
  return made
}

const within = <E extends Element>(made: WhyRestart, selector: string): E | null => made.shadowRoot!.querySelector<E>(selector)
const frameOf = (made: WhyRestart): HTMLIFrameElement | null => within(made, '[part=frame]')
const heightOf = (made: WhyRestart): string => within<HTMLElement>(made, '.box')!.style.height

function opened(attributes: Readonly<Record<string, string>> = {}): WhyRestart {
  const made = put({ src: LINK, ...attributes })
  sights.at(-1)!.see(true)
  return made
}

/** What a window says to the page; the frame's own, and from its own place, where nothing else is told. */
function say(made: WhyRestart, data: unknown, from: { source?: unknown; origin?: string } = {}): void {
  const event = new Event('message')
  Object.assign(event, { source: frameOf(made)?.contentWindow, origin: 'https://why.example', data, ...from })
  window.dispatchEvent(event)
}

it('loads nothing until it is about to be seen, and then the frame beside the link', () => {
  const made = put({ src: LINK })
  expect([sights.map(({ root }) => root), frameOf(made)]).toEqual([['400px'], null])
  expect([within(made, 'a')!.getAttribute('href'), within(made, 'a')!.textContent]).toEqual([LINK, 'Open in whyrestart ↗'])
  expect([heightOf(made), within<HTMLElement>(made, 'button')!.hidden]).toEqual(['480px', true])
  sights[0]!.see(false)
  expect(frameOf(made)).toBeNull()
  sights[0]!.see(false, true)
  expect(frameOf(made)!.src).toBe('https://why.example/play/embed.html?theme=system#2abc')
  expect(sights[0]!.isOver).toBe(true)
  // there is one frame, however often it is asked to play
  made.play()
  expect(made.shadowRoot!.querySelectorAll('[part=frame]')).toHaveLength(1)
  expect(frameOf(made)!.title).toBe('whyrestart: why a pod restarts, second by second')
})

it.each([
  ['a page’s link', LINK, 'https://why.example/play/embed.html?theme=system#2abc'],
  [
    'a frame’s own, with what it asks for',
    'https://why.example/embed.html?lane=b#2abc',
    'https://why.example/embed.html?lane=b&theme=system#2abc',
  ],
  ['a page’s query, which is not the frame’s', 'https://why.example/?lane=b#2abc', 'https://why.example/embed.html?theme=system#2abc'],
])('knows the frame of %s', (_, src, frame) => {
  expect(frameOf(opened({ src }))!.src).toBe(frame)
})

it.each([{}, ...['', 'http://[', 'data:text/html,hello', 'javascript:alert(1)'].map((src) => ({ src }))])(
  'opens nothing for %j, and leads nowhere',
  (attributes) => {
    const made = put(attributes)
    sights.at(-1)!.see(true)
    expect([frameOf(made), within(made, 'a')]).toEqual([null, null])
  },
)

it('takes what begins with # for a link of the site that its script comes from', async () => {
  const script = Object.assign(document.createElement('script'), { src: 'https://site.example/v1/embed.js' })
  vi.spyOn(document, 'querySelector').mockReturnValue(script)
  const define = customElements.define.bind(customElements)
  vi.spyOn(customElements, 'get').mockReturnValue(undefined)
  vi.spyOn(customElements, 'define').mockImplementation((_, made) => define('why-restart-of-site', made))
  vi.resetModules()
  await import('./why-restart.ts')
  const made = document.createElement('why-restart-of-site')
  made.setAttribute('src', '#2abc')
  document.body.append(made)
  expect(within(made as WhyRestart, 'a')!.getAttribute('href')).toBe('https://site.example/v1/#2abc')
})

it('can be imported twice, and where there is no page, such as on a server', async () => {
  vi.resetModules()
  expect((await import('./why-restart.ts')).WhyRestart).not.toBe(customElements.get('why-restart'))
  for (const name of ['HTMLElement', 'customElements', 'document']) vi.stubGlobal(name, undefined)
  vi.resetModules()
  expect((await import('./why-restart.ts')).WhyRestart.observedAttributes).toContain('src')
  vi.unstubAllGlobals()
})

it('hands each attribute on under its own name', () => {
  const each = { t: '90', speed: '4', lane: 'b', lanes: 'b,c', legend: '0', panel: 'why', file: 'f', line: '3', select: 's', hide: 'x' }
  const made = opened({ ...each, readonly: '', debug: '1', unknown: 'u', 'aria-label': 'The night' })
  const { searchParams } = new URL(frameOf(made)!.src)
  expect(Object.fromEntries(searchParams)).toEqual({ theme: 'system', ...each, readonly: '', debug: '1' })
  expect(frameOf(made)!.title).toBe('The night')
})

it('follows the theme of the page around it, in each way in which pages have one', () => {
  const themeNow = (): unknown => new URL(frameOf(opened())!.src).searchParams.get('theme')
  expect(themeNow()).toBe('system')
  document.documentElement.dataset['theme'] = 'dark'
  expect(themeNow()).toBe('dark')
  expect(new URL(frameOf(opened({ theme: 'light' }))!.src).searchParams.get('theme')).toBe('light')
  document.documentElement.dataset['theme'] = 'of our own'
  document.body.className = 'light'
  expect(themeNow()).toBe('light')
  document.body.className = 'dark'
  expect(themeNow()).toBe('dark')
})

it.each(['data-theme', 'data-bs-theme', 'data-color-mode'])('follows the page’s %s', (name) => {
  document.body.setAttribute(name, 'dark')
  expect(new URL(frameOf(opened())!.src).searchParams.get('theme')).toBe('dark')
  document.documentElement.setAttribute(name, 'light')
  expect(new URL(frameOf(opened())!.src).searchParams.get('theme')).toBe('light')
  for (const part of [document.body, document.documentElement]) part.removeAttribute(name)
})

it.each([
  ['light', 'light'],
  ['dark', 'dark'],
  ['light dark', 'system'],
  ['normal', 'system'],
])('where the page says color-scheme: %s, is %s', (colorScheme, theme) => {
  vi.stubGlobal('getComputedStyle', () => ({ colorScheme }))
  expect(new URL(frameOf(opened())!.src).searchParams.get('theme')).toBe(theme)
})

it('tells the frame the theme whenever the page’s changes, and none from before it came', async () => {
  const made = put({ src: LINK })
  document.documentElement.dataset['theme'] = 'dark'
  await vi.waitFor(() => expect(document.documentElement.dataset['theme']).toBe('dark'))
  sights.at(-1)!.see(true)
  say(made, { whyrestart: 1, kind: 'ready' })
  expect(sent).toEqual([])
  document.documentElement.removeAttribute('data-theme')
  await vi.waitFor(() => expect(sent.map(([message]) => message)).toEqual([{ whyrestart: 1, kind: 'theme', name: 'system' }]))
  document.body.className = 'light'
  await vi.waitFor(() => expect(sent.map(([message]) => message).slice(1)).toEqual([{ whyrestart: 1, kind: 'theme', name: 'light' }]))
  made.remove()
  document.body.className = 'dark'
  await Promise.resolve()
  expect(sent).toHaveLength(2)
})

it('tells the frame a new theme, once it listens', async () => {
  const made = opened()
  made.theme('dark')
  expect(sent).toEqual([])
  say(made, { whyrestart: 1, kind: 'ready' })
  expect(sent).toEqual([[{ whyrestart: 1, kind: 'theme', name: 'dark' }, 'https://why.example']])
  made.theme('dark')
  expect(sent).toHaveLength(1)
})

it('keeps what is asked until the frame listens, and asks in order', () => {
  const made = opened()
  made.seek(90)
  made.pause()
  made.lane('b')
  made.panel('events')
  say(made, { whyrestart: 1, kind: 'ready' })
  made.play()
  made.setAttribute('t', '120')
  made.setAttribute('lane', 'c')
  made.setAttribute('panel', 'why')
  made.setAttribute('panel', 'why')
  made.removeAttribute('panel')
  expect(sent.map(([message]) => message)).toEqual([
    { whyrestart: 1, kind: 'seek', t: 90 },
    { whyrestart: 1, kind: 'pause' },
    { whyrestart: 1, kind: 'lane', name: 'b' },
    { whyrestart: 1, kind: 'panel', name: 'events' },
    { whyrestart: 1, kind: 'play' },
    { whyrestart: 1, kind: 'seek', t: 120 },
    { whyrestart: 1, kind: 'lane', name: 'c' },
    { whyrestart: 1, kind: 'panel', name: 'why' },
  ])
})

it('asks nothing of a link that was asked of the one before, whose frame never listened', () => {
  const made = opened()
  made.seek(90)
  made.setAttribute('src', `${LINK}d`)
  sights.at(-1)!.see(true)
  made.lane('b')
  say(made, { whyrestart: 1, kind: 'ready' })
  expect(sent.map(([message]) => message)).toEqual([{ whyrestart: 1, kind: 'lane', name: 'b' }])
})

it('passes on what the frame says as events, and hides what stood before it', () => {
  const made = opened()
  const events: [string, unknown][] = []
  for (const kind of ['ready', 'height', 'time', 'goal-reached', 'else'] as const)
    made.addEventListener(kind, (event) => events.push([event.type, (event as CustomEvent).detail]))
  expect(within<HTMLElement>(made, '.before')!.hidden).toBe(false)
  say(made, { whyrestart: 1, kind: 'ready' })
  expect(within<HTMLElement>(made, '.before')!.hidden).toBe(true)
  say(made, { whyrestart: 1, kind: 'height', px: 700 })
  say(made, { whyrestart: 1, kind: 'time', t: 12.5, lane: 'b' })
  say(made, { whyrestart: 1, kind: 'goal-reached', goal: 0, text: 'No restart', solved: true })
  say(made, { whyrestart: 1, kind: 'else' })
  expect(events).toEqual([
    ['ready', null],
    ['height', { px: 700 }],
    ['time', { t: 12.5, lane: 'b' }],
    ['goal-reached', { goal: 0, text: 'No restart', solved: true }],
  ])
})

it.each([
  ['another window', { source: {} }, { whyrestart: 1, kind: 'height', px: 700 }],
  ['another place', { origin: 'https://else.example' }, { whyrestart: 1, kind: 'height', px: 700 }],
  ['another program', {}, { kind: 'height', px: 700 }],
  ['a later protocol', {}, { whyrestart: 2, kind: 'height', px: 700 }],
  ['no object', {}, 'height'],
  ['nothing', {}, null],
  ['no number', {}, { whyrestart: 1, kind: 'height', px: '700' }],
  ['no height', {}, { whyrestart: 1, kind: 'height', px: 0 }],
  ['less than none', {}, { whyrestart: 1, kind: 'height', px: -5 }],
])('does not follow %s', (_, from, data) => {
  const made = opened()
  expect(heightOf(made)).toBe('480px')
  say(made, { whyrestart: 1, kind: 'height', px: 500 })
  say(made, data, from)
  expect(heightOf(made)).toBe('500px')
})

it('in a sandbox hears the frame from no place, and answers to any', () => {
  const made = opened({ sandbox: 'allow-scripts' })
  expect(frameOf(made)!.getAttribute('sandbox')).toBe('allow-scripts')
  made.seek(1)
  say(made, { whyrestart: 1, kind: 'ready' })
  expect(sent).toEqual([])
  say(made, { whyrestart: 1, kind: 'ready' }, { origin: 'null' })
  expect(sent).toEqual([[{ whyrestart: 1, kind: 'seek', t: 1 }, '*']])
  const open = opened({ sandbox: 'allow-scripts allow-same-origin' })
  open.seek(2)
  say(open, { whyrestart: 1, kind: 'ready' })
  expect(sent.at(-1)).toEqual([{ whyrestart: 1, kind: 'seek', t: 2 }, 'https://why.example'])
})

it.each([
  ['as the author says', { height: '300' }, 700, '300px'],
  ['as the author says, however low', { height: '1' }, 700, '1px'],
  ['as the frame wants', {}, 700, '700px'],
  ['as the frame wants, where the author says none', { height: '0' }, 700, '700px'],
  ['never lower than a lane', {}, 1, '120px'],
  ['nor higher than a page', {}, 9000, '4000px'],
])('is as high %s', (_, attributes: Readonly<Record<string, string>>, px, height) => {
  const made = opened(attributes)
  say(made, { whyrestart: 1, kind: 'height', px })
  expect(heightOf(made)).toBe(height)
  made.setAttribute('height', '310')
  expect(heightOf(made)).toBe('310px')
})

it('keeps the room that the author says it takes at first, in a narrow column the second', () => {
  const of = (width: number, first: string): string => {
    const made = document.createElement('why-restart')
    Object.defineProperty(made, 'clientWidth', { value: width })
    made.setAttribute('src', LINK)
    made.setAttribute('first-height', first)
    made.style.minHeight = '900px'
    document.body.append(made)
    expect(made.style.minHeight).toBe('')
    return heightOf(made)
  }
  expect([of(540, '600 800'), of(539, '600 800'), of(539, '600')]).toEqual(['600px', '800px', '600px'])
})

it('only grows where its height and the page’s scroll bar chase each other: from the seventh turn on, until it has rested for a second', () => {
  vi.advanceTimersByTime(5000)
  const made = opened()
  const wants = (...all: number[]): string => {
    for (const px of all) say(made, { whyrestart: 1, kind: 'height', px })
    return heightOf(made)
  }
  expect(wants(700, 600, 700, 600, 700, 600)).toBe('600px')
  expect(wants(600, 700, 600)).toBe('700px')
  vi.advanceTimersByTime(1000)
  expect(wants(600)).toBe('700px')
  vi.advanceTimersByTime(1001)
  expect(wants(600)).toBe('600px')
  vi.advanceTimersByTime(1001)
  expect(wants(700, 600, 700, 600, 700, 800, 700)).toBe('800px')
})

it('waits behind a poster until it is pressed, and the keys go on in the frame', () => {
  const made = put({ src: LINK, poster: 'lanes.png' })
  expect([sights, within(made, 'img')!.getAttribute('src'), heightOf(made)]).toEqual([[], 'lanes.png', ''])
  const start = within<HTMLButtonElement>(made, 'button')!
  expect([start.textContent, made.shadowRoot!.adoptedStyleSheets.map(({ cssRules }) => cssRules.length > 5)]).toEqual([
    '▶ Run it here',
    [true],
  ])
  expect(start.hidden).toBe(false)
  start.click()
  expect([frameOf(made)!.src, start.hidden, heightOf(made)]).toEqual([
    'https://why.example/play/embed.html?theme=system#2abc',
    true,
    '480px',
  ])
  expect(made.shadowRoot!.activeElement).toBe(frameOf(made))
  // without a picture of its own it is what stands between the tags
  const asked = put({ src: LINK, poster: '' })
  expect([sights, within(asked, 'img'), within(asked, 'slot') === null, within<HTMLElement>(asked, 'button')!.hidden]).toEqual([
    [],
    null,
    false,
    false,
  ])
  asked.play()
  expect(frameOf(asked)).not.toBeNull()
})

it('shows what stands between its tags where the frame says nothing in time, and says so', () => {
  const made = opened()
  const failed = vi.fn<() => void>()
  made.addEventListener('error', failed)
  vi.advanceTimersByTime(19_999)
  expect(frameOf(made)).not.toBeNull()
  vi.advanceTimersByTime(1)
  expect([frameOf(made), within<HTMLElement>(made, '.before')!.hidden, heightOf(made)]).toEqual([null, false, ''])
  expect(failed).toHaveBeenCalledOnce()
  made.play()
  expect([frameOf(made) === null, heightOf(made)]).toEqual([false, '480px'])
  vi.advanceTimersByTime(20_000)
  expect([frameOf(made), failed.mock.calls.length]).toEqual([null, 2])
  made.setAttribute('src', 'https://why.example/#2def')
  expect(heightOf(made)).toBe('480px')
  const heard = opened()
  say(heard, { whyrestart: 1, kind: 'ready' })
  vi.advanceTimersByTime(60_000)
  expect(frameOf(heard)).not.toBeNull()
})

it('gives up at once where the page’s policy refuses its frame, and no other', () => {
  const made = opened()
  const refuse = (blockedURI: string): boolean =>
    document.dispatchEvent(Object.assign(new Event('securitypolicyviolation'), { blockedURI }))
  refuse('')
  refuse('https://else.example')
  say(made, { whyrestart: 1, kind: 'ready' })
  expect(frameOf(made)).not.toBeNull()
  refuse('https://why.example')
  expect([frameOf(made), within<HTMLElement>(made, '.before')!.hidden]).toEqual([null, false])
})

it('loads another link in the same frame where it is of the same site, else from anew', () => {
  const made = opened()
  say(made, { whyrestart: 1, kind: 'ready' })
  const before = frameOf(made)
  made.load('https://why.example/play/#2def')
  expect(sent.at(-1)![0]).toEqual({ whyrestart: 1, kind: 'load', link: '#2def' })
  expect(frameOf(made)).toBe(before)
  expect(within<HTMLElement>(made, '.before')!.hidden).toBe(true)
  made.load('https://else.example/#2def')
  expect([frameOf(made), within<HTMLElement>(made, '.before')!.hidden]).toEqual([null, false])
  sights.at(-1)!.see(true)
  expect(frameOf(made)!.src).toBe('https://else.example/embed.html?theme=system#2def')
  made.load('http://[')
  expect([frameOf(made), made.getAttribute('src')]).toEqual([null, 'http://['])
  made.load('https://why.example/#2ghi')
  expect(frameOf(made)).toBeNull()
})

it('goes with its element: nobody is listened to, and it begins anew where it is put again', async () => {
  const made = opened()
  say(made, { whyrestart: 1, kind: 'height', px: 700 })
  const stale = frameOf(made)!.contentWindow
  made.remove()
  expect(frameOf(made)).toBeNull()
  made.setAttribute('src', 'https://why.example/#2ghi')
  document.body.append(made)
  expect(heightOf(made)).toBe('480px')
  say(made, { whyrestart: 1, kind: 'height', px: 900 }, { source: stale })
  expect(heightOf(made)).toBe('480px')
  sights.at(-1)!.see(true)
  expect(frameOf(made)!.src).toBe('https://why.example/embed.html?theme=system#2ghi')
  made.seek(1)
  expect(sent).toEqual([])
  // what is said is passed on once, though it has stood in the page twice
  const heard = vi.fn<() => void>()
  made.addEventListener('time', heard)
  say(made, { whyrestart: 1, kind: 'time', t: 1, lane: 'a' })
  for (const name of ['dark', 'light']) {
    document.documentElement.dataset['theme'] = name
    await vi.waitFor(() => expect(sent.at(-1)?.[0]).toMatchObject({ name }))
  }
  expect([heard.mock.calls.length, sent.length]).toEqual([1, 3])
  const failed = vi.fn<() => void>()
  made.addEventListener('error', failed)
  made.remove()
  vi.advanceTimersByTime(20_000)
  expect(failed).not.toHaveBeenCalled()
  put({ src: LINK }).remove()
  expect(sights.map(({ isOver }) => isOver)).toEqual([true, true, true])
  // nor is one missed that is gone before it has said anything
  const quiet = opened()
  quiet.addEventListener('error', failed)
  quiet.remove()
  vi.advanceTimersByTime(20_000)
  expect(failed).not.toHaveBeenCalled()
})
