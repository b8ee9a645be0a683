import { neighbours, type Reading } from '../../sim/release/row.ts'

/** How it is known that a difference begins with its release, in a sentence. */
export function readingOf({ by, before, after }: Reading): string {
  const close = neighbours(before, after)
  if (by === 'source') return `Read at ${before} and ${after}.`
  if (by === 'recording') return `Recorded on ${before} and ${after}${close ? '' : '; when in between it changed is inferred'}.`
  return close ? 'Inferred: not read at the tags on either side.' : `Inferred: some time between ${before} and ${after}.`
}
