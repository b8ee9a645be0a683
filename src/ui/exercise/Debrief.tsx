import { useEffect, useRef, type ReactElement } from 'react'
import { unifiedDiff } from '../../views/text/line-diff.ts'
import { isSolved, learnersTexts, textsNow } from './solved.ts'
import type { LaneTexts } from '../../lessons/change.ts'
import { notCome, scrollIntoSight, useResult } from '../kit/hooks.ts'
import { askCourse } from './course/course-at-hand.ts'
import { laneById } from '../state/draft.ts'
import { useSession } from '../state/session.ts'
import { useStore } from '../state/store.ts'
import { askDebrief, type ShownSolution } from './control.ts'
import { Markdown } from './Markdown.tsx'
import type { Debriefing } from './exercise-tasks.ts'
import { pasteYours } from '../own/Bring.tsx'

/** After it is solved: what was shown, what else there is to it, how it looks in a real cluster, and the rule. */
export function Debrief({ children }: { children: ReactElement | null }): ReactElement | null {
  const isNow = useSession(isSolved)
  const place = useRef<HTMLElement>(null)
  const texts = useStore(() => (isNow ? textsNow() : ''))
  const debrief = useResult(texts, askDebrief)?.result ?? null
  const hasCome = isNow && debrief !== null
  useEffect(() => {
    // some browsers give a promise, which is nothing to undo
    place.current?.previousElementSibling?.scrollIntoView({ block: 'start' })
  }, [hasCome])
  if (!isNow) return null
  return (
    <section className="debrief" aria-label="Debrief" ref={place}>
      {debrief && <Words {...debrief} />}
      {children}
    </section>
  )
}

export function Words({ shown, fault, text, others, cluster, rule }: Debriefing): ReactElement {
  return (
    <>
      {fault !== undefined && (
        <p>
          <b>What it was.</b> {fault}.
        </p>
      )}
      {fault === undefined && (
        <p>
          <b>What you have shown.</b> {shown}
        </p>
      )}
      {text !== undefined && <Markdown of={text} explains />}
      {others.length > 0 && (
        <ul>
          {others.map(({ name, works, price }) => (
            <li key={name}>
              <b>{name}</b> {works ? 'works too.' : 'does not do.'} {price}
            </li>
          ))}
        </ul>
      )}
      {cluster && (
        <>
          <p>
            <b>In a real cluster</b> <code>{cluster.command}</code> said before the fix:
          </p>
          <pre>{cluster.line}</pre>
        </>
      )}
      {rule && (
        <p>
          <b>The rule.</b> {rule.text}{' '}
          {rule.address === undefined ? (
            rule.source
          ) : (
            <>
              In Kubernetes’ source:{' '}
              <a href={rule.address} target="_blank" rel="noreferrer">
                {rule.source.replace(/^.*\//, '')}
              </a>
            </>
          )}
        </p>
      )}
    </>
  )
}

/** After the last exercise of the course: what somebody can do now, and the way to one's own. */
export function CourseEnd(): ReactElement | null {
  const end = useResult('course', () => askCourse().catch(notCome))?.result?.end
  if (end === undefined) return null
  return (
    <>
      <Markdown of={end} />
      <button type="button" className="primary" onClick={pasteYours}>
        Paste yours
      </button>
    </>
  )
}

/** The lines that come and go from one's own texts to others, and the files that go. */
export const differingRows = (own: LaneTexts, others: LaneTexts): string[] =>
  [...new Set([...Object.keys(own), ...Object.keys(others)])].flatMap((file) => {
    const after = others[file]
    if (after === undefined) return [`− the file ${file}`]
    return unifiedDiff(own[file] ?? '', after, file, file)
      .split('\n')
      .slice(2)
      .filter((line) => /^[-+]/.test(line))
      .map((line) => `${line.startsWith('-') ? '−' : '+'} ${line.slice(1)}`)
  })

/** The lines by which the solution differs from what the learner has, as long as the lane that runs it is there. */
export function SolutionLines({ texts, lane }: ShownSolution): ReactElement | null {
  const draft = useStore((state) => state.draft)
  if (lane !== undefined && !laneById(draft, lane)) return null
  const rows = differingRows(learnersTexts() ?? {}, texts)
  return (
    <section className="differs" aria-label="Lines of the solution" ref={scrollIntoSight}>
      {rows.length === 0 ? (
        <p>Your text is the solution, line by line.</p>
      ) : (
        <>
          <p>The solution runs in a lane of its own; your text stays. It differs in these lines:</p>
          <pre>{rows.join('\n')}</pre>
        </>
      )}
    </section>
  )
}
