import { expect, it } from 'vitest'
import { parseArguments, readOptions } from './arguments.ts'

const TABLE = { json: 'nothing', at: 'value', ask: 'any value' } as const
const read = (...argv: string[]) => readOptions(argv, TABLE)

it('takes a command line apart, each option in its order', () => {
  expect(read('a', '--at=7m', '-', '--ask', '--json', '--json')).toEqual({
    help: false,
    words: ['a', '-'],
    options: [
      { name: 'at', value: '7m' },
      { name: 'ask', value: '--json' },
      { name: 'json', value: '' },
    ],
  })
})

it('reads no options behind --, and nothing beside help', () => {
  expect(read('--', '--at')).toMatchObject({ words: ['--at'], options: [] })
  for (const help of ['--help', '-h']) expect(read('--wrong', help)).toMatchObject({ help: true })
})

it.each([
  [['--colour'], 'unknown option --colour; known are --json, --at, --ask, --help'],
  [['--constructor=x'], 'unknown option --constructor=x; known are --json, --at, --ask, --help'],
  [['-xj'], 'unknown option -xj; known are --json, --at, --ask, --help'],
  [['--json=1'], '--json takes no value'],
  [['--at'], '--at needs a value'],
  [['--at='], '--at needs a value'],
  [['--ask'], '--ask needs a value'],
])('refuses %j with what is allowed', (argv, sentence) => {
  expect(read(...argv)).toBe(sentence)
})

it('an option whose value may be empty has it', () => {
  expect(read('--ask=')).toMatchObject({ options: [{ name: 'ask', value: '' }] })
})

const having = (args: object): object => expect.objectContaining(args) as object

it.each<[argv: string[], args: object | string]>([
  [['a.yaml'], having({ file: 'a.yaml', theme: 'light', width: 1200 })],
  [
    ['a.yaml', '--png', 'a.png', '--theme', 'dark', '--from', '1m', '--to=2m', '--width', '8000'],
    having({ png: 'a.png', theme: 'dark', from: 60, to: 120, width: 8000 }),
  ],
  [
    ['a.yaml', '--svg', 'a.svg', '--png', 'a.png', '--site', 'http://a/b/c.html?d#e'],
    having({ svg: 'a.svg', png: 'a.png', site: 'http://a/b/' }),
  ],
  [['a.yaml', '--theme', 'dark'], '--theme goes with --svg or --png'],
  [
    ['a.yaml', '--svg', 'a.svg', '--width', '8001'],
    expect.stringMatching(/^--width "8001" is no width; allowed: \d+ to 8000 pixels$/) as string,
  ],
  [['a.yaml', '--at', '24h'], having({ at: 86_400 })],
  [['a.yaml', '--at', '24h1s'], expect.stringMatching(/^--at "24h1s" is no duration/) as string],
  [['a.yaml', '--verdicts', '--json'], having({ verdicts: true, json: true })],
  [['a.yaml', '--json', '--csv'], '--json and --csv do not go together'],
  [['a.yaml', '--json', '--site', 'http://a/'], '--site goes with --svg, --png or --report'],
  [['a.yaml', '--report', '--site', 'ftp://a/'], expect.stringMatching(/^--site "ftp:\/\/a\/" is no address/) as string],
  [['a.yaml', 'b.yaml'], 'one file at a time: a.yaml, b.yaml'],
  [['--link', 'a.yaml', '--json'], having({ link: 'a.yaml', json: true })],
])('of %j is understood what goes together', (argv, args) => {
  expect(parseArguments(argv)).toEqual(args)
})
