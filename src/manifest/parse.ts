import { apiReference } from './api-references.ts'
import { type Decoded, decodeStruct, type UnknownField } from './decode.ts'
import type { Diagnostic, Range } from './diagnostic.ts'
import type { FieldError } from './field-error.ts'
import { marshal, unwritableIn } from './go/go-json.ts'
import { jsonIteratorError } from './go/json-iterator.ts'
import { looksLikeJson, readJson } from './go/json-text.ts'
import { checkKind } from './kind.ts'
import { nearestName } from './nearest.ts'
import { notSimulated } from './not-simulated.ts'
import { defined, getOrInsert } from './own.ts'
import { type Places, placesOf } from './places.ts'
import { podOf } from './pod.ts'
import { fieldOf } from './schema.ts'
import { SizedCache } from './sized-cache.ts'
import { type ObjectTree, child, childOrEmpty, containersIn, text as textOf, children, flag, number, text } from './tree.ts'
import { type Manifest, type ManifestRules, type PodGates, PROBE_DEFAULTS, PROBE_FIELDS } from './types.ts'
import { fromBytes, toBytes } from './utf8.ts'
import { validatePod } from './validation/validate-pod.ts'
import { readYaml, type YamlResult } from './yaml/read-yaml.ts'
import type { Json } from './yaml/resolve.ts'
import { setPodResourceDefaults } from './pod-resources.ts'
import { newObject } from './yaml/decode-yaml.ts'

export interface ManifestOptions {
  /** Absolute path; errors name it. */
  file: string
  nodeName: string
  release: ManifestRules & { minor: number }
  /** The kubelet's; left out: the release's defaults. */
  gates?: PodGates
}

const DEFAULT_GATES: PodGates = { http2: false, grpcTls: false, restartAll: true }

/**
 * Reads a file of the static-pod directory as the kubelet does: YAML 1.1 to JSON (what looks like JSON is left as it is), decoded
 * without strictness, defaulted, validated. The same text gives the same object again, so treat it as immutable.
 *
 * Units: seconds; lines and columns count from 1.
 * Errors: returned; `error` in that release's words, `diagnostics` one by one at their places.
 * Follows: pkg/kubelet/config/file.go, extractFromFile, and common.go, tryDecodeSinglePod (v1.37.2).
 */
export function readManifest(text: string, options: ManifestOptions): Manifest {
  const { file, nodeName, release, gates = DEFAULT_GATES } = options
  const by = `${numberOf(release)} ${Object.values(gates).join(' ')}\n${nodeName}\n${file}`
  return cached(manifests, text, by, () => read(text, options))
}

const numbers = new WeakMap<object, number>()
let lastNumber = 0

/** Two releases with the same minor may differ in a rule that is tried. */
function numberOf(release: object): number {
  return getOrInsert(numbers, release, () => ++lastNumber)
}

/** What the texts that were read last have come to, each by whoever has read it. */
type TextCache<T> = SizedCache<Map<string, T>>
const textCache = <T>(characters: number): TextCache<T> => new SizedCache({ characters, least: 0 }, (made, text) => text.length * made.size)

/** Texts that lanes share, and the last few of an edit. */
const manifests = textCache<Manifest>(4_000_000)
/** The same, whichever release reads them: treat them as immutable, too. */
const documents = textCache<ParsedManifest>(1_000_000)

function cached<T>(cache: TextCache<T>, text: string, by: string, make: () => T): T {
  const made = cache.get(text) ?? new Map<string, T>()
  const value = made.get(by) ?? make()
  if (!made.has(by)) cache.set(text, made.set(by, value))
  return value
}

interface ParsedManifest {
  yaml: YamlResult
  places: Places
  /** As the kubelet hands it on, written when somebody quotes it; a text that is JSON itself has none. */
  json: () => string
  /** Why it cannot be written. */
  unwritable: string | undefined
}

function parse(text: string, release: ManifestRules): ParsedManifest {
  return cached(documents, text, release.yamlScannerLine, () => {
    const yaml = readYaml(text, release)
    const { value = null } = yaml
    const unwritable = looksLikeJson(text) ? undefined : unwritableIn(value)
    return { yaml, places: placesOf(yaml.root), json: () => marshal(value), unwritable }
  })
}

/** From so much on a kubelet reads none of a file. Follows: k8s.io/utils/io/read.go, ReadAtMost. */
const MOST_BYTES = 10 * 1024 * 1024

