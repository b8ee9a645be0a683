import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { parse } from 'yaml'
import { scenarioDocument } from '../../src/cases/import.ts'
import { theStrangeCase } from '../../src/cases/the-strange-case.ts'
import { changesOf } from '../../src/lessons/attempt.ts'
import { changed, textsOf } from '../../src/lessons/change.ts'
import { startOf } from '../../src/lessons/check-exercise.ts'
import { parseExercise } from '../../src/lessons/parse-exercise.ts'
import { attemptLink, courseLink, progressLink } from '../../src/share/contents.ts'
import { type Draft, draftOf, linkOf, type SharedView } from '../../src/share/payload.ts'
import { longestTasks } from '../bench/main-thread.ts'
import { expect, test } from '../playground.ts'

test.use({ isFresh: true })

/** Of the main thread's own work, in one piece. */
const MOST_MS = 200
/** The browser lays out a text of so many characters in one piece, on a busy machine in 250 ms. */
const LAYOUT_MS = 300
const TRIES = 3

type Links = Readonly<Record<string, string>>

const { lanes: CASE_LANES, ...COMMON } = theStrangeCase('1.37')
const STORY = CASE_LANES[0]!.manifests!

/** A link to lanes that differ in these fields. */
function link(common: object, lanes: readonly object[] = [{}], view: SharedView = {}): string {
  const draft: Draft = {
    common: { ...COMMON, ...common } as Draft['common'],
    lanes: lanes.map((fields, n) => ({ id: `lane-${n + 1}`, name: `Lane ${n + 1}`, muted: false, fields: fields as never })),
  }
  const fragment = linkOf(draft, view)
  if (fragment === undefined) throw new Error('the scenario is too large for a link')
  return `#${fragment}`
}

const several = <T>(count: number, of: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => of(n))

/** Static pods of so many containers with two probes each. */
const pods = (count: number, containers: number): Record<string, string> =>
  Object.fromEntries(
    several(count, (pod) => [
      `p${pod}.yaml`,
      `apiVersion: v1
kind: Pod
metadata: {name: p${pod}}
spec:
  containers:
${several(
  containers,
  (n) => `  - name: c${n}
    image: example.org/main:1
    livenessProbe: {tcpSocket: {port: ${80 + n}}}
    readinessProbe: {tcpSocket: {port: ${80 + n}}}
`,
).join('')}`,
    ]),
  )

/** A manifest of about so many characters, which packs well: a link has 60,000 at most. */
const long = (characters: number, word = 'noted'): Record<string, string> => {
  const line = (n: number): string => `    # ${String(n % 50).padStart(4, '0')} what somebody has ${word} about this manifest ...\n`
  const lines = several(Math.floor((characters - 3000) / line(0).length), line)
  return { 'kube-apiserver.yaml': `${STORY['kube-apiserver.yaml']!.trimEnd()}\n${lines.join('')}` }
}

const wrong = `apiVersion: v1
kind: Pod
metadata: {name: wrong}
spec:
  containers:
${several(2000, (n) => `  - {name: C_${n}, image: "", wrong${n}: 1}\n`).join('')}`

/** Nothing listens where the probes ask. */
const SILENT = Object.fromEntries(several(10, (n) => [`c${n}`, { listens: [] }]))
const DAY = { from: 0, to: 86_400, cursor: 86_000 }
const LONG = link({ manifests: long(900_000) })
const ONE_LINE = link({ manifests: { 'kube-apiserver.yaml': `# ${'x'.repeat(900_000)}\n${STORY['kube-apiserver.yaml']!}` } })

