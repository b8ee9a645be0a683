import { lengthWords } from '../../views/text/duration-words.ts'
import { counted } from '../../views/text/words.ts'
import { type EventFacts, isDone, POD_REASONS, type StateFacts, isMerged, totalOf } from '../facts.ts'
import { backOffsIn, isPodStop, isProbeKill, isRestartBackOff, saysNotStarted, START_FAILURE, windowWords } from '../failures.ts'
import { short, type Fix } from '../sentence-template.ts'
import { type ClusterFinding, finding, lineOf, meaningIn, startMeaning } from './finding.ts'
import { isReason, lastWordsOf, linesOf, saidOf } from './last-words.ts'
import { endsItself, onlyLog, stopped } from './own-end.ts'
import { initFailed, notMade } from './not-made.ts'
import { probed, tooFewWords } from './probes.ts'
import { eventOfRestarts, isRestarted, restartsOf, type ContainerTexts, SPEC_CHANGED } from './subjects.ts'
import { ageWords } from '../time.ts'

/** Every cause, those first that say most certainly why; the first that finds something is taken. */
const CAUSES: readonly ((subject: ContainerTexts) => ClusterFinding | undefined)[] = [
  ended,
  fileChanged,
  deleted,
  notMade,
  cannotStart,
  hookFails,
  outOfMemory,
  initFails,
  changed,
  probed,
  stopped,
  endsItself,
  onlyLog,
  stopFails,
  terminating,
  killedUntold,
  waitsOnly,
  startedAfter,
  hookEnded,
  initFailed,
]

/** Why a container does what the texts say of it; undefined where they say nothing of it. */
export function findingOf(subject: ContainerTexts): ClusterFinding | undefined {
  // an init container that has done its work is not started again
  if (isDone(subject) && !isRestarted(subject)) return undefined
  for (const cause of CAUSES) {
    const finding = cause(subject)
    if (finding) return { ...finding, help: [...finding.help, ...(finding.is === 'restarts' ? tooFewWords(subject) : [])] }
  }
  return undefined
}

/** A pod that is gone for good, or was refused, by its reason. */
const ENDED = new Map(POD_REASONS.flatMap(({ reason, ended: text }) => (text === '' ? [] : [[reason, text]])))
/** Of any other resource too: `OutOfnvidia.com/gpu`. Follows: pkg/kubelet/lifecycle/predicate.go, Admit. */
const endedBy = (reason: string): string | undefined => {
  const short = /^OutOf([a-z][\w./-]*)$/.exec(reason)?.[1]
  return ENDED.get(reason) ?? (short && `its node had too little ${short} left as the kubelet took the pod up`)
}

/** It is Terminating, and stays so while its node is away. */
function marked(lines: readonly number[], away: number | undefined, taint?: string): ClusterFinding {
  const node = away === undefined ? undefined : 'its node is not ready (NodeNotReady), and while that lasts nobody hears of them'
  return finding('marked for deletion', { taint, node }, [...lines, ...(away === undefined ? [] : [away])])
}

/** Nothing but that is said of it. */
function terminating({ row, awayLine }: ContainerTexts): ClusterFinding | undefined {
  if (row?.status !== 'Terminating') return undefined
  if (awayLine !== undefined) return marked([row.line], awayLine)
  return {
    ...marked([row.line], undefined),
    is: 'well',
    help: ['Where that takes longer than its grace period kubectl get pod POD -o yaml has its finalizers.'],
  }
}

/** Its own limit was met, and the node is short of nothing. Follows: pkg/kubelet/eviction/eviction_manager.go, localStorageEviction. */
const OWN_LIMIT = /exceeds the total limit of containers|exceeded its local ephemeral storage limit|[Uu]sage of EmptyDir volume/

