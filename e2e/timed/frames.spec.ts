import { theStrangeCase } from '../../src/cases/the-strange-case.ts'
import { encodeLink } from '../../src/share/link.ts'
import { goToLine, typeNumbers, watchKeys } from '../bench/keys.ts'
import { expect, test } from '../playground.ts'

test.use({ isFresh: true })

test('an edit of a small scenario is drawn within two frames', async ({ playground, page }) => {
  await watchKeys(page)
  await playground.open()
  await playground.monaco()
  await goToLine(page, 'initialDelaySeconds')
  // a slow machine leaves some for later
  let soon = 0
  for (let round = 0; round < 6 && soon < 10; round++)
    soon += (await typeNumbers(page, 5)).filter(({ frames }) => frames === 1 || frames === 2).length
  expect(soon).toBeGreaterThanOrEqual(10)
})

/** Lanes that are each higher than a screen. */
function highLanes(count: number): string {
  const containers = Array.from(
    { length: 60 },
    (_, n) => `  - {name: c${n}, image: "web:1", livenessProbe: {httpGet: {port: ${8000 + n}, path: /live}}}`,
  ).join('\n')
  const text = `apiVersion: v1\nkind: Pod\nmetadata: {name: many, namespace: default}\nspec:\n  containers:\n${containers}\n`
  const { lanes: _ready, ...common } = theStrangeCase('1.37')
  const lanes = Array.from({ length: count }, (_, n) => ({
    id: `lane-${n + 1}`,
    name: `Many ${n + 1}`,
    muted: false,
    fields: { manifests: { 'many.yaml': text } },
  }))
  return `#${encodeLink({ draft: { common, lanes }, view: { cursor: 60, from: 0, to: 600 } })}`
}

test('a lane that is higher than the screen is drawn where it is looked at', async ({ playground, page }) => {
  await page.goto(highLanes(1))
  await playground.settled()
  const canvas = page.locator('.lane canvas').first()
  const track = page.locator('.lane-track').first()
  const whole = (await track.boundingBox())!.height
  expect(whole).toBeGreaterThan(2500)
  await expect.poll(async () => (await canvas.boundingBox())!.height).toBeLessThan(whole / 2)
  // at its other end it is drawn too, with its names and bars
  await page.locator('.lanes').evaluate((lanes) => lanes.scrollTo(0, lanes.scrollHeight))
  const drawn = (): Promise<number> =>
    canvas.evaluate((element) => {
      const { width, height } = element as HTMLCanvasElement
      const pixels = (element as HTMLCanvasElement).getContext('2d')!.getImageData(0, height - 200, width, 200).data
      let ink = 0
      for (let n = 3; n < pixels.length; n += 4) if (pixels[n]! > 0) ink += 1
      return ink
    })
  await expect.poll(drawn).toBeGreaterThan(2000)
  const box = (await canvas.boundingBox())!
  const end = (await track.boundingBox())!
  expect(Math.abs(box.y + box.height - (end.y + end.height))).toBeLessThan(3)
})

test('of a lane that a phone shows the head of alone nothing is painted, until it is chosen', async ({ playground, page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(highLanes(5))
  await playground.settled()
  const painted = (): Promise<boolean[]> =>
    page
      .locator('.lane canvas')
      .evaluateAll((all) => all.map((item) => (item as HTMLCanvasElement).width * (item as HTMLCanvasElement).height > 0))
  await expect.poll(painted).toEqual([true, false, false, false, false])
  await playground.select('Many 4')
  await page.locator('.lane[aria-label="Many 4"] canvas').scrollIntoViewIfNeeded()
  await expect.poll(async () => (await painted())[3]).toBe(true)
  expect((await painted()).filter((is) => is).length).toBeLessThanOrEqual(2)
})
