import { linkOf } from '../../share/payload.ts'
import { type Locator, type Page, expect, test, inMenu } from '../fixture/playground.ts'
import { LEFT } from '../fixture/window.ts'
import { small } from '../fixture/samples.ts'

const OFF = 'Anonymous requests off'

const menu = (page: Page): Locator => page.getByRole('dialog', { name: /^Fault at/ })

const markers = (page: Page): Locator => page.locator('.marker')

const marker = (page: Page, name: string | RegExp): Locator => markers(page).and(page.getByRole('button', { name }))

test('everything by keyboard: a fault, another time, its removal', async ({ playground, page }) => {
  await playground.open()
  await page.locator('body').press('Home')
  for (let n = 0; n < 12; n++) await page.keyboard.press('Alt+ArrowRight')
  await page.keyboard.press('x')
  await expect(menu(page)).toHaveAccessibleName('Fault at 2:00')
  await expect(menu(page).getByRole('button', { name: 'Hang', exact: true })).toBeFocused()
  await expect(menu(page).getByRole('button', { name: /^Restart / })).toHaveText(['Restart the kubelet', 'Restart docker'])
  await expect(menu(page).getByRole('combobox', { name: 'Port' }).getByRole('option')).toHaveText(['port 6443', 'port 8888'])
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  const crash = (time: string): Locator =>
    marker(page, `At ${time} the scenario lets the program in kube-apiserver end by itself, with exit code 2.`)
  await expect(crash('2 min')).toBeFocused()
  await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('ArrowLeft')
  await expect(crash('2 min 9 s')).toBeFocused()
  // the cursor stays where it is
  await expect(playground.slider).toHaveValue('120')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('textbox', { name: 'At' })).toBeFocused()
  await page.keyboard.type('7m')
  await page.keyboard.press('Enter')
  await expect(crash('7 min')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(crash('7 min')).toBeFocused()
  await expect(crash('7 min')).toHaveAttribute('aria-expanded', 'false')
  await page.keyboard.press('Backspace')
  await expect(markers(page)).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Add', exact: true })).toBeFocused()
  await page.keyboard.press('ControlOrMeta+z')
  await expect(crash('7 min')).toBeVisible()
  // what comes back is nothing new
  await expect(page.getByRole('button', { name: 'Add', exact: true })).toBeFocused()
})

test('a file is edited at the cursor’s time; a lane without that text says so', { tags: 'whole' }, async ({ playground, page }) => {
  await playground.open()
  await playground.goTo(300)
  await (await inMenu(page, 'Edit at 5:00')).click()
  const text = page.getByRole('textbox', { name: /^Text of .*kube-apiserver.yaml at 5 min/ })
  await text.fill((await text.inputValue()).replace('    - --anonymous-auth=false\n', ''))
  await page.getByRole('button', { name: 'Save at 5:00' }).click()
  await playground.settled()
  await expect(marker(page, 'At 5 min the scenario edits kube-apiserver.yaml: “- --anonymous-auth=false” becomes nothing.')).toBeVisible()
  await expect(page.getByRole('dialog', { name: 'Action of the scenario' })).toLookLike(
    `
    dialog “Action of the scenario” open
      At
      input = “5:00” size=8 title=minutes:seconds as on the clock, such as 5:00
      the scenario edits kube-apiserver.yaml: “- --anonymous-auth=false” becomes nothing.
      button title=Del: Remove
      button “Close”: ✕
      In “As kubeadm writes it”, “Fix 3, RBAC and a firewall”: The text is not there.
  `,
    { closely: true },
  )
  // the new pod counts anew, and is not killed
  await playground.goTo(1500)
  await expect(playground.restarts(OFF)).toHaveText('0 restarts')
})

