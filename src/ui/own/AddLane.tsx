import { lazy, type ReactElement } from 'react'
import { DialogButton } from './DialogButton.tsx'

const AddLaneDialog = lazy(() => import('./AddLaneDialog.tsx').then((module) => ({ default: module.AddLaneDialog })))

export function AddLane(): ReactElement {
  return <DialogButton label="+ Add lane" Dialog={AddLaneDialog} quiet />
}
