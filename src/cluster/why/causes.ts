import { lengthWords } from '../../views/text/duration.ts'
import type { EventFacts } from '../facts.ts'
import { isProbeKill } from '../kills.ts'
import { type Finding, RULES } from './finding.ts'
import { lastWordsOf, linesOf, meaningIn, saidOf, short } from './last-words.ts'
import { notHeld } from './held.ts'
import { endsItself, onlyLog, PREVIOUS } from './own-end.ts'
import { probeFinding } from './probes.ts'
import { SPEC_CHANGED, type Subject, restartsOf } from './subjects.ts'

/** A cause that is looked for in what the texts tell of a container. */
type Cause = (subject: Subject) => Finding | undefined

/** Every cause, those first that say most certainly why; the first that finds something is taken. */
const CAUSES: readonly Cause[] = [
  ended,
  deleted,
  notHeld,
  cannotStart,
  hookFails,
  outOfMemory,
  initFails,
  changed,
  probed,
  endsItself,
  onlyLog,
  waitsOnly,
]

/** Why a container does what the texts say of it; undefined where they say nothing of it. */
export function findingOf(subject: Subject): Finding | undefined {
  for (const cause of CAUSES) {
    const found = cause(subject)
    if (found) return found
  }
  return undefined
}

const ENDED: Readonly<Record<string, string>> = {
  Evicted: 'the kubelet evicted its pod',
  Preempting: 'a pod of higher priority took its place',
  Preempted: 'a pod of higher priority took its place',
  TaintManagerEviction: 'a taint of its node drove it away',
  NodeShutdown: 'its node was shut down',
  Terminated: 'its node was shut down',
  DeadlineExceeded: 'its pod was active for longer than activeDeadlineSeconds',
  NodeLost: 'its node was lost',
  NodeAffinity: 'its node does not fit its affinity any more',
  OutOfcpu: 'its node had too little cpu left as the kubelet took the pod up',
  OutOfmemory: 'its node had too little memory left as the kubelet took the pod up',
  OutOfpods: 'its node had as many pods as it may',
  UnexpectedAdmissionError: 'the kubelet refused the pod',
  NodePorts: 'another pod of the node has its host port',
}

/** Its pod is gone for good, or was refused. */
function ended({ events, podReason, podMessage, row, line }: Subject): Finding | undefined {
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
    /low on resource: ([\w-]+)/.exec(words)?.[1] ?? /\b(?:ephemeral-storage|memory|inodes|pids?|imagefs|nodefs)\b/.exec(words)?.[0]
  const isEviction = reason === 'Evicted'
  return {
    is: 'ended',
    text: `${ENDED[reason]}${isEviction && resource !== undefined ? `, for the node was low on ${resource}${/storage|fs|inodes/.test(resource) ? ' (disk)' : ''}` : ''}${words === '' ? '' : `: “${short(words)}”`}`,
    isCertain: true,
    isKnown: true,
    lines: [event?.line ?? line ?? 0],
    rules: isEviction ? [RULES.eviction] : [],
    ...(isEviction
      ? {
          fix: {
            text: `Find what used up the node’s ${resource ?? 'resource'}, and request what the pod needs`,
            change: `resources.requests.${resource === 'memory' ? 'memory' : 'ephemeral-storage'}`,
            price: 'room that is kept free on the node',
          },
          help: ['kubectl describe node says which condition is met, and since when.'],
        }
      : {}),
  }
}

/** Its pod was deleted: nothing is restarted then. */
function deleted(subject: Subject): Finding | undefined {
  const { events, row } = subject
  const event = events.findLast(({ reason, message }) => reason === 'Killing' && /^Stopping container /.test(message))
  const isWorse = events.some(
    (other) =>
      other !== event &&
      (isProbeKill(other) || other.reason === 'BackOff' || other.reason === 'Unhealthy' || /^Failed(?!PreStop)/.test(other.reason)),
  )
  if (!event || isWorse || (restartsOf(subject) ?? 0) > 0 || row) return undefined
  return {
    is: 'well',
    text: `it is stopped with its pod (“${event.message}”), as a deletion, a rollout, a scale-down or a drain does it; no container is restarted for that`,
    isCertain: true,
    isKnown: true,
    lines: [event.line],
  }
}

const START_FAILED = /^(?:StartError|ContainerCannotRun|RunContainerError|CreateContainerError)$/
const NOT_STARTED =
  /failed to (?:start container|create (?:containerd|shim) task)|OCI runtime create failed|Error response from daemon|failed to create (?:shim )?task|unable to start container process|starting container process caused|exec format error/

