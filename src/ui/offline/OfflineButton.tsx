import { useEffect, useRef, type ReactElement } from 'react'
import { Framed } from '../page/Dialogs.tsx'
import { forget, keep, lookForKept, readSize, useNewer, useOffline } from './keep.ts'

const SIGN = { impossible: '', unknown: '⤓', 'not kept': '⤓', keeping: '…', kept: '✓', newer: '↻', failed: '!' } as const
const WORD = {
  impossible: '',
  unknown: 'Offline',
  'not kept': 'Offline: not kept',
  keeping: 'Offline: being kept',
  kept: 'Offline: kept on this device',
  newer: 'Offline: a newer version is there',
  failed: 'Offline: could not be kept',
} as const

/** Keeps the whole page on the device, for rooms without a network. Not offered in a frame, nor where the browser can't. */
export function OfflineButton(): ReactElement | null {
  const is = useOffline((state) => state.is)
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => void lookForKept(), [])
  if (is === 'impossible') return null
  return (
    <>
      <button
        type="button"
        className="quiet icon"
        aria-label={WORD[is]}
        title={WORD[is]}
        data-attention={is === 'newer' || undefined}
        onClick={() => {
          void readSize()
          dialog.current?.showModal()
        }}
      >
        {SIGN[is]}
        <span className="in-menu"> {WORD[is]}</span>
      </button>
      <Framed title="Without a network" of={dialog}>
        <Body />
        <div className="row">
          <button type="submit">Close</button>
        </div>
      </Framed>
    </>
  )
}

function Body(): ReactElement {
  const { is, files, bytes, done } = useOffline()
  const size = bytes ? `${(bytes / 1_000_000).toFixed(1)} MB` : 'some 10 MB'
  if (is === 'kept' || is === 'newer')
    return (
      <>
        <output className="said">
          {is === 'kept'
            ? 'The page is kept on this device, with the editor and all recordings. It opens without a network.'
            : 'A newer version has been fetched. Your texts stay as they are.'}
        </output>
        <div className="row">
          {is === 'newer' && (
            <button type="button" onClick={() => void useNewer()}>
              Use the newer version
            </button>
          )}
          <button type="button" className="quiet" onClick={() => void forget()}>
            Keep it no longer
          </button>
        </div>
      </>
    )
  if (is === 'keeping')
    return (
      <>
        <output className="said">{files ? `Being kept: ${Math.min(done, files)} of ${files} files.` : 'Being kept.'}</output>
        <progress aria-label="Kept so far" max={files || 1} value={files ? Math.min(done, files) : undefined} />
      </>
    )
  return (
    <>
      <output className="said">
        {is === 'failed'
          ? 'It could not be kept: the network, or the room on this device, was not enough. Nothing else is lost.'
          : `The page can be kept on this device: ${size}, with the editor and all recordings. From then on it opens without a network, in a workshop or on a train.`}
      </output>
      <div className="row">
        <button type="button" onClick={() => void keep()}>
          {is === 'failed' ? 'Try again' : 'Keep for offline use'}
        </button>
      </div>
    </>
  )
}
