import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type Attempt, changesOf } from '../../lessons/attempt.ts'
import { attemptLink, courseLink, progressLink } from '../../share/contents.ts'
import { linkOf, type Draft } from '../../share/payload.ts'
import { small } from '../fixture/samples.ts'
import { stubStorage, withCabinet } from '../state/storage-fixture.ts'
import type { OpenExercise } from '../state/session.ts'

type Opened = { exercise: OpenExercise; draft: Draft; link?: string } | { error: string }
type Answers = Record<string, (input: any) => unknown>
interface Fallen {
  fall: true
  failed: string
}

/** A task, as the web worker gives it. */
const opened = (id: string, more: Partial<OpenExercise> = {}, draft: Draft = small(id)): Exclude<Opened, { error: string }> => ({
  exercise: {
    ...{ id, title: id, lane: 'Asked', story: '', goals: ['It runs'], kept: [], hints: [], questions: [], locked: [] },
    ...{ begin: 0, span: 60, hasSolution: true, isOfCourse: true },
    ...more,
  },
  draft,
})

/** An incident: the seed brings its fault. */
const incident = (id: string, seed: number, what = `kill-${seed}`): ReturnType<typeof opened> => {
  const draft = small(id)
  const [first, ...others] = draft.lanes
  const fields = { ...first!.fields, seed, actions: [{ at: `${60 + seed}s`, do: what }] }
  return opened(id, { isIncident: true, begin: 60 }, { ...draft, lanes: [{ ...first!, fields }, ...others] } as Draft)
}

const checked = { goals: [{ n: 1, text: 'It runs', holds: false }], kept: [] }

/** The page's part of an exercise, over a web worker that answers what a test says. */
async function pageWith(answers: Answers, kept: Readonly<Record<string, string>> = {}) {
  const storage = stubStorage(kept)
  vi.stubGlobal('addEventListener', () => undefined)
  vi.stubGlobal('document', { hidden: false, querySelector: () => null })
  vi.stubGlobal('location', { href: 'https://why.example/', search: '', pathname: '/', hash: '' })
  const calls: [task: string, input: any][] = []
  const all: Answers = {
    course: () => ({ exercises: [] }),
    files: () => [],
    take: () => ({}),
    open: ({ id }) => (id === undefined ? { error: 'It is no exercise.' } : opened(id)),
    check: () => checked,
    ...answers,
  }
  class Fake {
    onmessage: ((event: { data: unknown }) => void) | null = null
    onerror: ((event: unknown) => void) | null = null
    postMessage({ task, id, input }: { task: string; id: number; input: unknown }): void {
      calls.push([task, input])
      queueMicrotask(() => {
        this.onmessage?.({ data: { kind: 'alive' } })
        const value = all[task]!(input) as Partial<Fallen> | 'silent' | null
        if (value === 'silent') return
        if (value?.fall) this.onerror?.({})
        else this.onmessage?.({ data: value?.failed ? { kind: 'failed', id, message: value.failed } : { kind: 'answer', id, value } })
      })
    }
    terminate(): void {}
  }
  const page = await withCabinet(async () => {
    const { setWorkerProgram } = await import('../worker/client.ts')
    setWorkerProgram({ start: () => new Fake() as never, load: () => Promise.resolve() })
    return { ...(await import('./control.ts')), ...(await import('./open-link.ts')) }
  })
  const { made, useStore } = await import('../state/store.ts')
  const { useSession } = await import('../state/session.ts')
  const { usePage } = await import('../state/page.ts')
  return {
    ...page,
    storage,
    all,
    calls: (task: string) => calls.filter(([name]) => name === task).map(([, input]) => input as unknown),
    store: () => useStore.getState(),
    session: () => useSession.getState(),
    keepsDraft: (draft: Draft) => made.cabinet.put(useStore.getState().slot, { draft, fragment: '', ended: '' } as never),
    useStore,
    useSession,
    usePage,
    pass: (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000),
  }
}

