import { beforeEach, expect, it, vi } from 'vitest'
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
  [[3], '1 link in a chat; line 3, without a link, is left out.'],
  [[3, 4], '1 link in a chat; lines 3, 4, without a link, are left out.'],
  [[2, 3, 4, 5, 6, 7, 8, 9, 10], '1 link in a chat; lines 2, 3, 4, 5, 6, 7, 8, 9, and 1 more, without a link, are left out.'],
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
  const others = ['b', 'c'].map((name) => ({ ...HANDED, name }))
  const { useRoom, judge } = await roomOf({ [NAME]: record({ handed: [HANDED, ...others] }) }, (asked, say, fall) => {
    say({ kind: 'alive' })
    if (asked.input.handed!.length === 3) return fall()
    if (asked.input.handed!.length === 2) return say({ kind: 'failed', id: asked.id, message: 'its texts are none' })
    say({ kind: 'answer', id: asked.id, value: [] })
  })
  await judge()
  const { refused, isJudging } = useRoom.getState()
  expect(refused.map(({ name, why }) => [name, why])).toEqual([
    ['Ada', 'what judges it broke down over it'],
    ['b', 'its texts are none'],
  ])
  expect(isJudging).toBe(false)
})
