import { dnsLabel, dnsSubdomain, type NameRules } from '../../../manifest/names.ts'
import { encodeBase64 } from '../../../manifest/utf8.ts'
import { aggregateFields, type FieldProblem, heldAgainst, invalidValue, OBJECT_META, readStructs } from './go-structs.ts'
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

/**
 * An object as the server takes it: decoded, strictly where it is asked to, defaulted, valid.
 *
 * Errors: returned in the server's words, with the path of the first one's field; `errors` are all of a validation.
 * Follows: pkg/apis/rbac/validation/validation.go and pkg/apis/rbac/v1/defaults.go, pkg/apis/core/validation/validation.go
 * (v1.37.2), as far as a person meets them.
 */
export function checkObject(
  kind: ResourceKind,
  sent: Fields,
  rules: NameRules,
  isStrict: boolean,
  version = 'v1',
): { value: Fields } | (FieldProblem & { errors?: readonly FieldProblem[] }) {
  const { wrong, unknown, known } = heldAgainst(sent, STRUCTS, kind.kind)
  if (wrong) return wrong
  const [path] = isStrict ? unknown : []
  if (path !== undefined) return { message: `strict decoding error: unknown field "${path}"`, path }
  const undecoded = kind.kind === 'Secret' ? dataError(known) : undefined
  if (undecoded) return undecoded
  const given = defaulted(kind, known, version)
  const more =
    kind.group === WEBHOOK_GROUP
      ? webhookErrors(given, rules)
      : kind.group === RBAC_GROUP
        ? kind.kind.endsWith('Binding')
          ? bindingErrors(kind, given, rules)
          : roleErrors(kind, given)
        : []
  const errors = [...nameErrors(kind, fields(given['metadata']), rules), ...more]
  if (errors.length === 0) return { value: given }
  const name = text(fields(given['metadata'])['name'])
  const said = aggregateFields(errors)
  return { message: `The ${kind.kind} "${name}" is invalid: ${said}`, path: errors[0]!.path, errors }
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

function roleErrors({ kind }: ResourceKind, value: Fields): FieldProblem[] {
  return list(value['rules']).flatMap((item, i) => {
    const rule = fields(item)
    const path = `rules[${i}]`
    const lacks = (name: string): boolean => list(rule[name]).length === 0
    const missing = (name: string, detail: string): FieldProblem[] => (lacks(name) ? [required(`${path}.${name}`, detail)] : [])
    const verbs = missing('verbs', 'verbs must contain at least one value')
    if (lacks('nonResourceURLs'))
      return [
        ...verbs,
        ...missing('apiGroups', 'resource rules must supply at least one api group'),
        ...missing('resources', 'resource rules must supply at least one resource'),
      ]
    const wrong = (why: string): FieldProblem => invalidValue(`${path}.nonResourceURLs`, rule['nonResourceURLs'], why)
    return [
      ...verbs,
      ...(kind === 'Role' ? [wrong('namespaced rules cannot apply to non-resource URLs')] : []),
      ...(['apiGroups', 'resources', 'resourceNames'].every(lacks)
        ? []
        : [wrong('rules cannot apply to both regular resources and non-resource URLs')]),
    ]
  })
}

function bindingErrors({ kind }: ResourceKind, value: Fields, rules: NameRules): FieldProblem[] {
  const ref = fields(value['roleRef'])
  const [apiGroup, refers, name] = ['apiGroup', 'kind', 'name'].map((field) => text(ref[field])) as [string, string, string]
  const kinds = kind === 'RoleBinding' ? ['Role', 'ClusterRole'] : ['ClusterRole']
  return [
    ...(apiGroup === RBAC_GROUP ? [] : [unsupported('roleRef.apiGroup', apiGroup, [RBAC_GROUP])]),
    ...(kinds.includes(refers) ? [] : [unsupported('roleRef.kind', refers, kinds)]),
    ...(name === '' ? [required('roleRef.name')] : pathSegment(name).map((why) => invalidValue('roleRef.name', name, why))),
    ...list(value['subjects']).flatMap((item, i) => subjectErrors(fields(item), `subjects[${i}]`, kind === 'RoleBinding', rules)),
  ]
}

const SUBJECTS = ['ServiceAccount', 'User', 'Group']

function subjectErrors(subject: Fields, path: string, isNamespaced: boolean, rules: NameRules): FieldProblem[] {
  const [kind, name, group] = ['kind', 'name', 'apiGroup'].map((field) => text(subject[field])) as [string, string, string]
  const nameless = name === '' ? [required(`${path}.name`)] : []
  if (kind === 'ServiceAccount')
    return [
      ...nameless,
      ...(name === '' ? [] : dnsSubdomain(name, rules).map((why) => invalidValue(`${path}.name`, name, why))),
      ...(group === '' ? [] : [unsupported(`${path}.apiGroup`, group, [''])]),
      ...(isNamespaced || text(subject['namespace']) !== '' ? [] : [required(`${path}.namespace`)]),
    ]
  if (!SUBJECTS.includes(kind)) return [...nameless, unsupported(`${path}.kind`, kind, SUBJECTS)]
  return [
    ...nameless,
    ...(name === '' ? [invalidValue(`${path}.name`, name, `${kind.toLowerCase()} name cannot be empty`)] : []),
    ...(group === RBAC_GROUP ? [] : [unsupported(`${path}.apiGroup`, group, [RBAC_GROUP])]),
  ]
}

/** Follows: pkg/apis/admissionregistration/validation/validation.go, as far as a person meets it. */
function webhookErrors(value: Fields, names: NameRules): FieldProblem[] {
  return list(value['webhooks']).flatMap((item, i) => {
    const { name, clientConfig, failurePolicy, timeoutSeconds, rules } = fields(item)
    const path = `webhooks[${i}]`
    const seconds = Number(timeoutSeconds)
    const { service, url } = fields(clientConfig)
    return [
      ...domainErrors(text(name), `${path}.name`, names),
      ...list(rules).flatMap((rule, n) =>
        ['operations', 'apiGroups', 'apiVersions', 'resources']
          .filter((field) => list(fields(rule)[field]).length === 0)
          .map((field) => required(`${path}.rules[${n}].${field}`)),
      ),
      ...(['Fail', 'Ignore'].includes(text(failurePolicy))
        ? []
        : [unsupported(`${path}.failurePolicy`, text(failurePolicy), ['Fail', 'Ignore'])]),
      ...(seconds < 1 || seconds > 30
        ? [invalidValue(`${path}.timeoutSeconds`, seconds, 'the timeout value must be between 1 and 30 seconds')]
        : []),
      ...((service === undefined) === (url === undefined)
        ? [required(`${path}.clientConfig`, 'exactly one of url or service is required')]
        : []),
    ]
  })
}

/** Follows: staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go, IsFullyQualifiedName (v1.37.2). */
function domainErrors(name: string, path: string, rules: NameRules): FieldProblem[] {
  if (name === '') return [required(path)]
  const wrong = dnsSubdomain(name, rules)
  if (wrong.length > 0) return [invalidValue(path, name, wrong.join(','))]
  return name.split('.').length < 3 ? [invalidValue(path, name, 'should be a domain with at least three segments separated by dots')] : []
}

function nameErrors({ group, kind }: ResourceKind, metadata: Fields, rules: NameRules): FieldProblem[] {
  const name = text(metadata['name'])
  if (name === '') return [required('metadata.name', 'name or generateName is required')]
  const check = group === RBAC_GROUP ? pathSegment : kind === 'Namespace' ? dnsLabel : dnsSubdomain
  return check(name, rules).map((why) => invalidValue('metadata.name', name, why))
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
