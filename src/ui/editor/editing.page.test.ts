import { linkOf } from '../../share/payload.ts'
import { expect, test } from '../fixture/playground.ts'
import { small } from '../fixture/samples.ts'

/** Its first lane, the one with a probe, has that in line 39. */
const lines = (more: string): string =>
  `${'# a line\n'.repeat(30)}apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: web\n    image: x\n    ports: [{containerPort: 8080}]\n${more}${'# a line\n'.repeat(31)}`
const LONG = `#${linkOf(
  small('Long', {
    lanes: [
      { name: 'Left', manifests: { 'web.yaml': lines('') } },
      { name: 'Asked', manifests: { 'web.yaml': lines('    livenessProbe: {httpGet: {port: 8080, path: /healthz}}\n') } },
    ],
  }),
  { cursor: 200, lane: 'lane-2' },
)!}`

const OFF = 'Asked'

const FIRST = 'Left'

test('undo shows the lane and the file that it changes', async ({ playground, page }) => {
  await playground.open(LONG)
  const before = await playground.editor(OFF).inputValue()
  await playground.rewrite(OFF, (text) => `# mine\n${text}`)
  await playground.select(FIRST)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(playground.editor(OFF)).toHaveValue(before)
  await expect(playground.problems).toHaveText('')
})

/** The plain box as a browser lays it out: ten lines of 18 pixels are in sight. */
const layOut = (): void => {
  const of = (get: (this: HTMLTextAreaElement) => number) => ({ get, configurable: true })
  Object.defineProperties(HTMLTextAreaElement.prototype, {
    scrollHeight: of(function () {
      return 18 * this.value.split('\n').length
    }),
    clientHeight: of(() => 180),
  })
}

test(
  'the plain box scrolls to a line that is gone to or changed elsewhere, unless it is in sight, and its numbers follow',
  { tags: 'whole' },
  async ({ playground, page }) => {
    await page.addInitScript(layOut)
    await playground.open(LONG)
    const box = playground.editor('Asked')
    const top = (): Promise<number> => box.evaluate((element: HTMLTextAreaElement) => element.scrollTop)
    const caret = (): Promise<string> =>
      box.evaluate(
        ({ value, selectionStart, selectionEnd }: HTMLTextAreaElement) =>
          `${value.slice(0, selectionStart).split('\n').length}: ${value.slice(selectionStart, selectionEnd).trim()}`,
      )
    // the twentieth line is typed, and what is out of sight is looked at when it is undone
    const change = (line: number) => (text: string) =>
      text
        .split('\n')
        .map((row, n) => (n + 1 === line ? `${row} # mine` : row))
        .join('\n')
    for (const [line, from, to] of [
      [20, 0, 18 * 14],
      [20, 18 * 19, 18 * 19],
      [20, 18 * 19 + 1, 18 * 14],
      [20, 18 * 11, 18 * 11],
      [20, 18 * 11 - 1, 18 * 14],
      [3, 18 * 20, 0],
    ] as const) {
      await playground.rewrite('Asked', change(line))
      await box.evaluate((element: HTMLTextAreaElement, scrollTop: number) => Object.assign(element, { scrollTop }).focus(), from)
      await page.keyboard.press('Control+z')
      await playground.settled()
      expect([await top(), await caret()], `line ${line} from ${from}`).toEqual([to, `${line}: `])
    }
    await box.dispatchEvent('scroll')
    await box.evaluate((element: HTMLTextAreaElement) => Object.assign(element, { scrollTop: 54 }))
    await box.dispatchEvent('scroll')
    await expect(page.locator('.plain-numbers > span')).toHaveAttribute('style', /translateY\(-54px\)/)
    // a line that an explanation names is marked
    await page.locator('body').press(',')
    page.scrolled()
    await playground.panel.getByRole('button', { name: 'web.yaml, line 39', exact: true }).first().click()
    await expect.poll(() => page.scrolled()).toEqual(['Manifest of Asked'])
    await expect(box).toBeFocused()
    expect([await top(), await caret()]).toEqual([18 * 33, '39: livenessProbe: {httpGet: {port: 8080, path: /healthz}}'])
    // while it is looked at, the caret asks on
    for (const [line, press] of [
      [40, 'ArrowUp'],
      [41, 'a'],
    ] as const) {
      await box.evaluate((element: HTMLTextAreaElement, to: number) => {
        const at =
          element.value
            .split('\n')
            .slice(0, to - 1)
            .join('\n').length + 1
        element.setSelectionRange(at, at)
      }, line)
      await box.press(press)
      await expect(page.locator('.plain-numbers .line-lit')).toHaveAttribute('style', `top: ${(40 - 1) * 1.5}em;`)
    }
    // a line that is lit alone comes into sight and takes no focus; nobody is taken away from where they type, nor where it goes out
    const { light, unlight } = await import('../state/why-subject.ts')
    const seenAfter = async (act: () => void): Promise<number> => {
      act()
      await page.waitForLoadState()
      return top()
    }
    await expect(box).toBeFocused()
    const before = await top()
    expect(await seenAfter(() => light('lane-2', 'web.yaml', 70))).toBe(before)
    await box.evaluate((element: HTMLElement) => element.blur())
    expect(await seenAfter(() => light('lane-2', 'web.yaml', 60))).toBe(18 * 54)
    await expect(box).not.toBeFocused()
    await box.evaluate((element: HTMLElement) => Object.assign(element, { scrollTop: 90 }))
    expect(await seenAfter(unlight)).toBe(90)
    await expect(page.locator('.plain-numbers .line-lit')).toHaveCount(0)
  },
)

