import rows from '../../texts/probe-words.tsv?raw'
import { readTable } from '../../texts/table.ts'
import type { ProbeType } from '../../manifest/types.ts'
import type { ProbeSpec } from '../specs.ts'
import type { Fix } from './finding.ts'
import { filled, filledFix } from './meaning.ts'

/** What a failed probe's output says of the program that it asked; `network`: it is no matter of the program, but of a name or a route. */
export type BehaviourKind = 'status' | 'refuse' | 'hang' | 'reset' | 'missing' | 'grpc' | 'code' | 'network'

const ROWS = readTable(rows, 'is', 'words', 'text', 'fix', 'change', 'price').map(({ is, words, text, fix, change, price }) => ({
  is: is as BehaviourKind,
  words: new RegExp(words),
  text,
  fix: { text: fix, change, price },
}))

/** What it is, without its words; a command that writes nothing may have been ended for its time-out. Follows: pkg/probe/http, tcp, exec, grpc. */
export function behaviourOf(output: string, spec: ProbeSpec | undefined, isError = false): BehaviourKind {
  const isCommand = spec?.handler === 'exec'
  const own = isCommand ? ROWS.filter(({ is }) => is === 'hang' || is === 'missing' || is === 'code') : ROWS
  const { is } = own.find(({ words }) => words.test(output))!
  if (isCommand && is === 'hang') {
    const isTold = isError || /^command .* timed out$/.test(output) || /timed out after/.test(output)
    return isTold ? 'hang' : 'code'
  }
  // what answers, and not as a probe expects it, is taken as refusing
  return is === 'code' && spec && !isCommand ? 'refuse' : is
}

/** As a clause that begins with the probe, and what helps. */
export function outputWords(output: string, probe: ProbeType): { is: BehaviourKind; text: string; fix: Fix } {
  const row = ROWS.find(({ words }) => words.test(output))!
  const match = row.words.exec(output)!
  const [, scheme = 'http', where = '', path = ''] = /Get "?(https?):\/\/([^\s"/]+)(\/[^\s":]*)?/.exec(output) ?? []
  const dialled = where === '' ? (/dial tcp (\S+?):? /.exec(output)?.[1] ?? '') : where
  const values = {
    probe,
    place: where === '' ? '' : ` at ${where}${path}`,
    port: /:(\d{2,5})\b/.exec(dialled)?.[1] ?? (scheme === 'https' ? '443' : '80'),
    telling: (output.split('\n').find((line) => /error|refused|denied|fail|exception|not /i.test(line)) ?? output)
      .replaceAll(/\s+/g, ' ')
      .trim()
      .slice(0, 300),
  }
  const text = row.is === 'hang' && /^command /.test(output) ? 'runs a command that does not end in time ({1})' : row.text
  return { is: row.is, text: `its ${probe} probe ${filled(text, match, values)}`, fix: filledFix(row.fix, match, values) }
}
