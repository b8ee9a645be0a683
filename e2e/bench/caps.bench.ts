import { encodeLink } from '../../src/share/link.ts'
import type { Draft } from '../../src/share/payload.ts'
import { theStrangeCase } from '../../src/cases/the-strange-case.ts'
import { test } from '../playground.ts'
import { busyMs, goToLine, spread } from './keys.ts'

test.use({ isFresh: true })

/** Static pods with two probes each; `falls`: each is killed again and again. */
function pods(count: number, duration: string, falls: boolean): Draft {
  const names = Array.from({ length: count }, (_, n) => `pod-${n}`)
  const manifests = Object.fromEntries(
    names.map((name) => [
      `${name}.yaml`,
      `apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: default}
spec:
  containers:
  - name: ${name}
    image: web:1
    livenessProbe: {httpGet: {port: 8080, path: /live}, periodSeconds: 10}
    readinessProbe: {httpGet: {port: 8080, path: /ready}, periodSeconds: 10}
`,
    ]),
  )
  const answers = [{ from: '0s', status: 200 }, ...(falls ? [{ from: '20s', status: 500 }] : [])]
  const processes = Object.fromEntries(names.map((name) => [name, { listens: [{ port: 8080 }], answers }]))
  const { lanes: _ready, ...common } = theStrangeCase('1.37')
  return {
    common: { ...common, title: 'Many', duration, processes } as Draft['common'],
    lanes: [{ id: 'lane-1', name: 'Many', muted: false, fields: { manifests } }],
  }
}

const SCENES: readonly [name: string, draft: Draft, to: number][] = [
  ['50 pods, half an hour', pods(50, '30m', false), 1800],
  ['50 pods that fall, a day', pods(50, '24h', true), 86_400],
]

for (const [name, draft, to] of SCENES)
  test(`a frame: ${name}`, async ({ page }) => {
    await page.goto(`#${encodeLink({ draft, view: { cursor: 600, from: 0, to } })}`)
    await page.locator('html[data-state=ready]').waitFor({ timeout: 120_000 })
    await page.waitForTimeout(3000)
    for (const [what, keys] of [
      ['scrub', ['ArrowRight', 'ArrowRight', 'ArrowLeft', '5', '7']],
      ['zoom', ['f', '+', '+', '-', '-']],
    ] as const) {
      const busy = await busyMs(page)
      const before = await busy()
      const spans: number[] = []
      for (let n = 0; n < 30; n++) spans.push(await page.evaluate(frameOf, keys[n % keys.length]!))
      const frame = ((await busy()) - before) / spans.length
      console.log(`${name}, ${what}: script ${spread(spans).words}; main thread ${frame.toFixed(1)} ms a frame`)
    }
  })

/** The script of a frame that a key brings. */
async function frameOf(key: string): Promise<number> {
  const start = performance.now()
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  // React draws in the microtasks that follow
  for (let n = 0; n < 5; n++) await Promise.resolve()
  const spent = performance.now() - start
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 20)))
  return spent
}

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
