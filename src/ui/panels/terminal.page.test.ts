import { vi } from 'vitest'
import { linkOf } from '../../share/payload.ts'
import { expect, failNext, test, type Playground } from '../fixture/playground.ts'
import { small } from '../fixture/samples.ts'

const OFF = 'Anonymous requests off'

/** A person at the keyboard: types a line, and sees what is printed below it. */
async function type(playground: Playground, line: string): Promise<string> {
  const { page } = playground
  const log = page.getByRole('log', { name: 'Output' })
  const asked = log.locator('.ask', { hasText: line })
  const before = await asked.count()
  const command = page.getByRole('textbox', { name: 'Command' })
  await command.pressSequentially(line)
  await command.press('Enter')
  await expect(asked).toHaveCount(before + 1)
  const text = await log.innerText()
  return text.slice(text.lastIndexOf(line) + line.length)
}

const SMALL = `#${linkOf(small('Small'), { cursor: 30, lane: 'lane-2' })!}`

async function open(playground: Playground, path = ''): Promise<void> {
  await playground.open(path)
  await playground.page.getByRole('tab', { name: 'Why' }).focus()
  await playground.page.keyboard.press('ArrowRight')
  await playground.page.keyboard.press('ArrowRight')
  await playground.page.getByRole('textbox', { name: 'Command' }).focus()
}

test('a person finds out with curl alone why the probe fails, and what would help', async ({ playground, page }) => {
  await open(playground)
  const curl = (options: string, path = '/healthz') => type(playground, `curl ${options} https://127.0.0.1:6443${path}`)
  // somebody listens, with a certificate that nobody here knows
  expect(await curl('')).toContain('curl: (60) SSL certificate problem')
  // he answers: who is this?
  const asProbe = await curl('-ik')
  expect(asProbe).toContain('HTTP/2 401')
  expect(asProbe).toContain('"message": "Unauthorized"')
  // to everybody, not to this path alone
  expect(await curl("-sko /dev/null -w '%{http_code}'", '/version')).toMatch(/^\s*401/)
  // and lets in whoever says who he is: the server is well
  const pair = '/etc/kubernetes/pki/apiserver-kubelet-client'
  expect(await curl(`-sk --cert ${pair}.crt --key ${pair}.key`)).toMatch(/^\s*ok\n/)
  // in the lane without the flag nobody asks
  await playground.select('As kubeadm writes it')
  await page.getByRole('textbox', { name: 'Command' }).focus()
  expect(await curl('-sk', '/healthz?')).toMatch(/^\s*ok\n/)
  expect(
    await page
      .getByRole('log', { name: 'Output' })
      .locator('.ask')
      .filter({ hasText: /kubectl|journalctl/ })
      .count(),
  ).toBe(2)
})

