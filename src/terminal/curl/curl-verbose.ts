import { type Request, requestOf } from '../../sim/apiserver/requests/request.ts'
import { versionInfo } from '../../sim/apiserver/requests/version.ts'
import { calendar, MONTHS, twoDigits, unixSeconds } from '../../sim/clock.ts'
import { lifeOf } from '../../sim/control-plane/trust.ts'
import { hexId } from '../../sim/trace/ids.ts'
import { sockets } from '../node/sockets.ts'
import type { Moment } from '../../sim/trace/moment.ts'
import { type Release, releaseOf } from '../../sim/release/release.ts'
import type { ScenarioRequest } from '../../sim/scenario/inputs.ts'
import { type CurlOptions, type CurlResponse, headerName, headLines, isGoAnswer, isHttp2 } from './curl.ts'

/** What `-v` tells before the answer's body, and after it. */
export interface Talk {
  before: string
  after: string
}

/** With what it was asked. */
interface TalkOptions extends Pick<CurlOptions, 'url' | 'clock' | 'at' | 'has'> {
  /** `--cacert` */
  authority: string | undefined
}

/**
 * What `curl -v` tells of a request's way: connecting, the TLS handshake, the request, the answer's head.
 *
 * Units: `at` in seconds on the simulated clock.
 * Follows: curl 7.88.1 with OpenSSL 3.0 and nghttp2, lib/vtls/openssl.c, lib/http2.c and lib/http.c.
 */
export function talkOf(response: CurlResponse, sent: ScenarioRequest, moment: Moment, options: TalkOptions): Talk {
  const request = requestOf(sent)!
  const error = response.error?.replace(/^curl: /, '') ?? ''
  const code = Number(/^\((\d+)\)/.exec(error)?.[1] ?? 0)
  const words = error.replace(/^\(\d+\) /, '')
  const secure = request.scheme === 'https'
  const { lines, isOpen } = connecting(request, moment, { ...options, code, words })
  if (!isOpen || (response.status === null && (secure || code !== 28))) {
    const last = lines.at(-1) === words ? [] : [words]
    return { before: notes([...lines, ...last, CLOSING]), after: '' }
  }
  const two = isHttp2(options)
  const out = sending(request, sent, two)
  if (response.status === null) return { before: notes(lines) + out + notes([words, CLOSING]), after: '' }
  const isOld = !secure && isGoAnswer(response)
  const between = [
    ...(sent.body !== undefined && two ? ['We are completely uploaded and fine'] : []),
    ...(secure && isTls13(moment) ? [tls(moment, 'IN', 'Newsession Ticket (4)')] : []),
    ...(isOld ? ['HTTP 1.0, assume close after body'] : []),
  ]
  const back = headLines(response, options)
    .split('\r\n')
    .slice(0, -1)
    .map((line) => `< ${line}\n`)
    .join('')
  return {
    before: notes(lines) + out + notes(between) + back,
    after: notes([isOld ? CLOSING : `Connection #0 to host ${request.host} left intact`]),
  }
}

const CLOSING = 'Closing connection 0'

const notes = (lines: readonly string[]): string => lines.map((line) => `* ${line}\n`).join('')

/** From the name to the end of the handshake, as far as it comes. */
function connecting(
  request: Request,
  moment: Moment,
  options: TalkOptions & { code: number; words: string },
): { lines: string[]; isOpen: boolean } {
  const { host, port, scheme } = request
  const { code, words } = options
  if (code === 6) return { lines: [], isOpen: false }
  const address = /^[\d.]+$/.test(host) ? host : host === 'localhost' ? '127.0.0.1' : moment.inputs.node.ip
  const trying = `  Trying ${address}:${port}...`
  if (code === 7 || (code === 28 && words.startsWith('Failed to connect'))) {
    const why = code === 7 ? 'Connection refused' : 'Connection timed out'
    return { lines: [trying, `connect to ${host} port ${port} failed: ${why}`], isOpen: false }
  }
  const connected = `Connected to ${host} (${address}) port ${port} (#0)`
  return { lines: [trying, connected, ...(scheme === 'https' ? handshake(request, moment, options) : [])], isOpen: true }
}

