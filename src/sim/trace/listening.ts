import { countUntil, type Moment } from './moment.ts'

/** A socket of one of the control plane's programs. */
export interface Listening {
  uid: string
  container: string
  bind: string
  port: number
}

/**
 * Where the control plane's programs listen, the kube-apiserver left out: that is told by its state.
 *
 * Units: `at` in seconds on the simulated clock.
 */
export function listeningAt({ trace, at }: Pick<Moment, 'trace' | 'at'>): Listening[] {
  const found = new Map<string, Listening[]>()
  const end = countUntil(trace, at)
  for (let i = 0; i < end; i++) {
    const entry = trace[i]!
    if (entry.kind !== 'process') continue
    const { uid = '', container, op, bind, port } = entry
    const key = `${uid}/${container}`
    if (op === 'exited') found.delete(key)
    else if (op === 'listening' && bind !== undefined && port !== undefined)
      found.set(key, [...(found.get(key) ?? []), { uid, container, bind, port }])
  }
  return [...found.values()].flat()
}
