import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { type Attempt, changesOf, textsOfAttempt } from '../attempt.ts'
import { type FilesChange, changed, textsOf } from '../change.ts'
import { startOf } from '../check-exercise.ts'
import { lessonOf, webExercise } from '../fixture.ts'
import type { Lesson } from '../parse-exercise.ts'
import { histogramOf } from './histogram.ts'
import { judgeAttempt } from './judge-attempt.ts'
import { csvHeader, csvRow, judgeRoom, noted, type RefusedLink, type RoomRow, waysOf } from './room.ts'

const level = (name: string): Lesson => lessonOf(readFileSync(join(import.meta.dirname, `../levels/${name}.yaml`), 'utf8'))

function attemptAt(lesson: Lesson, change: FilesChange | undefined, more: Partial<Attempt> = {}): Attempt {
  const start = textsOf(startOf(lesson))
  const texts = change ? changed(start, change).texts : start
  return { exercise: lesson.exercise.id, hints: 0, minutes: 1, changes: changesOf(start, texts), ...more }
}

function wayOf(lesson: Lesson, change: FilesChange | undefined): string {
  const judged = judgeAttempt(lesson, attemptAt(lesson, change))
  return 'error' in judged ? judged.error : judged.way
}

it.each([
  [
    'a-slow-start',
    'startup probe for /healthz added',
    [
      'liveness probe begins later',
      'liveness probe begins later',
      'liveness probe made more patient',
      'liveness probe made a startup probe',
    ],
  ],
  [
    'a-static-pod',
    'web.yaml.bak taken out of the directory',
    ['liveness probe asks for /healthz; the probe still fails', 'another image', 'liveness probe removed'],
  ],
  [
    'the-strange-case',
    'liveness probe by TCP instead of HTTP',
    [
      'anonymous requests allowed',
      'liveness probe made more patient; the probe still fails',
      'liveness probe begins later; the probe still fails',
      'liveness probe asks for /version; the probe still fails',
      'liveness probe removed',
    ],
  ],
  [
    'today',
    'anonymous requests allowed for health pages only',
    [
      'liveness, readiness and startup probes by TCP instead of HTTP',
      'anonymous requests allowed',
      'anonymous requests allowed',
      'flags that the server refuses',
      'anonymous requests allowed for health pages only',
      'startup probe made more patient; the probe still fails',
    ],
  ],
  [
    'three-roles',
    'anonymous requests allowed',
    [
      'insecure port opened on the node alone; liveness probe asks HTTP port 8888',
      'liveness probe by TCP instead of HTTP',
      'everything allowed to everybody',
    ],
  ],
] as const)('says what the answers to %s do', (name, solution, wrong) => {
  const lesson = level(name)
  expect(wayOf(lesson, lesson.exercise.solution)).toBe(solution)
  expect(lesson.exercise.wrong.map(({ change }) => wayOf(lesson, change))).toEqual(wrong)
})

it('finds the way by what it does, not by how it is written', () => {
  const lesson = level('the-strange-case')
  const file = 'kube-apiserver.yaml'
  const flag = '    - --anonymous-auth=false\n'
  const ways = [
    [{ file, find: flag, replace: '' }],
    [{ file, find: flag, replace: '    - --anonymous-auth=true\n' }],
    [{ file, find: flag, replace: '    # - --anonymous-auth=false\n' }],
    [{ file, find: flag, replace: `${flag}    - "--anonymous-auth"\n` }],
  ].map((change) => wayOf(lesson, change))
  expect(new Set(ways)).toEqual(new Set(['anonymous requests allowed']))
  expect(wayOf(lesson, [{ file, find: 'spec:\n', replace: 'spec: # mine\n' }])).toBe('only the layout changed')
  expect(wayOf(lesson, undefined)).toBe('nothing changed')
  const period = [{ file, find: 'failureThreshold: 8', replace: 'periodSeconds: 80\n      failureThreshold: 1' }]
  expect(wayOf(lesson, period)).toBe('liveness probe changed in another way; the probe still fails')
})

