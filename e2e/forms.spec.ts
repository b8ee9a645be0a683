import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from '@playwright/test'
import { nodeIo } from '../src/cli/node-io.ts'
import { serve } from '../src/cli/serve.ts'
import { expect, Playground, test } from './playground.ts'

const ONE_FILE = join(import.meta.dirname, '../dist/whyrestart-single.html')

/** What `whyrestart serve` of the package serves: the package has the page in one file. */
let served: Server | undefined
test.afterAll(() => {
  served?.close().closeAllConnections()
})

async function servePage(): Promise<string> {
  const io = { ...nodeIo(), out: () => undefined, page: () => readFileSync(ONE_FILE, 'utf8') }
  served = await new Promise<Server>((begun) => void serve(['--port', '0'], io, begun))
  return `http://127.0.0.1:${(served.address() as AddressInfo).port}/`
}

/** Each form in which the page is delivered: what it offers, it can do. */
const FORMS: Readonly<Record<string, string | (() => Promise<string>)>> = {
  'the page': '',
  'a frame': 'embed.html#case=story',
  'an exercise': '#e=a-probe',
  'one file from a disk': pathToFileURL(ONE_FILE).href,
  'the page of the package': servePage,
}

/** A control by what it is called, and what has to be pressed before it is there. */
interface Control {
  name: string
  opener?: string
}

/** What can be pressed by now, each name once; in what lies on top, where something does. */
const namesIn = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const top = [...document.querySelectorAll('dialog[open], .menu:popover-open')].at(-1) ?? document.body
    const all = [...top.querySelectorAll<HTMLElement>('button:not(:disabled), [role=tab], summary')]
    const names = all
      .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('.monaco'))
      // what is chosen already is chosen again
      .filter((element) => !element.matches('[aria-selected=true], [aria-current], [aria-pressed=true]'))
      .map((element) => element.getAttribute('aria-label') ?? element.textContent.trim())
    // nothing has been done yet that could be undone
    return [...new Set(names)].filter((name) => !/^(Undo|Redo)$/.test(name))
  })

/** What is to be seen, and what was done beside it. */
const stateOf = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const copy = document.documentElement.cloneNode(true) as HTMLElement
    // what blinks, what is said once all is quiet, and what follows the pointer
    for (const part of copy.querySelectorAll('.monaco, .hidden-text[aria-live], .tip, script, style')) part.remove()
    const values = [...document.querySelectorAll<HTMLInputElement>('input, select, textarea')].map(({ value, checked }) => [value, checked])
    const scrolled = [...document.querySelectorAll('main *')].reduce((sum, { scrollTop }) => sum + scrollTop, 0)
    return JSON.stringify([location.href, copy.outerHTML, values, scrolled, document.fullscreenElement?.localName ?? ''])
  })

const press = (page: Page, name: string): Promise<boolean> =>
  page.evaluate((text) => {
    const top = [...document.querySelectorAll('dialog[open], .menu:popover-open')].at(-1) ?? document.body
    const element = [...top.querySelectorAll<HTMLElement>('button:not(:disabled), [role=tab], summary')].find(
      (candidate) =>
        candidate.checkVisibility({ visibilityProperty: true }) &&
        (candidate.getAttribute('aria-label') ?? candidate.textContent.trim()) === text,
    )
    element?.click()
    return element !== undefined
  }, name)

for (const [form, place] of Object.entries(FORMS))
  test(`what ${form} offers, it does: each of its controls, and each in its menus and dialogs`, async ({ context }) => {
    test.setTimeout(600_000)
    const address = typeof place === 'string' ? place : await place()
    let page!: Page
    let beside = 0
    const troubles: string[] = []
    let base = ''
    /** A page of its own each time: what the one before it still had to do is not in the way. */
    const open = async (): Promise<void> => {
      const before = page
      page = await context.newPage()
      await before?.close()
      for (const event of ['download', 'popup', 'filechooser'] as const) page.on(event as 'download', () => void beside++)
      await page.addInitScript(() => {
        try {
          localStorage.clear()
        } catch {
          // an empty page has none
        }
      })
      const playground = new Playground(page, troubles)
      await playground.open(address)
      let last = ''
      // parts come one after the other
      await expect
        .poll(
          async () => {
            const is = last === (base = await stateOf(page))
            last = base
            return is
          },
          { intervals: [200] },
        )
        .toBe(true)
    }
    await open()
    const controls: Control[] = (await namesIn(page)).map((name) => ({ name }))
    const dead: string[] = []
    let walked = 0
    for (const { name, opener } of controls) {
      if ((await stateOf(page)) !== base) await open()
      if (opener !== undefined) await expect.poll(() => press(page, opener), opener).toBe(true)
      await expect.poll(() => namesIn(page)).toContain(name)
      const [before, besideBefore] = [await stateOf(page), beside]
      await expect.poll(() => press(page, name), name).toBe(true)
      const hasChanged = async (): Promise<boolean> => beside > besideBefore || (await stateOf(page)) !== before
      await expect
        .poll(hasChanged, { timeout: 3000 })
        .toBe(true)
        .catch(() => dead.push([opener, name].filter(Boolean).join(' › ')))
      walked++
      const isOver = await page.evaluate(() => document.querySelector('dialog[open], .menu:popover-open') !== null)
      if (opener === undefined && isOver) controls.push(...(await namesIn(page)).map((inner) => ({ name: inner, opener: name })))
      await page.keyboard.press('Escape')
    }
    console.log(`${form}: ${walked} controls`)
    expect(walked).toBeGreaterThan(15)
    expect(dead).toEqual([])
    expect(troubles).toEqual([])
  })
