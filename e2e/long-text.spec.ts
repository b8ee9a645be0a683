import type { Locator } from '@playwright/test'
import { theStrangeCase } from '../src/cases/the-strange-case.ts'
import { draftOf, linkOf } from '../src/share/payload.ts'
import { expect, test } from './playground.ts'

const LINES = 4300
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
}

const caretOf = (box: Locator): Promise<Caret> =>
  box.evaluate((element: HTMLTextAreaElement) => {
    const before = element.value.slice(0, element.selectionEnd).split('\n')
    return { line: before.length, column: before.at(-1)!.length, isFocused: document.activeElement === element }
  })

const at = (line: number, column: number): Caret => ({ line, column, isFocused: true })

test('on a phone a long manifest is one text: what is typed in it is in it, and undo goes to where it changes', async ({
  playground,
  page,
}) => {
  await page.setViewportSize(PHONE)
  await playground.open(LINK)
  const box = page.locator('textarea.plain')
  await box.focus()
  await box.evaluate((element: HTMLTextAreaElement, text) => {
    const end = element.value.indexOf(text) + text.length
    element.setSelectionRange(end, end)
  }, note(2500))
  await page.keyboard.type(', and more')
  await page.keyboard.press('Enter')
  await page.keyboard.type('# a line of its own')
  expect(await caretOf(box)).toEqual(at(2501, 19))
  await playground.settled()
  await expect(box).toHaveValue(TEXT.replace(note(2500), `${note(2500)}, and more\n# a line of its own`))
  // as many steps as there were pauses
  await expect(async () => {
    await page.keyboard.press('ControlOrMeta+z')
    await expect(box).toHaveValue(TEXT, { timeout: 500 })
  }).toPass()
  expect((await caretOf(box)).line).toBe(2500)
})

test('between the plain box and the full editor the cursor and the focus are handed over, both ways', async ({ playground, page }) => {
  await playground.open(LINK)
  await playground.monaco()
  const box = page.locator('textarea.plain')
  const full = playground.editor('Long')
  await full.focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('ControlOrMeta+End')
  for (let n = 0; n < 3; n++) await page.keyboard.press('ArrowUp')
  await page.keyboard.press('End')
  await page.keyboard.type('A')
  await page.setViewportSize({ width: 700, height: 900 })
  await expect(box).toBeFocused()
  expect(await caretOf(box)).toEqual(at(LINES - 3, note(LINES - 3).length + 1))
  await page.keyboard.type('B')
  await page.setViewportSize({ width: 1440, height: 900 })
  // nobody's box is taken away while it is typed in
  await expect(box).toBeFocused()
  expect(await caretOf(box)).toEqual(at(LINES - 3, note(LINES - 3).length + 2))
  await page.keyboard.type('C')
  await box.blur()
  await playground.monaco()
  await full.focus()
  await page.keyboard.type('D')
  await page.setViewportSize({ width: 700, height: 900 })
  await expect(box).toBeFocused()
  await expect(box).toHaveValue(TEXT.replace(note(LINES - 3), `${note(LINES - 3)}ABCD`))
})
