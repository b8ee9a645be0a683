import { readManifest } from '../../manifest/parse.ts'
import type { Container, Pod } from '../../manifest/types.ts'
import { MANIFEST_DIRECTORY } from '../../sim/node/file-changes.ts'
import { runningOf } from '../../sim/kubelet/running.ts'
import { releaseOf } from '../../sim/release/release.ts'
import type { Action, Inputs } from '../../sim/scenario/inputs.ts'
import { readScenarioText } from '../../sim/scenario/yaml-text.ts'
import { filesAt } from '../../sim/trace/moment.ts'
import type { Trace } from '../../sim/trace/trace.ts'
import { serverConfig } from '../../views/server.ts'
import { barename, textIn, type Texts } from '../change.ts'
import { type Phrase, worded } from './phrases.ts'
import { podPhrases } from './pod-way.ts'
import { serverPhrases, TOLD_FLAGS } from './server-way.ts'

/** A lane and its run. */
export interface Ran {
  inputs: Inputs
  trace: Trace
}

/**
 * The way in which something was fixed, or tried to be: what the change does, read off the objects before and after and off the two
 * runs, not off the texts. Two learners who did the same in other words have the same way.
 *
 * Units: seconds. Errors: none; what cannot be read is a way of its own.
 */
export function wayOf(before: Ran, after: Ran, done: readonly Action[] = []): string {
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

const isSame = (a: Texts, b: Texts): boolean =>
  JSON.stringify(Object.entries(a).toSorted()) === JSON.stringify(Object.entries(b).toSorted())

/** What lies on the node when the run is over, manifests by their bare names. */
function textsAtEnd({ inputs }: Ran): Texts {
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
const isRead = (file: string): boolean => isManifest(file) && !file.startsWith('.')

function manifestPhrases(inputs: Inputs, old: Texts, young: Texts): Phrase[] {
  const had = Object.keys(old).filter(isRead)
  const has = Object.keys(young).filter(isRead)
  const gone = had.filter((file) => textIn(young, file) === undefined)
  const come = has.filter((file) => textIn(old, file) === undefined)
  const phrases: Phrase[] = []
  for (const file of gone) {
    const twin = come.find((one) => young[one] === old[file])
    phrases.push({ text: twin === undefined ? `${file} taken out of the directory` : `${file} renamed` })
  }
  for (const file of come) if (!gone.some((one) => old[one] === young[file])) phrases.push({ text: 'another manifest added' })
  for (const file of had) {
    if (textIn(young, file) === undefined || old[file] === young[file]) continue
    const [one, other] = [podOf(inputs, file, old[file]!), podOf(inputs, file, young[file]!)]
    if (one && other) phrases.push(...podPhrases(one, other, (container) => isServer(other, container, inputs)))
    else if (one) phrases.push({ text: 'a manifest that cannot be read' })
    else if (other) phrases.push({ text: 'the manifest made readable' })
    else phrases.push({ text: 'a manifest changed that cannot be read' })
  }
  return phrases
}

function podOf({ node, kubernetes }: Inputs, file: string, text: string): Pod | undefined {
  return readManifest(text, { file: `${MANIFEST_DIRECTORY}/${file}`, nodeName: node.name, release: releaseOf(kubernetes) }).pod
}

const isServer = (pod: Pod, container: Container, inputs: Inputs): boolean => runningOf(pod, container, inputs).program === 'kube-apiserver'

/** Nothing is said of a server on one side alone: what took it away or brought it is said of its manifest. */
function serversPhrases(before: Ran, after: Ran, old: Texts, young: Texts): Phrase[] {
  const [had, has] = [flagsOf(before.inputs, old), flagsOf(after.inputs, young)]
  if (!had || !has) return []
  const [was, is] = [serverConfig(atEnd(before)), serverConfig(atEnd(after))]
  const changed = [...new Set([...had.keys(), ...has.keys()])].flatMap((name): Phrase[] => {
    if (had.get(name) === has.get(name)) return []
    return [{ text: `--${name} ${!has.has(name) ? 'taken away' : had.has(name) ? 'changed' : 'added'}` }]
  })
  return [...serverPhrases(was, is), ...changed]
}

const atEnd = ({ inputs, trace }: Ran): Ran & { at: number } => ({ inputs, trace, at: inputs.duration })

/** The flags of a lane's kube-apiserver whose effect nothing else tells, by name; undefined where it has no such server. */
function flagsOf(inputs: Inputs, texts: Texts): ReadonlyMap<string, string> | undefined {
  const servers = Object.keys(texts)
    .filter(isRead)
    .flatMap((file) => {
      const pod = podOf(inputs, file, texts[file]!)
      return (pod?.spec.containers ?? [])
        .filter((container) => isServer(pod!, container, inputs))
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
function filePhrases(old: Texts, young: Texts): Phrase[] {
  const files = [...new Set([...Object.keys(old), ...Object.keys(young)])].filter((file) => !isManifest(file))
  return files.flatMap((file): Phrase[] => {
    const [one, other] = [textIn(old, file), textIn(young, file)]
    if (one === other || (one !== undefined && other !== undefined && sameValue(one, other))) return []
    const kind = /^kind:\s*(\w+)/m.exec(other ?? one ?? '')?.[1]
    const what = kind ? `${/^[AEIOU]/.test(kind) ? 'an' : 'a'} ${kind}` : 'a file of the node'
    return [
      {
        text: `${what} ${other === undefined ? 'taken away' : one === undefined ? 'added' : 'changed'}`,
        ...(hasEffect(kind) ? { isPlumbing: true } : {}),
      },
    ]
  })
}

/** What such a file does is read off the server. */
const hasEffect = (kind: string | undefined): boolean =>
  kind === undefined || kind === 'AuthenticationConfiguration' || kind === 'AuthorizationConfiguration'

function sameValue(one: string, other: string): boolean {
  const [a, b] = [readScenarioText(one), readScenarioText(other)]
  return 'value' in a && 'value' in b && typeof a.value === 'object' && JSON.stringify(a.value) === JSON.stringify(b.value)
}

/** Of a probe that something was done to: its last word in the run. */
function stillFails(phrases: readonly Phrase[], { trace, inputs }: Ran): boolean {
  const touched = new Set(phrases.flatMap(({ probe, text }) => (probe === undefined || text === '# removed' ? [] : [probe])))
  const last = new Map<string, string>()
  for (const entry of trace) if (entry.kind === 'probe' && entry.t <= inputs.duration) last.set(entry.probe, entry.result)
  return [...touched].some((probe) => last.get(probe) === 'failure')
}
