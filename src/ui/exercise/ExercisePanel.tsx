import { useEffect, useRef, useState, type ReactElement, type ReactNode, type RefObject } from 'react'
import { flushSync } from 'react-dom'
import type { HiddenPart, Hide } from '../../lessons/exercise.ts'
import { explains } from '../cards/Term.tsx'
import { clockWords } from '../../views/text/duration-words.ts'
import { onPaper, useMedia, notCome } from '../kit/hooks.ts'
import { usePage } from '../state/page.ts'
import { useStore } from '../state/store.ts'
import { anotherFault, arrival, openById, showSolution, type ShownSolution, startOver } from './control.ts'
import type { Draft } from '../../share/payload.ts'
import { addedActions, laneNamed } from '../state/draft.ts'
import { allHold, brokenSince, isSolved, learnersTexts } from './solved.ts'
import { UnseenCurtain } from './Curtain.tsx'
import { Markdown } from './Markdown.tsx'
import { Answered, Questions } from './Predict.tsx'
import { Reading } from './Reading.tsx'
import { CourseEnd, Debrief, SolutionLines } from './Debrief.tsx'
import { QuickEdit } from './QuickEdit.tsx'
import { Locked } from './Locked.tsx'
import { setProgress, takeAttempt } from './course/progress.ts'
import { isHidden, openQuestion, useHidden, useSession, type LearnerProgress } from '../state/session.ts'
import { sha256 } from './sha256.ts'
import { pageAddress } from '../state/given.ts'
import { PaperQr } from '../kit/Qr.tsx'
import { TimeLeft } from './ExerciseHead.tsx'
import { CheckMyFix, Goals } from './Goals.tsx'
import { Clock, Outage } from './IncidentClock.tsx'
import { counted } from '../../views/text/words.ts'

/** Where the parts stand below each other. */
const NARROW = '(max-width: 767.98px)'
/** Where the task stands above the editor. */
const WIDE = '(min-width: 900px)'
const toTask = (): void => document.querySelector('#to-task')?.scrollIntoView()

/** The task, above the editor: what it is, what must hold, what helps, and what is done about it. */
export function ExercisePanel(): ReactElement | null {
  const exercise = useSession((session) => session.exercise)
  const trouble = useSession((session) => session.trouble)
  const isNarrow = useMedia(NARROW)
  const hasEditor = !useHidden('editor')
  const hasTerminal = !useHidden('terminal')
  const isTimelineHidden = useHidden('timeline')
  const isAsked = useSession((session) => openQuestion(session) >= 0)
  const id = exercise?.id
  const section = useHeldHeight()
  const before = useRef(id)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    // where the parts stand below each other the button that led here lies below the new task
    if (isNarrow && before.current !== id) toTask()
    before.current = id
    if (arrival.isChosen) heading.current?.focus({ preventScroll: true })
    arrival.isChosen = false
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- with an exercise that begins alone
  }, [exercise])
  if (!exercise) return null
  return (
    <section className="exercise" aria-label="Exercise" ref={section}>
      <h2 ref={heading} tabIndex={-1}>
        {exercise.title}
      </h2>
      {isNarrow && <TimeLeft />}
      <Reading key={exercise.id}>
        {exercise.story && <Markdown of={exercise.story} explains bySentence hasTerminal={hasTerminal} />}
        <Answered key={exercise.id} />
        <HiddenParts />
        <Unlock />
      </Reading>
      <div className="exercise-foot">
        <WhoseAttempt />
        <Questions key={exercise.id} />
        {exercise.goals.length > 0 && !isAsked && <Goals />}
        {!isAsked && <ToKeep />}
        <DoneLate />
        <Clock />
        {isTimelineHidden && <UnseenCurtain />}
        <Outage />
        {trouble && <p className="kept-broken">{trouble}</p>}
        <Hints />
        {isNarrow && hasEditor && <Locked part="texts" />}
        {isNarrow && hasEditor && !isAsked && <QuickEdit key={`change ${exercise.id}`} />}
      </div>
      <Solved />
      <Debrief key={`debrief ${exercise.id}`}>{exercise.next === undefined && exercise.isOfCourse ? <CourseEnd /> : null}</Debrief>
      <Buttons key={`buttons ${exercise.id}`} />
      <OnPaper />
    </section>
  )
}

