import { Suspense, type ReactElement } from 'react'
import { part } from '../../kit/hooks.ts'
import { openLearn, usePage } from '../../state/page.ts'

const LearnDialog = part(() => import('./LearnDialog.tsx'), 'LearnDialog')
const MakeDialog = part(() => import('../make/MakeDialog.tsx'), 'MakeDialog')
const MoveDialog = part(() => import('./MoveDialog.tsx'), 'MoveDialog')

/** The way to the story, the exercises and the making of one. */
export function Learn(): ReactElement {
  const page = usePage((state) => state.learn)
  return (
    <>
      <button type="button" aria-haspopup="dialog" title="The story, and exercises one after the other" onClick={() => openLearn('course')}>
        Learn
      </button>
      <Suspense>
        {page === 'course' && <LearnDialog close={() => usePage.getState().learn === 'course' && openLearn(null)} />}
        {page === 'move' && <MoveDialog close={() => openLearn(null)} />}
        {page === 'make' && <MakeDialog close={() => openLearn(null)} />}
      </Suspense>
    </>
  )
}
