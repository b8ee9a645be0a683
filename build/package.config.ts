import { chmodSync, copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { defineConfig, type Plugin } from 'vite'

const root = join(import.meta.dirname, '..')
const out = join(root, 'dist-package')
const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, unknown> & {
  dependencies: Record<string, string>
}

/** What the simulator and the shell need at run time; the page's own libraries stay with the page. */
const NEEDED = ['fflate', 'valibot', 'yaml']

/** The package's own description, and what belongs beside its code. */
const described = (): Plugin => ({
  name: 'described',
  writeBundle() {
    const { name, version, description, license, engines } = own
    const manifest = {
      name,
      version,
      description,
      license,
      engines,
      type: 'module',
      sideEffects: ['./embed.js'],
      bin: { whyrestart: './whyrestart.js', 'kubectl-whyrestart': './kubectl-whyrestart.js' },
      // for what resolves as Node 10 did, and knows no `exports`
      main: './index.js',
      types: './types/package.d.ts',
      typesVersions: { '*': { embed: ['./types/component/why-restart.d.ts'] } },
      exports: {
        '.': { types: './types/package.d.ts', default: './index.js' },
        './embed': { types: './types/component/why-restart.d.ts', default: './embed.js' },
        './package.json': './package.json',
      },
      files: ['*.js', 'page.html', 'krew.yaml', 'types', 'NOTICE', 'docs'],
      keywords: ['kubernetes', 'kubelet', 'kube-apiserver', 'probes', 'restarts', 'lint', 'simulator'],
      dependencies: Object.fromEntries(NEEDED.map((text) => [text, own.dependencies[text]])),
    }
    writeFileSync(join(out, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
    for (const file of ['LICENSE', 'NOTICE']) copyFileSync(join(root, file), join(out, file))
    copyFileSync(join(root, 'docs/package.md'), join(out, 'README.md'))
    chmodSync(join(out, 'whyrestart.js'), 0o755)
    // krew unpacks an archive and installs nothing beside it: the plugin has its libraries in it
    buildSync({
      entryPoints: [join(root, 'src/cli/kubectl-whyrestart.ts')],
      outfile: join(out, 'kubectl-whyrestart.js'),
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'esm',
      loader: { '.tsv': 'text' },
      banner: {
        js: "#!/usr/bin/env node\nimport { createRequire as requireFor } from 'node:module'\nconst require = requireFor(import.meta.url)",
      },
    })
    chmodSync(join(out, 'kubectl-whyrestart.js'), 0o755)
    writeFileSync(join(out, 'krew.yaml'), readFileSync(join(root, 'build/krew.yaml'), 'utf8').replaceAll('VERSION', String(version)))
    // what `whyrestart serve` serves
    const page = join(root, 'dist/whyrestart-single.html')
    if (existsSync(page)) copyFileSync(page, join(out, 'page.html'))
    else this.warn('The page is not built, and is not in the package: whyrestart serve needs it. npm run build makes it.')
  },
})

/** The simulator as a library, and the shell's program: what `npm pack` in `dist-package` takes. */
export default defineConfig({
  root,
  publicDir: false,
  plugins: [described()],
  build: {
    outDir: out,
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    lib: {
      entry: {
        index: join(root, 'src/package.ts'),
        whyrestart: join(root, 'src/cli/whyrestart.ts'),
        embed: join(root, 'src/component/why-restart.ts'),
      },
      formats: ['es'],
    },
    rolldownOptions: {
      external: [/^node:/, ...NEEDED],
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: '[name]-[hash].js',
        banner: ({ name }: { name: string }) => (name === 'whyrestart' ? '#!/usr/bin/env node' : ''),
      },
    },
  },
})
