import { lengthWords } from '../../views/text/duration.ts'
import type { Subject } from './subjects.ts'

/** Which probe a life's length fits, and what is assumed with it. */
interface Fit {
  text: string
  assumed: string
}

/** Whole seconds in the texts, and the kubelet's own time. */
const NEAR_SECONDS = 2.5

/**
 * A container that was killed for a probe which never passed lived for initialDelaySeconds and failureThreshold − 1 periods; where it did
 * not end on SIGTERM its grace period more. A life of that length names the probe.
 *
 * Units: seconds. Follows: pkg/kubelet/prober/worker.go, run and doProbe.
 */
export function arithmeticOf({ spec, state, lastState }: Subject, life: number): Fit | undefined {
  if (!spec) return undefined
  const code = [state, lastState].find((stateFacts) => stateFacts?.is === 'terminated')?.exitCode
  const fits = (['startup', 'liveness'] as const).flatMap((name) => {
    const probe = spec.probes[name]
    if (!probe) return []
    const { delay, period, failures, timeout } = probe
    return [0, spec.graceSeconds].flatMap((grace) => {
      if (grace > 0 !== (code === 137)) return []
      const shortest = delay + (failures - 1) * period + grace
      const off = life - shortest
      // a probe that hangs fails at its time-out; the first may come a moment after the start
      const isNear = off >= -NEAR_SECONDS && off <= timeout + NEAR_SECONDS
      if (!isNear) return []
      const sum = `${delay > 0 ? `${delay} s initialDelaySeconds + ` : ''}${failures - 1} × ${period} s${grace > 0 ? ` + ${grace} s grace` : ''} = ${shortest} s`
      return [{ name, off: Math.abs(off), sum }]
    })
  })
  const best = fits.toSorted((a, b) => a.off - b.off)[0]
  if (!best) return undefined
  return {
    text: `its last life of ${lengthWords(Math.round(life))} is as long as its ${best.name} probe lets it live that never passes (${best.sum}): the kubelet is likely to have killed it for that probe`,
    assumed: `That the ${best.name} probe failed: no text says so, only the length of its life, which is ${best.off < 1 ? 'the same' : `${Math.round(best.off)} s off`}.`,
  }
}

/** How often a container can be started again in so long a time, if it ended at once each time. */
export function mostRestarts(seconds: number): number {
  let [restarts, left, wait] = [0, seconds, 0]
  while (left >= wait && restarts < 100_000) {
    left -= wait
    restarts++
    wait = wait === 0 ? 10 : Math.min(300, wait * 2)
    if (wait === 300 && left > 300) {
      restarts += Math.floor(left / 300)
      break
    }
  }
  return restarts
}
