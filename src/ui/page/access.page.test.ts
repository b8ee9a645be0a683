import { linkOf } from '../../share/payload.ts'
import { expect, type Locator, test, inMenu } from '../fixture/playground.ts'
import { small } from '../fixture/samples.ts'

const OFF = 'Anonymous requests off'
const LANES = ['As kubeadm writes it', OFF, 'Fix 1, insecure port', 'Fix 2, TCP probe', 'Fix 3, RBAC and a firewall']

test('the timeline has a text twin that says the same', async ({ playground, page }) => {
  await playground.open()
  const twin = page.getByRole('table', { name: 'Timeline as a table' })
  await expect(twin).toContainText('liveness probe failed')
  await (await inMenu(page, 'Table')).click()
  await expect(page.locator('.twin-filter')).toLookLike(`
    select “Rows of lane” = “”
    select “Kind of rows” = “main”
    input “Rows with the words” = “” placeholder=filter
    rows 1 to 200 of 238
    button disabled: Earlier rows
    button: Later rows
  `)
  const kinds = page.getByRole('combobox', { name: 'Kind of rows' })
  await expect(page.getByRole('combobox', { name: 'Rows of lane' }).getByRole('option')).toHaveText(['all lanes', ...LANES])
  expect(await kinds.getByRole('option').evaluateAll((all: HTMLOptionElement[]) => all.map((o) => `${o.value}: ${o.text}`))).toEqual([
    'main: all but passed probes',
    'all: everything',
    'lives: starts, ends, kills, back-off',
    'trouble: probes that did not pass',
    'servers: servers, readiness, mirror pod',
    'actions: actions',
  ])
  const [earlier, later] = ['Earlier rows', 'Later rows'].map((name) => page.getByRole('button', { name })) as [Locator, Locator]
  const rows = page.locator('.twin-filter > span')
  await later.click()
  await expect(rows).toHaveText('rows 201 to 238 of 238')
  await expect(later).toBeDisabled()
  await earlier.click()
  await expect(rows).toHaveText('rows 1 to 200 of 238')
  // a page that was turned to stays until the cursor moves on
  await later.click()
  await playground.goTo(60)
  await page.pass(1)
  await expect(rows).toHaveText('rows 1 to 200 of 238')
  await playground.goTo(1800)
  await page.pass(1)
  await expect(rows).toHaveText('rows 201 to 238 of 238')
  // so does one that was turned to before the cursor has come to rest
  await playground.goTo(60)
  await page.pass(1)
  await expect(rows).toHaveText('rows 1 to 200 of 238')
  await playground.goTo(30)
  await later.click()
  await page.pass(1)
  await expect(rows).toHaveText('rows 201 to 238 of 238')
  await playground.goTo(525)
  await page.getByRole('combobox', { name: 'Rows of lane' }).selectOption(OFF)
  await page.getByRole('combobox', { name: 'Kind of rows' }).selectOption('starts, ends, kills, back-off')
  await expect(twin.getByRole('row').filter({ hasText: /life \d+ starts/ })).toHaveCount(12)
  await page.getByRole('searchbox', { name: 'Rows with the words' }).fill('exit code')
  await expect(page.locator('.twin')).toLookLike(`
    select “Rows of lane” = “lane-2”
    select “Kind of rows” = “lives”
    input “Rows with the words” = “exit code” placeholder=filter
    12 rows
    table “Timeline as a table”
      tr: Time | Lane | What | Text
      tr: button: 1 min 35.2 s | Anonymous requests off | life 1 ends | killed by the kubelet, exit code 0
      tr: button: 2 min 55.2 s | Anonymous requests off | life 2 ends | killed by the kubelet, exit code 0
      tr: button: 4 min 15.2 s | Anonymous requests off | life 3 ends | killed by the kubelet, exit code 0
      tr: button: 5 min 35.2 s | Anonymous requests off | life 4 ends | killed by the kubelet, exit code 0
      tr: button: 6 min 55.2 s | Anonymous requests off | life 5 ends | killed by the kubelet, exit code 0
      tr: button: 8 min 15.2 s | Anonymous requests off | life 6 ends | killed by the kubelet, exit code 0
      tr: button: 9 min 35.2 s | Anonymous requests off | life 7 ends | killed by the kubelet, exit code 0
      tr: button: 13 min 45.2 s | Anonymous requests off | life 8 ends | killed by the kubelet, exit code 0
      tr: button: 20 min 15.2 s | Anonymous requests off | life 9 ends | killed by the kubelet, exit code 0
      tr: button: 21 min 35.2 s | Anonymous requests off | life 10 ends | killed by the kubelet, exit code 0
      tr: button: 28 min 5.2 s | Anonymous requests off | life 11 ends | killed by the kubelet, exit code 0
      tr: button: 29 min 25.2 s | Anonymous requests off | life 12 ends | killed by the kubelet, exit code 0
  `)
  // the moment that a row leads to comes into sight
  await expect(page.locator('.axis')).not.toContainText('28:00')
  await twin.getByRole('button', { name: '29 min 25.2 s' }).click()
  await expect(page.locator('.axis')).toContainText('28:00')
  await expect(playground.slider).toHaveAttribute('aria-valuetext', '29 min 25 s: 11 restarts')
  expect(Number(await playground.slider.inputValue())).toBe(1765.269727)
  // where the lane goes whose rows they are, those of all lanes are there again
  await page.getByRole('searchbox', { name: 'Rows with the words' }).fill('mirror pod created')
  await kinds.selectOption('everything')
  const { removeLane } = await import('../state/actions.ts')
  removeLane('lane-2')
  await page.pass(0)
  await expect(page.getByRole('combobox', { name: 'Rows of lane' })).toHaveValue('')
  await expect(rows).toHaveText('4 rows')
})

