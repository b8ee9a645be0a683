import type { Call, Listener, Network } from './network.ts'
import type { Recorder } from '../trace/recorder.ts'

const SILENT = 'Another program has the port: it accepts the connection and never answers.'

/**
 * Other programs on the node that listen on a port, on all addresses. One that finds its port in use waits, and is the first to
 * get it when it is free. It accepts connections and never reads from them: a TLS handshake with it times out, a tcpSocket probe
 * passes.
 *
 * Units: ports. Errors: none; what has no effect is a note. Follows: nothing upstream; bind(2) and accept(2).
 */
export class PortTaker {
  private takers = new Map<number, { listener: Listener; calls: Call[]; entry?: number }>()

  private network: Network
  private trace: Recorder

  constructor(network: Network, trace: Recorder) {
    this.network = network
    this.trace = trace
  }

  take(port: number, tell: (note?: string) => number): void {
    const there = this.takers.get(port)
    if (there)
      return void tell(
        there.entry === undefined ? `Another program waits for port ${port} already.` : `Another program has port ${port} already.`,
      )
    const calls: Call[] = []
    const serve: Listener['serve'] = (request, call) => {
      call.inHandshake = request.scheme === 'https'
      calls.push(call)
    }
    const taker = {
      listener: {
        bind: '0.0.0.0',
        port,
        tls: false,
        accepts: () => true,
        hung: () => SILENT,
        because: () => [this.causeOf(port) ?? []].flat(),
        serve,
      },
      calls,
    }
    this.takers.set(port, taker)
    const got = this.network.listen(taker.listener)
    const cause = tell(got ? undefined : `Port ${port} is in use: the other program waits until it is free.`)
    if (got) return this.got(port, cause)
    this.network.onClosed(port, () => this.network.listen(taker.listener) && this.got(port, cause))
  }

  private got(port: number, cause: number): void {
    this.network.onClosed(port, undefined)
    this.takers.get(port)!.entry = this.trace.add({ kind: 'port', cause, port, taken: true })
  }

  free(port: number, tell: (note?: string) => number): void {
    const taker = this.takers.get(port)
    const cause = tell(taker ? undefined : `No other program has port ${port}.`)
    if (!taker) return
    this.takers.delete(port)
    this.network.onClosed(port, undefined)
    if (taker.entry === undefined) return
    this.network.close(taker.listener)
    this.trace.add({ kind: 'port', cause, port, taken: false })
    // what has come in was never read: the kernel resets such a connection
    for (const call of taker.calls) if (!call.cancelled) call.answer({ is: 'reset' })
  }

  /** All other programs end, as with the machine. */
  freeAll(cause: number): void {
    for (const port of [...this.takers.keys()]) this.free(port, () => cause)
  }

  /** The entry that tells why a port is not to be had. */
  causeOf(port: number): number | undefined {
    return this.takers.get(port)?.entry
  }
}
