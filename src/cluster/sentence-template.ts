// Templates of sentences in `texts`: what a match, or a finding, puts into them.

/** What would help, and what it costs. */
export interface Fix {
  text: string
  change: string
  price: string
}

/** What a template's names stand for. */
export type Values = Readonly<Record<string, string | number | undefined>>

/**
 * A template with what a match has: `{1}` its first group that is there, `{2}` its second, `{0}` all of it, `{port}`, `{file}`,
 * `{address}` what the line names.
 */
export function filled(template: string, match: RegExpExecArray, more: Values = {}): string {
  // a time of day is no port
  const text = match.input.replaceAll(/\d\d:\d\d:\d\d(?:[.,]\d+)?/g, '')
  const values: Readonly<Record<string, () => string | undefined>> = {
    0: () => match[0],
    1: () => match.slice(1).find(Boolean),
    2: () => match[2],
    3: () => match[3],
    port: () => /:(\d{2,5})\b|[Pp]ort (\d{2,5})/.exec(text)?.slice(1).find(Boolean),
    file: () => fileIn(text),
    address: () => ADDRESSES.map((pattern) => pattern.exec(text)?.[1]).find(Boolean),
    words: () => around(match, 300),
  }
  return fillIn(template, (name) => more[name]?.toString() ?? values[name]?.())
}

/** A row's fix with what a match has. */
export const filledFix = (row: Record<'fix' | 'change' | 'price', string>, match: RegExpExecArray, more: Values = {}): Fix => ({
  text: filled(row.fix, match, more),
  change: filled(row.change, match, more),
  price: row.price,
})

/** `{name}` is its value; `{ at name}` and `{port name}` have their first words only with a value, `{name|a path}` is `a path`, or the value of that name, without one. */
export const fillIn = (template: string, valueOf: (name: string) => string | undefined): string =>
  template.replaceAll(
    /\{(\W(?:[^{}]* )?|[a-z]+ )?(\w+)(?:\|([^}]*))?\}/g,
    (_, before: string | undefined, name: string, otherwise = '') => {
      const value = valueOf(name) ?? valueOf(otherwise as string) ?? ''
      return value === '' ? (otherwise as string) : `${before ?? ''}${value}`
    },
  )

const ADDRESSES = [
  /dial tcp (\[[\da-f:.]+\]:\d+|[\w.-]+:\d+)/,
  /(?:ECONNREFUSED |(?:connect|[Cc]onnection) to |host "?|https?:\/\/|Addr: ?"?)([\w.[\]-]+:\d{2,5})/,
  /\b(\d+(?:\.\d+){3}:\d+)/,
]

function fileIn(text: string): string | undefined {
  return (
    /(\/[\w./-]{2,200}): [Nn]o such file/.exec(text)?.[1] ??
    /(?:open|stat|lstat|access|read|load|file|find|exec|to|mkdir|from|in)\S{0,3} ['"`]?(\/[\w./*-]{2,200})/i
      .exec(text)?.[1]
      ?.replace(/[.:,]+$/, '') ??
    /['"`](\/[\w./-]{2,200})['"`]/.exec(text)?.[1] ??
    /(\/[\w.-]+\/[\w./-]{2,200})/.exec(text)?.[1]?.replace(/[.:,]+$/, '')
  )
}

/** A match’s text; of a long one its beginning, and where the match ends. */
function around({ 0: all, index, input }: RegExpExecArray, most: number): string {
  const line = input.replaceAll(/\s+/g, ' ').trim()
  const end = input
    .slice(0, index + all.length)
    .replaceAll(/\s+/g, ' ')
    .trimStart().length
  if (line.length <= most || end < most) return short(input, most)
  const head = line.slice(0, Math.floor(most * 0.4)).trimEnd()
  return `${head} … ${short(line.slice(end - Math.floor(most * 0.5)), Math.floor(most * 0.6))}`
}

/** One line of at most so many characters. */
export function short(text: string, most = 220): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > most ? `${line.slice(0, most - 1)}…` : line
}

/** One line of at most so many characters: what is left out is of its middle, for an error ends with its cause. */
export function ends(text: string, most: number): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  const head = Math.floor(most / 3)
  return line.length > most ? `${line.slice(0, head).trimEnd()} … ${line.slice(head + 3 - most).trimStart()}` : line
}
