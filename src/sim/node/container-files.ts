import { own, getOrInsert } from '../../manifest/own.ts'
import { type Container, containersOf, type Pod, type Volume } from '../../manifest/types.ts'
import { copiedFrom, fileExists } from '../apiserver/pki.ts'
import type { Inputs } from '../scenario/inputs.ts'
import type { ProgramSeen } from './images.ts'
import { cleanPath, type HostFiles, hostPathKind, isKubeconfig } from './host-paths.ts'

/** What comes of reading a file: its text, '' where only its being there is known; or what open(2) or read(2) says. */
export type FileSeen = { text: string } | { error: 'no such file or directory' | 'is a directory' | 'not a directory' }

/** The files that a program is told of by its flags: those of its container, or of the machine that it runs on. */
export interface ProgramFiles {
  read(path: string): FileSeen
  /** What open(2) says of writing there; undefined where it can be. */
  writeError(path: string): string | undefined
  /** The path that kubeadm gives to what lies there; the path on the host where that is another's, or nothing of kubeadm's. */
  kubeadmPath(path: string): string
  /** Whose cluster the flags speak of. Of another's that nobody describes, what they name is believed to be there. */
  cluster: 'kubeadm' | 'described' | 'believed'
  /** Two that have the same key see the same. */
  readonly key: string
}

/** Values of a Secret or ConfigMap, by its keys; undefined where it is not to be had. */
type ObjectTexts = (kind: 'Secret' | 'ConfigMap', name: string) => ReadonlyMap<string, string> | undefined

/** Of a pod's containers. */
export interface FilesOf {
  host: HostFiles
  pod: Pod
  container: Container
  /** Of the pod's namespace; a kubelet by itself has none. */
  objects?: ObjectTexts | undefined
  /** The command lines of what runs in the pod, from which follows whose cluster it is. */
  commandLines: () => readonly (readonly string[])[]
}

/** What an image of a small program has beside it, and what the kubelet and the runtime lay there. */
const IMAGE_FILES: ReadonlySet<string> = new Set(
  '/etc/passwd /etc/group /etc/nsswitch.conf /etc/os-release /etc/ssl/certs/ca-certificates.crt /etc/hosts /etc/hostname /etc/resolv.conf /dev/null /dev/zero /dev/random /dev/urandom /dev/stdin /dev/stdout /dev/stderr /dev/termination-log'.split(
    ' ',
  ),
)
const IMAGE_DIRECTORIES: ReadonlySet<string> = new Set(
  '/ /bin /boot /dev /etc /etc/ssl /etc/ssl/certs /home /lib /proc /root /run /sbin /sys /tmp /usr /usr/bin /usr/local /usr/local/bin /usr/sbin /usr/share /var /var/lib /var/log /var/run /var/tmp'.split(
    ' ',
  ),
)

/**
 * The files that a container sees: at each path the deepest mount holds, and hides what the image has there. Of an image itself only
 * what all have is known.
 *
 * What cannot be read says so itself. Follows: mount(2); pkg/kubelet/kubelet_pods.go, makeMounts (v1.36.2).
 */
export class ContainerFiles implements ProgramFiles {
  private readonly of: FilesOf
  private knownCluster: ProgramFiles['cluster'] | undefined
  private knownKey: string | undefined
  private knownLines: ReturnType<FilesOf['commandLines']> | undefined

  constructor(of: FilesOf) {
    this.of = of
  }

  get cluster(): ProgramFiles['cluster'] {
    return (this.knownCluster ??= clusterOf(this.of, this.commandLines))
  }

  get key(): string {
    return (this.knownKey ??= keyOf(this.of, this.commandLines))
  }

  private get commandLines(): ReturnType<FilesOf['commandLines']> {
    return (this.knownLines ??= this.of.commandLines())
  }

  read(path: string): FileSeen {
    return readAt(this.of, this.locate(path), () => this.cluster === 'believed')
  }

  /** What stands there as a program. */
  program(path: string): ProgramSeen {
    return programAt(this.of, this.locate(path))
  }

