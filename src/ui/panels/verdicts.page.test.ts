import { QUESTIONS } from '../../views/verdicts/questions.ts'
import { type Locator, type Page, expect, test } from '../fixture/playground.ts'
import { linkOf } from '../../share/payload.ts'
import { clock } from '../fixture/clock.ts'
import { small } from '../fixture/samples.ts'

const OFF = 'Anonymous requests off'

const TCP = 'Fix 2, TCP probe'

const grid = (page: Page): Locator => page.getByRole('grid', { name: 'What each lane costs' })

const head = (page: Page, lane: string): Locator => grid(page).getByRole('columnheader').filter({ hasText: lane })

const question = (page: Page, name: string): Locator => grid(page).getByRole('rowheader').getByRole('button', { name, exact: true })

const star = (page: Page, name: RegExp): Locator => grid(page).getByRole('rowheader').getByRole('button', { name })

const cell = (page: Page, lane: string, of: string): Locator =>
  grid(page).locator(`td[data-head="${of}"][data-lane="${lane}"]`).getByRole('button')

const order = (page: Page): Promise<string[]> => grid(page).locator('thead th').getByRole('button').allTextContents()

/** Opens the panel and waits until each question has its answer. */
async function open(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Verdicts', exact: true }).click()
  await all(page)
}

async function all(page: Page): Promise<void> {
  await expect(page.getByText(/^All \d+ verdicts are there\./)).toBeAttached({ timeout: 30_000 })
}

test('the numbers come of the text: an edited manifest has other verdicts', { tags: 'whole' }, async ({ playground, page }) => {
  await playground.open(`#${linkOf(small('Small'), { cursor: 30 })!}`)
  await playground.monaco()
  await open(page)
  await expect(cell(page, 'Asked', 'Hang: restarted after')).toContainText('58 s, restarts anyway')
  await playground.select('Asked')
  await playground.rewrite('Asked', (text) => text.replace(/livenessProbe: .*/, 'stdin: true'))
  await all(page)
  await cell(page, 'Asked', 'Hang: restarted after').hover()
  await expect(page.locator('.verdict-foot')).toContainText('No liveness probe asks, so nobody notices a hang.')
})

test('a cell opens its proof: the run in a lane, the cursor where it was decided, the entry in Why; undo takes it away', async ({
  playground,
  page,
}) => {
  await playground.open()
  await open(page)
  const seconds = Number.parseInt((await cell(page, 'As kubeadm writes it', 'Hang: restarted after').textContent())!.replace(/\D*/, ''), 10)
  await cell(page, 'As kubeadm writes it', 'Hang: restarted after').click()
  await playground.settled()
  const proof = playground.lane('As kubeadm writes it, hang at 10 min')
  await expect(proof).toBeVisible()
  await expect(proof.getByRole('status')).toHaveText(/1 ?restart$/)
  expect(Math.abs(Number(await playground.slider.inputValue()) - (600 + seconds))).toBeLessThan(2)
  const chain = page.getByRole('list', { name: 'Chain of causes' })
  await expect(chain.getByRole('listitem').first()).toContainText(/starts again.*restart 1/)
  await expect(chain).toContainText('lets kube-apiserver hang')
  await chain.getByRole('button', { name: /lets kube-apiserver hang/ }).click()
  await expect(playground.panel.getByRole('region', { name: 'What the action has caused' })).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(playground.panel).toLookLike(
    `
    div tabindex=0
      div data-about=entry
        h2
          Why, in “As kubeadm writes it, hang at 10 min”
          button title=To what was explained before (Backspace): ← Back
          button “Close”: ✕
        ol “Chain of causes”
          li
            10 min
            button aria-current=true: At 10 min the scenario lets kube-apiserver hang (SIGSTOP).
            What the scenario does at this time.
        section “What the action has caused”
          h2: What it has caused
          li: button aria-pressed=false: 1 time the kube-apiserver hung, at 10 min
          li: button aria-pressed=false: 8 liveness probes failed, the first at 10 min 15 s
          li: button aria-pressed=false: 1 time the liveness probe counted as failed, at 11 min 25 s
          li: button aria-pressed=false: 1 end of kube-apiserver, at 11 min 55 s
          li: button aria-pressed=false: 1 kill of kube-apiserver, at 11 min 55 s
          li: button aria-pressed=false: 1 restart of kube-apiserver, at 11 min 55 s
          li: button aria-pressed=false: 1 change of the pod’s status, at 11 min 56 s
          li: button aria-pressed=false: 1 status that the API was told, at 12 min 4 s
          li
            button aria-pressed=false: 10 Events, the first at 10 min 15 s
            8 Unhealthy, 1 Pulled, 1 Created
        div .beside
          section “Why not?”
            li
              h3: Why is kube-apiserver not restarted now?
              Its liveness probe passes, the last time at 9 min 55 s. The server has been hung since 10 min all the same.
              button: that probe, 9 min 55 s
              button: the hang, 10 min
              button title=livenessProbe:: line 40: livenessProbe:
  `,
    { closely: true },
  )
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(proof).toHaveCount(0)
  await expect(page.getByRole('region', { name: /^As kubeadm/ })).toHaveCount(1)
})

