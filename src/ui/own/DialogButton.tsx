import { Suspense, useRef, useState, type ComponentType, type ReactElement } from 'react'

interface Props {
  label: string
  /** Its code comes when it is opened first. */
  Dialog: ComponentType<{ close(): void }>
  title?: string
  quiet?: boolean
}

/** A button and the dialog that it opens; the focus comes back to it. */
export function DialogButton({ label, Dialog, title, quiet = false }: Props): ReactElement {
  const [isOpen, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  return (
    <>
      <button
        type="button"
        className={quiet ? 'quiet' : undefined}
        ref={button}
        aria-haspopup="dialog"
        title={title}
        onClick={() => setOpen(true)}
      >
        {label}
      </button>
      {isOpen && (
        <Suspense>
          <Dialog
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
