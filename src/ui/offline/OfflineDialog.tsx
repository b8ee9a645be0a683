import { useEffect, useRef, type ReactElement } from 'react'
import { keptBeside } from '../exercise/make/given-text.ts'
import { Framed } from '../kit/Dialogs.tsx'
import { usePage } from '../state/page.ts'
import { forget, keep, PARTS, readSize, useNewer } from './keep-all.ts'

export function OfflineDialog({ close }: { close: () => void }): ReactElement {
  return (
    <Framed title="Without a network" close={close}>
      <OfflineBody />
      <div className="row">
        <button type="submit">Close</button>
      </div>
    </Framed>
  )
}

/** What is kept, or would be, in words; and that it is. */
export function OfflineBody(): ReactElement {
  const { is, files, bytes, done, parts } = usePage((state) => state.offline)
  const beside = keptBeside()
  useEffect(() => void readSize(), [])
  // a button goes when it is pressed: its answer has the focus then
  const said = useRef<HTMLOutputElement>(null)
  const press = (act: () => Promise<void>) => (): void => {
    said.current?.focus()
    void act()
  }
  const size = bytes ? `${(bytes / 1_000_000).toFixed(1)} MB` : 'some 10 MB'
  if (is === 'kept' || is === 'newer')
    return (
      <>
        <output className="said" tabIndex={-1} ref={said}>
          {is === 'kept'
            ? `The page is kept on this device${bytes ? `: ${size}` : ''}. It opens without a network.`
            : 'A newer version has been fetched. Your texts stay as they are.'}
        </output>
        {parts.length > 0 && (
          <ul aria-label="What is kept">
            {parts.map(({ name, isKept }) => (
              <li key={name}>
                {name}: <b>{isKept ? 'kept' : 'not kept'}</b>
              </li>
            ))}
          </ul>
        )}
        <p>What you write is kept by the browser apart from it, with or without this.</p>
        <div className="row">
          {is === 'newer' && (
            <button type="button" onClick={press(useNewer)}>
              Use the newer version
            </button>
          )}
          <button type="button" className="quiet" onClick={press(forget)}>
            Keep it no longer
          </button>
        </div>
      </>
    )
  if (is === 'keeping')
    return (
      <>
        <output className="said" tabIndex={-1} ref={said}>
          Being kept.
        </output>
        <progress aria-label="Kept so far" max={files || 1} value={files ? Math.min(done, files) : undefined} />
      </>
    )
  return (
    <>
      <output className="said" tabIndex={-1} ref={said}>
        {is === 'failed'
          ? 'It could not be kept: the network, or the room on this device, was not enough. Nothing else is lost.'
          : `The page can be kept on this device: ${size}. From then on it opens without a network, in a workshop or on a train.`}
      </output>
      <p>That is:</p>
      <ul aria-label="What would be kept">
        {PARTS.map(({ name }) => (
          <li key={name}>{name}</li>
        ))}
        {beside && <li>the course {beside.name}</li>}
      </ul>
      <div className="row">
        <button type="button" onClick={press(keep)}>
          {is === 'failed' ? 'Try again' : 'Keep for offline use'}
        </button>
      </div>
    </>
  )
}
