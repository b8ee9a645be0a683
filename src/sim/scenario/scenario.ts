import { INPUTS } from './scenario-fields.ts'
import { type ParsedProcesses, type ParsedScenario, type ReadWith, type Scenario, checkScenario, strictly } from './strict.ts'
import { readScenarioText } from './yaml-text.ts'

export { type Lane, type ParsedScenario, type ReadWith, type Scenario, checkScenario } from './strict.ts'

/**
 * A scenario file, as YAML 1.2 or JSON, turned strict: defaults filled in, durations in seconds, lanes laid over.
 *
 * Units: seconds.
 * Errors: returned, all of them at once: PARSE, VERSION, REQUIRED, TYPE, VALUE, UNKNOWN_FIELD, DUPLICATE, and for the caps
 * TEXT_TOO_LONG, TOO_LONG (duration), TOO_MANY_LANES, TOO_MANY_PODS, TOO_MANY_REQUESTS; each with place, path, what was
 * found and what is allowed.
 * Docs/scenario.md says it all.
 *
 * @example
 * ```js
 * import { parseScenario } from 'whyrestart'
 *
 * const { scenario } = parseScenario('whyrestart: 1\nduration: 10m')
 * console.log(scenario.duration) // 600
 * const { diagnostics } = parseScenario('whyrestart: 1\nduraton: 10m')
 * console.log(diagnostics[0].code, diagnostics[0].range.start.line, diagnostics[0].suggestion) // UNKNOWN_FIELD 2 duration
 * ```
 */
export function parseScenario(text: string): ParsedScenario {
  const { value, diagnostics } = parseWith(text, checkScenario)
  return diagnostics ? { diagnostics } : { scenario: value as Scenario }
}

/**
 * A text of the project's own, YAML 1.2 or JSON, turned strict by a check: a scenario, or what has scenarios in it.
 *
 * Errors: as `strictly` has them.
 */
export const parseWith = <T>(text: string, check: ReadWith<T>): ReturnType<typeof strictly<T>> => strictly(text, readScenarioText, check)

/**
 * `processes` alone, as a text of its own; as it is written there, for a scenario to take it.
 *
 * Units: as written. Errors: returned, all at once, as `parseScenario` has them.
 */
export function parseProcesses(text: string): ParsedProcesses {
  const { value, diagnostics } = parseWith(text, (read, at) => {
    INPUTS.processes(read.value, at)
    return (read.value ?? {}) as Record<string, unknown>
  })
  return diagnostics ? { diagnostics } : { processes: value! }
}
