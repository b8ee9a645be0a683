import AxeBuilder from '@axe-core/playwright'
import { expect, test as base, type BrowserContextOptions, type Locator, type Page } from '@playwright/test'
// a test that simulates by itself, beside the page, has all of the simulator
import '../src/views/all.ts'
import { Pool } from './shared-page.ts'

/** Looks for faults of access; what there is besides is not written out, and nothing is done in a page beside it. */
export const axe = (page: Page): AxeBuilder => new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })

/** What stands behind which button of the page. */
const MENUS: readonly (readonly [opener: (page: Page) => Locator, entries: RegExp])[] = [
  [(page) => page.locator('h1').getByRole('button'), /^(As it was, 1\.9|Today, 1\.37|My own|A whole control plane|New|Rename)$/],
  [(page) => page.getByRole('button', { name: 'Add', exact: true }), /^(Add lane|\^?(Fault|Edit) at.*)$/],
  [(page) => page.getByRole('button', { name: 'View', exact: true }), /^(Fit.*|Zoom (in|out).*|Table|Mirror pods|Hide what comes)$/],
  [
    (page) => page.getByRole('button', { name: 'File', exact: true }),
    /^(Add a file|Start from kubeadm .*|Remove this file|behaviour: what its programs do)$/,
  ],
  [(page) => page.getByRole('button', { name: 'More', exact: true }), /./],
]

/** An entry of a menu, which is opened for it where it is not in sight. */
export async function inMenu(page: Page, name: string | RegExp): Promise<Locator> {
  const entry = page.getByRole(name === 'Add a file' ? 'combobox' : 'button', { name, exact: true })
  const text = typeof name === 'string' ? name : name.source
  if (await entry.isVisible()) return entry
  // an exercise has Share behind More
  const opener = /^(Embed|Present)$/.test(text) ? await inMenu(page, 'Share') : MENUS.find(([, entries]) => entries.test(text))![0](page)
  await opener.click()
  return entry
}

/** All that a person can do on the page, by role and name. */
export class Playground {
  readonly page: Page
  readonly troubles: string[] = []

  constructor(page: Page) {
    this.page = page
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.troubles.push(`${message.text()} ${message.location().url}`)
    })
    page.on('pageerror', (error) => this.troubles.push(error.message))
  }

  async open(path = ''): Promise<void> {
    await this.page.goto(path)
    await this.settled()
  }

  /** Until all lanes show the current inputs, or the run was ended. */
  async settled(): Promise<void> {
    await expect(this.page.locator('html')).toHaveAttribute('data-state', /^(ready|stopped)$/)
  }

  lane(name: string): Locator {
    return this.page.getByRole('region', { name, exact: true })
  }

  restarts(name: string): Locator {
    return this.lane(name).getByRole('status')
  }

  async select(name: string): Promise<void> {
    await this.lane(name).getByRole('button', { name, exact: true }).click()
  }

  editor(name: string): Locator {
    return this.page.getByRole('textbox', { name: `Manifest of ${name}`, exact: true })
  }

  /** The full editor; it comes when the first picture stands. */
  async monaco(): Promise<void> {
    await expect(this.page.locator('.monaco .view-lines')).toBeVisible({ timeout: 20_000 })
  }

  /** Replaces the selected lane's text as a person does: all of it marked, then written over. */
  async rewrite(name: string, change: (text: string) => string): Promise<void> {
    const box = this.editor(name)
    const text = await box.inputValue()
    await box.focus()
    await this.page.keyboard.press('ControlOrMeta+a')
    await this.page.keyboard.insertText(change(text))
    await this.settled()
  }

  async goTo(seconds: number): Promise<void> {
    await this.slider.fill(String(seconds))
  }

  get slider(): Locator {
    return this.page.getByRole('slider', { name: 'Time', exact: true })
  }

  async tab(name: string): Promise<void> {
    await this.page.getByRole('tab', { name, exact: true }).click()
  }

  get panel(): Locator {
    return this.page.getByRole('tabpanel')
  }

  get problems(): Locator {
    return this.page.getByRole('list', { name: 'Problems' })
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
