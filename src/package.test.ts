import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { compile } from '@mdx-js/mdx'
import { publint } from 'publint'
import { createElement, type ReactElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { parse } from 'yaml'

const root = join(import.meta.dirname, '..')
const out = join(root, 'dist-package')
const run = (program: string, ...args: string[]): string => execFileSync(program, args, { cwd: root, encoding: 'utf8', stdio: 'pipe' })

let folder = ''
let tarball = ''

// the repository itself is packed: that builds the package, and is what pre-commit installs
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'package-'))
  const said = run('npm', 'pack', '--pack-destination', folder)
  tarball = join(folder, said.trim())
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('runs the example of its own page as somebody who has installed it would', () => {
  const example = /```js\n([^]*?)```/.exec(readFileSync(join(out, 'README.md'), 'utf8'))![1]!
  const file = join(out, 'example.mjs')
  writeFileSync(file, example)
  const [told = '', ...chain] = run(process.execPath, file).trimEnd().split('\n')
  expect(told).toMatch(/^\d+ restarts, the first at 1 min \d+ s: 3 of 3 liveness probes failed in a row/)
  expect(chain.at(-1)).toContain('answers 500 from 60 s after its start on')
})

it('has an example with each function, which prints what it says', async () => {
  const types = join(out, 'types')
  const examples = readdirSync(types, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.d.ts'))
    .flatMap((path) => [
      ...readFileSync(join(types, path), 'utf8').matchAll(/@example\n \* ```js\n([^]*?) \* ```\n \*\/\nexport declare function (\w+)/g),
    ])
    .map(([, lines, name]) => ({ name: name!, code: lines!.replace(/^ \* ?/gm, '') }))
  const functions = Object.entries((await import(join(out, 'index.js'))) as Record<string, unknown>).filter(
    ([, item]) => typeof item === 'function',
  )
  expect(functions.length).toBeGreaterThanOrEqual(12)
  expect(functions.map(([name]) => name).filter((name) => !examples.some(({ code }) => new RegExp(`\\b${name}\\(`).test(code)))).toEqual([])
  const log = vi.spyOn(console, 'log').mockReturnValue(undefined)
  for (const [n, { name, code }] of examples.entries()) {
    const file = join(out, `example-${n}.mjs`)
    writeFileSync(file, code)
    const said = [...code.matchAll(/^console\.log\(.*\) \/\/ (.*)$/gm)].map(([, text]) => text!)
    if (said.length === 0) throw new Error(`the example of ${name} prints nothing`)
    log.mockClear()
    await import(file)
    const printed = log.mock.calls.map((values) => values.join(' ')).join('\n')
    // what ends in an ellipsis goes on
    const pattern = said.map((text) => (text.endsWith('…') ? `${escape(text.slice(0, -1).trimEnd())}[^]*` : escape(text))).join('\n')
    expect(`${name}: ${printed}`).toMatch(new RegExp(`^${name}: ${pattern}$`))
  }
  log.mockRestore()
})

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)

it('has the program, which says what it takes, and the files that it names', () => {
  expect(run(process.execPath, join(out, 'whyrestart.js'), 'lint', '--rules')).toContain('slow-start-killed (warning)')
  expect(run(process.execPath, join(out, 'whyrestart.js'), '--help')).toMatch(/^usage: whyrestart /)
  const [packed] = JSON.parse(run('npm', 'pack', '--json', '--dry-run', out)) as [{ files: { path: string }[] }]
  const files = packed.files.map(({ path }) => path)
  for (const path of ['index.js', 'whyrestart.js', 'types/package.d.ts', 'LICENSE', 'NOTICE', 'README.md', 'package.json'])
    expect(files).toContain(path)
  expect(files.filter((path) => /recorded|\.test\.|\.map$/.test(path))).toEqual([])
})

