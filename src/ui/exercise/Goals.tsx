import { defined } from '../../manifest/own.ts'
import { fillIn } from '../simulator/typed.ts'
import { type ReactElement, useState } from 'react'
import { isHidden, openQuestion, useHidden, useSession } from '../state/session.ts'
import { useStore } from '../state/store.ts'
import type { GoalVerdict } from '../../lessons/judge-goals.ts'
import type { Proof } from '../../views/verdicts/questions.ts'
import { endRest, isSolved, learnersLane, textsNow } from './solved.ts'
import { closeProof, openProof } from '../simulator/open-proof.ts'
import { selectLane, setCursor, toEntry } from '../state/actions.ts'
import { askDiffers, tryMyFix } from './control.ts'
import { notCome, scrollIntoSight } from '../kit/hooks.ts'
import type { LaneDraft } from '../../share/payload.ts'
import type { Fixed, FixProgress } from './exercise-tasks.ts'
import { explains } from '../cards/Term.tsx'
import { results } from '../state/results.ts'

/** What must hold, and whether it does. */
export function Goals(): ReactElement {
  const judged = useSession((session) => session.goals)
  const hidesWhy = useHidden('why')
  const goals = hidesWhy ? judged.map(withoutCause) : judged
  const isCurrent = useSession((session) => session.isCurrent)
  const tells = useSession((session) => !session.exercise?.isIncident || !isHidden(session, 'why'))
  const shared = tells ? sharedReason(goals) : undefined
  const shown = goals.map(({ n, text, holds, why, proof, after }): GoalVerdict => {
    const isTold = after === undefined && tells && why !== undefined && withoutMoment(why) !== shared
    return { n, text, holds, ...(isTold ? defined({ why, proof }) : defined({ after })) }
  })
  return (
    <>
      {shared !== undefined && <p className="shared-reason">{shared}</p>}
      <ul className="goals" aria-label="Goals" aria-busy={!isCurrent}>
        {shown.map((goal) => (
          <Goal key={goal.n} goal={goal} />
        ))}
      </ul>
    </>
  )
}

/** While the cause is to be found, what anybody sees. */
const withoutCause = ({ seen, ...goal }: GoalVerdict): GoalVerdict => (seen === undefined ? goal : { ...goal, why: seen })

/** What stands in the way of several goals alike, as a text that cannot be read does, is said once. */
function sharedReason(goals: readonly GoalVerdict[]): string | undefined {
  const reasons = goals.flatMap(({ why, after }) => (why === undefined || after !== undefined ? [] : withoutMoment(why)))
  return reasons.find((why, n) => reasons.indexOf(why) < n)
}

/** Where there is no pod at all it is the same at every moment. */
const withoutMoment = (why: string): string => why.replace(/^There is no pod( \S+)? at [^:]*: /, 'There is no pod$1: ')

/** A run other than the timeline's own is named, so that its times are not looked for there. */
function tried(proof: Proof | undefined): string {
  const deeds = proof?.trial.name.split(', ').filter((part) => part !== '' && !/^(on|seed) \d/.test(part)) ?? []
  return deeds.length === 0 ? '' : `Tried: ${deeds.join(', ')}. `
}

function Goal({ goal: { n, text, holds: held, why, proof, after } }: { goal: GoalVerdict }): ReactElement {
  const isCurrent = useSession((session) => session.isCurrent)
  // before the first change a goal that holds is not done, but there to be kept
  const isStart = useStore(({ draft, start }) => draft === start)
  const isIncident = useSession((session) => session.exercise?.isIncident === true)
  // what is being worked out says nothing old
  const holds = held && isCurrent
  return (
    <li data-holds={holds || undefined} data-pending={!isCurrent || undefined}>
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
        {holds && isStart && !isIncident && <em className="aside"> (keep it so)</em>}
        {!holds && isIncident && isCurrent && <em className="aside"> (not yet)</em>}
        {!holds && after !== undefined && <em className="aside"> (after {after === 1 && n === 2 ? 'the first' : `goal ${after}`})</em>}
        {!holds && why && (!isStart || isIncident) && (
          // what is still to be done comes first: what is wrong with it is told of what was tried
          <small title={why}>
            {tried(proof)}
            {why}
          </small>
        )}
      </div>
      {!holds && why && proof && (
        // it stays what the keys are at while its run is made
        <button
          type="button"
          className="quiet small"
          aria-disabled={!isCurrent}
          onClick={() => isCurrent && void showProof(n, proof).catch(notCome)}
        >
          Show me
        </button>
      )}
    </li>
  )
}

