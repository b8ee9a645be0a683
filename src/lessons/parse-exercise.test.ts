import { expect, it } from 'vitest'
import { changesOf, textsOfAttempt } from './attempt.ts'
import { isCourse, parseCourse } from './course.ts'
import { lessonOf, webExercise } from './fixture.ts'
import { parseExercise } from './parse-exercise.ts'

const word = '    - {text: calm, restarts: {max: 0}}'

it.each([
  ['an unknown field', { more: '  storry: x\n' }, 'exercise.storry', /allowed: id, .*, perhaps story$/],
  ['an id that is no name', { more: '' }, 'exercise.id', /kebab-case/, (text: string) => text.replace('id: web', 'id: My Web')],
  ['what is no lane’s name, once', { more: '  lane: 3\n' }, 'exercise.lane', /^found 3; allowed: the name of a lane$/],
  ['what is no goal, once', { goals: '    - {text: a, restarts: 3}' }, 'exercise.goals[0].restarts', /^found 3; allowed: an object/],
  [
    'a wrong word for an answer',
    { goals: '    - {text: a, request: {at: 1m, url: "http://a/", status: ok}}' },
    'exercise.goals[0].request.status',
    /a status from 100 to 599, or none$/,
  ],
  [
    'a question to nowhere',
    { goals: '    - {text: a, request: {at: 1m, url: nowhere, status: none}}' },
    'exercise.goals[0].request.url',
    /a URL such as/,
  ],
  ['half a question, once', { more: '  predict: [{ask: a}]\n' }, 'exercise.predict[0]', /time and tolerance, or choose and right$/],
  ['one answer twice', { more: '  predict: [{ask: a, choose: [b, b], right: b}]\n' }, 'exercise.predict[0].choose[1]', /each answer once$/],
  [
    'an answer about nobody',
    { more: '  predict: [{ask: a, choose: ["1", "2"], right: {restarts: {of: mian}}}]\n' },
    'exercise.predict[0].right.restarts.of',
    /perhaps main$/,
  ],
  [
    'a lane that is not there',
    { more: '  lane: Yours\n', scenario: 'lanes: [{name: Mine}, {name: Theirs}]\n' },
    'exercise.lane',
    /^found "Yours"; allowed: Mine, Theirs$/,
  ],
  ['a goal without a text', { goals: '    - {restarts: {max: 0}}' }, 'exercise.goals[0].text', /^found nothing/],
  ['a goal without a kind', { goals: '    - {text: a}' }, 'exercise.goals[0]', /allowed: one of restarts, ready, .*, not, any, all$/],
  ['a misspelt kind', { goals: '    - {text: a, restart: {max: 0}}' }, 'exercise.goals[0].restart', /perhaps restarts$/],
  ['two kinds', { goals: '    - {text: a, restarts: {max: 0}, ready: {at: 1m}}' }, 'exercise.goals[0].ready', /restarts already$/],
  [
    'an unknown field of a goal',
    { goals: '    - {text: a, restarts: {maxx: 0, max: 1}}' },
    'exercise.goals[0].restarts.maxx',
    /perhaps max$/,
  ],
  [
    'bounds that cross',
    { goals: '    - {text: a, restarts: {min: 3, max: 1}}' },
    'exercise.goals[0].restarts.min',
    /at most max, which is 1/,
  ],
  ['no bound', { goals: '    - {text: a, restarts: {until: 1m}}' }, 'exercise.goals[0].restarts', /max, min or both/],
  [
    'a container of no lane',
    { goals: '    - {text: a, container: mian, ready: {at: 1m}}' },
    'exercise.goals[0].container',
    /^found "mian"; allowed: main, perhaps main$/,
  ],
  ['a pod of no lane', { goals: '    - {text: a, not: {pod: wbe, ready: {at: 1m}}}' }, 'exercise.goals[0].not.pod', /perhaps web$/],
  [
    'a fault of no container',
    { goals: '    - {text: a, when: [{at: 1m, hang: mian}], restarts: {max: 0}}' },
    'exercise.goals[0].when[0].hang',
    /perhaps main$/,
  ],
  [
    'an end of a fault of no container',
    { goals: '    - {text: a, when: [{at: 1m, resume: mian}], restarts: {max: 0}}' },
    'exercise.goals[0].when[0].resume',
    /perhaps main$/,
  ],
  ['what is kept without a text', { more: '  keep: [{text: a, file: web.yaml}]\n' }, 'exercise.keep[0]', /has, hasNot or both/],
  [
    'a fault that no goal sees',
    { goals: '    - {text: a, when: [{at: 5m, hang: main}], restarts: {max: 0, until: 1m}}' },
    'exercise.goals[0].when[0].at',
    /does not look$/,
  ],
  [
    'a fault at a verdict',
    { goals: '    - {text: a, when: [{at: 5m, hang: main}], verdict: {question: calm, best: good}}' },
    'exercise.goals[0].when[0]',
    /trial runs of its own/,
  ],
  [
    'a question that there is not',
    { goals: '    - {text: a, verdict: {question: hangs, best: good}}' },
    'exercise.goals[0].verdict.question',
    /allowed: calm, hang/,
  ],
  ['a release that there is not', { goals: '    - {text: a, starts: {on: ["1.99"]}}' }, 'exercise.goals[0].starts.on[0]', /"1\.9" to/],
  ['none of several', { goals: '    - {text: a, any: []}' }, 'exercise.goals[0].any', /a list of 1 to 10 goals$/],
  ['what is no list of goals', { goals: '    - {text: a, all: {ready: {at: 1m}}}' }, 'exercise.goals[0].all', /a list of 1 to 10 goals$/],
  [
    'one of several that is none',
    { goals: '    - {text: a, any: [{ready: {at: 1m}}, {container: mian, ready: {at: 1m}}]}' },
    'exercise.goals[0].any[1].container',
    /perhaps main$/,
  ],
  [
    'what is too deep',
    { goals: '    - {text: a, not: {not: {not: {not: {any: [{ready: {at: 1m}}]}}}}}' },
    'exercise.goals[0].not.not.not.not.any',
    /no deeper/,
  ],
  [
    'a misspelt tone',
    { goals: '    - {text: a, verdict: {question: calm, best: godo}}' },
    'exercise.goals[0].verdict.best',
    /perhaps good$/,
  ],
  ['no seed', { goals: '    - {text: a, seed: [], restarts: {max: 0}}' }, 'exercise.goals[0].seed', /1 to 20/],
  [
    'an answer that wants nothing',
    { goals: '    - {text: a, request: {at: 1m, url: "http://a/"}}' },
    'exercise.goals[0].request',
    /status, body or both/,
  ],
  ['no goal', { goals: '', more: '' }, 'exercise.goals', /a list/],
  [
    'a wrong answer that names no goal',
    { more: '  wrong: [{name: w, change: {web.yaml: x}, fails: []}]\n' },
    'exercise.wrong[0].fails',
    /a list of the goals/,
  ],
  ['a wrong answer without a goal', { more: '  wrong: [{name: w, change: {web.yaml: x}}]\n' }, 'exercise.wrong[0].fails', /^found nothing/],
  [
    'a wrong answer that fails another goal',
    { more: '  wrong: [{name: w, change: {web.yaml: x}, fails: [2]}]\n' },
    'exercise.wrong[0].fails[0]',
    /from 1 to 1$/,
  ],
  ...(
    [
      ['fails another goal', 'main', '[2]', '.faults[0].wrong[0].fails[0]', /from 1 to 1$/],
      ['is of nobody', 'mian', '[1]', '.of', /perhaps main$/],
    ] as const
  ).map(([what, of, fails, path, message]): [string, Parameters<typeof webExercise>[0], string, RegExp, (text: string) => string] => [
    `an incident that ${what}`,
    {
      more: `  incident: {of: ${of}, faults: [{name: f, actions: [{at: 2m, crash: main}], solution: [{at: 3m, kill: main}], wrong: [{name: w, actions: [{at: 3m, kill: main}], fails: ${fails}}]}]}\n`,
    },
    `exercise.incident${path}`,
    message,
    (text) => text.replace(/ {2}solution.*\n/, ''),
  ]),
  [
    'a wrong way out of an incident’s second fault that fails another goal',
    {
      more: `  incident: {of: main, faults: [{name: f, actions: [{at: 2m, crash: main}], solution: [{at: 3m, kill: main}], wrong: [{name: w, actions: [{at: 3m, kill: main}], fails: [1]}]}, {name: g, actions: [{at: 2m, crash: main}], solution: [{at: 3m, kill: main}], wrong: [{name: w, actions: [{at: 3m, kill: main}], fails: [2]}]}]}\n`,
    },
    'exercise.incident.faults[1].wrong[0].fails[0]',
    /from 1 to 1$/,
    (text) => text.replace(/ {2}solution.*\n/, ''),
  ],
  [
    'a wrong answer that fits no file',
    { more: '  wrong: [{name: w, change: [{file: web.yaml, find: zzz, replace: y}], fails: [1]}]\n' },
    'exercise.wrong[0].change[0].find',
    /^found "zzz"; allowed: a text that the file has at this point$/,
  ],
  [
    'a file to be kept that is not there',
    { more: '  keep: [{text: k, file: wbe.yaml, has: x}]\n' },
    'exercise.keep[0].file',
    /perhaps web\.yaml$/,
  ],
  ['a moment of the day after', { goals: '    - {text: a, ready: {at: 25h}}' }, 'exercise.goals[0].ready.at', /at most 24h/],
  [
    'more runs than can be waited for',
    {
      scenario: 'duration: 24h\n',
      goals: `    - {text: a, seed: [${Array.from({ length: 20 }, (_, i) => i).join()}], kubernetes: [${Array.from({ length: 15 }, (_, i) => `"1.${i + 9}"`).join()}], restarts: {max: 0}}`,
    },
    'exercise.goals',
    /^found "300 trial runs of 1 pods for up to 86400s"/,
  ],
  [
    'more runs of three seeds, as the goals within one have no seeds of their own',
    {
      scenario: 'duration: 24h\n',
      goals: `    - {text: a, kubernetes: [${Array.from({ length: 15 }, (_, i) => `"1.${i + 9}"`).join()}], any: [${'{not: {restarts: {max: 0}}}, '.repeat(6)}]}`,
    },
    'exercise.goals',
    /^found "270 trial runs of 1 pods for up to 86400s"/,
  ],
  [
    'hints that are none, once, though a curtain falls with one',
    { more: '  hide: {parts: [why], until: {hint: 2}}\n  hints: 3\n' },
    'exercise.hints',
    /allowed: a list/,
  ],
  ['a part that cannot be hidden', { more: '  hide: {parts: [whi]}\n' }, 'exercise.hide.parts[0]', /perhaps|allowed: why/],
  [
    'a hint that there is not',
    { more: '  hide: {parts: [why], until: {hint: 2}}\n  hints: [a]\n' },
    'exercise.hide.until.hint',
    /from 1 to 1$/,
  ],
  [
    'a curtain that falls for two things',
    { more: '  hide: {parts: [why], until: {hint: 1, minutes: 2}}\n  hints: [a]\n' },
    'exercise.hide.until',
    /allowed: solved, /,
  ],
  ['a curtain that never falls', { more: '  hide: {parts: [why], until: {}}\n' }, 'exercise.hide.until', /allowed: solved, /],
  [
    'a curtain that falls for a word that is none',
    { more: '  hide: {parts: [why], until: never}\n' },
    'exercise.hide.until',
    /allowed: solved, /,
  ],
  ['a code that is no SHA-256', { more: '  hide: {parts: [why], until: {code: sesame}}\n' }, 'exercise.hide.until.code', /64 hexadecimal/],
  [
    'a question about nobody',
    { more: '  predict: [{ask: a, time: {kill: 1, of: mian}}]\n' },
    'exercise.predict[0].time.of',
    /perhaps main$/,
  ],
  [
    'a right answer that cannot be chosen',
    { more: '  predict: [{ask: a, choose: ["1", "2"], right: "3"}]\n' },
    'exercise.predict[0].right',
    /allowed: 1, 2$/,
  ],
])('%s is refused at its place', (_, how, path, message, change = (text: string) => text) => {
  const { diagnostics = [] } = parseExercise(change(webExercise(how)))
  expect(diagnostics.map((found) => found.path)).toEqual([path])
  expect(diagnostics[0]).toMatchObject({ message: expect.stringMatching(message), range: { start: { line: expect.any(Number) } } })
})

