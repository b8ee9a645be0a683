import { versionInfo } from '../../sim/apiserver/requests/version.ts'
import { releaseOf } from '../../sim/release/release.ts'

/**
 * Where Kubernetes' own repository has a file, at the patch release that is simulated.
 *
 * Errors: undefined for what is no path of a Go file; throws RangeError as `releaseOf`.
 * Every path that a sentence names has been there, under that name, since v1.9.
 */
export function sourceAddress(kubernetes: string, path: string): string | undefined {
  if (!/^[\w./-]+\.go$/.test(path)) return undefined
  return `https://github.com/kubernetes/kubernetes/blob/${versionInfo(releaseOf(kubernetes)).gitVersion}/${path}`
}
