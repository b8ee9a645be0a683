import { defined, grouped } from '../manifest/own.ts'
import type { Chance } from '../sim/scenario/inputs.ts'
import { parseScenarioJson } from '../sim/scenario/strict.ts'
import { simulate } from '../sim/simulate.ts'
import type { Trace } from '../sim/trace/trace.ts'
import { type ClusterIncident, type RealContainer, SIMULATED_LANE } from './lanes-of.ts'
import { counted } from '../views/text/words.ts'
import { stringify } from 'yaml'

/** How well the simulated lane shows what happened. */
export interface Comparison {
  /** One sentence. */
  text: string
  /** How near the starts are, as a sentence; absent where `text` says all. */
  times?: string
  /** What is otherwise, each as a sentence. */
  differences: string[]
  containers: readonly ContainerComparison[]
}

interface ContainerComparison {
  pod: string
  container: string
  restarts: readonly [real: number, simulated: number]
  /** By how many seconds the starts that a text has a time of are off, in order. */
  off: readonly number[]
}

/** Of a pod that came later: its simulated one begins with the lane, and goes on. */
const WHILE_THERE = ', for as long as it was there'

/** Within this a start is where it was: the kubelet's own latencies, and whole seconds in the texts. */
const CLOSE_SECONDS = 5

/** As many seeds are tried, while their runs are short. */
const MOST_SEEDS = 40
const MOST_ENTRIES = 60_000
/** A restart that fell due at the end may be there or not. */
const END_SECONDS = 3

/**
 * Simulates the scenario that was made, with the seed whose chance comes nearest to what happened, and holds it against the evidence:
 * how many restarts, when each was, how often probes failed. The document gets that seed.
 *
 * `headline`: the restarts of the sentence that stands beside it, null where that has none: of another number it is left out.
 */
export function compareWithReal(
  incident: Pick<ClusterIncident, 'document' | 'real' | 'notSimulated'>,
  headline?: number | null,
): Comparison {
  const { document, notSimulated } = incident
  const real = incident.real.filter(({ isLeftOut }) => !isLeftOut)
  const without = (text: string): Comparison => ({ text, differences: [], containers: [] })
  if (!document) return without('There is nothing to compare.')
  const first = notSimulated.map((text) => `${text} `).join('')
  if (real.length === 0) return without(`${first}It is in the lane of what happened, and there is no simulated one.`)
  const { scenario, diagnostics } = parseScenarioJson(JSON.stringify(document))
  const lane = scenario?.lanes.find(({ name }) => name === SIMULATED_LANE)
  if (!lane) return without(`The scenario cannot be simulated: ${diagnostics?.[0]?.message ?? 'it has no such lane'}.`)
  const { duration } = lane.inputs
  let best: { seed: number; nudge: number; trace: Trace; containers: ContainerComparison[]; off: number } | undefined
  let entries = 0
  for (let n = 0; n < MOST_SEEDS && entries < MOST_ENTRIES; n++) {
    const seed = document.seed + Math.floor(n / NUDGES.length)
    const nudge = NUDGES[n % NUDGES.length]!
    const chance = nudged(lane.inputs.chance, nudge)
    const trace = simulate({ ...lane.inputs, seed, chance })
    entries += trace.length
    const containers = real.map((realContainer) => containerOff(realContainer, whileThere(realContainer, trace, duration), duration))
    const off = containers.reduce((sum, container) => sum + offBy(container), 0)
    if (!best || off < best.off) best = { seed, nudge, trace, containers, off }
    if (off <= GOOD_SECONDS) break
  }
  const { seed, nudge, trace, containers } = best!
  incident.document = {
    ...document,
    seed,
    lanes: document.lanes.map((lane) =>
      lane.name === SIMULATED_LANE && lane['chance'] ? { ...lane, chance: nudged(lane['chance'] as Chance, nudge) } : lane,
    ),
  }
  const differences = containers.flatMap((container, i) => differencesOf(container, real[i]!, whileThere(real[i]!, trace, duration)))
  const { text, times } = sentence(containers, real, notSimulated.length > 0, headline)
  return { text: `${first}${text}`.trim(), ...defined({ times }), differences, containers }
}

/** The texts have whole seconds: within one of them a restart may fall before a probe or after it. */
const NUDGES = [0, -0.5, 0.5, -1]

