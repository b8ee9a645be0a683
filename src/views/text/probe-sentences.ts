import type { ProbeEntry, ResultEntry, Trace } from '../../sim/trace/trace.ts'
import { type Telling, round, shortened, seconds, ended } from './telling.ts'
import { causesOf } from '../../sim/trace/moment.ts'

/** What a probe came to. */
export function tellProbe(entry: ProbeEntry): Telling {
  const { probe: type, result: how, threshold, target, output } = entry
  const took = round(entry.t - entry.startedAt)
  // Go's error begins with the request once more
  const answer = output ? `: ${shortened(output.trim().replace(/^Get "?\S+?"?: /, ''), 200)}` : ''
  const waited = how !== 'success' && took >= 0.5 ? `, after ${seconds(took)}` : ''
  const counted = ': a result counts once it has come as often in a row as its threshold says.'
  return {
    sentence: ended(`The ${type} probe ${PROBED[how]} (${runWords(entry)})${target ? `, ${target}` : ''}${answer}${waited}`),
    rule:
      how === 'unknown'
        ? 'A probe that could not be made is no failure.'
        : `${how === 'failure' ? 'One failure is not enough' : 'A passed probe sets the count of failures back'}${counted}`,
    source: 'pkg/kubelet/prober/worker.go',
    values: { probe: type, inARow: entry.resultRun, threshold, seconds: took },
  }
}

/** How often in a row a probe has had its result, and how often it takes. */
export function runWords({ result: how, resultRun, threshold }: ProbeEntry): string {
  if (how === 'unknown') return 'an error, which does not count'
  if (threshold === 1) return resultRun === 1 ? '1 is enough' : `${resultRun} in a row; 1 is enough`
  return resultRun <= threshold ? `${resultRun} of ${threshold} in a row` : `${resultRun} in a row; ${threshold} are enough`
}

/** What the stored result of a probe has become. */
export function tellResult(trace: Trace, entry: ResultEntry): Telling {
  const causes = causesOf(entry).map((id) => trace[id])
  const probes = causes.filter((cause): cause is ProbeEntry => cause?.kind === 'probe')
  const newest = probes[0]
  const rule = entry.onHold
    ? 'This probe asks no more until there is a new container, and the kubelet acts upon the result.'
    : 'The kubelet acts when a stored result changes.'
  const source = 'pkg/kubelet/prober/results/results_manager.go'
  if (!newest) {
    const over = causes[0]?.kind === 'process' && causes[0].op === 'exited'
    return {
      sentence: over
        ? `${entry.container} has ended: until there is a new container its ${entry.probe} counts as failed.`
        : BEGINS[entry.probe],
      rule,
      source,
      values: {},
    }
  }
  const kept = newest.resultRun - probes.length
  const failed = entry.value === 'Failure'
  const old = failed && kept > 0 ? `, ${kept} of them still counted from the life before` : ''
  return {
    sentence: `${enough(newest, failed)}${old}: the ${entry.probe} probe counts as ${failed ? 'failed' : 'passed'}.`,
    rule,
    source,
    values: { inARow: newest.resultRun, threshold: newest.threshold, probes: probes.length },
  }
}

function enough({ resultRun, threshold }: ProbeEntry, failed: boolean): string {
  if (threshold === 1) return failed ? 'One failure is enough' : 'One success is enough'
  return `${resultRun} of ${threshold} ${failed ? 'failures' : 'successes'} in a row`
}

const PROBED = { success: 'passed', failure: 'failed', warning: 'passed with a warning', unknown: 'could not be made' } as const

/** What is stored of a new container. */
const BEGINS = {
  liveness: 'A new container counts as alive until its liveness probe fails.',
  readiness: 'A new container counts as not ready until its readiness probe passes.',
  startup: 'Of a new container nobody knows yet whether it has started.',
} as const
