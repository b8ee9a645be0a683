/** The panels that a frame can show below its lanes. */
export type FramePanel = 'why' | 'request' | 'terminal' | 'events' | 'verdicts'

/** As the reader has it, or one of the two. */
export type FrameTheme = 'system' | 'light' | 'dark'

/** What a frame tells the page around it. Version 1: fields and kinds are added, none is changed. Times are seconds on the simulated clock. */
export type FrameSays =
  /** All lanes are drawn; from here on it hears. */
  | { whyrestart: 1; kind: 'ready' }
  /** The height that all of it fits, in CSS pixels; it does not depend on the height that the frame has. */
  | { whyrestart: 1; kind: 'height'; px: number }
  | { whyrestart: 1; kind: 'time'; t: number; lane: string }
  /** A goal of the exercise holds: its place in the list, its text, and whether all of them do. */
  | { whyrestart: 1; kind: 'goal-reached'; goal: number; text: string; solved: boolean }

/** What the page around may ask of a frame; each with `whyrestart: 1`. */
export type FrameHears =
  | { kind: 'seek'; t: number }
  | { kind: 'play' | 'pause' }
  /** A lane, by its name. */
  | { kind: 'lane'; name: string }
  | { kind: 'panel'; name: FramePanel }
  | { kind: 'theme'; name: FrameTheme }
  /** Another scenario in the same frame: a link of whyrestart, or what stands behind its `#`. */
  | { kind: 'load'; link: string }

/** Attributes that become parameters of the frame's address, each of its own name, when it begins to load. */
const PARAMETERS = ['t', 'speed', 'lane', 'lanes', 'legend', 'panel', 'file', 'line', 'select', 'hide', 'readonly', 'debug']
/** Pixels, before a frame has said its own height; `first-height` says another, and a second number for columns as narrow as a phone. */
const FIRST_HEIGHT = 480
const NARROW = 540
const [LEAST_HEIGHT, MOST_HEIGHT] = [120, 4000]
/** So far out of sight it begins to load. */
const NEAR = '400px'
/** A frame that has come and says nothing for so long was not let in, by the page's policy or by the network. */
const SILENT_MS = 20_000
/** So many turns in a second come of a scroll bar that changes the width: then it only grows. */
const MOST_TURNS = 6

const STYLE = `
:host { display: block; position: relative; contain: layout }
:host([hidden]), [hidden] { display: none !important }
iframe { display: block; position: absolute; inset: 0; width: 100%; height: 100%; border: 0; outline: 1px solid #8885; outline-offset: -1px }
.before { height: 100%; overflow: hidden }
::slotted(*), img { max-width: 100%; height: auto }
img { display: block; width: 100% }
button { position: absolute; inset: 0; width: 100%; border: 0; background: none; cursor: pointer; font: 600 1em system-ui, sans-serif }
span { display: inline-block; padding: 10px 18px; border-radius: 8px; background: #0a5fa8; color: #fff; box-shadow: 0 2px 12px #0004 }
button:focus-visible span { outline: 3px solid #0a5fa8; outline-offset: 3px }
.box { position: relative; min-height: 64px }
`

/** Its events, with what `detail` holds. */
export interface WhyRestartEvents {
  ready: CustomEvent<null>
  /** CSS pixels that all of it takes. */
  height: CustomEvent<{ px: number }>
  /** Seconds on the simulated clock, and the chosen lane's name. */
  time: CustomEvent<{ t: number; lane: string }>
  'goal-reached': CustomEvent<{ goal: number; text: string; solved: boolean }>
  /** The frame did not come; what stands between the tags is shown. */
  error: CustomEvent<null>
}

