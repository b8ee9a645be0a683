import { beforeEach, expect, it, vi } from 'vitest'
import { MAX_TEXT } from '../../share/payload.ts'
import { small } from '../fixture/samples.ts'
import { stubStorage, withCabinet } from '../state/storage-fixture.ts'

const NAME = 'whyrestart-room'
const HANDED = { source: 'a chat', name: 'Ada', fragment: '29r.abcdefgh', line: 1 }
type Asked = { task: string; id: number; input: string & { handed?: readonly unknown[] } }

/** The room of a page with what the browser has kept, and a web worker that does what a test says. */
async function roomOf(
  kept: Readonly<Record<string, string>>,
  act?: (asked: Asked, say: (data: unknown) => void, fall: () => void) => void,
) {
  const storage = stubStorage(kept)
  class Fake {
    onmessage: ((event: { data: unknown }) => void) | null = null
    onerror: ((event: unknown) => void) | null = null
    postMessage(asked: Asked): void {
      queueMicrotask(() =>
        act?.(
          asked,
          (data) => this.onmessage?.({ data }),
          () => this.onerror?.({}),
        ),
      )
    }
    terminate(): void {}
  }
  const room = await withCabinet(async () => {
    const { setWorkerProgram } = await import('../worker/client.ts')
    const none = (): never => {
      throw new Error('none')
    }
    setWorkerProgram({ start: () => (act ? new Fake() : none()), load: none })
    return import('./room-store.ts')
  })
  return { ...room, storage }
}

beforeEach(() => {
  vi.unstubAllGlobals()
})

const record = (change: object = {}): string => JSON.stringify({ version: 1, handed: [HANDED], texts: [], ...change })

/** Finds one link in each text. */
const finds = (asked: Asked, say: (data: unknown) => void): boolean => {
  say({ kind: 'alive' })
  if (asked.task !== 'find') return false
  say({ kind: 'answer', id: asked.id, value: { found: [{ line: 1, name: 'Bob', fragment: asked.input }], without: [] } })
  return true
}

it.each([
  [[], '1 link in a chat.'],
  [[3], '1 link in a chat; line 3 has no link and is left out.'],
  [[3, 4], '1 link in a chat; lines 3, 4 have no link and are left out.'],
  [[2, 3, 4, 5, 6, 7, 8, 9], '1 link in a chat; lines 2, 3, 4, 5, 6, 7, 8, 9 have no link and are left out.'],
  [[2, 3, 4, 5, 6, 7, 8, 9, 10], '1 link in a chat; lines 2, 3, 4, 5, 6, 7, 8, 9, and 1 more have no link and are left out.'],
])('names the lines %j, in which there is no link', async (without, text) => {
  const { useRoom, takeTexts } = await roomOf({}, (asked, say) =>
    say({
      kind: 'answer',
      id: asked.id,
      value: asked.task === 'find' ? { found: [{ line: 1, name: 'Bob', fragment: 'x' }], without } : [],
    }),
  )
  await takeTexts([{ name: 'a chat', text: '29r.ijklmnop' }])
  expect(useRoom.getState().says).toBe(text)
})

it('has what was handed in before', async () => {
  const { useRoom } = await roomOf({ [NAME]: record() })
  expect(useRoom.getState().handed).toEqual([HANDED])
})

it.each([
  ['a newer page’s', record({ version: 2 })],
  ['damaged', '{"version": 1, "handed": ['],
  ['of which one is none', record({ handed: [HANDED, 7] })],
])('a record that is %s is set aside before anything is written, and never over it', async (_, text) => {
  const { useRoom, takeTexts, emptyRoom, storage } = await roomOf({ [NAME]: text }, (asked, say) => {
    if (!finds(asked, say)) say({ kind: 'answer', id: asked.id, value: [] })
  })
  expect(useRoom.getState().handed).toEqual([])
  await takeTexts([{ text: '29r.ijklmnop' }])
  expect(storage.get(`whyrestart-unread/1/${NAME}`)).toBe(text)
  expect(JSON.parse(storage.get(NAME)!)).toMatchObject({ version: 1, handed: [{ name: 'Bob' }] })
  emptyRoom()
  expect([...storage]).toEqual([[`whyrestart-unread/1/${NAME}`, text]])
})

