import { expect, it } from 'vitest'
import { parseKubectl, parseOptions, splitWords } from './command-line.ts'

it.each<[string, string[]]>([
  ['  kubectl   get po ', ['kubectl', 'get', 'po']],
  [`curl -H "Authorization: Bearer x"`, ['curl', '-H', 'Authorization: Bearer x']],
  [`a 'b c'd "" \\ e`, ['a', 'b cd', '', ' e']],
  [`"a\\"b" 'a\\b'`, ['a"b', 'a\\b']],
  ['', []],
])('splits %j', (line, words) => expect(splitWords(line)).toEqual({ words }))

it('refuses an open quote and a line that is too long', () => {
  expect(splitWords('echo "a').error).toBe('unexpected EOF while looking for matching `"\'')
  expect(splitWords('a'.repeat(10_001)).error).toMatch(/10000 characters/)
})

const KNOWN = { '-n': { name: 'n', value: true }, '--name': { name: 'n', value: true }, '-a': { name: 'a', value: false } }

it.each<[string[], object]>([
  [['-n', 'x', 'y'], { rest: ['y'], options: new Map([['n', ['x']]]) }],
  [['-nx', '--name=y', '--name', 'z'], { options: new Map([['n', ['x', 'y', 'z']]]) }],
  [
    ['-an', 'x'],
    {
      options: new Map([
        ['a', ['true']],
        ['n', ['x']],
      ]),
    },
  ],
  [['--', '-a'], { rest: ['-a'], options: new Map() }],
  [['--foo=1'], { unknown: '--foo' }],
  [['--constructor'], { unknown: '--constructor' }],
  [['-ax'], { unknown: '-x' }],
  [['-n'], { lacks: '-n' }],
])('reads %j as pflag does', (words, parsed) => expect(parseOptions(words, KNOWN)).toMatchObject(parsed))

it.each([
  ['delete pod a --frob', 'unknown flag: --frob'],
  ['delete pod a -z', "unknown shorthand flag: 'z' in -z"],
  ['delete pod a -n', 'flag needs an argument: '],
  ['get pods', 'unknown command "get" for "kubectl"'],
  ['', 'unknown command "" for "kubectl"'],
  ['apply', 'must specify one of -f and -k'],
  ['delete', 'You must provide one or more resources by argument or filename.'],
  ['delete -n team', 'You must provide one or more resources by argument or filename.'],
])('kubectl %s: %s', (line, error) => {
  expect(parseKubectl(line)).toEqual({ error: expect.stringMatching(new RegExp(`^${error}`)) as string })
})

it.each(['apply -f a.yaml', 'delete -f a.yaml', 'delete pod a', 'create -f a.yaml', 'create namespace a'])(
  'kubectl %s can be done',
  (line) => {
    expect(parseKubectl(line)).toHaveProperty('command.verb', line.split(' ')[0])
  },
)
