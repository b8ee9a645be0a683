import { beforeEach, expect, it, vi } from 'vitest'
import { PAYLOAD_VERSION } from '../../share/payload.ts'
import { small } from '../fixture/samples.ts'
import { stubStorage, withCabinet } from '../state/storage-fixture.ts'

const SITE = 'https://school.example/play/'
const KEPT = 'whyrestart-beside:team.yaml'
const COURSE = 'course: 1, of two'
const OUTLINE = { exercises: [{ id: 'first' }, { id: 'second' }] }

interface Given {
  address?: string
  /** What stands in the page's own file. */
  inFile?: unknown
  /** What the site answers; undefined where nothing does. */
  site?: Readonly<Record<string, string>>
  isOnline?: boolean
  kept?: Readonly<Record<string, string>>
}

/** The exercises' web worker: a course is what begins with its field, its files stand behind it. */
const answers: Readonly<Record<string, (input: never) => unknown>> = {
  files: (text: string) => text.split(' + ').slice(1),
  take: ({ text }: { text: string }) =>
    /^course: 1/.test(text) ? {} : /^course/.test(text) ? { error: 'It is of another version.' } : null,
  open: ({ text }: { text: string }) => (text === 'an exercise' ? { exercise: { id: 'own' } } : { error: 'It is no exercise.' }),
  course: () => OUTLINE,
}

/** A page that was given something: what it is asked for, and what it says. */
async function pageWith({ address = '', inFile, site, isOnline = true, kept = {} }: Given) {
  const storage = stubStorage(kept)
  const fetched: string[] = []
  const taken: unknown[] = []
  const place = new URL(address, SITE)
  vi.stubGlobal('location', {
    href: place.href,
    origin: place.origin,
    search: place.search,
    pathname: place.pathname,
    hash: place.hash,
    protocol: 'https:',
  })
  vi.stubGlobal('document', {
    querySelector: () => (inFile === undefined ? null : { textContent: typeof inFile === 'string' ? inFile : JSON.stringify(inFile) }),
  })
  vi.stubGlobal('navigator', { onLine: isOnline })
  vi.stubGlobal('history', { state: 'its state', replaceState: (...all: unknown[]) => void replaced.push(all) })
  const replaced: unknown[] = []
  const world = { site }
  vi.stubGlobal('fetch', async (url: string) => {
    fetched.push(url)
    if (!world.site) throw new TypeError('no network')
    const text = world.site[url.slice(SITE.length)]
    return { ok: text !== undefined, text: async () => text }
  })
  class Fake {
    onmessage: ((event: { data: unknown }) => void) | null = null
    onerror = null
    postMessage({ task, id, input }: { task: string; id: number; input: never }): void {
      if (task === 'take') taken.push(input)
      queueMicrotask(() => this.onmessage?.({ data: { kind: 'answer', id, value: answers[task]!(input) } }))
    }
    terminate(): void {}
  }
  const page = await withCabinet(async () => {
    const { setWorkerProgram } = await import('../worker/client.ts')
    setWorkerProgram({ start: () => new Fake() as never, load: () => Promise.resolve() })
    return {
      ...(await import('./open-link.ts')),
      ...(await import('./course/course-at-hand.ts')),
      ...(await import('./make/given-text.ts')),
    }
  })
  const { useStore } = await import('../state/store.ts')
  const trouble = () => useStore.getState().troubles[0]
  return {
    ...page,
    storage,
    fetched,
    taken,
    replaced,
    world,
    useStore,
    trouble,
    /** The fragment that the page goes to, or what it says. */
    goes: async (hash = ''): Promise<string> => {
      ;(await page.openGiven(hash))?.()
      return trouble()?.text ?? String((replaced[0] as unknown[] | undefined)?.[2] ?? '')
    },
  }
}

beforeEach(() => {
  vi.unstubAllGlobals()
})

const beside = (site: Given['site'], more: Given = {}): Given => ({ address: '?course=team.yaml', ...(site ? { site } : {}), ...more })
const NOT = 'The course team.yaml cannot be opened: '
const INSTEAD = ' Your own work is shown instead.'

