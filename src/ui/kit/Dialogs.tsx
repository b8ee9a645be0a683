import { useId, useRef, useState, type ReactElement, type ReactNode } from 'react'
import { createPortal } from 'react-dom'
import { useModal } from './hooks.ts'

/** Copies; where that is not allowed, the text is selected for the person to copy. */
export function CopyField({ label, text, isFirst }: { label: string; text: string; isFirst?: boolean }): ReactElement {
  const [copied, setCopied] = useState('')
  const box = useRef<HTMLTextAreaElement>(null)
  return (
    <>
      <textarea readOnly aria-label={label} value={text} ref={box} onFocus={(event) => event.target.select()} />
      <div className="row">
        <button
          type="button"
          className="primary"
          data-first={isFirst}
          onClick={() => {
            box.current?.select()
            void copy(text).then((worked) =>
              setCopied(worked ? 'Copied.' : 'Copying is not allowed here: the text is selected, press Ctrl+C.'),
            )
          }}
        >
          Copy
        </button>
        <button type="submit">Close</button>
        <output>{copied}</output>
      </div>
    </>
  )
}

/** Says whether it worked: some browsers have no clipboard for pages, such as those that came without https. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}

/** A dialog with a heading, closed by its own buttons. */
export function Framed({
  title,
  className,
  children,
  close,
}: {
  title: string
  className?: string
  children: ReactNode
  close: () => void
}): ReactElement {
  const id = useId()
  // wherever its button is, it is no part of what may be hidden there
  return createPortal(
    // one that it has opened is not its own
    <dialog
      ref={useModal()}
      className={className}
      aria-labelledby={id}
      onClose={({ target, currentTarget }) => target === currentTarget && close()}
    >
      <h2 id={id}>{title}</h2>
      <form method="dialog">{children}</form>
    </dialog>,
    document.body,
  )
}
