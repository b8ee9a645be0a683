import { useState, type ReactElement, type ReactNode } from 'react'

interface ConfirmProps {
  label: string
  yes: string
  act: () => void
  /** What comes of it. */
  children: ReactNode
}

/** A button for what cannot be had back: it asks once. */
export function Confirm({ label, yes, act, children }: ConfirmProps): ReactElement {
  const [isAsking, setAsking] = useState(false)
  if (!isAsking)
    return (
      <button type="button" className="quiet" onClick={() => setAsking(true)}>
        {label}
      </button>
    )
  return (
    <span role="alert">
      {children}{' '}
      <button type="button" onClick={act}>
        {yes}
      </button>{' '}
      <button type="button" className="quiet" onClick={() => setAsking(false)}>
        No
      </button>
    </span>
  )
}
