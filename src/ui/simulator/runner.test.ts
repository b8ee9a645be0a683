import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Draft } from '../../share/payload.ts'
import { PROCESSES } from '../../views/text/words.ts'
import { small } from '../fixture/samples.ts'
import type { LaneRun } from '../state/results.ts'

const ahead = vi.hoisted(() => ({ load: async (): Promise<unknown[]> => [] }))
vi.mock('./opening.ts', () => ({ opening: () => ahead.load() }))

interface Run {
  id: number
  input: { text: string; shown: readonly number[]; proof?: { place: number; text: string } }
}

interface Judged {
  id: number
  input: { inputs: { seed: number }; questions: readonly string[] }
}

/** A web worker that says what a test lets it say. */
class Port {
  onmessage: ((event: MessageEvent) => void) | null = null
  onerror: ((event: ErrorEvent) => void) | null = null
  isEnded = false
  readonly runs: Run[] = []
  readonly judged: Judged[] = []
  readonly cancelled: number[] = []
  /** All else that it was asked. */
  readonly asked: { id: number; task: string; input: object }[] = []
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
  postMessage(message: (Run | Judged) & { task?: string; isCancelled?: true }): void {
    if (message.task === 'run') this.runs.push(message as Run)
    else if (message.task === 'judge') this.judged.push(message as Judged)
    else if (message.task !== undefined) this.asked.push(message as never)
    if (message.isCancelled) this.cancelled.push(message.id)
  }
  terminate(): void {
    this.isEnded = true
  }
  async say(...all: object[]): Promise<void> {
    for (const data of all) this.onmessage?.({ data } as MessageEvent)
    await vi.advanceTimersByTimeAsync(0)
  }
  async fall(): Promise<void> {
    this.onerror?.({} as ErrorEvent)
    await vi.advanceTimersByTimeAsync(0)
  }
  /** Answers the n-th run with lanes of these keys; `fresh` of them were made for it. */
  async answer(n: number, keys: readonly number[], fresh: readonly number[] = keys, more: Partial<LaneRun> = {}, unread: object[] = []) {
    const { id, input } = this.runs.at(n)!
    const kept = [...keys, ...input.shown]
    await this.say({ kind: 'alive' }, ...fresh.map((key) => ({ kind: 'progress', id, value: { key, made: madeOf(key, more) } })), {
      kind: 'answer',
      id,
      value: { lanes: keys.map((key) => ({ key, unread })), kept },
    })
  }
}

/** Two entries, a second apart; those of another run come later in its trace. */
const madeOf = (key: number, more: Partial<LaneRun> = {}): LaneRun =>
  ({
    index: {
      times: Float64Array.of(...(key > 10 ? [0, 1, 2] : [1, 2])),
      kinds: Int32Array.of(...(key > 10 ? [2, 0, 1] : [0, 1])),
      containers: Int32Array.of(0, 0, 0),
      words: key > 20 ? ['x', 'y', 'z'] : ['a', 'b', 'c'],
    },
    problems: [],
    good: true,
    ...more,
  }) as never

let ports: Port[] = []
let stop = (): void => undefined

