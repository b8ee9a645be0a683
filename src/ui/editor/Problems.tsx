import { useState, type ReactElement } from 'react'
import type { FileProblem } from '../../views/lanes/problems.ts'
import { MAX_TEXT } from '../../share/payload.ts'
import { useStore } from '../state/store.ts'
import type { KeptForm } from '../own/kept-forms.ts'
import { counted, PROCESSES } from '../../views/text/words.ts'

/** Those of a file. What is wrong with a name under `processes` stands where the text has it. */
export function ofFile(problems: readonly FileProblem[], file: string, text: string): FileProblem[] {
  const lines = file === PROCESSES ? text.split('\n') : []
  return problems
    .filter((problem) => problem.file === file)
    .map((problem) => {
      const line =
        problem.code === 'STRAY'
          ? lines.findIndex((line) => line.startsWith(problem.path) || line.startsWith(JSON.stringify(problem.path))) + 1
          : 0
      return line > 0 ? { ...problem, range: { start: { line, column: 1 }, end: { line, column: lines[line - 1]!.length + 1 } } } : problem
    })
}

/** How many there are, where the list itself may lie out of sight: a click leads to it. */
export function ProblemCount({ problems }: { problems: readonly FileProblem[] }): ReactElement | null {
  const wrong = problems.filter(({ severity }) => severity !== 'info').length
  if (wrong === 0) return null
  return (
    <button type="button" className="problem-count small" onClick={toProblems}>
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        <path d="M8 1.5 15 14H1z" fill="none" stroke="currentColor" strokeWidth="1.6" />
        <path d="M8 6v4M8 11.4v1.4" stroke="currentColor" strokeWidth="1.6" />
      </svg>
      {counted(wrong, 'problem')}
    </button>
  )
}

function toProblems(): void {
  const list = document.querySelector<HTMLElement>('.problems')
  list?.scrollIntoView({ block: 'nearest' })
  list?.querySelector<HTMLElement>('button')?.focus({ preventScroll: true })
}

const SEVERITY = { error: 'Error', warning: 'Warning', info: 'Note' } as const

interface ProblemsProps {
  problems: readonly FileProblem[]
  ofPrograms: readonly FileProblem[]
  /** What waits in the form of the programs. */
  ofForm: KeptForm['found']
  toForm: () => void
  tooLong: number
  /** The lane has no file at all. */
  isEmpty: boolean
  goTo: (line: number) => void
  asPod: () => void
}

/** What a kubelet refuses although there is a static pod in it. */
const hasPod = ({ code, message }: FileProblem): boolean =>
  /no kind "(Deployment|DaemonSet|StatefulSet|ReplicaSet|Job|CronJob)"|core\.(ReplicationController|PodTemplate)\b/.test(
    code === 'KIND' ? message : '',
  ) || /^static pods may not reference/.test(message)

/** So many stand there at first, and so many come with each click. */
const MOST = 100

/** What is wrong with the file, as a list: each leads to its line. */
export function Problems({ problems, ofPrograms, ofForm, toForm, tooLong, isEmpty, goTo, asPod }: ProblemsProps): ReactElement {
  const [most, setMost] = useState(MOST)
  const left = problems.length - most
  return (
    <ul className="problems" aria-label="Problems">
      {tooLong > 0 && (
        <li>
          <span>
            Error: this text has {tooLong.toLocaleString('en')} characters; at most {MAX_TEXT.toLocaleString('en')} are read. It is not
            kept, and the lane still shows the text before it.
          </span>
        </li>
      )}
      {problems.slice(0, most).map((problem) => (
        <li key={`${problem.range.start.line}/${problem.path}/${problem.message}`}>
          <button type="button" onClick={() => goTo(problem.range.start.line)}>
            line {problem.range.start.line}
          </button>
          <span>
            {SEVERITY[problem.severity]}: <Message text={problem.message} />
            {problem.suggestion && !problem.message.includes(problem.suggestion) && `; meant ${problem.suggestion}?`}
            {hasPod(problem) && (
              <>
                {' '}
                <button type="button" onClick={asPod}>
                  {problem.code === 'KIND' ? 'Use its pod template' : 'Run it without them'}
                </button>
              </>
            )}
          </span>
        </li>
      ))}
      {left > 0 && (
        <li>
          <button type="button" onClick={() => setMost(most + MOST)}>
            Show {Math.min(left, MOST)} more
          </button>
          <span>of {left.toLocaleString('en')} that are left</span>
        </li>
      )}
      {ofPrograms.slice(0, MOST).map((problem) => (
        <li key={`${problem.path}/${problem.message}`}>
          <button type="button" onClick={() => useStore.setState({ file: PROCESSES })}>
            behaviour
          </button>
          <span>
            {SEVERITY[problem.severity]}: <Message text={problem.message} />
          </span>
        </li>
      ))}
      {ofForm.map(({ path, message }) => (
        <li key={path}>
          <button type="button" onClick={toForm}>
            form
          </button>
          <span>
            Error: {path}: {message.charAt(0).toLowerCase() + message.slice(1)} Until then the lane runs what it said last.
          </span>
        </li>
      ))}
      {isEmpty && !problems.length && !ofPrograms.length && !ofForm.length && !tooLong && (
        <li>Nothing here yet: type or paste a manifest. A Deployment will do.</li>
      )}
    </ul>
  )
}

const LONG_MESSAGE = 280

/** Some decoders quote the whole manifest: the rest of such a message is folded. */
function Message({ text }: { text: string }): ReactElement {
  if (text.length <= LONG_MESSAGE) return <>{text}</>
  return (
    <>
      {text.slice(0, LONG_MESSAGE)}…
      <details>
        <summary>the whole message</summary>
        {text}
      </details>
    </>
  )
}