beforeEach(() => {
  vi.unstubAllGlobals()
  vi.useFakeTimers()
})

afterEach(() => {
  vi.clearAllTimers()
  vi.useRealTimers()
})

it('opens an exercise by its id, with how it is looked at first; where there is none it says so', async () => {
  const page = await pageWith({ open: ({ id }) => (id === 'gone' ? { error: 'none' } : opened(id, { begin: 200, span: 90 })) })
  expect(await page.openById('gone')).toBe(false)
  expect(page.arrival.isChosen).toBe(false)
  expect(await page.openById('a')).toBe(true)
  expect(page.arrival.isChosen).toBe(true)
  expect(page.store()).toMatchObject({ slot: 'exercise:a', cursor: 200, from: 0, to: 250, lane: small('').lanes[0]!.id, panel: 'why' })
  expect(page.session().exercise?.id).toBe('a')
})

it('judges what is open once the text has rested, and again after each edit, which is counted', async () => {
  const page = await pageWith({})
  await page.openById('a')
  expect(page.session()).toMatchObject({ isCurrent: false, progress: { edits: 0 } })
  await page.pass(0.039)
  expect(page.calls('check')).toEqual([])
  await page.pass(0.002)
  expect(page.calls('check')).toEqual([{ id: 'a', texts: expect.objectContaining({ 'web.yaml': expect.any(String) }) }])
  expect(page.session()).toMatchObject({ isCurrent: true, goals: checked.goals, trouble: '' })
  const edit = (text: string): void => {
    const { draft } = page.store()
    const [first, ...others] = draft.lanes
    page.useStore.setState({
      draft: { ...draft, lanes: [{ ...first!, fields: { ...first!.fields, manifests: { 'web.yaml': text } } }, ...others] },
    })
  }
  edit('one')
  expect(page.session().isCurrent).toBe(false)
  await page.pass(0.05)
  expect(page.calls('check')).toHaveLength(2)
  expect(page.session().progress.edits).toBe(1)
  // another lane is none of it
  page.useStore.setState({ draft: { ...page.store().draft, lanes: page.store().draft.lanes.slice(0, 2) } })
  await page.pass(1)
  expect(page.calls('check')).toHaveLength(2)
  // back to the start is no edit
  page.startOver()
  await page.pass(1)
  expect(page.session().progress.edits).toBe(1)
  expect(page.calls('check')).toHaveLength(3)
})

it.each([
  ['falls', { fall: true }, 'The goals could not be judged: what judges them did not come, or has failed. The next edit tries again.'],
  ['fails', { failed: 'no' }, 'The goals could not be judged: what judges them did not come, or has failed. The next edit tries again.'],
  ['is silent', 'silent', 'The goals could not be judged in time: the next edit tries again.'],
])('says where what judges %s, and tells a new web worker what is open', async (_, answer, text) => {
  const page = await pageWith({})
  await page.openById('a')
  page.all['check'] = () => answer
  await page.pass(25)
  expect(page.session().trouble).toBe(text)
  expect(page.calls('open')).toHaveLength(2)
})

/** The learner's lane with another text, or with something done in it. */
const withText = (draft: Draft, text: string): Draft => ({
  ...draft,
  lanes: draft.lanes.map((lane) =>
    lane.name === 'Asked' ? { ...lane, fields: { ...lane.fields, manifests: { 'web.yaml': text } } } : lane,
  ),
})

it('lets go of a task that a new web worker does not know any more, of no other that was opened meanwhile', async () => {
  const page = await pageWith({})
  await page.openById('a')
  page.all['check'] = () => ({ failed: 'no' })
  page.all['open'] = () => ({ error: 'gone' })
  await page.pass(1)
  expect(page.session().exercise).toBeNull()
  const other = await pageWith({})
  await other.openById('a')
  other.all['check'] = () => ({ failed: 'no' })
  other.all['open'] = ({ id }) => {
    if (id === 'b') return opened('b')
    void other.openById('b')
    return 'silent'
  }
  await other.pass(0.1)
  expect(other.session().exercise?.id).toBe('b')
})

