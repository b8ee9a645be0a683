import { readFileSync } from 'node:fs'
import { afterEach, expect, test, vi } from 'vitest'
import { parse } from 'yaml'
import { parseExercise } from '../../../lessons/parse-exercise.ts'
import { draftOf } from '../../../share/payload.ts'
import { withDefaults } from './lesson-document.ts'
import { stubStorage, withCabinet } from '../../state/storage-fixture.ts'
import { sha256 } from '../sha256.ts'
import { besideForm, exerciseDocument, exerciseLink, formOf, SOLUTIONS, withOwn, type ExerciseFields } from './make.ts'

const text = readFileSync(new URL('../../../lessons/levels/a-probe.yaml', import.meta.url), 'utf8')
const lesson = parseExercise(text).value!
const { exercise, ...document } = parse(text) as Record<string, unknown> & { exercise: ExerciseFields }
const draft = draftOf(withDefaults(document, lesson))
const form = formOf(exercise, { title: lesson.scenario.title, lanes: draft.lanes })
const candidates = (exercise['goals'] as { text: string }[]).map((goal) => ({ goal }))

test('an exercise that goes through its form unchanged is the same, under a name of its own', () => {
  const made = exerciseDocument(draft, form, { candidates, before: exercise }) as { exercise: ExerciseFields }
  const { id, story, lane, hints } = made.exercise
  expect(id).not.toBe(exercise['id'])
  expect(story).toBe((exercise['story'] as string).trimEnd())
  const debrief = (exercise['debrief'] as string).trimEnd()
  expect(made.exercise).toEqual({ ...exercise, id, story, lane, hints, debrief })
  expect(parseExercise(JSON.stringify(made)).value?.exercise).toMatchObject({
    ...lesson.exercise,
    id,
    story,
    debrief,
    hints: expect.anything(),
  })
})

test('wrong answers, which name goals by their numbers, go with a goal that is taken out; what is to be kept stays', () => {
  expect(besideForm(exercise)).toEqual(['what is to be kept', 'its wrong answers'])
  const made = exerciseDocument(draft, { ...form, goals: form.goals.slice(1) }, { candidates, before: exercise }) as {
    exercise: ExerciseFields
  }
  expect(made.exercise).toHaveProperty('keep', exercise['keep'])
  expect(made.exercise).not.toHaveProperty('wrong')
})

test('a word that was given before stays until another is given, or none is wanted', () => {
  const code = 'a'.repeat(64)
  const hidden = { ...exercise, hide: { parts: ['why'], until: { code } } }
  const again = formOf(hidden, { title: 'Ours', lanes: draft.lanes })
  const untilOf = (change: object): unknown =>
    (exerciseDocument(draft, { ...again, ...change }, { candidates, before: hidden }) as { exercise: { hide: { until: unknown } } })
      .exercise.hide.until
  expect(untilOf({})).toEqual({ code })
  expect(untilOf({ word: 'sesame' })).not.toEqual({ code })
  expect(untilOf({ code: '' })).toBe('solved')
})

test('what the exercise asks already is offered once, in its own words; what it does not ask comes behind', () => {
  const calm = { goal: { text: 'web is not restarted in 30 min', container: 'web', restarts: { max: 0 } }, holds: false }
  const ready = { goal: { text: 'web is ready at the end', container: 'web', ready: { at: '30m' } }, holds: true }
  const offered = withOwn([calm, ready], exercise, true)
  expect(offered.map(({ goal }) => goal.text)).toEqual([...form.goals, ready.goal.text])
  expect(withOwn([calm, ready], exercise, false)).toEqual([calm, ready])
  expect(withOwn([calm, ready], undefined, false)).toEqual([calm, ready])
})

test('what is asked first, told afterwards and must not pass stands in the exercise, and what simulates it believes it', () => {
  const question = { ask: 'When is web killed for the first time?', time: { kill: 1, of: 'web' } }
  const wrong = { name: 'Patience', change: { 'web.yaml': 'x' }, fails: [2] }
  const wanted = { ...form, ask: [question.ask], debrief: 'So it is.', wrong: ['Patience'] }
  const made = exerciseDocument(draft, wanted, { candidates, before: exercise, questions: [{ question }], wrongs: [wrong] }) as {
    exercise: ExerciseFields
  }
  expect(made.exercise).toMatchObject({ predict: [question], debrief: 'So it is.' })
  expect((made.exercise['wrong'] as unknown[]).at(-1)).toEqual(wrong)
  expect(formOf(made.exercise, { title: 'Ours', lanes: draft.lanes })).toMatchObject({ ask: [question.ask], debrief: 'So it is.' })
})

