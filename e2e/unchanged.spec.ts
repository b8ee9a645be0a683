import { theStrangeCase } from '../src/cases/the-strange-case.ts'
import { encodeLink } from '../src/share/link.ts'
import type { Page } from '@playwright/test'
import { goToLine, typeNumbers, watchKeys } from './bench/keys.ts'
import { shareOf } from './layout.ts'
import { expect, test } from './playground.ts'

test.use({ isFresh: true })

/** Of React's own notes on what stands on the page what is read here. */
interface Fiber {
  tag: number
  flags: number
  child: Fiber | null
  sibling: Fiber | null
  alternate: Fiber | null
  memoizedProps: { lane?: { id?: string; name?: string }; frame?: unknown } | null
}

declare global {
  interface Window {
    __REACT_DEVTOOLS_GLOBAL_HOOK__: unknown
    /** How many components were rendered, and how many elements changed or were drawn, by the lane that they are in. */
    renders: Record<string, number>
    changes: Record<string, number>
    rendersInAll: number
  }
}

/** Counts what React renders, as its developer tools do, and what changes in the page, lane by lane. */
async function watchLanes(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.renders = {}
    window.changes = {}
    window.rendersInAll = 0
    const count = (counts: Record<string, number>, lane: string): void => void (counts[lane] = (counts[lane] ?? 0) + 1)
    const visit = (fiber: Fiber, before: string): void => {
      const { lane: shown, frame } = fiber.memoizedProps ?? {}
      const lane = shown?.name !== undefined && frame !== undefined ? shown.name : before
      // functions and what is memoised of them; the first bit says that it was called
      if ([0, 14, 15].includes(fiber.tag) && fiber.flags & 1) {
        window.rendersInAll += 1
        if (lane) count(window.renders, lane)
      }
      // what is the same as before was not looked at
      if (fiber.alternate && fiber.alternate.child === fiber.child) return
      for (let child = fiber.child; child; child = child.sibling) if (child.alternate !== null || !fiber.alternate) visit(child, lane)
    }
    window.__REACT_DEVTOOLS_GLOBAL_HOOK__ = {
      supportsFiber: true,
      renderers: new Map(),
      inject: () => 1,
      checkDCE: () => undefined,
      onCommitFiberUnmount: () => undefined,
      onPostCommitFiberRoot: () => undefined,
      onCommitFiberRoot: (_id: number, root: { current: Fiber }) => visit(root.current, ''),
    }
    const laneOf = (node: Node): string | undefined =>
      (node instanceof Element ? node : node.parentElement)?.closest('.lane')?.getAttribute('aria-label') ?? undefined
    const clear = CanvasRenderingContext2D.prototype.clearRect
    CanvasRenderingContext2D.prototype.clearRect = function (...box) {
      const lane = laneOf(this.canvas)
      if (lane !== undefined) count(window.changes, lane)
      clear.apply(this, box)
    }
    new MutationObserver((records) => {
      for (const { target } of records) {
        const lane = laneOf(target)
        if (lane !== undefined) count(window.changes, lane)
      }
    }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
  })
}

test('an edit renders, changes and draws the lane that it is of, and none of the others', async ({ playground, page }) => {
  await watchKeys(page)
  await watchLanes(page)
  await playground.open()
  await playground.monaco()
  const names = await page.locator('.lane').evaluateAll((lanes) => lanes.map((lane) => lane.getAttribute('aria-label')!))
  expect(names).toHaveLength(5)
  const edited = await page.locator('.lane[data-selected]').getAttribute('aria-label')
  await goToLine(page, 'initialDelaySeconds')
  await typeNumbers(page, 2)
  // what is drawn and kept a moment later is drawn and kept
  let before = -1
  const isStill = async (): Promise<boolean> => {
    const [last, now] = [before, await page.evaluate(() => window.rendersInAll)]
    before = now
    return last === now
  }
  await expect.poll(isStill, { intervals: [1000] }).toBe(true)
  await page.evaluate(() => {
    window.renders = {}
    window.changes = {}
    window.rendersInAll = 0
  })
  await typeNumbers(page, 4)
  await playground.settled()
  const { renders, changes, rendersInAll } = await page.evaluate(() => ({
    renders: window.renders,
    changes: window.changes,
    rendersInAll: window.rendersInAll,
  }))
  console.log(`16 keys: ${rendersInAll} components rendered, of them ${renders[edited!]} in the lane that was edited`)
  expect(Object.keys(changes)).toEqual([edited])
  expect(Object.keys(renders)).toEqual([edited])
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
  await playground.open(highLanes(1))
  const canvas = page.locator('.lane canvas').first()
  const track = page.locator('.lane-track').first()
  await expect.poll(() => shareOf(track)).toBeGreaterThan(2.5)
  await expect.poll(() => shareOf(canvas, track)).toBeLessThan(0.5)
  // at its other end it is drawn too, with its names and bars
  await page.locator('.lanes').evaluate((lanes) => lanes.scrollTo(0, 1e6))
  const drawn = (): Promise<number> =>
    canvas.evaluate((element) => {
      const { width, height } = element as HTMLCanvasElement
      const pixels = (element as HTMLCanvasElement).getContext('2d')!.getImageData(0, height - 200, width, 200).data
      let ink = 0
      for (let n = 3; n < pixels.length; n += 4) if (pixels[n]! > 0) ink += 1
      return ink
    })
  await expect.poll(drawn).toBeGreaterThan(2000)
  await expect(canvas).toEndWith(track)
})

test('of a lane that a phone shows the head of alone nothing is painted, until it is chosen', async ({ playground, page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await playground.open(highLanes(5))
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
