import { lazy, type ReactElement } from 'react'
import { MAX_LANES, useStore } from '../store.ts'
import { DialogButton } from './DialogButton.tsx'

const AddLaneDialog = lazy(() => import('./AddLaneDialog.tsx').then((module) => ({ default: module.AddLaneDialog })))

export function AddLane(): ReactElement {
  const isFull = useStore((state) => state.draft.lanes.length >= MAX_LANES)
  return <DialogButton label="+ Add lane" Dialog={AddLaneDialog} quiet disabled={isFull} />
}
