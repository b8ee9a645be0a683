import { useState, type ReactElement } from 'react'
import { clearDevice } from '../state/keeping.ts'

/** All that this browser keeps of the page's work goes: asked once, with what that is. */
export function Forget({ label }: { label: string }): ReactElement {
  const [isAsking, setAsking] = useState(false)
  if (!isAsking)
    return (
      <p className="forget">
        <button type="button" className="quiet" onClick={() => setAsking(true)}>
          {label}
        </button>
      </p>
    )
  return (
    <p className="forget" role="alert">
      Your own work, your edits of the cases and of what others shared, attempts at exercises and how far you are in them, courses that were
      brought here, all that is set aside, and how you like the page: it cannot be had back. The page itself stays, kept for offline use or
      not, and begins anew in all its tabs.{' '}
      <button type="button" onClick={clearDevice}>
        Yes, forget it all
      </button>{' '}
      <button type="button" className="quiet" onClick={() => setAsking(false)}>
        No
      </button>
    </p>
  )
}
