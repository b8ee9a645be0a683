import { describe, expect, it, vi } from 'vitest'
import { ownPod } from '../../cases/own-pod.ts'
import { theStrangeCase } from '../../cases/the-strange-case.ts'
import { draftOf, type Draft } from '../../share/payload.ts'
import { makeCabinet, type Cabinet } from './cabinet.ts'
import { filesOf, textOf } from './draft.ts'
import { freshPage, openPage, type Page } from './page-fixture.ts'
import { PROCESSES } from '../../views/text/words.ts'
import { slotOf, type Slot } from './slot.ts'
import { memoryKeep, type TextStorage } from './storage.ts'

const FILE = 'kube-apiserver.yaml'

/** The page again, after what was done has been written. */
function reload(page: Page, slot?: Slot): Promise<Page> {
  page.keeper.flush()
  page.keeper.stop()
  return openPage(page.keep, slot)
}

const shared = (title: string): Draft => {
  const draft = draftOf(theStrangeCase('1.37'))
  return { ...draft, common: { ...draft.common, title } }
}

const textIn = (page: Page, lane = 1): string => textOf(page.state().draft, page.state().draft.lanes[lane]!, FILE)
const write = (page: Page, text: string, lane = 1): void => page.writeFile(page.state().draft.lanes[lane]!.id, FILE, text)

describe('a page that nobody has used', () => {
  it('shows the story, and keeps no text of it', async () => {
    const page = await openPage()
    expect(page.state()).toMatchObject({ slot: 'case:story', hasOwn: false, isKept: true, troubles: [] })
    page.keeper.flush()
    expect(page.keep.names()).toEqual(['whyrestart'])
  })

  it('works without any storage', async () => {
    const { state } = await freshPage()
    expect(state().draft.lanes.length).toBe(5)
  })
})

