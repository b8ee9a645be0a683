import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Plugin } from 'vite'
import { Program } from './program.ts'
import { markAt, type Module, moduleOf } from './units.ts'
import { AT_ONCE, LATER, write } from './write-divided.ts'

const root = join(import.meta.dirname, '..')
const WORKER = join(root, 'src/ui/simulator/worker.ts')
const REST = join(root, 'src/ui/simulator/rest.ts')
/** What the ready scenarios are made by, and exercises of the usual pods: their runs say what has to come first. */
const CASES = join(root, 'src/cases/the-strange-case.ts')
const EXERCISES = ['a-probe', 'a-slow-start', 'exit-codes'].map((name) => join(root, `src/lessons/levels/${name}.yaml`))
/** With what stands before it, which may be a word. */
const NOTE = /([\w$]?)\/\* @__PURE__ \*\/ /g
const READY_RUNS = join(import.meta.dirname, 'ready-runs.mjs')

/**
 * Divides the simulator's web worker in two: what runs in the ready scenarios comes first, and everything else once their picture
 * stands. The build itself runs them and sees which functions they need, so that nobody keeps a list. In the place of a function
 * that comes later stands one that ends the run and says so; the web worker then fetches the rest and runs again
 * (`src/ui/simulator/rest.ts`). Where nothing is divided (the shell, the package, the one-file page, a page without a web worker),
 * the sources are as they are.
 */
export const divideWorker = (): Plugin => {
  let made: ReadonlyMap<string, string> | undefined
  return {
    name: 'divide-worker',
    apply: 'build',
    enforce: 'pre',
    buildStart({ input }) {
      made = [input].flat().some((file) => file === WORKER) ? divided() : undefined
    },
    resolveId: (id) => (made?.has(id) ? id : undefined),
    load: (id) => made?.get(id),
    // what says that a call has no effect is for whoever bundles it once more, and nobody does
    generateBundle(_options, bundle) {
      for (const part of Object.values(bundle))
        if (part.type === 'chunk') part.code = part.code.replaceAll(NOTE, (_, before) => before && `${before} `)
    },
  }
}

/** Each of the web worker's two parts is one file; what is asked for by itself comes by itself. */
export const partsOfWorker = [
  { name: (id: string): string | null => (id === WORKER || id === REST || id.endsWith(AT_ONCE) ? 'first' : null) },
  { name: (id: string): string | null => (id.endsWith(LATER) ? 'rest' : null) },
]

/** Code by the ids of the modules that are not as they were written. */
function divided(): Map<string, string> {
  const modules = readAll([WORKER, CASES])
  markRan(modules)
  const reached = reachedBy(modules, WORKER)
  const isDivided = (id: string): boolean => reached.has(id) && id !== WORKER && id !== REST
  const program = new Program(modules, isDivided)
  program.decide(WORKER)
  return write(program, { entry: WORKER, rest: REST })
}

/** Every module that is imported, at once or later, from some on. */
function readAll(entries: readonly string[]): Map<string, Module> {
  const modules = new Map<string, Module>()
  const left = [...entries]
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    if (modules.has(id)) continue
    const module = moduleOf(id)
    modules.set(id, module)
    left.push(...module.imports.flatMap(({ file }) => file ?? []), ...module.reexports.map(({ file }) => file), ...module.dynamic)
  }
  return modules
}

function reachedBy(modules: ReadonlyMap<string, Module>, entry: string): Set<string> {
  const reached = new Set([entry])
  for (const id of reached) {
    const { imports, reexports } = modules.get(id)!
    for (const { file } of [...imports, ...reexports]) if (file !== undefined) reached.add(file)
  }
  return reached
}

/** Runs the ready scenarios in a process of its own, and marks what ran. */
function markRan(modules: ReadonlyMap<string, Module>): void {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'whyrestart-'))
  // as long a name as before, so that everything stays where it stood in its file
  const place = (id: string): string => join(folder, relative(root, id).replace(/\.ts$/, '.js'))
  try {
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    for (const { id, code } of modules.values()) {
      mkdirSync(dirname(place(id)), { recursive: true })
      writeFileSync(place(id), code.replace(/(["'])(\.\.?\/[^"'\n]+)\.ts\1/g, '$1$2.js$1'))
    }
    const { stdout, stderr, status } = spawnSync(process.execPath, [READY_RUNS, place(WORKER), place(CASES), ...EXERCISES], {
      encoding: 'utf8',
      maxBuffer: 1e8,
    })
    if (status !== 0) throw new Error(`the ready scenarios did not run: ${stderr}`)
    const ran = JSON.parse(stdout) as Record<string, number[]>
    for (const { id, units } of modules.values()) for (const at of ran[pathToFileURL(place(id)).href] ?? []) markAt(units, at)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
