import type { Release } from '../../release/release.ts'

/** The patch release that is simulated, and the Go that it was built with; the last of each series, save for 1.9: the story's own. */
const PATCHES: Readonly<Record<number, readonly [patch: number, go: string]>> = {
  9: [6, 'go1.9.3'],
  10: [13, 'go1.9.3'],
  11: [10, 'go1.10.8'],
  12: [10, 'go1.10.8'],
  13: [12, 'go1.11.13'],
  14: [10, 'go1.12.12'],
  15: [12, 'go1.12.17'],
  16: [15, 'go1.13.15'],
  17: [17, 'go1.13.15'],
  18: [20, 'go1.13.15'],
  19: [16, 'go1.15.15'],
  20: [15, 'go1.15.15'],
  21: [14, 'go1.16.15'],
  22: [17, 'go1.16.15'],
  23: [17, 'go1.19.6'],
  24: [17, 'go1.20.7'],
  25: [16, 'go1.20.10'],
  26: [15, 'go1.21.8'],
  27: [16, 'go1.22.5'],
  28: [15, 'go1.22.8'],
  29: [15, 'go1.23.8'],
  30: [14, 'go1.23.10'],
  31: [14, 'go1.24.9'],
  32: [13, 'go1.24.13'],
  33: [13, 'go1.25.8'],
  34: [9, 'go1.25.8'],
  35: [6, 'go1.26.4'],
  36: [2, 'go1.26.4'],
  37: [2, 'go1.26.8'],
}

/** Commit and date of the official builds that are known; the others are those of the laboratory's own builds. */
const OFFICIAL: ReadonlyMap<string, readonly [commit: string, date: string]> = new Map([
  ['v1.9.4', ['bee2d1505c4fe820744d26d41ecd3fdd4a3d6546', '2018-03-12T16:21:35Z']],
  ['v1.9.6', ['9f8ebd171479bec0ada837d7ee641dec2f8c6dd1', '2018-03-21T15:13:31Z']],
])

export interface VersionInfo {
  major: string
  minor: string
  emulationMajor?: string
  emulationMinor?: string
  minCompatibilityMajor?: string
  minCompatibilityMinor?: string
  gitVersion: string
  gitCommit: string
  gitTreeState: string
  buildDate: string
  goVersion: string
  compiler: string
  platform: string
}

/**
 * What /version says; `named` is the version that the program's image says, else the one that is simulated.
 *
 * Units: none. Errors: none.
 * Follows: staging/src/k8s.io/apimachinery/pkg/version/types.go (v1.36.2); commit and build date are the recorded builds' own.
 */
export function versionInfo(release: Release, named?: string): VersionInfo {
  const [patch, goVersion] = PATCHES[release.minor] ?? [0, 'go1.26.8']
  const gitVersion = named ?? `v1.${release.minor}.${patch}`
  const [gitCommit, buildDate] = OFFICIAL.get(gitVersion) ?? ['lab', '2026-01-01T00:00:00Z']
  const minor = String(release.minor)
  const emulation = {
    emulationMajor: '1',
    emulationMinor: minor,
    minCompatibilityMajor: '1',
    minCompatibilityMinor: String(release.minor - 1),
  }
  return {
    major: '1',
    minor,
    ...(release.emulationVersion ? emulation : {}),
    gitVersion,
    gitCommit,
    gitTreeState: 'clean',
    buildDate,
    goVersion,
    compiler: 'gc',
    platform: 'linux/amd64',
  }
}

/**
 * The full version that an image's tag says, if it is one of the release.
 *
 * Errors: undefined where it says none, or another release's. Follows: nothing upstream.
 */
export function versionOfImage(image: string, release: Release): string | undefined {
  const tag = /:(v(1\.\d+)\.\d+)(?:@|$)/.exec(image)
  return tag?.[2] === release.name ? tag[1] : undefined
}
