import { linkOf, readLink } from '../../share/payload.ts'
import { expect, inMenu, type Locator, type Page, savedBy, test } from '../fixture/playground.ts'
import { small } from '../fixture/samples.ts'

const link = (title: string, more: object = {}, view: object = {}): string => `#${linkOf(small(title, more), view)!}`

/** A page around the frame, which keeps what it is told; `origins`: as a browser names those around. */
async function around(page: Page, origins?: readonly string[]) {
  const told: { kind: string; target: string }[] = []
  const host = { postMessage: (message: { kind: string }, target: string) => void told.push({ ...message, target }) }
  await page.addInitScript(() => {
    Object.assign(globalThis, { parent: host })
    if (origins) Object.defineProperty(location, 'ancestorOrigins', { value: origins, configurable: true })
  })
  const say = (data: unknown, from: { source?: unknown; origin?: string } = {}): void =>
    void dispatchEvent(Object.assign(new Event('message'), { source: host, origin: 'https://blog.example', data, ...from }))
  return {
    say,
    ask: async (kind: string, more: object = {}): Promise<void> => {
      say({ whyrestart: 1, kind, ...more })
      await page.pass(0.2)
    },
    /** What it was told since the last time, and to whom. */
    told: (target: string) => {
      expect(told.filter((message) => message.target !== target)).toEqual([])
      return told.splice(0).map(({ target: _to, ...message }) => message)
    },
  }
}

/** What means nothing, or is not said as it has to be. */
const NOTHING: readonly unknown[] = [
  null,
  'seek',
  { kind: 'seek', t: 1 },
  { whyrestart: 2, kind: 'seek', t: 1 },
  ...[
    { kind: 'seek', t: '1' },
    { kind: 'seek', t: Infinity },
    { kind: 'lane', name: 2 },
    { kind: 'lane', name: 'No such lane' },
    { kind: 'panel', name: 'roof' },
    { kind: 'theme', name: 'pink' },
    { kind: 'load', link: 7 },
    { kind: 'load', link: `${link('Too long')}${'~'.repeat(100_000)}` },
    { kind: 'dance' },
  ].map((message) => ({ whyrestart: 1, ...message })),
]

