import type { Locator, Page } from '@playwright/test'
import { theStrangeCase } from '../src/cases/the-strange-case.ts'
import { encodeLink } from '../src/share/link.ts'
import { axe, expect, test, inMenu } from './playground.ts'

const OFF = 'Anonymous requests off'

const TCP = 'Fix 2, TCP probe'

const grid = (page: Page): Locator => page.getByRole('grid', { name: 'What each lane costs' })

const question = (page: Page, name: string): Locator => grid(page).getByRole('rowheader').getByRole('button', { name, exact: true })

const star = (page: Page, name: RegExp): Locator => grid(page).getByRole('rowheader').getByRole('button', { name })

const cell = (page: Page, lane: string, of: string): Locator =>
  grid(page).locator(`td[data-head="${of}"][data-lane="${lane}"]`).getByRole('button')
/** Opens the panel and waits until each question has its answer. */
async function open(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Verdicts', exact: true }).click()
  await all(page)
}

async function all(page: Page): Promise<void> {
  await expect(page.getByText(/^All \d+ verdicts are there\./)).toBeAttached({ timeout: 30_000 })
}

test('each lane has an answer to each question, and no answer is the same for all', async ({ playground, page }) => {
  await playground.open()
  await open(page)
  const cells = grid(page).locator('tbody td')
  await expect(cells).toHaveCount(5 * 15)
  await expect(cell(page, OFF, 'Restarts, no fault')).toHaveText(/^✕\d+, not ready: bad$/)
  await expect(cell(page, TCP, 'Hang: restarted after')).toHaveText(/never: bad$/)
  await expect(cell(page, 'Fix 1, insecure port', 'Open admin ports')).toHaveText(/8888, node only: costs$/)
  // a question's exact words stand at its head, and it opens what the selected lane shows
  await expect(question(page, 'Hang: restarted after')).toHaveAccessibleDescription(/SIGSTOP of the main process at 10 min/)
  await question(page, 'Hang: restarted after').click()
  // it is down at 10 min, so that the hang comes when it runs again
  await expect(page.getByRole('region', { name: /^Anonymous requests off, hang at 1\d:\d\d$/ })).toBeVisible()
})

test('a pod of one’s own is asked what makes sense, and nothing looks broken', async ({ playground, page }) => {
  await playground.open()
  await playground.monaco()
  await playground.select(OFF)
  for (let n = 0; n < 4; n++) {
    await page
      .getByRole('button', { name: /^Actions on / })
      .filter({ visible: true })
      .last()
      .click()
    await page.getByRole('menuitem', { name: 'Remove' }).filter({ visible: true }).click()
  }
  await expect(page.locator('section.lane')).toHaveCount(1)
  const [name] = await page.locator('section.lane').evaluateAll((lanes) => lanes.map((lane) => lane.getAttribute('aria-label')!))
  await playground.select(name!)
  await playground.rewrite(name!, (text) =>
    text.replace(/image: .*kube-apiserver.*/, 'image: example.org/web:1').replace('- kube-apiserver\n', '- /app/server\n'),
  )
  await open(page)
  await expect(grid(page).locator('tbody td')).toHaveCount(4)
  await expect(cell(page, name!, 'Hang: restarted after')).toBeVisible()
  await expect(playground.panel).toContainText(
    '11 more questions, about etcd, callers, ports, secrets and releases, are asked where a lane has a kube-apiserver.',
  )
})

for (const [name, width, dark] of [
  ['light', 1440, false],
  ['dark', 1440, true],
  ['small', 1024, false],
  ['phone', 390, false],
  ['projector', 1440, false],
  ['small projector', 1024, true],
] as const) {
  test(`the verdicts can be read by everybody, without a scroll sideways: ${name}`, async ({ playground, page }) => {
    await page.setViewportSize({ width, height: { 390: 844, 1024: 768, 1440: 900 }[width] })
    await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' })
    await playground.open()
    await open(page)
    if (name.includes('projector')) await (await inMenu(page, 'Present')).click()
    await star(page, /^A hang is noticed/).click()
    await cell(page, width < 640 ? OFF : TCP, 'Open admin ports').focus()
    const { violations } = await axe(page).include('.panel').analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
    const sideways = await page.evaluate(() =>
      [document.documentElement, document.querySelector('.panel')!, document.querySelector('.verdict-table')!].map(
        (element) => element.scrollWidth - element.clientWidth,
      ),
    )
    expect(sideways).toEqual([0, 0, 0])
    // every score ends before the next column begins
    const over = await page.evaluate(() =>
      [...document.querySelectorAll('.verdicts .points')]
        .filter((points) => points.checkVisibility())
        .map((points) => points.closest('th')!.getBoundingClientRect().right - points.getBoundingClientRect().right),
    )
    expect(Math.min(...over)).toBeGreaterThanOrEqual(4)
    await page.screenshot({ path: `test-results/verdicts-${name}.png` })
  })
}

test('fifty pods are tried in steps: it says at what it is, verdicts come as they are known, and an edit ends it', async ({
  playground,
  page,
}) => {
  const { lanes, ...common } = theStrangeCase('1.37')
  const ports = Array.from({ length: 49 }, (_, i) => 7000 + i)
  const manifests = Object.fromEntries(
    ports.map((port) => [
      `p${port}.yaml`,
      `apiVersion: v1\nkind: Pod\nmetadata: {name: p${port}}\nspec:\n  hostNetwork: true\n  containers:\n  - name: m${port}\n    image: example.org/x:1\n    livenessProbe: {httpGet: {host: 127.0.0.1, port: ${port}, path: /}, periodSeconds: 1}\n`,
    ]),
  )
  const processes = Object.fromEntries(
    ports.map((port) => [`m${port}`, { listens: [{ port, tls: false }], answers: [{ from: '0s', status: 200 }] }]),
  )
  const many = { ...lanes[0]!.manifests, ...manifests }
  const link = encodeLink({
    draft: {
      common: { ...common, duration: '1m' },
      lanes: [{ id: 'lane-1', name: 'Many', muted: false, fields: { manifests: many, processes } }],
    },
    view: { cursor: 60, from: 0, to: 60 },
  })
  await page.goto(`#${link}`)
  await playground.settled()
  await playground.monaco()
  await page.getByRole('tab', { name: 'Verdicts', exact: true }).click()
  await expect(page.locator('.verdict-foot .busy')).toHaveText(/^.+, Many: [1-9]\d* of 15$/)
  expect(await grid(page).getByRole('gridcell').getByRole('button').count()).toBeGreaterThan(0)
  await expect(page.getByText('Trial runs are under way.')).toBeAttached()
  // what nobody waits for any more is not gone on with
  await playground.rewrite('Many', (text) => text.replace(/ {4}livenessProbe:\n(?: {6}.*\n)+/, ''))
  await expect(cell(page, 'Many', 'Hang: restarted after')).toHaveText(/never: bad$/)
  await all(page)
  await expect(page.locator('.verdict-foot .busy')).toHaveCount(0)
})
