import { relative } from 'node:path'
import base, { PORT, ROOT } from '../playwright.config.ts'
import { DIST } from './parts.ts'

const folder = relative(ROOT, DIST)

/**
 * Times in the browser, printed and not judged: `npm run bench:page`, some two minutes. It builds the page for itself, with maps that say
 * what is whose. One after the other: what others do on the machine makes the clock's times longer, and those of the CPU hardly.
 */
export default {
  ...base,
  testDir: '.',
  testMatch: '*.bench.ts',
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 150_000,
  webServer: {
    ...base.webServer,
    command: `npx vite build --sourcemap hidden --outDir ${folder} --emptyOutDir --logLevel error && node e2e/serve.mjs ${PORT} ${folder}`,
    timeout: 240_000,
  },
}
