import { useState, type ReactElement } from 'react'
import './long-text.css'
import { PlainText } from './PlainText.tsx'
import { partsOf, type TextPart } from './text-parts.ts'
import type { TextProps } from './text-props.ts'

/**
 * A long text in a plain text box, a part of it at a time: to lay out all of it would hold up the page. What is written in a part is
 * written in the text.
 *
 * @public The page loads it by its name, once it is needed.
 */
export function LongText(props: TextProps): ReactElement {
  const { id, text, write, litLine, litWish, onLine } = props
  // as long as nobody else changes the text, a part stays what it is, however long it becomes
  const [shown, setShown] = useState({ id, text, part: partAt(text, litLine), wish: litWish })
  let { part } = shown
  const isOther = shown.id !== id || shown.text !== text
  const isSought =
    litLine > 0 && (shown.id !== id || shown.wish !== litWish) && !(litLine >= part.first && litLine < part.first + part.lines)
  if (isOther || isSought) {
    part = partAt(text, isSought || shown.id !== id ? litLine : Math.min(part.first, linesIn(text)))
    setShown({ id, text, part, wish: litWish })
  }
  const parts = partsOf(text)
  const place = parts.findLastIndex(({ first }) => first <= part.first)
  const all = parts.at(-1)!.first + parts.at(-1)!.lines - 1
  const goTo = (next: number): void => setShown({ id, text, part: parts[next]!, wish: litWish })
  return (
    <div className="long-text">
      <div className="editor">
        <PlainText
          key={`${id} ${part.first}`}
          {...props}
          text={text.slice(part.from, part.to)}
          part={{ first: part.first, of: all }}
          litLine={litLine >= part.first && litLine < part.first + part.lines ? litLine - part.first + 1 : 0}
          write={(own) => {
            const next = text.slice(0, part.from) + own + text.slice(part.to)
            const isTaken = write(next)
            if (isTaken) setShown({ id, text: next, part: { ...part, to: part.from + own.length, lines: linesIn(own) }, wish: litWish })
            return isTaken
          }}
          onLine={(line, isAsked) => onLine(line + part.first - 1, isAsked)}
        />
      </div>
      <div className="text-parts">
        <button type="button" disabled={place <= 0} onClick={() => goTo(place - 1)}>
          Earlier lines
        </button>
        <select aria-label="Lines shown" value={place} onChange={(event) => goTo(Number(event.target.value))}>
          {parts.map(({ first, lines }, n) => (
            <option key={first} value={n}>
              lines {first.toLocaleString('en')} to {(first + lines - 1).toLocaleString('en')}
            </option>
          ))}
        </select>
        <span>of {all.toLocaleString('en')}</span>
        <button type="button" disabled={place >= parts.length - 1} onClick={() => goTo(place + 1)}>
          Later lines
        </button>
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
