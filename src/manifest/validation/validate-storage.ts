import { type PodErrors, optionalOneOf } from '../field-error.ts'
import { dnsLabel } from '../names.ts'
import { type ObjectTree, child, childOrEmpty, flag, number, text, textMap, texts } from '../tree.ts'

/**
 * Volumes of a storage system, beside what must not be missing.
 *
 * Follows: pkg/apis/core/validation/validation.go, validateFCVolumeSource and its like (v1.36.2).
 */
export function validateStorage(source: ObjectTree, name: string, path: string, errors: PodErrors): void {
  switch (name) {
    case 'iscsi':
      return validateIscsi(source, path, errors)
    case 'fc':
      return validateFc(source, path, errors)
    case 'quobyte':
      return validateQuobyte(source, path, errors)
    case 'flocker': {
      const [dataset, id] = [text(source, 'datasetName'), text(source, 'datasetUUID')]
      if (dataset === '' && id === '') errors.required(path, 'one of datasetName and datasetUUID is required')
      if (dataset !== '' && id !== '') errors.invalid(path, 'resource', 'datasetName and datasetUUID can not be specified simultaneously')
      if (dataset.includes('/')) errors.invalid(`${path}.datasetName`, dataset, "must not contain '/'")
      return
    }
    case 'azureDisk':
      return validateAzureDisk(source, path, errors)
    case 'flexVolume':
      for (const key of Object.keys(textMap(source, 'options')).toSorted()) {
        if (/(^|\.)(kubernetes|k8s)\.io$/i.test(key.split('/')[0]!))
          errors.invalid(`${path}.options[${key}]`, key, 'kubernetes.io and k8s.io namespaces are reserved')
      }
      return
    case 'storageos':
      for (const field of ['volumeName', 'volumeNamespace']) {
        const value = text(source, field)
        if (value !== '') errors.each(`${path}.${field}`, value, dnsLabel(value, errors.rules))
      }
  }
  if (child(source, 'secretRef') && (name === 'storageos' || name === 'cinder') && text(childOrEmpty(source, 'secretRef'), 'name') === '')
    errors.required(`${path}.secretRef.name`)
}

const ISCSI = {
  iqn: /^iqn\.\d{4}-\d{2}\.([A-Za-z0-9-.]+)(:[^,;*&$|\s]+)$/,
  eui: /^eui\.[A-Fa-f\d]{16}$/,
  naa: /^naa\.[A-Fa-f\d]{32}$/,
}

function validateIscsi(source: ObjectTree, path: string, errors: PodErrors): void {
  const name = text(source, 'iqn')
  if (name !== '') validateInitiator(name, `${path}.iqn`, errors)
  validateLun(number(source, 'lun'), path, errors)
  const authenticated = ['chapAuthDiscovery', 'chapAuthSession'].some((field) => flag(source, field))
  if (authenticated && !child(source, 'secretRef')) errors.required(`${path}.secretRef`)
  const initiator = source['initiatorName']
  if (typeof initiator === 'string') validateInitiator(initiator, `${path}.initiatorname`, errors)
}

function validateInitiator(name: string, path: string, errors: PodErrors): void {
  const kind = (['iqn', 'eui', 'naa'] as const).find((begin) => name.startsWith(begin))
  if (!kind) errors.invalid(path, name, 'must be valid format starting with iqn, eui, or naa')
  else if (!ISCSI[kind].test(name)) errors.invalid(path, name, 'must be valid format')
}

function validateLun(lun: number, path: string, errors: PodErrors): void {
  if (lun < 0 || lun > 255) errors.invalid(`${path}.lun`, lun, 'must be between 0 and 255, inclusive')
}

function validateFc(source: ObjectTree, path: string, errors: PodErrors): void {
  const [names, ids] = [texts(source, 'targetWWNs'), texts(source, 'wwids')]
  if (names.length + ids.length === 0) errors.required(`${path}.targetWWNs`, 'must specify either targetWWNs or wwids, but not both')
  if (names.length === 0) return
  if (ids.length > 0) errors.invalid(`${path}.targetWWNs`, names, 'targetWWNs and wwids can not be specified simultaneously')
  if (source['lun'] === undefined) errors.required(`${path}.lun`, 'lun is required if targetWWNs is specified')
  else validateLun(number(source, 'lun'), path, errors)
}

function validateQuobyte(source: ObjectTree, path: string, errors: PodErrors): void {
  const words = 'must be a host:port pair or multiple pairs separated by commas'
  const registry = text(source, 'registry')
  if (registry === '') errors.required(`${path}.registry`, words)
  else if (text(source, 'tenant').length >= 65)
    errors.required(`${path}.tenant`, 'must be a UUID and may not exceed a length of 64 characters')
  else
    for (const pair of registry.split(','))
      if (!/^(\[[^\][]*\]|[^:\][]*):[^:\][]*$/.test(pair)) errors.invalid(`${path}.registry`, registry, words)
  if (text(source, 'volume') === '') errors.required(`${path}.volume`)
}

const MANAGED = '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}'
const BLOB = 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd'

function validateAzureDisk(source: ObjectTree, path: string, errors: PodErrors): void {
  const { kind = 'Shared' } = source
  const uri = text(source, 'diskURI')
  optionalOneOf(source, 'cachingMode', ['None', 'ReadOnly', 'ReadWrite'], path, errors)
  if (typeof kind !== 'string') return
  optionalOneOf(source, 'kind', ['Dedicated', 'Managed', 'Shared'], path, errors)
  if (!uri.startsWith(kind === 'Managed' ? '/subscriptions/' : 'https://'))
    errors.unsupported(`${path}.diskURI`, uri, [kind === 'Managed' ? MANAGED : BLOB])
}
