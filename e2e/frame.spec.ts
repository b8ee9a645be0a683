import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import AxeBuilder from '@axe-core/playwright'
import type { Frame, FrameLocator, Page } from '@playwright/test'
import { build } from 'esbuild'
import { frameHeight } from '../build/cases.ts'
import { main } from '../src/cli/main.ts'
import { nodeIo } from '../src/cli/node-io.ts'
import { placeOf } from './layout.ts'
import { expect, shiftOf, test, watchShift, inMenu } from './playground.ts'

interface Host {
  /** What the blog's own policy says. */
  policy?: string
  head?: string
}

/** Another site than the one that the page comes from; `SITE/` in its text stands for the page's address. */
let blog: Server
let blogAddress = ''
let answer = { body: '', headers: {} as Record<string, string> }

test.beforeAll(async () => {
  blog = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html', ...answer.headers }).end(answer.body))
  await new Promise<void>((resolve) => blog.listen(0, '127.0.0.1', resolve))
  blogAddress = `http://localhost:${(blog.address() as AddressInfo).port}/blog.html`
})
test.afterAll(() => void blog.close())

async function visit(page: Page, baseURL: string, body: string, { policy, head = '' }: Host = {}): Promise<void> {
  const text = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Blog</title>${head}<body>${body}`
  answer = {
    body: text.replaceAll('SITE/', baseURL),
    headers: policy ? { 'content-security-policy': policy.replaceAll('SITE/', baseURL) } : {},
  }
  // collects what the components say
  await page.addInitScript(() => {
    const heard: { type: string; detail: unknown }[] = []
    Object.assign(window, { said: heard })
    for (const type of ['ready', 'height', 'time', 'goal-reached', 'error'])
      document.addEventListener(
        type,
        (event) => (event.target as Element).localName === 'why-restart' && heard.push({ type, detail: (event as CustomEvent).detail }),
        { capture: true },
      )
  })
  await page.goto(blogAddress)
}

const SCRIPT = '<script async src="SITE/embed.js"></script>'
const ELEMENT = '<why-restart src="SITE/#case=story" height="auto"></why-restart>'
/** With the panel below its lanes. */
const WITH_WHY = ELEMENT.replace(' height', ' panel="why" height')
const OFF = 'Anonymous requests off'

interface Said {
  type: string
  detail: { px?: number; t?: number; lane?: string; text?: string; solved?: boolean }
}
const said = (page: Page): Promise<Said[]> => page.evaluate(() => (window as unknown as { said: Said[] }).said)
const shown = async (frame: FrameLocator): Promise<void> => {
  await expect(frame.locator('html')).toHaveAttribute('data-state', 'ready')
  await expect(frame.getByRole('region', { name: OFF }).getByRole('status')).toHaveText('6 restarts')
}
const heightOf = async (page: Page): Promise<number> => (await placeOf(page.locator('why-restart').first())).height

const frameOf = (page: Page): Frame => page.frames().find((frame) => frame.url().includes('embed.html'))!
/** The frame cannot be scrolled within: it would swallow the wheel. */
const toBeWhole = (page: Page): Promise<void> => expect(frameOf(page)).toFit('both')

test('the component’s script is at most 3 kB, and its types are beside it', async ({ request }) => {
  const bytes = gzipSync(readFileSync(new URL('../dist/embed.js', import.meta.url)), { level: 9 }).length
  console.log(`embed.js ${bytes} bytes gzip`)
  expect(bytes).toBeLessThanOrEqual(3000)
  const types = await (await request.get('embed.d.ts')).text()
  expect(types).toContain('export declare class WhyRestart')
  expect(types).toContain("'goal-reached': CustomEvent<")
  expect(types).not.toContain('import ')
})

for (const id of ['story', 'today'] as const)
  test(`the page of the case ${id} names the height that its frame measures`, async ({ page, baseURL }) => {
    await visit(page, baseURL!, `${SCRIPT}<div style="width:720px">${ELEMENT.replace('story', id)}</div>`)
    await expect.poll(async () => (await said(page)).find(({ type }) => type === 'height')?.detail.px).toBe(frameHeight(id))
    await toBeWhole(page)
  })

test('in a plain page it is as high as it has to be, says so once, and nothing moves while it plays', async ({ page, baseURL }) => {
  await watchShift(page)
  await visit(page, baseURL!, `${SCRIPT}<div style="width:720px">${ELEMENT}</div><p id="after">After</p><p style="height:2000px">`)
  const frame = page.frameLocator('iframe')
  await shown(frame)
  await expect.poll(async () => (await said(page)).filter(({ type }) => type === 'height').length).toBe(1)
  const { px } = (await said(page)).find(({ type }) => type === 'height')!.detail
  await expect.poll(() => heightOf(page)).toBe(px)
  expect(px!).toBeGreaterThan(400)
  expect(px!).toBeLessThan(900)
  await toBeWhole(page)
  const before = await shiftOf(page)
  const place = await placeOf(page.locator('#after'))
  await page.locator('why-restart').evaluate((element) => {
    const { load, seek, play } = Object.getPrototypeOf(element) as { load: unknown; seek: (t: number) => void; play: () => void }
    if (typeof load !== 'function') throw new Error('no load')
    seek.call(element, 0)
    play.call(element)
  })
  await expect.poll(async () => (await said(page)).at(-1)!.detail.t ?? 0).toBeGreaterThan(200)
  await frame.getByRole('button', { name: 'Pause' }).click()
  expect(await placeOf(page.locator('#after'))).toEqual(place)
  expect((await said(page)).filter(({ type }) => type === 'height')).toHaveLength(1)
  // beside the text below, which went where the first height has put it
  expect(await shiftOf(page)).toBe(before)
})

test('a strict policy with Trusted Types lets it work, and hears nobody else', async ({ page, baseURL }) => {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await visit(page, baseURL!, `${SCRIPT}${ELEMENT}`, {
    policy: `default-src 'none'; script-src SITE/; frame-src SITE/; require-trusted-types-for 'script'; trusted-types 'none'`,
  })
  const frame = page.frameLocator('iframe')
  await shown(frame)
  await toBeWhole(page)
  expect(complaints.filter((text) => !/favicon/.test(text))).toEqual([])
  // neither the page itself nor somebody who answers in the frame's name
  const before = await heightOf(page)
  await page.evaluate(() => postMessage({ whyrestart: 1, kind: 'height', px: 333 }, '*'))
  await page.evaluate(() => {
    const { contentWindow } = document.querySelector('why-restart')!.shadowRoot!.querySelector('iframe')!
    dispatchEvent(
      new MessageEvent('message', {
        data: { whyrestart: 1, kind: 'height', px: 333 },
        source: contentWindow,
        origin: 'https://evil.example',
      }),
    )
  })
  await page.evaluate(() => new Promise(requestAnimationFrame))
  expect(await heightOf(page)).toBe(before)
})

test('a page that lets no frame in shows what stands between the tags', async ({ page, baseURL }) => {
  await visit(
    page,
    baseURL!,
    `${SCRIPT}<why-restart src="SITE/#case=story"><a href="SITE/#case=story">The strange case, as a picture</a></why-restart>`,
    {
      policy: `default-src 'none'; script-src SITE/`,
    },
  )
  await expect.poll(async () => (await said(page)).map(({ type }) => type)).toContain('error')
  await expect(page.getByRole('link', { name: 'The strange case, as a picture' })).toBeVisible()
  await expect(page.locator('iframe')).toHaveCount(0)
})

test('it follows the page’s theme, at the start and when it changes, and an attribute goes before', async ({ page, baseURL }) => {
  await visit(page, baseURL!, `${SCRIPT}${ELEMENT}`, { head: '<style>html{color-scheme:dark;background:#111}</style>' })
  const html = page.frameLocator('iframe').locator('html')
  await shown(page.frameLocator('iframe'))
  await expect(html).toHaveAttribute('data-theme', 'dark')
  await page.evaluate(() => document.documentElement.setAttribute('data-theme', 'light'))
  await expect(html).toHaveAttribute('data-theme', 'light')
  await page.evaluate(() => document.documentElement.removeAttribute('data-theme'))
  await expect(html).toHaveAttribute('data-theme', 'dark')
  await page.locator('why-restart').evaluate((element) => element.setAttribute('theme', 'light'))
  await expect(html).toHaveAttribute('data-theme', 'light')
  await page.screenshot({ path: 'test-results/frame-dark.png' })
})

test('at 320 pixels nothing is wider than the page, and all of it is to be seen', async ({ page, baseURL }) => {
  await page.setViewportSize({ width: 320, height: 700 })
  await visit(page, baseURL!, `${SCRIPT}<p>Text</p>${ELEMENT}<p>Text</p>`, { head: '<meta name="viewport" content="width=device-width">' })
  await shown(page.frameLocator('iframe'))
  await expect(page).toFit()
  await toBeWhole(page)
  await page.screenshot({ path: 'test-results/frame-320.png', fullPage: true })
})

test('three on one page come one by one as they are come to, each with its own time', async ({ page, baseURL }) => {
  const far = '<p style="height:3000px"></p>'
  await visit(
    page,
    baseURL!,
    `${SCRIPT}${ELEMENT}${far}${ELEMENT.replace('story', 'today')}${far}${ELEMENT.replace('story"', 'story" t="2m" lane="Fix 2, TCP probe"')}`,
  )
  await shown(page.frameLocator('iframe').first())
  await expect(page.locator('iframe')).toHaveCount(1)
  await page.locator('why-restart').nth(2).scrollIntoViewIfNeeded()
  await expect(page.locator('iframe')).toHaveCount(2)
  const last = page.locator('why-restart').nth(2).locator('iframe').contentFrame()
  await expect(last.getByRole('slider', { name: 'Time' })).toHaveAttribute('aria-valuetext', '2 min: 0 restarts')
  await page.locator('why-restart').nth(1).scrollIntoViewIfNeeded()
  await expect(page.locator('iframe')).toHaveCount(3)
  await expect(
    page.locator('why-restart').nth(1).locator('iframe').contentFrame().getByText('Kubernetes 1.37', { exact: true }),
  ).toBeVisible()
})

test('with storage denied it works as always', async ({ page, baseURL }) => {
  await page.addInitScript(() => {
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB'])
      Object.defineProperty(window, name, {
        get: () => {
          throw new DOMException('denied', 'SecurityError')
        },
      })
  })
  await visit(page, baseURL!, `${SCRIPT}${ELEMENT}`)
  await shown(page.frameLocator('iframe'))
})

test('in a sandbox whose scripts come it is heard, from no origin at all', async ({ page, baseURL }) => {
  await page.route(/\/(assets\/|fallback)/, async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, headers: { ...response.headers(), 'access-control-allow-origin': '*' } })
  })
  await visit(page, baseURL!, `${SCRIPT}${ELEMENT.replace(' height', ' sandbox="allow-scripts allow-popups" height')}`)
  await shown(page.frameLocator('iframe'))
  await expect.poll(async () => (await said(page)).some(({ type }) => type === 'height')).toBe(true)
  await page.locator('why-restart').evaluate((element) => (element as HTMLElement & { seek(t: number): void }).seek(300))
  await expect(page.frameLocator('iframe').getByRole('slider', { name: 'Time' })).toHaveValue('300')
  // parts may still be on their way
  await page.unrouteAll({ behavior: 'ignoreErrors' })
})

test('behind a poster nothing is loaded before it is pressed', async ({ page, baseURL }) => {
  const loaded: string[] = []
  page.on('request', (request) => loaded.push(request.url()))
  await visit(page, baseURL!, `${SCRIPT}<why-restart src="SITE/#case=story" poster="SITE/social.png"></why-restart>`)
  const start = page.getByRole('button', { name: 'Run it here' })
  await expect(start).toBeVisible()
  expect(loaded.filter((url) => /embed\.html|assets/.test(url))).toEqual([])
  await start.focus()
  await page.keyboard.press('Enter')
  await shown(page.frameLocator('iframe'))
  await expect(start).toBeHidden()
})

test('the page asks of it: another scenario, a time, a lane, a panel; what was asked before it came is done then', async ({
  page,
  baseURL,
}) => {
  await visit(page, baseURL!, `${SCRIPT}${ELEMENT}`)
  const ask = (method: string, ...values: unknown[]): Promise<void> =>
    page
      .locator('why-restart')
      .evaluate((element, [name, args]) => (element as unknown as Record<string, (...all: unknown[]) => void>)[name]!(...args), [
        method,
        values,
      ] as const)
  await page.waitForFunction(() => customElements.get('why-restart'))
  await ask('seek', 300)
  const frame = page.frameLocator('iframe')
  await expect(frame.getByRole('slider', { name: 'Time' })).toHaveValue('300')
  await ask('lane', 'Fix 2, TCP probe')
  await expect(frame.getByRole('region', { name: 'Fix 2, TCP probe' })).toHaveAttribute('data-selected')
  await ask('panel', 'events')
  await expect(frame.getByRole('heading', { name: /Events that the kubelet has recorded/ })).toBeVisible()
  await ask('panel', 'verdicts')
  await expect(frame.getByRole('region', { name: 'verdicts' })).toBeVisible()
  const address = page.frames()[1]!.url()
  await ask('load', `${baseURL}#case=today`)
  await expect(frame.getByText('Kubernetes 1.37', { exact: true })).toBeVisible()
  expect(page.frames()[1]!.url()).toBe(address)
  const times = (await said(page)).filter(({ type }) => type === 'time')
  expect(times.some(({ detail }) => detail.lane === 'Fix 2, TCP probe' && detail.t === 300)).toBe(true)
})

