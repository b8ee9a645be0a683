import { useState, type ReactElement } from 'react'
import type { Draft } from '../../share/payload.ts'
import { openOwn, openSlot } from '../state/actions.ts'
import type { Unread } from '../state/cabinet.ts'
import type { Slot } from '../state/slot.ts'
import { made, useStore } from '../state/store.ts'
import { Choice } from './Choices.tsx'
import { Forget } from '../kit/Forget.tsx'
import { saveFile } from '../kit/save-file.ts'

/** All that this browser keeps of the page's work, to open, to take away and to forget. */
export function OnDevice(): ReactElement {
  const [{ earlier, visited, unread }, setKept] = useState(look)
  return (
    <>
      {earlier.length > 0 && (
        <>
          <h3>Set aside earlier</h3>
          <ul>
            {earlier.map((draft) => (
              <Choice key={JSON.stringify(draft)} name={String(draft.common.title)} act={() => openOwn(draft)}>
                {describe(draft)}
              </Choice>
            ))}
          </ul>
        </>
      )}
      {visited.length > 0 && (
        <>
          <h3>From elsewhere, with your edits</h3>
          <ul>
            {visited.map(({ slot, draft, fragment }) => (
              <Choice key={slot} name={String(draft.common.title)} act={() => reopen(slot, fragment)}>
                {slot.startsWith('exercise:') ? 'Your attempt at an exercise. ' : ''}
                {describe(draft)}
              </Choice>
            ))}
          </ul>
        </>
      )}
      {unread.length > 0 && (
        <>
          <h3>Kept, and not readable here</h3>
          <ul className="unread">
            {unread.map(({ name, text }) => (
              <li key={name}>
                <span>
                  {text.length.toLocaleString('en')} characters: {text.slice(0, 60)}
                </span>
                <button type="button" onClick={() => saveFile('whyrestart-kept.json', text)}>
                  Save it as a file
                </button>
                <button
                  type="button"
                  className="quiet"
                  onClick={() => {
                    made.cabinet.drop(name)
                    setKept(look())
                  }}
                >
                  Forget it
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      <Forget label="Forget everything on this device" />
    </>
  )
}

interface Kept {
  earlier: readonly Draft[]
  visited: readonly { slot: Slot; draft: Draft; fragment: string }[]
  unread: readonly Unread[]
}

function look(): Kept {
  const open = useStore.getState().slot
  return {
    earlier: made.cabinet.earlier(),
    visited: made.cabinet
      .slots()
      .filter(({ slot }) => slot !== open && /^(shared|exercise):/.test(slot))
      .slice(0, 20)
      .map(({ slot, kept: { draft, fragment = '' } }) => ({ slot, draft, fragment })),
    unread: made.cabinet.unread(),
  }
}

/** By its link, where one leads to it: what Reset brings back is in that. */
function reopen(slot: Slot, fragment: string): void {
  if (fragment === '') openSlot(slot)
  else location.hash = fragment
}

function describe({ common, lanes }: Draft): string {
  const files = [...new Set(lanes.flatMap(({ fields }) => Object.keys(fields.manifests ?? {})))]
  return `Kubernetes ${common.kubernetes}, ${lanes.length} ${lanes.length === 1 ? 'lane' : 'lanes'}: ${lanes
    .slice(0, 3)
    .map(({ name }) => name)
    .join(', ')}${lanes.length > 3 ? ', …' : ''}; ${files.slice(0, 3).join(', ') || 'no file'}`
}
