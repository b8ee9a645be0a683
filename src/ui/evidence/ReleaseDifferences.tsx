import { useMemo, useState, type ReactElement } from 'react'
import { OFFERED } from '../../sim/release/releases.ts'
import type { Trace } from '../../sim/trace/trace.ts'
import { drawingOf } from '../../views/lanes/drawing-of.ts'
import { asRecorded } from '../../views/lanes/recorded-lane.ts'
import type { TrialProgress } from '../../views/releases/release-effects.ts'
import type { Effect } from '../../views/releases/trial.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { Select } from '../kit/Select.tsx'
import { results, useNamedLanes } from '../state/results.ts'
import { selectLane } from '../state/actions.ts'
import { chosenLane } from '../state/draft.ts'
import { useStore } from '../state/store.ts'
import { differencesOf, restartsOn, useFetched } from './evidence-client.ts'
import { FullPage, Sources, Words } from './FullPage.tsx'
import type { Differences, ReleaseOutcome } from './evidence-tasks.ts'
import { note } from '../state/route.ts'
import { TwoRuns, type ShownRun } from './TwoRuns.tsx'
import { counted } from '../../views/text/words.ts'

const RELEASES = OFFERED.map((name) => [name, name] as const)

/** What changed between two releases, and what of it the selected lane's manifest feels. `detail` is `1.9..1.37`. */
export default function ReleaseDifferences({ detail }: { detail: string }): ReactElement {
  const named = useNamedLanes()
  const lane = useStore(chosenLane)
  const inputs = results((state) => state.lanes[lane.id]?.inputs)
  const [from, to] = releasesOf(detail, inputs?.kubernetes)
  const choose = (text: string, other: string): void => note('what-changed', `${text}..${other}`)
  const [progress, setProgress] = useState<TrialProgress>()
  const found = useFetched(inputs && JSON.stringify([inputs, from, to]), () => differencesOf(inputs!, from, to, setProgress))
  return (
    <FullPage title={`What changed between ${from} and ${to}`}>
      <div className="wrap changed-bar">
        <Select label="From" value={from} options={RELEASES} set={(release) => choose(release, to)} />
        <Select label="to" value={to} options={RELEASES} set={(release) => choose(from, release)} />
        <Select label="for the lane" value={lane.id} options={named.map(({ id, name }) => [id, name])} set={selectLane} />
      </div>
      {!inputs && <output>The lane has no run yet.</output>}
      {found.error && <p role="alert">{found.error}</p>}
      {inputs && found.old && progress && (
        <output>
          The lane is run with each difference alone: {progress.done} of {progress.all}.
        </output>
      )}
      {found.value && inputs && (
        <div className="evidence-split" data-old={found.old || undefined} aria-busy={found.old}>
          <section className="evidence-shown" aria-label="The same text on both">
            <h3>The same text on both</h3>
            <Outcomes found={found.value} end={inputs.duration} />
            <h3>Restarts on every release</h3>
            <Restarts inputs={inputs} from={from} to={to} choose={choose} />
          </section>
          <section className="evidence-list" aria-label="Differences">
            <Effects effects={found.value.effects} lane={lane.name} />
          </section>
        </div>
      )}
    </FullPage>
  )
}

function releasesOf(detail: string, own: string | undefined): [string, string] {
  const [, from, to] = /^(1\.\d+)\.\.(1\.\d+)$/.exec(detail) ?? []
  const isOffered = (name: string | undefined): name is string => name !== undefined && OFFERED.includes(name)
  if (isOffered(from) && isOffered(to)) return [from, to]
  const [first, last] = [OFFERED[0]!, OFFERED.at(-1)!]
  return isOffered(own) && own !== last ? [own, last] : [first, last]
}

