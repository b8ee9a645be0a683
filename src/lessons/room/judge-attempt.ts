import { isHidden } from '../../sim/node/file-changes.ts'
import { manifestOf } from '../../sim/scenario/specs.ts'
import { defined } from '../../manifest/own.ts'
import type { Pod } from '../../manifest/types.ts'
import type { ApiserverConfig } from '../../sim/apiserver/server-config.ts'
import { isApiserver, runningOf } from '../../sim/kubelet/running.ts'
import type { Action, Inputs } from '../../sim/scenario/inputs.ts'
import { readScenarioText } from '../../sim/scenario/yaml-text.ts'
import { simulate } from '../../sim/simulate.ts'
import { filesAt } from '../../sim/trace/moment.ts'
import type { Trace } from '../../sim/trace/trace.ts'
import { serverConfig } from '../../views/lane-server.ts'
import { actionsOfAttempt, type Attempt, textsOfAttempt } from '../attempt.ts'
import { barename, type LaneTexts, textIn, textsOf, withTexts } from '../change.ts'
import { check, startOf } from '../check-exercise.ts'
import { withActions } from '../incident.ts'
import type { Lesson } from '../parse-exercise.ts'
import { type Phrase, podPhrases, same, worded } from './pod-way.ts'
import { drawingOf } from '../../views/lanes/drawing-of.ts'
import type { ContainerTrack } from '../../views/lanes/lanes.ts'

const HEALTH = /^\/(?:healthz|livez|readyz)(?:\/|$)/

/** Flags whose effect is told, and the files that they name. */
const TOLD_FLAGS: readonly string[] = [
  'anonymous-auth',
  'authentication-config',
  'authorization-config',
  'authorization-mode',
  'basic-auth-file',
  'bind-address',
  'client-ca-file',
  'insecure-bind-address',
  'insecure-port',
  'secure-port',
  'token-auth-file',
]

/**
 * What was done to a kube-apiserver: read off what it makes of its flags and files, whichever they are. A side that is undefined has
 * refused them.
 */
function serverPhrases(old: ApiserverConfig | undefined, young: ApiserverConfig | undefined): Phrase[] {
  if (!old || !young)
    return old ? [{ text: 'flags that the server refuses' }] : young ? [{ text: 'flags that the server takes again' }] : []
  const texts = [
    anonymous(old.anonymous, young.anonymous),
    door(old.insecure, young.insecure),
    same(old.secure, young.secure) ? '' : `server moved to port ${young.secure.port}`,
    rows(old.tokenFile?.rows, young.tokenFile?.rows, 'token file'),
    rows(old.basicFile?.rows, young.basicFile?.rows, 'password file'),
    modes(old.authorization.modes, young.authorization.modes),
    same(old.clientCA?.authority, young.clientCA?.authority) ? '' : 'another CA for clients',
  ]
  return texts.filter(Boolean).map((text) => ({ text }))
}

type Anonymous = ApiserverConfig['anonymous']

function anonymous(old: Anonymous, young: Anonymous): string {
  const reach = ({ enabled, paths }: Anonymous): string =>
    !enabled
      ? 'refused'
      : !paths
        ? 'allowed'
        : paths.every((path) => HEALTH.test(path))
          ? 'allowed for health pages only'
          : 'allowed for some pages'
  return reach(old) === reach(young) ? '' : `anonymous requests ${reach(young)}`
}

function door(old: ApiserverConfig['insecure'], young: ApiserverConfig['insecure']): string {
  if (same(old, young)) return ''
  if (!young) return 'insecure port closed'
  return `insecure port opened ${/^(?:127\.|::1|localhost)/.test(young.bind) ? 'on the node alone' : 'to everybody'}`
}

function rows(old: readonly unknown[] | undefined, young: readonly unknown[] | undefined, what: string): string {
  if (same(old, young)) return ''
  return !young ? `${what} taken away` : old ? `${what} changed` : `${what} given to the server`
}

function modes(old: readonly string[], young: readonly string[]): string {
  if (same(old, young)) return ''
  return young.includes('AlwaysAllow') ? 'everything allowed to everybody' : `authorization by ${young.join(', ')}`
}

/** A lane and its run. */
interface AttemptRun {
  inputs: Inputs
  trace: Trace
}

/**
 * The way in which something was fixed, or tried to be: what the change does, read off the objects before and after and off the two
 * runs, not off the texts. Two learners who did the same in other words have the same way.
 *
 * What cannot be read is a way of its own.
 */
function wayOf(before: AttemptRun, after: AttemptRun, done: readonly Action[] = []): string {
  const [old, young] = [textsAtEnd(before), textsAtEnd(after)]
  const phrases = [
    ...done.flatMap(deed),
    ...serversPhrases(before, after, old, young),
    ...manifestPhrases(before.inputs, old, young),
    ...filePhrases(old, young),
  ]
  const way = worded(phrases)
  if (way === '') return isSame(old, young) ? 'nothing changed' : 'only the layout changed'
  return stillFails(phrases, after) ? `${way}; the probe still fails` : way
}

