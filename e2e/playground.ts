import AxeBuilder from '@axe-core/playwright'
import { test as base, type BrowserContextOptions, type Locator, type Page } from '@playwright/test'
// a test that simulates by itself, beside the page, has all of the simulator
import '../src/views/all.ts'
import { Steps } from '../src/ui/fixture/steps.ts'
import { expect } from './layout.ts'
import { Pool } from './shared-page.ts'

/** Looks for faults of access; what there is besides is not written out, and nothing is done in a page beside it. */
/** An address of an exercise is no place within the page, for which `skip-link` takes it. */
export const axe = (page: Page): AxeBuilder =>
  new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'], rules: { 'skip-link': { enabled: false } } })

/** The same in each theme: of the second its colours alone, which are all that it changes. */
export const axeIn = (page: Page, theme: 'dark' | 'light'): AxeBuilder =>
  theme === 'dark' ? axe(page) : axe(page).withRules(['color-contrast', 'link-in-text-block'])

export { inMenu } from '../src/ui/fixture/steps.ts'

/** Pastes a text where the focus is. */
export async function paste(page: Page, text: string): Promise<void> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.evaluate((value) => navigator.clipboard.writeText(value), text)
  await page.keyboard.press('ControlOrMeta+v')
}

/** All that a person can do on the page, by role and name. */
export class Playground extends Steps<Locator, Page> {
  readonly troubles: string[]

  constructor(page: Page, troubles: string[] = []) {
    super(page)
    this.troubles = troubles
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.troubles.push(`${message.text()} ${message.location().url}`)
    })
    page.on('pageerror', (error) => this.troubles.push(error.message))
  }

  async settled(): Promise<void> {
    await expect(this.page.locator('html')).toHaveAttribute('data-state', /^(ready|stopped)$/)
  }

  /** The full editor; it comes when the first picture stands. */
  async monaco(): Promise<void> {
    await expect(this.page.locator('.monaco .view-lines')).toBeVisible({ timeout: 20_000 })
  }

  /** In the open menu of faults, by keys: a hang that is seen as a mark, and taken back. */
  async hangAndUndo(): Promise<void> {
    const { page } = this
    await page
      .getByRole('dialog', { name: /^Fault at/ })
      .getByRole('button', { name: 'Hang', exact: true })
      .press('Enter')
    await expect(page.locator('.marker')).toHaveCount(1)
    await page.keyboard.press('Control+z')
    await expect(page.locator('.marker')).toHaveCount(0)
  }
}

interface TestFixtures {
  playground: Playground
  /** The test gets a browser profile of its own, where what is loaded or kept is the matter. */
  isFresh: boolean
}

export const test = base.extend<TestFixtures, { pool: Pool }>({
  isFresh: [false, { option: true }],
  pool: [
    async ({ browser }, use) => {
      const pool = new Pool(browser)
      await use(pool)
      await pool.close()
    },
    { scope: 'worker' },
  ],
  context: async ({ browser, pool, isFresh, hasTouch, viewport, baseURL, locale, timezoneId }, use, info) => {
    const options = { viewport, baseURL, locale, timezoneId } as BrowserContextOptions
    if (isFresh || hasTouch) {
      const own = await browser.newContext({ ...options, hasTouch })
      await use(own)
      await own.close()
      return
    }
    const { context } = await pool.take(options)
    await use(context)
    await pool.giveBack(info.status === info.expectedStatus)
  },
  page: async ({ context, pool }, use) => {
    await use(pool.pageOf(context) ?? (await context.newPage()))
  },
  playground: async ({ page }, use) => {
    const playground = new Playground(page)
    await use(playground)
    expect(playground.troubles, 'what the browser complained of').toEqual([])
  },
})

export { expect }

/** Looks at what is open in either theme, and leaves it in the light one: to open it once more for that takes longer than the look. */
export async function inEachTheme(page: Page, look: (theme: 'dark' | 'light') => Promise<void>): Promise<void> {
  for (const theme of ['dark', 'light'] as const)
    await test.step(theme, async () => {
      await page.emulateMedia({ colorScheme: theme })
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
      await look(theme)
    })
}

/** Adds up from here on what moves on a page though nobody moves it, once it is opened: `shiftOf` says how much that is. */
export function watchShift(page: Page): Promise<unknown> {
  return page.addInitScript(() => {
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        document.documentElement.dataset['shift'] = String(
          Number(document.documentElement.dataset['shift'] ?? 0) + (entry as PerformanceEntry & { value: number }).value,
        )
    }).observe({ type: 'layout-shift', buffered: true })
  })
}

export const shiftOf = (page: Page): Promise<number> => page.evaluate(() => Number(document.documentElement.dataset['shift'] ?? 0))
