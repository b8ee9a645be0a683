import type { Container, Pod } from '../../manifest/types.ts'
import { readEtcdFlags } from './etcd-flags.ts'

/** What is lost, and said where it stands: what follows from it is not simulated. */
export const DATA_NOTE = 'That the API is empty from then on is not simulated.'

/**
 * Whether what stands in etcd goes with its container, or with its pod: a directory that no volume of the host is mounted at.
 *
 * Errors: undefined where it is kept, or where the flags are none. Follows: etcd, server/embed/config.go, Dir (v3.6).
 */
export function lostData(
  { spec }: Pod,
  { volumeMounts, env }: Container,
  args: readonly string[],
): { says: string; with: 'container' | 'pod'; at?: number } | undefined {
  const read = readEtcdFlags(args, env)
  // a file says where it is, and nobody knows it
  if ('error' in read || read.flags.has('config-file')) return undefined
  const { dataDir, flags } = read
  const path = dataDir.replace(/\/$/, '')
  const mount = volumeMounts
    .filter(({ mountPath }) => path === mountPath || path.startsWith(`${mountPath.replace(/\/$/, '')}/`))
    .toSorted((a, b) => b.mountPath.length - a.mountPath.length)[0]
  const volume = mount && spec.volumes.find(({ name }) => name === mount.name)
  const at = flags.get('data-dir')?.at
  const place = at === undefined ? {} : { at }
  if (!volume)
    return { says: `No volume is mounted at ${dataDir}: what stands in etcd is lost with its container.`, with: 'container', ...place }
  if (volume.isEmptyDir === true)
    return { says: `An emptyDir is mounted at ${dataDir}: what stands in etcd is lost with its pod.`, with: 'pod', ...place }
  return undefined
}
