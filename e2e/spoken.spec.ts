import { expect, test, inMenu } from './playground.ts'

const LANES = ['As kubeadm writes it', 'Anonymous requests off', 'Fix 1, insecure port', 'Fix 2, TCP probe', 'Fix 3, RBAC and a firewall']
const lanes = LANES.map(
  (name) => `
    - region "${name}":
      - button "${name}"
      - status: /\\d+ restarts/`,
).join('')

test('what a screen reader is told of the page, in its order', async ({ playground, page }) => {
  await playground.open()
  await playground.monaco()
  await expect(page.locator('body')).toMatchAriaSnapshot(`
    - link "To the timeline"
    - banner:
      - heading "The strange case" [level=1]:
        - button "The strange case"
      - combobox "Kubernetes release"
      - button "Learn"
      - button "Undo"
      - button "Redo"
      - button "Share"
      - button "More"
    - main:
      - region "Story":
        - button "Paste yours"
        - button "Walk through this case"
        - button "Learn step by step"
      - region "Editor":
        - group "Files":
          - button "kube-apiserver.yaml" [pressed]
        - code:
          - textbox "Manifest of Anonymous requests off"
      - separator "Width of the editor"
      - button "Add"
      - button "Legend"
      ${lanes.trim().replaceAll('\n    ', '\n      ')}
      - separator "Height of the panels"
      - group "Playback":
        - button "Previous mark"
        - button "Play"
        - button "Next mark"
        - combobox "Speed"
        - slider "Time"
        - button "View"
      - region "Panels":
        - tablist "Panels":
          - tab "Why" [selected]
          - tab "Request"
          - tab "Terminal"
          - tab "Events"
          - tab "Verdicts"
        - tabpanel "Why":
          - heading "Anonymous requests off" [level=2]
          - list "Chain of causes"
          - region "Why not?"
      - table "Timeline as a table"
  `)
})

const DIALOGS = {
  Share: `
    - dialog "Share":
      - heading "Share" [level=2]
      - figure "As large as the screen":
        - 'img "QR code: the link"'
      - textbox "Link"
      - button "Copy"
      - button "Close"
      - paragraph:
        - button "Save the scenario"
      - paragraph:
        - button "Save as one HTML file"`,
  Embed: `
    - dialog "Embed":
      - heading "Embed" [level=2]
      - group "Shows":
        - checkbox "Title" [checked]
        - checkbox "Playback" [checked]
        - checkbox "Why" [checked]
        - checkbox "Files" [checked]
        - checkbox "Read only"
      - combobox "Theme"
      - spinbutton "Height"
      - textbox "Snippet"
      - button "Copy"
      - button "Close"`,
  Learn: `
    - dialog "Learn":
      - heading "Learn" [level=2]
      - button "Close"
      - list:
        - listitem:
          - button "The story, in nine steps"
      - navigation "Course"
      - list:
        - listitem:
          - button "Continue on another device"
      - group:
        - text: For trainers`,
  New: `
    - dialog "A scenario of your own":
      - heading "A scenario of your own" [level=2]
      - button "Close"
      - list:
        - listitem:
          - button "A small pod"
        - listitem:
          - button "A whole control plane"
        - listitem:
          - button "Empty"
      - paragraph:
        - button "Choose files…"`,
  Help: `
    - dialog "Keys":
      - heading "Keys" [level=2]
      - button "Close"
      - table`,
}

test('each dialog is named, is walked by Tab from its first control, and gives the focus back', async ({ playground, page }) => {
  await playground.open()
  for (const [name, snapshot] of Object.entries(DIALOGS)) {
    await (await inMenu(page, name)).press('Enter')
    const dialog = page.getByRole('dialog').last()
    await expect(dialog).toMatchAriaSnapshot(snapshot)
    // the focus is in it, and Tab does not lead to what lies behind
    for (let n = 0; n < 4; n++) {
      await page.keyboard.press('Tab')
      const outside = await page.evaluate(() => {
        const { activeElement } = document
        return activeElement !== document.body && !activeElement?.closest('dialog[open]') ? (activeElement?.outerHTML ?? '') : ''
      })
      expect(outside).toBe('')
    }
    for (let n = await page.locator('dialog[open]').count(); n > 0; n--) await page.keyboard.press('Escape')
    await expect(page.locator('dialog[open]')).toHaveCount(0)
    await expect(page.locator('.header button:focus')).toHaveCount(1)
  }
})

test('what a screen reader is told of an exercise, and a walk through it by Tab', async ({ playground, page }) => {
  await playground.open('#e=a-probe')
  const task = page.getByRole('region', { name: 'Exercise', exact: true })
  await expect(task).toMatchAriaSnapshot(`
    - region "Exercise":
      - heading "1. What a probe is" [level=2]
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
    '+',
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
      return [element?.textContent?.trim() ?? '', element?.checkVisibility({ visibilityProperty: true })] as const
    })
    expect(isSeen, `a place for ${name.slice(0, 60)}`).toBe(true)
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
      - button "More"
      - link /Open in whyrestart/
    - main:
      - button "Add"
      ${lanes.trim().replaceAll('\n    ', '\n      ')}
      - group "Playback":
        - button "Play"
        - slider "Time"
  `)
})

test('a phone has each lane’s name and count, the picture of the chosen one and what it differs from, and Embed behind Share', async ({
  playground,
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await playground.open()
  for (const name of LANES) {
    await expect(playground.lane(name)).toBeVisible()
    await expect(playground.restarts(name)).toHaveText(/^\d+ restarts$/)
  }
  const drawn = page.locator('.lane').filter({ has: page.locator('canvas:visible') })
  const [first, second, last] = [LANES[0]!, LANES[1]!, LANES.at(-1)!]
  for (const [chosen, shown] of [
    [last, [first, last]],
    [second, [first, second]],
    // the first one differs from none: the next is beside it
    [first, [first, second]],
  ] as const) {
    await playground.select(chosen)
    await expect(drawn).toHaveCount(2)
    for (const name of shown) await expect(playground.lane(name).locator('canvas')).toBeVisible()
  }
  await (await inMenu(page, 'Embed')).click()
  await expect(page.getByRole('dialog', { name: 'Embed' })).toBeVisible()
  await expect(page).toFit()
})
