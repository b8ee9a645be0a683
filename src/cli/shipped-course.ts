import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseCourse } from '../lessons/course.ts'
import type { Lesson } from '../lessons/parse-exercise.ts'

/** The exercises of the course that comes with the page, in its order, as the checkout that this runs in has them. */
export function shippedLessons(): readonly Lesson[] {
  // a bundle stands elsewhere
  const folder = join(process.cwd(), 'src/lessons')
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8')
  return parseCourse(read('course.yaml'), (file) => ({ text: read(file) })).course!.exercises
}
