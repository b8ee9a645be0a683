import { fourteenHours, heapsOf, heapWords } from './heap.ts'
import { test } from '../playground.ts'
import { drag, openScene, play, SCENES, zoom } from './caps.ts'
import { goToLine, spread } from './keys.ts'

test.use({ isFresh: true })

for (const scene of SCENES)
  test(`a frame: ${scene.name}`, async ({ page }) => {
    await openScene(page, scene)
    for (const [what, act] of Object.entries({ drag, play, zoom }))
      console.log(`${scene.name}, ${what}: the main thread's CPU time a frame ${spread(await act(page)).words}`)
  })

test('the memory after fifty edits of fourteen hours', async ({ page }) => {
  const { link } = fourteenHours()
  await page.goto(link)
  await page.locator('.monaco .view-lines').waitFor()
  await goToLine(page, 'initialDelaySeconds')
  for (let n = 0; n < 25; n++)
    for (const key of [String(n % 10), n % 2 ? 'Backspace' : '1']) {
      await page.keyboard.press(key)
      await page.waitForTimeout(50)
      await page.locator('html[data-state=ready]').waitFor({ timeout: 60_000 })
    }
  console.log(`after 50 edits of 14 h: ${heapWords(await heapsOf(page)).words}`)
})
