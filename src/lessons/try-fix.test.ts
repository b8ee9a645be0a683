import { expect, it } from 'vitest'
import { textsOf } from './change.ts'
import { startOf } from './check-exercise.ts'
import { lessonOf, webExercise } from './fixture.ts'
import { fixReport } from './try-fix.ts'

const lesson = lessonOf(webExercise())
const web = textsOf(startOf(lesson))['web.yaml']!
const fixed = web.replace('/healthz', '/livez')

it.each([
  ['the start', web, 'calm', /^It is not calm: \d+ restarts, .*8 of 8 liveness probes failed/],
  [
    'a probe of the port',
    web.replace(/httpGet: .*/, 'tcpSocket: {host: 127.0.0.1, port: 8080}'),
    'hang',
    /^Calm: 0 restarts\. But hang it at 10:00, and nobody ever notices\. The liveness probe still passes/,
  ],
  ['no probe', web.replace(/ *livenessProbe:\n.*\n.*\n.*\n/, ''), 'hang', /nobody ever notices/],
  [
    'a hasty probe',
    fixed.replace('failureThreshold: 8', 'failureThreshold: 1'),
    'slow',
    /^Calm: 0 restarts\. But let it answer 3 s late at 10:00 for a minute, .*Slow is taken for dead: 1 of 1/,
  ],
  ['a text that is none', 'a: [', 'calm', /^It is not calm/],
])('names what breaks %s, with the run and the moment', (_, text, id, says) => {
  const report = fixReport(lesson, { 'web.yaml': text })
  expect(report.breaks?.id).toBe(id)
  expect(report.says).toMatch(says)
})

it('shows the run that breaks it', () => {
  const { breaks } = fixReport(lesson, { 'web.yaml': fixed.replace('failureThreshold: 8', 'failureThreshold: 1') })
  expect(breaks!.cell.proof).toMatchObject({ kind: 'run', trial: { fields: { actions: [{ slow: 'main' }, { slow: 'main' }] } }, from: 600 })
})

it('finds nothing against the solution', () => {
  const report = fixReport(lesson, { 'web.yaml': fixed })
  expect([report.breaks, report.says]).toEqual([
    undefined,
    expect.stringMatching(/^Calm: 0 restarts\. [5-9] things were tried on it, and none breaks it\.$/),
  ])
  expect(report.trials.find(({ id }) => id === 'seed')!.cell.proof!.trial).toMatchObject({ name: 'seed 3', fields: { seed: 3 } })
})

it('does not hold against a fix what its solution does not stand either', () => {
  const tcp = lessonOf(
    webExercise().replace(
      /solution: .*/,
      'solution: [{file: web.yaml, find: "httpGet: {host: 127.0.0.1, port: 8080, path: /healthz}", replace: "tcpSocket: {host: 127.0.0.1, port: 8080}"}]',
    ),
  )
  const report = fixReport(tcp, { 'web.yaml': web.replace(/httpGet: .*/, 'tcpSocket: {host: 127.0.0.1, port: 8080}') })
  expect([report.breaks, report.trials.find(({ id }) => id === 'hang')]).toEqual([
    undefined,
    expect.objectContaining({ fits: false, breaks: false }),
  ])
})
