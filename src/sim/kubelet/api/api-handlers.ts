import { containerIn, containersOf } from '../../../manifest/types.ts'
import { decode, queryValues, type Request, type Response } from '../../apiserver/requests/request.ts'
import { notExcluded } from '../../apiserver/requests/health.ts'
import { metricsType } from '../../apiserver/requests/handlers.ts'
import { readLogOptions } from '../../apiserver/objects/pod-log.ts'
import { inWords, pprof } from '../../apiserver/requests/pprof.ts'
import { plainText, redirect, textError, withoutSniffing } from '../../apiserver/requests/status-failure.ts'
import { versionInfo } from '../../apiserver/requests/version.ts'
import { cleanPath as cleanHostPath } from '../../node/host-paths.ts'
import type { Node } from '../../node/node.ts'
import type { Release } from '../../release/release.ts'
import type { RequestStep, StatusEntry, Trace } from '../../trace/trace.ts'
import { configz, containerLog, proberMetrics, runningMetrics } from './debugging-handlers.ts'
import type { KubeletSettings } from '../configuration.ts'
import { missingCommand } from '../probes/exec-probe.ts'
import type { KubeletPod } from '../kubelet-host.ts'
import { own } from '../../../manifest/own.ts'
import { type Fields, time } from '../../apiserver/objects/json.ts'
import { inApiOrder } from '../../apiserver/objects/kinds.ts'
import { podMetadata, podSpec, podStatus } from '../../apiserver/objects/pod-object.ts'
import { hexId } from '../../trace/ids.ts'
import type { Moment } from '../../trace/moment.ts'
import { byName, type PodView } from '../../trace/pods.ts'

/** An answer, a sentence about it, and the seconds that it takes. */
export interface KubeletResponse {
  response: Response
  reason: string
  because?: NonNullable<RequestStep['because']>
  after?: number
}

/** What the handlers serve from. */
interface Served {
  node: Node
  settings: KubeletSettings
  pods: readonly KubeletPod[]
}

/** Where a request belongs; `mux` answers before anybody is asked who they are. */
export type Route = { mux: KubeletResponse } | { handler: (served: Served, request: Request) => KubeletResponse }

interface HandlerRow {
  /** As Go's mux has it: one that ends in a slash stands for all below it. */
  pattern: string
  /** go-restful's own: also below the pattern, and only for these methods. */
  methods?: readonly string[]
  handler: (served: Served, request: Request, rest: readonly string[]) => KubeletResponse | undefined
}

/** Both ports have these. */
const common = ({ kubeletChecks, kubeletMetrics }: Release): readonly HandlerRow[] => [
  ...['', ...kubeletChecks.map((check) => `/${check}`)].map((check): HandlerRow => ({
    pattern: `/healthz${check}`,
    handler: ({ node }, request) => healthz(request, check, kubeletChecks, node.release),
  })),
  ...kubeletMetrics.map((name): HandlerRow => ({
    pattern: `/metrics/${name}`,
    handler: (served) => metrics(served, (name === 'probes' ? proberMetrics : runningMetrics)(served.node, served.pods)),
  })),
  {
    pattern: '/pods',
    methods: ['GET'],
    handler: ({ node, pods }, _, rest) =>
      rest.length > 0 ? undefined : json(listPods(node, pods), 'The pods that the kubelet is to run, with all that their manifests say.'),
  },
  {
    pattern: '/stats/',
    methods: ['GET'],
    handler: (served, _, rest) => {
      if (rest.join('/') === 'summary') return json(summary(served), 'What the pods use.')
      return rest.length === 0 && served.node.release.servesSpec
        ? json(MACHINE_STATS, 'What cAdvisor has measured of the machine.')
        : undefined
    },
  },
  { pattern: '/metrics', handler: (served) => metrics(served, runningMetrics(served.node, served.pods)) },
]

/** cAdvisor's numbers are left out. */
const MACHINE_STATS = JSON.stringify(
  { name: '/', subcontainers: [{ name: '/docker' }], spec: { has_cpu: true, has_memory: true } },
  null,
  1,
)

