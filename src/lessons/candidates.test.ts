import { expect, it } from 'vitest'
import { theStrangeCase } from '../cases/the-strange-case.ts'
import { parseScenario } from '../sim/scenario/scenario.ts'
import { candidateQuestions, candidatesOf, tryExercise } from './candidates.ts'
import { changed, textsOf } from './change.ts'
import { check, startOf } from './check-exercise.ts'
import { lessonOf, webExercise } from './fixture.ts'
import { parseExercise } from './parse-exercise.ts'
import { answerOf } from './predict.ts'
import { prove } from './proof.ts'
import { clockWords } from '../views/text/duration-words.ts'

it('offers for the story’s lane what does not hold and what does, each a goal that an exercise may have', () => {
  const document = theStrangeCase('1.9')
  const lane = document.lanes[1]!
  const found = candidatesOf(parseScenario(JSON.stringify(document)).scenario!.lanes[1]!.inputs)
  expect(found.map(({ goal, holds }) => `${holds ? 'holds' : 'not yet'}: ${goal.text}`)).toEqual([
    'not yet: kube-apiserver is not restarted in 30 min',
    'not yet: kube-apiserver is ready at the end',
    'not yet: When kube-apiserver hangs, it is restarted within 3 minutes',
    'not yet: When kube-apiserver crashes, it is started again within 1 minute',
    'not yet: When etcd is lost, the kube-apiserver is not restarted for it within 10 minutes',
    'holds: A stranger outside does not get /version',
    'holds: A stranger outside does not get /api/v1/secrets',
  ])
  expect(found.flatMap(({ goal: { when } }) => when ?? [])).toEqual([
    { at: '10m', hang: 'kube-apiserver' },
    { at: '10m', crash: 'kube-apiserver' },
    { at: '10m', etcd: 'kill' },
  ])
  const exercise = { id: 'made', lane: lane.name, goals: found.map(({ goal }) => goal) }
  expect(parseExercise(JSON.stringify({ ...document, exercise })).diagnostics).toBeUndefined()
})

it('offers nothing that contradicts another: the solution of a task may have them all', () => {
  const lesson = lessonOf(webExercise())
  const start = startOf(lesson)
  const texts = changed(textsOf(start), lesson.exercise.solution!).texts
  const picked = candidatesOf(start).map(({ goal }) => goal)
  const made = parseExercise(JSON.stringify({ ...JSON.parse(documentOf()), exercise: { id: 'made', goals: picked } })).value!
  expect(check(made, { texts }).goals.filter(({ holds }) => !holds)).toEqual([])

  function documentOf(): string {
    const { kubernetes, manifests, processes, cluster } = start
    return JSON.stringify({ whyrestart: 1, kubernetes, manifests, processes, cluster })
  }
})

it('takes the strictest that holds already, and tells two containers of one name apart', () => {
  const text = webExercise()
  const { inputs } = parseScenario(text.replace('/healthz', '/livez').replace('failureThreshold: 8', 'failureThreshold: 3')).scenario!
    .lanes[0]!
  expect(candidatesOf(inputs).map(({ goal }) => goal.text)).toContain('When main hangs, it is restarted within 90 seconds')
  const web = inputs.manifests['web.yaml']!
  const two = { ...inputs, manifests: { 'a.yaml': web, 'b.yaml': web.replace('name: web', 'name: shop').replaceAll('8080', '8081') } }
  const texts = candidatesOf(two).map(({ goal }) => goal.text)
  expect(new Set(texts).size).toBe(texts.length)
  const many = {
    ...inputs,
    manifests: Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`p${i}.yaml`, web.replace('name: web', `name: p${i}`)])),
  }
  expect(candidatesOf(many)).toHaveLength(24)
  expect(texts).toEqual(expect.arrayContaining(['web/main is not restarted in 30 min', 'shop/main is not restarted in 30 min']))
})

it('offers to ask first what the run itself answers, each a question that an exercise may have', () => {
  const lesson = lessonOf(webExercise())
  const found = candidateQuestions(startOf(lesson))
  expect(found.map(({ question, answer }) => `${question.ask} ${answer}`)).toEqual([
    'When is main killed for the first time? 1 min 20 s',
    'When is main killed for the second time? 2 min 40 s',
    'What does the probe of main get? 401',
    'With which exit code does main end for the first time? 0',
    expect.stringMatching(/^How often is main restarted in 30 min\? \d+$/),
  ])
  for (const { question, answer } of found) {
    const asked = lessonOf(webExercise({ more: `  predict: [${JSON.stringify(question)}]` })).exercise.predict[0]!
    const is = answerOf(asked, startOf(lesson))
    expect(typeof is === 'number' ? clockWords(is) : is).toBe(answer)
  }
})

it('tries what people do who do not know, and says which goals that fails', () => {
  const goals = `    - {text: calm, restarts: {max: 0}}
    - {text: hangs, when: [{at: 10m, hang: main}], restarted: {after: 10m, within: 3m}}`
  const lesson = lessonOf(webExercise({ goals }))
  const trial = tryExercise(lesson)
  expect(trial).toMatchObject({ isEmpty: false, solution: '' })
  expect(trial.wrong.map(({ name, fails }) => `${name}: ${fails.join()}`)).toEqual([
    'A threshold of 1000 in the livenessProbe: 2',
    'No livenessProbe: 2',
    'A livenessProbe that only opens the port: 2',
  ])
  for (const wrong of trial.wrong)
    expect(prove({ ...lesson, exercise: { ...lesson.exercise, wrong: [wrong] } }).filter(({ holds }) => !holds)).toEqual([])
  const kept = lessonOf(webExercise({ goals, more: '  keep: [{text: a, file: web.yaml, has: "path: /healthz"}]\n' }))
  expect(tryExercise(kept)).toMatchObject({ solution: 'web.yaml no longer has "path: /healthz".' })
  const { solution: _none, ...unsolved } = lesson.exercise
  expect(tryExercise({ ...lesson, exercise: unsolved })).not.toHaveProperty('solution')
})
