import { useEffect, useMemo, type CSSProperties, type ReactElement } from 'react'
import { create } from 'zustand'
import { releaseOf } from '../../sim/release/release.ts'
import type { Origin } from '../../sim/scenario/inputs.ts'
import type { Caller } from '../../sim/scenario/caller.ts'
import { selectLane } from '../state/actions.ts'
import { light, unlight } from '../editor/lit.ts'
import type { Asked, LaneRequest } from '../simulator/messages.ts'
import { results } from '../simulator/results.ts'
import { askLanes } from '../simulator/runner.ts'
import { useNamedLanes } from '../exercise/visible-lanes.ts'
import { useStore } from '../state/store.ts'
import { useAnswer } from './useAnswer.ts'
import { timeText } from '../../views/text/duration.ts'
import './request.css'

const FROM: Readonly<Record<Origin, string>> = { outside: 'outside', pod: 'a pod', node: 'the node' }
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

type Who = 'anonymous' | 'account' | 'bearer' | 'basic' | 'admin' | 'kubelet' | 'apiserver' | 'stranger'
const WHO: Readonly<Record<Who, string>> = {
  anonymous: 'nobody (no credentials)',
  account: 'a pod’s service account …',
  bearer: 'a bearer token …',
  basic: 'a user with a password …',
  admin: 'kubernetes-admin, by certificate',
  kubelet: 'the kubelet, by certificate',
  apiserver: 'the kube-apiserver as the kubelet’s client, by certificate',
  stranger: 'certificate of an unknown CA',
}

interface Form {
  /** Null: from where the usual URL can be reached. */
  from: Origin | null
  method: string
  /** Null: the usual one. */
  url: string | null
  who: Who
  account: string
  token: string
  password: string
}

/** It stays as it is while another panel is looked at. */
const useForm = create<Form>()(() => ({
  from: null,
  method: 'GET',
  url: null,
  who: 'anonymous',
  account: 'default/default',
  token: '',
  password: 'admin:secret',
}))
const change = (part: Partial<Form>): void => useForm.setState(part)

/** Puts a request into the form, as a verdict asks it. */
export function fillIn({ from, method, url, caller }: LaneRequest): void {
  const { bearer, basic, serviceAccount } = caller
  const who: Who = serviceAccount !== undefined ? 'account' : bearer !== undefined ? 'bearer' : basic !== undefined ? 'basic' : 'anonymous'
  change({
    from,
    method,
    url,
    who,
    ...(serviceAccount === undefined ? {} : { account: serviceAccount }),
    ...(bearer === undefined ? {} : { token: bearer }),
    ...(basic === undefined ? {} : { password: basic }),
  })
}

function callerOf({ who, account, token, password }: Form, node: string, release: string): Caller {
  const admins = releaseOf(release).adminGroup
  switch (who) {
    case 'anonymous':
      return {}
    case 'account':
      return { serviceAccount: account.includes('/') ? account : `default/${account}` }
    case 'bearer':
      return { bearer: token }
    case 'basic':
      return { basic: password }
    case 'admin':
      return { certificate: { cn: 'kubernetes-admin', o: [admins], ca: 'cluster' } }
    case 'kubelet':
      return { certificate: { cn: `system:node:${node.toLowerCase()}`, o: ['system:nodes'], ca: 'cluster' } }
    case 'apiserver':
      return { certificate: { cn: 'kube-apiserver-kubelet-client', o: [admins], ca: 'cluster' } }
    case 'stranger':
      return { certificate: { cn: 'kubernetes-admin', o: ['system:masters'], ca: 'stranger' } }
  }
}

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

/** A service account’s token is in a pod. */
function asWhom(who: Who): Partial<Form> {
  return who === 'account' ? { who, from: 'pod' } : { who }
}