describe('a slot for each thing', () => {
  it('has the name for ever that its content gives it: what is kept under another is found by nobody', async () => {
    const slot = (common: object): Slot => slotOf({ common, lanes: [] } as never)
    expect(slot({ title: 'One' })).toBe('shared:16undifcwb6')
    expect(slot({ title: 'Two' })).toBe('shared:25qn5lgsu0r')
    expect(slot({ exercise: { id: 'a-probe' } })).toBe('exercise:a-probe~x8f54u0eh8')
    expect(slot({ exercise: { id: 'a probe' } })).toBe('shared:h0qzq1gp5r')
  })

  it('two shared scenarios, a case and one’s own keep their edits apart', async () => {
    const page = await openPage()
    write(page, '# of the story')
    page.openOwn(draftOf(ownPod('1.37')))
    page.setTitle('Mine')
    page.visit(shared('First'), { fragment: '2x.first' })
    write(page, '# of the first')
    page.visit(shared('Second'), { fragment: '2x.second' })
    write(page, '# of the second')
    const again = await reload(page, slotOf(shared('First')))
    expect([again.state().draft.common.title, textIn(again), again.state().fragment]).toEqual(['First', '# of the first', '2x.first'])
    again.openSlot(slotOf(shared('Second')))
    expect(textIn(again)).toBe('# of the second')
    again.openSlot('own')
    expect(again.state().draft.common.title).toBe('Mine')
    again.openSlot('case:story')
    expect(textIn(again)).toBe('# of the story')
  })

  it('the same shared scenario has one slot, whatever link it came by', async () => {
    const page = await openPage()
    page.visit(shared('One'), { fragment: '1x.old' })
    write(page, '# mine')
    page.openSlot('case:today')
    page.visit(shared('One'), { fragment: '2x.new' })
    expect(textIn(page)).toBe('# mine')
    expect(page.state().notice).toContain('as you left it')
  })

  it('a visit has its moment, and what is open again the one that it was left at', async () => {
    const page = await openPage()
    page.setCursor(100)
    page.visit(shared('One'), { fragment: '2x.one', view: { cursor: 300, lane: 'lane-3', panel: 'events' } })
    expect(page.state()).toMatchObject({ cursor: 300, lane: 'lane-3', panel: 'events' })
    page.setCursor(420)
    page.backToOwn()
    expect(page.state()).toMatchObject({ slot: 'case:story', cursor: 100 })
    page.openSlot(slotOf(shared('One')))
    expect(page.state().cursor).toBe(420)
  })

  it('what is looked at stays between the two cases, is elsewhere as it was left, and goes no further than the run', async () => {
    const page = await openPage()
    const look = { lane: 'lane-3', file: FILE, cursor: 77, from: 60, to: 500 }
    page.useStore.setState({ ...look, playing: true, selected: { lane: 'lane-3', id: 1 } })
    // what is open already is not opened again
    page.openSlot('case:story')
    page.backToOwn()
    expect(page.state()).toMatchObject({ ...look, playing: true, selected: { lane: 'lane-3', id: 1 } })
    page.openSlot('case:today')
    expect(page.state()).toMatchObject({ ...look, playing: false, selected: null })
    const short = (to: number): Draft => ({ ...shared(`Of ${to} s`), common: { ...shared(`Of ${to} s`).common, duration: `${to}s` } })
    page.visit(short(500))
    expect(page.state()).toMatchObject({ lane: 'lane-2', file: FILE, cursor: 77, from: 60, to: 500 })
    page.visit(short(499))
    expect(page.state()).toMatchObject({ lane: 'lane-2', cursor: 77, from: 0, to: 499 })
    page.visit(short(70))
    expect(page.state()).toMatchObject({ cursor: 70, from: 0, to: 70 })
    page.openSlot('case:story')
    expect(page.state()).toMatchObject({ ...look, playing: false })
  })

  it('back leads to the case or the own work that was open, over a reload too', async () => {
    const page = await openPage()
    page.openOwn(draftOf(ownPod('1.37')))
    page.visit(shared('One'), { fragment: '2x.one' })
    page.visit(shared('Two'), { fragment: '2x.two' })
    const again = await reload(page, slotOf(shared('Two')))
    again.visit(shared('Two'), { fragment: '2x.two' })
    again.backToOwn()
    expect(again.state().slot).toBe('own')
  })

  it.each([false, true])(
    'a shared scenario becomes one’s own, and the own one before is set aside, its edits written: %s',
    async (isFlushed) => {
      const page = await openPage()
      page.openOwn(draftOf(ownPod('1.37')))
      page.setTitle('Before')
      page.visit(shared('One'), { fragment: '2x.one' })
      write(page, '# kept')
      if (isFlushed) page.keeper.flush()
      page.keepVisited()
      expect([page.state().slot, page.state().draft.common.title, textIn(page)]).toEqual(['own', 'One', '# kept'])
      expect(page.cabinet.earlier().map(({ common }) => common.title)).toEqual(['Before'])
      // once: who follows the link again has it as it was shared
      expect(page.cabinet.get(slotOf(shared('One')))).toBeUndefined()
    },
  )

  it('undo and redo show the text that they change, unless it is looked at already; a lane that goes is looked at no more', async () => {
    const page = await openPage()
    const look = (lane?: string, file?: string): unknown[] => {
      if (lane) page.useStore.setState({ lane, file: file! })
      else page.undo()
      return [page.state().lane, page.state().file]
    }
    page.writeFile('lane-2', FILE, '# a')
    page.writeFile('lane-3', FILE, '# b')
    page.writeFile('lane-5', PROCESSES, 'main: {}')
    page.shareProcesses('lane-5')
    look('lane-4', PROCESSES)
    expect(look()).toEqual(['lane-4', PROCESSES])
    expect(look()).toEqual(['lane-5', PROCESSES])
    expect(look()).toEqual(['lane-3', FILE])
    expect(look()).toEqual(['lane-2', FILE])
    look('lane-1', PROCESSES)
    page.redo()
    expect([page.state().lane, page.state().file]).toEqual(['lane-2', FILE])
    page.duplicateLane('lane-2')
    expect(page.state().lane).toBe('lane-6')
    // right below its own
    expect(page.state().draft.lanes.map(({ id }) => id)).toEqual(['lane-1', 'lane-2', 'lane-6', 'lane-3', 'lane-4', 'lane-5'])
    page.selectEntry('lane-6', 1)
    page.undo()
    expect(page.state()).toMatchObject({ lane: 'lane-2', selected: null })
    // looked at from another one too
    page.duplicateLane('lane-2')
    page.selectLane('lane-1')
    page.useStore.setState({ selected: { lane: 'lane-6', id: 1 } })
    page.undo()
    expect(page.state()).toMatchObject({ lane: 'lane-1', selected: null })
    // what is explained of a lane that stays is
    page.selectEntry('lane-1', 1)
    page.writeFile('lane-1', FILE, '# c')
    page.undo()
    expect(page.state().selected).toEqual({ lane: 'lane-1', id: 1 })
  })

  it('undo is each thing’s own, and where nothing was done it leads back', async () => {
    const page = await openPage()
    write(page, '# story')
    page.openSlot('case:today')
    write(page, '# today')
    page.undo()
    expect(textIn(page)).not.toBe('# today')
    page.undo()
    expect([page.state().slot, textIn(page)]).toEqual(['case:story', '# story'])
    page.undo()
    expect(textIn(page)).not.toBe('# story')
  })

  it('undo leads back from thing to thing, each once however often it was opened, and redo forth again', async () => {
    const page = await openPage()
    const way = (act: () => void, times: number): string[] =>
      Array.from({ length: times }, () => {
        act()
        return String(page.state().draft.common.title)
      })
    for (const title of ['Two', 'One', 'Two', 'Two', 'Three', 'Three']) page.visit(shared(title), { fragment: `2x.${title}` })
    expect(way(page.undo, 2)).toEqual(['Two', 'One'])
    // its link leads to it again
    expect(page.state().fragment).toBe('2x.One')
    expect(way(page.redo, 2)).toEqual(['Two', 'Three'])
    expect(page.state().notice).toBe('')
    page.undo()
    expect(page.state().hasOwn).toBe(false)
    write(page, '# changed')
    page.undo()
    page.redo()
    expect(textIn(page)).toBe('# changed')
    page.redo()
    expect([page.state().draft.common.title, page.state().notice]).toEqual(['Two', 'Nothing is left to redo.'])
    expect(way(page.undo, 2)).toEqual(['Two', 'One'])
    expect(page.state().notice).toBe('Undo went back to what was open before. Redo opens the other again.')
    expect(way(page.undo, 1)).toEqual(['The strange case'])
    page.undo()
    expect(page.state().notice).toBe('Nothing is left to undo.')
    // nor does redo lead to what was open before something else was
    page.openSlot('case:today')
    page.openSlot('case:story')
    page.redo()
    expect([page.state().slot, page.state().notice]).toEqual(['case:story', 'Nothing is left to redo.'])
  })

  it('that nothing is left to undo or to redo is said until the next change, be it by undo or redo', async () => {
    const page = await openPage()
    const after = (act: () => void): string => {
      act()
      return page.state().notice
    }
    const [undone, redone] = ['Nothing is left to undo.', 'Nothing is left to redo.']
    expect([after(page.redo), after(page.undo), after(() => page.selectNeighbour(1))]).toEqual([redone, undone, undone])
    expect(after(() => write(page, '# changed'))).toBe('')
    expect([after(page.redo), after(page.undo), after(page.undo), after(page.redo)]).toEqual([redone, '', undone, ''])
    // what is said since stays
    expect(after(page.undo) + after(page.undo)).toBe(undone)
    page.useStore.setState({ notice: 'Done.' })
    expect(after(page.redo)).toBe('Done.')
  })

  it('of all that was opened undo leads back through the last twenty', async () => {
    const page = await openPage()
    for (let n = 1; n <= 25; n++) page.visit(shared(`No. ${n}`), { fragment: `2x.${n}` })
    for (let n = 1; n <= 20; n++) page.undo()
    expect(page.state()).toMatchObject({
      draft: { common: { title: 'No. 5' } },
      notice: 'Undo went back to what was open before. Redo opens the other again.',
    })
    page.undo()
    expect(page.state()).toMatchObject({ draft: { common: { title: 'No. 5' } }, notice: 'Nothing is left to undo.' })
  })

  it('what was shared begins where it did, however it is opened again, and that it was changed is said of a link alone', async () => {
    const page = await openPage()
    const say = (): string => page.state().notice.slice(0, 40)
    page.visit(shared('One'), { fragment: '2x.one' })
    write(page, '# mine')
    page.openSlot('case:story')
    page.openSlot(slotOf(shared('One')))
    expect([textIn(page), page.isEdited(), page.state().fragment, say()]).toEqual(['# mine', true, '2x.one', ''])
    page.openSlot('case:story')
    page.visit(shared('One'), { fragment: '2x.one' })
    expect(say()).toBe('You have changed this scenario before, a')
    page.useStore.setState({ ended: 'It was too long.' })
    page.reset()
    expect([page.state().draft, page.state().ended]).toEqual([shared('One'), ''])
    page.openExercise('task', shared('Task'))
    write(page, '# tried')
    page.openSlot('case:story')
    page.openExercise('task', shared('Task'))
    expect([textIn(page), say()]).toEqual(['# tried', ''])
  })

  it('of one’s own only what somebody has made of it is set aside, for another; what was said and ended of it is over', async () => {
    const page = await openPage()
    const aside = (): unknown[] => page.cabinet.earlier().map(({ common }) => common.title)
    page.openOwn(draftOf(ownPod('1.37')))
    page.openSlot('case:story')
    expect(page.state()).toMatchObject({ slot: 'case:story', hasOwn: true })
    // nothing was done with it
    page.openOwn(shared('Mine'))
    expect([page.state().slot, page.state().draft.common.title, aside()]).toEqual(['own', 'Mine', []])
    page.useStore.setState({ notice: 'Done.', ended: 'It was too long.' })
    // the same once more
    page.openOwn(shared('Mine'))
    expect([aside(), page.state().notice, page.state().ended]).toEqual([[], '', ''])
    page.openOwn(shared('Other'))
    expect(aside()).toEqual(['Mine'])
    // what may not be changed is not kept as one's own, and costs nobody his edits of it
    page.visit(shared('One'), { fragment: '2x.one' })
    write(page, '# edits')
    page.keeper.flush()
    page.environment.isReadonly = true
    page.keepVisited()
    page.environment.isReadonly = false
    expect([page.state().slot, page.cabinet.get(slotOf(shared('One'))) === undefined]).toEqual([slotOf(shared('One')), false])
  })

  it('an exercise keeps its attempt, begins where its start is, and starts over with a way back', async () => {
    const start = shared('Eight failures')
    const page = await openPage()
    page.openExercise('eight-failures', start)
    expect(page.state()).toMatchObject({ slot: 'exercise:eight-failures', fragment: 'e=eight-failures' })
    expect(page.attemptAt('eight-failures')).toEqual(start)
    write(page, '# my fix')
    const again = await reload(page)
    expect(textIn(again)).toBe('# my fix')
    again.openExercise('the-back-off', shared('The back-off'))
    again.openExercise('eight-failures', start)
    expect(textIn(again)).toBe('# my fix')
    again.reset()
    expect(again.state().draft).toEqual(start)
    again.undo()
    expect(textIn(again)).toBe('# my fix')
    expect(again.attemptAt('nobody')).toBeUndefined()
  })
})

