import { type Tree, child, children, text } from './tree.ts'
import { newObject } from './yaml/decode.ts'

/**
 * The kind of API object that a pod refers to, and where; static pods may refer to none.
 *
 * Errors: none; undefined where it refers to none.
 * Follows: pkg/api/pod/util.go, HasAPIObjectReference and VisitPodSecretNames (v1.36.2).
 */
export function apiReference(spec: Tree): { resource: string; path: string } | undefined {
  if (text(spec, 'serviceAccountName') !== '') return { resource: 'serviceaccounts', path: 'spec.serviceAccountName' }
  return (
    find(spec, 'secrets', { volume: 'secret', env: 'secretKeyRef', envFrom: 'secretRef', projected: 'secret' }) ??
    find(spec, 'configmaps', { volume: 'configMap', env: 'configMapKeyRef', envFrom: 'configMapRef', projected: 'configMap' }) ??
    (children(spec, 'resourceClaims').length > 0 ? { resource: 'resourceclaims', path: 'spec.resourceClaims' } : undefined) ??
    findInVolumes(spec)
  )
}

interface Kinds {
  volume: string
  env: string
  envFrom: string
  projected: string
}

function find(spec: Tree, resource: string, kinds: Kinds): { resource: string; path: string } | undefined {
  // one without a name is passed over
  if (resource === 'secrets' && children(spec, 'imagePullSecrets').some((one) => text(one, 'name') !== ''))
    return { resource, path: 'spec.imagePullSecrets' }
  for (const list of ['initContainers', 'containers', 'ephemeralContainers']) {
    for (const [i, container] of children(spec, list).entries()) {
      const path = `spec.${list}[${i}]`
      const from = children(container, 'envFrom').findIndex((one) => child(one, kinds.envFrom))
      if (from >= 0) return { resource, path: `${path}.envFrom[${from}]` }
      const variable = children(container, 'env').findIndex((one) => child(child(one, 'valueFrom') ?? newObject(), kinds.env))
      if (variable >= 0) return { resource, path: `${path}.env[${variable}].valueFrom` }
    }
  }
  for (const [i, volume] of children(spec, 'volumes').entries()) {
    if (child(volume, kinds.volume)) return { resource, path: `spec.volumes[${i}].${kinds.volume}` }
    const secret =
      resource === 'secrets'
        ? SECRETS.find(([type, ...at]) => text(within(volume, type, ...at.slice(0, -1)), at.at(-1)!) !== '')
        : undefined
    if (secret) return { resource, path: `spec.volumes[${i}].${secret.join('.')}` }
    const source = children(child(volume, 'projected') ?? newObject(), 'sources').findIndex((one) => child(one, kinds.projected))
    if (source >= 0) return { resource, path: `spec.volumes[${i}].projected.sources[${source}]` }
  }
  return undefined
}

/** Where volumes name a Secret for their own use. */
const SECRETS: readonly (readonly [type: string, ...at: string[]])[] = [
  ...['cephfs', 'cinder', 'flexVolume', 'rbd', 'scaleIO', 'iscsi', 'storageos'].map((type) => [type, 'secretRef', 'name'] as const),
  ['csi', 'nodePublishSecretRef', 'name'],
  ['azureFile', 'secretName'],
]

const within = (tree: Tree, ...path: string[]): Tree => path.reduce((at, name) => child(at, name) ?? newObject(), tree)

const VOLUMES: Readonly<Record<string, string>> = {
  csi: 'csidrivers (via CSI volumes)',
  glusterfs: 'endpoints (via glusterFS volumes)',
  persistentVolumeClaim: 'persistentvolumeclaims',
  ephemeral: 'persistentvolumeclaims (via ephemeral volumes)',
}
const PROJECTED: Readonly<Record<string, string>> = {
  serviceAccountToken: 'serviceaccounts (via projected volumes)',
  clusterTrustBundle: 'clustertrustbundles',
  podCertificate: 'podcertificates',
}

function findInVolumes(spec: Tree): { resource: string; path: string } | undefined {
  for (const [i, volume] of children(spec, 'volumes').entries()) {
    for (const [name, resource] of Object.entries(VOLUMES)) {
      if (child(volume, name)) return { resource, path: `spec.volumes[${i}].${name}` }
    }
    for (const [j, source] of children(child(volume, 'projected') ?? newObject(), 'sources').entries()) {
      for (const [name, resource] of Object.entries(PROJECTED)) {
        if (child(source, name)) return { resource, path: `spec.volumes[${i}].projected.sources[${j}].${name}` }
      }
    }
  }
  return undefined
}
