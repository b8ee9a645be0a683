import { byCharacter, getOrInsert } from '../../manifest/own.ts'
import type { PolicyRule } from '../../sim/apiserver/authorization/bootstrap-policy.ts'

/** A rule of one resource of one group, with one name at most, or of one path. */
interface BrokenRule {
  verbs: string[]
  apiGroups: readonly string[]
  resources: readonly string[]
  resourceNames: readonly string[]
  urls: readonly string[]
}

const formatList = (values: readonly string[]): string => `[${values.join(' ')}]`

/**
 * The rows that kubectl makes of rules: one a resource, with the verbs of all rules that are of it; one a path and verb.
 *
 * Follows: staging/src/k8s.io/kubectl/pkg/util/rbac/rbac.go, BreakdownRule, CompactRules (v1.36.0).
 */
export function ruleRows(rules: readonly PolicyRule[], { rulesByVerb }: { readonly rulesByVerb: boolean }): string[][] {
  const ofPaths: BrokenRule[] = []
  const ofResources = new Map<string, BrokenRule>()
  for (const { verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } of rules) {
    const names = resourceNames.length > 0 ? resourceNames.map((name) => [name]) : [[]]
    for (const [group, resource, name] of apiGroups.flatMap((group) =>
      resources.flatMap((resource) => names.map((name) => [group, resource, name] as const)),
    ))
      for (const verb of verbs) {
        const broken = { verbs: [], apiGroups: [group], resources: [resource], resourceNames: name, urls: [] }
        const compact = getOrInsert(ofResources, JSON.stringify(broken), () => broken)
        if (!compact.verbs.includes(verb)) compact.verbs.push(verb)
      }
    for (const url of nonResourceURLs)
      for (const verb of verbs) ofPaths.push({ verbs: [verb], apiGroups: [], resources: [], resourceNames: [], urls: [url] })
  }
  const order = rulesByVerb ? asGoPrints : (rule: BrokenRule): string => cellsOf(rule).join('\t')
  return [...ofPaths, ...ofResources.values()].toSorted((a, b) => byCharacter(order(a), order(b))).map(cellsOf)
}

/** As far as two rules may differ. */
const asGoPrints = ({ verbs, apiGroups, resources, resourceNames, urls }: BrokenRule): string =>
  [verbs, apiGroups, resources, resourceNames, urls].map(formatList).join(',')

/** The group stands before a subresource: `deployments.apps/scale`. */
function cellsOf({ verbs, apiGroups: [group = ''], resources: [resource = ''], resourceNames, urls }: BrokenRule): string[] {
  const combined = group === '' ? resource : resource.replace(/^[^/]*/, (own) => `${own}.${group}`)
  return [combined, formatList(urls), formatList(resourceNames), formatList(verbs)]
}
