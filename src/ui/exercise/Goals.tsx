import type { ReactElement } from 'react'
import { useSession, useHidden, isHidden, type GoalState } from '../state/session.ts'
import { useStore } from '../state/store.ts'
import type { Proof } from '../../views/verdicts/cell.ts'
import { learnersLane } from './solved.ts'
import { closeProof, openProof } from '../simulator/open-proof.ts'
import { selectLane, setCursor } from '../state/actions.ts'
import { askDiffers } from './control.ts'
import { notCome } from '../kit/hooks.ts'

/** What must hold, and whether it does. */
export function Goals(): ReactElement {
  const judged = useSession((session) => session.goals)
  const hidesWhy = useHidden('why')
  const goals = hidesWhy ? judged.map(withoutCause) : judged
  const isCurrent = useSession((session) => session.isCurrent)
  // before the first change a goal that holds is not done, but there to be kept
  const isStart = useStore(({ draft, start }) => draft === start)
  const isIncident = useSession((session) => session.exercise?.isIncident === true)
  const tells = useSession((session) => !session.exercise?.isIncident || !isHidden(session, 'why'))
  const shared = tells ? sharedReason(goals) : undefined
  const shown = goals.map(({ n, text, holds, why, proof, after }): GoalState =>
    after !== undefined
      ? { n, text, holds, after }
      : tells && why !== undefined && withoutMoment(why) !== shared
        ? { n, text, holds, why, ...(proof ? { proof } : {}) }
        : { n, text, holds },
  )
  return (
    <>
      {shared !== undefined && <p className="shared-reason">{shared}</p>}
      <ul className="goals" aria-label="Goals" aria-busy={!isCurrent}>
        {shown.map((goal) => (
          <Goal key={goal.n} goal={goal} isCurrent={isCurrent} isStart={isStart} isIncident={isIncident} />
        ))}
      </ul>
    </>
  )
}

/** While the cause is to be found, what anybody sees. */
const withoutCause = ({ seen, ...goal }: GoalState): GoalState => (seen === undefined ? goal : { ...goal, why: seen })

/** What stands in the way of several goals alike, as a text that cannot be read does, is said once. */
function sharedReason(goals: readonly GoalState[]): string | undefined {
  const reasons = goals.flatMap(({ why, after }) => (why === undefined || after !== undefined ? [] : withoutMoment(why)))
  return reasons.find((why, n) => reasons.indexOf(why) < n)
}

/** Where there is no pod at all it is the same at every moment. */
const withoutMoment = (why: string): string => why.replace(/^There is no pod( \S+)? at [^:]*: /, 'There is no pod$1: ')

/** A run other than the picture's own is named, so that its times are not looked for there. */
function tried(proof: Proof | undefined): string {
  const deeds = proof?.trial.name.split(', ').filter((part) => part !== '' && !/^(on \d|run \d)/.test(part)) ?? []
  return deeds.length === 0 ? '' : `Tried: ${deeds.join(', ')}. `
}

interface GoalProps {
  goal: GoalState
  isCurrent: boolean
  /** Nothing is changed yet. */
  isStart: boolean
  isIncident: boolean
}

function Goal({ goal: { n, text, holds: held, why, proof, after }, isCurrent, isStart, isIncident }: GoalProps): ReactElement {
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
        {!holds && why && (
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
          className="quiet"
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
  void import('../panels/RequestForm.tsx').then(({ fillIn }) => {
    fillIn(proof.request)
    useStore.setState({ panel: 'request' })
  }, notCome)
}
