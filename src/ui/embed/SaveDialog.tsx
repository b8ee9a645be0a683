import type { ReactElement } from 'react'
import { Framed } from '../kit/Dialogs.tsx'
import { Pictures } from '../pictures/Pictures.tsx'
import { linkToHere } from '../state/given.ts'

/** What a reader of the page around may take away: the picture, and the chosen lane's report. */
export function SaveDialog({ close }: { close: () => void }): ReactElement {
  return (
    <Framed title="Picture and report" close={close}>
      <Pictures link={linkToHere('index.html')?.replace('/index.html#', '/#')} />
      <button type="submit">Close</button>
    </Framed>
  )
}
