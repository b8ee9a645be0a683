import type { Diagnostic, Range } from '../../manifest/diagnostic.ts'
import { defined, isRecord, own } from '../../manifest/own.ts'
import type { CheckProblem, PathStep } from './check-value.ts'

/** A value of a text, and how its parts stand there. */
export interface WrittenValue {
  value: unknown
  /** As it stands in the text, so `1.30` and not 1.3. */
  sourceOf(steps: readonly PathStep[]): string
  has(steps: readonly PathStep[]): boolean
}

/** A scenario's text as a value, and the way back from a problem to its place in the text. */
export interface ScenarioText extends WrittenValue {
  locate(problem: CheckProblem): Diagnostic
}

/** Whether a text is meant as a scenario: it has the field that each begins with. */
export function isScenarioText(text: string): boolean {
  return (/^\s*\{/.test(text) ? /["']?\bwhyrestart["']?\s*:/ : /^["']?whyrestart["']?\s*:/m).test(text)
}

/** Reads JSON alone, and points at the paths of problems, not at their places. Errors: returned, PARSE. */
export function readScenarioJson(text: string): ScenarioText | { diagnostics: Diagnostic[] } {
  const json = fromJson(text)
  if (!json) return { diagnostics: [diagnostic('PARSE', 'found a text that is no JSON; allowed: a scenario as JSON', '', START)] }
  return {
    value: json.value,
    sourceOf: (steps) => JSON.stringify(valueAt(json.value, steps)) ?? '',
    has: (steps) => valueAt(json.value, steps) !== undefined,
    locate: ({ code, message, steps, suggestion }) => ({
      ...diagnostic(code, message, pathText(steps), START),
      ...defined({ suggestion }),
    }),
  }
}

const START: Range = { start: { line: 1, column: 1 }, end: { line: 1, column: 2 } }

function valueAt(value: unknown, steps: readonly PathStep[]): unknown {
  return steps.reduce<unknown>((at, step) => {
    if (Array.isArray(at)) return at[Number(step)]
    return isRecord(at) ? own(at, String(step)) : undefined
  }, value)
}

/** The value of a text that is JSON, as an object's; undefined for any other text. */
export function fromJson(text: string): { value: unknown } | undefined {
  if (!/^\s*\{/.test(text)) return undefined
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return undefined
  }
}

/** A path as text: `lanes[0].manifests["kube-apiserver.yaml"]`. */
export function pathText(steps: readonly PathStep[]): string {
  const parts = steps.map((step) => {
    if (typeof step === 'number') return `[${step}]`
    return /^[\w-]+$/.test(step) ? `.${step}` : `[${JSON.stringify(step.slice(0, 100))}]`
  })
  return parts.join('').replace(/^\./, '')
}

/** An error as a value. */
export function diagnostic(code: string, message: string, path: string, range: Range): Diagnostic {
  return { code, severity: 'error', message, path, range }
}
