import type { Page } from '@playwright/test'
import { goToLine, typeNumbers, watchKeys } from './bench/keys.ts'
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
  await page.waitForTimeout(2000)
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
