import type { ReactElement } from 'react'
import { RECORDED_STORY } from '../../cases/recorded-story.ts'
import { useStore } from '../state/store.ts'
import { goTo } from './route.ts'

/** Beside what kubectl prints of the story's case: that a real one printed it, and the way to its run. */
export function RecordedLine({ lane }: { lane: string | undefined }): ReactElement | null {
  const isStory = useStore((state) => state.slot === 'case:story')
  if (!isStory || lane !== RECORDED_STORY.lane) return null
  return (
    <p className="muted recorded-line">
      A real cluster, Kubernetes 1.9.4, printed <code>{RECORDED_STORY.line}</code>{' '}
      <button type="button" className="quiet small" onClick={() => goTo('how-we-know', RECORDED_STORY.recording)}>
        Its run, drawn above the simulated one
      </button>
    </p>
  )
}
