import { defined } from '../../manifest/own.ts'
import { kubeadmPlane } from '../../cases/kubeadm-plane.ts'
import { etcdTag } from '../../sim/release/kubeadm.ts'
import { releaseOf } from '../../sim/release/release.ts'
import { OFFERED } from '../../sim/release/releases.ts'
import { kubeadmDoors } from '../../sim/kubelet/kubeadm-doors.ts'
import { parseScenarioJson } from '../../sim/scenario/strict.ts'
import { simulate } from '../../sim/simulate.ts'
import { count, endIn, probeFailure } from '../facts.ts'
import { behaviourOf, isProbeKill } from '../failures.ts'
import { fixOf, meansOf } from './finding.ts'
import type { Fix } from '../sentence-template.ts'
import type { ContainerTexts } from './subjects.ts'

/** What a control plane's failed probe most likely comes from, as the rest of a sentence, and what helps. */
interface Likely {
  means: string
  fix: Fix
  help?: string
  assumed?: string
  lines?: number[]
}

/** What a kube-apiserver's failed probe comes from, by its words and its flags; else the known cause whose simulated run is nearest. */
export function ofServer(subject: ContainerTexts, output: string): Likely | undefined {
  const { command = [], spec, container, image = '', pod } = subject
  if (container === 'etcd' || /^etcd-|(?:^|\/)etcd:/.test(pod || image)) return ofEtcd(subject, output)
  const isServer = container === 'kube-apiserver' || /kube-apiserver/.test(`${image} ${pod}`) || /\[[+-]\]poststarthook\//.test(output)
  if (!isServer) return undefined
  const flag = (name: string): string | undefined => command.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3)
  const status = /statuscode: ?(\d{3})/.exec(output)?.[1]
  const isOff = flag('anonymous-auth') === 'false'
  if (status === '401' || (status === '403' && isOff))
    return {
      means: meansOf(isOff ? 'anonymous requests are off' : 'anonymous requests are likely off'),
      fix: anonymousFix(subject.release),
    }
  if (status === '403') {
    const { anonymousLine } = subject
    // who has not read its roles from etcd lets nobody in either
    const known = anonymousLine === undefined ? nearest(subject, 'kube-apiserver', MOST_APART_FORBIDDEN) : undefined
    return known ?? { ...likely('anonymous requests are forbidden'), lines: anonymousLine === undefined ? [] : [anonymousLine] }
  }
  const [port, asked] = [flag('secure-port'), spec?.probes.liveness?.port]
  if (/refused/.test(output) && port !== undefined && asked !== undefined && port !== String(asked))
    return likely('the probe asks at another port', { port, asked })
  if (/\[-\]etcd/.test(output)) return likely('etcd fails its check')
  const told = toldOf(subject)
  return told > 0 && told < LEAST_TOLD ? likely('too few failures to tell') : nearest(subject, 'kube-apiserver')
}

const likely = (cause: string, values: Parameters<typeof meansOf>[1] = {}): Likely => ({
  means: meansOf(cause, values),
  fix: fixOf(cause, values),
})

/** The same of etcd: by the release whose kubeadm takes its image, where a text has that. */
function ofEtcd(subject: ContainerTexts, output: string): Likely | undefined {
  const { slow } = subject
  if (slow) return { means: `etcd’s own log says that ${slow.means}`, fix: slow.fix, lines: [slow.line] }
  const tags = [subject.image ?? '', ...subject.events.map(({ message }) => message)].map(
    (text) => /\/etcd:v?([\d.]+(?:-\d+)?)/.exec(text)?.[1],
  )
  const tag = tags.find((text) => text !== undefined)
  const release = tag === undefined ? undefined : OFFERED.findLast((name) => etcdTag(Number(name.slice(2))) === tag)
  const known = nearest({ ...subject, ...defined({ release }) }, 'etcd')
  return known || !/statuscode: 503/.test(output) ? known : likely('etcd answers 503')
}

function anonymousFix(release: string): Fix {
  const { anonymousConditions } = releaseOf(release)
  const until = anonymousConditions === 'unknown' ? ', up to 1.30' : anonymousConditions === 'off' ? ', 1.31' : ''
  return fixOf(`anonymous requests are off${until}`)
}