test('of thousands of messages it follows the last, a few times a second', async ({ page, baseURL }) => {
  await visit(page, baseURL!, `${SCRIPT}${ELEMENT}`)
  await shown(page.frameLocator('iframe'))
  await expect.poll(async () => (await said(page)).some(({ type }) => type === 'ready')).toBe(true)
  await page.locator('why-restart').evaluate((element) => {
    for (let n = 0; n < 20_000; n++) (element as HTMLElement & { seek(t: number): void }).seek(n % 400)
    ;(element as HTMLElement & { seek(t: number): void }).seek(401)
  })
  await expect.poll(async () => (await said(page)).findLast(({ type }) => type === 'time')?.detail.t).toBe(401)
  expect((await said(page)).filter(({ type }) => type === 'time').length).toBeLessThan(2000)
})

test('keys and the wheel are the page’s own, but for those of somebody who works in the timeline', async ({ page, baseURL }) => {
  await visit(page, baseURL!, `${SCRIPT}<div style="width:720px">${WITH_WHY}</div><p style="height:3000px">`)
  const frame = page.frameLocator('iframe')
  await shown(frame)
  await toBeWhole(page)
  const scrolled = (): Promise<number> => page.evaluate(() => Math.round(scrollY))
  // over the lanes, and over Why, which holds more than is seen of it
  for (const place of [frame.getByRole('region', { name: OFF }), frame.getByRole('region', { name: 'Why', exact: true })]) {
    await place.hover()
    const before = await scrolled()
    await page.mouse.wheel(0, 120)
    await expect.poll(scrolled).toBeGreaterThan(before)
    await page.evaluate(() => scrollTo(0, 0))
    await expect.poll(scrolled).toBe(0)
  }
  // somebody has pressed on the title
  await frame.getByRole('heading', { name: 'The strange case' }).click()
  for (const key of ['PageDown', 'ArrowDown']) {
    const before = await scrolled()
    await page.keyboard.press(key)
    await expect.poll(scrolled, key).toBeGreaterThan(before)
  }
  // Chromium hands the space bar on to no other site's page, but it plays nothing either
  await page.keyboard.press('Space')
  await expect(frame.getByRole('button', { name: 'Play' })).toBeVisible()
  // what the keys have begun goes on for a moment
  let at = -1
  await expect.poll(async () => at === (at = await scrolled())).toBe(true)
  // and now on a lane
  await frame
    .getByRole('region', { name: OFF })
    .locator('.lane-track')
    .click({ position: { x: 120, y: 40 } })
  const time = await frame.getByRole('slider', { name: 'Time' }).inputValue()
  // to press on it the page may have been scrolled
  const before = await scrolled()
  await page.keyboard.press('ArrowRight')
  await expect(frame.getByRole('slider', { name: 'Time' })).not.toHaveValue(time)
  expect(await scrolled()).toBe(before)
})

