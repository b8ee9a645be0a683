import { readManifest } from '../../manifest/parse.ts'
import { restartsAfter } from '../../manifest/restarts.ts'
import type { Container, Manifest, Pod, Probe, ProbeType } from '../../manifest/types.ts'
import { MANIFEST_DIRECTORY } from '../../sim/node/file-changes.ts'
import { causesOf, countUntil, manifestsAt, type Moment, lastOf } from '../../sim/trace/moment.ts'
import { type Release, releaseOf } from '../../sim/release/release.ts'
import type {
  BackOffEntry,
  Entry,
  EntryOf,
  ProbeEntry,
  ProcessEntry,
  ResultEntry,
  ServerEntry,
  StatusEntry,
  SyncEntry,
} from '../../sim/trace/trace.ts'
import { clockWords, lengthWords, timeText } from '../text/duration.ts'
import { lineAtStart, type StartLine } from '../text/line-at-start.ts'
import { runWords, shortened } from '../text/sentences.ts'

/** Why something has not happened, with what says so. */
export interface WhyNot {
  question: string
  answer: string
  /** Entries of the trace. */
  entries: readonly { id: number; t: number; text: string }[]
  /** Lines of the manifest; `place` is where a person can edit it, if anywhere. */
  lines: readonly { file: string; line: number; text: string; place?: StartLine }[]
}

/**
 * The questions that a lane raises at a time, each with its answer: why is a container not restarted, why does it not start
 * again, why is a pod not ready.
 *
 * Units: `at` in seconds on the simulated clock. Errors: none; a lane without a pod has one question.
 * Follows: nothing upstream; the rules are those of pkg/kubelet/prober/worker.go and kuberuntime_manager.go.
 */
export function whyNot(moment: Moment): WhyNot[] {
  // the texts tell what happened, and not what did not
  if (moment.inputs.happened) return []
  const placed = ({ at = moment.at, ...line }: Line) => {
    const place = lineAtStart(moment.inputs, { ...line, at })
    return place ? { ...line, place } : line
  }
  return asked(moment).map((one) => ({ ...one, lines: one.lines.map(placed) }))
}

/** A line of a file, as it was read at a time; where none is said, as it is now. */
interface Line {
  file: string
  line: number
  text: string
  at?: number
}

/** A question with its answer, before it is known where its lines can be edited. */
interface Unplaced extends Omit<WhyNot, 'lines'> {
  lines: readonly Line[]
}

function asked(moment: Moment): Unplaced[] {
  const pods = podsAt(moment)
  const files = unread(moment, pods)
  if (pods.length === 0) return files.length > 0 ? files : [noPod(moment)]
  return [...files, ...pods.flatMap((pod) => ofPod(moment, pod, pods))]
}

interface PodAt {
  uid: string
  /** When the kubelet took it up. */
  added: number
  /** Its file is gone, or another. */
  removed?: SyncEntry
  file: string
  /** When that text was there. */
  readAt: number
  manifest: Manifest
  pod: Pod
  release: Release
  status: StatusEntry | undefined
  tracks: readonly Track[]
}

/** What has happened to one container so far. */
interface Track {
  name: string
  path: string
  container: Container
  init: boolean
  start?: ProcessEntry
  exit?: ProcessEntry
  /** With which it began to be stopped. */
  kill?: Entry
  /** A probe that has failed often enough. */
  condemned?: ResultEntry
  backOff?: BackOffEntry
  server?: ServerEntry
  /** The newest of this life. */
  probes: Partial<Record<ProbeType, ProbeEntry>>
  results: Partial<Record<ProbeType, ResultEntry>>
}

/** The pods that the kubelet has, as their files were when it read them; also those that it is still taking down. */
function podsAt(moment: Moment): PodAt[] {
  const { trace, at } = moment
  const pods = new Map<string, PodAt>()
  const newest = new Map<string, PodAt>()
  const end = countUntil(trace, at)
  for (let i = 0; i < end; i++) {
    const entry = trace[i]!
    if (entry.kind === 'sync') {
      const known = pods.get(entry.uid)
      if (entry.op === 'REMOVE') {
        if (known) known.removed = entry
        continue
      }
      const read = readAt(moment, entry)
      if (!read) continue
      const tracks = tracksOf(read.pod).map((track) =>
        Object.assign(
          track,
          known?.tracks.find(({ name }) => name === track.name),
          { container: track.container, path: track.path },
        ),
      )
      const pod = {
        ...read,
        uid: entry.uid,
        added: entry.op === 'ADD' ? entry.t : (known?.added ?? entry.t),
        status: known?.status,
        tracks,
      }
      pods.set(entry.uid, pod)
      newest.set(entry.pod ?? '', pod)
      continue
    }
    const own =
      (entry.kind === 'status' || entry.kind === 'process' || entry.kind === 'server') && entry.uid !== undefined
        ? pods.get(entry.uid)
        : newest.get(entry.pod ?? '')
    if (!own) continue
    if (entry.kind === 'status') own.status = entry
    const track = entry.container === undefined ? undefined : own.tracks.find(({ name }) => name === entry.container)
    if (track) follow(track, entry, own.release)
  }
  return [...pods.values()].filter((pod) => !pod.removed || pod.tracks.some(isRunning))
}