test('a letter typed over the output stands at the prompt; a key with Control, Alt or Meta does not', async ({ playground, page }) => {
  await open(playground)
  const command = page.getByRole('textbox', { name: 'Command' })
  const output = page.getByRole('log', { name: 'Output' })
  await output.focus()
  for (const key of [' ', 'Control+a', 'Meta+a', 'Alt+a', 'PageUp']) await page.keyboard.press(key)
  await expect(output).toBeFocused()
  await page.keyboard.type('help b')
  await expect(command).toHaveValue('help b')
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test(
  'a click anywhere in the terminal leads to its prompt, and so does what is typed after a press on its tab',
  { tags: 'whole' },
  async ({ playground, page }) => {
    await open(playground)
    const command = page.getByRole('textbox', { name: 'Command' })
    const output = page.getByRole('log', { name: 'Output' })
    // a finger reads, and wants no keyboard over it
    await output.focus()
    await output.dispatchEvent('click', { pointerType: 'touch' })
    await expect(output).toBeFocused()
    await output.click()
    await expect(command).toBeFocused()
    // P presents nothing, X lets nothing happen
    await page.getByRole('tab', { name: 'Terminal' }).click()
    await page.keyboard.type('px')
    await expect(command).toHaveValue('px')
    await expect(page.getByRole('menu')).toHaveCount(0)
    // what may follow is listed by its last part, until something else is typed
    const choices = page.locator('.choices.mono')
    await command.fill('cat /etc/kubernetes/')
    await command.press('Tab')
    await expect(choices).toHaveText('admin.conf controller-manager.conf kubelet.conf manifests/ pki/ scheduler.conf')
    await command.press('x')
    await expect(choices).toHaveCount(0)
    await command.press('Control+c')
    page.scrolled()
    await type(playground, 'cd')
    await expect.poll(() => page.scrolled()).toContain('Output')
    await expect(page.locator('label[for=command]')).toHaveText('root@master:~#')
    // a command that was pressed in a text
    const { typeCommand } = await import('../simulator/typed.ts')
    typeCommand('vi kube-apiserver.yaml')
    await expect(command).toHaveValue('vi kube-apiserver.yaml ')
    await expect(command).toBeFocused()
    typeCommand('ls')
    await expect(output.locator('.ask').last()).toContainText('# ls')
    // once: it is not typed again where the terminal is left and comes back
    await playground.tab('Why')
    await playground.tab('Terminal')
    await type(playground, 'hostname')
    await expect(output.locator('.ask').filter({ hasText: /# ls\s*$/ })).toHaveCount(1)
  },
)

test('then with kubectl get events and journalctl, down to the line of the file', async ({ playground }) => {
  await open(playground)
  // describe of 1.9 looks for a mirror pod's events by the wrong UID
  expect(await type(playground, 'kubectl get events -n kube-system')).toMatch(
    /Unhealthy.*Liveness probe failed: HTTP probe failed with statuscode: 401/,
  )
  // of probes a 1.9 that kubeadm started says nothing
  expect(await type(playground, 'journalctl -u kubelet | grep -c probe')).toMatch(/^\s*0\n/)
  expect(await type(playground, 'journalctl -u kubelet | grep backoff | tail -1')).toMatch(
    /kuberuntime_manager\.go:758\] checking backoff for container "kube-apiserver" in pod "kube-apiserver-master/,
  )
  expect(await type(playground, 'grep -A8 livenessProbe kube-apiserver.yaml')).toContain('path: /healthz')
  expect(await type(playground, 'grep -n anonymous *.yaml')).toMatch(/\d+: +- --anonymous-auth=false/)
})

test('what a shell remembers: its variables, where it is, and what was typed', async ({ playground, page }) => {
  await open(playground)
  await type(playground, 'URL=https://127.0.0.1:6443; cd /etc/kubernetes')
  expect(await type(playground, 'curl -sko /dev/null -w "%{http_code}" $URL/healthz; echo; ls -d manifests')).toMatch(/^\s*401\nmanifests/)
  await expect(page.locator('label[for=command]')).toHaveText('root@master:kubernetes#')
  const command = page.getByRole('textbox', { name: 'Command' })
  await command.pressSequentially('curl')
  await command.press('Control+r')
  await expect(page.locator('.terminal')).toLookLike(
    `
    pre “Output” tabindex=0 aria-live=polite
      | root@master:manifests# kubectl get po -n kube-system
      | NAME                    READY     STATUS    RESTARTS   AGE
      | kube-apiserver-master   1/1       Running   6          7m
      | root@master:manifests# kubectl get events -n kube-system
      | LAST SEEN   FIRST SEEN   COUNT     NAME                                     KIND      SUBOBJECT                         TYPE      REASON                  SOURCE            MESSAGE
      | 8m          8m           1         kube-apiserver-master.152ddbb3778fae00   Pod                                         Normal    SuccessfulMountVolume   kubelet, master   MountVolume.SetUp succeeded for volume "ca-…
      | 8m          8m           1         kube-apiserver-master.152ddbb3778fae01   Pod                                         Normal    SuccessfulMountVolume   kubelet, master   MountVolume.SetUp succeeded for volume "k8s…
      | 7m          8m           2         kube-apiserver-master.152ddbb388d8ba80   Pod       spec.containers{kube-apiserver}   Normal    Pulled                  kubelet, master   Container image "gcr.io/google_containers/k…
      | 7m          8m           2         kube-apiserver-master.152ddbb38a09e780   Pod       spec.containers{kube-apiserver}   Normal    Created                 kubelet, master   Created container
      | 7m          8m           2         kube-apiserver-master.152ddbb390985f00   Pod       spec.containers{kube-apiserver}   Normal    Started                 kubelet, master   Started container
      | 3m          8m           26        kube-apiserver-master.152ddbb942fc4198   Pod       spec.containers{kube-apiserver}   Warning   Unhealthy               kubelet, master   Liveness probe failed: HTTP probe failed wi…
      | 5m          7m           2         kube-apiserver-master.152ddbc99a289718   Pod       spec.containers{kube-apiserver}   Normal    Killing                 kubelet, master   Killing container with id docker://kube-api…
      | # Anonymous requests off, 8:45
      | root@master:manifests# URL=https://127.0.0.1:6443; cd /etc/kubernetes
      | root@master:kubernetes# curl -sko /dev/null -w "%{http_code}" $URL/healthz; echo; ls -d manifests
      | 401
      | manifests
    root@master:kubernetes#
    input “Command” = “curl -sko /dev/null -w "%{http_code}" $URL/healthz; echo; ls -d manifests” title=Tab completes; Escape, then Tab leaves placeholder=help lists what this terminal knows
  `,
    { closely: true },
  )
  await expect(command).toHaveValue(/^curl -sko/)
  await command.press('Control+r')
  await expect(command).toHaveValue(/^curl -sko/)
  // what is printed is of this case: another has a shell of its own, and each finds its own again
  const [prompt, output] = [page.locator('label[for=command]'), page.getByRole('log', { name: 'Output' })]
  await playground.open('#case=today')
  await playground.tab('Terminal')
  await expect(prompt).toHaveText('root@master:manifests#')
  await expect(output).not.toContainText('/etc/kubernetes')
  await command.fill('')
  await type(playground, 'cd /')
  await playground.open('#case=story')
  await playground.tab('Terminal')
  await expect(prompt).toHaveText('root@master:kubernetes#')
  await page.reload()
  await expect(prompt).toHaveText('root@master:kubernetes#')
  await expect(output).toContainText('401 manifests')
  await command.press('ArrowUp')
  await expect(command).toHaveValue(/^curl -sko/)
  await playground.open('#case=today')
  await playground.tab('Terminal')
  await expect(prompt).toHaveText('root@master:/#')
})

test('watch shows each moment in the place of the one before, and a command that waits moves the clock', async ({ playground, page }) => {
  await open(playground)
  await playground.goTo(60)
  await page.getByRole('textbox', { name: 'Command' }).focus()
  await type(playground, 'watch kubectl get po -n kube-system')
  const log = page.getByRole('log', { name: 'Output' })
  await playground.goTo(525)
  await expect(log).toContainText(/kube-apiserver-master +1\/1 +Running +6 /)
  expect((await log.innerText()).match(/Every 2\.0s/g)).toHaveLength(1)
  await page.getByRole('textbox', { name: 'Command' }).press('Control+c')
  await page.getByRole('textbox', { name: 'Command' }).focus()
  expect(await type(playground, 'sleep 30; date +%M')).toContain('# took 30 s: the clock now shows 9:15')
  await expect(playground.slider).toHaveValue('555')
  await expect(log).toLookLike(
    `
    pre “Output” tabindex=0 aria-live=polite
      | root@master:manifests# kubectl get po -n kube-system
      | NAME                    READY     STATUS    RESTARTS   AGE
      | kube-apiserver-master   1/1       Running   6          8m
      | root@master:manifests# kubectl get events -n kube-system
      | LAST SEEN   FIRST SEEN   COUNT     NAME                                     KIND      SUBOBJECT                         TYPE      REASON                  SOURCE            MESSAGE
      | 9m          9m           1         kube-apiserver-master.152ddbb3778fae00   Pod                                         Normal    SuccessfulMountVolume   kubelet, master   MountVolume.SetUp succeeded for volume "ca-…
      | 9m          9m           1         kube-apiserver-master.152ddbb3778fae01   Pod                                         Normal    SuccessfulMountVolume   kubelet, master   MountVolume.SetUp succeeded for volume "k8s…
      | 7m          9m           2         kube-apiserver-master.152ddbb388d8ba80   Pod       spec.containers{kube-apiserver}   Normal    Pulled                  kubelet, master   Container image "gcr.io/google_containers/k…
      | 7m          9m           2         kube-apiserver-master.152ddbb38a09e780   Pod       spec.containers{kube-apiserver}   Normal    Created                 kubelet, master   Created container
      | 7m          9m           2         kube-apiserver-master.152ddbb390985f00   Pod       spec.containers{kube-apiserver}   Normal    Started                 kubelet, master   Started container
      | 4m          8m           26        kube-apiserver-master.152ddbb942fc4198   Pod       spec.containers{kube-apiserver}   Warning   Unhealthy               kubelet, master   Liveness probe failed: HTTP probe failed wi…
      | 6m          7m           2         kube-apiserver-master.152ddbc99a289718   Pod       spec.containers{kube-apiserver}   Normal    Killing                 kubelet, master   Killing container with id docker://kube-api…
      | # Anonymous requests off, 1:00
      | root@master:manifests# watch kubectl get po -n kube-system
      | Every 2.0s: kubectl get po -n kube-system   master: Sat May 12 09:38:56 UTC 2018
      |
      | NAME                    READY     STATUS    RESTARTS   AGE
      | kube-apiserver-master   1/1       Running   6          7m
      | ^C
      | # Anonymous requests off, 8:45
      | root@master:manifests# sleep 30; date +%M
      | 39
      | # took 30 s: the clock now shows 9:15
  `,
    { closely: true },
  )
  // what was ended is asked for no more
  const { simulator } = await import('../simulator/runner.ts')
  const call = vi.spyOn(simulator, 'call')
  await playground.goTo(600)
  await expect(log).toContainText('1/1       Running   6          8m')
  expect(call.mock.calls.filter(([task]) => task === 'command')).toEqual([])
  // the next command ends what watches
  await type(playground, 'watch date')
  await type(playground, 'hostname')
  await expect(log).toContainText(/\^C\s+root@master:manifests# hostname\s+master\s*$/)
})

test('Tab completes, arrows bring lines back, Ctrl+L clears, and Escape lets Tab go on', async ({ playground, page }) => {
  await open(playground)
  const command = page.getByRole('textbox', { name: 'Command' })
  await command.pressSequentially('kubectl des')
  await command.press('Tab')
  await expect(command).toHaveValue('kubectl describe ')
  await command.pressSequentially('pod -n kube-system kube-a')
  await command.press('Tab')
  await expect(command).toHaveValue('kubectl describe pod -n kube-system kube-apiserver-master ')
  // what is typed before the answer is there stays
  await command.fill('kubectl des')
  const pressed = command.press('Tab')
  await command.fill('kubectl log')
  await pressed
  await page.pass(0.1)
  await expect(command).toHaveValue('kubectl log')
  await command.press('Control+c')
  await type(playground, 'date')
  await type(playground, 'hostname')
  await command.press('ArrowUp')
  await command.press('ArrowUp')
  await expect(command).toHaveValue('date')
  await command.press('ArrowDown')
  await expect(command).toHaveValue('hostname')
  await command.press('Control+l')
  await expect(page.getByRole('log', { name: 'Output' })).toHaveText('')
  await expect(command).toBeFocused()
  // a key behind Escape, and Tab is the shell's again
  await command.fill('hostn')
  for (const key of ['Escape', 'ArrowLeft', 'Tab']) await command.press(key)
  await expect(command).toHaveValue('hostname ')
  await expect(command).toBeFocused()
  await command.press('Escape')
  await command.press('Tab')
  await expect(command).not.toBeFocused()
})

test('kubectl get -w goes on as the clock does, until it is ended', async ({ playground, page }) => {
  await open(playground)
  await playground.goTo(101)
  await page.getByRole('textbox', { name: 'Command' }).focus()
  await type(playground, 'kubectl get po -n kube-system -w')
  const log = page.getByRole('log', { name: 'Output' })
  const at = (await log.innerText()).split('\n').length
  await playground.goTo(150)
  await expect.poll(async () => (await log.innerText()).split('\n').length).toBeGreaterThan(at)
  await page.getByRole('textbox', { name: 'Command' }).fill('date')
  const watched = `    pre “Output” tabindex=0 aria-live=polite
      | root@master:manifests# kubectl get po -n kube-system
      | NAME                    READY     STATUS    RESTARTS   AGE
      | kube-apiserver-master   1/1       Running   0          35s
      | root@master:manifests# kubectl get events -n kube-system
      | LAST SEEN   FIRST SEEN   COUNT     NAME                                     KIND      SUBOBJECT                         TYPE      REASON                  SOURCE            MESSAGE
      | 1m          1m           1         kube-apiserver-master.152ddbb3778fae00   Pod                                         Normal    SuccessfulMountVolume   kubelet, master   MountVolume.SetUp succeeded for volume "ca-…
      | 1m          1m           1         kube-apiserver-master.152ddbb3778fae01   Pod                                         Normal    SuccessfulMountVolume   kubelet, master   MountVolume.SetUp succeeded for volume "k8s…
      | 6s          1m           2         kube-apiserver-master.152ddbb388d8ba80   Pod       spec.containers{kube-apiserver}   Normal    Pulled                  kubelet, master   Container image "gcr.io/google_containers/k…
      | 6s          1m           2         kube-apiserver-master.152ddbb38a09e780   Pod       spec.containers{kube-apiserver}   Normal    Created                 kubelet, master   Created container
      | 6s          1m           2         kube-apiserver-master.152ddbb390985f00   Pod       spec.containers{kube-apiserver}   Normal    Started                 kubelet, master   Started container
      | 6s          1m           8         kube-apiserver-master.152ddbb942fc4198   Pod       spec.containers{kube-apiserver}   Warning   Unhealthy               kubelet, master   Liveness probe failed: HTTP probe failed wi…
      | 6s          6s           1         kube-apiserver-master.152ddbc99a289718   Pod       spec.containers{kube-apiserver}   Normal    Killing                 kubelet, master   Killing container with id docker://kube-api…
      | # Anonymous requests off, 1:41
      | root@master:manifests# kubectl get po -n kube-system -w
      | NAME                    READY     STATUS    RESTARTS   AGE
      | kube-apiserver-master   1/1       Running   0          35s
      | kube-apiserver-master   1/1       Running   1          38s`
  await expect(page.locator('.terminal')).toLookLike(
    `
${watched}
    input “Command” = “date” title=Tab completes; Escape, then Tab leaves placeholder=watching: Play goes on, Ctrl+C ends it
  `,
    { closely: true },
  )
  await page.getByRole('textbox', { name: 'Command' }).press('Control+c')
  // what comes after that is not printed; what was stands there for those who go back no more
  await playground.goTo(200)
  await expect(page.locator('.terminal')).toLookLike(
    `
${watched}
      | ^C
    root@master:manifests#
    input “Command” = “” title=Tab completes; Escape, then Tab leaves placeholder=help lists what this terminal knows
  `,
    { closely: true },
  )
})

test('crictl stop is an action of the scenario, and undo takes it back', async ({ playground, page }) => {
  await open(playground)
  await playground.select('As kubeadm writes it')
  await expect(playground.restarts('As kubeadm writes it')).toHaveText('0 restarts')
  const ids = await type(playground, 'crictl ps -q')
  await type(playground, `crictl stop ${ids.trim().slice(0, 13)}`)
  await expect(page.getByRole('log', { name: 'Output' })).toLookLike(
    `
    pre “Output” tabindex=0 aria-live=polite
      | root@master:manifests# kubectl get po -n kube-system
      | The connection to the server 192.168.1.100:6443 was refused - did you specify the right host or port?
      | root@master:manifests# kubectl get events -n kube-system
      | The connection to the server 192.168.1.100:6443 was refused - did you specify the right host or port?
      | # As kubeadm writes it, 8:45
      | root@master:manifests# crictl ps -q
      | 745a051782e9f201b0d1146ebdc9a082cac10beb01d6009cfe02c91074dbc2b3
      | root@master:manifests# crictl stop 745a051782e9f
      | 745a051782e9f
      | # now an action of As kubeadm writes it at 8:45, in no other lane; Undo takes it back
  `,
    { closely: true },
  )
  await playground.goTo(600)
  await expect(playground.restarts('As kubeadm writes it')).toHaveText('1 restart')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(playground.restarts('As kubeadm writes it')).toHaveText('0 restarts')
})

test('kubectl deletes the mirror and restarts nothing; a binding lets anybody in, until undo', async ({ playground, page }) => {
  await open(playground)
  await playground.select('As kubeadm writes it')
  await page.getByRole('textbox', { name: 'Command' }).focus()
  expect(await type(playground, 'kubectl delete pod kube-apiserver-master -n kube-system')).toContain('pod "kube-apiserver-master" deleted')
  await playground.settled()
  expect(await type(playground, 'kubectl get po -n kube-system')).toMatch(/kube-apiserver-master +0\/1 +Pending +0 +0s/)
  await expect(playground.restarts('As kubeadm writes it')).toHaveText('0 restarts')
  const code = "curl -sko /dev/null -w '%{http_code}' https://127.0.0.1:6443/api/v1/secrets"
  expect(await type(playground, code)).toMatch(/^\s*403/)
  expect(await type(playground, 'kubectl create clusterrolebinding open --clusterrole=cluster-admin --user=system:anonymous')).toMatch(
    /clusterrolebinding.* created/,
  )
  await playground.settled()
  expect(await type(playground, code)).toMatch(/^\s*200/)
  await page.getByRole('button', { name: 'Undo' }).click()
  await playground.settled()
  await page.getByRole('textbox', { name: 'Command' }).focus()
  expect(await type(playground, `${code} | cat`)).toMatch(/^\s*403/)
})

test('vi changes a file at the cursor’s time, or from the start', async ({ playground, page }) => {
  await open(playground)
  await playground.goTo(300)
  await page.getByRole('textbox', { name: 'Command' }).focus()
  await type(playground, 'vi kube-apiserver.yaml')
  const text = page.getByRole('textbox', { name: /^Text of .*kube-apiserver.yaml at/ })
  await text.fill((await text.inputValue()).replace('    - --anonymous-auth=false\n', ''))
  await page.getByRole('button', { name: /^Save at/ }).click()
  await playground.settled()
  expect(await type(playground, 'diff kube-apiserver.yaml')).toContain('-    - --anonymous-auth=false')
  await playground.goTo(1500)
  await expect(playground.restarts(OFF)).toHaveText(/^[0-4] restarts?$/)
})

test('a shell’s own keys and words: history, clear, a line that is empty, looked for or left to others; vi', async ({
  playground,
  page,
}) => {
  await open(playground, SMALL)
  const command = page.getByRole('textbox', { name: 'Command' })
  const output = page.getByRole('log', { name: 'Output' })
  const asks = output.locator('.ask')
  await command.press('Enter')
  await command.fill('   ')
  await command.press('Enter')
  await expect(asks).toHaveCount(2)
  await type(playground, 'echo a')
  await type(playground, 'echo b')
  await type(playground, 'echo b')
  await type(playground, 'history')
  await expect(output).toContainText('1 echo a 2 echo b 3 history')
  for (const [keys, line] of [
    [['ArrowUp'], 'history'],
    [['ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowUp'], 'echo a'],
    [['ArrowDown'], 'echo b'],
    [['Alt+ArrowUp', 'Control+ArrowUp', 'Meta+ArrowUp', 'Shift+Tab'], 'echo b'],
    [['ArrowDown', 'ArrowDown', 'ArrowDown'], ''],
    // what is typed, or run, begins at the newest again
    [['ArrowUp', 'ArrowUp', 'x', 'ArrowUp'], 'history'],
    [['ArrowUp', 'ArrowUp', 'Enter', 'ArrowUp'], 'echo a'],
    [['ArrowUp'], 'history'],
  ] as const) {
    for (const key of keys) await command.press(key)
    await expect(command, keys.join()).toHaveValue(line)
  }
  await expect(asks).toHaveCount(7)
  await command.fill('ec')
  for (const line of ['echo a', 'echo b', 'echo a', 'echo a']) {
    await command.press('Control+r')
    await expect(command).toHaveValue(line)
  }
  await command.fill('no such line')
  await command.press('Control+r')
  await expect(command).toHaveValue('no such line')
  // what is marked is copied
  await command.evaluate((field: HTMLInputElement) => field.select())
  await command.press('Control+c')
  await expect(command).toHaveValue('no such line')
  await command.evaluate((field: HTMLInputElement) => field.setSelectionRange(3, 3))
  await command.press('Control+c')
  await expect(command).toHaveValue('')
  await command.press('Control+l')
  await expect(asks).toHaveCount(0)
  // the line before
  await command.fill('echo !!')
  await command.press('Enter')
  await expect(output).toContainText('# echo echo a')
  await type(playground, 'echo c')
  expect(await type(playground, 'history 2 | head -1')).toMatch(/\d {2}echo c\b/)
  await failNext('command')
  await type(playground, 'date')
  await expect(output).toContainText('The simulator gave no answer.')
  await command.fill('clear')
  await command.press('Enter')
  await expect(asks).toHaveCount(0)
  await expect(command).toHaveValue('')
  // of many lines the last ones stay
  const { setTerminal, useTyped } = await import('../simulator/typed.ts')
  const { terminal } = useTyped.getState()
  const line = { prompt: '#', laneId: 'lane-2', lane: 'Left alone', at: 30, line: 'ls', variables: {}, printed: { text: '' } }
  setTerminal({
    typed: Array.from({ length: 50 }, (_, key) => ({ ...line, key })),
    history: Array.from({ length: 500 }, (_, n) => `echo ${n}`),
  })
  await type(playground, 'echo last')
  const after = useTyped.getState().terminal
  expect([after.typed.map(({ key }) => key), after.history.length, after.history[0], after.history.at(-1)]).toEqual([
    Array.from({ length: 50 }, (_, n) => n + 1),
    500,
    'echo 1',
    'echo last',
  ])
  setTerminal(terminal)
  // a text that is marked is not taken away, and a finger only reads
  await page.getByRole('tab', { name: 'Terminal' }).focus()
  for (const [isCollapsed, pointerType, isFocused] of [
    [false, 'mouse', false],
    [true, 'touch', false],
    [true, 'mouse', true],
  ] as const) {
    Object.assign(document, { getSelection: () => ({ isCollapsed }) })
    await output.dispatchEvent('click', { pointerType })
    expect(await command.evaluate((field: HTMLElement) => field === document.activeElement)).toBe(isFocused)
  }
  // vi holds a clock that runs, and lets it go on once it is closed
  const vi = async (): Promise<void> => {
    await page.getByRole('textbox', { name: 'Command' }).fill('vi web.yaml')
    await page.getByRole('textbox', { name: 'Command' }).press('Enter')
    await expect(page.getByRole('dialog', { name: 'web.yaml' })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Play' })).toBeVisible()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.pass(0.1)
    await expect(command).toBeFocused()
  }
  await vi()
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible()
  await page.getByRole('button', { name: 'Play' }).click()
  await vi()
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible()
})

test('what is not simulated is said at its line, below the verdicts, and in the terminal’s own voice', async ({ playground, page }) => {
  await playground.open()
  await playground.select(OFF)
  await playground.rewrite(OFF, (text) => text.replace('\nspec:\n', '\nspec:\n  hostPID: true\n'))
  await expect(playground.problems).toContainText('Note: hostPID: the node’s process namespace')
  await playground.tab('Verdicts')
  const left = page.getByText(/^Not simulated, and so in no verdict: 1$/)
  await left.click()
  await expect(page.getByRole('listitem').filter({ hasText: `${OFF}, kube-apiserver.yaml, line` })).toContainText('hostPID')
  // the tabs go round
  for (const [key, tab] of [
    ['ArrowRight', 'Why'],
    ['ArrowLeft', 'Verdicts'],
    ['ArrowLeft', 'Events'],
    ['ArrowLeft', 'Terminal'],
  ] as const) {
    await page.getByRole('tab', { selected: true }).press(key)
    await expect(page.getByRole('tab', { selected: true })).toHaveText(tab)
    await expect(page.getByRole('tab', { selected: true })).toBeFocused()
  }
  for (const program of ['tcpdump', 'emacs']) {
    await type(playground, program)
    await expect(page.getByRole('log', { name: 'Output' })).toContainText(`not simulated here: ${program}`)
  }
})

test('a command that is pressed elsewhere is run where it only reads, and else waits at the prompt, once', async ({ playground, page }) => {
  await open(playground, SMALL)
  const { useTyped } = await import('../simulator/typed.ts')
  const command = page.getByRole('textbox', { name: 'Command' })
  const asked = page.getByRole('log', { name: 'Output' }).locator('.ask')
  const before = await asked.count()
  useTyped.setState({ wanted: { line: 'date +%T', isWhole: true } })
  await expect(asked).toHaveCount(before + 1)
  await expect(command).toHaveValue('')
  for (const [line, stands] of [
    ['rm web.yaml', 'rm web.yaml '],
    ['crictl', 'crictl'],
  ] as const) {
    await page.getByRole('tab', { name: 'Terminal' }).focus()
    useTyped.setState({ wanted: { line, isWhole: false } })
    await expect(command).toHaveValue(stands)
    await expect(command).toBeFocused()
  }
  await expect(asked).toHaveCount(before + 1)
  expect(useTyped.getState().wanted).toBeNull()
})