test('a figure of the page’s own site leaves the article where it is, and the wheel over its lanes is the article’s', async ({
  page,
  baseURL,
}) => {
  const article = `<p style="height:300px">Before</p><iframe src="embed.html#case=story" style="width:700px;height:420px"></iframe><p style="height:3000px">`
  await page.route('**/article.html', (route) => route.fulfill({ contentType: 'text/html', body: `<!doctype html><body>${article}` }))
  await page.goto(`${baseURL}article.html`)
  const frame = page.frameLocator('iframe')
  await shown(frame)
  const scrolled = (): Promise<number> => page.evaluate(() => Math.round(scrollY))
  expect(await scrolled()).toBe(0)
  await frame.getByRole('region', { name: 'As kubeadm writes it' }).locator('.lane-track').hover()
  const before = await scrolled()
  // the lanes have an end, and the article goes on from there
  for (let i = 0; i < 6; i++) await page.mouse.wheel(0, 120)
  await expect.poll(scrolled).toBeGreaterThan(before)
})

test('Files open in the panel’s room, a line that is named is lit, and a mark that is named is explained', async ({ page, baseURL }) => {
  await visit(page, baseURL!, `${SCRIPT}<div style="width:720px">${WITH_WHY}</div>`)
  const frame = page.frameLocator('iframe')
  await shown(frame)
  await toBeWhole(page)
  await expect(frame.getByRole('region', { name: 'Why', exact: true })).toBeVisible()
  await frame.getByRole('button', { name: 'More', exact: true }).click()
  await frame.getByRole('button', { name: 'Files' }).click()
  await expect(frame.getByRole('textbox', { name: `Manifest of ${OFF}` })).toBeInViewport()
  await expect(frame.getByRole('region', { name: 'Why', exact: true })).toHaveCount(0)
  await toBeWhole(page)

  await page.locator('why-restart').evaluate((element, src) => {
    element.setAttribute('file', 'kube-apiserver.yaml')
    element.setAttribute('line', '39')
    element.setAttribute('src', src)
  }, `${baseURL}#case=story&again`)
  await expect(frame.locator('.line-lit')).toBeVisible()
  await page.locator('why-restart').evaluate((element, src) => {
    element.removeAttribute('file')
    element.removeAttribute('line')
    element.setAttribute('select', '2m')
    element.setAttribute('src', src)
  }, `${baseURL}#case=story`)
  await expect(frame.getByRole('heading', { name: `Why, in “${OFF}”` })).toBeVisible()
})

