import { quoteList } from '../../manifest/go/strconv.ts'
import { parseDuration } from '../scenario/duration.ts'
import { type Argument, readArguments } from './command-arguments.ts'
import type { ElectionTimes } from './leader-election.ts'
import { MANAGER_FLAGS, unknownFlag } from './plane-flags.ts'

export type ManagerName = 'kube-controller-manager' | 'kube-scheduler'

/** What the flags of one of the two come to. */
export interface ManagerConfig {
  flags: ReadonlyMap<string, Argument>
  value(flag: string): string | undefined
  /** Paths that anybody may ask for; one that ends in * stands for all that begin so. */
  alwaysAllowed: readonly string[]
}

/**
 * Takes a command line of kube-controller-manager or kube-scheduler.
 *
 * Units: seconds. Errors: `error`, as cobra says it, and the argument at fault: a flag that there is not, a value that is none.
 * Follows: spf13/cobra and pflag; component-base/config/options/leaderelectionconfig.go (v1.36).
 */
export function readManagerFlags(program: string, args: readonly string[], minor: number): ManagerConfig | { error: string; at: number } {
  const { flags, stray } = readArguments(args, MANAGER_FLAGS)
  const unknown = unknownFlag(flags, MANAGER_FLAGS, minor)
  if (unknown) return { error: `unknown flag: --${unknown[0]}`, at: unknown[1] }
  const first = stray[0]
  if (first)
    return {
      error: `"${program}" does not take any arguments, got ${quoteList(stray.map(({ value }) => value))}`,
      at: first.at,
    }
  const value = (flag: string): string | undefined => flags.get(flag)?.value
  const lengths = readLengths(flags, {})
  if ('error' in lengths) return { error: lengths.error, at: flags.get(lengths.flag)!.at }
  return {
    flags,
    value,
    alwaysAllowed: (value('authorization-always-allow-paths') ?? '/healthz,/readyz,/livez').split(','),
  }
}

/**
 * How long a lease is good, by the flags, else as given, else by default.
 *
 * Units: seconds. Errors: `error` with the flag that holds no duration.
 */
export function readLengths(
  flags: ReadonlyMap<string, Argument>,
  given: Readonly<Partial<ElectionTimes>>,
): ElectionTimes | { error: string; flag: string } {
  const lengths: ElectionTimes = { lease: 15, renew: 10, retry: 2, ...given }
  for (const [name, flag] of LENGTHS) {
    const text = flags.get(flag)?.value
    const seconds = text === undefined ? lengths[name] : parseDuration(text)
    if (seconds === undefined)
      return {
        error: `invalid argument ${JSON.stringify(text)} for "--${flag}" flag: time: invalid duration ${JSON.stringify(text)}`,
        flag,
      }
    lengths[name] = seconds
  }
  return lengths
}

const LENGTHS = [
  ['lease', 'leader-elect-lease-duration'],
  ['renew', 'leader-elect-renew-deadline'],
  ['retry', 'leader-elect-retry-period'],
] as const
