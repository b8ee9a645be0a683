import { expect as base, type Frame, type Locator, type Page } from '@playwright/test'

// What lies where on the page, said without a number of pixels: the one place beside `walk.spec.ts` that measures.

/** Where it is in the window: to point there, or to see that it has not moved. */
export function placeOf(locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  return locator.evaluate((element) => {
    const { x, y, width, height } = element.getBoundingClientRect()
    return { x, y, width, height }
  })
}

/** How much it has of the height of something else, or of the window. */
export async function shareOf(locator: Locator, of?: Locator): Promise<number> {
  const { height } = await placeOf(locator)
  return height / (of ? (await placeOf(of)).height : locator.page().viewportSize()!.height)
}

/** Whether it is in the window and nothing lies over it: `whole`, or some of it. */
export function isInSight(locator: Locator, which: 'whole' | 'some' = 'whole'): Promise<boolean> {
  return locator.evaluate((element, isWhole) => {
    const box = element.getBoundingClientRect()
    const [left, top] = [Math.max(0, box.left), Math.max(0, box.top)]
    const [right, bottom] = [Math.min(innerWidth, box.right), Math.min(innerHeight, box.bottom)]
    if (right <= left || bottom <= top) return false
    if (isWhole && (box.left < 0 || box.top < 0 || box.right > innerWidth || box.bottom > innerHeight)) return false
    return (isWhole ? [top + 2, bottom - 2] : [(top + bottom) / 2]).every((y) => {
      const met = document.elementFromPoint((left + right) / 2, y)
      return met !== null && (element.contains(met) || met.contains(element))
    })
  }, which === 'whole')
}

/**
 * Goes through the page by Tab, and says what is no target of 24 pixels and stands in no text. What has the focus must come into sight:
 * on a slow machine the page is still being filled while it is walked through.
 */
export async function walkByTab(page: Page): Promise<{ stops: number; small: string[] }> {
  const small: string[] = []
  let stops = 0
  for (; stops < 200; stops++) {
    await page.keyboard.press('Tab')
    const focused = page.locator('body :focus')
    if ((await focused.count()) === 0) break
    const { name, isSmall } = await focused.evaluate((element) => {
      const { width, height } = (element.closest('label') ?? element).getBoundingClientRect()
      return { name: element.outerHTML.slice(0, 90), isSmall: Math.min(width, height) < 23.5 && !element.closest('p, .monaco') }
    })
    await base.poll(() => isInSight(focused, 'some'), `${name} is in sight`).toBe(true)
    if (isSmall) small.push(name)
  }
  return { stops, small }
}

/** What sticks to the window's top or bottom and is no small thing: it may lie before what has the focus. */
export const stuckIn = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('body *')]
      .filter((element) => {
        const { position, top, bottom } = getComputedStyle(element)
        // what sticks to a side alone covers nothing above or below
        const isStuck = ['sticky', 'fixed'].includes(position) && (top !== 'auto' || bottom !== 'auto') && element.checkVisibility()
        return isStuck && element.clientHeight > innerHeight / 10 && element.clientWidth > innerWidth / 2
      })
      .map((element) => element.className),
  )

/** How many pixels of a colour of the page's a picture has where a mark stands over it. */
export function inkBelow(canvas: Locator, x: number, name: string): Promise<number> {
  return canvas.evaluate(
    (element, [left, property]) => {
      const picture = element as HTMLCanvasElement
      const [, red, green, blue] = /^#(..)(..)(..)$/.exec(getComputedStyle(document.documentElement).getPropertyValue(property).trim())!
      const box = picture.getBoundingClientRect()
      const middle = Math.round(((left - box.left) * picture.width) / box.width)
      const { data } = picture.getContext('2d')!.getImageData(middle - 2, 0, 5, picture.height)
      let ink = 0
      for (let i = 0; i < data.length; i += 4)
        if ([red, green, blue].every((part, n) => Math.abs(data[i + n]! - Number.parseInt(part!, 16)) < 40)) ink++
      return ink
    },
    [x, name] as const,
  )
}

