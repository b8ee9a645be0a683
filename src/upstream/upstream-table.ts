/** What a thing is on the releases from `since` to `until`, both included. */
export interface ReleaseSpan {
  since: number
  until: number
  value: string
}

/** A table of upstream's own, `upstream/*.json`: by name, spans as `1.9-1.12 A; 1.13- B`; `npm run upstream` brings them. */
export class UpstreamTable {
  readonly #lines: ReadonlyMap<string, string>
  readonly #spans = new Map<string, readonly ReleaseSpan[]>()

  constructor(lines: Readonly<Record<string, string>>) {
    this.#lines = new Map(Object.entries(lines))
  }

  get names(): readonly string[] {
    return [...this.#lines.keys()]
  }

  /** Oldest first; none where the table has no such name. */
  spans(name: string): readonly ReleaseSpan[] {
    let spans = this.#spans.get(name)
    if (!spans) this.#spans.set(name, (spans = readSpans(this.#lines.get(name))))
    return spans
  }

  /** Undefined on a release that lacks it. */
  at(name: string, minor: number): string | undefined {
    return this.spans(name).find(({ since, until }) => since <= minor && minor < until + 1)?.value
  }
}

/** Spans such as `1.9-1.12 A; 1.13- B`; none where there is no text. */
export function readSpans(text: string | undefined): ReleaseSpan[] {
  if (text === undefined) return []
  return text.split('; ').map((span) => {
    const [, since, dash, until, value] = /^1\.(\d+)(-(?:1\.(\d+))?)? ?(.*)$/.exec(span) ?? []
    if (since === undefined) throw new Error(`no span of releases: ${span}`)
    return { since: Number(since), until: dash === undefined ? Number(since) : Number(until ?? Infinity), value: value! }
  })
}
