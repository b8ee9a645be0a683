import { afterEach, expect, it, vi } from 'vitest'
import { openPage } from './page-fixture.ts'
import { memoryKeep, type TextStorage } from './storage.ts'

const LIST = '../../sim/release/releases.ts'

/** A page that knows the releases up to this one. */
async function pageUpTo(newest: number) {
  vi.resetModules()
  vi.doMock(LIST, async (original) => {
    const list = await original<typeof import('../../sim/release/releases.ts')>()
    const younger = Array.from({ length: newest - list.NEWEST }, (_, i) => `1.${list.NEWEST + 1 + i}`)
    const offered = [...list.OFFERED.filter((name) => Number(name.slice(2)) <= newest), ...younger]
    return { ...list, NEWEST: newest, OFFERED: offered }
  })
  const { NEWEST, OFFERED } = await import('../../sim/release/releases.ts')
  expect([NEWEST, OFFERED.at(-1)]).toEqual([newest, `1.${newest}`])
  const payload = await import('../../share/payload.ts')
  return { ...payload, open: (keep: TextStorage) => openPage(keep) }
}

afterEach(() => {
  vi.doUnmock(LIST)
  vi.resetModules()
})

it('a release that is added at the end costs no kept work: what was kept before is open, and what was shared before opens', async () => {
  const before = await pageUpTo(37)
  const old = await before.open(memoryKeep())
  old.openSlot('case:today')
  old.setTitle('Today, mine')
  old.keeper.flush()
  const link = before.linkOf(old.state().draft, { cursor: 5 })!
  old.keeper.stop()

  const after = await pageUpTo(38)
  const page = await after.open(old.keep)
  expect(page.state()).toMatchObject({ slot: 'case:today', troubles: [], draft: { common: { title: 'Today, mine', kubernetes: '1.37' } } })
  expect(page.cabinet.unread()).toEqual([])
  expect(after.readLink(link)).toMatchObject({ value: { draft: { common: { title: 'Today, mine' } } } })
  page.setRelease('1.38')
  page.keeper.flush()
  expect((await after.open(old.keep)).state().draft.common.kubernetes).toBe('1.38')
})

it('an older page sets work of a release that it does not know aside, and a younger one finds it again', async () => {
  const younger = await pageUpTo(38)
  const theirs = await younger.open(memoryKeep())
  theirs.openSlot('case:today')
  theirs.setTitle('Of 1.38')
  theirs.setRelease('1.38')
  theirs.keeper.flush()
  const text = theirs.keep.read('whyrestart/case:today')!
  const link = younger.linkOf(theirs.state().draft, {})!
  theirs.keeper.stop()

  const older = await pageUpTo(37)
  const page = await older.open(theirs.keep)
  page.openSlot('case:today')
  page.report()
  page.setTitle('Of 1.37')
  page.keeper.flush()
  expect(page.cabinet.unread().map((item) => item.text)).toEqual([text])
  expect(older.readLink(link)).toEqual({
    error: 'The link can be read, but it is of Kubernetes 1.38, and this whyrestart knows 1.9 to 1.37.',
  })
  page.keeper.stop()

  const again = await (await pageUpTo(38)).open(theirs.keep)
  expect(again.state().draft.common.title).toBe('Of 1.37')
  expect(again.cabinet.unread()).toEqual([])
  expect(again.cabinet.earlier().map(({ common }) => [common.title, common.kubernetes])).toEqual([['Of 1.38', '1.38']])
})
