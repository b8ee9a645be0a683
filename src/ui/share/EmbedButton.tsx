import type { ReactElement } from 'react'
import { DialogButton } from '../kit/Menu.tsx'
import { part } from '../kit/hooks.ts'

const EmbedDialog = part(() => import('./EmbedDialog.tsx'), 'EmbedDialog')

/** The code that puts these lanes, at this time, into somebody’s page; the one file, which has no address, goes without it. */
export function EmbedButton(): ReactElement {
  return <DialogButton label="Embed" Dialog={EmbedDialog} />
}
