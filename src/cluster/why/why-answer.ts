import { defined, grouped } from '../../manifest/own.ts'
import { lengthWords } from '../../views/text/duration-words.ts'
import { type ClusterFacts, isDone, type PastedLine, type PodFacts } from '../facts.ts'
import { readCluster } from '../read.ts'
import { UNNAMED_POD } from '../read/nameless.ts'
import { releaseRange, type ReleaseRange } from '../release-in.ts'
import { ageWords } from '../time.ts'
import { findingOf } from './causes.ts'
import { elsewhere, type ElsewhereFinding, type Together, togetherIn } from './found-elsewhere.ts'
import { ownName, setOf } from '../pod-specs.ts'
import { counted } from '../../views/text/words.ts'
import { ends, type Fix } from '../sentence-template.ts'
import { few, type ClusterFinding, type FindingRule } from './finding.ts'
import type { BehaviourKind } from '../failures.ts'
import { mostRestarts } from './own-end.ts'
import { NOT_YET } from './probes.ts'
import { isAtLeast, isLooping, isRestarted, restartsOf, type ContainerTexts, subjectsOf, troubleOf } from './subjects.ts'

/** A step of the chain: what a line says, or the rule by which the next follows. */
interface ChainStep {
  text: string
  /** The line of the texts, where it is one's own words. */
  line?: PastedLine
  source?: string
}

/** Why, out of what a cluster printed. */
export interface WhyAnswer {
  /** One sentence. */
  sentence: string
  /** The same without its certainty's words: the cause alone. Absent where nothing is wrong, or nothing known. */
  cause?: {
    text: string
    behaviour?: BehaviourKind
    pod: string
    container: string
    isCertain: boolean
    assumed: readonly string[]
    line?: PastedLine
  }
  /** As many as the texts show; null where they show none. */
  restarts: number | null
  chain: readonly ChainStep[]
  fix?: Fix
  /** What would tell more. */
  help: readonly string[]
  /** Others of the same texts, a sentence each. */
  also: readonly string[]
  release: ReleaseRange
  unused: readonly PastedLine[]
  is: 'nothing restarts' | 'known' | 'not known' | 'not readable'
  troubles: readonly string[]
}

interface ToldCause extends ElsewhereFinding {
  subject?: ContainerTexts
  /** Pods of the same set in which the same container does so for the same reason, itself the first, and of how many. */
  replicas?: { set: string; all: readonly ToldCause[]; of: number }
}

/**
 * One sentence why, out of whatever a cluster printed: nothing is said that the texts do not say or that does not follow from them; what
 * is not known is said to be, with what would help.
 *
 * Errors: `not readable` where no line of the texts is of a cluster.
 */
export function answerOf(texts: readonly string[]): WhyAnswer {
  return answerIn(readCluster(texts))
}

/** The same of what has been read. */
export function answerIn(facts: ClusterFacts): WhyAnswer {
  const subjects = subjectsOf(facts)
  const all = withReplicas(
    etcdFirst([...ofContainers(subjects), ...elsewhere(facts, subjects)].toSorted((a, b) => b.weight - a.weight)),
    new Set(subjects.map(({ pod }) => pod)),
  )
  const unused = facts.lines.flatMap((line) => (line.use === 'unused' ? [line] : []))
  const base = { release: releaseRange(facts), unused, troubles: facts.troubles }
  const first = all[0]
  const most = subjects.length === 0 ? undefined : Math.max(...subjects.map((own) => restartsOf(own) ?? 0))
  if (!first) return nothing(facts, base, most)
  const { subject, finding } = first
  const isCalm = (most ?? 0) === 0 && all.every(({ finding: { is } }) => is !== 'restarts' && is !== 'ended')
  const calm = isCalm ? (isCounted(facts) ? 'Nothing restarts. ' : 'Nothing restarts in what these texts tell. ') : ''
  const isOver = finding.is === 'well' || finding.is === 'over'
  const isHeld = finding.is === 'held'
  const isNotYet = finding.verb === NOT_YET
  const group = togetherIn(facts)
  const own = group !== undefined && subject !== undefined && group.pods.includes(subject.pod) ? group : undefined
  const restarts = isOver || isHeld || isNotYet ? (most ?? 0) : own ? own.restarts : ((subject && restartsOf(subject)) ?? null)
  const cause = finding.is === 'well' ? undefined : causeOf(first, facts)
  return {
    ...base,
    sentence: `${sentenceOf(first, calm, own)}${rateWords(first)}`,
    ...(cause ? { cause } : {}),
    restarts,
    chain: chainOf(finding, facts),
    ...(finding.fix ? { fix: finding.fix } : {}),
    help: [...finding.help.map((text) => namedIn(text, subject)), ...beyondBackOff(first)],
    also: alsoOf(all, calm, group, own !== undefined),
    is: isOver || (isHeld && isCalm) || isNotYet ? 'nothing restarts' : finding.certainty === 'unknown' ? 'not known' : 'known',
  }
}