/** Its pod is gone for good, or was refused. */
function ended({
  events,
  nodePressure,
  reclaimed,
  podReasonLine,
  podPhase,
  podReason,
  podMessage,
  row,
  line,
  isInit,
}: ContainerTexts): ClusterFinding | undefined {
  // a taint that went before its time was up drives nothing away
  const stays = events.findLast(({ message }) => /^Cancelling deletion of Pod /.test(message))
  const event = events.findLast(
    ({ reason, last }) => endedBy(reason) !== undefined && !(stays && reason === stays.reason && last <= stays.last),
  )
  const reason = event?.reason ?? [podReason, row?.status].find((word) => word !== undefined && endedBy(word) !== undefined)
  if (reason === undefined) return undefined
  const words = event?.message ?? podMessage ?? ''
  const lines = [lineOf(event, { line: podReasonLine }, { line })]
  if (reason === 'TaintManagerEviction' && row?.status === 'Terminating') {
    const away = events.findLast((other) => other.reason === 'NodeNotReady')
    return marked([...lines, row.line], away?.line, 'a taint of its node drives it away (TaintManagerEviction), and ')
  }
  if (reason === 'DeadlineExceeded' && /^Job was active longer/.test(words))
    return finding('Job’s deadline', { words: `“${short(words)}”` }, lines)
  const isEviction = reason === 'Evicted'
  if (isEviction && OWN_LIMIT.test(words)) return finding('evicted, own limit', { words: `“${short(words)}”` }, lines)
  const resource = isEviction
    ? (/low on resource: ([\w-]+)/.exec(words)?.[1] ??
      /\["?(Disk|Memory|PID)Pressure\b/.exec(words)?.[1]?.toLowerCase() ??
      /\b(?:ephemeral-storage|memory|inodes|pids?|imagefs|nodefs)\b/.exec(words)?.[0] ??
      reclaimed)
    : undefined
  const pressure = isEviction && resource === undefined ? nodePressure : undefined
  const scarce = resource ?? pressure?.replace('Pressure', '').replace(/^(?:Disk|Memory)$/, (word) => word.toLowerCase())
  const kind = scarce && (/memory|pid|inodes/i.exec(scarce)?.[0].toLowerCase() ?? 'storage')
  // Follows: sigs.k8s.io/karpenter, pkg/controllers/node/termination/terminator/events; pkg/kubelet/eviction/eviction_manager.go, Admit
  const by = /^Evicted pod\b/.test(words) ? 'EvictedByKarpenter' : /\bnode ha[sd] conditions?: /.test(words) ? 'NotAdmitted' : reason
  const values = {
    ended: endedBy(by),
    resource: resource && `${resource}${/storage|fs|inodes/.test(resource) ? ' (disk)' : ''}`,
    pressure,
    words: words && `“${short(words)}”`,
    short: scarce,
  }
  const name = isEviction ? `evicted${kind === undefined ? '' : `, ${kind}`}` : 'gone'
  const isToEnd = event === undefined && /^(?:Running|Terminating)$/.test(podPhase ?? '')
  // Karpenter's words say all
  const more = by === 'EvictedByKarpenter' ? { help: [], rules: [] } : pressure === undefined ? {} : { help: [] }
  return finding(name, values, lines, {
    ...more,
    ...(by === 'NotAdmitted' ? { verb: 'was refused' } : isToEnd ? { verb: 'is to be ended' } : {}),
    ...(isInit ? { isOfPod: true } : {}),
  })
}

/** The file of a static pod was changed or taken away: the kubelet stops the pod, and starts what is in the new one. */
function fileChanged(subject: ContainerTexts): ClusterFinding | undefined {
  const { events, row, lastState } = subject
  const removed = events.findLast(({ reason }) => reason === 'SyncLoopRemove')
  const outdated = events.findLast(({ reason }) => reason === 'MirrorOutdated')
  const isWorse = events.some((event) => isProbeKill(event) || /^(?:BackOff|Unhealthy|Failed.*)$/.test(event.reason))
  if (isWorse || lastState || (row?.restarts ?? 0) > 0) return undefined
  if (!removed) return outdated && finding('mirror outdated', { message: outdated.message }, [outdated.line])
  const added = events.find(({ reason, first }) => reason === 'SyncLoopAdd' && first >= removed.first)
  return added ? finding('file changed', {}, [removed.line, added.line]) : finding('file gone', {}, [removed.line])
}

/** Its pod was deleted: nothing is restarted then. */
function deleted(subject: ContainerTexts): ClusterFinding | undefined {
  const { events, row, deletedLine } = subject
  // that of a mirror pod stops nothing
  const isStopped = events.some(({ reason }) => reason === 'KillingGrace')
  const event = events.findLast((own) => isPodStop(own) || (own.reason === 'SyncLoopDelete' && isStopped))
  const isLast = event !== undefined && !events.some(({ reason, first }) => reason === 'Started' && first > event.first)
  // what fails while a pod is stopped is no cause; where no text says that it was deleted it is its readiness alone, and by one clock later
  const isAfter = ({ reason, first, message, isAge }: EventFacts): boolean =>
    event !== undefined &&
    (deletedLine === undefined
      ? isLast && isAge === event.isAge && first >= event.first + event.within && /^Readiness probe /.test(message)
      : reason === 'FailedKillPod' || (reason === 'Unhealthy' && first >= event.first))
  const failing = events.filter(
    (other) =>
      other !== event &&
      (isProbeKill(other) || other.reason === 'BackOff' || other.reason === 'Unhealthy' || /^Failed(?!PreStop)/.test(other.reason)),
  )
  const isWorse = failing.some((other) => !isAfter(other))
  if (!event || event.count > 1 || isWorse || isRestarted(subject) || row) return undefined
  const consequence = failing.length > 0 ? ', and what fails then (its probes, a second stop) is a consequence' : ''
  const values = { message: event.message, consequence }
  const lines = [event.line, deletedLine ?? []].flat()
  return finding(deletedLine === undefined ? 'stopped with its pod' : 'deleted', values, lines)
}

/** Its program cannot be started at all. */
function cannotStart({ lastState, state, events, logs, row }: ContainerTexts): ClusterFinding | undefined {
  const states = [state, lastState].filter((stateFacts) => stateFacts !== undefined).filter(isNotStarted)
  const failed = events.filter(({ reason, message }) => reason === 'Failed' && START_FAILURE.test(message))
  const logged = logs
    .flatMap(({ lines }) => lines)
    .filter(({ text }) => /exec format error|standard_init_linux|exec user process/.test(text))
  const isRow = row !== undefined && saysNotStarted({ reason: row.status.replace(/^Init:/, '') })
  if (states.length === 0 && failed.length === 0 && logged.length === 0 && !isRow) return undefined
  const candidates = [
    ...states.flatMap(({ message, line = 0 }) => (message ? [{ text: message, line }] : [])),
    ...failed.map(({ message, line }) => ({ text: message, line })),
    ...logged,
  ]
  const telling =
    candidates.find(({ text }) => missing(text) !== undefined) ??
    candidates.find(({ text }) => /exec format|denied|not permitted|mount/.test(text)) ??
    candidates[0]
  const code = states.find(({ exitCode }) => exitCode !== undefined)?.exitCode
  const reason = states.find((state) => state.reason)?.reason ?? (isRow ? row.status : undefined)
  const how = [reason === 'Error' ? undefined : reason, code === undefined ? undefined : `exit code ${code}`].filter(Boolean).join(', ')
  const line = lineOf(telling, states[0], row)
  const values = { how: how && `(${how})` }
  const program = telling && missing(telling.text)
  if (program !== undefined) {
    const isFile = /no such file/.test(telling!.text) && !/executable file/.test(telling!.text)
    const why = isFile ? 'no such file or directory' : 'executable file not found'
    return finding('not started, no program', { ...values, program, why }, [line])
  }
  if (telling) {
    const { means, fix } = notStartedFor(telling.text)
    return finding('not started', { ...values, why: means }, [line], fix ? { fix } : {})
  }
  if (code === 126 || code === 127) return finding(`exit code ${code}`, {}, [line])
  if (states.length > 0 && !states.some(({ reason }) => saysNotStarted({ reason }))) return undefined
  return finding('not started, untold', values, [line])
}

const isNotStarted = (state: StateFacts): boolean =>
  saysNotStarted(state) || (state.is === 'terminated' && state.exitCode !== undefined && state.exitCode >= 126 && state.exitCode <= 128)

/** What the runtime’s words say of why it cannot be started, and what helps. */
function notStartedFor(words: string): { means: string; fix?: Fix } {
  const meaning = meaningIn(words)
  const own = startMeaning(words)
  if (own) return own
  if (meaning && /exec format error/.test(words)) return { ...meaning, means: `exec format error, so ${meaning.means}` }
  if (meaning && /exec (?:user process|\/\S+?:)/.test(words)) return meaning
  return { means: `“${short(words, 320)}”`, ...(meaning && /read-only|denied/.test(words) ? { fix: meaning.fix } : {}) }
}

/** The program that is not there. */
function missing(text: string): string | undefined {
  // a name with the line end of its script is no program’s
  if (/\\r\\?"/.test(text)) return undefined
  return (
    /exec: \\?"([^"\\]+)\\?": (?:stat [^:]+: no such file or directory|executable file not found|no such file or directory)/.exec(
      text,
    )?.[1] ??
    /exec: \\?"([^"\\]+)\\?".{0,40}no such file or directory/.exec(text)?.[1] ??
    /stat (\/\S+?): no such file or directory/.exec(/exec/.test(text) ? text : '')?.[1]
  )
}

