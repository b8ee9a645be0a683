import type { Page } from '@playwright/test'
import { expect, Playground, test } from './playground.ts'
import { link, shared } from '../src/ui/fixture/samples.ts'

const OFF = 'Anonymous requests off'

const heading = (page: Page) => page.getByRole('heading', { level: 1 })

const notice = (page: Page) => page.locator('.notice')

const back = (page: Page) => page.getByRole('button', { name: /^(Back to my own|Leave it)$/ })

const put = (page: Page, fragment: string): Promise<void> =>
  page.evaluate((value) => {
    location.hash = value
  }, fragment)

test('a run that had to be ended is not run again by a reload, but where somebody asks for it', async ({ page }) => {
  const playground = new Playground(page)
  await playground.open()
  await expect(playground.restarts(OFF)).toHaveText('6 restarts')
  await page.route(/\/worker-[^/]+\.js$/, (route) =>
    route.fulfill({ contentType: 'text/javascript', body: "postMessage({ kind: 'alive' }); for (;;) {}" }),
  )
  let started = 0
  page.on('worker', (worker) => {
    if (worker.url().includes('/worker-')) started += 1
  })
  await put(page, link(shared('Hangs')))
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('data-state', 'stopped', { timeout: 30_000 })
  await expect(notice(page)).toContainText('The run was ended')
  const before = started
  expect(before).toBeGreaterThan(0)
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('data-state', 'stopped')
  await expect(notice(page)).toContainText('It is not run again by itself')
  await expect(back(page)).toBeVisible()
  expect(started).toBe(before)
  await page.unroute(/\/worker-[^/]+\.js$/)
  await page.getByRole('button', { name: 'Run it again' }).click()
  await expect(page.locator('html')).toHaveAttribute('data-state', 'ready')
  await expect(notice(page)).not.toContainText('ended')
})

test('a link that unpacks to much is read beside the page', async ({ playground, page }) => {
  const files = { '/etc/large': 'x'.repeat(800_000) }
  // all web workers run one program: their names tell them apart
  await page.addInitScript(() => {
    const names: string[] = []
    const Real = Worker
    Object.assign(window, {
      workerNames: names,
      Worker: class extends Real {
        constructor(address: string | URL, options?: WorkerOptions) {
          super(address, options)
          names.push(options?.name ?? '')
        }
      },
    })
  })
  await playground.open(link(shared('Large', { files })))
  expect(await page.evaluate(() => (window as unknown as { workerNames: string[] }).workerNames)).toContain('own')
  await expect(heading(page)).toHaveText('Large')
  await expect(playground.slider).toHaveValue('300')
})

async function blog(page: Page, frame: string): Promise<void> {
  await page.route('**/blog.html', (route) =>
    route.fulfill({ contentType: 'text/html', body: `<!doctype html><title>Blog</title>${frame}` }),
  )
  await page.goto('blog.html')
}

