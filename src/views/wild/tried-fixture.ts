import { parseScenario } from '../../sim/scenario/scenario.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { simulate } from '../../sim/simulate.ts'
import type { EntryOf, Trace } from '../../sim/trace/trace.ts'
import { summarize } from '../lanes/summary.ts'

/** A report from the wild, as a person would put it into the playground: one pod called `web`, whose container is `main`. */
export interface Report {
  kubernetes?: string
  duration?: string
  /** YAML of the container, beside its name and its image. */
  container?: string
  /** YAML of the pod's spec. */
  spec?: string
  image?: string
  /** In place of such a pod. */
  manifests?: Readonly<Record<string, string>>
  /** More of the scenario. */
  scenario?: Readonly<Record<string, unknown>>
}

/** What is seen of it. */
export interface Seen {
  inputs: Inputs
  trace: Trace
  /** All Events of the pod, as `REASON: message`, each once, with container IDs and UIDs left out. */
  told: string[]
  /** When an Event of a reason came. */
  times(reason: string): number[]
  /** The reasons for which the container waits, in order. */
  waits: string[]
  last: EntryOf<'status'>
  main: EntryOf<'status'>['containers'][number] | undefined
  /** How the container's lives ended: `REASON CODE`. */
  ends: string[]
  /** What the lane says at the end. */
  text: string
  /** The lines of manifests that stand behind the first Event of a reason. */
  lines(reason: string): string[]
  /** The outputs of the probes that failed, each once. */
  failures: string[]
  logs: string[]
}

const indented = (text: string, by: string): string => text.replace(/^(?=.)/gm, by)

/** Errors: throws where the scenario is refused. */
export function inputsOf({
  kubernetes = '1.37',
  duration = '120s',
  container = '',
  spec = '',
  image = 'example.org/web:1',
  ...rest
}: Report): Inputs {
  const pod = `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n${indented(spec, '  ')}\n  containers:\n  - name: main\n    image: ${image}\n${indented(container, '    ')}\n`
  const { scenario, diagnostics } = parseScenario(
    JSON.stringify({ whyrestart: 1, kubernetes, duration, manifests: rest.manifests ?? { 'web.yaml': pod }, ...rest.scenario }),
  )
  if (!scenario) throw new Error(JSON.stringify(diagnostics))
  return scenario.lanes[0]!.inputs
}

/** Runs it. Errors: as `inputsOf`. */
export function tried(report: Report): Seen {
  const inputs = inputsOf(report)
  const trace = simulate(inputs)
  const pod = report.manifests ? undefined : 'web'
  const of = <K extends EntryOf<'event'>['kind'] | 'status' | 'probe' | 'process' | 'log'>(kind: K) =>
    trace.filter((e): e is EntryOf<K> => e.kind === kind && (pod === undefined || e.pod === pod))
  const events = of('event')
  const statuses = of('status')
  const states = statuses.flatMap(({ containers }) => containers.filter(({ name }) => pod === undefined || name === 'main'))
  const ended = states.flatMap(({ state, lastState }) =>
    [lastState, state].flatMap((containerState) =>
      containerState?.is === 'terminated' ? [`${containerState.reason} ${containerState.exitCode}`] : [],
    ),
  )
  return {
    inputs,
    trace,
    told: [...new Set(events.map(({ reason, message }) => `${reason}: ${plain(message)}`))],
    times: (reason) => events.filter((e) => e.reason === reason).map(({ t }) => t),
    waits: [...new Set(states.flatMap(({ state }) => (state.is === 'waiting' ? [state.reason ?? ''] : [])))],
    last: statuses.at(-1)!,
    main: statuses.at(-1)?.containers.find(({ name }) => pod === undefined || name === 'main'),
    ends: [...new Set(ended)],
    text: plain(summarize(trace, inputs.duration, inputs).text),
    lines: (reason) => linesBehind(trace, events.find((e) => e.reason === reason)?.id),
    failures: [...new Set(of('probe').flatMap(({ result, output }) => (result === 'failure' || result === 'unknown' ? [output] : [])))],
    logs: of('log').flatMap(({ source, text }) => (source === 'kubelet' ? [] : [text])),
  }
}

/** Without what differs from run to run of a real kubelet. */
function plain(text: string): string {
  return text.replaceAll(/\b[0-9a-f]{64}\b/g, 'ID').replaceAll(/\([0-9a-f]{32}\)/g, '(UID)')
}

/** As Why walks: to the roots, each line once. */
function linesBehind(trace: Trace, from: number | undefined): string[] {
  const seen = new Set<number>()
  const lines: string[] = []
  const walk = (id: number): void => {
    if (seen.has(id)) return
    seen.add(id)
    const entry = trace[id]!
    if (entry.kind === 'manifest') lines.push(entry.path)
    for (const cause of [entry.cause ?? []].flat()) walk(cause)
  }
  if (from !== undefined) walk(from)
  return lines
}
