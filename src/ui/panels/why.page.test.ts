import { vi } from 'vitest'
import { clock } from '../fixture/clock.ts'
import { expect, test, type Playground, inMenu } from '../fixture/playground.ts'
import { theStrangeCase } from '../../cases/the-strange-case.ts'
import { empty } from '../../cases/own-pod.ts'
import { aWholeControlPlane } from '../../cases/whole-plane.ts'
import { encodeLink } from '../../share/link.ts'

const OFF = 'Anonymous requests off'

const chainOf = (playground: Playground) => playground.panel.getByRole('list', { name: 'Chain of causes' })

/** A line's button in the panel: its whole name, since another one asks what else it caused. */
const lineButton = (playground: Playground, line: number) =>
  playground.panel.getByRole('button', { name: `kube-apiserver.yaml, line ${line}`, exact: true }).first()

/** Some hundred runs take their time on a busy machine. */
const TRIED = { timeout: 20_000 }

/** The case with actions, opened at a time in a lane. */
function linkTo(release: string, actions: readonly object[], view: object): string {
  const { lanes, ...common } = theStrangeCase(release)
  const draft = {
    common: { ...common, actions },
    lanes: lanes.map(({ name, ...fields }, n) => ({ id: `lane-${n}`, name, fields, muted: false })),
  }
  return `#${encodeLink({ draft, view: { from: 0, to: 1800, ...view } })}`
}

