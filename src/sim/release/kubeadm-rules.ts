import type { Row } from './row.ts'

/** Rules of what kubeadm sets up. */
export interface KubeadmRules {
  /** kubeadm gives its administrators a group bound by RBAC. */
  kubeadmAdminBinding: boolean
  /** The etcd that kubeadm takes. */
  etcdVersion: string
  /** The version of kubeadm's configuration; null where kubeadm-config has it whole, without kind. */
  kubeadmVersion: string | null
  kubeadmClusterStatus: boolean
  /** What kubeadm calls its commands about certificates; null where it has none. */
  kubeadmCerts: 'alpha certs' | 'certs' | null
  /** Where kubeadm takes images from. */
  imageRepository: string
  /** The ConfigMap with the kubelets' configuration: none, with the release in its name, without. */
  kubeletConfigMap: 'none' | 'numbered' | 'plain'
  /** The group in admin.conf's certificate. */
  adminGroup: string
  /** The kubelet is started with a configuration file. */
  kubeletConfigFile: boolean
}

/** 1.9 */
export const KUBEADM_BASE: KubeadmRules = {
  kubeadmAdminBinding: false,
  etcdVersion: '3.1.10',
  kubeadmVersion: null,
  kubeadmClusterStatus: false,
  kubeadmCerts: null,
  imageRepository: 'gcr.io/google_containers',
  kubeletConfigMap: 'none',
  adminGroup: 'system:masters',
  kubeletConfigFile: false,
}

