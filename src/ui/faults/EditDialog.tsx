import { useEffect, useRef, useState, type ReactElement } from 'react'
import { hostPath, inDirectory } from '../../sim/node/file-changes.ts'
import { filesAt } from '../../sim/trace/moment.ts'
import { clockTime, timeText } from '../../views/text/duration-words.ts'
import { editAction } from '../../views/what-if/edit-action.ts'
import { useHidden } from '../state/session.ts'
import { writeFile } from '../state/actions.ts'
import { results } from '../state/results.ts'
import { useStore } from '../state/store.ts'
import { addFileChange, edit, unsaved } from './open.ts'
import './faults.css'

interface EditDialogProps {
  lane: string
  at: number
  file: string
  text?: string
  /** The clock ran when it was opened, and goes on once it is closed. */
  resumes?: boolean
}

/** An editor for a file at a time. It is changed as the cluster's life goes on, or as if it had always been so. */
export function EditDialog({ lane, at, file, text, resumes = false }: EditDialogProps): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null)
  const path = hostPath(file)
  const inputs = results((state) => state.lanes[lane]?.inputs)
  const [before] = useState(() => text ?? (inputs && filesAt({ inputs, at }).get(path)) ?? '')
  const key = `${lane} ${path}`
  const [draft, setDraft] = useState(unsaved.get(key) ?? before)
  const [wasKept] = useState(unsaved.has(key))
  const bare = inDirectory(path)
  const isWhole = 'write' in editAction(bare, before, draft)
  const isSaved = useRef(false)
  // who is not to change what the lane begins with does not do it here either
  const hasStart = !useHidden('editor')
  const laneCount = useStore((state) => state.draft.lanes.length)
  useEffect(() => {
    const opener = document.activeElement as HTMLElement | null
    dialog.current?.showModal()
    // the browser gives the focus back before the dialog is gone, and a field then takes no letters
    return () =>
      void requestAnimationFrame(() => {
        opener?.blur()
        opener?.focus()
      })
  }, [])
  const close = (): void => dialog.current?.close()
  /** However it is closed, nothing that was typed is lost. */
  const keep = (): void => {
    if (draft === before || isSaved.current) unsaved.delete(key)
    else {
      unsaved.set(key, draft)
      useStore.setState({ notice: `Your text of ${path} is not saved. It is kept, and stands there when you edit the file again.` })
    }
    edit(null)
    if (resumes) useStore.setState({ playing: true })
  }
  const save = (how: 'now' | 'always'): void => {
    if (how === 'now') addFileChange(lane, { at, ...editAction(bare, before, draft) })
    else writeFile(lane, bare, draft)
    useStore.setState({ file: bare })
    isSaved.current = true
    close()
  }
  return (
    <dialog ref={dialog} className="vi" aria-labelledby="vi-title" onClose={keep}>
      <h2 id="vi-title" className="mono">
        {path}
      </h2>
      <textarea
        className="mono"
        aria-label={`Text of ${path} at ${timeText(at)}`}
        value={draft}
        spellCheck={false}
        wrap="off"
        onChange={(event) => setDraft(event.target.value)}
      />
      {wasKept && draft !== before && (
        <p className="kept">
          This is your text from before, not saved yet.{' '}
          <button type="button" onClick={() => setDraft(before)}>
            Take the file’s own text
          </button>
        </p>
      )}
      <p className="aside">
        Saved at {timeText(at)}, it is an action in the life of the cluster,{' '}
        {laneCount === 1
          ? 'as if somebody had saved it there'
          : isWhole
            ? 'in this lane alone, for it is a whole new text'
            : 'in all lanes that have the text which you change'}
        .{hasStart && ' From the start, it is another manifest for this lane.'}
      </p>
      <div className="row">
        <button type="button" onClick={() => save('now')} disabled={draft === before}>
          Save at {clockTime(at)}
        </button>
        {hasStart && (
          <button type="button" onClick={() => save('always')} disabled={draft === before}>
            Save from the start
          </button>
        )}
        <button type="button" onClick={close}>
          Cancel
        </button>
      </div>
    </dialog>
  )
}
