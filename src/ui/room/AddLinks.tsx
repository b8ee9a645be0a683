import { useState, type ReactElement } from 'react'
import { Scan } from './Scan.tsx'
import { takeTexts, useRoom } from './room-store.ts'

const MOST_FILES = 200

/** What is longer is not looked over in a field, which would hold the page up: it is taken at once. */
const LONG = 5000

/** Files as somebody has chosen or dropped them. */
async function takeFiles(files: readonly File[]): Promise<void> {
  const texts = await Promise.all(files.slice(0, MOST_FILES).map(async (file) => ({ name: file.name, text: await file.text() })))
  await takeTexts(texts, files.length > MOST_FILES ? [`${files.length} files are too many: the first ${MOST_FILES} are taken.`] : [])
}

/** The ways into the room: pasted, chosen, dropped, scanned. */
export function AddLinks(): ReactElement {
  const [text, setText] = useState('')
  const isEmpty = useRoom((room) => room.handed.length === 0)
  const add = (): void => {
    void takeTexts([{ text }])
    setText('')
  }
  return (
    <form
      className="room-add"
      onSubmit={(event) => {
        event.preventDefault()
        add()
      }}
    >
      {isEmpty && (
        <p>
          Learners hand in with <b>Hand in</b>, below their goals: each attempt is a link. Paste or drop many at once, with whatever stands
          around them: a chat, a mail, a list with names. Nothing leaves this device; Forget everything clears the room, too.
        </p>
      )}
      <label>
        <b>Links of attempts, with names before them or any other text around them</b>
        <textarea
          value={text}
          rows={isEmpty ? 4 : 2}
          spellCheck={false}
          wrap="off"
          onPaste={(event) => {
            const pasted = event.clipboardData.getData('text/plain')
            if (pasted.length < LONG) return
            event.preventDefault()
            void takeTexts([{ text: pasted }])
          }}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) add()
          }}
        />
      </label>
      <div className="room-ways-in">
        <button type="submit" className={isEmpty ? 'primary' : undefined} disabled={text.trim() === ''}>
          Add them
        </button>
        <label className="pick">
          Choose files
          <input
            type="file"
            multiple
            accept=".txt,.log,.csv,.md,.html,.yaml,.yml,.json,text/*,application/json,application/yaml"
            onChange={(event) => {
              void takeFiles([...(event.target.files ?? [])])
              event.target.value = ''
            }}
          />
        </label>
        <Scan />
      </div>
    </form>
  )
}