function nudged<T extends Pick<Chance, 'retries'>>(chance: T, by: number): T {
  const { retries = {} } = chance
  return {
    ...chance,
    retries: Object.fromEntries(Object.entries(retries).map(([pod, times]) => [pod, times.map((at) => Math.max(0, at + by))])),
  }
}

const GOOD_SECONDS = 3
const A_RESTART = 1000

const offBy = ({ restarts: [real, simulated], off }: ContainerComparison): number =>
  (Number.isNaN(real) ? 0 : Math.abs(real - simulated) * A_RESTART) + off.reduce((most, by) => Math.max(most, Math.abs(by)), 0)

function containerOff(
  { pod, container, restarts, restartsBefore, late, starts }: RealContainer,
  trace: Trace,
  duration: number,
): ContainerComparison {
  const until = duration - late
  const all = trace.filter(
    (entry) => entry.kind === 'process' && entry.op === 'started' && entry.pod === pod && entry.container === container,
  )
  const expected = restarts - restartsBefore
  // a try whose program cannot be started has no process, and counts
  const restartsBy = (at: number): number =>
    all.length === 0 ? countIn(trace, at, pod, container) : Math.max(0, all.filter(({ t }) => t <= at).length - 1)
  const [before, shown] = [restartsBy(until - END_SECONDS), restartsBy(Infinity)]
  const off = starts.flatMap(({ life, at, isKnown }) => {
    const same = all[life - 1]
    return isKnown && same ? [same.t - at] : []
  })
  return { pod, container, restarts: [expected, before <= expected && expected <= shown ? expected : shown], off }
}

/** As much of a run as the pod itself was there: the simulated one begins with the lane. */
const whileThere = ({ late }: RealContainer, trace: Trace, duration: number): Trace =>
  late === 0 ? trace : trace.filter(({ t }) => t <= duration - late)

/** As many as there were; where there may have been more as many at least, and any where the texts tell no number. */
const isEnough = ([real, simulated]: readonly [number, number], { isLeast }: RealContainer): boolean =>
  real === simulated || Number.isNaN(real) || (isLeast && simulated > real)

function countIn(trace: Trace, at: number, pod: string, container: string): number {
  const last = trace.findLast((entry) => entry.kind === 'status' && entry.t <= at && entry.pod === pod)
  return last?.kind === 'status' ? (last.containers.find(({ name }) => name === container)?.restartCount ?? 0) : 0
}

function differencesOf({ restarts, off }: ContainerComparison, realContainer: RealContainer, trace: Trace): string[] {
  const differences: string[] = []
  if (!isEnough(restarts, realContainer))
    differences.push(
      `${realContainer.container} of ${realContainer.pod} has ${counted(restarts[1], 'restart')} in the simulated lane, and had ${restarts[0]}.`,
    )
  const worst = off.reduce((most, by) => (Math.abs(by) > Math.abs(most) ? by : most), 0)
  if (Math.abs(worst) > CLOSE_SECONDS && realContainer.restartsBefore === 0)
    differences.push(
      `A start of ${realContainer.container} is ${Math.round(Math.abs(worst))} s ${worst > 0 ? 'later' : 'earlier'} than it was.`,
    )
  return [...differences, ...failuresOff(realContainer, trace)]
}

/** Half of what was is as good as the same: Events are dropped when there are too many. */
function failuresOff({ pod, container, failures }: RealContainer, trace: Trace): string[] {
  return failures.flatMap(({ probe, count }) => {
    const ours = trace.filter(
      (entry) =>
        entry.kind === 'probe' && entry.result === 'failure' && entry.probe === probe && entry.pod === pod && entry.container === container,
    ).length
    return Math.abs(ours - count) <= Math.max(2, count * 0.25)
      ? []
      : [`The ${probe} probe of ${container} fails ${counted(ours, 'time')} in the simulated lane; the texts tell of ${count}.`]
  })
}

