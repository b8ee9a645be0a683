import { describe, expect, it } from 'vitest'
import { simulate } from '../sim/simulate.ts'
import { textsOf } from './change.ts'
import { check, startOf } from './check-exercise.ts'
import { lessonOf, webExercise } from './fixture.ts'
import { answerOf, type PredictQuestion } from './predict.ts'
import { prove } from './proof.ts'

describe('what is to be kept', () => {
  const lesson = lessonOf(
    webExercise({
      more: '  keep: [{text: the path, file: web.yaml, has: "path: /healthz"}, {text: no, file: web.yaml, hasNot: tcpSocket}]\n',
    }),
  )
  const { 'web.yaml': web } = textsOf(startOf(lesson)) as { 'web.yaml': string }
  it.each([
    ['the start', web, [true, true]],
    ['another path', web.replace('/healthz', '/livez'), [false, true]],
    ['the old path in a comment', `${web.replace('/healthz', '/livez')}# path: /healthz`, [false, true]],
    ['what is forbidden', web.replace('httpGet', 'tcpSocket'), [true, false]],
    ['what is forbidden, in a comment', `${web}# tcpSocket`, [true, true]],
  ])('%s', (_, text, kept) => {
    expect(check(lesson, { texts: { 'web.yaml': text } }).kept.map(({ holds }) => holds)).toEqual(kept)
  })
  it('is not where the file is gone', () => {
    expect(check(lesson, { texts: {} }).kept[0]).toEqual({ text: 'the path', holds: false, why: 'web.yaml is gone.' })
  })
})

describe('a proof', () => {
  const wrong = (fails: string, replace: string) =>
    `  wrong: [{name: w, change: [{file: web.yaml, find: "failureThreshold: 8", replace: "failureThreshold: ${replace}"}], fails: ${fails}}]\n`
  it.each([
    ['all is as it is said', wrong('[1]', '4'), [true, true, true]],
    ['a wrong answer passes', wrong('[1]', '1000'), [true, true, false]],
  ])('%s', (_, more, holds) => {
    expect(prove(lessonOf(webExercise({ more }))).map((claim) => claim.holds)).toEqual(holds)
  })
  it('says that a start is solved, and which goal a solution fails', () => {
    const claims = prove(lessonOf(webExercise({ goals: '    - {text: a, restarts: {max: 99}}' })))
    expect(claims.map(({ why }) => why)).toEqual(['All goals hold already.', undefined])
    const other = prove(lessonOf(webExercise({ goals: '    - {text: a, restarts: {min: 1}}' })))
    expect(other[1]!.why).toMatch(/^Goal 1 does not hold: main has no restart/)
  })
  it('is of what is to be kept, too, where nothing else is asked for', () => {
    const more = '  keep: [{text: a, file: web.yaml, has: "path: /livez"}]\n  predict: [{ask: when, time: {kill: 2, of: main}}]\n'
    const claims = prove(lessonOf(webExercise({ goals: '', more }).replace('  goals:\n', '')))
    expect(claims.map(({ claim, holds }) => [claim, holds])).toEqual([
      ['the start is not solved', true],
      ['the solution is', true],
      ['question 1 has an answer: when', true],
    ])
  })
  it('finds the answers to the questions', () => {
    const more = `  predict:
    - {ask: when, time: {kill: 2, of: main}}
    - {ask: never, time: {kill: 99, of: main}}
    - {ask: what, choose: ["401", "200"], right: {request: {at: 5s, url: "http://127.0.0.1:8080/"}}}
    - {ask: other, choose: ["403", "200"], right: {request: {at: 5s, url: "http://127.0.0.1:8080/"}}}
`
    expect(
      prove(lessonOf(webExercise({ more })))
        .slice(2)
        .map(({ why }) => why),
    ).toEqual([undefined, 'It does not happen in this run.', undefined, 'It is 401, which is not among 403, 200.'])
  })
})

it('lets a goal wait that holds only since an earlier one does not: a restart that comes anyway says nothing of a hang', () => {
  const goals = `    - {text: calm, restarts: {max: 0}}
    - {text: hangs, when: [{at: 10m, hang: main}], restarted: {after: 10m, within: 10m}}`
  const lesson = lessonOf(webExercise({ goals }))
  expect(check(lesson).goals.map(({ holds, after }) => [holds, after])).toEqual([
    [false, undefined],
    [false, 1],
  ])
  const text = startOf(lesson).manifests['web.yaml']!
  const blind = check(lesson, { texts: { 'web.yaml': text.replace('failureThreshold: 8', 'failureThreshold: 1000') } })
  expect(blind.goals.map(({ holds, after }) => [holds, after])).toEqual([
    [true, undefined],
    [false, undefined],
  ])
})

it('the run that shows that a goal does not hold goes on up to the moment that shows it', () => {
  const goals = '    - {text: hangs, when: [{at: 29m, hang: main}], restarted: {after: 29m, within: 1m500ms}}'
  const lesson = lessonOf(webExercise({ goals }))
  const text = startOf(lesson).manifests['web.yaml']!.replace('failureThreshold: 8', 'failureThreshold: 1000')
  const [goal] = check(lesson, { texts: { 'web.yaml': text } }).goals
  expect(goal!.proof).toMatchObject({ from: 1740, at: 1800.5, trial: { name: 'hang main at 29 min', fields: { duration: 1801 } } })
})

