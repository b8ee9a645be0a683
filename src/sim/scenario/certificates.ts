/** A certificate's CA, the name in one that a client shows, and for how many years kubeadm makes it. */
interface MadeCertificate {
  ca: CaName
  commonName?: string
  years: number
}

type CaName = 'ca' | 'etcd-ca' | 'front-proxy-ca'

const authority = (ca: CaName): MadeCertificate => ({ ca, years: 10 })
const of = (ca: CaName, commonName?: string): MadeCertificate => ({ ca, ...(commonName === undefined ? {} : { commonName }), years: 1 })

/** Those that kubeadm makes, and the kubelet's own for its kubeconfig; named as `kubeadm certs check-expiration` names them. */
export const CERTIFICATES = {
  ca: authority('ca'),
  'etcd-ca': authority('etcd-ca'),
  'front-proxy-ca': authority('front-proxy-ca'),
  apiserver: of('ca'),
  'apiserver-etcd-client': of('etcd-ca', 'kube-apiserver-etcd-client'),
  'apiserver-kubelet-client': of('ca', 'kube-apiserver-kubelet-client'),
  'etcd-server': of('etcd-ca'),
  'etcd-peer': of('etcd-ca'),
  'etcd-healthcheck-client': of('etcd-ca', 'kube-etcd-healthcheck-client'),
  'front-proxy-client': of('front-proxy-ca', 'front-proxy-client'),
  'admin.conf': of('ca', 'kubernetes-admin'),
  'super-admin.conf': of('ca', 'kubernetes-super-admin'),
  'controller-manager.conf': of('ca', 'system:kube-controller-manager'),
  'scheduler.conf': of('ca', 'system:kube-scheduler'),
  kubelet: of('ca'),
} as const satisfies Readonly<Record<string, MadeCertificate>>

/** A certificate, by what it is for. */
export type CertificateName = keyof typeof CERTIFICATES
export const CERTIFICATE_NAMES = Object.keys(CERTIFICATES) as readonly CertificateName[]

/** Moments as RFC 3339 has them; what is left out is as kubeadm made it. */
export interface CertificateDates {
  notBefore?: string
  notAfter?: string
}
