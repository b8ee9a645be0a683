import { expect, test, inMenu } from '../fixture/playground.ts'

const OFF = 'Anonymous requests off'

test('the page opens on six restarts in seven minutes, without a click', async ({ playground, page }) => {
  await playground.open()
  await expect(playground.restarts(OFF)).toHaveText('6 restarts')
  for (const name of ['As kubeadm writes it', 'Fix 1, insecure port', 'Fix 2, TCP probe', 'Fix 3, RBAC and a firewall'])
    await expect(playground.restarts(name)).toHaveText('0 restarts')
  await expect(page.getByRole('combobox', { name: 'Kubernetes release' })).toHaveValue('1.9')
  await expect(playground.panel).toContainText(/kube-apiserver-master +1\/1 +Running +6 +7m/)
  await playground.monaco()
})

test('the last kill is explained down to the line that an administrator added', async ({ playground, page }) => {
  await playground.open()
  const chain = playground.panel.getByRole('list', { name: 'Chain of causes' })
  await expect(chain).toContainText('8 of 8 failures in a row')
  await expect(chain).toContainText('401')
  await expect(chain.getByRole('button', { name: /kube-apiserver.yaml, line 39/ }).first()).toBeVisible()
  await playground.monaco()
  await expect(page.locator('.line-lit')).toBeVisible()
})

test('the terminal answers for the cursor’s time', async ({ playground, page }) => {
  await playground.open()
  await playground.tab('Terminal')
  const log = page.getByRole('log', { name: 'Output' })
  await expect(log).toContainText(/kube-apiserver-master +1\/1 +Running +6 +7m/)
  await page.getByRole('textbox', { name: 'Command' }).fill('crictl ps -a')
  await page.keyboard.press('Enter')
  await expect(log).toContainText('crictl ps -a')
  await playground.goTo(30)
  await expect(log).not.toContainText(/Running +6/)
})

test('Events are a table that has each message whole', async ({ playground, page }) => {
  await playground.open()
  await playground.tab('Events')
  for (const name of ['LAST SEEN', 'TYPE', 'REASON', 'MESSAGE']) await expect(page.getByRole('columnheader', { name })).toBeVisible()
  await expect(page.getByRole('row', { name: /^3m \(x26 over 8m\) *Warning *Unhealthy *Liveness probe failed: HTTP probe/ })).toBeVisible()
  await playground.goTo(0)
  await expect(playground.panel).toContainText('No events yet.')
})

test('another release re-runs all lanes', async ({ playground, page }) => {
  await playground.open()
  await page.getByRole('combobox', { name: 'Kubernetes release' }).selectOption('1.24')
  await playground.settled()
  await expect(playground.restarts('Fix 1, insecure port')).not.toHaveText('0 restarts')
})

test('lanes are added, renamed, moved, muted and removed, and undo brings them back', async ({ playground, page }) => {
  await playground.open()
  const act = async (lane: string, item: string): Promise<void> => {
    await page.getByRole('button', { name: `Actions on ${lane}`, exact: true }).click()
    await page.getByRole('menuitem', { name: item, exact: true }).click()
  }
  // its button closes the menu too
  for (const isOpen of [true, false]) {
    await page.getByRole('button', { name: `Actions on ${OFF}`, exact: true }).click()
    await expect(page.getByRole('menu')).toHaveCount(isOpen ? 1 : 0)
  }
  await act(OFF, 'Duplicate')
  await playground.settled()
  await expect(playground.restarts(`${OFF} 2`)).toHaveText('6 restarts')
  await act(`${OFF} 2`, 'Rename')
  await page.keyboard.type('Mine')
  await page.keyboard.press('Enter')
  await act('Mine', 'Move up')
  await expect(
    page
      .getByRole('region')
      .filter({ has: page.getByRole('status') })
      .nth(1),
  ).toHaveAccessibleName('Mine')
  await act('Mine', 'Mute')
  await expect(playground.lane('Mine')).toContainText('muted')
  await act('Mine', 'Remove')
  await expect(playground.lane('Mine')).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(playground.lane('Mine')).toBeVisible()
})

test('a shared link does not cost one’s own work, not even after a reload', async ({ playground, page }) => {
  await playground.open()
  await page.getByRole('button', { name: 'Share' }).click()
  const link = await page.getByRole('textbox', { name: 'Link' }).inputValue()
  await page.keyboard.press('Escape')
  await playground.rewrite(OFF, (text) => `# my own\n${text}`)
  await page.goto('about:blank')
  await playground.open(link)
  await expect(playground.editor(OFF)).not.toHaveValue(/^# my own/)
  await page.reload()
  await playground.settled()
  await page.getByRole('button', { name: /^(Back to my own|Leave it)$/ }).click()
  await expect(playground.editor(OFF)).toHaveValue(/^# my own/)
})

test('taking the flag out by typing brings the restarts down to none', async ({ playground, page }) => {
  await playground.open()
  await playground.monaco()
  await playground.rewrite(OFF, (text) => text.replace('    - --anonymous-auth=false\n', ''))
  await expect(playground.restarts(OFF)).toHaveText('0 restarts')
  await expect(page.getByRole('button', { name: /lines? changed$/ })).toHaveCount(0)
})

test('today the startup probe fails first, and the insecure port is an unknown flag', async ({ playground, page }) => {
  await playground.open()
  await (await inMenu(page, 'Today, 1.37')).click()
  await playground.settled()
  await expect(page.getByRole('combobox', { name: 'Kubernetes release' })).toHaveValue('1.37')
  await expect(playground.restarts(OFF)).toHaveText('1 restart')
  await expect(playground.lane('Fix 1, insecure port')).toContainText('CrashLoopBackOff')
  await playground.tab('Events')
  await expect(playground.panel).toContainText('Startup probe failed: HTTP probe failed with statuscode: 401')
})
