import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { callFresh, failureOf, setWorkerProgram, WorkerTimeout, type Reason, WorkerClient, type WorkerPort } from './client.ts'
import { LOADED, LOADING, offerTasks, serve, Transferred, type WorkerScope } from './serve-tasks.ts'

const letGo: (() => void)[] = []
const left: string[] = []

const tasks = {
  double: (n: number): number => n * 2,
  fail: (): never => {
    throw new Error('There is no recording x.')
  },
  async *count(to: number): AsyncGenerator<number, string> {
    for (let n = 1; n <= to; n++) yield n
    return 'counted'
  },
  async *hold(): AsyncGenerator<string, string> {
    try {
      yield 'begun'
      await new Promise<void>((resolve) => letGo.push(resolve))
      yield 'never seen'
      return 'never seen'
    } finally {
      left.push('hold')
    }
  },
  async *fetch(): AsyncGenerator<typeof LOADING | typeof LOADED | Transferred<string>, null> {
    yield LOADING
    await new Promise<void>((resolve) => letGo.push(resolve))
    yield LOADED
    yield new Transferred('handed over', [])
    return null
  },
}

const rooms = { room: async () => ({ tasks }) }

/** A web worker that runs the real program beside the page; or one that only does what a test says. */
class Fake implements WorkerPort {
  onmessage: WorkerPort['onmessage'] = null
  onerror: WorkerPort['onerror'] = null
  isEnded = false
  readonly got: unknown[] = []
  private readonly scope: WorkerScope = {
    onmessage: null,
    postMessage: (data) => queueMicrotask(() => this.onmessage?.({ data } as MessageEvent)),
  }

  constructor(isReal = true) {
    if (isReal) queueMicrotask(() => serve(rooms, this.scope))
  }
  postMessage(data: unknown): void {
    this.got.push(data)
    queueMicrotask(() => this.scope.onmessage?.({ data } as MessageEvent))
  }
  terminate(): void {
    this.isEnded = true
  }
  say(data: unknown): void {
    this.onmessage?.({ data } as MessageEvent)
  }
  fall(): void {
    this.onerror?.({} as ErrorEvent)
  }
}

const made: Fake[] = []
const program = (start: () => Fake, load = vi.fn<() => Promise<void>>(async () => offerTasks((scope) => serve(rooms, scope)))) => {
  setWorkerProgram({
    start: () => {
      const fake = start()
      made.push(fake)
      return fake
    },
    load,
  })
  return load
}
const client = (options: ConstructorParameters<typeof WorkerClient>[1] = {}) => new WorkerClient<typeof tasks>('room', options)
const reasonOf = (error: unknown): Reason | 'another error' => (error instanceof WorkerTimeout ? error.reason : 'another error')

beforeEach(() => {
  for (const list of [made, letGo, left]) list.length = 0
  program(() => new Fake())
})
afterEach(() => void vi.useRealTimers())

