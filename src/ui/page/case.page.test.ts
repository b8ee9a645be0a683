import { OFFERED } from '../../sim/release/releases.ts'
import { expect, test, inMenu } from '../fixture/playground.ts'

const OFF = 'Anonymous requests off'

test('the page opens on six restarts in seven minutes, without a click', async ({ playground, page }) => {
  await playground.open()
  await expect(playground.restarts(OFF)).toHaveText('6 restarts')
  for (const name of ['As kubeadm writes it', 'Fix 1, insecure port', 'Fix 2, TCP probe', 'Fix 3, RBAC and a firewall'])
    await expect(playground.restarts(name)).toHaveText('0 restarts')
  await expect(page.getByRole('combobox', { name: 'Kubernetes release' })).toHaveValue('1.9')
  await expect(page.locator('header')).toLookLike(`
    header
      whyrestart
      h1 “The strange case”: button title=Open another case, or your own: The strange case
      Kubernetes
      select “Kubernetes release” = “1.9”
      button title=The story, and exercises one after the other: Learn
      button “Undo” title=Undo: ↶
      button “Redo” title=Redo: ↷
      button: Share
      button: More
  `)
  await expect(page.locator('.editor-pane')).toLookLike(`
    section “Editor”
      b title=Anonymous requests off: Anonymous requests off
      fieldset “Files”: button aria-pressed=true title=kube-apiserver.yaml: kube-apiserver.yaml
      button aria-expanded=false title=What differs from “As kubeadm writes it”: 1 line changed
      button “File” title=Add a file, begin anew, or take it out: ⋯
      textarea “Manifest of Anonymous requests off” = 72 lines
      ul “Problems”
  `)
  await expect(page.locator('.lanes')).toLookLike(`
    button “Add” title=A lane, or something that happens  X: +
    button “Legend” title=What the marks mean: ?
    div title=Drag to zoom in, double-click to see everything: min:s0:001:002:003:004:005:006:007:008:009:0010:0011:0012:008:45
    section “As kubeadm writes it”
      button: As kubeadm writes it
      0 restarts
      1/1
      button: Running
      button “Actions on As kubeadm writes it”: ⋯
      button “live: liveness probe”
    section “Anonymous requests off” data-selected=true
      button aria-current=true: Anonymous requests off
      div data-many: 6 restarts
      1/1
      button: Running
      since 8:15
      button “Actions on Anonymous requests off”: ⋯
      button “live: liveness probe”
    section “Fix 1, insecure port”
      button: Fix 1, insecure port
      0 restarts
      1/1
      button: Running
      button “Actions on Fix 1, insecure port”: ⋯
      button “live: liveness probe”
    section “Fix 2, TCP probe”
      button: Fix 2, TCP probe
      0 restarts
      1/1
      button: Running
      button “Actions on Fix 2, TCP probe”: ⋯
      button “live: liveness probe”
    section “Fix 3, RBAC and a firewall”
      button: Fix 3, RBAC and a firewall
      0 restarts
      1/1
      button: Running
      button “Actions on Fix 3, RBAC and a firewall”: ⋯
      button “live: liveness probe”
  `)
  await page.getByRole('button', { name: 'Legend' }).click()
  await expect(page.getByRole('list', { name: 'Legend' }).getByRole('listitem')).toHaveText([
    'passed',
    'failed',
    'killed',
    'ready',
    'not ready',
    'back-off',
    'serving',
    'starting',
    'shutting down',
    'mirror pod',
  ])
  await page.keyboard.press('Escape')
  await expect(page.getByRole('group', { name: 'Playback' })).toLookLike(`
    fieldset “Playback”
      button “Previous mark” title=Previous mark  ,: ◂
      button title=Play  space: Play
      button “Next mark” title=Next mark  .: ▸
      select “Speed” = “60” title=60 seconds of the cluster in one second
      8:45
      input “Time” = “525” aria-valuetext=8 min 45 s: 6 restarts
      button title=What is shown of the run: View
  `)
  await expect(playground.panel).toLookLike(`
    div data-about=overview
      h2: Anonymous requests off
      6 restarts, the first at 1 min 35 s: 8 of 8 liveness probes failed in a row (HTTP probe failed with statuscode: 401), because of --anonymous-auth=f…
      h2: Why it last ended
      ol “Chain of causes”
        li
          8 min 15.2 s
          button title=Go there: what is its own reason?: The kubelet kills kube-apiserver: its liveness probe failed 8 times.
          Event Killing: Killing container with id docker://kube-apiserver:Container failed liveness probe.. Container will be killed and recreated.
        li
          8 min 15 s
          because
          button title=Go there: what is its own reason?: 8 of 8 failures in a row, 1 from the life before: the liveness probe counts as failed.
        li
          8 min 15 s
          because
          button title=Go there: what is its own reason?: The liveness probe failed (8 of 8 in a row), GET https://127.0.0.1:6443/healthz: HTTP probe fai…
          The kubelet asks without credentials: no certificate, no token. Anonymous requests are off: whoever shows no credentials gets 401 Unauthorized,…
          button “The rule: The kubelet asks without credentials: no certificate, no token. Anonymous requests are off: whoever shows no credentials gets…
        li
          because The cause is this line:
          button title=Go there in the editor; Escape comes back: kube-apiserver.yaml, line 39
          code title=--anonymous-auth=false: --anonymous-auth=false
      pre “What kubectl prints”
        | $ kubectl get po -n kube-system
        | NAME                    READY     STATUS    RESTARTS   AGE
        | kube-apiserver-master   1/1       Running   6          7m
      Its
      button: mirror pod
      ’s AGE counts from 1 min 5.8 s.
      button: What would have prevented it?
      section “Why not?”
        li
          h3: Why is kube-apiserver not restarted again?
          Its liveness probe has failed 2 of 8 times in a row. 6 more are needed, so at 9 min 35 s at the earliest.
          button: the last failure, 8 min 35 s
          button title=failureThreshold: 8: line 42: failureThreshold: 8
      button title=kube-apiserver-master-node   1/1       Running   6          7m: A real cluster printed the same
  `)
})

