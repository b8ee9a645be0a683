import { defined } from '../../manifest/own.ts'
import { lengthWords } from '../../views/text/duration.ts'
import type { EventFacts, StateFacts } from '../facts.ts'
import { backOffsIn, isPodStop, isProbeKill, windowWords } from '../failures.ts'
import { ageWords } from '../time.ts'
import { counted, ENDED, type Finding, type Fix, RULES } from './finding.ts'
import { lastWordsOf, linesOf, saidOf } from './last-words.ts'
import { filled, meaningIn, short } from './meaning.ts'
import { notMade } from './held.ts'
import { endsItself, onlyLog, PREVIOUS, stopped } from './own-end.ts'
import { probed } from './probes.ts'
import { restartsOf, SPEC_CHANGED, START_FAILURE, type Subject } from './subjects.ts'

/** Every cause, those first that say most certainly why; the first that finds something is taken. */
const CAUSES: readonly ((subject: Subject) => Finding | undefined)[] = [
  ended,
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
  waitsOnly,
  startedAfter,
  hookEnded,
]

/** Why a container does what the texts say of it; undefined where they say nothing of it. */
export function findingOf(subject: Subject): Finding | undefined {
  for (const cause of CAUSES) {
    const finding = cause(subject)
    if (finding) return finding
  }
  return undefined
}

/** Its pod is gone for good, or was refused. */
function ended({ events, nodePressure, podReason, podMessage, row, line }: Subject): Finding | undefined {
  const event = events.findLast(({ reason }) => ENDED[reason] !== undefined)
  const reason =
    event?.reason ??
    (podReason !== undefined && ENDED[podReason] !== undefined
      ? podReason
      : row && ENDED[row.status] !== undefined
        ? row.status
        : undefined)
  if (reason === undefined) return undefined
  const words = event?.message ?? podMessage ?? ''
  const resource =
    /low on resource: ([\w-]+)/.exec(words)?.[1] ??
    /\[(Disk|Memory|PID)Pressure\]/.exec(words)?.[1]?.toLowerCase() ??
    /\b(?:ephemeral-storage|memory|inodes|pids?|imagefs|nodefs)\b/.exec(words)?.[0]
  const isEviction = reason === 'Evicted'
  const isByNode = isEviction && resource === undefined && nodePressure !== undefined
  return {
    is: 'ended',
    text: `${ENDED[reason]}${isEviction && resource !== undefined ? `, for the node was low on ${resource}${/storage|fs|inodes/.test(resource) ? ' (disk)' : ''}` : ''}${isByNode ? `, and a node of these texts has ${nodePressure}` : ''}${words === '' ? '' : `: “${short(words)}”`}`,
    lines: [event?.line ?? line ?? 0],
    rules: isEviction ? [RULES.eviction] : [],
    ...(isEviction ? evictionHelp(resource, isByNode ? nodePressure : undefined) : {}),
  }
}

const OF_NODE = 'kubectl describe node says which condition is met, and since when.'

/** What helps against an eviction: which resource was short is told, or nothing is to be changed yet. */
function evictionHelp(resource: string | undefined, pressure: string | undefined): Pick<Finding, 'fix' | 'help'> {
  const short = resource ?? pressure?.replace('Pressure', '').replace(/^(?:Disk|Memory)$/, (word) => word.toLowerCase())
  if (short === undefined)
    return { help: ['kubectl describe pod POD has the kubelet’s words: of which resource the node was short.', OF_NODE] }
  const change = /memory/i.test(short)
    ? 'resources.requests.memory'
    : /pid/i.test(short)
      ? 'podPidsLimit of the kubelet'
      : /inodes/.test(short)
        ? 'fewer files: df -i on the node'
        : 'resources.requests.ephemeral-storage'
  const isRequested = change.startsWith('resources')
  return {
    fix: {
      text: `Find what used up the node’s ${short}${isRequested ? ', and request what the pod needs' : ''}`,
      change,
      price: isRequested ? 'room that is kept free on the node' : 'nothing',
    },
    help: resource === undefined ? [] : [OF_NODE],
  }
}

