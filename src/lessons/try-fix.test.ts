import { expect, it } from 'vitest'
import { textsOf } from './change.ts'
import { startOf } from './check-exercise.ts'
import { lessonOf, webExercise } from './fixture.ts'
import { fixReport, tryFix } from './try-fix.ts'

const lesson = lessonOf(webExercise())
const web = textsOf(startOf(lesson))['web.yaml']!
const fixed = web.replace('/healthz', '/livez')

it.each([
  ['the start', web, 'calm', /^It is not calm: in 30 minutes there are \d+ restarts, the first at .*8 of 8 liveness probes failed/],
  [
    'a probe of the port',
    web.replace(/httpGet: .*/, 'tcpSocket: {host: 127.0.0.1, port: 8080}'),
    'hang',
    /^Left alone for 30 minutes it has 0 restarts\. But hang it at 10 min, and it stays hung\. The liveness probe still passes/,
  ],
  ['no probe', web.replace(/ *livenessProbe:\n.*\n.*\n.*\n/, ''), 'hang', /it stays hung/],
  [
    'a hasty probe',
    fixed.replace('failureThreshold: 8', 'failureThreshold: 1'),
    'slow',
    /^Left alone for 30 minutes it has 0 restarts\. But let its answers come 3 s late for a minute, from 10 min on, and it is restarted, though it works\. Slow is taken for dead: 1 of 1 .*\. A timeoutSeconds above 3 bears that, or a higher failureThreshold\.$/,
  ],
  ['a text that is none', 'a: [', 'goal', /^No pod comes of it: web\.yaml, line 1: /],
  ['a template', 'a: {{ .b }}\n  c: [', 'goal', /^No pod comes of it: web\.yaml, line 1 is of a template: /],
  [
    'a number that is none',
    fixed.replace('failureThreshold: 8', 'failureThreshold: abc'),
    'goal',
    /^No pod comes of it: web\.yaml, line \d+: failureThreshold must be a whole number \(json: cannot unmarshal string into .*int32\)\.$/,
  ],
])('names what breaks %s, with the run and the moment', (_, text, id, says) => {
  const report = fixReport(lesson, { 'web.yaml': text })
  expect(report.breaks?.id).toBe(id)
  // nothing is tried on what cannot be read; why stands at the goals
  expect(report.says === 'No pod comes of it, so that nothing could be tried.').toBe(id === 'goal')
  expect(id === 'goal' ? report.breaks!.cell.reason : report.says).toMatch(says)
  expect([report.trials.length > 0, report.breaks!.cell.proof !== undefined]).toEqual([id !== 'goal', id !== 'goal'])
})

it.each([
  ['the start', web, 'It is not calm: in 30 minutes there are 11 restarts.'],
  [
    'a hasty probe',
    fixed.replace('failureThreshold: 8', 'failureThreshold: 1'),
    'Left alone for 30 minutes it has 0 restarts. But let its answers come 3 s late for a minute, from 10 min on, and it is restarted, though it works.',
  ],
])('says what comes of %s without its cause, too', (_, text, seen) => {
  expect(fixReport(lesson, { 'web.yaml': text }).seen).toBe(seen)
})

const tcpSolution = webExercise().replace(
  /solution: .*/,
  'solution: [{file: web.yaml, find: "httpGet: {host: 127.0.0.1, port: 8080, path: /healthz}", replace: "tcpSocket: {host: 127.0.0.1, port: 8080}"}]',
)
const inSpec = (text: string, fields: string): string => text.replace('hostNetwork: true', `hostNetwork: true\n  ${fields}`)

it.each([
  [
    'is killed for good',
    webExercise(),
    inSpec(fixed, 'restartPolicy: Never'),
    'But hang it at 10 min, and it does not come back. Killed 101 s after the hang: 8 of 8 liveness probes failed in a row (Get "http://127.0.0.1:8080/livez": context deadline exceeded (Client.Timeout exceeded while awaiting headers)). It is not started again: restartPolicy is Never.',
  ],
  [
    'crashes for good',
    tcpSolution,
    inSpec(web.replace(/httpGet: .*/, 'tcpSocket: {host: 127.0.0.1, port: 8080}'), 'restartPolicy: Never'),
    'But let it crash at 10 min, and it does not come back. It is not started again: restartPolicy is Never.',
  ],
  [
    'the next release refuses',
    webExercise({ scenario: 'kubernetes: "1.33"\n' }),
    inSpec(fixed, 'volumes: [{name: a, configMap: {name: a}}]'),
    'But run it on 1.34, and it is not ready in the end. No restart; no manifest could be read.',
  ],
])('says in plain words what comes of what %s', (_, exercise, text, says) => {
  const report = fixReport(lessonOf(exercise), { 'web.yaml': text })
  expect(report.says).toBe(`Left alone for 30 minutes it has 0 restarts. ${says}`)
})

