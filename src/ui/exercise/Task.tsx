import { Suspense, useEffect, type ReactElement } from 'react'
import { notCome, part } from '../kit/part.ts'
import { useStore } from '../state/store.ts'
import { useLearn } from './course/learn.ts'
import { useSession } from '../state/session.ts'
import { Story } from './Story.tsx'
import './exercise.css'

const ExercisePanel = part(() => import('./ExercisePanel.tsx'), 'ExercisePanel')

/** What stands above the editor: the open exercise's task, or the story. */
export function Task(): ReactElement {
  const id = useSession((session) => session.exercise?.id)
  const turn = useLearn((state) => state.storyTurn)
  const slot = useStore((state) => state.slot)
  const isMissing = slot.startsWith('exercise:') && slot !== `exercise:${id}`
  useEffect(() => {
    if (isMissing) void import('./control.ts').then(({ resume }) => resume()).catch(notCome)
  }, [isMissing, slot])
  return id === undefined ? (
    <Story key={turn} again={turn > 0} />
  ) : (
    <Suspense>
      <ExercisePanel />
    </Suspense>
  )
}
