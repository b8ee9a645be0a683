import type { Row } from './row.ts'

/** Rules of the kube-apiserver’s command line: how it is parsed, and how a mistake is printed. */
export interface FlagRules {
  /** `for "--x" flag: …`, as against `for --x=value: …`. */
  badValueQuoted: boolean
  /** Where comma-separated values break, columns count from 1. */
  csvColumnsFrom1: boolean
  /** An address in a flag may be empty, which is none. */
  emptyIpFlag: boolean
  /** How -v is read. */
  verbosityParse: 'Atoi' | 'ParseInt' | 'ParseUint'
  /** Go quotes a bad duration. */
  durationQuoted: boolean
  /** A word that is no flag ends the program, as against being ignored. */
  strayRefused: boolean
  /** cobra prints its usage, and main.go the error once more. */
  usagePrinted: boolean
  /** --authorization-mode may be given more than once. */
  modesAreList: boolean
  /** A feature gate that is none, and one whose value is no bool. */
  unknownGateText: (name: string) => string
  badGateText: (name: string, value: string, error: string) => string
  /** A gate that an older release, which is emulated, lacks. */
  preAlphaText: (name: string, value: boolean, emulated: string, compatible: string) => string
  /** --help prints the flags, as against a usage. */
  helpListsFlags: boolean
  /** pflag's own exit with usage (code 2), as against cobra's `Error: …` (code 1). */
  flagErrorsExit2: boolean
  /** Errors after parsing are a klog line `"command failed"`, as against `Error: …`. */
  commandFailedLog: boolean
  /** Where `"command failed"` is logged: `run.go:72`. */
  commandFailedAt: string
  /** Unknown feature gates are found after parsing, not in it. */
  gatesCheckedLate: boolean
}

/** 1.9 */
export const FLAG_BASE: FlagRules = {
  badValueQuoted: false,
  csvColumnsFrom1: false,
  emptyIpFlag: false,
  verbosityParse: 'Atoi',
  durationQuoted: false,
  strayRefused: false,
  usagePrinted: false,
  modesAreList: false,
  unknownGateText: (name) => `unrecognized key: ${name}`,
  badGateText: (name, value, error) => `invalid value of ${name}: ${value}, err: ${error}`,
  preAlphaText: (name, value, emulated) =>
    `cannot set feature gate ${name} to ${value}, feature is PreAlpha at emulated version ${emulated}`,
  helpListsFlags: true,
  flagErrorsExit2: true,
  commandFailedLog: false,
  commandFailedAt: '',
  gatesCheckedLate: false,
}

export const FLAG_ROWS: readonly Row<FlagRules>[] = [
  { since: 10, set: { flagErrorsExit2: false, usagePrinted: true } },
  { since: 10, set: { helpListsFlags: false } },
  { since: 10, set: { badValueQuoted: true } },
  { since: 11, set: { modesAreList: true } },
  {
    since: 12,
    set: {
      unknownGateText: (name) => `unrecognized feature gate: ${name}`,
      badGateText: (name, value, error) => `invalid value of ${name}=${value}, err: ${error}`,
    },
  },
  { since: 16, set: { verbosityParse: 'ParseInt' } },
  { since: 19, set: { strayRefused: true } },
  { since: 19, set: { usagePrinted: false } },
  { since: 19, set: { durationQuoted: true } },
  { since: 23, set: { commandFailedLog: true, commandFailedAt: 'run.go:74' } },
  { since: 23, set: { csvColumnsFrom1: true } },
  { since: 23, set: { verbosityParse: 'ParseUint' } },
  { since: 31, set: { gatesCheckedLate: true } },
  { since: 31, set: { commandFailedAt: 'run.go:72' } },
  { since: 34, set: { emptyIpFlag: true } },
  {
    since: 35,
    set: {
      preAlphaText: (name, value, emulated, compatible) =>
        `cannot set feature gate ${name} to ${value}, feature is PreAlpha at emulated version ${emulated}, min compatibility version ${compatible}`,
    },
  },
]
