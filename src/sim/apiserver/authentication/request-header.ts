import type { ApiserverConfig } from '../config.ts'
import type { Authenticator } from './authenticator.ts'
import { UNKNOWN_AUTHORITY, verify } from './x509.ts'

/**
 * A front proxy: whoever shows a certificate of its CA, with an allowed name, may say in headers who the user is.
 *
 * Errors: any certificate that is not the proxy's is an error (which a later success makes forgotten).
 * Follows: staging/src/k8s.io/apiserver/pkg/authentication/request/headerrequest/requestheader.go and ../x509/x509.go,
 * Verifier (v1.36.2); same in v1.9.
 */
export function requestHeader(config: ApiserverConfig): Authenticator | undefined {
  const proxy = config.requestHeader
  if (!proxy) return undefined
  return {
    name: 'front proxy',
    because: { flag: 'requestheader-client-ca-file', file: proxy.file },
    authenticate({ certificate, headers }) {
      if (!certificate) return { reason: 'No client certificate was sent.' }
      const wrong = verify(certificate, proxy.authority)
      if (wrong === UNKNOWN_AUTHORITY) return { error: wrong, reason: `The certificate of ${certificate.cn} is not the front proxy's.` }
      if (wrong !== undefined) return { error: wrong, reason: `The certificate of ${certificate.cn} is not good at this time: ${wrong}.` }
      if (proxy.allowedNames.length > 0 && !proxy.allowedNames.includes(certificate.cn)) {
        return {
          error: `x509: subject with cn=${certificate.cn} is not in the allowed list`,
          reason: `${certificate.cn} is not among --requestheader-allowed-names.`,
        }
      }
      const name = firstOf(headers, proxy.userHeaders)
      if (!name) return { reason: 'The proxy named no user.' }
      const groups = proxy.groupHeaders.flatMap((header) => split(headers[header.toLowerCase()]))
      return { user: { name, groups }, reason: `The front proxy vouches for ${name}.` }
    },
  }
}

function firstOf(headers: Readonly<Record<string, string>>, names: readonly string[]): string | undefined {
  return names.map((name) => headers[name.toLowerCase()]).find((value) => value)
}

/** A header given twice arrives here joined with commas. */
function split(value: string | undefined): string[] {
  return value ? value.split(',').map((part) => part.trim()) : []
}
