import type { Locator, Page } from '@playwright/test'
import { expect, test, inMenu } from './playground.ts'
import { POD } from '../src/ui/fixture/samples.ts'

const EVENTS = `$ kubectl get events -n shop
LAST SEEN   TYPE      REASON      OBJECT                         MESSAGE
5m20s       Normal    Started     pod/api-6c8d7b9f4-q2x7z        Started container api
16s         Normal    Started     pod/api-6c8d7b9f4-q2x7z        Started container api
2m47s       Normal    Killing     pod/api-6c8d7b9f4-q2x7z        Container api failed liveness probe, will be restarted
17s         Normal    Killing     pod/api-6c8d7b9f4-q2x7z        Container api failed liveness probe, will be restarted
17s         Warning   Unhealthy   pod/api-6c8d7b9f4-q2x7z        Liveness probe failed: Get "http://10.0.3.211:8080/healthz": context deadline exceeded (Client.Timeout exceeded while awaiting headers)
Server Version: v1.31.2
`

const dialog = (page: Page): Locator => page.getByRole('dialog', { name: 'Paste yours' })

const preview = (page: Page): Locator => dialog(page).getByRole('region', { name: 'What was understood' })

async function openDialog(page: Page): Promise<void> {
  await (await inMenu(page, 'New')).click()
  await page.getByRole('dialog', { name: 'A scenario of your own' }).getByRole('button', { name: 'Paste yours' }).click()
  await expect(dialog(page)).toBeVisible()
}

test('what kubectl prints becomes a lane of what happened and one that shows the same, and What if speaks of it', async ({
  playground,
  page,
}) => {
  await playground.open()
  await openDialog(page)
  await expect(dialog(page)).toContainText('Nothing leaves this page.')
  const requests: string[] = []
  page.on('request', (request) => void (request.url().startsWith('http') && requests.push(request.url())))
  await dialog(page).getByRole('textbox', { name: 'What the cluster printed' }).fill(`${EVENTS}${POD}`)
  await expect(preview(page)).toContainText(/^api in api-6c8d7b9f4-q2x7z has 2 restarts: its liveness probe gets no answer in time/)
  await expect(preview(page)).toContainText('Price: a hang is found later by as much.')
  await expect(dialog(page).getByRole('list', { name: 'Line by line', includeHidden: true })).toContainText('a row of events')
  await expect(preview(page)).toContainText('The simulated lane shows as many: 2 restarts')
  await expect(preview(page)).toContainText('api of api-6c8d7b9f4-q2x7z: 2 restarts; it does not answer /healthz in time')
  await expect(preview(page)).toContainText('Kubernetes 1.31: kubectl version says its server is at v1.31.2.')
  await expect(preview(page)).toContainText('The manifest has values that may be secrets (DB_PASSWORD)')
  await expect(preview(page)).toContainText(/Of \d+ lines \d+ are used/)
  await dialog(page).getByRole('button', { name: 'Open it' }).click()
  await playground.settled()
  await expect(playground.restarts('What really happened')).toContainText('2 restarts')
  await expect(playground.restarts('Simulated')).toContainText('2 restarts')
  await expect(page.getByRole('combobox', { name: 'Kubernetes release' })).toHaveValue('1.31')
  // Why says how it last ended; what would have prevented it is tried beside it
  await expect(playground.panel).toContainText('its liveness probe gets no answer in time')
  await expect(playground.panel).toContainText('Simulated shows as many: 2 restarts.')
  await expect(playground.panel).toContainText('Why it last ended')
  await playground.panel.getByRole('button', { name: 'What would have prevented it, in “Simulated”?' }).click()
  await expect(playground.editor('Simulated')).toHaveValue(/failureThreshold|livenessProbe/)
  await expect(playground.panel).toContainText(/restarts? instead of 2/, { timeout: 30_000 })
  // it is one's own incident, and nobody has shared it
  await expect(page.getByText(/^You are looking at an incident of a real cluster/)).toBeVisible()
  await expect(page.getByText('shared scenario')).toHaveCount(0)
  // only the page's own parts have come
  expect(requests.every((url) => new URL(url).origin === new URL(page.url()).origin)).toBe(true)
  // the way back leads to what was one's own
  await page.reload()
  await playground.settled()
  await expect(playground.restarts('What really happened')).toContainText('2 restarts')
})
