import { type ReactElement, useState } from 'react'
import { changesOf } from '../../lessons/attempt.ts'
import { attemptLink } from '../../share/contents.ts'
import type { LaneDraft } from '../../share/payload.ts'
import { explains } from '../cards/Term.tsx'
import { copy } from '../kit/Dialogs.tsx'
import { focusLane } from '../kit/hooks.ts'
import { Menu } from '../kit/Menu.tsx'
import { LargeQr } from '../kit/Qr.tsx'
import { backToOwn } from '../state/slot-actions.ts'
import { pageAddress } from '../state/given.ts'
import { useSession } from '../state/session.ts'
import { environment, useStore } from '../state/store.ts'
import { addedActions, laneNamed, textsOfLane } from '../state/draft.ts'
import { courseInAddress } from './make/given-text.ts'
import { CourseList } from './course/CourseList.tsx'
import { usePage } from '../state/page.ts'

/** What was done beyond what the fault does, and the seed that brought it. */
const doneIn = ({ fields }: LaneDraft, before: LaneDraft): { actions: readonly unknown[]; seed: number } => ({
  actions: addedActions(fields['actions'], before.fields['actions']),
  seed: Number(fields['seed']),
})

/** The address of the learner's attempt: what differs from the start, hints and time; undefined where it is too large. */
function attemptAddress(name: string): string | undefined {
  const { exercise, progress } = useSession.getState()
  const { draft, start } = useStore.getState()
  if (!exercise) return undefined
  const [laneNow, laneBefore] = [laneNamed(draft, exercise.lane), laneNamed(start, exercise.lane)]
  const link = attemptLink({
    exercise: exercise.id,
    ...(name ? { name } : {}),
    hints: progress.hints,
    minutes: Math.round((progress.solved?.seconds ?? progress.seconds) / 6) / 10,
    ...(progress.answers.some((answer) => answer !== null) ? { answers: progress.answers } : {}),
    changes: changesOf(textsOfLane(start, laneBefore), textsOfLane(draft, laneNow)),
    ...(exercise.isIncident ? doneIn(laneNow, laneBefore) : {}),
  })
  // where the page does not ship its exercise, the link brings its course along
  const course = exercise.isOfCourse ? courseInAddress() : ''
  return link === undefined ? undefined : `${pageAddress()}${course === '' ? '' : `?course=${encodeURIComponent(course)}`}#${link}`
}

/** How far the learner is, in the page's header. */
export function ExerciseProgress(): ReactElement | null {
  const exercise = useSession((session) => session.exercise)
  // the dialog over the page has the same list, and one name is of one thing
  const isListed = usePage((state) => state.learn === 'course')
  return exercise?.isOfCourse && !isListed ? <CourseList /> : null
}

/** What is done with the attempt as a whole. */
export function ExerciseTools(): ReactElement | null {
  const id = useSession((session) => session.exercise?.id)
  if (id === undefined) return null
  return (
    <>
      <HandIn key={id} />
      <Leave />
    </>
  )
}

/** The minutes that it is meant to take: shown, never enforced. */
export function TimeLeft(): ReactElement | null {
  const text = useSession(({ exercise, progress }) =>
    exercise?.minutes === undefined || progress.solved ? undefined : leftWords(exercise.minutes, progress.seconds),
  )
  return text === undefined ? null : <small className="muted">{text}</small>
}

/** What is left of the minutes that an exercise is meant to take, after so many seconds. */
export function leftWords(minutes: number, seconds: number): string {
  const left = Math.ceil(minutes - seconds / 60)
  if (left >= minutes) return `about ${minutes} min`
  return left > 0 ? `${left} of ${minutes} min left` : `${minutes} min are over; take your time`
}

/** The way back to what was open before: to one's own, where there is something of one's own. */
function Leave(): ReactElement {
  const home = useStore((state) => state.home)
  const hasWork = useStore((state) => state.hasOwn && state.home === 'own') || environment.cabinet.get(home) !== undefined
  return (
    <button type="button" className="quiet" {...explains('back-to-own')} onClick={() => (backToOwn(), focusLane())}>
      {hasWork ? 'Back to my own' : 'Leave the exercise'}
    </button>
  )
}

/** Who works here goes on doing so in the next exercise. */
let lastName = ''

/** The attempt as a link, for the trainer; with a name, if somebody likes. */
function HandIn(): ReactElement {
  const [says, setSays] = useState('')
  const [name, setName] = useState(lastName)
  const [shown, setShown] = useState('')
  const [byHand, setByHand] = useState('')
  /** With the attempt's link, if it has one. */
  const withLink = (act: (address: string) => void): void => {
    setByHand('')
    const address = attemptAddress(name.trim())
    if (address === undefined) setSays('This attempt is too large for a link.')
    else act(address)
  }
  const copyLink = (address: string): void => {
    void copy(address).then((worked) => {
      setByHand(worked ? '' : address)
      setSays(
        worked
          ? `Copied: ${address.length} characters. Paste it where your trainer collects them.`
          : 'Copying is not allowed here: copy the link by hand.',
      )
    })
  }
  const showCode = (address: string): void => {
    setSays('')
    setShown(address)
  }
  return (
    <Menu className="quiet" label={<span className="menu-label">Hand in</span>} isForm term={explains('hand-in')}>
      <div className="stack hand-in">
        <label>
          Your name, if you like{' '}
          <input value={name} maxLength={60} autoComplete="off" onChange={(event) => setName((lastName = event.target.value))} />
        </label>
        <button type="button" onClick={() => withLink(copyLink)}>
          Copy the link of my attempt
        </button>
        <button type="button" aria-haspopup="dialog" onClick={() => withLink(showCode)}>
          Show its QR code
        </button>
        {name.trim() === '' && <small className="aside">Without a name nobody can tell whose it is, and whoever opens it is asked.</small>}
        <output className="aside">{says}</output>
        {byHand !== '' && (
          <textarea readOnly rows={3} aria-label="The link of my attempt" value={byHand} onFocus={(event) => event.target.select()} />
        )}
        {shown !== '' && <LargeQr text={shown} label="my attempt" close={() => setShown('')} />}
      </div>
    </Menu>
  )
}
