import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactElement, type RefObject } from 'react'
import './long-text.css'
import { changeOf, putCaret, standIn } from './caret.ts'
import { takeOver, type Stand } from './hand-over.ts'
import { PlainText } from './PlainText.tsx'
import { isOvergrown, partsOf, wayOut, type TextPart } from './text-parts.ts'
import type { TextProps } from './text-props.ts'

/** What is shown of a text. */
interface Shown {
  id: string
  text: string
  part: TextPart
  wish: number
  /** Where the caret goes with it: a character of the part, or where somebody was before; left out: it stays. */
  caret?: number | Stand
}

/**
 * A long text in a plain text box, a part of it at a time: to lay out all of it would hold up the page. What is written in a part is
 * written in the text; the keys go on into the parts beside it, and what marks all of a part marks all of the text.
 *
 * @public The page loads it by its name, once it is needed.
 */
export function LongText(props: TextProps): ReactElement {
  const { id, text, write, litLine, litWish, onLine } = props
  const box = useRef<HTMLTextAreaElement>(null)
  // as long as nobody else changes the text, a part stays what it is, until it has become too long
  const [shown, setShown] = useState<Shown>({ id, text, part: partAt(text, litLine), wish: litWish })
  let { part } = shown
  const isOtherFile = shown.id !== id
  const isSought = litLine > 0 && (isOtherFile || shown.wish !== litWish) && !(litLine >= part.first && litLine < part.first + part.lines)
  if (isOtherFile || isSought) setShown({ id, text, part: (part = partAt(text, litLine)), wish: litWish })
  else if (shown.text !== text) {
    // a change from elsewhere, such as undo, is looked at
    const { to } = changeOf(shown.text, text)
    part = partAround(text, to)
    setShown({ id, text, part, wish: litWish, caret: to - part.from })
  }
  const parts = partsOf(text)
  const place = parts.findLastIndex(({ first }) => first <= part.first)
  const count = parts.at(-1)!.first + parts.at(-1)!.lines - 1
  const show = (next: TextPart, caret: number | Stand): void => setShown({ id, text, part: next, wish: litWish, caret })
  /** Writes another text, with the caret at a character of it; `own`: the part as it is then, which stays shown. */
  const put = (next: string, caret: number, own?: TextPart): boolean => {
    const isTaken = write(next)
    if (isTaken) {
      const around = own ?? partAround(next, caret)
      setShown({ id, text: next, part: around, wish: litWish, ...(own ? {} : { caret: caret - around.from }) })
    }
    return isTaken
  }
  const { isAll, wasAll } = useMarkedWhole(box, part.lines > 1 && parts.length > 1, text, () => put('', 0))

  const { caret } = shown
  useLayoutEffect(() => {
    if (typeof caret === 'number') putCaret(box.current!, caret)
    else if (caret) standIn(box.current!, caret, shown.part.first)
  }, [caret, shown])
  const comeIn = useEffectEvent(() => {
    const stand = takeOver(id)
    if (stand) show(partAt(text, stand.to.lineNumber), stand)
  })
  // whoever was there before says where it was as it goes, which is in the same commit
  // oxlint-disable-next-line react/set-state-in-effect
  useLayoutEffect(() => comeIn(), [])

  const onKey = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    const { value: own, selectionStart: at, selectionEnd, readOnly } = event.currentTarget
    if (at !== selectionEnd || event.shiftKey || event.altKey) return
    const way = wayOut(event, own, at)
    const isJoin = way === 'join before' || way === 'join after'
    const next = {
      before: parts[place - 1],
      'join before': parts[place - 1],
      first: parts[0],
      after: parts[place + 1],
      'join after': parts[place + 1],
      last: parts.at(-1),
    }[way ?? 'first']
    if (!way || !next || next === parts[place] || (isJoin && readOnly)) return
    event.preventDefault()
    if (isJoin) {
      // the line end between the two belongs to neither
      const end = way === 'join before' ? part.from - 1 : part.to
      put(text.slice(0, end) + text.slice(end + 1), end)
    } else show(next, landing(event.key, way, text.slice(next.from, next.to), at - (own.lastIndexOf('\n', at - 1) + 1)))
  }

  return (
    <div className="long-text">
      <div className="editor">
        <PlainText
          {...props}
          text={text.slice(part.from, part.to)}
          part={{ first: part.first, of: count, box, onKey }}
          litLine={litLine >= part.first && litLine < part.first + part.lines ? litLine - part.first + 1 : 0}
          write={(own) => {
            const { selectionEnd } = box.current!
            if (wasAll()) return put(own, selectionEnd)
            const grown = { ...part, to: part.from + own.length, lines: linesIn(own) }
            return put(
              text.slice(0, part.from) + own + text.slice(part.to),
              part.from + selectionEnd,
              isOvergrown(grown) ? undefined : grown,
            )
          }}
          onLine={(line, isAsked) => onLine(line + part.first - 1, isAsked)}
        />
      </div>
      <div className="text-parts">
        <button type="button" disabled={place <= 0} onClick={() => show(parts[place - 1]!, 0)}>
          Earlier lines
        </button>
        <select aria-label="Lines shown" value={place} onChange={(event) => show(parts[Number(event.target.value)]!, 0)}>
          {parts.map(({ first, lines }, n) => (
            <option key={first} value={n}>
              lines {first.toLocaleString('en')} to {(first + lines - 1).toLocaleString('en')}
            </option>
          ))}
        </select>
        <span>of {count.toLocaleString('en')}</span>
        <button type="button" disabled={place >= parts.length - 1} onClick={() => show(parts[place + 1]!, 0)}>
          Later lines
        </button>
        <output>{isAll && `All ${count.toLocaleString('en')} lines are marked.`}</output>
      </div>
    </div>
  )
}

