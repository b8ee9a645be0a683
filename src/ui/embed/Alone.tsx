import type { ReactElement } from 'react'
import { useStore } from '../state/store.ts'
import { useNamedLanes } from '../state/results.ts'

/** In the place of the figure. */
export function Failure({ why }: { why: string }): ReactElement {
  return (
    <main className="page embedded alone">
      <h1>whyrestart</h1>
      <p role="alert">{why}</p>
      <p>This frame was to show why a pod restarts, second by second.</p>
      <a href={`./index.html${location.hash}`} target="_blank" rel="noopener">
        Open in whyrestart ↗
      </a>
    </main>
  )
}

/** Before anybody has asked for it: what it is, and nothing runs. */
export function Poster({ begin }: { begin: () => void }): ReactElement {
  const title = useStore((state) => String(state.draft.common.title))
  const lanes = useNamedLanes()
  return (
    <main className="page embedded alone">
      <h1>{title}</h1>
      <p>{lanes.map(({ name }) => name).join(' · ')}</p>
      <button type="button" onClick={begin}>
        ▶ Run it here
      </button>
    </main>
  )
}