test(
  'the next proof takes the place of the one before, and one that was renamed stays',
  { tags: 'whole' },
  async ({ playground, page }) => {
    await playground.open()
    await open(page)
    const lanes = page.locator('section.lane')
    await cell(page, TCP, 'Hang: restarted after').click()
    await expect(playground.lane(`${TCP}, hang at 10 min`)).toBeVisible()
    await playground.tab('Verdicts')
    await cell(page, TCP, 'Starts on releases').click()
    await expect(playground.lane(`${TCP}, on 1.14`)).toBeVisible()
    await expect(page.getByRole('list', { name: 'Chain of causes' })).toContainText('admission-control plugin "Initializers" is unknown')
    await expect(lanes).toHaveCount(6)
    await playground
      .lane(`${TCP}, on 1.14`)
      .getByRole('button', { name: `${TCP}, on 1.14`, exact: true })
      .dblclick()
    await page
      .getByRole('textbox', { name: 'Lane’s name' })
      .or(page.getByRole('textbox', { name: "Lane's name" }))
      .fill('Kept')
    await page.keyboard.press('Enter')
    await playground.tab('Verdicts')
    await cell(page, TCP, 'Crash: serves after').click()
    await expect(playground.lane(`${TCP}, crash at 10 min`)).toBeVisible()
    await expect(playground.lane('Kept')).toBeVisible()
    await expect(lanes).toHaveCount(7)
  },
)

test('with sixteen lanes a proof is shown all the same, and no lane is lost', { tags: 'whole' }, async ({ playground, page }) => {
  await playground.open()
  await playground.select(OFF)
  for (let n = 5; n < 16; n++) {
    await page.getByRole('button', { name: `Actions on ${OFF}`, exact: true }).click()
    await page.getByRole('menuitem', { name: 'Duplicate' }).filter({ visible: true }).click()
  }
  await playground.settled()
  await expect(page.locator('section.lane')).toHaveCount(16)
  await open(page)
  await cell(page, TCP, 'Hang: restarted after').click()
  await playground.settled()
  await expect(page.locator('section.lane')).toHaveCount(17)
  await expect(playground.lane(`${TCP}, hang at 10 min`).getByRole('status')).toHaveText(/^0/)
  await expect(page.getByRole('list', { name: 'Chain of causes' })).toContainText('The liveness probe passed')
  // the run that shows it is nobody's own
  await page.reload()
  await playground.settled()
  await expect(page.locator('section.lane')).toHaveCount(16)
})

test('a cell about callers opens that very request', async ({ playground, page }) => {
  await playground.open()
  // while the page is at rest its verdicts are found before anybody asks
  const { results } = await import('../state/results.ts')
  const judged = (): number => results.getState().verdicts.size
  expect(judged()).toBe(0)
  for (let seconds = 0; seconds < 60 && judged() < 5; seconds++) await page.pass(1)
  expect(judged()).toBe(5)
  await open(page)
  await head(page, TCP).getByRole('button').click()
  await expect(head(page, TCP).getByRole('button')).toHaveAttribute('aria-current', 'true')
  await expect(playground.lane(TCP)).toHaveAttribute('data-selected', 'true')
  await cell(page, TCP, 'Readable from outside').hover()
  await expect(page.locator('.verdict-foot')).toLookLike(
    `
    Fix 2, TCP probe, Readable from outside: Without credentials, nothing is read: There are no credentials, and anonymous requests are off.
    details: summary: All 15 tries
  `,
    { closely: true },
  )
  // until something else is pointed at, unless the keys are in the table
  await playground.slider.hover()
  await expect(page.locator('.verdict-foot')).toContainText('Readable from outside')
  await playground.slider.focus()
  await cell(page, TCP, 'Readable from outside').hover()
  await playground.slider.hover()
  await expect(page.locator('.verdict-foot')).toContainText(/^Press an answer to see the run/)
  await cell(page, 'Fix 1, insecure port', 'Readable from the node').click()
  await expect(page.getByRole('tab', { name: 'Request', exact: true })).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByRole('combobox', { name: 'URL' })).toHaveValue('http://127.0.0.1:8888/api/v1/secrets')
  await expect(page.getByRole('combobox', { name: 'From' })).toHaveValue('node')
  await expect(page.getByRole('region', { name: 'The answer' })).toContainText('HTTP/1.1 200')
  await expect(playground.slider).toHaveValue('120')
})

