import { messageOf } from '../../manifest/thrown.ts'
import { hasTypedProcesses } from '../../cases/with-processes.ts'
import { limitsFor } from '../../sim/limits.ts'
import type { ParsedProcesses } from '../../sim/scenario/strict.ts'
import { PartMissing } from '../../sim/part.ts'
import { lanesOf } from './lane-run.ts'
import type { Problem, ToWorker } from './messages.ts'
import { answerTo, known, post, present, ran, underWay } from './runs.ts'

/** The page has a web worker for this, or does it itself where it may have none. */
const isWorker = typeof document === 'undefined'

export { answerTo }

export function receive(data: ToWorker): void {
  if (data.kind === 'run') run(data)
  else if (data.kind === 'stopTrying') underWay.trying = underWay.judging = undefined
  // whoever asks is answered, whatever goes wrong
  else
    void Promise.all([import('./answers.ts'), loadAll()])
      .then(([{ put }]) => put(data))
      .catch(() => post({ kind: 'answer', ask: data.ask, value: null }))
}

let all: Promise<unknown> | undefined
let isWhole = false

/** The control plane and what is said of it: fetched before the first run that needs it, and before the first question. */
function loadAll(): Promise<unknown> {
  all ??= import('../../views/all.ts').then(
    () => void (isWhole = true),
    (error: unknown) => {
      all = undefined
      throw error
    },
  )
  return all
}

/** Names that a scenario has where it needs the control plane. */
const NAMES_IT = /apiserver|etcd|controller-manager|kube-scheduler|hyperkube|kubectl/

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
  if (!isWhole && [text, proof?.text ?? ''].some((one) => NAMES_IT.test(one))) return runWithAll(data)
  try {
    const read = lanesOf(text, parseTyped)
    const more = proof && lanesOf(proof.text, parseTyped)
    const refused = read.diagnostics ?? more?.diagnostics
    if (!read.scenario || refused) {
      post({ kind: 'refused', run: number, diagnostics: refused ?? [] })
      return
    }
    const lanesRead = read.lanes.toSpliced(proof?.place ?? 0, 0, ...(more?.lanes ?? []))
    present.scenario = { ...read.scenario, lanes: lanesRead.map(({ lane }) => lane) }
    present.programs = lanesRead.map(({ programs }) => programs)
    const limits = limitsFor(lanesRead.length)
    const lanes: { key: number; unread: readonly Problem[] }[] = []
    for (const [place, { lane, unread }] of lanesRead.entries()) {
      if (!isWorker) await new Promise((resolve) => setTimeout(resolve))
      if (latest !== number) return
      lanes.push({ key: ran(lane.inputs, limits, own?.[place]), unread })
      post({ kind: 'progress', run: number })
    }
    known.forgetOld(new Set([...lanes.map(({ key }) => key), ...shown]))
    post({ kind: 'done', run: number, lanes, kept: known.keys(), spentMs: performance.now() - start })
    // who asks for it later says what to do where it does not come
    loadAll().catch(() => undefined)
  } catch (error) {
    if (error instanceof PartMissing) await runWithAll(data)
    else crashed(number, error)
  }
}

/** A run that needs the control plane waits for it, unless something newer has been asked for meanwhile. */
async function runWithAll(data: Run): Promise<void> {
  post({ kind: 'fetching' })
  try {
    await loadAll()
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
