import { defined } from '../../manifest/own.ts'
import holds from '../../texts/holds.tsv?raw'
import { readPatterns } from '../../texts/text-table.ts'
import { lengthWords } from '../../views/text/duration-words.ts'
import { counted } from '../../views/text/telling.ts'
import { type EventFacts, POD_REASONS, type StateFacts } from '../facts.ts'
import { backOffsIn, isPodStop, isProbeKill, saysNotStarted, START_FAILURE } from '../failures.ts'
import { ends, filled, short, filledFix, type Fix } from '../sentence-template.ts'
import { type ClusterFinding, finding, fixOf, lineOf, meaningIn, meansOf, rulesOf, startMeaning } from './finding.ts'
import { lastWordsOf, linesOf, saidOf } from './last-words.ts'
import { endsItself, onlyLog, stopped } from './own-end.ts'
import { changed } from './made-anew.ts'
import { probed } from './probes.ts'
import { eventOfRestarts, isRestarted, restartsOf, type ContainerTexts } from './subjects.ts'

/** It waits for its init containers: whether one of those is restarted a table's count says, and why the pod's log. */
function initsOpen({ row, logs, openInit }: ContainerTexts, line: number): ClusterFinding {
  const said = lastWordsOf(logs)
  const isTold = said !== undefined && (said.isFatal || said.means !== undefined)
  const is = row && row.container === undefined ? 'held' : 'restarts'
  if (!isTold && openInit) return finding('init container runs', { name: openInit.name }, [line, openInit.line ?? line], { is })
  if (!isTold) return finding('init containers open, untold', {}, [line], { is })
  return finding('init containers open', { words: saidOf(said) }, [line, ...linesOf(said)], { is, ...defined({ fix: said.fix }) })
}

/** What keeps a pod's containers from being made, by a reason and its words; the first that fits. Without words why is not told. */
const HOLDS = readPatterns(holds, 'reasons', 'words', 'text', 'fix', 'change', 'price', 'help', 'rules').map((row) => ({
  ...row,
  reasons: new RegExp(`^(?:${row.reasons})$`),
}))
/** An event that says nothing but the reason of a state. */
const BARE = /^Error: (ErrImagePull|ImagePullBackOff|ErrImageNeverPull|ImageInspectError)$/
/** What the runtime answers as a container is to be made or started: none of it is of its image. */
const OF_THE_CONTAINER = /^Error: (?!.*(?:[Ii]mage|pull))/

/** Of nodes for which the pod was never meant: its own selector leaves them out, or their role does. */
const NOT_MEANT = /didn.t (?:match|satisfy) (?:\w+.s )?node (?:affinity|selector)|node-role\.kubernetes\.io\/(?:control-plane|master)/

/** Of what a scheduler says of several nodes the reason of most of those that the pod is meant for; else all of it. */
function decidingIn({ reason, text }: { reason: string; text: string }): string {
  if (reason !== 'FailedScheduling') return text
  const all = /nodes are available: (.*?)(?:\. |\.?$)/.exec(text)?.[1]?.split(/, (?=\d+ )/) ?? []
  const meant = all.filter((part) => !NOT_MEANT.test(part))
  const said = meant.length > 0 ? meant : all
  const most = Math.max(...said.map((part) => Number.parseInt(part)))
  return most > 0 ? said.filter((part) => Number.parseInt(part) === most).join(', ') : text
}

const MISSING = /(secret|configmap|persistentvolumeclaim)s? "([^"]+)" not found/
const KINDS: Readonly<Record<string, string>> = { secret: 'the Secret', configmap: 'the ConfigMap', persistentvolumeclaim: 'the claim' }
/** The kubelet waits no longer between two tries to mount. */
const MOUNT_SECONDS = 150

/** What else is not there, as far as it was still tried when that was. */
function othersMissing(text: string, past: readonly { text: string; line: number; until: number }[]): { what: string; line: number }[] {
  const nameIn = (words: string): string | undefined => {
    const [, kind = '', name] = MISSING.exec(words) ?? []
    return name === undefined ? undefined : `${KINDS[kind]} ${name}`
  }
  const own = nameIn(text)
  const at = past.find((item) => item.text === text)?.until
  if (own === undefined || at === undefined) return []
  const names = new Map<string, number>()
  for (const item of past) {
    const name = nameIn(item.text)
    if (name !== undefined && name !== own && item.until >= at - MOUNT_SECONDS && !names.has(name)) names.set(name, item.line)
  }
  return [...names].map(([what, line]) => ({ what, line }))
}

const withOthers = (fix: Fix, others: number): Fix =>
  others === 0 ? fix : { ...fix, text: `${fix.text}, and the same for the ${others === 1 ? 'other' : `${others} others`}` }

