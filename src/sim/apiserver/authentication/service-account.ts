import { unixSeconds } from '../../clock.ts'
import type { ApiserverConfig, ServerState } from '../server-config.ts'
import { fields, list, text, uuid } from '../objects/json.ts'
import type { Storage } from '../objects/object-storage.ts'
import { quoteList } from '../../../manifest/go/strconv.ts'
import { decodeBase64 } from '../../../manifest/utf8.ts'
import type { Verdict } from './authenticator.ts'
import type { User } from '../requests/attributes.ts'
import { type Claims, readToken, signToken } from './jwt.ts'

/** Who issues the tokens that stand in Secrets. */
const LEGACY_ISSUER = 'kubernetes/serviceaccount'
/** As the admission plugin asks: an hour, and seven seconds by which such tokens are told. */
const POD_TOKEN_SECONDS = 3607
/** Clocks may differ by so much. */
const LEEWAY_SECONDS = 60
const BECAUSE = { flag: 'service-account-key-file' }

/**
 * Whose a service account's token is.
 *
 * Errors: `error` for one that the cluster has issued and takes no more: expired, for somebody else, of an account that is
 * gone; a token of anybody else's is no opinion.
 * Follows: pkg/serviceaccount/jwt.go, claims.go and legacy.go (v1.37.2). In place of RS256 stands a number that everybody could
 * work out.
 */
export function verifyToken(token: string, config: ApiserverConfig, state: ServerState): Verdict {
  const read = readToken(token)
  if (!read) return { reason: 'The token is no service account token.' }
  const { claims, signed } = read
  const issuer = text(claims['iss'])
  const { issuers, audiences, wanted = audiences } = config.serviceAccounts
  const isLegacy = issuer === LEGACY_ISSUER
  if (!isLegacy && !issuers.includes(issuer))
    return { reason: `The token is issued by ${issuer || 'nobody'}; --service-account-issuer is ${issuers.join(', ') || 'not set'}.` }
  if (!signed)
    return refused('square/go-jose: error in cryptographic primitive', 'The token is not signed with the cluster’s service account key.')
  const aud = typeof claims['aud'] === 'string' ? [claims['aud']] : list(claims['aud']).map(text)
  // one that says none is for the server that has issued it
  const own = aud.length > 0 ? aud : audiences
  const both = wanted.filter((text) => own.includes(text))
  if (both.length === 0 && audiences.length > 0)
    return refused(
      `token audiences ${quoteList(own)} is invalid for the target audiences ${quoteList(wanted)}`,
      `The token is for ${own.join(', ')}, not for ${config.serviceAccounts.wanted ? wanted.join(', ') : 'this server'}.`,
    )
  if (isLegacy) return { audiences: both, ...verifyLegacy(claims, token, config, state) }
  const { inputs, at } = state.storage.moment()
  const now = unixSeconds(inputs.clock, at)
  const { expired, notYet } = config.release.tokenErrors
  if (now > Number(claims['exp'] ?? now) + LEEWAY_SECONDS) return refused(expired, 'The token has expired.')
  if (now < Number(claims['nbf'] ?? 0) - LEEWAY_SECONDS) return refused(notYet, 'The token is not valid yet.')
  if (isOutOfReach(config, state)) return refused('context deadline exceeded', LOST)
  const of = fields(claims['kubernetes.io'])
  const account = fields(of['serviceaccount'])
  return { audiences: both, ...accountOf(state.storage, text(of['namespace']), text(account['name']), text(account['uid'])) }
}

const LOST = 'Whether its service account is still there is read from etcd, which does not answer.'

/** Up to v1.13 each look-up goes to etcd; since then the server asks its informers first. */
function isOutOfReach({ release }: ApiserverConfig, { etcd }: ServerState): boolean {
  return etcd !== 'up' && !release.accountsFromMemory
}

