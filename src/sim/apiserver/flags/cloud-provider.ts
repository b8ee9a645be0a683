import type { Release } from '../../release/release.ts'
import type { FlagReader, Wrong } from './flag-reader.ts'

const FLAG = 'cloud-provider'
/** Where a name is looked at with its gates locked; before, gates could bring the clouds back, and after it the flag is gone. */
const LOCKED = [31, 32]
/** Clouds of its own that it still knows, and their last release. */
const OWN: Readonly<Record<string, number>> = { gce: 31 }

/**
 * What is wrong with --cloud-provider; of 1.29 and 1.30 that is not looked up.
 *
 * Errors: the texts, each with its flag.
 * Follows: pkg/kubeapiserver/options/cloudprovider.go, Validate; staging/src/k8s.io/cloud-provider/plugins.go (v1.31.14, v1.32.13).
 */
export function validateCloud(flags: FlagReader, release: Release): Wrong[] {
  const name = flags.text(FLAG)
  if (name === '' || name === 'external' || !LOCKED.includes(release.minor)) return []
  if (!(release.minor <= (Object.hasOwn(OWN, name) ? OWN[name]! : 0))) return [[`unknown --${FLAG}: ${name}`, FLAG]]
  return ['DisableCloudProviders', 'DisableKubeletCloudCredentialProviders'].map((gate) => [
    `when using --${FLAG} set to '${name}', please set ${gate} feature to false`,
    FLAG,
  ])
}
