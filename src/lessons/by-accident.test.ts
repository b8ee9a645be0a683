import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { drawn, SEED } from '../drawn-fixture.ts'
import { readManifest } from '../manifest/parse.ts'
import type { Pod } from '../manifest/types.ts'
import { parseArgs } from '../sim/apiserver/flags/pflag.ts'
import { readEtcdFlags } from '../sim/control-plane/etcd-flags.ts'
import { readManagerFlags } from '../sim/control-plane/manager-settings.ts'
import { runningOf } from '../sim/kubelet/running.ts'
import { MANIFEST_DIRECTORY } from '../sim/node/file-changes.ts'
import { releaseOf } from '../sim/release/release.ts'
import type { Action, Inputs } from '../sim/scenario/inputs.ts'
import { type LaneTexts, textsOf, withTexts } from './change.ts'
import { inputsOf, judgeKeep, startOf } from './check-exercise.ts'
import { parseCourse } from './course.ts'
import { textsAfter } from './incident.ts'
import { allHold } from './judge-goals.ts'
import type { Lesson } from './parse-exercise.ts'

const here = import.meta.dirname
const { course } = parseCourse(readFileSync(join(here, 'course.yaml'), 'utf8'), (file) => ({
  text: readFileSync(join(here, file), 'utf8'),
}))
const levels = course!.exercises.filter(({ exercise }) => !exercise.incident)
const faults = course!.exercises.flatMap((lesson) =>
  (lesson.exercise.incident?.faults ?? []).map((fault) => [lesson.exercise.id, fault.name, lesson, fault] as const),
)

/** A sweep as a whole takes minutes, on a busy machine many: only what hangs is to fail by its time. */
const HANGS_MS = 3_600_000

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
    /^\{.*"remove":"shop.yaml.old"\}$/,
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

const flagOf = (word: unknown): string | undefined => (typeof word === 'string' ? /^--?[^=]+/.exec(word)?.[0] : undefined)

/** Its program ends at once, at whichever flag it does not know. */
function endsOfFlag(pod: Pod, inputs: Inputs): boolean {
  const release = releaseOf(inputs.kubernetes)
  return pod.spec.containers.some((container) => {
    const { program, args } = runningOf(pod, container, inputs)
    if (program === undefined) return false
    if (program === 'kube-apiserver') return parseArgs(args, release).error?.startsWith('unknown flag') ?? false
    const read = program === 'etcd' ? readEtcdFlags(args) : readManagerFlags(program, args, release.minor)
    return 'error' in read && /^unknown flag|not defined/.test(read.error)
  })
}

/**
 * By what a run follows from a file: texts of which the kubelet makes the same pod, or none, go the same way, and so do those in which
 * the same flag is misspelt, whatever it is misspelt as.
 */
function meaningOf(file: string, text: string, before: string, inputs: Inputs): string {
  if (file.startsWith('/')) return text
  const release = releaseOf(inputs.kubernetes)
  const { pod } = readManifest(text, { file: `${MANIFEST_DIRECTORY}/${file}`, nodeName: inputs.node.name, release })
  if (!pod) return 'no pod'
  if (!endsOfFlag(pod, inputs)) return JSON.stringify(pod)
  return JSON.stringify(pod, (_, value: unknown) => (before.includes(flagOf(value) ?? '') ? value : '--misspelt'))
}

/** Whether something ends an exercise, by what it means: one of fifty that mean the same is tried all the same. */
class Tries {
  private readonly results = new Map<string, boolean>()
  private count = 0

  ends(meaning: string, tried: () => boolean): boolean {
    const result = this.results.get(meaning) ?? tried()
    if (this.results.has(meaning) && this.count++ % 50 === 0 && tried() !== result) throw new Error(`ends otherwise: ${meaning}`)
    this.results.set(meaning, result)
    return result
  }
}

const isKept = ({ exercise }: Lesson, before: LaneTexts, now: LaneTexts): boolean =>
  judgeKeep(exercise.keep, before, now).every(({ holds }) => holds)

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
    const tries = new Tries()
    const solve = today
      .filter(([file, , by]) => {
        const now = { ...texts, [file]: by }
        if (!isKept(lesson, texts, now)) return false
        return tries.ends(`${file} ${meaningOf(file, by, texts[file]!, start)}`, () => allHold(lesson.exercise, withTexts(start, now)))
      })
      .map(([, what]) => what)
    expect(solve).toEqual(today.map(([, what]) => what).filter((what) => isRight(what, id)))
  },
  HANGS_MS,
)

/** When somebody mends it: a minute after it broke, so that no back-off is long. */
const MENDS = 180
/** A startup probe of kubeadm's may give up once by then, and what is well has long been so. */
const ENDS = 720

/** What is done without having read anything. */
const blind = (lesson: Lesson, files: readonly string[]): [string, Action][] =>
  [
    ...[lesson.exercise.incident!.of, 'etcd'].map((kill): Action => ({ at: MENDS, kill })),
    ...(['kubelet', 'containerd'] as const).map((restart): Action => ({ at: MENDS, restart })),
    { at: MENDS, reboot: 'node' as const, takes: 30 },
    { at: MENDS, etcd: 'start' as const },
    ...files.map((remove): Action => ({ at: MENDS, remove })),
  ].map((action) => [JSON.stringify(action), action])

it.each(faults)(
  `%s, %s: ends by nothing that does not answer it (TEST_SEED=${SEED})`,
  (id, name, lesson, fault) => {
    const { lanes } = lesson.scenario
    const scenario = { ...lesson.scenario, lanes: lanes.map((lane) => ({ ...lane, inputs: { ...lane.inputs, duration: ENDS } })) }
    const of: Lesson = { ...lesson, scenario }
    expect(allHold(lesson.exercise, inputsOf(of, { actions: fault.solution.map((action) => ({ ...action, at: MENDS })) }, fault))).toBe(
      true,
    )
    const start = startOf(lesson)
    const before = textsOf(start)
    const texts = textsAfter(before, fault.actions, MENDS)
    const tried: [what: string, action: Action][] = [
      ...Object.entries(texts).flatMap(([file, text]) =>
        [...changesOf(text)]
          // what was there before is the answer
          .filter(([, by]) => by !== before[file])
          .map(([what, by]): [string, Action] => [`${file}: ${what}`, { at: MENDS, write: file, content: by }]),
      ),
      ...blind(lesson, Object.keys(texts)),
    ]
    const today = drawn(tried, 20)
    const tries = new Tries()
    const ends = today
      .filter(([what, action]) => {
        const inputs = inputsOf(of, { actions: [action] }, fault)
        if (!isKept(lesson, before, textsAfter(before, inputs.actions, inputs.duration))) return false
        const meaning = 'write' in action ? `${action.write} ${meaningOf(action.write, action.content, texts[action.write]!, start)}` : what
        return tries.ends(meaning, () => allHold(lesson.exercise, inputs))
      })
      .map(([what]) => what)
    expect(ends.filter((what) => !isRight(what, `${id}, ${name}`))).toEqual([])
  },
  HANGS_MS,
)
