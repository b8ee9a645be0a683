import type { ApiserverConfig } from '../server-config.ts'
import type { Authority } from '../pki.ts'
import type { ClientCertificate } from '../requests/request.ts'
import type { Authenticator } from './authenticator.ts'

/** What Go's verifier says of a certificate from another CA. */
export const UNKNOWN_AUTHORITY = 'x509: certificate signed by unknown authority'

/**
 * The client certificate: its common name is the user, its organisations are the groups.
 *
 * Errors: a certificate from another CA is an error, none at all is no opinion.
 * Follows: staging/src/k8s.io/apiserver/pkg/authentication/request/x509/x509.go (v1.36.2); same in v1.9.
 */
export function x509(config: ApiserverConfig): Authenticator | undefined {
  const ca = config.clientCA
  if (!ca) return undefined
  return {
    name: 'client certificate',
    because: { flag: 'client-ca-file', file: ca.file },
    authenticate({ certificate }) {
      if (!certificate) return { reason: 'No client certificate was sent.' }
      const wrong = verify(certificate, ca.authority)
      if (wrong === UNKNOWN_AUTHORITY)
        return {
          error: config.release.untrustedText(certificate.ca, certificate.cn, wrong),
          reason: `The certificate of ${certificate.cn} is not signed by the CA in ${ca.file}.`,
        }
      if (wrong !== undefined)
        return {
          error: config.release.untrustedText(certificate.ca, certificate.cn, wrong),
          reason: `The certificate of ${certificate.cn} is not good at this time: ${wrong}.`,
        }
      if (!certificate.cn) return { reason: 'The certificate has no common name.' }
      return { user: { name: certificate.cn, groups: certificate.o }, reason: `The certificate says ${certificate.cn}.` }
    },
  }
}

/**
 * What Go's verifier has against a certificate: its own time comes first, then who signed it, then that one's time.
 *
 * Undefined where it is good. Follows: crypto/x509, Certificate.Verify (Go).
 */
export function verify({ ca, expired, isOwnTime }: ClientCertificate, authority: Authority): string | undefined {
  if (isOwnTime) return expired
  return ca === authority ? expired : UNKNOWN_AUTHORITY
}