describe('a task in a web worker', () => {
  it('starts one when there is something to do, and one alone', async () => {
    const worker = client()
    expect([made.length, worker.isRunning]).toEqual([0, false])
    const answers = [worker.call('double', 4).result, worker.call('double', 5).result]
    expect(await Promise.all(answers)).toEqual([8, 10])
    expect([made.length, worker.isRunning]).toEqual([1, true])
  })

  it('has its progress as it comes, and then its result', async () => {
    const call = client().call('count', 3)
    const progress: number[] = []
    for await (const n of call) progress.push(n)
    expect([progress, await call.result]).toEqual([[1, 2, 3], 'counted'])
  })

  it('says why there is no answer', async () => {
    const worker = client()
    const failed = worker.call('fail', null).result
    await expect(failed).rejects.toMatchObject({ reason: 'failed', message: 'There is no recording x.' })
    const ended = worker.call('hold', null).result.catch(reasonOf)
    worker.end()
    expect([await ended, made[0]!.isEnded, worker.isRunning]).toEqual(['ended', true, false])
    expect(await worker.call('double', 1).result).toBe(2)
    const fallen = worker.call('hold', null).result.catch(reasonOf)
    made[1]!.fall()
    expect([await fallen, made.length]).toEqual(['fallen', 2])
  })

  it('comes to nothing once it is cancelled, and others go on', async () => {
    const worker = client()
    const call = worker.call('hold', null)
    const progress: string[] = []
    for await (const word of call) {
      progress.push(word)
      worker.cancelAll('hold')
    }
    expect(left.splice(0)).toEqual([])
    letGo.splice(0).forEach((go) => go())
    expect([progress, await call.result.catch(reasonOf), await worker.call('double', 2).result]).toEqual([['begun'], 'ended', 4])
    expect(left.splice(0)).toEqual(['hold'])
    const { id } = made[0]!.got[0] as { id: number }
    expect(made[0]!.got.slice(1)).toEqual([
      { id, isCancelled: true },
      { id: id + 1, room: 'room', task: 'double', input: 2 },
    ])
    // what has its end is not cancelled, nor is another task
    const double = worker.call('double', 3)
    worker.cancelAll('hold')
    expect(await double.result).toBe(6)
    double.cancel()
    call.cancel()
    expect(made[0]!.got).toHaveLength(4)
  })

  it('that is silent for too long is ended, and the next one gets a fresh web worker', async () => {
    vi.useFakeTimers()
    program(() => new Fake(false))
    const onLost = vi.fn<(reason: Reason) => void>()
    const worker = client({ onLost })
    const result = worker.call('hold', null, { budgetMs: 1000 }).result.catch(reasonOf)
    // its code has fifteen seconds
    vi.advanceTimersByTime(14_000)
    made[0]!.say({ kind: 'alive' })
    vi.advanceTimersByTime(900)
    made[0]!.say({ kind: 'progress', id: (made[0]!.got[0] as { id: number }).id, value: 1 })
    vi.advanceTimersByTime(900)
    expect(made[0]!.isEnded).toBe(false)
    vi.advanceTimersByTime(200)
    expect([await result, made[0]!.isEnded, onLost.mock.calls]).toEqual(['silent', true, [['silent']]])
    const budgetMs = vi.fn<() => number>(() => 500)
    const next = worker.call('double', 1, { budgetMs }).result.catch(reasonOf)
    expect(made.length).toBe(2)
    // whose code has its fifteen seconds too; then counts how long it may take by then
    vi.advanceTimersByTime(14_000)
    expect([made[1]!.isEnded, budgetMs.mock.calls.length]).toEqual([false, 0])
    made[1]!.say({ kind: 'alive' })
    vi.advanceTimersByTime(499)
    expect(made[1]!.isEnded).toBe(false)
    vi.advanceTimersByTime(1)
    expect([await next, onLost.mock.calls]).toEqual(['silent', [['silent'], ['silent']]])
  })

  it('without a budget waits, until another one’s is used up', async () => {
    vi.useFakeTimers()
    program(() => new Fake(false))
    const worker = client()
    const waiting = worker.call('hold', null).result.catch(reasonOf)
    vi.advanceTimersByTime(60_000)
    const result = worker.call('double', 2, { budgetMs: 1000 }).result.catch(reasonOf)
    const [, { id }] = made[0]!.got as [unknown, { id: number }]
    made[0]!.say({ kind: 'loading', id })
    vi.advanceTimersByTime(14_000)
    made[0]!.say({ kind: 'loaded', id })
    vi.advanceTimersByTime(999)
    expect(made[0]!.isEnded).toBe(false)
    vi.advanceTimersByTime(1)
    expect([made[0]!.isEnded, await result, await waiting]).toEqual([true, 'silent', 'silent'])
  })

  it('that waits for code has as long as code may take', async () => {
    vi.useFakeTimers()
    const worker = client()
    const call = worker.call('fetch', null, { budgetMs: 1000 })
    await vi.advanceTimersByTimeAsync(14_000)
    letGo.splice(0).forEach((go) => go())
    const progress: string[] = []
    for await (const word of call) progress.push(word)
    expect([progress, await call.result]).toEqual([['handed over'], null])
    const never = worker.call('fetch', null, { budgetMs: 1000 }).result.catch(reasonOf)
    await vi.advanceTimersByTimeAsync(15_000)
    expect(await never).toBe('unloaded')
  })

  it('is done by the page itself where it may have no web worker, or the code of one does not come', async () => {
    const denied = (): Fake => {
      throw new DOMException('denied', 'SecurityError')
    }
    program(denied)
    expect(await client().call('double', 3).result.catch(reasonOf)).toBe('missing')
    expect(await client({ inPage: true }).call('double', 3).result).toBe(6)
    program(() => new Fake(false))
    const worker = client({ inPage: true })
    const { result } = worker.call('double', 4)
    made.at(-1)!.fall()
    expect(await result).toBe(8)
    const other = client().call('double', 4).result.catch(reasonOf)
    made.at(-1)!.fall()
    expect(await other).toBe('unloaded')
  })
})

