import { describe, expect, it, vi } from 'vitest'
import { makeClient, NoAnswer, type Port } from './client.ts'

type TestMessage = { kind: string; ask?: number }

/** Web workers that say only what a test lets them say. */
function workshop(): { made: Fake[]; make: () => Fake } {
  const made: Fake[] = []
  return {
    made,
    make: () => {
      const fake = new Fake()
      made.push(fake)
      return fake
    },
  }
}

class Fake implements Port {
  got: TestMessage[] = []
  isEnded = false
  onmessage: Port['onmessage'] = null
  onerror: Port['onerror'] = null
  postMessage(message: unknown): void {
    this.got.push(message as TestMessage)
  }
  terminate(): void {
    this.isEnded = true
  }
  say(data: unknown): void {
    this.onmessage?.({ data } as MessageEvent)
  }
}

const question =
  (kind: string) =>
  (ask: number): TestMessage => ({ kind, ask })
const reasonOf = (error: unknown): string => (error instanceof NoAnswer ? error.reason : 'another error')

describe('the client of a web worker', () => {
  it('makes none before there is something to say, and one alone', () => {
    const { made, make } = workshop()
    const client = makeClient<TestMessage, never>(make)
    expect([made.length, client.isRunning()]).toEqual([0, false])
    expect(client.post({ kind: 'run' })).toBe(true)
    client.post({ kind: 'run' })
    expect([made.length, made[0]!.got.length, client.isRunning()]).toEqual([1, 2, true])
  })

  it('hands each answer to whoever has asked, in whatever order they come', async () => {
    const { made, make } = workshop()
    const client = makeClient<TestMessage, never>(make)
    const first = client.ask<string>(question('a'))
    const second = client.ask<string>(question('b'))
    made[0]!.say({ kind: 'answer', ask: 2, value: 'of b' })
    made[0]!.say({ kind: 'answer', ask: 1, value: 'of a' })
    expect(await Promise.all([first, second])).toEqual(['of a', 'of b'])
  })

  it('tells whoever has asked what is heard before the answer, and the rest to nobody else', async () => {
    const { made, make } = workshop()
    const [heard, progress] = [vi.fn<(message: unknown) => void>(), vi.fn<(message: unknown) => void>()]
    const client = makeClient<TestMessage, unknown>(make, { heard })
    const answer = client.ask(question('long'), { heard: progress })
    made[0]!.say({ kind: 'trying', ask: 1, progress: 0.5 })
    made[0]!.say({ kind: 'trying', ask: 7, progress: 1 })
    made[0]!.say({ kind: 'alive' })
    made[0]!.say({ kind: 'answer', ask: 1, value: null })
    expect(await answer).toBeNull()
    expect(progress.mock.calls).toEqual([[{ kind: 'trying', ask: 1, progress: 0.5 }]])
    expect(heard.mock.calls).toEqual([[{ kind: 'alive' }]])
  })

  it('says why there is no answer', async () => {
    const { made, make } = workshop()
    const client = makeClient<TestMessage, never>(make)
    const failed = client.ask(question('a')).catch((error: NoAnswer) => [error.reason, error.message])
    made[0]!.say({ kind: 'failed', ask: 1, message: 'There is no recording x.' })
    expect(await failed).toEqual(['failed', 'There is no recording x.'])
    const ended = client.ask(question('b')).catch(reasonOf)
    client.end()
    expect([await ended, made[0]!.isEnded]).toEqual(['ended', true])
    const fallen = client.ask(question('c')).catch(reasonOf)
    made[1]!.onerror?.({} as ErrorEvent)
    expect([await fallen, made[1]!.isEnded, client.isRunning()]).toEqual(['fallen', true, false])
  })

  it('ends one that is silent for too long, and asks a fresh one next', async () => {
    vi.useFakeTimers()
    const { made, make } = workshop()
    const lost = vi.fn<(message: unknown) => void>()
    const client = makeClient<TestMessage, never>(make, { lost })
    const answer = client.ask(question('long'), { budgetMs: 1000 }).catch(reasonOf)
    vi.advanceTimersByTime(900)
    made[0]!.say({ kind: 'judging', ask: 1 })
    vi.advanceTimersByTime(900)
    expect(made[0]!.isEnded).toBe(false)
    vi.advanceTimersByTime(200)
    expect([await answer, made[0]!.isEnded, lost.mock.calls]).toEqual(['silent', true, [['silent']]])
    client.post({ kind: 'run' })
    expect(made.length).toBe(2)
    vi.useRealTimers()
  })

  it('hears nothing of one that it has ended', () => {
    const { made, make } = workshop()
    const heard = vi.fn<(message: unknown) => void>()
    const client = makeClient<TestMessage, never>(make, { heard })
    client.post({ kind: 'run' })
    client.end()
    made[0]!.say({ kind: 'done' })
    expect(heard).not.toHaveBeenCalled()
  })

  it('says so where none can be made', async () => {
    const lost = vi.fn<(message: unknown) => void>()
    const client = makeClient<TestMessage, never>(
      () => {
        throw new DOMException('denied', 'SecurityError')
      },
      { lost },
    )
    expect(client.post({ kind: 'run' })).toBe(false)
    expect(await client.ask(question('a')).catch(reasonOf)).toBe('missing')
    expect(lost.mock.calls).toEqual([['missing'], ['missing']])
  })
})