function read(text: string, options: ManifestOptions): Manifest {
  const { file, release } = options
  const whole = (problem: string, parsed: boolean): string => release.manifestErrorText(file, problem, parsed)
  if (text.length >= MOST_BYTES) return refused(text, whole('the read limit is reached', true), [], placesOf(undefined))
  const { yaml, places, json, unwritable } = parse(text, release)
  if (looksLikeJson(text)) return readJsonText(text, places, options)
  if (yaml.problem) {
    const { line, column, plain } = yaml.problem
    const end = (text.split(/\r\n|\r|\n/)[line - 1] ?? '').trimEnd().length + 1
    const range = { start: { line, column }, end: { line, column: Math.max(end, column + 1) } }
    const diagnostic: Diagnostic = {
      code: 'PARSE',
      severity: 'error',
      message: yaml.problem.text,
      ...(plain === '' ? {} : { plain }),
      path: '',
      range: withinText(range, text),
    }
    return refused(text, whole(yaml.problem.text, false), [diagnostic], placesOf(undefined), diagnostic.range)
  }
  if (unwritable !== undefined) return refused(text, whole(unwritable, false), [at(places, 'PARSE', unwritable, '')], places)
  return readKind(text, yaml.value, json, places, options)
}

function readJsonText(text: string, places: Places, options: ManifestOptions): Manifest {
  const json = readJson(text)
  if (json.problem === undefined) return readKind(text, json.value, () => text, places, options)
  const problem = `couldn't get version/kind; json parse error: ${json.problem}`
  const before = fromBytes(toBytes(text).slice(0, json.at)).split('\n')
  const start = { line: before.length, column: (before.at(-1) as string).length + 1 }
  const range = withinText({ start, end: { line: start.line, column: start.column + 1 } }, text)
  const diagnostic: Diagnostic = { code: 'PARSE', severity: 'error', message: problem, path: '', range }
  return refused(text, options.release.manifestErrorText(options.file, problem, false), [diagnostic], placesOf(undefined), range)
}

function readKind(text: string, value: Json, json: () => string, places: Places, options: ManifestOptions): Manifest {
  const { file, release } = options
  const kind = checkKind(value, json, release)
  if (kind.problem === undefined) return readPod(text, value, json, places, options)
  const { problem, code, path } = kind
  return refused(text, release.manifestErrorText(file, problem, false), [at(places, code, shortened(problem, json()), path)], places)
}

function readPod(
  text: string,
  value: Json,
  json: () => string,
  places: Places,
  { file, nodeName, release, gates = DEFAULT_GATES }: ManifestOptions,
): Manifest {
  const whole = (problem: string, parsed: boolean): string => release.manifestErrorText(file, problem, parsed)
  const decoded = decodeStruct(value, 'Pod', release, looksLikeJson(text))
  const warnings = decoded.unknown.map((item) => unknownField(item, places, release.minor))
  if (decoded.error) {
    const { problem, path } = decodeProblem(decoded, json(), release)
    return refused(text, whole(problem, false), [at(places, 'TYPE', problem, path), ...warnings], places)
  }
  const raw: ObjectTree = decoded.value
  setDefaults(raw, release)
  const spec = childOrEmpty(raw, 'spec')
  warnings.push(
    ...notSimulated(spec, child(raw, 'metadata')).map(({ path, message }): Diagnostic => ({
      ...at(places, 'NOT_SIMULATED', message, path, 'key'),
      severity: 'info',
    })),
  )
  const name = textOf(childOrEmpty(raw, 'metadata'), 'name')
  if (name === '' && release.nameNeeded) {
    const problem = 'invalid pod: name is needed for the pod'
    return refused(text, whole(problem, true), [at(places, 'REQUIRED', problem, 'metadata.name'), ...warnings], places)
  }
  const errors = validatePod(raw, nodeName, release, gates)
  if (errors.length > 0) {
    const problem = `invalid pod: [${errors.map((error) => error.text).join(' ')}]`
    return refused(text, whole(problem, true), [...errors.map((error) => fieldError(error, places)), ...warnings], places)
  }
  const reference = release.refusesApiReferences ? apiReference(spec) : undefined
  if (reference) {
    const problem = `static pods may not reference ${reference.resource}`
    return refused(text, whole(problem, true), [at(places, 'FORBIDDEN', problem, reference.path), ...warnings], places)
  }
  warnings.push(...leaveOff(raw, places, release))
  return { text, pod: podOf(raw), diagnostics: warnings, rangeOf: (path) => places.valueOf(path), has: places.has }
}

