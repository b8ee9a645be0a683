import { useMemo, useRef, type ReactElement } from 'react'
import { timeText } from '../../views/text/duration-words.ts'
import { type Scheduled, actionWords } from '../../views/lanes/scheduled.ts'
import { useWindowEvent } from '../kit/hooks.ts'
import { moveAction } from '../state/actions.ts'
import { mode } from '../state/page.ts'
import { results, useNamedLanes } from '../state/results.ts'
import { choose } from './open.ts'
import { remove, useChosen } from './Rail.tsx'
import { TimeInput } from './TimeInput.tsx'
import './faults.css'

const backToMark = (): void => document.querySelector<HTMLElement>('.marker[aria-expanded=true]')?.focus()

/** What is said of the chosen action. */
export function ChosenCard(): ReactElement | null {
  const { one: item, end } = useChosen()
  return item ? <Card key={item.key} one={item} end={end} /> : null
}

/** What an action is, in words; when; and in which lanes nothing comes of it. A press beside it closes it. */
function Card({ one: item, end }: { one: Scheduled; end: number }): ReactElement {
  const idle = useIdle(item)
  const card = useRef<HTMLDialogElement>(null)
  const closeBeside = ({ target }: PointerEvent): void => {
    // a mark opens and closes its own
    if (target instanceof Element && !card.current?.contains(target) && !target.closest('.marker')) choose(null)
  }
  useWindowEvent('pointerdown', closeBeside, true)
  return (
    // Escape in any of its fields closes it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <dialog
      open
      className="fault-card"
      aria-label="Action of the scenario"
      ref={card}
      onKeyDown={(event) => {
        const isBack = event.key === 'Tab' && event.shiftKey && event.target === card.current?.querySelector('input, button')
        if (event.key !== 'Escape' && !isBack) return
        event.preventDefault()
        backToMark()
        if (!isBack) choose(null)
      }}
    >
      <div className="wrap fault-row">
        {mode.readonly ? (
          `At ${timeText(item.at)}`
        ) : (
          <TimeInput label="At" at={item.at} end={end} change={(at) => moveAction(item.places, at)} />
        )}
        <p>the scenario {actionWords(item.told).does}.</p>
        {!mode.readonly && (
          <button type="button" title="Del" onClick={() => remove(item)}>
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
  const drafts = useNamedLanes()
  const made = results((state) => state.lanes)
  return useMemo(() => {
    const same = JSON.stringify(told, Object.keys(told).toSorted())
    const found = new Map<string, string[]>()
    for (const { id, name, fields } of drafts) {
      if (!places.some(({ lane }) => lane === (fields['actions'] === undefined ? '' : id))) continue
      const mark = made[id]?.drawing.actions.find(
        (action) => Math.abs(action.t - at) < 1e-3 && JSON.stringify(action.told, Object.keys(told).toSorted()) === same,
      )
      if (mark?.idle) found.set(mark.idle, [...(found.get(mark.idle) ?? []), `“${name}”`])
    }
    return [...found].map(([why, lanes]) => ({
      why,
      lanes: lanes.length === drafts.length && lanes.length > 1 ? 'all lanes' : lanes.join(', '),
    }))
  }, [drafts, made, at, told, places])
}
