import type { Page } from '@playwright/test'
import { expect, test, inMenu } from './playground.ts'
import { otherTimes } from './times.ts'

declare global {
  interface Window {
    controls: HTMLElement[]
  }
}

/** The controls that somebody sees now, with what he reads of each; `window.controls` has them in the same order. */
function controlsOf(page: Page): Promise<{ seen: string; html: string }[]> {
  return page.evaluate(() => {
    const isShown = (element: Element): boolean =>
      element.closest('.hidden-text') === null && element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    const textOf = (node: Node): string => {
      if (node.nodeType === Node.TEXT_NODE) return node.textContent ?? ''
      if (!(node instanceof Element) || !isShown(node) || /^(SELECT|TEXTAREA|KBD)$/.test(node.tagName)) return ''
      const inside = [...node.childNodes].map(textOf).join('')
      return getComputedStyle(node).display === 'inline' ? inside : ` ${inside} `
    }
    window.controls = [
      ...document.querySelectorAll<HTMLElement>('button, a[href], summary, input, select, textarea, [role=menuitem], [role=tab]'),
    ]
      .filter((element) => isShown(element) && !element.closest('.monaco, [inert]'))
      // what lies behind a dialog has no name now
      .filter((element) => document.querySelector('dialog:modal') === null || element.closest('dialog:modal') !== null)
    return window.controls.map((control) => {
      const label = 'labels' in control ? (control as HTMLInputElement).labels?.[0] : undefined
      // a shell's prompt stands before what is typed, and is no label of it
      const said = label && !/[#$]\s*$/.test(textOf(label)) ? textOf(label) : ''
      const seen = /^(INPUT|SELECT|TEXTAREA)$/.test(control.tagName) ? said : textOf(control)
      return { seen: seen.replace(/\s+/g, ' ').trim(), html: control.outerHTML.slice(0, 120) }
    })
  })
}

/** The names of `window.controls` as the browser has them for whoever cannot see: asked for one by one, each takes as long as all of them. */
async function namesOf(page: Page): Promise<string[]> {
  const browser = await page.context().newCDPSession(page)
  const { nodes } = await browser.send('Accessibility.getFullAXTree')
  const names = new Map(nodes.map(({ backendDOMNodeId, name }) => [backendDOMNodeId, String(name?.value ?? '')]))
  const { result } = await browser.send('Runtime.evaluate', { expression: 'window.controls' })
  const properties = await browser.send('Runtime.getProperties', { objectId: result.objectId!, ownProperties: true })
  const found = await Promise.all(
    properties.result
      .filter(({ name }) => /^\d+$/.test(name))
      .map(({ value }) => browser.send('DOM.describeNode', { objectId: value!.objectId! })),
  )
  await browser.detach()
  return found.map(({ node }) => names.get(node.backendNodeId) ?? '')
}

const words = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+(?:[.’'][\p{L}\p{N}]+)*/gu) ?? []

/**
 * Controls whose name does not begin with what is seen of them (WCAG 2.5.3), as `what is seen: its name`. Whoever speaks to the page says
 * what he reads. Signs without a letter, keys in `kbd` and what describes a control below its title are no part of its name.
 */
async function misnamed(page: Page): Promise<{ wrong: string[]; count: number }> {
  const controls = await controlsOf(page)
  const names = await namesOf(page)
  expect(names).toHaveLength(controls.length)
  // Monaco takes the plain editor's place meanwhile: what has gone has no name any more
  const gone = await page.evaluate(() => (window as any).controls.map((control: Element) => !control.isConnected))
  const wrong = controls.flatMap(({ seen, html }, n) => {
    const name = names[n]!
    if (gone[n]) return []
    const [visible, named] = [words(seen), words(name)]
    // a title above, and what describes it below
    const isTitled = named.length > 0 && named.every((word, i) => word === visible[i])
    let place = 0
    for (const word of named) if (place < visible.length && word.startsWith(visible[place]!)) place++
    const isInOrder = place === visible.length && (named[0] ?? '').startsWith(visible[0] ?? '')
    if (name.trim() === '') return [`${seen}: without a name (${html})`]
    return isTitled || isInOrder ? [] : [`${seen}: ${name}`]
  })
  return { wrong: [...new Set(wrong)], count: controls.length }
}

test('the name of each control begins with what is seen of it, and times are written in one way, in every panel and dialog', async ({
  playground,
  page,
}) => {
  test.setTimeout(180_000)
  const wrong: string[] = []
  const look = async (where: string, least = 1): Promise<void> => {
    const found = await misnamed(page)
    expect(found.count, `controls in ${where}`).toBeGreaterThanOrEqual(least)
    wrong.push(...found.wrong.map((text) => `${where}: ${text}`))
    // each trouble is told, also where a later step fails
    for (const text of found.wrong) test.info().annotations.push({ type: 'misnamed', description: `${where}: ${text}` })
    const times = await otherTimes(page)
    expect(times.count, `texts in ${where}`).toBeGreaterThanOrEqual(5)
    wrong.push(...times.wrong.map((text) => `${where}: a time: ${text}`))
  }
  await playground.open()
  await playground.monaco()
  for (const name of ['Request', 'Terminal', 'Events', 'Verdicts', 'Why']) {
    await playground.tab(name)
    if (name === 'Verdicts') await expect(page.getByText(/^All \d+ verdicts are there\./)).toBeAttached({ timeout: 60_000 })
    await look(name, 40)
  }
  await (await inMenu(page, 'Table')).click()
  await look('Table', 40)
  await (await inMenu(page, 'behaviour: what its programs do')).click()
  await look('Programs', 40)
  for (const name of ['New', 'Learn', 'Share', 'Embed', 'Help', 'How we know', 'What changed', 'Add lane']) {
    await (await inMenu(page, name)).click()
    await expect(page.locator('dialog:modal')).toBeVisible()
    await page.locator('dialog:modal button').first().waitFor()
    await look(name)
    for (let n = await page.locator('dialog:modal').count(); n > 0; n--) await page.keyboard.press('Escape')
    await expect(page.locator('dialog:modal')).toHaveCount(0)
  }
  await page.getByRole('button', { name: 'kube-apiserver.yaml', exact: true }).click()
  for (const name of [/^Fault at /, /^Edit at /]) {
    await (await inMenu(page, name)).click()
    await page.locator('dialog[open] button').first().waitFor()
    await look(String(name))
    await page.keyboard.press('Escape')
  }
  await (await inMenu(page, 'Present')).click()
  await look('Present', 5)
  await page.getByRole('button', { name: 'Steps' }).click()
  await look('Steps of Present')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /^End/ }).click()
  await (await inMenu(page, 'Learn')).click()
  await page.getByText('For trainers', { exact: true }).click()
  await page.getByRole('button', { name: /^The room/ }).click()
  await page.locator('dialog:modal').getByRole('textbox').first().waitFor()
  await look('The room')
  expect(wrong).toEqual([])
})

test('so it is on a phone, in a frame and in an exercise', async ({ playground, page }) => {
  test.setTimeout(120_000)
  const wrong: string[] = []
  for (const [where, path, width] of [
    ['phone', '', 390],
    ['frame', 'embed.html', 640],
    ['exercise', '#e=a-probe', 1280],
  ] as const) {
    await page.setViewportSize({ width, height: 844 })
    await page.goto('about:blank')
    await page.goto(path)
    await page.locator('button:visible').first().waitFor()
    if (where === 'phone') await page.getByRole('button', { name: 'More', exact: true }).click()
    // the page begins with its case, and turns to the exercise when that has come
    if (where === 'exercise') await page.getByRole('region', { name: 'Exercise', exact: true }).waitFor()
    const found = await misnamed(page)
    expect(found.count, where).toBeGreaterThanOrEqual(3)
    wrong.push(
      ...found.wrong.map((text) => `${where}: ${text}`),
      ...(await otherTimes(page)).wrong.map((text) => `${where}: a time: ${text}`),
    )
  }
  expect(wrong).toEqual([])
  expect(playground.troubles).toEqual([])
})
