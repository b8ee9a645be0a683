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
  helpListsFlags: true,
  flagErrorsExit2: true,
  commandFailedLog: false,
  commandFailedAt: '',
  gatesCheckedLate: false,
}

export const FLAG_ROWS: readonly Row<FlagRules>[] = [
  {
    since: 10,
    set: { flagErrorsExit2: false, usagePrinted: true },
    says: 'A mistake in the flags ends the kube-apiserver with code 1, and its usage is printed; before, code 2.',
    source: 'cmd/kube-apiserver/apiserver.go',
    read: { by: 'source', before: 'v1.9.0', after: 'v1.10.13' },
  },
  {
    since: 10,
    set: { helpListsFlags: false },
    says: '--help prints a usage, not the flags alone.',
    source: 'cmd/kube-apiserver/apiserver.go',
    read: { by: 'source', before: 'v1.9.0', after: 'v1.10.13' },
  },
  {
    since: 10,
    set: { badValueQuoted: true },
    says: 'A bad value of a flag is told with the flag in quotes.',
    source: 'vendor/github.com/spf13/pflag/flag.go',
    read: { by: 'source', before: 'v1.9.4', after: 'v1.10.13' },
  },
  {
    since: 11,
    set: { modesAreList: true },
    says: '--authorization-mode may be given more than once.',
    source: 'pkg/kubeapiserver/options/authorization.go',
    read: { by: 'source', before: 'v1.10.13', after: 'v1.11.0' },
  },
  {
    since: 12,
    set: {
      unknownGateText: (name) => `unrecognized feature gate: ${name}`,
      badGateText: (name, value, error) => `invalid value of ${name}=${value}, err: ${error}`,
    },
    says: 'A feature gate that is none is told in other words.',
    source: 'staging/src/k8s.io/apiserver/pkg/util/feature/feature_gate.go',
    read: { by: 'source', before: 'v1.11.10', after: 'v1.12.10' },
  },
  {
    since: 16,
    set: { verbosityParse: 'ParseInt' },
    says: 'A bad -v is told with the call ParseInt.',
    source: 'vendor/k8s.io/klog/klog.go',
    read: { by: 'source', before: 'v1.15.2', after: 'v1.16.15' },
  },
  {
    since: 19,
    set: { strayRefused: true },
    says: 'kube-apiserver refuses words that are no flags.',
    source: 'cmd/kube-apiserver/app/server.go',
    read: { by: 'source', before: 'v1.18.20', after: 'v1.19.13' },
  },
  {
    since: 19,
    set: { usagePrinted: false },
    says: 'kube-apiserver no longer prints its usage after a mistake.',
    source: 'cmd/kube-apiserver/app/server.go',
    read: { by: 'source', before: 'v1.18.20', after: 'v1.19.13' },
  },
  {
    since: 19,
    set: { durationQuoted: true },
    says: 'A bad duration in a flag is quoted (Go 1.15).',
    source: 'Go 1.15: time/format.go',
    read: { by: 'inference', before: 'v1.18.0', after: 'v1.19.0' },
  },
  {
    since: 23,
    set: { commandFailedLog: true, commandFailedAt: 'run.go:74' },
    says: 'An error after parsing is a line "command failed" in the log.',
    source: 'staging/src/k8s.io/component-base/cli/run.go',
    read: { by: 'source', before: 'v1.22.17', after: 'v1.23.17' },
  },
  {
    since: 23,
    set: { csvColumnsFrom1: true },
    says: 'A list in a flag, or a token file, that cannot be read is answered with a column that counts from 1.',
    source: 'Go 1.17: encoding/csv/reader.go',
    read: { by: 'inference', before: 'v1.22.0', after: 'v1.23.0' },
  },
  {
    since: 23,
    set: { verbosityParse: 'ParseUint' },
    says: 'A bad -v is told with the call ParseUint.',
    source: 'staging/src/k8s.io/component-base/config/types.go',
    read: { by: 'source', before: 'v1.22.17', after: 'v1.23.17' },
  },
  {
    since: 31,
    set: { gatesCheckedLate: true },
    says: 'An unknown feature gate is found after the flags are parsed.',
    source: 'cmd/kube-apiserver/app/server.go',
    read: { by: 'source', before: 'v1.30.1', after: 'v1.31.14' },
  },
  {
    since: 31,
    set: { commandFailedAt: 'run.go:72' },
    says: 'The line "command failed" comes from another place.',
    source: 'staging/src/k8s.io/component-base/cli/run.go',
    read: { by: 'source', before: 'v1.30.14', after: 'v1.31.14' },
  },
  {
    since: 34,
    set: { emptyIpFlag: true },
    says: 'A flag for an address may be empty.',
    source: 'vendor/github.com/spf13/pflag/ip.go',
    read: { by: 'source', before: 'v1.33.13', after: 'v1.34.9' },
  },
]
