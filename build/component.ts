import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { Plugin } from 'vite'

const root = join(import.meta.dirname, '..')
const entry = join(root, 'src/component/why-restart.ts')

/** Beside the page, under names that stay: the component for other people's pages, and its types. */
export const component = (): Plugin => ({
  name: 'component',
  apply: 'build',
  async generateBundle() {
    const { outputFiles } = await build({
      stdin: { contents: withoutBlanks(readFileSync(entry, 'utf8')), resolveDir: join(root, 'src/component'), loader: 'ts' },
      bundle: true,
      minify: true,
      write: false,
      // a script of a module's kind would be asked for by rules that many static hosts do not follow
      format: 'iife',
      target: 'es2022',
      legalComments: 'none',
    })
    this.emitFile({ type: 'asset', fileName: 'embed.js', source: outputFiles[0]!.text })
    this.emitFile({ type: 'asset', fileName: 'embed.d.ts', source: declarations() })
  },
})

/** Of its styles. */
const withoutBlanks = (code: string): string =>
  code.replace(/`\n:host[^`]*`/, (styles) => styles.replace(/\s*([{};:,])\s*/g, (_, sign: string) => sign).replace(/;\}/g, '}'))

/** In one file. */
function declarations(): string {
  const out = mkdtempSync(join(tmpdir(), 'whyrestart-types-'))
  try {
    const options = '--ignoreConfig --declaration --emitDeclarationOnly --strict --module esnext --moduleResolution bundler --target es2023'
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    execFileSync(process.execPath, [
      tsc,
      ...options.split(' '),
      '--allowImportingTsExtensions',
      '--types',
      '',
      '--lib',
      'es2023,dom,dom.iterable',
      '--outDir',
      out,
      entry,
    ])
    const [messages, own] = ['messages', 'why-restart'].map((name) => readFileSync(join(out, `${name}.d.ts`), 'utf8'))
    return `${messages!.trim()}\n${own!.replace(/^import .* from '\.\/messages\.ts';?\n/m, '').trim()}\n`
  } finally {
    rmSync(out, { recursive: true, force: true })
  }
}
