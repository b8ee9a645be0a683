import { useId, type ReactElement } from 'react'
import { useModal } from '../kit/hooks.ts'
import { Pictures } from '../pictures/Pictures.tsx'
import { linkToHere } from '../state/given.ts'

/** What a reader of the page around may take away: the picture, and the chosen lane's report. */
export function SaveDialog({ close }: { close: () => void }): ReactElement {
  const dialog = useModal()
  const id = useId()
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={close}>
      <h2 id={id}>Picture and report</h2>
      <form method="dialog">
        <Pictures link={linkToHere('index.html')?.replace('/index.html#', '/#')} />
        <button type="submit">Close</button>
      </form>
    </dialog>
  )
}
