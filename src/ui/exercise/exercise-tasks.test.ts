import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { readContents } from '../../share/contents.ts'
import type { CourseOutline } from './course/shipped.ts'
import { tasks } from './exercise-tasks.ts'

const LEVELS = join(import.meta.dirname, '../../lessons/levels')
const PROBE = readFileSync(join(LEVELS, 'a-probe.yaml'), 'utf8')
const own = (id: string, change: (text: string) => string = (text) => text): string => change(PROBE.replace('id: a-probe', `id: ${id}`))
/** Its text within a course. */
const within = (text: string): string => text.trimEnd().replaceAll('\n', '\n      ')
const course = (...members: readonly string[]): string =>
  `course: 1\ntitle: Ours\nend: Well done.\nexercises:\n${members.map((member) => `  - ${member}\n`).join('')}`
const opened = async (asked: Parameters<typeof tasks.open>[0]) => {
  const answer = await tasks.open(asked)
  if ('error' in answer) throw new Error(answer.error)
  return answer
}

it('an exercise of the page is known by its id, with the one behind it in the course; another has no number', async () => {
  const { exercise, link } = await opened({ id: 'a-probe' })
  expect(exercise).toMatchObject({ id: 'a-probe', isOfCourse: true, next: 'how-many-failures', hasSolution: true, minutes: 4 })
  expect(link).toBeUndefined()
  expect((await opened({ id: 'how-many-failures' })).exercise.next).toBe((await tasks.course()).exercises[2]!.id)
  expect((await opened({ id: (await tasks.course()).exercises.at(-1)!.id })).exercise.next).toBeUndefined()
  expect(await tasks.open({ id: 'none' })).toEqual({ error: 'There is no exercise none here.' })
})

it.each([
  ['', /^This exercise cannot be opened: line 1, exercise: found null;/],
  [own('x', (text) => text.replace('  story:', '  tale:')), /^This exercise cannot be opened: line \d+, exercise\.tale: .+\.$/],
  [own('x', (text) => text.replace('  story:', '  tale:').replace('  goals:', '  aims:')), /\. There are 2 more problems\.$/],
  [own('x', (text) => text.replace('  goals:', '  aims:')), /\. There is one more problem\.$/],
])('what is no exercise is refused: %#', async (text, error) => {
  expect(await tasks.open({ text })).toEqual({ error: expect.stringMatching(error) })
})

it('one of somebody’s own comes with a link that has all of it, leads where it says, and is handed out as it was given', async () => {
  const text = own('mine', (mine) =>
    mine.replace('next: how-many-failures', 'next: elsewhere\n  evidence: {at: 9s, run: [ls /etc/kubernetes/manifests none]}'),
  )
  const { exercise, link } = await opened({ text })
  // what a command writes, and what it says of its trouble
  const [printed] = exercise.evidence!.printed
  expect(printed!.text).toBe("/etc/kubernetes/manifests:\nweb.yaml\nls: cannot access 'none': No such file or directory\n")
  expect(exercise).toMatchObject({ id: 'mine', isOfCourse: false, next: 'elsewhere' })
  expect(readContents(link!)).toMatchObject({ value: { is: 'scenario', payload: { draft: { common: { exercise: { id: 'mine' } } } } } })
  const out = await tasks.handOut({ id: 'mine', isWhole: false })
  expect(out).toEqual({ text: expect.stringContaining('id: mine'), fragment: link, whole: link })
  expect(await tasks.task('mine')).toMatchObject({ id: 'mine', minutes: 4 })
  expect(await tasks.task('none')).toBeNull()
  expect(tasks.solution('mine')!['web.yaml']).toContain('path: /alive')
})

it('one of the page is handed out by its id, and the page’s course by that of its first', async () => {
  await opened({ id: 'a-probe' })
  const out = await tasks.handOut({ id: 'a-probe', isWhole: false })
  expect(out).toMatchObject({ text: PROBE, fragment: 'e=a-probe' })
  expect(readContents(out.whole!)).toMatchObject({ value: { is: 'scenario' } })
  const whole = await tasks.handOut({ id: '', isWhole: true })
  expect(whole).toMatchObject({ text: expect.stringMatching(/^course: 1\n/), fragment: 'e=a-probe' })
  expect(whole.text).toContain('id: how-many-failures')
})

it.each([
  [PROBE, null],
  [
    course('file: a.yaml'),
    { error: 'This course cannot be opened: cannot read a.yaml: a course that is opened alone has its exercises in it, as exercise: ….' },
  ],
])('what is no course, or not whole, is not taken: %#', (text, answer) => {
  expect(tasks.take({ text })).toEqual(answer)
})

