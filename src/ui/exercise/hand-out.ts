import { stringify } from 'yaml'
import { scenarioDocument } from '../../cases/import.ts'
import { courseLink } from '../../share/contents.ts'
import { draftOf, linkOf } from '../../share/payload.ts'
import { readScenarioText } from '../../sim/scenario/yaml-text.ts'
import type { HandOut } from './messages.ts'

/** An exercise from its text, as a file and as a link. */
export function exerciseHandOut(text: string): HandOut {
  const { document } = scenarioDocument(text)
  return made(written(valueOf(text)), document && linkOf(draftOf(document), {}))
}

/** A course from its exercises' texts: all of them stand in it. */
export function courseHandOut(title: string, texts: readonly string[]): HandOut {
  const course = { course: 1, title, exercises: texts.map((text) => ({ exercise: valueOf(text) })) }
  return made(written(course), courseLink(course))
}

const made = (text: string, fragment: string | undefined): HandOut => (fragment === undefined ? { text } : { text, fragment })

function valueOf(text: string): unknown {
  const read = readScenarioText(text)
  return 'value' in read ? read.value : null
}

/** For a person to read. */
export const written = (value: unknown): string => stringify(value, { lineWidth: 0, indentSeq: false, aliasDuplicateObjects: false })