/** Of several whose cause no text has an etcd that does not run is looked at first: without it no kube-apiserver stays. */
function etcdFirst(all: readonly ToldCause[]): ToldCause[] {
  const isBare = ({ finding: { is, certainty } }: ToldCause): boolean => is === 'restarts' && certainty === 'unknown'
  const etcd = all.find((told) => isBare(told) && told.subject?.container === 'etcd' && told.subject.row?.ready === 0)
  return etcd && all.every((told) => isBare(told) || told.weight < etcd.weight) ? [etcd, ...all.filter((told) => told !== etcd)] : [...all]
}

function causeOf({ finding, subject }: ToldCause, facts: ClusterFacts): NonNullable<WhyAnswer['cause']> {
  const { text, behaviour, certainty, assumed = [], lines, isOfPod } = finding
  const { pod = '', container: own = '' } = subject ?? {}
  const container = isOfPod ? '' : own
  const line = facts.lines[lines[0]!]
  return { text, ...defined({ behaviour }), pod, container, isCertain: certainty === undefined, assumed, ...defined({ line }) }
}

/** Those of one set that have the same reason as one: the heaviest with the others behind it. */
function withReplicas(all: readonly ToldCause[], pods: ReadonlySet<string>): ToldCause[] {
  const keys = all.map(reasonKey)
  return all.flatMap((told, i) => {
    const group = keys[i] === undefined ? [told] : all.filter((_, n) => keys[n] === keys[i])
    if (group.length === 1) return [told]
    if (group[0] !== told) return []
    const set = setOf(told.subject!.pod)!
    const replicas = { set, all: group, of: [...pods].filter((pod) => setOf(pod) === set).length }
    return [{ ...told, who: `${group.length} of ${replicas.of} pods of ${set}`, replicas }]
  })
}

/** The same for pods of one set with the same reason, whatever its numbers are; undefined where no reason is known, or no set. */
function reasonKey({ subject, finding }: ToldCause): string | undefined {
  const set = subject && setOf(subject.pod)
  if (set === undefined || finding.certainty === 'unknown' || finding.is === 'over') return undefined
  const text = finding.text.replaceAll(subject!.pod, '').replaceAll(/\d[\d.:]*/g, '#')
  return [subject!.namespace, set, subject!.container, finding.is, finding.verb ?? '', text].join('\n')
}

/** `3 of 5 pods of web restart for the same reason (…-x2x9k 3 restarts, …): its liveness probe …`. */
function replicasSentence({ who, finding, subject, replicas }: ToldCause, group: Together | undefined): string {
  const { set, all } = replicas!
  const names = all.map((other) => {
    const restarts = restartsOf(other.subject!) ?? 0
    return `${other.subject!.pod.replace(set, '…')}${restarts > 0 ? ` ${counted(restarts, 'restart')}` : ''}`
  })
  const numbers = all.some((other) => other.finding.text !== finding.text) ? ` (the numbers are those of ${subject!.pod})` : ''
  if (finding.is === 'well') return `In ${who} (${few(names, 8).join(', ')}): ${finding.text}${numbers}.`
  const does =
    finding.is === 'held'
      ? 'do not run'
      : finding.is === 'ended'
        ? 'were ended'
        : (finding.verb ?? (restartsWords(subject!) === 'ends' ? 'end' : 'restart'))
  // a finding's words are of one pod
  const text = finding.is === 'ended' ? finding.text.replace(/^(the kubelet (?:evicted|did not take)) the pod/, '$1 them') : finding.text
  const isSameGroup = group?.pods.every((pod) => all.some((other) => other.subject!.pod === pod))
  const before = group && !isSameGroup ? `${group.text} ` : ''
  const together = isSameGroup ? ` together${group!.when}, and` : ''
  return `${before}${who} ${does}${together} for the same reason (${few(names, 8).join(', ')}): ${text}${concludedWords(finding)}${numbers}.`
}

