import { expect, test, type Playground } from './playground.ts'

/** A person at the keyboard: types a line, and sees what is printed below it. */
async function type(playground: Playground, line: string): Promise<string> {
  const { page } = playground
  const log = page.getByRole('log', { name: 'Output' })
  const asked = log.locator('.ask', { hasText: line })
  const before = await asked.count()
  const command = page.getByRole('textbox', { name: 'Command' })
  await command.pressSequentially(line)
  await command.press('Enter')
  await expect(asked).toHaveCount(before + 1)
  const text = await log.innerText()
  return text.slice(text.lastIndexOf(line) + line.length)
}

async function open(playground: Playground): Promise<void> {
  await playground.open()
  await playground.page.getByRole('tab', { name: 'Why' }).focus()
  await playground.page.keyboard.press('ArrowRight')
  await playground.page.keyboard.press('ArrowRight')
  await playground.page.getByRole('textbox', { name: 'Command' }).focus()
}

test('an endless loop is ended, and the page goes on', async ({ playground, page }) => {
  await open(playground)
  expect(await type(playground, 'while true; do echo again; done | tail -1')).toMatch(
    /this line was ended: it takes more than the 5 million steps/,
  )
  expect(await type(playground, 'seq 200000')).toMatch(/^\s*\([\d,]+ characters before these have scrolled away\.\)/)
  await playground.settled()
  await expect(page.getByRole('textbox', { name: 'Command' })).toBeEditable()
})

test('the line that is typed covers nothing, and another panel begins at its top', async ({ playground, page }) => {
  await open(playground)
  await type(playground, 'kubectl describe po -n kube-system')
  const log = page.getByRole('log', { name: 'Output' })
  const prompt = page.locator('.terminal .prompt')
  for (const scrolled of [Infinity, 100, 0]) {
    await log.evaluate((element, top) => element.scrollTo({ top: Math.min(top, 1e6) }), scrolled)
    await expect(log).toBeAbove(prompt)
    await expect(prompt).toBeInViewport({ ratio: 1 })
  }
  await playground.tab('Request')
  await expect(playground.panel).toHaveJSProperty('scrollTop', 0)
  await playground.tab('Terminal')
  await expect(prompt).toBeInViewport({ ratio: 1 })
})
