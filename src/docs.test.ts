import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { ACTION_KINDS, INPUTS } from './sim/scenario/fields.ts'

const root = join(import.meta.dirname, '..')
const read = (file: string): string => readFileSync(join(root, file), 'utf8')

it('the page of the format tells of every field and every action', () => {
  const text = read('docs/scenario.md')
  const untold = [...Object.keys(INPUTS), ...ACTION_KINDS].filter((field) => !new RegExp(`(^|[{ ,])${field}:`, 'm').test(text))
  expect(untold).toEqual([])
})

it.each(['README.md', 'CONTRIBUTING.md', 'docs/architecture.md', 'docs/scenario.md', 'src/sim/README.md'])(
  '%s names only files that there are',
  (file) => {
    const text = read(file)
    const named = [...text.matchAll(/`((?:src|e2e|build)\/[\w./-]+)`|\]\(([^)#:]+)(?:#[^)]*)?\)/g)]
    const gone = named.flatMap(([, path, link]) => {
      const full = path === undefined ? join(dirname(file), link!) : path
      return existsSync(join(root, full)) ? [] : [full]
    })
    expect(gone).toEqual([])
  },
)

it('the simulator’s own page names only files that there are', () => {
  const rows = read('src/sim/README.md')
    .split('\n')
    .filter((line) => line.startsWith('| '))
  const named = rows.flatMap((row) => [...row.split('|')[2]!.matchAll(/`([\w./-]+)`/g)].map(([, path]) => path!))
  expect(named.length).toBeGreaterThan(40)
  expect(named.filter((path) => !existsSync(join(root, 'src/sim', path)))).toEqual([])
})
