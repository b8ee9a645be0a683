import fc from 'fast-check'
import { expect, it } from 'vitest'
import { processesText } from '../../cases/processes-text.ts'
import { parseProcesses, parseScenario } from '../../sim/scenario/scenario.ts'
import type { ProcessScript } from '../../sim/scenario/scenario-programs.ts'
import { describe as described } from './NewDialog.tsx'
import { keyOf } from './ScriptForm.tsx'
import { formOf, NEW_EXEC, NEW_PORT, newAnswer, type ScriptForm, scriptOf, troubles } from './script-form.ts'

const EMPTY = formOf({ listens: [], answers: [], onTerm: { after: 0, code: 0 }, execs: [] })

/** Through the text that the editor shows, as the simulator reads it. */
function strict(script: unknown): ProcessScript {
  const { processes, diagnostics } = parseProcesses(processesText({ main: script }))
  expect(diagnostics).toBeUndefined()
  return parseScenario(JSON.stringify({ whyrestart: 1, processes })).scenario!.processes['main']!
}

const seconds = fc.oneof(
  fc.integer({ min: 0, max: 100_000 }),
  fc.integer({ min: 1, max: 1_000_000 }).map((n) => n / 1000),
  fc.constant(1e-7),
)
const code = fc.integer({ min: 0, max: 255 })
const words = fc.array(fc.string({ maxLength: 20 }), { minLength: 1, maxLength: 4 })
const url = fc.constantFrom('http://127.0.0.1:8080/a?b=c', 'https://[::1]:6443/livez')
const begun = (rest: object): fc.Arbitrary<ProcessScript['answers'][number]> =>
  fc.record({ from: seconds, ...rest }, { requiredKeys: ['from', ...(Object.keys(rest) as never[])] }) as never
const scope = {
  path: fc.constantFrom('/', '/ready?verbose'),
  port: fc.constantFrom(80, 8443),
  method: fc.constantFrom('GET', 'HEAD'),
  headers: fc.constant({ Host: 'shop.example' }),
}
const answer = fc.oneof(
  begun({ ...scope, status: fc.constant(503) }),
  begun({ ...scope, hang: fc.constant(true) }),
  begun({ refuse: fc.constant(true), port: fc.constant(80) }),
  begun({ grpc: fc.constantFrom('SERVING' as const, 'NOT_SERVING' as const), service: fc.constant('db') }),
  begun({ status: fc.integer({ min: 100, max: 599 }) }),
  begun({ status: fc.integer({ min: 100, max: 599 }), after: seconds.filter((s) => s > 0), body: fc.string() }),
  begun({ hang: fc.constant(true) }),
  begun({ reset: fc.constant(true) }),
  begun({ refuse: fc.constant(true) }),
  begun({ status: fc.constantFrom(301, 302), location: fc.constantFrom('/elsewhere', 'http://other/') }),
  begun({
    proxy: url,
    caller: fc.record({
      certificate: fc.record({ cn: fc.string(), o: fc.array(fc.string()), ca: fc.constantFrom('cluster' as const, 'stranger' as const) }),
    }),
  }),
)
const script: fc.Arbitrary<ProcessScript> = fc.record(
  {
    listens: fc.array(fc.record({ port: fc.integer({ min: 1, max: 65535 }), tls: fc.boolean(), after: seconds })),
    answers: fc.array(answer).map((all) => all.toSorted((a, b) => a.from - b.from)),
    exits: fc.oneof(
      fc.record({ after: seconds, code }),
      fc.constant({ after: 5, code: 137, reason: 'OOMKilled' as const }),
      fc.constant({ after: 5, code: 137, signal: 9 }),
    ),
    memory: fc.constant([{ from: 1, mib: 80 }]),
    needs: fc.constant({ url: 'https://127.0.0.1:6443/readyz', every: 2, for: 10, code: 1, says: 'lost' }),
    onTerm: fc.oneof(fc.constant('ignore' as const), fc.record({ after: seconds, code })),
    execs: fc.array(
      fc.oneof(
        fc.record({ command: words, code, output: fc.string(), after: seconds, missing: fc.constant(false) }),
        fc.record({
          from: seconds.filter((s) => s > 0),
          command: words,
          code,
          output: fc.string(),
          after: seconds,
          missing: fc.constant(false),
        }),
        fc.record({ command: words, code: fc.constant(0), output: fc.constant(''), after: fc.constant(0), missing: fc.constant(true) }),
      ),
    ),
  },
  { requiredKeys: ['listens', 'answers', 'onTerm', 'execs'] },
)

