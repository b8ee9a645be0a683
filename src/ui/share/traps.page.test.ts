import { type Page, expect, test } from '../fixture/playground.ts'
import { link, shared } from '../fixture/samples.ts'

const OFF = 'Anonymous requests off'

const heading = (page: Page) => page.getByRole('heading', { level: 1 })

const notice = (page: Page) => page.locator('.notice')

const back = (page: Page) => page.getByRole('button', { name: /^(Back to my own|Leave it)$/ })

const put = (page: Page, fragment: string): Promise<void> =>
  page.evaluate((value) => {
    location.hash = value
  }, fragment)

test('a refused link shows no picture of another, the way back is there, and the next link has its own say', async ({
  playground,
  page,
}) => {
  await playground.open()
  await playground.rewrite(OFF, (text) => `# mine\n${text}`)
  const refused = shared('Of the future', { gravity: 1 })
  await put(page, link({ ...refused, lanes: refused.lanes.map((lane) => ({ ...lane, name: `${lane.name}, then` })) }))
  await expect(notice(page)).toContainText('gravity')
  const lane = playground.lane(`${OFF}, then`)
  await expect(lane).toBeVisible()
  await expect(lane.getByRole('status')).not.toHaveText(/[1-9]\d* restart/)
  await expect(back(page)).toBeVisible()
  await page.reload()
  await playground.settled()
  await expect(notice(page)).toContainText('gravity')
  await expect(back(page)).toBeVisible()
  // the next ones
  await put(page, '#2zz.AAAA')
  await expect(notice(page)).toContainText('cut off')
  await put(page, link(shared('Good')))
  await expect(heading(page)).toHaveText('Good')
  await expect(notice(page)).not.toContainText('gravity')
  await expect(notice(page)).not.toContainText('cut off')
  await expect(playground.restarts(OFF)).toHaveText(/restarts?$/)
  await back(page).click()
  await expect(playground.editor(OFF)).toHaveValue(/^# mine/)
})

test('what stands behind a link is cut off', async ({ playground, page }) => {
  await playground.open(`${link(shared('Whole'))}?fbclid=IwAR0x`)
  await expect(heading(page)).toHaveText('Whole')
  await expect(playground.slider).toHaveValue('300')
})

test('a link with one other character opens nothing else, and one without end says no nonsense', async ({ playground, page }) => {
  const whole = link(shared('Whole'))
  const at = Math.floor(whole.length / 2)
  await playground.open(`${whole.slice(0, at)}${whole[at] === 'A' ? 'B' : 'A'}${whole.slice(at + 1)}`)
  await expect(notice(page)).toContainText('The link is damaged')
  await expect(heading(page)).toHaveText('The strange case')
  await put(page, `#1${'z'.repeat(300)}.AAAA`)
  await expect(notice(page)).toContainText('holds characters that no link has')
  await expect(notice(page)).not.toContainText('Infinity')
})
