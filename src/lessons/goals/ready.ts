import { moment } from '../../sim/scenario/scenario-fields.ts'
import { object, optional, type Check } from '../../sim/scenario/check-value.ts'
import { type Entry, type StatusEntry, isStart } from '../../sim/trace/trace.ts'
import { entriesUntil } from '../../sim/trace/moment.ts'
import { isOf } from '../../views/experiment.ts'
import { clockWords } from '../../views/text/duration-words.ts'
import { shortened } from '../../views/text/words.ts'
import { soundly, type GoalKind, type GoalLook, type GoalOutcome } from './goal-kind.ts'
import { containersAt, nobody, type SubjectStatus } from './goal-subjects.ts'

/** The container is ready at a moment, or all the while. */
interface Ready {
  at?: number
  from?: number
  to?: number
  /** So many seconds up to the run's end; of an incident, up to now. */
  last?: number
}

const fields: Check<Ready> = object({ at: optional(moment), from: optional(moment), to: optional(moment), last: optional(moment) })

export const ready: GoalKind<Ready> = {
  spec: soundly(fields, (spec, at, value) => {
    if (spec.at !== undefined && (spec.from !== undefined || spec.to !== undefined)) at.wrong('VALUE', value, 'either at, or from and to')
    if (spec.last !== undefined && (spec.at ?? spec.from ?? spec.to) !== undefined) at.wrong('VALUE', value, 'last alone')
    if ((spec.from ?? 0) > (spec.to ?? Infinity))
      at.into('from').wrong('VALUE', `${spec.from}s`, `a moment up to \`to\`, which is ${spec.to}s`)
  }),
  last: ({ at, to }, end) => at ?? to ?? end,
  judge: (spec, look) => {
    const to = spec.at ?? spec.to ?? look.end
    const from = spec.last !== undefined ? Math.max(0, to - spec.last) : (spec.at ?? spec.from ?? (spec.to === undefined ? to : 0))
    // a pod that is gone has no status any more
    const moments = [from, ...changesWithin(look, from, to), to]
    let last: GoalOutcome | undefined
    for (const at of moments) {
      last = readyAt(look, at)
      if (!last.holds) return last
    }
    return from === to ? last! : { ...last!, at: to, why: `It is ready all the while from ${clockWords(from)} to ${clockWords(to)}.` }
  },
}

/** When a status may have changed. */
function changesWithin(look: GoalLook, from: number, to: number): number[] {
  const times = entriesUntil(look.until(to), to).flatMap(({ kind, t }) => (t > from && (kind === 'status' || kind === 'sync') ? [t] : []))
  return [...new Set(times)]
}

function readyAt(look: GoalLook, at: number): GoalOutcome {
  const containers = containersAt(look, at, 'running')
  if (containers.length === 0) return nobody(look, at)
  const not = containers.find(({ container }) => !container.ready)
  if (!not) {
    const all = containers.map(({ name }) => name).join(' and ')
    return {
      holds: true,
      at,
      why: `${all} ${containers.length > 1 ? 'are' : 'is'} ready at ${clockWords(at)}.`,
      entry: containers[0]!.status.id,
    }
  }
  const seen = `${not.name} is not ready at ${clockWords(at)}`
  return { holds: false, at, seen: `${seen}.`, why: `${seen}: ${whyNotReady(look, not, at)}.`, entry: not.status.id }
}

function whyNotReady(look: GoalLook, { pod, container }: SubjectStatus, at: number): string {
  const { state } = container
  if (state.is === 'waiting') return `it waits${state.reason ? ` (${state.reason})` : ''}`
  if (state.is === 'terminated') return `it has ended with exit code ${state.exitCode}${state.reason ? ` (${state.reason})` : ''}`
  const subject = { pod, container: container.name }
  if (container.started === false) return 'its startup probe has not passed yet'
  // what a probe of an earlier life, or of an earlier kubelet, said says nothing of this one
  const last = entriesUntil(look.until(at), at).findLast(
    (entry) =>
      isKubeletStart(entry) || (((entry.kind === 'probe' && entry.probe === 'readiness') || isStart(entry)) && isOf(entry, subject)),
  )!
  if (last.kind !== 'probe')
    return `${last.kind === 'node' ? 'the kubelet' : 'it'} was started at ${clockWords(last.t)}, and its readiness probe has not asked since`
  if (last.result === 'success' && last.resultRun >= last.threshold) return 'its readiness probe has only just passed'
  if (last.result === 'success') return `its readiness probe has passed ${last.resultRun} of ${last.threshold} times`
  return `its readiness probe failed (${shortened(last.output.trim().split('\n')[0]!, 120)})`
}

const isKubeletStart = (entry: Entry): boolean => entry.kind === 'node' && entry.part === 'kubelet' && entry.up

/** Whether a status calls a container ready. */
export function isReady(status: StatusEntry, container: string): boolean {
  return status.containers.some((containerStatus) => containerStatus.name === container && containerStatus.ready)
}
