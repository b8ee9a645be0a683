import { useEffect, useRef, useState, type ReactElement, type ReactNode } from 'react'

type Shape = 'lines' | 'whole' | 'folded'

/** A text in three lines: Next goes on in it, and once it is read it folds to one. All of it is shown to who asks for it. */
export function Reading({ children }: { children: ReactNode }): ReactElement {
  const [shape, setShape] = useState<Shape>('lines')
  const [hasMore, setMore] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const look = (): void => {
    const { scrollTop = 0, clientHeight = 0, scrollHeight = 0 } = box.current ?? {}
    setMore(scrollTop + clientHeight < scrollHeight - 4)
  }
  useEffect(() => {
    const observer = new ResizeObserver(look)
    observer.observe(box.current!)
    for (const child of box.current!.children) observer.observe(child)
    return () => observer.disconnect()
  }, [shape])
  const next = (): void => {
    if (!hasMore) return setShape('folded')
    const { scrollTop, clientHeight } = box.current!
    const blocks = [...box.current!.querySelectorAll<HTMLElement>('.markdown > *, :scope > :not(.markdown)')]
    const cut = blocks.find((block) => block.offsetTop + block.offsetHeight > scrollTop + clientHeight + 2)
    // a paragraph that began above goes on where it was cut
    box.current!.scrollTop = cut && cut.offsetTop > scrollTop + 2 ? cut.offsetTop : scrollTop + clientHeight
  }
  return (
    <div className="reading" data-shape={shape}>
      {/* A long story is scrolled with the keys. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="exercise-story" ref={box} tabIndex={0} onScroll={look}>
        {children}
      </div>
      <div className="stack">
        {shape === 'folded' ? (
          <button type="button" className="small" aria-expanded={false} onClick={() => setShape('whole')}>
            Task
          </button>
        ) : (
          <button type="button" className="small" onClick={next}>
            {hasMore ? 'Next' : 'Fold'}
          </button>
        )}
      </div>
    </div>
  )
}
