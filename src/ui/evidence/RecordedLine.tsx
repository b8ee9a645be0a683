import type { ReactElement } from 'react'
import { RECORDED_STORY } from '../../cases/the-strange-case.ts'
import { useStore } from '../state/store.ts'
import { goTo } from '../state/route.ts'

/** Beside what kubectl prints of the story's case: that a real one printed it, and the way to its run. */
export function RecordedLine({ lane }: { lane: string | undefined }): ReactElement | null {
  const isStory = useStore((state) => state.slot === 'case:story')
  if (!isStory || lane !== RECORDED_STORY.lane) return null
  const [, , , restarts, age] = RECORDED_STORY.line.split(/ +/)
  return (
    <p className="muted">
      A real cluster printed {restarts} restarts at {age}.{' '}
      <button type="button" className="small" title={RECORDED_STORY.line} onClick={() => goTo('how-we-know', RECORDED_STORY.recording)}>
        The same flag, recorded
      </button>
    </p>
  )
}
