import { isHidden } from '../../sim/node/file-changes.ts'
import { specAt } from '../../sim/scenario/specs.ts'
import { entriesUntil, lastOf } from '../../sim/trace/moment.ts'
import { type ContainerStatus, type StatusEntry, type Trace, podOf } from '../../sim/trace/trace.ts'
import { problemsOf } from '../../views/lanes/problems.ts'
import { lastStatuses } from '../../views/lanes/summary.ts'
import { clockWords } from '../../views/text/duration-words.ts'
import { shortened } from '../../views/text/words.ts'
import type { GoalLook, GoalOutcome, GoalSubject } from './goal-kind.ts'

/** What a field takes, by Go's type of it. */
const TAKES: Readonly<Record<string, string>> = {
  int: 'a whole number',
  int32: 'a whole number',
  int64: 'a whole number',
  string: 'a text',
  bool: 'true or false',
}

/**
 * What Go says of a value of the wrong type, in plain words: `failureThreshold must be a whole number`. Undefined where it says
 * something else, or of a type that has no plain word.
 *
 * Follows: encoding/json, UnmarshalTypeError.Error (go1.24).
 */
export function plainType(message: string): string | undefined {
  const [, path, go] = /cannot unmarshal \w+ into Go struct field (\S+) of type (\S+?)\.?$/.exec(message) ?? []
  const takes = go === undefined ? undefined : /^\[\]/.test(go) ? 'a list' : Object.hasOwn(TAKES, go) ? TAKES[go] : undefined
  return takes && `${path!.split('.').at(-1)} must be ${takes}`
}

/** A container as a status tells of it. */
export interface SubjectStatus {
  /** As a sentence calls it. */
  name: string
  pod: string
  status: StatusEntry
  container: ContainerStatus
}

/**
 * The containers that a goal is about, as the kubelet's last statuses tell of them. Where the goal names none, plain init containers
 * are left out if `running` is asked for: theirs is to end.
 *
 * Empty where there is none.
 */
export function containersAt(look: GoalLook, at: number, which: 'all' | 'running'): SubjectStatus[] {
  const statuses = [...lastStatuses(look.until(at), at)]
  const { container: name } = look.subject
  return statuses
    .filter(([pod]) => isPod(look, pod))
    .flatMap(([pod, status]) => {
      const plain = which === 'running' ? plainInits(look, pod, at) : []
      return status.containers
        .filter((container) => (name === undefined ? !plain.includes(container.name) : container.name === name))
        .map((container) => ({
          name: statuses.length > 1 && pod !== container.name ? `${pod}/${container.name}` : container.name,
          pod,
          status,
          container: container,
        }))
    })
}

/** Whether an entry is about the pod and container of a subject. */
export function isAbout(look: GoalLook, entry: { pod?: string; container?: string }): boolean {
  const { container } = look.subject
  return isPod(look, podOf(entry)) && (container === undefined || entry.container === container)
}

function isPod({ subject, inputs }: GoalLook, pod: string): boolean {
  return subject.pod === undefined || podNamed(subject.pod, inputs.node.name) === pod
}

/** A static pod by its name in the file or in the API. */
export function podNamed(name: string, node: string): string {
  const end = `-${node.toLowerCase()}`
  return name.endsWith(end) ? name.slice(0, -end.length) : name
}

function plainInits(look: GoalLook, pod: string, at: number): string[] {
  const inits = specAt({ inputs: look.inputs, at }, pod)?.spec.initContainers ?? []
  return inits.filter(({ restartPolicy }) => restartPolicy !== 'Always').map(({ name }) => name)
}

/** Nobody is there whom the goal is about. */
export function nobody(look: GoalLook, at: number): GoalOutcome {
  const trace = look.until(at)
  const entry = entriesUntil(trace, at).findLast(({ kind }) => kind === 'sync' || kind === 'log' || kind === 'process')
  const because = unreadable(look) ?? refusedFile(trace, at)
  return {
    holds: false,
    at,
    seen: `There is no ${whom(look.subject)} at ${clockWords(at)}.`,
    why: `There is no ${whom(look.subject)} at ${clockWords(at)}${because ? `: ${because}` : ''}.`,
    ...(entry ? { entry: entry.id } : {}),
  }
}

function whom({ pod, container }: GoalSubject): string {
  if (container === undefined) return pod === undefined ? 'pod' : `pod ${pod}`
  return pod === undefined ? `container ${container}` : `container ${container} in pod ${pod}`
}

/** The first thing that keeps the kubelet from reading a file. */
export function unreadable({ inputs }: Pick<GoalLook, 'inputs'>): string | undefined {
  const { problems, readable } = problemsOf(inputs)
  const problem = readable ? undefined : problems.find(({ severity, file }) => severity === 'error' && !isHidden(file))
  if (!problem) return undefined
  const words = problem.message.split('\n')[0]!.replace(/\.$/, '')
  if (/^Line \d/.test(words)) return `${problem.file}, l${words.slice(1)}`
  const plain = plainType(words)
  return `${problem.file}, line ${problem.range.start.line}: ${plain ? `${plain} (${words})` : words}`
}

/** What the kubelet says of a file that it cannot take, where an action has made it so. */
function refusedFile(trace: Trace, at: number): string | undefined {
  const line = lastOf(trace, at, 'log', ({ source, text }) => source === 'kubelet' && /process manifest file/.test(text))
  return line && `the kubelet says ${shortened(line.text.split('\n')[0]!.replace(/\.$/, ''), 200)}`
}
