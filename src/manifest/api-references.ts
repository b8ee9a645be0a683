import { type ObjectTree, child, childOrEmpty, children, containersIn, text } from './tree.ts'

/** The kind of API object that a pod refers to, in the kubelet's words, and where. */
export interface ApiReference {
  resource: string
  path: string
}

/** Of a volume: what kind of object is behind which of its fields. What ends with a name counts only where there is one. */
const VOLUMES: readonly (readonly [resource: string, ...at: string[]])[] = [
  ['secrets', 'secret'],
  ...['cephfs', 'cinder', 'flexVolume', 'rbd', 'scaleIO', 'iscsi', 'storageos'].map(
    (type) => ['secrets', type, 'secretRef', 'name'] as const,
  ),
  ['secrets', 'csi', 'nodePublishSecretRef', 'name'],
  ['secrets', 'azureFile', 'secretName'],
  ['configmaps', 'configMap'],
  ['csidrivers (via CSI volumes)', 'csi'],
  ['endpoints (via glusterFS volumes)', 'glusterfs'],
  ['persistentvolumeclaims', 'persistentVolumeClaim'],
  ['persistentvolumeclaims (via ephemeral volumes)', 'ephemeral'],
]
const PROJECTED: Readonly<Record<string, string>> = {
  secret: 'secrets',
  configMap: 'configmaps',
  serviceAccountToken: 'serviceaccounts (via projected volumes)',
  clusterTrustBundle: 'clustertrustbundles',
  podCertificate: 'podcertificates',
}

/** What a volume refers to; the paths begin below it. */
export function volumeReferences(volume: ObjectTree): ApiReference[] {
  const isThere = (at: readonly string[]): boolean => {
    const owner = at.slice(0, -1).reduce(childOrEmpty, volume)
    return child(owner, at.at(-1)!) !== undefined || text(owner, at.at(-1)!) !== ''
  }
  return [
    ...VOLUMES.filter(([, ...at]) => isThere(at)).map(([resource, ...at]) => ({ resource, path: at.join('.') })),
    ...children(childOrEmpty(volume, 'projected'), 'sources').flatMap((source, i) =>
      Object.entries(PROJECTED)
        .filter(([name]) => child(source, name))
        .map(([name, resource]) => ({ resource, path: `projected.sources[${i}].${name}` })),
    ),
  ]
}

/**
 * What static pods may not have; undefined where a pod refers to no object of the API.
 *
 * Follows: pkg/api/pod/util.go, HasAPIObjectReference and VisitPodSecretNames (v1.36.2).
 */
export function apiReference(spec: ObjectTree): ApiReference | undefined {
  const inVolumes = referencesInVolumes(spec)
  const ofKind = (resource: string, env: string, envFrom: string): ApiReference | undefined =>
    inContainers(spec, resource, env, envFrom) ?? inVolumes.find((reference) => reference.resource === resource)
  const isNamed = (value: ObjectTree): boolean => text(value, 'name') !== ''
  if (text(spec, 'serviceAccountName') !== '') return { resource: 'serviceaccounts', path: 'spec.serviceAccountName' }
  if (children(spec, 'imagePullSecrets').some(isNamed)) return { resource: 'secrets', path: 'spec.imagePullSecrets' }
  return (
    ofKind('secrets', 'secretKeyRef', 'secretRef') ??
    ofKind('configmaps', 'configMapKeyRef', 'configMapRef') ??
    (children(spec, 'resourceClaims').length > 0 ? { resource: 'resourceclaims', path: 'spec.resourceClaims' } : inVolumes[0])
  )
}

const UNMIRRORED: Readonly<Record<string, string>> = {
  serviceaccounts: 'reference service accounts',
  secrets: 'reference secrets',
  'serviceaccounts (via projected volumes)': 'use ServiceAccountToken volume projections',
}

/**
 * Why the API takes no mirror of a static pod, as the admission plugin ServiceAccount has it, and where; undefined where it takes one.
 *
 * Follows: plugin/pkg/admission/serviceaccount/admission.go, Validate (v1.9.4, v1.33.13).
 */
export function mirrorRefusal(spec: ObjectTree): { why: string; path: string } | undefined {
  const reference = [apiReference(spec), ...referencesInVolumes(spec)].find((of) => of && Object.hasOwn(UNMIRRORED, of.resource))
  return reference && { why: `a mirror pod may not ${UNMIRRORED[reference.resource]}`, path: reference.path }
}

const referencesInVolumes = (spec: ObjectTree): ApiReference[] =>
  children(spec, 'volumes').flatMap((volume, i) =>
    volumeReferences(volume).map(({ resource, path }) => ({ resource, path: `spec.volumes[${i}].${path}` })),
  )

function inContainers(spec: ObjectTree, resource: string, env: string, envFrom: string): ApiReference | undefined {
  for (const [container, path] of containersIn(spec, ['initContainers', 'containers', 'ephemeralContainers'])) {
    const from = children(container, 'envFrom').findIndex((value) => child(value, envFrom))
    if (from >= 0) return { resource, path: `${path}.envFrom[${from}]` }
    const variable = children(container, 'env').findIndex((value) => child(childOrEmpty(value, 'valueFrom'), env))
    if (variable >= 0) return { resource, path: `${path}.env[${variable}].valueFrom` }
  }
  return undefined
}
