import { useEffect, useRef, useState, type ReactElement } from 'react'
import { openProof } from '../simulator/proof.ts'
import { useMedia } from '../page/hooks.ts'
import { backToOwn } from '../state/actions.ts'
import { useStore } from '../state/store.ts'
import { openById, learnersLane, showSolution, startOver, textsNow, tryMyFix } from './control.ts'
import { CourseList } from './CourseList.tsx'
import { HandIn } from './HandIn.tsx'
import { Markdown } from './Markdown.tsx'
import type { Fixed, FixProgress } from './messages.ts'
import { Predict } from './Predict.tsx'
import { QuickEdit } from './QuickEdit.tsx'
import { isSolved, setProgress } from './progress.ts'
import { isAnswered, useSession, type GoalState } from './session.ts'
import { Unlock } from './Unlock.tsx'

/** The task, above the editor: what it is, what must hold, what helps, and what is done about it. */
export function ExercisePanel(): ReactElement | null {
  const exercise = useSession((session) => session.exercise)
  const kept = useSession((session) => session.kept)
  const trouble = useSession((session) => session.trouble)
  const isNarrow = useMedia('(max-width: 767.98px)')
  const place = useRef<HTMLDivElement>(null)
  const id = exercise?.id
  useEffect(() => {
    place.current?.scrollTo(0, 0)
  }, [id])
  if (!exercise) return null
  const broken = kept.filter(({ holds }) => !holds)
  return (
    <section className="exercise" aria-label="Exercise">
      <div className="exercise-head">
        <h2>{exercise.title}</h2>
        <TimeLeft />
        {exercise.isOfCourse && <CourseList current={exercise.id} />}
        <button type="button" className="quiet leave" title="Your attempt is kept" onClick={backToOwn}>
          Back to my own
        </button>
      </div>
      {/* A long story is scrolled with the keys. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="exercise-story" ref={place} tabIndex={0}>
        {exercise.story && <Markdown of={exercise.story} />}
        {exercise.questions.map((question, n) => (
          <Predict key={`${exercise.id}/${n}`} question={question} n={n} />
        ))}
        <Hints />
        <Unlock />
      </div>
      <div className="exercise-foot">
        <Solved />
        {exercise.goals.length > 0 && <Goals />}
        <Outage />
        {broken.map(({ text }) => (
          <p key={text} className="kept-broken">
            <b>To be kept, and broken:</b> {text}
          </p>
        ))}
        {trouble && <p className="kept-broken">{trouble}</p>}
        {isNarrow && <QuickEdit />}
        <Buttons />
      </div>
    </section>
  )
}

/** The minutes that it is meant to take: shown, never enforced. */
function TimeLeft(): ReactElement | null {
  const minutes = useSession((session) => session.exercise?.minutes)
  const left = useSession(({ progress }) => Math.ceil((minutes ?? 0) - progress.seconds / 60))
  const isDone = useSession((session) => session.progress.solved !== undefined)
  if (minutes === undefined || isDone) return null
  return <small className="aside">{left > 0 ? `about ${left} min left of ${minutes}` : `${minutes} min are over; take your time`}</small>
}

/** The score of an incident, as things stand: what is not mended lasts to the end of the run. */
function Outage(): ReactElement | null {
  const outage = useSession((session) => session.outage)
  return outage === undefined ? null : <p className="aside">Out of service for {outage} s, as things stand.</p>
}

function Goals(): ReactElement {
  const goals = useSession((session) => session.goals)
  const isCurrent = useSession((session) => session.isCurrent)
  // a reason would answer what is asked first
  const isAsked = useSession(({ exercise, progress }) => exercise !== null && !isAnswered(exercise, progress))
  return (
    <ul className="goals" aria-label="Goals" aria-busy={!isCurrent}>
      {goals.map((goal) => (
        <Goal key={goal.n} goal={isAsked ? { n: goal.n, text: goal.text, holds: false } : goal} isCurrent={isCurrent} />
      ))}
    </ul>
  )
}

function Goal({ goal: { text, holds, why, proof }, isCurrent }: { goal: GoalState; isCurrent: boolean }): ReactElement {
  return (
    <li data-holds={holds || undefined}>
      <span className="hidden-text">{holds ? 'done: ' : 'open: '}</span>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <circle
          cx="8"
          cy="8"
          r="6.5"
          fill={holds ? 'var(--pass)' : 'none'}
          stroke={holds ? 'var(--pass)' : 'var(--edge)'}
          strokeWidth="1.5"
        />
        {holds && <path d="M4.6 8.2 7 10.6l4.4-5" fill="none" stroke="var(--surface)" strokeWidth="2" />}
      </svg>
      <div>
        <span>{text}</span>
        {!holds && why && (
          <small>
            {why}{' '}
            {proof && (
              <button
                type="button"
                className="quiet"
                disabled={!isCurrent}
                onClick={() => {
                  const lane = learnersLane()
                  if (lane !== undefined) openProof(lane, proof)
                }}
              >
                Show me
              </button>
            )}
          </small>
        )}
      </div>
    </li>
  )
}

/** One at a time; each is counted. */
function Hints(): ReactElement | null {
  const hints = useSession((session) => session.exercise?.hints ?? [])
  const taken = useSession((session) => session.progress.hints)
  const list = useRef<HTMLOListElement>(null)
  useEffect(() => {
    if (taken > 0) list.current?.lastElementChild?.scrollIntoView({ block: 'nearest' })
  }, [taken])
  if (hints.length === 0) return null
  return (
    <div className="hints" aria-live="polite">
      {taken > 0 && (
        <ol aria-label="Hints" ref={list}>
          {hints.slice(0, taken).map((hint) => (
            <li key={hint}>
              <Markdown of={hint} />
            </li>
          ))}
        </ol>
      )}
    </div>
  )
}

function Buttons(): ReactElement {
  const exercise = useSession((session) => session.exercise)!
  const taken = useSession((session) => session.progress.hints)
  const draft = useStore((state) => state.draft)
  const start = useStore((state) => state.start)
  const canShow = exercise.hasSolution && (taken >= exercise.hints.length || useSession.getState().progress.solved !== undefined)
  return (
    <>
      <div className="exercise-buttons">
        {exercise.goals.length > 0 && !exercise.isIncident && <CheckMyFix key={exercise.id} />}
        {exercise.hints.length > 0 && (
          <button
            type="button"
            disabled={taken >= exercise.hints.length}
            title={`${taken} of ${exercise.hints.length} taken`}
            onClick={() => setProgress({ hints: taken + 1 })}
          >
            Hint
          </button>
        )}
        <button type="button" disabled={draft === start} title="The exercise’s own start; undo brings your edits back" onClick={startOver}>
          Start over
        </button>
        {canShow && (
          <button type="button" className="quiet" title="Puts it into your lane; undo takes it away" onClick={() => void showSolution()}>
            Show the solution
          </button>
        )}
        {exercise.next !== undefined && <Next id={exercise.next} />}
        <HandIn />
      </div>
    </>
  )
}

function Next({ id }: { id: string }): ReactElement {
  const isDone = useSession((session) => session.progress.solved !== undefined)
  return (
    <button type="button" className={isDone ? 'primary' : 'quiet'} onClick={() => void openById(id)}>
      Next exercise
    </button>
  )
}

/** More than the ticks: every trial that fits the level, and the one that breaks the fix is shown beside it. */
function CheckMyFix(): ReactElement {
  const [trying, setTrying] = useState<FixProgress | null>(null)
  const [result, setFound] = useState<{ fixed: Fixed; of: string } | null>(null)
  // the run that is shown beside it is another lane: the fix is what the learner's own texts say
  const now = useStore((state) => (result && state.draft ? textsNow() : ''))
  const found = result?.of === now ? result : null
  const check = (): void => {
    const lane = learnersLane()
    const work = tryMyFix(setTrying)
    if (!work || lane === undefined) return
    setTrying({ kind: 'progress', ask: 0, done: 0, trying: '' })
    setFound(null)
    const of = textsNow()
    void work
      .then((fixed) => {
        setFound({ fixed, of })
        if (fixed.broken?.proof) openProof(lane, fixed.broken.proof)
      })
      .catch(() => setFound({ fixed: { says: 'It could not be tried to the end. Try again.', stood: 0 }, of }))
      .finally(() => setTrying(null))
  }
  return (
    <>
      <button type="button" className="primary" disabled={trying !== null} onClick={check}>
        Check my fix
      </button>
      <output className="fix-found" aria-live="polite">
        {trying ? (
          <>
            Trying it{trying.trying ? `: ${trying.trying}` : ''} … <progress aria-label="Check my fix" />
          </>
        ) : (
          found && <span data-broken={found.fixed.broken ? '' : undefined}>{found.fixed.says}</span>
        )}
      </output>
    </>
  )
}

/** Once, clearly: what it took, and where it goes on. */
function Solved(): ReactElement {
  const isNow = useSession(isSolved)
  const solved = useSession((session) => session.progress.solved)
  const sawSolution = useSession((session) => session.progress.sawSolution)
  const next = useSession((session) => session.exercise?.next)
  return (
    <output aria-label="Solved" className="solved" data-solved={isNow || undefined}>
      {isNow && solved && (
        <>
          <svg viewBox="0 0 20 20" width="22" height="22" aria-hidden="true">
            <circle cx="10" cy="10" r="9" fill="var(--pass)" />
            <path d="M5.5 10.4 8.6 13.5l5.9-7" fill="none" stroke="var(--surface)" strokeWidth="2.4" />
          </svg>
          <span>
            <b>Solved.</b> {tookWords(solved)}
            {sawSolution ? ' The solution was shown.' : ''} {next === undefined ? '' : 'Next exercise goes on.'}
          </span>
        </>
      )}
    </output>
  )
}

function tookWords({ edits, hints, seconds }: { edits: number; hints: number; seconds: number }): string {
  const many = (n: number, one: string): string => (n === 1 ? `1 ${one}` : `${n === 0 ? 'no' : n} ${one}s`)
  const time = seconds < 60 ? `${seconds} s` : `${Math.round(seconds / 60)} min`
  return `It took ${many(edits, 'edit')}, ${many(hints, 'hint')} and ${time}.`
}
