import type { Diagnostic } from '../manifest/diagnostic.ts'
import { processesText } from './processes-text.ts'
import { parseProcesses } from '../sim/scenario/scenario.ts'

/** What a lane's programs are, as text: typed, or as it is written for whoever looks at it. */
type TextOf = (lane: number) => string

interface Fields {
  processes?: unknown
}

/**
 * A page's document keeps `processes` as the text that was typed, and a scenario has it as an object: here it becomes one. A
 * text that cannot be read is left out, and a lane is told why: of its own text, or of the one that all lanes share.
 *
 * Errors: returned, lane by lane; a text that is no JSON stays as it is.
 */
export function withProcesses(document: string): {
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
  const shared = read(made)
  const own = (made.lanes ?? []).map(read)
  return { scenario: JSON.stringify(made), diagnosticsOf: (lane) => [...(own[lane] ?? []), ...shared], textOf }
}

function parseJson(text: string): (Fields & { lanes?: Fields[] }) | undefined {
  try {
    return JSON.parse(text) as Fields & { lanes?: Fields[] }
  } catch {
    return undefined
  }
}

function read(fields: Fields): readonly Diagnostic[] {
  if (typeof fields.processes !== 'string') return []
  const { processes, diagnostics = [] } = parseProcesses(fields.processes)
  if (processes) fields.processes = processes
  else delete fields.processes
  return diagnostics
}
