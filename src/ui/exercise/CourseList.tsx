import { useEffect, useState, type ReactElement } from 'react'
import { askCourse } from './control.ts'
import type { CourseOutline } from './messages.ts'
import { allProgress } from './progress.ts'
import { useSession } from './session.ts'

/** The course's exercises, and how far somebody has come; `isOpen` without having to be asked for. */
export function CourseList({ current, isOpen = false }: { current?: string; isOpen?: boolean }): ReactElement | null {
  const [course, setCourse] = useState<CourseOutline | null>(null)
  // one that was solved just now counts
  const solved = useSession((session) => session.progress.solved)
  useEffect(() => {
    void askCourse().then(setCourse, () => undefined)
  }, [])
  if (!course) return null
  const progress = allProgress()
  const isDone = (id: string): boolean => progress.get(id)?.solved !== undefined || (id === current && solved !== undefined)
  const done = course.exercises.filter(({ id }) => isDone(id)).length
  const list = (
    <ol>
      {course.exercises.map(({ id, title, minutes }) => (
        <li key={id} data-holds={isDone(id) || undefined}>
          <a href={`#e=${id}`} aria-current={id === current ? 'page' : undefined}>
            {title}
          </a>{' '}
          <small>{isDone(id) ? 'solved' : minutes === undefined ? '' : `${minutes} min`}</small>
        </li>
      ))}
    </ol>
  )
  const says = `${done} of ${course.exercises.length} solved`
  return (
    <nav aria-label="Course" className="course">
      {isOpen ? (
        <>
          <p>
            {course.title}: {says}
          </p>
          {list}
        </>
      ) : (
        <details>
          <summary>{says}</summary>
          {list}
        </details>
      )}
    </nav>
  )
}
