import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { transformSync } from 'esbuild'
import { parseAst } from 'vite'

/** A method of a class that could stand outside of it as well: nothing in it is the class's alone. */
export interface Method {
  name: string
  start: number
  end: number
  refs: ReadonlySet<string>
  ran: boolean
}

/** A statement at a file's top level. */
export interface Unit {
  /** What it declares. */
  names: readonly string[]
  start: number
  end: number
  /** Whether it is a function, or a class that is only ever made: something can stand in its place until it comes. */
  kind: 'function' | 'class' | 'other'
  /** What it names that may be declared or imported at the top level, its methods aside. */
  refs: ReadonlySet<string>
  methods: readonly Method[]
  /** Those of them that it does not only make instances of. */
  uses: ReadonlySet<string>
  /** A function of it has run. */
  ran: boolean
  /** It stands there for what it does, and not for a name. */
  acts: boolean
}

export interface Import {
  local: string
  imported: string
  /** Of this project; else `from` is a package. */
  file?: string
  from: string
}

export interface Module {
  id: string
  code: string
  imports: readonly Import[]
  units: readonly Unit[]
  /** What is exported here, by the name it has here. */
  exports: ReadonlyMap<string, string>
  /** Names handed on; without a name, all of them. */
  reexports: readonly { exported?: string; imported?: string; file: string }[]
  /** What is imported when it is needed. */
  dynamic: readonly string[]
}

interface Node {
  type: string
  start: number
  end: number
  [key: string]: unknown
}

/** Reads a file: its imports, its exports and its statements. Throws on what it does not know. */
export function moduleOf(id: string): Module {
  const { code } = transformSync(readFileSync(id, 'utf8'), {
    loader: 'ts',
    target: 'es2023',
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  })
  const fileOf = (from: string): string | undefined => (/^\..*\.ts$/.test(from) ? resolve(dirname(id), from) : undefined)
  const imports: Import[] = []
  const units: Unit[] = []
  const exports = new Map<string, string>()
  const reexports: { exported?: string; imported?: string; file: string }[] = []
  const { body } = parseAst(code) as unknown as { body: readonly Node[] }
  for (const node of body) {
    const from = (node['source'] as { value: string } | null | undefined)?.value
    const file = from === undefined ? undefined : fileOf(from)
    if (node.type === 'ImportDeclaration')
      for (const one of node['specifiers'] as readonly Node[])
        imports.push({ local: nameOf(one['local']), imported: importedBy(one), from: from!, ...(file === undefined ? {} : { file }) })
    else if (node.type === 'ExportAllDeclaration' || from !== undefined) {
      if (file === undefined) throw new Error(`${id} hands on names of a package`)
      if (node.type === 'ExportAllDeclaration') reexports.push({ file })
      else
        for (const one of node['specifiers'] as readonly Node[])
          reexports.push({ exported: nameOf(one['exported']), imported: nameOf(one['local']), file })
    } else if (node.type === 'ExportNamedDeclaration' && node['declaration'] === null)
      for (const one of node['specifiers'] as readonly Node[]) exports.set(nameOf(one['exported']), nameOf(one['local']))
    else if (node.type === 'ExportDefaultDeclaration') throw new Error(`${id} has a default export`)
    else {
      const isExport = node.type === 'ExportNamedDeclaration'
      const unit = unitOf(node, isExport ? (node['declaration'] as Node) : node)
      units.push(unit)
      if (isExport) for (const name of unit.names) exports.set(name, name)
    }
  }
  const dynamic = [...code.matchAll(/\bimport\(\s*["'](\.[^"']+)["']\s*\)/g)].map(([, from]) => resolve(dirname(id), from!))
  keepWriters(body, units)
  return {
    id,
    code: /\/src\/sim\/release\/[^/]+$/.test(id) ? withoutReading(code, body) : code,
    imports,
    units,
    exports,
    reexports,
    dynamic,
  }
}

/** What a row of the releases' differences says to people: the runs go by its values alone. */
const FOR_PEOPLE = ['says', 'source', 'read']

/** The same text, with nothing where the rows say how they are known: everything else stays in its place. */
function withoutReading(code: string, body: readonly Node[]): string {
  let text = code
  for (const statement of body)
    walk(statement, (node) => {
      if (node.type !== 'ObjectExpression') return
      const properties = node['properties'] as readonly Node[]
      const named = new Map(properties.map((one) => [one['key'] ? nameOf(one['key']) : '', one]))
      if (![...FOR_PEOPLE, 'since', 'set'].every((name) => named.has(name))) return
      for (const name of FOR_PEOPLE) {
        const { start, end } = named.get(name)!
        const comma = /^\s*,/.exec(code.slice(end))?.[0].length ?? 0
        text = text.slice(0, start) + ' '.repeat(end + comma - start) + text.slice(end + comma)
      }
    })
  return text
}

