/** A certificate's CA, and for how many years kubeadm makes it. */
interface Made {
  ca: CaName
  years: number
}

type CaName = 'ca' | 'etcd-ca' | 'front-proxy-ca'

const of = (ca: CaName, years = 1): Made => ({ ca, years })

/** Those that kubeadm makes, and the kubelet's own for its kubeconfig; named as `kubeadm certs check-expiration` names them. */
export const CERTIFICATES = {
  ca: of('ca', 10),
  'etcd-ca': of('etcd-ca', 10),
  'front-proxy-ca': of('front-proxy-ca', 10),
  apiserver: of('ca'),
  'apiserver-etcd-client': of('etcd-ca'),
  'apiserver-kubelet-client': of('ca'),
  'etcd-server': of('etcd-ca'),
  'etcd-peer': of('etcd-ca'),
  'etcd-healthcheck-client': of('etcd-ca'),
  'front-proxy-client': of('front-proxy-ca'),
  'admin.conf': of('ca'),
  'super-admin.conf': of('ca'),
  'controller-manager.conf': of('ca'),
  'scheduler.conf': of('ca'),
  kubelet: of('ca'),
} as const satisfies Readonly<Record<string, Made>>

/** A certificate, by what it is for. */
export type CertificateName = keyof typeof CERTIFICATES
export const CERTIFICATE_NAMES = Object.keys(CERTIFICATES) as readonly CertificateName[]

/** Moments as RFC 3339 has them; what is left out is as kubeadm made it. */
export interface CertificateDates {
  notBefore?: string
  notAfter?: string
}
