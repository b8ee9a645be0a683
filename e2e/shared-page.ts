import type { Browser, BrowserContext, BrowserContextOptions, CDPSession, Page } from '@playwright/test'

/** What a test does to a page that no later one may find: it gets another page of the same browser profile. */
const SPOILS_PAGE = {
  page: ['addInitScript', 'route', 'routeFromHAR', 'routeWebSocket', 'exposeBinding', 'exposeFunction', 'setExtraHTTPHeaders'],
  context: ['newCDPSession'],
} as const

/** What it does to the profile itself, which is not used again then. */
const SPOILS_CONTEXT = {
  context: [
    ...['addInitScript', 'route', 'routeFromHAR', 'routeWebSocket', 'exposeBinding', 'exposeFunction', 'setExtraHTTPHeaders'],
    ...['addCookies', 'setGeolocation', 'setOffline'],
  ],
  clock: ['install', 'pauseAt', 'setFixedTime', 'setSystemTime'],
} as const

/**
 * One page that several tests use one after the other, each as it would find a new one: nothing stored, nothing open beside it, no
 * emulation, nobody listening. What the browser has loaded and compiled stays, which is most of what a page costs.
 */
class SharedPage {
  readonly context: BrowserContext
  readonly #origin: string
  readonly #listeners: (() => void)[] = []
  #page!: Page
  #storage!: CDPSession
  #isPageSpoilt = false
  #isContextSpoilt = false

  private constructor(context: BrowserContext, origin: string) {
    this.context = context
    this.#origin = origin
  }

  static async open(browser: Browser, options: BrowserContextOptions): Promise<SharedPage> {
    const context = await browser.newContext(options)
    const shared = new SharedPage(context, new URL(options.baseURL!).origin)
    await shared.#turnTo(await context.newPage())
    const spoilContext = (): void => void (shared.#isContextSpoilt = true)
    shared.#watch(context, SPOILS_PAGE.context, () => void (shared.#isPageSpoilt = true))
    shared.#watch(context, SPOILS_CONTEXT.context, spoilContext)
    shared.#watch(context.clock, SPOILS_CONTEXT.clock, spoilContext)
    shared.#watchListeners(context)
    return shared
  }

  get page(): Page {
    return this.#page
  }

  /** From here on this is the page. */
  async #turnTo(page: Page): Promise<void> {
    this.#page = page
    this.#storage = await this.context.newCDPSession(page)
    this.#isPageSpoilt = false
    // of what another site keeps of itself, and of us within it, nothing is known here
    page.on('framenavigated', (frame) => {
      if (/^(https?|file):/.test(frame.url()) && !frame.url().startsWith(`${this.#origin}/`)) this.#isContextSpoilt = true
    })
    this.#watch(page, SPOILS_PAGE.page, () => void (this.#isPageSpoilt = true))
    this.#watchListeners(page)
  }

  #watch(target: object, names: readonly string[], spoil: () => void): void {
    for (const name of names) {
      const act = Reflect.get(target, name) as (...args: unknown[]) => unknown
      const watched = (...args: unknown[]): unknown => {
        spoil()
        return act.apply(target, args)
      }
      Reflect.set(target, name, watched)
    }
  }

  #watchListeners(target: Page | BrowserContext): void {
    const on = target.on.bind(target) as (event: string, listener: () => void) => unknown
    const off = target.off.bind(target) as (event: string, listener: () => void) => unknown
    const watched = (event: string, listener: () => void): unknown => {
      this.#listeners.push(() => off(event, listener))
      return on(event, listener)
    }
    Reflect.set(target, 'on', watched)
  }

  async prepare(viewport: { width: number; height: number }): Promise<void> {
    // what the last page wrote as it went may have come after it was told to forget
    await this.#forget()
    await this.page.setViewportSize(viewport)
    await this.page.emulateMedia({ media: null, colorScheme: 'light', reducedMotion: null, forcedColors: null, contrast: null })
    await this.page.mouse.move(0, 0)
  }

  /** Nothing of what the page has kept is there any more. */
  async #forget(): Promise<void> {
    await this.#storage.send('Storage.clearDataForOrigin', { origin: this.#origin, storageTypes: 'all' })
  }

  /** Puts the page back as a new one is, or another in its place. False where neither can be. */
  async reset(): Promise<boolean> {
    if (this.#isContextSpoilt || this.#page.isClosed()) return false
    for (const remove of this.#listeners.splice(0)) remove()
    for (const other of this.context.pages()) if (other !== this.#page) await other.close()
    await this.#page.goto('about:blank')
    await this.#forget()
    await this.context.clearPermissions()
    if (this.#isPageSpoilt) {
      const spoilt = this.#page
      await this.#turnTo(await this.context.newPage())
      await spoilt.close()
    }
    return !this.#isContextSpoilt
  }
}

/** The page that a worker's tests share, made anew whenever one has spoilt it. */
export class Pool {
  readonly #browser: Browser
  #shared: SharedPage | undefined

  constructor(browser: Browser) {
    this.#browser = browser
  }

  async take(options: BrowserContextOptions): Promise<{ context: BrowserContext; page: Page }> {
    this.#shared ??= await SharedPage.open(this.#browser, options)
    await this.#shared.prepare(options.viewport!)
    return this.#shared
  }

  pageOf(context: BrowserContext): Page | undefined {
    return this.#shared?.context === context ? this.#shared.page : undefined
  }

  /** Whoever used it last has passed, or not: a page of which a test made something else is of no use to the next. */
  async giveBack(isGood: boolean): Promise<void> {
    if (isGood && (await this.#shared?.reset())) return
    await this.close()
  }

  async close(): Promise<void> {
    await this.#shared?.context.close()
    this.#shared = undefined
  }
}
