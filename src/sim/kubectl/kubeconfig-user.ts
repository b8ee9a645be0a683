import type { Caller } from '../scenario/caller.ts'
import type { Release } from '../release/release.ts'

/** Who a kubeconfig on the node says one is. */
export type KubeconfigUser = NonNullable<Caller['certificate']>

const KUBECONFIGS = '/etc/kubernetes/'

/**
 * Whom a kubectl is that uses one of kubeadm's kubeconfigs: the administrator of `admin.conf` where none is named.
 *
 * Errors: a sentence; kubectl's own for a file that is not there, and ours for one whose text nobody reads here.
 * Follows: cmd/kubeadm/app/phases/kubeconfig/kubeconfig.go, getKubeConfigSpecsBase (v1.36.2).
 */
export function kubeconfigUser(
  path: string | undefined,
  node: { name: string },
  release: Pick<Release, 'adminGroup'>,
  isThere: (path: string) => boolean,
): KubeconfigUser | { error: string } {
  const user = (cn: string, ...o: string[]): KubeconfigUser => ({ cn, o, ca: 'cluster' })
  const hasSuperAdmin = release.adminGroup !== 'system:masters'
  switch (path) {
    case undefined:
    case '':
    case `${KUBECONFIGS}admin.conf`:
      return user('kubernetes-admin', release.adminGroup)
    case `${KUBECONFIGS}super-admin.conf`:
      if (hasSuperAdmin) return user('kubernetes-super-admin', 'system:masters')
      break
    case `${KUBECONFIGS}controller-manager.conf`:
      return user('system:kube-controller-manager')
    case `${KUBECONFIGS}scheduler.conf`:
      return user('system:kube-scheduler')
    case `${KUBECONFIGS}kubelet.conf`:
      return user(`system:node:${node.name.toLowerCase()}`, 'system:nodes')
    default:
      if (/\/root\/\.kube\/config$/.test(path)) return user('kubernetes-admin', release.adminGroup)
      if (isThere(path)) return { error: `not simulated here: a kubeconfig of one’s own, ${path}; kubeadm’s below ${KUBECONFIGS} are.` }
  }
  return { error: `error: stat ${path}: no such file or directory` }
}