it('tells a token that the server knows from one that it does not', () => {
  const lesson = level('the-strange-case')
  const file = 'kube-apiserver.yaml'
  const given = (token: string): FilesChange => [
    { file, find: 'path: /healthz\n', replace: `path: /healthz\n        httpHeaders: [{name: Authorization, value: Bearer ${token}}]\n` },
  ]
  expect(wayOf(lesson, given('guessed'))).toBe('token given to the liveness probe; the probe still fails')
  const start = textsOf(startOf(lesson))
  const texts = {
    ...changed(start, [
      ...(given('secret') as []),
      { file, find: '    - --anonymous', replace: '    - --token-auth-file=/etc/kubernetes/pki/t.csv\n    - --anonymous' },
    ]).texts,
    '/etc/kubernetes/pki/t.csv': 'secret,probe,1\n',
  }
  expect(judgeAttempt(lesson, attemptAt(lesson, undefined, { changes: changesOf(start, texts) }))).toMatchObject({
    solved: true,
    way: 'token file given to the server; token given to the liveness probe',
  })
})

it.each([
  ['of two lines alike one is gone', 'a\na\nb', 'a\nb'],
  ['one is there twice', 'a\nb', 'a\na\nb'],
  ['the last of two is gone', 'b\na\na', 'b\na'],
])('an attempt has its texts again where %s', (_, before, after) => {
  const start = { 'web.yaml': before }
  expect(textsOfAttempt(start, changesOf(start, { 'web.yaml': after }))).toEqual({ texts: { 'web.yaml': after } })
})

it('tells the way out of an incident by the files as they are left, and by what else was done', () => {
  const lesson = level('the-night-shift')
  const { faults } = lesson.exercise.incident!
  const isOf = (seed: number, n: number): boolean =>
    JSON.stringify(startOf(lesson, { seed }).actions).includes(JSON.stringify(faults[n]!.actions[0]))
  const seedOf = (n: number): number => Array.from({ length: 200 }, (_, seed) => seed).find((seed) => isOf(seed, n))!
  const edit = { at: '5m', edit: 'kube-apiserver.yaml', find: '    - --anonymous-auth=false\n', replace: '' }
  const done = (actions: readonly object[], n: number) => judgeAttempt(lesson, attemptAt(lesson, undefined, { actions, seed: seedOf(n) }))
  expect(done([edit], 3)).toMatchObject({ solved: true, way: 'anonymous requests allowed', outage: expect.any(Number) })
  expect(done([{ at: '5m', restart: 'kubelet' }], 0)).toMatchObject({ solved: false, way: 'kubelet restarted' })
})

const WEB = lessonOf(
  webExercise({
    more: '  predict:\n    - {ask: When?, time: {kill: 1, of: main}, tolerance: 10s}\n    - {ask: What?, choose: [200, 401], right: "401"}\n',
  }),
)
const FIX: FilesChange = [{ file: 'web.yaml', find: '/healthz', replace: '/livez' }]
const PATIENT: FilesChange = [{ file: 'web.yaml', find: 'failureThreshold: 8', replace: 'failureThreshold: 1000' }]

/** A room of attempts, each by a text that stands for its link. */
function room(attempts: readonly [name: string, link: string][], held: ReadonlyMap<string, Attempt>, source = 'links.txt') {
  const rows: RoomRow[] = []
  const refused: RefusedLink[] = []
  const handed = attempts.map(([name, fragment], i) => ({ source, line: i + 1, name, fragment }))
  const read = (fragment: string) => {
    const attempt = held.get(fragment)
    return attempt ? { attempt } : { error: 'The link was cut off.' }
  }
  for (const judging of judgeRoom(handed, read, (id) => (id === 'web' ? WEB : { error: `there is no ${id}` }))) {
    if ('row' in judging) rows.push(judging.row)
    else refused.push(judging.refused)
  }
  return { rows, refused }
}

const HELD = new Map<string, Attempt>([
  ['fixed', attemptAt(WEB, FIX, { name: 'Ada', hints: 2, minutes: 7, answers: [92, '401'] })],
  ['patient', attemptAt(WEB, PATIENT, { answers: [300, '200'] })],
  ['lied', { ...attemptAt(WEB, undefined, { minutes: 0 }), solved: true } as Attempt],
  ['elsewhere', attemptAt(WEB, FIX, { exercise: 'other' })],
  ['older', { ...attemptAt(WEB, FIX), changes: { 'web.yaml': [1, [1, 0, ['x']]] } }],
  ['wrong-deed', attemptAt(WEB, FIX, { actions: [{ at: '1m', fly: 'away' }] })],
])

