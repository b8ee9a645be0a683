import { type PodErrors, validateNoBacksteps, validatePath, oneOf } from '../field-error.ts'
import { configMapKey, dnsLabel, dnsSubdomain, environmentName, portName, portNumber } from '../names.ts'
import { type ObjectTree, child, children, flag, number, text } from '../tree.ts'
import { validateResizePolicy, validateResources } from './validate-resources.ts'
import { validateFieldRef, validateResourceFieldRef } from './validate-volume.ts'
import { validateSecurity } from './validate-security.ts'

/**
 * What every kind of container is held against, in this order: name, image, ports, env, envFrom, mounts, pull policy, resources.
 *
 * Follows: pkg/apis/core/validation/validation.go, validateContainerCommon (v1.37.2).
 */
export function validateContainerCommon(
  container: ObjectTree,
  path: string,
  volumes: ReadonlyMap<string, ObjectTree>,
  errors: PodErrors,
): void {
  validateNameAndImage(container, path, errors)
  validateTerminationMessage(container, path, errors)
  validateContainerRest(container, path, volumes, errors)
}

/**
 * The first that every container is held against; before 1.26 a name given twice is noticed here.
 *
 * Follows: the same file, validateContainerCommon (v1.37.2), validateContainers (v1.19).
 */
export function validateNameAndImage(container: ObjectTree, path: string, errors: PodErrors, duplicate = false): void {
  const name = text(container, 'name')
  errors.needs(`${path}.name`, name, dnsLabel(name, errors.rules))
  if (duplicate) errors.duplicate(`${path}.name`, name)
  if (text(container, 'image') === '') errors.required(`${path}.image`)
}

/** Where the last words of a container come from. Follows: the same file, validateContainerCommon (v1.37.2). */
export function validateTerminationMessage(container: ObjectTree, path: string, errors: PodErrors): void {
  const at = `${path}.terminationMessagePolicy`
  const policy = text(container, 'terminationMessagePolicy')
  const known = ['File', 'FallbackToLogsOnError']
  if (errors.rules.containerCheckOrder === 'common first' || known.includes(policy)) oneOf(policy, known, at, errors)
  else errors.invalid(at, policy, "must be 'File' or 'FallbackToLogsOnError'")
}

/** From the ports to the security context. Follows: the same file, validateContainerCommon (v1.37.2). */
export function validateContainerRest(
  container: ObjectTree,
  path: string,
  volumes: ReadonlyMap<string, ObjectTree>,
  errors: PodErrors,
): void {
  validatePorts(container, `${path}.ports`, errors)
  validateEnv(container, `${path}.env`, errors)
  validateEnvFrom(container, `${path}.envFrom`, errors)
  validateMounts(container, path, volumes, errors)
  validateDevices(container, `${path}.volumeDevices`, volumes, errors)
  oneOf(text(container, 'imagePullPolicy'), ['Always', 'IfNotPresent', 'Never'], `${path}.imagePullPolicy`, errors)
  validateResources(container, `${path}.resources`, errors)
  validateResizePolicy(container, `${path}.resizePolicy`, errors)
  validateSecurity(container, `${path}.securityContext`, errors)
}

/**
 * Host ports must be unique among the containers that run together, which an init container does alone: its place counts as the first.
 *
 * Follows: the same file, checkHostPortConflicts (v1.37.2).
 */
export function validateHostPorts(containers: readonly ObjectTree[], path: string, errors: PodErrors): void {
  const taken = new Set<string>()
  containers.forEach((container, i) => {
    children(container, 'ports').forEach((port, j) => {
      const host = number(port, 'hostPort')
      if (host === 0) return
      const key = `${text(port, 'protocol')}/${text(port, 'hostIP')}/${host}`
      if (taken.has(key)) errors.duplicate(`${path}[${i}].ports[${j}].hostPort`, key)
      taken.add(key)
    })
  })
}

