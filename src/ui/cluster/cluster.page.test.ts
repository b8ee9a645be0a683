import { type Locator, type Page, expect, test, paste, drop, inMenu } from '../fixture/playground.ts'
import heldUp from '../../cluster/recorded/mount-secret-missing-dots-between/input.txt?raw'
import { DEPLOYMENT, POD } from '../fixture/samples.ts'

const dialog = (page: Page): Locator => page.getByRole('dialog', { name: 'Paste yours' })

const chosen = (field: Locator): Promise<string> =>
  field.evaluate((element: HTMLTextAreaElement) => element.value.slice(element.selectionStart, element.selectionEnd))

const preview = (page: Page): Locator => dialog(page).getByRole('region', { name: 'What was understood' })

async function openDialog(page: Page): Promise<void> {
  await (await inMenu(page, 'New')).click()
  await page.getByRole('dialog', { name: 'A scenario of your own' }).getByRole('button', { name: 'Paste yours' }).click()
  await expect(dialog(page)).toBeVisible()
}

const EVENTS = `Warning  Unhealthy  16s (x9 over 4m)  kubelet  Liveness probe failed: HTTP probe failed with statuscode: 503
Normal   Killing    16s (x3 over 4m)  kubelet  Container api failed liveness probe, will be restarted
what does that mean?`

test('what is nothing of a cluster is said in a sentence, and cannot be opened', async ({ playground, page }) => {
  await playground.open()
  await openDialog(page)
  await dialog(page).getByRole('textbox', { name: 'What the cluster printed' }).fill('{"kind": "Pod",')
  await expect(preview(page)).toContainText('The JSON from line 1 on cannot be read')
  await expect(dialog(page).getByRole('button', { name: 'Open it' })).toBeDisabled()
  await dialog(page).getByRole('textbox', { name: 'What the cluster printed' }).fill('what is this?\nhello')
  await expect(preview(page)).toLookLike(`
    section “What was understood” aria-busy=false
      No line of this is recognised as what a cluster prints.
      h3: What would tell more
      li: kubectl describe pod POD, kubectl get pods and kubectl logs POD --previous tell most; a part of any of them will do.
      Of 2 lines 0 are used, 2 are not.
  `)
  // what becomes no lane can be taken away
  await dialog(page).getByRole('textbox', { name: 'What the cluster printed' }).fill('panic: no config at /etc/shop\n')
  await expect(preview(page)).toContainText('no config')
  await expect(dialog(page).getByRole('button', { name: 'Open it' })).toBeDisabled()
  const takeAway = dialog(page).getByRole('button', { name: /^Cop(?:ied|y the answer)$/ })
  await takeAway.click()
  await expect(takeAway).toHaveText('Copied')
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^# .*no config[^]*\n## /)
  const evicted =
    'Events:\n  Normal  Started  18m  kubelet, wk04  Started container web\n  Warning  Evicted  18m  kubelet, wk04  The node was low on resource: memory.'
  await dialog(page).getByRole('textbox', { name: 'What the cluster printed' }).fill(evicted)
  await expect(preview(page).getByText(/^Not simulated: Evicted/)).toHaveCount(1)
  await expect(takeAway).toHaveText('Copy the answer')
  await dialog(page).getByRole('button', { name: 'Close' }).click()
  await expect(dialog(page)).toHaveCount(0)
  // what nothing was made of stands there again until somebody clears it
  await openDialog(page)
  await expect(dialog(page).getByRole('textbox', { name: 'What the cluster printed' })).toHaveValue(evicted)
  await dialog(page).getByRole('textbox', { name: 'What the cluster printed' }).fill('')
  await page.keyboard.press('Escape')
  await openDialog(page)
  await expect(dialog(page).getByRole('textbox', { name: 'What the cluster printed' })).toHaveValue('')
})

