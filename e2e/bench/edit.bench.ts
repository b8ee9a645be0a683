import { theStrangeCase } from '../../src/cases/the-strange-case.ts'
import { test } from '../playground.ts'
import { busyMs, goToLine, openBareMonaco, spread, typeNumbers, watchKeys } from './keys.ts'

test.use({ isFresh: true })

const NUMBERS = 30

test('an edit among five lanes, beside a key in a bare Monaco', async ({ browser }) => {
  const measure = async (open: (page: Awaited<ReturnType<typeof browser.newPage>>) => Promise<void>) => {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await watchKeys(page)
    await open(page)
    await goToLine(page, 'initialDelaySeconds')
    // the code is warm as it is for somebody who has edited for a while
    await page.waitForTimeout(2500)
    await typeNumbers(page, 8)
    const busy = await busyMs(page)
    const before = await busy()
    const keys = await typeNumbers(page, NUMBERS)
    const busyAKey = ((await busy()) - before) / (2 * keys.length)
    await page.close()
    return { keys, busyAKey, times: spread(keys.map(({ ms }) => ms)) }
  }
  const text = theStrangeCase('1.37').lanes[1]!.manifests!['kube-apiserver.yaml']!
  const bare = await measure((page) => openBareMonaco(page, text))
  const edit = await measure(async (page) => {
    await page.goto('')
    await page.locator('html[data-state=ready]').waitFor()
    await page.locator('.monaco .view-lines').waitFor()
  })
  const inFirst = edit.keys.filter(({ frames }) => frames === 1).length
  console.log(`a key in a bare Monaco, to its frame:   ${bare.times.words}; main thread ${bare.busyAKey.toFixed(1)} ms a key`)
  console.log(`an edit among five lanes, to its frame: ${edit.times.words}; main thread ${edit.busyAKey.toFixed(1)} ms a key`)
  console.log(
    `${inFirst} of ${edit.keys.length} are drawn in the very next frame; ${(edit.times.median / bare.times.median).toFixed(2)} times the bare key by the clock, ${(edit.busyAKey / bare.busyAKey).toFixed(2)} times by the main thread`,
  )
})
