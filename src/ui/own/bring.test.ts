import { expect, it, vi } from 'vitest'
import { importTexts } from '../../cases/import.ts'
import { MOST_CHARACTERS } from '../../cluster/looks.ts'
import { held } from '../../runs-fixture.ts'
import { attemptLink } from '../../share/contents.ts'
import { MAX_TEXT } from '../../share/payload.ts'
import { small } from '../fixture/samples.ts'
import { stubStorage, withCabinet } from '../state/storage-fixture.ts'

const done: unknown[][] = []
/** What the dialog for a cluster's texts would do with them as manifests. */
const later: (() => void)[] = []
vi.mock('./own-client.ts', () => ({
  importBrought: async (texts: Parameters<typeof importTexts>[0], release: string) => {
    done.push(['import', release])
    return importTexts(texts, release)
  },
}))
type Request = Parameters<typeof import('../cluster/open.tsx').openCluster>[0]
let look: Request['look'] | undefined
vi.mock('../cluster/open.tsx', () => ({
  openCluster: ({ texts = [], names, asManifest, look: looks }: Omit<Request, 'asManifest'> & { asManifest?: () => void }) => {
    look = looks
    done.push(['cluster', texts.length, names, asManifest !== undefined])
    later.push(...(asManifest ? [asManifest] : []))
  },
}))
vi.mock('../room/room-store.ts', () => ({
  takeTexts: (texts: readonly unknown[], said: unknown) => void done.push(['room', texts.length, said]),
}))
vi.mock('../exercise/control.ts', () => ({
  openCourse: async () => (done.push(['course']), undefined),
  openText: async () => (done.push(['exercise']), 'It is none.'),
}))

