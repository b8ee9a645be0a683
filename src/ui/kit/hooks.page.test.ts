import { createElement, type FunctionComponent, type ReactElement } from 'react'
import { createRoot } from 'react-dom/client'
import { expect, it } from 'vitest'
import { createStore } from 'zustand/vanilla'
import { setCursor } from '../state/actions.ts'
import { clock } from '../fixture/clock.ts'
import { settle } from '../fixture/locator.ts'
import { PageWindow, type Profile } from '../fixture/window.ts'
import { useAnswer } from '../panels/useAnswer.ts'
import { part, useAtRest, useHadPicture, useMedia, useResult, useSettled } from './hooks.ts'

/** A part of a page that shows what a hook gives; `show` gives the hook another input, and without one the part goes. */
function shown<T>(hook: (input: T) => unknown): { show: (input?: T) => Promise<string[]>; pass: (ms: number) => Promise<string[]> } {
  openWindow()
  clock.clear()
  const root = createRoot(document.querySelector('#root')!)
  const said: string[] = []
  let last = ''
  const Part = ({ input }: { input: T }): ReactElement => {
    const text = JSON.stringify(hook(input))
    if (last !== text) said.push(text)
    last = text
    return createElement('p', {}, text)
  }
  const pass = async (ms: number): Promise<string[]> => {
    await settle()
    await clock.moveTo(clock.now + ms)
    await settle()
    return said.splice(0)
  }
  return {
    pass,
    show: (input) => {
      root.render(input === undefined ? null : createElement(Part, { input }))
      return pass(0)
    },
  }
}

const media: Profile['media'] = {}
let opened: PageWindow

const openWindow = (): PageWindow =>
  (opened = new PageWindow(
    'http://127.0.0.1/',
    {
      viewport: { width: 100, height: 100 },
      media,
      storage: new Map(),
      session: new Map(),
      onSave: () => undefined,
      reload: () => undefined,
      scrolled: [],
    },
    null,
  ))

/** Requests that are answered when the test says so. */
function requests() {
  const open: { of: string; answer: (value: unknown) => void; fail: () => void }[] = []
  const ask = (of: string): Promise<unknown> =>
    new Promise((answer, reject) => void open.push({ of, answer, fail: () => reject(new Error('no')) }))
  return { ask, open, taken: () => open.splice(0) }
}

it('what has settled follows once nothing else has come for a while', async () => {
  const { show, pass } = shown((value: string) => useSettled(value, 100))
  expect(await show('a')).toEqual(['"a"'])
  expect(await show('b')).toEqual([])
  expect(await pass(90)).toEqual([])
  expect(await show('c')).toEqual([])
  expect(await pass(90)).toEqual([])
  expect(await pass(10)).toEqual(['"c"'])
})

it('whether a media query holds is followed on the screen; on paper it is what it was there', async () => {
  const { show, pass } = shown((query: string) => useMedia(query))
  const become = async (more: Profile['media']): Promise<string[]> => {
    Object.assign(media, more)
    opened.mediaChanged()
    return pass(0)
  }
  expect(await show('(prefers-color-scheme: dark)')).toEqual(['false'])
  expect(await become({ colorScheme: 'dark' })).toEqual(['true'])
  expect(await become({ media: 'print', colorScheme: 'light' })).toEqual([])
  expect(await become({ media: 'screen', colorScheme: 'dark' })).toEqual([])
  expect(await become({ colorScheme: 'light' })).toEqual(['false'])
  await show()
  // one that begins on paper goes by the paper
  Object.assign(media, { media: 'print' })
  expect(await show('print')).toEqual(['true'])
  await show()
  for (const name of ['media', 'colorScheme'] as const) delete media[name]
})

it('what comes with the first picture stays while the next one is made', async () => {
  const { results } = await import('../state/results.ts')
  const { show, pass } = shown<string>(() => useHadPicture())
  const { phase } = results.getState()
  results.setState({ phase: 'running' })
  expect(await show('')).toEqual(['false'])
  results.setState({ phase: 'ready' })
  expect(await pass(0)).toEqual(['true'])
  results.setState({ phase: 'running' })
  expect(await pass(0)).toEqual([])
  await show()
  results.setState({ phase })
})