  writeError(path: string): string | undefined {
    return writeErrorAt(this.of, this.locate(path))
  }

  kubeadmPath(path: string): string {
    if (path === '') return path
    const { hostPath } = this.locate(path)
    return hostPath === undefined ? path : kubeadmPathOf(this.of.host, hostPath)
  }

  /** Where on the host that lies, and whether it is mounted by itself; undefined: of no file of the host. */
  hostPlace(path: string): { path: string; byItself: boolean } | undefined {
    const { hostPath, isMount } = this.locate(path)
    return hostPath === undefined ? undefined : { path: hostPath, byItself: isMount }
  }

  private locate(path: string): Located {
    return locateIn(this.of.container, this.of.pod.spec.volumes, cleanPath(path))
  }
}

/** The files of a program that runs on the machine itself. Errors: as `ContainerFiles`. */
export function machineFiles(files: Readonly<Record<string, string>>): ProgramFiles {
  return {
    cluster: 'kubeadm',
    read: (path) => (fileExists(path, files) ? { text: own(files, path) ?? '' } : { error: 'no such file or directory' }),
    writeError: () => undefined,
    kubeadmPath: (path) => path,
    key: JSON.stringify(files),
  }
}

/** Where a path leads. */
interface Located {
  path: string
  /** Undefined: into the image. */
  mount?: Container['volumeMounts'][number]
  volume?: Volume | undefined
  /** Below the volume, with the mount's own `subPath`. */
  inside: string
  /** It is the mount itself, or what its `subPath` names. */
  isMount: boolean
  hostPath?: string
  /** Something else is mounted below: it has to be a directory. */
  isAbove: boolean
}

function locateIn({ volumeMounts }: Container, volumes: readonly Volume[], path: string): Located {
  const mount = volumeMounts
    .filter(({ mountPath }) => isWithin(path, cleanPath(mountPath)))
    .toSorted((a, b) => cleanPath(b.mountPath).length - cleanPath(a.mountPath).length)[0]
  const isAbove = volumeMounts.some(({ mountPath }) => isWithin(cleanPath(mountPath), path) && cleanPath(mountPath) !== path)
  if (!mount) return { path, inside: '', isMount: false, isAbove }
  const at = cleanPath(mount.mountPath)
  const volume = volumes.find(({ name }) => name === mount.name)
  const inside = cleanPath(`${mount.subPath}/${path.slice(at === '/' ? 0 : at.length)}`)
  const located = { path, mount, volume, inside, isMount: path === at, isAbove }
  return volume?.hostPath ? { ...located, hostPath: cleanPath(`${volume.hostPath.path}${inside}`) } : located
}

function isWithin(path: string, directory: string): boolean {
  return path === directory || directory === '/' || path.startsWith(`${directory}/`)
}

const MISSING: FileSeen = { error: 'no such file or directory' }
const DIRECTORY: FileSeen = { error: 'is a directory' }

function readAt(of: FilesOf, { path, mount, volume, inside, isMount, hostPath, isAbove }: Located, isBelieved: () => boolean): FileSeen {
  if (!mount) return IMAGE_FILES.has(path) ? { text: '' } : isAbove || IMAGE_DIRECTORIES.has(path) ? DIRECTORY : MISSING
  if (hostPath !== undefined && volume?.hostPath)
    return onHost(of.host, hostPath, { ...volume.hostPath, inside, isMount, isAbove }, isBelieved)
  if (inside === '/' || isAbove) return DIRECTORY
  const found = textIn(of, volume!, inside.slice(1))
  if (found !== undefined) return found
  if (volume!.references.length > 0 && isBelieved()) return { text: '' }
  // what a subPath names and is not there is made
  return isMount ? DIRECTORY : MISSING
}

interface OnHost {
  path: string
  type: string
  inside: string
  isMount: boolean
  isAbove: boolean
}