test('what is typed at a time and not saved is kept, however it is left', async ({ playground, page }) => {
  await playground.open()
  await playground.goTo(300)
  const text = page.getByRole('textbox', { name: /^Text of .*kube-apiserver.yaml at 5 min/ })
  await (await inMenu(page, 'Edit at 5:00')).click()
  const before = await text.inputValue()
  const buttons = page.getByRole('dialog', { name: 'kube-apiserver.yaml' }).getByRole('button')
  // nothing is to be saved, and nothing is lost
  await expect(buttons.nth(0)).toBeDisabled()
  await expect(buttons.nth(1)).toBeDisabled()
  await buttons.nth(2).click()
  await expect(page.getByText('is not saved. It is kept')).toHaveCount(0)
  await (await inMenu(page, 'Edit at 5:00')).click()
  await text.fill('# mine')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await expect(text).toHaveCount(0)
  await expect(page.getByText('is not saved. It is kept')).toBeVisible()
  await (await inMenu(page, 'Edit at 5:00')).click()
  await expect(text).toHaveValue('# mine')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await (await inMenu(page, 'Edit at 5:00')).click()
  await expect(text).toHaveValue('# mine')
  await expect(page.getByRole('dialog', { name: 'kube-apiserver.yaml' })).toLookLike(
    `
    dialog open
      h2: /etc/kubernetes/manifests/kube-apiserver.yaml
      textarea “Text of /etc/kubernetes/manifests/kube-apiserver.yaml at 5 min” = “# mine”
      This is your text from before, not saved yet.
      button: Take the file’s own text
      Saved at 5 min, it is an action in the life of the cluster, in all lanes that have the text which you change. From the start, it is another manifest for this lane.
      button: Save at 5:00
      button: Save from the start
      button: Cancel
  `,
    { closely: true },
  )
  await page.getByRole('button', { name: 'Cancel' }).click()
  // it is this lane's alone
  await playground.select('As kubeadm writes it')
  await (await inMenu(page, 'Edit at 5:00')).click()
  await expect(text).toHaveValue(before.replace('    - --anonymous-auth=false\n', ''))
  await expect(buttons).toHaveText(['Save at 5:00', 'Save from the start', 'Cancel'])
  await page.getByRole('button', { name: 'Cancel' }).click()
  await playground.select(OFF)
  await (await inMenu(page, 'Edit at 5:00')).click()
  await page.getByRole('button', { name: 'Take the file’s own text' }).click()
  await expect(text).toHaveValue(before)
  await expect(buttons).toHaveText(['Save at 5:00', 'Save from the start', 'Cancel'])
  await page.getByRole('button', { name: 'Cancel' }).click()
  await (await inMenu(page, 'Edit at 5:00')).click()
  await expect(text).toHaveValue(before)
  // what is saved is kept no more
  await text.fill(before.replace('    - --anonymous-auth=false\n', ''))
  await page.getByRole('button', { name: 'Save from the start' }).click()
  await playground.settled()
  const saved = await playground.editor(OFF).inputValue()
  expect(saved).not.toContain('anonymous')
  await (await inMenu(page, 'Edit at 5:00')).click()
  await expect(text).toHaveValue(saved)
  await expect(buttons).toHaveText(['Save at 5:00', 'Save from the start', 'Cancel'])
})

const SLOW = [
  { at: '1m', slow: 'web', by: 5 },
  { at: '2m', slow: 'web', by: 0 },
  { at: '4m', startDelay: '8s' },
]

