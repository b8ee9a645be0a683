import { manifestFileName, scenarioDocument } from '../cases/import.ts'
import { empty } from '../cases/own-pod.ts'
import { defined, isRecord, messageOf } from '../manifest/own.ts'
import { type Places, placesOf } from '../manifest/places.ts'
import { podTemplateOf } from '../manifest/pod-template.ts'
import { TEMPLATES } from '../manifest/restart-rules.ts'
import { child, children, text as textOf, type ObjectTree } from '../manifest/tree.ts'
import { readYaml } from '../manifest/yaml/read-yaml.ts'
import { draftOf, linkOf } from '../share/payload.ts'
import type { Inputs } from '../sim/scenario/inputs.ts'
import { parseScenario } from '../sim/scenario/scenario.ts'
import { HalfRun } from '../sim/simulate.ts'
import { type LintFinding, lintInputs } from '../views/lint/lint.ts'
import { listed } from '../views/text/words.ts'
import { RULE_IDS, RULES, SEVERITIES } from '../views/lint/lint-rules.ts'
import { type Io, readTexts, refusalOf, REFUSED, writeFiles } from './io.ts'
import { type Placed, written } from './lint-output.ts'
import { LINT_OPTIONS, minorOf, type Settings, settingsOf } from './lint-settings.ts'
import { readOptions } from './arguments.ts'

/** A pod, or a workload's template of one, in a file; or a lane of a scenario. */
interface LintTarget {
  file: string
  /** `Deployment shop/web`. */
  name: string
  /** Of a pod by itself: its namespace and name, by which a kubelet tells the files of its directory apart. */
  pod?: string
  /** Of a lane: what is tried, and the scenario of a run that has something else beside it. */
  lane?: { inputs: Inputs; document(trial: Partial<Inputs>, title: string): string }
  /** The manifest of a static pod that is tried. */
  text: string
  /** What the kubelet's file of it is called. */
  manifestName: string
  /** What of it refers to other objects of the API, which no trial has: `volumes`. */
  leftOut?: readonly string[]
  /** Where the manifest is a part of the file word for word: so many lines stand before it. */
  before?: number
  /** The line of a field of that manifest in the file, by its path; counts from 1. */
  lineOf(path: string): number
}

/** A text with more is no manifest of anybody's, and would take minutes. */
const MOST_DOCUMENTS = 2000

/**
 * The pods of a file. What has none, such as a Service, is passed over; a text that is no YAML is a sentence, and what stands around it
 * is read all the same.
 *
 * Units: lines count from 1.
 */
