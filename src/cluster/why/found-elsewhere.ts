import { defined, grouped } from '../../manifest/own.ts'
import { type ClusterFacts, HAS_KUBELET, type NodeWord, type RuntimeWord, WEBHOOK_FAILS } from '../facts.ts'
import { JOURNAL } from '../read/journal.ts'
import { OF_TOOLS } from '../read/tools.ts'
import { memoryWords } from './causes.ts'
import { type ClusterFinding, few, finding, meaningIn, startMeaning, unitMeaning } from './finding.ts'
import { isReason, lastWordsOf, linesOf, saidOf } from './last-words.ts'
import { containerWith } from '../read/nameless.ts'
import { type ContainerTexts, PLANE } from './subjects.ts'
import { certaintyOf, mostTelling, runtimeFinding } from './own-end.ts'
import { ownerOf } from '../pod-specs.ts'
import { ageWords } from '../time.ts'
import { counted } from '../../views/text/words.ts'
import { ends, short } from '../sentence-template.ts'

/** What was found out about something that is no container of a pod, how it is called, and how much it weighs beside others. */
export interface ElsewhereFinding {
  finding: ClusterFinding
  who: string
  weight: number
}

/** What the texts tell of a node, its kernel and its services, and of a log that nobody names. */
export const elsewhere = (facts: ClusterFacts, subjects: readonly ContainerTexts[]): ElsewhereFinding[] => [
  ...ofKernel(facts, subjects),
  ...ofUnits(facts),
  ...ofRuntime(facts),
  ...ofNodes(facts),
  ...ofTools(facts),
  ...besideThem(facts),
  ...ofLogs(facts),
]

const IN_USE = /address already in use|EADDRINUSE/

/** What was asked beside: who has a port that another one wants, and what is not there. */
function besideThem({ nodeWords, lines }: ClusterFacts): ElsewhereFinding[] {
  return nodeWords.flatMap(({ reason, message, line }): ElsewhereFinding[] => {
    if (reason === 'NotFound') return [{ who: `The ${message}`, weight: 30, finding: finding('not found', {}, [line]) }]
    const port = /^Port (\d+)$/.exec(reason)?.[1]
    const isAsked = port !== undefined && lines.some(({ text }) => IN_USE.test(text) && new RegExp(`:${port}\\b`).test(text))
    return isAsked ? [{ who: `${reason} of the node`, weight: 30, finding: finding('port taken', { by: message }, [line]) }] : []
  })
}

/** Words that no machine's journal has without it. */
const OF_KUBERNETES = /kube|k8s|k3s|containerd|crio?\b|docker|\bpods?\b/i

/** The kernel names no pod: what it says stands for itself. */
function ofKernel({ ooms, pods, events, listed, lines }: ClusterFacts, subjects: readonly ContainerTexts[]): ElsewhereFinding[] {
  const all = ooms.filter(({ podUid }) => podUid === undefined || !pods.some(({ uid }) => uid === podUid))
  const last = all.at(-1)
  if (!last || subjects.some(({ oom }) => oom === last)) return []
  const { podUid, containerID, limitKiB, isOfNode } = last
  const isOfLimit = all.some((oom) => oom.isOfLimit)
  const process = last.process ?? all.findLast((oom) => oom.process !== undefined)?.process
  const whose =
    podUid !== undefined
      ? `A process of the pod with UID ${podUid}`
      : containerID === undefined
        ? 'A process'
        : `A process of container ${containerID.slice(0, 12)}`
  const journal = lines.filter(({ text }) => JOURNAL.test(text))
  const isOfSystemd =
    events.length + listed.length + pods.length === 0 &&
    journal.some(({ text }) => / systemd\[\d+\]: /.test(text)) &&
    !journal.some(({ text }) => OF_KUBERNETES.test(text))
  const name =
    isOfNode && isOfSystemd
      ? 'killed for the machine’s memory'
      : isOfNode
        ? 'killed for the node’s memory'
        : isOfLimit
          ? 'killed for its memory'
          : 'oom-killer'
  const values = {
    counted: all.length > 1 ? `, ${all.length} times in this text` : '',
    limit: limitKiB === undefined ? undefined : memoryWords(limitKiB),
  }
  const who = `${whose}${process === undefined ? '' : ` (${process})`}`
  return [{ who, weight: 250, finding: finding(name, values, [last.line], podUid === undefined ? { help: [] } : {}) }]
}

