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

/** Commit and date of the official build, where it is the one simulated; the others are those of the laboratory's own builds. */
const OFFICIAL: Readonly<Record<number, readonly [commit: string, date: string]>> = {
  9: ['9f8ebd171479bec0ada837d7ee641dec2f8c6dd1', '2018-03-21T15:13:31Z'],
}

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
 * What /version says.
 *
 * Units: none. Errors: none.
 * Follows: staging/src/k8s.io/apimachinery/pkg/version/types.go (v1.36.2); commit and build date are the recorded builds' own.
 */
export function versionInfo(release: Release): VersionInfo {
  const [patch, goVersion] = PATCHES[release.minor] ?? [0, 'go1.26.8']
  const [gitCommit, buildDate] = OFFICIAL[release.minor] ?? ['lab', '2026-01-01T00:00:00Z']
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
    gitVersion: `v1.${minor}.${patch}`,
    gitCommit,
    gitTreeState: 'clean',
    buildDate,
    goVersion,
    compiler: 'gc',
    platform: 'linux/amd64',
  }
}
