import { messageOf } from '../../manifest/thrown.ts'
import { hasTypedProcesses } from '../../cases/with-processes.ts'
import { limitsFor } from '../../sim/limits.ts'
import type { ParsedProcesses } from '../../sim/scenario/strict.ts'
import { put } from './answers.ts'
import { lanesOf } from './lane-run.ts'
import type { Problem, ToWorker } from './messages.ts'
import { rest } from './rest.ts'
import { answerTo, known, post, present, ran, underWay } from './runs.ts'

/** The page has a web worker for this, or does it itself where it may have none. */
const isWorker = typeof document === 'undefined'

export { answerTo }

export function receive(data: ToWorker): void {
  if (data.kind === 'run') run(data)
  else if (data.kind === 'stopTrying') underWay.trying = underWay.judging = undefined
  // whoever asks is answered, whatever goes wrong
  else
    void rest
      .load()
      .then(() => put(data))
      .catch(() => post({ kind: 'answer', ask: data.ask, value: null }))
}

type Run = Extract<ToWorker, { kind: 'run' }>

/** Reads programs that somebody typed, for which a library has to come first; few scenarios have any. */
let parseTyped: ((text: string) => ParsedProcesses) | undefined
let coming: Promise<void> | undefined

/** Runs in the order in which they were asked for, also where one waits for the library. */
function run(data: Run): void {
  if (!parseTyped && (coming || [data.text, data.proof?.text ?? ''].some(hasTypedProcesses))) {
    coming ??= import('../../sim/scenario/scenario.ts').then(({ parseProcesses }) => void (parseTyped = parseProcesses))
    void coming.then(
      () => void runNow(data),
      (error: unknown) => {
        coming = undefined
        crashed(data.run, error)
      },
    )
  } else void runNow(data)
}

function crashed(number: number, error: unknown): void {
  post({ kind: 'crashed', run: number, message: messageOf(error) })
}

let latest = 0

/** A page that does this itself works a lane at a time, and goes on in between; a newer run ends an older one. */
async function runNow(data: Run): Promise<void> {
  const { run: number, text, proof, shown, own } = data
  const start = performance.now()
  latest = number
  underWay.trying = undefined
  rest.isMissed = false
  try {
    const read = lanesOf(text, parseTyped)
    const more = proof && lanesOf(proof.text, parseTyped)
    if (rest.isMissed) return await runWithRest(data)
    const refused = read.diagnostics ?? more?.diagnostics
    if (!read.scenario || refused) {
      post({ kind: 'refused', run: number, diagnostics: refused ?? [] })
      return
    }
    const all = read.lanes.toSpliced(proof?.place ?? 0, 0, ...(more?.lanes ?? []))
    present.scenario = { ...read.scenario, lanes: all.map(({ lane }) => lane) }
    present.programs = all.map((one) => one.programs)
    const limits = limitsFor(all.length)
    const lanes: { key: number; unread: readonly Problem[] }[] = []
    for (const [place, { lane, unread }] of all.entries()) {
      if (!isWorker) await new Promise((resolve) => setTimeout(resolve))
      if (latest !== number) return
      lanes.push({ key: ran(lane.inputs, limits, own?.[place]), unread })
      post({ kind: 'progress', run: number })
    }
    known.forgetOld(new Set([...lanes.map(({ key }) => key), ...shown]))
    post({ kind: 'done', run: number, lanes, kept: known.keys(), spentMs: performance.now() - start })
    // who asks for it later says what to do where it does not come
    rest.load().catch(() => undefined)
  } catch (error) {
    if (rest.isMissed) await runWithRest(data)
    else crashed(number, error)
  }
}

/** A run that needs what has not come yet is run again once it has, unless something newer has been asked for. */
async function runWithRest(data: Run): Promise<void> {
  post({ kind: 'fetching' })
  try {
    await rest.load()
  } catch {
    return post({ kind: 'unfetched', run: data.run })
  }
  post({ kind: 'alive' })
  if (latest === data.run) await runNow(data)
}

if (isWorker) {
  self.onmessage = ({ data }: MessageEvent<ToWorker>) => receive(data)
  post({ kind: 'alive' })
}