it('has types that a strict program can use, and that refuse what is wrong', () => {
  const file = join(out, 'use.ts')
  writeFileSync(
    file,
    `import { type Trace, parseScenario, simulate, summarize } from 'whyrestart'
const { scenario } = parseScenario('whyrestart: 1')
const trace: Trace = scenario ? simulate(scenario.lanes[0]!.inputs) : []
export const text: string = summarize(trace, 3).text
// @ts-expect-error a number is no lane
simulate(3)
`,
  )
  const options = '--noEmit --strict --module nodenext --moduleResolution nodenext --target es2023'.split(' ')
  expect(run(process.execPath, join(root, 'node_modules/typescript/bin/tsc'), '--ignoreConfig', ...options, '--types', '', file)).toBe('')
})

it('has the component with its types, which can be imported where there is no page, and the React example fits them', () => {
  expect(
    run(
      process.execPath,
      '--input-type=module',
      '-e',
      `import(${JSON.stringify(join(out, 'embed.js'))}).then((it) => console.log(typeof it.WhyRestart))`,
    ),
  ).toBe('function\n')
  const file = join(out, 'react.tsx')
  writeFileSync(file, readFileSync(join(root, 'docs/examples/react.tsx'), 'utf8'))
  const options = '--noEmit --strict --jsx react-jsx --module nodenext --moduleResolution nodenext --target es2023'.split(' ')
  expect(run(process.execPath, join(root, 'node_modules/typescript/bin/tsc'), '--ignoreConfig', ...options, '--types', '', file)).toBe('')
})

it('has no fault that publint or are-the-types-wrong knows', async () => {
  const { messages } = await publint({ pkgDir: out, level: 'suggestion', strict: true })
  expect(messages).toEqual([])
  const own = mkdtempSync(join(folder, 'own-'))
  const name = run('npm', 'pack', '--silent', out, '--pack-destination', own).trim()
  const checked = await checkPackage(createPackageFromTarballData(readFileSync(join(own, name))))
  if (!checked.types) throw new Error('no types were found')
  expect(Object.keys(checked.entrypoints)).toEqual(['.', './embed', './package.json'])
  // there are ES modules only: a CommonJS module has to import() them before Node 22
  expect(checked.problems.filter(({ kind }) => kind !== 'CJSResolvesToESM')).toEqual([])
})

it('the MDX example becomes a page with the component of the React example in it', async () => {
  const post = await compile(readFileSync(join(root, 'docs/examples/post.mdx')))
  writeFileSync(join(out, 'post.mjs'), String(post))
  writeFileSync(join(out, 'react.tsx'), readFileSync(join(root, 'docs/examples/react.tsx')))
  const { default: Post } = (await import(join(out, 'post.mjs'))) as { default: () => ReactElement }
  const page = renderToStaticMarkup(createElement(Post))
  expect(page).toContain('<h1>Six restarts in seven minutes</h1>')
  expect(page).toMatch(/<figure><why-restart src="https:[^"]*#case=story"[^>]*><a href="[^"]*">The same, in whyrestart<\/a><\/why-restart>/)
})

const manifest = (name: string): string => join(root, 'docs/lint-comparison', `${name}.yaml`)
const [calm, broken] = [manifest('03-startup-probe'), manifest('07-named-port')]

