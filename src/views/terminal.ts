import type { Caller, ScenarioRequest } from '../sim/scenario.ts'
import type { Trace } from '../sim/trace.ts'
import type { Inputs } from '../sim/scenario.ts'
import { unixDate } from './clock.ts'
import { crictlPods, crictlPs, runtimeContainers } from './crictl.ts'
import { type CurlResponse, showResponse } from './curl.ts'
import { containerLog, journal } from './journal.ts'
import { kubectl } from './kubectl.ts'
import { filesAt, MANIFEST_DIRECTORY, type Moment, type Output } from './moment.ts'
import { socketTable } from './sockets.ts'
import { option, type Options, parseOptions, splitWords } from './words.ts'

/** A terminal on the lane's node, at a time; `simulate` puts curl's questions to the servers of the same run. */
export interface Terminal extends Moment {
  simulate: (inputs: Inputs) => Trace
}

type Command = (terminal: Terminal, args: readonly string[]) => Output

const COMMANDS: Readonly<Record<string, Command>> = {
  kubectl: (terminal, args) => kubectl(terminal, args),
  k: (terminal, args) => kubectl(terminal, args),
  crictl,
  curl,
  journalctl,
  ss,
  cat,
  ls,
  date: (terminal) => done(`${unixDate(terminal.inputs.clock, terminal.at)}\n`),
  help: () => done(`This terminal knows: ${known()}\n`),
  clear: () => done(''),
}

/** How long curl waits here for an answer before the reader's patience ends. */
const CURL_SECONDS = 60

/**
 * What a terminal on the node shows for a command line, at the moment. It only looks; what changes the run is an action.
 *
 * Units: `at` in seconds on the simulated clock.
 * Errors: returned, in the tool's words where it has some, with its exit code; never thrown, for any input.
 * Follows: nothing upstream; each command names its own.
 */
export function ask(line: string, terminal: Terminal): Output {
  const { words, pipe, error } = splitWords(line)
  if (error) return fails(`bash: ${error}`, 2)
  if (pipe !== undefined) return fails('This terminal runs one command at a time, without pipes.', 2)
  const [name, ...args] = words[0] === 'sudo' ? words.slice(1) : words
  if (name === undefined) return done('')
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!command) return fails(`bash: ${name}: command not found\nThis terminal knows: ${known()}`, 127)
  return command(terminal, args)
}

function crictl(terminal: Terminal, args: readonly string[]): Output {
  const help = 'This terminal knows: crictl ps [-a], crictl pods, crictl logs [--tail=N] CONTAINER'
  const known: Options = { '-a': { name: 'all', value: false }, '--all': { name: 'all', value: false }, '--tail': { name: 'tail', value: true } }
  const parsed = parseOptions(args, known)
  if (parsed.unknown) return fails(`Incorrect Usage: flag provided but not defined: ${parsed.unknown.replace(/^--/, '-')}\n${help}`)
  const [verb, id] = parsed.rest
  if (verb === 'ps') return done(crictlPs(terminal, option(parsed, 'all') !== undefined))
  if (verb === 'pods') return done(crictlPods(terminal))
  if (verb === 'stop') return fails('crictl stop changes the run: write it as an action, such as `- {at: 90s, crictl: stop kube-apiserver}`.')
  if (verb !== 'logs') return fails(help)
  const found = runtimeContainers(terminal).filter((c) => id !== undefined && c.id.startsWith(id))
  if (!found.length) return fails(`FATA[0000] rpc error: code = NotFound desc = an error occurred when try to find container "${id ?? ''}": not found`)
  const tail = Number(option(parsed, 'tail') ?? -1)
  const lines = containerLog(terminal, found[0]!.pod.base, found[0]!.name, found[0]!.attempt)
  const shown = Number.isInteger(tail) && tail >= 0 ? (tail === 0 ? [] : lines.slice(-tail)) : lines
  return done(shown.map((text) => `${text}\n`).join(''))
}

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
}