const isSame = (a: LaneTexts, b: LaneTexts): boolean =>
  JSON.stringify(Object.entries(a).toSorted()) === JSON.stringify(Object.entries(b).toSorted())

/** What lies on the node when the run is over, manifests by their bare names. */
function textsAtEnd({ inputs }: AttemptRun): LaneTexts {
  return Object.fromEntries([...filesAt({ inputs, at: inputs.duration })].map(([path, text]) => [barename(path), text]))
}

/** What was done and is no change of a file. */
function deed({ at: _when, ...action }: Action): Phrase[] {
  const [kind, of] = Object.entries(action)[0]!
  if (['write', 'edit', 'spoil', 'copy', 'remove'].includes(kind)) return []
  if (kind === 'restart') return [{ text: `${String(of)} restarted` }]
  if (kind === 'reboot') return [{ text: 'node rebooted' }]
  if (kind === 'kubectl' || kind === 'crictl') return [{ text: `${kind} ${String(of).split(' ').slice(0, 2).join(' ')}` }]
  return [{ text: `${kind} ${String(of)}` }]
}

const isManifest = (file: string): boolean => !file.startsWith('/')
/** The kubelet passes over such files. */
const isRead = (file: string): boolean => isManifest(file) && !isHidden(file)

function manifestPhrases(inputs: Inputs, old: LaneTexts, young: LaneTexts): Phrase[] {
  const had = Object.keys(old).filter(isRead)
  const has = Object.keys(young).filter(isRead)
  const gone = had.filter((file) => textIn(young, file) === undefined)
  const come = has.filter((file) => textIn(old, file) === undefined)
  const phrases: Phrase[] = []
  for (const file of gone) {
    const twin = come.find((text) => young[text] === old[file])
    phrases.push({ text: twin === undefined ? `${file} taken out of the directory` : `${file} renamed` })
  }
  for (const file of come) if (!gone.some((text) => old[text] === young[file])) phrases.push({ text: 'another manifest added' })
  for (const file of had) {
    if (textIn(young, file) === undefined || old[file] === young[file]) continue
    const [pod, other] = [old, young].map((texts) => manifestOf(inputs, file, texts[file]!).pod) as [Pod?, Pod?]
    if (pod && other) phrases.push(...podPhrases(pod, other, (container) => isApiserver(other, container, inputs)))
    else if (pod) phrases.push({ text: 'a manifest that cannot be read' })
    else if (other) phrases.push({ text: 'the manifest made readable' })
    else phrases.push({ text: 'a manifest changed that cannot be read' })
  }
  return phrases
}

/** Nothing is said of a server on one side alone: what took it away or brought it is said of its manifest. */
function serversPhrases(before: AttemptRun, after: AttemptRun, old: LaneTexts, young: LaneTexts): Phrase[] {
  const [had, has] = [flagsOf(before.inputs, old), flagsOf(after.inputs, young)]
  if (!had || !has) return []
  const [was, is] = [serverConfig(atEnd(before)), serverConfig(atEnd(after))]
  const changed = [...new Set([...had.keys(), ...has.keys()])].flatMap((name): Phrase[] => {
    if (had.get(name) === has.get(name)) return []
    return [{ text: `--${name} ${!has.has(name) ? 'taken away' : had.has(name) ? 'changed' : 'added'}` }]
  })
  return [...serverPhrases(was, is), ...changed]
}

const atEnd = ({ inputs, trace }: AttemptRun): AttemptRun & { at: number } => ({ inputs, trace, at: inputs.duration })

/** The flags of a lane's kube-apiserver whose effect nothing else tells, by name; undefined where it has no such server. */
function flagsOf(inputs: Inputs, texts: LaneTexts): ReadonlyMap<string, string> | undefined {
  const servers = Object.keys(texts)
    .filter(isRead)
    .flatMap((file) => {
      const { pod } = manifestOf(inputs, file, texts[file]!)
      return (pod?.spec.containers ?? [])
        .filter((container) => isApiserver(pod!, container, inputs))
        .map((container) => ({ pod: pod!, container }))
    })
  if (servers.length === 0) return undefined
  return new Map(
    servers
      .flatMap(({ pod, container }) => runningOf(pod, container, inputs).args)
      .flatMap((arg) => {
        const [, name = '', value = ''] = /^--([\w-]+)(?:=(.*))?$/s.exec(arg) ?? []
        return name === '' || TOLD_FLAGS.includes(name) ? [] : [[name, value] as const]
      }),
  )
}