it('says what is really enough where the program is slow by itself', () => {
  const slow = lessonOf(
    webExercise()
      .replace('status: 200}]', 'status: 200}, {from: 90s, path: /livez, status: 200, after: 3s}]')
      .replace(/  solution: .*\n/, ''),
  )
  const bears = (seconds: number): string =>
    fixReport(slow, {
      'web.yaml': fixed
        .replace('failureThreshold: 8', 'failureThreshold: 3')
        .replace('periodSeconds: 10', `periodSeconds: 10\n      timeoutSeconds: ${seconds}`),
    }).says
  expect(bears(5)).toMatch(
    /\. Its answers take 3 s by themselves, 6 s then: a timeoutSeconds above 6 bears that, or a higher failureThreshold\.$/,
  )
  expect(bears(6)).toContain('above 6 bears that')
  expect(bears(7)).toMatch(/ and none breaks it: .*slow answers/)
})

it('shows the run that breaks it', () => {
  const { breaks } = fixReport(lesson, { 'web.yaml': fixed.replace('failureThreshold: 8', 'failureThreshold: 1') })
  expect(breaks!.cell.proof).toMatchObject({ kind: 'run', trial: { fields: { actions: [{ slow: 'main' }, { slow: 'main' }] } }, from: 600 })
  const stands = fixReport(lesson, { 'web.yaml': fixed }).trials.find(({ id }) => id === 'slow')!
  expect(stands.cell.proof).toMatchObject({ from: 600, at: 900 })
})

const before = lessonOf(webExercise({ scenario: 'kubernetes: "1.36"\n' }))

it('finds nothing against the solution', () => {
  const { breaks, says, trials } = fixReport(before, { 'web.yaml': fixed })
  expect(breaks).toBeUndefined()
  expect(says).toBe(
    'Left alone for 30 minutes it has 0 restarts. 6 more things were tried on it, and none breaks it: ' +
      'a hang, a crash, a harmless edit, slow answers, other delays by chance, the next release.',
  )
  expect(trials.flatMap(({ id, deed, cell, fits }) => (fits ? [[id, deed, cell.value, cell.tone]] : []))).toEqual([
    ['calm', 'leave it alone for 30 minutes', '0', 'good'],
    ['hang', 'hang it at 10 min', '101 s', 'good'],
    ['crash', 'let it crash at 10 min', '0.4 s', 'good'],
    ['edit', 'save the file again at 10 min, with a harmless line more', '14 s', 'good'],
    ['slow', 'let its answers come 3 s late for a minute, from 10 min on', 'no restart', 'good'],
    ['seed', 'let chance give it other delays (seed 3)', '0', 'good'],
    ['release', 'run it on 1.37', '0', 'good'],
  ])
  const trialOf = (wanted: string) => trials.find(({ id }) => id === wanted)!.cell.proof!.trial
  expect(trialOf('seed')).toMatchObject({ name: 'seed 3', fields: { seed: 3 } })
  expect(trialOf('release')).toMatchObject({ name: 'on 1.37', fields: { kubernetes: '1.37' } })
})

it('does not hold against a fix what its solution does not stand either', () => {
  const tcp = lessonOf(
    webExercise().replace(
      /solution: .*/,
      'solution: [{file: web.yaml, find: "httpGet: {host: 127.0.0.1, port: 8080, path: /healthz}", replace: "tcpSocket: {host: 127.0.0.1, port: 8080}"}]',
    ),
  )
  const report = fixReport(tcp, { 'web.yaml': web.replace(/httpGet: .*/, 'tcpSocket: {host: 127.0.0.1, port: 8080}') })
  expect(report.says).toMatch(/ This exercise lets it have its price: a hang is not noticed, or too late\.$/)
  expect([report.breaks, report.trials.find(({ id }) => id === 'hang')]).toEqual([
    undefined,
    expect.objectContaining({ fits: false, breaks: false }),
  ])
})

