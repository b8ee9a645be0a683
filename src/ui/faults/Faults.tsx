import { Suspense, type ReactElement } from 'react'
import { usePage } from '../state/page.ts'
import { part } from '../kit/part.ts'

const FaultMenu = part(() => import('./FaultMenu.tsx'), 'FaultMenu')
const EditDialog = part(() => import('./EditDialog.tsx'), 'EditDialog')

/** What lies over the page while somebody decides what shall happen. */
export function Faults(): ReactElement {
  const menu = usePage((state) => state.faultMenu)
  const editing = usePage((state) => state.editing)
  return (
    <Suspense>
      {menu && <FaultMenu {...menu} />}
      {editing && <EditDialog key={`${editing.lane} ${editing.file} ${editing.at}`} {...editing} />}
    </Suspense>
  )
}
