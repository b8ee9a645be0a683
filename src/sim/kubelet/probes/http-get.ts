import { escapeUrl } from '../../../manifest/go/net.ts'
import { assertUnreachable } from '../../../manifest/own.ts'
import type { Container, HTTPGetAction } from '../../../manifest/types.ts'
import { decode, joinHostPort, parseUrl, type Request, type UrlParts } from '../../apiserver/requests/request.ts'
import { isLoopback, MALFORMED, type Outcome } from '../../node/network.ts'
import type { Node } from '../../node/node.ts'

/** What an httpGet handler asks, and its URL. Follows: pkg/probe/http/request.go, NewRequestForHTTPGetAction (v1.37.2). */
export const requestFor = (action: HTTPGetAction, podIP: string, port: number, userAgent: string, http2 = false): UrlRequest =>
  requestTo(urlOf(action, podIP, port), action.httpHeaders, userAgent, http2)

export interface UrlRequest {
  url: string
  request: Request
}

/** A GET of a URL. Who reads a header that is given twice takes the first. */
export function requestTo(url: string, given: HTTPGetAction['httpHeaders'], userAgent: string, http2 = false): UrlRequest {
  const headers: Record<string, string> = {}
  for (const { name, value } of given) headers[name.toLowerCase()] ??= value
  headers['user-agent'] ??= userAgent
  headers['accept'] ??= '*/*'
  return { url, request: { ...addressOf(url), method: 'GET', headers, from: 'node', ...(http2 ? { http2: true as const } : {}) } }
}

/**
 * A port's name is looked up among the container's own: a text of digits is no name, and is refused before.
 *
 * Errors: undefined for a name that the container does not have. Follows: pkg/probe/util.go, ResolveContainerPort (v1.37.2).
 */
export function resolvePort(port: number | string, container: Container): number | undefined {
  return typeof port === 'number' ? port : container.ports.find(({ name }) => name === port)?.containerPort
}

/** The URL of an httpGet handler. Follows: pkg/probe/http/request.go, formatURL (v1.37.2). */
export function urlOf(action: HTTPGetAction, podIP: string, port: number | string): string {
  const scheme = action.scheme.toLowerCase()
  const opaque = OPAQUE.exec(action.path)?.[1]
  return opaque === undefined ? `${scheme}://${joinHostPort(action.host || podIP, port)}${pathOf(action.path)}` : `${scheme}:${opaque}`
}

/** To Go `localhost:80/z` is a scheme and what it cannot read further: such a URL has no host. Follows: net/url, Parse (Go 1.26). */
const OPAQUE = /^[a-z][a-z\d+.-]*:([^/?#].*)$/is

/**
 * A path is read as a URL, of which a scheme and a host are left out: of `//live/z` that is `/z`. What may not stand in one is escaped; what
 * is no URL, since an escape in it is none or a colon stands where only a scheme's may, is a path as a whole.
 *
 * Follows: net/url, Parse and String (Go 1.26).
 */
function pathOf(given: string): string {
  const [, path = '', query = '', fragment] =
    /^(?:[a-z][a-z\d+.-]*:(?=[/?#]|$))?(?:\/\/(?!\/)[^/?#]*)?([^?#]*)(\?[^#]*)?(?:#(.*))?$/is.exec(given) ?? []
  const isUrl = !NO_PATH.test(path) && !BROKEN_ESCAPE.test(path) && !BROKEN_ESCAPE.test(fragment ?? '')
  const asked = isUrl ? kept(path, 'path') + query : escapeUrl(given, 'path')
  const whole = isUrl && fragment ? `${asked}#${kept(fragment, 'fragment')}` : asked
  return whole === '' || /^[/?#]/.test(whole) ? whole : `/${whole}`
}

const BROKEN_ESCAPE = /%(?![\da-f]{2})/i
const NO_PATH = /^[^/]*:/

/** A part that has only what may stand there is left as it is written. Follows: net/url, validEncoded (Go 1.26). */
const kept = (text: string, part: 'path' | 'fragment'): string =>
  /^[\w.~!$&'()*+,;=:@/?[\]%-]*$/.test(text) ? text : escapeUrl(decode(text), part)

/** Why a GET has no answer, in Go's words. Follows: net/http and net (Go 1.26); up to 1.13 the URL stands without quotes. */
export function failureText(node: Node, url: string, at: Request, outcome: Exclude<Outcome, { is: 'response' }>): string {
  return getFailed(node, url, failureWords(node, url, at, outcome))
}

function failureWords(
  node: Node,
  url: string,
  { host, port, scheme, http2 }: Request,
  outcome: Exclude<Outcome, { is: 'response' }>,
): string {
  switch (outcome.is) {
    case 'refused':
      // Go names the address that it dialled: none where the URL has no host
      return `dial tcp ${joinHostPort(NO_HOST.test(url) ? '' : addressFor(host), port)}: ${node.release.refusedCall}: connection refused`
    case 'reset':
      return `read tcp ${clientAddress(node, host)}->${joinHostPort(addressFor(host), port)}: read: connection reset by peer`
    case 'eof':
      return scheme === 'https' || http2 ? 'unexpected EOF' : 'EOF'
    case 'alert':
      return MALFORMED
    case 'plain-http':
      return 'http: server gave HTTP response to HTTPS client'
    case 'http1':
      return 'http2: failed reading the frame payload: http2: frame too large, note that the frame header looked like an HTTP/1.1 header'
    case 'grpc':
    case 'http2':
      return `net/http: HTTP/1.x transport connection broken: malformed HTTP response "${HTTP2_SETTINGS}"`
    default:
      return assertUnreachable(outcome)
  }
}

/** An error of Go's HTTP client, with the URL before it. Follows: net/url, Error (Go 1.26). */
export function getFailed(node: Node, url: string, why: string): string {
  return node.release.quotesURL ? `Get "${url}": ${why}` : `Get ${url}: ${why}`
}

/** What a name is resolved to; an empty host is the machine itself. Follows: net, Dialer (Go 1.26). */
export function addressFor(host: string): string {
  return host === '' || host === 'localhost' ? '127.0.0.1' : host
}

/** Where a URL leads. A probe's may have no host: Go dials the machine itself. What is no URL leads nowhere. Follows: net/url (Go 1.26). */
export function addressOf(url: string): UrlParts {
  return (
    parseUrl(url) ??
    parseUrl(url.replace('://:', '://localhost:').replace(':///', '://localhost/')) ?? {
      scheme: 'http',
      host: '',
      port: 0,
      path: '/',
      query: '',
    }
  )
}

/** Just enough of URL resolution for a Location header. */
function clientAddress(node: Node, host: string): string {
  return `${isLoopback(host) ? '127.0.0.1' : node.inputs.node.ip}:${32768 + Math.floor(node.luck.draw('client port') * 28232)}`
}
/** What an HTTP/2 server, such as grpc-go, says first, as Go quotes it. */
const HTTP2_SETTINGS = String.raw`\x00\x00\x06\x04\x00\x00\x00\x00\x00\x00\x05\x00\x00@\x00`
const NO_HOST = /^\w+:\/\/[:/]/
