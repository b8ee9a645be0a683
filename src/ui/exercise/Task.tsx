import { type ReactElement, useEffect, useMemo, useState } from 'react'
import { STORY } from '../../cases/story-steps.ts'
import { Flags } from '../kit/Flags.tsx'
import { notCome, part } from '../kit/hooks.ts'
import { show } from '../present/show.ts'
import { isEdited } from '../state/slot-actions.ts'
import { useSession } from '../state/session.ts'
import { openLearn, usePage } from '../state/page.ts'
import { keep } from '../state/storage.ts'
import { useStore } from '../state/store.ts'
import './exercise.css'
import './questions.css'
import { pasteYours } from '../own/Bring.tsx'
import { isExerciseSlot } from '../state/slot.ts'

const RECORD = 'whyrestart-story'

const CHANGED = 'You have changed this case: Start over (under More) brings it back.'
const LONGEST = STORY.reduce((longest, { says }) => (says.length > longest.length ? says : longest), '')

interface TurnPlace {
  step: number
  /** Folded to one line, and not to greet again. */
  isLeft: boolean
  /** Nobody has been here yet. */
  isNew?: boolean
}

/** How far somebody is in the story. */
export function storedPlace(): TurnPlace {
  const stored = keep.read(RECORD)
  if (stored === null) return { step: 0, isLeft: false, isNew: true }
  const [, left, digit = ''] = /^(left)? ?(\d?)$/.exec(stored) ?? []
  const step = Number(digit)
  return { step: step < STORY.length ? step : 0, isLeft: left !== undefined }
}

/** The story of the case in nine steps: it greets who has not been here, with three ways to go on, and can be left. */
function Story({ again = false }: { again?: boolean }): ReactElement | null {
  const isStory = useStore((state) => state.slot === 'case:story')
  const [place, setPlace] = useState<TurnPlace>(() => (again ? { step: 0, isLeft: false } : storedPlace()))
  const draft = useStore((state) => state.draft)
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- it compares what is open with its start
  const isChanged = useMemo(() => isStory && isEdited(), [draft, isStory])
  const isOnStage = usePage((state) => state.isOnStage)
  // there the bar tells it
  if (!isStory || isOnStage) return null
  const { step, isLeft, isNew } = place
  const go = (next: number, isOver = false): void => {
    keep.write(RECORD, `${isOver ? 'left ' : ''}${next}`)
    setPlace({ step: next, isLeft: isOver })
    if (!isOver) show(STORY[next]!)
  }
  if (isLeft)
    return (
      <section className="exercise story" aria-label="Story" data-folded>
        <button type="button" className="quiet small" onClick={() => go(step)}>
          ▸ The story: {step === 0 ? 'nine steps' : `step ${step + 1} of ${STORY.length}`}
        </button>
      </section>
    )
  return (
    <section className="exercise story" aria-label="Story">
      <p className="steady" aria-live="polite" data-room={isNew ? STORY[0]!.says : LONGEST}>
        <span>{isNew && isChanged ? CHANGED : <Flags of={STORY[step]!.says} />}</span>
      </p>
      {isNew ? (
        <div className="row doors">
          <button type="button" title="A manifest, or what kubectl printed. Ctrl V anywhere does it too" onClick={pasteYours}>
            Paste yours
          </button>
          <button type="button" className="primary" onClick={() => go(1)}>
            Walk through this case
          </button>
          <button type="button" onClick={() => openLearn('course')}>
            Learn step by step
          </button>
        </div>
      ) : (
        <div className="row">
          <button type="button" className="icon" aria-label="Back" disabled={step === 0} onClick={() => go(step - 1)}>
            ◂
          </button>
          {step === STORY.length - 1 ? (
            <button type="button" className="primary" onClick={() => openLearn('course')}>
              To the exercises
            </button>
          ) : (
            <button type="button" className="primary" onClick={() => go(step + 1)}>
              Next step
            </button>
          )}
          <small className="muted">
            step {step + 1} of {STORY.length}
            {isChanged && <span title={CHANGED}> · changed by you</span>}
          </small>
          <span className="spacer" />
          <button type="button" className="quiet icon" aria-label="Leave the story" title="Leave the story" onClick={() => go(step, true)}>
            ✕
          </button>
        </div>
      )}
    </section>
  )
}

const ExercisePanel = part(() => import('./ExercisePanel.tsx'), 'ExercisePanel')

/** What stands above the editor: the open exercise's task, or the story. */
export function Task(): ReactElement {
  const id = useSession((session) => session.exercise?.id)
  const turn = usePage((state) => state.storyTurn)
  const slot = useStore((state) => state.slot)
  const isMissing = isExerciseSlot(slot) && slot !== `exercise:${id}`
  useEffect(() => {
    if (isMissing) void import('./control.ts').then(({ resume }) => resume()).catch(notCome)
  }, [isMissing, slot])
  return id === undefined ? <Story key={turn} again={turn > 0} /> : <ExercisePanel />
}
