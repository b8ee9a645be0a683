import type { Page } from '@playwright/test'
import { expect, test } from './playground.ts'

/** What a person sees of a page without a scroll or a press: each is where a press at its middle meets it. */
interface FirstSight {
  controls: number
  header: number
  /** Outside of the editor's text, which is the reader's own. */
  words: number
  /** Whole lines of the editor, by their numbers. */
  lines: number[]
}

function lookAt(page: Page): Promise<FirstSight> {
  return page.evaluate(() => {
    const isMet = (element: Element, { left, top, width, height }: DOMRect): boolean => {
      const [x, y] = [left + width / 2, top + height / 2]
      if (width < 1 || x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) return false
      if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false
      const met = document.elementFromPoint(x, y)
      return met !== null && (element.contains(met) || met.contains(element))
    }
    const CONTROLS = 'a[href], button, input, select, textarea, summary, [role=tab], [role=slider], [role=separator]'
    const controls = [...document.querySelectorAll(CONTROLS)].filter((element) => isMet(element, element.getBoundingClientRect()))
    let words = 0
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement!
      if (element.closest('script, style, noscript, option, .hidden-text, .editor')) continue
      for (const { index, 0: word } of (node.textContent ?? '').matchAll(/\S+/g)) {
        const range = document.createRange()
        range.setStart(node, index)
        range.setEnd(node, index + word.length)
        if (isMet(element, range.getBoundingClientRect())) words += 1
      }
    }
    const { top, bottom } = document.querySelector('.monaco .overflow-guard')!.getBoundingClientRect()
    const lines = [...document.querySelectorAll('.monaco .margin .line-numbers')].flatMap((number) => {
      const box = number.getBoundingClientRect()
      return box.top >= top - 1 && box.bottom <= Math.min(bottom, innerHeight) + 1 ? Number(number.textContent) : []
    })
    return { controls: controls.length, header: controls.filter((element) => element.closest('header')).length, words, lines }
  })
}

for (const { name, path, width, height, line, least } of [
  { name: 'the front page', path: '', width: 1440, height: 900, line: /--anonymous-auth=false/, least: 20 },
  { name: 'the front page', path: '', width: 1280, height: 720, line: /--anonymous-auth=false/, least: 14 },
  { name: 'a first exercise', path: '#e=a-probe', width: 1280, height: 720, line: /failureThreshold/, least: 12 },
  { name: 'the strange case as an exercise', path: '#e=the-strange-case', width: 1280, height: 720, line: /livenessProbe/, least: 12 },
] as const)
  test(`${name} in a window of ${width} × ${height} is its reader’s: the text that matters, and few things to press and to read`, async ({
    playground,
    page,
  }) => {
    await page.setViewportSize({ width, height })
    await playground.open(path)
    await playground.monaco()
    if (path !== '') await page.getByRole('region', { name: 'Exercise', exact: true }).waitFor()
    await expect(playground.panel).toContainText(/restart/i)
    const isExercise = path !== ''
    const seen = await lookAt(page)
    test.info().annotations.push({ type: 'first sight', description: JSON.stringify({ ...seen, lines: seen.lines.length }) })
    expect(seen.controls).toBeGreaterThan(20)
    expect(seen.controls).toBeLessThanOrEqual(isExercise ? 45 : 60)
    expect(seen.header).toBeLessThanOrEqual(10)
    expect(seen.words).toBeGreaterThan(100)
    expect(seen.words).toBeLessThanOrEqual(330)
    expect(seen.lines.length).toBeGreaterThanOrEqual(least)
    const text = await page.getByRole('textbox', { name: /^Manifest of / }).inputValue()
    expect(seen.lines).toContain(text.split('\n').findIndex((text) => line.test(text)) + 1)
  })
