import { atOnce, type Place, type Program } from './program.ts'
import type { Method, Module, Unit } from './units.ts'

/** All that comes later; a file's part of what comes first, and of that. */
const ALL = 'virtual:rest'
export const AT_ONCE = '?first'
export const LATER = '?rest'

/** Code by the ids of a divided program's files, and of the second parts that they have. */
export function write(program: Program, { entry, rest }: { entry: string; rest: string }): Map<string, string> {
  const made = new Map([[rest, loader]])
  for (const module of program.modules.values()) {
    if (module.id === rest) continue
    if (!program.isDivided(module.id)) made.set(module.id, new Writer(program, module, module.id === entry).undivided())
    else {
      const writer = new Writer(program, module, true)
      made.set(`${module.id}${AT_ONCE}`, writer.first(rest))
      if (module.units.some((unit) => !program.first.has(unit) || late(unit).length > 0))
        made.set(`${module.id}${LATER}`, new Writer(program, module, false).later(rest))
    }
  }
  made.set(ALL, [...made.keys()].flatMap((id) => (id.endsWith(LATER) ? `import ${JSON.stringify(id)}` : [])).join('\n'))
  return made
}

/** What stands in `src/ui/simulator/rest.ts`, where there is a rest. */
const loader = `
const there = []
let coming
export const rest = { isHere: false, isMissed: false, load }
function load() {
  return coming ??= import('${ALL}').then(
    () => { rest.isHere = true },
    (error) => { coming = undefined; throw error },
  )
}
export function fill(number, value) { there[number] = value }
function get(number) {
  if (there[number]) return there[number]
  rest.isMissed = !rest.isHere
  throw new Error('the rest has not come')
}
export function none() { return get(-1) }
export function add(type, methods) {
  for (const name of Object.getOwnPropertyNames(methods))
    Object.defineProperty(type.prototype, name, { value: methods[name], configurable: true, writable: true })
}
export function call(number, values) { return get(number)(...values) }
export function make(number, values) { return new (get(number))(...values) }
`

class Writer {
  readonly program: Program
  readonly module: Module
  /** Whether what comes later is asked through what stands in for it. */
  readonly isFirst: boolean

  constructor(program: Program, module: Module, isFirst: boolean) {
    this.program = program
    this.module = module
    this.isFirst = isFirst
  }

  /** A file that is whole: only what it imports may be elsewhere than it says. */
  undivided(): string {
    const { imports, reexports, units, exports } = this.module
    const own = units.map((unit) => this.#slice(unit))
    const names = new Set(imports.map(({ local }) => local))
    const handed = reexports.flatMap(({ exported, imported, file }) => {
      const from = this.program.modules.get(file)!
      const all = exported === undefined ? [...from.exports.keys()].map((name) => [name, name]) : [[exported, imported!]]
      return all.map(([as, name]) => this.#line('export', this.program.exported(from, name!), as!))
    })
    const direct = [...exports].filter(([name, local]) => !units.some((unit) => unit.names.includes(local) && name === local))
    return [...this.#imports(names), ...own, ...handed, ...direct.map(([name, local]) => `export { ${local} as ${name} }`)].join('\n')
  }

  first(rest: string): string {
    const { units } = this.module
    const here = units.filter((unit) => this.program.first.has(unit))
    const stubs = units.filter((unit) => this.program.stubs.has(unit) && !this.program.first.has(unit))
    return [
      `import { call as $call, make as $make, none as $none } from ${JSON.stringify(rest)}`,
      ...this.#imports(new Set(here.flatMap((unit) => [...atOnce(unit)])), new Set([...here, ...stubs])),
      ...here.map((unit) => this.#shortened(unit)),
      ...stubs.map((unit) => this.#stub(unit)),
      this.#exports([...here, ...stubs]),
    ].join('\n')
  }

  later(rest: string): string {
    const { program } = this
    const here = this.module.units.filter((unit) => !program.first.has(unit))
    const classes = this.module.units.filter((unit) => program.first.has(unit) && late(unit).length > 0)
    const names = new Set([
      ...here.flatMap(allRefs),
      ...classes.flatMap((unit) => [...unit.names, ...late(unit).flatMap(({ refs }) => [...refs])]),
    ])
    const filled = here.flatMap((unit) => (program.stubs.has(unit) ? `$fill(${program.stubs.get(unit)}, ${unit.names[0]})` : []))
    return [
      `import { add as $add, fill as $fill } from ${JSON.stringify(rest)}`,
      ...this.#imports(names, new Set(here)),
      ...here.map((unit) => this.#text(unit)),
      ...filled,
      ...classes.map(
        (unit) =>
          `$add(${unit.names[0]}, {\n${late(unit)
            .map((method) => this.#slice(method))
            .join(',\n')}\n})`,
      ),
      this.#exports(here),
    ].join('\n')
  }

  #stub(unit: Unit): string {
    return `function ${unit.names[0]}(...values) { return ${unit.kind === 'class' ? '$make' : '$call'}(${this.program.stubs.get(unit)}, values) }`
  }

  #slice({ start, end }: { start: number; end: number }): string {
    return this.module.code.slice(start, end)
  }

  /** Without its export, which all have at the end. */
  #text(unit: Unit): string {
    return this.#slice(unit).replace(/^export /, '')
  }

  /** A class with something in the place of each method that comes later. */
  #shortened(unit: Unit): string {
    let [text, at] = ['', unit.start]
    for (const { name, start, end } of late(unit)) {
      text += `${this.module.code.slice(at, start)}${name}() { return $none() }`
      at = end
    }
    return (text + this.module.code.slice(at, unit.end)).replace(/^export /, '')
  }

  /** Everything is exported by the name that it has in its file, and what has another one besides by that. */
  #exports(units: readonly Unit[]): string {
    const names = new Map(units.flatMap((unit) => unit.names.map((name) => [name, name])))
    for (const [name, local] of this.module.exports) if (names.has(local)) names.set(name, local)
    return names.size === 0 ? '' : `export { ${[...names].map(([name, local]) => `${local} as ${name}`).join(', ')} }`
  }

  #imports(names: ReadonlySet<string>, here: ReadonlySet<Unit> = new Set(this.module.units)): string[] {
    return [...names].flatMap((local) => {
      const packaged = this.module.imports.find((one) => one.local === local && one.file === undefined)
      if (packaged) {
        const { imported, from } = packaged
        return `import ${imported === '*' ? `* as ${local}` : `{ ${imported} as ${local} }`} from ${JSON.stringify(from)}`
      }
      const place = this.program.lookUp(this.module, local)
      return place && !(place.unit && here.has(place.unit)) ? this.#line('import', place, local) : []
    })
  }

  #line(kind: 'import' | 'export', { module, name, unit }: Place, as: string): string {
    const { program } = this
    const isLater = unit !== undefined && !program.first.has(unit) && !this.isFirst
    const from = program.isDivided(module.id) ? `${module.id}${isLater ? LATER : AT_ONCE}` : module.id
    return `${kind} { ${name} as ${as} } from ${JSON.stringify(from)}`
  }
}

/** The methods of a class that comes first which come later. */
const late = ({ methods }: Unit): Method[] => methods.filter(({ ran }) => !ran)

const allRefs = ({ refs, methods }: Unit): string[] => [refs, ...methods.map((method) => method.refs)].flatMap((names) => [...names])
