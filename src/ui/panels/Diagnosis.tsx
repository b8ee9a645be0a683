import type { ReactElement } from 'react'
import { selectLane } from '../state/actions.ts'
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
