import { expect, test } from './playground.ts'

test('a word explains itself by click, by pointing and by keyboard, and shows one', async ({ playground, page }) => {
  await playground.open()
  const card = page.getByRole('dialog', { name: 'What it means' })
  const legend = page.getByRole('list', { name: 'Legend' })
  const key = page.getByRole('button', { name: 'Legend', exact: true })
  await key.click()
  await legend.getByRole('button', { name: 'back-off' }).click()
  await expect(card).toContainText('How long the kubelet waits')
  await card.getByRole('button', { name: 'Show me one' }).click()
  await expect(card).toBeHidden()
  await expect(playground.panel.getByRole('list', { name: 'Chain of causes' }).getByRole('listitem').first()).toContainText('Back-off')

  await legend.getByRole('button', { name: 'killed' }).hover()
  await expect(card).toContainText('SIGTERM first')
  await page.keyboard.press('Escape')
  await page.mouse.move(700, 800)
  await expect(card).toBeHidden()

  const live = playground.lane('Anonymous requests off').getByRole('button', { name: 'live: liveness probe' })
  await live.focus()
  await page.keyboard.press('Enter')
  await expect(card).toContainText('failureThreshold times in a row')
  await page.keyboard.press('Escape')
  await expect(card).toBeHidden()
  await expect(live).toBeFocused()
})

test('the chain says that nobody was asking, and each rule has its card here', async ({ playground, page }) => {
  await playground.open()
  const chain = playground.panel.getByRole('list', { name: 'Chain of causes' })
  await expect(chain).toContainText('The kubelet asks without credentials: no certificate, no token.')
  await chain.getByRole('button', { name: /^The rule: The kubelet asks without credentials/ }).click()
  const card = page.getByRole('dialog', { name: 'What it means' })
  await expect(card.getByRole('heading')).toHaveText('Without anonymous requests, no credentials means 401')
  await expect(card.getByRole('link').first()).toHaveAttribute('href', /kubernetes\/blob\/v1\.9/)
})