function RequestForm({ form, from: origin, url, urls }: { form: Form; from: Origin; url: string; urls: readonly string[] }): ReactElement {
  return (
    <form className="ask-form" aria-label="Request" onSubmit={(event) => event.preventDefault()}>
      <div className="row">
        <label className="from">
          From
          <select value={origin} onChange={(event) => change({ from: event.target.value as Origin })}>
            {Object.entries(FROM).map(([from, words]) => (
              <option key={from} value={from}>
                {words}
              </option>
            ))}
          </select>
        </label>
        <label className="as">
          As
          <select value={form.who} onChange={(event) => change(asWhom(event.target.value as Who))}>
            {Object.entries(WHO).map(([who, words]) => (
              <option key={who} value={who}>
                {words}
              </option>
            ))}
          </select>
        </label>
      </div>
      {form.who === 'account' && <Credential label="namespace/name" value={form.account} onChange={(account) => change({ account })} />}
      {form.who === 'bearer' && (
        <Credential label="Token" value={form.token} placeholder="any text" onChange={(token) => change({ token })} />
      )}
      {form.who === 'basic' && <Credential label="user:password" value={form.password} onChange={(password) => change({ password })} />}
      <div className="row">
        <label className="method">
          <span className="hidden-text">Method</span>
          <select value={form.method} onChange={(event) => change({ method: event.target.value })}>
            {METHODS.map((method) => (
              <option key={method}>{method}</option>
            ))}
          </select>
        </label>
        <label className="url" style={{ '--letters': url.length } as CSSProperties}>
          <span className="hidden-text">URL</span>
          <Typed list="usual-urls" value={url} onChange={(value) => change({ url: value })} />
          <datalist id="usual-urls">
            {urls.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </datalist>
        </label>
      </div>
    </form>
  )
}

interface TypedProps {
  value: string
  placeholder?: string
  list?: string
  onChange: (value: string) => void
}

/** What is typed as it is: no correction, no capital letters. */
function Typed({ onChange, ...props }: TypedProps): ReactElement {
  return (
    <input
      type="text"
      className="mono"
      spellCheck={false}
      autoCapitalize="off"
      autoCorrect="off"
      autoComplete="off"
      {...props}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}

function Credential({ label, ...props }: TypedProps & { label: string }): ReactElement {
  return (
    <label className="credential">
      {label}
      <Typed {...props} />
    </label>
  )
}

interface Usual {
  hasApiserver: boolean
  url: string
  from: Origin
  urls: readonly string[]
}

/** What one would ask a lane: its kube-apiserver, or where it has none what its pods' probes ask. */
function useUsual(lane: string, ip: string): Usual {
  const result = results((state) => state.lanes[lane])
  return useMemo(() => {
    const hasApiserver = !result || result.containers.some((container) => container.isApiserver)
    const probed = (hasApiserver ? [] : result.index.targets).flatMap((target) => (target.startsWith('GET ') ? [target.slice(4)] : []))
    const all = usualUrls(ip)
    if (hasApiserver) return { hasApiserver, url: all[0]!, from: 'outside', urls: all }
    const urls = [...probed, ...all.filter((url) => /:(10250|10255|10248)\//.test(url))]
    return { hasApiserver, url: urls[0]!, from: 'node', urls }
  }, [result, ip])
}

function usualUrls(ip: string): string[] {
  const secure = [
    '/healthz',
    '/livez',
    '/livez?verbose',
    '/readyz',
    '/version',
    '/api/v1/namespaces/kube-system/pods',
    '/api/v1/namespaces/kube-system/secrets',
    '/api/v1/namespaces/kube-system/configmaps',
    '/api/v1/namespaces/kube-public/configmaps/cluster-info',
    '/api/v1/nodes',
    '/metrics',
  ].map((path) => `https://${ip}:6443${path}`)
  const insecure = [
    `http://127.0.0.1:8888/healthz`,
    `http://127.0.0.1:8888/api/v1/namespaces/kube-system/secrets`,
    `http://${ip}:8888/healthz`,
    `http://127.0.0.1:8080/version`,
  ]
  const kubelet = ['/pods', '/metrics', '/logs/', '/configz', '/healthz'].map((path) => `https://${ip}:10250${path}`)
  return [...secure, ...insecure, ...kubelet, `http://${ip}:10255/pods`, 'http://127.0.0.1:10248/healthz']
}

/** What the steps answer. */
function whyWords(asked: Asked | undefined): string {
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

function Steps({ asked, lane }: { asked: Asked; lane: string }): ReactElement {
  if (!asked.steps.length) {
    return (
      <p className="aside">
        {asked.status === null
          ? `Nobody took a step: ${asked.text}`
          : 'A program of one’s own has no steps to show: it answers as “programs” in the editor says.'}
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

function Comparison({ answers, selected }: { answers: readonly Asked[]; selected: string }): ReactElement {
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