describe('typing', () => {
  it('letter after letter is one step of undo; a pause, another lane or a paste begins the next', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const page = await openPage()
    const before = textIn(page)
    const type = (text: string, lane = 1): void => page.typeFile(page.state().draft.lanes[lane]!.id, FILE, text)
    vi.advanceTimersByTime(5000)
    type(`a${before}`)
    vi.advanceTimersByTime(999)
    type(`ab${before}`)
    vi.advanceTimersByTime(1000)
    type(`abc${before}`)
    type(`abcde${before}`)
    type('pasted')
    type('x', 2)
    vi.useRealTimers()
    const steps = []
    for (let i = 0; i < 5; i++) {
      page.undo()
      steps.push(textIn(page).slice(0, 5))
    }
    expect(steps).toEqual(['paste', 'abcde', `abc${before.slice(0, 2)}`, `ab${before.slice(0, 3)}`, before.slice(0, 5)])
    page.redo()
    expect(textIn(page)).toBe(`ab${before}`)
  })

  it('after something else was done begins the next step, in the same place too', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    vi.advanceTimersByTime(5000)
    const page = await openPage()
    const before = textIn(page)
    const type = (text: string): void => page.typeFile('lane-2', FILE, text)
    type(`a${before}`)
    page.muteLane('lane-1')
    type(`ab${before}`)
    vi.useRealTimers()
    page.undo()
    expect([textIn(page), page.state().draft.lanes[0]!.muted]).toEqual([`a${before}`, true])
  })
})

describe('a run that is merely shown', () => {
  const shown = (page: Page): void =>
    page.useStore.setState(({ draft }) => ({
      draft: { ...draft, lanes: [...draft.lanes, { id: 'proof-9', name: 'Shown', muted: false, isShown: true, fields: {} }] },
    }))

  it('is not kept, and is as soon as somebody has changed it', async () => {
    const page = await openPage()
    shown(page)
    expect((await reload(page)).state().draft.lanes.length).toBe(5)
    const other = await openPage()
    shown(other)
    other.renameLane('proof-9', 'Mine')
    const again = await reload(other)
    expect(again.state().draft.lanes.map(({ name }) => name)).toContain('Mine')
    expect(again.state().draft.lanes.some(({ isShown }) => isShown)).toBe(false)
  })
})

