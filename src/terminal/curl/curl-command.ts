import { defined } from '../../manifest/own.ts'
import { parseUrl, requestOf } from '../../sim/apiserver/requests/request.ts'
import { API_PORT } from '../../sim/node/network.ts'
import { hostPath, inDirectory } from '../../sim/node/file-changes.ts'
import { kubeletSettings } from '../../sim/kubelet/configuration.ts'
import { filesAt } from '../../sim/trace/moment.ts'
import type { ScenarioRequest } from '../../sim/scenario/inputs.ts'
import type { Caller } from '../../sim/scenario/scenario-programs.ts'
import { type ApiResponse, answerTo, notSimulatedAt } from '../kubectl/access.ts'
import { forwardedTo } from '../kubectl/pod-tools.ts'
import { type CurlResponse, showResponse } from './curl.ts'
import { talkOf } from './curl-verbose.ts'
import { callerOf } from '../node/certificate-tools.ts'
import { etcdDoors } from '../node/etcdctl.ts'
import { HOST_FILES } from '../shell/paths.ts'
import { done, fails, notHere, type Output, type Terminal } from '../shell/output.ts'
import { option, type Options, optionTable, type ParsedOptions, parseOptions } from '../../sim/kubectl/command-line.ts'

const CURL: Options = optionTable(
  '-k --insecure, -i --include, -I --head, -s --silent, -S --show-error, -f --fail, -H --header=, -X --request=, -u --user=, -A --user-agent=, -d --data=, -m --max-time=, -o --output=, -w --write-out=, --cacert=, -E --cert=, --key=, --connect-timeout=, --http1.1, --compressed, -L --location, -4, -#, -N, --http2, --noproxy=, -V --version, -v --verbose',
)

/** For completion. */
export const CURL_OPTIONS: readonly string[] = Object.keys(CURL)

/**
 * curl, asked on the node: one URL, put to whoever listens there in the same run.
 *
 * Errors: returned, in curl's words, with its exit code.
 * Follows: curl 7.88, tool_getparam.c and tool_operate.c.
 */
export function curl(terminal: Terminal, args: readonly string[]): Output {
  const parsed = parseOptions(args, CURL)
  const request = requestIn(terminal, parsed)
  if ('stdout' in request) return request
  const limits = limitsIn(parsed)
  if ('stdout' in limits) return limits
  const has = (name: string): boolean => option(parsed, name) !== undefined
  const forward = forwardedTo(terminal, request.url)
  const answered = forward
    ? throughPod(answerTo(terminal, { ...request, url: forward.url, inside: forward.inside }, limits))
    : answerTo(terminal, request, limits)
  const tookSeconds = answered.t - terminal.at
  const untrusted = !has('insecure') && answered.status !== null ? distrust(terminal, request.url, option(parsed, 'cacert')) : undefined
  const response: CurlResponse =
    untrusted === undefined ? withEtcdAlert(answered, terminal, request.url) : { status: null, headers: {}, body: '', error: untrusted }
  const file = option(parsed, 'output') ?? '-'
  const how = { url: request.url, clock: terminal.inputs.clock, at: answered.t, has }
  const output = showResponse(response, {
    ...how,
    tookSeconds,
    outputNull: file !== '-',
    ...defined({ writeOut: option(parsed, 'write-out') }),
  })
  const saved =
    file === '-' || file === '/dev/null' || response.status === null
      ? {}
      : { actions: [{ at: terminal.at, write: inDirectory(hostPath(file)), content: response.body }] }
  const isLost = forward !== undefined && answered.error === LOST
  const took = {
    ...(tookSeconds > 0 && untrusted === undefined ? { tookSeconds } : {}),
    ...(isLost ? { variables: forward.lost } : {}),
  }
  const { path = '', port } = requestOf(request) ?? {}
  const left = port === API_PORT ? notSimulatedAt(path, response.status) : undefined
  if (left !== undefined && response.status === 404) return { ...notHere(left, undefined, 0), ...took }
  const note = isLost ? PORT_FORWARD_ENDS : left === undefined ? noteOnWrites(request, response) : `\n(not simulated here: ${left})\n`
  if (!has('verbose')) return { ...output, stderr: output.stderr + note, ...saved, ...took }
  const { before, after } = talkOf(response, request, terminal, { ...how, authority: option(parsed, 'cacert') })
  return {
    ...output,
    stderr: before + after + output.stderr + note,
    screen: before + output.stdout + after + output.stderr + note,
    ...saved,
    ...took,
  }
}

