import { theStrangeCase } from '../src/cases/the-strange-case.ts'
import { encodeLink } from '../src/share/link.ts'
import { heapsOf, heapWords } from './heap.ts'
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
  const { lanes, ...common } = theStrangeCase('1.37')
  const text = lanes[0]!.manifests!['kube-apiserver.yaml']!.replaceAll('periodSeconds: 10', 'periodSeconds: 1')
  const lane = { id: 'lane-1', name: 'Busy', muted: false, fields: { manifests: { 'kube-apiserver.yaml': text } } }
  await page.setViewportSize({ width: 700, height: 900 })
  await page.goto(
    `#${encodeLink({ draft: { common: { ...common, duration: '14h' }, lanes: [lane] }, view: { cursor: 600, from: 0, to: 50_400 } })}`,
  )
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