/** The request as it goes out; `two`: by HTTP/2. */
function sending(request: Request, sent: ScenarioRequest, two: boolean): string {
  const { path, query, method } = request
  const headers = sentHeaders(request, sent, two)
  const user = sent.caller.basic?.split(':')[0]
  const first = `${method} ${path}${query ? `?${query}` : ''} ${two ? 'HTTP/2' : 'HTTP/1.1'}`
  const stream = `Using Stream ID: 1 (easy handle 0x55${hexId(`easy handle ${sent.url}`, 10)})`
  return (
    notes([
      ...(user === undefined ? [] : [`Server auth using Basic with user '${user}'`]),
      ...(two ? ['using HTTP/2', ...pseudoHeaders(request, headers), stream] : []),
    ]) + [first, ...headers.map(([name, value]) => `${name}: ${value}`), ''].map((line) => `> ${line}\n`).join('')
  )
}

/** Go's servers speak TLS 1.3 from Go 1.13 on. */
function isTls13({ inputs }: Moment): boolean {
  return minorOfGo(releaseOf(inputs.kubernetes)) >= 13
}

function minorOfGo(release: Release): number {
  return Number(/^go1\.(\d+)/.exec(versionInfo(release).goVersion)![1])
}

function tls(moment: Moment, direction: string, what: string): string {
  return `TLSv1.${isTls13(moment) ? 3 : 2} (${direction}), TLS ${what.includes('change cipher') ? what : `handshake, ${what}`}:`
}

function handshake(
  request: Request,
  moment: Moment,
  { authority, has, code, words }: TalkOptions & { code: number; words: string },
): string[] {
  const [insecure, http1] = [has('insecure'), has('http1.1')]
  // curl's first words are the same whatever the server speaks
  const hello = 'TLSv1.3 (OUT), TLS handshake, Client hello (1):'
  const trust = insecure
    ? []
    : authority === undefined
      ? [' CAfile: /etc/ssl/certs/ca-certificates.crt', ' CApath: /etc/ssl/certs']
      : [` CAfile: ${authority}`, ' CApath: none']
  const begun = [`ALPN: offers ${http1 ? '' : 'h2,'}http/1.1`, hello, ...trust]
  if (code !== 0 && code !== 60) return begun
  const say = (direction: string, ...what: readonly string[]): string[] => what.map((text) => tls(moment, direction, text))
  const three = isTls13(moment)
  const server = three ? ['Server hello (2)', 'Encrypted Extensions (8)', 'Request CERT (13)', 'Certificate (11)'] : ['Certificate (11)']
  const first = three ? say('IN', ...server) : ['TLSv1.3 (IN), TLS handshake, Server hello (2):', ...say('IN', ...server)]
  if (code === 60 && !words.startsWith('SSL: no alternative'))
    return [...begun, ...first, `TLSv1.${three ? 3 : 2} (OUT), TLS alert, unknown CA (560):`, words]
  const verify = request.certificate ? ['CERT verify (15)'] : []
  const rest = three
    ? [
        ...say('IN', 'CERT verify (15)', 'Finished (20)'),
        ...say('OUT', 'change cipher, Change cipher spec (1)', 'Certificate (11)', ...verify, 'Finished (20)'),
        'SSL connection using TLSv1.3 / TLS_AES_128_GCM_SHA256',
      ]
    : [
        ...say('IN', 'Server key exchange (12)', 'Request CERT (13)', 'Server finished (14)'),
        ...say('OUT', 'Certificate (11)', 'Client key exchange (16)', ...verify, 'change cipher, Change cipher spec (1)', 'Finished (20)'),
        ...say('IN', 'Finished (20)'),
        'SSL connection using TLSv1.2 / ECDHE-RSA-AES128-GCM-SHA256',
      ]
  return [
    ...begun,
    ...first,
    ...rest,
    `ALPN: server accepted ${http1 ? 'http/1.1' : 'h2'}`,
    ...certificate(request, moment, insecure, code === 60 ? words : ''),
  ]
}

