import { shippedLessons } from '../../cli/shipped-course.ts'
import { type Attempt, changesOf } from '../../lessons/attempt.ts'
import { changed, type FilesChange, textsOf } from '../../lessons/change.ts'
import { startOf } from '../../lessons/check-exercise.ts'
import { attemptLink } from '../../share/contents.ts'
import { expect, paste, savedBy, test } from '../fixture/playground.ts'
import { link, shared } from '../fixture/samples.ts'

const lessonOf = (id: string) => shippedLessons().find(({ exercise }) => exercise.id === id)!
const [PROBE, FAILURES] = [lessonOf('a-probe'), lessonOf('how-many-failures')]

function at(lesson: typeof PROBE, change: FilesChange | undefined, more: Partial<Attempt> = {}): string {
  const start = textsOf(startOf(lesson))
  const changes = change ? changesOf(start, changed(start, change).texts) : {}
  return `https://example.org/#${attemptLink({ exercise: lesson.exercise.id, hints: 1, minutes: 6.5, changes, ...more })!}`
}
const { solution, wrong } = PROBE.exercise

const CHAT = [
  'Paste your links here, please!',
  `Bob: ${at(PROBE, wrong[1]!.change)}`,
  `Ada: ${at(PROBE, solution, { hints: 0, minutes: 2 })}`,
  `Bob: ${at(PROBE, solution, { hints: 4, minutes: 9 })}`,
  at(PROBE, wrong[2]!.change),
  `Cyd: ${at(FAILURES, FAILURES.exercise.solution, { answers: [150, 290] })}`,
  `Dan: ${at(FAILURES, undefined, { answers: [40, null] })}`,
  `Eve: ${at(PROBE, solution, { exercise: 'gone' })}`,
].join('\n')

const START = 'As it begins'

