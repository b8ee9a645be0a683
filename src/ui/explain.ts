import type { Inputs } from '../sim/scenario.ts'
import type { ManifestEntry, Trace } from '../sim/trace.ts'
import { lineAtStart, textAt } from '../views/line-at-start.ts'
import { sourceAddress } from '../views/why-source.ts'
import { why } from '../views/why.ts'
import type { NamedLine, WhyLink } from './messages.ts'

/** The chain of causes of an entry, with the text of each line that it names. */
export function explain(inputs: Inputs, trace: Trace, id: number): WhyLink[] {
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
      lines: lines.map((line) => named(inputs, line)),
    }
  })
}

function named(inputs: Inputs, { t, file, line, isDefault, path, value }: ManifestEntry): NamedLine {
  const text = textAt(inputs, { file, at: t })
  const field = path.split('.').at(-1) ?? ''
  const place = lineAtStart(inputs, { file, line, at: t })
  return { file, line, at: t, ...(place ? { place } : {}), text: text.split('\n')[line - 1]?.trim().replace(/^- (?=\S)/, '') ?? '', ...(isDefault ? { said: `${field}: ${String(value)}, the default` } : {}) }
}
