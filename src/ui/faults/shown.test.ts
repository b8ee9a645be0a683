import { createElement } from 'react'
import { expect, it, vi } from 'vitest'
import { held } from '../../runs-fixture.ts'
import { timeScale } from '../../views/picture/layout.ts'
import { small } from '../fixture/samples.ts'
import { besideFirst, staticLines } from '../fixture/static-text.ts'
import { usePage } from '../state/page.ts'
import { results } from '../state/results.ts'
import { useSession } from '../state/session.ts'
import { useStore } from '../state/store.ts'
import { EditDialog } from './EditDialog.tsx'
import { ChosenCard } from './FaultCard.tsx'
import { FaultMenu } from './FaultMenu.tsx'
import { ActionCard, ActionLine, Actions, Faults, hasActions } from './InTimeline.tsx'
import { unsaved } from './open.ts'
import { ChosenLine, Rail } from './Rail.tsx'

vi.mock(import('../kit/hooks.ts'), async (load) => ({
  ...(await load()),
  part: ((_load: unknown, name: string) => (props: object) =>
    createElement('part', { name, of: Object.keys(props).join() } as never)) as never,
}))

const HANG = { at: '90s', hang: 'web' }
const CRASH = { at: '2m', crash: 'web', code: 2 }
const DRAFT = small('The task', { actions: [HANG, CRASH] })
const [own, other, third] = DRAFT.lanes as [(typeof DRAFT.lanes)[number], (typeof DRAFT.lanes)[number], (typeof DRAFT.lanes)[number]]
const ONE = { ...DRAFT, lanes: [own] }
const QUIET = small('The task')
const ofLane = (actions: readonly object[], draft = DRAFT) => ({
  ...draft,
  lanes: draft.lanes.map((lane) => (lane.id === other.id ? { ...lane, fields: { ...lane.fields, actions } } : lane)),
})

const inputs = (more: object = {}) => ({
  kubernetes: '1.37',
  manifests: { 'web.yaml': 'a' },
  files: {},
  actions: [],
  processes: {},
  ...more,
})
const lane = (containers: readonly string[], more: object = {}, targets: readonly string[] = []) => ({
  inputs: inputs(more),
  index: { targets },
  drawing: { tracks: containers.map((container) => ({ container, server: [] })), actions: [] },
})
const idle = (t: number, told: object, words?: string) => ({ drawing: { actions: [{ t, told, ...(words && { idle: words }) }] } })
const hang = { target: 'web', action: 'hang' }

interface Shown {
  lanes?: object
  store?: object
  page?: object
  session?: object
  unsaved?: string
  of: () => string[]
}

const edits =
  (more: object = {}) =>
  (): string[] =>
    staticLines(EditDialog, { lane: own.id, at: 60, file: 'web.yaml', text: 'a: 1', ...more })
const menu = (): string[] =>
  staticLines(FaultMenu, { at: 60, x: 1, y: 2 })
    .map((line) => line.replace(/<svg[^>]*>/, ''))
    .filter((line) => !/^(dialog|label|input)|^div.*(group|choices)/.test(line))
const card = (): string[] => staticLines(ChosenCard, {})
const ink = { scale: 1 }
const line = (): string[] => staticLines(ChosenLine, { frame: { scale: timeScale(60, 120, 600), gutter: 50, ink } as never })
/** What its marks are called, and what is said of them. */
const rail = (): string[] => {
  const lines = staticLines(Rail, { frame: { scale: timeScale(0, 300, 600), gutter: 50, ink } as never })
  const marks = lines.flatMap((text) => /^button.*data-key="([^"]*)"/.exec(text)?.[1] ?? [])
  return [
    `${marks.length} marks, ${marks.slice(0, 3).join()} … ${marks.slice(-2).join()}`,
    ...lines.filter((text) => text.startsWith('p ')),
  ]
}
const many = (count: number): object => ({
  draft: small('Many', { actions: Array.from({ length: count }, (_, n) => ({ at: `${n / 10}s`, hang: 'web' })) }),
})
const onTimeline = (): string[] => [
  ...[Actions, ActionLine].flatMap((Part) => staticLines(Part as typeof ActionLine, { frame: {} as never })),
  ...[ActionCard, Faults].flatMap((Part) => staticLines(Part, {})),
]
const chosen = (key: string): object => ({ chosenAction: key })
const HIDES = (...parts: string[]): object => ({ exercise: { questions: [], hide: { parts, until: 'solved' } } })