const SERVER = 'kube-apiserver.yaml'
/** Before the runs’ clock begins. */
const EXPIRED = '2026-11-24T14:00:00Z'
const WEBHOOK = '/root/webhook.yaml'
const webhookFile = (release: string): string =>
  JSON.stringify({
    apiVersion: `admissionregistration.k8s.io/${Number(release.slice(2)) < 16 ? 'v1beta1' : 'v1'}`,
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'policy' },
    webhooks: [
      {
        name: 'policy.example.org',
        clientConfig: { service: { name: 'policy', namespace: 'policy' } },
        rules: [{ operations: ['*'], apiGroups: ['rbac.authorization.k8s.io'], apiVersions: ['*'], resources: ['*'] }],
        failurePolicy: 'Fail',
      },
    ],
  })
const AT = '3m'
/** Known causes, by their rows in `texts/causes.tsv`: how a plane that kubeadm has written comes to each. */
const CAUSES: Readonly<Record<string, (written: Readonly<Record<string, string>>, release: string) => Record<string, unknown>>> = {
  'etcd is gone': () => ({ actions: [{ at: AT, remove: 'etcd.yaml' }] }),
  'etcd does not answer in time': () => ({ actions: [{ at: AT, hang: 'etcd' }] }),
  'etcd is asked at an address where it does not listen': (written) => ({
    manifests: { ...written, [SERVER]: written[SERVER]!.replace(/(--etcd-servers=\w+:\/\/127\.0\.0\.1):2379/, '$1:2479') },
  }),
  'anonymous requests are off': (_, release) => ({
    manifests: kubeadmPlane(release, { node: NODE.name, flags: ['--anonymous-auth=false'] }),
  }),
  'the probes ask at another port than it listens on': (written) => ({
    manifests: { ...written, [SERVER]: written[SERVER]!.replaceAll(/(port|containerPort): 6443/g, '$1: 6444') },
  }),
  // it is started again once: where only its startup probe looks at alarms, nothing else shows it
  'etcd is out of space (its alarm NOSPACE)': () => ({
    actions: [
      { at: AT, etcd: 'fill' },
      { at: '200s', kill: 'etcd' },
    ],
  }),
  'etcd’s disk is too slow': () => ({ actions: [{ at: AT, slowDisk: 'node', by: '5s' }] }),
  'the disk that etcd writes to is full': () => ({ actions: [{ at: AT, fullDisk: 'node' }] }),
  'the certificate that it shows to etcd has expired': () => ({
    cluster: { certificates: { 'apiserver-etcd-client': { notAfter: EXPIRED } } },
  }),
  'a webhook that is not reached keeps it from making its roles': (_, release) => ({
    files: { [WEBHOOK]: webhookFile(release) },
    cluster: { objects: [WEBHOOK] },
    actions: [
      { at: '100s', kubectl: 'delete clusterrole system:volume-scheduler' },
      { at: AT, webhook: 'policy', is: 'unreachable' },
      { at: AT, kill: 'kube-apiserver' },
    ],
  }),
  'it is itself too slow or hangs': () => ({ actions: [{ at: AT, hang: 'kube-apiserver' }] }),
}
/** What tells more than probes do. */
const OTHERS = 'crictl logs of the newest kube-apiserver, and of etcd, tell which it is.'
const NODE = { name: 'master', ip: '192.168.1.100' }

/** Whose probes are held against the causes. */
type ProbedProgram = 'kube-apiserver' | 'etcd'

/** How often each probe of a container failed in which way, how its processes ended, and how often each of the plane restarted. */
interface Signature {
  failures: Readonly<Record<ProbedProgram, ReadonlyMap<string, number>>>
  codes: Readonly<Record<ProbedProgram, ReadonlySet<number>>>
  restarts: ReadonlyMap<string, number>
  /** Whom the kubelet kills for a probe. */
  killed: ReadonlySet<string>
}

const runs = new Map<string, ReadonlyMap<string, Signature>>()

/** Each known cause, run once on that release. */
function signaturesOf(release: string): ReadonlyMap<string, Signature> {
  const before = runs.get(release)
  if (before) return before
  const written = kubeadmPlane(release, { node: NODE.name })
  const lanes = Object.entries(CAUSES).map(([name, lane]) => ({ name, manifests: written, ...lane(written, release) }))
  const document = {
    whyrestart: 1,
    title: 'Known causes',
    kubernetes: release,
    seed: 1,
    duration: '15m',
    node: NODE,
    kubelet: kubeadmDoors(release),
    lanes,
  }
  const { scenario } = parseScenarioJson(JSON.stringify(document))
  const made = new Map(scenario!.lanes.map(({ name, inputs }) => [name, signatureOf(simulate(inputs))]))
  runs.set(release, made)
  return made
}

