import type { Brought, Imported } from '../../cases/import.ts'

export type OwnQuestion = { kind: 'import'; texts: readonly Brought[]; release: string } | { kind: 'write'; document: string }
export type OwnAnswer = { imported: Imported } | { text: string }

/** Enough for what may be brought; what takes longer is given up. */
const BUDGET_MS = 5000

/** Takes texts from elsewhere apart, in a web worker of its own: whatever they are, the page stays. */
export async function importBrought(texts: readonly Brought[], release: string): Promise<Imported> {
  const answer = await ask({ kind: 'import', texts, release })
  if ('imported' in answer) return answer.imported
  throw new Error('The texts could not be read.')
}

/** The scenario as a file that a person can read. */
export async function scenarioFile(document: string): Promise<string> {
  const answer = await ask({ kind: 'write', document })
  if ('text' in answer) return answer.text
  throw new Error('The scenario could not be written.')
}

function ask(question: OwnQuestion): Promise<OwnAnswer> {
  return new Promise<OwnAnswer>((resolve, reject) => {
    const worker = new Worker(new URL('./own-worker.ts', import.meta.url), { type: 'module', name: 'own' })
    const end = (): void => {
      clearTimeout(timer)
      worker.terminate()
    }
    const timer = setTimeout(() => {
      end()
      reject(new Error(`What was brought could not be read within ${BUDGET_MS / 1000} s.`))
    }, BUDGET_MS)
    worker.onmessage = ({ data }: MessageEvent<OwnAnswer>) => {
      end()
      resolve(data)
    }
    worker.onerror = () => {
      end()
      reject(new Error('What was brought could not be read.'))
    }
    worker.postMessage(question)
  })
}
