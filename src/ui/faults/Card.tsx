import { useLayoutEffect, useMemo, useRef, useState, type ReactElement } from 'react'
import { actionWords, clockTime } from '../../views/action-words.ts'
import type { Scheduled } from '../../views/scheduled.ts'
import { moveAction } from '../actions.ts'
import { mode } from '../mode.ts'
import { results } from '../results.ts'
import { useStore } from '../store.ts'
import { choose } from './open.ts'
import { remove } from './Rail.tsx'
import { TimeInput } from './TimeInput.tsx'
import './faults.css'

/** Under the left edge of its mark. */
const EDGE = -12

/** What an action is, in words; when; and in which lanes nothing comes of it. */
export function Card({ one, end, x, width }: { one: Scheduled; end: number; x: number; width: number }): ReactElement {
  const idle = useIdle(one)
  const card = useRef<HTMLDialogElement>(null)
  // to the right of its mark, as far as there is room
  const [left, setLeft] = useState(EDGE)
  useLayoutEffect(() => {
    if (card.current) setLeft(Math.min(EDGE, width - x - card.current.offsetWidth - 4))
  }, [x, width, idle])
  return (
    // Escape in any of its fields closes it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <dialog
      open
      className="fault-card"
      aria-label="Action of the scenario"
      ref={card}
      style={{ left }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.preventDefault()
        event.currentTarget.parentElement?.querySelector('button')?.focus()
        choose(null)
      }}
    >
      <div className="fault-row">
        {mode.readonly ? `At ${clockTime(one.at)}` : <TimeInput label="At" at={one.at} end={end} change={(at) => moveAction(one.places, at)} />}
        <p>the scenario {actionWords(one.told).does}.</p>
        {!mode.readonly && (
          <button type="button" title="Del" onClick={() => remove(one)}>
            Remove
          </button>
        )}
        <button type="button" className="quiet icon" aria-label="Close" onClick={() => choose(null)}>
          ✕
        </button>
      </div>
      {idle.map(({ why, lanes }) => (
        <p className="aside" key={why}>
          In {lanes}: {why}
        </p>
      ))}
    </dialog>
  )
}

/** The lanes whose run it did not touch, by what is said there. */
function useIdle({ at, told, places }: Scheduled): { why: string; lanes: string }[] {
  const drafts = useStore((state) => state.draft.lanes)
  const made = results((state) => state.lanes)
  return useMemo(() => {
    const same = JSON.stringify(told, Object.keys(told).toSorted())
    const found = new Map<string, string[]>()
    for (const { id, name, fields } of drafts) {
      if (!places.some(({ lane }) => lane === (fields['actions'] === undefined ? '' : id))) continue
      const mark = made[id]?.drawing.actions.find((one) => Math.abs(one.t - at) < 1e-3 && JSON.stringify(one.told, Object.keys(told).toSorted()) === same)
      if (mark?.idle) found.set(mark.idle, [...(found.get(mark.idle) ?? []), `“${name}”`])
    }
    return [...found].map(([why, lanes]) => ({ why, lanes: lanes.length === drafts.length && lanes.length > 1 ? 'all lanes' : lanes.join(', ') }))
  }, [drafts, made, at, told, places])
}