const linesIn = (text: string): number => text.split('\n').length

/** The part that a line is in; the first one where there is none. */
function partAt(text: string, line: number): TextPart {
  const parts = partsOf(text)
  return parts.findLast(({ first }) => first <= line) ?? parts[0]!
}

/** The part that a character is in. */
const partAround = (text: string, at: number): TextPart => partsOf(text).find(({ to }) => at <= to)!

/** Where the caret comes to in a part that a key leads into: line by line it keeps its column. */
function landing(key: string, way: string, own: string, column: number): number {
  if (/^(Arrow|Page)Down$/.test(key)) return Math.min(column, `${own}\n`.indexOf('\n'))
  if (/^(Arrow|Page)Up$/.test(key)) return Math.min(own.length, own.lastIndexOf('\n') + 1 + column)
  return way === 'before' || way === 'last' ? own.length : 0
}

/**
 * Whoever marks all of the box means all of the text: what is copied then, cut, or written over it. `isWhole`: a part that can be
 * marked so. `wasAll`: whether all was marked before what is being written.
 */
function useMarkedWhole(
  box: RefObject<HTMLTextAreaElement | null>,
  isWhole: boolean,
  text: string,
  cut: () => void,
): { isAll: boolean; wasAll: () => boolean } {
  const [isAll, setAll] = useState(false)
  const before = useRef(false)
  const isMarked = useEffectEvent(() => {
    const { selectionStart = 0, selectionEnd = 0, value = '' } = box.current ?? {}
    return isWhole && selectionStart === 0 && selectionEnd === value.length
  })
  const take = useEffectEvent((event: ClipboardEvent) => {
    if (!isMarked() || !event.clipboardData) return
    event.preventDefault()
    event.clipboardData.setData('text/plain', text)
    if (event.type === 'cut' && !box.current!.readOnly) cut()
  })
  useEffect(() => {
    const end = new AbortController()
    const element = box.current!
    document.addEventListener('selectionchange', () => setAll(isMarked()), { signal: end.signal })
    element.addEventListener('beforeinput', () => void (before.current = isMarked()), { signal: end.signal })
    element.addEventListener('copy', (event) => take(event), { signal: end.signal })
    element.addEventListener('cut', (event) => take(event), { signal: end.signal })
    return () => end.abort()
  }, [box])
  return { isAll, wasAll: () => before.current }
}
