import type { Json } from '../../../manifest/yaml/resolve.ts'
import { FieldErrors } from '../../../manifest/field-error.ts'
import { defined } from '../../../manifest/own.ts'
import type { Release } from '../../release/release.ts'
import { authenticate } from '../authentication/authenticators.ts'
import { authorize, rulesFor } from '../authorization/authorizers.ts'
import { heldAgainst, OBJECT_META, readStructs, type Structs } from '../objects/go-structs.ts'
import { type Fields, fields, list, text } from '../objects/json.ts'
import { type Attributes, NO_ATTRIBUTES, type User } from './attributes.ts'
import { decodeBody } from './decode-body.ts'
import { reviewsOf } from './discovery.ts'
import { type AuthorizedRequest, type HandledRequest, notServed, refused } from './handled-request.ts'
import { badRequest, dumpOf, invalid, mistyped, objectResponse, type StatusFailure } from './status-failure.ts'

/** Whose a token is. */
export interface FoundToken {
  authenticated: true
  user: { username: string; uid?: string; groups?: readonly string[] }
  /** Those of the token for whom it was asked. */
  audiences?: readonly string[]
}

/** The two questions that other servers, the kubelet among them, put to a kube-apiserver. */
export interface TokenReview {
  spec: { token: string }
  status?: FoundToken | { authenticated?: false; user: object; error?: string }
}

export interface SubjectAccessReview {
  spec: {
    user?: string
    groups?: readonly string[]
    resourceAttributes?: {
      verb?: string
      group?: string
      version?: string
      resource?: string
      subresource?: string
      namespace?: string
      name?: string
    }
    nonResourceAttributes?: { path?: string; verb?: string }
  }
  status?: { allowed: boolean; reason?: string }
}

const STRUCTS = readStructs(`
${OBJECT_META}
SelfSubjectReview: kind apiVersion metadata:ObjectMeta status:any
TokenReview: kind apiVersion metadata:ObjectMeta spec:TokenReviewSpec status:any
TokenReviewSpec: token audiences:[]string
LocalSubjectAccessReview: kind apiVersion metadata:ObjectMeta spec:SubjectAccessReviewSpec status:any
SelfSubjectAccessReview: kind apiVersion metadata:ObjectMeta spec:SelfSubjectAccessReviewSpec status:any
SelfSubjectRulesReview: kind apiVersion metadata:ObjectMeta spec:SelfSubjectRulesReviewSpec status:any
SubjectAccessReview: kind apiVersion metadata:ObjectMeta spec:SubjectAccessReviewSpec status:any
SelfSubjectAccessReviewSpec: resourceAttributes:ResourceAttributes nonResourceAttributes:NonResourceAttributes
SelfSubjectRulesReviewSpec: namespace
SubjectAccessReviewSpec: resourceAttributes:ResourceAttributes nonResourceAttributes:NonResourceAttributes user groups:[]string extra:any uid
ResourceAttributes: namespace verb group version resource subresource name fieldSelector:FieldSelectorAttributes labelSelector:any
NonResourceAttributes: path verb
FieldSelectorAttributes: rawSelector requirements:[]FieldSelectorRequirement
FieldSelectorRequirement: key operator values:[]string
`)
/** Up to v1beta1 the groups stand in `group`. */
const FIRST_STRUCTS: Structs = new Map(
  [...STRUCTS].map(([name, of]) => [
    name,
    name === 'SubjectAccessReviewSpec' ? new Map([...of].map(([field, type]) => [field === 'groups' ? 'group' : field, type])) : of,
  ]),
)
const structsOf = (version: string): Structs => (version === 'v1' ? STRUCTS : FIRST_STRUCTS)

interface Asked extends AuthorizedRequest {
  /** What is sent, decoded. */
  body: Fields
}

/** What comes of a review: its status and spec, or why it is none. */
type ReviewResult = { status: object; spec?: Fields; says: string } | { failure: StatusFailure; says: string }

/**
 * Whose token is this, and may they? Undefined where the path is no such question's.
 *
 * Errors: 400, 415 and 422 for a body that asks nothing, 405 for all methods but POST.
 * Follows: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/create.go, pkg/registry/authentication/tokenreview/storage.go and
 * pkg/registry/authorization/subjectaccessreview/rest.go (v1.36.2); same in v1.9.
 */
