import { createElement } from 'react'
import { expect, it, vi } from 'vitest'
import { kubeadmManifest } from '../../cases/kubeadm-manifest.ts'
import { held } from '../../runs-fixture.ts'
import { PROCESSES } from '../../views/text/words.ts'
import { small } from '../fixture/samples.ts'
import { besideFirst, staticLines } from '../fixture/static-text.ts'
import { mode, usePage } from '../state/page.ts'
import { results } from '../state/results.ts'
import { useSession } from '../state/session.ts'
import { useStore } from '../state/store.ts'
import { AddFile } from './AddFile.tsx'
import { causesIn, Editor } from './Editor.tsx'

let isPhone = false
vi.mock(import('../kit/hooks.ts'), async (load) => ({
  ...(await load()),
  useMedia: (query: string) => query.includes('max-width') === isPhone,
  part: ((_load: unknown, name: string) => (props: object) => createElement('part', { name, of: JSON.stringify(props) } as never)) as never,
}))

const DRAFT = small('The task')
const [own, other, third] = DRAFT.lanes as [(typeof DRAFT.lanes)[number], (typeof DRAFT.lanes)[number], (typeof DRAFT.lanes)[number]]
const draft = (...lanes: readonly object[]) => ({ ...DRAFT, lanes: lanes as typeof DRAFT.lanes })
const withFiles = (manifests: object, files: object = {}) => ({ ...own, fields: { manifests, files } })
const text = own.fields.manifests!['web.yaml']!
const changed = { ...other, fields: { manifests: { 'web.yaml': text.replace('8080', '80').replace('stdin', 'tty') } } }
const programs = { ...other, fields: { ...own.fields, processes: 'web: {}\n' } }
const happened = { ...own, fields: { happened: {}, manifests: {} } }

const problem = (more: object = {}) => ({
  ...{ code: 'X', severity: 'error', file: 'web.yaml', path: 'a', message: 'It is wrong.' },
  range: { start: { line: 3, column: 1 }, end: { line: 3, column: 9 } },
  ...more,
})
const result = (more: object = {}) => ({
  problems: [],
  containers: [{ isApiserver: false }],
  index: { lines: [] },
  drawing: { actions: [] },
  ...more,
})
const exercise = (more: object = {}) => ({ exercise: { questions: [], locked: [], lane: own.name, ...more } })
const ASKED = exercise({ questions: [{ ask: 'When?', seen: 60 }] })

interface Shown {
  lanes?: object
  store?: object
  page?: object
  session?: object
  isReadonly?: boolean
  isPhone?: boolean
  of?: () => string[]
}