/** What a runtime does, and what it does not say: who asked for it. */
function ofRuntime(facts: ClusterFacts): ElsewhereFinding[] {
  const { runtimeWords } = facts
  const found: ElsewhereFinding[] = []
  const daemon = runtimeWords.findLast(({ is }) => is === 'daemon stopped') ?? runtimeWords.findLast(({ is }) => is === 'daemon started')
  if (daemon) {
    const isStop = daemon.is === 'daemon stopped'
    const isDocker = daemon.by === 'dockerd'
    const containers = isDocker
      ? 'without live-restore every container of the node ends with it'
      : 'its containers outlive it, as long as the cgroup drivers of kubelet and runtime are the same'
    found.push({
      who: `The ${daemon.by}${daemon.host === '' ? '' : ` of ${daemon.host}`}`,
      weight: isStop ? 260 : 100,
      finding: finding(isStop ? 'runtime stopped' : 'runtime started', { containers, unit: isDocker ? 'docker' : daemon.by }, [
        daemon.line,
      ]),
    })
  }
  // one that a table names has a sentence of its own
  const words = mostTelling(
    runtimeWords.filter(
      ({ id, by, line }) =>
        id !== undefined &&
        containerWith(id, facts) === undefined &&
        !facts.ooms.some(({ containerID }) => containerID === id) &&
        // a Docker that ends asks for it itself
        !(daemon?.is === 'daemon stopped' && daemon.by === 'dockerd' && by === 'dockerd' && line > daemon.line),
    ),
  )
  if (words.length === 0) return found
  const ids = [...new Set(words.map(({ id }) => id!.slice(0, 12)))]
  const isOne = ids.length === 1
  found.push({
    who: isOne ? `Container ${ids[0]}` : `${ids.length} containers (${ids.slice(0, 6).join(', ')}${ids.length > 6 ? ', …' : ''})`,
    weight: 150,
    finding: { ...runtimeFinding(words, isOne), verb: endVerb(words, isOne) },
  })
  return found
}

/** That a process is gone says not that somebody ended it; a signal does. */
function endVerb(words: readonly RuntimeWord[], isOne: boolean): string {
  const isOwn = words.every(({ is, code }) => is === 'ended' && code !== 137 && code !== 143)
  if (isOwn) return isOne ? 'has ended' : 'have ended'
  return isOne ? 'was ended' : 'were ended'
}

/** A service of the node that ends by itself: no pod runs without a kubelet. */
function ofUnits({ units, logs }: ClusterFacts): ElsewhereFinding[] {
  return units.flatMap(({ name, keeper, isFailing, isDown, isBegunAnew, fatal: own, before, line, restarts }): ElsewhereFinding[] => {
    if (!isFailing) return []
    const logged = lastWordsOf(logs.filter(({ container }) => container === name))
    const fatal = own ?? before ?? (logged?.isEnd ? logged : undefined)
    // that a kubeconfig is missing follows from the certificate, that a lease was lost from the disk
    const first = own && before && /bootstrap|leaderelection lost/.test(own.text) ? before : undefined
    const isPartOfIt = HAS_KUBELET.test(name)
    const meaning = fatal && (unitMeaning(first?.text ?? fatal.text) ?? (own && !isPartOfIt ? undefined : meaningIn(fatal.text)))
    const untold = 'why is not in the text'
    const why =
      meaning?.means ??
      (fatal ? 'it gives up' : isBegunAnew ? untold : `it ${isDown || restarts === 1 ? 'has ended' : 'ends again and again'}; ${untold}`)
    const words = first ? `“${ends(first.text, 240)}”, then “${ends(fatal!.text, 240)}”` : fatal && `“${ends(fatal.text, 240)}”`
    const does = isBegunAnew
      ? 'gave it up, and somebody has started it since then'
      : isDown
        ? 'does not start it again'
        : 'starts it again each time'
    const again = keeper && `. ${keeper} ${does}`
    const pods = !isBegunAnew && (name === 'kubelet' || isPartOfIt) ? '; without it no pod of the node is looked after' : ''
    const lines = [...(first ? [first.line] : []), fatal?.line ?? line]
    return [
      {
        who: `${name.startsWith('kube') ? `The ${name}` : name} itself`,
        weight: isBegunAnew ? 60 : 500,
        finding: finding('service fails', { why, words, pods, name, again }, lines, {
          ...(keeper ? {} : { verb: 'ends' }),
          ...(isDown ? { is: 'held' } : {}),
          ...(isBegunAnew ? { is: 'ended', verb: 'had ended' } : {}),
          ...(restarts === undefined ? {} : { verb: `was restarted ${restarts === 1 ? 'once' : `${restarts} times`}` }),
          ...certaintyOf(fatal !== undefined, true),
          ...(meaning ? { fix: meaning.fix } : {}),
          ...(fatal ? { help: [] } : {}),
        }),
      },
    ]
  })
}