test('a mark is dragged, looked at and moved by a time that is typed; the menu opens at the time under the pointer', async ({
  playground,
  page,
}) => {
  await page.addInitScript(() => {
    const box = { left: 0, top: 0, width: 300, height: 400 }
    Object.defineProperty(HTMLDialogElement.prototype, 'getBoundingClientRect', { value: () => box, configurable: true })
  })
  await playground.open(`#${linkOf(small('Slow', { actions: SLOW }), { cursor: 30, from: 0, to: 300 })!}`)
  const times = async (): Promise<string[]> =>
    (await page.evaluate(() => [...document.querySelectorAll('.marker')].map((mark) => mark.getAttribute('aria-label')!))).map(
      (text) => /^At (.*?) the/.exec(text)![1]!,
    )
  const mark = (n: number): Locator => markers(page).nth(n)
  const bands = (): Promise<(string | null)[]> =>
    page.evaluate(() => [...document.querySelectorAll('.band')].map((band) => band.getAttribute('style')))
  await expect(markers(page)).toHaveCount(3)
  await page.getByRole('button', { name: 'Legend' }).click()
  await expect(page.getByRole('list', { name: 'Legend' }).getByRole('listitem')).toHaveText([
    'failed',
    'killed',
    'ready',
    'not ready',
    'back-off',
    'mirror pod',
    'action',
    'no effect',
  ])
  await page.keyboard.press('Escape')
  expect(await bands()).toEqual(['left: 328px; width: 278px;', 'left: 1162px; width: 278px;'])
  const drag = async (n: number, button: number, ...xs: number[]): Promise<void> => {
    await mark(n).dispatchEvent('pointerdown', { button, clientX: 100, pointerId: 1 })
    for (const clientX of xs) await mark(n).dispatchEvent('pointermove', { clientX, pointerId: 1 })
    await mark(n).dispatchEvent('pointerup', { pointerId: 1 })
    await mark(n).dispatchEvent('pointermove', { clientX: 900, pointerId: 1 })
  }
  await drag(0, 2, 300)
  await drag(0, 0, 97, 103)
  expect(await times()).toEqual(['1 min', '2 min', '4 min'])
  await drag(0, 0, 104, 60, 239)
  await mark(0).dispatchEvent('click')
  expect(await times()).toEqual(['1 min 30 s', '2 min', '4 min'])
  await expect(page.getByRole('dialog', { name: 'Action of the scenario' })).toHaveCount(0)
  await page.keyboard.press('ControlOrMeta+z')
  expect(await times()).toEqual(['1 min', '2 min', '4 min'])
  // over another one it keeps its place until it is let go of: it is the same button that is held
  await mark(0).dispatchEvent('pointerdown', { button: 0, clientX: 100, pointerId: 1 })
  await mark(0).dispatchEvent('pointermove', { clientX: 100, pointerId: 1 })
  await mark(0).dispatchEvent('pointermove', { clientX: 502, pointerId: 1 })
  expect(await times()).toEqual(['2 min 27 s', '2 min', '4 min'])
  await mark(0).dispatchEvent('pointerup', { pointerId: 1 })
  expect(await times()).toEqual(['2 min', '2 min 27 s', '4 min'])
  await page.keyboard.press('ControlOrMeta+z')
  expect(await times()).toEqual(['1 min', '2 min', '4 min'])
  // no further than the run's ends; a drag that is called off is one step as well
  await mark(2).dispatchEvent('pointerdown', { button: 0, clientX: 100, pointerId: 1 })
  await mark(2).dispatchEvent('pointermove', { clientX: 3000, pointerId: 1 })
  await mark(2).dispatchEvent('pointercancel', { pointerId: 1 })
  await mark(2).dispatchEvent('pointermove', { clientX: 50, pointerId: 1 })
  await drag(0, 0, -3000)
  expect(await times()).toEqual(['0 s', '2 min', '5 min'])
  await page.keyboard.press('ControlOrMeta+z')
  expect(await times()).toEqual(['1 min', '2 min', '5 min'])
  await page.keyboard.press('ControlOrMeta+z')
  expect(await times()).toEqual(['1 min', '2 min', '4 min'])
  // Escape puts it back where it was taken up
  await mark(0).dispatchEvent('pointerdown', { button: 0, clientX: 100, pointerId: 1 })
  await mark(0).dispatchEvent('pointermove', { clientX: 200, pointerId: 1 })
  expect(await times()).not.toEqual(['1 min', '2 min', '4 min'])
  await mark(0).press('Escape')
  await mark(0).dispatchEvent('pointermove', { clientX: 300, pointerId: 1 })
  await mark(0).dispatchEvent('pointerup', { pointerId: 1 })
  expect(await times()).toEqual(['1 min', '2 min', '4 min'])
  // a press opens its card, a press beside it or on the mark closes it
  const card = page.getByRole('dialog', { name: 'Action of the scenario' })
  const at = card.getByRole('textbox', { name: 'At' })
  await mark(2).click()
  await expect(card).toContainText('the scenario')
  await at.click()
  await expect(card).toBeVisible()
  await playground.slider.dispatchEvent('pointerdown')
  await expect(card).toHaveCount(0)
  await mark(2).click()
  await expect(mark(2)).toHaveAttribute('aria-expanded', 'true')
  await mark(2).click()
  await expect(card).toHaveCount(0)
  await mark(2).click()
  await at.press('Shift+Tab')
  await expect(mark(2)).toBeFocused()
  await expect(card).toBeVisible()
  for (const [typed, time] of [
    ['3:30', '3 min 30 s'],
    ['0:03:20.5', '3 min 20.5 s'],
    ['90s', '1 min 30 s'],
    ['200', '3 min 20 s'],
    ['1:00:00', '5 min'],
    ['4m', '4 min'],
  ] as const) {
    await at.fill(typed)
    await at.press('Enter')
    await expect(markers(page).and(page.locator('[aria-expanded=true]'))).toHaveAccessibleName(new RegExp(`^At ${time} the`))
  }
  await at.fill('3:59')
  await at.blur()
  expect(await times()).toEqual(['1 min', '2 min', '3 min 59 s'])
  await at.fill('4m')
  await at.press('Enter')
  for (const wrong of ['soon', '-3', '5:0x', '']) {
    await at.fill(wrong)
    await expect(at).toHaveAttribute('aria-invalid', 'true')
    await expect(card).toContainText('minutes:seconds as on the clock, such as 5:00')
  }
  await at.press('Enter')
  await expect(at).toHaveValue('4:00')
  await at.fill('7')
  await expect(at).not.toHaveAttribute('aria-invalid')
  await at.press('Escape')
  await expect(at).toHaveValue('4:00')
  await expect(card).toBeVisible()
  await at.press('Escape')
  await expect(card).toHaveCount(0)
  await mark(2).click()
  await card.getByRole('button', { name: 'Close' }).click()
  await expect(card).toHaveCount(0)
  await mark(1).click()
  await card.getByRole('button', { name: 'Remove' }).click()
  await expect(markers(page)).toHaveCount(2)
  await expect(mark(1)).toBeFocused()
  // behind the last one there is none: the one before it
  await mark(1).press('Delete')
  expect(await times()).toEqual(['1 min'])
  await expect(mark(0)).toBeFocused()
  await page.keyboard.press('ControlOrMeta+z')
  await page.keyboard.press('ControlOrMeta+z')
  await expect(markers(page)).toHaveCount(3)
  await expect(card).toHaveCount(0)
  await mark(2).press('Control+ArrowLeft')
  await mark(2).press('Alt+ArrowLeft')
  expect(await times()).toEqual(['1 min', '2 min', '4 min'])

  const rail = page.locator('.rail')
  const places: string[] = []
  const close = async (time: string): Promise<void> => {
    await expect(menu(page)).toHaveAccessibleName(`Fault at ${time}`)
    places.push((await menu(page).getAttribute('style'))!)
    await menu(page).getByRole('button', { name: 'Close' }).click()
    await expect(menu(page)).toHaveCount(0)
  }
  await rail.dispatchEvent('contextmenu', { clientX: LEFT + 50 + 695, clientY: 9 })
  await close('2:30')
  await rail.dispatchEvent('contextmenu', { clientX: LEFT + 49, clientY: 9 })
  await close('0:20')
  await rail.dispatchEvent('contextmenu', { clientX: -5, clientY: -9 })
  await close('0:20')
  await rail.dispatchEvent('contextmenu', { clientX: 2000, clientY: 2000 })
  await close('0:20')
  expect(places).toMatchInlineSnapshot(`
    [
      "left: 755px; top: 13px;",
      "left: 59px; top: 13px;",
      "left: 8px; top: 8px;",
      "left: 1132px; top: 492px;",
    ]
  `)
  // a press beside its parts closes it
  await rail.dispatchEvent('contextmenu', { clientX: LEFT + 49, clientY: 9 })
  await menu(page).getByRole('heading').click()
  await expect(menu(page)).toBeVisible()
  await menu(page).dispatchEvent('click')
  await expect(menu(page)).toHaveCount(0)
  const touch = (type: string, ...points: number[]): Promise<void> =>
    rail.dispatchEvent(type, { touches: points.map((clientX) => ({ clientX, clientY: 9 })) })
  await touch('touchstart', LEFT + 50 + 695)
  await touch('touchmove', LEFT + 50 + 705)
  await page.pass(0.5)
  await close('2:30')
  for (const end of [() => touch('touchmove', LEFT + 50 + 706), () => touch('touchend'), () => touch('touchstart', 100, 200)]) {
    await touch('touchstart', LEFT + 50 + 695)
    await end()
    await page.pass(1)
    await expect(menu(page)).toHaveCount(0)
  }
  await rail.dispatchEvent('contextmenu', { clientX: LEFT + 50 + 695, clientY: 9 })
  // the port is the one that is asked
  await expect(menu(page)).toContainText('port 8080')
  const by = menu(page).getByRole('spinbutton', { name: 'by how many seconds, slow' })
  for (const [typed, value] of [
    ['9999', '3600'],
    ['-3', '0'],
    ['', '0'],
    ['2.5', '2.5'],
  ] as const) {
    await by.fill(typed)
    await expect(by).toHaveValue(value)
  }
  const time = menu(page).getByRole('textbox', { name: 'Time' })
  await time.fill('99:00')
  await expect(menu(page).locator('.time-input')).toContainText('5:00 at the latest: the run ends then')
  await time.fill('2:31')
  await time.press('Enter')
  await expect(menu(page)).toHaveAccessibleName('Fault at 2:31')
  await menu(page).getByRole('button', { name: 'Slow down' }).click()
  await expect(markers(page)).toHaveCount(4)
  await expect(marker(page, /^At 2 min 31 s .*2\.5 s/)).toBeFocused()
  await rail.dispatchEvent('contextmenu', { clientX: LEFT + 50 + 695, clientY: 9 })
  await menu(page).getByRole('button', { name: 'Edit …' }).click()
  await expect(menu(page)).toHaveCount(0)
  const text = page.getByRole('textbox', { name: /^Text of .*web\.yaml at 2 min 30 s/ })
  await text.fill((await text.inputValue()).replace('example.org/web:1', 'example.org/web:2'))
  await page.getByRole('button', { name: 'Save from the start' }).click()
  await expect(markers(page)).toHaveCount(4)
  await expect(page.getByRole('textbox', { name: /^Manifest of/ })).toHaveValue(/example\.org\/web:2/)
})

