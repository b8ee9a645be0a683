import { test } from '../playground.ts'
import { spread } from './keys.ts'

test.use({ isFresh: true })

test('the verdicts, from the click on their tab', async ({ browser }) => {
  const first: number[] = []
  const lane: number[] = []
  for (let round = 0; round < 7; round++) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await page.goto('')
    await page.locator('html[data-state=ready]').waitFor()
    await page.locator('.monaco .view-lines').waitFor()
    await page.waitForTimeout(1500)
    const spans = await page.evaluate(timeVerdicts)
    first.push(spans.first)
    lane.push(spans.lane)
    await page.close()
  }
  console.log(`to the first verdict: ${spread(first).words}; to a lane's: ${spread(lane).words}`)
})

/** From a click to when there is one verdict, and to when a whole lane has its own; ms. */
async function timeVerdicts(): Promise<{ first: number; lane: number }> {
  const start = performance.now()
  document.querySelector<HTMLElement>('#tab-verdicts')!.click()
  const until = (is: () => boolean): Promise<number> =>
    new Promise((resolve) => {
      const look = (): void => (is() ? resolve(performance.now() - start) : void setTimeout(look, 4))
      look()
    })
  const done = (row: Element): number => [...row.querySelectorAll('td')].filter((cell) => /\w/.test(cell.textContent)).length
  const rows = (): Element[] => [...document.querySelectorAll('.verdicts tbody tr')]
  return {
    first: await until(() => rows().some((row) => done(row) > 0)),
    lane: await until(() => rows().some((row) => done(row) > 10)),
  }
}
