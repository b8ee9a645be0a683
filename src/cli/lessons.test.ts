import { expect, it } from 'vitest'
import { changesOf } from '../lessons/attempt.ts'
import { webExercise } from '../lessons/fixture.ts'
import { attemptLink } from '../share/contents.ts'
import { encodeLink } from '../share/link.ts'
import { PAYLOAD_VERSION } from '../share/payload.ts'
import { main } from './main.ts'

const EXERCISE = webExercise({
  goals: '    - {text: calm, restarts: {max: 0}}\n    - {text: seen, when: [{at: 10m, hang: main}], restarted: {after: 10m, within: 90s}}',
  more: '  keep: [{text: HTTP, file: web.yaml, has: httpGet}]\n  wrong: [{name: w, change: [{file: web.yaml, find: "failureThreshold: 8", replace: "failureThreshold: 1000"}], fails: [2]}]\n',
})
const WEB = /web\.yaml: \|\n((?: {4}.*\n)+)/.exec(EXERCISE)![1]!.replace(/^ {4}/gm, '')
const FILES = new Map([
  ['e.yaml', EXERCISE],
  ['c/course.yaml', 'course: 1\ntitle: C\nexercises: [{file: e.yaml}]\n'],
  ['c/e.yaml', EXERCISE],
  ['web.yaml', WEB.replace('/healthz', '/livez')],
  ['mine.yaml', WEB.replace('/healthz', '/livez')],
  ['broken.yaml', 'kind: ['],
  ['other.yaml', EXERCISE.replace('path: /healthz', 'path: /livez').replace(/exercise:[^]*$/, '')],
  ['bad.yaml', EXERCISE.replace('goals:', 'goalz:')],
])

function run(argv: readonly string[], files: ReadonlyMap<string, string> = FILES) {
  let [out, err] = ['', '']
  const read = (file: string) => {
    const text = files.get(file)
    if (text === undefined) throw new Error('ENOENT: no such file or directory')
    return text
  }
  const code = main(argv, { out: (t) => void (out += t), err: (t) => void (err += t), read, write: () => {} })
  return { code, out, err }
}