const editor = (): string[] =>
  staticLines(Editor, { look: 'light' })
    .map((line) => line.replace(/<svg[^>]*>| popoverTarget="\w*"/g, '').replace(/(?<=^textarea[^\n]*)\n.*/s, ' …'))
    .filter((line) => !/^(pre class="plain-numbers|div popover|span)/.test(line))
const addFile =
  (...has: string[]) =>
  (): string[] =>
    staticLines(AddFile, { lane: own.id, has })

const CASES: Readonly<Record<string, Shown>> = {
  'a file of the first of three lanes': {},
  'a file of the only lane': { store: { draft: draft(own) } },
  'a lane that is gone': { store: { lane: 'gone' } },
  'a file that is gone': { store: { file: 'gone.yaml' } },
  'a lane that differs': { store: { draft: draft(own, changed), lane: other.id } },
  'a lane that differs in a line': {
    store: { lane: third.id, draft: draft(own, other, { ...third, fields: { manifests: { 'web.yaml': `${text}# a\n` } } }) },
  },
  'a file that the first lane has not': {
    store: { draft: draft(own, { ...other, fields: { manifests: { 'b.yaml': 'a' } } }), lane: other.id, file: 'b.yaml' },
  },
  'a lane that differs from one that is hidden': {
    store: { draft: draft(own, changed), lane: other.id },
    session: exercise({ lane: other.name, hide: { parts: ['lanes'], until: 'solved' } }),
  },
  'programs in a form': { store: { draft: draft(own, programs), lane: other.id, file: PROCESSES } },
  'programs that are given': { store: { file: PROCESSES }, session: exercise({ locked: ['processes'] }) },
  'texts while a question is open': { session: ASKED },
  'texts while a question is open, on a phone': { session: ASKED, isPhone: true },
  'programs that are given, on a phone': { store: { file: PROCESSES }, session: exercise({ locked: ['processes'] }), isPhone: true },
  'a line of the programs that is gone to': {
    store: { file: PROCESSES },
    page: { lit: { lane: own.id, file: PROCESSES, line: 1, wish: 1, hasCaret: true } },
  },
  'a line of the programs that is lit': {
    store: { file: PROCESSES },
    page: { lit: { lane: own.id, file: PROCESSES, line: 1, wish: 1, hasCaret: false } },
  },
  'a line of another file that is gone to': {
    store: { file: PROCESSES },
    page: { lit: { lane: own.id, file: 'web.yaml', line: 1, wish: 1, hasCaret: true } },
  },
  'a line that is gone to': { page: { isVisited: true, lit: { lane: own.id, file: 'web.yaml', line: 2, wish: 1, hasCaret: true } } },
  'a line of another lane': { page: { lit: { lane: other.id, file: 'web.yaml', line: 2, wish: 1, hasCaret: true } } },
  'a line of a step of something else': {
    page: { lit: { lane: own.id, file: 'web.yaml', line: 2, wish: 1, hasCaret: true, stepOf: 'case:own' } },
  },
  problems: {
    lanes: {
      [own.id]: result({
        problems: [
          problem(),
          problem({ severity: 'info', message: 'Note it.' }),
          problem({ file: 'b.yaml' }),
          problem({ file: PROCESSES, message: 'No such container.' }),
        ],
      }),
    },
  },
  'problems of the programs': {
    store: { file: PROCESSES },
    lanes: { [own.id]: result({ problems: [problem({ file: PROCESSES }), problem()] }) },
  },
  'what may still become right, after a rest': { lanes: { [own.id]: result({ problems: [problem({ unfinished: true })] }) } },
  'no file': { store: { draft: draft(withFiles({})) } },
  'several files': {
    store: {
      draft: draft(withFiles({ 'web.yaml': 'a', 'b.yaml': 'b' }, { '/etc/kubernetes/c.conf': 'c' })),
      file: '/etc/kubernetes/c.conf',
    },
  },
  'a kube-apiserver': {
    store: { draft: draft(withFiles({ 'kube-apiserver.yaml': kubeadmManifest('1.37').slice(0, 20) })), file: 'kube-apiserver.yaml' },
    lanes: { [own.id]: result({ containers: [{ isApiserver: true }, { isApiserver: true }] }) },
  },
  'a kube-apiserver beside another program': {
    lanes: { [own.id]: result({ containers: [{ isApiserver: true }, { isApiserver: false }] }) },
  },
  'the programs of a kube-apiserver': { store: { file: PROCESSES }, lanes: { [own.id]: result({ containers: [{ isApiserver: true }] }) } },
  'what happened': { store: { draft: draft(happened, other) }, lanes: { [own.id]: result({ problems: [problem()] }) } },
  'what happened, and nothing that simulates it': { store: { draft: draft(happened) } },
  'a text in a frame': { isReadonly: true },
  'files that may be added': { of: addFile('web.yaml') },
  'files that may be added to none': { of: addFile() },
  'no file that may be added': {
    of: addFile(
      'web.yaml',
      '/var/lib/kubelet/config.yaml',
      '/etc/kubernetes/pki/auth.yaml',
      '/etc/kubernetes/pki/tokens.csv',
      '/root/roles.yaml',
    ),
  },
}

const compared = besideFirst()

function shown({ of = editor, lanes = { [own.id]: result() }, ...now }: Shown): string {
  isPhone = now.isPhone ?? false
  mode.readonly = now.isReadonly ?? false
  useStore.setState({ draft: DRAFT, start: DRAFT, lane: own.id, file: 'web.yaml', slot: 'case:story', ...now.store } as never)
  usePage.setState({ ...usePage.getInitialState(), ...now.page }, true)
  useSession.setState({ ...useSession.getInitialState(), ...now.session }, true)
  results.setState({ ...results.getInitialState(), lanes: lanes as never }, true)
  const lines = of()
  mode.readonly = false
  return compared(of.name, lines)
}

it.each(
  held(
    import.meta.dirname,
    'said.txt',
    Object.entries(CASES).map(([title, of]) => [title, shown(of)]),
  ),
)('the editor shows %s', (_, expected, now) => expect(now).toBe(expected))

it.each<[what: string, file: string, told: readonly object[], lines: number[]]>([
  ['of the file alone, each once', 'web.yaml', [], [3, 5]],
  ['of another file', '/etc/a', [], [7]],
  ['up to where it is changed', 'web.yaml', [{ t: 60, told: { action: 'edit', target: 'web.yaml' } }], [3]],
  [
    'as what it is changed by names it',
    'web.yaml',
    [{ t: 60, told: { action: 'write', target: '/etc/kubernetes/manifests/web.yaml' } }],
    [3],
  ],
  ['all where another file of such a name is changed', 'web.yaml', [{ t: 0, told: { action: 'remove', target: 'my-web.yaml' } }], [3, 5]],
  ['all where it is copied', 'web.yaml', [{ t: 0, told: { action: 'copy', target: 'web.yaml', to: 'web.yaml.bak' } }], [3, 5]],
  ['none where another is copied over it', 'web.yaml', [{ t: 0, told: { action: 'copy', target: 'b.yaml', to: 'web.yaml' } }], []],
  ['all where something else happens', 'web.yaml', [{ t: 0, told: { action: 'hang', target: 'web.yaml' } }], [3, 5]],
])('lines that something came of: %s', (_, file, actions, lines) => {
  const named = [
    { file: 'web.yaml', line: 3, t: 10 },
    { file: 'web.yaml', line: 3, t: 20 },
    { file: '/etc/a', line: 7, t: 30 },
    { file: 'web.yaml', line: 5, t: 60 },
  ]
  expect(causesIn({ drawing: { actions }, index: { lines: named } } as never, file)).toEqual(lines)
})
