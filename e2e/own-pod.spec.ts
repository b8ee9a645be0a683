import { readFileSync } from 'node:fs'
import type { Locator, Page } from '@playwright/test'
import { axe, expect, inEachTheme, type Playground, test, inMenu } from './playground.ts'

const OFF = 'Anonymous requests off'
const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  template:
    metadata: {labels: {app: shop}}
    spec:
      serviceAccountName: robot
      containers:
      - name: shop
        image: example.org/shop:1
        ports: [{containerPort: 8080, name: http}]
        livenessProbe:
          httpGet: {path: /healthz, port: http}
          timeoutSeconds: 1
`

async function paste(page: Page, text: string): Promise<void> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.evaluate((value) => navigator.clipboard.writeText(value), text)
  await page.keyboard.press('ControlOrMeta+v')
}

async function drop(page: Page, files: Readonly<Record<string, string>>): Promise<void> {
  const data = await page.evaluateHandle((all) => {
    const transfer = new DataTransfer()
    for (const [name, text] of Object.entries(all)) transfer.items.add(new File([text], name))
    return transfer
  }, files)
  await page.dispatchEvent('body', 'dragenter', { dataTransfer: data })
  await expect(page.getByText('Drop what a cluster printed, manifests or a scenario here: files or a folder')).toBeVisible()
  await page.dispatchEvent('body', 'drop', { dataTransfer: data })
  await expect(page.getByText('Drop what a cluster printed, manifests or a scenario here: files or a folder')).toBeHidden()
}

const notice = (page: Page): Locator => page.locator('.notice')
const programs = (page: Page): Locator => page.getByRole('button', { name: 'behaviour: what its programs do' })

async function start(playground: Playground, page: Page, choice: string): Promise<void> {
  await playground.open()
  await (await inMenu(page, 'New')).click()
  await page.getByRole('dialog', { name: 'A scenario of your own' }).getByRole('button', { name: choice }).click()
  await playground.settled()
}

test('a Deployment is pasted, told to hang after a minute, and restarts; a reload keeps it', async ({ playground, page }) => {
  await start(playground, page, 'Empty')
  await expect(playground.lane('As it is')).toContainText('No manifest yet')
  await page.getByRole('button', { name: 'Play' }).focus()
  await paste(page, DEPLOYMENT)
  await expect(notice(page)).toContainText(
    'What was pasted is a Deployment: its pod template runs as a static pod named shop, without its service account',
  )
  await expect(notice(page)).toContainText('Assumed: shop listens on 8080 and answers 200')
  await playground.settled()
  await expect(playground.restarts('shop')).toHaveText('0 restarts')
  await expect(playground.panel).toContainText(/shop-node +1\/1 +Running +0 /)

  await programs(page).click()
  const program = page.getByRole('region', { name: 'Program in shop' })
  await program.getByRole('button', { name: '+ Answer' }).click()
  const second = program.getByRole('group', { name: 'Answer 2' })
  await expect(second.getByRole('textbox', { name: 'from' })).toHaveValue('60s')
  await expect(second.getByRole('combobox', { name: 'it answers' })).toHaveValue('hang')
  await expect(playground.restarts('shop')).toHaveText(/^[4-6] restarts$/)

  await page.reload()
  await playground.settled()
  await expect(playground.restarts('shop')).toHaveText(/^[4-6] restarts$/)
  await expect(page.getByRole('group', { name: 'Answer 2' }).getByRole('combobox', { name: 'it answers' })).toHaveValue('hang')
})

test('form and YAML say the same, both ways; what cannot be read keeps the last good form', async ({ playground, page }) => {
  await start(playground, page, 'A small pod')
  await programs(page).click()
  await page.getByRole('button', { name: '+ Command' }).click()
  await page.getByRole('textbox', { name: 'command' }).fill("sh -c 'exit 3'")
  await page.getByRole('textbox', { name: 'with code' }).fill('3')
  await page.getByRole('button', { name: 'YAML', exact: true }).click()
  const yaml = page.getByRole('textbox', { name: 'How the programs of As it is behave' })
  await expect(yaml).toHaveValue(/- \{command: \[sh, "-c", "exit 3"\], code: 3\}/)
  await playground.monaco()
  await yaml.focus()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText('web:\n  listens: [{port: 8080}]\n  onTerm: sometimes\n')
  await expect(playground.problems).toContainText('line 3')
  await expect(playground.problems).toContainText('found "sometimes"; allowed: ignore')
  await expect(playground.lane('As it is')).toContainText('last good picture')
  await page.getByRole('button', { name: 'Form', exact: true }).click()
  await expect(page.getByText('The YAML cannot be read')).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'command' })).toHaveValue("sh -c 'exit 3'")
  await expect(page.getByRole('textbox', { name: 'command' })).toBeDisabled()
  // after a reload nothing is known of what it said, and nothing is offered that would write over it
  await page.reload()
  await playground.settled()
  await expect(page.getByText('The YAML cannot be read')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Describe it', exact: true })).toHaveCount(0)
  await expect(playground.problems.getByRole('listitem')).toHaveCount(1)
  await playground.problems.getByRole('button', { name: 'line 3' }).click()
  await expect(yaml).toHaveValue(/onTerm: sometimes/)
  await playground.monaco()
  await yaml.fill('web:\n  listens: [{port: 8080}] # mine\n  onTerm: ignore\n')
  await page.getByRole('button', { name: 'Form', exact: true }).click()
  await page.getByRole('textbox', { name: 'on port' }).fill('8081')
  await page.getByRole('button', { name: 'YAML', exact: true }).click()
  await expect(yaml).toHaveValue('web:\n  listens: [{port: 8081}] # mine\n  onTerm: ignore\n')
})

test('a wrong field gets a sentence, and what it said last goes on', async ({ playground, page }) => {
  await start(playground, page, 'A small pod')
  await programs(page).click()
  const port = page.getByRole('textbox', { name: 'on port' })
  await port.fill('80x')
  await expect(page.getByText('Found "80x"; allowed: a whole number from 1 to 65535.', { exact: true })).toBeVisible()
  await expect(port).toHaveAttribute('aria-invalid', 'true')
  await expect(playground.restarts('As it is')).toHaveText('5 restarts')
  await port.fill('8081')
  await expect(port).toHaveAttribute('aria-invalid', 'false')
  await expect(playground.restarts('As it is')).not.toHaveText('5 restarts')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(port).toHaveValue('8080')
})

test('what is said of a program in one lane is said in all of them by one press', async ({ playground, page }) => {
  await start(playground, page, 'A small pod')
  await (await inMenu(page, 'Add lane')).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Copy of/ })
    .click()
  await programs(page).click()
  await page.getByRole('button', { name: 'Remove answer 2' }).click()
  await expect(playground.restarts('As it is 2')).toHaveText('0 restarts')
  await expect(playground.restarts('As it is')).toHaveText('5 restarts')
  await page.getByRole('button', { name: 'The same in all lanes' }).click()
  await expect(playground.restarts('As it is')).toHaveText('0 restarts')
  await expect(page.getByRole('button', { name: 'The same in all lanes' })).toBeHidden()
})

test('a program that nothing is said of is told in the list of problems, and a wrong name too', async ({ playground, page }) => {
  await start(playground, page, 'A small pod')
  await playground.rewrite(
    'As it is',
    () => 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: main, image: x}]}\n',
  )
  await expect(playground.problems).toContainText('No container is named web: what processes says of it comes to nothing. There is main.')
  await expect(playground.problems).toContainText('Nothing says how the program in container main behaves')
  await playground.problems.getByRole('button', { name: 'behaviour' }).first().click()
  await page.getByRole('button', { name: 'Describe it' }).click()
  await expect(playground.problems).not.toContainText('Nothing says')
})

test('files are dropped on a case: they open beside it, and the case is one click away', async ({ playground, page }) => {
  await playground.open()
  await playground.rewrite(OFF, (text) => `# my own\n${text}`)
  await drop(page, { 'shop.yaml': DEPLOYMENT, 'service.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: shop}\n' })
  await expect(notice(page)).toContainText('shop.yaml is a Deployment: its pod template runs as a static pod named shop')
  await expect(notice(page)).toContainText('service.yaml is a Service, which has no pods and is left out')
  await expect(playground.lane('shop')).toBeVisible()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('shop')
  await expect(page.getByRole('combobox', { name: 'Kubernetes release' })).toHaveValue('1.37')
  await (await inMenu(page, 'As it was, 1.9')).click()
  await playground.settled()
  await expect(playground.editor(OFF)).toHaveValue(/^# my own/)
  await (await inMenu(page, 'My own')).click()
  await expect(playground.lane('shop')).toBeVisible()
})

