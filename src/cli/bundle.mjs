// Bundles a program of the source for plain Node, which knows neither TypeScript's folders nor the tables of texts.
// The bundle is kept by what is in it, and put in place in one step: any number may run at the same time.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const cache = join(import.meta.dirname, '../../node_modules/.cache/whyrestart')

/** Where the bundle of that file is to be imported from. */
export async function bundled(entry) {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    loader: { '.tsv': 'text' },
    write: false,
    logLevel: 'error',
  })
  const [{ contents }] = outputFiles
  const file = join(cache, `${basename(entry, '.ts')}-${createHash('sha256').update(contents).digest('hex').slice(0, 16)}.mjs`)
  if (!existsSync(file)) {
    mkdirSync(cache, { recursive: true })
    const half = `${file}.${process.pid}`
    writeFileSync(half, contents)
    renameSync(half, file)
  }
  return pathToFileURL(file).href
}
