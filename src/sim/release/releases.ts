import versions from '../../upstream/versions.json' with { type: 'json' }

/** Of 1.9 the story's own stands, not the last of its series. */
const PATCHES: ReadonlyMap<number, number> = new Map([
  ...Object.values(versions).map((version) => version.slice(1).split('.').map(Number).slice(1) as [number, number]),
  [9, 6],
])

/** The patch release that stands for a minor one, wherever a release is named in full: the last that there was. */
export const patchOf = (minor: number): number => PATCHES.get(minor)!

/** The last version of a minor release that upstream's tables have, `v1.30.14`. */
export const lastVersionOf = (minor: number): string | undefined => (versions as Readonly<Record<string, string>>)[`1.${minor}`]

/** Minor releases: which there are, as upstream's tables have them. What differs between them is in the files beside, which are large. */
export const MINORS: readonly number[] = Object.keys(versions).map((name) => Number(name.slice(2)))
export const OLDEST = MINORS[0]!
export const NEWEST = MINORS.at(-1)!

/** Each of them, as a person chooses one. */
export const OFFERED: readonly string[] = Object.keys(versions)