/** Other files of the node, by what they hold: what they are called is nobody's way. */
function filePhrases(old: LaneTexts, young: LaneTexts): Phrase[] {
  const files = [...new Set([...Object.keys(old), ...Object.keys(young)])].filter((file) => !isManifest(file))
  return files.flatMap((file): Phrase[] => {
    const [text, other] = [textIn(old, file), textIn(young, file)]
    if (text === other || (text !== undefined && other !== undefined && sameValue(text, other))) return []
    const kind = /^kind:\s*(\w+)/m.exec(other ?? text!)?.[1]
    const what = kind ? `${/^[AEIOU]/.test(kind) ? 'an' : 'a'} ${kind}` : 'a file of the node'
    return [
      {
        text: `${what} ${other === undefined ? 'taken away' : text === undefined ? 'added' : 'changed'}`,
        ...(hasEffect(kind) ? { isPlumbing: true } : {}),
      },
    ]
  })
}

/** What such a file does is read off the server. */
const hasEffect = (kind: string | undefined): boolean =>
  kind === undefined || kind === 'AuthenticationConfiguration' || kind === 'AuthorizationConfiguration'

function sameValue(text: string, other: string): boolean {
  const [a, b] = [readScenarioText(text), readScenarioText(other)]
  return 'value' in a && 'value' in b && typeof a.value === 'object' && JSON.stringify(a.value) === JSON.stringify(b.value)
}

/** Of a probe that something was done to: its last word in the run. */
function stillFails(phrases: readonly Phrase[], { trace, inputs }: AttemptRun): boolean {
  const touched = new Set(phrases.flatMap(({ probe, text }) => (probe === undefined || text === '# removed' ? [] : [probe])))
  const last = new Map<string, string>()
  for (const entry of trace) if (entry.kind === 'probe' && entry.t <= inputs.duration) last.set(entry.probe, entry.result)
  return [...touched].some((probe) => last.get(probe) === 'failure')
}

/** What an attempt comes to: worked out from its texts, whatever its link claims. */
export interface Judged {
  solved: boolean
  goals: readonly { n: number; text: string; holds: boolean; why?: string; at?: number }[]
  /** What a fix may not touch, and whether it is so. */
  kept: readonly { text: string; holds: boolean }[]
  /** Of an incident: seconds out of service. */
  outage?: number
  /** What the change does. */
  way: string
  picture: LanePicture
}

/**
 * An attempt at an exercise, judged anew.
 *
 * Errors: a sentence where it is no attempt at this exercise as it is.
 */
export function judgeAttempt(lesson: Lesson, attempt: Attempt): Judged | { error: string } {
  const { seed } = attempt
  const bySeed = defined({ seed })
  const start = startOf(lesson, bySeed)
  const read = textsOfAttempt(textsOf(start), attempt.changes)
  if ('error' in read) return read
  const done = actionsOfAttempt(attempt)
  if ('error' in done) return { error: `the attempt cannot be read: ${done.error}` }
  const { solved, goals, kept, outage } = check(lesson, { ...read, ...done, ...bySeed })
  const own = withActions(withTexts(start, read.texts), done.actions)
  const trace = simulate(own)
  return {
    solved,
    goals: goals.map(({ n, text, holds, why, at }) => ({
      n,
      text,
      holds,
      ...defined({ why, at }),
    })),
    kept: kept.map(({ text, holds }) => ({ text, holds })),
    ...defined({ outage }),
    way: wayOf({ inputs: start, trace: simulate(start) }, { inputs: own, trace }, done.actions),
    picture: pictureOf(trace, own.duration),
  }
}

/** A run small enough to have two hundred of them on one axis: the container that is restarted most. */
export interface LanePicture {
  /** Seconds on the simulated clock, as all of these. */
  end: number
  container: string
  restarts: number
  lives: readonly (readonly [from: number, to: number])[]
  kills: readonly number[]
  waits: readonly (readonly [from: number, to: number])[]
  ready: readonly (readonly [from: number, to: number])[]
}

/** Lives beyond these are not drawn one by one. */
const MOST_DRAWN = 200

/**
 * The picture of a run.
 *
 * A run without a container is an empty picture.
 */
function pictureOf(trace: Trace, end: number): LanePicture {
  const { tracks } = drawingOf(trace, end)
  let most: ContainerTrack | undefined
  for (const track of tracks) if (!most || track.lives.length > most.lives.length) most = track
  const spans = (list: readonly { from: number; to: number }[]): (readonly [number, number])[] =>
    list.slice(0, MOST_DRAWN).map(({ from, to }) => [tidy(from), tidy(to)] as const)
  return {
    end,
    container: most?.container ?? '',
    restarts: Math.max(0, (most?.lives.length ?? 0) - 1),
    lives: spans(most?.lives ?? []),
    kills: (most?.kills ?? []).slice(0, MOST_DRAWN).map(({ t }) => tidy(t)),
    waits: spans(most?.waits ?? []),
    ready: spans(most?.ready ?? []),
  }
}

const tidy = (t: number): number => Math.round(t * 10) / 10