it('a result is of the latest request that has succeeded; nothing is asked for nothing, and what comes late is let go', async () => {
  const { ask, taken } = requests()
  const { show, pass } = shown((of: string) => useResult(of, () => ask(of)))
  expect([await show(''), taken()]).toEqual([['null'], []])
  await show('a')
  await show('b')
  const [a, b] = taken()
  b!.answer(2)
  expect(await pass(0)).toEqual(['{"of":"b","result":2}'])
  a!.answer(1)
  expect(await pass(0)).toEqual([])
  await show('c')
  taken()[0]!.fail()
  expect(await pass(0)).toEqual([])
  await show('d')
  taken()[0]!.answer(4)
  expect(await pass(0)).toEqual(['{"of":"d","result":4}'])
})

it('what a store holds is shown at once, or at rest; a part that is gone follows it no more', async () => {
  const store = createStore(() => ({ n: 0, other: 0 }))
  const { show, pass } = shown((quietMs: number) => useAtRest(store, ({ n }) => n, quietMs))
  expect(await show(0)).toEqual(['0'])
  store.setState({ n: 1 })
  expect(clock.next).toBeUndefined()
  expect(await pass(0)).toEqual(['1'])
  await show(100)
  await pass(100)
  store.setState({ n: 2 })
  await pass(90)
  store.setState({ n: 3 })
  // what is not looked at is no unrest
  expect(await pass(50)).toEqual([])
  store.setState({ other: 1 })
  expect(await pass(49)).toEqual([])
  expect(await pass(1)).toEqual(['3'])
  store.setState({ n: 4 })
  await show()
  expect(clock.next).toBeUndefined()
  store.setState({ n: 5 })
  expect(clock.next).toBeUndefined()
})

it('one question is under way for a moment at a time, and none for a part that is gone', async () => {
  const { ask, taken } = requests()
  const { show, pass } = shown((key: string) => useAnswer((lane, at) => ask(`${key} ${lane} ${at}`), key))
  setCursor(10)
  expect(await show('a')).toEqual(['null'])
  setCursor(20)
  setCursor(30)
  const [first, ...more] = taken()
  expect([first!.of, more]).toEqual([expect.stringMatching(/^a \S+ 10$/), []])
  first!.answer('ten')
  expect(await pass(0)).toEqual(['"ten"'])
  const [second, ...none] = taken()
  expect([second!.of, none]).toEqual([expect.stringMatching(/ 30$/), []])
  // where there is no answer the one before stays
  second!.answer(null)
  expect([await pass(0), taken()]).toEqual([[], []])
  setCursor(40)
  await show('b')
  const [late, other] = taken()
  expect([late!.of, other!.of]).toEqual([expect.stringMatching(/^a .* 40$/), expect.stringMatching(/^b .* 40$/)])
  other!.answer('forty')
  expect(await pass(0)).toEqual(['"forty"'])
  late!.answer('late')
  expect(await pass(0)).toEqual([])
  // another run is asked about once it is there, and another lane at once; what is not looked at is nobody's question
  const { results } = await import('../state/results.ts')
  const { useStore } = await import('../state/store.ts')
  const asked = async (change: () => void): Promise<string[]> => {
    change()
    const questions = taken()
    for (const { answer } of questions) answer('new')
    await pass(0)
    return questions.map(({ of }) => of.replace(/^b /, ''))
  }
  const { lanes, phase } = results.getState()
  expect(await asked(() => results.setState({ phase: 'running', lanes: { ...lanes } }))).toEqual([])
  expect(await asked(() => results.setState({ phase: 'ready' }))).toEqual([])
  expect(await asked(() => results.setState({ lanes: { ...lanes } }))).toEqual([expect.stringContaining(' 40')])
  expect(await asked(() => useStore.setState({ speed: 60 }))).toEqual([])
  expect(await asked(() => useStore.setState({ lane: 'another' }))).toEqual(['another 40'])
  await show()
  expect(await asked(() => results.setState({ phase, lanes }))).toEqual([])
  expect(await asked(() => results.setState({ phase: 'ready', lanes: { ...lanes } }))).toEqual([])
  expect(await asked(() => setCursor(50))).toEqual([])
  results.setState({ phase, lanes })
})

