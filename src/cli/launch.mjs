// Runs one of the TypeScript programs beside this file under plain Node: node launch.mjs NAME ARGUMENTS…
// The bundle is kept by what is in it, and put in place in one step: any number may run at the same time.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const [, launcher, name, ...rest] = process.argv
const here = import.meta.dirname
const cache = join(here, '../../node_modules/.cache/whyrestart')
const { outputFiles } = await build({
  entryPoints: [join(here, `${name}.ts`)],
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  loader: { '.tsv': 'text' },
  write: false,
  logLevel: 'error',
})
const [{ contents }] = outputFiles
const file = join(cache, `${name}-${createHash('sha256').update(contents).digest('hex').slice(0, 16)}.mjs`)
if (!existsSync(file)) {
  mkdirSync(cache, { recursive: true })
  const half = `${file}.${process.pid}`
  writeFileSync(half, contents)
  renameSync(half, file)
}
process.argv = [process.argv[0], launcher, ...rest]
await import(pathToFileURL(file).href)
