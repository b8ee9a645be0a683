import { object } from '../../sim/scenario/check.ts'
import { kubernetes } from '../../sim/scenario/fields.ts'
import { countUntil } from '../../sim/trace/moment.ts'
import type { EntryOf, Trace } from '../../sim/trace/trace.ts'
import { endReason } from '../../views/lanes/end-reason.ts'
import { isApiserver } from '../../sim/kubelet/running.ts'
import { specAt } from '../../sim/scenario/specs.ts'
import { clockWords } from '../../views/text/duration.ts'
import { type GoalKind, type Look, type Outcome, several } from './goal-kind.ts'
import { isReady } from './ready.ts'
import { isAbout, unreadable } from './subjects.ts'

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

/** A container of another program that ends is none of its business. */
function isServer({ inputs }: Look, { t, pod = '', container }: EntryOf<'process'>): boolean {
  const spec = specAt({ inputs, at: t }, pod)
  const own = spec?.spec.containers.find(({ name }) => name === container)
  return own !== undefined && isApiserver(spec!, own, inputs)
}

const reasoned = (seen: string, why: string | undefined): Pick<Outcome, 'why' | 'seen'> => ({
  seen: `${seen}.`,
  why: why === undefined ? `${seen}.` : `${seen}: ${why}.`,
})

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
  const end = trace.find((entry) => entry.kind === 'process' && entry.op === 'exited' && isAbout(look, entry) && isServer(look, entry))
  if (end?.kind === 'process')
    return {
      holds: false,
      at: end.t,
      ...reasoned(`On ${release} it ${serves ? 'serves, but ends' : 'ends'} at ${clockWords(end.t)}`, endReason(trace, end)),
      entry: end.id,
    }
  const server = trace.some((entry) => entry.kind === 'server' && isAbout(look, entry))
  const log = trace.findLast((entry) => entry.kind === 'log')
  const problem = server ? undefined : unreadable(look)
  const seen = server ? `it is not ready within ${clockWords(STARTS_SECONDS)}` : 'no kube-apiserver is started'
  return { holds: false, at: STARTS_SECONDS, ...reasoned(`On ${release} ${seen}`, problem), ...(log ? { entry: log.id } : {}) }
}
