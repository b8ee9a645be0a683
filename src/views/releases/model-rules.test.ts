import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { GROUPS, NOT_SIMULATED, RULES } from './model-rules.ts'

const RECORDED = 'src/sim/recorded'
const names = readdirSync(RECORDED, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.scenario.yaml'))
  .map((file) => file.replaceAll('\\', '/').replace('.scenario.yaml', ''))

describe.each(RULES)('the rule $id', (rule) => {
  it('names recordings and files that exist', () => {
    expect(rule.recordings.filter((name) => !names.includes(name))).toEqual([])
    expect([...rule.files, ...(rule.answers ?? [])].filter((file) => !existsSync(join(process.cwd(), file)))).toEqual([])
    expect(rule.files.length).toBeGreaterThan(0)
  })

  it('names each recording once', () => {
    const shown = [...rule.recordings, ...(rule.answers ?? [])]
    expect(new Set(shown).size).toBe(shown.length)
  })

  it('is said in one to four sentences, with a path upstream', () => {
    expect(rule.says).toMatch(/\.$/)
    expect(rule.says.split(/[.:;] /).length).toBeLessThanOrEqual(6)
    expect(rule.sources.filter((path) => !/^(pkg|cmd|plugin|staging|vendor)\/[\w./-]+\.go$/.test(path))).toEqual([])
  })
})

it('every recording is named by a rule', () => {
  expect(names.length).toBeGreaterThan(100)
  const named = new Set(RULES.flatMap((rule) => rule.recordings))
  expect(names.filter((name) => !named.has(name))).toEqual([])
})

it('only rules that no recording reaches are without one', () => {
  expect(RULES.filter(({ recordings, answers }) => recordings.length + (answers ?? []).length === 0).map(({ id }) => id)).toEqual([
    'back-off-expiry',
    'mirror-deleted',
    'etcd-full',
    'tokens',
    'bootstrap-tokens',
  ])
})

it('no two rules share an id, and every group has its rules together', () => {
  expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length)
  expect([...new Set(RULES.map(({ group }) => group))]).toEqual([...GROUPS])
})

it('what is left out is named once, with what happens instead', () => {
  expect(new Set(NOT_SIMULATED.map(({ what }) => what)).size).toBe(NOT_SIMULATED.length)
  for (const { instead } of NOT_SIMULATED) expect(instead).toMatch(/\.$/)
})
