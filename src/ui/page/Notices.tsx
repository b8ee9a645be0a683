import { useSyncExternalStore, type ReactElement } from 'react'
import { backToOwn, keepVisited } from '../state/case-actions.ts'
import { results } from '../simulator/results.ts'
import { storageTrouble } from '../state/storage.ts'
import { useStore } from '../state/store.ts'

/** One line for what a person must know about the page as a whole. */
export function Notices(): ReactElement {
  const message = results((state) => state.message)
  const notice = useStore((state) => state.notice)
  const unsaved = useSyncExternalStore(storageTrouble.subscribe, storageTrouble.failed)
  const own = useStore((state) => state.own)
  const visiting = own ? 'You are looking at a shared scenario; your own is kept beside it.' : ''
  const text =
    message ||
    notice ||
    visiting ||
    (unsaved ? 'This browser keeps nothing for this page: your texts are lost on reload. Share makes a link that holds them.' : '')
  return (
    <output className="notices" aria-live="polite">
      {text && (
        <div className="notice">
          <span>{text}</span>
          {own && !message && !notice && (
            <>
              <button type="button" onClick={backToOwn}>
                Back to my own
              </button>
              <button type="button" className="quiet" onClick={keepVisited}>
                Keep this one
              </button>
            </>
          )}
          {notice && !message && (
            <button type="button" className="quiet" onClick={() => useStore.setState({ notice: '' })}>
              Dismiss
            </button>
          )}
        </div>
      )}
    </output>
  )
}