test('what matters orders the table, says why, and orders the lanes on request; keys alone', async ({ playground, page }) => {
  await playground.open()
  await open(page)
  const before = await order(page)
  await question(page, 'Hang: restarted after').focus()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Enter')
  await expect(star(page, /^A hang is noticed: matters$/)).toHaveAttribute('aria-pressed', 'true')
  expect((await order(page)).at(-1)).toBe(TCP)
  await expect(head(page, TCP).locator('.points')).toHaveAttribute('title', 'A hang is noticed: bad, 0')
  await page.keyboard.press('Enter')
  await expect(star(page, /A hang is noticed: matters twice$/)).toBeFocused()
  await expect(head(page, TCP)).toContainText('0/4 points')
  await expect(page.locator('.verdict-foot')).toContainText(
    '“As kubeadm writes it” and “Fix 3, RBAC and a firewall” come first alike with 4 of 4 points',
  )
  await expect(grid(page).locator('thead')).toLookLike(
    `
    tr
      td
        ★ What matters to you?
        button “What the verdicts mean” title=What the verdicts mean tabindex=-1: ?
      th data-first=true
        button tabindex=-1: As kubeadm writes it
        span title=A hang is noticed: good, 2 × 2: 4/4 points
      th
        button tabindex=-1: Fix 3, RBAC and a firewall
        span title=A hang is noticed: good, 2 × 2: 4/4 points
      th
        button tabindex=-1: Fix 1, insecure port
        span title=A hang is noticed: good, 2 × 2: 4/4 points
      th data-shown=true
        button tabindex=-1 aria-current=true: Anonymous requests off
        span title=A hang is noticed: costs, 1 × 2: 2/4 points
      th
        button tabindex=-1: Fix 2, TCP probe
        span title=A hang is noticed: bad, 0 × 2: 0/4 points
  `,
    { closely: true },
  )
  await expect(page.locator('.verdict-foot')).toLookLike(
    `
    “As kubeadm writes it” and “Fix 3, RBAC and a firewall” come first alike with 4 of 4 points: what you chose does not tell them apart. It depends. If “Nobody outside reads anything” mattered much, it would be “Fix 3, RBA…
    button: Order the lanes like this
  `,
    { closely: true },
  )
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('End')
  await expect(cell(page, TCP, 'Crash: serves after')).toBeFocused()
  await page.keyboard.press('ArrowLeft')
  await expect(cell(page, OFF, 'Crash: serves after')).toBeFocused()
  for (const key of ['ArrowUp', 'ArrowDown', 'ArrowRight']) await page.keyboard.press(key)
  await expect(cell(page, TCP, 'Crash: serves after')).toBeFocused()
  // at an edge it stays; what has the focus is the one that Tab comes to
  for (let n = 0; n < 24; n++) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Home')
  await expect(grid(page).locator('tbody tr').last().getByRole('button').first()).toBeFocused()
  await expect(grid(page).locator('button[tabindex="0"]')).toBeFocused()
  for (let n = 0; n < 24; n++) await page.keyboard.press('ArrowUp')
  await expect(grid(page).getByRole('button', { name: 'What the verdicts mean' })).toBeFocused()
  for (const keys of ['Alt', 'Control', 'Meta']) await page.keyboard.press(`${keys}+ArrowRight`)
  await expect(grid(page).getByRole('button', { name: 'What the verdicts mean' })).toBeFocused()
  await page.getByRole('button', { name: 'Order the lanes like this' }).click()
  await expect(page.locator('section.lane').last()).toHaveAccessibleName(TCP)
  await page.reload()
  await playground.settled()
  await all(page)
  expect((await order(page)).at(-1)).toBe(TCP)
  await star(page, /A hang is noticed: matters twice$/).click()
  await expect(star(page, /A hang is noticed: does not matter$/)).toHaveAttribute('aria-pressed', 'false')
  await expect(page.locator('.points')).toHaveCount(0)
  expect(await order(page)).not.toEqual(before)
})

test('undo brings the lanes’ own order back', { tags: 'whole' }, async ({ playground, page }) => {
  await playground.open()
  await open(page)
  await star(page, /^A lost etcd restarts nothing/).click()
  await page.getByRole('button', { name: 'Order the lanes like this' }).click()
  await expect(page.locator('section.lane').first()).toHaveAccessibleName(TCP)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.locator('section.lane').first()).toHaveAccessibleName('As kubeadm writes it')
})