test('the sentence stands above the text, with the lines that say so; a press selects one; each line has what it was taken for', async ({
  playground,
  page,
}) => {
  await playground.open()
  await openDialog(page)
  const field = dialog(page).getByRole('textbox', { name: 'What the cluster printed' })
  await expect(dialog(page).locator('details')).toLookLike(`
    details open
      summary: Commands that tell most
      li
        kubectl get pod NAME -n NAMESPACE -o yaml
        button “Copy kubectl get pod NAME -n NAMESPACE -o yaml”: Copy
        the spec, the restart count, and how the last life ended. Take this one if you take one.
      li
        kubectl get events -n NAMESPACE -o json
        button “Copy kubectl get events -n NAMESPACE -o json”: Copy
        what the kubelet did, and when: failed probes, kills, back-offs of the last hour.
      li
        kubectl describe pod NAME -n NAMESPACE
        button “Copy kubectl describe pod NAME -n NAMESPACE”: Copy
        both in short, with ages instead of times.
      li
        journalctl -u kubelet --since -2h | grep NAME
        button “Copy journalctl -u kubelet --since -2h | grep NAME”: Copy
        on the node: each single probe, not merged.
      li
        kubectl version
        button “Copy kubectl version”: Copy
        the release, whose rules are simulated.
  `)
  await field.fill(EVENTS)
  await expect(preview(page)).toContainText('liveness probe is answered with 503')
  await expect(dialog(page)).toLookLike(`
    dialog open
      h2: Paste yours
      button “Close”: ✕
      Paste what you have, whole or in parts, in any order: manifests, descriptions, events, tables, logs, kernel lines, crictl ps. It says why in a sent…
      details: summary: Commands that tell most
      section “What was understood” aria-busy=false
        api has 3 restarts: its liveness probe is answered with 503 (9 times over about 4 min), and the kubelet kills and restarts the container for it, …
        The program itself says that it is not well: let the liveness probe ask only whether it still lives, and the readiness probe for the rest: livene…
        ol “Because”
          li: button: line 1 Warning Unhealthy 16s (x9 over 4m) kubelet Liveness probe failed: HTTP probe failed with statuscode: 503
          li: button: line 2 Normal Killing 16s (x3 over 4m) kubelet Container api failed liveness probe, will be restarted
        Of 3 lines 2 are used, 1 is not.
        details: summary: What it rests on
      What the cluster printed
      textarea = 3 lines placeholder=Events:
      Warning  Unhealthy  12m (x100 over 1h)  kubelet  Liveness probe failed: …
      details open
        summary: What each line was taken for
        ol “Line by line”
          li: button: 1–2 an event of a description
          li: button: 3 not used
      Choose files…
      input = “”
      If no text names the release:
      select = “1.37”
      button: Copy the answer
      button: Cancel
      button: Open it
  `)
  await field.evaluate((element) => Object.defineProperty(element, 'scrollHeight', { value: 300 }))
  const selected = (): Promise<unknown> =>
    field.evaluate((element: HTMLTextAreaElement) => [
      element.value.slice(element.selectionStart, element.selectionEnd),
      Math.round(element.scrollTop),
    ])
  const [first, second, third] = EVENTS.split('\n')
  await preview(page)
    .getByRole('button', { name: /^line 2/ })
    .click()
  await expect(field).toBeFocused()
  expect(await selected()).toEqual([second, 0])
  const lines = dialog(page).getByRole('list', { name: 'Line by line' }).getByRole('button')
  await lines.first().click()
  expect(await selected()).toEqual([`${first}\n${second}`, -100])
  await lines.last().click()
  expect(await selected()).toEqual([third, 100])
  // up to 20 lines are told one by one at once
  await field.fill(`${EVENTS}${'\nno'.repeat(17)}`)
  await expect(lines.last()).toHaveText('3–20 not used')
  await field.fill(`${EVENTS}${'\nno'.repeat(18)}`)
  await expect(lines).toHaveCount(0)
  await field.fill(EVENTS)
  await dialog(page).getByRole('combobox', { name: 'If no text names the release:' }).selectOption('1.30')
  await preview(page).getByText('What it rests on').click()
  await expect(preview(page)).toContainText('1.30 is assumed')
  await field.fill('')
  await expect(preview(page)).toBeEmpty()
  const copy = dialog(page).getByRole('button', { name: 'Copy kubectl version' })
  await copy.click()
  await expect(copy).toHaveText('Copied')
  await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true }))
  await copy.click()
  await expect(copy).toHaveText('Copy')
  await dialog(page).getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog(page)).toHaveCount(0)
})