/** Its pod was deleted: nothing is restarted then. */
function deleted(subject: Subject): Finding | undefined {
  const { events, row, deletedLine } = subject
  const event = events.findLast(isPodStop)
  // what fails while a pod that was deleted is stopped is no cause
  const isAfter = ({ reason, first }: EventFacts): boolean =>
    deletedLine !== undefined && event !== undefined && (reason === 'FailedKillPod' || (reason === 'Unhealthy' && first >= event.first))
  const failing = events.filter(
    (other) =>
      other !== event &&
      (isProbeKill(other) || other.reason === 'BackOff' || other.reason === 'Unhealthy' || /^Failed(?!PreStop)/.test(other.reason)),
  )
  const isWorse = failing.some((other) => !isAfter(other))
  if (!event || event.count > 1 || isWorse || (restartsOf(subject) ?? 0) > 0 || row) return undefined
  return {
    is: 'well',
    text: `it is stopped with its pod (“${event.message}”), ${deletedLine === undefined ? 'as a deletion, a rollout, a scale-down or a drain does it' : 'which was deleted (SuccessfulDelete), as a rollout or a scale-down does it'}; no container is restarted for that${failing.length > 0 ? ', and what fails then (its probes, a second stop) is a consequence' : ''}`,
    lines: [event.line, ...(deletedLine === undefined ? [] : [deletedLine])],
  }
}

const START_FAILED = /^(?:StartError|ContainerCannotRun|RunContainerError|CreateContainerError)$/
const EXEC_CODES: ReadonlyMap<number | undefined, string> = new Map([
  [127, 'its command is not found (exit code 127)'],
  [126, 'its command cannot be executed (exit code 126)'],
])

/** Its program cannot be started at all. */
function cannotStart({ lastState, state, events, logs, row }: Subject): Finding | undefined {
  const states = [state, lastState].filter((stateFacts) => stateFacts !== undefined).filter(isNotStarted)
  const failed = events.filter(({ reason, message }) => reason === 'Failed' && START_FAILURE.test(message))
  const logged = logs
    .flatMap(({ lines }) => lines)
    .filter(({ text }) => /exec format error|standard_init_linux|exec user process/.test(text))
  const isRow = row !== undefined && START_FAILED.test(row.status.replace(/^Init:/, ''))
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
  const cannot = `its program cannot be started${how === '' ? '' : ` (${how})`}`
  const base: Pick<Finding, 'is' | 'lines' | 'rules'> = {
    is: 'restarts',
    lines: [telling?.line ?? states[0]?.line ?? row?.line ?? 0],
    rules: [RULES.restart],
  }
  if (telling) {
    const { text, fix } = notStartedFor(telling.text)
    return { ...base, text: `${cannot}: ${text}`, ...defined({ fix }) }
  }
  const word = EXEC_CODES.get(code)
  if (word !== undefined) return { ...base, certainty: 'concluded', text: word, help: [PREVIOUS] }
  if (states.length > 0 && !states.some((state) => START_FAILED.test(state.reason ?? ''))) return undefined
  return {
    ...base,
    certainty: 'unknown',
    text: `${cannot}; why is not in the text`,
    help: ['kubectl describe pod has the runtime’s words.'],
  }
}

const isNotStarted = ({ is, reason = '', message = '', exitCode = 0 }: StateFacts): boolean =>
  START_FAILED.test(reason) || START_FAILURE.test(message) || (is === 'terminated' && exitCode >= 126 && exitCode <= 128)

/** What the runtime’s words say of why it cannot be started, and what helps. */
function notStartedFor(words: string): { text: string; fix?: Fix } {
  const program = missing(words)
  if (program !== undefined)
    return {
      text: `${program} is not in the image (${/no such file/.test(words) && !/executable file/.test(words) ? 'no such file or directory' : 'executable file not found'})`,
      fix: {
        text: `Correct the command: ${program} is no program of the image`,
        change: 'spec.containers[].command, or another image',
        price: 'nothing',
      },
    }
  for (const [pattern, why, change, fix, price] of START_MEANS) {
    const match = pattern.exec(words)
    if (match) return { text: filled(why, match, { words: short(words, 480) }), fix: { text: fix, change, price } }
  }
  const meaning = meaningIn(words)
  if (meaning && /exec format error/.test(words)) return { text: `exec format error, so ${meaning.means}`, fix: meaning.fix }
  if (meaning && /exec user process/.test(words)) return { text: meaning.means, fix: meaning.fix }
  return { text: `“${short(words, 320)}”`, ...(meaning && /read-only|denied/.test(words) ? { fix: meaning.fix } : {}) }
}

