import { useEffect, useRef, useState, type ReactElement } from 'react'
import { flushSync } from 'react-dom'
import type { HiddenPart } from '../../lessons/exercise.ts'
import type { Proof } from '../../views/verdicts/cell.ts'
import { explains } from '../cards/Term.tsx'
import { durationOf } from '../state/draft.ts'
import { clockWords } from '../../views/text/duration.ts'
import { closeProof, openProof } from '../simulator/proof.ts'
import { useMedia } from '../page/hooks.ts'
import { notCome } from '../page/part.ts'
import { results } from '../simulator/results.ts'
import { backToOwn, selectLane, setCursor } from '../state/actions.ts'
import { made, useStore } from '../state/store.ts'
import { anotherFault, openById, learnersLane, showSolution, startOver, textsNow, tryMyFix } from './control.ts'
import { UnseenCurtain } from './Curtain.tsx'
import { CourseList } from './CourseList.tsx'
import { HandIn } from './HandIn.tsx'
import { Markdown } from './Markdown.tsx'
import type { Fixed, FixProgress } from './messages.ts'
import { Answered, Questions } from './Predict.tsx'
import { QuickEdit } from './QuickEdit.tsx'
import { useLearn } from './learn.ts'
import { isSolved, setProgress, takeAttempt } from './progress.ts'
import { isAnswered, isHidden, openQuestion, useHidden, useSession, type GoalState, type Progress } from './session.ts'
import { Unlock } from './Unlock.tsx'