it('what is to be kept of a file that the start has not, and of a comment, is looked for where the answer has it', () => {
  const keep = '[{text: a, file: /root/a, has: "b#c"}, {text: c, file: web.yaml, has: "# who asks"}]'
  const lesson = lessonOf(webExercise({ more: `  keep: ${keep}\n`, scenario: 'files: {/root/a: "b#c"}\n' }))
  const texts = textsOf(startOf(lesson))
  const kept = (own: Record<string, string>) => check(lesson, { texts: { ...texts, ...own } }).kept.map(({ holds }) => holds)
  expect(kept({})).toEqual([true, true])
  expect(kept({ '/root/a': '# b#c' })).toEqual([false, true])
  expect(kept({ 'web.yaml': texts['web.yaml']!.replace('  # who asks?', '') })).toEqual([true, false])
})

it('an exercise that only asks has nothing to prove but its answers', () => {
  const more = '  predict: [{ask: a, time: {kill: 1, of: main}, tolerance: 5s}]\n'
  const text = webExercise({ more })
    .replace(/ {2}solution: .*\n/, '')
    .replace(/ {2}goals:\n.*\n/, '')
  expect(prove(lessonOf(text)).map(({ claim }) => claim)).toEqual(['question 1 has an answer: a'])
})

it('a goal whose run is stopped at one of its limits is not met, and an incident in it has no outage', () => {
  const incident = '  incident: {of: main, faults: [{name: a, actions: [{at: 5m, crash: main}], solution: [{at: 6m, resume: main}]}]}\n'
  const lesson = lessonOf(webExercise({ more: incident }).replace(/ {2}solution: .*\n/, ''))
  const { inputs } = lesson.scenario.lanes[0]!
  const request = { at: 400, from: 'node', method: 'GET', url: 'http://127.0.0.1:8080/', caller: {}, headers: {}, userAgent: 'a' } as const
  inputs.requests = Array.from({ length: 101 }, () => request)
  inputs.processes['main']!.answers = [{ from: 0, status: 200, body: '#'.repeat(1_000_000) }]
  const why = 'It cannot be told: a run was stopped at 400 s: it has come to 100,000,000 characters read and written, the most for a lane.'
  expect(check(lesson)).toEqual({ solved: false, goals: [{ n: 1, text: 'calm', holds: false, at: 0, why, seen: why }], kept: [] })
})

describe('the answer to a question', () => {
  it('is the exit code of now, where it has ended more than once', () => {
    const inputs = startOf(lessonOf(webExercise()))
    const main = { ...inputs.processes['main']!, lives: [{ exits: { after: 5, code: 3 } }, { exits: { after: 5, code: 4 } }] }
    const own = { ...inputs, processes: { main } }
    const status = simulate(own).find(
      (entry) =>
        entry.kind === 'status' && entry.containers.some(({ state, lastState }) => state.exitCode === 4 && lastState?.exitCode === 3),
    )!
    const right = (at: number) =>
      answerOf({ ask: 'a', choose: ['3', '4'], right: { exitCode: { of: 'main', at } } } as unknown as PredictQuestion, own)
    expect([right(status.t - 4), right(status.t + 0.01), right(status.t + 9)]).toEqual(['3', '4', '4'])
  })

  const lanes = (more = '') => startOf(lessonOf(webExercise({ scenario: more })))
  const right = (answer: object, inputs = lanes()) =>
    answerOf({ ask: 'a', choose: ['x', 'y'], right: answer } as unknown as PredictQuestion, inputs)
  it.each<[object, string | undefined]>([
    [{ restarts: { of: 'main', at: 85 } }, '1'],
    [{ exitCode: { of: 'main', at: 85 } }, '0'],
    [{ exitCode: { of: 'main', at: 30 } }, undefined],
    [{ reason: { of: 'main', at: 570 } }, 'CrashLoopBackOff'],
    [{ reason: { of: 'main', at: 30 } }, 'running'],
    [{ reason: { of: 'nobody', at: 30 } }, undefined],
    [
      { request: { at: 5, from: 'node', method: 'GET', url: 'http://127.0.0.1:8080/livez', caller: {}, headers: {}, userAgent: 'a' } },
      '200',
    ],
    [{ request: { at: 5, from: 'node', method: 'GET', url: 'http://127.0.0.1:9/', caller: {}, headers: {}, userAgent: 'a' } }, 'none'],
  ])('%j is %s', (answer, says) => expect(right(answer)).toBe(says))
  it('is of the pod that it names', () => {
    const inputs = lanes()
    const other = inputs.manifests['web.yaml']!.replace('name: web', 'name: db')
      .replace('hostNetwork: true', 'hostNetwork: false')
      .replace('/healthz', '/livez')
    const two = { ...inputs, manifests: { 'a.yaml': other, ...inputs.manifests } }
    const time = (pod: string) =>
      answerOf({ ask: 'a', time: { kill: 1, of: 'main', pod }, tolerance: 5 } as unknown as PredictQuestion, two)
    expect([time('web'), time('nobody')]).toEqual([
      answerOf({ ask: 'a', time: { kill: 1, of: 'main' }, tolerance: 5 } as unknown as PredictQuestion, inputs),
      undefined,
    ])
  })
})

it('a program that can no longer be started is restarted too many times without a start', () => {
  const lesson = lessonOf(webExercise({ goals: '    - {text: a, restarts: {max: 0}}' }))
  const { 'web.yaml': web } = textsOf(startOf(lesson)) as { 'web.yaml': string }
  const lost = web.replace('    image: example.org/web:1', '    image: example.org/web:1\n    command: [--flag]')
  expect(check(lesson, { texts: { 'web.yaml': lost } }).goals[0]).toMatchObject({
    holds: false,
    why: 'main has 10 restarts at 30 min.',
  })
})
