import { useEffect, useLayoutEffect, useRef, useState, type ReactElement } from 'react'
import { useStage } from '../present/stage.ts'
import { mode } from '../state/mode.ts'
import type { TextProps } from './text-props.ts'
import { handOver } from './hand-over.ts'
import { leaveLine } from './lit.ts'

/** A line's height, as the style has it. */
const LINE_EM = 1.5

interface PlainProps extends TextProps {
  /** The line of the file that the text begins with, and how many the file has, where the text is a part of it. */
  part?: { first: number; of: number }
}

/** The editor for phones, and until Monaco has come. Tab leaves it, as everywhere on the web. */
export function PlainText({ id, label, text, write, litLine, litWish, litCaret, onLine, part }: PlainProps): ReactElement {
  const box = useRef<HTMLTextAreaElement>(null)
  const numbers = useRef<HTMLSpanElement>(null)
  // A text that is refused for its length stays in the box all the same.
  const [refused, setRefused] = useState<{ id: string; text: string; own: string } | null>(null)
  const own = refused?.id === id && refused.text === text ? refused.own : text
  useEffect(() => {
    const element = box.current
    // nobody is taken away from where they type
    if (!element || !litLine || (!litCaret && document.activeElement === element)) return
    const lines = element.value.split('\n')
    const start = lines.slice(0, litLine - 1).reduce((sum, line) => sum + line.length + 1, 0)
    element.scrollTop = (element.scrollHeight / lines.length) * Math.max(0, litLine - 6)
    // a line that is marked goes with the next key: only who has asked to go there has it marked
    if (!litCaret) return
    element.setSelectionRange(start, start + (lines[litLine - 1]?.length ?? 0))
    element.focus({ preventScroll: true })
    // where the page itself scrolls, not at its edge
    element.scrollIntoView({ block: 'center' })
  }, [litLine, litWish, litCaret])
  const place = useRef(part)
  useLayoutEffect(() => {
    place.current = part
  })
  useLayoutEffect(() => {
    const element = box.current
    return () => {
      if (element) handOver(id, element, place.current)
    }
  }, [id])
  const tellLine = (): void => {
    const element = box.current
    if (element && element.selectionStart === element.selectionEnd)
      onLine(element.value.slice(0, element.selectionStart).split('\n').length, false)
  }
  const isLocked = useStage((state) => state.isLocked) || mode.readonly
  const count = own.split('\n').length
  return (
    <>
      <pre className="plain-numbers" aria-hidden="true">
        <span ref={numbers}>
          {Array.from({ length: count }, (_, n) => n + (part?.first ?? 1)).join('\n')}
          {litLine > 0 && litLine <= count && <span className="line-lit" style={{ top: `${(litLine - 1) * LINE_EM}em` }} />}
        </span>
      </pre>
      <textarea
        className="plain"
        aria-label={label}
        ref={box}
        value={own}
        readOnly={isLocked}
        spellCheck={false}
        autoCapitalize="off"
        autoCorrect="off"
        autoComplete="off"
        onScroll={(event) => {
          if (numbers.current) numbers.current.style.transform = `translateY(${-event.currentTarget.scrollTop}px)`
        }}
        onClick={tellLine}
        onKeyUp={(event) => /^(Arrow|Page|Home|End)/.test(event.key) && tellLine()}
        onKeyDown={(event) => event.key === 'Escape' && leaveLine() && event.preventDefault()}
        onChange={(event) => {
          const own = event.target.value
          setRefused(write(own) ? null : { id, text, own })
        }}
      />
    </>
  )
}
