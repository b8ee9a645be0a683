import type { Facts } from '../facts.ts'
import { memoryWords } from './causes.ts'
import { type Finding, RULES } from './finding.ts'
import { lastWordsOf, linesOf, saidOf } from './last-words.ts'
import { meaningIn, short, unitMeaning } from './meaning.ts'
import { containerWith, type Subject } from './subjects.ts'
import { certaintyOf, mostTelling, NO_END, runtimeFinding } from './own-end.ts'

/** What was found out about something that is no container of a pod, how it is called, and how much it weighs beside others. */
export interface Found {
  finding: Finding
  who: string
  weight: number
}

/** What the texts tell of a node, its kernel and its services, and of a log that nobody names. */
export const elsewhere = (facts: Facts, subjects: readonly Subject[]): Found[] => [
  ...ofKernel(facts, subjects),
  ...ofUnits(facts),
  ...ofRuntime(facts),
  ...ofNodes(facts),
  ...ofLogs(facts),
]

/** The kernel names no pod: what it says stands for itself. */
function ofKernel({ ooms, pods }: Facts, subjects: readonly Subject[]): Found[] {
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
  const counted = all.length > 1 ? `, ${all.length} times in this text` : ''
  const limit = limitKiB === undefined ? '' : ` of ${memoryWords(limitKiB)}`
  return [
    {
      who: `${whose}${process === undefined ? '' : ` (${process})`}`,
      weight: 250,
      finding: {
        is: 'ended',
        text:
          isOfNode || isOfLimit
            ? `${isOfNode ? 'the whole node had no memory left' : `it met its memory limit${limit}`}, and the kernel killed it${counted}`
            : 'the kernel looked for memory (oom-killer); which process it killed, and whether a limit or the whole node had none left, the lines below that one say',
        ...(isOfNode || isOfLimit ? {} : { certainty: 'unknown' as const }),
        lines: [last.line],
        rules: isOfNode || isOfLimit ? [RULES.oom] : [],
        fix: isOfNode
          ? {
              text: 'Request the memory that the pods of the node need, and keep some for the system',
              change: 'resources.requests.memory; kubelet --system-reserved',
              price: 'fewer pods on the node',
            }
          : {
              text: 'Raise the limit above what the container needs at most, or let it need less',
              change: 'resources.limits.memory',
              price: 'memory of the node',
            },
        help:
          podUid === undefined
            ? []
            : [
                'Whose UID that is: kubectl get pods -A -o custom-columns=UID:.metadata.uid,NS:.metadata.namespace,POD:.metadata.name. Whether the container itself ended: its last state says OOMKilled then.',
              ],
      },
    },
  ]
}

/** What a runtime does, and what it does not say: who asked for it. */
function ofRuntime(facts: Facts): Found[] {
  const { runtimeWords } = facts
  const found: Found[] = []
  const daemon = runtimeWords.findLast(({ is }) => is === 'daemon stopped') ?? runtimeWords.findLast(({ is }) => is === 'daemon started')
  if (daemon) {
    const isStop = daemon.is === 'daemon stopped'
    found.push({
      who: `The ${daemon.by}${daemon.host === '' ? '' : ` of ${daemon.host}`}`,
      weight: isStop ? 260 : 100,
      finding: {
        is: 'ended',
        verb: isStop ? 'was told to end from outside' : 'was started anew',
        text: `${isStop ? 'systemd or a person stopped it' : 'why the one before it ended is not in the text'}${daemon.by === 'dockerd' ? '; without live-restore every container of the node ends with it' : '; its containers outlive it, as long as the cgroup drivers of kubelet and runtime are the same'}`,
        ...certaintyOf(isStop, true),
        lines: [daemon.line],
        help: [`journalctl -u ${daemon.by === 'dockerd' ? 'docker' : daemon.by} -u kubelet of that time says who stopped it.`],
      },
    })
  }
  // one that a table names has a sentence of its own
  const words = mostTelling(runtimeWords.filter(({ id }) => id !== undefined && containerWith(id, facts) === undefined))
  if (words.length === 0) return found
  const ids = [...new Set(words.map(({ id }) => id!.slice(0, 12)))]
  const isOne = ids.length === 1
  found.push({
    who: isOne ? `Container ${ids[0]}` : `${ids.length} containers (${ids.slice(0, 6).join(', ')}${ids.length > 6 ? ', …' : ''})`,
    weight: 150,
    finding: { is: 'ended', verb: isOne ? 'was ended' : 'were ended', ...runtimeFinding(words, isOne) },
  })
  return found
}

