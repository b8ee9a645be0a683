import { useLayoutEffect, type ReactElement, type ReactNode } from 'react'
import { isRecord } from '../../manifest/own.ts'
import type { HiddenPart, Hide } from '../../lessons/exercise.ts'
import { Markdown } from '../exercise/Markdown.tsx'
import { isHidden, NEW, useSession, type OpenExercise } from '../state/session.ts'
import { useStore } from '../state/store.ts'
import './framed.css'

/** What a frame has besides: who hides one of these wants nothing of the run to be seen before it is asked for. */
const PICTURED: readonly HiddenPart[] = ['why', 'lanes', 'terminal', 'request', 'events', 'future', 'timeline', 'editor']

interface Framing {
  /** The scenario's `exercise`, as the link has it. */
  of: unknown
  /** What stands above the lanes in any frame. */
  head: ReactNode
  children: ReactNode
}

/** An exercise in a frame: what it is about, how it begins, and the way to the page, where it is solved. What it hides is not there. */
export function Framed({ of, head, children }: Framing): ReactElement {
  const title = useStore((state) => String(state.draft.common.title))
  const fragment = useStore((state) => state.fragment)
  const first = useStore((state) => state.draft.lanes[0]!.name)
  const fields = isRecord(of) ? of : {}
  const { hide, story, goals, lane = first } = fields
  const texts = (Array.isArray(goals) ? goals : []).flatMap((goal: unknown) => (isRecord(goal) && goal['text'] ? String(goal['text']) : []))
  const isShown = !hidesRun(fields)
  useLayoutEffect(() => {
    const exercise = { id: fragment, title, lane, goals: [], kept: [], hints: [], questions: [], ...(isHide(hide) ? { hide } : {}) }
    useSession.setState({ exercise: exercise as unknown as OpenExercise, progress: NEW })
    if (isHidden(useSession.getState(), useStore.getState().panel)) useStore.setState({ panel: 'why' })
    return () => useSession.setState({ exercise: null })
  }, [fragment, title, lane, hide])
  return (
    <>
      {isShown ? head : <h1 className="frame-title">{title}</h1>}
      <section className="frame-task" aria-label="Exercise">
        {typeof story === 'string' && <Markdown of={isShown ? story.trim().split(/\n\s*\n/)[0]! : story} />}
        {texts.length > 0 && (
          <ul aria-label="Goals">
            {texts.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        )}
        <a href={`./index.html#${fragment}`} target="_blank" rel="noopener">
          Solve it in whyrestart ↗
        </a>
      </section>
      {isShown && children}
    </>
  )
}

const isHide = (hide: unknown): hide is Hide => isRecord(hide) && Array.isArray(hide['parts'])

/** What it asks, or hides, the run would tell. */
export function hidesRun({ hide, predict, incident }: Readonly<Record<string, unknown>>): boolean {
  const isAsking = Array.isArray(predict) && predict.length > 0
  return isAsking || incident !== undefined || (isHide(hide) && hide.parts.some((part) => PICTURED.includes(part)))
}
