import { readSpans } from '../../../upstream/upstream-table.ts'
import { patchOf } from '../../release/releases.ts'
import type { Release } from '../../release/release.ts'

/** The Go that each release's patch was built with. */
const GO = readSpans(
  '1.9-1.10 go1.9.3; 1.11-1.12 go1.10.8; 1.13 go1.11.13; 1.14 go1.12.12; 1.15 go1.12.17; 1.16-1.18 go1.13.15; 1.19-1.20 go1.15.15; 1.21-1.22 go1.16.15; 1.23 go1.19.6; 1.24 go1.20.7; 1.25 go1.20.10; 1.26 go1.21.8; 1.27 go1.22.5; 1.28 go1.22.8; 1.29 go1.23.8; 1.30 go1.23.10; 1.31 go1.24.9; 1.32 go1.24.13; 1.33 go1.25.8; 1.34 go1.24.12; 1.35 go1.25.9; 1.36 go1.26.5; 1.37 go1.26.8',
)

/** The Go that a minor release was built with; the newest one's where the series has only begun. */
export const goOf = (minor: number): string => GO.find(({ until }) => minor <= until)?.value ?? GO.at(-1)!.value

/** Commit and date of the official builds that are known; the others are those of the laboratory's own builds. */
const OFFICIAL: ReadonlyMap<string, readonly [commit: string, date: string]> = new Map([
  ['v1.9.4', ['bee2d1505c4fe820744d26d41ecd3fdd4a3d6546', '2018-03-12T16:21:35Z']],
  ['v1.9.6', ['9f8ebd171479bec0ada837d7ee641dec2f8c6dd1', '2018-03-21T15:13:31Z']],
])

/**
 * What /version says; `named` is the version that the program's image says, else the one that is simulated.
 *
 * Follows: staging/src/k8s.io/apimachinery/pkg/version/types.go (v1.36.2); commit and build date are the recorded builds' own.
 */
export function versionInfo(release: Release, named?: string) {
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
