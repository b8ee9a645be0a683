import { encodeBase64 } from '../../../manifest/utf8.ts'
import { defined } from '../../../manifest/own.ts'
import type { Origin, ScenarioRequest } from '../../scenario/inputs.ts'
import type { Caller } from '../../scenario/scenario-programs.ts'

/** A client certificate: the subject, and who signed it. */
export type ClientCertificate = NonNullable<Caller['certificate']> & {
  /** What whoever is shown it says, once its time is over. */
  expired?: string
  /** That is of itself, and not of its CA. */
  isOwnTime?: true
}

/** A request as it arrives at a port. */
export interface Request {
  from: Origin
  method: string
  /** `http` or `https` */
  scheme: string
  host: string
  port: number
  /** As sent: not decoded, without the query. */
  path: string
  /** Without the question mark. */
  query: string
  /** Lower-case names; `user-agent` and `authorization` are among them. */
  headers: Readonly<Record<string, string>>
  /** HTTP/2 in cleartext, by prior knowledge. */
  http2?: true
  /** Asks the standard health service of gRPC, for a service's name or for all. */
  grpc?: { service: string }
  certificate?: ClientCertificate
  body?: string
  /** The entry that brought it about. */
  cause?: number
  /** Where the object in it is written down. */
  place?: { file: string; line: number }
}

export interface Response {
  status: number
  /** Lower-case names. */
  headers: Record<string, string>
  body: string
}

export interface UrlParts {
  scheme: string
  host: string
  port: number
  path: string
  query: string
}

const URL_FORM = /^([a-z]+):\/\/(\[[^\]]*\]|[^/:?#]*)(?::(\d+))?([^?#]*)(?:\?([^#]*))?/i

/**
 * The parts of a URL, as curl takes it apart: nothing is normalised, `//healthz` stays.
 *
 * Errors: undefined for what is not an http or https URL with a host and a port below 65536.
 */
export function parseUrl(url: string): UrlParts | undefined {
  const found = URL_FORM.exec(url)
  const scheme = found?.[1]?.toLowerCase()
  const host = found?.[2]?.replace(/^\[|\]$/g, '')
  if (!found || !host || (scheme !== 'http' && scheme !== 'https')) return undefined
  const port = found[3] ? Number(found[3]) : scheme === 'https' ? 443 : 80
  return port < 65536 ? { scheme, host, port, path: found[4] || '/', query: found[5] ?? '' } : undefined
}

/** A host and a port as one text: an address of IPv6 stands in brackets. Follows: net, JoinHostPort (Go 1.26). */
export function joinHostPort(host: string, port: number | string): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/**
 * The headers that a caller's credentials become; a certificate is none.
 *
 * Follows: curl's -H "Authorization: Bearer …" and -u.
 */
function headersOf(caller: Caller): Record<string, string> {
  if (caller.bearer !== undefined) return { authorization: `Bearer ${caller.bearer}` }
  if (caller.basic !== undefined) return { authorization: `Basic ${encodeBase64(caller.basic)}` }
  return {}
}

/**
 * The request that a scenario asks for, as it goes over the wire.
 *
 * Errors: undefined for a URL that is none.
 */
export function requestOf(
  asked: Pick<ScenarioRequest, 'from' | 'method' | 'url' | 'caller' | 'userAgent'> & Partial<ScenarioRequest>,
): Request | undefined {
  const parts = parseUrl(asked.url)
  if (!parts) return undefined
  const own = Object.fromEntries(Object.entries(asked.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]))
  const { certificate } = asked.caller
  return {
    ...parts,
    from: asked.from,
    method: asked.method,
    headers: { 'user-agent': asked.userAgent, accept: '*/*', ...headersOf(asked.caller), ...own },
    ...(certificate && parts.scheme === 'https' ? { certificate } : {}),
    ...defined({ body: asked.body }),
  }
}

/**
 * The values of one query parameter, in order; a bare name counts as an empty value.
 *
 * What cannot be decoded stays as it is.
 * Follows: net/url, ParseQuery.
 */
export function queryValues(query: string, name: string): string[] {
  return query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => [part.split('=')[0]!, part.split('=').slice(1).join('=')].map((text) => decode(text.replaceAll('+', ' '))))
    .filter(([key]) => key === name)
    .map(([, value]) => value!)
}

/**
 * A path with its percent escapes resolved.
 *
 * A broken escape leaves the text as it is.
 * Follows: net/url, URL.Path.
 */
export function decode(text: string): string {
  try {
    return text.includes('%') ? decodeURIComponent(text) : text
  } catch {
    return text
  }
}
