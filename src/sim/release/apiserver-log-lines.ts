import type { Row } from './row.ts'

/** Lines of the kube-apiserver’s log that move from release to release, since each names the line of the source that wrote it. */
export interface LogLineRules {
  /** The line where no --service-cluster-ip-range is given. */
  noCidrWarning: string
  /** The warning that anonymous requests are switched off beside AlwaysAllow. */
  alwaysAllowWarning: string
  /** That a gate is set which is no longer to be: undefined where nothing is said. */
  gateWarning: (name: string, value: boolean, stage: 'GA' | 'deprecated') => string | undefined
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
  gateWarning: () => undefined,
}

export const LOG_LINE_ROWS: readonly Row<LogLineRules>[] = [
  { since: 10, set: { noCidrWarning: unspecified('services.go:33') } },
  { since: 17, set: { noCidrWarning: noCidr('services.go:37') } },
  { since: 28, set: { noCidrWarning: noCidr('options.go:293') } },
  { since: 29, set: { noCidrWarning: noCidr('options.go:298') } },
  { since: 30, set: { noCidrWarning: noCidr('options.go:297') } },
  { since: 31, set: { noCidrWarning: noCidr('options.go:291') } },
  { since: 32, set: { noCidrWarning: noCidr('options.go:340') } },
  { since: 33, set: { noCidrWarning: noCidr('options.go:355') } },
  { since: 34, set: { noCidrWarning: noCidr('options.go:369') } },
  { since: 37, set: { noCidrWarning: noCidr('options.go:367') } },
  {
    since: 12,
    set: {
      gateWarning: (name, value, stage) =>
        `W feature_gate.go:…] Setting ${stage} feature gate ${name}=${value}. It will be removed in a future release.`,
    },
  },
  {
    since: 36,
    set: {
      gateWarning: (name, value, stage) =>
        `I feature_gate.go:…] "Warning: setting ${stage} feature gate. It will be removed in a future release." featureGate="${name}" value=${value}`,
    },
  },
  { since: 10, set: { alwaysAllowWarning: allowAll(377) } },
  { since: 12, set: { alwaysAllowWarning: alwaysAllow(383) } },
  { since: 13, set: { alwaysAllowWarning: alwaysAllow(415) } },
  { since: 16, set: { alwaysAllowWarning: alwaysAllow(416) } },
  { since: 17, set: { alwaysAllowWarning: alwaysAllow(462) } },
  { since: 18, set: { alwaysAllowWarning: alwaysAllow(501) } },
  { since: 19, set: { alwaysAllowWarning: alwaysAllow(484) } },
  { since: 20, set: { alwaysAllowWarning: alwaysAllow(519) } },
  { since: 21, set: { alwaysAllowWarning: alwaysAllow(507) } },
  { since: 22, set: { alwaysAllowWarning: alwaysAllow(524) } },
  { since: 23, set: { alwaysAllowWarning: alwaysAllow(523) } },
  { since: 24, set: { alwaysAllowWarning: alwaysAllow(526) } },
  { since: 25, set: { alwaysAllowWarning: alwaysAllow(525) } },
  { since: 29, set: { alwaysAllowWarning: alwaysAllow(654) } },
  { since: 30, set: { alwaysAllowWarning: alwaysAllow(744) } },
  { since: 31, set: { alwaysAllowWarning: alwaysAllow(805) } },
  { since: 32, set: { alwaysAllowWarning: alwaysAllow(820) } },
  { since: 33, set: { alwaysAllowWarning: alwaysAllow(814) } },
  { since: 34, set: { alwaysAllowWarning: alwaysAllow(815) } },
  { since: 35, set: { alwaysAllowWarning: alwaysAllow(841) } },
  { since: 11, set: { alwaysAllowWarning: alwaysAllow(378) } },
]
