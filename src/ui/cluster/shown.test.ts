import { expect, it } from 'vitest'
import { held } from '../../runs-fixture.ts'
import { staticLines } from '../fixture/static-text.ts'
import type { Preview } from './cluster-tasks.ts'
import { LineByLine, Understood } from './open.tsx'

const NOTHING: Preview = {
  ...{
    sentence: 'It has 2 restarts.',
    answer: '',
    fix: '',
    because: [],
    help: [],
    also: [],
    release: '1.37 is assumed',
    runs: [],
    comparison: '',
  },
  ...{ differences: [], understood: [], untold: [], troubles: [], used: 'Of 3 lines 2 are used.', secrets: '' },
}
const LISTS = {
  because: [
    { at: 7, text: 'Killing' },
    { at: 2, text: 'Unhealthy' },
  ],
  help: ['a description', 'a description', 'a log'],
  also: ['another pod'],
  differences: ['times'],
  understood: ['a pod'],
  untold: ['a port'],
  troubles: ['no spec'],
}
const document = {} as NonNullable<Preview['document']>

const CASES: Readonly<Record<string, Partial<Preview>>> = {
  'a sentence alone': {},
  'what becomes no lane': { ...LISTS, fix: 'Wait.', comparison: 'Not said.', secrets: 'One secret is left out.' },
  'what becomes lanes': { ...LISTS, document, fix: 'Wait.', comparison: 'The simulation shows 1 restart.' },
  'lanes of which nothing is to be said': { document },
}

const run = (from: number, to: number, use: string, as = '') => ({ from, to, use, as }) as Preview['runs'][number]
const RUNS: Readonly<Record<string, Preview['runs']>> = {
  'no line': [],
  'twenty lines': [
    run(1, 1, 'used', 'an event'),
    run(2, 4, 'unused'),
    run(5, 5, 'frame'),
    run(6, 7, 'frame', 'a header'),
    run(8, 20, 'unused', 'too old'),
  ],
  'more than twenty': [run(1, 21, 'used', 'a log')],
}
const many = staticLines(LineByLine, { runs: Array.from({ length: 401 }, (_, n) => run(n + 1, n + 1, 'unused')), look: () => undefined })

it.each(
  held(import.meta.dirname, 'said.txt', [
    ...Object.entries(CASES).map(([title, of]): [string, string] => [
      title,
      staticLines(Understood, { preview: { ...NOTHING, ...of }, look: () => undefined }).join('\n'),
    ]),
    ...Object.entries(RUNS).map(([title, runs]): [string, string] => [
      title,
      staticLines(LineByLine, { runs, look: () => undefined }).join('\n'),
    ]),
    ['the last of four hundred and one', many.at(-1)!],
  ]),
)('of what was pasted the dialog shows %s', (_, expected, now) => expect(now).toBe(expected))