it('is refused with all that is wrong at once, the scenario’s own included, in the order of the text', () => {
  const text = webExercise({
    scenario: 'durration: 1m\n',
    goals: '    - {text: a, container: mian, ready: {at: 1m}}',
    more: '  hintz: []\n',
  })
  const { diagnostics = [] } = parseExercise(text)
  expect(diagnostics.map(({ path }) => path)).toEqual(['durration', 'exercise.goals[0].container', 'exercise.hintz'])
})

it('without an exercise is refused as one', () => {
  expect(parseExercise('whyrestart: 1\n').diagnostics!.map(({ path }) => path)).toEqual(['exercise'])
})

it('reads JSON as YAML, and removes a file by null', () => {
  const lesson = lessonOf(webExercise({ goals: word }))
  const again = lessonOf(
    JSON.stringify({
      whyrestart: 1,
      exercise: { id: 'a', goals: [{ text: 'b', not: { restarts: { max: 0 } } }], solution: { 'a.yaml': null } },
      manifests: { 'a.yaml': '' },
    }),
  )
  expect([lesson.exercise.lane, again.exercise.solution]).toEqual(['main', { 'a.yaml': null }])
})

const course = (entries: string) => `course: 1\ntitle: C\nexercises:\n${entries}`
const read = (file: string) =>
  file === 'a.yaml' ? { text: webExercise() } : file === 'bad.yaml' ? { text: webExercise({ more: '  hintz: []\n' }) } : { error: 'ENOENT' }