const isRunning = ({ start, exit }: Track): boolean => start !== undefined && exit === undefined

/** The file that the kubelet took a pod from; of two with the same pod the last in order. */
function readAt({ inputs }: Moment, { pod: name, t }: Entry): Pick<PodAt, 'file' | 'readAt' | 'manifest' | 'pod' | 'release'> | undefined {
  const release = releaseOf(inputs.kubernetes)
  for (const at of [
    t,
    ...inputs.actions
      .map((action) => action.at - 1e-6)
      .filter((before) => before < t)
      .toSorted((one, other) => other - one),
  ]) {
    for (const [file, text] of [...manifestsAt({ inputs, at })].toSorted(([one], [other]) => (one < other ? 1 : -1))) {
      const manifest = readManifest(text, { file: `${MANIFEST_DIRECTORY}/${file}`, nodeName: inputs.node.name, release })
      const { pod } = manifest
      if (pod && pod.metadata.name === name) return { file, readAt: at, manifest, pod, release }
    }
  }
  return undefined
}

function tracksOf({ spec }: Pod): Track[] {
  const track = (container: Container, path: string, init: boolean): Track => ({
    name: container.name,
    path,
    container,
    init,
    probes: {},
    results: {},
  })
  return [
    ...spec.initContainers.map((c, i) => track(c, `spec.initContainers[${i}]`, true)),
    ...spec.containers.map((c, i) => track(c, `spec.containers[${i}]`, false)),
  ]
}

function follow(track: Track, entry: Entry, { killingFirst }: Release): void {
  if (entry.kind === 'process' && entry.op === 'started') {
    Object.assign(track, { start: entry, probes: {}, results: {} })
    delete track.exit
    delete track.kill
    delete track.condemned
  } else if (entry.kind === 'process' && entry.op === 'exited') track.exit = entry
  else if (entry.kind === 'probe') track.probes[entry.probe] = entry
  else if (entry.kind === 'backoff') track.backOff = entry
  else if (entry.kind === 'server') track.server = entry
  else if (entry.kind === 'result') {
    track.results[entry.probe] = entry
    if (entry.value !== 'Failure' || !entry.onHold) return
    track.condemned = entry
    // up to 1.14 their Event comes when it is done
    if (!killingFirst) track.kill = entry
  } else if (entry.kind === 'event' && entry.reason === 'Killing' && killingFirst && !track.exit) track.kill = entry
}

