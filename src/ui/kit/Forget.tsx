import type { ReactElement } from 'react'
import { clearDevice } from '../state/keeping.ts'
import { Confirm } from './Confirm.tsx'

/** All that this browser keeps of the page's work goes: asked once, with what that is. */
export function Forget({ label }: { label: string }): ReactElement {
  return (
    <p className="forget">
      <Confirm label={label} yes="Yes, forget it all" act={clearDevice}>
        Your own work, your edits of the cases and of what others shared, attempts at exercises and how far you are in them, courses that
        were brought here, all that is set aside, and how you like the page: it cannot be had back. The page itself stays, kept for offline
        use or not, and begins anew in all its tabs.
      </Confirm>
    </p>
  )
}