it('the files of a course are those that it names; what is no course names none', () => {
  expect(tasks.files(course('file: a.yaml', `exercise:\n      ${within(own('x'))}`, 'file: b.yaml'))).toEqual(['a.yaml', 'b.yaml'])
  expect(tasks.files(PROBE)).toEqual([])
  expect(tasks.files('course: 1\nexercises: [')).toEqual([])
  expect(tasks.files('course: 1\nexercises: none')).toEqual([])
})

it('a goal’s run differs from the learner’s own where it is drawn otherwise', async () => {
  await opened({ id: 'a-probe' })
  const texts = tasks.solution('a-probe')!
  const patient = { ...texts, 'web.yaml': texts['web.yaml']!.replace('failureThreshold: 3', 'failureThreshold: 1000') }
  expect(tasks.differs({ id: 'a-probe', texts: patient, goal: 2 })).toBe(true)
  expect(tasks.differs({ id: 'a-probe', texts, goal: 2 })).toBe(false)
  expect(() => tasks.differs({ id: 'none', texts, goal: 1 })).toThrow('no exercise none is open')
})

it('of a lane that is not there nothing can be asked', () => {
  const nobodys = { document: JSON.stringify({ whyrestart: 1, lanes: [{ name: 'main' }] }), lane: 'nobody’s' }
  expect([tasks.offered(nobodys), tasks.tryOut('no exercise')]).toEqual([{ goals: [], questions: [] }, null])
})

it('of a lane is asked what its own pods can be asked', () => {
  const { manifests, processes } = parse(PROBE) as { manifests: object; processes: object }
  const [own, none] = [{ name: 'own', manifests }, { name: 'none' }]
  const asked = (lane: string): number[] => {
    const of = { document: JSON.stringify({ whyrestart: 1, duration: '2m', processes, lanes: [none, own] }), lane }
    const { goals, questions } = tasks.offered(of)
    return [goals.length, questions.length]
  }
  expect(asked('none')).toEqual([0, 0])
  expect(asked('own').every((count) => count > 0)).toBe(true)
})

it('a learner is told what the file has: when it begins, what is asked and until when it counts, what is to be kept and where', async () => {
  const hidden = ['why', 'what-if', 'verdicts', 'lanes', 'request', 'future', 'events', 'timeline', 'editor']
  expect((await opened({ id: 'how-many-failures' })).exercise).toMatchObject({
    ...{ lane: 'main', minutes: 4, begin: 1.32, span: 600, hasSolution: true, locked: ['processes'], next: 'not-ready' },
    goals: ['web is not restarted in 30 minutes', 'When web hangs, it is killed within 2 minutes'],
    ...{ kept: ['The probe still asks for /healthz'], keptFiles: ['web.yaml'] },
    questions: [
      { ask: expect.stringContaining('the first time?'), seen: 1.32, tolerance: 8, because: expect.stringContaining('The probe at 2 min') },
      {
        ask: expect.stringContaining('the second time?'),
        seen: 150.02,
        tolerance: 8,
        because: expect.stringContaining('The new container'),
      },
    ],
    hide: { parts: ['what-if', 'verdicts'], until: 'solved' },
  })
  expect((await opened({ id: 'a-static-pod' })).exercise).toMatchObject({
    ...{ begin: 300, span: 720, kept: [], keptFiles: [] },
    questions: [{ seen: 300, until: 330, choose: ['0', '1', '6', '7'] }],
    evidence: { at: 240, printed: [{ command: 'ls -a /etc/kubernetes/manifests', text: '.\n..\nweb.yaml\nweb.yaml.bak\n' }, {}, {}] },
  })
  const night = await opened({ id: 'the-night-shift', seed: 7 })
  expect(night.exercise).toMatchObject({
    isIncident: true,
    begin: 240,
    questions: [],
    hasSolution: false,
    hide: { parts: hidden, until: 'solved' },
  })
  expect(night.draft.lanes.map(({ name, fields }) => [name, fields['seed'], fields['actions']])).toEqual([
    ['main', 7, [expect.objectContaining({ at: '120s', replace: '--etcd-servers=https://127.0.0.1:2378' })]],
  ])
  // what breaks breaks in the learner's own lane alone
  const text = readFileSync(join(LEVELS, 'the-night-shift.yaml'), 'utf8').replace(
    '\nexercise:\n',
    '\nlanes: [{name: beside}, {name: main}]\nexercise:\n  lane: main\n',
  )
  const { draft } = await opened({ text, seed: 7 })
  expect(draft.lanes.map(({ name, fields }) => [name, fields['seed'], (fields['actions'] as unknown[] | undefined)?.length])).toEqual([
    ['beside', undefined, undefined],
    ['main', 7, 1],
  ])
})

it('the run behind a goal is shown, but of an incident, whose cause is to be found', async () => {
  const proofs = async (id: string): Promise<boolean[]> => {
    await opened({ id, seed: 7 })
    const { draft } = await opened({ id, seed: 7 })
    const texts = draft.lanes[0]!.fields['manifests'] as Record<string, string>
    return tasks.check({ id, texts }).goals.map((goal) => goal.proof !== undefined)
  }
  expect(await proofs('a-probe')).toEqual([true, true])
  expect(await proofs('the-night-shift')).toEqual([false])
})

