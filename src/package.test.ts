import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it, vi } from 'vitest'

const root = join(import.meta.dirname, '..')
const out = join(root, 'dist-package')
const run = (program: string, ...args: string[]): string => execFileSync(program, args, { cwd: root, encoding: 'utf8' })

beforeAll(() => {
  run('npm', 'run', '-s', 'package')
})

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
    ([, one]) => typeof one === 'function',
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
  expect(run(process.execPath, join(out, 'whyrestart.js'), '--help')).toMatch(/^usage: simulate /)
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
