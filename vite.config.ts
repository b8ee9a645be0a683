import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

/** The page holds recordings against ours with the file that the shell uses; its command line and what that imports stay out. */
const compareInBrowser = (): Plugin => ({
  name: 'compare-in-browser',
  enforce: 'pre',
  transform: (code, id) => (/\/recorded\/compare\.mjs$/.test(id) ? code.replace(/^import .* from 'node:.*'$/gm, '').replace(/^if \(process\.argv[^]*$/m, '') : undefined),
})

export default defineConfig({
  // Relative, so that the built page works from any sub-path of any host.
  base: './',
  plugins: [react(), compareInBrowser()],
  worker: { format: 'es', plugins: () => [compareInBrowser()] },
  build: {
    target: 'es2023',
    chunkSizeWarningLimit: 4000,
    modulePreload: { polyfill: false },
  },
  test: {
    include: ['src/**/*.test.{ts,tsx}'],
    env: { TZ: 'UTC', LC_ALL: 'C' },
  },
})