/** A token from a Secret never expires: it is good as long as the Secret and the account are there, if the server looks. */
function verifyLegacy(claims: Claims, token: string, config: ApiserverConfig, state: ServerState): Verdict {
  const claim = (name: string): string => text(claims[`kubernetes.io/serviceaccount/${name}`])
  const [namespace, secret, account, uid] = [
    claim('namespace'),
    claim('secret.name'),
    claim('service-account.name'),
    claim('service-account.uid'),
  ]
  if (!config.serviceAccounts.lookup) return { ...userOf(namespace, account, uid), because: { flag: 'service-account-lookup' } }
  const { invalidated, changed } = config.release.tokenErrors
  if (isOutOfReach(config, state)) return refused(invalidated, LOST)
  const found = state.storage.get('', 'secrets', namespace, secret)
  if (!found) return refused(invalidated, `Its Secret ${namespace}/${secret} is not there.`)
  if (decodeBase64(text(fields(found['data'])['token'])) !== token)
    return refused(changed, `Its Secret ${namespace}/${secret} holds another token.`)
  return accountOf(state.storage, namespace, account, uid)
}

function accountOf(storage: Storage, namespace: string, name: string, uid: string): Verdict {
  const account = storage.get('', 'serviceaccounts', namespace, name)
  if (!account)
    return refused(`serviceaccounts ${JSON.stringify(name)} not found`, `There is no service account ${namespace}/${name} any more.`)
  const own = text(fields(account['metadata'])['uid'])
  if (own !== uid)
    return refused(
      `service account UID (${own}) does not match claim (${uid})`,
      `Service account ${namespace}/${name} is another one of that name.`,
    )
  return userOf(namespace, name, uid)
}

function userOf(namespace: string, name: string, uid: string): Verdict {
  const user: User = {
    name: `system:serviceaccount:${namespace}:${name}`,
    uid,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`],
  }
  return { user, reason: `The token is ${namespace}/${name}’s.`, because: BECAUSE }
}

function refused(error: string, reason: string): Verdict {
  return { error, reason, because: BECAUSE }
}

/**
 * The token that a service account's pods have in /var/run/secrets/kubernetes.io/serviceaccount/token; undefined where they
 * have none.
 *
 * Follows: plugin/pkg/admission/serviceaccount/admission.go (v1.37.2; up to 1.20 the account's Secret). A real pod's is up to 48
 * minutes old; this one is new.
 */
export function podToken(config: ApiserverConfig, storage: Storage, namespace: string, name: string): string | undefined {
  if (config.release.podTokens === 'issued')
    return issueToken(config, storage, { namespace, name, seconds: POD_TOKEN_SECONDS, audiences: [] })?.token
  const secret = storage.list('', 'secrets').find(({ metadata, type }) => {
    const { namespace: place, annotations } = fields(metadata)
    return (
      type === 'kubernetes.io/service-account-token' &&
      place === namespace &&
      fields(annotations)['kubernetes.io/service-account.name'] === name
    )
  })
  return secret && decodeBase64(text(fields(secret['data'])['token']))
}

/** For whom a token is asked, and for how long. */
export interface TokenWish {
  namespace: string
  name: string
  seconds: number
  audiences: readonly string[]
}

/**
 * A new token of a service account, and when it expires; undefined where the account is not there.
 *
 * Units: `seconds` of its life; seconds since 1970 out.
 * Follows: pkg/registry/core/serviceaccount/storage/token.go and pkg/serviceaccount/claims.go (v1.37.2).
 */
export function issueToken(
  config: ApiserverConfig,
  storage: Storage,
  { namespace, name, seconds, audiences }: TokenWish,
): { token: string; expires: number } | undefined {
  const account = storage.get('', 'serviceaccounts', namespace, name)
  if (!account) return undefined
  const { issuers, audiences: own } = config.serviceAccounts
  const { inputs, at } = storage.moment()
  const now = unixSeconds(inputs.clock, at)
  const uid = text(fields(account['metadata'])['uid'])
  const claims: Claims = {
    aud: audiences.length > 0 ? audiences : own,
    exp: now + seconds,
    iat: now,
    iss: issuers[0] ?? LEGACY_ISSUER,
    ...(config.release.tokenHasId ? { jti: uuid(`token/${namespace}/${name}/${at}/${seconds}`) } : {}),
    'kubernetes.io': { namespace, serviceaccount: { name, uid } },
    nbf: now,
    sub: `system:serviceaccount:${namespace}:${name}`,
  }
  return { token: signToken(claims), expires: now + seconds }
}
