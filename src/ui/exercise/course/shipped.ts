import { defined } from '../../../manifest/own.ts'
import { valueOf } from '../make/lesson-document.ts'

export interface CourseOutline {
  title: string
  /** Markdown, for after the last exercise. */
  end?: string
  exercises: readonly { id: string; title: string; minutes?: number; /** The heading of the part that begins with it. */ part?: string }[]
}

/** What a list shows of a course, and its exercises' texts by their ids, in their order. */
export interface HeldCourse {
  outline: CourseOutline
  texts: ReadonlyMap<string, string>
}

interface HeldText {
  text: string
  part?: string | undefined
}

/** A course out of texts that are known to be exercises. */
export function holdCourse({ title, end }: { title: string; end?: string | undefined }, members: readonly HeldText[]): HeldCourse {
  const exercises = members.map(({ text, part }) => {
    const { title, exercise } = valueOf(text) as { title?: string; exercise: { id: string; minutes?: number } }
    const { id, minutes } = exercise
    return { id, title: title || id, ...defined({ minutes, part }) }
  })
  return { outline: { title, ...defined({ end }), exercises }, texts: new Map(members.map(({ text }, n) => [exercises[n]!.id, text])) }
}

const COURSE = import.meta.glob<string>('../../../lessons/course.yaml', { query: '?raw', import: 'default', eager: true })
const TEXTS = import.meta.glob<string>(['../../../lessons/**/*.yaml', '!../../../lessons/course.yaml'], {
  query: '?raw',
  import: 'default',
})

let shipped: Promise<HeldCourse> | undefined

/** The course that comes with the page. */
export function shippedCourse(): Promise<HeldCourse> {
  shipped ??= readShipped()
  // a file that did not come may come the next time
  shipped.catch(() => (shipped = undefined))
  return shipped
}

async function readShipped(): Promise<HeldCourse> {
  const course = valueOf(Object.values(COURSE)[0]!) as {
    title: string
    end?: string
    exercises: readonly { file: string; part?: string }[]
  }
  const members = course.exercises.map(async ({ file, part }) => ({ text: await TEXTS[`../../../lessons/${file}`]!(), part }))
  return holdCourse(course, await Promise.all(members))
}
