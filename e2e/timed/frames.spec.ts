import { goToLine, typeNumbers, watchKeys } from '../bench/keys.ts'
import { expect, test } from '../playground.ts'

test.use({ isFresh: true })

test('an edit of a small scenario is drawn within two frames', async ({ playground, page }) => {
  await watchKeys(page)
  await playground.open()
  await playground.monaco()
  await goToLine(page, 'initialDelaySeconds')
  // a slow machine leaves some for later
  let soon = 0
  for (let round = 0; round < 6 && soon < 10; round++)
    soon += (await typeNumbers(page, 5)).filter(({ frames }) => frames === 1 || frames === 2).length
  expect(soon).toBeGreaterThanOrEqual(10)
})
