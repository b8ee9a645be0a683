import { useRef, useState, type ReactElement } from 'react'
import { setTitle } from '../state/actions.ts'
import { useStore } from '../state/store.ts'

/** The page's heading; a press makes it a field. */
export function Title(): ReactElement {
  const title = useStore((state) => String(state.draft.common.title))
  const [isEditing, setEditing] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const byKey = useRef(false)
  const finish = (text: string): void => {
    const next = text.trim().slice(0, 200)
    if (next && next !== title) setTitle(next)
    setEditing(false)
    if (byKey.current) requestAnimationFrame(() => button.current?.focus())
    byKey.current = false
  }
  return (
    <h1>
      {isEditing ? (
        <input
          type="text"
          aria-label="Title of the scenario"
          defaultValue={title}
          ref={(element) => element?.focus()}
          onFocus={(event) => event.target.select()}
          onBlur={(event) => finish(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' && event.key !== 'Escape') return
            if (event.key === 'Escape') event.currentTarget.value = title
            byKey.current = true
            event.currentTarget.blur()
          }}
        />
      ) : (
        <button type="button" className="quiet" title="Rename the scenario" ref={button} onClick={() => setEditing(true)}>
          {title}
        </button>
      )}
    </h1>
  )
}
