import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { defineConfig } from 'vitest/config'
import { component, openingRuns, recordings } from './build/vite-plugins.ts'
import { singlePage } from './build/single.ts'
import { bundled } from './src/cli/bundle.mjs'

/** The frame's page is the page itself with another script, and is not looked for; without Monaco it needs no styles but its own. */
const embedPage = (): Plugin => ({
  name: 'embed-page',
  transformIndexHtml: {
    order: 'pre',
    handler: (html, { path }) =>
      path.endsWith('/embed.html')
        ? readFileSync(join(import.meta.dirname, 'index.html'), 'utf8')
            .replace('/src/main.tsx', '/src/embed.tsx')
            .replace("style-src 'self' 'unsafe-inline'", "style-src 'self'")
            .replace("form-action 'none'", "form-action 'none'; require-trusted-types-for 'script'; trusted-types default")
            .replace('<title>', '<meta name="robots" content="noindex" />\n    <title>')
        : html,
  },
})

const KEPT = /\.(js|css|html|woff2|ttf|svg|png|webmanifest|bin)$/

/** What keeping the page for offline use takes, for the page to say before it does so. */
const offlineSize = (): Plugin => {
  let dist = ''
  return {
    name: 'offline-size',
    apply: 'build',
    configResolved: (config) => void (dist = resolve(config.root, config.build.outDir)),
    closeBundle: () => {
      const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter(
        (file) => KEPT.test(file) && !/^(sw|workbox-[^/]*)\.js$/.test(file),
      )
      const bytes = files.reduce((sum, file) => sum + statSync(join(dist, file)).size, 0)
      writeFileSync(join(dist, 'offline.json'), JSON.stringify({ files: files.length, bytes }))
    },
  }
}

type ModuleInfo = (id: string) => { importedIds: readonly string[] } | null

/** All that a script needs before it begins. */
function needed(entry: string, infoOf: ModuleInfo): Set<string> {
  const found = new Set([join(import.meta.dirname, entry)])
  for (const id of found) for (const imported of infoOf(id)?.importedIds ?? []) found.add(imported)
  return found
}

let both: Set<string> | undefined

/** What the page and its frame both begin with is one file: it packs better than twenty, and each comes once. */
function inBoth(id: string, context: { getModuleInfo: ModuleInfo }): string | null {
  if (!both) {
    const [page, frame] = ['src/main.tsx', 'src/embed.tsx'].map((entry) => needed(entry, (module) => context.getModuleInfo(module)))
    both = new Set([...page!].filter((module) => frame!.has(module)))
  }
  return both.has(id) ? 'both' : null
}

let first: Set<string> | undefined

/** What a web worker begins with is one file too. */
function inFirst(id: string, context: { getModuleInfo: ModuleInfo }): string | null {
  first ??= needed('src/worker.ts', (module) => context.getModuleInfo(module))
  return first.has(id) ? 'simulator' : null
}

/** A person asks for it, on the page; nothing is kept, and nothing replaced under a running page, without that. */
const offline = () =>
  VitePWA({
    registerType: 'prompt',
    injectRegister: null,
    manifest: false,
    // what stands behind ? and # is the page's own business
    workbox: {
      globPatterns: ['**/*.{js,css,html,woff2,ttf,svg,png,webmanifest,bin}'],
      maximumFileSizeToCacheInBytes: 8_000_000,
      cleanupOutdatedCaches: true,
      // the page's own addresses are answered without it, and any other file of the host is no business of the page
      navigateFallback: null,
      ignoreURLParametersMatching: [/./],
      dontCacheBustURLsMatching: /^assets\//,
    },
  })

const SLOW = ['src/package.test.ts', 'src/api-docs.test.ts', 'src/damaged.fuzz.test.ts']

/** Sweeps, of which `npm test` draws a part by the day's seed; here whole. */
const SWEEPS = [
  'cases/ready-lanes',
  'cluster/recordings',
  'cluster/why/cuts',
  'lessons/by-accident',
  'views/releases/neighbours',
  'views/verdicts/judge-lane',
  'views/what-if/what-if',
  'views/wild/planes',
  'views/why/why',
].map((name) => `src/${name}.test.ts`)

// what is looked for by a name that has changed would be passed over
for (const file of [...SLOW, ...SWEEPS]) if (!existsSync(join(import.meta.dirname, file))) throw new Error(`There is no ${file}.`)