test('by keys alone: from a red mark to the line in the editor, and back', async ({ playground, page }) => {
  await playground.open()
  await playground.monaco()
  await page.keyboard.press(',')
  const first = chainOf(playground).getByRole('listitem').first()
  await expect(first).toContainText('The liveness probe failed (2 of 8 in a row)')
  await expect(first).toContainText('statuscode: 401')
  const line = lineButton(playground, 39)
  await expect(playground.panel).toLookLike(
    `
    div tabindex=0
      div data-about=entry
        h2
          Why, in “Anonymous requests off”
          button “Close”: ✕
        ol “Chain of causes”
          li
            8 min 35 s
            button aria-current=true: The liveness probe failed (2 of 8 in a row), GET https://127.0.0.1:6443/healthz: HTTP probe failed with statuscode: 401.
            button title=Go there in the editor; Escape comes back: kube-apiserver.yaml, line 41
            code title=livenessProbe:: livenessProbe:
            button “What else it caused: line 41”: what else it caused
            button title=Go there in the editor; Escape comes back: kube-apiserver.yaml, line 48
            code title=initialDelaySeconds: 15: initialDelaySeconds: 15
            button “What else it caused: line 48”: what else it caused
            The kubelet asks without credentials: no certificate, no token. Anonymous requests are off: whoever shows no credentials gets 401 Unauthorized, even for a health check.
            button “The rule: The kubelet asks without credentials: no certificate, no token. Anonymous requests are off: whoever shows no credentials gets 401 Unauthorized, even for a health check.”: The rule
            One failure is not enough: a result counts once it has come as often in a row as its threshold says.
            button “The rule: One failure is not enough: a result counts once it has come as often in a row as its threshold says.”: The rule
            a href=https://github.com/kubernetes/kubernetes/blob/v1.9.6/pkg/kubelet/prober/worker.go title=pkg/kubelet/prober/worker.go: worker.go
          li
            because The cause is this line:
            button title=Go there in the editor; Escape comes back: kube-apiserver.yaml, line 39
            code title=--anonymous-auth=false: --anonymous-auth=false
            button “What else it caused: line 39”: what else it caused
        div .beside
          section “Why not?”
            li
              h3: Why is kube-apiserver not restarted again?
              Its liveness probe has failed 2 of 8 times in a row. 6 more are needed, so at 9 min 35 s at the earliest.
              button: the last failure, 8 min 35 s
              button title=failureThreshold: 8: line 42: failureThreshold: 8
  `,
    { closely: true },
  )
  await playground.panel.focus()
  for (let n = 0; n < 30 && !(await line.evaluate((button) => button === document.activeElement)); n++) await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(playground.editor(OFF)).toBeFocused()
  await expect(page.locator('.line-lit')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(line).toBeFocused()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Back to the mark' }).click()
  await expect(line).toBeFocused()
  await expect(page.getByRole('button', { name: 'Back to the mark' })).toHaveCount(0)
})

test('the chain is walked down to its end, and back up, with the cursor', async ({ playground, page }) => {
  await playground.open()
  await page.keyboard.press('[')
  const chain = chainOf(playground)
  const head = chain.getByRole('listitem').first().getByRole('button').first()
  await expect(head).toHaveText('kube-apiserver starts again: restart 6.')
  await expect(playground.slider).toHaveAttribute('aria-valuetext', /^8 min 15 s/)
  await head.focus()
  await page.keyboard.press('ArrowUp')
  await expect(head).toBeFocused()
  // each of its buttons, those of lines and rules too
  const buttons = chain.getByRole('button').elements()
  const walked: number[] = []
  for (let n = 0; n < 5; n++) {
    await page.keyboard.press('ArrowDown')
    walked.push(buttons.indexOf(document.activeElement as HTMLElement))
  }
  expect(walked).toEqual([1, 2, 3, 4, 5])
  for (let n = 0; n < 10 && !(await page.evaluate(() => /failures in a row/.test(document.activeElement?.textContent ?? ''))); n++)
    await page.keyboard.press('ArrowDown')
  page.scrolled()
  await page.keyboard.press('Enter')
  await expect(head).toHaveText(/^8 of 8 failures in a row/)
  await expect.poll(() => page.scrolled()).toEqual(['panel'])
  await expect(head).toBeFocused()
  await expect(playground.slider).toHaveAttribute('aria-valuetext', /^8 min 15 s/)
  await page.keyboard.press('Backspace')
  await expect(head).toHaveText('kube-apiserver starts again: restart 6.')
  await expect(head).toBeFocused()
  // Escape goes back too, from wherever the focus is; Close leaves it all
  await chain
    .getByRole('button', { name: /failures in a row/ })
    .first()
    .click()
  await expect(head).toHaveText(/^8 of 8 failures in a row/)
  await page.keyboard.press('Escape')
  await expect(head).toHaveText('kube-apiserver starts again: restart 6.')
  await page.keyboard.press('Escape')
  await expect(playground.panel.locator('.why')).toHaveAttribute('data-about', 'entry')
  await expect(playground.panel.getByRole('link', { name: 'kuberuntime_container.go' }).first()).toHaveAttribute(
    'href',
    /blob\/v1\.9\.6\/pkg\/kubelet\/kuberuntime\//,
  )
  await playground.panel.getByRole('button', { name: 'Close' }).click()
  await expect(playground.panel.locator('.why')).toHaveAttribute('data-about', 'overview')
})

test('a change that is tried can be taken over, and undone', async ({ playground, page }) => {
  await playground.open()
  await page.keyboard.press('[')
  const second = playground.panel.getByRole('region', { name: 'What if?' }).getByRole('listitem').nth(1)
  await expect(second).toContainText('A tcpSocket probe instead of httpGet in livenessProbe', TRIED)
  await expect(playground.panel.getByRole('region', { name: 'What if?' })).toLookLike(
    `
    section “What if?” aria-busy=false tabindex=-1
      h2: What would have prevented restart 6 of kube-apiserver?
      li
        Without --anonymous-auth=false (line 39): 0 restarts instead of 11 in 30 min. Requests without credentials are let in again, as system:anonymous: to all that the authorization gives it, such as /version.
        pre “Lines that differ: Without --anonymous-auth=false”
          | − - --anonymous-auth=false
        button: Add as a lane
        button title=Changes this lane’s files; undo brings it back: Apply
      li
        A tcpSocket probe instead of httpGet in livenessProbe (line 43): 0 restarts instead of 11 in 30 min. A hang would not be noticed.
        pre “Lines that differ: A tcpSocket probe instead of httpGet in livenessProbe”
          | − httpGet:
          | + tcpSocket:
          | −   path: /healthz
          |   and 1 more line
        button: Add as a lane
        button title=Changes this lane’s files; undo brings it back: Apply
      li
        Without livenessProbe (line 41): 0 restarts instead of 11 in 30 min. No such probe any more: a hang would not be noticed.
        pre “Lines that differ: Without livenessProbe”
          | − livenessProbe:
          | −   failureThreshold: 8
          | −   httpGet:
          |   and 6 more lines
        button: Add as a lane
        button title=Changes this lane’s files; undo brings it back: Apply
  `,
    { closely: true },
  )
  await second.getByRole('button', { name: 'Apply' }).click()
  await playground.settled()
  await expect(playground.restarts(OFF)).toHaveText('0 restarts')
  await page.getByRole('button', { name: 'Undo' }).click()
  await playground.settled()
  await expect(playground.restarts(OFF)).toHaveText(/^[1-9]\d* restarts?$/)
  // of a text that cannot be read nothing is tried, and what is said is of the one before
  await page.keyboard.press('[')
  await expect(playground.panel.getByRole('region', { name: 'What if?' })).toHaveCount(1)
  await playground.rewrite(OFF, (text) => `${text}  - [`)
  await expect(playground.panel.getByRole('region', { name: 'What if?' })).toHaveCount(0)
  await playground.panel.getByRole('button', { name: 'Close' }).click()
  await expect(playground.panel).toContainText('About the last text that could be read, as in the picture.')
  await expect(playground.panel.getByRole('button', { name: 'What would have prevented it?' })).toHaveCount(0)
})

test('an edit at a time is tried away as a line is, and its removal undone', async ({ playground, page }) => {
  const edit = { at: '300s', edit: 'kube-apiserver.yaml', find: '--allow-privileged=true', replace: '--anonymous-auth=false' }
  await playground.open(linkTo('1.37', [edit], { cursor: 1200, lane: 'lane-0' }))
  const kept = 'As kubeadm writes it'
  await expect(playground.restarts(kept)).toHaveText(/^[1-9]\d* restarts?$/)
  await page.keyboard.press('[')
  const found = playground.panel.getByRole('region', { name: 'What if?' })
  await expect(found.getByRole('listitem')).toHaveCount(1, TRIED)
  await expect(found).toContainText(
    'Without the edit at 5 min (the scenario edits kube-apiserver.yaml: “--allow-privileged=true” becomes “--anonymous-auth=false”): 0 restarts instead of',
  )
  await expect(found).toLookLike(
    `
    section “What if?” aria-busy=false tabindex=-1
      h2: What would have prevented restart 3 of kube-apiserver?
      kube-apiserver.yaml had been changed by an action by then, so no line of it was tried.
      li
        Without the edit at 5 min (the scenario edits kube-apiserver.yaml: “--allow-privileged=true” becomes “--anonymous-auth=false”): 0 restarts instead of 5 in 30 min.
        button title=In all lanes that share it; undo brings it back: Remove the action
  `,
    { closely: true },
  )
  await found.getByRole('button', { name: 'Remove the action' }).click()
  await playground.settled()
  await expect(playground.restarts(kept)).toHaveText('0 restarts')
  await page.getByRole('button', { name: 'Undo' }).click()
  await playground.settled()
  await expect(playground.restarts(kept)).toHaveText(/^[1-9]\d* restarts?$/)
})

test('a standstill of the sync loop is tried away as the edit that brought it about', async ({ playground, page }) => {
  const { lanes, ...common } = aWholeControlPlane('1.37')
  const { name, ...fields } = lanes[3]!
  const draft = { common: { ...common, duration: '8m' }, lanes: [{ id: 'lane-0', name, fields, muted: false }] }
  await playground.open(`#${encodeLink({ draft, view: { from: 0, to: 480, cursor: 420, lane: 'lane-0' } })}`)
  await page.keyboard.press('[')
  const standstill = chainOf(playground)
    .getByRole('button', { name: /sync loop stands still/ })
    .first()
  await expect(standstill).toBeVisible(TRIED)
  await standstill.click()
  const found = playground.panel.getByRole('region', { name: 'What if?' })
  await expect(found).toContainText('What would have prevented the standstill?', TRIED)
  await expect(found).toContainText('Without the edit at 5 min (the scenario removes etcd.yaml): 0 standstills instead of', TRIED)
})

test('why it is not restarted is answered for the cursor’s time', async ({ playground }) => {
  await playground.open()
  await playground.goTo(60)
  const asked = playground.panel.getByRole('region', { name: 'Why not?' })
  await expect(asked).toContainText(
    'Its liveness probe has failed 4 of 8 times in a row. 4 more are needed, so at 1 min 35 s at the earliest.',
  )
  await playground.goTo(600)
  await expect(playground.panel).toLookLike(
    `
    div tabindex=0
      div data-about=overview
        h2: Anonymous requests off
        6 restarts, the first at 1 min 35 s: 8 of 8 liveness probes failed in a row (HTTP probe failed with statuscode: 401), because of
        span .unbroken: --anonymous-auth=false
        (kube-apiserver.yaml, line 39). Now it waits for its back-off, until 12 min 15 s.
        h2: Why it last ended
        ol “Chain of causes”
          li
            9 min 35.2 s
            button title=Go there: what is its own reason?: The kubelet kills kube-apiserver: its liveness probe failed 8 times.
            Event Killing: Killing container with id docker://kube-apiserver:Container failed liveness probe.. Container will be killed and recreated.
          li
            9 min 35 s
            because
            button title=Go there: what is its own reason?: 8 of 8 failures in a row, 1 from the life before: the liveness probe counts as failed.
          li
            9 min 35 s
            because
            button title=Go there: what is its own reason?: The liveness probe failed (8 of 8 in a row), GET https://127.0.0.1:6443/healthz: HTTP probe failed with statuscode: 401.
            The kubelet asks without credentials: no certificate, no token. Anonymous requests are off: whoever shows no credentials gets 401 Unauthorized, even for a health check.
            button “The rule: The kubelet asks without credentials: no certificate, no token. Anonymous requests are off: whoever shows no credentials gets 401 Unauthorized, even for a health check.”: The rule
          li
            because The cause is this line:
            button title=Go there in the editor; Escape comes back: kube-apiserver.yaml, line 39
            code title=--anonymous-auth=false: --anonymous-auth=false
        div .beside
          pre “What kubectl prints” tabindex=0 .wraps
            | $ kubectl get po -n kube-system
            | The connection to the server 192.168.1.100:6443 was refused - did you specify the right host or port?
          button: What would have prevented it?
          section “Why not?”
            li
              h3: Why does kube-apiserver not start again now?
              Its back-off of 160 s, counted from its end at 9 min 35.2 s, holds it until 12 min 15 s: 135 s more.
              button: the back-off, 9 min 50.8 s
              button: its end, 9 min 35.2 s
            li
              h3: Why is the pod kube-apiserver not ready?
              kube-apiserver is waiting (CrashLoopBackOff).
              button: its status, 9 min 36.2 s
  `,
    { closely: true },
  )
  await expect(asked).toContainText('holds it until 12 min 15 s')
  await playground.goTo(60)
  await asked.getByRole('button', { name: /^the last failure/ }).click()
  await expect(chainOf(playground).getByRole('listitem').first()).toContainText('4 of 8 in a row')
})

test(
  'a copy that is read as a pod leads to the line that was copied, and to its effects',
  { tags: 'whole' },
  async ({ playground, page }) => {
    const copy = { at: '100s', copy: 'kube-apiserver.yaml', to: 'kube-apiserver.yaml.bak' }
    await playground.open(linkTo('1.37', [copy], { cursor: 900, lane: 'lane-1' }))
    await playground.monaco()
    await page.keyboard.press('[')
    const chip = playground.panel.getByRole('button', { name: 'kube-apiserver.yaml.bak, line 42', exact: true })
    await expect(page.locator('.line-lit')).toBeVisible()
    await chip.click()
    await expect(playground.editor(OFF)).toBeFocused()
    await playground.panel.getByRole('button', { name: 'What else it caused: line 42' }).first().click()
    const caused = playground.panel.getByRole('region', { name: 'What the line has caused' })
    await expect(caused).toContainText('Line 42 of kube-apiserver.yaml.bak, as it was at')
    await expect(caused).toLookLike(
      `
    section “What the line has caused”
      h2
        Line 42 of kube-apiserver.yaml.bak, as it was at 2 min 28.8 s: --anonymous-auth=false, in “Anonymous requests off”
        button title=To what was explained before (Backspace): ← Back
        button “Close”: ✕
      li: button aria-pressed=false: 148 startup probes failed, the first at 2 min 28 s
      li: button aria-pressed=false: 6 times the startup probe counted as failed, the first at 6 min 18 s
      li: button aria-pressed=false: 6 kills of kube-apiserver, the first at 6 min 18 s
      li: button aria-pressed=false: 6 times the kube-apiserver shut down, the first at 6 min 18 s
      li: button aria-pressed=false: 6 ends of kube-apiserver, the first at 6 min 48 s
      li: button aria-pressed=false: 6 restarts of kube-apiserver, the first at 6 min 49 s
      li
        button aria-pressed=false: 160 Events, the first at 2 min 28 s
        148 Unhealthy, 6 Pulled, 6 Created
  `,
      { closely: true },
    )
    // a kill takes its time
    await caused.getByRole('button', { name: 'Close' }).click()
    for (const [t, head] of [
      [380, 'Why it is being killed'],
      [405, 'Why it is being killed'],
      [410, 'Why it last ended'],
    ] as const) {
      await playground.goTo(t)
      await expect(playground.panel.locator('h2').nth(1), String(t)).toHaveText(head)
    }
  },
)

test('AGE is spoken of only where kubectl prints it', async ({ playground }) => {
  await playground.open(linkTo('1.9', [{ at: '300s', hang: 'kube-apiserver' }], { cursor: 295, lane: 'lane-1' }))
  await expect(playground.panel).toContainText('AGE counts from')
  // the cursor moves on twice while a question is under way: one more follows, of what stands there alone
  await playground.tab('Events')
  await playground.tab('Why')
  const { setCursor } = await import('../state/actions.ts')
  const { simulator } = await import('../simulator/runner.ts')
  const call = vi.spyOn(simulator, 'call')
  setCursor(296)
  setCursor(305)
  await expect(playground.panel.getByLabel('What kubectl prints')).toContainText('TLS handshake timeout')
  expect(call.mock.calls.filter(([task]) => task === 'look')).toHaveLength(1)
  await expect(playground.panel).not.toContainText('AGE counts from')
  await expect(playground.panel).not.toContainText('It runs without')
  await playground.goTo(60)
  await expect(playground.panel).toContainText('It runs without its mirror pod, which kubectl would show')
})

test('a sentence that rests on an assumption opens what is assumed, written down; another answer there, and it restarts', async ({
  playground,
  page,
}) => {
  const manifest = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - {name: web, image: "shop/web:1", ports: [{containerPort: 80}], livenessProbe: {httpGet: {port: 80}}}
`
  const { lanes: _lanes, ...common } = empty('1.37')
  const draft = {
    common: { ...common, duration: '10m' },
    lanes: [{ id: 'lane-0', name: 'As it is', muted: false, fields: { manifests: { 'web.yaml': manifest } } }],
  }
  await playground.open(`#${encodeLink({ draft, view: { lane: 'lane-0', cursor: 600, from: 0, to: 600 } })}`)
  await expect(playground.panel).toContainText('No restart in 10 min, if its program answers 200 on port 80 from the start.')
  await playground.panel.getByRole('button', { name: 'Change what is assumed' }).click()
  await playground.settled()
  const program = page.getByRole('region', { name: 'Program in web' })
  await expect(program.getByRole('textbox', { name: 'on port' })).toHaveValue('80')
  await expect(playground.panel).toContainText('No restart in 10 min, if its program answers 200 on port 80 from the start.')
  await program.getByRole('button', { name: '+ Answer' }).click()
  await playground.settled()
  await expect(playground.restarts('As it is')).toHaveText(/^[1-9] restarts$/)
})

test('what is asked of an end that no restart follows is said to have had none', async ({ playground, page }) => {
  const manifest = `apiVersion: v1
kind: Pod
metadata: {name: job}
spec:
  restartPolicy: Never
  containers: [{name: job, image: "busybox:1.36", command: [sh, -c, sleep 5]}]
`
  const { lanes: _lanes, ...common } = empty('1.37')
  const lanes = [{ id: 'lane-0', name: 'A job', muted: false, fields: { manifests: { 'job.yaml': manifest } } }]
  await playground.open(`#${encodeLink({ draft: { common, lanes }, view: { lane: 'lane-0', cursor: 60, from: 0, to: 60 } })}`)
  await page.getByRole('button', { name: 'What would have prevented it?' }).click()
  await expect(playground.panel).toContainText('No restart came of it.')
})

test('what would have prevented it: found by trying, and added as a lane with no restart', async ({ playground, page }) => {
  await playground.open()
  await playground.panel.getByRole('button', { name: 'What would have prevented it?' }).click()
  const found = playground.panel.getByRole('region', { name: 'What if?' })
  const choices = found.getByRole('listitem')
  await expect(choices).toHaveCount(3, TRIED)
  await expect.poll(() => page.scrolled()).toContain('What if?')
  await expect(found).toContainText('What would have prevented restart 6 of kube-apiserver?')
  await expect(choices.nth(0)).toContainText('Without --anonymous-auth=false (line 39): 0 restarts instead of 11 in 30 min.')
  await expect(choices.nth(1)).toContainText('A hang would not be noticed.')
  await choices.nth(0).getByRole('button', { name: 'Add as a lane' }).click()
  await expect(page.locator('.lane-name[aria-current]')).toBeFocused()
  await playground.settled()
  await expect(playground.restarts('Without --anonymous-auth=false')).toHaveText('0 restarts')
  // its text is the first lane's, so nothing is said to differ
  await expect(playground.editor('Without --anonymous-auth=false')).toBeVisible()
  await expect(page.getByRole('button', { name: /lines? changed$/ })).toHaveCount(0)
  await expect(playground.restarts(OFF)).toHaveText('6 restarts')
})

test('a long search says how far it is, until its answer stands there', { tags: 'whole' }, async ({ playground, page }) => {
  await playground.open()
  clock.lookMs = 13
  await playground.panel.getByRole('button', { name: 'What would have prevented it?' }).click()
  const search = playground.panel.getByRole('region', { name: 'What if?' })
  const seen = new Set<string>()
  for (let n = 0; n < 400 && seen.size < 3; n++) {
    await page.pass(0.02)
    for (const text of await search.allTextContents()) seen.add(text.replace(/\s+/g, ' ').trim())
  }
  clock.lookMs = 0
  // it may be seen before it knows of how many
  const counts = [...seen].filter((text) => /\d/.test(text))
  expect(counts.join()).toMatch(/^(What would have prevented it\?Trying single changes: \d+ of \d{2,},?){2,3}$/)
  await expect(search).toHaveAttribute('aria-busy', 'true')
  await expect(search).toBeFocused()
  await expect(search.getByRole('listitem')).toHaveCount(3, TRIED)
  await expect(search).toHaveAttribute('aria-busy', 'false')
  await expect(search).not.toContainText('Trying')
  // of another end it is asked anew
  await playground.goTo(300)
  await expect(search).toHaveCount(0)
  await expect(playground.panel.getByRole('button', { name: 'What would have prevented it?' })).toBeVisible()
  // whoever steps from mark to mark has none of them tried but the last one
  const { simulator } = await import('../simulator/runner.ts')
  const call = vi.spyOn(simulator, 'call')
  for (const key of ['[', '[', '[']) await page.keyboard.press(key)
  await page.pass(0.2)
  await expect(search).toBeVisible()
  expect(call.mock.calls.filter(([task]) => task === 'whatIf')).toHaveLength(1)
})

test('what a line has caused is chosen kind by kind, shown by its moments, and let go by another press', async ({ playground, page }) => {
  await playground.open()
  await page.keyboard.press(',')
  await playground.panel.getByRole('button', { name: 'What else it caused: line 41' }).click()
  const caused = playground.panel.getByRole('region', { name: 'What the line has caused' })
  const kinds = caused.locator('.effects .jump')
  const moments = caused.locator('.moments')
  await expect(moments).toHaveCount(0)
  await expect(kinds.first()).toBeFocused()
  // what stands out on the timeline: all of it, or what is chosen
  const { usePage } = await import('../state/page.ts')
  const marked = (): number | undefined => usePage.getState().caused?.ids.size
  const all = marked()!
  const said: string[] = []
  for (const kind of await kinds.all()) {
    const label = await kind.textContent()
    await kind.click()
    await expect(kind).toHaveAttribute('aria-pressed', 'true')
    expect(`${marked()}`).toBe(/^\d+/.exec(label!)![0])
    await expect(moments).toHaveCount(1)
    said.push(`${label}: ${await moments.getByRole('button').count()} ${(await moments.locator('.aside').allTextContents()).join('')}`)
  }
  expect(said).toMatchInlineSnapshot(`
    [
      "85 liveness probes failed, the first at 25 s: 85 ",
      "12 times the liveness probe counted as failed, the first at 1 min 35 s: 12 ",
      "12 times the kube-apiserver shut down, the first at 1 min 35 s: 12 ",
      "12 ends of kube-apiserver, the first at 1 min 35 s: 12 ",
      "12 kills of kube-apiserver, the first at 1 min 35 s: 12 ",
      "11 restarts of kube-apiserver, the first at 1 min 35 s: 11 ",
      "12 changes of the pod’s status, the first at 1 min 36 s: 12 ",
      "8 statuses that the API was told, the first at 1 min 44 s: 8 ",
      "68 starts of kube-apiserver held back by the back-off, the first at 9 min 35 s: 68 ",
      "175 Events, the first at 25 s: 120 and 55 more",
    ]
  `)
  await kinds.last().click()
  await expect(kinds.last()).toHaveAttribute('aria-pressed', 'false')
  await expect(moments).toHaveCount(0)
  expect([marked(), all > 175]).toEqual([all, true])
  await kinds.nth(5).click()
  await expect(caused).toLookLike(
    `
    section “What the line has caused”
      h2
        Line 41: livenessProbe:, in “Anonymous requests off”
        button title=To what was explained before (Backspace): ← Back
        button “Close”: ✕
      li: button aria-pressed=false: 85 liveness probes failed, the first at 25 s
      li: button aria-pressed=false: 12 times the liveness probe counted as failed, the first at 1 min 35 s
      li: button aria-pressed=false: 12 times the kube-apiserver shut down, the first at 1 min 35 s
      li: button aria-pressed=false: 12 ends of kube-apiserver, the first at 1 min 35 s
      li: button aria-pressed=false: 12 kills of kube-apiserver, the first at 1 min 35 s
      li: button aria-pressed=true: 11 restarts of kube-apiserver, the first at 1 min 35 s
      li: button aria-pressed=false: 12 changes of the pod’s status, the first at 1 min 36 s
      li: button aria-pressed=false: 8 statuses that the API was told, the first at 1 min 44 s
      li: button aria-pressed=false: 68 starts of kube-apiserver held back by the back-off, the first at 9 min 35 s
      li
        button aria-pressed=false: 175 Events, the first at 25 s
        85 Unhealthy, 11 Pulled, 11 Created, 68 BackOff
      section “11 restarts of kube-apiserver, the first at 1 min 35 s”
        h2: 11 restarts of kube-apiserver, one by one
        button title=Why?: 1 min 35.4 s
        button title=Why?: 2 min 55.4 s
        button title=Why?: 4 min 15.4 s
        button title=Why?: 5 min 35.4 s
        button title=Why?: 6 min 55.4 s
        button title=Why?: 8 min 15.4 s
        button title=Why?: 12 min 29 s
        button title=Why?: 18 min 53 s
        button title=Why?: 20 min 15.4 s
        button title=Why?: 26 min 43 s
        button title=Why?: 28 min 5.4 s
  `,
    { closely: true },
  )
  await kinds.first().click()
  await moments.getByRole('button').nth(1).click()
  await expect(chainOf(playground).getByRole('listitem').first()).toBeVisible()
  expect(marked()).toBeUndefined()
})

test('a back-off’s row leads to where all agree, and a restart that is to come is called so', async ({ playground, page }) => {
  await playground.open(linkTo('1.9', [], { cursor: 100, lane: 'lane-1' }))
  await (await inMenu(page, 'Table')).click()
  await page.getByRole('combobox', { name: 'Rows of lane' }).selectOption({ label: OFF })
  await page
    .getByRole('table', { name: 'Timeline as a table' })
    .getByRole('row', { name: /back-off 160 s/ })
    .getByRole('button')
    .first()
    .click()
  await expect(chainOf(playground).getByRole('listitem').first()).toContainText('wait 159 s more')
  await expect(playground.panel.getByRole('region', { name: 'Why not?' })).toContainText('159 s more')
  await page
    .getByRole('table', { name: 'Timeline as a table' })
    .getByRole('row', { name: /life 7 ends/ })
    .getByRole('button')
    .first()
    .click()
  await expect(playground.panel.getByRole('region', { name: 'What if?' })).toContainText(
    'What would have prevented the next restart, number 7, of kube-apiserver?',
    TRIED,
  )
  await expect(playground.restarts(OFF)).toHaveText('6 restarts')
})
