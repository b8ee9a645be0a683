import { defined } from '../../manifest/own.ts'
import { parseUrl, requestOf } from '../../sim/apiserver/requests/request.ts'
import { API_PORT } from '../../sim/node/network.ts'
import { hostPath, inDirectory } from '../../sim/node/file-changes.ts'
import { kubeletSettings } from '../../sim/kubelet/configuration.ts'
import { filesAt } from '../../sim/trace/moment.ts'
import { releaseOf } from '../../sim/release/release.ts'
import type { ScenarioRequest } from '../../sim/scenario/inputs.ts'
import type { Caller } from '../../sim/scenario/caller.ts'
import { answerTo, notSimulatedAt } from '../kubectl/access.ts'
import { type CurlResponse, showResponse } from './curl.ts'
import { talkOf } from './curl-verbose.ts'
import { etcdDoors } from '../node/etcdctl.ts'
import { HOST_FILES } from '../node/host-files.ts'
import { done, fails, notHere, type Output, type Terminal } from '../shell/output.ts'
import { option, type Options, parseOptions } from '../../sim/kubectl/command-line.ts'

const CURL: Options = {
  '-k': { name: 'insecure', value: false },
  '--insecure': { name: 'insecure', value: false },
  '-i': { name: 'include', value: false },
  '--include': { name: 'include', value: false },
  '-I': { name: 'head', value: false },
  '--head': { name: 'head', value: false },
  '-s': { name: 'silent', value: false },
  '--silent': { name: 'silent', value: false },
  '-S': { name: 'show-error', value: false },
  '--show-error': { name: 'show-error', value: false },
  '-f': { name: 'fail', value: false },
  '--fail': { name: 'fail', value: false },
  '-H': { name: 'header', value: true },
  '--header': { name: 'header', value: true },
  '-X': { name: 'method', value: true },
  '--request': { name: 'method', value: true },
  '-u': { name: 'user', value: true },
  '--user': { name: 'user', value: true },
  '-A': { name: 'agent', value: true },
  '--user-agent': { name: 'agent', value: true },
  '-d': { name: 'data', value: true },
  '--data': { name: 'data', value: true },
  '-m': { name: 'max', value: true },
  '--max-time': { name: 'max', value: true },
  '-o': { name: 'out', value: true },
  '--output': { name: 'out', value: true },
  '-w': { name: 'write', value: true },
  '--write-out': { name: 'write', value: true },
  '--cacert': { name: 'ca', value: true },
  '--cert': { name: 'cert', value: true },
  '-E': { name: 'cert', value: true },
  '--key': { name: 'key', value: true },
  '--connect-timeout': { name: 'connect', value: true },
  '--http1.1': { name: 'http1', value: false },
  '--compressed': { name: 'compressed', value: false },
  '-L': { name: 'location', value: false },
  '--location': { name: 'location', value: false },
  '-4': { name: 'ipv4', value: false },
  '-#': { name: 'bar', value: false },
  '-N': { name: 'buffer', value: false },
  '--http2': { name: 'http2', value: false },
  '--noproxy': { name: 'noproxy', value: true },
  '-V': { name: 'version', value: false },
  '--version': { name: 'version', value: false },
  '-v': { name: 'verbose', value: false },
  '--verbose': { name: 'verbose', value: false },
}

/** For completion. */
export const CURL_OPTIONS: readonly string[] = Object.keys(CURL)

/** The certificates that kubeadm left on the node, and whom they name. */
function certificateOf(path: string, { inputs }: Terminal): Caller['certificate'] {
  const admin = releaseOf(inputs.kubernetes).adminGroup
  switch (path.slice(path.lastIndexOf('/') + 1)) {
    case 'apiserver-kubelet-client.crt':
      return { cn: 'kube-apiserver-kubelet-client', o: [admin], ca: 'cluster' }
    case 'kubelet-client-current.pem':
      return { cn: `system:node:${inputs.node.name.toLowerCase()}`, o: ['system:nodes'], ca: 'cluster' }
    case 'front-proxy-client.crt':
      return { cn: 'front-proxy-client', o: [], ca: 'front-proxy' }
    case 'apiserver-etcd-client.crt':
      return { cn: 'kube-apiserver-etcd-client', o: [], ca: 'etcd' }
    case 'healthcheck-client.crt':
      return { cn: 'kube-etcd-healthcheck-client', o: [], ca: 'etcd' }
    case 'server.crt':
    case 'peer.crt':
      return { cn: inputs.node.name, o: [], ca: 'etcd' }
    default:
      return undefined
  }
}

/**
 * curl, asked on the node: one URL, put to whoever listens there in the same run.
 *
 * Units: `at` in seconds on the simulated clock. Errors: returned, in curl's words, with its exit code.
 * Follows: curl 7.88, tool_getparam.c and tool_operate.c.
 */