describe('Start over', () => {
  it.each([
    ['a case', (page: Page) => page.openSlot('case:today')],
    ['one’s own', (page: Page) => page.openOwn(draftOf(ownPod('1.30')))],
    ['a shared scenario', (page: Page) => page.visit(shared('One'), { fragment: '2x.one' })],
  ])('brings back the start of %s, even after a reload, and undo the edits', async (_, open) => {
    const page = await openPage()
    open(page)
    const start = page.state().draft
    expect(page.isEdited()).toBe(false)
    page.setTitle('Mine')
    page.renameLane(page.state().draft.lanes[0]!.id, 'Changed')
    const again = await reload(page, page.state().slot)
    // a link tells its start again
    if (again.state().fragment !== '') again.visit(shared('One'), { fragment: '2x.one' })
    expect(again.isEdited()).toBe(true)
    again.reset()
    expect(again.state().draft).toEqual(start)
    again.undo()
    expect(again.state().draft.common.title).toBe('Mine')
  })
})

describe('what was kept', () => {
  const FIRST = (state: object): string => JSON.stringify({ version: 1, state })
  const story = draftOf(theStrangeCase('1.9'))
  const mine = { ...story, common: { ...story.common, title: 'Mine' } }

  it('by the first version is taken over: what is open, what was shelved, one’s own beside a visit', async () => {
    const visited = shared('Visited')
    const keep = memoryKeep({
      whyrestart: FIRST({
        draft: visited,
        caseId: 'own',
        own: mine,
        shelved: { today: shared('Today, edited') },
        cursor: 77,
        theme: 'dark',
        lane: 'lane-2',
        from: 0,
        to: 100,
      }),
    })
    const page = await openPage(keep)
    expect(page.state()).toMatchObject({ slot: slotOf(visited), cursor: 77, theme: 'dark', home: 'own', hasOwn: true, troubles: [] })
    page.backToOwn()
    expect(page.state().draft.common.title).toBe('Mine')
    page.openSlot('case:today')
    expect(page.state().draft.common.title).toBe('Today, edited')
  })

  it.each([
    ['cut off', FIRST({ draft: mine, caseId: 'own', shelved: {}, own: null }).slice(0, -40), 'cut off or damaged'],
    ['newer', JSON.stringify({ version: 9, state: { draft: mine } }), 'written by a newer whyrestart (version 9'],
    [
      'of a release to come',
      FIRST({ draft: { ...mine, common: { ...mine.common, kubernetes: '1.99' } }, caseId: 'own', shelved: {}, own: null }),
      'Kubernetes 1.99',
    ],
    ['no object', '"x"', 'cut off or damaged'],
    ['of no version', '{"state":{}}', 'of no version that there has been'],
  ])('and is %s is set aside as it is, said, and never written over', async (_, text, why) => {
    const page = await openPage(memoryKeep({ whyrestart: text }))
    page.report()
    expect(page.state().troubles).toMatchObject([{ cause: 'unread', text: expect.stringContaining(why), file: { text } }])
    page.setCursor(5)
    write(page, '# new work')
    page.keeper.flush()
    const again = await reload(page)
    expect(again.cabinet.unread().map((item) => item.text)).toEqual([text])
    expect(textIn(again)).toBe('# new work')
    again.report()
    expect(again.state().troubles).toEqual([])
  })

  it('of one thing is damaged, and the others stay', async () => {
    const page = await openPage()
    page.openOwn(draftOf(ownPod('1.37')))
    write(page, '# x', 0)
    page.openSlot('case:today')
    write(page, '# today')
    page.keeper.flush()
    page.keep.write('whyrestart/own', page.keep.read('whyrestart/own')!.slice(0, 500))
    const again = await reload(page)
    expect(textIn(again)).toBe('# today')
    again.openSlot('own')
    expect(again.state().troubles).toMatchObject([{ cause: 'unread' }])
    expect(again.cabinet.unread()[0]!.text.length).toBe(500)
  })

  it('and can neither be read nor put elsewhere stays where it is, whatever is done', async () => {
    const inner = memoryKeep({ 'whyrestart/case:story': '{"version": 9}' })
    const page = await openPage({ ...inner, write: () => false })
    page.report()
    expect(page.state().troubles).toMatchObject([{ cause: 'unread' }])
    write(page, '# new')
    page.keeper.flush()
    expect(page.state().isKept).toBe(false)
    page.undo()
    page.keeper.flush()
    expect(inner.read('whyrestart/case:story')).toBe('{"version": 9}')
  })

  it('and cannot be read makes room for itself in a storage that is full', async () => {
    const text = `{"version": 9, "text": "${'x'.repeat(5000)}"}`
    const inner = memoryKeep({ 'whyrestart/case:story': text })
    const size = (): number => inner.names().reduce((sum, name) => sum + inner.read(name)!.length, 0)
    const page = await openPage({ ...inner, write: (name, value) => size() + value.length < 7000 && inner.write(name, value) })
    page.keeper.flush()
    expect(page.cabinet.unread().map((item) => item.text)).toEqual([text])
    expect(inner.names()).not.toContain('whyrestart-probe')
  })

  it('and could not be read is set aside as work as soon as it can be', async () => {
    const page = await openPage(memoryKeep({ 'whyrestart-unread/1/whyrestart/own': JSON.stringify({ version: 2, draft: mine, at: 1 }) }))
    expect(page.cabinet.unread()).toEqual([])
    expect(page.cabinet.earlier()).toEqual([mine])
  })

  it('has a damaged view: the view is dropped and the inputs stay', async () => {
    const page = await openPage()
    write(page, '# mine')
    page.keeper.flush()
    const record = JSON.parse(page.keep.read('whyrestart')!) as { views: Record<string, object>; theme: string }
    page.keep.write(
      'whyrestart',
      JSON.stringify({
        ...record,
        theme: 'pink',
        views: { 'case:story': { cursor: 'soon', from: 9, to: 3, lane: 'lane-1', panel: 'nowhere', file: 7 } },
      }),
    )
    const again = await openPage(page.keep)
    expect(textIn(again)).toBe('# mine')
    expect(again.state()).toMatchObject({ theme: 'system', cursor: 525, from: 0, to: 720, lane: 'lane-1', panel: 'why', file: FILE })
  })
})

