import { defined } from '../../manifest/own.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import type { Entry, EntryOf, ManifestEntry, Trace } from '../../sim/trace/trace.ts'
import { lineAtStart, textAt } from '../../views/text/line-diff.ts'
import { PROCESSES } from '../../views/text/words.ts'
import { lineOfScript } from '../../views/why/script-line.ts'
import { sourceAddress } from '../../views/why/why-source.ts'
import { why } from '../../views/why/why.ts'
import type { NamedLine, WhyLink } from './simulator-messages.ts'

/** The chain of causes of an entry, with the text of each line that it names. */
export function explain(
  { inputs, trace, programs }: { inputs: Inputs; trace: Trace; /** The text of `processes`. */ programs: string },
  id: number,
): WhyLink[] {
  const chain = why(trace, id, inputs)
  const edit = writerOf(inputs, trace, chain.at(-1)?.lines.at(-1))
  return [...chain, ...(edit ? why(trace, edit.id, inputs) : [])].map(
    ({ entry, t, kind, sentence, proof, isBeside, rule, ruleId, meaning, source, lines }) => {
      const address = sourceAddress(inputs.kubernetes, source)
      return {
        id: entry,
        t,
        text: sentence,
        isRoot: kind === 'manifest' || kind === 'script',
        isBeside,
        ...(isWholePod(trace[entry]) ? { isPod: true as const } : {}),
        ...defined({ proof, rule: rule || undefined, ruleId, meaning }),
        ...(source ? { source: { path: source, ...defined({ address }) } } : {}),
        lines: [...lines.map((line) => named(inputs, line)), ...scripted(trace[entry], programs)],
      }
    },
  )
}

/** The root of all that a pod does: that its file is there, and no field of it. */
const isWholePod = (entry: Entry | undefined): boolean => entry?.kind === 'manifest' && entry.path === ''

/** The action that has written a line, where the lane does not begin with it. */
function writerOf(inputs: Inputs, trace: Trace, line: ManifestEntry | undefined): Entry | undefined {
  if (!line || line.isDefault || lineAtStart(inputs, { file: line.file, line: line.line, at: line.t })) return undefined
  return trace
    .slice(0, line.id)
    .findLast(
      (entry) => entry.kind === 'action' && entry.note === undefined && changesAFile(entry) && (entry.to ?? entry.target) === line.file,
    )
}

const changesAFile = ({ action }: EntryOf<'action'>): boolean => ['write', 'edit', 'spoil', 'copy'].includes(action)

function scripted(entry: Entry | undefined, programs: string): NamedLine[] {
  if (entry?.kind !== 'script') return []
  const line = lineOfScript(programs, entry.path)
  return [{ file: PROCESSES, line, at: 0, place: { file: PROCESSES, line }, text: lineText(programs, line) }]
}

const lineText = (text: string, line: number): string =>
  text
    .split('\n')
    [line - 1]?.trim()
    .replace(/^- (?=\S)/, '') ?? ''

function named(inputs: Inputs, { t, file, line, isDefault, path, value }: ManifestEntry): NamedLine {
  const text = textAt(inputs, { file, at: t })
  const field = path.split('.').at(-1) ?? ''
  const place = lineAtStart(inputs, { file, line, at: t })
  return {
    file,
    line,
    at: t,
    text: lineText(text, line),
    ...defined({ place, said: isDefault ? `${field}: ${String(value)}, the default` : undefined }),
  }
}
