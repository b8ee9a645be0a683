import { defined } from '../../manifest/own.ts'
import type { ActionTold } from '../../sim/node/action-told.ts'
import { besideOf, type ManifestChange, type ChangeKind, kindOf, takesAway } from './what-if-changes.ts'
import { type Flaw, type TrialOutcome, type TriedChange, RestartTrials, type WhatIfProgress, type Prices, FLAWS } from './what-if-trials.ts'

/** An action of the scenario without which the restart does not come. */
export interface Without {
  /** Its place among the lane's actions, in order of time. */
  index: number
  at: number
  told: ActionTold
  /** It changes a file, as whoever runs a cluster does; any other is a trouble that the scenario sets. */
  isEdit: boolean
  before: number
  restarts: number
  /** What comes of it, where it is not about a restart. */
  outcome?: string
}

/** A change that helps, with the run that shows it. */
export interface Suggestion extends Pick<
  ManifestChange,
  'title' | 'path' | 'line' | 'text' | 'files' | 'cluster' | 'actions' | 'processes' | 'command' | 'handler'
> {
  kind: ChangeKind
  /** What is wrong with it, in one word. */
  flaw: Flaw
  /** The lines that differ, each with `-` or `+` before it. */
  diff: readonly string[]
  /** Restarts of the container until the run ends, as it is and with the change. */
  before: number
  restarts: number
  /** What comes of it, where it is not about a restart. */
  outcome?: string
  /** What it costs, as sentences. */
  prices: readonly string[]
}

/** Those after which it is never restarted; only where none does that, those after which it is at least not this time. */
export function most<T extends TrialOutcome>(helping: readonly T[]): T[] {
  const all = helping.filter(({ helps }) => helps === 'all')
  return all.length > 0 ? all : [...helping]
}

/** The best few, one an idea: nothing that only puts it off, or leaves no probe that sees anything, where there is better. */
export function* rank(
  helping: readonly TriedChange[],
  trials: RestartTrials,
  progress: WhatIfProgress,
): Generator<WhatIfProgress, Suggestion[]> {
  const byPath = new Map<string, TriedChange & Prices>()
  for (const tried of most(helping).toSorted((a, b) => order(a.change, b.change))) {
    if (byPath.has(tried.change.path)) continue
    yield progress
    byPath.set(tried.change.path, { ...tried, ...trials.prices(tried) })
  }
  // a number that only puts it off is one of this run’s length
  const lasting = [...byPath.values()].filter(({ flaw, change }) => flaw !== 'puts off' || change.distance === 0)
  if (lasting.every(({ flaw }) => flaw === 'puts off')) return []
  const all = lasting.toSorted((a, b) => FLAWS.indexOf(a.flaw) - FLAWS.indexOf(b.flaw) || worth(a) - worth(b) || order(a.change, b.change))
  const best = all[0]?.flaw
  const hasTime = all.some(({ flaw, change }) => flaw === best && wayOf(change) >= 0 && wayOf(change) < PERIODS)
  return all
    .filter(({ flaw, change }) => flaw === best || (flaw !== 'no use' && (best !== 'none' || (flaw !== 'puts off' && isNamed(change)))))
    .filter(({ change }) => !hasTime || wayOf(change) < PERIODS)
    .filter(({ change }, i, all) => all.findIndex((item) => ideaOf(item.change) === ideaOf(change)) === i)
    .slice(0, SHOWN)
    .map(({ change, restarts, said, flaw }) => ({
      ...suggestedOf(change),
      kind: kindOf(change),
      flaw,
      diff: trials.diff(change),
      before: trials.before,
      restarts,
      prices: said,
    }))
}

/** What is shown of a change itself. */
export const suggestedOf = ({ title, path, line, text, command, handler, ...beside }: ManifestChange) => {
  const { images: _images, ...shown } = besideOf(beside)
  return { title, path, line, text, ...shown, ...defined({ command, handler }) }
}

/** What a person means to ask less with: the probe, or its request, is another, or is none. */
const isNamed = (change: ManifestChange): boolean => change.handler === 'tcpSocket' || takesAway(change, /\.\w+Probe$/)

/** How a probe may be given more time, the best way first: periods are for how soon a hang is to be noticed. */
const PATIENCE = [
  /startupProbe\.failureThreshold$/,
  /livenessProbe\.failureThreshold$/,
  /Probe\.initialDelaySeconds$/,
  /Probe\.timeoutSeconds$/,
  /Probe\.periodSeconds$/,
]

const PERIODS = PATIENCE.length - 1

/** -1 where it is no matter of time. */
const wayOf = ({ path }: ManifestChange): number => PATIENCE.findIndex((way) => way.test(path))

/** What costs nothing first, then what mends a thing, then more time in the order of its ways. */
const worth = ({ said, change }: TriedChange & Prices): number =>
  (said.length === (change.notes?.length ?? 0) ? 0 : PATIENCE.length + 1) + wayOf(change)

/** Of those that come to the same one is named. */
function ideaOf(change: ManifestChange): string {
  const way = wayOf(change)
  return way < 0 ? change.path.replace(/resources(\.limits(\.memory)?)?$/, 'memory') : `way ${way}`
}

function order(a: ManifestChange, b: ManifestChange): number {
  return a.size - b.size || a.distance - b.distance || a.line - b.line
}

const SHOWN = 3
