import { compare } from './compare.mjs'
import { compare as compareBuiltToday } from './compare-1.9.mjs'
import type { Replay } from './known-differences.ts'

/**
 * How a recording of a release is held against a simulated run. That of 1.9 was built with another Go, and ran on another Docker,
 * than the release that is simulated: what these say is made the same first, and nothing else.
 */
const comparisonOf = (kubernetes: string): typeof compareBuiltToday => (kubernetes === '1.9' ? compareBuiltToday : compare)

/** Holds a recording against what is simulated: each pod of a whole control plane by itself. */
export function hold(name: string, kubernetes: string, recorded: readonly object[], simulated: readonly object[]): Replay[] {
  const of = comparisonOf(kubernetes)
  if (!name.startsWith('planes/')) return [{ name, kubernetes, ...of(recorded, simulated) }]
  return [...new Set(recorded.flatMap((entry) => podOf(entry) ?? []))].map((pod) => {
    const isOfPod = (entry: object): boolean => podOf(entry) === pod
    return { name: `${name} ${pod}`, kubernetes, ...of(recorded.filter(isOfPod), simulated.filter(isOfPod)) }
  })
}

const podOf = (entry: { pod?: string | undefined } | object): string | undefined => ('pod' in entry ? entry.pod : undefined)
