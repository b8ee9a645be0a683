import '../../views/all.ts'
import { stringify } from 'yaml'
import { importTexts, type Brought, type Imported } from '../../cases/import.ts'
import { withProcesses } from '../../cases/with-processes.ts'
import { readLink, type Payload, type Read } from '../../share/payload.ts'
import { parseProcesses } from '../../sim/scenario/scenario.ts'

export type OwnQuestion =
  | { kind: 'open'; link: string }
  | { kind: 'import'; texts: readonly Brought[]; release: string }
  | { kind: 'write'; document: string }
export type PostedQuestion = OwnQuestion & { ask: number }
export type OwnAnswer = { imported: Imported } | { text: string } | { opened: Read<Payload> }

/** What takes its time with texts from elsewhere: in a web worker, or on the page itself where there can be none. */
export function answerOwn(question: OwnQuestion): OwnAnswer {
  if (question.kind === 'open') return { opened: readLink(question.link) }
  if (question.kind === 'import') return { imported: importTexts(question.texts, question.release) }
  const scenario: unknown = JSON.parse(withProcesses(question.document, parseProcesses).scenario)
  return { text: stringify(scenario, { lineWidth: 0, indentSeq: false, aliasDuplicateObjects: false }) }
}
