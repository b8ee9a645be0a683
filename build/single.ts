import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { build, type Plugin } from 'vite'

const root = join(import.meta.dirname, '..')

/** What the one file goes without, and what stands in its place. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  '/src/ui/editor/load-monaco.ts': `throw new Error('not in this file')`,
  '/src/ui/offline/OfflineButton.tsx': 'export const OfflineButton = () => null',
  '/src/ui/share/EmbedButton.tsx': 'export const EmbedButton = () => null',
}

const START_WORKER = '/src/start-worker.ts'

/** The full editor is left out, which is larger than all else, and so is what needs an address; web workers are made of the page's own script. */
const inOneFile = (): Plugin => {
  const instead: Readonly<Record<string, string>> = { ...LEFT_OUT, [START_WORKER]: `export * from '/src/single-worker.ts'` }
  const left = new Set(Object.keys(instead))
  return {
    name: 'in-one-file',
    enforce: 'pre',
    load: (id) => {
      const name = id.slice(root.length)
      if (!(name in instead)) return undefined
      left.delete(name)
      return instead[name]
    },
    buildEnd() {
      if (left.size > 0) this.error(`the one file is said to go without ${[...left].join(', ')}, which is no part of it`)
    },
  }
}

/** Beside the page there is all of it in one file, for a disk, and for the page to put something into and hand out. */
export const singlePage = (plugins: readonly Plugin[]): Plugin => ({
  name: 'single-page',
  apply: 'build',
  async generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'whyrestart-single.html', source: await singleFile(plugins) })
  },
})

/** The page in one file, which opens from a disk: its code, its styles and its fonts stand in it, and a place for what it is given. */
async function singleFile(plugins: readonly Plugin[]): Promise<string> {
  const { output } = (await build({
    configFile: false,
    root,
    base: './',
    logLevel: 'warn',
    plugins: [inOneFile(), react(), ...plugins],
    build: {
      write: false,
      target: 'es2023',
      cssCodeSplit: false,
      assetsInlineLimit: Infinity,
      modulePreload: false,
      chunkSizeWarningLimit: 4000,
      reportCompressedSize: false,
      copyPublicDir: false,
      rolldownOptions: {
        input: join(root, 'src/single.tsx'),
        transform: { define: { 'import.meta': '{}' } },
        checks: { pluginTimings: false },
        output: { format: 'iife', codeSplitting: false },
      },
    },
  })) as unknown as { output: readonly { type: 'chunk' | 'asset'; fileName: string; code?: string; source?: string | Uint8Array }[] }
  const [code, ...others] = output.flatMap((file) => file.code ?? [])
  const styles = output.flatMap(({ fileName, source }) => (fileName.endsWith('.css') ? String(source) : []))
  if (code === undefined || others.length > 0) throw new Error(`the one file has ${others.length + 1} scripts`)
  return page(code, styles.join('\n'))
}

function page(code: string, styles: string): string {
  // in a string and in a pattern alike the same, and for the browser no end of the script
  const script = `\n${code.trim().replace(/<(\/?)script/gi, (_tag, slash: string) => (slash ? String.raw`<\/script` : String.raw`<\x73cript`))}\n`
  const hash = createHash('sha256').update(script).digest('base64')
  const policy = [
    `default-src 'none'`,
    `script-src 'sha256-${hash}'`,
    `style-src 'unsafe-inline'`,
    `img-src data: blob:`,
    `font-src data:`,
    `worker-src blob:`,
    `object-src 'none'`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ]
  const icon = `data:image/svg+xml,${encodeURIComponent(readFileSync(join(root, 'public/favicon.svg'), 'utf8'))}`
  return `<!doctype html>
<html lang="en" data-state="running">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy.join('; ')}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>whyrestart: why does my kube-apiserver keep restarting?</title>
    <meta name="color-scheme" content="light dark" />
    <link rel="icon" href="${icon}" />
    <style>${styles.replaceAll('</style', String.raw`<\/style`)}</style>
  </head>
  <body>
    <div id="root"></div>
    <noscript><h1>whyrestart</h1><p>This page simulates the kubelet and the kube-apiserver in the browser, and needs JavaScript for that. Nothing is sent anywhere.</p></noscript>
    <script type="application/json" id="whyrestart-given">null</script>
    <script id="whyrestart-code">${script}</script>
  </body>
</html>
`
}
