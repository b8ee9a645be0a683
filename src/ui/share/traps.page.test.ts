import { type Page, expect, inMenu, savedBy, test } from '../fixture/playground.ts'
import { link, shared, small } from '../fixture/samples.ts'

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

const PLACE = '<script type="application/json" id="whyrestart-given">null</script>'

test('the whole page comes in one file with what is open in it, or it is said why it does not', async ({ playground, page }) => {
  let answer: () => Promise<object> = async () => ({ ok: true, text: async () => `<html>${PLACE}</html>` })
  await page.addInitScript(() => {
    const { fetch } = globalThis
    globalThis.fetch = ((address: string) => (/whyrestart-single/.test(address) ? answer() : fetch(address))) as never
  })
  const save = (name: string) => page.getByRole('dialog', { name: 'Share' }).getByRole('button', { name, exact: true })
  const says = page.getByRole('dialog', { name: 'Share' }).locator('.downloads output')
  await playground.open(link(small('In one file')))
  await (await inMenu(page, 'Share')).click()
  const dialog = page.getByRole('dialog', { name: 'Share' })
  await expect(dialog).toContainText('The link holds all texts and the moment you are looking at. It has')
  await expect(dialog.getByRole('img', { name: 'QR code: the link' })).toBeVisible()
  await dialog.getByRole('button', { name: 'As large as the screen' }).click()
  const large = page.getByRole('dialog', { name: 'QR code of the link' })
  await expect(large.getByRole('img', { name: 'QR code: the link' })).toBeVisible()
  await large.getByRole('button', { name: 'Smaller' }).click()
  await expect(large).toHaveCount(0)
  await expect(dialog.getByRole('button')).toHaveText([
    ...['As large as the screen', 'Copy', 'Close', 'Save the scenario', 'Save web.yaml', 'Save as one HTML file', 'Embed', 'Present'],
  ])
  await expect(dialog).toContainText(/looking at\. It has \d{3} characters\. Nothing is sent anywhere\./)
  await expect(says.last()).toHaveText('It opens by a double click, from a USB stick too, without a server or a network.')
  const file = await savedBy(page, save('Save as one HTML file'))
  const given = JSON.parse(/given">(.*)<\/script>/.exec(file)![1]!) as { payload: { draft: { common: object } } }
  expect(given).toMatchObject({
    version: 1,
    home: 'http://127.0.0.1/',
    payload: { version: 2, draft: { common: { title: 'In one file' } } },
  })
  await expect(says.last()).toHaveText('0.0 MB, with the page in it. Links that are made in it lead here.')
  const refused = async (text: string, next: typeof answer): Promise<void> => {
    answer = next
    await save('Save as one HTML file').click()
    await expect(says.last()).toHaveText(text)
  }
  const unreached = 'The file could not be fetched: the network is gone, or it is not beside this page.'
  await refused(unreached, () => Promise.reject(new Error('no network')))
  await refused('What is at whyrestart-single.html, beside this page, is not the page in one file.', async () => ({
    ok: true,
    text: async () => '<html>',
  }))
  await refused(unreached, async () => ({ ok: false, text: async () => PLACE }))
  let come: (answer: object) => void
  await refused('It is being made …', () => new Promise((resolve) => (come = resolve)))
  come!({ ok: true, text: async () => `${PLACE}${'x'.repeat(1_250_000)}` })
  await expect(says.last()).toHaveText('1.3 MB, with the page in it. Links that are made in it lead here.')

  // the same work as files
  const scenario = page.waitForEvent('download')
  await save('Save the scenario').click()
  await page.pass(1)
  expect(await (await scenario).text()).toMatch(/^whyrestart: 1\n/)
  expect(await savedBy(page, save('Save web.yaml'))).toContain('kind: Pod')

  // an exercise is handed out as it was given
  await page.keyboard.press('Escape')
  await playground.open('#e=a-probe')
  await expect(page.getByRole('list', { name: 'Goals' })).toBeVisible()
  await (await inMenu(page, 'Share')).click()
  await expect(dialog).toContainText('The link leads to the exercise as it was given: your attempt is not in it.')
  await expect(dialog).toLookLike(`
    dialog open
      h2: Share
      legend: What is shared
      input = “on” checked
      This exercise
      input = “on”
      The whole course
      The link leads to the exercise as it was given: your attempt is not in it. It has 27 characters. Nothing is sent anywhere.
      figure: figcaption: button: As large as the screen
      textarea “Link” = “http://127.0.0.1/#e=a-probe” readonly
      button: Copy
      button: Close
      As a file:
      button: Save 1-what-a-probe-is.yaml
      button: Save as one HTML file
      It opens by a double click, from a USB stick too, without a server or a network.
      details: summary: As a picture, a report or a table
      In a page, or on a screen:
      button: Embed
      button title=On the whole screen  P: Present
  `)
  answer = async () => ({ ok: true, text: async () => PLACE })
  const exercise = /given">(.*)<\/script>/.exec(await savedBy(page, save('Save as one HTML file')))![1]!
  expect(JSON.parse(exercise)).toMatchObject({ text: expect.stringContaining('id: a-probe') })
  expect(await savedBy(page, save('Save 1-what-a-probe-is.yaml'))).toContain('id: a-probe')
  await dialog.getByRole('radio', { name: 'The whole course' }).check()
  await expect(dialog).toContainText('The link leads to the course as it was given')
  await expect(save('Save course.yaml')).toBeVisible()
  await expect(dialog.getByRole('textbox', { name: 'Link' })).toHaveValue('http://127.0.0.1/#e=a-probe')
  await dialog.getByRole('radio', { name: 'This exercise' }).check()
  await expect(dialog).toContainText('The link leads to the exercise')
})

test('a page that stands in one file hands itself out, as it was before anything was done in it', async ({ playground, page }) => {
  await page.addInitScript(() => {
    const place = document.createElement('div')
    place.innerHTML = '<script type="application/json" id="whyrestart-given">{"home": "https://why.example/play/"}</script><p>left open</p>'
    document.body.append(...place.children)
    document.documentElement.lang = 'en'
  })
  await playground.open(link(small('Passed on')))
  await (await inMenu(page, 'Share')).click()
  const dialog = page.getByRole('dialog', { name: 'Share' })
  const file = await savedBy(page, dialog.getByRole('button', { name: 'Save as one HTML file' }))
  expect(file).toMatch(/^<!doctype html>\n<html lang="en" data-state="running"><head>/)
  expect(file).toContain('<div id="root"></div>')
  expect(file).toContain('"home":"https://why.example/play/"')
  expect(file).toContain('Passed on')
  expect(file).not.toContain('left open')
  await expect(dialog.getByRole('textbox', { name: 'Link' })).toHaveValue(/^https:\/\/why\.example\/play\/#2/)
})
