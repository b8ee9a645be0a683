import { decompressSync, strFromU8 } from 'fflate'
import { compare } from '../../sim/recorded/compare.ts'
import type { Replay } from '../../sim/recorded/known-differences.ts'
import { parseScenario } from '../../sim/scenario/scenario.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { kubeletSettings } from '../../sim/kubelet/configuration.ts'
import { simulate } from '../../sim/simulate.ts'
import { type Recorded, recordedTrace } from '../../views/lanes/recorded-lane.ts'
import { restartsAt, summarize } from '../../views/lanes/summary.ts'
import { effectsOf, type TrialProgress } from '../../views/releases/release-effects.ts'
import { inSlices } from '../worker/serve-tasks.ts'
import { BASE, FILES } from 'virtual:recordings'
import '../../views/all.ts'
import type { Effect } from '../../views/releases/trial.ts'

/** A recording and how it is replayed: as `npm run fidelity` says, the pods of a plane together. */
export interface RecordingLine {
  /** Folder and name: `pods-1.37/live-500-a`. */
  name: string
  matched: number
  total: number
  differences: readonly string[]
  /** Each by itself: one, but of a plane. */
  pods: readonly Replay[]
}

/** A recording and what the simulator makes of the same inputs; traces are JSON, which is cheap to hand over. */
export interface Pair {
  line: RecordingLine
  kubernetes: string
  duration: number
  manifests: Readonly<Record<string, string>>
  recorded: string
  simulated: string
}

/** What a lane comes to on a release. */
export interface ReleaseOutcome {
  release: string
  restarts: number
  /** A sentence. */
  text: string
  trace: string
}

export interface Differences {
  effects: readonly Effect[]
  outcomes: readonly [ReleaseOutcome, ReleaseOutcome]
}

/** Recordings, and what a lane comes to on other releases. */
export const tasks = { names, replayAll, pair, differences, restarts }

// fixed names beside the scripts, not files that the bundler could follow
const HERE = import.meta.url

type RecordingTexts = Readonly<Record<string, readonly [scenario: string, trace: string]>>
const loaded = new Map<string, Promise<RecordingTexts>>()

/** All recordings of a file; one that did not come may come the next time. */
function textsIn(packed: (typeof FILES)[number]): Promise<RecordingTexts> {
  const { file } = packed
  let texts = loaded.get(file)
  if (!texts) {
    texts = bytesOf(packed).then((bytes) => JSON.parse(strFromU8(decompressSync(bytes))) as RecordingTexts)
    loaded.set(file, texts)
    texts.catch(() => loaded.delete(file))
  }
  return texts
}

async function bytesOf({ file, base64 }: (typeof FILES)[number]): Promise<Uint8Array> {
  if (base64 !== undefined) return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  const response = await fetch(new URL(BASE + file, HERE))
  if (!response.ok) throw new Error(`the recordings ${file} could not be loaded`)
  return new Uint8Array(await response.arrayBuffer())
}

function names(): readonly string[] {
  return FILES.flatMap((file) => file.names).toSorted()
}

/** Calls in between are answered in between: one recording at a time. */
async function* replayAll(): AsyncGenerator<RecordingLine, void> {
  for (const name of names()) {
    yield (await pair(name)).line
    await new Promise((resolve) => setTimeout(resolve))
  }
}

async function pair(name: string): Promise<Pair> {
  const found = FILES.find((file) => file.names.includes(name))
  const texts = found && (await textsIn(found))[name]
  if (!texts) throw new Error(`There is no recording ${name}.`)
  const recorded = JSON.parse(texts[1]) as Recorded[]
  const { inputs } = parseScenario(texts[0]).scenario!.lanes[0]!
  const simulated = simulate(inputs)
  const init = new Set(
    simulated.flatMap((entry) =>
      entry.kind === 'status' ? entry.containers.flatMap((container) => (container.init ? [container.name] : [])) : [],
    ),
  )
  const pod = simulated.find((entry) => entry.kind === 'sync')?.pod ?? name
  return {
    line: lineOf(name, compare(name, inputs.kubernetes, recorded, simulated)),
    kubernetes: inputs.kubernetes,
    duration: inputs.duration,
    manifests: inputs.manifests,
    recorded: JSON.stringify(recordedTrace(recorded, pod, { init, crashLoop: kubeletSettings(inputs).crashLoop })),
    simulated: JSON.stringify(simulated),
  }
}

/** The pods of a plane together. */
function lineOf(name: string, pods: readonly Replay[]): RecordingLine {
  const sum = (of: (pod: Replay) => number): number => pods.reduce((total, pod) => total + of(pod), 0)
  return {
    name,
    matched: sum(({ matched }) => matched),
    total: sum(({ total }) => total),
    differences: pods.flatMap(({ differences }) => differences),
    pods,
  }
}

/** Each row that lies between the releases is run alone. */
async function* differences({
  inputs,
  from,
  to,
}: {
  inputs: Inputs
  from: string
  to: string
}): AsyncGenerator<TrialProgress, Differences> {
  const effects = yield* inSlices(effectsOf(from, to, inputs))
  return { effects, outcomes: [outcome(inputs, from), outcome(inputs, to)] }
}

function restarts({ inputs, releases }: { inputs: Inputs; releases: readonly string[] }): number[] {
  return releases.map((kubernetes) => restartsAt(simulate({ ...inputs, kubernetes }), inputs.duration))
}

function outcome(inputs: Inputs, kubernetes: string): ReleaseOutcome {
  const trace = simulate({ ...inputs, kubernetes })
  const { restarts, text } = summarize(trace, inputs.duration, inputs)
  return { release: kubernetes, restarts, text, trace: JSON.stringify(trace) }
}
