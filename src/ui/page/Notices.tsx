import { useState, type ReactElement, type ReactNode } from 'react'
import { results } from '../state/results.ts'
import { saveFile } from '../kit/save-file.ts'
import { runAgain } from '../simulator/runner.ts'
import { backToOwn, dismiss, keepVisited } from '../state/actions.ts'
import type { Trouble } from '../state/make-store.ts'
import { isVisit } from '../state/slot.ts'
import { made, useStore } from '../state/store.ts'

const UNKEPT = 'This browser keeps nothing for this page: your texts are lost on reload. Share makes a link that holds them.'

const INCIDENT = 'You are looking at an incident of a real cluster, as its own texts tell it, and at a simulation of it'

/** What a person must know about the page as a whole: a line for each cause. */
export function Notices(): ReactElement {
  const message = results((state) => state.message)
  const ended = useStore((state) => state.ended)
  const notice = useStore((state) => state.notice)
  const troubles = useStore((state) => state.troubles)
  const isKept = useStore((state) => state.isKept)
  // who looks at a stage looks at somebody else's page
  const visiting = useStore((state) => isVisit(state.slot) && !state.presenting)
  // an exercise says itself what it is, and has its own way back
  const isExercise = useStore((state) => state.slot.startsWith('exercise:'))
  const isEmpty = !message && !notice && troubles.length === 0 && isKept && (!visiting || isExercise)
  return (
    <output className="notices" aria-live="polite">
      {!isEmpty && (
        <div className="notice">
          {message && (
            <Line text={message}>
              {ended && (
                <button type="button" onClick={runAgain}>
                  Run it again
                </button>
              )}
            </Line>
          )}
          {troubles.map((trouble) => (
            <Line key={trouble.cause} text={trouble.text}>
              {trouble.file && <SaveFile {...trouble.file} />}
              {trouble.again && (
                <button type="button" onClick={trouble.again}>
                  Try again
                </button>
              )}
              <Dismiss act={() => dismiss(trouble.cause)} />
            </Line>
          ))}
          {notice && (
            <Line text={notice}>
              <Dismiss act={() => useStore.setState({ notice: '' })} />
            </Line>
          )}
          {visiting && !isExercise && <Visiting />}
          {!isKept && <Line text={UNKEPT} />}
        </div>
      )}
    </output>
  )
}

function Line({ text, children }: { text: string; children?: ReactNode }): ReactElement {
  return (
    <div className="wrap notice-line">
      <span>{text}</span>
      {children}
    </div>
  )
}

function Dismiss({ act }: { act: () => void }): ReactElement {
  return (
    <button type="button" className="quiet" onClick={act}>
      Dismiss
    </button>
  )
}

function Visiting(): ReactElement {
  const home = useStore((state) => state.home)
  // a new visitor has nothing beside it
  const [hasWork] = useState(() => made.cabinet.get(home) !== undefined)
  // whoever pasted it: from a link nobody can tell whose incident it was
  const isIncident = useStore((state) => state.draft.lanes.some(({ fields }) => fields['happened'] !== undefined))
  const what = isIncident ? INCIDENT : 'You are looking at a shared scenario'
  return (
    <Line text={hasWork ? `${what}; your own scenario is kept beside it.` : `${what}.`}>
      <button type="button" onClick={backToOwn}>
        {hasWork ? 'Back to my own' : 'Leave it'}
      </button>
      <button type="button" className="quiet" onClick={keepVisited}>
        Keep this one
      </button>
    </Line>
  )
}

/** What could not be kept, to take away as a file. */
function SaveFile({ name, text }: NonNullable<Trouble['file']>): ReactElement {
  return (
    <button type="button" onClick={() => saveFile(name, text)}>
      Save it as a file
    </button>
  )
}