test('a paste on the page opens the preview; Escape leaves everything as it was; the manifest alone can be taken', async ({
  playground,
  page,
}) => {
  await playground.open()
  // what takes pasted texts comes once there is a picture
  await page.waitForLoadState('networkidle')
  await page.getByRole('button', { name: 'Play' }).focus()
  const manifest = POD.replace(/^\$.*\n/, '')
  await paste(page, manifest)
  await expect(preview(page)).toContainText('2 restarts')
  await page.keyboard.press('Escape')
  await expect(dialog(page)).toBeHidden()
  await expect(playground.lane('Anonymous requests off')).toBeVisible()
  await page.getByRole('button', { name: 'Play' }).focus()
  await paste(page, manifest)
  await expect(preview(page)).toContainText('2 restarts')
  await page.keyboard.press('Escape')
  await openDialog(page)
  await dialog(page).getByRole('button', { name: 'Take the manifest only' }).click()
  await playground.settled()
  await expect(playground.lane('api-6c8d7b9f4-q2x7z')).toBeVisible()
  await openDialog(page)
  await expect(dialog(page).getByRole('button', { name: 'Take the manifest only' })).toHaveCount(0)
})

test('an Events section alone, pasted on the page, says why, line by line, and what was not used', async ({ playground, page }) => {
  await playground.open()
  await page.waitForLoadState('networkidle')
  await page.getByRole('button', { name: 'Play' }).focus()
  const section = `Somebody help
\`\`\`
Events:
  Type     Reason     Age               From               Message
  ----     ------     ----              ----               -------
  Warning  Unhealthy  12m (x100 over 1h)  kubelet, wk03  Liveness probe failed: Get https://10.244.3.82:8443/: dial tcp 10.244.3.82:8443: connect: connection refused
  Warning  BackOff    2m (x373 over 1h)   kubelet, wk03  Back-off restarting failed container
\`\`\``
  await paste(page, section)
  await expect(preview(page)).toContainText('its liveness probe is refused: nobody listens on port 8443')
  const lines = dialog(page).getByRole('list', { name: 'Line by line' })
  await expect(lines).toContainText('1 not used')
  await lines.getByRole('button', { name: /6–7 an event of a description/ }).click()
  const selected = await dialog(page)
    .getByRole('textbox', { name: 'What the cluster printed' })
    .evaluate((field: HTMLTextAreaElement) => field.value.slice(field.selectionStart, field.selectionEnd))
  expect(selected.split('\n').length).toBe(2)
  expect(selected).toContain('Back-off restarting failed container')
  // how often it was restarted neither line tells
  await dialog(page).getByRole('button', { name: 'Open it' }).click()
  await playground.settled()
  await expect(playground.restarts('What really happened')).toContainText('? restarts')
  await expect(playground.slider).toHaveAttribute('aria-valuetext', /: an unknown number of restarts$/)
  await expect(playground.panel).toContainText(/shows \d+ restarts? where this lane has a number that no text tells\./)
  await openDialog(page)
  // of several pods Why begins with the restart that the sentence is about
  const rows = ['a', 'b'].flatMap((pod, n) => [
    `${9 - n}m    Warning   Unhealthy   pod/${pod}   Liveness probe failed: HTTP probe failed with statuscode: 503`,
    `${9 - n}m    Normal    Killing     pod/${pod}   Container main failed liveness probe, will be restarted`,
    `${9 - n}m    Normal    Started     pod/${pod}   Started container main`,
  ])
  const field = dialog(page).getByRole('textbox', { name: 'What the cluster printed' })
  await field.fill(['LAST SEEN   TYPE   REASON   OBJECT   MESSAGE', ...rows, ''].join('\n'))
  await expect(preview(page)).toContainText('a has at least 1 restart')
  await dialog(page).getByRole('button', { name: /^Open/ }).click()
  await playground.settled()
  await expect(playground.panel.locator('.why')).toHaveAttribute('data-about', 'entry')
  await expect(playground.panel).toContainText('1 minmain starts again: restart 1.')
  // what lanes were made of is not offered again
  await openDialog(page)
  await expect(field).toHaveValue('')
  // a pod that has not run has no end, and no other pod's stands for it
  await field.fill(heldUp)
  await dialog(page).getByRole('button', { name: 'Open it' }).click()
  await playground.settled()
  await expect(playground.restarts('Simulated')).toContainText('0 restarts')
  await expect(playground.panel).toLookLike(`
    div data-about=overview
      section “What the cluster’s texts say”
        Nothing restarts: contour-6ff6ccc699-9sqzf does not run, for its volume contourcert cannot be mounted: the Secret contourcert is not there, so th…
        button: Simulated
        does not simulate contour-6ff6ccc699-9sqzf, contour-6ff6ccc699-f9j29.
        Create the Secret contourcert, or correct its name: kubectl create secret generic contourcert …. Price: nothing.
        details: summary: The lines that say so
      h2: What really happened
      pre “What kubectl prints”
        | $ kubectl get po -n team-a
        | NAME                            READY   STATUS              RESTARTS   AGE
        | contour-6ff6ccc699-9sqzf        0/1     ContainerCreating   0          12m
        | contour-6ff6ccc699-f9j29        0/1     ContainerCreating   0          12m
        | contour-certgen-v1.14.0-gznj9   0/1     Completed           0          12m
  `)
})