test('the terminal answers for the cursor’s time', async ({ playground, page }) => {
  await playground.open()
  await playground.tab('Terminal')
  const log = page.getByRole('log', { name: 'Output' })
  await expect(log).toContainText(/kube-apiserver-master +1\/1 +Running +6 +7m/)
  await page.getByRole('textbox', { name: 'Command' }).fill('crictl ps -a')
  await page.keyboard.press('Enter')
  await expect(log).toContainText('crictl ps -a')
  await playground.goTo(30)
  await expect(log).toLookLike(`
    pre “Output”
      | root@master:manifests# kubectl get po -n kube-system
      | No resources found.
      | root@master:manifests# kubectl get events -n kube-system
      | LAST SEEN   FIRST SEEN   COUNT     NAME                                     KIND      SUBOBJECT                         TYPE      REASON         …
      | 30s         30s          1         kube-apiserver-master.152ddbb3778fae00   Pod                                         Normal    SuccessfulMount…
      | 30s         30s          1         kube-apiserver-master.152ddbb3778fae01   Pod                                         Normal    SuccessfulMount…
      | 30s         30s          1         kube-apiserver-master.152ddbb388d8ba80   Pod       spec.containers{kube-apiserver}   Normal    Pulled         …
      | 30s         30s          1         kube-apiserver-master.152ddbb38a09e780   Pod       spec.containers{kube-apiserver}   Normal    Created        …
      | 29s         29s          1         kube-apiserver-master.152ddbb390985f00   Pod       spec.containers{kube-apiserver}   Normal    Started        …
      | 5s          5s           1         kube-apiserver-master.152ddbb942fc4198   Pod       spec.containers{kube-apiserver}   Warning   Unhealthy      …
      | # Anonymous requests off, 8:45
      | root@master:manifests# crictl ps -a
      | CONTAINER           IMAGE               CREATED              STATE               NAME                ATTEMPT             POD ID
      | fe2483896cc09       e53a3afdcab0e       29 seconds ago       Running             kube-apiserver      6                   bdb13cd0426ca
      | c595f8efe1f33       e53a3afdcab0e       About a minute ago   Exited              kube-apiserver      5                   bdb13cd0426ca
  `)
})

