import { makeClient, NoAnswer, type Port } from '../simulator/client.ts'

/** What a fresh web worker says first, so that a fall after it is known to be of its work. */
export const ALIVE = { kind: 'alive' } as const

interface Asked<To, T> {
  make: () => Port
  question: (number: number) => To
  /** What takes longer is given up. */
  budgetMs: number
  /** The same without a web worker. */
  here: () => Promise<T>
}

/**
 * Asks a web worker of its own, which is gone afterwards: what was brought may have hung the last one. Where this page can have
 * none, or its code does not come, the page does the work itself; what has brought one down is not tried again on the page.
 *
 * Errors: rejects with a sentence; `NoAnswer` is its cause.
 */
export async function askFresh<To, T>({ make, question, budgetMs, here }: Asked<To, T>): Promise<T> {
  let isAlive = false
  const client = makeClient<To, typeof ALIVE>(make, { heard: () => void (isAlive = true) })
  try {
    return await client.ask<T>(question, { budgetMs })
  } catch (error) {
    const reason = error instanceof NoAnswer ? error.reason : undefined
    if (reason === 'missing' || (reason === 'fallen' && !isAlive)) return await onPage(here)
    throw new Error(
      reason === 'silent' ? `What was brought could not be read within ${budgetMs / 1000} s.` : reason === 'fallen' ? TOO_MUCH : UNREAD,
      {
        cause: error,
      },
    )
  } finally {
    client.end()
  }
}

const UNREAD = 'What was brought could not be read.'
const TOO_MUCH = 'What was brought could not be read: it needs more memory than this browser gives.'

async function onPage<T>(here: () => Promise<T>): Promise<T> {
  try {
    return await here()
  } catch (error) {
    throw new Error(UNREAD, { cause: error })
  }
}
