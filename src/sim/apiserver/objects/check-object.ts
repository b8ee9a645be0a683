import { dnsLabel, dnsSubdomain, type NameRules } from '../../../manifest/names.ts'
import { encodeBase64 } from '../../../manifest/utf8.ts'
import { type FieldProblem, heldAgainst, readStructs } from './go-structs.ts'
import { type Fields, fields, list, text } from './json.ts'
import type { ResourceKind } from './kinds.ts'
import { pathSegment } from './selectors.ts'
import { RBAC_GROUP } from './stored.ts'

const WEBHOOK_FIELDS =
  'name namespaceSelector:any objectSelector:any clientConfig:WebhookClientConfig rules:[]RuleWithOperations failurePolicy matchPolicy reinvocationPolicy sideEffects timeoutSeconds:int64 admissionReviewVersions:[]string matchConditions:any'
const STRUCTS = readStructs(`
ObjectMeta: name generateName namespace labels:map[string]string annotations:map[string]string finalizers:[]string ownerReferences:any uid resourceVersion creationTimestamp:any managedFields:any selfLink generation:any
PolicyRule: verbs:[]string apiGroups:[]string resources:[]string resourceNames:[]string nonResourceURLs:[]string
Subject: kind apiGroup name namespace
RoleRef: apiGroup kind name
ClusterRole: metadata:ObjectMeta rules:[]PolicyRule aggregationRule:any
Role: metadata:ObjectMeta rules:[]PolicyRule
ClusterRoleBinding: metadata:ObjectMeta subjects:[]Subject roleRef:RoleRef
RoleBinding: metadata:ObjectMeta subjects:[]Subject roleRef:RoleRef
Secret: metadata:ObjectMeta data:map[string]string stringData:map[string]string type immutable:bool
ConfigMap: metadata:ObjectMeta data:map[string]string binaryData:map[string]string immutable:bool
ServiceAccount: metadata:ObjectMeta secrets:any imagePullSecrets:any automountServiceAccountToken:bool
TokenRequest: metadata:ObjectMeta spec:TokenRequestSpec status:any
TokenRequestSpec: audiences:[]string expirationSeconds:int64 boundObjectRef:any
Namespace: metadata:ObjectMeta spec:any status:any
MutatingWebhookConfiguration: metadata:ObjectMeta webhooks:[]MutatingWebhook
ValidatingWebhookConfiguration: metadata:ObjectMeta webhooks:[]ValidatingWebhook
MutatingWebhook: ${WEBHOOK_FIELDS}
ValidatingWebhook: ${WEBHOOK_FIELDS}
WebhookClientConfig: caBundle url service:ServiceReference
ServiceReference: name namespace path port:int64
RuleWithOperations: operations:[]string apiGroups:[]string apiVersions:[]string resources:[]string scope
`)

/**
 * An object as the server takes it: decoded, strictly where it is asked to, defaulted, valid.
 *
 * Errors: returned, the first one, in the server's words, with the path of its field.
 * Follows: pkg/apis/rbac/validation/validation.go and pkg/apis/rbac/v1/defaults.go, pkg/apis/core/validation/validation.go
 * (v1.37.2), as far as a person meets them.
 */
export function checkObject(
  kind: ResourceKind,
  sent: Fields,
  rules: NameRules,
  isStrict: boolean,
  version = 'v1',
): { value: Fields } | FieldProblem {
  const { wrong, unknown, known } = heldAgainst(sent, STRUCTS, kind.kind)
  if (wrong) return wrong
  const [path] = isStrict ? unknown : []
  if (path !== undefined) return { message: `strict decoding error: unknown field "${path}"`, path }
  const given = defaulted(kind, known, version)
  const found =
    (kind.group === RBAC_GROUP ? (kind.kind.endsWith('Binding') ? bindingError : roleError)(kind, given) : undefined) ??
    webhookError(kind, given) ??
    nameError(kind, fields(given['metadata']), rules) ??
    secretError(kind, given)
  if (!found) return { value: given }
  const name = text(fields(given['metadata'])['name'])
  return { message: `The ${kind.kind} "${name}" is invalid: ${found.path}: ${found.message}`, path: found.path }
}

