import { expect, Playground, test, inMenu } from './playground.ts'

const OFF = 'Anonymous requests off'

test('what fills the editor from outside replaces all of its text', { tag: '@quick' }, async ({ playground }) => {
  await playground.open()
  await playground.monaco()
  const text = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n'
  await playground.editor(OFF).fill(text)
  await expect(playground.editor(OFF)).toHaveValue(text)
})

test('two tabs never cost each other’s work', async ({ playground, page, context }) => {
  await playground.open()
  const second = new Playground(await context.newPage())
  await second.open()
  await playground.rewrite(OFF, (text) => `# of the first tab\n${text}`)
  await second.goTo(60)
  await page.reload()
  await playground.settled()
  await expect(playground.editor(OFF)).toHaveValue(/^# of the first tab/)
  await second.rewrite(OFF, (text) => `# of the second tab\n${text}`)
  await expect(second.page.getByText('What it had is set aside: New lists it.')).toBeVisible()
  await second.page.reload()
  await second.settled()
  await expect(second.editor(OFF)).toHaveValue(/^# of the second tab/)
  await (await inMenu(second.page, 'New')).click()
  await second.page.getByRole('dialog').getByRole('button', { name: 'The strange case' }).click()
  await expect(second.editor(OFF)).toHaveValue(/^# of the first tab/)
  expect(second.troubles).toEqual([])
})
