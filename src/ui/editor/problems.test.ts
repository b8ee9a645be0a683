import { expect, it } from 'vitest'
import { PROCESSES } from '../../views/text/words.ts'
import { staticText } from '../fixture/static-text.ts'
import { ofFile, ProblemCount, Problems } from './Problems.tsx'

type Props = Parameters<typeof Problems>[0]
type Problem = Props['problems'][number]

const NONE: Props = {
  ...{ problems: [], ofPrograms: [], ofForm: [], tooLong: 0, isEmpty: false },
  ...{ toForm: () => undefined, goTo: () => undefined, asPod: () => undefined },
}
const at = (line: number) => ({ start: { line, column: 1 }, end: { line, column: 9 } })
const WRONG = { code: 'KIND', severity: 'error', message: 'It is wrong.', path: 'a', range: at(3), file: 'a.yaml' } as unknown as Problem
const problem = (more: object): Partial<Props> => ({ problems: [{ ...WRONG, ...more }] })

it.each<[what: string, props: Partial<Props>, text: string]>([
  ['nothing', {}, ''],
  ['an error', problem({}), 'line 3 | Error: It is wrong.'],
  ['a warning', problem({ severity: 'warning' }), 'line 3 | Warning: It is wrong.'],
  ['a note, and what was meant', problem({ severity: 'info', suggestion: 'spec' }), 'line 3 | Note: It is wrong.; meant spec?'],
  ['what names it already', problem({ message: 'It is no spec.', suggestion: 'spec' }), 'line 3 | Error: It is no spec.'],
  [
    'a Deployment',
    problem({ message: 'no kind "Deployment" is registered' }),
    'line 3 | Error: no kind "Deployment" is registered Use its pod template',
  ],
  [
    'the same words of something else',
    problem({ code: 'OTHER', message: 'no kind "Deployment" is registered' }),
    'line 3 | Error: no kind "Deployment" is registered',
  ],
  [
    'a secret',
    problem({ code: 'FORBIDDEN', message: 'static pods may not reference secrets' }),
    'line 3 | Error: static pods may not reference secrets Run it without them',
  ],
  ['a long message', problem({ message: 'x'.repeat(281) }), `line 3 | Error: ${'x'.repeat(280)}…the whole message | ${'x'.repeat(281)}`],
  ['one as long as is read at once', problem({ message: 'y'.repeat(280) }), `line 3 | Error: ${'y'.repeat(280)}`],
  [
    'a text that is too long',
    { tooLong: 1_234_567 },
    'Error: this text has 1,234,567 characters; at most 1,000,000 are read. It is not kept, and the lane still shows the text before it.',
  ],
  ['a program', { ofPrograms: [{ ...WRONG, severity: 'warning' }] }, 'behaviour | Warning: It is wrong.'],
  [
    'the form',
    { ofForm: [{ path: 'port', message: 'Must be a number.' }] as never },
    'form | Error: port: must be a number. Until then the lane runs what it said last.',
  ],
  ['no file', { isEmpty: true }, 'Nothing here yet: type or paste a manifest. A Deployment will do.'],
  ['no file, and a program', { isEmpty: true, ofPrograms: [WRONG] }, 'behaviour | Error: It is wrong.'],
  [
    'no file, and the form',
    { isEmpty: true, ofForm: [{ path: 'port', message: 'Must be.' }] as never },
    'form | Error: port: must be. Until then the lane runs what it said last.',
  ],
  ['no file, and a problem', { isEmpty: true, ...problem({}) }, 'line 3 | Error: It is wrong.'],
])('the list of problems has of %s', (_, props, text) => expect(staticText(Problems, { ...NONE, ...props })).toBe(text))

it.each<[severities: string[], text: string]>([
  [[], ''],
  [['info'], ''],
  [['error'], '1 problem'],
  [['error', 'info', 'warning'], '2 problems'],
])('of %j are counted: %s', (severities, text) => {
  expect(staticText(ProblemCount, { problems: severities.map((severity) => ({ ...WRONG, severity: severity as 'error' })) })).toBe(text)
})

it('what is wrong with a program’s name stands where the text has that name, quoted or not', () => {
  const text = 'a/b: {}\n"c d": {}\n'
  const stray = (path: string): Problem => ({ ...WRONG, code: 'STRAY', path, file: PROCESSES }) as never
  const lines = (problems: Problem[], file: string): unknown[] =>
    ofFile(problems, file, text).map(({ range }) => [range.start.line, range.start.column, range.end.line, range.end.column])
  expect(lines([stray('a/b'), stray('c d'), stray('e'), { ...WRONG, path: 'a/b', file: PROCESSES }], PROCESSES)).toEqual([
    [1, 1, 1, 8],
    [2, 1, 2, 10],
    [3, 1, 3, 9],
    [3, 1, 3, 9],
  ])
  expect(lines([WRONG, stray('a/b')], 'a.yaml')).toEqual([[3, 1, 3, 9]])
})
