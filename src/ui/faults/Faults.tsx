import { Suspense, type ReactElement } from 'react'
import { useOpen } from './open.ts'
import { part } from '../kit/part.ts'

const FaultMenu = part(() => import('./FaultMenu.tsx'), 'FaultMenu')
const EditDialog = part(() => import('./EditDialog.tsx'), 'EditDialog')

/** What lies over the page while somebody decides what shall happen. */
export function Faults(): ReactElement {
  const { menu, editing } = useOpen()
  return (
    <Suspense>
      {menu && <FaultMenu {...menu} />}
      {editing && <EditDialog key={`${editing.lane} ${editing.file} ${editing.at}`} {...editing} />}
    </Suspense>
  )
}
