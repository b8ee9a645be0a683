import { stringify } from 'yaml'
import { importTexts, type Brought, type Imported } from '../../cases/import.ts'
import { withProcesses } from '../../cases/with-processes.ts'
import { readLink, type Payload, type ReadResult } from '../../share/payload.ts'
import { parseProcesses } from '../../sim/scenario/scenario.ts'
import '../../views/all.ts'

/** What takes its time with texts from elsewhere. */
export const tasks = {
  /** What a link holds. */
  open: (link: string): ReadResult<Payload> => readLink(link),

  take: ({ texts, release }: { texts: readonly Brought[]; release: string }): Imported => importTexts(texts, release),

  /** A scenario as a file that a person can read. */
  write(document: string): string {
    const scenario: unknown = JSON.parse(withProcesses(document, parseProcesses).scenario)
    return stringify(scenario, { lineWidth: 0, indentSeq: false })
  },
}