test('on paper the axis goes to the run’s end, and the part that was looked at is seen again after', async ({ playground, page }) => {
  await playground.open('#e=a-probe')
  const axis = page.locator('.axis')
  await expect(axis).toContainText('10:00')
  await expect(page.getByRole('table', { name: 'Timeline as a table' })).toHaveCount(1)
  const before = await axis.innerText()
  expect(before).not.toMatch(/2\d:00/)
  // paper is white, whatever the screen is
  const html = page.locator('html')
  const { useStore } = await import('../state/store.ts')
  useStore.setState({ theme: 'dark' })
  await expect(html).toHaveAttribute('data-theme', 'dark')
  // the lanes are as wide as the sheet, and its address stands below them
  const widths = { lanes: 2080 }
  Object.defineProperty(HTMLElement.prototype, 'clientWidth', {
    configurable: true,
    get(this: HTMLElement) {
      return this.matches('.lanes') ? widths.lanes : 0
    },
  })
  const paper = (): Promise<string[]> =>
    html.evaluate(({ style, dataset }: HTMLElement) => [
      style.getPropertyValue('--paper'),
      style.getPropertyValue('--lanes'),
      dataset['address']!,
    ])
  for (const [lanes, zoom] of [
    [0, '1.2'],
    [500, '1.2'],
    [2080, '0.5'],
  ] as const) {
    widths.lanes = lanes
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
    expect(await paper()).toEqual([zoom, `${lanes}px`, page.url()])
  }
  await page.evaluate(() => dispatchEvent(new Event('afterprint')))
  await page.emulateMedia({ media: 'print' })
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
  await expect.poll(() => axis.innerText()).toMatch(/25:00|28:00/)
  await expect(html).toHaveAttribute('data-theme', 'light')
  // a browser may say twice that it is over
  for (let n = 0; n < 2; n++) await page.evaluate(() => dispatchEvent(new Event('afterprint')))
  await expect(html).toHaveAttribute('data-theme', 'dark')
  await page.emulateMedia({ media: 'screen' })
  await expect.poll(() => axis.innerText()).toBe(before)
})

test('what a change has come to is said once things are quiet, what was stepped to first, and nothing while time goes on', async ({
  playground,
  page,
}) => {
  await playground.open(`#${linkOf(small('Mine'), { cursor: 30, lane: 'lane-2' })!}`)
  const said: string[] = []
  const hear = async (what: string, seconds = 1.6): Promise<void> => {
    await page.pass(seconds)
    said.push(`${what}: ${await page.locator('p.hidden-text[aria-live=polite]').textContent()}`)
  }
  await hear('at first')
  await playground.goTo(100)
  await hear('a moment after another time', 1.4)
  await hear('and then', 0.2)
  await page.locator('body').press('ArrowUp')
  await page.locator('body').press('.')
  await hear('the next mark of another lane')
  await page.locator('body').press(' ')
  await hear('as it plays')
  await page.locator('body').press(' ')
  await playground.goTo(60)
  await playground.editor('Asked').fill('kind: [')
  await hear('a text that cannot be read')
  await page.getByRole('button', { name: 'Undo' }).click()
  const { useStore } = await import('../state/store.ts')
  useStore.setState(({ draft }) => ({ draft: { ...draft, lanes: draft.lanes.slice(0, 1) } }))
  await hear('a lane by itself')
  const unread = { manifests: { 'web.yaml': 'kind: [' } }
  useStore.setState(({ draft }) => ({ draft: { ...draft, lanes: [{ ...draft.lanes[0]!, id: 'unread', fields: unread }] } }))
  await hear('one that never could be read')
  expect(said).toMatchInlineSnapshot(`
    [
      "at first: Chosen: Left alone. At 30 s: Asked 0 restarts; Left alone 0 restarts; Not shown 0 restarts.",
      "a moment after another time: Chosen: Left alone. At 30 s: Asked 0 restarts; Left alone 0 restarts; Not shown 0 restarts.",
      "and then: Chosen: Left alone. At 1 min 40 s: Asked 3 restarts; Left alone 0 restarts; Not shown 0 restarts.",
      "the next mark of another lane: 1 min 40 s, liveness failure: HTTP probe failed with statuscode: 500. Chosen: Asked. At 1 min 40 s: Asked 3 restarts; Left alone 0 restarts; Not shown 0 restarts.",
      "as it plays: ",
      "a text that cannot be read: 1 min 40 s, liveness failure: HTTP probe failed with statuscode: 500. Chosen: Asked. At 1 min: Asked 1 restart, out of date; Left alone 0 restarts; Not shown 0 restarts. Line 1 of web.yaml: The [ that opens in line 1 is never closed. The kubelet says: yaml: line 1: did not find expected node content.",
      "a lane by itself: 1 min 40 s, liveness failure: HTTP probe failed with statuscode: 500. At 1 min: Asked 1 restart.",
      "one that never could be read: At 1 min: Asked no pod.",
    ]
  `)
})
