import type { ReactElement } from 'react'
import { RECORDED_STORY } from '../../cases/the-strange-case.ts'
import { useStore } from '../state/store.ts'
import { goTo } from '../state/route.ts'

/** Where kubectl prints what a real one did of the story's case: that it did, and the way to its run. */
export function RecordedLine({ lane, printed }: { lane: string | undefined; printed: string }): ReactElement | null {
  const isStory = useStore((state) => state.slot === 'case:story')
  if (!isStory || lane !== RECORDED_STORY.lane) return null
  const [, ...real] = RECORDED_STORY.line.split(/ +/)
  if (!printed.split('\n').some((row) => row.trim().split(/ +/).slice(1).join() === real.join())) return null
  return (
    <p>
      <button type="button" className="small" title={RECORDED_STORY.line} onClick={() => goTo('how-we-know', RECORDED_STORY.recording)}>
        A real cluster printed the same
      </button>
    </p>
  )
}
