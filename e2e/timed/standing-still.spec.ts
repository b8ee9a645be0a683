import { theStrangeCase } from '../../src/cases/the-strange-case.ts'
import type { Page } from '@playwright/test'
import { encodeLink } from '../../src/share/link.ts'
import { expect, test } from '../playground.ts'

test.use({ isFresh: true })

/** The most that a scenario may be: 16 lanes of 50 pods for 8 hours, within every cap of the format. */
function most(): { draft: unknown; view: unknown } {
  const pod = (n: number): string => `apiVersion: v1
kind: Pod
metadata: {name: p${n}}
spec:
  containers:
  - name: main
    image: example.org/main:1
    livenessProbe: {tcpSocket: {port: 80}, periodSeconds: 1}
    readinessProbe: {tcpSocket: {port: 80}, periodSeconds: 1}
`
  const { lanes: _lanes, ...common } = theStrangeCase('1.37')
  return {
    draft: {
      common: {
        ...common,
        title: 'The most',
        duration: '8h',
        manifests: Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`p${n}.yaml`, pod(n)])),
        processes: { main: { listens: [{ port: 80, tls: false }] } },
      },
      lanes: Array.from({ length: 16 }, (_, n) => ({ id: `lane-${n + 1}`, name: `Lane ${n + 1}`, muted: false, fields: { seed: n + 1 } })),
    },
    view: { cursor: 300, from: 0, to: 28_800 },
  }
}

/** The longest tasks of the main thread so far, in milliseconds. */
async function longestTasks(page: Page): Promise<number[]> {
  await page.waitForTimeout(2000)
  const all = await page.evaluate(() => (window as unknown as { tasks: number[] }).tasks.toSorted((a, b) => b - a))
  return [...all, 0].slice(0, 6).map(Math.round)
}

test('the most that a link may hold is opened, stopped and shown, and holds the page up no longer than any other', async ({ page }) => {
  test.setTimeout(180_000)
  await page.addInitScript(() => {
    const tasks: number[] = []
    Object.assign(window, { tasks })
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: 'longtask',
      buffered: true,
    })
  })
  // what this machine takes for the editor and five small lanes
  await page.goto('')
  await expect(page.locator('html')).toHaveAttribute('data-state', 'ready')
  const usual = await longestTasks(page)
  await page.goto('about:blank')
  await page.goto(`#${encodeLink(most())}`)
  await expect(page.locator('html')).toHaveAttribute('data-state', 'ready', { timeout: 90_000 })
  await expect(page.getByText(/The run is stopped at/).first()).toBeAttached()
  for (const key of ['f', '+', '+', 'ArrowRight', '-', '5', 'f']) {
    await page.keyboard.press(key)
    await page.waitForTimeout(150)
  }
  const longest = await longestTasks(page)
  console.log(`longest tasks in ms, five small lanes: ${usual.join(', ')}; 16 lanes of 50 pods: ${longest.join(', ')}`)
  expect(longest[0]! - usual[0]!).toBeLessThan(200)
})
