import { type Field, fieldsOf } from '../../manifest/fields.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import type { Change } from './what-if-changes.ts'
import { applied, type Edit } from './what-if-edit.ts'

/** The container that is restarted, and the run that it is in. */
export interface Setting {
  inputs: Inputs
  pod: string
  container: string
}

/** A container's own part of a manifest. */
export interface Part {
  text: string
  fields: readonly Field[]
  /** The container, and what it is called there: `spec.containers[0]`. */
  container: Field
  path: string
  setting: Setting
}

/** The container whose text may be changed, with its fields; undefined where the manifest has it no more. */
export function partOf(text: string, setting: Setting): Part | undefined {
  const fields = fieldsOf(text)
  const container = fields.find(
    ({ path, value }) =>
      /^spec\.(initContainers|containers)\[\d+\]$/.test(path) &&
      fields.some((field) => field.parent === value && field.key?.value === 'name' && field.value.value === setting.container),
  )
  return container && { text, fields, container, path: container.path, setting }
}

/** Its field at a path, where it has one. */
export const at = ({ fields }: Part, path: string): Field | undefined => fields.find((field) => field.path === path)

const lineOf = ({ key, value }: Field): number => (key ?? value).start.line + 1

/** A change of a field's text, as it is offered. */
export function changed(
  { text }: Part,
  field: Field,
  { edits, ...rest }: Pick<Change, 'title'> & Partial<Change> & { edits: readonly Edit[] | undefined },
): Change[] {
  if (!edits) return []
  return [{ size: 2, path: field.path, line: lineOf(field), distance: 0, ...rest, text: applied(text, edits) }]
}

/** The words that the container starts with. */
export const argumentsOf = ({ fields, path }: Part): Field[] =>
  fields.filter(
    (field) =>
      field.value.kind === 'scalar' && /^\.(command|args)\[\d+\]$/.test(field.path.slice(path.length)) && field.path.startsWith(path),
  )
