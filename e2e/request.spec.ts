import { expect, test, inMenu } from './playground.ts'

for (const [width, height, stage] of [
  [1440, 900, false],
  [1440, 900, true],
  [1024, 768, false],
] as const) {
  test(`what decided is in sight, here and in all lanes: ${width} by ${height}${stage ? ', on a stage' : ''}`, async ({
    playground,
    page,
  }) => {
    await page.setViewportSize({ width, height })
    await playground.open()
    await playground.tab('Request')
    const deciding = page.getByRole('list', { name: 'Steps of the request' }).locator('[aria-current=step]')
    await expect(deciding).toBeVisible()
    if (stage) await (await inMenu(page, 'Present')).click()
    const rows = page.getByRole('table', { name: 'The same request in all lanes' }).getByRole('row')
    await expect(rows).toHaveCount(6)
    for (const locator of [deciding, rows.first(), rows.last(), page.getByRole('combobox', { name: 'URL' })])
      await expect(locator).toBeInViewport({ ratio: 0.95 })
    await expect(page.locator('.panel')).toBeWhole()
  })
}

test('keys alone: another caller, another place, another lane', async ({ playground, page }) => {
  await playground.open()
  await page.getByRole('tab', { name: 'Why' }).focus()
  await page.keyboard.press('ArrowRight')
  await page.getByRole('combobox', { name: 'As', exact: true }).focus()
  await page.keyboard.press('k')
  await expect(page.getByRole('combobox', { name: 'As', exact: true })).toHaveValue('admin')
  const answer = page.getByRole('region', { name: 'The answer' })
  await expect(answer).toContainText('HTTP/2 200')
  const url = page.getByRole('combobox', { name: 'URL' })
  await url.focus()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('https://192.168.1.100:10250/pods')
  await expect(answer).toContainText('$ curl -ik --cert kubernetes-admin.crt')
  await expect(page.getByRole('list', { name: 'Steps of the request' })).toContainText('The kubelet listens on port 10250')
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('nonsense')
  await expect(answer).toContainText('curl: (3)')
})

test('the URL is read whole', async ({ playground, page }) => {
  await page.setViewportSize({ width: 1440, height: 900 })
  await playground.open()
  await playground.tab('Request')
  const url = page.getByRole('combobox', { name: 'URL' })
  for (const path of ['healthz', 'api/v1/secrets']) {
    await url.fill(`https://192.168.1.100:6443/${path}`)
    await expect(url).toFit()
  }
})
