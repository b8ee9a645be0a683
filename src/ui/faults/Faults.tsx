import { lazy, Suspense, type ReactElement } from 'react'
import { useOpen } from './open.ts'

const FaultMenu = lazy(() => import('./FaultMenu.tsx').then((module) => ({ default: module.FaultMenu })))
const EditDialog = lazy(() => import('./EditDialog.tsx').then((module) => ({ default: module.EditDialog })))

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
