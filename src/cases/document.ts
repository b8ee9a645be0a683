import type { NodeInputs } from '../sim/scenario/inputs.ts'
/**
 * A scenario as a person writes it, before `parseScenario` has judged it: the fields of the file format, loosely typed.
 * This is what the page edits, keeps and shares; JSON is YAML, so its text is a scenario file.
 */
export interface ScenarioDocument {
  whyrestart: 1
  title: string
  kubernetes: string
  seed: number
  clock: string
  /** Go style: `30m`. */
  duration: string
  node: NodeInputs
  lanes: readonly LaneDocument[]
  /** Any other field of the format. */
  [field: string]: unknown
}

/** A lane is laid over the scenario's own fields. */
export interface LaneDocument {
  name: string
  manifests?: Readonly<Record<string, string>>
  files?: Readonly<Record<string, string>>
  [field: string]: unknown
}

/** The scenario file's text. */
export function documentText(document: ScenarioDocument): string {
  return `${JSON.stringify(document, null, 1)}\n`
}
