/** A release of Kubernetes, by which the tags of its repositories go. */
export type Tag = `v1.${number}.${number}`

/** Since when some rules have other values. */
export interface Row<R> {
  /** The first minor release that has it. */
  since: number
  set: Partial<R>
  /** One sentence for a person: what is different from here on. */
  says: string
  /** Upstream paths, by commas; what is not in Kubernetes' repository begins with whose it is: `Go 1.12: net/http/server.go`. */
  source: string
  read: Reading
}

/**
 * How a row's `since` is known: `before` is the last tag that was seen without the change, `after` the first with it.
 *
 * - `source`: the files were read at both tags, and these are of neighbouring releases; at one of them its program may have been
 *   recorded instead.
 * - `recording`: programs of both releases were recorded; where they are not neighbours, when in between it changed is open.
 * - `inference`: at one of the tags at least it was not read.
 */
export interface Reading {
  by: 'source' | 'recording' | 'inference'
  before: Tag
  after: Tag
}

/** Whether two tags are of releases that follow one another. */
export function neighbours(before: Tag, after: Tag): boolean {
  const minor = (tag: Tag): number => Number(tag.split('.')[1])
  return minor(after) - minor(before) === 1
}
