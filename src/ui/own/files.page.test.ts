import { expect, test, inMenu } from '../fixture/playground.ts'

test('a lane takes the kubelet’s configuration as a second file, and its open door is seen', async ({ page }) => {
  await page.goto('./')
  await expect(page.locator('html')).toHaveAttribute('data-state', 'ready')
  await (await inMenu(page, 'Add a file')).selectOption('/var/lib/kubelet/config.yaml')
  await expect(page.getByRole('button', { name: 'config.yaml' })).toHaveAttribute('aria-pressed', 'true')
  await expect(page.locator('html')).toHaveAttribute('data-state', 'ready')
  await page.getByRole('tab', { name: 'Terminal' }).click()
  await page.getByRole('textbox', { name: 'Command' }).fill("curl -sk -o /dev/null -w '%{http_code}' https://192.168.1.100:10250/pods")
  await page.getByRole('textbox', { name: 'Command' }).press('Enter')
  await expect(page.getByRole('log', { name: 'Output' })).toContainText('200')
  await (await inMenu(page, 'Remove this file')).click()
  await expect(page.getByRole('button', { name: 'config.yaml' })).toHaveCount(0)
})
