import type { ReactElement } from 'react'
import { DialogButton } from '../own/DialogButton.tsx'
import { part } from '../page/part.ts'

const ShareDialog = part(() => import('./ShareDialog.tsx'), 'ShareDialog')

/** What is open, for others. */
export function ShareButton(): ReactElement {
  return <DialogButton label="Share" Dialog={ShareDialog} />
}
