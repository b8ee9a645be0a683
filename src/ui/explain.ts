import type { Inputs } from '../sim/scenario.ts'
import type { Trace } from '../sim/trace.ts'
import { filesAt, manifestsAt } from '../sim/moment.ts'
import { why } from '../views/why.ts'
import type { WhyLink } from './messages.ts'

/** The chain of causes of an entry, with the text of each line that it names. */
export function explain(inputs: Inputs, trace: Trace, id: number): WhyLink[] {
  return why(trace, id).map(({ entry, t, sentence, rule, source, file, line }) => ({
    id: entry,
    t,
    text: sentence,
    isRoot: trace[entry]?.kind === 'manifest',
    ...(rule && trace[entry]?.kind !== 'manifest' ? { rule } : {}),
    ...(source ? { source } : {}),
    ...(file !== undefined && line !== undefined ? { line: { file, line, text: lineOf(inputs, t, file, line) } } : {}),
  }))
}

function lineOf(inputs: Inputs, at: number, file: string, line: number): string {
  const text = (file.startsWith('/') ? filesAt({ inputs, at }) : manifestsAt({ inputs, at })).get(file) ?? ''
  return text.split('\n')[line - 1] ?? ''
}
