import type { Container, EnvVar, Pod } from '../../manifest/types.ts'
import { parseUrl } from '../apiserver/requests/request.ts'
import { cleanPath } from '../node/host-paths.ts'
import { type Argument, readArguments } from './command-arguments.ts'
import { ETCD_FLAGS, unknownFlag } from './plane-flags.ts'

/** Where an etcd listens, and for what. */
export interface EtcdPort {
  use: 'client' | 'peer' | 'metrics'
  host: string
  port: number
  tls: boolean
  flag: string
}

/** What its flags come to. */
export interface EtcdConfig {
  flags: ReadonlyMap<string, Argument>
  ports: readonly EtcdPort[]
  /** The CA of clients; empty where none is given. */
  trustedCA: string
  /** Clients have to show a certificate. */
  asksForCertificate: boolean
  /** All files that it reads as it starts. */
  files: readonly { path: string; flag: string }[]
  dataDir: string
}

const URLS = [
  { use: 'client', flag: 'listen-client-urls', value: 'http://localhost:2379' },
  { use: 'peer', flag: 'listen-peer-urls', value: 'http://localhost:2380' },
  { use: 'metrics', flag: 'listen-metrics-urls', value: '' },
] as const
const FILES = ['cert-file', 'key-file', 'trusted-ca-file', 'peer-cert-file', 'peer-key-file', 'peer-trusted-ca-file'] as const

/**
 * What an etcd's flags come to, and where one is not given the variable of its name: `ETCD_LISTEN_CLIENT_URLS`.
 *
 * Errors: `error` with the exit code and the argument at fault: a flag that there is not, a URL that is none.
 * Follows: etcd, server/etcdmain/config.go, parse and configFromCmdLine (v3.6).
 */
export function readEtcdFlags(
  args: readonly string[],
  env: readonly EnvVar[] = [],
): EtcdConfig | { error: string; exit: number; at: number } {
  const { flags, stray, bare } = readArguments(args, ETCD_FLAGS)
  const unknown = unknownFlag(flags, ETCD_FLAGS, 0)
  if (unknown) return { error: `flag provided but not defined: -${unknown[0]}`, exit: 2, at: unknown[1] }
  if (bare) return { error: `flag needs an argument: -${bare.value}`, exit: 2, at: bare.at }
  const first = stray[0]
  if (first) return { error: `'${first.value}' is not a valid flag`, exit: 1, at: first.at }
  const value = (flag: string): string | undefined =>
    flags.get(flag)?.value ?? env.find(({ name }) => name === `ETCD_${flag.toUpperCase().replaceAll('-', '_')}`)?.value
  const ports: EtcdPort[] = []
  for (const { use, flag, value: byDefault } of URLS) {
    // an empty value leaves the default: flags.UniqueURLs excepts it, and an empty variable is none
    for (const url of (value(flag) || byDefault).split(',').filter((part) => part !== '')) {
      const parts = parseUrl(url.trim())
      if (!parts || parts.path !== '/' || !/:\d+\/?$/.test(url.trim()))
        return {
          error: `invalid value ${JSON.stringify(url)} for flag -${flag}: URL address does not have the form "host:port": ${url}`,
          exit: 2,
          at: flags.get(flag)?.at ?? 0,
        }
      ports.push({ use, host: parts.host, port: parts.port, tls: parts.scheme === 'https', flag })
    }
  }
  return {
    flags,
    ports,
    trustedCA: value('trusted-ca-file') ?? '',
    asksForCertificate: /^(1|t|T|true|TRUE|True)$/.test(value('client-cert-auth') ?? ''),
    files: FILES.flatMap((flag) => {
      const path = value(flag)
      return path ? [{ path, flag }] : []
    }),
    dataDir: value('data-dir') ?? `${value('name') ?? 'default'}.etcd`,
  }
}

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
interface LifeId {
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
  { uid, attempt }: LifeId,
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
