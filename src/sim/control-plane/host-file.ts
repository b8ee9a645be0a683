import { fileExists } from '../apiserver/pki.ts'
import type { Node } from '../node/node.ts'

/** What kubeadm leaves beside its certificates. */
const KUBECONFIGS: ReadonlySet<string> = new Set(
  ['admin', 'super-admin', 'controller-manager', 'scheduler', 'kubelet'].map((name) => `/etc/kubernetes/${name}.conf`),
)

/** A file on the host: its text, or '' where only its being there is known. Errors: undefined where it is not there. */
export function hostFile(node: Node, path: string): string | undefined {
  return node.files.get(path) ?? (fileExists(path, {}) || KUBECONFIGS.has(path) ? '' : undefined)
}
