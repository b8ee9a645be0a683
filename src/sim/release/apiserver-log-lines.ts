import type { Row, Tag } from './row.ts'

/** Lines of the kube-apiserver’s log that move from release to release, since each names the line of the source that wrote it. */
export interface LogLineRules {
  /** The line where no --service-cluster-ip-range is given. */
  noCidrWarning: string
  /** The warning that anonymous requests are switched off beside AlwaysAllow. */
  alwaysAllowWarning: string
}

const unspecified = (at: string): string => `I ${at}] Network range for service cluster IPs is unspecified. Defaulting to 10.0.0.0/24.`

const noCidr = (at: string): string =>
  `W ${at}] No CIDR for service cluster IPs specified. Default value which was 10.0.0.0/24 is deprecated and will be removed in future releases. Please specify it using --service-cluster-ip-range on kube-apiserver.`

const allowAll = (line: number): string =>
  `W authentication.go:${line}] AnonymousAuth is not allowed with the AllowAll authorizer.  Resetting AnonymousAuth to false. You should use a different authorizer`

const alwaysAllow = (line: number): string =>
  `W authentication.go:${line}] AnonymousAuth is not allowed with the AlwaysAllow authorizer. Resetting AnonymousAuth to false. You should use a different authorizer`

/** 1.9 */
export const LOG_LINE_BASE: LogLineRules = {
  noCidrWarning: unspecified('services.go:35'),
  alwaysAllowWarning: allowAll(378),
}

/** The last tag read of each release, where a line was looked up. */
const READ: Readonly<Record<number, Tag>> = {
  9: 'v1.9.0',
  10: 'v1.10.13',
  11: 'v1.11.0',
  12: 'v1.12.1',
  13: 'v1.13.4',
  14: 'v1.14.5',
  15: 'v1.15.2',
  16: 'v1.16.15',
  17: 'v1.17.17',
  18: 'v1.18.20',
  19: 'v1.19.13',
  20: 'v1.20.9',
  21: 'v1.21.3',
  22: 'v1.22.3',
  23: 'v1.23.1',
  24: 'v1.24.0',
  25: 'v1.25.9',
  26: 'v1.26.5',
  27: 'v1.27.16',
  28: 'v1.28.15',
  29: 'v1.29.14',
  30: 'v1.30.14',
  31: 'v1.31.14',
  32: 'v1.32.13',
  33: 'v1.33.13',
  34: 'v1.34.9',
  35: 'v1.35.6',
  36: 'v1.36.2',
  37: 'v1.37.2',
}

/** A row for each release on which a line is another: since when, and what it is. */
function moves(
  what: string,
  source: string,
  places: readonly (readonly [since: number, set: Partial<LogLineRules>])[],
): readonly Row<LogLineRules>[] {
  return places.map(([since, set]) => ({
    since,
    set,
    says: `${what} comes from another place.`,
    source,
    read: { by: 'source', before: READ[since - 1]!, after: READ[since]! },
  }))
}

export const LOG_LINE_ROWS: readonly Row<LogLineRules>[] = [
  ...moves('The line that no --service-cluster-ip-range is given', 'pkg/master/services.go', [
    [10, { noCidrWarning: unspecified('services.go:33') }],
  ]),
  {
    since: 17,
    set: { noCidrWarning: noCidr('services.go:37') },
    says: 'The warning that no --service-cluster-ip-range is given says that it will be needed.',
    source: 'pkg/master/services.go',
    read: { by: 'source', before: 'v1.16.15', after: 'v1.17.17' },
  },
  ...moves('The warning that no --service-cluster-ip-range is given', 'pkg/controlplane/apiserver/options/options.go', [
    [28, { noCidrWarning: noCidr('options.go:293') }],
    [29, { noCidrWarning: noCidr('options.go:298') }],
    [30, { noCidrWarning: noCidr('options.go:297') }],
    [31, { noCidrWarning: noCidr('options.go:291') }],
    [32, { noCidrWarning: noCidr('options.go:340') }],
    [33, { noCidrWarning: noCidr('options.go:355') }],
    [34, { noCidrWarning: noCidr('options.go:369') }],
    [37, { noCidrWarning: noCidr('options.go:367') }],
  ]),
  ...moves('The warning about anonymous requests beside AlwaysAllow', 'pkg/kubeapiserver/options/authentication.go', [
    [10, { alwaysAllowWarning: allowAll(377) }],
    [12, { alwaysAllowWarning: alwaysAllow(383) }],
    [13, { alwaysAllowWarning: alwaysAllow(415) }],
    [16, { alwaysAllowWarning: alwaysAllow(416) }],
    [17, { alwaysAllowWarning: alwaysAllow(462) }],
    [18, { alwaysAllowWarning: alwaysAllow(501) }],
    [19, { alwaysAllowWarning: alwaysAllow(484) }],
    [20, { alwaysAllowWarning: alwaysAllow(519) }],
    [21, { alwaysAllowWarning: alwaysAllow(507) }],
    [22, { alwaysAllowWarning: alwaysAllow(524) }],
    [23, { alwaysAllowWarning: alwaysAllow(523) }],
    [24, { alwaysAllowWarning: alwaysAllow(526) }],
    [25, { alwaysAllowWarning: alwaysAllow(525) }],
    [29, { alwaysAllowWarning: alwaysAllow(654) }],
    [30, { alwaysAllowWarning: alwaysAllow(744) }],
    [31, { alwaysAllowWarning: alwaysAllow(805) }],
    [32, { alwaysAllowWarning: alwaysAllow(820) }],
    [33, { alwaysAllowWarning: alwaysAllow(814) }],
    [34, { alwaysAllowWarning: alwaysAllow(815) }],
    [35, { alwaysAllowWarning: alwaysAllow(841) }],
  ]),
  {
    since: 11,
    set: { alwaysAllowWarning: alwaysAllow(378) },
    says: 'The warning about anonymous requests beside AlwaysAllow names the authorizer rightly.',
    source: 'pkg/kubeapiserver/options/authentication.go',
    read: { by: 'source', before: 'v1.10.13', after: 'v1.11.0' },
  },
]