it('prints a line a goal, and whether it is solved', () => {
  const { code, out, err } = run(['--check', 'e.yaml'])
  expect([code, err]).toEqual([1, ''])
  expect(out.split('\n')).toEqual([
    expect.stringMatching(/^not yet {2}1\. calm \(main is restarted at 1 min 20 s: 8 of 8 liveness/),
    expect.stringMatching(/^not yet {2}2\. seen \(Nothing is restarted between 10 min and 11 min 30 s: /),
    'kept     HTTP',
    'not solved',
    '',
  ])
})

it('prints the same as data, without what only a page shows', () => {
  const { code, out } = run(['--check', 'e.yaml', '--json', '--with', 'web.yaml'])
  expect([code, JSON.parse(out)]).toEqual([
    0,
    {
      solved: true,
      goals: [
        { n: 1, text: 'calm', holds: true },
        { n: 2, text: 'seen', holds: true },
      ],
      kept: [{ text: 'HTTP', holds: true }],
    },
  ])
  expect(JSON.parse(run(['--check', 'e.yaml', '--json']).out).goals[0]).toEqual({
    n: 1,
    text: 'calm',
    holds: false,
    at: expect.any(Number),
    why: expect.any(String),
  })
})

it.each([
  ['a manifest of the file’s name', 'web.yaml', 0],
  ['a manifest of the pod’s name', 'mine.yaml', 0],
  ['a scenario', 'other.yaml', 0],
  ['a broken manifest, which is an answer all the same', 'broken.yaml', 1],
])('takes the texts of %s', (_, file, exit) => {
  expect(run(['--check', 'e.yaml', '--with', file])).toMatchObject({ code: exit, err: '' })
})

it('proves an exercise, and says which claim is not so', () => {
  expect(run(['--check', 'e.yaml', '--proof'])).toEqual({
    code: 0,
    err: '',
    out: 'ok       the start is not solved\nok       the solution is\nok       "w" fails goal 2\nproven\n',
  })
  const spoiled = new Map([['e.yaml', EXERCISE.replace('fails: [2]', 'fails: [1]')]])
  const { code, out } = run(['--check', 'e.yaml', '--proof'], spoiled)
  expect([code, out]).toEqual([1, expect.stringContaining('not so   "w" fails goal 1 (It passes goal 1.)\nnot proven\n')])
})

it('checks a course exercise by exercise, its files read beside it', () => {
  const { code, out } = run(['--check', 'c/course.yaml'])
  expect([code, out]).toEqual([1, expect.stringMatching(/^web: Web\nnot yet [^]*\nnot solved\n0 of 1 solved\n$/)])
  expect(JSON.parse(run(['--check', 'c/course.yaml', '--json', '--with', 'other.yaml']).out)).toMatchObject({
    solved: true,
    exercises: [{ id: 'web' }],
  })
  expect(run(['--check', 'c/course.yaml', '--proof'])).toMatchObject({ code: 0 })
})

it('counts what of a course is solved and proven, and needs to know which exercise is answered', () => {
  const files = new Map([
    ...FILES,
    ['two.yaml', 'course: 1\ntitle: C\nexercises: [{file: c/e.yaml}, {file: other-id.yaml}]\n'],
    ['other-id.yaml', EXERCISE.replace('id: web', 'id: second').replace('fails: [2]', 'fails: [1]').replace('title: Web', 'title: Other')],
    [
      'answer.yaml',
      EXERCISE.replace('id: web', 'id: second')
        .replace('path: /healthz', 'path: /livez')
        .replace('find: /healthz, replace: /livez', 'find: "periodSeconds: 10", replace: "periodSeconds: 11"'),
    ],
    ['stranger.yaml', EXERCISE.replace('id: web', 'id: third')],
    ['c/gone.yaml', 'course: 1\ntitle: C\nexercises: [{file: e.yaml}, {file: none.yaml}, {file: bad.yaml}]\n'],
    ['c/bad.yaml', EXERCISE.replace('goals:', 'goalz:')],
    ['wrong.yaml', 'course: 1\ntitle: 5\nexercises: [{file: gone.yaml}]\n'],
  ])
  expect(run(['--check', 'two.yaml'], files)).toMatchObject({
    code: 1,
    out: expect.stringMatching(/^web: Web\n[^]*\nsecond: Other\n[^]*\n0 of 2 solved\n$/),
  })
  expect(run(['--check', 'two.yaml', '--with', 'answer.yaml'], files)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^second: Other\n[^]*\nsolved\n1 of 1 solved\n$/),
  })
  for (const file of ['stranger.yaml', 'other.yaml'])
    expect(run(['--check', 'two.yaml', '--with', file], files).err).toBe(
      `simulate: which exercise of the course is ${file} an answer to? Its exercise’s id says it\n`,
    )
  expect(run(['--check', 'two.yaml', '--with', 'web.yaml'], files)).toMatchObject({
    code: 2,
    err: 'simulate: a manifest is an answer to one exercise: check the exercise’s own file with it\n',
  })
  const proof = run(['--check', 'two.yaml', '--proof', '--json'], files)
  expect([proof.code, JSON.parse(proof.out)]).toEqual([
    1,
    {
      proven: false,
      exercises: [
        { id: 'web', proven: true, claims: expect.arrayContaining([{ claim: 'the solution is', holds: true }]) },
        {
          id: 'second',
          proven: false,
          claims: expect.arrayContaining([{ claim: '"w" fails goal 1', holds: false, why: 'It passes goal 1.' }]),
        },
      ],
    },
  ])
  expect(run(['--check', 'two.yaml', '--proof'], files).out).toMatch(/^web\nok [^]*\nsecond\nok [^]*\nnot proven\n$/)
  expect(JSON.parse(run(['--check', 'e.yaml', '--proof', '--json']).out)).toMatchObject({ id: 'web', proven: true })
  expect(run(['--check', 'wrong.yaml'], files)).toEqual({
    code: 2,
    out: '',
    err: 'wrong.yaml:2:8: title: found 5; allowed: a title\n',
  })
  expect(run(['--check', 'c/gone.yaml'], files)).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringMatching(/^c\/gone\.yaml:3:.*cannot read none\.yaml[^]*\nc\/bad\.yaml:\d+:3: exercise\.goalz: /),
  })
})

const attempt = (changed: string, more: object = {}) =>
  attemptLink({ exercise: 'web', hints: 0, minutes: 1, changes: changesOf({ 'web.yaml': WEB }, { 'web.yaml': changed }), ...more })!

