import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseScenario } from '../../sim/scenario/scenario.ts'
import { simulate } from '../../sim/simulate.ts'
import { drawingOf } from '../lanes/drawing-of.ts'
import { INK_NAMES, inkFor, THEMES } from './layout.ts'
import { LEAST_WIDTH, type Sheet, svgOf, widthOf } from './sheet.ts'

const PROBES = `    livenessProbe: {httpGet: {port: 8080, path: /live}, periodSeconds: 10, failureThreshold: 3}
    readinessProbe: {httpGet: {port: 8080, path: /ready}, periodSeconds: 5}
`

const pod = (container: string, more = ''): string => `whyrestart: 1
title: A picture
kubernetes: "1.30"
duration: 5m
kubelet: {}
manifests:
  web.yaml: |
    apiVersion: v1
    kind: Pod
    metadata: {name: web, namespace: default}
    spec:
      containers:
      - name: web
        image: web:1
${container.replaceAll(/^/gm, '    ')}${more}`

/** Each shows other marks. */
const KINDS: Readonly<Record<string, string>> = {
  healthy: pod(PROBES, '\nprocesses:\n  web: {listens: [{port: 8080}], answers: [{from: 0s, status: 200}]}\n'),
  'killed-and-held-back': pod(
    PROBES,
    '\nprocesses:\n  web: {listens: [{port: 8080}], answers: [{from: 0s, status: 200}, {from: 20s, status: 500}]}\n',
  ),
  'ends-by-itself': pod('', '\nprocesses:\n  web: {exits: {after: 15s, code: 1}}\n'),
  'hung-by-an-action': pod(
    PROBES,
    '\nprocesses:\n  web: {listens: [{port: 8080}], answers: [{from: 0s, status: 200}]}\nactions:\n- {at: 1m, hang: web}\n- {at: 2m, resume: web}\n- {at: 3m, kill: web}\n',
  ),
  warned: pod(
    PROBES,
    '\nprocesses:\n  web: {listens: [{port: 8080}], answers: [{from: 0s, status: 302, location: "http://elsewhere.example/"}]}\n',
  ),
  'told-by-a-cluster': `whyrestart: 1
title: A picture
kubernetes: "1.30"
duration: 5m
kubelet: {}
lanes:
- name: What really happened
  happened:
  - {at: 0s, is: added, pod: web}
  - {at: 1s, is: started, pod: web, container: web, life: 1}
  - {at: 12s, is: ready, pod: web, container: web}
  - {at: 40s, is: failed, pod: web, container: web, probe: liveness, output: "statuscode: 500", threshold: 3}
  - {at: 50s, is: failed, pod: web, container: web, probe: liveness, output: "statuscode: 500", threshold: 3, estimated: Between two.}
  - {at: 60s, is: failed, pod: web, container: web, probe: liveness, output: "statuscode: 500", threshold: 3}
  - {at: 60s, is: event, pod: web, container: web, type: Normal, reason: Killing, message: "Container web failed liveness probe"}
  - {at: 61s, is: ended, pod: web, container: web, life: 1, code: 137, reason: Error, estimated: Nothing tells when.}
  - {at: 61s, is: waiting, pod: web, container: web, seconds: 10, estimated: Nothing tells when.}
  - {at: 72s, is: started, pod: web, container: web, life: 2, estimated: Nothing tells when.}
`,
}

function sheetOf(text: string, more: Partial<Sheet> = {}): Sheet {
  const { scenario, diagnostics } = parseScenario(text)
  expect(diagnostics).toBeUndefined()
  return {
    title: scenario!.title,
    lanes: scenario!.lanes.map(({ name, inputs }) => ({
      name,
      kubernetes: inputs.kubernetes,
      isReal: inputs.happened !== undefined,
      drawing: drawingOf(simulate(inputs), inputs.duration),
    })),
    from: 0,
    to: 300,
    cursor: 120,
    ...more,
  }
}

it.each(Object.keys(KINDS))('draws a lane that is %s as it did', async (kind) => {
  await expect(svgOf(sheetOf(KINDS[kind]!), 'light', 720)).toMatchFileSnapshot(`golden/${kind}.svg`)
})

it.each([
  ['a phone', 400],
  ['a page', 720],
])('draws several lanes for %s as it did', async (name, width) => {
  const [fallen, told] = [sheetOf(KINDS['ends-by-itself']!), sheetOf(KINDS['told-by-a-cluster']!)]
  const lanes = [
    { name: 'a name of so many words that they need two lines and more than there is room for', drawing: fallen.lanes[0]!.drawing },
    { name: 'once', drawing: told.lanes[0]!.drawing },
    { name: 'without-a-pod-and-without-any-space-where-it-could-be-broken', drawing: { ...told.lanes[0]!.drawing, statuses: new Map() } },
  ].map((lane, n) => ({ ...lane, kubernetes: n === 1 ? '1.9' : '1.30', isReal: n === 1 }))
  const link = `https://example.org/#${'1'.repeat(200)}`
  await expect(svgOf({ ...fallen, lanes, link, cursor: 255 }, 'dark', width)).toMatchFileSnapshot(
    `golden/several-lanes-for-${name.replace(' ', '-')}.svg`,
  )
})

it('keeps the time of the cursor in the picture, however late it is', () => {
  const svg = svgOf(sheetOf(KINDS['healthy']!, { to: 47_880, cursor: 47_880 }), 'light', 720)
  const ends = [...svg.matchAll(/<rect x="([\d.]+)"[^>]* width="([\d.]+)"/g)].map(([, x, width]) => Number(x) + Number(width))
  expect(Math.max(...ends)).toBe(720)
  expect(svg).toContain('>13:18:00<')
})

