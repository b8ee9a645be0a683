import { own } from '../../manifest/own.ts'
import { fileExists } from '../apiserver/pki.ts'
import type { Inputs } from '../scenario/inputs.ts'
import { MANIFEST_DIRECTORY } from './file-changes.ts'

/** What is known of a host's files: a node has it, and so do inputs alone. */
export interface HostFiles {
  readonly files: ReadonlyMap<string, string>
  /** Directories that were made because a container mounts what was not there. */
  readonly madeDirectories: ReadonlySet<string>
  readonly release: { readonly runtime: 'docker' | 'containerd' }
  readonly inputs: Pick<Inputs, 'cluster'>
}

/** What stands at a path of the host, as far as anybody knows. */
export type HostPathKind = 'file' | 'directory' | 'socket' | 'character device' | 'block device'
/** What a volume's type asks for, and in which words the kubelet says so. */
export interface WantedPath {
  is: HostPathKind
  words: string
}

/** Directories that a node of kubeadm's has, beside those that its files are in, and those that these are in. */
const DIRECTORIES: ReadonlySet<string> = new Set(
  `/ /bin /boot /dev/net /dev/shm /etc/ca-certificates /etc/cni/net.d /etc/kubernetes/manifests /etc/kubernetes/pki/etcd /etc/modprobe.d
/etc/pki /etc/systemd /home /lib/modules /lib64 /media /mnt /opt/cni/bin /proc/sys/kernel /proc/sys/net /root /run/containerd /run/netns
/run/systemd /run/udev /run/xtables.lock.d /sbin /srv /sys/class /sys/devices /sys/fs/bpf /sys/fs/cgroup /sys/kernel/debug /tmp /usr/bin
/usr/lib /usr/libexec/kubernetes/kubelet-plugins/volume/exec /usr/local/bin /usr/local/share/ca-certificates /usr/share/ca-certificates
/usr/share/zoneinfo /usr/src /var/lib/cni /var/lib/containerd /var/lib/docker /var/lib/dockershim /var/lib/etcd
/var/lib/kubelet/device-plugins /var/lib/kubelet/plugins /var/lib/kubelet/plugins_registry /var/lib/kubelet/pods /var/log/containers
/var/log/pods /var/run /var/tmp`.split(/\s+/),
)
const FILES: ReadonlySet<string> = new Set(
  `/etc/hosts /etc/hostname /etc/localtime /etc/machine-id /etc/os-release /etc/passwd /etc/group /etc/resolv.conf /etc/fstab
/etc/ssl/certs/ca-certificates.crt /var/lib/kubelet/config.yaml /var/lib/kubelet/kubeadm-flags.env /var/lib/kubelet/pki/kubelet-client-current.pem
/run/xtables.lock`.split(/\s+/),
)
const KUBECONFIGS: ReadonlySet<string> = new Set(
  ['admin', 'super-admin', 'controller-manager', 'scheduler', 'kubelet'].map((name) => `/etc/kubernetes/${name}.conf`),
)
const CHARACTER_DEVICES: ReadonlySet<string> = new Set(
  '/dev/null /dev/zero /dev/full /dev/random /dev/urandom /dev/tty /dev/ptmx /dev/fuse /dev/kmsg /dev/kvm /dev/mem /dev/net/tun'.split(' '),
)
const BLOCK_DEVICES: ReadonlySet<string> = new Set('/dev/sda /dev/sda1 /dev/vda /dev/vda1'.split(' '))

/** The path without what means nothing in it: `/a//b/./c/` is `/a/b/c`. Follows: Go's path.Clean, of an absolute path. */
export function cleanPath(path: string): string {
  if (path.startsWith('/') && !/\/(?:[/.]|$)/.test(path)) return path
  const steps: string[] = []
  for (const step of path.split('/')) {
    if (step === '..') steps.pop()
    else if (step !== '' && step !== '.') steps.push(step)
  }
  return `/${steps.join('/')}`
}

/**
 * What stands at a path of the host now: the scenario's files, what has been made for a mount, and what kubeadm's node has.
 * Errors: undefined where nothing does.
 */
export function hostPathKind(node: HostFiles, given: string): HostPathKind | undefined {
  const path = cleanPath(given)
  if (node.madeDirectories.has(path)) return 'directory'
  if (node.files.has(path) || FILES.has(path) || KUBECONFIGS.has(path) || fileExists(path, {})) return 'file'
  const { pki = {} } = node.inputs.cluster
  if (own(pki, path) !== undefined) return 'file'
  if (isSocket(node, path)) return 'socket'
  if (CHARACTER_DEVICES.has(path)) return 'character device'
  if (BLOCK_DEVICES.has(path)) return 'block device'
  if (DIRECTORIES.has(path) || path === MANIFEST_DIRECTORY) return 'directory'
  const within = `${path}/`
  for (const known of [...node.files.keys(), ...node.madeDirectories, ...Object.keys(pki), ...FILES, ...DIRECTORIES])
    if (known.startsWith(within)) return 'directory'
  return undefined
}

/** Whether it is one of the kubeconfigs that kubeadm leaves. Follows: cmd/kubeadm/app/constants/constants.go (v1.36.2). */
export function isKubeconfig(path: string): boolean {
  return KUBECONFIGS.has(path)
}

function isSocket({ release }: HostFiles, path: string): boolean {
  const sockets = release.runtime === 'docker' ? ['docker.sock'] : ['containerd/containerd.sock']
  return sockets.some((socket) => path === `/run/${socket}` || path === `/var/run/${socket}`)
}