describe('writing', () => {
  const counted = (): { keep: TextStorage; writes: string[]; limit: { most: number } } => {
    const inner = memoryKeep()
    const writes: string[] = []
    const limit = { most: Infinity }
    return {
      writes,
      limit,
      keep: {
        ...inner,
        write: (name, value) => {
          if (value.length > limit.most) return false
          writes.push(name)
          return inner.write(name, value)
        },
      },
    }
  }

  it('does not happen while the clock plays, and once when it rests', async () => {
    const { keep, writes } = counted()
    const page = await openPage(keep)
    write(page, '# mine')
    page.keeper.flush()
    writes.length = 0
    vi.useFakeTimers()
    page.togglePlay()
    for (let t = 0; t < 100; t++) {
      page.setCursor(t)
      // a slow machine, with seconds between two frames
      vi.advanceTimersByTime(2000)
    }
    expect(writes).toEqual([])
    page.togglePlay()
    vi.advanceTimersByTime(2000)
    vi.useRealTimers()
    expect(writes).toEqual(['whyrestart'])
  })

  it('touches the text of a thing only when it has changed', async () => {
    const { keep, writes } = counted()
    const page = await openPage(keep)
    write(page, '# mine')
    page.keeper.flush()
    page.setCursor(3)
    page.keeper.flush()
    expect(writes.filter((name) => name === 'whyrestart/case:story').length).toBe(1)
    // nor anything where nothing has: another tab may have written since
    writes.length = 0
    page.keeper.flush()
    expect(writes).toEqual([])
  })

  it('that the storage does not take is said, and said no more when it takes it again', async () => {
    const { keep, limit } = counted()
    const page = await openPage(keep)
    limit.most = 3000
    write(page, '# too much'.repeat(1000))
    page.keeper.flush()
    expect(page.state().isKept).toBe(false)
    page.openSlot('case:today')
    page.openSlot('case:story')
    expect(textIn(page)).toContain('# too much')
    limit.most = Infinity
    write(page, '# little')
    page.keeper.flush()
    expect(page.state().isKept).toBe(true)
  })

  it('of more than can be read again does not happen, is said, and costs nothing else', async () => {
    const page = await openPage()
    page.openOwn(draftOf(ownPod('1.37')))
    page.setTitle('Mine')
    page.keeper.flush()
    const before = page.keep.read('whyrestart/own')
    const huge = shared('Huge')
    const texts = Object.fromEntries(Array.from({ length: 5 }, (_, i) => [`/etc/${i}`, 'x'.repeat(950_000)]))
    page.visit({ ...huge, common: { ...huge.common, files: texts } }, { fragment: '2x.huge' })
    write(page, '# edited')
    page.keeper.flush()
    expect(page.state().troubles).toMatchObject([{ cause: 'too large' }])
    expect(page.keep.read('whyrestart/own')).toBe(before)
    // once it has become smaller it is kept, and nothing is said any more
    page.replaceDraft(shared('Small again'))
    page.keeper.flush()
    expect(page.state().troubles).toEqual([])
    page.backToOwn()
    expect(page.state().draft.common.title).toBe('Mine')
  })

  it('a draft that is too large to be set aside can be taken away, and those before stay in the list', async () => {
    const page = await openPage()
    page.openOwn(draftOf(ownPod('1.37')))
    page.setTitle('First')
    page.openOwn(draftOf(ownPod('1.36')))
    page.writeFile('lane-1', '/etc/large', 'x'.repeat(990_000))
    page.writeFile('lane-1', '/etc/large-2', 'x'.repeat(990_000))
    page.openOwn(draftOf(ownPod('1.35')))
    expect(page.cabinet.earlier().map(({ common }) => common.title)).toEqual(['First'])
    expect(page.state().troubles).toMatchObject([{ cause: 'aside', file: { name: 'scenario.json' } }])
  })

  it('a visited draft that is left is there again', async () => {
    const page = await openPage()
    const large = shared('Large')
    // by a file that is too large for a link
    page.visit(large)
    write(page, '# edited')
    page.backToOwn()
    const again = await reload(page)
    expect(again.state().slot).toBe('case:story')
    again.openSlot(slotOf(large))
    expect(textIn(again)).toBe('# edited')
    again.reset()
    expect(again.state().draft).toEqual(large)
  })

  it('a visited draft that no link leads to is there again, though nothing was done with it', async () => {
    const page = await openPage()
    page.visit(shared('From a file'))
    page.backToOwn()
    const again = await reload(page)
    again.openSlot(slotOf(shared('From a file')))
    expect(again.state().draft.common.title).toBe('From a file')
  })
})

it('what is said of a link that cannot be opened is over with the next thing that is opened', async () => {
  const page = await openPage()
  page.tell({ cause: 'link', text: 'There is no exercise nothing here.' })
  page.openSlot('case:story')
  expect(page.state().troubles).toHaveLength(1)
  page.openSlot('case:today')
  expect(page.state().troubles).toEqual([])
})