it('what is judged late says nothing over what is judged since', async () => {
  const page = await pageWith({})
  await page.openById('a')
  page.all['check'] = () => 'silent'
  await page.pass(1)
  page.all['check'] = () => ({ ...checked, goals: [{ n: 1, text: 'It runs', holds: true }] })
  page.useStore.setState({ draft: withText(page.store().draft, 'two') })
  await page.pass(1)
  expect(page.session()).toMatchObject({ isCurrent: true, goals: [{ holds: true }] })
  await page.pass(60)
  expect(page.session()).toMatchObject({ isCurrent: true, goals: [{ holds: true }], trouble: '' })
})

it('counts the seconds of who looks at it, and none of an incident that is paused, nor once it is solved', async () => {
  const page = await pageWith({ open: ({ id, seed = 3 }) => (id === 'a' ? opened('a') : incident(id, seed)) })
  const seconds = (): number => page.session().progress.seconds
  await page.openById('a')
  await page.pass(4.5)
  expect([seconds(), page.storage.has('whyrestart-progress')]).toEqual([4, false])
  await page.pass(1)
  expect(JSON.parse(page.storage.get('whyrestart-progress')!)).toMatchObject({ of: { a: { seconds: 5 } } })
  vi.stubGlobal('document', { hidden: true })
  await page.pass(5)
  expect(seconds()).toBe(5)
  vi.stubGlobal('document', { hidden: false })
  page.useSession.setState({ progress: { ...page.session().progress, solved: { edits: 0, hints: 0, seconds: 5 } } })
  await page.pass(5)
  expect(seconds()).toBe(5)
  await page.openById('night')
  await page.pass(5)
  expect(seconds()).toBe(0)
  page.useStore.setState({ playing: true })
  await page.pass(3)
  expect(seconds()).toBe(3)
})

it('leaves an exercise where something else is opened, and its terminal begins anew', async () => {
  const page = await pageWith({})
  await page.openById('a')
  const { useShell } = { useShell: () => page.session().exercise }
  expect(useShell()).not.toBeNull()
  page.useStore.setState({ slot: 'own' })
  expect(page.session().exercise).toBeNull()
  expect(await page.askTask()).toBeNull()
  expect(await page.askDebrief()).toBeNull()
  expect(page.tryMyFix()).toBeUndefined()
  expect(await page.askDiffers(1)).toBe(true)
  expect(page.calls('task')).toEqual([])
})

it('asks its web worker about the open exercise, with the texts as they are', async () => {
  const page = await pageWith({
    task: () => ({ id: 'a' }),
    debrief: () => ({}),
    fix: () => ({}),
    differs: () => false,
    answer: () => 7,
    handOut: () => ({ text: '' }),
  })
  await page.openById('a')
  page.useStore.setState({ draft: withText(page.store().draft, 'two') })
  expect(await page.askTask()).toEqual({ id: 'a' })
  expect(await page.askDebrief()).toEqual({})
  expect(await page.askDiffers(2)).toBe(false)
  expect(await page.askAnswer(1)).toBe(7)
  expect(await page.askHandOut(true)).toEqual({ text: '' })
  await page.tryMyFix()!.result
  const texts = { 'web.yaml': 'two' }
  expect(['task', 'debrief', 'differs', 'answer', 'handOut', 'fix'].flatMap((task) => page.calls(task))).toEqual([
    'a',
    { id: 'a', texts },
    { id: 'a', texts, goal: 2 },
    { id: 'a', question: 1 },
    { id: 'a', isWhole: true },
    { id: 'a', texts },
  ])
})

