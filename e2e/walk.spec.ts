import type { Locator, Page } from '@playwright/test'
import { axe, expect, type Playground, test, inMenu } from './playground.ts'
import { otherTimes } from './times.ts'

declare global {
  interface Window {
    controls: HTMLElement[]
  }
}

/** The controls that somebody sees now, with what he reads of each; `window.controls` has them in the same order. */
function controlsOf(page: Page): Promise<{ seen: string; html: string }[]> {
  return page.evaluate(() => {
    const isShown = (element: Element): boolean =>
      element.closest('.hidden-text') === null && element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    const textOf = (node: Node): string => {
      if (node.nodeType === Node.TEXT_NODE) return node.textContent ?? ''
      if (!(node instanceof Element) || !isShown(node) || /^(SELECT|TEXTAREA|KBD)$/.test(node.tagName)) return ''
      const inside = [...node.childNodes].map(textOf).join('')
      return getComputedStyle(node).display === 'inline' ? inside : ` ${inside} `
    }
    window.controls = [
      ...document.querySelectorAll<HTMLElement>('button, a[href], summary, input, select, textarea, [role=menuitem], [role=tab]'),
    ]
      .filter((element) => isShown(element) && !element.closest('.monaco, [inert]'))
      // what lies behind a dialog has no name now
      .filter(
        (element) =>
          document.querySelector('dialog:modal') === null ||
          element.closest('dialog:modal') === (document.activeElement?.closest('dialog:modal') ?? document.querySelector('dialog:modal')),
      )
    return window.controls.map((control) => {
      const label = 'labels' in control ? (control as HTMLInputElement).labels?.[0] : undefined
      // a shell's prompt stands before what is typed, and is no label of it
      const said = label && !/[#$]\s*$/.test(textOf(label)) ? textOf(label) : ''
      const seen = /^(INPUT|SELECT|TEXTAREA)$/.test(control.tagName) ? said : textOf(control)
      return { seen: seen.replace(/\s+/g, ' ').trim(), html: control.outerHTML.slice(0, 120) }
    })
  })
}

/** The names of `window.controls` as the browser has them for whoever cannot see: asked for one by one, each takes as long as all of them. */
async function namesOf(page: Page): Promise<string[]> {
  const browser = await page.context().newCDPSession(page)
  const { nodes } = await browser.send('Accessibility.getFullAXTree')
  const names = new Map(nodes.map(({ backendDOMNodeId, name }) => [backendDOMNodeId, String(name?.value ?? '')]))
  const { result } = await browser.send('Runtime.evaluate', { expression: 'window.controls' })
  const properties = await browser.send('Runtime.getProperties', { objectId: result.objectId!, ownProperties: true })
  const found = await Promise.all(
    properties.result
      .filter(({ name }) => /^\d+$/.test(name))
      .map(({ value }) => browser.send('DOM.describeNode', { objectId: value!.objectId! })),
  )
  await browser.detach()
  return found.map(({ node }) => names.get(node.backendNodeId) ?? '')
}

const words = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+(?:[.’'][\p{L}\p{N}]+)*/gu) ?? []

/**
 * Controls whose name does not begin with what is seen of them (WCAG 2.5.3), as `what is seen: its name`. Whoever speaks to the page says
 * what he reads. Signs without a letter, keys in `kbd` and what describes a control below its title are no part of its name.
 */
async function misnamed(page: Page): Promise<{ wrong: string[]; count: number }> {
  const controls = await controlsOf(page)
  const names = await namesOf(page)
  expect(names).toHaveLength(controls.length)
  // Monaco takes the plain editor's place meanwhile: what has gone has no name any more
  const gone = await page.evaluate(() => window.controls.map((control) => !control.isConnected))
  const wrong = controls.flatMap(({ seen, html }, n) => {
    const name = names[n]!
    if (gone[n]) return []
    const [visible, named] = [words(seen), words(name)]
    // a title above, and what describes it below
    const isTitled = named.length > 0 && named.every((word, i) => word === visible[i])
    let place = 0
    for (const word of named) if (place < visible.length && word.startsWith(visible[place]!)) place++
    const isInOrder = place === visible.length && (named[0] ?? '').startsWith(visible[0] ?? '')
    if (name.trim() === '') return [`${seen}: without a name (${html})`]
    return isTitled || isInOrder ? [] : [`${seen}: ${name}`]
  })
  return { wrong: [...new Set(wrong)], count: controls.length }
}

// The one walk over sizes and themes: in each of a dozen combinations through all panels and dialogs. Wherever it stops it looks for faults
// of access, controls that are called otherwise than they read, times that are written otherwise, and what runs over to the side.

type Look = 'light' | 'dark' | 'forced colours' | 'projector'

/** A person looks at the page at a size, in some colours. */
const WALKS = [
  [390, 844, 'light'],
  [390, 844, 'dark'],
  [390, 844, 'forced colours'],
  [1024, 768, 'light'],
  [1024, 768, 'dark'],
  [1024, 768, 'projector'],
  [1280, 720, 'light'],
  [1280, 720, 'dark'],
  [1280, 720, 'projector'],
  [1440, 900, 'light'],
  [1440, 900, 'dark'],
  [1440, 900, 'forced colours'],
] as const satisfies [width: number, height: number, look: Look][]

/** Some hundred runs take their time on a busy machine. */
const TRIED = { timeout: 60_000 }
const OFF = 'Anonymous requests off'

const EVENTS = `Events:
  Type     Reason     Age               From     Message
  ----     ------     ----              ----     -------
  Warning  Unhealthy  12m (x100 over 1h)  kubelet  Liveness probe failed: Get "https://10.0.3.82:8443/": dial tcp 10.0.3.82:8443: connect: connection refused
  Warning  BackOff    2m (x373 over 1h)   kubelet  Back-off restarting failed container
`

/** Collects what is wrong where the walk stops. */
class Walk {
  readonly wrong: string[] = []
  readonly page: Page
  readonly #look: Look

  constructor(page: Page, look: Look) {
    this.page = page
    this.#look = look
  }

  /** `least`: as many controls are there at the least; `inSight`: what nobody has to scroll for. */
  async stop(
    where: string,
    { of = 'body', least = 1, inSight = [] }: { of?: string; least?: number; inSight?: Locator[] } = {},
  ): Promise<void> {
    const { page } = this
    await test.step(where, async () => {
      const add = (found: readonly string[]): void => void this.wrong.push(...found.map((text) => `${where}: ${text}`))
      // Monaco's inner parts are its own, and a frame's; forced colours are the reader's own; an address of the page such as #e=a-probe skips nothing
      const rules = ['skip-link', ...(this.#look === 'forced colours' ? ['color-contrast'] : [])]
      const { violations } = await axe(page).include(of).exclude('.monaco').exclude('iframe').disableRules(rules).analyze()
      add(
        violations.map(
          ({ id, nodes }) =>
            `${id}: ${nodes
              .map(({ target }) => target.join(' '))
              .slice(0, 3)
              .join(', ')}`,
        ),
      )
      const names = await misnamed(page)
      expect(names.count, `controls in ${where}`).toBeGreaterThanOrEqual(least)
      add(names.wrong)
      const times = await otherTimes(page)
      expect(times.count, `texts in ${where}`).toBeGreaterThanOrEqual(5)
      add(times.wrong.map((text) => `a time: ${text}`))
      const over = await page.evaluate(() =>
        [...document.querySelectorAll('html, .panel, dialog[open], .verdict-table')]
          .filter((element) => element.scrollWidth > element.clientWidth)
          .map(
            (element) =>
              `${element.tagName.toLowerCase()}.${element.className} runs over by ${element.scrollWidth - element.clientWidth} px`,
          ),
      )
      add(over)
      // every score ends before the next column begins
      const close = await page.evaluate(() =>
        [...document.querySelectorAll('.verdicts .points')]
          .filter((points) => points.checkVisibility())
          .filter((points) => points.closest('th')!.getBoundingClientRect().right - points.getBoundingClientRect().right < 4)
          .map((points) => `${points.textContent} touches what is beside it`),
      )
      add(close)
      for (const locator of inSight) await expect(locator, `in sight in ${where}`).toBeInViewport({ ratio: 0.9 })
    })
  }

  /** Opens a dialog, stops there, and closes all that is open. */
  async dialog(where: string, open: () => Promise<void>, ready?: Locator): Promise<void> {
    const { page } = this
    await open()
    await expect(page.locator('dialog[open] button').first()).toBeVisible()
    if (ready) await expect(ready).toBeVisible(TRIED)
    await this.stop(where, { of: 'dialog[open]' })
    for (let n = await page.locator('dialog[open]').count(); n > 0; n--) await page.keyboard.press('Escape')
    await expect(page.locator('dialog[open]')).toHaveCount(0)
  }
}

/** What a dialog has only when it is whole. */
const READY: Readonly<Record<string, (page: Page) => Locator>> = {
  Embed: (page) => page.getByRole('dialog', { name: 'Embed', exact: true }),
  'What changed': (page) => page.locator('.effect').first(),
}

const PANELS = ['Request', 'Terminal', 'Events', 'Verdicts', 'Why']

/** One of the panels below, with what belongs to it. */
async function openPanel(playground: Playground, name: string): Promise<void> {
  const { page } = playground
  await playground.tab(name)
  if (name === 'Request') await expect(page.locator('[aria-current=step]')).toBeVisible()
  if (name === 'Verdicts') await expect(page.getByText(/^All \d+ verdicts are there\./)).toBeAttached(TRIED)
  if (name !== 'Terminal') return
  const command = page.getByRole('textbox', { name: 'Command' })
  await command.fill('kubectl get po -n kube-system -o wide')
  await command.press('Enter')
  await expect(page.getByRole('log', { name: 'Output' })).toContainText(/\bNODE\b/)
}

/** On a stage each panel is shown for itself, and nothing of the scenario can be changed. */
async function stages(walk: Walk, playground: Playground): Promise<void> {
  const { page } = walk
  for (const name of PANELS) {
    await openPanel(playground, name)
    // what is typed in a field, or at the terminal’s tab, is no key of the page
    await page.getByRole('button', { name: 'Play', exact: true }).press('p')
    await expect(page.locator('html')).toHaveAttribute('data-present', '')
    await expect(page.getByRole('region', { name: 'Stage', exact: true })).toBeVisible()
    const ofLane = name === 'Verdicts' ? page.getByRole('columnheader', { name: OFF }) : playground.lane(OFF)
    await walk.stop(`a stage with ${name}`, { least: 5, inSight: [ofLane] })
    if (name === 'Why') await walk.dialog('Steps', () => page.getByRole('button', { name: 'Steps' }).click())
    await page.locator('body').press('p')
    await expect(page.locator('html')).not.toHaveAttribute('data-present')
  }
}

for (const [width, height, look] of WALKS)
  test(`the walk in a window of ${width} × ${height}, ${look}: all panels and dialogs`, async ({ playground, page }) => {
    test.setTimeout(300_000)
    const isPhone = width < 640
    await page.setViewportSize({ width, height })
    await page.emulateMedia({
      colorScheme: look === 'dark' ? 'dark' : 'light',
      forcedColors: look === 'forced colours' ? 'active' : 'none',
    })
    const walk = new Walk(page, look)
    await playground.open()
    if (!isPhone) await playground.monaco()
    await expect(playground.panel).toContainText(/restart/)
    if (look === 'projector') {
      await stages(walk, playground)
      expect(walk.wrong).toEqual([])
      return
    }
    const lane = isPhone ? page.getByRole('heading', { level: 1 }) : playground.lane(OFF)
    await walk.stop('the page', { least: 15, inSight: [lane, ...(isPhone ? [] : [page.getByRole('tab', { name: 'Why', exact: true })])] })
    for (const name of PANELS) {
      await openPanel(playground, name)
      // the lanes stand beside each other in the verdicts
      const heads = playground.panel.locator('thead th')
      await walk.stop(name, { of: '.panel', least: 20, inSight: name === 'Verdicts' && width >= 1280 ? [heads.first(), heads.last()] : [] })
    }
    const menu = (name: string | RegExp) => async () => (await inMenu(page, name)).click()
    await menu('Table')()
    await walk.stop('Table', { least: 20 })
    await menu('behaviour: what its programs do')()
    await walk.stop('Programs', { least: 20 })
    await page.getByRole('button', { name: 'kube-apiserver.yaml', exact: true }).click()
    for (const name of ['New', 'Learn', 'Share', 'Embed', 'Help', 'How we know', 'What changed', 'Add lane'])
      await walk.dialog(name, menu(name), READY[name]?.(page))
    for (const name of [/^Fault at /, /^Edit at /]) await walk.dialog(name.source.slice(1, -1), menu(name))
    const learn = (name: string | RegExp) => async () => {
      await menu('Learn')()
      if (name instanceof RegExp) await page.getByText('For trainers', { exact: true }).click()
      await page.getByRole('button', { name }).click()
    }
    await walk.dialog('Continue on another device', learn('Continue on another device'))
    const cluster = async (): Promise<void> => {
      await menu('New')()
      await page.locator('dialog:modal').getByRole('button', { name: 'Paste yours' }).click()
      await page.getByRole('textbox', { name: 'What the cluster printed' }).fill(EVENTS)
    }
    await walk.dialog('Paste yours', cluster, page.getByRole('region', { name: 'What was understood' }))
    await walk.dialog('The room', learn(/^The room/), page.locator('dialog:modal').getByRole('textbox').first())
    await page.goto('#e=a-probe')
    await expect(page.getByRole('region', { name: 'Exercise', exact: true })).toBeVisible()
    await playground.settled()
    await walk.stop('an exercise', {
      least: 10,
      inSight: [
        isPhone ? page.getByRole('heading', { level: 2, name: '1. What a probe is' }) : page.getByRole('button', { name: 'Check my fix' }),
      ],
    })
    expect(walk.wrong).toEqual([])
  })

for (const width of [320, 640, 1280])
  test(`the walk in a frame of ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 700 })
    await page.goto('embed.html')
    await expect(
      page
        .getByRole('status')
        .filter({ hasText: /restart/ })
        .first(),
    ).toBeVisible()
    const walk = new Walk(page, 'light')
    await walk.stop('the frame')
    expect(walk.wrong).toEqual([])
  })