const LOST = '(52) Empty reply from server'
const PORT_FORWARD_ENDS = '(kubectl port-forward ends with it: error: lost connection to pod)\n'

/** kubectl has taken the connection: that nobody listens in the pod only ends it. */
const throughPod = (answered: ApiResponse): ApiResponse =>
  /^(curl: )?\(7\)/.test(answered.error ?? '') ? { ...answered, error: LOST } : answered

/** The request that a command line is for, or what curl prints instead of sending it. */
function requestIn(terminal: Terminal, parsed: ParsedOptions): ScenarioRequest | Output {
  if (parsed.unknown) return notHere(`curl ${parsed.unknown}`, `curl: this terminal knows: ${SHORTEST.join(' ')}`, 2)
  if (parsed.lacks) return fails(`curl: option ${parsed.lacks}: requires parameter`, 2)
  if (option(parsed, 'version') !== undefined)
    return done('curl 7.88.1 (x86_64-pc-linux-gnu) libcurl/7.88.1 OpenSSL/3.0.15 nghttp2/1.52.0\n')
  const [typed] = parsed.rest
  if (typed === undefined) return fails("curl: (2) no URL specified\ncurl: try 'curl --help' for more information", 2)
  if (parsed.rest.length > 1) return fails('curl: this terminal asks one URL at a time', 2)
  const url = /^[a-z]+:\/\//i.test(typed) ? typed : `http://${typed}`
  if (!/^https?:\/\/(\[[\da-f:.]+\]|[^/\s:?#]+)(:\d{1,5})?([/?#]\S*)?$/i.test(url)) {
    const scheme = /^([a-z]+):/i.exec(url)![1]!
    return /^https?$/i.test(scheme)
      ? fails(`curl: (3) URL rejected: Malformed input to a URL function`, 3)
      : fails(`curl: (1) Protocol "${scheme}" not supported`, 1)
  }
  const { caller, headers, lacks } = identity(terminal, parsed.options)
  if (lacks !== undefined) return noCertificate(lacks)
  const sent = option(parsed, 'data')
  const body = sent?.startsWith('@') ? filesAt(terminal).get(hostPath(sent.slice(1))) : sent
  if (sent !== undefined && body === undefined)
    return fails(`curl: Failed to open ${sent.slice(1)}\ncurl: option -d: error encountered when reading a file`, 26)
  return {
    at: terminal.at,
    from: 'node',
    method: option(parsed, 'request') ?? (option(parsed, 'head') ? 'HEAD' : body === undefined ? 'GET' : 'POST'),
    url,
    caller,
    userAgent: option(parsed, 'user-agent') ?? 'curl/7.88.1',
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }), ...headers },
    ...defined({ body }),
  }
}

/** How long it waits; 0 is no limit. */
function limitsIn(parsed: ParsedOptions): { most?: number; connect?: number } | Output {
  const [most, connect] = [option(parsed, 'max-time'), option(parsed, 'connect-timeout')]
  const bad = [most, connect].find((text) => text !== undefined && !/^\d+(\.\d+)?$/.test(text))
  if (bad !== undefined) return fails(`curl: option ${bad === most ? '-m' : '--connect-timeout'}: expected a proper numerical parameter`, 2)
  return defined({ most: Number(most) || undefined, connect: Number(connect) || undefined })
}

/** The options that its help names: the shorter of two spellings. */
const SHORTEST = CURL_OPTIONS.filter(
  (key) =>
    !/^--(insecure|include|head|silent|show-error|fail|header|request|user|user-agent|data|max-time|output|write-out|verbose|location|version)$|^-[4#NE]$/.test(
      key,
    ),
)

function noCertificate(path: string): Output {
  const there = CERTIFICATES.join(' ')
  if (HOST_FILES.includes(hostPath(path))) return notHere(`curl --cert ${path}`, `This node has: ${there}`)
  return fails(
    `curl: (58) could not load PEM client certificate, OpenSSL error error:80000002:system library::No such file or directory, (no key found, wrong pass phrase, or wrong file format?)\n(This node has: ${there})`,
    58,
  )
}

