import { register } from 'node:module'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from '@playwright/test'
import { findChromium } from './find-chromium.mjs'

// the source takes its texts as Vite gives them
register(
  `data:text/javascript,${encodeURIComponent(`
    import { readFile } from 'node:fs/promises'
    export async function load(url, context, next) {
      const [file] = url.split('?')
      if (!url.endsWith('?raw')) return next(url, context)
      return { format: 'module', shortCircuit: true, source: 'export default ' + JSON.stringify(await readFile(new URL(file), 'utf8')) }
    }`)}`,
)

// the workers read this file too, and must find the same port
process.env.E2E_PORT ??= String(20_000 + (process.pid % 20_000))
export const PORT = Number(process.env.E2E_PORT)
export const ROOT = join(import.meta.dirname, '..')
const executablePath = findChromium()

export default defineConfig({
  testDir: '.',
  // what is held to the clock is run by itself: `timed/playwright.config.ts`
  projects: [
    // what a person runs with `npm test`: what only a browser shows, each kind of it once
    { name: 'quick', testMatch: '*.spec.ts', testIgnore: 'timed/**', grep: /@quick/ },
    // a shared machine may be busy: here a test may be tried twice, and what needed it is listed
    { name: 'rest', testMatch: '*.spec.ts', testIgnore: 'timed/**', grepInvert: /@quick/, retries: 1 },
  ],
  outputDir: '../test-results',
  fullyParallel: true,
  // each waits for its page now and then
  workers: availableParallelism() + 1,
  timeout: 90_000,
  // a shared machine is slow at times
  globalTimeout: 60 * 60_000,
  retries: 0,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  use: {
    baseURL: `http://127.0.0.1:${PORT}/`,
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: [
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  // What was built is served, under the root and under a sub-path; `npm test` builds before.
  webServer: {
    command: `node e2e/serve.mjs ${PORT}`,
    url: `http://127.0.0.1:${PORT}/`,
    cwd: ROOT,
    reuseExistingServer: false,
  },
})
