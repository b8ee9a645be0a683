import type { Json } from '../../manifest/yaml/resolve.ts'
import { encodeBase64 } from '../../manifest/utf8.ts'
import { apiVersionOf, type ResourceKind, kindOf } from '../apiserver/objects/kinds.ts'
import type { Fields } from '../apiserver/objects/json.ts'
import { RBAC_GROUP } from '../apiserver/objects/stored.ts'
import type { Release } from '../release/release.ts'
import { option, type ParsedOptions } from './command-line.ts'

/** As `kubectl create` calls them. */
const CREATES = ['clusterrole', 'clusterrolebinding', 'configmap', 'namespace', 'role', 'rolebinding', 'secret', 'serviceaccount'] as const

/** A kind and the object that a command line describes, or what is wrong with it in kubectl's words. */
export type DescribedObject = { kind: ResourceKind; object: Fields } | { error: string }

/**
 * The object that `kubectl create KIND NAME …` sends.
 *
 * Errors: returned, in kubectl's words, without `error: ` in front.
 * Follows: staging/src/k8s.io/kubectl/pkg/cmd/create/create_clusterrolebinding.go and its like (v1.37.2).
 */
export function describeObject(words: readonly string[], parsed: ParsedOptions, namespace: string, release: Release): DescribedObject {
  const [word = '', ...rest] = words
  const called = CREATES.find(
    (create) =>
      create === word ||
      (word === 'cm' && create === 'configmap') ||
      (word === 'ns' && create === 'namespace') ||
      (word === 'sa' && create === 'serviceaccount'),
  )
  const kind = called && kindOf(called, release)
  if (!called || !kind)
    return {
      error: `${release.createTakesNoWords ? `Unexpected args: [${words.join(' ')}]` : `unknown command ${JSON.stringify(words.join(' '))}`}\nSee 'kubectl create -h' for help and examples\nThis terminal knows: kubectl create ${CREATES.join(', ')}, token, -f FILE`,
    }
  const names = called === 'secret' ? rest.slice(1) : rest
  if (called === 'secret' && rest[0] !== 'generic')
    return { error: 'this kubectl knows: kubectl create secret generic NAME --from-literal=KEY=VALUE' }
  if (names.length !== 1)
    return { error: `exactly one NAME is required, got ${names.length}\nSee 'kubectl create ${called} -h' for help and examples` }
  const metadata: Fields = { name: names[0]!, ...(kind.namespaced ? { namespace } : {}) }
  const more = fieldsOf(called, parsed, release)
  if ('error' in more) return { error: String(more['error']) }
  return { kind, object: { kind: kind.kind, apiVersion: apiVersionOf(kind, release), metadata, ...more } }
}

function fieldsOf(called: (typeof CREATES)[number], parsed: ParsedOptions, release: Release): Fields {
  switch (called) {
    case 'clusterrolebinding':
    case 'rolebinding':
      return bindingOf(called, parsed)
    case 'clusterrole':
    case 'role':
      return roleOf(called, parsed, release)
    case 'configmap':
      return literals(parsed, (text) => text)
    case 'secret':
      return { ...literals(parsed, encodeBase64), ...(option(parsed, 'type') === undefined ? {} : { type: option(parsed, 'type')! }) }
    case 'namespace':
    case 'serviceaccount':
      return {}
  }
}

function bindingOf(called: 'clusterrolebinding' | 'rolebinding', parsed: ParsedOptions): Fields {
  const [clusterRole, role] = [option(parsed, 'clusterrole'), option(parsed, 'role')]
  if (called === 'clusterrolebinding' && clusterRole === undefined) return { error: 'required flag(s) "clusterrole" not set' }
  if (called === 'rolebinding' && (clusterRole === undefined) === (role === undefined))
    return { error: 'exactly one of clusterrole or role must be specified' }
  const all = (name: string): readonly string[] => parsed.options.get(name) ?? []
  const subjects: Json[] = [
    ...all('user').map((name) => ({ kind: 'User', apiGroup: RBAC_GROUP, name })),
    ...all('group').map((name) => ({ kind: 'Group', apiGroup: RBAC_GROUP, name })),
  ]
  for (const account of all('serviceaccount')) {
    const [namespace, name, ...more] = account.split(':')
    if (!namespace || !name || more.length > 0) return { error: 'serviceaccount must be <namespace>:<name>' }
    subjects.push({ kind: 'ServiceAccount', name, namespace })
  }
  const roleRef = { apiGroup: RBAC_GROUP, kind: clusterRole === undefined ? 'Role' : 'ClusterRole', name: clusterRole ?? role! }
  return { ...(subjects.length > 0 ? { subjects } : {}), roleRef }
}

function roleOf(called: 'clusterrole' | 'role', parsed: ParsedOptions, release: Release): Fields {
  const all = (name: string): readonly string[] =>
    (parsed.options.get(name) ?? []).flatMap((text) => text.split(',')).filter((text) => text !== '')
  const [verbs, resources, urls, resourceNames] = [all('verb'), all('resource'), all('non-resource-url'), all('resource-name')]
  if (verbs.length === 0) return { error: 'at least one verb must be specified' }
  if (urls.length > 0 && called === 'clusterrole')
    return { rules: [{ nonResourceURLs: urls, verbs }, ...(resources.length > 0 ? rulesOf(verbs, resources, resourceNames, release) : [])] }
  if (resources.length === 0)
    return {
      error: called === 'clusterrole' ? 'one of resource or nonResourceURL must be specified' : 'at least one resource must be specified',
    }
  for (const name of resources)
    if (name !== '*' && !kindOfWord(name, release))
      return { error: `the server doesn't have a resource type ${JSON.stringify(name.split('/')[0])}` }
  return { rules: rulesOf(verbs, resources, resourceNames, release) }
}

/** One rule a group, in the order in which they are named. */
function rulesOf(verbs: readonly string[], resources: readonly string[], resourceNames: readonly string[], release: Release): Json[] {
  const byGroup = new Map<string, string[]>()
  for (const word of resources) {
    const kind = kindOfWord(word, release)
    const subresource = word.split('/')[1]
    const group = kind?.group ?? '*'
    byGroup.set(group, [...(byGroup.get(group) ?? []), `${kind?.name ?? '*'}${subresource === undefined ? '' : `/${subresource}`}`])
  }
  return [...byGroup].map(([group, names]) => ({
    apiGroups: [group],
    ...(resourceNames.length > 0 ? { resourceNames } : {}),
    resources: names,
    verbs,
  }))
}

/** `deployments.apps/scale` */
const kindOfWord = (word: string, release: Release): ResourceKind | undefined => kindOf(word.split('/')[0]!, release)

function literals(parsed: ParsedOptions, encode: (text: string) => string): Fields {
  const sources = parsed.options.get('from-literal') ?? []
  const wrong = sources.find((source) => source.indexOf('=') < 1)
  if (wrong !== undefined) return { error: `invalid literal source ${wrong}, expected key=value` }
  const pairs = sources.map((source) => [source.slice(0, source.indexOf('=')), source.slice(source.indexOf('=') + 1)] as const)
  return pairs.length > 0 ? { data: Object.fromEntries(pairs.map(([key, value]) => [key, encode(value)])) } : {}
}