function certificate({ host, port }: Request, moment: Moment, insecure: boolean, wrong: string): string[] {
  const { inputs } = moment
  const date = (seconds: number): string => {
    const { month, day, hour, minute, second, year } = calendar(inputs.clock, seconds)
    return `${MONTHS[month - 1]} ${String(day).padStart(2)} ${twoDigits(hour)}:${twoDigits(minute)}:${twoDigits(second)} ${year} GMT`
  }
  const owner = sockets(moment).find((socket) => socket.port === port)?.process ?? 'kube-apiserver'
  const kubelet = owner === 'kubelet'
  if (!['kubelet', 'etcd', 'kube-apiserver'].includes(owner))
    return [`(not simulated here: the certificate of ${owner})`, ...(wrong ? [wrong] : [])]
  // the kubelet makes its own, which no scenario dates
  const { notBefore, notAfter } = lifeOf(
    kubelet ? { clock: inputs.clock, cluster: {} } : inputs,
    owner === 'etcd' ? 'etcd-server' : 'apiserver',
  )
  const seconds = unixSeconds(inputs.clock, notBefore)
  const [subject, issuer] = kubelet
    ? [`CN=${inputs.node.name}@${seconds}`, `CN=${inputs.node.name}-ca@${seconds}`]
    : owner === 'etcd'
      ? [`CN=${inputs.node.name}`, 'CN=etcd-ca']
      : ['CN=kube-apiserver', 'CN=kubernetes']
  const lines = ['Server certificate:', ` subject: ${subject}`, ` start date: ${date(notBefore)}`, ` expire date: ${date(notAfter)}`]
  if (wrong)
    return [
      ...lines,
      ` ${wrong.replace(/^SSL: no alternative certificate subject name matches target host name/, 'subjectAltName does not match')}`.replace(
        /'([^']*)'$/,
        '$1',
      ),
      wrong,
    ]
  return [
    ...lines,
    ...(insecure ? [] : [` subjectAltName: host "${host}" matched cert's ${/^[\d.]+$/.test(host) ? 'IP address!' : `"${host}"`}`]),
    ` issuer: ${issuer}`,
    insecure
      ? ` SSL certificate verify result: ${kubelet ? 'self-signed certificate in certificate chain (19)' : 'unable to get local issuer certificate (20)'}, continuing anyway.`
      : ' SSL certificate verify ok.',
  ]
}

/** As they go out: small letters in HTTP/2, and as they were typed before. */
function sentHeaders(
  { headers, scheme, host, port }: Request,
  { body, headers: typed, caller }: ScenarioRequest,
  two: boolean,
): [string, string][] {
  const { authorization, 'user-agent': agent, accept, ...rest } = headers
  const isDefault = (scheme === 'https' && port === 443) || (scheme === 'http' && port === 80)
  const own = Object.keys(typed).some((key) => key.toLowerCase() === 'authorization') || caller.bearer !== undefined
  const line = (key: string, value: string | undefined): [string, string][] =>
    value === undefined || value === '' ? [] : [[headerName(key, two), value]]
  return [
    ['Host', isDefault ? host : `${host}:${port}`],
    ...(own ? [] : line('authorization', authorization)),
    ...line('user-agent', agent),
    ...line('accept', accept),
    ...(own ? line('authorization', authorization) : []),
    ...Object.entries(rest).flatMap(([key, value]) => line(key, value)),
    ...(body === undefined ? [] : line('content-length', String(body.length))),
  ]
}

function pseudoHeaders({ method, path, query, host, port }: Request, sent: readonly [string, string][]): string[] {
  const own = sent.filter(([name]) => name !== 'Host').map(([name, value]) => `[${name}: ${value}]`)
  return [
    `[:method: ${method}]`,
    `[:path: ${path}${query ? `?${query}` : ''}]`,
    '[:scheme: https]',
    `[:authority: ${host}:${port}]`,
    ...own,
  ].map((text) => `h2h3 ${text}`)
}