/** The certificates that kubeadm left on the node, and whom they name. */
const CERTIFICATES: Readonly<Record<string, { cn: string; o: readonly string[] }>> = {
  'apiserver-kubelet-client.crt': { cn: 'kube-apiserver-kubelet-client', o: ['kubeadm:cluster-admins'] },
  'kubelet-client-current.pem': { cn: 'system:node:master-node', o: ['system:nodes'] },
}

function curl(terminal: Terminal, args: readonly string[]): Output {
  const parsed = parseOptions(args, CURL)
  if (parsed.unknown) return fails(`curl: option ${parsed.unknown}: is unknown\ncurl: this terminal knows: ${Object.keys(CURL).join(' ')}`, 2)
  if (parsed.lacks) return fails(`curl: option ${parsed.lacks}: requires parameter`, 2)
  const given = parsed.rest[0]
  if (given === undefined) return fails("curl: (2) no URL specified\ncurl: try 'curl --help' for more information", 2)
  if (parsed.rest.length > 1) return fails('curl: this terminal asks one URL at a time', 2)
  const url = /^[a-z]+:\/\//i.test(given) ? given : `http://${given}`
  if (!/^https?:\/\/[^/\s:?#]+(:\d{1,5})?([/?#]\S*)?$/i.test(url)) {
    const scheme = /^([a-z]+):/i.exec(url)?.[1] ?? ''
    return /^https?$/i.test(scheme) ? fails(`curl: (3) URL rejected: Malformed input to a URL function`, 3) : fails(`curl: (1) Protocol "${scheme}" not supported`, 1)
  }
  const { caller, headers } = identity(terminal, parsed.options)
  const data = option(parsed, 'data')
  const request: ScenarioRequest = {
    at: terminal.at,
    from: 'node',
    method: option(parsed, 'method') ?? (option(parsed, 'head') ? 'HEAD' : data === undefined ? 'GET' : 'POST'),
    url,
    caller,
    userAgent: option(parsed, 'agent') ?? 'curl/7.88.1',
    headers,
    ...(data === undefined ? {} : { body: data }),
  }
  let response: CurlResponse = answer(terminal, request)
  const trusted = option(parsed, 'insecure') !== undefined || option(parsed, 'ca')?.endsWith('/pki/ca.crt')
  if (response.status !== null && url.startsWith('https:') && !trusted) {
    response = { status: null, headers: {}, body: '', error: '(60) SSL certificate problem: unable to get local issuer certificate' }
  }
  return showResponse(response, {
    url,
    clock: terminal.inputs.clock,
    at: terminal.at,
    include: option(parsed, 'include') !== undefined,
    head: option(parsed, 'head') !== undefined,
    silent: option(parsed, 'silent') !== undefined,
    showError: option(parsed, 'show-error') !== undefined,
    fail: option(parsed, 'fail') !== undefined,
    outputNull: option(parsed, 'out') !== undefined,
    ...(option(parsed, 'write') === undefined ? {} : { writeOut: option(parsed, 'write')! }),
  })
}

/** The same run again, with the question in it: what comes after does not change what was before. */
function answer(terminal: Terminal, request: ScenarioRequest): CurlResponse {
  const { inputs, simulate } = terminal
  const asked = simulate({ ...inputs, requests: [request], duration: request.at + CURL_SECONDS })
  const response = asked.find((entry) => entry.kind === 'response')
  return response?.kind === 'response' ? response : { status: null, headers: {}, body: '', error: `(28) Operation timed out after ${CURL_SECONDS * 1000} milliseconds with 0 bytes received` }
}

function identity(terminal: Terminal, options: ReadonlyMap<string, readonly string[]>): { caller: Caller; headers: Record<string, string> } {
  const caller: Caller = {}
  const headers: Record<string, string> = {}
  for (const header of options.get('header') ?? []) {
    const [name = '', ...rest] = header.split(':')
    const value = rest.join(':').trim()
    const bearer = name.trim().toLowerCase() === 'authorization' ? /^bearer (.*)$/i.exec(value) : null
    if (bearer) caller.bearer = bearer[1]!
    else headers[name.trim().toLowerCase()] = value
  }
  const user = options.get('user')?.at(-1)
  if (user !== undefined) caller.basic = user
  const file = options.get('cert')?.at(-1)
  const name = file?.slice(file.lastIndexOf('/') + 1) ?? ''
  const known = Object.hasOwn(CERTIFICATES, name) ? CERTIFICATES[name] : undefined
  if (known) caller.certificate = { ...known, cn: known.cn.replace('master-node', terminal.inputs.node.name.toLowerCase()), ca: 'cluster' }
  return { caller, headers }
}

function journalctl(terminal: Terminal, args: readonly string[]): Output {
  const help = 'This terminal knows: journalctl -u kubelet [-n LINES]'
  const known: Options = {
    '-u': { name: 'unit', value: true },
    '--unit': { name: 'unit', value: true },
    '-n': { name: 'lines', value: true },
    '--lines': { name: 'lines', value: true },
    '--no-pager': { name: 'pager', value: false },
    '-e': { name: 'end', value: false },
  }
  const parsed = parseOptions(args, known)
  if (parsed.unknown) return fails(`journalctl: unrecognized option '${parsed.unknown}'\n${help}`)
  if (parsed.lacks) return fails(`journalctl: option requires an argument -- '${parsed.lacks.replace(/^-+/, '')}'`)
  const unit = option(parsed, 'unit') ?? 'kubelet'
  if (!/^kubelet(\.service)?$/.test(unit)) return done('-- No entries --\n')
  const lines = option(parsed, 'lines')
  if (lines !== undefined && !/^\d+$/.test(lines)) return fails(`Failed to parse lines '${lines}'`)
  return done(journal(terminal, lines === undefined ? Infinity : Number(lines)))
}

function ss(terminal: Terminal, args: readonly string[]): Output {
  const letters = args.join('').replaceAll('-', '')
  if (args.some((arg) => !/^-[lntpa]+$/.test(arg)) || !letters.includes('l')) return fails('This terminal knows: ss -ltn')
  return done(socketTable(terminal))
}

function cat(terminal: Terminal, args: readonly string[]): Output {
  const files = filesAt(terminal)
  const out = { stdout: '', stderr: '', exit: 0 }
  for (const path of args) {
    const text = files.get(path) ?? files.get(`${MANIFEST_DIRECTORY}/${path}`)
    if (text !== undefined) out.stdout += text
    else {
      out.stderr += `cat: ${path}: No such file or directory\n`
      out.exit = 1
    }
  }
  return args.length ? out : fails(`This terminal knows: cat FILE, of ${[...files.keys()].join(' ') || 'which there is none'}`)
}

function ls(terminal: Terminal, args: readonly string[]): Output {
  const path = (args.find((arg) => !arg.startsWith('-')) ?? MANIFEST_DIRECTORY).replace(/\/+$/, '')
  const files = [...filesAt(terminal).keys()]
  if (files.includes(path)) return done(`${path}\n`)
  const inside = files.filter((file) => file.startsWith(`${path}/`)).map((file) => file.slice(path.length + 1).split('/')[0]!)
  if (!inside.length && path !== MANIFEST_DIRECTORY) return fails(`ls: cannot access '${path}': No such file or directory`, 2)
  return done([...new Set(inside)].toSorted().map((name) => `${name}\n`).join(''))
}

function known(): string {
  return Object.keys(COMMANDS).filter((name) => name !== 'k').join(', ')
}

function done(stdout: string): Output {
  return { stdout, stderr: '', exit: 0 }
}

function fails(text: string, exit = 1): Output {
  return { stdout: '', stderr: `${text}\n`, exit }
}
