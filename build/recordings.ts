import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

const recorded = join(import.meta.dirname, '../src/sim/recorded')
const INDEX = 'virtual:recordings'
const FOLDER = 'recorded'

interface Packed {
  file: string
  names: string[]
  source: Buffer
}

/**
 * The recordings of each folder in one packed file, which the page fetches where somebody wants to see them: they are no scripts. In one
 * file they stand in its script, in base64.
 */
export const recordings = ({ isInScript = false } = {}): Plugin => {
  let packed: readonly Packed[] | undefined
  let base = ''
  return {
    name: 'recordings',
    configResolved({ command }) {
      base = command === 'build' ? `../${FOLDER}/` : `/${FOLDER}/`
    },
    resolveId: (id) => (id === INDEX ? INDEX : undefined),
    load(id) {
      if (id !== INDEX) return undefined
      const index = (packed ??= pack()).map(({ file, names, source }) => ({
        file,
        names,
        ...(isInScript ? { base64: source.toString('base64') } : {}),
      }))
      return `export const BASE = ${JSON.stringify(base)}\nexport const FILES = ${JSON.stringify(index)}`
    },
    configureServer: ({ middlewares }) =>
      void middlewares.use(`/${FOLDER}`, (request, response, next) => {
        const found = (packed ??= pack()).find(({ file }) => `/${file}` === request.url)
        if (found) response.end(found.source)
        else next()
      }),
    generateBundle() {
      if (isInScript) return
      for (const { file, source } of (packed ??= pack())) this.emitFile({ type: 'asset', fileName: `${FOLDER}/${file}`, source })
    },
  }
}

function pack(): Packed[] {
  const all = readdirSync(recorded, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.scenario.yaml'))
    .map((file) => file.replaceAll('\\', '/').replace('.scenario.yaml', ''))
    .toSorted()
  const text = (file: string): string => readFileSync(join(recorded, file), 'utf8')
  const folders = new Set(all.map((name) => name.replace(/\/[^/]*$/, '')))
  return [...folders].map((folder) => {
    const names = all.filter((name) => name.replace(/\/[^/]*$/, '') === folder)
    const texts = Object.fromEntries(names.map((name) => [name, [text(`${name}.scenario.yaml`), text(`${name}.trace.json`)]]))
    const source = gzipSync(JSON.stringify(texts), { level: 9 })
    const hash = createHash('sha256').update(source).digest('base64url').slice(0, 8)
    return { file: `${folder.replaceAll('/', '-')}-${hash}.bin`, names, source }
  })
}
