import { type ReactElement, useEffect } from 'react'
import { parseObject, text as textOf } from '../../sim/apiserver/objects/json.ts'
import type { Origin } from '../../sim/scenario/inputs.ts'
import { timeText } from '../../views/text/duration-words.ts'
import { askAbout } from '../simulator/ask-lane.ts'
import type { RequestResult, LaneRequest } from '../simulator/simulator-messages.ts'
import { selectLane } from '../state/actions.ts'
import { chosenLane, hasHappened } from '../state/draft.ts'
import { light, unlight } from '../state/why-subject.ts'
import { useStore } from '../state/store.ts'
import { Columns } from '../kit/Columns.tsx'
import { useNamedLanes } from '../state/results.ts'
import { callerOf, FROM, RequestForm, useUsual } from './RequestForm.tsx'
import { change, useTyped } from '../simulator/typed.ts'
import './request.css'
import { useAnswer } from './useAnswer.ts'

/** What the steps answer. */
export function whyWords(asked: RequestResult | null | undefined): string {
  if (!asked) return 'Which way does the request take'
  const { status } = asked
  if (status === null) return 'Why is there no answer'
  if (status === 401) return 'Why is the caller not let in'
  if (status === 403) return 'Why is it forbidden'
  return status < 400 ? 'Why is it allowed' : `Why is the answer ${status}`
}

const MARK: Readonly<Record<string, string>> = { passed: '✓', answered: '✓', refused: '✕', skipped: '–', 'no opinion': '·' }

/** The step that decided is in sight, wherever the others are; nothing but their own column is scrolled for it. */
export function showDeciding(list: HTMLOListElement): () => void {
  const columns = [list.closest<HTMLElement>('section'), list.closest<HTMLElement>('.way')]
  const observer = new ResizeObserver(() => {
    const step = list.querySelector<HTMLElement>('[aria-current=step]')
    if (step)
      for (const column of columns) if (column) column.scrollTop = step.offsetTop + Math.min(0, step.offsetHeight - column.clientHeight)
  })
  // a second line above them leaves the columns less height
  for (const element of [list, ...columns]) if (element) observer.observe(element)
  return () => observer.disconnect()
}