describe('two tabs', () => {
  it('never cost each other’s work in the same thing', async () => {
    const first = await openPage()
    const second = await openPage(first.keep)
    write(first, '# of the first')
    first.keeper.flush()
    second.setCursor(60)
    second.keeper.flush()
    expect(textIn(await openPage(first.keep))).toBe('# of the first')
    write(second, '# of the second')
    second.keeper.flush()
    expect(second.state().notice).toContain('set aside')
    expect(textIn(await openPage(first.keep))).toBe('# of the second')
    expect(second.cabinet.earlier().map((draft) => textOf(draft, draft.lanes[1]!, FILE))).toEqual(['# of the first'])
  })

  it('say it where the other is still looked at, once, and only of what is open in it', async () => {
    const first = await openPage()
    const [second, elsewhere] = [await openPage(first.keep), await openPage(first.keep)]
    elsewhere.openSlot('case:today')
    write(first, '# of the first')
    first.keeper.flush()
    for (const page of [first, second, elsewhere]) page.keeper.onStorage()
    expect(first.state().notice).toBe('')
    expect(elsewhere.state().notice).toBe('')
    expect(second.state().notice).toBe('Another tab has changed this page’s texts. A reload shows them.')
    write(second, '# of the second')
    second.keeper.flush()
    first.keeper.onStorage()
    expect(first.state().notice).toContain('Yours stay here until you reload')
    expect(second.cabinet.earlier().map((draft) => textOf(draft, draft.lanes[1]!, FILE))).toEqual(['# of the first'])
    first.useStore.setState({ notice: '' })
    write(second, '# of the second, more')
    second.keeper.flush()
    first.keeper.onStorage()
    expect(first.state().notice).toBe('')
  })

  it('leave what is open in one for each thing that the other changes', async () => {
    const first = await openPage()
    for (const slot of ['case:today', 'case:story'] as const) {
      first.openSlot(slot)
      write(first, `# first, ${slot}`)
      first.keeper.flush()
    }
    const second = await openPage(first.keep)
    for (const slot of ['case:story', 'case:today'] as const) {
      for (const page of [first, second]) page.openSlot(slot)
      write(second, `# second, ${slot}`)
      second.keeper.flush()
      first.keeper.onStorage()
    }
    // and again once something was written over what the other had
    write(first, '# first, again')
    first.keeper.flush()
    for (const slot of ['case:story', 'case:today'] as const) second.openSlot(slot)
    write(second, '# second, again')
    second.keeper.flush()
    first.keeper.flush()
    expect(first.cabinet.earlier().map((draft) => textOf(draft, draft.lanes[1]!, FILE))).toEqual([
      '# first, again',
      '# second, case:today',
      '# first, case:today',
      '# first, case:story',
    ])
  })

  it('say nothing, and set nothing aside, where both have come to the same', async () => {
    const first = await openPage()
    const second = await openPage(first.keep)
    for (const page of [first, second]) write(page, '# of both')
    first.keeper.flush()
    second.keeper.flush()
    first.keeper.onStorage()
    first.keeper.flush()
    expect([first.state().notice, second.state().notice, second.cabinet.earlier()]).toEqual(['', '', []])
    // at the start again nothing of it is kept
    for (const page of [first, second]) page.undo()
    second.keeper.flush()
    first.keeper.onStorage()
    expect([first.state().notice, first.cabinet.get('case:story')]).toEqual(['', undefined])
    // what is begun here is no other tab's
    write(second, '# begun')
    second.keeper.onStorage()
    expect(second.state().notice).toBe('')
  })

  it('are told where what the other had is too large to be set aside, and can take it away', async () => {
    const first = await openPage()
    const second = await openPage(first.keep)
    first.writeFile('lane-1', '/etc/large', 'x'.repeat(990_000))
    first.writeFile('lane-1', '/etc/large-2', 'x'.repeat(990_000))
    first.keeper.flush()
    write(second, '# of the second')
    second.keeper.flush()
    const [trouble] = second.state().troubles
    expect(trouble).toMatchObject({ cause: 'aside', text: expect.stringContaining('too large to be set aside') })
    expect(JSON.parse(trouble!.file!.text)).toEqual(first.state().draft)
    // once more it is said once, beside what else there is to say
    second.tell({ cause: 'unkept', text: 'It was not kept.' })
    first.writeFile('lane-1', '/etc/large', 'y'.repeat(990_000))
    first.keeper.flush()
    write(second, '# of the second again')
    second.keeper.flush()
    expect(second.state().troubles.map(({ cause }) => cause)).toEqual(['unkept', 'aside'])
  })

  it.each([
    ['went on with it', (other: Page) => write(other, '# of the second')],
    ['began it anew', (other: Page) => other.reset()],
  ])('leave what is open in one where the other, which was opened later, %s', async (_, act) => {
    const first = await openPage()
    write(first, '# of the first')
    first.keeper.flush()
    const second = await openPage(first.keep)
    act(second)
    second.keeper.flush()
    first.keeper.onStorage()
    expect(first.state().notice).toBe(
      'Another tab has changed this page’s texts too. Yours stay here until you reload; then New lists them.',
    )
    // at once, but where it may have been forgotten
    expect(first.cabinet.earlier()).toHaveLength(first.cabinet.textIn('case:story') === null ? 0 : 1)
    const again = await reload(first)
    expect(textIn(again)).not.toBe('# of the first')
    expect(again.cabinet.earlier().map((draft) => textOf(draft, draft.lanes[1]!, FILE))).toEqual(['# of the first'])
  })

  it('bring nothing back that one of them forgets', async () => {
    const first = await openPage()
    write(first, '# of the first')
    first.keeper.flush()
    const second = await openPage(first.keep)
    for (const name of second.keep.names()) second.keep.remove(name)
    first.keeper.onStorage()
    expect(first.cabinet.earlier()).toEqual([])
  })

  it('that undo all of theirs leave the other’s work', async () => {
    const first = await openPage()
    const second = await openPage(first.keep)
    write(second, '# of the second')
    second.keeper.flush()
    write(first, '# of the first')
    first.keeper.flush()
    second.undo()
    second.keeper.flush()
    expect(second.cabinet.earlier().map((draft) => textOf(draft, draft.lanes[1]!, FILE))).toContain('# of the first')
  })

  it('have different things open, each with its view', async () => {
    const first = await openPage()
    first.visit(shared('One'), { fragment: '2x.one' })
    write(first, '# one')
    first.setCursor(11)
    first.keeper.flush()
    const second = await openPage(first.keep, 'case:story')
    second.visit(shared('Two'), { fragment: '2x.two' })
    write(second, '# two')
    second.setCursor(22)
    second.keeper.flush()
    const again = await openPage(first.keep, slotOf(shared('One')))
    expect([textIn(again), again.state().cursor]).toEqual(['# one', 11])
  })
})

