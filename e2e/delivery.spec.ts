import { readdirSync, readFileSync, statSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { expect, shiftOf, test, watchShift } from './playground.ts'

test.use({ isFresh: true })

const assets = new URL('../dist/assets/', import.meta.url)
const size = (name: RegExp): number => {
  const found = readdirSync(assets).filter((file) => name.test(file))
  expect(found.length, `files like ${name}`).toBeGreaterThan(0)
  // one build of it for web workers, one for pages that may have none: either is what somebody loads
  return Math.max(...found.map((file) => gzipSync(readFileSync(new URL(file, assets))).length))
}

const OPENING = /^virtual_opening-.*\.js$/

const textOf = (file: string): string => readFileSync(new URL(file, assets), 'utf8')

/** Scripts with all that they import before they begin. */
function whole(...begin: string[]): number {
  const files = new Set(begin)
  for (const file of files) for (const [, imported] of textOf(file).matchAll(/(?:\bfrom|\bimport)"\.\/([^"]+\.js)"/g)) files.add(imported!)
  return [...files].reduce((sum, file) => sum + gzipSync(textOf(file)).length, 0)
}

/** Bytes of the scripts that a page asks for at once. */
const firstScripts = (page: string): number => {
  const html = readFileSync(new URL(`../dist/${page}`, import.meta.url), 'utf8')
  // the opening case's picture comes with the page, and is no script
  const files = [...html.matchAll(/(?:src|href)="\.\/assets\/([^"]+\.js)"/g)].map(([, file]) => file!).filter((file) => !OPENING.test(file))
  expect(files.length, `scripts of ${page}`).toBeGreaterThan(0)
  return files.reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, assets))).length, 0)
}

test('JavaScript before Monaco is at most 174 kB, and the simulator has a line of its own', () => {
  const [bytes, embed] = [firstScripts('index.html'), firstScripts('embed.html')]
  const [worker = ''] = readdirSync(assets).filter((file) => /^worker-.*\.js$/.test(file))
  const [controlPlane = ''] = readdirSync(assets).filter((file) => /^all-.*\.js$/.test(file) && textOf(worker).includes(file))
  const [plain, apiserver] = [whole(worker), whole(worker, controlPlane)]
  console.log(
    `entry ${(bytes / 1000).toFixed(1)} kB, embed ${(embed / 1000).toFixed(1)} kB, simulator ${(plain / 1000).toFixed(1)} kB, with the control plane ${(apiserver / 1000).toFixed(1)} kB gzip`,
  )
  expect(bytes).toBeLessThanOrEqual(174_000)
  expect(embed).toBeLessThanOrEqual(122_500)
  // before the first picture of a plain pod, and of a kube-apiserver; the terminal and the YAML library come when they are used
  expect(apiserver).toBeGreaterThan(plain + 50_000)
  // what a real server says of each flag and request: 6 kB of it Go’s expressions, audit policies and acting as others, 3 kB policies of
  // ABAC, selectors, what a list is asked for and forms of an answer
  expect(apiserver).toBeLessThanOrEqual(301_000)
  expect(size(OPENING)).toBeLessThanOrEqual(12_500)
  // a shell with its loops, sed, awk and jq is in it, Go templates, and the fields of a pod for kubectl explain; it comes when it is used
  expect(size(/^terminal-.*\.js$/)).toBeLessThanOrEqual(86_000)
})

// what 1.37's probes, the restart of all containers and what is assumed of ports and files take is to be won back from what few pods
// ask for: 140 kB is wanted; a pod's types as data weigh 2 kB more than they did as code, and a kube-apiserver's tables 5 kB less;
// what the kubelet says of fields that few pods have (owners, Windows, claims, spreading, old volumes) weighs 5.5 kB, and must be known
// before the pod runs; restart rules of containers, images’ names and files of a node came since
test('the simulator of a plain pod is at most 165 kB', () => {
  const [worker = ''] = readdirSync(assets).filter((file) => /^worker-.*\.js$/.test(file))
  expect(whole(worker)).toBeLessThanOrEqual(165_000)
})

// each room's work stands in its one program
test('the page in one file is at most 4 MB', () => {
  const { size: bytes } = statSync(new URL('../dist/whyrestart-single.html', import.meta.url))
  console.log(`one file ${(bytes / 1_000_000).toFixed(2)} MB`)
  expect(bytes).toBeLessThanOrEqual(4_000_000)
})

test('Monaco is not in what the page loads first', async ({ playground, page }) => {
  const loaded: string[] = []
  page.on('request', (request) => loaded.push(request.url()))
  await page.setViewportSize({ width: 700, height: 900 })
  await playground.open()
  await page.waitForLoadState('networkidle')
  expect(loaded.filter((url) => /monaco|codeEditor|editor\.api/i.test(url))).toEqual([])
})

test('it works from a sub-path, and asks no other host', async ({ playground, page, baseURL }) => {
  const foreign: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(baseURL!) && !/^(data|blob):/.test(request.url())) foreign.push(request.url())
  })
  await playground.open('some/where/')
  await playground.monaco()
  await expect(playground.restarts('Anonymous requests off')).toHaveText('6 restarts')
  expect(foreign).toEqual([])
})

test('nothing jumps while it loads: fonts, first picture and editor take the room that was kept for them', async ({ playground, page }) => {
  await watchShift(page)
  await playground.open()
  await playground.monaco()
  const shift = await shiftOf(page)
  console.log(`layout shift ${shift.toFixed(4)}`)
  expect(shift).toBeLessThan(0.1)
})

test('the format’s schema and all licences are published with the page', async ({ request }) => {
  const schema = (await (await request.get('scenario.schema.json')).json()) as { properties: Record<string, unknown> }
  expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(['whyrestart', 'manifests', 'actions', 'lanes', 'exercise']))
  const course = (await (await request.get('course.schema.json')).json()) as { properties: Record<string, unknown> }
  expect(Object.keys(course.properties)).toEqual(['course', 'title', 'exercises', 'end'])
  const licences = await (await request.get('licences.txt')).text()
  for (const name of ['monaco-editor', 'react-dom', 'yaml', 'workbox-core', 'JetBrains Mono', 'Apache License'])
    expect(licences).toContain(name)
})