/** etcd takes the connection, and then sends an alert. */
function withEtcdAlert(response: CurlResponse, terminal: Terminal, url: string): CurlResponse {
  if (!response.error?.startsWith('curl: (35)') || !isEtcd(terminal, url)) return response
  const error =
    'curl: (56) not simulated here: the words of the TLS alert; this etcd wants a certificate that its CA has signed: --cert, --key'
  return { ...response, error }
}

/** A write by curl is answered and changes nothing. */
function noteOnWrites({ method, url }: ScenarioRequest, { status }: CurlResponse): string {
  return WRITES.includes(method) && (status ?? 500) < 300 && /\/api(s?)\//.test(url) ? BESIDE : ''
}

const WRITES: readonly string[] = ['POST', 'PUT', 'PATCH', 'DELETE']
const BESIDE =
  '\n(The answer is what the server would say; the run goes on as if it had not been asked. kubectl delete, apply and create change it.)\n'

/** Whether an etcd of the node listens there, and with TLS. */
function isEtcd(terminal: Terminal, url: string): boolean {
  const parts = parseUrl(url)
  return parts?.scheme === 'https' && etcdDoors(terminal).some(({ port, tls }) => tls && port === parts.port)
}

/** Why curl does not take the server's certificate; undefined where it does. kubeadm's own names it for the node's address, not for 127.0.0.1. */
function distrust(terminal: Terminal, url: string, ca: string | undefined): string | undefined {
  const { inputs } = terminal
  const parts = parseUrl(url)
  if (parts?.scheme !== 'https') return undefined
  const etcd = isEtcd(terminal, url)
  const known = ca !== undefined && (etcd ? /(^|\/)etcd\/ca\.crt$/ : /^(\/etc\/kubernetes\/pki\/)?ca\.crt$/).test(ca)
  if (ca !== undefined && !known && !ca.endsWith('.crt'))
    return `(77) error setting certificate verify locations:  CAfile: ${ca} CApath: none`
  // these have signed their own, and show its CA with it
  if ([kubeletSettings(inputs).port, 10257, 10259].includes(parts.port))
    return '(60) SSL certificate problem: self-signed certificate in certificate chain'
  if (!known) return '(60) SSL certificate problem: unable to get local issuer certificate'
  const names = [
    inputs.node.ip,
    inputs.node.name,
    ...(etcd
      ? ['localhost', '127.0.0.1', '::1']
      : ['10.96.0.1', 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc', 'kubernetes.default.svc.cluster.local']),
  ]
  return names.includes(parts.host)
    ? undefined
    : `(60) SSL: no alternative certificate subject name matches target host name '${parts.host}'`
}

function identity(
  terminal: Terminal,
  options: ReadonlyMap<string, readonly string[]>,
): { caller: Caller; headers: Record<string, string>; lacks?: string } {
  const caller: Caller = {}
  const headers: Record<string, string> = {}
  for (const header of options.get('header') ?? []) {
    const [name = '', ...rest] = header.split(':')
    const value = rest.join(':').trim()
    const bearer = name.trim().toLowerCase() === 'authorization' ? /^bearer (.*)$/i.exec(value) : null
    if (bearer) caller.bearer = bearer[1]!
    else if (name.trim()) headers[name.trim().toLowerCase()] = value
  }
  const user = options.get('user')?.at(-1)
  if (user !== undefined) caller.basic = user
  const file = options.get('cert')?.at(-1)
  if (file === undefined) return { caller, headers }
  const certificate = callerOf(terminal, file)
  if (!certificate) return { caller, headers, lacks: file }
  return { caller: { ...caller, certificate }, headers }
}

/** Where they are, for whoever looks for one. */
export const CERTIFICATES: readonly string[] = [
  '/etc/kubernetes/pki/apiserver-kubelet-client.crt',
  '/var/lib/kubelet/pki/kubelet-client-current.pem',
  '/etc/kubernetes/pki/front-proxy-client.crt',
  '/etc/kubernetes/pki/apiserver-etcd-client.crt',
]
