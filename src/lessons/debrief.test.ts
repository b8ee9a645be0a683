import { expect, it } from 'vitest'
import { ask } from '../terminal/terminal.ts'
import { changed, textsOf } from './change.ts'
import { startOf } from './check-exercise.ts'
import { type Debrief, debriefOf, type Print } from './debrief.ts'
import { lessonOf, webExercise } from './fixture.ts'
import type { Lesson } from './parse-exercise.ts'

function debriefed(lesson: Lesson, own?: Record<string, string>, print: Print = (command, moment) => ask(command, moment).stdout): Debrief {
  const texts = own ?? changed(textsOf(startOf(lesson)), lesson.exercise.solution ?? {}).texts
  const steps = debriefOf(lesson, { texts }, print)
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
    /^\d+ restarts in 30 min have become 0\. hangs \(tried at 10 min\): a restart of main begins at 11 min .*8 of 8 liveness probes failed/,
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
  // who has changed the line otherwise, or has put the new line beside the old one, has not done it
  expect(offers(web.replace('/healthz', '/other'))).toContain('path in livenessProbe: /livez instead of /healthz')
  const probe = web.split('\n').find((line) => line.includes('/healthz'))!
  expect(offers(web.replace(probe, `${probe}\n${probe.replace('/healthz', '/livez')}`))).toContain(
    'path in livenessProbe: /livez instead of /healthz',
  )
})

const CALM = '    - {text: It is calm., restarts: {max: 0}}'
const soon = 'duration: 100s\n'
/** An author who says it all has nothing tried for him. */
const WRITTEN = '  debrief: The rule.\n'

it.each([
  ['restarts that have become none', { goals: CALM }, /^11 restarts in 30 min have become 0\.$/],
  ['one restart that has become none', { goals: CALM, scenario: soon }, /^1 restart in 100 s has become 0\.$/],
  [
    'restarts that are left',
    { goals: '    - {text: At most 99., restarts: {max: 99}}' },
    /^At most 99\.$/,
    (text: string) => text.replace(/ {2}solution.*\n/, ''),
  ],
  [
    'goals alone, where there was no restart either',
    { goals: `${CALM}\n    - {text: It is ready, ready: {at: 5s}}` },
    /^It is calm\. It is ready\.$/,
    (text: string) => text.replace('path: /healthz}', 'path: /livez}').replace(/ {2}solution.*\n/, ''),
  ],
  [
    'what was tried, with the last moment of it',
    { goals: '    - {text: It is noticed., when: [{at: 5m, crash: main}, {at: 10m, hang: main}], restarted: {after: 10m, within: 3m}}' },
    /^11 restarts in 30 min have become 0\. It is noticed \(tried at 10 min\): a restart of main begins at 11 min /,
  ],
  [
    'what comes by itself, with no moment',
    { goals: '    - {text: It comes., restarted: {after: 0s}}' },
    /^It comes: a restart of main begins at 1 min 20 s: /,
    (text: string) => text.replace(/ {2}solution.*\n/, ''),
  ],
  [
    'names as they are written',
    { goals: '    - {text: It stays, when: [{at: 5s, slow: main, by: 1s}], state: {is: running, at: 9s}}' },
    /become 0\. It stays \(tried at 5 s\): main is running at 9 s\.$/,
  ],
])('shows %s', (_, how, shows, change = (text: string) => text) => {
  expect(debriefed(lessonOf(change(webExercise({ more: WRITTEN, ...how })))).shown).toMatch(shows)
})

it('looks for the line of a real cluster at the end, then ever earlier, in the pod’s namespace and in kube-system', () => {
  const tried: [number, string][] = []
  const told = debriefed(lessonOf(webExercise({ more: WRITTEN })), undefined, (command, { at }) => {
    tried.push([at, command])
    return ''
  })
  const [first, second] = ['kubectl describe pod web-master-node', 'kubectl describe pod web-master-node -n kube-system']
  expect(tried).toEqual(
    [1800, 1620, 1350, 1080, 810, 540].flatMap((at) => [
      [at, first],
      [at, second],
    ]),
  )
  expect(told).not.toHaveProperty('cluster')
})

it('looks at the pod that restarts, where another comes first and a container beside stays', () => {
  const calm = `  calm.yaml: |
    apiVersion: v1
    kind: Pod
    metadata: {name: calm}
    spec: {containers: [{name: calm, image: "example.org/calm:1"}]}
`
  const text = webExercise({ more: WRITTEN })
    .replace('manifests:\n', `manifests:\n${calm}`)
    .replace('      - name: main\n', '      - {name: side, image: "example.org/side:1"}\n      - name: main\n')
  const tried: string[] = []
  debriefed(lessonOf(text), undefined, (command) => {
    tried.push(command)
    return ''
  })
  expect([...new Set(tried)][0]).toBe('kubectl describe pod web-master-node')
})

const LAST = '    Last State:  Terminated\n      Reason:    Error\n      Exit Code: 3'
const UNHEALTHY = '  Warning  Unhealthy     9s   kubelet  Liveness probe failed'
const PULL = '  Warning  Other  9s  kubelet  said'
it.each([
  [
    'a probe’s Event, where the kubelet has killed it',
    true,
    `${LAST}\n${PULL}\n${UNHEALTHY}\n`,
    'Warning  Unhealthy  9s  kubelet  Liveness probe failed',
  ],
  [
    'how it has ended, where nobody has',
    false,
    `${PULL}\n${LAST}\n${UNHEALTHY}\n`,
    'Last State:  Terminated\n  Reason:  Error\n  Exit Code: 3',
  ],
  [
    'a probe’s Event, where it has not ended',
    false,
    `    Reason:  CrashLoopBackOff\n${UNHEALTHY}\n`,
    'Warning  Unhealthy  9s  kubelet  Liveness probe failed',
  ],
  ['a reason before another warning', true, `${PULL}\n    Reason:  CrashLoopBackOff\n`, 'Reason:  CrashLoopBackOff'],
  ['no reason that is none', true, `    Reason:  Completed\n${PULL}\n`, 'Warning  Other  9s  kubelet  said'],
])('has of what kubectl describes %s', (_, isKilled, printed, line) => {
  const killed = webExercise({ more: WRITTEN })
  const text = isKilled
    ? killed
    : killed.replace('/livez, status: 200}]', '/livez, status: 200}], exits: {after: 3s, code: 3}').replace(/ {2}solution.*\n/, '')
  expect(debriefed(lessonOf(text), undefined, () => printed).cluster?.line).toBe(line)
})

it('has at most two other answers of each kind, and of a wrong one what it fails, be it what is to be kept', () => {
  const wrong = (name: string, by: string, fails: string) =>
    `{name: ${name}, change: [{file: web.yaml, find: "failureThreshold: 8", replace: "failureThreshold: ${by}"}], fails: [${fails}]}`
  const more = `  keep: [{text: not so patient, file: web.yaml, hasNot: "Threshold: 1000"}]
  wrong: [${wrong('patient', '1000', 'keep')}, ${wrong('less so', '9', '1')}, ${wrong('still less', '7', '1')}]\n`
  const { others } = debriefed(lessonOf(webExercise({ more })))
  expect(others.filter(({ works }) => !works).map(({ name, price }) => `${name}: ${price}`)).toEqual([
    'patient: web.yaml has "Threshold: 1000".',
    expect.stringMatching(/^less so: main is restarted at 1 min 30 s: /),
  ])
})
