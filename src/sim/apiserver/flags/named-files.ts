import type { FlagReader, FlagError } from './flag-reader.ts'
import type { ProgramFiles, FileSeen } from '../../node/container-files.ts'
import type { Release } from '../../release/release.ts'
import { isRecord } from '../../../manifest/own.ts'
import { readYaml } from '../../../manifest/yaml/read-yaml.ts'
import { keyPairError } from '../pki.ts'
import type { KmsPlugin } from '../server-config.ts'
import { readPolicies } from './abac-policies.ts'
import { auditPolicyError } from './audit-policy.ts'
import { hasGate } from './feature-gates.ts'
import { quoteGo } from '../../../manifest/go/strconv.ts'

/** A file that cannot be read, or written: what open(2) or read(2) says, and its path. */
interface Lost {
  flag: string
  path: string
  error: string
  /** It could be, and what stands there is wrong. */
  isRead?: true
}

/** What is wrong with the server's certificate and its key, which are there. */
export function servingError(flags: FlagReader, files: ProgramFiles, { servingCertErrorPrefix }: Release): FlagError | undefined {
  const [certificate, key] = [flags.text('tls-cert-file'), flags.text('tls-private-key-file')]
  if ((certificate === '') !== (key === '')) {
    const [flag, error] = [key === '' ? 'tls-private-key-file' : 'tls-cert-file', 'open : no such file or directory']
    return [servingCertErrorPrefix === '' ? MISSING_NAME : servingCertErrorPrefix + error, flag]
  }
  const error = keyPairError(files.kubeadmPath(certificate), files.kubeadmPath(key))
  return error === undefined ? undefined : [servingCertErrorPrefix + error, 'tls-private-key-file']
}

const MISSING_NAME = 'missing filename for serving cert'

/** As `servingError`, of the pairs for certain names: `CERT,KEY:NAME,NAME`. Follows: component-base/cli/flag/namedcertkey_flag.go (v1.36.2). */
export function namesError(flags: FlagReader, files: ProgramFiles): FlagError | undefined {
  const flag = 'tls-sni-cert-key'
  const failed = (what: string): FlagError => [`failed to load SNI cert and key: ${what}`, flag]
  for (const pair of flags.list(flag)) {
    const paths = pair
      .replace(/:.*$/, '')
      .split(',')
      .map((path) => path.trim())
    if (paths.includes('')) return failed(MISSING_NAME)
    for (const path of paths) {
      const seen = files.read(path)
      if ('error' in seen) return failed(openError(path, seen))
    }
    const wrong = keyPairError(files.kubeadmPath(paths[0]!), files.kubeadmPath(paths[1]!))
    if (wrong !== undefined) return failed(wrong)
  }
  return undefined
}

/** Files of which one is missing, or the first two of which, a certificate and a key, are no pair where that is looked at. */
export function filesError(
  names: readonly [certificate: string, key: string, ...string[]],
  flags: FlagReader,
  files: ProgramFiles,
  release: Release,
  isPairChecked = true,
): FlagError | undefined {
  const lost = missing(names, flags, files, release)
  if (lost) return [lost.error, lost.flag]
  if (!isPairChecked) return undefined
  const [certificate, key] = names
  const error = keyPairError(files.kubeadmPath(flags.text(certificate)), files.kubeadmPath(flags.text(key)))
  return error === undefined ? undefined : [error, key, certificate]
}

/** Follows: etcd's client/pkg/transport/listener.go, baseConfig (v3.1.12, v3.5.9). */
export function etcdPairError(flags: FlagReader, files: ProgramFiles, release: Release): FlagError | undefined {
  const names = ['etcd-certfile', 'etcd-keyfile'] as const
  const [certificate, key] = names.map((name) => flags.text(name))
  if ((certificate === '') === (key === '')) return filesError(names, flags, files, release)
  return [`KeyFile and CertFile must both be present[key: ${key}, cert: ${certificate}]`, key === '' ? 'etcd-certfile' : 'etcd-keyfile']
}

/** What is wrong with what stands in a file. */
const CONTENT_ERRORS: ReadonlyMap<string, (text: string, path: string, release: Release) => string | undefined> = new Map([
  ['audit-policy-file', (text, _, release) => auditPolicyError(text, release)],
  ['authorization-policy-file', (text, path, release) => readPolicies(text, path, release).error],
])

/** The first of these flags whose file cannot be read, or written where the flag is of that kind. */
export function missing(names: readonly string[], flags: FlagReader, files: ProgramFiles, release: Release): Lost | undefined {
  for (const flag of names) {
    const paths = flags.list(flag)
    for (const path of paths) {
      if (flag === 'audit-log-path') {
        const error = path === '-' ? undefined : files.writeError(path)
        if (error !== undefined) return { flag, path, error }
        continue
      }
      const seen = files.read(path)
      if ('error' in seen) return { flag, path, error: openError(path, seen) }
      if (isUnread(files, seen)) continue
      const error = CONTENT_ERRORS.get(flag)?.(seen.text, path, release)
      if (error !== undefined) return { flag, path, error, isRead: true }
    }
  }
  return undefined
}

