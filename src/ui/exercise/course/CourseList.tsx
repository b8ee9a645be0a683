import { Fragment, useEffect, useReducer, type ReactElement } from 'react'
import { Menu } from '../../kit/Menu.tsx'
import { notCome, useResult } from '../../kit/hooks.ts'
import { openById } from '../control.ts'
import { askCourse } from './course-at-hand.ts'
import { allProgress, hearOtherTabs } from './progress.ts'
import { useSession, wasSolved } from '../../state/session.ts'
import './course.css'

/** The course's exercises, and how far somebody has come; `isOpen` without having to be asked for. */
export function CourseList({ isOpen = false }: { isOpen?: boolean }): ReactElement | null {
  const current = useSession((session) => session.exercise?.id)
  const found = useResult('course', () => askCourse().catch(notCome))
  const course = found?.result
  // one that was solved just now counts
  const solved = useSession((session) => session.progress.solved)
  // what is solved in another tab, too
  const [, look] = useReducer((turn: number) => turn + 1, 0)
  useEffect(() => hearOtherTabs(look), [])
  // what does not come is said in the notice
  if (!course) return isOpen && !found ? <p className="aside">Fetching the course…</p> : null
  const progress = allProgress()
  const isDone = (id: string): boolean => wasSolved(progress.get(id)) || (id === current && solved !== undefined)
  const next = course.exercises.find(({ id }) => !isDone(id))?.id
  const hasBegun = (id: string): boolean => {
    const { edits = 0, hints = 0, answers = [] } = progress.get(id) ?? {}
    return edits > 0 || hints > 0 || answers.length > 0
  }
  const done = course.exercises.filter(({ id }) => isDone(id)).length
  const list = (
    <ol>
      {course.exercises.map(({ id, title, minutes, part }) => (
        <Fragment key={id}>
          {part !== undefined && <li className="part">{part}</li>}
          <li data-holds={isDone(id) || undefined} data-next={id === next || undefined}>
            <a
              href={`#e=${id}`}
              aria-current={id === current ? 'page' : undefined}
              onClick={(event) => {
                // the address may say so already, and then nothing would come of it
                if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
                event.preventDefault()
                void openById(id).catch(notCome)
              }}
            >
              {title}
            </a>
            <small>
              {isDone(id)
                ? 'solved'
                : [
                    id === current ? 'open now' : id === next ? 'next' : hasBegun(id) ? 'begun' : '',
                    minutes === undefined ? '' : `${minutes} min`,
                  ]
                    .filter(Boolean)
                    .join(' · ')}
            </small>
          </li>
        </Fragment>
      ))}
    </ol>
  )
  const says = `${done} of ${course.exercises.length} solved`
  const meter = <progress aria-hidden="true" max={course.exercises.length} value={done} />
  return (
    <nav aria-label="Course" className="course">
      {isOpen ? (
        <>
          <p>
            {course.title}: {says}
          </p>
          {meter}
          {list}
        </>
      ) : (
        <Menu
          className="quiet"
          label={
            <span className="menu-label">
              {done} of {course.exercises.length}
              <span> solved</span>
            </span>
          }
          isForm
        >
          {list}
        </Menu>
      )}
    </nav>
  )
}
