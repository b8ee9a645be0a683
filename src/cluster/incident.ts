import { align, type Aligned } from './align.ts'
import { build } from './build-pod.ts'
import type { Facts, Line, PodFacts } from './facts.ts'
import { documentOf, windowOf } from './lanes-of.ts'
import { withListed } from './listed.ts'
import { readCluster } from './read.ts'
import { releaseIn } from './release-in.ts'
import { say } from './say.ts'
import { troubleOf, withEvents } from './told-pods.ts'
import type { Incident } from './told.ts'

const MOST_PODS = 8

/**
 * Reads what `kubectl get pod -o yaml`, `get events`, `describe pod` and a kubelet's journal have printed, and makes of it a lane of
 * what really happened and a scenario whose programs behave as the texts say.
 *
 * `asked`: the release that is taken where no text names one; `isAsked`: a person has said so, whatever the texts’ words speak for. Errors: sentences; without a pod there is no document.
 * Follows: nothing upstream.
 */
export function incidentOf(texts: readonly string[], asked: string, isAsked = false): Incident {
  return incidentIn(readCluster(texts), asked, isAsked)
}

/** The same of what has been read. */
export function incidentIn(facts: Facts, asked: string, isAsked: boolean): Incident {
  const made: Incident = {
    understood: [],
    untold: [],
    troubles: [...facts.troubles],
    notSimulated: [],
    lines: usedOf(facts.lines),
    secrets: [],
    real: [],
    release: asked,
  }
  const { aligned, pods } = placed(facts)
  if (pods.length === 0) {
    if (facts.seen.size > 0 || facts.troubles.length === 0)
      made.troubles.push(
        facts.seen.size === 0
          ? 'Nothing of a cluster was found: no Pod, no Event, no description and no line of a kubelet’s journal.'
          : 'No text tells of a pod by its name.',
      )
    return made
  }
  const chosen = pods.toSorted((a, b) => troubleOf(b, aligned.events) - troubleOf(a, aligned.events)).slice(0, MOST_PODS)
  if (pods.length > chosen.length)
    made.troubles.push(
      `The texts tell of ${pods.length} pods: the ${MOST_PODS} with the most restarts and failures are taken, ${chosen.map(({ name }) => name).join(', ')}.`,
    )
  made.release = releaseIn(facts, chosen, aligned, asked, isAsked, made)
  const built = chosen.map((pod) => build(pod, aligned, made.release))
  const window = windowOf(built, aligned)
  made.document = documentOf(built, window, facts, aligned, made)
  say(facts, aligned, built, window, made)
  return made
}

/** How many lines tell something, and how many not; a frame is neither. */
function usedOf(lines: readonly Line[]): Incident['lines'] {
  const countOf = (use: Line['use']): number => lines.filter((line) => line.use === use).length
  return { used: countOf('used'), unused: countOf('unused') }
}

/** All facts on one clock, and every pod that a text tells of, as the newest of them has it. */
function placed(facts: Facts): { aligned: Aligned; pods: PodFacts[] } {
  const aligned = align(facts)
  const told = withEvents(aligned)
  const isAdrift = told.length === 0 || aligned.isAdrift
  const { pods, printed, assumed } = withListed(facts, told, isAdrift ? undefined : aligned.now, aligned.now)
  if (printed === undefined) return { aligned, pods }
  return { aligned: { ...aligned, isAdrift, now: Math.max(aligned.now, printed), assumed: [...aligned.assumed, ...assumed] }, pods }
}
