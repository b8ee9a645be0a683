import { firstPlace } from '../../manifest/own.ts'
import { changesFile, fileChange, hostPath, manifestName } from '../node/file-changes.ts'
import type { EtcdState, Inputs } from '../scenario/inputs.ts'
import type { Entry, ServerEntry, Trace } from './trace.ts'

/** What every view looks at: one lane, at a time. */
export interface Moment {
  inputs: Inputs
  trace: Trace
  /** Seconds on the simulated clock. */
  at: number
  /** Which data stand in etcd, where those are not what kubeadm has made. */
  data?: EtcdData
}

/** Which data stand in etcd: 0 is what kubeadm has made. */
export interface EtcdData {
  n: number
  /** When that directory was first used; in seconds on the simulated clock. */
  since: number
}

/** How many entries have happened at `at`: those with an id below. */
export const countUntil = (trace: Trace, at: number): number => firstPlace(trace.length, (n) => trace[n]!.t > at)

/** The entries that have happened at `at`: to be looked through at once, for a run that still goes on adds to its trace. */
export function entriesUntil(trace: Trace, at: number): Trace {
  const count = countUntil(trace, at)
  return count === trace.length ? trace : trace.slice(0, count)
}

/** The last entry of a kind up to `at` that `test` takes. Errors: undefined where there is none. */
export function lastOf<K extends Entry['kind']>(
  trace: Trace,
  at: number,
  kind: K,
  test: (entry: Extract<Entry, { kind: K }>) => boolean = () => true,
): Extract<Entry, { kind: K }> | undefined {
  for (let i = countUntil(trace, at) - 1; i >= 0; i--) {
    const entry = trace[i]!
    if (entry.kind === kind && test(entry as Extract<Entry, { kind: K }>)) return entry as Extract<Entry, { kind: K }>
  }
  return undefined
}

/** The ports that other programs on the node have taken. */
export function takenPorts(trace: Trace, at: number): ReadonlySet<number> {
  const taken = new Set<number>()
  for (const entry of trace) {
    if (entry.t > at) break
    if (entry.kind !== 'port') continue
    if (entry.taken) taken.add(entry.port)
    else taken.delete(entry.port)
  }
  return taken
}

/** The ids that an entry names as its causes, the main one first. A root has none. */
export function causesOf(entry: Entry): readonly number[] {
  return entry.cause === undefined ? [] : typeof entry.cause === 'number' ? [entry.cause] : entry.cause
}

/** What led to an entry, as entries. */
export const causesIn = (trace: Trace, entry: Entry): Entry[] => causesOf(entry).map((id) => trace[id]!)

/** The first entry of a kind that `test` takes. Errors: undefined where there is none. */
export const firstOf = <K extends Entry['kind']>(
  entries: readonly Entry[],
  kind: K,
  test: (entry: Extract<Entry, { kind: K }>) => boolean = () => true,
): Extract<Entry, { kind: K }> | undefined =>
  entries.find((entry): entry is Extract<Entry, { kind: K }> => entry.kind === kind && test(entry as Extract<Entry, { kind: K }>))

/** The first of what led to an entry. */
export const firstCause = (trace: Trace, entry: Entry): Entry | undefined => trace[causesOf(entry)[0] ?? -1]

/** What the lane's kube-apiserver is doing. Errors: undefined where it has none. */
export function serverAt(trace: Trace, at: number): ServerEntry | undefined {
  return lastOf(trace, at, 'server')
}

/** What etcd is doing. */
export function etcdAt(moment: Moment): EtcdState {
  const state = lastOf(moment.trace, moment.at, 'etcd')?.state ?? moment.inputs.cluster.etcd
  return state === 'full' ? 'up' : state
}

/** Whether etcd's space alarm is raised, also while it does not run. */
export function isEtcdFull({ trace, at }: Pick<Moment, 'trace' | 'at'>): boolean {
  return lastOf(trace, at, 'etcd', ({ state, data }) => state === 'up' || state === 'full' || data !== undefined)?.state === 'full'
}

/** The files of the static-pod directory, by name, as the actions up to `at` left them. */
export function manifestsAt({ inputs, at }: Pick<Moment, 'inputs' | 'at'>): Map<string, string> {
  return new Map(
    [...filesAt({ inputs, at })].flatMap(([path, text]) => {
      const name = manifestName(path)
      return name === undefined ? [] : [[name, text] as const]
    }),
  )
}

/** All files on the host that the scenario knows, by absolute path. */
export function filesAt({ inputs, at }: Pick<Moment, 'inputs' | 'at'>): Map<string, string> {
  const files = new Map([
    ...Object.entries(inputs.files),
    ...Object.entries(inputs.manifests).map(([name, text]) => [hostPath(name), text] as const),
  ])
  for (const action of inputs.actions.toSorted((a, b) => a.at - b.at)) {
    if (action.at > at || !changesFile(action)) continue
    const changed = fileChange(action, (file) => files.get(file))
    if (changed.note !== undefined) continue
    if (changed.text === undefined) files.delete(changed.file)
    else files.set(changed.file, changed.text)
  }
  return files
}

/** Whether the kubelet talks to an API whose server is none of the lane's pods. */
export function isElsewhere(trace: Trace): boolean {
  return trace.some((entry) => entry.kind === 'mirror') && !trace.some((entry) => entry.kind === 'server')
}

/** The next change of the lane's kube-apiserver. Errors: undefined where none comes. */
export function nextServer(moment: Moment): ServerEntry | undefined {
  for (let i = countUntil(moment.trace, moment.at); i < moment.trace.length; i++) {
    const entry = moment.trace[i]!
    if (entry.kind === 'server') return entry
  }
  return undefined
}

/** Which data stand in etcd. */
export function etcdDataAt(trace: Trace, at: number): EtcdData {
  const first = new Map([[0, 0]])
  let n = 0
  for (const entry of entriesUntil(trace, at)) {
    if (entry.kind !== 'etcd' || entry.data === undefined) continue
    n = entry.data
    if (!first.has(n)) first.set(n, entry.t)
  }
  return { n, since: first.get(n)! }
}
