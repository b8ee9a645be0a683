import { nearestName } from '../../manifest/nearest.ts'
import { readTable } from '../../texts/text-table.ts'
import { type Argument, readArguments } from './command-arguments.ts'
import table from './flags.tsv?raw'

/** Flags of a program, of all releases together: whether one takes no word of its own, and the last minor release that has it. */
export type PlaneFlags = ReadonlyMap<string, { isBool: boolean; until: number }>

const flagsOf = (name: 'etcd' | 'manager'): PlaneFlags =>
  new Map(
    readTable(table, 'program', 'flag', 'value', 'until')
      .filter(({ program }) => program === name)
      .map(({ flag, value, until }) => [flag, { isBool: value === 'bool', until: until === '' ? Infinity : Number(until.slice(2)) }]),
  )

/** Follows: etcd, server/etcdmain/config.go (v3.2 … v3.6). */
export const ETCD_FLAGS = flagsOf('etcd')

/**
 * Those of kube-controller-manager and kube-scheduler.
 *
 * Follows: cmd/kube-controller-manager/app/options, cmd/kube-scheduler/app/options, staging/src/k8s.io/controller-manager/options and
 * component-base (v1.9, v1.21, v1.36).
 */
export const MANAGER_FLAGS = flagsOf('manager')

const isKnown = (flag: string, flags: PlaneFlags): boolean => flags.has(flag) || (flags === ETCD_FLAGS && flag.startsWith('experimental-'))

/** Flags that are in no release that was read: a real program that does not know one ends for it. */
export function strangeFlags(args: readonly string[], flags: PlaneFlags): Argument[] {
  return [...readArguments(args, flags).flags].flatMap(([flag, argument]) => (isKnown(flag, flags) ? [] : [{ ...argument, value: flag }]))
}

/** The first flag that the program does not know. One that is like none of its flags may be of a newer release, and is no slip of the hand. */
export function unknownFlag(
  given: ReadonlyMap<string, Argument>,
  flags: PlaneFlags,
  minor: number,
): [flag: string, at: number] | undefined {
  for (const [flag, { at }] of given)
    if (isKnown(flag, flags) ? minor > (flags.get(flag)?.until ?? Infinity) : nearestName(flag, flags.keys()) !== undefined)
      return [flag, at]
  return undefined
}
