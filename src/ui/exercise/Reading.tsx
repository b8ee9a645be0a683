import { useEffect, useRef, useState, type ReactElement, type ReactNode } from 'react'

type Shape = 'lines' | 'whole' | 'folded'

/** From where to where each sentence of a text stands in its box; what is no text, such as a field, counts with what stands beside it. */
function sentencesIn(box: HTMLElement): { top: number; bottom: number }[] {
  const shift = box.scrollTop - box.getBoundingClientRect().top
  const blocks = [...box.querySelectorAll<HTMLElement>('.markdown > *, :scope > :not(.markdown)')]
  return blocks.flatMap((block) => {
    const texts = document.createTreeWalker(block, NodeFilter.SHOW_TEXT)
    const sentences: { top: number; bottom: number }[] = []
    let isOver = true
    for (let text = texts.nextNode(); text; text = texts.nextNode())
      for (const { 0: words, index } of text.nodeValue!.matchAll(/[^.:;?!]*[.:;?!]*\s*/g)) {
        if (words.trim() === '') continue
        const range = document.createRange()
        range.setStart(text, index)
        range.setEnd(text, index + words.trimEnd().length)
        const { top, bottom } = range.getBoundingClientRect()
        if (isOver) sentences.push({ top: top + shift, bottom: bottom + shift })
        else sentences.at(-1)!.bottom = bottom + shift
        isOver = /[.:;?!]\s+$/.test(words)
      }
    return sentences
  })
}

/** A text in a few lines: Next goes on in it by whole sentences, and once it is read it folds to one. All of it is shown to who asks for it. */
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
    const cut = sentencesIn(box.current!).find(({ bottom }) => bottom > scrollTop + clientHeight + 2)
    // a sentence longer than the box goes on where it was cut
    const to = Math.round(cut && cut.top > scrollTop + 2 ? cut.top : scrollTop + clientHeight)
    // on the last page too the first line is whole
    const short = to + clientHeight - box.current!.scrollHeight
    if (short > 0) box.current!.style.setProperty('--rest', `${short}px`)
    box.current!.scrollTop = to
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
