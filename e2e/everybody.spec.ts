import { stuckIn, walkByTab } from './layout.ts'
import { axe, expect, test, inMenu } from './playground.ts'

test(
  'the first Tab offers a way to the timeline, and F6 goes through the page’s parts and back, out of the editor too',
  { tag: '@quick' },
  async ({ playground, page }) => {
    await page.setViewportSize({ width: 1280, height: 720 })
    await playground.open()
    await playground.monaco()
    const address = page.url()
    await page.keyboard.press('Tab')
    const skip = page.getByRole('link', { name: 'To the timeline' })
    await expect(skip).toBeFocused()
    await expect(skip).toBeInViewport()
    await page.keyboard.press('Enter')
    const within = (): Promise<string> =>
      page.evaluate(() =>
        ['.header', '.story, .exercise', '.editor-pane', '.lanes', '.transport', '.tabs']
          .filter((selector) => document.activeElement?.closest(selector))
          .join(),
      )
    expect(await within()).toBe('.lanes')
    expect(page.url()).toBe(address)
    const seen: string[] = []
    for (let n = 0; n < 6; n++) {
      await page.keyboard.press('F6')
      seen.push(await within())
    }
    expect(new Set(seen)).toEqual(new Set(['.header', '.story, .exercise', '.editor-pane', '.lanes', '.transport', '.tabs']))
    await page.keyboard.press('Shift+F6')
    expect(await within()).toBe(seen.at(-2))
  },
)

test('the table has all rows, page by page, and follows the cursor', async ({ playground, page }) => {
  await playground.open()
  await (await inMenu(page, 'Table')).click()
  await page.getByLabel('Kind of rows').selectOption('everything')
  const said = page.locator('.twin-filter > span')
  // at the time at which the page opens, once the cursor is at rest there
  await expect(said).toHaveText(/^rows (?!1 to)\d+ to \d+ of \d{3,}$/)
  const table = page.getByRole('table', { name: 'Timeline as a table' })
  await playground.goTo(0)
  await expect(said).toHaveText(/^rows 1 to 200 of /)
  await expect(page.getByRole('button', { name: 'Earlier rows' })).toBeDisabled()
  await page.getByRole('button', { name: 'Later rows' }).click()
  await expect(said).toHaveText(/^rows 201 to 400 of /)
  await playground.goTo(1790)
  await expect(said).toHaveText(/^rows (\d+) to (\d+) of \2$/)
  await expect(page.getByRole('button', { name: 'Later rows' })).toBeDisabled()
  await expect(table.getByRole('row').last()).toContainText('29 min')
})

test('it is said what was stepped to, which lane is chosen, and what is wrong with its manifest', async ({ playground, page }) => {
  await playground.open()
  const said = page.locator('p.hidden-text[aria-live=polite]')
  await page.keyboard.press(',')
  await expect(said).toHaveText(
    /^\d+ min .*, liveness failure: HTTP probe failed with statuscode: 401\. Chosen: Anonymous requests off\. At /,
  )
  await playground.rewrite('Anonymous requests off', (text) => text.replace('kind: Pod', 'kind: Pot'))
  await expect(said).toContainText(/Line \d+ of kube-apiserver\.yaml: /)
})

for (const [what, address, least] of [
  ['the page', './', 40],
  ['a frame', './embed.html#case=story', 12],
] as const)
  test(`at a zoom of 400 % nothing of ${what} lies before what has the focus, and each target can be met`, async ({ playground, page }) => {
    await page.setViewportSize({ width: 320, height: 256 })
    await playground.open(address)
    // a frame's axis stays in sight, and what is stepped to comes below it
    if (what === 'the page') expect(await stuckIn(page)).toEqual([])
    const { stops, small } = await walkByTab(page)
    expect(stops).toBeGreaterThan(least)
    expect(small).toEqual([])
    await page.screenshot({ path: `test-results/zoom-400-${what.replace(' ', '-')}.png` })
  })

/** Of WCAG 2.2: what a colour has to have from another to be told from it where it is no text. */
const APART = 3