/** Why the runtime cannot start it, by its words: what that means, what to change, how, at which price. */
const START_MEANS: readonly (readonly [words: RegExp, why: string, change: string, fix: string, price: string])[] = [
  [
    /mount.{0,200}(?:not a directory|no such file)|are you trying to mount a directory/,
    'a mount does not fit, “{words}”',
    'volumeMounts[].subPath',
    'Mount a file onto a file and a directory onto a directory',
    'nothing',
  ],
  [
    /operation not permitted/,
    'operation not permitted, so its node’s or its own security settings forbid it (SELinux, AppArmor, seccomp, allowPrivilegeEscalation: false): “{words}”',
    'securityContext, or the container runtime’s release',
    'Let the container have the right that its program needs',
    'more rights than before',
  ],
  [
    /(?:exec|start|process|entrypoint|user).*permission denied/,
    'permission denied, so the file is not executable or its user may not run it: “{words}”',
    'chmod +x, defaultMode: 0755',
    'Make the file executable in the image, or from a ConfigMap with defaultMode 0755',
    'a new image, or for defaultMode new pods',
  ],
  [
    /apparmor.{0,80}(?:no such file or directory|not (?:found|loaded)|failed to apply)/i,
    'its AppArmor profile cannot be applied, as where the node has not loaded it: “{words}”',
    'securityContext.appArmorProfile, or apparmor_parser on the node',
    'Load the profile on the node, or name one that is there',
    'without a profile the program may do more',
  ],
]

/** The program that is not there. */
function missing(text: string): string | undefined {
  return (
    /exec: \\?"([^"\\]+)\\?": (?:stat [^:]+: no such file or directory|executable file not found|no such file or directory)/.exec(
      text,
    )?.[1] ??
    /exec: \\?"([^"\\]+)\\?".{0,40}no such file or directory/.exec(text)?.[1] ??
    /stat (\/\S+?): no such file or directory/.exec(/exec/.test(text) ? text : '')?.[1] ??
    /exec (\/\S+): no such file or directory/.exec(text)?.[1]
  )
}

/** Its postStart hook fails. */
function hookFails({ events, lastState, state }: Subject): Finding | undefined {
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
  const why = program !== undefined ? `: ${program} is not in the image` : output === '' ? '' : `: “${short(output)}”`
  return {
    is: 'restarts',
    text: `its postStart hook fails${code === undefined ? '' : ` with exit code ${code}`}${why}, and the kubelet kills the container that it has just started`,
    lines: [said?.line ?? event?.line ?? inState?.line ?? 0],
    rules: [RULES.hook, RULES.restart],
    fix: {
      text:
        program === undefined
          ? 'Let the hook’s command end with 0'
          : `Let the hook call what the image has, such as /bin/sh, or put ${program} into the image`,
      change: 'lifecycle.postStart.exec.command',
      price: 'nothing',
    },
  }
}

/** What the hook's command wrote, as its event quotes it. */
function hookWords(words: string): string {
  const [, output = '', message = ''] = /exited with \d{1,3}: ([^]*?)(?:, message: "([^]*?)"?\s*$|$)/.exec(words) ?? []
  return output.trim() || message.replaceAll(/\\[nrt]/g, ' ').trim()
}