const AT_THE_CAPS: Links = {
  '500 containers': link({ manifests: pods(50, 10), processes: {} }),
  '500 containers in one pod': link({ manifests: pods(1, 500), processes: {} }),
  '500 containers in 16 lanes': link(
    { manifests: pods(50, 10), processes: {} },
    several(16, (seed) => ({ seed })),
  ),
  '500 containers that fall for a day': link({ duration: '24h', manifests: pods(50, 10), processes: SILENT }, [{}], DAY),
  'a day': link({ duration: '24h', manifests: STORY }, [{}], DAY),
  'a manifest of 900,000 characters': LONG,
  'a line of 900,000 characters': ONE_LINE,
  'two long manifests that differ in each line': link({}, [{ manifests: long(450_000) }, { manifests: long(450_000, 'said') }], {
    lane: 'lane-2',
  }),
  'four lanes of 900,000 characters': link(
    {},
    several(4, (n) => ({ manifests: long(850_000 + 1000 * n) })),
  ),
  'a file of 900,000 characters': link({ manifests: STORY, files: { '/etc/large': `${'x'.repeat(80)}\n`.repeat(11_000) } }),
  'thousands of problems': link({ manifests: { 'wrong.yaml': wrong } }),
  '10,000 requests': link({
    manifests: STORY,
    requests: several(10_000, (n) => ({ at: `${60 + (n % 600)}s`, method: 'GET', url: 'https://127.0.0.1:6443/healthz' })),
  }),
  '1,000 actions': link({
    manifests: STORY,
    actions: several(1000, (n) => ({ at: `${60 + n}s`, action: 'crash', container: 'kube-apiserver' })),
  }),
  '6,000 happenings': link({}, [
    {
      happened: several(6000, (n) => {
        const told = n % 2 === 0 ? { is: 'started' } : { is: 'ended', code: 1, reason: 'Error' }
        const turn = Math.floor(n / 2)
        return { at: turn, pod: 'web', container: 'main', life: turn + 1, ...told }
      }),
    },
  ]),
  ...Object.fromEntries(
    // the two that ask most of so many
    (['events', 'verdicts'] as const).map((panel) => [
      `500 containers that fall for a day, with the panel ${panel}`,
      link({ duration: '24h', manifests: pods(50, 10), processes: SILENT }, [{}], { ...DAY, panel }),
    ]),
  ),
}

const LEVELS = join(import.meta.dirname, '../../src/lessons/levels')
const levels = readdirSync(LEVELS).map((file) => file.replace(/\.yaml$/, ''))
const level = (id: string): string => readFileSync(join(LEVELS, `${id}.yaml`), 'utf8')
/** An exercise from its text, as a link. */
const exerciseLink = (text: string): string => `#${linkOf(draftOf(scenarioDocument(text).document!), {})}`
/** A link to the first exercise with other texts. */
function told(texts: object): string {
  const lesson = parse(level('a-probe')) as { exercise: object }
  return exerciseLink(JSON.stringify({ ...lesson, exercise: { ...lesson.exercise, ...texts } }))
}
const LOOK = '- **Look** at [it](https://example.org) and `now`.\n'

/** The first one; one with questions; the one of most releases; one that hides nearly all of the page; and the longest texts. */
const EXERCISES: Links = {
  ...Object.fromEntries(['a-probe', 'how-many-failures', 'three-roles', 'the-night-shift'].map((id) => [`the exercise ${id}`, `#e=${id}`])),
  'a story of 50,000 characters': told({ story: LOOK.repeat(1000) }),
  'a story of 900,000 characters': told({ story: LOOK.repeat(18_000) }),
  'a hundred hints, and a debrief of 400,000 characters': told({ hints: several(100, () => LOOK.repeat(100)), debrief: LOOK.repeat(8000) }),
  'a thousand rules of what is to be kept': told({ keep: several(1000, (n) => ({ text: `Keep ${n}: ${LOOK}`, has: `x${n}` })) }),
  'a story that could be an e-mail address': told({ story: `${'a.b-'.repeat(12_000)}@` }),
}

function attempt(): string {
  const lesson = parseExercise(level('the-strange-case')).value!
  const start = textsOf(startOf(lesson))
  const { texts } = changed(start, lesson.exercise.solution!)
  return `#${attemptLink({ exercise: lesson.exercise.id, hints: 1, minutes: 6.5, changes: changesOf(start, texts) })!}`
}

