import { readContents } from '../../share/contents.ts'
import { expect, handedIn, test, inMenu } from '../fixture/playground.ts'

test('an incident is solved in the terminal alone, and the outage is its score', async ({ page }) => {
  page.kept.set('whyrestart-seed:the-night-shift', '7')
  await page.goto('./#e=the-night-shift')
  const exercise = page.getByRole('region', { name: 'Exercise' })
  await expect(exercise.getByRole('heading', { name: 'Incident 1. The night shift' })).toBeVisible()
  await expect(page.getByRole('tab')).toHaveText(['Terminal'])
  await expect(page.getByRole('textbox', { name: /^Manifest of/ })).toHaveCount(0)
  await expect(page.getByRole('list', { name: 'Actions of the scenario' })).toHaveCount(0)
  await expect(exercise.getByRole('list', { name: 'Goals' })).toHaveAttribute('aria-busy', 'false')
  await expect(exercise.locator('.exercise-foot')).toLookLike(
    `
    ul “Goals” aria-busy=false
      li
        open:
        The kube-apiserver has been ready for 2 minutes, and its liveness and readiness probes pass
        em: (not yet)
    Paused at 4 min: both clocks stand, the cluster’s and yours. Press Play and they run on, 5 s of the cluster in one second, and never back. A command happens at the time that the clock shows.
    Out of service for 120 s by 4 min.
    div aria-live=polite
  `,
    { closely: true },
  )
  await expect(exercise.locator('.exercise-buttons')).toLookLike(
    `
    button: Hint
    button aria-disabled=true: Start over
    button title=The same task from its start, and something else breaks: Another fault
    button: Next exercise
    about 4 min
  `,
    { closely: true },
  )
  const score = exercise.getByText(/Out of service for \d+ s/)
  await expect(score).toBeVisible()
  const before = Number(/\d+/.exec((await score.textContent()) ?? '')![0])
  // what is to come is behind a curtain: the clock runs by Play alone
  await page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: '×60' })
  await page.getByRole('button', { name: 'Play' }).click()
  await expect(page.getByRole('slider', { name: 'Time', exact: true })).toHaveAttribute('aria-valuetext', /^(5|6|7) min/, {
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
  await expect(exercise.getByRole('list', { name: 'Goals' })).toContainText('(not yet)')
  await page.getByRole('button', { name: 'Play' }).click()
  await expect(score).toHaveText(/^Out of service for \d+ s by \d min( \d+ s)?; all ready again since [56] min( \d+ s)?\.$/)
  await expect(exercise.getByRole('status', { name: 'Solved' })).toHaveText(/Solved at/, { timeout: 60_000 })
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible()
  await expect(exercise.locator('.exercise-foot')).toHaveText(
    /^done: The kube-apiserver .* probes passOut of service for \d+ s by [78] min( \d+ s)?\.$/,
  )
  await expect(exercise.getByRole('region', { name: 'Debrief' })).toLookLike(
    `
    section “Debrief”
      What it was. etcd is looked for at another port.
      The rule. When the kube-apiserver is gone, what the machine itself knows is still there: its containers (
      code .unbroken: crictl ps -a
      ), their logs (
      code .unbroken: crictl logs
      ), the kubelet's journal, the files. No container at all points to the file, one that ends by itself to a flag, one that is killed to a probe.
      a href=https://kubernetes.io/docs/tasks/configure-pod-container/static-pod/: button: static pods
      : a changed file is read again within 20 seconds.
  `,
    { closely: true },
  )
  expect(Number(/\d+/.exec((await score.textContent()) ?? '')![0])).toBeGreaterThan(before)
  const handed = await handedIn(page)
  expect(readContents(handed.split('#')[1]!)).toMatchObject({
    value: {
      attempt: {
        exercise: 'the-night-shift',
        seed: 7,
        actions: [{ at: expect.stringMatching(/^3\d\d/), write: 'kube-apiserver.yaml', content: expect.stringContaining(':2379') }],
      },
    },
  })
})

test('a file that must go is removed in the editor, and the goals see it', async ({ page }) => {
  await page.goto('./#e=a-static-pod')
  const exercise = page.getByRole('region', { name: 'Exercise' })
  await expect(exercise.getByRole('heading')).toContainText('14.')
  await exercise.getByRole('radio').first().check()
  await exercise.getByRole('button', { name: 'Reveal' }).click()
  await page.getByRole('group', { name: 'Files' }).getByText('web.yaml.bak').click()
  await (await inMenu(page, 'Remove this file')).click()
  await expect(exercise.getByRole('status', { name: 'Solved' })).toHaveText(/Solved/, { timeout: 20_000 })
})

test('an incident is the same one after a reload, before anything was typed', { tags: 'whole' }, async ({ page }) => {
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

test('an incident that has just been opened is not over, nor after a reload', { tags: 'whole' }, async ({ page }) => {
  await page.goto('./#e=two-databases')
  const exercise = page.getByRole('region', { name: 'Exercise' })
  const solved = exercise.getByRole('status', { name: 'Solved' })
  for (let n = 0; n < 2; n++) {
    await expect(exercise.getByRole('list', { name: 'Goals' })).toContainText('(not yet)')
    await page.pass(3)
    await expect(solved).toBeEmpty()
    await expect(page.getByRole('tab')).toHaveText(['Terminal'])
    await page.reload()
  }
})
