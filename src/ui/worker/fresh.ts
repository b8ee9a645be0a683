import { NoAnswer, WorkerClient } from './client.ts'
import type { InputOf, ResultOf, Tasks } from './tasks.ts'

/**
 * Calls a task in a web worker of its own, which is gone afterwards: what was brought may have hung the last one. Where this page can
 * have none, or its code does not come, the page does the work itself; what has brought one down is not tried again on the page.
 *
 * Errors: rejects with a sentence; `NoAnswer` is its cause.
 */
export async function callFresh<T extends Tasks, K extends keyof T & string>(
  room: string,
  task: K,
  input: InputOf<T[K]>,
  budgetMs: number,
): Promise<ResultOf<T[K]>> {
  const worker = new WorkerClient<T>(room, { inPage: true })
  try {
    return await worker.call(task, input, { budgetMs }).result
  } catch (error) {
    const reason = error instanceof NoAnswer ? error.reason : 'failed'
    throw new Error(
      reason === 'silent'
        ? `What was brought could not be read within ${budgetMs / 1000} s.`
        : reason === 'fallen'
          ? 'What was brought could not be read: it needs more memory than this browser gives.'
          : 'What was brought could not be read.',
      { cause: error },
    )
  } finally {
    worker.end()
  }
}