it('lays the solution below the learner’s lane where it differs, a file that goes too', async () => {
  const page = await pageWith({ solution: () => null })
  await page.openById('a')
  const names = (): string[] => page.store().draft.lanes.map(({ name }) => name)
  expect(await page.showSolution()).toBeNull()
  expect(page.session().progress.sawSolution).toBeUndefined()
  page.all['solution'] = () => ({ 'web.yaml': small('').lanes[0]!.fields['manifests']!['web.yaml' as never] })
  expect(await page.showSolution()).not.toBeNull()
  expect([names(), page.session().progress.sawSolution]).toEqual([['Asked', 'Left alone', 'Not shown'], true])
  page.all['solution'] = () => ({ 'other.yaml': 'kind: Pod' })
  await page.showSolution()
  expect(names()).toEqual(['Asked', 'Asked, the solution', 'Left alone', 'Not shown'])
  expect(page.store().draft.lanes[1]!.fields['manifests']).toEqual({ 'web.yaml': null, 'other.yaml': 'kind: Pod' })
})

it('an incident is the one that it was before, by its draft or by what is remembered of it', async () => {
  const page = await pageWith({ open: ({ id, seed = 3 }) => incident(id, seed) })
  await page.openById('night')
  expect(page.storage.get('whyrestart-seed:night')).toBe('3')
  expect(page.calls('open')).toEqual([{ id: 'night' }])
  const again = await pageWith({ open: ({ id, seed = 4 }) => incident(id, seed) }, { 'whyrestart-seed:night': '3' })
  await again.openById('night')
  expect(again.calls('open')).toEqual([{ id: 'night', seed: 3 }])
  await again.openById('night', undefined, 9)
  expect(again.storage.get('whyrestart-seed:night')).toBe('9')
  const damaged = await pageWith({ open: ({ id, seed = 4 }) => incident(id, seed) }, { 'whyrestart-seed:night': 'three' })
  await damaged.openById('night')
  expect(damaged.calls('open')).toEqual([{ id: 'night' }])
})

it('judges an incident by what is done in it, up to the clock, and while the clock runs now and then', async () => {
  const page = await pageWith({ open: ({ id, seed = 3 }) => incident(id, seed) })
  await page.openById('night')
  await page.pass(1)
  const before = page.calls('check').length - 1
  const untils = (): unknown[] =>
    page
      .calls('check')
      .slice(before)
      .map((input) => (input as { until: number }).until)
  expect(untils()).toEqual([60])
  expect(page.calls('check')[0]).toMatchObject({ id: 'night', document: expect.stringContaining('"whyrestart":1') })
  for (const cursor of [61, 62, 63]) page.useStore.setState({ cursor })
  await page.pass(0.439)
  expect(untils()).toEqual([60])
  await page.pass(0.002)
  expect(untils()).toEqual([60, 63])
  // never before its fault, nor before what has solved it; what was handed in is over
  page.useStore.setState({ cursor: 10 })
  await page.pass(1)
  expect(untils().at(-1)).toBe(60)
  page.useSession.setState({ progress: { ...page.session().progress, solved: { edits: 0, hints: 0, seconds: 1, at: 90 } } })
  page.useStore.setState({ cursor: 80 })
  await page.pass(1)
  expect(untils().at(-1)).toBe(90)
  page.useSession.setState({ attemptOf: '' })
  page.useStore.setState({ cursor: 81 })
  await page.pass(1)
  expect(untils().at(-1)).toBe(300)
  // start over brings its clock back, its curtain too
  page.usePage.setState({ seen: 81 })
  page.useStore.setState({ playing: true })
  page.startOver()
  expect(page.store()).toMatchObject({ cursor: 60, playing: false })
  expect(page.usePage.getState().seen).toBe(60)
  expect(page.session().attemptOf).toBeUndefined()
})

