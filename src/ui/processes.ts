import { parseProcesses } from '../sim/scenario.ts'
import { PROCESSES } from '../views/processes-file.ts'
import type { Problem } from './messages.ts'

interface Fields {
  processes?: unknown
}

/**
 * The page keeps `processes` as the text that was typed, and a scenario has it as an object. One that cannot be read is left
 * out, and `problemsOf` a lane says why: of its own text, or of the one that all lanes share.
 */
export function withProcesses(scenario: string): { scenario: string; problemsOf: (lane: number) => readonly Problem[] } {
  if (!scenario.includes('"processes":"')) return { scenario, problemsOf: () => [] }
  const document = JSON.parse(scenario) as Fields & { lanes: Fields[] }
  const shared = read(document)
  const own = document.lanes.map(read)
  return { scenario: JSON.stringify(document), problemsOf: (lane) => [...(own[lane] ?? []), ...shared] }
}

function read(fields: Fields): readonly Problem[] {
  if (typeof fields.processes !== 'string') return []
  const { processes, diagnostics = [] } = parseProcesses(fields.processes)
  if (processes) fields.processes = processes
  else delete fields.processes
  return diagnostics.map((diagnostic) => ({ ...diagnostic, file: PROCESSES }))
}
