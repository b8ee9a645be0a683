import { own } from '../../../manifest/own.ts'
import type { Release } from '../../release/release.ts'
import { NEWEST } from '../../release/releases.ts'
import { ASKED_GATES, otherGates } from './feature-gate-table.ts'
import type { FlagValue } from './flag-table.ts'
import { readBool } from './strconv.ts'

interface GateRow {
  name: string
  /** First release that knows it, from which it is on, from which it is locked on, the last that knows it, and from which it is off again. */
  since: number
  on: number
  locked: number
  until: number
  off: number
}

const rowsOf = (table: string): ReadonlyMap<string, GateRow> =>
  new Map(
    table
      .trim()
      .split('\n')
      .flatMap((line) => {
        const [releases = '', ...names] = line.split(' ')
        const [since = Infinity, on = Infinity, locked = Infinity, until = Infinity, off = Infinity] = [...releases].map((one) =>
          one === '-' ? Infinity : one < 'A' || one > 'Z' ? parseInt(one, 36) : one.charCodeAt(0) - 29,
        )
        return names.map((name) => [name, { name, since, on, locked, until, off }] as const)
      }),
  )

const ASKED = rowsOf(ASKED_GATES)
let others: ReadonlyMap<string, GateRow> | undefined

const gateOf = (name: string): GateRow | undefined => ASKED.get(name) ?? (others ??= rowsOf(otherGates())).get(name)

/**
 * Whether a gate is on, given what the flag says of it.
 *
 * Follows: staging/src/k8s.io/apiserver/pkg/features/kube_features.go and pkg/features/kube_features.go (v1.36.2).
 */
export function gateIsOn(name: string, set: Readonly<Record<string, string>>, release: Release): boolean {
  const gate = gateOf(name)
  if (!gate || release.minor < gate.since) return false
  const said = own(set, name)
  if (said !== undefined && release.minor < gate.locked) return said === 'true'
  if (release.minor < gate.on && set['AllAlpha'] === 'true') return true
  return release.minor >= gate.on && release.minor < gate.off
}

/** Whether a release has come to a gate: before, nothing that it stands for is there. */
export const hasGate = (name: string, { minor }: Release): boolean => minor >= (gateOf(name)?.since ?? Infinity)

/** From which release to which a gate is there; undefined where none has it. */
export function releasesOfGate(name: string): readonly [number, number] | undefined {
  const gate = gateOf(name)
  return gate && [gate.since, Math.min(gate.until, NEWEST)]
}

/** Whether a gate that is on can no longer be turned off. */
export const isLocked = (name: string, { minor }: Release): boolean => minor >= (gateOf(name)?.locked ?? Infinity)

/** The names of all that a release has. */
export const gateNames = ({ minor }: Release): string[] =>
  [...ASKED.values(), ...(others ??= rowsOf(otherGates())).values()].filter((g) => g.since <= minor && minor <= g.until).map((g) => g.name)

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
      value[name.trim().replace(/^kube:/, '')] =
        rest.length === 0 ? '' : (readBool(rest.join('=').trim()).value?.toString() ?? rest.join('=').trim())
  }
  return { value }
}

/**
 * What is wrong with the flag's text, if anything.
 *
 * Errors: the first, in upstream's words. Follows: as `readGates`.
 */
export function checkGates(text: string, release: Release): string | undefined {
  const set = new Map<string, boolean>()
  for (const pair of text.split(',')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = (equals < 0 ? pair : pair.slice(0, equals)).trim()
    const other = release.gatesCheckedLate ? /^(.*?):/.exec(name)?.[1] : undefined
    if (other !== undefined) return `component not registered: ${other}`
    if (equals < 0) return `missing bool value for ${name}`
    const { value, error } = readBool(pair.slice(equals + 1).trim())
    if (value === undefined) return release.badGateText(name, pair.slice(equals + 1).trim(), error ?? '')
    set.set(name, value)
  }
  for (const [name, value] of set) {
    const error = gateError(name, value, release)
    if (error !== undefined) return error
  }
  return undefined
}

function gateError(name: string, value: boolean, release: Release): string | undefined {
  const gate = gateOf(name)
  if (!gate || release.minor < gate.since || release.minor > gate.until) return release.unknownGateText(name)
  return release.minor >= gate.locked && !value ? `cannot set feature gate ${name} to ${value}, feature is locked to true` : undefined
}
