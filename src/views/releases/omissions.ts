import omissions from '../../texts/omissions.tsv?raw'
import { readTable } from '../../texts/table.ts'

/** What a real node does and this model does not, as far as it could change a restart or an answer; and what happens instead. */
export const NOT_SIMULATED = readTable(omissions, 'what', 'instead')
