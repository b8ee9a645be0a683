import type { Page } from '@playwright/test'
import { theStrangeCase } from '../../src/cases/the-strange-case.ts'
import { encodeLink } from '../../src/share/link.ts'
import type { Draft } from '../../src/share/payload.ts'
import { traced } from './trace.ts'

/** What is as large as the format allows, and is looked at whole. */
interface Scene {
  name: string
  draft: Draft
  /** Seconds. */
  duration: number
}

/** Static pods of containers with two probes each; `falls`: each is killed again and again. */
function pods({ count, each = 1, duration, falls = false, lanes = 1 }: Pods): Draft {
  const names = Array.from({ length: count }, (_, n) => `pod-${n}`)
  const containers = (pod: string): string[] => Array.from({ length: each }, (_, n) => (each === 1 ? pod : `${pod}-${n}`))
  const manifests = Object.fromEntries(
    names.map((name) => [
      `${name}.yaml`,
      `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: default}\nspec:\n  containers:\n${containers(name)
        .map(
          (container, n) => `  - name: ${container}
    image: web:1
    livenessProbe: {httpGet: {port: ${8080 + n}, path: /live}, periodSeconds: 10}
    readinessProbe: {httpGet: {port: ${8080 + n}, path: /ready}, periodSeconds: 10}\n`,
        )
        .join('')}`,
    ]),
  )
  const answers = [{ from: '0s', status: 200 }, ...(falls ? [{ from: '20s', status: 500 }] : [])]
  const processes = Object.fromEntries(
    names.flatMap((name) => containers(name).map((container, n) => [container, { listens: [{ port: 8080 + n }], answers }])),
  )
  const { lanes: _ready, ...common } = theStrangeCase('1.37')
  return {
    common: { ...common, title: 'Many', duration: `${duration}s`, processes } as Draft['common'],
    lanes: Array.from({ length: lanes }, (_, n) => ({ id: `lane-${n + 1}`, name: `Many ${n + 1}`, muted: false, fields: { manifests } })),
  }
}

interface Pods {
  count: number
  each?: number
  duration: number
  falls?: boolean
  lanes?: number
}

const scene = (name: string, made: Pods): Scene => ({ name, draft: pods(made), duration: made.duration })

export const SCENES: readonly Scene[] = [
  scene('50 pods, half an hour', { count: 50, duration: 1800 }),
  scene('50 pods that fall, six hours', { count: 50, duration: 21_600, falls: true }),
  scene('500 containers, half an hour', { count: 50, each: 10, duration: 1800 }),
  scene('16 lanes of 50 pods that fall, ten minutes', { count: 50, duration: 600, falls: true, lanes: 16 }),
]

/** Until its picture is there, and what follows the picture has come to rest. */
export async function openScene(page: Page, { draft, duration }: Scene): Promise<void> {
  await page.goto(`#${encodeLink({ draft, view: { cursor: duration / 4, from: 0, to: duration } })}`)
  // a lane has a number of restarts once it has a run
  await page.locator('.lane .restarts b').first().waitFor({ timeout: 120_000 })
  await page.waitForTimeout(3000)
}

const FRAMES = 40

/** The time is dragged at the slider; gives each frame's CPU time of the main thread, in ms. */
export async function drag(page: Page): Promise<readonly number[]> {
  const { x, y, width, height } = (await page.getByRole('slider', { name: 'Time', exact: true }).boundingBox())!
  const move = (n: number): Promise<void> => page.mouse.move(x + width * (0.25 + 0.01 * n), y + height / 2)
  await move(0)
  await page.mouse.down()
  const main = await traced(page, async () => {
    for (let n = 0; n < FRAMES; n++) {
      await move(n)
      await page.waitForTimeout(25)
    }
  })
  await page.mouse.up()
  await page.waitForTimeout(1000)
  return main.framesMs()
}

/** Time goes on by itself. */
export async function play(page: Page): Promise<readonly number[]> {
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  const main = await traced(page, () => page.waitForTimeout(1500))
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await page.waitForTimeout(1000)
  return main.framesMs()
}

/** In, to the right, to the left and out. */
export async function zoom(page: Page): Promise<readonly number[]> {
  await page.locator('body').press('f')
  const main = await traced(page, async () => {
    for (let n = 0; n < FRAMES / 8; n++)
      for (const key of ['+', '+', 'Shift+ArrowRight', 'Shift+ArrowLeft', '-', '-']) {
        await page.keyboard.press(key)
        await page.waitForTimeout(40)
      }
  })
  return main.framesMs()
}
