import type { Container, Volume } from '../../manifest/types.ts'
import { fileExists } from '../apiserver/pki.ts'
import type { Node } from '../node/node.ts'

/** What kubeadm leaves beside its certificates. */
const KUBECONFIGS: ReadonlySet<string> = new Set(
  ['admin', 'super-admin', 'controller-manager', 'scheduler', 'kubelet'].map((name) => `/etc/kubernetes/${name}.conf`),
)

/**
 * A file as a container sees it: what is mounted there, of the host. Its text, or '' where only its being there is known.
 *
 * Errors: undefined where it is not there. Follows: mount(2): of two mounts the deeper one holds.
 */
export function mountedFile(node: Node, { volumeMounts }: Container, volumes: readonly Volume[], path: string): string | undefined {
  const mount = volumeMounts
    .filter(({ mountPath }) => path === mountPath || path.startsWith(`${mountPath.replace(/\/$/, '')}/`))
    .toSorted((a, b) => b.mountPath.length - a.mountPath.length)[0]
  const host = mount && volumes.find(({ name }) => name === mount.name)?.hostPath
  if (!host) return undefined
  const below = [mount.subPath, path.slice(mount.mountPath.replace(/\/$/, '').length).replace(/^\//, '')].filter((part) => part !== '')
  return hostFile(node, [host.path.replace(/\/$/, ''), ...below].join('/'))
}

function hostFile(node: Node, path: string): string | undefined {
  return node.files.get(path) ?? (fileExists(path, {}) || KUBECONFIGS.has(path) ? '' : undefined)
}