test('an exercise’s goals are told as they are reached', async ({ page, baseURL }) => {
  let link = ''
  const file = join(import.meta.dirname, '../src/lessons/levels/a-probe-that-cannot-start.yaml')
  main(['--link', file], { ...nodeIo(), out: (text) => (link += text) })
  await page.setViewportSize({ width: 700, height: 900 })
  await visit(page, baseURL!, `${SCRIPT}<why-restart src="SITE/#${link.trim()}" file="queue.yaml"></why-restart>`)
  const box = page.frameLocator('iframe').locator('textarea.plain')
  const reached = async (): Promise<(string | boolean | undefined)[][]> =>
    (await said(page)).filter(({ type }) => type === 'goal-reached').map(({ detail }) => [detail.text, detail.solved])
  await expect.poll(reached).toEqual([['As long as queue works, until 3 min, it is not restarted', false]])
  await box.fill((await box.inputValue()).replace('/bin/chek', '/bin/check'))
  await expect
    .poll(async () => (await reached()).slice(1))
    .toEqual([
      ['When queue is stuck, at 3 min, it is restarted within 60 seconds', true],
      ['While queue works, its probe passes', true],
    ])
})

test('in React it is the component of the docs’ example', async ({ page, baseURL }) => {
  const root = join(import.meta.dirname, '..')
  const { outputFiles } = await build({
    stdin: {
      contents: `import { createRoot } from 'react-dom/client'
        import { Lanes } from './docs/examples/react.tsx'
        createRoot(document.querySelector('#app')).render(<Lanes link="${baseURL}#case=story" />)`,
      resolveDir: root,
      loader: 'tsx',
    },
    alias: { 'whyrestart/embed': join(root, 'src/component/why-restart.ts') },
    define: { 'process.env.NODE_ENV': '"production"' },
    bundle: true,
    write: false,
    jsx: 'automatic',
    format: 'iife',
  })
  await visit(page, baseURL!, `<div id="app"></div><script>${outputFiles[0]!.text.replaceAll('</script', String.raw`<\/script`)}</script>`)
  await shown(page.frameLocator('iframe'))
  await page.getByRole('button', { name: 'From the start' }).click()
  await expect(page.getByText('Anonymous requests off, 0 s')).toBeVisible()
})