it.each<[what: string, given: Given, goes: string]>([
  ['nothing: to the first exercise of the shipped course', {}, '#e=first'],
  ['an exercise in its file', { inFile: { text: 'an exercise' } }, '#e=own'],
  ['a course in its file', { inFile: { text: COURSE } }, '#e=first'],
  ['what is neither', { inFile: { text: 'a shopping list' } }, `It is no exercise.${INSTEAD}`],
  ['a file in which nothing can be read', { inFile: '{"text": ' }, '#e=first'],
  ['a course beside it', beside({ 'team.yaml': COURSE }), '#e=first'],
  ['an exercise beside it', beside({ 'team.yaml': 'an exercise' }), '#e=own'],
  ['a course of another version', beside({ 'team.yaml': 'course: 7' }), `It is of another version.${INSTEAD}`],
  ['no such file', beside({}), `${NOT}there is no team.yaml beside this page.${INSTEAD}`],
  [
    'the site’s own page in its place',
    beside({ 'team.yaml': '\n <!doctype html>' }),
    `${NOT}there is no team.yaml beside this page, but a page of the site in its place.${INSTEAD}`,
  ],
  [
    'too large a file',
    beside({ 'team.yaml': 'x'.repeat(4_000_001) }),
    `${NOT}team.yaml has 4,000,001 characters, and at most 4,000,000 are read.${INSTEAD}`,
  ],
  ['as large a one as is read', beside({ 'team.yaml': 'x'.repeat(4_000_000) }), `It is no exercise.${INSTEAD}`],
  ['no network', beside(undefined), `${NOT}it cannot be fetched.${INSTEAD}`],
  [
    'a course of another site',
    { address: '?course=https://else.example/team.yaml', site: {} },
    `The course https://else.example/team.yaml cannot be opened: https://else.example/team.yaml is not beside this page.${INSTEAD}`,
  ],
  [
    'no address at all',
    { address: '?course=http://[', site: {} },
    `The course http://[ cannot be opened: http://[ is not beside this page.${INSTEAD}`,
  ],
  [
    'a course that names a file of another site',
    beside({ 'team.yaml': `${COURSE} + https://else.example/a.yaml` }),
    `${NOT}https://else.example/a.yaml is not beside this page.${INSTEAD}`,
  ],
])('given %s, it goes there or says so', async (_, given, goes) => {
  const page = await pageWith(given)
  expect(await page.goes()).toBe(goes)
})

it('takes a course with the files that it names, beside it, and knows them as texts', async () => {
  const page = await pageWith({
    address: '?course=week/team.yaml',
    site: { 'week/team.yaml': `${COURSE} + a.yaml`, 'week/a.yaml': 'an exercise' },
  })
  expect(await page.goes()).toBe('#e=first')
  expect(page.fetched).toEqual([`${SITE}week/team.yaml`, `${SITE}week/a.yaml`])
  expect(page.taken).toEqual([{ text: `${COURSE} + a.yaml`, files: { 'a.yaml': 'an exercise' } }])
  expect(await page.textsOfGiven()).toEqual(['an exercise', `${COURSE} + a.yaml`])
  expect(page.replaced).toEqual([['its state', '', '#e=first']])
})

it('has no texts where nothing was given, or it cannot be had', async () => {
  expect(await (await pageWith({})).textsOfGiven()).toEqual([])
  expect(await (await pageWith(beside({}))).textsOfGiven()).toEqual([])
  expect((await pageWith({})).keptBeside()).toBeUndefined()
})

it('leaves an address that names something as it is', async () => {
  const page = await pageWith(beside({ 'team.yaml': COURSE }))
  expect(await page.goes('#e=second')).toBe('')
  expect(page.replaced).toEqual([])
})

it('goes to the first exercise that is not solved, and to the first of all once all are', async () => {
  const solved = { hints: 0, edits: 1, seconds: 9, answers: [], solved: { edits: 1, hints: 0, seconds: 9 } }
  const of = (...ids: string[]) => ({
    'whyrestart-progress': JSON.stringify({ version: 1, of: Object.fromEntries(ids.map((id) => [id, solved])) }),
  })
  expect(await (await pageWith({ kept: of('first') })).goes()).toBe('#e=second')
  expect(await (await pageWith({ kept: of('first', 'second') })).goes()).toBe('#e=first')
})

