import { gateIsOn } from './feature-gates.ts'
import type { FlagReader, Wrong } from './flag-reader.ts'
import type { Release } from '../../release/release.ts'

const PEERS = ['peer-ca-file', 'peer-advertise-ip', 'peer-advertise-port']
const LEADERSHIP = ['lease-duration', 'renew-deadline', 'retry-period'].map((name) => `coordinated-leadership-${name}`)

/** Flags that hardly anybody gives, of what comes last. */
export const RARE: readonly string[] = [...PEERS, ...LEADERSHIP]

/**
 * What is wrong with them.
 *
 * Units: none. Errors: the texts, each with its flags.
 * Follows: pkg/controlplane/apiserver/options/validation.go, Validate (v1.34.0).
 */
export function validateRare(flags: FlagReader, release: Release): Wrong[] {
  return [...peers(flags, release), ...leadership(flags)]
}

/** What is of use only to a server that asks its peers. */
function peers(flags: FlagReader, release: Release): Wrong[] {
  const gate = 'UnknownVersionInteroperabilityProxy'
  const given = PEERS.filter((name) => flags.text(name) !== '')
  if (given.length === 0 || gateIsOn(gate, flags.map('feature-gates'), release)) return []
  return given.map((name) => [`--${name} requires ${gate} feature to be turned on`, name, 'feature-gates'])
}

/** The times of a coordinated election, each of which has to be longer than the next. */
function leadership(flags: FlagReader): Wrong[] {
  const times = [15, 10, 2].map((time, i) => flags.number(LEADERSHIP[i]!, time))
  return [0, 1]
    .filter((i) => times[i]! <= times[i + 1]!)
    .map((i) => [`--${LEADERSHIP[i]} must be greater than --${LEADERSHIP[i + 1]}`, LEADERSHIP[i]!, LEADERSHIP[i + 1]!])
}
