import { stringify } from 'yaml'
import { importTexts } from '../../cases/import.ts'
import { withProcesses } from '../../cases/with-processes.ts'
import { readLink } from '../../share/payload.ts'
import { parseProcesses } from '../../sim/scenario/scenario.ts'
import type { OwnAnswer, Question } from './own-client.ts'

/** What takes its time with texts from elsewhere: in a web worker, or on the page itself where there can be none. */
export function answerOwn(question: Question): OwnAnswer {
  if (question.kind === 'open') return { opened: readLink(question.link) }
  if (question.kind === 'import') return { imported: importTexts(question.texts, question.release) }
  const scenario: unknown = JSON.parse(withProcesses(question.document, parseProcesses).scenario)
  return { text: stringify(scenario, { lineWidth: 0, indentSeq: false, aliasDuplicateObjects: false }) }
}
