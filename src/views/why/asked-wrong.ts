import { entriesUntil } from '../../sim/trace/moment.ts'
import { type Container, handlerOf, type Pod, type Probe, targetOf, placedContainers } from '../../manifest/types.ts'
import { resolvePort } from '../../sim/kubelet/probes/http-get.ts'
import { assumedScript, givesAddress } from '../../sim/node/assumed.ts'
import { isEverywhere, isLoopback } from '../../sim/node/network.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { describedScript, type ScriptedAnswer, type ScriptedPort } from '../../sim/scenario/scenario-programs.ts'
import { containerAt } from '../../sim/scenario/specs.ts'
import { type ProbeEntry, type Trace, isStart, podOf, type EventEntry } from '../../sim/trace/trace.ts'
import { lengthWords } from '../text/duration-words.ts'
import { fieldPlace, listed } from '../text/words.ts'
import { lastBefore } from '../lanes/ends.ts'
import { nearestName } from '../../manifest/nearest.ts'
import { programsOf } from '../../sim/node/images.ts'

/** What is wrong with whom or what a probe asks, as half a sentence, and the rule behind it. */
export interface AskedWrong {
  text: string
  rule: string
}

/** A port that somebody listens on, and who. */
interface KnownSocket extends Pick<ScriptedPort, 'port' | 'after' | 'address'> {
  tls?: boolean
  container: string
}

/** A probe that failed, and what is known of those who could have answered. */
interface FailedProbe {
  inputs: Inputs
  entry: ProbeEntry
  /** Seconds since its container started. */
  age: number
  /** Its program has listened on the probe's port by then. */
  hasListened(): boolean
  pod: Pod
  container: Container
  probe: Probe
  port: number | undefined
  host: string
  nodeIP: string
  sockets: readonly KnownSocket[]
  /** Those that have begun by then. */
  answers: readonly ScriptedAnswer[]
  /** ` (web.yaml, line 9)`, for a field of the probe or of the container: `.ports[0].containerPort`. */
  line(field: string): string
}

type ProbeMistake = string | undefined

/**
 * Why a failed probe’s answer could not be another, as far as that is known: nobody listens where it asks, it asks another machine, for a
 * path that the program has not, in a scheme that the port does not speak, without a header, or it waits too short.
 *
 * Errors: undefined for any other failure, and where nobody has described the program.
 */
export function askedWrong(trace: Trace, entry: ProbeEntry, inputs: Inputs): AskedWrong | undefined {
  if (inputs.happened || (entry.result !== 'failure' && entry.result !== 'unknown')) return undefined
  const asked = askedIn(trace, entry, inputs)
  if (!asked) return undefined
  for (const [output, rule, find] of CAUSES) {
    const text = output.test(entry.output) ? find(asked) : undefined
    if (text !== undefined) return { text, rule }
  }
  return undefined
}

function askedIn(trace: Trace, entry: ProbeEntry, inputs: Inputs): FailedProbe | undefined {
  const found = containerAt({ inputs, at: entry.t }, podOf(entry), entry.container)
  const probe = found?.container[`${entry.probe}Probe`]
  if (!found || !probe) return undefined
  const { pod, container, path: at } = found
  const script = describedScript(inputs.processes, pod.metadata.name, container.name)
  // a life may have a program of its own
  if (script?.lives) return undefined
  const start = lastBefore(trace, entry, isStart)
  const age = entry.t - (start?.t ?? 0)
  let sockets: readonly KnownSocket[] | undefined
  const { host = '', port } = targetOf(probe) ?? {}
  const number = port === undefined ? undefined : resolvePort(port, container)
  return {
    inputs,
    entry,
    age,
    hasListened: () =>
      trace.some(
        (item) =>
          item.id > (start?.id ?? 0) &&
          item.id < entry.id &&
          item.kind === 'process' &&
          item.op === 'listening' &&
          item.pod === entry.pod &&
          (item.port === undefined || item.port === number),
      ),
    pod,
    container,
    probe,
    host,
    nodeIP: inputs.node.ip,
    port: number,
    // of few answers they are the cause, and the whole run is looked through for them
    get sockets() {
      sockets ??= placedContainers(pod).flatMap((place) => socketsOf(trace, entry, inputs, pod, place.container))
      return sockets
    },
    answers: script?.answers.filter(({ from }) => from <= age) ?? [],
    line: (field) => {
      const path = field.startsWith('.') ? at + field : `${at}.${entry.probe}Probe.${field}`
      return fieldPlace(found, path) || ' (the default)'
    },
  }
}