it('takes an attempt’s link for an answer, and says what is none', () => {
  const answer = (link: string) => run(['--check', 'e.yaml', '--with', link])
  expect(answer(attempt(WEB.replace('/healthz', '/livez')))).toMatchObject({ code: 0, err: '' })
  expect(answer(attempt(WEB))).toMatchObject({ code: 1, err: '' })
  expect(answer(attempt(WEB, { exercise: 'other' })).err).toBe('simulate: the attempt is one at "other"; there is web\n')
  expect(answer(attempt(WEB, { actions: [{ at: 'noon', kill: 'main' }] })).err).toMatch(/^simulate: the attempt cannot be read: /)
  expect(answer(attempt(WEB, { changes: { 'web.yaml': [999, [0, 1, ['x']]] } })).err).toMatch(/^simulate: /)
  expect(answer('gone.yaml').err).toBe('simulate: cannot read gone.yaml: ENOENT: no such file or directory\n')
  const course = run(['--link', 'c/course.yaml']).out.trim()
  expect(answer(course).err).toBe('simulate: link is a course; an answer is a scenario, a manifest or an attempt\n')
  expect(run(['--check', attempt(WEB)]).err).toBe(
    'simulate: link is an attempt; the exercise that it is of is needed, and the attempt goes behind --with\n',
  )
  const progress = encodeLink({ version: PAYLOAD_VERSION, progress: { web: { edits: 1, hints: 0, seconds: 5, answers: [] } } })!
  expect(run(['--check', progress]).err).toBe('simulate: link is somebody’s progress, and no exercise\n')
  expect(run([course]).err).toBe('simulate: link holds no scenario, but a course\n')
  expect(run(['--link', course]).err).toBe('simulate: link is a link already\n')
  expect(run([`${course.slice(0, 20)}`]).err).toMatch(/^simulate: [^\n]+\n$/)
})

it('a room’s table exits with 0 where all are solved, with 1 where one is not; the same link again is told of and changes nothing', () => {
  const [good, bad] = [attempt(WEB.replace('/healthz', '/livez')), attempt(WEB)]
  const table = (...links: string[]) =>
    run(['--check', 'e.yaml', '--with', 'links.txt', '--csv'], new Map([...FILES, ['links.txt', links.join('\n')]]))
  expect(table(`Ada ${good}`)).toMatchObject({ code: 0, err: '' })
  expect(table(`Ada ${good}`, `Bob ${bad}`)).toMatchObject({ code: 1, err: '' })
  expect(table(`Ada ${good}`, `Ada ${good}`)).toEqual({
    code: 0,
    out: 'name,goal 1,goal 2,kept,hints,minutes\nAda,1,1,1,0,1\n',
    err: 'links.txt:2:1: link: the same link as in line 1\n',
  })
  expect(table(attempt(WEB, { exercise: 'other', name: 'Eve' }))).toMatchObject({
    code: 2,
    err: 'links.txt:1:1: link: the attempt is one at "other"; there is web\n',
  })
})

it('reads its own links wherever a scenario is', () => {
  const exercise = run(['--link', 'e.yaml']).out.trim()
  expect(run(['--check', `https://example.org/#${exercise}`, '--with', 'web.yaml'])).toMatchObject({ code: 0, err: '' })
  const course = run(['--link', 'c/course.yaml']).out.trim()
  expect(run(['--check', course, '--proof'])).toMatchObject({ code: 0, err: '' })
  const scenario = run(['--link', 'other.yaml']).out.trim()
  expect(run(['--check', 'e.yaml', '--with', scenario])).toMatchObject({ code: 0, err: '' })
  expect(run([scenario]).out).toMatch(/^Web\n\nmain .*\n {2}No restart/)
  expect(run(['link.txt'], new Map([['link.txt', `${scenario}\n`]])).out).toMatch(/^Web\n/)
})

