import { linkOf } from '../../share/payload.ts'
import { expect, test } from '../fixture/playground.ts'
import { small } from '../fixture/samples.ts'

const OFF = 'Anonymous requests off'

test('a text that cannot be read keeps the last good run and names the line', async ({ playground, page }) => {
  await playground.open()
  await playground.monaco()
  await playground.rewrite(OFF, (text) => text.replace('    livenessProbe:', '\tlivenessProbe:'))
  await expect(page.locator('.editor-pane')).toLookLike(`
    section “Editor”
      b title=Anonymous requests off: Anonymous requests off
      fieldset “Files”: button aria-pressed=true title=kube-apiserver.yaml: kube-apiserver.yaml
      button aria-expanded=false title=What differs from “As kubeadm writes it”: 3 lines changed
      button: 1 problem
      button “File” title=Add a file, begin anew, or take it out: ⋯
      textarea “Manifest of Anonymous requests off” = 72 lines
      ul “Problems”
        li
          button: line 41
          Error: Line 41 is indented with a tab, and YAML allows spaces alone. The kubelet says: yaml: line 40: found a tab character that violates inden…
  `)
  await expect(playground.lane(OFF)).toContainText('last good run')
  await expect(playground.restarts(OFF)).toHaveText('6 restarts')
  await page.keyboard.press('ControlOrMeta+z')
  await expect(playground.lane(OFF)).not.toContainText('last good run')
})

const SMALL = `#${linkOf(small('Small'), { lane: 'lane-1' })!}`

const BOMB = `a: &a [x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 9 }, (_, n) => `${'bcdefghij'[n]}: &${'bcdefghij'[n]} [${Array(9).fill(`*${'abcdefghij'[n]}`).join(',')}]`).join('\n')}\n`

for (const [what, text] of [
  ['nothing', ''],
  ['a tab', '\tkind: Pod'],
  ['a bomb of anchors', BOMB],
  ['something binary', '\u0000\u0001\u0002\ufffd\u0003'],
  ['a Deployment', 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n'],
  ['ten documents', Array(10).fill('kind: Pod\n').join('---\n')],
  ['deep brackets', '['.repeat(20_000)],
  ['a long line', `kind: ${'x'.repeat(200_000)}`],
] as const)
  test(`${what} gets a sentence, and the page stays`, async ({ playground, page }) => {
    await playground.open(SMALL)
    await playground.editor('Asked').fill(text)
    await playground.settled()
    await expect(playground.problems.getByRole('listitem').first()).not.toHaveText('No problems')
    await expect(playground.lane('Asked')).toContainText(/last good run/)
    await expect(page.locator('html')).toHaveAttribute('data-state', 'ready')
    await playground.editor('Asked').fill('apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers: [{name: main, image: x}]\n')
    await playground.settled()
    await expect(playground.lane('Asked')).not.toContainText('last good run')
  })

test('a megabyte is refused with a sentence', async ({ playground, page }) => {
  await playground.open()
  const box = playground.editor(OFF)
  const before = await box.inputValue()
  // what is still being typed is no mistake yet
  const typing = before.replace('--anonymous-auth=false', '--anonymous-a')
  await playground.rewrite(OFF, () => typing)
  await expect(playground.problems).not.toContainText('anonymous')
  await page.pass(2.4)
  await expect(playground.problems).not.toContainText('anonymous')
  await page.pass(0.2)
  await expect(playground.problems).toContainText('--anonymous-a')
  await playground.rewrite(OFF, () => before)
  // what is too long stays in its box, and is no other lane's, be its text the same
  const [lane, same] = ['As kubeadm writes it', 'Fix 3, RBAC and a firewall'] as const
  await playground.select(lane)
  const text = await playground.editor(lane).inputValue()
  await playground.editor(lane).fill('x'.repeat(1_100_000))
  await expect(playground.problems).toContainText('this text has 1,100,000 characters; at most 1,000,000')
  await expect(playground.restarts(lane)).toHaveText('0 restarts')
  await expect(playground.editor(lane)).toHaveValue(/^x{1100000}$/)
  await playground.select(same)
  await expect(playground.problems).toHaveText('')
  await expect(playground.editor(same)).toHaveValue(text)
  await playground.select(lane)
  await expect(playground.editor(lane)).toHaveValue(/^x{1100000}$/)
  // until the lane has another text
  await playground.editor(lane).fill(`${text}# mine\n`)
  await expect(playground.problems).toHaveText('')
  await playground.editor(lane).fill('x'.repeat(1_100_000))
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(playground.editor(lane)).toHaveValue(text)
})

test('a reload loses nothing: text, time, lane', async ({ playground, page }) => {
  await playground.open()
  await playground.select('Fix 2, TCP probe')
  await playground.rewrite('Fix 2, TCP probe', (text) => `# mine\n${text}`)
  await playground.goTo(321)
  await page.reload()
  await playground.settled()
  await expect(playground.editor('Fix 2, TCP probe')).toHaveValue(/^# mine\n/)
  await expect(playground.slider).toHaveValue('321')
})

test('what was kept may be spoiled or too large: the page starts all the same', async ({ playground, page }) => {
  for (const kept of ['{', '{"state":{"draft":{"lanes":[]}},"version":1}', `"${'x'.repeat(4_100_000)}"`, 'null', '{"version":9}']) {
    await page.leave()
    page.kept.clear()
    page.kept.set('whyrestart', kept)
    await playground.open()
    await expect(playground.restarts(OFF)).toHaveText('6 restarts')
  }
})

test('without storage the page works and says that nothing is kept', async ({ playground, page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get() {
        throw new DOMException('denied', 'SecurityError')
      },
    })
  })
  await playground.open()
  await expect(playground.restarts(OFF)).toHaveText('6 restarts')
  await playground.goTo(30)
  await expect(page.getByText('This browser keeps nothing for this page')).toBeVisible()
})

