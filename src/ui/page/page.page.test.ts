import { linkOf } from '../../share/payload.ts'
import { expect, inMenu, test } from '../fixture/playground.ts'
import { small } from '../fixture/samples.ts'

test('a page that fails keeps the texts: to save, to try again, or to set aside and begin anew', async ({ playground, page }) => {
  await playground.open(`#${linkOf(small('Mine'), {})!}`)
  await playground.rewrite('Left alone', (text) => `# my own\n${text}`)
  await page.evaluate(() => {
    Object.assign(globalThis, {
      matchMedia: () => {
        // oxlint-disable-next-line no-throw-literal -- code of others may throw anything
        throw 'out of order'
      },
    })
  })
  await page.locator('body').press('p')
  const fallen = page.locator('main.fallen')
  await expect(fallen).toLookLike(`
    h1: This page has failed
    That is a fault of whyrestart, not of your manifest. Your texts are still here:
    a href=blob:http://127.0.0.1/3: Save them as a scenario file
    button: Try again
    button: Set them aside, and begin anew
    pre
      | out of order
  `)
  expect(page.troubles.join()).toContain('ErrorBoundary')
  page.troubles.length = 0
  await fallen.getByRole('button', { name: 'Set them aside, and begin anew' }).click()
  await page.goto('./')
  await playground.settled()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The strange case')
  expect([...page.kept].flatMap(([name, text]) => (text.includes('# my own') ? [name] : []))).toMatchInlineSnapshot(`
    [
      "whyrestart-unread/1/whyrestart/shared:1fsjyw3tr5u",
      "whyrestart-earlier",
    ]
  `)
})

test('a scenario has the title that is typed, unless that is empty, the same, or left with Escape; Start over says where nothing was done', async ({
  playground,
  page,
}) => {
  await playground.open(`#${linkOf(small('Mine'), {})!}`)
  const heading = page.getByRole('heading', { level: 1 })
  const undo = page.getByRole('button', { name: 'Undo' })
  for (const [typed, key, title] of [
    ['Other', 'Escape', 'Mine'],
    ['  ', 'Enter', 'Mine'],
    ['Mine', 'Enter', 'Mine'],
    [` ${'x'.repeat(201)}`, 'Enter', 'x'.repeat(200)],
  ] as const) {
    await (await inMenu(page, 'Rename')).click()
    const field = page.getByRole('textbox', { name: 'Title of the scenario' })
    await expect(field).toBeFocused()
    await field.fill(typed)
    await field.press(key)
    await expect(heading).toHaveText(title)
    await expect(heading.getByRole('button')).toBeFocused()
  }
  // what was not changed is no step
  await undo.click()
  await expect(heading).toHaveText('Mine')
  await (await inMenu(page, 'Rename')).click()
  await page.getByRole('textbox', { name: 'Title of the scenario' }).fill('By a press elsewhere')
  await playground.slider.focus()
  await expect(heading).toHaveText('By a press elsewhere')
  await expect(playground.slider).toBeFocused()
  await undo.click()
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('button', { name: 'Start over', exact: true }).click()
  await expect(page.locator('.notice')).toContainText('“Mine” is as it was at its start.')
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('View zooms around the cursor, a page key moves it half a minute, and a calm page plays four steps a second', async ({
  playground,
  page,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await playground.open(`#${linkOf(small('Mine'), { cursor: 100, from: 0, to: 300 })!}`)
  const ticks = async (): Promise<string> => {
    const texts = (await page.locator('.axis-track .tick').allTextContents()).filter((text) => text !== '')
    return `${texts[0]} to ${texts.at(-1)}`
  }
  await playground.goTo(100)
  for (const [entry, span] of [
    ['Zoom in', '0:45 to 3:45'],
    ['Zoom out', '0:00 to 5:00'],
  ] as const) {
    await (await inMenu(page, entry)).click()
    expect(await ticks()).toBe(span)
  }
  for (const [key, time] of [
    ['PageUp', '130'],
    ['PageDown', '100'],
    ['Tab', '100'],
  ] as const) {
    await playground.slider.press(key)
    await expect(playground.slider).toHaveValue(time)
  }
  await page.getByRole('combobox', { name: 'Speed' }).selectOption('×10')
  await page.getByRole('button', { name: 'Play' }).click()
  const seen: string[] = []
  for (let n = 0; n < 6; n++) {
    await page.pass(0.1)
    seen.push(await playground.slider.inputValue())
  }
  expect(seen).toMatchInlineSnapshot(`
    [
      "100",
      "100",
      "102.56",
      "102.56",
      "102.56",
      "105.12",
    ]
  `)
  await page.getByRole('button', { name: 'Pause' }).click()
})

test('a stage has the whole screen where the browser gives it, and ends with it; a window beside it does not end it', async ({
  playground,
  page,
}) => {
  const asked: string[] = []
  const screen = { whole: false, hasFocus: true }
  await page.addInitScript(() => {
    Object.defineProperty(document, 'fullscreenElement', {
      get: () => (screen.whole ? document.documentElement : null),
      configurable: true,
    })
    Object.assign(document, { exitFullscreen: async () => void asked.push('exit'), hasFocus: () => screen.hasFocus })
    Object.assign(document.documentElement, { requestFullscreen: async () => void asked.push('request') })
  })
  await playground.open(`#${linkOf(small('Mine'), {})!}`)
  const bar = page.locator('.stage-bar')
  const change = async (more: Partial<typeof screen>): Promise<void> => {
    Object.assign(screen, more)
    await page.evaluate(() => document.dispatchEvent(new Event('fullscreenchange')))
  }
  await page.keyboard.press('p')
  await expect(bar).toBeVisible()
  await change({ whole: true })
  await expect(bar).toBeVisible()
  await change({ whole: false, hasFocus: false })
  await expect(bar).toBeVisible()
  await change({ hasFocus: true })
  await expect(bar).toHaveCount(0)
  await change({})
  expect(asked.splice(0)).toEqual(['request'])
  await page.keyboard.press('p')
  await expect(bar).toBeVisible()
  await change({ whole: true })
  await page.keyboard.press('p')
  await expect(bar).toHaveCount(0)
  expect(asked.splice(0)).toEqual(['request', 'exit'])
  // where it is whole already nothing is asked for
  await page.keyboard.press('p')
  await expect(bar).toBeVisible()
  expect(asked).toEqual([])
})
