import { isRecord, own } from '../manifest/own.ts'

/** What a text may be of ours beside a scenario. */
export type LessonKind = 'course' | 'exercise'

/** A key at the start of a line, and what stands behind it. */
const KEY = /^(["']?)(course|exercise|whyrestart)\1[ \t]*:(.*)$/gm
/** What a list of fields may begin with on its key's own line. */
const OPENS = /^[ \t]*(?:[{&!].*|#.*)?$/
/** The first line with something on it stands further in. */
const FIELDS = /(?:[ \t]*(?:#.*)?\r?\n)*[ \t]+[^\s#]/y
/** A format's number. */
const NUMBER = /^[ \t]*["']?\d/

/**
 * Whether a text is meant as a course or as an exercise: by its own keys, which stand at the start of a line, or are those of a JSON
 * object. A Pod's label of that name is none, and neither is a line of a chat. Takes time in proportion to the text.
 */
export function lessonKind(text: string): LessonKind | undefined {
  const { course, exercise, whyrestart } = /^\s*\{/.test(text) ? keysOfJson(text) : keysOfYaml(text)
  if (course && !whyrestart) return 'course'
  return exercise ? 'exercise' : undefined
}

type Keys = Readonly<Partial<Record<LessonKind | 'whyrestart', boolean>>>

function keysOfYaml(text: string): Keys {
  const found: Partial<Record<LessonKind | 'whyrestart', boolean>> = {}
  for (const { 0: line, 2: key, 3: value = '', index } of text.matchAll(KEY)) {
    if (key === 'whyrestart') found.whyrestart = true
    else if (key === 'course') found.course ||= NUMBER.test(value)
    else found.exercise ||= OPENS.test(value) && (/^[ \t]*\{/.test(value) || hasFields(text, index + line.length))
  }
  return found
}

function hasFields(text: string, from: number): boolean {
  FIELDS.lastIndex = from
  return FIELDS.test(text)
}

function keysOfJson(text: string): Keys {
  try {
    const value: unknown = JSON.parse(text)
    if (!isRecord(value)) return {}
    return {
      course: own(value, 'course') !== undefined,
      exercise: isRecord(own(value, 'exercise')),
      whyrestart: own(value, 'whyrestart') !== undefined,
    }
  } catch {
    // YAML may have braces too, and then its first key tells
    const key = /^\s*\{\s*["']?(course|exercise)["']?\s*:/.exec(text)?.[1]
    return key === undefined ? {} : { [key]: true }
  }
}
