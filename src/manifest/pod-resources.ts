import { getOrInsert } from './own.ts'
import { parseQuantity, sumOf } from './quantity.ts'
import { type ObjectTree, child, childOrEmpty, children, text } from './tree.ts'
import { newObject } from './yaml/decode-yaml.ts'

type Amounts = Map<string, string>

/**
 * What a pod's containers ask for, or may have at most, as a whole, by resource: all of them with their side-cars, or the init container that
 * needs most beside the side-cars before it.
 *
 * Follows: staging/src/k8s.io/component-helpers/resource/helpers.go, AggregateContainerRequests and AggregateContainerLimits (v1.36.2).
 */
export function podTotals(spec: ObjectTree, of: 'requests' | 'limits'): ReadonlyMap<string, string> {
  const amounts = (container: ObjectTree): Amounts =>
    new Map(Object.entries(childOrEmpty(childOrEmpty(container, 'resources'), of)).map(([name, amount]) => [name, String(amount)]))
  let sidecars: Amounts = new Map()
  const most: Amounts = new Map()
  for (const container of children(spec, 'initContainers')) {
    const own = plus(amounts(container), sidecars)
    if (text(container, 'restartPolicy') === 'Always') sidecars = own
    raise(most, own)
  }
  const together = plus(children(spec, 'containers').map(amounts).reduce(plus, new Map<string, string>()), sidecars)
  raise(together, most)
  return together
}

function plus(a: Amounts, b: Amounts): Amounts {
  const sum = new Map(a)
  for (const [name, amount] of b) sum.set(name, sumOf([sum.get(name) ?? '0', amount]))
  return sum
}

function raise(to: Amounts, by: Amounts): void {
  for (const [name, amount] of by) if (valueOf(getOrInsert(to, name, () => amount)) < valueOf(amount)) to.set(name, amount)
}

function valueOf(amount: string): number {
  const quantity = parseQuantity(amount)
  return 'value' in quantity ? quantity.value : 0
}

/** Names, or their beginnings, of what a pod as a whole may have. Follows: the same file, SupportedPodLevelResources (v1.36.2). */
export const POD_RESOURCES = ['cpu', 'hugepages-', 'memory']

export const isHugePages = (name: string): boolean => name.startsWith('hugepages-')

/**
 * Of a pod that has resources as a whole: what it is not said to ask for its containers ask for, or it is its limit.
 *
 * Follows: pkg/apis/core/v1/defaults.go, defaultHugePagePodLimits and defaultPodRequests (v1.36.2).
 */
export function setPodResourceDefaults(spec: ObjectTree): void {
  const resources = child(spec, 'resources')
  if (!resources) return
  const limits = child(resources, 'limits') ?? newObject()
  const requests = child(resources, 'requests') ?? newObject()
  if (Object.keys(limits).length === 0 && Object.keys(requests).length === 0) return
  for (const [name, amount] of podTotals(spec, 'limits')) if (isHugePages(name) && requests[name] === undefined) limits[name] ??= amount
  if (Object.keys(limits).length === 0) return
  resources['limits'] = limits
  for (const [name, amount] of podTotals(spec, 'requests')) if (name === 'cpu' || name === 'memory') requests[name] ??= amount
  for (const [name, amount] of Object.entries(limits))
    if (name === 'cpu' || name === 'memory' || isHugePages(name)) requests[name] ??= amount
  if (Object.keys(requests).length > 0) resources['requests'] = requests
}
