import { parseScenarioJson } from '../sim/scenario/strict.ts'
import { simulate } from '../sim/simulate.ts'
import { type Suggestion, whatIf } from '../views/what-if/what-if.ts'
import type { Comparison } from './compare.ts'
import { type Incident, SIMULATED_LANE } from './told.ts'
import type { Answer } from './why/answer.ts'
import type { Fix } from './why/meaning.ts'

/** So many runs are tried, and so long a run may be: who asks why waits for it. */
const MOST_RUNS = 150
const MOST_ENTRIES = 8000

/** The smallest change of a pod's manifest with which its simulated lane has none of the restarts; undefined where none was found. */
export function triedFix({ document, hasSpec }: Incident, { containers }: Comparison, cause: Answer['cause']): Fix | undefined {
  const { pod, behaviour } = cause ?? { pod: '' }
  const isNear = containers.every(({ restarts: [real, simulated] }) => Math.abs(real - simulated) <= Math.max(1, real * 0.2))
  const restarting = containers.filter(({ restarts: [, simulated] }) => simulated > 0)
  // a static pod's mirror has its node's name behind its own
  const own = restarting.find((container) => pod.startsWith(container.pod)) ?? restarting[0]
  if (!document || !hasSpec || !own || !isNear) return undefined
  const lane = parseScenarioJson(JSON.stringify(document)).scenario?.lanes.find(({ name }) => name === SIMULATED_LANE)
  if (!lane) return undefined
  // when a sync came was chance, and is another with another manifest
  const inputs = { ...lane.inputs, chance: { ...lane.inputs.chance, retries: {} } }
  const trace = simulate(inputs)
  const last = trace.findLast((entry) => entry.kind === 'process' && entry.op === 'started' && entry.attempt > 0 && entry.pod === own.pod)
  if (!last || trace.length > MOST_ENTRIES) return undefined
  const trials = whatIf(inputs, trace, last.id)
  for (let runs = 0; runs < MOST_RUNS; runs++) {
    const step = trials.next()
    if (!step.done) continue
    const all = (step.value?.best ?? []).filter(
      (item) =>
        item.restarts === 0 &&
        isAdvice(item) &&
        // who answers with a status has taken the connection; of others that is not told
        (behaviour === 'status' || item.handler !== 'tcpSocket') &&
        (behaviour !== 'hang' || MORE_TIME.test(item.path)),
    )
    const best = all.find(({ path }) => MORE_TIME.test(path)) ?? all[0]
    if (!best) return undefined
    return {
      text: `${capital(best.title)} (tried in a run of its own: no restart instead of ${best.before})`,
      change: best.path.replace(/^spec\.(?:initContainers|containers)\[\d+\]\./, ''),
      price: best.prices.length === 0 ? 'nothing' : best.prices.join(' ').replace(/\.$/, ''),
    }
  }
  return undefined
}

/** What only puts it off, leaves no probe that sees anything, or goes by what is assumed (how much memory it uses, what it answers elsewhere), is no advice. */
const isAdvice = ({ flaw, kind, path }: Suggestion): boolean =>
  (flaw === 'none' || flaw === 'sees less') && !/\.memory$/.test(path) && !(kind === 'removal' && /(?:Probe|\.path)$/.test(path))
/** What a slow answer and a slow start need; more failures in a row would hide them. */
const MORE_TIME = /Probe\.timeoutSeconds$|startupProbe\./

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
