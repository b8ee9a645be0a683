import { rfc3339 } from '../../clock.ts'
import { hexId } from '../../trace/ids.ts'
import { groupVersionOf } from './attributes.ts'
import { issueToken } from '../authentication/service-account.ts'
import { escalation } from '../authorization/escalation.ts'
import type { ServerState } from '../server-config.ts'
import { type AuthorizedRequest, type HandledRequest, refused } from './handled-request.ts'
import { FieldErrors } from '../../../manifest/field-error.ts'
import { mergePatch } from '../../../manifest/own.ts'
import { fields, type Fields, list, parseObject, text, time } from '../objects/json.ts'
import { inApiOrder, qualified, type ResourceKind } from '../objects/kinds.ts'
import type { ObjectChange } from '../objects/objects.ts'
import { decodeBody, unknownForm } from './decode-body.ts'
import { wrongField } from '../objects/check-object.ts'
import { readObject } from '../objects/read-objects.ts'
import type { StoredObject } from '../objects/stored.ts'
import { queryValues } from './request.ts'
import { badRequest, detailsOf, dumpOf, invalid, mistyped, nameNotFound, objectResponse } from './status-failure.ts'

/** A write, and of what. */
interface WriteRequest extends AuthorizedRequest {
  kind: ResourceKind
}

/**
 * Makes, changes or deletes an object, or asks for a token. Undefined for a read, and for a kind that cannot be written here.
 *
 * Errors: 400, 404, 409 and 422 as the server gives them; 403 where somebody would give away more than they have.
 * Follows: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/create.go, patch.go and delete.go (v1.37.2).
 */
export function writeResource(write: WriteRequest): HandledRequest | undefined {
  const { attributes, kind, request } = write
  if (attributes.subresource === 'token' && kind.name === 'serviceaccounts' && request.method === 'POST') return createToken(write)
  if (attributes.subresource !== '') return undefined
  const wrong = attributes.verb === 'delete' && request.body ? unknownForm(request) : undefined
  if (wrong) return refused(write, wrong, 'The options of a delete are in no form that is known.')
  if (kind.name === 'pods' && kind.group === '') return attributes.verb === 'delete' ? deletePod(write) : misread(write)
  if (!kind.isWritable) return misread(write)
  switch (attributes.verb) {
    case 'create':
      return put(write, undefined)
    case 'update':
    case 'patch':
      return put(write, find(write, attributes.name))
    case 'delete':
      return withObject(write, (there) => remove(write, there))
    default:
      return undefined
  }
}

/** A body that is no object of a kind which is not written here. */
function misread(write: WriteRequest): HandledRequest | undefined {
  const { config, request, attributes, kind } = write
  if (request.method !== 'POST' && request.method !== 'PUT') return undefined
  const decoded = decodeBody(request, kind, groupVersionOf(attributes), config.release)
  return 'failure' in decoded ? refused(write, decoded.failure, `The body is no ${kind.kind}.`) : undefined
}

function find({ state, attributes, kind }: WriteRequest, name: string, namespace = attributes.namespace): Fields | undefined {
  return state.storage.get(kind.group, kind.name, kind.namespaced ? namespace : '', name)
}

function withObject(write: WriteRequest, act: (there: Fields) => HandledRequest): HandledRequest {
  const there = find(write, write.attributes.name)
  return there
    ? act(there)
    : refused(write, nameNotFound(write.kind, write.attributes.name), `There is no ${write.kind.kind} ${write.attributes.name}.`)
}

