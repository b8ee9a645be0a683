import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test, inMenu } from './playground.ts'

/** What `npm run fidelity` says last: `108 of 108 recordings …: 14802 of 14808 …`. */
function fidelity(): string[] {
  const { stdout: said } = spawnSync('node', ['src/cli/launch.mjs', 'fidelity'], { cwd: join(import.meta.dirname, '..'), encoding: 'utf8' })
  return (/(\d+) of (\d+) recordings .*: (\d+) of (\d+) recorded/.exec(said) ?? [])
    .slice(1)
    .map((number) => Number(number).toLocaleString('en'))
}

test('How we know: a rule, its recording, the real run above the simulated one', async ({ playground, page }) => {
  await playground.open()
  await page.setViewportSize({ width: 1600, height: 900 })
  await (await inMenu(page, 'How we know')).click()
  const view = page.getByRole('dialog', { name: 'How we know' })
  await expect(view).toBeVisible()
  await expect(page).toHaveURL(/#how-we-know$/)

  await view.getByRole('searchbox', { name: 'Search rules' }).fill('handshake has 10 s')
  await expect(view.getByText(/^1 of \d+ rules$/)).toBeVisible()
  const source = view.getByRole('link', { name: 'pkg/probe/http/http.go' })
  await expect(source).toHaveAttribute('href', 'https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/probe/http/http.go')
  await expect(source).toHaveAttribute('rel', /noreferrer/)

  await view.getByRole('button', { name: '1.37: the recording hang' }).click()
  await expect(page).toHaveURL(/#how-we-know\/control-plane\/hang$/)
  const shown = view.getByRole('region', { name: 'The recording' })
  await expect(shown.getByRole('heading', { name: /control-plane\/hang/ })).toContainText('differences: none')
  for (const run of ['Real run', 'Simulated run'])
    await expect(shown.getByRole('figure').filter({ hasText: run })).toContainText('1 restart, 1 kill')
  await shown.getByText('Both as a table').click()
  await expect(shown.getByRole('cell', { name: 'killed', exact: true })).toHaveCount(2)

  await page.keyboard.press('Escape')
  await expect(view).toBeHidden()
  await expect(page).not.toHaveURL(/#/)
  await expect(page.getByRole('button', { name: 'More', exact: true })).toBeFocused()
})

test('the story’s line was printed by a real cluster: a click shows that run above the simulated one', async ({ playground, page }) => {
  await playground.open()
  await playground.panel.getByRole('button', { name: 'A real cluster printed the same' }).click()
  await expect(page).toHaveURL(/#how-we-know\/control-plane\/anonymous-off-1\.9$/)
  const shown = page.getByRole('region', { name: 'The recording' })
  await expect(shown.getByRole('heading', { name: /control-plane\/anonymous-off-1\.9/ })).toContainText('differences: none')
  for (const run of ['Real run, Kubernetes 1.9', 'Simulated run'])
    await expect(shown.getByRole('figure').filter({ hasText: run })).toContainText('5 restarts, 5 kills')
  await page.screenshot({ path: 'test-results/recorded-story.png' })
  await page.goBack()
  await expect(page.getByRole('dialog', { name: 'How we know' })).toBeHidden()
})

test('what is replayed so far is not told as the whole', async ({ page, playground }) => {
  let goOn = (): void => undefined
  const held = new Promise<void>((resolve) => {
    goOn = resolve
  })
  await page.route(/\/hang\.trace-[^/]+\.js$/, async (route) => {
    await held
    await route.continue()
  })
  await playground.open('#how-we-know')
  const score = page.locator('.evidence-score')
  await expect(score).toHaveText(/^\d+ of \d+ recordings so far replayed without a difference/)
  await expect(score).not.toHaveAttribute('data-done')
  await expect(page.getByRole('progressbar', { name: 'Recordings replayed' })).toBeVisible()
  await expect(page.getByRole('dialog')).toContainText('Your browser is running the simulator')
  goOn()
  await expect(page.locator('.evidence-score[data-done]')).toHaveText(/^\d+ of \d+ recordings replayed without a difference/, {
    timeout: 120_000,
  })
})

test('the browser comes to the same as the shell', async ({ page, playground }) => {
  test.setTimeout(300_000)
  // first, since it blocks what answers the page's requests
  const [same, all, matched, total] = fidelity()
  await playground.open('#how-we-know')
  await expect(page.locator('.evidence-score[data-done]')).toHaveText(
    new RegExp(
      `^${same} of ${all} recordings replayed without a difference, ${matched} of ${total} entries matched; \\d+ recordings differ by what no rule`,
    ),
    { timeout: 120_000 },
  )
  await page.getByRole('button', { name: 'Recordings', exact: true }).click()
  const recordings = page.getByRole('table', { name: /^\d+ recordings$/ })
  const [count] = /\d+/.exec((await recordings.getByRole('caption').textContent())!)!
  await expect(recordings.getByRole('row')).toHaveCount(Number(count) + 1)
  const kinds = page.getByRole('table', { name: /^Without a difference, by kind and release/ })
  for (const kind of ['control-plane', 'life', 'planes', 'random', 'restart'])
    await expect(kinds.getByRole('row', { name: new RegExp(`^${kind} .*\\d+ of \\d+`) })).toBeVisible()
})

test('a link opens a recording, Back closes the view, and a wrong name says so', async ({ page, playground }) => {
  await playground.open('#how-we-know/pods-1.19/exec-timeout-a')
  await expect(page.getByRole('heading', { name: /pods-1.19\/exec-timeout-a/ })).toContainText('differences: none')
  await page.getByRole('button', { name: 'Close' }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
  await page.setViewportSize({ width: 1600, height: 900 })
  await (await inMenu(page, 'What changed')).click()
  await expect(page.getByRole('dialog', { name: /What changed/ })).toBeVisible()
  await page.goBack()
  await expect(page.getByRole('dialog')).toBeHidden()
  await page.goto('about:blank')
  await playground.open('#how-we-know/pods-1.19/no-such')
  // the editor has alerts of its own
  await expect(page.getByRole('alert').filter({ hasText: 'There is no recording pods-1.19/no-such.' })).toBeVisible()
})

test('What changed between 1.9 and 1.37, for the lane with the insecure port', async ({ page, playground }) => {
  await playground.open()
  await playground.select('Fix 1, insecure port')
  await page.setViewportSize({ width: 1600, height: 900 })
  await (await inMenu(page, 'What changed')).click()
  const view = page.getByRole('dialog', { name: 'What changed between 1.9 and 1.37' })
  const touching = view.getByRole('list', { name: 'Differences that touch the manifest' })
  await expect(touching.getByRole('listitem').filter({ hasText: 'The flag --insecure-port is unknown.' })).toContainText(
    '--insecure-port is given',
  )
  const both = view.getByRole('region', { name: 'The same text on both' })
  await expect(both.getByRole('definition').nth(0)).toContainText('0 restarts')
  await expect(both.getByRole('definition').nth(1)).toContainText('unknown flag: --insecure-port')
  await expect(both.getByRole('button', { name: /^0 restarts on 1\.13/ })).toBeVisible()
  await both.getByRole('button', { name: /^\d+ restarts on 1\.20/ }).click()
  await expect(page.getByRole('dialog', { name: 'What changed between 1.9 and 1.20' })).toBeVisible()
  await expect(page).toHaveURL(/#what-changed\/1\.9\.\.1\.20$/)
})