/** Only where somebody is asked who they are. */
const DEBUGGING: readonly HandlerRow[] = [
  { pattern: '/run', methods: ['POST'], handler: run },
  { pattern: '/exec', methods: ['GET', 'POST'], handler: (served, request, rest) => stream(served, request, rest, true) },
  { pattern: '/attach', methods: ['GET', 'POST'], handler: (served, request, rest) => stream(served, request, rest, true) },
  { pattern: '/portForward', methods: ['GET', 'POST'], handler: (served, request, rest) => stream(served, request, rest, false) },
  { pattern: '/containerLogs', methods: ['GET'], handler: containerLogs },
  {
    pattern: '/configz',
    handler: ({ node: { release }, settings }) => {
      const handled = json(configz(settings, release), 'The configuration that the kubelet runs with.')
      return release.configzIsJson ? handled : plain(200, handled.response.body, handled.reason)
    },
  },
  { pattern: '/debug/pprof/', methods: ['GET'], handler: (_, request, rest) => profile(rest.join('/'), request) },
  {
    pattern: '/runningpods/',
    methods: ['GET'],
    handler: ({ node, pods }, _, rest) =>
      rest.length > 0 ? undefined : json(listRunningPods(node, pods), 'The pods that the container runtime runs.'),
  },
  { pattern: '/logs/', methods: ['GET'], handler: (_, __, rest) => hostLogs(rest) },
]

const DISABLED = ['/run/', '/exec/', '/attach/', '/portForward/', '/containerLogs/', '/runningpods/', '/debug/pprof/', '/logs/']

/** The read-only port says so of what it leaves out. */
const READ_ONLY: readonly HandlerRow[] = DISABLED.map((pattern) => ({
  pattern,
  handler: () => ({
    response: textError(405, 'Debug endpoints are disabled.'),
    reason: 'The read-only port does not serve this.',
    because: { path: 'readOnlyPort' },
  }),
}))

const SPEC: HandlerRow = {
  pattern: '/spec/',
  handler: ({ node }) => json(JSON.stringify({ num_cores: 2, machine_id: node.inputs.node.name }), 'The machine.'),
}

/**
 * Who answers at a path. What the mux itself answers, an unknown path or one that it corrects, is answered before anybody is
 * asked who they are.
 *
 * Errors: 404 for a path that nobody serves, 405 for a method that a path does not have.
 * Follows: pkg/kubelet/server/server.go, InstallAuthNotRequiredHandlers and InstallAuthRequiredHandlers (v1.37.2), over
 * net/http's ServeMux and go-restful's container; up to v1.17 with /spec/.
 */
export function routeOf(node: Node, request: Request, readOnly: boolean): Route {
  const { release } = node
  const path = decode(request.path)
  const rows = [...common(release), ...(readOnly ? READ_ONLY : DEBUGGING), ...(release.servesSpec ? [SPEC] : [])]
  const clean = cleanPath(path)
  const has = (pattern: string): boolean => rows.some((row) => row.pattern === pattern)
  if (clean !== path) return { mux: sentOn(release.slashRedirect, clean, request) }
  const row = rows.find((row) => covers(row, path))
  if (!row) {
    if (has(`${path}/`)) return { mux: sentOn(release.slashRedirect, `${path}/`, request) }
    return {
      mux: { response: textError(404, '404 page not found'), reason: `Nothing is served at ${path}; nobody was asked who they are.` },
    }
  }
  return { handler: (served) => dispatch(row, served, request, path) }
}

function covers({ pattern, methods }: HandlerRow, path: string): boolean {
  return (
    path === pattern || (pattern.endsWith('/') && path.startsWith(pattern)) || (methods !== undefined && path.startsWith(`${pattern}/`))
  )
}

/** go-restful: first the path, then the method. */
function dispatch(row: HandlerRow, served: Served, request: Request, path: string): KubeletResponse {
  const rest = path
    .slice(row.pattern.length)
    .split('/')
    .filter((part) => part !== '')
  const wrongMethod = row.methods !== undefined && !row.methods.includes(request.method)
  const allow = row.methods?.join(', ') ?? ''
  if (wrongMethod && fits(row, rest)) {
    const { headers, ...refusal } = plainText(405, '405: Method Not Allowed')
    return {
      response: { ...refusal, headers: { ...headers, allow } },
      reason: `${path} only answers ${allow}.`,
    }
  }
  const handled = wrongMethod ? undefined : row.handler(served, request, rest)
  return handled ?? plain(404, '404: Page Not Found', `Nothing is served at ${path}.`)
}

