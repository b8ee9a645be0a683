import type { ReactElement } from 'react'
import { clockTime } from '../../views/text/clock-time.ts'
import { PROCESSES } from '../../views/why/processes-file.ts'
import { explains } from '../cards/Term.tsx'
import { useHidden } from '../state/session.ts'
import { DialogButton } from '../kit/DialogButton.tsx'
import { Menu } from '../kit/Menu.tsx'
import { part } from '../kit/part.ts'
import { fileOf } from '../state/actions.ts'
import { useStore } from '../state/store.ts'
import { edit, openMenu } from './open.ts'

const AddLaneDialog = part(() => import('../own/AddLaneDialog.tsx'), 'AddLaneDialog')

/** What can be added: a lane beside the others, and what happens at the cursor's time. */
export function AddMenu(): ReactElement {
  const at = useStore((state) => Math.round(state.cursor * 10) / 10)
  const lane = useStore((state) => state.lane)
  const file = useStore((state) => {
    const selected = state.draft.lanes.find(({ id }) => id === state.lane)
    return selected ? fileOf(selected, state.file) : ''
  })
  const hasEditor = !useHidden('editor')
  return (
    <Menu className="quiet icon" label="+" name="Add" title="A lane, or something that happens  X" id="fault">
      <DialogButton label="Add lane" says="to compare" Dialog={AddLaneDialog} />
      <button type="button" aria-haspopup="dialog" onClick={() => openMenu()} {...explains('fault-at')}>
        Fault at {clockTime(at)} <small aria-hidden="true">something breaks</small>
      </button>
      {hasEditor && file !== '' && file !== PROCESSES && (
        <button type="button" aria-haspopup="dialog" onClick={() => edit({ lane, at, file })} {...explains('edit-at')}>
          Edit at {clockTime(at)} <small aria-hidden="true">a file is saved</small>
        </button>
      )}
    </Menu>
  )
}
