import { type Tree, child, children } from './tree.ts'
import { newObject } from './yaml/decode.ts'

const VOLUMES = ['secret', 'configMap', 'persistentVolumeClaim', 'ephemeral', 'csi']
const SOURCES = ['secret', 'configMap', 'serviceAccountToken', 'clusterTrustBundle', 'podCertificate']
const FIELDS: Readonly<Record<string, string>> = {
  serviceAccountName: 'service account',
  serviceAccount: 'service account',
  imagePullSecrets: 'pull secrets',
  resourceClaims: 'resource claims',
}

/**
 * A pod's spec without what a static pod may not refer to: variables are empty then, volumes an emptyDir. What was left out is
 * named, in a person's words, each once.
 *
 * Follows: pkg/api/pod/util.go, HasAPIObjectReference (v1.37.2), for what counts as a reference.
 */
export function withoutReferences(spec: Tree): { spec: Tree; left: string[] } {
  const left = new Set<string>()
  const kept: Tree = { ...spec }
  for (const [field, words] of Object.entries(FIELDS)) {
    if (kept[field] === undefined) continue
    delete kept[field]
    left.add(words)
  }
  for (const list of ['initContainers', 'containers', 'ephemeralContainers']) {
    if (kept[list] !== undefined) kept[list] = children(spec, list).map((container) => withoutVariables(container, left))
  }
  if (kept['volumes'] !== undefined) kept['volumes'] = children(spec, 'volumes').map((volume) => withoutSource(volume, left))
  return { spec: kept, left: [...left] }
}

function withoutVariables(container: Tree, left: Set<string>): Tree {
  const kept: Tree = { ...container }
  const from = children(container, 'envFrom')
  if (from.length > 0) {
    delete kept['envFrom']
    left.add('variables')
  }
  const refers = (one: Tree): boolean =>
    ['secretKeyRef', 'configMapKeyRef'].some((ref) => child(child(one, 'valueFrom') ?? newObject(), ref))
  if (children(container, 'env').some(refers)) {
    kept['env'] = children(container, 'env').map((one) => (refers(one) ? { name: one['name'] ?? '', value: '' } : one))
    left.add('variables')
  }
  return kept
}

function withoutSource(volume: Tree, left: Set<string>): Tree {
  const sources = children(child(volume, 'projected') ?? newObject(), 'sources')
  const refers = VOLUMES.some((kind) => child(volume, kind)) || sources.some((source) => SOURCES.some((kind) => child(source, kind)))
  if (!refers) return volume
  left.add('volumes')
  return { name: volume['name'] ?? '', emptyDir: newObject() }
}