test('marks and bands of a closer look, in letters of twice the size: what is out of sight is led to by the keys', async ({
  playground,
  page,
}) => {
  await page.addInitScript(() => document.documentElement.style.setProperty('--scale', '2'))
  const actions = [{ at: '30s', crash: 'web' }, ...SLOW, { at: '90s', kill: 'web' }, { at: '5m', crash: 'web' }]
  await playground.open(`#${linkOf(small('Slow', { actions }), { cursor: 30, from: 0, to: 300 })!}`)
  const sight = (): Promise<readonly string[]> =>
    page.evaluate(() => [
      ...[...document.querySelectorAll<HTMLElement>('.band')].map(({ style }) => `band ${style.left} +${style.width}`),
      ...[...document.querySelectorAll<HTMLElement>('.rail li')].map(
        (item) =>
          `${/^At (.*?) the/.exec(item.querySelector('button')!.getAttribute('aria-label')!)![1]} ${item.className || item.style.left} ${item.querySelector('button')!.dataset['side'] ?? 'no label'}`,
      ),
    ])
  await expect(markers(page)).toHaveCount(6)
  expect(await sight()).toMatchInlineSnapshot(`
    [
      "band 368px +268px",
      "band 1172px +268px",
      "30 s 234px left",
      "1 min 368px no label",
      "1 min 30 s 502px no label",
      "2 min 636px right",
      "4 min 1172px right",
      "5 min 1418px no label",
    ]
  `)
  // from 100 s to 200 s
  for (const [type, t] of [
    ['pointerdown', 100],
    ['pointermove', 200],
    ['pointerup', 200],
  ] as const)
    await page.locator('.axis-track').dispatchEvent(type, { button: 0, pointerId: 1, clientX: LEFT + 100 + (t / 300) * 1340 })
  expect(await sight()).toMatchInlineSnapshot(`
    [
      "band 100px +268px",
      "30 s hidden-text right",
      "1 min hidden-text right",
      "1 min 30 s hidden-text right",
      "2 min 368px right",
      "4 min hidden-text left",
      "5 min hidden-text left",
    ]
  `)
  const labels = async (): Promise<string> => (await page.locator('.tick').allTextContents()).join(' ')
  expect(await labels()).toMatchInlineSnapshot(`"1:45 2:00 2:15 2:30 2:45 3:00 3:15"`)
  await marker(page, /^At 4 min/).focus()
  await expect(page.locator('.rail li:not(.hidden-text)')).toHaveCount(1)
  expect(await labels()).toMatchInlineSnapshot(`"3:15 3:30 3:45 4:00 4:15 4:30 4:45"`)
  // one in sight stays where it is
  await marker(page, /^At 4 min/).blur()
  await page.locator('.axis-track').dispatchEvent('dblclick')
  await marker(page, /^At 4 min/).focus()
  expect(await labels()).toMatchInlineSnapshot(`" 1:00 2:00 3:00 4:00 5:00"`)
})

