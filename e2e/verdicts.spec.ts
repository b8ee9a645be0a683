import type { Locator, Page } from '@playwright/test'
import { theStrangeCase } from '../src/cases/the-strange-case.ts'
import { encodeLink } from '../src/share/link.ts'
import { expect, test } from './playground.ts'

const grid = (page: Page): Locator => page.getByRole('grid', { name: 'What each lane costs' })

const cell = (page: Page, lane: string, of: string): Locator =>
  grid(page).locator(`td[data-head="${of}"][data-lane="${lane}"]`).getByRole('button')

async function all(page: Page): Promise<void> {
  await expect(page.getByText(/^All \d+ verdicts are there\./)).toBeAttached({ timeout: 30_000 })
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
