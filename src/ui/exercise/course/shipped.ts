import { parse } from 'yaml'
import { defined } from '../../../manifest/own.ts'

/** The course that comes with the page: its order, and its exercises as texts. */

const COURSE = import.meta.glob<string>('../../../lessons/course.yaml', { query: '?raw', import: 'default', eager: true })
const TEXTS = import.meta.glob<string>(['../../../lessons/**/*.yaml', '!../../../lessons/course.yaml'], {
  query: '?raw',
  import: 'default',
})

/** An exercise of the course, as a list shows it. */
export interface ListedExercise {
  id: string
  title: string
  minutes?: number
  /** The heading of the part that begins with it. */
  part?: string
  path: string
}

/** The course's title and its files, in order. */
export function courseText(): { title: string; files: readonly { file: string; part?: string }[]; end?: string } {
  const { title, exercises, end } = parse(Object.values(COURSE)[0]!) as {
    title: string
    end?: string
    exercises: readonly { file: string; part?: string }[]
  }
  return { title, ...defined({ end }), files: exercises }
}

let known: Promise<ListedExercise[]> | undefined

/** All exercises in their order. */
export function listed(): Promise<ListedExercise[]> {
  known ??= readAll()
  // a file that did not come may come the next time
  known.catch(() => (known = undefined))
  return known
}

const readAll = (): Promise<ListedExercise[]> =>
  Promise.all(
    courseText().files.map(async ({ file, part }) => {
      const path = `../../../lessons/${file}`
      const { title, exercise } = parse(await TEXTS[path]!()) as { title: string; exercise: { id: string; minutes?: number } }
      const { id, minutes } = exercise
      return { id, title, path, ...defined({ minutes, part }) }
    }),
  )

/** Its text; undefined for an id that the course does not have. */
export async function exerciseText(id: string): Promise<string | undefined> {
  const found = (await listed()).find((listed) => listed.id === id)
  return found && TEXTS[found.path]?.()
}
