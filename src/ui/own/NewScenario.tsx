import { lazy, type ReactElement } from 'react'
import { DialogButton } from './DialogButton.tsx'

const NewDialog = lazy(() => import('./NewDialog.tsx').then((module) => ({ default: module.NewDialog })))

export function NewScenario(): ReactElement {
  return <DialogButton label="New" Dialog={NewDialog} title="A pod of your own, or a file" />
}
