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