const OF_NODES =
  /^(?:NodeNotReady|SystemOOM|OOMKilling|Rebooted|NodeShutdown|(?:Disk|Memory|PID)Pressure|NodeHas(?:Disk|Memory|PID)Pressure|NodeHasInsufficient\w+|EvictionThresholdMet|FreeDiskSpaceFailed|ContainerGCFailed|ImageGCFailed)$/

/** What a kubelet says of its node where nothing of a network plugin is there. */
const NO_NETWORK = /NetworkPluginNotReady|network plugin is not ready|cni plugin not initialized|cni config uninitialized/

/** With the Service that it is asked at. */
const WEBHOOK_CALL = new RegExp(`${WEBHOOK_FAILS.source}(?:.*?https://([\\w-]+)\\.([\\w-]+)\\.svc)?`)

/** What the words of one node say of it. */
function nodeTrouble(words: readonly NodeWord[], runtime: NodeWord | undefined): ElsewhereFinding[] {
  const isOver = words.every(({ reason }) => /^(?:Rebooted|NodeShutdown)$/.test(reason))
  // a table's row has the state alone
  const isSaid = ({ message, reason }: NodeWord): boolean => message === '' || reason.endsWith(message)
  const isBare = words.every((own) => isSaid(own) || NO_NETWORK.test(own.message))
  const told = isBare ? words.find((own) => !isSaid(own)) : undefined
  const word = words.find(({ reason }) => reason === 'SystemOOM') ?? told ?? words[0]
  if (!word) return []
  const name = isOver
    ? `node ${word.reason === 'Rebooted' ? 'rebooted' : 'shut down'}`
    : runtime
      ? 'node in trouble, no runtime'
      : isBare && NO_NETWORK.test(word.message)
        ? 'node in trouble, no network'
        : 'node in trouble'
  const reasons = [...new Set([word, ...words].map(({ reason }) => reason))].join(' and ')
  const values = { reasons, words: isSaid(word) ? undefined : `“${short(word.message.replace(/\]$/, ''), 240)}”` }
  const node = words.find((own) => own.node !== '')
  const who = node ? `The node ${node.node}` : 'The node'
  return [{ who, weight: 60, finding: finding(name, values, [word.line, ...(runtime ? [runtime.line] : [])]) }]
}

