import { moment } from '../../sim/scenario/fields.ts'
import { object, oneOf, optional, type Check } from '../../sim/scenario/check.ts'
import { PROBES, type ProbeType } from '../../manifest/types.ts'
import type { ProbeEntry, ProbeResult } from '../../sim/trace/trace.ts'
import { countUntil } from '../../sim/trace/moment.ts'
import { clockWords } from '../../views/text/duration.ts'
import { shortened } from '../../views/text/telling.ts'
import type { GoalKind, Look } from './goal-kind.ts'
import { containersAt, isAbout, nobody } from './subjects.ts'

/** The last probe of a type before a moment went so. */
interface ProbeGoal {
  type: ProbeType
  result: ProbeResult
  at?: number
}

const spec: Check<ProbeGoal> = object({
  type: oneOf(PROBES),
  result: oneOf(['success', 'warning', 'failure', 'unknown']),
  at: optional(moment),
})

export const probe: GoalKind<ProbeGoal> = {
  spec,
  last: ({ at }, end) => at ?? end,
  judge: ({ type, result, at: moment }, look) => {
    const at = moment ?? look.end
    const probes = lastProbes(look, type, at)
    if (probes.length === 0) {
      const absent = nobody(look, at)
      if (containersAt(look, at, 'all').length === 0) return absent
      return { ...absent, why: `No ${type} probe has asked before ${clockWords(at)}.` }
    }
    const other = probes.find((one) => one.result !== result)
    const one = other ?? probes[0]!
    const output = shortened(one.output.trim().split('\n')[0] ?? '', 120)
    const wanted = other ? `; wanted: ${result}` : ''
    const seen = `The last ${type} probe of ${one.container} before ${clockWords(at)} came to ${one.result}`
    const why = `${seen}${output ? ` (${output})` : ''}${wanted}.`
    return { holds: !other, at: one.t, why, seen: `${seen}${wanted}.`, entry: one.id }
  },
}

function lastProbes(look: Look, type: ProbeType, at: number): ProbeEntry[] {
  const trace = look.until(at)
  const last = new Map<string, ProbeEntry>()
  for (const entry of trace.slice(0, countUntil(trace, at)))
    if (entry.kind === 'probe' && entry.probe === type && isAbout(look, entry)) last.set(`${entry.pod}/${entry.container}`, entry)
  return [...last.values()]
}