it('a course has its files and what stands in it', () => {
  const inline = webExercise().replace('id: web', 'id: other').replace(/^/gm, '    ')
  const { course: made } = parseCourse(course(`- {file: a.yaml}\n- exercise:\n${inline}\n`), read)
  expect(made!.exercises.map(({ file, exercise }) => [file, exercise.id])).toEqual([
    ['a.yaml', 'web'],
    [undefined, 'other'],
  ])
})

it.each([
  ['a file that cannot be read', '- {file: gone.yaml}', undefined, 'exercises[0]', /^cannot read gone\.yaml: ENOENT/],
  ['what is wrong in a file', '- {file: bad.yaml}', 'bad.yaml', 'exercise.hintz', /perhaps hints/],
  ['one id twice', '- {file: a.yaml}\n- {file: a.yaml}', undefined, 'exercises[1]', /again/],
  ['an unknown field', '- {fil: a.yaml}', undefined, 'exercises[0].fil', /perhaps file/],
  [
    'what is wrong within it',
    '- {exercise: {whyrestart: 1, exercise: {id: a, goals: [{text: a, restarts: {mx: 1, max: 1}}]}}}',
    undefined,
    'exercises[0].exercise.exercise.goals[0].restarts.mx',
    /perhaps max/,
  ],
])('a course says %s', (_, entries, file, path, message) => {
  const { problems } = parseCourse(course(entries), read)
  expect(problems!.find((problem) => problem.path === path)).toMatchObject({
    ...(file ? { file } : {}),
    message: expect.stringMatching(message),
  })
})

