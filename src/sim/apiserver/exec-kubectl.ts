import type { ExecResult } from '../node/process.ts'
import { parseUrl, type Request, requestOf, type Response } from './requests/request.ts'

/** What a kubectl takes, which is assumed, and how long it waits for a handshake. */
const KUBECTL_SECONDS = 0.15
const HANDSHAKE_SECONDS = 10

/** What a `kubectl get --raw` asks for. */
interface RawRequest {
  url: string
  port: number
  at: string
}

/** What it finds of the server in whose container it runs. */
interface ServerBeside {
  /** The port that it listens on, while it does. */
  port: number | undefined
  /** Whether it completes a handshake. */
  answers: boolean
  because: readonly number[]
  ask(request: Request): Response
}

/** `kubectl get --raw=/livez --server=https://localhost:6443`, with a certificate: what it asks. Errors: undefined for anything else. */
export function rawRequest(command: readonly string[]): RawRequest | undefined {
  const value = (flag: string): string | undefined => {
    const at = command.findIndex((word) => word === flag || word.startsWith(`${flag}=`))
    return at < 0 ? undefined : command[at]!.includes('=') ? command[at]!.slice(flag.length + 1) : command[at + 1]
  }
  const path = value('--raw')
  if (command[0]?.split('/').at(-1) !== 'kubectl' || command[1] !== 'get' || path === undefined) return undefined
  const server = parseUrl(value('--server') ?? 'https://localhost:6443/')
  if (!server) return undefined
  const at = `${server.host}:${server.port}`
  return { url: `https://${at}${path}`, port: server.port, at }
}

/**
 * How such a kubectl ends beside a server.
 *
 * Units: `after` in seconds. What goes wrong is what it prints, and its exit code.
 * Follows: staging/src/k8s.io/kubectl/pkg/rawhttp/raw.go (v1.37.2).
 */
export function execRaw({ url, port, at }: RawRequest, server: ServerBeside): ExecResult {
  const ends = (code: number, output: string, after = KUBECTL_SECONDS): ExecResult => ({
    missing: false,
    code,
    output,
    after,
    because: server.because,
  })
  if (server.port !== port) return ends(1, `The connection to the server ${at} was refused - did you specify the right host or port?\n`)
  if (!server.answers) return ends(1, 'Unable to connect to the server: net/http: TLS handshake timeout\n', HANDSHAKE_SECONDS)
  const caller = { certificate: { cn: 'system:apiserver', o: ['system:masters'], ca: 'cluster' as const } }
  const { status, body } = server.ask(requestOf({ from: 'node', method: 'GET', url, caller, userAgent: 'kubectl', headers: {} })!)
  if (status < 400) return ends(0, body)
  return ends(
    1,
    `${body}Error from server (InternalError): an error on the server ("${body.split('\n')[0] ?? ''}") has prevented the request from succeeding\n`,
  )
}
