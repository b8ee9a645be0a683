import { type ReactElement, useState } from 'react'
import type { FixProgress, Fixed } from './exercise-messages.ts'
import { useStore } from '../state/store.ts'
import { tryMyFix } from './control.ts'
import { endRest, isSolved, learnersLane, textsNow } from './solved.ts'
import { useSession, openQuestion } from '../state/session.ts'
import { closeProof, openProof } from '../simulator/open-proof.ts'
import { explains } from '../cards/Term.tsx'
import { results } from '../state/results.ts'
import { selectLane, setCursor } from '../state/actions.ts'

/** More than the ticks: every trial that fits the level, and the one that breaks the fix is shown beside it. */
export function CheckMyFix(): ReactElement {
  const [trying, setTrying] = useState<FixProgress | null>(null)
  const [result, setFound] = useState<{ fixed: Fixed; of: string; isDrawn: boolean } | null>(null)
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
    const call = tryMyFix()
    if (!call) return
    endRest()
    setTrying({ done: 0, trying: '' })
    setFound(null)
    // what was shown of the texts before
    closeProof()
    const of = textsNow()
    const follow = async (): Promise<void> => {
      for await (const progress of call) setTrying(progress)
      const fixed = await call.result
      if (fixed.broken?.isCalm === false) showFirstEnd(lane)
      const { broken } = fixed
      const isDrawn = broken?.isCalm === true && broken.proof !== undefined && openProof(lane, broken.proof, { isBeside: true })
      setFound({ fixed, of, isDrawn })
    }
    void follow()
      .catch(() => setFound({ fixed: { says: 'It could not be tried to the end. Try again.', stood: 0 }, of, isDrawn: false }))
      .finally(() => setTrying(null))
  }
  return (
    <>
      <button
        type="button"
        className={asked >= 0 || isSolvedNow ? undefined : 'primary'}
        disabled={trying !== null}
        {...explains('check')}
        onClick={check}
      >
        Check my fix
      </button>
      <output className="fix-found" aria-live="polite">
        {asked >= 0 && refused === asked && (
          <span data-broken>Answer the questions first, each with Reveal, or skip them; then the fix is checked.</span>
        )}
        {trying ? (
          <>
            Trying{trying.trying ? `: ${trying.trying}` : ' it'} … <progress aria-label="Check my fix" />
          </>
        ) : (
          found && (
            <span data-broken={found.fixed.broken && !isSolvedNow ? '' : undefined} data-advice={isSolvedNow || undefined}>
              {found.fixed.broken && isSolvedNow && <b>The goals hold: this is advice beyond them. </b>}
              {found.fixed.says}
              {found.isDrawn && ' The run that shows it is drawn below yours; your own lane is the one that you edit.'}
            </span>
          )
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
