import { type FieldError, FieldErrors } from '../../../manifest/field-error.ts'
import { dnsLabel, dnsSubdomain, type NameRules } from '../../../manifest/names.ts'
import { encodeBase64 } from '../../../manifest/utf8.ts'
import { aggregateFields } from '../flags/flag-words.ts'
import { type FieldProblem, heldAgainst, OBJECT_META, readStructs } from './go-structs.ts'
import { type Fields, fields, list, text } from './json.ts'
import type { ResourceKind } from './kinds.ts'
import { pathSegment } from './selectors.ts'
import { RBAC_GROUP } from './stored.ts'

const WEBHOOK_FIELDS =
  'name namespaceSelector:any objectSelector:any clientConfig:WebhookClientConfig rules:[]RuleWithOperations failurePolicy matchPolicy reinvocationPolicy sideEffects timeoutSeconds:int64 admissionReviewVersions:[]string matchConditions:any'
const STRUCTS = readStructs(`
${OBJECT_META}
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

type ObjectRules = NameRules & { valuesAsJson: boolean; namespaceLabel: boolean }

/**
 * An object as the server takes it: decoded, strictly where it is asked to, defaulted, valid.
 *
 * Errors: returned in the server's words, with the path of the first one's field; `errors` are all of a validation.
 * Follows: pkg/apis/rbac/validation/validation.go and pkg/apis/rbac/v1/defaults.go, pkg/apis/core/v1/defaults.go,
 * pkg/apis/core/validation/validation.go (v1.37.2), as far as a person meets them.
 */
export function checkObject(
  kind: ResourceKind,
  sent: Fields,
  rules: ObjectRules,
  isStrict: boolean,
  version = 'v1',
): { value: Fields } | (FieldProblem & { errors?: readonly FieldError[] }) {
  const { wrong, unknown, known } = heldAgainst(sent, STRUCTS, kind.kind)
  if (wrong) return wrong
  const [path] = isStrict ? unknown : []
  if (path !== undefined) return { message: `strict decoding error: unknown field "${path}"`, path }
  const undecoded = kind.kind === 'Secret' ? dataError(known) : undefined
  if (undecoded) return undecoded
  const given = defaulted(kind, known, rules, version)
  const errors = new FieldErrors(rules)
  checkName(kind, fields(given['metadata']), rules, errors)
  if (kind.group === WEBHOOK_GROUP) checkWebhooks(given, rules, errors)
  if (kind.group === RBAC_GROUP && kind.kind.endsWith('Binding')) checkBinding(kind, given, rules, errors)
  else if (kind.group === RBAC_GROUP) checkRole(kind, given, errors)
  const [first] = errors.list
  if (!first) return { value: given }
  const name = text(fields(given['metadata'])['name'])
  return { message: `The ${kind.kind} "${name}" is invalid: ${aggregateFields(errors.list)}`, path: first.path, errors: errors.list }
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

function defaulted(kind: ResourceKind, value: Fields, rules: ObjectRules, version: string): Fields {
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
  if (kind.kind === 'Namespace') {
    const own = fields(value['metadata'])
    const metadata = rules.namespaceLabel
      ? { ...own, labels: { ...fields(own['labels']), 'kubernetes.io/metadata.name': text(own['name']) } }
      : own
    return { ...value, metadata, spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } }
  }
  return kind.kind.endsWith('Role') ? { ...value, rules: list(value['rules']) } : value
}

function checkRole({ kind }: ResourceKind, value: Fields, errors: FieldErrors): void {
  for (const [i, item] of list(value['rules']).entries()) {
    const rule = fields(item)
    const path = `rules[${i}]`
    const lacks = (name: string): boolean => list(rule[name]).length === 0
    const need = (name: string, detail: string): void => {
      if (lacks(name)) errors.required(`${path}.${name}`, detail)
    }
    need('verbs', 'verbs must contain at least one value')
    if (lacks('nonResourceURLs')) {
      need('apiGroups', 'resource rules must supply at least one api group')
      need('resources', 'resource rules must supply at least one resource')
      continue
    }
    const wrong = (why: string): void => errors.invalid(`${path}.nonResourceURLs`, rule['nonResourceURLs']!, why)
    if (kind === 'Role') wrong('namespaced rules cannot apply to non-resource URLs')
    if (!['apiGroups', 'resources', 'resourceNames'].every(lacks))
      wrong('rules cannot apply to both regular resources and non-resource URLs')
  }
}

function checkBinding({ kind }: ResourceKind, value: Fields, rules: NameRules, errors: FieldErrors): void {
  const ref = fields(value['roleRef'])
  const [apiGroup, refers, name] = ['apiGroup', 'kind', 'name'].map((field) => text(ref[field])) as [string, string, string]
  const kinds = kind === 'RoleBinding' ? ['Role', 'ClusterRole'] : ['ClusterRole']
  if (apiGroup !== RBAC_GROUP) errors.unsupported('roleRef.apiGroup', apiGroup, [RBAC_GROUP])
  if (!kinds.includes(refers)) errors.unsupported('roleRef.kind', refers, kinds)
  errors.needs('roleRef.name', name, pathSegment(name))
  for (const [i, item] of list(value['subjects']).entries())
    checkSubject(fields(item), `subjects[${i}]`, kind === 'RoleBinding', rules, errors)
}

const SUBJECTS = ['ServiceAccount', 'User', 'Group']

function checkSubject(subject: Fields, path: string, isNamespaced: boolean, rules: NameRules, errors: FieldErrors): void {
  const [kind, name, group] = ['kind', 'name', 'apiGroup'].map((field) => text(subject[field])) as [string, string, string]
  if (kind === 'ServiceAccount') {
    errors.needs(`${path}.name`, name, dnsSubdomain(name, rules))
    if (group !== '') errors.unsupported(`${path}.apiGroup`, group, [''])
    if (!isNamespaced && text(subject['namespace']) === '') errors.required(`${path}.namespace`)
    return
  }
  errors.needs(`${path}.name`, name)
  if (!SUBJECTS.includes(kind)) return errors.unsupported(`${path}.kind`, kind, SUBJECTS)
  if (name === '') errors.invalid(`${path}.name`, name, `${kind.toLowerCase()} name cannot be empty`)
  if (group !== RBAC_GROUP) errors.unsupported(`${path}.apiGroup`, group, [RBAC_GROUP])
}

const POLICIES = ['Fail', 'Ignore']

/** Follows: pkg/apis/admissionregistration/validation/validation.go, as far as a person meets it. */
function checkWebhooks(value: Fields, names: NameRules, errors: FieldErrors): void {
  for (const [i, item] of list(value['webhooks']).entries()) {
    const { name, clientConfig, failurePolicy, timeoutSeconds, rules } = fields(item)
    const path = `webhooks[${i}]`
    checkDomain(text(name), `${path}.name`, names, errors)
    for (const [n, rule] of list(rules).entries())
      for (const field of ['operations', 'apiGroups', 'apiVersions', 'resources'])
        if (list(fields(rule)[field]).length === 0) errors.required(`${path}.rules[${n}].${field}`)
    if (!POLICIES.includes(text(failurePolicy))) errors.unsupported(`${path}.failurePolicy`, text(failurePolicy), POLICIES)
    const seconds = Number(timeoutSeconds)
    if (seconds < 1 || seconds > 30) errors.invalid(`${path}.timeoutSeconds`, seconds, 'the timeout value must be between 1 and 30 seconds')
    const { service, url } = fields(clientConfig)
    if ((service === undefined) === (url === undefined))
      errors.required(`${path}.clientConfig`, 'exactly one of url or service is required')
  }
}

/** Follows: staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go, IsFullyQualifiedName (v1.37.2). */
function checkDomain(name: string, path: string, rules: NameRules, errors: FieldErrors): void {
  const wrong = dnsSubdomain(name, rules)
  if (name === '') errors.required(path)
  else if (wrong.length > 0) errors.invalid(path, name, wrong.join(','))
  else if (name.split('.').length < 3) errors.invalid(path, name, 'should be a domain with at least three segments separated by dots')
}

function checkName({ group, kind }: ResourceKind, metadata: Fields, rules: NameRules, errors: FieldErrors): void {
  const name = text(metadata['name'])
  const check = group === RBAC_GROUP ? pathSegment : kind === 'Namespace' ? dnsLabel : dnsSubdomain
  if (name === '') errors.required('metadata.name', 'name or generateName is required')
  else errors.each('metadata.name', name, check(name, rules))
}

function dataError(value: Fields): FieldProblem | undefined {
  for (const [key, data] of Object.entries(fields(value['data']))) {
    const at = base64ErrorAt(text(data))
    if (at !== undefined) return { path: `data.${key}`, message: `illegal base64 data at input byte ${at}` }
  }
  return undefined
}

/** Where a text is no base64, padding and all. Follows: encoding/base64, Encoding.decodeQuantum (Go 1.26), without line breaks. */
function base64ErrorAt(encoded: string): number | undefined {
  const whole = /^(?:[A-Za-z0-9+/]{4})*/.exec(encoded)![0].length
  if (whole === encoded.length) return undefined
  const [, head = '', next = ''] = /^([A-Za-z0-9+/]*)([^]?)/.exec(encoded.slice(whole))!
  if (next === '') return whole
  const at = whole + head.length
  if (next !== '=' || head.length < 2) return at
  if (head.length === 2 && encoded[at + 1] !== '=') return at + 1 === encoded.length ? encoded.length : at
  return encoded.length > whole + 4 ? whole + 4 : undefined
}