/** The kernel kills it for memory. */
function outOfMemory(subject: Subject): Finding | undefined {
  const { lastState, state, rows, events, oom, isOomLikely, memoryLimit, logs, spec } = subject
  const inState = [state, lastState].find((stateFacts) => stateFacts?.reason === 'OOMKilled')
  const event = events.findLast(({ reason, message }) => /^(?:OOMKilling|OOMKilled|SystemOOM)$/.test(reason) || /OOMKilled/.test(message))
  const row = rows.findLast(({ status }) => /OOMKilled/.test(status))
  if (!inState && !event && !row && !oom) return undefined
  const life = inState?.startedAt !== undefined && inState.finishedAt !== undefined ? inState.finishedAt - inState.startedAt : undefined
  const isUnlimited = spec !== undefined && memoryLimit === undefined && subject.hasObject
  const limit = memoryLimit ?? (oom?.limitKiB === undefined ? undefined : memoryWords(oom.limitKiB))
  const own = lastWordsOf(logs)
  return {
    is: 'restarts',
    text: `it runs out of memory${isOomLikely ? ' (SIGKILL, exit code 137)' : ` (OOMKilled${inState?.exitCode === undefined ? '' : `, exit code ${inState.exitCode}`})`}: the kernel kills it${isUnlimited ? ', though its spec names no limit' : limit === undefined ? '' : ` at its limit of ${limit}`}${life === undefined || life < 0 ? '' : `, ${lengthWords(Math.round(life))} after its start the last time`}`,
    ...(isOomLikely
      ? { certainty: 'concluded' as const, assumed: ['That the kernel’s line is of this container: it names none that the texts name.'] }
      : {}),
    lines: [inState?.line ?? oom?.line ?? event?.line ?? row?.line ?? 0, ...(own && /memory|heap/i.test(own.text) ? [own.line] : [])],
    rules: [RULES.oom, RULES.restart],
    fix: {
      text:
        limit === undefined
          ? 'Give it more memory than it needs at most, or let it need less'
          : `Raise the limit of ${limit} above what it needs at most, or let it need less`,
      change: 'resources.limits.memory',
      price: 'memory of the node',
    },
    help: isUnlimited
      ? ['Whose memory was used up, the node’s or the pod’s: journalctl -k on the node says it.']
      : limit === undefined
        ? ['kubectl describe pod, or get pod -o yaml, has the limit; a LimitRange of the namespace may set it.']
        : [],
  }
}

/** `1048576` as `1Gi (1048576kB)`. */
export function memoryWords(kib: number): string {
  const unit = kib % 1_048_576 === 0 ? `${kib / 1_048_576}Gi` : kib % 1024 === 0 ? `${kib / 1024}Mi` : `${Math.round(kib / 1024)}Mi`
  return `${unit} (${kib}kB)`
}

/** One of its init containers ends otherwise than with 0. */
function initFails(subject: Subject): Finding | undefined {
  const { row, logs } = subject
  if (!row || !/^Init:(?:Error|CrashLoopBackOff|OOMKilled|\d)/.test(row.status)) return undefined
  const what = row.status.slice(5)
  const words = lastWordsOf(logs)
  if (/^\d/.test(what) && row.restarts === 0)
    return {
      is: 'held',
      text: `its init container has not ended yet (${row.status})`,
      certainty: 'unknown',
      lines: [row.line],
      help: ['kubectl logs POD -c INIT-CONTAINER says what it waits for.'],
    }
  return {
    is: 'restarts',
    text: `an init container of it does not succeed (${row.status})${words ? `: ${saidOf(words)}` : ''}`,
    ...(words || /OOMKilled/.test(what) ? {} : { certainty: 'unknown' }),
    lines: [row.line, ...linesOf(words)],
    ...(words?.fix ? { fix: words.fix } : {}),
    help: words ? [] : ['kubectl logs POD -c INIT-CONTAINER --previous has its last words.'],
  }
}

