import { type ReactElement } from 'react'
import { DialogButton } from './DialogButton.tsx'
import { part } from '../page/part.ts'

const AddLaneDialog = part(() => import('./AddLaneDialog.tsx'), 'AddLaneDialog')

export function AddLane(): ReactElement {
  return <DialogButton label="+ Add lane" Dialog={AddLaneDialog} quiet />
}
