import { name, object, optional, string, whole, type Check } from '../../sim/scenario/check.ts'
import { closer } from '../../sim/scenario/schema.ts'
import type { EventEntry } from '../../sim/trace/trace.ts'
import { countUntil } from '../../sim/trace/moment.ts'
import { clockWords } from '../../views/text/duration.ts'
import { shortened } from '../../views/text/sentences.ts'
import type { GoalKind } from './goal-kind.ts'
import { ordinal } from './restarts.ts'
import { isAbout } from './subjects.ts'
import { moment } from '../moment.ts'
import { heard } from '../sound.ts'

/** So many Events of a reason, as the kubelet sends them, before any are counted as one. */
interface EventGoal {
  reason: string
  message?: string
  min?: number
  max?: number
  until?: number
}

const MOST = 1_000_000
const fields: Check<EventGoal> = object({
  reason: name('an Event’s reason, such as Unhealthy, Killing, BackOff'),
  message: optional(string('a text that the message contains')),
  min: optional(whole(0, MOST)),
  max: optional(whole(0, MOST)),
  until: optional(moment),
})

export const event: GoalKind<EventGoal> = {
  spec: closer(fields, (value, at) => {
    const { found: spec, isSound } = heard(fields, value, at)
    if (!isSound) return spec
    if ((spec.min ?? 0) > (spec.max ?? MOST)) at.into('min').wrong('VALUE', spec.min, `at most max, which is ${spec.max}`)
    return spec
  }),
  last: ({ until }, end) => until ?? end,
  judge: ({ reason, message = '', min, max, until }, look) => {
    const at = until ?? look.end
    const least = min ?? (max === undefined ? 1 : 0)
    const trace = look.until(at)
    const events = trace
      .slice(0, countUntil(trace, at))
      .filter(
        (entry): entry is EventEntry =>
          entry.kind === 'event' && entry.reason === reason && isAbout(look, entry) && entry.message.includes(message),
      )
    const what = `The Event ${reason}${message ? ` with ${JSON.stringify(shortened(message, 60))}` : ''}`
    const tooMany = max !== undefined && events.length > max
    if (tooMany) {
      const over = events[max]!
      return {
        holds: false,
        at: over.t,
        why: `${what} comes${max === 0 ? '' : ` for the ${ordinal(max + 1)} time`} at ${clockWords(over.t)}: ${shortened(over.message.replace(/\.+$/, ''), 160)}.`,
        entry: over.id,
      }
    }
    const holds = events.length >= least
    const wanted = holds ? '' : `, and at least ${least} ${least === 1 ? 'is' : 'are'} wanted`
    const count = `${what} has come ${events.length === 1 ? 'once' : `${events.length} times`}`
    const last = events.at(-1)
    return { holds, at: last?.t ?? at, why: `${count} by ${clockWords(at)}${wanted}.`, ...(last ? { entry: last.id } : {}) }
  },
}