/** How many words stand behind a route's own. */
function fits({ pattern }: HandlerRow, { length }: readonly string[]): boolean {
  if (pattern === '/run' || pattern === '/exec' || pattern === '/attach') return length === 3 || length === 4
  if (pattern === '/portForward') return length === 2 || length === 3
  if (pattern === '/containerLogs') return length === 3
  return pattern === '/stats/' ? length === 1 : pattern === '/logs/' || pattern === '/debug/pprof/' || length === 0
}

/** An answer in go-restful's way: Go guesses its content type. */
function plain(status: number, body: string, reason: string): KubeletResponse {
  return { response: body === '' ? { status, headers: {}, body } : plainText(status, body), reason }
}

function json(body: string, reason: string): KubeletResponse {
  return { response: { status: 200, headers: { 'content-type': 'application/json' }, body }, reason }
}

function sentOn(status: number, to: string, request: Request): KubeletResponse {
  return {
    response: redirect(status, to + (request.query === '' ? '' : `?${request.query}`), request),
    reason: `Go's mux sends the caller on to ${to}, before anybody is asked who they are.`,
  }
}

/** A slash at the end stays. Follows: net/http, cleanPath. */
function cleanPath(path: string): string {
  const clean = cleanHostPath(path)
  return clean !== '/' && path.endsWith('/') ? `${clean}/` : clean
}

/**
 * A health check that always passes: a kubelet that answers has synced lately.
 *
 * Follows: staging/src/k8s.io/apiserver/pkg/server/healthz/healthz.go (v1.37.2) with the kubelet's own checks.
 */
export function healthz({ query }: Request, check: string, checks: readonly string[], release: Release): KubeletResponse {
  const excluded = new Set(release.healthExclude ? queryValues(query, 'exclude') : [])
  const lines = checks.map((name) => (excluded.delete(name) ? `[+]${name} excluded: ok\n` : `[+]${name} ok\n`))
  const verbose = check === '' && queryValues(query, 'verbose').length > 0
  const body = verbose ? `${lines.join('')}${notExcluded(excluded)}healthz check passed\n` : 'ok'
  const well = plainText(200, body)
  return { response: check === '' && release.healthNosniff ? withoutSniffing(well) : well, reason: 'The kubelet is well.' }
}

function metrics({ node }: Served, body: string): KubeletResponse {
  return {
    response: {
      status: 200,
      headers: { 'content-type': metricsType(node.release) },
      body,
    },
    reason: 'The metrics.',
  }
}

function summary({ node, pods }: Served): string {
  const of = (pod: KubeletPod): object => ({
    podRef: { name: pod.apiName, namespace: pod.pod.metadata.namespace, uid: pod.uid },
    containers: pod.pod.spec.containers.filter(({ name }) => pod.running(name)).map(({ name }) => ({ name })),
  })
  return JSON.stringify({ node: { nodeName: node.inputs.node.name }, pods: pods.map(of) }, null, 1)
}

/** What Go tells of the program itself, its command line among it. */
function profile(name: string, request: Request): KubeletResponse {
  const response = name === 'cmdline' ? inWords(KUBELET_COMMAND.join('\0')) : pprof(name, request)
  return { response, reason: 'What Go tells of the program.', because: { path: 'enableDebuggingHandlers' } }
}
const KUBELET_COMMAND = ['/usr/bin/kubelet', '--kubeconfig=/etc/kubernetes/kubelet.conf']

/** /var/log, as Go's file server lists it. */
function hostLogs(rest: readonly string[]): KubeletResponse {
  if (rest.length > 0)
    return { response: textError(404, '404 page not found'), reason: `The simulated node has no /var/log/${rest.join('/')}.` }
  const body = `<!doctype html>\n<meta name="viewport" content="width=device-width">\n<pre>\n${['containers/', 'pods/'].map((name) => `<a href="${name}">${name}</a>\n`).join('')}</pre>\n`
  return {
    response: { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body },
    reason: 'The files below /var/log.',
    because: { path: 'enableSystemLogHandler' },
  }
}