const nameOf = (node: unknown): string => String((node as { name?: string; value?: string }).name ?? (node as { value?: string }).value)

function importedBy(node: Node): string {
  if (node.type === 'ImportNamespaceSpecifier') return '*'
  return node.type === 'ImportDefaultSpecifier' ? 'default' : nameOf(node['imported'])
}

const FUNCTIONS = new Set(['ArrowFunctionExpression', 'FunctionExpression'])

/** The names in it that may be declared or imported at the top level. */
function namesUsed(node: Node, without: readonly Node[] = []): { refs: Set<string>; uses: Set<string> } {
  const [refs, uses] = [new Set<string>(), new Set<string>()]
  walk(node, (one, parent, key) => {
    if (one.type !== 'Identifier' || without.some(({ start, end }) => start <= one.start && one.end <= end)) return
    const isMember = parent?.type === 'MemberExpression' && key === 'property' && parent['computed'] !== true
    const isKey =
      /^(Property|MethodDefinition|PropertyDefinition)$/.test(parent?.type ?? '') && key === 'key' && parent!['computed'] !== true
    if (isMember || (isKey && parent!['shorthand'] !== true)) return
    refs.add(nameOf(one))
    if (parent?.type !== 'NewExpression' || key !== 'callee') uses.add(nameOf(one))
  })
  return { refs, uses }
}

function methodsOf(declared: Node): Node[] {
  if (declared.type !== 'ClassDeclaration') return []
  return ((declared['body'] as Node)['body'] as readonly Node[]).filter((member) => {
    const isPlain = member.type === 'MethodDefinition' && member['kind'] === 'method' && member['static'] !== true
    if (!isPlain || member['computed'] === true || (member['key'] as Node).type !== 'Identifier') return false
    let isItsOwn = false
    walk(member, ({ type }) => {
      if (type === 'PrivateIdentifier' || type === 'Super') isItsOwn = true
    })
    return !isItsOwn
  })
}

function unitOf(node: Node, declared: Node): Unit {
  const movable = methodsOf(declared)
  const { refs } = namesUsed(declared, movable)
  const { uses } = namesUsed(declared)
  const methods = movable.map((method) => ({
    ...{ name: nameOf(method['key']), start: method.start, end: method.end },
    ...{ refs: namesUsed(method).refs, ran: false },
  }))
  const base = { start: node.start, end: node.end, refs, uses, methods, ran: false, acts: false }
  switch (declared.type) {
    case 'FunctionDeclaration':
      return { ...base, names: [nameOf(declared['id'])], kind: 'function' }
    case 'ClassDeclaration':
      return { ...base, names: [nameOf(declared['id'])], kind: 'class' }
    case 'VariableDeclaration': {
      const declarations = declared['declarations'] as readonly Node[]
      const [first] = declarations
      const isFunction =
        declarations.length === 1 && declared['kind'] === 'const' && FUNCTIONS.has((first!['init'] as Node | null)?.type ?? '')
      return { ...base, names: declarations.flatMap((one) => namesIn(one['id'] as Node)), kind: isFunction ? 'function' : 'other' }
    }
    default:
      return { ...base, names: [], kind: 'other', acts: true }
  }
}

function namesIn(pattern: Node): string[] {
  if (pattern.type === 'Identifier') return [nameOf(pattern)]
  const names: string[] = []
  walk(pattern, (one) => {
    if (one.type === 'Identifier') names.push(nameOf(one))
  })
  return names
}

/** What sets a variable of the file stays beside it. */
function keepWriters(body: readonly Node[], units: readonly Unit[]): void {
  const declared = new Set(units.flatMap(({ names }) => names))
  for (const node of body)
    walk(node, (one) => {
      const target = one.type === 'AssignmentExpression' ? one['left'] : one.type === 'UpdateExpression' ? one['argument'] : undefined
      if ((target as Node | undefined)?.type !== 'Identifier' || !declared.has(nameOf(target))) return
      markAt(units, one.start)
    })
}

/** Marks what stands at a place as having run. */
export function markAt(units: readonly Unit[], at: number): void {
  const unit = units.find(({ start, end }) => start <= at && at < end)
  const method = unit?.methods.find(({ start, end }) => start <= at && at < end)
  if (unit) unit.ran = true
  if (method) method.ran = true
}

/** Every node below one, with what it stands in. */
function walk(node: Node, visit: (node: Node, parent?: Node, key?: string) => void, parent?: Node, key?: string): void {
  visit(node, parent, key)
  for (const [name, value] of Object.entries(node))
    for (const child of Array.isArray(value) ? value : [value])
      if (typeof (child as Node | null)?.type === 'string') walk(child as Node, visit, node, name)
}