test('a chat becomes rows, ways and figures; what it predicted is shown beside what is right; attempts are shown on the projector', async ({
  page,
  playground,
}) => {
  const room = page.getByRole('region', { name: 'The room', exact: true })
  const rows = room.getByRole('table').locator('tbody').getByRole('row')
  const button = (name: string | RegExp) => room.getByRole('button', { name, exact: true })
  /** Of each row what is read of it, cell by cell. */
  const drawn = (): string[] =>
    rows.elements().map((row) => {
      const cells = [...row.querySelectorAll<HTMLElement>('th, td:not(:first-child, .acts)')]
      const texts = cells.map(
        (cell) => cell.querySelector('[role=img]')?.getAttribute('aria-label') ?? cell.innerHTML.replace('<small>', ': '),
      )
      return `${Object.keys(row.dataset).join()} ${texts.join(' | ').replaceAll('</small>', '')}`
    })
  const draft = shared('Below the room')
  await playground.open(link({ ...draft, lanes: draft.lanes.slice(0, 1) }))
  await page.goto('#room')
  await expect(room).toContainText('Learners press Hand in')
  await expect(button('Add them')).toBeDisabled()
  await room.getByRole('textbox').fill(CHAT)
  await room.getByRole('textbox').press('Control+Enter')
  await expect(room.getByRole('textbox')).toHaveValue('')
  await expect(rows).toHaveCount(4)
  await expect(room.getByRole('progressbar')).toHaveCount(0)
  const patient = 'liveness probe made more patient'
  expect(drawn()).toEqual([
    `aside Bob: an earlier attempt of Bob | holds | does not hold | holds | 1 | 6.5 | ${patient}; the probe still fails | web: 0 restarts`,
    'solved Ada | holds | holds | holds | 0 | 2 | liveness probe asks for /alive | web: 0 restarts',
    'solved Bob | holds | holds | holds | 4 | 9 | liveness probe asks for /alive | web: 0 restarts',
    ' Attempt 4 | holds | does not hold | does not hold | 1 | 6.5 | liveness probe by TCP instead of HTTP | web: 0 restarts',
  ])
  await expect(room.getByRole('columnheader')).toHaveText([
    ...['Marked', 'Name', 'Goal 1', 'Goal 2', 'What must stay', 'Hints claimed', 'Minutes claimed', 'The way', '0:0030:00', 'Open'],
  ])
  await expect(room.getByRole('status', { name: 'Result of adding' })).toHaveText(
    '7 links in what was pasted; line 1, without a link, is left out.',
  )
  await expect(room.getByRole('list', { name: 'Links that are left out' })).toHaveText(
    'Left out: line 8 of what was pasted, Eve: an attempt at the exercise "gone", which is not here: paste its link, or drop its file.',
  )
  await expect(room).toContainText('2 of 3 solved')
  await expect(room.getByRole('region', { name: 'Goals' }).getByRole('listitem')).toHaveText([
    '3 of 3 web is not restarted in 30 minutes',
    '2 of 3 When web hangs, it is killed within 60 seconds',
  ])
  await expect(room.locator('.room-bar span').first()).toHaveAttribute('style', /width: 100%/)
  await expect(room.locator('.room-bar span').nth(1)).toHaveAttribute('style', /width: 66.6/)
  const ways = room.getByRole('region', { name: 'Ways' })
  await expect(ways.getByRole('button')).toHaveText([
    '2 liveness probe asks for /alive, solved',
    '1 liveness probe by TCP instead of HTTP, 0 of 1 solved',
  ])
  await expect(ways.getByRole('button').first()).toHaveAttribute('title', 'Ada, Bob')
  await ways.getByRole('button').first().click()
  await expect(rows).toHaveCount(2)
  await expect(ways.getByRole('button').first()).toHaveAttribute('aria-pressed', 'true')
  await ways.getByRole('button').first().click()
  await room.getByRole('checkbox', { name: 'Without names' }).check()
  await expect(rows.nth(1).getByRole('rowheader')).toHaveText('2')
  await expect(ways.locator('[title]')).toHaveCount(0)
  await room.getByRole('checkbox', { name: 'Without names' }).uncheck()
  await rows.first().getByRole('button', { name: 'Remove Bob' }).click()
  await expect(rows).toHaveCount(3)
  expect(await savedBy(page, button('CSV'))).toBe('name,goal 1,goal 2,kept,hints,minutes\nAda,1,1,1,0,2\nBob,1,1,1,4,9\n,1,0,0,1,6.5\n')

  const other = room.getByRole('combobox', { name: 'Exercise' })
  await expect(other.getByRole('option')).toHaveText(['1. What a probe is (3)', '2. How many failures, how often (2)'])
  await other.selectOption('how-many-failures')
  await expect(rows).toHaveCount(2)
  expect(drawn()).toEqual([
    `solved Cyd | holds | holds | holds | 1 | 6.5 | ${patient} | web: 0 restarts`,
    ' Dan | does not hold | does not hold | holds | 1 | 6.5 | nothing changed | web: 8 restarts, the first kill at 2 min 30 s',
  ])
  await expect(rows.nth(1).locator('.life')).toHaveAttribute('d', /^M0\.3 3h149\.7v14h-149\.7zM15\d/)
  await expect(rows.nth(1).locator('.ready')).toHaveAttribute('d', /^M0\.3 14h1049\.9v3h-1049\.9zM1221 /)
  await expect(rows.nth(1).locator('.wait')).toHaveAttribute('d', /^M\d+(\.\d)? 9h[\d.]+v2h/)
  await expect(rows.nth(1).locator('.kill')).toHaveAttribute('d', /^M150(\.\d)? 1v18M/)
  const questions = room.getByRole('region', { name: 'Questions' })
  const captions = questions.locator('figcaption')
  await expect(captions).toHaveText([/for the first time\? 2 answers$/, /when it is asked to\.\) 1 answer$/])
  await expect(questions.locator('[data-right]')).toHaveCount(0)
  await button('Show what is right').click()
  await expect(captions).toHaveText([/ 2 answers, 1 right: 2 min 30 s$/, / 1 answer, 0 right: 5 min$/])
  await expect(questions.locator('[data-right]')).toHaveText(['12:30 to 2 min 45 s, right', '05:00 to 5 min 30 s, right'])
  const columns = questions.locator('figure').first().locator('.room-column').elements()
  expect(columns.map(({ style }) => style.height)).toEqual([...Array.from({ length: 11 }, (_, n) => (n === 2 || n === 10 ? '100%' : '0%'))])

  await expect(button('Open the marked ones on the projector')).toBeDisabled()
  for (const name of ['Cyd', 'Dan']) await room.getByRole('checkbox', { name: `Mark ${name}` }).check()
  await button('Open the 2 marked on the projector').click()
  for (const name of [START, 'Cyd', 'Dan']) await expect(playground.lane(name)).toBeVisible()
  await expect(playground.lane('Cyd')).toHaveAttribute('data-selected')
  await expect(playground.slider).toHaveValue('1800')
  // it is left by its end alone
  await playground.slider.fill('1700')
  await page.pass(0.1)
  await expect(playground.lane('Cyd')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Stage', exact: true })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(rows).toHaveCount(2)
  await expect(page.getByRole('region', { name: 'Stage', exact: true })).toHaveCount(0)
  await expect(button('Open the 2 marked on the projector')).toBeFocused()
  await room.getByRole('checkbox', { name: 'Without names' }).check()
  await button('Open 2 on the projector').click()
  await expect(playground.lane('Attempt 1')).toBeVisible()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Attempt 1: 2. How many failures')
  await page.goBack()
  await expect(rows).toHaveCount(2)
  await expect(button('Open 2 on the projector')).toBeFocused()

  await paste(page, at(PROBE, solution, { name: 'Fay' }))
  await expect(room).toContainText('1 link in what was pasted.')
  await button('Empty the room').click()
  await button('No').click()
  await button('Empty the room').click()
  await button('Yes, empty it').click()
  await expect(room).toContainText('The room is empty.')
  await expect(room.getByRole('table')).toHaveCount(0)

  // two attempts that are pasted on the page open it, one is opened
  await page.keyboard.press('Escape')
  await expect(room).toHaveCount(0)
  await paste(page, CHAT.split('\n').slice(1, 3).join('\n'))
  await expect(page).toHaveURL(/#room$/)
  await expect(room).toContainText('2 links in what was pasted.')
  await expect(rows).toHaveCount(2)
})

test('attempts come pasted, in files, and by the camera, a code after the other until it is stopped', async ({ page }) => {
  const camera: { stream?: (stream: unknown) => void; refuse?: () => void; codes: string[] | Error; looks: number; stopped: number } = {
    codes: [],
    looks: 0,
    stopped: 0,
  }
  await page.addInitScript(() => {
    const getUserMedia = (): Promise<unknown> =>
      new Promise((resolve, reject) => {
        camera.stream = resolve
        camera.refuse = () => reject(new Error('no'))
      })
    Object.defineProperty(navigator, 'mediaDevices', { value: { getUserMedia }, configurable: true })
    let isPlaying = false
    HTMLMediaElement.prototype.play = async () => void (isPlaying = true)
    Object.defineProperty(HTMLMediaElement.prototype, 'srcObject', { writable: true, configurable: true })
    Object.assign(globalThis, {
      BarcodeDetector: class {
        async detect(video: HTMLVideoElement): Promise<{ rawValue: string }[]> {
          camera.looks++
          if (camera.codes instanceof Error) throw camera.codes
          return video.srcObject && isPlaying ? camera.codes.map((rawValue) => ({ rawValue })) : []
        }
      },
    })
  })
  await page.goto('#room')
  const room = page.getByRole('region', { name: 'The room', exact: true })
  const result = room.getByRole('status', { name: 'Result of adding' })
  const field = room.getByRole('textbox')
  const rows = room.getByRole('table').locator('tbody').getByRole('row')

  // what is long is taken at once, what is short waits in the field for who goes on typing; Enter is a line there
  await field.focus()
  await paste(page, 'x'.repeat(4999))
  await expect(result).toBeEmpty()
  await paste(page, 'x'.repeat(5000))
  await expect(result).toHaveText('no links in what was pasted; line 1, without a link, is left out.')
  await field.fill('Ada')
  await field.press('Enter')
  await field.press('Meta+a')
  await expect(field).toHaveValue('Ada\n')
  await field.press('Meta+Enter')
  await expect(field).toHaveValue('')

  const pick = room.getByLabel('Choose files')
  const file = (name: string, text: string) => ({ name, mimeType: 'text/plain', buffer: new TextEncoder().encode(text) })
  await pick.setInputFiles([file('bob.txt', at(PROBE, wrong[1]!.change, { name: 'Bob' })), file('none.txt', '')])
  await expect(result).toHaveText(/^1 link in bob.txt\. no links in none.txt/)
  await expect(rows).toHaveCount(1)

  const scan = room.getByRole('button', { name: 'Scan QR codes' })
  const stop = room.getByRole('button', { name: 'Stop scanning' })
  const scanned = room.getByRole('status', { name: 'Scanned' })
  const stream = { getTracks: () => [{ stop: () => camera.stopped++ }] }
  await expect(scan).toHaveAttribute('aria-pressed', 'false')
  // stopped before it has begun
  await scan.click()
  await stop.click()
  camera.stream!(stream)
  await page.pass(1)
  expect([camera.stopped, camera.looks]).toEqual([1, 0])
  await scan.click()
  await stop.click()
  camera.refuse!()
  await page.pass(1)
  await expect(scanned).toBeEmpty()
  await scan.click()
  camera.refuse!()
  await expect(scanned).toHaveText('The camera cannot be used: the browser or the device does not let it.')
  await expect(scan).toBeVisible()

  await scan.click()
  await expect(room.locator('video')).toHaveAttribute('aria-label', 'What the camera sees')
  camera.stream!(stream)
  await page.pass(0.3)
  expect(camera.looks).toBe(1)
  const ada = at(PROBE, solution, { name: 'Ada' })
  camera.codes = [ada]
  await page.pass(0.25)
  await expect(scanned).toHaveText('1 scanned.')
  await expect(result).toHaveText('1 link in what was scanned.')
  await expect(rows).toHaveCount(2)
  camera.codes = new Error('not yet')
  await page.pass(0.25)
  camera.codes = [ada, at(PROBE, solution, { name: 'Cyd' })]
  await page.pass(0.25)
  await expect(scanned).toHaveText('2 scanned.')
  await expect(rows).toHaveCount(3)
  await stop.click()
  const { looks } = camera
  await page.pass(1)
  expect([camera.looks, camera.stopped]).toEqual([looks, 2])

  // beside the field, too, where there is something in it
  const says = await result.innerText()
  await scan.focus()
  await paste(page, ' ')
  await expect(result).toHaveText(says)
})