/** Its postStart hook fails. */
function hookFails({ events, lastState, state }: ContainerTexts): ClusterFinding | undefined {
  const event = events.findLast(
    ({ reason, message }) => reason === 'FailedPostStartHook' || (reason === 'Killing' && /PostStartHook/.test(message)),
  )
  const said = events.findLast(({ reason }) => reason === 'FailedPostStartHook')
  const inState = [state, lastState].find((stateFacts) => /PostStartHook/.test(`${stateFacts?.reason ?? ''} ${stateFacts?.message ?? ''}`))
  if (!event && !inState) return undefined
  const words = said?.message ?? inState?.message ?? ''
  const code = /exited with (\d{1,3})/.exec(words)?.[1]
  const program = missing(words.replaceAll('\\"', '"'))
  const output = hookWords(words)
  const why = program !== undefined ? `${program} is not in the image` : output && `“${short(output)}”`
  return finding(`postStart fails${program === undefined ? '' : ', no program'}`, { code, why, program }, [lineOf(said, event, inState)])
}

/** What the hook's command wrote, as its event quotes it. */
function hookWords(words: string): string {
  const [, output = '', message = ''] = /exited with \d{1,3}: ([^]*?)(?:, message: "([^]*?)"?\s*$|$)/.exec(words) ?? []
  return output.trim() || message.replaceAll(/\\[nrt]/g, ' ').trim()
}

