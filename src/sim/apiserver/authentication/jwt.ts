import { hexId } from '../../trace/ids.ts'
import { SizedCache } from '../../../manifest/sized-cache.ts'
import { decodeBase64, encodeBase64Url, fromBase64Url } from '../../../manifest/utf8.ts'
import { type Fields, parseObject } from '../objects/json.ts'

/** What a token says of its bearer. */
export type Claims = Fields

/** How the cluster's key is called. */
export const KEY_ID = hexId('the cluster’s service account key', 43)
const HEADER = toPart({ alg: 'RS256', kid: KEY_ID })

/**
 * A token in JWT's form. Its signature is a number that only the text before it gives, and that everybody could work out: it
 * stands for what the cluster's key would make of it.
 *
 * Follows: pkg/serviceaccount/jwt.go, GenerateToken (v1.37.2), without its cryptography.
 */
export function signToken(claims: Claims): string {
  const text = `${HEADER}.${toPart(claims)}`
  return `${text}.${signature(text)}`
}

/**
 * A token's claims, and whether its signature is right; undefined for a text that is no JWT.
 *
 * Follows: pkg/serviceaccount/jwt.go, AuthenticateToken and hasCorrectIssuer (v1.37.2).
 */
export function readToken(token: string): ParsedToken | undefined {
  const read = tokens.get(token) ?? parseToken(token)
  if (read) tokens.set(token, read)
  return read
}

interface ParsedToken {
  claims: Claims
  signed: boolean
}

/** A prober sends the same token with each of its probes. */
const tokens = new SizedCache<ParsedToken>({ characters: 100_000 }, (_, token) => token.length)

function parseToken(token: string): ParsedToken | undefined {
  const parts = token.split('.')
  const [header, payload, signed] = parts
  const text = payload === undefined || parts.length !== 3 ? undefined : decodeBase64(fromBase64Url(payload))
  if (text === undefined) return undefined
  const claims = parseObject(text)
  return claims && { claims, signed: signed === signature(`${header}.${payload}`) }
}

/** As long as RS256 makes it: 256 bytes. */
function signature(text: string): string {
  return encodeBase64Url(hexId(text, 256))
}

function toPart(value: object): string {
  return encodeBase64Url(JSON.stringify(value))
}
