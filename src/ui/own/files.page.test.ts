import { linkOf, readLink } from '../../share/payload.ts'
import { drop, expect, inMenu, type Page, paste, savedBy, test } from '../fixture/playground.ts'
import { DEPLOYMENT, small } from '../fixture/samples.ts'
import { slotKey, slotOf } from '../state/slot.ts'
import type { SharedTasks } from '../worker/serve-tasks.ts'

test('a lane takes the kubelet’s configuration as a second file, and its open door is seen', { tags: 'whole' }, async ({ page }) => {
  await page.goto('./')
  await expect(page.locator('html')).toHaveAttribute('data-state', 'ready')
  await (await inMenu(page, 'Add a file')).selectOption('/var/lib/kubelet/config.yaml')
  await expect(page.getByRole('button', { name: 'config.yaml' })).toHaveAttribute('aria-pressed', 'true')
  await expect(page.locator('html')).toHaveAttribute('data-state', 'ready')
  await page.getByRole('tab', { name: 'Terminal' }).click()
  await page.getByRole('textbox', { name: 'Command' }).fill("curl -sk -o /dev/null -w '%{http_code}' https://192.168.1.100:10250/pods")
  await page.getByRole('textbox', { name: 'Command' }).press('Enter')
  await expect(page.getByRole('log', { name: 'Output' })).toContainText('200')
  await (await inMenu(page, 'Remove this file')).click()
  await expect(page.getByRole('button', { name: 'config.yaml' })).toHaveCount(0)
  // each can be added once; roles are in etcd from the start
  const { useStore } = await import('../state/store.ts')
  const fieldsOf = () => useStore.getState().draft.lanes[1]!.fields
  const left = [
    'web.yaml',
    '/etc/kubernetes/pki/auth.yaml',
    '/etc/kubernetes/pki/tokens.csv',
    '/var/lib/kubelet/config.yaml',
    '/root/roles.yaml',
  ]
  for (const [n, name] of left.entries()) {
    const select = await inMenu(page, 'Add a file')
    await expect(select.getByRole('option')).toHaveCount(1 + left.length - n)
    await select.selectOption('')
    await select.selectOption(name)
    await expect(page.getByRole('button', { name: name.replace(/.*\//, ''), exact: true })).toHaveAttribute('aria-pressed', 'true')
    expect((fieldsOf()['cluster'] as { objects?: unknown } | undefined)?.objects).toEqual(name === '/root/roles.yaml' ? [name] : undefined)
  }
  await expect(await inMenu(page, 'Add a file')).toBeDisabled()
})

const notice = (page: Page) => page.locator('.notice')

const pod = (name: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {containers: [{name: ${name}, image: x}]}\n`

/** What a browser tells of a dropped folder: of what is in it in parts, until one is empty. */
type Tree = { readonly [name: string]: string | Tree }
const entryOf = (name: string, of: string | Tree): object =>
  typeof of === 'string'
    ? { name, isDirectory: false, file: (done: (file: File) => void) => done(new File([of], name)) }
    : {
        name,
        isDirectory: true,
        createReader: () => {
          const left = Object.entries(of).map(([inner, value]) => entryOf(inner, value))
          return { readEntries: (done: (part: object[]) => void) => done(left.splice(0, 2)) }
        },
      }

async function dropTree(page: Page, tree: Tree): Promise<void> {
  const items = Object.entries(tree).map(([name, of]) => ({ webkitGetAsEntry: () => entryOf(name, of) }))
  const transfer = { types: ['Files'], items, files: [new File(['x'], 'folder')] }
  await page.locator('body').dispatchEvent('drop', { dataTransfer: transfer })
}

test('a folder is dropped with all that is in it: hidden files and folders are left out, the rest goes by name', async ({
  playground,
  page,
}) => {
  await playground.open(`#${linkOf(small('Small'), {})!}`)
  await dropTree(page, {
    manifests: {
      '.git': { config: 'x' },
      'b.yaml': pod('bee'),
      deeper: { 'a.yaml': pod('ant'), '.hidden.yaml': pod('no'), 'c.yaml': pod('cow') },
    },
    'z.yaml': pod('zoo'),
  })
  await playground.settled()
  await expect(page.getByRole('group', { name: 'Files' }).getByRole('button', { name: /yaml$/ })).toHaveText([
    'a.yaml',
    'b.yaml',
    'c.yaml',
    'z.yaml',
  ])
  // and of a huge one no more than so many are looked at
  await dropTree(page, { huge: Object.fromEntries(Array.from({ length: 600 }, (_, n) => [`${n}.txt`, ''])) })
  await expect(notice(page)).toContainText('500 files are too many: the first 20 are taken.')
})

test('what is dragged over the page is awaited until it leaves; what is picked, pasted or dropped says what it was too much of', async ({
  playground,
  page,
}) => {
  const dropped = { version: 2, draft: small('Dropped'), start: small('Dropped'), at: 1 }
  page.kept.set('whyrestart/shared:dropped', JSON.stringify(dropped))
  page.kept.set('whyrestart/exercise:a-probe', JSON.stringify({ ...dropped, draft: small('Of an exercise'), at: 0.5 }))
  const fragment = linkOf(small('Linked'), {})!
  const linked = readLink(fragment) as { value: { draft: ReturnType<typeof small> } }
  const edited = { version: 2, draft: small('Linked, edited'), fragment, at: 2 }
  page.kept.set(slotKey(slotOf(linked.value.draft)), JSON.stringify(edited))
  page.kept.set('whyrestart-unread/7/whyrestart/own', `{"version": 99, ${'x'.repeat(1200)}`)
  await playground.open(`#${linkOf(small('Small'), {})!}`)
  const manifest = page.getByRole('textbox', { name: /^Manifest of/ })
  await manifest.fill(`${await manifest.inputValue()}# mine\n`)
  const target = page.getByText('Drop what a cluster printed, manifests or a scenario here: files or a folder')
  const drag = (type: string, more: object = {}) =>
    page.locator('body').dispatchEvent(type, { dataTransfer: { types: ['Files'] }, ...more })
  await drag('dragenter', { dataTransfer: { types: ['text/plain'] } })
  await expect(target).toHaveCount(0)
  await drag('dragenter')
  await drag('dragleave', { relatedTarget: document.body })
  await expect(target).toBeVisible()
  await drag('dragleave', { relatedTarget: null })
  await expect(target).toHaveCount(0)
  // files may be let go there, a word is a field's
  const isTaken = (type: string): Promise<boolean> =>
    page.locator('body').evaluate((body: HTMLElement) => {
      const over = Object.assign(new Event('dragover', { bubbles: true, cancelable: true }), { dataTransfer: { types: [type] } })
      return !body.dispatchEvent(over)
    })
  expect([await isTaken('Files'), await isTaken('text/plain')]).toEqual([true, false])
  await drag('dragenter')
  const files = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`s${n}.yaml`, `apiVersion: v1\nkind: Service\nmetadata: {name: s${n}}\n`]))
  await drop(page, files(20))
  await expect(notice(page)).toContainText('s0.yaml')
  await expect(target).toHaveCount(0)
  await expect(notice(page)).not.toContainText('too many')
  await drop(page, files(21))
  await expect(notice(page)).toContainText('21 files are too many: the first 20 are taken.')
  await page.locator('body').press('Home')
  await paste(page, `${pod('long')}#${'x'.repeat(1_000_000)}`)
  await expect(notice(page)).toContainText(/^What was pasted has 1,000,\d{3} characters: at most 1,000,000 are read\./)
  await drop(page, { 'edge.yaml': `${pod('edge')}#`.padEnd(1_000_001, 'x') })
  await expect(notice(page)).toContainText('edge.yaml has 1,000,001 bytes: at most 1,000,000 are read.')
  // files in a clipboard go before its text; one that holds nothing is left alone
  const copied = (names: readonly string[], text: string) => ({
    clipboardData: { files: names.map((name) => new File([DEPLOYMENT], name)), getData: () => text },
  })
  await page.locator('body').dispatchEvent('paste', copied(['shop.yaml'], pod('text')))
  await expect(notice(page)).toContainText('shop.yaml is a Deployment')
  await page.getByRole('button', { name: 'Dismiss' }).click()
  await page.locator('body').dispatchEvent('paste', copied([], ' \n'))
  await page.locator('body').dispatchEvent('paste', { clipboardData: null })
  // nor is what a field takes, or somebody else has taken, or is pasted into a dialog that is about other things
  await manifest.focus()
  await paste(page, pod('field'))
  await page.locator('body').press('Home')
  await page.evaluate(() => document.addEventListener('paste', (event) => event.preventDefault(), { once: true, capture: true }))
  await page.locator('body').dispatchEvent('paste', copied([], pod('taken')))
  await (await inMenu(page, 'Share')).click()
  await page.getByRole('dialog', { name: 'Share' }).dispatchEvent('paste', copied([], pod('share')))
  await page.keyboard.press('Escape')
  await page.pass(0.1)
  await expect(notice(page)).toHaveCount(0)
  // a picker that was closed with nothing chosen leaves its dialog open
  await (await inMenu(page, 'New')).click()
  const dialog = page.getByRole('dialog', { name: 'A scenario of your own' })
  const picker = dialog.locator('input[type=file]')
  await picker.setInputFiles([])
  await expect(dialog).toBeVisible()
  await picker.setInputFiles([{ name: 'shop.yaml', mimeType: 'text/yaml', buffer: new TextEncoder().encode(DEPLOYMENT) as never }])
  await expect(dialog).toHaveCount(0)
  await expect(notice(page)).toContainText('shop.yaml is a Deployment')

  // what is kept on the device stands in New: to go on with, to take away, to forget
  await (await inMenu(page, 'New')).click()
  await expect(dialog).toLookLike(`
    dialog open
      h2: A scenario of your own
      button “Close”: ✕
      li: button: A small podOne container with a liveness probe; its program begins to fail after a minute. A place to begin.
      li: button: A whole control planekubeadm’s four static pods, etcd among them: with anonymous requests off, with a wrong etcd port, and with etcd ta…
      li: button: Paste yoursPaste what kubectl and the kubelet’s journal print of a pod that restarts: what really happened, and a simulation of it to a…
      li: button: EmptyNo file yet.
      Choose files…
      input = “”
      or drop them here, or paste with Ctrl V: a Pod, a Deployment or another workload, several at once, or a scenario.
      h3: From elsewhere, with your edits
      li: button: SmallKubernetes 1.37, 3 lanes: Asked, Left alone, Not shown; web.yaml
      li: button: Linked, editedKubernetes 1.37, 3 lanes: Asked, Left alone, Not shown; web.yaml
      li: button: DroppedKubernetes 1.37, 3 lanes: Asked, Left alone, Not shown; web.yaml
      li: button: Of an exerciseYour attempt at an exercise. Kubernetes 1.37, 3 lanes: Asked, Left alone, Not shown; web.yaml
      h3: Kept, and not readable here
      li
        1,216 characters: {"version": 99, xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
        button: Save it as a file
        button: Forget it
      button: Forget everything on this device
  `)
  const damaged = dialog.locator('.unread li')
  expect(await savedBy(page, damaged.getByRole('button', { name: 'Save it as a file' }))).toMatch(/^\{"version": 99, x+$/)
  await damaged.getByRole('button', { name: 'Forget it' }).click()
  await expect(damaged).toHaveCount(0)
  await expect(dialog.getByText('Kept, and not readable here')).toHaveCount(0)
  expect([...Object.keys(localStorage)].filter((name) => name.includes('unread'))).toEqual([])
  await dialog.getByRole('button', { name: /^Small/ }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Small')
  // what Start over brings back has its link
  await (await inMenu(page, 'New')).click()
  await dialog.getByRole('button', { name: /^Linked, edited/ }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Linked, edited')
  expect((await import('../state/slot-actions.ts')).isEdited()).toBe(true)
  // no link leads to what came by a file
  await (await inMenu(page, 'New')).click()
  await dialog.getByRole('button', { name: /^Dropped/ }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Dropped')

  // a scenario opens as one, or says why it does not
  const scenario = (lane: string): string =>
    JSON.stringify({ whyrestart: 1, title: 'Of a file', lanes: [{ name: lane, manifests: { 'web.yaml': pod('web') } }] })
  await drop(page, { 'mine.yaml': scenario('One') })
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Of a file')
  await expect(page).toHaveURL(/#2/)
  await drop(page, { 'mine.yaml': scenario('x'.repeat(201)) })
  await expect(notice(page)).toContainText('It has more than the page can show, such as a name of more than 200 letters.')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Of a file')
})

test('the arrows go round in a menu, through a dialog of choices, and stay at its ends; while presenting nothing is brought in', async ({
  playground,
  page,
}) => {
  await playground.open(`#${linkOf(small('Small'), {})!}`)
  // a menu opens below its button, and stays in the window
  const plain = Element.prototype.getBoundingClientRect
  const opener = { left: 0, bottom: 0 }
  const menu = page.locator('.menu').filter({ has: page.getByRole('button', { name: /^Theme/ }) })
  Object.defineProperty(Element.prototype, 'getBoundingClientRect', {
    configurable: true,
    writable: true,
    value(this: Element) {
      if (this.matches('.menu')) return new DOMRect(0, 0, 300, 200)
      return this.matches('[popovertarget]') ? new DOMRect(opener.left, opener.bottom - 20, 50, 20) : plain.call(this)
    },
  })
  for (const [left, bottom, place] of [
    [100, 40, 'left: 100px; top: 44px;'],
    [1400, 40, 'left: 1132px; top: 44px;'],
    [100, 880, 'left: 100px; top: 692px;'],
    [-20, -20, 'left: 8px; top: 8px;'],
  ] as const) {
    Object.assign(opener, { left, bottom })
    await page.getByRole('button', { name: 'More', exact: true }).click()
    await expect(menu).toHaveAttribute('style', place)
    await page.keyboard.press('Escape')
  }
  await inMenu(page, 'New')
  const entries = page
    .locator('h1 + *, .menu')
    .filter({ has: page.getByRole('button', { name: 'Rename', exact: true }) })
    .locator('button')
  await expect(entries.first()).toBeFocused()
  await page.keyboard.press('ArrowUp')
  await expect(entries.last()).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await expect(entries.first()).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await expect(entries.nth(1)).toBeFocused()
  await page.getByRole('button', { name: 'New', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'A scenario of your own' })
  const choice = (name: string) => dialog.getByRole('button', { name, exact: true })
  await expect(choice('A small pod')).toBeFocused()
  for (const [key, name] of [
    ['ArrowUp', 'A small pod'],
    ['ArrowDown', 'A whole control plane'],
    ['ArrowUp', 'A small pod'],
    ['a', 'A small pod'],
  ] as const) {
    await page.keyboard.press(key)
    await expect(choice(name)).toBeFocused()
  }
  const last = dialog.locator('.choice').last()
  await last.focus()
  await page.keyboard.press('ArrowDown')
  await expect(last).toBeFocused()
  // from elsewhere in it they lead nowhere
  const close = dialog.getByRole('button', { name: 'Close' })
  await close.focus()
  await page.keyboard.press('ArrowDown')
  await expect(close).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  // to what opens the menu, for its entry is gone
  await expect(page.locator('h1').getByRole('button')).toBeFocused()
  await page.keyboard.press('p')
  await expect(page.locator('.stage-bar')).toBeVisible()
  await paste(page, pod('late'))
  await expect(notice(page)).toHaveText(/While presenting nothing is brought in: U lets the scenario be changed\./)
})

test('where what reads texts fails, whoever asked says so, and what is there stays', async ({ playground, page }) => {
  await playground.open(`#${linkOf(small('Small', { processes: {} }), { lane: 'lane-1' })!}`)
  const { whyrestartTasks } = globalThis as SharedTasks
  Object.assign(globalThis, {
    whyrestartTasks: (scope: Parameters<NonNullable<typeof whyrestartTasks>>[0]) => {
      scope.onmessage = ({ data }: MessageEvent<{ id: number }>) => scope.postMessage({ kind: 'failed', id: data.id, message: 'x' })
    },
  })
  const failed = 'What was brought could not be read.'
  await page.locator('body').press('End')
  await paste(page, pod('other'))
  await expect(notice(page)).toContainText(failed)
  for (const name of ['Change what is assumed', 'Use its pod template']) {
    if (name === 'Use its pod template') await playground.rewrite('Asked', () => DEPLOYMENT)
    await page.getByRole('button', { name: 'Dismiss' }).click()
    await page.getByRole('button', { name }).first().click()
    await expect(notice(page)).toContainText(failed)
  }
  await (await inMenu(page, 'Share')).click()
  const dialog = page.getByRole('dialog', { name: 'Share' })
  await dialog.getByRole('button', { name: 'Save the scenario' }).click()
  await expect(dialog.getByText(failed)).toBeVisible()
  await page.keyboard.press('Escape')
  await page.locator('body').press('End')
  await paste(page, 'Warning  Unhealthy  16s (x9 over 4m)  kubelet  Liveness probe failed: HTTP probe failed with statuscode: 503')
  const cluster = page.getByRole('dialog', { name: 'Paste yours' })
  await expect(cluster.getByRole('region', { name: 'What was understood' })).toHaveText(failed)
  await expect(cluster.getByRole('button', { name: 'Open it' })).toBeDisabled()
  // what comes late of another text is not of this one
  const answers: (() => void)[] = []
  Object.assign(globalThis, {
    whyrestartTasks: (scope: Parameters<NonNullable<typeof whyrestartTasks>>[0]) => {
      scope.onmessage = ({ data }: MessageEvent<{ id: number }>) =>
        void answers.push(() => scope.postMessage({ kind: 'failed', id: data.id, message: 'x' }))
    },
  })
  const understood = cluster.getByRole('region', { name: 'What was understood' })
  for (const n of [0, 1]) {
    await cluster.getByRole('textbox').fill(`Killing ${n}`)
    await page.pass(0.5)
    await expect.poll(() => answers.length).toBe(n + 1)
  }
  await expect(understood).toHaveText('Reading…')
  for (const answer of answers.toReversed()) {
    answer()
    await page.pass(0.1)
    await expect(understood).toHaveText(failed)
  }
  await page.keyboard.press('Escape')
  const large = small('Large', { lanes: [{ name: 'One', manifests: { 'web.yaml': `${pod('large')}${'# x\n'.repeat(80_000)}` } }] })
  await page.goto(`#${linkOf(large, {})!}`)
  await expect(notice(page).last()).toContainText(`${failed} Your own work is shown instead.`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Small')
  Object.assign(globalThis, { whyrestartTasks })
})
