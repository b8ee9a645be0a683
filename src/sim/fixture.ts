import type { Inputs } from './scenario/inputs.ts'
import type { ProcessScript } from './scenario/scenario-programs.ts'
import { simulate } from './simulate.ts'
import type { EntryOf, Trace } from './trace/trace.ts'

/** A container for a test, in a few words: probes as YAML flow maps, the program as a script. */
export interface TryContainer {
  name?: string
  liveness?: string
  readiness?: string
  startup?: string
  /** More of the container's YAML, such as `lifecycle: {…}`. */
  more?: string
  init?: boolean
  /** Answers by seconds since the process's start; 200 where nothing is said. */
  answers?: Record<number, number | 'hang' | 'reset' | 'refuse'>
  script?: Partial<ProcessScript>
}

export interface TryPod {
  kubernetes?: string
  duration?: number
  /** More of the pod's spec. */
  spec?: string
  containers?: readonly TryContainer[]
  inputs?: Partial<Inputs>
}

/** The inputs of a run of one pod, for tests: `clock` at a whole second, a standalone kubelet, ports from 7001 on. */
export function podInputs({ kubernetes = '1.37', duration = 300, spec = '', containers = [{}], inputs = {} }: TryPod): Inputs {
  const processes: Record<string, ProcessScript> = {}
  const lines = { init: '', main: '' }
  containers.forEach((container, i) => {
    const { name = 'main', answers = { 0: 200 }, script, init = false } = container
    const port = 7001 + i
    const probe = (field: string, text: string | undefined) =>
      text === undefined ? '' : `    ${field}: ${text.replaceAll('PORT', String(port))}\n`
    lines[init ? 'init' : 'main'] +=
      `  - name: ${name}\n    image: docker.io/lab/target:1\n` +
      probe('livenessProbe', container.liveness) +
      probe('readinessProbe', container.readiness) +
      probe('startupProbe', container.startup) +
      (container.more ?? '')
    processes[name] = {
      listens: [{ port, tls: false, after: 0 }],
      answers: Object.entries(answers).map(([from, answer]) => ({
        from: Number(from),
        ...(typeof answer === 'number' ? { status: answer } : { [answer]: true }),
      })),
      onTerm: { after: 0, code: 0 },
      execs: [],
      ...script,
    }
  })
  const text = `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  hostNetwork: true\n${spec}${lines.init ? `  initContainers:\n${lines.init}` : ''}  containers:\n${lines.main}`
  return {
    kubernetes,
    seed: 1,
    clock: '2026-11-24T14:15:00.000Z',
    duration,
    node: { name: 'master-node', ip: '192.168.1.100' },
    manifests: { 'web.yaml': text },
    files: {},
    kubelet: { authentication: { anonymous: { enabled: true } }, authorization: { mode: 'AlwaysAllow' }, readOnlyPort: 0 },
    cluster: { attached: false, etcd: 'up', objects: [] },
    firewall: [],
    processes,
    actions: [],
    requests: [],
    images: {},
    chance: { syncs: {}, started: {}, seen: {}, initialSleep: {}, mounted: {} },
    ...inputs,
  }
}

/** An HTTP probe of the container's own port, as YAML. */
export function httpGet(more = ''): string {
  return `{httpGet: {host: 127.0.0.1, port: PORT, path: /healthz}${more && `, ${more}`}}`
}

/** What a test asks of a run. */
export interface Tried {
  trace: Trace
  probes(type: string, container?: string): EntryOf<'probe'>[]
  /** The moments of an Event, by its reason. */
  times(reason: string, container?: string): number[]
  restarts(container?: string): number
  lastStatus(container?: string): EntryOf<'status'>['containers'][number] | undefined
  phases(): string[]
}

/**
 * Runs a pod and offers what tests ask.
 *
 * Errors: as `simulate`.
 */
export function tryPod(pod: TryPod): Tried {
  const trace = simulate(podInputs(pod))
  const status = (container: string) =>
    (trace.filter((e) => e.kind === 'status') as EntryOf<'status'>[]).at(-1)?.containers.find((c) => c.name === container)
  return {
    trace,
    probes: (type, container = 'main') =>
      trace.filter((e): e is EntryOf<'probe'> => e.kind === 'probe' && e.probe === type && e.container === container),
    times: (reason, container = 'main') =>
      trace.filter((e) => e.kind === 'event' && e.reason === reason && e.container === container).map((e) => Math.round(e.t * 100) / 100),
    restarts: (container = 'main') => status(container)?.restartCount ?? 0,
    lastStatus: (container = 'main') => status(container),
    phases: () => [...new Set(trace.filter((e) => e.kind === 'status').map((e) => (e as EntryOf<'status'>).phase))],
  }
}