it('says which goal a fix does not reach that stands all else, and what it did not keep', () => {
  const strict = lessonOf(
    webExercise({
      goals: '    - {text: A hang is noticed within 30 seconds, when: [{at: 10m, hang: main}], restarted: {after: 10m, within: 30s}}',
      more: '  keep: [{text: The probe asks by HTTP, file: web.yaml, has: httpGet}]\n',
    }),
  )
  const start = textsOf(startOf(strict))['web.yaml']!
  const report = fixReport(strict, { 'web.yaml': start.replace('/healthz', '/livez') })
  expect(report.says).toMatch(
    /^Left alone for 30 minutes it has 0 restarts\. But goal 1 does not hold yet: A hang is noticed within 30 seconds\. Nothing is restarted between 10 min and 10 min 30 s: /,
  )
  expect(report.breaks!.cell.proof).toMatchObject({ kind: 'run', trial: { fields: { actions: [{ hang: 'main' }] } } })
  const keeping = lessonOf(
    webExercise({ more: '  keep: [{text: The probe is made 8 times, file: web.yaml, has: "failureThreshold: 8"}]\n' }),
  )
  const other = { 'web.yaml': start.replace('/healthz', '/livez').replace('failureThreshold: 8', 'failureThreshold: 7') }
  expect(fixReport(keeping, other).says).toBe(
    'Left alone for 30 minutes it has 0 restarts. But something is not kept: The probe is made 8 times. web.yaml no longer has "failureThreshold: 8".',
  )
  // what the exercise asks for comes before what goes beyond it, here a slow program
  const hasty = { 'web.yaml': other['web.yaml'].replace('failureThreshold: 7', 'failureThreshold: 1') }
  expect(fixReport(keeping, hasty).breaks?.id).toBe('keep')
})

it('is told of while it goes on, as questions', () => {
  expect([...new Set(tryFix(before, { 'web.yaml': fixed }))]).toEqual([
    'what if it is left alone for 30 minutes?',
    'what if it hangs at 10 min?',
    'what if it crashes at 10 min?',
    'what does a stranger outside see?',
    'what does a stranger in a pod see?',
    'is there a port on which everybody may do everything?',
    'is there a password or a token in the manifest?',
    'what if its database, etcd, is lost at 10 min?',
    'what if its database, etcd, hangs at 10 min?',
    'what if the file is saved again at 10 min, with a harmless line more?',
    'what if its answers come 3 s late for a minute?',
    'what if chance gives it other delays?',
    'does it run on the next release?',
    'does it do what the exercise asks for?',
  ])
})

it('says of what is never ready that it is not restarted, and not ready either', () => {
  const never = fixReport(lesson, {
    'web.yaml': fixed.replace(/( *)livenessProbe:/, '$1readinessProbe: {httpGet: {port: 9}}\n$1livenessProbe:'),
  })
  expect(never.says).toMatch(/^It is not restarted, but it is not ready after 30 minutes either\. /)
})

it('what must be restarted has that for no price on another release or by other chances, but a hang that nobody notices', () => {
  const must = lessonOf(
    webExercise({ goals: '    - {text: it restarts, restarts: {min: 1}}' })
      .replace(
        /solution: .*/,
        'solution: [{file: web.yaml, find: "httpGet: {host: 127.0.0.1, port: 8080, path: /healthz}", replace: "tcpSocket: {host: 127.0.0.1, port: 8080}"}]',
      )
      .replace('status: 200}]}', 'status: 200}], exits: {after: 5m, code: 1}}'),
  )
  const { says } = fixReport(must, { 'web.yaml': web.replace(/httpGet: .*/, 'tcpSocket: {host: 127.0.0.1, port: 8080}') })
  expect(says).toBe(
    'Left alone for 30 minutes it has 5 restarts, as it must in this exercise. ' +
      '3 more things were tried on it, and none breaks it: a crash, a harmless edit, slow answers. ' +
      'This exercise lets it have its price: a hang is not noticed, or too late.',
  )
  const restless = lessonOf(
    webExercise({ goals: '    - {text: it restarts, restarts: {min: 1}}' }).replace(
      '/healthz, replace: /livez',
      '"old: 8", replace: "old: 7"',
    ),
  )
  expect(fixReport(restless, { 'web.yaml': web.replace('old: 8', 'old: 7') }).says).toBe(
    'Left alone for 30 minutes it has 11 restarts, as it must in this exercise. ' +
      '1 more thing was tried on it, and it does not break it: a harmless edit.',
  )
})
