import { expect, it } from 'vitest'
import { calledAmong, shortened } from './words.ts'

it.each([
  ['abcd efgh ijkl mnopq', 'abcd efgh ijkl mnopq'],
  ['abcd efgh ijkl mnopqr', 'abcd … ijkl mnopqr'],
  ['abcd efg hijk klmn opq rst', 'abcd efg … klmn opq rst'],
  ['abcde fgh hijk klmno opq rst', 'abcde … opq rst'],
])('of %j 20 characters leave whole words', (text, short) => expect(shortened(text, 20)).toBe(short))

const pod = (name: string, ...names: string[]) => ({ pod: name, containers: names.map((each) => ({ name: each })) })

it.each([
  ['alone', [pod('web', 'app')], 'app'],
  ['beside others’', [pod('web', 'app'), pod('db', 'sql')], 'app'],
  ['beside one of its name', [pod('web', 'app'), pod('db', 'app')], 'app of web'],
  ['beside one of its name that is not first', [pod('web', 'app'), pod('db', 'sql', 'app')], 'app of web'],
  ['beside one of its name in a third pod', [pod('web', 'app'), pod('db', 'sql'), pod('api', 'app')], 'app of web'],
])('a container %s is called by what tells it apart', (_, pods, called) => expect(calledAmong(pods, 'web', 'app')).toBe(called))
