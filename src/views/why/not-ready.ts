import type { PodAt, Track } from './pods-at.ts'
import { type Unplaced, type Answer, named, lineOf } from './why-not-parts.ts'
import type { StatusEntry } from '../../sim/trace/trace.ts'
import { runWords } from '../text/probe-sentences.ts'
import { shortened } from '../text/telling.ts'

/** Why a pod is not ready; nothing where it is. */
export function notReady(pod: PodAt): Unplaced[] {
  const { status } = pod
  if (!status || status.ready || status.phase === 'Succeeded') return []
  const missing = pod.tracks.flatMap((track): Answer[] => {
    const own = status.containers.find(({ name }) => name === track.name)
    // that an init container goes first is said of that one
    if (!own || own.ready || (track.init && own.state.is === 'terminated') || own.state.reason === 'PodInitializing') return []
    return [missingReady(pod, track, own)]
  })
  const answer = missing.map((one) => one.answer).join(' ') || `Its phase is ${status.phase}.`
  return [
    {
      question: `Why is the pod ${pod.pod.metadata.name} not ready?`,
      answer,
      entries: [...missing.flatMap((one) => one.entries), named(status, 'its status')],
      lines: missing.flatMap((one) => one.lines),
    },
  ]
}

function missingReady(
  pod: PodAt,
  { name, container, path, probes, init }: Track,
  { state, started }: StatusEntry['containers'][number],
): Answer {
  if (init && container.restartPolicy !== 'Always' && state.is === 'running')
    return {
      answer: `The init container ${name} has not ended yet: all others wait until it has, with exit code 0.`,
      entries: [],
      lines: lineOf(pod, path),
    }
  if (state.is !== 'running')
    return { answer: `${name} is ${state.is}${state.reason ? ` (${state.reason})` : ''}.`, entries: [], lines: [] }
  if (started === false)
    return {
      answer: `The startup probe of ${name} has not passed yet: before that nothing is ready.`,
      entries: probes.startup ? [named(probes.startup, 'its last startup probe')] : [],
      lines: lineOf(pod, `${path}.startupProbe`),
    }
  const last = probes.readiness
  const lines = lineOf(pod, `${path}.readinessProbe`)
  if (!container.readinessProbe) return { answer: `${name} runs, but the kubelet has not seen it yet.`, entries: [], lines: [] }
  if (!last)
    return { answer: `The readiness probe of ${name} has not been answered yet: until it has passed, it is not ready.`, entries: [], lines }
  const run = last.result === 'unknown' ? 'could not be made' : `${last.result === 'failure' ? 'fails' : 'passes'} (${runWords(last)})`
  return {
    answer: `The readiness probe of ${name} ${run}${last.output ? `: ${shortened(last.output.trim(), 160)}` : ''}.`.replace(/\.\.$/, '.'),
    entries: [named(last, 'its last readiness probe')],
    lines,
  }
}