it('a record with anything in it that is none is set aside', async () => {
  const { judge, storage } = await roomOf({}, (asked, say) => say({ kind: 'answer', id: asked.id, value: [] }))
  const damaged = [
    record({ handed: [HANDED, null] }),
    ...Object.keys(HANDED).map((field) => record({ handed: [HANDED, { ...HANDED, [field]: [] }] })),
    record({ handed: { 0: HANDED } }),
    record({ texts: ['a', 7] }),
  ]
  for (const text of damaged) {
    storage.set(NAME, text)
    await judge()
    expect({ text, isSetAside: [...storage.values()].includes(text), isLeft: storage.has(NAME) }).toEqual({
      text,
      isSetAside: true,
      isLeft: false,
    })
  }
  storage.set(NAME, record({ texts: ['a'] }))
  await judge()
  expect(storage.get(NAME)).toBe(record({ texts: ['a'] }))
})

it('a record that cannot be read is said when the room is opened, before anything is done in it', async () => {
  const { judge, storage } = await roomOf({ [NAME]: record({ version: 2 }) }, (asked, say) =>
    say({ kind: 'answer', id: asked.id, value: [] }),
  )
  const { useStore } = await import('../state/store.ts')
  await judge()
  expect([...storage]).toEqual([[`whyrestart-unread/1/${NAME}`, record({ version: 2 })]])
  expect(useStore.getState().troubles).toEqual([
    expect.objectContaining({ text: expect.stringContaining('cannot be read: the room in it') }),
  ])
})

it('what another tab has taken in meanwhile stays, and what is taken out here does not come back', async () => {
  const { useRoom, takeTexts, removeRow, emptyRoom, storage } = await roomOf({}, (asked, say) => {
    if (!finds(asked, say)) say({ kind: 'answer', id: asked.id, value: [] })
  })
  storage.set(NAME, record({ texts: ['an exercise'] }))
  await takeTexts([{ text: '29r.ijklmnop' }])
  const names = (): string[] => (JSON.parse(storage.get(NAME)!) as { handed: { name: string }[] }).handed.map(({ name }) => name)
  expect(names()).toEqual(['Bob', 'Ada'])
  expect(useRoom.getState()).toMatchObject({ handed: [{ name: 'Bob' }, { name: 'Ada' }], texts: ['an exercise'] })
  removeRow(HANDED as never)
  expect(names()).toEqual(['Bob'])
  emptyRoom()
  expect([...storage]).toEqual([])
})

it('where there can be no web worker that is what is said, of no attempt', async () => {
  const { useRoom, judge } = await roomOf({ [NAME]: record() })
  await judge()
  expect(useRoom.getState()).toMatchObject({
    isJudging: false,
    refused: [],
    says: 'This browser allows no web worker, in which attempts are judged.',
  })
})

it('where what judges does not come that is what is said, of no attempt', async () => {
  const { useRoom, judge } = await roomOf({ [NAME]: record() }, (_, __, fall) => fall())
  await judge()
  expect(useRoom.getState()).toMatchObject({ refused: [], says: expect.stringContaining('could not be fetched') })
})

it('an attempt over which it breaks down, or that fails, says so, and the others go on', async () => {
  const others = ['b', 'c', 'd'].map((name) => ({ ...HANDED, name }))
  const { useRoom, judge } = await roomOf({ [NAME]: record({ handed: [HANDED, ...others] }) }, (asked, say, fall) => {
    say({ kind: 'alive' })
    if (asked.input.handed!.length === 4) return fall()
    if (asked.input.handed!.length === 3) return say({ kind: 'failed', id: asked.id, message: 'its texts are none' })
    if (asked.input.handed!.length === 2) return say({ kind: 'failed', id: asked.id, message: '' })
    say({ kind: 'answer', id: asked.id, value: [] })
  })
  await judge()
  const { refused, isJudging } = useRoom.getState()
  expect(refused.map(({ name, why }) => [name, why])).toEqual([
    ['Ada', 'what judges it broke down over it'],
    ['b', 'its texts are none'],
    ['c', 'it could not be judged'],
  ])
  expect(isJudging).toBe(false)
})

