import type { Browser, BrowserContext, BrowserContextOptions, CDPSession, Page } from '@playwright/test'

/** What a test does to a page or its browser's profile that no later one may find: the page is not used again then. */
const SPOILS = {
  page: ['addInitScript', 'route', 'routeFromHAR', 'routeWebSocket', 'exposeBinding', 'exposeFunction', 'setExtraHTTPHeaders'],
  context: [
    ...['addInitScript', 'route', 'routeFromHAR', 'routeWebSocket', 'exposeBinding', 'exposeFunction', 'setExtraHTTPHeaders'],
    ...['addCookies', 'grantPermissions', 'newCDPSession', 'setGeolocation', 'setOffline'],
  ],
  clock: ['install', 'pauseAt', 'setFixedTime', 'setSystemTime'],
} as const

/**
 * One page that several tests use one after the other, each as it would find a new one: nothing stored, nothing open beside it, no
 * emulation, nobody listening. What the browser has loaded and compiled stays, which is most of what a page costs.
 */
class SharedPage {
  readonly context: BrowserContext
  readonly page: Page
  readonly #storage: CDPSession
  readonly #origin: string
  readonly #listeners: (() => void)[] = []
  #isSpoilt = false

  private constructor(page: Page, storage: CDPSession, origin: string) {
    this.page = page
    this.context = page.context()
    this.#storage = storage
    this.#origin = origin
    this.#watch(page, SPOILS.page)
    this.#watch(this.context, SPOILS.context)
    this.#watch(page.clock, SPOILS.clock)
    this.#watchListeners(page)
    this.#watchListeners(this.context)
  }

  static async open(browser: Browser, options: BrowserContextOptions): Promise<SharedPage> {
    const context = await browser.newContext(options)
    const page = await context.newPage()
    return new SharedPage(page, await context.newCDPSession(page), new URL(options.baseURL!).origin)
  }

  #watch(target: object, names: readonly string[]): void {
    for (const name of names) {
      const act = Reflect.get(target, name) as (...args: unknown[]) => unknown
      const watched = (...args: unknown[]): unknown => {
        this.#isSpoilt = true
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
    await this.page.setViewportSize(viewport)
    await this.page.emulateMedia({ media: null, colorScheme: 'light', reducedMotion: null, forcedColors: null, contrast: null })
    await this.page.mouse.move(0, 0)
  }

  /** Puts the page back as a new one is. False where it cannot be. */
  async reset(): Promise<boolean> {
    if (this.#isSpoilt || this.page.isClosed()) return false
    for (const remove of this.#listeners.splice(0)) remove()
    for (const other of this.context.pages()) if (other !== this.page) await other.close()
    await this.page.goto('about:blank')
    // what the page writes as it goes is written by now
    await this.#storage.send('Storage.clearDataForOrigin', { origin: this.#origin, storageTypes: 'all' })
    return !this.#isSpoilt
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
