import { expect, test } from './playground.ts'

const LANES = ['As kubeadm writes it', 'Anonymous requests off', 'Fix 1, insecure port', 'Fix 2, TCP probe', 'Fix 3, RBAC and a firewall']
const lanes = LANES.map(
  (name) => `
    - region "${name}":
      - button "${name}"
      - status: /\\d+ restarts/`,
).join('')

test('what a screen reader is told of an exercise, and a walk through it by Tab', async ({ playground, page }) => {
  await playground.open('#e=a-probe')
  const task = page.getByRole('region', { name: 'Exercise', exact: true })
  await expect(task).toMatchAriaSnapshot(`
    - region "Exercise":
      - heading "1. What a probe is" [level=2]
      - navigation "Course"
      - button "Leave the exercise"
      - list "Goals":
        - listitem:
          - text: /open. web is not restarted in 30 minutes/
          - button "Show me"
        - listitem:
          - text: /open. When web hangs, it is killed within 60 seconds/
          - button "Show me"
      - list "To be kept":
        - listitem: /The probe still asks by HTTP/
        - listitem: /The image stays the same/
      - status "Solved"
      - button "Check my fix"
      - button "Hint"
      - button "Start over" [disabled]
      - button "Next exercise"
  `)
  const wanted = [
    'Leave the exercise',
    'Show me',
    'Show me',
    'Check my fix',
    'Hint',
    'Next exercise',
    'web.yaml',
    '+ Add lane',
    'main',
    'Play',
    'Why',
  ]
  await page.locator('body').press('Tab')
  const walked: string[] = []
  for (let n = 0; n < 70; n++) {
    await page.keyboard.press('Tab')
    const [name, isSeen] = await page.evaluate(() => {
      const { activeElement: element } = document
      const box = element?.getBoundingClientRect()
      return [element?.textContent?.trim() ?? '', box !== undefined && box.width > 0 && box.height > 0] as const
    })
    expect(isSeen, `a place for ${name}`).toBe(true)
    walked.push(name)
  }
  // each in its turn, whatever stands between
  let at = -1
  for (const name of wanted) {
    const next = walked.indexOf(name, at + 1)
    expect(next, `${name} behind ${walked[at] ?? 'the start'} in ${walked.join(' | ')}`).toBeGreaterThan(at)
    at = next
  }
})

test('what a screen reader is told of the frame', async ({ page }) => {
  await page.goto('embed.html')
  await expect(page.locator('html')).toHaveAttribute('data-state', /^(ready|stopped)$/)
  await expect(page.locator('body')).toMatchAriaSnapshot(`
    - banner:
      - heading "The strange case" [level=1]
      - button "Files"
      - link /Open in whyrestart/
    - main:
      - button "+ Add lane"
      - button "Fault at 8:45"
      ${lanes.trim().replaceAll('\n    ', '\n      ')}
      - list "Legend"
      - group "Playback":
        - button "Play"
        - slider "Time"
  `)
})

test('a phone has each lane’s name and count, two pictures above each other, and Embed behind More', async ({ playground, page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await playground.open()
  for (const name of LANES) {
    await expect(playground.lane(name)).toBeVisible()
    await expect(playground.restarts(name)).toHaveText(/^\d+ restarts$/)
  }
  await expect(page.locator('.lane canvas:visible')).toHaveCount(2)
  await playground.select('Fix 3, RBAC and a firewall')
  for (const name of ['Fix 2, TCP probe', 'Fix 3, RBAC and a firewall']) await expect(playground.lane(name).locator('canvas')).toBeVisible()
  await expect(page.locator('.lane canvas:visible')).toHaveCount(2)
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('button', { name: 'Embed', exact: true }).click()
  await expect(page.getByRole('dialog', { name: 'Embed' })).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
})