it('a fix is tried with all that fits, a step at a time, up to what breaks it', async () => {
  await opened({ id: 'a-probe' })
  const texts = tasks.solution('a-probe')!
  const tried = async (change: (text: string) => string): Promise<unknown[]> => {
    const steps = tasks.fix({ id: 'a-probe', texts: { ...texts, 'web.yaml': change(texts['web.yaml']!) } })
    const done: number[] = []
    for (;;) {
      const step = await steps.next()
      if (step.done)
        return [done.length === done.at(-1), step.value.stood, step.value.broken?.isCalm, step.value.broken?.proof !== undefined]
      done.push(step.value.done)
    }
  }
  expect(await tried((text) => text.replace('failureThreshold: 3', 'failureThreshold: 1000'))).toEqual([true, 4, true, true])
  expect(await tried((text) => text.replace('/alive', '/healthz'))).toEqual([true, 3, false, true])
})

it('one that was brought under an id of the course is the course’s again once that is opened', async () => {
  await opened({ text: PROBE.replace('1. What a probe is', 'Mine') })
  expect((await tasks.handOut({ id: 'a-probe', isWhole: false })).text).toContain('title: Mine')
  await opened({ id: 'a-probe' })
  expect((await tasks.handOut({ id: 'a-probe', isWhole: false })).text).toBe(PROBE)
  expect(await tasks.task('a-probe')).toMatchObject({ id: 'a-probe' })
})

it('what is made becomes a file for a person, or it is said why nobody could open it', () => {
  const document = parse(own('made')) as { exercise: object }
  const made = tasks.file(document)
  expect(parse('text' in made ? made.text : '')).toEqual(document)
  expect('text' in made && made.text).toMatch(/^whyrestart: 1\n/)
  expect(tasks.file({ ...document, exercise: { ...document.exercise, goals: [] } })).toEqual({
    error: expect.stringMatching(/^This exercise cannot be opened: line \d+, exercise\.goals: .+\.$/),
  })
})

it('an incident has no solution, nothing to ask and no trial', async () => {
  await opened({ id: 'the-night-shift', seed: 7 })
  expect([tasks.solution('the-night-shift'), tasks.answer({ id: 'the-night-shift', question: 0 })]).toEqual([null, null])
  expect(tasks.tryOut(readFileSync(join(LEVELS, 'the-night-shift.yaml'), 'utf8'))).toBeNull()
})

it('once it is solved the rule behind it is told, with its place in the release of the exercise', async () => {
  await opened({ text: own('brief', (text) => text.replace(/^  debrief: \|\n(?:    .*\n|\n)+/m, '')) })
  const { rule } = await tasks.debrief({ id: 'brief', texts: tasks.solution('brief')! })
  expect(rule).toEqual({
    text: 'This probe asks no more until there is a new container, and the kubelet acts upon the result.',
    source: 'pkg/kubelet/prober/results/results_manager.go',
    address: 'https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/kubelet/prober/results/results_manager.go',
  })
})

// the last: from here on it stands in the place of the page's own
it('a course that is taken has its exercises, from files or in it, and is handed out whole', async () => {
  const second = own('second', (text) => text.replace(/title: .*/, 'title: The second'))
  const taken = tasks.take({
    text: course('file: a.yaml', `exercise:\n      ${within(second)}`),
    files: { 'a.yaml': `${own('first')}---\n` },
  })
  const exercises = [
    { id: 'first', title: '1. What a probe is', minutes: 4 },
    { id: 'second', title: 'The second', minutes: 4 },
  ]
  expect(taken).toEqual({ title: 'Ours', end: 'Well done.', exercises } satisfies CourseOutline)
  expect(await tasks.course()).toEqual(taken)
  expect((await opened({ id: 'first' })).exercise).toMatchObject({ isOfCourse: true, next: 'second' })
  expect((await opened({ id: 'second' })).exercise.next).toBeUndefined()
  expect(await tasks.task('second')).toMatchObject({ id: 'second' })
  const out = await tasks.handOut({ id: '', isWhole: true })
  expect(readContents(out.fragment!)).toMatchObject({ value: { is: 'course', course: { title: 'Ours', exercises: [{}, {}] } } })
  expect((await tasks.handOut({ id: 'first', isWhole: false })).whole).toMatch(/^2/)
  // another course has none of them
  tasks.take({ text: course(`exercise:\n      ${within(own('third'))}`) })
  expect(await tasks.open({ id: 'second' })).toEqual({ error: 'There is no exercise second here.' })
  expect((await tasks.course()).exercises.map(({ id }) => id)).toEqual(['third'])
})
