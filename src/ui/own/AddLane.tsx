import { lazy, Suspense, useRef, useState, type ReactElement } from 'react'
import { MAX_LANES, useStore } from '../store.ts'

const AddLaneDialog = lazy(() => import('./AddLaneDialog.tsx').then((module) => ({ default: module.AddLaneDialog })))

export function AddLane(): ReactElement {
  const isFull = useStore((state) => state.draft.lanes.length >= MAX_LANES)
  const [isOpen, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  return (
    <>
      <button type="button" className="quiet" ref={button} disabled={isFull} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        + Add lane
      </button>
      {isOpen && (
        <Suspense>
          <AddLaneDialog
            close={() => {
              setOpen(false)
              button.current?.focus()
            }}
          />
        </Suspense>
      )}
    </>
  )
}