describe('a page that does the work itself', () => {
  it('is told nothing more of what was ended, neither an answer nor that its code has not come', async () => {
    const denied = (): Fake => {
      throw new DOMException('denied', 'SecurityError')
    }
    program(denied)
    const onLost = vi.fn<(reason: Reason) => void>()
    const worker = client({ inPage: true, onLost })
    expect(await worker.call('double', 3).result).toBe(6)
    const call = worker.call('hold', null)
    for await (const word of call) if (word === 'begun') worker.end()
    letGo.splice(0).forEach((go) => go())
    expect([await call.result.catch(reasonOf), await worker.call('double', 4).result]).toEqual(['ended', 8])
    program(
      denied,
      vi.fn<() => Promise<void>>(() => Promise.reject(new Error('no code'))),
    )
    const other = client({ inPage: true, onLost })
    const lost = other.call('double', 3).result.catch(reasonOf)
    expect([await lost, onLost.mock.calls]).toEqual(['unloaded', [['unloaded']]])
    const ended = other.call('double', 3).result.catch(reasonOf)
    other.end()
    expect(await ended).toBe('ended')
    program(denied)
    // ended before its turn, it is not begun
    const unbegun = client({ inPage: true })
    void unbegun.call('hold', null).result.catch(() => undefined)
    unbegun.end()
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect([onLost.mock.calls.length, letGo.length]).toEqual([1, 0])
  })

  it('does it where its program is in the page from the beginning, whatever is asked for', async () => {
    setWorkerProgram({
      start: () => {
        throw new DOMException('denied', 'SecurityError')
      },
      load: async () => offerTasks((scope) => serve(rooms, scope)),
      isHere: true,
    })
    expect(await client().call('double', 3).result).toBe(6)
  })

  it('says that it has none where nobody has said where its program is', async () => {
    vi.resetModules()
    const fresh = await import('./client.ts')
    const reason = (inPage: boolean) =>
      new fresh.WorkerClient<typeof tasks>('room', { inPage }).call('double', 1).result.catch((error: { reason: Reason }) => error.reason)
    expect([await reason(false), await reason(true)]).toEqual(['missing', 'unloaded'])
  })
})

it('what an ended web worker still says or breaks is nobody’s', async () => {
  program(() => new Fake(false))
  const onLost = vi.fn<(reason: Reason) => void>()
  const worker = client({ onLost })
  void worker.call('double', 1).result.catch(reasonOf)
  worker.end()
  const result = worker.call('double', 2).result
  const { id } = made[1]!.got[0] as { id: number }
  made[0]!.say({ kind: 'alive' })
  made[0]!.fall()
  made[0]!.say({ kind: 'answer', id, value: 'of the old one' })
  made[1]!.say({ kind: 'answer', id, value: 4 })
  expect([await result, onLost.mock.calls]).toEqual([4, []])
})