const SHARED = `#${linkOf(draftOf(theStrangeCase('1.30')), { cursor: 300, lane: 'lane-2' })!}`
const YAML = `#yaml=${encodeURIComponent(pods(1, 1)['p0.yaml']!)}`
const OTHERS: Links = {
  'the front door': '',
  'a ready case': '#case=today',
  'a scenario of one’s own': '#own',
  'a link': SHARED,
  'a link that is damaged': SHARED.slice(0, -9),
  'a text in a link': YAML,
  'a long text in a link': `#yaml=${encodeURIComponent(long(40_000)['kube-apiserver.yaml']!)}`,
  'a presenter’s link': `?present${SHARED}`,
  'a presenter’s exercise': '?present#e=a-probe',
  'a presenter’s long manifest': `?present${LONG}`,
  'an attempt': attempt(),
  'somebody’s progress': `#${progressLink({ 'a-probe': { hints: 1, edits: 2, seconds: 60, answers: [] } })!}`,
  'an exercise in a link': exerciseLink(level('a-probe')),
  'a course in a link': `#${courseLink({ course: 1, title: 'All', exercises: levels.map((id) => ({ exercise: parse(level(id)) as unknown })) })!}`,
  'how we know': '#how-we-know',
  'what changed': '#what-changed',
  'the room': '#room',
}

const FRAMES: Links = {
  'a ready case': 'embed.html#case=today',
  'a link': `embed.html${SHARED}`,
  'a text in a link': `embed.html${YAML}`,
  'a long manifest, its file open': `embed.html?file=kube-apiserver.yaml&line=9000${LONG}`,
  ...Object.fromEntries(
    ['500 containers in 16 lanes', '500 containers that fall for a day', 'a manifest of 900,000 characters', 'thousands of problems'].map(
      (name) => [name, `embed.html${AT_THE_CAPS[name]!}`],
    ),
  ),
}

const PHONES: Links = {
  'a link': SHARED,
  'an exercise': '#e=a-probe',
  '500 containers in 16 lanes': AT_THE_CAPS['500 containers in 16 lanes']!,
  'a manifest of 900,000 characters': LONG,
  'a line of 900,000 characters': ONE_LINE,
}

/** Until nothing more comes of it; the full editor comes last, where there is one. */
async function open(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await expect(page.locator('html')).toHaveAttribute('data-state', /^(ready|stopped)$/, { timeout: 90_000 })
  const hasEditor = (): boolean => !document.querySelector('.editor-pane .plain') || document.querySelector('.monaco .view-lines') !== null
  await page.waitForFunction(hasEditor, undefined, { timeout: 2500 }).catch(() => undefined)
  const rest = (): Promise<void> =>
    new Promise((resolve) => requestIdleCallback(() => setTimeout(() => requestIdleCallback(() => resolve()), 250)))
  await page.evaluate(rest)
  await page.evaluate(rest)
}

/** In a browser's profile that has nothing loaded yet, as the first one had. */
async function inFreshProfile<T>(page: Page, act: (other: Page) => Promise<T>): Promise<T> {
  const { baseURL } = test.info().project.use
  const context = await page
    .context()
    .browser()!
    .newContext({ viewport: page.viewportSize(), ...(baseURL ? { baseURL } : {}) })
  try {
    return await act(await context.newPage())
  } finally {
    await context.close()
  }
}

/** A test for each: its longest task, on a page of its own. */
function openEach(where: string, links: Links): void {
  expect(Object.keys(links).length).toBeGreaterThan(0)
  for (const [name, path] of Object.entries(links))
    test(`no task is long while ${where} is opened: ${name}`, async ({ page }) => {
      test.setTimeout(300_000)
      let [longest] = await longestTasks(page, () => open(page, path))
      // what else the machine does only adds to it: the least of some is nearest to its own work
      const most = /manifest|900,000/.test(name) ? LAYOUT_MS : MOST_MS
      for (let n = 1; n < TRIES && longest!.cpuMs > most; n++) {
        const [again] = await inFreshProfile(page, (other) => longestTasks(other, () => open(other, path)))
        if (again!.cpuMs < longest!.cpuMs) longest = again
      }
      console.log(`${longest!.cpuMs.toFixed(0)} ms at most, ${where}: ${name}`)
      expect(longest!.cpuMs, longest!.parts).toBeLessThanOrEqual(most)
    })
}

openEach('a link of any kind', OTHERS)
openEach('an exercise', EXERCISES)
openEach('a link at the caps', AT_THE_CAPS)
openEach('a frame', FRAMES)
test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } })
  openEach('a link', PHONES)
})
