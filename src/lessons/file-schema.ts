import { INPUTS, MOST_LANES } from '../sim/scenario/scenario-fields.ts'
import { type Schema, schemaOf } from '../sim/scenario/scenario-schema.ts'
import { steps } from '../sim/scenario/steps.ts'
import { MOST_EXERCISES, VERSION } from './course.ts'
import { exerciseSchema } from './exercise.ts'

/**
 * The format as a JSON Schema, made from the checks themselves. It takes whatever they take; what it cannot say (that a kubectl
 * command is one that is simulated, that a file stands in `files`) they still refuse.
 */
export function scenarioSchema(): Record<string, unknown> {
  const inputs = Object.fromEntries(Object.entries(INPUTS).map(([field, check]) => [field, schemaOf(check)]))
  const lane: Schema = {
    type: 'object',
    properties: {
      name: { type: 'string', minLength: 1, description: 'the lane’s name; no other lane has it' },
      ...Object.fromEntries(Object.entries(inputs).map(([field, schema]) => [field, overlaid(schema)])),
    },
    required: ['name'],
    additionalProperties: false,
  }
  const orNull = (schema: Schema): Schema => ({ anyOf: [schema, { type: 'null' }] })
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'A scenario of whyrestart',
    type: 'object',
    properties: {
      whyrestart: { const: 1, description: 'the version of this format' },
      title: orNull({ type: 'string', minLength: 1 }),
      ...inputs,
      lanes: orNull({ type: 'array', items: lane, minItems: 1, maxItems: MOST_LANES }),
      steps: orNull(schemaOf(steps)),
    },
    required: ['whyrestart'],
    additionalProperties: false,
  }
}

/** What a lane lays over: objects merge, so nothing of them has to be there, and null takes away; all else replaces. */
function overlaid(schema: Schema): Schema {
  const { default: _kept, ...own } = schema
  if (own.anyOf) return { ...own, anyOf: [...own.anyOf.map(overlaid), { type: 'null' }] }
  if (own.type !== 'object') return own
  const { required: _all, ...rest } = own
  const orGone = (of: Schema): Schema => ({ anyOf: [overlaid(of), { type: 'null' }] })
  const { properties, additionalProperties: others } = rest
  return {
    ...rest,
    ...(properties ? { properties: Object.fromEntries(Object.entries(properties).map(([field, of]) => [field, orGone(of)])) } : {}),
    ...(typeof others === 'object' ? { additionalProperties: orGone(others) } : {}),
  }
}

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
