import type { ReactElement } from 'react'
import { DialogButton } from './DialogButton.tsx'
import { part } from '../page/part.ts'

const NewDialog = part(() => import('./NewDialog.tsx'), 'NewDialog')

export function NewScenario(): ReactElement {
  return <DialogButton label="New" Dialog={NewDialog} title="A pod of your own, or a file" />
}