function onHost(host: HostFiles, hostPath: string, { path, type, inside, isMount, isAbove }: OnHost, isBelieved: () => boolean): FileSeen {
  const kind = hostPathKind(host, hostPath)
  if (kind === 'directory') return DIRECTORY
  if (kind !== undefined) return { text: host.files.get(hostPath) ?? '' }
  if (inside === '/') {
    if (type === 'FileOrCreate' || ['File', 'Socket', 'CharDevice', 'BlockDevice'].includes(type)) return { text: '' }
    // the runtime makes a directory of what is not there; of another's cluster nobody knows whether it is
    return type === '' && isFileName(hostPath) && isBelieved() ? { text: '' } : DIRECTORY
  }
  if (isAbove) return DIRECTORY
  if (isBelieved()) return { text: '' }
  if (isMount) return DIRECTORY
  const below = hostPathKind(host, path)
  return below !== undefined && below !== 'directory' ? { error: 'not a directory' } : MISSING
}

/** `ca.crt`, `kube-apiserver.log`: a name with an ending. */
function isFileName(path: string): boolean {
  return /\.\w+$/.test(path)
}

/** A key of the objects that a volume holds, under its name there; a directory above one. */
function textIn({ objects }: FilesOf, volume: Volume, name: string): FileSeen | undefined {
  for (const { kind, name: object, items } of volume.references) {
    const texts = objects?.(kind, object)
    const names = items?.map(({ key, path }) => [path, key] as const) ?? [...(texts?.keys() ?? [])].map((key) => [key, key] as const)
    const key = names.find(([path]) => cleanPath(path) === `/${name}`)?.[1]
    const text = key === undefined ? undefined : texts?.get(key)
    if (text !== undefined) return { text }
    if (names.some(([path]) => cleanPath(path).startsWith(`/${name}/`))) return DIRECTORY
  }
  return undefined
}

/** Of the image only its directories are known; whether a file of the host may be run is not, and nobody says that it may not. */
function programAt(of: FilesOf, located: Located): ProgramSeen {
  const { mount, volume, hostPath, path, inside } = located
  if (!mount) return located.isAbove || IMAGE_DIRECTORIES.has(path) ? 'directory' : 'image'
  if (hostPath !== undefined && volume?.hostPath) {
    const kind = hostPathKind(of.host, hostPath)
    if (kind !== undefined) return kind === 'directory' ? 'directory' : 'there'
    // what a known directory holds is not known
    return inside === '/' ? 'directory' : hostPathKind(of.host, volume.hostPath.path) === undefined ? 'not there' : 'there'
  }
  if (inside === '/') return 'directory'
  if (!volume || volume.references.length === 0) return isFilledByOthers(of, mount.name) ? 'there' : 'not there'
  const seen = textIn(of, volume, inside.slice(1))
  if (!seen) return 'not there'
  if ('error' in seen) return 'directory'
  return isExecutable(volume, inside) ? 'there' : 'not executable'
}

/** Another container may have put a program into a volume of the pod's own. */
function isFilledByOthers({ pod, container }: FilesOf, volume: string): boolean {
  return containersOf(pod).some((other) => other.name !== container.name && other.volumeMounts.some(({ name }) => name === volume))
}

const NO_MODE = 0o644

function isExecutable(volume: Volume, inside: string): boolean {
  return volume.references.some(({ items, mode }) => {
    const own = items?.find(({ path }) => cleanPath(path) === inside)
    return items && !own ? false : ((own?.mode ?? mode ?? NO_MODE) & 0o111) !== 0
  })
}

const READ_ONLY = 'read-only file system'

function writeErrorAt(of: FilesOf, located: Located): string | undefined {
  const { mount, volume, path } = located
  const isReadOnly = mount
    ? mount.readOnly || volume === undefined || volume.references.length > 0
    : of.container.securityContext.readOnlyRootFilesystem === true && !path.startsWith('/dev/')
  const seen = readAt(of, located, () => false)
  if ('error' in seen && seen.error === 'is a directory') return `open ${path}: is a directory`
  if ('error' in seen && seen.error === 'not a directory') return `mkdir ${path.slice(0, path.lastIndexOf('/'))}: not a directory`
  if (!isReadOnly) return undefined
  // who opens a file for writing makes its directory first
  const directory = path.slice(0, path.lastIndexOf('/')) || '/'
  const above = readAt(of, locateIn(of.container, of.pod.spec.volumes, directory), () => false)
  const isThere = 'error' in above && above.error === 'is a directory'
  return isThere ? `open ${path}: ${READ_ONLY}` : `mkdir ${directory}: ${READ_ONLY}`
}