/** In the page the control plane comes when a run needs it; to the core’s tests it has come. */
const ALL = ['src/views/all.ts']

/** Of the tests of each kind. */
const tests = {
  env: { TZ: 'UTC', LC_ALL: 'C' },
  // only what hangs is to fail by its time: a shared machine is slow at times
  testTimeout: 120_000,
  hookTimeout: 120_000,
  // they begin sooner than processes
  pool: 'threads' as const,
}

/** What stands in happy-dom in the place of what it has not: Monaco measures, and a web worker's work is done in place. */
const INSTEAD: Readonly<Record<string, string>> = {
  '/src/ui/editor/load-monaco.ts': `export const loadMonaco = () => Promise.reject(new Error('not here'))`,
  '/src/start-worker.ts': `import './worker.ts'
    import { startInPage } from './ui/worker/client.ts'
    export const workerProgram = { start: startInPage, load: () => Promise.resolve() }`,
}

const inHappyDom = (): Plugin => ({
  name: 'in-happy-dom',
  enforce: 'pre',
  load: (id) => INSTEAD[id.slice(import.meta.dirname.length)],
})

/** A module that imports the project's source, as Node runs it: what reads this configuration knows no `?raw`. */
const sourceModule = async <M>(name: string): Promise<M> =>
  (await import(await bundled(join(import.meta.dirname, `build/${name}.ts`)))) as M

/** What a build makes of the source: schemas, pages, pictures. */
async function ofSource(): Promise<Plugin[]> {
  const { published } = await sourceModule<typeof import('./build/published.ts')>('published')
  const { casePages } = await sourceModule<typeof import('./build/cases.ts')>('cases')
  return [published(), casePages()]
}

const plugins = (made: readonly Plugin[] = []) => [
  react(),
  embedPage(),
  openingRuns(),
  recordings(),
  component(),
  ...made,
  singlePage([recordings({ isInScript: true })]),
  offline(),
  offlineSize(),
]

export default defineConfig(async ({ mode, command }) => ({
  // Relative, so that the built page works from any sub-path of any host.
  base: './',
  plugins: plugins(command === 'build' ? await ofSource() : []),
  worker: {
    format: 'es' as const,
    plugins: () => [recordings()],
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: inFirst }] } } },
  },
  build: {
    target: 'es2023',
    chunkSizeWarningLimit: 4000,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: ['index.html', 'embed.html'],
      checks: { pluginTimings: false },
      output: { codeSplitting: { groups: [{ name: inBoth }] } },
    },
  },
  test: {
    // files share their threads: what is compiled once serves them all. The core, and the shell's commands over it, have no state but
    // their caches, which may serve the next file too; elsewhere each file, or page, has what is not of the core to itself
    projects: [
      {
        plugins: plugins(),
        test: {
          ...tests,
          name: 'unit',
          isolate: false,
          setupFiles: ['src/ui/fixture/new-modules.ts', ...ALL],
          include: ['src/**/*.test.{ts,tsx}'],
          exclude: ['src/**/*.page.test.ts', ...SLOW],
        },
      },
      // what builds or packs, and the sweeps as a whole, for `npm run test:all`
      ...(mode === 'whole'
        ? [
            {
              plugins: plugins(),
              test: { ...tests, env: { ...tests.env, WHOLE: '1' }, name: 'slow', setupFiles: ALL, include: [...SLOW, ...SWEEPS] },
            },
          ]
        : []),
      // the whole page in happy-dom, its web workers' work done in place, as in the one file; each test loads it anew, in a window of its
      // own. By the React that is shipped; as a whole by the one that warns, at twice the time
      {
        plugins: [...plugins(), inHappyDom()],
        oxc: { jsx: { development: mode === 'whole' } },
        test: {
          ...tests,
          env: { ...tests.env, NODE_ENV: mode === 'whole' ? 'development' : 'production' },
          name: 'page',
          isolate: false,
          // what a file imports is not of a page that another file has left
          setupFiles: ['src/ui/fixture/new-modules.ts'],
          // it keeps the groups of every page that it has seen
          server: { deps: { inline: ['react-resizable-panels'] } },
          include: ['src/ui/**/*.page.test.ts'],
        },
      },
    ],
    // what is long, and tells of something seldom met
    tags: [{ name: 'whole', description: 'for `npm run test:all` alone' }],
    // one more than there are cores takes a tenth longer: each loads all code anew
    maxWorkers: availableParallelism(),
  },
}))
