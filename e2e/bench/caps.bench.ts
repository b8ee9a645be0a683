import { encodeLink } from '../../src/share/link.ts'
import { theStrangeCase } from '../../src/cases/the-strange-case.ts'
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
  const { lanes, ...common } = theStrangeCase('1.37')
  const text = lanes[0]!.manifests!['kube-apiserver.yaml']!.replaceAll('periodSeconds: 10', 'periodSeconds: 1')
  const lane = { id: 'lane-1', name: 'Busy', muted: false, fields: { manifests: { 'kube-apiserver.yaml': text } } }
  await page.goto(
    `#${encodeLink({ draft: { common: { ...common, duration: '14h' }, lanes: [lane] }, view: { cursor: 600, from: 0, to: 50_400 } })}`,
  )
  await page.locator('.monaco .view-lines').waitFor()
  await goToLine(page, 'initialDelaySeconds')
  for (let n = 0; n < 25; n++)
    for (const key of [String(n % 10), n % 2 ? 'Backspace' : '1']) {
      await page.keyboard.press(key)
      await page.waitForTimeout(50)
      await page.locator('html[data-state=ready]').waitFor({ timeout: 60_000 })
    }
  const own = await page.context().newCDPSession(page)
  await own.send('HeapProfiler.collectGarbage')
  const { usedSize } = await own.send('Runtime.getHeapUsage')
  console.log(`after 50 edits of 14 h: the page's own heap ${(usedSize / 1e6).toFixed(0)} MB`)
})
