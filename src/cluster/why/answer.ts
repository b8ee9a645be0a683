import { lengthWords } from '../../views/text/duration.ts'
import type { Facts, Line } from '../facts.ts'
import { readCluster } from '../read.ts'
import { UNNAMED_POD } from '../read/nameless.ts'
import { releaseRange, type ReleaseRange } from '../release-in.ts'
import { mostRestarts } from './arithmetic.ts'
import { findingOf, memoryWords } from './causes.ts'
import { type Finding, RULES, type Rule, type Fix } from './finding.ts'
import { lastWordsOf, linesOf, saidOf } from './last-words.ts'
import { NO_END } from './own-end.ts'
import { restartsOf, type Subject, subjectsOf, troubleOf } from './subjects.ts'

/** A step of the chain: what a line says, or the rule by which the next follows. */
interface Step {
  text: string
  /** The line of the texts, where it is one's own words. */
  line?: Line
  source?: string
}

/** Why, out of what a cluster printed. */
export interface Answer {
  /** One sentence. */
  sentence: string
  /** The same without its certainty's words: the cause alone. Absent where nothing is wrong, or nothing known. */
  cause?: { text: string; pod: string; container: string; isCertain: boolean; assumed: readonly string[]; line?: Line }
  /** As many as the texts show; null where they show none. */
  restarts: number | null
  chain: readonly Step[]
  fix?: Fix
  /** What would tell more. */
  help: readonly string[]
  /** Others of the same texts, a sentence each. */
  also: readonly string[]
  release: ReleaseRange
  unused: readonly Line[]
  is: 'nothing restarts' | 'known' | 'not known' | 'not readable'
  troubles: readonly string[]
}

interface Told {
  subject?: Subject
  finding: Finding
  who: string
  weight: number
}

/**
 * One sentence why, out of whatever a cluster printed: nothing is said that the texts do not say or that does not follow from them; what
 * is not known is said to be, with what would help.
 *
 * Errors: `not readable` where no line of the texts is of a cluster.
 */
export function answerOf(texts: readonly string[]): Answer {
  return answerIn(readCluster(texts))
}

/** The same of what has been read. */
export function answerIn(facts: Facts): Answer {
  const told = [...ofContainers(facts), ...ofKernel(facts), ...ofUnits(facts), ...ofNodes(facts), ...ofLogs(facts)].toSorted(
    (a, b) => b.weight - a.weight,
  )
  const unused = facts.lines.flatMap((line) => (line.use === 'unused' ? [line] : []))
  const base = { release: releaseRange(facts), unused, troubles: facts.troubles }
  const first = told[0]
  if (!first) return nothing(facts, base)
  const { subject, finding, who } = first
  const group = groupOf(told, facts)
  const restarts =
    finding.is === 'held' || finding.is === 'well' || finding.is === 'over'
      ? (restartsOfAll(facts) ?? 0)
      : (group?.restarts ?? (subject ? (restartsOf(subject) ?? null) : null))
  const is =
    finding.is === 'well' || finding.is === 'over' || (finding.is === 'held' && (restarts ?? 0) === 0)
      ? 'nothing restarts'
      : finding.isKnown
        ? 'known'
        : 'not known'
  const rate = subject && finding.is === 'restarts' ? rateWords(subject) : ''
  const sentence = sentenceOf(who, finding, subject, group)
  const backOff = subject && finding.is === 'restarts' && !finding.isCertain ? beyondBackOff(subject) : undefined
  const cause = {
    text: finding.text,
    pod: subject?.pod ?? '',
    container: subject?.container ?? '',
    isCertain: finding.isCertain,
    assumed: finding.assumed ?? [],
  }
  const line = facts.lines[finding.lines[0] ?? -1]
  return {
    ...base,
    sentence: `${sentence}${rate}`,
    ...(finding.is === 'well' ? {} : { cause: { ...cause, ...(line ? { line } : {}) } }),
    restarts,
    chain: chainOf(finding, facts),
    ...(finding.fix ? { fix: finding.fix } : {}),
    help: [...(finding.help ?? []), ...(backOff === undefined ? [] : [backOff])],
    also: alsoOf(told, group),
    is,
  }
}

const WORD = (count: number, text: string): string => `${count} ${text}${count === 1 ? '' : 's'}`

/** `web of web-7d9f-x2x9k`. */
function whoOf({ pod, container, isInit }: Subject): string {
  const kind = isInit ? 'init container ' : ''
  if (container !== '' && pod !== '' && !isSame(pod, container)) return `${kind}${container} in ${pod}`
  if (pod !== '') return pod
  return container === '' ? 'The container' : `${kind}${container}`
}