/** `web of web-7d9f-x2x9k`. */
function whoOf({ pod, container, isInit }: ContainerTexts): string {
  const kind = isInit ? 'init container ' : ''
  if (container !== '' && pod !== '' && pod !== container) return `${kind}${container} in ${pod}`
  if (pod !== '') return pod
  return container === '' ? 'The container' : `${kind}${container}`
}

/** What quotes the words that say so needs no mark. */
const concludedWords = ({ certainty, assumed = [] }: ClusterFinding): string =>
  certainty === 'concluded' && assumed.length > 0 ? ' (concluded, not told)' : ''

function sentenceOf(told: ToldCause, calm: string, group: Together | undefined): string {
  const { who, finding, subject, replicas } = told
  if (replicas) return `${finding.is === 'well' ? calm : ''}${replicasSentence(told, group)}`
  const text = `${finding.text}${concludedWords(finding)}`
  if (finding.verb !== undefined) return `${who} ${finding.verb}: ${text}.`
  switch (finding.is) {
    case 'well':
      return `${calm}${who}: ${text}.`
    case 'held':
      return `${calm ? `Nothing restarts: ${inSentence(who)}` : who} does not run, for ${text}.`
    case 'over':
      return `Nothing restarts: ${inSentence(who)} has ended, and restartPolicy Never leaves it so: ${text}.`
    case 'ended':
      return `${who} was ended: ${text}.`
    default:
  }
  if (group) return `${group.text} ${who}: ${text}.`
  return `${who} ${subject ? restartsWords(subject) : 'is restarted'}: ${text}.`
}

/** Behind a colon; a name stays as it is. */
const inSentence = (who: string): string => who.replace(/^The /, 'the ')

function restartsWords(subject: ContainerTexts): string {
  const restarts = restartsOf(subject)
  if (restarts !== undefined && isDone(subject)) return `had ${counted(restarts, 'restart')} before it was done`
  if (restarts !== undefined && restarts > 0) return `has ${isAtLeast(subject) ? 'at least ' : ''}${counted(restarts, 'restart')}`
  if (
    restarts === 0 &&
    [subject.state?.is === 'waiting' ? (subject.state.reason ?? '') : '', subject.row?.status ?? ''].some((reason) =>
      NOT_STARTED.test(reason),
    )
  )
    return 'is not started'
  if (restarts === 0) return isLooping(subject) ? 'has ended and is to be started again' : 'has ended'
  const isAlone = subject.events.every(({ reason }) => OF_NO_RUN.test(reason)) && !subject.row
  if (isAlone && subject.logs.length > 0 && !subject.lastState) return 'ends'
  return isAlone && subject.state?.is === 'terminated' && !subject.lastState ? 'has ended' : 'is restarted'
}

/** What made a pod, and where it is to run. */
const OF_NO_RUN = /^(?:SuccessfulCreate|Scheduled)$/

const NOT_STARTED = /^(?:Init:)?(?:RunContainerError|CreateContainerError|PostStartHookError)$/

/** ` That is one in 5 min 12 s.`, or ` It has run since then, for 41 days.` where its back-off is long over. */
function rateWords({ subject, finding }: ToldCause): string {
  const restarts = (subject && restartsOf(subject)) ?? 0
  const { age, ended, status, ready, containers } = subject?.row ?? {}
  const isUp =
    status === 'Running' && ready === containers && ended !== undefined && ended.seconds >= Math.max(BACK_OFF_OVER, (age?.seconds ?? 0) / 4)
  if (isUp && finding.is === 'restarts' && finding.certainty === 'unknown') return ` It has run since then, for ${ageWords(ended)}.`
  if (restarts < 10 || !age || finding.is !== 'restarts') return ''
  return ` That is one in ${age.within >= 60 ? `about ${lengthWords(rounded(age.seconds / restarts)).replace(/ 0 (?:min|s)$/, '')}` : lengthWords(Math.round(age.seconds / restarts))}, over ${ageWords(age)}.`
}

