import type { Locator, Page } from '../fixture/playground.ts'
import { expect, test, inMenu } from '../fixture/playground.ts'

const dialog = (page: Page): Locator => page.getByRole('dialog', { name: 'From a real cluster' })
const preview = (page: Page): Locator => dialog(page).getByRole('region', { name: 'What was understood' })

async function openDialog(page: Page): Promise<void> {
  await (await inMenu(page, 'New')).click()
  await page.getByRole('dialog', { name: 'A scenario of your own' }).getByRole('button', { name: 'From a real cluster' }).click()
  await expect(dialog(page)).toBeVisible()
}

test('what is nothing of a cluster is said in a sentence, and cannot be opened', async ({ playground, page }) => {
  await playground.open()
  await openDialog(page)
  await dialog(page).getByRole('textbox', { name: 'What the cluster printed' }).fill('{"kind": "Pod",')
  await expect(preview(page)).toContainText('The JSON from line 1 on cannot be read')
  await expect(dialog(page).getByRole('button', { name: 'Open both lanes' })).toBeDisabled()
})

const EVENTS = `Warning  Unhealthy  16s (x9 over 4m)  kubelet  Liveness probe failed: HTTP probe failed with statuscode: 503
Normal   Killing    16s (x3 over 4m)  kubelet  Container api failed liveness probe, will be restarted
what does that mean?`

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
