import { PodErrors, validateNoBacksteps, validatePath, oneOf, optionalOneOf } from '../field-error.ts'
import { dnsLabel, dnsSubdomain, qualifiedName } from '../names.ts'
import { canonicalQuantity, parseQuantity } from '../quantity.ts'
import { child, children, number, text, type ObjectTree, childOrEmpty, flag, textMap, texts } from '../tree.ts'
import { toBytes } from '../utf8.ts'
import type { Json } from '../yaml/resolve.ts'

/** What a field may be called for a container to be told of it, whether or not this place may tell it. */
const CONVERTIBLE = new Set([
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.restartPolicy',
  'spec.serviceAccountName',
  'spec.schedulerName',
  'status.phase',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
  'spec.host',
])

/**
 * A field of the pod that a container is told of.
 *
 * Follows: pkg/apis/core/validation/validation.go, validateObjectFieldSelector; pkg/apis/core/pods/helpers.go (v1.36.2).
 */
export function validateFieldRef(ref: ObjectTree, supported: readonly string[], path: string, errors: PodErrors): void {
  const field = text(ref, 'fieldPath')
  const version = text(ref, 'apiVersion')
  const at = `${path}.fieldPath`
  if (field === '') return errors.required(at)
  if (version !== 'v1') return errors.invalid(at, field, `error converting fieldPath: unsupported pod version: ${version}`)
  const [, base, key] = /^(.*)\['(.*)'\]$/.exec(field) ?? []
  if (base !== undefined && key !== undefined) {
    if (base !== 'metadata.annotations' && base !== 'metadata.labels')
      return errors.invalid(at, field, `error converting fieldPath: field label does not support subscript: ${field}`)
    errors.each(
      path,
      base === 'metadata.annotations' ? key.toLowerCase() : key,
      qualifiedName(base === 'metadata.annotations' ? key.toLowerCase() : key, errors.rules),
    )
    return
  }
  const unknown = /^status\.(host|pod)IPs$/.test(field) && !errors.rules.environmentFields.includes(field)
  if (!CONVERTIBLE.has(field) || unknown)
    return errors.invalid(at, field, `error converting fieldPath: field label not supported: ${field}`)
  const internal = field === 'spec.host' ? 'spec.nodeName' : field
  if (!supported.includes(internal)) errors.unsupported(at, internal, supported)
}

const RESOURCES = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
]
const SIZES = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei']

/** A container's resource that a container is told of. Follows: the same file, validateContainerResourceFieldSelector (v1.36.2). */
export function validateResourceFieldRef(ref: ObjectTree, path: string, errors: PodErrors, inVolume: boolean): void {
  const resource = text(ref, 'resource')
  const huge = /^(limits|requests)\.hugepages-/.test(resource)
  const { hugePagesTold } = errors.rules
  const known = RESOURCES.includes(resource) || (huge && hugePagesTold === 'yes')
  if (inVolume && text(ref, 'containerName') === '') errors.required(`${path}.containerName`)
  else if (resource === '') errors.required(`${path}.resource`)
  else if (!known) errors.unsupported(`${path}.resource`, resource, RESOURCES)
  const divisor = canonicalQuantity(String(ref['divisor'] ?? '0').trim())
  if (divisor === '0' || !(RESOURCES.includes(resource) || (huge && hugePagesTold !== 'no'))) return
  const cpu = resource.endsWith('.cpu')
  if ((cpu ? ['1m', '1'] : SIZES).includes(divisor)) return
  const named = cpu ? 'cpu' : resource.endsWith('.memory') ? 'memory' : huge ? 'hugepages' : 'local ephemeral storage'
  errors.invalid(
    `${path}.divisor`,
    resource,
    `only divisor's values ${cpu ? '1m and 1' : SIZES.join(', ')} are supported with the ${named} resource`,
  )
}

const VOLUME_FIELDS = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid']

/**
 * The files that tell of a pod. Their paths in errors lack the place in the list, as upstream's do.
 *
 * Follows: the same file, validateDownwardAPIVolumeFile (v1.36.2).
 */
