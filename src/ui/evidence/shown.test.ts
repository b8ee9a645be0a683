import { createElement } from 'react'
import { expect, it, vi } from 'vitest'
import { RECORDED_STORY } from '../../cases/the-strange-case.ts'
import { held } from '../../runs-fixture.ts'
import { KNOWN_DIFFERENCES } from '../../sim/recorded/known-differences.ts'
import { small } from '../fixture/samples.ts'
import { besideFirst, staticLines } from '../fixture/static-text.ts'
import { results } from '../state/results.ts'
import { useStore } from '../state/store.ts'
import { useReplays } from './evidence-client.ts'
import type { RecordingLine } from './evidence-tasks.ts'
import HowWeKnow from './HowWeKnow.tsx'
import { RecordedLine } from '../panels/Diagnosis.tsx'
import ReleaseDifferences from './ReleaseDifferences.tsx'

// what the simulator would answer, by a part of what it is asked for
let answers: readonly (readonly [part: string, result: unknown, of?: string])[] = []
vi.mock(import('../kit/hooks.ts'), async (load) => ({
  ...(await load()),
  useResult: ((asked: string) => {
    const [, result, of = asked] = answers.find(([part]) => asked.includes(part)) ?? []
    return result === undefined ? null : { of, result }
  }) as never,
}))
vi.mock('./TwoRuns.tsx', () => ({
  TwoRuns: ({ runs, end }: { runs: readonly { label: string }[]; end: number }) =>
    createElement('runs', { of: `${runs.map(({ label }) => label).join(', ')} up to ${end} s` } as never),
}))

const DRAFT = small('Two lanes')
const KNOWN = Object.keys(KNOWN_DIFFERENCES[0]!.runs)[0]!
const replay = (name: string, matched: number, total: number, differences: readonly string[] = []) => ({
  ...{ name, kubernetes: '1.37', matched, total, differences },
})
const line = (...pods: ReturnType<typeof replay>[]): RecordingLine => ({
  name: pods[0]!.name,
  matched: pods.reduce((sum, { matched }) => sum + matched, 0),
  total: pods.reduce((sum, { total }) => sum + total, 0),
  differences: pods.flatMap(({ differences }) => differences),
  pods,
})
const LINES = [
  line(replay('plane-1.37/a', 1000, 1000), replay('plane-1.37/a', 200, 234, ['x: 1 | 2'])),
  line(replay(KNOWN, 7, 9, ['y: 1 | 2', 'z: 1 | 2'])),
  line(replay('pods-1.37/c', 5, 5)),
]
const replays = (count: number, names: readonly string[] = LINES.map(({ name }) => name), trouble = '') => ({
  names,
  lines: new Map(LINES.slice(0, count).map((each) => [each.name, each])),
  trouble,
})
const pair = (of: RecordingLine) => ({
  ...{ line: of, kubernetes: '1.37', duration: 60, manifests: { 'web.yaml': 'a: 1' }, recorded: '[]', simulated: '[]' },
})

const effect = (says: string, touches: boolean, texts: boolean) => ({
  ...{
    touches,
    texts,
    why: `Since ${says}.`,
    change: {
      since: 12,
      says,
      source: 'pkg/a.go, etcd: b.go, google.golang.org/grpc: c.go, cri-tools: d.go, moby: e.go, Go 1.22: net/f.go',
    },
  },
})
const outcome = (release: string, restarts: number, text: string) => ({ release, restarts, text, trace: '[]' })
const differences = (...of: ReturnType<typeof outcome>[]) => ({
  value: { effects: [effect('a', true, true), effect('b', false, true), effect('c', false, false)], outcomes: of },
})
const RUNS = { [DRAFT.lanes[0]!.id]: { inputs: { kubernetes: '1.20', duration: 60 } } }
const BOTH = differences(
  outcome('1.20', 1, '1 restart, at 1 min: it was killed.'),
  outcome('1.37', 0, 'No restart in 1 min. It is ready at the end.'),
)

interface Shown {
  answers?: typeof answers
  replays?: ReturnType<typeof replays>
  lanes?: object
  lane?: string
  of: (() => string[]) & { kind: string }
}

/** Held beside the first of its kind. */
const as = (kind: string, of: () => string[]) => Object.assign(of, { kind })
const know = (detail: string) =>
  as('know', () => {
    const all = staticLines(HowWeKnow, { detail })
    return all.slice(
      0,
      all.findIndex((text) => text.includes('evidence-list')),
    )
  })
const changed = (detail: string) =>
  as('changed', () =>
    staticLines(ReleaseDifferences, { detail })
      .filter((text) => !/^(option>|li>|label|dialog)/.test(text) && !/<small>1\.(?!20|21|30|37)/.test(text))
      .map((text) => text.replace(' title="Compare with it"', '')),
  )
const story = (lane: string | undefined, printed: string, slot = 'case:story') =>
  as('story', () => {
    useStore.setState({ slot } as never)
    return staticLines(RecordedLine, { lane, printed })
  })