describe('what was brought from elsewhere', () => {
  const double = (n: number, budgetMs = 1000): Promise<number> => callFresh<typeof tasks, 'double'>('room', 'double', n, budgetMs)

  it('has a web worker of its own, which is gone afterwards', async () => {
    expect([await double(2), await double(3), made.map(({ isEnded }) => isEnded)]).toEqual([4, 6, [true, true]])
  })

  it('is not tried on the page where it has brought the web worker down', async () => {
    const load = program(() => new Fake(false))
    const result = double(2)
    made[0]!.say({ kind: 'alive' })
    made[0]!.fall()
    await expect(result).rejects.toThrow('it needs more memory than this browser gives')
    expect(load).not.toHaveBeenCalled()
  })

  it('is told in a sentence where it takes too long, or fails', async () => {
    program(() => new Fake(false))
    const silent = double(2, 20)
    made[0]!.say({ kind: 'alive' })
    await expect(silent).rejects.toThrow('What was brought could not be read within 0.02 s.')
    program(() => new Fake())
    await expect(callFresh<typeof tasks, 'fail'>('room', 'fail', null, 1000)).rejects.toThrow(/^What was brought could not be read\.$/)
  })
})

it('what was thrown by something else has failed, as what says no more', () => {
  expect(failureOf(new WorkerTimeout('silent', 'why'))).toMatchObject({ reason: 'silent', message: 'why' })
  expect(failureOf(new WorkerTimeout('ended'))).toMatchObject({ reason: 'ended', message: '' })
  for (const other of [new Error('no'), 'no', undefined]) expect(failureOf(other)).toEqual({ reason: 'failed', message: '' })
})

it('a web worker loads a room’s code once, hands buffers over, and says nothing of what was cancelled', async () => {
  const said: unknown[] = []
  const buffer = new ArrayBuffer(8)
  const own = {
    ...tasks,
    async *hand(): AsyncGenerator<Transferred<ArrayBuffer> | number, string> {
      yield new Transferred(buffer, [buffer])
      yield 2
      return 'done'
    },
  }
  const load = vi.fn<() => Promise<{ tasks: typeof own }>>(async () => ({ tasks: own }))
  const scope: WorkerScope = { onmessage: null, postMessage: (data, options) => said.push([data, options?.transfer.length]) }
  serve({ room: load }, scope)
  const ask = async (data: object): Promise<unknown[]> => {
    scope.onmessage!({ data } as MessageEvent)
    await new Promise((resolve) => setTimeout(resolve))
    return said.splice(0)
  }
  expect(said.splice(0)).toEqual([[{ kind: 'alive' }, 0]])
  expect(await ask({ id: 1, room: 'room', task: 'hand', input: null })).toEqual([
    [{ kind: 'loading', id: 1 }, 0],
    [{ kind: 'loaded', id: 1 }, 0],
    [{ kind: 'progress', id: 1, value: buffer }, 1],
    [{ kind: 'progress', id: 1, value: 2 }, 0],
    [{ kind: 'answer', id: 1, value: 'done' }, 0],
  ])
  expect(await ask({ id: 2, room: 'room', task: 'fail', input: null })).toEqual([
    [{ kind: 'failed', id: 2, message: 'There is no recording x.' }, 0],
  ])
  expect(await ask({ id: 3, room: 'room', task: 'hold', input: null })).toEqual([[{ kind: 'progress', id: 3, value: 'begun' }, 0]])
  expect(await ask({ id: 3, isCancelled: true })).toEqual([])
  letGo.splice(0).forEach((go) => go())
  expect(await ask({ id: 4, room: 'room', task: 'double', input: 2 })).toEqual([[{ kind: 'answer', id: 4, value: 4 }, 0]])
  expect(load).toHaveBeenCalledTimes(1)
})