function validateDownwardFiles(source: ObjectTree, path: string, errors: PodErrors): void {
  for (const file of children(source, 'items')) {
    const [field, resource, name] = [child(file, 'fieldRef'), child(file, 'resourceFieldRef'), text(file, 'path')]
    if (name === '') errors.required(`${path}.path`)
    validatePath(name, `${path}.path`, errors, 'refused')
    if (field) {
      validateFieldRef(field, VOLUME_FIELDS, `${path}.fieldRef`, errors)
      if (resource) errors.invalid(path, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously')
    } else if (resource) {
      validateResourceFieldRef(resource, `${path}.resourceFieldRef`, errors, true)
    } else {
      errors.required(path, 'one of fieldRef and resourceFieldRef is required')
    }
    validateMode(file, 'mode', path, errors)
  }
}

/** The permissions of a file. Follows: the same file, fileModeErrorMsg (v1.36.2). */
function validateMode(of: ObjectTree, name: string, path: string, errors: PodErrors): void {
  const mode = of[name]
  if (typeof mode === 'number' && (mode < 0 || mode > 0o777))
    errors.invalid(`${path}.${name}`, mode, 'must be a number between 0 and 0777 (octal), both inclusive')
}

/** In the order in which a second one is noticed. */
const SOURCES = `emptyDir hostPath gitRepo gcePersistentDisk awsElasticBlockStore secret nfs iscsi glusterfs flocker
persistentVolumeClaim rbd cephfs cinder quobyte downwardAPI fc flexVolume configMap azureFile vsphereVolume photonPersistentDisk
portworxVolume azureDisk storageos projected scaleIO csi ephemeral image`.split(/\s+/)

const HOST_PATH_TYPES = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket']

/** What a source cannot do without. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  secret: ['secretName'],
  configMap: ['name'],
  persistentVolumeClaim: ['claimName'],
  nfs: ['server', 'path'],
  hostPath: ['path'],
  gitRepo: ['repository'],
  gcePersistentDisk: ['pdName'],
  awsElasticBlockStore: ['volumeID'],
  iscsi: ['targetPortal', 'iqn'],
  glusterfs: ['endpoints', 'path'],
  rbd: ['monitors', 'image'],
  cephfs: ['monitors'],
  cinder: ['volumeID'],
  flexVolume: ['driver'],
  azureFile: ['secretName', 'shareName'],
  vsphereVolume: ['volumePath'],
  photonPersistentDisk: ['pdID'],
  portworxVolume: ['volumeID'],
  azureDisk: ['diskName', 'diskURI'],
  storageos: ['volumeName'],
  scaleIO: ['gateway', 'system', 'volumeName'],
  ephemeral: ['volumeClaimTemplate'],
}

/** Upstream's own names for some in paths, where it is the first and where it is one too many. */
const FIRST: Readonly<Record<string, string>> = { gcePersistentDisk: 'persistentDisk' }
const SECOND: Readonly<Record<string, string>> = { cephfs: 'cephFS', downwardAPI: 'downwarAPI' }

/**
 * The volumes of a pod; gives those that containers may mount, which are the valid ones.
 *
 * Follows: pkg/apis/core/validation/validation.go, ValidateVolumes and validateVolumeSource (v1.37.2); of rarely used sources
 * only what must not be missing.
 */
export function validateVolumes(spec: ObjectTree, path: string, errors: PodErrors): Map<string, ObjectTree> {
  const valid = new Map<string, ObjectTree>()
  children(spec, 'volumes').forEach((volume, i) => {
    const own = new PodErrors(errors.rules, errors.gates)
    const at = `${path}[${i}]`
    validateSource(volume, at, own)
    const name = text(volume, 'name')
    own.needs(`${at}.name`, name, dnsLabel(name, errors.rules))
    if (valid.has(name)) own.duplicate(`${at}.name`, name)
    if (own.list.length === 0) valid.set(name, volume)
    else errors.list.push(...own.list)
  })
  return valid
}

function validateSource(volume: ObjectTree, path: string, errors: PodErrors): void {
  const given = SOURCES.filter((name) => child(volume, name))
  given.forEach((name, i) => {
    if (i > 0) errors.forbidden(`${path}.${SECOND[name] ?? name}`, 'may not specify more than 1 volume type')
    else validateOne(child(volume, name) as ObjectTree, name, `${path}.${FIRST[name] ?? name}`, errors)
  })
}

function validateOne(source: ObjectTree, name: string, path: string, errors: PodErrors): void {
  for (const field of NEEDS[name] ?? []) if (isEmpty(source[field])) errors.required(`${path}.${field}`)
  validateStorage(source, name, path, errors)
  const file = text(source, 'path')
  switch (name) {
    case 'hostPath': {
      if (file === '') return
      validateNoBacksteps(file, `${path}.path`, errors)
      const type = text(source, 'type')
      if (!HOST_PATH_TYPES.includes(type)) errors.unsupported(`${path}.type`, type, HOST_PATH_TYPES)
      return
    }
    case 'emptyDir':
      if (isNegative(source['sizeLimit'])) errors.forbidden(`${path}.sizeLimit`, 'SizeLimit field must be a valid resource quantity')
      return
    case 'nfs':
      if (!file.startsWith('/')) errors.invalid(`${path}.path`, file, 'must be an absolute path')
      return
    case 'image':
      return oneOf(text(source, 'pullPolicy'), ['Always', 'IfNotPresent', 'Never'], `${path}.pullPolicy`, errors)
    case 'csi':
      return validateCsi(source, path, errors)
    case 'gitRepo':
      return validatePath(text(source, 'directory'), `${path}.directory`, errors)
    case 'gcePersistentDisk':
    case 'awsElasticBlockStore': {
      const partition = number(source, 'partition')
      if (partition < 0 || partition > 255) errors.invalid(`${path}.partition`, partition, 'must be between 1 and 255, inclusive')
      return
    }
    case 'secret':
    case 'configMap':
    case 'downwardAPI':
    case 'projected':
      validateMode(source, 'defaultMode', path, errors)
  }
  if (name === 'downwardAPI') return validateDownwardFiles(source, path, errors)
  if (name === 'projected') return validateProjected(source, path, errors)
  validateItems(source, path, errors)
}

const isEmpty = (value: Json | undefined): boolean => value === undefined || value === '' || (Array.isArray(value) && value.length === 0)

/** Follows: the same file, validateCSIVolumeSource and ValidateCSIDriverName (v1.36.2). */
function validateCsi(source: ObjectTree, path: string, errors: PodErrors): void {
  const driver = text(source, 'driver')
  if (driver === '') errors.required(`${path}.driver`)
  if (toBytes(driver).length > 63) errors.tooLong(`${path}.driver`, 63)
  if (driver !== '' || errors.rules.csiDriverTwice) errors.each(`${path}.driver`, driver, dnsSubdomain(driver.toLowerCase(), errors.rules))
  const secret = child(source, 'nodePublishSecretRef')
  if (!secret) return
  const name = text(secret, 'name')
  if (name === '') errors.required(`${path}.nodePublishSecretRef${errors.rules.secretRefBlank ? ' ' : ''}.name`)
  else errors.each(`${path}.name`, name, dnsSubdomain(name, errors.rules))
}

function validateItems(source: ObjectTree, path: string, errors: PodErrors): void {
  children(source, 'items').forEach((item, i) => {
    const at = `${path}.items[${i}]`
    const file = text(item, 'path')
    if (text(item, 'key') === '') errors.required(`${at}.key`)
    if (file === '') errors.required(`${at}.path`)
    validatePath(file, `${at}.path`, errors, 'refused')
    validateMode(item, 'mode', at, errors)
  })
}

const MINUTES_10 = 600

function validateProjected(projected: ObjectTree, path: string, errors: PodErrors): void {
  const files = new Set<string>()
  const unique = (file: string, shown: string): void => {
    if (file !== '' && files.has(file)) errors.invalid(path, shown, 'conflicting duplicate paths')
    files.add(file)
  }
  children(projected, 'sources').forEach((source, i) => {
    const at = `${path}.sources[${i}]`
    for (const name of ['secret', 'configMap']) {
      const held = child(source, name)
      if (!held) continue
      if (text(held, 'name') === '') errors.required(`${at}.${name}.name`)
      validateItems(held, `${at}.${name}`, errors)
      for (const item of children(held, 'items')) unique(text(item, 'path'), text(held, 'name'))
    }
    const downward = child(source, 'downwardAPI')
    if (downward) validateDownwardFiles(downward, `${at}.downwardAPI`, errors)
    for (const file of children(downward ?? {}, 'items')) unique(text(file, 'path'), text(file, 'path'))
    const token = child(source, 'serviceAccountToken')
    if (token) validateToken(token, at, path, errors)
    if (PROJECTED.filter((name) => child(source, name)).length > 1) errors.forbidden(at, errors.rules.sourcesText)
  })
}

const PROJECTED = ['secret', 'configMap', 'downwardAPI', 'serviceAccountToken', 'clusterTrustBundle', 'podCertificate']

function validateToken(token: ObjectTree, at: string, path: string, errors: PodErrors): void {
  const seconds = number(token, 'expirationSeconds')
  if (seconds < MINUTES_10)
    errors.invalid(`${at}.serviceAccountToken.expirationSeconds`, seconds, 'may not specify a duration less than 10 minutes')
  if (seconds > 2 ** 32)
    errors.invalid(`${at}.serviceAccountToken.expirationSeconds`, seconds, 'may not specify a duration larger than 2^32 seconds')
  if (text(token, 'path') === '') errors.required(`${path}.path`)
  else if (errors.rules.tokenPathChecked) validatePath(text(token, 'path'), `${path}.path`, errors, 'refused')
}

function isNegative(quantity: Json | undefined): boolean {
  const parsed = parseQuantity(String(quantity ?? '0').trim())
  return 'value' in parsed && parsed.value < 0
}

/**
 * Volumes of a storage system, beside what must not be missing.
 *
 * Follows: pkg/apis/core/validation/validation.go, validateFCVolumeSource and its like (v1.36.2).
 */
function validateStorage(source: ObjectTree, name: string, path: string, errors: PodErrors): void {
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
  const isManaged = source['kind'] === 'Managed'
  const uri = text(source, 'diskURI')
  optionalOneOf(source, 'cachingMode', ['None', 'ReadOnly', 'ReadWrite'], path, errors)
  optionalOneOf(source, 'kind', ['Dedicated', 'Managed', 'Shared'], path, errors)
  if (!uri.startsWith(isManaged ? '/subscriptions/' : 'https://')) errors.unsupported(`${path}.diskURI`, uri, [isManaged ? MANAGED : BLOB])
}
