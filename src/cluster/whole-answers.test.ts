import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { ClusterFacts } from './facts.ts'
import { answerLines, comparisonLines, laneLines, textsIn } from './own-texts-fixture.ts'
import { readCluster } from './read.ts'

type LinesOf = (facts: ClusterFacts) => string[]

/** The rows of a file, each with what comes of it now; WRITE_RUNS=1 writes that. */
function held(name: string, linesOf: LinesOf): [name: string, expected: readonly string[], text: string, linesOf: LinesOf][] {
  const file = join(import.meta.dirname, name)
  const rows = readFileSync(file, 'utf8')
  const all = textsIn(rows)
  if (!process.env['WRITE_RUNS']) return all.map(({ name, whole, text }) => [name, whole, text, linesOf])
  const heads = rows.match(/^=== .*$/gm)!
  const made = all.map((row) => ({ ...row, lines: linesOf(readCluster([row.text])) }))
  writeFileSync(file, made.map(({ text, lines }, i) => `${heads[i]}\n${text}${lines.map((line) => `→ ${line}\n`).join('')}`).join(''))
  return made.map(({ name, lines, text }) => [name, lines, text, linesOf])
}

it.each(held('why/own-texts.txt', answerLines))('all that is said of why of %s', (_, expected, text, linesOf) =>
  expect(linesOf(readCluster([text]))).toEqual(expected),
)

it.each(held('own-lanes.txt', (facts) => [...laneLines(facts), ...comparisonLines(facts)]))(
  'all that comes of the lanes of %s, and how near they are',
  (_, expected, text, linesOf) => expect(linesOf(readCluster([text]))).toEqual(expected),
)

it.each(held('own-rows.txt', (facts) => [...answerLines(facts), ...laneLines(facts)]))(
  'all that comes of %s',
  (_, expected, text, linesOf) => expect(linesOf(readCluster([text]))).toEqual(expected),
)