test('what really happened is opened with why it last ended, and whether the simulated lane shows the same: by a link and after a reload too', async ({
  playground,
  page,
}) => {
  await playground.open()
  await openDialog(page)
  const liveness = 'Get "http://10.244.1.7:8080/healthz": context deadline exceeded (Client.Timeout exceeded while awaiting headers)'
  await dialog(page).getByRole('textbox', { name: 'What the cluster printed' }).fill(`Name:             checkout
Namespace:        shop
Node:             node-2/10.0.3.18
Start Time:       Mon, 09 Mar 2026 07:00:04 +0000
Status:           Running
Containers:
  checkout:
    Image:          registry.example.com/shop/checkout:3
    State:          Running
      Started:      Mon, 09 Mar 2026 07:10:12 +0000
    Last State:     Terminated
      Exit Code:    137
      Started:      Mon, 09 Mar 2026 07:08:51 +0000
      Finished:     Mon, 09 Mar 2026 07:10:11 +0000
    Ready:          True
    Restart Count:  7
    Liveness:       http-get http://:8080/healthz delay=10s timeout=1s period=10s #success=1 #failure=3
Conditions:
  Type              Status
  Ready             True
Volumes:            <none>
QoS Class:          BestEffort
Events:
  Type     Reason     Age                 From     Message
  ----     ------     ----                ----     -------
  Normal   Started    90s (x8 over 11m)   kubelet  Started container checkout
  Warning  Unhealthy  46s (x22 over 10m)  kubelet  Liveness probe failed: ${liveness}
  Normal   Killing    46s (x7 over 10m)   kubelet  Container checkout failed liveness probe, will be restarted
`)
  const lines = dialog(page).getByRole('list', { name: 'Line by line' })
  await expect(preview(page).getByRole('list', { name: 'Because' })).toContainText(liveness)
  await expect(lines).toBeHidden()
  await dialog(page).getByText('What each line was taken for').click()
  await expect(lines).toContainText('an event of a description')
  expect(await preview(page).evaluate((region) => region.scrollWidth <= region.clientWidth)).toBe(true)
  await dialog(page).getByRole('button', { name: 'Open it' }).click()
  await playground.settled()
  await expect(page.locator('.notice')).not.toContainText('too large')
  await expect(playground.slider).toHaveValue(await playground.slider.evaluate((slider: HTMLInputElement) => slider.max))
  await expect(playground.restarts('What really happened')).toContainText('7 restarts')
  await expect(playground.restarts('Simulated')).toContainText('6 restarts')
  await expect(page.getByText('there is no manifest to edit')).toBeVisible()
  await expect(page.getByRole('button', { name: 'behaviour: what its programs do' })).toHaveCount(0)
  const says = playground.panel.getByRole('region', { name: 'What the cluster’s texts say' })
  const sentence = 'checkout has 7 restarts: its liveness probe gets no answer in time'
  await expect(says).toContainText(sentence)
  await expect(playground.panel).toLookLike(`
    div data-about=overview
      section “What the cluster’s texts say”
        checkout has 7 restarts: its liveness probe gets no answer in time at 10.244.1.7:8080/healthz (context deadline exceeded) (22 times over about 10…
        button: Simulated
        shows 6 restarts where this lane has 7.
        Give the answer more time, or the program more CPU: livenessProbe.timeoutSeconds (1 s now). Price: a hang is found later by as much.
        details: summary: The lines that say so
      h2: What really happened
      h2: Why it last ended
      ol “Chain of causes”
        li
          9 min 37 s
          button title=Go there: what is its own reason?: The kubelet kills checkout: its liveness probe failed.
          Event Killing: Container checkout failed liveness probe, will be restarted
        li
          9 min 37 s
          because
          button title=Go there: what is its own reason?: The liveness probe counts as failed.
        li
          9 min 37 s
          because
          button title=Go there: what is its own reason?: The liveness probe failed: context deadline exceeded (Client.Timeout exceeded while awaiting he…
        li
          9 min 37 s
          because
          button title=Go there: what is its own reason?: kubectl describe tells it. Its age puts it after the start that the state names: it is taken to…
      pre “What kubectl prints”
        | $ kubectl get po -n shop
        | NAME       READY   STATUS    RESTARTS
        | checkout   1/1     Running   7
      button: What would have prevented it, in “Simulated”?
  `)
  await expect(page.locator('.editor-pane')).toLookLike(`
    section “Editor”
      b title=What really happened: What really happened
      fieldset “Files”
      button “File” title=Add a file, begin anew, or take it out: ⋯
      This lane shows what happened in a real cluster, as its texts tell it: there is no manifest to edit.
      button: Change the lane that simulates it
      ul “Problems”
  `)
  await expect(playground.panel).toContainText('The kubelet kills checkout: its liveness probe failed.')
  await page.getByRole('button', { name: 'Change the lane that simulates it' }).click()
  await expect(playground.editor('Simulated')).toHaveValue(/livenessProbe/)
  await playground.select('What really happened')
  await playground.tab('Request')
  await expect(playground.panel).toLookLike(`
    This lane shows what happened in a real cluster, as its texts tell it: there is nobody to ask.
    button: Ask the lane that simulates it
  `)
  await playground.panel.getByRole('button', { name: 'Ask the lane that simulates it' }).click()
  await expect(playground.panel.getByRole('heading').first()).toHaveText('Why is there no answer, in “Simulated”?')
  await expect(playground.panel.getByRole('rowheader')).toHaveText(['Simulated'])
  await expect(playground.panel.locator('.status')).toHaveText(['none'])
  await playground.tab('Why')
  await playground.select('What really happened')
  await (await inMenu(page, 'Share')).click()
  const share = page.getByRole('dialog', { name: 'Share' })
  await expect(share).toContainText('The link holds what was read of the cluster, its names and addresses too, and the moment')
  await share.getByRole('button', { name: 'Close' }).click()
  const link = page.url()
  await page.reload()
  await playground.settled()
  await expect(says).toContainText(sentence)
  await says.getByText('The lines that say so').click()
  await expect(says.getByRole('listitem').first()).toContainText('Client.Timeout exceeded')
  await playground.open(new URL(link).hash)
  await expect(says).toContainText(sentence)
  await says.getByRole('button', { name: 'Simulated' }).click()
  await expect(playground.editor('Simulated')).toHaveValue(/livenessProbe/)
  await expect(says).toBeHidden()
  await playground.select('What really happened')
  await playground.panel.getByRole('button', { name: 'What would have prevented it, in “Simulated”?' }).click()
  const tried = page.getByRole('region', { name: 'What if?', exact: true })
  await expect(tried).toContainText('In a simulation: numbers that the texts do not tell')
  await expect(tried).toContainText('What would have prevented the next restart')
  // what was asked for once is not asked again by another look
  await playground.select('What really happened')
  await playground.select('Simulated')
  await expect(playground.panel.getByRole('button', { name: 'What would have prevented it?' })).toBeVisible()
})

