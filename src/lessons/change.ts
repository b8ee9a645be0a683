import { type Check, list, name, object, record, string } from '../sim/scenario/check-value.ts'
import { isRecord } from '../manifest/own.ts'
import { describe, schemaOf } from '../sim/scenario/scenario-schema.ts'
import type { Inputs } from '../sim/scenario/inputs.ts'
import { hostPath, manifestName } from '../sim/node/file-changes.ts'

/** A replacement of a text by another, once. */
export interface TextReplacement {
  file: string
  find: string
  replace: string
}

/** What an answer does to the files: whole texts by file, null for one that is removed, or edits in their order. */
export type FilesChange = Readonly<Record<string, string | null>> | readonly TextReplacement[]

/** The texts of a lane by file: a bare name is one of the static-pod directory, a path any other. */
export type LaneTexts = Readonly<Record<string, string>>

const edit: Check<TextReplacement> = object({
  file: name('a file'),
  find: name('the text to look for'),
  replace: string('the text in its place'),
})
const text = string('the file’s text, or null where it is removed')

const edits = list(edit)
const whole: Check<string | null> = describe(
  () => ({ anyOf: [schemaOf(text), { type: 'null' }] }),
  (value, at) => (value === null ? null : text(value, at)),
)
const wholes = record(whole)

/** A change as it is written. */
export const change: Check<FilesChange> = describe(
  () => ({ anyOf: [{ ...schemaOf(edits), minItems: 1 }, schemaOf(wholes)] }),
  (value, at) => {
    if (Array.isArray(value)) {
      if (value.length === 0) at.wrong('VALUE', value, 'at least one edit')
      return edits(value, at)
    }
    if (isRecord(value)) return wholes(value, at)
    at.wrong('TYPE', value, 'an object of whole files, or a list of {file, find, replace}')
    return {}
  },
)

/** An edit that finds nothing, or a file that is not there to be removed. */
export interface Misfit {
  /** Its place in the list, or the file. */
  step: number | string
  field: 'file' | 'find' | undefined
  found: string
}

/** A lane's texts by file. */
export function textsOf({ manifests, files }: Pick<Inputs, 'manifests' | 'files'>): LaneTexts {
  return { ...files, ...manifests }
}

/** The lane with other texts in the place of its own. */
export function withTexts(inputs: Inputs, texts: LaneTexts): Inputs {
  const entries = Object.entries(texts).map(([file, content]) => [barename(file), content] as const)
  return {
    ...inputs,
    manifests: Object.fromEntries(entries.filter(([file]) => !file.startsWith('/'))),
    files: Object.fromEntries(entries.filter(([file]) => file.startsWith('/'))),
  }
}

/** A file's text, if there is such a file. */
export const textIn = (texts: LaneTexts, file: string): string | undefined => (Object.hasOwn(texts, file) ? texts[file] : undefined)

/** A file as a scenario names it. */
export const barename = (file: string): string => manifestName(hostPath(file)) ?? file

/**
 * The texts after a change.
 *
 * Errors: returned; what the change does not fit is left as it is.
 */
export function changed(texts: LaneTexts, by: FilesChange): { texts: LaneTexts; misfits: readonly Misfit[] } {
  const after = new Map(Object.entries(texts))
  const misfits: Misfit[] = []
  if (!isEdits(by)) {
    for (const [written, content] of Object.entries(by)) {
      const file = barename(written)
      if (content !== null) after.set(file, content)
      else if (!after.delete(file)) misfits.push({ step: written, field: undefined, found: written })
    }
    return { texts: Object.fromEntries(after), misfits }
  }
  by.forEach(({ file: written, find, replace }, step) => {
    const file = barename(written)
    const content = after.get(file)
    const from = content?.indexOf(find) ?? -1
    if (content === undefined) misfits.push({ step, field: 'file', found: written })
    else if (from < 0) misfits.push({ step, field: 'find', found: find })
    else after.set(file, content.slice(0, from) + replace + content.slice(from + find.length))
  })
  return { texts: Object.fromEntries(after), misfits }
}

/** Told apart by a list: an object of files has no length of its own. */
function isEdits(by: FilesChange): by is readonly TextReplacement[] {
  return Array.isArray(by)
}
