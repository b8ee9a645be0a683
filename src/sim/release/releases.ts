import versions from '../../upstream/versions.json' with { type: 'json' }

/** Minor releases: which there are, as upstream's tables have them. What differs between them is in the files beside, which are large. */
const MINORS = Object.keys(versions).map((name) => Number(name.slice(2)))
export const OLDEST = Math.min(...MINORS)
export const NEWEST = Math.max(...MINORS)

/** Each of them, as a person chooses one. */
export const OFFERED: readonly string[] = Array.from({ length: NEWEST - OLDEST + 1 }, (_, i) => `1.${i + OLDEST}`)