it('draws what has no time of its own otherwise than what has', () => {
  const told = KINDS['told-by-a-cluster']!
  const estimated = svgOf(sheetOf(told), 'light', 720)
  expect(sheetOf(told).lanes[0]!.drawing.estimated?.size).toBeGreaterThanOrEqual(3)
  const certain = svgOf(sheetOf(told.replaceAll(/, estimated: [^.]*\./g, '')), 'light', 720)
  const dashes = (svg: string): number => svg.match(/stroke-dasharray/g)?.length ?? 0
  expect(dashes(estimated)).toBeGreaterThan(dashes(certain))
})

it('draws the same in the dark, in other colours alone', () => {
  const sheet = sheetOf(KINDS['killed-and-held-back']!)
  const [light, dark] = THEMES.map((theme) => svgOf(sheet, theme, 720))
  expect(dark).not.toBe(light)
  const bare = (svg: string) => svg.replaceAll(/#[0-9a-f]{6}/g, '#')
  expect(bare(dark!)).toBe(bare(light!))
})

it('has the page’s own colours', () => {
  const css = readFileSync(join(import.meta.dirname, '../../ui/page/tokens.css'), 'utf8')
  for (const [theme, selector] of [
    ['light', ':root'],
    ['dark', ":root[data-theme='dark']"],
  ] as const) {
    const start = css.indexOf(`${selector} {`)
    const block = css.slice(start, css.indexOf('}', start))
    for (const name of INK_NAMES)
      expect([name, /--([\w-]+): (#[0-9a-f]{6});/.exec(block.slice(block.indexOf(` --${name}:`)))?.[2]]).toEqual([
        name,
        inkFor(theme).colours[name],
      ])
  }
})

it('is well-formed, whatever a title, a lane or a link is called', () => {
  const sheet = sheetOf(KINDS['killed-and-held-back']!)
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), fc.integer({ min: 0, max: 2000 }), (title, name, width) => {
      const svg = svgOf({ ...sheet, title, link: name, lanes: sheet.lanes.map((lane) => ({ ...lane, name })) }, 'light', width)
      expect(unclosed(svg)).toEqual([])
      expect(Number(/ width="(\d+)"/.exec(svg)?.[1])).toBeGreaterThanOrEqual(LEAST_WIDTH)
      expect(svg).not.toMatch(/="[^"]*(?:NaN|undefined|Infinity)[^"]*"|(?![\t\n\r])\p{Cc}/u)
    }),
    { numRuns: 60 },
  )
})

/** Elements that are not closed, or closed twice; texts and attributes hold no mark of their own. */
function unclosed(svg: string): string[] {
  const open: string[] = []
  const rest = svg.replaceAll(
    /<(\/?)(\w+)((?: [\w:-]+="[^"<>]*")*)(\/?)>/g,
    (_all, close: string, name: string, _attributes, empty: string) => {
      if (close) open.push(...(open.pop() === name ? [] : [`/${name}`]))
      else if (!empty) open.push(name)
      return ''
    },
  )
  return [...open, ...(/[<>]/.test(rest) ? ['a mark in a text'] : []), ...(/&(?!(?:amp|lt|gt|quot);)/.test(rest) ? ['a bare &'] : [])]
}

it('keeps texts within the picture, and says in words what it shows', () => {
  const long = 'a very long name of a lane that nobody would give it '.repeat(5)
  const sheet = sheetOf(KINDS['ends-by-itself']!)
  const svg = svgOf({ ...sheet, title: long, lanes: sheet.lanes.map((lane) => ({ ...lane, name: long })) }, 'light', 600)
  for (const [, size, text] of svg.matchAll(/font-size="([\d.]+)"[^>]*>([^<]*)</g))
    expect(widthOf(text!, Number(size))).toBeLessThanOrEqual(600)
  expect(svgOf(sheet, 'light', 600)).toMatch(/<desc id="words">A picture, at 2 min\. main: \d+ restarts?, \w+\.<\/desc>/)
})

it('draws nothing outside of the times that are asked for', () => {
  const whole = sheetOf(KINDS['killed-and-held-back']!)
  const part = svgOf({ ...whole, from: 60, to: 90, cursor: 200 }, 'light', 720)
  // no cursor, and far fewer marks
  expect(part).not.toContain('3:20')
  expect(part.length).toBeLessThan(svgOf(whole, 'light', 720).length)
  // the numbers are the cursor's all the same
  const count = (cursor: number) => Number(/font-size="22"[^>]*>(\d+)</.exec(svgOf({ ...whole, to: 30, cursor }, 'light', 720))![1])
  expect([count(30), count(300) > 0]).toEqual([0, true])
})

it('a sheet of 560 pixels has the lane’s name beside it, a narrower one above', () => {
  const sheet = sheetOf(KINDS['healthy']!)
  const axis = (width: number) => Number(/x="([\d.]+)"[^>]*>min:s</.exec(svgOf(sheet, 'light', width))![1])
  expect(axis(560) - axis(559)).toBeGreaterThan(50)
})

it('the cursor is drawn at the very edges of a sheet, and not behind them', () => {
  const sheet = sheetOf(KINDS['healthy']!)
  const drawn = (cursor: number) => svgOf({ ...sheet, from: 60, to: 120, cursor }, 'light', 720).match(/</g)!.length
  expect([59.9, 60, 120, 120.1].map((cursor) => drawn(cursor) > drawn(200))).toEqual([false, true, true, false])
})
