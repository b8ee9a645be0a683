import { defined, messageOf } from '../manifest/own.ts'
import { scenarioDocument } from '../cases/import.ts'
import { isCourse, parseCourse, type ReadBeside } from '../lessons/course.ts'
import { parseLesson } from '../lessons/parse.ts'
import { courseLink } from '../share/contents.ts'
import { withGiven } from '../share/one-file.ts'
import { type Draft, draftOf, linkOf, PAYLOAD_VERSION } from '../share/payload.ts'
import { readScenarioText } from '../sim/scenario/yaml-text.ts'
import { type Io, REFUSED, refuse } from './io.ts'
import { beside, besideName, refuseAll } from './lessons.ts'
import { sourceOf } from './sources.ts'

/** What is to be handed out. */
type Given = { course: Readonly<Record<string, unknown>> } | { draft: Draft; text: string; isExercise: boolean }

/**
 * The fragment of a link to a scenario, an exercise or a course.
 *
 * Errors: written, one a line; exit 2.
 */
export function link(file: string, io: Io): number {
  const given = givenIn(file, io)
  if (typeof given === 'number') return given
  const fragment = 'course' in given ? courseLink(given.course) : linkOf(given.draft, {})
  if (fragment === undefined) return refuse(io, `${file} is too large for a link`)
  io.out(`${fragment}\n`)
  return 0
}

/**
 * The whole link to a scenario at a moment of it, where whyrestart is served; undefined where it is too large for one.
 *
 * Units: `cursor`, `from` and `to` in seconds; `lane` is a lane's name.
 */
export function linkTo(
  text: string,
  site: string,
  { lane, ...view }: { cursor?: number; from?: number; to?: number; lane?: string },
): string | undefined {
  const { document } = scenarioDocument(text)
  const draft = document && draftOf(document)
  const id = draft?.lanes.find(({ name }) => name === lane)?.id
  const fragment = draft && linkOf(draft, { ...view, ...defined({ lane: id }) })
  return fragment === undefined ? undefined : `${site}#${fragment}`
}

/**
 * The page in one file, with a scenario, an exercise or a course in it.
 *
 * Units: `at` in seconds, the moment that a scenario opens at.
 * Errors: written, one a line; exit 2.
 */
export function html(file: string, out: string, at: number | undefined, io: Io): number {
  const given = givenIn(file, io)
  if (typeof given === 'number') return given
  if (!io.page) return refuse(io, '--html needs a checkout of whyrestart, where npm run build makes the page; this is the program alone')
  let page: string | undefined
  try {
    page = io.page()
  } catch {
    // said below
  }
  if (page === undefined) return refuse(io, 'the page is not built yet: npm run build makes it, and puts it into dist')
  const view = at === undefined ? {} : { cursor: at }
  const made = withGiven(
    page,
    'course' in given
      ? { text: JSON.stringify(given.course) }
      : given.isExercise
        ? { text: given.text }
        : { payload: { version: PAYLOAD_VERSION, draft: given.draft, view } },
  )
  if (made === undefined) return refuse(io, 'what is in dist is not the page in one file: npm run build makes it anew')
  try {
    io.write(out, made)
  } catch (error) {
    return refuse(io, `cannot write ${out}: ${messageOf(error)}`)
  }
  return 0
}

function givenIn(file: string, io: Io): Given | number {
  const source = sourceOf(file, io)
  if ('error' in source) return refuse(io, source.error)
  if ('contents' in source) return refuse(io, `${source.name} is a link already`)
  if (isCourse(source.text)) {
    const parsed = parseCourse(source.text, beside(file, io))
    if (!parsed.problems) return { course: inlined(source.text, beside(file, io)) }
    for (const problem of parsed.problems)
      refuseAll(io, [problem], problem.file === undefined ? source.name : besideName(file, problem.file))
    return REFUSED
  }
  const parsed = parseLesson(source.text)
  if (parsed.diagnostics) return refuseAll(io, parsed.diagnostics, source.name)
  const { document } = scenarioDocument(source.text)
  if (!document) return refuse(io, `${source.name} holds no scenario that can be handed out`)
  return { draft: draftOf(document), text: source.text, isExercise: parsed.value.exercise !== undefined }
}

/** A course with the files that it names put into it. */
function inlined(text: string, read: ReadBeside): Record<string, unknown> {
  const valueOf = (source: string): unknown => (readScenarioText(source) as { value: unknown }).value
  const course = valueOf(text) as { exercises: readonly { file?: string; exercise?: unknown }[] }
  return {
    ...course,
    exercises: course.exercises.map((member) =>
      member.file === undefined ? member : { exercise: valueOf((read(member.file) as { text: string }).text) },
    ),
  }
}