/** Files that no pod is made of. */
function unread({ inputs, at }: Moment, pods: readonly PodAt[]): Unplaced[] {
  const release = releaseOf(inputs.kubernetes)
  return [...manifestsAt({ inputs, at })].flatMap(([file, text]) => {
    const { pod, error, diagnostics } = readManifest(text, { file: `${MANIFEST_DIRECTORY}/${file}`, nodeName: inputs.node.name, release })
    if (pod || file.startsWith('.')) return []
    const first = diagnostics.find(({ severity }) => severity === 'error')
    const said = first?.message ?? error ?? ''
    const runs = pods.find((one) => one.file === file && !one.removed)
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
  return [...pod.tracks.flatMap((track) => ofContainer(moment, pod, track)), ...notReady(pod)]
}

function stillThere({ pod, manifest, file, readAt }: PodAt, { name }: Track, removed: SyncEntry): Unplaced {
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

function ofContainer(moment: Moment, pod: PodAt, track: Track): Unplaced[] {
  const { start, exit, kill, condemned } = track
  if (!start) return []
  if (exit) return notStarted(moment, pod, track, exit)
  const answer = kill
    ? beingKilled(moment, pod, track, kill)
    : condemned
      ? waitsForSync(pod, condemned)
      : (inHook(pod, track, start) ?? notRestarted(moment, pod, track, start))
  return [{ question: `Why is ${track.name} not restarted ${kill || condemned ? 'yet' : 'now'}?`, ...answer }]
}

type Answer = Omit<Unplaced, 'question'>

function beingKilled({ trace }: Moment, pod: PodAt, { container, path }: Track, kill: Entry): Answer {
  const by = kill.kind === 'event' ? trace[causesOf(kill)[0] ?? -1] : kill
  const own = by?.kind === 'result' && container[`${by.probe}Probe`]?.terminationGracePeriodSeconds
  const grace = own || own === 0 ? own : pod.pod.spec.terminationGracePeriodSeconds
  const field =
    by?.kind === 'result' && grace === own ? `${path}.${by.probe}Probe.terminationGracePeriodSeconds` : 'spec.terminationGracePeriodSeconds'
  return {
    answer: `It is being killed since ${timeText(kill.t)}: it has ${grace} s to end, and gets SIGKILL then.`,
    entries: [named(kill, 'the kill')],
    lines: lineOf(pod, field),
  }
}

/** Up to 1.20 a startup probe's verdict wakes no sync. */
function waitsForSync({ release }: PodAt, condemned: ResultEntry): Answer {
  const when = condemned.probe === 'startup' && !release.allResultsSync ? 'up to 1.20 that may take 90 s' : 'at once'
  return {
    answer: `Its ${condemned.probe} probe counts as failed since ${timeText(condemned.t)}, and the kubelet kills it when it next looks at its pod: ${when}.`,
    entries: [named(condemned, 'the verdict')],
    lines: [],
  }
}

/** While its postStart hook runs the kubelet does nothing else for the pod; no status says that the container runs. */
function inHook(pod: PodAt, { name, container, path }: Track, start: ProcessEntry): Answer | undefined {
  const { status } = pod
  const isSeen = status && status.t > start.t && status.containers.some((one) => one.name === name && one.state.is === 'running')
  if (!container.lifecycle?.postStart || isSeen) return undefined
  return {
    answer: `Its postStart hook has been running since ${timeText(start.t)}, without a time-out: until it is done, the container is not probed, and nothing else of the pod is started.`,
    entries: [named(start, 'its start')],
    lines: lineOf(pod, `${path}.lifecycle.postStart`),
  }
}

function notRestarted(moment: Moment, pod: PodAt, track: Track, start: ProcessEntry): Answer {
  const { container, path, probes, results } = track
  const { livenessProbe: liveness, startupProbe: startup } = container
  const { said, entries } = ailing(moment, track)
  const waits = startup && pod.release.hasStarted && results.startup?.value !== 'Success'
  if (waits) return counting(moment, pod, track, 'startup', startup, ' Until it has passed, the liveness probe is not asked.')
  if (!liveness) {
    const passed =
      startup && pod.release.hasStarted ? 'Its startup probe has passed, and it has no liveness probe' : 'It has no liveness probe'
    return {
      answer: `${passed}: nobody asks whether it still answers. Only its own end would have it started again.${said}`,
      entries: [named(start, 'its start'), ...entries],
      lines: lineOf(pod, path),
    }
  }
  const last = probes.liveness
  if (last && (last.result === 'success' || last.result === 'warning')) {
    const why = liveness.tcpSocket ? ' It asks no more than whether the port takes a connection.' : ''
    return {
      answer: `Its liveness probe passes, the last time at ${timeText(last.t)}.${why}${said}`,
      entries: [named(last, 'that probe'), ...entries],
      lines: lineOf(pod, `${path}.livenessProbe`),
    }
  }
  return counting(moment, pod, track, 'liveness', liveness, '')
}

/** The probe that would have it killed, and how far it has counted. */
function counting(
  { at }: Moment,
  pod: PodAt,
  { probes, path, start }: Track,
  type: 'startup' | 'liveness',
  probe: Probe,
  more: string,
): Answer {
  const last = probes[type]
  const field = (name: string) => lineOf(pod, `${path}.${type}Probe.${name}`)
  if (!last) {
    const from = start!.t + probe.initialDelaySeconds
    const delay =
      from > at
        ? `comes no sooner than at ${clockWords(Math.ceil(from))}, when it has run for ${probe.initialDelaySeconds} s`
        : `is still to come: one is sent every ${probe.periodSeconds} s`
    return {
      answer: `Its first ${type} probe ${delay}.${more}`,
      entries: [named(start!, 'its start')],
      lines: field('initialDelaySeconds'),
    }
  }
  if (last.result === 'unknown')
    return {
      answer: `Its ${type} probe could not be made, and an error does not count: ${shortened(last.output.trim(), 160).replace(/\.?$/, '.')}${more}`,
      entries: [named(last, 'that probe')],
      lines: lineOf(pod, `${path}.${type}Probe`),
    }
  if (last.result === 'success')
    return {
      answer: `Its ${type} probe passed at ${timeText(last.t)}, ${last.resultRun} of ${last.threshold} in a row.${more}`,
      entries: [named(last, 'that probe')],
      lines: field('successThreshold'),
    }
  const left = last.threshold - last.resultRun
  const soonest = last.startedAt + left * probe.periodSeconds
  const then = left > 0 ? ` ${left} more ${left === 1 ? 'is' : 'are'} needed, so at ${clockWords(soonest)} at the earliest.` : ''
  return {
    answer: `Its ${type} probe has failed ${last.resultRun} of ${last.threshold} times in a row.${then}${more}`,
    entries: [named(last, 'the last failure')],
    lines: [...field('failureThreshold'), ...field('periodSeconds')],
  }
}

/** What ails a container that its probes find well. */
function ailing({ trace, at }: Moment, { server }: Track): { said: string; entries: WhyNot['entries'] } {
  if (server?.state === 'hung')
    return { said: ` The server has been hung since ${timeText(server.t)} all the same.`, entries: [named(server, 'the hang')] }
  const etcd = server && lastOf(trace, at, 'etcd')
  if (!etcd || etcd.state === 'up') return { said: '', entries: [] }
  const is = etcd.state === 'hung' ? 'has been hung' : 'has been gone'
  return {
    said: ` etcd ${is} since ${timeText(etcd.t)} all the same: the probe does not ask for it.`,
    entries: [named(etcd, etcd.state === 'hung' ? 'the hang of etcd' : 'the end of etcd')],
  }
}

function notStarted({ at }: Moment, pod: PodAt, { name, container, init, backOff, path }: Track, exit: ProcessEntry): Unplaced[] {
  const code = exit.code ?? 0
  const plainInit = init && container.restartPolicy !== 'Always'
  if (plainInit && code === 0) return []
  const question = `Why does ${name} not start again now?`
  const ended = named(exit, 'its end')
  const { ownRestarts } = container
  const policy = ownRestarts?.policy ?? pod.pod.spec.restartPolicy
  const lines = lineOf(pod, ownRestarts ? `${path}.restartPolicy` : 'spec.restartPolicy')
  if (!restartsAfter(code, ownRestarts, pod.pod.spec.restartPolicy))
    return [{ question, answer: `restartPolicy is ${policy}, and it has ended with exit code ${code}.`, entries: [ended], lines }]
  if (backOff?.blocked && backOff.id > exit.id && backOff.until !== undefined) {
    // a sync that knew of an older end only is followed by one that counts from this one
    const until = Math.max(backOff.until, exit.t + backOff.backOffSeconds)
    const rest = until - at
    const over = pod.release.retriesAtExpiry ? 'the next sync starts it.' : 'it is tried again every 10 to 15 s.'
    const answer =
      rest > 0
        ? `Its back-off of ${backOff.backOffSeconds} s, counted from its end at ${timeText(exit.t)}, holds it until ${clockWords(until)}: ${lengthWords(rest)} more.`
        : `Its back-off is over since ${clockWords(until)}: ${over}`
    return [{ question, answer, entries: [named(backOff, 'the back-off'), ended], lines }]
  }
  return [{ question, answer: `It ended at ${timeText(exit.t)}, and the kubelet’s next sync is still to come.`, entries: [ended], lines }]
}

// Pods

function notReady(pod: PodAt): Unplaced[] {
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

function named(entry: EntryOf<Entry['kind']>, what: string): WhyNot['entries'][number] {
  return { id: entry.id, t: entry.t, text: what }
}

/** The line that says so; none where only a default does. */
function lineOf({ file, readAt, manifest }: Pick<PodAt, 'file' | 'readAt' | 'manifest'>, path: string): Line[] {
  if (!manifest.has(path)) return []
  return [{ ...lineAt(manifest.text, file, manifest.rangeOf(path).start.line), at: readAt }]
}

/** A line with its text; where only brackets open on it, as in JSON, the first after it that says something. */
function lineAt(text: string, file: string, from: number): Line {
  const rows = text.split('\n')
  let line = from
  while (line < rows.length && /^[\s[{]*$/.test(rows[line - 1] ?? '')) line++
  return { file, line, text: rows[line - 1]?.trim().replace(/^- (?=\S)/, '') ?? '' }
}
