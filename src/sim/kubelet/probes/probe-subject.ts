import type { Container, Probe } from '../../../manifest/types.ts'
import type { Request } from '../../apiserver/requests/request.ts'
import type { Answer, Listener } from '../../node/network.ts'
import type { ProbeResult } from '../../trace/trace.ts'
import type { Lives } from '../pods/pod-cache.ts'
import type { PodGates } from '../../../manifest/types.ts'

export interface ProbeAnswer {
  result: ProbeResult
  output: string
  /** Entries that explain the answer, main one first. */
  because?: readonly number[] | undefined
  /** The probe's own deadline has passed. */
  timedOut?: boolean
}

/** Is told a probe's answer, once. */
export type Done = (answer: ProbeAnswer) => void

/** Whom a probe is made for. */
export interface ProbeSubject {
  container: Container
  probe: Probe
  /** `NAME_NAMESPACE(UID)` */
  podId: string
  /** Empty where the kubelet knows none. */
  podIP: string
  lives: Lives
  gates: PodGates
  /** The last answer, and what it meant. */
  last?: { response: Answer; answer: ProbeAnswer }
}

/** A request, and how many seconds ago it was made. */
export interface Asked {
  request: Request
  ago: number
}

/** Why nobody answers, or not what was asked: what the listener says, or the program that should be one. */
export function reasons(
  listener: Listener | undefined,
  port: number,
  { lives }: ProbeSubject,
  asked?: Asked,
): readonly number[] | undefined {
  return listener ? listener.because?.(asked?.request, asked?.ago) : lives.running?.process.because?.(port)
}

/** The answer of a probe that passes. */
export const SUCCESS: ProbeAnswer = { result: 'success', output: '' }
