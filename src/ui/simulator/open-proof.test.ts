import { beforeEach, expect, it } from 'vitest'
import type { Proof } from '../../views/verdicts/cell.ts'
import { freshDraft } from '../state/slot.ts'
import { useStore } from '../state/store.ts'
import { closeProof, openProof, showBelow } from './open-proof.ts'

const proof = (more: object = {}): Proof =>
  ({
    kind: 'entry',
    at: 700,
    from: 600,
    entry: 7,
    trial: { name: 'hang at 10:00', fields: { actions: [{ at: 600, hang: 'a' }] } },
    ...more,
  }) as never
const lanes = (): string[] => useStore.getState().draft.lanes.map(({ id, name }) => `${id} ${name}`)
const FIRST = 'lane-1 As kubeadm writes it'

beforeEach(() => useStore.setState({ draft: freshDraft('case:story')!, lane: 'lane-1', cursor: 0, from: 0, to: 720, selected: null }))

it('a proof is a lane right below its own, with what was done, and the entry in Why', () => {
  expect(openProof('lane-1', proof())).toBe(true)
  expect(lanes().slice(0, 2)).toEqual([FIRST, 'proof-6 As kubeadm writes it, hang at 10:00'])
  const { draft, ...state } = useStore.getState()
  expect(draft.lanes[1]).toMatchObject({ isShown: true, muted: false, fields: { actions: [{ at: '600s', hang: 'a' }] } })
  expect(state).toMatchObject({ lane: 'proof-6', selected: { lane: 'proof-6', id: 7 }, cursor: 700, panel: 'why', playing: false })
  openProof('lane-2', proof())
  expect(lanes().filter((lane) => lane.startsWith('proof'))).toEqual(['proof-7 Anonymous requests off, hang at 10:00'])
  closeProof()
  expect(useStore.getState()).toMatchObject({ lane: 'lane-1', selected: null })
  expect(lanes()).toHaveLength(5)
  closeProof()
  expect(openProof('lane-9', proof())).toBe(false)
})

it('beside the lane that is edited it stays unselected; an edit of that lane takes it away', () => {
  openProof('lane-2', proof(), { isBeside: true })
  expect(useStore.getState().lane).toBe('lane-2')
  const edit = (id: string) =>
    useStore.setState(({ draft }) => ({
      draft: { ...draft, lanes: draft.lanes.map((lane) => (lane.id === id ? { ...lane, fields: {} } : lane)) },
    }))
  edit('lane-1')
  expect(lanes()).toHaveLength(6)
  edit('lane-2')
  expect(lanes()).toHaveLength(5)
})

it.each([
  [
    [600, 700],
    [0, 720],
    [0, 720],
  ],
  [
    [600, 699],
    [0, 720],
    [0, 720],
  ],
  [
    [600, 715],
    [0, 720],
    [0, 726.5],
  ],
  [
    [600, 1000],
    [0, 720],
    [0, 1040],
  ],
  [
    [600, 1000],
    [700, 1100],
    [560, 1100],
  ],
  [
    [5, 10],
    [100, 200],
    [0, 200],
  ],
])('decided from %j, a view of %j becomes %j', ([from, at], [viewFrom, to], [nextFrom, nextTo]) => {
  useStore.setState({ from: viewFrom!, to: to! })
  openProof('lane-1', proof({ from, at }))
  expect(useStore.getState()).toMatchObject({ from: nextFrom, to: nextTo })
})

it.each([
  [1800, '30m'],
  [1801, '31m'],
  [3600, '60m'],
])('a run that was decided at %i s lasts %s', (at, duration) => {
  openProof('lane-1', proof({ from: at - 10, at }))
  expect(useStore.getState().draft.common['duration']).toBe(duration)
})

it('a request has no entry: the cursor alone goes there', () => {
  useStore.setState({ panel: 'verdicts' })
  openProof('lane-1', proof({ kind: 'request', at: 120 }))
  expect(useStore.getState()).toMatchObject({ cursor: 120, selected: null, panel: 'verdicts' })
})

it('other files of a lane are shown below it, each in its place', () => {
  showBelow('lane-2', 'mended', [
    ['a.yaml', 'x'],
    ['/etc/b', 'y'],
    ['kube-apiserver.yaml', null],
  ])
  expect(lanes().slice(1, 3)).toEqual(['lane-2 Anonymous requests off', 'proof-6 Anonymous requests off, mended'])
  const shown = useStore.getState().draft.lanes[2]!
  expect(shown).toMatchObject({ muted: false, isShown: true, fields: { manifests: { 'a.yaml': 'x', 'kube-apiserver.yaml': null } } })
  expect(shown.fields.files).toEqual({ '/etc/b': 'y' })
  expect(useStore.getState().lane).toBe('lane-1')
  showBelow('lane-9', 'x', [])
  expect(lanes()).toHaveLength(6)
})