/** The run and the moment that show it, beside the learner's own lane; a request of that lane in its panel. */
async function showProof(n: number, proof: Proof): Promise<void> {
  const lane = learnersLane()
  // a second lane that looks like the first shows nothing
  const differs = proof.kind === 'request' || proof.trial.name === '' || (await askDiffers(n))
  if (differs) openProof(lane, proof, { isBeside: true })
  else {
    closeProof()
    selectLane(lane)
    setCursor(proof.at)
  }
  if (proof.kind !== 'request' || proof.trial.name !== '' || isHidden(useSession.getState(), 'request')) return
  fillIn(proof.request)
  useStore.setState({ panel: 'request' })
}

/** More than the ticks: every trial that fits the level, and the one that breaks the fix is shown beside it. */
export function CheckMyFix(): ReactElement {
  const [trying, setTrying] = useState<FixProgress | null>(null)
  const [result, setFound] = useState<{ fixed: Fixed; of: string; drawn?: LaneDraft['fields'] | undefined } | null>(null)
  // the run that is shown beside it is another lane: the fix is what the learner's own texts say
  const now = useStore((state) => (result && state.draft ? textsNow() : ''))
  const found = result?.of === now ? result : null
  const isDrawn = useStore(({ draft }) => draft.lanes.some(({ fields }) => fields === found?.drawn))
  const isSolvedNow = useSession(isSolved)
  const hidesWhy = useHidden('why')
  const asked = useSession((session) => openQuestion(session))
  // said when it was pressed, and until the question is answered
  const [refused, setRefused] = useState<number>()
  const check = (): void => {
    // the button keeps the focus while it tries
    if (trying) return
    if (asked >= 0) {
      setRefused(asked)
      leadToQuestion()
      return
    }
    const lane = learnersLane()
    const call = tryMyFix()
    if (!call) return
    endRest()
    setTrying({ done: 0, trying: '' })
    setFound(null)
    const of = textsNow()
    const follow = async (): Promise<void> => {
      for await (const progress of call) setTrying(progress)
      const fixed = await call.result
      if (fixed.broken?.isCalm === false) showFirstEnd(lane)
      const { broken } = fixed
      const isDrawn = broken?.isCalm === true && broken.proof !== undefined && openProof(lane, broken.proof, { isBeside: true })
      setFound({ fixed, of, drawn: isDrawn ? useStore.getState().draft.lanes.find(({ isShown }) => isShown)?.fields : undefined })
    }
    void follow()
      .catch(() => {
        const says = 'It could not be tried to the end. Try again.'
        setFound({ fixed: { says, seen: says, stood: 0 }, of })
      })
      .finally(() => setTrying(null))
  }
  return (
    <>
      <button
        type="button"
        className={asked >= 0 || isSolvedNow ? undefined : 'primary'}
        aria-disabled={trying !== null || undefined}
        {...explains('check')}
        onClick={check}
      >
        Check my fix
      </button>
      <output className="fix-found" aria-live="polite">
        {refused === asked && <span data-broken>Answer the questions first, each with Reveal, or skip them; then the fix is checked.</span>}
        {trying ? (
          <>
            Trying{trying.trying ? `: ${trying.trying}` : ' it'} … <progress aria-label="Check my fix" />
          </>
        ) : (
          found && (
            <span
              ref={scrollIntoSight}
              data-broken={found.fixed.broken && !isSolvedNow ? '' : undefined}
              data-advice={isSolvedNow || undefined}
            >
              {found.fixed.broken && isSolvedNow && <b>The goals hold: this is advice beyond them. </b>}
              {hidesWhy ? found.fixed.seen : found.fixed.says}
              {isDrawn && ' The run that shows it is drawn below yours; your own lane is the one that you edit.'}
            </span>
          )
        )}
      </output>
    </>
  )
}

/** Where a lane is not even calm: its own run shows it, at the first kill or end. */
function showFirstEnd(lane: string): void {
  const tracks = results.getState().lanes[lane]?.drawing.tracks ?? []
  const ends = tracks.flatMap(({ kills, lives }) => [
    ...kills.map(({ t, id }) => ({ t, id })),
    ...lives.flatMap(({ to, endId }) => (endId === undefined ? [] : { t: to, id: endId })),
  ])
  const [first] = ends.toSorted((a, b) => a.t - b.t)
  if (!first) return
  selectLane(lane)
  toEntry(lane, first)
}

/** To the first thing that can be answered. */
function leadToQuestion(): void {
  const question = document.querySelector('.predict:not([data-answered])')
  question?.scrollIntoView({ block: 'nearest' })
  question?.querySelector<HTMLElement>('input')?.focus()
}