function targetsOf(file: string, text: string): { targets: LintTarget[]; error?: string } {
  const targets: LintTarget[] = []
  const errors: string[] = []
  let line = 0
  const parts = text.split(/^---[ \t]*(?:#.*)?\r?$\n?/m)
  if (parts.length > MOST_DOCUMENTS) errors.push(`${file}: has ${parts.length} documents, of which the first ${MOST_DOCUMENTS} are tried`)
  const isAlone = parts.filter(hasContent).length === 1
  for (const part of parts.slice(0, MOST_DOCUMENTS)) {
    const before = line
    line += part.split('\n').length
    if (!hasContent(part)) continue
    const { value, root, problem } = readYaml(part, { yamlScannerLine: 'exact' })
    if (problem) {
      if (isMeantForKubernetes(part)) errors.push(`${file}:${before + problem.line}: ${problem.text}${isTemplate(part) ? RENDER : ''}`)
    } else if (isRecord(value))
      targets.push(...ofObject(file, part, value as ObjectTree, { before, places: placesOf(root), within: '', isAlone }))
  }
  return { targets, ...(errors.length === 0 ? {} : { error: errors.join('\n') }) }
}

const hasContent = (part: string): boolean => /^[^#%\s]|^[ \t]+[^#\s]/m.test(part)

/** Of other YAML, with tags of its own or as a template of something else, nothing is to be said. */
const isMeantForKubernetes = (text: string): boolean => /\b(?:apiVersion|kind)\b/.test(text)

const isTemplate = (text: string): boolean => text.includes('{{')
const RENDER = ' (a template of Helm is read once it is rendered: helm template CHART | whyrestart lint -)'

/** Where an object stands: in a file after so many lines, and there within another. */
interface ObjectPlace {
  /** The file has nothing else. */
  isAlone: boolean
  before: number
  places: Places
  /** `items[2].` */
  within: string
}

function ofObject(file: string, part: string, object: ObjectTree, standing: ObjectPlace): LintTarget[] {
  const { before, places, within } = standing
  const kind = textOf(object, 'kind')
  if (/List$/.test(kind))
    return children(object, 'items').flatMap((item, i) =>
      ofObject(file, jsonOf(item), item, { ...standing, isAlone: false, within: `${within}items[${i}].` }),
    )
  const template = podTemplateOf(part)
  if (!template && kind !== 'Pod') return []
  const meta = child(object, 'metadata')
  const prefix = `${within}${Object.hasOwn(TEMPLATES, kind) ? `${TEMPLATES[kind]!.join('.')}.` : ''}`
  const namespace = meta ? textOf(meta, 'namespace') : ''
  return [
    {
      file,
      name: `${kind} ${namespace === '' ? '' : `${namespace}/`}${meta ? textOf(meta, 'name') : ''}`,
      ...(kind === 'Pod' && meta ? { pod: `${namespace || 'default'}/${textOf(meta, 'name')}` } : {}),
      text: template?.text ?? part,
      manifestName: manifestFileName(standing.isAlone ? file : (template?.name ?? (meta ? textOf(meta, 'name') : ''))),
      ...(template && template.leftOut.length > 0 ? { leftOut: template.leftOut } : {}),
      ...(template || within !== '' ? {} : { before }),
      lineOf: (path) => before + places.keyOf(`${prefix}${path}`.replace(/\.$/, '')).start.line,
    },
  ]
}

const jsonOf = (value: ObjectTree): string => JSON.stringify(value, plainNumbers, 1)

/**
 * The lanes of a scenario; undefined where a text is none.
 *
 * Units: lines count from 1. Errors: a scenario that is refused, each error a line `FILE:LINE:COLUMN: FIELD: …`.
 */
function lanesOf(file: string, text: string): { targets: LintTarget[]; error?: string } | undefined {
  const { value, root, problem } = readYaml(text, { yamlScannerLine: 'exact' })
  if (problem || !isRecord(value) || !('whyrestart' in value)) return undefined
  const { scenario, diagnostics } = parseScenario(text)
  if (!scenario)
    return {
      targets: [],
      error: diagnostics
        .map(({ range, path, message }) => `${file}:${range.start.line}:${range.start.column}: ${path}: ${message}`)
        .join('\n'),
    }
  const places = placesOf(root)
  const { lanes = [] } = value as { lanes?: readonly ObjectTree[] }
  const targets = scenario.lanes.map(({ name, inputs }, i): LintTarget => ({
    file,
    name: `lane ${name}`,
    text: '',
    manifestName: '',
    lineOf: () => (lanes.length === 0 ? 1 : places.keyOf(`lanes[${i}].name`).start.line),
    lane: {
      inputs,
      document: (trial, title) => JSON.stringify({ ...value, title, lanes: [{ ...lanes[i], name, ...trial }] }, plainNumbers),
    },
  }))
  return { targets }
}

const plainNumbers = (_: string, item: unknown): unknown => (typeof item === 'bigint' ? Number(item) : item)

/** What the check reads beside what every program does. */
export interface LintIo extends Io {
  /** The files at or below a path, in order; the path itself where it is one. Throws where there is nothing. */
  filesAt(path: string): string[]
}

const USAGE = `usage: lint DIR|FILE…|- [--release 1.34] [--from 1.30] [--format text|json|sarif|junit] [--fail-on error|warning|note|never]
            [--config FILE] [--site ADDRESS] [--proofs DIR] [--rules]
  What trial runs show of each pod, and of each workload's pod template, in YAML and JSON files: not what a style guide says.
  - reads the standard input: helm template CHART | … lint -
  Of a scenario each lane is tried, on its own release, with what it says of programs, files and images.
  --release 1.34   the Kubernetes that the trials run on; the newest otherwise
  --from 1.30      tell, too, whether it runs there and breaks on the way to the release
  --format FORMAT  text otherwise; sarif and junit for what shows findings beside lines and tests
  --fail-on WHAT   exit 1 from this severity on; warning otherwise
  --config FILE    ${'`.whyrestart.yaml`'} otherwise, where it is there: release, from, failOn, site, ignore (a list of paths' beginnings), rules (id: severity or off)
  --site ADDRESS   where the page is: each finding names a link to the run that shows it
  --proofs DIR     writes a scenario for each finding into this directory, which exists
  --rules          the rules, with what each tries, and nothing else
  Exit: 0 nothing at or above --fail-on, 1 something, 2 a file or an option that cannot be used.
`

const [CALM, FOUND] = [0, 1]
const refuse = refusalOf('lint')
const STDIN = '-'

/**
 * The check for pipelines: manifests in; findings out, each with the run that shows it. Returns the exit code.
 *
 * Errors: written, one a line; exit 2.
 */
export function lint(argv: readonly string[], io: LintIo): number {
  const words = readOptions(argv, LINT_OPTIONS)
  if (typeof words === 'string') return refuse(io, words)
  if (words.help) {
    io.out(USAGE)
    return CALM
  }
  if (words.options.some(({ name }) => name === 'rules')) {
    io.out(RULE_IDS.map((id) => `${id} (${RULES[id].severity}): ${RULES[id].title}\n  ${RULES[id].explanation}\n`).join(''))
    return CALM
  }
  const settings = settingsOf(words, io)
  if (typeof settings === 'string') return refuse(io, settings)
  const read = targetsAt(settings, io)
  let exit = read.isWhole ? CALM : REFUSED
  const found: TriedScenario[] = []
  for (const target of read.targets) {
    try {
      found.push(...tried(target, settings))
    } catch (error) {
      if (!(error instanceof HalfRun)) throw error
      exit = refuse(io, `${target.file}: ${target.name} cannot be tried, for ${error.message}`)
    }
  }
  found.push(...sameNames(read.targets, settings))
  const files = [...new Set(read.targets.map(({ file }) => file))]
  if (files.length === 0 && exit === CALM && !read.isFiles)
    return refuse(io, `no pod and no workload with a pod template in ${settings.paths.join(', ')}`)
  const { site } = settings
  io.out(
    written(
      {
        found: found.map(({ scenario: _scenario, ...item }) => item),
        files,
        targets: read.targets.map(({ file, name }) => ({ file, name })),
        release: settings.release,
        ...defined({ site }),
      },
      settings.format,
    ),
  )
  const unwritten = writeProofs(found, settings, io)
  if (unwritten !== undefined) return refuse(io, unwritten)
  const fails = settings.failOn === 'never' ? [] : SEVERITIES.slice(0, SEVERITIES.indexOf(settings.failOn) + 1)
  return exit === CALM && found.some(({ severity }) => fails.includes(severity)) ? FOUND : exit
}

interface LintTargets {
  targets: LintTarget[]
  /** Everything that was named could be read. */
  isWhole: boolean
  /** Each path is a file's: one without a pod is what a hook is called with for a changed Service. */
  isFiles: boolean
}

function targetsAt({ paths, ignore }: Settings, io: LintIo): LintTargets {
  const targets: LintTarget[] = []
  let [isWhole, isFiles] = [true, true]
  for (const path of paths) {
    let files: string[] = []
    try {
      const all = path === STDIN ? [path] : io.filesAt(path)
      files = all.filter((file) => file === path || /\.(ya?ml|json)$/i.test(file))
      if (!files.includes(path)) isFiles = false
    } catch (error) {
      isWhole = false
      refuse(io, `cannot read ${path}: ${messageOf(error)}`)
    }
    for (const file of files) {
      if (ignore.some((beginning) => file.startsWith(beginning)) || targets.some((target) => target.file === file)) continue
      const source = readTexts([file], io)
      const text = 'error' in source ? '' : source[0]!
      // bytes that are no UTF-8 come as this
      const unread = 'error' in source ? source.error : /[\0\uFFFD]/.test(text) ? `cannot read ${file}: it is no text` : undefined
      if (unread !== undefined) {
        isWhole = false
        refuse(io, unread)
        continue
      }
      const name = file === STDIN ? 'stdin' : file
      const read = lanesOf(name, text) ?? targetsOf(name, text)
      targets.push(...read.targets)
      if (read.error !== undefined) {
        isWhole = false
        io.err(`${read.error}\n`)
      }
    }
  }
  return { targets, isWhole, isFiles }
}

interface TriedScenario extends Placed {
  /** The scenario of the run that shows it. */
  scenario: string
}

function tried(target: LintTarget, settings: Settings): TriedScenario[] {
  const inputs = target.lane?.inputs ?? parseScenario(documentOf(target, settings.release, {}, target.name)).scenario!.lanes[0]!.inputs
  const { from } = settings
  // a lane has a release of its own
  const found = lintInputs(inputs, from === undefined || minorOf(from) >= minorOf(inputs.kubernetes) ? {} : { from })
  return [...withoutObjects(target), ...found].flatMap((finding): TriedScenario[] => {
    const severity = settings.rules.get(finding.rule) ?? finding.severity
    if (severity === 'off') return []
    const { at } = finding
    const message = target.lane ? (at ? `${at.file}:${at.line}: ${finding.message}` : finding.message) : inFile(finding.message, target)
    const placed = { ...finding, message, severity, file: target.file, line: target.lineOf(finding.path), target: target.name }
    return [withProof(placed, target, settings)]
  })
}

/** What no trial knows: whether the Secrets and ConfigMaps that a pod refers to are there, and what stands in them. */
function withoutObjects({ leftOut = [] }: LintTarget): LintFinding[] {
  if (leftOut.length === 0) return []
  const without = `It is tried without its ${listed(leftOut)}, which refer${leftOut.length === 1 && !leftOut[0]!.endsWith('s') ? 's' : ''} to other objects of the API`
  const breaks = [
    ...(leftOut.includes('service account') ? ['no pod is made where its service account is missing'] : []),
    ...(leftOut.some((what) => ['variables', 'volumes'].includes(what))
      ? ['a missing object keeps a container from starting (CreateContainerConfigError, FailedMount)']
      : []),
  ]
  const message = `${without}${breaks.length > 0 ? `: ${breaks.join(', ')}, and no trial shows that` : ''}.`
  return [{ rule: 'not-simulated', severity: 'note', message, path: 'spec', trial: {} }]
}

/** A message with the file's own lines in the place of the tried manifest's, where those are lines of it. */
const inFile = (message: string, { file, before, manifestName }: LintTarget): string =>
  message.replaceAll(/ \(([^()\s]+), line (\d+)\)/g, (whole, name: string, line: string) =>
    name !== manifestName ? whole : before === undefined ? '' : ` (${file}:${before + Number(line)})`,
  )

/** Pods by themselves that lie in one directory and have one name: of those a kubelet takes the last. */
function sameNames(targets: readonly LintTarget[], settings: Settings): TriedScenario[] {
  const severity = settings.rules.get('same-name') ?? RULES['same-name'].severity
  const pods = new Map<string, LintTarget[]>()
  for (const target of targets) {
    if (target.pod === undefined) continue
    const key = `${target.file.slice(0, target.file.lastIndexOf('/') + 1)} ${target.pod}`
    pods.set(key, [...(pods.get(key) ?? []), target])
  }
  return [...pods.values()].flatMap((all): TriedScenario[] => {
    const files = [...new Set(all.map(({ file }) => file))].toSorted()
    const last = files.at(-1)!
    if (severity === 'off' || files.length === 1) return []
    return all
      .filter(({ file }) => file !== last)
      .map((target) => {
        const message = `In a kubelet’s directory no pod is made of this file: ${last} has a pod of the same name, ${target.pod}, and the last of them in the order of their names is taken.`
        const trial = {}
        const place = { path: 'metadata.name', file: target.file, line: target.lineOf('metadata.name'), target: target.name }
        return withProof({ rule: 'same-name', severity, message, trial, ...place }, target, settings)
      })
  })
}

/** The scenario of a run: the manifest, and what the trial has beside it. */
function documentOf(
  { text: manifest, manifestName: name }: LintTarget,
  release: string,
  trial: LintFinding['trial'],
  title: string,
): string {
  // as a run of the manifest by itself has it, whose chance is the same then
  const { clock, node } = empty(release)
  // a kube-apiserver's probes ask its node's address
  const ip = /--advertise-address=(\d+(?:\.\d+){3})\b/.exec(manifest)?.[1]
  return JSON.stringify({
    whyrestart: 1,
    title: title.slice(0, 200),
    kubernetes: release,
    clock,
    duration: '30m',
    node: { ...node, ...(ip === undefined ? {} : { ip }) },
    manifests: { [name]: manifest },
    ...trial,
  })
}

function withProof(found: Placed, target: LintTarget, { release: kubernetes }: Settings): TriedScenario {
  const { name, lane } = target
  const title = `${name}: ${RULES[found.rule].title}`
  const scenario = lane?.document(found.trial, title.slice(0, 200)) ?? documentOf(target, kubernetes, found.trial, title)
  const { document } = scenarioDocument(scenario)
  const fragment = document && linkOf(draftOf(document), {})
  return { ...found, scenario, ...defined({ proof: fragment }) }
}

function writeProofs(found: readonly TriedScenario[], { proofs }: Settings, io: LintIo): string | undefined {
  if (proofs === undefined) return undefined
  const nameOf = (n: number, rule: string): string => `${proofs}/${String(n + 1).padStart(2, '0')}-${rule}.json`
  return writeFiles(
    found.map(({ rule, scenario }, n) => [nameOf(n, rule), `${scenario}\n`] as const),
    io,
  )
}