it('an attempt over which it is silent is passed over; where it fails behind the last one, none is to blame', async () => {
  vi.useFakeTimers()
  const { useRoom, judge } = await roomOf({ [NAME]: record({ handed: [HANDED, { ...HANDED, name: 'b' }] }) }, (asked, say) => {
    say({ kind: 'alive' })
    if (asked.input.handed!.length === 2) return
    say({ kind: 'progress', id: asked.id, value: { done: 1, judged: [{ row: { name: 'b' } }] } })
    say({ kind: 'failed', id: asked.id, message: 'it has gone' })
  })
  const judged = judge()
  await vi.advanceTimersByTimeAsync(29_999)
  expect(useRoom.getState().refused).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  await judged
  vi.useRealTimers()
  expect(useRoom.getState()).toMatchObject({
    refused: [{ name: 'Ada', why: 'it could not be judged within 30 s' }],
    rows: [{ name: 'b' }],
    done: 2,
    isJudging: false,
    says: 'The attempts could not be judged. Load the page again.',
  })
})

const answering =
  (found: (text: string) => object): Parameters<typeof roomOf>[1] =>
  (asked, say) => {
    say({ kind: 'alive' })
    say({ kind: 'answer', id: asked.id, value: asked.task === 'find' ? found(asked.input) : [] })
  }
/** As many links as a text says, from the first on. */
const links = answering((text) => ({
  found: Array.from({ length: Number(text) }, (_, n) => ({ line: n + 1, name: '', fragment: `f${n}` })),
  without: [],
}))

it('says what is there already, and takes no more links than a room holds', async () => {
  const { useRoom, takeTexts } = await roomOf({}, links)
  const after = async (text: string): Promise<unknown[]> => {
    await takeTexts([{ name: 'a chat', text }])
    return [useRoom.getState().says, useRoom.getState().handed.length]
  }
  expect(await after('0')).toEqual(['no links in a chat.', 0])
  expect(await after('1')).toEqual(['1 link in a chat.', 1])
  expect(await after('2')).toEqual(['2 links in a chat, 1 of them there already.', 2])
  expect(await after('600')).toEqual(['600 links in a chat, 2 of them there already.', 600])
  expect(await after('601')).toEqual(['601 links in a chat, 600 of them there already, 1 left out: a room holds 600 links.', 600])
})

it('forgets what could not be read when the next links come: its line was one of the text before', async () => {
  const { useRoom, takeTexts, storage } = await roomOf({}, links)
  await takeTexts([{ name: 'a chat', text: '2' }])
  useRoom.setState({ refused: [{ source: 'a chat', line: 1, name: '', why: 'the link was cut off', unreadable: 'f0' }] })
  await takeTexts([{ name: 'a mail', text: '0' }])
  expect(useRoom.getState().handed.map(({ fragment }) => fragment)).toEqual(['f1'])
  expect(storage.get(NAME)).not.toContain('f0')
})

it('takes an exercise as one, once, and nothing that is too long', async () => {
  const { useRoom, takeTexts, storage } = await roomOf(
    {},
    answering(() => ({ found: [], without: [] })),
  )
  const exercise = 'exercise: {id: a}'
  await takeTexts([{ text: exercise }, { name: 'a.yaml', text: exercise }, { name: 'b.yaml', text: 'course: 1' }])
  expect(useRoom.getState()).toMatchObject({
    texts: [exercise, 'course: 1'],
    says: 'What was pasted is taken as an exercise. a.yaml is taken as an exercise. b.yaml is taken as an exercise.',
  })
  expect(JSON.parse(storage.get(NAME)!)).toEqual({ version: 1, handed: [], texts: [exercise, 'course: 1'] })
  await takeTexts(
    [{ text: 'x'.repeat(MAX_TEXT + 1) }, { name: 'c.txt', text: 'x'.repeat(MAX_TEXT + 1) }, { text: 'x'.repeat(MAX_TEXT) }],
    ['Before.'],
  )
  const long = `is too long: at most ${MAX_TEXT.toLocaleString('en')} characters are read.`
  expect(useRoom.getState().says).toBe(`Before. What was pasted ${long} c.txt ${long} no links in what was pasted.`)
})