/**
 * The KMS plugins that an encryption configuration names, in order; what it says else is of no consequence here. A file that cannot be read
 * names none. A plugin is of `v1` where the file does not say it, and up to 1.24, which knows no other.
 *
 * Follows: staging/src/k8s.io/apiserver/pkg/server/options/encryptionconfig/config.go, pkg/apis/apiserver/v1/defaults.go (v1.36.0).
 */
export function kmsPlugins(path: string, files: ProgramFiles, release: Release): readonly KmsPlugin[] {
  const seen = files.read(path)
  const config: unknown = 'text' in seen ? readYaml(seen.text, { yamlScannerLine: 'exact' }).value : undefined
  return listIn(config, 'resources')
    .flatMap((resource) => listIn(resource, 'providers'))
    .flatMap((provider) => {
      const kms = isRecord(provider) ? provider['kms'] : undefined
      if (!isRecord(kms) || typeof kms['endpoint'] !== 'string') return []
      const socket = kms['endpoint'].replace(/^unix:\/\/(?=\/)/, '')
      const version = hasGate('KMSv2', release) && kms['apiVersion'] === 'v2' ? 'v2' : 'v1'
      return [{ version, socket, isThere: 'text' in files.read(socket) }]
    })
}

function listIn(value: unknown, field: string): readonly unknown[] {
  const list = isRecord(value) ? value[field] : undefined
  return Array.isArray(list) ? (list as unknown[]) : []
}

/**
 * Why each event of an audit log comes to nothing, where a server goes on all the same; without a policy there are no events.
 *
 * Follows: gopkg.in/natefinch/lumberjack.v2, openNew.
 */
export function lostAuditLog(flags: FlagReader, files: ProgramFiles, release: Release): { auditLogError?: string } {
  const path = flags.text('audit-log-path')
  if (release.auditLogOpened || path === '' || path === '-' || flags.text('audit-policy-file') === '') return {}
  const error = files.writeError(path)
  if (error === undefined) return {}
  return { auditLogError: `${error.startsWith('mkdir') ? "can't make directories for new logfile" : "can't open new logfile"}: ${error}` }
}

/** As Go says it: a directory can be opened, and then not be read. Follows: os, ReadFile (Go 1.26). */
export function openError(path: string, { error }: Extract<FileSeen, { error: string }>): string {
  return `${error === 'is a directory' ? 'read' : 'open'} ${path}: ${error}`
}

/** A file of another's cluster: it is believed to be there, and nobody knows what stands in it. */
export function isUnread(files: ProgramFiles, seen: { text: string }): boolean {
  return files.cluster === 'believed' && seen.text === ''
}

/** Of the files that are read first: what stands before the error. */
export function inFirstReleases({ flag, error }: Lost, release: Release): string {
  return `${flag.startsWith('tls-') ? release.servingCertErrorPrefix : release.clientCAErrorPrefix}${error}`
}

/** Of those that are read later: the error as what reads the file says it. */
export function laterWords({ flag, path, error, isRead }: Lost, release: Release): string {
  const file = quoteGo(path)
  // clientcmd looks before it reads
  const loaded = error.startsWith('read') ? `error loading config file ${file}: ${error}` : error.replace('open', 'stat')
  switch (flag) {
    case 'audit-policy-file':
      return isRead
        ? `loading audit policy file: ${error}: from file ${path}`
        : `loading audit policy file: failed to read file path ${file}: ${error}`
    case 'audit-log-path':
      return `ensureLogFile: ${error}`
    case 'audit-webhook-config-file':
      return `initializing audit webhook: ${loaded}`
    case 'service-account-key-file':
      return `${release.authenticationErrorPrefix}${error}`
    case 'authentication-token-webhook-config-file':
      return `${release.authenticationErrorPrefix}${loaded}`
    case 'authorization-policy-file':
      return `invalid authorization config: ${error}`
    case 'authorization-webhook-config-file':
      return `invalid authorization config: ${loaded}`
    case 'encryption-provider-config':
    case 'experimental-encryption-provider-config':
      return release.encryptionFileText(file, error)
    case 'egress-selector-config-file':
      return `failed to read egress selector config: unable to read egress selector configuration from ${file} [${error}]`
    case 'tracing-config-file':
      return `failed to read tracing config: unable to read tracing configuration from ${file}: ${error}`
    case 'admission-control-config-file':
      return `${release.admissionErrorPrefix}failed to read plugin config: unable to read admission control configuration from ${file} [${error}]`
    default:
      return error
  }
}
