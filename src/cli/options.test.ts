import { expect, it } from 'vitest'
import { readOptions } from './arguments.ts'

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
