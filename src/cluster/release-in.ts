import releaseWords from '../texts/release-words.tsv?raw'
import { readPatterns } from '../texts/text-table.ts'
import { calendar } from '../sim/clock.ts'
import { NEWEST, OLDEST } from '../sim/release/releases.ts'
import type { Aligned } from './align.ts'
import type { ClusterFacts, Hint } from './facts.ts'

export const NO_WORD = 'no word of the texts tells it'

/** In which month each minor release came out, from 1.9 on: no cluster runs one that is not out yet. */
const OUT: readonly string[] =
  '2017-12 2018-03 2018-06 2018-09 2018-12 2019-03 2019-06 2019-09 2019-12 2020-03 2020-08 2020-12 2021-04 2021-08 2021-12 2022-05 2022-08 2022-12 2023-04 2023-08 2023-12 2024-04 2024-08 2024-12 2025-04 2025-08 2025-12 2026-04 2026-08'.split(
    ' ',
  )

/** What the texts' words allow: from the oldest release to the newest, and by which words. */
export interface ReleaseRange {
  from: string
  to: string
  because: string
}

/** The release that a text names, or an image of the control plane. */
function releaseSaid({ release, pods, events }: ClusterFacts): ClusterFacts['release'] {
  const images = [
    ...pods.flatMap(({ containers }) => [...containers.values()].flatMap(({ image }) => image ?? [])),
    ...events.map(({ message }) => message),
  ]
  const name = images.map((text) => OF_THE_PLANE.exec(text)?.[1]).find(Boolean)
  return release ?? (name === undefined ? undefined : { name, from: `an image of the control plane is v${name}` })
}

/** What is said of the release, and what is assumed. */
interface ReleaseSentences {
  understood: string[]
  untold: string[]
}

/** The releases that the texts can be of. What a kubectl prints is its own release's and near the cluster's: the cluster's words come first. */
export function releaseRange(facts: ClusterFacts): ReleaseRange {
  const said = releaseSaid(facts)
  if (said) return { from: said.name, to: said.name, because: said.from }
  const pick = (hints: readonly Hint[]): { least: Hint | undefined; most: Hint | undefined } => ({
    least: hints.filter(({ is }) => is === 'least').toSorted((a, b) => b.minor - a.minor)[0],
    most: hints.filter(({ is }) => is === 'most').toSorted((a, b) => a.minor - b.minor)[0],
  })
  let { least, most } = pick(facts.hints)
  // who builds a kubelet with another Go has its library's words
  for (const doubtful of [['printed'], ['printed', 'library']] as const)
    if (least && most && least.minor > most.minor)
      ({ least, most } = pick(facts.hints.filter(({ whose }) => !doubtful.some((word) => word === whose))))
  if (least && most && least.minor > most.minor) most = undefined
  const because = [least, most].flatMap((hint) => (hint ? [hint.why] : []))
  return {
    from: `1.${least?.minor ?? ((most?.minor ?? OLDEST) < OLDEST ? 0 : OLDEST)}`,
    to: `1.${most?.minor ?? NEWEST}`,
    because: [...new Set(because)].join('; ') || NO_WORD,
  }
}

/** The newest release that is simulated and that the words allow. */
export function nearestRelease(facts: ClusterFacts): string {
  const minor = Number(releaseRange(facts).to.slice(2))
  return `1.${Math.min(NEWEST, Math.max(OLDEST, minor))}`
}

/** A program of the control plane, or all of them in one. */
const OF_THE_PLANE = /(?:kube-(?:apiserver|controller-manager|scheduler|proxy)|hyperkube)[^:]*:v(1\.\d{1,2})\./

/**
 * The release whose rules are simulated: the one that a text names; else `asked`, or, where nobody has asked for it (`isAsked`), the
 * nearest one that the texts can be of, by their words and their day. What is assumed is said.
 */
export function releaseIn(facts: ClusterFacts, aligned: Aligned, asked: string, isAsked: boolean, made: ReleaseSentences): string {
  const told = releaseSaid(facts)
  if (!told) return assumed(facts, aligned, asked, isAsked, made)
  const minor = Number(told.name.slice(2))
  const known = Math.min(NEWEST, Math.max(OLDEST, minor))
  if (known === minor) made.understood.push(`Kubernetes ${told.name}: ${told.from}.`)
  else made.untold.push(`The cluster runs ${told.name}, which is not simulated: 1.${known} is taken, the nearest one.`)
  return `1.${known}`
}

function assumed(facts: ClusterFacts, aligned: Aligned, asked: string, isAsked: boolean, made: ReleaseSentences): string {
  const wanted = Number(asked.slice(2))
  const say = (fitting: number, why: string): string => {
    // what is older than all that are simulated has the oldest one’s rules
    const minor = Math.min(NEWEST, Math.max(OLDEST, fitting))
    made.untold.push(`The cluster’s release: 1.${minor} is assumed${why}. kubectl version, or kubectl get nodes, says it.`)
    return `1.${minor}`
  }
  if (isAsked) return say(wanted, '')
  const range = releaseRange(facts)
  const [from, to] = [Number(range.from.slice(2)), Number(range.to.slice(2))]
  const whyOf = (is: Hint['is'], minor: number): string =>
    facts.hints.find((hint) => hint.is === is && hint.minor === minor)?.why ?? range.because
  const byWords = to < NEWEST ? [{ minor: to, why: whyOf('most', to) }] : []
  const most = [...byWords, ...byItsDay(facts, aligned)].toSorted((a, b) => a.minor - b.minor)[0]
  const least = from > OLDEST ? { minor: from, why: whyOf('least', from) } : undefined
  if (most && most.minor < wanted && (!least || least.minor <= most.minor))
    return say(most.minor, `, the newest that it can be: ${most.why}`)
  if (least && least.minor > wanted) return say(least.minor, `, the oldest that it can be: ${least.why}`)
  return say(wanted, '')
}

function byItsDay({ pods, events }: ClusterFacts, { isAdrift, now }: Aligned): { minor: number; why: string }[] {
  // a journal has no year
  const hasYear = pods.some(({ startTime, created, containers }) => {
    const states = [...containers.values()].flatMap(({ state, lastState }) => [state, lastState])
    return startTime ?? created ?? states.some((state) => (state?.startedAt ?? state?.finishedAt) !== undefined)
  })
  if (isAdrift || !(hasYear || events.some(({ source }) => source === 'events'))) return []
  const { year, month } = calendar('1970-01-01T00:00:00Z', now)
  const day = `${year}-${String(month).padStart(2, '0')}`
  const newest = OUT.findLastIndex((out) => out <= day)
  return newest < 0 ? [] : [{ minor: OLDEST + newest, why: `the texts are of ${day}` }]
}

/** Notes once what a text's words tell of the release. */
export function hint({ hints }: ClusterFacts, whose: Hint['whose'], { least, most }: { least?: number; most?: number }, why: string): void {
  if (least !== undefined && !hints.some((hint) => hint.is === 'least' && hint.why === why))
    hints.push({ is: 'least', minor: least, why, whose })
  if (most !== undefined && !hints.some((hint) => hint.is === 'most' && hint.why === why))
    hints.push({ is: 'most', minor: most, why, whose })
}

const WORDS = readPatterns(releaseWords, 'whose', 'least', 'most', 'words', 'why')

/** What the kubelet's own words, or its library's, tell of its release. */
export function hintWords(message: string, facts: ClusterFacts): void {
  for (const { words, whose, least, most, why } of WORDS)
    if (words.test(message)) hint(facts, whose as Hint['whose'], least === '' ? { most: Number(most) } : { least: Number(least) }, why)
}
