/** Keeps what was found out or asked for last, up to so many characters of keys and values, and at least the newest few. */
export class SizedCache<T> {
  private readonly held = new Map<string, { value: T; size: number }>()
  private size = 0
  private readonly most: { characters: number; entries: number; least: number }

  constructor(most: { characters: number; entries: number; least: number }) {
    this.most = most
  }

  get(key: string): T | undefined {
    const found = this.held.get(key)
    if (found && this.held.delete(key)) this.held.set(key, found)
    return found?.value
  }

  set(key: string, value: T): void {
    this.delete(key)
    const size = key.length + JSON.stringify(value).length
    this.held.set(key, { value, size })
    this.size += size
    const { characters, entries, least } = this.most
    for (const old of this.held.keys()) {
      if (this.held.size <= least || (this.held.size <= entries && this.size <= characters)) return
      this.delete(old)
    }
  }

  clear(): void {
    this.held.clear()
    this.size = 0
  }

  delete(key: string): void {
    this.size -= this.held.get(key)?.size ?? 0
    this.held.delete(key)
  }

  /** How many characters are held. */
  characters(): number {
    return this.size
  }
}