it('any behaviour goes through the form and the text, and is the same behaviour (seed 1)', () => {
  fc.assert(
    fc.property(script, (given) => {
      const form = formOf(given)
      expect([...troubles(form)]).toEqual([])
      expect(strict(scriptOf(form))).toEqual(given)
      expect(formOf(strict(scriptOf(form)))).toEqual(form)
    }),
    { seed: 1 },
  )
})

it('what somebody would set first', () => {
  const form: ScriptForm = { ...EMPTY, listens: [NEW_PORT], answers: [newAnswer(EMPTY)] }
  const next = { ...form, answers: [...form.answers, newAnswer(form)] }
  expect(processesText({ web: scriptOf(next) })).toBe(
    'web:\n  listens:\n  - {port: 8080}\n  answers:\n  - {from: 0s, status: 200}\n  - {from: 60s, hang: true}\n',
  )
})

it.each<[string, Partial<ScriptForm>, string, RegExp]>([
  ['no port', { listens: [{ ...NEW_PORT, port: '' }] }, 'listens.0.port', /^Found nothing; allowed: a whole number from 1 to 65535\.$/],
  ['a port of letters', { listens: [{ ...NEW_PORT, port: 'http' }] }, 'listens.0.port', /^Found "http"; allowed: a whole number/],
  ['a port too high', { listens: [{ ...NEW_PORT, port: '70000' }] }, 'listens.0.port', /^Found 70000; allowed/],
  [
    'a time of words',
    { answers: [{ ...newAnswer(EMPTY), from: 'soon' }] },
    'answers.0.from',
    /^Found "soon"; allowed: a duration such as 90s/,
  ],
  ['a status that there is not', { answers: [{ ...newAnswer(EMPTY), status: '42' }] }, 'answers.0.status', /from 100 to 599/],
  ['nobody to ask', { answers: [{ ...newAnswer(EMPTY), is: 'proxy' }] }, 'answers.0.proxy', /allowed: a URL such as/],
  ['nowhere to go', { answers: [{ ...newAnswer(EMPTY), is: 'location' }] }, 'answers.0.location', /allowed: the URL or path/],
  ['a code too high', { exits: { isOn: true, after: '5s', code: '256', rest: {} } }, 'exits.code', /from 0 to 255/],
  ['a negative time', { onTerm: { is: 'later', after: '-5', code: '0' } }, 'onTerm.after', /not below 0/],
  ['an open quote', { execs: [{ ...NEW_EXEC, command: "sh -c 'exit 1" }] }, 'execs.0.command', /a quote that does not end/],
  ['no command', { execs: [{ ...NEW_EXEC, command: ' ' }] }, 'execs.0.command', /^Found nothing/],
])('%s is one sentence at its field', (_, change, path, sentence) => {
  expect([...troubles({ ...EMPTY, ...change })]).toEqual([[path, expect.stringMatching(sentence)]])
})

it('plain numbers are seconds', () => {
  expect(scriptOf({ ...EMPTY, exits: { isOn: true, after: ' 90 ', code: '1', rest: {} } })).toEqual({ exits: { after: '90s', code: 1 } })
})

it.each<[what: string, form: Partial<ScriptForm>, script: object]>([
  ['an end at the start', { exits: { isOn: true, after: '', code: '2', rest: {} } }, { exits: { after: '0s', code: 2 } }],
  [
    'an end by a signal, which says the code',
    { exits: { isOn: true, after: '5', code: '2', rest: { signal: 9 } } as never },
    { exits: { after: '5s', signal: 9 } },
  ],
  ['none', { exits: { isOn: false, after: '5', code: '2', rest: {} } }, {}],
  ['an answer from the start', { answers: [{ ...newAnswer(EMPTY), from: '', is: 'hang' }] }, { answers: [{ from: '0s', hang: true }] }],
  [
    'a slow answer',
    { answers: [{ ...newAnswer(EMPTY), from: ' 7 ', is: 'status', status: ' 503 ', after: '1.5' }] },
    { answers: [{ from: '7s', status: 503, after: '1.5s' }] },
  ],
  [
    'a redirect',
    { answers: [{ ...newAnswer(EMPTY), from: '1m', is: 'location', status: '301', url: '/x' }] },
    { answers: [{ from: '1m', status: 301, location: '/x' }] },
  ],
  ['SIGTERM that is ignored', { onTerm: { is: 'ignore', after: '', code: '' } }, { onTerm: 'ignore' }],
  ['SIGTERM with nothing said of it', { onTerm: { is: 'later', after: '', code: '' } }, { onTerm: { after: '0s', code: undefined } }],
])('the form says %s', (_, form, script) => expect(scriptOf({ ...EMPTY, ...form })).toEqual(script))

