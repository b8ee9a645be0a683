import { shippedLessons } from '../../cli/shipped-course.ts'
import { type Attempt, changesOf } from '../../lessons/attempt.ts'
import { changed, type FilesChange, textsOf } from '../../lessons/change.ts'
import { startOf } from '../../lessons/check-exercise.ts'
import { attemptLink } from '../../share/contents.ts'
import { drop, expect, failNext, paste, savedBy, test } from '../fixture/playground.ts'
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
  await expect(room).toLookLike(
    `
    section “The room”
      Learners press Hand in, above their exercise: each attempt is a link. Paste or drop many at once, with whatever stands around them: a chat, a mail, a list with names. Nothing leaves this device; Clear this device, in …
      Links of attempts, with names before them or any other text around them
      textarea = “” rows=4
      button disabled .primary: Add them
      Choose files
      input = “”
      This browser reads no QR codes by camera, or not on a page that came without https; a hand scanner types into the field above.
      output “Result of adding”
  `,
    { closely: true },
  )
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
  await expect(room).toLookLike(
    `
    section “The room”
      Links of attempts, with names before them or any other text around them
      textarea = “” rows=2
      button disabled: Add them
      Choose files
      input = “”
      This browser reads no QR codes by camera, or not on a page that came without https; a hand scanner types into the field above.
      output “Result of adding”: 7 links in what was pasted; line 1 has no link and is left out.
      ul “Links that are left out”: li: Left out: line 8 of what was pasted, Eve: an attempt at the exercise "gone", which is not here: paste its link, or drop its file.
      Exercise
      select = “a-probe”
      h3
        1. What a probe is
        span data-solved=true: 2 of 3 solved
      section “Goals”
        h4: Goals
        li
          span style=width: 100%;
          3 of 3 web is not restarted in 30 minutes
        li
          span style=width: 66.66666666666667%;
          2 of 3 When web hangs, it is killed within 60 seconds
      section “Ways”
        h4: The way it was fixed
        li
          span style=width: 100%;
          button aria-pressed=false title=Ada, Bob: 2 liveness probe asks for /alive, solved
        li
          span style=width: 50%;
          button aria-pressed=false title: 1 liveness probe by TCP instead of HTTP, 0 of 1 solved
      button disabled: Open the marked ones on the projector
      button: CSV
      input
      Without names
      button: Empty the room
      section “Attempts” tabindex=0
        table
          tr: Marked | Name | th title=web is not restarted in 30 minutes: Goal 1 | th title=When web hangs, it is killed within 60 seconds: Goal 2 | What must stay | th title=As the link claims: Hints claimed | th title=As…
          tr data-aside=true
            td: input “Mark Bob”
            th: Boban earlier attempt of Bob
            td: svg “holds”
            td title=Nothing is restarted between 10 min and 11 min: 65 of 1000 liveness probes have failed in…: svg “does not hold”
            td title: svg “holds”
            td: 1
            td: 6.5
            td: liveness probe made more patient; the probe still fails
            td
              svg “web: 0 restarts”
              0
            td
              button “Open Bob on the projector”: Open
              button “Remove Bob” title=Out of the room: ✕
          tr data-solved=true
            td: input “Mark Ada”
            th: Ada
            td: svg “holds”
            td: svg “holds”
            td title: svg “holds”
            td: 0
            td: 2
            td: liveness probe asks for /alive
            td
              svg “web: 0 restarts”
              0
            td
              button “Open Ada on the projector”: Open
              button “Remove Ada” title=Out of the room: ✕
          tr data-solved=true
            td: input “Mark Bob”
            th: Bob
            td: svg “holds”
            td: svg “holds”
            td title: svg “holds”
            td: 4
            td: 9
            td: liveness probe asks for /alive
            td
              svg “web: 0 restarts”
              0
            td
              button “Open Bob on the projector”: Open
              button “Remove Bob” title=Out of the room: ✕
          tr
            td: input “Mark Attempt 4”
            th: Attempt 4
            td: svg “holds”
            td title=Nothing is restarted between 10 min and 11 min: the liveness probe still passes (tcp 10.2…: svg “does not hold”
            td title=The probe still asks by HTTP: svg “does not hold”
            td: 1
            td: 6.5
            td: liveness probe by TCP instead of HTTP
            td
              svg “web: 0 restarts”
              0
            td
              button “Open Attempt 4 on the projector”: Open
              button “Remove Attempt 4” title=Out of the room: ✕
      Goals, the way and the run are worked out here from the texts of each attempt. Hints, minutes and answers stand in the link, and are what it claims.
  `,
    { closely: true },
  )
  await expect(room.getByRole('status', { name: 'Result of adding' })).toHaveText(
    '7 links in what was pasted; line 1 has no link and is left out.',
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
  await expect(rows.first().getByRole('button', { name: 'Remove Ada' })).toBeFocused()
  // whatever way is looked at, the file has them all; and of another exercise all are looked at
  await ways.getByRole('button').last().click()
  await expect(rows).toHaveCount(1)
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
  await expect(room).toLookLike(
    `
    section “The room”
      Links of attempts, with names before them or any other text around them
      textarea = “” rows=2
      button disabled: Add them
      Choose files
      input = “”
      This browser reads no QR codes by camera, or not on a page that came without https; a hand scanner types into the field above.
      output “Result of adding”: 7 links in what was pasted; line 1 has no link and is left out.
      ul “Links that are left out”: li: Left out: line 8 of what was pasted, Eve: an attempt at the exercise "gone", which is not here: paste its link, or drop its file.
      Exercise
      select = “how-many-failures”
      h3
        2. How many failures, how often
        span data-solved=true: 1 of 2 solved
      section “Goals”
        h4: Goals
        li
          span style=width: 50%;
          1 of 2 web is not restarted in 30 minutes
        li
          span style=width: 50%;
          1 of 2 When web hangs, it is killed within 2 minutes
      section “Ways”
        h4: The way it was fixed
        li
          span style=width: 100%;
          button aria-pressed=false title=Cyd: 1 liveness probe made more patient, solved
        li
          span style=width: 100%;
          button aria-pressed=false title=Dan: 1 nothing changed, 0 of 1 solved
      section “Questions”
        h4
          What was predicted
          button aria-pressed=true: Show what is right
        figure
          figcaption: The first bad answer comes at 2 min 10 s. When is web killed for the first time? 2 answers, 1 right: 2 min 30 s
          ul “The first bad answer comes at 2 min 10 s. When is web killed for the first time?”
            li
              span style=height: 0%;
              00:00 to 15 s
            li
              span style=height: 0%;
              00:15 to 30 s
            li
              span style=height: 100%;
              10:30 to 45 s
            li
              span style=height: 0%;
              00:45 to 1 min
            li
              span style=height: 0%;
              01:00 to 1 min 15 s
            li
              span style=height: 0%;
              01:15 to 1 min 30 s
            li
              span style=height: 0%;
              01:30 to 1 min 45 s
            li
              span style=height: 0%;
              01:45 to 2 min
            li
              span style=height: 0%;
              02:00 to 2 min 15 s
            li
              span style=height: 0%;
              02:15 to 2 min 30 s
            li data-right=true
              span style=height: 100%;
              12:30 to 2 min 45 s, right
        figure
          figcaption: When is web killed for the second time? (It ends at once when it is asked to.) 1 answer, 0 right: 5 min
          ul “When is web killed for the second time? (It ends at once when it is asked to.)”
            li
              span style=height: 0%;
              00:00 to 30 s
            li
              span style=height: 0%;
              00:30 to 1 min
            li
              span style=height: 0%;
              01:00 to 1 min 30 s
            li
              span style=height: 0%;
              01:30 to 2 min
            li
              span style=height: 0%;
              02:00 to 2 min 30 s
            li
              span style=height: 0%;
              02:30 to 3 min
            li
              span style=height: 0%;
              03:00 to 3 min 30 s
            li
              span style=height: 0%;
              03:30 to 4 min
            li
              span style=height: 0%;
              04:00 to 4 min 30 s
            li
              span style=height: 100%;
              14:30 to 5 min
            li data-right=true
              span style=height: 0%;
              05:00 to 5 min 30 s, right
      button disabled: Open the marked ones on the projector
      button: CSV
      input
      Without names
      button: Empty the room
      section “Attempts” tabindex=0
        table
          tr: Marked | Name | th title=web is not restarted in 30 minutes: Goal 1 | th title=When web hangs, it is killed within 2 minutes: Goal 2 | What must stay | th title=As the link claims: Hints claimed | th title=As …
          tr data-solved=true
            td: input “Mark Cyd”
            th: Cyd
            td: svg “holds”
            td: svg “holds”
            td title: svg “holds”
            td: 1
            td: 6.5
            td: liveness probe made more patient
            td
              svg “web: 0 restarts”
              0
            td
              button “Open Cyd on the projector”: Open
              button “Remove Cyd” title=Out of the room: ✕
          tr
            td: input “Mark Dan”
            th: Dan
            td title=web is restarted at 2 min 30 s: 3 of 3 liveness probes failed in a row (HTTP probe failed…: svg “does not hold”
            td title=What it asks for happens anyway, as goal 1 does not hold.: svg “does not hold”
            td title: svg “holds”
            td: 1
            td: 6.5
            td: nothing changed
            td
              svg “web: 8 restarts, the first kill at 2 min 30 s”
              8
            td
              button “Open Dan on the projector”: Open
              button “Remove Dan” title=Out of the room: ✕
      Goals, the way and the run are worked out here from the texts of each attempt. Hints, minutes and answers stand in the link, and are what it claims.
  `,
    { closely: true },
  )
  const columns = questions.locator('figure').first().locator('.room-column').elements()
  expect(columns.map(({ style }) => style.height)).toEqual([...Array.from({ length: 11 }, (_, n) => (n === 2 || n === 10 ? '100%' : '0%'))])

  await failNext('draft')
  await button('Open Dan on the projector').click()
  await expect(room.getByRole('status', { name: 'Result of adding' })).toHaveText('The attempt could not be opened.')
  await expect(button('Open the marked ones on the projector')).toBeDisabled()
  for (const name of ['Cyd', 'Dan']) await room.getByRole('checkbox', { name: `Mark ${name}` }).check()
  await button('Open the 2 marked on the projector').click()
  for (const name of [START, 'Cyd', 'Dan']) await expect(playground.lane(name)).toBeVisible()
  await expect(page.getByRole('region', { name: 'Stage', exact: true })).toBeFocused()
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
  await expect(room.getByRole('status', { name: 'Result of adding' })).toBeEmpty()
  await room.getByRole('checkbox', { name: 'Without names' }).check()
  await button('Open 2 on the projector').click()
  await expect(playground.lane('Attempt 1')).toBeVisible()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Attempt 1: 2. How many failures')
  await page.goBack()
  await expect(rows).toHaveCount(2)
  await expect(button('Open 2 on the projector')).toBeFocused()
  await expect(page.getByRole('region', { name: 'Stage', exact: true })).toHaveCount(0)
  const { useRoom } = await import('./room-store.ts')
  expect(useRoom.getState().projected).toBeUndefined()
  // who opens something else on the stage is there at its end
  await button('Open 2 on the projector').click()
  await expect(playground.lane('Attempt 1')).toBeVisible()
  const { openSlot } = await import('../state/slot-actions.ts')
  openSlot('case:today')
  await playground.settled()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('region', { name: 'Stage', exact: true })).toHaveCount(0)
  await expect(page).toHaveURL(/#case=today$/)
  await page.goto('#room')
  await expect(rows).toHaveCount(2)

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
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The strange case')
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
  await expect(result).toHaveText('no links in what was pasted; line 1 has no link and is left out.')
  await field.fill('Ada')
  await field.press('Enter')
  await field.press('Meta+a')
  await expect(field).toHaveValue('Ada\n')
  await field.press('Meta+Enter')
  await expect(field).toHaveValue('')
  await field.fill('Ada')
  await room.getByRole('button', { name: 'Add them' }).click()
  await expect(field).toHaveValue('')
  await expect(field).toBeFocused()

  const pick = room.getByLabel('Choose files')
  const file = (name: string, text: string) => ({ name, mimeType: 'text/plain', buffer: new TextEncoder().encode(text) })
  await pick.setInputFiles(Array.from({ length: 200 }, (_, n) => file(`${n}.txt`, '')))
  await expect(result).toHaveText(/^no links in 0\.txt\..* no links in 199\.txt\.$/)
  await pick.setInputFiles(Array.from({ length: 201 }, (_, n) => file(`${n}.txt`, '')))
  await expect(result).toHaveText(/^201 files are too many: the first 200 are taken\. no links in 0\.txt\..* no links in 199\.txt\.$/)
  await pick.setInputFiles([file('bob.txt', at(PROBE, wrong[1]!.change, { name: 'Bob' })), file('none.txt', '')])
  await expect(result).toHaveText(/^1 link in bob.txt\. no links in none.txt/)
  await expect(rows).toHaveCount(1)
  await drop(page, { 'film.mp4': 'x'.repeat(8_000_001) })
  await expect(result).toHaveText('film.mp4 has 8,000,001 bytes: at most 1,000,000 are read.')

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
  // a table that was copied has a picture of itself beside it
  const picture = new File(['PNG'], 'image.png', { type: 'image/png' })
  await scan.dispatchEvent('paste', { clipboardData: { files: [picture], getData: () => `Bob\t${at(PROBE, solution)}` } })
  await expect(result).toHaveText('1 link in what was pasted.')
})
