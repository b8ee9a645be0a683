import { expect, it } from 'vitest'
import { align } from './align.ts'
import { readCluster } from './read.ts'
import type { ContainerFacts, EventFacts, ClusterFacts, PodFacts, StateFacts } from './facts.ts'

/** 2027-01-15T08:00:00Z. Times in the table are seconds after it; ages, seconds before a moment that nobody says. */
const N = 1_800_000_000

const at = (source: EventFacts['source'], reason: string, first: number, more: Partial<EventFacts> = {}): EventFacts => ({
  ...{ source, namespace: 'default', pod: 'web', type: 'Normal', reason, message: reason },
  ...{ first: N + first, last: N + first, count: 1, within: 0, lastWithin: 0, line: 1 },
  ...more,
})
/** From so many seconds ago to so many; of several, the first and the last. */
const ago = (source: EventFacts['source'], reason: string, seconds: number, more: Partial<EventFacts> = {}): EventFacts =>
  at(source, reason, 0, { first: -seconds, last: -seconds, isAge: true, ...more })
const twice = (last: number, more: Partial<EventFacts> = {}): Partial<EventFacts> => ({ last, count: 2, ...more })

const container = (name: string, state: [is: StateFacts['is'], started?: number, finished?: number, exitCode?: number], more = {}) =>
  [
    name,
    {
      ...{ name, isInit: false, ...more },
      state: {
        is: state[0],
        ...(state[1] === undefined ? {} : { startedAt: N + state[1] }),
        ...(state[2] === undefined ? {} : { finishedAt: N + state[2], exitCode: state[3] ?? 0 }),
      },
    },
  ] as [string, ContainerFacts]
const before = (started: number) => ({ lastState: { is: 'terminated', startedAt: N + started } })
const pod = (more: Partial<PodFacts> = {}, ...containers: [string, ContainerFacts][]): PodFacts => ({
  ...{ namespace: 'default', name: 'web', source: 'pod' },
  ...more,
  containers: new Map(containers),
})
const MIRROR = { metadata: { annotations: { 'kubernetes.io/config.mirror': 'x' } } }

const ADRIFT = 'No text says a time of day, only how long ago things were: lengths are right, the date is any.'
const ROUGH = 'Ages of more than 10 minutes are printed to the minute, or less exactly: such times may be off by half of that.'
const ahead = (whose: string, words: string) => `${whose} is ${words} the node’s, by when containers started: it is moved by that.`
const apart = (words: string) => `The journal’s clock is of another zone, by ${words}: it is moved by that.`
const printedAt = (whose: string, time: string) =>
  `When the ages of ${whose} were printed is not said: the last moment that is known otherwise is taken, ${time} UTC.`

/** Twice started: what another clock is seen by. */
const STARTED = pod({}, container('main', ['running', 100], before(0)))

