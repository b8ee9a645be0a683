import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { drawn, SEED } from '../drawn-fixture.ts'
import type { Action } from '../sim/scenario/inputs.ts'
import { textsOf, withTexts } from './change.ts'
import { inputsOf, judgeKeep, startOf } from './check-exercise.ts'
import { parseCourse } from './course.ts'
import { textsAfter } from './incident.ts'
import { judgeGoals } from './judge.ts'
import type { Lesson } from './parse.ts'

const here = import.meta.dirname
const { course } = parseCourse(readFileSync(join(here, 'course.yaml'), 'utf8'), (file) => ({
  text: readFileSync(join(here, file), 'utf8'),
}))
const levels = course!.exercises.filter(({ exercise }) => !exercise.incident)
const faults = course!.exercises.flatMap((lesson) =>
  (lesson.exercise.incident?.faults ?? []).map((fault) => [lesson.exercise.id, fault.name, lesson, fault] as const),
)

/** Single changes that solve a level, and are meant to: in the file that it says. */
const RIGHT: Readonly<Record<string, readonly (string | RegExp)[]>> = {
  // a field that no kubelet knows is as good as gone
  'a-taken-port': [
    'proxy.yaml: without "  hostNetwork: true"',
    ...['hostNetworx', 'xostNetwork', 'ostNetwork', 'hostNetwor'].map((slip) => `proxy.yaml: "hostNetwork: true" as "${slip}: true"`),
  ],
  'three-roles': ['kube-apiserver.yaml: without "    - --anonymous-auth=false"'],
  // no limit ends it too; its debrief says at which price
  'the-empty-shop, The limit was 256Mi, and the shop needs 300': [
    /without "( {6}limits:| {8}memory: 256Mi)"$/,
    /: "(resources|limits):" as /,
    /as "memory: 0Mi"$/,
  ],
  // a copy that the kubelet cannot read, or that is gone, is taken for nothing
  'the-empty-shop, A copy, shop.yaml.old, lay beside it and was taken instead: its probes asked /health': [
    /^shop\.yaml\.old: /,
    '{"at":300,"remove":"shop.yaml.old"}',
  ],
  // the image runs its own program
  'the-new-release, A program that the image has not': [/ {4}command: /, /: "command: \[\\"\/app\/shopd\\"\]" as "\w+: /],
  'the-new-release, A user that the image may not be': [
    /: "securityContext:" as /,
    / {6}runAsNonRoot: true/,
    /: "runAsNonRoot: true" as "\w+: true"/,
  ],
  'two-databases, It listens at another port': [/2379\\?" as "- --etcd-servers=https:\/\/127\.0\.0\.1:2378"$/],
  'nothing-is-scheduled, A port that no probe asks': [/10260" as "- --secure-port=10259"$/],
}

/** Whether it is among them. */
const isRight = (what: string, level: string): boolean =>
  RIGHT[level]?.some((right) => (typeof right === 'string' ? right === what : right.test(what))) ?? false

/** Of a long manifest: the lines that a level can be about. */
const TELLING =
  /--(anonymous|insecure|secure|authori|authent|token|advertise|etcd-servers|client-ca|allow)|Probe|Threshold|Seconds|httpGet|host:|path: \/[a-z]+z|port|etcd|mountPath|scheme|enabled|kind|anonymous/
const LONG = 50

/** Each line gone; each number by one, by ten, and nothing; a letter of each word another, or gone. */
function* changesOf(text: string): Generator<[what: string, text: string]> {
  const lines = text.split('\n')
  for (const [i, line] of lines.entries()) {
    if (line.trim() === '' || (lines.length > LONG && !TELLING.test(line))) continue
    yield [`without ${JSON.stringify(line)}`, lines.toSpliced(i, 1).join('\n')]
    const other = (from: number, of: string, by: string): [string, string] => {
      const changed = line.slice(0, from) + by + line.slice(from + of.length)
      return [`${JSON.stringify(line.trim())} as ${JSON.stringify(changed.trim())}`, lines.with(i, changed).join('\n')]
    }
    for (const { 0: number, index } of line.matchAll(/\d+/g))
      for (const by of new Set([1, -1, 10, -10, -Number(number)]))
        if (by !== 0 && Number(number) + by >= 0) yield other(index, number, String(Number(number) + by))
    for (const { 0: word, index } of line.matchAll(/[A-Za-z]{2,}/g))
      for (const by of [`${word.slice(0, -1)}x`, `x${word.slice(1)}`, word.slice(1), word.slice(0, -1)]) yield other(index, word, by)
  }
}

function isSolved({ scenario: _all, exercise }: Lesson, start: ReturnType<typeof startOf>, texts: Record<string, string>): boolean {
  const inputs = withTexts(start, texts)
  // one by one: most are over with the first
  return (
    judgeKeep(exercise.keep, textsOf(start), texts).every(({ holds }) => holds) &&
    exercise.goals.every((goal) => judgeGoals({ goals: [goal] }, inputs)[0]!.holds)
  )
}

it.each(levels.map((lesson) => [lesson.exercise.id, lesson] as const))(
  `%s is solved by no single slip of the hand, and by no single change that is not meant (TEST_SEED=${SEED})`,
  (id, lesson) => {
    const start = startOf(lesson)
    const texts = textsOf(start)
    const tried = Object.entries(texts).flatMap(([file, text]) =>
      [...changesOf(text)].map(([what, by]) => [file, `${file}: ${what}`, by] as const),
    )
    expect(tried.length).toBeGreaterThan(50)
    const today = drawn(tried, 40)
    const solve = today.filter(([file, , by]) => isSolved(lesson, start, { ...texts, [file]: by })).map(([, what]) => what)
    expect(solve).toEqual(today.map(([, what]) => what).filter((what) => isRight(what, id)))
  },
  240_000,
)

/** When somebody mends it. */
const MENDS = 300

/** What is done without having read anything. */
const blind = (lesson: Lesson, files: readonly string[]): Action[] => [
  ...[lesson.exercise.incident!.of, 'etcd'].map((kill): Action => ({ at: MENDS, kill })),
  ...(['kubelet', 'containerd'] as const).map((restart): Action => ({ at: MENDS, restart })),
  { at: MENDS, reboot: 'node', takes: 30 },
  { at: MENDS, etcd: 'start' },
  ...files.map((remove): Action => ({ at: MENDS, remove })),
]

it.each(faults)(
  `%s, %s: ends by nothing that does not answer it (TEST_SEED=${SEED})`,
  (id, name, lesson, fault) => {
    const before = textsOf(startOf(lesson))
    const texts = textsAfter(before, fault.actions, MENDS)
    const tried: [what: string, actions: Action[]][] = [
      ...Object.entries(texts).flatMap(([file, text]) =>
        [...changesOf(text)]
          // what was there before is the answer
          .filter(([, by]) => by !== before[file])
          .map(([what, by]): [string, Action[]] => [`${file}: ${what}`, [{ at: MENDS, write: file, content: by }]]),
      ),
      ...blind(lesson, Object.keys(texts)).map((action): [string, Action[]] => [JSON.stringify(action), [action]]),
    ]
    const today = drawn(tried, 20)
    const ends = today
      .filter(([, actions]) => {
        const inputs = inputsOf(lesson, { actions }, fault)
        const now = textsAfter(before, inputs.actions, inputs.duration)
        return (
          judgeKeep(lesson.exercise.keep, before, now).every(({ holds }) => holds) &&
          lesson.exercise.goals.every((goal) => judgeGoals({ goals: [goal] }, inputs)[0]!.holds)
        )
      })
      .map(([what]) => what)
    expect(ends.filter((what) => !isRight(what, `${id}, ${name}`))).toEqual([])
  },
  600_000,
)