/**
 * The first field of an object that is of another type than Go's struct has.
 *
 * As encoding/json says it. Follows: encoding/json, UnmarshalTypeError (Go 1.26).
 */
export function wrongField(kind: string, value: Fields): FieldProblem | undefined {
  return heldAgainst(value, STRUCTS, kind).wrong
}

const WEBHOOK_GROUP = 'admissionregistration.k8s.io'
/** Follows: pkg/apis/admissionregistration/v1/defaults.go and v1beta1/defaults.go, as far as something comes of it here. */
const WEBHOOK: Readonly<Record<string, Fields>> = {
  v1: { failurePolicy: 'Fail', matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {}, timeoutSeconds: 10 },
  v1beta1: { failurePolicy: 'Ignore', matchPolicy: 'Exact', namespaceSelector: {}, objectSelector: {}, timeoutSeconds: 30 },
}

function defaulted(kind: ResourceKind, value: Fields, version: string): Fields {
  if (kind.group === WEBHOOK_GROUP)
    return { ...value, webhooks: list(value['webhooks']).map((hook) => ({ ...WEBHOOK[version], ...fields(hook) })) }
  if (kind.kind.endsWith('Binding')) {
    const roleRef = fields(value['roleRef'])
    const subjects = list(value['subjects']).map((item) => {
      const subject = fields(item)
      return subject['kind'] === 'User' || subject['kind'] === 'Group'
        ? { ...subject, apiGroup: text(subject['apiGroup']) || RBAC_GROUP }
        : subject
    })
    return {
      ...value,
      ...(value['subjects'] === undefined ? {} : { subjects }),
      roleRef: { ...roleRef, apiGroup: text(roleRef['apiGroup']) || RBAC_GROUP },
    }
  }
  if (kind.kind === 'Secret') {
    const { stringData, ...rest } = value
    const data = {
      ...fields(value['data']),
      ...Object.fromEntries(Object.entries(fields(stringData)).map(([key, plain]) => [key, encodeBase64(text(plain))])),
    }
    return { ...rest, ...(Object.keys(data).length > 0 ? { data } : {}), type: text(value['type']) || 'Opaque' }
  }
  if (kind.kind === 'Namespace') return { ...value, spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } }
  return kind.kind.endsWith('Role') ? { ...value, rules: list(value['rules']) } : value
}

const required = (path: string, detail = ''): FieldProblem => ({ path, message: `Required value${detail && `: ${detail}`}` })
const unsupported = (path: string, found: string, allowed: readonly string[]): FieldProblem => ({
  path,
  message: `Unsupported value: ${JSON.stringify(found)}: supported values: ${allowed.map((text) => JSON.stringify(text)).join(', ')}`,
})

function roleError({ kind }: ResourceKind, value: Fields): FieldProblem | undefined {
  for (const [i, item] of list(value['rules']).entries()) {
    const rule = fields(item)
    const path = `rules[${i}]`
    const has = (name: string): boolean => list(rule[name]).length > 0
    if (!has('verbs')) return required(`${path}.verbs`, 'verbs must contain at least one value')
    if (has('nonResourceURLs')) {
      const urls = JSON.stringify(rule['nonResourceURLs'])
      if (kind === 'Role')
        return { path: `${path}.nonResourceURLs`, message: `Invalid value: ${urls}: namespaced rules cannot apply to non-resource URLs` }
      if (has('apiGroups') || has('resources') || has('resourceNames'))
        return {
          path: `${path}.nonResourceURLs`,
          message: `Invalid value: ${urls}: rules cannot apply to both regular resources and non-resource URLs`,
        }
      continue
    }
    if (!has('apiGroups')) return required(`${path}.apiGroups`, 'resource rules must supply at least one api group')
    if (!has('resources')) return required(`${path}.resources`, 'resource rules must supply at least one resource')
  }
  return undefined
}