/** How far things are apart on a page in forced colours, by the colours that the browser has made of them. */
function measure(): { marks: Record<string, number>; pressed: { name: string; by: number }[] } {
  const probe = document.body.appendChild(document.createElement('div'))
  probe.style.backgroundColor = 'Canvas'
  probe.style.forcedColorAdjust = 'none'
  const canvas = getComputedStyle(probe).backgroundColor
  probe.remove()
  /** What is seen of colours that lie above each other, the lowest first. */
  const luminance = (colours: readonly string[]): number => {
    const pen = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d')!
    for (const colour of colours) {
      pen.fillStyle = colour
      pen.fillRect(0, 0, 1, 1)
    }
    const [red, green, blue] = [...pen.getImageData(0, 0, 1, 1).data].map((value) => {
      const share = value / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
  }
  const contrast = (item: readonly string[], other: readonly string[]): number => {
    const [light, dark] = [luminance(item), luminance(other)].toSorted((x, y) => y - x)
    return (light! + 0.05) / (dark! + 0.05)
  }
  const groundOf = (element: Element): string[] => {
    const { backgroundColor } = getComputedStyle(element)
    return [...(element.parentElement ? groundOf(element.parentElement) : [canvas]), backgroundColor]
  }
  const ground = groundOf(document.querySelector('.lane canvas')!)
  const style = getComputedStyle(document.documentElement)
  const marks = ['pass', 'fail', 'warn', 'unknown', 'life-edge', 'hatch', 'action', 'edge', 'muted', 'text']
  const isOn = (element: Element): boolean =>
    ['aria-pressed', 'aria-selected', 'aria-checked'].some((name) => element.getAttribute(name) === 'true')
  const pressed = [...document.querySelectorAll('[aria-pressed], [aria-selected], [aria-checked]')].flatMap((element) => {
    // beside it stands another of its kind
    const other = [...(element.parentElement?.children ?? [])].find(
      (child) => child !== element && child.role === element.role && !isOn(child),
    )
    const beside = other ?? document.querySelector('button[aria-pressed=false]')
    if (!isOn(element) || !element.checkVisibility() || !beside) return []
    return [{ name: element.textContent.trim(), by: contrast(groundOf(element), groundOf(beside)) }]
  })
  return { marks: Object.fromEntries(marks.map((name) => [name, contrast([style.getPropertyValue(`--${name}`).trim()], ground)])), pressed }
}

for (const scheme of ['light', 'dark'] as const)
  test(
    `in forced colours on a ${scheme} ground marks stand out by 3:1, whatever theme is chosen, and what is pressed from what is not`,
    { tag: scheme === 'dark' ? '@quick' : [] },
    async ({ playground, page }) => {
      await page.emulateMedia({ forcedColors: 'active', colorScheme: scheme })
      await playground.open()
      const theme = await inMenu(page, /^Theme: /)
      const seen = new Set<string>()
      for (let n = 0; n < 3; n++) {
        seen.add((await theme.textContent())!)
        const { marks, pressed } = await page.evaluate(measure)
        expect(Object.entries(marks).filter(([, by]) => by < APART)).toEqual([])
        expect(pressed.length).toBeGreaterThan(1)
        expect(pressed.filter(({ by }) => by < APART)).toEqual([])
        await theme.click()
      }
      expect(seen.size).toBe(3)
      await page.screenshot({ path: `test-results/forced-${scheme}.png` })
    },
  )

test('in forced colours what is pressed or chosen looks other than what is not', async ({ playground, page }) => {
  await page.emulateMedia({ forcedColors: 'active' })
  await page.setViewportSize({ width: 1440, height: 900 })
  await playground.open()
  const looks = (name: string): Promise<string> =>
    page
      .getByRole('tab', { name, exact: true })
      .evaluate((item) => [getComputedStyle(item).backgroundColor, getComputedStyle(item).color].join())
  expect(await looks('Why')).not.toBe(await looks('Events'))
  // a theme for black would hide what is white in it
  await playground.monaco()
  await expect(page.locator('.monaco-editor:is(.hc-black, .hc-light)')).toHaveCount(0)
  await page.screenshot({ path: 'test-results/forced-colours.png' })
  expect((await axe(page).exclude('.monaco').withRules(['label-content-name-mismatch']).analyze()).violations).toEqual([])
})