/** `there` is what stands in etcd already, for an update or a patch. */
function put(write: WriteRequest, there: Fields | undefined): HandledRequest {
  const { config, state, request, attributes, kind } = write
  const object = objectIn(write, there)
  if ('response' in object) return object
  const refusal = roleRefChanged(write, object, there) ?? givesTooMuch(write, object)
  if (refusal) return refusal
  const { name, namespace, value } = object
  const stored = inApiOrder(
    {
      kind: kind.kind,
      apiVersion: groupVersionOf(attributes),
      ...value,
      metadata: { ...fields(value['metadata']), ...(namespace ? { namespace } : {}), creationTimestamp: now(state) },
    },
    kind.name,
  )
  return {
    response: { ...objectResponse(stored, request, config.release), status: there ? 200 : 201 },
    reason: `The ${kind.kind} ${name} is ${there ? 'changed' : 'made'}.`,
    change: { op: there ? 'configured' : 'created', object },
  }
}

type NewObject = Omit<StoredObject, 'createdAt'>

/** What is to be stored: the body is decoded, belongs where it is sent, is valid, and is not there yet. */
function objectIn(write: WriteRequest, there: Fields | undefined): NewObject | HandledRequest {
  const { config, request, attributes, kind } = write
  const { release } = config
  const groupVersion = groupVersionOf(attributes)
  const decoded = decodeBody(request, kind, groupVersion, release)
  if ('failure' in decoded) return refused(write, decoded.failure, `The body is no ${kind.kind}.`)
  if (attributes.verb === 'patch' && !there)
    return refused(write, nameNotFound(kind, attributes.name), `There is no ${kind.kind} ${attributes.name}.`)
  const sent =
    attributes.verb === 'create'
      ? named(write, decoded.body)
      : attributes.verb === 'patch'
        ? (mergePatch(there!, decoded.body) as Fields)
        : decoded.body
  const isStrict = queryValues(request.query, 'fieldValidation')[0] === 'Strict'
  const read = readObject({ ...sent, kind: kind.kind, apiVersion: groupVersion }, release, isStrict)
  if ('message' in read && !read.errors)
    return refused(write, mistyped(kind.kind, attributes.apiVersion, read.message), `The body is no ${kind.kind}.`)
  const metadata = fields(sent['metadata'])
  const name = text(metadata['name'])
  const namespace = kind.namespaced ? attributes.namespace : ''
  const misfit = placeError(write, name, text(metadata['namespace']), there)
  if (misfit) return misfit
  if ('message' in read) return refused(write, invalid(kind, name, read.errors!), 'The object is not valid.')
  if (attributes.verb === 'create' && find(write, name, namespace)) {
    const message = `${qualified(kind)} ${JSON.stringify(name)} already exists`
    const details = detailsOf(name, kind.group, kind.name)
    return refused(write, { code: 409, reason: 'AlreadyExists', message, details }, `There is a ${kind.kind} ${name} already.`)
  }
  const { place } = request
  return { group: kind.group, resource: kind.name, namespace, name, value: read.value, ...(place ? { place } : {}) }
}

/** An object that is not the one of the URL, or whose namespace is not there. */
function placeError(write: WriteRequest, name: string, namespace: string, there: Fields | undefined): HandledRequest | undefined {
  const { config, state, attributes, kind } = write
  const message = misplaced(write, name, namespace)
  if (message !== undefined) return refused(write, badRequest(message), 'The object is not the one that the URL names.')
  if (attributes.verb === 'update' && !there && kind.group !== 'rbac.authorization.k8s.io')
    return refused(write, nameNotFound(kind, name), `There is no ${kind.kind} ${name}.`)
  if (!kind.namespaced || !config.namespaceLifecycle || state.storage.get('', 'namespaces', '', attributes.namespace)) return undefined
  const { namespace: missing } = attributes
  return refused(write, nameNotFound({ group: '', name: 'namespaces' }, missing), `There is no namespace ${missing}.`)
}

function roleRefChanged(write: WriteRequest, { name, value }: NewObject, there: Fields | undefined): HandledRequest | undefined {
  const { kind, config } = write
  const { release } = config
  const [ref, before] = [fields(value['roleRef']), fields(there?.['roleRef'])]
  if (!there?.['roleRef'] || (ref['name'] === before['name'] && ref['kind'] === before['kind'])) return undefined
  const [apiGroup, refKind, refName] = ['apiGroup', 'kind', 'name'].map((field) => text(ref[field]))
  const errors = new FieldErrors(release)
  errors.invalidStruct(
    'roleRef',
    dumpOf('rbac.RoleRef', { APIGroup: apiGroup!, Kind: refKind!, Name: refName! }, release),
    release.roleRefText,
  )
  return refused(write, invalid(kind, name, errors.list), 'A binding keeps its role for life.')
}

