import type { Pod } from '../../../manifest/types.ts'
import { fields, text } from '../../apiserver/objects/json.ts'
import { decodeBase64 } from '../../../manifest/utf8.ts'
import type { Node } from '../../node/node.ts'
import type { ObjectReader } from './environment.ts'

const RESOURCES = { Secret: 'secrets', ConfigMap: 'configmaps' } as const

/** Secrets and ConfigMaps of a pod's namespace, as the kubelet reads them from the API. Errors: undefined for what is not there. */
export function objectReader(node: Node, { metadata }: Pod): ObjectReader {
  const all = (kind: 'Secret' | 'ConfigMap', name: string): ReadonlyMap<string, string> | undefined => {
    const object = node.inputs.cluster.attached ? node.objects.storage.get('', RESOURCES[kind], metadata.namespace, name) : undefined
    if (!object) return undefined
    const entries = Object.entries(fields(object['data'])).map(([key, value]): [string, string] => [
      key,
      kind === 'Secret' ? (decodeBase64(text(value)) ?? text(value)) : text(value),
    ])
    return new Map([
      ...entries,
      ...Object.entries(fields(object['stringData'])).map(([key, value]): [string, string] => [key, text(value)]),
    ])
  }
  return { all, key: (kind, name, key) => all(kind, name)?.get(key) }
}

/**
 * Why an object cannot be had, in the kubelet's words for a variable or for a volume; undefined where it can.
 *
 * `isAbsent` where an optional reference does not mind.
 * Follows: pkg/kubelet/util/manager/watch_based_manager.go, GetObject; pkg/kubelet/kubelet_pods.go (v1.36.2).
 */
export function objectProblem(
  { inputs, release }: Node,
  namespace: string,
  kind: 'Secret' | 'ConfigMap',
  name: string,
  objects: ObjectReader,
  of: 'environment' | 'volume',
): { text: string; isAbsent: boolean } | undefined {
  if (!inputs.cluster.attached) return { text: of === 'volume' ? STANDALONE : release.noClientText(kind, namespace, name), isAbsent: false }
  return objects.all(kind, name) ? undefined : { text: release.notFoundText(kind, name), isAbsent: true }
}

const STANDALONE = 'not supported due to running kubelet in standalone mode'
