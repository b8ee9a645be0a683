import type { KubeletConfiguration } from '../scenario/inputs.ts'

/**
 * How `kubeadm init` of a release has the kubelet let requests in. Up to 1.10 flags said so, and left anonymous requests and the
 * read-only port as they are by default. By the release's name alone, for the page's first script has this and no table.
 *
 * Follows: cmd/kubeadm/app/componentconfigs/kubelet.go (v1.37), build/rpms/10-kubeadm.conf (v1.9).
 */
export function kubeadmDoors(kubernetes: string): KubeletConfiguration {
  const byFlags = Number(kubernetes.slice(2)) < 11
  return { authentication: { anonymous: { enabled: byFlags } }, authorization: { mode: 'Webhook' }, readOnlyPort: byFlags ? 10255 : 0 }
}
