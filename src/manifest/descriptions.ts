import help from '../texts/field-help.tsv?raw'
import { readTable } from '../texts/text-table.ts'

/** Hover texts of the editor: a sentence a field, by struct and field. Fields that no rule of the model reads have none. */
const DESCRIPTIONS = new Map(readTable(help, 'struct', 'field', 'says').map(({ struct, field, says }) => [`${struct}.${field}`, says]))

/** What a field does, in a sentence, for a person who points at it. Errors: undefined for a field that has no text. */
export const describeField = (struct: string, field: string): string | undefined => DESCRIPTIONS.get(`${struct}.${field}`)