const listOf = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)!}`

/** The kubelet did not get the Secret for the registry. Follows: pkg/kubelet/kubelet_pods.go, getPullSecretsForPod. */
function pullSecretIn({ events, namespace }: ContainerTexts): { secret: string; namespace: string | undefined; line: number } | undefined {
  const event = events.findLast(({ reason }) => reason === 'FailedToRetrieveImagePullSecret')
  const secret = /image pull secrets \(([^)]+)\)/.exec(event?.message ?? '')?.[1]
  return event && secret !== undefined ? { secret, namespace: namespace || undefined, line: event.line } : undefined
}

/** It is not made, and why: nothing restarts then. */
function notMade(subject: ContainerTexts): ClusterFinding | undefined {
  const { events, state, lastState, row, image } = subject
  const hasRun =
    lastState !== undefined ||
    state?.is === 'running' ||
    isRestarted(subject) ||
    events.some(
      ({ reason, message }) =>
        /^(?:Started|Killing|Unhealthy|Restarting)$/.test(reason) || (reason === 'BackOff' && !/pulling/.test(message)),
    )
  const now = [
    ...(state?.is === 'waiting' ? [{ reason: state.reason ?? '', text: state.message ?? '', line: state.line }] : []),
    ...(row && !(row.status === 'Pending' && row.restarts > 0)
      ? [{ reason: row.status.replace(/^Init:(?=Create|Err|Image)/, ''), text: '', line: row.line }]
      : []),
  ]
  const isHeldNow = now.some(({ reason }) => HOLDS.some(({ reasons }) => reasons.test(reason)))
  const past = events
    .filter(({ message }) => !BARE.test(message) && (isHeldNow || !hasRun))
    .map(({ reason, message, line, last, lastWithin, container }) => ({ reason, text: message, line, until: last + lastWithin, container }))
    .toReversed()
  const bare = events.findLast(({ message }) => BARE.test(message))
  if (bare && !hasRun && past.length === 0 && now.length === 0)
    now.push({ reason: BARE.exec(bare.message)![1]!, text: '', line: bare.line })
  // what names no container of several may be of another one, where this one was started
  const hasStarted =
    subject.container !== '' &&
    state === undefined &&
    row?.containers !== 1 &&
    events.some(({ reason, container }) => reason === 'Started' && container === subject.container)
  for (const { reasons, words, text, help, rules, ...fix } of HOLDS) {
    const isOfImage = reasons.test('ErrImagePull')
    const said = [...past, ...now].find(
      (item) =>
        !(isOfImage && OF_THE_CONTAINER.test(item.text)) &&
        reasons.test(item.reason) &&
        words.test(decidingIn(item)) &&
        (help !== '' || item.text !== ''),
    )
    if (!said) continue
    if (said.reason === 'PodInitializing' && said.text === '') return initsOpen(subject, lineOf(said, row))
    const isOfPod = hasStarted && (!('container' in said) || said.container === undefined) ? { isOfPod: true as const } : {}
    const match = words.exec(decidingIn(said))!
    const isWhole = match.input === said.text
    const values = {
      reason: said.reason,
      // the cause ends it, behind what it was for
      ...(isWhole && match[0].length > 1 ? {} : { words: ends(said.text, 360) }),
      image: /image "([^"]+)"/.exec(said.text)?.[1] ?? (help === '' ? undefined : image),
    }
    const others = othersMissing(said.text, past)
    const secret = /the registry does not let it in/.test(text) ? pullSecretIn(subject) : undefined
    if (secret)
      return {
        is: 'held',
        ...isOfPod,
        text: `${filled(text, match, values)}${meansOf('no pull secret', secret)}`,
        lines: [lineOf(said, row), secret.line],
        rules: rulesOf(rules),
        fix: fixOf('no pull secret', secret),
        help: [],
      }
    const too = others.length === 0 ? '' : `; nor ${others.length === 1 ? 'is' : 'are'} ${listOf(others.map(({ what }) => what))}`
    return {
      is: 'held',
      ...isOfPod,
      text: `${filled(text, match, values)}${too}`,
      ...(help === '' ? {} : { certainty: 'unknown' }),
      lines: [lineOf(said, row), ...others.map(({ line }) => line)],
      rules: rulesOf(rules),
      ...(fix.fix === '' ? {} : { fix: withOthers(filledFix(fix, match, values), others.length) }),
      help: help === '' ? [] : [help],
    }
  }
  return undefined
}

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
  waitsOnly,
  startedAfter,
  hookEnded,
]

/** Why a container does what the texts say of it; undefined where they say nothing of it. */
export function findingOf(subject: ContainerTexts): ClusterFinding | undefined {
  // an init container that has done its work is not started again
  if (subject.isInit && subject.state?.exitCode === 0 && !isRestarted(subject)) return undefined
  for (const cause of CAUSES) {
    const finding = cause(subject)
    if (finding) return finding
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
}: ContainerTexts): ClusterFinding | undefined {
  const event = events.findLast(({ reason }) => endedBy(reason) !== undefined)
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
      /\[(Disk|Memory|PID)Pressure\]/.exec(words)?.[1]?.toLowerCase() ??
      /\b(?:ephemeral-storage|memory|inodes|pids?|imagefs|nodefs)\b/.exec(words)?.[0] ??
      reclaimed)
    : undefined
  const pressure = isEviction && resource === undefined ? nodePressure : undefined
  const scarce = resource ?? pressure?.replace('Pressure', '').replace(/^(?:Disk|Memory)$/, (word) => word.toLowerCase())
  const kind = scarce && (/memory|pid|inodes/i.exec(scarce)?.[0].toLowerCase() ?? 'storage')
  const values = {
    // Follows: sigs.k8s.io/karpenter, pkg/controllers/node/termination/terminator/events
    ended: /^Evicted pod\b/.test(words) ? 'it was evicted through the API, as Karpenter does before it takes a node away' : endedBy(reason),
    resource: resource && `${resource}${/storage|fs|inodes/.test(resource) ? ' (disk)' : ''}`,
    pressure,
    words: words && `“${short(words)}”`,
    short: scarce,
  }
  const name = isEviction ? `evicted${kind === undefined ? '' : `, ${kind}`}` : 'gone'
  const isToEnd = event === undefined && /^(?:Running|Terminating)$/.test(podPhase ?? '')
  // Karpenter's words say all
  const more = /^Evicted pod\b/.test(words) ? { help: [], rules: [] } : pressure === undefined ? {} : { help: [] }
  return finding(name, values, lines, { ...more, ...(isToEnd ? { verb: 'is to be ended' } : {}) })
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
  return deletedLine === undefined
    ? finding('stopped with its pod', values, [event.line])
    : finding('deleted', values, [event.line, deletedLine])
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
    life: life === undefined || life < 0 ? undefined : `${lengthWords(Math.round(life))} after its start the last time`,
    room: limit === undefined ? 'Give it more memory than' : `Raise the limit of ${limit} above what`,
  }
  const lines = [lineOf(inState, oom, event, row), ...(own && /memory|heap/i.test(own.text) ? [own.line] : [])]
  return finding(`out of memory${isUnlimited ? ', no limit' : limit === undefined ? ', limit untold' : ''}`, values, lines, {
    ...(isLikely ? { certainty: 'concluded' } : {}),
    ...(isOomLikely && (isLikely || memoryLimit === undefined)
      ? {
          assumed: [
            isLikely
              ? 'That the kernel’s line is of this container: it names none that the texts name.'
              : 'That the limit is this container’s: no id that is whole ties the kernel’s line to it.',
          ],
        }
      : {}),
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
  if (!row || !/^Init:(?:Error|CrashLoopBackOff|\d)/.test(row.status)) return undefined
  const last = lastWordsOf(logs)
  // a line that says neither an error nor an end is no reason
  const words = last && (last.isFatal || last.means !== undefined) ? last : undefined
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
  return finding(code === '137' ? 'preStop is killed' : 'preStop fails', { ended: code === undefined ? 'failed' : `ended with ${code}` }, [
    event.line,
  ])
}

/** It is to be stopped, and the kubelet tries that again and again. */
function stopFails({ events }: ContainerTexts): ClusterFinding | undefined {
  const event = events.findLast(({ reason }) => reason === 'FailedKillPod')
  return event && finding('stop fails', { words: event.message === '' ? undefined : `“${short(event.message, 240)}”` }, [event.line])
}

/** It waits, or it was restarted, and that is all that is there. */
function waitsOnly(subject: ContainerTexts): ClusterFinding | undefined {
  const { row, state, events, line } = subject
  const back = events.findLast(({ reason, message }) => reason === 'Restarting' || (reason === 'BackOff' && !/pulling/.test(message)))
  // a row has one word for all containers
  const status = state?.is === 'running' && subject.restarts === 0 ? '' : (state?.reason ?? row?.status ?? '')
  const restarts = restartsOf(subject) ?? 0
  if (status === 'Unknown') return finding('state unknown', {}, [lineOf(row, { line })])
  if (status === 'ContainerStatusUnknown') return finding('container not found', {}, [lineOf(row, { line })])
  if (!back && restarts === 0 && !/CrashLoopBackOff|Error|^Failed$/.test(status)) return undefined
  if (status === 'Error' && !back && restarts === 0 && subject.replacedIn !== undefined)
    return finding('left over', { set: subject.replacedIn, pod: subject.pod }, [lineOf(row, { line })])
  const isLoop = /CrashLoopBackOff/.test(status) || back !== undefined
  const { restarts: ended, length } = backOffsIn(events)
  const least = ended > restarts ? ` (a back-off of ${lengthWords(length)} follows ${counted(ended, 'restart')} at least)` : ''
  return finding(isLoop ? 'backs off' : 'ended, untold', { least }, [lineOf(back, row, { line }, eventOfRestarts(subject))])
}