const containers = (count: number): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: many}\nspec:\n  containers:\n${Array.from({ length: count }, (_, n) => `  - {name: c${n}}\n`).join('')}`

test('a hundred problems stand there, and so many more with each press; their count leads to the first', async ({ playground, page }) => {
  await playground.open(LONG)
  const more = playground.problems.getByRole('button', { name: /^Show/ })
  const lines = playground.problems.getByRole('button', { name: /^line/ })
  await playground.rewrite('Asked', () => containers(100))
  await expect(lines).toHaveCount(100)
  await expect(more).toHaveCount(0)
  await playground.rewrite('Asked', () => containers(205))
  await expect(playground.problems.getByRole('listitem').last()).toHaveText('Show 100 moreof 105 that are left')
  page.scrolled()
  await page.getByRole('button', { name: '205 problems' }).click()
  await expect.poll(() => page.scrolled()).toEqual(['Problems'])
  await expect(lines.first()).toBeFocused()
  await more.click()
  await expect(playground.problems.getByRole('listitem').last()).toHaveText('Show 5 moreof 5 that are left')
  await more.click()
  await expect(lines).toHaveCount(205)
  await expect(more).toHaveCount(0)
  // what differs is listed up to a dozen lines
  const differs = page.locator('.differs')
  for (const [count, rest] of [
    [12, ''],
    [13, 'and 1 lines more'],
    [20, 'and 8 lines more'],
  ] as const) {
    const first = await (await playground.select('Left'), playground.editor('Left')).inputValue()
    await playground.select('Asked')
    await playground.rewrite('Asked', () => `${first}${'# more\n'.repeat(count)}`)
    const button = page.getByRole('button', { name: `${count} lines changed` })
    if ((await button.getAttribute('aria-expanded')) === 'false') await button.click()
    await expect(differs.getByRole('listitem')).toHaveCount(12)
    await expect(differs).toHaveText(new RegExp(`# more ?${rest}$`))
  }
  // in another lane too, until it is pressed again
  await playground.select('Left')
  await expect(differs).toHaveCount(0)
  await playground.select('Asked')
  await page.getByRole('button', { name: '20 lines changed' }).click()
  await expect(differs).toHaveCount(0)
})