/** The kernel kills it for memory. */
function outOfMemory(subject: ContainerTexts): ClusterFinding | undefined {
  const { lastState, state, rows, events, oom, isOomLikely, memoryLimit, logs, spec } = subject
  const inState = [state, lastState].find((stateFacts) => stateFacts?.reason === 'OOMKilled')
  const event = events.findLast(({ reason, message }) => /^(?:OOMKilling|OOMKilled|SystemOOM)$/.test(reason) || /OOMKilled/.test(message))
  const row = rows.findLast(({ status }) => /OOMKilled/.test(status))
  if (!inState && !event && !row && !oom) return undefined
  const life = inState?.startedAt !== undefined && inState.finishedAt !== undefined ? inState.finishedAt - inState.startedAt : undefined
  const isUnlimited = spec !== undefined && memoryLimit === undefined && subject.hasObject
  const limit = memoryLimit ?? (oom?.limitKiB === undefined ? undefined : memoryWords(oom.limitKiB))
  const own = lastWordsOf(logs)
  const code = inState?.exitCode
  const isLikely = isOomLikely && !inState && !event && !row
  const values = {
    how: isLikely ? 'SIGKILL, exit code 137' : `OOMKilled${code === undefined ? '' : `, exit code ${code}`}`,
    limit,
    code,
    life: life === undefined || life < 0 ? undefined : `${lengthWords(Math.round(life))} after its start the last time`,
    room: limit === undefined ? 'Give it more memory than' : `Raise the limit of ${limit} above what`,
  }
  const lines = [lineOf(inState, oom, event, row), ...(own && /memory|heap/i.test(own.text) ? [own.line] : [])]
  // the runtime says so of a container of which any process was killed
  const isChild = code !== undefined && code !== 137
  const kind = isChild ? ', another process' : isUnlimited ? ', no limit' : limit === undefined ? ', limit untold' : ''
  const assumed = isLikely
    ? 'That the kernel’s line is of this container: it names none that the texts name.'
    : 'That the limit is this container’s: no id that is whole ties the kernel’s line to it.'
  return finding(`out of memory${kind}`, values, lines, {
    ...(isLikely ? { certainty: 'concluded' } : {}),
    ...(isOomLikely && (isLikely || memoryLimit === undefined) ? { assumed: [assumed] } : {}),
  })
}