/** The steps of a request’s way, each with its verdict and its reason. */
export function Steps({ asked, lane }: { asked: RequestResult; lane: string }): ReactElement {
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
            <b>{step.step}</b> <span className="muted">{step.verdict}</span>
            {i === asked.deciding && <span className="decided">decided</span>}
            <span className="reason">{step.reason}</span>
            {step.place && (
              <small>
                <button
                  type="button"
                  className="small"
                  onClick={() => {
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
export function waited({ status, text, tookSeconds }: RequestResult): string | undefined {
  const after = tookSeconds > 0 ? `after ${timeText(tookSeconds)}` : ''
  return [...(status === null ? [text.trim()] : []), ...(after ? [after] : [])].join(', ') || undefined
}

/** What each lane answers. */
function Comparison({ answers, selected }: { answers: readonly LaneReply[]; selected: string }): ReactElement {
  const lanes = useStore((state) => state.draft.lanes)
  const named = useNamedLanes()
  return (
    <table aria-label="The same request in all lanes">
      <Columns names={['Lane', 'Answer', 'What decided']} />
      <tbody>
        {lanes.map((lane, i) => {
          if (!named.includes(lane) || hasHappened(lane)) return null
          const asked = answers[i]
          const step = asked?.steps[asked.deciding]
          return (
            <tr key={lane.id} data-selected={lane.id === selected || undefined}>
              <th scope="row">
                <button
                  type="button"
                  className="quiet long"
                  title={lane.name}
                  aria-current={lane.id === selected}
                  onClick={() => selectLane(lane.id)}
                >
                  {lane.name}
                </button>
              </th>
              <td
                className="status unbroken"
                title={asked ? waited(asked) : undefined}
                data-class={asked?.status ? Math.floor(asked.status / 100) : 0}
              >
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

/** None of a lane that shows what happened. */
type LaneReply = RequestResult | null

/** Every lane's answer at the cursor. */
function useAnswers(question: LaneRequest): readonly LaneReply[] {
  const text = JSON.stringify(question)
  return (
    useAnswer((lane, cursor) => askAbout('request', lane, { at: cursor, request: JSON.parse(text) as LaneRequest }), text) ?? NO_ANSWERS
  )
}

const NO_ANSWERS: readonly LaneReply[] = []

const STORY: readonly { from: Origin; path: string }[] = [
  { from: 'outside', path: '/healthz' },
  { from: 'outside', path: '/version' },
  { from: 'node', path: '/healthz' },
  { from: 'node', path: '/version' },
]

/** The story's own four: curl -k for /healthz and /version, from outside and from the node; one click shows an answer whole. */
function StoryAnswers({ ip, place }: { ip: string; place: number }): ReactElement {
  return (
    <ul className="story" aria-label="curl -k at this time">
      {STORY.map(({ from, path }) => (
        <StoryAnswer key={from + path} from={from} path={path} url={`https://${ip}:6443${path}`} place={place} />
      ))}
    </ul>
  )
}

function StoryAnswer({ from, path, url, place }: { from: Origin; path: string; url: string; place: number }): ReactElement {
  const asked = useAnswers({ from, method: 'GET', url, caller: {} })[place]
  return (
    <li>
      <button
        type="button"
        className="small"
        title={`curl -k ${url}, from ${FROM[from]}`}
        onClick={() => change({ from, method: 'GET', url, who: 'anonymous' })}
      >
        from {FROM[from]}: {path}
      </button>
      <code className="cut">{asked ? inShort(asked) : ''}</code>
    </li>
  )
}

/** `200 ok`, `200 v1.9.6`, `401 Unauthorized`, or curl's own words. */
export function inShort({ status, text }: RequestResult): string {
  const body = text.replaceAll('\r', '').split('\n\n').slice(1).join('\n\n')
  if (status === null) return text.trim()
  const { gitVersion, message } = parseObject(body) ?? {}
  return `${status} ${textOf(gitVersion) || textOf(message) || body.trim().split('\n')[0]}`
}

/** A lane that shows what happened has nobody to ask. */
export function RequestPanel(): ReactElement {
  const isHistory = useStore((state) => hasHappened(chosenLane(state)))
  const simulated = useStore(({ draft }) => draft.lanes.find((lane) => !hasHappened(lane)))
  if (!isHistory) return <Requests />
  return (
    <p className="aside">
      This lane shows what happened in a real cluster, as its texts tell it: there is nobody to ask.{' '}
      {simulated && (
        <button type="button" className="small" onClick={() => selectLane(simulated.id)}>
          Ask the lane that simulates it
        </button>
      )}
    </p>
  )
}

/** Who asks, from where, for what; every step of the way with its verdict; the answer; and the same in all lanes. */
function Requests(): ReactElement {
  const form = useTyped((state) => state.request)
  const laneId = useStore((state) => state.lane)
  const draft = useStore((state) => state.draft)
  const cursor = useStore((state) => state.cursor)
  const place = draft.lanes.findIndex((lane) => lane.id === laneId)
  const { ip, name } = draft.common.node
  const usual = useUsual(laneId, ip)
  const url = form.url ?? usual.url
  const from = form.from ?? usual.from
  const question: LaneRequest = {
    from,
    method: form.method,
    url: url.trim() || `https://${ip}:6443/`,
    caller: callerOf(form, name, draft.common.kubernetes),
  }
  const answers = useAnswers(question)
  const here = answers[place]
  useEffect(() => unlight, [])

  return (
    <div className="request">
      <div className="question">
        <RequestForm form={form} from={from} url={url} urls={usual.urls} />
        {usual.hasApiserver && <StoryAnswers ip={ip} place={place} />}
      </div>
      <div className="columns">
        <div className="way">
          <section>
            <h2>
              {whyWords(here)}, in “{draft.lanes[place]?.name}”?
            </h2>
            {here && <Steps asked={here} lane={laneId} />}
          </section>
          <section aria-label="The answer">
            <h2>
              The answer at {timeText(cursor)}
              {here && here.tookSeconds > 0 && `, after ${timeText(here.tookSeconds)}`}
            </h2>
            {here && (
              // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
              <pre className="wraps" tabIndex={0}>
                <span className="ask">
                  $ {here.command.split(/(?<=:\d+)(?=\/)/).flatMap((part, i) => (i === 0 ? part : [<wbr key={part} />, part]))}
                  {'\n'}
                </span>
                {here.text.replaceAll('\r', '')}
              </pre>
            )}
          </section>
        </div>
        <section className="all">
          <h2>The same request in all lanes</h2>
          <Comparison answers={answers} selected={laneId} />
        </section>
      </div>
    </div>
  )
}