it('another fault is another one, but where chance brings the same eight times', async () => {
  const draws = [3, 3, 5]
  const page = await pageWith({ open: ({ id, seed }) => incident(id, seed ?? draws.shift() ?? 5) })
  await page.openById('night')
  page.useStore.setState({ cursor: 100 })
  await page.anotherFault()
  expect(page.store().start.lanes[0]!.fields['actions']).toEqual([{ at: '65s', do: 'kill-5' }])
  expect(page.calls('open')).toHaveLength(3)
  expect(page.store().cursor).toBe(60)
  expect(page.session().progress.turn).toBe(1)
  // the same at another time is the same
  let at = 0
  page.all['open'] = ({ id }) => incident(id, (at += 1), 'kill-5')
  await page.anotherFault()
  expect(page.calls('open')).toHaveLength(3 + 8)
  expect(page.session().progress.turn).toBe(2)
  page.all['open'] = () => ({ error: 'gone' })
  await page.anotherFault()
  expect(page.session()).toMatchObject({ exercise: { id: 'night' }, progress: { turn: 2 } })
  page.all['open'] = ({ id }) => {
    page.useStore.setState({ slot: 'own' })
    return incident(id, 9, 'other')
  }
  await page.anotherFault()
  expect(page.store().slot).toBe('own')
})

it('opens a text that is an exercise, under its own link, and remembers it', async () => {
  const page = await pageWith({
    open: ({ text, seed }) =>
      text === 'none' ? { error: 'It is none.' } : text === 'night' ? incident('n', seed ?? 3) : { ...opened('t'), link: '2its-link' },
  })
  expect(await page.openText('none')).toBe('It is none.')
  expect(await page.openText('mine')).toBeUndefined()
  expect(page.store()).toMatchObject({ slot: 'exercise:t', fragment: '2its-link' })
  expect(page.storage.get('whyrestart-lesson:t')).toBe('mine')
  expect(await page.openText('mine', '2given')).toBeUndefined()
  expect(page.store().fragment).toBe('2given')
  // an incident goes on with its own fault
  page.storage.set('whyrestart-seed:n', '8')
  await page.openText('night')
  expect(page.calls('open').slice(-2)).toEqual([{ text: 'night' }, { text: 'night', seed: 8 }])
  page.all['open'] = ({ seed }) => (seed === undefined ? incident('n', 3) : { error: 'It is none now.' })
  expect(await page.openText('night')).toBe('It is none now.')
  // by its id it is the text that this device has
  const later = await pageWith(
    { open: ({ id }) => (id === undefined ? opened('t') : { error: 'not of the course' }) },
    { 'whyrestart-lesson:t': 'mine' },
  )
  expect(await later.openById('t')).toBe(true)
  expect(later.calls('open')).toEqual([{ id: 't' }, { text: 'mine' }])
})

it.each([
  [null, 'This is no course: its first field is course: 1.', undefined],
  [{ error: 'It is of another version.' }, 'It is of another version.', undefined],
  [{ exercises: [] }, undefined, undefined],
  [{ exercises: [{ id: 'first' }] }, undefined, 'first'],
])('takes a course that is %j', async (taken, says, id) => {
  const page = await pageWith({ take: ({ text }) => (text === 'a course' ? taken : {}) })
  expect(await page.openCourse('a course')).toBe(says)
  expect(page.session().exercise?.id).toBe(id)
  expect(page.storage.get('whyrestart-course')).toBe(says === undefined ? 'a course' : undefined)
})

