import { name, object, optional, string, type Check } from '../../sim/scenario/check.ts'
import { closer } from '../../sim/scenario/schema.ts'
import { countUntil } from '../../sim/trace/moment.ts'
import { shortened } from '../../views/text/telling.ts'
import { heard } from '../sound.ts'
import { type Bounds, BOUNDS, checkBounds, counted } from './counted.ts'
import type { GoalKind } from './goal-kind.ts'
import { isAbout } from './subjects.ts'

/** So many Events of a reason, as the kubelet sends them, before any are counted as one. */
interface EventGoal extends Bounds {
  reason: string
  message?: string
}

const fields: Check<EventGoal> = object({
  reason: name('an Event’s reason, such as Unhealthy, Killing, BackOff'),
  message: optional(string('a text that the message contains')),
  ...BOUNDS,
})

export const event: GoalKind<EventGoal> = {
  spec: closer(fields, (value, at) => {
    const { found: spec, isSound } = heard(fields, value, at)
    if (isSound) checkBounds(spec, at)
    return spec
  }),
  last: ({ until }, end) => until ?? end,
  judge: (spec, look) => {
    const { reason, message = '', until } = spec
    const at = until ?? look.end
    const trace = look.until(at)
    const events = trace
      .slice(0, countUntil(trace, at))
      .flatMap((entry) =>
        entry.kind === 'event' && entry.reason === reason && isAbout(look, entry) && entry.message.includes(message)
          ? [{ id: entry.id, t: entry.t, words: entry.message }]
          : [],
      )
    return counted(events, `The Event ${reason}${message ? ` with ${JSON.stringify(shortened(message, 60))}` : ''}`, spec, at)
  },
}