/** Where a container’s program listens, or comes to listen: as the scenario describes it, or as it has told by then. */
function socketsOf(
  trace: Trace,
  { t, uid, pod = '' }: ProbeEntry & { uid?: string },
  inputs: Inputs,
  manifest: Pod,
  spec: Container,
): KnownSocket[] {
  const { name, command } = spec
  const script = describedScript(inputs.processes, pod, name)
  if (script) return script.listens.map((listen) => ({ ...listen, container: name }))
  /** By port: whether it is known to speak TLS. */
  const ports = new Map<number, boolean>()
  for (const entry of entriesUntil(trace, t)) {
    if (entry.kind !== 'process' || entry.pod !== pod || entry.container !== name || (uid !== undefined && entry.uid !== uid)) continue
    if (entry.op === 'listening' && entry.port !== undefined) ports.set(entry.port, false)
    // of a kube-apiserver its flag tells
    if (entry.op === 'listening' && entry.port === undefined && command.some((word) => /(^|\/)kube-apiserver$/.test(word)))
      ports.set(Number(command.map((word) => /^--secure-port=(\d+)$/.exec(word)?.[1]).find(Boolean) ?? 6443), true)
  }
  // a script of its own says what it waits for before it starts its program
  const late = assumedScript(manifest, spec, inputs).script.listens.filter(({ port, after }) => after > 0 && !ports.has(port))
  return [
    ...[...ports].map(([port, tls]) => ({ port, tls, after: 0, container: name })),
    ...late.map((socket) => ({ ...socket, container: name })),
  ]
}

// --- the causes

