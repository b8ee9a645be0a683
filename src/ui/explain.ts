import type { Inputs } from '../sim/scenario.ts'
import type { Entry, ManifestEntry, Trace } from '../sim/trace.ts'
import { lineAtStart, textAt } from '../views/line-at-start.ts'
import { PROCESSES } from '../views/processes-file.ts'
import { lineOfScript } from '../views/script-line.ts'
import { sourceAddress } from '../views/why-source.ts'
import { why } from '../views/why.ts'
import type { NamedLine, WhyLink } from './messages.ts'

/** The chain of causes of an entry, with the text of each line that it names. */
export function explain({ inputs, trace, programs }: { inputs: Inputs; trace: Trace; /** The text of `processes`. */ programs: string }, id: number): WhyLink[] {
  return why(trace, id).map(({ entry, t, kind, sentence, isBeside, rule, source, lines }) => {
    const address = sourceAddress(inputs.kubernetes, source)
    return {
      id: entry,
      t,
      text: sentence,
      isRoot: kind === 'manifest',
      isBeside,
      ...(rule && kind !== 'manifest' ? { rule } : {}),
      ...(source ? { source: { path: source, ...(address ? { address } : {}) } } : {}),
      lines: [...lines.map((line) => named(inputs, line)), ...scripted(trace[entry], programs)],
    }
  })
}

function scripted(entry: Entry | undefined, programs: string): NamedLine[] {
  if (entry?.kind !== 'script') return []
  const line = lineOfScript(programs, entry.path)
  return [{ file: PROCESSES, line, at: 0, place: { file: PROCESSES, line }, text: lineText(programs, line) }]
}

const lineText = (text: string, line: number): string => text.split('\n')[line - 1]?.trim().replace(/^- (?=\S)/, '') ?? ''

function named(inputs: Inputs, { t, file, line, isDefault, path, value }: ManifestEntry): NamedLine {
  const text = textAt(inputs, { file, at: t })
  const field = path.split('.').at(-1) ?? ''
  const place = lineAtStart(inputs, { file, line, at: t })
  return { file, line, at: t, ...(place ? { place } : {}), text: lineText(text, line), ...(isDefault ? { said: `${field}: ${String(value)}, the default` } : {}) }
}
