import { lazy, Suspense, useRef, useState, type ReactElement } from 'react'

const NewDialog = lazy(() => import('./NewDialog.tsx').then((module) => ({ default: module.NewDialog })))

export function NewScenario(): ReactElement {
  const [isOpen, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  return (
    <>
      <button type="button" ref={button} aria-haspopup="dialog" title="A pod of your own, or a file" onClick={() => setOpen(true)}>
        New
      </button>
      {isOpen && (
        <Suspense>
          <NewDialog
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