test('the page around moves the time and chooses what is shown, of its messages the last of each kind, and is told of it', async ({
  page,
}) => {
  const { say, ask, told } = await around(page)
  await page.goto(`embed.html?debug&colour=red&lanes=2,1&legend&t=2m&speed=30&theme=dark${link('Two ways')}`)
  const html = page.locator('html')
  const time = (t: number, lane: string): object => ({ whyrestart: 1, kind: 'time', t, lane })
  await expect(html).toHaveAttribute('data-state', 'ready')
  await page.pass(2)
  expect(told('*')).toEqual([
    { whyrestart: 1, kind: 'ready' },
    time(120, 'Left alone'),
    ...[140, 180].map((px) => ({ whyrestart: 1, kind: 'height', px })),
  ])
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Two ways')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page.getByText('Not understood: colour=red')).toBeVisible()
  await expect(html).toHaveAttribute('data-theme', 'dark')
  await expect(page.getByRole('combobox', { name: 'Speed' })).toHaveValue('30')
  await expect(page.getByRole('region', { name: 'Not shown' })).toHaveCount(0)
  await expect(page.locator('.legend')).toHaveCount(2)

  for (const data of NOTHING) say(data)
  say({ whyrestart: 1, kind: 'seek', t: 1 }, { source: {} })
  await page.pass(0.2)
  expect(told('*')).toEqual([])
  await ask('seek', { t: 60 })
  await ask('lane', { name: 'Asked' })
  await ask('lane', { name: 'Asked' })
  expect(told('*')).toEqual([time(60, 'Left alone'), time(60, 'Asked')])
  await expect(page.locator('.figure-sentence')).toContainText('restart')
  // of two kinds that which came last comes last
  say({ whyrestart: 1, kind: 'seek', t: 100 })
  for (const name of ['Asked', 'Left alone']) say({ whyrestart: 1, kind: 'lane', name })
  say({ whyrestart: 1, kind: 'seek', t: 200 })
  await page.pass(0.2)
  expect(told('*')).toEqual([time(60, 'Left alone'), time(200, 'Left alone')])
  await ask('theme', { name: 'light' })
  await expect(html).toHaveAttribute('data-theme', 'light')
  await ask('play')
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible()
  await ask('pause')
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible()
  expect(told('*').length).toBeGreaterThan(3)

  // below the lanes there is one thing at a time: a sentence, a panel, the files
  await ask('lane', { name: 'Asked' })
  await ask('panel', { name: 'events' })
  const events = page.getByRole('region', { name: 'events' })
  await expect(events).toContainText('Liveness probe failed')
  await expect(page.locator('.figure-sentence')).toHaveCount(0)
  await (await inMenu(page, 'More')).click()
  const files = page.getByRole('button', { name: 'Files' })
  await files.click()
  await expect(page.locator('[data-holds=files]')).toBeAttached()
  await expect(events).toBeHidden()
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await expect(files).toHaveAttribute('aria-pressed', 'true')
  await files.click()
  await expect(events).toBeVisible()
  await ask('panel', { name: 'why' })
  await expect(page.getByRole('region', { name: 'Why', exact: true })).toBeVisible()
  const way = page.getByRole('link', { name: 'Open in whyrestart' })
  await page.pass(1)
  const [, fragment] = /^http:\/\/127\.0\.0\.1\/index\.html#(.+)$/.exec((await way.getAttribute('href'))!)!
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Picture and report' })
  // a report leads to the page itself
  const saving = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Save report' }).click()
  await page.pass(1)
  expect(await (await saving).text()).toMatch(/http:\/\/127\.0\.0\.1\/#2/)
  await dialog.getByRole('button', { name: 'Close' }).click()
  await expect(dialog).toHaveCount(0)

  // how high it has to be: less only while it stands, rounding never; a panel has its own steady room
  const heights = (): unknown[] =>
    told('*').flatMap((message) => (message.kind === 'height' ? [(message as unknown as { px: number }).px] : []))
  const place = await page
    .locator('.place')
    .first()
    .evaluate((element: HTMLElement) => element)
  const after = async (change: () => void): Promise<unknown[]> => {
    change()
    await ask('play')
    await ask('pause')
    return heights()
  }
  await ask('pause')
  const [high] = await after(() => place.style.setProperty('--room', '200px'))
  expect(await after(() => place.style.setProperty('--room', '201.9px'))).toEqual([(high as number) + 2])
  expect(await after(() => place.style.setProperty('--room', '202.5px'))).toEqual([])
  expect(await after(() => (place.dataset['whole'] = 'true'))).toEqual([(high as number) - 180])
  delete place.dataset['whole']
  expect(await after(() => undefined)).toEqual([(high as number) + 3])
  for (const position of ['absolute', 'fixed']) {
    expect(await after(() => (place.style.position = position))).toEqual([(high as number) - 200])
    expect(await after(() => (place.style.position = ''))).toEqual([(high as number) + 3])
  }
  await ask('load', { link: `https://other.example/${link('Another')}` })
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Another')
  await ask('load', { link: fragment })
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Two ways')
  // the keys are those of the page around, but where somebody works in the timeline
  const time0 = page.getByRole('slider', { name: 'Time', exact: true })
  const before = await time0.inputValue()
  await page.locator('h1').press('Home')
  await expect(time0).toHaveValue(before)
  await page.getByRole('button', { name: 'Play' }).press('Home')
  await expect(time0).toHaveValue('0')
  // of what comes later, the goals are told as soon as it is an exercise, and no more when it is none
  told('*')
  const goals = [{ text: 'It is restarted', restarts: { max: 99 } }]
  const reached: unknown[] = []
  const hear = async (): Promise<unknown[]> => {
    await page.pass(0.5)
    reached.push(...told('*').filter(({ kind }) => kind === 'goal-reached'))
    return reached
  }
  await ask('load', { link: link('A task', { exercise: { id: 'x', story: 's', goals } }) })
  await expect.poll(hear, { timeout: 20_000 }).toMatchObject([{ goal: 1, text: 'It is restarted', solved: true }])
  await ask('load', { link: fragment })
  for (let n = 0; n < 4; n++) expect(await hear()).toHaveLength(1)
  await ask('load', { link: '#2zz' })
  await expect(page.locator('.notice').first()).toHaveText('The link is damaged: it holds characters that no link has.')
})

test('behind a poster nothing runs before somebody asks, and nobody else than the page around is heard; what cannot be opened is said', async ({
  page,
}) => {
  const { say, ask, told } = await around(page, ['https://blog.example', 'https://outer.example'])
  await page.goto(`embed.html?poster${link('Two ways')}`)
  const html = page.locator('html')
  await expect(page.getByRole('main')).toHaveText('Two waysAsked · Left alone · Not shown▶ Run it here')
  await page.pass(2)
  expect(told('https://blog.example')).toEqual([{ whyrestart: 1, kind: 'height', px: 20 }])
  say({ whyrestart: 1, kind: 'play' }, { origin: 'https://outer.example' })
  await ask('seek', { t: 60 })
  await expect(html).toHaveAttribute('data-state', 'stopped')
  await ask('play')
  await expect(page.getByRole('slider', { name: 'Time', exact: true })).toBeVisible()
  // a mark that is pressed is explained
  const why = page.getByRole('region', { name: 'Why', exact: true })
  await expect(why).toHaveCount(0)
  const { useStore } = await import('../state/store.ts')
  useStore.setState({ selected: { lane: useStore.getState().lane, id: 1 } })
  await expect(why).toBeVisible()
  await page.goto('embed.html?x#e=nothing')
  await expect(page.getByRole('alert')).toHaveText('There is no exercise nothing here.')
  await expect(page.getByRole('link', { name: 'Open in whyrestart' })).toHaveAttribute('href', './index.html#e=nothing')
})

test('a mark and a line that the address names are explained and lit; what is read only is not changed', async ({ page }) => {
  await page.goto(
    `embed.html?lane=Asked&select=1m&line=9&file=web.yaml&readonly&hide=title,playback${link('Two ways', { actions: [{ at: '2m', hang: 'web' }] })}`,
  )
  await expect(page.locator('.line-lit')).toHaveCount(1)
  await expect(page.locator('.flag')).toHaveText('0:50')
  const mark = page.locator('.marker')
  await mark.click()
  const card = page.getByRole('dialog', { name: 'Action of the scenario' })
  await expect(card).toContainText('2 min')
  await expect(card.getByRole('button')).toHaveText(['✕'])
  await expect(card.getByRole('textbox')).toHaveCount(0)
  await mark.press('Delete')
  await expect(mark).toHaveCount(1)
  await expect(page.locator('[data-holds=files]')).toBeAttached()
  await expect(page.getByRole('textbox', { name: 'Manifest of Asked' })).not.toBeEditable()
  await expect(page.getByRole('button', { name: /^(Add|Undo|Play|More)$/ })).toHaveCount(0)
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(0)
  await page.goto(`embed.html?select=70&t=3m${link('Two ways')}`)
  const time = page.getByRole('slider', { name: 'Time', exact: true })
  await expect(time).toHaveValue('180')
  const why = page.getByRole('region', { name: 'Why', exact: true })
  await expect(why).toBeVisible()
  // a line that is gone to from there comes with its file
  await expect(page.locator('[data-holds=files]')).toHaveCount(0)
  // and again with the next one, where somebody has closed it
  for (let n = 0; n < 2; n++) {
    await why
      .getByRole('button', { name: /^web.yaml/ })
      .first()
      .click()
    await expect(page.locator('[data-holds=files]')).toBeAttached()
    await (await inMenu(page, 'Files')).click()
    await expect(page.locator('[data-holds=files]')).toHaveCount(0)
  }
  await page.goto(`embed.html?line=9&debug${link('Two ways')}`)
  await expect(page.locator('.line-lit')).toHaveCount(1)
  await expect(page.locator('.notice')).toHaveText('All parameters were understood.')
  await expect(time).toHaveValue('300')
  await page.goto(`embed.html?select=1m&lanes=3,1&hide=files,why${link('Two ways', { gravity: 1 })}`)
  await expect(page.locator('.notice')).toContainText('gravity')
  await (await inMenu(page, 'More')).click()
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Files' })).toHaveCount(0)
  await expect(page.locator('.figure-sentence, .place')).toHaveCount(0)
  // of the lanes that are shown the first is chosen
  await expect(page.locator('.lane[data-selected]')).toContainText('Asked')
})

test('an exercise in a frame has its task and the way to the page, tells which goals are reached, and shows no run that it asks about', async ({
  page,
}) => {
  const { ask, told } = await around(page)
  await page.goto('embed.html?file=web.yaml#e=a-probe')
  const task = page.getByRole('region', { name: 'Exercise' })
  await expect(page.locator('html')).toHaveAttribute('data-state', 'ready')
  await expect(task).toContainText("The kubelet starts a machine's containers from manifests.")
  await expect(task).not.toContainText('Every 10 seconds')
  await expect(task.getByRole('list', { name: 'Goals' }).getByRole('listitem')).toHaveText([
    'web is not restarted in 30 minutes',
    'When web hangs, it is killed within 60 seconds',
  ])
  await expect(task.getByRole('link', { name: 'Solve it in whyrestart' })).toHaveAttribute('href', './index.html#e=a-probe')
  const box = page.getByRole('textbox', { name: 'Manifest of main' })
  const { useStore } = await import('../state/store.ts')
  const { cursor, from, to } = useStore.getState()
  expect([cursor, from, to]).toEqual([30.24, 0, 720])
  await page.pass(2)
  const reached = (): unknown[] => told('*').filter(({ kind }) => kind === 'goal-reached')
  const goal = (n: number, text: string): object => ({ whyrestart: 1, kind: 'goal-reached', goal: n, text, solved: true })
  expect(reached()).toEqual([])
  await box.fill((await box.inputValue()).replace('path: /healthz', 'path: /alive'))
  await page.pass(2)
  const quick = goal(2, 'When web hangs, it is killed within 60 seconds')
  expect(reached()).toEqual([goal(1, 'web is not restarted in 30 minutes'), quick])
  await box.fill((await box.inputValue()).replace('failureThreshold: 3', 'failureThreshold: 1000'))
  await page.pass(2)
  await box.fill((await box.inputValue()).replace('failureThreshold: 1000', 'failureThreshold: 3'))
  await page.pass(2)
  // what held all the time is no news
  expect(reached()).toEqual([quick])
  // of another exercise what holds is news
  await ask('load', {
    link: link('Another task', { exercise: { id: 'y', story: 's', goals: [{ text: 'It is restarted', restarts: { max: 99 } }] } }),
  })
  await page.pass(2)
  expect(reached()).toEqual([{ ...goal(1, 'It is restarted'), solved: true }])
  await page.goto('embed.html?panel=verdicts&x#e=how-many-failures')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('2. How many failures, how often')
  await expect(task).toContainText('Put the pin where the first kill comes.')
  await expect(page.getByRole('region', { name: 'main', exact: true })).toHaveCount(0)
})

test('Embed writes the code for what is open, differing from the frame’s own way by what was chosen, as high as the frame says', async ({
  page,
  playground,
}) => {
  const dialog = page.getByRole('dialog', { name: 'Embed' })
  const [code, pixels] = [dialog.getByRole('textbox', { name: 'Snippet' }), dialog.getByRole('spinbutton', { name: 'Height' })]
  const open = async (): Promise<void> => {
    await (await inMenu(page, 'Embed')).click()
    await expect(code).toBeVisible()
  }
  const choose = async (name: string, label: string): Promise<void> =>
    dialog.getByRole('combobox', { name, exact: true }).selectOption({ label })
  /** What the frame in the dialog says of itself. */
  const says = async (px: unknown, of = 0, more: object = {}, origin = location.origin): Promise<void> => {
    const source = dialog.locator('iframe').elements()[of] as HTMLIFrameElement
    dispatchEvent(
      Object.assign(new Event('message'), { source: source.contentWindow, origin, data: { whyrestart: 1, kind: 'height', px, ...more } }),
    )
    await page.pass(0.1)
  }
  await playground.open('#case=story&t=5m')
  await open()
  await expect(dialog).toContainText('Opened at 5 min.')
  await expect(dialog).toLookLike(
    `
    dialog open
      h2: Embed
      Opened at 5 min. A frame keeps nothing on the reader’s device and asks no other server.
      legend: As
      input = “on” checked
      Frame
      input = “on”
      Component
      input = “on”
      Picture
      input = “on”
      Markdown
      legend: Shows
      input checked
      Title
      input checked
      Playback
      input checked
      Why
      input checked
      Files
      input
      Legend
      input
      Read only
      input
      Starts when pressed
      legend: Lanes
      input checked
      As kubeadm writes it
      input checked
      Anonymous requests off
      input checked
      Fix 1, insecure port
      input checked
      Fix 2, TCP probe
      input checked
      Fix 3, RBAC and a firewall
      Theme
      select = “system”
      Time
      input = “5:00” size=8 title=minutes:seconds as on the clock, such as 5:00
      Speed
      select = “60”
      Lane
      select = “lane-2”
      Panel
      select = “”
      Width of the column
      select = “720”
      Height
      input = “640” min=160 max=4000 step=20
      button disabled: Fitting height
      Picture where a frame is not shown
      select = “none”
      textarea “Snippet” = 4 lines readonly
      button .primary: Copy
      button: Close
      div style=height: 640px; width: 720px;: iframe title=Preview style=transform: scale(1);
      In a column of 720 pixels, 640 high.
      div style=height: 384px; width: 216px;: iframe title=Preview on a phone style=transform: scale(0.6);
      On a phone of 360 pixels, 640 high; shown at 60 %.
  `,
    { closely: true },
  )
  for (const [name, texts] of [
    ['Theme', ['the reader’s own', 'light', 'dark']],
    ['Speed', ['×1', '×10', '×30', '×60', '×120', '×300', '×600']],
    ['Panel', ['a sentence', 'Why', 'Request', 'Terminal', 'Events', 'Verdicts']],
    ['Width of the column', ['360', '640', '720', '1080']],
    ['Picture where a frame is not shown', ['none', 'of this site', 'a file beside the page']],
  ] as const)
    await expect(dialog.getByRole('combobox', { name, exact: true }).getByRole('option')).toHaveText([...texts])
  for (const [name, is] of Object.entries({ min: '160', max: '4000', step: '20' })) await expect(pixels).toHaveAttribute(name, is)
  await expect(code).toHaveValue(
    /<iframe src="http:\/\/127\.0\.0\.1\/embed\.html#case=story&amp;t=300" title="whyrestart: The strange case" .*"height:640px/,
  )
  await expect(dialog.locator('iframe').first()).toHaveAttribute('src', 'http://127.0.0.1/embed.html#case=story&t=300')
  await says(700)
  await says(900, 1)
  await expect(pixels).toHaveValue('700')
  await expect(code).toHaveValue(/height="700" .*clamp\(700px,\(540px - 100vw\)\*999,900px\)/)
  for (const wrong of [['1'], [1, 0, { whyrestart: 2 }], [1, 0, { kind: 'time' }], [1, 0, {}, 'https://other.example']] as const)
    await says(...(wrong as [unknown]))
  await expect(pixels).toHaveValue('700')
  await dialog.getByRole('radio', { name: 'Component' }).check()
  await expect(code).toHaveValue(
    /<why-restart src="http:\/\/127\.0\.0\.1\/#case=story&amp;t=300" height="auto" first-height="700 900" style/,
  )
  await dialog.getByRole('radio', { name: 'Markdown' }).check()
  await expect(code).toHaveValue(
    /^\[!\[The strange case, at 5 min.*\]\(http:\/\/127\.0\.0\.1\/pictures\/story\.svg\)\]\(http:\/\/127\.0\.0\.1\/#case=story&t=300\)/,
  )
  await expect(dialog.getByRole('group', { name: 'Shows' })).toHaveCount(0)
  await expect(dialog).toLookLike(
    `
    dialog open
      h2: Embed
      Opened at 5 min. A frame keeps nothing on the reader’s device and asks no other server.
      legend: As
      input = “on”
      Frame
      input = “on”
      Component
      input = “on”
      Picture
      input = “on” checked
      Markdown
      The picture
      select = “site”
      textarea “Snippet” = 3 lines readonly
      button .primary: Copy
      button: Close
      img
  `,
    { closely: true },
  )
  await expect(dialog.locator('.preview img')).toHaveAttribute('alt', /^The strange case, at 5 min/)
  await dialog.getByRole('radio', { name: 'Picture' }).check()
  await expect(code).toHaveValue(
    /pictures\/story-narrow-dark\.svg.*story-narrow\.svg.*story-dark\.svg.*width="1200" height="(?!600)\d{3}"/s,
  )
  await choose('The picture', 'a file beside the page')
  await expect(code).toHaveValue(/<img src="the-strange-case\.svg"/)
  // what was changed is in the link
  const { setTitle } = await import('../state/actions.ts')
  setTitle('Another case')
  await dialog.getByRole('radio', { name: 'Frame' }).check()
  await expect(code).toHaveValue(/embed\.html#2[^"]+" title="whyrestart: Another case"/)
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)

  await page.goto(link('Two ways', {}, { cursor: 120 }))
  await playground.settled()
  await open()
  await expect(code).toHaveValue(/embed\.html#2[^"]+" .*<a href="http:\/\/127\.0\.0\.1\/#2[^"]+">Two ways<\/a>/s)
  const frameNow = (): Element => dialog.locator('iframe').elements()[0]!
  const before = frameNow()
  for (const name of ['Title', 'Why', 'Files', 'Not shown']) await dialog.getByRole('checkbox', { name }).uncheck()
  for (const name of ['Legend', 'Read only', 'Starts when pressed', 'Files']) await dialog.getByRole('checkbox', { name }).check()
  await choose('Theme', 'dark')
  await dialog.getByRole('textbox', { name: 'Time' }).fill('1:00.254')
  await page.keyboard.press('Enter')
  await choose('Speed', '×10')
  await choose('Lane', 'Asked')
  await choose('Panel', 'Events')
  await choose('Width of the column', '1080')
  await pixels.fill('500')
  const query =
    /embed\.html\?hide=title,why&amp;theme=dark&amp;readonly&amp;poster&amp;t=60\.25&amp;speed=10&amp;lane=Asked&amp;lanes=1,2&amp;legend&amp;panel=events#2/
  await expect(code).toHaveValue(query)
  await expect(code).toHaveValue(/height="500" /)
  await expect(dialog).toContainText('In a column of 1080 pixels, 500 high.On a phone of 360 pixels, 500 high; shown at 60 %.')
  await expect(dialog.locator('iframe').first()).not.toHaveAttribute('src', /hide/)
  await page.pass(0.5)
  // what a press begins has the height that is asked for, and a poster has not
  await expect(dialog.locator('iframe').first()).toHaveAttribute('src', /hide=title,why&theme=dark&readonly&t=60/)
  // in a frame of its own, so that Back leads to no address of a frame
  expect(frameNow()).not.toBe(before)
  await choose('Width of the column', '360')
  await expect(dialog.locator('iframe')).toHaveCount(1)
  await choose('Picture where a frame is not shown', 'a file beside the page')
  await expect(code).toHaveValue(/<img src="two-ways\.svg" alt="Two ways, at .*<iframe/s)
  const light = await savedBy(page, dialog.getByRole('button', { name: 'Save two-ways.svg' }))
  await choose('Theme of the picture', 'dark')
  expect(await savedBy(page, dialog.getByRole('button', { name: 'Save two-ways.svg' }))).not.toBe(light)
  await pixels.fill('5000')
  await expect(pixels).toHaveValue('4000')
  await pixels.fill('-5')
  await expect(pixels).toHaveValue('0')
  await dialog.getByRole('button', { name: 'Fitting height' }).click()
  await expect(pixels).toHaveValue('640')
  for (const name of ['Title', 'Not shown']) await dialog.getByRole('checkbox', { name }).check()
  await expect(code).toHaveValue(/embed\.html\?hide=why&amp;theme=dark/)
  await expect(code).not.toHaveValue(/lanes=/)
  await expect(dialog).toLookLike(
    `
    dialog open
      h2: Embed
      Opened at 2 min. A frame keeps nothing on the reader’s device and asks no other server.
      legend: As
      input = “on” checked
      Frame
      input = “on”
      Component
      input = “on”
      Picture
      input = “on”
      Markdown
      legend: Shows
      input checked
      Title
      input checked
      Playback
      input
      Why
      input checked
      Files
      input checked
      Legend
      input checked
      Read only
      input checked
      Starts when pressed
      legend: Lanes
      input checked
      Asked
      input checked
      Left alone
      input checked
      Not shown
      Theme
      select = “dark”
      Time
      input = “1:00.25” size=8 title=minutes:seconds as on the clock, such as 5:00
      Speed
      select = “10”
      Lane
      select = “lane-1”
      Panel
      select = “events”
      Width of the column
      select = “360”
      Height
      input = “640” min=160 max=4000 step=20
      button disabled: Fitting height
      Picture where a frame is not shown
      select = “beside”
      in
      select “Theme of the picture” = “dark”
      button: Save two-ways.svg
      textarea “Snippet” = 7 lines readonly
      button .primary: Copy
      button: Close
      div style=height: 640px; width: 360px;: iframe title=Preview style=transform: scale(1);
      On a phone of 360 pixels, 640 high.
  `,
    { closely: true },
  )
  // of one lane there is nothing to choose
  const { useStore } = await import('../state/store.ts')
  const { draft } = useStore.getState()
  useStore.setState({ draft: { ...draft, lanes: draft.lanes.slice(0, 1) } })
  await expect(dialog.getByRole('group')).toHaveCount(2)
  const noise = Array.from({ length: 20_000 }, (_, n) => (Math.imul(n + 1, 2654435761) >>> 0).toString(36)).join('')
  const [first] = draft.lanes
  useStore.setState({ draft: { ...draft, lanes: [{ ...first!, fields: { ...first!.fields, files: { '/x': noise } } }] } })
  await expect(dialog).toHaveText(
    'EmbedThis is too much for a frame’s address. Share saves it as a file, and as one page to put on a site.Close',
  )
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)

  await page.goto('#e=a-probe')
  await expect(page.getByRole('region', { name: 'Exercise', exact: true })).toBeVisible()
  await playground.goTo(77)
  await page.getByRole('tab', { name: 'Events' }).click()
  await open()
  const [, whole = ''] = /embed\.html#(2[^"]+)"/.exec(await code.inputValue())!
  expect(readLink(whole)).toMatchObject({ value: { view: { cursor: 77, panel: 'events' } } })
  await expect(dialog).toContainText('The exercise as it was given, without what you have changed')
  await expect(code).toHaveValue(/embed\.html#2[^"]+".*<a href="http:\/\/127\.0\.0\.1\/#e=a-probe">1\. What a probe is<\/a>/s)
  await dialog.getByRole('radio', { name: 'Component' }).check()
  await expect(code).toHaveValue(/<why-restart src="http:\/\/127\.0\.0\.1\/#2[^"]+"/)
  // where the timeline is hidden nobody knows how high its picture is
  const { useSession } = await import('../state/session.ts')
  useSession.setState(({ exercise }) => ({ exercise: { ...exercise!, hide: { parts: ['timeline'], until: 'solved' } } }))
  await dialog.getByRole('radio', { name: 'Picture' }).check()
  await expect(code).toHaveValue(/<img src="1-what-a-probe-is\.svg" alt="1\. What a probe is" width="1200" height="600"/)
})

test('a panel that holds more than its room shows all of it to who asks, and files come into the frame’s sight', async ({ page }) => {
  let looks: (() => void)[] = []
  const scrolled: unknown[] = []
  const sights: ((isSeen: boolean) => void)[] = []
  const sizes = { scroll: 0, bottom: 900, lane: 290 }
  await page.addInitScript(() => {
    globalThis.ResizeObserver = class {
      readonly #look: () => void
      constructor(look: () => void) {
        this.#look = look
      }
      observe(element: Element): void {
        if (element.matches('.place > .panel, .place > .panel > div')) looks.push(this.#look)
      }
      unobserve(): void {}
      disconnect(): void {
        looks = looks.filter((look) => look !== this.#look)
      }
    } as never
    Object.defineProperty(HTMLElement.prototype, 'scrollHeight', { get: () => sizes.scroll, configurable: true })
    Object.defineProperty(HTMLElement.prototype, 'offsetTop', { get: () => 77, configurable: true })
    const { getBoundingClientRect } = Element.prototype
    const bottoms = { '[data-holds=files]': () => sizes.bottom, '.lanes': () => 300, '.lane[data-selected]': () => sizes.lane }
    Element.prototype.getBoundingClientRect = function (this: Element) {
      const box = getBoundingClientRect.call(this)
      const bottom = Object.entries(bottoms).find(([selector]) => this.matches(selector))?.[1]()
      return bottom === undefined
        ? box
        : ({ x: box.x, left: box.left, top: box.top, width: box.width, height: box.height, bottom } as DOMRect)
    }
    globalThis.IntersectionObserver = class {
      readonly #look: (seen: object[]) => void
      constructor(look: (seen: object[]) => void) {
        this.#look = look
      }
      observe(element: Element): void {
        if (element === document.documentElement) sights.push((isIntersecting) => this.#look([{ isIntersecting }]))
      }
      unobserve(): void {}
      disconnect(): void {}
    } as never
    globalThis.scrollTo = ((...place: unknown[]) => void scrolled.push(place)) as never
  })
  await page.goto(`embed.html?panel=events${link('Much')}`)
  await expect(page.locator('html')).toHaveAttribute('data-state', 'ready')
  const place = page
    .locator('.place')
    .filter({ has: page.locator('.panel') })
    .first()
  const whole = place.locator('button.whole')
  const holds = async (px: number): Promise<void> => {
    sizes.scroll = px
    for (const look of looks) look()
    await page.waitForLoadState()
  }
  // the room that a panel has is looked at, and what stands in it
  expect(looks).toHaveLength(2)
  await holds(901)
  await expect(whole).toHaveCount(0)
  await expect(place).not.toHaveAttribute('data-more')
  await holds(902)
  await expect(place).toHaveAttribute('data-more', 'true')
  await expect(whole).toHaveText('Show all')
  await whole.click()
  await expect(whole).toHaveText('Less')
  await expect(place).toHaveAttribute('data-whole', 'true')
  await holds(10)
  await expect(place).not.toHaveAttribute('data-more')
  await whole.click()
  await expect(whole).toHaveCount(0)
  await expect(place).not.toHaveAttribute('data-whole')

  const files = async (): Promise<void> => (await inMenu(page, 'Files')).click()
  await files()
  await expect(page.locator('[data-holds=files]')).toBeAttached()
  expect(scrolled).toEqual([])
  await files()
  await expect(page.locator('[data-holds=files]')).toHaveCount(0)
  sizes.bottom = 901
  await files()
  await expect(page.locator('[data-holds=files]')).toBeAttached()
  expect(scrolled.at(-1)).toEqual([0, 77])

  // the wheel scrolls the page around, and zooms with Ctrl alone
  const { useStore } = await import('../state/store.ts')
  const axis = page.locator('.axis-track')
  const spans: boolean[] = []
  for (const more of [{}, { ctrlKey: true }]) {
    await axis.dispatchEvent('wheel', { clientX: 700, deltaX: 0, deltaY: -1, ctrlKey: false, metaKey: false, shiftKey: false, ...more })
    const { from, to } = useStore.getState()
    spans.push(to - from < 300)
  }
  expect(spans).toEqual([false, true])
  // the way to the page follows what is at rest, and nothing that plays
  const way = page.getByRole('link', { name: 'Open in whyrestart' })
  const ways: string[] = []
  const { setCursor, togglePlay } = await import('../state/actions.ts')
  for (const [act, seconds] of [
    [() => setCursor(100), 0.2],
    [() => undefined, 0.2],
    [() => (setCursor(50), togglePlay()), 1],
    [() => togglePlay(), 0.4],
  ] as const) {
    act()
    await page.pass(seconds)
    const href = (await way.getAttribute('href'))!
    ways.push(ways.length > 0 && href === ways.at(-1) ? 'the same' : href)
  }
  expect(ways.map((href) => href.replace(/#2.+/, '#2…'))).toEqual([
    './index.html#2…',
    'http://127.0.0.1/index.html#2…',
    'the same',
    'http://127.0.0.1/index.html#2…',
  ])

  // a lane that is chosen scrolls into the frame’s sight, no further; and nothing plays that nobody sees
  const top = (): Promise<number> => page.locator('.lanes').evaluate((lanes: HTMLElement) => lanes.scrollTop)
  const { selectLane } = await import('../state/actions.ts')
  const { draft, lane } = useStore.getState()
  const other = draft.lanes.find(({ id }) => id !== lane)!
  expect(await top()).toBe(0)
  sizes.lane = 340
  selectLane(other.id)
  await page.waitForLoadState()
  expect(await top()).toBe(40)
  sizes.lane = 100
  selectLane(lane)
  await page.waitForLoadState()
  expect(await top()).toBe(40)
  useStore.setState({ playing: true })
  for (const isSeen of [true, false]) {
    for (const look of sights) look(isSeen)
    expect(useStore.getState().playing).toBe(isSeen)
  }
})

test('an exercise in a frame is what it is about, its goals, and the way to it; what it hides or asks is not there', async ({ page }) => {
  const exercise = { id: 'x', story: 'First.\n\nSecond.', goals: [{ text: 'It runs' }, { restarts: 0 }, 7] }
  let n = 0
  const open = async (more: object): Promise<string> => {
    await page.goto(`embed.html?n=${(n += 1)}${link('A task', { exercise: { ...exercise, ...more } })}`)
    const task = page.getByRole('region', { name: 'Exercise', exact: true })
    await expect(task.getByRole('link', { name: 'Solve it in whyrestart ↗' })).toHaveAttribute('href', /^\.\/index\.html#2/)
    const goals = await task.getByRole('list', { name: 'Goals' }).allTextContents()
    const story = await task.locator('.markdown').allTextContents()
    return `${story.join('')} ${JSON.stringify(goals)}${(await page.locator('.lanes').count()) > 0 ? ' lanes' : ''}`
  }
  expect(await open({})).toBe('First. ["It runs"] lanes')
  expect(await open({ goals: [] })).toBe('First. [] lanes')
  expect(await open({ story: undefined, goals: 'none' })).toBe(' [] lanes')
  // where the run is not shown the whole story is, below the title
  expect(await open({ predict: [{ asks: 'When?', kill: 1 }] })).toBe('First.Second. ["It runs"]')
  await expect(page.locator('.frame-title')).toHaveText('A task')
  // a panel that it hides, of which the run says nothing, is not the open one
  const panel = async (hide: unknown): Promise<Locator> => {
    await page.goto(`embed.html?panel=verdicts&n=${(n += 1)}${link('A task', { exercise: { ...exercise, hide } })}`)
    return page.locator('.place').first()
  }
  await expect(await panel({ parts: ['verdicts'], until: 'solved' })).toHaveAttribute('aria-label', 'Why')
  await expect(await panel(undefined)).toHaveAttribute('aria-label', 'verdicts')
})
