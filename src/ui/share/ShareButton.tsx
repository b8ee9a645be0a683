import type { ReactElement } from 'react'
import { DialogButton } from '../kit/DialogButton.tsx'
import { part } from '../kit/hooks.ts'

const ShareDialog = part(() => import('./ShareDialog.tsx'), 'ShareDialog')

/** What is open, for others. */
export function ShareButton(): ReactElement {
  return <DialogButton label="Share" Dialog={ShareDialog} />
}
