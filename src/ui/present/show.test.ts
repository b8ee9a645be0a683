import { beforeEach, expect, it, vi } from 'vitest'
import { STORY } from '../../cases/story-steps.ts'
import type { StoryStep } from '../../sim/scenario/steps.ts'
import { small } from '../fixture/samples.ts'
import { stubStorage, withCabinet } from '../state/storage-fixture.ts'
import { wayOf } from './notes-channel.ts'

const DRAFT = small('On stage')
const [ASKED, ALONE] = DRAFT.lanes

/** Two kills and three lives of the first lane. */
const tracks = [
  {
    kills: [
      { t: 30, id: 5 },
      { t: 60, id: 9 },
    ],
    lives: [
      { from: 0, to: 30, id: 1 },
      { from: 32, to: 60, id: 7 },
      { from: 62, to: 90, id: 11 },
    ],
  },
]

async function after(step: StoryStep, before: object = {}): Promise<Record<string, unknown>> {
  vi.unstubAllGlobals()
  stubStorage({})
  const { show } = await withCabinet(() => import('./show.ts'))
  const { useStore } = await import('../state/store.ts')
  const { usePage } = await import('../state/page.ts')
  const { results } = await import('../state/results.ts')
  results.setState({ lanes: { [ASKED!.id]: { drawing: { tracks } } } } as never)
  const file = 'other.yaml'
  useStore.setState({
    draft: DRAFT,
    lane: ALONE!.id,
    cursor: 10,
    playing: true,
    panel: 'events',
    selected: { lane: ALONE!.id, id: 3 },
    file,
    ...before,
  })
  usePage.setState({ lit: { lane: ALONE!.id, file, line: 1, wish: 1, hasCaret: false } })
  show(step)
  const { lane, cursor, playing, panel, selected } = useStore.getState()
  const { lit } = usePage.getState()
  return {
    lane: DRAFT.lanes.find(({ id }) => id === lane)!.name,
    cursor,
    playing,
    panel,
    selected: selected && 'id' in selected ? selected.id : selected,
    lit: lit && `${lit.file}:${lit.line}`,
    file: useStore.getState().file,
  }
}

beforeEach(() => {
  vi.unstubAllGlobals()
})

const says = 'Look.'
const STANDS = { lane: 'Left alone', cursor: 10, playing: true, panel: 'events', selected: 3, lit: 'other.yaml:1', file: 'other.yaml' }
/** With a lane the line of the step before is no more lit. */
const IN_LANE = { ...STANDS, lane: 'Asked', lit: null, selected: null, file: 'web.yaml' }

it.each<[what: string, step: StoryStep, change: object]>([
  ['nothing but words', { says }, {}],
  ['a lane that is gone', { says, lane: 'Gone', at: 20, panel: 'why' }, { cursor: 20, playing: false, panel: 'why', selected: null }],
  ['the begin', { says, at: 0 }, { cursor: 0, playing: false }],
  ['a panel', { says, panel: 'why' }, { panel: 'why', selected: null }],
  ['a lane', { says, lane: 'Asked' }, IN_LANE],
  ['a line', { says, lane: 'Asked', line: { file: 'web.yaml', has: 'containers:' } }, { ...IN_LANE, file: 'web.yaml', lit: 'web.yaml:5' }],
  [
    'the first line',
    { says, lane: 'Asked', line: { file: 'web.yaml', has: 'apiVersion' } },
    { ...IN_LANE, file: 'web.yaml', lit: 'web.yaml:1' },
  ],
  [
    'a line of the chosen lane',
    { says, lane: 'Left alone', line: { file: 'web.yaml', has: 'kind' } },
    { file: 'web.yaml', lit: 'web.yaml:2' },
  ],
  ['a line that is gone', { says, lane: 'Asked', line: { file: 'web.yaml', has: 'gone' } }, { ...IN_LANE, file: 'web.yaml' }],
  [
    'the kill at a moment',
    { says, lane: 'Asked', at: 60, select: 'kill' },
    { ...IN_LANE, cursor: 60, playing: false, panel: 'why', selected: 9 },
  ],
  [
    'the kill before it',
    { says, lane: 'Asked', at: 59.9, select: 'kill' },
    { ...IN_LANE, cursor: 59.9, playing: false, panel: 'why', selected: 5 },
  ],
  ['no kill yet', { says, lane: 'Asked', at: 29, select: 'kill' }, { ...IN_LANE, cursor: 29, playing: false }],
  [
    'the start before it',
    { says, lane: 'Asked', at: 61, select: 'start' },
    { ...IN_LANE, cursor: 61, playing: false, panel: 'why', selected: 7 },
  ],
  ['the first start', { says, lane: 'Asked', select: 'start' }, { ...IN_LANE, panel: 'why', selected: 1 }],
  [
    'a mark of a lane without a run',
    { says, lane: 'Left alone', at: 60, select: 'kill' },
    { ...STANDS, cursor: 60, playing: false, lit: null },
  ],
])('a step with %s', async (_, step, change) => {
  expect(await after(step)).toEqual({ ...STANDS, ...change })
})

