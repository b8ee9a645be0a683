import { type Locator, type Page, expect, test, paste, drop, inMenu } from '../fixture/playground.ts'
import { DEPLOYMENT, POD } from '../fixture/samples.ts'

const dialog = (page: Page): Locator => page.getByRole('dialog', { name: 'From a real cluster' })

const preview = (page: Page): Locator => dialog(page).getByRole('region', { name: 'What was understood' })

async function openDialog(page: Page): Promise<void> {
  await (await inMenu(page, 'New')).click()
  await page.getByRole('dialog', { name: 'A scenario of your own' }).getByRole('button', { name: 'From a real cluster' }).click()
  await expect(dialog(page)).toBeVisible()
}

const EVENTS = `Warning  Unhealthy  16s (x9 over 4m)  kubelet  Liveness probe failed: HTTP probe failed with statuscode: 503
Normal   Killing    16s (x3 over 4m)  kubelet  Container api failed liveness probe, will be restarted
what does that mean?`

test('what is nothing of a cluster is said in a sentence, and cannot be opened', async ({ playground, page }) => {
  await playground.open()
  await openDialog(page)
  await dialog(page).getByRole('textbox', { name: 'What the cluster printed' }).fill('{"kind": "Pod",')
  await expect(preview(page)).toContainText('The JSON from line 1 on cannot be read')
  await expect(dialog(page).getByRole('button', { name: 'Open both lanes' })).toBeDisabled()
})

test('the sentence stands above the text, with the lines that say so; a press selects one; each line has what it was taken for', async ({
  playground,
  page,
}) => {
  await playground.open()
  await openDialog(page)
  const field = dialog(page).getByRole('textbox', { name: 'What the cluster printed' })
  await field.fill(EVENTS)
  await expect(preview(page)).toContainText('liveness probe is answered with 503')
  await expect(preview(page).getByRole('list', { name: 'Because' }).getByRole('listitem')).toHaveCount(2)
  await expect(dialog(page).getByRole('list', { name: 'Line by line' })).toContainText('3 not used')
  await preview(page)
    .getByRole('button', { name: /^line 2/ })
    .click()
  await expect(field).toBeFocused()
})

test('a paste on the page opens the preview; Escape leaves everything as it was; the manifest alone can be taken', async ({
  playground,
  page,
}) => {
  await playground.open()
  // what takes pasted texts comes once there is a picture
  await page.waitForLoadState('networkidle')
  await page.getByRole('button', { name: 'Play' }).focus()
  const manifest = POD.replace(/^\$.*\n/, '')
  await paste(page, manifest)
  await expect(preview(page)).toContainText('2 restarts')
  await page.keyboard.press('Escape')
  await expect(dialog(page)).toBeHidden()
  await expect(playground.lane('Anonymous requests off')).toBeVisible()
  await page.getByRole('button', { name: 'Play' }).focus()
  await paste(page, manifest)
  await expect(preview(page)).toContainText('2 restarts')
  await dialog(page).getByRole('button', { name: 'Take the manifest only' }).click()
  await playground.settled()
  await expect(playground.lane('api-6c8d7b9f4-q2x7z')).toBeVisible()
})

test('an Events section alone, pasted on the page, says why, line by line, and what was not used', async ({ playground, page }) => {
  await playground.open()
  await page.waitForLoadState('networkidle')
  await page.getByRole('button', { name: 'Play' }).focus()
  const section = `Somebody help
\`\`\`
Events:
  Type     Reason     Age               From               Message
  ----     ------     ----              ----               -------
  Warning  Unhealthy  12m (x100 over 1h)  kubelet, wk03  Liveness probe failed: Get https://10.244.3.82:8443/: dial tcp 10.244.3.82:8443: connect: connection refused
  Warning  BackOff    2m (x373 over 1h)   kubelet, wk03  Back-off restarting failed container
\`\`\``
  await paste(page, section)
  await expect(preview(page)).toContainText('its liveness probe is refused: nobody listens on port 8443')
  const lines = dialog(page).getByRole('list', { name: 'Line by line' })
  await expect(lines).toContainText('1 not used')
  await lines.getByRole('button', { name: /6–7 an event of a description/ }).click()
  const selected = await dialog(page)
    .getByRole('textbox', { name: 'What the cluster printed' })
    .evaluate((field: HTMLTextAreaElement) => field.value.slice(field.selectionStart, field.selectionEnd))
  expect(selected.split('\n').length).toBe(2)
  expect(selected).toContain('Back-off restarting failed container')
})

