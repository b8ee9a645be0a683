import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { type Page, expect, test, inMenu, keep, savedBy } from '../fixture/playground.ts'
import { link, shared } from '../fixture/samples.ts'
import { theStrangeCase } from '../../cases/the-strange-case.ts'
import { courseLink } from '../../share/contents.ts'
import { draftOf } from '../../share/payload.ts'

const OFF = 'Anonymous requests off'

const FIRST = 'As kubeadm writes it'

const heading = (page: Page) => page.locator('h1 button').first()

const mine = draftOf(theStrangeCase('1.9'))

const asFirst = (draft: object): string => JSON.stringify({ version: 1, state: { draft, caseId: 'story', shelved: {}, own: null } })

test('a small link with a draft of megabytes costs nobody’s own work', { tags: 'whole' }, async ({ playground, page }) => {
  await playground.open()
  await playground.rewrite(OFF, (text) => `# mine\n${text}`)
  const large = shared('Large')
  const files = Object.fromEntries(Array.from({ length: 4 }, (_, i) => [`/etc/${i}`, `${i}`.repeat(900_000)]))
  const address = link({ ...large, common: { ...large.common, files } })
  expect(address.length).toBeLessThan(30_000)
  await page.goto('about:blank')
  await playground.open(address)
  await expect(heading(page)).toHaveText('Large')
  await playground.tab('Events')
  await page.getByRole('button', { name: 'Back to my own' }).click()
  await page.reload()
  await playground.settled()
  await expect(playground.editor(OFF)).toHaveValue(/^# mine/)
})

test('the address says what is open: Back goes back, and a bookmark leads there', async ({ playground, page }) => {
  await playground.open()
  await playground.rewrite(OFF, (text) => `# of the story\n${text}`)
  await (await inMenu(page, 'Today, 1.37')).click()
  await expect(page).toHaveURL(/#case=today$/)
  await (await inMenu(page, 'New')).click()
  // the arrows go from choice to choice, and stay at the ends
  const choices = page.getByRole('dialog').locator('.choice')
  await expect(choices.first()).toBeFocused()
  const chosen: string[] = []
  for (const key of ['ArrowUp', 'ArrowDown', 'ArrowRight', 'ArrowLeft', 'x', ...Array<string>(9).fill('ArrowDown')]) {
    await page.keyboard.press(key)
    const place = await choices.evaluateAll((all: Element[]) => `${all.indexOf(document.activeElement!) + 1} of ${all.length}`)
    if (chosen.at(-1) !== place) chosen.push(place)
  }
  expect(chosen).toEqual(['1 of 4', '2 of 4', '3 of 4', '2 of 4', '3 of 4', '4 of 4'])
  await page.keyboard.press('Escape')
  await expect(heading(page)).toBeFocused()
  await (await inMenu(page, 'New')).click()
  await page.getByRole('dialog').getByRole('button', { name: 'A small pod' }).click()
  await expect(page).toHaveURL(/#own$/)
  const address = link(shared('One'))
  await page.evaluate((fragment) => {
    location.hash = fragment
  }, address)
  await expect(heading(page)).toHaveText('One')
  await page.goBack()
  await expect(heading(page)).toHaveText('My own pod')
  await page.goBack()
  await expect(await inMenu(page, 'Today, 1.37')).toHaveAttribute('aria-pressed', 'true')
  await page.goBack()
  await expect(playground.editor(OFF)).toHaveValue(/^# of the story/)
  await page.goForward()
  await page.goForward()
  await page.goForward()
  await expect(heading(page)).toHaveText('One')
  // a moment that an address names is gone to, and Back leaves it again
  await page.evaluate(() => {
    location.hash = '#case=story&t=7m'
  })
  await expect(page).toHaveURL(/#case=story$/)
  await expect(playground.slider).toHaveValue('420')
  await page.goBack()
  await expect(heading(page)).toHaveText('One')
  await page.goto('about:blank')
  await playground.open('./#own')
  await expect(heading(page)).toHaveText('My own pod')
  await page.goto('about:blank')
  await playground.open('./#case=today')
  await expect(await inMenu(page, 'Today, 1.37')).toHaveAttribute('aria-pressed', 'true')
})

test('Start over in a shared scenario asks, brings back what was shared, and can be undone', async ({ playground, page }) => {
  await playground.open(link(shared('One')))
  await playground.rewrite(OFF, (text) => `# edited\n${text}`)
  const dialog = page.getByRole('dialog', { name: 'Start over' })
  await (await inMenu(page, 'Start over')).click()
  await expect(dialog).toContainText(
    '“One” becomes what it was at its start, and your edits of it go. Undo brings them back; they are set aside too, and New lists them.',
  )
  await dialog.getByRole('button', { name: 'Keep my edits' }).click()
  await expect(playground.editor(OFF)).toHaveValue(/^# edited/)
  await (await inMenu(page, 'Start over')).click()
  await dialog.getByRole('button', { name: 'Start over' }).click()
  await playground.settled()
  await expect(heading(page)).toHaveText('One')
  await expect(playground.editor(OFF)).not.toHaveValue(/^# edited/)
  await expect(page.getByText('You are looking at a shared scenario')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(playground.editor(OFF)).toHaveValue(/^# edited/)
})

test('the case buttons lead to their case and back, and none is chosen in a foreign scenario', async ({ playground, page }) => {
  await playground.open(link(shared('One')))
  await playground.rewrite(OFF, (text) => `# edited\n${text}`)
  for (const name of ['As it was, 1.9', 'Today, 1.37']) await expect(await inMenu(page, name)).toHaveAttribute('aria-pressed', 'false')
  await (await inMenu(page, 'As it was, 1.9')).click()
  await expect(await inMenu(page, 'As it was, 1.9')).toHaveAttribute('aria-pressed', 'true')
  await expect(heading(page)).toHaveText('The strange case')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(heading(page)).toHaveText('One')
  await expect(playground.editor(OFF)).toHaveValue(/^# edited/)
  const redo = page.getByRole('button', { name: 'Redo' })
  await redo.click()
  await expect(heading(page)).toHaveText('The strange case')
  await page.getByRole('button', { name: 'Undo' }).click()
  await playground.rewrite(OFF, (text) => `# edited again\n${text}`)
  await redo.click()
  await expect(page.getByText('Nothing is left to redo.')).toBeVisible()
  await (await inMenu(page, 'Today, 1.37')).click()
  await page.goBack()
  await expect(playground.editor(OFF)).toHaveValue(/^# edited/)
})

test('what sed, tee and a redirection write on one lane’s node is that lane’s alone', { tags: 'whole' }, async ({ playground, page }) => {
  await playground.open('#case=today')
  await playground.goTo(100)
  await playground.select(OFF)
  await playground.tab('Terminal')
  const command = page.getByRole('textbox', { name: 'Command' })
  await command.fill('sed -i s/--anonymous-auth=false/--anonymous-auth=true/ kube-apiserver.yaml')
  await command.press('Enter')
  await expect(page.getByRole('log', { name: 'Output' })).toContainText(`now an action of ${OFF} at`)
  await playground.settled()
  await playground.goTo(1700)
  await expect(playground.restarts(FIRST)).toHaveText('0 restarts')
  await expect(playground.lane(FIRST)).toContainText('1/1 Running')
  await expect(playground.lane(OFF)).toContainText('1/1 Running')
  await playground.goTo(200)
  for (const line of [
    'systemctl restart kubelet',
    'crictl stop $(crictl ps -q | head -1)',
    'mv kube-apiserver.yaml /tmp/',
    'cat /tmp/kube-apiserver.yaml | tee kube-apiserver.yaml > /dev/null',
    'echo "kind: Nothing" > kube-apiserver.yaml',
  ]) {
    await command.fill(line)
    await command.press('Enter')
    await expect(page.getByRole('log', { name: 'Output' })).toContainText(line)
    await playground.settled()
  }
  await playground.goTo(1700)
  await expect(playground.lane(FIRST)).toContainText('1/1 Running')
  await expect(playground.restarts(FIRST)).toHaveText('0 restarts')
  await expect(playground.lane(OFF)).not.toContainText('1/1 Running')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(playground.lane(OFF)).toContainText('1/1 Running')
})

test(
  'a storage that is cleared while the page is open gets again what the page had of it, and it is said',
  { tags: 'whole' },
  async ({ playground, page }) => {
    const hints = page.getByRole('list', { name: 'Hints' }).getByRole('listitem')
    const room = page.getByRole('region', { name: 'The room' })
    const form = page.getByRole('dialog', { name: 'Make an exercise of this' })
    const openForm = async (): Promise<void> => {
      await (await inMenu(page, 'Learn')).click()
      await page.getByText('For trainers', { exact: true }).click()
      await page.getByRole('button', { name: /^Make an exercise of this/ }).click()
    }
    const names = (): Promise<string[]> => page.evaluate(() => Object.keys(localStorage).filter((name) => name.includes('whyrestart')))
    await playground.open()
    await playground.rewrite(OFF, (text) => `# mine\n${text}`)
    await openForm()
    await form.getByLabel('Title').fill('My own task')
    await page.keyboard.press('Escape')
    await page.goto('#room')
    await room.getByRole('textbox').fill(`http://localhost/${link(shared('One'))}`)
    await room.getByRole('button', { name: 'Add them' }).click()
    await expect(room.getByRole('list', { name: 'Links that are left out' }).getByRole('listitem')).toHaveCount(1)
    await page.goto('#e=a-probe')
    await page.getByRole('button', { name: 'Hint', exact: true }).click()
    await page.pass(1)
    const before = (await names()).toSorted()
    // nobody has to say it: it is seen when the page goes
    await page.evaluate(() => localStorage.clear())
    await page.reload()
    await expect(hints).toHaveCount(1)
    expect((await names()).toSorted()).toEqual(before)
    // nor has anybody to have looked at it again
    await page.evaluate(() => localStorage.clear())
    await page.reload()
    await playground.settled()
    expect((await names()).toSorted()).toEqual(before)
    await page.goto('#room')
    await expect(room.getByRole('list', { name: 'Links that are left out' }).getByRole('listitem')).toHaveCount(1)
    await page.goto('#case=story')
    await openForm()
    await expect(form.getByLabel('Title')).toHaveValue('My own task')
    await page.keyboard.press('Escape')
    await expect(playground.editor(OFF)).toHaveValue(/^# mine/)
    // nor does what is written next take the place of the rest
    await page.goto('#e=how-many-failures')
    await page.evaluate(() => localStorage.clear())
    await page.getByRole('button', { name: 'Skip the questions' }).click()
    await page.goto('#e=a-probe')
    await expect(hints).toHaveCount(1)
    await page.evaluate(() => {
      localStorage.clear()
      dispatchEvent(Object.assign(new Event('storage'), { key: null, newValue: null }))
    })
    await expect(page.getByText('What this page had of it is kept again')).toBeVisible()
    // what another tab takes away is gone, and so is what was cleared before all is forgotten
    await page.evaluate(() => {
      localStorage.removeItem('whyrestart-room')
      dispatchEvent(Object.assign(new Event('storage'), { key: 'whyrestart-room', newValue: null }))
    })
    await page.reload()
    expect((await names()).filter((name) => name.endsWith('-room'))).toEqual([])
    await page.goto('#case=story')
    await expect(playground.editor(OFF)).toHaveValue(/^# mine/)
    await (await inMenu(page, 'New')).click()
    await page.getByRole('button', { name: 'Forget everything on this device' }).click()
    await page.getByRole('button', { name: 'No', exact: true }).click()
    await expect(page.getByRole('button', { name: 'Yes, forget it all' })).toHaveCount(0)
    await page.getByRole('button', { name: 'Forget everything on this device' }).click()
    await page.evaluate(() => {
      localStorage.clear()
      localStorage.setItem('another-site', 'x')
      localStorage.setItem('react-resizable-panels:whyrestart-columns', '{}')
    })
    // the other tabs are told by a text that is gone with the rest
    const gone = await page.evaluate(() => {
      const names: string[] = []
      const { removeItem } = Storage.prototype
      Storage.prototype.removeItem = function (name: string) {
        names.push(name)
        removeItem.call(this, name)
      }
      return names
    })
    await page.getByRole('button', { name: 'Yes, forget it all' }).click()
    expect(gone).toContain('whyrestart-cleared')
    await page.reload()
    await expect(page.locator('.notice')).toContainText('is forgotten')
    await expect(playground.editor(OFF)).not.toHaveValue(/# mine/)
    expect((await names()).filter((name) => name !== 'whyrestart')).toEqual([])
    expect(await page.evaluate(() => localStorage.getItem('another-site'))).toBe('x')
  },
)

const LESSON = parse(readFileSync(new URL('../../lessons/levels/a-probe.yaml', import.meta.url), 'utf8')) as { exercise: object }
const COURSE = `#${courseLink({ course: 1, title: 'All', exercises: [{ exercise: { ...LESSON, title: 'Ours', exercise: { ...LESSON.exercise, id: 'ours' } } }] })!}`

test('a course that the browser has no room for is said to be gone on reload', { tags: 'whole' }, async ({ playground, page }) => {
  let isFull = true
  await page.addInitScript(() => {
    const { setItem } = Storage.prototype
    Storage.prototype.setItem = function (name: string, value: string) {
      if (isFull && name === 'whyrestart-course') throw new DOMException('full', 'QuotaExceededError')
      setItem.call(this, name, value)
    }
  })
  await playground.open(COURSE)
  await expect(heading(page)).toHaveText('Ours')
  await expect(page.locator('.notice')).toContainText('no room for what you have opened: it is gone on reload. Its file or its link')
  isFull = false
})

test('a course that was kept and cannot be read is said, and can be had as a file', { tags: 'whole' }, async ({ playground, page }) => {
  await playground.open(COURSE)
  await expect(heading(page)).toHaveText('Ours')
  const text = await page.evaluate(() => {
    const cut = localStorage.getItem('whyrestart-course')!.slice(0, 500)
    localStorage.setItem('whyrestart-course', cut)
    return cut
  })
  await page.leave()
  await playground.open('#e=a-probe')
  await expect(page.locator('.notice')).toContainText('the course in it is of another version, or damaged')
  expect(await savedBy(page, page.getByRole('button', { name: 'Save it as a file' }))).toBe(text)
})

test('where what was kept cannot be read it is not written over, and that nothing is kept is said', async ({ playground, page }) => {
  await playground.open()
  await playground.rewrite(OFF, (text) => `# mine\n${text}`)
  await page.pass(1)
  await page.leave()
  let isBroken = true
  await page.addInitScript(() => {
    const { getItem } = Storage.prototype
    Storage.prototype.getItem = function (name: string) {
      if (isBroken) throw new DOMException('unreadable', 'UnknownError')
      return getItem.call(this, name)
    }
  })
  await playground.open()
  await playground.settled()
  await playground.rewrite(OFF, (text) => `# more\n${text}`)
  await page.pass(1)
  await expect(page.getByText('This browser keeps nothing for this page')).toBeVisible()
  isBroken = false
  await page.reload()
  await playground.settled()
  await expect(playground.editor(OFF)).toHaveValue(/^# mine/)
})

for (const [what, text] of [
  ['newer', JSON.stringify({ version: 9, state: { draft: mine } })],
  ['cut off', asFirst(mine).slice(0, 5000)],
  ['of a release that is not known', asFirst({ ...mine, common: { ...mine.common, kubernetes: '1.99' } })],
] as const)
  test(`what was kept and is ${what} is said, is never written over, and can be had as a file`, async ({ playground, page }) => {
    await keep(page, text)
    await playground.open()
    await expect(page.locator('.notice')).toContainText('Something that this browser kept cannot be read')
    await playground.goTo(60)
    await playground.rewrite(OFF, (old) => `# new work\n${old}`)
    await page.reload()
    await playground.settled()
    await expect(playground.editor(OFF)).toHaveValue(/^# new work/)
    await (await inMenu(page, 'New')).click()
    expect(await savedBy(page, page.getByRole('button', { name: 'Save it as a file' }))).toBe(text)
  })

test('what the first version kept is taken over', async ({ playground, page }) => {
  const old = { ...mine, common: { ...mine.common, title: 'From before' } }
  await keep(
    page,
    JSON.stringify({
      version: 1,
      state: { draft: old, caseId: 'own', shelved: {}, own: null, cursor: 77, from: 0, to: 300, lane: 'lane-3' },
    }),
  )
  await playground.open()
  await expect(heading(page)).toHaveText('From before')
  await expect(playground.slider).toHaveValue('77')
  await expect(page).toHaveURL(/#own$/)
})

test('?safe reads nothing that was kept and changes nothing of it, and gives it as a file', async ({ playground, page }) => {
  await playground.open()
  await playground.rewrite(OFF, (text) => `# mine\n${text}`)
  await page.goto('?safe')
  await playground.settled()
  await expect(playground.editor(OFF)).not.toHaveValue(/^# mine/)
  await expect(page.locator('.notice')).toContainText('This is a safe start')
  await playground.rewrite(OFF, (text) => `# of the safe start\n${text}`)
  expect(await savedBy(page, page.getByRole('button', { name: 'Save it as a file' }))).toContain('# mine')
  await page.goto('./')
  await playground.settled()
  await expect(playground.editor(OFF)).toHaveValue(/^# mine/)
})

test('nothing is written while the clock plays, and the moment that it rests at is kept', async ({ playground, page }) => {
  await playground.open()
  await page.getByRole('combobox', { name: 'Speed' }).selectOption('30')
  await playground.goTo(10)
  await page.pass(5)
  const kept = (): string | null => localStorage.getItem('whyrestart')
  const before = kept()
  await page.getByRole('button', { name: 'Play' }).click()
  await page.pass(2)
  expect(Number(await playground.slider.inputValue())).toBeGreaterThan(60)
  expect(kept()).toBe(before)
  await page.getByRole('button', { name: 'Pause' }).click()
  await page.pass(5)
  expect(kept()).not.toBe(before)
  const rest = await playground.slider.inputValue()
  await page.reload()
  await playground.settled()
  await expect(playground.slider).toHaveValue(rest)
})

test('what is opened, and not touched, is kept as what was looked at last', async ({ playground, page }) => {
  await playground.open()
  await page.pass(5)
  expect(localStorage.getItem('whyrestart')).toContain('"slot":"case:story"')
})

test('what another tab does to the storage is told by its kind; a page that is hidden writes at once', async ({ playground, page }) => {
  await playground.open()
  const kept = (name: string): Promise<string | null> => page.evaluate((key) => localStorage.getItem(key), name)
  const SLOT_KEY = 'whyrestart/case:story'
  const notice = page.locator('.notice')
  await playground.editor(OFF).fill(`# mine\n${await playground.editor(OFF).inputValue()}`)
  const hide = (visibilityState: string): Promise<void> =>
    page.evaluate((state) => {
      Object.defineProperty(document, 'visibilityState', { value: state, configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    }, visibilityState)
  await hide('visible')
  expect(await kept(SLOT_KEY)).toBeNull()
  await hide('hidden')
  expect(await kept(SLOT_KEY)).toContain('# mine')
  const other = async (key: string, newValue: string | null, write = true): Promise<void> =>
    page.evaluate(() => {
      if (write && newValue === null) localStorage.removeItem(key)
      else if (write) localStorage.setItem(key, newValue!)
      dispatchEvent(Object.assign(new Event('storage'), { key, newValue, storageArea: localStorage }))
    })
  const mine = (await kept(SLOT_KEY))!
  await other('somebody-else', 'x')
  await expect(notice).toHaveCount(0)
  await other(SLOT_KEY, mine.replaceAll('# mine', '# theirs'))
  await expect(notice).toContainText(
    'Another tab has changed this page’s texts too. Yours stay here until you reload; then New lists them.',
  )
  await other('whyrestart-cleared', null, false)
  expect(page.isAskedToReload).toBe(false)
  await other('whyrestart-cleared', 'now')
  expect(page.isAskedToReload).toBe(true)
})
