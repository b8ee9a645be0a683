import { stringify } from 'yaml'
import { importTexts } from '../../cases/import.ts'
import { readLink } from '../../share/payload.ts'
import { withProcesses } from '../../cases/with-processes.ts'
import { parseProcesses } from '../../sim/scenario/scenario.ts'
import type { OwnAnswer, OwnQuestion } from './own-client.ts'

self.onmessage = ({ data }: MessageEvent<OwnQuestion>) => {
  const post = (value: OwnAnswer): void => self.postMessage({ kind: 'answer', ask: data.ask, value })
  if (data.kind === 'open') post({ opened: readLink(data.link) })
  else if (data.kind === 'import') post({ imported: importTexts(data.texts, data.release) })
  else
    post({
      text: stringify(JSON.parse(withProcesses(data.document, parseProcesses).scenario), {
        lineWidth: 0,
        indentSeq: false,
        aliasDuplicateObjects: false,
      }),
    })
}
