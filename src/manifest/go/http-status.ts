import statuses from '../../texts/http-statuses.tsv?raw'
import { readTable } from '../../texts/text-table.ts'

/** What an HTTP status means, in words. Follows: net/http, StatusText (Go 1.26), as far as one comes up here. */
export const STATUS_TEXTS: ReadonlyMap<number, string> = new Map(
  readTable(statuses, 'status', 'reason').map(({ status, reason }) => [Number(status), reason]),
)
