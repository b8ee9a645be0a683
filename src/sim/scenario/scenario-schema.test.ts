import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { expect, it } from 'vitest'
import { theStrangeCase } from '../../cases/the-strange-case.ts'
import { parseScenario } from './scenario.ts'
import { scenarioSchema } from '../../lessons/file-schema.ts'
import type { Schema } from './scenario-schema.ts'
import { trouble } from './schema-fixture.ts'

const SCHEMA = scenarioSchema() as Schema
const RECORDED = join(import.meta.dirname, '../recorded')
const recorded = readdirSync(RECORDED, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.scenario.yaml'))

it('takes every recorded scenario', () => {
  expect(recorded.length).toBeGreaterThan(100)
  for (const file of recorded) expect(trouble(parse(readFileSync(join(RECORDED, file), 'utf8')), SCHEMA, file)).toBeUndefined()
})

it('takes the scenarios that the page opens with', () => {
  for (const release of ['1.9', '1.37'] as const)
    expect(trouble(JSON.parse(JSON.stringify(theStrangeCase(release))), SCHEMA, release)).toBeUndefined()
})

it.each<[string, Record<string, unknown>]>([
  ['no version', { whyrestart: undefined }],
  ['a version of another format', { whyrestart: 2 }],
  ['an unknown field', { pods: {} }],
  ['a release without quotes', { kubernetes: 1.3 }],
  ['a release that is not modelled', { kubernetes: '1.8' }],
  ['a duration that is none', { duration: 'long' }],
  ['a port out of range', { processes: { main: { listens: [{ port: 0 }] } } }],
  ['an unknown field of a program', { processes: { main: { listen: [] } } }],
  ['an action of two kinds', { actions: [{ at: 1, hang: 'a', kill: 'b' }] }],
  ['an action of no kind', { actions: [{ at: 1 }] }],
  ['an action without a time', { actions: [{ hang: 'a' }] }],
  ['a field beside the wrong action', { actions: [{ at: 1, hang: 'a', by: 1 }] }],
  ['a request without a URL', { requests: [{ at: 1 }] }],
  ['a lane without a name', { lanes: [{ seed: 1 }] }],
  ['an unknown field of a lane', { lanes: [{ name: 'a', whyrestart: 1 }] }],
  ['no lane at all', { lanes: [] }],
])('refuses %s, as the checks do', (_, fields) => {
  const scenario = { whyrestart: 1, ...fields }
  expect(trouble(scenario, SCHEMA, '')).toBeDefined()
  expect(parseScenario(JSON.stringify(scenario)).diagnostics).toBeDefined()
})

it.each<[string, Record<string, unknown>]>([
  ['null for what is left out', { title: null, actions: null, requests: null, lanes: null, cluster: { etcd: null } }],
  [
    'durations as Go writes them',
    {
      duration: '1h10m',
      actions: [
        { at: '0.5s', startDelay: '.5s' },
        { at: 60, hang: 'a' },
      ],
    },
  ],
  ['a lane that takes away what the scenario has', { files: { '/a': 'x' }, lanes: [{ name: 'a', files: { '/a': null }, seed: 2 }] }],
  [
    'a lane with a part of a program',
    { processes: { a: { exits: { after: 1 } } }, lanes: [{ name: 'a', processes: { a: { exits: { code: 1 } } } }] },
  ],
])('takes %s, as the checks do', (_, fields) => {
  const scenario = { whyrestart: 1, ...fields }
  expect(parseScenario(JSON.stringify(scenario)).diagnostics).toBeUndefined()
  expect(trouble(scenario, SCHEMA, '')).toBeUndefined()
})