test('what really happened is opened on its last restart, with why, and whether the simulated lane shows the same: by a link and after a reload too', async ({
  playground,
  page,
}) => {
  await playground.open()
  await openDialog(page)
  const liveness = 'Get "http://10.244.1.7:8080/healthz": context deadline exceeded (Client.Timeout exceeded while awaiting headers)'
  await dialog(page).getByRole('textbox', { name: 'What the cluster printed' }).fill(`Name:             checkout
Namespace:        shop
Node:             node-2/10.0.3.18
Start Time:       Mon, 09 Mar 2026 07:00:04 +0000
Status:           Running
Containers:
  checkout:
    Image:          registry.example.com/shop/checkout:3
    State:          Running
      Started:      Mon, 09 Mar 2026 07:10:12 +0000
    Last State:     Terminated
      Exit Code:    137
      Started:      Mon, 09 Mar 2026 07:08:51 +0000
      Finished:     Mon, 09 Mar 2026 07:10:11 +0000
    Ready:          True
    Restart Count:  7
    Liveness:       http-get http://:8080/healthz delay=10s timeout=1s period=10s #success=1 #failure=3
Conditions:
  Type              Status
  Ready             True
Volumes:            <none>
QoS Class:          BestEffort
Events:
  Type     Reason     Age                 From     Message
  ----     ------     ----                ----     -------
  Normal   Started    90s (x8 over 11m)   kubelet  Started container checkout
  Warning  Unhealthy  46s (x22 over 10m)  kubelet  Liveness probe failed: ${liveness}
  Normal   Killing    46s (x7 over 10m)   kubelet  Container checkout failed liveness probe, will be restarted
`)
  const lines = dialog(page).getByRole('list', { name: 'Line by line' })
  await expect(preview(page).getByRole('list', { name: 'Because' })).toContainText(liveness)
  await expect(lines).toBeHidden()
  await dialog(page).getByText('What each line was taken for').click()
  await expect(lines).toContainText('an event of a description')
  expect(await preview(page).evaluate((region) => region.scrollWidth <= region.clientWidth)).toBe(true)
  await dialog(page).getByRole('button', { name: 'Open both lanes' }).click()
  await playground.settled()
  await expect(playground.restarts('What really happened')).toContainText('7 restarts')
  await expect(playground.restarts('Simulated')).toContainText('6 restarts')
  await expect(page.getByText('there is no manifest to edit')).toBeVisible()
  await expect(page.getByRole('button', { name: 'behaviour: what its programs do' })).toHaveCount(0)
  const says = playground.panel.getByRole('region', { name: 'What the cluster’s texts say' })
  const sentence = 'checkout has 7 restarts: its liveness probe gets no answer in time'
  await expect(says).toContainText(sentence)
  await expect(says).toContainText('Simulated shows 6 restarts, this lane 7.')
  await expect(playground.panel).toContainText('checkout starts again: restart 7.')
  const link = page.url()
  await page.reload()
  await playground.settled()
  await expect(says).toContainText(sentence)
  await says.getByText('The lines that say so').click()
  await expect(says.getByRole('listitem').first()).toContainText('Client.Timeout exceeded')
  await playground.open(new URL(link).hash)
  await expect(says).toContainText(sentence)
  await says.getByRole('button', { name: 'Simulated' }).click()
  await expect(playground.editor('Simulated')).toHaveValue(/livenessProbe/)
  await expect(says).toBeHidden()
})

test('the names of the files that were dropped stand above their text', async ({ playground, page }) => {
  await playground.open()
  await page.waitForLoadState('networkidle')
  await drop(page, { 'pod.yaml': POD.replace(/^\$.*\n/, ''), 'events.txt': EVENTS })
  await expect(dialog(page)).toContainText('Files, in this order: pod.yaml, events.txt')
  await expect(preview(page)).toContainText('2 restarts')
})

test('a manifest alone opens from the dialog as from a paste on the page, and Escape leads back to the door', async ({
  playground,
  page,
}) => {
  await playground.open()
  const door = page.getByRole('button', { name: 'Paste yours' })
  await door.focus()
  await page.keyboard.press('Enter')
  const field = dialog(page).getByRole('textbox', { name: 'What the cluster printed' })
  await expect(field).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(door).toBeFocused()
  await page.keyboard.press('Enter')
  await field.fill(DEPLOYMENT)
  await dialog(page).getByRole('button', { name: 'Open it' }).click()
  await expect(page.getByText('What was pasted is a Deployment')).toBeVisible()
  await expect(playground.lane('Anonymous requests off')).toBeHidden()
})
