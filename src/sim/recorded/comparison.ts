import { compare } from './compare.mjs'
import { compare as compareBuiltToday } from './compare-1.9.mjs'

/**
 * How a recording of a release is held against a simulated run. That of 1.9 was built with another Go, and ran on another Docker,
 * than the release that is simulated: what these say is made the same first, and nothing else.
 */
export function comparisonOf(kubernetes: string): typeof compareBuiltToday {
  return kubernetes === '1.9' ? compareBuiltToday : compare
}
