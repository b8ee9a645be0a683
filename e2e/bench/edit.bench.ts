import type { Browser, Page } from '@playwright/test'
import { theStrangeCase } from '../../src/cases/the-strange-case.ts'
import { test } from '../playground.ts'
import { goToLine, openBareMonaco, spread, typeNumbers, watchKeys } from './keys.ts'
import { sharesOf } from './parts.ts'
import { traced, type MainThread, type Span } from './trace.ts'

test.use({ isFresh: true })

const NUMBERS = 20
const SAMPLED = 12

/** From each digit's key to the frame that shows what came of it; of one that brought no picture there is none. */
function spansOf(main: MainThread, isPicture: boolean): Span[] {
  const [keys, drawn, commits] = [main.marks('a digit'), main.marks('drawn'), main.commits()]
  return keys.flatMap((from, n) => {
    const next = keys[n + 1] ?? Infinity
    const shown = isPicture ? drawn.find((at) => at > from && at < next) : from
    const to = shown === undefined ? undefined : commits.find((at) => at > shown)
    return to === undefined ? [] : [{ from, to }]
  })
}

async function measure(browser: Browser, isPicture: boolean, open: (page: Page) => Promise<void>) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await watchKeys(page)
  await open(page)
  await goToLine(page, 'initialDelaySeconds')
  // the code is warm as it is for somebody who has edited for a while
  await page.waitForTimeout(2500)
  await typeNumbers(page, 10)
  const main = await traced(page, () => typeNumbers(page, NUMBERS))
  const keys = await page.evaluate(() => window.keys.filter(({ key }) => /^\d$/.test(key)))
  const sampled = isPicture ? await traced(page, () => typeNumbers(page, SAMPLED), true) : undefined
  await page.close()
  const spans = spansOf(main, isPicture)
  return {
    keys,
    clock: spread(keys.map(({ ms }) => ms)),
    busy: spread(spans.map((span) => main.busyMs(span))),
    count: spans.length,
    shares: sampled && sharesOf(sampled, spansOf(sampled, true)),
  }
}

test('an edit among five lanes, beside a key in a bare Monaco', async ({ browser }) => {
  const text = theStrangeCase('1.37').lanes[1]!.manifests!['kube-apiserver.yaml']!
  const bare = await measure(browser, false, (page) => openBareMonaco(page, text))
  const edit = await measure(browser, true, async (page) => {
    await page.goto('')
    await page.locator('html[data-state=ready]').waitFor()
    await page.locator('.monaco .view-lines').waitFor()
  })
  const inFirst = edit.keys.filter(({ frames }) => frames === 1).length
  console.log(`the main thread's CPU time from the key to the frame:`)
  console.log(`  a key in a bare Monaco:   ${bare.busy.words}`)
  console.log(`  an edit among five lanes: ${edit.busy.words}; ${(edit.busy.median / bare.busy.median).toFixed(2)} times the bare key`)
  console.log(`  of it, sampled: ${edit.shares}`)
  console.log(`by the clock: a bare key ${bare.clock.words}; an edit ${edit.clock.words}`)
  console.log(`${inFirst} of ${edit.keys.length} edits are drawn in the very next frame`)
})
