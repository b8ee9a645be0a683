import { describe, expect, it } from 'vitest'
import { podInputs, type TryContainer } from '../../sim/fixture.ts'
import { parseProcesses } from '../../sim/scenario/scenario.ts'
import { simulate } from '../../sim/simulate.ts'
import type { Entry, Trace } from '../../sim/trace/trace.ts'
import { PROCESSES } from '../text/words.ts'
import { lineOfScript } from './script-line.ts'
import { effectsOfLine } from './why-line.ts'
import { why } from './why.ts'

const TEXT = `# what it does
main:
  listens:
  - {port: 7001}
  answers:
  - {from: 60s, hang: true}
  - from: 0s
    status: 200
  execs:
  - {command: [check], code: 1}
`

const LIVENESS = '{httpGet: {port: PORT, host: 127.0.0.1}, failureThreshold: 2}'
const HANGS = [
  { from: 30, hang: true },
  { from: 0, status: 200 },
]

/** What the chain of the first end comes to, or of the first entry that is asked for. */
function rootOf(trace: Trace, is: (entry: Entry) => boolean): string {
  const links = why(trace, trace.find(is)!.id).filter(({ isBeside }) => !isBeside)
  return links.at(-1)!.sentence
}

const isEnd = (entry: Entry): boolean => entry.kind === 'process' && entry.op === 'exited'

describe('a line of the programs', () => {
  it('reads as it is written', () => expect(parseProcesses(TEXT).diagnostics).toBeUndefined())
  it.each([
    ['processes.main.answers[0]', 6],
    ['processes.main.answers[1]', 7],
    ['processes.main.answers[1].status', 8],
    ['processes.main.execs', 9],
    ['processes.main.exits', 2],
    ['processes.other.exits', 1],
  ])('has %s', (path, line) => expect(lineOfScript(TEXT, path)).toBe(line))
})

it.each<[string, TryContainer, RegExp]>([
  [
    'an answer that hangs, though it is written first',
    { liveness: LIVENESS, script: { answers: HANGS } },
    /main hangs from 30 s after its start on/,
  ],
  [
    'a connection that is refused',
    { liveness: LIVENESS, answers: { 0: 200, 30: 'refuse' } },
    /refuses connections from 30 s after its start on/,
  ],
  ['an end of its own', { script: { exits: { after: 5, code: 1 } } }, /ends by itself 5 s after its start, with exit code 1/],
  ['a port that nobody has', { liveness: LIVENESS, script: { listens: [] } }, /does not listen on that port/],
  [
    'a command that fails',
    {
      liveness: '{exec: {command: [check]}}',
      script: { execs: [{ command: ['check'], code: 1, output: 'no', after: 0, missing: false }] },
    },
    /lets check end with code 1/,
  ],
])('a chain of causes comes to %s', (_, container, expected) => {
  expect(rootOf(simulate(podInputs({ containers: [container] })), isEnd)).toMatch(expected)
})

it('names a rule once, however often it is followed', () => {
  const trace = simulate(podInputs({ containers: [{ liveness: LIVENESS, answers: { 0: 200, 30: 500 } }] }))
  expect(trace.filter(({ kind }) => kind === 'script')).toHaveLength(3)
})

it('tells what a line of the programs has caused', () => {
  const inputs = podInputs({ containers: [{ liveness: LIVENESS, script: { answers: HANGS } }] })
  const labels = effectsOfLine(inputs, simulate(inputs), { file: PROCESSES, line: 6, at: 0 }, TEXT).groups.map(({ label }) => label)
  expect(labels).toContainEqual(expect.stringMatching(/^\d+ liveness probes failed/))
  expect(labels).toContainEqual(expect.stringMatching(/^\d+ ends of main/))
})

it('a comment in it has no roots', () => {
  const inputs = podInputs({})
  expect(effectsOfLine(inputs, simulate(inputs), { file: PROCESSES, line: 1, at: 0 }, TEXT).groups).toEqual([])
})