it('says where the browser keeps no more, be it what could not be read', async () => {
  for (const [kept, isKept] of [
    [{}, true],
    [{ [NAME]: record({ version: 2 }) }, true],
  ] as const) {
    const { useRoom, takeTexts, storage } = await roomOf(kept, links)
    const full = vi.spyOn(storage, 'set').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })
    await takeTexts([{ text: '1' }])
    expect(useRoom.getState()).toMatchObject({
      handed: [{ fragment: 'f0' }],
      says: '1 link in what was pasted. It is too much for this browser to keep: it is gone on reload.',
    })
    full.mockRestore()
    expect(storage.get(NAME)).toBe((kept as Record<string, string>)[NAME])
    expect(isKept).toBe(true)
  }
})

it('says why a text could not be looked through', async () => {
  const saysWith = async (act?: Parameters<typeof roomOf>[1]): Promise<string> => {
    const { useRoom, takeTexts } = await roomOf({}, act)
    await takeTexts([{ text: 'x' }])
    return useRoom.getState().says
  }
  const finding =
    (end: (id: number, ...how: [say: (data: unknown) => void, fall: () => void]) => void): Parameters<typeof roomOf>[1] =>
    (asked, say, fall) => {
      say({ kind: 'alive' })
      if (asked.task === 'find') end(asked.id, say, fall)
      else say({ kind: 'answer', id: asked.id, value: [] })
    }
  expect(await saysWith()).toBe('This browser allows no web worker, in which attempts are judged.')
  expect(await saysWith(finding((_, __, fall) => fall()))).toBe('what was pasted could not be read.')
  expect(await saysWith(finding((id, say) => say({ kind: 'failed', id, message: 'no' })))).toBe('what was pasted could not be read.')
})

it('names the exercises that have come with a text', async () => {
  const { useRoom, takeTexts } = await roomOf(
    {},
    answering(() => ({ found: [], without: [], titles: ['Ours', 'Theirs'] })),
  )
  await takeTexts([{ text: 'x' }])
  expect(useRoom.getState().says).toBe('no links in what was pasted. The exercise “Ours” is here now. The exercise “Theirs” is here now.')
})

it('judges with all exercises that this device has: its own texts, a course, those dropped here, and what links opened', async () => {
  let sources: unknown
  const { judge } = await roomOf(
    {
      'whyrestart-lesson:b': 'lesson b',
      'whyrestart-lesson:a': 'lesson a',
      'whyrestart-course': 'a course',
      'whyrestart-else': 'no',
      [NAME]: record({ texts: ['dropped'] }),
    },
    (asked, say) => {
      if (asked.task === 'judge') ({ sources } = asked.input as never)
      say({ kind: 'answer', id: asked.id, value: [] })
    },
  )
  const { environment, useStore } = await import('../state/store.ts')
  const put = (slot: string, fragment?: string): void =>
    void environment.cabinet.put(slot as never, { draft: small(slot), ...(fragment === undefined ? {} : { fragment }) } as never)
  put('exercise:x', '2link-of-x')
  put('exercise:y', 'e=y')
  put('exercise:z')
  put('shared:w', '2link-of-w')
  await judge()
  expect(sources).toEqual({ links: ['2link-of-x'], texts: ['a course', 'lesson a', 'lesson b', 'dropped'] })
  useStore.setState({ slot: 'exercise:v', fragment: '2link-of-v' })
  await judge()
  expect(sources).toMatchObject({ links: ['2link-of-x', '2link-of-v'] })
  useStore.setState({ slot: 'shared:v' as never, fragment: '2link-of-v' })
  await judge()
  expect(sources).toMatchObject({ links: ['2link-of-x'] })
  useStore.setState({ slot: 'exercise:v', fragment: '' })
  await judge()
  expect(sources).toMatchObject({ links: ['2link-of-x'] })
})

