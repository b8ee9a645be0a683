import { steps, type StoryStep } from './steps.ts'
import { kubeadmDoors } from '../kubelet/kubeadm-doors.ts'
import { refusesRestartPeriod } from '../kubelet/configuration.ts'
import type { gateNames, lockedValue, releasesOfGate } from '../apiserver/flags/feature-gates.ts'
import { LazyPart } from '../part.ts'
import { hasRuntime, type Release, releaseOf } from '../release/release.ts'
import { NEWEST } from '../release/releases.ts'
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import type { Inputs } from './inputs.ts'
import { At, type CheckProblem, type PathStep, name, object, unknownField } from './check-value.ts'
import { isRecord, mergePatch } from '../../manifest/own.ts'
import { goDuration } from './duration.ts'
import { INPUTS, MOST_LANES, MOST_PODS } from './scenario-fields.ts'
import { type ScenarioText, type WrittenValue, diagnostic, readScenarioJson } from './text.ts'

/**
 * A scenario: everything that a run depends on, strict and with times in seconds. `parseScenario` makes one from text.
 * The format is the project's own.
 */
export interface Scenario extends Inputs {
  whyrestart: 1
  title: string
  /** At least one; `inputs` is the scenario's own fields with the lane's laid over. */
  lanes: readonly Lane[]
  /** The task that goes with it, as written: `lessons/` reads it. */
  exercise?: unknown
  /** How it is told, step by step. */
  steps?: readonly StoryStep[]
}

/** One of the variants that a scenario compares. */
export interface Lane {
  name: string
  inputs: Inputs
}

/** A scenario, or why there is none. */
export type ParsedScenario = { scenario: Scenario; diagnostics?: undefined } | { diagnostics: Diagnostic[]; scenario?: undefined }

export type ParsedProcesses =
  | { processes: Record<string, unknown>; diagnostics?: undefined }
  | { diagnostics: Diagnostic[]; processes?: undefined }

/** The format that this program reads. */
const VERSION = 1
const MOST_BYTES = 1_000_000

/** Reads a text as far as a value: YAML or JSON, or JSON alone. */
export type ReadText = (text: string) => ScenarioText | { diagnostics: Diagnostic[] }

/** Turns what a text holds strict, and reports what is wrong with it. */
export type ReadWith<T> = (read: ScenarioText, at: At) => T

/**
 * A text of the project's own, turned strict by a check: a scenario, or what has scenarios in it.
 *
 * Errors: returned, all of them at once, in the order of the text; TEXT_TOO_LONG, PARSE, and those that the check reports.
 */
export function strictly<T>(
  text: string,
  readText: ReadText,
  check: ReadWith<T>,
): { value: T; diagnostics?: undefined } | { diagnostics: Diagnostic[]; value?: undefined } {
  const start = { start: { line: 1, column: 1 }, end: { line: 1, column: 2 } }
  const bytes = bytesOf(text)
  if (bytes > MOST_BYTES) {
    return { diagnostics: [diagnostic('TEXT_TOO_LONG', `found ${bytes} bytes of text; allowed: at most ${MOST_BYTES}`, '', start)] }
  }
  const read = readText(text)
  if ('diagnostics' in read) return { diagnostics: read.diagnostics }
  const problems = new Map<string, CheckProblem>()
  const value = check(read, new At((problem) => problems.set(`${problem.code} ${problem.steps.join('\n')} ${problem.message}`, problem)))
  if (problems.size === 0) return { value }
  return { diagnostics: located([...problems.values()], read) }
}

/** In the order of the text; an object given a million wrong fields would otherwise be answered with a million sentences. */
function located(problems: readonly CheckProblem[], read: ScenarioText): Diagnostic[] {
  const shown = problems.slice(0, MOST_PROBLEMS).map((problem) => read.locate(problem))
  return shown.toSorted((a, b) => a.range.start.line - b.range.start.line || a.range.start.column - b.range.start.column)
}

/**
 * A scenario as JSON, as the page hands it on; else as `parseScenario`, but without a place for what is wrong.
 *
 * Errors: returned, all at once.
 */
export function parseScenarioJson(text: string): ParsedScenario {
  const { value, diagnostics } = strictly(text, readScenarioJson, checkScenario)
  return diagnostics ? { diagnostics } : { scenario: value as Scenario }
}

const MOST_PROBLEMS = 200
const OWN_FIELDS = ['whyrestart', 'title', 'lanes', 'exercise', 'steps']
const INPUT_FIELDS = Object.keys(INPUTS)