function givesTooMuch(write: WriteRequest, object: NewObject): HandledRequest | undefined {
  const { config, state, user, kind } = write
  const more = escalation(config, state, user, object)
  if (!more) return undefined
  if ('missing' in more) {
    const { resource, name } = more.missing
    return refused(write, nameNotFound({ group: kind.group, name: resource }, name), 'There is no role of that name to give.')
  }
  const message = `${qualified(kind)} ${JSON.stringify(object.name)} is forbidden: ${more.refused}`
  return refused(
    write,
    { code: 403, reason: 'Forbidden', message, details: detailsOf(object.name, kind.group, kind.name) },
    'Nobody may give away more than they have.',
  )
}

/** Five letters and digits that look like nothing else; a real server's are random. */
const LETTERS = 'bcdfghjklmnpqrstvwxz2456789'
const MOST_GENERATED = 58

/** With a name made from generateName where there is none. */
function named({ state, attributes }: WriteRequest, body: Fields): Fields {
  const metadata = fields(body['metadata'])
  const prefix = text(metadata['generateName'])
  if (prefix === '' || text(metadata['name']) !== '') return body
  const digits = hexId(`name for ${attributes.namespace}/${prefix} at ${state.storage.moment().at} beside ${state.stored.size}`, 10)
  const letters = [0, 2, 4, 6, 8].map((i) => LETTERS[Number.parseInt(digits.slice(i, i + 2), 16) % LETTERS.length]!)
  return { ...body, metadata: { ...metadata, name: `${prefix.slice(0, MOST_GENERATED)}${letters.join('')}` } }
}

/** What is wrong where an object is not the one that the URL names. */
function misplaced({ attributes, kind }: WriteRequest, name: string, namespace: string): string | undefined {
  const other = kind.namespaced && namespace !== '' && namespace !== attributes.namespace
  if (attributes.verb === 'create')
    return other ? 'the namespace of the provided object does not match the namespace sent on the request' : undefined
  if (name === '') return `the name of the object (${attributes.name} based on URL) was undeterminable: name must be provided`
  if (name !== attributes.name) return `the name of the object (${name}) does not match the name on the URL (${attributes.name})`
  return other
    ? `the namespace of the object (${namespace}) does not match the namespace on the request (${attributes.namespace})`
    : undefined
}

/** What every cluster needs. */
const IMMORTAL = ['default', 'kube-system', 'kube-public']

function remove(write: WriteRequest, there: Fields): HandledRequest {
  const { config, request, attributes, kind } = write
  if (kind.name === 'namespaces' && config.namespaceLifecycle && IMMORTAL.includes(attributes.name)) {
    const message = `namespaces ${JSON.stringify(attributes.name)} is forbidden: this namespace may not be deleted`
    return refused(
      write,
      { code: 403, reason: 'Forbidden', message, details: detailsOf(attributes.name, '', 'namespaces') },
      'The admission plugin NamespaceLifecycle keeps the namespaces that every cluster needs.',
    )
  }
  const { name } = attributes
  const details = { ...detailsOf(name, kind.group, kind.name), uid: fields(there['metadata'])['uid']! }
  const object = { group: kind.group, resource: kind.name, namespace: kind.namespaced ? attributes.namespace : '', name, value: there }
  return {
    response: objectResponse({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details }, request, config.release),
    reason: `The ${kind.kind} ${name} is deleted.`,
    change: { op: 'deleted', object },
  }
}