const isSame = (pod: string, container: string): boolean => pod === container

function sentenceOf(who: string, finding: Finding, subject: Subject | undefined, group: Group | undefined): string {
  const restarts = subject ? restartsOf(subject) : undefined
  const text = finding.text
  const may = finding.isCertain || !finding.isKnown ? '' : ' (concluded, not told)'
  if (finding.verb !== undefined) return `${who} ${finding.verb}: ${text}${may}.`
  switch (finding.is) {
    case 'well':
      return `Nothing restarts. ${who}: ${text}.`
    case 'held':
      return `${(restarts ?? 0) > 0 ? '' : 'Nothing restarts: '}${who} does not run, for ${text}.`
    case 'over':
      return `Nothing restarts: ${who} has ended, and restartPolicy Never leaves it so: ${text}${may}.`
    case 'ended':
      return `${who} was ended: ${text}${may}.`
    default:
  }
  if (group) return `${group.text} ${who}: ${text}${may}.`
  const counted =
    restarts === undefined || restarts === 0
      ? restarts === 0
        ? 'has ended and is to be started again'
        : subject && subject.logs.length > 0 && subject.events.length === 0 && !subject.row
          ? 'ends'
          : 'is restarted'
      : `has ${WORD(restarts, 'restart')}`
  return `${who} ${counted}: ${text}${may}.`
}

/** ` That is once in 5 min 12 s.` */
function rateWords(subject: Subject): string {
  const restarts = restartsOf(subject) ?? 0
  if (restarts < 10 || subject.age === undefined) return ''
  return ` That is one in ${lengthWords(Math.round(subject.age / restarts))}, over ${lengthWords(subject.age)}.`
}

/** More restarts than a back-off lets through. */
function beyondBackOff(subject: Subject): string | undefined {
  const restarts = restartsOf(subject) ?? 0
  if (subject.age === undefined || restarts < 5) return undefined
  // an age of 1h is up to two
  const most = mostRestarts(subject.age + (subject.row?.age?.within ?? 0))
  if (restarts <= most + 1) return undefined
  return `${restarts} restarts in ${lengthWords(subject.age)} are more than the back-off lets through (${most}): the container does not end by itself and wait. Its sandbox is made anew, the kubelet or the runtime was restarted, or its lives are longer than 10 min.`
}

function chainOf(finding: Finding, facts: Facts): Step[] {
  const lines = finding.lines.flatMap((index): Step[] => {
    const line = facts.lines[index]
    return line ? [{ text: shorten(line.text), line }] : []
  })
  return [...lines, ...(finding.rules ?? []).map(({ text, source }: Rule): Step => ({ text, source }))]
}

const shorten = (text: string): string => {
  const whole = text.replaceAll(/\s+/g, ' ').trim()
  return whole.length > 240 ? `${whole.slice(0, 239)}…` : whole
}

function ofContainers(facts: Facts): Told[] {
  return subjectsOf(facts).flatMap((subject) => {
    const finding = findingOf(subject)
    if (!finding) return []
    const bonus = finding.is === 'well' ? -1000 : finding.isKnown ? 200 : 0
    return [{ subject, finding, who: whoOf(subject), weight: troubleOf(subject) + bonus }]
  })
}

