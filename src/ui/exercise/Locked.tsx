import type { ReactElement } from 'react'
import { lockOf, useSession } from '../state/session.ts'
import type { LockedPart } from '../../lessons/exercise.ts'
import { setProgress } from './course/progress.ts'

/** Why nothing can be typed here, and what opens it. */
export function Locked({ part }: { part: LockedPart | 'texts' }): ReactElement | null {
  const lock = useSession((session) => lockOf(session, part))
  if (lock === undefined) return null
  return (
    <p className="locked">
      {lock === 'given' ? (
        <>Given: the task is solved in the manifest.</>
      ) : (
        <>
          Locked until the questions are answered.{' '}
          <button type="button" className="quiet small" onClick={() => setProgress({ isSkipped: true })}>
            Skip the questions
          </button>
        </>
      )}
    </p>
  )
}