export function curl(terminal: Terminal, args: readonly string[]): Output {
  const parsed = parseOptions(args, CURL)
  if (parsed.unknown)
    return notHere(
      `curl ${parsed.unknown}`,
      `curl: this terminal knows: ${Object.keys(CURL)
        .filter(
          (key) =>
            !/^--(insecure|include|head|silent|show-error|fail|header|request|user|user-agent|data|max-time|output|write-out|verbose|location|version)$|^-[4#NE]$/.test(
              key,
            ),
        )
        .join(' ')}`,
      2,
    )
  if (parsed.lacks) return fails(`curl: option ${parsed.lacks}: requires parameter`, 2)
  if (option(parsed, 'version') !== undefined)
    return done('curl 7.88.1 (x86_64-pc-linux-gnu) libcurl/7.88.1 OpenSSL/3.0.15 nghttp2/1.52.0\n')
  const given = parsed.rest[0]
  if (given === undefined) return fails("curl: (2) no URL specified\ncurl: try 'curl --help' for more information", 2)
  if (parsed.rest.length > 1) return fails('curl: this terminal asks one URL at a time', 2)
  const url = /^[a-z]+:\/\//i.test(given) ? given : `http://${given}`
  if (!/^https?:\/\/[^/\s:?#]+(:\d{1,5})?([/?#]\S*)?$/i.test(url)) {
    const scheme = /^([a-z]+):/i.exec(url)?.[1] ?? ''
    return /^https?$/i.test(scheme)
      ? fails(`curl: (3) URL rejected: Malformed input to a URL function`, 3)
      : fails(`curl: (1) Protocol "${scheme}" not supported`, 1)
  }
  const { caller, headers, lacks } = identity(terminal, parsed.options)
  if (lacks !== undefined) {
    if (HOST_FILES.includes(hostPath(lacks))) return notHere(`curl --cert ${lacks}`, `This node has: ${CERTIFICATES.join(' ')}`)
    return fails(
      `curl: (58) could not load PEM client certificate, OpenSSL error error:80000002:system library::No such file or directory, (no key found, wrong pass phrase, or wrong file format?)\n(This node has: ${CERTIFICATES.join(' ')})`,
      58,
    )
  }
  const sent = option(parsed, 'data')
  const data = sent?.startsWith('@') ? filesAt(terminal).get(hostPath(sent.slice(1))) : sent
  if (sent !== undefined && data === undefined)
    return fails(`curl: Failed to open ${sent.slice(1)}\ncurl: option -d: error encountered when reading a file`, 26)
  const request: ScenarioRequest = {
    at: terminal.at,
    from: 'node',
    method: option(parsed, 'method') ?? (option(parsed, 'head') ? 'HEAD' : data === undefined ? 'GET' : 'POST'),
    url,
    caller,
    userAgent: option(parsed, 'agent') ?? 'curl/7.88.1',
    headers: { ...(data === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }), ...headers },
    ...defined({ body: data }),
  }
  const [most, connect] = [option(parsed, 'max'), option(parsed, 'connect')]
  const bad = [most, connect].find((text) => text !== undefined && !/^\d+(\.\d+)?$/.test(text))
  if (bad !== undefined) return fails(`curl: option ${bad === most ? '-m' : '--connect-timeout'}: expected a proper numerical parameter`, 2)
  // 0 is no limit
  const answered = answerTo(terminal, request, {
    ...(Number(most) > 0 ? { most: Number(most) } : {}),
    ...(Number(connect) > 0 ? { connect: Number(connect) } : {}),
  })
  const tookSeconds = answered.t - terminal.at
  let response: CurlResponse = answered
  // etcd takes the connection, and then sends an alert
  if (isEtcd(terminal, url) && response.error?.startsWith('curl: (35)'))
    response = {
      ...response,
      error:
        'curl: (56) not simulated here: the words of the TLS alert; this etcd wants a certificate that its CA has signed: --cert, --key',
    }
  const untrusted =
    option(parsed, 'insecure') === undefined && response.status !== null ? distrust(terminal, url, option(parsed, 'ca')) : undefined
  if (untrusted !== undefined) response = { status: null, headers: {}, body: '', error: untrusted }
  const output = showResponse(response, {
    url,
    clock: terminal.inputs.clock,
    at: answered.t,
    tookSeconds,
    include: option(parsed, 'include') !== undefined,
    http1: option(parsed, 'http1') !== undefined,
    head: option(parsed, 'head') !== undefined,
    silent: option(parsed, 'silent') !== undefined,
    showError: option(parsed, 'show-error') !== undefined,
    fail: option(parsed, 'fail') !== undefined,
    outputNull: (option(parsed, 'out') ?? '-') !== '-',
    ...(option(parsed, 'write') === undefined ? {} : { writeOut: option(parsed, 'write')! }),
  })
  const file = option(parsed, 'out')
  const saved =
    file === undefined || file === '-' || file === '/dev/null' || response.status === null
      ? {}
      : { actions: [{ at: terminal.at, write: inDirectory(hostPath(file)), content: response.body }] }
  const took = tookSeconds > 0 && untrusted === undefined ? { tookSeconds } : {}
  const { path = '', port } = requestOf(request) ?? {}
  const left = port === API_PORT ? notSimulatedAt(path, response.status) : undefined
  if (left !== undefined && response.status === 404) return { ...notHere(left, undefined, 0), ...took }
  const beside =
    left === undefined
      ? WRITES.includes(request.method) && (response.status ?? 500) < 300 && /\/api(s?)\//.test(url)
        ? BESIDE
        : ''
      : `\n(not simulated here: ${left})\n`
  if (option(parsed, 'verbose') === undefined) return { ...output, stderr: output.stderr + beside, ...saved, ...took }
  const { before, after } = talkOf(response, request, terminal, {
    insecure: option(parsed, 'insecure') !== undefined,
    http1: option(parsed, 'http1') !== undefined,
    authority: option(parsed, 'ca'),
    at: answered.t,
  })
  return {
    ...output,
    stderr: before + after + output.stderr + beside,
    screen: before + output.stdout + after + output.stderr + beside,
    ...saved,
    ...took,
  }
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
      ? ['localhost', '127.0.0.1', '[::1]']
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
  const certificate = certificateOf(file, terminal)
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