function sentence(
  containers: readonly ContainerComparison[],
  real: readonly RealContainer[],
  isPart: boolean,
  headline: number | null | undefined,
): Pick<Comparison, 'text' | 'times'> {
  const sum = (i: 0 | 1): number => containers.reduce((all, { restarts }) => all + restarts[i], 0)
  const off = containers.flatMap((container) => container.off)
  const worst = off.reduce((most, by) => Math.max(most, Math.abs(by)), 0)
  const known = off.length
  const isSame = !isPart && containers.every(({ restarts }) => restarts[0] === restarts[1])
  const isLeast = real.some((realContainer) => realContainer.isLeast)
  const isWindow = real.some(({ restartsBefore }) => restartsBefore > 0)
  const isOther = headline !== undefined && !isWindow && (headline === null ? sum(0) === 0 : headline !== sum(0))
  if (isOther) return { text: '' }
  const pods = grouped(
    containers.filter(({ restarts }) => restarts[0] + restarts[1] !== 0),
    ({ pod }) => pod,
  )
  // a sum of several pods means nothing
  if (pods.size > 1) {
    const each = [...pods].map(([name, own]) => {
      const pod = `${name}${real.some((container) => container.pod === name && container.late > 0) ? WHILE_THERE : ''}`
      const [was, shows] = [0, 1].map((i) => own.reduce((all, { restarts }) => all + restarts[i as 0 | 1], 0)) as [number, number]
      return was === shows
        ? `as many of ${pod}: ${counted(was, 'restart')}`
        : `${counted(shows, 'restart')} of ${pod}, which had ${Number.isNaN(was) ? 'a number that no text tells' : was}`
    })
    return { text: `The simulated lane shows ${each.join('; ')}${isWindow ? ', from where the texts begin on' : ''}.` }
  }
  const shows = `The simulated lane shows${real.some(({ late }) => late > 0) ? `${WHILE_THERE},` : ''} ${isSame ? 'as many: ' : ''}${counted(sum(1), 'restart')}`
  const were = Number.isNaN(sum(0))
    ? '; how many there were no text tells'
    : `, where there ${sum(0) === 1 ? 'was' : 'were'} ${isLeast ? 'at least ' : ''}${sum(0)}`
  const head = isSame ? shows : `${shows}${were}`
  if (known === 0) return { text: `${head}.`, times: 'No text has the time of a start.' }
  if (isWindow) return { text: `${head}, from where the texts begin on.` }
  const seconds = Math.max(1, Math.round(worst))
  const times =
    known === 1
      ? `The one start that a text has the time of is ${seconds} s off at most.`
      : `Of the ${known} starts that a text has the time of none is more than ${seconds} s off.`
  return { text: `${head}.`, times }
}

/** What was understood of a cluster's texts, how near the simulation comes, and what they do not tell, as lines of text. */
function linesOf(incident: ClusterIncident, comparison: Comparison): string[] {
  const { understood, untold, troubles, lines, secrets } = incident
  const left = troubles.filter((trouble) => !comparison.text.includes(trouble))
  const list = (title: string, all: readonly string[]): string[] => (all.length === 0 ? [] : ['', title, ...all.map((text) => `- ${text}`)])
  return [
    [comparison.text, comparison.times ?? []].flat().join(' '),
    ...list('What is otherwise:', comparison.differences),
    ...list('What was understood:', understood),
    ...list('What the evidence does not tell, and what is assumed:', untold),
    ...list('What could not be read, or is not simulated:', left),
    ...(secrets.length === 0 ? [] : ['', secretsWords(secrets)]),
    '',
    usedWords(lines),
  ]
}

/** How much of the evidence is used, of all the lines by whose numbers it is cited. */
export function usedWords({ used, unused, frame }: ClusterIncident['lines']): string {
  const are = (count: number): string => `${count} ${count === 1 ? 'is' : 'are'}`
  const silent = frame === 0 ? '' : `, and ${are(frame)} blank or a frame, such as a prompt`
  return `Of ${counted(used + unused + frame, 'line')} ${are(used)} used, ${are(unused)} not${silent}.`
}

/** Before anything is given to others. */
export function secretsWords(secrets: readonly string[]): string {
  const shown = secrets.slice(0, 5).join(', ')
  return `The manifest has values that may be secrets (${shown}${secrets.length > 5 ? ` and ${secrets.length - 5} more` : ''}): take them out before you share it.`
}

/** The scenario as a file, with what was understood and what is not told in comments before it. */
export function scenarioText(incident: ClusterIncident, comparison: Comparison): string {
  const comments = linesOf(incident, comparison).map((line) => `# ${line.replaceAll('\n', ' ')}`.trimEnd())
  return `${comments.join('\n')}\n${stringify(incident.document, { lineWidth: 0, indentSeq: false, aliasDuplicateObjects: false })}`
}