it.each<[onTerm: ProcessScript['onTerm'], is: ScriptForm['onTerm']['is'], says: object]>([
  ['ignore', 'ignore', { onTerm: 'ignore' }],
  [{ after: 0, code: 0 }, 'at once', {}],
  [{ after: 0, code: 143 }, 'later', { onTerm: { after: '0s', code: 143 } }],
  [{ after: 6, code: 0 }, 'later', { onTerm: { after: '6s', code: 0 } }],
])('what ends on SIGTERM as %j ends %s, and says so again', (onTerm, is, says) => {
  const form = formOf({ listens: [], answers: [], onTerm, execs: [] })
  expect([form.onTerm.is, scriptOf(form)]).toEqual([is, says])
})

it('a redirect of which no status is said is a 302', () => {
  const of = (answer: object) =>
    formOf({ ...{ listens: [], onTerm: { after: 0, code: 0 }, execs: [] }, answers: [answer as never] }).answers[0]
  expect([of({ from: 0, location: '/x' }), of({ from: 0, location: '/x', status: 308 }), of({ from: 0 })]).toMatchObject([
    { is: 'location', status: '302', url: '/x' },
    { is: 'location', status: '308' },
    { is: 'status', status: '200', url: '' },
  ])
})

it('a minute after an answer that is no time comes one after a minute', () => {
  expect(newAnswer({ ...EMPTY, answers: [{ ...newAnswer(EMPTY), from: 'soon' }] }).from).toBe('60s')
})

it.each<[all: string[], forms: string[], key: string]>([
  [['shop/web'], [], 'web'],
  [['shop/web'], ['shop/web'], 'shop/web'],
  [['shop/web', 'shop/db'], ['web'], 'web'],
  [['shop/web', 'mail/web'], [], 'shop/web'],
  [['shop/web', 'mail/web'], ['web'], 'web'],
  [['shop/web', 'mail/web'], ['web', 'shop/web'], 'shop/web'],
])('of %j, where %j are described, the first is told by %s', (all, forms, key) => {
  const places = all.map((name) => ({ pod: name.split('/')[0]!, container: name.split('/')[1]! }))
  expect(keyOf(places[0]!, places, Object.fromEntries(forms.map((name) => [name, EMPTY])))).toBe(key)
})

it.each<[lanes: [name: string, files: string[]][], text: string]>([
  [[['One', []]], '1 lane: One; no file'],
  [
    [
      ['One', ['a.yaml']],
      ['Two', ['a.yaml', 'b.yaml']],
    ],
    '2 lanes: One, Two; a.yaml, b.yaml',
  ],
  [
    [
      ['One', ['a', 'b', 'c', 'd']],
      ['Two', []],
      ['Three', []],
    ],
    '3 lanes: One, Two, Three; a, b, c',
  ],
  [
    [
      ['One', []],
      ['Two', []],
      ['Three', []],
      ['Four', []],
    ],
    '4 lanes: One, Two, Three, …; no file',
  ],
])('of %j is said: %s', (lanes, text) => {
  const all = lanes.map(([name, files]) => ({
    name,
    fields: files.length ? { manifests: Object.fromEntries(files.map((file) => [file, ''])) } : {},
  }))
  expect(described({ common: { kubernetes: '1.37' }, lanes: all } as never)).toBe(`Kubernetes 1.37, ${text}`)
})

it('what is not said of an end is offered as it is most often: a crash after five seconds, a clean end at once', () => {
  expect(formOf({ listens: [], answers: [], onTerm: 'ignore', execs: [] })).toEqual({
    listens: [],
    answers: [],
    exits: { isOn: false, after: '5s', code: '1', rest: {} },
    onTerm: { is: 'ignore', after: '', code: '0' },
    execs: [],
    rest: {},
  })
})
