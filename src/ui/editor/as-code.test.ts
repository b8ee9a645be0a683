import { lexer, type Tokens } from 'marked'
import { expect, it } from 'vitest'
import { asCode } from './help.ts'

it.each(['path: /livez', 'a: `b`', '`', '``` [x](https://example.com) ```', '` ![x](x) `<b>`', '\\`'])(
  '%j is code, and nothing else',
  (text) => {
    const [paragraph] = lexer(`Removed: ${asCode(text)}`) as Tokens.Paragraph[]
    expect(paragraph!.tokens.map(({ type }) => type)).toEqual(['text', 'codespan'])
    expect((paragraph!.tokens[1] as Tokens.Codespan).text).toBe(text)
  },
)

it('stands between as few backticks as will do', () => {
  expect(['a', 'a `b`', '``` x'].map(asCode)).toEqual(['` a `', '`` a `b` ``', '```` ``` x ````'])
})
