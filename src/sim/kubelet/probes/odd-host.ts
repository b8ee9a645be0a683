import type { Node } from '../../node/node.ts'
import { isDomainName } from '../../node/whereabouts.ts'
import { getFailed, joinHostPort } from './http-get.ts'
import type { ProbeAnswer } from './probe-subject.ts'

/** What a URL's host may hold as it is; all else is escaped, of which the parser refuses all but %25. Follows: net/url, shouldEscape (Go 1.24). */
const ESCAPED = /[^\w.~!$&'()*+,;=:[\]<>"%-]/

const IPV6 = /^[\da-f]*(?::[\da-f.]*){2,}(?:%\w+)?$/i

/**
 * What a probe of a host comes to that is none, such as one with a scheme, a port or brackets; undefined for a name or an address.
 *
 * Errors: none. Follows: pkg/probe/http/request.go, newProbeRequest (v1.36.2), net/url and net as Go 1.24 ran them.
 */
export function oddHost(node: Node, host: string, port: number, url: string | undefined): ProbeAnswer | undefined {
  // since one function makes the requests of hooks and probes, one that cannot be made is an error; before, it was a failure
  const { quotesURL, hooksAreProbeLike: isError } = node.release
  const escape = url === undefined ? undefined : ESCAPED.exec(host)?.[0]
  if (escape !== undefined && escape < '\u0080') {
    const escaped = url!.replace(host, encoded(host))
    const output = `parse ${quotesURL ? `"${escaped}"` : escaped}: invalid URL escape "${encoded(escape)}"`
    return { result: isError ? 'unknown' : 'failure', output }
  }
  const at = joinHostPort(host, port)
  const why = host.startsWith('[')
    ? `dial tcp: address ${at}: missing port in address`
    : IPV6.test(host) || isDomainName(host)
      ? undefined
      : `dial tcp: lookup ${host}: no such host`
  if (why === undefined) return undefined
  return { result: 'failure', output: url === undefined ? why : getFailed(node, url, why) }
}

const encoded = (text: string): string =>
  text.replace(new RegExp(`${ESCAPED.source}|%`, 'g'), (c) =>
    encodeURIComponent(c).replace(/^(.)$/, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`),
  )
