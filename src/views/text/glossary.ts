import glossary from '../../texts/glossary.tsv?raw'
import { readTable } from '../../texts/text-table.ts'

/** A word of the page in two sentences, and what of a drawing shows it, as `firstMarks` calls it; empty where nothing does. */
export interface GlossaryTerm {
  title: string
  says: string
  show: string
}

/** Every word that is explained in place, by a name that does not change. */
export const TERMS: ReadonlyMap<string, GlossaryTerm> = new Map(
  readTable(glossary, 'term', 'title', 'says', 'shown by').map(({ term, title, says, 'shown by': show }) => [term, { title, says, show }]),
)
