import { unixSeconds } from '../../clock.ts'
import type { ApiserverConfig, ServerState } from '../server-config.ts'
import { aggregate } from '../flags/flag-words.ts'
import { fields, text } from '../objects/json.ts'
import type { Storage } from '../objects/object-storage.ts'
import { decodeBase64 } from '../../../manifest/utf8.ts'
import type { Request } from '../requests/request.ts'
import type { Authenticator, Verdict } from './authenticator.ts'
import { verifyToken } from './service-account.ts'

const TYPE = 'bootstrap.kubernetes.io/token'
const GROUP = 'system:bootstrappers'

/**
 * Whose a bootstrap token is: `ID.SECRET`, kept in a Secret of kube-system.
 *
 * What is not right in any way is no opinion.
 * Follows: plugin/pkg/auth/authenticator/token/bootstrap/bootstrap.go and staging/src/k8s.io/cluster-bootstrap/util/secrets/secrets.go
 * (v1.37.2); same in v1.9.
 */
function verifyBootstrapToken(token: string, storage: Storage): Verdict {
  const [, id, secret] = /^([a-z0-9]{6})\.([a-z0-9]{16})$/.exec(token) ?? []
  if (id === undefined) return { reason: 'The token is no bootstrap token.' }
  const found = storage.get('', 'secrets', 'kube-system', `bootstrap-token-${id}`)
  if (!found) return { reason: `There is no Secret bootstrap-token-${id} in kube-system.` }
  const of = (key: string): string => decodeBase64(text(fields(found['data'])[key]))!
  if (found['type'] !== TYPE) return { reason: `The Secret bootstrap-token-${id} is not of type ${TYPE}.` }
  if (of('token-secret') !== secret || of('token-id') !== id) return { reason: `The Secret bootstrap-token-${id} holds another token.` }
  const { inputs, at } = storage.moment()
  const expiration = of('expiration')
  // what is no time counts as long past
  if (expiration !== '' && unixSeconds(expiration, 0) <= unixSeconds(inputs.clock, at))
    return { reason: `The bootstrap token ${id} has expired: ${expiration}.` }
  if (of('usage-bootstrap-authentication') !== 'true') return { reason: `The bootstrap token ${id} is not for authentication.` }
  const named = of('auth-extra-groups')
  const extra = named === '' ? [] : named.split(',')
  if (extra.some((group) => !/^system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]$/.test(group)))
    return { reason: `The bootstrap token ${id} names a group that it may not give.` }
  const groups = [...new Set([GROUP, ...extra])].toSorted()
  return {
    user: { name: `system:bootstrap:${id}`, groups },
    reason: `The bootstrap token ${id} stands in kube-system.`,
    because: { flag: 'enable-bootstrap-token-auth' },
  }
}

/** One that looks a bearer token up; no user is "not mine". */
interface TokenSource {
  name: string
  flag: string
  /** Its tokens say not for whom they are: for the server itself. */
  isForServer?: true
  find(token: string, state: ServerState): Verdict
}

/** For how long the server remembers whose a token is. */
export const KEPT_SECONDS = 10

/**
 * Bearer tokens: token file, service accounts and bootstrap tokens, asked in this order. Whose a token is, is kept for a while.
 *
 * Errors: a token that nobody knows is an error; no token, an empty one or another scheme is no opinion.
 * Follows: staging/src/k8s.io/apiserver/pkg/authentication/request/bearertoken/bearertoken.go and
 * pkg/kubeapiserver/authenticator/config.go, token/cache/cached_token_authenticator.go, authenticator/audagnostic.go (v1.36.2); same in v1.9.
 */
export function bearer(config: ApiserverConfig): Authenticator {
  const sources = [tokenFile(config), serviceAccount(config), bootstrapToken(config)].filter((source) => source !== undefined)
  const { audiences: own, wanted = own } = config.serviceAccounts
  const audiences = wanted.filter((text) => own.includes(text))
  return {
    name: 'bearer token',
    because: { flag: sources[0]!.flag, ...(config.tokenFile ? { file: config.tokenFile.file } : {}) },
    authenticate(request, state) {
      const token = tokenOf(request)
      if (!token) return { reason: token === '' ? 'The bearer token is empty.' : 'No bearer token was sent.' }
      const kept = state.tokens.get(token)
      if (kept && !config.serviceAccounts.wanted && state.storage.moment().at < kept.until)
        return {
          user: kept.user,
          audiences: own,
          reason: `The token was ${kept.user.name}’s within the last ${KEPT_SECONDS} s: the server does not look again.`,
        }
      const said: string[] = []
      const errors = ['invalid bearer token']
      for (const source of sources) {
        if (source.isForServer && wanted.length > 0 && audiences.length === 0) {
          said.push(`The token is for this server, not for ${wanted.join(', ')}.`)
          continue
        }
        const verdict = source.find(token, state)
        if (verdict.user) return { audiences, ...verdict }
        said.push(verdict.reason)
        if (verdict.error !== undefined) errors.push(verdict.error)
      }
      return { error: aggregate(errors), reason: said.join(' ') }
    },
  }
}

/**
 * The token after the first blank; undefined for any other scheme.
 *
 * Follows: staging/src/k8s.io/apiserver/pkg/authentication/request/bearertoken/bearertoken.go (v1.36.2).
 */
export function tokenOf(request: Request): string | undefined {
  const [scheme, token] = (request.headers['authorization'] ?? '').trim().split(' ')
  if (scheme?.toLowerCase() !== 'bearer') return undefined
  return token ?? ''
}

function tokenFile(config: ApiserverConfig): TokenSource | undefined {
  const file = config.tokenFile
  return (
    file && {
      name: 'token file',
      flag: 'token-auth-file',
      isForServer: true,
      find(token) {
        const row = file.rows.findLast((row) => row.secret === token)
        if (!row) return { reason: `The token is not in ${file.file}.` }
        return { user: { name: row.name, uid: row.uid, groups: row.groups }, reason: `${file.file} says ${row.name}.` }
      },
    }
  )
}

function serviceAccount(config: ApiserverConfig): TokenSource {
  return { name: 'service account', flag: 'service-account-key-file', find: (token, state) => verifyToken(token, config, state) }
}

function bootstrapToken(config: ApiserverConfig): TokenSource | undefined {
  if (!config.bootstrapTokens) return undefined
  return {
    name: 'bootstrap token',
    flag: 'enable-bootstrap-token-auth',
    isForServer: true,
    find: (token, { storage }) => verifyBootstrapToken(token, storage),
  }
}
