import type { Recorder } from '../trace/recorder.ts'
import { type Authority, authorityOf } from '../apiserver/pki.ts'
import type { ClientCertificate } from '../apiserver/requests/request.ts'
import { clockFraction, rfc3339, unixSeconds } from '../clock.ts'
import type { Release } from '../release/release.ts'
import { CERTIFICATE_NAMES, CERTIFICATES, type CertificateName } from '../scenario/certificates.ts'
import type { Engine } from '../engine.ts'
import type { Inputs } from '../scenario/inputs.ts'

/** When kubeadm made the cluster, before t = 0. */
export const MADE_SECONDS = 600
const DAY_SECONDS = 86_400

/** From when to when a certificate is good, in seconds on the simulated clock. */
export interface Validity {
  notBefore: number
  notAfter: number
}

interface Dated extends Pick<Inputs, 'clock'> {
  cluster: Pick<Inputs['cluster'], 'certificates'>
}

/**
 * From when to when one of kubeadm's certificates is good: as the scenario says, else for the years that kubeadm gives it.
 *
 * Units: seconds on the simulated clock.
 * Follows: cmd/kubeadm/app/constants/constants.go, CertificateValidityPeriod and CACertificateValidityPeriod (v1.36.2).
 */
export function lifeOf({ clock, cluster }: Dated, name: CertificateName): Validity {
  const own = cluster.certificates?.[name]
  const start = unixSeconds(clock, 0) + clockFraction(clock)
  const at = (moment: string | undefined, byDefault: number): number => (moment === undefined ? byDefault : unixSeconds(moment, 0) - start)
  return {
    notBefore: at(own?.notBefore, -MADE_SECONDS),
    notAfter: at(own?.notAfter, CERTIFICATES[name].years * 365 * DAY_SECONDS - MADE_SECONDS),
  }
}

/**
 * What Go's verifier says of a certificate at a time, where that or its CA's is not good then.
 *
 * Errors: undefined where both are good. Follows: crypto/x509, Certificate.isValid (Go).
 */
export function expiryError(
  inputs: Dated,
  release: Pick<Release, 'expiryNamesTimes'>,
  name: CertificateName,
  at: number,
): string | undefined {
  if (!inputs.cluster.certificates) return undefined
  for (const text of [name, CERTIFICATES[name].ca]) {
    const { notBefore, notAfter } = lifeOf(inputs, text)
    if (at <= notAfter && at >= notBefore) continue
    const short = 'x509: certificate has expired or is not yet valid'
    if (!release.expiryNamesTimes) return short
    const moment = (t: number): string => rfc3339(inputs.clock, t)
    return `${short}: current time ${moment(at)} is ${at > notAfter ? `after ${moment(notAfter)}` : `before ${moment(notBefore)}`}`
  }
  return undefined
}

/** Which of kubeadm's certificates a client shows, by the name in it. */
const SHOWN: ReadonlyMap<string | undefined, CertificateName> = new Map(
  CERTIFICATE_NAMES.map((name) => [(CERTIFICATES[name] as { commonName?: string }).commonName, name]),
)

/** Of a name that is none of kubeadm's only the CA is known. */
const CA_OF = { cluster: 'ca', 'front-proxy': 'front-proxy-ca', etcd: 'etcd-ca' } as const

/** A client's certificate as it is at a time: whoever is shown it sees that it has expired. */
export function dated(
  inputs: Dated,
  release: Release,
  certificate: ClientCertificate | undefined,
  at: number,
): ClientCertificate | undefined {
  if (!certificate || !inputs.cluster.certificates || certificate.ca === 'stranger') return certificate
  const name = SHOWN.get(certificate.cn) ?? (certificate.cn.startsWith('system:node:') ? 'kubelet' : CA_OF[certificate.ca])
  const expired = expiryError(inputs, release, name, at)
  if (expired === undefined) return certificate
  const { notBefore, notAfter } = lifeOf(inputs, name)
  const isOwnTime = !name.endsWith('ca') && (at > notAfter || at < notBefore)
  return { ...certificate, expired, ...(isOwnTime ? { isOwnTime } : {}) }
}

/**
 * What a client of the kube-apiserver says that has connected to it at a time; a connection that stands is not looked at again.
 *
 * Errors: undefined where its certificate is good.
 */
export function servingError(node: { inputs: Dated; release: Release }, at: number): string | undefined {
  const error = expiryError(node.inputs, node.release, 'apiserver', at)
  return error === undefined ? undefined : `${node.release.tlsErrorPrefix}${error}`
}

/**
 * What one of the control plane's own clients says, that may be connected since a time: while its connection fails it tries anew
 * with each request, and what it is told then is of then.
 *
 * Units: both in seconds on the simulated clock. Errors: undefined where the connection stands, or is made.
 */
export function connectionError(node: { inputs: Dated; release: Release }, since: number, now: number): string | undefined {
  return servingError(node, since) === undefined ? undefined : servingError(node, now)
}

/** Tells of each certificate that the run outlives when it expires, as nobody may be shown it for long. */
export function tellExpiries(node: { engine: Engine; inputs: Dated; trace: Recorder }): void {
  const { engine, inputs, trace } = node
  for (const name of CERTIFICATE_NAMES) {
    if (!inputs.cluster.certificates?.[name]) continue
    const { notAfter } = lifeOf(inputs, name)
    if (notAfter <= 0) continue
    engine.schedule(notAfter, () =>
      trace.root(`expired ${name}`, () => ({
        kind: 'release',
        rule: `The certificate ${name} expires at ${rfc3339(inputs.clock, notAfter)}.`,
        source: SOURCE,
      })),
    )
  }
}

const SOURCE = 'cmd/kubeadm/app/constants/constants.go'

/** The line that says until when a certificate is good, as a root of the trace. */
export function certificateRoot(node: { inputs: Dated; trace: Recorder }, name: CertificateName): number {
  const { notBefore, notAfter } = lifeOf(node.inputs, name)
  const moment = (t: number): string => rfc3339(node.inputs.clock, t)
  return node.trace.root(`certificate ${name}`, () => ({
    kind: 'release',
    rule: `The certificate ${name} is good from ${moment(notBefore)} to ${moment(notAfter)}.`,
    source: SOURCE,
  }))
}

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
