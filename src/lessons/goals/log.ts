import { name, object, type Check } from '../../sim/scenario/check.ts'
import { closer } from '../../sim/scenario/schema.ts'
import { countUntil } from '../../sim/trace/moment.ts'
import { shortened } from '../../views/text/telling.ts'
import { heard } from '../sound.ts'
import { type Bounds, BOUNDS, checkBounds, counted } from './counted.ts'
import type { GoalKind } from './goal-kind.ts'

/** So many lines of a log that contain a text. */
interface LogGoal extends Bounds {
  /** `kubelet`, or a container. */
  source: string
  message: string
}

const fields: Check<LogGoal> = object({
  source: name('whose log: kubelet, or a container’s name'),
  message: name('a text that the line contains'),
  ...BOUNDS,
})

export const log: GoalKind<LogGoal> = {
  spec: closer(fields, (value, at) => {
    const { found: spec, isSound } = heard(fields, value, at)
    if (isSound) checkBounds(spec, at)
    return spec
  }),
  last: ({ until }, end) => until ?? end,
  judge: (spec, look) => {
    const { source, message, until } = spec
    const at = until ?? look.end
    const trace = look.until(at)
    const lines = trace
      .slice(0, countUntil(trace, at))
      .flatMap((entry) =>
        entry.kind === 'log' && entry.source === source && entry.text.includes(message)
          ? [{ id: entry.id, t: entry.t, words: entry.text.split('\n')[0]! }]
          : [],
      )
    return counted(lines, `The line ${JSON.stringify(shortened(message, 60))} in the log of ${source}`, spec, at)
  },
}
