import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

/** The page holds recordings against ours with the file that the shell uses; its command line and what that imports stay out. */
const compareInBrowser = (): Plugin => ({
  name: 'compare-in-browser',
  enforce: 'pre',
  transform: (code, id) => (/\/recorded\/compare\.mjs$/.test(id) ? code.replace(/^import .* from 'node:.*'$/gm, '').replace(/^if \(process\.argv[^]*$/m, '') : undefined),
})

/** The page's fonts are asked for with the page, not once its styles have been read. */
const preloadFonts = (): Plugin => ({
  name: 'preload-fonts',
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { bundle }) =>
      Object.keys(bundle ?? {})
        .filter((file) => file.endsWith('.woff2'))
        .map((file) => ({ tag: 'link', injectTo: 'head', attrs: { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: true, href: `./${file}` } })),
  },
})

export default defineConfig({
  // Relative, so that the built page works from any sub-path of any host.
  base: './',
  plugins: [react(), compareInBrowser(), preloadFonts()],
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