it('brings the task of what is open, by its link or its id, and says where it is not here any more', async () => {
  const page = await pageWith({ open: ({ id, text }) => (id === 'gone' ? { error: 'none' } : opened(text === undefined ? id : 'by-link')) })
  await page.resume()
  expect(page.calls('open')).toEqual([])
  page.useStore.setState({ slot: 'exercise:a' })
  await page.resume()
  expect(page.session().exercise?.id).toBe('a')
  await page.resume()
  expect(page.calls('open')).toEqual([{ id: 'a' }])
  page.useStore.setState({ slot: 'exercise:gone' })
  await page.resume()
  expect(page.store().troubles[0]!.text).toBe('The task of the exercise “gone” is no longer on this device. Your texts are here.')
  expect(page.session().exercise).toBeNull()
  page.useStore.setState({ slot: 'exercise:by-link', fragment: linkOf(small('x'), {})! })
  await page.resume()
  expect(page.session().exercise?.id).toBe('by-link')
  expect(page.calls('open').at(-1)).toEqual({ text: expect.stringContaining('"whyrestart":1') })
  // a link that holds no scenario names nothing
  page.useStore.setState({ slot: 'exercise:b', fragment: attemptLink({ exercise: 'b', hints: 0, minutes: 1, changes: {} })! })
  await page.resume()
  expect(page.calls('open').at(-1)).toEqual({ id: 'b' })
  // what is opened meanwhile stays
  page.all['open'] = () => {
    page.useStore.setState({ slot: 'own' })
    return opened('c')
  }
  page.useStore.setState({ slot: 'exercise:c', fragment: '' })
  await page.resume()
  expect(page.session().exercise).toBeNull()
})

it('a panel that the task hides is not the open one, nor a lane where the lanes are hidden', async () => {
  const hide = { parts: ['why', 'request', 'lanes'], until: 'solved' } as const
  const page = await pageWith({
    open: ({ id }) =>
      opened(id, id === 'all' ? { hide: { ...hide, parts: ['why', 'request', 'terminal', 'events', 'verdicts'] } } : { hide }),
  })
  await page.openById('a')
  await page.pass(0.1)
  expect(page.store().panel).toBe('terminal')
  page.useStore.setState({ panel: 'request' })
  expect(page.store().panel).toBe('terminal')
  page.useStore.setState({ panel: 'events' })
  expect(page.store().panel).toBe('events')
  const [own, other] = page.store().draft.lanes
  page.useStore.setState({ lane: other!.id })
  expect(page.store().lane).toBe(own!.id)
  await page.openById('all')
  page.useStore.setState({ panel: 'request' })
  expect(page.store().panel).toBe('request')
})

const linkOfAttempt = (exercise: string, more: Partial<Attempt> = {}): string =>
  attemptLink({ exercise, hints: 2, minutes: 1.5, changes: {}, ...more })!
const atOnce = (act: () => void): void => act()

it('opens somebody’s attempt over the exercise: changed, new and gone files; one’s own is set aside', async () => {
  const page = await pageWith({})
  const start = small('').lanes[0]!.fields['manifests'] as Readonly<Record<string, string>>
  const theirs = changesOf(start, { 'new.yaml': 'kind: Pod\n' })
  expect(await page.openLink(linkOfAttempt('a', { name: 'Ada', changes: theirs }), atOnce)).toBeUndefined()
  const manifests = (): unknown => page.store().draft.lanes[0]!.fields['manifests']
  expect(manifests()).toEqual({ 'new.yaml': 'kind: Pod\n' })
  expect(page.session()).toMatchObject({ attemptOf: 'Ada', progress: { hints: 2, seconds: 90 } })
  expect(page.store().notice).toBe('')
  // over another's nothing of one's own is lost; over one's own it is kept beside
  await page.openLink(linkOfAttempt('a', { changes: changesOf(start, { 'web.yaml': 'two\n' }) }), atOnce)
  expect([manifests(), page.store().notice, page.session().attemptOf]).toEqual([{ 'web.yaml': 'two\n' }, '', ''])
  page.startOver()
  page.keepsDraft(withText(page.store().draft, 'mine\n'))
  await page.openLink(linkOfAttempt('a', { changes: changesOf(start, { 'web.yaml': 'three\n' }) }), atOnce)
  expect([manifests(), page.store().notice]).toEqual([{ 'web.yaml': 'three\n' }, 'Your own attempt at it is set aside: New lists it.'])
  // what is the same already takes the place of nothing
  page.startOver()
  page.keepsDraft(withText(page.store().draft, 'three\n'))
  await page.openLink(linkOfAttempt('a', { changes: changesOf(start, { 'web.yaml': 'three\n' }) }), atOnce)
  expect([manifests(), page.store().notice]).toEqual([{ 'web.yaml': 'three\n' }, ''])
})

