import type { FrameLocator, Page } from '@playwright/test'
import { expect, test, inMenu } from './playground.ts'

/** Somebody's blog, with the snippet that the page gave; it keeps what the frame says. */
async function host(page: Page, snippet: string): Promise<FrameLocator> {
  const body = `<!doctype html><title>Blog</title><p>Text before</p>${snippet}<p style="height:2000px">Text after</p><script>
    window.said = []
    addEventListener('message', (event) => window.said.push(event.data))
  </script>`
  await page.route('**/blog.html', (route) => route.fulfill({ contentType: 'text/html', body }))
  await page.goto('blog.html')
  const frame = page.frameLocator('iframe')
  await expect(frame.locator('html')).toHaveAttribute('data-state', 'ready')
  return frame
}

async function snippetOf(page: Page, choose: () => Promise<void> = async () => undefined): Promise<string> {
  await (await inMenu(page, 'Embed')).click()
  await choose()
  return page.getByRole('textbox', { name: 'Snippet' }).inputValue()
}

test('the snippet shows the lanes at their time, in a page of its own that keeps nothing and never changes its address', async ({
  playground,
  page,
}) => {
  await playground.open()
  await playground.goTo(300)
  const snippet = await snippetOf(page)
  const frame = await host(page, snippet)
  await expect(frame.getByRole('region', { name: 'Anonymous requests off' }).getByRole('status')).toHaveText('3 restarts')
  await expect(frame.getByRole('heading', { name: 'The strange case' })).toBeVisible()
  await expect(frame.getByRole('button', { name: 'Share' })).toHaveCount(0)
  expect(await page.evaluate(() => [document.activeElement?.tagName, scrollY])).toEqual(['BODY', 0])
  const kept = await page.evaluate(() => localStorage.getItem('whyrestart'))
  expect(kept).toContain('"cursor":300')
  const inner = page.frames().find((frame) => frame.url().includes('embed.html'))!
  const address = inner.url()
  await frame.getByRole('slider', { name: 'Time' }).fill('525')
  await expect(frame.getByRole('region', { name: 'Anonymous requests off' }).getByRole('status')).toHaveText('6 restarts')
  expect(inner.url()).toBe(address)
  expect(await page.evaluate(() => localStorage.getItem('whyrestart'))).toBe(kept)

  await frame.getByRole('button', { name: 'More', exact: true }).click()
  await frame.getByRole('button', { name: 'Files' }).click()
  const box = frame.getByRole('textbox', { name: 'Manifest of Anonymous requests off' })
  await expect(box).toBeVisible()
  const [opened] = await Promise.all([page.waitForEvent('popup'), frame.getByRole('link', { name: /Open in whyrestart/ }).click()])
  await expect(opened.locator('html')).toHaveAttribute('data-state', 'ready')
  await expect(opened.getByRole('button', { name: 'Share' })).toBeVisible()
})

test('the page around may move the time and choose a lane, and is told the frame’s height; nothing else is heard', async ({
  playground,
  page,
}) => {
  await playground.open()
  const frame = await host(page, await snippetOf(page))
  const say = (message: unknown): Promise<void> =>
    page.evaluate((data) => document.querySelector('iframe')!.contentWindow!.postMessage(data, '*'), message)
  await say({ whyrestart: 1, kind: 'seek', t: 300 })
  await expect(frame.getByRole('slider', { name: 'Time' })).toHaveValue('300')
  await say({ whyrestart: 1, kind: 'lane', name: 'Fix 2, TCP probe' })
  await expect(frame.getByRole('slider', { name: 'Time' })).toHaveAttribute('aria-valuetext', '5 min: 0 restarts')
  await say({ whyrestart: 1, kind: 'seek', t: 'soon' })
  await say({ kind: 'seek', t: 1 })
  await say({ whyrestart: 1, kind: 'play' })
  await expect(frame.getByRole('button', { name: 'Pause' })).toBeVisible()
  await say({ whyrestart: 1, kind: 'pause' })
  await expect(frame.getByRole('button', { name: 'Play' })).toBeVisible()
  const said = await page.evaluate(() => (window as unknown as { said: { kind: string; px?: number }[] }).said)
  expect(said.some(({ kind, px }) => kind === 'height' && px! > 300)).toBe(true)
  expect(said.some(({ kind }) => kind === 'ready')).toBe(true)
})

