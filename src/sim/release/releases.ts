/** Minor releases: which there are. What differs between them is in the files beside, which are large; a page's header needs the names alone. */
export const OLDEST = 9
export const NEWEST = 37

/** The releases that the page offers; any from 1.9 to 1.37 can be simulated. */
export const OFFERED: readonly string[] = ['1.9', '1.10', '1.13', '1.16', ...Array.from({ length: NEWEST - 18 }, (_, i) => `1.${i + 19}`)]
