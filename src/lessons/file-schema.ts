import { scenarioSchema } from '../sim/scenario/scenario-schema.ts'
import type { Schema } from '../sim/scenario/schema.ts'
import { exerciseSchema } from './exercise.ts'
import { MOST_EXERCISES, VERSION } from './course.ts'

/** The format of a scenario with its exercise, as a JSON Schema made from the checks themselves: as `scenarioSchema` has it. */
export function fileSchema(): Record<string, unknown> {
  const { properties, ...scenario } = scenarioSchema()
  const exercise = { anyOf: [exerciseSchema(), { type: 'null' }] }
  return { ...scenario, properties: { ...(properties as object), exercise } }
}

/** The format of a course, in the same way; an exercise in it is one of `fileSchema` that has a task. */
export function courseSchema(): Record<string, unknown> {
  const { $schema, title: _ofTheScenario, properties, required, ...scenario } = fileSchema()
  const lesson = {
    ...scenario,
    properties: { ...(properties as object), exercise: exerciseSchema() },
    required: [...(required as string[]), 'exercise'],
  } as Schema
  const member = (fields: Record<string, Schema>): Schema => ({
    type: 'object',
    properties: { part: { type: 'string', minLength: 1, description: 'the heading of a part that begins here' }, ...fields },
    required: Object.keys(fields),
    additionalProperties: false,
  })
  return {
    $schema,
    title: 'A course of whyrestart',
    type: 'object',
    properties: {
      course: { const: VERSION, description: 'the version of this format' },
      title: { type: 'string', minLength: 1 },
      exercises: {
        type: 'array',
        items: {
          anyOf: [member({ file: { type: 'string', minLength: 1, description: 'a file beside this one' } }), member({ exercise: lesson })],
        },
        minItems: 1,
        maxItems: MOST_EXERCISES,
      },
      end: { type: 'string', minLength: 1, description: 'Markdown, for after the last exercise' },
    },
    required: ['course', 'title', 'exercises'],
    additionalProperties: false,
  }
}
