/** A title as a file's name without an ending, or as an id, in kebab-case; the other where nothing is left of it. */
export const slug = (title: string, otherwise = 'scenario'): string =>
  title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60) || otherwise
