import type { ReactElement } from 'react'
import { RECORDED_STORY } from '../../cases/the-strange-case.ts'
import { selectLane } from '../state/actions.ts'
import { goTo } from '../state/route.ts'
import { useStore } from '../state/store.ts'
import { useLook } from './useAnswer.ts'

/** Why it really happened, as the cluster's own texts say it, and whether the simulated lanes show the same. */
export function Diagnosis(): ReactElement | null {
  const diagnosis = useLook()?.diagnosis
  if (!diagnosis) return null
  const { text, because = [], fix, compared } = diagnosis
  return (
    <section aria-label="What the cluster’s texts say" className="diagnosis">
      <p className="summary">{text}</p>
      {compared.map(({ name, shows }) => (
        <p key={name}>
          <button type="button" className="jump long" onClick={() => selectNamed(name)}>
            {name}
          </button>{' '}
          {shows}
        </p>
      ))}
      {fix !== undefined && <p>{fix}</p>}
      {because.length > 0 && (
        <details>
          <summary>The lines that say so</summary>
          <ul>
            {because.map((line) => (
              <li key={line}>
                <code>{line}</code>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}

function selectNamed(name: string): void {
  const lane = useStore.getState().draft.lanes.find((lane) => lane.name === name)
  if (lane) selectLane(lane.id)
}

/** Where kubectl prints what a real one did of the story's case: that it did, and the way to its run. */
export function RecordedLine({ lane, printed }: { lane: string | undefined; printed: string }): ReactElement | null {
  const isStory = useStore((state) => state.slot === 'case:story')
  if (!isStory || lane !== RECORDED_STORY.lane) return null
  const [, ...real] = RECORDED_STORY.line.split(/ +/)
  if (!printed.split('\n').some((row) => row.trim().split(/ +/).slice(1).join() === real.join())) return null
  return (
    <p>
      <button type="button" className="small" title={RECORDED_STORY.line} onClick={() => goTo('how-we-know', RECORDED_STORY.recording)}>
        A real cluster printed the same
      </button>
    </p>
  )
}