/** `n` of something in a list, as YAML writes it. */
const times = (n: number, item: (i: number) => string = () => 'restarts: {max: 0}'): string =>
  `[${Array.from({ length: n }, (_, i) => `{${item(i)}}`).join()}]`
const count = (n: number, from = 1): string => `[${Array.from({ length: n }, (_, i) => i + from).join()}]`
const nested = (n: number): string => (n === 0 ? '{restarts: {max: 0}}' : `{not: ${nested(n - 1)}}`)
const goalWith = (part: string) => ({ goals: `    - {text: a, ${part}}` })
const asked = (status: string) => goalWith(`request: {at: 1m, url: "http://a/", status: ${status}}`)

it.each<[string, number, (n: number) => Parameters<typeof webExercise>[0]]>([
  ['goals', 30, (n) => ({ goals: Array.from({ length: n }, () => word).join('\n') })],
  ['goals within any', 10, (n) => goalWith(`any: ${times(n)}`)],
  ['goals within each other', 4, (n) => goalWith(nested(n).slice(1, -1))],
  ['actions of a goal', 50, (n) => goalWith(`when: ${times(n, (i) => `at: ${i}s, hang: main`)}, restarts: {max: 0}`)],
  ['seeds', 20, (n) => goalWith(`seed: ${count(n)}, restarts: {max: 0}`)],
  ['releases', 40, (n) => goalWith(`kubernetes: [${'"1.20",'.repeat(n)}], restarts: {max: 0}`)],
  ['releases to start on', 40, (n) => goalWith(`seed: 1, starts: {on: [${'"1.20",'.repeat(n)}]}`)],
  ['statuses', 20, (n) => asked(count(n, 200))],
  ['values of a verdict', 20, (n) => goalWith(`verdict: {question: calm, best: ${count(n)}}`)],
  ['restarts', 1_000_000, (n) => goalWith(`restarts: {max: ${n}}`)],
  ['Events', 1_000_000, (n) => goalWith(`event: {reason: Killing, max: ${n}}`)],
  ['as an exit code', 255, (n) => goalWith(`state: {exitCode: ${n}}`)],
  ['as a status', 599, (n) => asked(`${n}`)],
  ['as a quoted status', 599, (n) => asked(`"${n}"`)],
  ['minutes', 1440, (n) => ({ more: `  minutes: ${n}\n` })],
  ['minutes until a part is shown', 1440, (n) => ({ more: `  hide: {parts: [why], until: {minutes: ${n}}}\n` })],
  ['hints until a part is shown', 50, (n) => ({ more: `  hints: [${'a,'.repeat(60)}]\n  hide: {parts: [why], until: {hint: ${n}}}\n` })],
  ['kills to be asked for', 1000, (n) => ({ more: `  predict: [{ask: a, time: {kill: ${n}, of: main}}]\n` })],
])('takes no more %s than %i', (_, most, how) => {
  const isTaken = (n: number) => parseExercise(webExercise(how(n))).diagnostics === undefined
  expect([isTaken(most), isTaken(most + 1)]).toEqual([true, false])
})

