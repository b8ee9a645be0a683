import { useEffect, type ReactElement } from 'react'
import type { Origin } from '../../sim/scenario/inputs.ts'
import { unlight } from '../state/lit.ts'
import type { Asked, LaneRequest } from '../simulator/messages.ts'
import { askLanes } from '../simulator/ask-lane.ts'
import { useStore } from '../state/store.ts'
import { useAnswer } from './useAnswer.ts'
import { timeText } from '../../views/text/duration.ts'
import './request.css'
import { FROM, change, useForm, useUsual, callerOf, RequestForm } from './RequestForm.tsx'
import { whyWords, Steps, Comparison } from './RequestAnswer.tsx'

/** Every lane's answer at the cursor. */
function useAnswers(question: LaneRequest): readonly Asked[] {
  const text = JSON.stringify(question)
  return useAnswer((lane, cursor) => askLanes(lane, cursor, JSON.parse(text) as LaneRequest), text) ?? NO_ANSWERS
}

const NO_ANSWERS: readonly Asked[] = []

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
        className="quiet"
        title={`curl -k ${url}, from ${FROM[from]}`}
        onClick={() => change({ from, method: 'GET', url, who: 'anonymous' })}
      >
        from {FROM[from]}: {path}
      </button>
      <code>{asked ? inShort(asked) : ''}</code>
    </li>
  )
}

/** `200 ok`, `200 v1.9.6`, `401 Unauthorized`, or curl's own words. */
function inShort({ status, text }: Asked): string {
  const body = text.replaceAll('\r', '').split('\n\n').slice(1).join('\n\n')
  if (status === null) return text.trim()
  const word = /"gitVersion": "([^"]+)"/.exec(body)?.[1] ?? /"message": "([^"]+)"/.exec(body)?.[1] ?? body.trim().split('\n')[0] ?? ''
  return `${status} ${word.slice(0, 60)}`
}

/** Who asks, from where, for what; every step of the way with its verdict; the answer; and the same in all lanes. */
export function RequestPanel(): ReactElement {
  const form = useForm()
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
              <pre tabIndex={0}>
                <span className="ask">
                  $ {here.command}
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
