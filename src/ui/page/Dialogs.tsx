import { useId, useRef, useState, type ReactElement, type Ref } from 'react'
import { createPortal } from 'react-dom'
import { SHORTCUTS } from './keys.ts'

export function HelpDialog(): ReactElement {
  return (
    <dialog id="help" aria-labelledby="help-title">
      <form method="dialog" className="choices-title">
        <h2 id="help-title">Keys</h2>
        <button className="quiet icon" aria-label="Close">
          ✕
        </button>
      </form>
      <table>
        <tbody>
          {SHORTCUTS.map((shortcut) => (
            <tr key={shortcut.keys}>
              <th scope="row">{shortcut.keys.split(' ').map((key) => (key === '…' ? ' … ' : <kbd key={key}>{key}</kbd>))}</th>
              <td>{shortcut.help}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">
              <kbd>Ctrl</kbd> wheel
            </th>
            <td>Zoom at the pointer; Shift and the wheel, or Alt and a drag, move along</td>
          </tr>
          <tr>
            <th scope="row">
              <kbd>Ctrl</kbd>
              <kbd>Z</kbd>
            </th>
            <td>Undo the last change, in the editor too; with Shift redo</td>
          </tr>
          <tr>
            <th scope="row">
              <kbd>Ctrl</kbd>
              <kbd>V</kbd>
            </th>
            <td>Outside of text fields: bring a manifest, a Deployment or a scenario; files may also be dropped on the page</td>
          </tr>
          <tr>
            <th scope="row">
              <kbd>Enter</kbd> <kbd>Esc</kbd>
              <kbd>Tab</kbd>
            </th>
            <td>
              In the editor: Enter goes in, Esc and then Tab leave it; Esc alone goes back to the mark, where the line was come to from one
            </td>
          </tr>
          <tr>
            <th scope="row">
              <kbd>⌫</kbd>
            </th>
            <td>In the Why panel: back to what was explained before; ↑ and ↓ walk the chain</td>
          </tr>
        </tbody>
      </table>
    </dialog>
  )
}

/** Copies; where that is not allowed, the text is selected for the person to copy. */
export function CopyField({ label, text }: { label: string; text: string }): ReactElement {
  const [copied, setCopied] = useState('')
  const box = useRef<HTMLTextAreaElement>(null)
  return (
    <>
      <textarea readOnly aria-label={label} value={text} ref={box} onFocus={(event) => event.target.select()} />
      <div className="row">
        <button
          type="button"
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
  of,
  children,
  onClose,
}: {
  title: string
  of: Ref<HTMLDialogElement>
  children: React.ReactNode
  onClose?: () => void
}): ReactElement {
  const id = useId()
  // wherever its button is, it is no part of what may be hidden there
  return createPortal(
    <dialog ref={of} aria-labelledby={id} onClose={onClose}>
      <h2 id={id}>{title}</h2>
      <form method="dialog">{children}</form>
    </dialog>,
    document.body,
  )
}
