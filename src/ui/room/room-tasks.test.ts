import { afterEach, expect, it, vi } from 'vitest'
import { parse } from 'yaml'
import { type Attempt, changesOf } from '../../lessons/attempt.ts'
import { parseExercise } from '../../lessons/parse-exercise.ts'
import { changed, textsOf } from '../../lessons/change.ts'
import { startOf } from '../../lessons/check-exercise.ts'
import { attemptLink, courseLink } from '../../share/contents.ts'
import { draftOf, linkOf, type Draft } from '../../share/payload.ts'
import { shippedCourse } from '../exercise/course/shipped.ts'
import { withDefaults } from '../exercise/make/lesson-document.ts'
import { tasks } from './room-tasks.ts'

const text = (await shippedCourse()).texts.get('a-probe')!
const PROBE = parseExercise(text).value!
const document = parse(text) as Record<string, unknown> & { exercise: object }

const { exercise, ...scenario } = document
const PLAIN = linkOf(draftOf(withDefaults(scenario, PROBE)), {})!

/** The same exercise under another id. */
const own = (id: string, more: object = {}): Record<string, unknown> => ({ ...document, ...more, exercise: { ...exercise, id } })
/** Its link, as somebody who has made it hands it out. */
const linkOfOwn = (id: string, more: object = {}): string =>
  linkOf(
    {
      ...draftOf(withDefaults(document, PROBE)),
      common: { ...draftOf(withDefaults(document, PROBE)).common, ...more, exercise: { ...exercise, id } },
    } as Draft,
    {},
  )!

const attempt = (exercise: string, more: Partial<Attempt> = {}): string =>
  attemptLink({ exercise, hints: 0, minutes: 1, changes: {}, ...more })!
const solution = changesOf(textsOf(startOf(PROBE)), changed(textsOf(startOf(PROBE)), PROBE.exercise.solution!).texts)

const handed = (links: readonly string[]) => links.map((fragment, n) => ({ source: 'a chat', name: `N${n + 1}`, fragment, line: n + 1 }))

/** What a room says on the way, and in the end. */
async function judged(links: readonly string[], sources: { texts?: string[]; links?: string[] } = {}) {
  const progress: { done: number; judged: readonly object[] }[] = []
  const run = tasks.judge({ handed: handed(links), sources: { texts: [], links: [], ...sources } })
  for (;;) {
    const { value, done } = await run.next()
    if (done) return { progress, exercises: value.map(({ id, title }) => `${id}: ${title}`), all: progress.flatMap((part) => part.judged) }
    progress.push(value)
  }
}
const says = async (...all: Parameters<typeof judged>): Promise<string[]> =>
  (await judged(...all)).all.map((item) =>
    'row' in item ? `${(item.row as { solved: boolean }).solved}` : (item as { refused: { why: string } }).refused.why,
  )

afterEach(() => {
  vi.restoreAllMocks()
})

it('judges attempts at what the page ships, and at what came by a link or a text beside it', async () => {
  const links = [
    attempt('a-probe', { changes: solution }),
    attempt('by-link'),
    attempt('by-text'),
    attempt('of-course'),
    attempt('beside'),
    attempt('gone'),
  ]
  const course = JSON.stringify({ course: 1, title: 'Ours', exercises: [{ exercise: own('of-course') }] })
  expect(
    await says([...links, linkOfOwn('beside')], {
      links: [linkOfOwn('by-link'), 'zz', PLAIN],
      texts: [
        JSON.stringify(own('by-text')),
        course,
        'course: 7',
        JSON.stringify({ course: 1, title: 'Of files', exercises: [{ file: 'a.yaml' }] }),
        'exercise: {}',
      ],
    }),
  ).toEqual([
    'true',
    'false',
    'false',
    'false',
    'false',
    'an attempt at the exercise "gone", which is not here: paste its link, or drop its file',
  ])
  expect((await judged([attempt('a-probe'), attempt('gone')])).exercises).toEqual(['a-probe: 1. What a probe is'])
  // what is no source any more is not known any more
  expect(await says([attempt('by-text')])).toEqual([expect.stringContaining('which is not here')])
  expect(await says([attempt('gone'), courseLink({ course: 1, title: 'x', exercises: [{ exercise: own('gone') }] })!])).toEqual(['false'])
})

it('of one id the text counts before the link and the page’s own; once it is another, it is judged anew', async () => {
  const titles = async (...all: Parameters<typeof judged>): Promise<string[]> => (await judged(...all)).exercises
  const [ofText, ofLink] = [JSON.stringify(own('x', { title: 'Of a text' })), linkOfOwn('x', { title: 'Of a link' })]
  expect(await titles([attempt('x')], { texts: [ofText], links: [ofLink] })).toEqual(['x: Of a text'])
  expect(await titles([attempt('x')], { links: [ofLink] })).toEqual(['x: Of a link'])
  expect(await titles([attempt('a-probe')], { texts: [JSON.stringify({ ...document, title: 'Ours' })] })).toEqual(['a-probe: Ours'])
  const easy = { ...document, exercise: { ...exercise, id: 'x', goals: [{ text: 'It runs', restarts: { max: 99 } }], wrong: [] } }
  expect(await says([attempt('x')], { texts: [ofText] })).toEqual(['false'])
  expect(await says([attempt('x')], { texts: [JSON.stringify(easy)] })).toEqual(['true'])
})

