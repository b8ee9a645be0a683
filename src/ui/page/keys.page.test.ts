import { linkOf } from '../../share/payload.ts'
import { expect, inMenu, test } from '../fixture/playground.ts'
import { small } from '../fixture/samples.ts'

const SMALL = `#${linkOf(small('Small'), { cursor: 30, lane: 'lane-2' })!}`

test('each key of the help does what it says', async ({ playground, page }) => {
  await playground.open()
  const way: string[] = []
  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) {
      await page.keyboard.press(key)
      const ticks = (await page.locator('.axis-track .tick').allTextContents()).filter((text) => text !== '')
      const lane = await page.locator('.lane-name[aria-current]').textContent()
      way.push(`${key}: ${await playground.slider.inputValue()}, ${ticks[0]} to ${ticks.at(-1)}, ${lane}`)
    }
  }
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await press('ArrowLeft', 'ArrowRight', 'Shift+ArrowRight', 'Alt+ArrowLeft', 'Control+ArrowLeft', 'Meta+ArrowLeft')
  await press(',', '.', '[', ']', 'ArrowUp', 'ArrowUp', 'ArrowDown', '3', '0', '9', 'Home', 'End', '5')
  await press('+', '=', '-', '−', 'f', 'Alt+f')
  expect(way).toMatchInlineSnapshot(`
    [
      "ArrowLeft: 524, 0:00 to 12:00, Anonymous requests off",
      "ArrowRight: 525, 0:00 to 12:00, Anonymous requests off",
      "Shift+ArrowRight: 525.1, 0:00 to 12:00, Anonymous requests off",
      "Alt+ArrowLeft: 515.1, 0:00 to 12:00, Anonymous requests off",
      "Control+ArrowLeft: 515.1, 0:00 to 12:00, Anonymous requests off",
      "Meta+ArrowLeft: 515.1, 0:00 to 12:00, Anonymous requests off",
      ",: 515.087727, 0:00 to 12:00, Anonymous requests off",
      ".: 525.087727, 0:00 to 12:00, Anonymous requests off",
      "[: 495.459727, 0:00 to 12:00, Anonymous requests off",
      "]: 749.018811, 4:00 to 15:00, Anonymous requests off",
      "ArrowUp: 749.018811, 4:00 to 15:00, As kubeadm writes it",
      "ArrowUp: 749.018811, 4:00 to 15:00, As kubeadm writes it",
      "ArrowDown: 749.018811, 4:00 to 15:00, Anonymous requests off",
      "3: 540, 4:00 to 15:00, Anonymous requests off",
      "0: 0, 1:00 to 12:00, Anonymous requests off",
      "9: 1620, 18:00 to 30:00, Anonymous requests off",
      "Home: 0, 1:00 to 12:00, Anonymous requests off",
      "End: 1800, 18:00 to 29:00, Anonymous requests off",
      "5: 900, 12:00 to 24:00, Anonymous requests off",
      "+: 900, 13:00 to 21:00, Anonymous requests off",
      "=: 900, 14:00 to 19:00, Anonymous requests off",
      "-: 900, 13:00 to 21:00, Anonymous requests off",
      "−: 900, 12:00 to 24:00, Anonymous requests off",
      "f: 900, 0:00 to 30:00, Anonymous requests off",
      "Alt+f: 900, 0:00 to 30:00, Anonymous requests off",
    ]
  `)
  await page.keyboard.press(' ')
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible()
  await page.keyboard.press(' ')
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog')).toLookLike(`
    dialog open
      h2: Keys
      button “Close”: ✕
      table
        tr: Space | Play or pause
        tr: ←→ | One second back or forward; with Shift 0.1 s, with Alt 10 s
        tr: ,. | To the previous or next mark of the selected lane, and why it is there
        tr: [] | To the previous or next start of a container
        tr: ↑↓ | To the lane above or below
        tr: 0 … 9 | To that part of the run: 3 is three tenths
        tr: HomeEnd | To the start or the end
        tr: +− | Zoom in or out around the cursor
        tr: F | Show the whole run
        tr: X | Let something happen at the cursor’s time: a hang, a crash, an edit
        tr: Esc | Close the card of an action
        tr: P | Present on the whole screen, and end it; Esc ends it too
        tr: F6 | To the next part of the page, out of the editor too; with Shift to the one before
        tr: ? | This help
        tr: Ctrl wheel | Zoom at the pointer; Shift and the wheel, or Alt and a drag, move along
        tr: CtrlZ | Undo the last change, in the editor too; with Shift redo
        tr: CtrlV | Outside of text fields: bring a manifest, a Deployment or a scenario; files may also be dropped on the page
        tr: Enter EscTab | In the editor: Enter goes in, Esc and then Tab leave it; Esc alone goes back to the mark from which you came
        tr: PgUpPgDn | While presenting: to the previous or next step, by the arrows too
        tr: 1 … 70 | While presenting: a panel, 6 the manifest, 7 the task, 0 the lanes alone
        tr: N | While presenting: your notes, in a second window
        tr: C | While presenting: hide what comes
        tr: L | While presenting: a ring around the pointer
        tr: B | While presenting: a black screen
        tr: U | While presenting: block changes, and let them be
        tr: E | While presenting: write the steps
        tr: ⌫ | In the Why panel: back to what was explained before; ↑ and ↓ move along the chain
  `)
  // a dialog is left by its own keys alone
  await page.keyboard.press('F6')
  expect(await page.evaluate(() => document.activeElement!.closest('header, .pane'))).toBeNull()
  await page.keyboard.press('Escape')
  await page.keyboard.press('x')
  await expect(page.getByRole('dialog', { name: /^Fault at/ })).toBeVisible()
  await page.keyboard.press('Escape')
  const first = page.getByRole('button', { name: 'Open another case' }).or(page.locator('header button')).first()
  await first.focus()
  const parts: string[] = []
  for (const key of [...Array<string>(8).fill('F6'), ...Array<string>(8).fill('Shift+F6')]) {
    await page.keyboard.press(key)
    parts.push(
      await page.evaluate(
        () => document.activeElement!.closest('.header, .exercise, .story, .editor-pane, .lanes, .transport, .tabs')!.className,
      ),
    )
  }
  expect(parts).toMatchInlineSnapshot(`
    [
      "exercise story",
      "editor-pane",
      "lanes",
      "transport",
      "tabs",
      "header row",
      "exercise story",
      "editor-pane",
      "exercise story",
      "header row",
      "tabs",
      "transport",
      "lanes",
      "editor-pane",
      "exercise story",
      "header row",
    ]
  `)
  // what a field does with a key is its own
  await page.getByRole('slider', { name: 'Time', exact: true }).focus()
  await page.keyboard.press('PageUp')
  await expect(playground.slider).toHaveValue('930')
  await playground.tab('Request')
  await page.getByRole('combobox', { name: 'URL' }).focus()
  await page.keyboard.press('f')
  await expect(playground.slider).toHaveValue('930')
  await page.keyboard.press('Control+z')
  await expect(page.locator('.notice')).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).focus()
  await page.keyboard.press('Control+z')
  await expect(page.locator('.notice')).toLookLike(`
    Nothing is left to undo.
    button: Dismiss
  `)
  // the page does not move for it
  await expect(page.locator('.notice-line')).toHaveAttribute('class', /notice-over/)
  // what has the focus may be gone by it
  await page.getByRole('button', { name: 'Actions on Anonymous requests off' }).click()
  await page.getByRole('menuitem', { name: 'Duplicate' }).click()
  await page.locator('.lane-name[aria-current]').focus()
  await page.keyboard.press('Control+z')
  await expect(page.locator('.lane-name[aria-current]')).toBeFocused()
  await expect(page.locator('.lane-name[aria-current]')).toHaveText('Anonymous requests off')
})

test('keys that a control has itself, that another part has, or that are nobody’s, move nothing', async ({ playground, page }) => {
  await playground.open(SMALL)
  const at = async (): Promise<string> =>
    `${await playground.slider.inputValue()} ${await page.locator('.lane-name[aria-current]').textContent()}`
  const start = await at()
  const share = page.getByRole('button', { name: 'Share' })
  // a stage has its own meaning of a key, which its code may have to bring first; the way back is there at once
  await page.evaluate(() => {
    for (const key of ['p', 'Home', 'p']) document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
  })
  await expect(page.locator('.stage-bar')).toHaveCount(0)
  expect(await at()).toBe(start)
  await share.press(' ')
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible()
  for (const [target, key] of [
    [page.getByRole('tab', { name: 'Why' }), 'Home'],
    [page.getByRole('separator').first(), 'ArrowDown'],
    [page.getByRole('combobox', { name: 'Speed' }), 'ArrowUp'],
    [page.getByRole('tabpanel'), 'End'],
  ] as const) {
    await target.evaluate((element: HTMLElement, of: string) => {
      element.dispatchEvent(new KeyboardEvent('keydown', { key: of, bubbles: true, cancelable: true }))
    }, key)
    expect(await at(), key).toBe(start)
  }
  // what somebody else has taken is taken
  await page
    .locator('.lane-name')
    .first()
    .evaluate((element: HTMLElement) => {
      element.addEventListener('keydown', (event) => event.preventDefault(), { once: true })
      element.dispatchEvent(new KeyboardEvent('keydown', { key: 'Home', bubbles: true, cancelable: true }))
    })
  expect(await at()).toBe(start)
  // the arrows go round the tabs, the focus with them
  const tab = (name: string) => page.getByRole('tab', { name, exact: true })
  await tab('Why').focus()
  for (const [key, name] of [
    ['ArrowRight', 'Request'],
    ['ArrowLeft', 'Why'],
    ['ArrowLeft', 'Verdicts'],
    ['ArrowRight', 'Why'],
  ] as const) {
    await page.keyboard.press(key)
    await expect(tab(name)).toBeFocused()
    await expect(tab(name)).toHaveAttribute('aria-selected', 'true')
    await expect(page.locator('[role=tab][tabindex="0"]')).toHaveText([name])
  }
  expect(await at()).toBe(start)
  // a menu key is the timeline's where no text or link has it
  const contextMenu = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element: HTMLElement) => {
        element.dispatchEvent(new KeyboardEvent('keydown', { key: 'ContextMenu', bubbles: true, cancelable: true }))
      })
  const menu = page.getByRole('dialog', { name: /^Fault at/ })
  await contextMenu('header button')
  await expect(menu).toHaveCount(0)
  for (const selector of ['body', '.lane-name']) {
    await contextMenu(selector)
    await menu.getByRole('button', { name: 'Close' }).click()
    await expect(menu).toHaveCount(0)
  }
})

test('the browser’s own undo in the scenario’s text is the page’s; so are Control Y and Control Shift Z', async ({ playground, page }) => {
  await playground.open(SMALL)
  const OFF = 'Left alone'
  const box = playground.editor(OFF)
  const before = await box.inputValue()
  await playground.rewrite(OFF, (text) => `# mine\n${text}`)
  const input = (inputType: string) => box.dispatchEvent('beforeinput', { inputType })
  for (const [act, isMine] of [
    [() => input('insertText'), true],
    [() => input('historyUndo'), false],
    [() => input('historyRedo'), true],
    [() => page.keyboard.press('Control+z'), false],
    [() => page.keyboard.press('Control+y'), true],
    [() => page.keyboard.press('Control+z'), false],
    [() => page.keyboard.press('Control+Shift+z'), true],
    [() => page.keyboard.press('Control+Alt+z'), true],
    [() => page.getByRole('button', { name: 'Play' }).dispatchEvent('beforeinput', { inputType: 'historyUndo' }), true],
  ] as const) {
    await act()
    await expect(box).toHaveValue(isMine ? `# mine\n${before}` : before)
  }
  const nothing = page.getByText('Nothing is left to redo.')
  await expect(nothing).toHaveCount(0)
  await page.getByRole('button', { name: 'Redo' }).click()
  await expect(nothing).toBeVisible()
})

test('F6 goes round the parts of the page, with Shift back, and from nowhere to the first or last of them', async ({
  playground,
  page,
}) => {
  await playground.open()
  const way: string[] = []
  const press = async (key: string, times: number): Promise<void> => {
    for (let n = 0; n < times; n++) {
      await page.keyboard.press(key)
      way.push(
        await page.evaluate(
          () =>
            document.activeElement!.closest(
              'header, .lanes, .transport, .panels, .editor, .editor-bar, [role=tablist], footer, .task, .twin, .pane',
            )?.className || document.activeElement!.tagName,
        ),
      )
    }
  }
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await press('F6', 7)
  await press('Shift+F6', 3)
  await press('Control+F6', 1)
  const leave = (): Promise<void> => page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await leave()
  await press('Shift+F6', 1)
  // the table that is shown comes last
  await (await inMenu(page, 'Table')).click()
  await leave()
  await press('Shift+F6', 2)
  expect(way).toMatchInlineSnapshot(`
    [
      "header row",
      "pane",
      "editor-bar",
      "lanes",
      "transport",
      "tabs",
      "header row",
      "tabs",
      "transport",
      "lanes",
      "lanes",
      "tabs",
      "twin",
      "tabs",
    ]
  `)
})