/** What a person sees of a page without a scroll or a press: each is where a press at its middle meets it. */
interface FirstSight {
  controls: number
  header: number
  /** Outside of the editor's text, which is the reader's own. */
  words: number
  /** Whole lines of the editor, by their numbers. */
  lines: number[]
}

export function firstSight(page: Page): Promise<FirstSight> {
  return page.evaluate(() => {
    const isMet = (element: Element, { left, top, width, height }: DOMRect): boolean => {
      const [x, y] = [left + width / 2, top + height / 2]
      if (width < 1 || x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) return false
      if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false
      const met = document.elementFromPoint(x, y)
      return met !== null && (element.contains(met) || met.contains(element))
    }
    const CONTROLS = 'a[href], button, input, select, textarea, summary, [role=tab], [role=slider], [role=separator]'
    const controls = [...document.querySelectorAll(CONTROLS)].filter((element) => isMet(element, element.getBoundingClientRect()))
    let words = 0
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement!
      if (element.closest('script, style, noscript, option, .hidden-text, .editor')) continue
      for (const { index, 0: word } of (node.textContent ?? '').matchAll(/\S+/g)) {
        const range = document.createRange()
        range.setStart(node, index)
        range.setEnd(node, index + word.length)
        if (isMet(element, range.getBoundingClientRect())) words += 1
      }
    }
    const { top, bottom } = document.querySelector('.monaco .overflow-guard')!.getBoundingClientRect()
    const lines = [...document.querySelectorAll('.monaco .margin .line-numbers')].flatMap((number) => {
      const box = number.getBoundingClientRect()
      return box.top >= top - 1 && box.bottom <= Math.min(bottom, innerHeight) + 1 ? Number(number.textContent) : []
    })
    return { controls: controls.length, header: controls.filter((element) => element.closest('header')).length, words, lines }
  })
}

/** In how many rows, one below the other, its texts and controls stand. */
function rowsOf(locator: Locator): Promise<number> {
  return locator.evaluate((root) => {
    const boxes: DOMRect[] = []
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT)
    for (let node: Node | null = walker.currentNode; node; node = walker.nextNode()) {
      const element = node instanceof Element ? node : node.parentElement!
      if (element.closest('.hidden-text, option') || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue
      if (node instanceof Element) {
        if (node.matches('button, input, select, a[href]')) boxes.push(node.getBoundingClientRect())
      } else if ((node.textContent ?? '').trim() !== '') {
        const range = document.createRange()
        range.selectNodeContents(node)
        boxes.push(...range.getClientRects())
      }
    }
    let [rows, end] = [0, -Infinity]
    for (const { top, bottom, width } of boxes.toSorted((a, b) => a.top - b.top)) {
      if (width < 2) continue
      if (top >= end - 2) rows += 1
      end = top >= end - 2 ? bottom : Math.max(end, bottom)
    }
    return rows
  })
}

type Answer = { pass: boolean; message: () => string }

/** Tried until it holds, as all that is expected of a locator. */
async function untilSo(name: string, isNot: boolean, look: () => Promise<boolean>): Promise<Answer> {
  let last: unknown
  try {
    await base.poll(async () => (last = await look())).toBe(!isNot)
    return { pass: !isNot, message: () => name }
  } catch (error) {
    return { pass: isNot, message: () => `${name}: ${last === undefined ? String(error) : `it is ${isNot ? '' : 'not '}so`}` }
  }
}

const ends = async (locator: Locator): Promise<{ left: number; top: number; right: number; bottom: number }> => {
  const { x, y, width, height } = await placeOf(locator)
  return { left: x, top: y, right: x + width, bottom: y + height }
}

/** Where two edges meet: a browser rounds. */
const EDGE = 1