it('the lanes that are seen, and those that may be named: what an exercise hides, and a frame leaves out', async () => {
  const { usePage } = await import('../state/page.ts')
  const { useHasVisibleLanes, useNamedLanes, useVisibleLanes } = await import('../state/results.ts')
  const { useSession } = await import('../state/session.ts')
  const { useStore } = await import('../state/store.ts')
  const namesOf = (lanes: readonly { name: string }[]): string => lanes.map(({ name }) => name).join(' ')
  const ids = { main: 'lane-1', other: 'lane-2', proof: 'proof-1', third: 'lane-3' }
  const before = useStore.getState().draft
  const { show, pass } = shown((all: string) => {
    const names = [useVisibleLanes(), useNamedLanes()].map(namesOf)
    return [...names, useHasVisibleLanes() ? all : 'none']
  })
  await show('some')
  for (const [lanes, hides, framed, ...seen] of [
    ['main other proof third', undefined, [], 'main other proof third', 'main other proof third', 'some'],
    ['main other proof third', undefined, [2, 4], 'other third', 'other third', 'some'],
    ['main other proof third', undefined, [9], 'main other proof third', 'main other proof third', 'some'],
    ['main other proof third', [], [], 'main other proof third', 'main other proof third', 'some'],
    ['main other proof third', [], [1], 'main', 'main', 'some'],
    ['main other proof third', ['lanes'], [], 'main proof', 'main proof', 'some'],
    ['main other proof third', ['timeline'], [], 'other proof third', 'main other proof third', 'some'],
    ['main other proof third', ['lanes', 'timeline'], [], 'proof', 'main proof', 'some'],
    ['main other', ['lanes', 'timeline'], [], '', 'main', 'none'],
  ] as const) {
    useSession.setState({ exercise: hides ? ({ lane: 'main', questions: [], hide: { parts: hides, until: 'solved' } } as never) : null })
    usePage.setState({ framedLanes: framed })
    const made = lanes.split(' ').map((name) => ({ id: ids[name as keyof typeof ids], name, muted: false, fields: {} }))
    useStore.setState({ draft: { ...before, lanes: made } })
    await pass(0)
    expect(document.querySelector('p')!.textContent, `${lanes}, ${hides?.join()}, ${framed.join()}`).toBe(JSON.stringify(seen))
  }
  useStore.setState({ draft: before })
  useSession.setState({ exercise: null })
  usePage.setState({ framedLanes: [] })
  await show()
})

it('a part whose code does not come is said to be missing; one that was fetched before is there at once', async () => {
  openWindow()
  const { useStore } = await import('../state/store.ts')
  const place = document.querySelector('#root')!
  const seenOf = async (component: unknown): Promise<string> => {
    const root = createRoot(place)
    root.render(createElement(component as FunctionComponent))
    await settle()
    const text = place.textContent
    root.unmount()
    await settle()
    return text
  }
  const came = { Text: (() => 'here') as FunctionComponent }
  const fetched = part(() => Promise.resolve(came), 'Text')
  await fetched.preload()
  expect([await seenOf(fetched), useStore.getState().notice]).toEqual(['here', ''])
  const missing = part(
    () => Promise.reject<typeof came>(new Error('no network')),
    'Text',
    () => 'waits',
  )
  expect(await seenOf(missing)).toBe('waits')
  expect(useStore.getState().notice).toBe(
    'A part of the page could not be fetched: the network is gone, or a newer version is there. Your texts are kept; load the page again for it.',
  )
  useStore.setState({ notice: '' })
})
