import { expect, it } from 'vitest'
import { parseScenario } from './scenario.ts'

const told = (steps: string): string => `whyrestart: 1\nmanifests: {}\nsteps:\n${steps}`

it('reads how a scenario is told', () => {
  const { scenario } = parseScenario(
    told(
      '  - {says: Look., at: 1m40s, lane: Mine, panel: why, line: {file: a.yaml, has: port}, select: kill, notes: Wait.}\n  - {says: That is all.}\n',
    ),
  )
  expect(scenario?.steps).toEqual([
    { says: 'Look.', at: 100, lane: 'Mine', panel: 'why', line: { file: 'a.yaml', has: 'port' }, select: 'kill', notes: 'Wait.' },
    { says: 'That is all.' },
  ])
})

it.each([
  ['  - {at: 1m}\n', '4:5 steps[0].says: found nothing; allowed: what is said at this step'],
  ['  - {says: x, panel: whi}\n', '4:22 steps[0].panel: found "whi"; allowed: why, request, terminal, events, verdicts'],
  ['  - {says: x, at: soon}\n', '4:19 steps[0].at: found "soon"; allowed: a duration such as 90s, 1h10m or 0.5s, not below 0'],
  ['  - {says: x, speaks: y}\n', expect.stringMatching(/^4:\d+ steps\[0\]\.speaks: found a field "speaks"; allowed: says, /)],
])('refuses %j with its place', (steps, words) => {
  const { diagnostics } = parseScenario(told(steps))
  expect(diagnostics?.map(({ range, path, message }) => `${range.start.line}:${range.start.column} ${path}: ${message}`)).toEqual([words])
})
