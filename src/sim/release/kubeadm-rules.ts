import type { Row } from './row.ts'

/** Rules of what kubeadm sets up. */
export interface KubeadmRules {
  /** kubeadm gives its administrators a group bound by RBAC. */
  kubeadmAdminBinding: boolean
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
  kubeadmVersion: null,
  kubeadmClusterStatus: false,
  kubeadmCerts: null,
  imageRepository: 'gcr.io/google_containers',
  kubeletConfigMap: 'none',
  adminGroup: 'system:masters',
  kubeletConfigFile: false,
}

export const KUBEADM_ROWS: readonly Row<KubeadmRules>[] = [
  { since: 10, set: { imageRepository: 'k8s.gcr.io' } },
  { since: 11, set: { kubeletConfigMap: 'numbered' } },
  { since: 11, set: { kubeletConfigFile: true } },
  { since: 12, set: { kubeadmVersion: 'v1alpha1', kubeadmClusterStatus: true } },
  { since: 13, set: { kubeadmVersion: 'v1beta1' } },
  { since: 15, set: { kubeadmVersion: 'v1beta2' } },
  { since: 15, set: { kubeadmCerts: 'alpha certs' } },
  { since: 20, set: { kubeadmCerts: 'certs' } },
  { since: 22, set: { kubeadmVersion: 'v1beta3' } },
  { since: 22, set: { kubeadmClusterStatus: false } },
  { since: 24, set: { kubeletConfigMap: 'plain' } },
  { since: 25, set: { imageRepository: 'registry.k8s.io' } },
  { since: 29, set: { kubeadmAdminBinding: true } },
  { since: 29, set: { adminGroup: 'kubeadm:cluster-admins' } },
  { since: 31, set: { kubeadmVersion: 'v1beta4' } },
]