test('of what is asked first each question comes once; what nobody ticked, or what fails nothing, is no part of it', () => {
  const [one, two] = [{ ask: 'One?' }, { ask: 'Two?' }]
  const wrong = (name: string, ...fails: number[]) => ({ name, change: {}, fails })
  const asking = { ...exercise, predict: [one, { ask: 'Three?' }], wrong: [] } as unknown as ExerciseFields
  const made = (more: object, offered: object = {}): ExerciseFields =>
    (exerciseDocument(draft, { ...form, ...more }, { candidates, before: asking, ...offered } as never) as { exercise: ExerciseFields })
      .exercise
  expect(made({ ask: ['One?', 'Two?'] }, { questions: [{ question: one }, { question: two }] })['predict']).toEqual([one, two])
  expect(made({ ask: [], hide: [] })).not.toHaveProperty('predict')
  expect(made({ ask: [], hide: [] })).not.toHaveProperty('hide')
  expect(made({ hide: ['why'], code: '' })['hide']).toEqual({ parts: ['why'], until: 'solved' })
  expect(made({ wrong: ['a', 'b'] }, { wrongs: [wrong('a', 1), wrong('b'), wrong('c', 1)] })['wrong']).toEqual([wrong('a', 1)])
  expect(made({ debrief: ' ' })).not.toHaveProperty('debrief')
  const now = { 'web.yaml': 'solved' }
  expect(made({ solution: SOLUTIONS.now }, { now })['solution']).toEqual(now)
  expect(made({ solution: SOLUTIONS.before }, { now })['solution']).toEqual(exercise['solution'])
  expect(made({ solution: '' }, { now })).not.toHaveProperty('solution')
  expect(made({ hints: ' one \n\ntwo' })['hints']).toEqual(['one', 'two'])
})

test('the lane that solves it is not shown to the learner, each other has its own texts, and no wrong answer stands there twice', () => {
  const [first] = draft.lanes
  const lanes = [first!, { ...first!, id: 'model', name: 'Model', fields: { ...first!.fields, manifests: { 'web.yaml': 'solved' } } }]
  const made = exerciseDocument({ ...draft, lanes }, { ...form, solution: 'model' }, { candidates, before: exercise }) as {
    lanes?: { name: string }[]
    exercise: ExerciseFields
  }
  expect(made.exercise['solution']).toEqual({ 'web.yaml': 'solved' })
  expect(JSON.stringify(made)).not.toContain('Model')
  const two = { ...document, lanes: [{ name: 'main' }, { name: 'other', manifests: { 'other.yaml': 'kind: Pod\n' } }], exercise }
  const read = withDefaults(two, parseExercise(JSON.stringify(two)).value!)
  expect(read.lanes.map(({ manifests }) => Object.keys(manifests as object))).toEqual([['web.yaml'], ['web.yaml', 'other.yaml']])
  const wrong = { name: 'Patience', change: {}, fails: [2] }
  const before = { ...exercise, wrong: [wrong] }
  const again = exerciseDocument(draft, { ...form, wrong: ['Patience'] }, { candidates, before, wrongs: [wrong] } as never) as typeof made
  expect(again.exercise['wrong']).toEqual([wrong])
})

test('an exercise is the form’s, as far as it can be read; what it lacks is as in a new form', () => {
  const { lanes } = draft
  expect(formOf({} as ExerciseFields, { title: 'Ours', lanes })).toEqual({
    ...{ title: 'Ours', minutes: 10, lane: lanes[0]!.id, story: '', goals: [], hints: '', hide: [], ask: [], debrief: '', wrong: [] },
    ...{ solution: '', word: '', code: '', isAsGiven: false },
  })
  const odd = {
    minutes: '4',
    goals: [7, { text: 8 }, { text: 'It runs' }],
    hints: [' One\n  hint\n', 2],
    predict: [7, {}, { ask: 'When?' }],
    hide: 7,
  } as unknown as ExerciseFields
  expect(formOf(odd, { title: '', lanes })).toMatchObject({
    minutes: 10,
    goals: ['It runs'],
    hints: 'One hint\n2',
    ask: ['', '', 'When?'],
    hide: [],
    code: '',
  })
  const second = [
    { ...lanes[0]!, id: 'other', name: 'Other' },
    { ...lanes[0]!, id: 'own', name: 'Own' },
  ]
  expect(formOf({ lane: 'Own' } as unknown as ExerciseFields, { title: '', lanes: second }).lane).toBe('own')
  expect(formOf({ lane: 'Gone' } as unknown as ExerciseFields, { title: '', lanes: second }).lane).toBe('other')
  expect(withOwn([], {} as ExerciseFields, true)).toEqual([])
  expect(besideForm({ incident: {} } as unknown as ExerciseFields)).toEqual(['what breaks in it'])
  expect(besideForm(undefined)).toEqual([])
})

