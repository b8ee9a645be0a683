/** From weak to strong; those of one row go from left to right. */
const BINARY: readonly (readonly string[])[] = [['||'], ['&&'], ['==', '!='], ['<=', '>=', '<', '>'], ['+', '-'], ['*', '/', '%']]
const TOKEN = /\s*(\d+|[A-Za-z_]\w*|\|\||&&|[=!<>]=|[-+*/%()<>!])/y
const MOST_DEPTH = 50

/**
 * The value of `$((…))`: whole numbers, names, + - * / %, comparisons, && and ||.
 *
 * Errors: returned, in bash's words.
 * Follows: bash 5.2, expr.c, as far as that goes.
 */
export function arithmetic(text: string, valueOf: (name: string) => string): { value: number } | { error: string } {
  const tokens: string[] = []
  TOKEN.lastIndex = 0
  while (text.slice(TOKEN.lastIndex).trim() !== '') {
    const found = TOKEN.exec(text)
    if (!found) return { error: `${text}: syntax error: operand expected; this terminal knows + - * / % ( ) < > <= >= == != && ||` }
    tokens.push(found[1]!)
  }
  if (tokens.length === 0) return { value: 0 }
  let at = 0
  let depth = 0
  let error = ''
  const wrong = (what: string): number => {
    error ||= `${text}: ${what}`
    return 0
  }
  const primary = (): number => {
    const token = tokens[at++]
    if (token === undefined || ++depth > MOST_DEPTH) return wrong('syntax error: operand expected')
    let value: number
    if (token === '-') value = -primary()
    else if (token === '+') value = primary()
    else if (token === '!') value = primary() === 0 ? 1 : 0
    else if (token === '(') {
      value = level(0)
      if (tokens[at++] !== ')') wrong("missing `)'")
    } else if (/^\d/.test(token)) value = Number(token)
    else if (/^\w/.test(token)) value = Math.trunc(Number(valueOf(token)) || 0)
    else value = wrong('syntax error: operand expected')
    depth--
    return value
  }
  const level = (row: number): number => {
    const operators = BINARY[row]
    if (!operators) return primary()
    let left = level(row + 1)
    while (error === '' && operators.includes(tokens[at] ?? '')) {
      const operator = tokens[at++]!
      const right = level(row + 1)
      if ((operator === '/' || operator === '%') && right === 0) return wrong('division by 0')
      left = Math.trunc(applied(operator, left, right))
    }
    return left
  }
  const value = level(0)
  if (at < tokens.length) wrong(`syntax error in expression (error token is "${tokens.slice(at).join(' ')}")`)
  return error ? { error } : Number.isSafeInteger(value) ? { value: value + 0 } : { error: `${text}: a number too large` }
}

function applied(operator: string, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return a / b
    case '%':
      return a % b
    default: {
      const holds = {
        '<': a < b,
        '>': a > b,
        '<=': a <= b,
        '>=': a >= b,
        '==': a === b,
        '!=': a !== b,
        '&&': a !== 0 && b !== 0,
        '||': a !== 0 || b !== 0,
      }[operator]
      return holds ? 1 : 0
    }
  }
}
