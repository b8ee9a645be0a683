import { Suspense, type ReactElement } from 'react'
import { part } from '../../kit/part.ts'
import { goTo, useLearn } from './learn.ts'

const LearnDialog = part(() => import('./LearnDialog.tsx'), 'LearnDialog')
const MakeDialog = part(() => import('../make/MakeDialog.tsx'), 'MakeDialog')
const MoveDialog = part(() => import('./MoveDialog.tsx'), 'MoveDialog')

/** The way to the story, the exercises and the making of one. */
export function Learn(): ReactElement {
  const page = useLearn((state) => state.page)
  return (
    <>
      <button type="button" aria-haspopup="dialog" title="The story, and exercises one after the other" onClick={() => goTo('course')}>
        Learn
      </button>
      <Suspense>
        {page === 'course' && <LearnDialog close={() => useLearn.getState().page === 'course' && goTo(null)} />}
        {page === 'move' && <MoveDialog close={() => goTo(null)} />}
        {page === 'make' && <MakeDialog close={() => goTo(null)} />}
      </Suspense>
    </>
  )
}