/** The page as it begins with a draft, its simulator silent. */
async function begin(draft: Draft, more: object = {}, load?: () => Promise<unknown>) {
  vi.resetModules()
  ports = []
  const [{ setWorkerProgram }, { keepRunning, runAgain }, { results }, { useStore }] = await Promise.all([
    import('../worker/client.ts'),
    import('./runner.ts'),
    import('../state/results.ts'),
    import('../state/store.ts'),
  ])
  setWorkerProgram({
    start: (name) => {
      const port = new Port(name)
      ports.push(port)
      return port
    },
    load: load ?? (() => Promise.reject(new Error('no code'))),
  })
  useStore.setState({ draft, slot: 'own', ended: '', ...more })
  stop = keepRunning()
  return {
    results,
    useStore,
    runAgain,
    edit: (title: string) => useStore.setState({ draft: { ...draft, common: { ...draft.common, title } } }),
    /** The phase, what is said, and each lane's picture. */
    get sight(): string[] {
      const { phase, message, lanes } = results.getState()
      expect(document.documentElement.dataset['state']).toBe(phase)
      return [phase, message, ...Object.entries(lanes).map(([id, { key, stale }]) => `${id}: ${key}${stale && ` (${stale})`}`)]
    },
    get ended(): string {
      return useStore.getState().ended
    },
  }
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('document', { documentElement: { dataset: {} } })
})
afterEach(() => {
  stop()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const DRAFT = small('x')
const FRESH = ['lane-1: 1', 'lane-2: 2', 'lane-3: 3']
const staleFor = (why: string): string[] => FRESH.map((lane) => `${lane} (${why})`)

it('a run of which nothing is heard is tried once more in a fresh web worker, then ended, and made again when somebody asks', async () => {
  const page = await begin(DRAFT)
  await ports[0]!.answer(0, [1, 2, 3])
  expect(page.sight).toEqual(['ready', '', ...FRESH])
  page.edit('y')
  expect(page.sight).toEqual(['running', '', ...FRESH])
  expect(ports[0]!.runs.map(({ input }) => input.shown)).toEqual([[], [1, 2, 3]])
  await vi.advanceTimersByTimeAsync(999)
  expect([ports.length, ports[0]!.isEnded]).toEqual([1, false])
  await vi.advanceTimersByTimeAsync(1)
  expect([ports.length, ports[0]!.isEnded, page.sight[0]]).toEqual([2, true, 'running'])
  await ports[1]!.say({ kind: 'alive' })
  await vi.advanceTimersByTimeAsync(4999)
  expect(ports[1]!.isEnded).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  const why = 'The run was ended: the simulator did not answer within 5 s.'
  expect([ports.length, ports[1]!.isEnded, page.ended]).toEqual([2, true, why])
  expect(page.sight).toEqual(['stopped', `${why} The last good run stays; change the input to run again.`, ...staleFor(why)])
  page.runAgain()
  expect([page.ended, ports.length, page.sight[0], ports[2]!.runs[0]!.input.text]).toEqual([
    '',
    3,
    'running',
    ports[1]!.runs[0]!.input.text,
  ])
  // the one after it has its second try again
  await ports[2]!.say({ kind: 'alive' })
  await vi.advanceTimersByTimeAsync(5000)
  expect([ports.length, page.sight[0], page.ended]).toEqual([4, 'running', ''])
  await ports[3]!.answer(0, [1, 2, 3])
  expect(page.sight).toEqual(['ready', '', ...FRESH])
})

it('of one lane, too, the last good run stays where the next one fails', async () => {
  const page = await begin({ ...DRAFT, lanes: DRAFT.lanes.slice(0, 1) })
  await ports[0]!.answer(0, [1])
  page.edit('y')
  await ports[0]!.fall()
  expect(page.sight.slice(0, 2)).toEqual([
    'stopped',
    'The simulator ended unexpectedly. The last good run stays; change the input to run again.',
  ])
})

const LOADING = 'The simulator could not be loaded within 15 s. Change the input to try again.'
const late = (ms: number) => async () => void (await vi.advanceTimersByTimeAsync(ms))

it.each<[string, act: (port: Port) => Promise<void>, message: string, isEnded: boolean]>([
  [
    'failed',
    (port) => port.say({ kind: 'failed', id: port.runs.at(-1)!.id, message: 'no such pod' }),
    'The simulator failed: no such pod.',
    true,
  ],
  ['fell', (port) => port.say({ kind: 'alive' }).then(() => port.fall()), 'The simulator ended unexpectedly.', true],
  ['has not come in time', late(15_000), LOADING, false],
])('a simulator that %s says so; the next input has a fresh one', async (_, act, message, isEnded) => {
  for (const hasPicture of [false, true]) {
    const page = await begin(DRAFT)
    if (hasPicture) {
      await ports[0]!.answer(0, [1, 2, 3])
      // its web worker is another
      await ports[0]!.fall()
      page.edit('y')
    }
    await act(ports.at(-1)!)
    const more = hasPicture ? ' The last good run stays; change the input to run again.' : ''
    expect(page.sight).toEqual(['stopped', message + more, ...(hasPicture ? staleFor(message) : [])])
    expect([page.ended, ports.at(-1)!.isEnded]).toEqual([isEnded ? message : '', true])
    const count = ports.length
    page.edit('z')
    expect([page.sight[0], ports.length]).toEqual(['running', count + 1])
    await ports.at(-1)!.answer(0, [1, 2, 3])
    expect([page.sight, page.ended]).toEqual([['ready', '', ...FRESH], ''])
    // and the time that a fresh one may take
    page.edit('1')
    await ports.at(-1)!.say({ kind: 'failed', id: ports.at(-1)!.runs.at(-1)!.id, message: 'no' })
    page.edit('2')
    await ports.at(-1)!.say({ kind: 'alive' })
    await vi.advanceTimersByTimeAsync(4999)
    expect(ports.length).toBe(count + 2)
    await ports.at(-1)!.answer(0, [1, 2, 3])
    stop()
  }
})

it('one that falls while nobody waits for a run is missed all the same', async () => {
  const page = await begin(DRAFT)
  await ports[0]!.answer(0, [1, 2, 3])
  await ports[0]!.fall()
  expect([page.sight[0], page.ended]).toEqual(['stopped', 'The simulator ended unexpectedly.'])
  page.edit('y')
  expect([page.sight[0], page.ended]).toEqual(['running', ''])
})

it('what was ended is not run again by itself, but another scenario is', async () => {
  const page = await begin(DRAFT, { ended: 'It was too long.' })
  expect([page.sight, ports]).toEqual([['stopped', 'It was too long. It is not run again by itself.'], []])
  page.useStore.setState({ slot: 'shared:x', draft: small('other'), ended: '' })
  expect(page.sight[0]).toBe('running')
  await ports[0]!.answer(0, [1, 2, 3])
  // the pictures of another scenario are none of this one's, though its lanes have the same names
  page.useStore.setState({ slot: 'shared:y', draft: small('third'), ended: '' })
  expect(ports[0]!.runs.at(-1)!.input.shown).toEqual([])
  page.useStore.setState({ slot: 'own', draft: DRAFT, ended: 'It was too long.' })
  const sight = ['stopped', 'It was too long. It is not run again by itself.']
  expect(page.sight).toEqual(sight)
  // what was on its way is not shown any more, and of lanes that are not run nothing is asked
  await ports[0]!.answer(1, [4, 5, 6])
  expect(page.sight).toEqual(sight)
  const { askAbout } = await import('./ask-lane.ts')
  expect([await askAbout('look', 'lane-1', { at: 5 }), ports[0]!.asked]).toEqual([null, []])
  stop()
  page.results.setState({ phase: 'ready' })
  page.useStore.setState({ draft: small('fourth'), ended: '' })
  expect([document.documentElement.dataset['state'], ports[0]!.runs.length]).toEqual(['stopped', 2])
})

it('a question about an entry is asked of a picture alone; a search for what would have helped ends with another one, and with the run', async () => {
  const page = await begin(DRAFT)
  const { askAbout, askEffects, tryChanges } = await import('./ask-lane.ts')
  await ports[0]!.say({ kind: 'alive' })
  expect([tryChanges('lane-1', 3), await askEffects('lane-1', 3, 60)]).toEqual([undefined, null])
  await ports[0]!.answer(0, [1, 2, 3])
  const asked = (): object[] => ports[0]!.asked.map(({ task, input }) => ({ task, ...input }))
  expect([tryChanges('no such lane', 3), await askAbout('why', 'no such lane', { id: 3 }), asked()]).toEqual([undefined, null, []])
  tryChanges('lane-2', 3)!.result.catch(() => undefined)
  void askEffects('lane-3', 4, 60)
  tryChanges('lane-1', 5)!.result.catch(() => undefined)
  expect(asked()).toEqual([
    { task: 'whatIf', lane: 1, key: 2, id: 3 },
    { task: 'effects', lane: 2, key: 3, id: 4, until: 60 },
    { task: 'whatIf', lane: 0, key: 1, id: 5 },
  ])
  const [first, , second] = ports[0]!.asked.map(({ id }) => id)
  expect(ports[0]!.cancelled).toEqual([first])
  page.edit('y')
  expect(ports[0]!.cancelled).toEqual([first, second])
})

it('an outdated run shows nothing, but what it has made is there for the next one; what the web worker forgets the page does', async () => {
  const page = await begin(DRAFT)
  page.edit('y')
  await ports[0]!.answer(0, [1, 2, 3])
  expect(page.sight).toEqual(['running', ''])
  await ports[0]!.answer(1, [1, 2, 4], [4])
  expect(page.sight).toEqual(['ready', '', 'lane-1: 1', 'lane-2: 2', 'lane-3: 4'])
  const before = page.results.getState().lanes
  page.edit('z')
  await ports[0]!.answer(2, [1, 2, 4], [])
  expect(page.results.getState().lanes['lane-1']).toBe(before['lane-1'])
  // two are waited for when it falls: it is said once, of the later one
  page.edit('1')
  page.edit('2')
  await vi.advanceTimersByTimeAsync(1000)
  expect([ports.length, ports[1]!.runs.length]).toEqual([2, 1])
  expect(ports[1]!.runs[0]!.input.text).toBe(ports[0]!.runs.at(-1)!.input.text)
  await ports[0]!.answer(3, [7, 7, 7])
  expect(page.sight[0]).toBe('running')
  await ports[1]!.answer(0, [1, 2, 3])
  expect(page.sight).toEqual(['ready', '', ...FRESH])
})

it('a refused scenario says where, and keeps its pictures', async () => {
  const page = await begin(DRAFT)
  await ports[0]!.answer(0, [1, 2, 3])
  const refuse = async (...refused: object[]): Promise<string[]> => {
    page.edit(`${ports[0]!.runs.length}`)
    await ports[0]!.say({ kind: 'answer', id: ports[0]!.runs.at(-1)!.id, value: { refused } })
    return page.sight
  }
  expect(await refuse({ path: 'duration', message: 'is no length' })).toEqual([
    'ready',
    'duration: is no length',
    ...staleFor('duration: is no length'),
  ])
  expect(await refuse({ path: '', message: 'It is empty' }, { path: 'x', message: 'y' })).toEqual([
    'ready',
    'It is empty',
    ...staleFor('It is empty'),
  ])
  page.edit('a')
  page.edit('b')
  await ports[0]!.say({ kind: 'answer', id: ports[0]!.runs.at(-2)!.id, value: { refused: [{ path: '', message: 'It is old' }] } })
  expect(page.sight[0]).toBe('running')
})

it('a lane that cannot be read keeps its last good run; without one it is left out', async () => {
  const page = await begin(DRAFT)
  const trouble = (file: string) => ({ file, message: 'x' }) as never
  const files = (): (string[] | undefined)[] =>
    Object.values(page.results.getState().lanes).map(({ problems }) => problems.map(({ file }) => file))
  await ports[0]!.answer(0, [1, 2, 3], [1, 2, 3], { good: false, problems: [trouble('web.yaml')] })
  const left = 'This manifest cannot be read, so it is left out.'
  expect([page.sight, files()]).toEqual([
    ['ready', '', ...staleFor(left)],
    [['web.yaml'], ['web.yaml'], ['web.yaml']],
  ])
  page.edit('y')
  await ports[0]!.answer(1, [4, 5, 6])
  page.edit('z')
  const more = { problems: [trouble('web.yaml'), trouble(PROCESSES)] }
  await ports[0]!.answer(2, [7, 8, 9], [7, 8, 9], more, [trouble(PROCESSES)])
  const last = 'How its programs behave cannot be read. What you see is the last good run.'
  expect(page.sight).toEqual(['ready', '', `lane-1: 4 (${last})`, `lane-2: 5 (${last})`, `lane-3: 6 (${last})`])
  expect(files()[0]).toEqual([PROCESSES, 'web.yaml'])
  page.edit('a')
  await ports[0]!.answer(3, [4, 5, 6], [])
  expect(page.sight).toEqual(['ready', '', 'lane-1: 4', 'lane-2: 5', 'lane-3: 6'])
})

it('what is selected goes with its entry to another run of its lane; where that has none of it, it goes', async () => {
  const page = await begin(DRAFT)
  const chosen = () => page.useStore.getState().selected
  await ports[0]!.answer(0, [1, 2, 3])
  page.useStore.setState({ selected: { lane: 'lane-1', id: 1 } })
  page.edit('y')
  await ports[0]!.answer(1, [1, 12, 13], [12, 13])
  expect(chosen()).toEqual({ lane: 'lane-1', id: 1 })
  page.edit('z')
  await ports[0]!.answer(2, [11, 12, 13], [11])
  expect(chosen()).toEqual({ lane: 'lane-1', id: 2 })
  page.edit('a')
  await ports[0]!.answer(3, [14, 12, 13], [14])
  const still = chosen()
  page.edit('b')
  await ports[0]!.answer(4, [15, 12, 13], [15])
  expect([still, chosen()]).toEqual([{ lane: 'lane-1', id: 2 }, still])
  expect(chosen()).toBe(still)
  page.edit('c')
  await ports[0]!.answer(5, [21, 12, 13], [21])
  expect(chosen()).toBeNull()
})

it('a cursor beyond the end of a shorter run stands at its end; one within it stays', async () => {
  const page = await begin(DRAFT, { cursor: 200 })
  const shorten = (duration: string): number => {
    page.useStore.setState({ draft: { ...DRAFT, common: { ...DRAFT.common, duration } } })
    return page.useStore.getState().cursor
  }
  expect(['4m', '200s', '150s', '10m'].map(shorten)).toEqual([200, 200, 150, 150])
})

it('the run behind a verdict goes beside the lanes of the scenario', async () => {
  const [first, second, third] = DRAFT.lanes
  await begin({ ...DRAFT, lanes: [first!, { ...second!, id: 'proof-4' }, third!] })
  const { text, proof } = ports[0]!.runs[0]!.input
  const names = (of: string) => (JSON.parse(of) as { lanes: { name: string }[] }).lanes.map(({ name }) => name)
  expect([names(text), proof!.place, names(proof!.text)]).toEqual([['Asked', 'Not shown'], 1, ['Left alone']])
})

it('the case that the page opens with has its picture before the simulator has come, which confirms it', async () => {
  const { freshDraft } = await import('../state/slot.ts')
  const story = freshDraft('case:story')!
  const runs = story.lanes.map((_, n) => madeOf(n))
  const open = async (made: unknown[], draft = story) => {
    ahead.load = async () => made
    const page = await begin(draft, { slot: 'case:story' })
    await vi.advanceTimersByTimeAsync(0)
    return page
  }
  const page = await open(runs)
  expect([page.sight[0], page.results.getState().ahead]).toEqual(['ready', true])
  expect(page.sight.slice(2)).toEqual(story.lanes.map(({ id }) => `${id}: 0`))
  await ports[0]!.answer(
    0,
    story.lanes.map((_, n) => n + 1),
  )
  expect([page.sight[0], page.sight[2], page.results.getState().ahead]).toEqual(['ready', 'lane-1: 1', false])
  stop()
  // a simulator that is lost meanwhile is missed all the same, and by whoever waits
  const other = await open(runs)
  await ports[0]!.say({ kind: 'alive' })
  await ports[0]!.fall()
  expect([other.sight[0], other.ended, other.results.getState().ahead]).toEqual(['stopped', 'The simulator ended unexpectedly.', false])
  stop()
  expect((await open([])).sight).toEqual(['running', ''])
  stop()
  expect((await open(runs.slice(1))).sight).toEqual(['running', ''])
  stop()
  expect((await open(runs, DRAFT)).sight).toEqual(['running', ''])
  stop()
  // and what comes when it is too late is not shown
  let come: (made: unknown[]) => void = () => undefined
  ahead.load = () => new Promise((resolve) => void (come = resolve))
  const edited = await begin(story, { slot: 'case:story' })
  edited.edit('y')
  come(runs)
  await vi.advanceTimersByTimeAsync(0)
  expect(edited.sight).toEqual(['running', ''])
  stop()
  const known = await begin(story, { slot: 'case:story' })
  await ports[0]!.answer(0, [1, 2, 3, 4, 5])
  come(runs)
  await vi.advanceTimersByTimeAsync(0)
  expect(known.sight[2]).toBe('lane-1: 1')
})

const TOLD = ['calm', 'hang', 'crash', 'edit']

/** Three lanes that have run, of so many entries each, and no server among them. */
async function atRest(entries: readonly number[]) {
  const page = await begin(DRAFT, { lane: 'lane-2' })
  const verdicts = await import('./verdicts.ts')
  const lane = (n: number, more: object = {}) =>
    ({
      index: { times: new Float64Array(entries[n]!) },
      inputs: { seed: n, ...more },
      drawing: { tracks: [] },
      containers: [],
      problems: [],
      stale: '',
      good: true,
      key: n,
    }) as never
  const lanes = Object.fromEntries(DRAFT.lanes.map(({ id }, n) => [id, lane(n)]))
  await ports[0]!.answer(0, [1, 2, 3])
  page.results.setState({ lanes })
  const asked = (): string[] => ports.flatMap(({ name, judged }) => judged.map(({ input }) => `${name} ${input.inputs.seed}`))
  const cells = (seed: number, more: object = {}) => page.results.getState().verdicts.get(verdicts.verdictKey({ seed, ...more } as never))
  /** The last one of a web worker is told something of what it asks. */
  const tell = (port: Port, kind: string, value: unknown) =>
    port.say({ kind: 'alive' }, { kind, id: port.judged.at(-1)!.id, value, message: 'x' })
  return { ...page, ...verdicts, lane, lanes, asked, cells, tell }
}

it('verdicts are asked lane by lane: a large one of a web worker of its own, which is given up when nothing comes of it', async () => {
  const page = await atRest([5000, 5001, 9000])
  const [simulator] = ports
  const stopJudging = page.keepJudging()
  const stopOther = page.keepJudging()
  expect([page.asked(), simulator!.judged[0]!.input.questions]).toEqual([['simulator 0'], expect.arrayContaining(TOLD)])
  const { questions } = simulator!.judged[0]!.input
  await page.tell(simulator!, 'progress', { question: 'calm', cells: { calm: { value: 'ok' } } })
  expect([page.cells(0), page.results.getState().judging]).toEqual([
    { calm: { value: 'ok' } },
    { key: page.verdictKey({ seed: 0 } as never), question: 'calm' },
  ])
  await page.tell(simulator!, 'answer', Object.fromEntries(questions.map((question) => [question, { value: 'done' }])))
  expect([page.cells(0)!.calm, page.asked(), page.results.getState().judging]).toEqual([
    { value: 'done' },
    ['simulator 0', 'trials 1'],
    undefined,
  ])
  const trials = ports.at(-1)!
  await page.tell(trials, 'progress', { question: 'hang', cells: { calm: { value: 'ok' } } })
  await vi.advanceTimersByTimeAsync(14_999)
  expect(trials.isEnded).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  const why = 'The trial runs were given up: for 15 s nothing came of them.'
  expect([trials.isEnded, page.cells(1)!.calm, page.cells(1)!.hang, Object.keys(page.cells(1)!).length]).toEqual([
    true,
    { value: 'ok' },
    { value: '?', sort: 0, tone: 'not asked', reason: why },
    questions.length,
  ])
  expect(page.asked().at(-1)).toBe('trials 2')
  await page.tell(ports.at(-1)!, 'failed', undefined)
  expect([page.cells(2)!.calm!.reason, page.asked()]).toEqual(['A trial run failed.', ['simulator 0', 'trials 1', 'trials 2']])
  // what an action changes is asked of nobody; other inputs are, and what they replace is no longer waited for
  page.results.setState({ lanes: { ...page.lanes, 'lane-1': page.lane(0, { actions: [1], requests: [1], duration: 9 }) } })
  page.results.setState({ lanes: { ...page.lanes, 'lane-1': page.lane(0, { happened: [] }) } })
  expect(page.asked()).toHaveLength(3)
  page.results.setState({ lanes: { ...page.lanes, 'lane-2': page.lane(1, { node: 'x' }) } })
  expect(page.asked().at(-1)).toBe('trials 1')
  const lanes = { ...page.lanes, 'lane-2': page.lane(1, { node: 'y' }), 'lane-3': page.lane(2) }
  page.results.setState({ phase: 'running', lanes: { ...lanes } })
  expect(ports.at(-1)!.cancelled).toEqual([])
  page.results.setState({ phase: 'ready', lanes })
  await vi.advanceTimersByTimeAsync(0)
  expect([ports.at(-1)!.cancelled.length, page.asked().length]).toEqual([1, 5])
  page.results.setState({ lanes: { ...lanes } })
  await vi.advanceTimersByTimeAsync(0)
  expect([ports.at(-1)!.cancelled.length, page.asked().length]).toEqual([1, 5])
  stopJudging()
  expect(ports.at(-1)!.cancelled).toHaveLength(1)
  stopOther()
  await vi.advanceTimersByTimeAsync(0)
  expect([ports.at(-1)!.cancelled.length, page.asked().length, page.cells(1, { node: 'y' })]).toEqual([2, 5, undefined])
})

it('a run that shows why a verdict is so has none of its own', async () => {
  const page = await atRest([10, 10, 10])
  const [first, second] = DRAFT.lanes
  page.useStore.setState({ draft: { ...DRAFT, lanes: [{ ...second!, id: 'proof-4' }, first!] } })
  page.results.setState({ phase: 'ready', lanes: { 'proof-4': page.lane(1), 'lane-1': page.lane(0) } })
  const stopJudging = page.keepJudging()
  expect(page.asked()).toEqual(['simulator 0'])
  stopJudging()
})

it('beside a page at rest small lanes are judged ahead, the chosen one first; a run goes before, and whoever looks takes over', async () => {
  const page = await atRest([10, 10, 5001])
  const [simulator] = ports
  page.results.setState({ phase: 'running' })
  await page.judgeAhead()
  expect(page.asked()).toEqual([])
  page.results.setState({ phase: 'ready' })
  void page.judgeAhead()
  void page.judgeAhead()
  expect(page.asked()).toEqual(['simulator 1'])
  const { questions } = simulator!.judged[0]!.input
  const all = Object.fromEntries(questions.map((question) => [question, { value: 'done' }]))
  await page.tell(simulator!, 'answer', all)
  expect([page.cells(1), page.asked()]).toEqual([all, ['simulator 1', 'simulator 0']])
  page.results.setState({ phase: 'running' })
  await vi.advanceTimersByTimeAsync(0)
  expect([simulator!.cancelled.length, page.cells(0)]).toEqual([1, undefined])
  page.results.setState({ phase: 'ready' })
  void page.judgeAhead()
  expect(page.asked()).toHaveLength(3)
  // who looks has the same answer, and after it the large lane too; no run takes that away
  const stopJudging = page.keepJudging()
  page.results.setState({ phase: 'running' })
  expect([page.asked().length, simulator!.cancelled.length]).toEqual([3, 1])
  page.results.setState({ phase: 'ready' })
  await page.tell(simulator!, 'answer', all)
  expect(page.asked()).toEqual(['simulator 1', 'simulator 0', 'simulator 0', 'trials 2'])
  stopJudging()
  stop()
  // a simulator that has not answered yet is not asked
  const cold = await begin(DRAFT)
  const { judgeAhead } = await import('./verdicts.ts')
  cold.results.setState({ phase: 'ready', lanes: page.lanes })
  await judgeAhead()
  expect(ports[0]!.judged).toEqual([])
})

it('a lane shows what it showed last until its new verdicts come; so many lanes', async () => {
  const { shownCells } = await atRest([1, 1, 1])
  const [calm, hang] = [{ calm: { value: 'a' } }, { hang: { value: 'b' } }] as never[]
  expect([shownCells('lane-1', calm!), shownCells('lane-1', hang!)]).toEqual([calm, Object.assign({}, calm, hang)])
  for (let n = 0; n < 62; n++) shownCells(`other-${n}`, {})
  shownCells('lane-2', calm!)
  expect(shownCells('lane-1', {})).toEqual(Object.assign({}, calm, hang))
  shownCells('one-more', {})
  expect([shownCells('lane-1', {}), shownCells('lane-2', {})]).toEqual([Object.assign({}, calm, hang), calm])
  for (let n = 0; n < 64; n++) shownCells(`new-${n}`, {})
  expect(shownCells('lane-1', {})).toEqual({})
})
