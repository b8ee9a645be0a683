import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

/** The shell's program as `npm run simulate` bundles it: its tables of texts are no modules of Node's. */
export async function loadShell(): Promise<typeof import('../src/cli/main.ts')> {
  const root = join(import.meta.dirname, '..')
  const { outputFiles } = await build({
    entryPoints: [join(root, 'src/cli/main.ts')],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    loader: { '.tsv': 'text' },
    write: false,
    logLevel: 'error',
  })
  const folder = join(root, 'node_modules/.cache/whyrestart')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `shell-${process.pid}.mjs`)
  writeFileSync(file, outputFiles[0]!.contents)
  return (await import(pathToFileURL(file).href)) as typeof import('../src/cli/main.ts')
}