test('a frame’s way out is a real link: the middle button and a copy lead to the same', async ({ page }) => {
  await blog(page, `<iframe src="./embed.html${link(shared('Framed'))}" title="x" width="900" height="700"></iframe>`)
  const frame = page.frameLocator('iframe')
  await expect(frame.locator('html')).toHaveAttribute('data-state', 'ready')
  const out = frame.getByRole('link', { name: /Open in whyrestart/ })
  await expect(out).toHaveAttribute('href', /index\.html#2[0-9a-z]+\.[\w-]{100,}$/)
  const before = await out.getAttribute('href')
  await frame.getByRole('slider', { name: 'Time' }).fill('420')
  await expect.poll(() => out.getAttribute('href')).not.toBe(before)
  const opened = new Playground(await page.context().newPage())
  await opened.open(new URL((await out.getAttribute('href'))!, page.url()).href)
  await expect(opened.slider).toHaveValue('420')
  await expect(heading(opened.page)).toHaveText('Framed')
})

test('a damaged link in a frame shows what is wrong with it, and no demo', async ({ page }) => {
  await blog(page, `<iframe src="./embed.html${link(shared('Framed')).slice(0, -30)}" title="x" width="900" height="700"></iframe>`)
  const frame = page.frameLocator('iframe')
  await expect(frame.getByRole('alert')).toContainText('The link was cut off: 30 of its')
  await expect(frame.getByRole('link', { name: /Open in whyrestart/ })).toBeVisible()
  await expect(frame.getByRole('region')).toHaveCount(0)
})

/** As some browsers and frames have it: at once, or only after a while. */
const denyWorkers = (page: Page, isLate: boolean): Promise<unknown> =>
  page.addInitScript((late) => {
    const denied = class extends EventTarget {
      onerror: (() => void) | null = null
      constructor() {
        super()
        if (!late) throw new DOMException('denied', 'SecurityError')
        setTimeout(() => this.onerror?.())
      }
      postMessage(): void {}
      terminate(): void {}
    }
    Object.defineProperty(window, 'Worker', { value: denied })
  }, isLate)

test('a link that is refused is so in a frame too, with no picture of another', async ({ page }) => {
  await blog(page, `<iframe src="./embed.html${link(shared('Later', { gravity: 1 }))}" title="x" width="900" height="700"></iframe>`)
  const frame = page.frameLocator('iframe')
  await expect(frame.getByText('found a field "gravity"')).toBeVisible()
  await expect(frame.getByRole('region', { name: OFF }).getByRole('status')).not.toHaveText(/restart/)
  await page.waitForLoadState('networkidle')
  await expect(frame.locator('body')).not.toContainText('At 5 min')
})

for (const isLate of [false, true])
  test(`where no web worker can be made, the page makes its picture itself${isLate ? ', told of it late' : ''}`, async ({ page }) => {
    const playground = new Playground(page)
    await denyWorkers(page, isLate)
    await playground.open()
    await expect(playground.restarts(OFF)).toHaveText('6 restarts')
    await put(page, link(shared('Large', { files: { '/etc/large': 'x'.repeat(800_000) } })))
    await expect(heading(page)).toHaveText('Large')
    await playground.settled()
    await page.getByRole('button', { name: 'Share' }).click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page
        .getByRole('dialog')
        .getByRole('button', { name: /Save|whole|file/i })
        .first()
        .click(),
    ])
    expect(download.suggestedFilename()).toMatch(/\.yaml$/)
  })

test('an exercise that needs a web worker where there is none is said, and the page is there', async ({ page }) => {
  const playground = new Playground(page)
  await denyWorkers(page, false)
  await playground.open('#e=a-probe')
  await expect(notice(page)).toContainText('This browser allows no web worker, which exercises need.')
  await expect(playground.restarts(OFF)).toHaveText('6 restarts')
  expect(playground.troubles).toEqual([])
})

test('a frame in a sandbox says what it is, and where it can be opened', async ({ page }) => {
  const address = link(shared('Framed'))
  await blog(page, `<iframe sandbox="allow-scripts allow-popups" src="./embed.html${address}" title="x" width="900" height="700"></iframe>`)
  const frame = page.frameLocator('iframe')
  await expect(frame.getByRole('heading', { name: 'whyrestart' })).toBeVisible()
  await expect(frame.getByRole('link', { name: /Open in whyrestart/ })).toHaveAttribute('href', `./index.html${address}`)
})

test('a frame in a sandbox whose scripts come shows its picture, and the whole way out', async ({ page }) => {
  // a host that lets anybody ask; the sandbox still has neither storage nor web workers
  await page.route(/\/(assets\/|fallback)/, async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, headers: { ...response.headers(), 'access-control-allow-origin': '*' } })
  })
  const address = link(shared('Framed'))
  await blog(page, `<iframe sandbox="allow-scripts allow-popups" src="./embed.html${address}" title="x" width="900" height="700"></iframe>`)
  const frame = page.frameLocator('iframe')
  await expect(frame.locator('html')).toHaveAttribute('data-state', 'ready')
  await expect(frame.getByRole('heading', { name: 'Framed' })).toBeVisible()
  await expect(frame.getByRole('region', { name: OFF }).getByRole('status')).toHaveText(/restarts?$/)
  await frame.getByRole('slider', { name: 'Time' }).fill('420')
  await expect(frame.getByRole('link', { name: /Open in whyrestart/ })).toHaveAttribute('href', /index\.html#2/)
})

for (const path of ['./', './embed.html'])
  test(`where the page’s own script does not come, it says so: ${path}`, async ({ page }) => {
    await page.route(/\/assets\/both-[^/]+\.js$/, (route) => route.abort())
    const address = link(shared('Whole'))
    await page.goto(`${path}${address}`)
    await expect(page.getByText('Its script has not come')).toBeVisible()
    await expect(page.getByRole('link', { name: /Open in whyrestart/ })).toHaveAttribute('href', `./index.html${address}`)
  })
