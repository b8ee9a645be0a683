import { expect, test, inMenu } from './playground.ts'

test('an incident is solved in the terminal alone, and the outage is its score', async ({ page }) => {
  await page.goto('./#e=the-night-shift')
  const exercise = page.getByRole('region', { name: 'Exercise' })
  await expect(exercise.getByRole('heading', { name: 'Incident 1. The night shift' })).toBeVisible()
  await expect(page.getByRole('tab')).toHaveText(['Terminal'])
  await expect(page.getByRole('textbox', { name: /^Manifest of/ })).toHaveCount(0)
  await expect(page.getByRole('list', { name: 'Actions of the scenario' })).toHaveCount(0)
  const score = exercise.getByText(/Out of service for \d+ s/)
  await expect(score).toBeVisible()
  const before = Number(/\d+/.exec((await score.textContent()) ?? '')![0])
  // what is to come is behind a curtain: the clock runs by Play alone
  await page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: '×60' })
  await page.getByRole('button', { name: 'Play' }).click()
  await expect(page.getByRole('slider', { name: 'Time', exact: true })).toHaveAttribute('aria-valuetext', /^(4|5|6) min/, {
    timeout: 20_000,
  })
  await page.getByRole('button', { name: 'Pause' }).click()
  const command = page.getByRole('textbox', { name: 'Command' })
  const file = '/etc/kubernetes/manifests/kube-apiserver.yaml'
  for (const slip of [
    's/^  containers$/  containers:/',
    's/127.0.0.1:2378/127.0.0.1:2379/',
    's/--alow-/--allow-/',
    '/--anonymous-auth=false/d',
  ]) {
    await command.fill(`sed -i '${slip}' ${file}`)
    await command.press('Enter')
  }
  await expect(exercise.getByRole('status', { name: 'Solved' })).toHaveText(/Solved/, { timeout: 20_000 })
  expect(Number(/\d+/.exec((await score.textContent()) ?? '')![0])).toBeLessThan(before)
})

test('a file that must go is removed in the editor, and the goals see it', async ({ page }) => {
  await page.goto('./#e=a-static-pod')
  const exercise = page.getByRole('region', { name: 'Exercise' })
  await expect(exercise.getByRole('heading')).toContainText('8.')
  await exercise.getByRole('radio').first().check()
  await exercise.getByRole('button', { name: 'Reveal' }).click()
  await page.getByRole('group', { name: 'Files' }).getByText('web.yaml.bak').click()
  await (await inMenu(page, 'Remove this file')).click()
  await expect(exercise.getByRole('status', { name: 'Solved' })).toHaveText(/Solved/, { timeout: 20_000 })
})

test('an incident is the same one after a reload, before anything was typed', async ({ page }) => {
  await page.goto('./#e=the-night-shift')
  const score = page.getByRole('region', { name: 'Exercise' }).getByText(/Out of service for \d+ s/)
  await expect(score).toBeVisible()
  const before = await score.textContent()
  const seed = await page.evaluate(() => localStorage.getItem('whyrestart-seed:the-night-shift'))
  expect(seed).toMatch(/^\d+$/)
  for (let n = 0; n < 3; n++) {
    await page.reload()
    await expect(score).toHaveText(before!)
    expect(await page.evaluate(() => localStorage.getItem('whyrestart-seed:the-night-shift'))).toBe(seed)
  }
})

test('an incident leaves time to read and to type, and begins anew though nothing was done in it', async ({ page }) => {
  await page.goto('./#e=the-night-shift')
  const exercise = page.getByRole('region', { name: 'Exercise' })
  const speed = page.getByRole('combobox', { name: 'Speed' })
  await expect(exercise).toContainText('It waits while you type, and Pause stops it while you think.')
  await expect(speed).toHaveValue('5')
  const startOver = exercise.getByRole('button', { name: 'Start over' })
  await expect(startOver).toBeDisabled()
  await speed.selectOption({ label: '×600' })
  const time = page.getByRole('slider', { name: 'Time', exact: true })
  const command = page.getByRole('textbox', { name: 'Command' })
  await command.fill('crictl ps')
  await page.getByRole('button', { name: 'Play' }).evaluate((button: HTMLElement) => button.click())
  await expect(exercise).toContainText('The clock waits while you type.')
  const held = await time.inputValue()
  await page.evaluate(async () => {
    for (let frame = 0; frame < 20; frame++) await new Promise(requestAnimationFrame)
  })
  expect(await time.inputValue()).toBe(held)
  await command.press('Enter')
  await expect(exercise).toContainText('The clock has come to its end', { timeout: 20_000 })
  await startOver.click()
  await expect(time).toHaveValue('90')
  await expect(exercise).toContainText('The clock stands at 1 min 30 s.')
  // the speed is the incident's alone
  await page.goto('./#e=a-probe')
  await expect(speed).toHaveValue('60')
})

test('the clock of an incident does not go back, by no way, until it is solved or begins anew', async ({ page }) => {
  await page.goto('./#e=the-night-shift')
  const exercise = page.getByRole('region', { name: 'Exercise' })
  await expect(exercise).toContainText('and never back')
  const time = page.getByRole('slider', { name: 'Time', exact: true })
  const at = async (): Promise<number> => Number(await time.inputValue())
  await page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: '×60' })
  await page.getByRole('button', { name: 'Play' }).click()
  await expect(time).toHaveAttribute('aria-valuetext', /^(4|5|6) min/, { timeout: 20_000 })
  await page.getByRole('button', { name: 'Pause' }).click()
  const stood = await at()
  const { x, y, height } = (await time.boundingBox())!
  await page.mouse.move(x + 60, y + height / 2)
  await page.mouse.down()
  await page.mouse.move(x + 5, y + height / 2, { steps: 4 })
  await page.mouse.up()
  expect(await at()).toBeCloseTo(stood, 1)
  for (const key of ['Home', 'ArrowLeft', 'PageDown']) await time.press(key)
  await page.getByRole('button', { name: 'Previous mark' }).click()
  await page.evaluate(() => (document.activeElement as HTMLElement).blur())
  for (const key of [',', '[', '0', 'ArrowLeft']) await page.keyboard.press(key)
  expect(await at()).toBeCloseTo(stood, 1)
  // nor on, but by Play
  await time.press('End')
  await page.keyboard.press('PageUp')
  expect(await at()).toBeCloseTo(stood, 1)
  await page.reload()
  await expect(exercise).toContainText('and never back')
  await time.press('Home')
  expect(await at()).toBeGreaterThan(stood - 1)
  await exercise.getByRole('button', { name: 'Start over' }).click()
  await expect.poll(at).toBeLessThan(120)
})
