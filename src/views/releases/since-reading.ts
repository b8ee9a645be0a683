import type { RulesRow } from '../../sim/release/release.ts'
import { readTable } from '../../texts/text-table.ts'
import rows from '../../texts/release-rows.tsv?raw'

/** A release of Kubernetes, by which the tags of its repositories go. */
export type Tag = `v1.${number}.${number}`

/**
 * How a row's `since` is known: `before` is the last tag that was seen without the change, `after` the first with it.
 *
 * - `source`: the files were read at both tags, and these are of neighbouring releases; at one of them its program may have been
 *   recorded instead.
 * - `recording`: programs of both releases were recorded; where they are not neighbours, when in between it changed is open.
 * - `inference`: at one of the tags at least it was not read.
 */
export interface SinceReading {
  by: 'source' | 'recording' | 'inference'
  before: Tag
  after: Tag
}

/** What a row of the releases means to a person, and how it is known. */
export interface RowText {
  /** One sentence: what is different from here on. */
  says: string
  /** Upstream paths, by commas; what is not in Kubernetes' repository begins with whose it is: `Go 1.12: net/http/server.go`. */
  source: string
  read: SinceReading
  /** That in a sentence. */
  reading: string
}

const isKnownBy = (word: string): word is SinceReading['by'] => ['source', 'recording', 'inference'].includes(word)
const isTag = (word: string): word is Tag => /^v1\.\d+\.\d+$/.test(word)

/** Each line of the table, under its row's name. Errors: throws for a line that is none. */
export const ROW_TEXTS: ReadonlyMap<string, RowText> = new Map(
  readTable(rows, 'release', 'rule', 'says', 'source', 'known by', 'before', 'after').map((row): [string, RowText] => {
    const { release, rule, says, source, 'known by': by, before, after } = row
    if (!isKnownBy(by) || !isTag(before) || !isTag(after)) throw new Error(`${release} ${rule}: ${by} ${before} ${after}`)
    const read: SinceReading = { by, before, after }
    return [`${release} ${rule}`, { says, source, read, reading: readingOf(read) }]
  }),
)

/** Errors: throws for a row that the table lacks, and says which line to write. */
export function textOf(change: RulesRow): RowText {
  const text = ROW_TEXTS.get(change.name)
  if (!text) throw new Error(`src/texts/release-rows.tsv has no line ${change.name.replace(' ', '\\t')}\\t…`)
  return text
}

/** Whether two tags are of releases that follow one another. */
export function neighbours(before: Tag, after: Tag): boolean {
  const minor = (tag: Tag): number => Number(tag.split('.')[1])
  return minor(after) - minor(before) === 1
}

/** How it is known that a difference begins with its release, in a sentence. */
export function readingOf({ by, before, after }: SinceReading): string {
  const close = neighbours(before, after)
  if (by === 'source') return `Read at ${before} and ${after}.`
  if (by === 'recording') return `Recorded on ${before} and ${after}${close ? '' : '; when in between it changed is inferred'}.`
  return close ? 'Inferred: not read at the tags on either side.' : `Inferred: some time between ${before} and ${after}.`
}