test('its link holds all of it, where a link can', () => {
  vi.stubGlobal('location', { href: 'https://why.example/?x#y' })
  const made = exerciseDocument(draft, form, { candidates, before: exercise })
  expect(exerciseLink(made)).toMatch(/^https:\/\/why\.example\/#2/)
  let noise = ''
  for (let n = 0, x = 1; n < 90_000; n++) noise += String.fromCharCode(33 + ((x = (x * 48271) % 0x7fffffff) % 90))
  expect(exerciseLink({ ...made, title: 'x', exercise: { story: noise } })).toBeUndefined()
})

afterEach(() => {
  vi.unstubAllGlobals()
})

const KEPT = 'whyrestart-make:own'

/** The form of a page with what the browser has kept, and what the page says of it. */
async function formOfPage(kept: Readonly<Record<string, string>>) {
  const storage = stubStorage(kept)
  const page = await withCabinet(() => import('./make.ts'))
  const { useStore } = await import('../../state/store.ts')
  return { ...page, storage, said: () => useStore.getState().troubles.map(({ text, file }) => [text, file?.text]) }
}

test.each([
  ['cut off', '{"title": "Mi'],
  ['a list', '[]'],
  ['of another kind', '{"title": 7}'],
  ['of which a list holds another kind', '{"goals": ["It runs", 7]}'],
  ['of which a list is none', '{"goals": "It runs"}'],
])('a form that was kept and is %s is set aside before anything is written, and said', async (_, text) => {
  const { keptForm, keepForm, storage, said } = await formOfPage({ [KEPT]: text })
  expect(keptForm('own', form)).toEqual(form)
  keepForm('own', { ...form, title: 'Ours' })
  expect(storage.get(`whyrestart-unread/1/${KEPT}`)).toBe(text)
  expect(keptForm('own', form)).toMatchObject({ title: 'Ours' })
  await Promise.resolve()
  expect(said()).toEqual([[expect.stringContaining('cannot be read: the form of an exercise in it'), text]])
})

test('a word stays in the page, and its hash alone on the device; what is forgotten has none', async () => {
  const { keptForm, keepForm, forgetForm, storage, said } = await formOfPage({})
  keepForm('own', { ...form, word: 'sesame' })
  keepForm('own', { ...form, title: 'Mine', word: 'sesame' })
  expect(said()).toEqual([])
  const { word, code, title } = JSON.parse(storage.get(KEPT)!) as Record<string, unknown>
  expect([word, code, title]).toEqual([undefined, sha256('sesame'), 'Mine'])
  expect(keptForm('own', form)).toMatchObject({ title: 'Mine', word: 'sesame' })
  forgetForm('own')
  expect([...storage]).toEqual([])
  storage.set(KEPT, '{"title": "Theirs"}')
  expect(keptForm('own', form)).toMatchObject({ title: 'Theirs', word: '' })
})

test('a form that another tab has filled in meanwhile can be had as a file, and one’s own stays', async () => {
  const { keptForm, keepForm, storage, said } = await formOfPage({ [KEPT]: '{"title": "Mine"}' })
  const mine = keptForm('own', form)
  expect(mine).toEqual({ ...form, title: 'Mine', word: '' })
  keepForm('own', { ...mine, title: 'Mine too' })
  expect(said()).toEqual([])
  storage.set(KEPT, '{"title": "Theirs"}')
  keepForm('own', { ...mine, title: 'Mine again' })
  expect(said()).toEqual([[expect.stringContaining('Another tab'), '{"title": "Theirs"}']])
  expect(keptForm('own', form)).toMatchObject({ title: 'Mine again' })
})
