import { CERTIFICATE_NAMES, CERTIFICATES, type CertificateName } from '../scenario/certificates.ts'
import { type Authority, authorityOf } from '../apiserver/pki.ts'

/**
 * Who has signed a certificate, by the file that it lies in: kubeadm's own are known, of any other nobody has said it.
 *
 * Follows: cmd/kubeadm/app/phases/certs/certlist.go (v1.36.2).
 */
export function signerOf(file: string): Authority {
  if (file.startsWith('/etc/kubernetes/pki/etcd/')) return 'etcd'
  const name = nameOf(file)
  return name === undefined || name.endsWith('ca') ? 'other' : SIGNERS[CERTIFICATES[name].ca]
}

const SIGNERS = { ca: 'cluster', 'etcd-ca': 'etcd', 'front-proxy-ca': 'front-proxy' } as const

/**
 * Whether whoever reads that CA file takes a certificate by that signer. What is kubeadm's is known; what is not is taken as it comes.
 *
 * No file is nobody's. Follows: crypto/x509, Certificate.Verify (Go).
 */
export function trusts(caFile: string, signer: Authority): boolean {
  if (caFile === '') return false
  const authority = authorityOf(caFile)
  return authority === signer || signer === 'other'
}

/** What a client is told whose certificate the server does not take. Follows: crypto/tls, alert.go (Go). */
export const BAD_CERTIFICATE = 'remote error: tls: bad certificate'

/** Which of kubeadm's certificates lies in a file; undefined for any other. */
export function nameOf(file: string): CertificateName | undefined {
  const found = /^\/etc\/kubernetes\/pki\/(.+)\.crt$/.exec(file)?.[1]?.replace('/', '-')
  return CERTIFICATE_NAMES.find((name) => name === found && name !== 'kubelet')
}