it('works out again what a link claims, and says of each that it cannot read which line it is', () => {
  const { rows, refused } = room(
    [
      ['', 'fixed'],
      ['Bob', 'patient'],
      ['Mallory', 'lied'],
      ['Eve', 'damaged'],
      ['', 'elsewhere'],
      ['Old', 'older'],
      ['', 'wrong-deed'],
    ],
    HELD,
  )
  expect(rows.map(({ name, solved, goals, way, hints, minutes }) => [name, solved, goals[0]!.holds, way, hints, minutes])).toEqual([
    ['Ada', true, true, 'liveness probe asks for /livez', 2, 7],
    ['Bob', true, true, 'liveness probe made more patient; the probe still fails', 0, 1],
    ['Mallory', false, false, 'nothing changed', 0, 0],
  ])
  expect(rows[2]!.picture).toMatchObject({ container: 'main', end: 1800, restarts: expect.any(Number) })
  expect(rows[2]!.picture.kills[0]).toBeCloseTo(rows[2]!.goals[0]!.at!, 0)
  expect(refused.map(({ line, why }) => [line, why])).toEqual([
    [4, 'The link was cut off'],
    [5, 'there is no other'],
    [6, expect.stringMatching(/^the attempt was made on another web\.yaml/)],
    [7, expect.stringMatching(/^the attempt cannot be read: actions\[0\]/)],
  ])
})

it('says whose text it is where somebody else had it first, and not where the same person had, however spelled', () => {
  const { rows } = room([['Ada', 'fixed']], HELD)
  const as = (name: string, isTelling = true) => ({ ...rows[0]!, name, isTelling })
  const notes = (...all: ReturnType<typeof as>[]) => noted(all).map(({ note }) => note)
  expect(notes(as('Ada'), as('ADA'), as('Bob'), as('Carl', false))).toEqual(['an earlier attempt of ADA', '', 'the same text as Ada', ''])
})

it('counts a person once, with what came last, and says who has somebody else’s attempt', () => {
  const { rows, refused } = room(
    [
      ['Ada', 'lied'],
      ['Bob', 'patient'],
      ['ada', 'fixed'],
      ['Carl', 'fixed'],
      ['Bob', 'patient'],
    ],
    HELD,
  )
  const all = noted(rows)
  expect(all.map(({ row, note, counts }) => [row.name, counts, note])).toEqual([
    ['Ada', false, 'an earlier attempt of ada'],
    ['Bob', true, ''],
    ['ada', true, ''],
    // one line that many write
    ['Carl', true, ''],
  ])
  expect(refused).toEqual([{ source: 'links.txt', line: 5, name: 'Bob', why: 'the same link as in line 2', isAgain: true }])
  expect(waysOf(all)).toEqual([
    { way: 'liveness probe asks for /livez', names: ['ada', 'Carl'], solved: 2 },
    { way: 'liveness probe made more patient; the probe still fails', names: ['Bob'], solved: 1 },
  ])
})

it('calls an attempt by the name in its link, unless a list has another before it', () => {
  const handed = [{ name: 'Carl' }, { name: 'Carl', isAbove: true as const }, { name: 'Here it comes' }]
  const items = handed.map((item, i) => ({ source: 'links.txt', line: i + 1, fragment: 'fixed', ...item }))
  const judged = [
    ...judgeRoom(
      items,
      () => ({ attempt: HELD.get('fixed')! }),
      () => WEB,
    ),
  ]
  expect(judged.map((item) => ('row' in item ? item.row.name : `${item.refused.name}: ${item.refused.why}`))).toEqual([
    'Carl',
    'Ada',
    'Ada: the same link as in line 2',
  ])
})

