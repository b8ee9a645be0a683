import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { type Page, expect, test, inMenu } from '../fixture/playground.ts'

const levels = join(import.meta.dirname, '../../../src/lessons/levels')

const TEXT = readFileSync(join(levels, 'a-probe.yaml'), 'utf8')

const task = (page: Page) => page.getByRole('region', { name: 'Exercise', exact: true })

const heading = (page: Page) => task(page).getByRole('heading', { level: 2 })

/** Brings an exercise as a file, as a trainer has written it. */
async function bring(page: Page, name: string, text: string): Promise<void> {
  await (await inMenu(page, 'New')).click()
  await page.getByLabel('Choose files…').setInputFiles({ name, mimeType: 'application/yaml', buffer: Buffer.from(text) })
}

test('a trainer’s word shows what is hidden, its hash alone is in the file, and a page without https knows it too', async ({
  playground,
  page,
}) => {
  const code = createHash('sha256').update('open sesame').digest('hex')
  await page.addInitScript(() => Object.defineProperty(crypto, 'subtle', { value: undefined, configurable: true }))
  await playground.open()
  await bring(
    page,
    'mine.yaml',
    `${TEXT.replace('id: a-probe', 'id: mine')
      .replace('The *kubelet* starts', 'Type `kubectl get po`. It starts')
      .replace(/^ +hide: .*\n/m, '')}  hide: {parts: [why, terminal], until: {code: ${code}}}\n`,
  )
  await expect(heading(page)).toBeVisible()
  await expect(page.getByRole('tab', { name: 'Terminal' })).toHaveCount(0)
  await expect(task(page).locator('.exercise-story')).toContainText('Why, Terminal: hidden until the trainer’s word is given.')
  const typed = task(page).locator('.exercise-story').getByRole('button', { name: 'kubectl get po' })
  await expect(typed).toHaveCount(0)
  const word = page.getByRole('textbox', { name: 'The trainer’s word' })
  await page.getByRole('button', { name: 'Check my fix' }).click()
  const found = task(page).locator('.fix-found [data-broken]')
  await expect(found).toHaveText(/^It is not calm: in 30 minutes there are \d+ restarts\.$/)
  await word.fill('sesame')
  await word.press('Enter')
  await expect(task(page)).toContainText('That is not the word.')
  await word.fill(' open sesame ')
  await word.press('Enter')
  await expect(page.getByRole('tab', { name: 'Terminal' })).toBeVisible()
  await expect(typed).toHaveCount(1)
  await expect(found).toContainText('liveness probes failed in a row')
  await page.reload()
  await expect(page.getByRole('tab', { name: 'Terminal' })).toBeVisible()
  await expect(word).toHaveCount(0)
  await expect(task(page)).not.toContainText('hidden until')
  await expect(page.getByRole('navigation', { name: 'Course' })).toHaveCount(0)

  // the last one of a course tells what somebody can do now
  const exercise = parse(TEXT) as { title: string; exercise: { next?: string } }
  delete exercise.exercise.next
  exercise.title = 'The last one'
  await bring(page, 'course.json', JSON.stringify({ course: 1, title: 'Of one', exercises: [{ exercise }], end: 'You can *probe*.' }))
  await expect(heading(page)).toHaveText('The last one')
  await playground.rewrite('main', (text) => text.replace('path: /healthz', 'path: /alive'))
  await page.pass(3)
  const debrief = page.getByRole('region', { name: 'Debrief' })
  await expect(debrief).toContainText('You can probe.')
  await expect(task(page).getByRole('button', { name: 'Next exercise' })).toHaveCount(0)
  await debrief.getByRole('button', { name: 'Paste yours' }).click()
  await expect(page.getByRole('dialog', { name: 'Paste yours' })).toBeVisible()
})
