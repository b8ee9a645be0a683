import { createElement } from 'react'
import { expect, it, vi } from 'vitest'
import { held } from '../../runs-fixture.ts'
import { small } from '../fixture/samples.ts'
import { besideFirst, staticLines } from '../fixture/static-text.ts'
import type { LaneLook, WhyLink } from '../simulator/simulator-messages.ts'
import { type TypedLine, useTyped } from '../simulator/typed.ts'
import { verdictKey } from '../simulator/verdicts.ts'
import { usePage } from '../state/page.ts'
import { results } from '../state/results.ts'
import { useSession } from '../state/session.ts'
import { useStore } from '../state/store.ts'
import { Diagnosis } from './Diagnosis.tsx'
import { EventsPanel } from './LookPanels.tsx'
import { Panels } from './Panels.tsx'
import { RequestPanel } from './RequestPanel.tsx'
import { TerminalPanel } from './TerminalPanel.tsx'
import { VerdictsPanel } from './VerdictsPanel.tsx'
import { WhatIf } from './WhatIf.tsx'
import { Chain } from './WhyChain.tsx'
import { ActionEffects, WhyLine } from './WhyLine.tsx'
import { WhyNotNow } from './WhyNotNow.tsx'
import { WhyPanel } from './WhyPanel.tsx'

// what the simulator would answer
let answer: unknown = null
let look: LaneLook | null = null
let result: unknown = null
vi.mock('./useAnswer.ts', () => ({ useAnswer: () => answer, useLook: () => look, useWhy: () => answer }))
vi.mock(import('../kit/hooks.ts'), async (load) => {
  const part = ((_load: unknown, name: string) =>
    Object.assign((props: object) => createElement('part', { name, of: JSON.stringify(props) } as never), {
      preload: async () => undefined,
    })) as never
  return { ...(await load()), part, lazyPart: part, useResult: ((of: string) => result && { of, result }) as never }
})

const DRAFT = small('The task')
const [own, other] = DRAFT.lanes as [(typeof DRAFT.lanes)[number], (typeof DRAFT.lanes)[number]]
const ONE = { ...DRAFT, lanes: [own] }
const HAPPENED = { ...DRAFT, lanes: [{ ...own, fields: { ...own.fields, happened: {}, why: {} } }, other] }

const LOOK: LaneLook = {
  pods: { command: 'kubectl get pods', text: 'NAME   READY\nweb    1/1\n' },
  events: { command: 'kubectl get events', text: 'No resources found in default namespace.\n' },
  ...{ kubeletEvents: [], eventNote: '', summary: '3 restarts with --a=b.' },
}
const life = (from: number, to: number, id: number, more: object = {}) => ({ from, to, id, endId: undefined, end: 'killed', ...more })
const TRACK = {
  ...{ pod: 'web', container: 'web', ready: [], server: [] },
  lives: [life(0, 70, 1), life(80, 300, 5)],
  kills: [
    { t: 60, id: 3 },
    { t: 200, id: 8 },
  ],
}
const lane = (more: object = {}, drawn: object = {}) => ({
  ...{ problems: [], containers: [], good: true, stale: '', index: { times: [], targets: ['GET http://10.0.0.1:80/a', 'exec ls'] } },
  drawing: { tracks: [TRACK], mirror: [], taken: [], ...drawn },
  ...more,
})
const link = (id: number, more: Partial<WhyLink> = {}): WhyLink => ({
  ...{ id, t: 60, text: `It is ${id}.`, isRoot: false, isBeside: false, lines: [] },
  ...more,
})
const typed = (key: number, line: string, more: Partial<TypedLine> = {}): TypedLine => ({
  ...{ key, prompt: 'root@node:~#', laneId: own.id, lane: own.name, at: 60, line, variables: {} },
  printed: { text: 'printed' },
  ...more,
})
const asked = (more: object = {}) => ({
  ...{ command: 'curl -k https://10.0.0.1:6443/healthz', lane: 'Asked', tookSeconds: 0, status: 200, deciding: 1 },
  text: 'HTTP/1.1 200 OK\r\n\r\nok',
  steps: [
    { step: 'TLS', verdict: 'passed', reason: 'It may.' },
    { step: 'authorization: RBAC', verdict: 'refused', reason: 'It may not.' },
  ],
  ...more,
})