test('the help says word for word what is asked, and how the points come about', { tags: 'whole' }, async ({ playground, page }) => {
  await playground.open()
  await open(page)
  await page.getByRole('button', { name: 'What the verdicts mean' }).click()
  const help = page.getByRole('dialog', { name: 'What the verdicts mean' })
  await expect(help).toContainText('counts 2 points where it is ✓ good, 1 where it △ costs, 0 where it is ✕ bad')
  await expect(help.getByRole('definition')).toHaveCount(QUESTIONS.length)
  await page.keyboard.press('Escape')
  await expect(help).toBeHidden()
})

test(
  'a run that shows a verdict is not kept: closed by its button, and gone after a reload',
  { tags: 'whole' },
  async ({ playground, page }) => {
    await playground.open()
    await playground.tab('Verdicts')
    const never = cell(page, TCP, 'Hang: restarted after')
    await expect(never).toBeVisible({ timeout: 60_000 })
    await never.click()
    await playground.settled()
    const shown = page.getByRole('region', { name: /^Fix 2, TCP probe, / })
    await expect(shown).toBeVisible()
    await shown.getByRole('button', { name: /^Close/ }).click()
    await expect(shown).toHaveCount(0)
    await playground.tab('Verdicts')
    await never.click()
    await expect(shown).toBeVisible()
    await page.reload()
    await playground.settled()
    await expect(page.getByRole('region', { name: 'Fix 2, TCP probe', exact: true })).toBeVisible()
    await expect(shown).toHaveCount(0)
  },
)

test('each lane has an answer to each question, and no answer is the same for all', async ({ playground, page }) => {
  await playground.open()
  await open(page)
  const cells = grid(page).locator('tbody td')
  await expect(cells).toHaveCount(5 * QUESTIONS.length)
  await expect(grid(page).locator('tbody').first()).toLookLike(
    `
    tr: th colspan=6: Does it restart?
    tr
      th data-weight=0
        button “No needless restarts: does not matter” tabindex=-1 aria-pressed=false title=No needless restarts: does not matter: ☆
        button tabindex=0 title=How often the kubelet starts the lane’s containers again in 30 minutes in which nothing g…: Restarts, no fault
      td data-tone=good: button tabindex=-1 title=No restart in 30 min. It is ready at the end.: ✓0, ready: good
      td data-shown=true data-tone=bad: button tabindex=-1 title=11 restarts, the first at 1 min 35 s: 8 of 8 liveness probes failed in a row (HTTP probe …: ✕11, not ready: bad
      td data-tone=good: button tabindex=-1 title=No restart in 30 min. It is ready at the end.: ✓0, ready: good
      td data-tone=good: button tabindex=-1 title=No restart in 30 min. It is ready at the end.: ✓0, ready: good
      td data-tone=good: button tabindex=-1 title=No restart in 30 min. It is ready at the end.: ✓0, ready: good
    tr
      th data-weight=0
        button “A lost etcd restarts nothing: does not matter” tabindex=-1 aria-pressed=false title=A lost etcd restarts nothing: does not matter: ☆
        button tabindex=-1 title=How long it takes from a kill of etcd at 10 min, which then stays down, until the kube-ap…: etcd lost: restarted after
      td data-tone=costs: button tabindex=-1 title=6 restarts in 10 minutes, the first after 105 s: 8 of 8 liveness probes failed in a row (…: △105 s, 6 restarts: costs
      td data-shown=true data-tone=costs: button tabindex=-1 title=2 restarts in 10 minutes, the first after 6 min 50 s: 8 of 8 liveness probes failed in a …: △410 s, restarts anyway: costs
      td data-tone=costs: button tabindex=-1 title=6 restarts in 10 minutes, the first after 105 s: 8 of 8 liveness probes failed in a row (…: △105 s, 6 restarts: costs
      td data-tone=good: button tabindex=-1 title=Nothing is restarted. The liveness probe still passes (tcp 127.0.0.1:6443). The pod count…: ✓never, stays ready: good
      td data-tone=costs: button tabindex=-1 title=6 restarts in 10 minutes, the first after 105 s: 8 of 8 liveness probes failed in a row (…: △105 s, 6 restarts: costs
    tr
      th data-weight=0
        button “A hung etcd restarts nothing: does not matter” tabindex=-1 aria-pressed=false title=A hung etcd restarts nothing: does not matter: ☆
        button tabindex=-1 title=The same for an etcd that is stopped by a SIGSTOP at 10 min and stays so for 10 minutes.: etcd hung: restarted after
      td data-tone=good: button tabindex=-1 title=Nothing is restarted. The liveness probe still passes (GET https://127.0.0.1:6443/healthz…: ✓never, stays ready: good
      td data-shown=true data-tone=costs: button tabindex=-1 title=2 restarts in 10 minutes, the first after 6 min 50 s: 8 of 8 liveness probes failed in a …: △410 s, restarts anyway: costs
      td data-tone=good: button tabindex=-1 title=Nothing is restarted. The liveness probe still passes (GET http://127.0.0.1:8888/healthz)…: ✓never, stays ready: good
      td data-tone=good: button tabindex=-1 title=Nothing is restarted. The liveness probe still passes (tcp 127.0.0.1:6443). The pod count…: ✓never, stays ready: good
      td data-tone=good: button tabindex=-1 title=Nothing is restarted. The liveness probe still passes (GET https://127.0.0.1:6443/healthz…: ✓never, stays ready: good
  `,
    { closely: true },
  )
  await expect(cell(page, OFF, 'Restarts, no fault')).toHaveText(/^✕\d+, not ready: bad$/)
  await expect(cell(page, TCP, 'Hang: restarted after')).toHaveText(/never: bad$/)
  await expect(cell(page, 'Fix 1, insecure port', 'Open admin ports')).toHaveText(/8888, node only: costs$/)
  // a question's exact words stand at its head, and it opens what the selected lane shows
  await expect(question(page, 'Hang: restarted after')).toHaveAccessibleDescription(/SIGSTOP of the main process at 10 min/)
  await question(page, 'Hang: restarted after').click()
  // it is down at 10 min, so that the hang comes when it runs again
  await expect(page.getByRole('region', { name: /^Anonymous requests off, hang at 1\d min/ })).toBeVisible()
})

