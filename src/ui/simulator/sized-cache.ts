/** Keeps what was found out last, up to so many characters of keys and values, and at least the newest few. */
export class SizedCache<T> {
  private readonly held = new Map<string, { value: T; size: number }>()
  private size = 0
  private readonly most: { characters: number; entries: number; least: number }

  constructor(most: { characters: number; entries: number; least: number }) {
    this.most = most
  }

  get(key: string): T | undefined {
    return this.held.get(key)?.value
  }

  set(key: string, value: T): void {
    this.drop(key)
    const size = key.length + JSON.stringify(value).length
    this.held.set(key, { value, size })
    this.size += size
    const { characters, entries, least } = this.most
    for (const old of this.held.keys()) {
      if (this.held.size <= least || (this.held.size <= entries && this.size <= characters)) return
      this.drop(old)
    }
  }

  private drop(key: string): void {
    this.size -= this.held.get(key)?.size ?? 0
    this.held.delete(key)
  }

  /** How many characters are held. */
  characters(): number {
    return this.size
  }
}
