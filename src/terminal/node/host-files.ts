import { PKI_NAMES } from '../../sim/apiserver/pki.ts'

/** kubeconfigs lie beside the certificates' directory; the last of them came late, and is left out. */
const isKubeconfig = (name: string): boolean => name.endsWith('.conf')

/** What kubeadm left beside the scenario's own files; their names only. */
export const HOST_FILES: readonly string[] = [
  ...PKI_NAMES.filter((name) => name !== 'super-admin.conf').map((name) => `/etc/kubernetes/${isKubeconfig(name) ? '' : 'pki/'}${name}`),
  '/var/lib/kubelet/pki/kubelet-client-current.pem',
]