it('says how far it is after each twenty, or where a tenth of a second has gone by', async () => {
  const links = Array.from({ length: 41 }, () => 'zz')
  // no time goes by, on a slow machine either
  const now = vi.spyOn(performance, 'now').mockReturnValue(0)
  expect((await judged(links)).progress.map(({ done, judged: part }) => [done, part.length])).toEqual([
    [20, 20],
    [40, 20],
    [41, 1],
  ])
  let nowMs = 0
  now.mockImplementation(() => (nowMs === 0 ? (nowMs = 100) - 100 : nowMs))
  expect((await judged(['zz', 'zz'])).progress).toHaveLength(1)
  now.mockImplementation(() => (nowMs += 101))
  expect((await judged(['zz', 'zz'])).progress.map(({ done }) => done)).toEqual([1, 2, 2])
  // since it was said last
  const looks = [0, 101, 101, 150]
  now.mockImplementation(() => looks.shift()!)
  expect((await judged(['zz', 'zz'])).progress.map(({ done }) => done)).toEqual([1, 2])
})

it('finds links in a text, and names the exercises among them', () => {
  const found = tasks.find(
    [
      'Ada:',
      `https://why.example/#${attempt('a-probe')}`,
      `#${linkOfOwn('x', { title: 'Ours' })}`,
      `#${courseLink({ course: 1, exercises: [] })}`,
      `#${PLAIN}`,
    ].join('\n'),
  )
  expect(found.titles).toEqual(['Ours', 'exercise'])
  expect([found.found.length, found.without]).toEqual([4, []])
})

it('counts the answers to each question, and none to an exercise that is not here', async () => {
  expect(tasks.histograms({ exercise: 'gone', answers: [[1]] })).toEqual([])
  await judged([attempt('how-many-failures')])
  const counted = tasks.histograms({ exercise: 'how-many-failures', answers: [[150, null], [155], [20, 300], []] })
  expect(counted.map(({ right, answered, hits }) => [Math.round(Number(right)), answered, hits])).toEqual([
    [150, 3, 2],
    [300, 1, 1],
  ])
})

it('draws attempts as lanes below the exercise as it begins, each under a name of its own', async () => {
  await judged([attempt('a-probe')])
  const draw = (...picks: [name: string, link: string][]) => tasks.draft(picks.map(([name, fragment]) => ({ name, fragment })))
  const names = (draft: ReturnType<typeof draw>): unknown =>
    'error' in draft ? draft.error : [draft.common.title, ...draft.lanes.map(({ name }) => name)]
  const title = '1. What a probe is'
  const solved = attempt('a-probe', { changes: solution })
  expect(names(draw(['Ada', solved]))).toEqual([`Ada: ${title}`, 'As it begins', 'Ada'])
  expect(names(draw(['Ada', solved], ['', attempt('a-probe')], ['Ada', solved], ['Ada', solved], ['As it begins', solved]))).toEqual([
    title,
    ...['As it begins', 'Ada', 'Attempt 2', 'Ada 2', 'Ada 3', 'As it begins 2'],
  ])
  // what cannot be read, or is of another start, is left out
  expect(names(draw(['Ada', solved], ['Bob', 'zz'], ['Cyd', attempt('a-probe', { changes: { 'web.yaml': [1, [0, 1, ['x']]] } })]))).toEqual(
    [`Ada: ${title}`, 'As it begins', 'Ada'],
  )
  expect(names(draw(['Dan', attempt('a-probe', { actions: [{ at: '1s', do: 'fly' }] })], ['Ada', solved]))).toEqual([
    `Ada: ${title}`,
    'As it begins',
    'Ada',
  ])
  await judged([attempt('the-empty-shop')])
  const drawn = draw(['Ada', attempt('the-empty-shop', { seed: 7 })], ['Bob', attempt('the-empty-shop')])
  expect('lanes' in drawn && drawn.lanes.map(({ fields }) => fields.seed)).toEqual([7, 1])
  // what was done comes behind what breaks; what was written, where it stands
  const acted = draw(['Ada', attempt('the-empty-shop', { seed: 7, actions: [{ at: '900s', hang: 'shop' }] })])
  const actionsOf = (draft: typeof drawn, lane: number): unknown[] =>
    'lanes' in draft ? (draft.lanes[lane]!.fields['actions'] as unknown[]) : []
  expect(actionsOf(acted, 0)).toEqual([...actionsOf(drawn, 0), { at: '900s', hang: 'shop' }])
  expect(actionsOf(drawn, 0)).not.toEqual([])
  const fieldsOf = (draft: ReturnType<typeof draw>): unknown[] =>
    'lanes' in draft ? draft.lanes.map(({ fields: { manifests, files } }) => [manifests, files]) : []
  const withFile = { ...document, files: { '/etc/web.conf': 'a\n' }, exercise: { ...exercise, id: 'of-files' } }
  const before = textsOf(startOf(parseExercise(JSON.stringify(withFile)).value!))
  const link = attempt('of-files', { changes: changesOf(before, { ...before, 'web.yaml': 'kind: Pod\n', '/etc/web.conf': 'b\n' }) })
  await judged([link], { texts: [JSON.stringify(withFile)] })
  expect(fieldsOf(draw(['Ada', link]))).toEqual([
    [{ 'web.yaml': before['web.yaml'] }, { '/etc/web.conf': 'a\n' }],
    [{ 'web.yaml': 'kind: Pod\n' }, { '/etc/web.conf': 'b\n' }],
  ])
  // and no more than fit beside how it begins
  const crowd = draw(...Array.from({ length: 20 }, (): [string, string] => ['Ada', link]))
  expect('lanes' in crowd && crowd.lanes.length).toBe(16)
  expect(names(draw())).toBe('The exercise is not here.')
  expect(names(draw(['Eve', attempt('nobody’s')]))).toBe('The exercise is not here.')
})
