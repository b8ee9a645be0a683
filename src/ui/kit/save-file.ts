/** A title as a file's name without an ending, or as an id, in kebab-case; the other where nothing is left of it. */
export const slug = (title: string, otherwise = 'scenario'): string =>
  title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60) || otherwise

/** By the ending of a file's name. */
const TYPES: readonly (readonly [string, string])[] = [
  ['.json', 'application/json'],
  ['.svg', 'image/svg+xml'],
  ['.md', 'text/markdown'],
  ['.csv', 'text/csv'],
  ['.html', 'text/html'],
]

/** Gives a text, or bytes, to the person as a file. */
export function saveFile(name: string, contents: string | Blob): void {
  const link = document.createElement('a')
  const type = TYPES.find(([ending]) => name.endsWith(ending))?.[1] ?? 'application/yaml'
  link.href = URL.createObjectURL(contents instanceof Blob ? contents : new Blob([contents], { type }))
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