/** Follows: pkg/kubelet/kubelet.go, MaxContainerBackOff: twice as long without an end, and it begins anew. */
const BACK_OFF_OVER = 600

/** No finer than an age of minutes, hours or days allows. */
function rounded(seconds: number): number {
  const unit = seconds >= 3 * 3600 ? 3600 : seconds >= 600 ? 60 : seconds >= 60 ? 10 : 1
  return Math.round(seconds / unit) * unit
}

/** More restarts than a back-off lets through. */
function beyondBackOff({ subject, finding }: ToldCause): string[] {
  const restarts = (subject && restartsOf(subject)) ?? 0
  const age = subject?.row?.age
  if (!age || restarts < 5 || finding.is !== 'restarts' || finding.certainty === undefined) return []
  // an age of 1h is up to two
  const most = mostRestarts(age.seconds + age.within)
  if (restarts <= most + 1) return []
  return [
    `${restarts} restarts in ${ageWords(age)} are more than the back-off lets through (${most}): the container does not end by itself and wait. Its sandbox is made anew, the kubelet or the runtime was restarted, or its lives are longer than 10 min.`,
  ]
}

/** Without these kubectl has nobody to ask. */
const SERVERS = /^(?:etcd|kube-apiserver)$/

/** A command as it is typed for that container. */
function namedIn(said: string, subject: ContainerTexts | undefined): string {
  // it has no instance before this one
  const text = subject && restartsOf(subject) === 0 ? said.replace('kubectl logs POD --previous', 'kubectl logs POD') : said
  const { pod = '', namespace = '', container = '', isOneOfMany = false } = subject ?? {}
  const named = ownName(pod) === pod ? pod : `${ownName(pod)} -n ${namespace}`
  if (SERVERS.test(container))
    return text
      .replace(
        /^kubectl logs POD(?: --previous)?/,
        `crictl ps -a --name ${container}, then crictl logs ID (kubectl answers only while the kube-apiserver does)`,
      )
      .replace(/^kubectl describe pod POD has its last state.*/, 'crictl inspect ID has its last state (exit code, reason).')
  return text
    .replace(/kubectl logs POD(?! -c)/g, isOneOfMany && container !== '' ? `$& -c ${container}` : '$&')
    .replace(/(kubectl (?:logs|describe pod)) POD/g, `$1 ${pod === '' ? 'POD' : named}`)
}

function chainOf(finding: ClusterFinding, facts: ClusterFacts): ChainStep[] {
  const lines = [...new Set(finding.lines)].flatMap((index): ChainStep[] => {
    const line = facts.lines[index]
    return line ? [{ text: ends([line.text.trim(), ...stateBelow(facts, index)].join(', '), 240), line }] : []
  })
  return [...lines, ...finding.rules.map(({ text, source }: FindingRule): ChainStep => ({ text, source }))]
}

/** What a state's head alone does not say: its reason and exit code stand below it. */
function stateBelow({ lines }: ClusterFacts, index: number): string[] {
  if (!/^\s*(?:Last )?State:\s+(?:Terminated|Waiting)\s*$/.test(lines[index]!.text)) return []
  const below = lines.slice(index + 1, index + MOST_OF_A_STATE)
  const end = below.findIndex(({ text }) => !/^\s*(?:Reason|Message|Exit Code|Signal|Started|Finished):/.test(text))
  return below
    .slice(0, end < 0 ? undefined : end)
    .flatMap(({ text }) => (/^\s*(?:Reason|Exit Code|Signal):/.test(text) ? [text.trim()] : []))
}
const MOST_OF_A_STATE = 7

/** Less than a last state, or an event of a back-off, says beside its row. */
const MOST_OF_A_ROW = 150

