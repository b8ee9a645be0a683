import { placeOf } from './layout.ts'
import { axe, expect, test, type Playground, inMenu } from './playground.ts'
import { theStrangeCase } from '../src/cases/the-strange-case.ts'
import { encodeLink } from '../src/share/link.ts'

const OFF = 'Anonymous requests off'

const chainOf = (playground: Playground) => playground.panel.getByRole('list', { name: 'Chain of causes' })

/** A line's button in the panel: its whole name, since another one asks what else it caused. */
const lineButton = (playground: Playground, line: number) =>
  playground.panel.getByRole('button', { name: `kube-apiserver.yaml, line ${line}`, exact: true }).first()

/** Some hundred runs take their time on a busy machine. */
const TRIED = { timeout: 20_000 }

/** A lane's picture, to see whether it is another. */
const picture = (playground: Playground, lane: string): Promise<string> =>
  playground
    .lane(lane)
    .locator('canvas')
    .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL())

/** The case with actions, opened at a time in a lane. */
function linkTo(release: string, actions: readonly object[], view: object): string {
  const { lanes, ...common } = theStrangeCase(release)
  const draft = {
    common: { ...common, actions },
    lanes: lanes.map(({ name, ...fields }, n) => ({ id: `lane-${n}`, name, fields, muted: false })),
  }
  return `#${encodeLink({ draft, view: { from: 0, to: 1800, ...view } })}`
}

test('a line shows all that it has caused, on the timeline too', async ({ playground, page }) => {
  await playground.open()
  await playground.monaco()
  const [off, other] = [await picture(playground, OFF), await picture(playground, 'Fix 2, TCP probe')]
  await page.locator('.monaco .line-numbers').getByText('39', { exact: true }).click()
  const caused = playground.panel.getByRole('region', { name: 'What the line has caused' })
  await expect(caused).toContainText('Line 39: --anonymous-auth=false')
  await expect(caused).toContainText('85 liveness probes failed, the first at 25 s')
  await expect(caused).toContainText('12 kills of kube-apiserver')
  await expect(async () => expect(await picture(playground, OFF)).not.toBe(off)).toPass()
  expect(await picture(playground, 'Fix 2, TCP probe')).toBe(other)

  await caused.getByRole('button', { name: /^12 kills/ }).click()
  await playground.panel
    .getByRole('region', { name: /^12 kills/ })
    .getByRole('button')
    .nth(1)
    .click()
  await expect(chainOf(playground)).toContainText('Event Killing')
  await expect(async () => expect(await picture(playground, OFF)).toBe(off)).toPass()
  await page.keyboard.press('Escape')
  await expect(caused).toContainText('Line 39')
  await playground.panel.getByRole('button', { name: 'Close' }).click()
  await expect(chainOf(playground)).toContainText('8 of 8 failures in a row')
})

test('the caret asks too, and a line that caused nothing says why', async ({ playground, page }) => {
  await playground.open()
  await playground.monaco()
  await lineButton(playground, 39).click()
  await expect(playground.editor(OFF)).toBeFocused()
  await expect(playground.panel.getByRole('region', { name: 'What the line has caused' })).toHaveCount(0)
  await page.locator('.monaco .view-line').nth(3).click()
  await expect(playground.panel.getByRole('region', { name: 'What the line has caused' })).toHaveCount(0)
  await lineButton(playground, 39).click()
  await page.keyboard.press('ArrowDown')
  await expect(playground.panel).toContainText('Line 40: image: gcr.io/google_containers/kube-apiserver-amd64:v1.9.6')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowUp')
  await expect(playground.panel).toContainText('Line 37: --authorization-mode=Node,RBAC')
  await expect(playground.panel).toContainText('It has caused nothing in this run. Simulated without it, the run comes to the same.')
})

test('moving through the text asks nothing, and a click puts the caret on the line that it hits', async ({ playground, page }) => {
  await playground.open()
  await playground.monaco()
  const summary = playground.panel.getByText(/^kube-apiserver was restarted|^6 restarts|restart/).first()
  const before = await summary.textContent()
  await page.locator('.monaco .view-line').nth(3).click()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect(playground.panel.getByRole('region', { name: 'What the line has caused' })).toHaveCount(0)
  await expect(summary).toHaveText(before!)
  await page.locator('.monaco .line-numbers').getByText('39', { exact: true }).click()
  await expect(page.locator('.monaco .line-numbers.active-line-number')).toHaveText('39')
  // all of the text is marked: a click inside takes the mark away
  await page.keyboard.press('ControlOrMeta+a')
  await page.locator('.monaco .view-line').nth(5).click()
  await expect(page.locator('.monaco .selected-text')).toHaveCount(0)
})

test('what to do about a lost etcd: its check left out first, what another way costs beside it, and last the fault itself', async ({
  playground,
  page,
}) => {
  await playground.open(
    linkTo(
      '1.37',
      [
        { at: '300s', etcd: 'kill' },
        { at: '900s', etcd: 'start' },
      ],
      { cursor: 1200, lane: 'lane-0' },
    ),
  )
  await page.keyboard.press('[')
  const found = playground.panel.getByRole('region', { name: 'What if?' })
  await expect(found.getByRole('listitem')).toHaveCount(3, TRIED)
  await expect(found.getByRole('listitem').nth(0)).toContainText('path in livenessProbe: /livez?exclude=etcd instead of /livez')
  await expect(found.getByRole('listitem').nth(2)).toContainText('A hang would not be noticed.')
  await expect(
    found.getByText('And without what the scenario sets itself: etcd killed at 5 min, 0 restarts instead of 8 in 30 min.'),
  ).toBeVisible()
})