it('can be a hook of pre-commit: the packed repository has the program that its entry names', () => {
  // pre-commit takes all that `npm pack` prints for the name of what it installs
  expect(tarball).toMatch(/\/whyrestart-[\d.]+\.tgz$/)
  const modules = join(folder, 'lib/node_modules')
  mkdirSync(modules, { recursive: true })
  run('tar', '-xzf', tarball, '-C', modules)
  const installed = join(modules, 'package')
  const { bin, dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
    bin: Record<string, string>
    dependencies: Record<string, string>
  }
  mkdirSync(join(installed, 'node_modules'))
  for (const text of Object.keys(dependencies).filter((key) => !key.startsWith('@')))
    symlinkSync(join(root, 'node_modules', text), join(installed, 'node_modules', text))
  const programs = join(folder, 'bin')
  mkdirSync(programs)
  for (const [name, file] of Object.entries(bin)) symlinkSync(join(installed, file), join(programs, name))
  const service = join(folder, 'service.yaml')
  writeFileSync(service, 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\n')

  const [hook] = parse(readFileSync(join(root, '.pre-commit-hooks.yaml'), 'utf8')) as [{ entry: string; language: string }]
  expect(hook.language).toBe('node')
  const [program, ...given] = hook.entry.split(' ')
  const commit = (...files: string[]) => {
    const PATH = `${programs}${delimiter}${process.env['PATH']}`
    const { status, stderr } = spawnSync(program!, [...given, ...files], { cwd: folder, encoding: 'utf8', env: { ...process.env, PATH } })
    return { status, stderr }
  }
  expect(commit(calm, broken)).toEqual({ status: 1, stderr: '' })
  expect(commit(calm, service)).toEqual({ status: 0, stderr: '' })
  expect(commit(service)).toEqual({ status: 0, stderr: '' })
})

it('is a plugin of kubectl by itself, as krew unpacks it: it asks the kubectl of the path', () => {
  const programs = join(folder, 'kubectl-bin')
  mkdirSync(programs)
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web-0', namespace: 'shop' },
    spec: { containers: [{ name: 'web', image: 'web:1' }] },
    status: { containerStatuses: [{ name: 'web', restartCount: 4, lastState: { terminated: { exitCode: 1, reason: 'Error' } } }] },
  }
  const answers = { logs: 'panic: listen tcp :8080: bind: address already in use', get: JSON.stringify(pod), version: '{}' }
  writeFileSync(
    join(programs, 'kubectl'),
    `#!${process.execPath}\nconst [, , verb, kind] = process.argv\nconsole.log(kind === 'events' ? '{"kind":"List","items":[]}' : (${JSON.stringify(answers)})[verb] ?? '')\n`,
  )
  chmodSync(join(programs, 'kubectl'), 0o755)
  const PATH = `${programs}${delimiter}${process.env['PATH']}`
  // nothing beside it
  const alone = join(folder, 'kubectl-whyrestart.mjs')
  writeFileSync(alone, readFileSync(join(out, 'kubectl-whyrestart.js'), 'utf8'))
  const { status, stdout, stderr } = spawnSync(process.execPath, [alone, 'web-0', '-n', 'shop'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, PATH },
  })
  expect(stderr).toBe('')
  expect(stdout).toMatch(/^web in web-0 has 4 restarts: .*port 8080 is in use already/)
  expect(status).toBe(1)
})

it('can be a GitHub Action: its steps write SARIF, and fail as they are told', () => {
  const action = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as {
    inputs: Record<string, { default: string }>
    runs: { steps: { run: string; env: Record<string, string> }[] }
  }
  const sarif = join(folder, action.inputs['sarif']!.default)
  const job = (given: Record<string, string>) => {
    const value = (from: string): string => {
      if (from === '${{ github.action_path }}') return root
      const input = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(from)![1]!
      return given[input] ?? action.inputs[input]!.default
    }
    rmSync(sarif, { force: true })
    const statuses = action.runs.steps.map((step) => {
      const env = Object.fromEntries(Object.entries(step.env).map(([name, from]) => [name, value(from)]))
      // as a runner starts `shell: bash`
      const bash = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run]
      const { status, stderr } = spawnSync('bash', bash, { cwd: folder, encoding: 'utf8', env: { ...process.env, ...env } })
      return `${status}${stderr}`
    })
    const log = JSON.parse(readFileSync(sarif, 'utf8')) as { runs: [{ results: { level: string }[] }] }
    return { statuses, levels: [...new Set(log.runs[0].results.map(({ level }) => level))] }
  }
  const found = job({ path: broken, release: '1.34' })
  expect(found.statuses).toEqual(['0', '1'])
  expect(found.levels).toContain('error')
  expect(job({ path: broken, 'fail-on': 'never' }).statuses).toEqual(['0', '0'])
  expect(job({ path: calm, release: '1.34', from: '1.30', 'fail-on': 'warning' }).statuses).toEqual(['0', '0'])
})