it.each<[string, { pods?: PodFacts[]; events: EventFacts[] }, { events: string[]; now: number; says?: string[] }]>([
  ['nothing to move', { pods: [STARTED], events: [at('events', 'Started', 0)] }, { events: ['Started 0'], now: 100 }],
  [
    'Events of a clock that is ahead',
    { pods: [STARTED], events: [at('events', 'Started', 60), at('events', 'Started', 160), at('events', 'Pulled', 61)] },
    { events: ['Started 0', 'Pulled 1', 'Started 100'], now: 100, says: [ahead('The clock of the Events', '60 s ahead of')] },
  ],
  [
    'Events of one that is behind, one of them merged',
    { pods: [STARTED], events: [at('events', 'Started', -30, twice(N + 70))] },
    { events: ['Started 0-100 x2'], now: 100, says: [ahead('The clock of the Events', '30 s behind')] },
  ],
  [
    'two seconds are none',
    { pods: [STARTED], events: [at('events', 'Started', 2), at('events', 'Started', 102)] },
    { events: ['Started 2', 'Started 102'], now: 102 },
  ],
  [
    'three are',
    { pods: [STARTED], events: [at('events', 'Started', 3), at('events', 'Started', 103)] },
    { events: ['Started 0', 'Started 100'], now: 100, says: [ahead('The clock of the Events', '3 s ahead of')] },
  ],
  [
    'what half of them have at one time needs no moving',
    { pods: [STARTED], events: [at('events', 'Started', 0), at('events', 'Started', 160)] },
    { events: ['Started 0', 'Started 160'], now: 160 },
  ],
  [
    'a journal of another zone',
    { pods: [STARTED], events: [at('journal', 'PlegStarted', 7205), at('journal', 'PlegStarted', 7305)] },
    { events: ['PlegStarted 0', 'PlegStarted 100'], now: 100, says: [apart('2 h')] },
  ],
  [
    'a zone of half hours, to the west',
    { pods: [STARTED], events: [at('journal', 'Started', -12600), at('journal', 'Started', -12500)] },
    { events: ['Started 0', 'Started 100'], now: 100, says: [apart('-3.5 h')] },
  ],
  [
    'six seconds beside a zone are none',
    { pods: [STARTED], events: [at('journal', 'Started', 7206), at('journal', 'Started', 7306)] },
    { events: ['Started 0', 'Started 100'], now: 100, says: [ahead('The journal’s clock', '7206 s ahead of')] },
  ],
  [
    'a journal is held against the Events too',
    {
      events: [
        at('events', 'Killing', 50),
        at('events', 'Unhealthy', 40),
        at('journal', 'Killing', 3650, { message: 'k' }),
        at('journal', 'Unhealthy', 3640, { message: 'u' }),
      ],
    },
    { events: ['Unhealthy 40', 'Unhealthy 40', 'Killing 50', 'Killing 50'], now: 50, says: [apart('1 h')] },
  ],
  [
    'of two texts that tell of one Event, one counts',
    {
      events: [
        at('events', 'Pulled', 3, twice(N + 9, { count: 5 })),
        at('describe', 'Pulled', 3, twice(N + 12, { count: 4 })),
        at('table', 'Pulled', 8, { message: 'other' }),
      ],
    },
    { events: ['Pulled 3-9 x5', 'Pulled 8'], now: 9 },
  ],
  [
    'four seconds later it is another',
    { events: [at('events', 'Pulled', 3, twice(N + 9)), at('describe', 'Pulled', 3, twice(N + 13))] },
    { events: ['Pulled 3-9 x2', 'Pulled 3-13 x2'], now: 13 },
  ],
  [
    'a merged Event counts those less that another text tells one by one',
    { events: [at('journal', 'Pulled', 3), at('journal', 'Pulled', 6), at('events', 'Pulled', 3, twice(N + 9, { count: 5 }))] },
    { events: ['Pulled 3', 'Pulled 3-9 x3', 'Pulled 6'], now: 9 },
  ],
  [
    'and is left out where they are all',
    { events: [at('journal', 'Pulled', 3), at('journal', 'Pulled', 9), at('events', 'Pulled', 3, twice(N + 9))] },
    { events: ['Pulled 3', 'Pulled 9'], now: 9 },
  ],
  [
    'one text may tell of two that look alike',
    { events: [at('events', 'Pulled', 3), at('events', 'Pulled', 4)] },
    { events: ['Pulled 3', 'Pulled 4'], now: 4 },
  ],
  [
    'the API server’s clock is ahead where it made the pod after it was taken up',
    { pods: [pod({ created: N + 10, startTime: N })], events: [] },
    {
      events: [],
      now: 0,
      says: [
        'The API server’s clock is 10 s ahead of the node’s: web was made at 08:00:10 UTC by the one, and taken up at 08:00:00 UTC by the other. The node’s counts here.',
      ],
    },
  ],
  [
    'when it was scheduled says so better',
    { pods: [pod({ created: N + 10, startTime: N })], events: [at('events', 'Scheduled', 1)] },
    { events: ['Scheduled 1'], now: 1 },
  ],
  [
    'a mirror pod is made when the API server is there',
    { pods: [pod({ created: N + 10, startTime: N, tree: MIRROR })], events: [] },
    { events: [], now: 0 },
  ],
])('%s', (_, { pods = [], events }, expected) => {
  const aligned = align({ pods, events } as unknown as ClusterFacts)
  expect(told(aligned)).toEqual({ says: [], assumed: [], isAdrift: false, ...expected })
})

/** What came of it, in seconds after N. */
function told({ events, now, says, assumed, isAdrift }: ReturnType<typeof align>) {
  const lines = events.map(({ reason, first, last, count }) => {
    const span = first === last ? `${first - N}` : `${first - N}-${last - N}`
    return `${reason} ${span}${count > 1 ? ` x${count}` : ''}`
  })
  return { events: lines, now: now - N, says, assumed, isAdrift }
}

