import { type Locator, type Page, expect, test, inMenu } from '../fixture/playground.ts'

const OFF = 'Anonymous requests off'

const menu = (page: Page): Locator => page.getByRole('dialog', { name: /^Fault at/ })

const markers = (page: Page): Locator => page.locator('.marker')

const marker = (page: Page, name: string | RegExp): Locator => markers(page).and(page.getByRole('button', { name }))

test('everything by keyboard: a fault, another time, its removal', async ({ playground, page }) => {
  await playground.open()
  await page.locator('body').press('Home')
  for (let n = 0; n < 12; n++) await page.keyboard.press('Alt+ArrowRight')
  await page.keyboard.press('x')
  await expect(menu(page)).toHaveAccessibleName('Fault at 2:00')
  await expect(menu(page).getByRole('button', { name: 'Hang', exact: true })).toBeFocused()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  const crash = (time: string): Locator =>
    marker(page, `At ${time} the scenario lets the program in kube-apiserver end by itself, with exit code 2.`)
  await expect(crash('2 min 0 s')).toBeFocused()
  await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('ArrowLeft')
  await expect(crash('2 min 9 s')).toBeFocused()
  // the cursor stays where it is
  await expect(playground.slider).toHaveValue('120')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('textbox', { name: 'At' })).toBeFocused()
  await page.keyboard.type('7m')
  await page.keyboard.press('Enter')
  await expect(crash('7 min 0 s')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(crash('7 min 0 s')).toBeFocused()
  await expect(crash('7 min 0 s')).toHaveAttribute('aria-expanded', 'false')
  await page.keyboard.press('Delete')
  await expect(markers(page)).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Add', exact: true })).toBeFocused()
  await page.keyboard.press('ControlOrMeta+z')
  await expect(crash('7 min 0 s')).toBeVisible()
})

test('a file is edited at the cursor’s time; a lane without that text says so', async ({ playground, page }) => {
  await playground.open()
  await playground.goTo(300)
  await (await inMenu(page, 'Edit at 5:00')).click()
  const text = page.getByRole('textbox', { name: /^Text of .*kube-apiserver.yaml at 5 min 0 s/ })
  await text.fill((await text.inputValue()).replace('    - --anonymous-auth=false\n', ''))
  await page.getByRole('button', { name: 'Save at 5:00' }).click()
  await playground.settled()
  await expect(
    marker(page, 'At 5 min 0 s the scenario edits kube-apiserver.yaml: “- --anonymous-auth=false” becomes nothing.'),
  ).toBeVisible()
  await expect(page.getByRole('dialog', { name: 'Action of the scenario' })).toContainText(
    'In “As kubeadm writes it”, “Fix 3, RBAC and a firewall”: The text is not there.',
  )
  // the new pod counts anew, and is not killed
  await playground.goTo(1500)
  await expect(playground.restarts(OFF)).toHaveText('0 restarts')
})

test('what is typed at a time and not saved is kept, however it is left', async ({ playground, page }) => {
  await playground.open()
  await playground.goTo(300)
  const text = page.getByRole('textbox', { name: /^Text of .*kube-apiserver.yaml at 5 min 0 s/ })
  await (await inMenu(page, 'Edit at 5:00')).click()
  const before = await text.inputValue()
  await text.fill('# mine')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await expect(text).toHaveCount(0)
  await expect(page.getByText('is not saved. It is kept')).toBeVisible()
  await (await inMenu(page, 'Edit at 5:00')).click()
  await expect(text).toHaveValue('# mine')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await (await inMenu(page, 'Edit at 5:00')).click()
  await expect(text).toHaveValue('# mine')
  await page.getByRole('button', { name: 'Take the file’s own text' }).click()
  await expect(text).toHaveValue(before)
  await page.getByRole('button', { name: 'Cancel' }).click()
  await (await inMenu(page, 'Edit at 5:00')).click()
  await expect(text).toHaveValue(before)
})
