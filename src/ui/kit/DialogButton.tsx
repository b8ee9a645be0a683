import { focusAgain } from './Menu.tsx'
import { Suspense, useRef, useState, type ComponentType, type ReactElement } from 'react'

interface Props {
  label: string
  /** Its code comes when it is opened first. */
  Dialog: ComponentType<{ close(): void }>
  title?: string
  /** Beside the label, for who sees it. */
  says?: string
}

/** A button and the dialog that it opens; the focus comes back to it. */
export function DialogButton({ label, Dialog, title, says }: Props): ReactElement {
  const [isOpen, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  return (
    <>
      <button type="button" ref={button} aria-haspopup="dialog" title={title} onClick={() => setOpen(true)}>
        {label}
        {says !== undefined && <small aria-hidden="true">{says}</small>}
      </button>
      {isOpen && (
        <Suspense>
          <Dialog
            close={() => {
              setOpen(false)
              focusAgain(button.current)
            }}
          />
        </Suspense>
      )}
    </>
  )
}
