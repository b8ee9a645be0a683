import type { ReactElement } from 'react'
import { goTo } from '../../state/route.ts'
import { Choice, Choices } from '../../kit/Choices.tsx'
import { Forget } from '../../kit/Forget.tsx'
import { openSlot } from '../../state/slot-actions.ts'
import { useStore } from '../../state/store.ts'
import { CourseList } from './CourseList.tsx'
import { openLearn, usePage } from '../../state/page.ts'
import './course.css'
import { isExerciseSlot } from '../../state/slot.ts'

/** Where somebody learns: the story, the course, and below them what a trainer needs. */
export function LearnDialog({ close }: { close: () => void }): ReactElement {
  const isExercise = useStore((state) => isExerciseSlot(state.slot))
  return (
    <Choices title="Learn" close={close}>
      <ul>
        <Choice
          name="The story, in nine steps"
          act={() => {
            openSlot('case:story')
            usePage.setState(({ storyTurn }) => ({ learn: null, storyTurn: storyTurn + 1 }))
          }}
        >
          Why one line led to 6 restarts in 7 minutes. Two sentences a step.
        </Choice>
      </ul>
      {/* a link of the list leads elsewhere */}
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions, jsx-a11y/click-events-have-key-events */}
      <div className="course-place" onClick={(event) => event.target instanceof Element && event.target.closest('a') && close()}>
        <CourseList isOpen />
      </div>
      <ul>
        <Choice name="Continue on another device" act={() => openLearn('move')}>
          How far you are, as a link or a QR code; and from another device to this one.
        </Choice>
        {isExercise && (
          <Choice name="Back to the case" act={() => openSlot('case:story')}>
            Your attempt is kept.
          </Choice>
        )}
      </ul>
      <details className="for-trainers">
        <summary>For trainers</summary>
        <ul>
          <Choice name="Make an exercise of this" act={() => openLearn('make')}>
            {isExercise
              ? 'The exercise as it stands, with your changes, becomes another task: what to say, what must hold, hints, what is hidden.'
              : 'The scenario that is open becomes a task: what to say, what must hold, hints, what is hidden. No YAML needed.'}
          </Choice>
          <Choice name="The room" act={() => goTo('room')}>
            The attempts that were handed in as links. Who solved it, and in which way.
          </Choice>
        </ul>
        <Forget label="Clear this device for the next group" />
      </details>
    </Choices>
  )
}