export function review(asked: AuthorizedRequest): HandledRequest | undefined {
  const { config, request, attributes } = asked
  const { release } = config
  const { apiGroup, apiVersion, namespace, name, subresource, path } = attributes
  const row = reviewsOf(apiGroup, apiVersion, release).find((kind) => kind.name === attributes.resource)
  if (!row || !path.startsWith('/apis/') || name !== '' || subresource !== '' || row.namespaced !== (namespace !== '')) return undefined
  if (request.method !== 'POST') return notServed(asked)
  const decoded = decodeBody(request, row, `${apiGroup}/${apiVersion}`, release)
  if ('failure' in decoded) return refused(asked, decoded.failure, `The body is no ${row.kind}.`)
  const { wrong, known: body } = heldAgainst(decoded.body, structsOf(apiVersion), row.kind, apiVersion)
  if (wrong) return refused(asked, mistyped(row.kind, apiVersion, wrong.message), `The body is no ${row.kind}.`)
  const reviewed = ANSWERS[row.kind]!({ ...asked, body })
  if ('failure' in reviewed) return refused(asked, reviewed.failure, reviewed.says)
  const { kind, metadata } = body
  const { creationTimestamp: _, ...said } = fields(metadata)
  const answer = {
    ...{ kind: kind!, apiVersion: body['apiVersion']! },
    metadata: { ...(row.namespaced ? { namespace } : said), ...(release.nullTimes ? { creationTimestamp: null } : {}) },
    ...(reviewed.spec === undefined ? {} : { spec: reviewed.spec }),
    status: reviewed.status,
  }
  return {
    response: { ...objectResponse(answer, request, release), status: 201 },
    reason: reviewed.says,
    found: reviewed.says,
  }
}

const specOf = ({ body }: Asked): Fields => fields(body['spec'])

const ANSWERS: Readonly<Record<string, (asked: Asked) => ReviewResult>> = {
  SelfSubjectReview: ({ user }) => ({ status: { userInfo: whoAmI(user) }, says: `The caller is ${user.name}.` }),
  TokenReview: (asked) => {
    const { token, audiences } = specOf(asked)
    if (!token) return { failure: badRequest('token is required for TokenReview in authentication'), says: 'There is no token to review.' }
    const status = reviewToken(asked, text(token), list(audiences).map(text))
    const says = status.authenticated ? `The token is ${status.user.username}'s.` : 'Nobody knows the token.'
    return { status, spec: inOrder(specOf(asked), 'TokenReviewSpec', 'v1'), says }
  },
  SubjectAccessReview: (asked) => access(asked, subjectOf(asked), (errors) => checkMetadata(asked, errors)),
  LocalSubjectAccessReview: local,
  SelfSubjectAccessReview: (asked) => access(asked, asked.user, (errors) => checkMetadata(asked, errors)),
  SelfSubjectRulesReview: ({ config, state, user, body }) => {
    const namespace = text(fields(body['spec'])['namespace'])
    if (namespace === '') return { failure: badRequest('no namespace on request'), says: 'No namespace is asked about.' }
    const { rules, incomplete, error } = rulesFor(config, state, user, namespace)
    const status = {
      resourceRules: rules.filter(({ resources }) => resources),
      nonResourceRules: rules.filter(({ nonResourceURLs }) => nonResourceURLs),
      incomplete,
      ...defined({ evaluationError: error }),
    }
    return { status, spec: {}, says: `The rules that ${user.name} has in ${namespace}.` }
  },
}

const groupsIn = ({ attributes, body }: Asked): readonly string[] =>
  list(fields(body['spec'])[attributes.apiVersion === 'v1' ? 'groups' : 'group']).map(text)
const subjectOf = (asked: Asked): User => ({ name: text(specOf(asked)['user']), groups: groupsIn(asked) })

/** The metadata of a review are empty: up to 1.19 they have no namespace either. */
function checkMetadata({ config, attributes, body }: Asked, errors: FieldErrors, but = ''): void {
  const { managedFields: _, creationTimestamp: __, ...metadata } = fields(body['metadata'])
  const isFilled = config.release.namespaceFilled || attributes.namespace !== ''
  const told = Object.entries(metadata).filter(([name]) => name !== 'namespace' || !isFilled)
  if (told.length > 0) errors.invalid('metadata', Object.fromEntries(told), `must be empty${but}`)
}

function access(asked: Asked, subject: User, checkMore: (errors: FieldErrors) => void): ReviewResult {
  const { config, state, attributes } = asked
  const spec = specOf(asked)
  const isSelf = subject === asked.user
  const errors = new FieldErrors(config.release)
  checkScope(spec, errors, config.release)
  if (!isSelf && !subject.name && subject.groups.length === 0)
    errors.invalid('spec.user', '', 'at least one of user or group must be specified')
  checkMore(errors)
  if (errors.list.length > 0) return { failure: invalid(REVIEW, '', errors.list), says: 'What is asked for is none.' }
  const { allowed, reason } = authorize(config, state, subject, attributesIn(spec, config.release))
  return {
    status: { allowed, ...(reason ? { reason } : {}) },
    spec: inOrder(spec, isSelf ? 'SelfSubjectAccessReviewSpec' : 'SubjectAccessReviewSpec', attributes.apiVersion),
    says: allowed ? 'It is allowed.' : 'It is not allowed.',
  }
}