test('read only, without parts, and with a parameter that means nothing', async ({ playground, page }) => {
  await playground.open()
  const snippet = await snippetOf(page, async () => {
    await page.getByRole('checkbox', { name: 'Read only' }).check()
    await page.getByRole('checkbox', { name: 'Why' }).uncheck()
    await page.getByRole('combobox', { name: 'Theme' }).selectOption('dark')
  })
  expect(snippet).toContain('?hide=why&amp;theme=dark&amp;readonly#')
  const frame = await host(page, snippet.replace('?hide', '?debug&amp;colour=red&amp;hide'))
  await expect(frame.getByText('Not understood: colour=red')).toBeVisible()
  await expect(frame.locator('html')).toHaveAttribute('data-theme', 'dark')
  await expect(frame.getByRole('region', { name: 'Why' })).toHaveCount(0)
  await expect(frame.getByRole('button', { name: /Add lane|Actions on/ })).toHaveCount(0)
  await frame.getByRole('button', { name: 'More', exact: true }).click()
  await frame.getByRole('button', { name: 'Files' }).click()
  const box = frame.getByRole('textbox', { name: 'Manifest of Anonymous requests off' })
  await expect(box).not.toBeEditable()
})

test('the frame’s address says at which time, how fast and of which lane it opens, and what it leaves out', async ({
  playground,
  page,
}) => {
  await playground.open()
  const snippet = await snippetOf(page)
  const frame = await host(
    page,
    snippet.replace('embed.html#', 'embed.html?t=7m&amp;speed=10&amp;lane=Fix%202,%20TCP%20probe&amp;hide=title,files#'),
  )
  await expect(frame.getByRole('slider', { name: 'Time' })).toHaveValue('420')
  await expect(frame.getByRole('combobox', { name: 'Speed' })).toHaveValue('10')
  await expect(frame.getByRole('region', { name: 'Fix 2, TCP probe' })).toHaveAttribute('data-selected')
  await expect(frame.getByRole('heading', { name: 'The strange case' })).toHaveCount(0)
  await expect(frame.getByRole('button', { name: 'Files' })).toHaveCount(0)
})

test('an exercise is embedded as it begins, with its task and the way to the page', async ({ playground, page }) => {
  await playground.open('#e=a-probe')
  await playground.monaco()
  // what somebody has changed is not handed on
  await playground.rewrite('main', (text) => text.replace('path: /healthz', 'path: /alive'))
  const snippet = await snippetOf(page)
  expect(snippet).toMatch(/\/embed\.html#2[^"]+"/)
  expect(snippet).toMatch(/<a href="[^"]*\/#e=a-probe">1\. What a probe is<\/a>/)
  const height = Number(/height="(\d+)"/.exec(snippet)![1])
  expect(height).toBeGreaterThan(400)
  const frame = await host(page, snippet)
  const task = frame.getByRole('region', { name: 'Exercise' })
  await expect(task).toContainText("The kubelet starts a machine's containers from manifests.")
  await expect(task.getByRole('list', { name: 'Goals' }).getByRole('listitem')).toHaveCount(2)
  await expect(task.getByRole('link', { name: 'Solve it in whyrestart' })).toHaveAttribute('href', /index\.html#2/)
  await expect(frame.getByRole('region', { name: 'main', exact: true }).getByRole('status')).toHaveText(/1 restart/)
  // what the exercise hides until it is solved
  await expect(frame.getByText('What if')).toHaveCount(0)
})

test('an exercise’s address opens it in a frame too, and one that asks first shows no answer', async ({ page }) => {
  await page.goto('./embed.html#e=a-probe')
  const task = page.getByRole('region', { name: 'Exercise' })
  await expect(page.getByRole('heading', { name: '1. What a probe is' })).toBeVisible()
  await expect(task.getByRole('link', { name: 'Solve it in whyrestart' })).toHaveAttribute('href', './index.html#e=a-probe')
  await expect(page.getByRole('region', { name: 'main', exact: true }).getByRole('status')).toHaveText(/1 restart/)
  await page.goto('./#e=a-probe')
  await page.goto('./embed.html?panel=verdicts#e=how-many-failures')
  await expect(page.getByRole('heading', { name: '2. How many failures, how often' })).toBeVisible()
  await expect(task).toContainText('Put the pin where the first kill comes.')
  await expect(page.getByRole('region', { name: 'main', exact: true })).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Save' })).toHaveCount(0)
  await page.goto('./#e=a-probe')
  await page.goto('./embed.html#e=nothing')
  await expect(page.getByRole('alert')).toHaveText('There is no exercise nothing here.')
  await expect.poll(() => page.workers().length).toBe(0)
  await expect(page.getByRole('link', { name: 'Open in whyrestart' })).toHaveAttribute('href', './index.html#e=nothing')
})