/** What nodes say of themselves, where no pod has anything. */
function ofNodes({ nodeWords }: ClusterFacts): ElsewhereFinding[] {
  const words = nodeWords.filter(({ reason }) => OF_NODES.test(reason))
  const runtimes = nodeWords.filter(({ reason }) => reason === 'RuntimeAway')
  const named = new Set([...words, ...runtimes].flatMap(({ node }) => (node === '' ? [] : [node])))
  // where the words name one node, those that name none are of it too
  const found =
    named.size <= 1
      ? nodeTrouble(words, runtimes[0])
      : [...grouped(words, ({ node }) => node)].flatMap(([node, own]) =>
          nodeTrouble(
            own,
            runtimes.find((runtime) => runtime.node === node),
          ),
        )
  const away = nodeWords.findLast(({ reason }) => reason === 'ApiServerAway')
  const kubeletOf = (node: string): string => `The kubelet${node === '' ? '' : ` of ${node}`}`
  const refused = nodeWords.findLast(({ reason }) => reason === 'ServerCertificate')
  const meaning = refused && meaningIn(refused.message)
  if (meaning) {
    const { means, fix } = meaning
    const own = finding('kubectl does not trust', { means, words: short(refused.message) }, [refused.line], { fix })
    found.push({ who: 'The kube-apiserver', weight: 230, finding: own })
  }
  const refusal = nodeWords.findLast(({ reason, message }) => reason === 'FailedCreate' && message !== '')
  if (refusal) {
    const { node, message, line } = refusal
    const [, name, service, namespace] = WEBHOOK_CALL.exec(message) ?? []
    const account = /serviceaccount "([^"]+)" not found/.exec(message)?.[1]
    const does = /^(?:Error creating: |create Pod )/.test(message) ? 'gets no pods' : 'is not stored'
    const own =
      name === undefined
        ? finding(
            `not created${/quota/.test(message) ? ', quota' : account === undefined ? '' : ', account'}`,
            { does, account, words: ends(message, 300) },
            [line],
          )
        : finding(
            `webhook fails${/x509: /.test(message) ? ', certificate' : ''}`,
            { does, name, service, namespace, words: ends(message.slice(message.search(WEBHOOK_FAILS)), 300) },
            [line],
          )
    found.push({ who: node || (does === 'gets no pods' ? 'A workload' : 'What was asked for'), weight: 230, finding: own })
  }
  // of each file the newest word
  const unread = new Map<string | undefined, { words: string; word: NodeWord }>()
  for (const word of nodeWords.filter(({ reason }) => reason === 'ManifestUnreadable')) {
    const words = word.message.replaceAll('\\"', '"')
    const file = /(?:file:? "?|path="|: )(\/[^":]+)/.exec(words)?.[1]
    unread.delete(file)
    unread.set(file, { words, word })
  }
  for (const [file, { words, word }] of [...unread].toReversed()) {
    const why = /(?:couldn't parse as pod\(|invalid pod: ).*?(?=, please check|"? path=|"?$)/.exec(words)?.[0] ?? words
    const own = finding('file cannot be read', { node: word.node, file, words: short(why, 300) }, [word.line])
    found.push({ who: file === undefined ? 'A manifest' : `The manifest ${file}`, weight: 240, finding: own })
  }
  const refuses = nodeWords.findLast(({ reason }) => reason === 'ApiServerRefuses')
  if (refuses) {
    const trust = /x509: /.test(refuses.message) ? meaningIn(refuses.message) : undefined
    const words = short(refuses.message.slice(trust ? refuses.message.indexOf('x509: ') : 0), 240)
    const own = trust
      ? finding('kube-apiserver not trusted', { means: trust.means, words }, [refuses.line], { fix: trust.fix })
      : finding('kube-apiserver refuses', { words }, [refuses.line])
    found.push({ who: kubeletOf(refuses.node), weight: 52, finding: own })
  }
  const failing = nodeWords.filter(({ reason }) => reason === 'CheckFails')
  if (failing.length > 0) {
    const isPlane = failing.some(({ message }) => /\](?:etcd|poststarthook|informer-sync|shutdown)\b/.test(message))
    const words = few(
      failing.map(({ message }) => `“${short(message, 160)}”`),
      3,
    ).join(', ')
    const name = failing.some(({ message }) => message.startsWith('[-]etcd')) ? 'server check fails, etcd' : 'server check fails'
    found.push({
      who: isPlane ? 'The kube-apiserver' : 'The server that was asked',
      weight: 54,
      finding: finding(
        name,
        { words },
        failing.map(({ line }) => line),
      ),
    })
  }
  const begun = nodeWords.filter(({ reason, message }) => reason === 'Starting' && /kubelet/i.test(message))
  if (begun.length > 1) {
    const lines = begun.map(({ line }) => line)
    found.push({ who: kubeletOf(begun[0]!.node), weight: 55, finding: finding('kubelet starts', { count: begun.length }, lines) })
  }
  const full = nodeWords.findLast(({ reason }) => reason === 'EtcdRefuses')
  const why = full && meaningIn(full.message)
  if (why) {
    const { means, fix } = why
    found.push({
      who: 'The kube-apiserver',
      weight: 54,
      finding: finding('etcd refuses', { means, words: full.message }, [full.line], { fix }),
    })
  }
  if (away) {
    const own = finding('kube-apiserver away', { words: short(away.message) }, [away.line])
    found.push({ who: kubeletOf(away.node), weight: 50, finding: own })
  }
  return found
}

/** How what is no pod is called where no text names it. */
const NAMELESS: Readonly<Record<string, string>> = {
  'claim not provisioned': 'A claim',
  'claim waits': 'A claim',
  'no metrics': 'A HorizontalPodAutoscaler',
  'not scheduled by its CronJob': 'A CronJob',
  'prior Job runs on': 'A CronJob',
  'job failed': 'A Job',
  'exec late': 'A container',
  'exec fails': 'A container',
}

/** What a command could not do, and what has no pod yet; the last of each kind. What a pod does says more. */
function ofTools({ nodeWords }: ClusterFacts): ElsewhereFinding[] {
  const words = nodeWords.filter(({ reason }) => OF_TOOLS.has(reason) || Object.hasOwn(NAMELESS, reason))
  return [...new Map(words.map((word) => [word.reason, word])).values()].map(({ node, reason, message, line }) => {
    const start = reason === 'not started by Docker' ? startMeaning(message) : undefined
    const said = ends(message, 300)
    return {
      who: node || NAMELESS[reason]!,
      // a client of etcd's logs its tries beside what it says
      weight:
        reason === 'waited in vain'
          ? 1
          : reason === 'replica failure'
            ? 3
            : /^(?:etcd not healthy|datastore silent)$/.test(reason)
              ? 170
              : 2,
      finding: finding(reason, { words: said, means: start?.means ?? `“${said}”` }, [line], defined({ fix: start?.fix })),
    }
  })
}

/** A log that no text says whose it is. */
function ofLogs({ logs, units, events, listed, pods }: ClusterFacts): ElsewhereFinding[] {
  // beside what a cluster says of pods, a last line alone is none of an end
  const isBeside = events.length + listed.length + pods.length > 0
  return logs.flatMap((log): ElsewhereFinding[] => {
    const isOfUnit = units.some(({ isFailing, name }) => isFailing && name === log.container)
    const words = log.pod === '' && !isOfUnit ? lastWordsOf([log]) : undefined
    if (!words || !isReason(words)) return []
    // nor is a line that nobody has called a log's, and that says little
    const isAlone = words.isLittle && log.lines.length === 1 && log.container === '' && log.heading === undefined
    const isEnd = words.isEnd && !(words.isLast && (isBeside || isAlone))
    return [
      {
        who: log.container === '' ? 'The program' : log.container,
        weight: (isEnd ? 120 : 60) + (words.means === undefined ? 0 : 40),
        finding: finding(isEnd ? 'program ends' : 'program logs an error', { words: saidOf(words, 260) }, linesOf(words), {
          ...certaintyOf(isEnd, words.means !== undefined),
          ...defined({ fix: words.fix }),
        }),
      },
    ]
  })
}

/** Pods that restart together: one cause for all of them is likelier than one each. */
export interface Together {
  restarts: number
  /** Sentences. */
  text: string
  /** ` (their last ends are within 5 s, 2 min ago), all on node-1`. */
  when: string
  pods: readonly string[]
}

const LEAST_TOGETHER = 3
/** Ends that lie no further apart than this may have one cause. */
const SAME_SECONDS = 60

interface Restarting {
  name: string
  node: string
  restarts: number
  /** Of its last end: seconds since 1970, or less than 0 before a table was printed. */
  at?: number
  within: number
}

/** Pods whose last ends are near each other, or those of a control plane; undefined where fewer than three are. */
export function togetherIn(facts: ClusterFacts): Together | undefined {
  const all = restartingIn(facts)
  const near = nearest(all)
  const plane = all.filter(({ name }) => PLANE.test(name)).toSorted((a, b) => b.restarts - a.restarts)
  const isOne = new Set(plane.map(({ name }) => PLANE.exec(name)![1])).size < 2
  const group = near ?? (plane.length >= LEAST_TOGETHER && !isOne && plane[0]!.restarts > 1 ? plane : undefined)
  if (!group) return undefined
  const isPlane = group.every(({ name }) => PLANE.test(name))
  const names = group.map(({ name, restarts }) => `${name} ${counted(restarts, 'restart')}`)
  const nodes = new Set(group.map(({ node }) => node))
  const where = nodes.size === 1 && !nodes.has('') ? `, all on ${group[0]!.node}` : ''
  const isOrdered = near !== undefined && near.at(-1)!.at! - near[0]!.at! >= 1
  const when = `${near ? spanWords(near) : ''}${where}`
  return {
    when,
    restarts: Math.max(...group.map(({ restarts }) => restarts)),
    pods: group.map(({ name }) => name),
    text: `${group.length} pods${isPlane ? ' of the control plane' : ''} restart${near ? ' together' : ''}${when}${isOrdered ? '; in order of their ends' : ''} (${few(names, 8).join(', ')}).${commonCause(group, facts, where !== '', isOrdered)}`,
  }
}

function restartingIn({ listed, pods }: ClusterFacts): Restarting[] {
  const byName = new Map<string, Restarting>()
  for (const { name, restarts, node, ended } of listed) {
    const before = byName.get(name)
    if (restarts > 0 && restarts >= (before?.restarts ?? 0))
      byName.set(name, { name, node, restarts, within: ended?.within ?? 0, ...(ended ? { at: -ended.seconds } : {}) })
  }
  for (const { name, node = '', containers } of pods)
    for (const { restarts = 0, lastState } of containers.values())
      if (restarts > (byName.get(name)?.restarts ?? 0) || (restarts > 0 && lastState?.finishedAt !== undefined))
        byName.set(name, { name, node, restarts, within: 1, ...(lastState?.finishedAt === undefined ? {} : { at: lastState.finishedAt }) })
  return [...byName.values()]
}

/** The most pods whose last ends are all within a minute, as exactly as that is told. */
function nearest(all: readonly Restarting[]): Restarting[] | undefined {
  const timed = all.filter(({ at, within }) => at !== undefined && within <= SAME_SECONDS).toSorted((a, b) => a.at! - b.at!)
  let best: Restarting[] = []
  for (const [i, first] of timed.entries()) {
    const group = timed.slice(i).filter(({ at }) => at! - first.at! <= SAME_SECONDS && Math.sign(at!) === Math.sign(first.at!))
    if (group.length > best.length) best = group
  }
  return best.length >= LEAST_TOGETHER ? best : undefined
}

function spanWords(group: readonly Restarting[]): string {
  const span = group.at(-1)!.at! - group[0]!.at!
  const within = Math.max(...group.map((pod) => pod.within))
  const last = group.at(-1)!.at!
  const ago = last <= 0 ? `, ${ageWords({ seconds: -last, within })} ago` : ''
  return ` (their last ends are ${span < 1 && within < 60 ? 'at the same second' : `within ${ageWords({ seconds: Math.max(span, within), within: 1 })}`}${ago})`
}

function commonCause(
  group: readonly Restarting[],
  { nodeWords, units, events, pods, logs }: ClusterFacts,
  isOneNode: boolean,
  isOrdered: boolean,
): string {
  const names = new Set(group.map(({ name }) => name))
  const unit = units.find(({ isFailing }) => isFailing)
  if (unit) return ` The ${unit.name} of their node ends by itself.`
  const word = nodeWords.find(({ reason }) => /^(?:Rebooted|NodeNotReady|SystemOOM)$/.test(reason))
  if (word) return ` Their node says ${word.reason}${word.message === '' ? '' : ` (“${word.message}”)`}.`
  if (logs.some(({ lines }) => lines.some(({ text }) => /"signal":"terminated"|received signal.*terminated|SIGTERM/.test(text))))
    return ' Their containers are ended from outside (signal terminated), as a runtime that restarts, or a cgroup driver that kubelet and runtime do not share, ends them.'
  if (logs.some(({ lines }) => lines.some(({ text }) => meaningIn(text)?.kind === 'slow')))
    return ' etcd’s own log says that it is slow: who needs its answer in time ends.'
  const sandboxes = new Set(events.filter(({ reason, pod }) => reason === 'SandboxChanged' && names.has(pod)).map(({ pod }) => pod))
  const lost = pods.filter(
    ({ name, containers }) => names.has(name) && [...containers.values()].some(({ lastState }) => lastState?.exitCode === 255),
  )
  if (sandboxes.size > 1 || lost.length > 1) return ' Their sandboxes were made anew, as after a restart of the node or its runtime.'
  // of several that end in the same minute a table says not which was first
  const isFirst = isOrdered && group[0]!.at! < group[1]!.at!
  if (isFirst && group[0]!.name.startsWith('etcd') && group.some(({ name }) => name.startsWith('kube-apiserver')))
    return ' etcd ended first: who needs it ends after it.'
  if (new Set(group.map(({ name }) => ownerOf(name))).size === 1)
    return ' They are replicas of one workload: their program, what they all need, or a rollout is the cause.'
  return isOneNode
    ? ' They share their node: its kubelet, its runtime or the node itself was restarted, or what they all need was away.'
    : ''
}