it('opens what somebody did in an incident after its fault, and its clock stands where it was done last', async () => {
  const page = await pageWith({ open: ({ id, seed = 3 }) => incident(id, seed) })
  const actions = [
    { at: '100s', hang: 'web' },
    { at: '90s', resume: 'web' },
  ]
  expect(await page.openLink(linkOfAttempt('night', { actions, seed: 7 }), atOnce)).toBeUndefined()
  expect(page.calls('open')).toEqual([{ id: 'night', seed: 7 }])
  const [own, other] = page.store().draft.lanes
  expect(own!.fields).toMatchObject({ seed: 7, actions: [{ at: '67s', do: 'kill-7' }, ...actions] })
  expect(other!.fields).not.toHaveProperty('actions')
  expect([page.store().cursor, page.usePage.getState().seen]).toEqual([100, null])
  expect(await page.openLink(linkOfAttempt('night', { seed: 7 }), atOnce)).toBeUndefined()
  expect(page.store().cursor).toBe(60)
})

it.each<[what: string, link: string, says: string]>([
  [
    'of an exercise that is not here',
    linkOfAttempt('gone'),
    'The attempt is at an exercise gone that this page does not have: open the exercise first.',
  ],
  ['of another start', linkOfAttempt('a', { changes: { 'web.yaml': [1, [0, 1, ['x']]] } }), 'The attempt cannot be shown: '],
  ['with what nobody can do', linkOfAttempt('a', { actions: [{ at: '1s', do: 'fly' }] }), 'The attempt cannot be shown: actions[0]'],
  ['that holds nothing', 'zz', ''],
  ['of a course that is none', courseLink({ course: 1, exercises: [] })!, 'no course'],
  ['of a scenario that is no exercise', linkOf(small('x'), {})!, 'It is no exercise.'],
])('says why a link %s cannot be opened', async (_, of, says) => {
  const page = await pageWith({
    open: ({ id }) => (id === undefined ? { error: 'It is no exercise.' } : id === 'gone' ? { error: 'none' } : opened(id)),
    take: ({ text }) => (text.includes('"course"') ? { error: 'no course' } : {}),
  })
  const said = await page.openLink(of, atOnce)
  expect(says === '' ? said : said!.slice(0, says.length)).toBe(says)
})

const solvedProgress = { hints: 0, edits: 1, seconds: 9, answers: [], solved: { edits: 1, hints: 0, seconds: 9 } }

it.each([
  [{ a: solvedProgress }, 'in 1 exercise: 1 is solved now that was not here.'],
  [{ a: solvedProgress, b: solvedProgress }, 'in 2 exercises: 2 are solved now that were not here.'],
  [{ a: { ...solvedProgress, solved: undefined } }, 'in 1 exercise: none is solved now that was not here.'],
])('takes another device’s progress %j, and goes on with what is not solved', async (progress, says) => {
  const page = await pageWith({ course: () => ({ exercises: [{ id: 'a' }, { id: 'c' }] }) })
  await page.openLink(progressLink(JSON.parse(JSON.stringify(progress)) as never)!, atOnce)
  expect(page.store().notice).toContain(`The progress of another device has come, ${says} Nothing that this device had is lost.`)
  expect(page.session().exercise?.id).toBe(progress.a.solved ? 'c' : 'a')
  const none = await pageWith({})
  await none.openLink(progressLink({})!, atOnce)
  expect(none.session().exercise).toBeNull()
})
