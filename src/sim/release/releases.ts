/** Minor releases: which there are. What differs between them is in the files beside, which are large; a page's header needs the names alone. */
export const OLDEST = 9
export const NEWEST = 37

/** Each of them, as a person chooses one. */
export const OFFERED: readonly string[] = Array.from({ length: NEWEST - OLDEST + 1 }, (_, i) => `1.${i + OLDEST}`)
