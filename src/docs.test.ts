import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { ACTION_KINDS, INPUTS } from './sim/scenario/fields.ts'
import { RULES, RULE_IDS } from './views/lint/rules.ts'

const root = join(import.meta.dirname, '..')
const read = (file: string): string => readFileSync(join(root, file), 'utf8')

it('the page of the format tells of every field and every action', () => {
  const text = read('docs/scenario.md')
  const untold = [...Object.keys(INPUTS), ...ACTION_KINDS].filter((field) => !new RegExp(`(^|[{ ,])${field}:`, 'm').test(text))
  expect(untold).toEqual([])
})

it.each([
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'docs/architecture.md',
  'docs/scenario.md',
  'docs/lint.md',
  'docs/embed.md',
  'docs/lint-comparison.md',
  'src/sim/README.md',
  'src/lessons/README.md',
])('%s names only files that there are', (file) => {
  const text = read(file)
  const named = [...text.matchAll(/`((?:src|e2e|build)\/[\w./-]+)`|\]\(([^)#:]+)(?:#[^)]*)?\)/g)]
  const gone = named.flatMap(([, path, link]) => {
    const full = path === undefined ? join(dirname(file), link!) : path
    return existsSync(join(root, full)) ? [] : [full]
  })
  expect(gone).toEqual([])
})

it.each(['CONTRIBUTING.md', 'docs/architecture.md'])('%s calls no file by a name that none has', (file) => {
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).map((path) => `src/${path}`)
  const named = [...read(file).matchAll(/`([\w./-]+(?:\.tsx?|\/))`/g)].map(([, name]) => name!.replace(/\/$/, ''))
  expect(named.length).toBeGreaterThan(15)
  expect(
    named.filter(
      (name) => !files.some((path) => `/${path}`.endsWith(`/${name}`)) && !existsSync(join(root, name)) && !/^(pkg|kubectl)\//.test(name),
    ),
  ).toEqual([])
})

it('the first page has a row for each room, and the views’ own', () => {
  const text = read('README.md')
  const rooms = (folder: string): string[] =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
  expect(rooms('src').filter((room) => !text.includes(`| \`src/${room}/\` |`))).toEqual([])
  const views = /\| `src\/views\/` \|(.*)/.exec(text)![1]!
  expect(rooms('src/views').filter((room) => !views.includes(`\`${room}/\``))).toEqual([])
})

it('no room has many more than thirty files', () => {
  const counts = new Map<string, number>()
  for (const path of readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }))
    if (/\.tsx?$/.test(path) && !path.includes('.test.')) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1)
  expect([...counts].filter(([, count]) => count > 32)).toEqual([])
})

it('the notice names all recordings, and no others', () => {
  const named = [...read('NOTICE').matchAll(/\bsrc\/[\w/]+recorded\b/g)].map(([path]) => path)
  const folders = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .map((path) => `src/${path}`)
    .filter((path) => path.endsWith('/recorded'))
  expect(named.toSorted()).toEqual(folders.toSorted())
})

it.each(['CONTRIBUTING.md', 'CHANGELOG.md', 'LICENSE', 'NOTICE', 'docs/architecture.md', 'docs/scenario.md', 'src/lessons/README.md'])(
  'the first page leads to %s',
  (file) => expect(read('README.md')).toContain(`](${file})`),
)

it('the workflow runs what the first page says', () => {
  const [, command] = /```\n(npm ci && npm test)\n```/.exec(read('README.md'))!
  const workflow = parse(read('.github/workflows/test.yml')) as {
    jobs: { test: { steps: { run?: string }[]; strategy: { matrix: { node: number[] } } } }
  }
  expect(workflow.jobs.test.steps.map(({ run }) => run)).toContain(command)
  expect(workflow.jobs.test.strategy.matrix.node).toEqual([20, 22, 24])
})

it('the page of the check tells of every rule with its severity', () => {
  const text = read('docs/lint.md')
  const untold = RULE_IDS.filter((id) => !text.includes(`| \`${id}\` | ${RULES[id].severity} |`))
  expect(untold).toEqual([])
})

it('the simulator’s own page names only files that there are', () => {
  const rows = read('src/sim/README.md')
    .split('\n')
    .filter((line) => line.startsWith('| '))
  const named = rows.flatMap((row) => [...row.split('|')[2]!.matchAll(/`([\w./-]+)`/g)].map(([, path]) => path!))
  expect(named.length).toBeGreaterThan(40)
  expect(named.filter((path) => !existsSync(join(root, 'src/sim', path)))).toEqual([])
})

it('the page for authors tells of every parameter, attribute, method, event and message', () => {
  const text = read('docs/embed.md')
  const component = read('src/component/why-restart.ts')
  const words = [
    ...[...read('src/ui/embed/params.ts').matchAll(/^  (\w+): \(value/gm)].map(([, name]) => name!),
    ...['hide', 'readonly', 'poster', 'debug', 'first-height', 'sandbox', 'aria-label'],
    ...[...component.matchAll(/^  (\w+)\(.*\): void \{$/gm)].map(([, name]) => name!).filter((name) => !/Callback$/.test(name)),
    ...[...read('src/component/messages.ts').matchAll(/kind: ((?:'[\w-]+'(?: \| )?)+)/g)].flatMap(([, kinds]) => kinds!.match(/[\w-]+/g)!),
  ]
  expect(words.length).toBeGreaterThan(25)
  expect(words.filter((word) => !new RegExp(`\`[^\`]*\\b${word}\\b`).test(text))).toEqual([])
})
