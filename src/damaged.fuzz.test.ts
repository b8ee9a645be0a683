import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { shippedLessons } from './cli/shipped-course.ts'
import { recordings } from './cli/replay.ts'
import { evidenceOf } from './cluster/evidence.ts'
import { textsIn } from './cluster/own-texts-fixture.ts'
import { answerOf } from './cluster/why/why-answer.ts'
import { SEED } from './drawn-fixture.ts'
import { textsOf } from './lessons/change.ts'
import { check, startOf } from './lessons/check-exercise.ts'
import { fixReport } from './lessons/try-fix.ts'
import { sessionsOf } from './sessions-fixture.ts'
import { stream } from './sim/random.ts'
import type { Inputs } from './sim/scenario/inputs.ts'
import { parseScenario } from './sim/scenario/scenario.ts'
import { simulate } from './sim/simulate.ts'
import { ask } from './terminal/terminal.ts'
import { finished } from './views/experiment.ts'
import { drawingOf } from './views/lanes/drawing-of.ts'
import { lintInputs } from './views/lint/lint.ts'
import { problemsOf } from './views/lanes/problems.ts'
import { lastRestart, reportOf } from './views/report/report.ts'
import { verdictsOf } from './views/verdicts/judge-lane.ts'
import { whatIf } from './views/what-if/what-if.ts'
import { whyNot } from './views/why/why-not.ts'
import { why, whyText } from './views/why/why.ts'

// What people paste and write is cut, doubled and half of something else. Whatever it is, each door gives an answer, and none of it
// is a word of JavaScript's. TEST_SEED=… draws once more what a day drew.

const random = stream(Number(SEED), 'damage')
const under = (n: number): number => Math.floor(random() * n)
const pick = <T>(list: readonly T[]): T => list[under(list.length)]!

const ODD: readonly unknown[] = [
  null,
  '',
  ' ',
  0,
  -1,
  1.5,
  1e12,
  true,
  [],
  {},
  ['a'],
  'constructor',
  '__proto__',
  '~',
  '\u0000',
  'é'.repeat(300),
]
const WORDS = ['null', '{}', '[]', '-1', '""', 'constructor', '0x', '99999999999', '|', '- -', '%', 'Running', 'Error', '<none>', '\t']

/** Lines gone, twice, elsewhere, cut, or with another word. */
function damagedText(text: string): string {
  const lines = text.split('\n')
  for (let times = 1 + under(3); times > 0; times--) {
    const n = under(lines.length)
    const line = lines[n] ?? ''
    pick([
      () => lines.splice(n, 1 + under(5)),
      () => lines.splice(n, 0, ...lines.slice(n, n + 1 + under(4))),
      () => lines.splice(under(lines.length), 0, ...lines.splice(n, 1 + under(8))),
      () => lines.splice(n, 1, line.slice(0, under(line.length + 1))),
      () => lines.splice(n, 1, line.slice(under(line.length + 1))),
      () => lines.splice(n, 1, line.replace(/[\w.-]+(?=\W*$)/, pick(WORDS))),
      () => lines.splice(n, 1, line.replace(/\d+/, pick(WORDS))),
      () => lines.splice(under(2) === 0 ? 0 : n, n),
    ])()
  }
  return lines.join('\n')
}

/** One or two values gone, or odd ones; a text within is damaged as a text, or as what it holds. */
function damagedValue(value: unknown): unknown {
  const whole = { value: structuredClone(value) }
  for (let times = 1 + under(2); times > 0; times--) {
    let at: Record<string, unknown> = whole
    let key = 'value'
    for (;;) {
      const next = at[key]
      if (typeof next !== 'object' || next === null || Object.keys(next).length === 0 || under(12) === 0) break
      at = next as Record<string, unknown>
      key = pick(Object.keys(at))
    }
    const held = at[key]
    if (typeof held === 'string' && held.includes('\n') && under(5) > 0) at[key] = under(3) === 0 ? damagedText(held) : damagedYaml(held)
    else if (under(4) === 0 && at !== whole) delete at[key]
    else at[key] = pick(ODD)
  }
  return whole.value
}

function damagedYaml(text: string): string {
  try {
    return stringify(damagedValue(parse(text)))
  } catch {
    return damagedText(text)
  }
}

