import { type AuthorizedRequest, type HandledRequest, refused } from './handled-request.ts'

/** What answers: JSON alone, a service of the API's groups, objects and lists of them; or what is no service, and lists groups. */
export type Answerer = 'JSON' | 'groups' | 'discovery' | 'object' | 'list'

const FORMS = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf']
const STREAMS = ['application/json;stream=watch', 'application/vnd.kubernetes.protobuf;stream=watch']
const META = 'meta.k8s.io'
const TRANSFORMS = ['Table', 'PartialObjectMetadata', 'PartialObjectMetadataList']

/**
 * The answer where nothing that is served has a form that the client takes; undefined where something has.
 *
 * Follows: github.com/emicklei/go-restful/v3, route.go and jsr311.go, matchesAccept;
 * staging/src/k8s.io/apiserver/pkg/endpoints/handlers/negotiation/negotiate.go (v1.22.17, v1.36.2).
 */
export function unacceptable(asked: Pick<AuthorizedRequest, 'config' | 'request'>, by: Answerer): HandledRequest | undefined {
  const accept = asked.request.headers['accept'] || '*/*'
  const clauses = accept.split(',').map((clause) => clause.split(';').map((part) => part.trim()))
  const forms = by === 'JSON' ? FORMS.slice(0, 1) : by === 'list' ? [...FORMS, ...STREAMS] : FORMS
  const refuse = (message: string, more: object): HandledRequest =>
    refused(asked, { code: 406, reason: 'NotAcceptable', message, ...more }, 'The client takes no form that this is served in.')
  if (by !== 'groups' && !clauses.some(([type]) => type === '*/*' || forms.includes(type!))) {
    const listed = asked.config.release.representationsListed ? `\n\nAvailable representations: ${forms.join(', ')}` : ''
    return refuse(`406: Not Acceptable${listed}`, { details: {} })
  }
  if (by === 'JSON' || clauses.some(([type, ...parameters]) => isNegotiable(type!, parameters, by))) return undefined
  return refuse(`only the following media types are accepted: ${FORMS.join(', ')}`, {})
}

function isNegotiable(type: string, parameters: readonly string[], by: Answerer): boolean {
  if (type !== '*/*' && type !== 'application/*' && !FORMS.includes(type)) return false
  const said = new Map(parameters.map((part) => [part.split('=')[0]!, part.split('=')[1] ?? '']))
  const [as, group, version, stream] = ['as', 'g', 'v', 'stream'].map((name) => said.get(name))
  if (stream && (stream !== 'watch' || type === FORMS[1])) return false
  if (as === undefined && group === undefined && version === undefined) return true
  const isObject = by === 'object' || by === 'list'
  return isObject && group === META && /^v1(beta1)?$/.test(version ?? '') && TRANSFORMS.includes(as ?? '')
}
