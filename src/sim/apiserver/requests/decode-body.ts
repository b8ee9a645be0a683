import type { Json } from '../../../manifest/yaml/resolve.ts'
import { plain } from '../../../manifest/go/go-json.ts'
import { checkKind } from '../../../manifest/kind.ts'
import { readYaml } from '../../../manifest/yaml/read-yaml.ts'
import type { Release } from '../../release/release.ts'
import { type Fields, fields, text } from '../objects/json.ts'
import { kindOfManifest, type ResourceKind } from '../objects/kinds.ts'
import { reviewOf } from './discovery.ts'
import type { Request } from './request.ts'
import { badRequest, type StatusFailure } from './status-failure.ts'

const JSON_TYPE = 'application/json'
const YAML_TYPE = 'application/yaml'
const TYPES = [JSON_TYPE, YAML_TYPE, 'application/vnd.kubernetes.protobuf']
const MERGES = ['application/merge-patch+json', 'application/strategic-merge-patch+json']
const PATCHES = ['application/json-patch+json', ...MERGES]
const APPLY = 'application/apply-patch+yaml'

/**
 * What a write sends, as an object of the kind.
 *
 * Errors: returned; 415 for a body in another format, 400 for one that is no such object.
 * Follows: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/create.go, rest.go, transformDecodeError, and patch.go (v1.37.2).
 */
export function decodeBody(
  request: Request,
  kind: Pick<ResourceKind, 'group' | 'kind'>,
  groupVersion: string,
  release: Release,
): { body: Fields } | { failure: StatusFailure } {
  const refuse = (message: string): { failure: StatusFailure } => ({ failure: badRequest(message) })
  const type = typeOf(request)
  const patches = release.serverSideApply ? [...PATCHES, APPLY] : PATCHES
  const allowed = request.method === 'PATCH' ? patches : TYPES
  // go-restful refuses it before the handler is asked: endpoints/installer.go, Consumes (v1.36.2)
  if (request.method === 'PATCH' && !allowed.includes(type))
    return { failure: { code: 415, reason: 'UnsupportedMediaType', message: '415: Unsupported Media Type', details: {} } }
  const unknown = unknownForm(request, allowed)
  if (unknown) return { failure: unknown }
  const sent = request.body ?? ''
  const { value, error } = parse(sent, type, release)
  if (request.method === 'PATCH') {
    if (![...MERGES, APPLY].includes(type)) return refuse('JSON patches are not simulated: send a merge patch')
    return error === undefined ? { body: fields(value) } : refuse(`error decoding patch: ${error}`)
  }
  if (error !== undefined)
    return refuse(`the object provided is unrecognized (must be of type ${kind.kind}): ${error} (${summaryOf(sent)})`)
  const body = fields(value)
  const kindName = text(body['kind']) || kind.kind
  const apiVersion = text(body['apiVersion']) || groupVersion
  const [group, version] = apiVersion.includes('/') ? (apiVersion.split('/') as [string, string]) : ['', apiVersion]
  const known =
    kindName === kind.kind && group === kind.group
      ? kind
      : (kindOfManifest(apiVersion, kindName, release) ?? reviewOf(group, version, kindName, release))
  const wrong = (why: string): { failure: StatusFailure } =>
    refuse(`${kindName} in version ${JSON.stringify(version)} cannot be handled as a ${kind.kind}: ${why}`)
  if (!known)
    return wrong(`no kind ${JSON.stringify(kindName)} is registered for version ${JSON.stringify(apiVersion)}${release.schemeName}`)
  if (known.kind !== kind.kind || known.group !== kind.group) {
    const [from, to] = [`${version}.${known.kind}`, `${packageOf(kind.group)}.${kind.kind}`]
    return wrong(`converting (${from}) to (${to}): ${release.conversionText(from, to)}`)
  }
  if (apiVersion !== groupVersion)
    return refuse(`the API version in the data (${apiVersion}) does not match the expected API version (${groupVersion})`)
  return { body: { ...body, kind: kindName, apiVersion } }
}

/** What is wrong with a body in none of the forms. */
export function unknownForm(request: Request, allowed: readonly string[] = TYPES): StatusFailure | undefined {
  if (allowed.includes(typeOf(request))) return undefined
  const message = `the body of the request was in an unknown format - accepted media types include: ${allowed.join(', ')}`
  return { code: 415, reason: 'UnsupportedMediaType', message }
}

/** Without a type it is JSON; a patch has none of its own. */
function typeOf({ headers, method }: Request): string {
  return (headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase() || (method === 'PATCH' ? '' : JSON_TYPE)
}

function parse(sent: string, type: string, release: Release): { value: Json; error?: string } {
  const fails = (error: string) => ({ value: null, error: `couldn't get version/kind; json parse error: ${error}` })
  // YAML's nothing is null
  if (sent.trim() === '' && type !== YAML_TYPE) return fails('unexpected end of JSON input')
  let value: Json
  if (type === YAML_TYPE || type === APPLY) {
    const read = readYaml(sent, release)
    if (read.problem) return { value: null, error: `error converting YAML to JSON: ${read.problem.text}` }
    value = plain(read.value)
  } else {
    try {
      value = JSON.parse(sent) as Json
    } catch {
      const first = sent.trimStart()[0]!
      return fails(
        /[[{"\d\-tfn]/.test(first) ? 'unexpected end of JSON input' : `invalid character '${first}' looking for beginning of value`,
      )
    }
  }
  const found = checkKind(value, () => sent, release)
  return { value, ...(found.problem !== undefined && found.code === 'PARSE' ? { error: found.problem } : {}) }
}

const MOST_SHOWN = 30

/** As the server shows the beginning of what it does not understand. */
function summaryOf(sent: string): string {
  if (sent === '') return '<empty>'
  const shown = sent.slice(0, MOST_SHOWN)
  const text = sent.startsWith('{') ? shown : shown.replace(/[^]/g, (char) => char.charCodeAt(0).toString(16).padStart(2, '0'))
  return sent.length > MOST_SHOWN ? `${text} ...` : text
}

/** The Go package of a group's own types. */
function packageOf(group: string): string {
  return group === '' ? 'core' : group.split('.')[0]!
}