/** The kubelet has made it anew, and it is no fault of its own: an edited spec, a new sandbox. */
function changed(subject: Subject): Finding | undefined {
  const { events } = subject
  if (events.some((event) => isProbeKill(event) && !SPEC_CHANGED.test(event.message))) return undefined
  const edits = events.filter(({ reason, message }) => reason === 'Killing' && SPEC_CHANGED.test(message))
  const sandboxes = events.filter(({ reason }) => reason === 'SandboxChanged')
  const sumOf = (own: readonly EventFacts[]): number => own.reduce((sum, { count }) => sum + count, 0)
  // once may be its deletion
  const counted = events.filter((event) => isPodStop(event) && event.count > 1)
  // each new sandbox stops what was in the one before: more stops than that are told for themselves
  const stops = sandboxes.length === 0 || sumOf(counted) > 2 * sumOf(sandboxes) ? counted : []
  const hasOwn =
    subject.lastState?.is === 'terminated' && subject.lastState.exitCode !== undefined && subject.lastState.reason !== 'Unknown'
  const made = Math.max(sumOf(sandboxes), sumOf(counted))
  if (edits.length === 0 && (sandboxes.length + stops.length === 0 || hasOwn || subject.logs.length > 0)) return undefined
  const backsOff = events.some(({ reason, message }) => reason === 'BackOff' && /restarting/.test(message))
  // a program that ends by itself may have had a new sandbox once
  if (edits.length === 0 && backsOff && made < 3 && sumOf(counted) < 2) return undefined
  const parts = [
    ...edits.map((event) => ({
      event,
      text: `${when(event)} its spec was edited (${editWords(events, event)}), so the kubelet killed it and made it anew`,
    })),
    ...sandboxes.map((event) => ({
      event,
      text: `${when(event)} its pod’s sandbox was made anew (SandboxChanged${event.count > 1 ? `, ${event.count} times${runWords(events)}` : ''}), as after a restart of the node or its runtime, or where its network or its runtime does not keep it`,
    })),
    ...stops.slice(-1).map((event) => ({
      event,
      text: `it was stopped with its pod ${sumOf(stops)} times${windowWords(stops)} (“${event.message}”), and not for a probe: a kill for one names it, and no text has such a kill. So the kubelet stopped the whole pod or its sandbox, as where the sandbox does not stay or a static pod’s file is written anew`,
    })),
  ].toSorted((a, b) => a.event.last - b.event.last)
  return {
    is: 'restarts',
    text: `${parts.map(({ text }) => text).join('; ')}${edits.length > 0 && sandboxes.length > 0 ? '. Neither is a fault of the program' : edits.length > 0 ? '. That is no fault of the program' : ''}`,
    lines: [...new Set([...parts.map(({ event }) => event.line), ...stops.map(({ line }) => line)])],
    rules: [
      ...(edits.length > 0 ? [RULES.spec] : []),
      ...(sandboxes.length > 0 ? [RULES.sandbox] : []),
      ...(stops.length > 0 ? [RULES.podStop] : []),
    ],
    ...([...sandboxes, ...stops].some(({ count }) => count > 2)
      ? {
          fix: {
            text: 'Look why the sandbox does not stay: the network plugin, or kubelet and runtime with different cgroup drivers',
            change: 'SystemdCgroup = true in containerd’s config.toml',
            price: 'a restart of the runtime',
          },
        }
      : {}),
    help:
      sandboxes.length + stops.length === 0
        ? []
        : [
            ...(stops.length > 0 && sandboxes.length === 0
              ? ['A SandboxChanged event beside them says that it was the sandbox; crictl pods says how old that is.']
              : []),
            'journalctl -u kubelet -u containerd of that time says why the sandbox went: where it goes again and again, look at the network plugin, and whether kubelet and runtime have the same cgroup driver.',
          ],
  }
}

/** How often what is in a sandbox was started, or stopped, where that is counted: that is another number. */
function runWords(events: readonly EventFacts[]): string {
  const most = (is: (event: EventFacts) => boolean): number => Math.max(0, ...events.filter(is).map(({ count }) => count))
  const [started, stopped] = [most(({ reason }) => reason === 'Started'), most(isPodStop)]
  return started > 1 ? `; the container was started ${started} times` : stopped > 1 ? `; the container was stopped ${stopped} times` : ''
}

const when = ({ isAge, last, lastWithin }: EventFacts): string =>
  isAge && lastWithin < 3600 * 24 ? `${ageWords({ seconds: -last - lastWithin, within: lastWithin })} ago` : 'once'

