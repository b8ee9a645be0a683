import { type Locator, type Page, expect, test, type Playground, inMenu } from '../fixture/playground.ts'

const WRITTEN = 'As kubeadm writes it'

const OFF = 'Anonymous requests off'

const LANES = [WRITTEN, OFF, 'etcd at a wrong port', 'etcd taken away']

const PODS = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler']

const menu = (page: Page): Locator => page.getByRole('dialog', { name: /^Fault at/ })

const output = (page: Page): Locator => page.getByRole('log', { name: 'Output' })

async function openPlane(playground: Playground): Promise<void> {
  const { page } = playground
  await playground.open()
  await (await inMenu(page, 'New')).click()
  await page.getByRole('button', { name: /^A whole control plane/ }).click()
  await expect(page.getByRole('region', { name: OFF, exact: true })).toBeVisible()
  await playground.settled()
}

async function fault(playground: Playground, seconds: number, name: string): Promise<void> {
  await playground.goTo(seconds)
  await (await inMenu(playground.page, /^Fault at/)).click()
  await menu(playground.page).getByRole('button', { name, exact: true }).click()
  await playground.settled()
}

async function type(page: Page, line: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Command' }).fill(line)
  await page.keyboard.press('Enter')
}

test('four static pods in four lanes: who restarts, and who leads', { tags: 'whole' }, async ({ playground, page }) => {
  await openPlane(playground)
  for (const name of LANES) await expect(playground.lane(name)).toBeAttached()
  for (const pod of PODS) await expect(page.getByRole('button', { name: `${pod}.yaml`, exact: true })).toBeVisible()
  await expect(playground.problems.getByRole('listitem')).toHaveCount(0)
  await playground.goTo(900)
  await expect(playground.restarts(WRITTEN)).toHaveText('0 restarts')
  for (const name of LANES.slice(1, 3)) await expect(playground.restarts(name)).not.toHaveText('0 restarts')
  await playground.select(WRITTEN)
  await playground.tab('Terminal')
  await type(page, 'kubectl get po -n kube-system')
  for (const pod of PODS) await expect(output(page)).toContainText(new RegExp(`${pod}-master +1/1 +Running +0 `))
  await type(page, 'kubectl get lease -n kube-system')
  await expect(output(page)).toContainText(/kube-scheduler +master_/)
  // anonymous requests off: the others are restarted for the lease that they lose, and etcd is not
  await playground.select(OFF)
  await playground.tab('Why')
  await expect(playground.panel).toContainText(/restarts \(kube-apiserver \d+, kube-controller-manager \d+, kube-scheduler \d+\)/)
  await expect(playground.panel).toContainText(/[Ll]eaderelection lost/)
})

test(
  'the kubelet, its runtime and the node are restarted from the menu, and undo takes each back',
  { tags: 'whole' },
  async ({ playground, page }) => {
    await openPlane(playground)
    await playground.select(WRITTEN)
    await fault(playground, 300, 'Restart the kubelet')
    await expect(page.getByRole('button', { name: /^At 5 min the scenario restarts the kubelet/ })).toBeVisible()
    await page.keyboard.press('Escape')
    await fault(playground, 500, 'Restart containerd')
    await expect(page.getByRole('button', { name: /^At 8 min 20 s the scenario restarts containerd/ })).toBeVisible()
    await page.keyboard.press('Escape')
    await playground.goTo(590)
    await expect(playground.restarts(WRITTEN)).toHaveText('0 restarts')
    await fault(playground, 600, 'Reboot')
    await page.keyboard.press('Escape')
    await playground.goTo(590)
    await expect(playground.restarts(WRITTEN)).toHaveText('0 restarts')
    await playground.goTo(720)
    // every container of the four pods starts once more
    await expect(playground.restarts(WRITTEN)).toHaveText('4 restarts')
    await playground.tab('Why')
    await expect(playground.panel).toContainText('ends as the node goes down: exit code 137.')
    await expect(playground.panel).not.toContainText('ends by itself')
    await playground.tab('Terminal')
    await type(page, 'kubectl get po -n kube-system')
    for (const pod of PODS) await expect(output(page)).toContainText(new RegExp(`${pod}-master +1/1 +Running +1 `))
    await page.getByRole('button', { name: 'Undo' }).click()
    await playground.settled()
    await expect(playground.restarts(WRITTEN)).toHaveText('0 restarts')
    for (const name of [/restarts containerd/, /restarts the kubelet/]) {
      await page.getByRole('button', { name: 'Undo' }).click()
      await expect(page.getByRole('button', { name })).toHaveCount(0)
    }
  },
)
