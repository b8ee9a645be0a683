import { object } from '../../sim/scenario/check.ts'
import { kubernetes } from '../../sim/scenario/fields.ts'
import { countUntil } from '../../sim/trace/moment.ts'
import type { EntryOf, Trace } from '../../sim/trace/trace.ts'
import { endReason } from '../../views/lanes/summary.ts'
import { clockWords } from '../../views/text/duration.ts'
import { shortened } from '../../views/text/sentences.ts'
import type { GoalKind, Look, Outcome } from './goal-kind.ts'
import { isReady } from './ready.ts'
import { several } from '../several.ts'
import { isAbout } from './subjects.ts'

/** The kube-apiserver starts and is ready on releases. */
interface Starts {
  on: readonly string[]
}

/** Long enough for kubeadm's startup probe to give up, and for the grace after it. */
const STARTS_SECONDS = 360

const MOST_RELEASES = 40

export const starts: GoalKind<Starts> = {
  spec: object({ on: several(kubernetes, MOST_RELEASES, 'a release') }),
  last: () => STARTS_SECONDS,
  judge: ({ on }, look) => {
    let last: Outcome | undefined
    for (const release of on) {
      const other = look.on(release)
      const outcome = startsOn(other, release)
      last = { ...outcome, proof: other.show(outcome.at, outcome.entry ?? 0) }
      if (!last.holds) return last
    }
    return last!
  },
}

/** The status by which the server's container is ready, then or later. */
function readyFrom(trace: Trace, serves: EntryOf<'server'>): EntryOf<'status'> | undefined {
  const statuses = trace.filter((entry): entry is EntryOf<'status'> => entry.kind === 'status' && entry.pod === serves.pod)
  const then = statuses.findLast(({ t }) => t <= serves.t)
  return [...(then ? [then] : []), ...statuses.filter(({ t }) => t > serves.t)].find((status) => isReady(status, serves.container ?? ''))
}

function startsOn(look: Look, release: string): Outcome {
  const all = look.until(STARTS_SECONDS)
  const trace = all.slice(0, countUntil(all, STARTS_SECONDS))
  const serves = trace.find(
    (entry): entry is EntryOf<'server'> => entry.kind === 'server' && entry.state === 'serving' && isAbout(look, entry),
  )
  const ready = serves && readyFrom(trace, serves)
  if (ready)
    return {
      holds: true,
      at: Math.max(ready.t, serves.t),
      why: `On ${release} it is ready at ${clockWords(Math.max(ready.t, serves.t))}.`,
      entry: ready.id,
    }
  const end = trace.find((entry) => entry.kind === 'process' && entry.op === 'exited' && isAbout(look, entry))
  if (end?.kind === 'process')
    return {
      holds: false,
      at: end.t,
      why: `On ${release} it ${serves ? 'serves, but ends' : 'ends'} at ${clockWords(end.t)}: ${endReason(trace, end)}.`,
      entry: end.id,
    }
  const server = trace.some(({ kind }) => kind === 'server')
  const log = trace.findLast((entry) => entry.kind === 'log')
  const why = server
    ? `On ${release} it is not ready within ${clockWords(STARTS_SECONDS)}.`
    : `On ${release} no kube-apiserver is started${log?.kind === 'log' ? `: ${shortened(log.text.split('\n')[0]!, 160)}` : '.'}`
  return { holds: false, at: STARTS_SECONDS, why, ...(log ? { entry: log.id } : {}) }
}