it.each<[what: string, steps: unknown, slot: string, count: number]>([
  ['its own', [{ says: 'One.' }, { says: 'Two.' }], 'own', 2],
  ['its own in the place of the story’s', [{ says: 'One.' }], 'case:story', 1],
  ['the story’s, where it has none', undefined, 'case:story', STORY.length],
  ['the story’s, where none are written', null, 'case:story', STORY.length],
  ['none', undefined, 'own', 0],
  ['none that cannot be read', [{ says: 'One.' }, { says: 7, at: 'soon' }], 'own', 0],
])('a scenario has as steps %s', async (_, steps, slot, count) => {
  stubStorage({})
  const { stepsOf } = await withCabinet(() => import('./StepsDialog.tsx'))
  expect(stepsOf({ ...DRAFT, common: { ...DRAFT.common, ...(steps === undefined ? {} : { steps }) } }, slot as never)).toHaveLength(count)
})

it.each<[step: object, words: string]>([
  [{}, ''],
  [{ at: 525, lane: 'Asked', panel: 'why' }, '8 min 45 s, “Asked”, Why'],
  [{ at: 0, line: { file: 'web.yaml', has: 'kind: Pod' } }, '0 s, kind: Pod'],
  [{ lane: 'Asked', select: 'kill' }, '“Asked”, the kill'],
])('the step %j leads, in words, to: %s', async (step, words) => {
  stubStorage({})
  const { placeWords } = await withCabinet(() => import('./StepsDialog.tsx'))
  expect(placeWords({ says, ...step })).toBe(words)
})

it('knows the step that is shown already by its moment, its lane and its panel, as far as it names them', async () => {
  stubStorage({})
  const { stepShown } = await withCabinet(() => import('./StepsDialog.tsx'))
  const { useStore } = await import('../state/store.ts')
  useStore.setState({ draft: DRAFT, lane: ASKED!.id, cursor: 60.004, panel: 'events' })
  const other = { says, at: 61 }
  expect(stepShown([])).toBe(0)
  expect(stepShown([other, { says, lane: 'Left alone' }, { says, panel: 'why' }])).toBe(0)
  expect(stepShown([other, { says, at: 60, lane: 'Asked', panel: 'events' }])).toBe(2)
  expect(stepShown([other, { says, at: 60, lane: 'Asked', panel: 'why' }, { says, at: 60, lane: 'Left alone' }, { says }])).toBe(4)
})

it.each<[key: string, held: object, by: 1 | -1 | undefined]>([
  ['PageDown', {}, 1],
  ['ArrowRight', {}, 1],
  ['PageUp', {}, -1],
  ['ArrowLeft', {}, -1],
  ['ArrowDown', {}, undefined],
  ...(['ctrlKey', 'metaKey', 'altKey', 'shiftKey'] as const).map(
    (held) => ['PageDown', { [held]: true }, undefined] satisfies [string, object, undefined],
  ),
])('in the notes %s, with %j, leads on by %s', (key, held, by) => {
  expect(wayOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held } as KeyboardEvent)).toBe(by)
})