/** The kernel names no pod: what it says stands for itself. */
function ofKernel(facts: Facts): Told[] {
  const all = facts.ooms.filter(({ podUid }) => podUid === undefined || !facts.pods.some(({ uid }) => uid === podUid))
  const last = all.at(-1)
  if (!last) return []
  const { podUid, process, limitKiB, isOfNode } = last
  const whose =
    podUid === undefined
      ? last.containerID === undefined
        ? 'A process'
        : `A process of container ${last.containerID.slice(0, 12)}`
      : `A process of the pod with UID ${podUid}`
  const named = process === undefined ? '' : ` (${process})`
  const counted = all.length > 1 ? `, ${all.length} times in this text` : ''
  return [
    {
      who: `${whose}${named}`,
      weight: 250,
      finding: {
        is: 'ended',
        text: isOfNode
          ? `the whole node had no memory left, and the kernel killed it${counted}`
          : `it met its memory limit${limitKiB === undefined ? '' : ` of ${memoryWords(limitKiB)}`}, and the kernel killed it${counted}`,
        isCertain: true,
        isKnown: true,
        lines: [last.line],
        rules: [RULES.oom],
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

const UNIT_MEANS: readonly (readonly [RegExp, (match: RegExpExecArray) => string, Fix])[] = [
  [
    /cgroup driver: "?(\w+)"? is different from docker cgroup driver: "?(\w+)"?/,
    (match) => `its cgroup driver is ${match[1]}, and that of the runtime is ${match[2]}`,
    {
      text: 'Give both the same cgroup driver',
      change: '--cgroup-driver=systemd (cgroupDriver: systemd)',
      price: 'a restart of the kubelet',
    },
  ],
  [
    /running with swap on is not supported|swap/i,
    () => 'swap is on, which it does not run with',
    { text: 'Turn swap off', change: 'swapoff -a, and out of /etc/fstab; or failSwapOn: false', price: 'memory' },
  ],
  [
    /failed to load [Kk]ubelet config file.*?(\/\S+?)[,:]?\s.*no such file|open (\/\S+config\.yaml): no such file/,
    (match) => `its configuration ${match[1] ?? match[2]} is not there: kubeadm init or join writes it`,
    { text: 'Run kubeadm init or join, or restore the file', change: '/var/lib/kubelet/config.yaml', price: 'nothing' },
  ],
  [
    /bootstrap-kubelet\.conf: no such file|unable to load bootstrap kubeconfig/,
    () => 'its client certificate is gone or has expired, and there is no bootstrap kubeconfig to get another one',
    { text: 'Give it a new kubeconfig', change: 'kubeadm kubeconfig user --org system:nodes …, or kubeadm join again', price: 'nothing' },
  ],
  [
    /certificate has expired|part of the existing bootstrap client certificate .* is expired/,
    () => 'its client certificate has expired',
    { text: 'Renew the certificate', change: 'kubeadm certs renew, and a new kubelet.conf', price: 'nothing' },
  ],
  [
    /validate service connection|validate CRI|container runtime is (?:down|not running)|containerd\.sock|cri-dockerd|dockershim|unknown service runtime/,
    () => 'it does not reach the container runtime, or that does not speak its CRI',
    {
      text: 'Start the runtime, and name its socket',
      change: 'systemctl restart containerd; --container-runtime-endpoint',
      price: 'a restart of the runtime',
    },
  ],
  [
    /unknown flag: ?(\S+)|failed to parse kubelet flag/,
    (match) => `it does not know the flag ${match[1] ?? ''}`.trimEnd(),
    { text: 'Take the flag out', change: '/var/lib/kubelet/kubeadm-flags.env', price: 'nothing' },
  ],
  [
    /no space left on device/,
    () => 'the node’s disk is full',
    { text: 'Make room on the disk', change: 'crictl rmi --prune', price: 'images are pulled again' },
  ],
]

/** A service of the node that ends by itself: no pod runs without a kubelet. */
function ofUnits(facts: Facts): Told[] {
  return facts.units.flatMap(({ name, isFailing, fatal, line }): Told[] => {
    if (!isFailing) return []
    const found =
      fatal && UNIT_MEANS.map(([words, means, fix]) => ({ match: words.exec(fatal.text), means, fix })).find(({ match }) => match !== null)
    return [
      {
        who: `The ${name} itself`,
        weight: 500,
        finding: {
          is: 'restarts',
          text: `${found ? found.means(found.match!) : fatal ? 'it gives up' : 'it ends again and again; why is not in the text'}${fatal ? `: “${shorten(fatal.text)}”` : ''}. systemd starts it again each time${name === 'kubelet' ? '; without it no pod of the node is looked after' : ''}`,
          isCertain: fatal !== undefined,
          isKnown: fatal !== undefined,
          lines: [fatal?.line ?? line],
          ...(found ? { fix: found.fix } : {}),
          help: fatal ? [] : [`journalctl -u ${name} -e has its last words.`],
        },
      },
    ]
  })
}

/** What a node says of itself, where no pod has anything. */
function ofNodes(facts: Facts): Told[] {
  const word = facts.nodeWords.find(({ reason }) =>
    /^(?:NodeNotReady|SystemOOM|OOMKilling|Rebooted|\w*Pressure|NodeHas(?:Disk|Memory|PID)Pressure|EvictionThresholdMet|FreeDiskSpaceFailed|ContainerGCFailed|ImageGCFailed)$/.test(
      reason,
    ),
  )
  if (!word) return []
  return [
    {
      who: word.node === '' ? 'The node' : `The node ${word.node}`,
      weight: 60,
      finding: {
        is: 'ended',
        verb: 'is in trouble',
        text: `${word.reason}${word.message === '' ? '' : `, “${shorten(word.message)}”`}: what runs on it is evicted, ended or not looked after while that lasts`,
        isCertain: true,
        isKnown: true,
        lines: [word.line],
        help: ['kubectl get events -A --field-selector involvedObject.kind=Node'],
      },
    },
  ]
}

/** A log that no text says whose it is. */
function ofLogs(facts: Facts): Told[] {
  return facts.logs.flatMap((log): Told[] => {
    if (log.pod !== '') return []
    const words = lastWordsOf([log])
    if (!words || (!words.isFatal && words.means === undefined)) return []
    return [
      {
        who: log.container === '' ? 'The program' : log.container,
        weight: 120 + (words.means === undefined ? 0 : 40),
        finding: {
          is: 'restarts',
          verb: words.isEnd ? 'ends' : NO_END,
          text: words.isEnd ? `its last words are ${saidOf(words, 260)}` : saidOf(words, 260),
          isCertain: words.isEnd && words.means !== undefined,
          isKnown: words.isEnd,
          lines: linesOf(words),
          ...(words.fix ? { fix: words.fix } : {}),
          help: ['Whose log it is, and how often it was restarted: kubectl get pods says it.'],
        },
      },
    ]
  })
}

interface Group {
  restarts: number
  text: string
  pods: readonly string[]
}

const PLANE = /^(?:etcd|kube-(?:apiserver|controller-manager|scheduler|proxy))(?:-|$)/
const LEAST_TOGETHER = 3

/** Pods of a node or a plane that restart together: one cause for all of them is likelier than one each. */
function groupOf(told: readonly Told[], facts: Facts): Group | undefined {
  const restarting = new Map<string, number>()
  for (const { name, restarts } of facts.listed) if (restarts > 0) restarting.set(name, Math.max(restarts, restarting.get(name) ?? 0))
  const plane = [...restarting].filter(([name]) => PLANE.test(name))
  if (plane.length < LEAST_TOGETHER || !told[0]?.subject || !PLANE.test(told[0].subject.pod)) return undefined
  const all = plane.toSorted((a, b) => b[1] - a[1])
  const ended = told
    .flatMap(({ subject }) => (subject ? subject.logs.flatMap(({ lines }) => lines) : []))
    .find(({ text }) => /"signal":"terminated"|received signal.*terminated|SIGTERM/.test(text))
  const common = ended
    ? ' Their containers are ended from outside (signal terminated), as a runtime that restarts, or a cgroup driver that kubelet and runtime do not share, ends them.'
    : ''
  return {
    restarts: all[0]![1],
    pods: all.map(([name]) => name),
    text: `${all.length} pods of the control plane restart together (${all.map(([name, restarts]) => `${name} ${WORD(restarts, 'restart')}`).join(', ')}).${common}`,
  }
}

function alsoOf(told: readonly Told[], group: Group | undefined): string[] {
  return told
    .slice(1)
    .filter(({ finding }) => finding.is !== 'well' || told[0]!.finding.is === 'well')
    .slice(0, MOST_ALSO)
    .filter(({ subject, finding }) => finding.isKnown || !group?.pods.includes(subject?.pod ?? ''))
    .map(({ who, finding, subject }) => sentenceOf(who, finding, subject, undefined))
}

const MOST_ALSO = 12

function restartsOfAll(facts: Facts): number | undefined {
  const all = subjectsOf(facts).map((subject) => restartsOf(subject) ?? 0)
  return all.length === 0 ? undefined : Math.max(...all)
}

/** Nothing has been found wrong, or nothing has been read. */
function nothing(facts: Facts, base: Pick<Answer, 'release' | 'unused' | 'troubles'>): Answer {
  const isRead = facts.lines.some(({ use }) => use === 'used')
  const pods = new Set([
    ...facts.pods.map(({ name }) => name),
    ...facts.listed.map(({ name }) => name),
    ...facts.events.map(({ pod }) => pod),
  ])
  if (pods.size > 0)
    return {
      ...base,
      sentence: `Nothing restarts in what these texts tell${pods.size > 1 ? ` of ${WORD(pods.size, 'pod')}` : pods.has(UNNAMED_POD) ? '' : ` of ${[...pods][0]}`}.`,
      restarts: restartsOfAll(facts) ?? 0,
      chain: [],
      help: [],
      also: [],
      is: 'nothing restarts',
    }
  return {
    ...base,
    sentence: isRead
      ? 'These texts do not say that anything restarts, nor why.'
      : 'No line of this is recognised as what a cluster prints.',
    restarts: null,
    chain: [],
    help: ['kubectl describe pod POD, kubectl get pods and kubectl logs POD --previous tell most; a part of any of them will do.'],
    also: [],
    is: isRead ? 'not known' : 'not readable',
  }
}