/**
 * A scenario as `parseScenario` reads it, within a text that may hold more; its exercise is passed on as it is written.
 *
 * Errors: reported, as `parseScenario` has them; something usable comes back all the same.
 */
export function checkScenario(read: WrittenValue, { report }: At): Scenario {
  // 1.30 without quotes is a number, and shown as it was written
  const at = new At((problem) => {
    const number = problem.code === 'TYPE' && problem.steps.at(-1) === 'kubernetes'
    report(number ? { ...problem, message: problem.message.replace(/^found [^;]*/, `found ${read.sourceOf(problem.steps)}`) } : problem)
  })
  const value = read.value
  if (!isRecord(value)) at.wrong('TYPE', value, 'an object with whyrestart: 1, manifests, …')
  const own = isRecord(value) ? value : {}
  checkVersion(own, at, isRecord(value))
  for (const key of Object.keys(own)) {
    if (!OWN_FIELDS.includes(key) && !INPUT_FIELDS.includes(key)) unknownField(key, [...OWN_FIELDS, ...INPUT_FIELDS], at)
  }
  const shared = Object.fromEntries(Object.entries(own).filter(([key]) => INPUT_FIELDS.includes(key)))
  const inputs = checkInputs(shared, at)
  const title = own['title'] === undefined || own['title'] === null ? 'Untitled' : name('a title')(own['title'], at.into('title'))
  return {
    ...inputs,
    whyrestart: VERSION,
    title,
    lanes: checkLanes(own['lanes'], shared, inputs, read, at),
    ...(Object.hasOwn(own, 'exercise') ? { exercise: own['exercise'] } : {}),
    ...(own['steps'] === undefined || own['steps'] === null ? {} : { steps: steps(own['steps'], at.into('steps')) }),
  }
}

function checkVersion(own: Readonly<Record<string, unknown>>, at: At, given: boolean): void {
  const version = own['whyrestart']
  if (version === VERSION || !given) return
  const here = at.into('whyrestart')
  if (version === undefined) here.wrong('REQUIRED', version, `${VERSION}, the version of this format`)
  else if (typeof version === 'number' && Number.isInteger(version) && version > VERSION) {
    const message = `found version ${version} of the format, which whyrestart ${version} or newer reads; allowed: ${VERSION}`
    at.report({ code: 'VERSION', message, steps: ['whyrestart'] })
  } else here.wrong('VERSION', version, `${VERSION}, the version of this format`)
}

function checkInputs(value: Readonly<Record<string, unknown>>, at: At): Inputs {
  const inputs: Inputs = object<Inputs>(INPUTS)({ ...value, kubelet: kubeletOf(value) }, at)
  const files = new Set(Object.keys(inputs.manifests))
  for (const action of inputs.actions) {
    if ('write' in action) files.add(action.write)
    if ('copy' in action) files.add(action.to)
  }
  if (files.size > MOST_PODS) {
    const message = `found ${files.size} files; allowed: at most ${MOST_PODS} pods a lane, written ones included`
    at.report({ code: 'TOO_MANY_PODS', message, steps: ['manifests'] })
  }
  if (inputs.runtime !== undefined && !hasRuntime(inputs.kubernetes, inputs.runtime))
    at.into('runtime').wrong(
      'VALUE',
      inputs.runtime,
      `containerd: the kubelet of ${inputs.kubernetes} knows Docker no more (1.23 was the last)`,
    )
  if (inputs.kubelet.featureGates)
    checkGates(inputs.kubelet.featureGates, releaseOf(inputs.kubernetes), at.into('kubelet').into('featureGates'))
  if (inputs.kubelet.crashLoopBackOff) checkBackOff(inputs, at)
  inputs.cluster.objects.forEach((path, i) => {
    if (!Object.hasOwn(inputs.files, path))
      at.into('cluster')
        .into('objects')
        .into(i)
        .wrong('VALUE', path, `a path that stands in files: ${Object.keys(inputs.files).join(', ') || 'there is none'}`)
  })
  return inputs
}

function checkBackOff({ kubernetes, kubelet: { crashLoopBackOff, featureGates = {} } }: Inputs, at: At): void {
  const period = crashLoopBackOff?.maxContainerRestartPeriod
  if (period === undefined) return
  const refused = `no such field: the kubelet of ${kubernetes} ends for it, unless featureGates has KubeletCrashLoopBackOffMax: true`
  const allowed = refusesRestartPeriod(featureGates, releaseOf(kubernetes))
    ? refused
    : period < 1 || period > 300
      ? '1s to 300s'
      : undefined
  if (allowed !== undefined)
    at.into('kubelet').into('crashLoopBackOff').into('maxContainerRestartPeriod').wrong('VALUE', goDuration(period), allowed)
}