it('shows what is judged as it comes, of the last time that it was asked for', async () => {
  const tasks: { id: number; say: (data: unknown) => void }[] = []
  const { useRoom, judge, emptyRoom } = await roomOf({ [NAME]: record({ handed: [HANDED, { ...HANDED, name: 'Bob' }] }) }, (asked, say) => {
    say({ kind: 'alive' })
    if (asked.task === 'judge') tasks.push({ id: asked.id, say })
  })
  const row = (name: string) => ({ row: { name } })
  const progress = ({ id, say }: (typeof tasks)[number], done: number, ...judged: object[]): void =>
    say({ kind: 'progress', id, value: { done, judged } })
  const turn = async (): Promise<void> => {
    for (let n = 0; n < 30; n++) await Promise.resolve()
  }
  const first = judge()
  await vi.waitFor(() => expect(tasks).toHaveLength(1))
  progress(tasks[0]!, 1, row('Ada'))
  await turn()
  expect(useRoom.getState()).toMatchObject({ rows: [{ name: 'Ada' }], done: 1, isJudging: true, refused: [] })
  const second = judge()
  await vi.waitFor(() => expect(tasks).toHaveLength(2))
  progress(tasks[0]!, 2, row('late'))
  tasks[0]!.say({ kind: 'answer', id: tasks[0]!.id, value: [{ id: 'late' }] })
  progress(tasks[1]!, 1, row('Ada'))
  progress(tasks[1]!, 2, { refused: { name: 'Bob' } })
  await turn()
  expect(useRoom.getState()).toMatchObject({ rows: [{ name: 'Ada' }], refused: [{ name: 'Bob' }], done: 2, isJudging: true, exercises: [] })
  tasks[1]!.say({ kind: 'answer', id: tasks[1]!.id, value: [{ id: 'a' }] })
  await Promise.all([first, second])
  expect(useRoom.getState()).toMatchObject({ exercises: [{ id: 'a' }], isJudging: false })
  // what is emptied while it is judged stays empty
  const third = judge()
  await vi.waitFor(() => expect(tasks).toHaveLength(3))
  emptyRoom()
  progress(tasks[2]!, 1, row('late'))
  await third
  expect(useRoom.getState()).toMatchObject({ handed: [], rows: [], refused: [], exercises: [], says: 'The room is empty.' })
})

it('a room that is emptied before it is judged asks for nothing, and its web worker is let go', async () => {
  const asked: string[] = []
  const { useRoom, judge, emptyRoom, takeTexts } = await roomOf({ [NAME]: record() }, (call, say) => {
    asked.push(call.task)
    finds(call, say)
  })
  const judged = judge()
  expect(useRoom.getState().isJudging).toBe(true)
  emptyRoom()
  await judged
  expect([useRoom.getState().isJudging, useRoom.getState().rows, asked]).toEqual([false, [], []])
  void takeTexts([{ text: '29r.ijklmnop' }])
  await vi.waitFor(() => expect(asked).toEqual(['find', 'judge']))
  const { WorkerClient } = await import('../worker/client.ts')
  const end = vi.spyOn(WorkerClient.prototype, 'end')
  emptyRoom()
  expect(end).toHaveBeenCalledOnce()
  end.mockRestore()
})

it('what could be neither read nor set aside is not written over', async () => {
  const text = record({ version: 2 })
  const { useRoom, takeTexts, storage } = await roomOf({ [NAME]: text }, links)
  const set = storage.set.bind(storage)
  vi.spyOn(storage, 'set').mockImplementation((name, value) => {
    if (name.includes('unread')) throw new DOMException('full', 'QuotaExceededError')
    return set(name, value)
  })
  await takeTexts([{ text: '1' }])
  expect([useRoom.getState().handed.length, storage.get(NAME)]).toEqual([1, text])
})

it('takes one attempt out, and none that stands elsewhere', async () => {
  const others = [{ source: 'a mail' }, { line: 2 }, { fragment: '29r.ijklmnop' }].map((more, n) => ({ ...HANDED, name: `${n}`, ...more }))
  const { useRoom, removeRow } = await roomOf({ [NAME]: record({ handed: [HANDED, ...others] }) })
  useRoom.setState({ rows: [HANDED, ...others] as never })
  removeRow(HANDED as never)
  expect(useRoom.getState()).toMatchObject({ handed: others, rows: others })
})

it('marks a row and takes the mark away, by where it came from', async () => {
  const { useRoom, mark } = await roomOf({})
  const at = (line: number) => ({ ...HANDED, line }) as never
  mark(at(1), true)
  mark(at(2), true)
  mark(at(1), false)
  expect([...useRoom.getState().look.marked]).toEqual(['a chat 2 29r.abcdefgh'])
})
