import { expect, test } from '../fixture/playground.ts'

const OFF = 'Anonymous requests off'

const FIRST = 'As kubeadm writes it'

test('undo shows the lane and the file that it changes', async ({ playground, page }) => {
  await playground.open()
  const before = await playground.editor(OFF).inputValue()
  await playground.rewrite(OFF, (text) => `# mine\n${text}`)
  await playground.select(FIRST)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(playground.editor(OFF)).toHaveValue(before)
})
