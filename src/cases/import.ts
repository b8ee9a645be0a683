import { isRecord } from '../manifest/own.ts'
import type { Diagnostic } from '../manifest/diagnostic.ts'
import { readManifest } from '../manifest/parse.ts'
import { podTemplateOf } from '../manifest/pod-template.ts'
import { TEMPLATES } from '../manifest/restart-rules.ts'
import { readingHint } from '../manifest/reading-hint.ts'
import { text as textOf, type ObjectTree } from '../manifest/tree.ts'
import { readYaml } from '../manifest/yaml/read-yaml.ts'
import type { Json } from '../manifest/yaml/resolve.ts'
import type { Pod } from '../manifest/types.ts'
import { releaseOf } from '../sim/release/release.ts'
import { parseProcesses, parseScenario } from '../sim/scenario/scenario.ts'
import { isScenarioText } from '../sim/scenario/text.ts'
import { readScenarioText } from '../sim/scenario/yaml-text.ts'
import { assumedProcesses, serverIn } from './assumed-processes.ts'
import type { ScenarioDocument } from './own-pod.ts'
import { withProcesses } from './with-processes.ts'

/** A text that somebody brings; without a name it was pasted. */
export interface Brought {
  name?: string
  /** What it is called in what is said of it, where that is neither. */
  what?: string
  text: string
}

/** What became of it. */
export interface Imported {
  /** A whole scenario; nothing else then. */
  scenario?: ScenarioDocument
  manifests: Record<string, string>
  /** Other host files, by absolute path. */
  files: Record<string, string>
  /** What is assumed of the programs, for nothing says it. */
  processes: Record<string, unknown>
  /** The first pod's name. */
  title: string
  /** Of the kube-apiserver's image, where there is one. */
  release?: string
  /** What the texts tell of their node. */
  node: { name?: string; ip?: string }
  /** A sentence for each thing that was done, or was not. */
  says: string[]
  /** Those of them that tell why something cannot be read. */
  unread: string[]
}

/** Configuration files that have their usual place on the host. */
const HOST_FILES: Readonly<Record<string, string>> = {
  KubeletConfiguration: '/var/lib/kubelet/config.yaml',
  AuthenticationConfiguration: '/etc/kubernetes/pki/auth.yaml',
}
const WITH_PODS = 'a Pod, Deployment, DaemonSet, StatefulSet, ReplicaSet, Job or CronJob'
const MOST_DOCUMENTS = 50
const MOST_NAMED = 4

/**
 * Makes manifests of static pods out of whatever texts are brought, or a scenario where one of them is that.
 *
 * Errors: sentences among `says`; what is good is taken all the same.
 */
export function importTexts(texts: readonly Brought[], release: string): Imported {
  const made: Imported = { manifests: {}, files: {}, processes: {}, title: '', node: {}, says: [], unread: [] }
  for (const { name, what = name ?? 'What was pasted', text } of texts) {
    const parts = documents(text)
    const source: ImportSource = { what, name: parts.length === 1 ? name : undefined, pods: [], others: [] }
    const { pods, others } = source
    if (parts.length === 0) made.says.push(`${what} is empty.`)
    const plain = parts.map(kindWithoutPods)
    const worth = parts.filter((_, i) => plain[i] === undefined)
    others.push(...plain.filter((kind) => kind !== undefined))
    if (worth.length > MOST_DOCUMENTS)
      made.says.push(`${what} has ${worth.length} documents that may have pods: the first ${MOST_DOCUMENTS} are taken.`)
    for (const part of worth.slice(0, MOST_DOCUMENTS)) {
      take(part, source, made)
      if (made.scenario) return made
    }
    if (others.length > 0) made.says.push(withoutPods(what, others, parts.length === 1))
    if (pods.length === 1) made.says.push(`${what} is a Pod: it runs as a static pod${pods[0] === '' ? '' : ` named ${pods[0]}`}.`)
    if (pods.length > 1)
      made.says.push(
        `${what} has ${pods.length} Pods: they run as static pods named ${pods.slice(0, MOST_NAMED).join(', ')}${pods.length > MOST_NAMED ? ` and ${pods.length - MOST_NAMED} more` : ''}.`,
      )
  }
  const pods = Object.entries(made.manifests).flatMap(
    ([file, text]) => readManifest(text, { file, nodeName: 'node', release: releaseOf(release) }).pod ?? [],
  )
  made.title = pods[0]?.metadata.name ?? ''
  takeServer(pods, made)
  const assumed = assumedProcesses(pods)
  made.processes = assumed.processes
  made.says.push(...assumed.says)
  return made
}

