import { type ComponentType, type KeyboardEvent, type ReactElement, type ReactNode, useId, useRef, useState } from 'react'
import { createPortal } from 'react-dom'

interface Props {
  /** What stands on the button. */
  label: ReactNode
  /** Its name, where what stands on it is a sign. */
  name?: string
  title?: string
  className?: string
  /** The button's own id. */
  id?: string
  /** Entries that do something and nothing else make it a menu for assistive programs too. */
  role?: 'menu'
  /** It holds fields: a press in it does not close it; a link that is followed does. */
  isForm?: boolean
  /** Its entries are no part of what its button stands in. */
  isApart?: boolean
  term?: { 'data-term': string }
  children: ReactNode
}

const EDGE = 8
const ENTRY = 'button:not(:disabled), summary, select'

/** A button, and below it what it opens. An entry that is taken closes it, as Escape and a press elsewhere do. */
export function Menu({
  label,
  name,
  title,
  className = '',
  id,
  role,
  isForm = false,
  isApart = false,
  term,
  children,
}: Props): ReactElement {
  const menu = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const menuId = useId()
  const place = (width: number, height: number): void => {
    const box = button.current!.getBoundingClientRect()
    const { style } = menu.current!
    style.left = `${Math.max(EDGE, Math.min(box.left, innerWidth - width - EDGE))}px`
    style.top = `${Math.max(EDGE, Math.min(box.bottom + 4, innerHeight - height - EDGE))}px`
  }
  const entries = (
    // The arrows, Home and End go from entry to entry, which are buttons.
    // oxlint-disable-next-line jsx-a11y/interactive-supports-focus, jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
    <div
      className="menu"
      popover="auto"
      id={menuId}
      role={role}
      aria-label={role && name}
      ref={menu}
      onClick={(event) => event.stopPropagation()}
      onClickCapture={(event) => {
        if ((event.target as Element).closest(isForm ? 'a' : 'button:not([data-stays])')) menu.current?.hidePopover()
      }}
      onBeforeToggle={(event) => event.newState === 'open' && place(240, 0)}
      onToggle={(event) => {
        if (event.newState !== 'open') return
        const { width, height } = menu.current!.getBoundingClientRect()
        place(width, height)
        if (!isForm) menu.current!.querySelector<HTMLElement>(ENTRY)?.focus()
      }}
      onKeyDown={isForm ? undefined : moveByArrows}
    >
      {children}
    </div>
  )
  return (
    <>
      <button
        type="button"
        className={className}
        id={id}
        aria-label={name}
        aria-haspopup={role}
        title={title}
        popoverTarget={menuId}
        ref={button}
        onClick={(event) => event.stopPropagation()}
        {...term}
      >
        {label}
      </button>
      {isApart ? createPortal(entries, document.body) : entries}
    </>
  )
}

function moveByArrows(event: KeyboardEvent<HTMLElement>): void {
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>(ENTRY)]
  const now = all.indexOf(document.activeElement as HTMLElement)
  const to = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: -1 }[event.key]
  // a dialog that it has opened has arrows of its own
  if (to === undefined || now < 0) return
  event.preventDefault()
  event.stopPropagation()
  all.at(to % all.length)?.focus()
}

/** To a button again; where it stands in a menu that is closed, to what opens that. */
function focusAgain(button: HTMLElement | null): void {
  const menu = button?.closest('.menu:not(:popover-open)')
  const opener = menu ? document.querySelector<HTMLElement>(`[popovertarget="${CSS.escape(menu.id)}"]`) : button
  opener?.focus()
}

interface DialogButtonProps {
  label: string
  /** Its code comes when it is opened first. */
  Dialog: ComponentType<{ close(): void }>
  title?: string
  /** Beside the label, for who sees it. */
  says?: string
}

/** A button and the dialog that it opens; the focus comes back to it. */
export function DialogButton({ label, Dialog, title, says }: DialogButtonProps): ReactElement {
  const [isOpen, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  return (
    <>
      <button type="button" ref={button} aria-haspopup="dialog" title={title} onClick={() => setOpen(true)}>
        {label}
        {says !== undefined && <small aria-hidden="true">{says}</small>}
      </button>
      {isOpen && (
        <Dialog
          close={() => {
            setOpen(false)
            focusAgain(button.current)
          }}
        />
      )}
    </>
  )
}