/** `1048576` as `1Gi (1048576kB)`. */
export function memoryWords(kib: number): string {
  const unit = kib % 1_048_576 === 0 ? `${kib / 1_048_576}Gi` : kib % 1024 === 0 ? `${kib / 1024}Mi` : `${Math.round(kib / 1024)}Mi`
  return `${unit} (${kib}kB)`
}

/** One of its init containers ends otherwise than with 0. */
function initFails(subject: ContainerTexts): ClusterFinding | undefined {
  const { row, logs } = subject
  if (!row || isDone(subject) || !/^Init:(?:Error|CrashLoopBackOff|\d)/.test(row.status)) return undefined
  const last = lastWordsOf(logs)
  const words = last && isReason(last) ? last : undefined
  // the one whose log it is
  const name = logs.find(({ lines }) => lines.some(({ line }) => line === words?.line))?.container
  const init = name && (name === subject.container ? 'it is an init container, and' : `its init container ${name}`)
  const values = { status: row.status, words: words && saidOf(words), init: init || undefined }
  const isOpen = /^Init:\d/.test(row.status) && row.restarts === 0
  return finding(isOpen ? 'init container waits' : 'init container fails', values, [row.line, ...linesOf(words)], {
    ...(name !== undefined && name === subject.container ? {} : { isOfPod: true }),
    ...(words ? { help: [] } : { certainty: 'unknown' }),
    ...(words?.fix ? { fix: words.fix } : {}),
  })
}

const HELD_UP = /^Failed(?:AttachVolume|Mount|Scheduling|CreatePodSandBox)$|^FailedMapVolume$/

/** What held it up is over: it was started after it, and nothing has been told of it since. */
function startedAfter({ events, state, row }: ContainerTexts): ClusterFinding | undefined {
  const start = events.findLast(({ reason }) => reason === 'Started')
  const held = events.findLast(({ reason }) => HELD_UP.test(reason))
  const isLater = events.some(
    ({ type, reason, last }) => start !== undefined && last > start.last && (type === 'Warning' || reason === 'Killing'),
  )
  const isTroubled = (state !== undefined && state.is !== 'running') || (row !== undefined && row.status !== 'Running')
  if (!start || !held || held.last >= start.last || isLater || isTroubled) return undefined
  return finding('held up before', { reason: held.reason, words: short(held.message, 200) }, [held.line, start.line])
}

