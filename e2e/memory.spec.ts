import { fourteenHours, heapsOf, heapWords } from './bench/heap.ts'
import { expect, test } from './playground.ts'

test.use({ isFresh: true })

/** All of a tab's scripts, after all the edits; fourteen hours have 100,000 entries. */
const MOST_MB = 500
/** All of their runs would be more than that. */
const EDITS = 16

test('many edits of fourteen hours hold no more than a few of their runs, in the page and in its web workers', async ({
  playground,
  page,
}) => {
  test.setTimeout(300_000)
  const { text, link } = fourteenHours()
  await page.setViewportSize({ width: 700, height: 900 })
  await page.goto(link)
  await expect(page.locator('html')).toHaveAttribute('data-state', 'ready', { timeout: 60_000 })
  const before = heapWords(await heapsOf(page))
  const box = playground.editor('Busy')
  for (let n = 0; n < EDITS; n++) {
    // another run each time
    await box.fill(text.replace('initialDelaySeconds: 10', `initialDelaySeconds: ${n + 20}`))
    await expect(page.locator('html')).toHaveAttribute('data-state', 'ready', { timeout: 60_000 })
  }
  const after = heapWords(await heapsOf(page))
  console.log(`before: ${before.words}; after ${EDITS} edits of 14 h: ${after.words}`)
  expect(before.all).toBeGreaterThan(10)
  expect(after.all).toBeLessThan(MOST_MB)
})