/** A pod that it is to run: whose file has gone is not asked for any more, though it may still be stopping. Follows: pkg/kubelet/pod/pod_manager.go, GetPodByName. */
function find({ pods }: Served, namespace: string | undefined, name: string | undefined): KubeletPod | undefined {
  return pods.find((pod) => pod.state === 'active' && pod.apiName === name && pod.pod.metadata.namespace === namespace)
}

function containerLogs(served: Served, { query }: Request, rest: readonly string[]): KubeletResponse | undefined {
  if (rest.length !== 3) return undefined
  const [namespace, name = '', container = ''] = rest
  const [tail = ''] = queryValues(query, 'tail')
  const asked = readLogOptions(query, tail === '' ? {} : { tailLines: tail === 'all' ? undefined : tail })
  if ('undecoded' in asked) return plain(400, '{"message": "Unable to decode query."}', 'A number in the query is none.')
  if ('wrong' in asked) return plain(422, '{"message": "Invalid request."}', 'A number in the query is too small.')
  const pod = find(served, namespace, name)
  if (!pod) return plain(404, `pod ${JSON.stringify(name)} does not exist`, `The kubelet runs no pod ${name} in ${namespace}.`)
  if (!containerIn(pod.pod, container))
    return plain(
      404,
      `container ${JSON.stringify(container)} not found in pod ${JSON.stringify(name)}`,
      `The pod has no container ${container}.`,
    )
  const read = containerLog(served.node, pod, container, asked.options)
  if ('error' in read) return plain(400, read.error, 'There is no such log.')
  // the handler says itself that the answer is chunked, so Go guesses no content type
  return { response: { status: 200, headers: {}, body: read.text }, reason: `What ${container} has written.` }
}

/** Runs a command in a container, as whoever the container runs as. */
function run(served: Served, { query }: Request, rest: readonly string[]): KubeletResponse | undefined {
  if (rest.length !== 3 && rest.length !== 4) return undefined
  const [namespace, name] = rest
  const container = rest.at(-1)!
  const pod = find(served, namespace, name)
  if (!pod) return plain(404, 'pod does not exist', `The kubelet runs no pod ${name} in ${namespace}.`)
  const command = (queryValues(query, 'cmd')[0] ?? '').split(' ')
  const instance = pod.running(container)
  if (!instance) return plain(500, `container not found (${JSON.stringify(container)})`, `No container ${container} of the pod is running.`)
  const result = ownVersion(served.node, instance.container.image, command) ?? instance.process.exec(command)
  const ran = result.missing ? missingCommand(served.node, command) : { is: 'ended' as const, ...result }
  const why = result.missing ? `The container's image has no ${command[0]}.` : `The command ended with ${result.code}.`
  if (ran.is === 'error') return plain(500, ran.error, why)
  const { code, output } = ran
  const after = result.missing ? 0 : result.after
  if (code !== 0) return { ...plain(500, `command '${command.join(' ')}' exited with ${code}: ${output}`, why), after }
  const because = { path: 'enableDebuggingHandlers' }
  if (output === '') return { ...plain(200, '', 'The command ran, and wrote nothing.'), because, after }
  return { ...json(output, 'The command ran in the container, and this is what it wrote.'), because, after }
}

/** The one command that is in the apiserver's image is the apiserver. */
function ownVersion(
  { release }: Node,
  image: string,
  command: readonly string[],
): { missing: false; code: number; output: string; after: number } | undefined {
  if (
    !/(^|\/)kube-apiserver[^/]*$/.test(image) ||
    !/^(\/usr\/local\/bin\/)?kube-apiserver$/.test(command[0]!) ||
    command[1] !== '--version'
  )
    return undefined
  const output = /:(v\d[^@]*)/.exec(image)?.[1] ?? versionInfo(release).gitVersion
  return { missing: false, code: 0, output: `Kubernetes ${output}\n`, after: 0 }
}

