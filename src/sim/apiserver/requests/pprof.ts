import { queryValues, type Request, type Response } from './request.ts'
import { plainText, textError, withoutSniffing } from './status-failure.ts'

const PROFILES = ['allocs', 'block', 'goroutine', 'heap', 'mutex', 'threadcreate']
/** Here they take no time. */
const TIMED = ['profile', 'trace']

const answer = (type: string, body = ''): Response => withoutSniffing({ status: 200, headers: { 'content-type': type }, body })

/** What is told in words. */
export const inWords = (body: string): Response => withoutSniffing(plainText(200, body))

/**
 * What Go tells of a program, here and in the kubelet: the list of profiles, and each of them without its contents.
 *
 * Errors: 404 for a profile that there is not. Follows: net/http/pprof (Go 1.26).
 */
export function pprof(name: string, request: Request): Response {
  if (name === '') {
    const links = PROFILES.map((profile) => `<a href='${profile}?debug=1'>${profile}</a>\n`).join('')
    return answer('text/html; charset=utf-8', `<html>\n<head>\n<title>/debug/pprof/</title>\n</head>\n<body>\n${links}</body>\n</html>\n`)
  }
  if (name === 'symbol') return inWords('num_symbols: 1\n')
  // what is no whole number counts as none
  const isText = /^[-+]?0*[1-9]\d*$/.test(queryValues(request.query, 'debug')[0] ?? '')
  if (PROFILES.includes(name) && isText) return inWords('')
  if (!PROFILES.includes(name) && !TIMED.includes(name)) {
    const { headers, ...unknown } = textError(404, 'Unknown profile')
    return { ...unknown, headers: { ...headers, 'x-go-pprof': '1' } }
  }
  const { headers, ...response } = answer('application/octet-stream')
  return { ...response, headers: { ...headers, 'content-disposition': `attachment; filename="${name}"` } }
}
