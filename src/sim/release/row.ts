/** Text as Go's %q prints it, where it is plain. */
export const goString = (text: string): string => `"${text.replaceAll('"', String.raw`\"`)}"`

/** Since when some rules have other values. What it means to a person, and how it is known, is a line of `src/texts/release-rows.tsv`. */
export interface Row<R> {
  /** The first minor release that has it. */
  since: number
  set: Partial<R>
}

/** A row's name there: its release, and the first rule that it sets. */
export const rowName = ({ since, set }: Row<object>): string => `1.${since} ${Object.keys(set)[0]!}`
