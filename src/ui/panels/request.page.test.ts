import { expect, test, inMenu } from '../fixture/playground.ts'

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
