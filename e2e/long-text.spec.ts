import type { Locator, Page } from '@playwright/test'
import { theStrangeCase } from '../src/cases/the-strange-case.ts'
import { draftOf, linkOf } from '../src/share/payload.ts'
import { expect, test, type Playground } from './playground.ts'

const LINES = 4300
const PAUSE_MS = 1200
const PHONE = { width: 390, height: 844 }
const CASE = theStrangeCase('1.37')
const SHORT = CASE.lanes[0]!.manifests!['kube-apiserver.yaml']!.trimEnd()
const note = (n: number): string => `# ${n} what somebody has noted about this manifest`
const SHORT_LINES = SHORT.split('\n').length
/** The line `n` is a note that says so. */
const TEXT = [SHORT, ...Array.from({ length: LINES - SHORT_LINES }, (_, n) => note(SHORT_LINES + n + 1))].join('\n')
const LINK = `#${linkOf(draftOf({ ...CASE, lanes: [{ name: 'Long', manifests: { 'kube-apiserver.yaml': TEXT } }] }), {})!}`

interface Caret {
  /** The line of the file, from 1. */
  line: number
  column: number
  isFocused: boolean
  isSeen: boolean
}

/** A long text in a plain box, as a person has it. */
class LongText {
  readonly page: Page
  readonly box: Locator
  readonly lines: Locator

  constructor(page: Page) {
    this.page = page
    this.box = page.locator('textarea.plain')
    this.lines = page.getByRole('combobox', { name: 'Lines shown' })
  }

  async open(playground: Playground): Promise<void> {
    await playground.open(LINK)
    await expect(this.lines).toBeVisible()
  }

  /** All of the file, part by part; the part that was shown is shown again. */
  async whole(): Promise<string> {
    const before = await this.lines.inputValue()
    const parts: string[] = []
    for (const option of await this.lines.locator('option').all()) {
      await this.lines.selectOption((await option.getAttribute('value'))!)
      parts.push(await this.box.inputValue())
    }
    await this.lines.selectOption(before)
    return parts.join('\n')
  }

  /** By the clipboard: a browser takes much longer for a text that an input method gives it. */
  async paste(text: string): Promise<void> {
    await this.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await this.page.evaluate((copied) => navigator.clipboard.writeText(copied), text)
    await this.page.keyboard.press('ControlOrMeta+v')
  }

  /** Clicks into a line, behind its last character. */
  async goTo(line: number): Promise<void> {
    const place = await this.lines
      .locator('option')
      .evaluateAll(
        (options, wanted) => options.findLastIndex((one) => Number(/\d+/.exec(one.textContent.replaceAll(',', ''))![0]) <= wanted),
        line,
      )
    await this.lines.selectOption(String(place))
    await this.box.focus()
    await this.box.evaluate((element: HTMLTextAreaElement, text) => {
      const at = element.value.indexOf(text) + text.length
      element.setSelectionRange(at, at)
    }, note(line))
  }

  caret(): Promise<Caret> {
    return this.box.evaluate((element: HTMLTextAreaElement) => {
      const before = element.value.slice(0, element.selectionEnd).split('\n')
      const first = Number(/\d+/.exec(document.querySelector('.plain-numbers')!.textContent)![0])
      const height = element.scrollHeight / element.value.split('\n').length
      const top = (before.length - 1) * height - element.scrollTop
      return {
        line: first + before.length - 1,
        column: before.at(-1)!.length,
        isFocused: document.activeElement === element,
        isSeen: top >= -height && top < element.clientHeight,
      }
    })
  }
}

const at = (line: number, column: number): Caret => ({ line, column, isFocused: true, isSeen: true })

