import { useEffect, useLayoutEffect, useRef, useState, type ReactElement } from 'react'
import { mode, usePage } from '../state/page.ts'
import { changeOf, leave, putCaret, takeOver, type TextProps } from './text-props.ts'
import { leaveLine } from '../state/why-subject.ts'

/** A line's height, as the style has it. */
const LINE_EM = 1.5

/** The editor for phones, for very long lines, and until Monaco has come. Tab leaves it, as everywhere on the web. */
export function PlainText({ id, label, text, write, litLine, litWish, litCaret, onLine, isLocked: isGiven }: TextProps): ReactElement {
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
  const latest = useRef({ id, own })
  const typed = useRef<string>(undefined)
  useLayoutEffect(() => {
    const before = latest.current
    latest.current = { id, own }
    const element = box.current
    // a change from elsewhere, such as undo, is where the caret is then, and not behind all of the text
    if (element && before.id === id && before.own !== own && typed.current !== own && document.activeElement === element)
      putCaret(element, changeOf(before.own, own).to)
  })
  useLayoutEffect(() => {
    const element = box.current!
    const cursor = takeOver(latest.current.id)
    if (cursor) putCaret(element, cursor.from, cursor.to)
    if (cursor?.isFocused) element.focus({ preventScroll: true })
    return () =>
      leave({
        id: latest.current.id,
        isFocused: document.activeElement === element,
        from: element.selectionStart,
        to: element.selectionEnd,
      })
  }, [])
  const tellLine = (): void => {
    const element = box.current
    if (element && element.selectionStart === element.selectionEnd)
      onLine(element.value.slice(0, element.selectionStart).split('\n').length, false)
  }
  const isLocked = usePage((state) => state.isLocked) || mode.readonly || isGiven
  const count = own.split('\n').length
  return (
    <>
      <pre className="plain-numbers" aria-hidden="true">
        <span ref={numbers}>
          {Array.from({ length: count }, (_, n) => n + 1).join('\n')}
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
        onKeyDown={(event) => {
          if (event.key === 'Escape' && leaveLine()) event.preventDefault()
        }}
        onChange={(event) => {
          const next = event.target.value
          typed.current = next
          setRefused(write(next) ? null : { id, text, own: next })
        }}
      />
    </>
  )
}
