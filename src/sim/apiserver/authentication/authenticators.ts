import { defined } from '../../../manifest/own.ts'
import type { RequestStep } from '../../trace/trace.ts'
import type { ApiserverConfig, ServerState } from '../server-config.ts'
import { aggregate } from '../flags/flag-words.ts'
import { decodeBase64 } from '../../../manifest/utf8.ts'
import { decode, type Request } from '../requests/request.ts'
import { ANONYMOUS, type Authenticator, type MakeAuthenticator, type Verdict } from './authenticator.ts'
import { bearer } from './bearer.ts'
import type { User } from '../requests/attributes.ts'
import { UNKNOWN_AUTHORITY, verify, x509 } from './x509.ts'

/**
 * A front proxy: whoever shows a certificate of its CA, with an allowed name, may say in headers who the user is.
 *
 * Errors: any certificate that is not the proxy's is an error (which a later success makes forgotten).
 * Follows: staging/src/k8s.io/apiserver/pkg/authentication/request/headerrequest/requestheader.go and ../x509/x509.go,
 * Verifier (v1.36.2); same in v1.9.
 */
function requestHeader(config: ApiserverConfig): Authenticator | undefined {
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
  return (value ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/**
 * User and password against --basic-auth-file.
 *
 * Errors: a wrong pair is an error; another scheme is no opinion.
 * Follows: staging/src/k8s.io/apiserver/plugin/pkg/authenticator/password/passwordfile/passwordfile.go and
 * request/basicauth/basicauth.go (v1.9.0); gone in v1.19, see release.ts.
 */
function basic(config: ApiserverConfig): Authenticator | undefined {
  const file = config.basicFile
  if (!file) return undefined
  return {
    name: 'basic auth file',
    because: { flag: 'basic-auth-file', file: file.file },
    authenticate({ headers }) {
      const encoded = /^basic (.*)$/i.exec(headers['authorization'] ?? '')?.[1]
      const pair = encoded === undefined ? undefined : decodeBase64(encoded)
      const colon = pair?.indexOf(':') ?? -1
      if (pair === undefined || colon === -1) return { reason: 'No user and password were sent.' }
      const row = file.rows.findLast((row) => row.name === pair.slice(0, colon))
      if (row?.secret !== pair.slice(colon + 1))
        return { error: 'invalid username/password combination', reason: 'User and password are not in the file.' }
      return { user: { name: row.name, uid: row.uid, groups: row.groups }, reason: `The password file says ${row.name}.` }
    },
  }
}

/** In the order in which a request meets them. */
const MEMBERS: readonly MakeAuthenticator[] = [requestHeader, basic, x509, bearer]

/**
 * Who is asking. The first that knows wins, whatever others said; an error of any keeps anonymous from being asked.
 *
 * Errors: `user` is absent for 401; the steps say why, and `error` what the server's log says; `by`: the member that
 * knew.
 * Follows: staging/src/k8s.io/apiserver/pkg/authentication/request/union/union.go and
 * pkg/kubeapiserver/authenticator/config.go, New (v1.36.2); same in v1.9.
 */
export function authenticate(
  config: ApiserverConfig,
  state: ServerState,
  request: Request,
): { user?: User; audiences?: readonly string[]; error?: string; by?: string; steps: RequestStep[] } {
  const members = MEMBERS.map((make) => make(config)).filter((member) => member !== undefined)
  const steps: RequestStep[] = []
  const errors: string[] = []
  for (const member of members) {
    const { user, audiences, error, reason, because: own } = member.authenticate(request, state)
    const because = (own ?? member.because) ? { because: own ?? member.because! } : {}
    steps.push({ step: `authentication: ${member.name}`, verdict: user ? 'passed' : error ? 'refused' : 'no opinion', reason, ...because })
    if (user) return { user: withAuthenticated(user), ...defined({ audiences }), by: member.name, steps }
    if (error) errors.push(error)
  }
  if (errors.length > 0) {
    steps.push({
      step: 'authentication',
      verdict: 'refused',
      reason: `Credentials that are not accepted are never taken for anonymous: ${errors.join(', ')}.`,
    })
    return { steps, error: aggregate(errors) }
  }
  const { user, reason } = anonymous(config, request)
  const verdict = user ? 'passed' : 'refused'
  steps.push({ step: 'authentication: anonymous', verdict, reason, because: config.anonymous.because })
  return user ? { user, steps } : { steps }
}

/**
 * Nobody in particular; since structured configuration only for the paths listed there, compared letter by letter.
 *
 * Follows: staging/src/k8s.io/apiserver/pkg/authentication/request/anonymous/anonymous.go (v1.36.2); v1.9 has no conditions.
 */
function anonymous({ anonymous: { enabled, paths } }: ApiserverConfig, request: Request): Verdict {
  if (!enabled) return { reason: 'There are no credentials, and anonymous requests are off.' }
  const path = decode(request.path)
  if (paths && !paths.includes(path)) return { reason: `Anonymous requests are allowed for ${paths.join(', ')} only, not for ${path}.` }
  return { user: ANONYMOUS, reason: 'A request without credentials is from system:anonymous.' }
}

/** Everyone but anonymous is in system:authenticated. */
function withAuthenticated(user: User): User {
  const grouped =
    user.name === 'system:anonymous' || user.groups.some((group) => group === 'system:authenticated' || group === 'system:unauthenticated')
  return grouped ? user : { ...user, groups: [...user.groups, 'system:authenticated'] }
}