test('a chosen restart, and the effects of a line, can be read by everybody', async ({ playground, page }) => {
  await playground.open()
  await playground.monaco()
  const check = async (): Promise<void> => {
    const { violations } = await axe(page).include('.panel').analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([])
  }
  await page.keyboard.press('[')
  await expect(playground.panel.getByRole('region', { name: 'What if?' }).getByRole('listitem')).toHaveCount(3, TRIED)
  await check()
  await playground.panel.getByRole('button', { name: 'What else it caused: line 42' }).first().click()
  await playground.panel.getByRole('button', { name: /^12 times the liveness probe/ }).click()
  await check()
  await page.screenshot({ path: 'test-results/why-line.png' })
})

test('on a phone: the chain, what would have helped, and the way to the line and back', async ({ playground, page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await playground.open()
  await expect(page).toFit()
  await lineButton(playground, 39).click()
  await expect(playground.editor(OFF)).toBeFocused()
  await expect(playground.editor(OFF)).toBeInViewport({ ratio: 0.3 })
  await expect(page.locator('.plain-numbers')).toContainText('39')
  await page.getByRole('button', { name: 'Back to the mark' }).click()
  await expect(lineButton(playground, 39)).toBeFocused()
  await playground.panel.getByRole('button', { name: 'What would have prevented it?' }).click()
  await expect(playground.panel.getByRole('region', { name: 'What if?' }).getByRole('listitem')).toHaveCount(3, TRIED)
  await expect(page).toFit()
})

test('what comes late moves nothing, an error of kubectl is whole, and the legend is there with faults too', async ({
  playground,
  page,
}) => {
  await page.setViewportSize({ width: 1280, height: 720 })
  await playground.open(linkTo('1.37', [{ at: '600s', hang: 'kube-apiserver' }], { cursor: 640, lane: 'lane-0' }))
  const printed = playground.panel.getByLabel('What kubectl prints')
  await expect(printed).toContainText('TLS handshake timeout')
  await expect(printed).toFit()
  await playground.select(OFF)
  await page.keyboard.press('[')
  const asked = playground.panel.getByRole('region', { name: 'Why not?' })
  const before = await placeOf(asked)
  await expect(playground.panel.getByRole('region', { name: 'What if?' }).getByRole('listitem').first()).toBeVisible(TRIED)
  expect(await placeOf(asked)).toEqual(before)
})

test('what would have prevented it says at once that it is tried, and its answers come into view', async ({ playground, page }) => {
  await page.setViewportSize({ width: 1440, height: 720 })
  await playground.open()
  await page.getByRole('button', { name: 'What would have prevented it?' }).click()
  const section = page.getByRole('region', { name: 'What if?' })
  await expect(section).toBeFocused()
  await expect(section.getByRole('button', { name: 'Add as a lane' }).first()).toBeInViewport({ ratio: 1 })
  // another subject begins at its beginning
  await section.getByRole('button', { name: 'Add as a lane' }).first().click()
  await expect(playground.panel).toHaveJSProperty('scrollTop', 0)
  // as soon as there is enough in it to be scrolled
  await expect.poll(() => playground.panel.evaluate((panel) => (panel.scrollTo(0, 40), panel.scrollTop))).toBeGreaterThan(0)
  await playground.goTo(600)
  await expect(playground.panel).not.toHaveJSProperty('scrollTop', 0)
  await playground.select('As kubeadm writes it')
  await expect(playground.panel).toHaveJSProperty('scrollTop', 0)
})

for (const [width, height] of [
  [1440, 900],
  [1024, 768],
] as const)
  test(`on a stage of ${width} × ${height} all columns of kubectl are seen`, async ({ playground, page }) => {
    await page.setViewportSize({ width, height })
    await playground.open()
    await (await inMenu(page, 'Present')).click()
    const table = playground.panel.getByLabel('What kubectl prints')
    await expect(table).toContainText('RESTARTS')
    await expect(table).toFit()
  })

test('an action shows what came of it', async ({ playground, page }) => {
  const late = [
    { at: '100s', startDelay: '8s' },
    { at: '200s', kill: 'kube-apiserver' },
  ]
  await playground.open(linkTo('1.37', late, { cursor: 90, lane: 'lane-0' }))
  await (await inMenu(page, 'Table')).click()
  await page.getByRole('combobox', { name: 'Rows of lane' }).selectOption({ label: 'As kubeadm writes it' })
  await page.getByRole('combobox', { name: 'Kind of rows' }).selectOption('actions')
  const actions = page.getByRole('table', { name: 'Timeline as a table' }).getByRole('button')
  await expect(actions).toHaveCount(late.length)
  await actions.first().click()
  const caused = playground.panel.getByRole('region', { name: 'What the action has caused' })
  await expect(caused).toContainText('1 restart of kube-apiserver, at 3 min 28 s')
  await caused.getByRole('button', { name: /^1 restart/ }).click()
  await caused.getByRole('button', { name: '3 min 28.3 s' }).click()
  await expect(chainOf(playground)).toContainText('At 1 min 40 s the scenario leaves the node little CPU: each container starts 8 s later.')
})
