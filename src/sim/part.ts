/**
 * Code of the simulator that many runs do without: the control plane, the kubelet's own server, what follows a shell's script. A shell has it from the beginning
 * (`views/all.ts`); a page loads it before the first run that needs it.
 */
export class LazyPart<T> {
  private readonly name: string
  private value: T | undefined

  constructor(name: string) {
    this.name = name
  }

  fill(value: T): void {
    this.value = value
  }

  /** Errors: throws PartMissing where it has not been loaded. */
  get(): T {
    if (this.value === undefined) throw new PartMissing(`${this.name} is not loaded`)
    return this.value
  }
}

/** A run needs code that has not been loaded. */
export class PartMissing extends Error {}