const CASES: Readonly<Record<string, Shown>> = {
  'a file that is edited': { of: edits() },
  'one in the only lane': { store: { draft: ONE }, of: edits() },
  'one that may not be changed from the start': { session: HIDES('editor'), of: edits() },
  'one with a text that was not saved': { unsaved: 'a: 2', of: edits() },
  'one as the lane has it then': {
    lanes: { [own.id]: lane([], { manifests: { 'web.yaml': 'mine' } }), [other.id]: lane([], { manifests: { 'web.yaml': 'theirs' } }) },
    of: edits({ text: undefined }),
  },
  'the menu before there is a run': { lanes: {}, of: menu },
  'the menu of a pod without etcd': { lanes: { [own.id]: lane(['web']) }, of: menu },
  'the menu in the only lane': { store: { draft: ONE }, lanes: { [own.id]: lane(['web']) }, of: menu },
  'the menu of several lanes': {
    store: { file: '/etc/b' },
    lanes: {
      [own.id]: lane(['web', 'proxy'], { kubernetes: '1.18', files: { '/etc/b': '', '/etc/a': '' } }, [
        'GET http://10.0.0.1:8080/a',
        'tcp 1.2.3.4:81',
      ]),
      [other.id]: lane(['web', 'etcd'], {
        manifests: { 'b.yaml': '', 'B.yaml': '', 'a.yaml': '' },
        processes: { web: { listens: [{ port: 90 }, { port: 81 }] } },
      }),
      gone: lane(['not here']),
    },
    of: menu,
  },
  'the menu of a kube-apiserver': {
    lanes: { [own.id]: { ...lane([]), drawing: { tracks: [{ container: 'kube-apiserver', server: [{}] }], actions: [] } } },
    of: menu,
  },
  'an action that touches a lane': { page: chosen('/0'), of: card },
  'no action': { of: card },
  'one that touches none': {
    page: chosen('/0'),
    lanes: { [own.id]: idle(90, hang, 'No such.'), [other.id]: idle(90.0009, hang, 'No such.'), [third.id]: idle(90, hang, 'No such.') },
    of: card,
  },
  'one that touches one of three': {
    page: chosen('/0'),
    lanes: { [own.id]: idle(90, hang, 'No such.'), [other.id]: idle(90, hang), [third.id]: idle(90, hang, 'It is gone.') },
    of: card,
  },
  'one that touches not the only lane': {
    store: { draft: ONE },
    page: chosen('/0'),
    lanes: { [own.id]: idle(90, hang, 'No such.') },
    of: card,
  },
  'one of another time, and another one': {
    page: chosen('/0'),
    lanes: { [own.id]: idle(90.002, hang, 'No such.'), [other.id]: idle(90, { ...hang, target: 'etcd' }, 'No such.') },
    of: card,
  },
  'one that a lane has not': {
    store: { draft: ofLane([CRASH]) },
    page: chosen('/0'),
    lanes: { [own.id]: idle(90, hang, 'No such.'), [other.id]: idle(90, hang, 'No such.') },
    of: card,
  },
  'one that a lane alone has': {
    store: { draft: ofLane([{ at: '100s', kill: 'web' }]) },
    page: chosen(`${other.id}/0`),
    lanes: {
      [own.id]: idle(100, { action: 'kill', target: 'web' }, 'No such.'),
      [other.id]: idle(100, { action: 'kill', target: 'web' }, 'No such.'),
    },
    of: card,
  },
  'its line': { page: chosen('/0'), of: line },
  'none out of sight': { page: chosen('/0'), store: { draft: small('Late', { actions: [{ at: '121s', hang: 'web' }] }) }, of: line },
  'as many marks as there is room for': { store: many(300), of: rail },
  'more marks than there is room for': { store: many(602), of: rail },
  'more marks, of which another one is looked at': { store: many(602), page: chosen('/601'), of: rail },
  'more marks, of which another one is new': { store: many(602), page: { freshAction: '/598' }, of: rail },
  'marks in the order in which they stood as one of them was taken': {
    store: { draft: small('Moved', { actions: [HANG, CRASH, { at: '60s', kill: 'web' }] }) },
    page: { markOrder: ['/2', '/1', '/0'] },
    of: rail,
  },
  'what happens, on the timeline': { of: onTimeline },
  'nothing that happens': { store: { draft: QUIET }, of: onTimeline },
  'an action that is looked at, and a menu': { page: { ...chosen('/0'), faultMenu: { at: 1, x: 2, y: 3 } }, of: onTimeline },
  'a file that is edited, over the timeline': { page: { editing: { lane: own.id, at: 1, file: 'web.yaml' } }, of: onTimeline },
  'what happens where the timeline is hidden': { session: HIDES('timeline'), of: onTimeline },
}

const compared = besideFirst()

function shown({ of, lanes = {}, store, page, session, unsaved: text }: Shown): string {
  unsaved.clear()
  if (text !== undefined) unsaved.set(`${own.id} /etc/kubernetes/manifests/web.yaml`, text)
  useStore.setState({ draft: DRAFT, start: DRAFT, lane: own.id, file: 'web.yaml', cursor: 60, ...store })
  usePage.setState({ ...usePage.getInitialState(), ...page }, true)
  useSession.setState({ ...useSession.getInitialState(), ...session }, true)
  results.setState({ ...results.getInitialState(), lanes: lanes as never }, true)
  return compared(of, of())
}

it.each(
  held(
    import.meta.dirname,
    'said.txt',
    Object.entries(CASES).map(([title, of]) => [title, shown(of)]),
  ),
)('a fault shows %s', (_, expected, now) => expect(now).toBe(expected))

it.each([
  [QUIET, false],
  [DRAFT, true],
  [ofLane([], QUIET), false],
  [ofLane([CRASH], QUIET), true],
  [small('None', { actions: [] }), false],
])('whether anything happens in any lane (%#)', (draft, is) => expect(hasActions(draft)).toBe(is))
