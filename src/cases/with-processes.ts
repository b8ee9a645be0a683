import type { Diagnostic } from '../manifest/diagnostic.ts'
import { processesText } from './processes-text.ts'
import type { ParsedProcesses } from '../sim/scenario/strict.ts'

/** What a lane's programs are, as text: typed, or as it is written for whoever looks at it. */
type TextOf = (lane: number) => string

interface ProcessFields {
  processes?: unknown
}

/**
 * A page's document keeps `processes` as the text that was typed, and a scenario has it as an object: here it becomes one. A
 * text that cannot be read is left out, and a lane is told why: of its own text, or of the one that all lanes share. Whoever calls
 * brings the reader, which takes a library that most documents do not need: see `hasTypedProcesses`.
 *
 * Errors: returned, lane by lane; a text that is no JSON stays as it is.
 */
export function withProcesses(
  document: string,
  parse: (text: string) => ParsedProcesses,
): {
  scenario: string
  diagnosticsOf: (lane: number) => readonly Diagnostic[]
  textOf: TextOf
} {
  const made = /"processes": ?/.test(document) ? parseJson(document) : undefined
  if (!made) return { scenario: document, diagnosticsOf: () => [], textOf: () => '' }
  const typed = [made, ...(made.lanes ?? [])].map(({ processes }) => processes)
  const textOf: TextOf = (lane) => {
    const processes = typed[lane + 1] ?? typed[0]
    return typeof processes === 'string' ? processes : processesText(processes)
  }
  const read = (fields: ProcessFields): readonly Diagnostic[] => taken(fields, parse)
  const shared = read(made)
  const own = (made.lanes ?? []).map(read)
  return { scenario: JSON.stringify(made), diagnosticsOf: (lane) => [...(own[lane] ?? []), ...shared], textOf }
}

/** Whether a document has `processes` as the text that somebody typed. */
export const hasTypedProcesses = (document: string): boolean => /"processes": ?"/.test(document)

function parseJson(text: string): (ProcessFields & { lanes?: ProcessFields[] }) | undefined {
  try {
    return JSON.parse(text) as ProcessFields & { lanes?: ProcessFields[] }
  } catch {
    return undefined
  }
}

function taken(fields: ProcessFields, parse: (text: string) => ParsedProcesses): readonly Diagnostic[] {
  if (typeof fields.processes !== 'string') return []
  const { processes, diagnostics = [] } = parse(fields.processes)
  if (processes) fields.processes = processes
  else delete fields.processes
  return diagnostics
}