/** While somebody writes, the editor stays where it is: what is said of the text grows and shrinks within its place, until it is solved. */
function useHeldHeight(): RefObject<HTMLElement | null> {
  const section = useRef<HTMLElement>(null)
  const isNow = useSession(isSolved)
  const hasTask = useSession((session) => session.exercise !== null)
  useEffect(() => {
    const main = document.querySelector('#main')!
    const element = section.current
    if (!element) return
    const hold = (): void => {
      const isHeld = !isNow && main.hasAttribute('data-writing') && matchMedia(WIDE).matches
      element.style.height = isHeld ? `${element.offsetHeight}px` : ''
    }
    hold()
    const observer = new MutationObserver(hold)
    observer.observe(main, { attributeFilter: ['data-writing'] })
    return () => observer.disconnect()
  }, [isNow, hasTask])
  return section
}

/** On paper, while a question is open: all that is asked, with room to write, what is to be reached, and the way to the exercise. */
function Sheet(): ReactElement {
  const exercise = useSession((session) => session.exercise)!
  return (
    <>
      <ol className="to-write" aria-label="Questions on paper">
        {exercise.questions.map(({ ask, choose }) => (
          <li key={ask}>
            {ask}{' '}
            {choose?.map((text) => (
              <span key={text}>☐ {text}</span>
            ))}
          </li>
        ))}
      </ol>
      <ul className="to-reach" aria-label="Goals on paper">
        {exercise.goals.map((text) => (
          <li key={text}>☐ {text}</li>
        ))}
      </ul>
      {pageAddress() !== '' && <PaperQr text={location.href} label="the exercise" />}
    </>
  )
}

/** The learner's texts, which an editor does not print whole. */
function OnPaper(): ReactElement | null {
  const [isPrinted, setPrinted] = useState(false)
  useEffect(
    () =>
      onPaper(
        () => flushSync(() => setPrinted(true)),
        () => setPrinted(false),
      ),
    [],
  )
  const hasEditor = !useHidden('editor')
  const lit = usePage((state) => state.lit)
  const isAsked = useSession((session) => openQuestion(session) >= 0)
  if (!isPrinted) return null
  return (
    <div data-sheet={isAsked || undefined}>
      {isAsked && <Sheet />}
      {hasEditor &&
        Object.entries(learnersTexts() ?? {}).map(([file, text]) => (
          <div key={file}>
            <h3>{file}</h3>
            <pre className="on-paper">
              <Marked text={text} line={lit?.file === file ? lit.line : 0} />
            </pre>
          </div>
        ))}
    </div>
  )
}

/** A text with the line marked that it is about; 0: none is. */
const Marked = ({ text, line }: { text: string; line: number }): ReactNode[] =>
  text.split('\n').flatMap((row, n) => [n > 0 && '\n', n === line - 1 ? <b key="line">{row}</b> : row])

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

/** The goals of all but an incident look at the texts alone, so that what is done at a time helps none of them. */
function DoneLate(): ReactElement | null {
  const isIncident = useSession((session) => session.exercise?.isIncident === true)
  const isNow = useSession(isSolved)
  const at = useStore(({ draft, start }) => lastAdded(actionsIn(draft), actionsIn(start)))
  if (isIncident || isNow || at === undefined) return null
  return (
    <output className="clock-says">
      What you did at {at} is so from then on, and the run shows it. The goals ask for the files as they are from the start: make the same
      change in the text itself.
    </output>
  )
}

/** What is done in the learner's lane. */
const actionsIn = (draft: Draft): unknown =>
  laneNamed(draft, useSession.getState().exercise?.lane).fields['actions'] ?? draft.common['actions']

/** When the last action happens that was not there before. */
function lastAdded(now: unknown, before: unknown): string | undefined {
  const added = addedActions(now, before).at(-1) as { at?: unknown } | undefined
  return added && clockWords(Number.parseFloat(String(added.at)))
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
  // what comes by itself, and opens nothing before, needs no line
  if (hidden === '' || !exercise?.hide || exercise.hide.until === 'solved') return null
  const names = hidden.split(',').map((part) => PART_NAMES[part as HiddenPart])
  return (
    <p className="aside">
      {names.join(', ')}: hidden {whenShown(exercise.hide.until)}.
    </p>
  )
}

/** How long a part is hidden, that being solved does not show. */
export const whenShown = (until: Exclude<Hide['until'], 'solved'>): string =>
  'hint' in until
    ? `until you take hint ${until.hint}`
    : 'minutes' in until
      ? `for ${until.minutes} minutes`
      : 'until the trainer’s word is given'

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