/** By the answer: the rule that says what it means, and what is wrong where that is known. The first that finds anything holds. */
const CAUSES: readonly (readonly [output: RegExp, rule: string, find: (asked: FailedProbe) => ProbeMistake])[] = [
  [/^port "|parsing "/, 'named-port', unknownName],
  [/exec: \\?"/, 'errors', noProgram],
  [/connection refused|no such host|no route to host|i\/o timeout|Client\.Timeout|deadline exceeded/, 'http-host', otherHost],
  [/connection refused|failed to connect service/, 'tcp', boundElsewhere],
  [/connection refused|failed to connect service/, 'tcp', tooEarly],
  [/connection refused|failed to connect service/, 'tcp', nobodyListens],
  [/statuscode: 400|HTTP response to HTTPS client|first record does not look/, 'http-status', otherScheme],
  [/malformed HTTP (response|status)|frame too large/, 'http-status', otherProtocol],
  [/statuscode: 404/, 'http-status', otherPath],
  [/statuscode: \d+/, 'http-status', otherHeader],
  [/Client\.Timeout|deadline exceeded|timeout|timed out/, 'timeout', tooShort],
]

function unknownName({ container, probe, line }: FailedProbe): ProbeMistake {
  const { port } = targetOf(probe) ?? {}
  const names = container.ports.flatMap(({ name, containerPort }) => (name ? [`${name} is (${containerPort})`] : []))
  return `no port of ${container.name} is called ${String(port)}${line(`${handlerOf(probe)}.port`)}, ${names.length > 0 ? `but ${listed(names)}` : 'and none has a name'}`
}

function noProgram({ inputs, entry }: FailedProbe): ProbeMistake {
  return cannotStartFor({ ...entry, message: entry.output }, inputs, `.${entry.probe}Probe.exec`)
}

/** A host that is neither left out nor the pod’s own. */
function otherHost({ host, nodeIP, pod, container, port, sockets, line, probe, entry }: FailedProbe): ProbeMistake {
  const isNode = isLoopback(host) || host === nodeIP
  const isMapped = isNode && sockets.some((socket) => socket.port === port) && hasHostPort(pod, port)
  if (host === '' || isMapped || (isNode && pod.spec.hostNetwork) || givesAddress(host, pod, container)) return undefined
  const where = line(`${handlerOf(probe)}.host`)
  const own = sockets.find((socket) => socket.port === port)
  const instead = own ? `; ${own.container} listens on ${port} of the pod, where the kubelet asks if no host is named` : ''
  if (isNode) return `${host}${where} is the node itself, for the kubelet asks, and the pod has a network of its own${instead}`
  if (/no such host/.test(entry.output)) return `no such host as ${host}${where} is known to the node${instead}`
  return `nobody answers at ${host}${where}, which is not the pod’s address${instead}`
}

/** It listens on the loopback address of the pod alone, where the kubelet does not ask. */
function boundElsewhere({ sockets, port, host, pod, probe, line }: FailedProbe): ProbeMistake {
  const found = sockets.filter((socket) => socket.port === port)
  const [own] = found
  if (!own?.address || found.some(({ address }) => address === undefined || isEverywhere(address))) return undefined
  const where = line(`${handlerOf(probe)}.port`)
  const isInside = pod.spec.hostNetwork && isLoopback(host)
  const asks = isInside ? `the probe asks ${host}` : host === '' ? 'the kubelet asks the pod’s address' : `the probe asks ${host}`
  return `${own.container} listens on ${port}${where} of ${own.address} alone, and ${asks}${isInside ? '' : '; kubectl port-forward, which comes from inside the pod, is served all the same'}`
}

const hasHostPort = ({ spec }: Pod, port: number | undefined): boolean =>
  spec.containers.some(({ ports }) => ports.some(({ hostPort }) => hostPort === port))

/** It will listen there, later than the probe waits. */
function tooEarly({ sockets, port, probe, line, entry, age, hasListened }: FailedProbe): ProbeMistake {
  const late = sockets.find((socket) => socket.port === port && socket.after > 0)
  if (!late || hasListened()) return undefined
  // its ticks are at any moment of a period: chance adds up to one
  const { initialDelaySeconds, failureThreshold, periodSeconds } = probe
  const least = initialDelaySeconds + (failureThreshold - 1) * periodSeconds
  const when =
    age > late.after
      ? `has not listened on ${port} yet, ${lengthWords(Math.floor(age))} after its start`
      : `listens on ${port} only ${lengthWords(late.after)} after its start`
  return `${late.container} ${when}, and the ${entry.probe} probe${line('')} counts as failed ${lengthWords(least)} to ${lengthWords(least + periodSeconds)} after that start`
}

function nobodyListens({ sockets, port, container, probe, line }: FailedProbe): ProbeMistake {
  if (port === undefined || sockets.some((socket) => socket.port === port)) return undefined
  const own = sockets.filter((socket) => socket.container === container.name)
  const listens = own.length > 0 ? own : sockets
  const places = container.ports.map(({ containerPort }, n) => `${containerPort}${line(`.ports[${n}].containerPort`)}`)
  const declared = container.ports.filter((port) => listens.some((socket) => socket.port === port.containerPort))
  const what = `nobody listens on ${port}${line(`${handlerOf(probe)}.port`)}`
  const says = `${what}; ${container.name} declares ${places.length > 0 ? listed(places) : 'no port'}`
  const who = own.length > 0 || listens.length === 0 ? 'its program' : listens[0]!.container
  if (listens.length === 0) return `${says}, and its program listens nowhere`
  if (declared.length > 0 && declared.length === container.ports.length) return `${says}, and ${who} listens there`
  return `${says}, and ${who} listens on ${listed(listens.map((listen) => String(listen.port)))}`
}

function otherScheme({ sockets, port, probe, line, entry }: FailedProbe): ProbeMistake {
  const socket = sockets.find((socket) => socket.port === port)
  const scheme = probe.httpGet?.scheme
  const where = line('httpGet.scheme')
  if (scheme === 'HTTPS')
    return entry.output.includes('statuscode') ? undefined : `port ${port} speaks plain HTTP, and scheme HTTPS${where} has it asked by TLS`
  return socket?.tls === true ? `port ${port} speaks TLS, and scheme HTTP${where} has it asked in plain HTTP` : undefined
}

function otherProtocol({ port, probe, answers, line }: FailedProbe): ProbeMistake {
  if (!probe.httpGet) return undefined
  const what = answers.some(({ grpc }) => grpc !== undefined) ? 'gRPC' : 'HTTP/2'
  return `port ${port} speaks ${what}, and httpGet${line('httpGet')} has it asked in HTTP/1.1${what === 'gRPC' ? '; a grpc probe asks it' : ''}`
}

/** One that refuses has no path, header or delay. */
const isGood = ({ status = 200, hang, reset, grpc }: ScriptedAnswer): boolean => status < 400 && !hang && !reset && grpc === undefined

function otherPath({ answers, port, probe, line, container, entry }: FailedProbe): ProbeMistake {
  if (!probe.httpGet) return undefined
  const { path: asked } = probe.httpGet
  const good = answers.filter(
    (answer) =>
      isGood(answer) && answer.path !== undefined && !asked.startsWith(answer.path) && (answer.port === undefined || answer.port === port),
  )
  if (good.length === 0) return undefined
  const siblings = (['liveness', 'readiness', 'startup'] as const).filter(
    (type) => type !== entry.probe && good.some(({ path }) => path === container[`${type}Probe`]?.httpGet?.path),
  )
  const also = siblings.length > 0 ? `, which its ${listed([...siblings])} ${siblings.length > 1 ? 'probes ask' : 'probe asks'} for` : ''
  return `its program answers 404 to ${asked}${line('httpGet.path')}, and ${listed([...new Set(good.map(({ path, status = 200 }) => `${status} to ${path}`))])}${also}`
}

function otherHeader({ answers, probe, line, entry }: FailedProbe): ProbeMistake {
  if (!probe.httpGet) return undefined
  const { httpHeaders } = probe.httpGet
  const wanted = answers.find(
    (answer) => isGood(answer) && answer.headers && (answer.path === undefined || probe.httpGet!.path.startsWith(answer.path)),
  )
  const [name, value] = Object.entries(wanted?.headers ?? {}).find(
    ([header, needed]) => !httpHeaders.some((sent) => sent.name.toLowerCase() === header.toLowerCase() && sent.value === needed),
  ) ?? ['', '']
  if (name === '') return undefined
  const n = httpHeaders.findIndex((sent) => sent.name.toLowerCase() === name.toLowerCase())
  const sends =
    n < 0 ? `sends no ${name}${line('httpGet')}` : `sends ${name}: ${httpHeaders[n]!.value}${line(`httpGet.httpHeaders[${n}].value`)}`
  return `its program answers ${wanted!.status ?? 200} to whoever sends ${name}: ${value}; the ${entry.probe} probe ${sends}`
}

function tooShort({ entry, answers, probe, line, port }: FailedProbe): ProbeMistake {
  const slow = answers.filter(
    (answer) => isGood(answer) && (answer.after ?? 0) > probe.timeoutSeconds && (answer.port === undefined || answer.port === port),
  )
  const most = Math.max(0, ...slow.map(({ after = 0 }) => after))
  return most === 0
    ? undefined
    : `its program takes up to ${lengthWords(most)} to answer, and the ${entry.probe} probe waits ${lengthWords(probe.timeoutSeconds)}${line('timeoutSeconds')}`
}

/** The runtime’s words for a program that it cannot start; up to 1.18 they stand in a string of their own. */
const WORD = /exec: \\?"(.*?)\\?": (stat |executable file not found|permission denied|is a directory)/

/** Somebody who could not start a program: a container, or a probe of it. */
type FailedStart = Pick<EventEntry, 'message' | 'container' | 'pod' | 't'>

/**
 * Why a container’s program, or its probe’s at `handler`, could not be started, as half a sentence: which word of the command it is, in which
 * line, and what its image has instead.
 *
 * Errors: undefined for any other message.
 */
export function cannotStartFor({ message, container, pod = '', t }: FailedStart, inputs: Inputs, handler = ''): string | undefined {
  const [, word, how] = WORD.exec(message) ?? []
  const found = word === undefined || container === undefined ? undefined : containerAt({ inputs, at: t }, pod, container)
  if (word === undefined || !found) return undefined
  const path = `${found.path}${handler}.command[0]`
  const where = fieldPlace(found, path)
  if (/\s/.test(word)) return `${word}${where} is one word of the command, so that a program of that name is looked for, spaces and all`
  const who = `${word}${where}, ${where === '' ? 'the entrypoint of its image' : 'the first word of the command'},`
  if (how === 'is a directory') return `${who} is a directory`
  if (how === 'permission denied') return `${who} is no program that may be run`
  if (word.startsWith('-')) return `${who} is a flag: command takes the place of the image’s own entrypoint, and flags belong to args`
  return `${who} is not in its image${insteadOf(word, programsOf(inputs, found.container.image) ?? [])}`
}

const FEW = 3

function insteadOf(word: string, programs: readonly string[]): string {
  const near = likeliest(word, programs)
  if (near !== undefined) return `, which has ${near}`
  return programs.length === 0 || programs.length > FEW ? '' : `, which has ${programs.join(', ')}`
}

/** The program that a word was probably meant to be: of the same name elsewhere, or of one that is nearly the same. */
export function likeliest(word: string, programs: readonly string[]): string | undefined {
  const base = (path: string): string => path.split('/').at(-1)!
  const name = nearestName(base(word), programs.map(base))
  return programs.find((program) => base(program) === name)
}
