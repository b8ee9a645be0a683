import type { FlagReader, Wrong } from './flag-reader.ts'
import type { Release } from '../../release/release.ts'

/** The flags that make a difference for service accounts' tokens. */
export const ACCOUNTS = ['service-account-max-token-expiration', 'service-account-signing-endpoint'] as const

const HOUR_S = 3600
/** As long as a token may live, in seconds. */
const LONGEST_S = 2 ** 32

/**
 * What is wrong with how service accounts' tokens are made, before the flags are looked at together.
 *
 * Errors: the text and its flags.
 * Follows: pkg/controlplane/apiserver/options/options.go, completeServiceAccountOptions (v1.34.0).
 */
export function accountsError(flags: FlagReader, release: Release): Wrong | undefined {
  const [limit, endpoint] = ACCOUNTS
  const seconds = flags.number(limit, 0)
  if (seconds !== 0 && (seconds < HOUR_S || seconds > LONGEST_S)) return [release.tokenExpirationText, limit]
  const key = 'service-account-signing-key-file'
  if (flags.text(key) === '' || flags.text(endpoint) === '' || !flags.list('service-account-issuer')[0]) return undefined
  return [`${key} and ${endpoint} are mutually exclusive and cannot be set at the same time`, endpoint, key]
}

/**
 * The first size of a watch cache that is none, each being a resource, `#` and a number.
 *
 * Errors: the text. Follows: staging/src/k8s.io/apiserver/pkg/server/options/etcd.go, ParseWatchCacheSizes (v0.34.0).
 */
export function cacheSizesError(flags: FlagReader): string | undefined {
  for (const text of flags.bool('watch-cache', true) ? flags.list('watch-cache-sizes') : []) {
    const [, size, ...more] = text.split('#')
    if (size === undefined || more.length > 0) return `invalid value of watch cache size: ${text}`
    if (!/^[+-]?\d+$/.test(size)) return `invalid size of watch cache size: ${text}`
    if (Number(size) < 0) return `watch cache size cannot be negative: ${text}`
  }
  return undefined
}
