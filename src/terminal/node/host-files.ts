const PKI = '/etc/kubernetes/pki'
/** What kubeadm left beside the scenario's own files; their names only. */
export const HOST_FILES: readonly string[] = [
  '/etc/kubernetes/admin.conf',
  '/etc/kubernetes/kubelet.conf',
  ...['apiserver', 'apiserver-etcd-client', 'apiserver-kubelet-client', 'ca', 'front-proxy-ca', 'front-proxy-client'].flatMap((name) => [
    `${PKI}/${name}.crt`,
    `${PKI}/${name}.key`,
  ]),
  `${PKI}/sa.key`,
  `${PKI}/sa.pub`,
  '/var/lib/kubelet/pki/kubelet-client-current.pem',
]