/** A preStop hook runs while its container is stopped already: that it fails says neither why, nor that anything is started again. */
function hookEnded({ events }: ContainerTexts): ClusterFinding | undefined {
  const event = events.findLast(({ reason }) => reason === 'FailedPreStopHook')
  if (!event) return undefined
  const code = /exited with (\d{1,3})/.exec(event.message)?.[1]
  const ended = code === undefined ? 'failed' : `ended with ${code}`
  return finding(code === '137' ? 'preStop is killed' : 'preStop fails', { ended }, [event.line])
}

/** It is to be stopped, and the kubelet tries that again and again. */
function stopFails({ events }: ContainerTexts): ClusterFinding | undefined {
  const event = events.findLast(({ reason }) => reason === 'FailedKillPod')
  return event && finding('stop fails', { words: event.message === '' ? undefined : `“${short(event.message, 240)}”` }, [event.line])
}

/** The kubelet killed it and started it again, and its events name no reason, as in 2015. */
function killedUntold({ events }: ContainerTexts): ClusterFinding | undefined {
  const kill = events.find(({ reason, source }) => reason === 'KillingGrace' && source !== 'journal')
  const start = events.findLast((event) => event !== kill && /^(?:Started|KillingGrace)$/.test(event.reason))
  if (!kill || !start || start.last < kill.first) return undefined
  return finding('killed, untold', { message: kill.message }, [kill.line, start.line])
}

/** It waits, or it was restarted, and that is all that is there. */
function waitsOnly(subject: ContainerTexts): ClusterFinding | undefined {
  const { row, state, events, line } = subject
  const back = events.findLast(({ reason, message }) => reason === 'Restarting' || isRestartBackOff({ reason, message }))
  // a row has one word for all containers
  const status = state?.is === 'running' && subject.restarts === 0 ? '' : (state?.reason ?? row?.status ?? '')
  const restarts = restartsOf(subject) ?? 0
  if (status === 'Unknown') return finding('state unknown', {}, [lineOf(row, { line })])
  if (/^(?:Init:)?ContainerStatusUnknown$/.test(status)) return finding('container not found', {}, [lineOf(row, { line })])
  if (!back && restarts === 0 && !/CrashLoopBackOff|Error|^Failed$/.test(status)) return undefined
  if (status === 'Error' && !back && restarts === 0 && subject.replacedIn !== undefined)
    return finding('left over', { set: subject.replacedIn, pod: subject.pod }, [lineOf(row, { line })])
  const isLoop = /CrashLoopBackOff/.test(status) || back !== undefined
  const { restarts: ended, length } = backOffsIn(events)
  const least = ended > restarts ? ` (a back-off of ${lengthWords(length)} follows ${counted(ended, 'restart')} at least)` : ''
  return finding(isLoop ? 'backs off' : 'ended, untold', { least }, [lineOf(back, row, { line }, eventOfRestarts(subject))])
}

/** The newest edits tell enough. */
const MOST_EDITS = 3