describe('what a run was ended with', () => {
  it('is kept with the inputs, in an unchanged visit too', async () => {
    const page = await openPage()
    page.visit(shared('Hangs'), { fragment: '2x.hangs' })
    page.useStore.setState({ ended: 'The run was ended.' })
    const again = await reload(page, slotOf(shared('Hangs')))
    // before the link has been followed
    expect(again.state().ended).toBe('The run was ended.')
    again.visit(shared('Hangs'), { fragment: '2x.hangs' })
    expect(again.state().ended).toBe('The run was ended.')
  })
})

it('what a page takes up is the beginning of its history', async () => {
  const { cabinet, ...page } = await openPage()
  page.openOwn(shared('Mine'))
  page.keeper.flush()
  const later = await freshPage()
  later.set({ draft: shared('Before') })
  later.restore(cabinet, 'own')
  expect([later.state().draft.common.title, later.useStore.temporal.getState().pastStates]).toEqual(['Mine', []])
})

describe('what is typed on one lane’s node', () => {
  const actions = (page: Page): unknown[] => page.state().draft.lanes.map(({ fields }) => fields['actions'])

  it('happens in that lane alone, after what happens in all of them', async () => {
    const page = await openPage()
    page.addActions([{ at: 60, hang: 'kube-apiserver' }])
    page.addLaneActions('lane-2', [{ at: 90, write: FILE, content: '' }])
    expect(page.state().draft.common['actions']).toEqual([{ at: '60s', hang: 'kube-apiserver' }])
    expect(actions(page)).toEqual([
      undefined,
      [
        { at: '60s', hang: 'kube-apiserver' },
        { at: '90s', write: FILE, content: '' },
      ],
      undefined,
      undefined,
      undefined,
    ])
    page.undo()
    expect(actions(page)[1]).toBeUndefined()
  })

  it('is the scenario’s where there is one lane', async () => {
    const page = await openPage()
    page.openOwn(draftOf(ownPod('1.37')))
    page.addLaneActions('lane-1', [{ at: 1, kill: 'web' }])
    expect(page.state().draft.common['actions']).toEqual([{ at: '1s', kill: 'web' }])
  })

  it('is moved and removed where it is written, and nowhere else', async () => {
    const page = await openPage()
    const all = (): unknown[] => [page.state().draft.common['actions'], ...actions(page).slice(0, 3)]
    const own = ['1s', '2s'].map((at) => ({ at, kill: 'web' }))
    page.useStore.setState(({ draft }) => ({
      draft: { ...draft, lanes: draft.lanes.map((lane, n) => (n < 2 ? { ...lane, fields: { ...lane.fields, actions: own } } : lane)) },
    }))
    page.moveAction([{ lane: 'lane-2', index: 1 }], 90.0004)
    const moved = [
      { at: '1s', kill: 'web' },
      { at: '90s', kill: 'web' },
    ]
    expect(all()).toEqual([undefined, own, moved, undefined])
    page.addActions([{ at: 60, hang: 'web' }])
    const hang = { at: '60s', hang: 'web' }
    expect(all()).toEqual([[hang], [...own, hang], [...moved, hang], undefined])
    page.removeAction([
      { lane: '', index: 0 },
      { lane: 'lane-1', index: 2 },
    ])
    expect(all()).toEqual([[], own, [...moved, hang], undefined])
  })
})

describe('a file that all lanes share', () => {
  const filesIn = (page: Page): unknown[] =>
    page
      .state()
      .draft.lanes.slice(0, 3)
      .map(({ fields }) => fields['files'])

  it('is each lane’s for itself once one takes it out, but where it had one of its own', async () => {
    const page = await openPage()
    page.useStore.setState(({ draft }) => ({
      draft: { ...draft, common: { ...draft.common, files: { '/etc/a': 'of all', '/etc/b': 'b' } } },
    }))
    page.writeFile('lane-2', '/etc/a', 'own')
    page.removeFile('lane-1', '/etc/a')
    expect(page.state().draft.common['files']).toEqual({ '/etc/b': 'b' })
    expect(filesIn(page)).toEqual([{}, { '/etc/a': 'own' }, { '/etc/a': 'of all' }])
    page.removeFile('lane-2', '/etc/a')
    expect(filesIn(page)).toEqual([{}, {}, { '/etc/a': 'of all' }])
  })

  it('is among a lane’s objects once, after those that it has, and goes with its file', async () => {
    const page = await openPage()
    const objects = (): unknown =>
      page
        .state()
        .draft.lanes.slice(0, 2)
        .map(({ fields }) => fields['cluster'])
    page.useStore.setState(({ draft }) => ({
      draft: { ...draft, common: { ...draft.common, cluster: { etcd: 'up', objects: ['/of-all'] } } },
    }))
    for (const file of ['/a', '/b', '/a']) page.writeObjects('lane-1', file, file)
    expect(objects()).toEqual([{ etcd: 'up', objects: ['/of-all', '/a', '/b'] }, undefined])
    page.removeFile('lane-1', '/a')
    page.removeFile('lane-2', '/no-object')
    expect(objects()).toEqual([{ etcd: 'up', objects: ['/of-all', '/b'] }, undefined])
  })
})