it('has a course that it has fetched where it cannot fetch it again', async () => {
  const first = await pageWith(beside({ 'team.yaml': COURSE }))
  expect(first.keptBeside()).toEqual({ name: 'team.yaml', isKept: false })
  await first.goes()
  expect(first.keptBeside()).toEqual({ name: 'team.yaml', isKept: true })
  const kept = Object.fromEntries(first.storage)
  expect(Object.keys(kept)).toContain(KEPT)
  const offline = await pageWith(beside({ 'team.yaml': 'an exercise' }, { kept, isOnline: false }))
  expect([await offline.goes(), offline.fetched]).toEqual(['#e=first', []])
  const unreachable = await pageWith(beside(undefined, { kept }))
  expect([await unreachable.goes(), unreachable.fetched.length]).toEqual(['#e=first', 1])
  // what has come anew takes its place, and what was refused is said
  expect(await (await pageWith(beside({ 'team.yaml': 'an exercise' }, { kept }))).goes()).toBe('#e=own')
  expect(await (await pageWith(beside({}, { kept }))).goes()).toBe(`${NOT}there is no team.yaml beside this page.${INSTEAD}`)
  const never = await pageWith(beside(undefined, { isOnline: false }))
  expect(await never.goes()).toBe(`${NOT}it cannot be fetched.${INSTEAD}`)
})

it('what could not be fetched is fetched anew where that is asked for, and gone to', async () => {
  const page = await pageWith(beside(undefined))
  expect(await page.goes()).toBe(`${NOT}it cannot be fetched.${INSTEAD}`)
  const first = page.trouble()!
  first.again!()
  await vi.waitFor(() => expect(page.trouble()).not.toBe(first))
  expect([page.trouble()!.text, page.fetched.length]).toEqual([first.text, 2])
  page.world.site = { 'team.yaml': COURSE }
  page.trouble()!.again!()
  await vi.waitFor(() => expect(location.hash).toBe('e=first'))
  expect(page.trouble()).toBeUndefined()
  const named = await pageWith(beside(undefined, { address: '?course=team.yaml#e=second' }))
  await named.goes('#e=second')
  named.world.site = { 'team.yaml': COURSE }
  location.hash = ''
  named.trouble()!.again!()
  await vi.waitFor(() => expect(location.hash).toBe('#e=second'))
})

it('sets a kept course aside that it cannot read, and takes one that it can', async () => {
  const damaged = await pageWith({ kept: { 'whyrestart-course': 'course: 7' } })
  expect(await damaged.goes()).toContain('the course in it is of another version, or damaged')
  expect([...damaged.storage.keys()]).toEqual(['whyrestart-unread/1/whyrestart-course'])
  const own = await pageWith({ kept: { 'whyrestart-course': COURSE } })
  expect(await own.goes()).toBe('#e=first')
  expect(own.taken).toEqual([{ text: COURSE }])
  expect((await pageWith({})).taken).toEqual([])
})

it('opens a scenario that stands in its file by its link, or as it is where no link holds it', async () => {
  const payload = (title: string, story: string): object => {
    const { common, ...draft } = small(title)
    return { version: PAYLOAD_VERSION, draft: { ...draft, common: { ...common, story } }, view: { cursor: 90 } }
  }
  const page = await pageWith({ inFile: { payload: payload('Small', '') } })
  expect(await page.goes()).toMatch(/^#2/)
  let noise = ''
  for (let n = 0, x = 1; n < 90_000; n++) noise += String.fromCharCode(33 + ((x = (x * 48271) % 0x7fffffff) % 90))
  const large = await pageWith({ inFile: { payload: payload('Large', noise) } })
  expect([await large.goes(), large.replaced]).toEqual(['', []])
  expect(large.useStore.getState()).toMatchObject({ draft: { common: { title: 'Large' } }, cursor: 90 })
  const refused = await pageWith({ inFile: { payload: { version: 99 } } })
  expect(await refused.goes()).toBe(
    `The scenario of this file can be read, but it was made by a newer whyrestart (version 99); this one knows ${PAYLOAD_VERSION}.${INSTEAD}`,
  )
})
