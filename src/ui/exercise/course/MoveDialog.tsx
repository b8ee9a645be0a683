import { useState, type ReactElement } from 'react'
import { fragmentIn, progressLink, readContents } from '../../../share/contents.ts'
import { Choices } from '../../kit/Choices.tsx'
import { CopyField } from '../../kit/Dialogs.tsx'
import { Qr } from '../../kit/Qr.tsx'
import { pageAddress } from '../../state/given.ts'
import { takeProgress } from '../open-link.ts'
import { allProgress } from './progress.ts'
import './course.css'
import { counted } from '../../../views/text/words.ts'

/** How far somebody is, taken to another device and brought from one: by a link, its picture, or what was pasted. */
export function MoveDialog({ close }: { close: () => void }): ReactElement {
  const [progress] = useState(allProgress)
  const [link] = useState(() => progressLink(Object.fromEntries(progress)))
  const [says, setSays] = useState('')
  const take = async (pasted: string): Promise<void> => {
    const fragment = fragmentIn(pasted)
    const read = fragment === undefined ? { error: 'There is no link in it.' } : readContents(fragment)
    if ('error' in read) return setSays(read.error)
    if (read.value.is !== 'progress') return setSays('The link holds no progress: it opens in the address of the page.')
    try {
      await takeProgress(read.value.progress, (act) => act())
      close()
    } catch {
      setSays('The progress is here now; the next exercise could not be opened: a part of the page did not come.')
    }
  }
  return (
    <Choices title="Continue on another device" close={close}>
      <div className="move">
        <p>
          What is solved, with hints, time and answers, in {counted(progress.size, 'exercise')}. Opened on the other device it is laid
          together with what is there, and nothing is lost. The texts of an attempt go by Hand in, exercise by exercise.
        </p>
        {progress.size > 0 && link !== undefined && (
          <form method="dialog" className="wrap share-body">
            {pageAddress() !== '' && <Qr text={`${pageAddress()}#${link}`} label="my progress" />}
            <div>
              <CopyField label="Link" text={`${pageAddress()}#${link}`} />
            </div>
          </form>
        )}
        <form
          className="row"
          onSubmit={(event) => {
            event.preventDefault()
            void take(String(new FormData(event.currentTarget).get('link')))
          }}
        >
          <label>
            A link from the other device <input name="link" autoComplete="off" />
          </label>
          <button type="submit">Take it up here</button>
          <output>{says}</output>
        </form>
      </div>
    </Choices>
  )
}