test('Events are a table that has each message whole', async ({ playground }) => {
  await playground.open()
  await playground.tab('Events')
  await expect(playground.panel).toLookLike(`
    h2: Events that the kubelet has recorded for “Anonymous requests off”
    table
      tr: LAST SEEN | TYPE | REASON | MESSAGE
      tr: 8m | Normal | SuccessfulMountVolume | MountVolume.SetUp succeeded for volume "ca-certs"
      tr: 8m | Normal | SuccessfulMountVolume | MountVolume.SetUp succeeded for volume "k8s-certs"
      tr: 7m (x2 over 8m) | Normal | Pulled | Container image "gcr.io/google_containers/kube-apiserver-amd64:v1.9.6" already present on machine
      tr: 7m (x2 over 8m) | Normal | Created | Created container
      tr: 7m (x2 over 8m) | Normal | Started | Started container
      tr: 3m (x26 over 8m) | Warning | Unhealthy | Liveness probe failed: HTTP probe failed with statuscode: 401
      tr: 5m (x2 over 7m) | Normal | Killing | Killing container with id docker://kube-apiserver:Container failed liveness probe.. Container will be kill…
    73 Events have happened, and the counts come to 36: for each pod the kubelet sends at most 25 at once and then one every five minutes, and a count gr…
  `)
  await playground.goTo(0)
  await expect(playground.panel).toContainText('No events yet.')
})

test('another release re-runs all lanes', async ({ playground, page }) => {
  await playground.open()
  const release = page.getByRole('combobox', { name: 'Kubernetes release' })
  await expect(release.getByRole('option')).toHaveText([...OFFERED])
  const cases = page.locator('.menu').filter({ hasText: 'As it was, 1.9' }).locator('[aria-pressed]')
  const pressed = (): Promise<(string | null)[]> =>
    cases.evaluateAll((all: Element[]) => all.map((button) => `${button.textContent} ${button.getAttribute('aria-pressed')}`))
  expect(await pressed()).toEqual(['As it was, 1.9 true', 'Today, 1.37 false'])
  await release.selectOption('1.24')
  await playground.settled()
  await expect(playground.restarts('Fix 1, insecure port')).not.toHaveText('0 restarts')
  // the case of another release is neither of the two
  expect(await pressed()).toEqual(['As it was, 1.9 false', 'Today, 1.37 false'])
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(release).toHaveValue('1.9')
  await expect(playground.restarts('Fix 1, insecure port')).toHaveText('0 restarts')
  await page.getByRole('button', { name: 'Redo' }).click()
  await expect(release).toHaveValue('1.24')
  await (await inMenu(page, 'Start over')).click()
  const dialog = page.getByRole('dialog', { name: 'Start over' })
  await expect(dialog).toContainText(
    '“The strange case” becomes what it was at its start, and your edits of it go. Undo brings them back while this page is open.',
  )
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await expect(release).toHaveValue('1.24')
  await (await inMenu(page, 'Start over')).click()
  await dialog.getByRole('button', { name: 'Start over' }).click()
  await expect(release).toHaveValue('1.9')
  expect(await pressed()).toEqual(['As it was, 1.9 true', 'Today, 1.37 false'])
})

test('lanes are added, renamed, moved, muted and removed, and undo brings them back', async ({ playground, page }) => {
  await playground.open()
  const act = async (lane: string, item: string): Promise<void> => {
    await page.getByRole('button', { name: `Actions on ${lane}`, exact: true }).click()
    await page.getByRole('menuitem', { name: item, exact: true }).click()
  }
  // its button closes the menu too
  for (const isOpen of [true, false]) {
    await page.getByRole('button', { name: `Actions on ${OFF}`, exact: true }).click()
    await expect(page.getByRole('menu')).toHaveCount(isOpen ? 1 : 0)
  }
  page.scrolled()
  await act(OFF, 'Duplicate')
  await playground.settled()
  await expect(playground.restarts(`${OFF} 2`)).toHaveText('6 restarts')
  await expect.poll(() => page.scrolled()).toContain(`${OFF} 2`)
  await act(`${OFF} 2`, 'Rename')
  await page.keyboard.type('Mine')
  await page.keyboard.press('Enter')
  // one that is left, empty or the same changes nothing, and is no step
  for (const [typed, key] of [
    ['Yours', 'Escape'],
    [' ', 'Enter'],
    ['Mine', 'Enter'],
  ] as const) {
    await act('Mine', 'Rename')
    const field = page.getByRole('textbox', { name: "Lane's name" })
    await expect(field).toBeFocused()
    await field.fill(typed)
    await field.press(key)
    await expect(field).toHaveCount(0)
    await expect(page.getByRole('button', { name: 'Mine', exact: true })).toBeFocused()
  }
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(playground.lane(`${OFF} 2`)).toBeVisible()
  await page.getByRole('button', { name: 'Redo' }).click()
  await act('Mine', 'Move up')
  await expect(
    page
      .getByRole('region')
      .filter({ has: page.getByRole('status') })
      .nth(1),
  ).toHaveAccessibleName('Mine')
  await act('Mine', 'Move down')
  await expect(
    page
      .getByRole('region')
      .filter({ has: page.getByRole('status') })
      .nth(2),
  ).toHaveAccessibleName('Mine')
  // a press elsewhere takes the name that was typed
  await act('Mine', 'Rename')
  await page.getByRole('textbox', { name: "Lane's name" }).fill('Ours')
  await playground.slider.focus()
  await expect(playground.lane('Ours')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await playground.goTo(500)
  await act('Mine', 'Mute')
  await expect(playground.lane('Mine').locator('.lane-head')).toLookLike(`
    button aria-current=true: Mine
    div data-many: 6 restarts
    1/1
    button: Running
    since 8:15, muted
    button “Actions on Mine”: ⋯
  `)
  await expect(playground.lane('As kubeadm writes it').locator('.lane-head')).toLookLike(`
    button: As kubeadm writes it
    0 restarts
    1/1
    button: Running
    button “Actions on As kubeadm writes it”: ⋯
  `)
  // what is done with another lane does not choose it, and leaves the focus there; a press on its head does
  await act('As kubeadm writes it', 'Rename')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'As kubeadm writes it', exact: true })).toBeFocused()
  await act('As kubeadm writes it', 'Mute')
  await expect(playground.lane('Mine')).toHaveAttribute('data-selected', 'true')
  await act('As kubeadm writes it', 'Unmute')
  await playground.restarts('As kubeadm writes it').click()
  await expect(playground.lane('As kubeadm writes it')).toHaveAttribute('data-selected', 'true')
  await act('Mine', 'Remove')
  await expect(playground.lane('Mine')).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'As kubeadm writes it', exact: true })).toBeFocused()
  await expect(playground.lane('As kubeadm writes it')).toHaveAttribute('data-selected', 'true')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(playground.lane('Mine')).toBeVisible()
})