describe('what was selected', () => {
  it('goes with its lane, and stays where another one goes', async () => {
    const page = await openPage()
    const selected = { lane: 'lane-2', id: 3 }
    page.useStore.setState({ lane: 'lane-2', selected })
    page.removeLane('lane-3')
    expect(page.state()).toMatchObject({ lane: 'lane-2', selected })
    page.useStore.setState({ lane: 'lane-1' })
    page.removeLane('lane-2')
    expect(page.state()).toMatchObject({ lane: 'lane-1', selected: null })
  })
})

describe('nothing is to be done', () => {
  it('where nothing is visited, nothing was changed, or nothing may be', async () => {
    const page = await openPage()
    const before = page.state()
    page.backToOwn()
    page.keepVisited()
    page.reset()
    expect(page.state()).toEqual(before)
    expect(page.cabinet.earlier()).toEqual([])
    const readonly = await freshPage({ isReadonly: true })
    readonly.setTitle('x')
    readonly.set(({ draft }) => ({ draft: { ...draft, common: { ...draft.common, title: 'Other' } } }))
    const { draft } = readonly.state()
    readonly.reset()
    readonly.undo()
    expect(readonly.state()).toMatchObject({ draft, notice: '' })
  })

  it('about the part that is looked at, unless it goes beyond what comes in its place', async () => {
    const page = await openPage()
    const short = { ...shared('Short'), common: { ...shared('Short').common, duration: '5m' } }
    for (const [to, looksAt] of [
      [300, { from: 100, to: 300 }],
      [301, { from: 0, to: 300 }],
    ] as const) {
      page.useStore.setState({ from: 100, to })
      page.replaceDraft(short)
      expect(page.state()).toMatchObject(looksAt)
    }
  })
})

describe('a frame that may only be read', () => {
  it('changes nothing', async () => {
    const { setTitle, addLane, openOwn, state } = await freshPage({ isReadonly: true })
    const before = state().draft
    setTitle('Other')
    addLane()
    openOwn(draftOf(ownPod('1.37')))
    expect(state().draft).toBe(before)
  })
  it('and one that may be written starts over, with nothing said of what it keeps nowhere', async () => {
    const { visit, setTitle, reset, state } = await freshPage()
    visit(shared('Of a frame'))
    setTitle('Other')
    reset()
    expect(state()).toMatchObject({ draft: { common: { title: 'Of a frame' } }, troubles: [], notice: '' })
  })
})

it('a cabinet drops the visits that were left longest ago, and no other work', async () => {
  const keep = memoryKeep()
  const cabinet: Cabinet = makeCabinet(keep, () => 1)
  const draft = draftOf(ownPod('1.37'))
  cabinet.put('own', { draft, at: 0 })
  for (let i = 0; i < 70; i++) makeCabinet(keep, () => i).put(`shared:${i}`, { draft, at: 0 })
  const slots = makeCabinet(keep)
    .slots()
    .map(({ slot }) => slot)
  expect(slots).toContain('own')
  expect(slots).toContain('shared:69')
  expect(slots).not.toContain('shared:3')
})

describe('a lane that is chosen', () => {
  it('where there is no file is to have one, as the first of its kind is called', async () => {
    const page = await openPage()
    const bare = (title: string): Draft => ({ ...shared(title), lanes: [{ id: 'lane-1', name: 'Bare', muted: false, fields: {} }] })
    page.visit(bare('One'))
    expect(page.state().file).toBe('kube-apiserver.yaml')
    page.openOwn(bare('Mine'))
    expect(page.state().file).toBe('pod.yaml')
  })

  it('shows the file that was open, or its first; once more, or unknown, it changes nothing', async () => {
    const page = await openPage()
    page.writeFile('lane-2', '/etc/its-own', 'a')
    page.useStore.setState({ lane: 'lane-1', selected: { lane: 'lane-1', id: 1 } })
    page.selectLane('lane-1')
    page.selectLane('lane-none')
    expect(page.state()).toMatchObject({ lane: 'lane-1', selected: { id: 1 } })
    page.selectLane('lane-2')
    expect(page.state()).toMatchObject({ lane: 'lane-2', file: FILE, selected: null })
    page.useStore.setState({ file: '/etc/its-own' })
    page.selectNeighbour(1)
    expect(page.state()).toMatchObject({ lane: 'lane-3', file: FILE })
    page.useStore.setState({ file: '/etc/its-own' })
    page.selectNeighbour(-1)
    expect(page.state()).toMatchObject({ lane: 'lane-2', file: '/etc/its-own' })
    page.selectNeighbour(-1)
    page.selectNeighbour(-1)
    expect(page.state()).toMatchObject({ lane: 'lane-1', file: FILE })
  })
})

describe('a file', () => {
  const twoLanes = (): Draft => {
    const draft = draftOf(theStrangeCase('1.37'))
    const [first, second] = draft.lanes
    const bare = (lane: Draft['lanes'][number]) => ({ ...lane, fields: {} })
    const manifests = { [FILE]: '# shared', 'web.yaml.bak': '# old' }
    return { common: { ...draft.common, manifests, files: { '/etc/a': 'a' } }, lanes: [bare(first!), bare(second!)] }
  }

  it.each([['web.yaml.bak'], ['/etc/a']])(
    '%s that all lanes share goes out of one lane, and stays in the others; undo brings it back',
    async (file) => {
      const page = await openPage()
      page.visit(twoLanes(), { fragment: '2x.two' })
      const before = page.state().draft
      const [lane, other] = before.lanes
      page.removeFile(lane!.id, file)
      const { draft } = page.state()
      expect([filesOf(draft, draft.lanes[0]!), filesOf(draft, draft.lanes[1]!)].map((files) => files.includes(file))).toEqual([false, true])
      expect(textOf(draft, draft.lanes[1]!, file)).toBe(textOf(before, other!, file))
      expect(textIn(page, 0)).toBe('# shared')
      page.undo()
      expect(page.state().draft).toEqual(before)
    },
  )
})