it.each<[string, { pods?: PodFacts[]; events: EventFacts[] }, { events: string[]; now: number; says?: string[]; assumed?: string[] }]>([
  [
    'by when the pod was taken up',
    { pods: [pod({ startTime: N })], events: [ago('describe', 'Scheduled', 100), ago('describe', 'Pulled', 90)] },
    { events: ['Scheduled 0', 'Pulled 10'], now: 100 },
  ],
  [
    'by the last of the starts that both have',
    { pods: [STARTED], events: [ago('describe', 'Started', 140, twice(-40)), ago('describe', 'Pulled', 41)] },
    { events: ['Started 0-100 x2', 'Pulled 99'], now: 140 },
  ],
  [
    'by the start before, where the last one is not among those that were merged',
    {
      pods: [pod({}, container('main', ['running', 200], { ...before(100), restarts: 2 }))],
      events: [ago('describe', 'Started', 250, twice(-150))],
    },
    { events: ['Started 0-100 x2'], now: 250 },
  ],
  [
    'by a kill that the grace period has ended',
    { pods: [pod({}, container('main', ['terminated', 0, 60, 137]))], events: [ago('describe', 'Killing', 40, { container: 'main' })] },
    { events: ['Killing 30'], now: 70 },
  ],
  [
    'by its own grace period',
    {
      pods: [pod({ tree: { spec: { terminationGracePeriodSeconds: 5 } } }, container('main', ['terminated', 0, 60, 137]))],
      events: [ago('describe', 'Killing', 40, { container: 'main' })],
    },
    { events: ['Killing 55'], now: 95 },
  ],
  [
    'by a kill that the program has ended by itself, soon',
    { pods: [pod({}, container('main', ['terminated', 0, 60, 0]))], events: [ago('describe', 'Killing', 40, { container: 'main' })] },
    { events: ['Killing 59'], now: 99 },
  ],
  [
    'one that stands in another description too',
    {
      pods: [pod({ startTime: N }), pod({ name: 'other' })],
      events: [
        ago('describe', 'Scheduled', 100),
        ago('describe', 'Failed', 20, { message: 'm' }),
        ago('table', 'Failed', 50, { message: 'm' }),
        ago('table', 'Backed', 10, { pod: 'other' }),
      ],
    },
    { events: ['Scheduled 0', 'Failed 80', 'Backed 120'], now: 130 },
  ],
  [
    'the newest was just now, where nothing says otherwise',
    { pods: [], events: [at('journal', 'Other', 5, { pod: 'x' }), ago('describe', 'Pulled', 30), ago('describe', 'Failed', 20)] },
    { events: ['Pulled -5', 'Other 5', 'Failed 5'], now: 25, assumed: [printedAt('kubectl describe', '08:00:25')] },
  ],
  [
    'and a table is one text',
    { pods: [], events: [at('journal', 'Other', 5, { pod: 'x' }), ago('table', 'Pulled', 20), ago('table', 'Failed', 30, { pod: 'y' })] },
    { events: ['Failed -5', 'Other 5', 'Pulled 5'], now: 25, assumed: [printedAt('the table of events', '08:00:25')] },
  ],
  [
    'an age to the minute is taken in its middle, and not before the pod',
    {
      pods: [pod({ startTime: N })],
      events: [
        ago('describe', 'Scheduled', 700, { within: 60, lastWithin: 60 }),
        ago('describe', 'Failed', 640, { within: 60, lastWithin: 60 }),
      ],
    },
    { events: ['Scheduled 0', 'Failed 60'], now: 670, says: [ROUGH] },
  ],
])('ages are placed %s', (_, { pods = [], events }, expected) => {
  expect(told(align({ pods, events } as unknown as ClusterFacts))).toEqual({ says: [], assumed: [], isAdrift: false, ...expected })
})

it('ages alone are of any day', () => {
  const { isAdrift, assumed, events, now } = align({
    pods: [],
    events: [ago('describe', 'Pulled', 30), ago('describe', 'Failed', 10)],
  } as unknown as ClusterFacts)
  expect({ isAdrift, assumed, length: events[1]!.first - events[0]!.first, after: now - events[1]!.first }).toEqual({
    ...{ isAdrift: true, assumed: [ADRIFT] },
    ...{ length: 20, after: 10 },
  })
})

it('of a pod in two texts the one with more restarts is newer, and what only one says is kept', () => {
  const older = `Name:  web-0
Status:  Pending
Containers:
  main:
    Image:  a:1
    State:  Running
    Restart Count:  1
  side:
    State:  Running
`
  const newer = `Name:  web-0
Status:  Running
Containers:
  main:
    State:  Terminated
    Restart Count:  2
`
  for (const texts of [
    [older, newer],
    [newer, older],
  ]) {
    const { pods } = readCluster(texts)
    expect(pods).toHaveLength(1)
    expect(pods[0]).toMatchObject({ phase: 'Running' })
    expect([...pods[0]!.containers.values()]).toMatchObject([
      { name: 'main', restarts: 2, image: 'a:1', state: { is: 'terminated' } },
      { name: 'side', state: { is: 'running' } },
    ])
  }
})
