import type { FlagReader, Wrong } from './flag-reader.ts'
import type { Release } from '../../release/release.ts'
import { goQuote } from './strconv.ts'

const FLAG = 'emulated-version'
const FORWARD = ['emulation-forward-compatible', 'runtime-config-emulation-forward-compatible'] as const

type Emulated = { major: number; minor: number } | { error: string }

/**
 * The version that --emulated-version asks for; that of the release where the flag names none.
 *
 * Errors: what the flag says that is no version, found as soon as the flags are read.
 * Follows: staging/src/k8s.io/component-base/compatibility/registry.go, toVersionMap and Set (v1.34.0).
 */
export function emulatedVersion(flags: FlagReader, release: Release): Emulated {
  const seen = new Map<string, string>()
  for (const pair of flags.list(FLAG)) {
    const [component, text] = pair.includes('=') ? pair.split(/=(.*)/s).map((part) => part.trim()) : ['kube', pair]
    const numbers = /^\s*v?([\d.]*\d)/.exec(text!)?.[1]?.split('.')
    if (!numbers) return { error: `could not parse ${goQuote(text!)} as version` }
    if (numbers.length < 2) return { error: `illegal version string ${goQuote(text!)}` }
    const version = numbers.map(Number).join('.')
    seen.set(component!, version)
  }
  const other = [...seen.keys()].find((component) => component !== 'kube')
  if (other !== undefined) return { error: `component not registered: ${other}` }
  const [major = 1, minor = release.minor] = seen.get('kube')?.split('.').map(Number) ?? []
  return { major, minor }
}

/**
 * What is wrong with a version that is emulated, and with what is only for one that is older.
 *
 * Errors: the texts, each with its flags. Follows: staging/src/k8s.io/component-base/compatibility/version.go, Validate;
 * staging/src/k8s.io/apiserver/pkg/server/options/server_run_options.go, Validate (v1.34.0).
 */
export function validateEmulation(flags: FlagReader, release: Release): Wrong[] {
  const emulated = emulatedVersion(flags, release)
  if ('error' in emulated) return []
  const { major, minor } = emulated
  const errors: Wrong[] = []
  const least = Math.max(release.minor - release.emulatesBack, FIRST_EMULATED)
  const [version, floor] = [`${major}.${minor}`, `1.${least}`]
  const isOlder = major < 1 || (major === 1 && minor < least)
  if (isOlder || major > 1 || minor > release.minor) {
    errors.push([`emulation version ${version} is not between [${floor}, 1.${release.minor}.0]`, FLAG])
    if (isOlder && release.emulatesBack > 1)
      errors.push([`minCompatibilityVersion version ${floor} is not between [${floor}, ${version}]`, FLAG])
  }
  if (major !== 1 || minor !== release.minor) return errors
  for (const [i, name] of FORWARD.entries())
    if (flags.bool(name, false))
      errors.push([
        `ServerRunOptions.${i === 0 ? '' : 'RuntimeConfig'}EmulationForwardCompatible cannot be set to true if the emulation version is the same as the binary version`,
        name,
      ])
  return errors
}

/** What --min-compatibility-version says of 1.N, if anything: the release before the emulated one, as a rule. */
export function leastCompatible(flags: FlagReader): number | undefined {
  const [, minor] = /^(?:kube=)?v?1\.(\d+)/.exec(flags.list('min-compatibility-version').at(-1) ?? '') ?? []
  return minor === undefined ? undefined : Number(minor)
}

/** The first release that can be emulated. */
const FIRST_EMULATED = 31