function signatureOf(trace: ReturnType<typeof simulate>): Signature {
  const failures = { 'kube-apiserver': new Map<string, number>(), etcd: new Map<string, number>() }
  const codes = { 'kube-apiserver': new Set<number>(), etcd: new Set<number>() }
  const starts = new Map<string, number>()
  const killed = new Set<string>()
  for (const entry of trace) {
    if (entry.kind === 'process' && entry.op === 'started') count(starts, entry.container)
    const { container } = entry
    if (entry.kind === 'event' && entry.reason === 'Killing' && container !== undefined) killed.add(container)
    if (container !== 'kube-apiserver' && container !== 'etcd') continue
    if (entry.kind === 'probe' && entry.result === 'failure') count(failures[container], `${entry.probe} ${behaviourWord(entry.output)}`)
    if (entry.kind === 'process' && entry.op === 'exited') codes[container].add(entry.code ?? 137)
  }
  return { failures, codes, restarts: new Map([...starts].map(([name, count]) => [name, count - 1])), killed }
}

function behaviourWord(output: string): string {
  const is = behaviourOf(output, undefined)
  return is === 'status' ? /statuscode: ?(\d{3})/.exec(output)![1]! : is
}

/** How many failures of its probes are told of. */
const toldOf = ({ events }: ContainerTexts): number =>
  events.reduce((sum, { reason, message, count }) => sum + (reason === 'Unhealthy' && probeFailure(message) ? count : 0), 0)

/** The known cause whose run is nearest to the evidence, with its distance from 0 to 1. */
function nearest(subject: ContainerTexts, of: ProbedProgram, most = MOST_APART): Likely | undefined {
  const { events, release, planeRestarts } = subject
  const failures = new Map<string, number>()
  for (const { message, count: times } of events) {
    const said = probeFailure(message)
    if (said) count(failures, `${said.probe} ${behaviourWord(said.output)}`, times)
  }
  if (toldOf(subject) < LEAST_TOLD) return undefined
  const code = endIn(subject)?.exitCode
  const failing = [...signaturesOf(release)].filter(([, signature]) => signature.failures[of].size > 0)
  const rows = failing.map(([name, signature]) => {
    const parts = [
      apart(failures, signature.failures[of]),
      ...(code === undefined ? [] : [signature.codes[of].has(code) ? 0 : 1]),
      // a failure more in a row, and it is killed
      ...(events.some(isProbeKill) ? [signature.killed.has(of) ? 0 : 0.5] : []),
      ...(planeRestarts.size < 2
        ? []
        : [apart(planeRestarts, new Map([...planeRestarts.keys()].map((name) => [name, signature.restarts.get(name)!])))]),
    ]
    return { name, distance: parts.reduce((sum, part) => sum + part, 0) / parts.length }
  })
  const [best, next] = rows.toSorted((a, b) => a.distance - b.distance)
  if (!best || best.distance > most) return undefined
  const isTie = next !== undefined && next.distance - best.distance < ALIKE
  return {
    means: `of ${Object.keys(CAUSES).length} known causes, each run once through the simulator (${release}), the one most like it is that ${best.name}${isTie ? `, or that ${next.name}: the two look alike here` : ''}`,
    fix: isTie ? fixOf('two causes alike') : best.name === 'anonymous requests are off' ? anonymousFix(release) : fixOf(best.name),
    help: OTHERS,
    assumed: `That the cause is one of these: ${[best, ...(next ? [next] : [])].map(({ name, distance }) => `${name} is ${distance.toFixed(2)} away`).join(', ')}; 0 is the same, 1 has nothing in common.`,
  }
}

/** Fewer failures than a kubelet kills for are no mixture: each cause has one of their kind. */
const LEAST_TOLD = 3
/** Farther away none is named. */
const MOST_APART = 0.5
/** A 403 says that who asks may not: another cause is named only where its run is all but the same. */
const MOST_APART_FORBIDDEN = 0.1
/** Two causes that are so near to each other are not told apart. */
const ALIKE = 0.08

/** How different two mixtures of failures are, from 0 to 1 (Hellinger): what is rare counts, and what is frequent does not drown it. */
function apart(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  const sum = (map: ReadonlyMap<string, number>): number => [...map.values()].reduce((all, count) => all + count, 0)
  const [ofA, ofB] = [sum(a), sum(b)]
  if (ofA === 0 || ofB === 0) return ofA === ofB ? 0 : 1
  const shared = [...a].reduce((all, [key, count]) => all + Math.sqrt((count / ofA) * ((b.get(key) ?? 0) / ofB)), 0)
  return Math.sqrt(Math.max(0, 1 - shared))
}
