import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
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
import { Transferred } from './src/ui/worker/tasks.ts'

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
