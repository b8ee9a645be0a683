import type { FieldErrors } from './field-error.ts'
import { FieldErrors as Collector } from './field-error.ts'
import { dnsLabel } from './names.ts'
import { type Tree, child, children, text } from './tree.ts'
import type { ManifestRules } from './types.ts'

/** In the order in which a second one is noticed. */
const SOURCES = `emptyDir hostPath gitRepo gcePersistentDisk awsElasticBlockStore secret nfs iscsi glusterfs flocker
persistentVolumeClaim rbd cephfs cinder quobyte downwardAPI fc flexVolume configMap azureFile vsphereVolume photonPersistentDisk
portworxVolume azureDisk storageos projected scaleIO csi ephemeral image`.split(/\s+/)

const HOST_PATH_TYPES = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket']

/** What a source cannot do without. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  secret: ['secretName'], configMap: ['name'], persistentVolumeClaim: ['claimName'], nfs: ['server', 'path'], hostPath: ['path'],
  gitRepo: ['repository'], gcePersistentDisk: ['pdName'], awsElasticBlockStore: ['volumeID'], iscsi: ['targetPortal', 'iqn'],
  glusterfs: ['endpoints', 'path'], rbd: ['image'], cinder: ['volumeID'], flexVolume: ['driver'], azureFile: ['secretName', 'shareName'],
  vsphereVolume: ['volumePath'], photonPersistentDisk: ['pdID'], portworxVolume: ['volumeID'], azureDisk: ['diskName', 'diskURI'],
  storageos: ['volumeName'], csi: ['driver'], image: ['reference'],
}

/**
 * The volumes of a pod; gives those that containers may mount, which are the valid ones.
 *
 * Units: none. Errors: added to `errors`.
 * Follows: pkg/apis/core/validation/validation.go, ValidateVolumes and validateVolumeSource (v1.37.2); of rarely used sources
 * only what must not be missing.
 */
export function validateVolumes(spec: Tree, path: string, errors: FieldErrors, rules: ManifestRules): Map<string, Tree> {
  const valid = new Map<string, Tree>()
  children(spec, 'volumes').forEach((volume, i) => {
    const own = new Collector(rules)
    const at = `${path}[${i}]`
    validateSource(volume, at, own)
    const name = text(volume, 'name')
    if (name === '') own.required(`${at}.name`)
    else for (const message of dnsLabel(name, rules)) own.invalid(`${at}.name`, name, message)
    if (valid.has(name)) own.duplicate(`${at}.name`, name)
    if (own.list.length === 0) valid.set(name, volume)
    else errors.list.push(...own.list)
  })
  return valid
}

function validateSource(volume: Tree, path: string, errors: FieldErrors): void {
  const given = SOURCES.filter((name) => child(volume, name))
  given.forEach((name, i) => {
    if (i > 0) errors.forbidden(`${path}.${name}`, 'may not specify more than 1 volume type')
    else validateOne(child(volume, name) as Tree, name, `${path}.${name}`, errors)
  })
  if (given.length === 0) errors.required(path, 'must specify a volume type')
}

function validateOne(source: Tree, name: string, path: string, errors: FieldErrors): void {
  for (const field of NEEDS[name] ?? []) if (text(source, field) === '') errors.required(`${path}.${field}`)
  if (name === 'hostPath') {
    if (text(source, 'path').split('/').includes('..')) errors.invalid(`${path}.path`, text(source, 'path'), "must not contain '..'")
    const type = text(source, 'type')
    if (!HOST_PATH_TYPES.includes(type)) errors.unsupported(`${path}.type`, type, HOST_PATH_TYPES)
  }
  if (name === 'nfs' && text(source, 'path') !== '' && !text(source, 'path').startsWith('/')) {
    errors.invalid(`${path}.path`, text(source, 'path'), 'must be an absolute path')
  }
  const mode = source['defaultMode']
  if (typeof mode === 'number' && (mode < 0 || mode > 0o777)) {
    errors.invalid(`${path}.defaultMode`, mode, 'must be a number between 0 and 0777 (octal), both inclusive')
  }
  children(source, 'items').forEach((item, i) => {
    if (name === 'downwardAPI') return
    const at = `${path}.items[${i}]`
    if (text(item, 'key') === '') errors.required(`${at}.key`)
    const file = text(item, 'path')
    if (file === '') errors.required(`${at}.path`)
    else if (file.startsWith('/')) errors.invalid(`${at}.path`, file, 'must be a relative path')
    else if (file.split('/').includes('..')) errors.invalid(`${at}.path`, file, "must not contain '..'")
  })
}