/** Follows: pkg/registry/authorization/localsubjectaccessreview/rest.go and validation.go, ValidateLocalSubjectAccessReview (v1.36.2). */
function local(asked: Asked): ReviewResult {
  const { config, attributes, body } = asked
  const { release } = config
  const said = text(fields(body['metadata'])['namespace'])
  const namespace = said === '' && release.namespaceFilled ? attributes.namespace : said
  if (release.namespaceFilled && namespace !== attributes.namespace)
    return { failure: badRequest('the namespace of the provided object does not match the namespace sent on the request'), says: OTHER }
  const { resourceAttributes: of, nonResourceAttributes: at } = specOf(asked)
  const within = text(fields(of)['namespace'])
  const answer = access(asked, subjectOf(asked), (errors) => {
    checkMetadata(asked, errors, ' except for namespace')
    if (of !== undefined && within !== namespace)
      errors.invalid('spec.resourceAttributes.namespace', within, 'must match metadata.namespace')
    if (at !== undefined) refusePath(at, 'disallowed on this kind of request', errors, release)
  })
  if ('failure' in answer || namespace === attributes.namespace) return answer
  return { failure: badRequest(`spec.resourceAttributes.namespace must match namespace: ${attributes.namespace}`), says: OTHER }
}

const OTHER = 'The review is about another namespace.'

function refusePath(at: Json, why: string, errors: FieldErrors, release: Release): void {
  const value = { Path: text(fields(at)['path']), Verb: text(fields(at)['verb']) }
  errors.invalidStruct('spec.nonResourceAttributes', dumpOf('authorization.NonResourceAttributes', value, release), why)
}

/** Follows: pkg/apis/authorization/validation/validation.go, ValidateSubjectAccessReviewSpec (v1.36.2). */
function checkScope({ resourceAttributes: of, nonResourceAttributes: at }: Fields, errors: FieldErrors, release: Release): void {
  if (of && at) refusePath(at, 'cannot be specified in combination with resourceAttributes', errors, release)
  if (!of && !at)
    errors.invalid('spec.resourceAttributes', 'null', 'exactly one of nonResourceAttributes or resourceAttributes must be specified')
}

/** The object has lost its kind when it was decoded. */
const REVIEW = { group: 'authorization.k8s.io', kind: '' }

/** A spec as Go writes it: in its struct's order, without what is empty. */
function inOrder(value: Fields, struct: string, version: string): Fields {
  const structs = structsOf(version)
  const isEmpty = (of: Json): boolean => of === '' || (Array.isArray(of) && of.length === 0)
  return Object.fromEntries(
    [...structs.get(struct)!]
      .filter(([name]) => value[name] !== undefined && !isEmpty(value[name]))
      .map(([name, type]) => [name, structs.has(type) ? inOrder(fields(value[name]), type, version) : value[name]!]),
  )
}

function whoAmI({ name, uid, groups }: User): { username: string; uid?: string; groups: readonly string[] } {
  return { username: name, ...(uid ? { uid } : {}), groups }
}

/** For whom a token has to be, where a review says it, counts since 1.13. */
function reviewToken({ config, state, request }: Asked, token: string, wanted: readonly string[]): NonNullable<TokenReview['status']> {
  const { certificate: _, body: __, ...rest } = request
  // the token alone is on trial: nobody is anonymous here
  const alone = { ...rest, headers: { authorization: `Bearer ${token}` } }
  const { release, serviceAccounts: accounts } = config
  const asked = release.reviewAudiences && wanted.length > 0 ? { wanted } : {}
  const { user, error, audiences } = authenticate(
    { ...config, anonymous: { ...config.anonymous, enabled: false }, serviceAccounts: { ...accounts, ...asked } },
    state,
    alone,
  )
  if (!user) return { user: {}, ...defined({ error }) }
  return {
    authenticated: true,
    user: { username: user.name, ...(user.uid ? { uid: user.uid } : {}), groups: user.groups },
    ...(release.reviewAudiences && audiences && audiences.length > 0 ? { audiences } : {}),
  }
}

/** Follows: pkg/registry/authorization/util/helpers.go, AuthorizationAttributesFrom (v1.36.2). */
function attributesIn({ resourceAttributes, nonResourceAttributes }: Fields, release: Release): Attributes {
  const [of, at] = [fields(resourceAttributes), fields(nonResourceAttributes)]
  if (resourceAttributes === undefined) return { ...NO_ATTRIBUTES, path: text(at['path']), verb: text(at['verb']) }
  const [verb, namespace, resource, subresource, name] = ['verb', 'namespace', 'resource', 'subresource', 'name'].map((key) =>
    text(of[key]),
  )
  return {
    ...NO_ATTRIBUTES,
    ...{ verb: verb!, namespace: namespace!, resource: resource!, subresource: subresource!, name: name! },
    ...{ isResource: true, apiGroup: text(of['group']), apiVersion: text(of['version']) || '*' },
    fieldSelector: release.nodeSelectors ? selectorOf(fields(of['fieldSelector'])) : '',
  }
}

/** Requirements count before a text, and those alone of a value that a field is to have. */
function selectorOf({ rawSelector, requirements }: Fields): string {
  const each = list(requirements).map(fields)
  if (each.length === 0) return text(rawSelector)
  return each
    .filter(({ operator, values }) => operator === 'In' && list(values).length === 1)
    .map(({ key, values }) => `${text(key)}=${text(list(values)[0])}`)
    .join(',')
}
