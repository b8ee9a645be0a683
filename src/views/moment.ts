import { changesFile, fileChange, hostPath, MANIFEST_DIRECTORY } from '../sim/file-changes.ts'
import type { Action, Inputs } from '../sim/scenario.ts'
import type { Entry, EtcdEntry, ServerEntry, Trace } from '../sim/trace.ts'

/** What every view looks at: one lane, at a time. */
export interface Moment {
  inputs: Inputs
  trace: Trace
  /** Seconds on the simulated clock. */
  at: number
}

/** A terminal on the lane's node, at a time; `simulate` puts curl's questions to the servers of the same run. */
export interface Terminal extends Moment {
  simulate: (inputs: Inputs) => Trace
}

/** What a command leaves on the terminal, and what it asks of whoever runs it. */
export interface Output {
  stdout: string
  stderr: string
  exit: number
  /** As a screen shows the two, where they alternate. */
  screen?: string
  /** What it does to the run. */
  actions?: readonly Action[]
  /** The file that an editor was called for, with its text at that time. */
  edit?: { file: string; text: string }
  /** What a command that watches prints later, in order; it ends by itself at `until`, or with the run. */
  later?: readonly { at: number; text: string }[]
  until?: number
}

/**
 * An output that is only text on stdout.
 *
 * Units: none. Errors: none. Follows: nothing upstream.
 */
export function done(stdout: string): Output {
  return { stdout, stderr: '', exit: 0 }
}

/**
 * An output that is a line on stderr.
 *
 * Units: none. Errors: that is one. Follows: nothing upstream.
 */
export function fails(line: string, exit = 1): Output {
  return { stdout: '', stderr: `${line}\n`, exit }
}

/**
 * How many entries have happened at `at`: those with an id below.
 *
 * Units: `at` in seconds on the simulated clock. Errors: none. Follows: nothing upstream.
 */
export function countUntil(trace: Trace, at: number): number {
  let [low, high] = [0, trace.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (trace[middle]!.t <= at) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * The last entry of a kind up to `at` that `test` takes.
 *
 * Units: `at` in seconds on the simulated clock. Errors: undefined where there is none. Follows: nothing upstream.
 */
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

/**
 * The ids that an entry names as its causes, the main one first.
 *
 * Units: none. Errors: none; a root has none. Follows: nothing upstream.
 */
export function causesOf(entry: Entry): readonly number[] {
  return entry.cause === undefined ? [] : typeof entry.cause === 'number' ? [entry.cause] : entry.cause
}

/**
 * What the lane's kube-apiserver is doing.
 *
 * Units: `at` in seconds on the simulated clock. Errors: undefined where it has none. Follows: nothing upstream.
 */
export function serverAt(trace: Trace, at: number): ServerEntry | undefined {
  return lastOf(trace, at, 'server')
}

/**
 * What etcd is doing.
 *
 * Units: `at` in seconds on the simulated clock. Errors: none. Follows: nothing upstream.
 */
export function etcdAt(moment: Moment): EtcdEntry['state'] {
  return lastOf(moment.trace, moment.at, 'etcd')?.state ?? moment.inputs.cluster.etcd
}

/**
 * The files of the static-pod directory, by name, as the actions up to `at` left them.
 *
 * Units: `at` in seconds on the simulated clock. Errors: none. Follows: nothing upstream.
 */
export function manifestsAt({ inputs, at }: Pick<Moment, 'inputs' | 'at'>): Map<string, string> {
  const inside = `${MANIFEST_DIRECTORY}/`
  return new Map([...filesAt({ inputs, at })].flatMap(([path, text]) => (path.startsWith(inside) ? [[path.slice(inside.length), text]] : [])))
}

export { MANIFEST_DIRECTORY }

/**
 * All files on the host that the scenario knows, by absolute path.
 *
 * Units: `at` in seconds on the simulated clock. Errors: none. Follows: nothing upstream.
 */
export function filesAt({ inputs, at }: Pick<Moment, 'inputs' | 'at'>): Map<string, string> {
  const files = new Map([...Object.entries(inputs.files), ...Object.entries(inputs.manifests).map(([name, text]) => [hostPath(name), text] as const)])
  for (const action of inputs.actions.toSorted((a, b) => a.at - b.at)) {
    if (action.at > at || !changesFile(action)) continue
    const changed = fileChange(action, (file) => files.get(file))
    if (changed.note !== undefined) continue
    if (changed.text === undefined) files.delete(changed.file)
    else files.set(changed.file, changed.text)
  }
  return files
}
