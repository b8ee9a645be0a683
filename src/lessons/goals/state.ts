import { moment } from '../../sim/scenario/fields.ts'
import { name, object, oneOf, optional, whole, type Check } from '../../sim/scenario/check.ts'
import { closer } from '../../sim/scenario/schema.ts'
import type { ContainerState } from '../../sim/trace/trace.ts'
import { clockWords } from '../../views/text/duration.ts'
import type { GoalKind } from './goal-kind.ts'
import { containersAt, nobody } from './subjects.ts'
import { heard } from '../sound.ts'

/** A container's state, or the one before it. */
interface StateGoal {
  is?: ContainerState['is']
  reason?: string
  exitCode?: number
  at?: number
}

const fields: Check<StateGoal> = object({
  is: optional(oneOf(['waiting', 'running', 'terminated'])),
  reason: optional(name('a reason, such as CrashLoopBackOff, Completed, Error, OOMKilled')),
  exitCode: optional(whole(0, 255)),
  at: optional(moment),
})

function kindOf(field: 'state' | 'lastState', words: string): GoalKind<StateGoal> {
  return {
    spec: closer(fields, (value, at) => {
      const { found: spec, isSound } = heard(fields, value, at)
      if (isSound && spec.is === undefined && spec.reason === undefined && spec.exitCode === undefined)
        at.wrong('VALUE', value, 'an object with is, reason, exitCode or several of them')
      return spec
    }),
    last: ({ at }, end) => at ?? end,
    judge: ({ at: moment, ...wanted }, look) => {
      const at = moment ?? look.end
      const containers = containersAt(look, at, 'running')
      if (containers.length === 0) return nobody(look, at)
      const other = containers.find(({ container }) => !fits(container[field], wanted))
      const one = other ?? containers[0]!
      const wants = other ? `; wanted: ${stateWords(wanted)}` : ''
      const now = one.container[field]
      const is = now ? `${one.name}${words} is ${stateWords(now)}` : `${one.name} has not ended before`
      const why = `${is} at ${clockWords(at)}${wants}.`
      return { holds: !other, at, why, entry: one.status.id }
    },
  }
}

export const state = kindOf('state', '')
export const lastState = kindOf('lastState', '’s last state')

function fits(found: ContainerState | undefined, { is, reason, exitCode }: StateGoal): boolean {
  return (
    found !== undefined &&
    (is === undefined || found.is === is) &&
    (reason === undefined || found.reason === reason) &&
    (exitCode === undefined || found.exitCode === exitCode)
  )
}

function stateWords(found: StateGoal | ContainerState): string {
  const parts = [found.reason, found.exitCode === undefined ? undefined : `exit code ${found.exitCode}`].filter(
    (part) => part !== undefined,
  )
  if (found.is === undefined) return parts.join(', ')
  return parts.length > 0 ? `${found.is} (${parts.join(', ')})` : found.is
}
