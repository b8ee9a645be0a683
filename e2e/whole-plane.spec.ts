import type { Locator, Page } from '@playwright/test'
import { axe, expect, test, type Playground, inMenu } from './playground.ts'

const WRITTEN = 'As kubeadm writes it'

const OFF = 'Anonymous requests off'

const menu = (page: Page): Locator => page.getByRole('dialog', { name: /^Fault at/ })

async function openPlane(playground: Playground): Promise<void> {
  const { page } = playground
  await playground.open()
  await (await inMenu(page, 'New')).click()
  await page.getByRole('button', { name: /^A whole control plane/ }).click()
  await expect(page.getByRole('region', { name: OFF, exact: true })).toBeVisible()
  await playground.settled()
}

async function fault(playground: Playground, seconds: number, name: string): Promise<void> {
  await playground.goTo(seconds)
  await (await inMenu(playground.page, /^Fault at/)).click()
  await menu(playground.page).getByRole('button', { name, exact: true }).click()
  await playground.settled()
}

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } })

  test('one lane at a time, nothing beside the screen, and a reboot from the menu', async ({ playground, page }) => {
    await openPlane(playground)
    await page.getByRole('button', { name: WRITTEN, exact: true }).click()
    await expect(page).toFit()
    await fault(playground, 300, 'Reboot')
    await playground.goTo(400)
    await expect(playground.restarts(WRITTEN)).toHaveText('4 restarts')
    const { violations } = await axe(page).analyze()
    expect(violations.map(({ id }) => id)).toEqual([])
  })
})