function Outcomes({ found, end }: { found: Differences; end: number }): ReactElement {
  const runs = useMemo(() => {
    const [first, last] = found.outcomes
    // of a release beside itself there is one picture
    return (first!.release === last!.release ? [first!] : found.outcomes).map((outcome) => runOf(outcome, end))
  }, [found, end])
  return (
    <>
      <dl className="outcomes">
        {found.outcomes.map(({ release, restarts, text }, n) => (
          <div key={n === 0 ? `from ${release}` : `to ${release}`}>
            <dt>Kubernetes {release}</dt>
            <dd>
              <span className="count">
                <b data-many={restarts > 0 || undefined}>{restarts}</b> {restarts === 1 ? 'restart' : 'restarts'}
              </span>
              <span>{withoutCount(text)}</span>
            </dd>
          </div>
        ))}
      </dl>
      <TwoRuns runs={runs} end={end} />
    </>
  )
}

/** The count stands before it already. */
function withoutCount(text: string): string {
  const rest = text.replace(/^(No restart|\d+ restarts?)[,;.:]? ?/, '')
  return rest.charAt(0).toUpperCase() + rest.slice(1)
}

function runOf({ release, trace }: ReleaseOutcome, end: number): ShownRun {
  const parsed = JSON.parse(trace) as Trace
  return { label: `Kubernetes ${release}`, trace: parsed, drawing: asRecorded(drawingOf(parsed, end)) }
}

function Restarts({
  inputs,
  from,
  to,
  choose,
}: {
  inputs: Inputs
  from: string
  to: string
  choose: (from: string, to: string) => void
}): ReactElement {
  const { value, error } = useFetched(JSON.stringify(inputs), () => restartsOn(inputs, OFFERED))
  const most = Math.max(1, ...(value ?? []))
  if (error) return <p role="alert">{error}</p>
  return (
    <ul className="restart-bars">
      {OFFERED.map((release, n) => {
        const count = value?.[n]
        const shown = release === from || release === to
        return (
          <li key={release}>
            <button
              type="button"
              aria-pressed={shown}
              title="Compare with it"
              aria-label={`${count === undefined ? `${release}: not run yet` : `${counted(count, 'restart')} on ${release}`}. Compare with it`}
              onClick={() => choose(from, release)}
            >
              <span className="bar" data-none={count === 0 || undefined} style={{ height: `${((count ?? 0) / most) * 3.2}rem` }} />
              <b>{count ?? '…'}</b>
              <small>{release}</small>
            </button>
          </li>
        )
      })}
    </ul>
  )
}

function Effects({ effects, lane }: { effects: readonly Effect[]; lane: string }): ReactElement {
  const touching = effects.filter((effect) => effect.touches)
  const texts = effects.filter((effect) => !effect.touches && effect.texts)
  const none = effects.filter((effect) => !effect.touches && !effect.texts)
  if (effects.length === 0) return <p>Nothing that is modelled changed between the two.</p>
  return (
    <>
      <h3>
        {touching.length} of {effects.length} differences touch “{lane}”
      </h3>
      <EffectList effects={touching} label="Differences that touch the manifest" />
      <details open={touching.length === 0}>
        <summary>{texts.length} more change only what is printed</summary>
        <EffectList effects={texts} label="Differences in texts" />
      </details>
      <details>
        <summary>{none.length} more make no difference to this lane</summary>
        <EffectList effects={none} label="Differences that make none to this lane" />
      </details>
    </>
  )
}

function EffectList({ effects, label }: { effects: readonly Effect[]; label: string }): ReactElement {
  return (
    <ul className="rules" aria-label={label}>
      {effects.map(({ change: { since, says, source, read, reading }, touches, why }, n) => (
        <li key={`${n} ${says}`} className="rule effect" data-shown={touches || undefined}>
          <span className="since">1.{since}</span>
          <div>
            <h4>
              <Words of={says} />
            </h4>
            <p>
              <Words of={why} />
            </p>
            <Sources paths={source.split(', ')} tag={read?.after ?? `v1.${since}.0`} />
            {read && (
              <p className="reading" data-by={read.by}>
                {reading}
              </p>
            )}
          </div>
        </li>
      ))}
    </ul>
  )
}
