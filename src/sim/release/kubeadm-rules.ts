import { rule, since } from './rule.ts'

/** Rules of what kubeadm sets up. */
export const KUBEADM = {
  /** kubeadm gives its administrators a group bound by RBAC. */
  kubeadmAdminBinding: since(29),
  /** The version of kubeadm's configuration; null where kubeadm-config has it whole, without kind. */
  kubeadmVersion: rule<string | null>(null, { 12: 'v1alpha1', 13: 'v1beta1', 15: 'v1beta2', 22: 'v1beta3', 31: 'v1beta4' }),
  kubeadmClusterStatus: rule(false, { 12: true, 22: false }),
  /** What kubeadm calls its commands about certificates; null where it has none. */
  kubeadmCerts: rule<'alpha certs' | 'certs' | null>(null, { 15: 'alpha certs', 20: 'certs' }),
  /** Where kubeadm takes images from. */
  imageRepository: rule('gcr.io/google_containers', { 10: 'k8s.gcr.io', 25: 'registry.k8s.io' }),
  /** The ConfigMap with the kubelets' configuration: none, with the release in its name, without. */
  kubeletConfigMap: rule<'none' | 'numbered' | 'plain'>('none', { 11: 'numbered', 24: 'plain' }),
  /** The group in admin.conf's certificate. */
  adminGroup: rule('system:masters', { 29: 'kubeadm:cluster-admins' }),
  /** The kubelet is started with a configuration file. */
  kubeletConfigFile: since(11),
}