export const expect = base.extend({
  /** Nothing of it has to be scrolled to: sideways, or neither way. */
  async toFit(of: Page | Frame | Locator, way: 'sideways' | 'both' = 'sideways') {
    const document = 'mainFrame' in of || 'childFrames' in of ? of.locator('html') : of
    return untilSo('it fits where it is', this.isNot, () =>
      document.evaluate((element, isBoth) => {
        const isPage = element === element.ownerDocument.documentElement
        const [width, height] = isPage ? [innerWidth, innerHeight] : [element.clientWidth, element.clientHeight]
        return element.scrollWidth <= width && (!isBoth || element.scrollHeight <= height)
      }, way === 'both'),
    )
  },
  /** Nothing of what is in it has to be scrolled to, up or down. */
  async toBeWhole(locator: Locator) {
    return untilSo('all that is in it is seen', this.isNot, () =>
      locator.evaluate(({ scrollHeight, clientHeight }) => scrollHeight <= clientHeight + 1),
    )
  },
  async toBeAbove(locator: Locator, other: Locator) {
    return untilSo('it ends before the other begins', this.isNot, async () => {
      const [above, below] = [await ends(locator), await ends(other)]
      return above.bottom <= below.top + EDGE
    })
  },
  /** It begins below the other's upper edge, and ends with it at the latest. */
  async toBeWithin(locator: Locator, other: Locator) {
    return untilSo('it lies within the other', this.isNot, async () => {
      const [inner, outer] = [await ends(locator), await ends(other)]
      return inner.top > outer.top && inner.bottom <= outer.bottom + EDGE
    })
  },
  /** From above the other to below it. */
  async toSpan(locator: Locator, other: Locator) {
    return untilSo('it goes from the other’s top to its bottom', this.isNot, async () => {
      const [line, of] = [await ends(locator), await ends(other)]
      return line.top <= of.top + EDGE && line.bottom >= of.bottom - EDGE
    })
  },
  async toEndWith(locator: Locator, other: Locator) {
    return untilSo('both end at the same height', this.isNot, async () => {
      const [first, second] = [await ends(locator), await ends(other)]
      return Math.abs(first.bottom - second.bottom) < 3 * EDGE
    })
  },
  /** The middle of the narrower is in the middle half of the wider. */
  async toStandOver(locator: Locator, other: Locator) {
    return untilSo('it stands over the other', this.isNot, async () => {
      const boxes = [await placeOf(locator), await placeOf(other)]
      const [first, second] = boxes.map(({ x, width }) => x + width / 2) as [number, number]
      return Math.abs(first - second) <= Math.max(...boxes.map(({ width }) => width)) / 4
    })
  },
  /** Its left edge is at one, its right edge at another. */
  async toReach(locator: Locator, from: Locator, to: Locator) {
    return untilSo('it reaches from one to the other', this.isNot, async () => {
      const [own, first, second] = [await ends(locator), await ends(from), await ends(to)]
      const isAt = (x: number, at: { left: number; right: number }): boolean => x >= at.left && x <= at.right
      return isAt(own.left, first) && isAt(own.right, second)
    })
  },
  async toTakeRows(locator: Locator, most: number) {
    return untilSo(`it takes ${most} rows`, this.isNot, async () => (await rowsOf(locator)) === most)
  },
  /** So many lines of its own text have room in it. */
  async toHoldLines(locator: Locator, least: number) {
    return untilSo(`it has room for ${least} lines`, this.isNot, () =>
      locator.evaluate((element, lines) => {
        const { lineHeight, fontSize } = getComputedStyle(element)
        return element.clientHeight + 1 >= lines * (Number.parseFloat(lineHeight) || 1.2 * Number.parseFloat(fontSize))
      }, least),
    )
  },
  /** It is as wide as the window, and ends where that does. */
  async toLieAtTheBottom(locator: Locator) {
    return untilSo('it lies at the window’s bottom', this.isNot, async () => {
      const [{ left, right, bottom }, { width, height }] = [await ends(locator), locator.page().viewportSize()!]
      return left <= EDGE && right >= width - EDGE && Math.abs(bottom - height) <= EDGE
    })
  },
})
