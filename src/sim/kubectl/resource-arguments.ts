import { apiVersionOf, type ResourceKind, kindOf } from '../apiserver/objects/kinds.ts'
import type { KubectlAnswer } from './kubectl-answers.ts'
import type { Release } from '../release/release.ts'

/** One object that a command names. */
interface NamedResource {
  kind: ResourceKind
  name: string
}

/** What the words behind a command name: objects, or whole kinds. */
export type ResourceArguments = { named: readonly NamedResource[] } | { kinds: readonly ResourceKind[] } | { error: string }

/** What a command's options say of the objects. */
export interface Selecting {
  /** A selector, or all. */
  selects: boolean
  everywhere: boolean
}

/** What `all` stands for, as far as there is any of it here. */
const ALL: readonly string[] = ['pods', 'services']

/**
 * The objects that the words behind `kubectl get` or `delete` name: `TYPE NAME…`, `TYPE,TYPE NAME`, `TYPE/NAME…` or `TYPE[,TYPE…]`.
 *
 * Errors: returned, in kubectl's words; one word that is wrong is an error of all.
 * Follows: staging/src/k8s.io/cli-runtime/pkg/resource/builder.go, ResourceTypeOrNameArgs, ReplaceAliases and visitorResult (v1.36.0).
 */
export function resourceArguments(words: readonly string[], release: Release, { selects, everywhere }: Selecting): ResourceArguments {
  const [first = '', ...names] = words
  const types = [...new Set(first.split(','))]
  const pairs = types.length > 1 ? types.flatMap((type) => names.map((name) => `${type}/${name}`)) : []
  const read = pairs.length > 0 ? pairs : words
  const slashed = read.filter((word) => word.includes('/')).length
  if (slashed > 0) {
    const wrong = slashed < read.length ? SEPARATE_TYPE : read.map(wrongPair).find((error) => error !== undefined)
    if (wrong !== undefined) return { error: `error: ${wrong}` }
    if (selects) return { error: 'error: selectors and the all flag cannot be used when passing resource/name arguments' }
    return namedOf(
      read.map((word) => word.split('/') as [string, string]),
      release,
      everywhere,
    )
  }
  if (selects && names.length > 0) return { error: 'error: name cannot be provided when a selector is specified' }
  const whole = types.flatMap((type) => (type === 'all' ? ALL : [type]))
  if (names.length > 0) {
    if (whole.length > 1) return { error: 'error: you must specify only one resource' }
    return namedOf(
      names.map((name) => [first, name]),
      release,
      everywhere,
    )
  }
  const kinds: ResourceKind[] = []
  for (const type of whole) {
    const kind = kindOf(type, release)
    if (!kind) return noType(type, release)
    if (!kinds.includes(kind)) kinds.push(kind)
  }
  return { kinds }
}

const SEPARATE_TYPE =
  "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'"

function wrongPair(word: string): string | undefined {
  const [type = '', name = '', ...more] = word.split('/')
  if (more.length > 0) return 'arguments in resource/name form may not have more than one slash'
  return type === '' || name === '' || type.includes(',')
    ? 'arguments in resource/name form must have a single resource and name'
    : undefined
}

function namedOf(pairs: readonly (readonly [type: string, name: string])[], release: Release, everywhere: boolean): ResourceArguments {
  const named: NamedResource[] = []
  for (const [type, name] of pairs) {
    const kind = kindOf(type, release)
    if (!kind) return noType(type, release)
    named.push({ kind, name })
  }
  return everywhere && named.some(({ kind }) => kind.namespaced) ? { error: `error: ${release.namedEverywhere}` } : { named }
}

function noType(type: string, release: Release): { error: string } {
  return { error: `${release.noTypePrefix}the server doesn't have a resource type ${JSON.stringify(type)}` }
}

/**
 * A server's refusal to list, as kubectl tells it.
 *
 * Follows: staging/src/k8s.io/cli-runtime/pkg/resource/selector.go, Visit (v0.36.0).
 */
export function unlisted(
  answer: KubectlAnswer,
  kind: ResourceKind,
  release: Release,
  { labels = '', field = '' }: { labels?: string | undefined; field?: string | undefined },
): KubectlAnswer {
  if (answer.reason !== 'BadRequest' && answer.reason !== 'NotFound') return answer
  const what = JSON.stringify(`${kind.group ? apiVersionOf(kind, release) : '/v1'}, Resource=${kind.name}`)
  const selected = `find ${what} that match label selector ${JSON.stringify(labels)}, field selector ${JSON.stringify(field)}`
  return { ...answer, message: `Unable to ${labels + field === '' ? `list ${what}` : selected}: ${answer.message}` }
}
