import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build, buildSync } from 'esbuild'
import type { Plugin } from 'vite'

const root = join(import.meta.dirname, '..')
const STANDS_IN_FOR = join(root, 'src/ui/simulator/opening.ts')
const FROZEN = join(root, 'src/ui/simulator/frozen.ts')
const RUNS = 'virtual:opening'

/** Runs the case as the web worker does, and prints what the page would be sent. */
const PROGRAM = `
import { isDeepStrictEqual } from 'node:util'
import { theStrangeCase } from './src/cases/the-strange-case.ts'
import { CASES } from './src/ui/state/slot.ts'
import { freeze, thaw } from './src/ui/simulator/frozen.ts'
import './src/views/all.ts'
import { tasks } from './src/ui/simulator/tasks.ts'
import { Transferred } from './src/ui/worker/serve-tasks.ts'

const made = []
for await (const step of tasks.run({ text: JSON.stringify(theStrangeCase(CASES.story)), shown: [] }))
  if (step instanceof Transferred) made.push(step.value.made)
if (made.length !== theStrangeCase(CASES.story).lanes.length) throw new Error('not all lanes were run')
if (!isDeepStrictEqual(thaw(freeze(made)), made)) throw new Error('the runs do not come back as they were')
process.stdout.write(freeze(made))
`

/**
 * Makes the runs of the case that the page opens with, so that its picture is there before the simulator. They are asked for with the
 * page itself, unless the address names something else to open, which only a script could tell: a frame's page does without.
 */
export const openingRuns = (): Plugin => ({
  name: 'opening-runs',
  apply: 'build',
  enforce: 'pre',
  resolveId: (id) => (id === RUNS ? RUNS : undefined),
  load(id) {
    if (id === RUNS) return `import { thaw } from ${JSON.stringify(FROZEN)}\nexport const runs = () => thaw(${JSON.stringify(made())})`
    if (id !== STANDS_IN_FOR) return undefined
    return `export const opening = () => import('${RUNS}').then(({ runs }) => runs())`
  },
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { bundle, path }) =>
      path.endsWith('/index.html')
        ? Object.values(bundle ?? {})
            .filter((file) => file.type === 'chunk' && file.facadeModuleId === RUNS)
            .map(({ fileName }) => ({ tag: 'link', injectTo: 'head', attrs: { rel: 'modulepreload', href: `./${fileName}` } }))
        : [],
  },
})

function made(): string {
  const { outputFiles } = buildSync({
    stdin: { contents: PROGRAM, resolveDir: root, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    loader: { '.tsv': 'text' },
    write: false,
    logLevel: 'error',
  })
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-'], {
    input: outputFiles[0]!.text,
    encoding: 'utf8',
    maxBuffer: 1e8,
  })
  if (status !== 0 || stdout === '') throw new Error(`the case that the page opens with did not run: ${stderr}`)
  return stdout
}

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

const projectRoot = join(import.meta.dirname, '..')
const entry = join(projectRoot, 'src/component/why-restart.ts')

/** Beside the page, under names that stay: the component for other people's pages, and its types. */
export const component = (): Plugin => ({
  name: 'component',
  apply: 'build',
  async generateBundle() {
    const { outputFiles } = await build({
      stdin: { contents: withoutBlanks(readFileSync(entry, 'utf8')), resolveDir: join(projectRoot, 'src/component'), loader: 'ts' },
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

function declarations(): string {
  const out = mkdtempSync(join(tmpdir(), 'whyrestart-types-'))
  try {
    const options = '--ignoreConfig --declaration --emitDeclarationOnly --strict --module esnext --moduleResolution bundler --target es2023'
    const tsc = join(projectRoot, 'node_modules/typescript/bin/tsc')
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
    return readFileSync(join(out, 'why-restart.d.ts'), 'utf8')
  } finally {
    rmSync(out, { recursive: true, force: true })
  }
}