test('a kube-apiserver from elsewhere brings its release and its address along', async ({ playground, page }) => {
  await playground.open()
  await (await inMenu(page, 'Today, 1.37')).click()
  await playground.settled()
  await playground.select('As kubeadm writes it')
  const text = await playground.editor('As kubeadm writes it').inputValue()
  const mine = text.replaceAll('192.168.1.100', '10.1.2.3').replace('v1.37.2', 'v1.35.1')
  await page.getByRole('button', { name: 'Play' }).focus()
  await paste(page, mine)
  await expect(notice(page)).toContainText('a static pod named kube-apiserver. It opens on Kubernetes 1.35, as its image says.')
  await expect(page.getByRole('combobox', { name: 'Kubernetes release' })).toHaveValue('1.35')
  await expect(playground.restarts('kube-apiserver')).toHaveText('0 restarts')
  await expect(playground.lane('kube-apiserver')).toContainText('1/1 Running')
  await expect(playground.problems.getByRole('listitem')).toHaveCount(0)
})

test('what a new scenario takes the place of is set aside, even over a reload', async ({ playground, page }) => {
  await start(playground, page, 'A small pod')
  await (await inMenu(page, 'Rename')).click()
  await page.keyboard.type('Mine')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Mine')
  await (await inMenu(page, 'New')).click()
  await page.getByRole('button', { name: 'Empty' }).click()
  await page.reload()
  await playground.settled()
  await (await inMenu(page, 'New')).click()
  await page.getByRole('button', { name: 'Mine' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Mine')
  await expect(playground.restarts('As it is')).toHaveText('5 restarts')
})

test('a ready lane is added by keyboard, runs, and undo takes it back', async ({ playground, page }) => {
  await playground.open()
  await (await inMenu(page, 'Add lane')).focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Add a lane' })
  await expect(dialog.getByRole('button', { name: /^Copy of/ })).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Anonymous on health paths only' })).toBeDisabled()
  await expect(dialog).toContainText('Not on 1.9: anonymous.conditions came with 1.31')
  await dialog.getByRole('button', { name: 'Bearer token in the probe' }).focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  const name = 'Side-car with a certificate'
  await expect(page.getByRole('textbox', { name: `Manifest of ${name}` })).toBeAttached()
  await expect(playground.restarts(name)).toHaveText('0 restarts')
  await expect(playground.lane(name)).toContainText('2/2 Running')
  await expect(page.getByRole('button', { name: 'Add', exact: true })).toBeFocused()
  await page.keyboard.press('ControlOrMeta+z')
  await expect(playground.lane(name)).toHaveCount(0)
})

test('sixteen lanes are all that there may be, and it is said so', async ({ playground, page }) => {
  await playground.open()
  for (let n = 5; n < 16; n++) {
    await playground
      .lane('As kubeadm writes it')
      .getByRole('button', { name: /^Actions on/ })
      .click()
    await page.getByRole('menuitem', { name: 'Duplicate' }).click()
  }
  const full = 'There are 16 lanes, and there may be no more: remove one first.'
  await (await inMenu(page, 'Add lane')).click()
  await expect(page.getByRole('dialog')).toContainText(full)
  await page.keyboard.press('Escape')
  await playground
    .lane('As kubeadm writes it')
    .getByRole('button', { name: /^Actions on/ })
    .click()
  await page.getByRole('menuitem', { name: 'Duplicate' }).click()
  await expect(notice(page)).toContainText(full)
})

test('a Deployment typed into the editor is one press away from a static pod', async ({ playground, page }) => {
  await start(playground, page, 'Empty')
  await playground.rewrite('As it is', () => DEPLOYMENT)
  await playground.settled()
  await expect(playground.problems).toContainText('no kind "Deployment" is registered')
  await playground.problems.getByRole('button', { name: 'Use its pod template' }).click()
  await expect(playground.editor('As it is')).toHaveValue(/^apiVersion: v1\nkind: Pod\n/)
  await expect(playground.restarts('As it is')).toHaveText('0 restarts')
  await expect(playground.lane('As it is')).toContainText('1/1 Running')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(playground.editor('As it is')).toHaveValue(DEPLOYMENT)
})

test('the work is carried away as a file, and opens again elsewhere', async ({ playground, page }) => {
  await start(playground, page, 'A small pod')
  await page.getByRole('button', { name: 'Share' }).click()
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save the scenario' }).click()])
  expect(download.suggestedFilename()).toBe('my-own-pod.yaml')
  const text = readFileSync(await download.path(), 'utf8')
  expect(text).toContain('web.yaml: |\n')
  expect(text).toMatch(/^ +answers:\n +- from: 0s\n +status: 200\n/m)
  await page.evaluate(() => localStorage.clear())
  await page.goto('about:blank')
  await playground.open()
  await (await inMenu(page, 'New')).click()
  await page.getByLabel('Choose files…').setInputFiles({ name: 'mine.yaml', mimeType: 'application/yaml', buffer: Buffer.from(text) })
  await expect(notice(page)).toContainText('mine.yaml is a scenario: My own pod.')
  await expect(playground.restarts('As it is')).toHaveText('5 restarts')
  await notice(page).getByRole('button', { name: 'Dismiss' }).click()
  await notice(page).getByRole('button', { name: 'Back to my own' }).click()
  await expect(playground.restarts(OFF)).toHaveText('6 restarts')
})

test('what is no manifest gets one sentence, and changes nothing', async ({ playground, page }) => {
  await playground.open()
  await page.getByRole('button', { name: 'Play' }).focus()
  await paste(page, 'hello')
  await expect(notice(page)).toContainText('What was pasted is no Kubernetes object')
  await drop(page, { 'big.yaml': 'x'.repeat(1_000_001) })
  await expect(notice(page)).toContainText('big.yaml has 1,000,001 bytes: at most 1,000,000 are read.')
  await expect(playground.restarts(OFF)).toHaveText('6 restarts')
})

test('axe finds nothing in the dialogs and the form, in either theme', async ({ playground, page }) => {
  await start(playground, page, 'A small pod')
  const check = (what: string): Promise<void> =>
    inEachTheme(page, async () => {
      const { violations } = await axe(page).exclude('.monaco').analyze()
      expect(violations.map(({ id, nodes }) => `${what}: ${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([])
    })
  await programs(page).click()
  for (const add of ['+ Port', '+ Answer', '+ Command']) await page.getByRole('button', { name: add }).click()
  await page.getByRole('textbox', { name: 'on port' }).first().fill('x')
  await check('form')
  await (await inMenu(page, 'New')).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await check('new')
  await page.keyboard.press('Escape')
  await (await inMenu(page, 'Add lane')).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await check('add')
})

test('a phone takes a pod of one’s own too', async ({ playground, page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await start(playground, page, 'A small pod')
  await programs(page).click()
  await page.getByRole('button', { name: '+ Answer' }).click()
  await expect(page.getByRole('group', { name: 'Answer 3' })).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  await (await inMenu(page, 'Add lane')).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Empty' }).click()
  await expect(playground.lane('Empty')).toContainText('No manifest yet')
  await page.screenshot({ path: 'test-results/own-phone.png', fullPage: true })
})

test('the chain of a restart comes to the rule of the program, and its line lights up in the editor', async ({ playground, page }) => {
  await start(playground, page, 'Empty')
  await page.getByRole('button', { name: 'Play' }).focus()
  await paste(page, DEPLOYMENT)
  await playground.settled()
  await programs(page).click()
  await page.getByRole('button', { name: 'YAML', exact: true }).click()
  await page.locator('.monaco-editor').first().click()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText('shop:\n  listens: [{port: 8080}]\n  answers:\n  - {from: 0s}\n  - {from: 60s, hang: true}\n')
  await playground.settled()
  await page.getByRole('slider', { name: 'Time' }).focus()
  await page.keyboard.press('End')
  const rule = page.getByRole('list', { name: 'Chain of causes' }).getByRole('button', { name: 'behaviour, line 5' })
  await expect(rule).toBeVisible()
  await rule.click()
  await expect(page.locator('.monaco-editor .line-lit').first()).toBeVisible()
})

test('each lane that is added comes into view', async ({ playground, page }) => {
  await page.setViewportSize({ width: 1440, height: 900 })
  await playground.open()
  await (await inMenu(page, 'Today, 1.37')).click()
  await playground.settled()
  for (const name of ['Bearer token in the probe', 'Side-car with a certificate']) {
    await (await inMenu(page, 'Add lane')).click()
    await page.getByRole('dialog').getByRole('button', { name, exact: true }).click()
    await playground.settled()
    const lane = playground.lane(name)
    await expect(lane).toHaveAttribute('data-selected')
    await expect(lane).toBeInViewport({ ratio: 0.98 })
  }
})

test('what is wrong in the form is a problem of the lane, wherever one looks', async ({ playground, page }) => {
  await start(playground, page, 'A small pod')
  await programs(page).click()
  const port = page.getByRole('textbox', { name: 'on port' }).first()
  const good = await port.inputValue()
  await port.fill('80x80')
  await expect(playground.problems).toContainText('listens.0.port: found "80x80"')
  const lane = playground.lane('As it is')
  await expect(lane).toHaveAttribute('data-stale')
  await expect(lane).toContainText('What you see is the last good picture.')
  await page.getByRole('button', { name: 'web.yaml', exact: true }).click()
  await playground.problems.getByRole('button', { name: 'form' }).click()
  await expect(port).toBeFocused()
  await expect(port).toHaveValue('80x80')
  await port.fill(good)
  await expect(playground.problems.getByRole('listitem')).toHaveCount(0)
  await expect(lane).not.toHaveAttribute('data-stale')
})
