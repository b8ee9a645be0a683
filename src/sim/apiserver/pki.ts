import { own } from '../../manifest/own.ts'

/** Whose signature a CA file stands for. */
export type Authority = 'cluster' | 'front-proxy' | 'etcd' | 'other'

const PKI = '/etc/kubernetes/pki'
const PAIRS = [
  'ca',
  'apiserver',
  'apiserver-kubelet-client',
  'apiserver-etcd-client',
  'front-proxy-ca',
  'front-proxy-client',
  'etcd/ca',
  'etcd/server',
  'etcd/peer',
  'etcd/healthcheck-client',
]
const FILES: ReadonlySet<string> = new Set([
  ...PAIRS.flatMap((name) => [`${PKI}/${name}.crt`, `${PKI}/${name}.key`]),
  `${PKI}/sa.pub`,
  `${PKI}/sa.key`,
])

/** The names of kubeadm's certificates and keys below its directory, and of its kubeconfigs. */
export const PKI_NAMES: readonly string[] = [
  ...[...FILES].map((path) => path.slice(PKI.length + 1)),
  ...['admin.conf', 'super-admin.conf', 'controller-manager.conf', 'scheduler.conf', 'kubelet.conf'],
]

/** As a copy of one of kubeadm's files says whose it is, since what stands in them is not simulated. */
const COPY = /^# whyrestart: (\S+), of which only the name is simulated\n$/

/** The text of a file of kubeadm's, for a copy of it. Errors: undefined for any other. */
export function copyOf(path: string): string | undefined {
  return FILES.has(path) ? `# whyrestart: ${path.slice(PKI.length + 1)}, of which only the name is simulated\n` : undefined
}

/** Kubeadm's name of the file that a text is a copy of. Errors: undefined for any other text. */
export function copiedFrom(text: string): string | undefined {
  return COPY.exec(text)?.[1]
}

/**
 * Why a certificate and a key cannot be used together, in Go's words. Only of kubeadm's own files is known what stands in them.
 *
 * Undefined for a pair, and where either is not known. Follows: crypto/tls, X509KeyPair (Go 1.26).
 */
export function keyPairError(certificate: string, key: string): string | undefined {
  if (certificate.replace(/\.crt$/, '.key') === key) return undefined
  if (!FILES.has(certificate) || !FILES.has(key) || certificate.endsWith('.pub') || key.endsWith('.pub')) return undefined
  if (!certificate.endsWith('.crt'))
    return 'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched'
  if (!key.endsWith('.key')) return 'tls: found a certificate rather than a key in the PEM for the private key'
  return 'tls: private key does not match public key'
}

const AUTHORITIES: Readonly<Record<string, Authority>> = {
  [`${PKI}/ca.crt`]: 'cluster',
  [`${PKI}/front-proxy-ca.crt`]: 'front-proxy',
  [`${PKI}/etcd/ca.crt`]: 'etcd',
}

/**
 * Whether the file is there: kubeadm's own always, others if the scenario has them.
 *
 * Follows: cmd/kubeadm/app/constants/constants.go (v1.36.2).
 */
export function fileExists(path: string, files: Readonly<Record<string, string>>): boolean {
  return FILES.has(path) || Object.hasOwn(files, path)
}

/**
 * Whose signature a CA file stands for.
 *
 * Follows: as `fileExists`.
 */
export function authorityOf(path: string): Authority {
  return own(AUTHORITIES, path) ?? 'other'
}
