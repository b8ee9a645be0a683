import { expect, test } from '../fixture/playground.ts'

test('what is not simulated is listed', async ({ page, playground }) => {
  await playground.open('#how-we-know')
  await page.getByRole('button', { name: 'Not simulated' }).click()
  await page.getByRole('searchbox').fill('runtime classes')
  await expect(page.getByRole('term')).toHaveText('Fields of a pod and flags that no rule reads')
})
