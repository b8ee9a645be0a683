/** So many characters and entries may be held, and at least the newest few are. */
interface CacheLimits {
  characters: number
  entries?: number
  least?: number
}

/** Keeps what was set or asked for last. */
export class SizedCache<T, K extends string = string> {
  private readonly held = new Map<K, { value: T; size: number }>()
  private size = 0
  private readonly most: Required<CacheLimits>
  private readonly sizeOf: (value: T, key: K) => number

  constructor(most: CacheLimits, sizeOf = (value: T, key: K): number => key.length + JSON.stringify(value).length) {
    this.most = { entries: Infinity, least: 1, ...most }
    this.sizeOf = sizeOf
  }

  get(key: K): T | undefined {
    const found = this.held.get(key)
    if (found && this.held.delete(key)) this.held.set(key, found)
    return found?.value
  }

  set(key: K, value: T): void {
    this.delete(key)
    const size = this.sizeOf(value, key)
    this.held.set(key, { value, size })
    this.size += size
    const { characters, entries, least } = this.most
    for (const old of this.held.keys()) {
      if (this.held.size <= least || (this.held.size <= entries && this.size <= characters)) return
      this.delete(old)
    }
  }

  delete(key: K): void {
    this.size -= this.held.get(key)?.size ?? 0
    this.held.delete(key)
  }

  clear(): void {
    this.held.clear()
    this.size = 0
  }

  /** All that is held, the oldest first. */
  values(): Map<K, T> {
    return new Map([...this.held].map(([key, { value }]) => [key, value]))
  }
}