test('a manifest written into a link by hand opens on the page and in a frame, and what is wrong with it is said', async ({
  playground,
  page,
  baseURL,
}) => {
  const manifest = `apiVersion: v1
kind: Pod
metadata: {name: shop}
spec:
  containers:
  - {name: shop, image: "example.org/shop:1", livenessProbe: {exec: {command: [/bin/true]}}}
`
  await playground.open(`#yaml=${encodeURIComponent(manifest)}`)
  await expect(playground.lane('shop').getByRole('status')).toHaveText('0 restarts')
  await expect(page.locator('.notice')).toContainText('The link’s text is a Pod: it runs as a static pod named shop.')
  await expect(playground.editor('shop')).toHaveValue(manifest)
  await page.reload()
  await playground.settled()
  await expect(playground.editor('shop')).toHaveValue(manifest)
  for (const [text, says] of [
    ['%E0%A4%A', 'a % in it begins no character'],
    [encodeURIComponent('kind: Service\n'), 'The link’s text is a Service, which has no pods'],
    ['x'.repeat(70_000), 'too large'],
  ] as const) {
    await page.evaluate((hash) => (location.hash = hash), `yaml=${text}`)
    await expect(page.locator('.notice')).toContainText(says)
    await expect(playground.editor('shop')).toHaveValue(manifest)
  }
  await visit(page, baseURL!, `${SCRIPT}<why-restart src="SITE/#yaml=${encodeURIComponent(manifest)}"></why-restart>`)
  await expect(page.frameLocator('iframe').getByRole('region', { name: 'shop' }).getByRole('status')).toHaveText('0 restarts')
})

