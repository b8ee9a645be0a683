import type { Container, Pod } from '../../manifest/types.ts'
import { cleanPath } from '../node/host-paths.ts'
import { readEtcdFlags } from './etcd-flags.ts'

/** What goes with an etcd's data, and what of that does not come here. */
export const DATA_NOTE =
  'The API has then only what a kube-apiserver makes at its start, and the kubelet’s node is there again once a kubelet is started. What a kube-apiserver that runs on still has in its caches is not simulated.'

/** Where an etcd's data lie. */
export interface DataPlace {
  /** The same for the same directory. */
  key: string
  /** What is at the mount, in words. */
  says: string
  /** What takes the data along as it goes. */
  with?: 'container' | 'pod'
  /** The argument that names the directory. */
  at?: number
}

/** Of which life of which pod it is. */
interface Life {
  uid: string
  attempt: number
}

/**
 * Where an etcd's data lie: in a directory of the host, or in one that goes with its container, or with its pod.
 *
 * Errors: undefined where nobody knows, for a file says it, or the flags are none. Follows: etcd, server/embed/config.go, Dir (v3.6).
 */
export function dataPlace(
  { spec }: Pod,
  { name, volumeMounts, env }: Container,
  args: readonly string[],
  { uid, attempt }: Life,
): DataPlace | undefined {
  const read = readEtcdFlags(args, env)
  if ('error' in read || read.flags.has('config-file')) return undefined
  const { dataDir, flags } = read
  const path = cleanPath(dataDir)
  const mount = volumeMounts
    .filter(({ mountPath }) => path === cleanPath(mountPath) || path.startsWith(`${cleanPath(mountPath)}/`))
    .toSorted((a, b) => b.mountPath.length - a.mountPath.length)[0]
  const volume = mount && spec.volumes.find((volume) => volume.name === mount.name)
  const at = flags.get('data-dir')?.at
  const place = at === undefined ? {} : { at }
  if (!volume)
    return {
      ...place,
      key: `container ${uid} ${name} ${attempt}`,
      says: `No volume is mounted at ${dataDir}: what stands in etcd is lost with its container.`,
      with: 'container',
    }
  const inside = cleanPath(`${mount.subPath}/${path.slice(cleanPath(mount.mountPath).length)}`)
  if (volume.isEmptyDir === true)
    return {
      ...place,
      key: `pod ${uid} ${volume.name}${inside}`,
      says: `An emptyDir is mounted at ${dataDir}: what stands in etcd is lost with its pod.`,
      with: 'pod',
    }
  const host = volume.hostPath && cleanPath(`${volume.hostPath.path}${inside}`)
  return { ...place, key: host ?? `volume ${volume.name}${inside}`, says: `Its data lie in ${host ?? dataDir}.` }
}

/** An etcd whose directory goes with its container or its pod, as a person would be told of it; undefined of any other. */
export function lostData(pod: Pod, container: Container, args: readonly string[]): DataPlace | undefined {
  const place = dataPlace(pod, container, args, { uid: '', attempt: 0 })
  return place?.with === undefined ? undefined : place
}