/** One at a time; each is counted. */
function Hints(): ReactElement | null {
  const hints = useSession((session) => session.exercise?.hints ?? [])
  const taken = useSession((session) => session.progress.hints)
  const list = useRef<HTMLOListElement>(null)
  const hasTerminal = !useHidden('terminal')
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
              <Markdown of={hint} hasTerminal={hasTerminal} />
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
  const isNow = useSession(isSolved)
  const [solution, setSolution] = useState<ShownSolution | null>(null)
  // an incident's clock begins anew too
  const hasRun = useStore((state) => exercise.isIncident === true && state.cursor > exercise.begin)
  const isNarrow = useMedia(NARROW)
  const isAtStart = draft === start && !isOthers && !hasRun
  const beginAnew = (): void => {
    startOver()
    if (isNarrow) toTask()
  }
  const isDone = useSession((session) => session.progress.solved !== undefined)
  const canShow = exercise.hasSolution && (taken >= exercise.hints.length || isDone)
  const { next: nextId } = exercise
  const next = nextId !== undefined && (
    <button
      type="button"
      className={isDone ? 'primary' : 'quiet'}
      {...explains('next')}
      onClick={() => void openById(nextId).catch(notCome)}
    >
      Next exercise
    </button>
  )
  return (
    <>
      {solution && <SolutionLines {...solution} />}
      <div className="wrap exercise-buttons">
        {isNow && next}
        {exercise.goals.length > 0 && !exercise.isIncident && <CheckMyFix key={exercise.id} />}
        {exercise.hints.length > 0 && !isNow && (
          <button
            type="button"
            // one that is disabled would lose the focus
            aria-disabled={taken >= exercise.hints.length || undefined}
            {...explains('hint')}
            onClick={() => taken < exercise.hints.length && setProgress({ hints: taken + 1 })}
          >
            Hint
          </button>
        )}
        <button type="button" aria-disabled={isAtStart || undefined} {...explains('start-over')} onClick={() => isAtStart || beginAnew()}>
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
          <button type="button" className="quiet" {...explains('solution')} onClick={() => void showSolution().then(setSolution, notCome)}>
            Show the solution
          </button>
        )}
        {!isNow && next}
        {!isNarrow && <TimeLeft />}
      </div>
    </>
  )
}

/** Once, clearly: what it took, and where it goes on. */
function Solved(): ReactElement {
  const isNow = useSession(isSolved)
  const isSoon = useSession((session) => !isSolved(session) && allHold(session))
  const broken = useSession(brokenSince)
  const isStart = useStore(({ draft, start }) => draft === start)
  const solved = useSession((session) => session.progress.solved)
  const sawSolution = useSession((session) => session.progress.sawSolution)
  return (
    <output aria-label="Solved" className="solved" data-solved={isNow || undefined}>
      {isSoon && !solved && (
        <span className="muted">All goals hold. It counts once the text has rested for two seconds, or with Check my fix.</span>
      )}
      {broken !== undefined && !isStart && <span>What you have solved stays so. But as the text stands now, {broken}.</span>}
      {isNow && solved && (
        <>
          <svg viewBox="0 0 20 20" width="22" height="22" aria-hidden="true">
            <circle cx="10" cy="10" r="9" fill="var(--pass)" />
            <path d="M5.5 10.4 8.6 13.5l5.9-7" fill="none" stroke="var(--surface)" strokeWidth="2.4" />
          </svg>
          <span>
            <b>Solved{solved.at === undefined ? '' : ` at ${clockWords(solved.at)}`}.</b> {tookWords(solved)}
            {sawSolution ? ' The solution was shown.' : ''}
          </span>
        </>
      )}
    </output>
  )
}

/** What it took, in a sentence. */
export function tookWords({ hints, seconds, outage }: NonNullable<LearnerProgress['solved']>): string {
  const time = seconds < 60 ? `${seconds} s` : `${Math.round(seconds / 60)} min`
  const score = outage === undefined ? '' : `It was away for ${outage} s. `
  return `${score}It took ${hints === 0 ? 'no hint' : counted(hints, 'hint')} and ${time}.`
}

/** The trainer's word shows what is hidden; only its hash is in the file. */
function Unlock(): ReactElement | null {
  const code = useSession(({ exercise }) =>
    exercise?.hide && typeof exercise.hide.until === 'object' && 'code' in exercise.hide.until ? exercise.hide.until.code : undefined,
  )
  const isUnlocked = useSession((session) => session.progress.isUnlocked)
  const [says, setSays] = useState('')
  if (code === undefined || isUnlocked) return null
  return (
    <form
      className="wrap unlock"
      onSubmit={(event) => {
        event.preventDefault()
        const word = new FormData(event.currentTarget).get('word')
        if (sha256(String(word).trim()) === code) setProgress({ isUnlocked: true })
        else setSays('That is not the word.')
      }}
    >
      <label>
        The trainer’s word <input name="word" autoComplete="off" />
      </label>
      <button type="submit">Show all</button>
      <output>{says}</output>
    </form>
  )
}