test('the names of the files that were dropped stand above their text', async ({ playground, page }) => {
  await playground.open()
  await page.waitForLoadState('networkidle')
  await drop(page, { 'pod.yaml': POD.replace(/^\$.*\n/, ''), 'events.txt': EVENTS })
  await expect(dialog(page)).toContainText('Files, in this order: pod.yaml, events.txt')
  await expect(preview(page)).toContainText('2 restarts')
  // what is dropped or chosen while the dialog is open is for it, below what is there
  const field = dialog(page).getByRole('textbox', { name: 'What the cluster printed' })
  const before = await field.inputValue()
  await drop(page, { 'more.txt': 'kubelet says no', 'empty.txt': '' })
  await expect(field).toHaveValue(`${before.trim()}\n---\nkubelet says no`)
  await expect(dialog(page)).toContainText('Files, in this order: pod.yaml, events.txt, more.txt, empty.txt')
  const picker = dialog(page).locator('input[type=file]')
  const choose = (files: object[]) =>
    picker.evaluate((input: HTMLInputElement) => {
      Object.defineProperty(input, 'files', { value: files, configurable: true })
      input.dispatchEvent(new Event('change', { bubbles: true }))
    })
  const most = (await import('../../cluster/looks.ts')).MOST_CHARACTERS
  const chosen = (name: string, size: number) => ({ name, size, text: async () => `of ${name}` })
  await choose([chosen('a.log', most), chosen('huge.log', most + 1)])
  await expect(dialog(page)).toContainText(
    `huge.log has ${(most + 1).toLocaleString('en')} bytes; at most ${most.toLocaleString('en')} are read.`,
  )
  await expect(field).toHaveValue(/kubelet says no$/)
  await choose([chosen('a.log', most), chosen('b.log', 1)])
  await expect(field).toHaveValue(/kubelet says no\n---\nof a\.log\n---\nof b\.log$/)
  await expect(dialog(page)).toContainText('more.txt, empty.txt, a.log, b.log')
  await expect(dialog(page)).not.toContainText('bytes')
  // what takes its place is of none of them
  await field.fill(EVENTS)
  await expect(dialog(page)).not.toContainText('Files, in this order')
})

