import { isHidden } from '../../sim/node/file-changes.ts'
import { manifestOf } from '../../sim/scenario/specs.ts'
import { releaseOf } from '../../sim/release/release.ts'
import { manifestsAt, type Moment } from '../../sim/trace/moment.ts'
import type { StatusEntry, SyncEntry } from '../../sim/trace/trace.ts'
import { explained } from '../lanes/problems.ts'
import { timeText } from '../text/duration-words.ts'
import { lineAtStart } from '../text/line-diff.ts'
import { runWords } from '../text/process-sentences.ts'
import { calledAmong, shortened } from '../text/words.ts'
import {
  type NotRestarted,
  beingKilled,
  inHook,
  type DatedLine,
  lineAt,
  lineOf,
  named,
  notRestarted,
  notStarted,
  standsStill,
  type Unplaced,
  waitsForSync,
  type WhyNot,
  isRunning,
  type PodAt,
  podsAt,
  type ContainerSoFar,
} from './not-restarted.ts'

/** Why a pod is not ready; nothing where it is. */
function notReady(pod: PodAt): Unplaced[] {
  const { status } = pod
  if (!status || status.ready || status.phase === 'Succeeded') return []
  const missing = pod.tracks.flatMap((track): NotRestarted[] => {
    const own = status.containers.find(({ name }) => name === track.name)
    // that an init container goes first is said of that one
    if (!own || own.ready || (track.init && own.state.is === 'terminated') || own.state.reason === 'PodInitializing') return []
    return [missingReady(pod, track, own)]
  })
  const answer = missing.map((answer) => answer.answer).join(' ') || `Its phase is ${status.phase}.`
  return [
    {
      question: `Why is the pod ${pod.pod.metadata.name} not ready?`,
      answer,
      entries: [...missing.flatMap((answer) => answer.entries), named(status, 'its status')],
      lines: missing.flatMap((answer) => answer.lines),
    },
  ]
}

function missingReady(
  pod: PodAt,
  { name, container, path, probes, init }: ContainerSoFar,
  { state, started }: StatusEntry['containers'][number],
): NotRestarted {
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

/**
 * The questions that a lane raises at a time, each with its answer: why is a container not restarted, why does it not start
 * again, why is a pod not ready.
 *
 * A lane without a pod has one question.
 * The rules are those of pkg/kubelet/prober/worker.go and kuberuntime_manager.go.
 */
export function whyNot(moment: Moment): WhyNot[] {
  // the texts tell what happened, and not what did not
  if (moment.inputs.happened) return []
  const placed = ({ at = moment.at, ...line }: DatedLine) => {
    const place = lineAtStart(moment.inputs, { ...line, at })
    return place ? { ...line, place } : line
  }
  const isFirst = ({ file, line, at }: DatedLine, i: number, all: readonly DatedLine[]): boolean =>
    all.findIndex((other) => other.file === file && other.line === line && other.at === at) === i
  // two fields may stand on one line
  return unplacedPods(moment).map((item) => ({ ...item, lines: item.lines.filter(isFirst).map(placed) }))
}

function unplacedPods(moment: Moment): Unplaced[] {
  const pods = podsAt(moment)
  const files = unread(moment, pods)
  if (pods.length === 0) return files.length > 0 ? files : [noPod(moment)]
  return [...files, ...pods.flatMap((pod) => ofPod(moment, pod, pods))]
}

/** Files that no pod is made of. */
function unread({ inputs, at }: Moment, pods: readonly PodAt[]): Unplaced[] {
  const release = releaseOf(inputs.kubernetes)
  return [...manifestsAt({ inputs, at })].flatMap(([file, text]) => {
    const manifest = manifestOf(inputs, file, text)
    if (manifest.pod || isHidden(file)) return []
    const first = explained(manifest).find(({ severity }) => severity === 'error')
    const said = first?.message ?? manifest.error!
    const runs = pods.find((pod) => pod.file === file && !pod.removed)
    const old = runs
      ? ` The pod that it had made of it goes on${release.relistsFiles ? ' until the directory is next listed, every 20 s' : ''}.`
      : ''
    const question = runs ? `Why does ${runs.pod.metadata.name} not follow ${file}?` : 'Why is there no pod?'
    return [
      {
        question,
        answer: `The kubelet makes no pod of ${file}: ${said.replace(/\.$/, '')}.${old}`,
        entries: [],
        lines: first ? [lineAt(text, file, first.range.start.line)] : [],
      },
    ]
  })
}

function noPod({ inputs, at }: Moment): Unplaced {
  const answer =
    manifestsAt({ inputs, at }).size === 0 ? 'There is no file in the static-pod directory.' : 'The kubelet has not taken it up yet.'
  return { question: 'Why is there no pod?', answer, entries: [], lines: [] }
}

function ofPod(moment: Moment, pod: PodAt, all: readonly PodAt[]): Unplaced[] {
  const old = all.find((other) => other.removed && other !== pod && other.pod.metadata.name === pod.pod.metadata.name)
  if (pod.removed) return pod.tracks.filter(isRunning).map((track) => stillThere(pod, track, pod.removed!))
  if (old && pod.release.onePodPerName && !pod.tracks.some(({ start }) => start)) {
    const answer = 'The one before it is still being stopped: since 1.22 the kubelet waits for its end, and looks again every 10 to 15 s.'
    return [{ question: `Why does the new pod ${pod.pod.metadata.name} not start yet?`, answer, entries: [], lines: [] }]
  }
  const names = all.map((other) => ({ pod: other.pod.metadata.name, containers: other.tracks }))
  const called = (container: string): string => calledAmong(names, pod.pod.metadata.name, container)
  return [...pod.tracks.flatMap((track) => ofContainer(moment, pod, track, called(track.name))), ...notReady(pod)]
}

function stillThere({ pod, manifest, file, readAt }: PodAt, { name }: ContainerSoFar, removed: SyncEntry): Unplaced {
  const grace = pod.spec.terminationGracePeriodSeconds
  const answer = `Its file was taken away or changed at ${timeText(removed.t)}: it has ${grace} s to end, and gets SIGKILL then.`
  return {
    question: `Why does ${name} of the old pod still run?`,
    answer,
    entries: [named(removed, 'the change')],
    lines: lineOf({ file, readAt, manifest }, 'spec.terminationGracePeriodSeconds'),
  }
}

// Containers

function ofContainer(moment: Moment, pod: PodAt, track: ContainerSoFar, called: string): Unplaced[] {
  const { start, exit, kill, condemned } = track
  if (!start) return []
  if (exit) return notStarted(moment, pod, track, exit, called)
  const answer = kill
    ? beingKilled(moment, pod, track, kill)
    : condemned
      ? (standsStill(moment, condemned, 'the verdict') ?? waitsForSync(pod, condemned))
      : (inHook(pod, track, start) ?? notRestarted(moment, pod, track, start))
  const when = kill || condemned ? 'yet' : start.attempt > 0 ? 'again' : 'now'
  return [{ question: `Why is ${called} not restarted ${when}?`, ...answer }]
}
