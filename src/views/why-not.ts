import { readManifest } from '../manifest/parse.ts'
import type { Container, Manifest, Pod, Probe, ProbeType } from '../manifest/types.ts'
import { MANIFEST_DIRECTORY } from '../sim/file-changes.ts'
import { countUntil, manifestsAt, type Moment } from '../sim/moment.ts'
import { type Release, releaseOf } from '../sim/release.ts'
import type { BackOffEntry, Entry, EntryOf, ProbeEntry, ProcessEntry, ResultEntry, ServerEntry, StatusEntry } from '../sim/trace.ts'
import { clockWords, lengthWords } from './duration.ts'
import { runWords } from './sentences.ts'

/** Why something has not happened, with what says so. */
export interface WhyNot {
  question: string
  answer: string
  /** Entries of the trace. */
  entries: readonly { id: number; t: number; text: string }[]
  /** Lines of the manifest. */
  lines: readonly { file: string; line: number; text: string }[]
}

/**
 * The questions that a lane raises at a time, each with its answer: why is a container not restarted, why does it not start
 * again, why is a pod not ready.
 *
 * Units: `at` in seconds on the simulated clock. Errors: none; a lane without a pod has one question.
 * Follows: nothing upstream; the rules are those of pkg/kubelet/prober/worker.go and kuberuntime_manager.go.
 */
export function whyNot(moment: Moment): WhyNot[] {
  const pods = podsAt(moment)
  if (pods.length === 0) return [noPod(moment)]
  return pods.flatMap((pod) => [...pod.tracks.flatMap((track) => ofContainer(moment, pod, track)), ...notReady(pod)])
}

interface PodAt {
  file: string
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
  kill?: Entry
  backOff?: BackOffEntry
  server?: ServerEntry
  /** The newest of this life. */
  probes: Partial<Record<ProbeType, ProbeEntry>>
  results: Partial<Record<ProbeType, ResultEntry>>
}

function podsAt({ inputs, trace, at }: Moment): PodAt[] {
  const release = releaseOf(inputs.kubernetes)
  const pods = new Map<string, PodAt & { isThere: boolean }>()
  for (const [file, text] of manifestsAt({ inputs, at })) {
    const manifest = readManifest(text, { file: `${MANIFEST_DIRECTORY}/${file}`, nodeName: inputs.node.name, release })
    const { pod } = manifest
    if (pod) pods.set(pod.metadata.name, { file, manifest, pod, release, status: undefined, tracks: tracksOf(pod), isThere: false })
  }
  const end = countUntil(trace, at)
  for (let i = 0; i < end; i++) {
    const entry = trace[i]!
    const pod = entry.pod === undefined ? undefined : pods.get(entry.pod)
    if (!pod) continue
    if (entry.kind === 'sync') pod.isThere = true
    else if (entry.kind === 'status') pod.status = entry
    else if (entry.container !== undefined) {
      const track = pod.tracks.find(({ name }) => name === entry.container)
      if (track) follow(track, entry)
    }
  }
  return [...pods.values()].filter(({ isThere }) => isThere)
}

function tracksOf({ spec }: Pod): Track[] {
  const track = (container: Container, path: string, init: boolean): Track => ({ name: container.name, path, container, init, probes: {}, results: {} })
  return [...spec.initContainers.map((c, i) => track(c, `spec.initContainers[${i}]`, true)), ...spec.containers.map((c, i) => track(c, `spec.containers[${i}]`, false))]
}

function follow(track: Track, entry: Entry): void {
  if (entry.kind === 'process' && entry.op === 'started') {
    Object.assign(track, { start: entry, probes: {}, results: {} })
    delete track.exit
    delete track.kill
  } else if (entry.kind === 'process' && entry.op === 'exited') track.exit = entry
  else if (entry.kind === 'probe') track.probes[entry.probe] = entry
  else if (entry.kind === 'backoff') track.backOff = entry
  else if (entry.kind === 'server') track.server = entry
  else if (entry.kind === 'result') {
    track.results[entry.probe] = entry
    if (entry.value === 'Failure' && entry.onHold) track.kill = entry
  } else if (entry.kind === 'event' && entry.reason === 'Killing' && !track.exit) track.kill = entry
}

function noPod({ inputs, at }: Moment): WhyNot {
  const files = manifestsAt({ inputs, at })
  const question = 'Why is there no pod?'
  if (files.size === 0) return { question, answer: 'There is no file in the static-pod directory.', entries: [], lines: [] }
  const release = releaseOf(inputs.kubernetes)
  const wrong = [...files].flatMap(([file, text]) => {
    const { pod, error, diagnostics } = readManifest(text, { file: `${MANIFEST_DIRECTORY}/${file}`, nodeName: inputs.node.name, release })
    const first = diagnostics.find(({ severity }) => severity === 'error')
    return pod ? [] : [{ file, line: first?.range.start.line ?? 1, text: first?.message ?? error ?? '' }]
  })
  const [first] = wrong
  if (!first) return { question, answer: 'The kubelet has not taken it up yet.', entries: [], lines: [] }
  return { question, answer: `The kubelet makes no pod of ${first.file}: ${first.text}`, entries: [], lines: [first] }
}

