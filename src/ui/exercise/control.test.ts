import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { attemptLink } from '../../share/contents.ts'
import { linkOf } from '../../share/payload.ts'
import { small } from '../fixture/samples.ts'
import { checked, incident, opened, pageWith, withText } from './exercise-fixture.ts'

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

it('goes on where somebody has looked at it before, and begins in the terminal where that has printed something', async () => {
  const page = await pageWith({
    open: ({ id }) => opened(id, { begin: 200, span: 90, ...(id === 'b' ? { evidence: { at: 9, printed: [] } } : {}) }),
  })
  await page.openById('b')
  expect(page.store()).toMatchObject({ slot: 'exercise:b', cursor: 200, from: 0, to: 250, panel: 'terminal' })
  page.keepsView('exercise:a', { cursor: 50, from: 10, to: 90, panel: 'events' })
  await page.openById('a')
  expect(page.store()).toMatchObject({ slot: 'exercise:a', cursor: 50, from: 10, to: 90, panel: 'events' })
  // what begins late is looked at up to its end, and no further
  page.all['open'] = ({ id }) => opened(id, { begin: 290 })
  await page.openById('c')
  expect(page.store()).toMatchObject({ cursor: 290, to: 300 })
})

it('opens what was asked for when whoever asks says so, of the page’s own file by its text', async () => {
  const page = await pageWith({ open: () => opened('t') })
  const acts: (() => void)[] = []
  const later = (act: () => void): void => void acts.push(act)
  const { slot } = page.store()
  await page.openById('t', later)
  await page.openText('mine', undefined, later)
  expect([page.store().slot, acts.length]).toEqual([slot, 2])
  acts[0]!()
  expect(page.store().slot).toBe('exercise:t')
  const { ofThePage } = await import('./course/course-at-hand.ts')
  ofThePage.set('own', 'its text')
  await page.openById('own')
  expect(page.calls('open').at(-1)).toEqual({ text: 'its text' })
})

it('a course that did not come is asked for anew, and judged is again what another tab has gone on with', async () => {
  const heard: ((event: { key: string }) => void)[] = []
  const page = await pageWith({ take: () => ({ failed: 'no' }) }, { 'whyrestart-course': 'a course' })
  vi.stubGlobal('addEventListener', (_: string, hear: (typeof heard)[number]) => void heard.push(hear))
  await expect(page.openById('a')).rejects.toThrow('no')
  page.all['take'] = () => ({})
  expect(await page.openById('a')).toBe(true)
  await page.pass(1)
  expect(page.calls('check')).toHaveLength(1)
  for (const hear of heard) hear({ key: 'whyrestart-progress' })
  await page.pass(1)
  expect(page.calls('check')).toHaveLength(2)
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
  // what nobody touches has rested too
  await page.pass(1.9)
  expect(page.session().isRested).toBe(false)
  await page.pass(0.1)
  expect(page.session().isRested).toBe(true)
  const edit = (text: string): void => {
    const { draft } = page.store()
    const [first, ...others] = draft.lanes
    page.useStore.setState({
      draft: { ...draft, lanes: [{ ...first!, fields: { ...first!.fields, manifests: { 'web.yaml': text } } }, ...others] },
    })
  }
  edit('one')
  expect(page.session()).toMatchObject({ isCurrent: false, isRested: false })
  await page.pass(0.05)
  expect(page.calls('check')).toHaveLength(2)
  expect(page.session().progress.edits).toBe(1)
  // who goes on typing rests later
  await page.pass(1.5)
  edit('two')
  await page.pass(0.6)
  expect(page.session().isRested).toBe(false)
  await page.pass(1.4)
  expect(page.session()).toMatchObject({ isRested: true, progress: { edits: 2 } })
  const { progress } = page.session()
  page.useSession.setState({ progress: { ...progress, solved: { edits: 2, hints: 0, seconds: 9 } } })
  edit('three')
  await page.pass(1)
  expect(page.session().progress.edits).toBe(2)
  page.useSession.setState({ progress })
  edit('two')
  await page.pass(1)
  page.useSession.setState({ progress: { ...progress, edits: 1 } })
  const before = page.calls('check').length
  // another lane is none of it
  page.useStore.setState({ draft: { ...page.store().draft, lanes: page.store().draft.lanes.slice(0, 2) } })
  await page.pass(1)
  expect(page.calls('check')).toHaveLength(before)
  // back to the start is no edit
  page.startOver()
  await page.pass(1)
  expect(page.session().progress.edits).toBe(1)
  expect(page.calls('check')).toHaveLength(before + 1)
})