/** A file of kubeadm's that was copied, or lies elsewhere in this cluster, is that file. */
function kubeadmPathOf({ files, inputs }: HostFiles, hostPath: string): string {
  const name = own(inputs.cluster.pki ?? {}, hostPath) ?? copiedFrom(files.get(hostPath) ?? '')
  return name === undefined ? hostPath : pkiPath(name)
}

const PKI = '/etc/kubernetes/pki/'

function pkiPath(name: string): string {
  return name.endsWith('.conf') ? `/etc/kubernetes/${name}` : `${PKI}${name}`
}

/** Flags of the control plane's programs that name certificates, keys and kubeconfigs. */
const CREDENTIALS =
  /^--?((client|root|kubelet)-ca-file|tls-(cert|private-key)-file|(etcd-|peer-|trusted-|peer-trusted-)?(ca|cert|key)-?file|kubelet-(client-certificate|client-key|certificate-authority)|proxy-client-(cert|key)-file|requestheader-client-ca-file|service-account-(signing-|private-)?key-file|cluster-signing-(cert|key)-file|(authentication-|authorization-)?kubeconfig|config|config-file)=(\/.*)$/

/**
 * Whose cluster a pod belongs to: kubeadm's, where most of the certificates that its flags name are where kubeadm has them; another's
 * where the scenario says that one of them is there; else one of which nobody says what is there.
 */
function clusterOf({ host, pod, container }: FilesOf, commandLines: readonly (readonly string[])[]): ProgramFiles['cluster'] {
  const paths = commandLines.flatMap((args) =>
    args.flatMap(
      (arg, i) =>
        CREDENTIALS.exec(arg.includes('=') ? arg : `${arg}=${args[i + 1] ?? ''}`)
          ?.at(-1)
          ?.split(',') ?? [],
    ),
  )
  const mounting = [container, ...pod.spec.containers]
  const onHost = (path: string): string[] =>
    mounting.flatMap((container) => locateIn(container, pod.spec.volumes, cleanPath(path)).hostPath ?? [])
  const others = paths.filter((path) => !isKubeadms(path) && !onHost(path).some(isKubeadms))
  if (2 * others.length <= paths.length) return 'kubeadm'
  const isSaid = (path: string): boolean => host.files.has(path) || own(host.inputs.cluster.pki ?? {}, path) !== undefined
  return others.flatMap(onHost).some(isSaid) ? 'described' : 'believed'
}

function isKubeadms(path: string): boolean {
  return fileExists(path, {}) || isKubeconfig(path)
}

function keyOf({ host, pod, container, objects }: FilesOf, commandLines: readonly (readonly string[])[]): string {
  const texts = pod.spec.volumes.flatMap(({ references }) =>
    references.map(({ kind, name }) => [kind, name, ...(objects?.(kind, name) ?? [])]),
  )
  const { cluster } = host.inputs
  return `${mountsOf(pod, container)}${JSON.stringify([commandLines, [...host.files], [...host.madeDirectories], cluster.pki ?? {}, texts])}`
}

/** What a manifest says of it is the same in all runs. */
function mountsOf({ spec }: Pod, container: Container): string {
  const { volumeMounts, securityContext, image } = container
  return getOrInsert(mountsByContainer, container, () => JSON.stringify([image, volumeMounts, securityContext, spec.volumes]))
}

const mountsByContainer = new WeakMap<Container, string>()

/** Of inputs alone: the host as it is at the beginning. */
export function hostAtStart(inputs: Pick<Inputs, 'files' | 'cluster'>, runtime: HostFiles['release']['runtime']): HostFiles {
  return { files: new Map(Object.entries(inputs.files)), madeDirectories: new Set(), release: { runtime }, inputs }
}
