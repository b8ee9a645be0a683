import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { fieldReleases, podGates, readLines } from './upstream.ts'

const held = (table: string) => JSON.parse(readFileSync(`src/upstream/${table}.json`, 'utf8')) as Record<string, string>

it('what a run needs of the fields, and of the gates, is what their tables come to', () => {
  expect(fieldReleases(held('fields'))).toEqual(held('field-releases'))
  expect(podGates(held('gates'), held('pod-gates'))).toEqual(held('pod-gates'))
})

it('of each struct the fields are named that some release lacks, and of a new one since when it is there', () => {
  const fields = {
    'Pod.spec': '1.9-1.37',
    'Pod.since': '1.12-1.37',
    'Pod.until': '1.9-1.20',
    'New.a': '1.30-1.37',
    'New.b': '1.30-1.37',
    'New.c': '1.34-1.37',
    'Handler.exec': '1.9-1.22',
    'LifecycleHandler.exec': '1.23-1.37',
    'Lone.a': '1.30-1.37',
  }
  expect(fieldReleases(fields)).toEqual({ Pod: 'since 12 until 9-20', New: '* 30 c 34', Lone: 'a 30' })
})

it('a table is read by its headings, and what is no line of one is refused', () => {
  expect(readLines('a: 1.9\n# Pod\nb: c: 1.10\n\nd : 1.11\n')).toEqual({ a: '1.9', '# Pod b: c': '1.10', '# Pod d': '1.11' })
  expect(() => readLines('a: 1\nnothing')).toThrow('not NAME: SPANS: nothing')
})

it('without a folder that has a table it says which tables there are, and changes nothing', () => {
  const { status, stderr } = spawnSync(process.execPath, ['src/cli/launch.mjs', 'upstream', 'src/cli'], { encoding: 'utf8' })
  expect([status, stderr]).toEqual([
    2,
    'npm run upstream -- DIR, a folder with any of versions.txt, gates.txt, fields.txt, roles.txt, etcd.txt, paths.txt\n',
  ])
})