function bindingError({ kind }: ResourceKind, value: Fields): FieldProblem | undefined {
  const { apiGroup, kind: refers, name } = fields(value['roleRef'])
  if (apiGroup !== RBAC_GROUP) return unsupported('roleRef.apiGroup', text(apiGroup), [RBAC_GROUP])
  const kinds = kind === 'RoleBinding' ? ['Role', 'ClusterRole'] : ['ClusterRole']
  if (!kinds.includes(text(refers))) return unsupported('roleRef.kind', text(refers), kinds)
  if (!name) return required('roleRef.name')
  for (const [i, item] of list(value['subjects']).entries()) {
    const subject = fields(item)
    const path = `subjects[${i}]`
    const group = text(subject['apiGroup'])
    if (!subject['name']) return required(`${path}.name`)
    if (subject['kind'] === 'ServiceAccount') {
      if (group !== '') return unsupported(`${path}.apiGroup`, group, [''])
      if (!subject['namespace'] && kind === 'ClusterRoleBinding') return required(`${path}.namespace`)
    } else if (subject['kind'] === 'User' || subject['kind'] === 'Group') {
      if (group !== RBAC_GROUP) return unsupported(`${path}.apiGroup`, group, [RBAC_GROUP])
    } else return unsupported(`${path}.kind`, text(subject['kind']), ['ServiceAccount', 'User', 'Group'])
  }
  return undefined
}

/** Follows: pkg/apis/admissionregistration/validation/validation.go, as far as a person meets it. */
function webhookError({ group }: ResourceKind, value: Fields): FieldProblem | undefined {
  if (group !== WEBHOOK_GROUP) return undefined
  for (const [i, item] of list(value['webhooks']).entries()) {
    const { name, clientConfig, failurePolicy, timeoutSeconds, rules } = fields(item)
    const path = `webhooks[${i}]`
    if (text(name).split('.').length < 3)
      return {
        path: `${path}.name`,
        message: `Invalid value: ${JSON.stringify(text(name))}: should be a domain with at least three segments separated by dots`,
      }
    const { service, url } = fields(clientConfig)
    if ((service === undefined) === (url === undefined))
      return { path: `${path}.clientConfig`, message: 'Required value: exactly one of url or service is required' }
    if (!['Fail', 'Ignore'].includes(text(failurePolicy)))
      return unsupported(`${path}.failurePolicy`, text(failurePolicy), ['Fail', 'Ignore'])
    if (Number(timeoutSeconds) < 1 || Number(timeoutSeconds) > 30)
      return {
        path: `${path}.timeoutSeconds`,
        message: `Invalid value: ${Number(timeoutSeconds)}: the timeout value must be between 1 and 30 seconds`,
      }
    for (const [n, rule] of list(rules).entries())
      for (const field of ['operations', 'apiGroups', 'apiVersions', 'resources'])
        if (list(fields(rule)[field]).length === 0) return required(`${path}.rules[${n}].${field}`)
  }
  return undefined
}

function nameError({ group, kind }: ResourceKind, metadata: Fields, rules: NameRules): FieldProblem | undefined {
  const name = text(metadata['name'])
  if (name === '') return required('metadata.name', 'name or generateName is required')
  const check = group === RBAC_GROUP ? pathSegment : kind === 'Namespace' ? dnsLabel : dnsSubdomain
  const [wrong] = check(name, rules)
  return wrong === undefined ? undefined : { path: 'metadata.name', message: `Invalid value: ${JSON.stringify(name)}: ${wrong}` }
}

function secretError({ kind }: ResourceKind, value: Fields): FieldProblem | undefined {
  if (kind !== 'Secret') return undefined
  const bad = Object.entries(fields(value['data'])).find(([, field]) => !isBase64(text(field)))
  return bad ? { path: `data.${bad[0]}`, message: 'illegal base64 data' } : undefined
}

/** Whatever bytes it stands for. */
function isBase64(encoded: string): boolean {
  return /^[A-Za-z0-9+/]*={0,2}$/.test(encoded) && encoded.length % 4 === 0
}