it('makes a row of each attempt, and tells of those that it cannot read', () => {
  const link = (name: string | undefined, text: string) =>
    attemptLink({
      exercise: 'web',
      hints: 2,
      minutes: 7,
      changes: changesOf({ 'web.yaml': WEB }, { 'web.yaml': text }),
      ...(name ? { name } : {}),
    })!
  const good = link('Ada', WEB.replace('/healthz', '/livez'))
  const bad = link(undefined, WEB.replace('failureThreshold: 8', 'failureThreshold: 1000').replace('httpGet', 'tcpSocket'))
  expect(good.length).toBeLessThan(350)
  const links = [
    good,
    `Bob, B.: https://example.org/room/#${bad}`,
    `Gil #${attemptLink({ exercise: 'none', hints: 0, minutes: 1, changes: {} })!}`,
    `carl,https://example.org:8080/#${good}`,
    `dora\t#${good}`,
    'Eve #2zz.cut',
    'Fay',
  ]
  const files = new Map([...FILES, ['links.txt', links.join('\n')]])
  expect(run(['--check', 'e.yaml', '--with', 'links.txt', '--csv'], files).out).toBe(
    ['name,goal 1,goal 2,kept,hints,minutes', 'Ada,1,1,1,2,7', '"Bob, B.",1,0,0,2,7', 'carl,1,1,1,2,7', 'dora,1,1,1,2,7', ''].join('\n'),
  )
  expect(run(['--check', 'e.yaml', '--with', 'links.txt', '--csv', '--ways'], files)).toEqual({
    code: 2,
    out: [
      'name,goal 1,goal 2,kept,hints,minutes,way,note',
      'Ada,1,1,1,2,7,liveness probe asks for /livez,',
      '"Bob, B.",1,0,0,2,7,liveness probe by TCP instead of HTTP; liveness probe made more patient,',
      'carl,1,1,1,2,7,liveness probe asks for /livez,',
      'dora,1,1,1,2,7,liveness probe asks for /livez,',
      '',
    ].join('\n'),
    err: 'links.txt:3:1: link: the attempt is one at "none"; there is web\nlinks.txt:6:1: link: found no link\nlinks.txt:7:1: link: found no link\n',
  })
})

it.each([
  [['--check'], /--check needs a value/],
  [['--check', 'gone.yaml'], /^simulate: cannot read gone\.yaml: ENOENT/],
  [['--check', 'other.yaml'], /^other\.yaml:1:1: exercise: found nothing/],
  [
    ['--check', 'e.yaml', '--with', 'bad.yaml'],
    /^bad\.yaml:\d+:\d+: exercise\.goals: [^\n]*\nbad\.yaml:\d+:3: exercise\.goalz: [^\n]*perhaps goals\n$/,
  ],
  [['--check', 'e.yaml', '--link', 'e.yaml'], /do not go together/],
  [['--check', 'e.yaml', 'web.yaml'], /one file at a time/],
  [['--check', 'e.yaml', '--at', '3m'], /--check and --at do not go together/],
  [['--check', 'e.yaml', '--with', 'links.txt', '--ways'], /--ways goes with/],
  [['--check', 'e.yaml', '--csv'], /--csv goes with --with/],
  [['--check', 'e.yaml', '--proof', '--with', 'web.yaml'], /--proof and --with do not go together/],
  [['--check', 'e.yaml', '--with', 'gone.txt', '--csv'], /^simulate: cannot read gone\.txt: ENOENT/],
  [['--check', 'e.yaml', '--with', 'x', '--csv', '--json'], /--csv and --json do not go together/],
  [['--link', 'e.yaml', 'web.yaml'], /one file at a time: e\.yaml, web\.yaml/],
  [['--proof'], /--proof goes with --check/],
  [['--with', 'x'], /--with goes with --check/],
  [['--link', 'bad.yaml'], /^bad\.yaml:\d+:\d+: exercise\.goal/],
])('refuses %j, with exit code 2', (argv, words) => {
  const { code, out, err } = run(argv)
  expect([code, out]).toEqual([2, ''])
  expect(err).toMatch(words)
})

it('takes the exercise or the answer from the standard input, and not both', () => {
  const files = new Map([...FILES, ['-', EXERCISE]])
  expect(run(['--check', '-'], files)).toMatchObject({ code: 1, err: '' })
  expect(run(['--check', '-', '--with', 'web.yaml'], files)).toMatchObject({ code: 0, err: '' })
  expect(run(['--check', '-', '--with', '-'], files)).toMatchObject({
    code: 2,
    out: '',
    err: 'simulate: the exercise and the answer cannot both come from the standard input\n',
  })
})
