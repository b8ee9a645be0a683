import { useRef, useState, type ReactElement } from 'react'
import { isEdited, reset } from '../state/actions.ts'
import { useStore } from '../state/store.ts'
import { Framed } from '../kit/Dialogs.tsx'

/** Brings back the start of what is open; where edits would go by that, it asks. */
export function ResetButton(): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null)
  const title = useStore((state) => state.draft.common.title)
  const isCase = useStore((state) => state.slot.startsWith('case:'))
  const isExercise = useStore((state) => state.slot.startsWith('exercise:'))
  const [isOpen, setOpen] = useState(false)
  const press = (): void => {
    if (!isEdited()) {
      useStore.setState({ notice: `“${title}” is as it was at its start.` })
      return
    }
    setOpen(true)
    dialog.current?.showModal()
  }
  return (
    <>
      <button type="button" title="What is open as it was at its start; Undo brings your edits back" onClick={press}>
        Reset
      </button>
      <Framed title="Reset" of={dialog} onClose={() => setOpen(false)}>
        {isOpen && (
          <>
            <p>
              {isExercise
                ? `The exercise “${title}” begins anew: its files, programs and actions become what they were, and your edits of them go. Your hints, answers and time stay counted.`
                : `“${title}” becomes what it was at its start, and your edits of it go.`}{' '}
              Undo brings them back
              {isCase ? ' while this page is open.' : '; they are set aside too, and New lists them.'}
            </p>
            <div className="row">
              <button type="submit" onClick={reset}>
                Reset it
              </button>
              <button type="submit">Keep my edits</button>
            </div>
          </>
        )}
      </Framed>
    </>
  )
}