/** Which images were pulled before and after. */
function editWords(events: readonly EventFacts[], edit: EventFacts): string {
  const pulls = events.flatMap((event) => {
    const image = /[Pp]ulling image "([^"]+)"|[Ii]mage "([^"]+)" already present/.exec(event.message)?.slice(1).find(Boolean)
    return image === undefined ? [] : [{ image, at: event.last }]
  })
  const before = pulls.findLast(({ at }) => at < edit.last)?.image
  const after = pulls.find(({ at, image }) => at >= edit.last && image !== before)?.image
  return before !== undefined && after !== undefined
    ? `its image: ${before} before, ${after} after`
    : /hash changed/.test(edit.message)
      ? 'Container spec hash changed'
      : 'its definition changed'
}

const HELD_UP = /^Failed(?:AttachVolume|Mount|Scheduling|CreatePodSandBox)$|^FailedMapVolume$/

/** What held it up is over: it was started after it, and nothing has been told of it since. */
function startedAfter({ events, state, row }: Subject): Finding | undefined {
  const start = events.findLast(({ reason }) => reason === 'Started')
  const held = events.findLast(({ reason }) => HELD_UP.test(reason))
  const isLater = events.some(
    ({ type, reason, last }) => start !== undefined && last > start.last && (type === 'Warning' || reason === 'Killing'),
  )
  const isTroubled = (state !== undefined && state.is !== 'running') || (row !== undefined && row.status !== 'Running')
  if (!start || !held || held.last >= start.last || isLater || isTroubled) return undefined
  return {
    is: 'well',
    text: `what held it up is over (${held.reason}, “${short(held.message, 200)}”): it was started after that, and no text tells of an end since`,
    lines: [held.line, start.line],
  }
}

/** A preStop hook runs while its container is stopped already: that it fails says neither why, nor that anything is started again. */
function hookEnded({ events }: Subject): Finding | undefined {
  const event = events.findLast(({ reason }) => reason === 'FailedPreStopHook')
  if (!event) return undefined
  const code = /exited with (\d{1,3})/.exec(event.message)?.[1]
  const isKilled = code === '137'
  return {
    is: 'ended',
    verb: 'is stopped',
    text: `its preStop hook ${code === undefined ? 'failed' : `ended with ${code}${isKilled ? ' (SIGKILL)' : ''}`}${isKilled ? ', as where it takes longer than terminationGracePeriodSeconds, or the container ends under it' : ''}, and the kubelet goes on with the stop; the hook restarts nothing, and why the container is stopped is not in the text`,
    certainty: 'unknown',
    lines: [event.line],
    rules: [RULES.grace],
    ...(isKilled
      ? {
          fix: {
            text: 'Let the hook take less time than the grace period, or make that longer',
            change: 'lifecycle.preStop, or terminationGracePeriodSeconds',
            price: 'a stop that takes longer',
          },
        }
      : {}),
    help: ['Why it is stopped: kubectl get events has a Killing, a SuccessfulDelete or an Evicted beside it.'],
  }
}

/** It waits, or it was restarted, and that is all that is there. */
function waitsOnly(subject: Subject): Finding | undefined {
  const { row, state, events, line } = subject
  const back = events.findLast(({ reason, message }) => reason === 'Restarting' || (reason === 'BackOff' && !/pulling/.test(message)))
  // a row has one word for all containers
  const status = state?.is === 'running' && subject.restarts === 0 ? '' : (state?.reason ?? row?.status ?? '')
  const restarts = restartsOf(subject) ?? 0
  if (!back && restarts === 0 && !/CrashLoopBackOff|Error/.test(status)) return undefined
  const isLoop = /CrashLoopBackOff/.test(status) || back !== undefined
  const { restarts: ended, length } = backOffsIn(events)
  const least = ended > restarts ? ` (a back-off of ${lengthWords(length)} follows ${counted(ended, 'restart')} at least)` : ''
  return {
    is: 'restarts',
    text: isLoop
      ? `its process ends again and again, and the kubelet waits before each new start${least}; why it ends is not in the text`
      : 'why it ended is not in the text',
    certainty: 'unknown',
    lines: [back?.line ?? row?.line ?? line ?? 0],
    rules: isLoop ? [RULES.restart] : [],
    help: [PREVIOUS, 'kubectl describe pod POD has its last state (exit code, reason) and its events.'],
  }
}