test.describe('on a phone', () => {
  test.beforeEach(({ page }) => page.setViewportSize(PHONE))

  test('what is typed in any part of a long manifest is in it, and the caret stays where one types', async ({ playground, page }) => {
    const long = new LongText(page)
    await long.open(playground)
    await long.goTo(2500)
    await page.keyboard.type(', and more')
    expect(await long.caret()).toEqual(at(2500, note(2500).length + 10))
    await page.keyboard.press('Enter')
    await page.keyboard.type('# a line of its own')
    expect(await long.caret()).toEqual(at(2501, 19))
    await playground.settled()
    const whole = await long.whole()
    expect(whole.split('\n')).toHaveLength(LINES + 1)
    expect(whole).toBe(TEXT.replace(note(2500), `${note(2500)}, and more\n# a line of its own`))
    await expect(page.locator('.text-parts')).toContainText(`of ${(LINES + 1).toLocaleString('en')}`)
  })

  test('undo and redo go to the part that they change, with the caret there', async ({ playground, page }) => {
    const long = new LongText(page)
    await long.open(playground)
    await long.goTo(900)
    await page.keyboard.type('A')
    // what is typed without a pause is one step
    await page.waitForTimeout(PAUSE_MS)
    await long.goTo(3500)
    await page.keyboard.type('B')
    await long.goTo(2500)
    await page.keyboard.press('ControlOrMeta+z')
    await expect(long.lines.locator('option:checked')).toHaveText('lines 3,001 to 4,000')
    expect(await long.caret()).toEqual(at(3500, note(3500).length))
    await page.keyboard.press('ControlOrMeta+z')
    await expect(long.lines.locator('option:checked')).toHaveText('lines 1 to 1,000')
    expect(await long.caret()).toEqual(at(900, note(900).length))
    expect(await long.whole()).toBe(TEXT)
    await long.box.focus()
    await page.keyboard.press('ControlOrMeta+Shift+z')
    expect(await long.caret()).toEqual(at(900, note(900).length + 1))
    // by a button, too
    await page.getByRole('button', { name: 'Redo' }).click()
    await expect(long.box).toHaveValue(new RegExp(`${note(3500)}B`))
    expect(await long.whole()).toBe(TEXT.replace(note(900), `${note(900)}A`).replace(note(3500), `${note(3500)}B`))
  })

  test('the keys go on from one part into the next, and take out the line end between them', async ({ playground, page }) => {
    const long = new LongText(page)
    await long.open(playground)
    await long.goTo(1000)
    await page.keyboard.press('ArrowDown')
    expect(await long.caret()).toEqual(at(1001, note(1000).length))
    await page.keyboard.press('ArrowUp')
    expect(await long.caret()).toEqual(at(1000, note(1000).length))
    await page.keyboard.press('ArrowRight')
    expect(await long.caret()).toEqual(at(1001, 0))
    await page.keyboard.press('ArrowLeft')
    expect(await long.caret()).toEqual(at(1000, note(1000).length))
    await page.keyboard.press('PageDown')
    expect(await long.caret()).toEqual(at(1001, note(1000).length))
    await page.keyboard.press('ControlOrMeta+End')
    expect(await long.caret()).toEqual(at(LINES, note(LINES).length))
    await page.keyboard.press('ControlOrMeta+Home')
    expect(await long.caret()).toEqual(at(1, 0))
    // from either side
    await long.goTo(1000)
    await page.keyboard.press('Delete')
    expect(await long.caret()).toEqual(at(1000, note(1000).length))
    const joined = TEXT.replace(`${note(1000)}\n`, note(1000))
    expect(await long.whole()).toBe(joined)
    await long.box.focus()
    await page.keyboard.press('ControlOrMeta+z')
    expect(await long.whole()).toBe(TEXT)
    await long.goTo(1001)
    await page.keyboard.press('Home')
    await page.keyboard.press('Backspace')
    expect(await long.caret()).toEqual(at(1000, note(1000).length))
    expect(await long.whole()).toBe(joined)
  })

  test('a part is chosen, and a text reached, by keyboard alone', async ({ playground, page }) => {
    const long = new LongText(page)
    await long.open(playground)
    await long.box.focus()
    await page.keyboard.press('Tab')
    // nothing comes before the first lines
    await expect(long.lines).toBeFocused()
    await page.keyboard.press('Tab')
    const later = page.getByRole('button', { name: 'Later lines' })
    await expect(later).toBeFocused()
    for (let n = 0; n < 4; n++) await page.keyboard.press('Enter')
    await expect(long.lines.locator('option:checked')).toHaveText('lines 4,001 to 4,300')
    // the button has nothing more to do: who used it is not lost
    await page.keyboard.press('Shift+Tab')
    await expect(long.lines).toBeFocused()
    await page.keyboard.press('Shift+Tab')
    await expect(page.getByRole('button', { name: 'Earlier lines' })).toBeFocused()
    await page.keyboard.press('Shift+Tab')
    await expect(long.box).toBeFocused()
    await page.keyboard.press('ControlOrMeta+End')
    await page.keyboard.type('!')
    expect(await long.whole()).toBe(`${TEXT}!`)
  })

  test('a long paste is all there, with the caret behind it, and is cut into parts of its own', async ({ playground, page }) => {
    const long = new LongText(page)
    await long.open(playground)
    await long.goTo(1500)
    const pasted = Array.from({ length: 2500 }, (_, n) => `\n# pasted ${n + 1}`).join('')
    await long.paste(pasted)
    expect(await long.caret()).toEqual(at(4000, '# pasted 2500'.length))
    await page.keyboard.type('!')
    expect(await long.whole()).toBe(TEXT.replace(note(1500), `${note(1500)}${pasted}!`))
    const longest = Math.max(...(await page.locator('.plain-numbers').allTextContents()).map((text) => text.trim().split('\n').length))
    expect(longest).toBeLessThanOrEqual(2000)
    await long.box.focus()
    await page.keyboard.press('ControlOrMeta+z')
    expect(await long.whole()).toBe(TEXT)
  })

  test('what marks all of a part marks all of the text: it is copied, written over and brought back', async ({
    playground,
    page,
    context,
  }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    const long = new LongText(page)
    await long.open(playground)
    await long.goTo(1500)
    await page.keyboard.press('ControlOrMeta+a')
    await expect(page.locator('.text-parts output')).toHaveText(`All ${LINES.toLocaleString('en')} lines are marked.`)
    await page.keyboard.press('ControlOrMeta+c')
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(TEXT)
    await page.keyboard.press('ArrowLeft')
    await expect(page.locator('.text-parts output')).toHaveText('')
    await page.keyboard.press('ControlOrMeta+a')
    await long.paste(SHORT)
    await expect(long.box).toHaveValue(SHORT)
    await expect(long.box).toBeFocused()
    // short as it is it has no parts; what one does next is done there
    await expect(long.lines).toHaveCount(0)
    await page.keyboard.type(' ')
    await expect(long.box).toHaveValue(`${SHORT} `)
    await page.keyboard.press('Backspace')
    await long.paste(TEXT.slice(SHORT.length))
    await expect(long.lines).toBeVisible()
    await expect(long.box).toBeFocused()
    expect(await long.caret()).toEqual(at(LINES, note(LINES).length))
    expect(await long.whole()).toBe(TEXT)
  })
})

