import type { Page } from '@playwright/test'
import { expect, Playground, test, inMenu } from './playground.ts'
import { link, shared } from '../src/ui/fixture/samples.ts'

const OFF = 'Anonymous requests off'

const FIRST = 'As kubeadm writes it'

const heading = (page: Page) => page.getByRole('heading', { level: 1 })

test('two shared links in two tabs: each stays what it is over a reload, with its edits, and neither is one’s own', async ({
  playground,
  page,
  context,
}) => {
  const [word, two] = [link(shared('One')), link(shared('Two'))]
  await playground.open(word)
  await playground.rewrite(OFF, (text) => `# edit of one\n${text}`)
  const second = new Playground(await context.newPage())
  await second.open(two)
  await second.rewrite(OFF, (text) => `# edit of two\n${text}`)
  await page.reload()
  await playground.settled()
  await expect(heading(page)).toHaveText('One')
  await expect(playground.editor(OFF)).toHaveValue(/^# edit of one/)
  expect(page.url()).toContain(word)
  await second.page.reload()
  await second.settled()
  await expect(second.editor(OFF)).toHaveValue(/^# edit of two/)
  await second.page.goto('about:blank')
  await second.open('./#case=story')
  await expect(second.editor(OFF)).not.toHaveValue(/^# edit/)
  await (await inMenu(second.page, 'New')).click()
  await second.page.getByRole('dialog').getByRole('button', { name: 'Two' }).click()
  await expect(second.editor(OFF)).toHaveValue(/^# edit of two/)
  expect(second.troubles).toEqual([])
})

test('what vi makes of a lane’s file as a whole is that lane’s alone, and a line that is edited is so where it stands', async ({
  playground,
  page,
}) => {
  await playground.open('#case=today')
  await playground.goTo(100)
  await playground.select(OFF)
  await playground.tab('Terminal')
  const command = page.getByRole('textbox', { name: 'Command' })
  await command.fill('vi broken.yaml')
  await command.press('Enter')
  const text = page.getByRole('textbox', { name: /^Text of .*broken.yaml at/ })
  await text.fill('kind: [')
  await expect(page.getByRole('dialog')).toContainText('in this lane alone')
  await page.getByRole('button', { name: /^Save at/ }).click()
  await playground.settled()
  for (const [name, has] of [
    [OFF, true],
    [FIRST, false],
  ] as const) {
    await playground.select(name)
    await command.fill('ls broken.yaml')
    await command.press('Enter')
    await expect(page.getByRole('log', { name: 'Output' })).toContainText(has ? /\nbroken.yaml/ : /cannot access '?broken.yaml/)
  }
  // a line before all others: each lane makes it on its own text
  await playground.goTo(200)
  await command.fill('vi kube-apiserver.yaml')
  await command.press('Enter')
  const whole = page.getByRole('textbox', { name: /^Text of .*kube-apiserver.yaml at/ })
  await whole.fill(`# mine\n${await whole.inputValue()}`)
  await page.getByRole('button', { name: /^Save at/ }).click()
  await playground.settled()
  await playground.goTo(1700)
  await expect(playground.lane(FIRST)).toContainText('1/1 Running')
  await expect(playground.restarts(FIRST)).toHaveText('0 restarts')
})

test('a page that has slept costs nothing of what another has written meanwhile', async ({ playground, page, context }) => {
  await playground.open()
  // no storage event reaches it, as none reaches a page that Back brings out of the browser's cache
  await page.evaluate(() => addEventListener('storage', (event) => event.stopImmediatePropagation(), true))
  const second = new Playground(await context.newPage())
  await second.open()
  await second.rewrite(OFF, (text) => `# of the second\n${text}`)
  await expect.poll(() => second.page.evaluate(() => localStorage.getItem('whyrestart/case:story') ?? '')).toContain('# of the second')
  await playground.rewrite(OFF, (text) => `# of the first\n${text}`)
  await expect(page.getByText('What it had is set aside: New lists it.')).toBeVisible()
  await (await inMenu(page, 'New')).click()
  await page.getByRole('dialog').getByRole('button', { name: 'The strange case' }).click()
  await expect(playground.editor(OFF)).toHaveValue(/^# of the second/)
})

test('everything on this device can be forgotten', async ({ playground, page }) => {
  await playground.open()
  await playground.rewrite(OFF, (text) => `# mine\n${text}`)
  await (await inMenu(page, 'New')).click()
  await page.getByRole('dialog').getByRole('button', { name: 'A small pod' }).click()
  await playground.settled()
  // an exercise, with what was done in it, and panels of another width
  await page.goto('#e=a-probe')
  await page.getByRole('button', { name: 'Hint', exact: true }).click()
  await page.getByRole('separator').first().focus()
  await page.keyboard.press('ArrowLeft')
  await expect.poll(() => page.evaluate(() => Object.keys(localStorage).join())).toContain('whyrestart-progress')
  await page.goto('#case=story')
  await expect(playground.editor(OFF)).toHaveValue(/^# mine/)
  await (await inMenu(page, 'New')).click()
  await page.getByRole('button', { name: 'Forget everything on this device' }).click()
  await page.getByRole('button', { name: 'Yes, forget it all' }).click()
  await expect(page.locator('.notice')).toContainText('is forgotten')
  await page.locator('h1').getByRole('button').click()
  await expect(page.getByRole('button', { name: 'My own', exact: true })).toHaveCount(0)
  await page.goto('./')
  await playground.settled()
  await expect(playground.editor(OFF)).not.toHaveValue(/^# mine/)
  // what any visitor's page has after a moment
  const plain = ['whyrestart', 'react-resizable-panels:whyrestart-columns', 'react-resizable-panels:whyrestart-rows']
  const names = (): Promise<string[]> => page.evaluate(() => Object.keys(localStorage).filter((name) => name.includes('whyrestart')))
  await expect.poll(names).toContain('whyrestart')
  expect((await names()).filter((name) => !plain.includes(name))).toEqual([])
})
