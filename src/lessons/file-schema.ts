import { scenarioSchema } from '../sim/scenario/scenario-schema.ts'
import { exerciseSchema } from './exercise.ts'

/** The format of a scenario with its exercise, as a JSON Schema made from the checks themselves: as `scenarioSchema` has it. */
export function fileSchema(): Record<string, unknown> {
  const { properties, ...scenario } = scenarioSchema()
  const exercise = { anyOf: [exerciseSchema(), { type: 'null' }] }
  return { ...scenario, properties: { ...(properties as object), exercise } }
}
