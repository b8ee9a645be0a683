import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseProcesses, parseScenario } from '../sim/scenario/scenario.ts'
import { processesText } from './processes-text.ts'
import { withProcesses } from './with-processes.ts'

it.each([undefined, null, [], 'web', {}])('nothing is written of %j', (processes) => expect(processesText(processes)).toBe(''))

it('is what a person would write', () => {
  const web = {
    listens: [{ port: 8080, tls: true }],
    answers: [
      { from: '0s', status: 200 },
      { from: '1m30s', hang: true },
    ],
    onTerm: 'ignore',
    exits: { after: '5s', code: 1 },
  }
  const tool = { execs: [{ command: ['/bin/check', '1', 'yes', 'a b'], code: 1, output: 'check says no\n' }] }
  expect(processesText({ web, 'pod/tool': tool, idle: {} })).toBe(`web:
  listens:
  - {port: 8080, tls: true}
  answers:
  - {from: 0s, status: 200}
  - {from: 1m30s, hang: true}
  onTerm: ignore
  exits: {after: 5s, code: 1}
pod/tool:
  execs:
  - {command: [/bin/check, "1", "yes", "a b"], code: 1, output: "check says no\\n"}
idle: {}
`)
})

it('nothing is an empty text, which is read as nothing', () => {
  expect(processesText({})).toBe('')
  expect(parseProcesses('')).toEqual({ processes: {} })
})

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    'yes',
    'null',
    '~',
    '1e3',
    '0x1f',
    '.5',
    '12',
    '1:30',
    '- a',
    '#',
    'a: b',
    ' a',
    'a ',
    '%x',
    '*a',
    '&a',
    '!a',
    '|',
    '{',
    ']',
    ',',
    "'",
    '"',
    '\u0085',
    '\u2028',
    '\ud800',
  ),
)
const command = fc.record({ command: fc.array(text, { minLength: 1 }), output: text })

it('is read back as it was, whatever the texts are', () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        text.filter((name) => name !== '__proto__'),
        fc.record({ execs: fc.array(command) }),
      ),
      (processes) => {
        expect(parseProcesses(processesText(processes)).processes).toEqual(processes)
      },
    ),
    { seed: 1 },
  )
})

it('an error stands at its place in that text', () => {
  const { diagnostics } = parseProcesses('web:\n  answers:\n  - {from: soon}\n  listen: []\n')
  expect(diagnostics!.map(({ code, path, range }) => [code, path, range.start.line])).toEqual([
    ['VALUE', 'web.answers[0].from', 3],
    ['UNKNOWN_FIELD', 'web.listen', 4],
  ])
  expect(parseProcesses('web: [').diagnostics).toMatchObject([{ code: 'PARSE' }])
})

it('what it reads is taken by a scenario', () => {
  const { processes } = parseProcesses('web: {answers: [{from: 1m, status: 500}]}')
  expect(parseScenario(JSON.stringify({ whyrestart: 1, processes })).scenario?.processes['web']?.answers).toEqual([
    { from: 60, status: 500 },
  ])
})

it('a lane without processes of its own has those of all', () => {
  const lanes = [{ name: 'a' }, { name: 'b', processes: 'web: {onTerm: ignore}\n' }]
  const { textOf } = withProcesses(JSON.stringify({ processes: 'web: {}\n', lanes }), parseProcesses)
  expect([textOf(0), textOf(1)]).toEqual(['web: {}\n', 'web: {onTerm: ignore}\n'])
})
