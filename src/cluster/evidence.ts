import { defined } from '../manifest/own.ts'
import { NEWEST } from '../sim/release/releases.ts'
import type { Diagnosis } from '../sim/scenario/happened.ts'
import { parseScenarioJson } from '../sim/scenario/strict.ts'
import { simulate } from '../sim/simulate.ts'
import { type Suggestion, whatIf } from '../views/what-if/what-if.ts'
import { compareWithReal, type Comparison } from './compare.ts'
import type { ClusterFacts } from './facts.ts'
import { incidentIn } from './cluster-incident.ts'
import { scenarioName } from './pod-specs.ts'
import { readCluster } from './read.ts'
import { type ClusterIncident, REAL_LANE, SIMULATED_LANE } from './lanes-of.ts'
import { type WhyAnswer, answerIn } from './why/why-answer.ts'
import type { Fix } from './sentence-template.ts'
import { fixWords } from './why/say.ts'

/** So many runs are tried, and so long a run may be: who asks why waits for it. */
const MOST_RUNS = 150
const MOST_ENTRIES = 8000

/** The smallest change of a pod's manifest with which its simulated lane has none of the restarts; undefined where none was found. */
function triedFix(
  { document, hasSpec }: ClusterIncident,
  { containers }: Comparison,
  { pod, behaviour, text }: NonNullable<WhyAnswer['cause']>,
): Fix | undefined {
  const isNear = containers.every(({ restarts: [real, simulated] }) => Math.abs(real - simulated) <= Math.max(1, real * 0.2))
  const restarting = containers.filter(({ restarts: [, simulated] }) => simulated > 0)
  // a static pod's mirror has its node's name behind its own
  const own = restarting.find((container) => scenarioName(pod).startsWith(container.pod)) ?? restarting[0]
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
        // who answers with a status has taken the connection, and a 4xx says that the request is wrong; of others that is not told
        (item.handler !== 'tcpSocket' || (behaviour === 'status' && !/answered with 4/.test(text))) &&
        // where a program listens no port of a manifest tells: who refuses may only be slow to come up
        (behaviour !== 'refuse' || !/\.port$/.test(item.path)) &&
        (behaviour !== 'hang' || MORE_TIME.test(item.path)),
    )
    const best = all.find(({ path }) => MORE_TIME.test(path)) ?? all[0]
    if (!best) return undefined
    return {
      text: `${capital(best.title)} (tried in a run of its own: no restart instead of ${best.before})`,
      change: best.path.replace(/^spec\.(?:initContainers|containers)\[\d+\]\./, '').replace(/^(?:command|args)\[\d+\]$/, 'its command'),
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

/** All that texts of a cluster come to: why, the lanes, and how near the simulated one comes. */
export interface ClusterEvidence {
  facts: ClusterFacts
  answer: WhyAnswer
  incident: ClusterIncident
  comparison: Comparison
}

/** `asked`: a release that a person has named; it is simulated where no text names one. */
export function evidenceOf(texts: readonly string[], asked?: string): ClusterEvidence {
  const facts = readCluster(texts)
  const words = answerIn(facts)
  const incident = incidentIn(facts, asked ?? `1.${NEWEST}`, asked !== undefined)
  const comparison = compareWithReal(incident, words.is === 'not readable' ? undefined : words.restarts)
  const isTried = words.is === 'known' && (words.restarts ?? 0) > 0
  const fix = (isTried ? triedFix(incident, comparison, words.cause!) : undefined) ?? words.fix
  const answer = fix ? { ...words, fix } : words
  const { document } = incident
  // whoever opens the lanes reads the same sentence first
  if (document)
    incident.document = {
      ...document,
      lanes: document.lanes.map((lane) => (lane.name === REAL_LANE ? { ...lane, why: diagnosisOf(answer, incident) } : lane)),
    }
  return { facts, answer, incident, comparison }
}

function diagnosisOf({ sentence, cause, chain, fix }: WhyAnswer, { real }: ClusterIncident): Diagnosis {
  const pods = [...new Set(real.map(({ pod }) => pod))]
  const about = scenarioName(cause?.pod ?? '')
  // a static pod has its node's name behind its own
  const pod = pods.length < 2 ? undefined : (pods.find((name) => name === about) ?? pods.find((name) => about.startsWith(`${name}-`)))
  const because = [...new Set(chain.flatMap(({ text, line }) => (line ? [text] : [])))]
  return { text: sentence, ...defined({ pod }), ...(because.length > 0 ? { because } : {}), ...(fix ? { fix: fixWords(fix) } : {}) }
}