function validatePorts(container: ObjectTree, path: string, errors: PodErrors): void {
  const names = new Set<string>()
  children(container, 'ports').forEach((port, i) => {
    const at = `${path}[${i}]`
    const name = text(port, 'name')
    const wrong = name === '' ? [] : portName(name, errors.rules)
    errors.each(`${at}.name`, name, wrong)
    if (wrong.length === 0 && names.has(name)) errors.duplicate(`${at}.name`, name)
    else if (wrong.length === 0 && name !== '') names.add(name)
    const containerPort = number(port, 'containerPort')
    if (containerPort === 0) errors.required(`${at}.containerPort`)
    else errors.each(`${at}.containerPort`, containerPort, portNumber(containerPort))
    const hostPort = number(port, 'hostPort')
    if (hostPort !== 0) errors.each(`${at}.hostPort`, hostPort, portNumber(hostPort))
    oneOf(text(port, 'protocol'), ['SCTP', 'TCP', 'UDP'], `${at}.protocol`, errors)
  })
}

function validateEnv(container: ObjectTree, path: string, errors: PodErrors): void {
  children(container, 'env').forEach((variable, i) => {
    const name = text(variable, 'name')
    errors.needs(`${path}[${i}].name`, name, environmentName(name, errors.rules.relaxedEnvironment))
    const from = child(variable, 'valueFrom')
    if (from) validateValueFrom(variable, from, `${path}[${i}].valueFrom`, errors)
  })
}

function validateValueFrom(variable: ObjectTree, from: ObjectTree, path: string, errors: PodErrors): void {
  const sources = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef'].filter((name) => child(from, name))
  for (const name of sources) {
    const source = child(from, name) as ObjectTree
    const at = `${path}.${name}`
    if (name === 'fieldRef') {
      validateFieldRef(source, errors.rules.environmentFields, at, errors)
      if (errors.rules.hostIPsGated && text(source, 'fieldPath') === 'status.hostIPs')
        errors.forbidden(at, "may not be set when feature gate 'PodHostIPs' is not enabled")
    } else if (name === 'resourceFieldRef') validateResourceFieldRef(source, at, errors, false)
    else if (name === 'fileKeyRef') validateFileKey(source, at, errors)
    else validateKey(source, at, errors)
  }
  if (sources.length === 0) {
    const known = errors.rules.envFiles
      ? '`fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`'
      : '`fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`'
    errors.invalid(path, '', `must specify one of: ${known}`)
  } else if (text(variable, 'value') !== '') {
    errors.invalid(path, '', 'may not be specified when `value` is not empty')
  } else if (sources.length > 1) {
    errors.invalid(path, '', 'may not have more than one field specified at a time')
  }
}

function validateKey(source: ObjectTree, path: string, errors: PodErrors): void {
  const named = text(source, 'name')
  errors.each(`${path}.name`, named, dnsSubdomain(named, errors.rules))
  const key = text(source, 'key')
  errors.needs(`${path}.key`, key, configMapKey(key))
}

function validateFileKey(source: ObjectTree, path: string, errors: PodErrors): void {
  const [key, volume, file] = [text(source, 'key'), text(source, 'volumeName'), text(source, 'path')]
  errors.needs(`${path}.key`, key, environmentName(key, true))
  errors.needs(`${path}.volumeName`, volume, dnsLabel(volume, errors.rules))
  if (file === '') errors.required(`${path}.path`)
  else validateNoBacksteps(file, `${path}.path`, errors)
}

