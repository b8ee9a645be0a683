import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { main } from './cli/main.ts'
import { ACTION_KINDS, INPUTS } from './sim/scenario/scenario-fields.ts'
import { RULE_IDS, RULES } from './views/lint/lint-rules.ts'

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
  'docs/trainers.md',
  'docs/cluster.md',
  'docs/package.md',
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

/** What a heading is called in an address, as GitHub has it. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-')

it('every part of a page that another leads to is there', () => {
  const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'src/sim/README.md', 'src/lessons/README.md'].concat(
    readdirSync(join(root, 'docs')).flatMap((file) => (file.endsWith('.md') ? `docs/${file}` : [])),
  )
  const links = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\(([^)#:\s]*)#([^)\s]+)\)/g)].map(([, file, anchor]) => ({
      page,
      to: file ? join(dirname(page), file) : page,
      anchor: anchor!,
    })),
  )
  expect(pages.length).toBeGreaterThan(10)
  expect(links.length).toBeGreaterThan(0)
  const gone = links.filter(({ to, anchor }) => !anchorsIn(to).includes(anchor))
  expect(gone).toEqual([])
})

const anchorsIn = (file: string): string[] => [...read(file).matchAll(/^#{1,6} +(.+)$/gm)].map(([, heading]) => anchorOf(heading!))

describe('what the first page shows of files', () => {
  const blocks = [...read('README.md').matchAll(/```yaml\n([^]*?)```/g)].map(([, text]) => parse(text!) as Record<string, unknown>)
  const small = blocks.find((block) => 'whyrestart' in block)!
  const run = (document: object, argv: readonly string[]): { code: number; out: string; err: string } => {
    const said = { out: '', err: '' }
    const code = main(['it.json', ...argv].slice(argv.includes('--check') ? 1 : 0), {
      out: (text) => void (said.out += text),
      err: (text) => void (said.err += text),
      read: () => JSON.stringify(document),
      write: () => undefined,
    })
    return { code, ...said }
  }

  it('is a scenario and parts of one', () => {
    expect(blocks.map((block) => Object.keys(block)[0])).toEqual(['whyrestart', 'processes', 'actions', 'requests', 'clock', 'exercise'])
  })

  it.each(blocks.filter((block) => !('exercise' in block)).map((block) => [Object.keys(block).join(', '), block] as const))(
    'runs with its %s',
    (_, block) => {
      const { code, out, err } = run({ ...small, ...block }, [])
      expect([code, err]).toEqual([0, ''])
      expect(out).toContain('Kubernetes 1.37')
    },
  )

  it('restarts what it says is restarted', () => expect(run(small, []).out).toContain('6 restarts'))

  it('has a task that goes with its scenario', () => {
    const exercise = blocks.find((block) => 'exercise' in block)!
    const { code, out, err } = run({ ...small, ...exercise }, ['--check', 'it.json', '--proof'])
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/proven\n$/)
  })
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

it('the workflow runs what the first page says, and everything else beside it', () => {
  const [, command] = /```\n(npm ci && npm test)\n```/.exec(read('README.md'))!
  const { jobs } = parse(read('.github/workflows/test.yml')) as {
    jobs: { test: { steps: { run?: string }[]; strategy: { matrix: { node: number[] } } }; all: { steps: { run?: string }[] } }
  }
  expect(jobs.test.steps.map(({ run }) => run)).toContain(command)
  expect(jobs.test.strategy.matrix.node).toEqual([20, 22, 24])
  expect(jobs.all.steps.map(({ run }) => run)).toContain('npm ci && npm run test:all')
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
    ...[...read('src/ui/state/params.ts').matchAll(/^  (\w+): \(value/gm)].map(([, name]) => name!),
    ...['hide', 'readonly', 'poster', 'debug', 'first-height', 'sandbox', 'aria-label'],
    ...[...component.matchAll(/^  (\w+)\(.*\): void \{$/gm)].map(([, name]) => name!).filter((name) => !/Callback$/.test(name)),
    ...[...read('src/component/why-restart.ts').matchAll(/kind: ((?:'[\w-]+'(?: \| )?)+)/g)].flatMap(([, kinds]) =>
      kinds!.match(/[\w-]+/g)!,
    ),
  ]
  expect(words.length).toBeGreaterThan(25)
  expect(words.filter((word) => !new RegExp(`\`[^\`]*\\b${word}\\b`).test(text))).toEqual([])
})
