import { type ReactElement, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { mode, usePage } from '../state/page.ts'
import { leaveLine } from '../state/why-subject.ts'
import type { LineDiff } from '../../views/text/line-diff.ts'
import type { FileProblem } from '../../views/lanes/problems.ts'
import { AS_TYPED, offsetOf } from '../kit/hooks.ts'

/** So many lines are seen above one that is gone to. */
const ABOVE = 6

/** Marks a text box from a character up to another, and scrolls there where it is out of sight. */
function putCaret(box: HTMLTextAreaElement, from: number, to = from): void {
  box.setSelectionRange(from, to)
  const line = box.value.slice(0, to).split('\n').length
  const height = box.scrollHeight / box.value.split('\n').length
  const top = (line - 1) * height - box.scrollTop
  if (top < 0 || top > box.clientHeight - 2 * height) box.scrollTop = height * Math.max(0, line - ABOVE)
}

/** What is new where one text has become another: from one character of the other up to another. */
export function changeOf(old: string, next: string): { from: number; to: number } {
  const most = Math.min(old.length, next.length)
  let from = 0
  while (from < most && old[from] === next[from]) from++
  let same = 0
  while (same < most - from && old[old.length - 1 - same] === next[next.length - 1 - same]) same++
  return { from, to: next.length - same }
}

/** Where somebody is in a text when another editor takes this one's place: the same text, the same cursor. */
interface EditorCursor {
  id: string
  isFocused: boolean
  /** Characters of the text. */
  from: number
  to: number
}

let left: EditorCursor | undefined

/** Leaves it to whatever shows that text next: whoever goes somewhere else meanwhile is not brought back. */
export function leave(cursor: EditorCursor): void {
  left = cursor
  document.addEventListener('focusin', forget, { once: true })
}

function forget(): void {
  left = undefined
  document.removeEventListener('focusin', forget)
}

/** Takes it up, once; undefined where nobody has been in that text right before. */
export function takeOver(id: string): EditorCursor | undefined {
  const cursor = left?.id === id ? left : undefined
  if (cursor) forget()
  return cursor
}

export interface TextProps {
  /** Changes when another text is shown. */
  id: string
  label: string
  text: string
  /** False where it is too long, and not taken. */
  write(text: string): boolean
  problems: readonly FileProblem[]
  diff: LineDiff
  litLine: number
  litWish: number
  /** The caret is wanted on that line. */
  litCaret: boolean
  /** Lines that something came of. */
  causes: readonly number[]
  /** The person has put the caret on a line, or clicked beside it (`isAsked`). */
  onLine(line: number, isAsked: boolean): void
  release: string
  /** It may be read and not changed. */
  isLocked: boolean
  /** The line that is to be seen first, 0 where that is the first one; `of` changes with what is open. */
  begin: { line: number; of: string }
}

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
    const start = offsetOf(lines, litLine)
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
        {...AS_TYPED}
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
