import { useRef, useState, type ReactElement } from 'react'
import { draftOf } from '../../share/payload.ts'
import { DialogButton } from '../kit/DialogButton.tsx'
import { openOwn, openSlot, setTitle } from '../state/actions.ts'
import { CASES, type CaseId, type Slot } from '../state/slot.ts'
import { useStore } from '../state/store.ts'
import { Menu } from '../kit/Menu.tsx'
import { notCome, part } from '../kit/part.ts'

const NewDialog = part(() => import('../own/NewDialog.tsx'), 'NewDialog')

const CHOICES: readonly { slot: Slot; name: string; id?: CaseId }[] = [
  { slot: 'case:story', name: 'As it was, 1.9', id: 'story' },
  { slot: 'case:today', name: 'Today, 1.37', id: 'today' },
  { slot: 'own', name: 'My own' },
]

const openPlane = (): void =>
  void import('../../cases/whole-plane.ts').then(({ aWholeControlPlane }) => openOwn(draftOf(aWholeControlPlane(CASES.today))), notCome)

/** The page's heading, which says what is open, and what else can be. */
export function CaseMenu(): ReactElement {
  const title = useStore((state) => String(state.draft.common.title))
  const release = useStore((state) => state.draft.common.kubernetes)
  const slot = useStore((state) => state.slot)
  const hasOwn = useStore((state) => state.hasOwn)
  const [isEditing, setEditing] = useState(false)
  const heading = useRef<HTMLHeadingElement>(null)
  const finish = (text: string, byKey: boolean): void => {
    const next = text.trim().slice(0, 200)
    if (next && next !== title) setTitle(next)
    setEditing(false)
    if (byKey) requestAnimationFrame(() => heading.current?.querySelector('button')?.focus())
  }
  return (
    <h1 ref={heading} aria-label={isEditing ? undefined : title}>
      {isEditing ? (
        <input
          type="text"
          aria-label="Title of the scenario"
          defaultValue={title}
          ref={(element) => element?.focus()}
          onFocus={(event) => event.target.select()}
          onBlur={(event) => finish(event.target.value, false)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') finish(event.currentTarget.value, true)
            else if (event.key === 'Escape') finish(title, true)
          }}
        />
      ) : (
        <Menu className="quiet" isApart title="Open another case, or your own" label={<span className="menu-label">{title}</span>}>
          <small className="muted">The strange case</small>
          {CHOICES.filter((choice) => choice.slot !== 'own' || hasOwn).map(({ slot: leadsTo, name, id }) => (
            <button
              key={leadsTo}
              type="button"
              aria-pressed={leadsTo === slot && (!id || release === CASES[id])}
              onClick={() => openSlot(leadsTo)}
            >
              {name}
            </button>
          ))}
          <button type="button" onClick={openPlane}>
            A whole control plane
          </button>
          <DialogButton label="New" Dialog={NewDialog} title="A pod of your own, or a file" />
          <button type="button" onClick={() => setEditing(true)}>
            Rename
          </button>
        </Menu>
      )}
    </h1>
  )
}