/** Takes out what the kubelet has read and does not act upon, and says so. */
function leaveOff(raw: ObjectTree, places: Places, { probeFieldsOff }: ManifestRules): Diagnostic[] {
  const diagnostics: Diagnostic[] = []
  const leave = (owner: ObjectTree | undefined, name: string, path: string): void => {
    if (!owner || !probeFieldsOff.includes(name) || owner[name] === undefined) return
    delete owner[name]
    const message = `The kubelet of this release reads ${name} and does not act upon it: its feature gate is off.`
    diagnostics.push({ ...at(places, 'RELEASE_FIELD', message, path, 'key'), severity: 'warning' })
  }
  for (const [container, path] of containersIn(childOrEmpty(raw, 'spec'))) {
    leave(container, 'startupProbe', `${path}.startupProbe`)
    for (const probe of PROBE_FIELDS) {
      const field = 'terminationGracePeriodSeconds'
      leave(child(container, probe), field, `${path}.${probe}.${field}`)
    }
  }
  return diagnostics
}

function decodeProblem(decoded: Decoded, json: string, release: ManifestRules & { minor: number }): { problem: string; path: string } {
  const { error, errors } = decoded
  if (release.jsonDecoder !== 'sigs.k8s.io/json') {
    const problem = jsonIteratorError(json, 'Pod', { minor: release.minor, old: release.jsonDecoder === 'json-iterator 2017' })
    if (problem !== undefined) return { problem, path: errors[0]!.path }
  }
  return { problem: error!.text, path: error!.path }
}

function refused(text: string, error: string, diagnostics: readonly Diagnostic[], places: Places, fallback?: Range): Manifest {
  return { text, error, diagnostics, rangeOf: (path) => fallback ?? places.valueOf(path), has: places.has }
}

function at(places: Places, code: string, message: string, path: string, side: 'key' | 'value' = 'value'): Diagnostic {
  return { code, severity: 'error', message, path, range: side === 'key' ? places.keyOf(path) : places.valueOf(path) }
}

/** Messages that quote the whole file are of no use beside it. */
function shortened(problem: string, json: string): string {
  return json.length > 80 ? problem.replace(json, () => `${json.slice(0, 77)}…`) : problem
}

function fieldError(error: FieldError, places: Places): Diagnostic {
  const { code, path, text, supported, found } = error
  const near = supported && typeof found === 'string' ? nearestName(found, supported) : undefined
  return { ...at(places, code, text, path), ...(near === undefined || near === '' ? {} : { suggestion: near }) }
}

function unknownField({ path, name, struct, field }: UnknownField, places: Places, minor: number): Diagnostic {
  const warning = { ...at(places, 'UNKNOWN_FIELD', '', path, 'key'), severity: 'warning' as const }
  if (field) {
    const when = minor < field.since ? `has it from 1.${field.since} on` : `had it up to 1.${field.until}`
    return { ...warning, code: 'RELEASE_FIELD', message: `The kubelet of this release drops ${name} without a word: Kubernetes ${when}.` }
  }
  const known = [...struct.fields.keys()].filter((key) => fieldOf(struct, key, minor))
  const near = nearestName(name, known)
  const hint = near === undefined ? '' : ` Is it ${near}?`
  const message = `${struct.name} has no field ${name}; the kubelet drops it without a word.${hint}`
  return { ...warning, message, ...defined({ suggestion: near }) }
}

/** The end of the text is where many errors are noticed, one line behind its last. */
function withinText(range: Range, text: string): Range {
  const lines = text.split(/\r\n|\r|\n/)
  if (range.start.line <= lines.length) return range
  const line = lines.length
  const column = Math.max(1, lines[line - 1]!.length)
  return { start: { line, column }, end: { line, column: column + 1 } }
}

type Filled = Pick<ManifestRules, 'podResourcesFilled' | 'imagePolicyFilled'>

/**
 * Fills in what a Pod leaves open, in place.
 *
 * Units: seconds.
 * Follows: pkg/apis/core/v1/defaults.go, SetDefaults_Pod, _PodSpec, _Container, _Probe, _HTTPGetAction, _Volume, and
 * zz_generated.defaults.go (v1.37.2).
 */
