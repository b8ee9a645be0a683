import { expect, test } from '../playground.ts'

test.use({ isFresh: true })

test('an edit reaches the picture soon, and the main thread is never held up for long', async ({ playground, page }) => {
  await playground.open()
  await playground.monaco()
  const measured = await page.evaluate(async () => {
    const html = document.documentElement
    const select = document.querySelector<HTMLSelectElement>('[aria-label="Kubernetes release"]')!
    const setter = Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value')!.set!
    const spans: number[] = []
    for (const value of ['1.10', '1.13', '1.16', '1.19', '1.20', '1.21', '1.22', '1.23', '1.25', '1.26', '1.27', '1.28']) {
      const start = performance.now()
      setter.call(select, value)
      select.dispatchEvent(new Event('change', { bubbles: true }))
      while (html.dataset.state !== 'ready') await new Promise((resolve) => setTimeout(resolve, 1))
      await new Promise((resolve) => requestAnimationFrame(resolve))
      spans.push(performance.now() - start)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    return spans.toSorted((a, b) => a - b)
  })
  const median = measured[measured.length >> 1]!
  console.log(`five lanes re-run and drawn: median ${median.toFixed(0)} ms, longest ${measured.at(-1)!.toFixed(0)} ms`)
  expect(median).toBeLessThan(250)
})