/** Only the mirror goes: the kubelet runs the pod from its file, and makes another. */
function deletePod(write: WriteRequest): HandledRequest {
  const { config, state, request, attributes } = write
  return withObject(write, (there) => {
    const metadata = fields(there['metadata'])
    const options = parseObject(request.body) ?? {}
    const grace =
      options['gracePeriodSeconds'] ??
      queryValues(request.query, 'gracePeriodSeconds')[0] ??
      fields(there['spec'])['terminationGracePeriodSeconds']
    const atOnce = Number(grace) === 0 || ['Succeeded', 'Failed'].includes(text(fields(there['status'])['phase']))
    const marked = atOnce ? {} : { deletionTimestamp: now(state), deletionGracePeriodSeconds: Number(grace) }
    const shown = inApiOrder({ kind: 'Pod', apiVersion: 'v1', ...there, metadata: { ...metadata, ...marked } }, 'pods')
    const change: ObjectChange = { op: 'pod deleted', namespace: attributes.namespace, name: attributes.name, atOnce }
    return {
      response: objectResponse(shown, request, config.release),
      reason: 'The mirror pod is deleted; the kubelet goes on with the pod, and makes another mirror.',
      change,
    }
  })
}

const TOKEN_REQUEST = { group: 'authentication.k8s.io', kind: 'TokenRequest' }
const TOKEN_GROUP_VERSION = 'authentication.k8s.io/v1'
const LEAST_TOKEN_SECONDS = 600
const MOST_TOKEN_SECONDS = 2 ** 32
const TOKEN_SECONDS = 3600

function createToken(write: WriteRequest): HandledRequest | undefined {
  const { config, state, request, attributes } = write
  if (config.serviceAccounts.issuers.length === 0) return undefined
  const decoded = decodeBody(request, TOKEN_REQUEST, TOKEN_GROUP_VERSION, config.release)
  if ('failure' in decoded) return refused(write, decoded.failure, 'The body is no TokenRequest.')
  const mistake = wrongField(TOKEN_REQUEST.kind, decoded.body)
  if (mistake) return refused(write, mistyped(TOKEN_REQUEST.kind, 'v1', mistake.message), 'The body is no TokenRequest.')
  const spec = fields(decoded.body['spec'])
  const seconds = Number(spec['expirationSeconds'] ?? TOKEN_SECONDS)
  const limit =
    seconds < LEAST_TOKEN_SECONDS ? 'less than 10 minutes' : seconds > MOST_TOKEN_SECONDS ? 'larger than 2^32 seconds' : undefined
  if (limit !== undefined) {
    const errors = new FieldErrors(config.release)
    errors.invalid('spec.expirationSeconds', seconds, `may not specify a duration ${limit}`)
    return refused(
      write,
      invalid(TOKEN_REQUEST, attributes.name, errors.list),
      'A token lives for ten minutes at least, and for 2^32 s at most.',
    )
  }
  const audiences = list(spec['audiences']).map(text)
  const lives = Math.min(seconds, config.serviceAccounts.mostSeconds)
  const issued = issueToken(config, state.storage, { namespace: attributes.namespace, name: attributes.name, seconds: lives, audiences })
  if (!issued) return refused(write, nameNotFound(write.kind, attributes.name), `There is no service account ${attributes.name}.`)
  const { inputs, at } = state.storage.moment()
  const status = { token: issued.token, expirationTimestamp: rfc3339(inputs.clock, at + lives) }
  const made = {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name: attributes.name, namespace: attributes.namespace, creationTimestamp: now(state) },
    spec: {
      audiences: audiences.length > 0 ? audiences : config.serviceAccounts.audiences,
      expirationSeconds: lives,
      boundObjectRef: null,
    },
    status,
  }
  return {
    response: { ...objectResponse(made, request, config.release), status: 201 },
    reason: `A token of ${attributes.namespace}/${attributes.name}, good for ${lives} s.`,
    because: { flag: 'service-account-signing-key-file' },
  }
}

function now({ storage }: ServerState): string {
  const moment = storage.moment()
  return time(moment, moment.at)
}