const inputs = (id: string) => ({ node: { name: 'node-1' }, id })
const keyOf = (id: string): string => verdictKey(inputs(id) as never)
const cell = (value: string, sort: number, tone: string, more: object = {}) => ({ value, sort, tone, reason: `It is ${value}.`, ...more })
const VERDICTS = new Map([
  [
    keyOf(own.id),
    {
      calm: cell('0', 0, 'good', { list: ['a', 'b'] }),
      hang: cell('40 s', 40, 'good', { proof: {} }),
      crash: cell('9 s', 9, 'costs', { note: 'at once' }),
      edit: cell('–', 0, 'not asked'),
    },
  ],
  [keyOf(other.id), { calm: cell('3', 3, 'bad', { proof: {} }), hang: cell('never', 9999, 'bad') }],
  [keyOf(DRAFT.lanes[2]!.id), { calm: cell('0', 0, 'good'), hang: cell('90 s', 90, 'good') }],
])

interface Shown {
  answer?: unknown
  look?: Partial<LaneLook>
  result?: unknown
  store?: object
  page?: object
  lanes?: object
  session?: object
  typed?: object
  results?: object
  of: () => string[]
}

const why = (): string[] => staticLines(WhyPanel, {})
const terminal = (): string[] => staticLines(TerminalPanel, {})
const request = (): string[] => staticLines(RequestPanel, {})
const verdicts = (): string[] =>
  staticLines(VerdictsPanel, {})
    .filter((line) => !/^d[dt]/.test(line))
    .map((line) => line.replace(/ title="[^"]{90,}"/, ''))
const panels = (): string[] => staticLines(Panels, {}).filter((line) => /tab|panel/.test(line))
const chain =
  (more: object): (() => string[]) =>
  () =>
    staticLines(Chain, { lane: own.id, id: 3, isChosen: false, ...more })
/** What a command that watches prints at once, and at two times later. */
const watched = (first: number, second: number): TypedLine['printed'] => ({
  text: 'a\n',
  later: [
    { at: first, text: 'b\n' },
    { at: second, text: 'c\n' },
  ],
})
const shell = (lines: readonly TypedLine[], more: object = {}) => ({
  terminal: { typed: lines, history: [], variables: {}, showsLook: false, ...more },
})

const CASES: Readonly<Record<string, Shown>> = {
  'Why before there is a run': { lanes: {}, of: why },
  'Why at first sight': { look: {}, of: why },
  'Why at the moment of a kill': { store: { cursor: 60 }, look: { entry: 2 }, of: why },
  'Why before anything has ended': { store: { cursor: 59.9 }, look: { entry: 2, isAssumed: true }, of: why },
  'Why where nothing is explained': { store: { cursor: 0 }, look: {}, of: why },
  'Why of what happened': { store: { draft: HAPPENED }, look: {}, of: why },
  'Why of a text that cannot be read': { look: {}, lanes: lane({ stale: 'old' }), of: why },
  'Why of one that never could': { look: {}, lanes: lane({ stale: 'old', good: false }), of: why },
  'Why of a mirror pod that came late': { look: {}, lanes: lane({}, { mirror: [{ from: 30, to: 300 }], taken: [0] }), of: why },
  'Why of a mirror pod that is to come': {
    look: { pods: { command: 'kubectl get pods', text: 'No resources found' } },
    lanes: lane({}, { mirror: [{ from: 290, to: 300 }] }),
    of: why,
  },
  'Why where nothing is printed': { look: { pods: { command: 'kubectl get pods', text: 'No resources found' } }, of: why },
  'Why of a mirror pod that is to come, beside another pod': { look: {}, lanes: lane({}, { mirror: [{ from: 290, to: 300 }] }), of: why },
  'Why of a kill, once its process has ended': {
    look: {},
    lanes: lane({}, { tracks: [{ ...TRACK, lives: [life(80, 230, 5)] }] }),
    of: why,
  },
  'Why of a kill as its process begins': {
    look: {},
    lanes: lane(
      {},
      {
        tracks: [
          { ...TRACK, kills: [] },
          { ...TRACK, lives: [life(200, 231, 5)] },
        ],
      },
    ),
    of: why,
  },
  'Why of a kill between two processes': {
    look: {},
    lanes: lane({}, { tracks: [{ ...TRACK, lives: [life(0, 190, 1), life(210, 300, 5)] }] }),
    of: why,
  },
  'Why of a kill behind its process': {
    look: {},
    store: { cursor: 205 },
    lanes: lane(
      {},
      {
        tracks: [
          {
            ...TRACK,
            lives: [life(80, 200, 1)],
            kills: [
              { t: 201, id: 9 },
              { t: 200, id: 8 },
            ],
          },
        ],
      },
    ),
    of: why,
  },
  'Why of an entry': { store: { selected: { lane: own.id, id: 3 } }, of: why },
  'Why of a line': { page: { whyLine: { lane: own.id, file: 'web.yaml', line: 3, at: 0 } }, of: why },
  'a chain': { answer: [link(3), link(2, { isBeside: true }), link(1)], of: chain({ isChosen: true }) },
  'a chain at first sight': { answer: [link(3), link(1)], page: { trail: [{}] }, of: chain({}) },
  'a chain of what is being killed': { answer: [link(3)], of: chain({ isEnding: true }) },
  'a chain of an entry, with a way back': { answer: [link(3)], page: { trail: [{}] }, of: chain({ isChosen: true }) },
  'what a line has caused': {
    result: {
      file: 'web.yaml',
      line: 3,
      text: 'port: 80',
      place: { file: 'web.yaml', line: 3 },
      groups: [{ label: '3 probes, the first at 1 min', ids: [1, 2], more: 'HTTP' }],
    },
    of: () => staticLines(WhyLine, { lane: own.id, file: 'web.yaml', line: 3, at: 0 }),
  },
  'what a line has not caused': {
    result: { file: '/a/web.yaml', line: 3, text: 'port: 80', groups: [], note: 'Nobody reads it.' },
    of: () => staticLines(WhyLine, { lane: own.id, file: '/a/web.yaml', line: 3, at: 60 }),
  },
  'what another line has caused': {
    result: { file: 'web.yaml', line: 4, text: 'port: 80', groups: [], note: 'Nobody reads it.' },
    of: () => staticLines(WhyLine, { lane: own.id, file: 'web.yaml', line: 3, at: 0 }),
  },
  'what an action has caused': { result: [{ label: 'a kill', ids: [1] }], of: () => staticLines(ActionEffects, { lane: own.id, id: 3 }) },
  'what no action has caused': { result: [], of: () => staticLines(ActionEffects, { lane: own.id, id: 3 }) },
  'why not, where nothing is asked': { answer: [], of: () => staticLines(WhyNotNow, {}) },
  'what a cluster’s texts say': {
    look: {
      diagnosis: {
        text: 'It ran out of memory.',
        because: ['OOMKilled'],
        fix: 'Give it more.',
        compared: [{ name: 'Left alone', shows: 'shows the same.' }],
      } as never,
    },
    of: () => staticLines(Diagnosis, {}),
  },
  'what few of them say': {
    look: { diagnosis: { text: 'It ran out of memory.', compared: [] } as never },
    of: () => staticLines(Diagnosis, {}),
  },
  'what would have helped, before it is asked': { of: () => staticLines(WhatIf, { lane: own.id, id: 3, isAsked: false }) },
  'what would have helped, where it was asked from another lane': {
    page: { askedLane: own.id },
    of: () => staticLines(WhatIf, { lane: own.id, id: 3, isAsked: false }),
  },
  'what would have helped where it happened': {
    store: { draft: HAPPENED },
    of: () => staticLines(WhatIf, { lane: own.id, id: 3, isAsked: true }),
  },
  'what would have helped where it happened, before anything ends': {
    store: { draft: HAPPENED, cursor: 10 },
    of: () => staticLines(WhatIf, { lane: own.id, id: 3, isAsked: true }),
  },
  'what would have helped in a simulation of it': {
    store: { draft: HAPPENED },
    page: { askedLane: other.id },
    of: () => staticLines(WhatIf, { lane: other.id, id: 3, isAsked: false }),
  },
  'no Event': { look: { eventNote: 'The API takes none.' }, of: () => staticLines(EventsPanel, {}) },
  Events: {
    look: {
      kubeletEvents: [
        ['TYPE', 'REASON'],
        ['Normal', 'Killing'],
        ['Normal', 'Killing'],
      ],
    },
    of: () => staticLines(EventsPanel, {}),
  },
  'a terminal': { look: {}, of: terminal },
  'a terminal that was cleared': { look: {}, typed: shell([]), of: terminal },
  'a terminal with what an exercise printed': {
    session: {
      exercise: {
        evidence: {
          at: 90,
          printed: [
            { command: 'kubectl get pods', text: 'web' },
            { command: 'journalctl', text: 'kubelet' },
          ],
        },
      },
    },
    of: terminal,
  },
  'a terminal with that, after a change': {
    session: { exercise: { evidence: { at: 90, printed: [] } } },
    store: { start: ONE },
    of: terminal,
  },
  'a terminal in a folder': { typed: shell([], { variables: { PWD: '/etc/kubernetes' } }), of: terminal },
  'a terminal at home': { typed: shell([], { variables: { PWD: '/root' } }), of: terminal },
  'a terminal at the root': { typed: shell([], { variables: { PWD: '/' } }), of: terminal },
  'lines that were typed': {
    typed: shell([
      typed(1, 'ls'),
      typed(2, 'kubectl describe pod web', { printed: { text: 'a\n' } }),
      typed(3, 'help', { at: 60.04, printed: { text: '' } }),
      typed(4, 'x', { at: 61, printed: { text: 'This terminal knows ls.' } }),
      typed(5, 'cat /var/log/a', { lane: 'Left alone', printed: { text: 'b', tookSeconds: 3 } }),
      typed(6, 'kill 1', { lane: 'Left alone', at: 64, printed: { text: '', actions: [] } }),
    ]),
    of: terminal,
  },
  'what was done where there are two lanes': {
    store: { draft: HAPPENED },
    typed: shell([typed(1, 'kill 1', { printed: { text: '', actions: [] } })]),
    of: terminal,
  },
  'what was done where there is one lane': {
    store: { draft: ONE },
    typed: shell([typed(1, 'kill 1', { printed: { text: 'a', actions: [] } })]),
    of: terminal,
  },
  'a command that watches': {
    typed: shell([
      typed(1, 'kubectl get pods -w', {
        printed: watched(230, 230.5),
      }),
    ]),
    of: terminal,
  },
  'one that watches up to a moment': {
    typed: shell([typed(1, 'sleep', { printed: { text: 'a\n', later: [{ at: 230, text: 'b\n' }], until: 230 } })]),
    of: terminal,
  },
  'one that was stopped': {
    typed: shell([
      typed(1, 'kubectl get pods -w', {
        stoppedAt: 100,
        printed: watched(100, 101),
      }),
    ]),
    of: terminal,
  },
  'one that had ended when it was stopped': {
    typed: shell([typed(1, 'sleep', { stoppedAt: 100, printed: { text: 'a\n', later: [], until: 100 } })]),
    of: terminal,
  },
  'one that asks again': {
    answer: { text: 'now' },
    typed: shell([typed(1, 'watch ls', { printed: { text: 'then', again: 2 } })]),
    of: terminal,
  },
  'one that will ask again': { typed: shell([typed(1, 'watch ls', { printed: { text: 'then', again: 2 } })]), of: terminal },
  'a request before its answer': { of: request },
  'a request': {
    answer: [
      asked(),
      asked({ status: null, text: 'curl: (7) refused\n', steps: [], deciding: -1, tookSeconds: 2 }),
      asked({ status: 403, tookSeconds: 1, text: 'HTTP/1.1 403\r\n\r\n{"message": "no"}' }),
    ],
    of: request,
  },
  'a request of another lane': {
    store: { lane: other.id },
    answer: [asked(), asked({ status: null, text: 'curl: (7) refused\n', steps: [], deciding: -1, tookSeconds: 1 })],
    of: request,
  },
  'a request of a kube-apiserver, by a token': {
    lanes: lane({ containers: [{ isApiserver: false }, { isApiserver: true }] }),
    answer: [asked()],
    typed: { request: { ...useTyped.getState().request, who: 'bearer', token: 'sesame', method: 'PUT' } },
    of: request,
  },
  'a request by a pod': { typed: { request: { ...useTyped.getState().request, who: 'account', url: ' ', from: 'pod' } }, of: request },
  'a request by a user': { typed: { request: { ...useTyped.getState().request, who: 'basic', url: 'http://a:1/b' } }, of: request },
  'verdicts before there is one': { of: verdicts },
  'verdicts of what happened': { store: { draft: HAPPENED }, of: verdicts },
  'verdicts of what happened alone': { store: { draft: { ...HAPPENED, lanes: [HAPPENED.lanes[0]] } }, of: verdicts },
  'verdicts of another lane, with a star': {
    store: { lane: other.id, weights: { calm: 2, blind: 1 } },
    results: { judging: { key: '', question: 'calm' } },
    of: verdicts,
  },
  'verdicts that are there': { results: { verdicts: VERDICTS, judging: { key: keyOf(other.id), question: 'hang' } }, of: verdicts },
  'verdicts in the order of what matters': {
    store: { lane: other.id, weights: { calm: 2, hang: 1 } },
    results: { verdicts: VERDICTS },
    of: verdicts,
  },
  'verdicts that are asked anew': { of: verdicts },
  'verdicts with what is not simulated': {
    store: { draft: ONE },
    lanes: lane({
      problems: [
        { code: 'not-simulated', severity: 'info', file: 'web.yaml', message: 'It is not simulated.', range: { start: { line: 3 } } },
      ],
    }),
    of: verdicts,
  },
  'verdicts of a kube-apiserver': { lanes: lane({}, { tracks: [{ ...TRACK, server: [{}] }] }), of: verdicts },
  'the panels': { of: panels },
  'the panels that an exercise shows': {
    session: { exercise: { questions: [], hide: { parts: ['why', 'verdicts'], until: 'solved' } } },
    of: panels,
  },
  'no panel': {
    session: { exercise: { questions: [], hide: { parts: ['why', 'request', 'terminal', 'events', 'verdicts'], until: 'solved' } } },
    of: panels,
  },
}

const compared = besideFirst()

function shown({ of, lanes = lane(), ...now }: Shown): string {
  answer = now.answer ?? null
  look = now.look ? { ...LOOK, ...now.look } : null
  result = now.result ?? null
  useStore.setState({ draft: DRAFT, start: DRAFT, lane: own.id, panel: 'why', cursor: 230, selected: null, weights: {}, ...now.store })
  usePage.setState({ ...usePage.getInitialState(), ...now.page }, true)
  useSession.setState({ ...useSession.getInitialState(), ...now.session }, true)
  useTyped.setState({ ...useTyped.getInitialState(), ...now.typed }, true)
  const all = Object.keys(lanes).length === 0 ? {} : Object.fromEntries(DRAFT.lanes.map(({ id }) => [id, { ...lanes, inputs: inputs(id) }]))
  results.setState({ ...results.getInitialState(), lanes: all as never, ...now.results }, true)
  return compared(of, of())
}

it.each(
  held(
    import.meta.dirname,
    'said.txt',
    Object.entries(CASES).map(([title, of]) => [title, shown(of)]),
  ),
)('a panel shows %s', (_, expected, now) => expect(now).toBe(expected))
