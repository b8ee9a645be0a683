import { type Fields, fields, list } from '../../sim/apiserver/objects/json.ts'
import { own } from '../../manifest/own.ts'
import { pairs, word } from '../text/columns.ts'

/** Those that a static pod may well have: what describe calls each, and the titles of its fields. */
const KINDS: Readonly<Record<string, { says: string; lines: Readonly<Record<string, string>> }>> = {
  hostPath: { says: 'HostPath (bare host directory volume)', lines: { Path: 'path', HostPathType: 'type' } },
  emptyDir: {
    says: "EmptyDir (a temporary directory that shares a pod's lifetime)",
    lines: { Medium: 'medium', SizeLimit: 'sizeLimit' },
  },
  nfs: { says: 'NFS (an NFS mount that lasts the lifetime of a pod)', lines: { Server: 'server', Path: 'path', ReadOnly: 'readOnly' } },
  secret: { says: 'Secret (a volume populated by a Secret)', lines: { SecretName: 'secretName', Optional: 'optional' } },
  configMap: { says: 'ConfigMap (a volume populated by a ConfigMap)', lines: { Name: 'name', Optional: 'optional' } },
  persistentVolumeClaim: {
    says: 'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)',
    lines: { ClaimName: 'claimName', ReadOnly: 'readOnly' },
  },
  gitRepo: {
    says: 'GitRepo (a volume that is pulled from git when the pod is created)',
    lines: { Repository: 'repository', Revision: 'revision' },
  },
  image: { says: 'Image (a container image or OCI artifact)', lines: { Reference: 'reference', PullPolicy: 'pullPolicy' } },
}

/** Go's zero of a number or a truth value that is not given. */
const ZEROS: Readonly<Record<string, string>> = { readOnly: 'false', optional: 'false', sizeLimit: '<unset>' }

/**
 * The block that `kubectl describe` prints of a pod's volumes.
 *
 * Follows: staging/src/k8s.io/kubectl/pkg/describe/describe.go, describeVolumes (v1.36.0).
 */
export function describeVolumes(volumes: readonly Fields[]): string {
  if (!volumes.length) return 'Volumes:\t<none>\n'
  return `Volumes:\n${volumes.map((volume) => `  ${word(volume['name'])}:\n${source(volume)}`).join('')}`
}

function source(volume: Fields): string {
  const kind = Object.keys(volume).find((key) => key !== 'name') ?? 'emptyDir'
  const of = fields(volume[kind])
  if (kind === 'downwardAPI')
    return `    Type:\tDownwardAPI (a volume populated by information about the pod)\n    Items:\n${list(of['items'])
      .map((item) => `      ${downward(fields(item))}\n`)
      .join('')}`
  if (kind === 'projected')
    return `    Type:\tProjected (a volume that contains injected data from multiple sources)\n${list(of['sources'])
      .map((item) => projected(fields(item)))
      .join('')}`
  if (kind === 'csi') return csi(of)
  const known = own(KINDS, kind)
  if (!known) return `    Type:\t${kind}\n`
  const lines = Object.entries(known.lines).map(([title, name]) => {
    const value = word(of[name])
    return `    ${title}:\t${value === '' || (name === 'sizeLimit' && value === '0') ? (own(ZEROS, name) ?? '') : value}\n`
  })
  return `    Type:\t${known.says}\n${lines.join('')}`
}

function downward({ fieldRef, resourceFieldRef, path }: Fields): string {
  return `${word(fields(fieldRef)['fieldPath']) || word(fields(resourceFieldRef)['resource'])} -> ${word(path)}`
}

function projected({ secret, downwardAPI, configMap, serviceAccountToken }: Fields): string {
  const named = (title: string, of: Fields): string =>
    `    ${title}:\t${word(of['name'])}\n    Optional:\t${word(of['optional']) || 'false'}\n`
  if (secret !== undefined) return named('SecretName', fields(secret))
  if (downwardAPI !== undefined) return '    DownwardAPI:\ttrue\n'
  if (configMap !== undefined) return named('ConfigMapName', fields(configMap))
  return serviceAccountToken === undefined ? '' : `    TokenExpirationSeconds:\t${word(fields(serviceAccountToken)['expirationSeconds'])}\n`
}

function csi(of: Fields): string {
  const attributes = pairs(fields(of['volumeAttributes']), '=')
  const lines = [
    '    Type:\tCSI (a Container Storage Interface (CSI) volume source)\n',
    `    Driver:\t${word(of['driver'])}\n    FSType:\t${word(of['fsType'])}\n    ReadOnly:\t${word(of['readOnly']) || 'false'}\n`,
    `    VolumeAttributes:\t${attributes.length > 0 ? attributes.join('\n    \t') : '<none>'}\n`,
  ]
  return lines.join('')
}