it.each<[string, number, (n: number) => Parameters<typeof webExercise>[0]]>([
  ['goals within any', 1, (n) => goalWith(`any: ${times(n)}`)],
  ['seeds', 1, (n) => goalWith(`seed: ${count(n)}, restarts: {max: 0}`)],
  ['a status', 100, (n) => asked(`${n}`)],
  ['a quoted status', 100, (n) => asked(`"${n}"`)],
  ['answers to choose from', 2, (n) => ({ more: `  predict: [{ask: a, choose: ${count(n)}, right: 1}]\n` })],
  ['the hint until which a part is hidden', 1, (n) => ({ more: `  hints: [a]\n  hide: {parts: [why], until: {hint: ${n}}}\n` })],
  ['minutes', 0, (n) => ({ more: `  minutes: ${n}\n` })],
  ['restarts', 0, (n) => goalWith(`restarts: {max: ${n}}`)],
  ['restarts at most, where 3 are the least', 3, (n) => goalWith(`restarts: {min: 3, max: ${n}}`)],
  ['the end of being ready from 60 s on', 60, (n) => goalWith(`ready: {from: 60s, to: ${n}s}`)],
])('takes no less for %s than %i', (_, least, how) => {
  const isTaken = (n: number) => parseExercise(webExercise(how(n))).diagnostics === undefined
  expect([isTaken(least), isTaken(least - 1)]).toEqual([true, false])
})

it.each([
  ['course: 1\n', true],
  ['{"course": 1}', true],
  ['whyrestart: 1\ntitle: x\n', false],
  ['whyrestart: 1\nexercise: {story: "course: 1"}\ncourse: 1', false],
])('%j is a course: %s', (text, is) => expect(isCourse(text)).toBe(is))

const lines = Array.from({ length: 60 }, (_, i) => `line ${i % 7} ${i}`)
it.each([
  ['nothing', lines],
  ['one line', lines.with(7, 'x')],
  ['two far apart', lines.with(3, 'x').with(50, 'y').toSpliced(20, 2)],
  ['one in ten', lines.map((line, i) => (i % 10 === 5 ? `x ${i}` : line))],
  ['all', ['x']],
  ['none left', ['']],
  ['more at the end', [...lines, 'z', '']],
])('an attempt gives back its text: %s changed', (_, after) => {
  const start = { 'a.yaml': lines.join('\n'), '/etc/gone': 'x' }
  const texts = { 'a.yaml': after.join('\n'), '/etc/new': 'y' }
  expect(textsOfAttempt(start, changesOf(start, texts))).toEqual({ texts })
})

it('an attempt of two edits far apart is small', () => {
  const after = lines.with(3, 'x').with(50, 'y').toSpliced(20, 2).join('\n')
  expect(JSON.stringify(changesOf({ a: lines.join('\n') }, { a: after })).length).toBeLessThan(100)
})

it('an attempt is written in one way for ever: links hold it', () => {
  expect(changesOf({ a: 'x\nö\nz' }, { a: 'w\nö\nz\nz' })).toEqual({ a: [4131276147, [0, 1, ['w']], [2, 0, ['z']]] })
})

it('an attempt at another text than the exercise has says so', () => {
  expect(textsOfAttempt({ a: 'y\nz' }, changesOf({ a: 'x\nz' }, { a: 'w\nz' }))).toEqual({
    error: expect.stringMatching(/made on another a than/),
  })
})

it('a course that has only some of the exercises goes on with the next that it has', () => {
  const text = course('- {file: a.yaml}\n- {file: b.yaml}\n')
  const files = (file: string) => ({ text: webExercise({ more: '  next: elsewhere\n' }).replace('id: web', `id: ${file[0]}`) })
  expect(parseCourse(text, files).course!.exercises.map(({ exercise }) => exercise.next)).toEqual(['b', undefined])
})

it('the one lane of a scenario that names none is whatever the exercise calls it', () => {
  const lesson = lessonOf(webExercise({ more: '  lane: Yours\n' }))
  expect([lesson.exercise.lane, lesson.scenario.lanes.map(({ name }) => name)]).toEqual(['main', ['main']])
})