it('makes a table that a spreadsheet takes for texts', () => {
  const { rows } = room(
    [
      ['=cmd', 'fixed'],
      ['Bob, "B."', 'patient'],
    ],
    HELD,
  )
  expect([csvHeader({ goals: 1 }), ...noted(rows).map((item) => csvRow(item, { goals: 1 }))]).toEqual([
    'name,goal 1,kept,hints,minutes',
    "'=cmd,1,1,2,7",
    '"Bob, ""B.""",1,1,0,1',
  ])
  // of a course's exercises another has more goals
  expect(csvRow(noted(rows)[1]!, { goals: 2, hasExercise: true })).toBe(`${rows[1]!.exercise},"Bob, ""B.""",1,,1,0,1`)
  const all = { goals: 1, hasWay: true }
  expect([csvHeader(all), ...noted(rows).map((item) => csvRow(item, all))]).toEqual([
    'name,goal 1,kept,hints,minutes,way,note',
    "'=cmd,1,1,2,7,liveness probe asks for /livez,",
    '"Bob, ""B.""",1,1,0,1,liveness probe made more patient; the probe still fails,',
  ])
})

it('holds two hundred attempts, and says of each beyond them that it is left out', () => {
  const held = new Map(Array.from({ length: 203 }, (_, i) => [`link-${i}`, { ...HELD.get('fixed')!, minutes: i }]))
  const { rows, refused } = room(
    [...held.keys()].map((link, i) => [`P${i}`, link]),
    held,
  )
  expect(rows).toHaveLength(200)
  expect(refused.map(({ line }) => line)).toEqual([201, 202, 203])
  expect(refused[0]!.why).toMatch(/holds 200 attempts/)
})

it('counts answers to a question by time, and by choice, with what is right', () => {
  const [when, what] = WEB.exercise.predict
  const start = startOf(WEB)
  const times = histogramOf(when!, [92, 75, 300, null, undefined, 75.5], start)
  expect(times).toMatchObject({ answered: 4, hits: 2 })
  expect(times.bars.reduce((sum, { count }) => sum + count, 0)).toBe(4)
  const right = times.bars.filter(({ isRight }) => isRight)
  expect(right).toHaveLength(1)
  expect(right[0]!.from! <= Number(times.right) && Number(times.right) < right[0]!.to!).toBe(true)
  expect(histogramOf(what!, ['401', '200', '401', null, 'nonsense'], start)).toEqual({
    ask: 'What?',
    right: '401',
    answered: 4,
    hits: 2,
    bars: [
      { label: '200', count: 1, isRight: false },
      { label: '401', count: 2, isRight: true },
      { label: 'nonsense', count: 1, isRight: false },
    ],
  })
})

it('says that one text is another’s only where two people do not come to it by chance', () => {
  const long: FilesChange = [
    {
      file: 'web.yaml',
      find: 'metadata:',
      replace: '# here I have tried everything that the manual says about probes, one after the other, and this\nmetadata:',
    },
    ...(FIX as []),
  ]
  const held = new Map([
    ['short', attemptAt(WEB, FIX)],
    ['long', attemptAt(WEB, long)],
    ['pins', attemptAt(WEB, FIX, { answers: [81, 82, 83] })],
    ['two pins', attemptAt(WEB, FIX, { answers: [81, 82, 'x', 'y'] })],
    ['choices', attemptAt(WEB, FIX, { answers: ['a', 'b', 'c', 'd'] })],
    ['gone', attemptAt(WEB, undefined, { changes: { 'web.yaml': null } })],
  ])
  const notesOf = (link: string): string[] =>
    noted(
      room(
        [
          ['Ada', link],
          ['Bob', link],
        ],
        held,
      ).rows,
    ).map(({ note }) => note)
  expect(notesOf('short')).toEqual(['', ''])
  expect(notesOf('long')).toEqual(['', 'the same text as Ada'])
  expect(notesOf('pins')).toEqual(['', 'the same text as Ada'])
  for (const link of ['two pins', 'choices', 'gone']) expect(notesOf(link)).toEqual(['', ''])
})

