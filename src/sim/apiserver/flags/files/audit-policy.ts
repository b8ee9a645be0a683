import { FieldErrors } from '../../../../manifest/field-error.ts'
import { dnsSubdomain } from '../../../../manifest/names.ts'
import type { Release } from '../../../release/release.ts'
import { heldAgainst, readConfigFile, schemeText } from './config-file.ts'
import { aggregate } from '../say.ts'

const GROUP = 'audit.k8s.io'
const LEVELS = ['None', 'Metadata', 'Request', 'RequestResponse']
const STAGES = ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic']

/** What comes of an audit policy: why it is none, in upstream's words; or what the log says of one that can be used. */
export type AuditPolicy = { error: string } | { warns: readonly string[] }

/**
 * Reads an audit policy, of which the log and the webhook make use.
 *
 * Without the words before it and the file's name behind.
 * Follows: staging/src/k8s.io/apiserver/pkg/audit/policy/reader.go, LoadPolicyFromBytes, and pkg/apis/audit/validation/validation.go
 * (v1.36.2).
 */
export function readAuditPolicy(text: string, release: Release): AuditPolicy {
  const versions = release.auditVersions.map((version) => version.split('/')[1]!)
  const scheme = schemeText(release, 'k8s.io/apiserver/pkg/audit/scheme.go:32')
  const read = readConfigFile(text, 'Policy', versions, scheme, GROUP)
  if ('error' in read) return { error: `failed decoding: ${read.error}` }
  const { value, repeated } = read
  const { error, unknown } = heldAgainst(value, structs())
  if (error !== undefined) return { error: `failed decoding: ${error}` }
  const rules = ((value['rules'] ?? []) as readonly (Record<string, unknown> | null)[]).map((rule) => rule ?? {})
  const errors = new FieldErrors(release)
  stages(value['omitStages'], 'omitStages', errors)
  rules.forEach((rule, i) => validateRule(rule, `rules[${i}]`, errors, release))
  if (errors.list.length > 0) return { error: aggregate(errors.list.map((fieldError) => fieldError.text)) }
  if (rules.length === 0) return { error: 'loaded illegal policy with 0 rules' }
  const version = String(value['apiVersion'])
  const strange = release.auditPolicyDecoding === 'strict' ? [...repeated, ...unknown] : []
  return {
    warns: [
      ...(strange.length > 0
        ? [`W reader.go:79] Audit policy contains errors, falling back to lenient decoding: strict decoding error: ${strange.join(', ')}`]
        : []),
      ...(release.auditPolicyDecoding === 'warned' && version !== `${GROUP}/v1`
        ? [`W reader.go:81] ${JSON.stringify(version)} is deprecated and will be removed in a future release, use "${GROUP}/v1" instead`]
        : []),
    ],
  }
}

function validateRule(rule: Record<string, unknown>, path: string, errors: FieldErrors, release: Release): void {
  const level = rule['level'] ?? ''
  if (level === '') errors.required(`${path}.level`)
  else if (!LEVELS.includes(String(level))) errors.unsupported(`${path}.level`, String(level), LEVELS)
  const urls = texts(rule['nonResourceURLs'])
  urls.forEach((url, i) => {
    const at = `${path}.nonResourceURLs[${i}]`
    if (url === '*') return
    if (!url.startsWith('/')) errors.invalid(at, url, "non-resource URL rules must begin with a '/' character")
    if (url.slice(0, -1).includes('*')) errors.invalid(at, url, "non-resource URL wildcards '*' must be the final character of the rule")
  })
  const resources = ((rule['resources'] ?? []) as readonly (Record<string, unknown> | null)[]).map((resource) => resource ?? {})
  for (const resource of resources) {
    const group = String(resource['group'] ?? '')
    const names = texts(resource['resourceNames'])
    const wrong = group === '' || group === '*' ? [] : dnsSubdomain(group, release)
    if (wrong.length > 0) errors.invalid(`${path}.resources.group`, group, wrong.join(','))
    if (names.length > 0 && texts(resource['resources']).length === 0)
      errors.invalid(`${path}.resources.resourceNames`, names, 'using resourceNames requires at least one resource')
  }
  stages(rule['omitStages'], `${path}.omitStages`, errors)
  if (urls.length > 0 && (resources.length > 0 || texts(rule['namespaces']).length > 0))
    errors.invalid(`${path}.nonResourceURLs`, urls, 'rules cannot apply to both regular resources and non-resource URLs')
}

function stages(given: unknown, path: string, errors: FieldErrors): void {
  texts(given).forEach((stage, i) => {
    if (!STAGES.includes(stage)) errors.invalid(`${path}[${i}]`, stage, `allowed stages are ${STAGES.join(',')}`)
  })
}

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

const structs = (): string => `
Policy: metadata:any rules:[]PolicyRule omitStages:[]Stage omitManagedFields:bool
PolicyRule: level:Level users:[]string userGroups:[]string verbs:[]string resources:[]GroupResources namespaces:[]string nonResourceURLs:[]string omitStages:[]Stage omitManagedFields:bool
GroupResources: group:string resources:[]string resourceNames:[]string
`
