import { FieldErrors } from '../../../manifest/field-error.ts'
import { dnsSubdomain } from '../../../manifest/names.ts'
import { isRecord, listOf } from '../../../manifest/own.ts'
import type { Release } from '../../release/release.ts'
import { heldAgainst, readStructs } from '../objects/go-structs.ts'
import { fields, text as textOf } from '../objects/json.ts'
import { readConfigFile, schemeText } from './config-file.ts'
import { aggregateFields } from './flag-words.ts'

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
export function auditPolicyError(text: string, release: Release): string | undefined {
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
  for (const resource of resources) if (isRecord(resource)) checkResource(resource, `${path}.resources`, errors, release)
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