/** The task, above the editor: what it is, what must hold, what helps, and what is done about it. */
export function ExercisePanel(): ReactElement | null {
  const exercise = useSession((session) => session.exercise)
  const trouble = useSession((session) => session.trouble)
  const isNarrow = useMedia('(max-width: 767.98px)')
  const hasEditor = !useHidden('editor')
  const isTimelineHidden = useHidden('timeline')
  // the dialog over the page has the same list, and one name is of one thing
  const isListed = useLearn((state) => state.page === 'course')
  const place = useRef<HTMLDivElement>(null)
  const id = exercise?.id
  const before = useRef(id)
  useEffect(() => {
    place.current?.scrollTo(0, 0)
    // where the parts stand below each other the button that led here lies below the new task
    if (isNarrow && before.current !== id) document.querySelector('#to-task')?.scrollIntoView()
    before.current = id
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- with another exercise alone
  }, [id])
  if (!exercise) return null
  return (
    <section className="exercise" aria-label="Exercise">
      <div className="exercise-head">
        <h2>{exercise.title}</h2>
        <TimeLeft />
        {exercise.isOfCourse && !isListed && <CourseList current={exercise.id} />}
        <Leave />
      </div>
      {/* A long story is scrolled with the keys. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="exercise-story" ref={place} tabIndex={0}>
        {exercise.story && <Markdown of={exercise.story} explains />}
        <Answered key={exercise.id} />
        <HiddenParts />
        <Unlock />
      </div>
      <div className="exercise-foot">
        <WhoseAttempt />
        <Questions key={exercise.id} />
        {exercise.goals.length > 0 && <Goals />}
        <ToKeep />
        <Clock />
        {isTimelineHidden && <UnseenCurtain />}
        <Outage />
        {trouble && <p className="kept-broken">{trouble}</p>}
        <Hints />
        {isNarrow && hasEditor && <QuickEdit key={exercise.id} />}
      </div>
      <Solved />
      <Buttons />
      <OnPaper />
    </section>
  )
}

/** The learner's texts, which an editor does not print whole. */
function OnPaper(): ReactElement | null {
  const [isPrinted, setPrinted] = useState(false)
  useEffect(() => {
    const begin = (): void => flushSync(() => setPrinted(true))
    const end = (): void => setPrinted(false)
    addEventListener('beforeprint', begin)
    addEventListener('afterprint', end)
    return () => {
      removeEventListener('beforeprint', begin)
      removeEventListener('afterprint', end)
    }
  }, [])
  const hasEditor = !useHidden('editor')
  if (!isPrinted || !hasEditor) return null
  return (
    <>
      {Object.entries(JSON.parse(textsNow()) as Readonly<Record<string, string>>).map(([file, text]) => (
        <div key={file}>
          <h3>{file}</h3>
          <pre className="on-paper">{text}</pre>
        </div>
      ))}
    </>
  )
}

/** What a fix may not touch: said from the start, and marked once it is broken. */
function ToKeep(): ReactElement | null {
  const kept = useSession((session) => session.kept)
  if (kept.length === 0) return null
  return (
    <ul className="to-keep" aria-label="To be kept">
      {kept.map(({ text, holds }) => (
        <li key={text} className={holds ? undefined : 'kept-broken'}>
          <b>{holds ? 'To be kept:' : 'To be kept, and broken:'}</b> {text}
        </li>
      ))}
    </ul>
  )
}

/** The minutes that it is meant to take: shown, never enforced. */
function TimeLeft(): ReactElement | null {
  const minutes = useSession((session) => session.exercise?.minutes)
  const left = useSession(({ progress }) => Math.ceil((minutes ?? 0) - progress.seconds / 60))
  const isDone = useSession((session) => session.progress.solved !== undefined)
  if (minutes === undefined || isDone) return null
  const says =
    left >= minutes ? `about ${minutes} min` : left > 0 ? `${left} of ${minutes} min left` : `${minutes} min are over; take your time`
  return <small className="aside">{says}</small>
}

/** The way back to what was open before: to one's own, where there is something of one's own. */
function Leave(): ReactElement {
  const home = useStore((state) => state.home)
  const hasWork = useStore((state) => state.hasOwn && state.home === 'own') || made.cabinet.get(home) !== undefined
  return (
    <button type="button" className="quiet leave" {...explains('back-to-own')} onClick={backToOwn}>
      {hasWork ? 'Back to my own' : 'Leave the exercise'}
    </button>
  )
}

const PART_NAMES: Readonly<Record<HiddenPart, string>> = {
  why: 'Why',
  'what-if': 'What if',
  verdicts: 'Verdicts',
  lanes: 'the other lanes',
  terminal: 'Terminal',
  request: 'Request',
  events: 'Events',
  future: 'what has not happened yet',
  timeline: 'the timeline',
  editor: 'the editor',
}

/** Nobody looks for what is not there. */
function HiddenParts(): ReactElement | null {
  const exercise = useSession((session) => session.exercise)
  const hidden = useSession((session) => (exercise?.hide?.parts ?? []).filter((part) => isHidden(session, part)).join())
  if (hidden === '' || !exercise?.hide) return null
  const { until } = exercise.hide
  const when =
    until === 'solved'
      ? 'until it is solved'
      : 'hint' in until
        ? `until hint ${until.hint} is taken`
        : 'minutes' in until
          ? `for ${until.minutes} minutes`
          : 'until the trainer’s word is given'
  const names = hidden.split(',').map((part) => PART_NAMES[part as HiddenPart])
  return (
    <p className="aside">
      Hidden {when}: {names.join(', ')}.
    </p>
  )
}

/** Another person's work is not taken for one's own. */
function WhoseAttempt(): ReactElement | null {
  const name = useSession((session) => session.attemptOf)
  if (name === undefined) return null
  return (
    <p className="clock-says">
      {name === '' ? (
        <>
          This attempt came by a link without a name. It is not counted as yours.{' '}
          <button type="button" className="quiet" onClick={takeAttempt}>
            It is mine: count it
          </button>
        </>
      ) : (
        <>
          This is the attempt of <b>{name}</b>. It is not counted as yours; Start over begins your own.
        </>
      )}
    </p>
  )
}

/** In an incident time is what it is about: it runs by Play alone, and waits for who types. */
function Clock(): ReactElement | null {
  const isIncident = useSession((session) => session.exercise?.isIncident === true && session.progress.solved === undefined)
  const playing = useStore((state) => state.playing)
  const isHeld = useSession((session) => session.isHeld === true)
  const speed = useSession((session) => session.speed ?? 1)
  useEffect(() => (isIncident && playing ? holdWhileTyping() : undefined), [isIncident, playing])
  const cursor = useStore((state) => Math.floor(state.cursor))
  const end = useStore((state) => durationOf(state.draft))
  if (!isIncident) return null
  return (
    <p className="clock-says">
      {cursor >= end ? (
        <>The clock has come to its end, {clockWords(end)}. Start over begins the same incident anew.</>
      ) : playing ? (
        isHeld ? (
          <>The clock waits while you type.</>
        ) : (
          <>The clock runs, {speed} s in one second. It waits while you type; Pause stops it while you think.</>
        )
      ) : (
        <>
          The clock stands at {clockWords(cursor)}. <b>Press Play</b> and it runs on, {speed} s in one second, and never back. It waits
          while you type, and Pause stops it while you think. What you type happens at the time that it shows.
        </>
      )}
    </p>
  )
}

/** What was typed last is typed on, for so long. */
const TYPING_MS = 2000
const LOOK_MS = 150

/** An incident's clock stands while a command or a text is being typed. The function given back ends it. */
function holdWhileTyping(): () => void {
  let typedMs = -Infinity
  const hear = ({ target }: KeyboardEvent): void => {
    if (target instanceof Element && target.closest('.editor, dialog')) typedMs = performance.now()
  }
  const look = (): void => {
    const { activeElement } = document
    const isCommand = activeElement instanceof HTMLInputElement && activeElement.id === 'command' && activeElement.value !== ''
    const isHeld = isCommand || performance.now() - typedMs < TYPING_MS
    if (isHeld !== useSession.getState().isHeld) useSession.setState({ isHeld })
  }
  const timer = setInterval(look, LOOK_MS)
  addEventListener('keydown', hear, true)
  return () => {
    clearInterval(timer)
    removeEventListener('keydown', hear, true)
    useSession.setState({ isHeld: false })
  }
}

/** The score of an incident, as things stand: what is not mended lasts to the end of the run. */
function Outage(): ReactElement | null {
  const outage = useSession((session) => session.outage)
  const outages = useSession((session) => session.outages)
  const isDone = useSession(isSolved)
  const cursor = useStore((state) => state.cursor)
  const end = useStore((state) => durationOf(state.draft))
  if (outage === undefined) return null
  const before = (outages ?? []).reduce((sum, { from, to }) => sum + Math.max(0, Math.min(to, cursor) - from), 0)
  const soFar = isDone ? '' : `; ${Math.round(before)} s of them by ${clockWords(cursor)}`
  return (
    <p className="aside">
      Out of service for {outage} s by the end at {clockWords(end)}, as things stand{soFar}.
    </p>
  )
}

function Goals(): ReactElement {
  const goals = useSession((session) => session.goals)
  const isCurrent = useSession((session) => session.isCurrent)
  // a reason would answer what is asked first
  const isAsked = useSession(({ exercise, progress }) => exercise !== null && !isAnswered(exercise, progress))
  // before the first change a goal that holds is not done, but there to be kept
  const isStart = useStore(({ draft, start }) => draft === start)
  const others = useSession(({ exercise }) => exercise !== null && !exercise.isIncident)
  const tells = useSession((session) => !session.exercise?.isIncident || !isHidden(session, 'why'))
  const shared = tells && !isAsked ? sharedReason(goals) : undefined
  const shown = goals.map(({ n, text, holds, why, proof }): GoalState =>
    isAsked
      ? { n, text, holds: false }
      : tells && why !== undefined && withoutMoment(why) !== shared
        ? { n, text, holds, why, ...(proof ? { proof } : {}) }
        : { n, text, holds },
  )
  return (
    <>
      {shared !== undefined && <p className="shared-reason">{shared}</p>}
      <ul className="goals" aria-label="Goals" aria-busy={!isCurrent}>
        {shown.map((goal) => (
          <Goal key={goal.n} goal={goal} isCurrent={isCurrent} isStart={isStart} />
        ))}
      </ul>
      {others && !isAsked && (
        <small className="aside">Goals are also checked with other random seeds and on other releases, so a lucky fix is not enough.</small>
      )}
    </>
  )
}

/** What stands in the way of several goals alike, as a text that cannot be read does, is said once. */
function sharedReason(goals: readonly GoalState[]): string | undefined {
  const reasons = goals.flatMap(({ why }) => (why === undefined ? [] : withoutMoment(why)))
  return reasons.find((why, n) => reasons.indexOf(why) < n)
}

/** Where there is no pod at all it is the same at every moment. */
const withoutMoment = (why: string): string => why.replace(/^There is no pod at [^:]*: /, 'There is no pod: ')

/** A run other than the picture's own is named, so that its times are not looked for there. */
function tried(proof: Proof | undefined): string {
  const deeds = proof?.trial.name.split(', ').filter((part) => part !== '' && !/^(on \d|seed \d)/.test(part)) ?? []
  return deeds.length === 0 ? '' : `Tried: ${deeds.join(', ')}. `
}

interface GoalProps {
  goal: GoalState
  isCurrent: boolean
  /** Nothing is changed yet. */
  isStart: boolean
}

function Goal({ goal: { text, holds, why, proof }, isCurrent, isStart }: GoalProps): ReactElement {
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
        {holds && isStart && <em className="aside"> (holds already: keep it so)</em>}
        {!holds && why && (
          <small title={why}>
            {tried(proof)}
            {why}
          </small>
        )}
      </div>
      {!holds && why && proof && (
        // it stays what the keys are at while its run is made
        <button type="button" className="quiet" aria-disabled={!isCurrent} onClick={() => isCurrent && showProof(proof)}>
          Show me
        </button>
      )}
    </li>
  )
}

/** The run and the moment that show it, beside the learner's own lane; a request of that lane in its panel. */
function showProof(proof: Proof): void {
  const lane = learnersLane()
  if (lane === undefined) return
  openProof(lane, proof, { isBeside: true })
  if (proof.kind !== 'request' || proof.trial.name !== '' || isHidden(useSession.getState(), 'request')) return
  void import('../panels/RequestPanel.tsx').then(({ fillIn }) => {
    fillIn(proof.request)
    useStore.setState({ panel: 'request' })
  }, notCome)
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
  const isOthers = useSession((session) => session.attemptOf !== undefined)
  // an incident's clock begins anew too
  const hasRun = useStore((state) => exercise.isIncident === true && state.cursor > exercise.begin)
  const canShow = exercise.hasSolution && (taken >= exercise.hints.length || useSession.getState().progress.solved !== undefined)
  return (
    <>
      <div className="exercise-buttons">
        {exercise.goals.length > 0 && !exercise.isIncident && <CheckMyFix key={exercise.id} />}
        {exercise.hints.length > 0 && (
          <button
            type="button"
            disabled={taken >= exercise.hints.length}
            {...explains('hint')}
            onClick={() => setProgress({ hints: taken + 1 })}
          >
            Hint
          </button>
        )}
        <button type="button" disabled={draft === start && !isOthers && !hasRun} {...explains('start-over')} onClick={startOver}>
          Start over
        </button>
        {exercise.isIncident && (
          <button
            type="button"
            className="quiet"
            title="The same task from its start, and something else breaks"
            onClick={() => void anotherFault().catch(notCome)}
          >
            Another fault
          </button>
        )}
        {canShow && (
          <button type="button" className="quiet" {...explains('solution')} onClick={() => void showSolution().catch(notCome)}>
            Show the solution
          </button>
        )}
        {exercise.next !== undefined && <Next id={exercise.next} />}
        <HandIn key={`of ${exercise.id}`} />
      </div>
    </>
  )
}

function Next({ id }: { id: string }): ReactElement {
  const isDone = useSession((session) => session.progress.solved !== undefined)
  return (
    <button type="button" className={isDone ? 'primary' : 'quiet'} {...explains('next')} onClick={() => void openById(id).catch(notCome)}>
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
  const isSolvedNow = useSession(isSolved)
  const asked = useSession((session) => openQuestion(session))
  // said when it was pressed, and until the question is answered
  const [refused, setRefused] = useState(-1)
  const check = (): void => {
    if (asked >= 0) {
      setRefused(asked)
      leadToQuestion()
      return
    }
    const lane = learnersLane()
    const work = tryMyFix(setTrying)
    if (!work || lane === undefined) return
    setTrying({ kind: 'progress', ask: 0, done: 0, trying: '' })
    setFound(null)
    // what was shown of the texts before
    closeProof()
    const of = textsNow()
    void work
      .then((fixed) => {
        setFound({ fixed, of })
        if (fixed.broken?.isCalm === false) showFirstEnd(lane)
        else if (fixed.broken?.proof) openProof(lane, fixed.broken.proof, { isBeside: true })
      })
      .catch(() => setFound({ fixed: { says: 'It could not be tried to the end. Try again.', stood: 0 }, of }))
      .finally(() => setTrying(null))
  }
  return (
    <>
      <button type="button" className="primary" disabled={trying !== null} {...explains('check')} onClick={check}>
        Check my fix
      </button>
      <output className="fix-found" aria-live="polite">
        {asked >= 0 && refused === asked && <span data-broken>Answer the questions first, each with Reveal; then the fix is checked.</span>}
        {trying ? (
          <>
            Trying{trying.trying ? `: ${trying.trying}` : ' it'} … <progress aria-label="Check my fix" />
          </>
        ) : (
          found && (
            <span data-broken={found.fixed.broken && !isSolvedNow ? '' : undefined} data-advice={isSolvedNow || undefined}>
              {found.fixed.broken && isSolvedNow && <b>The goals hold: this is advice beyond them. </b>}
              {found.fixed.says}
              {found.fixed.broken?.isCalm &&
                found.fixed.broken.proof &&
                ' The run that shows it is drawn below yours; your own lane is the one that you edit.'}
            </span>
          )
        )}
        {!trying && !found && asked < 0 && !isSolvedNow && (
          <small>Check my fix tries more than the goals: a hang, a crash, a slow minute …</small>
        )}
      </output>
    </>
  )
}

/** Where a lane is not even calm: its own picture shows it, at the first kill or end. */
function showFirstEnd(lane: string): void {
  const tracks = results.getState().lanes[lane]?.drawing.tracks ?? []
  const ends = tracks.flatMap(({ kills, lives }) => [
    ...kills.map(({ t, id }) => ({ t, id })),
    ...lives.flatMap(({ to, endId }) => (endId === undefined ? [] : { t: to, id: endId })),
  ])
  const [first] = ends.toSorted((a, b) => a.t - b.t)
  if (!first) return
  selectLane(lane)
  setCursor(first.t)
  // the cursor is cut to hundredths; to see what happened it must not lie before it
  useStore.setState({ cursor: first.t, playing: false, selected: { lane, id: first.id } })
}

/** To the first thing that can be answered. */
function leadToQuestion(): void {
  const question = document.querySelector('.predict:not([data-answered])')
  question?.scrollIntoView({ block: 'nearest' })
  question?.querySelector<HTMLElement>('input')?.focus()
}

/** Once, clearly: what it took, and where it goes on. */
function Solved(): ReactElement {
  const isNow = useSession(isSolved)
  const solved = useSession((session) => session.progress.solved)
  const sawSolution = useSession((session) => session.progress.sawSolution)
  const isOthers = useSession((session) => session.attemptOf !== undefined)
  const next = useSession((session) => session.exercise?.next)
  const end = useStore((state) => durationOf(state.draft))
  const cursor = useStore((state) => (isNow ? state.cursor : 0))
  return (
    <output aria-label="Solved" className="solved" data-solved={isNow || undefined}>
      {isNow && solved && (
        <>
          <svg viewBox="0 0 20 20" width="22" height="22" aria-hidden="true">
            <circle cx="10" cy="10" r="9" fill="var(--pass)" />
            <path d="M5.5 10.4 8.6 13.5l5.9-7" fill="none" stroke="var(--surface)" strokeWidth="2.4" />
          </svg>
          <span>
            <b>Solved{solved.at === undefined ? '' : ` at ${clockWords(solved.at)}`}.</b> {tookWords(solved, isOthers)}
            {sawSolution ? ' The solution was shown.' : ''}
            {solved.at !== undefined && cursor < end
              ? ` The clock need not run on: the goals were judged to the end of the run, at ${clockWords(end)}, and hold there.`
              : ''}{' '}
            {next === undefined ? '' : 'Next exercise goes on.'}
          </span>
        </>
      )}
    </output>
  )
}

/** A link says of somebody else's attempt how many hints and how long it took, and nothing of its edits. */
function tookWords({ edits, hints, seconds, outage }: NonNullable<Progress['solved']>, isOthers: boolean): string {
  const many = (n: number, one: string): string => (n === 1 ? `1 ${one}` : `${n === 0 ? 'no' : n} ${one}s`)
  const time = seconds < 60 ? `${seconds} s` : `${Math.round(seconds / 60)} min`
  const score = outage === undefined ? '' : `It was away for ${outage} s. `
  const changes = isOthers ? '' : `${many(edits, outage === undefined ? 'edit' : 'change')}, `
  return `${score}It took ${changes}${many(hints, 'hint')} and ${time}.`
}
