import { parseAst } from 'vite'

/**
 * A small error that may be planted in a text, and the expression or statement that is changed by it as a whole.
 * @typedef {{start: number, end: number, by: string, what: string, site: {start: number, end: number, type: string}}} Mutation
 */

/** @type {Readonly<Record<string, string>>} */
const OPERATORS = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '%': '*',
  '&&': '||',
  '||': '&&',
  '+=': '-=',
  '-=': '+=',
}
/** @type {ReadonlyMap<string, string>} */
const METHODS = new Map([
  ['some', 'every'],
  ['every', 'some'],
  ['min', 'max'],
  ['max', 'min'],
  ['find', 'findLast'],
  ['findLast', 'find'],
  ['floor', 'ceil'],
  ['ceil', 'floor'],
])

/** What a value is taken of together with what is called: `list?.find(f)` is no `list?.find`, called later. */
const CHAIN = /^(Member|Call|Chain|TSNonNull)/

/**
 * The smallest part of the text around a node that may be one of two as it runs; none where the language wants one text only.
 * @param {any} node @param {readonly any[]} above
 */
function siteOf(node, above) {
  let up = above.length - 1
  if (above.some((outer) => outer.type === 'CallExpression' && outer.callee.object?.type === 'MetaProperty')) return undefined
  if (above[up].key === node && !above[up].computed) {
    if (above[up - 1].type !== 'ObjectExpression') return undefined
    up -= 2
    node = above[up + 1]
  }
  const isOf = (/** @type {any} */ outer) => [outer.object, outer.callee, outer.expression, outer.left, outer.argument].includes(node)
  const goesOn = () =>
    CHAIN.test(node.type) && isOf(above[up]) && (CHAIN.test(above[up].type) || /^(Assignment|Update)Expr/.test(above[up].type))
  while (goesOn()) node = above[up--]
  // a line that begins with a bracket would go on with the line before
  return above.find((outer) => outer.type === 'ExpressionStatement' && outer.start === node.start) ?? node
}

/**
 * The text with all of the errors in it, each behind the switch of its number.
 * @param {string} code
 * @param {readonly (Mutation & {n: number})[]} planted
 */
export function withSwitches(code, planted) {
  /** @param {number} start @param {number} end @param {(Mutation & {n: number})[]} inside the outer before the inner */
  const textOf = (start, end, inside) => {
    let text = ''
    while (inside[0]) {
      const [{ site, n, by, ...place }] = inside.splice(0, 1)
      const next = inside.findIndex((other) => other.site.end > site.end || other.site.start >= site.end)
      const within = inside.splice(0, next === -1 ? inside.length : next)
      const changed = code.slice(site.start, place.start) + by + code.slice(place.end, site.end)
      const original = textOf(site.start, site.end, within)
      const isStatement = site.type === 'ExpressionStatement'
      text += code.slice(start, site.start)
      text += isStatement ? `{ if (mutant(${n})) { ${changed} } else { ${original} } }` : `(mutant(${n}) ? (${changed}) : (${original}))`
      start = site.end
    }
    return text + code.slice(start, end)
  }
  return textOf(
    0,
    code.length,
    planted.toSorted((a, b) => a.site.start - b.site.start || b.site.end - a.site.end),
  )
}

/**
 * All small errors that can be planted in a source text: another operator, another constant, a condition that always holds or never
 * does, a statement that is gone.
 * @param {string} code
 * @param {'ts' | 'tsx'} lang
 * @returns {Mutation[]}
 */
export function mutationsOf(code, lang) {
  /** @type {Mutation[]} */
  const found = []
  /** What is being visited, from the outside. @type {any[]} */
  const above = []
  /** @param {{start: number, end: number}} place @param {string} by @param {string} what */
  const add = ({ start, end }, by, what, node = above.at(-1)) => {
    const site = siteOf(node, node === above.at(-1) ? above.slice(0, -1) : above)
    if (site) found.push({ start, end, by, what, site })
  }
  const text = (/** @type {any} */ node) => code.slice(node.start, node.end)
  const operator = (/** @type {any} */ node) => {
    const other = OPERATORS[node.operator]
    const start = code.indexOf(node.operator, node.left.end)
    // a text that is put together is no sum
    const isText = node.operator === '+' && [node.left, node.right].some((side) => /^['"`]/.test(text(side)))
    if (other !== undefined && !isText) add({ start, end: start + node.operator.length }, other, 'another operator')
  }
  /** The places that are kept free for an entry's id and time: whoever records it fills them. */
  const isPlaceKept = (/** @type {any} */ { key, value }) => value.value === 0 && /^(id|t)$/.test(key.name)
  /** By the type of a node. @type {Readonly<Record<string, (node: any) => void>>} */
  const plant = {
    BinaryExpression: operator,
    AssignmentExpression: operator,
    LogicalExpression: (node) => {
      operator(node)
      if (node.operator === '??') add(node, text(node.left), 'no default')
    },
    Literal: (node) => {
      if (typeof node.value === 'number') add(node, String(node.value + 1), 'another number')
      if (typeof node.value === 'boolean') add(node, String(!node.value), 'the other truth')
    },
    IfStatement: ({ test }) => {
      add(test, 'true', 'always', test)
      add(test, 'false', 'never', test)
    },
    ConditionalExpression: ({ test }) => add(test, `!(${text(test)})`, 'the other way round', test),
    UnaryExpression: (node) => {
      if (node.operator === '!') add(node, text(node.argument), 'without not')
    },
    ExpressionStatement: (node) => {
      if (!node.directive) add(node, ';', 'a statement gone')
    },
    MemberExpression: (node) => {
      const other = METHODS.get(node.property.name)
      if (!node.computed && other !== undefined) add(node.property, other, 'another method')
    },
  }
  const visit = (/** @type {any} */ node) => {
    if (node.type === 'Property' && isPlaceKept(node)) return
    above.push(node)
    plant[node.type]?.(node)
    for (const [key, value] of Object.entries(node)) {
      // what is said of types alone runs nowhere
      if (key === 'typeAnnotation' || key === 'typeArguments' || key === 'typeParameters' || key === 'returnType') continue
      for (const child of Array.isArray(value) ? value : [value])
        if (typeof child?.type === 'string' && !/^(TS(?!AsExpression|NonNull|Satisfies)|ImportDeclaration)/.test(child.type)) visit(child)
    }
    above.pop()
  }
  visit(parseAst(code, { lang }))
  return found.filter(({ start, end, by }) => code.slice(start, end) !== by)
}
