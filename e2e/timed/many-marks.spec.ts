import { fourteenHours } from '../bench/heap.ts'
import { expect, test } from '../playground.ts'

test.use({ isFresh: true })

test('a hundred thousand marks stay smooth in zoom, pan and scrub', async ({ playground, page }) => {
  await page.goto(fourteenHours().link)
  await expect(page.locator('html')).toHaveAttribute('data-state', 'ready', { timeout: 20_000 })
  await page.waitForTimeout(1500)
  const longest = await page.evaluate(async () => {
    const spans: number[] = []
    const press = (key: string): void =>
      void document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
    for (const key of [
      'f',
      'ArrowRight',
      '5',
      '-',
      '+',
      '+',
      '-',
      'ArrowLeft',
      '3',
      'f',
      '7',
      '+',
      '-',
      'f',
      '1',
      'ArrowRight',
      '9',
      '+',
      'f',
      'ArrowLeft',
    ]) {
      const start = performance.now()
      press(key)
      // React draws in the microtasks that follow.
      for (let n = 0; n < 5; n++) await Promise.resolve()
      spans.push(performance.now() - start)
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 20)))
    }
    return spans.toSorted((a, b) => a - b)
  })
  console.log(`script time a key, 100,000 marks: median ${longest[10]!.toFixed(1)} ms, longest ${longest.at(-1)!.toFixed(1)} ms`)
  expect(longest[10]).toBeLessThan(16.7)
  await expect(playground.restarts('Busy')).toHaveText('0 restarts')
  const rows = page.getByRole('table', { name: 'Timeline as a table' }).getByRole('row')
  expect(await rows.count()).toBeGreaterThan(3)
})
