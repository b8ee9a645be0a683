import { expect, it } from 'vitest'
import { ask } from '../terminal/terminal.ts'
import { changed, textsOf } from './change.ts'
import { startOf } from './check-exercise.ts'
import { type Debrief, debriefOf } from './debrief.ts'
import { lessonOf, webExercise } from './fixture.ts'
import type { Lesson } from './parse-exercise.ts'

function debriefed(lesson: Lesson, own?: Record<string, string>): Debrief {
  const texts = own ?? changed(textsOf(startOf(lesson)), lesson.exercise.solution!).texts
  const steps = debriefOf(lesson, { texts }, (command, moment) => ask(command, moment).stdout)
  let step = steps.next()
  while (!step.done) step = steps.next()
  return step.value
}

const goals = `    - {text: calm, restarts: {max: 0}}
    - {text: hangs, when: [{at: 10m, hang: main}], restarted: {after: 10m, within: 3m}}`
const scenario = 'cluster: {attached: true}\n'

it('says what was shown, a line of a real cluster, the rule, and what else there is, each from a run', () => {
  const more = `  wrong: [{name: Never mind, change: [{file: web.yaml, find: "failureThreshold: 8", replace: "failureThreshold: 1000"}], fails: [2]}]`
  const text = webExercise({ goals, more }).replace('cluster: {attached: false}\n', scenario)
  const told = debriefed(lessonOf(text))
  expect(told.shown).toMatch(
    /^\d+ restarts in 30 min have become 0\. hangs \(tried at 10 min 0 s\): a restart of main begins at 11 min .*8 of 8 liveness probes failed/,
  )
  expect(told.cluster?.command).toBe('kubectl describe pod web-master-node')
  expect(told.cluster?.line).toMatch(/^Warning +Unhealthy .*Liveness probe failed: HTTP probe failed with statuscode: 401$/)
  expect(told.rule?.source).toMatch(/^pkg\/kubelet\/prober\//)
  expect(told.others.find(({ name }) => name === 'Never mind')).toMatchObject({
    works: false,
    price: expect.stringMatching(/^Nothing is restarted/),
  })
  expect(told).not.toHaveProperty('text')
})

it('leaves to the author what the author has written', () => {
  const text = webExercise({ goals, more: '  debrief: "The rule, https://example.org, and a line:\\n\\n```\\nWarning\\n```"' })
  const told = debriefed(lessonOf(text.replace('cluster: {attached: false}\n', scenario)))
  expect([told.text?.slice(0, 8), told.others, told.cluster, told.rule]).toEqual(['The rule', [], undefined, undefined])
})

it('does not tell the learner that his own change works too, whatever else was changed', () => {
  const lesson = lessonOf(webExercise({ goals: '    - {text: calm, restarts: {max: 0}}' }))
  const web = textsOf(startOf(lesson))['web.yaml']!
  const offers = (text: string): string[] => debriefed(lesson, { 'web.yaml': text }).others.map(({ name }) => name)
  expect(offers(web)).toContain('path in livenessProbe: /livez instead of /healthz')
  expect(offers(`# mine\n${web.replace('/healthz', '/livez')}`)).not.toContain('path in livenessProbe: /livez instead of /healthz')
})