/** The kubelet has made it anew, and it is no fault of its own: an edited spec, a new sandbox. */
function changed(subject: ContainerTexts): ClusterFinding | undefined {
  const { events, rebootedLine } = subject
  if (events.some((event) => isProbeKill(event) && !SPEC_CHANGED.test(event.message))) return undefined
  const ordered = events.toSorted((a, b) => a.last - b.last)
  const edits = ordered.filter(({ reason, message }) => reason === 'Killing' && SPEC_CHANGED.test(message))
  const sandboxes = ordered.filter(({ reason }) => reason === 'SandboxChanged')
  // once may be its deletion
  const counted = events.filter((event) => isPodStop(event) && isMerged(event))
  // each new sandbox stops what was in the one before: more stops than that are told for themselves
  const stops = sandboxes.length === 0 || totalOf(counted) > 2 * totalOf(sandboxes) ? counted : []
  const hasOwn =
    subject.lastState?.is === 'terminated' && subject.lastState.exitCode !== undefined && subject.lastState.reason !== 'Unknown'
  const made = Math.max(totalOf(sandboxes), totalOf(counted))
  const isRebooted = rebootedLine !== undefined && made === 1
  if (edits.length === 0 && (sandboxes.length + stops.length === 0 || hasOwn || subject.logs.length > 0)) return undefined
  const backsOff = events.some(isRestartBackOff)
  // a program that ends by itself may have had a new sandbox once
  if (edits.length === 0 && backsOff && made < 3 && totalOf(counted) < 2) return undefined
  const edited = edits.slice(-MOST_EDITS).map((event) => {
    const edit = editWords(events, event)
    return { event, ...finding(edit === undefined ? 'definition changed' : 'spec edited', { when: when(event), edit }, []) }
  })
  // one row may tell again what another has counted
  const often = sandboxes.reduce((most, { count }) => Math.max(most, count), sandboxes.length)
  const remade = sandboxes.slice(-1).map((event) => {
    const times = often > 1 ? `${often} times${runWords(events)}` : ''
    return { event, ...finding(isRebooted ? 'sandbox anew, rebooted' : 'sandbox anew', { when: when(event), times }, []) }
  })
  const ofPod = stops.slice(-1).map((event) => {
    const values = { count: totalOf(stops), window: windowWords(stops), message: event.message }
    return { event, ...finding('pod stopped', values, []) }
  })
  const parts = [...edited, ...remade, ...ofPod].toSorted((a, b) => a.event.last - b.event.last)
  const own = [edited[0], remade[0], ofPod[0]].filter((part) => part !== undefined)
  const isOften = often > 2 || stops.some(({ count }) => count > 2)
  const { fix, help } = remade[0] ?? ofPod[0] ?? { help: [] }
  const hasRun = events.some(({ reason }) => /^(?:Started|Killing|BackOff)$/.test(reason)) || isRestarted(subject)
  return {
    is: 'restarts',
    ...(hasRun || subject.state?.is === 'running' || subject.row?.status === 'Running' ? {} : { verb: 'may have been restarted' }),
    text: `${parts.map(({ text }) => text).join('; ')}${edits.length > 0 && sandboxes.length > 0 ? '. Neither is a fault of the program' : edits.length > 0 ? '. That is no fault of the program' : ''}`,
    lines: [...new Set([...parts.map(({ event }) => event.line), ...stops.map(({ line }) => line), ...(isRebooted ? [rebootedLine] : [])])],
    rules: own.flatMap(({ rules }) => rules),
    ...(isOften && fix ? { fix } : {}),
    help,
  }
}

/** How often what is in a sandbox was started, or stopped, where that is counted: that is another number. */
function runWords(events: readonly EventFacts[]): string {
  const most = (is: (event: EventFacts) => boolean): number => Math.max(0, ...events.filter(is).map(({ count }) => count))
  const [started, stopped] = [most(({ reason }) => reason === 'Started'), most(isPodStop)]
  return started > 1 ? `; the container was started ${started} times` : stopped > 1 ? `; the container was stopped ${stopped} times` : ''
}

/** Where an age is told, and to the hour at least. */
const when = ({ isAge, last, lastWithin }: EventFacts): string =>
  isAge && -last > lastWithin && lastWithin < 3600 * 24 ? `${ageWords({ seconds: -last - lastWithin, within: lastWithin })} ago ` : ''

/** Which images were pulled before and after, or that it was resized; a hash alone, which is of the kubelet's release too, says neither. */
function editWords(events: readonly EventFacts[], edit: EventFacts): string | undefined {
  const pulls = events.flatMap((event) => {
    const image = /[Pp]ulling image "([^"]+)"|[Ii]mage "([^"]+)" already present/.exec(event.message)?.slice(1).find(Boolean)
    return image === undefined ? [] : [{ image, at: event.last }]
  })
  const before = pulls.findLast(({ at }) => at < edit.last)?.image
  const after = pulls.find(({ at, image }) => at >= edit.last && image !== before)?.image
  if (before !== undefined && after !== undefined) return `its image: ${before} before, ${after} after`
  return /resize requires restart/.test(edit.message) ? 'its resources, which its resizePolicy changes only with a restart' : undefined
}
