import type { FlagReader, FlagError } from './flag-reader.ts'
import type { ProgramFiles, FileSeen } from '../../node/container-files.ts'
import type { Release } from '../../release/release.ts'
import { isRecord, listOf } from '../../../manifest/own.ts'
import { readYaml } from '../../../manifest/yaml/read-yaml.ts'
import { keyPairError } from '../pki.ts'
import type { KmsPlugin, AbacPolicy } from '../server-config.ts'
import { hasGate } from './feature-gates.ts'
import { quoteGo } from '../../../manifest/go/strconv.ts'
import { FieldErrors } from '../../../manifest/field-error.ts'
import { dnsSubdomain } from '../../../manifest/names.ts'
import { heldAgainst, readStructs } from '../objects/go-structs.ts'
import { fields, text as textOf } from '../objects/json.ts'
import { readConfigFile, schemeText } from './config-file.ts'
import { aggregateFields } from './flag-words.ts'
import { readDocument } from '../../../manifest/kind.ts'

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

const LEVELS = ['None', 'Metadata', 'Request', 'RequestResponse']
const STAGES = ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic']

const STRUCTS = readStructs(`
Policy: metadata:any rules:[]PolicyRule omitStages:[]Stage omitManagedFields:bool
PolicyRule: level:Level users:[]string userGroups:[]string verbs:[]string resources:[]GroupResources namespaces:[]string nonResourceURLs:[]string omitStages:[]Stage omitManagedFields:bool
GroupResources: group resources:[]string resourceNames:[]string
`)

const textsOf = (value: unknown): string[] => listOf(value).filter((item) => typeof item === 'string')

/**
 * Why a text is no audit policy of the release; fields that no policy has are passed over.
 *
 * Errors: returned in upstream's words.
 * Follows: staging/src/k8s.io/apiserver/pkg/audit/policy/reader.go, LoadPolicyFromBytes, and
 * staging/src/k8s.io/apiserver/pkg/apis/audit/validation/validation.go, ValidatePolicy (v1.22.17, v1.36.2).
 */
function auditPolicyError(text: string, release: Release): string | undefined {
  const scheme = schemeText(release, 'k8s.io/apiserver/pkg/audit/scheme.go:32')
  const read = readConfigFile(text, 'Policy', release.auditPolicyVersions, scheme, 'audit.k8s.io')
  if ('error' in read) {
    // the kind and the version of what is read into stand for those that are not said
    const isUnsaid = read.error.startsWith('Object ') && !text.includes('apiVersion') && /kind"?: *"?Policy\b|^(?!.*kind)/s.test(text)
    return isUnsaid ? 'unknown group version field audit.k8s.io/__internal, Kind=Policy in policy' : `failed decoding: ${read.error}`
  }
  const { apiVersion, kind: _kind, ...policy } = read.value
  const { wrong } = heldAgainst(policy, STRUCTS, 'Policy', String(apiVersion).split('/').at(-1))
  if (wrong) return `failed decoding: ${wrong.message}`
  const rules = listOf(read.value['rules'])
  const errors = new FieldErrors(release)
  checkStages(read.value['omitStages'], 'omitStages', errors)
  for (const [i, rule] of rules.entries()) checkRule(fields(rule), `rules[${i}]`, errors, release)
  if (errors.list.length > 0) return aggregateFields(errors.list)
  return rules.length === 0 ? 'loaded illegal policy with 0 rules' : undefined
}

function checkRule(rule: Readonly<Record<string, unknown>>, path: string, errors: FieldErrors, release: Release): void {
  const level = textOf(rule['level'])
  if (level === '') errors.required(`${path}.level`)
  else if (!LEVELS.includes(level)) errors.unsupported(`${path}.level`, level, LEVELS)
  const urls = textsOf(rule['nonResourceURLs'])
  for (const [i, url] of urls.entries()) {
    const at = `${path}.nonResourceURLs[${i}]`
    if (url !== '*' && !url.startsWith('/')) errors.invalid(at, url, "non-resource URL rules must begin with a '/' character")
    if (url.slice(0, -1).includes('*')) errors.invalid(at, url, "non-resource URL wildcards '*' must be the final character of the rule")
  }
  const resources = listOf(rule['resources'])
  for (const resource of resources) checkResource(fields(resource), `${path}.resources`, errors, release)
  checkStages(rule['omitStages'], `${path}.omitStages`, errors)
  if (urls.length > 0 && (resources.length > 0 || listOf(rule['namespaces']).length > 0))
    errors.invalid(`${path}.nonResourceURLs`, urls, 'rules cannot apply to both regular resources and non-resource URLs')
}

