import { requestOf } from '../apiserver/requests/request.ts'
import type { Need } from '../scenario/programs.ts'
import { callOnce } from './network.ts'
import type { Client } from './client.ts'

/** What a program that needs another tells of, and is told. */
export interface NeedSite {
  readonly now: number
  client: Client
  /** Runs it so many seconds later, while the program lives. */
  later(seconds: number, run: () => void): void
  /** It has gone without for too long; the entries that say why nobody answered, main one first. */
  lost(because: readonly number[]): void
}

/** An answer below this says that somebody is there, whatever he says. */
const SERVER_ERROR = 500

/**
 * Asks another again and again, and tells once it has not answered for too long: from the last answer on, or from the start.
 *
 * Units: seconds. Errors: none; a request that comes to nothing is no answer.
 * Follows: client-go/tools/leaderelection/leaderelection.go, renew (v1.37.2), for how a lease is lost.
 */
export function watchNeed(need: Need, site: NeedSite): void {
  let answeredAt = site.now
  let because: readonly number[] = []
  const request = requestOf({ from: 'node', method: 'GET', url: need.url, caller: {}, userAgent: 'Go-http-client/1.1', headers: {} })
  const check = (): void => {
    const left = answeredAt + need.for - site.now
    if (left > 1e-9) site.later(left, check)
    else site.lost(because)
  }
  const ask = (): void => {
    site.later(need.every, ask)
    if (!request) return
    const listener = site.client.find(request.host, request.port)
    because = listener?.because?.() ?? []
    if (!listener?.accepts() || listener.drops) return
    const call = callOnce(request.scheme, (outcome) => {
      if (outcome.is !== 'response') return
      if (outcome.response.status < SERVER_ERROR) answeredAt = site.now
      else because = outcome.response.because ?? because
    })
    listener.serve({ ...request }, call)
    // it asks anew before the old answer is there: that one is not waited for
    site.later(need.every, () => (call.cancelled = true))
  }
  ask()
  site.later(need.for, check)
}