const CASES: Readonly<Record<string, Shown>> = {
  'how we know, before anything has come': { of: know('') },
  'how we know, before the first is replayed': { replays: replays(0), of: know('') },
  'how we know, in between': { replays: replays(2), of: know('') },
  'how we know, of all': { replays: replays(3), of: know('') },
  'how we know, of all but those that are explained': {
    replays: { ...replays(3), names: [LINES[2]!.name], lines: new Map([[LINES[2]!.name, LINES[2]!]]) },
    of: know(''),
  },
  'how we know, of one that no longer differs': {
    replays: { ...replays(0, [KNOWN]), lines: new Map([[KNOWN, line(replay(KNOWN, 9, 9))]]) },
    of: know(''),
  },
  'how we know, where it has failed': { replays: replays(1, undefined, 'The simulator failed.'), of: know('') },
  'a recording that differs': { replays: replays(0), answers: [['plane', { value: pair(LINES[0]!) }]], of: know('plane-1.37/a') },
  'one that is explained': { replays: replays(0), answers: [[KNOWN, { value: pair(LINES[1]!) }]], of: know(KNOWN) },
  'one while the one before is there': {
    replays: replays(3),
    answers: [['pods', { value: pair(LINES[1]!) }, KNOWN]],
    of: know('pods-1.37/c'),
  },
  'one that failed': { replays: replays(0), answers: [['pods', { error: 'The simulator failed.' }]], of: know('pods-1.37/c') },
  'one that there is not': {
    replays: replays(0),
    answers: [['none', { error: 'There is no recording none.' }]],
    of: know('pods-1.37/none'),
  },
  'one that there is not, as far as is known': {
    answers: [['none', { error: 'There is no recording none.' }]],
    of: know('pods-1.37/none'),
  },
  'one that failed before this one': { answers: [['pods', { error: 'There is no recording none.' }, 'none']], of: know('pods-1.37/c') },
  'what changed, of the lane’s own release and the newest': { of: changed('') },
  'what changed': {
    answers: [
      ['"1.20","1.37"', BOTH],
      ['', { value: Array.from({ length: 29 }, (_, n) => (n === 11 ? 1 : n === 12 ? 4 : 0)) }],
    ],
    of: changed('1.20..1.37'),
  },
  'what changed, of a lane on the newest': {
    lanes: { [DRAFT.lanes[0]!.id]: { inputs: { kubernetes: '1.37', duration: 60 } } },
    of: changed(''),
  },
  'what changed, of a release that is not offered': { of: changed('1.8..1.30') },
  'what changed, backwards': { of: changed('1.30..1.9') },
  'what changed, to one that is not offered': { of: changed('1.9..1.99') },
  'what changed, of no run': { lanes: {}, of: changed('1.9..1.10') },
  'what changed for another lane': { lane: DRAFT.lanes[1]!.id, of: changed('1.9..1.10') },
  'what changed for one that is gone': { lane: 'gone', of: changed('1.9..1.10') },
  'what changed, while another pair is tried': {
    answers: [
      ['"1.20","1.37"', BOTH, 'another'],
      ['', { error: 'The simulator failed.' }],
    ],
    of: changed('1.20..1.37'),
  },
  'what changed, where that failed': { answers: [['"1.20","1.37"', { error: 'The simulator failed.' }]], of: changed('1.20..1.37') },
  'what changed, of one release': {
    answers: [['"1.30","1.30"', differences(outcome('1.30', 2, '2 restarts; it was killed.'), outcome('1.30', 2, '2 restarts.'))]],
    of: changed('1.30..1.30'),
  },
  'what changed, where nothing did': {
    answers: [['"1.20","1.37"', { value: { effects: [], outcomes: BOTH.value.outcomes } }]],
    of: changed('1.20..1.37'),
  },
  'the story’s line': { of: story(RECORDED_STORY.lane, `NAME\nkube-apiserver-master   1/1   Running   6   7m\n`) },
  'another line': { of: story(RECORDED_STORY.lane, `NAME\nkube-apiserver-master   1/1   Running   6   8m\n`) },
  'the story’s line in another lane': { of: story('Fix 1', `kube-apiserver-master   1/1   Running   6   7m`) },
  'the story’s line in another case': { of: story(RECORDED_STORY.lane, `kube-apiserver-master   1/1   Running   6   7m`, 'case:own') },
}

const compared = besideFirst()

function shown({ of, lanes = RUNS, lane = DRAFT.lanes[0]!.id, ...now }: Shown): string {
  answers = now.answers ?? []
  useReplays.setState(now.replays ?? replays(0, []))
  useStore.setState({ draft: DRAFT, lane })
  results.setState({ ...results.getInitialState(), lanes: lanes as never }, true)
  return compared(of.kind, of())
}

it.each(
  held(
    import.meta.dirname,
    'said.txt',
    Object.entries(CASES).map(([title, of]) => [title, shown(of)]),
  ),
)('the evidence shows %s', (_, expected, now) => expect(now).toBe(expected))
