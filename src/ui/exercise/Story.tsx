import { useMemo, useState, type ReactElement } from 'react'
import { STORY } from '../../cases/story-steps.ts'
import { show } from '../present/show.ts'
import { useStage } from '../present/stage-state.ts'
import { isEdited } from '../state/actions.ts'
import { useStore } from '../state/store.ts'
import { keep } from './kept.ts'
import { goTo } from './course/learn.ts'

const RECORD = 'whyrestart-story'

/** How far somebody is in the story; undefined: left, and not to greet again. */
function storyStep(): number | undefined {
  const kept = keep.read(RECORD)
  if (kept === null) return 0
  return /^\d$/.test(kept) && Number(kept) < STORY.length ? Number(kept) : undefined
}

/** The story of the case in nine steps: it greets who has not been here, can be left, and goes on where it was left. */
export function Story({ again = false }: { again?: boolean }): ReactElement | null {
  const isStory = useStore((state) => state.slot === 'case:story')
  const [step, setStep] = useState(() => (again ? 0 : storyStep()))
  const draft = useStore((state) => state.draft)
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- it compares what is open with its start
  const isChanged = useMemo(() => isStory && isEdited(), [draft, isStory])
  const isOnStage = useStage((state) => state.isOn)
  // there the bar tells it
  if (!isStory || step === undefined || isOnStage) return null
  const go = (next: number | undefined): void => {
    keep.write(RECORD, next === undefined ? 'left' : String(next))
    setStep(next)
    if (next !== undefined) show(STORY[next]!)
  }
  const isLast = step === STORY.length - 1
  return (
    <section className="exercise story" aria-label="Story">
      <p aria-live="polite">{STORY[step]!.says}</p>
      {isChanged && <p className="aside">It tells of the case as it opens, and you have changed that since: Reset brings it back.</p>}
      <div className="exercise-buttons">
        <button type="button" disabled={step === 0} onClick={() => go(step - 1)}>
          Back
        </button>
        <small className="aside">
          step {step + 1} of {STORY.length}
        </small>
        {isLast ? (
          <button type="button" className="primary" onClick={() => goTo('course')}>
            To the exercises
          </button>
        ) : (
          <button type="button" className="primary" onClick={() => go(step + 1)}>
            Next step
          </button>
        )}
        <button type="button" className="quiet" onClick={() => go(undefined)}>
          Leave the story
        </button>
      </div>
    </section>
  )
}