const pod = (name: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {containers: [{name: ${name}, image: x}]}\n`
const SERVER = pod('web').replace('name: web, image: x', 'name: kube-apiserver, image: "registry.k8s.io/kube-apiserver:v1.30.2"')
const EVENT = 'Warning  Unhealthy  16s (x9 over 4m)  kubelet  Liveness probe failed: HTTP probe failed with statuscode: 503\n'
const attempt = (name: string): string => `${name}: https://x/#${attemptLink({ exercise: 'a', hints: 0, minutes: 1, changes: {} })!}\n`

stubStorage({})
const goTo = (_state: unknown, _title: string, address: string): void => void Object.assign(location, { hash: address })
vi.stubGlobal('history', { pushState: goTo, replaceState: () => undefined })
const { bring, bringFiles, pasteYours } = await withCabinet(() => import('./bring.ts'))
const { useStore } = await import('../state/store.ts')
const { usePage } = await import('../state/page.ts')
const { empty } = await import('../../cases/own-pod.ts')
const { draftOf } = await import('../../share/payload.ts')

interface Given {
  slot?: string
  /** The scenario that is open is as it began, with no file. */
  isFresh?: boolean
  lanes?: number
  hash?: string
  isLocked?: boolean
  isClusterOpen?: boolean
  to?: 'lane' | 'page'
  isAsked?: boolean
}

/** What is done with texts, what is open then, and what is said. */
async function brought(texts: readonly (string | { name?: string; text: string })[], given: Given = {}): Promise<string> {
  const {
    slot = 'case:story',
    isFresh = false,
    lanes = 1,
    hash = '',
    isLocked = false,
    isClusterOpen = false,
    to = 'page',
    isAsked = true,
  } = given
  done.length = 0
  later.splice(0)
  vi.stubGlobal('location', { hash, pathname: '/', search: '', href: 'https://why.example/' })
  const manifests = { 'a.yaml': pod('a') }
  const open = isFresh
    ? draftOf(empty('1.36'))
    : small('Open', { kubernetes: '1.36', lanes: Array.from({ length: lanes }, (_, n) => ({ name: `L${n}`, manifests })) })
  useStore.setState({ ...useStore.getInitialState(), slot: slot as never, draft: open, start: open })
  usePage.setState({ isLocked, isClusterOpen })
  const all = texts.map((text) => (typeof text === 'string' ? { text } : text))
  await bring(all, to, ['Before.'], isAsked)
  for (const act of later) {
    act()
    await vi.waitUntil(() => useStore.getState().notice.includes('static pod'))
  }
  const { slot: now, draft, start, notice } = useStore.getState()
  const { fields } = draft.lanes.at(-1)!
  const lanesNow = draft.lanes.map(({ name }) => name).join(', ')
  const opened = `${now}${start === draft ? '' : ', changed,'} on ${draft.common.kubernetes}: ${lanesNow}; ${Object.keys(fields.manifests ?? {}).join()}`
  const at = location.hash === hash ? '' : ` at ${location.hash}`
  return [...done.map((act) => act.join(' ') + at), draft === open ? 'as it was' : opened, notice].join('\n')
}

const CASES: readonly [what: string, texts: Parameters<typeof brought>[0], given: Given][] = [
  ['a pod, over a case', [pod('web')], {}],
  ['a pod of a release, over a case', [SERVER], {}],
  ['a pod, over one’s own', [pod('web')], { slot: 'own' }],
  ['a pod, over what was just begun', [pod('web')], { slot: 'own', isFresh: true }],
  ['a pod as a lane, over a case', [pod('web')], { to: 'lane' }],
  ['a pod, where there is no room', [pod('web')], { slot: 'own', lanes: 16 }],
  ['two pods', [pod('web'), { name: 'db.yaml', text: pod('db') }], {}],
  ['nothing', [], {}],
  ['what is none', ['hello'], {}],
  ['a pod, in an exercise, by chance', [pod('web')], { slot: 'exercise:a', isAsked: false }],
  ['a pod, in an exercise, on purpose', [pod('web')], { slot: 'exercise:a' }],
  ['a pod, while presenting', [pod('web')], { isLocked: true }],
  ['a pod, in the room', [pod('web')], { hash: '#room' }],
  ['a pod, in the room, while presenting', [pod('web')], { hash: '#room', isLocked: true }],
  ['two attempts', [attempt('Ada') + attempt('Bob')], {}],
  ['two attempts in two files', [attempt('Ada'), attempt('Bob')], {}],
  ['two attempts with what a cluster prints', [attempt('Ada') + attempt('Bob') + EVENT], {}],
  ['two attempts, for a lane', [attempt('Ada') + attempt('Bob')], { to: 'lane' }],
  ['one attempt', [attempt('Ada')], {}],
  ['what a cluster prints', [EVENT], {}],
  [
    'what a cluster prints, beside a manifest',
    [
      { name: 'pod.yaml', text: pod('web') },
      { name: 'events', text: EVENT },
    ],
    {},
  ],
  ['what a cluster prints, beside a manifest that is too long', [`${pod('web')}#${'x'.repeat(MAX_TEXT)}`, EVENT], {}],
  ['what a cluster prints, for a lane', [EVENT], { to: 'lane' }],
  ['what a cluster prints, while presenting', [EVENT], { isLocked: true }],
  ['what a cluster prints, in an exercise', [EVENT], { slot: 'exercise:a' }],
  ['what a cluster prints, in the room', [EVENT], { hash: '#room' }],
  ['what a cluster prints, at its length', [EVENT + 'x'.repeat(MOST_CHARACTERS - EVENT.length)], {}],
  ['what a cluster prints, and more than that', [EVENT, 'x'.repeat(MOST_CHARACTERS - EVENT.length + 1)], {}],
  ['a pod, where the dialog for a cluster is open', [pod('web')], { isClusterOpen: true, slot: 'exercise:a', isLocked: true }],
  ['a pod that is too long', [{ name: 'long.yaml', text: `${pod('web')}#`.padEnd(MAX_TEXT + 1, 'x') }], {}],
  ['a pod as long as may be', [`${pod('web')}#`.padEnd(MAX_TEXT, 'x')], {}],
  ['an exercise', ['exercise: {id: a}\n'], {}],
  ['a course', ['course: 1\n'], {}],
  ['an exercise and a pod', ['exercise: {id: a}\n', pod('web')], {}],
  ['an exercise as a lane', ['exercise: {id: a}\n'], { to: 'lane' }],
]

const texts: [string, string][] = []
for (const [what, of, given] of CASES) texts.push([what, await brought(of, given)])

it.each(held(import.meta.dirname, 'brought.txt', texts))('of %s the page makes what it says', (_, expected, now) =>
  expect(now).toBe(expected),
)

it('what was assumed is no longer said once the behaviour is changed, and only then', async () => {
  const said = (): string => useStore.getState().notice
  const change = (more: object): void =>
    useStore.setState(({ draft }) => ({
      draft: { ...draft, lanes: draft.lanes.map((lane) => ({ ...lane, fields: { ...lane.fields, ...more } })) },
    }))
  await brought([pod('web')])
  change({ manifests: { 'web.yaml': `${pod('web')}# mine` } })
  useStore.setState({ cursor: 7 })
  expect(said()).toContain(' Assumed: web runs')
  change({ processes: 'web: {onTerm: ignore}' })
  expect(said()).toBe('Before. What was pasted is a Pod: it runs as a static pod named web.')
  await brought([pod('web')])
  useStore.setState({ notice: 'Another.' })
  useStore.setState({ notice: 'Assumed: all is well. Change that under “behaviour”.' })
  change({ processes: 'web: {onTerm: ignore}' })
  expect(said()).toContain('Assumed: all is well')
})

it('of files no more are read than may come at once, of a room more; what is too long is read of a cluster alone', async () => {
  const file = (name: string, size: number, text = pod('web')): File =>
    ({ name, size, text: async () => text, slice: () => ({ text: async () => text }) }) as unknown as File
  const after = async (files: readonly File[], given: Given = {}): Promise<string> => {
    await brought([], given)
    // a room hears of no texts, too
    done.length = 0
    await bringFiles(files, 'page', true)
    return `${done.map((act) => act.join(' ')).join()} ${useStore.getState().notice.slice(0, 70)}`
  }
  const many = (count: number): File[] => Array.from({ length: count }, (_, n) => file(`${n}.yaml`, 9))
  expect(await after(many(20))).toMatch(/^import 1\.37 0\.yaml is a Pod/)
  expect(await after(many(21))).toMatch(/^import 1\.37 21 files are too many: the first 20 are taken\. 0\.yaml/)
  expect(await after(many(201), { hash: '#room' })).toMatch(/^room 200 201 files are too many: the first 200 are taken\. /)
  expect(await after(many(200), { hash: '#room' })).toMatch(/^room 200 /)
  expect(await after([file('a.yaml', MAX_TEXT)])).toMatch(/^import 1\.37 a\.yaml is a Pod/)
  expect(await after([file('a.yaml', MAX_TEXT + 1), file('b.yaml', 9)])).toMatch(
    /^import 1\.37 a\.yaml has 1,000,001 bytes: at most 1,000,000 are read\. b/,
  )
  expect(await after([file('a.log', MAX_TEXT + 1, EVENT)])).toMatch(/^cluster 1 a\.log/)
  expect(await after([file('a.log', MOST_CHARACTERS, EVENT)])).toMatch(/^cluster 1 a\.log/)
  expect(await after([file('a.log', MOST_CHARACTERS + 1, EVENT)])).toMatch(/^ a\.log has 8,000,001 bytes/)
})

it('a pod that is pasted while the dialog for a cluster’s texts is on its way opens nothing beside it', async () => {
  const coming = pasteYours()
  expect(await brought([pod('web')])).toMatch(/\nas it was\nBefore\.$/)
  await coming
})

it('the dialog for a cluster’s texts says what a text opens as, and of one that is too long what would be said once it is closed', async () => {
  await pasteYours()
  expect(await look!(pod('web'))).toEqual({ as: 'manifest', wrong: [] })
  expect(await look!('course: 1\n')).toEqual({ as: 'course', wrong: [] })
  expect(await look!('whyrestart: 1\nkubernetes: "1.37"\nlanes: [{name: A}]\n')).toEqual({ as: 'scenario', wrong: [] })
  expect(await look!(pod('web').padEnd(MAX_TEXT + 1))).toEqual({
    wrong: ['What was pasted has 1,000,001 characters: at most 1,000,000 are read.'],
  })
})