/** /exec and its like need a connection that is upgraded to SPDY or WebSocket, which curl does not ask for. */
function stream(served: Served, { query }: Request, rest: readonly string[], streams: boolean): KubeletResponse | undefined {
  const words = streams ? [3, 4] : [2, 3]
  if (!words.includes(rest.length)) return undefined
  const on = (key: string): boolean => queryValues(query, key)[0] === '1'
  if (streams && !['input', 'output', 'error'].some(on))
    return plain(400, 'you must specify at least 1 of stdin, stdout, stderr', 'The query asks for none of input, output, error.')
  if (!find(served, rest[0], rest[1])) return plain(404, 'pod does not exist', `The kubelet runs no pod ${rest[1]} in ${rest[0]}.`)
  return {
    response: textError(500, 'Upgrade request required'),
    reason: 'The request does not ask for its connection to be upgraded, as kubectl exec does.',
  }
}

/** What an image hashes to, where a recording has shown it. */
const IMAGE_IDS: Readonly<Record<string, string>> = {
  'gcr.io/google_containers/kube-apiserver-amd64:v1.9.4': '60087c53b70c81c727f25072362a021799345dd729a6fa13cef72038a55f788a',
  'registry.k8s.io/kube-apiserver:v1.37.2': '99a10bb2e3021101cde8d03fbf4c2b33ee0d6212e6dff9f8656cf945e7112f97',
}

/**
 * The PodList of /pods: what the kubelet is to run, and the status of each as the kubelet has it now.
 *
 * Follows: pkg/kubelet/kubelet_pods.go, GetPods, and server.go, encodePods (v1.37.2).
 */
function listPods(node: Node, pods: readonly KubeletPod[]): string {
  const { inputs, trace, engine, release } = node
  const moment = { inputs, trace: trace.entries, at: engine.now }
  const known = pods.filter(({ state }) => state === 'active').map((pod) => viewOf(pod, moment.trace))
  const items = byName(known).map((pod) => ({
    metadata: metadata(node, podMetadata(moment, pod)),
    spec: podSpec(moment, pod),
    status: release.podsTellStatus ? podStatus(moment, pod) : pending(moment, pod),
  }))
  return encode(items)
}

/** A pod as its kubelet knows it, which need not look through what has happened: it may be asked every second. */
function viewOf({ name: base, apiName: name, uid, pod, addedAt, statusEntry }: KubeletPod, trace: Trace): PodView {
  const status = statusEntry === undefined ? undefined : (trace[statusEntry] as StatusEntry)
  return { base, name, namespace: pod.metadata.namespace, spec: pod, uid, seenAt: addedAt, createdAt: addedAt, status }
}

/** All that an old kubelet says of a static pod, for ever: as seen, for its answer is so many bytes long. */
function pending(moment: Moment, { seenAt }: PodView): Fields {
  const scheduled = { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: time(moment, seenAt) }
  return { phase: 'Pending', conditions: [scheduled] }
}

/**
 * The PodList of /runningpods/: what the container runtime runs, with no more than it knows.
 *
 * Follows: pkg/kubelet/kuberuntime/kuberuntime_manager.go, GetPods, and container.Pod.ToAPIPod (v1.37.2).
 */
function listRunningPods(node: Node, pods: readonly KubeletPod[]): string {
  const items = pods.flatMap((pod) => {
    const running = containersOf(pod.pod).filter((container) => pod.running(container.name))
    if (running.length === 0) return []
    const { apiName: name, uid } = pod
    const containers = running.map(({ name, image }) => ({ name, image: `sha256:${own(IMAGE_IDS, image) ?? hexId(image)}`, resources: {} }))
    return [{ metadata: metadata(node, { name, namespace: pod.pod.metadata.namespace, uid }), spec: { containers }, status: {} }]
  })
  return encode(items)
}

function encode(items: readonly Fields[]): string {
  return `${JSON.stringify({ kind: 'PodList', apiVersion: 'v1', metadata: {}, items: items.map((item) => inApiOrder(item, 'pods')) })}\n`
}

/** Up to 1.33 Go wrote a time that is not set as null. */
function metadata(node: Node, fields: Fields): Fields {
  return node.release.nullTimes ? { ...fields, creationTimestamp: null } : fields
}
