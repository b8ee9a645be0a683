import { readFile } from 'node:fs/promises'
import type { Locator, Page } from '@playwright/test'
import { axe, expect, test } from './playground.ts'

/** Beside the code of the link. */
const picture = (dialog: Locator): Locator => dialog.getByRole('img', { name: /all lanes on one axis$/ })

const open = async (page: Page): Promise<Locator> => {
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Share' })
  await dialog.getByText('As a picture, a report or a table').click()
  await expect(picture(dialog)).toBeVisible()
  return dialog
}

const saved = async (page: Page, button: Locator): Promise<{ name: string; bytes: Buffer }> => {
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()])
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) }
}

test('the timeline is saved as a picture that needs nothing else, and its PNG is the same drawing', async ({
  playground,
  page,
  browser,
}) => {
  await playground.open()
  const dialog = await open(page)
  const image = picture(dialog)
  expect(await image.evaluate((element: HTMLImageElement) => element.decode().then(() => element.naturalWidth))).toBe(1200)
  const svg = await saved(page, dialog.getByRole('button', { name: 'Save SVG' }))
  expect(svg.name).toBe('the-strange-case.svg')
  const text = svg.bytes.toString('utf8')
  expect(text).toContain('Anonymous requests off: 6 restarts, Running.')
  expect(text).toContain('<metadata>http')
  const png = await saved(page, dialog.getByRole('button', { name: 'Save PNG' }))
  expect(png.bytes.subarray(1, 4).toString()).toBe('PNG')
  expect(png.bytes.readUInt32BE(16)).toBe(2400)

  // as a file of its own, with nothing around it
  const alone = await browser.newPage()
  await alone.setContent(text)
  await expect(alone.getByRole('img', { name: 'The strange case' })).toBeVisible()
  await alone.screenshot({ path: 'test-results/picture.png' })
  await alone.close()

  await dialog.getByLabel('Theme').selectOption('dark')
  await expect(image).toHaveAttribute('src', /%23161b21/)
  await page.screenshot({ path: 'test-results/pictures.png' })
  expect((await axe(page).include('dialog[open]').analyze()).violations).toEqual([])
})

test('the chosen lane is told as a report, as rows and as its trace, up to the cursor', async ({ playground, page }) => {
  await playground.open()
  const dialog = await open(page)
  const report = (await saved(page, dialog.getByRole('button', { name: 'Save report' }))).bytes.toString('utf8')
  expect(report).toContain('**Anonymous requests off**, Kubernetes 1.9, simulated, at 8 min 45 s: 6 restarts')
  expect(report).toContain('→   39      - --anonymous-auth=false')
  expect(report).toContain('## What would have prevented restart 6 of kube-apiserver')
  expect(report).toMatch(/\[Open it in whyrestart\]\(http[^)]+#/)
  const rows = (await saved(page, dialog.getByRole('button', { name: 'Save rows (CSV)' }))).bytes.toString('utf8')
  expect(rows.split('\n')[0]).toBe('lane,seconds,kind,what,text,entry')
  expect(
    Math.max(
      ...rows
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((row) => Number(row.split(',')[1])),
    ),
  ).toBeLessThanOrEqual(525)
  const trace = JSON.parse((await saved(page, dialog.getByRole('button', { name: 'Save trace (JSON)' }))).bytes.toString('utf8')) as {
    lanes: { name: string; entries: { t: number }[] }[]
  }
  expect(trace.lanes[0]!.name).toBe('Anonymous requests off')
  expect(trace.lanes[0]!.entries.length).toBeGreaterThan(100)
  expect(trace.lanes[0]!.entries.at(-1)!.t).toBeLessThanOrEqual(525)
})