test('a shared link does not cost one’s own work, not even after a reload', async ({ playground, page }) => {
  await playground.open()
  await page.getByRole('button', { name: 'Share' }).click()
  const link = await page.getByRole('textbox', { name: 'Link' }).inputValue()
  const copied: string[] = []
  const share = page.getByRole('dialog').filter({ has: page.getByRole('textbox', { name: 'Link' }) })
  for (const [writeText, says] of [
    [async () => Promise.reject(new Error('not allowed')), 'Copying is not allowed here: the text is selected, press Ctrl+C.'],
    [async (text: string) => void copied.push(text), 'Copied.'],
  ] as const) {
    await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true }))
    await share.getByRole('button', { name: 'Copy', exact: true }).first().click()
    await expect(share.getByText(says)).toBeVisible()
  }
  expect(copied).toEqual([link])
  await page.keyboard.press('Escape')
  await playground.rewrite(OFF, (text) => `# my own\n${text}`)
  await page.goto('about:blank')
  await playground.open(link)
  await expect(playground.editor(OFF)).not.toHaveValue(/^# my own/)
  await page.reload()
  await playground.settled()
  await page.getByRole('button', { name: /^(Back to my own|Leave it)$/ }).click()
  await expect(playground.editor(OFF)).toHaveValue(/^# my own/)
})

test('taking the flag out by typing brings the restarts down to none', async ({ playground, page }) => {
  await playground.open()
  await playground.monaco()
  await (await inMenu(page, 'Start from kubeadm 1.9')).click()
  await playground.settled()
  await expect(playground.restarts(OFF)).toHaveText('0 restarts')
  await expect(playground.editor(OFF)).not.toHaveValue(/anonymous-auth/)
  await page.getByRole('button', { name: 'Undo' }).click()
  await playground.settled()
  await expect(playground.restarts(OFF)).toHaveText('6 restarts')
  await playground.rewrite(OFF, (text) => text.replace('    - --anonymous-auth=false\n', ''))
  await expect(playground.restarts(OFF)).toHaveText('0 restarts')
  await expect(page.getByRole('button', { name: /lines? changed$/ })).toHaveCount(0)
})

test('today the startup probe fails first, and the insecure port is an unknown flag', async ({ playground, page }) => {
  await playground.open()
  await (await inMenu(page, 'Today, 1.37')).click()
  await playground.settled()
  await expect(page.getByRole('combobox', { name: 'Kubernetes release' })).toHaveValue('1.37')
  await expect(playground.restarts(OFF)).toHaveText('1 restart')
  await expect(playground.lane('Fix 1, insecure port')).toContainText('CrashLoopBackOff')
  await playground.tab('Events')
  await expect(playground.panel).toContainText('Startup probe failed: HTTP probe failed with statuscode: 401')
})
