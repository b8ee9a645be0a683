import { useEffect, useRef, useState, type ReactElement, type ReactNode } from 'react'

type ReadingShape = 'lines' | 'whole' | 'folded'

/** What a page never cuts: a sentence, a point of a list, code, an answered question. */
const UNITS = '.sentence, .markdown > :is(ul, ol) > li, .markdown > :not(p, ul, ol), .questions > *, :scope > :not(.markdown, .questions)'

/** With which unit each page begins, as many of them as the box has room for. */
function pagesIn(box: HTMLElement, units: readonly HTMLElement[]): number[] {
  const most = parseFloat(getComputedStyle(box).maxHeight)
  const pages = [0]
  if (Number.isNaN(most)) return pages
  show(units, 0, 0)
  units.forEach((unit, n) => {
    delete unit.dataset['off']
    const first = pages.at(-1)!
    // a note alone is no page
    if (n === first || unit.matches('.aside') || box.scrollHeight <= most + 1) return
    pages.push(n)
    show(units, n, n + 1)
  })
  return pages
}

function show(units: readonly HTMLElement[], from: number, to: number): void {
  units.forEach((unit, n) => {
    if (n >= from && n < to) delete unit.dataset['off']
    else unit.dataset['off'] = ''
  })
}

/** The units with which the pages before and after begin; undefined where there is none. */
interface Pages {
  before?: number | undefined
  after?: number | undefined
}

/** Shows the page that has a unit, and says which others there are. */
function lay(box: HTMLElement, shape: ReadingShape, first: number): Pages {
  const units = [...box.querySelectorAll<HTMLElement>(UNITS)]
  box.style.maxHeight = ''
  const pages = shape === 'folded' ? [0, 1] : pagesIn(box, units)
  const page = Math.max(
    0,
    pages.findLastIndex((start) => start <= first),
  )
  show(units, pages[page]!, pages[page + 1] ?? units.length)
  // a sentence longer than the box has all of its lines
  if (shape === 'lines' && box.scrollHeight > box.clientHeight + 1) box.style.maxHeight = 'none'
  return shape === 'lines' ? { before: pages[page - 1], after: pages[page + 1] } : {}
}

/** A text by pages of whole sentences; once it is read it folds to a line. All of it is shown to who asks for it. */
export function Reading({ children }: { children: ReactNode }): ReactElement {
  const [shape, setShape] = useState<ReadingShape>('lines')
  const [{ before, after }, setPages] = useState<Pages>({})
  const box = useRef<HTMLDivElement>(null)
  const first = useRef(0)
  useEffect(() => {
    const element = box.current!
    const look = (): void => setPages(lay(element, shape, first.current))
    const resized = new ResizeObserver(look)
    const changed = new MutationObserver((changes) => {
      // what a question has come to is in sight when it comes; who skips goes on with the task
      const come = changes
        .flatMap(({ addedNodes }) => [...addedNodes])
        .find((node) => node instanceof Element && node.matches('.questions:not([data-skipped])'))
      if (come) first.current = [...element.querySelectorAll(UNITS)].findLastIndex((unit) => come.contains(unit))
      look()
    })
    resized.observe(element)
    changed.observe(element, { childList: true, characterData: true, subtree: true })
    look()
    return () => {
      resized.disconnect()
      changed.disconnect()
    }
  }, [shape])
  const turn = (to: number, then: ReadingShape = shape): void => {
    first.current = to
    setShape(then)
    setPages(lay(box.current!, then, to))
  }
  return (
    <div className="reading" data-shape={shape}>
      {/* A long story is scrolled with the keys. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="exercise-story" ref={box} tabIndex={0}>
        {children}
      </div>
      <div className="stack">
        {shape === 'folded' ? (
          <button type="button" className="small" aria-expanded={false} onClick={() => turn(0, 'whole')}>
            Task
          </button>
        ) : (
          <>
            <button type="button" className="small" onClick={() => (after === undefined ? turn(0, 'folded') : turn(after))}>
              {after === undefined ? 'Fold' : 'Read on'}
            </button>
            {before !== undefined && (
              <button type="button" className="quiet small" onClick={() => turn(before)}>
                Back
              </button>
            )}
          </>
        )}
      </div>
    </div>
  )
}