/** Its program cannot be started at all. */
function cannotStart(subject: Subject): Finding | undefined {
  const { lastState, state, events, logs, row } = subject
  const states = [state, lastState].filter(
    (stateFacts) =>
      stateFacts !== undefined &&
      (START_FAILED.test(stateFacts.reason ?? '') ||
        NOT_STARTED.test(stateFacts.message ?? '') ||
        (stateFacts.is === 'terminated' && (stateFacts.exitCode === 127 || stateFacts.exitCode === 128 || stateFacts.exitCode === 126))),
  )
  const failed = events.filter(({ reason, message }) => reason === 'Failed' && NOT_STARTED.test(message))
  const logged = logs
    .flatMap(({ lines }) => lines)
    .filter(({ text }) => /exec format error|standard_init_linux|exec user process/.test(text))
  const isRow = row !== undefined && /^(?:RunContainerError|StartError|ContainerCannotRun)$/.test(row.status)
  if (states.length === 0 && failed.length === 0 && logged.length === 0 && !isRow) return undefined
  const candidates = [
    ...states.flatMap((state) => (state?.message ? [{ text: state.message, line: state.line ?? 0 }] : [])),
    ...failed.map(({ message, line }) => ({ text: message, line })),
    ...logged,
  ]
  const telling =
    candidates.find(({ text }) => missing(text) !== undefined) ??
    candidates.find(({ text }) => /exec format|permission denied|mount/.test(text)) ??
    candidates[0]
  const code = states.find((state) => state?.exitCode !== undefined)?.exitCode
  const program = telling && missing(telling.text)
  const reason = states.find((state) => state?.reason)?.reason ?? (isRow ? row.status : undefined)
  const codeWords =
    code === undefined
      ? reason === undefined || reason === 'Error'
        ? ''
        : ` (${reason})`
      : ` (${reason === undefined || reason === 'Error' ? '' : `${reason}, `}exit code ${code})`
  const lines = [telling?.line ?? states[0]?.line ?? row?.line ?? 0]
  const base = { is: 'restarts' as const, isCertain: true, isKnown: true, lines, rules: [RULES.restart] }
  if (program !== undefined)
    return {
      ...base,
      text: `its program cannot be started${codeWords}: ${program} is not in the image (${/no such file/.test(telling!.text) && !/executable file/.test(telling!.text) ? 'no such file or directory' : 'executable file not found'})`,
      fix: {
        text: `Correct the command: ${program} is no program of the image`,
        change: 'spec.containers[].command, or another image',
        price: 'nothing',
      },
    }
  if (telling && /exec format error/.test(telling.text)) {
    const meaning = meaningIn('exec format error')!
    return { ...base, text: `its program cannot be started: exec format error, so ${meaning.means}`, fix: meaning.fix }
  }
  if (telling && /permission denied/.test(telling.text))
    return {
      ...base,
      text: `its program cannot be started${codeWords}: permission denied, so the file is not executable or its user may not run it: “${short(telling.text)}”`,
      fix: {
        text: 'Make the file executable in the image, or from a ConfigMap with defaultMode 0755',
        change: 'chmod +x, defaultMode: 0755',
        price: 'a new image',
      },
    }
  if (telling && /mount.{0,200}(?:not a directory|no such file)|are you trying to mount a directory/.test(telling.text))
    return {
      ...base,
      text: `its program cannot be started${codeWords}: a mount does not fit, “${short(telling.text, 480)}”`,
      fix: { text: 'Mount a file onto a file and a directory onto a directory', change: 'volumeMounts[].subPath', price: 'nothing' },
    }
  if (telling && NOT_STARTED.test(telling.text))
    return { ...base, text: `its program cannot be started${codeWords}: “${short(telling.text, 320)}”` }
  if (code === 127) return { ...base, isCertain: false, text: 'its command is not found (exit code 127)', help: [PREVIOUS] }
  if (code === 126) return { ...base, isCertain: false, text: 'its command cannot be executed (exit code 126)', help: [PREVIOUS] }
  if (states.length > 0 && !states.some((state) => START_FAILED.test(state?.reason ?? ''))) return undefined
  return {
    ...base,
    isCertain: false,
    isKnown: false,
    text: `its program cannot be started${codeWords}; why is not in the text`,
    help: ['kubectl describe pod has the runtime’s words.'],
  }
}

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
  const why = program === undefined ? '' : `: ${program} is not in the image`
  return {
    is: 'restarts',
    text: `its postStart hook fails${code === undefined ? '' : ` with exit code ${code}`}${why}, and the kubelet kills the container that it has just started`,
    isCertain: true,
    isKnown: true,
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

/** The kernel kills it for memory. */
function outOfMemory(subject: Subject): Finding | undefined {
  const { lastState, state, rows, events, oom, memoryLimit, logs, spec } = subject
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
    text: `it runs out of memory (OOMKilled${inState?.exitCode === undefined ? '' : `, exit code ${inState.exitCode}`}): the kernel kills it${isUnlimited ? ', though its spec names no limit' : ` at its limit${limit === undefined ? '' : ` of ${limit}`}`}${life === undefined || life < 0 ? '' : `, ${lengthWords(Math.round(life))} after its start the last time`}`,
    isCertain: true,
    isKnown: true,
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
      isCertain: true,
      isKnown: false,
      lines: [row.line],
      help: ['kubectl logs POD -c INIT-CONTAINER says what it waits for.'],
    }
  return {
    is: 'restarts',
    text: `an init container of it does not succeed (${row.status})${words ? `: ${saidOf(words)}` : ''}`,
    isCertain: words !== undefined,
    isKnown: words !== undefined || /OOMKilled/.test(what),
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
  const hasOwn =
    subject.lastState?.is === 'terminated' && subject.lastState.exitCode !== undefined && subject.lastState.reason !== 'Unknown'
  if (edits.length === 0 && (sandboxes.length === 0 || hasOwn || subject.logs.length > 0)) return undefined
  const backsOff = events.some(({ reason, message }) => reason === 'BackOff' && /restarting/.test(message))
  // a program that ends by itself may have had a new sandbox once
  const made = sandboxes.reduce((sum, { count }) => sum + count, 0)
  if (edits.length === 0 && backsOff && made < 3) return undefined
  const parts = [
    ...edits.map((event) => ({
      event,
      text: `${when(event)} its spec was edited (${editWords(events, event)}), so the kubelet killed it and made it anew`,
    })),
    ...sandboxes.map((event) => ({
      event,
      text: `${when(event)} its pod’s sandbox was made anew (SandboxChanged${event.count > 1 ? `, ${event.count} times` : ''}), as after a restart of the node, of its runtime or of its network`,
    })),
  ].toSorted((a, b) => a.event.last - b.event.last)
  return {
    is: 'restarts',
    text: `${parts.map(({ text }) => text).join('; ')}${edits.length > 0 && sandboxes.length > 0 ? '. Neither is a fault of the program' : edits.length > 0 ? '. That is no fault of the program' : ''}`,
    isCertain: true,
    isKnown: true,
    lines: parts.map(({ event }) => event.line),
    rules: [...(edits.length > 0 ? [RULES.spec] : []), ...(sandboxes.length > 0 ? [RULES.sandbox] : [])],
    ...(sandboxes.some(({ count }) => count > 2)
      ? {
          fix: {
            text: 'Look why the sandbox does not stay: the network plugin, or kubelet and runtime with different cgroup drivers',
            change: 'SystemdCgroup = true in containerd’s config.toml',
            price: 'a restart of the runtime',
          },
          help: ['journalctl -u kubelet -u containerd of that time says why the sandbox went.'],
        }
      : {}),
  }
}

const when = ({ isAge, last, lastWithin }: EventFacts): string => (isAge ? `${lengthWords(-last - lastWithin)} ago` : 'once')

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

/** A probe for which the kubelet kills it. */
function probed(subject: Subject): Finding | undefined {
  return probeFinding(subject, lastWordsOf(subject.logs))
}

/** It waits, or it was restarted, and that is all that is there. */
function waitsOnly(subject: Subject): Finding | undefined {
  const { row, state, events, line } = subject
  const back = events.findLast(({ reason, message }) => reason === 'BackOff' && /restarting/.test(message))
  const status = state?.reason ?? row?.status ?? ''
  const restarts = restartsOf(subject) ?? 0
  if (!back && restarts === 0 && !/CrashLoopBackOff|Error/.test(status)) return undefined
  const isLoop = /CrashLoopBackOff/.test(status) || back !== undefined
  return {
    is: 'restarts',
    text: isLoop
      ? 'its process ends again and again, and the kubelet waits before each new start; why it ends is not in the text'
      : 'why it ended is not in the text',
    isCertain: false,
    isKnown: false,
    lines: [back?.line ?? row?.line ?? line ?? 0],
    rules: isLoop ? [RULES.restart] : [],
    help: [PREVIOUS, 'kubectl describe pod POD has its last state (exit code, reason) and its events.'],
  }
}
