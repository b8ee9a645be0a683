import { createContext, use, useId, useRef, type KeyboardEvent, type MouseEvent, type ReactElement, type ReactNode } from 'react'
import { useModal } from './hooks.ts'
import { createPortal } from 'react-dom'

const Close = createContext<() => void>(() => undefined)

/** A dialog with lists of `Choice`s: one is made, it closes, and the thing is done. `brings`: what a paste or a drop becomes. */
export function Choices({
  title,
  close,
  brings = 'page',
  className = 'choices',
  children,
}: {
  title: string
  close: () => void
  brings?: 'page' | 'lane'
  className?: string
  children: ReactNode
}): ReactElement {
  const dialog = useModal()
  const isBeside = useRef(false)
  const id = useId()
  // what is selected in a field may end out there
  const press = ({ target, clientX: x, clientY: y }: MouseEvent): void => {
    const { left, right, top, bottom } = dialog.current!.getBoundingClientRect()
    isBeside.current = target === dialog.current && (x < left || x > right || y < top || y > bottom)
  }
  return createPortal(
    // A click beside it closes it, as Escape does for the keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <dialog
      className={className}
      data-brings={brings}
      ref={dialog}
      aria-labelledby={id}
      onClose={close}
      onMouseDown={press}
      onClick={(event) => isBeside.current && event.target === dialog.current && dialog.current.close()}
      onKeyDown={moveAmong('.choice:not(:disabled)')}
    >
      <DialogTitle id={id} title={title} />
      <Close value={() => dialog.current?.close()}>{children}</Close>
    </dialog>,
    document.body,
  )
}

/** A dialog's heading, and at its end the sign that closes it. */
export function DialogTitle({ id, title, children }: { id: string; title: string; children?: ReactNode }): ReactElement {
  return (
    <div className="dialog-title">
      <h2 id={id}>{title}</h2>
      {children}
      <button type="button" className="quiet icon" aria-label="Close" onClick={(event) => event.currentTarget.closest('dialog')!.close()}>
        ✕
      </button>
    </div>
  )
}

/** Its name, and in sentences what comes of it; what cannot be had says why. */
export function Choice({
  name,
  act,
  isRefused = false,
  children,
}: {
  name: string
  act?: () => void
  isRefused?: boolean
  children: ReactNode
}): ReactElement {
  const close = use(Close)
  const id = useId()
  return (
    <li>
      <button
        type="button"
        className="choice long"
        disabled={isRefused}
        aria-labelledby={id}
        aria-describedby={`${id}-more`}
        onClick={() => {
          close()
          act?.()
        }}
      >
        <b id={id}>{name}</b>
        <span id={`${id}-more`}>{children}</span>
      </button>
    </li>
  )
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }

/** The arrows go from one button of a dialog to the next, and stay at its ends. */
export const moveAmong =
  (buttons: string) =>
  (event: KeyboardEvent<HTMLElement>): void => {
    const all = [...event.currentTarget.querySelectorAll<HTMLElement>(buttons)]
    const now = all.indexOf(document.activeElement as HTMLElement)
    const step = STEPS[event.key]
    if (!step || now < 0) return
    event.preventDefault()
    all[Math.max(0, now + step)]?.focus()
  }
