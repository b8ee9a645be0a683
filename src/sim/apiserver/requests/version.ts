import { goOf } from '../../release/go-versions.ts'
import { patchOf } from '../../release/patches.ts'
import type { Release } from '../../release/release.ts'

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
 * Follows: staging/src/k8s.io/apimachinery/pkg/version/types.go (v1.36.2); commit and build date are the recorded builds' own.
 */
export function versionInfo(release: Release, named?: string): VersionInfo {
  const patch = patchOf(release.minor)
  const goVersion = goOf(release.minor)
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
 * Errors: undefined where it says none, or another release's.
 */
export function versionOfImage(image: string, release: Release): string | undefined {
  const tag = /:(v(1\.\d+)\.\d+)(?:@|$)/.exec(image)
  return tag?.[2] === release.name ? tag[1] : undefined
}