/** What a door says is no word of JavaScript's, but one that it was given. */
const fine = (said: unknown, given: unknown = ''): void => {
  const words = (JSON.stringify(said) ?? '').match(/undefined\b(?! (?:symbol|method|reference))|\bNaN\b|\[object /g) ?? []
  expect(words.filter((word) => !JSON.stringify(given).includes(word))).toEqual([])
}

/** Each try by itself; what fails is told with the input, and the others are tried all the same. */
function tryEach(count: number, make: () => unknown, hold: (input: never) => void): void {
  const failures: string[] = []
  for (let n = 0; n < count && failures.length < 5; n++) {
    const input = make()
    try {
      hold(input as never)
    } catch (error) {
      failures.push(
        `${String((error as Error).stack)
          .split('\n')
          .slice(0, 4)
          .join('\n')}\n${typeof input === 'string' ? input : JSON.stringify(input)}`,
      )
    }
  }
  expect(failures).toEqual([])
}

const CLUSTER = join(import.meta.dirname, 'cluster')
const PASTED = [
  ...['why/own-texts.txt', 'why/own-objects.txt', 'own-rows.txt', 'own-lanes.txt'].flatMap((file) =>
    textsIn(readFileSync(join(CLUSTER, file), 'utf8')).map(({ text }) => text),
  ),
  ...readdirSync(join(CLUSTER, 'recorded'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('input.txt'))
    .map((file) => readFileSync(join(CLUSTER, 'recorded', file), 'utf8')),
]

it(`what was pasted (TEST_SEED=${SEED})`, () => {
  expect(PASTED.length).toBeGreaterThan(300)
  const texts = (): string[] => Array.from({ length: under(5) === 0 ? 2 : 1 }, () => damagedText(pick(PASTED)))
  tryEach(4000, texts, (input: string[]) => fine(answerOf(input).sentence, input))
  tryEach(600, texts, (input: string[]) => void evidenceOf(input))
}, 3_600_000)

const SCENARIOS = recordings().map((name) => readFileSync(join(import.meta.dirname, 'sim/recorded', `${name}.scenario.yaml`), 'utf8'))
const COMMANDS = [...new Set(sessionsOf(join(import.meta.dirname, 'terminal/sessions')).map(([, , command]) => command))]
const LONGEST_SECONDS = 900

/** All that is said of a lane's run. */
function look(inputs: Inputs): void {
  const trace = simulate(inputs)
  const drawing = drawingOf(trace, inputs.duration)
  const at = under(inputs.duration)
  fine(problemsOf(inputs).problems.map(({ message }) => message))
  for (let n = 0; n < 20 && trace.length > 0; n++) fine(whyText(why(trace, under(trace.length), inputs)))
  fine(whyNot({ inputs, trace, at }).map(({ answer }) => answer))
  fine(reportOf({ title: 'Why?', name: 'main', inputs, trace, drawing, at }))
  for (let n = 0; n < 12; n++) ask(pick(COMMANDS), { inputs, trace, simulate, at })
  if (under(20) > 0) return
  fine(lintInputs(inputs).map(({ message }) => message))
  fine(Object.values(verdictsOf(inputs)))
  const last = lastRestart(trace)
  if (last !== undefined) fine(finished(whatIf(inputs, trace, last)))
}

it(`a scenario (TEST_SEED=${SEED})`, () => {
  expect(SCENARIOS.length).toBeGreaterThan(100)
  tryEach(
    2500,
    () => damagedYaml(pick(SCENARIOS)),
    (text: string) => {
      for (const { inputs } of parseScenario(text).scenario?.lanes.slice(0, 2) ?? [])
        look({ ...inputs, duration: Math.min(inputs.duration, LONGEST_SECONDS) })
    },
  )
}, 3_600_000)

it(`a learner’s texts (TEST_SEED=${SEED})`, () => {
  const lessons = shippedLessons()
  expect(lessons.length).toBeGreaterThan(10)
  const attempt = () => {
    const lesson = pick(lessons)
    const texts = textsOf(startOf(lesson))
    return { id: lesson.exercise.id, texts: Object.fromEntries(Object.entries(texts).map(([file, text]) => [file, damagedYaml(text)])) }
  }
  tryEach(400, attempt, ({ id, texts }: ReturnType<typeof attempt>) => {
    const lesson = lessons.find(({ exercise }) => exercise.id === id)!
    fine(check(lesson, { texts }).goals)
    if (under(10) === 0) fine(fixReport(lesson, texts))
  })
}, 3_600_000)
