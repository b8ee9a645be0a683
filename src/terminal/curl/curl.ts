import { own } from '../../manifest/own.ts'
import { sortedEntries } from '../text/columns.ts'
import { toBytes } from '../../manifest/utf8.ts'
import { STATUS_TEXTS } from '../../manifest/go/net.ts'
import { httpDate } from '../../sim/clock.ts'
import type { ResponseEntry } from '../../sim/trace/trace.ts'
import type { Output } from '../shell/output.ts'

export type CurlResponse = Pick<ResponseEntry, 'status' | 'headers' | 'body' | 'error'>

/** How an answer is shown, and when it came. */
export interface CurlOptions {
  url: string
  clock: string
  at: number
  /** Whether an option is given, by its long name. */
  has: (option: string) => boolean
  /** `-w` text, with `%{http_code}` and `\n`. */
  writeOut?: string
  outputNull?: boolean
  /** How long it took, for `-w`. */
  tookSeconds?: number
}

/**
 * What curl leaves on the terminal for a response, or for none.
 *
 * Errors: returned, in curl's words, with its exit code.
 * Follows: curl 8, tool_operate.c.
 */
export function showResponse(response: CurlResponse, options: CurlOptions): Output {
  if (response.status === null) return failure(response.error!, options)
  const writeOut = written(options.writeOut, {
    http_code: String(response.status),
    response_code: String(response.status),
    size_download: String(toBytes(response.body).length),
    http_version: isHttp2(options) ? '2' : '1.1',
    exitcode: '0',
    time_total: (options.tookSeconds ?? 0).toFixed(6),
    url: options.url,
    content_type: response.headers['content-type'] ?? '',
  })
  if (options.has('fail') && response.status >= 400) {
    const failed = failure(`(22) The requested URL returned error: ${response.status}`, options)
    return { ...failed, stdout: writeOut }
  }
  const head = options.has('include') || options.has('head') ? headLines(response, options) : ''
  const body = options.has('head') || options.outputNull ? '' : response.body
  return { stdout: (options.outputNull ? '' : head) + body + writeOut, stderr: '', exit: 0 }
}

function failure(error: string, { has, writeOut, tookSeconds = 0, url }: CurlOptions): Output {
  const words = error.replace(/^curl: /, '')
  const exit = Number(/^\((\d+)\)/.exec(words)?.[1])
  return {
    stdout: written(writeOut, {
      http_code: '000',
      response_code: '000',
      size_download: '0',
      http_version: '0',
      exitcode: String(exit),
      time_total: tookSeconds.toFixed(6),
      url,
      errormsg: words.replace(/^\(\d+\) /, ''),
    }),
    stderr: has('silent') && !has('show-error') ? '' : `curl: ${words}\n`,
    exit,
  }
}

/** `-w`: what is not known stands for nothing. */
function written(format: string | undefined, values: Readonly<Record<string, string>>): string {
  return (format ?? '').replace(/%\{(\w+)\}|\\n|\\t/g, (found, name: string | undefined) =>
    name === undefined ? (found === '\\n' ? '\n' : '\t') : (own(values, name) ?? ''),
  )
}

/** Go's own answer to plain HTTP on a TLS port has no headers, and is of HTTP/1.0. */
export const isGoAnswer = ({ body }: Pick<CurlResponse, 'body'>): boolean =>
  body.startsWith('Client sent an HTTP request to an HTTPS server')

/** Whether it is asked by HTTP/2. */
export const isHttp2 = ({ url, has }: Pick<CurlOptions, 'url' | 'has'>): boolean => /^https:/i.test(url) && !has('http1.1')

/** HTTP/2 has small letters; `two`: by it. */
export const headerName = (key: string, two: boolean): string => (two ? key : key.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase()))

/**
 * An answer's head: HTTP/2 has small letters and no reason; Go puts length and date last, of HTTP/1.1 the date first.
 *
 * Follows: curl's -i; net/http, Response.Write (Go 1.23).
 */
export function headLines({ status, headers, body }: CurlResponse, options: Pick<CurlOptions, 'url' | 'clock' | 'at' | 'has'>): string {
  if (status === 400 && isGoAnswer({ body })) return 'HTTP/1.0 400 Bad Request\r\n\r\n'
  const { clock, at } = options
  const two = isHttp2(options)
  const { 'content-length': length = String(toBytes(body).length), date = httpDate(clock, at), ...rest } = headers
  const own = sortedEntries(rest)
  const all: (readonly [string, string])[] = two
    ? [...own, ['content-length', length], ['date', date]]
    : [...own, ['date', date], ['content-length', length]]
  const first = two ? `HTTP/2 ${status} ` : `HTTP/1.1 ${status} ${STATUS_TEXTS.get(status!) ?? ''}`
  return [first, ...all.map(([key, value]) => `${headerName(key, two)}: ${value}`), '', ''].join('\r\n')
}
