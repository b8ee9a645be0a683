import { expect, it } from 'vitest'
import { escapeUrl } from './net.ts'

it.each<[string, 'path' | 'fragment' | 'host', string]>([
  ['/a b', 'path', '/a%20b'],
  ["/-_.~$&+,/:;=@!'()*?#%[]", 'path', '/-_.~$&+,/:;=@%21%27%28%29%2A%3F%23%25%5B%5D'],
  ["-_.~$&+,/:;=@!'()*?#%[]", 'fragment', '-_.~$&+,/:;=@!%27()*?%23%25%5B%5D'],
  ["a\"<b>[c]'d'/ @?", 'host', "a\"<b>[c]'d'%2F%20%40%3F"],
  ['/ü\n', 'path', '/%C3%BC%0A'],
  ['/😀', 'path', '/%F0%9F%98%80'],
  ['/\ud83d b', 'path', '/%EF%BF%BD%20b'],
])('%j in a %s is %s', (text, part, escaped) => {
  expect(escapeUrl(text, part)).toBe(escaped)
})
