import { useState, type ReactElement } from 'react'
import { setProgress } from './course/progress.ts'
import { useSession } from './session.ts'
import { sha256 } from './sha256.ts'

/** The trainer's word shows what is hidden; only its hash is in the file. */
export function Unlock(): ReactElement | null {
  const code = useSession(({ exercise }) =>
    exercise?.hide && typeof exercise.hide.until === 'object' && 'code' in exercise.hide.until ? exercise.hide.until.code : undefined,
  )
  const isUnlocked = useSession((session) => session.progress.isUnlocked)
  const [says, setSays] = useState('')
  if (code === undefined || isUnlocked) return null
  return (
    <form
      className="unlock"
      onSubmit={(event) => {
        event.preventDefault()
        const word = new FormData(event.currentTarget).get('word')
        if (sha256(String(word).trim()) === code) setProgress({ isUnlocked: true })
        else setSays('That is not the word.')
      }}
    >
      <label>
        The trainer’s word <input name="word" autoComplete="off" />
      </label>
      <button type="submit">Show all</button>
      <output>{says}</output>
    </form>
  )
}
