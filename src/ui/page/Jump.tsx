import type { ReactElement } from 'react'

/** What stands below each other where there is no room for it side by side. */
export type Stop = 'Task' | 'Timeline' | 'Answers' | 'Manifest'

const idOf = (stop: Stop): string => `to-${stop.toLowerCase()}`

/** One tap from the task to the text that it is about, and back. */
export function Jump({ to }: { to: readonly Stop[] }): ReactElement {
  return (
    <nav className="parts" aria-label="Parts of the page">
      {to.map((stop) => (
        <button key={stop} type="button" onClick={() => goTo(stop)}>
          {stop}
        </button>
      ))}
    </nav>
  )
}

/** Where a part begins; the keys go on from there. */
export function Landing({ of }: { of: Stop }): ReactElement {
  return <div className="landing" id={idOf(of)} tabIndex={-1} />
}

function goTo(stop: Stop): void {
  const place = document.querySelector<HTMLElement>(`#${idOf(stop)}`)
  place?.focus({ preventScroll: true })
  place?.scrollIntoView({ block: 'start' })
}
