/** The patch release that is simulated, and the Go that it was built with; the last of each series, save for 1.9: the story's own. */
const PATCHES: ReadonlyMap<number, readonly [patch: number, go: string]> = new Map([
  [9, [6, 'go1.9.3']],
  [10, [13, 'go1.9.3']],
  [11, [10, 'go1.10.8']],
  [12, [10, 'go1.10.8']],
  [13, [12, 'go1.11.13']],
  [14, [10, 'go1.12.12']],
  [15, [12, 'go1.12.17']],
  [16, [15, 'go1.13.15']],
  [17, [17, 'go1.13.15']],
  [18, [20, 'go1.13.15']],
  [19, [16, 'go1.15.15']],
  [20, [15, 'go1.15.15']],
  [21, [14, 'go1.16.15']],
  [22, [17, 'go1.16.15']],
  [23, [17, 'go1.19.6']],
  [24, [17, 'go1.20.7']],
  [25, [16, 'go1.20.10']],
  [26, [15, 'go1.21.8']],
  [27, [16, 'go1.22.5']],
  [28, [15, 'go1.22.8']],
  [29, [15, 'go1.23.8']],
  [30, [14, 'go1.23.10']],
  [31, [14, 'go1.24.9']],
  [32, [13, 'go1.24.13']],
  [33, [13, 'go1.25.8']],
  [34, [9, 'go1.25.8']],
  [35, [6, 'go1.25.11']],
  [36, [2, 'go1.26.4']],
  [37, [2, 'go1.26.8']],
])

/** The patch release that stands for a minor one, wherever a release is named in full; 0 where the series has only begun. */
export const patchOf = (minor: number): number => PATCHES.get(minor)?.[0] ?? 0

/** The Go that it was built with. */
export const goOf = (minor: number): string => PATCHES.get(minor)?.[1] ?? 'go1.26.8'
