import { useEffect, useMemo, useRef, useState, type ReactElement } from 'react'
import type { Trace } from '../../sim/trace/trace.ts'
import { drawingOf } from '../../views/lanes/drawing-of.ts'
import { asRecorded } from '../../views/lanes/recorded-lane.ts'
import { RECORDED_STORY } from '../../cases/the-strange-case.ts'
import { GROUPS, NEWEST_TAG, NOT_SIMULATED, type ModelRule, RULES } from '../../views/releases/model-rules.ts'
import { reasonOf, type Tally, tallyOf } from '../../sim/recorded/known-differences.ts'
import { pairOf, replayAll, useFetched, useReplays } from './evidence-client.ts'
import { FullPage, Sources, Words } from './FullPage.tsx'
import type { RecordingLine, Pair } from './evidence-tasks.ts'
import { note } from '../state/route.ts'
import { TwoRuns, type ShownRun } from './TwoRuns.tsx'

/** The case's own: what the page opens with. */
const FIRST = RECORDED_STORY.recording
const LISTS = ['Rules', 'Recordings', 'Not simulated'] as const
type List = (typeof LISTS)[number]
const REPOSITORY_FILE = (path: string): string => path.replace(/^src\//, '')

export default function HowWeKnow({ detail }: { detail: string }): ReactElement {
  useEffect(replayAll, [])
  const [list, setList] = useState<List>('Rules')
  const [search, setSearch] = useState('')
  const picture = useRef<HTMLElement>(null)
  const chosen = detail || FIRST
  const choose = (name: string): void => {
    note('how-we-know', name)
    // Stacked, the picture stands above the list.
    if (picture.current && getComputedStyle(picture.current.parentElement!).display !== 'grid')
      picture.current.scrollIntoView({ block: 'start' })
  }
  return (
    <FullPage title="How we know">
      <Summary />
      <div className="evidence-split">
        <section className="evidence-shown" ref={picture} aria-label="The recording">
          <Shown name={chosen} />
        </section>
        <section className="evidence-list" aria-label="What the model claims">
          <div className="wrap evidence-find">
            <fieldset className="segmented" aria-label="List">
              {LISTS.map((name) => (
                <button key={name} type="button" aria-pressed={list === name} onClick={() => setList(name)}>
                  {name}
                </button>
              ))}
            </fieldset>
            <input
              type="search"
              aria-label={`Search ${list.toLowerCase()}`}
              placeholder={`Search ${list.toLowerCase()}`}
              value={search}
              onChange={(event) => setSearch(event.target.value)}
            />
          </div>
          {list === 'Rules' && <Rules search={search} chosen={chosen} choose={choose} />}
          {list === 'Recordings' && <Recordings search={search} chosen={chosen} choose={choose} />}
          {list === 'Not simulated' && <Omissions search={search} />}
        </section>
      </div>
    </FullPage>
  )
}

function Summary(): ReactElement {
  const { names, lines, trouble } = useReplays()
  const all = [...lines.values()].flatMap(({ pods }) => pods)
  const matched = all.reduce((sum, line) => sum + line.matched, 0)
  const total = all.reduce((sum, line) => sum + line.total, 0)
  const same = all.filter(({ differences }) => differences.length === 0).length
  const known = all.filter(({ name, differences }) => differences.length > 0 && reasonOf(name)).length
  const done = names.length > 0 && lines.size === names.length
  const n = (number: number): string => number.toLocaleString('en')
  return (
    <div className="evidence-summary">
      <div>
        <output className="evidence-score" aria-live={done ? 'polite' : 'off'} data-done={done || undefined}>
          {trouble || (
            <>
              <span>
                <b className="unbroken">
                  {n(same)} of {n(all.length)}
                </b>{' '}
                {done ? 'recordings' : 'recordings so far'} replayed without a difference,
              </span>{' '}
              <span>
                <b className="unbroken">
                  {n(matched)} of {n(total)}
                </b>{' '}
                entries matched
                {done &&
                  known > 0 &&
                  `; ${n(known)} ${known === 1 ? 'recording differs' : 'recordings differ'} by what no rule can tell, each with its reason`}
              </span>
            </>
          )}
        </output>
        {!done && !trouble && <progress max={Math.max(1, names.length)} value={lines.size} aria-label="Recordings replayed" />}
      </div>
      <div>
        <p>
          Real kubelets, kube-apiservers and whole control planes were recorded, with Kubernetes 1.9 to 1.37. Your browser{' '}
          {done ? 'has just run' : 'is running'} the simulator on the same inputs and held the two against each other: every probe, event
          and step of a status with its very text, within the seconds that a real machine takes.
        </p>
        <p className="aside">
          What was chance in a real run, such as the moment of a resync, was read off it; all else follows by rule. In a shell:{' '}
          <code>npm run fidelity</code>.
        </p>
      </div>
    </div>
  )
}

interface ListProps {
  search: string
  chosen: string
  choose: (name: string) => void
}

function Rules({ search, chosen, choose }: ListProps): ReactElement {
  const found = useMemo(() => {
    const words = search.toLowerCase().split(/\s+/).filter(Boolean)
    return RULES.filter((rule) => {
      const text = [rule.title, rule.says, rule.group, ...rule.sources, ...rule.files, ...rule.recordings].join(' ').toLowerCase()
      return words.every((word) => text.includes(word))
    })
  }, [search])
  return (
    <>
      <output className="aside">
        {found.length === RULES.length ? `${RULES.length} rules` : `${found.length} of ${RULES.length} rules`}
      </output>
      {GROUPS.filter((group) => found.some((rule) => rule.group === group)).map((group) => (
        <section key={group} aria-label={group}>
          <h3>{group}</h3>
          <ul className="rules">
            {found
              .filter((rule) => rule.group === group)
              .map((rule) => (
                <RuleItem key={rule.id} {...{ rule, chosen, choose }} />
              ))}
          </ul>
        </section>
      ))}
      {found.length === 0 && <p>No rule has these words.</p>}
    </>
  )
}

function RuleItem({ rule, chosen, choose }: { rule: ModelRule } & Omit<ListProps, 'search'>): ReactElement {
  const { title, says, sources, tag, files, recordings, answers } = rule
  return (
    <li className="rule" data-shown={recordings.includes(chosen) || undefined}>
      <h4>{title}</h4>
      <p>
        <Words of={says} />
      </p>
      <dl>
        <dt>Kubernetes</dt>
        <dd>
          <Sources paths={sources} tag={tag ?? NEWEST_TAG} />
        </dd>
        <dt>Here</dt>
        <dd className="mono">{files.map(REPOSITORY_FILE).join(', ')}</dd>
        {recordings.length > 0 && (
          <>
            <dt>Recorded</dt>
            <dd className="wrap chips">
              <Chips {...{ recordings, chosen, choose }} />
            </dd>
          </>
        )}
        {answers && (
          <>
            <dt>Answers</dt>
            <dd className="mono">{answers.map((path) => path.split('/').slice(-1)[0]!.replace('.json', '')).join(', ')}</dd>
          </>
        )}
      </dl>
      {recordings.length === 0 && (
        <p className="aside">
          {answers
            ? 'No run shows it; recorded answers do, held against ours in the tests.'
            : 'No recording reaches it: read in the source, not seen.'}
        </p>
      )}
    </li>
  )
}

/** A name with the releases that it was recorded with. */
function Chips({ recordings, chosen, choose }: { recordings: readonly string[] } & Omit<ListProps, 'search'>): ReactElement {
  const names = [...new Set(recordings.map(nameOf))]
  const lines = useReplays((replays) => replays.lines)
  return (
    <>
      {names.map((short) => (
        <span key={short} className="chip-set">
          <span className="mono">{short}</span>
          {recordings
            .filter((name) => nameOf(name) === short)
            .map((name) => {
              const line = lines.get(name)
              return (
                <button
                  key={name}
                  type="button"
                  className="small"
                  aria-pressed={name === chosen}
                  aria-label={`${releaseOf(name)}: the recording ${short}`}
                  title={line ? verdict(line) : 'not replayed yet'}
                  onClick={() => choose(name)}
                >
                  {releaseOf(name)}
                </button>
              )
            })}
        </span>
      ))}
    </>
  )
}

const nameOf = (name: string): string => name.split('/')[1]!.replace(/-a$|-1\.\d+$/, '')
const releaseOf = (name: string): string => /1\.\d+/.exec(name)?.[0] ?? '1.37'
const verdict = ({ matched, total, differences }: RecordingLine): string =>
  `${matched} of ${total} entries matched, differences: ${differences.length || 'none'}`

function Recordings({ search, chosen, choose }: ListProps): ReactElement {
  const { names, lines } = useReplays()
  const found = names.filter((name) => name.includes(search.trim().toLowerCase()))
  return (
    <div className="evidence-table">
      {search === '' && lines.size > 0 && <Kinds tallies={tallyOf([...lines.values()].flatMap(({ pods }) => pods))} />}
      <table>
        <caption className="aside">
          {found.length === names.length ? `${names.length} recordings` : `${found.length} of ${names.length} recordings`}
        </caption>
        <thead>
          <tr>
            <th scope="col">Recording</th>
            <th scope="col" className="number">
              Matched
            </th>
            <th scope="col">Difference</th>
          </tr>
        </thead>
        <tbody>
          {found.map((name) => {
            const line = lines.get(name)
            return (
              <tr key={name} data-shown={name === chosen || undefined}>
                <th scope="row">
                  <button type="button" className="small long mono" aria-pressed={name === chosen} onClick={() => choose(name)}>
                    {name}
                  </button>
                </th>
                <td className="number">{line ? `${line.matched} of ${line.total}` : '…'}</td>
                <td>{line ? (reasonsOf(line)[0] ?? line.differences[0] ?? 'none') : ''}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

/** How many recordings of each kind and release have no difference. */
function Kinds({ tallies }: { tallies: readonly Tally[] }): ReactElement {
  const releases = [...new Set(tallies.map(({ kubernetes }) => kubernetes))].toSorted((a, b) => Number(a.slice(2)) - Number(b.slice(2)))
  const kinds = [...new Set(tallies.map(({ kind }) => kind))]
  return (
    <table>
      <caption className="aside">Without a difference, by kind and release; after +, with one that is explained</caption>
      <thead>
        <tr>
          <th scope="col">Kind</th>
          {releases.map((release) => (
            <th key={release} scope="col" className="number">
              {release}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {kinds.map((kind) => (
          <tr key={kind}>
            <th scope="row">{kind}</th>
            {releases.map((release) => {
              const tally = tallies.find((other) => other.kind === kind && other.kubernetes === release)
              return (
                <td key={release} className="number">
                  {tally && `${tally.same}${tally.known > 0 ? `+${tally.known}` : ''} of ${tally.count}`}
                </td>
              )
            })}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Why it differs, where that is known. */
const reasonsOf = ({ pods }: RecordingLine): string[] => [...new Set(pods.flatMap(({ name }) => reasonOf(name)?.why ?? []))]

function Omissions({ search }: { search: string }): ReactElement {
  const words = search.trim().toLowerCase()
  const found = NOT_SIMULATED.filter(({ what, instead }) => `${what} ${instead}`.toLowerCase().includes(words))
  return (
    <>
      <p className="aside">What a real node does and this model does not, as far as it could change a restart or an answer.</p>
      <dl className="omissions">
        {found.map(({ what, instead }) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>
              <Words of={instead} />
            </dd>
          </div>
        ))}
      </dl>
      {found.length === 0 && <p>Nothing here has these words.</p>}
    </>
  )
}

/** One recording: the real run above, the simulated one below. */
function Shown({ name }: { name: string }): ReactElement {
  const { names: known, lines } = useReplays()
  const { of, value: pair, error, old } = useFetched(name, () => pairOf(name))
  const runs = useMemo(() => (pair ? runsOf(pair) : []), [pair])
  const result = pair && !old ? pair.line : lines.get(name)
  const rules = RULES.filter(({ recordings }) => recordings.includes(name))
  return (
    <>
      <h3 className="wrap shown-name">
        <span className="mono">{name}</span>
        <ResultOf line={result} />
      </h3>
      {error && !old && (
        <p role="alert">
          {error} {known.length > 0 && !known.includes(name) && 'The list beside has those that there are.'}
        </p>
      )}
      {result && reasonsOf(result).map((why) => <p key={why}>{why}</p>)}
      {result && result.differences.length > 0 && (
        <ul className="differences">
          {result.differences.map((difference) => (
            <li key={difference} className="mono">
              {difference}
            </li>
          ))}
        </ul>
      )}
      <div className="shown-runs" data-old={of !== undefined && old ? '' : undefined} aria-busy={old}>
        {pair && <TwoRuns key={of} runs={runs} end={pair.duration} />}
        {!pair && !error && <p className="aside">Loading the recording …</p>}
      </div>
      {pair && <p className="aside">A recording has no processes: a life ends where the kubelet first showed that it knew of it.</p>}
      {pair && (
        <details className="run-twin">
          <summary>The manifest, Kubernetes {pair.kubernetes}</summary>
          {Object.entries(pair.manifests).map(([file, text]) => (
            // It scrolls, so the keyboard must get there.
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
            <pre key={file} tabIndex={0} aria-label={file}>
              {text}
            </pre>
          ))}
        </details>
      )}
      {rules.length > 0 && <p className="aside">It shows: {rules.map(({ title }) => title).join('; ')}.</p>}
    </>
  )
}

function ResultOf({ line }: { line: RecordingLine | undefined }): ReactElement {
  if (!line) return <span className="verdict">…</span>
  const same = line.differences.length === 0
  return (
    <span className="verdict" data-same={same || undefined}>
      {same ? '✓' : '✕'} {line.matched.toLocaleString('en')} of {line.total.toLocaleString('en')} entries, differences:{' '}
      {same ? 'none' : line.differences.length}
    </span>
  )
}

function runsOf({ kubernetes, duration, recorded, simulated }: Pair): ShownRun[] {
  const real = JSON.parse(recorded) as Trace
  const ours = JSON.parse(simulated) as Trace
  return [
    { label: `Real run, Kubernetes ${kubernetes}`, trace: real, drawing: drawingOf(real, duration) },
    { label: 'Simulated run', trace: ours, drawing: asRecorded(drawingOf(ours, duration)) },
  ]
}