function ofContainers(subjects: readonly ContainerTexts[]): ToldCause[] {
  const all = subjects.flatMap((subject) => {
    const finding = findingOf(subject)
    if (!finding) return []
    const isToldOf = subject.lastState !== undefined || subject.events.length + subject.logs.length > 0
    // what restarts is asked about, and not a pod of which a row says that it is gone
    const isGone = finding.is === 'ended' && !isToldOf && subjects.some(isLooping)
    const bonus = finding.is === 'well' ? -1000 : isGone || isDone(subject) ? -500 : finding.certainty === 'unknown' ? 0 : 200
    // what is told at length is what a person asks about, however often another row's pod has restarted
    const isRow = finding.certainty === 'unknown' && !isToldOf
    const trouble = troubleOf(subject)
    const beyond = isRow ? Math.max(0, trouble - MOST_OF_A_ROW) : 0
    const who = finding.isOfPod && subject.pod !== '' ? subject.pod : whoOf(subject)
    return [{ subject, finding, who, weight: trouble - beyond * 0.999 + bonus }]
  })
  // of a pod that is held up the cause that is told is enough
  const toldHeld = new Set(
    all.flatMap(({ subject, finding: { is, certainty } }) => (is === 'held' && certainty !== 'unknown' ? [subject.pod] : [])),
  )
  return all.filter(
    ({ subject, finding: { is, isOfPod, certainty } }) =>
      !(is === 'held' && isOfPod && certainty === 'unknown' && toldHeld.has(subject.pod)),
  )
}

/** Another of these says why: an init container that fails, a kube-apiserver that ends. */
function isConsequence({ who, subject, finding: { verb, certainty } }: ToldCause, all: readonly ToldCause[]): boolean {
  const isKnown = (is: (of: ContainerTexts) => boolean): boolean =>
    all.some((other) => other.subject && is(other.subject) && other.finding.is !== 'well' && other.finding.certainty !== 'unknown')
  if (subject && verb === 'does not run' && certainty === 'unknown') return isKnown(({ pod, isInit }) => isInit && pod === subject.pod)
  if (verb === 'is not there') return all.some((other) => other.finding.text.includes(`${inSentence(who)} ${verb}`))
  return (
    (verb === 'does not reach the kube-apiserver' || verb === 'is not reached by kubectl') &&
    isKnown(({ container }) => container === 'kube-apiserver')
  )
}

/** The others, a sentence each; of those of which nothing is known but that they restart, one for all. */
function alsoOf(all: readonly ToldCause[], calm: string, group: Together | undefined, isOfGroup: boolean): string[] {
  const others = all
    .slice(1)
    .filter(({ finding }) => finding.is !== 'well' || all[0]!.finding.is === 'well')
    .filter(({ subject, finding }) => finding.certainty !== 'unknown' || !group?.pods.includes(subject?.pod ?? ''))
    .filter((other) => !isConsequence(other, all))
  const isBare = ({ finding, subject }: ToldCause): boolean =>
    finding.is === 'restarts' && finding.certainty === 'unknown' && subject !== undefined
  const bare = grouped(others.filter(isBare), ({ finding }) => finding.text)
  const sentences = others
    .filter((other) => !isBare(other) || bare.get(other.finding.text)!.length === 1)
    .map((other) => sentenceOf(other, '', undefined))
  const shared = [...bare].flatMap(([text, pods]) =>
    pods.length === 1
      ? []
      : [
          `${pods.map(({ who, subject }) => (isRestarted(subject!) ? `${who} (${counted(restartsOf(subject!)!, 'restart')})` : who)).join(', ')}: ${text}.`,
        ],
  )
  const main = sentenceOf(all[0]!, calm, undefined)
  const texts = new Set([...(group && !isOfGroup ? [group.text] : []), ...sentences, ...shared])
  return [...texts].filter((text) => text !== main).slice(0, MOST_ALSO)
}

const MOST_ALSO = 12

/** A row's piece: columns, or a name that nobody writes in a sentence. */
const PIECE = /\S {2,}\S|\S{40,}/
const MOST_BROKEN = 0.25

/** A table's head of which only that of pods and of Events is read: names in capitals. */
const HEAD = /^\s*[A-Z][A-Z0-9()/_-]*(?: [A-Z0-9()/_-]+)*(?: {2,}[A-Z][A-Z0-9()/_-]*(?: [A-Z0-9()/_-]+)*)+\s*$/
const READ_HEAD = /\bRESTARTS\b|\bREASON\b|\bATTEMPT\b|\bEXIT/

