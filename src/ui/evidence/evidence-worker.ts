import '../../views/all.ts'
import { messageOf } from '../../manifest/thrown.ts'
import { parseScenario } from '../../sim/scenario/scenario.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { simulate } from '../../sim/simulate.ts'
import { hold } from '../../sim/recorded/comparison.ts'
import type { Replay } from '../../sim/recorded/known-differences.ts'
import { recordedTrace, type Recorded } from '../../views/lanes/recorded-lane.ts'
import { effectsOf } from '../../views/releases/release-effects.ts'
import type { Effect } from '../../views/releases/trial.ts'
import { restartsAt, summarize } from '../../views/lanes/summary.ts'
import type { Answer, Differences, Line, Outcome, Pair, EvidenceQuestion } from './messages.ts'

const FOLDER = '../../sim/recorded/'
/** Each text is a chunk of its own and comes when it is asked for. */
const scenarios = import.meta.glob<string>('../../sim/recorded/*/*.scenario.yaml', { query: '?raw', import: 'default' })
const traces = import.meta.glob<string>('../../sim/recorded/*/*.trace.json', { query: '?raw', import: 'default' })
const names = Object.keys(scenarios)
  .map((path) => path.slice(FOLDER.length).replace('.scenario.yaml', ''))
  .toSorted()

const post = (answer: Answer): void => self.postMessage(answer)

self.onmessage = ({ data }: MessageEvent<EvidenceQuestion>) => {
  if (data.kind === 'replay all') return void replayAll()
  answerTo(data).then(
    (value) => post({ kind: 'answer', ask: data.ask, value }),
    (error: unknown) => post({ kind: 'failed', ask: data.ask, message: messageOf(error) }),
  )
}

async function answerTo(question: Exclude<EvidenceQuestion, { kind: 'replay all' }>): Promise<Pair | Differences | readonly number[]> {
  if (question.kind === 'show') return replay(question.name)
  if (question.kind === 'restarts')
    return question.releases.map((kubernetes) => restartsAt(simulate({ ...question.inputs, kubernetes }), question.inputs.duration))
  const { inputs, from, to } = question
  return { effects: await tryRows(question), outcomes: [outcome(inputs, from), outcome(inputs, to)] }
}

/** So many rows are tried between two looks at what else has been asked. */
const ROWS_AT_ONCE = 16
let latest = 0

/** Errors: throws where a later question has come in its place. */
async function tryRows({ ask, inputs, from, to }: EvidenceQuestion & { kind: 'differences' }): Promise<readonly Effect[]> {
  latest = ask
  const trials = effectsOf(from, to, inputs)
  for (let next = trials.next(); ; next = trials.next()) {
    if (next.done) return next.value
    if (next.value.done % ROWS_AT_ONCE !== 0) continue
    post({ kind: 'progress', ask, ...next.value })
    await new Promise((resolve) => setTimeout(resolve))
    if (latest !== ask) throw new Error('Another question has come in its place.')
  }
}

/** Questions in between are answered in between: every recording is waited for. One that cannot be had ends it, and that is said. */
async function replayAll(): Promise<void> {
  try {
    for (const name of names) post({ kind: 'line', line: (await replay(name)).line })
  } catch (error) {
    post({ kind: 'trouble', message: messageOf(error) })
  }
}

async function replay(name: string): Promise<Pair> {
  const load = { scenario: scenarios[`${FOLDER}${name}.scenario.yaml`], trace: traces[`${FOLDER}${name}.trace.json`] }
  if (!load.scenario || !load.trace) throw new Error(`There is no recording ${name}.`)
  const [text, json] = await Promise.all([load.scenario(), load.trace()])
  const recorded = JSON.parse(json) as Recorded[]
  const parsed = parseScenario(text)
  if (!parsed.scenario)
    return {
      line: lineOf(name, [
        { name, kubernetes: '', matched: 0, total: recorded.length, differences: parsed.diagnostics.map(({ message }) => message) },
      ]),
      kubernetes: '',
      duration: 0,
      manifests: {},
      recorded: '[]',
      simulated: '[]',
    }
  const { inputs } = parsed.scenario.lanes[0]!
  const simulated = simulate(inputs)
  const init = new Set(
    simulated.flatMap((entry) =>
      entry.kind === 'status' ? entry.containers.flatMap((container) => (container.init ? [container.name] : [])) : [],
    ),
  )
  const pod = simulated.find((entry) => entry.kind === 'sync')?.pod ?? name
  return {
    line: lineOf(name, hold(name, inputs.kubernetes, recorded, simulated)),
    kubernetes: inputs.kubernetes,
    duration: inputs.duration,
    manifests: inputs.manifests,
    recorded: JSON.stringify(recordedTrace(recorded, pod, init)),
    simulated: JSON.stringify(simulated),
  }
}

function lineOf(name: string, pods: readonly Replay[]): Line {
  const sum = (of: (pod: Replay) => number): number => pods.reduce((total, pod) => total + of(pod), 0)
  return {
    name,
    matched: sum(({ matched }) => matched),
    total: sum(({ total }) => total),
    differences: pods.flatMap(({ differences }) => differences),
    pods,
  }
}

function outcome(inputs: Inputs, kubernetes: string): Outcome {
  const trace = simulate({ ...inputs, kubernetes })
  const { restarts, text } = summarize(trace, inputs.duration)
  return { release: kubernetes, restarts, text, trace: JSON.stringify(trace) }
}

post({ kind: 'names', names })