// Containers

function ofContainer(moment: Moment, pod: PodAt, track: Track): WhyNot[] {
  const { start, exit } = track
  if (!start) return []
  if (exit) return notStarted(moment, pod, track, exit)
  const answer = track.kill ? beingKilled(pod, track, track.kill) : notRestarted(moment, pod, track, start)
  return [{ question: `Why is ${track.name} not restarted ${track.kill ? 'yet' : 'now'}?`, ...answer }]
}

type Answer = Omit<WhyNot, 'question'>

function beingKilled(pod: PodAt, { container, path }: Track, kill: Entry): Answer {
  const own = (['liveness', 'startup'] as const).find((type) => container[`${type}Probe`]?.terminationGracePeriodSeconds !== undefined)
  const grace = (own && container[`${own}Probe`]?.terminationGracePeriodSeconds) ?? pod.pod.spec.terminationGracePeriodSeconds
  const field = own ? `${path}.${own}Probe.terminationGracePeriodSeconds` : 'spec.terminationGracePeriodSeconds'
  return { answer: `It is being killed since ${clockWords(kill.t)}: it has ${grace} s to end, and gets SIGKILL then.`, entries: [named(kill, 'the kill')], lines: lineOf(pod, field) }
}

function notRestarted(moment: Moment, pod: PodAt, track: Track, start: ProcessEntry): Answer {
  const { container, path, probes, results } = track
  const { livenessProbe: liveness, startupProbe: startup } = container
  const waits = startup && pod.release.hasStarted && results.startup?.value !== 'Success'
  if (waits) return counting(moment, pod, track, 'startup', startup, ' Until it has passed, the liveness probe is not asked.')
  if (!liveness) {
    const passed = startup && pod.release.hasStarted ? 'Its startup probe has passed, and it has no liveness probe' : 'It has no liveness probe'
    return { answer: `${passed}: nobody asks whether it still answers. Only its own end would have it started again.${hangs(track)}`, entries: [named(start, 'its start'), ...hung(track)], lines: lineOf(pod, path) }
  }
  const last = probes.liveness
  if (last && (last.result === 'success' || last.result === 'warning')) {
    const why = liveness.tcpSocket ? ' It asks no more than whether the port takes a connection.' : ''
    return { answer: `Its liveness probe passes, the last time at ${clockWords(last.t)}.${why}${hangs(track)}`, entries: [named(last, 'that probe'), ...hung(track)], lines: lineOf(pod, `${path}.livenessProbe`) }
  }
  return counting(moment, pod, track, 'liveness', liveness, '')
}

/** The probe that would have it killed, and how far it has counted. */
function counting({ at }: Moment, pod: PodAt, { probes, path, start }: Track, type: 'startup' | 'liveness', probe: Probe, more: string): Answer {
  const last = probes[type]
  const field = (name: string) => lineOf(pod, `${path}.${type}Probe.${name}`)
  if (!last) {
    const from = start!.t + probe.initialDelaySeconds
    const delay = from > at ? `comes no sooner than at ${clockWords(Math.ceil(from))}, when it has run for ${probe.initialDelaySeconds} s` : `is still to come: one is sent every ${probe.periodSeconds} s`
    return { answer: `Its first ${type} probe ${delay}.${more}`, entries: [named(start!, 'its start')], lines: field('initialDelaySeconds') }
  }
  if (last.result === 'unknown') return { answer: `Its ${type} probe could not be made, and an error does not count: ${last.output.trim().slice(0, 200)}${more}`, entries: [named(last, 'that probe')], lines: lineOf(pod, `${path}.${type}Probe`) }
  if (last.result === 'success') return { answer: `Its ${type} probe passed at ${clockWords(last.t)}, ${last.resultRun} of ${last.threshold} in a row.${more}`, entries: [named(last, 'that probe')], lines: field('successThreshold') }
  const left = last.threshold - last.resultRun
  const soonest = last.startedAt + left * probe.periodSeconds
  const then = left > 0 ? ` ${left} more ${left === 1 ? 'is' : 'are'} needed, so at ${clockWords(soonest)} at the earliest.` : ''
  return { answer: `Its ${type} probe has failed ${last.resultRun} of ${last.threshold} times in a row.${then}${more}`, entries: [named(last, 'the last failure')], lines: [...field('failureThreshold'), ...field('periodSeconds')] }
}

