import type { Import, Module, Unit } from './units.ts'

/** Where a name is declared. */
export interface Place {
  module: Module
  /** There. */
  name: string
  /** None where the file is not divided. */
  unit?: Unit
}

/** What reads more of a release's rows than their values, which alone are kept. */
const NOT_FOR_RUNS = new Set(['changesBetween', 'CHANGES'])

/** All files of a program, and which of their statements it begins with. */
export class Program {
  /** What comes at once. */
  readonly first = new Set<Unit>()
  /** What comes later, though something that comes at once may call it; by its number. */
  readonly stubs = new Map<Unit, number>()

  readonly modules: ReadonlyMap<string, Module>
  readonly isDivided: (id: string) => boolean

  constructor(modules: ReadonlyMap<string, Module>, isDivided: (id: string) => boolean) {
    this.modules = modules
    this.isDivided = isDivided
  }

  /** Follows what an entry needs, as far as it has run. */
  decide(entry: string): void {
    const begin = this.modules.get(entry)!
    for (const one of begin.imports)
      this.#refer(
        this.imported(one),
        begin.units.some(({ uses }) => uses.has(one.local)),
      )
    for (const module of this.modules.values())
      if (this.isDivided(module.id)) for (const unit of module.units) if (unit.acts) this.#keep(module, unit)
  }

  /** Where a name is declared that a file uses; undefined for a package's, and for what is none of a file's. */
  lookUp(module: Module, local: string): Place | undefined {
    const unit = module.units.find(({ names }) => names.includes(local))
    if (unit) return { module, name: local, unit }
    const one = module.imports.find((from) => from.local === local)
    return one && this.imported(one)
  }

  imported({ file, imported }: Import): Place | undefined {
    const module = file === undefined ? undefined : this.modules.get(file)
    if (!module) return undefined
    if (imported === '*') throw new Error(`all of ${module.id} is imported under one name`)
    return this.exported(module, imported)
  }

  /** Errors: throws where nothing of that name is exported. */
  exported(module: Module, name: string): Place {
    const found = this.#maybeExported(module, name)
    if (NOT_FOR_RUNS.has(name)) throw new Error(`${name} tells how the rows of the releases are known, which is left out here`)
    if (!found) throw new Error(`${module.id} exports no ${name}`)
    return found
  }

  #maybeExported(module: Module, name: string): Place | undefined {
    const local = module.exports.get(name)
    if (local !== undefined) return this.lookUp(module, local)
    for (const { exported, imported, file } of module.reexports) {
      if (exported !== undefined && exported !== name) continue
      const found = this.#maybeExported(this.modules.get(file)!, imported ?? name)
      if (found) return found
    }
    return undefined
  }

  /** `isUsed`: a class is not only made instances of; nothing can stand in for what is extended or asked about. */
  #refer(place: Place | undefined, isUsed: boolean): void {
    if (!place?.unit || !this.isDivided(place.module.id) || this.first.has(place.unit)) return
    const { unit } = place
    const canWait = unit.kind === 'function' || (unit.kind === 'class' && !isUsed)
    if (unit.ran || !canWait) this.#keep(place.module, unit)
    else if (!this.stubs.has(unit)) this.stubs.set(unit, this.stubs.size)
  }

  #keep(module: Module, unit: Unit): void {
    if (this.first.has(unit)) return
    this.first.add(unit)
    for (const name of atOnce(unit)) this.#refer(this.lookUp(module, name), unit.uses.has(name))
  }
}

/** What a statement that comes first needs at once: for those of its methods that have not run, others stand in. */
export function atOnce({ refs, methods }: Unit): Set<string> {
  return new Set([...refs, ...methods.flatMap((method) => (method.ran ? [...method.refs] : []))])
}
