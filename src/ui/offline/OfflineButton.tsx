import { useEffect, type ReactElement } from 'react'
import { DialogButton } from '../kit/Menu.tsx'
import { part } from '../kit/hooks.ts'
import { usePage } from '../state/page.ts'
import { isPossible, lookForKept } from './keep.ts'

const OfflineDialog = part(() => import('./OfflineDialog.tsx'), 'OfflineDialog')

const WORD = {
  unknown: 'Offline',
  'not kept': 'Offline: not kept on this device',
  keeping: 'Offline: being kept',
  kept: 'Offline: kept on this device',
  newer: 'Offline: a newer version is there',
  failed: 'Offline: could not be kept',
} as const

/** Keeps the whole page on the device, for rooms without a network. Not offered in a frame, nor where the browser can't. */
export function OfflineButton(): ReactElement | null {
  const is = usePage((state) => state.offline.is)
  useEffect(() => void lookForKept(), [])
  return isPossible() ? <DialogButton label={WORD[is]} Dialog={OfflineDialog} /> : null
}