function checkResource(resource: Readonly<Record<string, unknown>>, path: string, errors: FieldErrors, release: Release): void {
  const group = textOf(resource['group'])
  const wrong = group === '' || (group === '*' && release.auditGroupsAll) ? [] : dnsSubdomain(group, release)
  if (wrong.length > 0) errors.invalid(`${path}.group`, group, wrong.join(','))
  const names = textsOf(resource['resourceNames'])
  if (names.length > 0 && listOf(resource['resources']).length === 0)
    errors.invalid(`${path}.resourceNames`, names, 'using resourceNames requires at least one resource')
}

function checkStages(stages: unknown, path: string, errors: FieldErrors): void {
  for (const [i, stage] of textsOf(stages).entries())
    if (!STAGES.includes(stage)) errors.invalid(`${path}[${i}]`, stage, `allowed stages are ${STAGES.join(',')}`)
}

const GROUP = 'abac.authorization.kubernetes.io'
const FIRST = `${GROUP}/v0`
const TODAY = `${GROUP}/v1beta1`
const ABAC_STRUCTS = readStructs(`
Policy: spec:PolicySpec
PolicySpec: user group readonly:bool apiGroup resource namespace nonResourcePath
FirstPolicy: user group readonly:bool resource namespace
`)

/** The file of --authorization-policy-file. */
interface PolicyFile {
  policies: readonly AbacPolicy[]
  /** Some line says no version, and is read as the first. */
  isUnversioned: boolean
  error?: string
}

/**
 * Reads a file of policies, of which each line is one.
 *
 * Errors: returned in upstream's words.
 * Follows: pkg/auth/authorizer/abac/abac.go, NewFromFile (v1.36.2); same in v1.9.
 */
export function readPolicies(text: string, file: string, release: Release): PolicyFile {
  const policies: AbacPolicy[] = []
  let isUnversioned = false
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*(#|$)/.test(line)) continue
    const read = readPolicy(line, release)
    if ('error' in read)
      return { policies, isUnversioned, error: `error reading policy file ${file}, line ${i + 1}: ${line}: ${read.error}` }
    policies.push({ ...read.policy, line: i + 1 })
    isUnversioned ||= read.isUnversioned
  }
  return { policies, isUnversioned }
}

function readPolicy(line: string, release: Release): { policy: Omit<AbacPolicy, 'line'>; isUnversioned: boolean } | { error: string } {
  const read = readDocument(line)
  if ('error' in read) return read
  const value = fields(read.value)
  const [kind, version] = [read.kind || 'Policy', read.apiVersion || FIRST]
  if (kind !== 'Policy' || (version !== FIRST && version !== TODAY))
    return {
      error: `no kind "${kind}" is registered for version "${version}"${schemeText(release, 'k8s.io/kubernetes/pkg/apis/abac/register.go:33')}`,
    }
  const isUnversioned = read.kind === '' || read.apiVersion === ''
  // what says no kind is taken for one of the first version
  if (isUnversioned && version === TODAY) return { error: 'converting (v1beta1.Policy) to (v0.Policy): unknown conversion' }
  const { wrong } =
    version === TODAY ? heldAgainst(value, ABAC_STRUCTS, 'Policy', 'v1beta1') : heldAgainst(value, ABAC_STRUCTS, 'FirstPolicy')
  if (wrong) return { error: wrong.message.replace('FirstPolicy', 'Policy') }
  const said = version === TODAY ? fields(value['spec']) : value
  const of = (name: string): string => textOf(said[name])
  const [user, group, namespace, resource] = [of('user'), of('group'), of('namespace'), of('resource')]
  const isForAll = user === '*' || group === '*' || (version === FIRST && user === '' && group === '')
  const subject = isForAll ? { user: '', group: 'system:authenticated' } : { user, group }
  const readonly = said['readonly'] === true
  if (version === TODAY)
    return {
      policy: { ...subject, readonly, namespace, resource, apiGroup: of('apiGroup'), nonResourcePath: of('nonResourcePath') },
      isUnversioned,
    }
  const nonResourcePath = namespace === '' && resource === '' ? '*' : ''
  return {
    policy: { ...subject, readonly, namespace: namespace || '*', resource: resource || '*', apiGroup: '*', nonResourcePath },
    isUnversioned,
  }
}