function hangs({ server }: Track): string {
  return server?.state === 'hung' ? ` The server has been hung since ${clockWords(server.t)} all the same.` : ''
}

function hung({ server }: Track): WhyNot['entries'] {
  return server?.state === 'hung' ? [named(server, 'the hang')] : []
}

function notStarted({ at }: Moment, pod: PodAt, { name, container, init, backOff, path }: Track, exit: ProcessEntry): WhyNot[] {
  const code = exit.code ?? 0
  const plainInit = init && container.restartPolicy !== 'Always'
  if (plainInit && code === 0) return []
  const question = `Why does ${name} not start again now?`
  const ended = named(exit, 'its end')
  const policy = container.restartPolicy ?? pod.pod.spec.restartPolicy
  const lines = lineOf(pod, container.restartPolicy ? `${path}.restartPolicy` : 'spec.restartPolicy')
  if (policy === 'Never' || (policy === 'OnFailure' && code === 0)) return [{ question, answer: `restartPolicy is ${policy}, and it has ended with exit code ${code}.`, entries: [ended], lines }]
  if (backOff?.blocked && backOff.id > exit.id && backOff.until !== undefined) {
    // a sync that knew of an older end only is followed by one that counts from this one
    const until = Math.max(backOff.until, exit.t + backOff.backOffSeconds)
    const rest = until - at
    const over = pod.release.retriesAtExpiry ? 'the next sync starts it.' : 'it is tried again every 10 to 15 s.'
    const answer = rest > 0 ? `Its back-off of ${backOff.backOffSeconds} s, counted from its end at ${clockWords(exit.t)}, holds it until ${clockWords(until)}: ${lengthWords(rest)} more.` : `Its back-off is over since ${clockWords(until)}: ${over}`
    return [{ question, answer, entries: [named(backOff, 'the back-off'), ended], lines }]
  }
  return [{ question, answer: `It ended at ${clockWords(exit.t)}, and the kubelet’s next sync is still to come.`, entries: [ended], lines }]
}

// Pods

function notReady(pod: PodAt): WhyNot[] {
  const { status } = pod
  if (!status || status.ready || status.phase === 'Succeeded') return []
  const missing = pod.tracks.flatMap((track): Answer[] => {
    const own = status.containers.find(({ name }) => name === track.name)
    return own && !own.ready && !(track.init && own.state.is === 'terminated') ? [missingReady(pod, track, own)] : []
  })
  const answer = missing.map((one) => one.answer).join(' ') || `Its phase is ${status.phase}.`
  return [{ question: `Why is the pod ${pod.pod.metadata.name} not ready?`, answer, entries: [...missing.flatMap((one) => one.entries), named(status, 'its status')], lines: missing.flatMap((one) => one.lines) }]
}

function missingReady(pod: PodAt, { name, container, path, probes }: Track, { state, started }: StatusEntry['containers'][number]): Answer {
  if (state.is !== 'running') return { answer: `${name} is ${state.is}${state.reason ? ` (${state.reason})` : ''}.`, entries: [], lines: [] }
  if (started === false) return { answer: `The startup probe of ${name} has not passed yet: before that nothing is ready.`, entries: probes.startup ? [named(probes.startup, 'its last startup probe')] : [], lines: lineOf(pod, `${path}.startupProbe`) }
  const last = probes.readiness
  const lines = lineOf(pod, `${path}.readinessProbe`)
  if (!container.readinessProbe) return { answer: `${name} runs, but the kubelet has not seen it yet.`, entries: [], lines: [] }
  if (!last) return { answer: `The readiness probe of ${name} has not been answered yet: until it has passed, it is not ready.`, entries: [], lines }
  const run = last.result === 'unknown' ? 'could not be made' : `${last.result === 'failure' ? 'fails' : 'passes'} (${runWords(last)})`
  return { answer: `The readiness probe of ${name} ${run}${last.output ? `: ${last.output.trim().slice(0, 160)}` : ''}.`.replace(/\.\.$/, '.'), entries: [named(last, 'its last readiness probe')], lines }
}

function named(entry: EntryOf<Entry['kind']>, what: string): WhyNot['entries'][number] {
  return { id: entry.id, t: entry.t, text: what }
}

/** The line that says so; none where only a default does. */
function lineOf({ file, manifest }: PodAt, path: string): WhyNot['lines'] {
  if (!manifest.has(path)) return []
  const { line } = manifest.rangeOf(path).start
  return [{ file, line, text: manifest.text.split('\n')[line - 1]?.trim().replace(/^- (?=\S)/, '') ?? '' }]
}