export const KUBEADM_ROWS: readonly Row<KubeadmRules>[] = [
  {
    since: 10,
    set: { etcdVersion: '3.1.12' },
    says: 'kubeadm takes etcd 3.1.12.',
    source: 'cmd/kubeadm/app/constants/constants.go',
    read: { by: 'source', before: 'v1.9.0', after: 'v1.10.13' },
  },
  {
    since: 10,
    set: { imageRepository: 'k8s.gcr.io' },
    says: 'Images come from k8s.gcr.io.',
    source: 'cmd/kubeadm/app/apis/kubeadm/v1alpha1/defaults.go',
    read: { by: 'inference', before: 'v1.9.4', after: 'v1.10.13' },
  },
  {
    since: 11,
    set: { etcdVersion: '3.2.18' },
    says: 'kubeadm takes etcd 3.2.18.',
    source: 'cmd/kubeadm/app/constants/constants.go',
    read: { by: 'source', before: 'v1.10.13', after: 'v1.11.0' },
  },
  {
    since: 11,
    set: { kubeletConfigMap: 'numbered' },
    says: 'kubeadm keeps the kubelets’ configuration in a ConfigMap.',
    source: 'cmd/kubeadm/app/phases/kubelet/config.go',
    read: { by: 'source', before: 'v1.10.13', after: 'v1.11.0' },
  },
  {
    since: 11,
    set: { kubeletConfigFile: true },
    says: 'kubeadm starts the kubelet with a configuration file.',
    source: 'cmd/kubeadm/app/phases/kubelet/config.go',
    read: { by: 'source', before: 'v1.10.13', after: 'v1.11.0' },
  },
  {
    since: 12,
    set: { etcdVersion: '3.2.24' },
    says: 'kubeadm takes etcd 3.2.24.',
    source: 'cmd/kubeadm/app/constants/constants.go',
    read: { by: 'source', before: 'v1.11.0', after: 'v1.12.1' },
  },
  {
    since: 12,
    set: { kubeadmVersion: 'v1alpha1', kubeadmClusterStatus: true },
    says: 'kubeadm-config holds ClusterConfiguration and ClusterStatus.',
    source: 'cmd/kubeadm/app/phases/uploadconfig/uploadconfig.go',
    read: { by: 'source', before: 'v1.11.0', after: 'v1.12.1' },
  },
  {
    since: 13,
    set: { kubeadmVersion: 'v1beta1' },
    says: 'kubeadm’s configuration is v1beta1.',
    source: 'cmd/kubeadm/app/apis/kubeadm/v1beta1/types.go',
    read: { by: 'source', before: 'v1.12.1', after: 'v1.13.4' },
  },
  {
    since: 14,
    set: { etcdVersion: '3.3.10' },
    says: 'kubeadm takes etcd 3.3.10.',
    source: 'cmd/kubeadm/app/constants/constants.go',
    read: { by: 'source', before: 'v1.13.4', after: 'v1.14.5' },
  },
  {
    since: 15,
    set: { kubeadmVersion: 'v1beta2' },
    says: 'kubeadm’s configuration is v1beta2.',
    source: 'cmd/kubeadm/app/apis/kubeadm/v1beta2/types.go',
    read: { by: 'source', before: 'v1.14.5', after: 'v1.15.2' },
  },
  {
    since: 15,
    set: { kubeadmCerts: 'alpha certs' },
    says: 'kubeadm alpha certs check-expiration tells how long certificates are good.',
    source: 'cmd/kubeadm/app/cmd/alpha/certs.go',
    read: { by: 'source', before: 'v1.14.5', after: 'v1.15.2' },
  },
  {
    since: 16,
    set: { etcdVersion: '3.3.17' },
    says: 'kubeadm takes etcd 3.3.17.',
    source: 'cmd/kubeadm/app/constants/constants.go',
    read: { by: 'inference', before: 'v1.15.0', after: 'v1.16.0' },
  },
  {
    since: 17,
    set: { etcdVersion: '3.4.3' },
    says: 'kubeadm takes etcd 3.4.3.',
    source: 'cmd/kubeadm/app/constants/constants.go',
    read: { by: 'inference', before: 'v1.16.0', after: 'v1.17.0' },
  },
  {
    since: 19,
    set: { etcdVersion: '3.4.13' },
    says: 'kubeadm takes etcd 3.4.13.',
    source: 'cmd/kubeadm/app/constants/constants.go',
    read: { by: 'inference', before: 'v1.18.0', after: 'v1.19.0' },
  },
  {
    since: 20,
    set: { kubeadmCerts: 'certs' },
    says: 'kubeadm certs is no longer below alpha.',
    source: 'cmd/kubeadm/app/cmd/certs.go',
    read: { by: 'inference', before: 'v1.19.0', after: 'v1.20.0' },
  },
  {
    since: 22,
    set: { etcdVersion: '3.5.6' },
    says: 'kubeadm takes etcd 3.5.6.',
    source: 'cmd/kubeadm/app/constants/constants.go',
    read: { by: 'inference', before: 'v1.21.0', after: 'v1.22.0' },
  },
  {
    since: 22,
    set: { kubeadmVersion: 'v1beta3' },
    says: 'kubeadm’s configuration is v1beta3.',
    source: 'cmd/kubeadm/app/apis/kubeadm/v1beta3/types.go',
    read: { by: 'inference', before: 'v1.21.0', after: 'v1.22.0' },
  },
  {
    since: 22,
    set: { kubeadmClusterStatus: false },
    says: 'kubeadm-config holds no ClusterStatus.',
    source: 'cmd/kubeadm/app/phases/uploadconfig/uploadconfig.go',
    read: { by: 'inference', before: 'v1.17.0', after: 'v1.22.3' },
  },
  {
    since: 24,
    set: { kubeletConfigMap: 'plain' },
    says: 'The ConfigMap with the kubelets’ configuration no longer has the release in its name.',
    source: 'cmd/kubeadm/app/constants/constants.go',
    read: { by: 'inference', before: 'v1.23.0', after: 'v1.24.0' },
  },
  {
    since: 25,
    set: { imageRepository: 'registry.k8s.io' },
    says: 'Images come from registry.k8s.io.',
    source: 'cmd/kubeadm/app/apis/kubeadm/v1beta3/defaults.go',
    read: { by: 'inference', before: 'v1.24.0', after: 'v1.25.0' },
  },
  {
    since: 26,
    set: { etcdVersion: '3.5.10' },
    says: 'kubeadm takes etcd 3.5.10.',
    source: 'cmd/kubeadm/app/constants/constants.go',
    read: { by: 'inference', before: 'v1.25.0', after: 'v1.26.0' },
  },
  {
    since: 28,
    set: { etcdVersion: '3.5.15' },
    says: 'kubeadm takes etcd 3.5.15.',
    source: 'cmd/kubeadm/app/constants/constants.go',
    read: { by: 'inference', before: 'v1.27.0', after: 'v1.28.0' },
  },
  {
    since: 29,
    set: { kubeadmAdminBinding: true },
    says: 'kubeadm binds its administrators by RBAC.',
    source: 'cmd/kubeadm/app/phases/kubeconfig/kubeconfig.go',
    read: { by: 'inference', before: 'v1.28.0', after: 'v1.29.0' },
  },
  {
    since: 29,
    set: { adminGroup: 'kubeadm:cluster-admins' },
    says: 'admin.conf is an ordinary cluster-admin by RBAC, no longer system:masters.',
    source: 'cmd/kubeadm/app/phases/kubeconfig/kubeconfig.go',
    read: { by: 'inference', before: 'v1.28.0', after: 'v1.29.0' },
  },
  {
    since: 31,
    set: { etcdVersion: '3.5.24' },
    says: 'kubeadm takes etcd 3.5.24.',
    source: 'cmd/kubeadm/app/constants/constants.go',
    read: { by: 'inference', before: 'v1.30.0', after: 'v1.31.0' },
  },
  {
    since: 31,
    set: { kubeadmVersion: 'v1beta4' },
    says: 'kubeadm’s configuration is v1beta4.',
    source: 'cmd/kubeadm/app/apis/kubeadm/v1beta4/types.go',
    read: { by: 'inference', before: 'v1.30.0', after: 'v1.31.0' },
  },
  {
    since: 34,
    set: { etcdVersion: '3.6.5' },
    says: 'kubeadm takes etcd 3.6.5.',
    source: 'cmd/kubeadm/app/constants/constants.go',
    read: { by: 'inference', before: 'v1.33.0', after: 'v1.34.0' },
  },
  {
    since: 35,
    set: { etcdVersion: '3.6.6' },
    says: 'kubeadm takes etcd 3.6.6.',
    source: 'cmd/kubeadm/app/constants/constants.go',
    read: { by: 'source', before: 'v1.34.9', after: 'v1.35.6' },
  },
  {
    since: 36,
    set: { etcdVersion: '3.6.8' },
    says: 'kubeadm takes etcd 3.6.8.',
    source: 'cmd/kubeadm/app/constants/constants.go',
    read: { by: 'source', before: 'v1.35.6', after: 'v1.36.2' },
  },
]