interface ListeningElement extends HTMLElement {
  addEventListener<K extends keyof WhyRestartEvents>(
    type: K,
    listener: (this: WhyRestart, event: WhyRestartEvents[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void
}

// where there is no page, such as on a server, it can be imported all the same
const Base = (globalThis.HTMLElement ?? class {}) as unknown as new () => ListeningElement
let sheet: CSSStyleSheet | undefined

/**
 * `<why-restart src="https://…/#2…">`: lanes of whyrestart in somebody's page. It comes when it is about to be seen, is as high as it has
 * to be, follows the page's theme, and can be asked. What stands between its tags is shown until then, and where it does not come.
 */
export class WhyRestart extends Base {
  static readonly observedAttributes = ['src', 'height', 'theme', 't', 'lane', 'panel']

  #box!: HTMLElement
  #before!: HTMLElement
  #start!: HTMLButtonElement
  #frame: HTMLIFrameElement | undefined
  #origin = ''
  #isHeard!: boolean
  #isFailed!: boolean
  #waiting: FrameHears[] = []
  #px!: number
  #turns!: number
  #turnedMs!: number
  #end: AbortController | undefined
  #sight: IntersectionObserver | undefined
  #page: MutationObserver | undefined
  #silence: ReturnType<typeof setTimeout> | undefined

  constructor() {
    super()
    const root = this.attachShadow({ mode: 'open' })
    root.adoptedStyleSheets = [(sheet ??= styleSheet())]
    this.#box = element('div', { class: 'box' })
    this.#before = element('div', { class: 'before' })
    this.#start = element('button', { type: 'button', part: 'start', hidden: '' })
    const words = element('span', {})
    words.textContent = '▶ Run it here'
    this.#start.append(words)
    this.#start.onclick = () => {
      this.#open()
      this.#frame?.focus()
    }
    this.#box.append(this.#before, this.#start)
    root.append(this.#box)
  }

  connectedCallback(): void {
    this.#end = new AbortController()
    const { signal } = this.#end
    addEventListener('message', (event) => this.#hear(event), { signal })
    const refused = ({ blockedURI }: SecurityPolicyViolationEvent): void => {
      if (blockedURI !== '' && this.#frame?.src.startsWith(blockedURI)) this.#fail()
    }
    document.addEventListener('securitypolicyviolation', refused, { signal })
    this.#page = new MutationObserver(() => this.#sayTheme())
    for (const part of [document.documentElement, document.body]) this.#page.observe(part, { attributes: true })
    this.#begin()
  }

  disconnectedCallback(): void {
    this.#end?.abort()
    this.#page?.disconnect()
    this.#close()
  }

  attributeChangedCallback(name: string, before: string | null, value: string | null): void {
    if (!this.isConnected || before === value || !this.#before) return
    if (name === 'src') this.#begin()
    else if (name === 'height') this.#fit()
    else if (name === 'theme') this.#sayTheme()
    else if (value !== null && this.#frame) {
      if (name === 't') this.seek(Number(value))
      else if (name === 'lane') this.lane(value)
      else this.panel(value as FramePanel)
    }
  }

  /** Opens another link of whyrestart, in the same frame where it is of the same site. */
  load(link: string): void {
    const next = pageOf(link)
    if (this.#frame && next && this.#frame.src.split(/[?#]/)[0] === next.frame) this.#say({ kind: 'load', link: next.hash })
    else this.setAttribute('src', link)
  }

  /** Seconds on the simulated clock. */
  seek(t: number): void {
    this.#say({ kind: 'seek', t })
  }

  /** Opens what waits behind a poster, too. */
  play(): void {
    this.#open()
    this.#say({ kind: 'play' })
  }

  pause(): void {
    this.#say({ kind: 'pause' })
  }

  /** Chooses a lane, by its name. */
  lane(name: string): void {
    this.#say({ kind: 'lane', name })
  }

  /** What stands below the lanes. */
  panel(name: FramePanel): void {
    this.#say({ kind: 'panel', name })
  }

  /** Whatever the page's own is. */
  theme(name: FrameTheme): void {
    this.setAttribute('theme', name)
  }

  /** From anew: what stands before the frame, and the frame once it is about to be seen. */
  #begin(): void {
    this.#close()
    this.#isFailed = false
    const poster = this.getAttribute('poster')
    if (poster) this.#before.replaceChildren(element('img', { src: poster, alt: '', part: 'poster' }))
    else {
      const slot = element('slot', {})
      const link = pageOf(this.getAttribute('src') ?? '')?.page
      if (link !== undefined) {
        slot.append(element('a', { href: link, target: '_blank', rel: 'noopener', part: 'link' }))
        slot.firstElementChild!.textContent = 'Open in whyrestart ↗'
      }
      this.#before.replaceChildren(slot)
    }
    this.#before.hidden = false
    this.#start.hidden = poster === null
    this.#fit()
    if (poster !== null) return
    this.#sight = new IntersectionObserver((seen) => seen.some(({ isIntersecting }) => isIntersecting) && this.#open(), {
      rootMargin: NEAR,
    })
    this.#sight.observe(this)
  }

  #open(): void {
    this.#sight?.disconnect()
    const link = this.isConnected && !this.#frame ? pageOf(this.getAttribute('src') ?? '') : undefined
    if (!link) return
    const query = new URLSearchParams(link.search)
    query.set('theme', this.#theme())
    for (const name of PARAMETERS) {
      const value = this.getAttribute(name)
      if (value !== null) query.set(name, value)
    }
    const sandbox = this.getAttribute('sandbox')
    const frame = element('iframe', {
      title: this.getAttribute('aria-label') ?? 'whyrestart: why a pod restarts, second by second',
      allow: 'clipboard-write',
      part: 'frame',
      ...(sandbox === null ? {} : { sandbox }),
    })
    this.#origin = sandbox === null || /\ballow-same-origin\b/.test(sandbox) ? new URL(link.frame).origin : 'null'
    this.#frame = frame
    this.#start.hidden = true
    this.#silence = setTimeout(() => this.#fail(), SILENT_MS)
    frame.src = `${link.frame}?${query}${link.hash}`
    this.#box.append(frame)
    this.#fit()
  }

  #close(): void {
    this.#sight?.disconnect()
    clearTimeout(this.#silence)
    this.#frame?.remove()
    this.#frame = undefined
    this.#isHeard = false
    this.#waiting = []
    this.#px = this.#turns = 0
  }

  #fail(): void {
    this.#close()
    this.#isFailed = true
    this.#before.hidden = false
    this.#fit()
    this.dispatchEvent(new CustomEvent('error', { detail: null }))
  }

  /** Only the frame itself is heard, from where it was loaded. */
  #hear({ source, origin, data }: MessageEvent<unknown>): void {
    if (!this.#frame || source !== this.#frame.contentWindow || origin !== this.#origin) return
    const said = (typeof data === 'object' && data !== null ? data : {}) as Partial<FrameSays> & Record<string, unknown>
    if (said.whyrestart !== 1) return
    const { whyrestart: _, kind, ...detail } = said
    this.#isHeard = true
    clearTimeout(this.#silence)
    this.#before.hidden = true
    for (const message of this.#waiting.splice(0)) this.#say(message)
    if (kind === 'height' && typeof said.px === 'number' && said.px > 0) this.#fit(said.px)
    if (kind === 'ready' || kind === 'height' || kind === 'time' || kind === 'goal-reached')
      this.dispatchEvent(new CustomEvent(kind, { detail: kind === 'ready' ? null : detail }))
  }

  #say(message: FrameHears): void {
    if (!this.#isHeard) this.#waiting.push(message)
    else this.#frame?.contentWindow?.postMessage({ whyrestart: 1, ...message }, this.#origin === 'null' ? '*' : this.#origin)
  }

  #sayTheme(): void {
    const name = this.#theme()
    if (this.#frame) this.#say({ kind: 'theme', name })
  }

  /** The attribute's; else what the page says of itself, in the ways that pages do. */
  #theme(): FrameTheme {
    for (const said of [this.getAttribute('theme'), ...[document.documentElement, document.body].map(themeOf)])
      if (said === 'light' || said === 'dark' || said === 'system') return said
    const scheme = getComputedStyle(this).colorScheme
    return /light/.test(scheme) === /dark/.test(scheme) ? 'system' : /dark/.test(scheme) ? 'dark' : 'light'
  }

  /** The height that the author has given, or the frame wants; what stands before it has its own. */
  #fit(wanted = this.#px): void {
    const given = Number(this.getAttribute('height'))
    const nowMs = performance.now()
    if (nowMs - this.#turnedMs > 1000) this.#turns = 0
    if (wanted !== this.#px) {
      this.#turnedMs = nowMs
      this.#turns += 1
      if (wanted < this.#px && this.#turns > MOST_TURNS) return
      this.#px = wanted
    }
    const [wide, narrow = wide] = (this.getAttribute('first-height') ?? '').split(' ').map(Number)
    const first = this.clientWidth < NARROW ? narrow : wide
    const isNatural = !this.#frame && (this.#isFailed || this.getAttribute('poster') !== null)
    const px = given > 0 ? given : Math.min(MOST_HEIGHT, Math.max(LEAST_HEIGHT, this.#px || first || FIRST_HEIGHT))
    this.#box.style.height = isNatural ? '' : `${px}px`
    // it has kept the room until here
    this.style.minHeight = ''
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'why-restart': WhyRestart
  }
}

const themeOf = (part: HTMLElement): string | null =>
  part.getAttribute('data-theme') ??
  part.getAttribute('data-bs-theme') ??
  part.getAttribute('data-color-mode') ??
  (part.classList.contains('dark') ? 'dark' : part.classList.contains('light') ? 'light' : null)

/** Where this script comes from, where it is a file of its own. */
const site =
  globalThis.document && ((document.currentScript ?? document.querySelector('script[src$="/embed.js"]')) as HTMLScriptElement | null)?.src

/** Where a link's page and its frame are. What begins with `#` is of the site that this script comes from. */
function pageOf(link: string): { page: string; frame: string; search: string; hash: string } | undefined {
  try {
    const { origin, pathname, search, hash } = new URL(link, /^#/.test(link) ? site : document.baseURI)
    if (link === '' || origin === 'null') return undefined
    const folder = `${origin}${pathname.replace(/[^/]*$/, '')}`
    return { page: `${folder}${hash}`, frame: `${folder}embed.html`, search: /embed\.html$/.test(pathname) ? search : '', hash }
  } catch {
    return undefined
  }
}

function styleSheet(): CSSStyleSheet {
  const made = new CSSStyleSheet()
  made.replaceSync(STYLE)
  return made
}

function element<K extends keyof HTMLElementTagNameMap>(name: K, attributes: Readonly<Record<string, string>>): HTMLElementTagNameMap[K] {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  return made
}

if (globalThis.customElements && !customElements.get('why-restart')) customElements.define('why-restart', WhyRestart)
