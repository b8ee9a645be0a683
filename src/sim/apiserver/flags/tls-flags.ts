import type { FlagReader } from './flag-reader.ts'
import { goQuote } from './strconv.ts'

/** A function, so that a web worker brings them only when a flag names one. */
const ciphers = (): readonly string[] =>
  `AES_128_GCM_SHA256 AES_256_GCM_SHA384 CHACHA20_POLY1305_SHA256 ECDHE_ECDSA_WITH_AES_128_CBC_SHA ECDHE_ECDSA_WITH_AES_256_CBC_SHA
  ECDHE_RSA_WITH_AES_128_CBC_SHA ECDHE_RSA_WITH_AES_256_CBC_SHA ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
  ECDHE_RSA_WITH_AES_128_GCM_SHA256 ECDHE_RSA_WITH_AES_256_GCM_SHA384 ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
  ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 RSA_WITH_RC4_128_SHA RSA_WITH_3DES_EDE_CBC_SHA RSA_WITH_AES_128_CBC_SHA
  RSA_WITH_AES_256_CBC_SHA RSA_WITH_AES_128_CBC_SHA256 RSA_WITH_AES_128_GCM_SHA256 RSA_WITH_AES_256_GCM_SHA384
  ECDHE_ECDSA_WITH_RC4_128_SHA ECDHE_RSA_WITH_RC4_128_SHA ECDHE_RSA_WITH_3DES_EDE_CBC_SHA ECDHE_ECDSA_WITH_AES_128_CBC_SHA256
  ECDHE_RSA_WITH_AES_128_CBC_SHA256 ECDHE_RSA_WITH_CHACHA20_POLY1305 ECDHE_ECDSA_WITH_CHACHA20_POLY1305`
    .split(/\s+/)
    .map((name) => `TLS_${name}`)

/** Follows: component-base/cli/flag/ciphersuites_flag.go (v1.32). */
export function tlsError(flags: FlagReader): { error: string; flag: string } | undefined {
  const cipher = flags.list('tls-cipher-suites').find((name) => !ciphers().includes(name))
  if (cipher !== undefined) return { error: `Cipher suite ${cipher} not supported or doesn't exist`, flag: 'tls-cipher-suites' }
  const version = flags.text('tls-min-version')
  return version === '' ? undefined : tlsVersionError(version)
}

function tlsVersionError(version: string): { error: string; flag: string } | undefined {
  return /^VersionTLS1[0-3]$/.test(version) ? undefined : { error: `unknown tls version ${goQuote(version)}`, flag: 'tls-min-version' }
}
