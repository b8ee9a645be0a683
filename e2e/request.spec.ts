import { axe, expect, test, inMenu } from './playground.ts'

const OFF = 'Anonymous requests off'

test('anonymous GET /healthz from outside, on all five lanes', async ({ playground, page }) => {
  await playground.open()
  await playground.tab('Request')
  const table = page.getByRole('table', { name: 'The same request in all lanes' })
  const row = (lane: string) => table.getByRole('row').filter({ has: page.getByRole('button', { name: lane, exact: true }) })
  await expect(row('As kubeadm writes it')).toContainText(/200.*handler, answered/)
  await expect(row(OFF)).toContainText(/401.*anonymous, refused/)
  await expect(row('Fix 1, insecure port')).toContainText(/401.*anonymous, refused/)
  await expect(row('Fix 2, TCP probe')).toContainText(/401.*anonymous, refused/)
  await expect(row('Fix 3, RBAC and a firewall')).toContainText(/none.*firewall, refused/)
})

test('the step that decided leads to the line of the flag', async ({ playground, page }) => {
  await playground.open()
  await playground.monaco()
  await playground.tab('Request')
  const steps = page.getByRole('list', { name: 'Steps of the request' })
  const deciding = steps.locator('[aria-current=step]')
  await expect(deciding).toContainText('There are no credentials, and anonymous requests are off.')
  await deciding.getByRole('button', { name: 'kube-apiserver.yaml, line 39' }).click()
  await expect(page.locator('.line-lit')).toBeVisible()
  await expect(playground.panel).toContainText('"message": "Unauthorized"')
})

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
    for (const one of [deciding, rows.first(), rows.last(), page.getByRole('combobox', { name: 'URL' })])
      await expect(one).toBeInViewport({ ratio: 0.95 })
    expect(await page.locator('.panel').evaluate((panel) => panel.scrollHeight - panel.clientHeight)).toBe(0)
  })
}

test('a server that hangs is waited for, as curl does, and the panel says how long', async ({ playground, page }) => {
  await playground.open()
  await playground.select('Fix 2, TCP probe')
  await playground.goTo(120)
  await (await inMenu(page, /^Fault at/)).click()
  await page.getByRole('button', { name: 'Hang', exact: true }).click()
  await playground.settled()
  await playground.goTo(130)
  await playground.tab('Request')
  const answer = page.getByRole('region', { name: 'The answer' })
  await expect(answer).toContainText('after 5 min')
  await expect(answer).toContainText('$ curl -ik https://')
  await expect(answer).toContainText('curl: (28) SSL connection timeout')
  await expect(page.getByRole('list', { name: 'Steps of the request' })).toContainText('The process is stopped')
  await playground.select('As kubeadm writes it')
  await expect(answer).toContainText('curl: (35)')
  await expect(answer).toContainText(/after \d+ (s|min)/)
})

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

test('a pod’s service account may ask for health, not for secrets', async ({ playground, page }) => {
  await playground.open()
  await playground.tab('Request')
  await page.getByRole('combobox', { name: 'As', exact: true }).selectOption('account')
  await expect(page.getByRole('combobox', { name: 'From' })).toHaveValue('pod')
  const steps = page.getByRole('list', { name: 'Steps of the request' })
  await expect(steps).toContainText('The token is default/default’s.')
  await page.getByRole('combobox', { name: 'URL' }).fill('https://192.168.1.100:6443/api/v1/secrets')
  await expect(steps.locator('[aria-current=step]')).toContainText('RBAC')
  await expect(page.getByRole('region', { name: 'The answer' })).toContainText('HTTP/2 403')
})

test('a role of one’s own decides, and the step leads to its line', async ({ playground, page }) => {
  await playground.open()
  await playground.monaco()
  await (await inMenu(page, 'Add a file')).selectOption('/root/roles.yaml')
  await playground.settled()
  await playground.tab('Request')
  await page.getByRole('combobox', { name: 'As', exact: true }).selectOption('account')
  await page.getByRole('combobox', { name: 'URL' }).fill('https://192.168.1.100:6443/api/v1/secrets')
  const steps = page.getByRole('list', { name: 'Steps of the request' })
  await expect(steps).toContainText('allowed by ClusterRoleBinding "pods-read-secrets" of ClusterRole "secret-reader"')
  await page.getByRole('button', { name: 'kube-apiserver.yaml', exact: true }).click()
  await steps.getByRole('button', { name: /^roles.yaml, line \d+$/ }).click()
  await expect(page.getByRole('button', { name: 'roles.yaml', exact: true })).toHaveAttribute('aria-pressed', 'true')
  await expect(page.locator('.line-lit')).toBeVisible()
  await (await inMenu(page, 'Remove this file')).click()
  await playground.settled()
  await expect(page.getByRole('region', { name: 'The answer' })).toContainText('HTTP/2 403')
})

for (const [name, width, dark] of [
  ['light', 1440, false],
  ['dark', 1440, true],
  ['phone', 390, false],
] as const) {
  test(`the request panel can be read by everybody: ${name}`, async ({ playground, page }) => {
    await page.setViewportSize({ width, height: width === 390 ? 844 : 900 })
    await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' })
    await playground.open()
    await playground.tab('Request')
    await expect(page.locator('[aria-current=step]')).toBeVisible()
    const { violations } = await axe(page).include('.panel').analyze()
    expect(violations).toEqual([])
    await page.screenshot({ path: `test-results/request-${name}.png` })
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0)
  })
}

test('the story’s four answers stand there without a click, and follow the lane', async ({ page }) => {
  await page.goto('./')
  await expect(page.locator('html')).toHaveAttribute('data-state', 'ready')
  await page.getByRole('tab', { name: 'Request' }).click()
  const answers = page.getByRole('list', { name: 'curl -k at this time' }).getByRole('listitem')
  await expect(answers).toHaveText([
    /^from outside: \/healthz.*401 Unauthorized$/,
    /^from outside: \/version.*401 Unauthorized$/,
    /^from the node: \/healthz.*401 Unauthorized$/,
    /^from the node: \/version.*401 Unauthorized$/,
  ])
  await page.getByRole('region', { name: 'As kubeadm writes it' }).getByRole('button').first().click()
  await expect(answers).toHaveText([/200 ok$/, /200 v1\.9\.6$/, /200 ok$/, /200 v1\.9\.6$/])
})

test('the URL is read whole', async ({ playground, page }) => {
  await page.setViewportSize({ width: 1440, height: 900 })
  await playground.open()
  await playground.tab('Request')
  const url = page.getByRole('combobox', { name: 'URL' })
  for (const path of ['healthz', 'api/v1/secrets']) {
    await url.fill(`https://192.168.1.100:6443/${path}`)
    expect(await url.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0)
  }
})
