import { beforeEach, expect, it, vi } from 'vitest'
import { stubStorage, withCabinet } from './storage-fixture.ts'

beforeEach(() => {
  vi.unstubAllGlobals()
})

/** Why, gone from a line to what it caused, entry 7 of the first of two lanes, whose line 3 is visited. */
async function gone() {
  stubStorage({})
  const why = await withCabinet(() => import('./why-subject.ts'))
  const { useStore } = await import('./store.ts')
  const { usePage } = await import('./page.ts')
  const { results } = await import('./results.ts')
  const [lane, other] = useStore.getState().draft.lanes.map(({ id }) => id) as [string, string]
  useStore.setState({ lane })
  results.setState({ phase: 'ready', lanes: { [lane]: { index: { times: [0, 0, 0, 0, 0, 0, 0, 12.3456, 1790.001] } } as never } })
  why.visitLineEffects({ lane, file: 'a.yaml', line: 3, at: 0 }, true)
  why.visitEntry(lane, 7)
  usePage.setState({ isArriving: false })
  why.visitLine(lane, 'a.yaml', 3, () => undefined)
  return { ...why, useStore, usePage, results, lane, other }
}

it.each<readonly [what: string, isKept: boolean, act: (page: Awaited<ReturnType<typeof gone>>) => void]>([
  ['the same entry by another number', true, ({ useStore, lane }) => useStore.setState({ selected: { lane, id: 8 } })],
  ['a panel alone', true, ({ useStore }) => useStore.setState({ panel: 'events' })],
  [
    'an entry that is chosen, which opens its panel',
    false,
    ({ useStore, lane }) => useStore.setState({ panel: 'events', selected: { lane, id: 8 } }),
  ],
  ['an entry that the cursor goes to', false, ({ useStore, lane }) => useStore.setState({ cursor: 99, selected: { lane, id: 8 } })],
  ['no entry', false, ({ useStore }) => useStore.setState({ selected: null })],
  ['another lane', false, ({ useStore, other }) => useStore.setState({ lane: other })],
  ['the same entry of another lane', false, ({ useStore, other }) => useStore.setState({ lane: other, selected: { lane: other, id: 7 } })],
  ['another case', false, ({ useStore }) => useStore.setState({ slot: 'case:another' as never })],
])('%s begins anew, unless it is the same: %s', async (_, isKept, act) => {
  const page = await gone()
  const turn = page.usePage.getState().whyTurn
  act(page)
  expect(page.usePage.getState().trail).toHaveLength(isKept ? 2 : 0)
  expect(page.usePage.getState().whyTurn).toBe(isKept ? turn : turn + 1)
})

it('while it runs an entry that is chosen is another one', async () => {
  const { results, useStore, usePage, lane } = await gone()
  results.setState({ phase: 'running' })
  useStore.setState({ selected: { lane, id: 8 } })
  expect(usePage.getState().trail).toEqual([])
})

it('goes to an entry at its very time, and back through what was looked at, each with its cursor', async () => {
  const { goBack, visitEntry, visitLineEffects, closeWhy, useStore, usePage, lane, other } = await gone()
  const look = (): unknown => [
    useStore.getState().lane,
    useStore.getState().cursor,
    usePage.getState().whyLine ?? useStore.getState().selected,
  ]
  expect(look()).toEqual([lane, 12.3456, { lane, id: 7 }])
  expect(usePage.getState().isVisited).toBe(true)
  // one that is out of sight comes into it, and one subject is one turn
  const turn = usePage.getState().whyTurn
  useStore.setState({ playing: true, from: 0, to: 60 })
  usePage.setState({ caused: { lane, ids: new Set([1]) } })
  visitEntry(lane, 8)
  expect(usePage.getState().caused).toBeNull()
  expect(look()).toEqual([lane, 1790.001, { lane, id: 8 }])
  expect(useStore.getState()).toMatchObject({ playing: false, to: 1800 })
  expect(usePage.getState()).toMatchObject({ whyTurn: turn + 1, isArriving: true, isVisited: true })
  expect(goBack()).toBe(true)
  // where no time is known the cursor stays; another lane is gone to
  useStore.setState({ playing: true })
  visitEntry(other, 2)
  expect(look()).toEqual([other, 12.3456, { lane: other, id: 2 }])
  expect(useStore.getState().playing).toBe(true)
  const line = { lane, file: 'a.yaml', line: 3, at: 0 }
  visitLineEffects(line, true)
  const { trail, whyTurn } = usePage.getState()
  // the same line is no other, and from line to line there is one way back
  visitLineEffects({ ...line }, true)
  expect(usePage.getState().whyTurn).toBe(whyTurn)
  visitLineEffects({ ...line, at: 9 }, false)
  expect(usePage.getState()).toMatchObject({ trail, whyLine: { at: 9 }, isArriving: false })
  expect(goBack()).toBe(true)
  expect(look()).toEqual([other, 12.3456, { lane: other, id: 2 }])
  expect(usePage.getState().isArriving).toBe(true)
  expect(goBack()).toBe(true)
  expect(look()).toEqual([lane, 12.3456, { lane, id: 7 }])
  expect(goBack()).toBe(true)
  expect(usePage.getState().whyLine).toEqual(line)
  expect(goBack()).toBe(true)
  expect(goBack()).toBe(false)
  visitEntry(lane, 7)
  closeWhy()
  expect(usePage.getState()).toMatchObject({ trail: [], isArriving: false })
  expect(useStore.getState().selected).toBeNull()
})

it('there is a way back from a line once, until something else is chosen', async () => {
  const { visitLine, leaveLine, useStore, usePage, lane } = await gone()
  const back = vi.fn<() => void>()
  visitLine(lane, 'a.yaml', 3, back)
  expect(usePage.getState()).toMatchObject({ isVisited: true, lit: { lane, file: 'a.yaml', line: 3, hasCaret: true } })
  expect([leaveLine(), leaveLine()]).toEqual([true, false])
  expect(back).toHaveBeenCalledOnce()
  visitLine(lane, 'a.yaml', 3, back)
  useStore.setState({ selected: { lane, id: 8 } })
  expect(usePage.getState().isVisited).toBe(false)
  expect(leaveLine()).toBe(false)
})

it('a step’s line is put out by another step alone, a line of Why by whoever', async () => {
  const { light, lightStep, unlight, useStore, usePage, lane } = await gone()
  light(lane, 'a.yaml', 3)
  const first = usePage.getState().lit!
  light(lane, 'a.yaml', 3)
  expect(usePage.getState().lit).toEqual({ ...first, wish: first.wish + 1 })
  expect(first.hasCaret).toBe(false)
  unlight()
  expect(usePage.getState().lit).toBeNull()
  lightStep(lane, 'a.yaml', 3)
  unlight()
  expect(usePage.getState().lit).toMatchObject({ line: 3 })
  useStore.setState({ slot: 'case:another' as never })
  unlight()
  expect(usePage.getState().lit).toBeNull()
})