test('a pod of one’s own is asked what makes sense, and nothing looks broken', async ({ playground, page }) => {
  await playground.open()
  await playground.monaco()
  await playground.select(OFF)
  for (let n = 0; n < 4; n++) {
    await page
      .getByRole('button', { name: /^Actions on / })
      .filter({ visible: true })
      .last()
      .click()
    await page.getByRole('menuitem', { name: 'Remove' }).filter({ visible: true }).click()
  }
  await expect(page.locator('section.lane')).toHaveCount(1)
  const [name] = await page.locator('section.lane').evaluateAll((lanes) => lanes.map((lane) => lane.getAttribute('aria-label')!))
  await playground.select(name!)
  await playground.rewrite(name!, (text) =>
    text.replace(/image: .*kube-apiserver.*/, 'image: example.org/web:1').replace('- kube-apiserver\n', '- /app/server\n'),
  )
  await open(page)
  const ofServers = QUESTIONS.filter(({ server }) => server).length
  await expect(grid(page).locator('tbody td')).toHaveCount(QUESTIONS.length - ofServers)
  await expect(cell(page, name!, 'Hang: restarted after')).toBeVisible()
  await expect(playground.panel).toContainText(
    `${ofServers} more questions, about etcd, callers, ports, secrets and releases, are asked where a lane has a kube-apiserver.`,
  )
})

test('what is tried is said, question by question and lane by lane, until all is there', async ({ playground, page }) => {
  await playground.open(`#${linkOf(small('Small'), { cursor: 30, from: 0, to: 300 })!}`)
  clock.lookMs = 13
  await playground.tab('Verdicts')
  const foot = playground.panel.locator('.verdict-foot')
  const under = playground.panel.getByText('Trial runs are under way.')
  await expect(under).toBeAttached()
  const seen = new Set<string>()
  for (let n = 0; n < 400 && seen.size < 4; n++) {
    await page.pass(0.02)
    // either lane may be the first
    const [, text] = /([^.]*: \d+ of \d+)$/.exec((await foot.textContent()) ?? '') ?? []
    if (text !== undefined) seen.add(text.replace(/Asked|Left alone/, 'a lane'))
  }
  expect([...seen]).toMatchInlineSnapshot(`
    [
      "Restarts, no fault, a lane: 0 of 12",
      "Restarts, no fault, a lane: 1 of 12",
      "Hang: restarted after, a lane: 1 of 12",
      "Hang: restarted after, a lane: 2 of 12",
    ]
  `)
  clock.lookMs = 0
  await expect(playground.panel.getByText(/^All \d+ verdicts are there\./)).toBeAttached()
  await expect(foot).not.toContainText(/: \d+ of \d+$/)
})
