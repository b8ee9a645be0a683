import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { changesOf } from '../../src/lessons/attempt.ts'
import { changed, textsOf } from '../../src/lessons/change.ts'
import { startOf } from '../../src/lessons/check-exercise.ts'
import { parseExercise } from '../../src/lessons/parse-exercise.ts'
import { attemptLink } from '../../src/share/contents.ts'
import { longestTasks } from '../bench/main-thread.ts'
import { expect, test, inMenu } from '../playground.ts'

const CASE = parseExercise(readFileSync(join(import.meta.dirname, '../../src/lessons/levels/the-strange-case.yaml'), 'utf8')).value!

test('two hundred attempts are judged beside the page, which never works for 200 ms in one piece', async ({ playground, page }) => {
  test.setTimeout(240_000)
  await playground.open()
  // what the page itself still loads is not of the room
  await playground.monaco()
  await (await inMenu(page, 'Learn')).click()
  await page.getByText('For trainers', { exact: true }).click()
  await page.getByRole('button', { name: /^The room/ }).click()
  const room = page.getByRole('region', { name: 'The room', exact: true })
  const changes = [CASE.exercise.solution, ...CASE.exercise.wrong.map(({ change }) => change)]
  const start = textsOf(startOf(CASE))
  const links = Array.from({ length: 205 }, (_, i) => {
    // no two are the same text, so that each is judged
    const own = { file: 'kube-apiserver.yaml', find: 'tier: control-plane', replace: `tier: control-plane\n        learner: l${i}` }
    const { texts } = changed(start, [...(changes[i % changes.length] as []), own])
    const link = attemptLink({ exercise: CASE.exercise.id, hints: 1, minutes: i, changes: changesOf(start, texts) })!
    return `Learner ${i}: https://example.org/whyrestart/#${link}`
  })
  const [longest] = await longestTasks(page, async () => {
    await room.getByRole('textbox').evaluate((field, text) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', text)
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    }, links.join('\n'))
    await expect(room.getByRole('progressbar')).toBeVisible()
    await expect(room.getByRole('table').locator('tbody').getByRole('row')).toHaveCount(200, { timeout: 180_000 })
    await expect(room.getByRole('progressbar')).toHaveCount(0, { timeout: 120_000 })
    await expect(room.getByRole('list', { name: 'Links that are left out' })).toContainText('a room holds 200 attempts')
  })
  console.log(`the longest task with 200 attempts: ${longest!.cpuMs.toFixed(0)} ms of its own work: ${longest!.parts}`)
  expect(longest!.cpuMs).toBeLessThan(200)
})