/** A service of the node that ends by itself: no pod runs without a kubelet. */
function ofUnits({ units, logs }: Facts): Found[] {
  return units.flatMap(({ name, isFailing, fatal: own, before, line, restarts }): Found[] => {
    if (!isFailing) return []
    const words = lastWordsOf(logs.filter(({ container }) => container === name))
    const fatal = own ?? before ?? (words?.isEnd ? words : undefined)
    // that a kubeconfig is missing follows from the certificate
    const first = own && before && /bootstrap/.test(own.text) ? before : undefined
    const meaning = fatal && (unitMeaning(first?.text ?? fatal.text) ?? (own ? undefined : meaningIn(fatal.text)))
    const why = meaning?.means ?? (fatal ? 'it gives up' : 'it ends again and again; why is not in the text')
    return [
      {
        who: `The ${name} itself`,
        weight: 500,
        finding: {
          is: 'restarts',
          ...(restarts === undefined ? {} : { verb: `was restarted ${restarts} times` }),
          text: `${why}${first ? `: “${short(first.text, 240)}”, then “${short(fatal!.text, 240)}”` : fatal ? `: “${short(fatal.text, 240)}”` : ''}. systemd starts it again each time${name === 'kubelet' ? '; without it no pod of the node is looked after' : ''}`,
          ...certaintyOf(fatal !== undefined, true),
          lines: [...(first ? [first.line] : []), fatal?.line ?? line],
          ...(meaning ? { fix: meaning.fix } : {}),
          help: fatal ? [] : [`journalctl -u ${name} -e has its last words.`],
        },
      },
    ]
  })
}

const OF_NODES =
  /^(?:NodeNotReady|SystemOOM|OOMKilling|Rebooted|(?:Disk|Memory|PID)Pressure|NodeHas(?:Disk|Memory|PID)Pressure|NodeHasInsufficient\w+|EvictionThresholdMet|FreeDiskSpaceFailed|ContainerGCFailed|ImageGCFailed)$/

/** What a node says of itself, where no pod has anything. */
function ofNodes({ nodeWords }: Facts): Found[] {
  const words = nodeWords.filter(({ reason }) => OF_NODES.test(reason))
  const word = words.find(({ reason }) => reason === 'SystemOOM') ?? words[0]
  const away = nodeWords.findLast(({ reason }) => reason === 'ApiServerAway')
  const found: Found[] = []
  if (word)
    found.push({
      who: word.node === '' ? 'The node' : `The node ${word.node}`,
      weight: 60,
      finding: {
        is: 'ended',
        verb: 'is in trouble',
        text: `${[...new Set([word, ...words].map(({ reason }) => reason))].join(' and ')}${word.message === '' ? '' : `, “${short(word.message, 240)}”`}: what runs on it is evicted, ended or not looked after while that lasts`,
        lines: [word.line],
        help: ['kubectl get events -A --field-selector involvedObject.kind=Node'],
      },
    })
  const refused = nodeWords.findLast(({ reason }) => reason === 'ServerCertificate')
  const means = refused && meaningIn(refused.message)
  if (means)
    found.push({
      who: 'The kube-apiserver',
      weight: 230,
      finding: {
        is: 'ended',
        verb: 'is not trusted by kubectl',
        text: `${means.means}: “${short(refused.message)}”`,
        lines: [refused.line],
        fix: means.fix,
      },
    })
  const begun = nodeWords.filter(({ reason, message }) => reason === 'Starting' && /kubelet/i.test(message))
  if (begun.length > 1)
    found.push({
      who: `The kubelet${begun[0]!.node === '' ? '' : ` of ${begun[0]!.node}`}`,
      weight: 55,
      finding: {
        is: 'restarts',
        verb: `was started ${begun.length} times`,
        text: 'it ends, or is restarted with its node or its service, and pods may be made anew with it; why is not in the text',
        certainty: 'unknown',
        lines: begun.map(({ line }) => line),
        help: ['journalctl -u kubelet (snap.microk8s.daemon-kubelite, k3s) of these moments has the last words of each.'],
      },
    })
  if (away)
    found.push({
      who: `The kubelet${away.node === '' ? '' : ` of ${away.node}`}`,
      weight: 50,
      finding: {
        is: 'ended',
        verb: 'does not reach the kube-apiserver',
        text: `“${short(away.message)}”; why that does not answer is not in the text`,
        certainty: 'unknown',
        lines: [away.line],
        help: ['On the node of the control plane: crictl ps -a | grep kube-apiserver, and crictl logs of the newest one.'],
      },
    })
  return found
}

/** A log that no text says whose it is. */
function ofLogs({ logs, units, events, listed, pods }: Facts): Found[] {
  // beside what a cluster says of pods, a last line alone is none of an end
  const isBeside = events.length + listed.length + pods.length > 0
  return logs.flatMap((log): Found[] => {
    const isOfUnit = units.some(({ isFailing, name }) => isFailing && name === log.container)
    const words = log.pod === '' && !isOfUnit ? lastWordsOf([log]) : undefined
    if (!words || (!words.isFatal && words.means === undefined)) return []
    const isEnd = words.isEnd && !(words.isLast && isBeside)
    return [
      {
        who: log.container === '' ? 'The program' : log.container,
        weight: (isEnd ? 120 : 60) + (words.means === undefined ? 0 : 40),
        finding: {
          is: 'restarts',
          verb: isEnd ? 'ends' : NO_END,
          text: isEnd ? `its last words are ${saidOf(words, 260)}` : saidOf(words, 260),
          ...certaintyOf(isEnd, words.means !== undefined),
          lines: linesOf(words),
          ...(words.fix ? { fix: words.fix } : {}),
          help: ['Whose log it is, and how often it was restarted: kubectl get pods says it.'],
        },
      },
    ]
  })
}
