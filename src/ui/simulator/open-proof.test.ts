import { beforeEach, expect, it } from 'vitest'
import type { LaneDraft } from '../../share/payload.ts'
import type { Proof } from '../../views/verdicts/questions.ts'
import { results } from '../state/results.ts'
import { useSession } from '../state/session.ts'
import { freshDraft } from '../state/slot.ts'
import { useStore } from '../state/store.ts'
import { closeProof, openProof, showBelow } from './open-proof.ts'

const proof = (more: object = {}): Proof =>
  ({
    kind: 'entry',
    at: 700,
    from: 600,
    entry: 7,
    trial: { name: 'hang at 10 min', fields: { actions: [{ at: 600, hang: 'a' }] } },
    ...more,
  }) as never
const lanes = (): string[] => useStore.getState().draft.lanes.map(({ id, name }) => `${id} ${name}`)
const FIRST = 'lane-1 As kubeadm writes it'

const BEFORE = { lane: 'lane-1', cursor: 0, from: 0, to: 720, selected: null, panel: 'events', playing: true } as const
beforeEach(() => useStore.setState({ ...BEFORE, draft: freshDraft('case:story')! }))

it('a proof is a lane right below its own, with what was done, and the entry in Why', () => {
  expect(openProof('lane-1', proof())).toBe(true)
  expect(lanes().slice(0, 2)).toEqual([FIRST, 'proof-6 As kubeadm writes it, hang at 10 min'])
  const { draft, ...state } = useStore.getState()
  expect(draft.lanes[1]).toMatchObject({ isShown: true, muted: false, fields: { actions: [{ at: '600s', hang: 'a' }] } })
  expect(state).toMatchObject({ lane: 'proof-6', selected: { lane: 'proof-6', id: 7 }, cursor: 700, panel: 'why', playing: false })
  openProof('lane-2', proof())
  expect(lanes().filter((lane) => lane.startsWith('proof'))).toEqual(['proof-7 Anonymous requests off, hang at 10 min'])
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
  [
    [10, 97],
    [0, 100],
    [0, 100],
  ],
  [
    [10, 98],
    [0, 100],
    [0, 108],
  ],
  [
    [600, 1080],
    [500, 1100],
    [500, 1100],
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

/** The lane's own run: nothing was done in it, unless it is said so. */
const ran = (more: object = {}): void =>
  results.setState({
    lanes: {
      'lane-1': { index: { times: new Float64Array(7) }, inputs: { actions: [], requests: [], cluster: { etcd: 'up' }, ...more } } as never,
    },
  })
const calm = (entry: number, fields: object = { actions: [] }): Proof => proof({ entry, trial: { name: '', fields } })

it.each<[what: string, inputs: object, fields: object, isOwn: boolean]>([
  ['nothing was done in the lane', {}, { actions: [] }, true],
  ['something was', { actions: [{ at: 1, hang: 'a' }] }, { actions: [] }, false],
  ['something was asked', { requests: [{}] }, { actions: [] }, false],
  ['its etcd is down', { cluster: { etcd: 'down' } }, { actions: [] }, false],
  ['it is a goal’s, whatever was done', { actions: [{ at: 1, hang: 'a' }] }, { duration: '1h' }, true],
  ['a goal does more', { actions: [{ at: 1, hang: 'a' }] }, { duration: '1h', actions: [] }, false],
])('a calm run is the lane’s own where %s', (_, inputs, fields, isOwn) => {
  ran(inputs)
  expect(openProof('lane-1', calm(6, fields))).toBe(!isOwn)
  expect(lanes()[1]).toMatch(isOwn ? /^lane-2/ : /^proof-6 As kubeadm writes it, calm$/)
  expect(useStore.getState().selected).toEqual({ lane: isOwn ? 'lane-1' : 'proof-6', id: 6 })
})

it('an entry that the lane’s own run has not is not selected; another lane’s selection stays when a proof is closed', () => {
  ran()
  openProof('lane-1', calm(7))
  expect(useStore.getState().selected).toBeNull()
  // one of another run is, however many its own has; how long the lane runs is no part of what was tried
  useStore.setState(({ draft: { lanes: all, ...draft } }) => ({
    draft: { ...draft, lanes: all.map((lane) => ({ ...lane, fields: { ...lane.fields, duration: '20m' } })) },
  }))
  openProof('lane-1', proof({ entry: 70 }))
  const { draft, selected } = useStore.getState()
  expect([selected, draft.lanes[1]!.fields['duration']]).toEqual([{ lane: 'proof-6', id: 70 }, undefined])
  openProof('lane-2', proof(), { isBeside: true })
  useStore.setState({ selected: { lane: 'lane-3', id: 1 } })
  closeProof()
  expect(useStore.getState()).toMatchObject({ lane: 'lane-2', selected: { lane: 'lane-3', id: 1 } })
})

it('where Why is hidden its panel is not opened', () => {
  const exercise = useSession.getState().exercise
  useSession.setState({ exercise: { questions: [], hide: { parts: ['why'], until: 'solved' } } as never })
  useStore.setState({ panel: 'verdicts' })
  openProof('lane-1', proof())
  expect(useStore.getState().panel).toBe('verdicts')
  useSession.setState({ exercise: exercise ?? null } as never)
})

it('an edit that takes the run away is one step with it, and while steps are not counted they stay so', () => {
  const { temporal } = useStore
  const edit = (fields: LaneDraft['fields']): void =>
    useStore.setState(({ draft }) => ({
      draft: { ...draft, lanes: draft.lanes.map((lane) => (lane.id === 'lane-2' ? { ...lane, fields } : lane)) },
    }))
  openProof('lane-2', proof(), { isBeside: true })
  const steps = temporal.getState().pastStates.length
  edit({})
  expect([lanes().length, temporal.getState().pastStates.length]).toEqual([5, steps + 1])
  temporal.getState().undo()
  expect([lanes().length, temporal.getState().isTracking]).toEqual([6, true])
  temporal.getState().pause()
  edit({ files: {} })
  expect([lanes().length, temporal.getState().isTracking]).toEqual([5, false])
  temporal.getState().resume()
})

it('a proof that somebody has made their own stays beside the next one, as long as there is room', () => {
  openProof('lane-1', proof())
  const own = (more: number) =>
    useStore.setState(({ draft }) => ({
      draft: {
        ...draft,
        lanes: [
          ...draft.lanes.map((lane) => ({ ...lane, isShown: undefined as never })),
          ...Array.from({ length: more }, (_, n) => ({ ...draft.lanes[0]!, id: `lane-${20 + n}`, name: `${n}` })),
        ],
      },
    }))
  own(10)
  closeProof()
  expect(lanes()).toHaveLength(16)
  openProof('lane-2', proof())
  expect([lanes().length, lanes()[1]]).toEqual([17, expect.stringMatching(/^lane-\d+ As kubeadm writes it, hang at 10 min$/)])
  own(0)
  openProof('lane-3', proof())
  expect([lanes().length, lanes().filter((lane) => lane.startsWith('proof'))]).toEqual([
    17,
    ['proof-31 Fix 1, insecure port, hang at 10 min'],
  ])
})

it('a request has no entry: the cursor alone goes there', () => {
  useStore.setState({ panel: 'verdicts' })
  expect(openProof('lane-1', proof({ kind: 'request', at: 120 }))).toBe(true)
  expect(useStore.getState()).toMatchObject({ cursor: 120, selected: null, panel: 'verdicts', playing: false })
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
  // a lane that has no files gets none
  const before = useStore.getState().draft.lanes[0]!.fields
  showBelow('lane-1', 'other', [['a.yaml', 'x']])
  expect(useStore.getState().draft.lanes[1]!.fields).toEqual({ ...before, manifests: { ...before.manifests, 'a.yaml': 'x' } })
})
