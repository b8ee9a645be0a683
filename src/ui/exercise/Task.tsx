import { Suspense, type ReactElement } from 'react'
import { part } from '../page/part.ts'
import { useLearn } from './learn.ts'
import { useSession } from './session.ts'
import { Story } from './Story.tsx'
import './exercise.css'

const ExercisePanel = part(() => import('./ExercisePanel.tsx'), 'ExercisePanel')

/** What stands above the editor: the open exercise's task, or the story. */
export function Task(): ReactElement {
  const hasExercise = useSession((session) => session.exercise !== null)
  const turn = useLearn((state) => state.storyTurn)
  return hasExercise ? (
    <Suspense>
      <ExercisePanel />
    </Suspense>
  ) : (
    <Story key={turn} again={turn > 0} />
  )
}