/** The gates of all releases. */
export const FEATURE_GATES = new LazyPart<{
  gateNames: typeof gateNames
  lockedValue: typeof lockedValue
  releasesOfGate: typeof releasesOfGate
}>('the table of feature gates')

/** Names that the release has; a gate that is locked stays as it is. */
function checkGates(gates: Readonly<Record<string, boolean>>, release: Release, at: At): void {
  const { gateNames, lockedValue, releasesOfGate } = FEATURE_GATES.get()
  for (const [name, isOn] of Object.entries(gates)) {
    const [first, last] = releasesOfGate(name) ?? [Infinity, -Infinity]
    if (first <= release.minor && release.minor <= last) {
      const locked = lockedValue(name, release)
      if (locked !== undefined && isOn !== locked) at.into(name).wrong('VALUE', isOn, `${locked}: the gate is locked in ${release.name}`)
      continue
    }
    const where = first > last ? '' : `; ${name} is one of 1.${first}${first < last ? ` … 1.${last}` : ''}`
    unknownField(name, gateNames(release), at, `a feature gate of ${release.name}${where}`)
  }
}

/** What is said of the kubelet's doors, laid over what they are otherwise: kubeadm's of the release, or by itself the kubelet's own, all open. */
function kubeletOf({ kubelet, kubernetes: named, cluster }: Readonly<Record<string, unknown>>): unknown {
  const isAttached = !isRecord(cluster) || cluster['attached'] !== false
  if (!isAttached) return kubelet
  return mergePatch(kubeadmDoors(typeof named === 'string' ? named : `1.${NEWEST}`), kubelet ?? {})
}

function checkLanes(value: unknown, shared: Readonly<Record<string, unknown>>, inputs: Inputs, read: WrittenValue, at: At): Lane[] {
  const here = at.into('lanes')
  const alone = [{ name: 'main', inputs }]
  if (value === undefined || value === null) return alone
  if (!Array.isArray(value) || value.length === 0) {
    here.wrong('TYPE', value, `a list of 1 to ${MOST_LANES} lanes`)
    return alone
  }
  if (value.length > MOST_LANES) {
    here.wrong('TOO_MANY_LANES', value, `at most ${MOST_LANES} lanes`)
    return alone
  }
  const names = new Set<string>()
  return value.map((lane: unknown, i) => {
    const spot = here.into(i)
    if (!isRecord(lane)) spot.wrong('TYPE', lane, `an object with name, ${INPUT_FIELDS.join(', ')}`)
    const own = isRecord(lane) ? lane : { name: '-' }
    for (const key of Object.keys(own))
      if (key !== 'name' && !INPUT_FIELDS.includes(key)) unknownField(key, ['name', ...INPUT_FIELDS], spot)
    const laneName = own['name'] === undefined ? missingName(spot) : name('the lane’s name')(own['name'], spot.into('name'))
    if (names.has(laneName)) spot.into('name').wrong('DUPLICATE', laneName, 'a name that no other lane has')
    names.add(laneName)
    const over = Object.fromEntries(Object.entries(own).filter(([key]) => INPUT_FIELDS.includes(key)))
    if (Object.keys(over).length === 0) return { name: laneName, inputs }
    // what is wrong stands in the lane, or else in the fields that it is laid over
    const laid = new At((problem) => at.report({ ...problem, steps: ownerOf(problem.steps, ['lanes', i], read) }))
    return { name: laneName, inputs: checkInputs(mergePatch(shared, over) as Record<string, unknown>, laid) }
  })
}

/** A field that is missing is missing where the object around it stands. */
function ownerOf(steps: readonly PathStep[], lane: readonly PathStep[], read: WrittenValue): readonly PathStep[] {
  const around = steps.slice(0, -1)
  if (read.has([...lane, ...steps]) || (!read.has(steps) && around.length > 0 && read.has([...lane, ...around]))) return [...lane, ...steps]
  return steps
}

function missingName(at: At): string {
  at.into('name').wrong('REQUIRED', undefined, 'the lane’s name')
  return ''
}

function bytesOf(text: string): number {
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    // a surrogate is half of a character of four bytes
    if (c > 0x7f) bytes += c > 0x7ff && (c < 0xd800 || c > 0xdfff) ? 2 : 1
  }
  return bytes
}
