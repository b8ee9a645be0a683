import type { ReactElement } from 'react'
import { clockTime } from '../../views/text/clock-time.ts'
import { useStore } from '../state/store.ts'
import { explains } from '../cards/Term.tsx'
import { edit } from './open.ts'

/** What happens when I save this now? The file as it is at the cursor's time; saved, it is an action. */
export function EditNow({ lane, file }: { lane: string; file: string }): ReactElement {
  const at = useStore((state) => Math.round(state.cursor * 10) / 10)
  return (
    <button type="button" className="quiet" {...explains('edit-at')} onClick={() => edit({ lane, at, file })}>
      Edit at {clockTime(at)}
    </button>
  )
}