test('a reader saves the picture and the report out of the frame', async ({ page, baseURL }) => {
  await visit(page, baseURL!, `${SCRIPT}<div style="width:720px">${ELEMENT}</div>`)
  const frame = page.frameLocator('iframe')
  await shown(frame)
  await frame.getByRole('button', { name: 'More', exact: true }).click()
  await frame.getByRole('button', { name: 'Save', exact: true }).click()
  for (const [button, name] of [
    ['Save SVG', 'the-strange-case.svg'],
    ['Save PNG', 'the-strange-case.png'],
    ['Save report', 'the-strange-case.md'],
  ] as const) {
    const [download] = await Promise.all([page.waitForEvent('download'), frame.getByRole('button', { name: button }).click()])
    expect(download.suggestedFilename()).toBe(name)
  }
  await page.keyboard.press('Escape')
  await expect(frame.getByRole('dialog')).toHaveCount(0)
})

test('the ready cases’ pictures are served, and Embed shows what its snippet will', async ({ playground, page, request }) => {
  for (const name of ['story', 'story-dark', 'today', 'today-dark'])
    expect(await (await request.get(`pictures/${name}.svg`)).text()).toContain('Anonymous requests off')
  await page.setViewportSize({ width: 390, height: 800 })
  await playground.open()
  await (await inMenu(page, 'Embed')).click()
  const dialog = page.getByRole('dialog', { name: 'Embed' })
  const snippet = dialog.getByRole('textbox', { name: 'Snippet' })
  await shown(page.frameLocator('iframe[title=Preview]'))
  // measured, not guessed
  const height = new RegExp(`height="${frameHeight('story')}"`)
  await expect(snippet).toHaveValue(height)
  await dialog.getByLabel('Width of the column').selectOption('360')
  await expect(snippet).not.toHaveValue(height)
  await dialog.getByRole('textbox', { name: 'Time' }).fill('5:00')
  await page.keyboard.press('Tab')
  await dialog.getByLabel('Panel').selectOption('events')
  await dialog.getByLabel('Lane').selectOption('Fix 2, TCP probe')
  await expect(snippet).toHaveValue(/embed\.html\?t=300&amp;lane=Fix%202,%20TCP%20probe&amp;panel=events#/)
  await expect(page.frameLocator('iframe[title=Preview]').getByRole('heading', { name: /Events that the kubelet/ })).toBeVisible()
  await dialog.getByRole('radio', { name: 'Component' }).check()
  await expect(snippet).toHaveValue(
    /<why-restart src="[^"]+" height="auto" first-height="\d+ \d+" t="300" lane="Fix 2, TCP probe" panel="events"/,
  )
  await dialog.getByRole('radio', { name: 'Markdown' }).check()
  await expect(snippet).toHaveValue(/^\[!\[The strange case, at/)
  await expect(dialog).toFit()
  expect((await new AxeBuilder({ page }).include('dialog[open]').exclude('iframe').analyze()).violations).toEqual([])
})
