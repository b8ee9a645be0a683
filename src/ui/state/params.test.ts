import { expect, it, vi } from 'vitest'
import { modeOf } from './page.ts'
import { parseParams } from './params.ts'

it.each([
  ['?t=7', 7],
  ['?t=7m', 420],
  ['?t=1m30s', 90],
  ['?t=12.5', 12.5],
  ['?t=soon', undefined],
  ['?t=-3', undefined],
  ['', undefined],
])('the time of %s is %s', (search, t) => {
  const params = parseParams(search)
  expect(params.t).toBe(t)
  expect(params.unknown).toEqual(t === undefined && search ? [search.slice(1)] : [])
})

it.each([
  ['?speed=10', 10, []],
  ['?speed=1', 1, []],
  ['?speed=0', undefined, ['speed=0']],
  ['?speed=601', undefined, ['speed=601']],
  ['?speed=fast', undefined, ['speed=fast']],
])('the speed of %s is %s', (search, speed, unknown) => {
  expect(parseParams(search)).toMatchObject({ unknown, ...(speed ? { speed } : {}) })
  expect(parseParams(search).speed).toBe(speed)
})

it('parts are hidden, a lane is named, and what means nothing is listed', () => {
  const params = parseParams('?hide=title,why,roof&lane=Fix%202,%20TCP%20probe&theme=dark&readonly&debug&colour=red&theme=pink')
  expect([...params.hide]).toEqual(['title', 'why'])
  expect(params).toMatchObject({ lane: 'Fix 2, TCP probe', theme: 'dark', debug: true, unknown: ['hide=roof', 'colour=red', 'theme=pink'] })
})

it('only a frame can be read only, and only the page starts safe', () => {
  expect(modeOf({ pathname: '/x/embed.html', search: '?readonly&safe' })).toEqual({ embedded: true, readonly: true, safe: false })
  expect(modeOf({ pathname: '/x/', search: '?readonly&safe' })).toEqual({ embedded: false, readonly: false, safe: true })
})

it.each([
  ['line=39', { line: 39 }],
  ['line=1000000', { line: 1_000_000 }],
  ['line=1000001'],
  ['line=0'],
  ['line=1.5'],
  ['lanes=2,10', { lanes: [2, 10] }],
  ['lanes=0'],
  ['lanes=1,,2'],
  ['lanes=100'],
  ['panel=events', { panel: 'events' }],
  ['panel=roof'],
  ['file=web.yaml', { file: 'web.yaml' }],
  ['file='],
  ['select=2m', { select: 120 }],
  ['speed=600', { speed: 600 }],
  ['theme=system', { theme: 'system' }],
  ['theme=light', { theme: 'light' }],
  ['legend', { legend: true }],
  ['poster', { poster: true }],
  ['toString=x'],
] as [string, object?][])('?%s is %o', (search, found) => {
  const { hide, ...params } = parseParams(`?${search}`)
  const unknown = found ? [] : [search.replace(/=$/, '')]
  expect([...hide]).toEqual([])
  expect(params).toEqual({ theme: 'system', debug: false, legend: false, poster: false, unknown, ...found })
})

it('as a script comes only what is of the page’s own host, where the browser asks', async () => {
  const rules: { createScriptURL(url: string): string }[] = []
  vi.resetModules()
  vi.stubGlobal('trustedTypes', { createPolicy: (_name: string, rule: (typeof rules)[number]) => rules.push(rule) })
  vi.stubGlobal('location', new URL('https://host.example/x/embed.html'))
  await import('./params.ts')
  const [{ createScriptURL }] = rules as [(typeof rules)[number]]
  expect(createScriptURL('assets/worker.js')).toBe('assets/worker.js')
  expect(() => createScriptURL('https://other.example/worker.js')).toThrow('https://other.example/worker.js is no script of this page')
  vi.unstubAllGlobals()
})