/** A kube-apiserver's manifest names its release and its node's address, which its probes ask. */
function takeServer(pods: readonly Pod[], made: Imported): void {
  const server = serverIn(pods)
  if (server?.release) made.release = server.release
  if (server?.address) made.node.ip = server.address
}

/** `---` at the start of a line ends a document, whatever it stands in; so does the end of a JSON object before another one. */
function documents(text: string): string[] {
  const parts = text.replace(/^\uFEFF/, '').split(/^---(?:[ \t]+#.*|[ \t]*)\r?$\n?|(?<=\}[ \t]*\r?\n)(?=\{)/m)
  return parts.filter((part) => /^[^#%\s]|^[ \t]+[^#\s]/m.test(part))
}

/** The kind of a document that has no pods, by the line that says it: what an installation has most of need not be read. */
function kindWithoutPods(text: string): string | undefined {
  const kind = /^kind:[ \t]*["']?([A-Z]\w*)["']?[ \t]*\r?$/m.exec(text)?.[1]
  const mayHave =
    kind === undefined || kind === 'Pod' || /List$/.test(kind) || Object.hasOwn(TEMPLATES, kind) || Object.hasOwn(HOST_FILES, kind)
  return mayHave ? undefined : kind
}

function refuse({ says, unread }: Imported, why: string): void {
  says.push(why)
  unread.push(why)
}

/** The text that a document stands in. */
interface ImportSource {
  what: string
  /** Of a file that holds nothing else. */
  name?: string | undefined
  /** The Pods in it, which need no change. */
  pods: string[]
  /** The kinds of what has no pods. */
  others: string[]
}

function take(text: string, source: ImportSource, made: Imported): void {
  const { what, name, pods, others } = source
  // YAML 1.2, which a manifest's reader may not understand
  if (isScenarioText(text)) return takeScenario(text, what, made)
  const { value, problem } = { value: undefined, ...readYaml(text, { yamlScannerLine: 'exact' }) }
  if (problem) {
    const isManifest = /^[ \t]*["']?kind["']?:/m.test(text)
    if (isManifest) put(made.manifests, manifestFileName(name ?? 'pod'), text)
    const plain = isManifest ? `${problem.plain.charAt(0).toLowerCase()}${problem.plain.slice(1, -1)}` : ''
    const hint = readingHint(text)
    const says = [
      problem.text,
      hint ? `line ${hint.range.start.line} ${hint.why}` : plain,
      isManifest ? 'the editor takes it as it is' : '',
    ]
      .filter(Boolean)
      .join('; ')
    return refuse(made, `${what} cannot be read: ${says}.`)
  }
  if (!isRecord(value ?? null)) return void made.says.push(`${what} is no Kubernetes object: ${WITH_PODS} is needed.`)
  const object = value as ObjectTree
  const kind = textOf(object, 'kind')
  const where = isRecord(object['spec'] ?? null) ? textOf(object['spec'] as ObjectTree, 'nodeName') : ''
  if (kind === 'Pod' && where !== '') made.node.name = where
  const template = podTemplateOf(text)
  if (template) {
    made.says.push(`${what} is ${template.note}.`)
    put(made.manifests, manifestFileName(name ?? template.name), template.text)
  } else if (kind === 'Pod') {
    const pod = textOf((isRecord(object['metadata'] ?? null) ? object['metadata'] : {}) as ObjectTree, 'name')
    pods.push(pod)
    put(made.manifests, manifestFileName(name ?? pod), text)
  } else if (/List$/.test(kind) && object['items'] !== undefined) {
    takeList(object, kind.replace(/List$/, ''), source, made)
  } else if (Object.hasOwn(TEMPLATES, kind)) {
    made.says.push(`${what} is a ${kind} without a pod template, ${TEMPLATES[kind]!.join('.')}: there is nothing to run.`)
  } else if (Object.hasOwn(HOST_FILES, kind)) {
    made.says.push(`${what} is a ${kind}: it stands at ${HOST_FILES[kind]}.`)
    made.files[HOST_FILES[kind]!] = text
  } else if (kind === '') {
    made.says.push(`${what} has no kind, so it is no Kubernetes object: ${WITH_PODS} is needed.`)
  } else {
    others.push(kind)
  }
}

/** One sentence for all that has no pods, however much of it there is. */
function withoutPods(what: string, kinds: readonly string[], isAlone: boolean): string {
  if (isAlone && kinds.length === 1) return `${what} is ${articled(kinds[0]!)}, which has no pods and is left out: ${WITH_PODS} is needed.`
  const names = [...new Set(kinds)].toSorted()
  const counted = names.map((kind) => ({ kind, n: kinds.filter((other) => other === kind).length }))
  const listed = counted.map(({ kind, n }) => (n === 1 ? articled(kind) : `${n} of kind ${kind}`)).join(', ')
  return `${what} has ${kinds.length === 1 ? 'an object without pods, which is' : `${kinds.length} objects without pods, which are`} left out: ${listed}.`
}

const articled = (kind: string): string => `${/^[AEIO]/.test(kind) ? 'an' : 'a'} ${kind}`

/** As `kubectl get -o yaml` answers for more than one; and as the API does, which leaves out what kind all of them are. */
function takeList(list: ObjectTree, kind: string, source: ImportSource, made: Imported): void {
  const items = Array.isArray(list['items']) ? (list['items'] as unknown[]) : []
  if (items.length === 0) made.says.push(`${source.what} is a ${kind}List without items.`)
  if (items.length > MOST_DOCUMENTS) made.says.push(`${source.what} has ${items.length} items: the first ${MOST_DOCUMENTS} are taken.`)
  for (const item of items.slice(0, MOST_DOCUMENTS)) {
    const whole = kind !== '' && isRecord((item ?? null) as Json) ? { apiVersion: list['apiVersion'], kind, ...(item as object) } : item
    // JSON is YAML; a number too long for it is a bigint
    take(
      JSON.stringify(whole, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value), 2),
      { ...source, name: undefined },
      made,
    )
  }
}

function takeScenario(text: string, what: string, made: Imported): void {
  const read = scenarioDocument(text)
  if (read.document) {
    made.scenario = read.document
    made.says.push(`${what} is a scenario: ${read.document.title}.`)
    return
  }
  const [first] = read.diagnostics
  refuse(
    made,
    `${what} is a scenario that cannot be read: ${first ? `line ${first.range.start.line}, ${first.path}: ${first.message}` : 'it is malformed'}.`,
  )
}

/**
 * A scenario file as the page edits it: as it is written, with what the page needs of what it leaves out.
 *
 * Errors: returned, as `parseScenario` has them.
 */
export function scenarioDocument(
  brought: string,
): { document: ScenarioDocument; diagnostics?: undefined } | { diagnostics: readonly Diagnostic[]; document?: undefined } {
  // a page that failed has left its own document
  const text = withProcesses(brought, parseProcesses).scenario
  const { scenario, diagnostics } = parseScenario(text)
  const read = readScenarioText(text)
  if (!scenario) return { diagnostics }
  if ('diagnostics' in read) return { diagnostics: read.diagnostics }
  const { lanes, ...own } = read.value as { lanes?: unknown }
  const { title, kubernetes, seed, clock, node } = scenario
  const duration = `${scenario.duration}s`
  const document: ScenarioDocument = {
    ...own,
    whyrestart: 1,
    title,
    kubernetes,
    seed,
    clock,
    duration,
    node,
    lanes: (lanes as ScenarioDocument['lanes'] | undefined) ?? [{ name: 'main' }],
  }
  return { document }
}

/** A name that a kubelet looks at and any file system takes. */
export function manifestFileName(wanted: string): string {
  const base = wanted.replace(/^.*[\\/]/, '').replace(/\.(ya?ml|json|txt)$/i, '')
  const safe = base
    .replaceAll(/[^\w.-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, 60)
  return `${safe || 'pod'}.yaml`
}

function put(manifests: Record<string, string>, file: string, text: string): void {
  let free = file
  for (let n = 2; Object.hasOwn(manifests, free); n++) free = file.replace(/\.yaml$/, `-${n}.yaml`)
  manifests[free] = text
}
