/** A browser takes about a sixth of a second to begin with all of Monaco: in pieces, whatever else there is to do comes between them. */
const PIECES = [() => import('./monaco-view.ts'), () => import('./monaco-api.ts')]

/** Fetches Monaco. Rejects where the network is gone. */
export async function loadMonaco(): Promise<typeof import('./Monaco.tsx')> {
  for (const load of PIECES) {
    await load()
    await nextTask()
  }
  return import('./Monaco.tsx')
}

const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))