/** Lines of tables of other things, which are whole. */
function ofOtherTables(lines: readonly PastedLine[]): ReadonlySet<PastedLine> {
  const others = new Set<PastedLine>()
  let columns = 0
  for (const line of lines) {
    const text = line.text.trim()
    const cells = text.split(/ {2,}/).length
    if (HEAD.test(text)) columns = READ_HEAD.test(text) ? 0 : cells
    else if (line.use !== 'unused' || text === '') columns = 0
    if (columns > 0 && cells > 1 && cells <= columns) others.add(line)
  }
  return others
}

/** Texts that are manifests and nothing else: none tells of a run. */
function isManifest({ pods, templates, seen, nodeWords }: ClusterFacts): boolean {
  const hasRun = ({ phase, reason, startTime, containers }: PodFacts): boolean =>
    (phase ?? reason ?? startTime) !== undefined ||
    [...containers.values()].some(({ state, restarts }) => (state ?? restarts) !== undefined)
  const isAlone = nodeWords.length === 0 && [...seen.keys()].every((source) => source === 'pod' || source === 'template')
  return isAlone && pods.length + templates.length > 0 && pods.every((pod) => pod.isWhole && !hasRun(pod))
}

/** How often containers were restarted is told. */
const isCounted = ({ listed, pods }: ClusterFacts): boolean =>
  listed.length > 0 || pods.some(({ containers }) => [...containers.values()].some(({ restarts }) => restarts === 0))

/** Nothing has been found wrong, or nothing has been read. */
function nothing(facts: ClusterFacts, base: Pick<WhyAnswer, 'release' | 'unused' | 'troubles'>, most: number | undefined): WhyAnswer {
  // a line whose form is known may tell nothing
  const isRead = facts.lines.some(({ use, as }) => use === 'used' || as !== undefined)
  const pods = new Set([
    ...facts.pods.map(({ name }) => name),
    ...facts.listed.map(({ name }) => name),
    ...facts.events.map(({ pod }) => pod),
  ])
  const others = ofOtherTables(facts.lines)
  const broken = base.unused.filter((line) => line.as === undefined && !others.has(line) && PIECE.test(line.text.trim())).length
  const read = facts.lines.filter(({ use }) => use === 'used').length
  const rest = { ...base, restarts: null, chain: [], also: [] }
  if (pods.size > 0 && broken > (read + broken) * MOST_BROKEN)
    return {
      ...rest,
      sentence: `Whether anything restarts is not known: ${broken} of ${read + broken} lines are pieces that could not be put together.`,
      help: ['The same again with its lines whole: as a file, or without a window’s width (kubectl … > file).'],
      is: 'not known',
    }
  if (isManifest(facts))
    return {
      ...rest,
      sentence: 'A manifest tells nothing of a run: whether anything restarts is not in it.',
      help: [
        'What it would do: whyrestart FILE simulates it, and whyrestart lint FILE says what trial runs show of it.',
        'What it did: kubectl describe pod POD, kubectl get pods and kubectl logs POD --previous tell most.',
      ],
      is: 'not known',
    }
  // of events alone a warning leaves it open
  if (pods.size > 0 && (isCounted(facts) || (facts.events.length > 0 && facts.events.every(({ type }) => type === 'Normal'))))
    return {
      ...rest,
      sentence: `Nothing restarts in what these texts tell${pods.size > 1 ? ` of ${counted(pods.size, 'pod')}` : pods.has(UNNAMED_POD) ? '' : ` of ${[...pods][0]}`}.`,
      restarts: most ?? 0,
      help: [],
      is: 'nothing restarts',
    }
  return {
    ...rest,
    sentence: isRead
      ? 'These texts do not say that anything restarts, nor why.'
      : 'No line of this is recognised as what a cluster prints.',
    help: ['kubectl describe pod POD, kubectl get pods and kubectl logs POD --previous tell most; a part of any of them will do.'],
    is: isRead ? 'not known' : 'not readable',
  }
}
