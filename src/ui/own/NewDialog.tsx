import { useState, type ReactElement } from 'react'
import { empty, ownPod } from '../../cases/own-pod.ts'
import { openOwn } from '../state/case-actions.ts'
import { draftOf, type Draft } from '../../share/payload.ts'
import { CASES } from '../state/store.ts'
import { PickFiles } from './Bring.tsx'
import { Choice, Choices } from './Choices.tsx'
import { earlier } from './earlier.ts'

/** Where a scenario of one's own begins. */
export function NewDialog({ close }: { close: () => void }): ReactElement {
  const [before] = useState(earlier)
  return (
    <Choices title="A scenario of your own" close={close}>
      <ul>
        <Choice name="A small pod" act={() => openOwn(draftOf(ownPod(CASES.today)))}>
          One container with a liveness probe; its program begins to fail after a minute. A place to begin.
        </Choice>
        <Choice name="Empty" act={() => openOwn(draftOf(empty(CASES.today)))}>
          No file yet.
        </Choice>
      </ul>
      <Bringing to="page" close={close} />
      {before.length > 0 && (
        <>
          <h3>Set aside earlier</h3>
          <ul>
            {before.map((draft) => (
              <Choice key={JSON.stringify(draft)} name={String(draft.common.title)} act={() => openOwn(draft)}>
                {describe(draft)}
              </Choice>
            ))}
          </ul>
        </>
      )}
    </Choices>
  )
}

function describe({ common, lanes }: Draft): string {
  const files = [...new Set(lanes.flatMap(({ fields }) => Object.keys(fields.manifests ?? {})))]
  return `Kubernetes ${common.kubernetes}, ${lanes.length} ${lanes.length === 1 ? 'lane' : 'lanes'}: ${lanes
    .slice(0, 3)
    .map(({ name }) => name)
    .join(', ')}${lanes.length > 3 ? ', …' : ''}; ${files.slice(0, 3).join(', ') || 'no file'}`
}

/** The three ways in. */
export function Bringing({ to, close }: { to: 'lane' | 'page'; close: () => void }): ReactElement {
  return (
    <p className="bringing">
      <PickFiles to={to} done={close}>
        Choose files…
      </PickFiles>
      <span>
        or drop them here, or paste with <kbd>Ctrl</kbd> <kbd>V</kbd>: a Pod, a Deployment or another workload, several at once
        {to === 'page' ? ', or a scenario' : ''}.
      </span>
    </p>
  )
}