for (const [what, kept] of [
  ['nothing', () => undefined],
  ['the beginning', (value: string) => value.slice(0, 100)],
] as const)
  test(`a storage that takes a text and keeps ${what} of it is said`, async ({ playground, page }) => {
    await page.addInitScript(() => {
      const { setItem } = Storage.prototype
      Storage.prototype.setItem = function (key: string, value: string) {
        const text = value.includes(`# badly ${what}`) ? kept(value) : value
        if (text !== undefined) setItem.call(this, key, text)
      }
    })
    await playground.open()
    await playground.rewrite(OFF, (text) => `# badly ${what}\n${text}`)
    await page.pass(1)
    await expect(page.getByText('This browser keeps nothing for this page')).toBeVisible()
  })

for (const text of ['{{{', '5', '{"editor": "wide"}'])
  test(`sizes of columns that were kept as ${text} are passed over`, async ({ playground, page }) => {
    page.kept.set('react-resizable-panels:whyrestart-page', text)
    await playground.open()
    await expect(playground.restarts(OFF)).toHaveText('6 restarts')
  })

test('?safe starts afresh', async ({ playground, page }) => {
  await playground.open()
  await playground.rewrite(OFF, () => 'spoiled: [')
  await page.goto('?safe')
  await playground.settled()
  await expect(playground.editor(OFF)).toHaveValue(/--anonymous-auth=false/)
})

test('a full storage is said, and what is there goes on', async ({ playground, page }) => {
  await page.addInitScript(() => {
    const { setItem } = Storage.prototype
    Storage.prototype.setItem = function (key: string, value: string) {
      if (value.includes('# too much')) throw new DOMException('full', 'QuotaExceededError')
      setItem.call(this, key, value)
    }
  })
  await playground.open()
  await playground.rewrite(OFF, (text) => `# too much\n${text}`)
  await expect(page.getByText('This browser keeps nothing for this page')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('This browser keeps nothing for this page')).toBeHidden()
})

test('what is said beside an unreadable text is of the picture that stands there', async ({ playground, page }) => {
  await playground.open()
  await expect(playground.panel).toContainText('6 restarts, the first at')
  await playground.rewrite('Anonymous requests off', (text) => text.replace('spec:', 'spec'))
  await expect(page.getByText('What you see is the last good run.').first()).toBeVisible()
  await expect(playground.panel).toContainText('About the last text that could be read')
  await expect(playground.panel).toContainText('6 restarts, the first at')
  await expect(playground.panel).not.toContainText('No restart')
})