test('a manifest alone opens from the dialog as from a paste on the page, and Escape leads back to the door', async ({
  playground,
  page,
}) => {
  await playground.open()
  const door = page.getByRole('button', { name: 'Paste yours' })
  await door.focus()
  await page.keyboard.press('Enter')
  const field = dialog(page).getByRole('textbox', { name: 'What the cluster printed' })
  await expect(field).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(door).toBeFocused()
  await page.keyboard.press('Enter')
  // what will be refused is said before it is opened
  const wrong =
    'What was pasted cannot be read: yaml: line 2: did not find expected node content; the [ that opens in line 2 is never closed'
  await field.fill('kind: Pod\nmetadata: [\n')
  await expect(preview(page)).toHaveText(`${wrong}; the editor takes it as it is.`)
  await expect(dialog(page).getByRole('button', { name: 'Open it' })).toBeEnabled()
  await field.fill('kind: Service\n')
  await expect(preview(page)).toContainText('What was pasted is a Service, which has no pods and is left out')
  await expect(dialog(page).getByRole('button', { name: 'Open it' })).toBeDisabled()
  await field.fill(DEPLOYMENT)
  await page.keyboard.press('Escape')
  await expect(door).toBeFocused()
  await page.keyboard.press('Enter')
  // what is pasted now takes its place
  await expect(field).toHaveValue(DEPLOYMENT)
  expect(await chosen(field)).toBe(DEPLOYMENT)
  await expect(preview(page)).toHaveAttribute('aria-busy', 'false')
  await expect(preview(page)).toHaveText(
    'A manifest, and nothing of a run: it opens as one pod that you can try, whatever replicas or schedule it has.',
  )
  await expect(dialog(page).getByText('What each line was taken for')).toHaveCount(0)
  await dialog(page).getByRole('button', { name: 'Open it' }).click()
  await expect(page.getByText('What was pasted is a Deployment')).toBeVisible()
  await expect(playground.lane('Anonymous requests off')).toBeHidden()
  await expect(page.locator('.lane-name[aria-current]')).toBeFocused()
  await openDialog(page)
  await expect(field).toHaveValue('')
})
