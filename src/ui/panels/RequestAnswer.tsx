import type { Asked } from '../simulator/messages.ts'
import type { ReactElement } from 'react'
import { selectLane } from '../state/actions.ts'
import { useStore } from '../state/store.ts'
import { light } from '../state/lit.ts'
import { timeText } from '../../views/text/duration.ts'
import { useNamedLanes } from '../state/visible-lanes.ts'

/** What the steps answer. */
export function whyWords(asked: Asked | undefined): string {
  if (!asked) return 'Which way does the request take'
  const { status } = asked
  if (status === null) return 'Why is there no answer'
  if (status === 401) return 'Why is the caller not let in'
  if (status === 403) return 'Why is it forbidden'
  return status < 400 ? 'Why is it allowed' : `Why is the answer ${status}`
}

const MARK: Readonly<Record<string, string>> = { passed: '✓', answered: '✓', refused: '✕', skipped: '–', 'no opinion': '·' }

/** The step that decided is in sight, wherever the others are; nothing but their own column is scrolled for it. */
function showDeciding(list: HTMLOListElement): () => void {
  const columns = [list.closest<HTMLElement>('section'), list.closest<HTMLElement>('.way')]
  const observer = new ResizeObserver(() => {
    const step = list.querySelector<HTMLElement>('[aria-current=step]')
    if (step)
      for (const column of columns) if (column) column.scrollTop = step.offsetTop + Math.min(0, step.offsetHeight - column.clientHeight)
  })
  observer.observe(list)
  return () => observer.disconnect()
}

/** The steps of a request’s way, each with its verdict and its reason. */
export function Steps({ asked, lane }: { asked: Asked; lane: string }): ReactElement {
  if (!asked.steps.length) {
    return (
      <p className="aside">
        {asked.status === null
          ? `Nobody took a step: ${asked.text}`
          : 'A program of one’s own has no steps to show: it answers as “behaviour” in the editor says.'}
      </p>
    )
  }
  return (
    <ol key={`${lane} ${asked.deciding} ${asked.steps.length}`} className="steps" aria-label="Steps of the request" ref={showDeciding}>
      {asked.steps.map((step, i) => (
        // oxlint-disable-next-line react/no-array-index-key
        <li key={i} data-verdict={step.verdict} aria-current={i === asked.deciding ? 'step' : undefined}>
          <span className="mark" aria-hidden="true">
            {MARK[step.verdict]}
          </span>
          <div>
            <b>{step.step}</b> <span className="verdict">{step.verdict}</span>
            {i === asked.deciding && <span className="decided">decided</span>}
            <span className="reason">{step.reason}</span>
            {step.place && (
              <small>
                <button
                  type="button"
                  onClick={() => {
                    selectLane(lane)
                    useStore.setState({ file: step.place!.file })
                    light(lane, step.place!.file, step.place!.line)
                  }}
                >
                  {step.place.file.replace(/^.*\//, '')}, line {step.place.line}
                </button>
                {i === asked.deciding && <code> {step.place.text.replace(/^[\s-]+(?=--)|^\s+/, '')}</code>}
              </small>
            )}
            {!step.place && step.because?.flag !== undefined && (
              <small>
                by default: <code>--{step.because.flag}</code> is not set
              </small>
            )}
          </div>
        </li>
      ))}
    </ol>
  )
}

/** What a word in the table leaves out: curl's own words, and how long they were waited for. */
function waited({ status, text, tookSeconds }: Asked): string | undefined {
  const after = tookSeconds > 0 ? `after ${timeText(tookSeconds)}` : ''
  return [...(status === null ? [text.trim()] : []), ...(after ? [after] : [])].join(', ') || undefined
}

/** What each lane answers. */
export function Comparison({ answers, selected }: { answers: readonly Asked[]; selected: string }): ReactElement {
  const lanes = useStore((state) => state.draft.lanes)
  const named = useNamedLanes()
  return (
    <table aria-label="The same request in all lanes">
      <thead>
        <tr>
          <th scope="col">Lane</th>
          <th scope="col">Answer</th>
          <th scope="col">What decided</th>
        </tr>
      </thead>
      <tbody>
        {lanes.map((lane, i) => {
          if (!named.includes(lane)) return null
          const asked = answers[i]
          const step = asked?.steps[asked.deciding]
          return (
            <tr key={lane.id} data-selected={lane.id === selected || undefined}>
              <th scope="row">
                <button
                  type="button"
                  className="quiet"
                  title={lane.name}
                  aria-current={lane.id === selected}
                  onClick={() => selectLane(lane.id)}
                >
                  {lane.name}
                </button>
              </th>
              <td className="status" title={asked && waited(asked)} data-class={asked?.status ? Math.floor(asked.status / 100) : 0}>
                {asked && (asked.status ?? 'none')}
              </td>
              <td title={step?.reason}>{step && `${step.step.replace(/^.*: /, '')}, ${step.verdict}`}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