function setDefaults(pod: ObjectTree, { podResourcesFilled, imagePolicyFilled }: Filled): void {
  const spec = (pod['spec'] ??= newObject()) as ObjectTree
  const hostNetwork = flag(spec, 'hostNetwork')
  preset(spec, {
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    schedulerName: 'default-scheduler',
  })
  spec['securityContext'] ??= newObject()
  spec['enableServiceLinks'] ??= true
  if (text(spec, 'serviceAccountName') === '' && text(spec, 'serviceAccount') !== '')
    spec['serviceAccountName'] = text(spec, 'serviceAccount')
  for (const volume of children(spec, 'volumes')) setVolumeDefaults(volume, imagePolicyFilled)
  for (const [container] of containersIn(spec)) setContainerDefaults(container, hostNetwork)
  if (podResourcesFilled) setPodResourceDefaults(spec)
}

function setContainerDefaults(container: ObjectTree, hostNetwork: boolean): void {
  preset(container, { terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File' })
  preset(container, { imagePullPolicy: isLatest(text(container, 'image')) ? 'Always' : 'IfNotPresent' })
  for (const port of children(container, 'ports')) {
    preset(port, { protocol: 'TCP' })
    if (hostNetwork && number(port, 'hostPort') === 0) port['hostPort'] = number(port, 'containerPort')
  }
  for (const variable of children(container, 'env')) setFieldRefDefaults(child(variable, 'valueFrom'))
  setResourceDefaults(container)
  for (const name of PROBE_FIELDS) {
    const probe = child(container, name)
    if (!probe) continue
    preset(probe, PROBE_DEFAULTS)
    setHandlerDefaults(probe)
  }
  const lifecycle = childOrEmpty(container, 'lifecycle')
  for (const hook of ['postStart', 'preStop']) setHandlerDefaults(childOrEmpty(lifecycle, hook))
}

function setHandlerDefaults(handler: ObjectTree): void {
  const http = child(handler, 'httpGet')
  if (http) preset(http, { path: '/', scheme: 'HTTP' })
  const grpc = child(handler, 'grpc')
  if (grpc) grpc['service'] ??= ''
}

/** A limit without a request is a request as well. */
function setResourceDefaults(container: ObjectTree): void {
  const resources = child(container, 'resources')
  const limits = resources && child(resources, 'limits')
  if (!resources || !limits) return
  const requests = (resources['requests'] ??= newObject()) as ObjectTree
  for (const [name, limit] of Object.entries(limits)) requests[name] ??= limit
}

function setVolumeDefaults(volume: ObjectTree, imagePolicyFilled: boolean): void {
  if (Object.keys(volume).every((key) => key === 'name')) volume['emptyDir'] = newObject()
  const image = child(volume, 'image')
  if (image && imagePolicyFilled) preset(image, { pullPolicy: isLatest(text(image, 'reference')) ? 'Always' : 'IfNotPresent' })
  const hostPath = child(volume, 'hostPath')
  if (hostPath) hostPath['type'] ??= ''
  for (const name of ['secret', 'configMap', 'downwardAPI', 'projected']) {
    const source = child(volume, name)
    if (source) source['defaultMode'] ??= 0o644
  }
  for (const source of children(childOrEmpty(volume, 'projected'), 'sources')) {
    const token = child(source, 'serviceAccountToken')
    if (token) token['expirationSeconds'] ??= 3600
    for (const file of children(childOrEmpty(source, 'downwardAPI'), 'items')) setFieldRefDefaults(file)
  }
  for (const file of children(childOrEmpty(volume, 'downwardAPI'), 'items')) setFieldRefDefaults(file)
}

function setFieldRefDefaults(of: ObjectTree | undefined): void {
  const field = child(of ?? newObject(), 'fieldRef')
  if (field) preset(field, { apiVersion: 'v1' })
}

/** Fills in what is missing; a zero that Go cannot tell from that is not decoded. */
function preset(of: ObjectTree, values: Readonly<Record<string, string | number>>): void {
  for (const [name, value] of Object.entries(values)) of[name] ??= value
}

/** No tag and no digest is `latest` too. Follows: pkg/util/parsers/parsers.go, ParseImageName (v1.37.2). */
function isLatest(image: string): boolean {
  const [name = '', digest] = image.split('@')
  const tag = /:([^/:]*)$/.exec(name)?.[1]
  return tag === undefined ? digest === undefined : tag === 'latest'
}