it.each([
  ['falls', { fall: true }, 'The goals could not be judged: what judges them did not come, or has failed. The next edit tries again.'],
  ['fails', { failed: 'no' }, 'The goals could not be judged: what judges them did not come, or has failed. The next edit tries again.'],
  ['is silent', 'silent', 'The goals could not be judged in time: the next edit tries again.'],
])('says where what judges %s, and tells a new web worker what is open', async (_, answer, text) => {
  const page = await pageWith({}, { 'whyrestart-course': 'a course' })
  await page.openById('a')
  page.all['check'] = () => answer
  await page.pass(25)
  expect(page.session().trouble).toBe(text)
  expect([page.calls('take').length, page.calls('open').length]).toEqual([2, 2])
  page.all['check'] = () => checked
  page.useStore.setState({ draft: withText(page.store().draft, 'two') })
  await page.pass(1)
  expect(page.session()).toMatchObject({ trouble: '', isCurrent: true })
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
  // nor over what is still being judged
  let answerLate!: (value: unknown) => void
  page.all['check'] = () => new Promise((resolve) => void (answerLate = resolve))
  page.useStore.setState({ draft: withText(page.store().draft, 'three') })
  await page.pass(1)
  page.all['check'] = () => 'silent'
  page.useStore.setState({ draft: withText(page.store().draft, 'four') })
  await page.pass(1)
  answerLate(checked)
  await page.pass(1)
  expect(page.session()).toMatchObject({ isCurrent: false, goals: [{ holds: true }] })
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

it('leaves an exercise where something else is opened, and judges no more', async () => {
  const page = await pageWith({})
  await page.openById('a')
  await page.openById('b')
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

it('somebody’s attempt begins at an empty screen, and one’s own goes on with what was printed', async () => {
  const page = await pageWith({ open: ({ id, seed }) => incident(id, seed ?? 5) })
  const { keepShells, setTerminal, useTyped } = await import('../simulator/typed.ts')
  keepShells()
  await page.openById('night')
  setTerminal({ history: ['of this fault'] })
  await page.openById('night')
  expect(useTyped.getState().terminal.history).toEqual(['of this fault'])
  await page.openById('night', (act) => act(), 7)
  expect(useTyped.getState().terminal.history).toEqual([])
})

it('another fault is another one, but where chance brings the same eight times', async () => {
  const draws = [3, 3, 5]
  const page = await pageWith({ open: ({ id, seed }) => incident(id, seed ?? draws.shift() ?? 5) })
  await page.openById('night')
  page.useStore.setState({ cursor: 100 })
  const { keepShells, setTerminal, useTyped } = await import('../simulator/typed.ts')
  keepShells()
  setTerminal({ history: ['of the fault before'] })
  await page.anotherFault()
  expect(useTyped.getState().terminal.history).toEqual([])
  expect(page.store().start.lanes[0]!.fields['actions']).toEqual([{ at: '65s', do: 'kill-5' }])
  expect(page.calls('open')).toHaveLength(3)
  expect(page.store().cursor).toBe(60)
  expect(page.session().progress.turn).toBe(1)
  // a reload goes on with it
  expect(page.storage.get('whyrestart-seed:night')).toBe('5')
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
  // of what is no incident no seed is asked for
  page.storage.set('whyrestart-seed:t', '5')
  expect(await page.openText('none')).toBe('It is none.')
  expect(await page.openText('mine')).toBeUndefined()
  expect(page.calls('open')).toEqual([{ text: 'none' }, { text: 'mine' }])
  expect(page.store()).toMatchObject({ slot: 'exercise:t', fragment: '2its-link' })
  expect(page.storage.get('whyrestart-lesson:t')).toBe('mine')
  expect(await page.openText('mine', '2given')).toBeUndefined()
  expect(page.store().fragment).toBe('2given')
  // an incident goes on with its own fault
  page.storage.set('whyrestart-seed:n', '8')
  await page.openText('night')
  expect(page.calls('open').slice(-2)).toEqual([{ text: 'night' }, { text: 'night', seed: 8 }])
  // another fault of it is under the same link
  await page.openText('night', '2given')
  page.all['open'] = () => incident('n', 21)
  await page.anotherFault()
  expect(page.store()).toMatchObject({ slot: 'exercise:n', fragment: '2given' })
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
  // what is as it was left has rested soon
  expect(page.session().isRested).toBe(false)
  await page.pass(2.1)
  expect(page.session().isRested).toBe(true)
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
  // what has come meanwhile stays as it is
  page.all['open'] = ({ id }) => {
    page.useSession.setState({ exercise: opened(id).exercise, outage: 7 })
    return opened(id)
  }
  page.useStore.setState({ slot: 'exercise:d', fragment: '' })
  await page.resume()
  expect(page.session().outage).toBe(7)
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
  // at once: nobody sees it even for a moment
  expect(page.store().panel).toBe('terminal')
  page.useStore.setState({ slot: 'own', panel: 'why' })
  page.useStore.setState({ slot: 'exercise:a' })
  await page.resume()
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