function validateEnvFrom(container: ObjectTree, path: string, errors: PodErrors): void {
  children(container, 'envFrom').forEach((from, i) => {
    const prefix = text(from, 'prefix')
    if (prefix !== '') errors.each(`${path}[${i}].prefix`, prefix, environmentName(prefix, errors.rules.relaxedEnvironment))
    const sources = ['configMapRef', 'secretRef'].filter((name) => child(from, name))
    for (const source of sources) {
      const name = text(child(from, source) as ObjectTree, 'name')
      errors.needs(`${path}[${i}].${source}.name`, name, dnsSubdomain(name, errors.rules))
    }
    if (sources.length === 0) errors.invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`')
    else if (sources.length > 1) errors.invalid(path, '', 'may not have more than one field specified at a time')
  })
}

function validateMounts(container: ObjectTree, path: string, volumes: ReadonlyMap<string, ObjectTree>, errors: PodErrors): void {
  const places = new Set<string>()
  const devices = pathsByVolume(container, 'volumeDevices', 'devicePath')
  children(container, 'volumeMounts').forEach((mount, i) => {
    const at = `${path}.volumeMounts[${i}]`
    const name = text(mount, 'name')
    const place = text(mount, 'mountPath')
    if (name === '') errors.required(`${at}.name`)
    if (!volumes.has(name)) errors.notFound(`${at}.name`, name)
    if (place === '') errors.required(`${at}.mountPath`)
    if (places.has(place)) errors.invalid(`${at}.mountPath`, place, 'must be unique')
    places.add(place)
    if (devices.has(name)) errors.invalid(`${at}.name`, name, 'must not already exist in volumeDevices')
    if ([...devices.values()].includes(place)) errors.invalid(`${at}.mountPath`, place, 'must not already exist as a path in volumeDevices')
    const sub = text(mount, 'subPath')
    if (sub !== '') validatePath(sub, `${path}.volumeMounts.subPath`, errors)
    const expression = text(mount, 'subPathExpr')
    if (expression !== '') {
      if (sub !== '') errors.invalid(`${at}.subPathExpr`, expression, 'subPathExpr and subPath are mutually exclusive')
      validatePath(expression, `${path}.volumeMounts.subPathExpr`, errors)
    }
    const propagation = mount['mountPropagation']
    const privileged = flag(child(container, 'securityContext') ?? mount, 'privileged')
    if (typeof propagation === 'string' && !['Bidirectional', 'HostToContainer', 'None'].includes(propagation)) {
      errors.unsupported(`${path}.volumeMounts.mountPropagation`, propagation, ['Bidirectional', 'HostToContainer', 'None'])
    } else if (propagation === 'Bidirectional' && !privileged) {
      errors.forbidden(
        `${path}.volumeMounts.mountPropagation`,
        'Bidirectional mount propagation is available only to privileged containers',
      )
    }
    validateRecursion(mount, `${path}.volumeMounts.recursiveReadOnly`, errors)
  })
}

/** Where a container has its volumes, each at the last place that it is given. Follows: the same file, GetVolumeMountMap (v1.36.2). */
function pathsByVolume(container: ObjectTree, list: string, path: string): ReadonlyMap<string, string> {
  return new Map(children(container, list).map((of) => [text(of, 'name'), text(of, path)]))
}

/** Whether what is mounted below is read-only too. Follows: the same file, validateMountRecursiveReadOnly (v1.36.2). */
function validateRecursion(mount: ObjectTree, path: string, errors: PodErrors): void {
  const { recursiveReadOnly: wanted, mountPropagation: propagation } = mount
  if (typeof wanted !== 'string' || wanted === 'Disabled') return
  if (!['Enabled', 'IfPossible'].includes(wanted)) return errors.unsupported(path, wanted, ['Disabled', 'Enabled', 'IfPossible'])
  if (!flag(mount, 'readOnly')) errors.forbidden(path, 'may only be specified when readOnly is true')
  if (propagation !== undefined && propagation !== 'None')
    errors.forbidden(path, 'may only be specified when mountPropagation is None or not specified')
}

function validateDevices(container: ObjectTree, path: string, volumes: ReadonlyMap<string, ObjectTree>, errors: PodErrors): void {
  const [names, places] = [new Set<string>(), new Set<string>()]
  const mounts = pathsByVolume(container, 'volumeMounts', 'mountPath')
  children(container, 'volumeDevices').forEach((device, i) => {
    const at = `${path}[${i}]`
    const name = text(device, 'name')
    const place = text(device, 'devicePath')
    const volume = volumes.get(name)
    const { ephemeralBlock } = errors.rules
    const block = volume && (child(volume, 'persistentVolumeClaim') ?? (ephemeralBlock && child(volume, 'ephemeral')))
    if (name === '') errors.required(`${at}.name`)
    if (names.has(name)) errors.invalid(`${at}.name`, name, 'must be unique')
    if (volume && !block)
      errors.invalid(
        `${at}.name`,
        name,
        `can only use volume source type of PersistentVolumeClaim${ephemeralBlock ? ' or Ephemeral' : ''} for block mode`,
      )
    if (!volume) errors.notFound(`${at}.name`, name)
    if (place === '') errors.required(`${at}.devicePath`)
    if (places.has(place)) errors.invalid(`${at}.devicePath`, place, 'must be unique')
    if (place.split('/').includes('..')) errors.invalid(`${at}.devicePath`, place, "can not contain backsteps ('..')")
    else places.add(place)
    if (mounts.has(name)) errors.invalid(`${at}.name`, name, 'must not already exist in volumeMounts')
    if ([...mounts.values()].includes(place)) errors.invalid(`${at}.devicePath`, place, 'must not already exist as a path in volumeMounts')
    if (name !== '') names.add(name)
  })
}