it.each<[string, (number | string | null)[], string]>([
  ['at the bars’ ends', [60, 64.9, 65, 70], '60–70 3, 70–80 1'],
  ['early', [0, -1, 59, 'x', null, Infinity], '0–10 1, 50–60 1'],
  ['within an hour', [3590, 3599], '3300–3600 2'],
  ['after an hour', [3600, 3601], '3600–4200 2'],
  ['within a day', [7200 * 11.5], '79200–86400 1'],
  ['later than any bar is wide', [100_000], '91674–100008 1'],
])('answers %s stand in bars that can be read off', (_, answers, bars) => {
  const made = histogramOf(WEB.exercise.predict[0]!, answers, startOf(WEB)).bars
  expect(
    made
      .filter(({ count }) => count > 0)
      .map(({ from, to, count }) => `${from}–${to} ${count}`)
      .join(', '),
  ).toBe(bars)
  expect(made.filter(({ isRight }) => isRight)).toHaveLength(1)
})

it.each<[string, (text: string) => string, [find: string, replace: string], string]>([
  ['the one container', (text) => text, ['name: main', 'name: other'], 'container renamed'],
])('an attempt that changes %s: %s', (_, edit, [find, replace], way) => {
  const lesson = lessonOf(edit(webExercise()))
  expect(wayOf(lesson, [{ file: 'web.yaml', find, replace }])).toContain(way)
})

it('where the same fields stand in another order, no field is named for what changed', () => {
  const lesson = lessonOf(webExercise().replace('hostNetwork: true', 'hostNetwork: true\n      terminationGracePeriodSeconds: 30'))
  expect(wayOf(lesson, [{ file: 'web.yaml', find: '\n  terminationGracePeriodSeconds: 30', replace: '' }])).toBe('spec changed')
})

const strange = (edit: (text: string) => string = (text) => text) =>
  lessonOf(edit(readFileSync(join(import.meta.dirname, '../levels/the-strange-case.yaml'), 'utf8')))
it.each<[string, string, string, string, ((text: string) => string)?]>([
  [
    'opened to all',
    '--insecure-port=0',
    '--insecure-port=8080\n    - --insecure-bind-address=0.0.0.0',
    'insecure port opened to everybody',
  ],
  ['opened on the node', '--insecure-port=0', '--insecure-port=8080', 'insecure port opened on the node alone'],
  [
    'closed',
    '--insecure-port=8080',
    '--insecure-port=0',
    'insecure port closed',
    (text) => text.replace('--insecure-port=0', '--insecure-port=8080'),
  ],
  ['refused', '--insecure-port=0', '--frob', 'flags that the server refuses'],
  [
    'taken again',
    '--frob=1',
    '--profiling=true',
    'flags that the server takes again',
    (text) => text.replace('--enable-bootstrap-token-auth=true', '--frob=1'),
  ],
  ['added', '--insecure-port=0', '--insecure-port=0\n    - --profiling=false', '--profiling added'],
  ['taken away', '    - --allow-privileged=true\n', '', '--allow-privileged taken away'],
  ['changed', '--allow-privileged=true', '--allow-privileged=false', '--allow-privileged changed'],
  ['always allowing', '--authorization-mode=Node,RBAC', '--authorization-mode=AlwaysAllow', 'everything allowed to everybody'],
  ['by one alone', '--authorization-mode=Node,RBAC', '--authorization-mode=RBAC', 'authorization by RBAC'],
  ['at another port', '--secure-port=6443', '--secure-port=7443', 'server moved to port 7443'],
  [
    'of another CA',
    '--client-ca-file=/etc/kubernetes/pki/ca.crt',
    '--client-ca-file=/etc/kubernetes/pki/front-proxy-ca.crt',
    'another CA for clients',
  ],
])('an attempt with a flag %s', (_, find, replace, way, edit) => {
  expect(wayOf(strange(edit), [{ file: 'kube-apiserver.yaml', find, replace }])).toContain(way)
})

it('an attempt whose manifest is readable again', () => {
  const lesson = lessonOf(
    webExercise()
      .replace('    kind: Pod\n', '    kind Pod\n')
      .replace(/ {2}solution: .*\n/, ''),
  )
  expect(wayOf(lesson, [{ file: 'web.yaml', find: 'kind Pod', replace: 'kind: Pod' }])).toContain('the manifest made readable')
})
