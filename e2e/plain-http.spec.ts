import config, { PORT } from './playwright.config.ts'
import { expect, test, inMenu } from './playground.ts'

/** A classroom's server: a name of its own, and no https. A browser keeps several of its parts from such a page. */
const { launchOptions } = config.use!
test.use({
  baseURL: `http://plain.test:${PORT}/`,
  launchOptions: { ...launchOptions, args: [...launchOptions!.args!, '--host-resolver-rules=MAP plain.test 127.0.0.1'] },
  isFresh: true,
})

test('by plain http a page presents with notes, shares, and offers nothing that cannot be', async ({ playground, page }) => {
  await playground.open()
  expect(await page.evaluate(() => [isSecureContext, 'clipboard' in navigator, 'randomUUID' in crypto])).toEqual([false, false, false])
  await expect(page.getByRole('button', { name: /^Offline/ })).toHaveCount(0)

  await (await inMenu(page, 'Present')).click()
  const stage = page.getByRole('region', { name: 'Stage', exact: true })
  await expect(stage).toBeVisible()
  const [notes] = await Promise.all([page.waitForEvent('popup'), page.locator('body').press('n')])
  await expect(notes.getByRole('main')).toContainText(/Step 1 of \d/)
  await notes.getByRole('button', { name: 'Next step' }).click()
  await expect(stage).toContainText(/2 of \d/)
  await notes.close()
  await stage.getByRole('button', { name: 'End' }).click()
  await expect(stage).toHaveCount(0)

  await page.getByRole('button', { name: 'Share' }).click()
  const share = page.getByRole('dialog', { name: 'Share' })
  await share.getByRole('button', { name: 'Copy', exact: true }).click()
  await expect(share.getByText('Copying is not allowed here: the text is selected')).toBeVisible()
  await share.getByText('As a picture, a report or a table').click()
  await share.getByRole('button', { name: 'Copy picture' }).click()
  await expect(share.getByText('Copying a picture is not allowed here: save it instead.')).toBeVisible()
  expect(playground.troubles).toEqual([])
})

test('by plain http an attempt is handed in, by hand and as a picture, and a room takes it', async ({ playground, page }) => {
  await playground.open('#e=a-probe')
  await page.getByRole('button', { name: 'Hand in', exact: true }).click()
  await page.getByRole('textbox', { name: 'Your name, if you like' }).fill('Ada')
  await page.getByRole('button', { name: 'Copy the link of my attempt' }).click()
  await expect(page.getByText('Copying is not allowed here: copy the link by hand.')).toBeVisible()
  const link = await page.getByRole('textbox', { name: 'The link of my attempt' }).inputValue()
  expect(link).toContain(`http://plain.test:${PORT}/#`)
  await page.getByRole('button', { name: 'Show its QR code' }).click()
  await expect(page.getByRole('dialog', { name: 'QR code of my attempt' }).getByRole('img')).toBeVisible()

  await playground.open('#room')
  await page.getByRole('textbox', { name: /^Links of attempts/ }).fill(`exercise: a-probe\nAda ${link}\n`)
  await page.getByRole('button', { name: 'Add them' }).click()
  await expect(page.getByRole('row', { name: /Ada/ })).toBeVisible({ timeout: 30_000 })
  await expect(page.getByText('not on a page that came without https')).toBeVisible()
  expect(playground.troubles).toEqual([])
})