test('a whole new text is saved at a time in its own lane alone, and is looked at', async ({ playground, page }) => {
  const text = (name: string) =>
    `# ${'x'.repeat(4001)}\napiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {containers: [{name: web, image: x}]}\n`
  const files = { '/etc/a.conf': 'x' }
  const etcd = text('etcd').replace('name: web', 'name: etcd')
  const lanes = [
    { name: 'Asked', manifests: { 'web.yaml': text('web') }, files },
    { name: 'Left alone', manifests: { 'web.yaml': text('web'), 'etcd.yaml': etcd }, files },
  ]
  await playground.open(`#${linkOf(small('Slow', { actions: SLOW, processes: { web: {} }, lanes }), { cursor: 90, lane: 'lane-1' })!}`)
  // a kubelet's manifests stand before the files of its node
  await page.keyboard.press('x')
  await expect(menu(page).getByRole('combobox', { name: 'File' }).getByRole('option')).toHaveText(['etcd.yaml', 'web.yaml', '/etc/a.conf'])
  await expect(menu(page)).toContainText('port 6443')
  await menu(page).getByRole('combobox', { name: 'File' }).selectOption('/etc/a.conf')
  await menu(page).getByRole('button', { name: 'Edit …' }).click()
  await expect(page.getByRole('dialog', { name: '/etc/a.conf' })).toBeVisible()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await (await inMenu(page, 'Edit at 1:30')).click()
  const dialog = page.getByRole('dialog', { name: 'web.yaml' })
  await dialog.getByRole('textbox').fill(text('other').slice(10))
  await expect(dialog).toLookLike(
    `
    dialog open
      h2: /etc/kubernetes/manifests/web.yaml
      textarea “Text of /etc/kubernetes/manifests/web.yaml at 1 min 30 s” = 6 lines
      Saved at 1 min 30 s, it is an action in the life of the cluster, in this lane alone, for it is a whole new text. From the start, it is another manifest for this lane.
      button: Save at 1:30
      button: Save from the start
      button: Cancel
  `,
    { closely: true },
  )
  await dialog.getByRole('button', { name: 'Save at 1:30' }).click()
  await playground.settled()
  await expect(page.getByText('is not saved. It is kept')).toHaveCount(0)
  const card = page.getByRole('dialog', { name: 'Action of the scenario' })
  await expect(card).toLookLike(
    `
    dialog “Action of the scenario” open
      At
      input = “1:30” size=8 title=minutes:seconds as on the clock, such as 5:00
      the scenario writes web.yaml.
      button title=Del: Remove
      button “Close”: ✕
  `,
    { closely: true },
  )
  await expect(markers(page)).toHaveCount(4)

  // what the menu offers beside that, and what each choice is in the scenario
  const { useStore } = await import('../state/store.ts')
  const added: unknown[] = []
  const open = (): Promise<void> => playground.slider.press('x')
  await open()
  await expect(menu(page)).toLookLike(
    `
    dialog open style=left: 8px; top: 29px;
      h2: Fault at 1:30
      Time
      input = “1:30” size=8 title=minutes:seconds as on the clock, such as 5:00
      button “Close”: ✕
      select “Container” = “web”
      button: Hang
      button: End the hang
      button: Crash
      button: Kill -9
      button: crictl stop
      button: Slow down
      by
      input “by how many seconds, slow” = “5” min=0 max=3600 step=any
      s
      button: A quarter of its CPU
      etcd
      button: Kill etcd
      button: Hang etcd
      button: Bring etcd back
      button: Fill etcd
      button: Make room in etcd
      button: Slow its disk: 3 s a write
      button: Fill its disk
      button: Make room on the disk
      button: A fast disk again
      port 6443
      button: Taken by another program
      button: Free again
      node
      button: Start containers late
      by
      input “by how many seconds, late” = “8” min=0 max=119 step=any
      s
      button: Restart the kubelet
      button: Restart containerd
      button: Reboot
      select “File” = “web.yaml”
      button: Edit …
      button: Break its YAML
      button: Copy to .bak
      button: Remove
      It happens in all lanes. Undo takes it back.
  `,
    { closely: true },
  )
  const choices = await menu(page).locator('.fault-choices button').allTextContents()
  const glyphOf = (button: Locator): Promise<string | null> => button.locator('path').getAttribute('d')
  const others: string[] = []
  for (const choice of choices.filter((text) => text !== 'Edit …')) {
    const button = menu(page).getByRole('button', { name: choice, exact: true })
    const glyph = await glyphOf(button)
    await button.click()
    await expect(menu(page)).toHaveCount(0)
    if ((await glyphOf(page.locator('.marker[aria-expanded=true]'))) !== glyph) others.push(choice)
    const { at, ...action } = (useStore.getState().draft.common['actions'] as { at: number }[]).at(-1)!
    expect(at).toBe('90s')
    const says = await card.locator('p').allTextContents()
    added.push(`${JSON.stringify(action)}: ${says.join(' ')}`)
    await open()
  }
  expect(added).toMatchInlineSnapshot(`
    [
      "{"hang":"web"}: the scenario lets web hang (SIGSTOP).",
      "{"resume":"web"}: the scenario ends the hang of web (SIGCONT).",
      "{"crash":"web","code":2}: the scenario lets the program in web end by itself, with exit code 2.",
      "{"kill":"web"}: the scenario kills web (SIGKILL).",
      "{"crictl":"stop web"}: the scenario runs crictl stop web.",
      "{"slow":"web","by":5}: the scenario slows web down: each answer comes 5 s later.",
      "{"cpu":"web","times":4}: the scenario leaves web little CPU: its start and its answers take 4 times as long.",
      "{"etcd":"kill"}: the scenario kills etcd (SIGKILL).",
      "{"etcd":"hang"}: the scenario lets etcd hang (SIGSTOP).",
      "{"etcd":"start"}: the scenario starts etcd.",
      "{"etcd":"fill"}: the scenario fills etcd up to its quota: its alarm NOSPACE is raised.",
      "{"etcd":"defrag"}: the scenario compacts and defragments etcd, and disarms its alarm.",
      "{"slowDisk":"node","by":3}: the scenario slows the node’s disk down: each write of etcd’s takes 3 s longer.",
      "{"fullDisk":"node"}: the scenario leaves no room on the disk that etcd writes to.",
      "{"freeDisk":"node"}: the scenario makes room on the disk that etcd writes to.",
      "{"slowDisk":"node","by":0}: the scenario lets the disk write as fast as before.",
      "{"take":6443}: the scenario starts another program that takes port 6443.",
      "{"free":6443}: the scenario ends the other program that takes port 6443.",
      "{"startDelay":8}: the scenario leaves the node little CPU: each container starts 8 s later.",
      "{"restart":"kubelet"}: the scenario restarts the kubelet.",
      "{"restart":"containerd"}: the scenario restarts containerd.",
      "{"reboot":"node","takes":40}: the scenario reboots the node: the kubelet is back after 40 s.",
      "{"spoil":"web.yaml"}: the scenario breaks the YAML of web.yaml, as a typing error does.",
      "{"copy":"web.yaml","to":"web.yaml.bak"}: the scenario copies web.yaml to web.yaml.bak.",
      "{"remove":"web.yaml"}: the scenario removes web.yaml.",
    ]
  `)
  // its mark looks like it, but for an etcd that hangs
  expect(others).toEqual(['Hang etcd'])
  // each of its lists and numbers is asked
  await menu(page).getByRole('combobox', { name: 'Container' }).selectOption('etcd')
  await expect(menu(page).getByRole('combobox', { name: 'Container' })).toHaveValue('etcd')
  await menu(page).getByRole('spinbutton', { name: 'by how many seconds, late' }).fill('20')
  await menu(page).getByRole('button', { name: 'Start containers late' }).click()
  await expect(card).toContainText('each container starts 20 s later')
  // a card that was open closes none that is
  await card.locator('p').click()
  await expect(card).toBeVisible()
  await open()
  await expect(menu(page).getByRole('combobox', { name: 'Container' })).toHaveValue('web')
  await menu(page).getByRole('combobox', { name: 'Container' }).selectOption('etcd')
  await menu(page).getByRole('button', { name: 'Kill -9' }).click()
  await expect(card).toContainText('the scenario kills etcd (SIGKILL).')
  await open()
  // a file that is saved is the one that is open then
  await menu(page).getByRole('combobox', { name: 'File' }).selectOption('etcd.yaml')
  await menu(page).getByRole('button', { name: 'Edit …' }).click()
  const other = page.getByRole('dialog', { name: 'etcd.yaml' }).getByRole('textbox')
  await other.fill(`${await other.inputValue()}# mine\n`)
  await page.getByRole('button', { name: 'Save at 1:30' }).click()
  expect(useStore.getState().file).toBe('etcd.yaml')
  // nobody means a hundredth of a second
  useStore.setState({ cursor: 90.26 })
  await open()
  await expect(menu(page)).toHaveAccessibleName('Fault at 1:30.3')
})
