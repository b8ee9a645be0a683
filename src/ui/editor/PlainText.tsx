import { useEffect, useRef, useState, type ReactElement } from 'react'
import { mode } from '../mode.ts'
import type { TextProps } from './Editor.tsx'

/** The editor for phones, and until Monaco has come. Tab leaves it, as everywhere on the web. */
export function PlainText({ id, label, text, write, litLine, litWish }: TextProps): ReactElement {
  const box = useRef<HTMLTextAreaElement>(null)
  // A text that is refused for its length stays in the box all the same.
  const [kept, setKept] = useState({ id, text, own: text })
  const own = kept.id === id && kept.text === text ? kept.own : text
  useEffect(() => {
    const element = box.current
    if (!element || !litLine) return
    const lines = element.value.split('\n')
    const start = lines.slice(0, litLine - 1).reduce((sum, line) => sum + line.length + 1, 0)
    element.setSelectionRange(start, start + (lines[litLine - 1]?.length ?? 0))
    element.scrollTop = (element.scrollHeight / lines.length) * Math.max(0, litLine - 6)
  }, [litLine, litWish])
  return (
    <textarea
      className="plain"
      aria-label={label}
      ref={box}
      value={own}
      readOnly={mode.readonly}
      spellCheck={false}
      autoCapitalize="off"
      autoCorrect="off"
      autoComplete="off"
      onChange={(event) => {
        setKept({ id, text, own: event.target.value })
        write(event.target.value)
      }}
    />
  )
}
