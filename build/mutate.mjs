import { parseAst } from 'vite'

/**
 * A small error that may be planted in a text.
 * @typedef {{start: number, end: number, by: string, what: string}} Mutation
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
  /** @param {{start: number, end: number}} node @param {string} by @param {string} what */
  const add = (node, by, what) => void found.push({ start: node.start, end: node.end, by, what })
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
      add(test, 'true', 'always')
      add(test, 'false', 'never')
    },
    ConditionalExpression: ({ test }) => add(test, `!(${text(test)})`, 'the other way round'),
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
    plant[node.type]?.(node)
    for (const [key, value] of Object.entries(node)) {
      // what is said of types alone runs nowhere
      if (key === 'typeAnnotation' || key === 'typeArguments' || key === 'typeParameters' || key === 'returnType') continue
      for (const child of Array.isArray(value) ? value : [value])
        if (typeof child?.type === 'string' && !/^(TS(?!AsExpression|NonNull|Satisfies)|ImportDeclaration)/.test(child.type)) visit(child)
    }
  }
  visit(parseAst(code, { lang }))
  return found.filter(({ start, end, by }) => code.slice(start, end) !== by)
}
