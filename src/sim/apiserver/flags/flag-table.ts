import { nearestName } from '../../../manifest/nearest.ts'
import { readTable } from '../../../texts/text-table.ts'
import { readSpans, type ReleaseSpan } from '../../../upstream/upstream-table.ts'
import type { Release } from '../../release/release.ts'
import type { FlagType } from './flag-values.ts'
import flags from './flags.tsv?raw'

export interface FlagRow {
  name: string
  type: FlagType
  /** First and last minor release that have it. */
  since: number
  until: number
  /** pflag's words after `has been deprecated, `, by release. */
  deprecated: readonly ReleaseSpan[]
}

/**
 * All flags of kube-apiserver, 1.9 to 1.37.
 * Follows: cmd/kube-apiserver/app/options/options.go and the option structs it adds (v1.36.2, v1.19.16, v1.9.0), and the
 * generated reference pages of the releases between.
 */
export const FLAGS: readonly FlagRow[] = readTable(flags, 'flag', 'releases', 'deprecated').flatMap(({ flag, releases, deprecated }) => {
  const notes = readSpans(deprecated || undefined)
  return readSpans(releases).map(({ value, ...span }) => ({ name: flag, type: value as FlagType, ...span, deprecated: notes }))
})

const BY_NAME = new Map<string, FlagRow[]>()
for (const row of FLAGS) BY_NAME.set(row.name, [...(BY_NAME.get(row.name) ?? []), row])

const rowsOf = (name: string): readonly FlagRow[] => BY_NAME.get(name.replaceAll('_', '-')) ?? []

/**
 * The flag of that name in that release; underscores count as hyphens.
 *
 * Errors: undefined: the release has no such flag.
 * Follows: staging/src/k8s.io/component-base/cli/flag/flags.go, WordSepNormalizeFunc (v1.36.2).
 */
export function flagOf(name: string, release: Release): FlagRow | undefined {
  return rowsOf(name).find((row) => has(row, release))
}

/**
 * The first and the last minor release that have a flag of that name.
 *
 * Errors: undefined: no release has it. Follows: as `FLAGS`.
 */
export function releasesOf(name: string): { since: number; until: number } | undefined {
  const rows = rowsOf(name)
  return rows.length > 0
    ? { since: Math.min(...rows.map((row) => row.since)), until: Math.max(...rows.map((row) => row.until)) }
    : undefined
}

/** Whether somebody who has got so far may still be on the way to a flag of that release. */
export function isBegunFlag(name: string, minor: number): boolean {
  return FLAGS.some((row) => row.name !== name && row.name.startsWith(name) && row.since <= minor && minor <= row.until)
}

/**
 * The flag that somebody who wrote `name` most likely meant, for the editor: same release, few letters apart.
 *
 * Errors: undefined: nothing is near.
 * Kube-apiserver makes no suggestions.
 */
export function nearestFlag(name: string, release: Release): string | undefined {
  // a flag of another release was meant as it stands
  if (releasesOf(name)) return undefined
  return nearestName(
    name,
    FLAGS.filter((row) => has(row, release)).map((row) => row.name),
  )
}

/**
 * The words with which pflag of 1.N announces that a flag is deprecated, and the releases that have them; or nothing.
 *
 * Follows: spf13/pflag, FlagSet.Set (v1.0.5).
 */
export function deprecation({ deprecated }: Pick<FlagRow, 'deprecated'>, minor: number): ReleaseSpan | undefined {
  return deprecated.find(({ since, until }) => since <= minor && minor <= until)
}

function has(row: FlagRow, release: Release): boolean {
  return row.since <= release.minor && release.minor <= row.until
}
