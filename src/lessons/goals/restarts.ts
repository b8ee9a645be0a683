import { object, type Check } from '../../sim/scenario/check.ts'
import { closer } from '../../sim/scenario/schema.ts'
import type { ProcessEntry, Trace } from '../../sim/trace/trace.ts'
import { restartReason } from '../../views/lanes/summary.ts'
import { clockWords } from '../../views/text/duration.ts'
import { type Bounds, BOUNDS, checkBounds, ordinal } from './counted.ts'
import type { GoalKind, Look, Outcome } from './goal-kind.ts'
import { containersAt, nobody, type Told } from './subjects.ts'
import { checkSoundly } from '../sound.ts'

const fields: Check<Bounds> = object(BOUNDS)

/** The restart counter lies between two numbers. */
export const restarts: GoalKind<Bounds> = {
  spec: closer(fields, (value, at) => {
    const { found: spec, isSound } = checkSoundly(fields, value, at)
    if (!isSound) return spec
    if (spec.max === undefined && spec.min === undefined) at.wrong('VALUE', value, 'an object with max, min or both')
    checkBounds(spec, at)
    return spec
  }),
  last: ({ until }, end) => until ?? end,
  judge: ({ max = Infinity, min = 0, until }, look) => {
    const at = until ?? look.end
    const containers = containersAt(look, at, 'all').filter(({ container }) => !isIdleInit(container, min))
    if (containers.length === 0) return nobody(look, at)
    const over = containers.find(({ container }) => container.restartCount > max)
    if (over) return tooMany(look, over, max, at)
    const under = containers.find(({ container }) => container.restartCount < min)
    const item = under ?? containers[0]!
    const wanted = under ? `, and ${min === max ? '' : 'at least '}${min} ${min === 1 ? 'is' : 'are'} wanted` : ''
    const why = `${item.name} has ${counted(item.container.restartCount)} at ${clockWords(at)}${wanted}.`
    return { holds: !under, at, why, entry: item.status.id }
  },
}

const counted = (count: number): string => (count === 0 ? 'no restart' : count === 1 ? '1 restart' : `${count} restarts`)

/** An init container that has done its work is not waited for to restart. */
const isIdleInit = ({ init, restartCount, state }: Told['container'], min: number): boolean =>
  init === true && min > 0 && restartCount === 0 && state.is === 'terminated'

/** The first restart that is one too many. */
function tooMany(look: Look, { name, pod, container, status }: Told, max: number, at: number): Outcome {
  const trace = look.until(at)
  const start = trace.find(
    (entry): entry is ProcessEntry =>
      entry.kind === 'process' &&
      entry.op === 'started' &&
      entry.pod === pod &&
      entry.container === container.name &&
      entry.uid === status.uid &&
      entry.attempt > max,
  )
  if (!start) return { holds: false, at, why: `${name} has ${counted(container.restartCount)} at ${clockWords(at)}.`, entry: status.id }
  return { holds: false, at: start.t, ...restartSentence(trace, name, start, max), entry: start.id }
}

function restartSentence(trace: Trace, name: string, start: ProcessEntry, max: number): Pick<Outcome, 'why' | 'seen'> {
  const which = max === 0 ? '' : ` for the ${ordinal(start.attempt)} time`
  const reason = restartReason(trace, start)
  const wanted = max === 0 ? '' : ` (at most ${max} ${max === 1 ? 'is' : 'are'} wanted)`
  const seen = `${name} is restarted${which} at ${clockWords(start.t)}${wanted}`
  return { seen: `${seen}.`, why: reason === undefined ? `${seen}.` : `${seen}: ${reason}.` }
}
