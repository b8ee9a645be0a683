import dependencies from '../../../upstream/gate-dependencies.json' with { type: 'json' }
import gates from '../../../upstream/gates.json' with { type: 'json' }
import { UpstreamTable } from '../../../upstream/upstream-table.ts'
import type { Release } from '../../release/release.ts'
import type { FlagReader, FlagError, FlagValue } from './flag-reader.ts'
import { GateTable } from './gate-table.ts'
import { quoteGo, readBool } from '../../../manifest/go/strconv.ts'

const FLAG = 'emulated-version'
const COMPATIBLE = 'min-compatibility-version'
const FORWARD = ['emulation-forward-compatible', 'runtime-config-emulation-forward-compatible'] as const

type Version = { major: number; minor: number } | { error: string }

/**
 * The version that a flag of versions asks for; `otherwise` where it names none.
 *
 * Errors: what the flag says that is no version, found as soon as the flags are read.
 * Follows: staging/src/k8s.io/component-base/compatibility/registry.go, toVersionMap and Set (v1.34.0).
 */
function versionOf(name: string, flags: FlagReader, otherwise: { major: number; minor: number }): Version {
  const seen = new Map<string, string>()
  for (const pair of flags.list(name)) {
    const [component, text] = pair.includes('=') ? pair.split(/=(.*)/s).map((part) => part.trim()) : ['kube', pair]
    const numbers = /^\s*v?([\d.]*\d)/.exec(text!)?.[1]?.split('.').map(Number)
    if (!numbers) return { error: `could not parse ${quoteGo(text!)} as version` }
    if (numbers.length < 2) return { error: `illegal version string ${quoteGo(text!)}` }
    const [version, before] = [`${component}=${numbers.join('.')}`, seen.get(component!)]
    if (numbers[2]) return { error: `patch version not allowed, got: ${version}` }
    if (before !== undefined) return { error: `duplicate version flag, ${before} and ${version}` }
    seen.set(component!, version)
  }
  const other = [...seen.keys()].find((component) => component !== 'kube')
  if (other !== undefined) return { error: `component not registered: ${other}` }
  const [major = otherwise.major, minor = otherwise.minor] = seen.get('kube')?.slice('kube='.length).split('.').map(Number) ?? []
  return { major, minor }
}

/** The version that --emulated-version asks for. Errors: as `versionOf`. */
export const emulatedVersion = (flags: FlagReader, release: Release): Version => versionOf(FLAG, flags, { major: 1, minor: release.minor })

/** The oldest version to get along with, as a rule that before the emulated one. Errors: as `versionOf`. */
export const leastCompatible = (flags: FlagReader, emulated: { major: number; minor: number }): Version =>
  versionOf(COMPATIBLE, flags, { ...emulated, minor: emulated.minor - 1 })

/**
 * What is wrong with a version that is emulated, and with what is only for one that is older.
 *
 * Errors: the texts, each with its flags. Follows: staging/src/k8s.io/component-base/compatibility/version.go, Validate;
 * staging/src/k8s.io/apiserver/pkg/server/options/server_run_options.go, Validate (v1.34.0).
 */
export function validateEmulation(flags: FlagReader, release: Release): FlagError[] {
  const emulated = emulatedVersion(flags, release)
  if ('error' in emulated) return []
  const { major, minor } = emulated
  const errors: FlagError[] = []
  const least = Math.max(release.minor - release.emulatesBack, FIRST_EMULATED)
  const [version, floor] = [`${major}.${minor}`, `1.${least}`]
  const isOlder = major < 1 || (major === 1 && minor < least)
  if (isOlder || major > 1 || minor > release.minor) {
    errors.push([`emulation version ${version} is not between [${floor}, 1.${release.minor}.0]`, FLAG])
    if (isOlder && release.emulatesBack > 1 && !flags.isSet(COMPATIBLE))
      errors.push([`minCompatibilityVersion version ${floor} is not between [${floor}, ${version}]`, FLAG])
  }
  const compatible = leastCompatible(flags, emulated)
  const order = (other: { major: number; minor: number }): number => other.major * 1000 + other.minor
  if (
    flags.list(COMPATIBLE).length > 0 &&
    !('error' in compatible) &&
    !(order(compatible) >= order({ major: 1, minor: least }) && order(compatible) <= order(emulated))
  )
    errors.push([
      `minCompatibilityVersion version ${compatible.major}.${compatible.minor} is not between [${floor}, ${version}]`,
      COMPATIBLE,
      FLAG,
    ])
  if (major !== 1 || minor !== release.minor) return errors
  for (const [i, name] of FORWARD.entries())
    if (flags.bool(name, false))
      errors.push([
        `ServerRunOptions.${i === 0 ? '' : 'RuntimeConfig'}EmulationForwardCompatible cannot be set to true if the emulation version is the same as the binary version`,
        name,
      ])
  return errors
}

/** The first release that can be emulated. */
const FIRST_EMULATED = 31

const GATES = new GateTable(gates)
/** Not among upstream's tables; of 1.36 and 1.37 as far as they have been shown. */
const DEPENDENCIES = new UpstreamTable(dependencies)

const stateOf = (name: string, minor: number) => GATES.stateOf(name, minor)

/** Whether a gate is on, given what the flag says of it. */
export const gateIsOn = (name: string, set: Readonly<Record<string, string>>, { minor }: Release): boolean => GATES.isOn(name, set, minor)