test('between the plain box and the full editor the place and the focus are handed over, both ways', async ({ playground, page }) => {
  const long = new LongText(page)
  await playground.open(LINK)
  await playground.monaco()
  const full = playground.editor('Long')
  await full.focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('ControlOrMeta+End')
  for (let n = 0; n < 3; n++) await page.keyboard.press('ArrowUp')
  await page.keyboard.press('End')
  await page.keyboard.type('A')
  await page.setViewportSize({ width: 700, height: 900 })
  await expect(long.lines.locator('option:checked')).toHaveText('lines 4,001 to 4,300')
  await expect(long.box).toBeFocused()
  expect(await long.caret()).toEqual(at(LINES - 3, note(LINES - 3).length + 1))
  await page.keyboard.type('B')
  await page.setViewportSize({ width: 1440, height: 900 })
  // nobody's box is taken away while it is typed in
  await expect(long.box).toBeFocused()
  expect(await long.caret()).toEqual(at(LINES - 3, note(LINES - 3).length + 2))
  await page.keyboard.type('C')
  await long.box.blur()
  await playground.monaco()
  await full.focus()
  await page.keyboard.type('D')
  await page.setViewportSize({ width: 700, height: 900 })
  await expect(long.box).toBeFocused()
  expect(await long.whole()).toBe(TEXT.replace(note(LINES - 3), `${note(LINES - 3)}ABCD`))
})
