import type { Inputs } from '../../sim/scenario/inputs.ts'
import { askedWrong } from '../why/asked-wrong.ts'
import { type Entry, type EntryOf, type ProbeEntry, type StatusEntry, type Trace, isStart, podOf } from '../../sim/trace/trace.ts'
import { entriesUntil, countUntil } from '../../sim/trace/moment.ts'
import { shortened } from '../text/words.ts'
import { clockWords } from '../text/duration-words.ts'

/** When the kubelet took up the pods that statuses are of, by their names. */
export function addedAt(trace: Trace, statuses: ReadonlyMap<string, StatusEntry>): Map<string, number> {
  const added = new Map([...statuses.keys()].map((pod) => [pod, 0]))
  for (const entry of trace)
    if (entry.kind === 'sync' && entry.op === 'ADD' && statuses.get(podOf(entry))?.uid === entry.uid) added.set(podOf(entry), entry.t)
  return added
}

/** What there is to say of a lane without a restart. */
export function quiet(trace: Trace, at: number, statuses: ReadonlyMap<string, StatusEntry>, inputs?: Inputs): string {
  const from = addedAt(trace, statuses)
  let failed = 0
  for (const entry of entriesUntil(trace, at)) {
    if (entry.kind === 'probe' && entry.result === 'failure' && entry.t >= (from.get(podOf(entry)) ?? Infinity)) failed++
  }
  const over = [...statuses.values()].filter(isOver)
  const unready = [...statuses.values()].filter((status) => !status.ready && !isOver(status)).length
  const probes = failed ? `; ${failed === 1 ? '1 probe has' : `${failed} probes have`} failed` : ''
  return `${over.map(overWords).join('')}${erring(trace, at, from, inputs)}${probes}${unready ? `; ${unready === statuses.size ? 'not ready' : `${unready} of ${statuses.size} pods not ready`}` : ''}`
}

/** A pod whose containers have ended, and are not started again. */
const isOver = ({ phase, reason }: StatusEntry): boolean => reason === undefined && (phase === 'Failed' || phase === 'Succeeded')

function overWords({ pod, phase, containers }: StatusEntry): string {
  // a sidecar that is ended after the others, or failed before, is no failure of a pod that has succeeded
  const failed = phase === 'Failed' && containers.find(({ state }) => state.is === 'terminated' && state.exitCode)
  const how = failed ? `: ${failed.name} ended with exit code ${failed.state.exitCode!}` : ''
  return `; ${pod!} has ended for good, ${phase}${how}`
}

/** What is said of probes that can only err, by what they are for. */
const ERRS: Readonly<Record<ProbeEntry['probe'], string>> = {
  liveness: 'only errs, which never kills: it looks healthy for ever',
  startup: 'only errs: it is never started, and never killed',
  readiness: 'only errs: it is never ready',
}

/** Half sentences as a whole one. */
export const asSentence = (halves: string): string => (halves === '' ? '' : ` ${halves.charAt(2).toUpperCase()}${halves.slice(3)}.`)

/** Probes of the pods that there are which have come to nothing but errors since their containers last began: the last of each. */
export function erringProbes(trace: Trace, at: number, from: ReadonlyMap<string, number>): ProbeEntry[] {
  const last = new Map<string, { probe: ProbeEntry; only: boolean }>()
  for (const entry of entriesUntil(trace, at)) {
    if (isStart(entry)) {
      for (const probe of ['liveness', 'startup', 'readiness']) last.delete(`${entry.pod}/${entry.container}/${probe}`)
    } else if (entry.kind === 'probe' && entry.t >= (from.get(podOf(entry)) ?? Infinity)) {
      const key = `${entry.pod}/${entry.container}/${entry.probe}`
      last.set(key, { probe: entry, only: entry.result === 'unknown' && last.get(key)?.only !== false })
    }
  }
  return [...last.values()].filter(({ only }) => only).map(({ probe }) => probe)
}

/** Half a sentence for each of them. */
export function erring(trace: Trace, at: number, from: ReadonlyMap<string, number>, inputs?: Inputs): string {
  return erringProbes(trace, at, from)
    .map((entry) => {
      const { container, probe, output } = entry
      const said = output.trim().split('\n')[0]!
      const wrong = inputs && askedWrong(trace, entry, inputs)
      return `; the ${probe} probe of ${container} ${ERRS[probe]}${said ? ` (${shortened(said, 120)})` : ''}${wrong ? `, for ${wrong.text}` : ''}`
    })
    .join('')
}

/** Certificates that somebody was refused for by then, being out of their time. */
export function refusedCertificates(trace: Trace, at: number): string {
  let said = ''
  for (const entry of entriesUntil(trace, at)) {
    if (entry.kind === 'release' && entry.rule.startsWith('The certificate ')) said += certificateWords(entry)
  }
  return said
}

/** That a certificate has expired, or that somebody was refused for it. */
function certificateWords({ t, rule }: EntryOf<'release'>): string {
  const [, name, verb, life] = /^The certificate (\S+) (is good|expires) (.*)\.$/.exec(rule)!
  const how = verb === 'expires' ? 'expires: whoever is shown it from then on refuses it' : `was refused: it is good ${life} only`
  return ` At ${clockWords(t)} the certificate ${name} ${how}.`
}

/** Until when a container that has not started again since is held back; nobody waits for what an older pod waited for. */
export function blockedUntil(trace: Trace, at: number): number | undefined {
  const over = new Set<string>()
  const keyOf = ({ pod = '', container = '' }: Entry): string => `${pod}/${container}`
  for (let i = countUntil(trace, at) - 1; i >= 0; i--) {
    const entry = trace[i]!
    if (entry.kind === 'sync' && entry.op === 'REMOVE') over.add(podOf(entry))
    else if (isStart(entry)) over.add(keyOf(entry))
    else if (entry.kind === 'backoff' && !over.has(keyOf(entry)) && !over.has(podOf(entry))) {
      if (entry.blocked && entry.until !== undefined && entry.until > at) return entry.until
      over.add(keyOf(entry))
    }
  }
  return undefined
}