/** Whether a release has come to a gate: before, nothing that it stands for is there. */
export const hasGate = (name: string, { minor }: Release): boolean => minor >= (GATES.spans(name)[0]?.since ?? Infinity)

/** From which release to which a gate is there; undefined where none has it. */
export function releasesOfGate(name: string): readonly [number, number] | undefined {
  const spans = GATES.spans(name)
  return spans.length === 0 ? undefined : [spans[0]!.since, spans.at(-1)!.until]
}

/** What a gate that a release has locked stays at; undefined for one that is not locked. */
export function lockedValue(name: string, { minor }: Release): boolean | undefined {
  const state = stateOf(name, minor)
  return state?.isLocked ? state.isOn : undefined
}

/** The names of all that a release has. */
export const gateNames = ({ minor }: Release): string[] => GATES.names.filter((name) => GATES.at(name, minor) !== undefined)

/**
 * Reads `A=true,B=false`. Up to v1.30 names are checked here, in pflag; later only once all flags are read.
 *
 * Errors: returned.
 * Follows: staging/src/k8s.io/component-base/featuregate/feature_gate.go, Set and SetFromMap (v1.36.2, v1.19.16).
 */
export function readGates(
  text: string,
  before: FlagValue | undefined,
  release: Release,
): { value?: Record<string, string>; error?: string } {
  const value: Record<string, string> =
    typeof before === 'object' && !Array.isArray(before) ? { ...(before as Record<string, string>) } : {}
  const error = release.gatesCheckedLate ? undefined : checkGates(text, release)
  if (error !== undefined) return { error }
  // Kept as written, so that the late check can find what is wrong; `kube:` may stand before its own.
  for (const pair of text.split(',')) {
    const [name = '', ...rest] = pair.split('=')
    if (pair !== '')
      // no value at all is '', an empty one ' '
      value[name.trim().replace(/^(?:kube)?:/, '')] =
        rest.length === 0 ? '' : (readBool(rest.join('=').trim()).value?.toString() ?? (rest.join('=').trim() || ' '))
  }
  return { value }
}

/**
 * What is wrong with the flag's text, if anything. `emulated` is the minor release whose gates are looked at.
 *
 * Errors: in upstream's words; it goes over a map of Go's, here the order of the flag.
 * Follows: staging/src/k8s.io/component-base/featuregate/feature_gate.go, Set and unsafeSetFromMap (v1.36.2, v1.19.16).
 */
export function checkGates(text: string, release: Release, emulated = release.minor, compatible = emulated - 1): string | undefined {
  const set = new Map<string, boolean>()
  for (const pair of text.split(',')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = (equals === -1 ? pair : pair.slice(0, equals)).trim()
    const other = release.gatesCheckedLate ? /^(.*?):/.exec(name)?.[1] : undefined
    if (other !== undefined) return `component not registered: ${other}`
    if (equals === -1) return `missing bool value for ${name}`
    const { value, error } = readBool(pair.slice(equals + 1).trim())
    if (value === undefined) return release.badGateText(name, pair.slice(equals + 1).trim(), error!)
    set.set(name, value)
  }
  const errors: string[] = []
  for (const [name, value] of set) {
    const isKnown = GATES.at(name, release.minor) !== undefined
    const error = isKnown ? valueError(name, value, release, emulated, compatible) : release.unknownGateText(name)
    if (error !== undefined) errors.push(error)
    if (error !== undefined && (!isKnown || !release.gatesCheckedLate)) break
  }
  if (errors.length === 0) errors.push(...missingDependencies(set, { ...release, minor: emulated }))
  return errors.length > 1 ? `[${errors.join(', ')}]` : errors[0]
}

/** What is said of gates that are set and no longer to be: of what upstream goes over in no order, here that of the flag. */
export function gateWarnings(gates: Readonly<Record<string, string>>, release: Release, emulated = release.minor): string[] {
  return Object.entries(gates).flatMap(([name, value]) => {
    const stage = stateOf(name, emulated)?.stage
    if (stage !== 'ga' && stage !== 'deprecated') return []
    return release.gateWarning(name, value === 'true', stage === 'ga' ? 'GA' : stage) ?? []
  })
}

function valueError(name: string, value: boolean, release: Release, minor: number, compatible: number): string | undefined {
  const state = stateOf(name, minor)
  if (!state) return release.preAlphaText(name, value, `1.${minor}`, `1.${compatible}`)
  return state.isLocked && value !== state.isOn
    ? `cannot set feature gate ${name} to ${value}, feature is locked to ${state.isOn}`
    : undefined
}

/** Gates that are on, by default or by the flag, while one is off that they need. */
function missingDependencies(set: ReadonlyMap<string, boolean>, release: Release): string[] {
  const said = Object.fromEntries([...set].map(([name, value]) => [name, String(value)]))
  return DEPENDENCIES.names.flatMap((name) => {
    const needed = stateOf(name, release.minor) ? DEPENDENCIES.at(name, release.minor) : undefined
    if (needed === undefined || !gateIsOn(name, said, release)) return []
    const off = needed.split(' ').filter((other) => !gateIsOn(other, said, release))
    return off.length === 0 ? [] : [`${name} is enabled, but depends on features that are disabled: [${off.join(' ')}]`]
  })
}
